"""Tables of data/processed, as data users rely on them (names and meanings never change silently)."""

from ntm_analysis.schema.tables import Table, define

_PLACE = "document* line* printed*"
_STOCK = "unit* basis* as_of*"
_COUNTS = "communes_attaining communes_total share_pct added"
_EITHER = "as_of period_start period_end"

PROCESSED: dict[str, Table] = dict(
    [
        define(
            "documents",
            "a document",
            "document* title_vi* title_en* number issuer* unit* kind* issued_on period_start* period_end* "
            "reference_date* criteria_set* file_name* file_sha256* text_quality* known_gaps known_gaps_vi",
            "document",
        ),
        define(
            "funding",
            "a printed amount of the funding section",
            f"{_PLACE} unit* basis* period_start* period_end* source* parent_source is_subtotal* "
            "amount_million_vnd* share_pct funding_group funding_part",
            "document period_start basis source",
            "Leave out rows with is_subtotal to add up parts; a printed total may differ from that sum.",
        ),
        define(
            "funding_detail",
            "another printed sum of money",
            f"{_PLACE} unit* basis* period_start* period_end* purpose* amount_million_vnd qualifier criterion "
            "purpose_en* purpose_vi*",
            "document line printed purpose",
            "Sums overlap with each other and with the funding table; never add them up. "
            "A sum printed in words has no amount.",
        ),
        define(
            "criteria",
            "a count of communes attaining a criterion",
            f"{_PLACE} {_STOCK} criteria_set* criterion* {_COUNTS} base_as_of count_basis* line_added",
            "document basis as_of criterion line",
            "A printed increase without a printed count has no communes_attaining. A derived count rests on line "
            "and, where its increase is printed on another, on line_added.",
        ),
        define(
            "criteria_partial",
            "another count of communes within a criterion",
            f"{_PLACE} {_STOCK} criteria_set* criterion {_COUNTS} base_as_of what* what_en* what_vi*",
            "document line printed what",
            "Not attainment of the criterion.",
        ),
        define(
            "bands",
            "a band of communes by number of criteria",
            f"{_PLACE} {_STOCK} band_low* band_high* communes* communes_total share_pct",
            "document basis as_of band_low",
            "Bands differ between documents.",
        ),
        define(
            "headlines",
            "a printed headline figure",
            f"{_PLACE} unit* basis* {_EITHER} measure* value_low* value_high* communes_total share_pct qualifier",
            "document line printed measure",
            "A figure printed twice in a document is two rows.",
        ),
        define(
            "commune_plans",
            "a row of the commune tables",
            f"{_PLACE} plan_table* group_year* row_no* commune* commune_name* district* is_specially_difficult* "
            "criteria_met* criteria_met_printed met_list_printed planned_n_2017 cumulative_2017 planned_n_2018 "
            "cumulative_2018 planned_n_2019 cumulative_2019 planned_n_2020 cumulative_2020",
            "plan_table commune",
            "Six communes stand in both tables. The first 13 rows of table 1 are missing in the source.",
        ),
        define(
            "commune_criteria",
            "a criterion that a row of the commune tables lists",
            f"{_PLACE} plan_table* commune* commune_name* district* criterion* status* planned_year sub_criteria",
            "plan_table commune criterion status planned_year",
            "A criterion may stand twice for one commune: met and planned, or planned for two years.",
        ),
        define(
            "commune_sub_criteria",
            "a sub-criterion that a row of the commune tables lists for a year",
            f"{_PLACE} plan_table* commune* district* criterion* sub_criterion* planned_year*",
            "plan_table commune sub_criterion planned_year",
        ),
        define(
            "assignments",
            "a criterion assigned to a commune in the district annex",
            f"{_PLACE} criterion* commune* commune_name* agency stated_n*",
            "document line commune",
        ),
        define(
            "commune_roles",
            "a commune that a text names in a role",
            f"{_PLACE} commune* commune_name* district* role* {_EITHER}",
            "document line printed commune role",
        ),
        define(
            "activities",
            "an activity of a work schedule",
            f"{_PLACE} group* group_en* group_vi* activity_no activity_en* activity_vi* lead implementers "
            "partners period_start period_end timing_printed*",
            "document line",
            "Continuous activities have the whole year as their period; activities on demand have none.",
        ),
        define(
            "indicators",
            "another programme figure",
            f"{_PLACE} unit* criterion indicator* basis* {_EITHER} value_low* value_high* total measure* share_pct "
            "qualifier indicator_en* indicator_vi*",
            "document line printed indicator value_low",
        ),
        define(
            "citations",
            "a cited paper",
            f"{_PLACE} kind* cited_number cited_on is_own*",
            "document line printed",
        ),
        define(
            "units",
            "an administrative unit",
            "unit* name_vi* name_en* level* parent valid_from valid_to gso_code",
            "unit",
            "A commune that kept its name through a merger keeps its id: its area may have grown.",
        ),
        define(
            "findings",
            "a fault that a check found in the documents",
            "rule* severity* document* line* subject* printed expected* found difference other_document "
            "other_line message_en* message_vi*",
            "rule document line subject found",
            "Both figures stand as printed in the other tables; nothing is repaired.",
        ),
    ]
)

"""Tables of data/raw: printed runs with their place, and the codes that say what they are about."""

from ntm_analysis.schema.tables import Table, define

_PLACE = "document* line* line_from line_to printed*"
_STOCK = "unit* basis* as_of*"
_FLOW = "unit* basis* period_start* period_end*"
_EITHER = "unit* basis* as_of period_start period_end"
_COUNTS = "count_printed total_printed share_printed added_printed base_as_of"
_PLAN_CELLS = " ".join(f"{cell}_{year}_printed" for year in range(2017, 2021) for cell in ("list", "n", "cum"))

RAW: dict[str, Table] = dict(
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
            "an amount of the programme's funding section",
            f"{_PLACE} {_FLOW} label_printed amount_printed* money_unit_printed* share_printed note",
            "document line printed label_printed",
            "Printed totals may contradict the sum of their parts.",
        ),
        define(
            "funding_detail",
            "another printed sum of money",
            f"{_PLACE} {_FLOW} criterion purpose* amount_printed* money_unit_printed* qualifier_printed note",
            "document line printed purpose",
        ),
        define(
            "criteria",
            "a printed count of communes attaining a criterion",
            f"{_PLACE} {_STOCK} criterion* criterion_printed {_COUNTS} note",
            "document line criterion as_of basis",
            "The 2009 and 2016 sets define several criteria differently.",
        ),
        define(
            "criteria_partial",
            "another printed count of communes within a criterion",
            f"{_PLACE} {_STOCK} criterion what* {_COUNTS} note",
            "document line printed what",
        ),
        define(
            "bands",
            "a printed band of communes by number of criteria",
            f"{_PLACE} {_STOCK} band_printed band_low* band_high* count_printed* total_printed share_printed note",
            "document line as_of basis band_low",
            "Bands differ between documents.",
        ),
        define(
            "headlines",
            "a printed headline figure",
            f"{_PLACE} {_EITHER} measure* value_printed* total_printed share_printed qualifier_printed note",
            "document line printed measure",
        ),
        define(
            "commune_plans",
            "a row of the commune tables of the 2017-2020 plan",
            f"document* line* printed* plan_table* group_year* row_no_printed* name_printed* n_met_printed "
            f"met_printed* communes_printed {_PLAN_CELLS} note",
            "document line",
            "The second page of table 1 has no column for the number of criteria met.",
        ),
        define(
            "commune_roles",
            "a commune that a text names in a role",
            f"{_PLACE} commune_printed* district_printed within role* as_of period_start period_end note",
            "document line printed commune_printed role",
        ),
        define(
            "activities",
            "an activity of an annexed work schedule",
            f"{_PLACE} group* group_en* group_vi* activity_no activity_en* activity_vi* lead_printed "
            "implementers_printed partners_printed timing_printed* note",
            "document line",
            "In the 2021 plan, cells run together over lines; a boundary between two cells may be a reading.",
        ),
        define(
            "assignments",
            "a row of the annex to the 2020 district plan",
            f"{_PLACE} criterion* criterion_printed stated_n_printed* communes_printed* agency_printed note",
            "document line",
        ),
        define(
            "indicators",
            "another printed programme figure",
            f"{_PLACE} {_EITHER} criterion indicator* value_printed* total_printed share_printed "
            "qualifier_printed measure_printed measure* note",
            "document line printed indicator value_printed",
        ),
        define(
            "citations",
            "a cited paper that has a number or a date",
            f"{_PLACE} kind* number_printed date_printed is_own note",
            "document line printed",
        ),
    ]
)

"""Tables of data/reference: the project's own judgement, one reason a line."""

from ntm_analysis.schema.tables import Table, define

REFERENCE: dict[str, Table] = dict(
    [
        define(
            "units",
            "an administrative unit",
            "unit* name_vi* name_en* level* parent valid_from valid_to gso_code origin*",
            "unit",
            "A commune that kept its name through a merger keeps its id: its area may have grown.",
        ),
        define(
            "unit_names",
            "a printed name and the unit it means",
            "document* text* within unit* reason",
            "document text within",
        ),
        define(
            "criteria",
            "a criterion of a criteria set",
            "criteria_set* criterion* group* name_vi* name_en* comparable_with_previous reason",
            "criteria_set criterion",
        ),
        define("sources", "a source of funding", "source* parent_source name_en* name_vi* order*", "source"),
        define(
            "funding_crosswalk",
            "a source of funding and its place in the scheme that all documents share",
            "source* funding_group funding_part reason*",
            "source",
        ),
        define(
            "price_index",
            "a year's consumer prices in Vietnam",
            "year* change_pct price_index* index_base_year* origin*",
            "year",
            "Consumer prices of the whole country: neither building costs nor the province.",
        ),
        define(
            "funding_labels",
            "a printed name of a source and what it means",
            "document* label_printed source* reason",
            "document label_printed",
        ),
        define("money_units", "a printed unit of money", "text* factor*", "text"),
        define("scales", "a printed unit that holds a factor", "text* factor* reason*", "text"),
        define("number_words", "a printed word that stands for a number", "text* value reason*", "text"),
        define("qualifiers", "a printed bounding word", "text* qualifier*", "text"),
        define("purposes", "a purpose of money", "purpose* label_en* label_vi*", "purpose"),
        define("partials", "a part of a criterion", "what* label_en* label_vi*", "what"),
        define(
            "indicators",
            "an indicator",
            "indicator* label_en* label_vi* better yearly_of",
            "indicator",
            "Inputs, and counts that are no aim in themselves (leaflets, farms, cement), have no better direction.",
        ),
        define("measures", "a unit of measure", "measure* label_en* label_vi*", "measure"),
        define("headline_measures", "a headline measure", "measure* label_en* label_vi*", "measure"),
        define("roles", "a role of a commune", "role* label_en* label_vi*", "role"),
        define(
            "timings",
            "a printed time of an activity",
            "document* text* year start_month end_month reason",
            "document text",
        ),
        define(
            "readings",
            "an ambiguous run and how it is read",
            "document* line* column* text* reading* reason*",
            "document line column text",
        ),
        define(
            "corrections",
            "a fault of the print that is set right",
            "table* document* line* column* expected_value* action* value reason*",
            "table document line column",
        ),
        define(
            "relations",
            "a printed figure that stands in a relation to others",
            "relation_key* relation* part* table* column* document* line* printed* reason* reason_vi*",
            "relation_key table column document line printed part",
        ),
        define(
            "uncovered",
            "a kind of numeric run that is no figure",
            "kind* document pattern* explanation* explanation_vi*",
            "kind document pattern",
        ),
        define(
            "probability_words",
            "a range of probability and its word",
            "likelihood* probability_low* label_en* label_vi* origin*",
            "likelihood",
            "A word reaches to the probability at which the next one begins.",
        ),
        define("words", "a word or phrase of figures and notebooks", "word* en* vi*", "word"),
    ]
)

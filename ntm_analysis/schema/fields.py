"""The one dictionary of fields: type, unit, meaning and allowed values of every column in every table."""

from dataclasses import dataclass

BASES = ("reported", "planned", "derived")
LEVELS = ("province", "district", "city", "commune")
SOURCES = (
    "total",
    "state_budget",
    "central_budget",
    "central_budget.ntm",
    "central_budget.poverty",
    "local_budget",
    "direct_programme",
    "integrated_programmes",
    "credit",
    "enterprises",
    "community",
)
FUNDING_GROUPS = ("state", "credit", "enterprises", "community")
STATE_PARTS = ("central", "local", "direct_programme", "integrated_programmes")
DATE = r"\d{4}-\d{2}-\d{2}"
SLUG = r"[a-z][a-z0-9_]*"
UNIT = r"[a-z0-9-]+(\.[a-z0-9-]+)?"


@dataclass(frozen=True)
class Field:
    """One column's meaning, the same in every table that has it."""

    name: str
    type: str
    meaning: str
    unit: str = ""
    allowed: tuple = ()
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None


def _text(name: str, meaning: str, **rules) -> Field:
    return Field(name, "string", meaning, **rules)


def _count(name: str, meaning: str, unit: str = "communes", **rules) -> Field:
    return Field(name, "integer", meaning, unit=unit, **{"minimum": 0, **rules})


def _number(name: str, meaning: str, unit: str, **rules) -> Field:
    return Field(name, "number", meaning, unit=unit, **rules)


def _date(name: str, meaning: str) -> Field:
    return Field(name, "date", meaning, pattern=DATE)


def _printed(name: str, meaning: str) -> Field:
    return _text(name, f"{meaning}, exactly as printed")


_PLACE = [
    _text("document", "Document id in the register", pattern=r"[a-z0-9-]+"),
    _count("line", "Line of the document's file on which the printed run begins", "line number", minimum=1),
    _count(
        "line_from", "First line that holds a cell of the row; empty when the printed run begins first", "line number"
    ),
    _count("line_added", "Line on which a derived count's increase begins; empty when it is the same", "line number"),
    _count("line_to", "Last line that holds a cell of the row; empty when it is the same line", "line number"),
    _printed("printed", "Short run of characters that carries the figure (NFC, a line break as one space)"),
    _text("note", "Why a doubtful run was read as it was"),
]
_WHEN = [
    _text("basis", "Stated as achieved, a target, or computed from printed figures", allowed=BASES),
    _date("as_of", "Date of a stock"),
    _date("period_start", "First day of a flow's period"),
    _date("period_end", "Last day of a flow's period"),
    _date("base_as_of", "Date of the state that the printed increase is counted from"),
]
_WHERE = [
    _text("unit", "Administrative unit (data/reference/units.csv)", pattern=UNIT),
    _text("commune", "Commune's unit id", pattern=UNIT),
    _text("commune_name", "Commune's name, spelt as in the reference list"),
    _text("district", "District's unit id", pattern=UNIT),
    _text("name_vi", "Name in Vietnamese"),
    _text("name_en", "Name in English"),
    _text("level", "Level of the unit", allowed=LEVELS),
    _text("parent", "Unit id one level up", pattern=UNIT),
    _date("valid_from", "First day on which the unit existed; empty when before 2011"),
    _date("valid_to", "Last day on which the unit existed; empty when after 2021"),
    _text("gso_code", "Code in the list of the General Statistics Office", pattern=r"\d{2,5}"),
]
_REGISTER = [
    _text("title_vi", "Title in Vietnamese"),
    _text("title_en", "Title in English"),
    _text("number", "The document's own number, as far as it can be read"),
    _text("issuer", "Authority that issued the document"),
    _text("kind", "Kind of document or of cited paper", pattern=SLUG),
    _date("issued_on", "Date of issue; empty when not printed"),
    _date("reference_date", "Date that 'at present' means in the document"),
    _text("file_name", "Name of the file that was transcribed"),
    _text("file_sha256", "SHA-256 of that file", pattern=r"[0-9a-f]{64}"),
    _text("text_quality", "State of the text", allowed=("good", "ocr", "ocr_no_diacritics", "nfd")),
    _text("known_gaps", "What is missing in the source or could not be read"),
    _text("known_gaps_vi", "The same in Vietnamese"),
]
_CRITERIA = [
    _text(
        "criteria_set",
        "National criteria set: decisions 491/2009 and 342/2013, or 1980/2016",
        allowed=("2009", "2016"),
    ),
    _count("criterion", "Criterion number", "criterion", minimum=1, maximum=19),
    _text("group", "Group of criteria or of activities (roman numeral)", pattern=r"[IVX]+"),
    _text(
        "comparable_with_previous",
        "Whether counts can be compared with the set before",
        allowed=("yes", "changed", "redefined"),
    ),
    _text("reason", "Why it was decided so"),
    _text("reason_vi", "The same in Vietnamese"),
    _count(
        "communes_attaining",
        "Communes that attain the criterion (in criteria_partial: the stated part of it)",
    ),
    _count("communes_total", "Communes that the count is out of, as printed"),
    _number("share_pct", "Share as printed, never recomputed", "%", minimum=0),
    _count("added", "Printed increase since base_as_of"),
    _text(
        "count_basis",
        "Whether the count is printed or follows from a printed share of all communes",
        allowed=("printed", "from_share", "difference", ""),
    ),
    _text("what", "Part of the criterion that is counted (slug)", pattern=SLUG),
    _text("what_en", "What is counted, in English"),
    _text("what_vi", "What is counted, in Vietnamese"),
    _count("band_low", "Fewest criteria in the band", "criteria", maximum=19),
    _count("band_high", "Most criteria in the band", "criteria", maximum=19),
    _count("communes", "Communes in the band"),
    _text("measure", "What is measured, or the unit of measure of an indicator", pattern=SLUG),
    _number("value_low", "Value, or lower end of a printed range", "as in measure"),
    _number("value_high", "Value, or upper end of a printed range", "as in measure"),
    _number("total", "Printed denominator", "as in measure"),
    _text(
        "qualifier",
        "How the document bounds the value",
        allowed=("about", "at_least", "more_than", "less_than", "at_most", "estimate"),
    ),
]
_MONEY = [
    _text("source", "Source of funding, a node of the tree in data/reference/sources.csv", allowed=SOURCES),
    _text("parent_source", "Node above the source in the tree", allowed=SOURCES),
    _text(
        "funding_group",
        "Group that the source belongs to in every document; the total has none",
        allowed=(*FUNDING_GROUPS, ""),
    ),
    _text("funding_part", "Part of the state budget, where the document prints the split", allowed=(*STATE_PARTS, "")),
    Field("is_subtotal", "boolean", "True when the same document prints parts of this amount"),
    _number("amount_million_vnd", "Amount", "million VND", minimum=0),
    _text("purpose", "What the money is for (slug)", pattern=SLUG),
    _text("purpose_en", "What the money is for, in English"),
    _text("purpose_vi", "What the money is for, in Vietnamese"),
]
_YEARS = [
    field
    for year in range(2017, 2021)
    for field in (
        _count(f"planned_n_{year}", f"Criteria that the plan prints for {year}", "criteria"),
        _count(f"cumulative_{year}", f"Cumulative criteria that the plan prints for {year}", "criteria"),
        _printed(f"list_{year}_printed", f"Criteria planned for {year}"),
        _printed(f"n_{year}_printed", f"Number of criteria planned for {year}"),
        _printed(f"cum_{year}_printed", f"Cumulative criteria for {year}"),
    )
]
_COMMUNES = [
    _count("plan_table", "Commune table of the 2017-2020 plan: 1 or 2", "table", minimum=1, maximum=2),
    _count("group_year", "Year in whose group the row stands", "year", minimum=2017, maximum=2020),
    _count("row_no", "Row number printed within the group", "row number"),
    Field("is_specially_difficult", "boolean", "True when the name is marked ĐBKK (specially difficult)"),
    _count("criteria_met", "Criteria met in January 2017, counted from the list", "criteria", maximum=19),
    _count("criteria_met_printed", "Number of criteria met that is printed beside the list", "criteria"),
    _printed("met_list_printed", "Criteria met in January 2017"),
    _text("status", "Met in January 2017, or planned", allowed=("met_2017_01", "planned")),
    _count("planned_year", "Year for which the criterion is planned", "year", minimum=2017, maximum=2020),
    _text("sub_criteria", "Sub-criteria printed for the same criterion, as year:number, parted by spaces"),
    _text("sub_criterion", "Sub-criterion number, such as 17.3", pattern=r"\d{1,2}\.\d{1,2}"),
    _text("agency", "Agency in charge, as printed"),
    _count("stated_n", "Number of communes that the annex states for the criterion"),
    _text("role", "Role in which the text names the commune", pattern=SLUG),
]
_OTHER = [
    _text("indicator", "Indicator (slug)", pattern=SLUG),
    _text("better", "Direction that the programme wants; empty where neither is", allowed=("higher", "lower", "")),
    _text("yearly_of", "Indicator whose amount of a period this one gives per year", pattern=SLUG),
    _text("indicator_en", "Indicator, in English"),
    _text("indicator_vi", "Indicator, in Vietnamese"),
    _text("group_en", "Group of activities, in English"),
    _text("group_vi", "Group of activities, in Vietnamese"),
    _text("activity_en", "Activity in our own words, in English"),
    _text("activity_vi", "Activity in our own words, in Vietnamese"),
    _text("activity_no", "Number of the activity in its group"),
    _text("lead", "Who directs, as printed"),
    _text("implementers", "Who carries out, as printed"),
    _text("partners", "Who takes part, as printed"),
    _text("cited_number", "Number of the cited paper, as printed"),
    _date("cited_on", "Date of the cited paper"),
    Field("is_own", "boolean", "True when the citation is of the document itself"),
    _text("rule", "Name of the check", pattern=SLUG),
    _text("severity", "How much it matters", allowed=("error", "warning", "note")),
    _text("subject", "What the finding is about (table and row in words)"),
    _text("expected", "What the rule asks for"),
    _text("found", "What the document prints"),
    _number("difference", "How far the two are apart", "as in the rule"),
    _text("other_document", "Document of the other figure"),
    _count("other_line", "Line of the other figure", "line number"),
    _text("message_en", "The finding in English"),
    _text("message_vi", "The finding in Vietnamese"),
]
_REFERENCE = [
    _text("label_printed", "Printed name of the source of funding"),
    _text("label_en", "Label in English"),
    _text("label_vi", "Label in Vietnamese"),
    _count("order", "Order in tables and figures", "position"),
    _text("word", "Key of a word or phrase", pattern=r"[a-z0-9_.-]+"),
    _text("en", "English"),
    _text("vi", "Vietnamese"),
    _text("within", "Unit within which a printed name is looked up"),
    _text("reading", "The run as it is to be read"),
    _text("text", "Printed text"),
    _number("factor", "Factor that turns the printed unit into the measure's unit", "ratio", minimum=0),
    _text("relation_key", "Rows with the same key stand in one relation", pattern=SLUG),
    _text("relation", "How the parts relate to the whole", allowed=("equal", "alike", "sum", "within")),
    _text("part", "Whether the figure is the whole or a part of it", allowed=("whole", "part")),
    _text("table", "Table whose rows a line is about", pattern=SLUG),
    _text("column", "Column whose cell a line is about", pattern=r"[a-z0-9_]+"),
    _text("action", "What a correction does", allowed=("set", "blank")),
    _text("expected_value", "Value that must stand there before the correction"),
    _text("value", "Value after the correction"),
    _text("pattern", "Regular expression for numeric runs that are not figures"),
    _count("start_month", "First month of the timing", "month", minimum=1, maximum=12),
    _count("end_month", "Last month of the timing", "month", minimum=1, maximum=12),
    _count("year", "Year of the timing, or of the price index", "year"),
    _number("change_pct", "Change of consumer prices on the year before, annual averages", "%"),
    _number("price_index", "Consumer price index of the year, annual average", "base year = 100", minimum=0),
    _count("index_base_year", "Year whose price index is 100", "year"),
    _text("origin", "Where a reference row comes from"),
    _text("likelihood", "Word for a range of probability", pattern=SLUG),
    _number("probability_low", "Lowest probability of the word", "share", minimum=0, maximum=1),
    _text("explanation", "What such runs are"),
    _text("explanation_vi", "The same in Vietnamese"),
]
_PRINTED = [
    _printed(f"{name}_printed", meaning)
    for name, meaning in {
        "amount": "Amount",
        "money_unit": "Unit of money",
        "share": "Share with its sign",
        "count": "Count",
        "total": "Denominator",
        "added": "Increase",
        "band": "Band of criteria",
        "value": "Value or range",
        "qualifier": "Word that bounds the value",
        "measure": "Unit of measure",
        "criterion": "Criterion number",
        "commune": "Commune's name",
        "district": "District's name",
        "communes": "Names of communes, or number of communes in a row",
        "agency": "Agency in charge",
        "stated_n": "Number of communes stated",
        "lead": "Who directs",
        "implementers": "Who carries out",
        "partners": "Who takes part",
        "timing": "Time",
        "row_no": "Row number",
        "name": "Name cell",
        "n_met": "Number of criteria met",
        "met": "Criteria met",
        "number": "Number of the cited paper",
        "date": "Date of the cited paper",
    }.items()
]

_GROUPS = (
    _PLACE,
    _WHEN,
    _WHERE,
    _REGISTER,
    _CRITERIA,
    _MONEY,
    _YEARS,
    _COMMUNES,
    _OTHER,
    _REFERENCE,
    _PRINTED,
)
FIELDS: dict[str, Field] = {field.name: field for group in _GROUPS for field in group}
if len(FIELDS) != sum(map(len, _GROUPS)):
    raise KeyError("a field is defined twice")

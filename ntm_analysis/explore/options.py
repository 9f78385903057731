"""What can be chosen on each page, under names in the reader's language."""

import pandas as pd

from ntm_analysis.forecast.study import KNOWN
from ntm_analysis.language import LANGUAGES, Words, plain
from ntm_analysis.parameters.models import Explore

Options = dict[str, list[tuple[str, str]]]
COMMON = ("unit", "language")
FIELDS = {
    "search": ("text", "indicator"),
    "funding": ("source", "basis", "period_start", "period_end"),
    "criteria": ("criteria", "basis", "period_start", "period_end"),
    "forecast": ("criteria", "horizon"),
    "findings": ("severity",),
}
SOURCES = ("state", "credit", "enterprises", "community")
SEVERITIES = ("note", "warning", "error")
YEARS_AHEAD = (1, 2, 3, 4, 5, 7)
GROUPS = ("I", "II", "III", "IV", "V")


def list_options(tables: dict[str, pd.DataFrame], criteria: pd.DataFrame, asked: Explore, words: Words) -> Options:
    """List for each field of a page the values on offer as (name, value); what is asked for now is always among them.

    A text has no list. Days are those on which something of the unit begins or ends.
    """
    units = tables["units"].drop_duplicates("unit").set_index("unit")[f"name_{words.language}"]
    listed = {
        "unit": [(units[unit], unit) for unit in tables["documents"]["unit"].unique()],
        "language": [(words(f"explore.language_{language}"), language) for language in LANGUAGES],
        "page": [(words(f"explore.page_{page}"), page) for page in FIELDS],
        "basis": [(words(f"basis.{basis}"), basis) for basis in ("all", "planned", "reported")],
        "source": [(words("explore.all_sources"), "all"), *((words(f"group.{of}"), of) for of in SOURCES)],
        "severity": [(words(f"explore.severity_{severity}"), severity) for severity in SEVERITIES],
        "criteria": _list_criteria(criteria, words),
        "indicator": _list_indicators(tables["indicators"], asked, words),
        **_list_days(tables, asked, words),
    }
    fields = ("page", *COMMON, *(field for field in FIELDS[asked.page] if field != "text"))
    return {field: _with(listed[field], getattr(asked, field)) for field in fields}


def _with(options: list[tuple[str, str]], value: str) -> list[tuple[str, str]]:
    return options if value in {of for _, of in options} else [*options, (value, value)]


def _list_criteria(criteria: pd.DataFrame, words: Words) -> list[tuple[str, str]]:
    rows = criteria[criteria["criteria_set"] == "2016"]
    groups = [(words("explore.group", number=of, name=words(f"criteria_group.{of.lower()}")), of) for of in GROUPS]
    single = [(f"{row.criterion}. {words.pick(row, 'name')}", str(row.criterion)) for row in rows.itertuples()]
    return [(words("explore.all_criteria"), ""), *groups, *single]


def _list_indicators(indicators: pd.DataFrame, asked: Explore, words: Words) -> list[tuple[str, str]]:
    rows = indicators[indicators["unit"] == asked.unit]
    named = rows.drop_duplicates("indicator").set_index("indicator")[f"indicator_{words.language}"]
    if asked.indicator not in named.index:
        named = pd.concat([named, indicators.set_index("indicator")[f"indicator_{words.language}"][[asked.indicator]]])
    named = named[~named.index.duplicated()]
    return sorted(((str(name), str(slug)) for slug, name in named.items()), key=lambda pair: plain(pair[0]))


def _list_days(tables: dict[str, pd.DataFrame], asked: Explore, words: Words) -> Options:
    rows = tables["funding" if asked.page == "funding" else "criteria"]
    rows = rows[rows["unit"] == asked.unit]
    begins, ends = ("period_start", "period_end") if asked.page == "funding" else ("as_of", "as_of")
    known = tables["criteria"]
    known = known[(known["unit"] == asked.unit) & known["basis"].isin(KNOWN)]["as_of"].max()
    ahead = [pd.Timestamp(known.year + years, 12, 31) for years in YEARS_AHEAD]
    return {
        "period_start": [(words("explore.from_first"), ""), *_name_days(rows[begins], words)],
        "period_end": [(words("explore.to_last"), ""), *_name_days(rows[ends], words)],
        "horizon": _name_days(pd.Series(ahead), words),
    }


def _name_days(days: pd.Series, words: Words) -> list[tuple[str, str]]:
    return [(words.day(day), f"{day:%Y-%m-%d}") for day in sorted(days.dropna().unique())]

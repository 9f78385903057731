"""Administrative units: how many communes a unit had on a day."""

from collections import defaultdict
from collections.abc import Callable

import pandas as pd

OPEN_START, OPEN_END = "0001-01-01", "9999-12-31"


def counter(units: pd.DataFrame) -> Callable[[str, str], int]:
    """Give a function (unit, ISO date) -> number of communes in force in it on that day.

    `units` is the list of units, as text or typed. A province counts the communes of all its districts.
    """
    parent = dict(zip(units["unit"], units["parent"], strict=True))
    communes = units[units["level"] == "commune"]
    spans = defaultdict(list)
    days = zip(_days(communes["valid_from"], OPEN_START), _days(communes["valid_to"], OPEN_END), strict=True)
    for district, span in zip(communes["parent"], days, strict=True):
        for unit in (district, parent.get(district)):
            spans[unit].append(span)
    return lambda unit, date: sum(start <= date <= end for start, end in spans.get(unit, ()))


def document_counter(units: pd.DataFrame, documents: pd.DataFrame) -> Callable[[str, str], int]:
    """Give a function (document, unit) -> communes in force in the unit at the document's time of reference."""
    communes_at = counter(units)
    dates = dict(zip(documents["document"], _days(documents["reference_date"], OPEN_END), strict=True))
    return lambda document, unit: communes_at(unit, dates[document])


def _days(dates: pd.Series, absent: str) -> list[str]:
    if pd.api.types.is_datetime64_any_dtype(dates):
        dates = dates.dt.strftime("%Y-%m-%d")
    return [absent if pd.isna(day) or day == "" else day for day in dates]

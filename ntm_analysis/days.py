"""Days as a caller gives them: ISO 8601, whole, without a time zone."""

import re
from datetime import date

import numpy as np
import pandas as pd

from ntm_analysis.errors import BadInputError

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}([T ]00:00(:00(\.0+)?)?)?")
EXPECTED, DO = "a date as YYYY-MM-DD", "write the day so"


def as_days(days, where: str, may_be_absent: bool = False) -> pd.Series:
    """Read days: text as YYYY-MM-DD, dates or timestamps of any kind, one or many.

    Returns a series of timestamps, of the index that is given. Raises BadInputError, which names `where`, for anything
    else: a number, a day the other way round, a time zone, and an absent day unless it may be.
    """
    given = days if isinstance(days, pd.Series) else pd.Series([days] if _is_one(days) else list(days), dtype=object)
    if pd.api.types.is_datetime64_dtype(given) and not given.isna().any():
        return given
    for day in given:
        absent = not isinstance(day, str) and pd.isna(day)
        if not (may_be_absent if absent else _is_day(day)):
            raise BadInputError(where, repr(day), EXPECTED, DO)
    parsed = pd.to_datetime(given, errors="coerce", format="ISO8601")
    for wrong in given[parsed.isna() & given.notna()]:
        raise BadInputError(where, repr(wrong), EXPECTED, DO)
    return parsed.astype("datetime64[us]")


def _is_one(days) -> bool:
    return isinstance(days, str | date | np.datetime64) or days is None


def _is_day(day) -> bool:
    if isinstance(day, str):
        return bool(ISO_DAY.fullmatch(day))
    return isinstance(day, np.datetime64) or (isinstance(day, date) and getattr(day, "tzinfo", None) is None)

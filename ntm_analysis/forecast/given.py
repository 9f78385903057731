"""What a caller gives: counts, targets, plans, days and numbers, checked and written alike."""

import unicodedata
from numbers import Integral, Real

import numpy as np
import pandas as pd

from ntm_analysis.attainment.comparability import list_sets, name_sets, year_of
from ntm_analysis.days import as_days
from ntm_analysis.errors import BadInputError
from ntm_analysis.forecast.constants import CRITERIA

COUNTS = ["communes_attaining", "communes_total"]
POINT = ["unit", "criterion", "as_of"]
WHOLE = ["criterion", *COUNTS]
ONE_SET = "one"
# Communes at the standard stand in a history as criterion 0; every change of the set changes what they need.
STANDARD = 0


def check_history(history: pd.DataFrame, what: str = "the history") -> pd.DataFrame:
    """Give a history with its columns checked: unit, criterion, as_of, both counts, criteria_set, known_on, made_on.

    | unit | criterion | as_of | communes_attaining | communes_total | criteria_set |
    | --- | --- | --- | --- | --- | --- |
    | lang-son | 2 | 2015-12-31 | 19 | 207 | 2009 |
    | lang-son | 2 | 2017-06-30 | 35 | 207 | 2016 |
    | lang-son | 3 | 2017-06-30 | 105 | 207 | 2016 |

    Without criteria_set all points are of one set; rows without a count are left out; criterion 0 are the communes at
    the standard. `what` names the table in messages. Raises BadInputError for a missing column, a criterion outside
    0..19, a count outside 0..total, a blank set or day, and two counts for one point.
    """
    missing = [column for column in [*POINT, *COUNTS] if column not in history]
    if missing:
        raise BadInputError(
            what, f"no column {missing[0]}", "unit, criterion, as_of and both counts", f"correct {what}"
        )
    rows = history.dropna(subset=COUNTS)
    rows = rows.assign(as_of=as_days(rows["as_of"], f"{what}, as_of"), unit=name_units(rows["unit"]))
    rows = rows.assign(**{name: _as_whole(rows[name], what) for name in WHOLE})
    sets = name_sets(rows["criteria_set"], what) if "criteria_set" in rows else ONE_SET
    columns = [*POINT, *COUNTS, "criteria_set", *(name for name in ("known_on", "made_on") if name in rows)]
    rows = rows.assign(criteria_set=sets)[columns].astype({"criteria_set": str})
    for name in columns[6:]:
        rows[name] = as_days(rows[name], f"{what}, {name}", may_be_absent=True).fillna(rows["as_of"])
    wrong = rows[(rows[COUNTS[0]] < 0) | (rows[COUNTS[0]] > rows[COUNTS[1]]) | (rows[COUNTS[1]] < 1)]
    for row in wrong.itertuples():
        found = f"{row.communes_attaining} of {row.communes_total}"
        raise BadInputError(_place(row, what), found, "0 to all communes", f"correct {what}")
    for row in rows[~rows["criterion"].between(STANDARD, CRITERIA)].itertuples():
        raise BadInputError(_place(row, what), f"criterion {row.criterion}", f"1 to {CRITERIA}", f"correct {what}")
    if "known_on" in rows:
        rows = rows.sort_values("known_on", kind="stable")
    rows = rows.drop_duplicates([*POINT, *COUNTS, "criteria_set"])
    for row in rows[rows.duplicated([*POINT, "criteria_set"])].itertuples():
        raise BadInputError(_place(row, what), "two counts", "one count for a point", "keep the one that holds")
    return rows.sort_values([*POINT, "criteria_set"], kind="stable", ignore_index=True)


def check_plan(plan: pd.DataFrame) -> pd.DataFrame:
    """Give a plan as check_history gives a history; of several made for one point the last one made counts."""
    rows = plan
    if "made_on" in plan:
        rows = plan.assign(made_on=as_days(plan["made_on"], "the plan, made_on", may_be_absent=True))
        keys = [*POINT, *(["criteria_set"] if "criteria_set" in plan else [])]
        rows = rows.sort_values("made_on", kind="stable", na_position="first").drop_duplicates(keys, keep="last")
    return check_history(rows, "the plan")


def put_in_force(
    rows: pd.DataFrame, given: pd.DataFrame, history: pd.DataFrame, comparable: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Give checked rows with the set of the history in force where the table given has no column criteria_set.

    Where the history itself is of one unnamed set, so are the rows.
    """
    if (history["criteria_set"] == ONE_SET).all():
        return rows.assign(criteria_set=ONE_SET)
    if "criteria_set" in given:
        return rows
    force = {unit: set_in_force(own, comparable) for unit, own in history.groupby("unit")}
    return rows.assign(criteria_set=rows["unit"].map(force).fillna(ONE_SET))


def set_in_force(rows: pd.DataFrame, comparable: pd.DataFrame | None = None) -> str:
    """Give the newest criteria set that counts of a unit are of."""
    return max(rows.loc[rows["criterion"] != STANDARD, "criteria_set"], key=order_sets(rows, comparable).index)


def order_sets(rows: pd.DataFrame, comparable: pd.DataFrame | None = None) -> list[str]:
    """Order criteria sets: as the reference list has them, those that it does not hold by their first day."""
    listed = [] if comparable is None else list_sets(comparable)
    first = rows.groupby("criteria_set")["as_of"].min().to_dict()
    order = list(listed)
    for name in sorted(set(first) - set(listed), key=lambda of: (first[of], year_of(of))):
        later = [place for place, of in enumerate(order) if of in listed and of in first and first[of] > first[name]]
        order.insert(later[0] if later else len(order), name)
    return order


def name_units(units: pd.Series) -> pd.Series:
    """Write units alike: text, composed (NFC). Refuses a blank one."""
    if units.isna().any():
        raise BadInputError("the units of a forecast", "a blank", "a unit in every row", "name it")
    return units.map(lambda unit: unicodedata.normalize("NFC", str(unit)))


def check_units(units, history: pd.DataFrame, what: str) -> None:
    """Raise BadInputError for a unit that the history does not hold."""
    known = list(history["unit"].drop_duplicates())
    for unit in dict.fromkeys(units):
        if unit not in known:
            raise BadInputError(f"{what}, unit", repr(unit), " or ".join(known) or "a unit", "take one of the history")


def check_whole(name: str, value, least: int) -> None:
    """Raise BadInputError unless a value is a whole number that is not too small."""
    is_whole = isinstance(value, Integral) and not isinstance(value, bool)
    if not is_whole or value < least:
        raise BadInputError(name, repr(value), f"a whole number from {least} on", "correct it")


def check_levels(levels) -> None:
    """Raise BadInputError unless the levels of intervals lie between 0 and 1."""
    for level in levels if isinstance(levels, list | tuple | np.ndarray) else [levels]:
        if isinstance(levels, Real) or not (isinstance(level, Real) and 0 < level < 1):
            raise BadInputError(
                "the levels of a forecast", repr(level), "numbers between 0 and 1", "give a list of them"
            )


def check_communes(communes, dates: int) -> np.ndarray:
    """Give the communes at some dates: one whole number for all, or one for each. Raises BadInputError else."""
    given = list(communes) if isinstance(communes, list | tuple | np.ndarray | pd.Series) else [communes] * dates
    for number in given:
        check_whole("the communes of a forecast", number, 1)
    if len(given) != dates:
        found, expected = f"{len(given)} numbers for {dates} dates", "one number, or one for each date"
        raise BadInputError("the communes of a forecast", found, expected, "give one number")
    return np.array(given, dtype=int)


def known_at(history: pd.DataFrame, date) -> pd.DataFrame:
    """Give the rows of a history that were known on a date: of that day or before, and made known by then."""
    day = pd.Timestamp(date)
    known = pd.to_datetime(history["as_of"]) <= day
    if "known_on" in history:
        known &= pd.to_datetime(history["known_on"]) <= day
    return history[known]


def _as_whole(numbers: pd.Series, what: str) -> pd.Series:
    parsed = pd.to_numeric(numbers, errors="coerce").astype("float64")
    for wrong in numbers[parsed.isna() | (parsed % 1 != 0)]:
        raise BadInputError(f"{what}, {numbers.name}", repr(wrong), "a whole number", f"correct {what}")
    return parsed.astype(int)


def _place(row, what: str) -> str:
    return f"{what} of {row.unit}, criterion {row.criterion}, {row.as_of:%Y-%m-%d}"

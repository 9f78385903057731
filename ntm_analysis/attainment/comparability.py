"""Which counts may be set against each other: by the reference list of criteria, never by their names."""

import re
from collections.abc import Callable

import pandas as pd

from ntm_analysis.errors import BadInputError

ACCEPTED = ("yes",)
GRADES = ("yes", "changed", "redefined")
YEAR = re.compile(r"\d{4}")


def name_sets(sets: pd.Series, where: str) -> pd.Series:
    """Write the names of criteria sets alike: text, a whole number without decimals. Refuses a blank one."""
    names = sets.map(_plain)
    if (names.isna() | (names.astype(str).str.strip() == "")).any():
        do = "name the set of every row, or leave the column out"
        raise BadInputError(f"{where}, criteria_set", "a blank", "a criteria set", do)
    return names.astype(str)


def list_sets(criteria: pd.DataFrame) -> list[str]:
    """List the criteria sets of the reference list by the years in their names, sets of one year as they stand."""
    return sorted(name_sets(criteria["criteria_set"], "the list of criteria").unique(), key=year_of)


def year_of(name: str) -> str:
    """Give the last year in the name of a criteria set, nothing where there is none."""
    return (YEAR.findall(name) or [""])[-1]


def read_grades(criteria: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Give the grades of the reference list: set and criterion -> yes | changed | redefined; the first set has none.

    Raises BadInputError for another word.
    """
    rows = criteria.dropna(subset="comparable_with_previous")
    rows = rows[rows["comparable_with_previous"] != ""]
    for row in rows[~rows["comparable_with_previous"].isin(GRADES)].itertuples():
        where = f"the list of criteria, set {row.criteria_set}, criterion {row.criterion}"
        raise BadInputError(where, repr(row.comparable_with_previous), " or ".join(GRADES), "correct the grade")
    sets = name_sets(rows["criteria_set"], "the list of criteria")
    keys = zip(sets, rows["criterion"].map(_plain).astype(str), strict=True)
    return dict(zip(keys, rows["comparable_with_previous"], strict=True))


def _plain(of):
    """Write a whole number without decimals; leave anything else as it is."""
    return f"{of:g}" if isinstance(of, int | float) and pd.notna(of) else of


def judge_sets(criteria: pd.DataFrame | None, accepted: tuple[str, ...] = ACCEPTED) -> Callable[[str, str, str], bool]:
    """Give a function (criterion, one set, other set) -> whether counts of the two sets may be compared.

    `criteria` is the reference list (criteria_set, criterion, comparable_with_previous: yes | changed | redefined);
    None compares nothing across sets. Sets follow each other by the years in their names; two sets further apart are
    comparable where every step between them is of `accepted`. A criterion that the list does not hold never is.
    """
    if criteria is None:
        return lambda criterion, one, other: one == other
    judged, order = read_grades(criteria), list_sets(criteria)

    def comparable(criterion: str, one: str, other: str) -> bool:
        if one == other:
            return True
        if not {one, other} <= set(order):
            return False
        first, last = sorted((order.index(one), order.index(other)))
        return all(judged.get((order[at], str(criterion))) in accepted for at in range(first + 1, last + 1))

    return comparable

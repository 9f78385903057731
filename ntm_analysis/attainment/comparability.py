"""Which counts may be set against each other: by the reference list of criteria, never by their names."""

from collections.abc import Callable

import pandas as pd

ACCEPTED = ("yes",)


def judge_sets(criteria: pd.DataFrame | None, accepted: tuple[str, ...] = ACCEPTED) -> Callable[[str, str, str], bool]:
    """Give a function (criterion, one set, other set) -> whether counts of the two sets may be compared.

    `criteria` is the reference list (criteria_set, criterion, comparable_with_previous: yes | changed | redefined);
    None compares nothing across sets. Sets follow each other in the order of their names; two sets further apart are
    comparable where every step between them is of `accepted`. A criterion that the list does not hold never is.
    """
    if criteria is None:
        return lambda criterion, one, other: one == other
    keys = zip(criteria["criteria_set"].astype(str), criteria["criterion"].astype(str), strict=True)
    judged = dict(zip(keys, criteria["comparable_with_previous"], strict=True))
    order = sorted({known for known, _ in judged})

    def comparable(criterion: str, one: str, other: str) -> bool:
        if one == other:
            return True
        if not {one, other} <= set(order):
            return False
        first, last = sorted((order.index(one), order.index(other)))
        return all(judged.get((order[at], str(criterion))) in accepted for at in range(first + 1, last + 1))

    return comparable

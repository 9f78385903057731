"""Whether counts by criterion, bands, mean and communes at the standard can hold together, and what they leave open.

A state of N communes and K criteria is a matrix of zeros and ones. Gale and Ryser's theorem says which row sums
(criteria of a commune) and column sums (communes of a criterion) such a matrix can have: for every s, the s largest
column sums together are at most the sum over communes of min(row sum, s). With x_j communes that have j criteria this
is linear in x, so one small integer programme answers every question here (HiGHS, through scipy).
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

KINDS = ("bands", "counts", "mean", "standard")
ALL = 19
INFEASIBLE = 2


@dataclass(frozen=True)
class Claims:
    """What a document says of one state.

    `bands` are (fewest criteria, most criteria, communes), `counts` the communes attaining each criterion that is
    told, `mean` the bounds of criteria per commune, `standard` the communes that have all criteria. None or empty:
    not told. Criteria that are not told may hold in any number of communes.
    """

    communes: int
    criteria: int = ALL
    bands: tuple[tuple[int, int, int], ...] = ()
    counts: tuple[int, ...] = ()
    mean: tuple[float, float] | None = None
    standard: int | None = None

    @property
    def told(self) -> list[str]:
        """Give the kinds of claims that are told."""
        return [kind for kind in KINDS if getattr(self, kind) not in (None, ())]

    def only(self, kinds: tuple[str, ...]) -> "Claims":
        """Give the same state with only some kinds of claims."""
        silent = {"bands": (), "counts": (), "mean": None, "standard": None}
        return replace(self, **{kind: value for kind, value in silent.items() if kind not in kinds})


def can_hold(claims: Claims) -> bool:
    """Say whether the claims can hold together: whether some matrix of communes and criteria keeps them all.

    >>> can_hold(Claims(2, 2, counts=(2, 1), standard=1)), can_hold(Claims(2, 2, counts=(2, 1), standard=2))
    (True, False)
    """
    return _optimum(claims, (0.0,) * (claims.criteria + 1)) is not None


def bound_mean(claims: Claims) -> tuple[float, float] | None:
    """Bound the criteria per commune; None where the claims cannot hold together.

    >>> bound_mean(Claims(10, bands=((0, 4, 5), (5, 9, 5))))
    (2.5, 6.5)
    """
    ends = _ends(claims, tuple(float(number) for number in range(claims.criteria + 1)))
    return ends and (ends[0] / claims.communes, ends[1] / claims.communes)


def bound_at_least(claims: Claims, threshold: int) -> tuple[int, int] | None:
    """Bound the communes that have at least `threshold` criteria; None where the claims cannot hold together.

    >>> bound_at_least(Claims(3, 2, counts=(2, 2)), 2)
    (1, 2)
    """
    ends = _ends(claims, tuple(float(number >= threshold) for number in range(claims.criteria + 1)))
    return ends and (round(ends[0]), round(ends[1]))


def find_conflicts(claims: Claims) -> list[tuple[str, ...]]:
    """Find the smallest groups of kinds of claims that cannot hold together; none where all can.

    >>> find_conflicts(Claims(2, 2, counts=(2, 1), mean=(1.5, 1.5), standard=2))
    [('counts', 'standard'), ('mean', 'standard')]
    """
    found: list[tuple[str, ...]] = []
    if can_hold(claims):
        return found
    for size in range(1, len(claims.told) + 1):
        for kinds in combinations(claims.told, size):
            if not any(set(smaller) <= set(kinds) for smaller in found) and not can_hold(claims.only(kinds)):
                found.append(kinds)
    return found


def _ends(claims: Claims, weights: tuple[float, ...]) -> tuple[float, float] | None:
    least, most = _optimum(claims, weights), _optimum(claims, tuple(-weight for weight in weights))
    return None if least is None or most is None else (least, -most)


@lru_cache(maxsize=4096)
def _optimum(claims: Claims, weights: tuple[float, ...]) -> float | None:
    """Give the least value of weights over the numbers of communes by criteria; None where nothing is feasible.

    A state is asked the same in several places; each question is solved once.

    The variables are x_0 .. x_K and the common column sum of the criteria that are not told: by symmetry and concavity
    these may be taken as equal.
    """
    rows, low, high = _constraints(claims)
    whole = np.append(np.ones(claims.criteria + 1), 0)
    solved = milp(
        np.array([*weights, 0.0]),
        constraints=LinearConstraint(np.array(rows, dtype=float), low, high),
        integrality=whole,
        bounds=Bounds(0, claims.communes),
    )
    if solved.status == INFEASIBLE:
        return None
    if not solved.success:
        raise ArithmeticError(f"no answer for {claims}: {solved.message}")
    return float(solved.fun)


def _constraints(claims: Claims) -> tuple[list[np.ndarray], list[float], list[float]]:
    numbers, communes = np.arange(claims.criteria + 1), claims.communes
    unknown = claims.criteria - len(claims.counts)
    found = [(np.append(np.ones(claims.criteria + 1), 0), communes, communes)]
    for fewest, most, count in claims.bands:
        found.append((np.append((numbers >= fewest) & (numbers <= most), 0), count, count))
    if claims.mean is not None:
        low, high = claims.mean
        found.append((np.append(numbers, 0), low * communes, high * communes))
    if claims.standard is not None:
        found.append((np.append(numbers == claims.criteria, 0), claims.standard, claims.standard))
    tops = np.concatenate([[0], np.cumsum(sorted(claims.counts, reverse=True))])
    total = float(tops[-1])
    found.append((np.append(numbers, -float(unknown)), total, total))
    for known in range(len(tops)):
        for more in range(unknown + 1):
            found.append((np.append(np.minimum(numbers, known + more), -float(more)), float(tops[known]), np.inf))
    rows, low, high = zip(*found, strict=True)
    return list(rows), list(low), list(high)

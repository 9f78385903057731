"""Histories of counts, taken apart into last points and pairs of points that may be compared."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from ntm_analysis.attainment.comparability import GRADES, name_sets, read_grades
from ntm_analysis.days import as_days
from ntm_analysis.forecast.constants import CRITERIA, YEAR_DAYS
from ntm_analysis.forecast.given import COUNTS, ONE_SET, STANDARD, name_units, order_sets, set_in_force

PAIR = ["criterion", "start", "end", "gap", "change", "jumped"]
PAIR += ["start_attaining", "start_total", "end_attaining", "end_total"]


@dataclass(frozen=True)
class Series:
    """What the history of a unit allows: one row per criterion in `points`, one per comparable pair in `pairs`.

    points: criterion, as_of, years (since the first date), attaining, total, logit, jumped (its set has changed since).
    printed: every point of these criteria, comparable or not, by criterion and date, with `used` for comparable ones.
    pairs: criterion, start, end (years), gap (years), change (of the logit), variance (of its counting), jumped, and
    the counts at both ends. means: start, end, gap, change of the printed mean's logit, scaled to a criterion's.
    refused: criterion -> points found that may be compared. `origin` is the first date, `latest` the last one. `total`:
    the communes that most criteria of the last date are counted out of. `force` is the criteria set in force, and
    grade(criterion, set, other set) tells how their counts compare: yes, changed or redefined.
    """

    unit: str
    points: pd.DataFrame
    printed: pd.DataFrame
    pairs: pd.DataFrame
    means: pd.DataFrame
    refused: dict[int, int]
    origin: pd.Timestamp
    latest: pd.Timestamp
    total: int
    force: str
    grade: Callable[[int, str, str], str]

    def years(self, date) -> float:
        """Give the years from the first date of the history to a date."""
        return (pd.Timestamp(date) - self.origin).days / YEAR_DAYS


def empirical_logit(count, total):
    """Give the logit of (n + 1/2) / (N + 1): finite for none and for all (Haldane 1956, Anscombe 1956)."""
    return logit((np.asarray(count, float) + 0.5) / (np.asarray(total, float) + 1))


def read_series(
    history: pd.DataFrame, unit: str, comparable: pd.DataFrame | None = None, means: pd.DataFrame | None = None
) -> Series:
    """Take the history of a unit apart.

    `history` as from check_history; `comparable` lists criteria_set, criterion and comparable_with_previous (yes,
    changed, redefined; as data/reference/criteria.csv), without it no count is compared across sets; `means` holds
    printed means of criteria per commune: unit, as_of, mean (and criteria_set). Criteria whose last point was
    redefined since are refused.
    """
    rows = history[history["unit"] == unit]
    sets = order_sets(rows, comparable)
    grade = _grader(sets, comparable)
    force = set_in_force(rows, comparable)
    origin, latest = rows["as_of"].min(), rows["as_of"].max()
    years = (rows["as_of"] - origin).dt.days / YEAR_DAYS
    rows = rows.assign(years=years, logit=empirical_logit(rows[COUNTS[0]], rows[COUNTS[1]]))
    rows = rows.rename(columns={COUNTS[0]: "attaining", COUNTS[1]: "total"})
    rows = rows.assign(age=rows["criteria_set"].map(sets.index))
    rows = rows.sort_values(["criterion", "as_of", "age"], kind="stable").drop(columns="age")
    points, pairs, used, refused = [], [], [], {}
    for criterion, own in rows.groupby("criterion", sort=True):
        crossing = grade(criterion, own["criteria_set"].iloc[-1], force)
        if crossing == "redefined":
            refused[int(criterion)] = 0
            continue
        chain = _chain(own, lambda start, end, of=criterion: grade(of, start, end))
        used += chain.index.tolist()
        points.append({**chain.iloc[-1].to_dict(), "jumped": crossing == "changed"})
        pairs += _pairs(chain, lambda start, end, of=criterion: grade(of, start, end))
    kept = pd.DataFrame(points, columns=["criterion", "as_of", "years", "attaining", "total", "logit", "jumped"])
    printed = rows[rows["criterion"].isin(kept["criterion"])].assign(used=lambda of: of.index.isin(used))
    total = int(rows.loc[rows["as_of"] == latest, "total"].mode().iloc[-1])
    pairs = pd.DataFrame(pairs, columns=PAIR).astype(dict.fromkeys(PAIR, float) | {"criterion": int, "jumped": bool})
    pairs = pairs.assign(variance=count_variance(pairs))
    means = _mean_pairs(means, rows, pairs, origin)
    return Series(unit, kept, printed, pairs, means, refused, origin, latest, total, force, grade)


def _grader(sets: list[str], comparable: pd.DataFrame | None):
    """Give a function (criterion, from set, to set) -> the worst grade on the way between them."""
    known = {} if comparable is None else read_grades(comparable)

    def grade(criterion: int, start: str, end: str) -> str:
        if start == end:
            return "yes"
        unknown = "changed" if criterion == STANDARD else "redefined"
        if not {start, end} <= set(sets):
            return unknown
        low, high = sorted((sets.index(start), sets.index(end)))
        steps = [known.get((name, str(criterion)), unknown) for name in sets[low + 1 : high + 1]]
        return max(steps, key=GRADES.index, default="yes")

    return grade


def _chain(own: pd.DataFrame, grade) -> pd.DataFrame:
    """Keep the points of a criterion back to its last redefinition."""
    sets = own["criteria_set"].tolist()
    first = next((place for place in range(len(sets)) if grade(sets[place], sets[-1]) != "redefined"), len(sets) - 1)
    return own.iloc[first:]


def _pairs(chain: pd.DataFrame, grade) -> list[tuple]:
    rows = list(chain.itertuples())
    found = []
    for start, end in pairwise(rows):
        gap = end.years - start.years
        if gap > 0:
            jumped = grade(start.criteria_set, end.criteria_set) == "changed"
            counts = (start.attaining, start.total, end.attaining, end.total)
            found.append((start.criterion, start.years, end.years, gap, end.logit - start.logit, jumped, *counts))
    return found


def count_variance(pairs: pd.DataFrame) -> pd.Series:
    """Give the variance of each change of the empirical logit that comes from counting whole communes.

    The same communes are counted at both ends, so the counts are nested: with shares p up to q the covariance of both
    shares is p (1 - q) / N, and by the delta method the variance of the change is
    (1 / p(1-p) + 1 / q(1-q) - 2 / (1-p)q) / N. The shares are those of the pair's middle, moved by the mean pace of all
    pairs and not by its own change: else a criterion whose count happens to stand still would seem known exactly. No
    change is known better than to half a commune. Where communes merge or part, those that go are a random sample.
    """
    ends = [empirical_logit(pairs[f"{end}_attaining"], pairs[f"{end}_total"]) for end in ("start", "end")]
    half = abs(pairs["change"].sum() / pairs["gap"].sum()) * pairs["gap"] / 2 if len(pairs) else pairs["gap"]
    low, high = (expit((ends[0] + ends[1]) / 2 + side * half) for side in (-1, 1))
    total = pairs["end_total"]
    nested = (1 / (low * (1 - low)) + 1 / (high * (1 - high)) - 2 / ((1 - low) * high)) / total
    narrow = np.minimum(low * (1 - low), high * (1 - high))
    gone = (pairs["start_total"] - total).abs() / pairs[["start_total", "end_total"]].max(axis=1)
    return nested + (0.5 / (total + 1) / narrow) ** 2 + gone / (total * narrow)


def level_variance(count, total):
    """Give the variance of an empirical logit as a reading of the communes' common chance (Haldane 1956)."""
    return 1 / (np.asarray(count, float) + 0.5) + 1 / (np.asarray(total, float) - count + 0.5)


def _mean_pairs(means: pd.DataFrame | None, rows: pd.DataFrame, pairs: pd.DataFrame, origin) -> pd.DataFrame:
    """Pair the printed means of one set that lie beside the pairs of counts, on the scale of a criterion's logit.

    The mean of logistic curves that differ is flatter than each: its slope is a criterion's over sqrt(1 + c2 s2), with
    s2 the variance of the criteria's logits and c2 = (16 sqrt(3) / 15 pi)2 (Zeger, Liang and Albert 1988).
    """
    columns = ["start", "end", "gap", "change"]
    if means is None or means.empty:
        return pd.DataFrame(columns=columns, dtype=float)
    own = means[(name_units(means["unit"]) == rows["unit"].iloc[0]) & means["mean"].notna()]
    sets = name_sets(own["criteria_set"], "the means") if "criteria_set" in own else ONE_SET
    own = own.assign(as_of=as_days(own["as_of"], "the means, as_of"), criteria_set=sets)
    own = own[own["as_of"] <= rows["as_of"].max()].sort_values("as_of", kind="stable")
    flat = np.sqrt(1 + (16 * np.sqrt(3) / (15 * np.pi)) ** 2 * level_spread(rows))
    found = []
    for _, of in own.groupby("criteria_set", sort=True):
        years = ((of["as_of"] - origin).dt.days / YEAR_DAYS).tolist()
        logits = logit((of["mean"].astype(float) / CRITERIA).clip(0.001, 0.999)).tolist()
        for start, end, low, high in zip(years[:-1], years[1:], logits[:-1], logits[1:], strict=True):
            beside = (pairs["start"] >= end) | (pairs["end"] <= start)
            if end > start and beside.all():
                found.append((start, end, end - start, flat * (high - low)))
    return pd.DataFrame(found, columns=columns, dtype=float)


def level_spread(rows: pd.DataFrame) -> float:
    """Give the variance of the criteria's logits at the state with most criteria."""
    rows = rows[rows["criterion"] != STANDARD]
    counted = rows.groupby("as_of")["criterion"].nunique()
    of = rows.loc[rows["as_of"] == counted.idxmax(), "logit"]
    return float(of.var()) if len(of) > 1 else 0.0

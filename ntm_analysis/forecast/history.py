"""Histories of counts: checked, and taken apart into last points and pairs of points that may be compared."""

from dataclasses import dataclass
from itertools import pairwise
from numbers import Integral, Real

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from ntm_analysis.errors import BadInputError
from ntm_analysis.forecast.constants import CRITERIA, YEAR_DAYS

COUNTS = ["communes_attaining", "communes_total"]
POINT = ["unit", "criterion", "as_of"]
WHOLE = ["criterion", *COUNTS]
ONE_SET = "one"
# Communes at the standard stand in a history as criterion 0; every change of the set changes what they need.
STANDARD = 0
PAIR = ["criterion", "start", "end", "gap", "change", "jumped"]
PAIR += ["start_attaining", "start_total", "end_attaining", "end_total"]
GRADES = ("yes", "changed", "redefined")
MEND = "correct the history"


@dataclass(frozen=True)
class Series:
    """What the history of a unit allows: one row per criterion in `points`, one per comparable pair in `pairs`.

    points: criterion, as_of, years (since the first date), attaining, total, logit, jumped (its set has changed since).
    printed: every point of these criteria, comparable or not, by criterion and date, with `used` for comparable ones.
    pairs: criterion, start, end (years), gap (years), change (of the logit), variance (of its counting), jumped, and
    the counts at both ends. means: start, end, gap, change of the printed mean's logit, scaled to a criterion's.
    refused: criterion -> points found that may be compared. `origin` is the first date, `latest` the last one.
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

    def years(self, date) -> float:
        """Give the years from the first date of the history to a date."""
        return (pd.Timestamp(date) - self.origin).days / YEAR_DAYS


def check_history(history: pd.DataFrame) -> pd.DataFrame:
    """Give a history with its columns checked: unit, criterion, as_of, both counts, criteria_set, known_on, made_on.

    | unit | criterion | as_of | communes_attaining | communes_total | criteria_set |
    | --- | --- | --- | --- | --- | --- |
    | lang-son | 2 | 2015-12-31 | 19 | 207 | 2009 |
    | lang-son | 2 | 2017-06-30 | 35 | 207 | 2016 |
    | lang-son | 3 | 2017-06-30 | 105 | 207 | 2016 |

    Without criteria_set all points are of one set; rows without a count are left out. Raises BadInputError for a
    missing column, a count outside 0..total, and two counts for one point.
    """
    missing = [column for column in [*POINT, *COUNTS] if column not in history]
    if missing:
        raise BadInputError("the history", f"no column {missing[0]}", "unit, criterion, as_of and both counts", MEND)
    rows = history.dropna(subset=[*POINT, *COUNTS])
    rows = rows.assign(as_of=_as_dates(rows["as_of"]), **{name: _as_whole(rows[name]) for name in WHOLE})
    if "criteria_set" not in rows:
        rows = rows.assign(criteria_set=ONE_SET)
    columns = [*POINT, *COUNTS, "criteria_set", *(name for name in ("known_on", "made_on") if name in rows)]
    rows = rows[columns].astype({"criteria_set": str})
    wrong = rows[(rows[COUNTS[0]] < 0) | (rows[COUNTS[0]] > rows[COUNTS[1]]) | (rows[COUNTS[1]] < 1)]
    for row in wrong.itertuples():
        raise BadInputError(_place(row), f"{row.communes_attaining} of {row.communes_total}", "0 to all communes", MEND)
    if "known_on" in rows:
        rows = rows.assign(known_on=pd.to_datetime(rows["known_on"])).sort_values("known_on", kind="stable")
    rows = rows.drop_duplicates([*POINT, *COUNTS, "criteria_set"])
    for row in rows[rows.duplicated([*POINT, "criteria_set"])].itertuples():
        raise BadInputError(_place(row), "two counts", "one count for a point", "keep the one that holds")
    return rows.sort_values([*POINT, "criteria_set"], kind="stable", ignore_index=True)


def check_whole(name: str, value, least: int) -> None:
    """Raise BadInputError unless a value is a whole number that is not too small."""
    is_whole = isinstance(value, Integral) and not isinstance(value, bool)
    if not is_whole or value < least:
        raise BadInputError(name, repr(value), f"a whole number from {least} on", "correct it")


def check_levels(levels) -> None:
    """Raise BadInputError unless the levels of intervals lie between 0 and 1."""
    for level in levels:
        if not (isinstance(level, Real) and 0 < level < 1):
            raise BadInputError("the levels of a forecast", repr(level), "numbers between 0 and 1", "correct it")


def _as_dates(dates: pd.Series) -> pd.Series:
    parsed = pd.to_datetime(dates, errors="coerce", format="ISO8601")
    for wrong in dates[parsed.isna()]:
        raise BadInputError("the history, as_of", repr(wrong), "a date as YYYY-MM-DD", MEND)
    return parsed


def _as_whole(numbers: pd.Series) -> pd.Series:
    parsed = pd.to_numeric(numbers, errors="coerce").astype("float64")
    for wrong in numbers[parsed.isna() | (parsed % 1 != 0)]:
        raise BadInputError(f"the history, {numbers.name}", repr(wrong), "a whole number", MEND)
    return parsed.astype(int)


def _place(row) -> str:
    return f"the history of {row.unit}, criterion {row.criterion}, {row.as_of:%Y-%m-%d}"


def known_at(history: pd.DataFrame, date) -> pd.DataFrame:
    """Give the rows of a history that were known on a date: of that day or before, and made known by then."""
    day = pd.Timestamp(date)
    known = pd.to_datetime(history["as_of"]) <= day
    if "known_on" in history:
        known &= pd.to_datetime(history["known_on"]) <= day
    return history[known]


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
    sets = rows.groupby("criteria_set")["as_of"].min().sort_values(kind="stable").index.tolist()
    grade = _grader(sets, comparable)
    origin, latest = rows["as_of"].min(), rows["as_of"].max()
    years = (rows["as_of"] - origin).dt.days / YEAR_DAYS
    rows = rows.assign(years=years, logit=empirical_logit(rows[COUNTS[0]], rows[COUNTS[1]]))
    rows = rows.rename(columns={COUNTS[0]: "attaining", COUNTS[1]: "total"})
    points, pairs, used, refused = [], [], [], {}
    for criterion, own in rows.groupby("criterion", sort=True):
        crossing = grade(criterion, own["criteria_set"].iloc[-1], sets[-1])
        if crossing == "redefined":
            refused[int(criterion)] = 0
            continue
        chain = _chain(own, lambda start, end, of=criterion: grade(of, start, end))
        used += chain.index.tolist()
        points.append({**chain.iloc[-1].to_dict(), "jumped": crossing == "changed"})
        pairs += _pairs(chain, lambda start, end, of=criterion: grade(of, start, end))
    kept = pd.DataFrame(points, columns=["criterion", "as_of", "years", "attaining", "total", "logit", "jumped"])
    printed = rows[rows["criterion"].isin(kept["criterion"])].assign(used=lambda of: of.index.isin(used))
    total = int(rows.loc[rows["as_of"] == latest, "total"].iloc[-1])
    pairs = pd.DataFrame(pairs, columns=PAIR).astype(dict.fromkeys(PAIR, float) | {"criterion": int, "jumped": bool})
    pairs = pairs.assign(variance=count_variance(pairs))
    return Series(unit, kept, printed, pairs, _mean_pairs(means, rows, pairs, origin), refused, origin, latest, total)


def _grader(sets: list[str], comparable: pd.DataFrame | None):
    """Give a function (criterion, from set, to set) -> the worst grade on the way between them."""
    known = {}
    if comparable is not None:
        keys = zip(comparable["criteria_set"].astype(str), comparable["criterion"].astype(int), strict=True)
        known = dict(zip(keys, comparable["comparable_with_previous"], strict=True))

    def grade(criterion: int, start: str, end: str) -> str:
        low, high = sorted((sets.index(start), sets.index(end)))
        unknown = "changed" if criterion == STANDARD else "redefined"
        steps = [known.get((name, int(criterion)), unknown) for name in sets[low + 1 : high + 1]]
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
    own = means[means["unit"] == rows["unit"].iloc[0]].assign(as_of=lambda of: pd.to_datetime(of["as_of"]))
    own = own.assign(criteria_set=own["criteria_set"].astype(str) if "criteria_set" in own else ONE_SET)
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

"""The joint draws of a unit: criteria, communes at the standard, and criteria that only the printed mean tells of."""

from dataclasses import dataclass, field, replace
from zlib import crc32

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import expit
from scipy.stats import norm

from ntm_analysis.days import as_days
from ntm_analysis.errors import BadInputError
from ntm_analysis.forecast.constants import CRITERIA, FEWEST_PAIRS, FEWEST_PLANS
from ntm_analysis.forecast.given import (
    STANDARD,
    check_communes,
    check_history,
    check_plan,
    check_whole,
    name_units,
    put_in_force,
)
from ntm_analysis.forecast.history import Series, empirical_logit, level_spread, read_series
from ntm_analysis.forecast.informed import inform, measure_plan_errors
from ntm_analysis.forecast.methods import METHODS, can_forecast, draw_counts, points_of, trace_shares

INFORMED = "informed"
NAMES = (*METHODS, INFORMED)


@dataclass(frozen=True)
class Extras:
    """What may come beside a history: comparability, printed means, communes at the standard, plans, communes.

    comparable: criteria_set, criterion, comparable_with_previous. means: unit, as_of, mean (criteria_set). standard:
    unit, as_of, communes_attaining, communes_total (criteria_set). plan: as the history (and made_on); of several plans
    for one point the last one counts. communes: the communes at the dates, one number or one for each date; without it
    those of the last state. A table without criteria_set is of the set in force. Communes at the standard are drawn
    beside the criteria as a series of their kind, with a pace from the same pool.
    """

    comparable: pd.DataFrame | None = None
    means: pd.DataFrame | None = None
    standard: pd.DataFrame | None = None
    plan: pd.DataFrame | None = None
    communes: int | list[int] | None = None


@dataclass(frozen=True)
class Drawn:
    """Joint draws of a unit: counts (draws, rows of series.points, dates), -1 where a series is refused.

    `told` marks rows that stand for criteria without a count of their own; `lacking` maps each refused criterion to
    what it lacks: (points | pairs | plans, found, needed); `weights` maps criteria to the weight of the plan; `exact`
    are the shares (rows, dates) of a method that is one exact line.
    """

    series: Series
    dates: pd.DatetimeIndex
    totals: np.ndarray
    counts: np.ndarray
    told: np.ndarray
    lacking: dict[int, tuple[str, int, int]]
    weights: dict[int, float] = field(default_factory=dict)
    exact: np.ndarray | None = None


def draw_unit(
    history: pd.DataFrame, unit: str, dates, method: str, draws: int, seed: int, extras: Extras = Extras()
) -> Drawn:
    """Draw the counts of a unit at dates by a method.

    `history` as from check_history. The same arguments give the same draws; other units change nothing. Raises
    BadInputError for an unknown method and for a date before the last known state.
    """
    if method not in NAMES:
        raise BadInputError("the method of a forecast", repr(method), " or ".join(NAMES), "choose one of them")
    check_whole("the draws of a forecast", draws, 1)
    check_whole("the seed of a forecast", seed, 0)
    series = read_series(_with_standard(history, unit, extras), unit, extras.comparable, extras.means)
    when = _check_dates(dates, series)
    totals = check_communes(series.total if extras.communes is None else extras.communes, len(when))
    rng = np.random.default_rng([seed, crc32(unit.encode())])
    series, told = _fill(series, extras.means)
    if method != INFORMED:
        return _draw(series, when, totals, told, method, draws, rng)
    plan = (
        None if extras.plan is None else put_in_force(check_plan(extras.plan), extras.plan, history, extras.comparable)
    )
    aims = [] if plan is None else plan.loc[(plan["unit"] == unit) & (plan["as_of"] > series.latest), "as_of"]
    whole = when.union(pd.DatetimeIndex(sorted(set(aims)))).unique()
    held = totals[np.clip(when.searchsorted(whole), 0, len(when) - 1)]
    drawn = _inform(_draw(series, whole, held, told, "pooled", draws, rng), history, plan, rng)
    shown = whole.get_indexer(when)
    return replace(drawn, dates=when, totals=totals, counts=drawn.counts[..., shown])


def _draw(series: Series, dates: pd.DatetimeIndex, totals: np.ndarray, told, method: str, draws: int, rng) -> Drawn:
    years = np.array([series.years(date) for date in dates])
    counts = draw_counts(series, method, years, totals, draws, rng)
    lacking = _lacking(series, method, counts)
    return Drawn(series, dates, totals, counts, told, lacking, exact=trace_shares(series, method, years))


def _check_dates(dates, series: Series) -> pd.DatetimeIndex:
    when = pd.DatetimeIndex(as_days(dates, "the dates of a forecast"))
    if len(when) == 0 or when.min() < series.latest or not when.is_monotonic_increasing or not when.is_unique:
        found, latest = ", ".join(f"{date:%Y-%m-%d}" for date in when) or "no date", f"{series.latest:%Y-%m-%d}"
        where = f"the dates of a forecast of {series.unit}"
        raise BadInputError(where, found, f"rising dates from {latest} on", "choose such dates")
    return when


def _with_standard(history: pd.DataFrame, unit: str, extras: Extras) -> pd.DataFrame:
    own, standard = history[history["unit"] == unit], extras.standard
    if standard is None or standard.empty:
        return own
    rows = check_history(standard.assign(criterion=STANDARD), "the communes at the standard")
    rows = put_in_force(rows[rows["unit"] == unit], standard, own, extras.comparable)
    return pd.concat([own, rows[rows["as_of"] <= own["as_of"].max()]], ignore_index=True)


def _lacking(series: Series, method: str, counts: np.ndarray) -> dict[int, tuple[str, int, int]]:
    points = points_of(series, method)
    if not can_forecast(series, method):
        return {criterion: ("pairs", len(series.pairs), FEWEST_PAIRS) for criterion in points}
    drawn = dict(zip(series.points["criterion"], counts[0, :, 0] >= 0, strict=True))
    return {of: ("points", *found) for of, found in points.items() if not drawn.get(of, False)}


def _fill(series: Series, means: pd.DataFrame | None) -> tuple[Series, np.ndarray]:
    """Add the criteria without a point of their own, where a mean printed on the last date tells their sum.

    They start where the printed mean leaves them, spread on the logit scale as the known criteria are.
    """
    known = series.points[series.points["criterion"] != STANDARD]
    missing = [number for number in range(1, CRITERIA + 1) if number not in set(known["criterion"])]
    mean = latest_mean(means, series)
    told = np.zeros(len(series.points), dtype=bool)
    if not missing or mean is None:
        return series, told
    rest = (mean - (known["attaining"] / known["total"]).sum()) / len(missing)
    counts = spread_counts(float(np.clip(rest, 0.02, 0.98)), level_spread(series.printed), len(missing), series.total)
    last = {"as_of": series.latest, "years": series.years(series.latest), "total": series.total, "jumped": False}
    rows = [last | {"criterion": k, "attaining": n} for k, n in zip(missing, counts, strict=True)]
    rows = pd.DataFrame(rows).assign(logit=lambda of: empirical_logit(of["attaining"], of["total"]))
    points = pd.concat([series.points, rows[series.points.columns]], ignore_index=True)
    return replace(series, points=points), np.append(told, np.ones(len(missing), dtype=bool))


def latest_mean(means: pd.DataFrame | None, series: Series) -> float | None:
    """Give the mean of criteria per commune printed for the last date of a series, if there is one."""
    if means is None:
        return None
    rows = means[(name_units(means["unit"]) == series.unit) & means["mean"].notna()]
    rows = rows[as_days(rows["as_of"], "the means, as_of") == series.latest]
    return float(rows["mean"].iloc[-1]) if len(rows) else None


def spread_counts(share: float, variance: float, criteria: int, communes: int) -> list[int]:
    """Give counts of some criteria whose mean share is given, at equal steps of a normal spread of logits."""
    steps = np.sqrt(variance) * norm.ppf((np.arange(criteria) + 0.5) / criteria)
    level = brentq(lambda of: expit(of + steps).mean() - share, -40, 40)
    return [round(communes * float(of)) for of in expit(level + steps)]


def _inform(drawn: Drawn, history: pd.DataFrame, plan: pd.DataFrame | None, rng) -> Drawn:
    """Move the draws towards the plan (as from check_plan), or refuse all where no earlier plan has come out."""
    series = drawn.series
    errors = None if plan is None else measure_plan_errors(plan, history, series.unit)
    if errors is None:
        keys = ["unit", "criterion", "as_of", "criteria_set"]
        found = 0 if plan is None else len(plan[plan["unit"] == series.unit].merge(history, on=keys))
        lacking = {int(of): ("plans", found, FEWEST_PLANS) for of in series.points["criterion"]}
        return replace(drawn, counts=np.full_like(drawn.counts, -1), lacking=drawn.lacking | lacking)
    own = plan[(plan["unit"] == series.unit) & plan["as_of"].isin(drawn.dates)]
    places = {int(criterion): place for place, criterion in enumerate(series.points["criterion"])}
    usable = own[
        own["criterion"].isin([of for of in places if of not in drawn.lacking]) & (own["as_of"] > series.latest)
    ]
    targets = [
        (
            places[row.criterion],
            drawn.dates.get_loc(row.as_of),
            float(empirical_logit(row.communes_attaining, row.communes_total)),
            series.years(row.as_of) - series.years(series.latest),
        )
        for row in usable.itertuples()
    ]
    counts, weights = inform(drawn.counts, drawn.totals, targets, errors, rng)
    criteria = series.points["criterion"].tolist()
    return replace(drawn, counts=counts, weights={int(criteria[place]): of for place, of in weights.items()})

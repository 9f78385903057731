"""What draws say: median and intervals in whole communes, chance of a target, shortfall, date, and the pace needed."""

import numpy as np
import pandas as pd
from scipy.special import expit

from ntm_analysis.days import as_days
from ntm_analysis.forecast.draws import Drawn
from ntm_analysis.forecast.given import STANDARD
from ntm_analysis.forecast.history import empirical_logit
from ntm_analysis.forecast.scores import interval

SURE = 0.8
SEARCHED_YEARS = 10


def name_bounds(levels) -> list[str]:
    """Name the columns of intervals: low_50, high_50, low_80 ..."""
    return [f"{end}_{100 * level:g}" for level in levels for end in ("low", "high")]


def summarise(draws: np.ndarray, levels) -> dict[str, float]:
    """Give median and central intervals of draws; every number was drawn."""
    found = {"median": float(np.quantile(draws, 0.5, method="inverted_cdf"))}
    for level in levels:
        low, high = interval(draws, level)
        found |= dict(zip(name_bounds([level]), (float(low), float(high)), strict=True))
    return found


def summarise_criteria(drawn: Drawn, levels) -> pd.DataFrame:
    """Summarise the draws of a unit: a row per criterion and date, in communes and shares; absent where refused."""
    places = {int(of): place for place, of in enumerate(drawn.series.points["criterion"]) if not drawn.told[place]}
    last = drawn.series.points.set_index("criterion")
    rows = []
    refused = {criterion: ("points", found, 1) for criterion, found in drawn.series.refused.items()} | drawn.lacking
    for criterion in sorted({*places, *refused} - {STANDARD}):
        lacks, found, needed = refused.get(criterion, (None, None, None))
        head = {"unit": drawn.series.unit, "criterion": criterion, "lacks": lacks, "found": found, "needed": needed}
        head |= {"plan_weight": drawn.weights.get(criterion)}
        if criterion in places:
            head |= {"last_as_of": last.at[criterion, "as_of"], "last_attaining": last.at[criterion, "attaining"]}
            head |= {"last_total": last.at[criterion, "total"]}
        for at, date in enumerate(drawn.dates):
            row = head | {"as_of": date, "communes_total": int(drawn.totals[at])}
            if lacks is None:
                row |= _both(summarise(drawn.counts[:, places[criterion], at], levels), int(drawn.totals[at]))
            rows.append(row)
    return pd.DataFrame(rows, columns=columns_of(levels)).astype("object").infer_objects()


def columns_of(levels) -> list[str]:
    """Name the columns of a table of forecasts."""
    values = ["median", *name_bounds(levels)]
    head = ["unit", "criterion", "as_of", "communes_total", *values, *(f"{name}_share" for name in values)]
    return [*head, "last_as_of", "last_attaining", "last_total", "plan_weight", "lacks", "found", "needed"]


def _both(values: dict[str, float], total: int) -> dict[str, float]:
    return {name: int(value) for name, value in values.items()} | {
        f"{name}_share": value / total for name, value in values.items()
    }


def judge_target(draws: np.ndarray, total: int, share: float, start: float, years: float) -> dict[str, float]:
    """Judge one target: probability, expected_shortfall (communes), pace and pace_80 (communes a year).

    `draws` are whole communes of `total` at the target's date, `share` the target, `start` the communes now (at
    `total`), `years` the time to the target. pace is that of the median; pace_80 moves all draws on the logit scale
    until 80 % of them reach the target, and gives the median's pace then; absent at no time ahead.
    """
    needed = share * total
    reached = draws >= needed - 1e-9
    found = {"probability": float(reached.mean()), "expected_shortfall": float(np.clip(needed - draws, 0, None).mean())}
    middle, low = np.quantile(empirical_logit(draws, total), [0.5, 1 - SURE], method="inverted_cdf")
    lift = float(empirical_logit(needed, total)) - float(low)
    lifted = float(np.clip(expit(middle + lift) * (total + 1) - 0.5, 0, total))
    median = float(np.quantile(draws, 0.5, method="inverted_cdf"))
    paces = ((median - start) / years, (lifted - start) / years) if years > 0 else (np.nan, np.nan)
    return found | {"pace": paces[0], "pace_80": paces[1]}


def date_reached(draws: np.ndarray, totals: np.ndarray, share: float, dates: pd.DatetimeIndex):
    """Give the first of the dates at which at least half of the draws (draws, dates) reach a share; absent if none."""
    reached = (draws >= share * totals - 1e-9).mean(axis=0) >= 0.5
    return dates[int(np.argmax(reached))] if reached.any() else pd.NaT


def search_dates(latest, targets) -> pd.DatetimeIndex:
    """Give the dates on which an even chance is searched: half-years for ten years, and those of the targets."""
    ends = _ends(latest, pd.Timestamp(latest) + pd.DateOffset(years=SEARCHED_YEARS))
    return ends.union(pd.DatetimeIndex(as_days(targets, "the targets, as_of"))).unique()


def half_years(start, until) -> pd.DatetimeIndex:
    """Give the ends of the half-years after a date up to another, which comes last in any case."""
    return _ends(start, until).union([pd.Timestamp(until)])


def _ends(start, until) -> pd.DatetimeIndex:
    """Give the ends of the half-years after a date, up to another."""
    first, last = pd.Timestamp(start), pd.Timestamp(until)
    years = range(first.year, last.year + 1)
    days = [day for year in years for day in (pd.Timestamp(year, 6, 30), pd.Timestamp(year, 12, 31))]
    return pd.DatetimeIndex([day for day in days if first < day <= last])

"""The forecasting methods by name, and what each needs."""

import numpy as np

from ntm_analysis.forecast.baselines import (
    draw_comparable_line,
    draw_last,
    draw_line,
    draw_own_slope,
    trace_comparable_line,
    trace_last,
    trace_line,
    trace_own_slope,
)
from ntm_analysis.forecast.constants import FEWEST_PAIRS
from ntm_analysis.forecast.hazard import draw_hazard
from ntm_analysis.forecast.history import Series
from ntm_analysis.forecast.pooled import can_pool, draw_pooled

METHODS = {
    "pooled": draw_pooled,
    "hazard": draw_hazard,
    "last_value": draw_last,
    "linear": draw_line,
    "linear_comparable": draw_comparable_line,
    "own_slope": draw_own_slope,
}
# What these forecast is one exact line; the draws around it give only its interval.
EXACT = {
    "last_value": trace_last,
    "linear": trace_line,
    "linear_comparable": trace_comparable_line,
    "own_slope": trace_own_slope,
}
DEFAULT = "pooled"
POOLING = ("pooled", "hazard")


def can_forecast(series: Series, method: str) -> bool:
    """Tell whether a unit's history has the pairs that a method pools; baselines pool nothing."""
    if method == "hazard":
        return len(series.pairs) >= FEWEST_PAIRS
    return method not in POOLING or can_pool(series)


def points_of(series: Series, method: str) -> dict[int, tuple[int, int]]:
    """Give for each criterion of a history the points found that a method can use, and how many it needs."""
    fewest = 2 if method in ("linear", "linear_comparable", "own_slope") else 1
    rows = series.printed if method == "linear" else series.printed[series.printed["used"]]
    found = rows.groupby("criterion")["years"].nunique()
    return {int(criterion): (int(found.get(criterion, 0)), fewest) for criterion in series.points["criterion"]} | {
        criterion: (count, fewest) for criterion, count in series.refused.items()
    }


def trace_shares(series: Series, method: str, years: np.ndarray) -> np.ndarray | None:
    """Give the exact line of shares (criteria, dates) of a method that has one, nan where points are too few."""
    return EXACT[method](series, years) if method in EXACT else None


def draw_counts(series: Series, method: str, years: np.ndarray, totals: np.ndarray, draws: int, rng) -> np.ndarray:
    """Draw joint counts (draws, criteria, dates) for the rows of `series.points`; -1 where points are too few.

    On the day of its last point, of the same communes, a count is that point by every method.
    """
    if not can_forecast(series, method):
        return np.full((draws, len(series.points), len(years)), -1, dtype=np.int32)
    counts, points = METHODS[method](series, years, totals, draws, rng), series.points
    same = [points[name].to_numpy()[:, None] == of for name, of in (("years", years), ("total", totals))]
    return np.where(same[0] & same[1] & (counts >= 0), points["attaining"].to_numpy()[:, None], counts).astype(np.int32)

"""Naive forecasts beside the model: the last value, a straight line, and each criterion's own logit slope.

Each is an exact line of shares (trace_*), nan for a criterion with too few points, and has the interval that its own
points give where they are taken as binomial samples and the line as true (draw_*): the prediction interval of a
practitioner's regression. Nothing is pooled and criteria are drawn apart.
"""

import numpy as np
import pandas as pd
from scipy.special import expit

from ntm_analysis.forecast.history import Series


def trace_last(series: Series, years: np.ndarray) -> np.ndarray:
    """Give shares (criteria, dates) that stay at the last one."""
    share = series.points["attaining"] / series.points["total"]
    return np.repeat(share.to_numpy(float)[:, None], len(years), axis=1)


def trace_line(series: Series, years: np.ndarray) -> np.ndarray:
    """Give the straight line of shares (criteria, dates) through the last two printed points, cut at none and all."""
    return _trace_lines(series.printed, series, years)


def trace_comparable_line(series: Series, years: np.ndarray) -> np.ndarray:
    """Give the straight line of shares (criteria, dates) through the last two points that may be compared, cut so."""
    return _trace_lines(series.printed[series.printed["used"]], series, years)


def _trace_lines(rows: pd.DataFrame, series: Series, years: np.ndarray) -> np.ndarray:
    found = np.full((len(series.points), len(years)), np.nan)
    for place, own in _last_two(rows, series):
        (start, end), (low, high) = own["years"], own["attaining"] / own["total"]
        found[place] = np.clip(low + (high - low) * (years - start) / (end - start), 0, 1)
    return found


def _last_two(rows: pd.DataFrame, series: Series):
    """Give the last two points of each criterion that has two, with its place."""
    for place, criterion in enumerate(series.points["criterion"]):
        own = rows[rows["criterion"] == criterion].drop_duplicates("years", keep="last").tail(2)
        if len(own) == 2:
            yield place, own


def trace_own_slope(series: Series, years: np.ndarray) -> np.ndarray:
    """Give each criterion's own logistic curve (criteria, dates), fitted as in `draw_own_slope`."""
    found = np.full((len(series.points), len(years)), np.nan)
    for place, own in _comparable(series):
        level, slope, _ = _weighted_line(own)
        found[place] = expit(level + slope * years)
    return found


def _comparable(series: Series):
    """Give the comparable points of each criterion that has two, with its place."""
    used = series.printed[series.printed["used"]]
    for place, criterion in enumerate(series.points["criterion"]):
        own = used[used["criterion"] == criterion].drop_duplicates("years", keep="last")
        if len(own) >= 2:
            yield place, own


def draw_last(series: Series, years: np.ndarray, totals: np.ndarray, draws: int, rng) -> np.ndarray:
    """Draw counts (draws, criteria, dates) that stay at the last share."""
    share, variance = _share(series.points)
    level = share.to_numpy() + np.sqrt(variance.to_numpy()) * rng.standard_normal((draws, len(share)))
    return _count(np.repeat(level[..., None], len(years), axis=2), totals, rng)


def draw_line(series: Series, years: np.ndarray, totals: np.ndarray, draws: int, rng) -> np.ndarray:
    """Draw counts on the straight line of shares through the last two printed points, of whatever criteria set.

    Criteria with one printed point have none: -1.
    """
    return _draw_lines(series.printed, series, years, totals, draws, rng)


def draw_comparable_line(series: Series, years: np.ndarray, totals: np.ndarray, draws: int, rng) -> np.ndarray:
    """Draw counts on the straight line of shares through the last two points that may be compared; -1 without two."""
    return _draw_lines(series.printed[series.printed["used"]], series, years, totals, draws, rng)


def _draw_lines(rows: pd.DataFrame, series: Series, years, totals, draws: int, rng) -> np.ndarray:
    found = np.full((draws, len(series.points), len(years)), -1, dtype=np.int32)
    for place, own in _last_two(rows, series):
        share, variance = _share(own)
        ends = share.to_numpy() + np.sqrt(variance.to_numpy()) * rng.standard_normal((draws, 2))
        start, end = own["years"]
        along = (years - start) / (end - start)
        found[:, place] = _count(ends[:, :1] * (1 - along) + ends[:, 1:] * along, totals, rng)
    return found


def draw_own_slope(series: Series, years: np.ndarray, totals: np.ndarray, draws: int, rng) -> np.ndarray:
    """Draw counts along each criterion's own logistic curve, by weighted least squares on the logits; -1 below two.

    Weights are the inverse binomial variances 1 / (n + 1/2) + 1 / (N - n + 1/2) (Berkson 1944).
    """
    found = np.full((draws, len(series.points), len(years)), -1, dtype=np.int32)
    for place, own in _comparable(series):
        level, slope, factor = _weighted_line(own)
        lines = np.array([level, slope]) + rng.standard_normal((draws, 2)) @ factor.T
        found[:, place] = _count(expit(lines[:, :1] + lines[:, 1:] * years), totals, rng)
    return found


def _weighted_line(own: pd.DataFrame) -> tuple[float, float, np.ndarray]:
    x = np.column_stack([np.ones(len(own)), own["years"]])
    weight = 1 / (1 / (own["attaining"] + 0.5) + 1 / (own["total"] - own["attaining"] + 0.5)).to_numpy(float)
    cov = np.linalg.inv(x.T * weight @ x)
    level, slope = cov @ (x.T * weight) @ own["logit"].to_numpy(float)
    return level, slope, np.linalg.cholesky(cov)


def _share(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    share = rows["attaining"] / rows["total"]
    smooth = (rows["attaining"] + 0.5) / (rows["total"] + 1)
    return share, smooth * (1 - smooth) / rows["total"]


def _count(shares: np.ndarray, totals: np.ndarray, rng) -> np.ndarray:
    return rng.binomial(totals.astype(int), np.clip(shares, 0, 1)).astype(np.int32)

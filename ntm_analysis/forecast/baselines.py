"""Naive forecasts beside the model: the last value, a straight line, and each criterion's own logit slope.

Each has the interval that its own points give where they are taken as binomial samples and the line as true: the
prediction interval of a practitioner's regression. Nothing is pooled and criteria are drawn apart.
"""

import numpy as np
import pandas as pd
from scipy.special import expit

from ntm_analysis.forecast.history import Series


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
    for place, criterion in enumerate(series.points["criterion"]):
        own = rows[rows["criterion"] == criterion].drop_duplicates("years", keep="last").tail(2)
        z = rng.standard_normal((draws, 2))
        if len(own) == 2:
            share, variance = _share(own)
            ends = share.to_numpy() + np.sqrt(variance.to_numpy()) * z
            start, end = own["years"]
            along = (years - start) / (end - start)
            line = ends[:, :1] * (1 - along) + ends[:, 1:] * along
            found[:, place] = _count(line, totals, rng)
    return found


def draw_own_slope(series: Series, years: np.ndarray, totals: np.ndarray, draws: int, rng) -> np.ndarray:
    """Draw counts along each criterion's own logistic curve, by weighted least squares on the logits; -1 below two.

    Weights are the inverse binomial variances 1 / (n + 1/2) + 1 / (N - n + 1/2) (Berkson 1944).
    """
    found = np.full((draws, len(series.points), len(years)), -1, dtype=np.int32)
    used = series.printed[series.printed["used"]]
    for place, criterion in enumerate(series.points["criterion"]):
        own = used[used["criterion"] == criterion].drop_duplicates("years", keep="last")
        z = rng.standard_normal((draws, 2))
        if len(own) >= 2:
            level, slope, factor = _weighted_line(own)
            lines = np.array([level, slope]) + z @ factor.T
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

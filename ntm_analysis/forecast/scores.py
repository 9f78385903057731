"""Scores of forecasts that are given as draws; all are negatively oriented: less is better."""

import numpy as np
import pandas as pd


def crps(draws: np.ndarray, outcome) -> np.ndarray:
    """Give the continuous ranked probability score E|X - y| - E|X - X'| / 2 of draws on the first axis.

    Gneiting and Raftery (2007), in the units of the draws; of a single draw it is the absolute error.

    >>> float(crps(np.array([1.0, 3.0]), 2.0))
    0.5
    """
    ordered = np.sort(np.asarray(draws, float), axis=0)
    size = len(ordered)
    weights = (2 * np.arange(1, size + 1) - size - 1) / size**2
    return np.abs(ordered - outcome).mean(axis=0) - np.tensordot(weights, ordered, axes=1)


def log_score(draws: np.ndarray, outcome: int, total: int) -> float:
    """Give minus the log of the probability that whole counts draw for the outcome, in nats.

    One further draw is spread evenly over 0..total, so that no outcome has probability nil.
    """
    return float(-np.log((np.sum(draws == outcome) + 1 / (total + 1)) / (len(draws) + 1)))


def interval(draws: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Give the central interval of draws on the first axis: both ends are values that were drawn."""
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0, method="inverted_cdf")
    return low, high


def grouped_median(draws: np.ndarray) -> float:
    """Give the median of whole counts of which each k stands for all of k - 1/2 to k + 1/2.

    Of a forecast that is scored in shares of another number of communes, whole communes are only a rounding.

    >>> grouped_median(np.array([1, 2, 2, 3]))
    2.0
    """
    middle = np.quantile(draws, 0.5, method="inverted_cdf")
    below, at = (draws < middle).mean(), (draws == middle).mean()
    return float(max(0.0, middle - 0.5 + (0.5 - below) / at))


def score_point(
    draws: np.ndarray, total: int, outcome: int, outcome_total: int, point: float | None = None
) -> dict[str, float | bool]:
    """Score the draws of one count (of `total` communes) against an outcome of `outcome_total` communes.

    Both are compared as shares. `point` is the share that a method forecasts where it is one exact number; else the
    grouped median of the draws is its point forecast, as the absolute error asks for (Gneiting 2011). Returns point,
    median, low_80, high_80, outcome (shares), error_points (of the point), crps_points, width_points, inside, log_score
    (at the count of `total` that is nearest to the outcome's share).
    """
    share, came = draws / total, outcome / outcome_total
    point = grouped_median(draws) / total if point is None else point
    low, high = (float(end) for end in interval(share, 0.8))
    median = float(np.quantile(share, 0.5, method="inverted_cdf"))
    nearest = round(came * total)
    return {
        "point": point,
        "median": median,
        "low_80": low,
        "high_80": high,
        "outcome": came,
        "error_points": 100 * (point - came),
        "crps_points": 100 * float(crps(share, came)),
        "width_points": 100 * (high - low),
        "inside": round(low * total) <= nearest <= round(high * total),
        "log_score": log_score(draws, nearest, total),
    }


def mean_scores(points: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Average scores: series (number), mae_points, crps_points, coverage_80, width_80_points, log_score.

    `points` hold the columns of `score_point`; a point forecast (no interval) has no coverage, width and log score.
    """
    rows = points.assign(absolute=points["error_points"].abs(), inside=points["inside"].astype("Float64"))
    named = {"series": "criterion", "mae_points": "absolute", "crps_points": "crps_points", "coverage_80": "inside"}
    named |= {"width_80_points": "width_points", "log_score": "log_score"}
    grouped = rows.groupby(by, sort=False)
    found = {name: grouped[column].agg("size" if name == "series" else "mean") for name, column in named.items()}
    return pd.DataFrame(found).reset_index()

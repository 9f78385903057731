"""Logit growth pooled over the criteria: a mixed model in closed form, averaged over a grid of its variances.

The logit of criterion k moves in a time of d years by b_k d + sigma sqrt(d) z, with b_k ~ N(mu, tau2): a criterion with
one point has the pace of the others. A share of sigma2 is common to all criteria of a unit, so that draws move
together. Across a changed criterion the logit jumps by N(0, jump2), of which the same share is common. A printed mean
observes the average pace. Given these three and the share all is Gaussian (Laird and Ware 1982); they stand on a grid
at equal steps of their priors, half-normal and uniform, and are weighted by their marginal likelihood.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from scipy.stats import halfnorm

from ntm_analysis.forecast.constants import (
    CRITERIA,
    FEWEST_PAIRS,
    JUMP_SCALE,
    NODES,
    NOISE_SCALE,
    PACE_MEAN,
    PACE_SD,
    SHARE_NODES,
    SPREAD_SCALE,
)
from ntm_analysis.forecast.history import Series, level_variance
from ntm_analysis.forecast.moves import move_counts


@dataclass(frozen=True)
class Fit:
    """The posterior of the paces on the grid: weights, tau, sigma, jump, common share (g), and Gaussian paces.

    mean (g, k + 1) and factor (g, k + 1, k + 1), the Cholesky factor of the covariance: last comes the average pace of
    all 19 criteria.
    """

    weights: np.ndarray
    tau: np.ndarray
    sigma: np.ndarray
    jump: np.ndarray
    common: np.ndarray
    mean: np.ndarray
    factor: np.ndarray


def can_pool(series: Series) -> bool:
    """Tell whether a pace can be pooled: enough pairs of counts, or a pair of printed means (of all criteria)."""
    return len(series.pairs) >= FEWEST_PAIRS or len(series.means) > 0


def fit(series: Series) -> Fit:
    """Fit the paces of a unit's criteria: b_k for each row of `series.points`, and the average of all."""
    steps = (np.arange(NODES) + 0.5) / NODES
    scales = [halfnorm.ppf(steps, scale=scale) for scale in (SPREAD_SCALE, NOISE_SCALE, JUMP_SCALE)]
    shares = (np.arange(SHARE_NODES) + 0.5) / SHARE_NODES
    tau, sigma, jump, common = (grid.ravel() for grid in np.meshgrid(*scales, shares, indexing="ij"))
    gaps, changes, belongs = _observed(series)
    own = np.diag([1.0] * (belongs.shape[1] - 1) + [1 / CRITERIA])
    pace_cov = PACE_SD**2 + tau[:, None, None] ** 2 * own
    cross = np.einsum("gkl,pl->gkp", pace_cov, belongs) * gaps
    seen = np.einsum("pk,gkq->gpq", belongs, cross) * gaps[None, :, None]
    seen = seen + _noise(series, sigma, jump, common)
    solved = np.linalg.solve(seen, np.swapaxes(cross, 1, 2))
    residual = changes - PACE_MEAN * gaps
    mean = PACE_MEAN + np.einsum("gpk,p->gk", solved, residual)
    cov = pace_cov - np.einsum("gkp,gpl->gkl", cross, solved)
    fitted = np.linalg.solve(seen, np.broadcast_to(residual[:, None], (*seen.shape[:2], 1)))[..., 0]
    score = -0.5 * (np.linalg.slogdet(seen)[1] + fitted @ residual)
    weights = np.exp(score - score.max())
    factor = np.linalg.cholesky(cov + 1e-10 * np.eye(cov.shape[1]))
    return Fit(weights / weights.sum(), tau, sigma, jump, common, mean, factor)


def _observed(series: Series):
    """Give gaps and changes of all observations, and which pace each one shows (p, k + 1)."""
    criteria = series.points["criterion"].tolist()
    belongs = np.zeros((len(series.pairs) + len(series.means), len(criteria) + 1))
    for row, criterion in enumerate(series.pairs["criterion"]):
        belongs[row, criteria.index(criterion)] = 1
    belongs[len(series.pairs) :, -1] = 1
    gaps = np.concatenate([series.pairs["gap"], series.means["gap"]]).astype(float)
    changes = np.concatenate([series.pairs["change"], series.means["change"]]).astype(float)
    return gaps, changes, belongs


def _noise(series: Series, sigma: np.ndarray, jump: np.ndarray, common: np.ndarray) -> np.ndarray:
    """Give the covariance of the observations beyond their paces (g, p, p)."""
    pairs, means = series.pairs, series.means
    start = np.concatenate([pairs["start"], means["start"]]).astype(float)
    end = np.concatenate([pairs["end"], means["end"]]).astype(float)
    jumped = np.concatenate([pairs["jumped"], np.zeros(len(means))]).astype(float)
    counted = np.concatenate([pairs["variance"], np.zeros(len(means))]).astype(float)
    each = np.concatenate([np.ones(len(pairs)), np.full(len(means), 1 / CRITERIA)])
    both = np.clip(np.minimum.outer(end, end) - np.maximum.outer(start, start), 0, None)
    share, own = common[:, None, None], 1 - common[:, None, None]
    walk = share * both + own * np.diag(each * (end - start))
    leap = share * np.outer(jumped, jumped) + own * np.diag(jumped)
    return sigma[:, None, None] ** 2 * walk + jump[:, None, None] ** 2 * leap + np.diag(counted + 1e-9)


def draw_pooled(series: Series, years: np.ndarray, totals: np.ndarray, draws: int, rng) -> np.ndarray:
    """Draw joint counts (draws, criteria, dates) of a unit by the pooled model.

    `years` are the dates in years since the first date of the history, `totals` the communes on them.
    """
    shares = expit(draw_logits(series, fit(series), years, draws, rng))
    return move_counts(series.points, shares, totals, rng)


def draw_logits(series: Series, fitted: Fit, years: np.ndarray, draws: int, rng) -> np.ndarray:
    """Draw joint paths of the logits (draws, criteria, 1 + dates), the level at the last point first."""
    points = series.points
    starts, jumped = points["years"].to_numpy(float), points["jumped"].to_numpy(float)
    place = rng.choice(len(fitted.weights), size=draws, p=fitted.weights)
    z = rng.standard_normal((draws, fitted.mean.shape[1]))
    paces = (fitted.mean[place] + np.einsum("skl,sl->sk", fitted.factor[place], z))[:, :-1]
    sd = np.sqrt(level_variance(points["attaining"].to_numpy(float), points["total"].to_numpy(float)))
    level = points["logit"].to_numpy(float) + sd * rng.standard_normal((draws, len(points)))
    ahead = np.maximum(years - starts[:, None], 0)
    gaps = np.diff(ahead, axis=1, prepend=0)
    sigma, jump, common = (of[place][:, None] for of in (fitted.sigma, fitted.jump, fitted.common))
    leaps = np.sqrt(1 - common) * rng.standard_normal(level.shape) + np.sqrt(common) * rng.standard_normal((draws, 1))
    own = np.cumsum(rng.standard_normal((draws, *gaps.shape)) * np.sqrt(gaps), axis=2)
    shared = _common_walk(starts, years, draws, rng)
    walk = np.sqrt(1 - common)[..., None] * own + np.sqrt(common)[..., None] * shared
    paths = (level + jump * leaps * jumped)[..., None] + paces[..., None] * ahead + sigma[..., None] * walk
    return np.concatenate([level[..., None], paths], axis=2)


def _common_walk(starts: np.ndarray, years: np.ndarray, draws: int, rng) -> np.ndarray:
    """Draw what is common to all criteria between the last point of each and each date (draws, criteria, dates)."""
    times = np.unique(np.concatenate([starts, years]))
    steps = rng.standard_normal((draws, len(times))) * np.sqrt(np.diff(times, prepend=times[0]))
    path = np.cumsum(steps, axis=1)
    until = np.searchsorted(times, np.maximum(years, starts[:, None]))
    return path[:, until] - path[:, np.searchsorted(times, starts)][..., None]

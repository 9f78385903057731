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
    """Fit the paces of a unit's criteria: b_k for each row of `series.points`, and the average of all.

    What is observed is a sum of few effects (paces, common steps of the walk, a common jump) and of noise of each
    observation alone, so that every matrix is as large as the effects are many, however long the history.
    """
    steps = (np.arange(NODES) + 0.5) / NODES
    scales = [halfnorm.ppf(steps, scale=scale) for scale in (SPREAD_SCALE, NOISE_SCALE, JUMP_SCALE)]
    shares = (np.arange(SHARE_NODES) + 0.5) / SHARE_NODES
    tau, sigma, jump, common = (grid.ravel() for grid in np.meshgrid(*scales, shares, indexing="ij"))
    effects, changes, alone = _observed(series)
    paces = len(series.points) + 1
    prior = _prior(tau, sigma, jump, common, paces, effects.shape[1])
    scatter = (1 - common) * np.stack([sigma, jump]) ** 2
    noise = scatter[0][:, None] * alone[0] + scatter[1][:, None] * alone[1] + alone[2]
    residual = changes - PACE_MEAN * effects[:, :paces].sum(axis=1)
    weighted = effects.T / noise[:, None, :]
    precision = np.linalg.inv(prior) + weighted @ effects
    pull = weighted @ residual
    cov = np.linalg.inv(precision)
    moved = np.einsum("gkl,gl->gk", cov, pull)
    volume = np.linalg.slogdet(prior)[1] + np.linalg.slogdet(precision)[1] + np.log(noise).sum(axis=1)
    score = -0.5 * (volume + (residual**2 / noise).sum(axis=1) - (pull * moved).sum(axis=1))
    weights = np.exp(score - score.max())
    factor = np.linalg.cholesky(cov[:, :paces, :paces] + 1e-10 * np.eye(paces))
    return Fit(weights / weights.sum(), tau, sigma, jump, common, PACE_MEAN + moved[:, :paces], factor)


def _prior(tau, sigma, jump, common, paces: int, count: int) -> np.ndarray:
    """Give the covariance of the effects on the grid (g, effects, effects); those behind the paces are apart."""
    prior = np.zeros((len(tau), count, count))
    own = np.diag([1.0] * (paces - 1) + [1 / CRITERIA])
    prior[:, :paces, :paces] = PACE_SD**2 + tau[:, None, None] ** 2 * own
    walk, last = np.arange(paces, count - 1), count - 1
    prior[:, walk, walk] = (common * sigma**2)[:, None]
    prior[:, last, last] = common * jump**2
    return prior


def _observed(series: Series):
    """Give what each observation sees of the effects (p, effects), its change (p), and what is its own (3, p).

    Effects: the pace of each criterion and the average, each step of the common walk, the common jump. Its own are
    years and jumps, which the grid scales, and the variance of the counts.
    """
    pairs, means, criteria = series.pairs, series.means, series.points["criterion"].tolist()
    both = {
        name: np.concatenate([pairs[name], means[name]]).astype(float) for name in ("gap", "change", "start", "end")
    }
    none, alike = np.zeros(len(means)), np.full(len(means), 1 / CRITERIA)
    jumped, counted = (np.concatenate([pairs[name], none]).astype(float) for name in ("jumped", "variance"))
    places = [*map(criteria.index, pairs["criterion"]), *[len(criteria)] * len(means)]
    paces = np.zeros((len(places), len(criteria) + 1))
    paces[np.arange(len(places)), places] = both["gap"]
    times = np.unique(np.concatenate([both["start"], both["end"]]))
    covered = (both["start"][:, None] <= times[:-1]) & (times[1:] <= both["end"][:, None])
    effects = np.column_stack([paces, covered * np.sqrt(np.diff(times)), jumped])
    years = np.concatenate([np.ones(len(pairs)), alike]) * (both["end"] - both["start"])
    return effects, both["change"], np.stack([years, jumped, counted + 1e-9])


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

"""The hazard alternative: each year a share h of the communes without a criterion attains it, none loses it.

Of C commune-years without criterion k, X ended with attaining: X ~ Binomial(C, h_k), h_k ~ Beta(m s, (1 - m) s). Mean m
and strength s stand on a grid and are weighted by the beta-binomial likelihood of all criteria (Skellam 1948); h_k then
is Beta in closed form, and a criterion with one point has the hazard of the others.
"""

import numpy as np
from scipy.special import betaln, expit, logit

from ntm_analysis.forecast.constants import HAZARD_MEANS, HAZARD_SHOCK, HAZARD_STRENGTHS, JUMP_WEIGHT
from ntm_analysis.forecast.history import Series
from ntm_analysis.forecast.moves import regroup


def count_exposure(series: Series) -> tuple[np.ndarray, np.ndarray]:
    """Give attainments and commune-years without the criterion, one number each per row of `series.points`.

    Over a pair the communes without it are the mean of both ends, at the later number of communes. A pair across a
    changed criterion counts in part; a fall counts as no attainment.
    """
    pairs = series.pairs
    weight = np.where(pairs["jumped"].astype(bool), JUMP_WEIGHT, 1.0)
    before = pairs["start_attaining"] / pairs["start_total"] * pairs["end_total"]
    gained = weight * np.clip(pairs["end_attaining"] - before, 0, None)
    without = pairs["end_total"] - (before + pairs["end_attaining"]) / 2
    exposure = np.maximum(weight * without * pairs["gap"], gained)
    each = [pairs["criterion"] == criterion for criterion in series.points["criterion"]]
    return np.array([gained[of].sum() for of in each]), np.array([exposure[of].sum() for of in each])


def draw_hazard(series: Series, years: np.ndarray, totals: np.ndarray, draws: int, rng) -> np.ndarray:
    """Draw joint counts (draws, criteria, dates): new attainers are Binomial(N - n, 1 - (1 - h)^d).

    A shock to the odds of h is common to all criteria of a draw.
    """
    gained, exposure = count_exposure(series)
    mean, strength = (grid.ravel() for grid in np.meshgrid(HAZARD_MEANS, HAZARD_STRENGTHS, indexing="ij"))
    ends = (mean * strength)[:, None], ((1 - mean) * strength)[:, None]
    score = (betaln(ends[0] + gained, ends[1] + exposure - gained) - betaln(*ends)).sum(axis=1)
    weights = np.exp(score - score.max())
    place = rng.choice(len(weights), size=draws, p=weights / weights.sum())
    hazard = rng.beta(ends[0][place] + gained, ends[1][place] + exposure - gained)
    odds = logit(np.clip(hazard, 1e-9, 1 - 1e-9)) + HAZARD_SHOCK * rng.standard_normal((draws, 1))
    return _attain(series, expit(odds), years, totals, rng)


def _attain(series: Series, hazard: np.ndarray, years: np.ndarray, totals: np.ndarray, rng) -> np.ndarray:
    starts = series.points["years"].to_numpy(float)
    count = np.broadcast_to(series.points["attaining"].to_numpy(int), hazard.shape)
    total = np.broadcast_to(series.points["total"].to_numpy(int), hazard.shape)
    gaps = np.diff(np.maximum(years - starts[:, None], 0), axis=1, prepend=0)
    found = np.empty((*hazard.shape, len(years)), dtype=np.int32)
    for place, later in enumerate(totals):
        count = regroup(count, total, int(later), rng)
        total = np.broadcast_to(int(later), hazard.shape)
        count = count + rng.binomial(total - count, 1 - (1 - hazard) ** gaps[:, place])
        found[..., place] = count
    return found

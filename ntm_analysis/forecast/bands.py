"""Bands of communes by number of criteria, from the counts of the criteria: a latent rank of communes.

Each commune has a level, each criterion ranks communes by a mixture of that level and chance of its own (a Gaussian
copula with one factor), and the first n_k attain criterion k. The communes at the standard are those of the highest
level; among the rest none has all criteria. So every layout keeps each count exactly.
"""

import numpy as np
from scipy.stats import norm

from ntm_analysis.forecast.constants import CRITERIA, LAYOUTS, LIKENESSES

EDGES = (0, 5, 10, 15, 19)
BANDS = ("band_0_4", "band_5_9", "band_10_14", "band_15_18", "band_19_19")
MOST_CELLS = 2_000_000
MOST_BAND_CELLS = 400_000_000


def rank_communes(communes: int, likeness: float, rng) -> np.ndarray:
    """Give for each criterion the communes in the order in which they attain it (communes, criteria).

    Commune 0 has the highest level. `likeness` is the correlation of two criteria's ranks over communes.
    """
    level = norm.ppf((communes - np.arange(communes) - 0.5) / communes)[:, None]
    chance = rng.standard_normal((communes, CRITERIA))
    return np.argsort(-(np.sqrt(likeness) * level + np.sqrt(1 - likeness) * chance), axis=0, kind="stable")


def count_communes(order: np.ndarray, counts: np.ndarray, standard: np.ndarray | None) -> np.ndarray:
    """Count communes by number of criteria, 0 to 19 (draws, 20), in one layout.

    `counts` (draws, 19) and `standard` (draws) keep max(0, sum - 18 N) <= standard <= min: then the communes counted
    are N, their criteria are the sum of the counts, and those with all 19 are the standard, exactly. Without `standard`
    those are at it that the ranks give all 19.
    """
    if standard is None:
        return _count_rest(_rank_rest(order, 0), counts)
    communes = len(order)
    found = np.zeros((len(counts), CRITERIA + 1), dtype=np.int64)
    for number in np.unique(standard):
        of = np.flatnonzero(standard == number)
        if number < communes:
            ranks = _rank_rest(order, number)
            found[of] = _part_full(_count_rest(ranks, counts[of] - number))
        found[of, CRITERIA] += number
    return found


def _rank_rest(order: np.ndarray, standard: int) -> np.ndarray:
    """Give the rank of each commune below the standard in each criterion, among those below the standard."""
    below = order >= standard
    places = np.cumsum(below, axis=0) - 1
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, places, axis=0)
    return ranks[standard:].astype(np.int32)


def _count_rest(ranks: np.ndarray, counts: np.ndarray) -> np.ndarray:
    found = np.zeros((len(counts), CRITERIA + 1), dtype=np.int64)
    step = max(1, MOST_CELLS // ranks.size)
    for first in range(0, len(counts), step):
        some = counts[first : first + step].astype(np.int32)
        numbers = (ranks[None] < some[:, None, :]).sum(axis=2, dtype=np.int64)
        places = numbers + (CRITERIA + 1) * np.arange(len(some))[:, None]
        hits = np.bincount(places.ravel(), minlength=len(some) * (CRITERIA + 1))
        found[first : first + step] = hits.reshape(len(some), -1)
    return found


def _part_full(found: np.ndarray) -> np.ndarray:
    """Let communes that got all criteria give one to a commune that has fewer than 18, nearest to 18 first."""
    spare = found[:, CRITERIA].copy()
    found[:, CRITERIA - 1] += spare
    found[:, CRITERIA] = 0
    while spare.any():
        for number in range(CRITERIA - 2, -1, -1):
            moved = np.minimum(spare, found[:, number])
            found[:, number] -= moved
            found[:, number + 1] += moved
            spare -= moved
    return found


def draw_bands(
    counts: np.ndarray, standard: np.ndarray | None, communes: int, likeness: float, seed: int
) -> np.ndarray:
    """Count communes by number of criteria for draws of counts (draws, 20); layouts change from draw to draw."""
    found = np.empty((len(counts), CRITERIA + 1), dtype=np.int64)
    for layout in range(LAYOUTS):
        order = rank_communes(communes, likeness, np.random.default_rng([seed, communes, layout]))
        of = np.arange(layout, len(counts), LAYOUTS)
        found[of] = count_communes(order, counts[of], None if standard is None else standard[of])
    return found


def sum_bands(numbers: np.ndarray) -> np.ndarray:
    """Add communes by number of criteria up to the five bands (draws, 5)."""
    return np.add.reduceat(numbers, EDGES, axis=1)


def fit_likeness(counts: np.ndarray, bands: np.ndarray, seed: int = 0) -> float:
    """Give the likeness of criteria under which the bands of one state are likeliest (multinomial).

    `counts` are the communes attaining each of 19 criteria, `bands` the communes in the five bands, the last of them
    at the standard.
    """
    communes, standard = int(bands.sum()), np.full(LAYOUTS, bands[-1])
    repeated = np.broadcast_to(counts, (LAYOUTS, CRITERIA))
    scores = []
    for likeness in LIKENESSES:
        expected = sum_bands(draw_bands(repeated, standard, communes, likeness, seed)).mean(axis=0)[:-1] + 0.5
        scores.append(float(bands[:-1] @ np.log(expected / expected.sum())))
    return LIKENESSES[int(np.argmax(scores))]

"""Bands from counts: every identity on every draw, and the likeness of criteria that made the bands."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_analysis.forecast.bands import BANDS, count_communes, draw_bands, fit_likeness, rank_communes, sum_bands
from ntm_analysis.forecast.constants import LAYOUTS, LIKENESSES

LOWS, HIGHS = np.array([0, 5, 10, 15, 19]), np.array([4, 9, 14, 18, 19])


def layout(communes, likeness=0.3, seed=0):
    return rank_communes(communes, likeness, np.random.default_rng(seed))


def check_identities(numbers, counts, standard, communes):
    assert (numbers >= 0).all()
    assert (numbers.sum(axis=1) == communes).all()
    assert (numbers @ np.arange(20) == counts.sum(axis=1)).all()
    assert (numbers[:, 19] == standard).all()
    bands = sum_bands(numbers)
    assert (bands @ LOWS <= counts.sum(axis=1)).all()
    assert (counts.sum(axis=1) <= bands @ HIGHS).all()
    assert bands.shape[1] == len(BANDS)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(0, 2**32 - 1), st.floats(0, 1), st.floats(0.0, 0.9))
def test_every_identity_holds_for_any_counts(communes, seed, where, likeness):
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, communes + 1, (30, 19))
    counts[::3] = np.maximum(counts[::3], communes - 1)
    low, high = np.maximum(counts.sum(axis=1) - 18 * communes, 0), counts.min(axis=1)
    standard = low + np.floor(where * (high - low)).astype(int)
    check_identities(count_communes(layout(communes, likeness), counts, standard), counts, standard, communes)


@pytest.mark.parametrize("communes", [1, 2, 207])
@pytest.mark.parametrize("share", [0, 1])
def test_none_and_all(communes, share):
    counts = np.full((LAYOUTS, 19), share * communes)
    numbers = draw_bands(counts, counts[:, 0], communes, 0.3, 0)
    assert (numbers[:, 19 * share] == communes).all()


def test_without_a_standard_the_ranks_give_it():
    """Ranks that all criteria share: the first communes have all."""
    order = np.repeat(np.arange(10)[:, None], 19, axis=1)
    numbers = count_communes(order, np.array([[4] * 18 + [6]]), None)
    assert numbers[0, [0, 1, 19]].tolist() == [4, 2, 4]


def test_the_standard_are_the_communes_of_the_highest_level():
    """Two at the standard of ten, 18 criteria in five communes: three more have 18, and the nineteenth has no other."""
    order = np.repeat(np.arange(10)[:, None], 19, axis=1)
    numbers = count_communes(order, np.array([[5] * 18 + [2]]), np.array([2]))
    assert numbers[0, [0, 18, 19]].tolist() == [5, 3, 2]


def test_likeness_spreads_the_communes():
    counts = np.full((LAYOUTS, 19), 100)
    spread = [
        draw_bands(counts, np.zeros(LAYOUTS, int), 207, likeness, 0).mean(axis=0)[[0, 1, 2, 16, 17, 18]].sum()
        for likeness in (0.02, 0.3, 0.7)
    ]
    assert spread[0] < spread[1] < spread[2]


@pytest.mark.parametrize("likeness", [0.05, 0.2, 0.5])
def test_the_likeness_of_made_bands_is_found_again(likeness):
    counts = np.linspace(100, 900, 19).astype(int)
    standard = np.full(LAYOUTS, 20)
    made = sum_bands(draw_bands(np.tile(counts, (LAYOUTS, 1)), standard, 1000, likeness, 9)).mean(axis=0)
    made = np.rint(made).astype(int)
    found = fit_likeness(counts, made)
    assert abs(LIKENESSES.index(found) - LIKENESSES.index(likeness)) <= 1


def test_layouts_are_those_of_the_seed():
    counts = np.random.default_rng(1).integers(20, 80, (50, 19))
    standard = np.zeros(50, int)
    one, same, other = (draw_bands(counts, standard, 100, 0.3, seed) for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()

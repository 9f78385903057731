"""Baselines and the hazard: centres worked by hand, intervals against statsmodels, and what a hazard cannot do."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from forecast.cases import END, LATER, RISING, START, graded, history_of, point, two_states
from ntm_analysis.forecast.baselines import draw_comparable_line, draw_last, draw_line, draw_own_slope
from ntm_analysis.forecast.constants import JUMP_WEIGHT
from ntm_analysis.forecast.given import check_history
from ntm_analysis.forecast.hazard import count_exposure, draw_hazard
from ntm_analysis.forecast.history import read_series

DRAWS = 20_000


def series_of(history, **extras):
    return read_series(check_history(history), "a", **extras)


def drawn(draw, history, date=LATER, total=1000, **extras):
    series = series_of(history, **extras)
    rng = np.random.default_rng(0)
    return draw(series, np.array([series.years(date)]), np.array([total]), DRAWS, rng)[:, :, 0]


def test_the_last_value_stays_with_the_width_of_two_samples():
    counts = drawn(draw_last, two_states({1: (200, 300)}, 1000))
    assert counts.mean() == pytest.approx(300, abs=1)
    assert counts.std() == pytest.approx(np.sqrt(2 * 1000 * 0.3 * 0.7), rel=0.03)


def test_a_line_goes_on_through_the_last_two_points():
    """20 % to 30 % in two years of 365 days, so 40 % two years later (731 days)."""
    counts = drawn(draw_line, two_states({1: (200, 300)}, 1000))
    assert counts.mean() == pytest.approx(400, abs=1.5)


def test_a_naive_line_crosses_sets_and_a_comparable_one_does_not():
    history = history_of(point(1, 200, START, 1000, "2009"), point(1, 300, END, 1000))
    assert drawn(draw_line, history, comparable=graded("redefined")).mean() == pytest.approx(400, abs=1.5)
    assert (drawn(draw_comparable_line, history, comparable=graded("redefined")) == -1).all()
    assert drawn(draw_comparable_line, history, comparable=graded("changed")).mean() == pytest.approx(400, abs=1.5)


def test_own_slopes_are_those_of_a_binomial_regression():
    """Three points on a logistic curve: centre and width of statsmodels' binomial GLM."""
    dates = [START, "2017-12-31", END]
    history = history_of(*(point(1, count, date, 1000) for count, date in zip((200, 260, 330), dates, strict=True)))
    series = series_of(history)
    data = series.printed
    exog = np.column_stack([np.ones(3), data["years"]])
    ends = np.column_stack([data["attaining"], data["total"] - data["attaining"]])
    model = sm.GLM(ends, exog, family=sm.families.Binomial()).fit()
    ahead = np.array([[1.0, series.years(LATER)]])
    centre, variance = (ahead @ model.params).item(), (ahead @ model.cov_params() @ ahead.T).item()
    share = 1 / (1 + np.exp(-centre))
    counts = drawn(draw_own_slope, history)
    assert counts.mean() == pytest.approx(1000 * share, rel=0.02)
    expected = 1000 * np.sqrt((share * (1 - share)) ** 2 * variance + share * (1 - share) / 1000)
    assert counts.std() == pytest.approx(expected, rel=0.05)


def test_exposure_by_hand():
    """50 to 70 of 100 in two years of 365 days: 20 attained, 40 without it on average."""
    gained, exposure = count_exposure(series_of(two_states({1: (50, 70), 2: (70, 60)})))
    assert gained.tolist() == [20, 0]
    assert exposure.tolist() == pytest.approx([40 * 730 / 365.25, 35 * 730 / 365.25])


def test_a_changed_pair_counts_in_part_and_merged_communes_by_their_share():
    history = history_of(point(1, 50, START, 100, "2009"), point(1, 35, END, 50))
    gained, _ = count_exposure(series_of(history, comparable=graded("changed")))
    assert gained.tolist() == [JUMP_WEIGHT * 10]


def test_hazards_alike_are_carried_on():
    """Of those without, 19 % attain in two years, that is 10 % a year: of 600 without it 114 in two more."""
    history = two_states(dict.fromkeys(range(1, 20), (259, 400)), 1000)
    counts = drawn(draw_hazard, history)
    assert np.median(counts) == pytest.approx(400 + 600 * 0.19, abs=12)


def test_a_hazard_never_takes_away():
    history = pd.concat([two_states(RISING), history_of(point(19, 90, LATER))])
    counts = drawn(draw_hazard, history, total=100)
    assert (counts >= series_of(history).points["attaining"].to_numpy()).all()

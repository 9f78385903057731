"""Scores worked by hand and against their definitions."""

import statistics

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from ntm_analysis.forecast.scores import crps, grouped_median, interval, log_score, mean_scores, score_point


def test_the_crps_is_its_definition():
    rng = np.random.default_rng(0)
    draws = rng.integers(0, 50, 40).astype(float)
    pairs = np.abs(draws[:, None] - draws).mean()
    assert crps(draws, 17.0) == pytest.approx(np.abs(draws - 17).mean() - pairs / 2)


def test_the_crps_of_many_normal_draws_is_the_known_one():
    """Gneiting and Raftery (2007), equation 21, at the mean: sigma (2 phi(0) - 1 / sqrt(pi))."""
    draws = norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    assert crps(draws, 0.0) == pytest.approx(2 * norm.pdf(0) - 1 / np.sqrt(np.pi), abs=1e-4)


def test_of_one_draw_the_crps_is_the_error_and_columns_are_scored_apart():
    assert crps(np.array([3.0]), 5.0) == 2
    assert crps(np.array([[3.0, 1.0]]), np.array([5.0, 1.0])).tolist() == [2, 0]


def test_the_log_score_is_that_of_the_counted_draws():
    draws = np.array([1, 1, 2])
    assert log_score(draws, 1, 3) == pytest.approx(-np.log((2 + 1 / 4) / 4))
    assert log_score(draws, 3, 3) == pytest.approx(-np.log((0 + 1 / 4) / 4))


def test_the_probabilities_of_the_log_score_sum_to_one():
    draws = np.random.default_rng(1).integers(0, 11, 30)
    assert sum(np.exp(-log_score(draws, count, 10)) for count in range(11)) == pytest.approx(1)


def test_an_interval_ends_at_drawn_values():
    low, high = interval(np.arange(1, 11), 0.8)
    assert (low, high) == (1, 9)


def test_a_point_is_scored_as_shares_of_both_totals():
    """Draws 40, 50, 60 of 100 against 90 of 180: median 50 %, outcome 50 %."""
    scored = score_point(np.array([40, 50, 60]), 100, 90, 180)
    assert (scored["median"], scored["outcome"], scored["error_points"]) == (0.5, 0.5, 0)
    assert scored["crps_points"] == pytest.approx(100 * (0.2 / 3 - 0.8 / 9 / 2))
    assert scored["inside"] is True
    assert scored["width_points"] == pytest.approx(20)
    assert scored["log_score"] == pytest.approx(-np.log((1 + 1 / 101) / 4))


def test_the_grouped_median_is_that_of_the_statistics_module():
    rng = np.random.default_rng(3)
    for size in (1, 2, 7, 100):
        draws = rng.integers(1, 9, size)
        assert grouped_median(draws) == pytest.approx(statistics.median_grouped(draws.tolist()))
    assert grouped_median(np.array([0, 0, 0, 0, 1])) == pytest.approx(0.125)
    assert grouped_median(np.array([0, 0, 1, 1])) == 0.5
    assert grouped_median(np.zeros(9)) == 0


def test_a_method_that_is_one_exact_number_is_scored_by_it_and_its_draws_give_the_rest():
    draws = np.array([40, 50, 60])
    drawn, exact = score_point(draws, 100, 90, 180), score_point(draws, 100, 90, 180, point=0.47)
    assert (exact["point"], exact["error_points"]) == (0.47, pytest.approx(-3))
    for name in ("median", "low_80", "high_80", "crps_points", "width_points", "inside", "log_score"):
        assert exact[name] == drawn[name]


def test_an_outcome_outside_is_outside():
    assert score_point(np.array([40, 50, 60]), 100, 61, 100)["inside"] is False


def test_scores_are_averaged_and_a_point_forecast_has_no_interval():
    rows = pd.DataFrame(
        [
            {"method": "a", "criterion": 1, "error_points": -4, "crps_points": 2, "inside": True, "width_points": 10},
            {"method": "a", "criterion": 2, "error_points": 2, "crps_points": 1, "inside": False, "width_points": 20},
            {"method": "plan", "criterion": 1, "error_points": 5, "crps_points": 5},
        ]
    ).assign(log_score=[3.0, 5.0, None])
    scored = mean_scores(rows, ["method"]).set_index("method")
    assert scored.loc["a"].tolist() == [2, 3, 1.5, 0.5, 15, 4]
    assert scored.loc["plan", ["series", "mae_points", "crps_points"]].tolist() == [1, 5, 5]
    assert scored.loc["plan", ["coverage_80", "width_80_points", "log_score"]].isna().all()

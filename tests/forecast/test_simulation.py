"""Simulated provinces: the truth is what it says, and the default covers it as it claims."""

import numpy as np
import pytest

from ntm_analysis.forecast.history import empirical_logit
from ntm_analysis.forecast.scores import mean_scores
from ntm_analysis.forecast.simulation import BASE, BEYOND, SCENARIOS, simulate_history, study_scenario

REPEATS, DRAWS = 20, 200


def test_a_history_has_the_points_sets_and_communes_of_its_truth():
    history, outcome = simulate_history(SCENARIOS["changed_set"], np.random.default_rng(0))
    assert history.groupby("as_of")["criteria_set"].unique().str[0].tolist() == ["old", "old", "new"]
    assert len(history) == 19 * 3
    assert outcome.between(0, 200).all()
    history, outcome = simulate_history(SCENARIOS["merger"], np.random.default_rng(0))
    assert (history["communes_total"] == 200).all()
    assert outcome.between(0, 170).all()
    history, _ = simulate_history(SCENARIOS["half_with_one_point"], np.random.default_rng(0))
    assert history.groupby("criterion").size().tolist() == [1] * 10 + [3] * 9


def test_criteria_grow_at_the_pace_of_the_truth():
    gains = []
    for seed in range(40):
        history, _ = simulate_history(BASE, np.random.default_rng(seed))
        rows = history[history["communes_attaining"].between(10, 190)]
        rows = rows.assign(logit=empirical_logit(rows["communes_attaining"], 200)).pivot(
            index="criterion", columns="as_of", values="logit"
        )
        gains += ((rows.iloc[:, -1] - rows.iloc[:, 0]) / 3).dropna().tolist()
    assert np.mean(gains) == pytest.approx(BASE.pace, abs=0.04)


def test_the_same_seed_gives_the_same_study():
    one, same = (study_scenario(BASE, ["pooled"], 2, 50, 7) for _ in range(2))
    assert one.equals(same)


@pytest.mark.parametrize("name", ["two_points", "merger"])
def test_the_default_covers_and_beats_the_baselines(name):
    """With so few repeats coverage is known to some points only: the benchmark tells it closer."""
    methods = ["pooled", "hazard", "last_value", "linear_comparable"]
    scores = mean_scores(study_scenario(SCENARIOS[name], methods, REPEATS, DRAWS, 2), ["method"]).set_index("method")
    assert 0.72 <= scores.at["pooled", "coverage_80"] <= 0.9
    assert scores["crps_points"].idxmin() == "pooled"


def test_scenarios_beyond_the_model_are_named():
    assert set(BEYOND) < set(SCENARIOS)

"""Commune plans: against brute force, at the ends of the slip, in time and in memory."""

import time
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from forecast.cases import PLANS, plans_of
from ntm_analysis.forecast import simulate_commune_plans
from ntm_analysis.forecast.communes import draw_commune_plans, read_profiles


def brute_force(plans, slip, draws, shock, between, rng):
    """Each criterion of each commune drawn year by year."""
    years = range(2017, 2020)
    found = np.zeros((draws, len(years)), int)
    for draw in range(draws):
        shocks = shock * rng.standard_normal(len(years))
        for _, own in plans.groupby("commune"):
            standing = between * rng.standard_normal()
            chance = expit(logit(slip) + shocks + standing)
            due = own["planned_year"].fillna(0).to_numpy()
            done = due == 0
            for at, year in enumerate(years):
                done |= (due <= year) & (rng.random(len(due)) >= chance[at])
                found[draw, at] += len(own) == 19 and done.all()
    return found


@pytest.mark.parametrize(("shock", "between"), [(0, 0), (0.5, 1.0)])
def test_the_draws_are_those_of_brute_force(shock, between):
    fast = draw_commune_plans(read_profiles(PLANS), 0.3, 40_000, 0, shock, between)
    slow = brute_force(PLANS, 0.3, 4000, shock, between, np.random.default_rng(1))
    for count in range(4):
        assert (fast == count).mean(axis=0) == pytest.approx((slow == count).mean(axis=0), abs=0.03)


def test_profiles_by_hand():
    made = read_profiles(PLANS)
    assert made.years == [2017, 2018, 2019]
    profiles = {tuple(due): whole for due, whole in zip(made.due.tolist(), made.whole, strict=True)}
    assert profiles == {(1, 2, 1): True, (0, 2, 0): True, (4, 0, 5): True, (0, 5, 0): False}


def test_a_criterion_listed_twice_counts_once_in_its_first_year_and_a_met_one_not_at_all():
    rows = pd.concat([PLANS, PLANS.iloc[[18]].assign(planned_year=2020), PLANS.iloc[[0]].assign(status="planned")])
    rows.iloc[-1, -1] = 2019
    assert len(rows[rows["commune"] == "a"]) == 21
    assert read_profiles(rows[rows["commune"] == "a"]).due.tolist() == [[1, 2, 1]]


def test_as_planned_is_the_plan_and_a_sure_slip_is_nothing():
    rows = simulate_commune_plans(PLANS, slip={"as_planned": 0.0, "never": 1.0}, draws=50).set_index(
        ["scenario", "year"]
    )
    assert rows.loc["as_planned", "median"].tolist() == [0, 1, 3]
    assert rows.loc["as_planned", "planned"].tolist() == [0, 1, 3]
    assert rows.loc["as_planned", ["low_95", "high_95"]].nunique(axis=1).tolist() == [1, 1, 1]
    assert rows.loc["never", "high_95"].tolist() == [0, 0, 0]
    assert (rows["communes"] == 4).all()


def test_more_slip_is_fewer_communes_and_years_never_take_any_away():
    counts = [draw_commune_plans(read_profiles(PLANS, 2025), slip, 4000, 0) for slip in (0.05, 0.3, 0.6)]
    assert all((np.diff(of, axis=1) >= 0).all() for of in counts)
    assert [of[:, 2].mean() for of in counts] == sorted((of[:, 2].mean() for of in counts), reverse=True)
    assert counts[0][:, -1].mean() > 2.9


def test_the_same_seed_gives_the_same_numbers():
    one, same, other = (simulate_commune_plans(PLANS, slip=0.3, draws=500, seed=of) for of in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same, check_exact=True)
    assert not one["mean"].equals(other["mean"])


def test_plans_without_anything_planned_hold():
    rows = simulate_commune_plans(plans_of(a=[0] * 19), slip=0.5, draws=10, until=2020)
    assert rows[["year", "median"]].to_numpy().tolist() == [[2020, 1]]


def test_nine_thousand_communes_take_seconds_and_little_memory():
    """10,000 draws of 9,000 communes, 19 criteria, four years: under 20 s and 1 GB."""
    rng = np.random.default_rng(0)
    years = rng.choice([0, 2017, 2018, 2019, 2020], (9000, 19))
    due = np.stack([(years == year).sum(axis=1) for year in range(2017, 2021)], axis=1)
    kinds, numbers = np.unique(due, axis=0, return_counts=True)
    profiles = read_profiles(PLANS).__class__([2017, 2018, 2019, 2020], kinds, numbers, np.ones(len(kinds), bool))
    tracemalloc.start()
    start = time.process_time()
    counts = draw_commune_plans(profiles, 0.2, 10_000, 0)
    seconds, peak = time.process_time() - start, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert counts.shape == (10_000, 4)
    assert seconds < 20
    assert peak < 1e9

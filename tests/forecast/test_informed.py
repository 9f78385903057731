"""The plan as a second source: its weight comes from earlier plans, and without them it has none."""

import numpy as np
import pandas as pd
import pytest

from forecast.cases import END, LATER, RISING, START, history_of, point, two_states
from ntm_analysis.forecast import forecast_criteria
from ntm_analysis.forecast.given import check_history
from ntm_analysis.forecast.history import empirical_logit
from ntm_analysis.forecast.informed import PlanErrors, inform, measure_plan_errors

HISTORY = two_states(RISING)


def plan_of(miss, ahead=20):
    """A plan for the end that missed by some communes, and one for later that asks for more."""
    old = [point(k, min(100, 5 * k + 4 + miss), END) for k in range(1, 20)]
    return history_of(*old, *(point(k, min(100, 5 * k + 4 + ahead), LATER) for k in range(1, 20)))


def rows_of(plan, **more):
    return forecast_criteria(HISTORY, [LATER], draws=2000, plan=plan, **more).set_index("criterion")


def test_errors_are_the_mean_square_of_the_logits_a_year():
    plan = history_of(*(point(k, 5 * k, END) for k in range(1, 6)))
    errors = measure_plan_errors(check_history(plan), check_history(HISTORY), "a")
    expected = [empirical_logit(5 * k + 4, 100) - empirical_logit(5 * k, 100) for k in range(1, 6)]
    years = 730 / 365.25
    assert errors.outcomes == 5
    assert errors.variance == pytest.approx(np.mean(np.square(expected)) / years)
    assert errors.common == pytest.approx(np.mean(expected) ** 2 / np.mean(np.square(expected)))


def test_a_plan_made_later_has_a_shorter_way():
    plan = check_history(history_of(*(point(k, 5 * k, END) for k in range(1, 6))))
    early, late = (
        measure_plan_errors(plan.assign(made_on=pd.Timestamp(day)), check_history(HISTORY), "a").variance
        for day in (START, "2017-12-31")
    )
    assert late == pytest.approx(2 * early, rel=0.01)


def test_the_day_a_plan_was_made_reaches_the_weight():
    """Made a year before its date the same misses are larger by the year, so the plan weighs less."""
    plan = plan_of(3)
    early, late = (rows_of(plan.assign(made_on=pd.Timestamp(day)), method="informed") for day in (START, "2017-12-31"))
    assert (late.loc[8:14, "plan_weight"] < early.loc[8:14, "plan_weight"]).all()


def test_below_five_outcomes_there_is_no_weight_and_the_forecast_says_so():
    plan = plan_of(3)
    rows = rows_of(plan[(plan["as_of"] == LATER) | (plan["criterion"] < 5)], method="informed")
    assert rows["median"].isna().all()
    assert rows[["lacks", "found", "needed"]].drop_duplicates().to_numpy().tolist() == [["plans", 4, 5]]
    assert (rows_of(None, method="informed")["found"] == 0).all()


def test_a_good_plan_pulls_more_than_a_poor_one():
    pooled = rows_of(None, method="pooled").loc[8:14]
    good, poor = (rows_of(plan_of(miss), method="informed").loc[8:14] for miss in (1, 15))
    assert (good["plan_weight"] > 3 * poor["plan_weight"]).all()
    assert (poor["plan_weight"] > 0).all()
    assert (good["median"] > poor["median"]).all()
    assert (poor["median"] >= pooled["median"]).all()
    assert ((good["high_80"] - good["low_80"]) < (pooled["high_80"] - pooled["low_80"])).all()


def test_the_update_is_that_of_two_normal_sources():
    """N(0, 1) and a reading of 2 with variance 1/2: weight 2/3, mean 4/3, variance 1/3 (logits of many communes)."""
    draws = np.random.default_rng(0).standard_normal(200_000)
    total = np.array([10**6])
    counts = np.rint(total / (1 + np.exp(-draws)))[:, None, None]
    moved, weights = inform(counts, total, [(0, 0, 2.0, 1.0)], PlanErrors(0.5, 0.3, 9), np.random.default_rng(1))
    logits = empirical_logit(moved[:, 0, 0], total[0])
    assert weights[0] == pytest.approx(2 / 3, abs=0.01)
    assert logits.mean() == pytest.approx(4 / 3, abs=0.01)
    assert logits.var() == pytest.approx(1 / 3, abs=0.01)


def test_dates_beside_the_target_move_with_it():
    rows = forecast_criteria(
        HISTORY, ["2019-12-31", LATER, "2022-12-31"], draws=2000, plan=plan_of(1), method="informed"
    )
    plain = forecast_criteria(HISTORY, ["2019-12-31", LATER, "2022-12-31"], draws=2000)
    gain = (rows["median"] - plain["median"])[rows["criterion"].between(8, 14)].to_numpy().reshape(-1, 3)
    assert (gain > 0).all()
    assert (gain[:, 0] < gain[:, 1]).all()

"""Forecasts of the criteria: extremes, refusals, order, seeds, and targets judged."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecast.cases import END, LATER, RISING, START, graded, history_of, point, two_states
from ntm_analysis.errors import BadInputError
from ntm_analysis.forecast import forecast_criteria, probability_of_plan
from ntm_analysis.forecast.methods import METHODS
from ntm_analysis.forecast.summary import date_reached, half_years, judge_target, summarise

ORDER = ["low_95", "low_80", "low_50", "median", "high_50", "high_80", "high_95"]
DATES = [LATER, "2022-12-31"]


def rows_of(history, dates=(LATER,), **more):
    return forecast_criteria(history, list(dates), draws=400, **more).set_index("criterion")


def test_a_row_per_unit_criterion_and_date_with_ordered_whole_communes():
    rows = forecast_criteria(pd.concat([two_states(RISING), two_states(RISING, unit="b")]), DATES, draws=400)
    assert len(rows) == 2 * 19 * 2
    assert not rows.duplicated(["unit", "criterion", "as_of"]).any()
    assert (rows[ORDER].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert (rows[ORDER] % 1 == 0).all(axis=None)
    assert rows["low_80_share"].tolist() == pytest.approx((rows["low_80"] / 100).tolist())
    assert rows["lacks"].isna().all()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "ends", [(0, 0), (100, 100), (50, 50), (60, 20), (0, 100), (100, 0)], ids=lambda ends: "-".join(map(str, ends))
)
def test_extreme_counts_hold(method, ends):
    rows = rows_of(two_states(dict.fromkeys(range(1, 20), ends)), method=method)
    assert rows[ORDER].notna().all(axis=None)
    assert ((rows["low_95"] >= 0) & (rows["high_95"] <= 100)).all()
    assert (rows[ORDER].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)


def test_all_stay_all_and_none_stays_near_none():
    assert (rows_of(two_states(dict.fromkeys(range(1, 20), (100, 100))))["low_50"] >= 98).all()
    assert (rows_of(two_states(dict.fromkeys(range(1, 20), (0, 0))))["high_50"] <= 2).all()


def test_falling_counts_are_carried_on_falling():
    falling = rows_of(two_states(dict.fromkeys(range(1, 20), (60, 40))))
    assert (falling["median"] < 40).all()


@pytest.mark.parametrize("total", [1, 2, 20, 9000])
@pytest.mark.parametrize("method", METHODS)
def test_any_number_of_communes_holds(total, method):
    history = two_states({k: (total * k // 40, total * k // 30) for k in range(1, 20)}, total)
    rows = rows_of(history, method=method)
    assert rows["median"].between(0, total).all()
    assert rows[ORDER].notna().all(axis=None)


@pytest.mark.parametrize("later", [80, 120, 1])
@pytest.mark.parametrize("method", ["pooled", "hazard", "last_value"])
def test_another_number_of_communes_keeps_shares(later, method):
    rows = rows_of(two_states(dict.fromkeys(range(1, 20), (50, 50))), method=method, communes=later)
    assert (rows["communes_total"] == later).all()
    assert rows["median_share"].mean() == pytest.approx(0.5, abs=0.1 if later > 1 else 0.6)


def test_communes_that_merge_between_the_points_hold():
    history = history_of(
        *(point(k, 5 * k, START, 100) for k in range(1, 20)), *(point(k, 4 * k + 2, END, 80) for k in range(1, 20))
    )
    rows = rows_of(history)
    assert (rows["communes_total"] == 80).all()
    assert rows["median"].between(0, 80).all()


def test_communes_can_differ_by_date():
    rows = forecast_criteria(two_states(RISING), DATES, draws=50, communes=[100, 90])
    assert rows["communes_total"].tolist() == [100, 90] * 19


# Refusals


def test_one_point_each_is_refused_by_the_pool_with_what_it_needs():
    rows = rows_of(history_of(*(point(k, 20) for k in range(1, 20))))
    assert rows["median"].isna().all()
    assert rows[["lacks", "found", "needed"]].drop_duplicates().to_numpy().tolist() == [["pairs", 0, 3]]


def test_one_point_is_enough_for_the_last_value_and_too_few_for_a_line():
    history = history_of(*(point(k, 20) for k in range(1, 20)))
    assert rows_of(history, method="last_value")["median"].between(15, 25).all()
    for method in ("linear", "linear_comparable", "own_slope"):
        rows = rows_of(history, method=method)
        assert rows["median"].isna().all()
        assert rows[["lacks", "found", "needed"]].drop_duplicates().to_numpy().tolist() == [["points", 1, 2]]


def test_a_redefined_series_is_refused_and_the_rest_is_given():
    history = pd.concat(
        [two_states(dict.fromkeys(range(1, 10), (20, 30))), history_of(point(10, 5, criteria_set="2009"))]
    )
    rows = rows_of(history, comparable=graded("redefined"))
    assert rows.loc[10, ["lacks", "found", "needed"]].tolist() == ["points", 0, 1]
    assert rows.loc[:9, "median"].notna().all()


def test_one_series_below_two_points_leaves_the_others_their_line():
    history = pd.concat([two_states({1: (20, 30)}), history_of(point(2, 5, END))])
    rows = rows_of(history, method="linear")
    assert rows["median"].isna().to_dict() == {1: False, 2: True}


@pytest.mark.parametrize("dates", [["2018-12-30"], [], ["2022-12-31", "2020-12-31"]])
def test_dates_must_rise_from_the_last_state(dates):
    with pytest.raises(
        BadInputError, match=r"the dates of a forecast of a: found .+, expected rising dates from 2018-12-31"
    ):
        forecast_criteria(two_states(RISING), dates)


def test_an_unknown_method_is_refused():
    with pytest.raises(BadInputError, match=r"the method of a forecast: found 'guess', expected pooled or hazard"):
        forecast_criteria(two_states(RISING), DATES, method="guess")


# Seeds


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_numbers_and_another_one_others(method):
    history = two_states(RISING)
    one, same, other = (forecast_criteria(history, DATES, method=method, draws=300, seed=of) for of in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same, check_exact=True)
    assert not one["low_95"].equals(other["low_95"])


def test_other_units_and_the_order_of_rows_change_nothing():
    history = two_states(RISING)
    alone = forecast_criteria(history, DATES, draws=200)
    beside = forecast_criteria(pd.concat([two_states(RISING, unit="b"), history.iloc[::-1]]), DATES, draws=200)
    pd.testing.assert_frame_equal(alone, beside[beside["unit"] == "a"].reset_index(drop=True))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=19), st.integers(0, 6))
def test_any_history_gives_ordered_numbers_or_a_refusal(ends, years):
    history = two_states(dict(enumerate(ends, 1)), total=30)
    rows = forecast_criteria(history, [f"{2018 + years}-12-31"], draws=100)
    given_rows = rows[rows["lacks"].isna()]
    assert (len(given_rows) > 0) == (len(ends) >= 3)
    assert given_rows[ORDER].stack().between(0, 30).all()
    assert (given_rows[ORDER].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)


# What draws say


def test_a_summary_is_made_of_drawn_values():
    found = summarise(np.arange(1, 101), (0.5, 0.8))
    assert found == {"median": 50, "low_50": 25, "high_50": 75, "low_80": 10, "high_80": 90}


def test_a_target_is_judged_by_hand():
    """Draws 40, 50, 60 against 60 of 100 in two years, 30 now: met once; 20 and 10 are missing otherwise."""
    found = judge_target(np.array([40, 50, 60]), 100, 0.6, 30, 2)
    assert found["probability"] == pytest.approx(1 / 3)
    assert found["expected_shortfall"] == pytest.approx(10)
    assert found["pace"] == 10


def test_the_pace_for_four_fifths_would_give_four_fifths():
    """A hundred draws, moved on the logit scale as far as it says, reach the target in 80 of 100 cases."""
    draws = np.random.default_rng(0).binomial(1000, 0.4, 1000)
    pace = judge_target(draws, 1000, 0.5, 300, 2)["pace_80"]
    lifted = 300 + 2 * pace
    assert lifted > 500
    odds = (lifted + 0.5) / (1000.5 - lifted) * (1000.5 - np.median(draws)) / (np.median(draws) + 0.5)
    moved = (draws + 0.5) * odds / (1000.5 - draws + (draws + 0.5) * odds)
    assert (moved >= 0.4999).mean() == pytest.approx(0.8, abs=0.02)


def test_the_date_of_an_even_chance_is_the_first_one():
    dates = pd.to_datetime([END, LATER, "2022-12-31"])
    draws = np.array([[1, 5, 9], [1, 4, 9]])
    assert date_reached(draws, np.array([10, 10, 10]), 0.5, dates) == pd.Timestamp(LATER)
    assert pd.isna(date_reached(draws, np.array([10, 10, 10]), 0.95, dates))


def test_half_years_end_in_june_and_december_and_the_horizon_is_one():
    dates = half_years("2020-12-31", "2022-03-31")
    assert dates.strftime("%Y-%m-%d").tolist() == ["2021-06-30", "2021-12-31", "2022-03-31"]


def test_targets_between_certain_and_hopeless():
    history = two_states(RISING)
    aims = history_of(point(10, 0, LATER), point(11, 100, LATER), point(12, 68, LATER), point(13, 50, END))
    judged = probability_of_plan(history, aims, draws=400).set_index("criterion")
    assert judged.index.tolist() == [10, 11, 12]
    assert judged.at[10, "probability"] == 1
    assert judged.at[10, "expected_shortfall"] == 0
    assert judged.at[11, "probability"] < 0.05
    assert judged.at[11, "expected_shortfall"] == pytest.approx(100 - judged.at[11, "median"], abs=3)
    assert 0.2 < judged.at[12, "probability"] < 0.8
    assert judged.at[12, "pace_80"] > judged.at[12, "pace"] > 0
    assert judged.at[11, "pace_80"] > judged.at[11, "pace"]
    assert pd.Timestamp(END) < judged.at[12, "date_half"] <= pd.Timestamp("2021-12-31")


def test_a_target_without_a_forecast_says_why():
    aims = history_of(point(1, 50, LATER), point(9, 50, LATER))
    judged = probability_of_plan(two_states({1: (2, 3), 2: (4, 5)}), aims, draws=50).set_index("criterion")
    assert judged["probability"].isna().all()
    assert judged.loc[1, ["lacks", "found", "needed"]].tolist() == ["pairs", 2, 3]
    assert judged.loc[9, ["lacks", "found", "needed"]].tolist() == ["points", 0, 1]

"""The pooled pace: what it gives on small tables, when it refuses, and what its score may not look at."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_attainment import panel_of, state, target

from ntm_analysis.attainment import compare_targets, measure_paces
from ntm_analysis.criteria.panel import make_panel
from ntm_analysis.forecast import (
    FEWEST_PACES,
    EarlyHorizonError,
    TooFewPointsError,
    forecast_pooled,
    score_holdout,
    study,
)
from ntm_analysis.tables import load_table

START, END, LATER = "2017-01-01", "2021-01-01", "2022-01-01"
GAINS = {1: 4, 2: 8, 3: 12, 4: 16, 5: 20}  # points in four years: paces of 1 to 5 points a year


def panel_with(gains, start=10):
    """Two states per criterion, four years apart."""
    ends = [(start, START), (None, END)]
    return panel_of(
        *(
            state(n, start + gain if share is None else share, as_of=date)
            for n, gain in gains.items()
            for share, date in ends
        )
    )


def forecast_of(gains, date=LATER, start=10):
    panel = panel_with(gains, start)
    return forecast_pooled(panel, measure_paces(panel), date).set_index("criterion")


# The forecast


def test_the_last_share_is_carried_forward_by_the_median_pace():
    """Paces 1, 2, 3, 4, 5 points: median 3, quantiles 1.4 and 4.6; criterion 1 stands at 14, a year of 365 days on."""
    row = forecast_of(GAINS).loc[1]
    year = 365 / 365.25
    assert row["last_share"] == 0.14
    assert row["last_date"] == pd.Timestamp(END)
    assert row["median"] == pytest.approx(0.14 + year * 0.03)
    assert (row["low"], row["high"]) == (pytest.approx(0.14 + year * 0.014), pytest.approx(0.14 + year * 0.046))


def test_on_the_day_of_the_last_state_the_forecast_is_that_state():
    rows = forecast_of(GAINS, date=END)
    for end in ("low", "median", "high"):
        assert rows[end].tolist() == pytest.approx(rows["last_share"].tolist())


@pytest.mark.parametrize(
    ("start", "gains", "bound"), [(80, GAINS, 1), (90, {n: -gain for n, gain in GAINS.items()}, 0)]
)
def test_forecasts_stay_within_zero_and_one(start, gains, bound):
    rows = forecast_of(gains, date="2121-01-01", start=start)
    assert (rows[["low", "median", "high"]] == bound).all(axis=None)


def test_a_criterion_with_one_state_is_forecast_with_the_pace_of_the_others():
    panel = pd.concat([panel_with(GAINS), panel_of(state(9, 50, as_of=END))])
    rows = forecast_pooled(panel, measure_paces(panel), LATER).set_index("criterion")
    assert rows.loc[9, "median"] == pytest.approx(0.5 + 365 / 365.25 * 0.03)


def test_plans_are_not_carried_forward():
    panel = pd.concat([panel_with(GAINS), panel_of(target(1, 99, as_of=LATER), target(9, 99, as_of=LATER))])
    rows = forecast_pooled(panel, measure_paces(panel), LATER)
    assert rows["criterion"].tolist() == [1, 2, 3, 4, 5]
    assert rows["last_share"].max() < 0.5


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=5, max_size=19), st.integers(0, 50))
def test_any_forecast_is_an_ordered_band_of_shares(ends, years):
    rows = [
        state(n, share, as_of=date)
        for n, pair in enumerate(ends, 1)
        for share, date in zip(pair, (START, END), strict=True)
    ]
    panel = panel_of(*rows)
    band = forecast_pooled(panel, measure_paces(panel), f"{2021 + years}-06-30")
    assert band[["low", "median", "high"]].stack().between(0, 1).all()
    assert ((band["low"] <= band["median"]) & (band["median"] <= band["high"])).all()


def test_a_date_before_the_last_state_is_refused():
    message = r"horizon 2020-01-01: found a date before the last known state \(.+\), expected that date or a later one"
    with pytest.raises(EarlyHorizonError, match=message):
        forecast_of(GAINS, date="2020-01-01")


# Refusal


@pytest.mark.parametrize("number", range(FEWEST_PACES))
def test_below_five_paces_there_is_no_forecast_and_no_score(number):
    panel = panel_with({n: gain for n, gain in GAINS.items() if n <= number})
    paces = measure_paces(panel)
    with pytest.raises(TooFewPointsError, match=f"{number} criteria have two comparable states; 5 are needed"):
        forecast_pooled(panel, paces, LATER)
    with pytest.raises(TooFewPointsError):
        score_holdout(paces, pd.Series({1: 0.5}))


# The score


def scores_of(gains, plan):
    return score_holdout(measure_paces(panel_with(gains)), pd.Series(plan)).set_index("method")


def test_scores_worked_by_hand():
    """Held out 1: others 2 to 5 points a year, median 3.5, so 24 is said and 14 came; 5: 20 is said and 30 came."""
    scores = scores_of(GAINS, {1: 0.20, 5: 0.25})
    assert scores.loc["pooled_pace", "mae_points"] == pytest.approx((10 + 10) / 2)
    assert scores.loc["last_value", "mae_points"] == pytest.approx((4 + 20) / 2)
    assert scores.loc["plan", "mae_points"] == pytest.approx((6 + 5) / 2)
    assert scores["criteria"].tolist() == [2, 2, 2]
    assert scores.loc["pooled_pace", "coverage"] == 0


def test_equal_paces_are_foretold_exactly():
    scores = scores_of(dict.fromkeys(range(1, 8), 12), dict.fromkeys(range(1, 8), 0.22))
    assert scores["mae_points"].tolist() == pytest.approx([0, 12, 0])


def test_a_middling_pace_lies_inside_the_band():
    """Others of criterion 3 move by 1, 2, 4, 5 points a year: 10% and 90% quantile 1.3 and 4.7; it moves by 3."""
    scores = scores_of(GAINS, {3: 0.2})
    assert scores.loc["pooled_pace", "coverage"] == 1
    assert scores.loc[["last_value", "plan"], "coverage"].isna().all()


def test_a_criterion_without_a_plan_is_not_scored_and_lends_its_pace():
    with_six = scores_of(GAINS | {6: 40}, {1: 0.2})
    assert with_six["criteria"].tolist() == [1, 1, 1]
    assert with_six.loc["pooled_pace", "mae_points"] == pytest.approx(12)  # 4 points a year for four years, 4 came


@pytest.mark.parametrize("held_out", list(GAINS))
def test_the_own_pace_of_a_criterion_does_not_foretell_it(held_out):
    """Whatever came of it, the same was foretold: 10 and four years of the others' median pace."""
    others = pd.Series([gain for n, gain in GAINS.items() if n != held_out])
    for gain in (60, 80):
        error = scores_of(GAINS | {held_out: gain}, {held_out: 0.2}).loc["pooled_pace", "mae_points"]
        assert 10 + gain - error == pytest.approx(10 + others.median())


def test_the_outcome_of_another_criterion_does_move_the_prediction():
    before, after = (scores_of(GAINS | {5: gain}, {1: 0.2}).loc["pooled_pace", "mae_points"] for gain in (20, 9))
    assert before != pytest.approx(after)


@pytest.mark.filterwarnings("error")
def test_where_no_pace_has_a_plan_nothing_is_scored():
    panel = pd.concat([panel_with(GAINS), panel_of(target(9, 50, as_of=END), state(9, 40, as_of=END))])
    assert study(panel, compare_targets(panel, END), LATER).scores is None


# The study


def test_a_study_of_a_unit_with_targets_and_outcomes():
    panel = pd.concat([panel_with(GAINS), panel_of(target(1, 20, as_of=END), target(2, 60, as_of=LATER, line=9))])
    made = study(panel, compare_targets(panel, END), LATER)
    assert made.plan.to_numpy().tolist() == [[2, 0.6, "plan", 9]]
    assert len(made.forecast) == len(made.paces) == 5
    assert made.scores["criteria"].tolist() == [1, 1, 1]


def test_targets_without_outcomes_give_a_forecast_without_a_score():
    panel = pd.concat([panel_with(GAINS), panel_of(target(1, 20, as_of=LATER))])
    made = study(panel, compare_targets(panel, LATER), LATER)
    assert made.scores is None
    assert made.forecast is not None


@pytest.mark.parametrize("rows", [[], [state(1, 10)], [target(1, 10)]], ids=["none", "one state", "a plan"])
def test_too_few_points_give_a_study_without_forecast(rows):
    made = study(panel_of(*rows), compare_targets(panel_of(*rows), END), LATER)
    assert (made.forecast, made.scores, len(made.paces)) == (None, None, 0)


def test_states_of_the_earlier_set_do_not_enter_a_study():
    old = panel_of(*(state(n, 90, as_of="2015-12-31", criteria_set="2009") for n in range(1, 20)))
    panel = panel_with(GAINS)
    compared = compare_targets(panel, END)
    one, other = study(panel, compared, LATER), study(pd.concat([old, panel]), compared, LATER)
    pd.testing.assert_frame_equal(one.forecast, other.forecast)
    pd.testing.assert_frame_equal(one.paces, other.paces)


def test_no_function_changes_its_input():
    panel = panel_with(GAINS)
    compared = compare_targets(panel, END)
    paces, plan = measure_paces(panel), pd.Series({1: 0.2})
    kept = [frame.copy(deep=True) for frame in (panel, compared, paces)]
    forecast_pooled(panel, paces, LATER)
    score_holdout(paces, plan)
    study(panel, compared, LATER)
    for frame, before in zip((panel, compared, paces), kept, strict=True):
        pd.testing.assert_frame_equal(frame, before)
    assert plan.to_dict() == {1: 0.2}


@pytest.mark.data
@pytest.mark.parametrize(("unit", "forecast"), [("lang-son", True), ("bac-son", False)])
def test_the_committed_tables_allow_a_forecast_of_the_province_only(unit, forecast):
    panel = make_panel(load_table("criteria"), unit)
    made = study(panel, compare_targets(panel, "2020-12-31"), "2021-12-31")
    assert (made.forecast is not None) == forecast
    if forecast:
        assert made.forecast[["low", "median", "high"]].stack().between(0, 1).all()

"""What callers give in other forms: days, units, criteria sets, plans of several years, communes."""

import unicodedata

import numpy as np
import pandas as pd
import pytest

from forecast.cases import END, LATER, RISING, START, graded, history_of, point, two_states
from ntm_analysis.days import as_days
from ntm_analysis.errors import BadInputError
from ntm_analysis.forecast import backtest, forecast_criteria, probability_of_headlines, probability_of_plan
from ntm_analysis.forecast.given import check_history, check_plan, order_sets
from ntm_analysis.forecast.history import read_series

HISTORY = two_states(RISING)
BARE = HISTORY.drop(columns="criteria_set")
COUNTED = ["median", "low_80", "high_80"]


def forecast(history=HISTORY, dates=(LATER,), **more):
    return forecast_criteria(history, dates, draws=50, **more)


def plan_of(date, more, **cells):
    """A plan for each criterion: so many communes more than at the last state, a hundred at most."""
    rows = [point(criterion, min(ends[1] + more, 100), date) | cells for criterion, ends in RISING.items()]
    return history_of(*rows)


# Days


DAY = pd.Timestamp(LATER)
MANY = [LATER, [LATER], (LATER,), pd.Series([LATER]), DAY, [DAY], [DAY.date()], DAY.to_datetime64()]
MANY += [pd.DatetimeIndex([LATER]), f"{LATER} 00:00:00"]


@pytest.mark.parametrize("days", MANY)
def test_a_day_may_be_given_in_many_ways(days):
    assert as_days(days, "x").tolist() == [pd.Timestamp(LATER)]
    pd.testing.assert_frame_equal(forecast(dates=days), forecast())


@pytest.mark.parametrize(
    "day", ["31/12/2020", "2020-12", "2020", 2020, 2020.0, "soon", "2020-02-30", f"{LATER} 13:00", None, pd.NaT]
)
def test_anything_else_is_no_day(day):
    with pytest.raises(BadInputError, match=r"the dates of a forecast: found .*, expected a date as YYYY-MM-DD"):
        forecast(dates=[day])


def test_a_day_with_a_time_zone_is_refused():
    with pytest.raises(BadInputError, match="the history, as_of: found Timestamp"):
        forecast(HISTORY.assign(as_of=HISTORY["as_of"].dt.tz_localize("UTC")))


def test_a_row_without_a_day_of_becoming_known_is_known_on_its_own():
    told = HISTORY.assign(known_on=[END, *[None] * (len(HISTORY) - 1)])
    checked = check_history(told)
    assert (checked["known_on"] == checked["as_of"]).sum() == len(HISTORY) - 1
    assert len(backtest(told, START, ["last_value"], draws=5)) == len(RISING) - 1


# Units and numbers


def test_units_are_text_composed():
    name = "Lạng Sơn"
    history, aims = HISTORY.assign(unit=name), plan_of(LATER, 3).assign(unit=unicodedata.normalize("NFD", name))
    assert len(probability_of_plan(history, aims, draws=20)) == len(RISING)
    assert set(forecast(HISTORY.assign(unit=20))["unit"]) == {"20"}


@pytest.mark.parametrize("call", [probability_of_plan, probability_of_headlines])
def test_a_target_of_an_unknown_unit_is_named(call):
    aims = plan_of(LATER, 3).assign(unit="zz", measure="mean_criteria", target=9.0)
    with pytest.raises(BadInputError, match="the targets, unit: found 'zz', expected a; take one of the history"):
        call(HISTORY, aims, draws=20)


def test_the_communes_are_those_of_most_criteria():
    odd = HISTORY.assign(communes_total=HISTORY["communes_total"].where(HISTORY["criterion"] != 19, 120))
    assert set(forecast(odd)["communes_total"]) == {100}


@pytest.mark.parametrize("communes", [0, -5, 90.5, "90", [90, 95], []])
def test_communes_are_whole_and_as_many_as_dates(communes):
    with pytest.raises(BadInputError, match="the communes of a forecast: found"):
        forecast(communes=communes)
    assert set(forecast(communes=[90])["communes_total"]) == {90}


@pytest.mark.parametrize("criterion", [20, -1])
def test_a_criterion_is_one_of_nineteen(criterion):
    with pytest.raises(BadInputError, match=f"found criterion {criterion}, expected 1 to 19"):
        forecast(HISTORY.assign(criterion=criterion).drop_duplicates("as_of"))


# Criteria sets


def test_sets_follow_each_other_by_their_days_and_those_of_one_day_by_the_list():
    listed = pd.concat([graded("changed"), graded("yes").assign(criteria_set="2022")])
    rows = history_of(point(1, 5), point(1, 5, criteria_set="2009"), point(1, 9, END))
    assert order_sets(rows, listed) == ["2009", "2016", "2022"]
    named = {"2009": "491/2009", "2016": "1980/2016"}
    renamed = rows.replace({"criteria_set": named}), graded("yes").replace({"criteria_set": named})
    assert order_sets(*renamed) == ["491/2009", "1980/2016"]
    assert order_sets(rows.assign(criteria_set=["b", "b", "a"])) == ["b", "a"]
    assert order_sets(rows.assign(criteria_set=["2016", "x", "y"]), listed) == ["2009", "2016", "2022", "x", "y"]


def test_a_set_that_no_count_is_of_still_stands_between_two_others():
    """The set of 2016 redefined all; counts of 2009 and 2022 alone are no pairs."""
    listed = pd.concat([graded("redefined"), graded("yes").assign(criteria_set="2022")])
    rows = [point(k, 5 + k, date, criteria_set="2009") for k in RISING for date in ("2012-12-31", "2015-12-31")]
    rows += [point(k, 5 + k, date, criteria_set="2022") for k in RISING for date in ("2022-12-31", "2023-12-31")]
    pairs = read_series(check_history(history_of(*rows)), "a", listed).pairs
    assert len(pairs) == len(RISING)
    assert not pairs["jumped"].any()


@pytest.mark.parametrize("grade", ["redefined", "changed"])
def test_a_day_counted_by_both_sets_starts_from_the_one_in_force(grade):
    both = [point(k, 60 + k, END, criteria_set="2009") for k in RISING]
    history = pd.concat([HISTORY, history_of(*both)], ignore_index=True)
    starts = forecast(history, comparable=graded(grade))
    assert starts["last_attaining"].tolist() == [ends[1] for ends in RISING.values()]
    later = pd.concat([history, plan_of(LATER, 9)], ignore_index=True)
    scored = backtest(later, END, ["pooled"], draws=50, comparable=graded(grade))
    assert len(scored) == len(RISING)


@pytest.mark.parametrize("named", [True, False])
def test_a_table_without_sets_is_of_the_set_in_force(named):
    """Whether the history names its sets or not, what comes beside it without a set is of the set in force."""
    history, other = (HISTORY, BARE) if named else (BARE, HISTORY)
    standard = history_of(point(0, 2), point(0, 4, END)).drop(columns="criterion")
    standard = standard if not named else standard.drop(columns="criteria_set")
    assert forecast(history, standard=standard)["lacks"].isna().all()
    aims = plan_of(LATER, 3)[other.columns]
    assert probability_of_plan(history, aims, draws=50)["lacks"].isna().all()
    plan = pd.concat([plan_of(END, 1), plan_of(LATER, 3)], ignore_index=True)[other.columns]
    assert forecast(history, method="informed", plan=plan)["plan_weight"].notna().all()
    scored = backtest(history, START, ["last_value", "plan"], plan=plan_of(END, 1)[other.columns], draws=50)
    assert scored["method"].value_counts().to_dict() == {"last_value": 19, "plan": 19}


def test_a_target_of_a_set_that_does_not_compare_is_refused():
    aims = pd.concat([plan_of(LATER, 3), plan_of(LATER, 3, criteria_set="2009")], ignore_index=True)
    judged = probability_of_plan(HISTORY, aims, draws=50, comparable=graded("redefined"))
    assert judged["lacks"].value_counts(dropna=False).to_dict() == {np.nan: 19, "set": 19}
    assert probability_of_plan(HISTORY, aims, draws=50, comparable=graded("changed"))["lacks"].isna().all()


@pytest.mark.parametrize("blank", [None, "", " "])
def test_a_blank_set_is_refused(blank):
    wrong = HISTORY.astype({"criteria_set": object})
    wrong.loc[0, "criteria_set"] = blank
    with pytest.raises(BadInputError, match="the history, criteria_set: found a blank"):
        forecast(wrong)


def test_a_wrong_grade_is_named():
    with pytest.raises(
        BadInputError, match=r"the list of criteria, set 2016, criterion 1: found 'Yes', expected yes or"
    ):
        forecast(comparable=graded("Yes"))


# Plans


def test_of_several_plans_for_a_point_the_last_one_made_counts():
    plans = pd.concat([plan_of(LATER, 9, made_on=END), plan_of(LATER, 1, made_on=START)], ignore_index=True)
    kept = check_plan(plans).set_index("criterion")["communes_attaining"]
    assert kept.to_dict() == {criterion: min(ends[1] + 9, 100) for criterion, ends in RISING.items()}
    later = pd.concat([HISTORY, plan_of(LATER, 9)], ignore_index=True)
    for origin, error in ((START, -8), (END, 0)):
        scored = backtest(later, origin, ["plan"], plan=plans)
        errors = scored.loc[(scored["as_of"] == LATER) & (scored["criterion"] < 18), "error_points"]
        assert set(errors.round(6)) == {error}


def test_a_plan_informs_the_dates_around_its_own():
    plan = pd.concat([plan_of(END, 1), plan_of(LATER, 20)], ignore_index=True)
    around = ["2020-06-30", "2021-06-30"]
    found = forecast(dates=around, method="informed", plan=plan)
    assert found["plan_weight"].notna().all()
    assert (found["median"] > forecast(dates=around)["median"]).mean() > 0.5
    whole = forecast(dates=["2020-06-30", LATER, "2021-06-30"], method="informed", plan=plan)
    kept = whole[whole["as_of"].isin(pd.to_datetime(around))].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, kept)


# Headlines and the last day


def test_a_past_target_of_a_headline_does_not_cost_the_others():
    aims = pd.DataFrame({"unit": "a", "measure": "mean_criteria", "as_of": [START, LATER], "target": [5.0, 12.0]})
    judged = probability_of_headlines(HISTORY, aims, draws=50)
    assert judged["as_of"].tolist() == [pd.Timestamp(LATER)]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"measure": "at_least_19"}, "the targets, measure: found 'at_least_19', expected mean_criteria or"),
        ({"target": "x"}, "the targets, target: found 'x', expected a number"),
        ({"as_of": "2020-12"}, "the targets, as_of: found '2020-12', expected a date"),
    ],
)
def test_a_wrong_headline_target_is_named(change, found):
    aims = pd.DataFrame([{"unit": "a", "measure": "mean_criteria", "as_of": LATER, "target": 12.0} | change])
    with pytest.raises(BadInputError, match=found):
        probability_of_headlines(HISTORY, aims, draws=20)


@pytest.mark.parametrize("method", ["pooled", "hazard", "last_value", "linear", "linear_comparable", "own_slope"])
def test_on_the_last_day_the_count_is_known(method):
    found = forecast(dates=[END], method=method)
    for name in COUNTED:
        assert found[name].tolist() == [ends[1] for ends in RISING.values()]

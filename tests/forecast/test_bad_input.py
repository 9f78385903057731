"""Wrong input to the public calls: one sentence that says what, where, expected and what to do."""

import pandas as pd
import pytest

from ntm_analysis.errors import BadInputError
from ntm_analysis.forecast import forecast_criteria, forecast_headlines, simulate_commune_plans

HISTORY = pd.DataFrame(
    [
        ("a", criterion, day, count, 10)
        for criterion in (2, 3, 4)
        for day, count in (("2016-12-31", 2), ("2019-12-31", 5))
    ],
    columns=["unit", "criterion", "as_of", "communes_attaining", "communes_total"],
)
DATES = ["2021-12-31"]
PLANS = pd.DataFrame({"commune": ["a"], "criterion": [2], "status": ["planned"], "planned_year": [2018]})


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        ("as_of", "hello", "as_of: found 'hello', expected a date as YYYY-MM-DD"),
        ("criterion", "a", "criterion: found 'a', expected a whole number"),
        ("criterion", 1.5, "criterion: found 1.5, expected a whole number"),
        ("communes_attaining", 1.5, "communes_attaining: found 1.5, expected a whole number"),
    ],
)
def test_a_wrong_cell_is_named(column, value, found):
    wrong = HISTORY.astype({column: object})
    wrong.loc[0, column] = value
    with pytest.raises(BadInputError, match=found):
        forecast_criteria(wrong, DATES)


@pytest.mark.parametrize("call", [forecast_criteria, forecast_headlines])
@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"draws": 0}, "the draws of a forecast: found 0, expected a whole number from 1 on"),
        ({"draws": -1}, "found -1"),
        ({"draws": 1.5}, "found 1.5"),
        ({"seed": -1}, "the seed of a forecast: found -1, expected a whole number from 0 on"),
        ({"levels": (1.5,)}, "the levels of a forecast: found 1.5, expected numbers between 0 and 1"),
        ({"levels": ("80",)}, "found '80'"),
        ({"levels": 0.8}, "found 0.8"),
        ({"method": "magic"}, "the method of a forecast: found 'magic'"),
    ],
)
def test_a_wrong_argument_is_named(call, given, found):
    with pytest.raises(BadInputError, match=found):
        call(HISTORY, DATES, **given)


@pytest.mark.parametrize("slip", [-1, 2, float("nan"), "0.4", {"given": 1.01}])
def test_a_slip_is_a_chance(slip):
    with pytest.raises(BadInputError, match=r"the slip of commune plans: found .*, expected a chance from 0 to 1"):
        simulate_commune_plans(PLANS, slip=slip, draws=10)


def test_commune_plans_without_a_column_or_draws_are_refused():
    with pytest.raises(BadInputError, match="the commune plans: found no column status"):
        simulate_commune_plans(PLANS.drop(columns="status"), slip=0.1, draws=10)
    with pytest.raises(BadInputError, match="the draws of commune plans: found 0"):
        simulate_commune_plans(PLANS, slip=0.1, draws=0)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"status": "Planned"}, "the commune plans, a, criterion 2, status: found 'Planned', expected planned, or met"),
        (
            {"criterion": 20},
            "the commune plans, a, criterion 20, criterion: found 20, expected a whole number from 1 to",
        ),
        ({"planned_year": None}, "planned_year: found None, expected a year of every planned criterion"),
        ({"planned_year": "soon"}, "planned_year: found 'soon'"),
    ],
)
def test_a_wrong_row_of_the_commune_plans_is_named(change, found):
    with pytest.raises(BadInputError, match=found):
        simulate_commune_plans(PLANS.assign(**change), slip=0.1, draws=10)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"levels": (80,)}, "the levels of a forecast: found 80"),
        ({"seed": -1}, "the seed of commune plans: found -1"),
        ({"until": 2022.0}, "the last year of commune plans: found 2022.0"),
    ],
)
def test_a_wrong_argument_of_the_simulation_is_named(given, found):
    with pytest.raises(BadInputError, match=found):
        simulate_commune_plans(PLANS, slip=0.1, **given)


def test_plans_that_plan_nothing_have_no_years():
    met = PLANS.assign(status="met_2017_01", planned_year=None)
    assert simulate_commune_plans(met, slip=0.1, draws=10).empty
    assert simulate_commune_plans(PLANS.iloc[:0], slip=0.1, draws=10).empty
    assert simulate_commune_plans(met, slip=0.1, draws=10, until=2020)["year"].tolist() == [2020]


def test_a_band_that_stands_twice_is_named():
    bands = pd.DataFrame({"unit": "a", "as_of": "2019-12-31", "band_low": [0, 5, 5], "communes": [2, 4, 4]})
    means = pd.DataFrame({"unit": "a", "as_of": ["2019-12-31"], "mean": [4.0]})
    with pytest.raises(BadInputError, match="the bands of a, 2019-12-31: found the band from 5 twice"):
        forecast_headlines(HISTORY, DATES, bands=bands, means=means, draws=10)


def test_a_printed_mean_that_is_absent_is_left_out():
    means = pd.DataFrame({"unit": "a", "as_of": ["2016-12-31", "2019-12-31"], "mean": [None, None]})
    pd.testing.assert_frame_equal(
        forecast_criteria(HISTORY, DATES, draws=10, means=means), forecast_criteria(HISTORY, DATES, draws=10)
    )

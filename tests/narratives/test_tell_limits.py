"""The limits of a page: those that hold for the unit, and no others."""

from types import SimpleNamespace

import pandas as pd
import pytest

from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.narratives.limits import limit_forecast, limit_trajectories
from ntm_analysis.notebook import open_notebook

NONE = SimpleNamespace(forecast=pd.DataFrame({"median": [None]}), scores=(), simulated=())
SOME = SimpleNamespace(forecast=pd.DataFrame({"median": [70.0]}), scores=(1,), simulated=(1,))


def trajectories(unit):
    book = open_notebook("03_criteria_trajectories", unit=unit)
    series, _ = book.indicator_series(range(1, 20))
    return limit_trajectories(book.trajectories(), series, book.words)


def forecast(unit, ahead):
    book = open_notebook("04_attainment_forecast", unit=unit)
    return limit_forecast(book.attainment(), ahead, book.words)


@pytest.mark.data
def test_a_province_whose_communes_merged_and_whose_set_changed_is_told_so():
    keys, values = trajectories("lang-son")
    assert {"limits.03.sets", "limits.03.merged", "limits.03.ranked", "limits.03.indicators"} <= set(keys)
    assert values == {"before": 207, "after": 181, "date": "31 December 2015", "counted": 15}


@pytest.mark.data
def test_a_district_is_not_told_the_limits_of_its_province():
    keys, values = trajectories("bac-son")
    assert keys == [f"limits.03.{of}" for of in ("derived", "pairs", "cut", "unlisted", "beside")]
    assert values == {}


@pytest.mark.data
def test_targets_and_outcomes_of_other_numbers_of_communes_are_named():
    keys, values = forecast("lang-son", SOME)
    told = ("merged", "derived", "rules", "few", "scores", "sets", "cause", "plans")
    assert keys == [f"limits.04.{of}" for of in told]
    assert values == {
        "target_documents": "Province plan 2017–2020; Province review 2011–2015",
        "before": 207,
        "after": 181,
        "date": "31 December 2020",
        "document": "Province plan 2021",
    }


@pytest.mark.data
def test_without_outcomes_and_forecasts_only_the_rules_have_limits():
    assert forecast("bac-son", NONE) == (["limits.04.rules"], {})


@pytest.mark.data
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_fills_the_limits_fits_their_words(language):
    words = load_words(language)
    for keys, values in (trajectories("lang-son"), forecast("lang-son", SOME)):
        assert all("{" not in words(key, **values) for key in keys)

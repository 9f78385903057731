"""Forecasts in tables for readers."""

import pandas as pd
import pytest

from ntm_analysis.files import read_csv
from ntm_analysis.forecast import (
    backtest,
    compare_scores,
    forecast_criteria,
    forecast_headlines,
    probability_of_plan,
    simulate_commune_plans,
)
from ntm_analysis.forecast.communes import name_slips
from ntm_analysis.forecast.constants import REASONED
from ntm_analysis.forecast.study import read_figures
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.narratives.likelihood import load_likelihoods
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables
from ntm_analysis.views import forecasts as views

TABLES = load_tables()
REFERENCE = read_csv(HERE.reference / "criteria.csv", "criteria.csv").astype({"criterion": int})
FIGURES = read_figures(TABLES, REFERENCE)
HISTORY, PLAN = (of[of["unit"] == "lang-son"] for of in (FIGURES.history, FIGURES.plan))
EXTRAS = FIGURES.extras("comparable", "means", "standard")
NAMES = REFERENCE[REFERENCE["criteria_set"] == "2016"].set_index("criterion")["name_en"]
DATE = "2021-12-31"
FORECAST = forecast_criteria(HISTORY, [DATE], draws=200, **EXTRAS)
REFUSED = forecast_criteria(FIGURES.history[FIGURES.history["unit"] == "bac-son"], [DATE], draws=20)
JUDGED = probability_of_plan(HISTORY, PLAN, draws=200, **EXTRAS)
SIMULATED = simulate_commune_plans(
    TABLES["commune_criteria"][TABLES["commune_criteria"]["plan_table"] == 1], slip=name_slips(0.1), draws=100
)
CASES = {
    "list_forecast": (FORECAST, NAMES),
    "list_headlines": (forecast_headlines(HISTORY, [DATE], draws=200, **EXTRAS),),
    "list_chances": (JUDGED, NAMES, load_likelihoods()),
    "list_forecast_scores": (
        compare_scores(backtest(HISTORY, ["2017-06-30"], draws=200, plan=PLAN, **FIGURES.extras())),
    ),
    "list_constants": (),
    "list_commune_years": (SIMULATED,),
}
pytestmark = pytest.mark.data


def test_every_function_is_tested_here():
    assert {name for name in vars(views) if name.startswith("list_")} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_both_languages_list_the_same_rows_without_holes(name):
    listed = [getattr(views, name)(*CASES[name], load_words(language)) for language in LANGUAGES]
    assert listed[0].shape == listed[1].shape
    assert len(listed[0]) == (len(CASES[name][0]) if CASES[name] else len(REASONED))
    assert not any("nan" in str(cell) or "<NA>" in str(cell) for table in listed for cell in table.to_numpy().ravel())


def test_a_forecast_row_by_hand():
    row = FORECAST.iloc[1]
    listed = views.list_forecast(FORECAST, NAMES, load_words("en")).iloc[1].tolist()
    assert listed[:4] == ["2. Transport", "31 December 2021", 181, f"{row['median']:.0f}"]
    assert listed[5] == f"{row['low_80']:.0f}–{row['high_80']:.0f}"
    assert listed[-1] == ""


def test_a_refused_row_says_what_it_lacks():
    listed = views.list_forecast(REFUSED, NAMES, load_words("en"))
    assert set(listed["What is lacking"]) == {"comparable pairs: 0 of 3 needed"}
    assert set(listed["Median"]) == {""}


def test_chances_begin_with_the_least():
    listed = views.list_chances(JUDGED, NAMES, load_likelihoods(), load_words("vi"))
    shares = [float(text.removesuffix("%").replace(",", ".")) for text in listed["Xác suất đạt"]]
    assert shares == sorted(shares)


def test_a_plan_without_interval_leaves_its_cells_empty():
    listed = views.list_forecast_scores(CASES["list_forecast_scores"][0], load_words("en"))
    plan = listed[listed["Method"] == "The plan itself"].iloc[0]
    assert plan["Log score (nats)"] == ""
    assert plan["Mean absolute error (points)"] == "9.6"


def test_constants_have_their_values_and_reasons():
    listed = views.list_constants(load_words("en"))
    assert dict(zip(listed["Constant"], listed["Value"], strict=True))["noise_scale"] == "0.25"
    assert listed["Reason"].str.len().min() > 40
    assert pd.Series(listed["Reason"]).is_unique

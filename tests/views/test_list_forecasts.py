"""Forecasts in tables for readers."""

from dataclasses import replace

import pandas as pd
import pytest
from forecast.real import DISTRICT, END, LIKELIHOODS, OUTLOOK, SCORES, SIMULATED, labels_in, names_in

from ntm_analysis.forecast import forecast_criteria
from ntm_analysis.forecast.constants import REASONED
from ntm_analysis.forecast.simulation import SCENARIOS, load_simulation
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.views import forecasts as views

NAMES, LABELS = names_in(), labels_in()
FORECAST = OUTLOOK.forecast[OUTLOOK.forecast["as_of"] == END].reset_index(drop=True)
REFUSED = forecast_criteria(DISTRICT, [END], draws=20)
CHANCES = OUTLOOK.chances()
CASES = {
    "list_forecast": (FORECAST, OUTLOOK.history, NAMES),
    "list_headlines": (OUTLOOK.headlines,),
    "list_chances": (CHANCES, LABELS, LIKELIHOODS),
    "list_forecast_scores": (SCORES,),
    "list_constants": (),
    "list_commune_years": (SIMULATED,),
    "list_simulation": (load_simulation(),),
}
ROWS = {name: len(case[0]) for name, case in CASES.items() if case}
ROWS |= {"list_constants": len(REASONED), "list_simulation": len(SCENARIOS)}
pytestmark = pytest.mark.data


def test_every_function_is_tested_here():
    assert {name for name in vars(views) if name.startswith("list_")} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_both_languages_list_the_same_rows_without_holes(name):
    listed = [getattr(views, name)(*CASES[name], load_words(language)) for language in LANGUAGES]
    assert listed[0].shape == listed[1].shape
    assert len(listed[0]) == ROWS[name]
    assert not any("nan" in str(cell) or "<NA>" in str(cell) for table in listed for cell in table.to_numpy().ravel())


def test_a_forecast_row_by_hand():
    row = FORECAST.iloc[1]
    listed = views.list_forecast(FORECAST, OUTLOOK.history, NAMES, load_words("en")).iloc[1].tolist()
    assert listed[:4] == ["2. Transport", "31 December 2021", 181, f"{row['median']:.0f}"]
    assert listed[5] == f"{row['low_80']:.0f}–{row['high_80']:.0f}"
    assert listed[-2] == ""
    assert listed[-1] == "78/181, 31 December 2020 · lang-son-plan-2021: 96, 98"


def test_a_refused_row_says_what_it_lacks():
    listed = views.list_forecast(REFUSED, DISTRICT, NAMES, load_words("en"))
    assert set(listed["What is lacking"]) == {"comparable pairs: 0 of 3 needed"}
    assert set(listed["Median"]) == {""}


def test_chances_begin_with_the_least_of_the_criteria_and_go_on_with_the_headlines():
    listed = views.list_chances(CHANCES, LABELS, LIKELIHOODS, load_words("vi"))
    shares = [float(text.removesuffix("%").replace(",", ".")) for text in listed["Xác suất đạt"]]
    assert shares[:19] == sorted(shares[:19])
    assert shares[19:] == sorted(shares[19:])
    assert len(shares) == 24
    mean = views.list_chances(CHANCES, LABELS, LIKELIHOODS, load_words("en")).iloc[-1]
    assert mean.iloc[[0, 2]].tolist() == ["Mean criteria per commune", "13.5 (lower end of 13.5–14)"]
    plan = OUTLOOK.plan.set_index("criterion")
    told = listed["Văn bản và dòng của mục tiêu"]
    assert set(told[:19]) == {f"lang-son-plan-2021: {line}" for line in plan["line"]}
    assert mean.iloc[-1] == "lang-son-plan-2021: 41"


def test_targets_of_criteria_are_listed_where_nothing_else_has_a_chance():
    alone = replace(OUTLOOK, judged_headlines=OUTLOOK.judged_headlines.iloc[:0]).chances()
    listed = views.list_chances(alone, LABELS, LIKELIHOODS, load_words("en"))
    assert len(listed) == 19
    assert not listed["Target"].str.contains("lower end").any()


def test_every_level_has_its_column():
    for listed in (
        views.list_headlines(OUTLOOK.headlines, load_words("en")),
        views.list_commune_years(SIMULATED, load_words("en")),
    ):
        assert [name for name in listed if name.endswith("interval")] == [
            "50% interval",
            "80% interval",
            "95% interval",
        ]
    narrow = OUTLOOK.headlines.drop(columns=["low_95", "high_95"])
    assert "95% interval" not in views.list_headlines(narrow, load_words("en"))


def test_the_best_other_method_stands_beside_the_default():
    scores = pd.DataFrame(
        [("fast", "pooled", 0.8, 20, 4.0), ("fast", "hazard", 0.4, 9, 6.0), ("fast", "own_slope", 0.7, 12, 3.5)],
        columns=["scenario", "method", "coverage_80", "width_80_points", "crps_points"],
    )
    listed = views.list_simulation(scores, load_words("en")).iloc[0].tolist()
    assert listed == ["fast growth", "", "80.0%", "20.0", "4.00", "Each criterion's own logit slope", "3.50"]


def test_a_plan_without_interval_leaves_its_cells_empty():
    listed = views.list_forecast_scores(CASES["list_forecast_scores"][0], load_words("en"))
    plan = listed[listed["Method"] == "The plan itself"].iloc[0]
    assert plan["Log score (nats)"] == ""
    assert plan["Mean absolute error (points)"] == "9.6"


def test_constants_have_their_values_and_reasons():
    listed = views.list_constants(load_words("en"))
    values = dict(zip(listed["Constant"], listed["Value"], strict=True))
    assert values["Yearly deviation from the pace"] == "0.25"
    assert values["Hazard: strengths tried"] == "2; 5; 10; 20; 50; 100"
    assert listed["Constant"].is_unique
    assert not views.list_constants(load_words("vi"))["Hằng số"].isin(listed["Constant"]).any()
    assert listed["Reason"].str.len().min() > 40
    assert pd.Series(listed["Reason"]).is_unique

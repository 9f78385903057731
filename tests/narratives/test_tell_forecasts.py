"""What the forecasts say: numbers by hand, sources, refusals, and both languages alike."""

import pandas as pd
import pytest

from narratives.telling import LATEST, Kept, facts, faulty, texts
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
from ntm_analysis.forecast.study import read_figures
from ntm_analysis.language import LANGUAGES
from ntm_analysis.narratives.forecasts import (
    tell_chances,
    tell_commune_plans,
    tell_comparable,
    tell_default,
    tell_headline_chances,
    tell_headlines,
    tell_refusals,
    tell_scores,
    tell_weights,
)
from ntm_analysis.narratives.likelihood import load_likelihoods, name_likelihood
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables

TABLES = load_tables()
REFERENCE = read_csv(HERE.reference / "criteria.csv", "criteria.csv").astype({"criterion": int})
FIGURES = read_figures(TABLES, REFERENCE)
HISTORY, PLAN = (of[of["unit"] == "lang-son"] for of in (FIGURES.history, FIGURES.plan))
DISTRICT = FIGURES.history[FIGURES.history["unit"] == "bac-son"]
EXTRAS = FIGURES.extras("comparable", "means", "standard")
END = "2021-12-31"
TABLE = TABLES["commune_criteria"][TABLES["commune_criteria"]["plan_table"] == 1]
LIKELIHOODS = load_likelihoods()
JUDGED = probability_of_plan(HISTORY, PLAN, draws=300, **EXTRAS)
HEADLINES = forecast_headlines(HISTORY, [END], draws=300, **EXTRAS)
SCORES = compare_scores(backtest(HISTORY, ["2017-06-30"], draws=300, plan=PLAN, **FIGURES.extras()))
EARLY = forecast_criteria(HISTORY[HISTORY["known_on"] <= "2017-06-30"], ["2020-12-31"], draws=50, **FIGURES.extras())
UNWEIGHED = forecast_criteria(
    HISTORY[HISTORY["known_on"] <= "2017-06-30"], ["2020-12-31"], draws=50, method="informed", plan=PLAN, **EXTRAS
)
INFORMED = forecast_criteria(HISTORY, [END], draws=300, method="informed", plan=PLAN, **EXTRAS)
SIMULATED = simulate_commune_plans(TABLE, slip=name_slips(0.1), draws=300)
pytestmark = pytest.mark.data


def names_in(language):
    return REFERENCE[REFERENCE["criteria_set"] == "2016"].set_index("criterion")[f"name_{language}"]


def told(language):
    say, names = Kept(language), names_in(language)
    tell_chances(say, JUDGED, PLAN, names, LIKELIHOODS)
    tell_headlines(say, HEADLINES, HISTORY, END)
    tell_scores(say, SCORES, HISTORY, "pooled")
    tell_weights(say, INFORMED, PLAN)
    tell_commune_plans(say, SIMULATED, TABLE)
    tell_refusals(say, EARLY, HISTORY, names)
    tell_refusals(say, UNWEIGHED, HISTORY, names)
    district = forecast_criteria(DISTRICT, ["2020-12-31"], draws=20)
    tell_refusals(say, district, DISTRICT, names)
    return tell_headlines(say, forecast_headlines(DISTRICT, [END], draws=20), DISTRICT, END)


def test_both_languages_say_the_same():
    english, vietnamese = (told(language) for language in LANGUAGES)
    assert facts(english) == facts(vietnamese)
    assert faulty(english) == faulty(vietnamese) == []


def test_the_answer_comes_first_and_every_key_is_said():
    keys = told("en").keys
    assert keys[0] == "say.04.chances"
    endings = {key.removeprefix("say.04.") for key in keys}
    assert endings == {
        *("chances", "chance_least", "chance_most", "pace_needed", "headline_standard", "headline_mean", "scored"),
        *("covered", "plan_weight", "plans_kept", "plans_historical", "plans_stress", "lacks_points", "lacks_pairs"),
        *("lacks_plans", "no_headlines"),
    }


def test_every_sentence_has_documents_and_lines():
    assert all(": " in sources for sources in told("en").table()["sources"])


def test_chances_by_hand():
    rows = pd.DataFrame(
        {
            "criterion": [2, 3, 4],
            "as_of": pd.Timestamp(END),
            "target": [96, 176, 121],
            "target_total": 181,
            "probability": [0.2, 0.6, 0.95],
            "expected_shortfall": [12.4, 3, 0.5],
            "pace": [10.0, 8, 5],
            "pace_80": [25.0, 9, 4],
        }
    )
    say = tell_chances(Kept(), rows, PLAN, names_in("en"), LIKELIHOODS)
    assert texts(say) == [
        "Of 3 criterion targets for 31 December 2021, 2 have a better than even chance to be met.",
        "The least likely is Transport, 96 of 181 communes: unlikely (20%), 12.4 communes short on average.",
        "The most likely is Electricity, 121 of 181 communes: very likely (95%), 0.5 communes short on average.",
        "Transport lags most: 10.0 communes a year are forecast, 25.0 a year would give its target a chance of four in "
        "five.",
    ]
    assert say.table()["sources"].str.startswith(LATEST).all()


@pytest.mark.parametrize(
    ("probability", "english", "vietnamese"),
    [
        (0, "exceptionally unlikely", "hầu như không thể"),
        (0.01, "very unlikely", "rất khó"),
        (0.32, "unlikely", "khó"),
        (0.33, "about as likely as not", "khả năng ngang nhau"),
        (0.5, "about as likely as not", "khả năng ngang nhau"),
        (0.66, "likely", "có khả năng"),
        (0.9, "very likely", "rất có khả năng"),
        (1, "virtually certain", "gần như chắc chắn"),
    ],
)
def test_each_probability_has_one_word(probability, english, vietnamese):
    assert name_likelihood(LIKELIHOODS, probability, "en") == english
    assert name_likelihood(LIKELIHOODS, probability, "vi") == vietnamese


def test_the_words_begin_at_nothing_and_each_has_its_source():
    assert LIKELIHOODS["probability_low"].iloc[0] == 0
    assert LIKELIHOODS["probability_low"].is_monotonic_increasing
    assert LIKELIHOODS["origin"].str.contains("IPCC").all()


def test_scores_without_a_baseline_are_not_told():
    assert texts(tell_scores(Kept(), SCORES[SCORES["method"] != "linear"], HISTORY, "pooled")) == []


def test_the_score_tells_the_share_of_the_lines_error():
    errors = SCORES.set_index("method")["mae_points"]
    (text,) = texts(tell_scores(Kept(), SCORES, HISTORY, "pooled"), "say.04.scored")
    assert text.endswith(f"{100 * errors['pooled'] / errors['linear']:.0f}% of the error of the line.")


def test_the_line_of_comparable_points_is_told_beside_the_method():
    points = backtest(HISTORY, ["2017-06-30"], ["pooled", "linear_comparable"], draws=300, **FIGURES.extras())
    narrow = compare_scores(points)
    errors = narrow.set_index("method")["mae_points"].astype(float)
    say = tell_comparable(Kept(), narrow, HISTORY, "pooled")
    ratio = 100 * errors["pooled"] / errors["linear_comparable"]
    (text,) = texts(say)
    assert f"off by {errors['pooled']:.1f} points against {errors['linear_comparable']:.1f}" in text
    assert f"{ratio:.0f}% of its error" in text
    assert texts(tell_comparable(Kept(), narrow, HISTORY, "linear_comparable")) == []
    assert tell_comparable(Kept(), narrow, HISTORY, "informed").keys == ["say.04.unscored"]
    assert texts(tell_comparable(Kept(), narrow.iloc[:0], HISTORY, "pooled")) == []


def test_the_default_is_told_from_the_scores():
    (text,) = texts(tell_default(Kept(), SCORES, HISTORY))
    assert "the scores support: Pooled logit growth" in text
    assert texts(tell_default(Kept(), SCORES.iloc[:0], HISTORY)) == []


def test_headline_chances_by_hand():
    cells = {"measure": "communes_meeting_standard", "as_of": pd.Timestamp(END), "target": 75, "probability": 0.5}
    rows = pd.DataFrame([cells | {"expected_shortfall": 4.2, "document": LATEST, "line": 39}])
    say = tell_headline_chances(Kept(), rows, LIKELIHOODS)
    (text,) = texts(say)
    assert "the target of 75 for 31 December 2021 is about as likely as not to be met (50%), 4.2 short" in text
    assert say.table()["sources"].tolist() == [f"{LATEST}: 39"]


def test_without_a_plan_that_came_out_only_the_plans_as_written_are_told():
    kept = simulate_commune_plans(TABLE, slip={"as_planned": 0.0}, draws=20)
    assert tell_commune_plans(Kept(), kept, TABLE).keys == ["say.04.no_slip", "say.04.plans_kept"]

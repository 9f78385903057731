"""What the forecasts say: numbers by hand, sources, refusals, and both languages alike."""

import pandas as pd
import pytest
from forecast.real import (
    COMMUNES,
    DISTRICT,
    END,
    EXTRAS,
    FIGURES,
    HISTORY,
    LIKELIHOODS,
    MAIN,
    NARROW,
    OUTLOOK,
    PLAN,
    SCORES,
    SIMULATED,
    TABLES,
    labels_in,
    names_in,
)

from narratives.telling import LATEST, Kept, facts, faulty, texts
from ntm_analysis.forecast import forecast_criteria, forecast_headlines, simulate_commune_plans
from ntm_analysis.forecast.criteria import judge_criteria
from ntm_analysis.forecast.draws import draw_unit
from ntm_analysis.forecast.simulation import load_simulation
from ntm_analysis.language import LANGUAGES, day
from ntm_analysis.narratives.forecasts import (
    tell_band_chances,
    tell_chances,
    tell_commune_plans,
    tell_comparable,
    tell_default,
    tell_headline_chances,
    tell_headlines,
    tell_known,
    tell_refusals,
    tell_scores,
    tell_simulation,
    tell_slips,
    tell_weights,
)
from ntm_analysis.narratives.likelihood import name_likelihood

KNOWN = HISTORY[HISTORY["known_on"] <= MAIN]
EARLY = forecast_criteria(KNOWN, ["2020-12-31"], draws=50, **FIGURES.extras())
UNWEIGHED = forecast_criteria(KNOWN, ["2020-12-31"], draws=50, method="informed", plan=PLAN, **EXTRAS)
STUDIED = load_simulation()
pytestmark = pytest.mark.data


def told(language):
    say, names = Kept(language), names_in(language)
    tell_chances(say, OUTLOOK.judged, PLAN, names, LIKELIHOODS)
    tell_band_chances(say, OUTLOOK.judged_headlines, labels_in(language), LIKELIHOODS)
    tell_headlines(say, OUTLOOK.headlines, HISTORY, END, names)
    tell_scores(say, SCORES, HISTORY, "pooled")
    tell_weights(say, OUTLOOK.informed, PLAN)
    tell_commune_plans(say, SIMULATED, COMMUNES)
    tell_slips(say, OUTLOOK.slips)
    tell_known(say, TABLES["documents"])
    tell_refusals(say, EARLY, HISTORY, names)
    tell_refusals(say, UNWEIGHED, HISTORY, names)
    district = forecast_criteria(DISTRICT, ["2020-12-31"], draws=20)
    tell_refusals(say, district, DISTRICT, names)
    return tell_headlines(say, forecast_headlines(DISTRICT, [END], draws=20), DISTRICT, END, names)


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
        *("lacks_plans", "no_headlines", "chance_bands", "held", "slip_standard", "slip_criteria", "undated"),
    }


def test_every_sentence_has_documents_and_lines():
    """The register of documents has no lines of its own."""
    rows = told("en").table()
    registered = rows["text"].str.contains("print no such day")
    assert registered.sum() == 1
    assert rows.loc[~registered, "sources"].str.contains(": ").all()


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
        (0, "exceptionally unlikely", "hầu như không thể đạt"),
        (0.01, "very unlikely", "rất khó đạt"),
        (0.32, "unlikely", "khó đạt"),
        (0.33, "about as likely as not", "khả năng đạt và không đạt ngang nhau"),
        (0.5, "about as likely as not", "khả năng đạt và không đạt ngang nhau"),
        (0.66, "likely", "có khả năng đạt"),
        (0.9, "very likely", "rất có khả năng đạt"),
        (1, "virtually certain", "gần như chắc chắn đạt"),
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
    errors = NARROW.set_index("method")["mae_points"].astype(float)
    say = tell_comparable(Kept(), NARROW, HISTORY, "pooled")
    ratio = 100 * errors["pooled"] / errors["linear_comparable"]
    (text,) = texts(say)
    assert f"off by {errors['pooled']:.1f} points against {errors['linear_comparable']:.1f}" in text
    assert f"{ratio:.0f}% of its error" in text
    assert texts(tell_comparable(Kept(), NARROW, HISTORY, "linear_comparable")) == []
    assert tell_comparable(Kept(), NARROW, HISTORY, "informed").keys == ["say.04.unscored"]
    assert texts(tell_comparable(Kept(), NARROW.iloc[:0], HISTORY, "pooled")) == []


def long(scores, count):
    """The scores of one origin and date again for so many dates."""
    days = pd.date_range("2021-06-30", periods=count, freq="6ME")
    return pd.concat([scores.assign(as_of=day) for day in days], ignore_index=True)


@pytest.mark.parametrize("count", [1, 6, 7, 40])
def test_of_many_dates_the_last_and_some_before_are_told(count):
    scores = long(SCORES, count)
    told = texts(tell_scores(Kept(), scores, HISTORY, "pooled"), "say.04.scored")
    assert len(told) == min(count, 6) if count < 7 else 1 < len(told) <= 6
    assert day(scores["as_of"].max(), "en") in told[-1]


def test_a_line_scored_on_many_dates_is_told_once():
    once = texts(tell_comparable(Kept(), NARROW, HISTORY, "pooled"))
    assert texts(tell_comparable(Kept(), long(NARROW, 5), HISTORY, "pooled")) == once


def test_without_targets_ahead_no_chance_is_told():
    none = PLAN.iloc[:0]
    judged = judge_criteria(draw_unit(HISTORY, "lang-son", [END], "pooled", 50, 0), none)
    assert tell_chances(Kept(), judged, none.assign(document="", line=0), names_in("en"), LIKELIHOODS).keys == []


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
    kept = simulate_commune_plans(COMMUNES, slip={"as_planned": 0.0}, draws=20)
    assert tell_commune_plans(Kept(), kept, COMMUNES).keys == ["say.04.no_slip", "say.04.plans_kept"]


def test_chances_of_bands_by_hand():
    cells = {"as_of": pd.Timestamp(END), "document": LATEST, "target_total": 181}
    rows = [
        cells | {"measure": "at_least_10", "target": 146, "probability": 0.7, "lines": "43,45"},
        cells | {"measure": "communes_meeting_standard", "target": 75, "probability": 0.5, "lines": "39"},
        cells | {"measure": "at_least_15", "target": 76, "probability": 0.2, "lines": "43"},
    ]
    say = tell_band_chances(Kept(), pd.DataFrame(rows), labels_in(), LIKELIHOODS)
    assert texts(say) == [
        "Province plan 2021, targets for communes by their number of criteria on 31 December 2021: Communes with at "
        "least 10 criteria, 146 of 181, likely (70%); Communes with at least 15 criteria, 76 of 181, unlikely (20%)."
    ]
    assert say.table()["sources"].tolist() == [f"{LATEST}: 43, 45"]


def test_the_criterion_that_holds_the_standard_is_told_from_its_draws():
    row = OUTLOOK.headlines.set_index(["measure", "as_of"]).loc[("communes_meeting_standard", pd.Timestamp(END))]
    say = tell_headlines(Kept(), OUTLOOK.headlines, HISTORY, END, names_in())
    (text,) = texts(say, "say.04.held")
    assert text.startswith(f"In {100 * row['held']:.0f}% of the draws for 31 December 2021")
    assert text.endswith(
        f"in {100 * row['held_by_share']:.0f}% of those draws that criterion is {names_in()[row['held_by']]}."
    )
    free = OUTLOOK.headlines.assign(held=0.0, held_by=None, held_by_share=None)
    assert "say.04.held" not in tell_headlines(Kept(), free, HISTORY, END, names_in()).keys


def test_both_readings_of_the_slip_are_told_and_the_one_used_first():
    say = tell_slips(Kept(), OUTLOOK.slips)
    used, other = OUTLOOK.slips.to_dict("records")
    assert say.keys == ["say.04.slip_standard", "say.04.slip_criteria"]
    assert f"add 53 communes to the standard, 41 were added; that fits {100 * used['slip']:.1f}%" in texts(say)[0]
    assert f"in the 11 criteria with a base, a target and an outcome, {100 * other['share']:.0f}% came" in texts(say)[1]
    assert tell_slips(Kept(), OUTLOOK.slips.iloc[:0]).keys == []


def test_documents_without_a_day_of_issue_are_named():
    register = TABLES["documents"]
    (text,) = texts(tell_known(Kept(), register))
    assert (
        f"{register['issued_on'].isna().sum()} of {len(register)} documents print no such day (Province plan 2021"
        in text
    )
    assert tell_known(Kept(), register.dropna(subset="issued_on")).keys == []


def simulated(**beaten):
    """Two scenarios, one beyond what the model supposes; scenario -> CRPS of the other method."""
    own = {"method": "pooled", "repeats": 60, "crps_points": 5.0}
    rows = [
        own | {"scenario": "three_points", "coverage_80": 0.83},
        own | {"scenario": "few_communes", "coverage_80": 0.9},
        *({"scenario": name, "method": "own_slope", "crps_points": crps} for name, crps in beaten.items()),
    ]
    return pd.DataFrame(rows)


def test_the_simulation_study_is_told_by_hand():
    assert texts(tell_simulation(Kept(), simulated(three_points=6.0, few_communes=4.5))) == [
        "In 2 simulated settings with a known truth (60 provinces each), the 80% interval of the default method "
        "(Pooled logit growth) holds 83% to 83% of the outcomes in the 1 settings that keep to what it supposes, and "
        "90% to 90% in those at the edge or beyond.",
        "There its CRPS is the least of 2 methods in 1 of 2 settings; elsewhere another one does better: few communes: "
        "Each criterion's own logit slope (4.50 against 5.00).",
    ]
    assert tell_simulation(Kept(), simulated(three_points=6.0, few_communes=5.5)).keys[-1] == "say.04.simulated_all"
    assert tell_simulation(Kept(), STUDIED.iloc[:0]).keys == []


def test_the_study_committed_is_told_in_both_languages_alike():
    english, vietnamese = (tell_simulation(Kept(language), STUDIED) for language in LANGUAGES)
    assert facts(english) == facts(vietnamese) != []
    assert faulty(english) == faulty(vietnamese) == []

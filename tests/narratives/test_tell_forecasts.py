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
    POINTS,
    REFERENCE,
    SCORES,
    SIMULATED,
    TABLES,
    labels_in,
    names_in,
)

from narratives.telling import LATEST, Kept, facts, faulty, texts
from ntm_analysis.attainment.quantities import read_losses
from ntm_analysis.attainment.study import study_attainment
from ntm_analysis.forecast import forecast_criteria, forecast_headlines, simulate_commune_plans
from ntm_analysis.forecast.criteria import judge_criteria
from ntm_analysis.forecast.draws import draw_unit
from ntm_analysis.forecast.simulation import load_simulation
from ntm_analysis.language import LANGUAGES, day
from ntm_analysis.narratives.forecasts import (
    tell_band_chances,
    tell_chances,
    tell_commune_plans,
    tell_headline_chances,
    tell_headlines,
    tell_known,
    tell_refusals,
    tell_slips,
    tell_weights,
)
from ntm_analysis.narratives.grounds import tell_against_rules, tell_older_counts
from ntm_analysis.narratives.likelihood import name_likelihood
from ntm_analysis.narratives.scores import tell_comparable, tell_default, tell_scores, tell_simulation

KNOWN = HISTORY[HISTORY["known_on"] <= MAIN]
EARLY = forecast_criteria(KNOWN, ["2020-12-31"], draws=50, **FIGURES.extras())
UNWEIGHED = forecast_criteria(KNOWN, ["2020-12-31"], draws=50, method="informed", plan=PLAN, **EXTRAS)
STUDIED = load_simulation()
STUDY = study_attainment(TABLES, REFERENCE, "lang-son")
LOSSES = read_losses(TABLES, "lang-son")
pytestmark = pytest.mark.data


def told(language):
    say, names = Kept(language), names_in(language)
    tell_chances(say, OUTLOOK.judged, PLAN, names, LIKELIHOODS)
    tell_band_chances(say, OUTLOOK.judged_headlines, labels_in(language), LIKELIHOODS)
    tell_headlines(say, OUTLOOK.headlines, HISTORY, END, names)
    tell_scores(say, SCORES, POINTS, HISTORY, "pooled")
    tell_weights(say, OUTLOOK.informed, PLAN, "pooled")
    tell_against_rules(say, OUTLOOK.chances(), STUDY.verdicts, labels_in(language), "pooled")
    tell_older_counts(say, OUTLOOK.forecast, HISTORY, names)
    tell_commune_plans(say, SIMULATED, COMMUNES)
    tell_slips(say, OUTLOOK.slips, LOSSES)
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
        *(
            "covered",
            "plan_weight_other",
            "plans_kept",
            "plans_historical",
            "plans_stress",
            "lacks_points",
            "lacks_pairs",
        ),
        *("lacks_plans", "no_headlines", "chance_bands", "held", "slip_standard", "slip_criteria", "undated"),
        *("slip_net", "against_pooled", "older_count"),
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
            "expected_shortfall": [12.4, 3, 0.04],
            "pace": [10.0, 8, 5],
            "pace_80": [25.0, 9, 4],
        }
    )
    say = tell_chances(Kept(), rows, PLAN, names_in("en"), LIKELIHOODS)
    assert texts(say) == [
        "Of 3 criterion targets for 31 December 2021, 2 have a better than even chance to be met.",
        "The least likely is Transport, 96 of 181 communes: unlikely (20%), 12.4 communes short on average.",
        "The most likely is Electricity, 121 of 181 communes: very likely (95%).",
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
        (0.33, "about as likely as not", "có thể đạt, có thể không"),
        (0.5, "about as likely as not", "có thể đạt, có thể không"),
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
    assert texts(tell_scores(Kept(), SCORES[SCORES["method"] != "linear"], POINTS, HISTORY, "pooled")) == []


def test_the_score_tells_the_share_of_the_lines_error():
    errors = SCORES.set_index("method")["mae_points"]
    (text,) = texts(tell_scores(Kept(), SCORES, POINTS, HISTORY, "pooled"), "say.04.scored")
    assert text.endswith(f"{100 * errors['pooled'] / errors['linear']:.0f}% of the error of the line.")


def test_the_count_inside_is_that_of_the_methods_own_forecasts_first():
    own = POINTS[(POINTS["method"] == "pooled") & (POINTS["as_of"] == "2020-12-31")]
    (text,) = texts(tell_scores(Kept(), SCORES, POINTS, HISTORY, "pooled"), "say.04.covered")
    assert text.startswith(f"Of all {len(own)} outcomes on 31 December 2020")
    assert f"{own['inside'].sum()} ({100 * own['inside'].mean():.0f}%) lie inside" in text
    assert "of the 11 criteria shared with the other methods" in text


def test_the_methods_that_share_criteria_are_named():
    (text,) = texts(tell_scores(Kept(), SCORES, POINTS, HISTORY, "pooled"), "say.04.scored")
    (narrow,) = texts(tell_comparable(Kept(), NARROW, HISTORY, "pooled"))
    assert "The plan itself" in text and "own logit slope" not in text
    assert "The plan itself" in narrow and "own logit slope" in narrow


def test_the_weight_of_the_plan_is_told_of_the_method_that_has_it():
    (shown,) = texts(tell_weights(Kept(), OUTLOOK.informed, PLAN, "informed"))
    (other,) = texts(tell_weights(Kept(), OUTLOOK.informed, PLAN, "pooled"))
    assert "weighs" in shown and "not use" not in shown
    assert other.startswith("The forecast shown does not use the plan.")


def test_rules_and_forecast_that_part_are_named():
    """On track by every rule at 40 %, too slow by every rule at 57 %; 49.6 % is even, and split rules do not count."""
    place = {"as_of": pd.Timestamp(END), "document": LATEST, "lines": "7"}
    chances = [("2", 0.9), ("3", 0.4), ("4", 0.57), ("5", 0.2), ("communes_meeting_standard", 0.496)]
    chances = pd.DataFrame([place | {"subject": of, "probability": value} for of, value in chances])
    levels = {"2": "on_track", "3": "met", "4": "stalled", "5": "on_track", "standard": "on_track"}
    rows = [place | {"criterion": of, "level": level} for of, level in levels.items()]
    rows += [place | {"criterion": "5", "level": "too_slow"}, place | {"criterion": "4", "level": None}]
    verdicts = pd.DataFrame(rows).drop(columns="lines")
    say = tell_against_rules(Kept(), chances, verdicts, labels_in(), "pooled")
    (text,) = texts(say)
    assert text.startswith(
        "For 2 of 5 targets for 31 December 2021, every rule that classifies says one thing and the forecast the "
        "other: 3. Irrigation: by the rules on track, a chance of 40% by the forecast; 4. Electricity: by the rules "
        "too slow, a chance of 57% by the forecast."
    )
    assert say.table()["sources"].tolist() == [f"{LATEST}: 7"]
    assert "pools" in text
    (plain,) = texts(tell_against_rules(Kept(), chances, verdicts, labels_in(), "linear"))
    assert "pools" not in plain
    assert tell_against_rules(Kept(), chances.iloc[[0]], verdicts, labels_in(), "pooled").keys == []


def test_a_criterion_without_a_count_of_the_set_in_force_tells_what_its_forecast_rests_on():
    last = HISTORY[HISTORY["criterion"] == 19].sort_values("as_of").iloc[-1]
    say = tell_older_counts(Kept(), OUTLOOK.forecast, HISTORY, names_in())
    (text,) = texts(say)
    counted = f"Defence and security ({last['communes_attaining']} of {last['communes_total']} communes)"
    assert text.startswith(f"No count by the criteria set of 2016 is known for {counted}.")
    assert f"by the set of 2009, of {day(last['as_of'], 'en')}" in text
    assert say.table()["sources"].tolist() == [f"{last['document']}: {last['line']}"]
    assert tell_older_counts(Kept(), OUTLOOK.forecast.assign(median=None), HISTORY, names_in()).keys == []


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
    told = texts(tell_scores(Kept(), scores, long(POINTS, count), HISTORY, "pooled"), "say.04.scored")
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
    assert "the best score has: Pooled logit growth" in text
    assert texts(tell_default(Kept(), SCORES.iloc[:0], HISTORY)) == []


def test_headline_chances_by_hand():
    cells = {"measure": "communes_meeting_standard", "as_of": pd.Timestamp(END), "target": 75, "probability": 0.5}
    cells |= {"target_high": 75}
    rows = pd.DataFrame([cells | {"expected_shortfall": 4.2, "document": LATEST, "line": 39}])
    say = tell_headline_chances(Kept(), rows, LIKELIHOODS)
    (text,) = texts(say)
    assert "the target of 75 for 31 December 2021 is about as likely as not to be met (50%), 4.2 short" in text
    assert say.table()["sources"].tolist() == [f"{LATEST}: 39"]
    wide = rows.assign(measure="mean_criteria", target=13.5, target_high=14, expected_shortfall=0.02)
    (text,) = texts(tell_headline_chances(Kept(), wide, LIKELIHOODS))
    assert "the lower end of the target of 13.5 to 14 for" in text and text.endswith("to be met (50%).")


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
    say = tell_slips(Kept(), OUTLOOK.slips, LOSSES)
    used, other = OUTLOOK.slips.to_dict("records")
    assert say.keys == ["say.04.slip_standard", "say.04.slip_net", "say.04.slip_criteria"]
    net = f"rose by 41 net; by that net gain {100 * used['slip']:.1f}%"
    assert "add 53 communes to the standard" in texts(say)[0] and net in texts(say)[0]
    assert f"in the 11 criteria with a base, a target and an outcome, {100 * other['share']:.0f}% came" in texts(say)[2]
    assert tell_slips(Kept(), OUTLOOK.slips.iloc[:0], LOSSES).keys == []


def test_what_merging_took_in_the_plans_period_is_told_with_the_slip():
    (text,) = texts(tell_slips(Kept(), OUTLOOK.slips, LOSSES), "say.04.slip_net")
    assert "at least 2 communes" in text and "printed for Bắc Sơn" in text and "may be lower" in text
    later = LOSSES.assign(as_of=pd.Timestamp("2021-01-01"))
    assert "say.04.slip_net" not in tell_slips(Kept(), OUTLOOK.slips, later).keys


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
        "There its CRPS (the error of the whole distribution forecast) is the least of 2 methods in 1 of 2 settings; "
        "elsewhere another one does better: few communes: Each criterion's own logit slope (4.50 against 5.00).",
    ]
    assert tell_simulation(Kept(), simulated(three_points=6.0, few_communes=5.5)).keys[-1] == "say.04.simulated_all"
    assert tell_simulation(Kept(), STUDIED.iloc[:0]).keys == []


def test_the_study_committed_is_told_in_both_languages_alike():
    english, vietnamese = (tell_simulation(Kept(language), STUDIED) for language in LANGUAGES)
    assert facts(english) == facts(vietnamese) != []
    assert faulty(english) == faulty(vietnamese) == []

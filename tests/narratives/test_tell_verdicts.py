"""Targets met, missed, stated twice or impossible, and where rules disagree, in sentences and titles."""

import pandas as pd
import pytest
from forecast.cases import without_forecast

from narratives.telling import DATE, LATEST, PLAN, REVIEW, Kept, facts, faulty, read_rows, texts
from ntm_analysis.attainment.study import study_attainment
from ntm_analysis.files import read_csv
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.narratives import verdicts as tell
from ntm_analysis.narratives.subjects import label_subjects, write_value
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables

TABLES = load_tables()
REFERENCE = read_csv(HERE.reference / "criteria.csv", "criteria.csv").astype({"criterion": int})
DAYS = {"lang-son": (None, "2017-06-30", "2016-06-30"), "bac-son": (None, "2017-06-30")}
CASES = {
    (unit, day): study_attainment(TABLES, REFERENCE, unit, as_of=day) for unit, days in DAYS.items() for day in days
}
PROVINCE, DISTRICT = CASES["lang-son", None], CASES["bac-son", None]
WIDE = study_attainment(TABLES, REFERENCE, "lang-son", accepted=("yes", "changed", "redefined"))
LONGEST_TITLE = 80
WRITTEN = ("value", "other_value")

each_language = pytest.mark.parametrize("language", LANGUAGES)
each_case = pytest.mark.parametrize("case", CASES, ids=str)
pytestmark = pytest.mark.data


def labels_in(language):
    names = REFERENCE[REFERENCE["criteria_set"] == "2016"].set_index("criterion")[f"name_{language}"]
    return label_subjects(names, TABLES["indicators"], load_words(language))


def tell_all(study, language="en"):
    say = Kept(language)
    labels = labels_in(language)
    tell.tell_counts(say, study.facts)
    tell.tell_headlines(say, study.facts, study.losses)
    tell.tell_shortfalls(say, study.facts, labels)
    tell.tell_pairs(say, study.pairs, labels)
    tell.tell_impossible(say, study.facts, labels)
    return tell.tell_rules(say, study, labels)


@each_case
def test_both_languages_tell_the_same_facts(case):
    """Figures that are written out for the language (`value`) are compared by their numbers (`low`)."""
    english, vietnamese = (facts(tell_all(CASES[case], language)) for language in LANGUAGES)
    for _, _, values in (*english, *vietnamese):
        for written in WRITTEN:
            values.pop(written, None)
    assert english == vietnamese != []


@each_case
@each_language
def test_sentences_have_no_empty_places(case, language):
    assert faulty(tell_all(CASES[case], language)) == []


@each_language
def test_every_subject_has_a_label(language):
    labels = labels_in(language)
    for study in CASES.values():
        assert set(study.facts["subject"]) | set(study.verdicts["criterion"]) <= set(labels)


def test_the_answer_comes_first():
    first = texts(tell_all(PROVINCE))[0]
    rows = PROVINCE.facts[(PROVINCE.facts["document"] == PLAN) & (PROVINCE.facts["as_of"] == DATE)]
    counts = rows["verdict"].value_counts()
    said = f"{len(rows)} in all, {counts['met']} met, {counts['missed']} missed, {counts['unknown']} not known yet; "
    turned = rows["hangs_on"].isin(["denominator", "merging"]).sum()
    assert first.endswith(f"{said}merging of communes alone could turn {turned} of the verdicts.")
    assert (counts["met"], counts["missed"]) == (12, 7)


def test_the_largest_shortfalls_are_worked_out_from_the_files():
    """Of 181 communes 74.88 percent are 135.5: 136 less 123."""
    (planned,) = read_rows("criteria", document=PLAN, criterion="16", basis="planned", as_of=DATE)
    (came,) = read_rows("criteria", document=LATEST, criterion="16", basis="derived", as_of=DATE)
    shares = [int(row["communes_attaining"]) / int(row["communes_total"]) for row in (planned, came)]
    short = -(-int(planned["communes_attaining"]) * 181 // 207) - int(came["communes_attaining"])
    (said,) = texts(tell_all(PROVINCE), "say.04.shortfalls")
    assert f"16. Culture, {short} communes ({100 * (shares[0] - shares[1]):.1f} points)" in said
    assert short == 13


def test_standard_mean_and_what_was_added():
    said = tell_all(PROVINCE)
    (standard,) = texts(said, "say.04.standard_derived")
    assert "77 of 207 communes" in standard and "65 of 181 came (35.9%), not printed but derived from" in standard
    assert standard.endswith("missed as a share, but merging alone could turn it.")
    (mean,) = texts(said, "say.04.mean_missed")
    assert "mean of 13.8" in mean and "11.91 to 12.91" in mean
    (added,) = texts(said, "say.04.added_merged")
    assert "53 more" in added and "rose by 41 net" in added and "43 to 67 were added" in added
    assert "merging took at least 2 at the standard (printed for Bắc Sơn)" in added


def test_what_merging_took_is_cited_where_it_is_printed():
    (lost,) = read_rows("headlines", measure="communes_meeting_standard_lost")
    (plan,) = read_rows("headlines", document=PLAN, measure="communes_meeting_standard_added")
    rows = tell_all(PROVINCE).table()
    (sources,) = rows.loc[rows["key"] == "say.04.added_merged", "sources"]
    assert f"{lost['document']}: {lost['line']}" in sources and f"{PLAN}: {plan['line']}" in sources


def test_what_was_added_is_a_range_or_a_number_where_no_loss_is_printed():
    rows = PROVINCE.facts[PROVINCE.facts["subject"] == "communes_meeting_standard_added"]
    known = rows[rows["outcome_low"].notna()].assign(outcome_low=41.0)
    none = PROVINCE.losses.iloc[:0]
    (text,) = texts(tell.tell_headlines(Kept(), known, none), "say.04.added_open")
    assert "rose by 41 net, and 41 to 67 were added" in text
    exact = known.assign(outcome_high=41.0, verdict="missed")
    (text,) = texts(tell.tell_headlines(Kept(), exact, none), "say.04.added")
    assert text.endswith("41 were added.")
    printed = PROVINCE.facts[PROVINCE.facts["subject"] == "communes_meeting_standard"]
    printed = printed[printed["reason"] != "other_set"].assign(outcome_basis="reported", hangs_on="robust")
    (text,) = texts(tell.tell_headlines(Kept(), printed, none), "say.04.standard_came")
    assert text.endswith("65 of 181 came (35.9%): missed.")


def test_with_a_wider_reference_list_the_review_is_judged_too():
    """The review asked for a mean of 11.8: met by the fewest criteria that the counts allow, 11.91."""
    (met,) = texts(tell_all(WIDE), "say.04.mean_met")
    assert "Province review 2011–2015: a mean of 11.8" in met
    assert not texts(tell_all(WIDE), "say.04.other_set")
    assert len(texts(tell_all(WIDE), "say.04.standard_derived")) == 2


def test_targets_stated_differently_name_both_documents_and_the_set():
    said = texts(tell_all(PROVINCE), "say.04.pair_sets")
    assert len(said) == 4
    assert any("plans 72/207" in text and "plans 77/207, by another criteria set" in text for text in said)
    assert {row.document for row in PROVINCE.pairs.itertuples()} == {REVIEW}


def test_the_impossible_target_names_what_it_cannot_stand_beside():
    (said,) = texts(tell_all(PROVINCE), "say.04.impossible")
    assert "13.8" in said and "bands, counts by criterion" in said


def test_where_rules_part_the_arithmetic_is_shown():
    say = tell_all(PROVINCE)
    parted = [text for text in texts(say, "say.04.rules_part") if "2021" in text]
    assert "disagree on 3: 2. Transport; 6. Cultural facilities; 17. Environment and food safety" in parted[0]
    (compound,) = texts(say, "say.04.compound")
    assert "17. Environment and food safety: from 13.0% to 37.6% of communes, target 47.0%" in compound
    (growth,) = texts(say, "say.04.growth")
    assert "from 10% to 60% in 10 years" in growth and "ratio of 1.45" in growth and "54%" in growth


def test_a_unit_without_outcomes_says_so():
    said = tell_all(DISTRICT)
    assert said.keys[0] == "say.04.counts_unknown"
    assert texts(said)[0][0].isdigit() and texts(tell_all(PROVINCE))[1].startswith("A further ")
    (rules,) = texts(said, "say.04.rules_agree")
    assert "judge 8 of 20 (too few points: 12)" in rules


def test_sentences_name_documents_and_lines():
    table = tell_all(PROVINCE).table()
    without = table[table["sources"] == ""]
    assert len(without) == 1 and "Compound growth rewards" in without["text"].iloc[0]


def test_a_target_above_all_communes_is_told():
    rows = PROVINCE.facts[PROVINCE.facts["subject"] == "6"].head(1).assign(flags="above_total", impossible="")
    say = tell.tell_impossible(Kept(), rows, labels_in("en"))
    assert say.keys == ["say.04.above_total"]


# Titles and figures in words


@each_language
def test_titles_fit_and_tell_the_count(language):
    words = load_words(language)
    for study in CASES.values():
        for (document, date), rows in study.verdicts.groupby(["document", "as_of"]):
            titles = [tell.title_verdicts(rows, words)]
            facts = without_forecast(tell.pick_shares(study.facts, document, date))
            titles += [tell.title_gaps(facts, words)] if len(facts) else []
            titles += [tell.title_paces(of, words) for of in [tell.pick_shares(study.paces, document, date)] if len(of)]
            assert all(0 < len(title) <= LONGEST_TITLE for title in titles), titles


def test_titles_of_the_targets_of_2020():
    words = load_words("en")
    shares = without_forecast(tell.pick_shares(PROVINCE.facts, PLAN, DATE))
    assert tell.title_gaps(shares, words) == "Targets for 31 December 2020: 12 of 18 known ones were met"
    paces = tell.pick_shares(PROVINCE.paces, PLAN, DATE)
    assert tell.title_paces(paces, words) == "Targets for 31 December 2020: pace below the required one for 5 of 12"
    later = PROVINCE.verdicts[PROVINCE.verdicts["document"] == LATEST]
    assert tell.title_verdicts(later, words).endswith("rules disagree on 3 of the 14 that they judge")


def test_titles_where_nothing_is_known():
    words = load_words("en")
    shares = without_forecast(tell.pick_shares(DISTRICT.facts, "bac-son-plan-2020", DATE))
    assert tell.title_gaps(shares, words) == "Targets for 31 December 2020: no outcome is known yet"
    paces = tell.pick_shares(DISTRICT.paces, "bac-son-plan-2020", DATE)
    assert tell.title_paces(paces, words) == "Targets for 31 December 2020: the pace that they require"
    assert (
        tell.title_verdicts(DISTRICT.verdicts, words) == "Targets for 31 December 2020: rules judge 8 of 20 and agree"
    )


@pytest.mark.parametrize(
    ("figure", "english", "vietnamese"),
    [
        ((82.0, 82.0, 207.0), "82/207", "82/207"),
        ((13.5, 14.0, None), "13.5–14", "13,5–14"),
        ((11.911602, 12.911602, None), "11.91–12.91", "11,91–12,91"),
        ((45000.0, 45000.0, None), "45,000", "45.000"),
        ((None, None, None), "", ""),
    ],
)
def test_figures_are_written_by_the_custom_of_the_language(figure, english, vietnamese):
    low, high, total = (pd.NA if end is None else end for end in figure)
    assert write_value(low, high, total, load_words("en")) == english
    assert write_value(low, high, total, load_words("vi")) == vietnamese

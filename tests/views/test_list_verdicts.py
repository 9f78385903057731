"""Targets, pairs, paces, rules and verdicts, in tables for readers."""

import pandas as pd
import pytest

from ntm_analysis.attainment.rulebook import RULES
from ntm_analysis.attainment.study import study_attainment
from ntm_analysis.files import read_csv
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.narratives.subjects import label_subjects
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables
from ntm_analysis.views.verdicts import list_facts, list_paces, list_pairs, list_rules, list_verdicts

TABLES = load_tables()
REFERENCE = read_csv(HERE.reference / "criteria.csv", "criteria.csv").astype({"criterion": int})
STUDIES = {unit: study_attainment(TABLES, REFERENCE, unit) for unit in ("lang-son", "bac-son")}
STUDY = STUDIES["lang-son"]
WORDS = {language: load_words(language) for language in LANGUAGES}
PLAN = "lang-son-plan-2017-2020"
pytestmark = pytest.mark.data


def labels_in(language):
    names = REFERENCE[REFERENCE["criteria_set"] == "2016"].set_index("criterion")[f"name_{language}"]
    return label_subjects(names, TABLES["indicators"], WORDS[language])


def facts_of(subject, language="en"):
    rows = STUDY.facts[(STUDY.facts["subject"] == subject) & (STUDY.facts["document"] == PLAN)]
    return list_facts(rows, labels_in(language), WORDS[language]).iloc[0].tolist()


def test_a_missed_target_with_all_that_is_known_of_it():
    row = facts_of("16")
    assert row[:10] == [
        "Province plan 2017–2020",
        "31 December 2020",
        "16. Culture",
        "155/207 (74.9%)",
        "123/181 (68.0%)",
        "missed",
        "robust",
        "13",
        "-6.9",
        "84.9%",
    ]
    assert row[11] == "lang-son-plan-2017-2020: 106; lang-son-plan-2021: 251, 253"
    assert facts_of("16", "vi")[3:10] == [
        "155/207 (74,9%)",
        "123/181 (68,0%)",
        "không đạt",
        "chắc chắn",
        "13",
        "-6,9",
        "84,9%",
    ]


def test_a_target_that_is_not_known_says_why():
    assert facts_of("19")[4:7] == ["", "not known (nothing known for the date)", ""]


def test_a_bounded_outcome_is_a_range_and_the_target_impossible():
    row = facts_of("mean_criteria")
    assert row[3:6] == ["13.8", "11.91–12.91", "missed"]
    assert row[10] == "Cannot hold together: bands + printed mean; counts by criterion + printed mean"


def test_figures_have_their_bounding_word_and_their_unit():
    """Printed as "475km", "trên 90%", "khoảng 28 - 30 triệu đồng", "tăng 1,6 lần", "53 xã"."""
    said = {
        "lane_hardened_added_km": ("475 km", "475 km"),
        "employed_labour_share": ("more than 90%", "trên 90%"),
        "income_per_head": ("about 28–30 million VND per person", "khoảng 28–30 triệu đồng/người"),
        "income_per_head_ratio": ("1.6 times", "1,6 lần"),
        "communes_meeting_standard_added": ("53 communes", "53 xã"),
    }
    for subject, written in said.items():
        assert (facts_of(subject, "en")[3], facts_of(subject, "vi")[3]) == written
    assert facts_of("communes_meeting_standard_added")[4] == "43–67 communes"


def test_what_merging_took_stands_among_the_sources():
    assert "bac-son-plan-2020: 23" in facts_of("communes_meeting_standard_added")[11]
    assert "bac-son" not in facts_of("16")[11]


def test_a_surplus_of_communes_is_named_in_the_title():
    listed = list_facts(STUDY.facts, labels_in("vi"), WORDS["vi"])
    assert (listed["Số xã còn thiếu (âm: vượt)"].replace("", "0").astype(int) < 0).any()


def test_pairs_stand_side_by_side():
    rows = list_pairs(STUDY.pairs, labels_in("en"), WORDS["en"]).set_index("What")
    row = rows.loc["Communes meeting the standard"].tolist()
    assert row[:3] == ["31 December 2020", "Province review 2011–2015", "72/207"]
    assert row[3:7] == ["Province plan 2017–2020", "77/207", "+2.4", "2009–2016"]


def test_paces_required_and_observed():
    rows = STUDY.paces[(STUDY.paces["subject"] == "16") & (STUDY.paces["document"] == PLAN)]
    row = list_paces(rows, labels_in("vi"), WORDS["vi"]).iloc[0].tolist()
    assert row[:8] == ["16. Văn hóa", "31/12/2020", "31/12/2016", "11,47", "9,74", "tốc độ thực tế", "0,85", "23,8"]


def test_rules_tell_classes_needs_and_the_status_of_their_source():
    rows = list_rules(RULES, WORDS["en"]).set_index("Rule")
    assert rows.loc["ESCAP progress", "Classes"] == "> 9 on track; > 0 accelerate; regression"
    assert rows.loc["Eurostat / Open SDG", "Classes"].startswith("≥ 0.95 significant progress; ≥ 0.6 moderate")
    assert rows.loc["UNSD 2023", "Status of the source"] == "restated by a secondary source"
    assert rows.loc["SDSN recent", "Status of the source"] == "from memory, to be confirmed"
    needs = rows.loc["JMP held line", "Needs"]
    assert needs == "2 points (one where the target is met); 5 years between first and last point"
    assert rows.loc["ESCAP status", "Classes"] == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", STUDIES)
def test_one_row_a_target_and_one_column_a_rule(unit, language):
    made = STUDIES[unit].verdicts
    rows = list_verdicts(made, labels_in(language), WORDS[language])
    assert len(rows) == len(made) / len(RULES)
    assert len(rows.columns) == 6 + len(RULES)
    assert not rows.isna().any(axis=None)


def test_what_the_rules_say_and_why_they_part():
    made = STUDY.verdicts[STUDY.verdicts["as_of"] == "2021-12-31"]
    row = list_verdicts(made, labels_in("en"), WORDS["en"]).set_index("What").loc["17. Environment and food safety"]
    assert row["Eurostat / Open SDG"] == "significant progress (1.04)"
    assert row["Straight line"] == "falls short (0.90)"
    assert row["JMP held line"] == "short series"
    assert row["Why rules disagree"] == "growth by percent asks for less gain early on; a cut below the target itself"
    assert row["Base"] == "13.0%, 31 December 2016"


@pytest.mark.parametrize("language", LANGUAGES)
def test_views_of_empty_tables_have_their_titles(language):
    words, labels = WORDS[language], labels_in(language)
    for view, rows in ((list_facts, STUDY.facts), (list_pairs, STUDY.pairs), (list_paces, STUDY.paces)):
        assert view(rows.iloc[:0], labels, words).empty
        assert len(view(rows.iloc[:0], labels, words).columns) >= 9


def test_no_view_changes_its_table():
    frames = [STUDY.facts, STUDY.pairs, STUDY.paces, STUDY.verdicts]
    before = [frame.copy(deep=True) for frame in frames]
    for view, frame in zip((list_facts, list_pairs, list_paces, list_verdicts), frames, strict=True):
        view(frame, labels_in("en"), WORDS["en"])
    for frame, kept in zip(frames, before, strict=True):
        pd.testing.assert_frame_equal(frame, kept)

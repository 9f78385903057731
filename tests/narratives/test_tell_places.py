"""What a place has, plans and is told of, in sentences and in titles."""

import pandas as pd
import pytest

from narratives.telling import Kept, facts, faulty, read_rows, texts
from ntm_analysis.criteria.places import list_told, study_place
from ntm_analysis.files import read_csv
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.narratives import places as tell
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables

TABLES = load_tables()
UNITS = TABLES["units"]
TOLD = sorted(list_told(TABLES))
STUDIES = {place: study_place(TABLES, place) for place in TOLD}
# Every new commune that is told of has the code of an earlier one.
HYPOTHETICAL = {"say.05.began"}
LONGEST_TITLE = 80
each_language = pytest.mark.parametrize("language", LANGUAGES)
pytestmark = pytest.mark.data


def reference(name, key, language):
    rows = read_csv(HERE.reference / f"{name}.csv", name)
    return rows.set_index(key)[f"label_{language}"]


def names_in(language):
    rows = read_csv(HERE.reference / "criteria.csv", "criteria.csv").astype({"criterion": int})
    return rows[rows["criteria_set"] == "2016"].set_index("criterion")[f"name_{language}"]


def tell_all(study, language="en"):
    say = Kept(language)
    labels = {"roles": reference("roles", "role", language)}
    labels["headline_measures"] = reference("headline_measures", "measure", language)
    assert tell.tell_place(say, study, names_in(language), UNITS) is say
    assert tell.tell_told(say, study, names_in(language), UNITS, labels) is say
    return say


@pytest.fixture(scope="module")
def said():
    return {(place, language): tell_all(STUDIES[place], language) for place in TOLD for language in LANGUAGES}


def test_both_languages_tell_the_same_facts_of_every_place(said):
    different = [place for place in TOLD if facts(said[place, "en"]) != facts(said[place, "vi"])]
    assert different == []


def test_every_place_is_told_of(said):
    assert [place for place in TOLD if len(said[place, "en"].keys) < 2] == []


def test_sentences_have_no_empty_places(said):
    assert {key: faulty(say) for key, say in said.items() if faulty(say)} == {}


def test_every_sentence_names_its_source(said):
    assert [key for key, say in said.items() if (say.table()["sources"] == "").any()] == []


def test_every_sentence_of_the_words_is_said_of_some_place(said):
    keys = {key for say in said.values() for key in say.keys}
    words = {key for key in load_words("en").words if key.startswith("say.05.")}
    assert words - keys == HYPOTHETICAL
    assert {key for key in keys if not key.startswith("say.05.")} == {
        "say.03.extremes",
        *(f"say.03.slip_{kind}" for kind in ("repeated", "met_and_planned", "never_listed")),
    }


def test_the_list_of_a_commune_from_the_raw_rows(said):
    """Hưng Vũ: 11 met, 3 planned for 2017 and 5 for 2018, counted from the rows of the file."""
    rows = read_rows("commune_criteria", commune="bac-son.hung-vu")
    met = [row["criterion"] for row in rows if row["status"] == "met_2017_01"]
    say = said["bac-son.hung-vu", "en"]
    (start,) = texts(say, "say.05.start")
    assert f"had {len(met)} of 19 criteria (table 1): {', '.join(met)}." in start
    assert start.startswith("In Jan 2017 Hưng Vũ commune (Bắc Sơn district) had")
    assert texts(say, "say.05.plan") == ["Table 1 plans 8 more for it, by year: 2017: 3, 2018: 5."]
    assert texts(say, "say.05.reached_all") == ["By plan it is to have all 19 criteria in 2018."]
    (late,) = texts(say, "say.05.put_off")
    last = [int(row["criterion"]) for row in rows if row["planned_year"] == "2018"]
    assert late.endswith(", ".join(f"{number}. {names_in('en')[number]}" for number in last) + ".")


def test_the_rank_of_the_most_demanding_commune(said):
    first, second = texts(said["van-quan.van-mong", "en"], "say.05.steepest_alone")
    assert "2018 with 12 criteria, 5.9 times" in first
    assert "ranks 1 of 40 communes" in first
    assert "ranks 3 of 43 communes" in second


def test_a_shared_rank_says_with_how_many(said):
    (text,) = texts(said["bac-son.tan-lap", "vi"], "say.05.steepest")
    study = STUDIES["bac-son.tan-lap"]
    everyone = STUDIES["lang-son"].ranked
    same = ((everyone["plan_table"] == 1) & (everyone["steepest"] == study.ranked["steepest"].iloc[0])).sum()
    more = ((everyone["plan_table"] == 1) & (everyone["steepest"] > study.ranked["steepest"].iloc[0])).sum()
    assert f"đứng thứ {more + 1} trong 40 xã của biểu, ngang với {same - 1} xã khác" in text


def test_a_unit_is_told_first_that_the_table_is_cut(said):
    for place in ("lang-son", "van-quan"):
        assert said[place, "en"].keys[0] == "say.05.table_cut"
    assert "13 rows are missing (40 of the 53" in texts(said["van-quan", "en"])[0]
    assert texts(said["bac-son.hung-vu", "en"], "say.05.table_cut") == []


def test_a_list_that_plans_only_what_is_met_says_so(said):
    say = said["loc-binh.mau-son", "en"]
    assert texts(say, "say.05.plan_none") != []
    assert [text for text in texts(say) if "steepest" in text] == []
    assert texts(say, "say.05.differs") == ["For 2017 table 2 prints 5 criteria; the list counts 4."]


def test_lists_of_two_tables_are_held_against_each_other(said):
    (agree,) = texts(said["van-quan.van-mong", "en"], "say.05.both_agree")
    assert agree.endswith("up to 2017 both give it the same 7 criteria in the same years.")
    (differ,) = texts(said["trang-dinh.doi-can", "en"], "say.05.both_differ")
    assert differ.endswith("up to 2018 they do not agree on when it has these: 16. Culture.")
    told = [place for place in TOLD if texts(said[place, "en"], "say.05.both_differ")]
    findings = TABLES["findings"]
    found = findings.loc[findings["rule"] == "two_tables_differ", "subject"].str.split(",").str[0]
    assert set(told) == set(found)


def test_what_became_of_communes(said):
    (text,) = texts(said["van-quan.van-mong", "vi"], "say.05.ended_code")
    assert "mã hành chính 06268 chuyển sang xã Liên Hội, huyện Văn Quan" in text
    (kept,) = texts(said["bac-son.hung-vu", "en"], "say.05.kept")
    assert "when communes merged on 1 January 2020" in kept
    (totals,) = texts(said["lang-son", "en"], "say.05.totals")
    assert totals == "Lạng Sơn province had 207 communes until 31 December 2019 and 181 from 1 January 2020."


def test_communes_of_the_province_come_with_their_districts(said):
    (short,) = texts(said["lang-son", "en"], "say.05.lists_short")[:1]
    assert "Hồng Phong (Cao Lộc): 18" in short
    (short,) = texts(said["cao-loc", "en"], "say.05.lists_short")
    assert "Hồng Phong: 18; Thụy Hùng: 18" in short


@each_language
def test_titles_are_one_line_for_every_place(language):
    words = load_words(language)
    titles = [
        title(study, table, UNITS, words)
        for study in STUDIES.values()
        for table in study.ends["plan_table"].unique()
        for title in (tell.title_grid, tell.title_paths)
    ]
    assert len(titles) > 150
    assert [title for title in titles if len(title) > LONGEST_TITLE] == []


@each_language
def test_a_place_is_named_by_its_kind(language):
    words = load_words(language)
    named = [tell.name_place(place, UNITS, words) for place in ("lang-son", "cao-loc", "lang-son-city.mai-pha")]
    assert (
        named
        == {
            "en": ["Lạng Sơn province", "Cao Lộc district", "Mai Pha commune (Lạng Sơn city)"],
            "vi": ["tỉnh Lạng Sơn", "huyện Cao Lộc", "xã Mai Pha, Thành phố Lạng Sơn"],
        }[language]
    )


def test_the_heading_of_a_page_has_a_capital():
    headings = [tell.title_place(STUDIES["cao-loc"], UNITS, load_words(language)) for language in LANGUAGES]
    assert headings == ["Cao Lộc district", "Huyện Cao Lộc"]


def test_when_is_a_day_or_the_years():
    words = load_words("en")
    days = {"as_of": pd.NaT, "period_start": pd.Timestamp("2021-01-01"), "period_end": pd.Timestamp("2022-12-31")}
    assert tell.name_when(pd.Series(days), words) == "2021–2022"
    assert tell.name_when(pd.Series(days | {"period_end": pd.Timestamp("2021-12-31")}), words) == "2021"
    assert tell.name_when(pd.Series(days | {"as_of": pd.Timestamp("2020-12-31")}), words) == "31 December 2020"

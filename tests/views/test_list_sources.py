"""Documents, contents and single figures, in tables for readers, and the search in them."""

import pandas as pd
import pytest

from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.notebook import open_notebook
from ntm_analysis.schema import PROCESSED
from ntm_analysis.tables import load_tables
from ntm_analysis.views.sources import (
    count_contents,
    list_cited,
    list_documents,
    list_gaps,
    list_indicators,
    list_missing_criteria,
    list_tables,
    melt_contents,
    plain,
    search,
)

TABLES = load_tables()
EN, VI = (load_words(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("text", "expected"), [("Hộ nghèo", "ho ngheo"), ("ĐIỆN", "dien"), ("Bac Son", "bac son"), ("", "")]
)
def test_plain(text, expected):
    assert plain(text) == expected


def test_contents_count_printed_rows_by_document():
    contents = count_contents(TABLES)
    printed = TABLES["criteria"][TABLES["criteria"]["basis"] != "derived"]
    assert contents.loc["criteria"].sum() == len(printed)
    assert contents.loc["funding", "lang-son-plan-2021"] == 6
    assert contents.loc["assignments", "lang-son-plan-2021"] == 0
    assert set(contents.columns) == set(TABLES["documents"]["document"])
    assert contents.columns[0] == "lang-son-review-2011-2015"


def test_a_long_table_holds_the_same_counts():
    contents = count_contents(TABLES)
    rows = melt_contents(contents)
    assert list(rows) == ["table", "document", "rows"]
    assert len(rows) == contents.size
    assert rows["rows"].sum() == contents.to_numpy().sum()


@pytest.mark.parametrize("words", [EN, VI], ids=LANGUAGES)
def test_documents_cited_lead_from_the_id_to_the_file(words):
    documents = TABLES["documents"]
    row = list_cited(documents[documents["document"] == "bac-son-plan-2020"], words).iloc[0]
    (own,) = documents[documents["document"] == "bac-son-plan-2020"].itertuples()
    told = [own.document, words(f"doc.{own.document}"), words.pick(own, "title"), own.number, own.issuer]
    assert row.tolist() == [*told, words.day("2020-02-12"), own.file_name]


def test_a_notebook_gives_the_documents_that_it_cited_and_no_others():
    book = open_notebook("05_place_profile")
    assert book.documents_cited().empty
    book.say.say("say.01.gaps", pd.DataFrame({"document": ["lang-son-plan-2021"], "line": [40]}), count=1, documents=2)
    book.out.table(list_indicators(TABLES["indicators"].iloc[:1], book.words), "indicators", "Indicators")
    cited = {"lang-son-plan-2021", TABLES["indicators"]["document"].iloc[0]}
    assert set(book.documents_cited()["document"]) == cited


def test_all_documents_are_listed_with_the_quality_of_their_text():
    listed = list_documents(TABLES["documents"], VI)
    pd.testing.assert_frame_equal(listed[listed.columns[:-1]], list_cited(TABLES["documents"], VI))
    assert listed.columns[-1] == VI("column.text_quality")


def test_missing_criteria_of_a_state():
    rows = list_missing_criteria(TABLES["criteria"], EN).set_index(["Document", "Date"])
    told = rows[EN("column.criteria_missing")]
    assert told["lang-son-plan-2017-2020", "31 December 2020"] == "1"
    assert told["lang-son-review-2011-2015", "31 December 2015"] == "1, 10, 11, 12"
    assert told["bac-son-plan-2020", "31 December 2020"] == "–"


def test_indicators_show_value_date_and_basis():
    poverty = TABLES["indicators"][TABLES["indicators"]["indicator"] == "poverty_rate"]
    first = list_indicators(poverty, EN).iloc[0].tolist()
    assert first[1:] == ["Poverty rate", "24.06%", "31 December 2011", "reported", "lang-son-review-2011-2015", 272]


def test_a_range_over_a_period_shows_both_ends():
    ranged = TABLES["indicators"][TABLES["indicators"]["indicator"] == "poverty_rate_reduction"].iloc[:1]
    (row,) = list_indicators(ranged, VI)[["Giá trị", "Thời điểm"]].to_numpy().tolist()
    assert row == ["2–3 điểm phần trăm", "1/1/2020 – 31/12/2020"]


def test_every_table_is_listed_with_its_rows():
    listed = list_tables(TABLES, EN)
    assert listed["Table"].tolist() == list(PROCESSED)
    assert listed["Rows"].sum() == sum(map(len, TABLES.values()))


@pytest.mark.parametrize("text", ["Tân Lập", "tan lap", "TAN LAP"])
def test_a_search_does_not_mind_diacritics_or_case(text):
    found = search(TABLES, text, EN)
    assert len(found) > 0
    assert len(found) == len(search(TABLES, "tân lập", EN))
    assert all("tan lap" in plain(name) for name in found["Name"])


@pytest.mark.parametrize("text", ["no such thing", "(", "[a"])
def test_a_search_that_finds_nothing_is_empty_with_its_columns(text):
    found = search(TABLES, text, VI)
    assert found.empty or "(" in text
    assert list(found) == ["Bảng", "Văn bản", "Dòng", "Nguyên văn số liệu", "Tên"]


def test_documents_and_gaps_are_listed_in_the_language():
    listed = list_documents(TABLES["documents"], VI)
    assert listed["Tên văn bản"].iloc[0].startswith("Tổng kết 5 năm")
    english, vietnamese = (list_gaps(TABLES["documents"], words) for words in (EN, VI))
    assert len(english) == len(vietnamese) == 5
    assert english["Known gaps"].tolist() != vietnamese["Phần thiếu đã biết"].tolist()


def test_no_view_changes_its_table():
    kept = {name: table.copy(deep=True) for name, table in TABLES.items()}
    for words in (EN, VI):
        list_indicators(TABLES["indicators"], words)
        list_missing_criteria(TABLES["criteria"], words)
        search(TABLES, "xã", words)
        list_tables(TABLES, words)
        list_documents(TABLES["documents"], words)
        list_gaps(TABLES["documents"], words)
        count_contents(TABLES)
    for name, table in TABLES.items():
        pd.testing.assert_frame_equal(table, kept[name])

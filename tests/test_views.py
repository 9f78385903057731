"""The tables that readers see."""

import pandas as pd
import pytest

from ntm_analysis.attainment import compare_targets
from ntm_analysis.criteria import make_panel
from ntm_analysis.funding import measure_distances, measure_mix
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.schema import PROCESSED
from ntm_analysis.tables import load_tables
from ntm_analysis.views.attainment import list_scores, list_targets
from ntm_analysis.views.common import at_least, list_findings
from ntm_analysis.views.funding import list_distances, list_mix
from ntm_analysis.views.sources import (
    count_contents,
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


@pytest.mark.parametrize(
    ("severity", "listed"),
    [("error", ["error"]), ("warning", ["error", "warning"]), ("note", ["error", "warning", "note"])],
)
def test_at_least(severity, listed):
    assert at_least(severity) == listed


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


def test_missing_criteria_of_a_state():
    rows = list_missing_criteria(TABLES["criteria"], EN).set_index(["Document", "Date"])
    told = rows[EN("column.criteria_missing")]
    assert told["lang-son-plan-2017-2020", "31 December 2020"] == "1"
    assert told["lang-son-review-2011-2015", "31 December 2015"] == "1, 10, 11, 12"
    assert told["bac-son-plan-2020", "31 December 2020"] == "–"


def test_findings_come_with_the_gravest_first():
    listed = list_findings(TABLES["findings"], VI)
    assert len(listed) == len(TABLES["findings"])
    ranks = [["Lỗi", "Cảnh báo", "Ghi chú"].index(severity) for severity in listed["Mức độ"]]
    assert ranks == sorted(ranks)
    assert set(listed["Phát hiện"]) == set(TABLES["findings"]["message_vi"])


def test_the_mix_is_written_by_the_custom_of_the_language():
    mix = measure_mix(TABLES["funding"], "bac-son")
    english, vietnamese = (list_mix(mix, words).iloc[0].tolist() for words in (EN, VI))
    assert english == ["Bắc Sơn plan 2020 (planned)", "State budget", "110,000", "49.4%", "49.4%", "149,150"]
    assert vietnamese[1:5] == ["Ngân sách nhà nước", "110.000", "49,4%", "49,4%"]


def test_targets_with_and_without_an_outcome():
    compared = compare_targets(make_panel(TABLES["criteria"], "lang-son"), "2020-12-31")
    names = pd.Series({number: f"name {number}" for number in range(1, 20)})
    rows = list_targets(compared, names, EN).set_index("Criterion").to_numpy().tolist()
    assert rows[0] == ["82/207", "78/181", "+3.5", "met"]
    assert rows[-1] == ["203/207", "", "", "not known"]


def test_distances_come_with_the_closest_first():
    distances = measure_distances(measure_mix(TABLES["funding"], "lang-son"))
    rows = list_distances(distances, VI).to_numpy().tolist()
    assert len(rows) == 6
    assert rows[0][:2] == ["Tổng kết tỉnh 2011–2015", "Kế hoạch tỉnh 2017–2020"]
    values = [float(row[3].replace(",", ".")) for row in rows]
    assert values == sorted(values)


def test_scores_come_with_the_best_first():
    scores = pd.DataFrame({"method": ["pooled_pace", "plan"], "mae_points": [11.64, 9.63], "criteria": [11, 11]})
    rows = list_scores(scores.assign(coverage=[0.72727, None]), VI).to_numpy().tolist()
    assert rows == [["Chính kế hoạch", "9,6", 11, ""], ["Tốc độ gộp", "11,6", 11, "72,7%"]]


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
        list_findings(TABLES["findings"], words)
        list_indicators(TABLES["indicators"], words)
        list_missing_criteria(TABLES["criteria"], words)
        search(TABLES, "xã", words)
        list_tables(TABLES, words)
    for name, table in TABLES.items():
        pd.testing.assert_frame_equal(table, kept[name])

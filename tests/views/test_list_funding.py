"""Who pays, in tables for readers: every function on the committed data and on rows with absent cells."""

from dataclasses import fields

import pandas as pd
import pytest

from ntm_analysis.funding.study import Choice, study_funding
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.prices import load_price_index
from ntm_analysis.tables import load_tables
from ntm_analysis.views import funding as views

TABLES, INDEX = load_tables(), load_price_index()
EN, VI = (load_words(language) for language in LANGUAGES)
PROVINCE, DISTRICT, NOTHING = (
    study_funding(TABLES, INDEX, choice)
    for choice in (Choice(["lang-son"]), Choice(["bac-son"]), Choice(["bac-son"], basis="reported"))
)
VIEWS = {
    views.list_mix: "mix",
    views.list_amounts: "amounts",
    views.list_measures: "measures",
    views.list_distances: "distances",
    views.list_pairs: "pairs",
    views.list_executions: "pairs",
    views.list_bases: "bases",
    views.list_results: "results",
    views.list_aims: "aims",
    views.list_details: "details",
}


def cells(listed, words, *columns):
    """The rows of a listed table, only some columns by their keys of words."""
    return listed[[words(f"column.{column}") for column in columns]].to_numpy().tolist()


@pytest.mark.data
@pytest.mark.parametrize("study", [PROVINCE, DISTRICT, NOTHING], ids=["province", "district", "nothing"])
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_both_languages_list_the_same_cells(view, study):
    english, vietnamese = (view(getattr(study, VIEWS[view]), words) for words in (EN, VI))
    assert english.shape == vietnamese.shape
    assert list(english) != list(vietnamese)
    for one, other in zip(english.to_numpy().ravel(), vietnamese.to_numpy().ravel(), strict=True):
        assert (str(one) == "") == (str(other) == "")
        assert not {"nan", "<NA>", "None"} & {str(one), str(other)}


def test_every_function_is_tested_here():
    listing = {value for name, value in vars(views).items() if name.startswith("list_")}
    assert listing == set(VIEWS)


@pytest.mark.data
def test_the_mix_is_written_by_the_custom_of_the_language():
    columns = ("scheme", "group", "amount", "share_parts", "share_stated", "share_printed", "line")
    (english, *_), (vietnamese, *_) = (cells(views.list_mix(DISTRICT.mix, of), of, *columns) for of in (EN, VI))
    of_state = ["Bắc Sơn plan 2020 (planned)", "State budget", "110,000", "49.4%", "49.4%", "49.4", "149,150"]
    assert english == of_state
    assert vietnamese[1:6] == ["Ngân sách nhà nước", "110.000", "49,4%", "49,4%", "49,4"]


def test_a_mix_without_a_printed_total_has_empty_shares_of_it():
    mix = PROVINCE.mix.assign(share_stated_pct=pd.NA, share_printed_pct=pd.NA)
    assert set(map(tuple, cells(views.list_mix(mix, EN), EN, "share_stated", "share_printed"))) == {("", "")}


@pytest.mark.data
def test_amounts_per_year_are_empty_for_half_a_year():
    """2,220,000 is 8,880,000 in four years; 1,352,449 million among 207 communes are 6,534."""
    columns = ("base", "amount", "per_year", "per_year_real", "communes", "per_commune", "per_commune_year")
    rows = cells(views.list_amounts(PROVINCE.amounts, EN), EN, *columns)
    assert rows[1][:4] == ["sum of the parts", "8,880,000", "2,220,000", "2,326,505 (2,220,000–2,438,947)"]
    assert rows[2] == ["sum of the parts", "1,352,449", "", "", 207, "6,534", ""]
    assert rows[3][3] == "4,680,133"
    vietnamese = cells(views.list_amounts(PROVINCE.amounts, VI), VI, *columns)
    assert vietnamese[2] == ["tổng các phần", "1.352.449", "", "", 207, "6.534", ""]


@pytest.mark.data
def test_measures_that_need_an_absent_part_are_empty():
    """26, 56, 12 and 6 per cent: the squares sum to 0.40; the plan to 2020 doesn't tell its own budget apart."""
    columns = ("scheme", "concentration", "leverage_state", "leverage_direct", "balance_state", "balance_credit")
    rows = cells(views.list_measures(PROVINCE.measures, EN), EN, *columns)
    assert rows[1][:4] == ["Province plan 2017–2020 (planned)", "0.40", "3.85", ""]
    assert all(rows[1][4:])
    (district,) = cells(views.list_measures(DISTRICT.measures, VI), VI, *columns)
    assert district == ["Kế hoạch Bắc Sơn 2020 (kế hoạch)", "0,49", "2,02", "", "", ""]


@pytest.mark.data
def test_distances_come_with_the_closest_first():
    columns = ("scheme", "other_scheme", "groups", "distance")
    rows = cells(views.list_distances(PROVINCE.distances, VI), VI, *columns)
    assert len(rows) == 6
    assert rows[0][:3] == ["Tổng kết tỉnh 2011–2015", "Kế hoạch tỉnh 2017–2020", 4]
    values = [float(row[3].replace(",", ".")) for row in rows]
    assert values == sorted(values)


def test_a_distance_that_is_not_known_is_empty_and_last():
    distances = PROVINCE.distances.iloc[:2].assign(distance=[float("nan"), 0.5])
    assert cells(views.list_distances(distances, EN), EN, "distance") == [["0.50"], [""]]


@pytest.mark.data
def test_pairs_name_relation_and_both_shares():
    """5,891 of 1,352,449 against 1,065,600 of 8,880,000 million VND; 0.6% of the enterprises' plan."""
    columns = ("relation", "scheme", "other_scheme", "group", "share", "reference_share", "change", "execution")
    rows = cells(views.list_pairs(PROVINCE.pairs, EN), EN, *columns)
    names = ["report beside its plan", "Province report, first half of 2017", "Province plan 2017–2020"]
    assert [*names, "Enterprises", "0.4", "12.0", "-11.6", "0.6"] in rows
    relations = {row[0] for row in cells(views.list_pairs(PROVINCE.pairs, VI), VI, *columns)}
    assert relations == {"báo cáo so với kế hoạch", "kế hoạch so với giai đoạn trước", "huyện so với tỉnh"}


@pytest.mark.data
def test_a_source_that_one_scheme_does_not_print_has_empty_cells():
    columns = ("group", "share", "reference_share", "change", "execution", "log_execution")
    rows = cells(views.list_pairs(DISTRICT.pairs, EN), EN, *columns)
    assert ["Enterprises", "", "12.0", "", "", ""] in rows


@pytest.mark.data
def test_executions_are_listed_once_a_pair():
    """15.2% of the money in 12.4% of the time: 1.23; a variance of 89% has grade D."""
    columns = ("scheme", "other_scheme", "base", "execution", "time", "pace", "variance", "grade")
    (row,) = cells(views.list_executions(PROVINCE.pairs, EN), EN, *columns)
    names = ["Province report, first half of 2017", "Province plan 2017–2020", "sum of the parts"]
    assert [*row[:6], row[7]] == [*names, "15.2", "12.4", "1.23", "D"]
    assert round(float(row[6])) == 89
    (vietnamese,) = cells(views.list_executions(PROVINCE.pairs, VI), VI, *columns)
    assert vietnamese[2:6] == ["tổng các phần", "15,2", "12,4", "1,23"]


@pytest.mark.data
def test_conclusions_show_value_and_verdict_on_both_bases():
    columns = ("conclusion", "on_parts", "on_stated")
    rows = cells(views.list_bases(PROVINCE.bases, EN), EN, *columns)
    assert rows[0] == ["credit is more than half", "56.0% (yes)", "56.5% (yes)"]
    assert ["grade of composition variance", "88.9% (D)", "89.2% (D)"] in rows
    differs = "1.7 percentage points (community)"
    assert ["the source whose share differs most", "-1.9 percentage points (credit)", differs] in rows
    vietnamese = cells(views.list_bases(PROVINCE.bases, VI), VI, *columns)
    assert ["vốn so với thời gian", "1,23 lần (nhanh hơn)", "1,24 lần (nhanh hơn)"] in vietnamese


def results_of(**changed):
    row = PROVINCE.results.iloc[[0]]
    of = {"gained_low": 10.0, "gained_high": 20.0, "cost_low": 5000.0, "cost_high": 10000.0}
    return row.assign(from_date=pd.Timestamp("2016-12-31"), to_date=pd.Timestamp("2020-12-31"), **(of | changed))


@pytest.mark.parametrize(
    ("changed", "gained", "cost"),
    [
        ({}, "10–20", "5.0–10.0"),
        ({"gained_low": 20.0, "cost_high": 5000.0}, "20", "5.0"),
        ({"gained_low": 0.0, "cost_high": float("nan")}, "0–20", "≥ 5.0"),
        (dict.fromkeys(("cost_low", "cost_high"), float("nan")) | {"gained_low": 0.0, "gained_high": 0.0}, "0", ""),
    ],
)
def test_results_show_what_was_gained_and_the_range_of_its_cost(changed, gained, cost):
    columns = ("result", "gained", "cost")
    assert cells(views.list_results(results_of(**changed), EN), EN, *columns) == [["criterion", gained, cost]]


def test_results_show_the_days_by_the_custom_of_the_language():
    told = [cells(views.list_results(results_of(), words), words, "period") for words in (EN, VI)]
    assert told == [
        [["31 December 2016 (inside the period) – 31 December 2020"]],
        [["31/12/2016 (trong kỳ) – 31/12/2020"]],
    ]
    eve = cells(views.list_results(results_of(inside=False), EN), EN, "period")
    assert eve == [["31 December 2016 – 31 December 2020"]]


@pytest.mark.data
def test_a_gain_that_is_not_known_has_empty_cells():
    unknown = PROVINCE.results[PROVINCE.results["gained_low"].isna()]
    assert len(unknown) == 1
    assert cells(views.list_results(unknown, EN), EN, "gained", "period", "cost") == [["", "", ""]]


@pytest.mark.data
@pytest.mark.parametrize("view", [views.list_pairs, views.list_measures, views.list_bases, views.list_results])
def test_every_row_has_its_documents_and_lines(view):
    rows = getattr(PROVINCE, VIEWS[view])
    for (sources,) in cells(view(rows, EN), EN, "sources"):
        assert ": " in sources


@pytest.mark.data
def test_a_pair_names_the_document_that_prints_no_line_without_one():
    columns = ("group", "sources")
    listed = dict(cells(views.list_pairs(DISTRICT.pairs, EN), EN, *columns))
    assert listed["Credit"] == "bac-son-plan-2020: 151; lang-son-plan-2017-2020: 128"
    assert listed["Enterprises"] == "bac-son-plan-2020; lang-son-plan-2017-2020: 126"


@pytest.mark.data
def test_no_view_changes_its_table():
    kept = study_funding(TABLES, INDEX, Choice(["lang-son"]))
    for view, name in VIEWS.items():
        view(getattr(PROVINCE, name), VI)
    for field in fields(kept):
        one, other = getattr(PROVINCE, field.name), getattr(kept, field.name)
        if isinstance(one, pd.DataFrame):
            pd.testing.assert_frame_equal(one, other)


@pytest.mark.data
def test_aims_show_both_values_and_their_lines():
    rows = cells(views.list_aims(PROVINCE.aims, EN), EN, "measure", "value", "other_value", "sources")
    lines = "lang-son-plan-2017-2020: 40; lang-son-review-2011-2015: 626"
    assert rows[0] == ["criteria per commune", "13.8", "11.8", lines]


@pytest.mark.data
def test_other_sums_show_purpose_amount_and_line():
    """Roads: 736.34 billion on line 181 of the review; a sum printed in words has no amount."""
    rows = cells(views.list_details(PROVINCE.details, VI), VI, "purpose", "amount", "line")
    assert ["Vốn đầu tư đường giao thông nông thôn", "736.340", 181] in rows
    assert ["Đóng góp xây dựng cơ sở vật chất trường học", "", 285] in rows

"""One place in tables for readers."""

import pandas as pd
import pytest

from ntm_analysis.criteria.places import study_place
from ntm_analysis.files import read_csv
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables
from ntm_analysis.views import places as views

TABLES = load_tables()
EN, VI = WORDS = [load_words(language) for language in LANGUAGES]
PLACES = ["lang-son", "bac-son", "bac-son.tan-lap", "chi-lang.gia-loc", "bac-son.vu-le", "lang-son-city"]
STUDIES = {place: study_place(TABLES, place) for place in PLACES}
CRITERIA = read_csv(HERE.reference / "criteria.csv", "criteria.csv").astype({"criterion": int})
CRITERIA = CRITERIA[CRITERIA["criteria_set"] == "2016"].set_index("criterion")
pytestmark = pytest.mark.data


def label(name, words):
    rows = read_csv(HERE.reference / f"{name}.csv", name)
    return rows.set_index(rows.columns[0])[f"label_{words.language}"]


def list_of(view, study, words):
    names = CRITERIA[f"name_{words.language}"]
    districts = TABLES["units"].drop_duplicates("unit").set_index("unit")[f"name_{words.language}"]
    of = {
        views.list_grid: (study.listed, study.sub_criteria, names),
        views.list_communes: (study.ends, study.ranked, districts),
        views.list_roles: (study.roles, label("roles", words)),
        views.list_assignments: (study.assignments, names),
        views.list_counts: (study.counts, names),
        views.list_headlines: (study.headlines, label("headline_measures", words)),
    }
    return view(*of[view], words), len(of[view][0])


VIEWS = [value for name, value in vars(views).items() if name.startswith("list_")]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_both_languages_list_the_same_cells(view, place):
    (english, rows), (vietnamese, _) = (list_of(view, STUDIES[place], words) for words in WORDS)
    assert english.shape == vietnamese.shape
    assert len(english) == rows
    assert list(english) != list(vietnamese)
    for one, other in zip(english.to_numpy().ravel(), vietnamese.to_numpy().ravel(), strict=True):
        assert (str(one) == "") == (str(other) == "")
        assert not {"nan", "<NA>", "None", "NaT"} & {str(one), str(other)}


def row_of(listed, column, start):
    (row,) = [row for row in listed.to_dict("records") if row[column].startswith(start)]
    return row


def test_the_criteria_of_a_commune_have_status_year_and_parts():
    listed, _ = list_of(views.list_grid, STUDIES["chi-lang.gia-loc"], EN)
    row = row_of(listed, "Criterion", "17.")
    assert (row["By the list"], row["Year"], row["Parts (year)"]) == (
        "planned",
        "2019",
        "17.3 (2017), 17.4 (2018), 17.8 (2018)",
    )
    row = row_of(listed, "Criterion", "1.")
    assert (row["By the list"], row["Year"], row["Line"]) == ("met by January 2017", "", 302)


def test_repeats_and_gaps_are_told():
    listed, _ = list_of(views.list_grid, STUDIES["bac-son.tan-lap"], VI)
    assert row_of(listed, "Tiêu chí", "9.")["Ghi lại ở năm"] == "2018"
    assert row_of(listed, "Tiêu chí", "16.")["Theo danh sách"] == "không ghi"


def test_communes_come_with_the_steepest_of_each_table_first():
    listed, _ = list_of(views.list_communes, STUDIES["lang-son"], EN)
    assert listed.groupby("Table")["Commune"].first().to_dict() == {1: "Vân Mộng", 2: "Hữu Lễ"}
    ranks = [int(rank.split("/")[0]) for rank in listed.loc[listed["Table"] == 1, "Rank in the table"]]
    assert ranks == sorted(ranks)


def test_the_latest_counts_are_shares_of_the_communes():
    listed, _ = list_of(views.list_counts, STUDIES["bac-son"], VI)
    for row in listed.to_dict("records"):
        attaining, total = map(int, row["Số xã"].split("/"))
        assert float(row["Tỷ trọng (%)"].replace(",", ".")) == pytest.approx(100 * attaining / total, abs=0.05)


def test_no_view_changes_its_table():
    study = STUDIES["bac-son"]
    before = study.listed.copy(deep=True)
    for view in VIEWS:
        list_of(view, study, EN)
    pd.testing.assert_frame_equal(study.listed, before)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_a_line_comes_with_its_document(view):
    for study in STUDIES.values():
        listed, rows = list_of(view, study, EN)
        assert EN("column.document") in listed
        assert rows == 0 or listed[EN("column.document")].str.len().min() > 0

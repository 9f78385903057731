"""The study of the committed documents: which tables have rows, what a choice of set leaves, and the yardstick."""

from dataclasses import fields

import pandas as pd
import pytest

from ntm_analysis.criteria.movement import pick_latest_plan
from ntm_analysis.criteria.study import Choice, study_criteria
from ntm_analysis.files import read_csv
from ntm_analysis.notebook import open_notebook
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables

pytestmark = pytest.mark.data
TABLES = load_tables()
REFERENCE = read_csv(HERE.reference / "criteria.csv", "criteria.csv").astype({"criterion": int})
BY_CRITERION = {"load"}


def study_of(unit, criteria_set="show_breaks", **chosen):
    return study_criteria(TABLES, REFERENCE, Choice(unit, criteria_set=criteria_set, **chosen))


def frames_of(study):
    """The tables of a study by name."""
    of = {field.name: getattr(study, field.name) for field in fields(study)}
    return {name: table for name, table in of.items() if isinstance(table, pd.DataFrame)}


@pytest.mark.parametrize(
    ("unit", "empty"),
    [("lang-son", set()), ("bac-son", {"companions"}), ("lang-son-city", None)],
)
def test_what_the_documents_tell_has_rows(unit, empty):
    without = {name for name, table in frames_of(study_of(unit)).items() if table.empty}
    everything = {*frames_of(study_of(unit))} - BY_CRITERION - {"pace", "checked"}
    assert without == (everything if empty is None else empty)


def test_the_strict_policy_keeps_the_latest_set():
    pd.testing.assert_frame_equal(study_of("lang-son", "strict").panel, study_of("lang-son", "2016").panel)


def test_days_keep_the_states_between_them():
    whole, study = study_of("lang-son"), study_of("lang-son", start="2016-12-31", end="2017-06-30")
    for name in ("panel", "bands", "checked"):
        kept = getattr(whole, name)
        kept = kept[(kept["as_of"] >= "2016-12-31") & (kept["as_of"] <= "2017-06-30")]
        columns = ["as_of", "basis"]
        assert getattr(study, name)[columns].to_numpy().tolist() == kept[columns].to_numpy().tolist() != []
    assert study.pace.empty
    pd.testing.assert_frame_equal(study.plausibility, whole.plausibility)
    pd.testing.assert_frame_equal(study.paths, whole.paths)


def test_chosen_criteria_are_shown_and_bounds_rest_on_all():
    whole, study = study_of("lang-son"), study_of("lang-son", criteria=(2, 10, 17))
    for name in ("panel", "steps", "load", "incidence", "delay", "beside"):
        assert set(getattr(study, name)["criterion"]) == {2, 10, 17}, name
    for name in ("checked", "thresholds", "binding", "ranked", "paths", "plausibility"):
        pd.testing.assert_frame_equal(getattr(study, name), getattr(whole, name))
    assert study.companions["criteria"].tolist() == ["10,17", "2,17", "2,10", "2,10,17"]
    assert study.district_load["criteria"].sum() < whole.district_load["criteria"].sum()


def test_common_denominators_change_shares_not_counts():
    whole, study = study_of("lang-son"), study_of("lang-son", denominators="common")
    counts = ["criterion", "as_of", "communes_attaining", "communes_total"]
    pd.testing.assert_frame_equal(study.panel[counts], whole.panel[counts])
    assert set(study.panel["denominator"]) == {181}
    irrigation = study.steps[(study.steps["criterion"] == 3) & (study.steps["to_basis"] == "derived")]
    assert irrigation["change"].tolist() == pytest.approx([(170 - 105) / 181])
    assert irrigation["per_year"].tolist() == pytest.approx([(170 - 105) / (1280 / 365.25)])


@pytest.mark.parametrize(
    ("place", "communes", "curves"), [("van-quan", 10, True), ("bac-son", 4, True), ("bac-son.hung-vu", 1, False)]
)
def test_a_place_narrows_the_plans_and_nothing_else(place, communes, curves):
    whole, study = study_of("lang-son"), study_of("lang-son", place=place)
    assert study.plans.drop_duplicates(["plan_table", "commune"]).shape[0] == communes
    assert set(study.paths["commune"]) == set(study.plans["commune"])
    assert len(study.incidence) == (95 if curves else 0)
    pd.testing.assert_frame_equal(study.panel, whole.panel)


@pytest.mark.parametrize("unit", ["lang-son", "bac-son"])
@pytest.mark.parametrize("chosen", ["2009", "2016"])
def test_a_choice_of_set_keeps_its_counts_only(unit, chosen):
    whole, study = study_of(unit), study_of(unit, chosen)
    expected = whole.panel[whole.panel["criteria_set"] == chosen].reset_index(drop=True)
    pd.testing.assert_frame_equal(study.panel, expected)
    assert set(study.steps["criteria_set"]) | set(study.ranked["criteria_set"]) <= {chosen}
    documents = TABLES["documents"].set_index("document")["criteria_set"]
    checked = whole.checked[whole.checked["document"].map(documents) == chosen].reset_index(drop=True)
    pd.testing.assert_frame_equal(study.checked, checked, check_dtype=len(checked) > 0)
    assert set(study.bands["document"].map(documents)) | set(study.pace["from_document"].map(documents)) <= {chosen}
    pd.testing.assert_frame_equal(study.paths, whole.paths)
    pd.testing.assert_frame_equal(study.plausibility, whole.plausibility)


def test_a_district_is_held_against_the_pace_of_its_province():
    province, district = study_of("lang-son"), study_of("bac-son")
    pd.testing.assert_frame_equal(province.pace, district.pace)
    keys = ["commune", "multiple"]
    ours = province.plausibility[province.plausibility["district"] == "bac-son"]
    assert district.plausibility[keys].to_numpy().tolist() == ours[keys].to_numpy().tolist()


@pytest.mark.parametrize(("unit", "pair"), [("lang-son", ("2020-12-31", "2021-12-31", 18)), ("bac-son", None)])
def test_the_latest_plan_with_enough_criteria(unit, pair):
    start, end, known = pair or ("2020-01-01", "2020-12-31", 19)
    rows = pick_latest_plan(study_of(unit).steps)
    assert {(str(row.from_date.date()), str(row.to_date.date())) for row in rows.itertuples()} == {(start, end)}
    assert len(rows) == known
    assert pick_latest_plan(rows.assign(known=5)).empty


def test_lines_are_told_once_and_in_order():
    for text in study_of("lang-son").checked["lines"]:
        lines = [int(line) for line in text.split(",")]
        assert lines == sorted(set(lines))


def test_the_notebook_studies_what_its_parameters_choose():
    book = open_notebook("03_criteria_trajectories", unit="bac-son", language="vi", criteria_set="2016")
    study, expected = book.trajectories(), study_of("bac-son", "2016")
    for name, table in frames_of(expected).items():
        pd.testing.assert_frame_equal(getattr(study, name), table)
    assert study.told == expected.told


@pytest.mark.parametrize("chosen", ["show_breaks", "strict", "2009", "2016"])
def test_headlines_are_those_of_the_sets_that_a_study_shows(chosen):
    book = open_notebook("03_criteria_trajectories", criteria_set=chosen)
    study, sets = book.trajectories(), book.tables["documents"].set_index("document")["criteria_set"]
    found = set(book.headlines_between(study)["document"].map(sets))
    assert found == ({"2009", "2016"} if chosen == "show_breaks" else set(study.panel["criteria_set"]))


def test_names_come_in_the_language_of_the_notebook():
    book = open_notebook("03_criteria_trajectories", unit="lang-son", language="vi")
    assert book.names_by_set()["2016", 5] == book.criterion_names()[5] == "Trường học"
    assert book.unit_names()["lang-son"] == "Lạng Sơn"
    assert "lang-son" not in book.unit_names("lang-son")
    assert len(book.unit_names("lang-son")) == 11

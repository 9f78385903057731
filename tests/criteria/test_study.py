"""The study of the committed documents: which tables have rows, what a choice of set leaves, and the yardstick."""

from dataclasses import fields

import pandas as pd
import pytest

from ntm_analysis.criteria.movement import pick_latest_plan
from ntm_analysis.criteria.study import study_criteria
from ntm_analysis.files import read_csv
from ntm_analysis.notebook import open_notebook
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables

pytestmark = pytest.mark.data
TABLES = load_tables()
REFERENCE = read_csv(HERE.reference / "criteria.csv", "criteria.csv").astype({"criterion": int})
BY_CRITERION = {"load", "incidence"}


def study_of(unit, criteria_set="all"):
    return study_criteria(TABLES, REFERENCE, unit, criteria_set)


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


@pytest.mark.parametrize("unit", ["lang-son", "bac-son"])
@pytest.mark.parametrize("chosen", ["2009", "2016"])
def test_a_choice_of_set_keeps_its_counts_only(unit, chosen):
    whole, study = study_of(unit), study_of(unit, chosen)
    expected = whole.panel[whole.panel["criteria_set"] == chosen].reset_index(drop=True)
    pd.testing.assert_frame_equal(study.panel, expected)
    assert set(study.steps["criteria_set"]) | set(study.ranked["criteria_set"]) <= {chosen}
    pd.testing.assert_frame_equal(study.checked, whole.checked)
    pd.testing.assert_frame_equal(study.paths, whole.paths)


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


def test_names_come_in_the_language_of_the_notebook():
    book = open_notebook("03_criteria_trajectories", unit="lang-son", language="vi")
    assert book.names_by_set()["2016", 5] == book.criterion_names()[5] == "Trường học"
    assert book.unit_names()["lang-son"] == "Lạng Sơn"
    assert "lang-son" not in book.unit_names("lang-son")
    assert len(book.unit_names("lang-son")) == 11

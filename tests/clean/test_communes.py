"""Commune tables, the district annex and roles: names, lists, sub-criteria."""

import pandas as pd
import pytest

from ntm_analysis.clean.cells import Cells
from ntm_analysis.clean.communes import (
    Names,
    clean_assignments,
    clean_commune_criteria,
    clean_commune_plans,
    clean_roles,
)
from ntm_analysis.errors import BadInputError
from ntm_analysis.schema import RAW


def reference_of(columns, *rows):
    return pd.DataFrame(rows, columns=columns.split(), dtype="str")


REFERENCE = {
    "readings": reference_of(
        "document line column text reading",
        ("plan", "324", "list_2017_printed", "9;17,3;17,5;17,7;", "9 (17.3;17.5;17.7)"),
        ("plan", "329", "list_2017_printed", "17,1 8", "17,18"),
    ),
    "number_words": reference_of("text value"),
    "roles": reference_of("role label_en", ("advanced", "At the advanced standard")),
    "units": reference_of(
        "unit name_vi parent",
        ("bac-son", "Bắc Sơn", "lang-son"),
        ("bac-son.vu-le", "Vũ Lễ", "bac-son"),
        ("bac-son.tan-lap", "Tân Lập", "bac-son"),
        ("bac-son.tan-huong", "Tân Hương", "bac-son"),
        ("cao-loc.mau-son", "Mẫu Sơn", "cao-loc"),
        ("loc-binh.mau-son", "Mẫu Sơn", "loc-binh"),
    ),
    "unit_names": reference_of(
        "document text within unit",
        ("plan", "Xã Vũ Lễ-Bắc Sơn", "", "bac-son.vu-le"),
        ("plan", "Xã Vũ Lễ-Bắc Sơn(ĐBKK)", "", "bac-son.vu-le"),
        ("plan", "Xã Vũ Lễ-Bắc Sơn(ĐB KK)", "", "bac-son.vu-le"),
        ("plan", "Xã Vũ Lễ-Bắc Sơn(DBKK)", "", "bac-son.vu-le"),
        ("plan", "Vũ Lễ", "bac-son", "bac-son.vu-le"),
        ("plan", "Tân Lập", "bac-son", "bac-son.tan-lap"),
        ("plan", "Tân Hương", "bac-son", "bac-son.tan-huong"),
        ("plan", "Mẫu Sơn", "Cao Lộc", "cao-loc.mau-son"),
        ("plan", "Mẫu Sơn", "Lộc Bình", "loc-binh.mau-son"),
    ),
}
NAMES = Names(REFERENCE)
UNIT_OF = {"plan": "bac-son"}


def cells_of(name, *rows):
    filled = [
        dict.fromkeys(RAW[name].columns, "") | {"document": "plan", "line": "1", "printed": "run"} | row for row in rows
    ]
    frame = pd.DataFrame(filled, columns=RAW[name].columns, index=range(2, len(rows) + 2), dtype="str")
    return Cells(name, frame, REFERENCE)


def plan(**cells):
    row = {"plan_table": "1", "group_year": "2018", "row_no_printed": "1", "name_printed": "Xã Vũ Lễ-Bắc Sơn"}
    return row | {"met_printed": "1,2"} | cells


def lists_of(**cells):
    raw = cells_of("commune_plans", plan(**cells))
    return clean_commune_criteria(raw, clean_commune_plans(raw, NAMES))


# Rows of the commune tables


def test_a_row_holds_the_unit_and_the_numbers_as_printed():
    row = plan(n_met_printed="5", met_printed="1,4,12", n_2017_printed="4", cum_2017_printed="9")
    table = clean_commune_plans(cells_of("commune_plans", row), NAMES).iloc[0]
    assert (table["commune"], table["commune_name"], table["district"]) == ("bac-son.vu-le", "Vũ Lễ", "bac-son")
    assert (table["criteria_met"], table["criteria_met_printed"]) == (3, 5)
    assert (table["planned_n_2017"], table["cumulative_2017"], table["planned_n_2018"]) == (4, 9, None)
    assert table["met_list_printed"] == "1,4,12"


def test_a_criterion_printed_twice_counts_once():
    table = clean_commune_plans(cells_of("commune_plans", plan(met_printed="1,4,4")), NAMES)
    assert list(table["criteria_met"]) == [2]


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        ("Xã Vũ Lễ-Bắc Sơn", False),
        ("Xã Vũ Lễ-Bắc Sơn(ĐBKK)", True),
        ("Xã Vũ Lễ-Bắc Sơn(ĐB KK)", True),
        ("Xã Vũ Lễ-Bắc Sơn(DBKK)", True),
    ],
)
def test_the_mark_of_a_specially_difficult_commune_is_read_in_all_its_spellings(name, marked):
    table = clean_commune_plans(cells_of("commune_plans", plan(name_printed=name)), NAMES)
    assert list(table["is_specially_difficult"]) == [marked]


def test_an_unknown_name_is_an_error_that_names_the_row():
    rows = [plan(), plan(name_printed="Xã Vũ Lể-Bắc Sơn")]
    with pytest.raises(BadInputError) as caught:
        clean_commune_plans(cells_of("commune_plans", *rows), NAMES)
    assert caught.value.where == "data/raw/commune_plans.csv, row 3, column name_printed"
    assert caught.value.found == "'Xã Vũ Lể-Bắc Sơn'"
    assert "data/reference/unit_names.csv" in caught.value.expected


@pytest.mark.parametrize("text", ["1,7,12,29", "0,7"])
def test_a_number_that_is_no_criterion_is_an_error(text):
    with pytest.raises(BadInputError) as caught:
        clean_commune_plans(cells_of("commune_plans", plan(met_printed=text)), NAMES)
    assert caught.value.where == "data/raw/commune_plans.csv, row 2, column met_printed"
    assert caught.value.expected == "criteria from 1 to 19"


def test_a_number_that_is_no_criterion_is_an_error_in_a_planned_list_too():
    with pytest.raises(BadInputError, match=r"row 2, column list_2019_printed: found '3,20'"):
        lists_of(list_2019_printed="3,20")


# Criteria and sub-criteria, one a row


def test_each_criterion_is_one_row_with_its_status_and_year():
    criteria, subs = lists_of(met_printed="1,12", list_2017_printed="8", list_2020_printed="2,5")
    told = criteria[["criterion", "status", "planned_year"]].itertuples(index=False, name=None)
    assert list(told) == [
        (1, "met_2017_01", ""),
        (12, "met_2017_01", ""),
        (8, "planned", "2017"),
        (2, "planned", "2020"),
        (5, "planned", "2020"),
    ]
    assert subs.empty


def test_a_criterion_printed_twice_in_one_list_is_one_row_and_in_two_years_two_rows():
    criteria, _ = lists_of(met_printed="1,1", list_2017_printed="8", list_2018_printed="8")
    assert list(criteria["criterion"]) == [1, 8, 8]
    assert list(criteria["planned_year"]) == ["", "2017", "2018"]


def test_sub_criteria_are_listed_by_year_and_shown_beside_their_criterion():
    """Gia Lộc: sub-criteria of 17 in 2017 and 2018, the whole criterion in 2019."""
    criteria, subs = lists_of(
        list_2017_printed="16 (17.3; 18.3)", list_2018_printed="8,13 (2.1;17.4; 17.8)", list_2019_printed="2,17"
    )
    told = subs[["planned_year", "sub_criterion", "criterion"]].itertuples(index=False, name=None)
    assert list(told) == [
        ("2017", "17.3", "17"),
        ("2017", "18.3", "18"),
        ("2018", "2.1", "2"),
        ("2018", "17.4", "17"),
        ("2018", "17.8", "17"),
    ]
    beside = criteria.set_index(["criterion", "planned_year"])["sub_criteria"]
    assert beside[17, "2019"] == "2017:17.3 2018:17.4 2018:17.8"
    assert beside[16, "2017"] == ""


def test_a_decided_reading_tells_sub_criteria_from_criteria():
    criteria, subs = lists_of(line="324", list_2017_printed="9;17,3;17,5;17,7;")
    assert list(criteria.loc[criteria["planned_year"] == "2017", "criterion"]) == [9]
    assert list(subs["sub_criterion"]) == ["17.3", "17.5", "17.7"]


def test_a_decided_reading_joins_a_split_number():
    criteria, _ = lists_of(line="329", list_2017_printed="17,1 8")
    assert list(criteria.loc[criteria["planned_year"] == "2017", "criterion"]) == [17, 18]


def test_a_split_number_without_a_reading_is_an_error():
    with pytest.raises(BadInputError, match="column list_2017_printed"):
        lists_of(line="330", list_2017_printed="17,1 8")


# The district annex


def test_an_annex_line_is_split_into_its_communes():
    row = {"criterion": "4", "stated_n_printed": "3", "communes_printed": "Xã Vũ Lễ, Tân Lập,Tân Hương"}
    table = clean_assignments(cells_of("assignments", row | {"agency_printed": "Phòng KT và HT"}), NAMES, UNIT_OF)
    assert list(table["commune"]) == ["bac-son.vu-le", "bac-son.tan-lap", "bac-son.tan-huong"]
    assert list(table["commune_name"]) == ["Vũ Lễ", "Tân Lập", "Tân Hương"]
    assert set(table["stated_n"]) == {3}
    assert set(table["agency"]) == {"Phòng KT và HT"}


def wrong_annex():
    rows = [{"stated_n_printed": "1", "communes_printed": "Xã Vũ Lễ"}]
    rows += [{"stated_n_printed": "2", "communes_printed": "Xã Tân Lập, Tân Lạp"}]
    with pytest.raises(BadInputError) as caught:
        clean_assignments(cells_of("assignments", *rows), NAMES, UNIT_OF)
    return caught.value


def test_an_unknown_name_in_the_annex_is_an_error():
    assert "data/raw/assignments.csv" in wrong_annex().where
    assert "Tân Lạp" in wrong_annex().found


def test_an_unknown_name_in_the_annex_is_looked_for_in_the_row_of_the_file():
    assert wrong_annex().where == "data/raw/assignments.csv, row 3, column communes_printed"


# Roles


def role(**cells):
    return {"commune_printed": "Mẫu Sơn", "role": "advanced"} | cells


@pytest.mark.parametrize(("district", "unit"), [("Cao Lộc", "cao-loc.mau-son"), ("Lộc Bình", "loc-binh.mau-son")])
def test_the_printed_district_tells_two_communes_of_one_name_apart(district, unit):
    row = role(district_printed=district, within="bac-son")
    table = clean_roles(cells_of("commune_roles", row), NAMES)
    assert (table["commune"].iloc[0], table["district"].iloc[0]) == (unit, unit.split(".")[0])


def test_without_a_printed_district_the_name_is_looked_up_within_the_documents_unit():
    row = role(commune_printed="Vũ Lễ", within="bac-son")
    assert list(clean_roles(cells_of("commune_roles", row), NAMES)["commune"]) == ["bac-son.vu-le"]


def test_a_name_without_its_district_is_an_error_where_two_communes_bear_it():
    with pytest.raises(BadInputError, match=r"commune_roles\.csv, row 2, column commune_printed: found 'Mẫu Sơn'"):
        clean_roles(cells_of("commune_roles", role()), NAMES)


def test_an_unknown_role_is_an_error():
    with pytest.raises(BadInputError, match=r"column role: found 'retired'.*roles\.csv"):
        clean_roles(cells_of("commune_roles", role(role="retired", district_printed="Cao Lộc")), NAMES)


def test_the_raw_frames_stay_as_they_were():
    annex = cells_of("assignments", {"stated_n_printed": "1", "communes_printed": "Xã Vũ Lễ"})
    plans = cells_of("commune_plans", plan(list_2017_printed="8"))
    before = annex.frame.copy(deep=True), plans.frame.copy(deep=True)
    clean_assignments(annex, NAMES, UNIT_OF)
    clean_commune_criteria(plans, clean_commune_plans(plans, NAMES))
    pd.testing.assert_frame_equal(annex.frame, before[0])
    pd.testing.assert_frame_equal(plans.frame, before[1])

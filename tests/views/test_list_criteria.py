"""States, steps, communes and slips in tables for readers."""

import pandas as pd
import pytest

from ntm_analysis.criteria.study import Choice, study_criteria
from ntm_analysis.files import read_csv
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables
from ntm_analysis.views import criteria as views

TABLES = load_tables()
EN, VI = WORDS = [load_words(language) for language in LANGUAGES]
REFERENCE = read_csv(HERE.reference / "criteria.csv", "criteria.csv").astype({"criterion": int})
PROVINCE, DISTRICT, NOTHING = (
    study_criteria(TABLES, REFERENCE, Choice(unit)) for unit in ("lang-son", "bac-son", "lang-son-city")
)
BY_SET = REFERENCE.set_index(["criteria_set", "criterion"])["name_en"]
UNITS = TABLES["units"].drop_duplicates("unit").set_index("unit")["name_en"]
VIEWS = {
    views.list_claims: ("checked", ()),
    views.list_steps: ("steps", (BY_SET,)),
    views.list_thresholds: ("thresholds", ()),
    views.list_groups: ("groups", ()),
    views.list_companions: ("companions", (BY_SET["2016"],)),
    views.list_plausibility: ("plausibility", (UNITS,)),
    views.list_slips: ("slips", (BY_SET["2016"], UNITS)),
    views.list_cumulative_gaps: ("gaps", (UNITS,)),
}
# Of these a reader gets a part of the rows.
LISTED = {
    views.list_thresholds: lambda rows: rows["at_least"].isin([5, 10, 15, 19]).sum(),
    views.list_companions: lambda rows: sum(min(5, count) for count in rows["size"].value_counts()),
}
pytestmark = pytest.mark.data


def list_of(view, study, words):
    """What a view lists of a study."""
    table, names = VIEWS[view]
    names = (study.steps,) if view is views.list_groups else names
    return view(getattr(study, table), *names, words)


def cells(listed, words, *columns):
    """The rows of a listed table, only some columns by their keys of words."""
    return listed[[words(f"column.{column}") for column in columns]].to_numpy().tolist()


def test_every_function_is_tested_here():
    assert {value for name, value in vars(views).items() if name.startswith("list_")} == set(VIEWS)


@pytest.mark.parametrize("study", [PROVINCE, DISTRICT, NOTHING], ids=["province", "district", "nothing"])
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_both_languages_list_the_same_cells(view, study):
    english, vietnamese = (list_of(view, study, words) for words in WORDS)
    assert english.shape == vietnamese.shape
    rows = getattr(study, VIEWS[view][0])
    assert len(english) == LISTED.get(view, len)(rows)
    assert list(english) != list(vietnamese)
    for one, other in zip(english.to_numpy().ravel(), vietnamese.to_numpy().ravel(), strict=True):
        assert (str(one) == "") == (str(other) == "")
        assert not {"nan", "<NA>", "None"} & {str(one), str(other)}


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_no_view_changes_its_table(view):
    table = getattr(PROVINCE, VIEWS[view][0])
    before = table.copy(deep=True)
    list_of(view, PROVINCE, EN)
    pd.testing.assert_frame_equal(table, before)


def test_the_state_that_cannot_hold_names_what_cannot():
    columns = ("date", "mean", "by_bands", "by_counts", "known", "conflicts")
    english, vietnamese = (cells(list_of(views.list_claims, PROVINCE, of), of, *columns) for of in WORDS)
    conflicts = "bands + printed mean; counts by criterion + printed mean"
    row = ["31 December 2020", "13.75–13.85", "11.27–13.74", "10.83–11.83", 18, conflicts]
    assert [row for row in english if row[-1]] == [row]
    assert [row[1:4] for row in vietnamese if row[-1]] == [["13,75–13,85", "11,27–13,74", "10,83–11,83"]]


def test_a_mean_that_is_known_exactly_is_one_number():
    *_, (by_counts,) = cells(list_of(views.list_claims, PROVINCE, EN), EN, "by_counts")
    assert by_counts == "13.97"


def test_a_step_over_the_merging_comes_with_what_merging_could_leave():
    rows = cells(list_of(views.list_steps, PROVINCE, EN), EN, "criterion", "from", "to", "merging")
    assert [
        "3. Irrigation",
        "105/207, 30 June 2017 (reported)",
        "170/181, 31 December 2020 (derived)",
        "79–105",
    ] in rows
    assert ["3. Irrigation", "105/207, 30 June 2017 (reported)", "136/207, 31 December 2020 (planned)", ""] in rows


def test_a_derived_start_is_said_to_be_one_and_cites_its_increase():
    rows = cells(list_of(views.list_steps, PROVINCE, EN), EN, "criterion", "from", "sources")
    derived = [row for row in rows if row[0].startswith("2.") and row[1].endswith("(derived)")]
    assert [row[1:] for row in derived] == [["78/181, 31 December 2020 (derived)", "lang-son-plan-2021: 96, 98"]]


def test_communes_and_slips_have_their_district():
    first, *_ = cells(
        list_of(views.list_plausibility, PROVINCE, EN), EN, "commune", "district", "steepest", "document", "line"
    )
    assert first == ["Vân Mộng", "Văn Quan", 12, "Province plan 2017–2020", 293]
    slips = cells(list_of(views.list_slips, DISTRICT, EN), EN, "commune", "slip", "criterion", "years", "line")
    assert slips == [
        ["Tân Lập", "met, and planned all the same", "9. Residential housing", "2018", 300],
        ["Tân Lập", "neither met nor planned", "16. Culture", "", 300],
    ]


def test_thresholds_come_with_room_and_bands():
    rows = cells(list_of(views.list_thresholds, PROVINCE, EN), EN, "date", "at_least", "room", "told_bands", "line")
    plan = [row[:4] for row in rows if row[0] == "31 December 2020" and row[3]]
    assert plan == [["31 December 2020", *of] for of in ([5, "131–207", "207"], [10, "42–207", "113"])] + [
        ["31 December 2020", *of] for of in ([15, "0–143", "85"], [19, "0–77", "77"])
    ]
    assert all(row[4] for row in rows)


def test_groups_have_their_sources():
    columns = ("criteria_group", "known", "per_year_communes", "per_year_points", "sources")
    first, *_ = cells(list_of(views.list_groups, PROVINCE, EN), EN, *columns)
    assert first[:3] == ["infrastructure", 1, "11.0"]
    assert first[4] == "lang-son-report-2017-h1: 44"
    assert first[3] == f"{100 * 11 / 207:.1f}"


def test_steps_come_in_communes_and_in_points():
    """From 106 of 207 to 110 of 181 communes in 3.5 years: four communes, and 9.6 points."""
    rows = cells(
        list_of(views.list_steps, PROVINCE, EN), EN, "criterion", "merging", "per_year_communes", "per_year_points"
    )
    assert [row[2:] for row in rows if row[0] == "4. Electricity" and row[1]] == [["1.1", "2.7"]]


def test_printed_and_counted_numbers_stand_side_by_side():
    columns = ("commune", "year", "printed_cumulative", "counted_cumulative", "line")
    rows = cells(list_of(views.list_cumulative_gaps, PROVINCE, EN), EN, *columns)
    assert len(rows) == 7
    assert ["Mẫu Sơn", "2017", 5, 4, 353] in rows


def test_criteria_put_off_together_are_named():
    first, *_ = cells(list_of(views.list_companions, PROVINCE, EN), EN, "together", "communes", "lift")
    assert first == ["10. Income; 17. Environment and food safety", 21, "1.03"]

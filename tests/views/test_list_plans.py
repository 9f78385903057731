"""What communes plan in tables: how far criteria are put off, and the lists on which drawn values rest."""

import pandas as pd
import pytest

from ntm_analysis.criteria.study import Choice, study_criteria
from ntm_analysis.files import read_csv
from ntm_analysis.language import load_words
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables
from ntm_analysis.views.plans import add_sources, list_delay, part_paths

EN, VI = (load_words(language) for language in ("en", "vi"))
NAMES = pd.Series({2: "Transport", 6: "Culture", 12: "Labour"})
DELAY = pd.DataFrame(
    {
        "criterion": [2, 6, 12],
        "planned": [32, 40, 1],
        "last_year": [22, 10, 1],
        "back_loading": pd.array([0.25, 0.806452, None], dtype="Float64"),
        "last_share": [0.6875, 0.25, 1.0],
    }
)
LISTS = pd.DataFrame(
    [(1, "d", 12), (1, "d", 12), (1, "d", 9), (1, "e", 30), (2, "d", 99)], columns=["plan_table", "district", "line"]
).assign(document="plan")


def test_the_criterion_put_off_furthest_comes_first():
    listed = list_delay(DELAY, NAMES, EN)
    assert listed.to_numpy().tolist() == [
        ["6. Culture", 40, 10, "25.0%", "0.81"],
        ["2. Transport", 32, 22, "68.8%", "0.25"],
        ["12. Labour", 1, 1, "100.0%", ""],
    ]


def test_both_languages_list_the_same_cells():
    english, vietnamese = (list_delay(DELAY, NAMES, words) for words in (EN, VI))
    assert english.shape == vietnamese.shape
    assert vietnamese.iloc[0].tolist() == ["6. Culture", 40, 10, "25,0%", "0,81"]
    assert set(english.columns).isdisjoint(vietnamese.columns)


def test_a_value_of_all_communes_rests_on_every_list_of_table_1():
    values = pd.DataFrame({"criterion": [2, 6], "communes": [3, 0]}, index=[7, 3])
    cited = add_sources(values, LISTS)
    assert cited["lines"].tolist() == ["9,12,30"] * 2
    assert cited["document"].tolist() == ["plan"] * 2
    pd.testing.assert_frame_equal(cited[values.columns], values)


def test_a_value_of_a_district_rests_on_the_lists_of_its_communes():
    values = pd.DataFrame({"district": ["e", "d"], "criteria": [1, 3]})
    assert add_sources(values, LISTS)["lines"].tolist() == ["30", "9,12"]


def test_nothing_has_no_sources():
    for column in ("district", "criterion"):
        cited = add_sources(pd.DataFrame({column: []}), LISTS.iloc[:0])
        assert list(cited) == [column, "document", "lines"]
        assert cited.empty


@pytest.mark.data
@pytest.mark.parametrize("unit", ["lang-son", "bac-son"])
def test_drawn_values_of_the_committed_data_keep_their_values_and_have_lines(unit):
    criteria = read_csv(HERE.reference / "criteria.csv", "criteria.csv").astype({"criterion": int})
    study = study_criteria(load_tables(), criteria, Choice(unit))
    lines = set(study.plans.loc[study.plans["plan_table"] == 1, "line"])
    for values in (study.load, study.incidence, study.district_load):
        cited = add_sources(values, study.plans)
        pd.testing.assert_frame_equal(cited[values.columns], values)
        assert set(cited["document"]) == {"lang-son-plan-2017-2020"}
        assert {int(line) for of in cited["lines"] for line in of.split(",")} == lines
    districts = add_sources(study.district_load, study.plans).groupby("district")["lines"].first()
    assert sum(len(of.split(",")) for of in districts) == len(lines)


def test_a_long_table_of_communes_is_one_figure_for_each_district():
    paths = pd.DataFrame({"plan_table": 1, "commune": [f"c{number}" for number in range(91)], "district": "a"})
    paths.loc[60:, "district"] = "b"
    paths = pd.concat([paths, paths.head(2).assign(plan_table=2)])
    assert [(name, len(rows)) for name, rows in part_paths(paths)] == [
        ("paths_1_a", 60),
        ("paths_1_b", 31),
        ("paths_2", 2),
    ]
    assert [name for name, _ in part_paths(paths.iloc[1:])] == ["paths_1", "paths_2"]

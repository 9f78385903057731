"""Where the criteria stand, in sentences."""

import pandas as pd
import pytest

from narratives.telling import DATE, LATEST, PLAN, Kept, facts, faulty, read_rows, texts
from ntm_analysis.criteria.panel import make_panel
from ntm_analysis.criteria.plans import measure_plan_load, plans_of
from ntm_analysis.language import LANGUAGES
from ntm_analysis.narratives.bounds import pick_ends
from ntm_analysis.narratives.criteria import tell_criteria, tell_load
from ntm_analysis.notebook import open_notebook

UNITS = ("lang-son", "bac-son")
NAMES = pd.Series({2: "Transport", 3: "Irrigation", 16: "Culture"})
LOAD = pd.DataFrame({"criterion": [2, 3], "planned_year": [2020, 2020], "communes": [4, 9]})
PLANS = pd.DataFrame({"document": [PLAN, PLAN], "line": [300, 301], "plan_table": [1, 2]})


def tell_all(unit, language):
    """What the notebook 03 says of a unit."""
    book = open_notebook("03_criteria_trajectories", unit=unit, language=language)
    panel = make_panel(book.tables["criteria"], unit)
    plans = plans_of(book.tables["commune_criteria"], book.tables["units"], unit)
    say = tell_criteria(Kept(language), panel, book.of_unit("headlines", unit), book.criteria())
    return tell_load(say, measure_plan_load(plans), book.criterion_names(), plans)


@pytest.mark.data
@pytest.mark.parametrize("unit", UNITS)
def test_both_languages_tell_the_same_facts(unit):
    english, vietnamese = (facts(tell_all(unit, language)) for language in LANGUAGES)
    assert english == vietnamese != []


@pytest.mark.data
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", UNITS)
def test_sentences_have_no_empty_places(unit, language):
    assert faulty(tell_all(unit, language)) == []


@pytest.mark.data
def test_the_mean_that_the_derived_counts_allow():
    rows = read_rows("criteria", document=LATEST, basis="derived", as_of=DATE)
    low = sum(int(row["communes_attaining"]) / int(row["communes_total"]) for row in rows)
    known = f"the counts derived for {len(rows)} criteria put the mean between {low:.2f} and {low + 1:.2f}"
    assert len(rows) == 18
    assert f"31 December 2020: {known} criteria per commune." in texts(tell_all("lang-son", "en"))


def test_the_load_of_the_last_year():
    say = tell_load(Kept(), LOAD, NAMES, PLANS)
    (text,) = texts(say)
    assert "Irrigation" in text
    assert "9" in text
    assert "Transport" not in text
    assert "most often leave to 2020, the last year of the plan" in text
    assert say.table()["sources"].tolist() == [f"{PLAN}: 300"]
    assert texts(tell_load(Kept(), LOAD.assign(communes=0), NAMES, PLANS)) == []


def test_criteria_that_share_the_first_place_are_all_named():
    (text,) = texts(tell_load(Kept(), LOAD.assign(communes=9), NAMES, PLANS))
    assert "Transport" in text
    assert "Irrigation" in text


@pytest.mark.data
def test_a_mean_with_a_lower_bound_reads_as_one():
    (text,) = texts(tell_all("lang-son", "vi"), "say.03.mean_range_least")
    assert text.endswith("là từ 13,5–14 tiêu chí/xã trở lên.")
    (text,) = texts(tell_all("bac-son", "en"), "say.03.mean_least")
    assert text.endswith("is at least 13 criteria per commune.")


def test_shares_that_differ_by_rounding_alone_are_level():
    """Three times a tenth is no more than three tenths."""
    panel = pd.DataFrame({"criterion": range(1, 16), "criteria_set": "2016", "share": [0.1 * 3, 0.3, *[0.5] * 13]})
    assert pick_ends(panel, "share")[1]["criterion"].tolist() == [1, 2]

"""Thresholds and a district beside its province: what stands where, in both languages."""

import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex

from charts.geometry import legend_of, rows_of
from charts.measure import faults_of
from ntm_analysis.charts.bounds import pick_states, plot_beside, plot_thresholds
from ntm_analysis.charts.style import INK, SEVERITY, SIDE, new_figure, new_grid
from ntm_analysis.criteria.beside import set_beside
from ntm_analysis.criteria.consistency import bound_thresholds, read_claims
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.tables import load_tables
from ntm_analysis.units import document_counter

WORDS = load_words("en")
TABLES = load_tables()
NAMES = pd.Series({number: f"criterion {number}" for number in range(1, 20)})
UNITS = pd.Series({"bac-son": "Bắc Sơn", "lang-son": "Lạng Sơn"})
pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def thresholds():
    communes_of = document_counter(TABLES["units"], TABLES["documents"])
    return bound_thresholds(read_claims(TABLES, "lang-son", communes_of))


def grid_of(rows, words=WORDS):
    _, grid = new_grid(14, rows.groupby(["document", "as_of", "basis"]).ngroups, 2)
    return plot_thresholds(rows, grid, words)


def test_dots_stand_where_the_bands_are_exact(thresholds):
    plan = thresholds[(thresholds["document"] == "lang-son-plan-2017-2020")]
    (axes,) = grid_of(plan)
    (dots, *_) = axes.lines
    exact = {1: 207, 2: 207, 3: 207, 4: 207, 5: 207, 10: 113, 15: 85, 19: 77}
    assert dict(zip(dots.get_xdata(), dots.get_ydata(), strict=True)) == exact
    assert [text.get_text() for text in axes.texts] == ["207", "113", "85", "77"]
    assert dots.get_color() == INK


def test_the_shade_spans_what_the_counts_allow(thresholds):
    plan = thresholds[(thresholds["document"] == "lang-son-plan-2017-2020")].set_index("at_least")
    (axes,) = grid_of(plan.reset_index())
    corners = axes.collections[0].get_paths()[0].vertices
    at = {float(y) for x, y in corners if x == 19}
    assert at == {float(plan.at[19, "counts_low"]), float(plan.at[19, "counts_high"])} == {0, 77}


def test_one_number_allowed_is_a_line_to_be_seen(thresholds):
    rows = pd.DataFrame({"at_least": [1, 2, 3, 4], "counts_low": [9, 9, 4, 3], "counts_high": [9, 9, 8, 3]})
    rows = thresholds.iloc[:4].drop(columns=list(rows)).reset_index(drop=True).join(rows).assign(communes=9)
    (axes,) = grid_of(rows)
    line = axes.lines[1]
    assert line.get_xdata().tolist() == [0.5, 1.5, 1.5, 2.5, 2.5, 3.5, 3.5, 4.5]
    known = [None if pd.isna(y) else y for y in line.get_ydata()]
    assert known == [9, 9, 9, 9, None, None, 3, 3]
    assert line.get_linewidth() > 1


@pytest.mark.parametrize("most", [1, 2, 7, 17, 207])
def test_communes_are_counted_in_whole_ones(thresholds, most):
    (axes,) = grid_of(thresholds.iloc[:19].assign(communes=most))
    assert [tick for tick in axes.get_yticks() if tick != int(tick)] == []


def test_of_many_states_those_that_cannot_hold_are_drawn_and_then_the_latest(thresholds):
    few = thresholds.iloc[:19]
    many = [few.assign(as_of=pd.Timestamp(f"{year}-12-31"), holds=year != 2003) for year in range(2001, 2013)]
    drawn = pick_states(pd.concat(many, ignore_index=True))
    assert drawn["as_of"].dt.year.drop_duplicates().tolist() == [2003, *range(2006, 2013)]
    assert len(drawn) == 8 * 19
    pd.testing.assert_frame_equal(pick_states(thresholds), thresholds, check_dtype=False)


def test_bands_that_cannot_hold_have_the_colour_of_errors(thresholds):
    plan = thresholds[(thresholds["document"] == "lang-son-plan-2017-2020")].assign(holds=False)
    (axes,) = grid_of(plan)
    assert axes.lines[0].get_color() == SEVERITY["error"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_thresholds_are_whole_and_readable(thresholds, language):
    grid = grid_of(thresholds, load_words(language))
    assert len(grid) == 4
    assert faults_of(grid[0].figure) == {}


@pytest.fixture(scope="module")
def beside():
    rows = set_beside(TABLES["criteria"], TABLES["units"], "lang-son")
    return rows[rows["kind"] == "known"]


def plot(rows, words=WORDS):
    _, axes = new_figure(3.5 + 0.6 * len(rows))
    return plot_beside(rows, NAMES, UNITS, axes, words)


def test_the_criterion_furthest_ahead_is_at_the_top(beside):
    axes = plot(beside)
    ordered = beside.sort_values(["difference", "criterion"], ascending=[False, True])["criterion"]
    assert rows_of(axes) == [f"{number}. criterion {number}" for number in ordered]
    own, above = (item for item in axes.collections if isinstance(item, PathCollection))
    assert [to_hex(item.get_facecolor()[0]) for item in (own, above)] == [SIDE["own"].lower(), SIDE["above"].lower()]
    assert own.get_offsets()[0].tolist() == pytest.approx([100, 0])
    assert above.get_offsets()[0].tolist() == pytest.approx([100 * 157 / 181, 0])
    assert [text.get_text() for text in axes.texts][:2] == ["157/181", "17/17"]


def test_the_legend_names_both_units_and_their_days(beside):
    labels, _ = legend_of(plot(beside))
    assert labels == [
        "Bắc Sơn, 1 January 2020 (derived, of 17; Bắc Sơn plan 2020)",
        "Lạng Sơn, 31 December 2020 (derived, of 181; Province plan 2021)",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_district_beside_its_province_is_whole_and_readable(beside, language):
    assert faults_of(plot(beside, load_words(language)).figure) == {}

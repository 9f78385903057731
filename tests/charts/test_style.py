"""What all figures share: places moved apart, legends in rows, numbers of a language, colours that stand off."""

import ast
import doctest
from itertools import combinations, pairwise

import matplotlib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import is_color_like, same_color
from scipy.optimize import isotonic_regression

from ntm_analysis.charts import style
from ntm_analysis.charts.style import FUNDING, new_figure, put_legend_above, speak_ticks, spread
from ntm_analysis.funding.mix import GROUPS, LEVELS, SCHEME, measure_mix
from ntm_analysis.language import load_words
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_table

from .geometry import legend_rows
from .measure import draw
from .vision import APART, MACHADO, contrast, distance, lab

PLACES = st.lists(st.floats(-1000, 1000), max_size=12)
GAPS = st.floats(0.01, 100)
ROUNDING = 1e-6


def test_doctests():
    found = doctest.testmod(style)
    assert (found.failed, found.attempted > 0) == (0, True)


# Places moved apart


@given(PLACES, GAPS)
def test_neighbours_are_at_least_the_gap_apart_in_the_order_they_had(places, gap):
    moved = spread(places, gap)
    order = sorted(range(len(places)), key=places.__getitem__)
    assert all(moved[other] - moved[one] >= gap - ROUNDING for one, other in pairwise(order))


@given(st.lists(st.floats(1, 50), max_size=12), st.floats(-1000, 1000), st.randoms())
def test_places_that_are_apart_stay_where_they_are(steps, start, random):
    places = [start + sum(steps[:count]) for count in range(len(steps) + 1)]
    random.shuffle(places)
    assert spread(places, 0.99) == places


@given(PLACES, GAPS)
def test_places_that_touch_keep_their_mean(places, gap):
    moved = spread(places, gap)
    order = sorted(range(len(places)), key=places.__getitem__)
    breaks = [i for i, (one, other) in enumerate(pairwise(order), 1) if moved[other] - moved[one] > gap + ROUNDING]
    for block in np.split(order, breaks) if places else []:
        assert np.mean([moved[i] for i in block]) == pytest.approx(np.mean([places[i] for i in block]), abs=ROUNDING)


@given(PLACES, GAPS)
def test_places_move_as_little_as_may_be(places, gap):
    """Least squares under a least gap is isotonic regression of the places less their steps."""
    steps = gap * np.arange(len(places))
    least = isotonic_regression(np.sort(places) - steps).x + steps if places else []
    assert sorted(spread(places, gap)) == pytest.approx(least, abs=ROUNDING)


def test_places_are_left_as_they_were_given():
    places = [3.0, 1.0, 1.0]
    assert spread(places, 1.0) == [3.0, 0.5, 1.5]
    assert places == [3.0, 1.0, 1.0]
    assert spread([], 1.0) == []


# Legends and ticks


@pytest.mark.parametrize(
    ("count", "columns", "rows"),
    [(1, 4, [1]), (4, 4, [4]), (5, 4, [4, 1]), (6, 4, [4, 2]), (8, 4, [4, 4]), (7, 3, [3, 3, 1]), (5, 5, [5])],
)
def test_legends_read_in_rows_of_at_most_their_columns(count, columns, rows):
    axes = legend_with(count, columns)
    assert [len(row) for row in legend_rows(axes)] == rows
    assert [word for row in legend_rows(axes) for word in row] == [f"source {place}" for place in range(count)]


@pytest.mark.parametrize("count", [1, 5, 9])
def test_a_legend_stands_above_the_axes(count):
    axes = legend_with(count, 4)
    (legend,) = axes.figure.legends
    assert legend.get_window_extent().y0 >= axes.get_window_extent().y1
    assert legend.get_window_extent().y1 <= axes.figure.bbox.height - style.TITLE_INCHES * axes.figure.dpi + 1


def legend_with(count, columns):
    """Axes of a drawn figure with a legend of some entries."""
    figure, axes = new_figure(height_cm=6)
    for place in range(count):
        axes.barh(0, 1, label=f"source {place}")
    put_legend_above(axes, columns)
    draw(figure)
    return axes


@pytest.mark.parametrize(("language", "written"), [("en", ["2,500", "0.5"]), ("vi", ["2.500", "0,5"])])
def test_ticks_speak_the_language(language, written):
    _, axes = new_figure(height_cm=6)
    speak_ticks(axes.xaxis, load_words(language))
    assert [axes.xaxis.get_major_formatter()(value) for value in (2500, 0.5)] == written


# Colours

# Contrast of luminance by WCAG, and distance in CIELAB (CIE 1976), that two bars side by side have at least.
APART_IN_GREY, APART_SIDE_BY_SIDE = 1.5, 15
# Meanings that may stand in one figure, by colour. Lower levels of a scheme stand for the whole of their level.
TOGETHER = {
    "groups of money": {group: FUNDING[group] for group in GROUPS},
    "parts of the state budget": {group: FUNDING[group] for group in LEVELS["parts"] if group != "state"},
    "bands": style.BANDS,
    "basis": style.BASIS,
    "severity": style.SEVERITY,
    "claims": style.CLAIMS | {"error": style.SEVERITY["error"], "printed": style.INK},
    "verdict": style.VERDICT,
    "level": style.LEVEL | {"number": style.NUMBER_ONLY, "silent": style.ABSENT},
    "rank": style.RANK,
    "side": style.SIDE,
    "years": dict(enumerate(style.YEAR_STEPS)) | {"absent": style.ABSENT},
    "fan": style.FAN | {"median": style.MIDDLE, "planned": style.BASIS["planned"]},
    "scenario": style.SCENARIO,
}


def drawn_neighbours():
    """Groups and parts that stand beside each other in a bar of some printed scheme."""
    mixes = [measure_mix(load_table("funding"), level) for level in LEVELS]
    schemes = [scheme["group"] for mix in mixes for _, scheme in mix.groupby(SCHEME, sort=False)]
    return sorted({two for groups in schemes for two in pairwise(groups)} | set(pairwise(GROUPS)))


def test_colours_side_by_side_stand_off_in_grey():
    assert [two for two in drawn_neighbours() if contrast(*(FUNDING[of] for of in two)) < APART_IN_GREY] == []


@pytest.mark.parametrize("seen", MACHADO)
def test_colours_side_by_side_stand_off_for_colour_blind_readers(seen):
    distances = {
        two: np.linalg.norm(lab(FUNDING[two[0]], seen) - lab(FUNDING[two[1]], seen)) for two in drawn_neighbours()
    }
    assert [two for two, distance in distances.items() if distance < APART_SIDE_BY_SIDE] == []
    assert len(distances) >= 7


def test_every_group_and_part_has_its_colour():
    assert set(FUNDING) == {group for level in LEVELS.values() for group in level}
    assert all(
        same_color(FUNDING[one], FUNDING[other]) == ({one, other} == {"state", "direct_programme"})
        for one in FUNDING
        for other in FUNDING
        if one != other
    )


@pytest.mark.parametrize("family", TOGETHER)
def test_colours_of_one_figure_are_apart_for_every_reader(family):
    near = {two: distance(*(TOGETHER[family][of] for of in two)) for two in combinations(TOGETHER[family], 2)}
    assert {two: found for two, found in near.items() if found < APART} == {}


@pytest.mark.parametrize(
    ("colours", "apart"), [(("#d73027", "#1a9850"), True), (("#8c6d1f", "#6b7a1f"), False), (("white", "black"), True)]
)
def test_colours_that_a_colour_blind_reader_mixes_up_would_be_found(colours, apart):
    assert (distance(*colours) >= APART) is apart


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ("#ffffff", (100, 0, 0)),
        ("#000000", (0, 0, 0)),
        ("#ff0000", (53.2, 80.1, 67.2)),
        ("#00ff00", (87.7, -86.2, 83.2)),
    ],
)
def test_cielab_is_that_of_the_published_tables(colour, expected):
    assert lab(colour, "none") == pytest.approx(expected, abs=0.2)


@pytest.mark.parametrize("seen", MACHADO)
def test_white_and_greys_look_the_same_to_every_reader(seen):
    assert lab("#777777", seen) == pytest.approx(lab("#777777", "none"), abs=0.1)


def own_colours(code):
    """Colours that a module names by itself: hexadecimal, by name, or a level of grey; `none` is no colour."""
    values = [node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant)]
    texts = [value for value in values if isinstance(value, str) and len(value) > 1 and value != "none"]
    return [text for text in texts if is_color_like(text)]


DRAWING = [*sorted((HERE.root / "ntm_analysis/charts").glob("*.py")), HERE.root / "ntm_analysis/output.py"]


@pytest.mark.parametrize("path", DRAWING, ids=lambda path: path.stem)
def test_colours_come_from_the_palette(path):
    assert path.stem == "style" or own_colours(path.read_text(encoding="utf-8")) == []


def test_a_colour_beside_the_palette_would_be_found():
    found = own_colours("a(color='#d55e00', b='grey', c='0.5', d='none', ls='--', marker='o', e='C1', f='left')")
    assert found == ["#d55e00", "grey", "0.5", "C1"]
    assert own_colours((HERE.root / "ntm_analysis/charts/style.py").read_text(encoding="utf-8")) != []


def test_the_style_file_is_the_look_of_every_figure():
    new_figure(height_cm=6)
    for name, value in style.read_style().items():
        assert matplotlib.rcParams[name] == value
    assert style.read_style()["svg.hashsalt"]

"""What all figures share: places moved apart, legends in rows, numbers of a language, colours that stand off."""

import doctest
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import same_color, to_rgb
from scipy.optimize import isotonic_regression

from ntm_analysis.charts import style
from ntm_analysis.charts.style import FUNDING, luminance, new_figure, put_legend_above, speak_ticks, spread
from ntm_analysis.funding.mix import GROUPS, LEVELS, SCHEME, measure_mix
from ntm_analysis.language import load_words
from ntm_analysis.tables import load_table

from .geometry import legend_rows
from .test_layout import draw

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
APART_IN_GREY, APART_IN_COLOUR = 1.5, 15
# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (IEEE TVCG
# 15:6, 2009), matrices of severity 1.0 on linear RGB.
MACHADO = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "none": np.eye(3),
}
# Linear sRGB to XYZ, and the white of XYZ (IEC 61966-2-1, D65).
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour, seen):
    """A colour in CIELAB as it is seen, by the name of a colour blindness."""
    parts = np.array([part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)])
    relative = TO_XYZ @ np.clip(np.array(MACHADO[seen]) @ parts, 0, 1) / TO_XYZ.sum(axis=1)
    x, y, z = (cell ** (1 / 3) if cell > (6 / 29) ** 3 else cell * 841 / 108 + 4 / 29 for cell in relative)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one, other):
    dark, light = sorted((luminance(FUNDING[one]), luminance(FUNDING[other])))
    return (light + 0.05) / (dark + 0.05)


def drawn_neighbours():
    """Groups and parts that stand beside each other in a bar of some printed scheme."""
    mixes = [measure_mix(load_table("funding"), level) for level in LEVELS]
    schemes = [scheme["group"] for mix in mixes for _, scheme in mix.groupby(SCHEME, sort=False)]
    return sorted({two for groups in schemes for two in pairwise(groups)} | set(pairwise(GROUPS)))


def test_colours_side_by_side_stand_off_in_grey():
    assert [two for two in drawn_neighbours() if contrast(*two) < APART_IN_GREY] == []


@pytest.mark.parametrize("seen", MACHADO)
def test_colours_side_by_side_stand_off_for_colour_blind_readers(seen):
    distances = {
        two: np.linalg.norm(lab(FUNDING[two[0]], seen) - lab(FUNDING[two[1]], seen)) for two in drawn_neighbours()
    }
    assert [two for two, distance in distances.items() if distance < APART_IN_COLOUR] == []
    assert len(distances) >= 7


def test_every_group_and_part_has_its_colour():
    assert set(FUNDING) == {group for level in LEVELS.values() for group in level}
    assert all(
        same_color(FUNDING[one], FUNDING[other]) == ({one, other} == {"state", "direct_programme"})
        for one in FUNDING
        for other in FUNDING
        if one != other
    )

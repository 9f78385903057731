"""One place, by geometry: colours and marks of its criteria, and the lines of its communes over the others."""

from itertools import pairwise

import pandas as pd
import pytest
from matplotlib.colors import same_color, to_hex

from ntm_analysis.charts.places import (
    AGAIN,
    OWN,
    PACE,
    REACHED,
    pick_panels,
    plot_commune,
    plot_communes,
    plot_paths,
    size_paths,
)
from ntm_analysis.charts.style import ABSENT, BEHIND, luminance, new_figure, new_grid
from ntm_analysis.language import load_words

from .geometry import rows_of, texts

WORDS = load_words("en")
NAMES = pd.Series({number: f"name {number}" for number in range(1, 20)})
CALLED = pd.Series({"d": "Đ", "e": "E", "d.a": "A", "d.b": "B", "e.c": "C"})
NO_PARTS = pd.DataFrame(columns=["criterion", "sub_criterion", "planned_year"])


def grid_of(**communes):
    """Criteria: grid_of(d__a={1: 2016}, again={...}) has commune a of d with criterion 1 met and no other listed."""
    rows = []
    for name, years in communes.items():
        commune = name.replace("__", ".")
        place = {"plan_table": 1, "commune": commune, "commune_name": CALLED[commune], "district": commune[0]}
        for criterion in range(1, 20):
            first, *more = years.get(criterion, [pd.NA])
            rows.append(place | {"criterion": criterion, "year": first, "again": ",".join(map(str, more))})
    return pd.DataFrame(rows).astype({"year": "Int64"})


def colours(axes):
    mesh = axes.collections[0]
    mesh.update_scalarmappable()
    shape = mesh.get_array().shape
    return {(index // shape[1], index % shape[1]): to_hex(colour) for index, colour in enumerate(mesh.get_facecolors())}


def marks(axes):
    return {(int(text.get_position()[1]), int(text.get_position()[0])): text.get_text() for text in axes.texts}


def legend(axes):
    (found,) = axes.figure.legends
    return [text.get_text() for text in found.get_texts()]


# Criteria


def test_the_colours_go_from_dark_to_light_so_that_grey_keeps_their_order():
    light = [luminance(colour) for colour in REACHED.values()]
    assert light == sorted(light)
    assert min(later - earlier for earlier, later in pairwise(light)) > 0.05
    assert luminance(ABSENT) > max(light)


def test_communes_have_a_cell_for_every_criterion_in_the_colour_of_its_year():
    _, axes = new_figure(8)
    plot_communes(grid_of(e__c={2: [2020]}, d__b={1: [2016], 3: [2017, 2018]}, d__a={}), CALLED, axes, WORDS)
    assert rows_of(axes) == ["A (Đ)", "B (Đ)", "C (E)"]
    found = colours(axes)
    assert len(found) == 3 * 19
    assert (found[1, 0], found[1, 2], found[2, 1]) == (REACHED[2016], REACHED[2017], REACHED[2020])
    assert {colour for place, colour in found.items() if place not in {(1, 0), (1, 2), (2, 1)}} == {ABSENT}
    assert marks(axes) == {(1, 2): AGAIN}
    assert [list(line.get_ydata()) for line in axes.lines] == [[2, 2]]
    assert set(legend(axes)) == {"met by Jan 2017", "2017", "2020", "not listed (or not yet)", "listed twice"}


def test_communes_of_one_district_do_not_repeat_it():
    _, axes = new_figure(8)
    plot_communes(grid_of(d__b={1: [2016]}, d__a={1: [2017]}), CALLED, axes, WORDS)
    assert rows_of(axes) == ["A", "B"]
    assert len(axes.lines) == 0


def test_a_commune_has_each_criterion_from_its_year_on():
    parts = pd.DataFrame({"criterion": [2, 2], "sub_criterion": ["2.1", "2.3"], "planned_year": [2017, 2017]})
    _, axes = new_figure(11)
    plot_commune(grid_of(d__a={1: [2016, 2017], 2: [2018]}), parts, NAMES, axes, WORDS)
    assert rows_of(axes)[:2] == ["1. name 1", "2. name 2"]
    found = colours(axes)
    assert [found[0, column] for column in range(3)] == [REACHED[2016]] * 3
    assert [found[1, column] for column in range(3)] == [ABSENT, ABSENT, REACHED[2018]]
    assert marks(axes) == {(0, 1): AGAIN, (1, 1): "2.1, 2.3"}
    assert [label.get_text() for label in axes.get_xticklabels()] == ["Jan 2017", "2017", "2018"]


def test_a_repeat_after_the_last_year_has_a_column():
    _, axes = new_figure(11)
    plot_commune(grid_of(d__a={14: [2016, 2017]}), NO_PARTS, NAMES, axes, WORDS)
    assert marks(axes) == {(13, 1): AGAIN}


# Paths


def path(commune, *counts, printed=None):
    place = {"plan_table": 1, "commune": commune, "district": commune[0]}
    rows = [place | {"year": 2016 + step, "cumulative": count} for step, count in enumerate(counts)]
    return pd.DataFrame(rows).assign(printed=pd.array(printed or [None] * len(rows), dtype="Int64"))


def lines(axes, colour):
    found = [line for line in axes.lines if same_color(line.get_color(), colour) and len(line.get_xdata())]
    return [list(zip(line.get_xdata(), line.get_ydata(), strict=True)) for line in found]


def draw(own, others, names, per_year=2.0):
    _, grid = new_grid(*size_paths(len(names)))
    return plot_paths(own, others, names, per_year, grid, WORDS)


def test_a_commune_lies_over_the_others_beside_the_pace_from_its_start():
    own, others = path("d.a", 5, 9, printed=[5, 10]), path("e.c", 3, 4, 19)
    (axes,) = draw(own, others, CALLED[["d.a"]])
    assert lines(axes, OWN["color"]) == [[(2016, 5), (2017, 9), (2018, pytest.approx(float("nan"), nan_ok=True))]]
    assert lines(axes, PACE["color"]) == [[(2016, 5), (2017, 7), (2018, 9)]]
    assert sorted(lines(axes, BEHIND)) == [[(2016, 3), (2017, 4), (2018, 19)], [(2016, 5), (2017, 9)]]
    assert texts(axes) == ["5", "9"]
    crosses = [tuple(place) for item in axes.collections for place in item.get_offsets().tolist() if len(place)]
    assert crosses == [(2017, 10)]
    assert legend(axes)[-1] == "printed number that differs"


def test_the_mean_of_several_communes_keeps_what_those_have_that_plan_no_more():
    own = pd.concat([path("d.a", 4, 10), path("d.b", 6, 8, 12)])
    (axes,) = draw(own, path("e.c", 3, 4), CALLED[["d"]])
    assert [(2016, 5), (2017, 9), (2018, 11)] in lines(axes, OWN["color"])
    assert texts(axes) == ["5.0", "11.0"]
    assert lines(axes, PACE["color"]) == [[(2016, 5), (2017, 7), (2018, 9)]]
    assert "printed number that differs" not in legend(axes)


def test_no_line_strikes_through_a_written_number():
    (axes,) = draw(path("d.a", 5, 9), path("e.c", 3, 4, 19), CALLED[["d.a"]])
    assert [len(text.get_path_effects()) for text in axes.texts] == [1, 1]
    assert min(text.get_zorder() for text in axes.texts) > max(line.get_zorder() for line in axes.lines)


def test_every_unit_has_axes_under_its_name():
    own = pd.concat([path("d.a", 4, 10), path("d.b", 6, 8)])
    grid = draw(own, path("e.c", 3, 4), CALLED[["d.a", "d.b"]])
    assert [axes.get_title(loc="left") for axes in grid] == ["A", "B"]


def test_panels_are_districts_of_a_province_and_communes_of_a_district():
    own = pd.concat([path("e.c", 1), path("d.b", 1), path("d.a", 1)])
    assert pick_panels(own, "province", CALLED).to_dict() == {"d": "Đ", "e": "E"}
    assert list(pick_panels(own, "district", CALLED)) == ["A", "B", "C"]


def test_axes_stand_three_to_a_row():
    assert size_paths(1)[1:] == (1, 1)
    assert size_paths(4)[1:] == (4, 3)
    assert size_paths(7)[0] > size_paths(6)[0] == size_paths(4)[0]

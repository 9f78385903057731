"""Small charts of indicators, by geometry: points and strokes in their own unit, open ends, and values beside them."""

import pandas as pd
import pytest
from criteria.printed import LATEST, plan, point, series_of
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.dates import date2num
from matplotlib.text import Annotation

from ntm_analysis.charts.indicators import COLUMNS, new_panels, plot_indicators, round_rate, write_short
from ntm_analysis.charts.style import BASIS
from ntm_analysis.criteria.indicators import load_indicators, make_series
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.output import USUAL
from ntm_analysis.tables import load_tables

from .geometry import dots, legend_of, saved, segments, texts
from .measure import draw, faults_of

EN, VI = (load_words(language) for language in LANGUAGES)
TABLES, LIST = load_tables(), load_indicators()
REPORTED, PLANNED = (to_hex(BASIS[basis]) for basis in ("reported", "planned"))
FIVE_YEARS, HALF, LAST_YEAR = ("2011-01-01", "2015-12-31"), ("2017-01-01", "2017-06-30"), ("2021-01-01", "2021-12-31")
EARLY, MIDDLE, LATE = "2010-12-31", "2014-12-31", "2018-12-31"


def drawn(series, words=EN):
    figure, grid = new_panels(series)
    assert plot_indicators(series, grid, words) is grid
    return figure, grid


def panel(*rows, words=EN):
    """The axes of one series."""
    _, (axes,) = drawn(series_of(*rows), words)
    return axes


def flow(when, value, basis="reported", **more):
    return point("jobs", when, value, basis, measure="person", **more)


def real(unit, kind, criteria=None):
    series = make_series(TABLES["indicators"], LIST, unit, criteria)
    return series[series["kind"] == kind]


def days(*dates):
    return [date2num(pd.Timestamp(date)) for date in dates]


def arrows(axes):
    """Arrows of open ends: (x, y, up or down)."""
    found = [text for text in axes.texts if isinstance(text, Annotation) and text.arrow_patch]
    return [(date2num(text.xy[0]), text.xy[1], text.xyann[1] > 0) for text in found]


def test_known_points_are_dots_linked_and_targets_rings():
    axes = panel(point("roads", EARLY, 20), point("roads", MIDDLE, 30), plan("roads", LATE, 50))
    early, middle, late = days(EARLY, MIDDLE, LATE)
    assert dots(axes) == [
        (early, 20, REPORTED, REPORTED),
        (middle, 30, REPORTED, REPORTED),
        (late, 50, "#ffffff", PLANNED),
    ]
    (link,) = [line for line in axes.lines if len(line.get_xdata())]
    assert list(zip(date2num(link.get_xdata()), link.get_ydata(), strict=True)) == [(early, 20), (middle, 30)]


def test_amounts_are_strokes_over_their_periods_and_not_linked():
    axes = panel(flow(FIVE_YEARS, 50), flow(LAST_YEAR, 30, "planned"))
    ends = [
        ((x0, y0), (x1, y1))
        for period, y0, y1 in ((FIVE_YEARS, 10, 10), (LAST_YEAR, 30, 30))
        for x0, x1 in [days(*period)]
    ]
    assert segments(axes) == ends
    assert not [line for line in axes.lines if len(line.get_xdata())]


def test_a_range_is_a_stroke_between_two_rings():
    axes = panel(point("roads", EARLY, 20), plan("roads", LATE, (28, 30)))
    (late,) = days(LATE)
    assert segments(axes) == [((late, 28), (late, 30))]
    assert [(x, y) for x, y, inside, _ in dots(axes) if inside == "#ffffff"] == [(late, 28), (late, 30)]
    assert texts(axes) == ["20", "28–30"]


@pytest.mark.parametrize(
    ("qualifier", "up", "sign"),
    [("at_least", True, "≥"), ("more_than", True, ">"), ("at_most", False, "≤"), ("less_than", False, "<")],
)
def test_an_open_end_is_an_arrow_and_a_sign(qualifier, up, sign):
    axes = panel(point("roads", EARLY, 20), plan("roads", LATE, 50, qualifier=qualifier))
    assert arrows(axes) == [(*days(LATE), 50, up)]
    assert texts(axes) == ["20", f"{sign}50"]


def test_an_approximate_value_has_a_sign_and_no_arrow():
    axes = panel(point("roads", EARLY, 20), plan("roads", LATE, 50, qualifier="about"))
    assert arrows(axes) == []
    assert texts(axes) == ["20", "≈50"]


def test_first_and_last_known_value_and_every_target_are_written():
    rows = [point("roads", f"{year}-12-31", year - 2000) for year in range(2010, 2016)]
    rows += [plan("roads", "2020-12-31", 48), plan("roads", "2021-12-31", 50, document=LATEST)]
    assert texts(panel(*rows)) == ["10", "15", "48", "50"]


def test_a_part_of_a_year_is_a_diamond_and_says_so():
    series = series_of(flow(FIVE_YEARS, 50), flow(HALF, 8))
    _, (axes,) = drawn(series)
    marks = [item for item in axes.collections if isinstance(item, PathCollection)]
    corners = [len(item.get_paths()[0].vertices) for item in marks]
    assert corners[1] == 5 < corners[0]
    assert EN("mark.part_of_year") in legend_of(axes)[0]
    _, (axes,) = drawn(series_of(flow(FIVE_YEARS, 50), flow(LAST_YEAR, 8)))
    assert EN("mark.part_of_year") not in legend_of(axes)[0]


@pytest.mark.parametrize(("words", "title"), [(EN, "2. Jobs (people a year)"), (VI, "2. Việc làm (người/năm)")])
def test_the_title_names_criterion_indicator_and_unit(words, title):
    axes = panel(flow(FIVE_YEARS, 50), flow(LAST_YEAR, 8), words=words)
    assert axes.get_title(loc="left") == title


def test_an_indicator_of_no_criterion_has_no_number():
    rows = [point("farms", day, 5, measure="farm", criterion=None) for day in (EARLY, LATE)]
    assert panel(*rows).get_title(loc="left") == "Farms (farms)"


def test_every_panel_stands_on_zero_and_has_its_own_scale():
    rows = [point(name, day, value) for name, value in (("roads", 5), ("farms", 9e6)) for day in (EARLY, LATE)]
    _, grid = drawn(series_of(*rows))
    assert [axes.get_ylim()[0] for axes in grid] == [0, 0]
    assert sorted(axes.get_ylim()[1] > 9e6 for axes in grid) == [False, True]
    assert len({axes.get_xlim() for axes in grid}) == 1


@pytest.mark.parametrize(
    ("value", "rounded"), [(12639.2, 12639), (269.45, 269), (46.7466, 46.7), (3.059, 3.06), (0, 0), (-46.74, -46.7)]
)
def test_amounts_per_year_are_rounded(value, rounded):
    assert round_rate(value) == rounded


def test_values_are_written_by_the_custom_of_the_language():
    (row,) = series_of(flow(FIVE_YEARS, 63196, qualifier="more_than"), flow(LAST_YEAR, 8)).head(1).itertuples()
    assert [write_short(row, words) for words in (EN, VI)] == [">12,639", ">12.639"]


@pytest.mark.parametrize("words", [EN, VI], ids=LANGUAGES)
@pytest.mark.parametrize("criteria", [None, range(1, 20)], ids=["all", "of criteria"])
@pytest.mark.parametrize(("unit", "kind"), [("lang-son", "stock"), ("lang-son", "flow"), ("bac-son", "stock")])
def test_figures_are_whole_and_readable_in_print(unit, kind, criteria, words):
    series = real(unit, kind, criteria)
    figure, grid = drawn(series, words)
    figure.supxlabel("x", x=0.01, ha="left", fontsize=7)
    assert faults_of(figure) == {}
    assert len(grid) == series["indicator"].nunique()


@pytest.mark.parametrize("words", [EN, VI], ids=LANGUAGES)
@pytest.mark.parametrize("kind", ["stock", "flow"])
def test_no_value_stands_on_a_dot(kind, words):
    figure, grid = drawn(real("lang-son", kind, range(1, 20)), words)
    renderer = draw(figure)
    for axes in grid:
        places = [axes.transData.transform(dot[:2]) for dot in dots(axes)]
        for text in (text for text in axes.texts if text.get_text()):
            box = text.get_window_extent(renderer)
            assert not [place for place in places if box.contains(*place)], text.get_text()


@pytest.mark.parametrize(
    "values", [(0, 0, 0), (1e9, 1e9, 1e9), (1e-3, 1e6, 1), (5, 5, 5)], ids=["zeros", "huge", "mixed", "equal"]
)
def test_extreme_values_are_drawn_whole(values):
    rows = [point("roads", day, value) for day, value in zip((EARLY, MIDDLE, LATE), values, strict=True)]
    figure, _ = drawn(series_of(*rows, *(point("farms", day, 1) for day in (EARLY, LATE))))
    assert faults_of(figure) == {}


def test_a_figure_of_the_province_is_not_taller_than_a_page():
    for kind in ("stock", "flow"):
        figure, grid = drawn(real("lang-son", kind, range(1, 20)))
        assert figure.get_figheight() * 2.54 < 24
        assert len(grid) > COLUMNS


def test_saved_figures_are_the_same_in_two_runs():
    series = real("lang-son", "flow", range(1, 20))
    for kind in USUAL:
        assert saved(drawn(series)[0], kind) == saved(drawn(series)[0], kind)

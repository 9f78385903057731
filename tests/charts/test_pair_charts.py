"""The figures of schemes side by side, by their geometry: dumbbells, log-ratios, slopes and the triangle."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import same_color, to_hex
from matplotlib.text import Annotation

from ntm_analysis.charts.pairs import plot_execution, plot_pairs, plot_slopes, plot_triangle
from ntm_analysis.charts.style import FUNDING, INK
from ntm_analysis.funding.mix import GROUPS
from ntm_analysis.language import load_words

from .geometry import bars, dots, draw_on, legend_of, places_of, rows_of, segments
from .measure import clashes, draw

WORDS = load_words("en")
PLAN, REPORT, LATEST = "lang-son-plan-2017-2020", "lang-son-report-2017-h1", "lang-son-plan-2021"
REVIEW = "lang-son-review-2011-2015"
COLUMNS = ["group", "reference_share", "share", "execution", "clr_difference"]
WHITE = "#ffffff"


def pair_of(*rows):
    """A pair of schemes: rows of COLUMNS, shares from 0 to 1."""
    frame = pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(COLUMNS[1:], float))
    change = 100 * (frame["share"] - frame["reference_share"])
    return frame.assign(change_points=change, document=REPORT, reference_document=PLAN)


# Planned 40 and 60, came 30 and 10: 40 to 75 %, 60 to 25 %; ln(0.75) and ln(1/6) lie 0.752 from their mean.
CAME = ("state", 0.40, 0.75, 0.75, 0.752), ("credit", 0.60, 0.25, 1 / 6, -0.752)
NAN = float("nan")


# Dumbbells


def test_a_pair_of_one_document_is_named_by_what_parts_it():
    ends = {"period_start": pd.Timestamp("2017-01-01"), "period_end": pd.Timestamp("2017-12-31"), "unit": "lang-son"}
    sides = ends | {"basis": "reported"} | {f"reference_{name}": value for name, value in ends.items()}
    of = pair_of(*CAME).assign(document=PLAN, **sides, reference_basis="planned")
    name = WORDS(f"doc.{PLAN}")
    assert legend_of(draw_on(plot_pairs, of, WORDS))[0] == [
        f"{name}, {WORDS(f'basis.{of}')}" for of in ("planned", "reported")
    ]


def test_a_dumbbell_goes_from_the_ring_of_the_reference_to_the_dot_of_the_scheme():
    axes = draw_on(plot_pairs, pair_of(*CAME), WORDS)
    assert rows_of(axes) == ["Credit", "State budget"]
    rings, filled = dots(axes)[:2], dots(axes)[2:]
    assert [(x, y, inside, edge) for x, y, inside, edge in rings] == [(60, 0, WHITE, INK), (40, 1, WHITE, INK)]
    assert [(x, y, inside) for x, y, inside, _ in filled] == [(25, 0, INK), (75, 1, INK)]
    assert [sorted(x for x, _ in ends) for ends in segments(axes)] == [pytest.approx([25, 60]), pytest.approx([40, 75])]


def test_the_line_of_a_dumbbell_has_the_colour_of_its_source():
    (lines,) = (item for item in draw_on(plot_pairs, pair_of(*CAME), WORDS).collections if hasattr(item, "get_colors"))
    assert [to_hex(colour) for colour in lines.get_colors()] == [
        FUNDING[group].lower() for group in ("credit", "state")
    ]


def beside(axes):
    """The texts at the right of the rows: those that are no annotations of marks."""
    return [text.get_text() for text in axes.texts if not isinstance(text, Annotation)]


def test_the_legend_of_a_pair_names_the_reference_first():
    axes = draw_on(plot_pairs, pair_of(*CAME), WORDS)
    assert legend_of(axes)[0] == [WORDS(f"doc.{document}") for document in (PLAN, REPORT)]
    assert places_of(axes, WORDS(f"doc.{PLAN}")) == [(60, 0), (40, 1)]


def test_how_much_of_the_plan_came_stands_beside_its_sources():
    assert beside(draw_on(plot_pairs, pair_of(*CAME), WORDS)) == ["16.7%", "75.0%", "of plan"]


def test_both_shares_stand_outside_of_their_marks():
    axes = draw_on(plot_pairs, pair_of(*CAME), WORDS)
    ends = [(text.get_text(), text.xy, text.get_ha()) for text in axes.texts if isinstance(text, Annotation)]
    assert sorted(ends) == sorted(
        (f"{x:.1f}", (x, y), side)
        for (x0, y), (x1, _) in segments(axes)
        for x, side in ((min(x0, x1), "right"), (max(x0, x1), "left"))
    )


def test_where_neither_is_the_plan_of_the_other_the_change_stands_there():
    rows = [(*row[:3], NAN, row[4]) for row in CAME]
    axes = draw_on(plot_pairs, pair_of(*rows), WORDS)
    assert beside(axes) == ["-35.0", "+35.0", "difference, percentage points"]
    assert rows_of(axes) == ["Credit", "State budget"]


@pytest.mark.parametrize("executed", [True, False])
@pytest.mark.parametrize(("reference", "share", "inside"), [(0.1, NAN, WHITE), (NAN, 0.1, INK)])
def test_a_source_that_one_does_not_print_has_one_mark_and_says_so(reference, share, inside, executed):
    both = CAME if executed else [(*row[:3], NAN, row[4]) for row in CAME]
    axes = draw_on(plot_pairs, pair_of(("enterprises", reference, share, NAN, NAN), *both), WORDS)
    assert rows_of(axes)[2] == "Enterprises"
    assert [(x, y, colour) for x, y, colour, _ in dots(axes) if y == 2] == [(10, 2, inside)]
    assert [y for (_, y), _ in segments(axes)] == [0, 1]
    assert beside(axes)[2] == "not printed"


@pytest.mark.parametrize("base", ["parts", "stated"])
def test_the_axis_of_a_pair_tells_the_base(base):
    assert draw_on(plot_pairs, pair_of(*CAME), WORDS, base).get_xlabel() == WORDS(f"axis.share_of_{base}")


# Log-ratio execution


def test_bars_of_the_execution_go_both_ways_from_zero():
    axes = draw_on(plot_execution, pair_of(*CAME), WORDS)
    drawn = [(bar.get_x(), bar.get_width(), to_hex(bar.get_facecolor())) for bar in axes.patches]
    assert drawn == [(0, -0.752, FUNDING["credit"].lower()), (0, 0.752, FUNDING["state"].lower())]
    assert [(text.get_text(), text.xy[0], text.get_ha()) for text in axes.texts] == [
        ("-0.75", -0.752, "right"),
        ("0.75", 0.752, "left"),
    ]
    assert [list(line.get_xdata()) for line in axes.lines] == [[0, 0]]


def test_an_execution_leaves_out_what_is_not_compared():
    axes = draw_on(plot_execution, pair_of(("enterprises", 0.1, NAN, NAN, NAN), *CAME), WORDS)
    assert rows_of(axes) == ["Credit", "State budget"]
    assert len(axes.patches) == 2


def test_an_execution_that_is_the_same_everywhere_is_drawn():
    axes = draw_on(plot_execution, pair_of(("state", 0.4, 0.4, 0.1, 0.0), ("credit", 0.6, 0.6, 0.1, 0.0)), WORDS)
    assert axes.get_xlim() == pytest.approx((-0.1, 0.1))
    assert bars(axes) == []


# Slopes


def schemes_of(*schemes, stated=0.5):
    """A mix of several schemes: (document, basis, shares by group)."""
    frames = [
        pd.DataFrame({"group": list(shares), "share_parts_pct": list(shares.values())}).assign(
            document=document, basis=basis, period_start=pd.Timestamp(2010 + place, 1, 1)
        )
        for place, (document, basis, shares) in enumerate(schemes)
    ]
    mix = pd.concat(frames, ignore_index=True).assign(unit="lang-son", period_end=pd.Timestamp("2021-12-31"))
    groups = pd.Categorical(mix["group"], GROUPS, ordered=True)
    return mix.assign(group=groups, share_stated_pct=mix["share_parts_pct"] * stated)


THREE = [
    (PLAN, "planned", {"state": 30.0, "credit": 70.0}),
    (REPORT, "reported", {"state": 20.0, "credit": 45.0, "enterprises": 35.0}),
    (LATEST, "planned", {"state": 60.0, "credit": 30.0, "enterprises": 10.0}),
]


def test_slopes_go_through_the_shares_of_each_source():
    axes = draw_on(plot_slopes, schemes_of(*THREE), WORDS)
    state, credit, _ = axes.lines
    assert [list(line.get_xdata()) for line in axes.lines] == [[0, 1, 2]] * 3
    assert (list(state.get_ydata()), list(credit.get_ydata())) == ([30, 20, 60], [70, 45, 30])
    assert all(same_color(line.get_color(), FUNDING[group]) for line, group in zip(axes.lines, GROUPS, strict=False))


def test_a_line_breaks_where_a_source_is_not_printed():
    gap = [THREE[1], (PLAN, "planned", {"state": 50.0, "credit": 50.0}), THREE[2]]
    _, _, enterprises = draw_on(plot_slopes, schemes_of(*gap), WORDS).lines
    assert list(np.isnan(enterprises.get_ydata())) == [False, True, False]
    assert enterprises.get_ydata()[[0, 2]].tolist() == [35, 10]


def test_rings_of_slopes_are_plans_and_dots_are_what_came():
    found = dots(draw_on(plot_slopes, schemes_of(*THREE), WORDS))
    assert {(x, y): inside for x, y, inside, edge in found if edge == FUNDING["state"].lower()} == {
        (0, 30): WHITE,
        (1, 20): FUNDING["state"].lower(),
        (2, 60): WHITE,
    }
    assert len(found) == 8


def test_shares_stand_at_their_schemes_and_names_at_the_right():
    axes = draw_on(plot_slopes, schemes_of(*THREE), WORDS)
    written = {x: [text.get_text() for text in axes.texts if text.xy[0] == x] for x in range(3)}
    assert written == {
        0: ["30.0", "70.0"],
        1: ["20.0", "45.0", "35.0"],
        2: ["60.0  State budget", "30.0  Credit", "10.0  Enterprises"],
    }
    assert [text.get_ha() for text in axes.texts if text.xy[0] != 1] == ["right"] * 2 + ["left"] * 3
    assert [label.get_text().splitlines()[-1] for label in axes.get_xticklabels()] == ["planned", "reported", "planned"]


@pytest.mark.parametrize(("stated", "labels"), [(0.5, ["15.0", "35.0"]), (NAN, ["30.0", "70.0"])])
def test_slopes_are_of_the_base_and_of_the_parts_without_a_printed_total(stated, labels):
    axes = draw_on(plot_slopes, schemes_of(*THREE, stated=stated), WORDS, "stated")
    assert [text.get_text() for text in axes.texts if text.xy[0] == 0] == labels
    assert [line.get_ydata()[0] for line in axes.lines[:2]] == [float(label) for label in labels]
    assert axes.get_ylabel() == WORDS("axis.share_of_stated")


def test_labels_of_slopes_that_lie_close_together_do_not_overlap():
    close = {"state": 25.0, "credit": 25.4, "enterprises": 25.2, "community": 24.4}
    schemes = [(document, "planned", close) for document in (PLAN, REPORT, LATEST)]
    axes = draw_on(plot_slopes, schemes_of(*schemes), WORDS, height_cm=10)
    renderer = draw(axes.figure)
    assert clashes([(text, text.get_window_extent(renderer)) for text in axes.texts]) == []
    for x in range(3):
        heights = [text.xy[1] for text in axes.texts if text.xy[0] == x]
        assert [GROUPS[place] for place in np.argsort(heights)] == ["community", "state", "enterprises", "credit"]


# The triangle


def triangle_of(*rows):
    """Points of a triangle: (document, basis, state, credit, others)."""
    ends = {"period_start": pd.Timestamp("2017-01-01"), "period_end": pd.Timestamp("2020-12-31")}
    return pd.DataFrame(rows, columns=["document", "basis", "state", "credit", "others"]).assign(
        unit="lang-son", **ends
    )


PURE = (PLAN, "planned", 100.0, 0.0, 0.0), (REPORT, "reported", 0.0, 100.0, 0.0), (LATEST, "planned", 0.0, 0.0, 100.0)
INNER = (REVIEW, "reported", 26.0, 57.9, 16.1), (PLAN, "planned", 26.0, 56.0, 18.0)


def draw_triangle(*rows):
    axes = draw_on(plot_triangle, triangle_of(*rows), WORDS, height_cm=9, projection="ternary", ternary_sum=100)
    draw(axes.figure)
    return axes


def pixels(axes, line):
    return axes.transData.transform(line.get_xydata())


def test_pure_mixes_lie_at_the_corners():
    """State at the top, credit at the left, the others at the right, all as far from each other."""
    axes = draw_triangle(*PURE)
    top, left, right = corners = pixels(axes, axes.lines[0])
    assert corners == pytest.approx(axes.transAxes.transform([(0.5, 1), (0, 0), (1, 0)]))
    assert top[1] > left[1] == pytest.approx(right[1])
    assert left[0] < top[0] < right[0]
    sides = [np.linalg.norm(one - other) for one, other in ((top, left), (left, right), (right, top))]
    assert sides == pytest.approx([sides[0]] * 3)


def test_a_mix_lies_at_the_weighted_mean_of_the_corners():
    corners = pixels(axes := draw_triangle(*PURE), axes.lines[0])
    axes = draw_triangle(*INNER)
    shares = np.array([row[2:] for row in INNER]) / 100
    assert pixels(axes, axes.lines[0]) == pytest.approx(shares @ corners, abs=1e-6)


def test_the_corners_are_named_where_they_are():
    named = {text.get_text(): text.xy for text in draw_triangle(*PURE).texts}
    assert named["State (%)"] == (0.5, 1)
    assert named["Credit (%)"] == (0, 0)
    assert named["Enterprises + community (%)"] == (1, 0)


def test_the_path_goes_from_row_to_row():
    axes = draw_triangle(*PURE)
    points = axes.lines[0].get_xydata()
    arrows = [text for text in axes.texts if text.arrow_patch and text.arrowprops["arrowstyle"] == "-|>"]
    assert [(tuple(arrow.xyann), tuple(arrow.xy)) for arrow in arrows] == [
        (tuple(points[0]), tuple(points[1])),
        (tuple(points[1]), tuple(points[2])),
    ]


def test_rings_of_the_triangle_are_plans_and_dots_are_what_came():
    axes = draw_triangle(*PURE)
    path, planned, reported = axes.lines
    assert planned.get_xydata().tolist() == path.get_xydata()[[0, 2]].tolist()
    assert reported.get_xydata().tolist() == path.get_xydata()[[1]].tolist()
    assert same_color(planned.get_markerfacecolor(), "white")
    assert same_color(reported.get_markerfacecolor(), INK)
    assert {line.get_marker() for line in (planned, reported)} == {"o"}


def test_every_point_has_its_name_in_the_order_of_height():
    rows = *INNER, (LATEST, "planned", 25.7, 67.1, 7.2)
    axes = draw_triangle(*rows)
    heights = {text.get_text().split("\n")[0]: text.xy[1] for text in axes.texts if text.xy[0] == 1.18}
    assert sorted(heights, key=heights.get) == [WORDS(f"doc.{document}") for document in (LATEST, REVIEW, PLAN)]
    lines = [text for text in axes.texts if text.arrow_patch and text.arrowprops["arrowstyle"] == "-"]
    assert [tuple(line.xy) for line in lines] == [tuple(point) for point in axes.lines[0].get_xydata()]
    assert [line.xyann[1] for line in lines] == list(heights.values())


def test_a_triangle_of_one_point_has_no_arrow():
    axes = draw_triangle(PURE[0])
    assert [text for text in axes.texts if text.arrow_patch and text.arrowprops["arrowstyle"] == "-|>"] == []
    assert [line.get_xydata().shape[0] for line in axes.lines] == [1, 1, 0]

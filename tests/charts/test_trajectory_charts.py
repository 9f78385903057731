"""How the criteria move, by geometry: what claims allow, waterfalls, ranks from state to state, small multiples."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import same_color, to_hex

from ntm_analysis.charts.style import BASIS, BEHIND, CLAIMS, INK, RANK, SEVERITY, new_figure, new_grid
from ntm_analysis.charts.trajectories import (
    plot_claims,
    plot_contributions,
    plot_criteria,
    plot_difficulty,
)
from ntm_analysis.criteria.consistency import check_claims, read_claims
from ntm_analysis.criteria.movement import measure_contributions, measure_steps, rank_difficulty
from ntm_analysis.criteria.panel import make_panel
from ntm_analysis.files import read_csv
from ntm_analysis.language import load_words
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables
from ntm_analysis.units import document_counter

from .geometry import bars, dots, draw_on, legend_of, legend_rows, rows_of, segments, texts
from .measure import clashes, draw, faults_of

WORDS = load_words("en")
NAMES = pd.Series({number: f"name {number}" for number in range(1, 20)})
PLAN = "lang-son-plan-2017-2020"
ENDS = ["bands_low", "bands_high", "counts_low", "counts_high", "mean_low", "mean_high"]
NAN = float("nan")
WHITE = "#ffffff"


def claims_of(*states):
    """Checked states: the six ENDS and the conflicts, one state a day."""
    rows = [dict(zip([*ENDS, "conflicts"], state, strict=True)) for state in states]
    dates = pd.date_range("2017-01-31", periods=len(rows), freq="ME")
    return pd.DataFrame(rows).assign(as_of=dates, basis="planned", document=PLAN).astype(dict.fromkeys(ENDS, "Float64"))


TOLD = (4.0, 9.0, 2.0, 10.0, 7.35, 7.45, "")
IMPOSSIBLE = (11.0, 13.7, 10.5, 11.5, 13.75, 13.85, "bands+mean,counts+mean")
OPEN = (12.0, 15.0, 14.0, 14.0, 13.45, 19.0, "")
SILENT = (NAN, NAN, NAN, NAN, NAN, NAN, "")


# Claims


def test_bars_of_claims_span_what_bands_and_counts_allow():
    axes = draw_on(plot_claims, claims_of(TOLD, IMPOSSIBLE), WORDS)
    found = [(row, left, round(width, 6), colour) for row, left, width, colour in bars(axes)]
    teal, pink = (CLAIMS[kind].lower() for kind in ("bands", "counts"))
    assert found == [(0, 4, 5, teal), (1, 11, 2.7, teal), (0, 2, 8, pink), (1, 10.5, 1, pink)]


def test_bars_of_a_state_do_not_touch():
    axes = draw_on(plot_claims, claims_of(TOLD), WORDS)
    (upper, lower) = sorted((bar.get_y(), bar.get_y() + bar.get_height()) for bar in axes.patches)
    assert upper[1] < 0 < lower[0]


def strokes(axes):
    """Upright lines: (x, row)."""
    return [(one[0], round((one[1] + other[1]) / 2)) for one, other in segments(axes) if one[0] == other[0]]


def test_a_printed_mean_is_a_stroke_at_both_ends_of_its_digits():
    assert strokes(draw_on(plot_claims, claims_of(TOLD), WORDS)) == [(7.35, 0), (7.45, 0)]


def test_a_mean_open_above_runs_to_the_edge_without_a_stroke_there():
    axes = draw_on(plot_claims, claims_of(OPEN), WORDS)
    assert strokes(axes) == [(13.45, 0)]
    assert [ends for ends in segments(axes) if ends[0][1] == ends[1][1]] == [((13.45, 0), (19, 0))]
    assert axes.get_xlim() == (0, 19)


def test_a_mean_that_cannot_hold_has_a_colour_and_says_so_in_its_row():
    axes = draw_on(plot_claims, claims_of(TOLD, IMPOSSIBLE), WORDS)
    assert [(text.get_text(), text.get_position()[1]) for text in axes.texts] == [("cannot hold", 1)]
    colours = [to_hex(item.get_colors()[0]) for item in axes.collections]
    assert colours == [INK, INK, *[SEVERITY["error"].lower()] * 2]


def test_a_conflict_without_the_mean_leaves_the_mean_alone():
    assert texts(draw_on(plot_claims, claims_of((*TOLD[:6], "bands+counts")), WORDS)) == []


def test_a_state_that_bounds_nothing_has_no_row():
    axes = draw_on(plot_claims, claims_of(SILENT, TOLD), WORDS)
    assert rows_of(axes) == ["Feb 2017, planned"]
    assert {row for row, *_ in bars(axes)} == {0}


def test_a_state_with_bands_alone_has_one_bar():
    assert len(bars(draw_on(plot_claims, claims_of((4.0, 9.0, NAN, NAN, NAN, NAN, "")), WORDS))) == 1


def test_the_legend_of_claims_names_both_bars_and_the_mean():
    axes = draw_on(plot_claims, claims_of(TOLD), WORDS)
    (legend,) = axes.figure.legends
    assert {text.get_text() for text in legend.get_texts()} == {
        "printed mean",
        "allowed by the bands",
        "allowed by the counts",
    }


# Contributions


def contributions_of(basis="derived", **changes):
    """What criteria add between two states: c6=0.2 is criterion 6."""
    rows = [{"criterion": int(name[1:]), "contribution": value} for name, value in changes.items()]
    return pd.DataFrame(rows).assign(to_basis=basis)


def contributions(**changes):
    _, axes = new_figure(height_cm=8)
    return plot_contributions(contributions_of(**changes), NAMES, axes, WORDS)


def test_a_waterfall_starts_each_bar_where_the_last_one_ended_and_ends_with_the_sum():
    axes = contributions(c2=0.1, c6=0.4, c8=0.25)
    assert [(row, round(left, 6), round(width, 6)) for row, left, width, _ in bars(axes)] == [
        (0, 0, 0.4),
        (1, 0.4, 0.25),
        (2, 0.65, 0.1),
        (3, 0, 0.75),
    ]
    assert rows_of(axes) == ["6. name 6", "8. name 8", "2. name 2", "3 criteria together"]
    assert texts(axes) == ["+0.40", "+0.25", "+0.10", "+0.75"]


def test_a_loss_goes_back_and_is_hollow():
    axes = contributions(c2=0.5, c6=-0.2, basis="planned")
    found = [(round(left, 6), round(width, 6), colour) for _, left, width, colour in bars(axes)][:2]
    assert found == [(0, 0.5, BASIS["planned"].lower()), (0.3, 0.2, WHITE)]
    assert texts(axes) == ["+0.50", "-0.20", "+0.30"]


def test_losses_alone_stay_inside_the_axes():
    axes = contributions(c2=-0.5, c6=-0.2)
    assert [(round(left, 6), round(width, 6)) for _, left, width, _ in bars(axes)] == [
        (-0.2, 0.2),
        (-0.7, 0.5),
        (-0.7, 0.7),
    ]
    assert axes.get_xlim()[0] < -0.7
    assert axes.get_xlim()[1] > 0


def test_a_change_of_nothing_has_no_sign():
    assert texts(contributions(c2=0.001, c6=0.0)) == ["0.00", "0.00", "0.00"]


# Difficulty


def ranked_of(*states):
    """Ranked states: (date, basis, criteria set, [(criterion, rank)]), and the number of communes unless 207."""
    cells = ["as_of", "basis", "criteria_set", "criterion", "rank", "communes_total"]
    rows = [
        (pd.Timestamp(date), basis, kind, number, rank, *(more or [207]))
        for date, basis, kind, of, *more in states
        for number, rank in of
    ]
    frame = pd.DataFrame(rows, columns=cells)
    return frame.assign(counted=frame.groupby(["as_of", "basis"])["criterion"].transform("size"))


def ranks(*numbers):
    """Ranks of criteria in the order of difficulty."""
    return [(number, float(rank)) for rank, number in enumerate(numbers, start=1)]


THREE = (
    ("2015-12-31", "reported", "2009", ranks(1, 2, 3, 4, 5, 6, 7)),
    ("2020-12-31", "derived", "2016", ranks(2, 1, 3, 4, 5, 6)),
    ("2021-12-31", "planned", "2016", ranks(1, 2, 3, 4, 5, 7, 6)),
)


def difficulty(*states):
    _, axes = new_figure(height_cm=12)
    return plot_difficulty(ranked_of(*states), NAMES, axes, WORDS)


def steps(axes):
    """Lines from state to state: (x, rank) at both ends."""
    lines = [tuple(zip(*line.get_data(), strict=True)) for line in axes.lines]
    return [ends for ends in lines if ends and ends[0][0] != ends[1][0]]


def test_lines_go_between_neighbouring_states_of_one_set():
    assert sorted(steps(difficulty(*THREE))) == [
        ((1, 1), (2, 2)),
        ((1, 2), (2, 1)),
        *(((1, rank), (2, rank)) for rank in (3, 4, 5)),
        ((1, 6), (2, 7)),
    ]


TWO = ranks(1, 2)
OUTCOME = ("2020-12-31", "derived", "2016", TWO, 181)


def test_a_plan_for_a_day_whose_outcome_is_known_has_no_line_and_stands_before_it():
    axes = difficulty(OUTCOME, ("2020-12-31", "planned", "2016", TWO), ("2017-06-30", "reported", "2016", TWO))
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert labels == ["Jun 2017\nreported\nof 207", "Dec 2020\nplanned\nof 207", "Dec 2020\nderived\nof 181"]
    assert {(ends[0][0], ends[1][0]) for ends in steps(axes)} == {(0, 2)}
    assert {x for x, _, inside, _ in dots(axes) if inside == WHITE} == {1}


def looks(axes):
    """Whole or dashed, and the width, of the lines by the states that they join."""
    lines = [line for line in axes.lines if len(line.get_xdata()) and line.get_xdata()[0] != line.get_xdata()[1]]
    return {tuple(line.get_xdata()): (line.get_linestyle() == "-", line.get_linewidth()) for line in lines}


def test_lines_are_dashed_where_the_communes_changed_and_thin_to_later_plans():
    known = ("2017-06-30", "reported", "2016", TWO)
    later = [(f"{year}-12-31", "planned", "2016", TWO, total) for year, total in ((2021, 181), (2025, 150))]
    axes = difficulty(known, OUTCOME, *later)
    found = looks(axes)
    assert {states: whole for states, (whole, _) in found.items()} == {(0, 1): False, (1, 2): True, (1, 3): False}
    assert found[1, 2][1] == found[1, 3][1] < found[0, 1][1]
    assert legend_rows(axes) == [["number of communes changed"]]
    assert difficulty(*THREE).figure.legends == []


def test_plans_alone_have_no_lines():
    assert steps(difficulty(*((f"{year}-12-31", "planned", "2016", TWO) for year in (2020, 2021)))) == []


def test_a_line_breaks_where_a_criterion_has_no_count():
    gap = [(date, basis, "2016", of) for date, basis, _, of in THREE]
    gap[1] = (*gap[1][:3], [(number, rank) for number, rank in gap[1][3] if number != 4])
    assert not [ends for ends in steps(difficulty(*gap)) if ends[0] == (0, 4.0)]
    assert len(steps(difficulty(*gap))) == 5 + 5


def test_a_black_line_marks_the_change_of_the_set():
    (change,) = (line for line in difficulty(*THREE).lines if same_color(line.get_color(), INK) and line.get_lw() == 2)
    assert 0 < change.get_xdata()[0] < 1


def test_the_hardest_is_at_the_top_and_rings_are_planned():
    axes = difficulty(*THREE)
    assert axes.get_ylim()[0] > 7 > 1 > axes.get_ylim()[1]
    assert {x for x, _, inside, _ in dots(axes) if inside == WHITE} == {2}
    assert len(dots(axes)) == 7 + 6 + 7


def test_the_hardest_and_the_easiest_of_the_last_state_stand_out():
    edges = {y: edge for x, y, _, edge in dots(difficulty(*THREE)) if x == 2}
    assert [edges[rank] for rank in (1, 2, 3)] == [RANK["hardest"].lower()] * 3
    assert [edges[rank] for rank in (5, 6, 7)] == [RANK["easiest"].lower()] * 3
    assert not same_color(edges[4], RANK["hardest"])
    assert not same_color(edges[4], RANK["easiest"])
    greys = [line for line in difficulty(*THREE).lines if same_color(line.get_color(), BEHIND)]
    assert [list(line.get_ydata()) for line in greys] == [[4, 4]]


def test_the_last_state_is_named_and_lines_start_with_a_number():
    written = {x: [text.get_text() for text in difficulty(*THREE).texts if text.xy[0] == x] for x in range(3)}
    assert written[2] == [f"{number}. name {number}" for number in (1, 2, 3, 4, 5, 7, 6)]
    assert sorted(written[0]) == [f"{number}." for number in range(1, 8)]
    assert sorted(written[1]) == [f"{number}." for number in range(1, 7)]


def test_names_of_equal_ranks_stand_below_each_other():
    equal = [(number, 4.0) for number in range(1, 8)]
    axes = difficulty(("2021-12-31", "planned", "2016", equal))
    assert sorted(text.xy[1] for text in axes.texts) == [1, 2, 3, 4, 5, 6, 7]
    renderer = draw(axes.figure)
    assert clashes([(text, text.get_window_extent(renderer)) for text in axes.texts]) == []


# Small multiples


def panel_of(*points):
    """Points of the panel: (criterion, date, basis, criteria set, communes, share in per cent)."""
    cells = ["criterion", "as_of", "basis", "criteria_set", "communes_total", "share"]
    frame = pd.DataFrame(points, columns=cells)
    share = frame["share"] / 100
    return frame.assign(as_of=pd.to_datetime(frame["as_of"]), share=share, share_low=share)


POINTS = (
    (2, "2013-12-31", "reported", "2009", 207, 10),
    (2, "2015-12-31", "reported", "2009", 207, 20),
    (2, "2016-12-31", "derived", "2016", 207, 30),
    (2, "2017-12-31", "reported", "2016", 207, 40),
    (2, "2018-12-31", "planned", "2016", 207, 90),
    (2, "2020-12-31", "derived", "2016", 181, 50),
    (3, "2020-12-31", "planned", "2016", 181, 60),
)


def multiples(*points):
    _, grid = new_grid(10, 2, 2)
    return plot_criteria(panel_of(*points), NAMES[[2, 3]], grid, WORDS)


def lines_of(axes):
    """Lines between points: shares at both ends and whether the line is whole."""
    lines = [line for line in axes.lines if len(line.get_xdata()) == 2 and line.get_xdata()[0] != line.get_xdata()[1]]
    return [([round(y) for y in line.get_ydata()], line.get_linestyle() == "-") for line in lines]


def test_lines_join_known_points_of_one_set_and_are_dashed_where_the_communes_changed():
    first, second = multiples(*POINTS)
    assert lines_of(first) == [([10, 20], True), ([30, 40], True), ([40, 50], False)]
    assert lines_of(second) == []


def test_points_stand_at_their_shares_and_rings_are_planned():
    first, second = multiples(*POINTS)
    assert sorted((round(y), inside) for _, y, inside, _ in dots(first)) == [
        (10, BASIS["reported"].lower()),
        (20, BASIS["reported"].lower()),
        (30, BASIS["derived"].lower()),
        (40, BASIS["reported"].lower()),
        (50, BASIS["derived"].lower()),
        (90, WHITE),
    ]
    assert [(round(y), inside) for _, y, inside, _ in dots(second)] == [(60, WHITE)]


def test_a_stroke_marks_the_change_of_the_set_in_every_chart():
    for axes in multiples(*POINTS):
        (stroke,) = (line for line in axes.lines if len(set(line.get_xdata())) == 1)
        assert list(stroke.get_xdata()) == [pd.Timestamp("2016-07-01")] * 2


def test_charts_are_named_and_share_their_scales():
    first, second = multiples(*POINTS)
    assert [axes.get_title(loc="left") for axes in (first, second)] == ["2. name 2", "3. name 3"]
    assert first.get_xlim() == second.get_xlim()
    assert first.get_ylim() == second.get_ylim()
    assert first.get_ylim()[0] < 0 < 100 < first.get_ylim()[1]


def test_the_legend_of_the_multiples_explains_only_what_is_drawn():
    first, _ = multiples(*POINTS)
    (legend,) = first.figure.legends
    marks = {"reported", "derived", "planned", "number of communes changed", "criteria set changed"}
    assert {text.get_text() for text in legend.get_texts()} == marks
    first, _ = multiples(*POINTS[2:4])
    assert legend_of(first)[0] == ["reported", "derived"]


@pytest.mark.parametrize(("count", "columns", "lowest"), [(19, 4, [15, 16, 17, 18]), (2, 4, [0, 1]), (4, 2, [2, 3])])
def test_a_grid_has_as_many_axes_as_asked_and_labels_the_lowest(count, columns, lowest):
    figure, grid = new_grid(19, count, columns)
    assert figure.axes == grid
    labelled = [place for place, axes in enumerate(grid) if axes.xaxis.get_tick_params()["labelbottom"]]
    assert (len(grid), labelled) == (count, lowest)


# The committed data


@pytest.fixture(scope="module")
def tables():
    return load_tables()


def names_of(language):
    path = HERE.reference / "criteria.csv"
    rows = read_csv(path, HERE.name(path)).astype({"criterion": int})
    return rows[rows["criteria_set"] == "2016"].set_index("criterion")[f"name_{language}"]


@pytest.fixture(scope="module")
def drawn(tables):
    """What each chart draws of a unit: table, height in cm and the function with the table first."""
    studied = {}
    for unit in ("lang-son", "bac-son"):
        told = read_claims(tables, unit, document_counter(tables["units"], tables["documents"]))
        panel = make_panel(tables["criteria"], unit)
        added = measure_contributions(measure_steps(panel))
        pair = added[(added["to_date"] == added["to_date"].max()) & (added["to_basis"] == "planned")]
        checked = check_claims(told)
        studied[unit] = {
            "claims": (plot_claims, checked, 3 + 1.15 * len(checked), False),
            "contributions": (plot_contributions, pair, 3 + 0.6 * len(pair), True),
            "difficulty": (plot_difficulty, rank_difficulty(panel), 14, True),
            "criteria": (plot_criteria, panel, 19, True),
        }
    return studied


@pytest.mark.data
@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("unit", ["lang-son", "bac-son"])
@pytest.mark.parametrize("name", ["claims", "contributions", "difficulty", "criteria"])
def test_charts_of_the_committed_data_are_whole_and_readable(drawn, name, unit, language):
    plot, table, height_cm, is_named = drawn[unit][name]
    figure, axes = new_grid(height_cm, 19, 4) if name == "criteria" else new_figure(height_cm)
    before, named = table.copy(deep=True), [names_of(language)] if is_named else []
    assert plot(table, *named, axes, load_words(language)) is axes
    pd.testing.assert_frame_equal(table, before)
    assert faults_of(figure) == {}


@pytest.mark.data
def test_the_plan_of_2017_is_the_one_that_cannot_hold(drawn):
    _, checked, *_ = drawn["lang-son"]["claims"]
    axes = draw_on(plot_claims, checked, WORDS)
    (said,) = axes.texts
    place = axes.get_yticklabels()[int(said.get_position()[1])]
    assert place.get_text() == f"Dec 2020, planned\n{WORDS(f'doc.{PLAN}')}"


@pytest.mark.data
def test_contributions_end_at_the_change_of_the_mean(drawn):
    _, rows, *_ = drawn["lang-son"]["contributions"]
    _, axes = new_figure(height_cm=14)
    plot_contributions(rows, NAMES, axes, WORDS)
    last, before = bars(axes)[-1], bars(axes)[-2]
    assert last[2] == pytest.approx(rows["total"].iloc[0])
    assert np.sum([width for _, _, width, _ in bars(axes)[:-1]]) == pytest.approx(last[2])
    assert before[1] + before[2] == pytest.approx(last[2])

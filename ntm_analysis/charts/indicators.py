"""Figures of the indicators behind the criteria: small charts on their own units, levels and yearly amounts."""

import textwrap
from itertools import pairwise
from math import ceil

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ntm_analysis.charts.style import BASIS, CM, INK, PALE, PAPER, WIDTH_CM, new_figure, put_legend_above
from ntm_analysis.charts.years import mark_years, shorten_strokes
from ntm_analysis.criteria.indicators import DOWNWARD, SERIES, UPWARD
from ntm_analysis.criteria.movement import KNOWN
from ntm_analysis.language import Words

SIGNS = {"about": "≈", "estimate": "≈", "at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<"}
COLUMNS = 3
PANEL_CM, HEAD_CM = 3.2, 2.6
TITLE_LETTERS = 34
FONT = 7
HEADROOM = 1.6
# Sizes of a panel and of a letter in points, to place values beside each other.
PANEL_POINTS = (72 * WIDTH_CM * CM / COLUMNS - 14, 50)
LETTER_POINTS, LINE_POINTS = 4.4, 8
OFFSETS = (9, -9, 18, -18, 27, 36)
ARROW_POINTS = 12
MARGIN = pd.Timedelta(days=330)
MOST_YEARS = 5


def new_panels(series: pd.DataFrame) -> tuple[Figure, list[Axes]]:
    """Make a figure of small axes, one per series, row by row: the years are shared, every one has its own unit."""
    count = series.groupby(SERIES).ngroups
    rows = ceil(count / COLUMNS)
    figure, whole = new_figure(HEAD_CM + PANEL_CM * rows)
    whole.remove()
    grid = figure.subplots(rows, COLUMNS, sharex=True, squeeze=False).ravel().tolist()
    for spare in grid[count:]:
        spare.remove()
    for axes in grid[max(0, count - COLUMNS) : count]:
        axes.tick_params(axis="x", labelbottom=True)
    return figure, grid[:count]


def plot_indicators(series: pd.DataFrame, grid: list[Axes], words: Words) -> list[Axes]:
    """Draw the points of one kind of series (stocks or flows), one small chart per series, each from zero up.

    `series` as from indicators.make_series, `grid` as many axes as it has series (new_panels). Dots are known, rings
    planned; a stroke spans the period of an amount or the ends of a range, an arrow goes where a value is open. Lines
    link known stocks. A diamond is the amount of part of a year, put on a whole one. First and last known value and
    all targets are written beside their points.
    """
    series = series.assign(at=series["start"] + (series["end"] - series["start"]) / 2)
    low, high = series["start"].min() - MARGIN, series["end"].max() + MARGIN
    groups = series.groupby(SERIES, sort=False)
    for axes, (_, points) in zip(grid, groups, strict=True):
        points = points.sort_values(["at", "start"], kind="stable")
        axes.set_xlim(low, high)
        axes.set_ylim(0, HEADROOM * (points["high"].max() or 1))
        _link(axes, points)
        for row in points.itertuples():
            _draw_point(axes, row)
        _write_values(axes, points, words)
        _name(axes, points.iloc[-1], words)
        shorten_strokes(axes, FONT)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
    mark_years(grid[0], low, high, MOST_YEARS)
    _explain_marks(grid[0], series, words)
    return grid


def _link(axes: Axes, points: pd.DataFrame) -> None:
    known = points[points["basis"].isin(KNOWN) & (points["kind"] == "stock")]
    for one, other in pairwise(known.itertuples()):
        values = [(of.low + of.high) / 2 for of in (one, other)]
        axes.plot([one.at, other.at], values, color=PALE, lw=1.1, zorder=2)


def _draw_point(axes: Axes, row) -> None:
    colour = BASIS[row.basis]
    ends = list(dict.fromkeys((row.low, row.high)))
    if row.start < row.end:
        axes.hlines(ends, row.start, row.end, color=colour, lw=1.8, zorder=3)
    if len(ends) > 1:
        axes.vlines(row.at, *ends, color=colour, lw=1.8, zorder=3)
    axes.scatter([row.at] * len(ends), ends, **_mark(row.basis, is_part(row)))
    if row.qualifier in (*UPWARD, *DOWNWARD):
        tip = (0, ARROW_POINTS if row.qualifier in UPWARD else -ARROW_POINTS)
        look = {"arrowstyle": "<-", "color": colour, "lw": 1, "shrinkA": 0, "shrinkB": 0}
        end = max(ends) if row.qualifier in UPWARD else min(ends)
        axes.annotate("", (row.at, end), tip, textcoords="offset points", arrowprops=look)


def is_part(row) -> bool:
    """Say whether a point is the amount of part of a year, put on a whole one."""
    return row.years < 1 and not row.yearly


def _mark(basis: str, is_part: bool = False) -> dict:
    inside = PAPER if basis == "planned" else BASIS[basis]
    look = {"facecolor": inside, "edgecolor": BASIS[basis], "lw": 1.2, "zorder": 4, "clip_on": False}
    return {"s": 16, "marker": "D" if is_part else "o", **look}


def _write_values(axes: Axes, points: pd.DataFrame, words: Words) -> None:
    """Write values beside their points, each at the first place above or below that is free."""
    known = points[points["basis"].isin(KNOWN)]
    shown = pd.concat([known.iloc[[0, -1]] if len(known) else known, points[points["basis"] == "planned"]])
    shown = shown.drop_duplicates(["start", "end", "low", "high", "basis"]).sort_values("at", kind="stable")
    taken = [box for row in points.itertuples() for box in _marks(axes, row)]
    for row in shown.itertuples():
        text = write_short(row, words)
        x, y = _place(axes, row.at, row.high)
        half = LETTER_POINTS * len(text) / 2
        shift = min(max(x, half), PANEL_POINTS[0] - half) - x
        boxes = {offset: _box(x + shift, y + offset, 2 * half, LINE_POINTS) for offset in OFFSETS}
        free = [offset for offset, box in boxes.items() if box[1] > 0 and not any(_meet(box, of) for of in taken)]
        offset = free[0] if free else OFFSETS[0]
        taken.append(boxes[offset])
        look = {"textcoords": "offset points", "ha": "center", "va": "center", "fontsize": FONT, "color": INK}
        axes.annotate(text, (row.at, row.high), (shift, offset), **look)


def _place(axes: Axes, at: pd.Timestamp, value: float) -> tuple[float, float]:
    """Give the place of a point in points from the lower left corner of its panel."""
    low, high = axes.get_xlim()
    share = (axes.convert_xunits(at) - low) / (high - low)
    return share * PANEL_POINTS[0], value / axes.get_ylim()[1] * PANEL_POINTS[1]


def _marks(axes: Axes, row) -> list[tuple[float, float, float, float]]:
    """Give the boxes of a point's dot, stroke and arrow, in points."""
    (x, y), (start, _), (end, _) = (_place(axes, when, row.high) for when in (row.at, row.start, row.end))
    arrow = [_box(x, y + ARROW_POINTS / 2, 5, ARROW_POINTS)] if row.qualifier in UPWARD else []
    return [_box(x, y, 4, LINE_POINTS), _box((start + end) / 2, y, end - start, 2), *arrow]


def _box(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _meet(one: tuple, other: tuple) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def write_short(row, words: Words) -> str:
    """Write the value of a point as a figure has room for: `≥48`, `28–30`; amounts per year are rounded."""
    ends = dict.fromkeys((row.low, row.high))
    text = "–".join(words("unit.plain", value=round_rate(end) if row.kind == "flow" else end) for end in ends)
    return SIGNS.get(row.qualifier, "") + text


def round_rate(value: float) -> float:
    """Round an amount per year: to whole ones from a hundred on, else to three digits or one decimal.

    >>> round_rate(12639.2), round_rate(46.746), round_rate(3.06)
    (12639.0, 46.7, 3.06)
    """
    return round(float(value), 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2)


def _name(axes: Axes, row: pd.Series, words: Words) -> None:
    number = "" if pd.isna(row["criterion"]) else f"{row['criterion']}. "
    measure = words.measure(row["measure"])
    unit = words("fig.per_year", measure=measure) if row["kind"] == "flow" else measure
    title = f"{number}{words.pick(row, 'indicator')} ({unit})"
    axes.set_title(textwrap.fill(title, TITLE_LETTERS), loc="left", fontsize=FONT, pad=3)


def _explain_marks(axes: Axes, series: pd.DataFrame, words: Words) -> None:
    for basis in (basis for basis in BASIS if (series["basis"] == basis).any()):
        axes.scatter([], [], label=words(f"basis.{basis}"), **_mark(basis))
    parts = [row.basis for row in series.itertuples() if is_part(row)]
    if parts:
        axes.scatter([], [], label=words("mark.part_of_year"), **_mark(parts[0], is_part=True))
    if series["qualifier"].isin([*UPWARD, *DOWNWARD]).any():
        axes.plot([], [], color=INK, ls="", marker=r"$\uparrow$", ms=7, label=words("mark.open_end"))
    put_legend_above(axes, 4)

"""Figures of targets: what each rule says of each, planned beside reported, and required beside observed pace."""

import textwrap
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from ntm_analysis.charts.style import (
    ABSENT,
    BASIS,
    FAN,
    INK,
    LEVEL,
    MIDDLE,
    NUMBER_ONLY,
    PALE,
    PAPER,
    VERDICT,
    ink_cells,
    put_legend_above,
    speak_ticks,
)
from ntm_analysis.language import Words

SILENT, NUMBER, BLANK = ABSENT, NUMBER_ONLY, PAPER
COLOURS = [*LEVEL.values(), SILENT, NUMBER, BLANK]
HEAD_LETTERS, CELL_LETTERS, COLUMN_LETTERS = 8, 8, 10
LABEL_LETTERS = 45
COLUMN_POINTS = 58
LEGEND_COLUMNS = 4
# The dot is smaller than the ring and lies above it: where both fall on one place, both are seen.
RING = {"s": 40, "facecolor": PAPER, "edgecolor": BASIS["planned"], "lw": 1.4, "zorder": 3, "clip_on": False}
DOT = {"s": 15, "zorder": 4, "clip_on": False}
BASE = {"s": 26, "marker": "|", "color": PALE, "lw": 1.4, "zorder": 2, "clip_on": False}
CAME = {False: {"facecolor": BASIS["reported"]}, True: {"facecolor": PAPER}}
CAME_WORDS = {False: "mark.outcome", True: "mark.hangs"}
PACES = {"came": BASIS["reported"], "past": BASIS["derived"]}


def plot_verdicts(judged: pd.DataFrame, labels: Mapping[str, str], axes: Axes, words: Words) -> Axes:
    """Draw what each rule says of each target of one date: a matrix of coloured cells with a short word in each.

    `judged` as from verdicts.verdicts, of one target per criterion; `labels` maps criteria to names. A rule without
    classes shows its number, a rule that says nothing its reason. The last column marks targets on which rules
    disagree.
    """
    rules, criteria = (list(dict.fromkeys(judged[name])) for name in ("rule", "criterion"))
    cells = {(row.criterion, row.rule): row for row in judged.itertuples()}
    grid = [[_code(cells[criterion, rule]) for rule in rules] + [len(COLOURS) - 1] for criterion in criteria]
    look = {"cmap": ListedColormap(COLOURS), "vmin": -0.5, "vmax": len(COLOURS) - 0.5, "edgecolors": PAPER}
    axes.pcolormesh(np.array(grid), linewidth=1.2, **look)
    for y, criterion in enumerate(criteria):
        of = [cells[criterion, rule] for rule in rules]
        texts = [_cell(cell, words) for cell in of] + ["≠" if of[0].disagree else ""]
        for x, text in enumerate(texts):
            look = {"fontweight": "bold" if text == "≠" else "normal", "fontsize": 7, "linespacing": 1.05}
            axes.text(x + 0.5, y + 0.5, textwrap.fill(text, CELL_LETTERS), ha="center", va="center", **look)
    ink_cells(axes)
    heads = [*(words(f"judge.{rule}") for rule in rules), words("mark.disagree") if judged["disagree"].any() else ""]
    axes.set_xticks(np.arange(len(heads)) + 0.5, [textwrap.fill(head, HEAD_LETTERS) for head in heads], fontsize=7)
    axes.xaxis.tick_top()
    axes.set_yticks(np.arange(len(criteria)) + 0.5, [_shorten(labels[criterion]) for criterion in criteria], fontsize=7)
    axes.set_ylim(len(criteria), 0)
    return _explain(axes, judged, words)


def _code(cell) -> int:
    if pd.notna(cell.level):
        return list(LEVEL).index(cell.level)
    return len(LEVEL) + (1 if pd.notna(cell.value) else 0)


def _cell(cell, words: Words) -> str:
    if pd.notna(cell.level):
        return words(f"cell.{cell.level}")
    return words("unit.share", value=float(cell.value)) if pd.notna(cell.value) else words(f"cell.{cell.reason}")


def _shorten(label: str) -> str:
    return textwrap.shorten(label, LABEL_LETTERS, placeholder=" …")


def _explain(axes: Axes, judged: pd.DataFrame, words: Words) -> Axes:
    said = {level: LEVEL[level] for level in LEVEL if (judged["level"] == level).any()}
    for level, colour in said.items():
        axes.scatter([], [], marker="s", s=40, color=colour, label=words(f"level.{level}"))
    silent = judged["level"].isna()
    for name, colour, of in (("mark.number_only", NUMBER, judged["value"].notna()), ("mark.silent", SILENT, None)):
        if (silent & (of if of is not None else judged["value"].isna())).any():
            axes.scatter([], [], marker="s", s=40, facecolor=colour, edgecolor=PALE, lw=0.4, label=words(name))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    put_legend_above(axes, LEGEND_COLUMNS)
    return axes


def plot_gaps(facts: pd.DataFrame, labels: Mapping[str, str], axes: Axes, words: Words) -> Axes:
    """Draw planned, forecast and reported shares of communes as dumbbells, the largest shortfall at the top.

    `facts` as from Outlook.beside, of one document and date, shares of communes only; `labels` maps subjects to names.
    A stroke is the base, a pale bar with a diamond the forecast. A hollow dot is an outcome whose verdict hangs on the
    number of communes. Beside it stand the gap in points and the communes short of the planned share; where no outcome
    is known yet, the gap of the median forecast and the chance of the target, and nothing where none was forecast.
    """
    ahead = facts["outcome"].isna().all()
    facts = facts.assign(gap=facts["forecast"] - facts["bar"]) if ahead else facts
    rows = facts.sort_values("gap", kind="stable", na_position="last").reset_index(drop=True)
    places = rows.index.to_numpy()
    _draw_forecasts(axes, rows, words)
    axes.scatter(rows["base"], places, label=words("mark.base"), **BASE)
    axes.scatter(rows["bar"], places, label=words("mark.target"), **RING)
    hangs = rows["hangs_on"].isin(("denominator", "merging"))
    for hanging, look in CAME.items():
        of = rows["outcome"].notna() & (hangs == hanging)
        if of.any():
            edge = {"edgecolor": BASIS["reported"], "label": words(CAME_WORDS[hanging])}
            axes.scatter(rows["outcome"][of], places[of], **look, **edge, **DOT)
    for verdict in ("missed", "met"):
        of = (rows["verdict"] == verdict).to_numpy()
        if of.any():
            look = {"color": VERDICT[verdict], "lw": 2, "zorder": 2, "label": words(f"verdict.{verdict}")}
            axes.hlines(places[of], rows["bar"][of], rows["outcome"][of], **look)
    heads = [words("column.gap_forecast"), words("column.chance")] if ahead else []
    heads = heads or [words("column.gap"), words("column.short")]
    heads = heads if rows["gap"].notna().any() else []
    beside = [
        _chance(row.probability, words) if ahead else _whole(row.shortfall_communes, words) for row in rows.itertuples()
    ]
    texts = [[_signed(gap, words), text] for gap, text in zip(rows["gap"], beside, strict=True)]
    axes.set_xlim(0, 101)
    axes.set_xlabel(words("axis.share_of_communes"))
    return _finish(axes, [labels[of] for of in rows["subject"]], heads, texts)


def _draw_forecasts(axes: Axes, rows: pd.DataFrame, words: Words) -> None:
    """Draw median and 80 % interval of the forecast of each row that has one, named by the day it was made from."""
    made = rows[rows["forecast"].notna()]
    if made.empty:
        return
    origin = made["forecast_from"].max()
    name = words("mark.forecast_ahead") if pd.isna(origin) else words("mark.forecast_from", date=words.month(origin))
    axes.hlines(made.index, made["forecast_low"], made["forecast_high"], color=FAN[80], lw=6, zorder=1, label=name)
    axes.scatter(made["forecast"], made.index, color=MIDDLE, marker="D", s=11, zorder=5, clip_on=False)


def plot_paces(paces: pd.DataFrame, labels: Mapping[str, str], axes: Axes, words: Words) -> Axes:
    """Draw the pace that each target required beside the pace observed, the furthest behind at the top.

    `paces` as from paces.compare_paces, of one document and date, in points a year; `labels` maps subjects to names. A
    dark dot came after the base, a light one before it. Beside it stands the observed pace over the required one, where
    any was observed.
    """
    rows = paces.sort_values("ratio", kind="stable", na_position="last").reset_index(drop=True)
    places = rows.index.to_numpy()
    axes.scatter(rows["required"], places, label=words("mark.required"), **RING)
    for kind, colour in PACES.items():
        of = (rows["observed_kind"] == kind).to_numpy()
        if of.any():
            axes.scatter(rows["observed"][of], places[of], color=colour, label=words(f"pace.{kind}"), **DOT)
    known = rows["observed"].notna()
    for verdict, of in (("missed", rows["observed"] < rows["required"]), ("met", rows["observed"] >= rows["required"])):
        chosen = (known & of).to_numpy()
        if chosen.any():
            look = {"color": VERDICT[verdict], "lw": 2, "zorder": 2, "label": words(f"pace.{verdict}")}
            axes.hlines(places[chosen], rows["required"][chosen], rows["observed"][chosen], **look)
    axes.axvline(0, color=INK, lw=0.8, zorder=1)
    texts = [[words("unit.bn", value=float(row.ratio)) if pd.notna(row.ratio) else ""] for row in rows.itertuples()]
    heads = [words("column.ratio")] if rows["ratio"].notna().any() else []
    axes.set_xlabel(words("axis.points_per_year"))
    speak_ticks(axes.xaxis, words)
    return _finish(axes, [labels[of] for of in rows["subject"]], heads, texts)


def _signed(value: float, words: Words) -> str:
    if pd.isna(value):
        return words("mark.unknown")
    return words("unit.points", value=float(value), sign="+" if round(value, 1) > 0 else "")


def _chance(value: float, words: Words) -> str:
    return "" if pd.isna(value) else words("unit.pct_whole", value=100 * float(value))


def _whole(value: float, words: Words) -> str:
    return words("unit.whole", value=float(value)) if pd.notna(value) and value > 0 else ""


def _finish(axes: Axes, labels: list[str], heads: list[str], texts: list[list[str]]) -> Axes:
    """Write the rows' names to the left and columns of texts to the right."""
    look = {"textcoords": "offset points", "ha": "right", "color": INK, "fontsize": 8}
    for column, head in enumerate(heads, start=1):
        right = column * COLUMN_POINTS
        above = {"xycoords": axes.get_yaxis_transform(), "va": "bottom"}
        axes.annotate(textwrap.fill(head, COLUMN_LETTERS), (1, -0.75), (right, 0), **above, **look)
        for place, cells in enumerate(texts):
            beside = {"xycoords": axes.get_yaxis_transform(), "va": "center"}
            axes.annotate(cells[column - 1], (1, place), (right, 0), **beside, **look)
    axes.set_yticks(range(len(labels)), [_shorten(label) for label in labels], fontsize=7)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    put_legend_above(axes, LEGEND_COLUMNS)
    return axes

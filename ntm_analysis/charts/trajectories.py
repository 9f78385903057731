"""Figures of how the criteria move: claims against each other, contributions, order of difficulty, small multiples."""

from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes

from ntm_analysis.charts.criteria import frame_shares, list_states, name_criteria, name_state, name_state_of_document
from ntm_analysis.charts.style import (
    BASIS,
    BEHIND,
    CLAIMS,
    INK,
    PALE,
    PAPER,
    RANK,
    SEVERITY,
    put_legend_above,
    speak_ticks,
    spread,
)
from ntm_analysis.charts.years import mark_years, shorten_strokes
from ntm_analysis.criteria.movement import KNOWN
from ntm_analysis.criteria.panel import LAST
from ntm_analysis.language import Words

BESIDE = {"bands": -0.2, "counts": 0.2}
ALLOWED = {"bands": "mark.mean_by_bands", "counts": "mark.mean_by_counts"}
THIN = 0.2
MEAN_TICKS = (0, 5, 10, 15, LAST)
ANNOTATED = {"textcoords": "offset points", "va": "center", "fontsize": 8}
HIGHLIGHTED = 3
MERGED = (0, (3, 2))
MOST_YEARS = 4
MARGIN = pd.Timedelta(days=183)


def plot_claims(checked: pd.DataFrame, axes: Axes, words: Words) -> Axes:
    """Draw what each state leaves of the mean of criteria per commune: by its bands, by its counts, and as printed.

    `checked` as from consistency.check_claims; a state that bounds the mean in no way has no row. The printed mean
    spans its printed digits, up to the edge where it is open above. A mean that cannot hold with the other claims of
    its document has the colour of errors and says so.
    """
    bounds = [f"{kind}_low" for kind in (*CLAIMS, "mean")]
    rows = checked[checked[bounds].notna().any(axis=1)].reset_index(drop=True)
    for kind, colour in CLAIMS.items():
        of = rows.dropna(subset=f"{kind}_low")
        low, high = (of[f"{kind}_{end}"].astype(float) for end in ("low", "high"))
        # A mean that is known exactly is a line.
        look = {"height": THIN, "color": colour, "edgecolor": colour, "lw": 1.5, "label": words(ALLOWED[kind])}
        axes.barh(of.index + BESIDE[kind], high - low, left=low, **look)
    axes.plot([], [], color=INK, lw=2, label=words("mark.mean_printed"))
    for row in rows.dropna(subset="mean_low").itertuples():
        impossible = any("mean" in group.split("+") for group in row.conflicts.split(","))
        _draw_mean(axes, row, SEVERITY["error"] if impossible else INK)
        if impossible:
            look = {"transform": axes.get_yaxis_transform(), "va": "center", "ha": "left", "fontweight": "bold"}
            axes.text(1.02, row.Index, words("mark.cannot_hold"), color=INK, **look)
    axes.set_yticks(range(len(rows)), [name_state_of_document(row, words) for row in rows.itertuples()])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(0, LAST)
    axes.set_xticks(MEAN_TICKS)
    axes.set_xlabel(words("axis.mean_criteria"))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    put_legend_above(axes, 3)
    return axes


def _draw_mean(axes: Axes, row, colour: str) -> None:
    """Draw a printed mean between its bars: a stroke at each end, none at an end that is open."""
    low, high = float(row.mean_low), min(float(row.mean_high), LAST)
    ends = [low] if high >= LAST else [low, high]
    axes.hlines(row.Index, low, high, color=colour, lw=1.5, zorder=3)
    axes.vlines(ends, row.Index - 0.36, row.Index + 0.36, color=colour, lw=1.5, zorder=3)


def plot_contributions(rows: pd.DataFrame, names: pd.Series, axes: Axes, words: Words) -> Axes:
    """Draw what each criterion adds to the change of the mean between two states, largest first, and the sum.

    `rows` as from movement.measure_contributions, of one pair of states. Each bar starts where the one above it ends;
    a loss is hollow. The colour is that of the basis of the later state.
    """
    rows = rows.sort_values(["contribution", "criterion"], ascending=[False, True], kind="stable")
    values = rows["contribution"].astype(float).tolist()
    starts = [sum(values[:place]) for place in range(len(values) + 1)]
    colour = BASIS[rows["to_basis"].iloc[0]]
    for place, (value, start) in enumerate(zip(values, starts, strict=False)):
        inside = colour if value >= 0 else PAPER
        axes.barh(place, abs(value), left=min(start, start + value), height=0.62, color=inside, edgecolor=colour)
        axes.vlines(start + value, place, place + 1, color=PALE, lw=0.6)
        _write_change(axes, max(start, start + value), place, value, words)
    last, total = len(values), starts[-1]
    axes.barh(last, abs(total), left=min(0, total), height=0.62, color=PALE)
    _write_change(axes, max(0, total), last, total, words)
    labels = [*name_criteria(rows["criterion"], names), words("mark.all_together", criteria=last)]
    axes.set_yticks(range(last + 1), labels)
    axes.set_ylim(last + 0.5, -0.5)
    low, high = min(0, *starts), max(0, *starts)
    axes.set_xlim(low - 0.02 * (high - low), high + 0.16 * (high - low or 1))
    axes.axvline(0, color=INK, lw=0.8)
    axes.set_xlabel(words("axis.mean_change"))
    speak_ticks(axes.xaxis, words)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    return axes


def _write_change(axes: Axes, x: float, y: float, value: float, words: Words) -> None:
    text = words("fig.change", value=value, sign="+" if round(value, 2) > 0 else "")
    axes.annotate(text, (x, y), (5, 0), ha="left", color=INK, **ANNOTATED)


def plot_difficulty(ranked: pd.DataFrame, names: pd.Series, axes: Axes, words: Words) -> Axes:
    """Draw the order of difficulty of the criteria from state to state, the hardest at the top.

    `ranked` as from movement.rank_difficulty. Dots are known, rings planned. Lines go between neighbouring known states
    of one criteria set, and thin from the last known state to later plans; they are dashed where the number of communes
    changed and start with the number of their criterion. A plan for a day by which the outcome is known has no line. A
    black line marks the change of the set. The last state is named, and its hardest and easiest are coloured.
    """
    states = list_states(ranked)
    links = _link_states(states)
    column = {(row.as_of, row.basis): row.Index for row in states.itertuples()}
    rows = ranked.assign(x=[column[row.as_of, row.basis] for row in ranked.itertuples()])
    last = rows[rows["x"] == rows["x"].max()].sort_values(["rank", "criterion"], kind="stable")
    colours = dict.fromkeys(last["criterion"].tail(HIGHLIGHTED), RANK["easiest"])
    colours |= dict.fromkeys(last["criterion"].head(HIGHLIGHTED), RANK["hardest"])
    starts = pd.concat(
        _draw_ranks(axes, line, links, colours.get(number)) for number, line in rows.groupby("criterion")
    )
    for _, first in starts[~starts.index.isin(last.index)].groupby("x"):
        _write_beside(axes, first, [f"{row.criterion}." for row in first.itertuples()], colours, "right")
    _write_beside(axes, last, name_criteria(last["criterion"], names), colours, "left")
    sets = states["criteria_set"].tolist()
    for place in (at for at in range(1, len(sets)) if sets[at] != sets[at - 1]):
        axes.axvline(place - 0.6, color=INK, lw=2)
    axes.set_xticks(range(len(states)), [name_state(row, words) for row in states.itertuples()])
    axes.set_xlim(-0.6, len(states) - 0.9)
    axes.set_yticks(range(1, int(rows["counted"].max()) + 1))
    axes.set_ylim(rows["counted"].max() + 0.6, 0.4)
    axes.set_ylabel(words("axis.difficulty"))
    axes.tick_params(length=0)
    axes.tick_params(axis="y", labelcolor=PALE)
    axes.spines[:].set_visible(False)
    if any(line.get_linestyle() == "--" for line in axes.lines):
        axes.plot([], [], color=PALE, lw=1.1, ls=MERGED, label=words("mark.communes_changed"))
        put_legend_above(axes, 1)
    return axes


def _link_states(states: pd.DataFrame) -> list[tuple]:
    """Give the pairs of states that lines join: known neighbours, and plans after the last known state, of one set."""
    known = [row for row in states.itertuples() if row.basis in KNOWN]
    plans = [row for row in states.itertuples() if row.basis not in KNOWN]
    later = [(known[-1], plan) for plan in plans if known and plan.as_of > known[-1].as_of]
    return [(one, other) for one, other in [*pairwise(known), *later] if one.criteria_set == other.criteria_set]


def _draw_ranks(axes: Axes, line: pd.DataFrame, links: list[tuple], colour: str | None) -> pd.DataFrame:
    """Draw the ranks of one criterion; give the rows to which no line leads."""
    order, look = (4, {"color": colour}) if colour else (2, {"color": BEHIND})
    ranks = dict(zip(line["x"], line["rank"], strict=True))
    drawn = [(one, other) for one, other in links if one.Index in ranks and other.Index in ranks]
    for one, other in drawn:
        style = "-" if one.communes_total == other.communes_total else MERGED
        width = (2 if colour else 1.2) if other.basis in KNOWN else 0.9
        ends = [one.Index, other.Index]
        axes.plot(ends, [ranks[end] for end in ends], lw=width, ls=style, zorder=order, **look)
    edge = colour or RANK["other"]
    planned = line["basis"] == "planned"
    for of, inside in ((~planned, edge), (planned, PAPER)):
        axes.scatter(line["x"][of], line["rank"][of], s=26, facecolor=inside, edgecolor=edge, lw=1.4, zorder=order + 1)
    return line[~line["x"].isin([other.Index for _, other in drawn])]


def _write_beside(axes: Axes, rows: pd.DataFrame, labels: list[str], colours: dict[int, str], side: str) -> None:
    """Write labels beside ranks of one state, equal ranks below each other."""
    for row, label, y in zip(rows.itertuples(), labels, spread(rows["rank"].tolist(), 1.0), strict=True):
        is_marked = row.criterion in colours
        look = {"color": INK if is_marked else PALE, "fontweight": "bold" if is_marked else "normal"}
        axes.annotate(label, (row.x, y), (8 if side == "left" else -8, 0), ha=side, **ANNOTATED, **look)


def plot_criteria(panel: pd.DataFrame, names: pd.Series, grid: list[Axes], words: Words) -> list[Axes]:
    """Draw the share of communes by date, one small chart per criterion: dots are known, rings planned.

    `grid` are as many axes as `names` has criteria (style.new_grid). Lines go between known points of one criteria set,
    dashed where the number of communes changed; a stroke marks the change of the criteria set.
    """
    changes = _dates_of_change(panel)
    frame_shares(grid, names, words)
    for axes, criterion in zip(grid, names.index, strict=True):
        _draw_points(axes, panel[panel["criterion"] == criterion])
        for date in changes:
            axes.axvline(date, color=INK, lw=0.8)
        shorten_strokes(axes, 7)
    first = grid[0]
    mark_years(first, panel["as_of"].min() - MARGIN, panel["as_of"].max() + MARGIN, MOST_YEARS)
    _explain_marks(first, panel, bool(changes), words)
    return grid


def _dates_of_change(panel: pd.DataFrame) -> list[pd.Timestamp]:
    """Give the middle between the last state of a criteria set and the first of the next."""
    spans = panel.groupby("criteria_set")["as_of"].agg(["min", "max"]).sort_values("min")
    return [start + (end - start) / 2 for start, end in zip(spans["max"], spans["min"].iloc[1:], strict=False)]


def _draw_points(axes: Axes, points: pd.DataFrame) -> None:
    known = points[points["basis"].isin(KNOWN)].sort_values("as_of", kind="stable")
    for start, end in pairwise(known.itertuples()):
        if start.criteria_set == end.criteria_set:
            style = "-" if start.communes_total == end.communes_total else MERGED
            shares = [100 * float(start.share), 100 * float(end.share)]
            axes.plot([start.as_of, end.as_of], shares, color=PALE, lw=1.1, ls=style, zorder=2)
    bounded = points[points["share_low"] < points["share"]]
    low, high = (100 * bounded[end].astype(float) for end in ("share_low", "share"))
    axes.vlines(bounded["as_of"], low, high, color=PALE, lw=0.9, zorder=1)
    for basis, of in points.groupby("basis"):
        axes.scatter(of["as_of"], 100 * of["share"].astype(float), **_mark(basis))


def _mark(basis: str) -> dict:
    inside = PAPER if basis == "planned" else BASIS[basis]
    return {"s": 18, "facecolor": inside, "edgecolor": BASIS[basis], "lw": 1.2, "zorder": 3}


def _explain_marks(axes: Axes, panel: pd.DataFrame, changed: bool, words: Words) -> None:
    for basis in (basis for basis in BASIS if (panel["basis"] == basis).any()):
        axes.scatter([], [], label=words(f"basis.{basis}"), **_mark(basis))
    if panel[panel["basis"].isin(KNOWN)].groupby("criteria_set")["communes_total"].nunique().gt(1).any():
        axes.plot([], [], color=PALE, lw=1.1, ls=MERGED, label=words("mark.communes_changed"))
    if (panel["share_low"] < panel["share"]).any():
        axes.plot([], [], color=PALE, lw=0.9, ls="", marker="|", ms=7, label=words("mark.merging_leaves"))
    if changed:
        axes.plot([], [], color=INK, lw=0.8, ls="", marker="|", ms=9, label=words("mark.set_changed"))
    put_legend_above(axes, 3)

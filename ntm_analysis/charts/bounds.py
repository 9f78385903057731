"""Figures of what counts and bands leave open, and of a district beside its province."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ntm_analysis.charts.criteria import MOST_STATES, name_criteria, name_state_of_document
from ntm_analysis.charts.style import CLAIMS, INK, PALE, SEVERITY, SIDE, put_legend_above
from ntm_analysis.criteria.consistency import WHEN
from ntm_analysis.criteria.panel import LAST
from ntm_analysis.language import Words

THRESHOLDS = (1, 5, 10, 15, LAST)
COLUMNS = 2


def pick_states(thresholds: pd.DataFrame) -> pd.DataFrame:
    """Pick the states to draw where there are many: those that cannot hold, then the latest, as many as MOST_STATES."""
    states = thresholds.groupby(WHEN, sort=False)["holds"].all().reset_index()
    ranked = states.sort_values(["holds", "as_of"], ascending=[True, False], kind="stable")
    return thresholds.merge(ranked[WHEN].head(MOST_STATES), on=WHEN)


def plot_thresholds(thresholds: pd.DataFrame, grid: list[Axes], words: Words) -> list[Axes]:
    """Draw how many communes have at least so many criteria: what the counts leave open, and what the bands say.

    `thresholds` as from consistency.bound_thresholds, `grid` as many axes as there are states, two in a row. The shade
    is all that the counts allow, a line where they allow one number, the dots are the bands; where the two cannot hold
    together, dots have the colour of errors.
    """
    for axes, (_, rows) in zip(grid, thresholds.groupby(WHEN, sort=False), strict=True):
        x = rows["at_least"].to_numpy()
        low, high = (rows[f"counts_{end}"].astype(float).to_numpy() for end in ("low", "high"))
        axes.fill_between(x, low, high, color=CLAIMS["counts"], alpha=0.45, lw=0, step="mid")
        told = rows[rows["bands_low"].notna() & (rows["bands_low"] == rows["bands_high"])]
        colour = INK if rows["holds"].all() else SEVERITY["error"]
        axes.plot(told["at_least"], told["bands_low"].astype(float), "o", color=colour, ms=3.5)
        ends, known = np.column_stack([x - 0.5, x + 0.5]).ravel(), np.where(low == high, low, np.nan).repeat(2)
        axes.plot(ends, known, color=CLAIMS["counts"], lw=1.8, zorder=1.5)
        for row in told[told["at_least"].isin(THRESHOLDS[1:])].itertuples():
            place = {"textcoords": "offset points", "ha": "left", "va": "bottom", "fontsize": 7, "color": INK}
            axes.annotate(str(row.bands_low), (row.at_least, row.bands_low), (3, 1), **place)
        axes.set_title(name_state_of_document(rows.iloc[0], words), loc="left", fontsize=7, pad=4)
        axes.set_xlim(0.5, LAST + 1.5)
        axes.set_xticks(THRESHOLDS)
        axes.tick_params(labelsize=7, length=2)
        axes.grid(axis="y")
    first = grid[0]
    first.set_ylim(0, 1.1 * float(thresholds["communes"].max()))
    first.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    first.figure.supylabel(words("axis.communes"), fontsize=8)
    for axes in grid[-COLUMNS:]:
        axes.set_xlabel(words("axis.at_least"), fontsize=7)
    first.fill_between([], [], [], color=CLAIMS["counts"], alpha=0.45, lw=0, label=words("mark.counts_allow"))
    first.plot([], [], "o", color=INK, ms=3.5, label=words("mark.bands_say"))
    put_legend_above(first, 2)
    return grid


def plot_beside(rows: pd.DataFrame, names: pd.Series, units: pd.Series, axes: Axes, words: Words) -> Axes:
    """Draw the share of communes attaining each criterion in a district and in its province, with the counts.

    `rows` as from beside.set_beside, of one district and kind; `units` maps units to their names. The criterion in
    which the district is furthest ahead is at the top.
    """
    rows = rows.sort_values(["difference", "criterion"], ascending=[False, True], kind="stable", ignore_index=True)
    own, above = (100 * rows[share].astype(float) for share in ("share", "other_share"))
    axes.hlines(rows.index, own, above, color=PALE, lw=1.2, zorder=1)
    looks = {"": (own, "D", SIDE["own"]), "other_": (above, "o", SIDE["above"])}
    for side, (shares, marker, colour) in looks.items():
        when = words.day(rows[f"{side}as_of"].iloc[0])
        basis = words(f"basis.{rows[f'{side}basis'].iloc[0]}")
        document = words(f"doc.{rows[f'{side}document'].iloc[0]}")
        communes = words("mark.of_communes", communes=int(rows[f"{side}communes_total"].iloc[0]))
        label = f"{units[rows[f'{side}unit'].iloc[0]]}, {when} ({basis}, {communes}; {document})"
        axes.scatter(shares, rows.index, s=26, marker=marker, color=colour, zorder=3, label=label)
    for row in rows.itertuples():
        _write_counts(axes, row)
    axes.set_yticks(rows.index, name_criteria(rows["criterion"], names))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(-12, 114)
    axes.set_xticks(range(0, 101, 25))
    axes.set_xlabel(words("axis.share_of_communes"))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    put_legend_above(axes, 1)
    return axes


def _write_counts(axes: Axes, row) -> None:
    """Write the counts outside the two marks of a row."""
    counts = [
        (100 * float(row.share), f"{row.communes_attaining}/{row.communes_total}"),
        (100 * float(row.other_share), f"{row.other_communes_attaining}/{row.other_communes_total}"),
    ]
    (low, left), (high, right) = sorted(counts) if row.share != row.other_share else counts
    look = {"textcoords": "offset points", "va": "center", "fontsize": 7, "color": INK}
    axes.annotate(left, (low, row.Index), (-6, 0), ha="right", **look)
    axes.annotate(right, (high, row.Index), (6, 0), ha="left", **look)

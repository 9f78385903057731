"""Figures of schemes side by side: planned and mobilised, log-ratio execution, slopes, and the triangle."""

import textwrap
from itertools import pairwise

import mpltern  # noqa: F401 (registers the ternary projection of matplotlib)
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import Normal, Stroke

from ntm_analysis.charts.funding import BAR, ERASED, label_schemes
from ntm_analysis.charts.style import FUNDING, INK, PALE, PAPER, put_legend_above, speak_ticks, spread
from ntm_analysis.funding.mix import SCHEME
from ntm_analysis.funding.triangle import CORNERS
from ntm_analysis.language import Words

HOLLOW = {"facecolor": PAPER, "edgecolor": INK, "lw": 1.4, "zorder": 3}
# Pale colours stand off from the paper by a thin dark edge.
EDGED = {"path_effects": [Stroke(linewidth=3.6, foreground=PALE), Normal()]}
SLOPE_GAP, SLOPE_NEAR, SLOPE_ROOM, SLOPE_NAME = 5.2, 10, 13, 20
LABEL_GAP = 0.17
CORNER_PLACES = (((0.5, 1), (0, 22), "center"), ((0, 0), (0, -32), "center"), ((1, 0), (0, -32), "center"))


def plot_pairs(pairs: pd.DataFrame, axes: Axes, words: Words, base: str = "parts") -> Axes:
    """Draw the shares of one pair of schemes by source: a ring for the reference, a dot for the other.

    `base` is what the shares are of. Beside them stands how much of the plan came, or, where neither is the other's
    plan, the change in points. A source that only one of the two prints has only its mark.
    """
    executed = pairs["execution"].notna().any()
    order = "clr_difference" if executed else "change_points"
    rows = pairs.sort_values(order, kind="stable").reset_index(drop=True)
    shares = {side: 100 * rows[f"{side}share"].astype(float) for side in ("reference_", "")}
    axes.hlines(rows.index, *shares.values(), color=[FUNDING[group] for group in rows["group"]], lw=3, **EDGED)
    looks = {"reference_": HOLLOW, "": {"color": INK, "zorder": 4}}
    for (side, share), name in zip(shares.items(), _name_sides(rows, words), strict=True):
        axes.scatter(share, rows.index, s=40, label=name, **looks[side])
    at_right = {"transform": axes.get_yaxis_transform(), "va": "center", "ha": "left"}
    for row in rows.itertuples():
        _label_ends(axes, row.Index, sorted(share[row.Index] for share in shares.values()), words)
        axes.text(1.02, row.Index, _beside(row, executed, words), **at_right)
    axes.text(1.02, -0.75, words("mark.execution" if executed else "mark.change"), **at_right)
    axes.set_xlim(-8, 108)
    axes.set_xlabel(words(f"axis.share_of_{base}"))
    _name_groups(axes, rows, words, top=-1.1)
    put_legend_above(axes, 2)
    return axes


def _name_sides(rows: pd.DataFrame, words: Words) -> list[str]:
    """Name reference and scheme of a pair by their documents; schemes of one document by what parts them."""
    documents = [rows[f"{side}document"].iloc[0] for side in ("reference_", "")]
    if documents[0] != documents[1]:
        return [words(f"doc.{document}") for document in documents]
    sides = [rows[[f"{side}{name}" for name in SCHEME]].set_axis(SCHEME, axis=1)[:1] for side in ("reference_", "")]
    return [label.replace("\n", ", ") for label in label_schemes(pd.concat(sides), words)]


def _label_ends(axes: Axes, place: int, shares: list[float], words: Words) -> None:
    """Write the smaller share at the left of its mark and the larger one at the right; one alone at the right."""
    known = [share for share in shares if not pd.isna(share)]
    sides = {known[-1]: (7, "left")} | ({known[0]: (-7, "right")} if known[0] < known[-1] else {})
    for share, (shift, side) in sides.items():
        text, look = words("unit.share", value=share), {"ha": side, "va": "center", "fontsize": 7}
        axes.annotate(text, (share, place), (shift, 0), textcoords="offset points", **look)


def _beside(row, executed: bool, words: Words) -> str:
    value = row.execution if executed else row.change_points
    if pd.isna(value):
        return words("mark.not_printed")
    if executed:
        return words("unit.pct", value=100 * float(value))
    return words("unit.points", value=float(value), sign="+" if value > 0 else "")


def plot_execution(pairs: pd.DataFrame, axes: Axes, words: Words) -> Axes:
    """Draw the log-ratio execution of each source: below 0 it fell behind the others, above 0 it ran ahead of them."""
    rows = pairs.dropna(subset="clr_difference").sort_values("clr_difference", kind="stable").reset_index(drop=True)
    values = rows["clr_difference"].astype(float)
    axes.barh(rows.index, values, color=[FUNDING[group] for group in rows["group"]], **BAR)
    axes.axvline(0, color=INK, lw=0.8)
    for place, value in values.items():
        offset, side = (4, "left") if value >= 0 else (-4, "right")
        text = words("unit.bn", value=value)
        axes.annotate(text, (value, place), (offset, 0), textcoords="offset points", va="center", ha=side)
    limit = max(1.25 * values.abs().max(), 0.1)
    axes.set_xlim(-limit, limit)
    axes.set_xlabel(words("axis.execution"))
    speak_ticks(axes.xaxis, words)
    _name_groups(axes, rows, words, top=-0.5)
    return axes


def plot_slopes(mix: pd.DataFrame, axes: Axes, words: Words, base: str = "parts") -> Axes:
    """Draw the share of each source from scheme to scheme: rings for plans, dots for what came.

    A line breaks at a scheme that does not print the source. Without a printed total the share is of the parts.
    """
    schemes = mix.drop_duplicates(SCHEME).reset_index(drop=True)
    column = {tuple(row[name] for name in SCHEME): place for place, row in schemes.iterrows()}
    share = mix[f"share_{base}_pct"].fillna(mix["share_parts_pct"]).astype(float)
    rows = mix.assign(x=[column[key] for key in mix[SCHEME].itertuples(index=False, name=None)], share=share)
    for group, line in rows.groupby("group", observed=True):
        axes.plot(
            line.set_index("x")["share"].reindex(range(len(schemes))), color=FUNDING[group], lw=2, zorder=2, **EDGED
        )
        for basis, look in (("planned", {"facecolor": PAPER}), ("reported", {"facecolor": FUNDING[group]})):
            of = line[line["basis"] == basis]
            axes.scatter(of["x"], of["share"], s=34, edgecolor=FUNDING[group], lw=1.6, zorder=3, **look)
    ends = rows.groupby("group", observed=True)["x"].transform("max")
    for x, of in rows.assign(is_end=rows["x"] == ends, sags=_sags(rows)).groupby("x"):
        _label_shares(axes, of, int(x), len(schemes) - 1, words)
    names = [_wrap(label) for label in label_schemes(schemes, words)]
    axes.set_xticks(range(len(schemes)), names)
    axes.set_xlim(-0.35, len(schemes) - 0.25)
    axes.set_ylim(-9, share.max() + 8)
    axes.set_ylabel(words(f"axis.share_of_{base}"))
    axes.tick_params(axis="x", length=0)
    axes.grid(axis="y")
    return axes


def _sags(rows: pd.DataFrame) -> pd.Series:
    """Say at which points a source's line lies below the middle of its neighbours: its label then stands below it."""
    around = rows.sort_values("x").groupby("group", observed=True)["share"]
    return ((around.shift(1) + around.shift(-1)) / 2 > rows["share"]).reindex(rows.index)


def _wrap(name: str) -> str:
    return "\n".join(textwrap.fill(part, SLOPE_NAME) for part in name.split("\n"))


def _label_shares(axes: Axes, of: pd.DataFrame, x: int, last: int, words: Words) -> None:
    """Write the shares of one scheme beside their points: at the left, above, at the right; the last with its name."""
    shares = of["share"].tolist()
    for row, share, y in zip(of.itertuples(), shares, spread(shares, SLOPE_GAP), strict=True):
        covered = any(0 < other - share < SLOPE_NEAR for other in shares)
        free = row.sags and not any(0 < share - other < SLOPE_ROOM for other in shares)
        middle = ((0, -9 if covered or free else 9), "center")
        shift, side = {0: ((-8, 0), "right"), last: ((8, 0), "left")}.get(x, middle)
        text = words("unit.share", value=share) + (f"  {words(f'group.{row.group}')}" if row.is_end else "")
        look = {"va": "center", "ha": side, "color": INK, "bbox": ERASED | {"alpha": 0.8}, "zorder": 4}
        axes.annotate(text, (x, y), shift, textcoords="offset points", **look)


def plot_triangle(triangle: pd.DataFrame, axes: Axes, words: Words) -> Axes:
    """Draw each scheme as a point between state, credit, and enterprises with community; the path goes with time.

    `axes` are ternary with sum 100; rings are plans, dots are what came.
    """
    axes.set_title("", y=1)
    for axis in (axes.taxis, axes.laxis, axes.raxis):
        axis.set_label_coords(0.5, 1)
    shares = [triangle[corner].astype(float) for corner in CORNERS]
    (path,) = axes.plot(*shares, color=PALE, lw=1, zorder=2)
    for basis, look in (("planned", {"markerfacecolor": PAPER}), ("reported", {"markerfacecolor": INK})):
        of = triangle["basis"] == basis
        marks = [share[of] for share in shares]
        axes.plot(*marks, ls="", marker="o", ms=7, markeredgecolor=INK, zorder=3, **look)
    points = path.get_xydata()
    for start, end in pairwise(points):
        axes.annotate(
            "", end, start, arrowprops={"arrowstyle": "-|>", "color": PALE, "lw": 1, "shrinkA": 4, "shrinkB": 4}
        )
    _label_points(axes, triangle, points, words)
    for corner, (place, shift, side) in zip(CORNERS, CORNER_PLACES, strict=True):
        look = {"textcoords": "offset points", "ha": side, "va": "center"}
        axes.annotate(words(f"corner.{corner}"), place, shift, xycoords="axes fraction", **look)
    axes.grid()
    axes.set_anchor("W")
    return axes


def _label_points(axes: Axes, triangle: pd.DataFrame, points: np.ndarray, words: Words) -> None:
    """Name the points at the right of the triangle, each with a line to its point."""
    heights = [float(axes.transLimits.transform(point)[1]) for point in points]
    labels = label_schemes(triangle, words)
    for label, point, height in zip(labels, points, spread(heights, LABEL_GAP), strict=True):
        line = {"arrowstyle": "-", "color": PALE, "lw": 0.6, "shrinkB": 5}
        ends = {"xy": point, "xytext": (1.17, height), "textcoords": "axes fraction", "arrowprops": line}
        name = {"xy": (1.18, height), "xycoords": "axes fraction", "va": "center", "ha": "left"}
        for text, look in (("", ends), (label, name)):
            axes.annotate(text, **look).set_in_layout(False)


def _name_groups(axes: Axes, rows: pd.DataFrame, words: Words, top: float) -> None:
    axes.set_yticks(rows.index, [words(f"group.{group}") for group in rows["group"]])
    axes.set_ylim(len(rows) - 0.5, top)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")

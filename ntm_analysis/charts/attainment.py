"""Figures of targets against outcomes and of the first forecast."""

import pandas as pd
from matplotlib.axes import Axes

from ntm_analysis.charts.style import BASIS, INK, VERDICT, put_legend_above
from ntm_analysis.language import Words

GAP_COLUMN_POINTS = 52
# The dot is smaller than the ring and lies above it: where both fall on one place, both are seen.
RING = {"s": 40, "facecolor": "white", "edgecolor": BASIS["planned"], "lw": 1.4, "zorder": 3, "clip_on": False}
DOT = {"s": 15, "color": BASIS["reported"], "zorder": 4, "clip_on": False}


def plot_targets(compared: pd.DataFrame, names: pd.Series, axes: Axes, words: Words) -> Axes:
    """Draw target and outcome of each criterion as a dumbbell, the gap in points beside it, largest shortfall first."""
    rows = compared.sort_values("gap_points", kind="stable", na_position="last").reset_index(drop=True)
    places = rows.index.to_numpy()
    target = 100 * rows["target_share"].astype(float)
    outcome = 100 * rows["outcome_share"].astype(float)
    axes.scatter(target, places, label=words("mark.target"), **RING)
    known = outcome.notna()
    if known.any():
        axes.scatter(outcome[known], places[known], label=words("mark.outcome"), **DOT)
    for verdict in ("missed", "met"):
        of = (rows["verdict"] == verdict).to_numpy()
        if of.any():
            look = {"color": VERDICT[verdict], "lw": 2, "zorder": 2, "label": words(f"verdict.{verdict}")}
            axes.hlines(places[of], target[of], outcome[of], **look)
    _write_gap(axes, -0.75, words("column.gap"), va="bottom")
    for place, gap in zip(places, rows["gap_points"], strict=True):
        text = (
            words("mark.unknown")
            if pd.isna(gap)
            else words("unit.points", value=float(gap), sign="+" if gap > 0 else "")
        )
        _write_gap(axes, place, text, va="center")
    axes.set_yticks(places, [f"{number}. {names[number]}" for number in rows["criterion"]])
    return _finish(axes, words, len(rows))


def _write_gap(axes: Axes, place: float, text: str, va: str) -> None:
    look = {"textcoords": "offset points", "ha": "right", "va": va, "color": INK}
    axes.annotate(text, (1, place), (GAP_COLUMN_POINTS, 0), axes.get_yaxis_transform(), **look)


def plot_forecast(forecast: pd.DataFrame, plan: pd.DataFrame, names: pd.Series, axes: Axes, words: Words) -> Axes:
    """Draw the forecast share of each criterion with its 80 % band, beside the last known share and the plan."""
    rows = forecast.merge(plan, on="criterion", how="left", validate="one_to_one").sort_values("median", kind="stable")
    rows = rows.reset_index(drop=True)
    places = rows.index.to_numpy()
    shares = {column: 100 * rows[column].astype(float) for column in ("low", "high", "median", "last_share", "share")}
    axes.hlines(
        places, shares["low"], shares["high"], color=BASIS["derived"], lw=5, alpha=0.6, label=words("mark.band80")
    )
    axes.scatter(shares["median"], places, label=words("mark.median"), **DOT)
    axes.scatter(shares["last_share"], places, s=22, marker="|", color=INK, zorder=3, label=words("mark.last"))
    axes.scatter(shares["share"], places, label=words("mark.target"), **RING)
    axes.set_yticks(places, [f"{number}. {names[number]}" for number in rows["criterion"]])
    return _finish(axes, words, len(rows))


def _finish(axes: Axes, words: Words, rows: int) -> Axes:
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_xlim(0, 101)
    axes.set_xlabel(words("axis.share_of_communes"))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    put_legend_above(axes, 4)
    return axes

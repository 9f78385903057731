"""Figures of the forecasts: fans by criterion, chances of a plan, the back-test, communes at the standard by year."""

import textwrap
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.ticker import MaxNLocator

from ntm_analysis.charts.criteria import frame_shares, name_criteria
from ntm_analysis.charts.style import (
    BASIS,
    BEHIND,
    FAN,
    INK,
    MIDDLE,
    PALE,
    PAPER,
    SCENARIO,
    VERDICT,
    put_legend_above,
    speak_ticks,
    spread,
)
from ntm_analysis.charts.years import mark_years, shorten_strokes
from ntm_analysis.forecast.headlines import MEAN
from ntm_analysis.language import Words

MOST_YEARS, MOST_LONG_YEARS = 3, 12
INTERVAL_WIDTH = {95: 3, 80: 7, 50: 12}
SCENARIO_STEP = 0.26
BAND_ALPHA = 0.28
CHANCE_POINTS = 6
LABEL_LETTERS = 45
# Room between the texts of two targets, in communes of the axis.
TARGET_GAP = 7.0
EVEN = 0.5
# From this share on points would lie under a text at the top.
HIGH = 0.7
OUTCOME = {True: {"s": 22, "color": VERDICT["met"]}, False: {"s": 34, "color": INK, "marker": "X", "lw": 0}}


def plot_fans(
    forecast: pd.DataFrame, panel: pd.DataFrame, names: pd.Series, grid: list[Axes], words: Words
) -> list[Axes]:
    """Draw each criterion's forecast share as a fan, after its known points, with the targets as rings.

    `forecast` as from forecast_criteria at several dates, `panel` the known and planned points of the same criteria set
    (criterion, as_of, basis, share). One pair of axes for each criterion of `names`. A criterion that is refused has no
    fan.
    """
    frame_shares(grid, names, words)
    for axes, criterion in zip(grid, names.index, strict=True):
        points = panel[panel["criterion"] == criterion]
        fan = forecast[forecast["criterion"] == criterion].dropna(subset="median")
        _draw_fan(axes, fan, points)
        if fan.empty:
            _tell_no_fan(axes, points, words)
        _draw_points(axes, points)
        shorten_strokes(axes, 7)
    first = grid[0]
    dates = pd.concat([panel["as_of"], forecast["as_of"]])
    mark_years(first, dates.min() - pd.Timedelta(days=183), dates.max() + pd.Timedelta(days=120), MOST_YEARS)
    _explain_fan(first, panel, _levels(forecast), words)
    return grid


def _tell_no_fan(axes: Axes, points: pd.DataFrame, words: Words) -> None:
    """Write that there is no forecast, at the end of the axis that the points leave free."""
    is_high = points["share"].astype(float).max() > HIGH
    y, side = (0.05, "bottom") if is_high else (0.95, "top")
    look = {"ha": "left", "va": side, "fontsize": 7, "color": PALE}
    axes.text(0.03, y, words("mark.no_forecast"), transform=axes.transAxes, **look)


def _draw_fan(axes: Axes, rows: pd.DataFrame, points: pd.DataFrame) -> None:
    """Draw a fan from the last point, where that is among the points drawn: not from one of an earlier set."""
    if rows.empty:
        return
    start = rows.iloc[0]
    among = (points["as_of"] == start["last_as_of"]).any()
    dates = [*([start["last_as_of"]] if among else []), *rows["as_of"]]
    last = [100 * start["last_attaining"] / start["last_total"]] if among else []
    for level in _levels(rows):
        ends = [[*last, *(100 * rows[f"{end}_{level}_share"].astype(float))] for end in ("low", "high")]
        axes.fill_between(dates, *ends, color=FAN[level], lw=0, zorder=1)
    axes.plot(dates, [*last, *(100 * rows["median_share"].astype(float))], color=MIDDLE, lw=1.2, zorder=2)


def _levels(rows: pd.DataFrame) -> list[int]:
    """Give the levels of the intervals that a table holds, the widest first."""
    return [level for level in FAN if f"low_{level}" in rows]


def _draw_points(axes: Axes, points: pd.DataFrame) -> None:
    for basis, of in points.groupby("basis"):
        axes.scatter(of["as_of"], 100 * of["share"].astype(float), **_mark(basis))


def _mark(basis: str) -> dict:
    inside = PAPER if basis == "planned" else BASIS[basis]
    return {"s": 16, "facecolor": inside, "edgecolor": BASIS[basis], "lw": 1.2, "zorder": 3}


def _explain_fan(axes: Axes, panel: pd.DataFrame, levels: list[int], words: Words) -> None:
    for basis in (basis for basis in BASIS if (panel["basis"] == basis).any()):
        axes.scatter([], [], label=words(f"basis.{basis}"), **_mark(basis))
    axes.plot([], [], color=MIDDLE, lw=1.2, label=words("mark.forecast_median"))
    for level in sorted(levels):
        axes.fill_between([], [], [], color=FAN[level], label=words("mark.interval", level=level))
    put_legend_above(axes, 4)


def plot_chances(judged: pd.DataFrame, labels: Mapping[str, str], axes: Axes, words: Words) -> Axes:
    """Draw the probability that each target is met, the least first, with target and median beside it.

    `judged` as from Outlook.chances, of one date; a target without a forecast is left out. Those for mean, standard and
    bands stand apart below the criteria. `labels` maps subjects to names.
    """
    rows = judged.dropna(subset="probability").sort_values(["kind", "probability"], kind="stable")
    rows = rows.reset_index(drop=True)
    apart = int((rows["kind"] == "criterion").sum())
    if 0 < apart < len(rows):
        axes.axhline(apart - 0.5, color=PALE, lw=0.8)
    chance = 100 * rows["probability"].astype(float)
    colours = [VERDICT["met" if value >= EVEN else "missed"] for value in rows["probability"]]
    axes.hlines(rows.index, 0, chance, color=BEHIND, lw=1.5, zorder=1)
    axes.scatter(chance, rows.index, s=30, color=colours, zorder=3, clip_on=False)
    axes.axvline(100 * EVEN, color=INK, lw=0.8, zorder=0)
    head = words("fig.target_and_median")
    for place, text in [(-0.75, head), *((row.Index, _target(row, words)) for row in rows.itertuples())]:
        look = {"textcoords": "offset points", "va": "bottom" if place < 0 else "center", "color": INK, "fontsize": 8}
        axes.annotate(text, (1, place), (CHANCE_POINTS, 0), axes.get_yaxis_transform(), ha="left", **look)
    named = [textwrap.shorten(labels[subject], LABEL_LETTERS, placeholder=" …") for subject in rows["subject"]]
    return _name_rows(axes, named, words("axis.probability"))


def _target(row, words: Words) -> str:
    """Name target and median of a row, both out of the communes of the forecast; of a mean in criteria."""
    if row.subject == MEAN:
        return words("fig.target_mean", target=float(row.target), median=float(row.median))
    whole = row.communes_total if pd.isna(row.target_total) else row.target_total
    target = float(row.target) / float(whole) * float(row.communes_total)
    return words("fig.target_of", target=round(target), median=float(row.median), total=float(row.communes_total))


def plot_calibration(points: pd.DataFrame, names: pd.Series, axes: Axes, words: Words) -> Axes:
    """Draw the back-test of one method: its 80 % interval and median of each criterion beside the outcome and the plan.

    `points` as from backtest, of one origin and date, with the method's rows and (method `plan`) the official plan.
    Outcomes inside the interval are dots in the colour of what is met, those outside black crosses.
    """
    plan = points[points["method"] == "plan"].set_index("criterion")["median"].astype(float)
    rows = (
        points[points["method"] != "plan"].sort_values(["outcome", "criterion"], kind="stable").reset_index(drop=True)
    )
    low, high, median = (100 * rows[name].astype(float) for name in ("low_80", "high_80", "median"))
    axes.hlines(rows.index, low, high, color=FAN[80], lw=7, zorder=1, label=words("mark.interval", level=80))
    look = {"s": 90, "marker": "|", "lw": 2, "zorder": 2}
    axes.scatter(median, rows.index, color=MIDDLE, label=words("mark.forecast_median"), **look)
    planned = 100 * rows["criterion"].map(plan)
    if planned.notna().any():
        ring = {"facecolor": "none", "edgecolor": BASIS["planned"], "lw": 1.4, "s": 40, "zorder": 3}
        axes.scatter(planned, rows.index, label=words("mark.target"), clip_on=False, **ring)
    for inside, key in ((True, "mark.outcome_inside"), (False, "mark.outcome_outside")):
        of = (rows["inside"].astype(bool) == inside).to_numpy()
        if of.any():
            look = OUTCOME[inside] | {"zorder": 4, "clip_on": False}
            axes.scatter(100 * rows["outcome"][of], rows.index[of], label=words(key), **look)
    put_legend_above(axes, 3)
    return _name_rows(axes, name_criteria(rows["criterion"], names), words("axis.share_of_communes"))


def _name_rows(axes: Axes, labels: list[str], title: str) -> Axes:
    """Name the rows of a chart and its axis of per cent."""
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xlim(0, 101)
    axes.set_xlabel(title)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    return axes


def plot_commune_years(simulated: pd.DataFrame, axes: Axes, words: Words) -> Axes:
    """Draw the communes at 19 of 19 by the end of each year, a column of nested intervals for each scenario.

    `simulated` as from simulate_commune_plans, scenarios as from name_slips; the median is a stroke with its number.
    """
    scenarios = list(dict.fromkeys(simulated["scenario"]))
    years = sorted(simulated["year"].unique())
    for place, scenario in enumerate(scenarios):
        rows = simulated[simulated["scenario"] == scenario].sort_values("year")
        x = rows["year"].to_numpy() + SCENARIO_STEP * (place - (len(scenarios) - 1) / 2)
        colour = SCENARIO[scenario]
        for level in _levels(rows):
            ends = rows[f"low_{level}"], rows[f"high_{level}"]
            axes.vlines(x, *ends, color=colour, lw=INTERVAL_WIDTH[level], alpha=BAND_ALPHA)
        slip = float(100 * rows["slip"].iloc[0])
        name = words(f"scenario.{scenario}", slip=slip)
        axes.scatter(x, rows["median"], marker="_", s=130, lw=2, color=colour, label=name, zorder=3)
        for at, median in zip(x, rows["median"], strict=True):
            axes.annotate(f"{median:.0f}", (at, median), (8, 0), textcoords="offset points", va="center", fontsize=7.5)
    levels = ", ".join(words("unit.pct_whole", value=level) for level in sorted(_levels(simulated)))
    look = {"color": PALE, "alpha": BAND_ALPHA, "solid_capstyle": "butt", "lw": INTERVAL_WIDTH[80]}
    axes.plot([], [], label=words("mark.nested", levels=levels), **look)
    axes.set_xticks(years, [str(year) for year in years])
    axes.set_xlim(years[0] - 0.55, years[-1] + 0.6)
    axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))
    axes.set_ylabel(words("axis.communes_at_all"))
    _count_communes(axes, words)
    put_legend_above(axes, 2)
    return axes


def _count_communes(axes: Axes, words: Words) -> None:
    """Give the upright axis ticks at whole communes only."""
    axes.yaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 5, 10]))
    speak_ticks(axes.yaxis, words)
    axes.grid(axis="y")


def plot_standard(
    forecast: pd.DataFrame,
    known: pd.DataFrame,
    targets: pd.DataFrame,
    merges: pd.DataFrame,
    axes: Axes,
    words: Words,
) -> Axes:
    """Draw the communes at the standard as a fan over time, after those known, with the targets as rings.

    `forecast` the rows of that measure from forecast_headlines, `known` and `targets` as_of, value and total
    (communes), known ones with basis (reported or derived), `merges` as_of, before and after: the days on which the
    communes changed in number, marked by a line. Known points and targets have value and total beside them, the last
    date its median and the ends of its 80 % interval.
    """
    rows = forecast.dropna(subset="median").sort_values("as_of")
    last, final = known.sort_values("as_of").iloc[-1], rows.iloc[-1]
    dates = [last["as_of"], *rows["as_of"]]
    for level in _levels(rows):
        ends = [[float(last["value"]), *rows[f"{end}_{level}"].astype(float)] for end in ("low", "high")]
        axes.fill_between(dates, *ends, color=FAN[level], lw=0, zorder=1, label=words("mark.interval", level=level))
    axes.plot(dates, [float(last["value"]), *rows["median"].astype(float)], color=MIDDLE, lw=1.5, zorder=2)
    for basis, of in known.groupby("basis", sort=False):
        axes.scatter(of["as_of"], of["value"].astype(float), label=words(f"basis.{basis}"), **_mark(basis))
    _name_known(axes, known, words)
    if len(targets):
        axes.scatter(targets["as_of"], targets["value"].astype(float), label=words("mark.target"), **_mark("planned"))
        _name_targets(axes, targets, words)
    for name in ("low_80", "median", "high_80"):
        text = words("unit.plain", value=float(np.round(final[name], 1)))
        axes.annotate(text, (final["as_of"], final[name]), (4, 0), textcoords="offset points", va="center", color=PALE)
    _mark_merges(axes, merges, words)
    axes.set_ylim(bottom=0)
    shown = pd.concat([known["as_of"], targets["as_of"], rows["as_of"]])
    mark_years(axes, shown.min() - pd.Timedelta(days=150), shown.max() + pd.Timedelta(days=150), MOST_LONG_YEARS)
    shorten_strokes(axes, 8)
    axes.set_ylabel(words("headline.communes_meeting_standard"))
    _count_communes(axes, words)
    put_legend_above(axes, 3)
    return axes


def _name_targets(axes: Axes, targets: pd.DataFrame, words: Words) -> None:
    """Write value and number of communes to the left of targets."""
    for date, rows in targets.dropna(subset="total").groupby("as_of"):
        values = rows["value"].astype(float).tolist()
        for row, place in zip(rows.itertuples(), spread(values, TARGET_GAP), strict=True):
            look = {"textcoords": "offset points", "ha": "right", "va": "center", "color": INK, "fontsize": 7.5}
            axes.annotate(_of_total(row, words), (date, place), (-6, 0), **look)


def _name_known(axes: Axes, known: pd.DataFrame, words: Words) -> None:
    """Write value and number of communes beside known points, below the last one and by turns above and below."""
    for place, row in enumerate(known.sort_values("as_of", ascending=False).itertuples()):
        side, away = (("top", -5), ("bottom", 5))[place % 2]
        look = {"textcoords": "offset points", "ha": "center", "va": side, "color": PALE, "fontsize": 7.5}
        axes.annotate(_of_total(row, words), (row.as_of, float(row.value)), (0, away), **look)


def _of_total(row, words: Words) -> str:
    return f"{words('unit.whole', value=float(row.value))}/{words('unit.whole', value=float(row.total))}"


def _mark_merges(axes: Axes, merges: pd.DataFrame, words: Words) -> None:
    for merge in merges.itertuples():
        axes.axvline(merge.as_of, color=PALE, lw=0.9, ls=(0, (4, 3)), zorder=0)
        text = words("mark.communes_change", before=merge.before, after=merge.after)
        look = {"textcoords": "offset points", "ha": "right", "va": "top", "color": PALE, "fontsize": 8}
        axes.annotate(text, (date2num(merge.as_of), 1), (-4, -2), axes.get_xaxis_transform(), **look)

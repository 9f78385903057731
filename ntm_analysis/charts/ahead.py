"""Figure of the forecast of several criteria on one day."""

import pandas as pd
from matplotlib.axes import Axes

from ntm_analysis.charts.criteria import name_criteria
from ntm_analysis.charts.forecasts import INTERVAL_WIDTH
from ntm_analysis.charts.style import BASIS, FAN, MIDDLE, PAPER, put_legend_above
from ntm_analysis.language import Words

KNOWN = {"s": 22, "facecolor": PAPER, "edgecolor": BASIS["reported"], "lw": 1.4, "zorder": 4, "clip_on": False}


def plot_ahead(forecast: pd.DataFrame, names: pd.Series, axes: Axes, words: Words) -> Axes:
    """Draw the forecast shares of communes of several criteria on one day: nested intervals, median, last known share.

    `forecast` as from forecast_criteria, of one date; a criterion that is refused is left out. `names` maps the numbers
    of criteria to their names.
    """
    rows = forecast.dropna(subset="median").reset_index(drop=True)
    for level in (level for level in FAN if f"low_{level}" in rows):
        ends = (100 * rows[f"{end}_{level}_share"].astype(float) for end in ("low", "high"))
        label = words("mark.interval", level=level)
        axes.hlines(rows.index, *ends, color=FAN[level], lw=INTERVAL_WIDTH[level], label=label, zorder=1)
    look = {"marker": "|", "s": 130, "lw": 2, "color": MIDDLE, "zorder": 3, "clip_on": False}
    axes.scatter(100 * rows["median_share"].astype(float), rows.index, label=words("mark.forecast_median"), **look)
    last = 100 * (rows["last_attaining"] / rows["last_total"]).astype(float)
    axes.scatter(last, rows.index, label=words("mark.known"), **KNOWN)
    axes.set_yticks(rows.index, name_criteria(rows["criterion"], names))
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, 101)
    axes.set_xlabel(words("axis.share_of_communes"))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    put_legend_above(axes, 3)
    return axes

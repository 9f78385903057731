"""Figures of the funding mix."""

import pandas as pd
from matplotlib.axes import Axes

from ntm_analysis.charts.style import FUNDING, INK, PALE, ink_on, put_legend_above
from ntm_analysis.funding import GROUPS
from ntm_analysis.language import Words

SMALLEST_LABEL_PCT = 5.5
BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
BAR = {"height": 0.62, "edgecolor": "white", "linewidth": 0.6}


def name_scheme(row, words: Words) -> str:
    """Name a funding scheme by its document and whether it was planned or came."""
    return f"{words(f'doc.{row.document}')}\n{words(f'basis.{row.basis}')}"


def plot_mix(mix: pd.DataFrame, axes: Axes, words: Words, base: str = "parts") -> Axes:
    """Draw the mix of each scheme as one 100 % bar, labelled with the share of the chosen base (parts or stated)."""
    places = _places(mix, words)
    left = dict.fromkeys(places, 0.0)
    for group in GROUPS:
        for row in mix[mix["group"] == group].itertuples():
            name, width = name_scheme(row, words), float(row.share_parts_pct)
            axes.barh(places[name], width, left=left[name], color=FUNDING[group], **BAR)
            if width >= SMALLEST_LABEL_PCT:
                text = words("unit.share", value=float(getattr(row, f"share_{base}_pct")))
                middle = (left[name] + width / 2, places[name])
                axes.text(*middle, text, ha="center", va="center", color=ink_on(FUNDING[group]), fontsize=8)
            left[name] += width
    axes.set_xlim(0, 100)
    axes.set_xlabel(words(f"axis.share_of_{base}"))
    axes.spines[["left", "bottom"]].set_visible(False)
    return _finish(axes, places, words)


def plot_intensity(intensity: pd.DataFrame, axes: Axes, words: Words) -> Axes:
    """Draw billion VND per commune and year by source; a period under a year is named in words, never doubled."""
    places = _places(intensity, words)
    totals = dict.fromkeys(places, 0.0)
    for group in GROUPS:
        rows = intensity[(intensity["group"] == group) & intensity["per_commune_year_million_vnd"].notna()]
        for row in rows.itertuples():
            name, width = name_scheme(row, words), float(row.per_commune_year_million_vnd) / 1000
            axes.barh(places[name], width, left=totals[name], color=FUNDING[group], **BAR)
            totals[name] += width
    for name, place in places.items():
        scheme = intensity[[name_scheme(row, words) == name for row in intensity.itertuples()]]
        half = float(scheme["per_commune_million_vnd"].sum()) / 1000
        whole_years = scheme["years"].notna().any()
        text = words("unit.bn", value=totals[name]) if whole_years else words("fig.half_year", value=half)
        look = {"va": "center", "ha": "left", "color": INK if whole_years else PALE}
        shift = {"xytext": (4, 0), "textcoords": "offset points"}
        axes.annotate(text, (totals[name], place), bbox=BEHIND, **shift, **look)
    axes.set_xlim(0, 1.15 * max(totals.values()) or 1)
    axes.set_xlabel(words("axis.bn_per_commune_year"))
    axes.grid(axis="x")
    return _finish(axes, places, words)


def plot_pairs(pairs: pd.DataFrame, axes: Axes, words: Words) -> Axes:
    """Draw planned and mobilised share of each source for one pair of plan and report, the execution beside it."""
    rows = pairs.sort_values("clr_difference", kind="stable").reset_index(drop=True)
    plan, actual = (100 * rows[f"{side}_share"].astype(float) for side in ("plan", "actual"))
    axes.hlines(rows.index, plan, actual, color=[FUNDING[group] for group in rows["group"]], lw=3)
    planned = {"facecolor": "white", "edgecolor": INK, "lw": 1.4, "zorder": 3}
    axes.scatter(plan, rows.index, s=40, label=words("basis.planned"), **planned)
    axes.scatter(actual, rows.index, s=40, color=INK, zorder=3, label=words("basis.reported"))
    for place, execution in rows["execution"].items():
        text = words("unit.pct", value=100 * float(execution))
        axes.text(1.02, place, text, transform=axes.get_yaxis_transform(), va="center", ha="left")
    axes.text(1.02, -0.75, words("mark.execution"), transform=axes.get_yaxis_transform(), va="center", ha="left")
    axes.set_yticks(rows.index, [words(f"group.{group}") for group in rows["group"]])
    axes.set_ylim(len(rows) - 0.5, -1.1)
    axes.set_xlim(-2, 102)
    axes.set_xlabel(words("axis.share_of_parts"))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    put_legend_above(axes, 2)
    return axes


def plot_execution(pairs: pd.DataFrame, axes: Axes, words: Words) -> Axes:
    """Draw the log-ratio execution of each source: below 0 it fell behind the others, above 0 it ran ahead of them."""
    rows = pairs.sort_values("clr_difference", kind="stable").reset_index(drop=True)
    values = rows["clr_difference"].astype(float)
    axes.barh(rows.index, values, color=[FUNDING[group] for group in rows["group"]], **BAR)
    axes.axvline(0, color=INK, lw=0.8)
    for place, value in values.items():
        offset, side = (4, "left") if value >= 0 else (-4, "right")
        text = words("unit.bn", value=value)
        axes.annotate(text, (value, place), (offset, 0), textcoords="offset points", va="center", ha=side)
    limit = max(1.25 * values.abs().max(), 0.1)
    axes.set_xlim(-limit, limit)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(rows.index, [words(f"group.{group}") for group in rows["group"]])
    axes.set_xlabel(words("axis.execution"))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    return axes


def _places(schemes: pd.DataFrame, words: Words) -> dict[str, int]:
    names = dict.fromkeys(name_scheme(row, words) for row in schemes.itertuples())
    return {name: place for place, name in enumerate(names)}


def _finish(axes: Axes, places: dict[str, int], words: Words) -> Axes:
    axes.set_yticks(list(places.values()), list(places))
    axes.set_ylim(len(places) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    for group in GROUPS:
        axes.barh(0, 0, color=FUNDING[group], label=words(f"group.{group}"))
    put_legend_above(axes, len(GROUPS))
    return axes

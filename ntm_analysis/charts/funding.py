"""Figures of the funding mix."""

import pandas as pd
from matplotlib.axes import Axes

from ntm_analysis.charts.style import FUNDING, INK, PALE, ink_on, put_legend_above
from ntm_analysis.funding import GROUPS
from ntm_analysis.language import Words

SMALLEST_LABEL_PCT = 5.0


def name_scheme(row, words: Words) -> str:
    """Name a funding scheme by its document and whether it was planned or came."""
    return f"{words(f'doc.{row.document}')}\n{words(f'basis.{row.basis}')}"


def plot_mix(mix: pd.DataFrame, axes: Axes, words: Words, base: str = "parts") -> Axes:
    """Draw the mix of each scheme as one 100 % bar, labelled with the share of the chosen base (parts or stated)."""
    schemes = list(dict.fromkeys(name_scheme(row, words) for row in mix.itertuples()))
    left = dict.fromkeys(schemes, 0.0)
    for group in GROUPS:
        rows = mix[mix["group"] == group]
        names = [name_scheme(row, words) for row in rows.itertuples()]
        widths = rows["share_parts_pct"].astype(float).tolist()
        starts = [left[name] for name in names]
        axes.barh(names, widths, left=starts, color=FUNDING[group], label=words(f"group.{group}"), height=0.62)
        for name, start, width, share in zip(names, starts, widths, rows[f"share_{base}_pct"], strict=True):
            left[name] = start + width
            if width >= SMALLEST_LABEL_PCT:
                text = words("unit.pct", value=float(share))
                axes.text(start + width / 2, name, text, ha="center", va="center", color=ink_on(FUNDING[group]))
    axes.set_yticks(range(len(schemes)), schemes)
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel(words(f"axis.share_of_{base}"))
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(length=0)
    put_legend_above(axes, len(GROUPS))
    return axes


def plot_intensity(intensity: pd.DataFrame, axes: Axes, words: Words) -> Axes:
    """Draw billion VND per commune and year by source; a period under a year is named beside its bar, never doubled."""
    keys = list(dict.fromkeys(name_scheme(row, words) for row in intensity.itertuples()))
    totals = dict.fromkeys(keys, 0.0)
    for group in GROUPS:
        rows = intensity[(intensity["group"] == group) & intensity["per_commune_year_million_vnd"].notna()]
        names = [name_scheme(row, words) for row in rows.itertuples()]
        widths = (rows["per_commune_year_million_vnd"].astype(float) / 1000).tolist()
        axes.barh(names, widths, left=[totals[name] for name in names], color=FUNDING[group], height=0.62)
        for name, width in zip(names, widths, strict=True):
            totals[name] += width
    axes.set_yticks(range(len(keys)), keys)
    for place, name in enumerate(keys):
        scheme = intensity[[name_scheme(row, words) == name for row in intensity.itertuples()]]
        whole_years = scheme["years"].notna().any()
        half = float(scheme["per_commune_million_vnd"].sum()) / 1000
        text = words("unit.bn", value=totals[name]) if whole_years else words("fig.half_year", value=half)
        axes.text(totals[name], place, f" {text}", va="center", ha="left", color=INK if whole_years else PALE)
    axes.set_ylim(len(keys) - 0.5, -0.5)
    axes.set_xlim(0, 1.18 * max(totals.values()))
    axes.set_xlabel(words("axis.bn_per_commune_year"))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    return axes

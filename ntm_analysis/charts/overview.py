"""Figures of what the documents are, what they hold and what does not agree in them."""

import textwrap

import matplotlib.dates as mdates
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from ntm_analysis.charts.style import ABSENT, BASIS, PAPER, SEQUENTIAL, SEVERITY, ink_cells, put_legend_above
from ntm_analysis.charts.years import mark_years, shorten_strokes
from ntm_analysis.language import Words

NARROW = 15
MARGIN, MOST_YEARS = pd.Timedelta(days=40), 15
KIND = {"plan": BASIS["planned"], "report": BASIS["reported"], "review": BASIS["derived"]}


def plot_timeline(documents: pd.DataFrame, axes: Axes, words: Words) -> Axes:
    """Draw the period that each document is about, coloured by its kind, in the order of the periods."""
    rows = documents.sort_values(["period_start", "period_end"], kind="stable").reset_index(drop=True)
    for kind in (kind for kind in KIND if (rows["kind"] == kind).any()):
        of = rows[rows["kind"] == kind]
        start, end = mdates.date2num(of["period_start"]), mdates.date2num(of["period_end"])
        axes.barh(of.index, end - start + 1, left=start, color=KIND[kind], height=0.5, label=words(f"kind.{kind}"))
    axes.set_yticks(rows.index, [words(f"doc.{document}") for document in rows["document"]])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.xaxis_date()
    mark_years(axes, rows["period_start"].min() - MARGIN, rows["period_end"].max() + MARGIN, MOST_YEARS)
    shorten_strokes(axes, 8)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", which="minor")
    put_legend_above(axes, len(KIND))
    return axes


def plot_contents(contents: pd.DataFrame, axes: Axes, words: Words) -> Axes:
    """Draw how many rows each document gives each table (`contents`: one row per table, one column per document)."""
    named = contents.rename(index=lambda table: words(f"table.{table}"))
    named = named.rename(columns=lambda document: textwrap.fill(words(f"doc.{document}"), NARROW))
    sns.heatmap(named.where(named > 0), annot=True, fmt=".0f", cmap=SEQUENTIAL, cbar=False, linewidths=0.8, ax=axes)
    ink_cells(axes)
    axes.set(xlabel="", ylabel="", facecolor=ABSENT)
    axes.tick_params(length=0)
    axes.tick_params(axis="x", rotation=0, labelsize=7.5)
    axes.tick_params(axis="y", rotation=0)
    return axes


def plot_findings(findings: pd.DataFrame, axes: Axes, words: Words) -> Axes:
    """Draw how many findings each rule has, the gravest first."""
    counts = findings.groupby(["severity", "rule"]).size().reset_index(name="count")
    counts["rank"] = counts["severity"].map(list(SEVERITY).index)
    counts = counts.sort_values(["rank", "count"], ascending=[True, False], kind="stable").reset_index(drop=True)
    for severity, colour in SEVERITY.items():
        rows = counts[counts["severity"] == severity]
        if len(rows):
            axes.barh(rows.index, rows["count"], color=colour, label=words(f"severity.{severity}"), height=0.7)
    for place, count in counts["count"].items():
        axes.text(count, place, f" {count}", va="center", ha="left")
    axes.set_yticks(counts.index, [words(f"rule.{rule}") for rule in counts["rule"]])
    axes.set_ylim(len(counts) - 0.4, -0.6)
    axes.set_xlim(0, 1.06 * counts["count"].max())
    axes.set_xlabel(words("axis.findings"))
    axes.tick_params(axis="y", length=0)
    put_legend_above(axes, len(SEVERITY))
    return axes


def plot_indicator(rows: pd.DataFrame, axes: Axes, words: Words, unit_label: str) -> Axes:
    """Draw an indicator's values by date: reported as dots, planned as rings, ranges as lines, values beside them."""
    dates = rows["as_of"].fillna(rows["period_end"])
    for basis in dict.fromkeys(rows["basis"]):
        of = rows["basis"] == basis
        low, high = rows.loc[of, "value_low"].astype(float), rows.loc[of, "value_high"].astype(float)
        look = {"facecolor": PAPER if basis == "planned" else BASIS[basis], "edgecolor": BASIS[basis]}
        axes.vlines(dates[of], low, high, color=BASIS[basis], lw=2)
        axes.scatter(dates[of], high, s=34, lw=1.5, zorder=3, label=words(f"basis.{basis}"), **look)
    printed = rows.assign(date=dates).drop_duplicates(["date", "value_low", "value_high"])
    for row in printed.itertuples():
        ends = dict.fromkeys((float(row.value_low), float(row.value_high)))
        text = "–".join(words("unit.plain", value=end) for end in ends)
        axes.annotate(text, (row.date, float(row.value_high)), xytext=(0, 7), textcoords="offset points", ha="center")
    ticks = sorted(dates.unique())
    axes.set_xticks(ticks, [words.month(tick) for tick in ticks])
    axes.set_ylim(0, 1.25 * float(rows["value_high"].max()) or 1)
    axes.set_title(unit_label, loc="left", fontsize=8)
    axes.margins(x=0.12)
    axes.grid(axis="y")
    put_legend_above(axes, 3)
    return axes

"""Figures of one place: when each criterion is met or planned, and the path of its communes among the others."""

from math import ceil

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.patheffects import withStroke

from ntm_analysis.charts.criteria import name_criteria
from ntm_analysis.charts.style import ABSENT, BASIS, BEHIND, INK, PAPER, YEAR_STEPS, ink_cells, put_legend_above
from ntm_analysis.criteria.places import AIMS, fold_name
from ntm_analysis.criteria.plans import BASE_YEAR, YEARS
from ntm_analysis.language import Words

REACHED = dict(zip((BASE_YEAR, *YEARS), YEAR_STEPS, strict=True))
AGAIN = "2×"
SMALL = 7
SWATCH = {"s": 60, "marker": "s"}
FEWEST_SPARSE, COLUMNS, ALONE_CM = 4, 3, 9.5
OWN = {"color": BASIS["planned"], "lw": 2.4, "marker": "o", "ms": 3.5}
PACE = {"color": BASIS["reported"], "lw": 1.3, "ls": (0, (4, 2))}
CROSS = {"marker": "x", "color": INK, "s": 26, "lw": 1.4}
BESIDE = {"textcoords": "offset points", "fontsize": SMALL, "color": INK}
# Lines do not strike through what is written on them.
BESIDE |= {"path_effects": [withStroke(linewidth=2.5, foreground=PAPER)]}
# Nor between its figures, where a stroke and a decimal comma would read as a semicolon.
BEHIND_NUMBER = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5}


def plot_communes(listed: pd.DataFrame, districts: pd.Series, axes: Axes, words: Words) -> Axes:
    """Draw commune by criterion: the colour says by when the commune has it, a mark that its list names it twice.

    `listed` of one plan table, as from places.list_criteria; `districts` maps district to its name, lines part them.
    A figure of 0.42 cm a row, and 3.6 cm, is readable.
    """
    places = listed.drop_duplicates("commune").assign(where=lambda rows: rows["district"].map(districts))
    order = places.assign(first=places["where"].map(fold_name), second=places["commune_name"].map(fold_name))
    places = order.sort_values(["first", "second", "commune"])
    years = listed.pivot(index="commune", columns="criterion", values="year").reindex(places["commune"])
    again = listed.pivot(index="commune", columns="criterion", values="again").reindex(places["commune"])
    several = places["district"].nunique() > 1
    labels = [f"{row.commune_name} ({row.where})" if several else row.commune_name for row in places.itertuples()]
    _draw_cells(years, again.map(lambda more: AGAIN if more else ""), labels, axes, words)
    at = places["district"].tolist()
    for row in (row for row in range(1, len(at)) if at[row] != at[row - 1]):
        axes.axhline(row, color=INK, linewidth=0.8)
    axes.set_xlabel(words("column.criterion"))
    return axes


def plot_commune(listed: pd.DataFrame, parts: pd.DataFrame, names: pd.Series, axes: Axes, words: Words) -> Axes:
    """Draw criterion by year of one commune: coloured from the year by which it has the criterion.

    `listed` of one plan table and commune, as from places.list_criteria; `parts` its rows of commune_sub_criteria:
    their numbers stand in the year for which they are planned; `names` maps criterion to its name.
    """
    first = listed.set_index("criterion")["year"]
    again = [int(year) for more in listed["again"] for year in more.split(",") if year]
    columns = range(BASE_YEAR, max([int(first.max()), *again]) + 1)
    years = pd.DataFrame({year: first.where(first <= year) for year in columns})
    texts = pd.DataFrame("", index=years.index, columns=years.columns)
    for row in listed[listed["again"] != ""].itertuples():
        texts.loc[row.criterion, [int(year) for year in row.again.split(",")]] = AGAIN
    for (criterion, year), of in parts.groupby(["criterion", "planned_year"]):
        texts.loc[criterion, year] = ", ".join(of["sub_criterion"])
    _draw_cells(years, texts, name_criteria(years.index, names), axes, words)
    axes.set_xticklabels([_name_year(year, words) for year in columns], rotation=0)
    return axes


def _draw_cells(years: pd.DataFrame, texts: pd.DataFrame, labels: list[str], axes: Axes, words: Words) -> None:
    colours = ListedColormap(list(REACHED.values())).with_extremes(bad=ABSENT)
    ends = {"vmin": min(REACHED) - 0.5, "vmax": max(REACHED) + 0.5}
    sns.heatmap(
        years.astype(float),
        cmap=colours,
        linewidths=0.8,
        cbar=False,
        ax=axes,
        yticklabels=labels,
        xticklabels=1,
        **ends,
    )
    for row, column in ((row, column) for row in range(len(texts)) for column in range(texts.shape[1])):
        if texts.iloc[row, column]:
            look = {"ha": "center", "va": "center", "fontsize": SMALL}
            axes.text(column + 0.5, row + 0.5, texts.iloc[row, column], **look)
    ink_cells(axes)
    axes.set(xlabel="", ylabel="", facecolor=ABSENT)
    axes.tick_params(length=0, rotation=0)
    for year in sorted(set(years.stack().dropna().astype(int))):
        label = words("mark.met_by", month=_name_year(year, words)) if year == BASE_YEAR else str(year)
        axes.scatter([], [], color=REACHED[year], label=label, **SWATCH)
    if years.isna().any(axis=None):
        axes.scatter([], [], facecolor=ABSENT, edgecolor=INK, lw=0.4, label=words("mark.not_by_then"), **SWATCH)
    if (texts == AGAIN).any(axis=None):
        axes.scatter([], [], color=INK, s=70, lw=0, marker=f"${AGAIN}$", label=words("mark.listed_again"))
    put_legend_above(axes, 4)


def pick_panels(paths: pd.DataFrame, level: str, names: pd.Series) -> pd.Series:
    """Give the units that the axes of plot_paths stand for, with names: districts of a province, or communes."""
    units = paths["district" if level == "province" else "commune"].unique()
    return names[sorted(units, key=lambda unit: fold_name(names[unit]))]


def size_paths(panels: int) -> tuple[float, int, int]:
    """Give the height in cm, the number and the columns of the axes of plot_paths."""
    columns = min(COLUMNS, panels)
    return (ALONE_CM if panels == 1 else 4 + 4.4 * ceil(panels / columns)), panels, columns


def plot_paths(
    paths: pd.DataFrame, others: pd.DataFrame, names: pd.Series, per_year: float, grid: list[Axes], words: Words
) -> list[Axes]:
    """Draw the cumulative criteria by year of a place's communes over those of all communes of the same plan table.

    `paths` and `others` of one table, as from plans.trace_paths; `names` maps the units that the axes of `grid` stand
    for, communes or districts, to their names. A dashed line goes from the same start at `per_year` criteria a year.
    Axes of several communes have the bold line of their mean, a commune that plans no more keeping what it has. A cross
    is a printed number that differs from the counted one.
    """
    everyone = pd.concat([others, paths])
    years = range(BASE_YEAR, int(everyone["year"].max()) + 1)
    for axes, unit in zip(grid, names.index, strict=True):
        own = paths[(paths["commune"] == unit) | (paths["district"] == unit)]
        for _, path in everyone.groupby("commune"):
            axes.plot(path["year"], path["cumulative"], color=BEHIND, lw=0.7, zorder=1)
        start = float(own.loc[own["year"] == BASE_YEAR, "cumulative"].mean())
        axes.plot(years, [start + per_year * (year - BASE_YEAR) for year in years], zorder=2, **PACE)
        _draw_own(axes, own, years, words)
        wrong = own[own["printed"].notna() & (own["printed"] != own["cumulative"])]
        axes.scatter(wrong["year"], wrong["printed"].astype(float), zorder=4, **CROSS)
        axes.set_title(names[unit], loc="left", fontsize=8.5, pad=3)
        axes.tick_params(length=2)
    _set_scales(grid[0], everyone, years, len(grid), words)
    _explain(grid[0], paths, paths["commune"].nunique() > len(names), per_year, words)
    return grid


def _draw_own(axes: Axes, paths: pd.DataFrame, years: range, words: Words) -> None:
    """Draw the paths of the axes' own communes, with the numbers of the one commune or of the mean of several."""
    wide = paths.pivot(index="year", columns="commune", values="cumulative").reindex(years).astype(float)
    alone = wide.shape[1] == 1
    shown = wide.iloc[:, 0].dropna() if alone else wide.ffill().mean(axis=1).iloc[[0, -1]]
    if not alone:
        axes.plot(wide.index, wide, color=BASIS["planned"], lw=0.8, zorder=3)
    axes.plot(years, wide.iloc[:, 0] if alone else wide.ffill().mean(axis=1), zorder=3, **OWN)
    for year, count in shown.items():
        text = words("unit.whole" if alone else "unit.share", value=float(count))
        axes.annotate(text, (year, count), (3, -3), ha="left", va="top", zorder=5, bbox=BEHIND_NUMBER, **BESIDE)


def _set_scales(first: Axes, paths: pd.DataFrame, years: range, panels: int, words: Words) -> None:
    aim, top = AIMS[paths["plan_table"].iloc[0]], int(paths[["cumulative", "printed"]].max().max())
    first.set_ylim(0, max(top, aim) + 0.5)
    first.set_yticks(sorted({*range(0, aim, 5), aim, max(top, aim)}))
    first.set_xlim(years[0] - 0.15, years[-1] + 0.45)
    step = 2 if panels > 1 and len(years) >= FEWEST_SPARSE else 1
    first.set_xticks(list(years), [_name_year(year, words) if year % step == 0 else "" for year in years])
    first.figure.supylabel(words("axis.criteria_by_end"), fontsize=8)


def _explain(axes: Axes, paths: pd.DataFrame, several: bool, per_year: float, words: Words) -> None:
    axes.plot([], [], **OWN, label=words("mark.path_mean" if several else "mark.path"))
    axes.plot([], [], **PACE, label=words("mark.pace", pace=per_year))
    axes.plot([], [], color=BEHIND, lw=1.4, label=words("mark.others", table=str(paths["plan_table"].iloc[0])))
    if (paths["printed"].notna() & (paths["printed"] != paths["cumulative"])).any():
        axes.scatter([], [], **CROSS, label=words("mark.printed_differs"))
    put_legend_above(axes, 2)


def _name_year(year: int, words: Words) -> str:
    """Name the years of a plan; the base year is the state of the January after it."""
    return words.month(f"{year + 1}-01-01") if year == BASE_YEAR else str(year)

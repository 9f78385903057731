"""Figures of what communes plan: paths, load by criterion and by district, and when criteria are to be there."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ntm_analysis.charts.criteria import draw_heat, frame_shares, name_criteria
from ntm_analysis.charts.style import ABSENT, BASIS, BEHIND, INK, PALE, PAPER, put_legend_above, put_scale_above
from ntm_analysis.criteria.plans import BASE_YEAR, LAST, YEARS
from ntm_analysis.language import Words, plain

# Places (column, row from the north) of the eleven districts: a scheme that keeps roughly who is north or west of whom;
# neither size nor border nor distance is meant.
TILES = {
    "trang-dinh": (1, 0),
    "binh-gia": (0, 1),
    "van-lang": (1, 1),
    "cao-loc": (2, 1),
    "bac-son": (0, 2),
    "van-quan": (1, 2),
    "lang-son-city": (2, 2),
    "loc-binh": (3, 2),
    "huu-lung": (0, 3),
    "chi-lang": (1, 3),
    "dinh-lap": (3, 3),
}
TILE = 0.94
FOOT, TALLEST, BAR_WIDTH = 0.17, 0.44, 0.16
NO_PLAN = "–"
CURVE = {"color": BASIS["planned"], "lw": 1.6}
# Years that a curve goes on after its last step, and room for its last value.
TAIL, ROOM = 0.4, 2.3


def plot_plan_load(load: pd.DataFrame, names: pd.Series, axes: Axes, words: Words) -> Axes:
    """Draw how many communes plan each criterion for each year."""
    grid = load.pivot(index="criterion", columns="planned_year", values="communes").astype(int)
    labels = name_criteria(grid.index, names)
    draw_heat(grid, grid.astype(str), labels, axes, vmax=max(1, int(grid.to_numpy().max())))
    put_scale_above(axes, words("axis.communes_planning"))
    return axes


def plot_paths(paths: pd.DataFrame, names: pd.Series, axes: Axes, words: Words) -> Axes:
    """Draw the cumulative criteria of each commune of one table by year as a heat map, the numbers in the cells.

    `names` maps district to its name: the order is by district and by commune, and a line parts districts. The cells
    after the last year that a commune plans are empty. A figure of 0.42 cm a row, and 3 cm, is readable.
    """
    places = paths.drop_duplicates("commune").assign(where=lambda rows: rows["district"].map(names))
    order = [places["where"].map(plain), places["commune_name"].map(plain)]
    places = places.assign(first=order[0], second=order[1]).sort_values(["first", "second", "commune"])
    grid = paths.pivot(index="commune", columns="year", values="cumulative").reindex(places["commune"])
    texts = grid.map(lambda count: "" if pd.isna(count) else str(int(count)))
    labels = [f"{row.commune_name} ({row.where})" for row in places.itertuples()]
    draw_heat(grid.astype(float), texts, labels, axes, vmax=LAST)
    axes.set_xticklabels(_name_years(grid.columns, words))
    districts = places["district"].tolist()
    for place in (at for at in range(1, len(districts)) if districts[at] != districts[at - 1]):
        axes.axhline(place, color=INK, linewidth=0.8)
    absent = words("mark.plans_no_more") if grid.isna().any(axis=None) else None
    put_scale_above(axes, words("axis.criteria_by_end"), absent)
    return axes


def _name_years(years, words: Words) -> list[str]:
    """Name the years of a plan; the base year is the state of the January after it."""
    return [words.month(f"{year + 1}-01-01") if year == BASE_YEAR else str(year) for year in years]


def plot_incidence(incidence: pd.DataFrame, names: pd.Series, grid: list[Axes], words: Words) -> list[Axes]:
    """Draw the share of communes that plan to have each criterion by the end of each year, one step curve a criterion.

    `incidence` as from plans.measure_incidence, `grid` as many axes as `names` has criteria (style.new_grid). The
    last value is written.
    """
    years = sorted(incidence["year"].unique())
    for axes, criterion in zip(grid, names.index, strict=True):
        curve = incidence[incidence["criterion"] == criterion].sort_values("year")
        shares = 100 * curve["incidence"].astype(float)
        last = shares.iloc[-1]
        axes.step([*years, years[-1] + TAIL], [*shares, last], where="post", **CURVE)
        look = {"textcoords": "offset points", "ha": "left", "va": "center", "fontsize": 7, "color": INK}
        axes.annotate(words("unit.pct", value=last), (years[-1] + TAIL, last), (2, 0), **look)
    frame_shares(grid, names, words)
    first = grid[0]
    first.set_xlim(years[0] - 0.15, years[-1] + ROOM)
    named = _name_years(years, words)
    first.set_xticks(years, [named[0], *[""] * (len(years) - 2), named[-1]])
    first.plot([], [], label=words("axis.share_by_end"), **CURVE)
    put_legend_above(first, 1)
    return grid


def plot_district_load(load: pd.DataFrame, names: pd.Series, axes: Axes, words: Words) -> Axes:
    """Draw the criteria that the communes of each district plan by year, a tile of four bars per district.

    `names` maps each district to its name; the tiles lie as on a map, but schematically (`TILES`), those of another
    province in rows of four. All bars have one scale. A district without planned criteria is pale.
    """
    lying = TILES if set(names.index) <= set(TILES) else {of: (at % 4, at // 4) for at, of in enumerate(names.index)}
    tallest = max(1, int(load["criteria"].max())) if len(load) else 1
    for district, name in names.items():
        column, row = lying[district]
        counts = load[load["district"] == district].set_index("planned_year")["criteria"].reindex(YEARS, fill_value=0)
        look = {"facecolor": PAPER if counts.any() else ABSENT, "edgecolor": BEHIND, "lw": 0.8}
        axes.add_patch(Rectangle((column, -row), TILE, TILE, **look))
        ink = INK if counts.any() else PALE
        axes.text(column + TILE / 2, -row + TILE - 0.05, name, ha="center", va="top", color=ink, fontsize=8)
        if counts.any():
            _draw_years(axes, (column, -row), counts, tallest)
        else:
            axes.text(column + TILE / 2, -row + TILE / 2, NO_PLAN, ha="center", va="center", color=ink)
    places = [lying[district] for district in names.index]
    axes.set_xlim(min(column for column, _ in places) - 0.03, max(column for column, _ in places) + TILE + 0.03)
    axes.set_ylim(-max(row for _, row in places) - 0.03, -min(row for _, row in places) + TILE + 0.03)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    axes.set_xlabel(words("axis.criteria_planned"))
    return axes


def _draw_years(axes: Axes, corner: tuple[float, float], counts: pd.Series, tallest: int) -> None:
    """Draw the bars of one tile, each with its number above and its year below."""
    step = TILE / len(counts)
    for place, (year, count) in enumerate(counts.items()):
        x, foot, height = corner[0] + step * (place + 0.5), corner[1] + FOOT, TALLEST * count / tallest
        axes.bar(x, height, bottom=foot, width=BAR_WIDTH, color=BASIS["planned"])
        axes.text(x, foot + height + 0.01, str(count), ha="center", va="bottom", color=INK, fontsize=7)
        axes.text(x, foot - 0.02, str(year), ha="center", va="top", color=PALE, fontsize=7)

"""Figures of the counts by criterion and of the bands of communes."""

import textwrap

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from ntm_analysis.charts.style import (
    ABSENT,
    BANDS,
    INK,
    PAPER,
    SEQUENTIAL,
    ink_cells,
    ink_on,
    put_legend_above,
    put_scale_above,
)
from ntm_analysis.criteria.movement import KNOWN
from ntm_analysis.criteria.panel import COMPARABLE_BANDS
from ntm_analysis.language import Words

SMALLEST_LABEL, BAR_HEIGHT = 0.03, 0.5
NARROW = 8
TITLE_LETTERS = 25
MOST_STATES = 8


def list_states(table: pd.DataFrame) -> pd.DataFrame:
    """Give the first row of each state (as_of, basis) of a table by date, a plan before the outcome of its day."""
    states = table.drop_duplicates(["as_of", "basis"])
    return states.assign(is_known=states["basis"].isin(KNOWN)).sort_values(["as_of", "is_known"], ignore_index=True)


def name_state(row, words: Words) -> str:
    """Name a state by its date, basis and number of communes, on short lines."""
    basis = textwrap.fill(words(f"basis.{row.basis}"), NARROW)
    return f"{words.month(row.as_of)}\n{basis}\n{words('mark.of_communes', communes=row.communes_total)}"


def name_state_of_document(row, words: Words, *more: str) -> str:
    """Name a state by its date, its basis, what more there is and, on a second line, the document that tells it."""
    parts = [words.month(row.as_of), words(f"basis.{row.basis}"), *more]
    return f"{', '.join(parts)}\n{words(f'doc.{row.document}')}"


def name_criteria(criteria, names: pd.Series) -> list[str]:
    """Name criteria by number and name (`names` maps the one to the other): `6. Cultural facilities`."""
    return [f"{criterion}. {names[criterion]}" for criterion in criteria]


def frame_shares(grid: list[Axes], names: pd.Series, words: Words) -> None:
    """Give small axes, one for each criterion of `names`, its name as title and one scale of shares in per cent."""
    for axes, label in zip(grid, name_criteria(names.index, names), strict=True):
        axes.set_title(textwrap.fill(label, TITLE_LETTERS), loc="left", fontsize=7, pad=3)
        axes.set_yticks([0, 50, 100])
        axes.tick_params(labelsize=7, length=2)
        axes.grid(axis="y")
    grid[0].set_ylim(-7, 107)
    grid[0].figure.supylabel(words("axis.share_of_communes"), fontsize=8)


def plot_panel(panel: pd.DataFrame, names: pd.Series, axes: Axes, words: Words) -> Axes:
    """Draw criterion by state as a heat map of the share of communes, the counts in the cells.

    `names` maps the numbers of the criteria shown to their names. Empty cells have no printed count. A line marks the
    change of the criteria set: cells on its two sides are not comparable. Of more than eight states some at equal steps
    are drawn, the last among them.
    """
    listed = list_states(panel)
    step = max(1, -(-len(listed) // MOST_STATES))
    states = listed[(len(listed) - 1) % step :: step]
    order = pd.MultiIndex.from_frame(states[["as_of", "basis"]])
    grid = {"index": "criterion", "columns": ["as_of", "basis"]}
    shares = panel.pivot(values="share", **grid).astype(float).reindex(index=names.index, columns=order)
    counts = panel.pivot(values="communes_attaining", **grid).reindex(index=names.index, columns=order)
    texts = counts.map(lambda count: "" if pd.isna(count) else str(int(count)))
    draw_heat(100 * shares, texts, name_criteria(shares.index, names), axes, vmax=100)
    axes.set_xticklabels([name_state(row, words) for row in states.itertuples()])
    if len(states) < len(listed):
        axes.set_xlabel(words("mark.some_states", shown=len(states), listed=len(listed)))
    sets = states["criteria_set"].tolist()
    for place in (at for at in range(1, len(sets)) if sets[at] != sets[at - 1]):
        axes.axvline(place, color=INK, linewidth=2)
    axes.tick_params(axis="x", rotation=0, labelsize=7)
    absent = words("mark.unknown") if counts.isna().any(axis=None) else None
    put_scale_above(axes, words("axis.share_of_communes"), absent)
    return axes


def draw_heat(
    values: pd.DataFrame, texts: pd.DataFrame, labels: list[str], axes: Axes, vmax: float | None = None
) -> None:
    """Draw a heat map from 0 to `vmax` with a text in every cell and a label for every row."""
    look = {"fmt": "", "cmap": SEQUENTIAL, "linewidths": 0.8, "cbar": False, "annot_kws": {"fontsize": 8}}
    unlabelled = {"xticklabels": False, "yticklabels": False}  # else seaborn lays out every label to see if it overlaps
    sns.heatmap(values, annot=texts, vmin=0, vmax=vmax, ax=axes, **unlabelled, **look)
    axes.set_xticks([place + 0.5 for place in range(values.shape[1])], values.columns)
    axes.set_yticks([place + 0.5 for place in range(len(values))], labels, va="center")
    ink_cells(axes)
    axes.set(xlabel="", ylabel="", facecolor=ABSENT)
    axes.tick_params(length=0)
    axes.tick_params(axis="y", rotation=0)


def plot_bands(bands: pd.DataFrame, axes: Axes, words: Words) -> Axes:
    """Draw the share of communes in five bands of criteria, one 100 % bar per state, counts in the bars.

    `bands` as from study_criteria. The count of a narrow part stands above it. A line marks the change of the criteria
    set: bars on its two sides are not comparable.
    """
    totals = bands.groupby(["as_of", "basis", "document"])["communes"].transform("sum")
    counted = [words("mark.of_communes", communes=total) for total in totals]
    rows = zip(bands.itertuples(), counted, strict=True)
    named = bands.assign(state=[name_state_of_document(row, words, of) for row, of in rows])
    states = list(dict.fromkeys(named["state"]))
    left = dict.fromkeys(states, 0.0)
    for low, high in COMPARABLE_BANDS:
        rows = named[named["band_low"] == low]
        label = (
            words("band.all") if low == high else words("band.under", high=high + 1) if low == 0 else f"{low}–{high}"
        )
        widths = (100 * rows["share"].astype(float)).tolist()
        starts = [left[state] for state in rows["state"]]
        axes.barh(0, 0, color=BANDS[low], label=label)
        places = [states.index(state) for state in rows["state"]]
        axes.barh(places, widths, left=starts, color=BANDS[low], edgecolor=PAPER, height=BAR_HEIGHT)
        for row, start, width in zip(rows.itertuples(), starts, widths, strict=True):
            left[row.state] = start + width
            _write_count(axes, (start + width / 2, states.index(row.state)), width, row)
    _mark_sets(axes, named, states, words)
    axes.set_yticks(range(len(states)), states)
    axes.set_ylim(len(states) - 0.5, -0.5)
    axes.set_xlim(0, 100)
    axes.set_xlabel(words("axis.share_of_communes"))
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(length=0)
    put_legend_above(axes, len(COMPARABLE_BANDS) + 1)
    return axes


def _write_count(axes: Axes, place: tuple[float, int], width: float, row) -> None:
    """Write the count of a part of a bar: inside it, or above a narrow one."""
    if width >= 100 * SMALLEST_LABEL:
        axes.text(*place, str(row.communes), ha="center", va="center", color=ink_on(BANDS[row.band_low]))
    elif width:
        look = {"ha": "center", "va": "bottom", "fontsize": 7, "color": INK}
        axes.text(place[0], place[1] - BAR_HEIGHT / 2, str(row.communes), **look)


def _mark_sets(axes: Axes, named: pd.DataFrame, states: list[str], words: Words) -> None:
    """Part bars of two criteria sets by a line."""
    sets = named.drop_duplicates("state").set_index("state")["criteria_set"].reindex(states).tolist()
    changes = [place for place in range(1, len(sets)) if sets[place] != sets[place - 1]]
    for place in changes:
        axes.axhline(place - 0.5, color=INK, lw=2)
    if changes:
        axes.plot([], [], color=INK, lw=2, label=words("mark.set_changed"))

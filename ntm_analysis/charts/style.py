"""One look for all figures: colours fixed per meaning, sizes that print at 16 cm, text that stays readable."""

from functools import cache
from importlib.resources import files
from math import ceil

import matplotlib
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.cm import ScalarMappable
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from ntm_analysis.language import Words

CM = 1 / 2.54
WIDTH_CM = 16.0
STYLE_FILE = files("ntm_analysis.charts").joinpath("ntm.mplstyle")
# The palette: every colour of every figure, by what it means. Bright ones are Okabe and Ito's, safe for colour-blind
# readers; the same meaning has the same colour in every figure.
PAPER, INK, PALE, SOURCE = "white", "#222222", "#666666", "#555555"
# Lines and edges that stay behind others, cells without a value, and the light colours of a scale of numbers.
BEHIND, ABSENT, SEQUENTIAL = "#bbbbbb", "#f4f4f4", "Blues"
# The community's purple is lightened: printed in grey it stands off from the green or the amber beside it.
# Parts of the state budget are shades of its blue.
FUNDING = {"state": "#0072B2", "credit": "#E69F00", "enterprises": "#009E73", "community": "#EFCBE1"}
FUNDING |= {"central": "#00456b", "local": "#2f8fc7", "direct_programme": "#0072B2", "integrated_programmes": "#b2d9ff"}
AMOUNT_RANGE = "#bcdcf0"
BANDS = {0: "#f5eb9b", 5: "#a1dab4", 10: "#41b6c4", 15: "#2c7fb8", 19: "#253494"}
BASIS = {"reported": "#0072B2", "derived": "#56B4E9", "planned": "#D55E00"}
SEVERITY = {"error": "#D55E00", "warning": "#E69F00", "note": "#cfcfcf"}
CLAIMS = {"bands": "#41b6c4", "counts": "#CC79A7"}
VERDICT = {"met": "#009E73", "missed": "#D55E00", "unknown": "#999999"}
# Met and stalled as everywhere met and missed; what lies between them is lighter. A rule may have a number alone.
LEVEL = {"met": VERDICT["met"], "on_track": "#9fdcc4", "too_slow": "#E69F00", "stalled": VERDICT["missed"]}
NUMBER_ONLY = "#c5dcee"
RANK = {"hardest": "#D55E00", "easiest": "#0072B2", "other": "#8c8c8c"}
SIDE = {"own": "#D55E00", "above": "#0072B2"}
# From dark to light, as years go: steps of cividis, whose order holds for colour-blind readers and in grey.
YEAR_STEPS = ("#00224e", "#434e6c", "#7d7c78", "#bcae6c", "#fee838")
# The wider an interval of a forecast, the paler.
FAN, MIDDLE = {95: "#dcebf5", 80: "#b4d5ea", 50: "#79b3d8"}, "#00456b"
SCENARIO = {"as_planned": BASIS["planned"], "historical": MIDDLE, "stress": "#7a7a7a"}
TITLE_INCHES, LEGEND_INCHES = 0.3, 0.26
SCALE_INCHES = (0.9, 0.09)


@cache
def read_style() -> matplotlib.RcParams:
    """Give the settings of the style file."""
    return matplotlib.rc_params_from_file(STYLE_FILE, use_default_template=False)


def new_figure(height_cm: float, width_cm: float = WIDTH_CM, **kind) -> tuple[Figure, Axes]:
    """Make a figure of a printed size with one pair of axes, in the project's style, with room for a title.

    `kind` goes to the axes, such as projection.
    """
    figure = _new_page(height_cm, width_cm)
    return figure, figure.subplots(subplot_kw=kind)


def new_grid(height_cm: float, count: int, columns: int) -> tuple[Figure, list[Axes]]:
    """Make a figure with `count` small axes that share their scales, row by row in so many columns.

    Only the lowest axes of a column have labels at the bottom, only the first of a row at the left.
    """
    figure = _new_page(height_cm, WIDTH_CM)
    grid = figure.subplots(ceil(count / columns), columns, sharex=True, sharey=True, squeeze=False).ravel().tolist()
    for spare in grid[count:]:
        spare.remove()
    for axes in grid[max(0, count - columns) : count]:
        axes.tick_params(axis="x", labelbottom=True)
    return figure, grid[:count]


def _new_page(height_cm: float, width_cm: float) -> Figure:
    matplotlib.rcParams.update(read_style())
    figure = Figure(figsize=(width_cm * CM, height_cm * CM), layout="constrained")
    _keep_free(figure, TITLE_INCHES)
    return figure


def _keep_free(figure: Figure, inches: float) -> float:
    """Keep a strip at the top of a figure free of axes; give its lower edge as a share of the height."""
    edge = 1 - inches / figure.get_figheight()
    figure.get_layout_engine().set(rect=(0, 0, 1, edge))
    return edge


def put_title(figure: Figure, title: str) -> None:
    """Write the title at the upper left edge of a figure."""
    top = 1 - 0.06 / figure.get_figheight()
    figure.text(0.01, top, title, ha="left", va="top", fontsize=10, fontweight="bold", color=INK).set_in_layout(False)


def ink_on(colour: str) -> str:
    """Give the text colour that reads better on a background, white or black: always a contrast above 4.5."""
    light = luminance(colour) + 0.05
    return "white" if 1.05 / light > light / 0.05 else "black"


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour by WCAG, 0 for black to 1 for white."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ink_cells(axes: Axes) -> None:
    """Give the texts in the cells of a heat map the colour that reads on their cells."""
    mesh = axes.collections[0]
    mesh.update_scalarmappable()
    colours = mesh.get_facecolors().reshape(*mesh.get_array().shape, 4)
    for text in axes.texts:
        column, row = (int(place) for place in text.get_position())
        text.set_color(ink_on(colours[row, column]))


def spread(places: list[float], gap: float) -> list[float]:
    """Move places on a line apart until neighbours are `gap` from each other, each as little as may be.

    Places that touch become one block around their mean.

    >>> spread([1.0, 1.0, 9.0], 2.0)
    [0.0, 2.0, 9.0]
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    blocks: list[list[int]] = []
    for index in order:
        blocks.append([index])
        while (
            len(blocks) > 1
            and _middle(blocks[-1], places) - _middle(blocks[-2], places)
            < gap * (len(blocks[-1]) + len(blocks[-2])) / 2
        ):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    moved = list(places)
    for block in blocks:
        for step, index in enumerate(block):
            moved[index] = _middle(block, places) + gap * (step - (len(block) - 1) / 2)
    return moved


def _middle(block: list[int], places: list[float]) -> float:
    return sum(places[index] for index in block) / len(block)


def speak_ticks(axis: Axis, words: Words) -> None:
    """Write the ticks of an axis by the custom of the language."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: words("unit.plain", value=value)))


def put_legend_above(axes: Axes, columns: int) -> None:
    """Place the legend between title and axes, from the left edge of the figure, in rows of at most `columns`."""
    figure = axes.figure
    handles, labels = axes.get_legend_handles_labels()
    columns = min(columns, len(labels))
    order = [place for column in range(columns) for place in range(column, len(labels), columns)]
    place = {"loc": "upper left", "bbox_to_anchor": (0, 1 - TITLE_INCHES / figure.get_figheight())}
    look = {"frameon": False, "borderaxespad": 0.1, "handlelength": 1.2, "columnspacing": 1.2}
    entries = [handles[index] for index in order], [labels[index] for index in order]
    figure.legend(*entries, ncols=columns, **place, **look).set_in_layout(False)
    _keep_free(figure, TITLE_INCHES + LEGEND_INCHES * ceil(len(labels) / columns))


def put_scale_above(axes: Axes, label: str, absent: str | None = None) -> None:
    """Place the colour scale of a heat map between title and axes: label, lowest value, colours, highest value.

    `absent` names the colour of empty cells where there are some.
    """
    figure = axes.figure
    mesh = axes.collections[0]
    top = 1 - (TITLE_INCHES + 0.13) / figure.get_figheight()
    x = _write(figure, 0.01, top, f"{label}  {mesh.norm.vmin:.0f}")
    width, height = SCALE_INCHES[0] / figure.get_figwidth(), SCALE_INCHES[1] / figure.get_figheight()
    scale = figure.add_axes((x, top - height / 2, width, height))
    figure.colorbar(ScalarMappable(mesh.norm, mesh.cmap), cax=scale, orientation="horizontal", ticks=[])
    x = _write(figure, x + width + 0.008, top, f"{mesh.norm.vmax:.0f}")
    if absent:
        box = figure.add_axes((x + 0.02, top - height / 2, 0.02, height), facecolor=ABSENT, xticks=[], yticks=[])
        box.spines[:].set_visible(True)
        scale = _write(figure, x + 0.048, top, absent)
    for inset in figure.axes[1:]:
        inset.set_in_layout(False)
        inset.spines[:].set(linewidth=0.4)
    _keep_free(figure, TITLE_INCHES + LEGEND_INCHES)


def _write(figure: Figure, x: float, y: float, text: str) -> float:
    """Write a text into the strip above the axes; give where it ends, with a little room, as a share of the width."""
    written = figure.text(x, y, text, ha="left", va="center_baseline", fontsize=matplotlib.rcParams["legend.fontsize"])
    written.set_in_layout(False)
    return written.get_window_extent().x1 / figure.bbox.width + 0.008

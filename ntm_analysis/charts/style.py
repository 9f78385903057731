"""One look for all figures: colours fixed per meaning, sizes that print at 16 cm, text that stays readable."""

import matplotlib
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

CM = 1 / 2.54
WIDTH_CM = 16.0
RC = {
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "axes.titlesize": 9,
    "axes.labelsize": 8.5,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.fontsize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#555555",
    "axes.axisbelow": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "svg.hashsalt": "ntm-analysis",
    "svg.fonttype": "path",
    "figure.dpi": 150,
    "savefig.dpi": 150,
}
# Okabe and Ito's palette, safe for colour-blind readers; the same meaning has the same colour in every figure.
FUNDING = {"state": "#0072B2", "credit": "#E69F00", "enterprises": "#009E73", "community": "#CC79A7"}
BANDS = {0: "#ffffcc", 5: "#a1dab4", 10: "#41b6c4", 15: "#2c7fb8", 19: "#253494"}
BASIS = {"reported": "#0072B2", "derived": "#56B4E9", "planned": "#D55E00"}
SEVERITY = {"error": "#D55E00", "warning": "#E69F00", "note": "#999999"}
VERDICT = {"met": "#009E73", "missed": "#D55E00", "unknown": "#999999"}
INK, PALE = "#222222", "#666666"
DARK_BELOW = 0.45
TITLE_INCHES, LEGEND_INCHES = 0.3, 0.26
SEQUENTIAL = "Blues"
ABSENT = "#f4f4f4"


def new_figure(height_cm: float, width_cm: float = WIDTH_CM) -> tuple[Figure, Axes]:
    """Make a figure of a printed size with one pair of axes, in the project's style, with room for a title."""
    matplotlib.rcParams.update(RC)
    figure = Figure(figsize=(width_cm * CM, height_cm * CM), layout="constrained")
    _keep_free(figure, TITLE_INCHES)
    return figure, figure.subplots()


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
    """Give the text colour that reads on a background: white on dark, near-black on light."""
    red, green, blue = to_rgb(colour)
    return "white" if 0.2126 * red + 0.7152 * green + 0.0722 * blue < DARK_BELOW else INK


def put_legend_above(axes: Axes, columns: int) -> None:
    """Place the legend in one row between title and axes, from the left edge of the figure."""
    figure = axes.figure
    handles, labels = axes.get_legend_handles_labels()
    place = {"loc": "upper left", "bbox_to_anchor": (0, 1 - TITLE_INCHES / figure.get_figheight())}
    look = {"frameon": False, "borderaxespad": 0.1, "handlelength": 1.2, "columnspacing": 1.2}
    figure.legend(handles, labels, ncols=columns, **place, **look).set_in_layout(False)
    _keep_free(figure, TITLE_INCHES + LEGEND_INCHES)

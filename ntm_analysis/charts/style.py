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


def new_figure(height_cm: float, width_cm: float = WIDTH_CM) -> tuple[Figure, Axes]:
    """Make a figure of a printed size with one pair of axes."""
    with matplotlib.rc_context(RC):
        figure = Figure(figsize=(width_cm * CM, height_cm * CM), layout="constrained")
        return figure, figure.subplots()


def ink_on(colour: str) -> str:
    """Give the text colour that reads on a background: white on dark, near-black on light."""
    red, green, blue = to_rgb(colour)
    return "white" if 0.2126 * red + 0.7152 * green + 0.0722 * blue < DARK_BELOW else INK


def put_legend_above(axes: Axes, columns: int) -> None:
    """Place the legend in one row above the axes, clear of the data."""
    handles, labels = axes.get_legend_handles_labels()
    place = {"loc": "lower left", "bbox_to_anchor": (0, 1.0), "frameon": False, "borderaxespad": 0.2}
    axes.legend(handles, labels, ncols=columns, handlelength=1.2, columnspacing=1.2, **place)

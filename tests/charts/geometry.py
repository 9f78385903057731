"""What stands on a pair of axes, in the units of its data: bars, dots, lines and words."""

import numpy as np
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex

from ntm_analysis.charts.style import new_figure
from ntm_analysis.imprint import Imprint, Origin
from ntm_analysis.output import _draw


def draw_on(plot, *of, height_cm=12, **kind):
    """Call a plot function with a table, new axes and whatever follows; give the axes that it gives back."""
    table, *more = of
    _, axes = new_figure(height_cm, **kind)
    return plot(table, axes, *more)


def bars(axes):
    """Bars that are seen: (row, left, width, colour)."""
    return [
        (round(bar.get_y() + bar.get_height() / 2), bar.get_x(), bar.get_width(), to_hex(bar.get_facecolor()))
        for bar in axes.patches
        if bar.get_width() > 0
    ]


def dots(axes):
    """Dots and rings that are seen: (x, y, colour inside, colour of the edge)."""
    found = []
    for item in axes.collections:
        if isinstance(item, PathCollection):
            inside, edge = (to_hex(colours[0]) for colours in (item.get_facecolor(), item.get_edgecolor()))
            places = np.ma.filled(item.get_offsets().astype(float), np.nan)
            found += [(float(x), float(y), inside, edge) for x, y in places if np.isfinite([x, y]).all()]
    return found


def places_of(axes, label):
    """Places (x, y) of the dots with a label."""
    found = [item for item in axes.collections if isinstance(item, PathCollection) and item.get_label() == label]
    return [tuple(place) for item in found for place in item.get_offsets().tolist()]


def segments(axes):
    """Straight lines that are seen: ((x, y) of the one end, (x, y) of the other)."""
    lines = [item for item in axes.collections if isinstance(item, LineCollection)]
    ends = [segment for line in lines for segment in line.get_segments()]
    return [tuple(map(tuple, end.tolist())) for end in ends if len(end) and np.isfinite(end).all()]


def texts(axes):
    """Words on the axes, in the order in which they were written."""
    return [text.get_text() for text in axes.texts if text.get_text()]


def rows_of(axes):
    """First lines of the names of the rows."""
    return [label.get_text().splitlines()[0] for label in axes.get_yticklabels()]


def legend_of(axes):
    """Words of the legend and the colours of its handles, in order."""
    (legend,) = axes.figure.legends
    colours = [handle.get_facecolor() for handle in legend.legend_handles]
    return [text.get_text() for text in legend.get_texts()], colours


def legend_rows(axes):
    """Words of the legend of a drawn figure as one reads them: row by row, from left to right."""
    (legend,) = axes.figure.legends
    rows = {}
    for text in legend.get_texts():
        extent = text.get_window_extent()
        rows.setdefault(round(extent.y0), []).append((extent.x0, text.get_text()))
    return [[text for _, text in sorted(rows[y])] for y in sorted(rows, reverse=True)]


def saved(figure, kind):
    """The content of the file in which a figure is saved."""
    return _draw(figure, kind, Imprint("figure", "A title", "What it shows.", "", "en", Origin()))

"""Faults of a printed figure, measured on its rendering: texts on each other, cut off, small, faint, colours alike."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import Stroke, withStroke
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from ntm_analysis.charts.style import CM

from .vision import APART, contrast, distance, luminances

PIXEL = 1
SMALLEST_POINTS = 7
READABLE = 4.5
# Letters bridge what is thinner than a tenth of their field, such as a line of the grid: WCAG's contrast is asked of
# the rest. The field is the text's extent without the room that a line keeps above and below its letters.
MOST_STRUCK = 0.1
LINE_ROOM = 0.15


def draw(figure):
    """Render a figure but for its letters, so that its pixels are what they lie on; its renderer measures texts."""
    canvas = FigureCanvasAgg(figure)
    canvas.get_renderer().draw_text = lambda *letters, **look: None
    canvas.draw()
    return canvas.get_renderer()


def texts_of(figure, renderer):
    """Every text of a drawn figure that is to be seen, with its extent in pixels."""
    undrawn = {id(text) for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for text in labels_beyond(axis)}
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [(text, text.get_window_extent(renderer)) for text in texts if id(text) not in undrawn]


def labels_beyond(axis):
    """Labels of ticks beyond the limits of an axis: they exist and are not drawn."""
    low, high = sorted(axis.get_view_interval())
    for tick in axis.get_major_ticks():
        if not low - 1e-9 <= tick.get_loc() <= high + 1e-9:
            yield from (tick.label1, tick.label2)


def overlap(one, other):
    """Pixels by which two extents overlap in the direction in which they overlap least."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return min(width, height)


def clashes(texts):
    """Pairs of texts that lie on each other."""
    return [
        (one.get_text(), other.get_text())
        for (one, box), (other, other_box) in combinations(texts, 2)
        if overlap(box, other_box) > PIXEL
    ]


def beyond(box, frame, room=0.0):
    """Whether an extent goes beyond a frame by more than some pixels."""
    low, high = min(box.x0 - frame.x0, box.y0 - frame.y0), max(box.x1 - frame.x1, box.y1 - frame.y1)
    return low < -room or high > room


def outside(figure, texts, renderer):
    """Texts beyond the figure, beyond what they are clipped to, or not drawn because their point is out of sight."""
    return [
        text.get_text()
        for text, box in texts
        if beyond(box, figure.bbox)
        or (text.get_clip_on() and text.get_clip_box() is not None and beyond(box, text.get_clip_box(), PIXEL))
        or (isinstance(text, Annotation) and not text._check_xy(renderer))
    ]


def cut_marks(figure):
    """Places of dots that their axes cut off or leave out."""
    found = []
    for axes in figure.axes:
        marks = [mark for item in (*axes.collections, *axes.lines) for mark in marks_of(item)]
        found += [(round(x), round(y)) for x, y, half in marks if beyond(dot(x, y, half), axes.bbox, PIXEL)]
    return found


def dot(x, y, half):
    """Extent of a dot."""
    return Bbox([(x - half, y - half), (x + half, y + half)])


def marks_of(item):
    """Dots of an artist that is cut at its axes: place and half width in pixels."""
    if not item.get_clip_on() or not item.get_visible():
        return
    pixels = item.get_figure().dpi / 72
    if isinstance(item, PathCollection) and len(item.get_sizes()):
        places = item.get_offset_transform().transform(np.ma.filled(item.get_offsets().astype(float), np.nan))
        size = np.sqrt(item.get_sizes().max())
    elif isinstance(item, Line2D) and item.get_marker() not in ("None", "", " ", None):
        places, size = item.get_transform().transform(item.get_xydata().astype(float)), item.get_markersize()
    else:
        return
    for x, y in places[np.isfinite(places).all(axis=1)]:
        yield x, y, size * pixels / 2


def ground_of(box, pixels):
    """Colours (rows of red, green, blue from 0 to 1) on which a text lies, by its extent."""
    height = pixels.shape[0]
    room = LINE_ROOM * (box.y1 - box.y0)
    rows = slice(max(0, round(height - box.y1 + room)), max(0, round(height - box.y0 - room)))
    return pixels[rows, max(0, round(box.x0)) : round(box.x1), :3].reshape(-1, 3) / 255


def halo_of(text):
    """Colour of the stroke around letters, if they have one."""
    halos = [effect for effect in text.get_path_effects() if isinstance(effect, Stroke | withStroke)]
    return halos[0]._gc.get("foreground") if halos else None


def struck(text, box, pixels):
    """Share of what a text lies on from which its letters do not stand off."""
    halo, ground = halo_of(text), ground_of(box, pixels)
    if halo or not len(ground):
        return float(contrast(text.get_color(), halo or "white") < READABLE)
    light, own = luminances(ground) + 0.05, luminances(np.array([to_rgb(text.get_color())]))[0] + 0.05
    return float((np.maximum(light, own) / np.minimum(light, own) < READABLE).mean())


def faint(texts, pixels):
    """Texts that do not stand off from figure, bar, cell, area, dots or lines below them."""
    return [text.get_text() for text, box in texts if struck(text, box, pixels) > MOST_STRUCK]


def labels_on_colour(figure):
    """Texts that lie on a bar, a cell or an area, with the colour below."""
    renderer = draw(figure)
    pixels = np.asarray(renderer.buffer_rgba())
    for text, box in texts_of(figure, renderer):
        below = np.median(ground_of(box, pixels), axis=0) if len(ground_of(box, pixels)) else np.ones(3)
        if below.min() < 1 and not halo_of(text):
            yield text, tuple(below)


def look_of(handle):
    """Form and colour of an entry of a legend: those of unlike form need no unlike colour."""
    if isinstance(handle, Line2D):
        return ("line", handle.get_linestyle(), str(handle.get_marker())), over_paper(handle.get_color())
    faces, edges = np.atleast_2d(handle.get_facecolor()), np.atleast_2d(handle.get_edgecolor())
    is_hollow = not len(faces) or over_paper(faces[0]) == (1, 1, 1)
    colour = over_paper(edges[0] if is_hollow and len(edges) else faces[0])
    if isinstance(handle, PathCollection):
        return ("mark", handle.get_paths()[0].vertices.shape, is_hollow, round(handle.get_sizes()[0])), colour
    assert isinstance(handle, Patch), handle
    return ("area", is_hollow), colour


def over_paper(colour):
    """A colour as it looks on white paper."""
    *parts, alpha = to_rgba(colour)
    return tuple(round(alpha * part + 1 - alpha, 6) for part in parts)


def alike(figure):
    """Pairs of entries of the legend of one form whose colours some readers cannot tell apart."""
    entries = [
        (text.get_text(), *look_of(handle))
        for legend in figure.legends
        for text, handle in zip(legend.get_texts(), legend.legend_handles, strict=True)
    ]
    return [
        (one[0], other[0])
        for one, other in combinations(entries, 2)
        if one[1] == other[1] and distance(one[2], other[2]) < APART
    ]


def faults_of(figure):
    """What is wrong with a figure in print: kind of fault -> the texts."""
    renderer = draw(figure)
    texts, pixels = texts_of(figure, renderer), np.asarray(renderer.buffer_rgba())
    found = {
        "outside": outside(figure, texts, renderer),
        "overlap": clashes(texts),
        "cut": cut_marks(figure),
        "small": [text.get_text() for text, _ in texts if text.get_fontsize() < SMALLEST_POINTS],
        "faint": faint(texts, pixels),
        "alike": alike(figure),
        "width": [] if figure.get_figwidth() == pytest.approx(16 * CM) else [figure.get_figwidth()],
        "empty": [] if texts else [figure],
    }
    return {kind: faults for kind, faults in found.items() if faults}

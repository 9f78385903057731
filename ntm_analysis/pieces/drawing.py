"""A figure at a given width and resolution: the whole drawing scaled, never laid out anew."""

import io
import re

import matplotlib
from matplotlib.backends.backend_pdf import FigureCanvasPdf, MixedModeRenderer, Op, PdfFile, RendererPdf
from matplotlib.figure import Figure
from matplotlib.text import Text

from ntm_analysis.charts.style import CM, WIDTH_CM, read_style
from ntm_analysis.errors import NtmError
from ntm_analysis.files import csv_bytes
from ntm_analysis.imprint import Imprint
from ntm_analysis.pieces.cells import Piece

FORMATS = ("svg", "pdf", "png", "csv")
# Journals print no smaller text: "5 pt" in the guide of Nature to preparing figures, 6 or 7 in most others.
SMALLEST_POINTS = 5.0
WIDEST_CM = 120.0
LEAST_DPI, MOST_DPI = 50, 1200
MOST_PIXELS = 100_000_000
POINTS_PER_INCH = 72
SIZE = re.compile(r'\b(width|height)="([0-9.]+)pt"')


def smallest_text(figure: Figure) -> float:
    """Give the size of the smallest text of a figure in points, as drawn at its own width."""
    texts = (text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip())
    return min((float(text.get_fontsize()) for text in texts), default=float("inf"))


def scale_of(figure: Figure, width_cm: float = WIDTH_CM) -> float:
    """Give the factor from a figure's own width to another.

    Raises NtmError for a width that is no width or at which the smallest text would be under SMALLEST_POINTS.
    """
    if not 0 < width_cm <= WIDEST_CM:
        raise NtmError(f"--width: found {width_cm:g} cm, expected more than 0 and at most {WIDEST_CM:g}; correct it.")
    own, smallest = figure.get_figwidth() / CM, smallest_text(figure)
    if smallest * width_cm / own < SMALLEST_POINTS - 1e-9:
        text = f"a smallest text of {smallest * width_cm / own:.1f} points"
        least = -(-own * SMALLEST_POINTS / smallest * 10 // 1) / 10
        expected = f"{SMALLEST_POINTS:g} points or more"
        raise NtmError(f"--width {width_cm:g}: found {text}, expected {expected}; give {least:g} cm or more.")
    return width_cm / own


def draw(piece: Piece, kind: str, width_cm: float = WIDTH_CM, dpi: int = 300) -> bytes:
    """Draw a figure as SVG, PDF or PNG at a width, PNG at a resolution; as CSV, give the points behind it.

    The files carry the figure's imprint. Same input, same bytes. Raises
    NtmError as `scale_of`, and for a resolution that is out of bounds or gives a picture of too many pixels.
    """
    if kind == "csv":
        return csv_bytes(piece.rows)
    scale = scale_of(piece.drawn, width_cm)
    with matplotlib.rc_context(read_style()):
        if kind == "svg":
            return _svg(piece.drawn, scale, piece.imprint)
        if kind == "pdf":
            return _pdf(piece.drawn, scale, piece.imprint)
        _check_dpi(piece.drawn, scale, dpi)
        return _png(piece.drawn, scale, dpi, piece.imprint)


def _svg(figure: Figure, scale: float, imprint: Imprint) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", **imprint.options("svg"))
    head, tag, rest = imprint.label_svg(buffer.getvalue()).decode("utf-8").partition("<svg ")
    root, end, body = rest.partition(">")
    root = SIZE.sub(lambda size: f'{size[1]}="{float(size[2]) * scale:.4f}pt"', root)
    return "".join((head, tag, root, end, body)).encode("utf-8")


def _png(figure: Figure, scale: float, dpi: int, imprint: Imprint) -> bytes:
    buffer = io.BytesIO()
    written = {"dpi": (dpi, dpi), **imprint.options("png")["pil_kwargs"]}
    figure.savefig(buffer, format="png", dpi=dpi * scale, pil_kwargs=written)
    return buffer.getvalue()


def _pdf(figure: Figure, scale: float, imprint: Imprint) -> bytes:
    buffer, screen = io.BytesIO(), figure.canvas
    try:
        _ScaledPdf(figure, scale).print_figure(buffer, format="pdf", **imprint.options("pdf"))
    finally:
        figure.set_canvas(screen)
    return buffer.getvalue()


class _ScaledPdf(FigureCanvasPdf):
    """Draws on a page of another size: Matplotlib's own page, with one scaling put before the drawing."""

    def __init__(self, figure: Figure, scale: float):
        super().__init__(figure)
        self._scale = scale

    def print_pdf(self, filename, *, metadata=None, **ignored):
        """Write the page; the drawing's own units stay points of its own width."""
        self.figure.dpi = POINTS_PER_INCH
        width, height = self.figure.get_size_inches()
        file = PdfFile(filename, metadata=metadata)
        try:
            file.newPage(width * self._scale, height * self._scale)
            file.output(self._scale, 0, 0, self._scale, 0, 0, Op.concat_matrix)
            page = RendererPdf(file, POINTS_PER_INCH, height, width)
            renderer = MixedModeRenderer(self.figure, width, height, POINTS_PER_INCH, page)
            self.figure.draw(renderer)
            renderer.finalize()
            file.finalize()
        finally:
            file.close()


def _check_dpi(figure: Figure, scale: float, dpi: int) -> None:
    if not LEAST_DPI <= dpi <= MOST_DPI:
        raise NtmError(f"--dpi: found {dpi}, expected {LEAST_DPI} to {MOST_DPI}; correct it.")
    width, height = (round(inches * scale * dpi) for inches in figure.get_size_inches())
    if width * height > MOST_PIXELS:
        found = f"a picture of {width} by {height} pixels"
        raise NtmError(f"--dpi {dpi}: found {found}, expected at most {MOST_PIXELS} in all; give less width or dpi.")

import io
import re
from xml.etree import ElementTree

import pytest
from PIL import Image

from ntm_analysis.errors import NtmError
from ntm_analysis.pieces.drawing import SMALLEST_POINTS, draw, scale_of, smallest_text
from tests.pieces.made import make_figure

POINTS_PER_CM = 72 / 2.54


@pytest.mark.parametrize("width", [16, 12, 24.5])
def test_svg_is_scaled_by_its_size_alone(width):
    piece = make_figure()
    root, own = (ElementTree.fromstring(draw(piece, "svg", of)) for of in (width, 16))
    size = [float(root.get(side).removesuffix("pt")) for side in ("width", "height")]
    assert size == pytest.approx([width * POINTS_PER_CM, width * POINTS_PER_CM * 6 / 16], abs=0.01)
    assert root.get("viewBox") == own.get("viewBox")
    assert [ElementTree.tostring(part) for part in root] == [ElementTree.tostring(part) for part in own]


@pytest.mark.parametrize(("width", "dpi"), [(16, 300), (12, 300), (24, 96)])
def test_png_has_its_width_in_centimetres_at_its_resolution(width, dpi):
    image = Image.open(io.BytesIO(draw(make_figure(), "png", width, dpi)))
    assert image.size == pytest.approx((width / 2.54 * dpi, width * 6 / 16 / 2.54 * dpi), abs=1)
    assert image.info["dpi"] == pytest.approx((dpi, dpi), rel=0.001)
    assert image.info["Title"] == "Tín dụng"
    assert image.info["Description"] == "Tín dụng. Nguồn: A."
    assert image.info["Source"] == "lang-son-plan-2021: 98"


@pytest.mark.parametrize("width", [16, 12, 24])
def test_pdf_is_a_page_of_the_width_with_the_drawing_scaled(width):
    content = draw(make_figure(), "pdf", width)
    box = [float(side) for side in re.search(rb"/MediaBox \[ ([\d. ]+) \]", content)[1].split()]
    assert box == pytest.approx([0, 0, width * POINTS_PER_CM, width * 6 / 16 * POINTS_PER_CM], abs=0.01)
    assert b"/CreationDate" not in content


@pytest.mark.parametrize("kind", ["svg", "pdf", "png", "csv"])
def test_the_same_figure_gives_the_same_bytes(kind):
    piece = make_figure()
    first = draw(piece, kind, 20)
    draw(piece, "pdf", 12)
    assert draw(piece, kind, 20) == first == draw(make_figure(), kind, 20)


def test_csv_holds_the_points():
    assert draw(make_figure(), "csv") == b"document,line,share\nlang-son-plan-2021,98,0.5\n"


def test_the_smallest_text_is_found_and_scaled():
    figure = make_figure().drawn
    assert smallest_text(figure) == 8
    assert scale_of(figure, 10) == pytest.approx(10 / 16)
    least = 16 * SMALLEST_POINTS / 8
    assert scale_of(figure, least) == pytest.approx(least / 16)


def test_a_width_at_which_nobody_can_read_is_refused_with_the_least():
    with pytest.raises(NtmError, match=r"^--width 8: found a smallest text of 4\.0 points, .*; give 10 cm or more\.$"):
        scale_of(make_figure().drawn, 8)


@pytest.mark.parametrize("width", [0, -1, float("nan"), float("inf"), 121])
def test_what_is_no_width_is_refused(width):
    with pytest.raises(NtmError, match=r"^--width: found "):
        scale_of(make_figure().drawn, width)


@pytest.mark.parametrize(
    ("dpi", "begin"), [(0, "--dpi: "), (1201, "--dpi: "), (1200, "--dpi 1200: found a picture of ")]
)
def test_a_resolution_out_of_bounds_is_refused(dpi, begin):
    with pytest.raises(NtmError, match=f"^{begin}"):
        draw(make_figure(), "png", 120, dpi)

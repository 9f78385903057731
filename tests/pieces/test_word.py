import io
import zipfile

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from ntm_analysis.pieces.word import forget_days, write_word
from tests.pieces.made import MARKS, amounts, make_table


def read(piece):
    return docx.Document(io.BytesIO(write_word(piece)))


def test_the_table_has_a_style_heads_on_every_page_and_rows_in_one_piece():
    table = read(amounts("vi")).tables[0]
    assert table.style.name == "Light Shading"
    rows = [row._tr.trPr for row in table.rows]
    assert [row.find(qn("w:tblHeader")) is not None for row in rows] == [True, False, False]
    assert all(row.find(qn("w:cantSplit")) is not None for row in rows)


def test_cells_are_as_readers_see_them_and_numbers_stand_right():
    table = read(amounts("vi")).tables[0]
    assert [cell.text for cell in table.rows[1].cells] == [
        "Kế hoạch tỉnh 2021",
        "1.352.449",
        "26,0%",
        "1.207",
        "388, 389",
    ]
    sides = [cell.paragraphs[0].alignment for cell in table.rows[1].cells]
    assert sides == [None, *[WD_ALIGN_PARAGRAPH.RIGHT] * 3, None]


@pytest.mark.parametrize(("language", "label"), [("en", "Table 1. Money & more"), ("vi", "Bảng 1. Money & more")])
def test_the_caption_counts_itself_and_the_source_stands_below(language, label):
    document = read(amounts(language))
    caption, *below = document.paragraphs
    assert (caption.style.name, "".join(part.text for part in caption._p.iter(qn("w:t")))) == ("Caption", label)
    assert caption._p.find(qn("w:fldSimple")).get(qn("w:instr")) == r" SEQ Table \* ARABIC "
    assert below[-1].text.endswith("lang-son-plan-2021: 388, 389; lang-son-report-2017-h1: 7.")
    assert document.core_properties.language == {"en": "en-GB", "vi": "vi-VN"}[language]


def test_widths_fill_the_page_and_wide_tables_lie_across():
    small = read(amounts("en"))
    assert small.sections[0].orientation == WD_ORIENT.PORTRAIT
    keys = ["scheme", "amount", "share", "communes", "median", "message", "line"]
    wide = read(make_table(**{f"column.{key}": [MARKS] for key in keys}))
    assert wide.sections[0].orientation == WD_ORIENT.LANDSCAPE
    for document in (small, wide):
        section = document.sections[0]
        room = section.page_width - section.left_margin - section.right_margin
        assert sum(cell.width for cell in document.tables[0].rows[0].cells) == pytest.approx(room, rel=0.001)
    assert wide.tables[0].rows[1].cells[0].text == MARKS


def test_the_same_table_gives_the_same_bytes_without_a_day():
    content = write_word(amounts("vi"))
    assert content == write_word(amounts("vi")) == forget_days(content)
    with zipfile.ZipFile(io.BytesIO(content)) as entries:
        assert {entry.date_time for entry in entries.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert docx.Document(io.BytesIO(content)).core_properties.modified.year == 2000

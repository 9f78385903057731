"""Tables as a Word document: caption with its own number, heads repeated on every page, source below."""

import io
import zipfile
from datetime import datetime

from ntm_analysis.pieces.cells import Piece
from ntm_analysis.pieces.columns import Column, read_columns, share_line
from ntm_analysis.pieces.provenance import tell_source

MADE = datetime(2000, 1, 1)
STYLE = "Light Shading"
# Of the style: the look of the first row (0x0020), none of the first column, no bands of columns (0x0400).
ROW_LOOK = "0420"
# Zip counts the years from this one: the entries of the file have no other date.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
FONT = "Calibri"
LOCALES = {"en": "en-GB", "vi": "vi-VN"}
TEXT_POINTS, SOURCE_POINTS = 8, 8
MARGIN_CM = 2
MOST_UPRIGHT = 5
# Letters of TEXT_POINTS in a centimetre.
LETTERS_PER_CM = 6


def write_word(piece: Piece) -> bytes:
    """Write a table as DOCX in a built-in style of Word that may be changed there; wide tables on pages laid across."""
    from docx import Document

    document, columns = Document(), read_columns(piece.rows, piece.words)
    _describe(document, piece)
    room = _lay_out(document.sections[0], across=len(columns) > MOST_UPRIGHT)
    _write_caption(document, piece)
    _write_rows(document, columns, room)
    for sentence in tell_source(piece):
        _shrink(document.add_paragraph(sentence), SOURCE_POINTS)
    buffer = io.BytesIO()
    document.save(buffer)
    return forget_days(buffer.getvalue())


def forget_days(content: bytes) -> bytes:
    """Write a zip file anew with the days of its entries forgotten: the same entries give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return buffer.getvalue()


def _describe(document, piece: Piece) -> None:
    from docx.oxml.ns import qn

    about, locale = document.core_properties, LOCALES[piece.words.language]
    about.title, about.author, about.comments, about.language = piece.name.title, "ntm_analysis", "", locale
    about.created = about.modified = MADE
    document.styles["Normal"].font.name = FONT
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    for kind in ("w:val", "w:eastAsia"):
        language.set(qn(kind), locale)


def _lay_out(section, across: bool) -> int:
    """Make an A4 page, laid across or upright; give the width between its margins."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    sides = Cm(21), Cm(29.7)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = sides[::-1] if across else sides
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
    return section.page_width - 2 * Cm(MARGIN_CM)


def _write_caption(document, piece: Piece) -> None:
    """Write the caption with a field that Word counts, so that its lists of tables find it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    caption = document.add_paragraph(f"{piece.words('piece.table')} ", style="Caption")
    caption.paragraph_format.keep_with_next = True
    field, run = OxmlElement("w:fldSimple"), caption.add_run("1")
    field.set(qn("w:instr"), r" SEQ Table \* ARABIC ")
    field.append(run._r)
    caption._p.append(field)
    caption.add_run(f". {piece.name.title}")


def _write_rows(document, columns: list[Column], room: int) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    rows = [[column.head for column in columns], *zip(*(column.texts for column in columns), strict=True)]
    table = document.add_table(rows=len(rows), cols=len(columns), style=STYLE)
    _let_stand(table)
    widths = [round(room * share) for share in share_line(columns, round(room / Cm(1) * LETTERS_PER_CM))]
    for line, cells in zip(table.rows, rows, strict=True):
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, column, width in zip(line.cells, cells, columns, widths, strict=True):
            cell.width = width
            _shrink(cell.paragraphs[0], TEXT_POINTS, text)
            if column.numbers is not None:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _let_stand(table) -> None:
    """Keep the widths given, and let the first column look like the others."""
    from docx.oxml.ns import qn

    table.autofit = False
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    for name, value in {"val": ROW_LOOK, "firstColumn": "0", "noVBand": "1"}.items():
        look.set(qn(f"w:{name}"), value)


def _shrink(paragraph, points: float, text: str = "") -> None:
    from docx.shared import Pt

    if text:
        paragraph.add_run(text)
    for run in paragraph.runs:
        run.font.size = Pt(points)

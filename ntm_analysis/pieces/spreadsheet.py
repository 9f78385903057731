"""Tables as a workbook: numbers as numbers with their format, every text as text."""

import io
from datetime import datetime

from ntm_analysis.errors import NtmError
from ntm_analysis.pieces.cells import Piece
from ntm_analysis.pieces.columns import Column, Number, read_columns
from ntm_analysis.pieces.provenance import tell_source

# The files say nothing of when they were made, so that the same table gives the same bytes.
MADE = datetime(2000, 1, 1)
TEXT = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
WIDEST, NARROWEST = 60, 8


def write_workbook(piece: Piece) -> bytes:
    """Write a table as XLSX: heads in the first row and a filter, numbers as numbers; source and lines on sheet two.

    No text is ever taken for a formula, a number or a link. Raises NtmError for a text that no cell can hold.
    """
    import xlsxwriter

    buffer, words = io.BytesIO(), piece.words
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **TEXT})
    book.set_properties({"title": piece.name.title, "author": "ntm_analysis", "created": MADE})
    sheet, columns = book.add_worksheet(words("piece.table")), read_columns(piece.rows, words)
    looks = {"head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})}
    looks["text"] = book.add_format({"text_wrap": True, "valign": "top"})
    for place, column in enumerate(columns):
        _write_column(book, sheet, place, column, looks)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(piece.rows), len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    _write_source(book.add_worksheet(words("piece.sheet_source")), piece, looks)
    book.close()
    return buffer.getvalue()


def _write_column(book, sheet, place: int, column: Column, looks: dict) -> None:
    width = max(map(len, [column.head[: WIDEST // 3], *column.texts]))
    sheet.set_column(place, place, min(WIDEST, max(NARROWEST, width + 2)))
    _write_text(sheet, 0, place, column.head, looks["head"])
    for row, text in enumerate(column.texts, start=1):
        one = column.numbers[row - 1] if column.numbers else None
        if one:
            kind = format_of(one)
            looks.setdefault(kind, book.add_format({"num_format": kind, "valign": "top"}))
            sheet.write_number(row, place, float(one.value / 100 if one.percent else one.value), looks[kind])
        elif text:
            _write_text(sheet, row, place, text, looks["text"])


def _write_text(sheet, row: int, place: int, text: str, look) -> None:
    if sheet.write_string(row, place, text, look):
        raise NtmError(f"row {row}: found a text of {len(text)} letters, expected what a cell can hold; use csv.")


def _write_source(sheet, piece: Piece, looks: dict) -> None:
    sheet.set_column(0, 0, 2 * WIDEST)
    for row, text in enumerate([piece.name.title, piece.name.full, *tell_source(piece)]):
        _write_text(sheet, row, 0, text, looks["text"] if row else looks["head"])


def format_of(one: Number) -> str:
    """Give the number format of a spreadsheet; the reader's own program puts comma or point.

    >>> format_of(Number(Decimal("26.0"), 1, percent=True)), format_of(Number(Decimal("3.5"), 1, signed=True))
    ('#,##0.0%', '+#,##0.0;-#,##0.0')
    """
    shown = "#,##0" + (f".{'0' * one.decimals}" if one.decimals else "") + ("%" if one.percent else "")
    return f"+{shown};-{shown}" if one.signed else shown

import doctest
import io
import zipfile

import openpyxl
import pytest

from ntm_analysis.errors import NtmError
from ntm_analysis.pieces import spreadsheet
from ntm_analysis.pieces.spreadsheet import write_workbook
from tests.pieces.made import FORMULAS, amounts, make_table


def read(piece):
    return openpyxl.load_workbook(io.BytesIO(write_workbook(piece)))


@pytest.mark.parametrize("language", ["en", "vi"])
def test_numbers_are_numbers_with_their_format(language):
    book = read(amounts(language))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert [row[1:] for row in rows] == [[1352449, 0.26, 1207, "388, 389"], [None, 0.055, 8, "7"]]
    assert [cell.number_format for cell in book.worksheets[0][2]][1:4] == ["#,##0", "#,##0.0%", "#,##0"]


def test_sheets_and_source_are_in_the_language():
    book = read(amounts("vi"))
    assert book.sheetnames == ["Bảng", "Nguồn"]
    told = [row[0].value for row in book["Nguồn"].iter_rows()]
    assert told[:2] == ["Money & more", "02_funding_mix/amounts"]
    assert told[-1] == "Văn bản và dòng: lang-son-plan-2021: 388, 389; lang-son-report-2017-h1: 7."


def test_no_text_is_taken_for_a_formula_a_number_or_a_link():
    sheet = read(make_table(**{"column.message": FORMULAS})).worksheets[0]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == FORMULAS
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.hyperlink for cell in cells] == [None] * len(FORMULAS)


def test_the_same_table_gives_the_same_bytes():
    assert write_workbook(amounts("vi")) == write_workbook(amounts("vi"))
    with zipfile.ZipFile(io.BytesIO(write_workbook(amounts("vi")))) as book:
        assert {entry.date_time[0] for entry in book.infolist()} == {1980}


def test_a_text_that_no_cell_holds_is_one_sentence():
    with pytest.raises(NtmError, match=r"^row 1: found a text of 40000 letters, "):
        write_workbook(make_table(**{"column.message": ["x" * 40_000]}))


def test_doctests():
    names = {"Decimal": __import__("decimal").Decimal}
    assert doctest.testmod(spreadsheet, extraglobs=names) == (0, 1)

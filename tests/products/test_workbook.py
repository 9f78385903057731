"""The workbook: every table a sheet, types by column, no text a formula or a link."""

import io
import zipfile

import openpyxl
import pandas as pd
import pytest

from ntm_analysis.language import load_words
from ntm_analysis.paths import HERE
from ntm_analysis.products import make_products, workbook
from ntm_analysis.products.naming import name_units
from ntm_analysis.products.runs import load_review
from ntm_analysis.products.workbook import make_workbook, name_sheet
from tests.products.folders import HOSTILE, NOTEBOOK, entry, write_hostile, write_manifest, write_review, write_run


def read(folder, language="en"):
    content = make_workbook(load_review(folder), load_words(language), [], name_units(HERE))
    return openpyxl.load_workbook(io.BytesIO(content)), content


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    table = {
        "Amount": ["1,352,449", "-5"],
        "Share": ["12.4%", "100.0%"],
        "Date": ["31 December 2020", "1 January 2021"],
    }
    table |= {"Code": ["007", "12"], "Line": ["388,389", "7"], "Criterion": ["17", ""], "Empty": ["", ""]}
    vietnamese = {"Tiền": ["1.352.449", "-5"], "Phần": ["12,4%", "100,0%"], "Ngày": ["31/12/2020", "1/1/2021"]}
    vietnamese |= {"Dòng": ["388,389", "7"], "Độ": ["0,42", "3"]}
    folder = tmp_path_factory.mktemp("workbook")
    for language, rows in (("en", table), ("vi", vietnamese)):
        write_run(folder / language / "lang-son" / NOTEBOOK, language, table=pd.DataFrame(rows))
    write_manifest(folder, [entry("en"), entry("vi")])
    return folder


def column(sheet, title):
    header = [cell.value for cell in sheet[1]]
    return [row[header.index(title)] for row in sheet.iter_rows(min_row=2)]


def values(sheet, title):
    return [cell.value for cell in column(sheet, title)]


def test_every_table_has_a_sheet_and_the_contents_lead_to_it(review):
    book, _ = read(review)
    assert book.sheetnames == ["Contents", "02 statements", "02 mix", "02 rows"]
    contents = list(book["Contents"].iter_rows(min_row=2))
    assert [row[0].hyperlink.location for row in contents] == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    assert [row[1].value for row in contents] == ["Statements", "Points of the figure: Mix", "Amounts"]
    assert [[cell.value for cell in row[2:]] for row in contents][2] == [
        "Funding mix",
        "Lạng Sơn",
        2,
        f"en/lang-son/{NOTEBOOK}/rows.csv",
    ]


def test_numbers_shares_and_dates_have_their_types_in_english(review):
    sheet = read(review)[0]["02 rows"]
    assert values(sheet, "Amount") == [1352449, -5]
    assert values(sheet, "Share") == [0.124, 1]
    assert [cell.number_format for cell in column(sheet, "Share")] == ["0.0%", "0.0%"]
    assert [day.strftime("%Y-%m-%d") for day in values(sheet, "Date")] == ["2020-12-31", "2021-01-01"]
    assert values(sheet, "Code") == ["007", "12"]
    assert values(sheet, "Line") == ["388,389", "7"]
    assert values(sheet, "Criterion") == [17, None]
    assert values(sheet, "Empty") == [None, None]


def test_numbers_shares_and_dates_have_their_types_in_vietnamese(review):
    sheet = read(review, "vi")[0]["02 rows"]
    assert values(sheet, "Tiền") == [1352449, -5]
    assert values(sheet, "Phần") == [0.124, 1]
    assert [day.strftime("%Y-%m-%d") for day in values(sheet, "Ngày")] == ["2020-12-31", "2021-01-01"]
    assert values(sheet, "Dòng") == ["388,389", "7"]
    assert values(sheet, "Độ") == [0.42, 3]


def test_points_of_a_figure_are_typed_and_noted_by_the_field_dictionary(review):
    sheet = read(review)[0]["02 mix"]
    assert values(sheet, "amount_million_vnd") == [100, 50]
    assert values(sheet, "line") == [10, 11]
    note = sheet["A1"].comment.text
    assert "Document id in the register." in note
    assert "Field “document” of the data dictionary; text." in note
    vietnamese = read(review, "vi")[0]["02 mix"]["A1"].comment.text
    assert "Trường “document” trong từ điển dữ liệu; kiểu chữ." in vietnamese
    assert "Mã văn bản trong danh mục." in vietnamese
    assert "Document id" not in vietnamese


def test_headers_are_frozen_and_filtered(review):
    for sheet in read(review)[0].worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")


def test_the_same_runs_give_the_same_bytes_with_a_fixed_day(review):
    content = [read(review)[1] for _ in range(2)]
    assert content[0] == content[1]
    with zipfile.ZipFile(io.BytesIO(content[0])) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in parts.read("docProps/core.xml")


def test_no_hostile_text_becomes_a_formula_or_a_link(tmp_path):
    folder = write_hostile(tmp_path)
    book, content = read(folder)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    linked = [cell for cell in cells if cell.hyperlink]
    assert {cell.parent.title for cell in linked} == {"Contents"}
    assert [cell.hyperlink.target for cell in linked] == [None] * len(linked)
    found = {cell.value for cell in cells}
    for text in (*HOSTILE[:5], *HOSTILE[7:9], HOSTILE[11], HOSTILE[13]):
        assert text in found, text[:40]
    assert "\t=1+1" in found and "txt.\ufffdgnp" in found
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        texts = [parts.read(name) for name in parts.namelist() if name.endswith(".xml")]
    assert not [text for text in texts if b"<f>" in text or b"TargetMode" in text]


def test_text_that_looks_like_an_escape_stays_as_it_is(tmp_path):
    write_run(tmp_path / "en" / "lang-son" / NOTEBOOK, table=pd.DataFrame({"A": ["_x0041_", "_x000D_"]}))
    write_manifest(tmp_path, [entry()])
    assert values(read(tmp_path)[0]["02 rows"], "A") == ["_x0041_", "_x000D_"]


def test_a_long_cell_is_cut_with_a_sign(tmp_path):
    write_run(tmp_path / "en" / "lang-son" / NOTEBOOK, table=pd.DataFrame({"A": ["y" * 40_000]}))
    write_manifest(tmp_path, [entry()])
    (cut,) = values(read(tmp_path)[0]["02 rows"], "A")
    assert (len(cut), cut[-1]) == (32_000, "…")


@pytest.mark.parametrize("header", [[], ["A", "A", ""]])
def test_tables_without_rows_and_with_strange_headers_have_sheets(tmp_path, header):
    write_run(tmp_path / "en" / "lang-son" / NOTEBOOK, table=pd.DataFrame([], columns=header))
    write_manifest(tmp_path, [entry()])
    assert "02 rows" in read(tmp_path)[0].sheetnames


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("02 a[b]:c*d?e/f\\g", "02 a b  c d e f g"),
        ("x" * 40, "x" * 31),
        ("'quoted'", "quoted"),
        ("History", "History 2"),
        ("TAKEN", "TAKEN 2"),
        ("", "2"),
        ("a\0b\tc", "a\ufffdb c"),
    ],
)
def test_names_of_sheets_are_allowed_and_unlike(name, expected):
    taken = {"history", "taken", ""}
    assert name_sheet(name, taken) == expected
    assert expected.lower() in taken
    again = name_sheet(name, taken)
    assert len(again) <= 31 and again.lower() != expected.lower()


def test_many_names_with_the_same_beginning_stay_unlike():
    taken: set[str] = {""}
    names = [name_sheet("y" * 50, taken) for _ in range(120)]
    assert len({name.lower() for name in names}) == 120
    assert max(map(len, names)) == 31


def test_tables_beyond_the_most_sheets_are_told_and_listed(review, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_SHEETS", 2)
    book, _ = read(review)
    assert book.sheetnames == ["Contents", "02 statements", "02 mix"]
    assert book["Contents"]["A1"].value.startswith(
        "Tables without a sheet here, for the workbook would be too large: 1;"
    )
    assert book["Contents"]["F5"].value == f"en/lang-son/{NOTEBOOK}/rows.csv"
    assert book["Contents"]["A5"].value is None


def test_the_workbook_of_a_review_opens(tmp_path):
    folder = write_review(tmp_path)
    make_products(folder, HERE, lambda _: None)
    assert openpyxl.load_workbook(folder / "vi" / "tables.xlsx").sheetnames[0] == "Mục lục"

"""tables.xlsx: one sheet for each table of a review's runs, with types, notes on columns and a list of contents."""

import io
import re
from collections.abc import Callable
from datetime import datetime

from ntm_analysis.language import Words
from ntm_analysis.products.citation import latest_day
from ntm_analysis.products.kinds import Column, find_field, read_columns
from ntm_analysis.products.naming import name_cases, notebook_word
from ntm_analysis.products.runs import Review, Run, Sheet
from ntm_analysis.products.signs import printable, shorten

FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31
LONGEST_CELL = 32_000
MOST_SHEETS = 400
WIDEST, NARROWEST, MEASURED_ROWS = 60, 8, 200
TITLES = ("front.sheet", "front.table_title", "front.notebook", "front.case", "front.rows", "front.file")
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def make_workbook(review: Review, words: Words, documents: list[dict[str, str]], unit_name: Callable) -> bytes:
    """Make the workbook of a language: a sheet of contents, then one sheet for each table, in the order of the runs.

    Text is always written as text: none of it becomes a formula or a link.
    """
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, SAFE)
    day = latest_day(documents[-1]) if documents else "2000-01-01"
    title = shorten(printable(review.manifest.get("title") or words("report.title")), 200)
    book.set_properties({"title": title, "created": datetime.fromisoformat(day)})
    tables = list_tables(review, words)
    filled = Filler(book, words, name_cases(review, words, unit_name))
    filled.write_contents(tables)
    for run, item, name in tables[:MOST_SHEETS]:
        filled.write_sheet(name, run.sheet(item["name"]), raw=item["kind"] == "figure")
    book.close()
    return content.getvalue()


def list_tables(review: Review, words: Words) -> list[tuple[Run, dict, str]]:
    """List the tables of a language's runs with the names of their sheets: unlike, allowed, at most 31 characters."""
    taken = {words("front.toc").lower(), "history", ""}
    listed = []
    for run in {run.path: run for run in review.of_language(words.language) if run.well}.values():
        for item in run.items:
            name = name_sheet(f"{run.notebook.split('_')[0]} {item['name']}", taken)
            listed.append((run, item, name))
    return listed


def name_sheet(name: str, taken: set[str]) -> str:
    """Give a sheet a name that a workbook allows and that is not `taken` (in small letters), and take it.

    >>> name_sheet("a/b", {"a b"})
    'a b 2'
    """
    bare = FORBIDDEN.sub(" ", printable(name).replace("\n", " ").replace("\t", " ")).strip("' ")
    number, found = 1, bare[:LONGEST_NAME].strip("' ")
    while found.lower() in taken:
        number += 1
        found = f"{bare[: LONGEST_NAME - len(f' {number}')].strip(chr(39) + ' ')} {number}".strip()
    taken.add(found.lower())
    return found


class Filler:
    """Fills the sheets of a workbook."""

    def __init__(self, book, words: Words, name_case: Callable):
        self.book, self.words, self._name_case = book, words, name_case
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.link = book.add_format({"font_color": "#005a8e", "underline": 1, "valign": "top"})
        self._formats: dict[str, object] = {}

    def write_contents(self, tables: list[tuple[Run, dict, str]]) -> None:
        """Write the first sheet: name of each sheet (a link), title, notebook, case, rows and file."""
        page = self.book.add_worksheet(self.words("front.toc"))
        left_out = len(tables) - MOST_SHEETS
        if left_out > 0:
            page.write_string(0, 0, self.words("front.left_out_sheets", count=left_out))
        top = int(left_out > 0)
        titles = [self.words(key) for key in TITLES]
        for column, (title, width) in enumerate(zip(titles, (34, 70, 28, 16, 8, 60), strict=True)):
            page.write_string(top, column, title, self.head)
            page.set_column(column, column, width)
        for number, (run, item, name) in enumerate(tables):
            self._list_table(page, number + top + 1, run, item, name if number < MOST_SHEETS else "")
        page.freeze_panes(top + 1, 0)
        page.autofilter(top, 0, top + len(tables), len(titles) - 1)

    def _list_table(self, page, row: int, run: Run, item: dict, name: str) -> None:
        title = printable(item["title"])
        if item["kind"] == "figure":
            title = f"{self.words('front.points')}: {title}"
        if name:
            page.write_url(row, 0, "internal:'{}'!A1".format(name.replace("'", "''")), self.link, name)
        told = [title, notebook_word(run.notebook, "title", self.words), self._name_case(run)]
        for column, text in enumerate(told, start=1):
            page.write_string(row, column, shorten(printable(text), LONGEST_CELL), self.text)
        page.write_number(row, 4, len(run.sheet(item["name"]).rows))
        page.write_string(row, 5, printable(f"{run.path}/{item['name']}.csv"), self.text)

    def write_sheet(self, name: str, sheet: Sheet, raw: bool) -> None:
        """Write a table: header with notes, frozen and with a filter, and cells by the types of their columns."""
        page = self.book.add_worksheet(name)
        if not sheet.header:
            return
        columns = read_columns(sheet, self.words, raw)
        for number, (title, column) in enumerate(zip(sheet.header, columns, strict=True)):
            page.write_string(0, number, shorten(printable(title), LONGEST_CELL), self.head)
            note = note_column(title, column, self.words, raw)
            if note:
                page.write_comment(0, number, note, {"author": "", "x_scale": 2, "font_size": 9})
            cells = [row[number] for row in sheet.rows]
            page.set_column(number, number, _width(title, cells))
            self._write_cells(page, number, cells, column)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.header) - 1)

    def _write_cells(self, page, number: int, cells: list[str], column: Column) -> None:
        style = self._format(column)
        for row, cell in enumerate(cells, start=1):
            if not cell:
                continue
            if column.type == "text":
                page.write_string(row, number, shorten(printable(cell), LONGEST_CELL), self.text)
            elif column.type == "date":
                page.write_datetime(row, number, column.read(cell), style)
            else:
                page.write_number(row, number, column.read(cell), style)

    def _format(self, column: Column):
        """Give the format of a column's cells; raw numbers show as they are."""
        decimals = f".{'0' * column.decimals}" if column.decimals else ""
        whole = "#,##0" if column.grouped else "0"
        named = {"date": "yyyy-mm-dd", "share": f"0{decimals}%", "text": "@"}
        shown = named.get(column.type, f"{whole}{decimals}" if column.decimals <= 4 else "General")
        if shown not in self._formats:
            self._formats[shown] = self.book.add_format({"num_format": shown, "valign": "top"})
        return self._formats[shown]


def note_column(title: str, column: Column, words: Words, raw: bool) -> str:
    """Give the note on a column that the field dictionary knows: its meaning, its field and its type."""
    field = find_field(title, words, raw)
    if not field or (field.type == "string") != (column.type == "text"):
        return words.words.get(f"column.{title}", "") if raw else ""
    types = {"text": "front.type_text", "date": "front.type_date"}
    note = words("front.field", field=field.name, type=words(types.get(column.type, "front.type_number")))
    named = words.words.get(f"column.{field.name}", "") if raw else ""
    meaning = words.words.get(f"field.{field.name}", "")
    return "\n".join(filter(None, (named, meaning, note)))


def _width(title: str, cells: list[str]) -> float:
    longest = max((len(line) for cell in cells[:MEASURED_ROWS] for line in cell.split("\n")), default=0)
    return min(max(longest + 2, len(title) / 2 + 4, NARROWEST), WIDEST)

"""What a column of text holds: numbers, shares, dates or text, as they are written in a language."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from ntm_analysis.language import Words
from ntm_analysis.products.runs import Sheet
from ntm_analysis.schema import FIELDS, Field

# Signs of thousands and decimals as the language writes them; raw tables have a dot for decimals and nothing else.
GROUPED = {"en": r"-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", "vi": r"-?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?"}
DECIMAL = {"en": r"-?(?:0|[1-9]\d*)(?:\.\d+)?", "vi": r"-?(?:0|[1-9]\d*)(?:,\d+)?"}
RAW = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)
ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MONTHS = ["January", "February", "March", "April", "May", "June"]
MONTHS += ["July", "August", "September", "October", "November", "December"]
SPOKEN_DAY = {
    "en": re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})", re.ASCII),
    "vi": re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII),
}
MOST_DIGITS = 15
EARLIEST = date(1900, 3, 1)
LINES = "line number"


@dataclass(frozen=True)
class Column:
    """A column of a table: type (text, number, share or date), most decimals written, and how a cell is read."""

    type: str
    read: Callable[[str], float | datetime | str] = str
    decimals: int = 0
    grouped: bool = False


def read_columns(sheet: Sheet, words: Words, raw: bool) -> list[Column]:
    """Read the type of each column of a table: one of a figure's points (`raw`), or one in words.

    A column is of a type only where every cell that is not empty is so; codes of the field dictionary stay text.
    """
    cells = ([row[n] for row in sheet.rows if row[n]] for n in range(len(sheet.header)))
    fields = [find_field(name, words, raw) for name in sheet.header]
    return [_read_column(of, field, words.language, raw) for of, field in zip(cells, fields, strict=True)]


def find_field(title: str, words: Words, raw: bool) -> Field | None:
    """Find a column in the field dictionary: by its name, or by its title in words."""
    if raw:
        return FIELDS.get(title)
    return next((FIELDS[name] for name in FIELDS if words.words.get(f"column.{name}") == title), None)


def _is_code(field: Field, raw: bool) -> bool:
    """Say whether a field is text whatever its cells look like: codes, and among raw columns what is as printed."""
    coded = bool(field.pattern or field.allowed) or (raw and field.meaning.endswith("as printed"))
    return field.type == "string" and coded


def _read_column(cells: list[str], field: Field | None, language: str, raw: bool) -> Column:
    text = Column("text")
    if not cells or (field and _is_code(field, raw)):
        return text
    if all(_read_day(cell, language) for cell in cells):
        return Column("date", lambda cell: _read_day(cell, language))
    grouped = re.compile(GROUPED[language], re.ASCII)
    if all(map(RAW.fullmatch, cells)) and (raw or not any(map(grouped.fullmatch, cells))):
        return _numbers(cells, float, ".", text)
    if raw or (field and field.unit == LINES):
        return text
    shares = all(cell.endswith("%") for cell in cells)
    bare = [cell.removesuffix("%") for cell in cells] if shares else cells
    pattern = re.compile(f"{GROUPED[language]}|{DECIMAL[language]}", re.ASCII)
    if not all(map(pattern.fullmatch, bare)) or _are_lists(bare):
        return text
    sign = "." if language == "en" else ","
    return _numbers(cells, lambda cell: _read_spoken(cell, sign), sign, text, "share" if shares else "number")


def _numbers(cells: list[str], read: Callable, sign: str, text: Column, kind: str = "number") -> Column:
    """Give a column of numbers; text where one of them is more than a sheet can hold exactly."""
    if any(sum(map(str.isdigit, cell)) > MOST_DIGITS and sign not in cell for cell in cells):
        return text
    if not all(math.isfinite(read(cell)) for cell in cells):
        return text
    decimals = max(len(cell.removesuffix("%").partition(sign)[2]) for cell in cells)
    thousands = "," if sign == "." else "."
    return Column(kind, read, decimals, grouped=any(thousands in cell for cell in cells))


def _read_spoken(cell: str, sign: str) -> float:
    bare = cell.removesuffix("%").replace("," if sign == "." else ".", "").replace(sign, ".")
    return float(bare) / (100 if cell.endswith("%") else 1)


def _are_lists(cells: list[str]) -> bool:
    """Say whether numbers may as well be lists of lines: `388,389`, each greater than the last."""
    if any("." in cell for cell in cells):
        return False
    lists = [[int(part) for part in cell.lstrip("-").split(",")] for cell in cells if "," in cell]
    return bool(lists) and all(parts == sorted(parts) and parts[0] >= 100 for parts in lists)


def _read_day(cell: str, language: str) -> datetime | None:
    spoken = SPOKEN_DAY[language].fullmatch(cell)
    try:
        if ISO.fullmatch(cell):
            found = date.fromisoformat(cell)
        elif spoken:
            day, month, year = spoken.groups()
            found = date(int(year), MONTHS.index(month) + 1 if language == "en" else int(month), int(day))
        else:
            return None
    except ValueError:
        return None
    return datetime(found.year, found.month, found.day) if found >= EARLIEST else None

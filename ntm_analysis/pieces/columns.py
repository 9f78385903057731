"""The columns of a table for readers: which hold numbers, and what each cell says."""

import re
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real

import pandas as pd

from ntm_analysis.language import Language, Words, number

# Heads under which cells are numbers that a spreadsheet may add or sort. A list of lines or criteria can look like one
# number ("388,389"), a year or the number of a line is a name: those heads are not here, and their cells stay text.
NUMBERS = (
    *("column.rows", "column.amount", "column.per_year", "column.communes", "column.per_commune"),
    *("column.per_commune_year", "column.share_parts", "column.share_stated", "column.share_printed", "column.clr"),
    *("column.groups", "column.concentration", "column.diversity", "column.leverage_state", "column.leverage_direct"),
    *("column.balance_state", "column.balance_credit", "column.share", "column.reference_share", "column.change"),
    *("column.execution", "column.log_execution", "column.time", "column.pace", "column.variance", "column.value"),
    *("column.other_value", "column.distance", "column.known", "column.standard", "column.standard_most"),
    *("column.at_least", "column.told_bands", "column.times_pace", "column.per_year_communes"),
    *("column.per_year_points", "column.contribution", "column.mean_change", "column.lift", "column.planning"),
    *("column.last_year", "column.last_share", "column.back_loading", "column.steepest", "column.multiple"),
    *("column.printed_cumulative", "column.counted_cumulative", "column.short", "column.gap_own", "column.achieved"),
    *("column.target_share", "column.required", "column.observed", "column.ratio", "column.median"),
    *("column.probability", "column.shortfall", "column.pace_forecast", "column.pace_80", "column.criteria"),
    *("column.mae", "column.crps", "column.coverage", "column.width", "column.log_score", "column.planned"),
    *("column.start", "column.end"),
)
PATTERNS: dict[Language, re.Pattern] = {
    "en": re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(%?)"),
    "vi": re.compile(r"([+-]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?(%?)"),
}
# The most letters that one column of long texts may ask for, and the room between two columns in letters.
MOST_LETTERS, MARGIN_LETTERS = 60, 4


@dataclass(frozen=True)
class Number:
    """A number as a table told it: value, decimals shown, whether in per cent, whether a gain has its plus sign."""

    value: Decimal
    decimals: int = 0
    percent: bool = False
    signed: bool = False


@dataclass(frozen=True)
class Column:
    """A column: its head, its cells as readers see them, and its numbers (None: empty) where it is one of numbers."""

    head: str
    texts: list[str]
    numbers: list[Number | None] | None = None


def read_number(text: str, language: Language) -> Number | None:
    """Read a number written by the custom of a language; None where the text is anything else.

    >>> read_number("1.352.449", "vi").value, read_number("+3.5", "en").value, read_number("26,0%", "vi").percent
    (Decimal('1352449'), Decimal('3.5'), True)
    """
    found = PATTERNS[language].fullmatch(text)
    if not found:
        return None
    sign, whole, decimals, percent = found[1], re.sub(r"\D", "", found[2]), found[3] or "", found[4]
    value = Decimal(f"{sign}{whole}.{decimals or 0}") if decimals else Decimal(f"{sign}{whole}")
    return Number(value, len(decimals), bool(percent), sign == "+")


def read_columns(rows: pd.DataFrame, words: Words) -> list[Column]:
    """Give the columns of a table for readers; a column is one of numbers where its head is and every cell is one."""
    heads = {words(key) for key in NUMBERS}
    return [_read(head, rows.iloc[:, place].tolist(), head in heads, words) for place, head in enumerate(rows.columns)]


def _read(head: str, cells: list, may_count: bool, words: Words) -> Column:
    texts = [_text(cell, words.language if may_count else None) for cell in cells]
    if head == words("column.line"):
        texts = [", ".join(text.split(",")) for text in texts]
    read = [read_number(text, words.language) if text else None for text in texts]
    whole = may_count and any(read) and all(bool(text) == bool(one) for text, one in zip(texts, read, strict=True))
    return Column(str(head), texts, read if whole else None)


def _text(cell, language: Language | None) -> str:
    if isinstance(cell, str):
        return " ".join(cell.split())
    if pd.isna(cell):
        return ""
    counted = language and isinstance(cell, Real) and not isinstance(cell, bool)
    return number(float(cell), language) if counted else str(cell)


def share_line(columns: list[Column], letters: int) -> list[float]:
    """Share a line of so many letters among columns: room for each one's longest word, the rest to long texts.

    The shares sum to 1.
    """
    texts = [[column.head, *column.texts] for column in columns]
    needed = [MARGIN_LETTERS + max(len(word) for text in of for word in text.split() or [""]) for of in texts]
    wanted = [max(0, min(MOST_LETTERS, max(map(len, of))) - need) for of, need in zip(texts, needed, strict=True)]
    rest = max(0, letters - sum(needed)) / max(1, sum(wanted))
    rooms = [need + rest * more for need, more in zip(needed, wanted, strict=True)]
    return [room / sum(rooms) for room in rooms]

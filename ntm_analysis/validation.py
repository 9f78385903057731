"""Holding a table of text to its definition; the first fault becomes one sentence for the user."""

import re
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from ntm_analysis.distinct import distinct, repeats
from ntm_analysis.errors import BadInputError, cell
from ntm_analysis.schema import Field, Table

DATE_TEXT = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def validate_text(frame: pd.DataFrame, table: Table, name: str) -> None:
    """Raise BadInputError for the first header, cell or key that breaks the table's definition.

    `frame` holds strings (empty = absent); its index is the row number in the file; `name` is how errors call it.
    """
    _check_header(frame, table, name)
    first = None
    for column in table.columns:
        codes, values = distinct(frame[column])
        wrong = [at for at, text in enumerate(values[:-1]) if expected_of(text, table, column)]
        if wrong:
            row = int(np.isin(codes, wrong).argmax())
            first = min(first or (row, column), (row, column), key=lambda fault: fault[0])
    if first:
        row, column = first
        found = frame[column].iloc[row]
        do = "correct the cell, or the table's definition if the value is right"
        where = cell(name, frame.index[row], column)
        raise BadInputError(where, repr(found), expected_of(found, table, column), do)
    _check_key(frame, table, name)


def expected_of(text: str, table: Table, column: str) -> str:
    """Say what a table asks for that the text of one cell is not; '' where the cell is right."""
    field = table.field(column)
    if text == "":
        return f"{field.meaning} (must not be empty)" if column in table.required else ""
    return next((expected for rule, expected in _rules_of(field) if not rule(text)), "")


def _check_header(frame: pd.DataFrame, table: Table, name: str) -> None:
    missing = [column for column in table.columns if column not in frame]
    unknown = [column for column in frame if column not in table.columns]
    if missing or unknown or frame.columns.has_duplicates:
        found = f"missing {missing}" if missing else f"unknown {unknown}" if unknown else "a column twice"
        raise BadInputError(f"{name}, header", found, ",".join(table.columns), "correct the header row")


def _check_key(frame: pd.DataFrame, table: Table, name: str) -> None:
    twice = repeats(frame, table.key)
    if twice.any():
        at = frame.index[twice][0]
        key = ", ".join(f"{column}={frame.at[at, column]!r}" for column in table.key)
        raise BadInputError(f"{name}, row {at}", f"a second row with {key}", "one row per key", "remove or tell apart")


@cache
def _rules_of(field: Field) -> tuple:
    return tuple(_rules(field))


def _rules(field: Field):
    if field.allowed:
        yield field.allowed.__contains__, f"one of {', '.join(filter(None, field.allowed))}"
    if field.type == "date":
        yield _is_date, "a date as YYYY-MM-DD"
    elif field.pattern:
        yield re.compile(field.pattern).fullmatch, f"{field.meaning} (pattern {field.pattern})"
    if field.type in ("integer", "number"):
        whole = r"\d+" if field.type == "integer" else r"\d+(\.\d+)?"
        yield (
            re.compile(f"-?{whole}").fullmatch,
            f"{'a whole number' if field.type == 'integer' else 'a number'}",
        )
        yield (lambda text: _within(text, field)), _bounds(field)
    if field.type == "boolean":
        yield ("true", "false").__contains__, "true or false"
    if field.type == "string" and field.name == "pattern":
        yield _is_regex, "a regular expression"


def _bounds(field: Field) -> str:
    low = "" if field.minimum is None else f"{field.minimum:g} or more"
    high = "" if field.maximum is None else f"{field.maximum:g} or less"
    return " and ".join(filter(None, (low, high))) or "a number"


def _within(text: str, field: Field) -> bool:
    try:
        value = float(text)
    except ValueError:
        return True
    return not (
        (field.minimum is not None and value < field.minimum) or (field.maximum is not None and value > field.maximum)
    )


def _is_date(text: str) -> bool:
    try:
        return bool(DATE_TEXT.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _is_regex(text: str) -> bool:
    try:
        return bool(re.compile(text))
    except re.error:
        return False

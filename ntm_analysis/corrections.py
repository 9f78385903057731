"""The ledger of corrections: one line per known fault of the print; a line that no longer fits is an error."""

import pandas as pd

from ntm_analysis.errors import BadInputError
from ntm_analysis.schema import RAW
from ntm_analysis.validation import expected_of

Tables = dict[str, pd.DataFrame]
LEDGER = "data/reference/corrections.csv"


def apply_corrections(raw: Tables, ledger: pd.DataFrame) -> Tables:
    """Give the raw tables with the ledger's corrections; the input stays as it was.

    Raises BadInputError when a line names no cell, or the cell no longer holds the expected wrong value.
    """
    corrected = {name: frame.copy(deep=False) for name, frame in raw.items()}
    for number, line in ledger.iterrows():
        where = f"{LEDGER}, row {number}"
        rows = _rows(corrected, line, where)
        found = corrected[line["table"]].loc[rows, line["column"]]
        matching = found.index[found == line["expected_value"]]
        if len(matching) != 1:
            shown = ", ".join(map(repr, found)) or "no such row"
            do = "correct the line, or remove it if the raw data changed"
            raise BadInputError(where, shown, f"one cell holding {line['expected_value']!r}", do)
        value = line["value"] if line["action"] == "set" else ""
        _set(corrected[line["table"]], matching[0], line["column"], value)
        expected = expected_of(value, RAW[line["table"]], line["column"])
        if expected:
            raise BadInputError(where, repr(value), expected, "correct the line")
    return corrected


def _set(frame: pd.DataFrame, row: int, column: str, value: str) -> None:
    if isinstance(frame[column].dtype, pd.CategoricalDtype) and value not in frame[column].cat.categories:
        frame[column] = frame[column].cat.add_categories(value)
    frame.at[row, column] = value


def _rows(raw: Tables, line: pd.Series, where: str) -> pd.Index:
    if line["table"] not in raw or not {line["column"], "line"} <= set(raw[line["table"]]):
        found = f"table {line['table']!r}, column {line['column']!r}"
        raise BadInputError(where, found, "a table and column of data/raw", "correct the line")
    frame = raw[line["table"]]
    return frame.index[(frame["document"] == line["document"]) & (frame["line"] == line["line"])]

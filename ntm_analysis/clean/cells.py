"""Reading the cells of a raw table: decided readings first, then the fixed rules; what is left is an error."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ntm_analysis.distinct import distinct, spread
from ntm_analysis.errors import BadInputError, cell
from ntm_analysis.quantities import AmbiguousRunError

Frame = pd.DataFrame


@dataclass(frozen=True)
class _Unread:
    text: str
    error: AmbiguousRunError


class Cells:
    """A raw table with the readings that data/reference decides for it."""

    def __init__(self, name: str, frame: Frame, reference: dict[str, Frame]):
        self.name, self.frame, self.reference = name, frame, reference
        readings = reference["readings"]
        keys = readings[["document", "line", "column", "text"]].itertuples(index=False, name=None)
        self._readings = dict(zip(keys, readings["reading"], strict=True))
        words = reference["number_words"]
        self._words = dict(zip(words["text"], words["value"], strict=True))

    def where(self, row: int, column: str) -> str:
        """Name a cell of the raw file for an error."""
        return cell(f"data/raw/{self.name}.csv", row, column)

    def read(self, column: str, parse: Callable[[str], Any]) -> pd.Series:
        """Parse a column; empty cells, and words that stand for no number, become None.

        Raises BadInputError for a cell that neither a rule nor data/reference/readings.csv can read.
        """
        codes, found = self._read(column, parse)
        return pd.Series(found[codes], index=self.frame.index, dtype="object")

    def numbers(self, column: str, parse: Callable[[str], float]) -> pd.Series:
        """Parse a column as `read` does, into numbers (absent: NaN)."""
        codes, found = self._read(column, parse)
        return pd.Series(found.astype("float64")[codes], index=self.frame.index, copy=False)

    def _read(self, column: str, parse: Callable[[str], Any]) -> tuple[np.ndarray, np.ndarray]:
        """Give a code for each row and what is read for each code: each text once, decided readings row by row."""
        codes, values = distinct(self.frame[column])
        found = [self._parse(text, parse) for text in values]
        decided = {text for _, _, at, text in self._readings if at == column}
        if decided:
            codes = codes.astype(np.int64)
            for row in np.flatnonzero(self.frame[column].isin(decided)):
                key = (*self.frame[["document", "line"]].iloc[row], column, self.frame[column].iloc[row])
                found.append(self._parse(self._readings.get(key, key[-1]), parse))
                codes[row] = len(found) - 1
        unread = [at for at, value in enumerate(found) if isinstance(value, _Unread)]
        wrong = np.flatnonzero(np.isin(codes, unread)) if unread else ()
        for row in wrong[:1]:
            text, error = found[codes[row]].text, found[codes[row]].error
            do = "correct the cell, or decide it by a line in data/reference/readings.csv"
            expected = f"a run that the rules can read ({error})"
            raise BadInputError(self.where(self.frame.index[row], column), repr(text), expected, do)
        # A text that no rule reads and no row keeps, for a decided reading stands in, is nothing.
        whole = np.empty(len(found), dtype=object)
        whole[:] = [None if isinstance(value, _Unread) else value for value in found]
        return codes, whole

    def _parse(self, text: str, parse: Callable[[str], Any]) -> Any:
        text = self._words.get(text, text)
        if not text:
            return None
        try:
            return parse(text)
        except AmbiguousRunError as error:
            return _Unread(text, error)

    def look_up(self, column: str, table: str, key: str, value: str) -> pd.Series:
        """Map a column through a reference table; raises BadInputError for a label that is not in it."""
        reference = self.reference[table]
        mapping = dict(zip(reference[key], reference[value], strict=True))
        cells = self.frame[column]
        missing = cells[spread(cells, lambda text: text != "" and text not in mapping, "bool")]
        if len(missing):
            expected = f"a label listed in data/reference/{table}.csv"
            do = f"correct the cell or add the label to data/reference/{table}.csv"
            raise BadInputError(self.where(missing.index[0], column), repr(missing.iloc[0]), expected, do)
        return spread(cells, lambda text: mapping.get(text) or None)

    def check(self, ok: pd.Series, column: str, expected: str) -> None:
        """Raise BadInputError for the first row that is not `ok`."""
        if not ok.all():
            at = int((~ok).to_numpy().argmax())
            do = "compare the cell with the document's line"
            found = repr(self.frame[column].iloc[at])
            raise BadInputError(self.where(ok.index[at], column), found, expected, do)


def not_above(count: pd.Series, total: pd.Series) -> pd.Series:
    """Say for each row whether a count is absent, has no total, or is at most its total."""
    return ~(count.astype("float64") > total.astype("float64"))

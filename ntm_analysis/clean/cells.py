"""Reading the cells of a raw table: decided readings first, then the fixed rules; what is left is an error."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from ntm_analysis.errors import BadInputError, cell
from ntm_analysis.quantities import AmbiguousRunError

Frame = pd.DataFrame


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
        frame = self.frame
        keys = zip(frame.index, frame["document"], frame["line"], frame[column], strict=True)
        return pd.Series([self._read(*key, column, parse) for key in keys], index=frame.index, dtype="object")

    def _read(self, row: int, document: str, line: str, text: str, column: str, parse) -> Any:
        text = self._words.get(text, text)
        if text == "":
            return None
        text = self._readings.get((document, line, column, text), text)
        try:
            return parse(text)
        except AmbiguousRunError as error:
            do = "correct the cell, or decide it by a line in data/reference/readings.csv"
            raise BadInputError(
                self.where(row, column), repr(text), f"a run that the rules can read ({error})", do
            ) from None

    def look_up(self, column: str, table: str, key: str, value: str) -> pd.Series:
        """Map a column through a reference table; raises BadInputError for a label that is not in it."""
        reference = self.reference[table]
        mapping = dict(zip(reference[key], reference[value], strict=True))
        cells = self.frame[column]
        missing = cells[(cells != "") & ~cells.isin(list(mapping))]
        if len(missing):
            expected = f"a label listed in data/reference/{table}.csv"
            do = f"correct the cell or add the label to data/reference/{table}.csv"
            raise BadInputError(self.where(missing.index[0], column), repr(missing.iloc[0]), expected, do)
        return cells.map(lambda text: mapping.get(text) or None)

    def check(self, ok: pd.Series, column: str, expected: str) -> None:
        """Raise BadInputError for the first row that is not `ok`."""
        if not ok.all():
            at = int((~ok).to_numpy().argmax())
            do = "compare the cell with the document's line"
            found = repr(self.frame[column].iloc[at])
            raise BadInputError(self.where(ok.index[at], column), found, expected, do)


def not_above(count: pd.Series, total: pd.Series) -> pd.Series:
    """Say for each row whether a count is absent, has no total, or is at most its total."""
    above = [c is not None and t is not None and c > t for c, t in zip(count, total, strict=True)]
    return ~pd.Series(above, index=count.index, dtype=bool)

"""Sentences with numbers, each built from table cells and traced to documents and lines."""

import re
from html import escape

import pandas as pd

from ntm_analysis.language import Words

MARKS = re.compile(r"([\\`*_\[\]#|~])")
COLUMNS = ["no", "text", "values", "sources", "key"]


class Statements:
    """The statements of a notebook, in print order."""

    def __init__(self, words: Words):
        self.words = words
        self._rows: list[dict] = []
        self._shown = 0

    def say(self, key: str, rows: pd.DataFrame, /, **values) -> None:
        """Add a sentence of data/reference/words.csv filled with values; `rows` hold its documents and lines."""
        told = "; ".join(f"{name}={_plain(value)}" for name, value in values.items())
        text = self.words(key, **values) if values else self.words(key)
        row = {"no": len(self._rows) + 1, "text": text, "values": told, "sources": cite(rows), "key": key}
        self._rows.append(row)

    def table(self) -> pd.DataFrame:
        """Give the statements: number, text, values, documents and lines that they come from, key of their words."""
        return pd.DataFrame(self._rows, columns=COLUMNS)

    def places(self) -> list[tuple[str, int]]:
        """Give each document and line that the statements rest on."""
        sources = [source.partition(": ") for row in self._rows for source in row["sources"].split("; ")]
        return [(document, int(line)) for document, _, lines in sources for line in lines.split(", ") if line]

    def markdown(self) -> str:
        """Give the statements said since this was last asked for, as a list."""
        fresh, self._shown = self._rows[self._shown :], len(self._rows)
        return "\n".join(f"- {as_markdown(row['text'])}" for row in fresh)


def as_markdown(text: str) -> str:
    """Write plain text so that Markdown shows it as it is: no mark in it and no HTML takes effect."""
    return MARKS.sub(r"\\\1", escape(text, quote=False))


def cite(rows: pd.DataFrame) -> str:
    """Name documents and lines of some rows, such as `lang-son-plan-2021: 676, 690`; documents alone without lines.

    Reads the columns document and line (or lines), and pairs such as outcome_document and outcome_line.
    """
    cited: dict[str, set[int]] = {}
    for column in _document_columns(rows):
        line = column.replace("document", "line")
        line = f"{line}s" if f"{line}s" in rows else line
        lines = rows[line].astype("string").fillna("") if line in rows else [""] * len(rows)
        for document, text in zip(rows[column], lines, strict=True):
            if pd.notna(document):
                cited.setdefault(document, set()).update(int(number) for number in text.split(",") if number)
    return "; ".join(f"{document}: {', '.join(map(str, sorted(of)))}".rstrip(": ") for document, of in cited.items())


def cited_documents(rows: pd.DataFrame) -> list[str]:
    """Name the documents of some rows, each once."""
    columns = (rows[column].dropna() for column in _document_columns(rows))
    return list(dict.fromkeys(document for column in columns for document in column))


def _document_columns(rows: pd.DataFrame) -> list[str]:
    return [column for column in rows if column == "document" or column.endswith("_document")]


def _plain(value) -> str:
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)

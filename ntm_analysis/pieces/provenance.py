"""Where a table for readers comes from: its source line, documents and lines."""

import re

import pandas as pd

from ntm_analysis.language import Words
from ntm_analysis.pieces.cells import Piece
from ntm_analysis.statements import cite, cited_documents

CITED = re.compile(r"([a-z0-9-]+): ([0-9, ]+)")


def tell_source(piece: Piece) -> list[str]:
    """Give the sentences that stand below a piece: its documents, then documents and lines, in its language.

    A table that names no line says in which notebook it is computed, whose list of statements cites all lines.
    """
    words, cited = piece.words, cited_rows(piece)
    cites = piece.cites or cite(cited)
    documents = "; ".join(words(f"doc.{document}") for document in cited_documents(cited))
    source = piece.source or (words("piece.source", documents=documents) if documents else "")
    if ": " in cites:
        return [*filter(None, [source]), words("piece.lines", cites=cites)]
    return [*filter(None, [source]), words("piece.computed", notebook=piece.name.notebook)]


def cited_rows(piece: Piece) -> pd.DataFrame:
    """Give document and lines of every row of a table for readers that names some.

    Reads the column of documents and lines (other files named there are left out); else, in each row, the document
    named by id or by its label, and its lines.
    """
    rows, words = piece.rows, piece.words
    if piece.drawn is not None:
        return rows
    if words("column.sources") in rows:
        found = [cited for cell in rows[words("column.sources")] for cited in CITED.findall(str(cell))]
        told = [(document, _lines(text)) for document, text in found if f"doc.{document}" in words.words]
        return pd.DataFrame(told, columns=["document", "lines"])
    names = _names(words)
    lines = rows[words("column.line")] if words("column.line") in rows else [""] * len(rows)
    told = zip(rows.itertuples(index=False, name=None), lines, strict=True)
    found = [(_document(cells, names), _lines(str(line))) for cells, line in told]
    return pd.DataFrame([row for row in found if row[0]], columns=["document", "lines"])


def _names(words: Words) -> dict[str, str]:
    """Map every id and label of a document to its id, the longest first."""
    ids = [key.removeprefix("doc.") for key in words.words if key.startswith("doc.")]
    names = {name: document for document in ids for name in (document, words(f"doc.{document}"))}
    return dict(sorted(names.items(), key=lambda item: -len(item[0])))


def _document(cells: tuple, names: dict[str, str]) -> str:
    starts = (document for cell in cells for name, document in names.items() if str(cell).startswith(name))
    return next(starts, "")


def _lines(text: str) -> str:
    return ",".join(re.findall(r"\d+", text))

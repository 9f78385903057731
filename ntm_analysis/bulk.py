"""Long CSV files column by column: each distinct text is read, checked and written once."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from ntm_analysis.distinct import coded, distinct, narrow
from ntm_analysis.files import BOM, read_csv

LONG_BYTES = 16 * 2**20
BLOCK_BYTES = 4 * 2**20
BLOCK_ROWS = 20_000
MOST_TEXTS = 65_536
COMMA, QUOTE, NEWLINE = b",", b'"', b"\n"
SPECIAL = frozenset(',"\n\r')


def read_table(path: Path, name: str) -> pd.DataFrame:
    """Read a CSV file as text like `files.read_csv`, with the same errors; columns of a long one are categoricals."""
    if not path.is_file() or path.stat().st_size < LONG_BYTES:
        return read_csv(path, name)
    found = _read_long(path)
    return read_csv(path, name) if found is None else found


class _Column:
    """The codes of a column's cells, gathered block by block, and the code of each text."""

    def __init__(self):
        self.codes, self.code_of = [], {}

    def add(self, codes: np.ndarray, texts: Iterable[str]) -> None:
        places = [self.code_of.setdefault(text, len(self.code_of)) for text in texts]
        self.codes.append(narrow(np.array(places, dtype=np.int32))[codes])

    def cells(self) -> pd.Categorical:
        kind = pd.CategoricalDtype(pd.Index(list(self.code_of), dtype="str"))
        return pd.Categorical.from_codes(np.concatenate(self.codes), dtype=kind)


def _read_long(path: Path) -> pd.DataFrame | None:
    """Read a file block by block; None where something is wrong with it, which the strict reader then names."""
    try:
        with path.open("rb") as file:
            header = file.readline()
            names = next(csv.reader([header.decode()], strict=True), [])
            if header.startswith(BOM) or not names or header.count(QUOTE):
                return None
            columns = [_Column() for _ in names]
            for block in _blocks(file):
                if not _read_block(block, columns):
                    return None
    except (OSError, UnicodeDecodeError, csv.Error, pd.errors.ParserError):
        return None
    if not columns[0].codes:
        return None
    texts = [names, *(column.code_of for column in columns)]
    if not all(unicodedata.is_normalized("NFC", text) for found in texts for text in found):
        return None
    cells = {name: column.cells() for name, column in zip(names, columns, strict=True)}
    return pd.DataFrame(cells, copy=False)


def _blocks(file) -> Iterator[bytes]:
    """Give a file's bytes in blocks of whole rows."""
    while block := file.read(BLOCK_BYTES):
        block += file.readline()
        while np.count_nonzero(np.frombuffer(block, dtype=np.uint8) == QUOTE[0]) % 2 and (more := file.readline()):
            block += more
        yield block


def _read_block(block: bytes, columns: list[_Column]) -> bool:
    """Read one block of rows; False where a row has another number of cells than the header."""
    marks = np.frombuffer(NEWLINE + block + NEWLINE, dtype=np.uint8)
    if b"\r" in block or b"\0" in block or not _plain_quotes(marks):
        rows = list(csv.reader(io.StringIO(block.decode(), newline=""), strict=True))
        for at, column in enumerate(columns):
            column.add(*pd.factorize(np.array([row[at] for row in rows], dtype=object)))
        return {len(row) for row in rows} == {len(columns)}
    cells = _split(block, len(columns))
    commas, lines = len(cells) * (len(columns) - 1), len(cells)
    for at, column in enumerate(columns):
        codes, texts = distinct(cells[at])
        column.add(codes, texts[:-1])
        marked = [place for place, text in enumerate(texts[:-1]) if "," in text or "\n" in text]
        times = np.bincount(codes, minlength=len(texts)) if marked else ()
        commas += sum(int(times[place]) * texts[place].count(",") for place in marked)
        lines += sum(int(times[place]) * texts[place].count("\n") for place in marked)
    printed = (np.count_nonzero(marks == mark[0]) for mark in (COMMA, NEWLINE))
    around = 1 + block.endswith(NEWLINE)
    return isinstance(cells.index, pd.RangeIndex) and tuple(printed) == (commas, lines + around)


def _split(block: bytes, width: int) -> pd.DataFrame:
    """Split rows into cells that are categoricals; pandas takes categories for numbers where all of them could be."""
    no_numbers = COMMA.join([b"x"] * width) + NEWLINE
    told = {"header": None, "names": range(width), "dtype": "category", "na_filter": False, "low_memory": False}
    return pd.read_csv(io.BytesIO(no_numbers + block), **told).iloc[1:]


def _plain_quotes(marks: np.ndarray) -> bool:
    """Say whether every quote opens a cell, closes one, or is doubled inside one."""
    places = np.flatnonzero(marks == QUOTE[0])
    around = np.frombuffer(COMMA + NEWLINE + QUOTE, dtype=np.uint8)
    before, after = marks[places[::2] - 1], marks[places[1::2] + 1]
    return len(places) % 2 == 0 and bool(np.isin(before, around).all() and np.isin(after, around).all())


def csv_blocks(frame: pd.DataFrame) -> Iterator[bytes]:
    """Write a table of text as CSV, a block of rows at a time: UTF-8 (NFC), LF, quotes only where needed."""
    yield f"{','.join(map(_quoted, frame.columns))}\n".encode()
    parts = _parts(frame)
    for start in range(0, len(frame), BLOCK_ROWS):
        cells = [texts[codes[start : start + BLOCK_ROWS]].tolist() for codes, texts in parts]
        rows = map(COMMA.join, zip(*cells, strict=True)) if len(cells) > 1 else cells[0]
        yield NEWLINE.join([*rows, b""])


def row_ends(frame: pd.DataFrame) -> np.ndarray:
    """Give the byte behind each row of a table of text written by `csv_blocks`, the header's first."""
    sizes = np.full(len(frame) + 1, len(frame.columns), dtype=np.int64)
    sizes[0] = len(next(csv_blocks(frame.iloc[:0])))
    for column in frame:
        codes, values = coded(frame[column])
        sizes[1:] += np.array([len(_quoted(text).encode()) for text in [*values[:-1], ""]], dtype=np.int64)[codes]
    return np.cumsum(sizes)


def _parts(frame: pd.DataFrame) -> list[tuple[np.ndarray, np.ndarray]]:
    """Give codes and written texts of each column; neighbours that hold few texts are written as one."""
    parts = []
    for column in frame:
        codes, values = coded(frame[column])
        texts = np.array([_quoted(text).encode() for text in values[:-1]], dtype=object)
        if parts and len(parts[-1][1]) * len(texts) <= min(MOST_TEXTS, len(frame)):
            before, ahead = parts.pop()
            texts, codes = (
                np.array([one + COMMA + two for one in ahead for two in texts], dtype=object),
                before.astype(np.int32) * len(texts) + codes,
            )
        parts.append((codes, texts))
    return parts


def _quoted(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    doubled = text.replace('"', '""')
    return text if SPECIAL.isdisjoint(text) else f'"{doubled}"'

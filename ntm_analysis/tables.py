"""The processed tables: loading them typed, and writing them as text that reads back the same."""

from collections.abc import Collection
from contextlib import suppress
from functools import lru_cache

import numpy as np
import pandas as pd

from ntm_analysis.bulk import read_table
from ntm_analysis.distinct import MOST_KEYS, coded, distinct, spread_text
from ntm_analysis.errors import BadInputError
from ntm_analysis.excerpts import is_short, read_rows
from ntm_analysis.files import parse_csv, read_bytes, recover
from ntm_analysis.paths import HERE, Project
from ntm_analysis.schema import PROCESSED, Table

Tables = dict[str, pd.DataFrame]
REBUILD = "run `ntm build` to make the processed tables anew"
DTYPES = {
    "string": "string",
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}


def load_tables(project: Project = HERE, units: Collection[str] = ()) -> Tables:
    """Load every processed table with the types of its definition.

    Returns a dictionary from table name to frame (see docs/data_dictionary.md for the columns). With `units`, tables
    too long to be read for every run hold only the rows about the provinces in which these lie.
    Raises BadInputError when a file is missing or damaged.
    """
    recover(project.processed)
    return {name: load_table(name, project, units) for name in PROCESSED}


def load_table(name: str, project: Project = HERE, units: Collection[str] = ()) -> pd.DataFrame:
    """Load one processed table with the types of its definition; `units` as in `load_tables`."""
    path = project.processed / f"{name}.csv"
    where = project.name(path)
    if is_short(path):
        return _parse(name, where, read_bytes(path, where)).copy()
    text = read_rows(project, name, units) if units else None
    return _type(read_table(path, where) if text is None else text, name, where)


def lines_of(criteria: pd.DataFrame) -> pd.Series:
    """Give the lines of rows of the table criteria: `98`, or `96,98` for a derived count with its increase on 96."""
    line = criteria["line"].astype("string")
    added = criteria.reindex(columns=["line_added"])["line_added"].astype("string")
    return (added + "," + line).fillna(line)


def read_ahead(project: Project = HERE) -> None:
    """Parse the short tables, if they are there, so that a process forked from this one need not."""
    for name in PROCESSED:
        path = project.processed / f"{name}.csv"
        if path.is_file() and is_short(path):
            with suppress(BadInputError):
                load_table(name, project)


@lru_cache(maxsize=len(PROCESSED))
def _parse(name: str, where: str, content: bytes) -> pd.DataFrame:
    return _type(parse_csv(content, where), name, where)


def _type(text: pd.DataFrame, name: str, where: str) -> pd.DataFrame:
    table = PROCESSED[name]
    if list(text) != table.columns:
        raise BadInputError(f"{where}, header", ",".join(text), ",".join(table.columns), REBUILD)
    try:
        return from_text(text, table)
    except ValueError as error:
        raise BadInputError(where, str(error), "values of the column's type", REBUILD) from None


def from_text(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give text cells the types of the table's definition; empty cells are absent."""
    cells = {column: _typed(frame[column], table.field(column).type) for column in table.columns}
    return pd.DataFrame(cells, copy=False)


def _typed(cells: pd.Series, kind: str) -> pd.Series:
    if kind == "string" and isinstance(cells.dtype, pd.CategoricalDtype):
        return cells.cat.remove_categories([""]) if "" in cells.cat.categories else cells
    codes, values = distinct(cells)
    texts = pd.Series(values, name=cells.name, dtype="str").replace("", None)
    values = _typed_values(texts, kind).array.take(codes)
    return pd.Series(values, index=cells.index, name=cells.name, copy=False)


def _typed_values(texts: pd.Series, kind: str) -> pd.Series:
    if kind == "boolean":
        if not texts.dropna().isin(["true", "false"]).all():
            raise ValueError(f"{texts.name}: a value that is neither true nor false")
        texts = texts.map({"true": True, "false": False})
    if kind == "date":
        return pd.to_datetime(texts, format="%Y-%m-%d").astype(DTYPES[kind])
    if kind in ("integer", "number"):
        texts = pd.to_numeric(texts)
    return texts.astype(DTYPES[kind])


def to_text(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give a table's cells as text in the columns and the order of its definition, sorted by its key."""
    return sort_text(as_text(frame, table), table)


def sort_text(text: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Sort a table of text by its key: numbers as numbers, text by its bytes."""
    order = _order(text, table)
    return pd.DataFrame({column: text[column].array.take(order) for column in text}, copy=False)


def as_text(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give a table's cells as text in the columns of its definition, rows as they come."""
    texts = {column: spread_text(frame[column], _cell) for column in table.columns}
    return pd.DataFrame(texts, index=frame.index, copy=False)


def typed(frame: pd.DataFrame, table: Table, text: pd.DataFrame | None = None) -> pd.DataFrame:
    """Give a cleaned frame the types of its definition, and keep the columns beyond it.

    `text` is the frame as `as_text` gives it, where it was made already.
    """
    beyond = {column: frame[column] for column in frame if column not in table.columns}
    return from_text(as_text(frame, table) if text is None else text, table).assign(**beyond)


def _cell(value) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        return np.format_float_positional(value, trim="-")
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return str(value)


def _order(text: pd.DataFrame, table: Table) -> np.ndarray:
    ranks = [_ranks(text[column], table.field(column).type) for column in table.key]
    key, size = np.zeros(len(text), dtype=np.int64), 1
    for rank, count in ranks:
        key, size = key * count + rank, size * count
    return np.argsort(key, kind="stable") if size <= MOST_KEYS else np.lexsort([rank for rank, _ in ranks[::-1]])


def _ranks(cells: pd.Series, kind: str) -> tuple[np.ndarray, int]:
    """Give the rank of each row's value among the distinct ones, and how many ranks there are."""
    codes, values = coded(cells)
    sortable = (lambda text: float(text or -1)) if kind in ("integer", "number") else str.encode
    keys = [sortable(text) for text in values[:-1]]
    place = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    ranks = np.array([place[key] for key in keys], dtype=np.int64)
    return ranks[codes], len(place)

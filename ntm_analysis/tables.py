"""The processed tables: loading them typed, and writing them as text that reads back the same."""

import numpy as np
import pandas as pd

from ntm_analysis.errors import BadInputError
from ntm_analysis.files import read_csv, recover
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


def load_tables(project: Project = HERE) -> Tables:
    """Load every processed table with the types of its definition.

    Returns a dictionary from table name to frame (see docs/data_dictionary.md for the columns).
    Raises BadInputError when a file is missing or damaged.
    """
    recover(project.processed)
    return {name: load_table(name, project) for name in PROCESSED}


def load_table(name: str, project: Project = HERE) -> pd.DataFrame:
    """Load one processed table with the types of its definition."""
    path, table = project.processed / f"{name}.csv", PROCESSED[name]
    text = read_csv(path, project.name(path))
    if list(text) != table.columns:
        raise BadInputError(f"{project.name(path)}, header", ",".join(text), ",".join(table.columns), REBUILD)
    try:
        return from_text(text, table)
    except ValueError as error:
        raise BadInputError(project.name(path), str(error), "values of the column's type", REBUILD) from None


def from_text(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give text cells the types of the table's definition; empty cells are absent."""
    absent = frame[table.columns].replace("", None)
    return pd.DataFrame({column: _typed(absent[column], table.field(column).type) for column in table.columns})


def _typed(cells: pd.Series, kind: str) -> pd.Series:
    if kind == "boolean":
        if not cells.dropna().isin(["true", "false"]).all():
            raise ValueError(f"{cells.name}: a value that is neither true nor false")
        cells = cells.map({"true": True, "false": False})
    if kind == "date":
        return pd.to_datetime(cells, format="%Y-%m-%d").astype(DTYPES[kind])
    if kind in ("integer", "number"):
        cells = pd.to_numeric(cells)
    return cells.astype(DTYPES[kind])


def to_text(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give a table's cells as text in the columns and the order of its definition, sorted by its key."""
    text = as_text(frame, table)
    keys = [_sortable(text[column], table.field(column).type) for column in table.key]
    return text.iloc[np.lexsort(keys[::-1])].reset_index(drop=True)


def as_text(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give a table's cells as text in the columns of its definition, rows as they come."""
    return pd.DataFrame({column: _text(frame[column]) for column in table.columns}, dtype="str", index=frame.index)


def typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give a cleaned frame the types of its definition, and keep the columns beyond it."""
    beyond = [column for column in frame if column not in table.columns]
    return from_text(as_text(frame, table), table).join(frame[beyond])


def _text(cells: pd.Series) -> list[str]:
    return [_cell(value) for value in cells]


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


def _sortable(cells: pd.Series, kind: str) -> np.ndarray:
    if kind in ("integer", "number"):
        return pd.to_numeric(cells.replace("", "-1")).to_numpy()
    return cells.map(lambda text: text.encode()).rank(method="dense").to_numpy()

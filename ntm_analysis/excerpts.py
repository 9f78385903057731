"""The rows of one province out of a long processed table, without reading the rest."""

import json
from collections.abc import Collection
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from ntm_analysis.bulk import read_table, row_ends
from ntm_analysis.distinct import distinct
from ntm_analysis.files import parse_csv, read_csv
from ntm_analysis.paths import Project
from ntm_analysis.stamp import write_whole

# Shorter tables are read whole: the cost is not worth an index.
LONG_BYTES = 4 * 2**20
PLACES = ("unit", "commune", "district")
REGISTERS = ("units", "documents")
Runs = dict[str, list[list[int]]]


def is_short(path: Path) -> bool:
    """Say whether a table's file is read whole; so is one that is not there, which whoever reads it then tells."""
    return not path.is_file() or path.stat().st_size < LONG_BYTES


def read_rows(project: Project, name: str, units: Collection[str]) -> pd.DataFrame | None:
    """Read the rows of a processed table that are about the provinces in which some units lie, as text.

    None for a table that is short, is a register or names no units: it is to be read whole.
    """
    path = project.processed / f"{name}.csv"
    if name in REGISTERS or is_short(path):
        return None
    homes = _homes(read_csv(project.processed / "units.csv", project.name(project.processed / "units.csv")))
    wanted = {homes.get(unit, unit) for unit in units}
    index = _read_index(project, name) or index_rows(project, name, read_table(path, project.name(path)))
    if index is None:
        return None
    runs = sorted(run for home in wanted for run in index["runs"].get(home, ()))
    with path.open("rb") as file:
        parts = [file.read(index["header"])]
        for start, end in runs:
            file.seek(start)
            parts.append(file.read(end - start))
    return parse_csv(b"".join(parts), project.name(path))


def index_rows(project: Project, name: str, text: pd.DataFrame) -> dict | None:
    """Note in which bytes of a processed table's file the rows of each province stand; None where that is unknown.

    `text` holds the rows in the order of the file. The note is kept beside the tables where that place can be written.
    """
    column = next((column for column in PLACES if column in text), None)
    path = project.processed / f"{name}.csv"
    ends = row_ends(text)
    if column is None or ends[-1] != path.stat().st_size:
        return None
    homes = _homes(read_csv(project.processed / "units.csv", project.name(project.processed / "units.csv")))
    index = {"header": int(ends[0]), "file": _state(path), "runs": _runs(text[column], homes, ends)}
    with suppress(OSError):
        write_whole(_path(project, name), json.dumps(index))
    return index


def _runs(units: pd.Series, homes: dict[str, str], ends: np.ndarray) -> Runs:
    codes, values = distinct(units)
    places, names = pd.factorize(np.array([homes.get(unit) for unit in values], dtype=object))
    codes = places[codes]
    first = np.flatnonzero(np.diff(codes, prepend=-1))
    runs = {home: [] for home in names}
    for start, end in pairwise([*first, len(codes)]):
        runs[names[codes[start]]].append([int(ends[start]), int(ends[end])])
    return runs


def _homes(units: pd.DataFrame) -> dict[str, str]:
    """Give the unit at the top above each unit: its province."""
    above = dict(zip(units["unit"], units["parent"], strict=True))
    homes = {}
    for unit in above:
        home = unit
        while above.get(home):
            home = above[home]
        homes[unit] = home
    return homes


def _read_index(project: Project, name: str) -> dict | None:
    with suppress(OSError, ValueError):
        index = json.loads(_path(project, name).read_text("utf-8"))
        if index["file"] == _state(project.processed / f"{name}.csv"):
            return index
    return None


def _state(path: Path) -> list[int]:
    return [path.stat().st_size, path.stat().st_mtime_ns]


def _path(project: Project, name: str) -> Path:
    return project.built / f"{name}.json"

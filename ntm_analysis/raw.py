"""Loading data/raw and data/reference: every cell text, every table held to its definition."""

import pandas as pd

from ntm_analysis.bulk import read_table
from ntm_analysis.paths import Project
from ntm_analysis.schema import RAW, REFERENCE, Table
from ntm_analysis.validation import validate_text

Tables = dict[str, pd.DataFrame]


def load_raw(project: Project) -> Tables:
    """Load every table of data/raw as text (rows keep the order and the row number of the file)."""
    return {name: load_text(project, table, "raw") for name, table in RAW.items()}


def load_reference(project: Project) -> Tables:
    """Load every table of data/reference as text."""
    return {name: load_text(project, table, "reference") for name, table in REFERENCE.items()}


def load_text(project: Project, table: Table, folder: str) -> pd.DataFrame:
    """Load one table of text and hold it to its definition; the index is the row number in the file."""
    path = project.root / "data" / folder / f"{table.name}.csv"
    frame = read_table(path, project.name(path))
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    validate_text(frame, table, project.name(path))
    return frame[table.columns]

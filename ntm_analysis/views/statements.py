"""Statements and where they come from, in a table for readers."""

import pandas as pd

from ntm_analysis.language import Words
from ntm_analysis.views.titles import titled

SHOWN = ["no", "text", "sources"]


def list_statements(statements: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the statements of a notebook with the documents and lines that they come from."""
    return titled({f"column.{column}": statements[column] for column in SHOWN}, words)

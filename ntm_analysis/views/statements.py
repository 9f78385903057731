"""Statements and where they come from, in a table for readers."""

import pandas as pd

from ntm_analysis.language import Words


def list_statements(statements: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the statements of a notebook with the documents and lines that they come from."""
    shown = statements.drop(columns="key")
    return shown.rename(columns={column: words(f"column.{column}") for column in shown})

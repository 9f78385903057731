"""Tables under titles in words."""

import pandas as pd

from ntm_analysis.language import Words


def titled(columns: dict, words: Words) -> pd.DataFrame:
    """Make a table of columns under their names in words."""
    return pd.DataFrame({words(key): list(values) for key, values in columns.items()})

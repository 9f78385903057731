"""The day from which the figures of a document count as known."""

import pandas as pd


def read_days_known(documents: pd.DataFrame) -> pd.Series:
    """Give document -> the day from which its figures count as known.

    | document | issued_on | reference_date |
    | --- | --- | --- |
    | lang-son-plan-2017-2020 | 2017-02-27 | 2017-01-31 |
    | lang-son-report-2017-h1 | | 2017-06-30 |
    | bac-son-plan-2020 | 2020-02-12 | 2020-01-01 |

    That is the day of issue, and no day before the one that the document speaks of. A document that prints no day of
    issue counts as known on the day that it speaks of: the earliest on which it can have been.
    """
    days = documents.set_index("document")[["issued_on", "reference_date"]]
    return days.max(axis=1).rename("known_on")


def pick_known(documents: pd.DataFrame, as_of: str = "") -> pd.DataFrame:
    """Pick the documents that were known on a day (ISO date; empty: all)."""
    known_on = read_days_known(documents)
    return documents[documents["document"].isin(known_on.index[known_on <= as_of])] if as_of else documents


def pick_undated(documents: pd.DataFrame) -> pd.DataFrame:
    """Pick the documents that print no day of issue."""
    return documents[documents["issued_on"].isna()]

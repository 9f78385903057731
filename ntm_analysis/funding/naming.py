"""How figures and tables name funding schemes."""

import pandas as pd

from ntm_analysis.funding.mix import SCHEME
from ntm_analysis.language import Words

SHORT, LONG = ["document", "basis"], ["unit", "period_start", "period_end"]


def name_schemes(rows: pd.DataFrame, words: Words) -> list[tuple[str, ...]]:
    """Name the scheme of each row: its document, and whether it was planned or came.

    Where a document has several such schemes, what parts them follows: the unit, the months of the period.
    """
    schemes = rows[SCHEME].drop_duplicates()
    parted = schemes.groupby(SHORT)[LONG].nunique() > 1
    names = {}
    for key, scheme in zip(_keys(schemes), schemes.itertuples(), strict=True):
        by = parted.loc[(scheme.document, scheme.basis)]
        name = [words(f"doc.{scheme.document}"), words(f"basis.{scheme.basis}")]
        name += [scheme.unit] if by["unit"] else []
        if by["period_start"] or by["period_end"]:
            ends = {"start": words.month(scheme.period_start), "end": words.month(scheme.period_end)}
            name.append(words("period.months", **ends))
        names[key] = tuple(name)
    return [names[key] for key in _keys(rows[SCHEME])]


def _keys(rows: pd.DataFrame) -> list[tuple]:
    return list(rows.itertuples(index=False, name=None))

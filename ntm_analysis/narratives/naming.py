"""How sentences name documents, sources and prices."""

import pandas as pd

from ntm_analysis.language import Words
from ntm_analysis.statements import Statements


def name_document(say: Statements, document: str) -> dict[str, str]:
    """Give the name of a document for the place {document}."""
    return {"document": say.words(f"doc.{document}")}


def name_pair(say: Statements, document: str, other: str) -> dict[str, str]:
    """Give the names of two documents for the places {document} and {other_document}."""
    return {"document": say.words(f"doc.{document}"), "other_document": say.words(f"doc.{other}")}


def name_group(words: Words, group: str) -> str:
    """Name a source of funding inside a sentence: in small letters."""
    name = words(f"group.{group}")
    return name[0].lower() + name[1:]


def name_groups(words: Words, groups) -> str:
    """Name several sources of funding inside a sentence."""
    return ", ".join(name_group(words, group) for group in groups)


def name_prices(words: Words, prices: str, year: int) -> str:
    """Name the prices of an amount: current ones, or those of a year."""
    return words(f"prices.of_{prices}", year=str(year))


def as_frame(row) -> pd.DataFrame:
    """Give a row of itertuples as a frame, for its documents and lines."""
    return pd.DataFrame([row._asdict()])

"""How sentences name documents, sources and prices."""

import pandas as pd

from ntm_analysis.language import Words
from ntm_analysis.prices import cite_prices
from ntm_analysis.statements import Statements

UNITS_FILE = "data/reference/units.csv"
FULL_YEAR_DAYS = 365


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


def name_source(words: Words, row) -> str:
    """Name the source of a row of a pair; of the state budget also the parts that its plan has no line for."""
    source = name_group(words, row["group"])
    if not row["own_parts"]:
        return source
    parts = name_groups(words, row["own_parts"].split(","))
    return words("group.with_parts", source=source, parts=parts, share=100 * float(row["own_share"]))


def name_verdict(words: Words, conclusion: str, verdict: str) -> str:
    """Name what a conclusion says: a source of funding, or a verdict."""
    return name_group(words, verdict) if conclusion == "largest" else words(f"conclusion.{verdict}")


def name_evidence(words: Words, evidence: str) -> str:
    """Name what a number of results is read from: `the printed number and the bands`."""
    *first, last = (words(f"evidence.{part}") for part in evidence.split("+"))
    return words("mark.both", first=", ".join(first), last=last) if first else last


def name_prices(words: Words, prices: str, year: int) -> str:
    """Name the prices of an amount: current ones, or those of a year."""
    return words(f"prices.of_{prices}", year=str(year))


def cite_whole(rows: pd.DataFrame) -> pd.DataFrame:
    """Give rows with the lines of their whole schemes: what a share or a total rests on."""
    named = {"scheme_lines": "lines", "reference_scheme_lines": "reference_lines"}
    return rows.drop(columns=[name for name in named.values() if name in rows]).rename(columns=named)


def cite_real(rows: pd.DataFrame, index: pd.Series, year: int) -> pd.DataFrame:
    """Give rows of schemes, and the lines of the price index for their years and the year of the prices."""
    sides = [[f"{side}period_start", f"{side}period_end"] for side in ("", "reference_")]
    spans = [span for side in sides if side[0] in rows for span in rows[side].itertuples(index=False, name=None)]
    years = {of for start, end in spans for of in range(start.year, end.year + 1)}
    return pd.concat([rows, cite_prices(index, [*years, year])], ignore_index=True)


def cite_communes(rows: pd.DataFrame) -> pd.DataFrame:
    """Give rows of schemes, and the list of units that the number of communes is counted from."""
    return pd.concat([rows, pd.DataFrame({"document": [UNITS_FILE], "lines": [""]})], ignore_index=True)


def name_period(words: Words, start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Name a period: a first half-year, some months, or years."""
    if (end - start).days + 1 >= FULL_YEAR_DAYS:
        return words("period.years", years="–".join(dict.fromkeys(str(day.year) for day in (start, end))))
    if start.strftime("%m-%d") == "01-01" and end.strftime("%m-%d") == "06-30":
        return words("period.half", year=str(end.year))
    return words("period.months", start=words.month(start), end=words.month(end))


def name_units(say: Statements, rows: pd.DataFrame) -> str:
    """Name the units of rows that hold their names in both languages."""
    return ", ".join(dict.fromkeys(say.words.pick(row, "name") for row in rows.itertuples()))


def as_frame(row) -> pd.DataFrame:
    """Give a row of itertuples as a frame, for its documents and lines."""
    return pd.DataFrame([row._asdict()])

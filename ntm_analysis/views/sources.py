"""Documents, contents and single figures, in tables for readers, and the search in them."""

import pandas as pd

from ntm_analysis.language import Words, plain
from ntm_analysis.schema import PROCESSED
from ntm_analysis.views.titles import titled

Tables = dict[str, pd.DataFrame]
CONTENTS = [name for name in PROCESSED if name not in ("documents", "units", "findings", "commune_criteria")]


def count_contents(tables: Tables) -> pd.DataFrame:
    """Count the rows that each document gives each table of printed figures; derived rows are left out."""
    counts = {}
    for name in CONTENTS:
        rows = tables[name]
        rows = rows[rows["basis"] != "derived"] if "basis" in rows else rows
        counts[name] = rows["document"].value_counts()
    order = tables["documents"].sort_values(["period_start", "period_end"])["document"].tolist()
    return pd.DataFrame(counts).T.reindex(columns=order).fillna(0).astype(int)


def melt_contents(contents: pd.DataFrame) -> pd.DataFrame:
    """Give the counts of rows as a long table: table, document, rows."""
    return contents.rename_axis("table").reset_index().melt("table", var_name="document", value_name="rows")


def list_documents(documents: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the documents for readers, and how well their text can be read."""
    rows = documents.sort_values(["period_start", "period_end"])
    quality = {words("column.text_quality"): [words(f"quality.{quality}") for quality in rows["text_quality"]]}
    return list_cited(rows, words).assign(**quality)


def list_cited(documents: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List documents so that a citation leads to its file: id, short name, title, number, issuer, day, file."""
    rows = documents.sort_values(["period_start", "period_end"])
    columns = {
        "column.document": rows["document"],
        "column.short_name": [words(f"doc.{document}") for document in rows["document"]],
        "column.title": rows[f"title_{words.language}"],
        "column.number": rows["number"].fillna(""),
        "column.issuer": rows["issuer"].fillna(""),
        "column.issued_on": [words.day(date) if pd.notna(date) else "" for date in rows["issued_on"]],
        "column.file": rows["file_name"],
    }
    return titled(columns, words)


def list_gaps(documents: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List what is missing in each document."""
    gaps = "known_gaps" if words.language == "en" else "known_gaps_vi"
    return titled({"column.document": documents["document"], "column.known_gaps": documents[gaps]}, words)


def list_missing_criteria(criteria: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List for each document and printed state the criteria that have no count."""
    printed = criteria[(criteria["basis"] != "derived") & criteria["communes_attaining"].notna()]
    rows = []
    for (document, unit, basis, date), state in printed.groupby(["document", "unit", "basis", "as_of"], sort=True):
        missing = sorted(set(range(1, 20)) - set(state["criterion"].astype(int)))
        rows.append((document, unit, words(f"basis.{basis}"), words.day(date), ", ".join(map(str, missing)) or "–"))
    keys = ["document", "unit", "basis", "date", "criteria_missing"]
    return pd.DataFrame(rows, columns=[words(f"column.{key}") for key in keys])


def list_tables(tables: Tables, words: Words) -> pd.DataFrame:
    """List the processed tables, what one row of each is, and how many rows there are."""
    names = list(PROCESSED)
    columns = {
        "column.table": names,
        "column.name": [words(f"table.{name}") for name in names],
        "column.rows": [len(tables[name]) for name in names],
    }
    return titled(columns, words)


def list_indicators(indicators: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List indicators for readers: name, value, date, basis, document and line."""
    rows = indicators.sort_values(["criterion", "indicator", "document", "line"], kind="stable")
    columns = {
        "column.criterion": rows["criterion"],
        "column.name": [words.pick(row, "indicator") for row in rows.itertuples()],
        "column.value": [_value(row, words) for row in rows.itertuples()],
        "column.date": [_when(row, words) for row in rows.itertuples()],
        "column.basis": [words(f"basis.{basis}") for basis in rows["basis"]],
        "column.document": rows["document"],
        "column.line": rows["line"],
    }
    return titled(columns, words)


def _value(row, words: Words) -> str:
    ends = [words("unit.plain", value=float(end)) for end in dict.fromkeys((row.value_low, row.value_high))]
    total = "" if pd.isna(row.total) else f" / {words('unit.plain', value=float(row.total))}"
    measure = words.measure(row.measure)
    return f"{'–'.join(ends)}{total}{'' if measure == '%' else ' '}{measure}"


def _when(row, words: Words) -> str:
    if pd.notna(row.as_of):
        return words.day(row.as_of)
    return f"{words.day(row.period_start)} – {words.day(row.period_end)}"


def search(tables: Tables, text: str, words: Words) -> pd.DataFrame:
    """Find rows of indicators, communes and findings by a piece of text in either language, diacritics or not.

    Communes are found by their district as well. Returns table, document, line, printed and the name or sentence
    found, empty when nothing is found.
    """
    places = {
        "indicators": ("indicator_en", "indicator_vi"),
        "commune_plans": ("commune_name",),
        "commune_roles": ("commune_name",),
        "assignments": ("commune_name",),
        "findings": ("message_en", "message_vi"),
    }
    districts = tables["units"].drop_duplicates("unit").set_index("unit")["name_vi"]
    found = []
    for name, columns in places.items():
        table = tables[name]
        texts = [table[column] for column in columns]
        texts += [table["district"].map(districts)] if "district" in table else []
        hits = pd.concat([of.fillna("").map(plain).str.contains(plain(text), regex=False) for of in texts], axis=1)
        rows = table[hits.any(axis=1)]
        shown = rows[columns[-1] if words.language == "vi" else columns[0]]
        found.append(rows[["document", "line", "printed"]].assign(table=words(f"table.{name}"), name=shown))
    columns = ["table", "document", "line", "printed", "name"]
    return pd.concat(found)[columns].rename(columns={column: words(f"column.{column}") for column in columns})

"""Tables as readers see them: few columns, words of the language, documents and lines beside every figure."""

import unicodedata

import pandas as pd

from ntm_analysis.language import Words
from ntm_analysis.schema import PROCESSED

Tables = dict[str, pd.DataFrame]
SEVERITIES = ["error", "warning", "note"]
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


def at_least(severity: str) -> list[str]:
    """Give a severity and the graver ones."""
    return SEVERITIES[: SEVERITIES.index(severity) + 1]


def list_documents(documents: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the documents for readers."""
    rows = documents.sort_values(["period_start", "period_end"])
    columns = {
        "column.document": rows["document"],
        "column.title": rows[f"title_{words.language}"],
        "column.number": rows["number"].fillna(""),
        "column.issued_on": [words.day(date) if pd.notna(date) else "" for date in rows["issued_on"]],
        "column.text_quality": [words(f"quality.{quality}") for quality in rows["text_quality"]],
    }
    return _titled(columns, words)


def list_gaps(documents: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List what is missing in each document."""
    gaps = "known_gaps" if words.language == "en" else "known_gaps_vi"
    return _titled({"column.document": documents["document"], "column.known_gaps": documents[gaps]}, words)


def list_missing_criteria(criteria: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List for each document and printed state the criteria that have no count."""
    printed = criteria[(criteria["basis"] != "derived") & criteria["communes_attaining"].notna()]
    rows = []
    for (document, unit, basis, date), state in printed.groupby(["document", "unit", "basis", "as_of"], sort=True):
        missing = sorted(set(range(1, 20)) - set(state["criterion"].astype(int)))
        rows.append((document, unit, words(f"basis.{basis}"), words.day(date), ", ".join(map(str, missing)) or "–"))
    keys = ["document", "unit", "basis", "date", "criteria_missing"]
    return pd.DataFrame(rows, columns=[words(f"column.{key}") for key in keys])


def list_findings(findings: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List findings for readers, the gravest first."""
    rank = findings["severity"].map(SEVERITIES.index)
    rows = findings.assign(rank=rank).sort_values(["rank", "rule", "document", "line"], kind="stable")
    columns = {
        "column.severity": [words(f"severity.{severity}") for severity in rows["severity"]],
        "column.rule": [words(f"rule.{rule}") for rule in rows["rule"]],
        "column.document": rows["document"],
        "column.line": rows["line"],
        "column.printed": rows["printed"],
        "column.message": rows[f"message_{words.language}"],
    }
    return _titled(columns, words)


def list_mix(mix: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the funding mix for readers, both bases of the shares beside the amounts."""
    columns = {
        "column.scheme": [
            f"{words(f'doc.{row.document}')} ({words(f'basis.{row.basis}')})" for row in mix.itertuples()
        ],
        "column.group": [words(f"group.{group}") for group in mix["group"]],
        "column.amount": [words("unit.plain", value=float(value)) for value in mix["amount_million_vnd"]],
        "column.share_parts": [words("unit.pct", value=float(value)) for value in mix["share_parts_pct"]],
        "column.share_stated": [words("unit.pct", value=float(value)) for value in mix["share_stated_pct"]],
        "column.line": mix["lines"],
    }
    return _titled(columns, words)


def list_measures(measures: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List concentration, diversity and leverage of the funding schemes for readers."""

    def number(value) -> str:
        return "" if pd.isna(value) else words("unit.bn", value=float(value))

    columns = {
        "column.scheme": [
            f"{words(f'doc.{row.document}')} ({words(f'basis.{row.basis}')})" for row in measures.itertuples()
        ],
        "column.concentration": [number(value) for value in measures["concentration"]],
        "column.diversity": [number(value) for value in measures["diversity"]],
        "column.leverage": [number(value) for value in measures["leverage"]],
    }
    return _titled(columns, words)


def list_distances(distances: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List how far apart the funding mixes are for readers, the closest first."""
    rows = distances.sort_values("distance", kind="stable")
    columns = {
        "column.scheme": [words(f"doc.{document}") for document in rows["document"]],
        "column.other_scheme": [words(f"doc.{document}") for document in rows["other_document"]],
        "column.groups": rows["groups"],
        "column.distance": ["" if pd.isna(v) else words("unit.bn", value=float(v)) for v in rows["distance"]],
    }
    return _titled(columns, words)


def list_targets(compared: pd.DataFrame, names: pd.Series, words: Words) -> pd.DataFrame:
    """List targets and outcomes of the criteria for readers."""

    def counted(side: str) -> list[str]:
        parts = zip(compared[f"{side}_communes"], compared[f"{side}_total"], strict=True)
        return ["" if pd.isna(count) else f"{count}/{total}" for count, total in parts]

    columns = {
        "column.criterion": [f"{number}. {names[number]}" for number in compared["criterion"]],
        "column.target": counted("target"),
        "column.outcome": counted("outcome"),
        "column.gap": [
            "" if pd.isna(gap) else words("unit.points", value=float(gap), sign="+" if gap > 0 else "")
            for gap in compared["gap_points"]
        ],
        "column.verdict": [words(f"verdict.{verdict}") for verdict in compared["verdict"]],
    }
    return _titled(columns, words)


def list_scores(scores: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the scores of the forecasting methods for readers, the best first."""
    rows = scores.sort_values("mae_points", kind="stable")
    columns = {
        "column.method": [words(f"method.{method}") for method in rows["method"]],
        "column.mae": [words("unit.pct", value=float(value)).removesuffix("%") for value in rows["mae_points"]],
        "column.criteria": rows["criteria"],
        "column.coverage": ["" if pd.isna(v) else words("unit.pct", value=100 * float(v)) for v in rows["coverage"]],
    }
    return _titled(columns, words)


def list_statements(statements: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the statements of a notebook with the documents and lines that they come from."""
    return statements.rename(columns={column: words(f"column.{column}") for column in statements})


def list_tables(tables: Tables, words: Words) -> pd.DataFrame:
    """List the processed tables, what one row of each is, and how many rows there are."""
    names = list(PROCESSED)
    columns = {
        "column.table": names,
        "column.name": [words(f"table.{name}") for name in names],
        "column.rows": [len(tables[name]) for name in names],
    }
    return _titled(columns, words)


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
    return _titled(columns, words)


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

    Returns table, document, line, printed and the name or sentence found, empty when nothing is found.
    """
    places = {
        "indicators": ("indicator_en", "indicator_vi"),
        "commune_plans": ("commune_name",),
        "commune_roles": ("commune_name",),
        "assignments": ("commune_name",),
        "findings": ("message_en", "message_vi"),
    }
    found = []
    for name, columns in places.items():
        table = tables[name]
        hits = pd.concat(
            [table[column].map(plain).str.contains(plain(text), regex=False) for column in columns], axis=1
        )
        rows = table[hits.any(axis=1)]
        shown = rows[columns[-1] if words.language == "vi" else columns[0]]
        found.append(rows[["document", "line", "printed"]].assign(table=words(f"table.{name}"), name=shown))
    columns = ["table", "document", "line", "printed", "name"]
    return pd.concat(found)[columns].rename(columns={column: words(f"column.{column}") for column in columns})


def plain(text: str) -> str:
    """Give a text in small letters without diacritics."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def _titled(columns: dict, words: Words) -> pd.DataFrame:
    return pd.DataFrame({words(key): list(values) for key, values in columns.items()})

"""What every notebook lists: findings, statements, and tables under titles."""

import pandas as pd

from ntm_analysis.language import Words

SEVERITIES = ["error", "warning", "note"]


def titled(columns: dict, words: Words) -> pd.DataFrame:
    """Make a table of columns under their names in words."""
    return pd.DataFrame({words(key): list(values) for key, values in columns.items()})


def at_least(severity: str) -> list[str]:
    """Give a severity and the graver ones."""
    return SEVERITIES[: SEVERITIES.index(severity) + 1]


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
    return titled(columns, words)


def list_statements(statements: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the statements of a notebook with the documents and lines that they come from."""
    return statements.rename(columns={column: words(f"column.{column}") for column in statements})

"""Findings, in a table for readers."""

import pandas as pd

from ntm_analysis.language import Words
from ntm_analysis.views.titles import titled

SEVERITIES = ["error", "warning", "note"]


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

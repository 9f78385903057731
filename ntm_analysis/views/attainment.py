"""Targets and scores, in tables for readers."""

import pandas as pd

from ntm_analysis.language import Words
from ntm_analysis.views.titles import titled


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
    return titled(columns, words)


def list_scores(scores: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the scores of the forecasting methods for readers, the best first."""
    rows = scores.sort_values("mae_points", kind="stable")
    columns = {
        "column.method": [words(f"method.{method}") for method in rows["method"]],
        "column.mae": [words("unit.pct", value=float(value)).removesuffix("%") for value in rows["mae_points"]],
        "column.criteria": rows["criteria"],
        "column.coverage": ["" if pd.isna(v) else words("unit.pct", value=100 * float(v)) for v in rows["coverage"]],
    }
    return titled(columns, words)

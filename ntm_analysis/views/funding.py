"""Who pays, in tables for readers."""

import pandas as pd

from ntm_analysis.language import Words
from ntm_analysis.views.common import titled


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
    return titled(columns, words)


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
    return titled(columns, words)


def list_distances(distances: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List how far apart the funding mixes are for readers, the closest first."""
    rows = distances.sort_values("distance", kind="stable")
    columns = {
        "column.scheme": [words(f"doc.{document}") for document in rows["document"]],
        "column.other_scheme": [words(f"doc.{document}") for document in rows["other_document"]],
        "column.groups": rows["groups"],
        "column.distance": ["" if pd.isna(v) else words("unit.bn", value=float(v)) for v in rows["distance"]],
    }
    return titled(columns, words)

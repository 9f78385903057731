"""Paces: the yearly gain that was observed, and the one that a target required."""

import pandas as pd

KNOWN = ("reported", "derived")
DAYS_A_YEAR = 365.25
PACE = ["document", "lines", "kind", "unit", "subject", "as_of", "base_as_of", "base", "target", "required"]
PACE += ["observed_from", "observed_to", "observed_kind", "observed", "ratio", "communes_a_year"]
PACE += ["observed_document", "observed_lines"]


def compare_paces(facts: pd.DataFrame, stocks: pd.DataFrame) -> pd.DataFrame:
    """Set the pace that each target required from its base beside the pace that was observed.

    `facts` as from facts.join_outcomes, `stocks` the known rows as from quantities.gather. Only targets of a stock that
    have a base before their date. The observed pace is the one that came (observed_kind `came`: base to outcome), else
    the one before (`past`: first comparable known point to base, where there are two), else absent. Returns PACE: base,
    target, required and observed in points a year (shares of communes) or in the target's own unit a year, ratio
    (observed over required, absent where nothing was to be gained), communes_a_year (required, at the target's number
    of communes).
    """
    based = facts[facts["base"].notna() & facts["period_start"].isna() & (facts["base_as_of"] < facts["as_of"])]
    rows = [_compare(fact, stocks) for fact in based.to_dict("records")]
    return pd.DataFrame(rows, columns=PACE).astype({"observed": float, "ratio": float, "communes_a_year": float})


def _compare(fact: dict, stocks: pd.DataFrame) -> dict:
    required = (fact["bar"] - fact["base"]) / _years(fact["base_as_of"], fact["as_of"])
    row = {name: fact[name] for name in ("document", "lines", "kind", "unit", "subject", "as_of", "base_as_of", "base")}
    row |= {"target": fact["bar"], "required": required} | _observe(fact, stocks)
    gains = fact["direction"] * required > 0
    row["ratio"] = row["observed"] / required if gains and row["observed"] is not None else None
    row["communes_a_year"] = required / 100 * fact["target_total"] if fact["is_share"] else None
    return row


def _observe(fact: dict, stocks: pd.DataFrame) -> dict:
    if fact["verdict"] != "unknown" and pd.notna(fact["outcome"]):
        ends = (fact["base_as_of"], fact["base"]), (fact["as_of"], fact["outcome"])
        return _pace("came", *ends, fact["outcome_document"], fact["outcome_lines"])
    same = (stocks["kind"] == fact["kind"]) & (stocks["subject"] == fact["subject"]) & (stocks["unit"] == fact["unit"])
    same &= stocks["criteria_set"] == fact["criteria_set"]
    before = stocks[same & (stocks["as_of"] < fact["base_as_of"])].sort_values("as_of", kind="stable")
    if before.empty:
        return {"observed": None, "observed_kind": None}
    first = before.iloc[0]
    value = 100 * first["low"] / first["total"] if fact["is_share"] else first["low"]
    start, end = (first["as_of"], float(value)), (fact["base_as_of"], fact["base"])
    return _pace("past", start, end, first["document"], first["lines"])


def _pace(kind: str, start: tuple, end: tuple, document: str, lines: str) -> dict:
    found = {"observed_kind": kind, "observed_from": start[0], "observed_to": end[0]}
    found |= {"observed_document": document, "observed_lines": lines}
    return found | {"observed": (end[1] - start[1]) / _years(start[0], end[0])}


def _years(start: pd.Timestamp, end: pd.Timestamp) -> float:
    return (end - start).days / DAYS_A_YEAR

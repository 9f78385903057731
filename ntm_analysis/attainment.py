"""Plan against outcome: targets joined to what was later reported, and paces observed and required."""

import pandas as pd

KNOWN = ("reported", "derived")


def compare_targets(panel: pd.DataFrame, target_date: str) -> pd.DataFrame:
    """Join every criterion target for a date to the outcome on that date and to the last state known before it.

    `panel` as from criteria.make_panel. Returns one row per criterion with a target: target_share, target_document,
    target_line, outcome_share (absent when none is printed), outcome_document, outcome_line, base_share and base_date
    (last earlier state under the same criteria set), gap_points (outcome less target, in points), verdict
    (met | missed | unknown).
    """
    date = pd.Timestamp(target_date)
    at = panel[panel["as_of"] == date]
    keys = ["unit", "criterion"]
    targets = _named(at[at["basis"] == "planned"], "target")[[*keys, "criteria_set", *_columns("target")]]
    outcomes = _named(at[at["basis"].isin(KNOWN)], "outcome")[[*keys, "criteria_set", *_columns("outcome")]]
    earlier = panel[panel["basis"].isin(KNOWN) & (panel["as_of"] < date)].sort_values("as_of", kind="stable")
    base = earlier.drop_duplicates([*keys, "criteria_set"], keep="last")
    base = base.rename(columns={"share": "base_share", "as_of": "base_date"})[
        [*keys, "criteria_set", "base_share", "base_date"]
    ]
    joined = targets.merge(outcomes, on=[*keys, "criteria_set"], how="left", validate="one_to_one")
    joined = joined.merge(base, on=[*keys, "criteria_set"], how="left", validate="one_to_one")
    joined["gap_points"] = 100 * (joined["outcome_share"] - joined["target_share"])
    joined["verdict"] = joined["gap_points"].map(lambda gap: "met" if gap >= 0 else "missed", na_action="ignore")
    joined["verdict"] = joined["verdict"].astype("object").where(joined["verdict"].notna(), "unknown")
    return joined.sort_values("criterion", kind="stable").reset_index(drop=True)


def _columns(name: str) -> list[str]:
    return [f"{name}_{part}" for part in ("share", "communes", "total", "document", "line")]


def _named(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    rows = rows.drop_duplicates(["unit", "criterion"], keep="last")
    columns = ["share", "communes_attaining", "communes_total", "document", "line"]
    return rows.rename(columns=dict(zip(columns, _columns(name), strict=True)))


def measure_paces(panel: pd.DataFrame) -> pd.DataFrame:
    """Measure the yearly gain in share between the first and the last known state of each criterion and set.

    Returns unit, criterion, criteria_set, from_date, to_date, from_share, to_share, document and line of
    both states, years, pace (share per year).
    Criteria with one known state have no pace and no row: nothing is drawn across a change of the criteria set.
    """
    known = panel[panel["basis"].isin(KNOWN)].sort_values("as_of", kind="stable")
    grouped = known.groupby(["unit", "criterion", "criteria_set"], as_index=False)
    spans = grouped.agg(
        from_date=("as_of", "first"),
        to_date=("as_of", "last"),
        from_share=("share", "first"),
        to_share=("share", "last"),
        from_document=("document", "first"),
        from_line=("line", "first"),
        to_document=("document", "last"),
        to_line=("line", "last"),
    )
    spans["years"] = (spans["to_date"] - spans["from_date"]).dt.days / 365.25
    spans = spans[spans["years"] > 0]
    return spans.assign(pace=(spans["to_share"] - spans["from_share"]) / spans["years"]).reset_index(drop=True)


def derive_standard(headlines: pd.DataFrame, date: str, communes_of) -> pd.DataFrame:
    """Set each target of communes at the standard for a date beside the count that a later plan implies.

    A later plan's target less its printed increase is the count on the eve of its period. `communes_of(document, unit)`
    gives the communes in force at a document's time. Returns unit, document (of the target), target,
    target_total, outcome, outcome_total, new, added, documents, lines: one row per printed target, none without a
    later plan.
    """
    day = pd.Timestamp(date)
    stocks = headlines[headlines["measure"] == "communes_meeting_standard"]
    targets = stocks[(stocks["as_of"] == day) & (stocks["basis"] == "planned")]
    flows = headlines[headlines["measure"] == "communes_meeting_standard_added"]
    flow = flows[flows["period_start"] == day + pd.Timedelta(days=1)].head(1)
    later = stocks.merge(
        flow, left_on=["document", "as_of"], right_on=["document", "period_end"], suffixes=("", "_flow")
    )
    rows = [
        _standard(target, new, communes_of) for target in targets.itertuples() for new in later.head(1).itertuples()
    ]
    return pd.DataFrame(rows)


def _standard(target, new, communes_of) -> dict:
    return {
        "unit": target.unit,
        "document": target.document,
        "target": target.value_low,
        "target_total": communes_of(target.document, target.unit),
        "outcome": new.value_low - new.value_low_flow,
        "outcome_total": communes_of(new.document, new.unit),
        "new": new.value_low,
        "added": new.value_low_flow,
        "documents": [target.document, new.document, new.document],
        "lines": [int(target.line), int(new.line), int(new.line_flow)],
    }

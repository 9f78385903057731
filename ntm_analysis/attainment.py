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
    outcomes = _named(at[at["basis"].isin(KNOWN)], "outcome")[[*keys, *_columns("outcome")]]
    earlier = panel[panel["basis"].isin(KNOWN) & (panel["as_of"] < date)].sort_values("as_of", kind="stable")
    base = earlier.drop_duplicates([*keys, "criteria_set"], keep="last")
    base = base.rename(columns={"share": "base_share", "as_of": "base_date"})[
        [*keys, "criteria_set", "base_share", "base_date"]
    ]
    joined = targets.merge(outcomes, on=keys, how="left", validate="one_to_one")
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

    Returns unit, criterion, criteria_set, from_date, to_date, from_share, to_share, document and line of the last
    state, years, pace (share per year).
    Criteria with one known state have no pace and no row: nothing is drawn across a change of the criteria set.
    """
    known = panel[panel["basis"].isin(KNOWN)].sort_values("as_of", kind="stable")
    grouped = known.groupby(["unit", "criterion", "criteria_set"], as_index=False)
    spans = grouped.agg(
        from_date=("as_of", "first"),
        to_date=("as_of", "last"),
        from_share=("share", "first"),
        to_share=("share", "last"),
        document=("document", "last"),
        line=("line", "last"),
    )
    spans["years"] = (spans["to_date"] - spans["from_date"]).dt.days / 365.25
    spans = spans[spans["years"] > 0]
    return spans.assign(pace=(spans["to_share"] - spans["from_share"]) / spans["years"]).reset_index(drop=True)


def derive_standard(headlines: pd.DataFrame, date: str, communes_of) -> pd.DataFrame:
    """Set the target of communes at the standard for a date beside the count that a later plan implies.

    A later plan's target less its printed increase is the count on the eve of its period. `communes_of(document, unit)`
    gives the communes in force at a document's time. Returns unit, target, target_total, outcome, outcome_total, new,
    added, documents, lines: one row when both are printed, none otherwise.
    """
    day = pd.Timestamp(date)
    targets = headlines[(headlines["measure"] == "communes_meeting_standard") & (headlines["as_of"] == day)]
    targets = targets[targets["basis"] == "planned"].sort_values("document").tail(1)
    flows = headlines[headlines["measure"] == "communes_meeting_standard_added"]
    flows = flows[flows["period_start"] == day + pd.Timedelta(days=1)].head(1)
    rows = []
    for target, flow in zip(targets.itertuples(), flows.itertuples(), strict=False):
        later = headlines[(headlines["document"] == flow.document) & (headlines["as_of"] == flow.period_end)]
        for new in later[later["measure"] == "communes_meeting_standard"].head(1).itertuples():
            row = {"unit": target.unit, "target": target.value_low, "outcome": new.value_low - flow.value_low}
            row |= {"new": new.value_low, "added": flow.value_low}
            row |= {
                "target_total": communes_of(target.document, target.unit),
                "outcome_total": communes_of(flow.document, flow.unit),
            }
            places = [(part.document, int(part.line)) for part in (target, new, flow)]
            rows.append(row | {"documents": [place[0] for place in places], "lines": [place[1] for place in places]})
    return pd.DataFrame(rows)

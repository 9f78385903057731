"""Who pays, in sentences."""

import pandas as pd

from ntm_analysis.composition import grade_variance
from ntm_analysis.statements import Statements


def tell_funding(say: Statements, mix: pd.DataFrame, totals: pd.DataFrame, intensity: pd.DataFrame) -> Statements:
    """Tell credit's share in plans and reports, totals that contradict their parts, and money per commune."""
    credit = mix[mix["group"] == "credit"]
    _tell_planned_credit(say, credit[credit["basis"] == "planned"])
    for row in credit[credit["basis"] == "reported"].itertuples():
        scheme = mix[(mix["document"] == row.document) & mix["group"].isin(["credit", "state"])]
        state = float(scheme.loc[scheme["group"] == "state", "share_parts_pct"].sum())
        values = {"share": float(row.share_parts_pct), "state": state}
        say.say("say.02.credit_reported", scheme, document=say.words(f"doc.{row.document}"), **values)
    for row in totals[totals["gap_million_vnd"].fillna(0) != 0].itertuples():
        scheme = mix[mix["document"] == row.document]
        points = float((scheme["share_parts_pct"] - scheme["share_stated_pct"]).abs().max())
        lines = pd.DataFrame({"document": [row.document], "line": [row.line]})
        values = {"stated": float(row.stated_million_vnd), "gap": abs(float(row.gap_million_vnd)), "points": points}
        key = "say.02.gap_less" if row.gap_million_vnd < 0 else "say.02.gap_more"
        say.say(key, lines, document=say.words(f"doc.{row.document}"), **values)
    for document, scheme in intensity[intensity["years"].notna()].groupby("document", sort=False):
        value = float(scheme["per_commune_year_million_vnd"].sum()) / 1000
        years, communes = float(scheme["years"].iloc[0]), int(scheme["communes"].iloc[0])
        key = "say.02.intensity_one" if years == 1 else "say.02.intensity"
        values = {"value": value, "communes": communes} | ({} if years == 1 else {"years": years})
        say.say(key, scheme, document=say.words(f"doc.{document}"), **values)
    return say


def tell_pairs(say: Statements, pairs: pd.DataFrame) -> Statements:
    """Tell for each pair of plan and report how much came in how much time, what fell behind, and by how much."""
    for (document, plan), rows in pairs.groupby(["document", "plan_document"], sort=False):
        names = {"document": say.words(f"doc.{document}"), "plan": say.words(f"doc.{plan}")}
        first, behind = rows.iloc[0], rows.loc[rows["clr_difference"].idxmin()]
        values = {"share": 100 * first["total_execution"], "time": 100 * first["time_share"]}
        say.say("say.02.pace", rows, **names, **values)
        source = say.words(f"group.{behind['group']}")
        values = {"execution": 100 * behind["execution"], "share": 100 * first["total_execution"]}
        say.say("say.02.behind", rows, source=source, plan=names["plan"], **values)
        grade = grade_variance(float(first["variance"]))
        say.say("say.02.variance", rows, **names, variance=100 * float(first["variance"]), grade=grade)
    return say


def tell_distances(say: Statements, distances: pd.DataFrame) -> Statements:
    """Tell which two funding mixes are closest and which are furthest apart."""
    known = distances.dropna(subset="distance")
    if len(known) > 1:
        for key, index in (("say.02.near", known["distance"].idxmin()), ("say.02.far", known["distance"].idxmax())):
            row = known.loc[index]
            names = {side: say.words(f"doc.{row[side]}") for side in ("document", "other_document")}
            values = {"distance": float(row["distance"]), "groups": int(row["groups"])}
            say.say(key, known.loc[[index]], **names, **values)
    return say


def _tell_planned_credit(say: Statements, plans: pd.DataFrame) -> None:
    shares = plans["share_parts_pct"].astype(float)
    if len(plans) == 1:
        document = say.words(f"doc.{plans['document'].iloc[0]}")
        say.say("say.02.credit_one", plans, share=shares.iloc[0], document=document)
    elif len(plans):
        key = "say.02.credit_majority" if shares.min() > 50 else "say.02.credit_range"
        say.say(key, plans, low=shares.min(), high=shares.max())

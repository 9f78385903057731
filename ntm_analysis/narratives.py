"""What the notebooks say: sentences chosen and filled from the tables, never typed."""

import pandas as pd

from ntm_analysis.attainment import derive_standard
from ntm_analysis.composition import grade_variance
from ntm_analysis.criteria import bound_mean
from ntm_analysis.forecast import FEWEST_PACES, Study
from ntm_analysis.statements import Statements

Tables = dict[str, pd.DataFrame]


def tell_sources(say: Statements, tables: Tables, contents: pd.DataFrame) -> Statements:
    """Tell what the documents hold and how much in them does not agree."""
    documents, findings = tables["documents"], tables["findings"]
    rows, printed = int(contents.to_numpy().sum()), int((contents.sum(axis=1) > 0).sum())
    say.say("say.01.contents", documents, documents=len(documents), rows=rows, tables=printed)
    of = findings["severity"].value_counts()
    counts = {f"{kind}s": int(of.get(kind, 0)) for kind in ("error", "warning", "note")}
    say.say("say.01.findings", findings, total=len(findings), **counts)
    if len(findings):
        most = findings["document"].value_counts()
        named = findings[findings["document"] == most.index[0]]
        say.say("say.01.most", named, document=say.words(f"doc.{most.index[0]}"), count=int(most.iloc[0]))
    for row in findings[findings["severity"] == "error"].itertuples():
        place = pd.DataFrame({"document": [row.document], "line": [row.line]})
        message = say.words.pick(row, "message")
        say.say("say.01.error", place, document=say.words(f"doc.{row.document}"), message=message)
    gaps = int(documents["known_gaps"].notna().sum())
    say.say("say.01.gaps", documents, count=gaps, documents=len(documents))
    return say


def tell_tables(
    say: Statements, tables: Tables, indicators: pd.DataFrame, indicator: str, text: str, found: pd.DataFrame
) -> Statements:
    """Tell how many figures there are, how often the chosen indicator is printed, and what the search found."""
    times = indicators["indicator"].value_counts()
    rows, repeated = sum(map(len, tables.values())), int((times > 1).sum())
    counts = {"tables": len(tables), "rows": rows, "indicators": len(times), "repeated": repeated}
    say.say("say.00.tables", tables["documents"], **counts)
    chosen = indicators[indicators["indicator"] == indicator]
    if len(chosen):
        name = say.words.pick(chosen.iloc[0], "indicator")
        say.say("say.00.indicator", chosen, name=name, count=len(chosen))
    else:
        labels = tables["indicators"].drop_duplicates("indicator").set_index("indicator")
        label = [labels.at[slug, f"indicator_{say.words.language}"] for slug in (indicator, *times.index[:5])]
        say.say("say.00.no_indicator", chosen, name=label[0], others="; ".join(label[1:]))
    say.say("say.00.found", chosen.iloc[:0], text=text, count=len(found))
    return say


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


def tell_criteria(say: Statements, panel: pd.DataFrame, headlines: pd.DataFrame, criteria: pd.DataFrame) -> Statements:
    """Tell where the criteria stand, the printed means, the mean that derived counts allow, and the change of sets.

    `criteria` is the reference list of criteria with criterion_name in the language.
    """
    names = criteria.set_index(["criteria_set", "criterion"])["name"]
    for (date, basis), rows in panel.groupby(["as_of", "basis"], sort=True):
        if len(rows) >= 15:
            ends = {
                "most": rows[rows["share"] == rows["share"].max()],
                "least": rows[rows["share"] == rows["share"].min()],
            }
            values = {side: _names_of(of, names) for side, of in ends.items()}
            values |= {"high": int(ends["most"]["communes_attaining"].iloc[0])}
            values |= {"low": int(ends["least"]["communes_attaining"].iloc[0])}
            values |= {"total": int(rows["communes_total"].iloc[0]), "date": say.words.day(date)}
            say.say("say.03.extremes", pd.concat(ends.values()), basis=say.words(f"basis.{basis}"), **values)
    _say_means(say, headlines[headlines["measure"] == "mean_criteria"])
    derived = bound_mean(panel[panel["basis"] == "derived"])
    for row in derived[derived["known"] >= 15].itertuples():
        rows = panel[(panel["basis"] == "derived") & (panel["as_of"] == row.as_of)]
        values = {"known": row.known, "low": float(row.mean_low), "high": float(row.mean_high)}
        key = "say.03.mean_derived" if row.mean_low < row.mean_high else "say.03.mean_exact"
        say.say(key, rows, date=say.words.day(row.as_of), **values)
    grades = criteria[criteria["criteria_set"] == "2016"]["comparable_with_previous"].value_counts()
    counts = {grade: int(grades[grade]) for grade in ("redefined", "changed")}
    say.say("say.03.redefined", panel.iloc[:0], **counts)
    return say


def _say_means(say: Statements, means: pd.DataFrame) -> None:
    for row in means.sort_values("as_of", kind="stable").itertuples():
        when = {"date": say.words.day(row.as_of), "basis": say.words(f"basis.{row.basis}")}
        when |= {"document": say.words(f"doc.{row.document}")}
        when |= {"qualifier": "" if pd.isna(row.qualifier) else say.words(f"qualifier.{row.qualifier}") + " "}
        place = pd.DataFrame({"document": [row.document], "line": [row.line]})
        if row.value_low == row.value_high:
            say.say("say.03.mean", place, value=float(row.value_low), **when)
        else:
            say.say("say.03.mean_range", place, low=float(row.value_low), high=float(row.value_high), **when)


def _names_of(rows: pd.DataFrame, names: pd.Series) -> str:
    return ", ".join(names[key] for key in zip(rows["criteria_set"], rows["criterion"], strict=True))


def tell_load(say: Statements, load: pd.DataFrame, names: pd.Series, plans: pd.DataFrame) -> Statements:
    """Tell which criterion most communes put off to the last year of the plan."""
    last = load[load["planned_year"] == load["planned_year"].max()]
    most = int(last["communes"].max())
    if most:
        top = ", ".join(names[criterion] for criterion in last.loc[last["communes"] == most, "criterion"])
        say.say("say.03.load", plans[plans["plan_table"] == 1], name=top, count=most)
    return say


def tell_targets(say: Statements, compared: pd.DataFrame, names: pd.Series, date: str) -> Statements:
    """Tell how many criterion targets were met, and the largest shortfall and excess."""
    of = compared["verdict"].value_counts()
    counts = {verdict: int(of.get(verdict, 0)) for verdict in ("met", "missed", "unknown")}
    sources = compared.rename(columns={"target_document": "document", "target_line": "line"})
    say.say("say.04.verdicts", sources, total=len(compared), date=say.words.day(date), **counts)
    known = compared[compared["gap_points"].notna()]
    if known.empty:
        say.say("say.04.no_outcome", sources, date=say.words.day(date))
        return say
    for key, place in (("say.04.worst", known["gap_points"].idxmin()), ("say.04.best", known["gap_points"].idxmax())):
        row = known.loc[place]
        right = row["gap_points"] < 0 if key.endswith("worst") else row["gap_points"] > 0
        if right:
            values = {"outcome": 100 * float(row["outcome_share"]), "target": 100 * float(row["target_share"])}
            say.say(key, _both(row), name=names[row["criterion"]], **values)
    return say


def _both(row: pd.Series) -> pd.DataFrame:
    sides = ("target", "outcome")
    return pd.DataFrame({part: [row[f"{side}_{part}"] for side in sides] for part in ("document", "line")})


def tell_standard(say: Statements, headlines: pd.DataFrame, date: str, communes_of) -> Statements:
    """Tell the target of communes at the standard against the count that a later plan implies."""
    for row in derive_standard(headlines, date, communes_of).itertuples():
        values = {
            name: float(getattr(row, name))
            for name in ("target", "target_total", "outcome", "outcome_total", "new", "added")
        }
        values |= {
            "target_share": 100 * row.target / row.target_total,
            "outcome_share": 100 * row.outcome / row.outcome_total,
        }
        places = pd.DataFrame({"document": row.documents, "line": row.lines})
        say.say("say.04.standard", places, document=say.words(f"doc.{row.document}"), **values)
    return say


def tell_outcome(
    say: Statements,
    panel: pd.DataFrame,
    compared: pd.DataFrame,
    study: Study,
    names: pd.Series,
    date: str,
    horizon: str,
) -> Statements:
    """Tell targets against outcomes, and the forecast with its score or why there is none."""
    if compared.empty:
        planned = panel[panel["basis"] == "planned"]
        dates = ", ".join(say.words.day(day) for day in sorted(planned["as_of"].unique()))
        say.say("say.04.no_targets", planned, date=say.words.day(date), dates=dates)
    else:
        tell_targets(say, compared, names, date)
    if study.forecast is None:
        say.say("say.04.refused", panel, found=len(study.paces), needed=FEWEST_PACES)
    else:
        _tell_forecast(say, study, horizon)
    return say


def _tell_forecast(say: Statements, study: Study, horizon: str) -> None:
    if study.scores is not None:
        mae = study.scores.set_index("method")["mae_points"]
        values = {"plan": mae["plan"], "pooled": mae["pooled_pace"], "last": mae["last_value"]}
        say.say("say.04.score", study.paces, count=int(study.scores["criteria"].iloc[0]), **values)
    both = study.forecast.merge(study.plan, on="criterion", validate="one_to_one")
    if len(both):
        below = int((both["median"] < both["share"].astype(float)).sum())
        say.say("say.04.below", both, date=say.words.day(horizon), count=below, total=len(both))

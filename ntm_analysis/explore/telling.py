"""What the pages say of what they show, and the table of counts."""

import pandas as pd

from ntm_analysis.charts.criteria import list_states, name_criteria
from ntm_analysis.forecast.study import KNOWN
from ntm_analysis.language import Words
from ntm_analysis.narratives.funding_titles import base_shares
from ntm_analysis.statements import Statements, cite


def title_source(mix: pd.DataFrame, words: Words) -> str:
    """Give the figure of one source its message: the least and the most of its shares."""
    shares = base_shares(mix, "parts")["share"]
    names = {"source": words(f"group.{mix['group'].iloc[0]}"), "count": len(mix)}
    key = "explore.source_title" if len(mix) > 1 else "explore.source_title_one"
    return words(key, low=shares.min(), high=shares.max(), **names)


def title_ahead(last: pd.DataFrame, words: Words) -> str:
    """Give the forecast of several criteria on one day its title; none without rows."""
    return words("explore.ahead", date=words.month(last["as_of"].iloc[0])) if len(last) else ""


def tell_mix(say: Statements, mix: pd.DataFrame, source: str) -> None:
    """Tell the share of a source in each document, or (`all`) the largest source of each."""
    if mix.empty:
        say.say("explore.nothing", mix)
    for document, rows in base_shares(mix, "parts").groupby("document", sort=False):
        most = rows.loc[[rows["share"].idxmax()]]
        (row,) = most.itertuples()
        named = {"source": say.words(f"group.{row.group}"), "document": say.words(f"doc.{document}")}
        key = "explore.largest" if source == "all" else "explore.share"
        say.say(key, most, share=float(row.share), basis=say.words(f"basis.{row.basis}"), **named)


def tell_panel(say: Statements, panel: pd.DataFrame, names: pd.Series) -> None:
    """Tell the counts of one criterion, or the criteria that most and fewest communes attain on the last known day."""
    if panel.empty:
        say.say("explore.nothing", panel)
    elif len(names) == 1:
        for place in panel.index:
            _tell_count(say, "explore.count", panel.loc[[place]], names)
    else:
        known = panel[panel["basis"].isin(KNOWN)]
        state = list_states(known if len(known) else panel).iloc[-1]
        last = panel[(panel["as_of"] == state["as_of"]) & (panel["basis"] == state["basis"])]
        shares = last["share"].astype(float)
        _tell_count(say, "explore.most", last.loc[[shares.idxmax()]], names)
        _tell_count(say, "explore.least", last.loc[[shares.idxmin()]], names)


def _tell_count(say: Statements, key: str, rows: pd.DataFrame, names: pd.Series) -> None:
    (row,) = rows.itertuples()
    when = {"date": say.words.day(row.as_of), "basis": say.words(f"basis.{row.basis}")}
    counted = {"count": int(row.communes_attaining), "total": int(row.communes_total), "share": 100 * float(row.share)}
    say.say(key, rows, name=f"{row.criterion}. {names[row.criterion]}", **when, **counted)


def tell_forecast(say: Statements, last: pd.DataFrame, history: pd.DataFrame, names: pd.Series) -> None:
    """Tell the forecast on the last day: of one criterion, or the likeliest lag among several; and what is refused."""
    told = last.dropna(subset="median")
    if last.empty:
        say.say("explore.nothing", history)
    if len(told):
        row = told.loc[told["median_share"].astype(float).idxmin()]
        rows = history[history["criterion"] == row["criterion"]]
        ends = {end: int(row[f"{end}_80"]) for end in ("low", "high")}
        key = "explore.forecast" if len(told) == 1 else "explore.forecast_least"
        counted = {"median": int(row["median"]), "total": int(row["communes_total"]), **ends}
        name = f"{row['criterion']}. {names[row['criterion']]}"
        say.say(key, rows, name=name, date=say.words.day(row["as_of"]), **counted)
    refused = last[last["median"].isna()]
    if len(refused):
        listed = ", ".join(str(number) for number in refused["criterion"])
        rows = history[history["criterion"].isin(refused["criterion"])]
        key = "explore.refused_one" if len(refused) == 1 else "explore.refused"
        say.say(key, rows, count=len(refused), criteria=listed)


def tell_findings(say: Statements, rows: pd.DataFrame) -> None:
    """Tell how many findings there are, by severity."""
    of = rows["severity"].value_counts()
    counts = {f"{kind}s": int(of.get(kind, 0)) for kind in ("error", "warning", "note")}
    say.say("say.01.findings", rows, total=len(rows), **counts)


def list_panel(panel: pd.DataFrame, names: pd.Series, words: Words) -> pd.DataFrame:
    """List the counts for readers: a row per criterion, a column per date and basis (communes out of all), sources."""
    columns = {words("column.criterion"): name_criteria(names.index, names)}
    for state in list_states(panel).itertuples():
        rows = panel[(panel["as_of"] == state.as_of) & (panel["basis"] == state.basis)].set_index("criterion")
        counts = {row.Index: f"{row.communes_attaining}/{row.communes_total}" for row in rows.itertuples()}
        columns[f"{words.day(state.as_of)}, {words(f'basis.{state.basis}')}"] = [
            counts.get(of, "") for of in names.index
        ]
    cited = {number: cite(own) for number, own in panel.groupby("criterion")}
    columns[words("column.sources")] = [cited.get(of, "") for of in names.index]
    return pd.DataFrame(columns) if len(panel) else pd.DataFrame()

"""What the documents and tables hold, in sentences."""

import pandas as pd

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


def tell_tables(say: Statements, tables: Tables, indicators: pd.DataFrame) -> Statements:
    """Tell how many figures there are; `indicators` are those of the unit."""
    times = indicators["indicator"].value_counts()
    rows, repeated = sum(map(len, tables.values())), int((times > 1).sum())
    counts = {"tables": len(tables), "rows": rows, "indicators": len(times), "repeated": repeated}
    say.say("say.00.tables", tables["documents"], **counts)
    return say


def tell_search(
    say: Statements, tables: Tables, indicators: pd.DataFrame, indicator: str, text: str, found: pd.DataFrame
) -> Statements:
    """Tell how often the chosen indicator is printed of the unit, and what the search found."""
    chosen = indicators[indicators["indicator"] == indicator]
    if len(chosen):
        name = say.words.pick(chosen.iloc[0], "indicator")
        say.say(
            "say.00.indicator_one" if len(chosen) == 1 else "say.00.indicator", chosen, name=name, count=len(chosen)
        )
    else:
        labels = tables["indicators"].drop_duplicates("indicator").set_index("indicator")
        others = indicators["indicator"].value_counts().index[:5]
        label = [labels.at[slug, f"indicator_{say.words.language}"] for slug in (indicator, *others)]
        say.say("say.00.no_indicator", chosen, name=label[0], others="; ".join(label[1:]))
    if text:
        key = "say.00.found_one" if len(found) == 1 else "say.00.found"
        say.say(key, chosen.iloc[:0], text=text, count=len(found))
    return say

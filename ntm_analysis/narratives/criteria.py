"""Where the criteria stand, in sentences."""

import pandas as pd

from ntm_analysis.criteria.panel import bound_mean
from ntm_analysis.narratives.bounds import name_criteria, pick_ends
from ntm_analysis.statements import Statements

JUDGED = pd.DataFrame({"document": ["data/reference/criteria.csv"]})


def tell_criteria(say: Statements, panel: pd.DataFrame, headlines: pd.DataFrame, criteria: pd.DataFrame) -> Statements:
    """Tell where the criteria stand, the printed means, the mean that derived counts allow, and the change of sets.

    `criteria` is the reference list of criteria with criterion_name in the language.
    """
    names = criteria.set_index(["criteria_set", "criterion"])["name"]
    for (date, basis), rows in panel.groupby(["as_of", "basis"], sort=True):
        if len(rows) >= 15:
            ends = dict(zip(("most", "least"), pick_ends(rows, "share"), strict=True))
            values = {side: name_criteria(of, names) for side, of in ends.items()}
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
    say.say("say.03.redefined", JUDGED, count=int(grades.sum()), **counts)
    return say


def _say_means(say: Statements, means: pd.DataFrame) -> None:
    for row in means.sort_values("as_of", kind="stable").itertuples():
        when = {"date": say.words.day(row.as_of), "basis": say.words(f"basis.{row.basis}")}
        when |= {"document": say.words(f"doc.{row.document}")}
        ends = {"low": float(row.value_low), "high": float(row.value_high)}
        place = pd.DataFrame({"document": [row.document], "line": [row.line]})
        if not pd.isna(row.qualifier) and row.qualifier == "at_least":
            key = "say.03.mean_least" if ends["low"] == ends["high"] else "say.03.mean_range_least"
        else:
            key = "say.03.mean" if ends["low"] == ends["high"] else "say.03.mean_range"
            when |= {"qualifier": "" if pd.isna(row.qualifier) else say.words(f"qualifier.{row.qualifier}") + " "}
        say.say(key, place, **when, **({"value": ends["low"]} if ends["low"] == ends["high"] else ends))


def tell_load(say: Statements, load: pd.DataFrame, names: pd.Series, plans: pd.DataFrame) -> Statements:
    """Tell which criterion most communes leave to the last year of the plan."""
    last = load[load["planned_year"] == load["planned_year"].max()]
    most = int(last["communes"].max())
    if most:
        top = ", ".join(names[criterion] for criterion in last.loc[last["communes"] == most, "criterion"])
        year = str(int(last["planned_year"].iloc[0]))
        say.say("say.03.load", plans[plans["plan_table"] == 1], name=top, count=most, year=year)
    return say

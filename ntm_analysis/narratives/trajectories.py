"""What counts allow, how criteria move, and what communes plan, in sentences."""

import pandas as pd

from ntm_analysis.criteria.claims import ALL
from ntm_analysis.criteria.consistency import Told
from ntm_analysis.criteria.study import CriteriaStudy
from ntm_analysis.narratives.naming import as_frame
from ntm_analysis.statements import Statements

PAIR = ["from_date", "to_date", "to_basis"]
MOST_NAMED = 3
# The criteria set that the plans of 2017-2020 are made by.
NOW = "2016"


def tell_claims(say: Statements, study: CriteriaStudy, names: pd.Series) -> Statements:
    """Tell which claims of a document cannot hold together, with the arithmetic, and what caps the standard.

    `names` maps criteria set and number to the name of a criterion, here and below.
    """
    several = study.checked[study.checked["told"].str.contains(",")]
    broken = several[several["conflicts"] != ""]
    if len(several):
        say.say("say.03.hold", several, count=len(several) - len(broken), total=len(several))
    for row in broken.itertuples():
        told = next(
            of for of in study.told if (of.document, of.as_of, of.basis) == (row.document, row.as_of, row.basis)
        )
        for kinds in row.conflicts.split(","):
            _tell_conflict(say, row, told, kinds)
    for (date, basis), rows in study.binding.groupby(["as_of", "basis"], sort=True):
        first = rows.iloc[0]
        values = {"cap": int(first["cap"]), "next": int(first["next_cap"]), "known": int(first["known"])}
        when = {"date": say.words.day(date), "basis": say.words(f"basis.{basis}")}
        say.say("say.03.binding", rows, name=_named(rows, names), **when, **values)
    return say


def tell_movement(say: Statements, study: CriteriaStudy, names: pd.Series) -> Statements:
    """Tell the pace of the mean, the fastest and slowest criteria, what adds most to the mean, and the spread."""
    for row in study.pace.itertuples():
        when = {"start": say.words.day(row.from_date), "end": say.words.day(row.to_date)}
        say.say("say.03.pace", as_frame(row), **when, low=float(row.low), high=float(row.high))
    known = study.steps[study.steps["to_basis"] != "planned"]
    if len(known) > 1:
        fast, slow = (known.loc[of] for of in (known["per_year"].idxmax(), known["per_year"].idxmin()))
        values = {"fast": names[fast["criteria_set"], fast["criterion"]], "most": float(fast["per_year"])}
        values |= {"slow": names[slow["criteria_set"], slow["criterion"]], "least": float(slow["per_year"])}
        values |= {"count": len(known)}
        say.say("say.03.steps", known, **values)
        merged = known[known["merged"]]
        beyond = merged[merged["to_communes"] > merged["merging_high"]]
        if len(merged):
            totals = {"before": int(merged["from_total"].max()), "after": int(merged["to_total"].min())}
            say.say("say.03.merging", merged, count=len(beyond), total=len(merged), **totals)
    _tell_contributions(say, study, names)
    for (date, basis), rows in study.ranked.groupby(["as_of", "basis"], sort=True):
        when = {"date": say.words.day(date), "basis": say.words(f"basis.{basis}")}
        say.say("say.03.spread", rows, **when, spread=100 * float(rows["spread"].iloc[0]), known=len(rows))
    return say


def tell_plans(say: Statements, study: CriteriaStudy, names: pd.Series, districts: pd.Series) -> Statements:
    """Tell what communes put off, with which others, who asks for the most, and the slips in the lists."""
    if study.plans.empty:
        return say
    delayed = study.delay[study.delay["planned"] > study.delay["planned"].max() / 2]
    table = study.plans[study.plans["plan_table"] == 1]
    for most in delayed[delayed["last_share"] == delayed["last_share"].max()].itertuples():
        values = {"count": int(most.last_year), "total": int(most.planned)}
        rows = table[table["criterion"] == most.criterion]
        say.say("say.03.delay", rows, name=names[NOW, most.criterion], **values)
    _tell_together(say, study, table, names)
    _tell_unfinished(say, study, table, names)
    for row in study.plausibility.head(MOST_NAMED).itertuples():
        place = {"commune": row.commune_name, "district": districts[row.district], "year": str(int(row.steepest_year))}
        values = {"count": int(row.steepest), "multiple": float(row.multiple)}
        say.say("say.03.steepest", as_frame(row), **place, **values)
    for row in study.slips.itertuples():
        place = {"commune": row.commune_name, "district": districts[row.district], "number": str(row.criterion)}
        years = {"years": row.years.replace(",", ", ")} if row.years else {}
        say.say(f"say.03.slip_{row.kind}", as_frame(row), **place, **years, name=names[NOW, row.criterion])
    return say


def _tell_contributions(say: Statements, study: CriteriaStudy, names: pd.Series) -> None:
    planned = study.steps[study.steps["to_basis"] == "planned"]
    for (start, end, _), rows in planned.groupby(PAIR, sort=True):
        if len(rows) >= MOST_NAMED * 2:
            ordered = rows.sort_values("contribution", ascending=False, kind="stable")
            top = ordered[ordered["contribution"] >= ordered["contribution"].iloc[MOST_NAMED - 1]]
            values = {
                "total": float(rows["total"].iloc[0]),
                "known": len(rows),
                "part": float(top["contribution"].sum()),
            }
            when = {"start": say.words.day(start), "end": say.words.day(end)}
            say.say("say.03.contributions", rows, names=_named(top, names), **when, **values)


def _tell_together(say: Statements, study: CriteriaStudy, table: pd.DataFrame, names: pd.Series) -> None:
    for together in study.companions.drop_duplicates("size").itertuples():
        criteria = [int(number) for number in together.criteria.split(",")]
        named = ", ".join(names[NOW, criterion] for criterion in criteria)
        values = {"count": int(together.communes), "lift": float(together.lift), "size": together.size}
        say.say("say.03.companions", table[table["criterion"].isin(criteria)], names=named, **values)


def _tell_unfinished(say: Statements, study: CriteriaStudy, table: pd.DataFrame, names: pd.Series) -> None:
    open_ones = study.incidence[study.incidence["unfinished"] > 0]
    if len(open_ones):
        ends = open_ones[open_ones["year"] == open_ones["year"].max()]
        named = ", ".join(names[NOW, criterion] for criterion in ends["criterion"])
        values = {"count": len(ends), "communes": int(ends["communes"].iloc[0]), "year": str(int(ends["year"].iloc[0]))}
        shares = {"share": 100 * float(ends["incidence"].min()), "other": 100 * float(ends["kaplan_meier"].max())}
        say.say("say.03.unfinished", table[table["criterion"].isin(ends["criterion"])], names=named, **values, **shares)


def _tell_conflict(say: Statements, row, told: Told, kinds: str) -> None:
    state = {"document": say.words(f"doc.{row.document}"), "date": say.words.day(row.as_of)}
    rows = pd.DataFrame({"document": row.document, "lines": [told.lines[kind] for kind in kinds.split("+")]})
    if kinds == "bands+mean":
        ends = {"low": float(row.bands_low), "high": float(row.bands_high), "mean": _middle(row)}
        terms = " + ".join(f"{count}×{high}" for _, high, count in told.claims.bands)
        say.say("say.03.bands_mean", rows, **state, **ends, terms=terms, communes=row.communes)
    elif kinds == "counts+mean":
        ends = {"low": float(row.counts_low), "high": float(row.counts_high), "mean": _middle(row)}
        counted = {"sum": sum(told.claims.counts), "known": row.known, "missing": ALL - row.known}
        say.say("say.03.counts_mean", rows, **state, **ends, **counted, communes=row.communes)
    else:
        named = ", ".join(say.words(f"claim.{kind}") for kind in kinds.split("+"))
        say.say("say.03.conflict", rows, **state, kinds=named)


def _middle(row) -> float:
    return (float(row.mean_low) + float(row.mean_high)) / 2


def _named(rows: pd.DataFrame, names: pd.Series) -> str:
    return ", ".join(names[key] for key in zip(rows["criteria_set"], rows["criterion"], strict=True))

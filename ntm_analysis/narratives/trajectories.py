"""What counts allow, how criteria move, and what communes plan, in sentences."""

import pandas as pd

from ntm_analysis.criteria.claims import ALL
from ntm_analysis.criteria.consistency import Told
from ntm_analysis.criteria.study import CriteriaStudy
from ntm_analysis.language import Words
from ntm_analysis.narratives.bounds import PLACES, name_bound, name_criteria, pick_ends
from ntm_analysis.narratives.naming import as_frame
from ntm_analysis.statements import Statements

PAIR = ["from_date", "to_date", "to_basis"]
MOST_NAMED = 3
# The criteria set that the plans of 2017-2020 are made by.
NOW = "2016"
# Of fewer communes nothing is said to be put off, nor of one alone that it goes together.
FEWEST_COMMUNES = 3


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
        say.say("say.03.binding", rows, name=name_criteria(rows, names), **when, **values)
    return say


def tell_movement(say: Statements, study: CriteriaStudy, names: pd.Series) -> Statements:
    """Tell the pace of the mean, the fastest and slowest criteria, what adds most to the mean, and the spread."""
    for row in study.pace.itertuples():
        when = {"start": say.words.day(row.from_date), "end": say.words.day(row.to_date)}
        totals = {"before": int(row.from_communes), "after": int(row.to_communes)} if row.merged else {}
        key = "say.03.pace_merged" if row.merged else "say.03.pace"
        say.say(key, as_frame(row), **when, **totals, low=float(row.low), high=float(row.high))
    known = study.steps[study.steps["to_basis"] != "planned"]
    if len(known) > 1:
        fast, slow = pick_ends(known, "points_per_year")
        values = {"fast": _name_steps(fast, names, say.words), "slow": _name_steps(slow, names, say.words)}
        for end, row in (("most", fast.iloc[0]), ("least", slow.iloc[0])):
            values |= {end: float(row["points_per_year"]), f"{end}_bound": name_bound(row, say.words)}
        say.say("say.03.steps", known, count=len(known), **values)
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
    tell_cut(say, study.cut, "say.03.table_cut")
    table = study.plans[study.plans["plan_table"] == 1]
    _tell_delay(say, study, table, names)
    _tell_together(say, study, table, names)
    _tell_unfinished(say, study, table, names)
    _tell_ends(say, study, districts)
    steepest = study.plausibility["steepest"]
    for row in study.plausibility[steepest >= steepest.nlargest(MOST_NAMED).min()].itertuples():
        place = {"commune": row.commune_name, "district": districts[row.district], "year": str(int(row.steepest_year))}
        values = {"count": int(row.steepest), "multiple": float(row.multiple)}
        say.say("say.03.steepest", as_frame(row), **place, **values)
    for row in study.slips.itertuples():
        place = {"commune": row.commune_name, "district": districts[row.district], "number": str(row.criterion)}
        years = {"years": row.years.replace(",", ", ")} if row.years else {}
        say.say(f"say.03.slip_{row.kind}", as_frame(row), **place, **years, name=names[NOW, row.criterion])
    if len(study.gaps):
        named = [
            f"{row.commune_name} ({districts[row.district]}) {row.year}: {row.printed} / {row.cumulative}"
            for row in study.gaps.itertuples()
        ]
        say.say("say.03.gaps", study.gaps, count=len(study.gaps), names="; ".join(named))
    return say


def tell_cut(say: Statements, cut: pd.DataFrame, key: str, **place: str) -> Statements:
    """Tell which rows of table 1 are missing in the document, where it prints how many communes it plans.

    `cut` as from plans.find_cut; `key` is the sentence, with a `place` or none.
    """
    for row in cut.dropna(subset="planned").itertuples():
        values = {"first": row.first_row, "missing": row.missing, "rows": row.rows, "planned": int(row.planned)}
        say.say(key, as_frame(row), year=str(row.year), **values, **place)
    return say


def _tell_delay(say: Statements, study: CriteriaStudy, table: pd.DataFrame, names: pd.Series) -> None:
    enough = study.delay["planned"] >= max(FEWEST_COMMUNES, study.delay["planned"].max() / 2)
    delayed = study.delay[enough & (study.delay["last_year"] > 0)]
    for most in pick_ends(delayed, "last_share")[0].itertuples() if len(delayed) else ():
        values = {"count": int(most.last_year), "total": int(most.planned)}
        rows = table[table["criterion"] == most.criterion]
        say.say("say.03.delay", rows, name=names[NOW, most.criterion], **values)


def _tell_ends(say: Statements, study: CriteriaStudy, districts: pd.Series) -> None:
    """Tell how many communes come to all criteria by their lists, and which stay in the lowest band all the same."""
    first, second = (study.ends[study.ends["plan_table"] == number] for number in (1, 2))
    if len(first):
        values = {"count": int(first["reached"].notna().sum()), "total": len(first), "aim": int(first["aim"].iloc[0])}
        say.say("say.03.reach_all", first, **values)
    short = second[second["reached"].isna()]
    if len(short) and len(study.promised):
        named = [f"{row.commune_name} ({districts[row.district]}): {row.end}" for row in short.itertuples()]
        values = {"count": len(short), "total": len(second), "aim": int(short["aim"].iloc[0])}
        values |= {"names": "; ".join(named), "date": say.words.day(study.promised["as_of"].max())}
        rows = pd.concat([short[["document", "line"]], study.promised[["document", "line"]]])
        say.say("say.03.left_under", rows, **values)


def _tell_contributions(say: Statements, study: CriteriaStudy, names: pd.Series) -> None:
    planned = study.steps[study.steps["to_basis"] == "planned"]
    for (start, end, _), rows in planned.groupby(PAIR, sort=True):
        if len(rows) >= MOST_NAMED * 2:
            added = rows["contribution"].astype(float).round(PLACES).sort_values(ascending=False, kind="stable")
            top = rows.loc[added.index[added >= added.iloc[MOST_NAMED - 1]]]
            values = {
                "total": float(rows["total"].iloc[0]),
                "known": len(rows),
                "part": float(top["contribution"].sum()),
            }
            when = {"start": say.words.day(start), "end": say.words.day(end)}
            say.say("say.03.contributions", rows, names=name_criteria(top, names), **when, **values)


def _tell_together(say: Statements, study: CriteriaStudy, table: pd.DataFrame, names: pd.Series) -> None:
    found = study.companions[study.companions["communes"] > 1]
    order = [found["communes"], found["lift"].astype(float).round(PLACES)]
    best = [of.groupby(found["size"]).transform("first") for of in order]
    top = found[(order[0] == best[0]) & (order[1] == best[1]) & (order[1] > 1)]
    for together in top.itertuples():
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
        values["share"] = 100 * float(ends["incidence"].min())
        say.say("say.03.unfinished", table[table["criterion"].isin(ends["criterion"])], names=named, **values)


def _tell_conflict(say: Statements, row, told: Told, kinds: str) -> None:
    state = {"document": say.words(f"doc.{row.document}"), "date": say.words.day(row.as_of)}
    rows = pd.DataFrame({"document": row.document, "lines": [told.lines[kind] for kind in kinds.split("+")]})
    if kinds == "bands+mean":
        ends = {"low": float(row.bands_low), "high": float(row.bands_high), "mean": _middle(row)}
        terms = " + ".join(f"{count}×{high}" for _, high, count in told.claims.bands if count)
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


def _name_steps(steps: pd.DataFrame, names: pd.Series, words: Words) -> str:
    """Name the criteria of some steps, each with its counts at both dates."""
    ends = [
        " → ".join(
            f"{words.day(row[f'{end}_date'])}: {row[f'{end}_communes']}/{row[f'{end}_total']}" for end in ("from", "to")
        )
        for _, row in steps.iterrows()
    ]
    named = (names[key] for key in zip(steps["criteria_set"], steps["criterion"], strict=True))
    return ", ".join(f"{name} ({of})" for name, of in zip(named, ends, strict=True))

"""Targets met and missed, stated twice or impossible, and where rules disagree, in sentences."""

from collections.abc import Mapping

import pandas as pd

from ntm_analysis.attainment.facts import CLAIM_OF, SLACK
from ntm_analysis.attainment.quantities import ADDED, pick_losses
from ntm_analysis.attainment.study import AttainmentStudy
from ntm_analysis.criteria.consistency import MEAN, STANDARD
from ntm_analysis.language import Words
from ntm_analysis.narratives.naming import as_frame, name_document, name_pair, name_units
from ntm_analysis.narratives.subjects import write_value
from ntm_analysis.statements import Statements

MOST_NAMED = 3
FEWEST_DRAWN = 3
VERDICTS = ("met", "missed", "unknown")
# Verdicts that some way of merging communes turns: bare counts are one way, none at the target gone.
TURNED = ("denominator", "merging")
# How the study names rules and causes that a sentence is about.
STRAIGHT, COMPOUND, BY_PERCENT = "linear", "eurostat", "compound_growth"
Labels = Mapping[str, str]


def tell_counts(say: Statements, facts: pd.DataFrame) -> Statements:
    """Tell for each document and date how many targets were met, missed, and are not known, and why not."""
    judged = (facts["verdict"] != "unknown").groupby([facts["document"], facts["as_of"]]).transform("any")
    for (document, date), rows in facts[judged].groupby(["document", "as_of"], sort=False):
        of = rows["verdict"].value_counts()
        counts = {verdict: int(of.get(verdict, 0)) for verdict in VERDICTS}
        when = name_document(say, document) | {"date": say.words.day(date)}
        merged = rows["hangs_on"].isin(TURNED) & (rows["outcome_total"] < rows["target_total"])
        turned = {"turned": int(merged.sum())} if merged.any() else {}
        key = "say.04.counts_turned" if turned else "say.04.counts"
        say.say(key, rows, **when, total=len(rows), **counts, **turned)
    _tell_unknown(say, facts[~judged], "say.04.counts_further" if judged.any() else "say.04.counts_unknown")
    for (document, date), rows in facts.groupby(["document", "as_of"], sort=False):
        when = name_document(say, document) | {"date": say.words.day(date)}
        other = rows[rows["reason"] == "other_set"]
        if len(other):
            say.say("say.04.other_set", other, **when, count=len(other))
    weighed = facts[facts["hangs_on"].notna()]
    if len(weighed) and (weighed["target_total"] != weighed["outcome_total"]).any():
        of = weighed["hangs_on"].value_counts()
        counts = {name: int(of.get(name, 0)) for name in ("robust", "denominator", "merging")}
        totals = {"before": float(weighed["target_total"].max()), "after": float(weighed["outcome_total"].min())}
        say.say("say.04.hangs", weighed, total=len(weighed), **counts, **totals)
    return say


def _tell_unknown(say: Statements, facts: pd.DataFrame, key: str) -> None:
    """Tell of which documents and dates no target can be judged yet, in one sentence."""
    named = []
    for (document, date), rows in facts.groupby(["document", "as_of"], sort=False):
        where = name_document(say, document) | {"date": say.words.day(date)}
        named.append(say.words("part.unknown", count=len(rows), **where))
    if named:
        say.say(key, facts, total=len(facts), list="; ".join(named))


def tell_shortfalls(say: Statements, facts: pd.DataFrame, labels: Labels) -> Statements:
    """Tell the largest shortfalls of each document and date, and the smallest share of a planned gain achieved."""
    for (document, date), rows in facts.groupby(["document", "as_of"], sort=False):
        short = rows[(rows["verdict"] == "missed") & (rows["shortfall_communes"] > 0)]
        most = short.sort_values("shortfall_communes", ascending=False, kind="stable").head(MOST_NAMED)
        when = name_document(say, document) | {"date": say.words.day(date)}
        named = [_short(say, row, labels) for row in most.itertuples()]
        if named:
            say.say("say.04.shortfalls", most, **when, list="; ".join(named))
        gained = rows[rows["achieved"].notna()]
        if len(gained):
            least = gained.loc[gained["achieved"].idxmin()]
            middle = {"median": 100 * float(gained["achieved"].median()), "count": len(gained)}
            worst = {"name": labels[least["subject"]], "least": 100 * float(least["achieved"])}
            say.say("say.04.achieved", gained, **when, **middle, **worst)
    return say


def _short(say: Statements, row, labels: Labels) -> str:
    values = {"name": labels[row.subject], "communes": float(row.shortfall_communes), "points": -float(row.gap)}
    return say.words("part.short", **values)


def tell_headlines(say: Statements, facts: pd.DataFrame, losses: pd.DataFrame) -> Statements:
    """Tell what became of the targets for communes at the standard and for the mean.

    `losses` as from quantities.read_losses.
    """
    for row in facts[facts["subject"].isin((STANDARD, ADDED, MEAN)) & facts["outcome_low"].notna()].itertuples():
        if row.reason == "other_set":
            continue
        when = name_document(say, row.document) | {"date": say.words.day(row.as_of)}
        ends = {"target": float(row.bar), "low": float(row.outcome_low), "high": float(row.outcome_high)}
        if row.subject == STANDARD:
            _tell_standard(say, row, when)
        elif row.subject == ADDED:
            _tell_added(say, row, when | ends, pick_losses(losses, row.period_start, row.as_of))
        elif row.outcome_low == row.outcome_high:
            verdict = say.words(f"verdict.{row.verdict}")
            say.say("say.04.mean_came", as_frame(row), **when, target=ends["target"], mean=ends["low"], verdict=verdict)
        else:
            say.say(f"say.04.mean_{row.verdict}", as_frame(row), **when, **ends)
    return say


def _tell_standard(say: Statements, row, when: dict) -> None:
    """Tell the communes at the standard: where the outcome comes from, and what its verdict hangs on."""
    values = {"planned": float(row.target_low), "total": float(row.target_total), "target": float(row.bar)}
    values |= {"count": float(row.outcome_low), "now": float(row.outcome_total), "share": float(row.outcome)}
    verdict = say.words(f"verdict.{row.verdict}")
    if row.hangs_on in TURNED:
        verdict = say.words("part.verdict_hangs", verdict=verdict, hangs=say.words(f"hangs.{row.hangs_on}"))
    if row.outcome_basis == "derived":
        outcome = say.words(f"doc.{row.outcome_document}")
        say.say("say.04.standard_derived", as_frame(row), **when, **values, outcome_document=outcome, verdict=verdict)
    else:
        say.say("say.04.standard_came", as_frame(row), **when, **values, verdict=verdict)


def _tell_added(say: Statements, row, values: dict, losses: pd.DataFrame) -> None:
    """Tell the communes added to the standard: a number, or a range where merging took some or may have."""
    lost = float(losses["lost"].sum())
    net = {"net": values["low"] - lost, "verdict": say.words(f"verdict.{row.verdict}")}
    if row.verdict == "unknown":
        net["verdict"] = say.words("unjudged.open")
    if len(losses):
        say.say("say.04.added_merged", as_frame(row), **values, **net, lost=lost, names=name_units(say, losses))
    elif values["low"] < values["high"]:
        say.say("say.04.added_open", as_frame(row), **values, **net)
    else:
        say.say("say.04.added", as_frame(row), **{name: value for name, value in values.items() if name != "high"})


def tell_pairs(say: Statements, pairs: pd.DataFrame, labels: Labels) -> Statements:
    """Tell the targets that two documents state differently."""
    for row in pairs.itertuples():
        named = name_pair(say, row.document, row.other_document)
        values = {
            "value": write_value(row.low, row.high, row.total, say.words),
            "other_value": write_value(row.other_low, row.other_high, row.other_total, say.words),
            "low": float(row.low),
            "other_low": float(row.other_low),
        }
        where = {"name": labels[row.subject], "date": say.words.day(row.as_of)}
        key = "say.04.pair" if row.criteria_set == row.other_criteria_set else "say.04.pair_sets"
        say.say(key, as_frame(row), **named, **where, **values)
    return say


def tell_impossible(say: Statements, facts: pd.DataFrame, labels: Labels) -> Statements:
    """Tell the targets that are impossible in themselves, and those that ask for no more than was known."""
    for row in facts[facts["impossible"] != ""].itertuples():
        kinds = dict.fromkeys(row.impossible.replace(",", "+").split("+"))
        others = ", ".join(say.words(f"claim.{kind}") for kind in kinds if kind != CLAIM_OF[row.kind])
        values = {
            "name": labels[row.subject],
            "value": write_value(row.target_low, row.target_high, row.target_total, say.words),
        }
        when = name_document(say, row.document) | {"date": say.words.day(row.as_of)}
        say.say("say.04.impossible", as_frame(row), **when, **values, others=others)
    for document, rows in facts[facts["flags"].str.contains("above_total")].groupby("document", sort=False):
        named = "; ".join(labels[subject] for subject in rows["subject"])
        say.say("say.04.above_total", rows, **name_document(say, document), count=len(rows), names=named)
    for document, rows in facts[facts["flags"].str.contains("no_gain|below_base")].groupby("document", sort=False):
        named = "; ".join(labels[subject] for subject in rows["subject"])
        say.say("say.04.no_gain", rows, **name_document(say, document), count=len(rows), names=named)
    return say


def tell_rules(say: Statements, study: AttainmentStudy, labels: Labels) -> Statements:
    """Tell on which targets the rules disagree and why, with the arithmetic of compound growth."""
    keys = [name for name in ("document", "as_of") if name in study.verdicts]
    for key, rows in study.verdicts.groupby(keys, sort=False):
        firsts = rows.drop_duplicates("criterion")
        open_ones = firsts[firsts["criterion"].isin(_spoken(rows))]
        parted = open_ones[open_ones["disagree"]]
        when = name_document(say, key[0]) | {"date": say.words.day(key[1])}
        counts = {"judged": len(open_ones), "total": len(firsts), "silent": len(firsts) - len(open_ones)}
        if parted.empty:
            say.say("say.04.rules_agree", rows, **when, **counts)
        else:
            named = "; ".join(labels[str(of)] for of in parted["criterion"])
            causes = dict.fromkeys("+".join(parted["cause"]).split("+"))
            why = "; ".join(say.words(f"cause.{cause}") for cause in causes)
            say.say("say.04.rules_part", rows, **when, **counts, count=len(parted), names=named, causes=why)
        _tell_compound(say, rows, when, labels)
    _tell_growth(say, study)
    return say


def _spoken(rows: pd.DataFrame) -> set:
    """Give the criteria of which at least one rule says something."""
    return set(rows.loc[rows["level"].notna(), "criterion"])


def _tell_compound(say: Statements, rows: pd.DataFrame, when: dict, labels: Labels) -> None:
    """Tell the target on which a rule of compound growth is content and the straight path is furthest behind."""
    parted = rows[rows["cause"].fillna("").str.contains(BY_PERCENT)]
    lines = parted[(parted["rule"] == STRAIGHT) & parted["value"].notna()]
    if lines.empty:
        return
    worst = lines.loc[lines["value"].idxmin()]
    same = parted[(parted["criterion"] == worst["criterion"]) & (parted["rule"] == COMPOUND)]
    for of in same.itertuples():
        values = {"name": labels[str(of.criterion)], "ratio": float(of.value), "linear": 100 * float(worst["value"])}
        ends = {"base": float(of.base_share), "latest": float(of.latest_share), "target": float(of.target_share)}
        say.say("say.04.compound", as_frame(of), **when, **values, **ends)


def _tell_growth(say: Statements, study: AttainmentStudy) -> None:
    """Tell what compound growth does on a straight path that starts near zero, worked out."""
    for row in study.growth.head(1).itertuples():
        values = {name: float(getattr(row, name)) for name in ("base", "target", "years", "middle", "ratio")}
        values |= {"half": row.years / 2, "actual": 100 * row.actual, "required": 100 * row.required}
        say.say("say.04.growth", pd.DataFrame(), **values, least=100 * float(row.least_share))


def title_verdicts(judged: pd.DataFrame, words: Words) -> str:
    """Give the matrix of rules its message: on how many of the targets that rules can judge they disagree."""
    firsts = judged.drop_duplicates("criterion")
    spoken = firsts[firsts["criterion"].isin(_spoken(judged))]
    date, count = words.day(judged["as_of"].iloc[0]), int(spoken["disagree"].sum())
    if count:
        return words("fig.verdicts", date=date, count=count, total=len(spoken))
    return words("fig.verdicts_agree", date=date, judged=len(spoken), total=len(firsts))


def title_gaps(facts: pd.DataFrame, words: Words) -> str:
    """Give the dumbbells their message: how many of the known targets were met, or of the forecasts fall short.

    `facts` as from Outlook.beside.
    """
    known = facts[facts["verdict"] != "unknown"]
    date = words.day(facts["as_of"].iloc[0])
    made = facts[facts["forecast"].notna()]
    if known.empty and len(made):
        behind = int((made["forecast"] < made["bar"] - SLACK).sum())
        return words("fig.gaps_ahead", date=date, behind=behind, total=len(made))
    if known.empty:
        return words("fig.gaps_unknown", date=date)
    return words("fig.gaps", date=date, met=int((known["verdict"] == "met").sum()), total=len(known))


def title_paces(paces: pd.DataFrame, words: Words) -> str:
    """Give the paces their message: for how many targets the observed pace was below the required one."""
    known = paces[paces["ratio"].notna()]
    date = words.day(paces["as_of"].iloc[0])
    if known.empty:
        return words("fig.paces_required", date=date)
    return words("fig.paces", date=date, count=int((known["ratio"] < 1 - SLACK).sum()), total=len(known))


def pick_shares(rows: pd.DataFrame, document: str, date) -> pd.DataFrame:
    """Pick the rows of one document and date for a figure of shares of communes: criteria and the standard.

    `rows` as from facts.join_outcomes, verdicts.verdicts or paces.compare_paces.
    """
    return _shares(rows[(rows["document"] == document) & (rows["as_of"] == pd.Timestamp(date))])


def _shares(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["kind"].isin(("criterion", "standard"))] if "kind" in rows else rows


def pick_latest(rows: pd.DataFrame, date: str) -> list[tuple[str, pd.DataFrame]]:
    """Pick the targets of a date, and of the latest date after it, for figures: by document and year.

    Those of fewer than `FEWEST_DRAWN` have none.
    """
    later = _shares(rows[rows["as_of"] >= pd.Timestamp(date)])
    days = [pd.Timestamp(date), later["as_of"].max()] if len(later) else []
    subject = "criterion" if "criterion" in rows else "subject"
    picked = [
        (f"{document}_{day:%Y}", pick_shares(rows, document, day))
        for day in dict.fromkeys(days)
        for document in sorted(rows["document"].unique())
    ]
    return [(name, own) for name, own in picked if own[subject].nunique() >= FEWEST_DRAWN]

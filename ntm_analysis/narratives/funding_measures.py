"""What the measures of the mix say, and money against results, in sentences."""

import pandas as pd

from ntm_analysis.funding.mix import SCHEME
from ntm_analysis.funding.study import FundingStudy
from ntm_analysis.narratives.naming import (
    as_frame,
    cite_real,
    name_document,
    name_evidence,
    name_groups,
    name_pair,
    name_prices,
    name_verdict,
)
from ntm_analysis.schema.fields import STATE_PARTS
from ntm_analysis.statements import Statements

BILLION = 1000.0
SEEN = 0.005


def tell_measures(say: Statements, study: FundingStudy) -> Statements:
    """Tell leverage, concentration, balances, and which mixes are closest and which furthest apart."""
    for row in study.measures.itertuples():
        if pd.notna(row.leverage_state):
            key = "say.02.leverage" if pd.notna(row.leverage_direct) else "say.02.leverage_state"
            values = {"state": float(row.leverage_state)}
            values |= {"direct": float(row.leverage_direct)} if pd.notna(row.leverage_direct) else {}
            say.say(key, as_frame(row), **name_document(say, row.document), **values)
    for key, column in (("say.02.concentrated", "concentration"), ("say.02.balance", "balance_state")):
        known = study.measures.dropna(subset=column).sort_values(column, kind="stable")
        if len(known) > 1 and known["groups"].nunique() == 1 and known[column].iloc[-1] - known[column].iloc[0] > SEEN:
            ends = known.iloc[[-1, 0]]
            most, least = ends.to_dict("records")
            names = name_pair(say, most["document"], least["document"])
            say.say(key, ends, **names, high=float(most[column]), low=float(least[column]))
    known = study.distances.dropna(subset="distance")
    known = known[known["groups"] == known["groups"].max()]
    if len(known) > 1:
        for key, index in (("say.02.near", known["distance"].idxmin()), ("say.02.far", known["distance"].idxmax())):
            row = known.loc[index]
            names = {side: say.words(f"doc.{row[side]}") for side in ("document", "other_document")}
            say.say(key, known.loc[[index]], **names, distance=float(row["distance"]), groups=int(row["groups"]))
    _tell_zeros(say, study)
    if study.choice.level == "parts":
        _tell_splits(say, study)
    for row in study.measures[study.measures["missing"] != ""].itertuples():
        sources = name_groups(say.words, row.missing.split(","))
        say.say("say.02.no_point", as_frame(row), **name_document(say, row.document), sources=sources)
    return say


def _tell_zeros(say: Statements, study: FundingStudy) -> None:
    """Tell the zeros that are printed: they have a share but no logarithm."""
    zeros = study.groups[study.groups["amount_million_vnd"] == 0]
    for _, rows in zeros.groupby(SCHEME, sort=False):
        sources = name_groups(say.words, rows["group"])
        say.say("say.02.zero", rows, **name_document(say, rows["document"].iloc[0]), sources=sources)


def _tell_splits(say: Statements, study: FundingStudy) -> None:
    """Tell into which parts each scheme splits the state budget, and which part it does not print."""
    for _, rows in study.mix.groupby(SCHEME, sort=False):
        printed = rows[rows["group"].isin(STATE_PARTS)]
        absent = [part for part in STATE_PARTS if part not in set(printed["group"])]
        if len(printed):
            parts = {"parts": name_groups(say.words, printed["group"]), "absent": name_groups(say.words, absent)}
            say.say("say.02.split", printed, **name_document(say, rows["document"].iloc[0]), **parts)


def tell_bases(say: Statements, bases: pd.DataFrame) -> Statements:
    """Tell which conclusions the choice of base moves, or that it moves none; `bases` as from compare_bases."""
    moved = bases[bases["moved"].astype(bool)]
    if len(bases) and moved.empty:
        say.say("say.02.base_unmoved", bases, count=len(bases))
    for row in moved.itertuples():
        alone = pd.isna(row.reference_document)
        names = name_document(say, row.document) if alone else name_pair(say, row.document, row.reference_document)
        names["conclusion"] = say.words(f"conclusion.{row.conclusion}")
        verdicts = {
            base: name_verdict(say.words, row.conclusion, getattr(row, f"verdict_{base}"))
            for base in ("parts", "stated")
        }
        say.say("say.02.base_moved" if alone else "say.02.base_moved_pair", as_frame(row), **names, **verdicts)
    return say


def tell_results(say: Statements, study: FundingStudy) -> Statements:
    """Tell money per result gained with its interval, what is not known, and which documents would be needed."""
    for row in study.results.itertuples():
        _tell_result(say, row, study.index)
    if study.results["cost_low"].notna().any():
        say.say("say.02.no_effect", study.results.iloc[:0])
    contradicted = study.results[study.results["contradicted"].astype(bool)]
    for _, rows in contradicted.groupby(SCHEME, sort=False):
        say.say("say.02.contradicted", rows, **name_document(say, rows["document"].iloc[0]))
    for row in study.uncovered.itertuples():
        when = {"start": say.words.day(row.period_start), "end": say.words.day(row.period_end)}
        say.say("say.02.uncovered", as_frame(row), plan=say.words(f"doc.{row.document}"), **when)
    return say


def _tell_result(say: Statements, row, index: pd.Series) -> None:
    """Tell one amount per result; nothing where the prices that were asked for are not known."""
    rows, names = as_frame(row), name_document(say, row.document) | {"results": say.words(f"results.{row.result}")}
    rows = cite_real(rows, index, row.price_year) if row.prices == "real" else rows
    if pd.isna(row.gained_low):
        say.say("say.02.result_unknown", rows, **names)
        return
    names |= {"start": say.words.day(row.from_date), "end": say.words.day(row.to_date)}
    counts = {"low": float(row.gained_low), "high": float(row.gained_high)}
    if counts["high"] <= 0:
        say.say("say.02.result_none", rows, **names)
    if pd.isna(row.cost_low):
        return
    names |= {"result": say.words(f"result.{row.result}"), "gained": say.words(f"gained.{row.basis}")}
    names |= {"prices": name_prices(say.words, row.prices, row.price_year)}
    names |= {"evidence": name_evidence(say.words, row.evidence)}
    costs = {"cost_low": float(row.cost_low) / BILLION}
    if pd.isna(row.cost_high):
        say.say("say.02.result_open", rows, **names, **costs, **counts)
    elif row.cost_low == row.cost_high:
        say.say("say.02.result_one", rows, **names, cost=costs["cost_low"], count=counts["low"])
    else:
        costs["cost_high"] = float(row.cost_high) / BILLION
        say.say("say.02.result_inside" if row.inside else "say.02.result", rows, **names, **costs, **counts)

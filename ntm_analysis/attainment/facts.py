"""Facts: every target of the documents joined to what came of it, target beside target, and impossible targets."""

from itertools import pairwise
from math import ceil, floor

import numpy as np
import pandas as pd

from ntm_analysis.attainment.comparability import ACCEPTED, judge_sets
from ntm_analysis.attainment.quantities import ADDED, COMMUNES, MIXED, pick_losses
from ntm_analysis.criteria.claims import ALL
from ntm_analysis.criteria.panel import bound_merging

SLACK = 1e-9
FACT = ["kind", "unit", "subject", "criteria_set", "document", "lines", "period_start", "as_of", "measure"]
FACT += ["direction", "strict", "target_low", "target_high", "target_total", "is_share", "bar"]
FACT += ["outcome_low", "outcome_high", "outcome_total", "outcome", "outcome_basis", "outcome_document"]
FACT += ["outcome_lines", "verdict", "reason", "by_share", "by_count", "hangs_on", "shortfall_communes", "gap"]
FACT += [
    "target_qualifier",
    "outcome_qualifier",
    "base_as_of",
    "base",
    "base_document",
    "base_lines",
    "achieved",
    "flags",
    "impossible",
]
PAIR = ["kind", "unit", "subject", "period_start", "as_of", "measure", "document", "lines", "low", "high", "total"]
PAIR += ["criteria_set", "other_document", "other_lines", "other_low", "other_high", "other_total"]
PAIR += ["other_criteria_set", "change", "is_share"]
FOUND = ["low", "high", "total", "basis", "document", "lines", "qualifier"]
NUMBERS = ["outcome_low", "outcome_high", "outcome_total", "outcome", "base", "achieved", "gap", "shortfall_communes"]
REASONS = ("none", "other_set", "open")
HANGS = ("robust", "denominator", "merging")
FLAGS = ("no_gain", "below_base", "above_total")
CLAIM_OF = {"band": "bands", "criterion": "counts", "mean": "mean", "standard": "standard"}
# What is known best is taken first: printed, then derived, then only bounded.
ORDER = {"reported": 0, "derived": 1, "bounded": 2}


def join_outcomes(
    quantities: pd.DataFrame,
    documents: pd.DataFrame,
    checked: pd.DataFrame,
    criteria: pd.DataFrame | None = None,
    accepted: tuple[str, ...] = ACCEPTED,
) -> pd.DataFrame:
    """Join every target to the known figure of the same quantity and date, and to the base that it starts from.

    `quantities` as from quantities.gather, `documents` the register (reference_date), `checked` as from
    consistency.check_claims, `criteria` and `accepted` as in comparability.judge_sets. Returns FACT, one row per
    target, by date and document:

    - is_share: target and outcome are compared as shares of communes (or of another printed whole), in percent; bar is
      the target in that unit (the lower end of a range of at least, the upper end of one of at most), outcome and base
      are in the same unit, and gap is outcome less bar. Otherwise all of them are in the figure's own unit.
    - verdict: met | missed | unknown; reason why it is unknown: none (nothing known for the date), other_set (counted
      by a criteria set that is not comparable), open (what is known leaves both).
    - by_share and by_count: the verdict with shares and with bare counts, no more than there are communes.
      hangs_on, where communes were merged in between: denominator (the two differ), merging (they agree, but merging
      alone could have turned them: see panel.bound_merging), robust (no way of merging turns them). Where the
      number is the same every known verdict is robust.
    - shortfall_communes: communes short of the target's share at the outcome's number of communes (below 0: beyond).
    - base: the last comparable figure known when the document was written (its reference_date), else the first one
      after that and before the target's date; achieved: (outcome - base)/(bar - base), absent where nothing was to be
      gained.
    - target_qualifier, outcome_qualifier: the bounding word as printed (empty: none).
    - flags: no_gain (the bar is the base), below_base (it lies on the wrong side), above_total (more than the whole).
    - impossible: groups of claims of the same document and date that cannot hold together (kinds joined by +, groups
      by commas) where this kind stands in every group, or in any of them if none stands in every one.
    """
    comparable = _whole_sets(criteria, accepted)
    written = dict(zip(documents["document"], documents["reference_date"], strict=True))
    known = quantities[quantities["basis"] != "planned"]
    known = known.assign(order=known["basis"].map(ORDER)).sort_values(["as_of", "order"], kind="stable")
    conflicts = {(row.document, row.as_of): row.conflicts for row in _planned(checked) if row.conflicts}
    rows = []
    for target in quantities[quantities["basis"] == "planned"].to_dict("records"):
        same = _of_quantity(known, target)
        allowed = same[np.array([comparable(target, other) for other in same["criteria_set"]], dtype=bool)]
        fact = _target(target) | _outcome(target, same, allowed) | _base(target, allowed, written[target["document"]])
        told = conflicts.get((target["document"], target["as_of"]), "")
        rows.append(fact | _judge(fact) | {"impossible": find_culprits(told, CLAIM_OF.get(target["kind"]))})
    days = dict.fromkeys(("period_start", "as_of", "base_as_of"), "datetime64[s]")
    facts = pd.DataFrame(rows, columns=FACT).astype(dict.fromkeys(NUMBERS, float) | days)
    return facts.sort_values(["as_of", "document"], kind="stable", ignore_index=True)


def _planned(checked: pd.DataFrame):
    return checked[checked["basis"] == "planned"].itertuples()


def _whole_sets(criteria: pd.DataFrame | None, accepted: tuple[str, ...]):
    """Give a function (target, other set) -> comparable: a criterion by itself, what counts all criteria by all."""
    judged = judge_sets(criteria, accepted)

    def comparable(target: dict, other: str) -> bool:
        if target["kind"] == "criterion":
            return judged(target["subject"], target["criteria_set"], other)
        return all(judged(str(number), target["criteria_set"], other) for number in range(1, ALL + 1))

    return comparable


def _of_quantity(known: pd.DataFrame, target: dict) -> pd.DataFrame:
    same = (known["kind"] == target["kind"]) & (known["unit"] == target["unit"])
    same &= known["subject"] == target["subject"]
    start = target["period_start"]
    return known[same & (known["period_start"].isna() if pd.isna(start) else known["period_start"] == start)]


def _target(target: dict) -> dict:
    total = target["total"]
    is_share = target["measure"] == COMMUNES and target["kind"] in MIXED and pd.notna(total)
    bar = target["low"] if target["direction"] > 0 else target["high"]
    kept = ("kind", "unit", "subject", "criteria_set", "document", "lines", "period_start", "as_of", "measure")
    row = {name: target[name] for name in (*kept, "direction", "strict")} | {"is_share": bool(is_share)}
    row |= {"target_low": target["low"], "target_high": target["high"], "target_total": total}
    row |= {"target_qualifier": target["qualifier"]}
    return row | {"bar": _scaled(bar, total, is_share)}


def _scaled(value: float, total: float, is_share: bool) -> float:
    return 100 * value / total if is_share else value


def _outcome(target: dict, same: pd.DataFrame, allowed: pd.DataFrame) -> dict:
    """Give what is known for the target's date; of a criteria set that is not comparable only to be shown."""
    rows = allowed[allowed["as_of"] == target["as_of"]]
    others = same[same["as_of"] == target["as_of"]]
    if rows.empty and others.empty:
        return {"reason": "none"}
    found = (rows if len(rows) else others).iloc[0]
    row = {f"outcome_{name}": found[name] for name in FOUND}
    return row | {"reason": "open" if len(rows) else "other_set"}


def _base(target: dict, allowed: pd.DataFrame, written: pd.Timestamp) -> dict:
    if pd.notna(target["period_start"]):
        return {}
    exact = allowed[(allowed["low"] == allowed["high"]) & (allowed["as_of"] < target["as_of"])]
    before = exact[exact["as_of"] <= written].sort_values(["as_of", "order"], ascending=[True, False], kind="stable")
    chosen = before.tail(1) if len(before) else exact.head(1)
    if chosen.empty:
        return {}
    base = chosen.iloc[0]
    row = {"base_low": base["low"], "base_total": base["total"], "base_as_of": base["as_of"]}
    return row | {"base_document": base["document"], "base_lines": base["lines"]}


def _judge(fact: dict) -> dict:
    """Judge a joined target: verdict, how it depends on the number of communes, gap, share achieved, flags."""
    is_share, sign, bar = fact["is_share"], fact["direction"], fact["bar"]
    row = {"verdict": "unknown", "hangs_on": None, "flags": ""}
    if "base_low" in fact:
        row["base"] = _scaled(fact["base_low"], fact["base_total"], is_share)
    flags = ["above_total"] if is_share and fact["target_high"] > fact["target_total"] else []
    if "base" in row:
        gain = sign * (bar - row["base"])
        flags += ["no_gain"] if abs(gain) <= SLACK else ["below_base"] if gain < 0 else []
    row["flags"] = ",".join(flags)
    if fact["reason"] == "none":
        return row
    ends = [_scaled(fact[f"outcome_{end}"], fact["outcome_total"], is_share) for end in ("low", "high")]
    row["outcome"] = ends[0] if ends[0] == ends[1] else None
    if fact["reason"] == "other_set":
        return row
    reached = {_reaches(end, fact, bar) for end in ends}
    if len(reached) > 1:
        return row
    row |= {"verdict": "met" if reached.pop() else "missed", "reason": None}
    if row["outcome"] is not None:
        row["gap"] = row["outcome"] - bar
        if "base" in row and not flags:
            row["achieved"] = (row["outcome"] - row["base"]) / (bar - row["base"])
    return row | (_weigh_merging(fact, row) if is_share and row["outcome"] is not None else {})


def _reaches(value: float, fact: dict, bar: float) -> bool:
    ahead = fact["direction"] * (value - bar)
    return ahead > SLACK if fact["strict"] else ahead >= -SLACK


def _weigh_merging(fact: dict, row: dict) -> dict:
    """Compare share with share and count with count, and bound what merging alone could have made of the target."""
    whole, now, sign = fact["target_total"], fact["outcome_total"], fact["direction"]
    bar = fact["target_low"] if sign > 0 else fact["target_high"]
    outcome = fact["outcome_low"]
    needed = bar / whole * now
    short = ceil(needed - SLACK) - outcome if sign > 0 else outcome - floor(needed + SLACK)
    low, high = bound_merging(int(bar), int(whole), int(now)) if now < whole else (min(bar, needed), max(bar, needed))
    count = min(bar, now)
    by_count = "met" if _reaches(outcome, fact, count) else "missed"
    turned = {_reaches(outcome, fact, end) for end in (low, high)}
    hangs = "denominator" if by_count != row["verdict"] else "merging" if len(turned) > 1 else "robust"
    return {"by_share": row["verdict"], "by_count": by_count, "hangs_on": hangs, "shortfall_communes": short}


def cite_losses(facts: pd.DataFrame, losses: pd.DataFrame) -> pd.DataFrame:
    """Give facts with the documents and lines of what merging took, where communes added to the standard rest on it.

    `losses` as from quantities.read_losses. Adds loss_1_document, loss_1_lines, and so on, a pair for each document.
    """
    added = (facts["subject"] == ADDED) & (facts["outcome_basis"] == "derived")
    cited = {}
    for place, (document, rows) in enumerate(losses.groupby("document"), start=1):
        spans = zip(added, facts["period_start"], facts["as_of"], strict=True)
        lines = [",".join(pick_losses(rows, *span)["lines"]) if is_added else "" for is_added, *span in spans]
        cited |= {f"loss_{place}_document": [document if text else None for text in lines]}
        cited |= {f"loss_{place}_lines": lines}
    return facts.assign(**cited)


def find_culprits(conflicts: str, claim: str | None) -> str:
    """Give the groups of claims that a kind of claim makes impossible: none where other kinds stand in every group.

    >>> find_culprits("bands+mean,counts+mean", "mean"), find_culprits("bands+mean,counts+mean", "bands")
    ('bands+mean,counts+mean', '')
    """
    groups = [set(group.split("+")) for group in conflicts.split(",") if group]
    if not groups or claim is None:
        return ""
    always = set.intersection(*groups)
    blamed = always or set.union(*groups)
    return ",".join(text for text in conflicts.split(",") if claim in text.split("+")) if claim in blamed else ""


def pair_targets(quantities: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Put targets for one quantity and date that two documents state differently side by side, the earlier one first.

    `quantities` as from quantities.gather, `documents` the register (reference_date). Returns PAIR, one row per pair of
    documents that follow each other: figures of both, their criteria sets, and change (later less earlier: points
    where both are shares of communes, else in the figure's own unit). Equal figures are left out.
    """
    order = dict(zip(documents["document"], documents["reference_date"], strict=True))
    planned = quantities[quantities["basis"] == "planned"].drop_duplicates(["document", *PAIR[:5], "low", "high"])
    planned = planned.assign(told=planned["document"].map(order)).sort_values(["told", "document"], kind="stable")
    rows = []
    for _, stated in planned.groupby(["kind", "unit", "subject", "period_start", "as_of"], dropna=False, sort=False):
        several = stated.drop_duplicates("document").to_dict("records")
        rows += [_pair(*two) for two in pairwise(several) if _differ(*two)]
    return pd.DataFrame(rows, columns=PAIR).sort_values(["as_of", "kind"], kind="stable", ignore_index=True)


def _differ(one: dict, other: dict) -> bool:
    return any(one[name] != other[name] for name in ("low", "high"))


def _pair(one: dict, other: dict) -> dict:
    row = {name: one[name] for name in PAIR[:12]}
    row |= {f"other_{name}": other[name] for name in ("document", "lines", "low", "high", "total", "criteria_set")}
    is_share = one["kind"] in MIXED and pd.notna(one["total"]) and pd.notna(other["total"])
    ends = [_scaled(of["low"], of["total"], is_share) for of in (one, other)]
    return row | {"change": ends[1] - ends[0], "is_share": is_share}

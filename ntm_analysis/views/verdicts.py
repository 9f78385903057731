"""Targets, targets stated differently, paces, rules and what they say, in tables for readers."""

from collections.abc import Mapping

import pandas as pd

from ntm_analysis.attainment.quantities import COMMUNES, CRITERIA
from ntm_analysis.attainment.rulebook import Cut, Rule
from ntm_analysis.language import Words
from ntm_analysis.narratives.subjects import write_value
from ntm_analysis.statements import cite
from ntm_analysis.views.titles import titled

COMMUNE = "commune"


def list_facts(facts: pd.DataFrame, labels: Mapping[str, str], words: Words) -> pd.DataFrame:
    """List every target with what came of it, the known ones first; `labels` maps subjects to names, here and below."""
    facts = facts.sort_values("verdict", key=lambda verdicts: verdicts == "unknown", kind="stable")
    columns = {
        "column.document": [words(f"doc.{document}") for document in facts["document"]],
        "column.date": [words.day(date) for date in facts["as_of"]],
        "column.subject": [labels[subject] for subject in facts["subject"]],
        "column.target": [_figure(row, "target", words) for row in facts.itertuples()],
        "column.outcome": [_figure(row, "outcome", words) for row in facts.itertuples()],
        "column.verdict": [_verdict(row, words) for row in facts.itertuples()],
        "column.hangs": [words(f"hangs.{value}") if pd.notna(value) else "" for value in facts["hangs_on"]],
        "column.short_or_beyond": [_optional(value, "unit.whole", words) for value in facts["shortfall_communes"]],
        "column.gap_own": [_signed(value, words) for value in facts["gap"]],
        "column.achieved": [_optional(100 * value, "unit.pct", words) for value in facts["achieved"]],
        "column.remark": [_remarks(row, words) for row in facts.itertuples()],
        "column.sources": [cite(facts.iloc[[place]]) for place in range(len(facts))],
    }
    return titled(columns, words)


def _figure(row, side: str, words: Words) -> str:
    """Write a target or outcome with its bounding word, and with its unit where that is not communes of a whole."""
    low, high, total = (getattr(row, f"{side}_{name}") for name in ("low", "high", "total"))
    text = write_value(low, high, total, words)
    if not text:
        return ""
    qualifier = getattr(row, f"{side}_qualifier")
    bound = f"{words(f'qualifier.{qualifier}')} " if isinstance(qualifier, str) and qualifier else ""
    if row.is_share:
        return f"{bound}{text} ({words('unit.pct', value=100 * low / total)})" if low == high else f"{bound}{text}"
    return f"{bound}{text}{_unit(row, words)}"


def _unit(row, words: Words) -> str:
    """Name the unit of a figure; of criteria none, since their names tell it."""
    if row.measure == CRITERIA:
        return ""
    unit = words.measure(COMMUNE if row.measure == COMMUNES else row.measure)
    return unit if unit.startswith("%") else f" {unit}"


def _verdict(row, words: Words) -> str:
    word = words(f"verdict.{row.verdict}")
    return f"{word} ({words(f'unjudged.{row.reason}')})" if row.verdict == "unknown" else word


def _remarks(row, words: Words) -> str:
    flags = [words(f"flag.{flag}") for flag in row.flags.split(",") if flag]
    groups = [group.split("+") for group in row.impossible.split(",") if group]
    if groups:
        kinds = "; ".join(" + ".join(words(f"claim.{kind}") for kind in group) for group in groups)
        flags.append(f"{words('column.conflicts')}: {kinds}")
    return "; ".join(flags)


def _optional(value: float, key: str, words: Words) -> str:
    return "" if pd.isna(value) else words(key, value=float(value))


def _signed(value: float, words: Words) -> str:
    return "" if pd.isna(value) else words("unit.points", value=float(value), sign="+" if round(value, 1) > 0 else "")


def list_pairs(pairs: pd.DataFrame, labels: Mapping[str, str], words: Words) -> pd.DataFrame:
    """List the targets that two documents state differently, side by side."""
    sides = ("", "other_")
    values = [
        [write_value(*(getattr(row, f"{side}{name}") for name in ("low", "high", "total")), words) for side in sides]
        for row in pairs.itertuples()
    ]
    columns = {
        "column.subject": [labels[subject] for subject in pairs["subject"]],
        "column.date": [words.day(date) for date in pairs["as_of"]],
        "column.document": [words(f"doc.{document}") for document in pairs["document"]],
        "column.target": [value for value, _ in values],
        "column.other_document": [words(f"doc.{document}") for document in pairs["other_document"]],
        "column.other_target": [value for _, value in values],
        "column.gap_own": [_signed(value, words) for value in pairs["change"]],
        "column.criteria_sets": ["–".join(dict.fromkeys(sets)) for sets in _both_sets(pairs)],
        "column.sources": [cite(pairs.iloc[[place]]) for place in range(len(pairs))],
    }
    return titled(columns, words)


def _both_sets(pairs: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(pairs["criteria_set"], pairs["other_criteria_set"], strict=True))


def list_paces(paces: pd.DataFrame, labels: Mapping[str, str], words: Words) -> pd.DataFrame:
    """List the pace that each target required and the one observed."""
    columns = {
        "column.subject": [labels[subject] for subject in paces["subject"]],
        "column.date": [words.day(date) for date in paces["as_of"]],
        "column.from": [words.day(date) for date in paces["base_as_of"]],
        "column.required": [_optional(value, "unit.bn", words) for value in paces["required"]],
        "column.observed": [_optional(value, "unit.bn", words) for value in paces["observed"]],
        "column.observed_kind": [words(f"pace.{kind}") if pd.notna(kind) else "" for kind in paces["observed_kind"]],
        "column.ratio": [_optional(value, "unit.bn", words) for value in paces["ratio"]],
        "column.per_year_communes": [_optional(value, "unit.share", words) for value in paces["communes_a_year"]],
        "column.sources": [cite(paces.iloc[[place]]) for place in range(len(paces))],
    }
    return titled(columns, words)


def list_rules(rules: tuple[Rule, ...], words: Words) -> pd.DataFrame:
    """List the rules: formula, classes, what they need, and what their source rests on."""
    columns = {
        "column.rule": [words(f"judge.{rule.name}") for rule in rules],
        "column.formula": [words(f"formula.{rule.name}") for rule in rules],
        "column.classes": [_classes(rule.cuts, words) for rule in rules],
        "column.needs": [_needs(rule, words) for rule in rules],
        "column.source": [words(f"source.{rule.name}") for rule in rules],
        "column.sureness": [words(f"sureness.{rule.sureness}") for rule in rules],
    }
    return titled(columns, words)


def _classes(cuts: tuple[Cut, ...], words: Words) -> str:
    parts = []
    for cut in cuts:
        bound = (
            "" if cut.low == float("-inf") else f"{'≥' if cut.inclusive else '>'} {words('unit.plain', value=cut.low)} "
        )
        parts.append(f"{bound}{words(f'judged.{cut.verdict}')}")
    return "; ".join(parts)


def _needs(rule: Rule, words: Words) -> str:
    parts = [words("needs.points", count=rule.points)]
    parts += [words("needs.base")] if rule.based else []
    parts += [words("needs.span", years=rule.span)] if rule.span else []
    return "; ".join(parts)


def list_verdicts(judged: pd.DataFrame, labels: Mapping[str, str], words: Words) -> pd.DataFrame:
    """List the targets with what each rule says of them, one column a rule, and why rules disagree."""
    keys = ["as_of", *(name for name in ("document",) if name in judged), "criterion"]
    groups = [rows for _, rows in judged.groupby(keys, sort=False, dropna=False)]
    firsts = [rows.iloc[0] for rows in groups]
    table = {
        words("column.subject"): [labels[str(first["criterion"])] for first in firsts],
        words("column.date"): [words.day(first["as_of"]) for first in firsts],
        words("column.target_share"): [_optional(first["target_share"], "unit.pct", words) for first in firsts],
        words("column.base_share"): [_point(first, "base", words) for first in firsts],
        words("column.latest_share"): [_point(first, "latest", words) for first in firsts],
    }
    for rule in dict.fromkeys(judged["rule"]):
        rows = [group[group["rule"] == rule].iloc[0] for group in groups]
        table[words(f"judge.{rule}")] = [_said(row, words) for row in rows]
    table[words("column.cause")] = [_causes(first["cause"], words) for first in firsts]
    return pd.DataFrame(table)


def _point(row: pd.Series, side: str, words: Words) -> str:
    if pd.isna(row[f"{side}_share"]):
        return ""
    share = words("unit.pct", value=float(row[f"{side}_share"]))
    return f"{share}, {words.day(row[f'{side}_as_of'])}"


def _said(row: pd.Series, words: Words) -> str:
    number = _optional(row["value"], "unit.bn", words)
    said = words(f"judged.{row['verdict']}") if pd.notna(row["verdict"]) else words(f"cell.{row['reason']}")
    return f"{said} ({number})" if number else said


def _causes(causes: str | None, words: Words) -> str:
    return "; ".join(words(f"cause.{cause}") for cause in causes.split("+")) if isinstance(causes, str) else ""

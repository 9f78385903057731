"""The rules with their classes, and what they say of a path: number, the rule's own word, and one scale for all."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ntm_analysis.attainment.rules import (
    SLACK,
    SPAN_YEARS,
    Path,
    RefusedError,
    measure_anticipated,
    measure_compound_ratio,
    measure_constant_growth,
    measure_held_line,
    measure_linear_share,
    measure_recent_growth,
    measure_status,
)

SURENESS = ("read", "restated", "memory", "own")
LEVELS = ("met", "on_track", "too_slow", "stalled")


@dataclass(frozen=True)
class Cut:
    """A class of a rule: its lowest number, whether that belongs to it, the rule's word for it, and our level."""

    low: float
    inclusive: bool
    verdict: str
    level: str


@dataclass(frozen=True)
class Rule:
    """A verdict rule: its number, its classes from the highest on, what it needs, and what its source rests on.

    `growth` is the path that the rule holds for even (compound, linear, logit or none); `sureness` (read, restated,
    memory, own) is that of formula and cuts as they are used here; `points` are the fewest points that it needs where
    the target is not met yet, `span` the least years between them, `based` whether gains are counted from a base, and
    `even` the number at which its own path just reaches the target.
    """

    name: str
    measure: Callable[[Path], float]
    cuts: tuple[Cut, ...]
    growth: str
    sureness: str
    points: int = 2
    span: float = 0.0
    based: bool = True
    even: float = 1.0


@dataclass(frozen=True)
class Judgement:
    """What a rule says: number, the rule's own word, our level (one of LEVELS); or the reason why it says nothing."""

    value: float | None
    verdict: str | None
    level: str | None
    reason: str | None


def judge(rule: Rule, path: Path) -> Judgement:
    """Apply a rule to a path. A target that the last point reaches is met by every rule, with one point already.

    A rule that refuses gives a reason and no verdict. A rule without classes gives its number. A rule speaks of the
    pace also where the target's own date has come and it is missed: its cut may let a small miss pass.
    """
    try:
        value, reason = rule.measure(path), None
    except RefusedError as refusal:
        value, reason = None, refusal.reason
    if path.is_met:
        return Judgement(value, "met", "met", None)
    if value is None:
        return Judgement(None, None, None, reason)
    if not rule.cuts:
        return Judgement(value, None, None, "no_classes")
    above = [cut for cut in rule.cuts if value > cut.low + SLACK or (cut.inclusive and value >= cut.low - SLACK)]
    return Judgement(value, above[0].verdict, above[0].level, None)


NEVER = float("-inf")
ESCAP = (Cut(9, False, "on_track", "on_track"), Cut(0, False, "accelerate", "too_slow"))
ESCAP += (Cut(NEVER, True, "regression", "stalled"),)
EUROSTAT = (Cut(0.95, True, "significant", "on_track"), Cut(0.60, True, "moderate", "too_slow"))
EUROSTAT += (Cut(0, True, "insufficient", "too_slow"), Cut(NEVER, True, "away", "stalled"))
UNSD = (Cut(0.95, True, "on_track", "on_track"), Cut(0.10, True, "accelerate", "too_slow"))
UNSD += (Cut(NEVER, True, "stagnation", "stalled"),)
SDSN = (Cut(1, True, "on_track", "on_track"), Cut(0.5, True, "improving", "too_slow"))
SDSN += (Cut(0, True, "stagnating", "stalled"), Cut(NEVER, True, "decreasing", "stalled"))
LINE = (Cut(1, True, "reaches", "on_track"), Cut(0, False, "falls_short", "too_slow"))
LINE += (Cut(NEVER, True, "no_rise", "stalled"),)
RULES = (
    Rule("escap_status", measure_status, (), "none", "read", even=10.0),
    Rule("escap_progress", measure_anticipated, ESCAP, "logit", "read", even=10.0),
    Rule("eurostat", measure_compound_ratio, EUROSTAT, "compound", "read"),
    Rule("unsd", measure_constant_growth, UNSD, "compound", "restated"),
    Rule("sdsn", measure_recent_growth, SDSN, "linear", "memory"),
    Rule("jmp", measure_held_line, LINE, "linear", "memory", span=SPAN_YEARS, based=False),
    Rule("linear", measure_linear_share, LINE, "linear", "own"),
)


def compare_growth(bases: tuple[float, ...], target: float, years: float) -> pd.DataFrame:
    """Show how the ratio of compound growth rewards a base near zero: half-way on exactly straight paths to a target.

    `bases` and `target` in percent, `years` from base to target. Returns one row per base: base, target, years, middle
    (share half-way on the straight path), actual and required (compound growth a year up to the middle and to the
    target), ratio (of the two: 1 would be even), least_share (of the linear gain due half-way, the least that the rule
    of Open SDG still calls on track).
    """
    rows = []
    for base in bases:
        middle, half = (base + target) / 2, years / 2
        actual, required = ((end / base) ** (1 / over) - 1 for end, over in ((middle, half), (target, years)))
        least = base * (1 + EUROSTAT[0].low * required) ** half
        row = {"base": base, "target": target, "years": years, "middle": middle, "actual": actual}
        row |= {"required": required, "ratio": measure_compound_ratio(Path((0, half), (base, middle), years, target))}
        rows.append(row | {"least_share": (least - base) / (middle - base)})
    return pd.DataFrame(rows)

"""The public call: what every rule says of every target, from any table of counts, and where the rules disagree."""

from collections.abc import Callable

import pandas as pd

from ntm_analysis.attainment.comparability import ACCEPTED, judge_sets, name_sets
from ntm_analysis.attainment.rulebook import RULES, Judgement, Rule, judge
from ntm_analysis.attainment.rules import HUNDRED, SLACK, Path
from ntm_analysis.days import as_days
from ntm_analysis.errors import BadInputError

COUNTS = ["unit", "criterion", "as_of", "communes_attaining", "communes_total"]
CARRIED = ["document", "line"]
SAID = ["rule", "value", "verdict", "level", "reason", "disagree", "cause"]
FOUND = ["target_share", "outcome", "points", "base_as_of", "base_share", "latest_as_of", "latest_share"]
FOUND += ["communes_changed"]
GOOD, BAD = ("met", "on_track"), ("too_slow", "stalled")
CAUSES = ("zero_base", "compound_growth", "logit_path", "window", "cuts")
MONTH_DAYS = 31
NO_POINT, ABOVE_ALL, NO_COUNT = "no_point", "impossible_target", "no_count"


def verdicts(
    history: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    rules: tuple[Rule, ...] = RULES,
    criteria: pd.DataFrame | None = None,
    accepted: tuple[str, ...] = ACCEPTED,
    as_of: str | None = None,
) -> pd.DataFrame:
    """Say for every target what each rule says of it, and whether the rules disagree.

    `history` has one known count a row, `targets` one target a row, of any province, in any order:

        unit | criterion | as_of      | communes_attaining | communes_total | criteria_set (may be left out)
        x    | 6         | 2016-12-31 | 27                 | 207            | 2016
        x    | 6         | 2020-12-31 | 67                 | 181            | 2016
        y    | 6         | 2017-06-30 | 40                 | 90             | 2016

    With the targets x: 81 of 181 and y: 60 of 90 communes on 2021-12-31 the call gives, among others:

        unit | criterion | as_of      | rule     | value | verdict     | level    | reason    | disagree
        x    | 6         | 2021-12-31 | eurostat | 1.07  | significant | on_track |           | True
        x    | 6         | 2021-12-31 | linear   | 0.94  | falls_short | too_slow |           | True
        y    | 6         | 2021-12-31 | unsd     |       |             |          | one_point | False

    Without criteria_set in one of the two tables its rows are of the other's latest set. Shares at each date's own
    number of communes are compared; further columns are not read, but `document` and `line`
    of targets are carried over, and a target's `base_as_of` (a date) moves its base from the first comparable point to
    the last one on or before that date. A point is comparable if it has the target's criteria_set, or if the reference
    list `criteria` grades every step between the two sets as one of `accepted` (yes | changed | redefined). Points
    after the target's date or after `as_of` are not read. A point on the target's date tells the outcome.

    Returns one row per target and rule: unit, criterion, criteria_set, as_of, document, line (of the target),
    target_share (percent), outcome (met | missed | unknown), points (comparable ones), base_as_of, base_share,
    latest_as_of, latest_share, communes_changed (the number of communes is not the same at all dates), rule, value (the
    rule's number), verdict (the rule's own word), level (met | on_track | too_slow | stalled), reason (why there is no
    verdict: one of rules.REASONS), disagree (some rule says met or on track and another does not), cause (CAUSES,
    joined by +).

    Raises BadInputError for a missing column, a planned row, a count above its total or two counts of one day.
    """
    history, targets = _share_set(*(_read(rows, name) for rows, name in ((history, "history"), (targets, "targets"))))
    _check_history(history)
    known = history if as_of is None else history[history["as_of"] <= pd.Timestamp(as_of)]
    comparable = judge_sets(criteria, accepted)
    rows = [row for target in targets.to_dict("records") for row in _judge_target(target, known, comparable, rules)]
    carried = [column for column in CARRIED if column in targets]
    columns = ["unit", "criterion", "criteria_set", "as_of", *carried, *FOUND, *SAID]
    return pd.DataFrame(rows, columns=columns).astype({"disagree": bool, "communes_changed": bool, "value": float})


def _read(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Check the columns, and give dates and numbers their types."""
    missing = [column for column in COUNTS if column not in rows]
    if missing:
        raise BadInputError(f"verdicts, {name}", f"no column {missing[0]}", ", ".join(COUNTS), "name the columns so")
    where = f"verdicts, {name}"
    sets = name_sets(rows["criteria_set"], where) if "criteria_set" in rows else ""
    numbers = {column: pd.to_numeric(rows[column], errors="coerce").astype(float) for column in COUNTS[3:]}
    for column, read in numbers.items():
        for wrong in rows.loc[read.isna() & rows[column].notna(), column]:
            raise BadInputError(f"{where}, {column}", repr(wrong), "a number", "correct it")
    days = as_days(rows["as_of"], f"{where}, as_of")
    read = rows.assign(as_of=days, criteria_set=sets, **numbers)
    return read.assign(share=HUNDRED * read["communes_attaining"] / read["communes_total"])


def _share_set(history: pd.DataFrame, targets: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the rows of a table without criteria sets the latest set of the other one."""
    for one, other in ((history, targets), (targets, history)):
        if (one["criteria_set"] == "").all() and len(other):
            one["criteria_set"] = other.sort_values("as_of", kind="stable")["criteria_set"].iloc[-1]
    return history, targets


def _check_history(history: pd.DataFrame) -> None:
    keys = ["unit", "criterion", "criteria_set", "as_of"]
    told = history.dropna(subset=["share"])
    if "basis" in history and (history["basis"] == "planned").any():
        raise BadInputError("verdicts, history", "a planned row", "known counts only", "pass it among the targets")
    inside = (told["communes_attaining"] >= 0) & (told["communes_attaining"] <= told["communes_total"])
    for row in told[~inside].head(1).itertuples():
        found = f"{row.communes_attaining:g} of {row.communes_total:g} communes"
        raise BadInputError(_place(row), found, "a count between 0 and the total", "correct the row")
    distinct = told.drop_duplicates([*keys, "share"])
    for row in distinct[distinct.duplicated(keys)].head(1).itertuples():
        raise BadInputError(_place(row), "two different counts", "one count a day", "choose one of them")


def _place(row) -> str:
    return f"verdicts, history, {row.unit}, criterion {row.criterion}, {row.as_of:%Y-%m-%d}"


def _judge_target(target: dict, history: pd.DataFrame, comparable: Callable, rules: tuple[Rule, ...]) -> list[dict]:
    points = _points(target, history, comparable)
    place = {name: target[name] for name in ("unit", "criterion", "criteria_set", "as_of", *CARRIED) if name in target}
    refusal = _refusal(target, points)
    if refusal:
        said = [Judgement(None, None, None, refusal) for _ in rules]
        found = {"points": len(points), "outcome": "unknown", "communes_changed": False}
        path = None
    else:
        path = _path(target, points)
        said = [judge(rule, path) for rule in rules]
        found = _found(path, points, target)
    found["target_share"] = target["share"]
    split = explain_disagreement(dict(zip(rules, said, strict=True)), path)
    both = zip(rules, said, strict=True)
    return [place | found | {"rule": rule.name} | vars(judgement) | split for rule, judgement in both]


def _points(target: dict, history: pd.DataFrame, comparable: Callable) -> pd.DataFrame:
    """Give the comparable points up to the target's date, one a day; the target's own criteria set goes first."""
    same = (history["unit"] == target["unit"]) & (history["criterion"].astype(str) == str(target["criterion"]))
    rows = history[same & (history["as_of"] <= target["as_of"]) & history["share"].notna()]
    allowed = [comparable(target["criterion"], target["criteria_set"], other) for other in rows["criteria_set"]]
    rows = rows[pd.Series(allowed, rows.index, dtype=bool)]
    rows = rows.assign(foreign=rows["criteria_set"] != target["criteria_set"])
    return rows.sort_values(["as_of", "foreign"], kind="stable").drop_duplicates("as_of")


def _refusal(target: dict, points: pd.DataFrame) -> str | None:
    if pd.isna(target["share"]):
        return NO_COUNT
    if target["share"] > HUNDRED + SLACK:
        return ABOVE_ALL
    return None if len(points) else NO_POINT


def _path(target: dict, points: pd.DataFrame) -> Path:
    years = tuple(_year(day) for day in points["as_of"])
    asked = target.get("base_as_of")
    before = 0 if pd.isna(asked) else int((points["as_of"] <= pd.Timestamp(asked)).sum())
    return Path(years, tuple(points["share"]), _year(target["as_of"]), target["share"], max(0, before - 1))


def _year(day: pd.Timestamp) -> float:
    """Give a day as a decimal year: the same day five years on is five years later, whatever leap years lie between."""
    return day.year + (day.month - 1 + (day.day - 1) / MONTH_DAYS) / 12


def _found(path: Path, points: pd.DataFrame, target: dict) -> dict:
    base, last = points.iloc[path.base], points.iloc[-1]
    due = last["as_of"] == target["as_of"]
    found = {"points": len(points), "outcome": ("met" if path.is_met else "missed") if due else "unknown"}
    found |= {"base_as_of": base["as_of"], "base_share": base["share"]}
    found |= {"latest_as_of": last["as_of"], "latest_share": last["share"]}
    totals = {*points["communes_total"], target["communes_total"]}
    return found | {"communes_changed": len(totals) > 1}


def explain_disagreement(said: dict[Rule, Judgement], path: Path | None) -> dict:
    """Say whether rules disagree on one target and what parts them.

    `said` maps rules to judgements. Rules disagree when one says met or on track and another one does not; a rule that
    says nothing takes no part. Causes, for each pair of a content rule and another one: cuts (the content rule's own
    path falls short of the target, and its cut lets that pass), zero_base (it replaced a base of zero), compound_growth
    (it holds growth by percent for even, which asks for less gain early on), logit_path (one of the two goes through
    logits), window (both are linear and look at other points).
    """
    good = {rule: of for rule, of in said.items() if of.level in GOOD}
    bad = [rule for rule, of in said.items() if of.level in BAD]
    if not (good and bad):
        return {"disagree": False, "cause": None}
    found = {_cause(rule, of, other) for rule, of in good.items() for other in bad}
    if path.start[1] == 0 and any(rule.growth == "compound" for rule in good):
        found.add("zero_base")
    return {"disagree": True, "cause": "+".join(cause for cause in CAUSES if cause in found)}


def _cause(rule: Rule, said: Judgement, other: Rule) -> str:
    if said.value is not None and said.value < rule.even - SLACK:
        return "cuts"
    if rule.growth == "compound":
        return "compound_growth"
    return "logit_path" if "logit" in (rule.growth, other.growth) else "window"

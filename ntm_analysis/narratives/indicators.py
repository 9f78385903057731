"""What targets ask of the indicators behind the criteria, in sentences and in titles."""

import pandas as pd

from ntm_analysis.charts.indicators import round_rate
from ntm_analysis.criteria.indicators import SERIES, compare_plans, find_reversals
from ntm_analysis.criteria.movement import DAYS_A_YEAR, KNOWN
from ntm_analysis.language import Words
from ntm_analysis.narratives.naming import FULL_YEAR_DAYS, name_period
from ntm_analysis.statements import Statements

MOST_NAMED = 3
# What the name of an added amount ends in; without it it is the name of the level that the amount adds to.
ADDED = "_added"
TITLES = {"stock": ("fig.levels", "fig.levels_passed"), "flow": ("fig.rates", "fig.rates_passed")}
PER_YEAR = {"stock": {"pct": "pct_point"}, "flow": {}}


def name_value(low: float, high: float, qualifier: str, measure: str, words: Words, *, yearly: bool = False) -> str:
    """Name a value with its bounding word and unit: `at least 48%`, `about 44 km a year`."""
    ends = dict.fromkeys((low, high))
    text = "–".join(words("unit.plain", value=round_rate(end) if yearly else float(end)) for end in ends)
    unit = words.measure(measure)
    unit = words("fig.per_year", measure=unit) if yearly else unit
    bound = f"{words(f'qualifier.{qualifier}')} " if qualifier else ""
    return f"{bound}{text}{'' if unit.startswith('%') else ' '}{unit}"


def name_when(start: pd.Timestamp, end: pd.Timestamp, words: Words) -> str:
    """Name a date, a year or a period."""
    if start == end:
        return words.day(end)
    if start.year == end.year and (end - start).days + 1 >= FULL_YEAR_DAYS:
        return words("period.year", year=str(end.year))
    return name_period(words, start, end)


def name_side(row, side: str, words: Words) -> str:
    """Name the value of one side of a target (target, base, held ...), amounts per year."""
    low, high, qualifier = (getattr(row, f"{side}_{name}") for name in ("low", "high", "qualifier"))
    return name_value(low, high, qualifier, row.measure, words, yearly=row.kind == "flow")


def name_date(row, side: str, words: Words) -> str:
    """Name the date or period of one side of a target."""
    return name_when(getattr(row, f"{side}_start"), getattr(row, f"{side}_end"), words)


def name_change(value: float, row, words: Words) -> str:
    """Name a change or amount per year; a change of a share is in points."""
    measure = PER_YEAR[row.kind].get(row.measure, row.measure)
    return name_value(value, value, "", measure, words, yearly=True)


def tell_indicators(say: Statements, series: pd.DataFrame, targets: pd.DataFrame) -> Statements:
    """Tell how many indicators are printed twice, and which targets were reached before, are far off or were lowered.

    `series` as from indicators.make_series, `targets` as from indicators.measure_targets.
    """
    if series.empty:
        return say
    kinds = series.drop_duplicates(SERIES)["kind"].value_counts()
    counts = {"count": int(kinds.sum()), "stocks": int(kinds.get("stock", 0)), "flows": int(kinds.get("flow", 0))}
    counts |= {"targeted": len(targets.drop_duplicates(SERIES)), "targets": len(targets)}
    outcomes = targets[targets["verdict"] != "unknown"]
    say.say("say.03.ind_count", series, **counts, outcomes=len(outcomes))
    if len(outcomes):
        met = int((outcomes["verdict"] == "met").sum())
        say.say("say.03.ind_met", _cited(outcomes, "target", "outcome"), met=met, outcomes=len(outcomes))
    _tell_passed(say, targets[targets["passed"].notna()])
    _tell_people(say, targets)
    _tell_paces(say, targets, series)
    for row in find_reversals(series, targets).itertuples():
        values = [name_value(value, value, "", row.measure, say.words) for value in (row.from_low, row.to_low)]
        dates = {"start": say.words.day(row.from_end), "end": say.words.day(row.to_end)}
        step = {"name": say.words.pick(row, "indicator"), "old": values[0], "new": values[1]}
        say.say("say.03.ind_away", _cited(row, "from", "to"), **step, **dates)
    _tell_plans(say, compare_plans(targets))
    return say


def _tell_passed(say: Statements, known: pd.DataFrame) -> None:
    passed = known[known["passed"]]
    if len(known):
        counts = {"total": len(known)} | ({"count": len(passed)} if len(passed) else {})
        key = "say.03.ind_passed" if len(passed) else "say.03.ind_none_passed"
        say.say(key, _cited(known, "target", "held"), **counts)
    for row in passed.itertuples():
        told = _told(row, say.words)
        held = {"known": name_side(row, "held", say.words), "known_date": name_date(row, "held", say.words)}
        say.say("say.03.ind_passed_one", _cited(row, "target", "held"), **told, **held)
        if not pd.isna(row.passed_share) and not row.passed_share:
            shares = {"share": 100 * row.target_share, "total": row.target_total}
            shares |= {"known_share": 100 * row.held_share, "known_total": row.held_total}
            say.say("say.03.ind_passed_share", _cited(row, "target", "held"), name=told["name"], **shares)


def _tell_paces(say: Statements, targets: pd.DataFrame, series: pd.DataFrame) -> None:
    paced = targets[targets["multiple"].notna()]
    if len(paced):
        fast = paced[paced["multiple"] > 1].sort_values("multiple", ascending=False, kind="stable")
        counts = {"count": len(fast), "total": len(paced), "other": len(targets) - len(paced)}
        say.say("say.03.ind_paces", _cited(paced, "target", "base", "from", "done"), **counts)
    elif len(targets):
        say.say("say.03.ind_no_pace", _cited(targets, "target", "base"), count=len(targets))
    for row in fast.head(MOST_NAMED).itertuples() if len(paced) else ():
        _tell_multiple(say, row)
        _tell_stock(say, row, series)


def _tell_people(say: Statements, targets: pd.DataFrame) -> None:
    """Tell that amounts of people by two documents may not be of the same people: neither prints whose they are."""
    held = targets[["target_document", "held_document"]].notna().all(axis=1)
    differ = held & (targets["target_document"] != targets["held_document"])
    people = targets[differ & (targets["measure"] == "person") & targets["passed"].notna()]
    if len(people):
        named = ", ".join(dict.fromkeys(say.words.pick(row, "indicator") for row in people.itertuples()))
        say.say("say.03.ind_people", _cited(people, "target", "held"), names=named)


def _tell_multiple(say: Statements, row) -> None:
    told = _told(row, say.words) | {"pace": name_change(row.pace, row, say.words), "multiple": row.multiple}
    needed = {"required": name_change(row.required, row, say.words)}
    rows = _cited(row, "target", "base", "from", "done")
    if row.kind == "stock":
        ends = {"start": name_date(row, "from", say.words), "end": name_date(row, "base", say.words)}
        say.say("say.03.ind_multiple", rows, **told, **needed, **ends)
    elif pd.isna(row.done_end):
        say.say("say.03.ind_multiple_flow", rows, **told, period=name_date(row, "base", say.words))
    else:
        done = {"done": say.words.day(row.done_end), "period": name_date(row, "base", say.words)}
        say.say("say.03.ind_multiple_left", rows, **told, **needed, **done)


def _tell_stock(say: Statements, row, series: pd.DataFrame) -> None:
    """Tell the later pace of the level that an added amount adds to, where it is printed twice, the last time later."""
    levels = series[(series["indicator"] == row.indicator.removesuffix(ADDED)) & (series["kind"] == "stock")]
    exact = levels["basis"].isin(KNOWN) & (levels["low"] == levels["high"]) & (levels["qualifier"] == "")
    levels = levels[exact].sort_values("end", kind="stable")
    if not row.indicator.endswith(ADDED) or len(levels) < 2 or levels["end"].iloc[-1] <= row.base_end:
        return
    old, new = levels.iloc[-2], levels.iloc[-1]
    years = (new["end"] - old["end"]).days / DAYS_A_YEAR
    if new["low"] <= old["low"] or not years:
        return
    pace = (new["low"] - old["low"]) / years
    told = {"name": say.words.pick(row, "indicator"), "stock": say.words.pick(new, "indicator")}
    told |= {"target": name_side(row, "target", say.words), "date": name_date(row, "target", say.words)}
    for side, end, of in (("old", "start", old), ("new", "end", new)):
        told |= {side: name_value(of["low"], of["high"], "", of["measure"], say.words), end: say.words.day(of["end"])}
    told["rate"] = name_value(pace, pace, "", new["measure"], say.words, yearly=True)
    places = [levels.iloc[-2:][["document", "lines"]], pd.DataFrame({"document": [row.target_document]})]
    places[1]["lines"] = row.target_lines
    say.say("say.03.ind_stock_pace", pd.concat(places), **told, multiple=float(row.required / pace))


def _tell_plans(say: Statements, pairs: pd.DataFrame) -> None:
    for row in pairs.itertuples():
        other = {"other": name_side(row, "other", say.words), "other_date": name_date(row, "other", say.words)}
        other |= {"other_document": say.words(f"doc.{row.other_document}")}
        rows = _cited(row, "target", "other")
        if row.relation == "lowered":
            say.say("say.03.ind_lowered", rows, **_told(row, say.words), **other)
        else:
            del other["other_date"]
            say.say("say.03.ind_differs", rows, **_told(row, say.words), **other)


def _told(row, words: Words) -> dict[str, str]:
    """Give name, document, target and date of a target for their places."""
    told = {"name": words.pick(row, "indicator"), "document": words(f"doc.{row.target_document}")}
    return told | {"target": name_side(row, "target", words), "date": name_date(row, "target", words)}


def _cited(rows, *sides: str) -> pd.DataFrame:
    """Give documents and lines of some sides of a target, or of many targets."""
    rows = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame([rows._asdict()])
    return rows[[f"{side}_{part}" for side in sides for part in ("document", "lines")]]


def title_indicators(series: pd.DataFrame, targets: pd.DataFrame, words: Words) -> str:
    """Give the figure of one kind of series its message: how many targets had been reached before they were set.

    `series` and `targets` as in tell_indicators, `series` of one kind.
    """
    own = targets["indicator"].isin(series["indicator"]) & (targets["kind"] == series["kind"].iloc[0])
    known = targets[own & targets["passed"].notna()]
    plain, passed = TITLES[series["kind"].iloc[0]]
    return words(passed, count=int(known["passed"].sum()), total=len(known)) if len(known) else words(plain)

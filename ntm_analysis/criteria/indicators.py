"""Indicators that are printed more than once: levels through time, amounts per year, and what targets ask of them.

A stock holds on a date, a flow adds up over a period. A share that is printed for a period holds throughout it and is
a stock. Flows stand on one footing, the amount per year; periods are measured in whole months.
"""

from math import inf, isnan

import pandas as pd

from ntm_analysis.criteria.movement import DAYS_A_YEAR, KNOWN
from ntm_analysis.files import read_csv
from ntm_analysis.paths import HERE, Project

SERIES = ["unit", "indicator", "measure", "kind"]
SHARES = ("pct",)
UPWARD, DOWNWARD = ("more_than", "at_least"), ("less_than", "at_most")
STRICT = ("more_than", "less_than")
MONTHS = 12
_POINT = ["basis", "start", "end", "years", "low", "high", "value_low", "value_high", "total", "share", "qualifier"]
_POINT += ["yearly", "document", "lines"]
COLUMNS = [*SERIES, "criterion", *_POINT, "better", "indicator_en", "indicator_vi"]
REPEAT = [*SERIES, "basis", "start", "end", "low", "high", "document"]


def load_indicators(project: Project = HERE) -> pd.DataFrame:
    """Load data/reference/indicators.csv: indicator, label_en, label_vi, better, yearly_of."""
    path = project.reference / "indicators.csv"
    return read_csv(path, project.name(path))


def make_series(indicators: pd.DataFrame, judged: pd.DataFrame, unit: str, criteria=None) -> pd.DataFrame:
    """Give the points of each indicator that a unit's documents print for two or more dates or periods.

    `indicators` is the processed table, `judged` as from load_indicators; `criteria` keeps the indicators of some
    criteria. Returns COLUMNS, one row per point of a series (SERIES; kind is stock or flow), by criterion, indicator
    and end: start and end (equal for a date), years (length of a flow's period), low and high (in the measure; of a
    flow per year), value_low and value_high (printed), total, share (of the printed total, 0..1; absent for ranges),
    yearly (printed as an amount per year), lines, better (higher | lower | empty). What a document prints more than
    once for a date or period is one row with all its lines and the first qualifier (empty: none).
    """
    rows = _join_yearly(indicators[indicators["unit"] == unit], judged.set_index("indicator"))
    rows = _merge_repeats(_put_on_footing(rows)) if len(rows) else rows.reindex(columns=COLUMNS)
    whens = rows["start"].astype(str) + rows["end"].astype(str)
    rows = rows[whens.groupby([rows[name] for name in SERIES]).transform("nunique") > 1]
    rows = rows.sort_values([*SERIES, "end", "start"], kind="stable")
    rows = rows.assign(criterion=rows.groupby(SERIES)["criterion"].transform("first"))
    rows = rows if criteria is None else rows[rows["criterion"].isin(criteria)]
    order = ["criterion", *SERIES, "end", "start", "document"]
    return rows.sort_values(order, kind="stable", ignore_index=True)[COLUMNS]


def _join_yearly(rows: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Give what is printed per year to the indicator whose amount it is, where its document prints no other."""
    parent = rows["indicator"].map(judged["yearly_of"])
    rows = rows.assign(yearly=parent != "", indicator=parent.where(parent != "", rows["indicator"]))
    rows = rows.assign(better=rows["indicator"].map(judged["better"]))
    for language in ("en", "vi"):
        rows = rows.assign(**{f"indicator_{language}": rows["indicator"].map(judged[f"label_{language}"])})
    keys = ["indicator", "document", "period_start", "period_end"]
    amounts = set(rows.loc[~rows["yearly"], keys].itertuples(index=False, name=None))
    told = [key in amounts for key in rows[keys].itertuples(index=False, name=None)]
    return rows[~(rows["yearly"] & pd.Series(told, rows.index, bool))]


def _put_on_footing(rows: pd.DataFrame) -> pd.DataFrame:
    is_stock = rows["as_of"].notna() | rows["measure"].isin(SHARES)
    start, end = (rows["as_of"].fillna(rows[f"period_{side}"]) for side in ("start", "end"))
    years = pd.Series([_years(*ends) for ends in zip(start, end, strict=True)], rows.index, "float64").mask(is_stock)
    factor = years.mask(is_stock | rows["yearly"], 1.0)
    low, high = (rows[f"value_{side}"].astype("float64") for side in ("low", "high"))
    kind = is_stock.map({True: "stock", False: "flow"})
    share = (low / rows["total"].astype("float64")).where(low == high)
    return rows.assign(kind=kind, start=start, end=end, years=years, low=low / factor, high=high / factor, share=share)


def _years(start: pd.Timestamp, end: pd.Timestamp) -> float:
    """Give the length of a period in years, to whole months where it has any."""
    years = ((end - start).days + 1) / DAYS_A_YEAR
    return round(MONTHS * years) / MONTHS or years


def _merge_repeats(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.sort_values("line", kind="stable")
    grouped = rows.groupby(REPEAT, sort=False)
    lines = grouped["line"].transform(lambda of: ",".join(map(str, of.unique())))
    return rows.assign(lines=lines, qualifier=grouped["qualifier"].transform("first").fillna("")).drop_duplicates(
        REPEAT
    )


_SIDES = {
    "target": ["start", "end", "low", "high", "value_low", "value_high", "total", "share", "qualifier", "yearly"],
    "base": ["start", "end", "low", "high", "share", "qualifier"],
    "held": ["start", "end", "low", "high", "total", "share", "qualifier"],
    "outcome": ["start", "end", "low", "high", "qualifier"],
    "from": ["start", "end", "low", "high"],
    "done": ["start", "end", "value_low"],
}
_MEASURED = ["direction", "set_on", "pace", "gap", "required", "multiple", "passed", "passed_share", "verdict"]
TARGETS = [*SERIES, "criterion", *_MEASURED, "indicator_en", "indicator_vi"]
TARGETS += [f"{side}_{name}" for side, names in _SIDES.items() for name in (*names, "document", "lines")]


def measure_targets(series: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Set each target beside what is known before it, when it was set, and after it.

    `series` as from make_series, `documents` the processed register. Returns TARGETS, one row per target: target_*,
    base_* (last known point that ends before the target does; of a flow the last that lasted a year or more, for part
    of a year need not hold its share), held_* (the same on the day set_on, the reference date of the document),
    outcome_* (of a stock the first known point on the target's date or later, of a flow that of the same period),
    from_* (where the pace starts), done_* (the known part that opens the period of a flow's target), and
    direction: higher | lower | empty, as judged, or as the target's open qualifier says;
    pace: per year; of a stock between its first and last exact known points before the target, of a flow the base;
    absent with one known stock, or where the value has an open end or is a range;
    gap: nearest end of the target less the base; required: gap by the years left, of a flow the amount per year, or
    what is not done yet by the years left; absent where the base of a stock is not exact or reaches the target;
    multiple: required over pace, where both go one way;
    passed: whether the held value surely reaches the target already (absent where it may or may not), passed_share the
    same of the shares of two different totals; verdict: met | missed | unknown, of the outcome.
    """
    made = dict(zip(documents["document"], documents["reference_date"], strict=True))
    rows = []
    for _, points in series.groupby(SERIES, sort=False):
        points = points.astype(object).where(points.notna(), None).to_dict("records")
        known = sorted((of for of in points if of["basis"] in KNOWN), key=lambda of: (of["end"], of["start"]))
        targets = [of for of in points if of["basis"] == "planned"]
        rows += [_measure(target, known, made[target["document"]]) for target in targets]
    types = dict.fromkeys(("pace", "gap", "required", "multiple"), "float64")
    types |= {"passed": "boolean", "passed_share": "boolean", "criterion": "Int64"}
    types |= {name: "datetime64[s]" for name in TARGETS if name.endswith(("_start", "_end", "_on"))}
    ends = ("_low", "_high", "_total", "_share")
    types |= {name: "float64" for name in TARGETS if name.endswith(ends) and name not in types}
    return pd.DataFrame(rows, columns=TARGETS).astype(types)


def _measure(target: dict, known: list[dict], set_on: pd.Timestamp) -> dict:
    is_stock = target["kind"] == "stock"
    before = [of for of in known if of["end"] < target["end"]]
    based = before if is_stock else [of for of in before if of["years"] >= 1]
    held = [of for of in based if of["end"] <= set_on]
    if is_stock:
        after = [of for of in known if of["end"] >= target["end"]]
    else:
        after = [of for of in known if (of["start"], of["end"]) == (target["start"], target["end"])]
    exact = [of for of in before if _is_exact(of)]
    done = [of for of in before if not is_stock and of["start"] == target["start"] and _is_exact(of)]
    base = based[-1] if based else None
    sides = {"target": target, "base": base, "held": held[-1] if held else None, "outcome": after[0] if after else None}
    sides |= {"from": exact[0] if is_stock and len(exact) > 1 else None, "done": done[-1] if done else None}
    row = {name: target[name] for name in (*SERIES, "criterion", "indicator_en", "indicator_vi")}
    for side, of in sides.items():
        row |= {f"{side}_{name}": of and of[name] for name in (*_SIDES[side], "document", "lines")}
    way = target["better"] or _way_of(target["qualifier"])
    pace = _pace(exact, is_stock, base)
    gap, required = _required(target, base, sides["done"], way)
    reached = {side: sides[side] and _reaches(sides[side], target, way) for side in ("held", "outcome")}
    row |= {"direction": way, "set_on": set_on, "pace": pace, "gap": gap, "required": required}
    row["multiple"] = required / pace if pace and required and required * pace > 0 else None
    row |= {"passed": reached["held"], "passed_share": _passes_share(sides["held"], target, way)}
    row["verdict"] = {True: "met", False: "missed"}.get(reached["outcome"], "unknown")
    return row


def _is_exact(point: dict) -> bool:
    return point["low"] == point["high"] and _way_of(point["qualifier"]) == ""


def _way_of(qualifier: str | None) -> str:
    return "higher" if qualifier in UPWARD else "lower" if qualifier in DOWNWARD else ""


def _aim(target: dict, way: str) -> float | None:
    """Give the end of a target that has to be reached; none of a range without a direction."""
    if target["low"] == target["high"]:
        return target["low"]
    return {"higher": target["low"], "lower": target["high"]}.get(way)


def _pace(exact: list[dict], is_stock: bool, base: dict | None) -> float | None:
    if not is_stock:
        return base["low"] if base and _is_exact(base) else None
    years = _years_between(exact[0], exact[-1]) if exact else 0
    return (exact[-1]["low"] - exact[0]["low"]) / years if years else None


def _years_between(one: dict, other: dict) -> float:
    """Give the years from the middle of a point to that of another: a share of a period is its mean."""
    middles = [of["start"] + (of["end"] - of["start"]) / 2 for of in (one, other)]
    return (middles[1] - middles[0]).days / DAYS_A_YEAR


def _required(target: dict, base: dict | None, done: dict | None, way: str) -> tuple[float | None, float | None]:
    """Give gap and required pace."""
    aim = _aim(target, way)
    gap = aim - base["low"] if aim is not None and base and _is_exact(base) else None
    if target["kind"] == "stock":
        return gap, None if gap is None or _reaches(base, target, way) else gap / _years_between(base, target)
    if aim is None or target["yearly"] or done is None:
        return gap, aim
    return gap, (aim * target["years"] - done["value_low"]) / (target["years"] - done["years"])


def _reaches(point: dict, target: dict, way: str) -> bool | None:
    """Say whether a point surely reaches a target (True), surely does not (False), or may do either (None)."""
    aim = _aim(target, way)
    if way == "" or aim is None:
        return None
    low = -inf if point["qualifier"] in DOWNWARD else point["low"]
    high = inf if point["qualifier"] in UPWARD else point["high"]
    low, high, aim = (low, high, aim) if way == "higher" else (-high, -low, -aim)
    is_open, is_strict = point["qualifier"] in STRICT, target["qualifier"] in STRICT
    if low > aim or (low == aim and (is_open or not is_strict)):
        return True
    if high < aim or (high == aim and (is_open or is_strict)):
        return False
    return None


def _passes_share(held: dict | None, target: dict, way: str) -> bool | None:
    """Say whether the share known when a target was set reaches the target's, where both have their own total."""
    shares = [held and held["share"], target["share"]]
    if way == "" or None in shares or any(map(isnan, shares)) or held["total"] == target["total"]:
        return None
    return shares[0] >= shares[1] if way == "higher" else shares[0] <= shares[1]


def find_reversals(series: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Find the last step of each known stock that goes against its direction.

    `series` as from make_series, `targets` as from measure_targets (their direction counts where none is judged).
    Returns SERIES, criterion, direction, from_* and to_* (end, low, total, share, document, lines), and the names.
    """
    ways = {row.indicator: row.direction for row in targets.itertuples()}
    stocks = series[(series["kind"] == "stock") & series["basis"].isin(KNOWN)]
    rows = []
    for _, points in stocks.groupby(SERIES, sort=False):
        exact = [of for of in points.to_dict("records") if _is_exact(of)][-2:]
        way = exact[-1]["better"] or ways.get(exact[-1]["indicator"], "") if exact else ""
        change = exact[-1]["low"] - exact[0]["low"] if exact else 0
        if (way == "higher" and change < 0) or (way == "lower" and change > 0):
            row = {name: exact[-1][name] for name in (*SERIES, "criterion", "indicator_en", "indicator_vi")}
            row["direction"] = way
            for side, of in zip(("from", "to"), exact, strict=True):
                row |= {f"{side}_{name}": of[name] for name in _STEP}
            rows.append(row)
    sides = [f"{side}_{name}" for side in ("from", "to") for name in _STEP]
    return pd.DataFrame(rows, columns=[*SERIES, "criterion", "direction", *sides, "indicator_en", "indicator_vi"])


_STEP = ["end", "low", "total", "share", "document", "lines"]


def compare_plans(targets: pd.DataFrame) -> pd.DataFrame:
    """Set targets of one indicator by two documents beside each other: other values for one date, or less later on.

    `targets` as from measure_targets. Returns the rows of the later target with other_* (start, end, low, high,
    qualifier, document, lines) of the earlier one and relation: differs (one date or period, other values) | lowered
    (a later one that asks for no more at either end and for less at one, by its direction).
    """
    rows = []
    for _, points in targets.groupby(SERIES, sort=False):
        records = points.sort_values(["target_end", "target_start", "set_on"], kind="stable").to_dict("records")
        for place, later in enumerate(records):
            for earlier in (of for of in records[:place] if of["target_document"] != later["target_document"]):
                relation = _relate(earlier, later)
                other = {f"other_{name}": earlier[f"target_{name}"] for name in _OTHER}
                rows += [later | other | {"relation": relation}] if relation else []
    return pd.DataFrame(rows, columns=[*TARGETS, *(f"other_{name}" for name in _OTHER), "relation"])


_OTHER = ["start", "end", "low", "high", "qualifier", "document", "lines"]


def _relate(earlier: dict, later: dict) -> str:
    changes = [later[f"target_{end}"] - earlier[f"target_{end}"] for end in ("low", "high")]
    if all(later[f"target_{side}"] == earlier[f"target_{side}"] for side in ("start", "end")):
        return "differs" if any(changes) else ""
    sign = {"higher": 1, "lower": -1}.get(later["direction"], 0)
    is_less = sign and later["target_end"] > earlier["target_end"]
    return "lowered" if is_less and max(sign * of for of in changes) <= 0 and any(changes) else ""

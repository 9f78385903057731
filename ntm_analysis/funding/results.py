"""Money against results: what was mobilised per criterion gained and per commune that reached the standard.

Neither is a causal effect: what the money brought cannot be told from these figures.
"""

from math import ceil

import pandas as pd

from ntm_analysis.funding.mix import SCHEME, join_lines
from ntm_analysis.funding.states import ADDED, DAY, FULL, State, agree, bound_communes, read_states
from ntm_analysis.quantities import half_step

RESULTS = ("criteria", "communes")
TOTALS = ["total_million_vnd", "total_low", "total_high"]
CHANGE = "mean_criteria_change"
PLACE = [*SCHEME, "base", "price_year", "lines"]
KNOWN = ("reported", "derived")
ENDS = [
    "from_date",
    "to_date",
    "inside",
    "evidence",
    "gained_low",
    "gained_high",
    "start_document",
    "start_lines",
    "start_2_document",
    "start_2_lines",
    "end_document",
    "end_lines",
]
AIM = ["unit", "measure", "as_of"]
SIDE = ["document", "line", "value_low", "value_high", "qualifier"]
EARLIER = [f"reference_{name.removeprefix('value_')}" for name in SIDE]


def measure_results(amounts: pd.DataFrame, tables: dict[str, pd.DataFrame], communes_of, prices: str) -> pd.DataFrame:
    """Measure the money of every scheme per result gained in its period.

    `amounts` as from amounts.measure_amounts, `tables` the processed tables, `communes_of(document, unit)` the communes
    in force, `prices` nominal or real. Returns one row per scheme, result (criteria, communes) and evidence: evidence
    (what the state at the end is read from: printed mean, bands and counts by criterion together, or one row each
    where they contradict one another; contradicted then is true), total_million_vnd and lines, gained_low and
    gained_high with the dates and places of both states (from_date, to_date, start_, end_), cost_low and cost_high
    (million VND per result; cost_high is absent, that is open, where nothing may have been gained; both are absent
    where no gain or no price is known). At constant prices the costs also span the years of spending. A state is
    bounded by its printed digits. The gain starts from the eve of the period; where only a state inside the period is
    printed, `inside` is true: gained_low counts from from_date on and supposes that none was lost, gained_high supposes
    nothing before the period. States of two criteria sets are never set against each other. Where two documents
    tell one bound each of the start, start_2_document and start_2_lines name the second.
    """
    rows, states = [], {of: _states(of, amounts, tables, communes_of) for of in RESULTS}
    for scheme in amounts.to_dict("records"):
        for result in RESULTS:
            communes = communes_of(scheme["document"], scheme["unit"])
            gains = _gains(scheme, states[result][scheme["unit"]], result, tables, communes)
            place = {name: scheme[name] for name in PLACE} | {"result": result, "prices": prices}
            rows += [place | _totals(scheme, prices) | {"contradicted": len(gains) > 1} | gain for gain in gains]
    measured = pd.DataFrame(rows, columns=[*PLACE, "result", "prices", *TOTALS, "contradicted", *ENDS])
    measured = measured.astype(dict.fromkeys([*TOTALS, "gained_low", "gained_high"], "Float64"))
    for cost, total, gained in (("cost_low", TOTALS[1], "gained_high"), ("cost_high", TOTALS[2], "gained_low")):
        measured[cost] = measured[total] / measured[gained].where(measured[gained] > 0)
    return measured


def _states(result: str, amounts: pd.DataFrame, tables: dict[str, pd.DataFrame], communes_of) -> dict:
    return {unit: read_states(result, unit, tables, communes_of) for unit in amounts["unit"].unique()}


def _totals(scheme: dict, prices: str) -> dict:
    """Give a scheme's total in the prices asked for, and its ends by the years of spending; absent without an index."""
    total, factors = float(scheme["total_million_vnd"]), [1.0, 1.0, 1.0]
    if prices == "real":
        factors = [scheme[f"real_factor{end}"] for end in ("", "_low", "_high")]
    return {name: None if pd.isna(factor) else total * factor for name, factor in zip(TOTALS, factors, strict=True)}


def compare_aims(tables: dict[str, pd.DataFrame], units: list[str]) -> pd.DataFrame:
    """Set the aims that two documents print for one measure, unit and date beside each other.

    `tables` are the processed tables. Returns unit, measure, as_of; document, line, value_low, value_high, qualifier of
    the later document; reference_document, _line, _low, _high, _qualifier of the earlier; and same_set: whether both
    count by the same criteria set.
    """
    headlines = tables["headlines"][tables["headlines"]["unit"].isin(units)]
    aims = headlines[(headlines["basis"] == "planned") & headlines["as_of"].notna()].drop_duplicates([*AIM, "document"])
    earlier = aims.rename(columns=dict(zip(SIDE, EARLIER, strict=True)))
    both = aims[[*AIM, *SIDE]].merge(earlier[[*AIM, *EARLIER]], on=AIM, validate="many_to_many")
    documents = tables["documents"].sort_values("reference_date")
    criteria_sets = dict(zip(documents["document"], documents["criteria_set"], strict=True))
    order = {document: place for place, document in enumerate(criteria_sets)}
    both = both[both["document"].map(order) > both["reference_document"].map(order)]
    sets = [both[column].map(criteria_sets) for column in ("document", "reference_document")]
    return both.assign(same_set=sets[0] == sets[1]).reset_index(drop=True)


def _gains(scheme: dict, states: list[State], result: str, tables: dict, communes: int) -> list[dict]:
    """Bound the gain in a scheme's period by each evidence; printed increases first, else the end less the start."""
    printed = _printed_gain(scheme, result, tables, communes)
    if printed:
        return [printed]
    ends = _ends(scheme, states)
    gains = [(end, _start(scheme, states, end)) for end in ends]
    known = [_gain(scheme, start, end, tables["headlines"]) for end, start in gains if start]
    return known or [dict.fromkeys(ENDS)]


def _gain(scheme: dict, start: State, end: State, headlines: pd.DataFrame) -> dict:
    from_nothing = start.high == 0
    inside = start.date > scheme["period_start"] and not from_nothing
    low, lines = end.low - start.high, end.lines
    change = _printed_change(headlines, start, end)
    if change:
        low, lines = max(low, change[0]), join_lines(pd.Series([lines, change[1]]))
    return {
        "from_date": scheme["period_start"] if from_nothing else start.date,
        "to_date": end.date,
        "inside": inside,
        "evidence": end.evidence,
        "gained_low": low,
        "gained_high": end.high - (0.0 if inside else start.low),
        "start_document": start.document,
        "start_lines": start.lines,
        "start_2_document": start.beside[0],
        "start_2_lines": start.beside[1],
        "end_document": end.document,
        "end_lines": lines,
    }


def _printed_change(headlines: pd.DataFrame, start: State, end: State) -> tuple[float, int] | None:
    """Bound the gain of a printed change of the mean between just these two states from below; and its line."""
    if end.communes is None or end.document not in (start.document, start.beside[0]):
        return None
    rows = headlines[(headlines["measure"] == CHANGE) & (headlines["document"] == end.document)]
    rows = rows[(rows["period_start"] == start.date) & (rows["period_end"] == end.date)]
    if rows.empty:
        return None
    row = rows.iloc[0]
    return float(ceil((float(row["value_low"]) - half_step(row["value_low"], row["value_high"])) * end.communes)), int(
        row["line"]
    )


def _ends(scheme: dict, states: list[State]) -> list[State]:
    """Give the state at the end of a scheme's period: what all evidence allows, or each where nothing does."""
    bases = ("planned",) if scheme["basis"] == "planned" else KNOWN
    ends = [of for of in states if of.document == scheme["document"] and of.date == scheme["period_end"]]
    return agree([of for of in ends if of.basis in bases])


def _start(scheme: dict, states: list[State], end: State) -> State | None:
    """Find the state on the eve or the first day of a period, else the first one inside it."""
    eve = scheme["period_start"] - DAY
    known = [of for of in states if of.basis in KNOWN and of.criteria_set == end.criteria_set]
    dates = sorted({of.date for of in known if eve <= of.date < scheme["period_end"]})
    agreed = [agree([of for of in known if of.date == date]) for date in dates]
    return next((of[0] for of in agreed if len(of) == 1), None)


def _printed_gain(scheme: dict, result: str, tables: dict, communes: int) -> dict | None:
    if result == "criteria":
        return _added_criteria(scheme, tables)
    return _added_communes(scheme, tables["headlines"].fillna({"qualifier": ""}), communes)


def _added_communes(scheme: dict, headlines: pd.DataFrame, communes: int) -> dict | None:
    rows = _of_scheme(headlines[headlines["measure"] == ADDED], scheme)
    rows = rows[(rows["period_start"] == scheme["period_start"]) & (rows["period_end"] == scheme["period_end"])]
    if rows.empty or scheme["basis"] != "planned":
        return None
    lows, highs = zip(*(bound_communes(row, communes) for row in rows.itertuples()), strict=True)
    return _printed(scheme, rows, min(lows), max(highs))


def _added_criteria(scheme: dict, tables: dict[str, pd.DataFrame]) -> dict | None:
    """Add up the increases printed by criterion; a criterion without one may gain nothing or all that it is to have."""
    rows = _of_scheme(tables["criteria"], scheme)
    rows = rows[(rows["as_of"] == scheme["period_end"]) & (rows["basis"] == "planned")]
    rows = rows.drop_duplicates("criterion", keep="last")
    since = scheme["period_start"] - DAY
    counted = rows[rows["added"].notna() & rows["base_as_of"].isin([since, scheme["period_start"]])]
    if rows["criterion"].nunique() < FULL or counted["criterion"].nunique() < FULL - 1:
        return None
    rest = rows[~rows["criterion"].isin(counted["criterion"])]["communes_attaining"].sum()
    added = float(counted["added"].sum())
    return _printed(scheme, rows, added, added + float(rest))


def _of_scheme(rows: pd.DataFrame, scheme: dict) -> pd.DataFrame:
    return rows[(rows["document"] == scheme["document"]) & (rows["unit"] == scheme["unit"])]


def _printed(scheme: dict, rows: pd.DataFrame, low: float, high: float) -> dict:
    values = [scheme["period_start"], scheme["period_end"], False, "increases", low, high]
    return dict(zip(ENDS, [*values, *4 * [None], scheme["document"], join_lines(rows["line"])], strict=True))

"""Money against results: what was mobilised per criterion gained and per commune that reached the standard.

Neither is a causal effect: money went to every commune, and criteria were gained with and without it.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

import pandas as pd

from ntm_analysis.funding.mix import SCHEME, join_lines

RESULTS = ("criteria", "communes")
PLACE = [*SCHEME, "base", "price_year", "lines"]
KNOWN = ("reported", "derived")
STANDARD, ADDED, MEAN = "communes_meeting_standard", "communes_meeting_standard_added", "mean_criteria"
FULL = 19
OPEN_ABOVE = ("at_least", "more_than")
DAY = pd.Timedelta(days=1)
ENDS = [
    "from_date",
    "to_date",
    "inside",
    "gained_low",
    "gained_high",
    "start_document",
    "start_lines",
    "end_document",
    "end_lines",
]
AIM = ["unit", "measure", "as_of"]
SIDE = ["document", "line", "value_low", "value_high", "qualifier"]
EARLIER = [f"reference_{name.removeprefix('value_')}" for name in SIDE]


@dataclass(frozen=True)
class State:
    """What a unit had on a day: criteria or communes, between two bounds, and where that is printed."""

    date: pd.Timestamp
    basis: str
    criteria_set: str
    low: float
    high: float
    document: str
    lines: str


def measure_results(amounts: pd.DataFrame, tables: dict[str, pd.DataFrame], communes_of, prices: str) -> pd.DataFrame:
    """Measure the money of every scheme per result gained in its period.

    `amounts` as from amounts.measure_amounts, `tables` the processed tables, `communes_of(document, unit)` the communes
    in force, `prices` nominal or real. Returns one row per scheme and result (criteria, communes): total_million_vnd
    and lines, gained_low and gained_high with the dates and places of both states (from_date, to_date, start_, end_),
    cost_low and cost_high (million VND per result; cost_high is absent, that is open, where nothing may have been
    gained; both are absent where no gain is known). A state is bounded by its printed digits. The gain starts from the
    eve of the period; where only a state inside the period is printed, `inside` is true, gained_low counts from
    from_date on and gained_high supposes nothing before the period. States of two criteria sets are never set against
    each other.
    """
    rows = []
    for scheme in amounts.to_dict("records"):
        for result in RESULTS:
            gain = _gain(scheme, _states(result, scheme["unit"], tables, communes_of), result, tables)
            total = scheme["total_million_vnd"] * (scheme["real_factor"] if prices == "real" else 1.0)
            place = {name: scheme[name] for name in PLACE}
            rows.append(place | {"result": result, "prices": prices, "total_million_vnd": total} | gain)
    measured = pd.DataFrame(rows, columns=[*PLACE, "result", "prices", "total_million_vnd", *ENDS])
    measured["total_million_vnd"] = measured["total_million_vnd"].astype("Float64")
    for cost, gained in (("cost_low", "gained_high"), ("cost_high", "gained_low")):
        counts = measured[gained].astype("Float64")
        measured[cost] = measured["total_million_vnd"] / counts.where(counts > 0)
    return measured


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


def _gain(scheme: dict, states: list[State], result: str, tables: dict[str, pd.DataFrame]) -> dict:
    """Bound the gain in a scheme's period; printed increases first, else the end less the start."""
    end = _end(scheme, states)
    printed = _printed_gain(scheme, result, tables)
    if printed:
        return printed
    start = _start(scheme, states, end) if end else None
    if not start:
        return dict.fromkeys(ENDS)
    from_nothing = start.high == 0
    inside = start.date > scheme["period_start"] and not from_nothing
    return {
        "from_date": scheme["period_start"] if from_nothing else start.date,
        "to_date": end.date,
        "inside": inside,
        "gained_low": end.low - start.high,
        "gained_high": end.high - (0.0 if inside else start.low),
        "start_document": start.document,
        "start_lines": start.lines,
        "end_document": end.document,
        "end_lines": end.lines,
    }


def _end(scheme: dict, states: list[State]) -> State | None:
    bases = ("planned",) if scheme["basis"] == "planned" else KNOWN
    ends = [of for of in states if of.document == scheme["document"] and of.date == scheme["period_end"]]
    return next((of for of in ends if of.basis in bases), None)


def _start(scheme: dict, states: list[State], end: State) -> State | None:
    """Find the state on the eve or the first day of a period, else the first one inside it."""
    eve = scheme["period_start"] - DAY
    known = [of for of in states if of.basis in KNOWN and of.criteria_set == end.criteria_set]
    later = sorted((of for of in known if eve <= of.date < scheme["period_end"]), key=lambda of: of.date)
    return later[0] if later else None


def _printed_gain(scheme: dict, result: str, tables: dict[str, pd.DataFrame]) -> dict | None:
    return _added_communes(scheme, tables["headlines"]) if result == "communes" else _added_criteria(scheme, tables)


def _added_communes(scheme: dict, headlines: pd.DataFrame) -> dict | None:
    rows = _of_scheme(headlines[headlines["measure"] == ADDED], scheme)
    rows = rows[(rows["period_start"] == scheme["period_start"]) & (rows["period_end"] == scheme["period_end"])]
    if rows.empty or scheme["basis"] != "planned":
        return None
    low, high = float(rows["value_low"].min()), float(rows["value_high"].max())
    return _printed(scheme, rows, low, high)


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
    values = [scheme["period_start"], scheme["period_end"], False, low, high]
    return dict(zip(ENDS, [*values, None, None, scheme["document"], join_lines(rows["line"])], strict=True))


def _states(result: str, unit: str, tables: dict[str, pd.DataFrame], communes_of) -> list[State]:
    sets = tables["documents"].set_index("document")["criteria_set"]
    headlines = tables["headlines"][tables["headlines"]["unit"] == unit].fillna({"qualifier": ""})
    if result == "criteria":
        return [_mean_state(row, sets, communes_of) for row in headlines[headlines["measure"] == MEAN].itertuples()]
    stocks = headlines[headlines["measure"] == STANDARD]
    states = [_state(row, sets, float(row.value_low), float(row.value_high)) for row in stocks.itertuples()]
    states += [_state(row, sets, *_full(row)) for row in _highest(tables["bands"], unit).itertuples()]
    return states + _before_plans(headlines, sets)


def _state(row, sets: pd.Series, low: float, high: float) -> State:
    return State(row.as_of, row.basis, sets[row.document], low, high, row.document, str(row.line))


def _mean_state(row, sets: pd.Series, communes_of) -> State:
    """Bound the criteria that a unit's communes have together by the mean's printed digits: whole criteria."""
    half = 0.5 * 10.0 ** -max(_decimals(row.value_low), _decimals(row.value_high))
    communes = communes_of(row.document, row.unit)
    high = FULL if row.qualifier in OPEN_ABOVE else float(row.value_high) + half
    return _state(row, sets, float(ceil((float(row.value_low) - half) * communes)), float(floor(high * communes)))


def _decimals(value: float) -> int:
    return max(0, -Decimal(str(value)).normalize().as_tuple().exponent)


def _highest(bands: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Give the highest printed band of every state of a unit."""
    rows = bands[bands["unit"] == unit].sort_values("band_low", kind="stable")
    return rows.drop_duplicates(["document", "as_of", "basis"], keep="last")


def _full(row) -> tuple[float, float]:
    """Bound the communes at the standard by the highest printed band: none where it ends below 19."""
    high = float(row.communes) if row.band_high == FULL else 0.0
    return (high if row.band_low == FULL else 0.0), high


def _before_plans(headlines: pd.DataFrame, sets: pd.Series) -> list[State]:
    """Derive the communes at the standard on the eve of a plan: its target less its printed increase."""
    stocks, flows = (headlines[headlines["measure"] == name].drop_duplicates("document") for name in (STANDARD, ADDED))
    plans = stocks[stocks["basis"] == "planned"].merge(
        flows, left_on=["document", "as_of"], right_on=["document", "period_end"], suffixes=("", "_added")
    )
    return [
        State(
            row.period_start_added - DAY,
            "derived",
            sets[row.document],
            float(row.value_low - row.value_high_added),
            float(row.value_high - row.value_low_added),
            row.document,
            f"{row.line},{row.line_added}",
        )
        for row in plans.itertuples()
    ]

"""What a unit had on a day, bounded by everything that is printed of it."""

from dataclasses import dataclass, replace
from math import ceil, floor

import pandas as pd

from ntm_analysis.funding.mix import join_lines
from ntm_analysis.quantities import half_step
from ntm_analysis.tables import lines_of

STANDARD, ADDED, MEAN = "communes_meeting_standard", "communes_meeting_standard_added", "mean_criteria"
FULL = 19
# With fewer criteria counted the bounds of all 19 are too wide to say anything.
FEWEST_COUNTED = 15
OPEN_ABOVE, OPEN_BELOW = ("at_least", "more_than"), ("at_most", "less_than")
DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class State:
    """What a unit had on a day: criteria or communes, between two bounds, where and by what that is told.

    Where two documents tell one bound each, `beside` has name and lines of the second.
    """

    date: pd.Timestamp
    basis: str
    criteria_set: str
    low: float
    high: float
    document: str
    lines: str
    evidence: str
    communes: int | None = None
    beside: tuple[str | None, str | None] = (None, None)


def read_states(result: str, unit: str, tables: dict[str, pd.DataFrame], communes_of) -> list[State]:
    """Read every state of a unit that bounds a result (criteria of all communes, or communes at the standard).

    `tables` are the processed tables, `communes_of(document, unit)` the communes in force.
    """
    sets = tables["documents"].set_index("document")["criteria_set"]
    headlines = tables["headlines"][tables["headlines"]["unit"] == unit].fillna({"qualifier": ""})
    if result == "criteria":
        means = [_mean_state(row, sets, communes_of) for row in headlines[headlines["measure"] == MEAN].itertuples()]
        counts = _count_states(tables["criteria"], unit, sets)
        return means + _band_states(tables["bands"], unit, sets, communes_of) + counts
    told = [(row, communes_of(row.document, unit)) for row in headlines[headlines["measure"] == STANDARD].itertuples()]
    states = [_state(row, sets, *bound_communes(row, communes), "headline") for row, communes in told]
    states += _full_states(tables["bands"], unit, sets, communes_of)
    return states + _before_plans(headlines, unit, sets, communes_of)


def bound_communes(row, communes: int, suffix: str = "") -> tuple[float, float]:
    """Bound a printed number of communes: its ends, open to none or to all communes where it says so."""
    low, high, qualifier = (getattr(row, f"{name}{suffix}") for name in ("value_low", "value_high", "qualifier"))
    if qualifier in OPEN_ABOVE:
        return float(low + (qualifier == "more_than")), float(communes)
    return (0.0, float(high - (qualifier == "less_than"))) if qualifier in OPEN_BELOW else (float(low), float(high))


def _state(row, sets: pd.Series, low: float, high: float, evidence: str, communes: int | None = None) -> State:
    place = (row.as_of, row.basis, sets[row.document], low, high, row.document, str(row.line), evidence)
    return State(*place, communes)


def _mean_state(row, sets: pd.Series, communes_of) -> State:
    """Bound the criteria that a unit's communes have together by the mean's printed digits: whole criteria."""
    half, communes = half_step(row.value_low, row.value_high), communes_of(row.document, row.unit)
    high = FULL if row.qualifier in OPEN_ABOVE else float(row.value_high) + half
    low = float(ceil((float(row.value_low) - half) * communes))
    return _state(row, sets, low, float(floor(high * communes)), "mean", communes)


def _band_states(bands: pd.DataFrame, unit: str, sets: pd.Series, communes_of) -> list[State]:
    """Bound the criteria of all communes by the bands of each state: all at their lower, all at their upper ends.

    Communes that no printed band holds may have none of the criteria or all.
    """
    states = []
    for row, rows, unheld in _banded(bands, unit, communes_of):
        low, high = (float((rows["communes"] * rows[f"band_{end}"]).sum()) for end in ("low", "high"))
        state = _state(row, sets, low, high + FULL * unheld, "bands")
        states.append(replace(state, lines=join_lines(rows["line"])))
    return states


def _banded(bands: pd.DataFrame, unit: str, communes_of):
    """Give the bands of each state of a unit, the highest of them first, and the communes that none of them holds."""
    for (document, *_), rows in bands[bands["unit"] == unit].groupby(["document", "as_of", "basis"], sort=False):
        highest = next(rows.sort_values("band_low", ascending=False, kind="stable").itertuples())
        yield highest, rows, max(communes_of(document, unit) - int(rows["communes"].sum()), 0)


def _count_states(criteria: pd.DataFrame, unit: str, sets: pd.Series) -> list[State]:
    """Bound the criteria of all communes by the counts of a state that has enough: others hold nowhere or anywhere."""
    states, counted = [], criteria[(criteria["unit"] == unit) & criteria["communes_attaining"].notna()]
    for _, rows in counted.groupby(["document", "as_of", "basis"], sort=False):
        last = rows.drop_duplicates("criterion", keep="last")
        if len(last) < FEWEST_COUNTED or last["communes_total"].isna().all():
            continue
        low = float(last["communes_attaining"].sum())
        high = low + (FULL - len(last)) * float(last["communes_total"].max())
        states.append(replace(_state(last.iloc[0], sets, low, high, "counts"), lines=join_lines(lines_of(last))))
    return states


def _full_states(bands: pd.DataFrame, unit: str, sets: pd.Series, communes_of) -> list[State]:
    """Bound the communes at the standard by the highest printed band: none of its communes where it ends below 19."""
    states = []
    for row, _, unheld in _banded(bands, unit, communes_of):
        high = float(row.communes) if row.band_high == FULL else 0.0
        states.append(_state(row, sets, high if row.band_low == FULL else 0.0, high + unheld, "bands"))
    return states


def _before_plans(headlines: pd.DataFrame, unit: str, sets: pd.Series, communes_of) -> list[State]:
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
            *_eve(row, communes_of(row.document, unit)),
            row.document,
            f"{row.line},{row.line_added}",
            "increases",
        )
        for row in plans.itertuples()
    ]


def _eve(row, communes: int) -> tuple[float, float]:
    """Bound a target less its increase; where both are open the same way, their printed ends belong together."""
    if row.qualifier == row.qualifier_added:
        return float(row.value_low - row.value_high_added), float(row.value_high - row.value_low_added)
    aim, added = bound_communes(row, communes), bound_communes(row, communes, "_added")
    return max(aim[0] - added[1], 0.0), min(aim[1] - added[0], float(communes))


def agree(states: list[State]) -> list[State]:
    """Intersect the bounds of states of one day; where the mean contradicts the others, give it and what they allow."""
    if len(states) < 2:
        return states
    low, high = max(of.low for of in states), min(of.high for of in states)
    if low > high:
        mean = [of for of in states if of.evidence == "mean"]
        return mean + agree([of for of in states if of.evidence != "mean"]) if mean else states
    ends = [next(of.document for of in states if of.low == low), next(of.document for of in states if of.high == high)]
    both = [of for of in states if of.document in ends and (of.low == low or of.high == high)]
    places = pd.DataFrame({"document": [of.document for of in both], "lines": [of.lines for of in both]})
    first, *rest = places.groupby("document", sort=False)["lines"].agg(join_lines).items()
    evidence = "+".join(dict.fromkeys(of.evidence for of in both))
    told = {"document": first[0], "lines": first[1], "beside": (*rest, (None, None))[0], "evidence": evidence}
    return [replace(both[0], low=low, high=high, **told)]

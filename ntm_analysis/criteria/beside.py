"""A district beside its province: the counts of both at the nearest dates that the documents allow."""

import pandas as pd

from ntm_analysis.criteria.panel import make_panel

KINDS = {"reported": "known", "derived": "known", "planned": "planned"}
FEWEST_IN_COMMON = 6
KEYS = ["criterion", "criteria_set"]
OWN = ["unit", "as_of", "basis", "communes_attaining", "communes_total", "share", "document", "line", "lines"]
MEASURED = ["kind", "days_apart", "difference"]
BESIDE = [*KEYS, *OWN, *(f"other_{name}" for name in OWN), *MEASURED]


def set_beside(criteria: pd.DataFrame, units: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Set each district beside its province, criterion by criterion, once as known and once as planned.

    `criteria` and `units` are the processed tables; `unit` is a province (all its districts with counts) or a district
    (itself). Of the states of one criteria set that have at least `FEWEST_IN_COMMON` criteria in common, the two
    nearest in time are taken, the later ones where equally near. Returns one row per district, kind (known | planned)
    and criterion: criteria_set, OWN of the district, OWN of the province (other_), days_apart, difference (share of
    the district less that of the province).
    """
    parent = units.drop_duplicates("unit").set_index("unit")["parent"].dropna()
    inside = [of for of in sorted(criteria["unit"].unique()) if of in parent and parent[of] == unit]
    pairs = [(of, unit) for of in inside] + ([(unit, parent[unit])] if unit in parent else [])
    found = [_nearest(make_panel(criteria, own), make_panel(criteria, above)) for own, above in pairs]
    return pd.concat(found, ignore_index=True)[BESIDE] if found else pd.DataFrame(columns=BESIDE)


def _nearest(own: pd.DataFrame, above: pd.DataFrame) -> pd.DataFrame:
    """Join the nearest states of two panels, for each kind."""
    sides = [side[[*KEYS, *OWN]].assign(kind=side["basis"].map(KINDS)) for side in (own, above)]
    joined = sides[0].merge(sides[1].rename(columns={name: f"other_{name}" for name in OWN}), on=[*KEYS, "kind"])
    joined["days_apart"] = (joined["other_as_of"] - joined["as_of"]).dt.days.abs()
    joined["difference"] = joined["share"] - joined["other_share"]
    states = ["kind", "as_of", "basis", "other_as_of", "other_basis", "days_apart"]
    sizes = joined.groupby(states, as_index=False).size()
    enough = sizes[sizes["size"] >= FEWEST_IN_COMMON]
    order = enough.sort_values(["days_apart", "as_of", "other_as_of"], ascending=[True, False, False], kind="stable")
    return order.drop_duplicates("kind")[states].merge(joined, on=states)

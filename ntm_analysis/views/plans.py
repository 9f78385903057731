"""What communes plan, in tables for readers and behind figures."""

import pandas as pd

from ntm_analysis.language import Words
from ntm_analysis.views.titles import titled

# A row of a figure of paths takes 4.2 mm: more would not fit on a sheet of A3.
MOST_COMMUNES = 90


def add_sources(values: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Add to values measured from the commune lists of table 1 the document and lines (parted by commas) of the lists.

    `values` as from plans.measure_incidence or measure_plan_load, `plans` as from plans.plans_of. A value of a district
    rests on the lists of its communes, any other on all lists: also a commune that does not plan a criterion counts.
    """
    listed = plans[plans["plan_table"] == 1]
    key = "district" if "district" in values else "plan_table"
    places = listed.groupby(key).agg(document=("document", "first"), lines=("line", _join))
    of = values[key] if key in values else pd.Series(1, index=values.index)
    return values.assign(document=of.map(places["document"]), lines=of.map(places["lines"]))


def _join(lines: pd.Series) -> str:
    return ",".join(map(str, sorted(set(lines))))


def part_paths(paths: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Give the paths (plans.trace_paths) that one figure each can hold, with a name for each figure.

    A commune table is one figure; where it has more than 90 communes, each district is one.
    """
    parts = []
    for number, rows in paths.groupby("plan_table"):
        if rows["commune"].nunique() <= MOST_COMMUNES:
            parts.append((f"paths_{number}", rows))
        else:
            parts += [(f"paths_{number}_{district}", part) for district, part in rows.groupby("district")]
    return parts


def list_delay(delay: pd.DataFrame, names: pd.Series, words: Words) -> pd.DataFrame:
    """List how far each criterion is put off, the furthest first: communes that plan it, and where in their plans."""
    rows = delay.sort_values(["back_loading", "criterion"], ascending=[False, True], kind="stable")
    columns = {
        "column.criterion": [f"{number}. {names[number]}" for number in rows["criterion"]],
        "column.planning": rows["planned"],
        "column.last_year": rows["last_year"],
        "column.last_share": [words("unit.pct", value=100 * float(share)) for share in rows["last_share"]],
        "column.back_loading": [
            "" if pd.isna(place) else words("unit.bn", value=float(place)) for place in rows["back_loading"]
        ],
    }
    return titled(columns, words)

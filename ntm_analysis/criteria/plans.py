"""What communes plan for 2017-2020, criterion by criterion: paths, load, delay, and what was ever done against it."""

from itertools import combinations

import pandas as pd

YEARS = range(2017, 2021)
BASE_YEAR = 2016
LAST = 19
TOGETHER = (2, 3, 4)
ADDED = "communes_meeting_standard_added"
PATH = ["plan_table", "commune", "commune_name", "district", "year", "cumulative", "printed", "document", "line"]
SLIPS = ("repeated", "met_and_planned", "never_listed")
PLACE = ["commune", "commune_name", "district"]
CUT = ["document", "plan_table", "year", "first_row", "missing", "rows", "planned", "lines"]


def plans_of(commune_criteria: pd.DataFrame, units: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Give the rows of the commune tables that lie in a unit: a commune, a district or the whole province."""
    inside = units.loc[units["parent"] == unit, "unit"]
    rows = commune_criteria["district"].isin([unit, *inside]) | (commune_criteria["commune"] == unit)
    return commune_criteria[rows]


def pick_planned(commune_criteria: pd.DataFrame) -> pd.DataFrame:
    """Pick what the communes of table 1 plan: each criterion once, for its first year, none that is met already."""
    table = commune_criteria[commune_criteria["plan_table"] == 1]
    first = table.sort_values("planned_year", kind="stable", na_position="first")
    first = first.drop_duplicates(["commune", "criterion"])
    return first[first["status"] == "planned"].sort_index()


def measure_plan_load(commune_criteria: pd.DataFrame, by: str = "criterion") -> pd.DataFrame:
    """Count what the communes of table 1 plan for each year.

    `by` is criterion (communes that plan it) or district (criteria planned by its communes). Returns that column,
    planned_year, communes (or criteria): how the load is spread over 2017-2020.
    """
    planned = pick_planned(commune_criteria)
    if by == "criterion":
        load, keys = planned.groupby([by, "planned_year"])["commune"].nunique().rename("communes"), range(1, LAST + 1)
    else:
        load, keys = planned.groupby([by, "planned_year"]).size().rename("criteria"), sorted(planned[by].unique())
    index = pd.MultiIndex.from_product([keys, YEARS], names=[by, "planned_year"])
    return load.reindex(index, fill_value=0).reset_index()


def trace_paths(commune_criteria: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """Trace the cumulative criteria of each commune by year, counted from its list, beside the printed number.

    `plans` is the processed table of plan rows. Returns one row per commune, table and year from 2016 (what it met in
    January 2017) to the last year it plans: PATH, where cumulative counts each criterion once and printed is the
    cumulative number that the plan prints (absent where none).
    """
    rows = []
    for (table, commune), listed in commune_criteria.groupby(["plan_table", "commune"], sort=False):
        first = listed.assign(year=listed["planned_year"].fillna(BASE_YEAR)).groupby("criterion")["year"].min()
        row = plans[(plans["plan_table"] == table) & (plans["commune"] == commune)].iloc[0]
        place = {"plan_table": table} | {name: row[name] for name in (*PLACE, "document", "line")}
        last = int(listed["planned_year"].fillna(BASE_YEAR).max())
        for year in range(BASE_YEAR, last + 1):
            printed = row["criteria_met_printed"] if year == BASE_YEAR else row[f"cumulative_{year}"]
            rows.append(place | {"year": year, "cumulative": int((first <= year).sum()), "printed": printed})
    return pd.DataFrame(rows, columns=PATH).astype({"printed": "Int64"})


def measure_incidence(commune_criteria: pd.DataFrame) -> pd.DataFrame:
    """Measure the share of communes of table 1 that plan to have each criterion by the end of each year.

    Communes that had a criterion in January 2017 count from 2016; one that never lists it counts as one without it.
    Returns criterion, year, communes (of the table), incidence (0..1), unfinished (communes that never list it).
    """
    table = commune_criteria[commune_criteria["plan_table"] == 1]
    communes, rows = table["commune"].nunique(), []
    for criterion in range(1, LAST + 1):
        listed = table[table["criterion"] == criterion]
        first = listed.assign(year=listed["planned_year"].fillna(BASE_YEAR)).groupby("commune")["year"].min()
        place = {"criterion": criterion, "communes": communes, "unfinished": communes - len(first)}
        rows += [
            place | {"year": year, "incidence": int((first <= year).sum()) / max(1, communes)}
            for year in (BASE_YEAR, *YEARS)
        ]
    return pd.DataFrame(rows)[["criterion", "year", "communes", "incidence", "unfinished"]]


def measure_delay(commune_criteria: pd.DataFrame) -> pd.DataFrame:
    """Measure how far each criterion of table 1 is put off.

    Returns criterion, planned (communes that plan it), last_year (of these, in their own last year), last_share (0..1),
    back_loading (mean place of the year in the commune's own plan: 0 its first year, 1 its last; communes that plan one
    year only are left out).
    """
    planned = pick_planned(commune_criteria)
    years = planned.groupby("commune")["planned_year"]
    starts, ends = years.transform("min"), years.transform("max")
    length = ends - starts
    place = ((planned["planned_year"] - starts) / length.where(length > 0)).astype("Float64")
    rows = planned.assign(is_last=planned["planned_year"] == ends, place=place)
    delay = rows.groupby("criterion", as_index=False).agg(
        planned=("commune", "nunique"), last_year=("is_last", "sum"), back_loading=("place", "mean")
    )
    return delay.assign(last_share=delay["last_year"] / delay["planned"])


def find_companions(commune_criteria: pd.DataFrame, fewest: int = 5) -> pd.DataFrame:
    """Find criteria that communes put off to their last year together: every two, three or four of them.

    Returns one row per set of criteria that at least `fewest` communes of table 1 plan in their own last year: size,
    criteria (numbers parted by commas), communes (that put off all of them), lift (their share over what independence
    would give; above 1 they go together). By size, the most communes first.
    """
    planned = pick_planned(commune_criteria)
    last = planned[planned["planned_year"] == planned.groupby("commune")["planned_year"].transform("max")]
    marks = pd.crosstab(last["commune"], last["criterion"]).clip(upper=1)
    marks = marks.loc[:, marks.sum() >= fewest].astype(bool) if len(marks) else marks
    rows = []
    for size in TOGETHER:
        for criteria in combinations(marks.columns, size):
            every = marks[list(criteria)].to_numpy()
            communes = int(every.all(axis=1).sum())
            if communes >= fewest:
                chance = float(every.mean(axis=0).prod()) * len(marks)
                rows.append((size, ",".join(map(str, criteria)), communes, communes / chance))
    found = pd.DataFrame(rows, columns=["size", "criteria", "communes", "lift"])
    return found.sort_values(["size", "communes", "lift"], ascending=[True, False, False], ignore_index=True)


def rank_plausibility(paths: pd.DataFrame, done_per_year: float) -> pd.DataFrame:
    """Rank communes by the steepest year that they plan, against what was done per commune and year.

    `paths` as from trace_paths, `done_per_year` the criteria that a commune gained a year on average. Returns one row
    per commune and table: PLACE, plan_table, steepest (criteria in one year), steepest_year, per_year (mean over the
    plan), multiple (steepest / done_per_year), document, line; the most demanding first.
    """
    ordered = paths.sort_values("year", kind="stable")
    gains = ordered.assign(gain=ordered.groupby(["plan_table", "commune"])["cumulative"].diff())
    gains = gains[gains["gain"].notna()]
    keys = ["plan_table", *PLACE, "document", "line"]
    steepest = gains.loc[gains.groupby(["plan_table", "commune"])["gain"].idxmax()]
    means = gains.groupby(["plan_table", "commune"], as_index=False)["gain"].mean().rename(columns={"gain": "per_year"})
    ranked = steepest[[*keys, "year", "gain"]].rename(columns={"gain": "steepest", "year": "steepest_year"})
    ranked = ranked.merge(means, on=["plan_table", "commune"], validate="one_to_one")
    ranked = ranked.assign(multiple=ranked["steepest"] / done_per_year)
    return ranked.sort_values(["steepest", "per_year", "commune"], ascending=[False, False, True], ignore_index=True)


def list_slips(commune_criteria: pd.DataFrame, plans: pd.DataFrame) -> pd.DataFrame:
    """List repeats and gaps in the criterion lists of the communes.

    Returns one row per slip: plan_table, PLACE, kind (repeated | met_and_planned | never_listed), criterion, years
    (planned, parted by commas), document, line. Only communes of table 1 promise all criteria, so only they have gaps.
    """
    rows = []
    for (table, commune), listed in commune_criteria.groupby(["plan_table", "commune"], sort=False):
        row = plans[(plans["plan_table"] == table) & (plans["commune"] == commune)].iloc[0]
        place = {"plan_table": table} | {name: row[name] for name in (*PLACE, "document", "line")}
        for criterion, entries in listed.groupby("criterion"):
            years = entries["planned_year"].dropna().astype(int).tolist()
            if len(entries) > 1:
                kind = "met_and_planned" if len(years) < len(entries) else "repeated"
                rows.append(place | {"kind": kind, "criterion": criterion, "years": ",".join(map(str, years))})
        missing = set(range(1, LAST + 1)) - set(listed["criterion"]) if table == 1 else set()
        rows += [place | {"kind": "never_listed", "criterion": criterion, "years": ""} for criterion in sorted(missing)]
    return pd.DataFrame(rows, columns=["plan_table", *PLACE, "document", "line", "kind", "criterion", "years"])


def list_cumulative_gaps(paths: pd.DataFrame) -> pd.DataFrame:
    """List the rows of paths, as from trace_paths, whose printed cumulative number is not the one that is counted."""
    return paths[paths["printed"].notna() & (paths["printed"] != paths["cumulative"])].reset_index(drop=True)


def find_cut(plans: pd.DataFrame, headlines: pd.DataFrame) -> pd.DataFrame:
    """Find the groups of table 1 whose first rows are missing in the document: their numbering starts above 1.

    `plans` and `headlines` are the processed tables. Returns one row per such group: document, plan_table, year (of the
    group), first_row (its number), missing (rows before it), rows (of the table, that are there), planned (communes
    that the document is to add in the years of the plan; absent where none is printed), lines (of both).
    """
    table = plans[plans["plan_table"] == 1]
    starts = (headlines["period_start"].dt.year == YEARS[0]) & (headlines["period_end"].dt.year == YEARS[-1])
    added = headlines[starts & (headlines["measure"] == ADDED) & (headlines["basis"] == "planned")]
    rows = []
    for (document, year), group in table.groupby(["document", "group_year"], sort=True):
        first, told = group.loc[group["row_no"].idxmin()], added[added["document"] == document]
        if first["row_no"] > 1:
            row = {"document": document, "plan_table": 1, "year": int(year), "first_row": int(first["row_no"])}
            row |= {"missing": int(first["row_no"]) - 1, "rows": int((table["document"] == document).sum())}
            row |= {"planned": int(told["value_low"].iloc[0]) if len(told) else pd.NA}
            lines = sorted({int(first["line"]), *told["line"].head(1).astype(int)})
            rows.append(row | {"lines": ",".join(map(str, lines))})
    return pd.DataFrame(rows, columns=CUT).astype({"planned": "Int64"})

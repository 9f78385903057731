"""How the criteria move: comparable steps, what each adds to the mean, what caps the standard, what is hard."""

from itertools import pairwise

import pandas as pd

from ntm_analysis.criteria.panel import bound_merging

STATE = ["unit", "as_of", "basis"]
KNOWN = ("reported", "derived")
STEP = ["unit", "criterion", "criteria_set", "from_date", "from_basis", "to_date", "to_basis"]
GROUPED = ["unit", "to_date", "to_basis", "group"]
FEWEST_FOR_ORDER = 15
FEWEST_OF_A_PAIR = 6
DAYS_A_YEAR = 365.25
POINTS = 100
PLACE = ["document", "line", "lines"]


def grade_comparability(panel: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """Grade how each point of the panel compares with the last known point before it of the same criterion.

    `panel` as from panel.make_panel, `criteria` the reference list. Adds previous_date and comparability: first (no
    known point before) | same (same criteria set and number of communes) | merged (same set, other number of
    communes) | yes | changed | redefined (other set, as the reference list judges).
    """
    judged = criteria.set_index(["criteria_set", "criterion"])["comparable_with_previous"]
    known = panel[panel["basis"].isin(KNOWN)].sort_values("as_of", kind="stable")
    dates, grades = [], []
    for row in panel.itertuples():
        same = (known["unit"] == row.unit) & (known["criterion"] == row.criterion) & (known["as_of"] < row.as_of)
        previous = known[same].iloc[-1] if same.any() else None
        dates.append(pd.NaT if previous is None else previous["as_of"])
        grades.append("first" if previous is None else _grade(row, previous, judged))
    return panel.assign(previous_date=pd.Series(dates, panel.index, "datetime64[s]"), comparability=grades)


def _grade(row, previous: pd.Series, judged: pd.Series) -> str:
    if row.criteria_set != previous["criteria_set"]:
        return str(judged[row.criteria_set, row.criterion])
    return "same" if row.communes_total == previous["communes_total"] else "merged"


def measure_steps(panel: pd.DataFrame) -> pd.DataFrame:
    """Measure the step of each criterion between neighbouring known states, and from the last known one to each plan.

    Never across criteria sets; of two known states on one day the reported one counts. Returns one row per step: STEP,
    from_communes and to_communes (attaining), from_total, to_total, change (share, 0..1), years, per_year (communes a
    year, of the counts as printed), points_per_year (of the share, in percentage points), points_low and points_high
    (its bounds; they differ only where use_common_denominator bounds a share), merged (whether the number of communes
    changed), merging_low and merging_high (the count that merging alone could have left), document, line and lines of
    both states (from_, to_).
    """
    rows = []
    for _, points in panel.groupby(["unit", "criteria_set", "criterion"], sort=False):
        known = points[points["basis"].isin(KNOWN)].sort_values(["as_of", "basis"], kind="stable")
        known = known.drop_duplicates("as_of", keep="last").to_dict("records")
        rows += [_step(start, end) for start, end in pairwise(known)]
        for plan in points[points["basis"] == "planned"].to_dict("records"):
            earlier = [point for point in known if point["as_of"] < plan["as_of"]]
            rows += [_step(earlier[-1], plan)] if earlier else []
    columns = [*STEP, *_MEASURED]
    return pd.DataFrame(rows, columns=columns).sort_values(["to_date", "criterion"], kind="stable", ignore_index=True)


_MEASURED = ["from_communes", "to_communes", "from_total", "to_total", "change", "years", "per_year"]
_MEASURED += ["points_per_year", "points_low", "points_high", "merged"]
_MEASURED += ["merging_low", "merging_high", "from_document", "from_line", "from_lines"]
_MEASURED += ["to_document", "to_line", "to_lines"]


def _step(start: dict, end: dict) -> dict:
    years = (end["as_of"] - start["as_of"]).days / DAYS_A_YEAR
    change = float(end["share"] - start["share"])
    counts = [int(of["communes_attaining"]) for of in (start, end)]
    totals = [int(of["communes_total"]) for of in (start, end)]
    low, high = bound_merging(counts[0], *totals) if totals[1] <= totals[0] else (counts[0], counts[0])
    row = {name: end[name] for name in ("unit", "criterion", "criteria_set")}
    for side, of in (("from", start), ("to", end)):
        row |= {f"{side}_date": of["as_of"]} | {f"{side}_{name}": of[name] for name in ("basis", *PLACE)}
    changes = [change, float(end["share_low"] - start["share"]), float(end["share"] - start["share_low"])]
    paces = [(counts[1] - counts[0]) / years, *(POINTS * of / years for of in changes)]
    measured = [*counts, *totals, change, years, *paces, totals[0] != totals[1], low, high]
    return row | dict(zip(_MEASURED[: len(measured)], measured, strict=True))


def measure_contributions(steps: pd.DataFrame) -> pd.DataFrame:
    """Measure what each criterion adds to the change of the mean between two states.

    `steps` as from measure_steps. Returns the steps with contribution (criteria per commune), known (criteria that
    have the step) and total (their sum): contributions add up exactly to the change of the mean over these criteria.
    """
    keys = ["unit", "from_date", "from_basis", "to_date", "to_basis"]
    grouped = steps.groupby(keys)["change"]
    return steps.assign(contribution=steps["change"], known=grouped.transform("size"), total=grouped.transform("sum"))


def measure_groups(steps: pd.DataFrame) -> pd.DataFrame:
    """Measure the gains by group of criteria: known steps up to each state, and steps to each plan.

    `steps` as from measure_steps with their group. Returns one row per unit, to_date, to_basis and group: criteria
    (that have a step), from_date (earliest), per_year (communes gained a year and criterion, mean), change (mean
    change of the share, 0..1), points_per_year, points_low and points_high (means of the steps').
    """
    grouped = steps.groupby(GROUPED, as_index=False, sort=True)
    return grouped.agg(
        criteria=("criterion", "size"),
        from_date=("from_date", "min"),
        per_year=("per_year", "mean"),
        change=("change", "mean"),
        **{name: (name, "mean") for name in ("points_per_year", "points_low", "points_high")},
    )


def pick_latest_plan(steps: pd.DataFrame) -> pd.DataFrame:
    """Pick the steps to the latest plan that covers at least `FEWEST_OF_A_PAIR` criteria; none where none does.

    `steps` as from measure_contributions; of plans for the same date the one from the later state.
    """
    planned = steps[(steps["to_basis"] == "planned") & (steps["known"] >= FEWEST_OF_A_PAIR)]
    planned = planned[planned["to_date"] == planned["to_date"].max()]
    return planned[planned["from_date"] == planned["from_date"].max()]


def find_binding(panel: pd.DataFrame) -> pd.DataFrame:
    """Find the criteria that cap the communes at the standard in each state with enough counts.

    No more communes can have all criteria than attain the rarest one. Returns one row per binding criterion of a state:
    unit, as_of, basis, known (criteria with a count), criteria_set, criterion, cap (communes), next_cap (were the
    binding criteria no limit), released (next_cap - cap), share of the communes, document, line, lines.
    """
    rows = []
    for _, state in panel.groupby(STATE, sort=False):
        counts = state["communes_attaining"].astype(int)
        others = counts[counts > counts.min()]
        if len(state) >= FEWEST_FOR_ORDER and len(others):
            binding = state[counts == counts.min()]
            rows.append(binding.assign(known=len(state), cap=int(counts.min()), next_cap=int(others.min())))
    columns = [*STATE, "known", "criteria_set", "criterion", "cap", "next_cap", "released", "share", *PLACE]
    found = (
        pd.concat(rows, ignore_index=True)
        if rows
        else pd.DataFrame(columns=[*panel.columns, "known", "cap", "next_cap"])
    )
    return found.assign(released=found["next_cap"] - found["cap"])[columns]


def rank_difficulty(panel: pd.DataFrame) -> pd.DataFrame:
    """Rank the criteria of each state with enough counts from the hardest (1, fewest communes) on.

    Returns the panel's rows of those states with rank (mean rank where counts are equal), counted (criteria of the
    state) and spread (largest less smallest share of the state, 0..1).
    """
    sizes = panel.groupby(STATE)["criterion"].transform("size")
    rows = panel[sizes >= FEWEST_FOR_ORDER]
    shares = rows.groupby(STATE)["share"]
    spread = (shares.transform("max") - shares.transform("min")).astype(float)
    return rows.assign(rank=shares.rank(method="average"), counted=shares.transform("size"), spread=spread)

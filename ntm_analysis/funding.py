"""Who pays: the funding schemes of the documents on one comparable level, and what follows from their totals."""

from itertools import combinations

import pandas as pd

from ntm_analysis.composition import (
    measure_concentration,
    measure_distance,
    measure_diversity,
    measure_execution,
    measure_variance,
)

GROUPS = ("state", "credit", "enterprises", "community")
SCHEME = ["document", "unit", "basis", "period_start", "period_end"]
FULL_YEAR_DAYS = 365
DISTANCE = ["document", "basis", "lines", "other_document", "other_basis", "other_lines", "groups", "distance"]
PAIR = [
    "document",
    "lines",
    "plan_document",
    "plan_lines",
    "group",
    "plan_share",
    "actual_share",
    "execution",
    "clr_difference",
    "time_share",
    "variance",
    "total_execution",
]


def group_of(source: str) -> str:
    """Give the top group of a funding source: every node below the state budget is `state`.

    >>> group_of("central_budget.ntm"), group_of("credit")
    ('state', 'credit')
    """
    return source if source in GROUPS else "state"


def measure_mix(funding: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Measure the funding mix of every scheme printed for a unit.

    `funding` is the processed table. Returns one row per scheme and group that is printed (an absent group has no
    row): document, unit, basis, period_start, period_end, group, amount_million_vnd, share_parts_pct (of the sum of
    the parts), share_stated_pct (of the printed total), lines (where the parts are printed). Shares of the parts sum
    to 100 within a scheme. Only rows that are no subtotal are added up.
    """
    leaves = funding[(funding["unit"] == unit) & ~funding["is_subtotal"]]
    leaves = leaves.assign(group=leaves["source"].map(group_of))
    keys = [*SCHEME, "group"]
    mix = leaves.groupby(keys, as_index=False, sort=False).agg(
        amount_million_vnd=("amount_million_vnd", "sum"), lines=("line", _lines)
    )
    mix = mix.merge(measure_totals(funding, unit), on=SCHEME, validate="many_to_one")
    mix["share_parts_pct"] = 100 * mix["amount_million_vnd"] / mix["parts_million_vnd"]
    mix["share_stated_pct"] = 100 * mix["amount_million_vnd"] / mix["stated_million_vnd"]
    mix["group"] = pd.Categorical(mix["group"], GROUPS, ordered=True)
    columns = [*keys, "amount_million_vnd", "share_parts_pct", "share_stated_pct", "lines"]
    return mix.sort_values(["period_start", "period_end", "group"], kind="stable")[columns].reset_index(drop=True)


def measure_totals(funding: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Set the printed total of each scheme beside the sum of its parts.

    Returns one row per scheme: parts_million_vnd, stated_million_vnd and line of the printed total (absent where
    none is printed), gap_million_vnd (stated less parts).
    """
    rows = funding[funding["unit"] == unit]
    stated = rows[rows["source"] == "total"].rename(columns={"amount_million_vnd": "stated_million_vnd"})
    parts = rows[~rows["is_subtotal"]].groupby(SCHEME, as_index=False)["amount_million_vnd"].sum()
    totals = parts.rename(columns={"amount_million_vnd": "parts_million_vnd"}).merge(
        stated[[*SCHEME, "stated_million_vnd", "line"]], on=SCHEME, how="left", validate="one_to_one"
    )
    totals["gap_million_vnd"] = totals["stated_million_vnd"] - totals["parts_million_vnd"]
    return totals.sort_values(["period_start", "period_end"], kind="stable").reset_index(drop=True)


def measure_intensity(mix: pd.DataFrame, communes_of) -> pd.DataFrame:
    """Measure amounts per commune, and per commune and year where the period has whole years.

    `communes_of(document, unit)` gives the communes in force at the document's time. Returns the mix with communes,
    years, per_commune_million_vnd and per_commune_year_million_vnd; the last is absent for periods shorter than a
    year: a half-year is never doubled.
    """
    days = (mix["period_end"] - mix["period_start"]).dt.days + 1
    years = (days / 365.25).round().where(days >= FULL_YEAR_DAYS)
    communes = [communes_of(document, unit) for document, unit in zip(mix["document"], mix["unit"], strict=True)]
    per_commune = mix["amount_million_vnd"] / communes
    return mix.assign(
        communes=communes,
        years=years,
        per_commune_million_vnd=per_commune,
        per_commune_year_million_vnd=per_commune / years,
    )


def measure_schemes(mix: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Measure concentration, diversity and leverage of every scheme.

    Returns one row per scheme: concentration (Herfindahl), diversity (Shannon, nats) over the printed groups, groups
    (how many are printed), leverage (dong from all sources per dong of state budget; absent without a state part).
    """
    rows = []
    for key, scheme in mix.groupby(SCHEME, sort=False):
        amounts = scheme.set_index("group")["amount_million_vnd"].astype(float)
        measures = {"concentration": measure_concentration(amounts), "diversity": measure_diversity(amounts)}
        state = amounts.get("state")
        leverage = amounts.sum() / state if state else None
        rows.append(dict(zip(SCHEME, key, strict=True)) | measures | {"groups": len(amounts), "leverage": leverage})
    return totals[SCHEME].merge(pd.DataFrame(rows), on=SCHEME, validate="one_to_one")


def measure_distances(mix: pd.DataFrame) -> pd.DataFrame:
    """Measure how far any two schemes of a unit are apart, whatever their totals.

    Returns one row per two schemes: document, basis and lines of either (other_ for the second), groups (how many both
    print), distance (Aitchison's over those groups; 0 for equal shares; absent when one of them is printed as zero or
    fewer than two are shared).
    """
    schemes = [scheme.set_index("group") for _, scheme in mix.groupby(SCHEME, sort=False)]
    return pd.DataFrame([_measure_apart(*two) for two in combinations(schemes, 2)], columns=DISTANCE)


def _measure_apart(one: pd.DataFrame, other: pd.DataFrame) -> dict:
    both = [group for group in GROUPS if group in one.index and group in other.index]
    amounts = [scheme.loc[both, "amount_million_vnd"].astype(float) for scheme in (one, other)]
    known = len(both) > 1 and not any((parts == 0).any() for parts in amounts)
    row = {"groups": len(both), "distance": measure_distance(*amounts) if known else None}
    for side, scheme in (("", one), ("other_", other)):
        row |= {f"{side}{name}": scheme[name].iloc[0] for name in ("document", "basis")}
        row[f"{side}lines"] = ",".join(scheme.loc[both, "lines"])
    return row


def pair_schemes(mix: pd.DataFrame) -> pd.DataFrame:
    """Set every report beside each plan whose period holds the report's, group by group.

    Returns one row per pair and group that both print: document and lines of the report, plan_document and plan_lines,
    group, plan_share, actual_share (0..1 of the parts), execution (mobilised / planned), clr_difference (log-ratio
    execution), time_share (the report's days as a share of the plan's), variance (PEFA composition variance of the
    pair), total_execution (of the parts that both print).
    """
    schemes = [scheme.set_index("group") for _, scheme in mix.groupby(SCHEME, sort=False)]
    plans = [scheme for scheme in schemes if scheme["basis"].iloc[0] == "planned"]
    reports = [scheme for scheme in schemes if scheme["basis"].iloc[0] == "reported"]
    pairs = [_pair(plan, report) for plan in plans for report in reports if _inside(report, plan)]
    return pd.concat(pairs, ignore_index=True) if pairs else pd.DataFrame(columns=PAIR)


def _inside(report: pd.DataFrame, plan: pd.DataFrame) -> bool:
    starts, ends = report["period_start"].iloc[0], report["period_end"].iloc[0]
    return plan["period_start"].iloc[0] <= starts and ends <= plan["period_end"].iloc[0]


def _pair(plan: pd.DataFrame, report: pd.DataFrame) -> pd.DataFrame:
    both = [group for group in GROUPS if group in plan.index and group in report.index]
    plan, report = plan.loc[both], report.loc[both]
    actual, planned = (scheme["amount_million_vnd"].astype(float) for scheme in (report, plan))
    days = [(scheme["period_end"] - scheme["period_start"]).iloc[0].days + 1 for scheme in (report, plan)]
    frame = measure_execution(actual, planned).assign(
        document=report["document"],
        lines=report["lines"],
        plan_document=plan["document"],
        plan_lines=plan["lines"],
        time_share=days[0] / days[1],
        variance=measure_variance(actual, planned),
        total_execution=actual.sum() / planned.sum(),
    )
    return frame.rename_axis("group").reset_index()[PAIR]


def _lines(lines: pd.Series) -> str:
    return ",".join(str(line) for line in sorted(set(lines)))

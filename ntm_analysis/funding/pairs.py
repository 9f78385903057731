"""Schemes side by side: a report and its plan, a plan and the past, a district and its province."""

import pandas as pd

from ntm_analysis.composition import measure_clr, measure_distance, measure_variance
from ntm_analysis.funding.measures import align_schemes
from ntm_analysis.funding.mix import LEVELS, PERIOD, SCHEME, STATE, split_schemes
from ntm_analysis.schema.fields import STATE_PARTS

SIDES = ("", "reference_")
RELATIONS = ("execution", "past", "province")
SIDE = ["unit", "document", "basis", "period_start", "period_end", "lines", "scheme_lines"]
PAIR = ["pair", "relation", "base", *SIDE, *(f"reference_{name}" for name in SIDE)]
PAIR += ["group", "share", "reference_share"]
PAIR += ["change_points", "clr_difference", "distance", "execution"]
PAIR += ["time_share", "total_execution", "pace", "variance", "totals_base", "files"]
UNCOVERED = ["unit", "document", "lines", "period_start", "period_end"]
DAY = pd.Timedelta(days=1)


def pair_schemes(mix: pd.DataFrame, parents: dict[str, str], base: str = "parts") -> pd.DataFrame:
    """Set schemes side by side, group by group.

    `parents` gives the unit above each unit. Relations: `execution` sets a report beside each plan of its unit whose
    period holds the report's; `past` sets a plan beside each scheme of its unit that ended before it begins;
    `province` sets a scheme beside those of the unit above whose periods overlap. Returns one row per pair and group
    that either prints, of schemes that share a group: pair (number), relation, base; SIDE of the scheme (lines of the
    group, scheme_lines of all); the same, reference_, of the one it is set beside; group; share and reference_share
    (0..1 of the whole scheme on `base`, of the parts without a printed total; absent where not printed);
    change_points; and over the groups that both print clr_difference and distance (Aitchison). For `execution` also
    execution (mobilised / planned, by group), time_share (the report's days as a share of the plan's),
    total_execution, pace (total_execution / time_share), variance (PEFA). totals_base says what these totals are:
    `stated` where both schemes print one and the same groups, else `parts` (of the groups that both print); files names
    the pair in file names. Where two schemes split the state budget differently it is one group: pair_shared leaves out
    what only one of them prints.
    """
    schemes = split_schemes(mix)
    pairs = [
        _pair(scheme, reference, relation, base)
        for relation in RELATIONS
        for reference in schemes
        for scheme in schemes
        if _related(scheme.iloc[0], reference.iloc[0], relation, parents) and _share_groups(scheme, reference)
    ]
    return _number(pairs)


def pair_shared(parts: pd.DataFrame) -> pd.DataFrame:
    """Set reports beside their plans over the parts that both print, where they split the state budget differently.

    `parts` is a mix at the level of parts. A part that only one of the two prints, such as integrated programmes, is
    left out of both, and shares are of the parts that stay. Returns rows as pair_schemes does, of relation `execution`.
    """
    schemes, pairs = split_schemes(parts), []
    for reference in schemes:
        for scheme in schemes:
            both = [group for group in scheme.index if group in reference.index]
            split = [set(of.index) & set(STATE) for of in (scheme, reference)]
            if (
                _has_money(scheme, reference, both)
                and split[0] != split[1]
                and _related(scheme.iloc[0], reference.iloc[0], "execution", {})
            ):
                pairs.append(_pair(_close(scheme.loc[both]), _close(reference.loc[both]), "execution", "parts"))
    return _number(pairs)


def add_ratios(pairs: pd.DataFrame, amounts: pd.DataFrame) -> pd.DataFrame:
    """Add intensity_ratio: money per commune and year at constant prices, as a multiple of the reference's.

    `amounts` as from amounts.measure_amounts, of all schemes that the pairs name; absent where one of the two has no
    amount per year. intensity_ratio_low and _high are what the ratio may be by the years of spending.
    """
    each = amounts["per_commune_year_million_vnd"]
    real = {end: (each * amounts[f"real_factor{end}"]).astype(float) for end in ("", "_low", "_high")}
    keys = amounts[SCHEME].itertuples(index=False, name=None)
    of = {key: {end: values.iloc[place] for end, values in real.items()} for place, key in enumerate(keys)}
    sides = [list(pairs[[f"{side}{name}" for name in SCHEME]].itertuples(index=False, name=None)) for side in SIDES]
    ratios = {
        f"intensity_ratio{end}": [of[key][end] / of[other][against] for key, other in zip(*sides, strict=True)]
        for end, against in (("", ""), ("_low", "_high"), ("_high", "_low"))
    }
    return pairs.assign(**{name: pd.Series(values, pairs.index, float) for name, values in ratios.items()})


def add_own_parts(pairs: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """Add the parts of the state budget that a report prints beside all those of its plan, which has no line for them.

    `parts` is the mix of all schemes of the pairs at the level of parts. Adds to the undivided state budget of pairs of
    relation `execution` own_parts (their names, parted by commas; empty elsewhere) and own_share (their share of the
    whole report, 0..1, on the base of the pair; absent where there are none).
    """
    of = {tuple(scheme[name].iloc[0] for name in SCHEME): scheme for scheme in split_schemes(parts)}
    found = [_own_parts(row, of) if row.relation == "execution" else ("", None) for row in pairs.itertuples()]
    own_parts, own_share = zip(*found, strict=True) if found else ((), ())
    return pairs.assign(own_parts=list(own_parts), own_share=pd.Series(own_share, pairs.index, float))


def name_files(rows: pd.DataFrame) -> str:
    """Name the files of one pair's figures: the reference's document and the other's, and more where pairs share it."""
    return rows["files"].iloc[0]


def list_uncovered(mix: pd.DataFrame) -> pd.DataFrame:
    """List the days of each plan on which no report of its unit says what came.

    Returns unit, document and lines of the plan, period_start and period_end of each stretch without a report.
    """
    schemes = mix.groupby(["document", "unit", "basis", *PERIOD], as_index=False, sort=False)["lines"].agg(",".join)
    reports, rows = schemes[schemes["basis"] == "reported"], []
    for plan in schemes[schemes["basis"] == "planned"].itertuples():
        day = plan.period_start
        inside = reports[(reports["unit"] == plan.unit) & (reports["period_end"] >= day)]
        for report in inside[inside["period_start"] <= plan.period_end].sort_values("period_start").itertuples():
            rows.append((plan.unit, plan.document, plan.lines, day, report.period_start - DAY))
            day = max(day, report.period_end + DAY)
        rows.append((plan.unit, plan.document, plan.lines, day, plan.period_end))
    found = pd.DataFrame(rows, columns=UNCOVERED)
    return found[found["period_start"] <= found["period_end"]].reset_index(drop=True)


def _own_parts(row, schemes: dict[tuple, pd.DataFrame]) -> tuple[str, float | None]:
    """Name the parts within a row's state budget that only the report prints, with their share of the report."""
    report, plan = (schemes[tuple(getattr(row, f"{side}{name}") for name in SCHEME)] for side in SIDES)
    printed, planned = ([part for part in STATE_PARTS if part in of.index] for of in (report, plan))
    own = [part for part in printed if part not in planned]
    if row.group != "state" or not own or not planned or len(own) + len(planned) > len(printed):
        return "", None
    shares = report[f"share_{row.base}_pct"].fillna(report["share_parts_pct"])
    return ",".join(own), float(shares.loc[own].sum()) / 100


def _related(scheme: pd.Series, reference: pd.Series, relation: str, parents: dict[str, str]) -> bool:
    same = scheme["unit"] == reference["unit"]
    starts, ends = ((scheme[day], reference[day]) for day in PERIOD)
    if relation == "execution":
        bases = (scheme["basis"], reference["basis"]) == ("reported", "planned")
        return same and bases and starts[1] <= starts[0] and ends[0] <= ends[1]
    if relation == "past":
        return same and scheme["basis"] == "planned" and ends[1] < starts[0]
    return parents.get(scheme["unit"]) == reference["unit"] and starts[0] <= ends[1] and starts[1] <= ends[0]


def _close(scheme: pd.DataFrame) -> pd.DataFrame:
    """Make shares of the parts that are left."""
    amounts = scheme["amount_million_vnd"].astype(float)
    return scheme.assign(share_parts_pct=100 * amounts / amounts.sum(), stated_million_vnd=pd.NA)


def _number(pairs: list[pd.DataFrame]) -> pd.DataFrame:
    """Put pairs one below the other, numbered and each with a name of its own for files."""
    names = ["_".join(_sides(rows, "{document}")) for rows in pairs]
    long = ["_".join(_sides(rows, "{document}-{unit}-{basis}-{period_start:%Y%m}-{period_end:%Y%m}")) for rows in pairs]
    files = [whole if names.count(name) > 1 else name for name, whole in zip(names, long, strict=True)]
    numbered = [
        rows.assign(pair=number, files=name) for number, (rows, name) in enumerate(zip(pairs, files, strict=True), 1)
    ]
    return pd.concat(numbered, ignore_index=True)[PAIR] if pairs else pd.DataFrame(columns=PAIR)


def _sides(rows: pd.DataFrame, form: str) -> list[str]:
    """Write something of both schemes of a pair, the reference first."""
    first = rows.iloc[0]
    return [form.format(**{name: first[f"{side}{name}"] for name in SCHEME}) for side in ("reference_", "")]


def _share_groups(scheme: pd.DataFrame, reference: pd.DataFrame) -> bool:
    """Say whether two schemes print a group in common, with money in what they share on either side."""
    one, other = align_schemes(scheme, reference)
    both = [group for group in one.index if group in other.index]
    return _has_money(one, other, both)


def _has_money(one: pd.DataFrame, other: pd.DataFrame, both: list[str]) -> bool:
    return all(of.loc[both, "amount_million_vnd"].sum() > 0 for of in (one, other))


def _pair(scheme: pd.DataFrame, reference: pd.DataFrame, relation: str, base: str) -> pd.DataFrame:
    scheme, reference = align_schemes(scheme, reference)
    groups = [group for group in LEVELS["parts"] if group in {*scheme.index, *reference.index}]
    both = [group for group in groups if group in scheme.index and group in reference.index]
    frame = pd.DataFrame(index=pd.Index(groups, name="group"))
    for side, of in (("", scheme), ("reference_", reference)):
        for name in SIDE:
            frame[f"{side}{name}"] = of[name].iloc[0]
        frame[f"{side}lines"] = of["lines"].reindex(groups)
        share = of[f"share_{base}_pct"].fillna(of["share_parts_pct"])
        frame[f"{side}share"] = share.reindex(groups).astype(float) / 100
    frame["change_points"] = 100 * (frame["share"] - frame["reference_share"])
    actual, planned = (of.loc[both, "amount_million_vnd"].astype(float) for of in (scheme, reference))
    frame = frame.assign(relation=relation, base=base, **_differ(actual, planned))
    if relation == "execution":
        whole = len(both) == len(groups)
        frame = frame.assign(
            execution=actual / planned.where(planned > 0),
            **_execute(scheme, reference, both, base if whole else "parts"),
        )
    return frame.reset_index().reindex(columns=PAIR)


def _differ(actual: pd.Series, planned: pd.Series) -> dict:
    if len(actual) < 2 or (actual == 0).any() or (planned == 0).any():
        return {}
    return {
        "clr_difference": measure_clr(actual) - measure_clr(planned),
        "distance": measure_distance(actual, planned),
    }


def _execute(scheme: pd.DataFrame, reference: pd.DataFrame, both: list[str], base: str) -> dict:
    amounts = [of.loc[both, "amount_million_vnd"].astype(float) for of in (scheme, reference)]
    totals = [float(of.sum()) for of in amounts]
    stated = [of["stated_million_vnd"].iloc[0] for of in (scheme, reference)]
    if base == "stated" and not any(pd.isna(total) for total in stated):
        totals = [float(total) for total in stated]
    else:
        base = "parts"
    days = [(of["period_end"] - of["period_start"]).iloc[0].days + 1 for of in (scheme, reference)]
    execution, time = totals[0] / totals[1], days[0] / days[1]
    measured = {"time_share": time, "total_execution": execution, "pace": execution / time, "totals_base": base}
    return measured | {"variance": measure_variance(*amounts, *totals)}

"""Every state that the documents tell, held against itself: which of its claims cannot hold together."""

from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from ntm_analysis.criteria.claims import ALL, Claims, bound_at_least, bound_mean, can_hold, find_conflicts
from ntm_analysis.quantities import half_step
from ntm_analysis.tables import lines_of

WHEN = ["document", "unit", "as_of", "basis"]
MEAN, STANDARD = "mean_criteria", "communes_meeting_standard"
# What measures of communes with fewer criteria than a number begin with; the number follows.
UNDER = "communes_under_"
OPEN_ABOVE, OPEN_BELOW = ("at_least", "more_than"), ("at_most", "less_than")
FEWEST_KNOWN = 15
DAYS_A_YEAR = 365.25
PACE = ["unit", "from_date", "to_date", "years", "from_communes", "to_communes", "merged", "low", "high"]
PACE += ["from_document", "from_lines", "to_document", "to_lines"]
CHECKED = [*WHEN, "communes", "told", "conflicts", "lines", "known", "mean_low", "mean_high"]
CHECKED += ["bands_low", "bands_high", "counts_low", "counts_high", "standard", "standard_low", "standard_high"]
BOUNDING = ("bands", "counts")
THRESHOLDS = [*WHEN, "communes", "known", "holds", "bands_lines", "counts_lines", "at_least"]
THRESHOLDS += ["bands_low", "bands_high", "counts_low", "counts_high"]


@dataclass(frozen=True)
class Told:
    """A state with what is told of it and the lines that tell each kind of claim."""

    document: str
    unit: str
    as_of: pd.Timestamp
    basis: str
    claims: Claims
    lines: dict[str, str]


def read_claims(tables: dict[str, pd.DataFrame], unit: str, communes_of) -> list[Told]:
    """Gather what each document tells of each state of a unit; derived counts belong to the reported state.

    `tables` are the processed tables, `communes_of(document, unit)` the communes in force. States of which only one
    kind of claim is told are kept: they bound the others. A known state whose counts are derived has that basis.
    """
    headlines = tables["headlines"].fillna({"qualifier": ""})
    parts = {
        "bands": tables["bands"],
        "counts": tables["criteria"][tables["criteria"]["communes_attaining"].notna()],
        "mean": headlines[headlines["measure"] == MEAN],
        "standard": headlines[headlines["measure"] == STANDARD],
        "under": headlines[headlines["measure"].str.startswith(UNDER) & (headlines["qualifier"] == "")],
    }
    of_unit = {kind: _as_known(rows[rows["unit"] == unit]) for kind, rows in parts.items()}
    under = of_unit.pop("under")
    keys = pd.concat([rows[WHEN] for rows in of_unit.values()]).drop_duplicates().sort_values(["as_of", "document"])
    told = []
    for key in keys.itertuples(index=False):
        rows = {kind: frame[(frame[WHEN] == list(key)).all(axis=1)] for kind, frame in of_unit.items()}
        rows["bands"] = split_bands(rows["bands"], under[(under[WHEN] == list(key)).all(axis=1)])
        lines = {kind: _join_all(lines_of(frame)) for kind, frame in rows.items() if len(frame)}
        place = key._replace(basis=_name_basis(key, parts["counts"]))
        told.append(Told(*place, _claims(rows, communes_of(key.document, unit)), lines))
    return told


def split_bands(bands: pd.DataFrame, under: pd.DataFrame) -> pd.DataFrame:
    """Split bands of one state where a headline tells how many communes have fewer criteria than some number.

    `under` are headlines of that state whose measure is communes_under_ and the number. Returns the bands with what
    lies below the number (at the headline's line) and from it on as bands of their own. A headline that the bands
    contradict, or that is a range, splits nothing.
    """
    for row in under[under["value_low"] == under["value_high"]].itertuples():
        number = int(row.measure.removeprefix(UNDER))
        inside = bands[(bands["band_low"] < number) & (bands["band_high"] >= number)]
        below = int(row.value_low) - int(bands.loc[bands["band_high"] < number, "communes"].sum())
        if len(inside) != 1 or not 0 <= below <= int(inside["communes"].iloc[0]):
            continue
        lower = inside.assign(band_high=number - 1, communes=below, line=row.line)
        upper = inside.assign(band_low=number, communes=inside["communes"] - below)
        bands = pd.concat([bands.drop(inside.index), lower, upper], ignore_index=True)
    return bands


def check_claims(told: list[Told]) -> pd.DataFrame:
    """Check each state for claims that cannot hold together, and bound what they leave open.

    Returns one row per state: communes, told (kinds of claims, parted by commas), conflicts (smallest groups of kinds
    that cannot hold together, kinds joined by +, groups parted by commas), lines, known (criteria with a count),
    mean_low and mean_high (of the printed mean), bands_low and bands_high, counts_low and counts_high (of the mean by
    bands and by counts alone), standard (as printed), standard_low and standard_high (by the counts alone).
    """
    rows = []
    for state in told:
        claims = state.claims
        row = {name: getattr(state, name) for name in WHEN} | {"communes": claims.communes, "known": len(claims.counts)}
        row |= {"told": ",".join(claims.told), "lines": _join(state.lines), "standard": claims.standard}
        row["conflicts"] = ",".join("+".join(kinds) for kinds in find_conflicts(claims))
        row |= _ends("mean", claims.mean)
        for kind in BOUNDING:
            row |= _ends(kind, bound_mean(claims.only((kind,))) if kind in claims.told else None)
        row |= _ends("standard", bound_at_least(claims.only(("counts",)), ALL) if claims.counts else None)
        rows.append(row)
    numbers = [name for name in CHECKED if name.endswith(("_low", "_high")) or name == "standard"]
    return pd.DataFrame(rows, columns=CHECKED).astype(dict.fromkeys(numbers, "Float64"))


def bound_thresholds(told: list[Told]) -> pd.DataFrame:
    """Bound the communes with at least 1, 2, ... 19 criteria, by the bands alone and by the counts alone.

    `told` as from read_claims; states of fewer than `FEWEST_KNOWN` counts are left out. Returns one row per state and
    threshold (at_least): communes, known (criteria with a count), bands_low, bands_high, counts_low, counts_high
    (communes; absent where that kind is not told), holds (whether the two can hold together), bands_lines and
    counts_lines.
    """
    rows = []
    for state in (of for of in told if len(of.claims.counts) >= FEWEST_KNOWN):
        kinds = [kind for kind in BOUNDING if kind in state.claims.told]
        both = state.claims.only(("bands", "counts"))
        place = {name: getattr(state, name) for name in WHEN} | {"communes": both.communes, "known": len(both.counts)}
        place |= {"holds": can_hold(both)} | {f"{kind}_lines": state.lines.get(kind, "") for kind in BOUNDING}
        for at_least in range(1, ALL + 1):
            row = place | {"at_least": at_least}
            for kind in BOUNDING:
                row |= _ends(kind, bound_at_least(both.only((kind,)), at_least) if kind in kinds else None)
            rows.append(row)
    return pd.DataFrame(rows, columns=THRESHOLDS).astype(dict.fromkeys(THRESHOLDS[-4:], "Int64"))


def _join(lines: dict[str, str]) -> str:
    return _join_all(lines.values())


def _join_all(runs) -> str:
    numbers = {int(line) for told in runs for line in told.split(",")}
    return ",".join(str(line) for line in sorted(numbers))


def _as_known(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(basis=rows["basis"].replace("derived", "reported"))


def _name_basis(key, counts: pd.DataFrame) -> str:
    """Give the basis of a state: derived where all counts of a known one are."""
    of_day = (counts[["document", "unit", "as_of"]] == [key.document, key.unit, key.as_of]).all(axis=1)
    bases = set(counts.loc[of_day & (counts["basis"] != "planned"), "basis"])
    return "derived" if key.basis != "planned" and bases == {"derived"} else key.basis


def _claims(rows: dict[str, pd.DataFrame], communes: int) -> Claims:
    bands, counts = rows["bands"], rows["counts"].drop_duplicates("criterion", keep="last")
    printed = pd.concat([frame["communes_total"] for frame in (bands, counts)]).dropna()
    means, standard = rows["mean"], rows["standard"]
    return Claims(
        communes=int(printed.iloc[0]) if len(printed) else communes,
        bands=tuple((int(row.band_low), int(row.band_high), int(row.communes)) for row in bands.itertuples()),
        counts=tuple(counts["communes_attaining"].astype(int)),
        mean=_mean(means.iloc[0]) if len(means) else None,
        standard=int(standard["value_low"].iloc[0]) if len(standard) else None,
    )


def _mean(row: pd.Series) -> tuple[float, float]:
    """Bound a mean by its printed digits; a qualifier leaves one side open."""
    half = half_step(row["value_low"], row["value_high"])
    low = 0.0 if row["qualifier"] in OPEN_BELOW else float(row["value_low"]) - half
    high = ALL if row["qualifier"] in OPEN_ABOVE else float(row["value_high"]) + half
    return low, high


def _ends(name: str, ends: tuple[float, float] | None) -> dict:
    low, high = ends or (None, None)
    return {f"{name}_low": low, f"{name}_high": high}


def measure_pace(checked: pd.DataFrame, criteria_sets: dict[str, str]) -> pd.DataFrame:
    """Measure the criteria that a commune gained a year between neighbouring known states, with bounds.

    `checked` as from check_claims, `criteria_sets` the set that each document counts by. A state's mean is the printed
    one, else what its counts allow; states of fewer than `FEWEST_KNOWN` counts and no printed mean are left out, and
    states of two criteria sets or of one day are never set against each other. Where the number of communes changed
    (merged), the mean of the earlier state is first set over the later communes (carry_mean). Returns unit, from_date,
    to_date, years, from_communes, to_communes, merged, low, high (criteria per commune and year), document and lines of
    both (from_, to_).
    """
    known = checked[checked["basis"] != "planned"].assign(criteria_set=checked["document"].map(criteria_sets))
    printed = known["mean_low"].notna()
    known = known.assign(low=known["mean_low"].where(printed, known["counts_low"]))
    known = known.assign(high=known["mean_high"].where(printed, known["counts_high"]))
    known = known[printed | (known["known"] >= FEWEST_KNOWN)].sort_values("as_of", kind="stable")
    rows = []
    for (unit, _), states in known.groupby(["unit", "criteria_set"], sort=False):
        for start, end in pairwise(states.to_dict("records")):
            years = (end["as_of"] - start["as_of"]).days / DAYS_A_YEAR
            if not years:
                continue
            place = {"unit": unit, "from_date": start["as_of"], "to_date": end["as_of"], "years": years}
            communes = {"from_communes": start["communes"], "to_communes": end["communes"]}
            place |= communes | {"merged": start["communes"] != end["communes"]}
            low, high = carry_mean((start["low"], start["high"]), *communes.values())
            place |= {"low": (end["low"] - high) / years, "high": (end["high"] - low) / years}
            for side, of in (("from", start), ("to", end)):
                place |= {f"{side}_document": of["document"], f"{side}_lines": of["lines"]}
            rows.append(place)
    return pd.DataFrame(rows, columns=PACE).astype({"merged": bool})


def carry_mean(mean: tuple[float, float], before: int, after: int) -> tuple[float, float]:
    """Bound the mean over `after` communes when nothing but the number of communes changed, from its bounds before.

    Each commune that disappears takes 0 to 19 criteria with it, each new one brings 0 to 19.

    >>> carry_mean((10, 10), 20, 19)
    (9.526315789473685, 10.526315789473685)
    """
    low, high = mean
    least = (before * low - ALL * max(0, before - after)) / after
    most = (before * high + ALL * max(0, after - before)) / after
    return max(0.0, least), min(float(ALL), most)

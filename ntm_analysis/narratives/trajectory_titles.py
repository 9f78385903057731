"""What the figures of criteria and plans say in their titles: one message each."""

import pandas as pd

from ntm_analysis.criteria.consistency import WHEN
from ntm_analysis.criteria.movement import KNOWN
from ntm_analysis.criteria.panel import COMPARABLE_BANDS
from ntm_analysis.criteria.plans import YEARS
from ntm_analysis.criteria.study import CriteriaStudy
from ntm_analysis.language import Words
from ntm_analysis.narratives.bounds import name_bound, name_criteria, pick_ends

LONGEST = 76
PLACES = 6


def title_claims(checked: pd.DataFrame, words: Words) -> str:
    """Give the figure of claims its message: how many states contradict themselves."""
    several = checked[checked["told"].str.contains(",")]
    broken = int((several["conflicts"] != "").sum())
    key = "fig.claims_broken" if broken else "fig.claims_hold"
    return words(key, count=broken, total=len(several)) if broken else words(key, total=len(several))


def title_panel(panel: pd.DataFrame, words: Words) -> str:
    """Give the figure of counts by criterion its message: fewest and most communes of the latest known state.

    A plain title where the criteria of that state are not out of one number of communes, or have all one count.
    """
    last = _pick_last(panel)
    low, high = int(last["communes_attaining"].min()), int(last["communes_attaining"].max())
    if last["communes_total"].nunique() > 1 or low == high:
        return words("fig.panel")
    values = {"low": low, "high": high, "total": int(last["communes_total"].iloc[0])}
    return words("fig.panel_told", **_name_state(last, words), **values)


def title_bands(bands: pd.DataFrame, words: Words) -> str:
    """Give the figure of bands its message: communes in the highest and the lowest band of the latest known state."""
    last = _pick_last(bands)
    last = last[last["document"] == last["document"].iloc[-1]]
    (_, least), (most, _) = COMPARABLE_BANDS[0], COMPARABLE_BANDS[-1]
    values = {"total": int(last["communes"].sum()), "all": most, "least": least + 1}
    for name, low in (("low", COMPARABLE_BANDS[0][0]), ("full", most)):
        values[name] = int(last.loc[last["band_low"] == low, "communes"].sum())
    return words("fig.bands", **_name_state(last, words), **values)


def _pick_last(rows: pd.DataFrame) -> pd.DataFrame:
    """Pick the rows of the latest known state, of the latest planned one where none is known."""
    known = rows[rows["basis"].isin(KNOWN)]
    rows = known if len(known) else rows
    last = rows[rows["as_of"] == rows["as_of"].max()]
    return last[last["basis"] == last["basis"].iloc[-1]]


def _name_state(rows: pd.DataFrame, words: Words) -> dict[str, str]:
    return {"date": words.month(rows["as_of"].iloc[0]), "basis": words(f"basis.{rows['basis'].iloc[0]}")}


def title_thresholds(thresholds: pd.DataFrame, words: Words) -> str:
    """Give the figure of thresholds its message: communes at all criteria by the latest bands, and the most possible.

    Where bands and counts of a state cannot hold together, how many states are so.
    """
    states = thresholds.groupby(WHEN, sort=False)["holds"].all()
    broken = int((~states).sum())
    if broken:
        return words("fig.thresholds_broken", count=broken, total=len(states))
    last = thresholds[thresholds["at_least"] == thresholds["at_least"].max()].dropna(subset="bands_low")
    if last.empty:
        return words("fig.thresholds_open")
    row = last.loc[last["as_of"].idxmax()]
    when = {"date": words.month(row["as_of"]), "basis": words(f"basis.{row['basis']}")}
    return words("fig.thresholds", told=int(row["bands_low"]), most=int(row["counts_high"]), **when)


def title_beside(rows: pd.DataFrame, units: pd.Series, words: Words) -> str:
    """Give the figure of a district beside its province its message; `units` maps units to their names."""
    first = rows.iloc[0]
    named = {"district": units[first["unit"]], "province": units[first["other_unit"]]}
    bases, dates = (dict.fromkeys((first[name], first[f"other_{name}"])) for name in ("basis", "as_of"))
    named["basis"] = ", ".join(words(f"basis.{basis}") for basis in bases)
    named["dates"] = ", ".join(words.month(date) for date in dates)
    above = int((rows["difference"].astype(float).round(PLACES) > 0).sum())
    return words("fig.beside", above=above, known=len(rows), **named)


def title_criteria(steps: pd.DataFrame, names: pd.Series, words: Words) -> str:
    """Give the small charts their message: the criterion that moved fastest between known states, where some moved.

    `names` maps criteria set and number to the name of a criterion, here and below.
    """
    known = steps[steps["to_basis"] != "planned"]
    if known.empty:
        return words("fig.criteria")
    fast, _ = pick_ends(known, "points_per_year")
    values = {"pace": float(fast["points_per_year"].iloc[0]), "bound": name_bound(fast.iloc[0], words)}
    title = words("fig.criteria_fastest", name=name_criteria(fast, names), **values)
    return title if len(title) <= LONGEST else words("fig.criteria")


def title_contributions(rows: pd.DataFrame, words: Words) -> str:
    """Give the figure of contributions, of one pair of states, its message: the change of the mean over so many."""
    values = {"total": float(rows["total"].iloc[0]), "known": len(rows)}
    return words("fig.contributions", date=words.day(rows["to_date"].iloc[0]), **values)


def title_difficulty(ranked: pd.DataFrame, names: pd.Series, words: Words) -> str:
    """Give the order of difficulty its message: the hardest criteria of the last state."""
    last = ranked[ranked["as_of"] == ranked["as_of"].max()]
    last = last[last["basis"] == last["basis"].iloc[-1]]
    hardest = ", ".join(_name(row, names) for _, row in last[last["rank"] == last["rank"].min()].iterrows())
    title = words("fig.difficulty_hardest", date=words.month(last["as_of"].iloc[0]), name=hardest)
    return title if len(title) <= LONGEST else words("fig.difficulty")


def title_paths(paths: pd.DataFrame, words: Words) -> str:
    """Give the paths of one plan table their message: criteria per commune at the start and at the end."""
    rows = paths.sort_values("year", kind="stable").groupby("commune")["cumulative"]
    values = {"low": float(rows.first().mean()), "high": float(rows.last().mean())}
    year = str(int(paths["year"].max()))
    return words("fig.paths", table=str(paths["plan_table"].iloc[0]), year=year, **values)


def title_load(load: pd.DataFrame, words: Words) -> str:
    """Give the load its message: the year for which most is planned, and its share."""
    years = load.groupby("planned_year")["communes"].sum()
    return words("fig.load", share=100 * float(years.max() / years.sum()), year=str(years.idxmax()))


def title_incidence(incidence: pd.DataFrame, names: pd.Series, words: Words) -> str:
    """Give the incidence its message: the criteria that fewest communes plan to have a year before the end."""
    before = incidence[incidence["year"] == max(YEARS) - 1]
    shares = before.set_index("criterion")["incidence"].astype(float).round(PLACES)
    least = ", ".join(names["2016", criterion] for criterion in shares.index[shares == shares.min()])
    values = {"share": 100 * shares.min(), "year": str(max(YEARS) - 1)}
    title = words("fig.incidence_least", name=least, **values)
    return title if len(title) <= LONGEST else words("fig.incidence")


def title_district_load(study: CriteriaStudy, names: pd.Series, words: Words) -> str:
    """Give the map of districts its message: the district that plans most; `names` maps districts to their names."""
    planned = study.district_load.groupby("district")["criteria"].sum()
    values = {"count": int(planned.max()), "total": int(planned.sum())}
    return words("fig.district_load", district=names[planned.idxmax()], **values)


def _name(row: pd.Series, names: pd.Series) -> str:
    return names[row["criteria_set"], row["criterion"]]

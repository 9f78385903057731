"""The panel of counts by criterion and date, and the bands of communes by number of criteria."""

import pandas as pd

from ntm_analysis.tables import lines_of

STATE = ["unit", "as_of", "basis"]
COMPARABLE_BANDS = ((0, 4), (5, 9), (10, 14), (15, 18), (19, 19))
LAST = 19


def make_panel(criteria: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Give one count per criterion, date and basis for a unit, with its share of the communes.

    `criteria` is the processed table. Returns unit, criterion, as_of, basis, criteria_set, communes_attaining,
    communes_total, denominator (communes that the share is of), share and share_low (0..1; they differ only where
    use_common_denominator bounds a share), document, line, lines (with the one of a derived count's increase). Where
    documents repeat a state, the last one printed is kept.
    """
    rows = criteria[(criteria["unit"] == unit) & criteria["communes_attaining"].notna()]
    rows = rows.assign(share=rows["communes_attaining"] / rows["communes_total"])
    rows = rows.drop_duplicates([*STATE, "criterion"], keep="last")
    rows = rows.assign(denominator=rows["communes_total"], share_low=rows["share"], lines=lines_of(rows))
    columns = [*STATE, "criterion", "criteria_set", "communes_attaining", "communes_total", "denominator"]
    columns += ["share", "share_low", "document", "line", "lines"]
    return rows.sort_values(["as_of", "basis", "criterion"], kind="stable")[columns].reset_index(drop=True)


def pick_criteria(text: str, criteria: pd.DataFrame) -> tuple[int, ...]:
    """Pick criteria by numbers and groups parted by commas, such as `2, 5, IV`; all 19 for an empty text.

    `criteria` is the reference list. Raises ValueError for an entry that is neither a number nor a group of it.
    """
    groups = criteria.groupby("group")["criterion"].unique().map(set).to_dict()
    picked: set[int] = set()
    for entry in filter(None, (part.strip(" ") for part in text.split(","))):
        if entry in groups:
            picked |= groups[entry]
        elif entry.isdecimal() and entry.isascii() and int(entry) in set(criteria["criterion"]):
            picked.add(int(entry))
        else:
            raise ValueError(f"expected numbers of criteria (1 to {LAST}) and groups ({', '.join(sorted(groups))})")
    return tuple(sorted(picked or set(criteria["criterion"])))


def keep_set(panel: pd.DataFrame, criteria_set: str) -> pd.DataFrame:
    """Keep the counts of one criteria set.

    `criteria_set` is a set, or a policy: show_breaks keeps all sets, strict only the one that the latest counts are of.
    """
    if criteria_set == "show_breaks" or panel.empty:
        return panel
    chosen = panel["criteria_set"].iloc[-1] if criteria_set == "strict" else criteria_set
    return panel[panel["criteria_set"] == chosen].reset_index(drop=True)


def use_common_denominator(panel: pd.DataFrame) -> pd.DataFrame:
    """Set every count over the communes of the latest state (find_latest), however many there were at its own time.

    `panel` as from make_panel, of one unit. Where communes merged in between, share is the most that merging alone
    leaves of the count and share_low the least (bound_merging), both over that one denominator.
    """
    if panel.empty:
        return panel
    common = int(find_latest(panel)["communes_total"])
    counts = zip(panel["communes_attaining"].astype(int), panel["communes_total"].astype(int), strict=True)
    ends = [bound_merging(count, max(total, common), common) for count, total in counts]
    low, high = (pd.Series(side, panel.index, "Float64") / common for side in zip(*ends, strict=True))
    return panel.assign(denominator=common, share=high, share_low=low)


def find_latest(panel: pd.DataFrame) -> pd.Series:
    """Give a row of the latest known state of a panel, or of its latest plan where nothing is known."""
    known = panel[panel["basis"] != "planned"]
    return (known if len(known) else panel).iloc[-1]


def bound_merging(attaining: int, before: int, after: int) -> tuple[int, int]:
    """Bound the communes attaining a criterion after `before` communes became `after` and nothing else changed.

    Merging adds no attaining commune, and each commune that disappears takes at most one attaining with it, whatever
    the rule by which a merged commune is judged.

    >>> bound_merging(105, 207, 181)
    (79, 105)
    """
    return max(0, attaining - (before - after)), min(attaining, after)


def bound_mean(panel: pd.DataFrame) -> pd.DataFrame:
    """Bound the mean of criteria per commune that the counts of each state allow.

    Returns one row per unit, date and basis: known (criteria with a count), mean_low, mean_high. Each criterion
    without a count may hold in no commune or in all; with all 19 known both bounds are the mean.
    """
    states = panel.groupby(STATE, as_index=False).agg(known=("criterion", "nunique"), mean_low=("share", "sum"))
    return states.assign(mean_high=states["mean_low"] + (LAST - states["known"]))


def make_bands(bands: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Give the communes in five comparable bands (under 5, 5-9, 10-14, 15-18, 19) for every state of a unit.

    Bands that a document splits finer are added up; returns unit, as_of, basis, document, band_low, band_high,
    communes, share (0..1 of the communes counted), lines. A band that is not printed counts no communes.
    """
    rows = bands[bands["unit"] == unit]
    place = {low: (low, high) for low, high in COMPARABLE_BANDS}
    band = [max(low for low in place if low <= printed) for printed in rows["band_low"]]
    rows = rows.assign(band_low=band, band_high=[place[low][1] for low in band])
    keys = [*STATE, "document", "band_low", "band_high"]
    merged = rows.groupby(keys, as_index=False, sort=False).agg(communes=("communes", "sum"), lines=("line", _lines))
    total = merged.groupby([*STATE, "document"])["communes"].transform("sum")
    return merged.assign(share=merged["communes"] / total).sort_values(["as_of", "basis", "band_low"], kind="stable")


def _lines(lines: pd.Series) -> str:
    return ",".join(str(line) for line in sorted(set(lines)))

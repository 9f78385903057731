"""The panel of counts by criterion and date, and the bands of communes by number of criteria."""

import pandas as pd

STATE = ["unit", "as_of", "basis"]
COMPARABLE_BANDS = ((0, 4), (5, 9), (10, 14), (15, 18), (19, 19))
LAST = 19


def make_panel(criteria: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Give one count per criterion, date and basis for a unit, with its share of the communes.

    `criteria` is the processed table. Returns unit, criterion, as_of, basis, criteria_set, communes_attaining,
    communes_total, share (0..1), document, line. Where documents repeat a state, the last one printed is kept.
    """
    rows = criteria[(criteria["unit"] == unit) & criteria["communes_attaining"].notna()]
    rows = rows.assign(share=rows["communes_attaining"] / rows["communes_total"])
    rows = rows.drop_duplicates([*STATE, "criterion"], keep="last")
    columns = [*STATE, "criterion", "criteria_set", "communes_attaining", "communes_total", "share", "document", "line"]
    return rows.sort_values(["as_of", "basis", "criterion"], kind="stable")[columns].reset_index(drop=True)


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

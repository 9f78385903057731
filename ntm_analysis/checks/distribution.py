"""Bands, means and criterion counts against each other: identities and bounds that any true state must keep."""

import pandas as pd

from ntm_analysis.checks.findings import Rule

WHEN = ["document", "unit", "basis", "as_of"]
ALL_CRITERIA = 19
SLACK = 1e-9
BAND_SUM = Rule(
    "bands_vs_communes",
    "error",
    "The bands add up to {found} communes; there are {expected}.",
    "Các nhóm cộng lại là {found} xã; tổng số là {expected} xã.",
)
MEAN_BANDS = Rule(
    "mean_vs_bands",
    "error",
    "A mean of {found} criteria per commune is impossible: the printed bands allow {low} to {high}.",
    "Bình quân {found} tiêu chí/xã là không thể: các nhóm đã ghi chỉ cho phép từ {low} đến {high}.",
)
MEAN_CRITERIA = Rule(
    "mean_vs_criteria",
    "error",
    "The mean is {found} criteria per commune; the counts of {known} criteria give {low} to {high}.",
    "Bình quân là {found} tiêu chí/xã; số xã đạt của {known} tiêu chí cho kết quả từ {low} đến {high}.",
)
FULL_LEAST = Rule(
    "full_standard_vs_smallest_criterion",
    "error",
    "{found} communes at 19 criteria, but only {expected} attain criterion {criterion}.",
    "{found} xã đạt 19 tiêu chí, nhưng chỉ {expected} xã đạt tiêu chí số {criterion}.",
)
FULL_MOST = Rule(
    "full_standard_below_bound",
    "error",
    "{found} communes at 19 criteria, but the criterion counts force at least {expected}.",
    "{found} xã đạt 19 tiêu chí, nhưng số xã đạt từng tiêu chí buộc phải có ít nhất {expected} xã.",
)


def check_distribution(bands: pd.DataFrame, criteria: pd.DataFrame, headlines: pd.DataFrame, communes_at) -> list[dict]:
    """Check bands, means and criterion counts of each document, unit, basis and date.

    `communes_at(document, unit)` gives the communes in force at the document's time, for states that print no total.
    """
    findings = []
    for when, group in bands.drop_duplicates([*WHEN, "band_low", "band_high"]).groupby(WHEN, sort=False):
        findings += _band_sum(group, communes_at)
        findings += _mean_in_bands(group, _means(headlines, when), communes_at)
    for when, group in _states(criteria):
        findings += _mean_of_criteria(group, _means(headlines, when), communes_at)
        findings += _full_standard(group, _at_nineteen(bands, headlines, when), communes_at)
    return findings


def _means(headlines: pd.DataFrame, when: tuple) -> pd.DataFrame:
    return headlines[_same_state(headlines, when) & (headlines["measure"] == "mean_criteria")]


def _same_state(table: pd.DataFrame, when: tuple) -> pd.Series:
    """Find the rows of a document, unit, basis and date; derived counts are about the same state as reported ones."""
    document, unit, basis, as_of = when
    return (table[WHEN] == [document, unit, "reported" if basis == "derived" else basis, as_of]).all(axis=1)


def _states(criteria: pd.DataFrame):
    """Give the latest printed count of each criterion, by document, unit, basis and date."""
    counted = criteria[criteria["communes_attaining"].notna()]
    for when, group in counted.groupby(WHEN, sort=False):
        yield when, group.drop_duplicates("criterion", keep="last")


def communes_of(group: pd.DataFrame, column: str, communes_at) -> int:
    """Give the number of communes that a state is about: as printed, else as in force at the time."""
    printed = group[column].dropna()
    return int(printed.iloc[0]) if len(printed) else communes_at(group["document"].iloc[0], group["unit"].iloc[0])


def _band_sum(group: pd.DataFrame, communes_at) -> list[dict]:
    communes, total = communes_of(group, "communes_total", communes_at), int(group["communes"].sum())
    row = next(group.itertuples())
    return [] if total == communes else [BAND_SUM.breach(row, _subject(row), total, communes)]


def _subject(row) -> str:
    return f"{row.unit}, {row.basis}, {row.as_of:%Y-%m-%d}"


def mean_bounds(group: pd.DataFrame, communes: int) -> tuple[float, float]:
    """Give the least and the greatest mean of criteria that bands allow."""
    low = float((group["communes"] * group["band_low"]).sum()) / communes
    high = float((group["communes"] * group["band_high"]).sum()) / communes
    return low, high


def _mean_in_bands(group: pd.DataFrame, means: pd.DataFrame, communes_at) -> list[dict]:
    low, high = mean_bounds(group, communes_of(group, "communes_total", communes_at))
    other = next(group.itertuples())
    return [
        MEAN_BANDS.breach(row, _subject(row), found, expected, other=other, low=round(low, 2), high=round(high, 2))
        for row, found, expected in _outside(means, low, high)
    ]


def _outside(means: pd.DataFrame, low: float, high: float):
    """Give each mean that lies outside the bounds by more than its printed precision."""
    for row in means.itertuples():
        slack = 0.5 * 10.0**-row.value_decimals + SLACK
        open_above = pd.notna(row.qualifier) and row.qualifier in ("at_least", "more_than")
        if row.value_low - slack > high:
            yield row, float(row.value_low), round(high, 4)
        elif row.value_high + slack < low and not open_above:
            yield row, float(row.value_high), round(low, 4)


def _mean_of_criteria(group: pd.DataFrame, means: pd.DataFrame, communes_at) -> list[dict]:
    communes = communes_of(group, "communes_total", communes_at)
    known = len(group)
    low = float(group["communes_attaining"].sum()) / communes
    high = low + (ALL_CRITERIA - known)
    bounds = {"low": round(low, 2), "high": round(high, 2), "known": known}
    other = next(group.itertuples())
    return [
        MEAN_CRITERIA.breach(row, _subject(row), found, expected, other=other, **bounds)
        for row, found, expected in _outside(means, low, high)
    ]


def _at_nineteen(bands: pd.DataFrame, headlines: pd.DataFrame, when: tuple) -> pd.DataFrame:
    band = bands[_same_state(bands, when) & (bands["band_low"] == ALL_CRITERIA)]
    head = headlines[_same_state(headlines, when) & (headlines["measure"] == "communes_meeting_standard")]
    return pd.concat([band, head.assign(communes=head["value_low"])])


def _full_standard(group: pd.DataFrame, full: pd.DataFrame, communes_at) -> list[dict]:
    least = group.loc[group["communes_attaining"].idxmin()]
    communes = communes_of(group, "communes_total", communes_at)
    forced = int(group["communes_attaining"].sum()) - (ALL_CRITERIA - 1) * communes if len(group) == ALL_CRITERIA else 0
    findings = []
    for row in full.itertuples():
        count = int(row.communes)
        if count > least["communes_attaining"]:
            found = FULL_LEAST.breach(
                row,
                _subject(row),
                count,
                int(least["communes_attaining"]),
                other=least,
                criterion=int(least["criterion"]),
            )
            findings.append(found)
        if count < forced:
            findings.append(FULL_MOST.breach(row, _subject(row), count, forced))
    return findings

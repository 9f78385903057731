"""Bands, means and criterion counts against each other: identities and bounds that any true state must keep."""

from collections import defaultdict

import pandas as pd

from ntm_analysis.checks.findings import Rule
from ntm_analysis.distinct import occurring

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
    means = headlines[headlines["measure"] == "mean_criteria"]
    standard = headlines[headlines["measure"] == "communes_meeting_standard"]
    full = pd.concat([bands[bands["band_low"] == ALL_CRITERIA], standard.assign(communes=standard["value_low"])])
    means_of, full_of = _by_state(means), _by_state(full)
    findings = []
    for when, group in _by_state(bands.drop_duplicates([*WHEN, "band_low", "band_high"])).items():
        findings += _band_sum(group, communes_at)
        findings += _mean_in_bands(group, means_of.get(when, ()), communes_at)
    told = pd.concat([means[WHEN], full[WHEN]])
    told = pd.concat([told, told[told["basis"] == "reported"].assign(basis="derived")])
    counted = criteria[occurring(criteria, told, WHEN) & criteria["communes_attaining"].notna()]
    for (*where, basis, day), rows in _by_state(counted).items():
        # Derived counts are about the same state as reported ones.
        when, group = (*where, "reported" if basis == "derived" else basis, day), _latest(rows)
        findings += _mean_of_criteria(group, means_of.get(when, ()), communes_at)
        findings += _full_standard(group, full_of.get(when, ()), communes_at)
    return findings


def _by_state(table: pd.DataFrame) -> dict[tuple, list]:
    """Give the rows of each document, unit, basis and date."""
    states = defaultdict(list)
    for row in table.astype(object).itertuples():
        states[(row.document, row.unit, row.basis, row.as_of)].append(row)
    return states


def _latest(rows: list) -> list:
    """Give the last printed count of each criterion."""
    last = {row.criterion: row for row in rows}
    return [row for row in rows if last[row.criterion] is row]


def communes_of(group: list, communes_at) -> int:
    """Give the number of communes that a state is about: as printed, else as in force at the time."""
    printed = (row.communes_total for row in group if pd.notna(row.communes_total))
    return int(next(printed, None) or communes_at(group[0].document, group[0].unit))


def _band_sum(group: list, communes_at) -> list[dict]:
    communes, total = communes_of(group, communes_at), int(sum(row.communes for row in group))
    return [] if total == communes else [BAND_SUM.breach(group[0], _subject(group[0]), total, communes)]


def _subject(row) -> str:
    return f"{row.unit}, {row.basis}, {row.as_of:%Y-%m-%d}"


def mean_bounds(group: list, communes: int) -> tuple[float, float]:
    """Give the least and the greatest mean of criteria that bands allow."""
    low = float(sum(row.communes * row.band_low for row in group)) / communes
    high = float(sum(row.communes * row.band_high for row in group)) / communes
    return low, high


def _mean_in_bands(group: list, means: list, communes_at) -> list[dict]:
    if not means:
        return []
    low, high = mean_bounds(group, communes_of(group, communes_at))
    other = group[0]
    return [
        MEAN_BANDS.breach(row, _subject(row), found, expected, other=other, low=round(low, 2), high=round(high, 2))
        for row, found, expected in _outside(means, low, high)
    ]


def _outside(means: list, low: float, high: float):
    """Give each mean that lies outside the bounds by more than its printed precision."""
    for row in means:
        slack = 0.5 * 10.0**-row.value_decimals + SLACK
        open_above = pd.notna(row.qualifier) and row.qualifier in ("at_least", "more_than")
        if row.value_low - slack > high:
            yield row, float(row.value_low), round(high, 4)
        elif row.value_high + slack < low and not open_above:
            yield row, float(row.value_high), round(low, 4)


def _mean_of_criteria(group: list, means: list, communes_at) -> list[dict]:
    if not means:
        return []
    known = len(group)
    low = float(sum(row.communes_attaining for row in group)) / communes_of(group, communes_at)
    high = low + (ALL_CRITERIA - known)
    bounds = {"low": round(low, 2), "high": round(high, 2), "known": known}
    return [
        MEAN_CRITERIA.breach(row, _subject(row), found, expected, other=group[0], **bounds)
        for row, found, expected in _outside(means, low, high)
    ]


def _full_standard(group: list, full: list, communes_at) -> list[dict]:
    if not full:
        return []
    least = min(group, key=lambda row: row.communes_attaining)
    attained, communes = sum(row.communes_attaining for row in group), communes_of(group, communes_at)
    forced = int(attained) - (ALL_CRITERIA - 1) * communes if len(group) == ALL_CRITERIA else 0
    findings = []
    for row in full:
        count = int(row.communes)
        if count > least.communes_attaining:
            fewest, criterion = int(least.communes_attaining), int(least.criterion)
            findings.append(FULL_LEAST.breach(row, _subject(row), count, fewest, other=least, criterion=criterion))
        if count < forced:
            findings.append(FULL_MOST.breach(row, _subject(row), count, forced))
    return findings

"""Indicators that are printed more than once, and their targets, in a table for readers."""

import pandas as pd

from ntm_analysis.criteria.indicators import SERIES
from ntm_analysis.criteria.movement import KNOWN
from ntm_analysis.language import Words
from ntm_analysis.narratives.indicators import name_change, name_date, name_side, name_value, name_when
from ntm_analysis.statements import cite
from ntm_analysis.views.titles import titled

COLUMNS = ["column.criterion", "column.name", "column.known_values", "column.target", "column.pace_year"]
COLUMNS += ["column.needed_year", "column.times_pace", "column.passed", "column.verdict", "column.sources"]


def list_indicator_series(series: pd.DataFrame, targets: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List each series with its known values, one row per target, and one for a series without a target.

    `series` as from indicators.make_series, `targets` as from indicators.measure_targets. Amounts are as printed, paces
    per year.
    """
    rows = []
    for key, points in series.groupby(SERIES, sort=False):
        known = points[points["basis"].isin(KNOWN)]
        own = targets[(targets[SERIES] == list(key)).all(axis=1)]
        last = points.iloc[-1]
        head = ["" if pd.isna(last["criterion"]) else int(last["criterion"]), words.pick(last, "indicator")]
        head += ["; ".join(_point(row, words) for row in known.itertuples())]
        for target in own.itertuples():
            rows.append([*head, *_target(target, words), cite(_sources(known, target))])
        rows += [[*head, *[""] * 6, cite(known)]] if own.empty else []
    return titled({key: [row[place] for row in rows] for place, key in enumerate(COLUMNS)}, words)


def _point(row, words: Words) -> str:
    value = name_value(row.value_low, row.value_high, row.qualifier, row.measure, words)
    share = "" if pd.isna(row.share) else f", {words('unit.pct', value=100 * row.share)}"
    return f"{value} ({name_when(row.start, row.end, words)}{share})"


def _target(row, words: Words) -> list[str]:
    if row.target_yearly:
        value = name_side(row, "target", words)
    else:
        low, high = row.target_value_low, row.target_value_high
        value = name_value(low, high, row.target_qualifier, row.measure, words)
    share = "" if pd.isna(row.target_share) else f", {words('unit.pct', value=100 * row.target_share)}"
    paces = ["" if pd.isna(of) else name_change(of, row, words) for of in (row.pace, row.required)]
    times = "" if pd.isna(row.multiple) else words("unit.share", value=row.multiple)
    passed = "" if pd.isna(row.passed) else words("conclusion.yes" if row.passed else "conclusion.no")
    verdict = words(f"verdict.{row.verdict}")
    return [f"{value} ({name_date(row, 'target', words)}{share})", *paces, times, passed, verdict]


def _sources(known: pd.DataFrame, target) -> pd.DataFrame:
    own = pd.DataFrame({"document": [target.target_document], "lines": [target.target_lines]})
    return pd.concat([known[["document", "lines"]], own], ignore_index=True)

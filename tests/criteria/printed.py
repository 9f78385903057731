"""Printed indicators for tests: rows of the processed table, and the list that judges them."""

import pandas as pd

from ntm_analysis.criteria.indicators import make_series, measure_targets

COLUMNS = ["document", "line", "printed", "unit", "criterion", "indicator", "basis", "as_of", "period_start"]
COLUMNS += ["period_end", "value_low", "value_high", "total", "measure", "share_pct", "qualifier"]
COLUMNS += ["indicator_en", "indicator_vi"]
TYPES = {"line": "Int64", "criterion": "Int64", "qualifier": "string", "document": "string", "unit": "string"}
TYPES |= dict.fromkeys(("as_of", "period_start", "period_end"), "datetime64[s]")
TYPES |= dict.fromkeys(("value_low", "value_high", "total", "share_pct"), "Float64")
PLAN, LATEST, REVIEW = "lang-son-plan-2017-2020", "lang-son-plan-2021", "lang-son-review-2011-2015"
DOCUMENTS = pd.DataFrame(
    {"document": [REVIEW, PLAN, LATEST], "reference_date": pd.to_datetime(["2015-12-31", "2017-01-31", "2020-12-31"])}
)
JUDGED = pd.DataFrame(
    [
        ("roads", "Roads", "Đường", "higher", ""),
        ("poverty", "Poverty", "Nghèo", "lower", ""),
        ("farms", "Farms", "Trang trại", "", ""),
        ("jobs", "Jobs", "Việc làm", "higher", ""),
        ("jobs_per_year", "Jobs per year", "Việc làm mỗi năm", "higher", "jobs"),
    ],
    columns=["indicator", "label_en", "label_vi", "better", "yearly_of"],
)


def point(indicator, when, value, basis="reported", document=REVIEW, line=1, **more):
    """One printed row: `when` is a date or (first day, last day), `value` a number or (low, high)."""
    low, high = value if isinstance(value, tuple) else (value, value)
    row = {"document": document, "line": line, "printed": "x", "unit": "lang-son", "criterion": 2, "measure": "pct"}
    row |= {"indicator": indicator, "basis": basis, "value_low": low, "value_high": high}
    if isinstance(when, tuple):
        row |= dict(zip(("period_start", "period_end"), when, strict=True))
    else:
        row |= {"as_of": when}
    return row | more


def plan(indicator, when, value, document=PLAN, line=9, **more):
    """One printed target."""
    return point(indicator, when, value, "planned", document, line, **more)


def table(*rows):
    """The processed table of some rows."""
    return pd.DataFrame(rows, columns=COLUMNS).astype(TYPES)


def series_of(*rows, **chosen):
    """The series of some printed rows."""
    return make_series(table(*rows), JUDGED, "lang-son", **chosen)


def targets_of(*rows):
    """The targets of some printed rows."""
    return measure_targets(series_of(*rows), DOCUMENTS)

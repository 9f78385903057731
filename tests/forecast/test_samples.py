"""The sample tables in the docstrings of the public calls are what the calls give for the province of this project."""

import pandas as pd
import pytest

from forecast.real import REFERENCE, TABLES
from ntm_analysis.forecast import (
    backtest,
    forecast_criteria,
    forecast_headlines,
    probability_of_headlines,
    probability_of_plan,
    simulate_commune_plans,
)
from ntm_analysis.forecast.reading import read_unit

pytestmark = pytest.mark.data
UNIT, CUT, END = "lang-son", "2017-06-30", "2020-12-31"
NOW, THEN = (read_unit(TABLES, REFERENCE, UNIT, day) for day in ("", CUT))
EXTRAS = NOW.figures.extras("comparable", "means", "standard")
KEYS = ("unit", "criterion", "measure", "as_of", "origin", "method", "scenario", "year")


def tables_of(call):
    """The tables of a docstring: their header, then their rows."""
    tables, lines = [], [line.strip() for line in call.__doc__.splitlines()]
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if after.startswith("| ---"):
            tables.append((cells, []))
        elif line.startswith("| ") and not line.startswith("| ---"):
            tables[-1][1].append(dict(zip(tables[-1][0], cells, strict=True)))
    return [rows for _, rows in tables]


def written(value, as_in):
    """A value with the decimals of a sample's cell."""
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return f"{value:.{len(as_in.partition('.')[2])}f}" if isinstance(value, float) else str(value)


def given(call, place=0):
    """A table that a docstring gives to its call."""
    rows = pd.DataFrame(tables_of(call)[place]).replace("", None)
    numbers = {name: pd.to_numeric(rows[name]) for name in ("target", "target_total") if name in rows}
    return rows.assign(**numbers)


RESULTS = {
    forecast_criteria: lambda: forecast_criteria(
        THEN.figures.history, [END], **THEN.figures.extras("comparable", "means")
    ),
    forecast_headlines: lambda: forecast_headlines(
        THEN.figures.history, [END], **THEN.figures.extras("comparable", "means", "standard")
    ),
    backtest: lambda: backtest(
        NOW.figures.history, [CUT], ("pooled", "linear", "plan"), **NOW.figures.extras("comparable", "means", "plan")
    ),
    probability_of_plan: lambda: probability_of_plan(
        NOW.figures.history, given(probability_of_plan).assign(criteria_set="2016"), **EXTRAS
    ),
    probability_of_headlines: lambda: probability_of_headlines(
        NOW.figures.history, given(probability_of_headlines), **EXTRAS
    ),
    simulate_commune_plans: lambda: simulate_commune_plans(NOW.plans, slip=0.1),
}


@pytest.mark.parametrize("call", RESULTS, ids=lambda call: call.__name__)
def test_the_sample_is_what_comes(call):
    sample, found = tables_of(call)[-1], RESULTS[call]()
    keys = [name for name in sample[0] if name in KEYS]
    made = {tuple(written(row[name], "") for name in keys): row for row in found.to_dict("records")}
    for told in sample:
        row = made[tuple(told[name] for name in keys)]
        assert {name: written(row[name], cell) for name, cell in told.items()} == told

"""Small tables for the tests of criteria: rows as the processed tables hold them, figures that add up by hand."""

import pandas as pd

from ntm_analysis.schema import PROCESSED
from ntm_analysis.tables import from_text

STATE = {"document": "report", "unit": "lang-son", "basis": "reported", "as_of": "2017-06-30"}


def table(name, *rows):
    """Rows of a processed table, typed; cells left out are absent."""
    cells = [{key: str(value) for key, value in row.items()} for row in rows]
    frame = pd.DataFrame(cells, columns=PROCESSED[name].columns, dtype="object").fillna("")
    return from_text(frame, PROCESSED[name])


def count(criterion, attaining, total=20, line=40, **cells):
    """A count of one criterion in a state."""
    row = {"criterion": criterion, "communes_attaining": attaining, "communes_total": total, "line": line}
    return STATE | {"criteria_set": "2016"} | row | cells


def counts(attaining, **cells):
    """The counts of a state: criterion -> communes attaining it."""
    return [count(criterion, communes, **cells) for criterion, communes in attaining.items()]


def band(low, high, communes, line=10, **cells):
    """A band of a state."""
    return STATE | {"band_low": low, "band_high": high, "communes": communes, "line": line} | cells


def headline(measure, low, high=None, line=50, **cells):
    """A headline figure of a state."""
    ends = {"value_low": low, "value_high": low if high is None else high}
    return STATE | {"measure": measure, "line": line} | ends | cells


def plan(commune, criterion, year, district="bac-son", plan_table=1):
    """A criterion that a commune lists: for a year, or met in January 2017 where the year is empty."""
    place = {"document": "plan", "line": 300, "plan_table": plan_table, "commune": commune, "district": district}
    status = "planned" if year else "met_2017_01"
    return place | {"criterion": criterion, "status": status, "planned_year": year}


def plan_row(commune, met="", printed=(), plan_table=1, line=300, district="bac-son"):
    """A row of the commune tables: the printed number of criteria met and the cumulative numbers from 2017 on."""
    place = {"document": "plan", "line": line, "plan_table": plan_table, "commune": commune, "district": district}
    years = {f"cumulative_{year}": number for year, number in enumerate(printed, start=2017)}
    return place | {"commune_name": commune.upper(), "criteria_met_printed": met} | years

"""Small tables for the tests of targets: one plan, one report, figures that add up by hand."""

import pandas as pd
from criteria.states import band, count, headline, table

from ntm_analysis.attainment.study import study_attainment
from ntm_analysis.schema import PROCESSED

REFERENCE = pd.DataFrame(
    [
        (criteria_set, number, "" if criteria_set == "2009" else "changed")
        for criteria_set in ("2009", "2016")
        for number in range(1, 20)
    ],
    columns=["criteria_set", "criterion", "comparable_with_previous"],
)
BEFORE, DUE = "2016-12-31", "2020-12-31"
REPORTED = {"document": "report", "as_of": DUE, "line": 90}
BASE = {"document": "old", "as_of": BEFORE, "line": 5}
PLANNED = {"document": "plan", "as_of": DUE, "basis": "planned", "line": 20}
# document: (reference date, criteria set)
DOCUMENTS = {"old": (BEFORE, "2016"), "plan": ("2017-01-31", "2016"), "report": (DUE, "2016"), "later": (DUE, "2016")}


def documents(**changed):
    """The register of the small documents."""
    rows = DOCUMENTS | changed
    return table(
        "documents",
        *({"document": name, "reference_date": day, "criteria_set": of} for name, (day, of) in rows.items()),
    )


def units(communes=20, later=20):
    """A province of one district with so many communes until 2019 and from 2020 on."""
    rows = [{"unit": "lang-son", "level": "province"}, {"unit": "d", "level": "district", "parent": "lang-son"}]
    for number in range(max(communes, later)):
        span = {
            "valid_from": "" if number < communes else "2020-01-01",
            "valid_to": "" if number < later else "2019-12-31",
        }
        rows.append({"unit": f"d.{number}", "level": "commune", "parent": "d"} | span)
    return table("units", *rows)


def tables(*, criteria=(), bands=(), headlines=(), indicators=(), communes=20, later=20, **changed):
    """Processed tables of the small documents."""
    given = {"criteria": criteria, "bands": bands, "headlines": headlines, "indicators": indicators}
    read = {name: table(name, *rows) for name, rows in given.items()}
    return (
        {name: table(name) for name in PROCESSED}
        | read
        | {"documents": documents(**changed), "units": units(communes, later)}
    )


def study(as_of=None, accepted=("yes",), **given):
    """The study of the small province."""
    return study_attainment(tables(**given), REFERENCE, "lang-son", as_of=as_of, accepted=accepted)


def fact(**given):
    """The only fact of the small province."""
    (row,) = study(**given).facts.itertuples()
    return row


def indicator(name, low, high=None, line=60, **cells):
    """A figure of an indicator."""
    ends = {"value_low": low, "value_high": low if high is None else high}
    row = {"document": "plan", "unit": "lang-son", "indicator": name, "measure": "pct", "line": line}
    return row | {"indicator_en": name, "indicator_vi": name} | ends | cells


__all__ = [
    "BASE",
    "BEFORE",
    "DUE",
    "PLANNED",
    "REPORTED",
    "band",
    "count",
    "fact",
    "headline",
    "indicator",
    "study",
    "tables",
]

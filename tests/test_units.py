"""How many communes are in force in a unit on a day."""

import pandas as pd
import pytest

from ntm_analysis.tables import load_table
from ntm_analysis.units import counter, document_counter

UNITS = pd.DataFrame(
    [
        ("lang-son", "province", "", "", ""),
        ("bac-son", "district", "lang-son", "", ""),
        ("bac-son.old", "commune", "bac-son", "", "2019-12-31"),
        ("bac-son.new", "commune", "bac-son", "2020-01-01", ""),
        ("bac-son.kept", "commune", "bac-son", "", ""),
        ("bac-son.brief", "commune", "bac-son", "2018-01-01", "2018-12-31"),
        ("city", "district", "lang-son", "", ""),
        ("city.one", "commune", "city", "", ""),
        ("bac-son.town", "town", "bac-son", "", ""),
    ],
    columns=["unit", "level", "parent", "valid_from", "valid_to"],
)
DOCUMENTS = pd.DataFrame({"document": ["plan", "undated"], "reference_date": ["2018-06-30", ""]})


@pytest.mark.parametrize(
    ("unit", "date", "communes"),
    [
        ("bac-son", "2017-01-01", 2),  # old, kept
        ("bac-son", "2018-06-30", 3),  # and brief
        ("bac-son", "2018-01-01", 3),  # first day
        ("bac-son", "2018-12-31", 3),  # last day
        ("bac-son", "2019-01-01", 2),
        ("bac-son", "2019-12-31", 2),
        ("bac-son", "2020-01-01", 2),  # new instead of old
        ("lang-son", "2018-06-30", 4),
        ("city", "2018-06-30", 1),
        ("bac-son.kept", "2018-06-30", 0),
        ("nowhere", "2018-06-30", 0),
    ],
)
def test_communes_in_force(unit, date, communes):
    assert counter(UNITS)(unit, date) == communes


def test_dates_may_be_typed_or_text():
    typed = UNITS.assign(**{name: pd.to_datetime(UNITS[name]) for name in ("valid_from", "valid_to")})
    for date in ("2017-01-01", "2018-12-31", "2020-01-01"):
        assert counter(typed)("lang-son", date) == counter(UNITS)("lang-son", date)


def test_a_document_counts_at_its_time_of_reference():
    communes_of = document_counter(UNITS, DOCUMENTS)
    assert communes_of("plan", "bac-son") == 3
    assert communes_of("undated", "bac-son") == 2
    with pytest.raises(KeyError):
        communes_of("unknown", "bac-son")


def test_the_lists_stay_as_they_were():
    units, documents = UNITS.copy(deep=True), DOCUMENTS.copy(deep=True)
    document_counter(units, documents)("plan", "lang-son")
    pd.testing.assert_frame_equal(units, UNITS)
    pd.testing.assert_frame_equal(documents, DOCUMENTS)


@pytest.mark.data
def test_communes_of_the_committed_documents():
    """207 communes until the mergers of 1 January 2020, 181 after; 17 in Bắc Sơn."""
    communes_of = document_counter(load_table("units"), load_table("documents"))
    assert communes_of("lang-son-review-2011-2015", "lang-son") == 207
    assert communes_of("lang-son-plan-2021", "lang-son") == 181
    assert communes_of("bac-son-plan-2020", "bac-son") == 17

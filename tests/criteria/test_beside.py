"""A district beside its province: the nearest states, never of two criteria sets, and differences by hand."""

import pandas as pd
import pytest

from ntm_analysis.criteria.beside import BESIDE, set_beside
from ntm_analysis.tables import load_tables

from .states import counts, table

UNITS = pd.DataFrame(
    {"unit": ["lang-son", "bac-son", "cao-loc"], "parent": [pd.NA, "lang-son", "lang-son"]}, dtype="string"
)
SIX = dict(enumerate([2, 4, 6, 8, 10, 20], start=1))
HALF = dict.fromkeys(SIX, 10)


def own(attaining, as_of, **cells):
    return counts(attaining, unit="bac-son", as_of=as_of, **cells)


def beside(*rows, unit="bac-son"):
    return set_beside(table("criteria", *rows), UNITS, unit)


def test_differences_by_hand():
    rows = beside(*own(SIX, "2020-01-01"), *counts(HALF, as_of="2020-12-31"))
    assert rows["difference"].tolist() == pytest.approx([-0.4, -0.3, -0.2, -0.1, 0, 0.5])
    assert set(rows["days_apart"]) == {365}
    assert set(rows["kind"]) == {"known"}
    assert list(rows) == BESIDE


def test_from_above_and_from_below_the_rows_are_the_same():
    rows = [*own(SIX, "2020-01-01"), *counts(HALF, as_of="2020-12-31")]
    pd.testing.assert_frame_equal(beside(*rows), beside(*rows, unit="lang-son"))


def test_the_nearest_states_are_taken_and_the_later_of_two_equally_near():
    rows = [*own(SIX, "2018-01-01"), *counts(HALF, as_of="2017-01-01"), *counts(SIX, as_of="2019-01-01")]
    assert set(beside(*rows)["other_as_of"]) == {pd.Timestamp("2019-01-01")}
    nearer = [*rows, *counts(HALF, as_of="2017-12-31")]
    assert set(beside(*nearer)["other_as_of"]) == {pd.Timestamp("2017-12-31")}


def test_plans_stand_beside_plans_and_derived_counts_beside_reported_ones():
    rows = [*own(SIX, "2020-12-31", basis="planned"), *counts(HALF, as_of="2020-12-31", basis="derived")]
    assert beside(*rows).empty
    more = [*rows, *own(SIX, "2020-12-31", basis="reported"), *counts(HALF, as_of="2021-12-31", basis="planned")]
    assert beside(*more).groupby("kind")["days_apart"].unique().map(list).to_dict() == {"known": [0], "planned": [365]}


@pytest.mark.parametrize("cells", [{"criteria_set": "2009"}, {"total": 30}])
def test_two_criteria_sets_are_never_set_beside_each_other(cells):
    rows = beside(*own(SIX, "2015-12-31"), *counts(HALF, as_of="2015-12-31", **cells))
    assert len(rows) == (0 if "criteria_set" in cells else 6)


def test_fewer_than_six_criteria_in_common_are_too_few():
    assert beside(*own(SIX, "2020-01-01"), *counts(dict(list(HALF.items())[:5]), as_of="2020-01-01")).empty


def test_a_unit_alone_has_nothing_beside_it():
    assert beside(*own(SIX, "2020-01-01")).empty
    assert list(beside(*counts(HALF), unit="cao-loc")) == BESIDE


@pytest.mark.data
@pytest.mark.parametrize("unit", ["lang-son", "bac-son"])
def test_the_documents_tell_two_pairs(unit):
    tables = load_tables()
    rows = set_beside(tables["criteria"], tables["units"], unit)
    pairs = rows.groupby(["unit", "kind"], as_index=False).agg(days=("days_apart", "max"), criteria=("kind", "size"))
    assert pairs.to_numpy().tolist() == [["bac-son", "known", 365, 18], ["bac-son", "planned", 0, 18]]
    (electricity,) = rows[(rows["criterion"] == 4) & (rows["kind"] == "known")].itertuples()
    assert electricity.difference == pytest.approx(6 / 17 - 110 / 181)

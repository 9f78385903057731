"""The panel of counts, the bounds of the mean and the bands of communes, on small tables."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_analysis.criteria.panel import COMPARABLE_BANDS, bound_mean, make_bands, make_panel
from ntm_analysis.tables import load_table

from .states import band, count, counts, table


def criteria_of(*rows):
    return table("criteria", *rows)


# The panel


def test_a_count_becomes_a_share():
    (row,) = make_panel(criteria_of(count(3, 5)), "lang-son").itertuples()
    assert (row.criterion, row.communes_attaining, row.communes_total, row.share) == (3, 5, 20, 0.25)
    assert (row.document, row.line, row.criteria_set) == ("report", 40, "2016")


def test_a_criterion_without_a_count_has_no_row_and_zero_has_one():
    panel = make_panel(criteria_of(count(3, ""), count(4, 0)), "lang-son")
    assert list(zip(panel["criterion"], panel["share"], strict=True)) == [(4, 0)]


def test_of_a_repeated_state_the_last_row_is_kept():
    rows = [count(3, 5, document="a", line=1), count(3, 6, document="b", line=2), count(3, 9, basis="planned")]
    panel = make_panel(criteria_of(*rows), "lang-son")
    assert panel[["basis", "communes_attaining"]].to_numpy().tolist() == [["planned", 9], ["reported", 6]]


def test_the_panel_comes_by_date_basis_and_criterion():
    rows = [count(2, 1), count(1, 1), count(1, 1, as_of="2015-12-31", criteria_set="2009")]
    panel = make_panel(criteria_of(*rows), "lang-son")
    assert list(zip(panel["criteria_set"], panel["criterion"], strict=True)) == [("2009", 1), ("2016", 1), ("2016", 2)]


def test_a_unit_without_rows_has_an_empty_panel():
    panel = make_panel(criteria_of(count(3, 5)), "bac-son")
    assert panel.empty
    assert list(panel) == list(make_panel(criteria_of(count(3, 5)), "lang-son"))
    assert bound_mean(panel).empty


# The bounds of the mean


def mean_of(attaining, **cells):
    (row,) = bound_mean(make_panel(criteria_of(*counts(attaining, **cells)), "lang-son")).itertuples()
    return row.known, row.mean_low, row.mean_high


def test_missing_criteria_may_hold_nowhere_or_everywhere():
    """10 and 15 of 20 communes are 1.25 criteria per commune; the 17 others give 0 to 17 more."""
    assert mean_of({1: 10, 2: 15}) == (2, 1.25, 18.25)


def test_with_all_19_known_both_bounds_are_the_mean():
    assert mean_of(dict.fromkeys(range(1, 20), 10)) == (19, 9.5, 9.5)


def test_where_all_communes_attain_all_criteria_the_mean_is_19():
    assert mean_of(dict.fromkeys(range(1, 20), 20)) == (19, 19, 19)


@settings(max_examples=20, deadline=None)
@given(st.dictionaries(st.integers(1, 19), st.integers(0, 20), min_size=1))
def test_bounds_hold_the_mean_of_any_completion(attaining):
    known, low, high = mean_of(attaining)
    assert known == len(attaining)
    assert 0 <= low <= high <= 19 + 1e-9
    assert high - low == pytest.approx(19 - known)


def test_a_state_printed_in_two_documents_has_one_row():
    rows = [count(1, 10, document="plan"), count(2, 15, document="report")]
    (row,) = bound_mean(make_panel(criteria_of(*rows), "lang-son")).itertuples()
    assert (row.known, row.mean_low, row.mean_high) == (2, 1.25, 18.25)


# The bands


def bands_of(*rows, unit="lang-son"):
    return make_bands(table("bands", *rows), unit)


def test_finer_bands_are_added_up():
    rows = bands_of(band(0, 0, 5, 15), band(1, 4, 7, 16), band(5, 9, 6, 17), band(10, 10, 2, 18))
    expected = [[0, 4, 12, 0.6, "15,16"], [5, 9, 6, 0.3, "17"], [10, 14, 2, 0.1, "18"]]
    assert rows[["band_low", "band_high", "communes", "share", "lines"]].to_numpy().tolist() == expected


def test_a_band_that_is_not_printed_has_no_row():
    rows = bands_of(band(5, 9, 8), band(19, 19, 8))
    assert rows["band_low"].tolist() == [5, 19]
    assert rows["share"].tolist() == [0.5, 0.5]


def test_two_documents_on_one_date_are_two_states():
    rows = bands_of(band(5, 9, 8), band(5, 9, 1, document="plan"), band(19, 19, 3, document="plan"))
    shares = rows.set_index(["document", "band_low"])["share"].to_dict()
    assert shares == {("report", 5): 1, ("plan", 5): 0.25, ("plan", 19): 0.75}


def test_a_unit_without_bands_has_none():
    assert bands_of(band(5, 9, 8), unit="bac-son").empty


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 300), min_size=5, max_size=5))
def test_shares_of_the_bands_sum_to_one(communes):
    rows = bands_of(*(band(*ends, number) for ends, number in zip(COMPARABLE_BANDS, communes, strict=True)))
    assert rows["communes"].tolist() == communes
    assert rows["share"].sum() == pytest.approx(1)


def test_no_function_changes_its_input():
    criteria, bands = criteria_of(count(3, 5), count(4, "")), table("bands", band(0, 0, 5), band(1, 4, 7))
    panel = make_panel(criteria, "lang-son")
    kept = [frame.copy(deep=True) for frame in (criteria, bands, panel)]
    make_panel(criteria, "lang-son")
    bound_mean(panel)
    make_bands(bands, "lang-son")
    for frame, before in zip((criteria, bands, panel), kept, strict=True):
        pd.testing.assert_frame_equal(frame, before)


@pytest.mark.data
@pytest.mark.parametrize("unit", ["lang-son", "bac-son"])
def test_shares_of_the_committed_tables_are_shares(unit):
    panel, bands = make_panel(load_table("criteria"), unit), make_bands(load_table("bands"), unit)
    assert panel["share"].between(0, 1).all()
    assert bands.groupby(["as_of", "basis", "document"])["share"].sum().astype(float).round(9).eq(1).all()

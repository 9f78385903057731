"""The panel of counts, the bounds of the mean and the bands of communes, on small tables."""

import doctest

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_analysis.criteria import panel as panels
from ntm_analysis.criteria.panel import (
    COMPARABLE_BANDS,
    bound_mean,
    bound_merging,
    keep_set,
    make_bands,
    make_panel,
    pick_criteria,
    use_common_denominator,
)
from ntm_analysis.statements import cite
from ntm_analysis.tables import load_table

from .states import band, count, counts, table


def criteria_of(*rows):
    return table("criteria", *rows)


def test_doctests():
    failed, attempted = doctest.testmod(panels)
    assert failed == 0
    assert attempted >= 1


# The panel


def test_a_count_becomes_a_share():
    (row,) = make_panel(criteria_of(count(3, 5)), "lang-son").itertuples()
    assert (row.criterion, row.communes_attaining, row.communes_total, row.share) == (3, 5, 20, 0.25)
    assert (row.document, row.line, row.criteria_set) == ("report", 40, "2016")


def test_a_derived_count_names_the_line_of_its_increase_as_well():
    rows = [count(2, 8, basis="derived", line=98, line_added=96), count(3, 5, basis="derived")]
    panel = make_panel(criteria_of(*rows), "lang-son")
    assert panel["lines"].tolist() == ["96,98", "40"]
    assert cite(panel) == "report: 40, 96, 98"


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


# Merging


def partitions(members):
    """Every way to merge communes: lists of groups."""
    if not members:
        yield []
        return
    first, *others = members
    for groups in partitions(others):
        yield [[first], *groups]
        for place, group in enumerate(groups):
            yield [*groups[:place], [first, *group], *groups[place + 1 :]]


@pytest.mark.parametrize("before", range(1, 7))
def test_merging_is_bound_by_every_way_to_merge(before):
    """A merged commune attains where any part did, where all did, or, of parts that differ, as someone decides."""
    for attaining in range(before + 1):
        marks = [place < attaining for place in range(before)]
        lenient, strict = {}, {}
        for groups in partitions(list(range(before))):
            parts = [[marks[place] for place in group] for group in groups]
            lenient.setdefault(len(groups), set()).add(sum(map(any, parts)))
            strict.setdefault(len(groups), set()).add(sum(map(all, parts)))
        for after in range(1, before + 1):
            low, high = bound_merging(attaining, before, after)
            assert low <= min(lenient[after])
            assert max(strict[after]) <= high
            assert (low, high) == (min(strict[after]), max(lenient[after])), (attaining, before, after)


def test_without_merging_the_count_stays():
    assert bound_merging(7, 20, 20) == (7, 7)
    assert bound_merging(0, 20, 15) == (0, 0)
    assert bound_merging(20, 20, 15) == (15, 15)


# What of the panel is shown

SETS = [count(2, 4, as_of="2015-12-31", criteria_set="2009"), count(2, 5), count(3, 6, basis="planned")]


@pytest.mark.parametrize(
    ("chosen", "kept"), [("show_breaks", [4, 6, 5]), ("strict", [6, 5]), ("2009", [4]), ("2016", [6, 5]), ("2021", [])]
)
def test_a_policy_or_a_set_is_kept(chosen, kept):
    panel = keep_set(make_panel(criteria_of(*SETS), "lang-son"), chosen)
    assert panel["communes_attaining"].tolist() == kept
    assert panel.index.tolist() == list(range(len(kept)))


def test_the_strict_policy_of_nothing_is_nothing():
    assert keep_set(make_panel(criteria_of(*SETS), "bac-son"), "strict").empty


def test_a_common_denominator_bounds_earlier_shares():
    """15 of 20 communes, 16 later: merging leaves 11 to 15 of 16; 20 of 20 leaves 16 of 16 at most."""
    rows = [count(2, 15), count(3, 20), count(2, 12, total=16, as_of="2020-12-31", basis="derived")]
    panel = make_panel(criteria_of(*rows), "lang-son")
    assert panel["denominator"].tolist() == [20, 20, 16]
    assert (panel["share_low"] == panel["share"]).all()
    common = use_common_denominator(panel)
    assert common["denominator"].tolist() == [16, 16, 16]
    assert common["share"].tolist() == pytest.approx([15 / 16, 1, 12 / 16])
    assert common["share_low"].tolist() == pytest.approx([11 / 16, 1, 12 / 16])
    assert common["communes_total"].tolist() == [20, 20, 16]


def test_the_latest_known_state_gives_the_denominator_and_a_plan_only_where_nothing_is_known():
    day = {"as_of": "2020-12-31"}
    rows = [count(2, 15, basis="planned", **day), count(2, 12, total=16, basis="derived", **day)]
    assert set(use_common_denominator(make_panel(criteria_of(*rows), "lang-son"))["denominator"]) == {16}
    assert set(use_common_denominator(make_panel(criteria_of(rows[0]), "lang-son"))["denominator"]) == {20}


def test_more_communes_than_before_leave_the_count():
    rows = [count(2, 8, total=10), count(2, 9, total=12, as_of="2020-12-31")]
    common = use_common_denominator(make_panel(criteria_of(*rows), "lang-son"))
    assert common[["share_low", "share"]].astype(float).to_numpy().tolist() == [[8 / 12] * 2, [9 / 12] * 2]
    assert use_common_denominator(common.iloc[:0]).empty


REFERENCE = pd.DataFrame({"criterion": [1, 2, 3, 4], "group": ["I", "II", "II", "V"]})


@pytest.mark.parametrize(
    ("text", "picked"),
    [("", (1, 2, 3, 4)), ("3, 1", (1, 3)), ("II", (2, 3)), ("V,2,2", (2, 4)), (" , ", (1, 2, 3, 4))],
)
def test_criteria_are_picked_by_number_and_group(text, picked):
    assert pick_criteria(text, REFERENCE) == picked


@pytest.mark.parametrize("text", ["5", "0", "VI", "ii", "2;3", "-1", "1.0", "²", "x"])
def test_what_is_neither_a_number_nor_a_group_is_refused(text):
    with pytest.raises(ValueError, match=r"expected numbers of criteria .* and groups \(I, II, V\)"):
        pick_criteria(text, REFERENCE)

"""Schemes as points in a triangle."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_analysis.funding.mix import SCHEME, measure_mix
from ntm_analysis.funding.triangle import CORNERS, measure_triangle

from .schemes import FIVE, funding_of, groups_of, together

WHOLE = groups_of(26, 56, 12, 6)


def triangle_of(*schemes):
    return measure_triangle(measure_mix(together(*schemes)))


def test_a_point_by_hand():
    """26, 56 and 12 + 6 = 18 of 100; twice the money is the same point."""
    for factor in (1, 2):
        (row,) = triangle_of(funding_of(*groups_of(26 * factor, 56 * factor, 12 * factor, 6 * factor))).itertuples()
        assert (row.state, row.credit, row.others) == pytest.approx((26, 56, 18))
        assert (row.document, row.lines) == ("plan", "10,11,12,13")


def test_the_printed_total_moves_no_point():
    (row,) = triangle_of(funding_of(("total", 400), *WHOLE)).itertuples()
    assert (row.state, row.credit, row.others) == pytest.approx((26, 56, 18))


@pytest.mark.parametrize("missing", range(4))
def test_a_scheme_without_one_of_the_groups_has_no_point(missing):
    amounts = [None if place == missing else 10 for place in range(4)]
    whole = funding_of(*WHOLE, document="whole", period=FIVE)
    assert list(triangle_of(whole, funding_of(*groups_of(*amounts)))["document"]) == ["whole"]
    assert triangle_of(funding_of(*groups_of(*amounts))).empty


def test_a_printed_zero_is_a_point_on_the_edge():
    (row,) = triangle_of(funding_of(*groups_of(30, 70, 0, 0))).itertuples()
    assert (row.state, row.credit, row.others) == (30, 70, 0)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 10**7), min_size=4, max_size=4))
def test_the_three_shares_sum_to_100(amounts):
    triangle = triangle_of(funding_of(*groups_of(*amounts)))
    assert triangle[list(CORNERS)].sum(axis=1).tolist() == pytest.approx([100])


def test_no_schemes_give_no_points_but_all_columns():
    mix = measure_mix(funding_of(*WHOLE))
    before = mix.copy(deep=True)
    empty = measure_triangle(mix.iloc[:0])
    assert empty.empty
    assert list(empty) == list(measure_triangle(mix)) == [*SCHEME, "state", "credit", "others", "lines"]
    pd.testing.assert_frame_equal(mix, before)

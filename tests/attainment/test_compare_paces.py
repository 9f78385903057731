"""The pace that a target required beside the one observed."""

import pandas as pd
import pytest

from ntm_analysis.attainment.paces import PACE

from .planning import BASE, PLANNED, REPORTED, count, headline, study

YEARS = 1461 / 365.25


def paces(*criteria, **given):
    return study(criteria=criteria, **given).paces


def test_the_pace_that_came_goes_from_base_to_outcome():
    """From 4 to 10 of 20 communes in four years 30 points are needed, 25 came: 7.5 and 6.25 a year."""
    (row,) = paces(count(6, 4, **BASE), count(6, 10, **PLANNED), count(6, 9, **REPORTED)).itertuples()
    assert (row.required, row.observed) == (pytest.approx(30 / YEARS), pytest.approx(25 / YEARS))
    assert row.ratio == pytest.approx(25 / 30)
    assert (row.observed_kind, row.observed_document, row.observed_lines) == ("came", "report", "90")
    assert row.communes_a_year == pytest.approx(6 / YEARS)


def test_before_the_outcome_is_known_the_pace_is_that_of_the_past():
    """10 points in one year before the base, 30 in the four years of the plan."""
    rows = count(6, 2, **BASE | {"as_of": "2015-12-31"}), count(6, 4, **BASE), count(6, 10, **PLANNED)
    (row,) = paces(*rows).itertuples()
    assert (row.observed_kind, row.observed) == ("past", pytest.approx(10 / (366 / 365.25)))
    assert row.ratio == pytest.approx(row.observed / row.required)


def test_one_known_point_gives_a_required_pace_only():
    (row,) = paces(count(6, 4, **BASE), count(6, 10, **PLANNED)).itertuples()
    assert row.required == pytest.approx(30 / YEARS)
    assert pd.isna(row.observed) and pd.isna(row.ratio)


def test_nothing_is_drawn_from_another_criteria_set():
    old = count(6, 2, **BASE | {"as_of": "2015-12-31"}, criteria_set="2009")
    (row,) = paces(old, count(6, 4, **BASE), count(6, 10, **PLANNED)).itertuples()
    assert pd.isna(row.observed)


@pytest.mark.parametrize("target", [4, 3, 0])
def test_a_target_that_asks_for_no_gain_has_no_ratio(target):
    (row,) = paces(count(6, 4, **BASE), count(6, target, **PLANNED), count(6, 9, **REPORTED)).itertuples()
    assert row.required <= 0
    assert pd.isna(row.ratio)


def test_a_fall_is_a_negative_pace():
    (row,) = paces(count(6, 4, **BASE), count(6, 10, **PLANNED), count(6, 0, **REPORTED)).itertuples()
    assert row.observed == pytest.approx(-20 / YEARS)
    assert row.ratio == pytest.approx(-20 / 30)


def test_fewer_may_be_better():
    """From 43 communes under five criteria to none: half of it is half of the pace."""
    rows = [headline("communes_under_5", low, **of) for low, of in ((43, BASE), (0, PLANNED), (21.5, REPORTED))]
    (row,) = study(headlines=rows).paces.itertuples()
    assert (row.required, row.observed) == (pytest.approx(-43 / YEARS), pytest.approx(-21.5 / YEARS))
    assert row.ratio == pytest.approx(0.5)


def test_a_target_without_a_base_has_no_pace():
    found = paces(count(6, 10, **PLANNED), count(6, 9, **REPORTED))
    assert found.empty and list(found) == PACE

"""The funding mix, the totals and the money per commune of small schemes worked by hand."""

import doctest
import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_analysis import funding
from ntm_analysis.funding import (
    GROUPS,
    group_of,
    measure_distances,
    measure_intensity,
    measure_mix,
    measure_schemes,
    measure_totals,
    pair_schemes,
)
from ntm_analysis.schema import PROCESSED
from ntm_analysis.tables import from_text, load_table

YEAR = ("2020-01-01", "2020-12-31")
HALF = ("2017-01-01", "2017-06-30")
FOUR = ("2017-01-01", "2020-12-31")
PLAN = [("total", 1000, True), ("state_budget", 300, True), ("central_budget", 200, False)]
PLAN += [("local_budget", 100, False), ("credit", 500, False), ("community", 200, False)]


def funding_of(*amounts, document="plan", unit="lang-son", basis="planned", period=YEAR):
    """Processed rows of a scheme: (source, amount, is_subtotal), printed on the lines 10, 11, ..."""
    cells = {"document": document, "printed": "x", "unit": unit, "basis": basis}
    cells |= {"period_start": period[0], "period_end": period[1], "parent_source": "", "share_pct": ""}
    rows = [
        cells
        | {"source": source, "amount_million_vnd": str(amount), "line": str(line), "is_subtotal": str(sub).lower()}
        for line, (source, amount, sub) in enumerate(amounts, start=10)
    ]
    return from_text(pd.DataFrame(rows, columns=PROCESSED["funding"].columns), PROCESSED["funding"])


def by_group(mix, column):
    return dict(zip(mix["group"], mix[column], strict=True))


def test_doctests():
    assert doctest.testmod(funding).failed == 0


@pytest.mark.parametrize("source", ["state_budget", "central_budget", "central_budget.ntm", "integrated_programmes"])
def test_every_source_below_the_state_budget_is_state(source):
    assert group_of(source) == "state"


def test_the_mix_adds_up_parts_and_leaves_subtotals_out():
    mix = measure_mix(funding_of(*PLAN), "lang-son")
    assert by_group(mix, "amount_million_vnd") == {"state": 300, "credit": 500, "community": 200}
    assert by_group(mix, "share_parts_pct") == {"state": 30, "credit": 50, "community": 20}
    assert by_group(mix, "lines") == {"state": "12,13", "credit": "14", "community": "15"}


def test_an_absent_group_has_no_row_and_is_not_zero():
    mix = measure_mix(funding_of(*PLAN), "lang-son")
    assert list(mix["group"]) == ["state", "credit", "community"]
    assert not (mix["amount_million_vnd"] == 0).any()


def test_a_printed_zero_has_a_row():
    mix = measure_mix(funding_of(("total", 10, True), ("credit", 10, False), ("enterprises", 0, False)), "lang-son")
    assert by_group(mix, "share_parts_pct") == {"credit": 100, "enterprises": 0}


def test_both_bases_where_the_total_contradicts_its_parts():
    """Parts 300 + 100 = 400, printed total 500: shares 75 and 25 of the parts, 60 and 20 of the total."""
    table = funding_of(("total", 500, True), ("credit", 300, False), ("community", 100, False))
    mix = measure_mix(table, "lang-son")
    assert by_group(mix, "share_parts_pct") == {"credit": 75, "community": 25}
    assert by_group(mix, "share_stated_pct") == {"credit": 60, "community": 20}
    (total,) = measure_totals(table, "lang-son").itertuples()
    assert (total.stated_million_vnd, total.parts_million_vnd, total.gap_million_vnd) == (500, 400, 100)
    assert (total.document, total.line) == ("plan", 10)


def test_a_total_below_its_parts_has_a_negative_gap():
    table = funding_of(("total", 350, True), ("credit", 300, False), ("community", 100, False))
    assert measure_totals(table, "lang-son")["gap_million_vnd"].tolist() == [-50]


def test_schemes_come_by_period_and_groups_in_their_fixed_order():
    new = funding_of(("community", 1, False), ("credit", 3, False), ("total", 4, True), document="new")
    old = funding_of(("credit", 1, False), ("total", 1, True), document="old", period=FOUR)
    mix = measure_mix(pd.concat([new, old]), "lang-son")
    assert list(zip(mix["document"], mix["group"], strict=True)) == [
        ("old", "credit"),
        ("new", "credit"),
        ("new", "community"),
    ]
    assert list(measure_totals(pd.concat([new, old]), "lang-son")["document"]) == ["old", "new"]


def test_plan_and_report_of_one_period_stay_two_schemes():
    plan = funding_of(("total", 4, True), ("credit", 4, False))
    report = funding_of(("total", 2, True), ("community", 2, False), basis="reported")
    mix = measure_mix(pd.concat([plan, report]), "lang-son")
    assert mix[["basis", "group", "share_parts_pct"]].to_numpy().tolist() == [
        ["planned", "credit", 100],
        ["reported", "community", 100],
    ]


def test_a_unit_without_rows_has_an_empty_mix_with_all_columns():
    full, empty = (measure_mix(funding_of(*PLAN), unit) for unit in ("lang-son", "bac-son"))
    assert empty.empty
    assert list(empty) == list(full)
    assert measure_totals(funding_of(*PLAN), "bac-son").empty
    assert measure_intensity(empty, lambda document, unit: 17).empty


def test_the_rows_of_another_unit_do_not_count():
    both = pd.concat([funding_of(*PLAN), funding_of(("total", 7, True), ("credit", 7, False), unit="bac-son")])
    pd.testing.assert_frame_equal(measure_mix(both, "lang-son"), measure_mix(funding_of(*PLAN), "lang-son"))


def test_a_scheme_without_a_printed_total_keeps_its_shares_of_the_parts():
    mix = measure_mix(funding_of(("credit", 3, False), ("community", 1, False)), "lang-son")
    assert by_group(mix, "share_parts_pct") == {"credit": 75, "community": 25}
    assert mix["share_stated_pct"].isna().all()


amounts = st.lists(st.integers(1, 10**7), min_size=4, max_size=4)


def scheme_of(parts):
    return funding_of(("total", sum(parts), True), *[(g, a, False) for g, a in zip(GROUPS, parts, strict=True)])


@settings(max_examples=20, deadline=None)
@given(amounts)
def test_shares_of_the_parts_sum_to_100(parts):
    assert measure_mix(scheme_of(parts), "lang-son")["share_parts_pct"].sum() == pytest.approx(100)


@settings(max_examples=20, deadline=None)
@given(amounts, st.integers(2, 1000))
def test_scaling_a_scheme_changes_no_share(parts, factor):
    one, other = (measure_mix(scheme_of(of), "lang-son") for of in (parts, [factor * part for part in parts]))
    for share in ("share_parts_pct", "share_stated_pct"):
        assert other[share].tolist() == pytest.approx(one[share].tolist())


# Money per commune


def intensity_of(period, communes=10):
    mix = measure_mix(funding_of(("total", 800, True), ("credit", 800, False), period=period), "lang-son")
    (row,) = measure_intensity(mix, lambda document, unit: communes).itertuples()
    return row


@pytest.mark.parametrize(
    ("period", "years", "a_year"), [(YEAR, 1, 80), (FOUR, 4, 20), (("2021-01-01", "2021-12-31"), 1, 80)]
)
def test_money_per_commune_and_year(period, years, a_year):
    """800 million for 10 communes are 80 each, over four years 20 a year."""
    row = intensity_of(period)
    assert (row.communes, row.years, row.per_commune_million_vnd, row.per_commune_year_million_vnd) == (
        10,
        years,
        80,
        a_year,
    )


@pytest.mark.parametrize("period", [HALF, ("2017-01-01", "2017-12-30")])
def test_a_period_under_a_year_has_no_amount_per_year(period):
    row = intensity_of(period)
    assert row.per_commune_million_vnd == 80
    assert pd.isna(row.years)
    assert pd.isna(row.per_commune_year_million_vnd)


def test_communes_are_asked_for_the_document_and_unit_of_each_row():
    mix = measure_mix(funding_of(*PLAN), "lang-son")
    asked = []
    measure_intensity(mix, lambda document, unit: asked.append((document, unit)) or 5)
    assert set(asked) == {("plan", "lang-son")}


def test_no_function_changes_its_input():
    table = funding_of(*PLAN)
    before = table.copy(deep=True)
    mix = measure_mix(table, "lang-son")
    measure_totals(table, "lang-son")
    kept = mix.copy(deep=True)
    measure_intensity(mix, lambda document, unit: 5)
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_frame_equal(mix, kept)


@pytest.mark.data
@pytest.mark.parametrize("unit", ["lang-son", "bac-son"])
def test_shares_of_the_committed_schemes_sum_to_100(unit):
    mix = measure_mix(load_table("funding"), unit)
    assert len(mix) > 0
    assert mix.groupby("document")["share_parts_pct"].sum().astype(float).tolist() == pytest.approx(
        [100] * mix["document"].nunique()
    )


# The mix, measured


def test_concentration_diversity_and_leverage_of_a_scheme():
    """Shares 0.3, 0.5, 0.2: 0.09 + 0.25 + 0.04 = 0.38; 1000 dong for 300 of the state."""
    table = funding_of(*PLAN)
    (row,) = measure_schemes(measure_mix(table, "lang-son"), measure_totals(table, "lang-son")).itertuples()
    assert (row.concentration, row.groups) == (pytest.approx(0.38), 3)
    assert row.diversity == pytest.approx(1.0297, abs=5e-5)
    assert row.leverage == pytest.approx(10 / 3)


def test_a_scheme_without_a_state_part_has_no_leverage():
    table = funding_of(("credit", 3, False), ("community", 1, False))
    (row,) = measure_schemes(measure_mix(table, "lang-son"), measure_totals(table, "lang-son")).itertuples()
    assert pd.isna(row.leverage)


# Plan and report


def pairs_of(*schemes):
    return pair_schemes(measure_mix(pd.concat(schemes, ignore_index=True), "lang-son"))


PLANNED = funding_of(("state_budget", 40, False), ("credit", 50, False), ("community", 10, False), period=FOUR)
CAME = {"document": "report", "basis": "reported", "period": HALF}


def test_a_report_is_set_beside_the_plan_that_holds_its_period():
    """10, 5 and 5 of 40, 50 and 10 came: shares 0.5, 0.25, 0.25; 181 of 1461 days; 0.1 + 0.25 + 0.15 = 0.5."""
    report = funding_of(("state_budget", 10, False), ("credit", 5, False), ("community", 5, False), **CAME)
    pairs = pairs_of(PLANNED, report)
    assert by_group(pairs, "execution") == {"state": 0.25, "credit": 0.1, "community": 0.5}
    assert by_group(pairs, "actual_share") == {"state": 0.5, "credit": 0.25, "community": 0.25}
    assert pairs["time_share"].iloc[0] == pytest.approx(181 / 1461)
    assert pairs["variance"].iloc[0] == pytest.approx(0.5)
    assert pairs["total_execution"].iloc[0] == pytest.approx(0.2)
    assert set(zip(pairs["document"], pairs["plan_document"], strict=True)) == {("report", "plan")}


def test_a_group_that_only_one_of_the_two_prints_is_left_out():
    report = funding_of(("state_budget", 10, False), ("credit", 5, False), ("enterprises", 5, False), **CAME)
    assert list(pairs_of(PLANNED, report)["group"]) == ["state", "credit"]


def test_plans_and_reports_of_other_periods_are_no_pairs():
    outside = funding_of(
        ("state_budget", 10, False), document="report", basis="reported", period=("2011-01-01", "2015-12-31")
    )
    assert pairs_of(PLANNED, outside).empty
    assert pairs_of(PLANNED).empty


# Distances


def distances_of(*schemes):
    return measure_distances(measure_mix(pd.concat(schemes, ignore_index=True), "lang-son"))


@pytest.mark.parametrize("scale", [1, 1000])
def test_a_distance_worked_by_hand_does_not_depend_on_totals(scale):
    """clr(1, 1) is (0, 0) and clr(4, 1) is (ln 2, -ln 2): the distance is sqrt(2) ln 2."""
    one = funding_of(("state_budget", 1, False), ("credit", 1, False))
    other = funding_of(("state_budget", 4 * scale, False), ("credit", scale, False), **CAME)
    (row,) = distances_of(one, other).itertuples()
    assert row.distance == pytest.approx(math.sqrt(2) * math.log(2))
    assert row.groups == 2
    assert {row.document, row.other_document} == {"plan", "report"}


@pytest.mark.parametrize(("second", "groups"), [(("credit", 0, False), 2), (("community", 1, False), 1)])
def test_a_zero_or_a_single_shared_group_has_no_distance(second, groups):
    one = funding_of(("state_budget", 1, False), ("credit", 1, False))
    (row,) = distances_of(one, funding_of(("state_budget", 4, False), second, **CAME)).itertuples()
    assert (row.groups, pd.isna(row.distance)) == (groups, True)


def test_every_two_schemes_are_set_beside_each_other_once():
    schemes = [
        funding_of(("state_budget", 1, False), ("credit", 2, False), document=f"d{number}") for number in range(4)
    ]
    found = distances_of(*schemes)
    assert len(set(zip(found["document"], found["other_document"], strict=True))) == 6
    assert found["distance"].tolist() == [pytest.approx(0)] * 6
    assert distances_of(schemes[0]).empty

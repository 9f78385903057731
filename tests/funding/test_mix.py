"""The mix and the totals of small schemes, worked by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_analysis.errors import BadInputError
from ntm_analysis.files import read_csv
from ntm_analysis.funding.mix import (
    GROUPS,
    LEVELS,
    SCHEME,
    join_lines,
    measure_mix,
    measure_totals,
    select_schemes,
    split_schemes,
)
from ntm_analysis.paths import HERE
from ntm_analysis.schema.fields import SOURCES, STATE_PARTS
from ntm_analysis.tables import load_table

from .schemes import FIVE, FOUR, HALF, PLAN, YEAR, by_group, funding_of, together

# Groups and parts


def test_the_mix_adds_up_parts_and_leaves_subtotals_out():
    """State 200 + 100 = 300 of 1000, not 600 with the line above them."""
    mix = measure_mix(funding_of(*PLAN))
    assert by_group(mix, "amount_million_vnd") == {"state": 300, "credit": 500, "community": 200}
    assert by_group(mix, "share_parts_pct") == {"state": 30, "credit": 50, "community": 20}
    assert by_group(mix, "lines") == {"state": "12,13", "credit": "14", "community": "15"}


def test_a_subtotal_within_a_part_is_not_counted_twice():
    """Central 7 + 3 = 10 under its own line, local 5: state 15 of 20, that is 75; central 50, local 25."""
    table = funding_of(
        ("central_budget", 10), ("central_budget.ntm", 7), ("central_budget.poverty", 3), ("local_budget", 5),
        ("credit", 5),
    )  # fmt: skip
    assert by_group(measure_mix(table), "share_parts_pct") == {"state": 75, "credit": 25}
    parts = measure_mix(table, "parts")
    assert by_group(parts, "share_parts_pct") == {"central": 50, "local": 25, "credit": 25}
    assert by_group(parts, "lines") == {"central": "11,12", "local": "13", "credit": "14"}


def test_the_parts_of_the_state_budget_are_told_apart_in_their_order():
    table = funding_of(
        ("credit", 4), ("integrated_programmes", 3), ("direct_programme", 2), ("local_budget", 1), ("central_budget", 6)
    )
    parts = measure_mix(table, "parts")
    assert parts[["group", "amount_million_vnd"]].to_numpy().tolist() == [
        ["central", 6],
        ["local", 1],
        ["direct_programme", 2],
        ["integrated_programmes", 3],
        ["credit", 4],
    ]
    assert by_group(measure_mix(table), "amount_million_vnd") == {"state": 12, "credit": 4}


def test_a_state_budget_in_one_line_stays_undivided():
    parts = measure_mix(funding_of(("state_budget", 3), ("credit", 1)), "parts")
    assert by_group(parts, "share_parts_pct") == {"state": 75, "credit": 25}


def test_the_columns_of_the_crosswalk_decide_and_not_the_source():
    table = funding_of(("central_budget", 3), ("community", 1))
    table.loc[table["source"] == "community", "funding_group"] = "enterprises"
    table.loc[table["source"] == "central_budget", "funding_part"] = "local"
    assert by_group(measure_mix(table), "amount_million_vnd") == {"state": 3, "enterprises": 1}
    assert by_group(measure_mix(table, "parts"), "amount_million_vnd") == {"local": 3, "enterprises": 1}


def test_an_absent_group_has_no_row_and_a_printed_zero_has_one():
    assert list(measure_mix(funding_of(*PLAN))["group"]) == ["state", "credit", "community"]
    mix = measure_mix(funding_of(("total", 10), ("credit", 10), ("enterprises", 0)))
    assert by_group(mix, "share_parts_pct") == {"credit": 100, "enterprises": 0}


def test_the_rows_of_another_scheme_do_not_count():
    other = funding_of(("total", 7), ("credit", 7), unit="bac-son", document="district")
    mix = measure_mix(together(funding_of(*PLAN), other))
    alone = measure_mix(funding_of(*PLAN))
    pd.testing.assert_frame_equal(mix[mix["unit"] == "lang-son"].reset_index(drop=True), alone)
    assert by_group(mix[mix["unit"] == "bac-son"], "share_parts_pct") == {"credit": 100}


def test_plan_and_report_of_one_period_stay_two_schemes():
    plan = funding_of(("total", 4), ("credit", 4))
    report = funding_of(("total", 2), ("community", 2), basis="reported")
    mix = measure_mix(together(plan, report))
    assert mix[["basis", "group", "share_parts_pct"]].to_numpy().tolist() == [
        ["planned", "credit", 100],
        ["reported", "community", 100],
    ]


def test_no_rows_give_an_empty_mix_with_all_columns():
    for level in LEVELS:
        empty = measure_mix(funding_of(*PLAN).iloc[:0], level)
        assert empty.empty
        assert list(empty) == list(measure_mix(funding_of(*PLAN), level))
    totals = measure_totals(funding_of(*PLAN).iloc[:0])
    assert totals.empty
    assert list(totals) == list(measure_totals(funding_of(*PLAN)))


# Printed totals


def test_both_bases_where_the_total_contradicts_its_parts():
    """Parts 300 + 100 = 400, printed total 500: shares 75 and 25 of the parts, 60 and 20 of the total."""
    table = funding_of(("total", 500), ("credit", 300), ("community", 100))
    mix = measure_mix(table)
    assert by_group(mix, "share_parts_pct") == {"credit": 75, "community": 25}
    assert by_group(mix, "share_stated_pct") == {"credit": 60, "community": 20}
    assert mix[["parts_million_vnd", "stated_million_vnd"]].to_numpy().tolist() == [[400, 500]] * 2
    (total,) = measure_totals(table).itertuples()
    assert (total.stated_million_vnd, total.parts_million_vnd, total.gap_million_vnd) == (500, 400, 100)
    assert (total.document, total.line, total.lines) == ("plan", 10, "11,12")


def test_a_total_below_its_parts_has_a_negative_gap():
    table = funding_of(("total", 350), ("credit", 300), ("community", 100))
    assert measure_totals(table)["gap_million_vnd"].tolist() == [-50]


def test_a_scheme_without_a_printed_total_keeps_its_shares_of_the_parts():
    table = funding_of(("credit", 3), ("community", 1))
    mix = measure_mix(table)
    assert by_group(mix, "share_parts_pct") == {"credit": 75, "community": 25}
    assert mix["share_stated_pct"].isna().all()
    (total,) = measure_totals(table).itertuples()
    assert total.parts_million_vnd == 4
    assert pd.isna([total.stated_million_vnd, total.line, total.gap_million_vnd]).all()


def test_a_scheme_of_zeros_alone_is_refused():
    table = together(funding_of(*PLAN), funding_of(("credit", 0), ("community", 0), document="zeros"))
    for measure in (measure_totals, measure_mix):
        with pytest.raises(BadInputError, match=r"funding\.csv, document zeros: .*zeros alone.*above zero"):
            measure(table)


def test_the_lines_of_a_scheme_are_those_of_its_parts_and_its_total():
    assert set(measure_mix(funding_of(*PLAN))["scheme_lines"]) == {"10,12,13,14,15"}
    assert set(measure_mix(funding_of(*PLAN[1:]))["scheme_lines"]) == {"11,12,13,14"}


# Printed shares


def test_a_share_printed_on_the_subtotal_is_the_share_of_its_group():
    """Only the line above prints 30: the group has it, its parts have none."""
    table = funding_of(("state_budget", 3, 30), ("central_budget", 2), ("local_budget", 1), ("credit", 7, 70))
    assert by_group(measure_mix(table), "share_printed_pct") == {"state": 30, "credit": 70}
    parts = by_group(measure_mix(table, "parts"), "share_printed_pct")
    assert parts["credit"] == 70
    assert pd.isna([parts["central"], parts["local"]]).all()


def test_the_subtotal_counts_once_beside_shares_of_its_parts():
    """25.99 for the whole, 5.77 and 20.22 below it: the group prints 25.99 and not their sum with it."""
    table = funding_of(
        ("state_budget", 26, 25.99), ("direct_programme", 6, 5.77), ("integrated_programmes", 20, 20.22), ("credit", 74)
    )
    mix = by_group(measure_mix(table), "share_printed_pct")
    assert mix["state"] == pytest.approx(25.99)
    assert pd.isna(mix["credit"])
    parts = by_group(measure_mix(table, "parts"), "share_printed_pct")
    assert (parts["direct_programme"], parts["integrated_programmes"]) == (5.77, 20.22)


def test_printed_shares_are_added_over_the_uppermost_lines():
    """16 for the central line (its two lines below print none) and 10 for the local one: 26."""
    table = funding_of(
        ("central_budget", 16, 16), ("central_budget.ntm", 10), ("central_budget.poverty", 6), ("local_budget", 10, 10)
    )
    assert by_group(measure_mix(table), "share_printed_pct") == {"state": 26}
    assert by_group(measure_mix(table, "parts"), "share_printed_pct") == {"central": 16, "local": 10}


def test_one_line_without_a_share_leaves_its_group_without_one():
    table = funding_of(("central_budget", 2, 20), ("local_budget", 1), ("credit", 7, 70))
    mix = by_group(measure_mix(table), "share_printed_pct")
    assert (pd.isna(mix["state"]), mix["credit"]) == (True, 70)


# Order


def test_schemes_come_by_period_and_groups_in_their_fixed_order():
    new = funding_of(("community", 1), ("credit", 3), document="a")
    old = funding_of(("credit", 1), document="b", period=FIVE)
    mix = measure_mix(together(new, old))
    assert list(zip(mix["document"], mix["group"], strict=True)) == [
        ("b", "credit"),
        ("a", "credit"),
        ("a", "community"),
    ]
    assert list(measure_totals(together(new, old))["document"]) == ["b", "a"]


def test_a_plan_comes_before_the_reports_on_its_years():
    """All begin on one day: the longest period first, whatever the names."""
    schemes = [
        funding_of(("credit", 1), document="a", basis="reported", period=HALF),
        funding_of(("credit", 1), document="b", basis="reported", period=("2017-01-01", "2017-12-31")),
        funding_of(("credit", 1), document="c", period=FOUR),
    ]
    for rows in (schemes, schemes[::-1]):
        assert list(measure_mix(together(*rows))["document"]) == ["c", "b", "a"]
        assert list(measure_totals(together(*rows))["document"]) == ["c", "b", "a"]


def test_lines_are_joined_each_once_in_the_order_of_numbers():
    assert join_lines(pd.Series(["112", "9,10", "10"])) == "9,10,112"
    assert join_lines(pd.Series([122, 122, 34])) == "34,122"


def test_schemes_are_split_as_they_come():
    mix = measure_mix(together(funding_of(*PLAN), funding_of(("credit", 1), document="past", period=FIVE)))
    past, plan = split_schemes(mix)
    assert (set(past["document"]), list(past.index)) == ({"past"}, ["credit"])
    assert (set(plan["document"]), list(plan.index)) == ({"plan"}, ["state", "credit", "community"])


# Selection

HELD = together(
    funding_of(("credit", 1), document="past", basis="reported", period=FIVE),
    funding_of(("credit", 1), document="plan", period=FOUR),
    funding_of(("credit", 1), document="half", basis="reported", period=HALF),
    funding_of(("credit", 1), document="district", unit="bac-son", period=YEAR),
)


@pytest.mark.parametrize(
    ("choice", "documents"),
    [
        ({}, ["past", "plan", "half"]),
        ({"basis": "planned"}, ["plan"]),
        ({"basis": "reported"}, ["past", "half"]),
        ({"start": "2017-01-01"}, ["plan", "half"]),
        ({"start": "2017-01-02"}, []),
        ({"end": "2017-06-30"}, ["past", "half"]),
        ({"end": "2017-06-29"}, ["past"]),
        ({"start": "2011-01-01", "end": "2015-12-31"}, ["past"]),
        ({"start": "2017-01-01", "end": "2020-12-30", "basis": "planned"}, []),
    ],
)
def test_a_scheme_is_chosen_when_its_whole_period_lies_within(choice, documents):
    assert list(select_schemes(HELD, ["lang-son"], **choice)["document"]) == documents


@pytest.mark.parametrize(("units", "count"), [([], 0), (["bac-son"], 1), (["bac-son", "lang-son"], 4), (["x"], 0)])
def test_schemes_are_chosen_by_unit(units, count):
    chosen = select_schemes(HELD, units)
    assert len(chosen) == count
    assert set(chosen["unit"]) <= set(units)


# Identities

LINES = st.dictionaries(
    st.sampled_from(["central_budget", "local_budget", "integrated_programmes", "credit", "enterprises", "community"]),
    st.integers(1, 10**7),
    min_size=2,
)


@settings(max_examples=20, deadline=None)
@given(LINES, st.sampled_from(list(LEVELS)))
def test_shares_of_the_parts_sum_to_100(lines, level):
    mix = measure_mix(funding_of(*lines.items()), level)
    assert mix["share_parts_pct"].sum() == pytest.approx(100)
    assert mix["amount_million_vnd"].sum() == sum(lines.values())


@settings(max_examples=20, deadline=None)
@given(LINES, st.integers(2, 1000), st.sampled_from(list(LEVELS)))
def test_scaling_a_scheme_changes_no_share(lines, factor, level):
    printed = {"total": 2 * sum(lines.values())} | lines
    scaled = {source: factor * amount for source, amount in printed.items()}
    one, other = (measure_mix(funding_of(*of.items()), level) for of in (printed, scaled))
    for share in ("share_parts_pct", "share_stated_pct"):
        assert other[share].tolist() == pytest.approx(one[share].tolist())


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(list(LEVELS)))
def test_the_order_of_the_rows_does_not_matter(random, level):
    rows = together(HELD, funding_of(*PLAN, document="district-year", unit="bac-son"))
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = rows.iloc[order]
    pd.testing.assert_frame_equal(measure_mix(shuffled, level), measure_mix(rows, level))
    pd.testing.assert_frame_equal(measure_totals(shuffled), measure_totals(rows))


def test_the_input_stays_as_it_was():
    table = funding_of(*PLAN)
    before = table.copy(deep=True)
    mix = measure_mix(table, "parts")
    kept = mix.copy(deep=True)
    measure_totals(table)
    select_schemes(table, ["lang-son"], "planned", "2019-01-01", "2021-01-01")
    split_schemes(mix)
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_frame_equal(mix, kept)


# Committed data


@pytest.mark.data
@pytest.mark.parametrize("level", LEVELS)
def test_shares_of_the_committed_schemes_sum_to_100(level):
    mix = measure_mix(load_table("funding"), level)
    sums = mix.groupby(SCHEME)["share_parts_pct"].sum()
    assert len(sums) == 5
    assert sums.astype(float).tolist() == pytest.approx([100] * 5)


@pytest.mark.data
def test_the_committed_crosswalk_places_every_source_below_the_state_budget_with_the_state():
    path = HERE.reference / "funding_crosswalk.csv"
    rows = read_csv(path, path.name).set_index("source")
    assert sorted(rows.index) == sorted(SOURCES)
    state = [source for source in SOURCES if source.endswith(("budget", "programme", "programmes")) or "." in source]
    assert list(rows.index[rows["funding_group"] == "state"]) == state
    assert set(rows["funding_group"]) == {*GROUPS, ""}
    assert set(rows.loc[state, "funding_part"]) == {*STATE_PARTS, ""}
    assert set(rows.drop(index=state)["funding_part"]) == {""}

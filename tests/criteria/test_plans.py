"""What communes plan, on a few communes: load, paths, incidence, delay, companions, plausibility and slips."""

import csv
from collections import defaultdict

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_analysis.criteria.plans import (
    PATH,
    PLACE,
    find_companions,
    find_cut,
    list_cumulative_gaps,
    list_slips,
    measure_delay,
    measure_incidence,
    measure_plan_load,
    plans_of,
    rank_plausibility,
    trace_paths,
)
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_table

from .states import plan, plan_row, table

UNITS = pd.DataFrame({"unit": ["lang-son", "bac-son", "binh-gia"], "parent": ["", "lang-son", "lang-son"]})
MET = ""


def lists_of(*rows):
    return table("commune_criteria", *rows)


def listed(commune, years, **cells):
    """What a commune lists: criterion -> year, MET where it has it."""
    return [plan(commune, criterion, year, **cells) for criterion, year in years.items()]


@pytest.mark.parametrize(("unit", "communes"), [("lang-son", ["a", "b"]), ("bac-son", ["a"]), ("city", [])])
def test_plans_of_a_district_or_the_province(unit, communes):
    rows = lists_of(plan("a", 2, 2017), plan("b", 2, 2017, district="binh-gia"))
    assert plans_of(rows, UNITS, unit)["commune"].tolist() == communes


# The load


def load_of(*rows, by="criterion"):
    load = measure_plan_load(lists_of(*rows), by)
    (number,) = set(load) - {by, "planned_year"}
    assert list(load) == [by, "planned_year", number]
    assert len(load) == 4 * load[by].nunique()
    return load[load[number] > 0].to_numpy().tolist()


def test_communes_are_counted_by_criterion_and_year():
    assert load_of(plan("a", 2, 2018), plan("b", 2, 2018), plan("a", 19, 2020)) == [[2, 2018, 2], [19, 2020, 1]]
    assert len(measure_plan_load(lists_of(plan("a", 2, 2018)))) == 19 * 4


def test_a_criterion_planned_twice_counts_in_its_first_year():
    twice = [plan("a", 2, 2018), plan("a", 2, 2017)]
    assert load_of(*twice) == [[2, 2017, 1]]
    assert load_of(*twice, by="district") == [["bac-son", 2017, 1]]


def test_a_criterion_that_is_met_is_not_planned():
    both = [plan("a", 2, 2018), plan("a", 2, MET), plan("b", 2, 2018)]
    assert load_of(*both) == [[2, 2018, 1]]
    assert load_of(*both, by="district") == [["bac-son", 2018, 1]]
    assert delay_of(*both)["planned"].to_dict() == {2: 1}


def test_repeats_make_no_last_year_and_no_companions():
    """Criterion 2 stands in 2017 and 2020: it counts in 2017, so 2018 is the last year of the plan, with 3 alone."""
    rows = [plan("a", 2, 2017), plan("a", 2, 2020), plan("a", 3, 2018)]
    assert delay_of(*rows)["last_year"].to_dict() == {2: 0, 3: 1}
    assert find_companions(lists_of(*rows), fewest=1).empty


def test_a_commune_counts_once_in_a_year():
    assert load_of(plan("a", 2, 2017), plan("a", 2, 2017)) == [[2, 2017, 1]]


def test_criteria_met_and_the_second_table_are_no_load():
    rows = [plan("a", 2, MET), plan("a", 3, 2017, plan_table=2)]
    assert load_of(*rows) == []
    assert measure_plan_load(lists_of(*rows), "district").empty


def test_criteria_are_counted_by_district_and_year():
    """Two criteria of one commune and one of another are three; the other district plans one, two years later."""
    rows = [plan("a", 2, 2018), plan("a", 3, 2018), plan("b", 2, 2018), plan("c", 2, 2020, district="binh-gia")]
    assert load_of(*rows, by="district") == [["bac-son", 2018, 3], ["binh-gia", 2020, 1]]


# A commune plans each criterion once or not at all.
YEARS = st.sampled_from([MET, 2017, 2018, 2019, 2020])
PLANS = st.dictionaries(
    st.sampled_from("abcde"), st.dictionaries(st.integers(1, 19), YEARS, min_size=1), min_size=1
).map(lambda plans: [row for commune, years in plans.items() for row in listed(commune, years)])


@settings(max_examples=25, deadline=None)
@given(PLANS)
def test_both_loads_hold_every_planned_criterion(rows):
    planned = sum(row["status"] == "planned" for row in rows)
    assert measure_plan_load(lists_of(*rows))["communes"].sum() == planned
    assert measure_plan_load(lists_of(*rows), "district")["criteria"].sum() == planned


# The paths


def paths_of(lists, *rows):
    return trace_paths(lists_of(*lists), table("commune_plans", *rows))


def numbers(paths):
    cells = paths[["year", "cumulative", "printed"]].astype("object")
    return cells.where(cells.notna(), None).to_numpy().tolist()


def test_a_path_by_hand():
    """Two criteria met, one planned for 2017, two for 2019; nothing for 2018."""
    paths = paths_of(listed("a", {1: MET, 2: MET, 3: 2017, 4: 2019, 5: 2019}), plan_row("a", 2, (3, "", 5), line=287))
    assert numbers(paths) == [[2016, 2, 2], [2017, 3, 3], [2018, 3, None], [2019, 5, 5]]
    assert list(paths) == PATH
    place = paths[["plan_table", "commune", "commune_name", "district", "document", "line"]].drop_duplicates()
    assert place.to_numpy().tolist() == [[1, "a", "A", "bac-son", "plan", 287]]


def test_the_printed_number_is_not_made_up_or_mended():
    paths = paths_of(listed("a", {1: MET, 2: 2017}), plan_row("a", "", (5,)))
    assert numbers(paths) == [[2016, 1, None], [2017, 2, 5]]


def test_a_criterion_listed_twice_counts_once_from_its_first_year():
    rows = [*listed("a", {1: MET, 2: 2017, 3: 2018}), plan("a", 2, 2018), plan("a", 1, 2017)]
    assert numbers(paths_of(rows, plan_row("a", 1, (3, 5)))) == [[2016, 1, 1], [2017, 2, 3], [2018, 3, 5]]


def test_a_path_runs_to_the_last_year_planned_even_where_it_adds_nothing():
    """Criterion 1 is met and planned for 2017 again: the plan prints 2 for 2017, its list has 1."""
    rows = [plan("a", 1, MET), plan("a", 1, 2017)]
    assert numbers(paths_of(rows, plan_row("a", 1, (2,)))) == [[2016, 1, 1], [2017, 1, 2]]


def test_a_commune_that_plans_nothing_has_its_start_only():
    assert numbers(paths_of(listed("a", {1: MET, 2: MET}), plan_row("a", 2))) == [[2016, 2, 2]]


def test_a_commune_of_both_tables_has_two_paths():
    rows = [*listed("a", {1: MET, 2: 2018}), *listed("a", {1: MET, 3: 2017}, plan_table=2)]
    paths = paths_of(rows, plan_row("a", 1, (1, 2)), plan_row("a", 1, (2,), plan_table=2))
    assert paths.groupby("plan_table")["printed"].apply(list).to_dict() == {1: [1, 1, 2], 2: [1, 2]}
    assert paths.groupby("plan_table")["year"].max().to_dict() == {1: 2018, 2: 2017}


@settings(max_examples=25, deadline=None)
@given(PLANS)
def test_paths_never_fall_and_end_at_the_criteria_listed(rows):
    communes = {row["commune"] for row in rows}
    paths = paths_of(rows, *(plan_row(commune) for commune in communes))
    for commune, path in paths.groupby("commune"):
        assert path["year"].tolist() == list(range(2016, 2016 + len(path)))
        assert path["cumulative"].is_monotonic_increasing
        assert path["cumulative"].iloc[-1] == sum(row["commune"] == commune for row in rows)


# Incidence


def incidence_of(*rows, criterion=2):
    found = measure_incidence(lists_of(*rows))
    assert found.groupby("criterion")["year"].apply(list).tolist() == [list(range(2016, 2021))] * 19
    return found[found["criterion"] == criterion]


def test_one_that_never_lists_a_criterion_counts_as_one_without_it():
    """a has criterion 2, b, c, e plan it for 2017, 2018, 2020; d never lists it: 1, 2, 3, 3, 4 of the 5."""
    found = incidence_of(
        *listed("a", {2: MET, 3: 2017}),
        *listed("b", {2: 2017}),
        *listed("c", {2: 2018}),
        *listed("d", {1: MET, 3: 2017}),
        *listed("e", {2: 2020}),
    )
    assert found["incidence"].tolist() == pytest.approx([0.2, 0.4, 0.6, 0.6, 0.8])
    assert set(found["communes"]) == {5}
    assert set(found["unfinished"]) == {1}


def test_with_every_commune_followed_to_the_end_incidence_is_a_share():
    """Of four communes one plans it for 2018 and one for 2020; the others plan something else for 2020."""
    found = incidence_of(
        *listed("a", {2: 2018, 3: 2020}), *listed("b", {2: 2020}), *listed("c", {3: 2020}), *listed("d", {3: 2020})
    )
    assert found["incidence"].tolist() == pytest.approx([0, 0, 0.25, 0.25, 0.5])


def test_a_criterion_that_none_lists_has_no_incidence():
    found = incidence_of(*listed("a", {3: 2017}), *listed("b", {3: 2020}))
    assert found[["incidence", "unfinished"]].drop_duplicates().to_numpy().tolist() == [[0, 2]]


def test_of_a_criterion_listed_twice_the_first_year_counts():
    rows = [plan("a", 2, 2017), plan("a", 2, 2019), *listed("b", {2: MET, 3: 2019}), plan("b", 2, 2018)]
    assert incidence_of(*rows)["incidence"].tolist() == pytest.approx([0.5, 1, 1, 1, 1])


def test_the_second_table_has_no_incidence():
    found = incidence_of(*listed("a", {2: 2017}), *listed("b", {3: 2018}, plan_table=2))
    assert found["incidence"].tolist() == [0, 1, 1, 1, 1]
    assert set(found["communes"]) == {1}


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), YEARS, min_size=1))
def test_incidence_without_censoring_is_the_share_listed_by_the_year(years):
    rows = [row for commune, year in years.items() for row in listed(commune, {2: year, 3: 2020})]
    shares = [sum((year or 2016) <= end for year in years.values()) / len(years) for end in range(2016, 2021)]
    assert incidence_of(*rows)["incidence"].tolist() == pytest.approx(shares)


# Delay


def delay_of(*rows):
    return measure_delay(lists_of(*rows)).set_index("criterion")


def test_delay_by_hand():
    """a plans 2017 to 2020, b 2017 to 2019: criterion 2 in 2020 and 2018, places 1 and 1/2, last for one of two."""
    delay = delay_of(*listed("a", {1: MET, 2: 2020, 3: 2017, 4: 2018}), *listed("b", {2: 2018, 3: 2019, 5: 2017}))
    assert delay["planned"].to_dict() == {2: 2, 3: 2, 4: 1, 5: 1}
    assert delay["last_year"].to_dict() == {2: 1, 3: 1, 4: 0, 5: 0}
    assert delay["last_share"].to_dict() == {2: 0.5, 3: 0.5, 4: 0, 5: 0}
    assert delay["back_loading"].to_dict() == pytest.approx({2: 0.75, 3: 0.5, 4: 1 / 3, 5: 0})


def test_a_commune_that_plans_2017_only_has_a_last_year_and_no_place():
    delay = delay_of(*listed("a", {2: 2017, 3: 2017}), *listed("b", {2: 2018, 4: 2017}))
    assert delay["planned"].to_dict() == {2: 2, 3: 1, 4: 1}
    assert delay["last_share"].to_dict() == {2: 1, 3: 1, 4: 0}
    assert delay["back_loading"].dropna().to_dict() == {2: 1, 4: 0}


@pytest.mark.parametrize("year", [2018, 2020])
def test_a_commune_that_plans_another_year_only_has_no_place_either(year):
    assert delay_of(*listed("a", {2: year, 3: year}))["back_loading"].isna().all()


def test_the_first_year_of_a_plan_that_begins_late_is_its_start():
    """2018 is the first of the years 2018 to 2020, 2019 halfway."""
    delay = delay_of(*listed("a", {2: 2018, 3: 2019, 4: 2020}))
    assert delay["back_loading"].to_dict() == pytest.approx({2: 0, 3: 0.5, 4: 1})


def test_what_is_met_and_the_second_table_are_not_put_off():
    delay = delay_of(*listed("a", {1: MET, 2: 2017, 3: 2018}), *listed("b", {4: 2017, 5: 2018}, plan_table=2))
    assert delay.index.tolist() == [2, 3]


@settings(max_examples=25, deadline=None)
@given(PLANS)
def test_shares_and_places_lie_between_first_and_last(rows):
    delay = delay_of(*rows)
    assert delay["last_share"].between(0, 1).all()
    assert delay["back_loading"].dropna().between(0, 1).all()
    assert (delay["last_year"] <= delay["planned"]).all()
    assert delay["last_year"].sum() >= len({row["commune"] for row in rows if row["status"] == "planned"})


# Companions


def test_lift_by_hand():
    """Of four communes 2 and 3 are last in three each, together in two: 2/4 over 3/4 * 3/4 is 8/9."""
    lasts = {"a": (2, 3), "b": (2, 3), "c": (2, 4), "d": (3, 4)}
    rows = [plan(commune, criterion, 2019) for commune, last in lasts.items() for criterion in last]
    found = find_companions(lists_of(*rows, plan("a", 4, 2017), plan("b", 4, 2018), plan("a", 5, MET)), fewest=1)
    assert found[["criteria", "communes"]].to_numpy().tolist() == [["2,3", 2], ["2,4", 1], ["3,4", 1]]
    assert found["lift"].tolist() == pytest.approx([8 / 9, 2 / 3, 2 / 3])


def test_criteria_that_always_go_together_have_a_lift_above_one():
    """Two communes of four have both last, the others neither: 1/2 over 1/2 * 1/2."""
    rows = [row for commune in "ab" for row in listed(commune, {2: 2018, 3: 2018})]
    rows += [row for commune in "cd" for row in listed(commune, {4: 2020, 2: 2017})]
    (row,) = find_companions(lists_of(*rows), fewest=2).itertuples()
    assert (row.size, row.criteria, row.communes, row.lift) == (2, "2,3", 2, 2)


def test_each_commune_has_its_own_last_year():
    rows = [*listed("a", {2: 2018, 3: 2018, 4: 2017}), *listed("b", {2: 2020, 3: 2020, 4: 2018})]
    (row,) = find_companions(lists_of(*rows), fewest=1).itertuples()
    assert (row.size, row.criteria, row.communes, row.lift) == (2, "2,3", 2, 1)


@pytest.mark.parametrize(("communes", "found"), [(4, 0), (5, 1)])
def test_fewer_than_five_communes_are_no_companions(communes, found):
    rows = [row for commune in "abcde"[:communes] for row in listed(commune, {2: 2018, 3: 2018})]
    assert len(find_companions(lists_of(*rows))) == found


def test_three_and_four_go_together_too():
    """Of four communes three put off 2, 3 and 4, one of them 5 too: 3/4 over 3/4 * 3/4 * 3/4 is 16/9."""
    rows = [row for commune in "abc" for row in listed(commune, {2: 2019, 3: 2019, 4: 2019})]
    found = find_companions(lists_of(*rows, plan("a", 5, 2019), plan("d", 6, 2018)), fewest=1).set_index("criteria")
    assert found["size"].value_counts().to_dict() == {2: 6, 3: 4, 4: 1}
    assert (found.at["2,3,4", "communes"], found.at["2,3,4", "lift"]) == (3, pytest.approx(16 / 9))
    assert (found.at["2,3,4,5", "communes"], found.at["2,3,4,5", "lift"]) == (1, pytest.approx(64 / 27))
    assert len(find_companions(lists_of(*rows), fewest=3)) == 4


def test_the_second_table_has_no_companions():
    rows = listed("a", {2: 2017, 3: 2017}, plan_table=2)
    found = find_companions(lists_of(*rows), fewest=1)
    assert found.empty
    assert list(found) == ["size", "criteria", "communes", "lift"]


# Plausibility


STEEP = [*listed("a", {1: MET, 2: 2017, 3: 2018, 4: 2018, 5: 2018}), *listed("b", {1: MET, 2: 2017, 3: 2018, 4: 2018})]
GENTLE = listed("c", {2: 2017, 3: 2017, 4: 2018, 5: 2018})
ROWS = [plan_row("a", 1, line=301), plan_row("b", 1, line=302), plan_row("c", 0, line=303)]


def test_the_steepest_year_by_hand():
    """a gains 1 and 3, b 1 and 2, c 2 and 2 (the earlier year stands); at 1.5 done a year, 2, 4/3 and 4/3 times."""
    ranked = rank_plausibility(paths_of([*STEEP, *GENTLE], *ROWS), 1.5)
    columns = ["commune", "steepest", "steepest_year", "per_year", "line"]
    assert ranked[columns].to_numpy().tolist() == [
        ["a", 3, 2018, 2, 301],
        ["c", 2, 2017, 2, 303],
        ["b", 2, 2018, 1.5, 302],
    ]
    assert ranked["multiple"].tolist() == pytest.approx([2, 4 / 3, 4 / 3])
    assert {*PLACE, "plan_table", "document"} <= set(ranked)


def test_the_order_of_the_paths_changes_nothing():
    paths = paths_of([*STEEP, *GENTLE], *ROWS)
    pd.testing.assert_frame_equal(rank_plausibility(paths.iloc[::-1], 1.5), rank_plausibility(paths, 1.5))


def test_a_commune_of_both_tables_is_ranked_twice():
    rows = [*listed("a", {1: MET, 2: 2018}), *listed("a", {1: MET, 3: 2017, 4: 2017}, plan_table=2)]
    ranked = rank_plausibility(paths_of(rows, plan_row("a"), plan_row("a", plan_table=2)), 1)
    assert ranked[["plan_table", "steepest", "per_year"]].to_numpy().tolist() == [[2, 2, 2], [1, 1, 0.5]]


# Slips

ALL = dict.fromkeys(range(1, 20), 2017)


def slips_of(*rows, plan_table=1):
    found = list_slips(lists_of(*rows), table("commune_plans", plan_row("a", plan_table=plan_table, line=288)))
    return found[["kind", "criterion", "years"]].to_numpy().tolist()


def test_a_full_list_has_no_slips():
    assert slips_of(*listed("a", ALL)) == []
    assert slips_of(*listed("a", ALL | {3: MET})) == []


def test_a_criterion_planned_twice_is_repeated():
    assert slips_of(*listed("a", ALL), plan("a", 8, 2019)) == [["repeated", 8, "2017,2019"]]


def test_a_criterion_met_and_planned():
    assert slips_of(*listed("a", ALL), plan("a", 8, MET)) == [["met_and_planned", 8, "2017"]]


def test_a_criterion_never_listed():
    assert slips_of(*listed("a", {n: year for n, year in ALL.items() if n not in (6, 9)})) == [
        ["never_listed", 6, ""],
        ["never_listed", 9, ""],
    ]


def test_only_the_first_table_promises_all_criteria():
    rows = [*listed("a", {1: MET, 2: 2017}, plan_table=2), plan("a", 1, 2018, plan_table=2)]
    assert slips_of(*rows, plan_table=2) == [["met_and_planned", 1, "2018"]]


def test_a_slip_names_its_row():
    found = list_slips(lists_of(*listed("a", ALL), plan("a", 8, 2019)), table("commune_plans", plan_row("a", line=288)))
    place = ["plan_table", "commune", "commune_name", "district", "document", "line"]
    assert found[place].to_numpy().tolist() == [[1, "a", "A", "bac-son", "plan", 288]]


# Edges


NOTHING, NO_PLANS = lists_of(), table("commune_plans")


@pytest.mark.parametrize(
    "measure",
    [
        lambda: trace_paths(NOTHING, NO_PLANS),
        lambda: measure_plan_load(NOTHING, "district"),
        lambda: measure_delay(NOTHING),
        lambda: find_companions(NOTHING),
        lambda: rank_plausibility(trace_paths(NOTHING, NO_PLANS), 1.5),
        lambda: list_slips(NOTHING, NO_PLANS),
        lambda: plans_of(NOTHING, UNITS, "lang-son"),
    ],
    ids=["paths", "district_load", "delay", "companions", "plausibility", "slips", "plans"],
)
def test_without_plans_there_is_nothing(measure):
    assert measure().empty


def test_without_plans_load_and_incidence_are_zero():
    assert set(measure_plan_load(NOTHING)["communes"]) == {0}
    found = measure_incidence(NOTHING)
    assert set(found["incidence"]) == set(found["communes"]) == {0}


def test_no_function_changes_its_input():
    lists, plans = lists_of(*STEEP, *GENTLE, plan("a", 2, 2018)), table("commune_plans", *ROWS)
    paths = trace_paths(lists, plans)
    given_tables = (lists, plans, paths, UNITS)
    kept = [frame.copy(deep=True) for frame in given_tables]
    for measure in (measure_plan_load, measure_incidence, measure_delay, find_companions):
        measure(lists)
    measure_plan_load(lists, "district")
    plans_of(lists, UNITS, "lang-son")
    trace_paths(lists, plans)
    list_slips(lists, plans)
    rank_plausibility(paths, 1.5)
    for frame, before in zip(given_tables, kept, strict=True):
        pd.testing.assert_frame_equal(frame, before)


# Printed against counted, and rows that are missing


def test_cumulative_gaps_by_hand():
    """Counted 1 and 2, printed 1 and 3: the second year differs; what is not printed does not."""
    paths = paths_of([plan("a", 2, 2017), plan("a", 3, 2018)], plan_row("a", printed=(1, 3)))
    assert numbers(list_cumulative_gaps(paths)) == [[2018, 2, 3]]
    assert list_cumulative_gaps(paths.iloc[:0]).empty


def cut_of(rows, *added):
    given = [plan_row(name, line=line) | {"group_year": year, "row_no": no} for name, year, no, line in rows]
    cells = [
        {"document": "plan", "unit": "lang-son", "measure": "communes_meeting_standard_added", **of} for of in added
    ]
    return find_cut(table("commune_plans", *given), table("headlines", *cells))


ADDED = {"line": 42, "basis": "planned", "period_start": "2017-01-01", "period_end": "2020-12-31"}
ADDED |= {"value_low": 5, "value_high": 5}


def test_a_group_that_begins_later_than_row_one_is_cut():
    (row,) = cut_of([("a", 2017, 4, 300), ("b", 2017, 5, 301), ("c", 2018, 1, 302)], ADDED).itertuples()
    assert (row.year, row.first_row, row.missing, row.rows, row.planned, row.lines) == (2017, 4, 3, 3, 5, "42,300")
    other_years = ADDED | {"period_start": "2020-01-01"}
    (silent,) = cut_of([("a", 2017, 4, 300)], other_years).itertuples()
    assert (silent.planned is pd.NA, silent.lines) == (True, "300")
    assert cut_of([("a", 2017, 1, 300), ("c", 2018, 1, 302)], ADDED).empty


@pytest.mark.data
def test_the_committed_table_is_cut_as_its_register_says():
    (row,) = find_cut(load_table("commune_plans"), load_table("headlines")).itertuples()
    assert (row.first_row, row.missing, row.rows, row.planned, row.lines) == (14, 13, 40, 53, "42,283")
    assert row.missing + row.rows == row.planned


# The committed data

SLIPS = [
    (1, "bac-son.tan-lap", "met_and_planned", 9, "2018"),
    (1, "bac-son.tan-lap", "never_listed", 16, ""),
    (1, "cao-loc.hong-phong", "never_listed", 2, ""),
    (1, "cao-loc.thuy-hung", "met_and_planned", 9, "2020"),
    (1, "cao-loc.thuy-hung", "never_listed", 11, ""),
    (1, "van-lang.an-hung", "never_listed", 6, ""),
    (1, "van-lang.an-hung", "repeated", 8, "2019,2020"),
    (1, "van-quan.huu-le", "never_listed", 9, ""),
    (1, "van-quan.huu-le", "repeated", 8, "2017,2018"),
    (2, "loc-binh.mau-son", "met_and_planned", 14, "2017"),
]


def printed(name):
    """The rows of a committed table as text, by plan table and commune."""
    found = defaultdict(list)
    with (HERE.processed / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[int(row["plan_table"]), row["commune"]].append(row)
    return found


@pytest.mark.data
def test_the_committed_tables_have_40_and_43_communes():
    paths = trace_paths(load_table("commune_criteria"), load_table("commune_plans"))
    assert paths.groupby("plan_table")["commune"].nunique().to_dict() == {1: 40, 2: 43}


@pytest.mark.data
def test_the_slips_of_the_committed_tables():
    """Redone from the plain file: listed more than once, or, in table 1, not at all."""
    found = list_slips(load_table("commune_criteria"), load_table("commune_plans"))
    slips = found[["plan_table", "commune", "kind", "criterion", "years"]].sort_values(
        ["plan_table", "commune", "kind"]
    )
    assert list(slips.itertuples(index=False, name=None)) == SLIPS
    redone = set()
    for (place, commune), rows in printed("commune_criteria").items():
        listed_criteria = [int(row["criterion"]) for row in rows]
        redone |= {(place, commune, one) for one in listed_criteria if listed_criteria.count(one) > 1}
        redone |= {(place, commune, one) for one in range(1, 20) if place == 1 and one not in listed_criteria}
    assert {(place, commune, criterion) for place, commune, _, criterion, _ in SLIPS} == redone


@pytest.mark.data
def test_paths_of_the_committed_tables_run_to_the_last_printed_year():
    paths = trace_paths(load_table("commune_criteria"), load_table("commune_plans"))
    ends = paths.groupby(["plan_table", "commune"])["year"].max().to_dict()
    expected = {}
    for key, (row,) in printed("commune_plans").items():
        expected[key] = max(year for year in range(2017, 2021) if row[f"cumulative_{year}"])
    assert {key: (ends[key], year) for key, year in expected.items() if ends[key] != year} == {}


@pytest.mark.data
def test_paths_of_the_committed_tables_end_at_the_printed_number_except_where_a_slip_explains():
    """A slip takes one criterion from the counted number; what was met is printed as it is counted."""
    paths = trace_paths(load_table("commune_criteria"), load_table("commune_plans"))
    start = paths[(paths["year"] == 2016) & paths["printed"].notna()]
    assert (start["cumulative"] == start["printed"]).all()
    ends = paths.sort_values("year").groupby(["plan_table", "commune"]).tail(1)
    assert ends["printed"].notna().mean() > 0.9
    apart = ends[ends["printed"].notna() & (ends["cumulative"] != ends["printed"])]
    slips = {(place, commune) for place, commune, *_ in SLIPS}
    assert set(zip(apart["plan_table"], apart["commune"], strict=True)) <= slips
    assert set(apart.loc[apart["plan_table"] == 1, "commune"]) == {commune for place, commune in slips if place == 1}
    assert ((apart["printed"] - apart["cumulative"]) == 1).all()


@pytest.mark.data
def test_the_committed_load_is_the_committed_plan():
    """Redone from the plain file: criteria of the communes of table 1 that are planned and not met."""
    lists = load_table("commune_criteria")
    rows = [row for (place, _), of in printed("commune_criteria").items() if place == 1 for row in of]
    met, planned = (
        {(row["commune"], row["criterion"]) for row in rows if (row["status"] == "planned") == of}
        for of in (False, True)
    )
    planned = len(planned - met)
    assert planned == 481
    assert measure_plan_load(lists)["communes"].sum() == planned
    assert measure_plan_load(lists, "district")["criteria"].sum() == planned


@pytest.mark.data
def test_committed_incidence_grows_and_reaches_every_criterion_but_those_never_listed():
    found = measure_incidence(load_table("commune_criteria"))
    assert set(found["communes"]) == {40}
    assert found.groupby("criterion")["incidence"].apply(lambda curve: curve.is_monotonic_increasing).all()
    never = {criterion for _, _, kind, criterion, _ in SLIPS if kind == "never_listed"}
    assert set(found.loc[found["unfinished"] > 0, "criterion"]) == never

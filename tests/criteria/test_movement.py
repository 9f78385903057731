"""How criteria move on small panels: what compares, the steps, what caps the standard and what is hard."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_analysis.criteria.movement import (
    FEWEST_FOR_ORDER,
    find_binding,
    grade_comparability,
    measure_contributions,
    measure_groups,
    measure_steps,
    rank_difficulty,
)
from ntm_analysis.criteria.panel import make_panel, use_common_denominator
from ntm_analysis.files import read_csv
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_table

from .states import count, counts, table

START, END, LATER = "2017-01-01", "2021-01-01", "2022-01-01"  # four years, then one
OLD = "2009"
JUDGED = {2: "yes", 3: "changed", 4: "redefined"}
REFERENCE = pd.DataFrame(
    [(OLD, criterion, "") for criterion in JUDGED]
    + [("2016", criterion, judged) for criterion, judged in JUDGED.items()],
    columns=["criteria_set", "criterion", "comparable_with_previous"],
)


def panel_of(*rows, unit="lang-son"):
    return make_panel(table("criteria", *rows), unit)


# What compares


def grades_of(*rows):
    graded = grade_comparability(panel_of(*rows), REFERENCE)
    return list(zip(graded["comparability"], graded["previous_date"].dt.strftime("%Y-%m-%d"), strict=True))


def test_the_first_point_has_none_before_it():
    ((grade, previous),) = grades_of(count(2, 5))
    assert grade == "first"
    assert pd.isna(previous)


@pytest.mark.parametrize(("total", "grade"), [(20, "same"), (18, "merged"), (21, "merged")])
def test_points_of_one_set_differ_in_the_number_of_communes_only(total, grade):
    grades = grades_of(count(2, 5, as_of=START), count(2, 6, total, as_of=END))
    assert grades[1] == (grade, START)


@pytest.mark.parametrize(("criterion", "grade"), JUDGED.items())
def test_points_of_two_sets_compare_as_the_reference_list_judges(criterion, grade):
    """Judged by the list even where the number of communes differs."""
    first = count(criterion, 5, as_of=START, criteria_set=OLD)
    for total in (20, 18):
        assert grades_of(first, count(criterion, 6, total, as_of=END))[1] == (grade, START)


def test_the_point_before_is_the_last_known_one_and_never_a_plan():
    rows = [count(2, 5, as_of=START), count(2, 6, 18, as_of="2019-01-01", basis="derived")]
    grades = grades_of(*rows, count(2, 9, as_of="2020-01-01", basis="planned"), count(2, 8, 18, as_of=END))
    assert [grade for grade, _ in grades] == ["first", "merged", "merged", "same"]
    assert [day for _, day in grades[1:]] == [START, "2019-01-01", "2019-01-01"]


def test_a_plan_compares_with_the_state_before_it_and_not_with_that_of_its_day():
    grades = grades_of(count(2, 5, as_of=START), count(2, 6, as_of=END), count(2, 9, as_of=END, basis="planned"))
    assert grades[1:] == [("same", START), ("same", START)]


def test_criteria_and_units_are_apart():
    rows = [count(2, 5, as_of=START), count(3, 5, as_of=END), count(2, 5, as_of=END, unit="bac-son")]
    panel = pd.concat([panel_of(*rows), panel_of(*rows, unit="bac-son")], ignore_index=True)
    assert grade_comparability(panel, REFERENCE)["comparability"].tolist() == ["first"] * 3


def test_an_empty_panel_has_no_grades():
    graded = grade_comparability(panel_of(), REFERENCE)
    assert graded.empty
    assert {"previous_date", "comparability"} <= set(graded)


# Steps


def test_a_step_by_hand():
    """From 10 to 15 of 20 communes in four years: a quarter, 5 communes, 1.25 a year."""
    (row,) = measure_steps(
        panel_of(count(2, 10, as_of=START, line=7), count(2, 15, as_of=END, basis="derived", document="plan", line=8))
    ).itertuples()
    assert (row.unit, row.criterion, row.criteria_set) == ("lang-son", 2, "2016")
    assert (row.from_date, row.to_date) == (pd.Timestamp(START), pd.Timestamp(END))
    assert (row.from_basis, row.to_basis) == ("reported", "derived")
    assert (row.from_communes, row.to_communes, row.from_total, row.to_total) == (10, 15, 20, 20)
    assert (row.change, row.years, row.per_year, row.merged) == (0.25, 4, 1.25, False)
    assert (row.merging_low, row.merging_high) == (10, 10)
    assert (row.from_document, row.from_line, row.to_document, row.to_line) == ("report", 7, "plan", 8)
    assert (row.from_lines, row.to_lines) == ("7", "8")


def test_a_step_over_merging():
    """From 10 of 20 to 12 of 16 communes in four years: two communes, 25 points. Merging alone leaves 6 to 10."""
    (row,) = measure_steps(panel_of(count(2, 10, as_of=START), count(2, 12, 16, as_of=END))).itertuples()
    assert (row.change, row.per_year, row.points_per_year, row.merged) == (0.25, 0.5, 6.25, True)
    assert (row.points_low, row.points_high) == (6.25, 6.25)
    assert (row.merging_low, row.merging_high) == (6, 10)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 30), st.data())
def test_merging_alone_leaves_a_count_of_communes_that_are_there(before, data):
    attaining, after = data.draw(st.integers(0, before)), data.draw(st.integers(1, before))
    (row,) = measure_steps(
        panel_of(count(2, attaining, before, as_of=START), count(2, 1, after, as_of=END))
    ).itertuples()
    assert 0 <= row.merging_low <= row.merging_high <= min(attaining, after)
    assert row.merging_low >= attaining - (before - after)
    assert row.merged == (before != after)


def test_a_step_over_common_denominators_is_a_lower_bound():
    """Of 16 communes 6 to 10 are left of 10: from 10/16 at most or 6/16 at least to 12/16 in four years."""
    rows = panel_of(count(2, 10, as_of=START), count(2, 12, 16, as_of=END))
    (row,) = measure_steps(use_common_denominator(rows)).itertuples()
    assert (row.points_per_year, row.points_low, row.points_high) == (3.125, 3.125, 9.375)
    assert row.per_year == 0.5


def test_a_step_back_is_negative():
    (row,) = measure_steps(panel_of(count(2, 10, as_of=START), count(2, 5, as_of=END))).itertuples()
    assert (row.change, row.per_year) == (-0.25, -1.25)


def test_steps_are_never_across_sets():
    rows = [count(2, 1, as_of="2013-01-01", criteria_set=OLD), count(2, 5, as_of=START, criteria_set=OLD)]
    steps = measure_steps(panel_of(*rows, count(2, 6, as_of=END), count(2, 9, as_of=LATER)))
    assert steps["criteria_set"].tolist() == [OLD, "2016"]
    assert steps["from_date"].dt.strftime("%Y-%m-%d").tolist() == ["2013-01-01", END]
    assert steps["to_date"].dt.strftime("%Y-%m-%d").tolist() == [START, LATER]


def test_steps_are_never_from_plans():
    """A plan for 2021 and what was there in 2022 both start from 2017."""
    rows = [count(2, 5, as_of=START), count(2, 9, as_of=END, basis="planned"), count(2, 7, as_of=LATER)]
    steps = measure_steps(panel_of(*rows))
    assert steps[["from_basis", "to_basis", "from_communes", "to_communes"]].to_numpy().tolist() == [
        ["reported", "planned", 5, 9],
        ["reported", "reported", 5, 7],
    ]


def test_every_plan_starts_from_the_last_known_state_before_its_day():
    rows = [count(2, 5, as_of=START), count(2, 7, as_of=END)]
    plans = [count(2, 9, as_of=day, basis="planned") for day in ("2016-01-01", END, LATER)]
    steps = measure_steps(panel_of(*rows, *plans))
    planned = steps[steps["to_basis"] == "planned"]
    assert planned["from_communes"].tolist() == [5, 7]
    assert planned["to_date"].dt.strftime("%Y-%m-%d").tolist() == [END, LATER]


def test_steps_come_by_day_and_criterion():
    rows = [count(criterion, 5, as_of=day) for criterion in (3, 2) for day in (START, END, LATER)]
    steps = measure_steps(panel_of(*rows))
    assert list(zip(steps["to_date"].dt.year, steps["criterion"], strict=True)) == [
        (2021, 2),
        (2021, 3),
        (2022, 2),
        (2022, 3),
    ]


def test_a_single_state_has_no_steps():
    empty, full = (measure_steps(panel_of(count(2, 5, as_of=START), *more)) for more in ([], [count(2, 6, as_of=END)]))
    assert (len(empty), len(full)) == (0, 1)
    assert list(empty) == list(full)
    assert {"contribution", "known", "total"} <= set(measure_contributions(empty))


# Contributions


def test_contributions_by_hand():
    """From 10, 5 to 15, 4 of 20: 0.25 and -0.05, 0.2 criteria per commune together."""
    rows = [*counts({2: 10, 3: 5}, as_of=START), *counts({2: 15, 3: 4}, as_of=END)]
    found = measure_contributions(measure_steps(panel_of(*rows, count(4, 9, as_of=END))))
    assert found["criterion"].tolist() == [2, 3]
    assert found["contribution"].tolist() == pytest.approx([0.25, -0.05])
    assert found["known"].tolist() == [2, 2]
    assert found["total"].tolist() == pytest.approx([0.2, 0.2])


def test_steps_of_other_days_add_up_apart():
    """Criterion 2 from 2017 and criterion 3 from 2020, both to 2021."""
    rows = [count(2, 10, as_of=START), count(3, 10, as_of="2020-01-01"), *counts({2: 15, 3: 12}, as_of=END)]
    found = measure_contributions(measure_steps(panel_of(*rows)))
    assert dict(zip(found["criterion"], found["total"], strict=True)) == pytest.approx({2: 0.25, 3: 0.1})
    assert found["known"].tolist() == [1, 1]


ENDS = st.dictionaries(st.integers(1, 19), st.tuples(st.integers(0, 20), st.integers(0, 16)), min_size=1)


@settings(max_examples=25, deadline=None)
@given(ENDS)
def test_contributions_add_up_to_the_change_of_the_mean(ends):
    """Over the known criteria the mean is their attainments by the communes: of 20 at first, of 16 after merging."""
    first, last = ({criterion: both[place] for criterion, both in ends.items()} for place in (0, 1))
    found = measure_contributions(
        measure_steps(panel_of(*counts(first, as_of=START), *counts(last, total=16, as_of=END)))
    )
    change = sum(last.values()) / 16 - sum(first.values()) / 20
    assert found["contribution"].sum() == pytest.approx(change)
    assert found["total"].tolist() == pytest.approx([change] * len(ends))
    assert found["known"].tolist() == [len(ends)] * len(ends)


# What caps the standard


def binding_of(attaining, **cells):
    return find_binding(panel_of(*counts(attaining, **cells)))


def test_the_rarest_criterion_caps_the_standard():
    """Criterion 7 in 3 communes, criterion 9 in 8, 13 others in 10: without 7 the cap is 8, 5 more."""
    (row,) = binding_of(dict.fromkeys(range(1, 16), 10) | {7: 3, 9: 8}).itertuples()
    assert (row.unit, row.as_of, row.basis) == ("lang-son", pd.Timestamp("2017-06-30"), "reported")
    assert (row.known, row.criterion, row.cap, row.next_cap, row.released) == (15, 7, 3, 8, 5)
    assert (row.share, row.document, row.line) == (0.15, "report", 40)


def test_criteria_that_tie_bind_together():
    found = binding_of(dict.fromkeys(range(1, 20), 10) | {7: 3, 9: 3, 11: 4})
    assert found[["criterion", "cap", "next_cap", "released", "known"]].to_numpy().tolist() == [
        [7, 3, 4, 1, 19],
        [9, 3, 4, 1, 19],
    ]


def test_fewer_counts_than_needed_bind_nothing():
    few = binding_of(dict.fromkeys(range(1, FEWEST_FOR_ORDER), 10) | {7: 3})
    assert FEWEST_FOR_ORDER == 15
    assert few.empty
    assert list(few) == list(binding_of(dict.fromkeys(range(1, 16), 10) | {7: 3}))


def test_where_all_counts_are_equal_none_binds():
    assert binding_of(dict.fromkeys(range(1, 20), 10)).empty


def test_every_state_binds_by_itself():
    rows = [*counts(dict.fromkeys(range(1, 16), 10) | {7: 3}), *counts({1: 5, 2: 3}, as_of=START)]
    planned = counts(dict.fromkeys(range(1, 16), 12) | {2: 11}, basis="planned")
    found = find_binding(panel_of(*rows, *planned))
    assert sorted(zip(found["basis"], found["criterion"], found["cap"], strict=True)) == [
        ("planned", 2, 11),
        ("reported", 7, 3),
    ]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=15, max_size=19))
def test_the_cap_is_the_least_count_and_the_next_the_least_above(attaining):
    found = binding_of(dict(enumerate(attaining, start=1)))
    above = [communes for communes in attaining if communes > min(attaining)]
    binding = [criterion for criterion, communes in enumerate(attaining, start=1) if communes == min(attaining)]
    assert found["criterion"].tolist() == (binding if above else [])
    assert set(found["cap"]) <= {min(attaining)}
    assert set(found["released"]) <= {min(above, default=0) - min(attaining)}


# What is hard


def test_the_rarest_criterion_is_the_hardest():
    """4 of 20 is rank 1; two with 6 share ranks 2 and 3; the 12 with 10 share ranks 4 to 15: spread 0.3."""
    ranked = rank_difficulty(panel_of(*counts(dict.fromkeys(range(1, 16), 10) | {7: 4, 8: 6, 9: 6})))
    ranks = dict(zip(ranked["criterion"], ranked["rank"], strict=True))
    assert (ranks[7], ranks[8], ranks[9], ranks[1], ranks[15]) == (1, 2.5, 2.5, 9.5, 9.5)
    assert ranked["counted"].tolist() == [15] * 15
    assert ranked["spread"].tolist() == pytest.approx([0.3] * 15)


def test_states_with_few_counts_have_no_ranks_and_the_others_their_own():
    rows = [*counts({1: 5, 2: 3}, as_of=START), *counts(dict.fromkeys(range(1, 20), 10) | {4: 1})]
    ranked = rank_difficulty(panel_of(*rows, *counts(dict.fromkeys(range(1, 16), 12) | {2: 11}, basis="planned")))
    hardest = ranked[ranked["rank"] == 1]
    assert sorted(zip(hardest["basis"], hardest["criterion"], hardest["counted"], strict=True)) == [
        ("planned", 2, 15),
        ("reported", 4, 19),
    ]
    assert START not in set(ranked["as_of"].dt.strftime("%Y-%m-%d"))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=15, max_size=19))
def test_ranks_sum_as_whole_places_and_follow_the_counts(attaining):
    ranked = rank_difficulty(panel_of(*counts(dict(enumerate(attaining, start=1)))))
    assert ranked["rank"].sum() == len(attaining) * (len(attaining) + 1) / 2
    in_order = ranked.sort_values("rank", kind="stable")["communes_attaining"]
    assert in_order.is_monotonic_increasing
    assert ranked["spread"].tolist() == pytest.approx([(max(attaining) - min(attaining)) / 20] * len(attaining))


def test_no_function_changes_its_input():
    rows = [*counts(dict.fromkeys(range(2, 5), 5), as_of=START), *counts(dict.fromkeys(range(1, 20), 6), as_of=END)]
    panel, reference = panel_of(*rows, count(2, 9, as_of=LATER, basis="planned")), REFERENCE.copy(deep=True)
    steps = measure_steps(panel)
    kept = [frame.copy(deep=True) for frame in (panel, reference, steps)]
    grade_comparability(panel[panel["criterion"].isin(JUDGED)], reference)
    measure_steps(panel)
    measure_contributions(steps)
    find_binding(panel)
    rank_difficulty(panel)
    for frame, before in zip((panel, reference, steps), kept, strict=True):
        pd.testing.assert_frame_equal(frame, before)


# The committed data


@pytest.mark.data
@pytest.mark.parametrize("unit", ["lang-son", "bac-son"])
def test_steps_of_the_committed_panel_keep_to_their_sets_and_start_from_what_was_known(unit):
    panel = make_panel(load_table("criteria"), unit)
    steps = measure_steps(panel)
    assert len(steps)
    assert not steps["from_basis"].eq("planned").any()
    sets = panel.set_index(["as_of", "basis", "criterion"])["criteria_set"]
    for side in ("from", "to"):
        ends = zip(steps[f"{side}_date"], steps[f"{side}_basis"], steps["criterion"], strict=True)
        assert [sets[end] for end in ends] == steps["criteria_set"].tolist()


@pytest.mark.data
def test_the_steps_of_2021_add_up_to_the_change_of_the_plan():
    """18 criteria grow by what the plan prints as added, of 181 communes in both years."""
    rows = load_table("criteria")
    planned = rows[(rows["document"] == "lang-son-plan-2021") & (rows["basis"] == "planned") & rows["added"].notna()]
    steps = measure_contributions(measure_steps(make_panel(rows, "lang-son")))
    year = steps[steps["to_date"] == "2021-12-31"]
    assert (len(year), set(year["to_total"]), len(planned)) == (18, {181}, 18)
    assert year["total"].iloc[0] == pytest.approx(float(planned["added"].sum()) / 181)


@pytest.mark.data
def test_schools_cap_the_plan_for_2020():
    """77 of 207 communes by criterion 5, as many as are to meet the standard; 2, 6 and 17 come next with 82."""
    found = find_binding(make_panel(load_table("criteria"), "lang-son"))
    (row,) = found[(found["as_of"] == "2020-12-31") & (found["basis"] == "planned")].itertuples()
    assert (row.criterion, row.cap, row.next_cap, row.released, row.known) == (5, 77, 82, 5, 18)


@pytest.mark.data
def test_committed_points_are_graded_by_the_committed_list():
    path = HERE.reference / "criteria.csv"
    reference = read_csv(path, path.name).astype({"criterion": int})
    panel = make_panel(load_table("criteria"), "lang-son")
    graded = grade_comparability(panel, reference)
    assert graded["comparability"].value_counts().sum() == len(panel)
    first = graded["as_of"] == "2015-12-31"
    assert set(graded.loc[first, "comparability"]) == {"first"}
    merged = graded[graded["comparability"] == "merged"]
    assert set(merged["communes_total"]) == {181}


def test_of_two_known_states_of_one_day_the_reported_one_counts():
    rows = [count(2, 4, as_of=START), count(2, 6, as_of=END), count(2, 9, as_of=END, basis="derived")]
    steps = measure_steps(panel_of(*rows))
    assert steps[["from_communes", "to_communes"]].to_numpy().tolist() == [[4, 6]]


# Groups


def test_groups_by_hand():
    """Two criteria of one group gain 4 and 8 communes of 20 in four years: 1.5 communes a year and criterion."""
    rows = [count(n, 4, as_of=START) for n in (2, 3, 4)]
    rows += [count(n, end, as_of=END) for n, end in ((2, 8), (3, 12), (4, 3))]
    steps = measure_steps(panel_of(*rows)).assign(group=["II", "II", "IV"])
    groups = measure_groups(steps)
    assert groups[["group", "criteria"]].to_numpy().tolist() == [["II", 2], ["IV", 1]]
    assert groups["per_year"].tolist() == pytest.approx([1.5, -0.25], abs=0.01)
    assert groups["change"].tolist() == pytest.approx([0.3, -0.05])
    assert groups["points_per_year"].tolist() == pytest.approx([7.5, -1.25], abs=0.01)
    assert measure_groups(steps.iloc[:0]).empty

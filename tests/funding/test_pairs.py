"""Schemes side by side: small plans and reports worked by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_analysis.funding.amounts import measure_amounts
from ntm_analysis.funding.mix import measure_mix, measure_totals
from ntm_analysis.funding.pairs import add_own_parts, add_ratios, list_uncovered, name_files, pair_schemes, pair_shared

from .schemes import FIVE, FOUR, HALF, YEAR, by_group, funding_of, groups_of, together

ABOVE = {"bac-son": "lang-son"}
PLANNED = funding_of(("state_budget", 40), ("credit", 50), ("community", 10), period=FOUR)
CAME = {"document": "report", "basis": "reported", "period": HALF}
REPORT = funding_of(("state_budget", 10), ("credit", 5), ("community", 5), **CAME)


def pairs_of(*schemes, base="parts", level="groups", parents=ABOVE):
    return pair_schemes(measure_mix(together(*schemes), level), parents, base)


def pair_of(*schemes, **choices):
    """The first row of the only pair of some schemes."""
    pairs = pairs_of(*schemes, **choices)
    assert len(pairs[["relation", "document", "reference_document"]].drop_duplicates()) == 1
    return pairs.iloc[0]


def related(*schemes):
    """Which schemes are set beside which."""
    pairs = pairs_of(*schemes)
    return sorted(set(zip(pairs["relation"], pairs["document"], pairs["reference_document"], strict=True)))


def scheme(document, period, basis="planned", unit="lang-son"):
    return funding_of(("state_budget", 1), ("credit", 1), document=document, period=period, basis=basis, unit=unit)


# A report and its plan


def test_a_report_is_set_beside_the_plan_that_holds_its_period():
    """10, 5 and 5 of 40, 50 and 10 came: shares 0.5, 0.25, 0.25; 181 of 1461 days; 0.1 + 0.25 + 0.15 = 0.5."""
    pairs = pairs_of(PLANNED, REPORT)
    assert set(pairs["relation"]) == {"execution"}
    assert by_group(pairs, "execution") == {"state": 0.25, "credit": 0.1, "community": 0.5}
    assert by_group(pairs, "share") == {"state": 0.5, "credit": 0.25, "community": 0.25}
    assert by_group(pairs, "reference_share") == {"state": 0.4, "credit": 0.5, "community": 0.1}
    assert pairs["change_points"].tolist() == pytest.approx([10, -25, 15])
    for column, value in {
        "time_share": 181 / 1461,
        "total_execution": 0.2,
        "pace": 0.2 * 1461 / 181,
        "variance": 0.5,
    }.items():
        assert pairs[column].tolist() == pytest.approx([value] * 3)
    assert set(pairs["base"]) == {"parts"}


def test_a_pair_names_both_schemes_and_their_lines():
    report = funding_of(("credit", 5), ("central_budget", 6), ("local_budget", 4), **CAME)
    pairs = pairs_of(PLANNED, report)
    assert by_group(pairs[:2], "lines") == {"state": "11,12", "credit": "10"}
    assert by_group(pairs, "reference_lines") == {"state": "10", "credit": "11", "community": "12"}
    assert set(zip(pairs["unit"], pairs["document"], strict=True)) == {("lang-son", "report")}
    assert set(zip(pairs["reference_unit"], pairs["reference_document"], strict=True)) == {("lang-son", "plan")}


@pytest.mark.parametrize(
    ("period", "paired"),
    [
        (FOUR, True),
        (("2017-01-01", "2017-12-31"), True),
        (("2020-07-01", "2020-12-31"), True),
        (("2016-12-31", "2017-06-30"), False),
        (("2020-01-01", "2021-01-01"), False),
        (FIVE, False),
    ],
)
def test_a_report_has_a_plan_only_when_the_plan_holds_its_whole_period(period, paired):
    report = scheme("report", period, "reported")
    assert (("execution", "report", "plan") in related(scheme("plan", FOUR), report)) is paired


def test_no_plan_executes_a_plan_and_no_unit_the_plan_of_another():
    assert related(scheme("long", FOUR), scheme("short", HALF)) == []
    assert related(scheme("plan", FOUR), scheme("report", HALF, "reported", unit="cao-loc")) == []
    assert related(scheme("long", FOUR, "reported"), scheme("report", HALF, "reported")) == []


def test_a_report_is_set_beside_every_plan_that_holds_it():
    schemes = scheme("long", FOUR), scheme("short", ("2017-01-01", "2017-12-31")), scheme("report", HALF, "reported")
    assert related(*schemes) == [("execution", "report", "long"), ("execution", "report", "short")]


def test_a_group_that_only_one_prints_is_absent_on_the_other_side_and_not_zero():
    """Shares are of the whole: 10, 5, 5 of 20 and 40, 50, 10 of 100. Over the groups that both print 15 of 90 came;
    10/15 - 40/90 = 0.2222 twice is 0.4444."""
    report = funding_of(("state_budget", 10), ("credit", 5), ("enterprises", 5), **CAME)
    pairs = pairs_of(PLANNED, report).set_index("group")
    assert list(pairs.index) == ["state", "credit", "enterprises", "community"]
    assert pairs.loc[["state", "credit"], "share"].tolist() == [0.5, 0.25]
    assert (pairs.loc["enterprises", "share"], pairs.loc["community", "reference_share"]) == (0.25, 0.1)
    measures = ["change_points", "clr_difference", "execution"]
    assert pd.isna(pairs.loc["enterprises", ["reference_share", "reference_lines", *measures]]).all()
    assert pd.isna(pairs.loc["community", ["share", "lines", *measures]]).all()
    assert pairs["total_execution"].tolist() == pytest.approx([15 / 90] * 4)
    assert pairs["variance"].tolist() == pytest.approx([4 / 9] * 4)


def test_schemes_that_share_no_group_are_no_pair():
    plan = funding_of(("state_budget", 40), ("credit", 60), period=FOUR)
    assert pairs_of(plan, funding_of(("enterprises", 1), ("community", 1), **CAME)).empty
    assert len(pairs_of(plan, funding_of(("enterprises", 1), ("credit", 1), **CAME))) == 3


def test_log_ratios_by_hand():
    """Executions 1/4 and 1/16 of two groups: the state lies ln 2 above their mean, credit ln 2 below: sqrt(2) ln 2."""
    plan = funding_of(("state_budget", 40), ("credit", 160), ("enterprises", 9), period=FOUR)
    pairs = pairs_of(plan, funding_of(("state_budget", 10), ("credit", 10), **CAME))
    assert pairs["clr_difference"].tolist()[:2] == pytest.approx([np.log(2), -np.log(2)])
    assert pairs["distance"].tolist() == pytest.approx([np.sqrt(2) * np.log(2)] * 3)


@pytest.mark.parametrize("second", [("credit", 0), ("community", 5)])
def test_a_zero_or_a_single_shared_group_has_no_log_ratios_but_an_execution(second):
    """10 of 40 of the state; with a printed zero for credit 10 of 90."""
    plan = funding_of(("state_budget", 40), ("credit", 50), period=FOUR)
    pairs = pairs_of(plan, funding_of(("state_budget", 10), second, **CAME))
    assert pairs[["clr_difference", "distance"]].isna().all(axis=None)
    assert pairs["execution"].iloc[0] == 0.25
    expected = {"credit": 10 / 90, "community": 10 / 40}[second[0]]
    assert pairs["total_execution"].iloc[0] == pytest.approx(expected)


def test_differently_split_state_budgets_are_one_group():
    """6 + 4 beside 40 in one line: 10 / 40, on the lines of both parts."""
    report = funding_of(("central_budget", 6), ("local_budget", 4), ("credit", 10), **CAME)
    pairs = pairs_of(PLANNED, report, level="parts")
    assert list(pairs["group"]) == ["state", "credit", "community"]
    state = pairs.iloc[0]
    assert (state["execution"], state["share"], state["lines"]) == (0.25, 0.5, "10,11")


def test_equally_split_state_budgets_stay_split():
    plan = funding_of(("central_budget", 30), ("local_budget", 10), ("credit", 60), period=FOUR)
    report = funding_of(("central_budget", 6), ("local_budget", 4), ("credit", 10), **CAME)
    assert by_group(pairs_of(plan, report, level="parts"), "execution") == {
        "central": 0.2,
        "local": 0.4,
        "credit": pytest.approx(1 / 6),
    }


# The base


def test_on_printed_totals_shares_execution_and_variance_are_of_these():
    """10 + 10 of a printed 25, 40 + 40 of a printed 100: 25 / 100; |10 - 40 * 25 / 100| is 0.

    On the printed 125 of the plan: 25 / 125 = 0.2, |10 - 40 * 0.2| = 2 twice is 4, over 25 = 0.16; shares 0.4, 0.32.
    """
    report = funding_of(("total", 25), ("state_budget", 10), ("credit", 10), **CAME)
    for total, variance in ((100, 0), (125, 0.16)):
        plan = funding_of(("total", total), ("state_budget", 40), ("credit", 40), period=FOUR)
        row = pair_of(plan, report, base="stated")
        assert (row["totals_base"], row["total_execution"]) == ("stated", pytest.approx(25 / total))
        assert row["variance"] == pytest.approx(variance)
        assert (row["share"], row["reference_share"]) == pytest.approx((0.4, 40 / total))
        assert row["pace"] == pytest.approx(25 / total * 1461 / 181)
        parts = pair_of(plan, report, base="parts")
        assert (parts["totals_base"], parts["total_execution"], parts["variance"]) == ("parts", 0.25, 0)


def test_without_a_printed_total_on_both_sides_the_base_is_the_parts():
    """20 of 80 came; the plan's share is of its printed 100, the report's of its parts."""
    plan = funding_of(("total", 100), ("state_budget", 40), ("credit", 40), period=FOUR)
    row = pair_of(plan, funding_of(("state_budget", 10), ("credit", 10), **CAME), base="stated")
    assert (row["totals_base"], row["total_execution"], row["variance"]) == ("parts", 0.25, 0)
    assert (row["share"], row["reference_share"]) == pytest.approx((0.5, 0.4))


def test_where_the_groups_differ_the_base_is_the_parts_that_both_print():
    """The total holds enterprises, which the report does not print: 20 of 80, not 20 of 100."""
    plan = funding_of(("total", 100), ("state_budget", 40), ("credit", 40), ("enterprises", 20), period=FOUR)
    report = funding_of(("total", 20), ("state_budget", 10), ("credit", 10), **CAME)
    row = pair_of(plan, report, base="stated")
    assert (row["totals_base"], row["total_execution"]) == ("parts", 0.25)


# Identities

AMOUNTS = st.lists(st.integers(1, 10**7), min_size=4, max_size=4)


def execution_of(actual, planned):
    plan = funding_of(*groups_of(*planned), period=FOUR)
    return pairs_of(plan, funding_of(*groups_of(*actual), **CAME))


@settings(max_examples=20, deadline=None)
@given(AMOUNTS, AMOUNTS)
def test_log_ratios_and_execution_tell_the_same(actual, planned):
    """clr(actual) - clr(plan) = ln(execution) - mean ln(execution); the distance is the length of that."""
    pairs = execution_of(actual, planned)
    logs = np.log(pairs["execution"])
    assert pairs["clr_difference"].tolist() == pytest.approx((logs - logs.mean()).tolist(), abs=1e-9)
    assert pairs["distance"].iloc[0] == pytest.approx(np.sqrt(((logs - logs.mean()) ** 2).sum()), abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(AMOUNTS, AMOUNTS)
def test_on_parts_the_variance_is_the_sum_of_the_share_differences(actual, planned):
    pairs = execution_of(actual, planned)
    differences = (pairs["share"] - pairs["reference_share"]).abs().sum()
    assert pairs["variance"].tolist() == pytest.approx([differences] * 4, abs=1e-9)
    assert pairs["share"].sum() == pytest.approx(1)
    assert pairs["pace"].iloc[0] == pytest.approx(sum(actual) / sum(planned) * 1461 / 181)


# A plan and the past


@pytest.mark.parametrize(
    ("past", "paired"),
    [
        (scheme("past", FIVE, "reported"), True),
        (scheme("past", FIVE), True),
        (scheme("past", ("2016-01-01", "2016-12-31"), "reported"), True),
        (scheme("past", ("2016-01-01", "2017-01-01"), "reported"), False),
        (scheme("past", FIVE, "reported", unit="cao-loc"), False),
        (scheme("past", ("2021-01-01", "2021-12-31"), "reported"), False),
    ],
)
def test_a_plan_is_set_beside_what_ended_before_it_begins(past, paired):
    assert (("past", "plan", "past") in related(scheme("plan", FOUR), past)) is paired


def test_a_report_has_no_past():
    assert related(scheme("past", FIVE, "reported"), scheme("report", HALF, "reported")) == []


def test_a_plan_and_its_past_have_shares_but_no_execution():
    """40, 50 and 10 now, 10 and 30 of 40 before: from 0.25 and 0.75."""
    past = funding_of(("state_budget", 10), ("credit", 30), document="past", basis="reported", period=FIVE)
    pairs = pairs_of(PLANNED, past)
    assert by_group(pairs[:2], "reference_share") == {"state": 0.25, "credit": 0.75}
    assert pairs["change_points"].tolist()[:2] == pytest.approx([15, -25])
    assert pairs["clr_difference"].tolist()[:2] == pytest.approx([np.log(40 / 50 * 3) / 2, -np.log(40 / 50 * 3) / 2])
    only_for_executions = ["execution", "time_share", "total_execution", "pace", "variance", "totals_base"]
    assert pairs[only_for_executions].isna().all(axis=None)


# A district and its province


@pytest.mark.parametrize(
    ("period", "paired"),
    [
        (FOUR, True),
        (("2020-12-31", "2021-12-31"), True),
        (("2016-01-01", "2017-01-01"), True),
        (("2021-01-01", "2021-12-31"), False),
        (("2016-01-01", "2016-12-31"), False),
    ],
)
def test_a_district_is_set_beside_its_province_where_periods_overlap(period, paired):
    district = scheme("district", period, unit="bac-son")
    expected = [("province", "district", "plan")] if paired else []
    assert related(scheme("plan", FOUR), district) == expected
    assert pairs_of(scheme("plan", FOUR), district, parents={}).empty


def test_a_district_is_not_set_beside_a_province_that_is_not_its_own():
    district = scheme("district", FOUR, unit="bac-son")
    assert pairs_of(scheme("plan", FOUR), district, parents={"bac-son": "cao-bang"}).empty


def test_the_relations_come_in_their_order():
    schemes = [scheme("past", FIVE, "reported"), scheme("plan", FOUR), scheme("report", HALF, "reported")]
    pairs = pairs_of(*schemes, scheme("district", YEAR, unit="bac-son"))
    assert list(pairs["relation"].drop_duplicates()) == ["execution", "past", "province"]


def test_one_scheme_has_no_pair_but_all_columns():
    empty = pairs_of(PLANNED)
    assert empty.empty
    assert list(empty) == list(pairs_of(PLANNED, REPORT))


# Money per commune beside that of the reference

INDEX = pd.Series({2017: 88.0, 2018: 110.0, 2019: 120.0, 2020: 132.0})
COMMUNES = {"plan": 200, "district": 10, "report": 200}


def amounts_of(*schemes):
    return measure_amounts(measure_totals(together(*schemes)), lambda document, unit: COMMUNES[document], INDEX, 2020)


def test_the_ratio_of_money_per_commune_and_year_at_constant_prices():
    """District 90 / 10 = 9 in 2020; province 2000 / 200 / 4 = 2.5 a year, times 4.8 / 4 = 1.2 is 3: 9 / 3 = 3.

    The factors of the four years are 1.5, 1.2, 1.1 and 1: all money in 2017 would be 3.75, all in 2020 2.5.
    """
    province = funding_of(("state_budget", 1000), ("credit", 1000), period=FOUR)
    district = funding_of(("state_budget", 45), ("credit", 45), document="district", unit="bac-son")
    pairs = add_ratios(pairs_of(province, district), amounts_of(province, district))
    assert pairs["intensity_ratio"].tolist() == pytest.approx([3, 3])
    assert pairs["intensity_ratio_low"].tolist() == pytest.approx([9 / 3.75] * 2)
    assert pairs["intensity_ratio_high"].tolist() == pytest.approx([9 / 2.5] * 2)


def test_a_half_year_has_no_ratio():
    pairs = add_ratios(pairs_of(PLANNED, REPORT), amounts_of(PLANNED, REPORT))
    assert len(pairs) == 3
    assert pairs["intensity_ratio"].isna().all()


def test_no_pairs_have_no_ratios_but_the_column():
    ratios = add_ratios(pairs_of(PLANNED), amounts_of(PLANNED))
    assert ratios.empty
    assert list(ratios) == [*pairs_of(PLANNED), "intensity_ratio", "intensity_ratio_low", "intensity_ratio_high"]


# Days without a report


def uncovered(*periods, unit="lang-son", plan=FOUR):
    reports = [
        scheme(f"report-{number}", period, "reported", unit=unit) for number, period in enumerate(periods, start=1)
    ]
    found = list_uncovered(measure_mix(together(scheme("plan", plan), *reports)))
    assert set(found["document"]) <= {"plan"}
    days = found[["period_start", "period_end"]].apply(lambda day: day.dt.strftime("%Y-%m-%d"))
    return [tuple(row) for row in days.to_numpy()]


@pytest.mark.parametrize(
    ("periods", "stretches"),
    [
        ([], [("2017-01-01", "2020-12-31")]),
        ([HALF], [("2017-07-01", "2020-12-31")]),
        ([("2019-01-01", "2020-12-31")], [("2017-01-01", "2018-12-31")]),
        (
            [("2017-02-01", "2017-12-31"), ("2019-01-01", "2020-06-30")],
            [("2017-01-01", "2017-01-31"), ("2018-01-01", "2018-12-31"), ("2020-07-01", "2020-12-31")],
        ),
        ([FOUR], []),
        ([("2016-01-01", "2018-12-31"), ("2019-01-01", "2021-12-31")], []),
        ([("2016-01-01", "2017-01-01")], [("2017-01-02", "2020-12-31")]),
        ([FIVE, ("2021-01-01", "2021-12-31")], [("2017-01-01", "2020-12-31")]),
        (
            [("2017-01-01", "2018-12-31"), HALF, ("2018-06-01", "2019-06-30")],
            [("2019-07-01", "2020-12-31")],
        ),
    ],
)
def test_the_days_of_a_plan_without_a_report(periods, stretches):
    """Before, between and after reports; reports that overlap, reach beyond the plan or lie outside it."""
    assert uncovered(*periods) == stretches


def test_reports_of_another_unit_do_not_count():
    assert uncovered(FOUR, unit="bac-son") == [FOUR]


def test_a_stretch_names_the_plan_and_its_lines():
    (row,) = list_uncovered(measure_mix(together(PLANNED, scheme("other", FOUR, "reported", "bac-son")))).itertuples()
    assert (row.unit, row.document, row.lines) == ("lang-son", "plan", "10,11,12")


def test_every_plan_is_looked_at_for_itself():
    found = list_uncovered(measure_mix(together(PLANNED, REPORT, scheme("next", ("2021-01-01", "2021-12-31")))))
    assert list(found["document"]) == ["plan", "next"]
    nothing = list_uncovered(measure_mix(REPORT))
    assert nothing.empty
    assert list(nothing) == list(found)


def test_the_input_stays_as_it_was():
    mix = measure_mix(together(PLANNED, REPORT), "parts")
    pairs, amounts = pair_schemes(mix, {}), amounts_of(PLANNED, REPORT)
    tables = (mix, pairs, amounts)
    before = [of.copy(deep=True) for of in tables]
    pair_schemes(mix, {}, "stated")
    add_ratios(pairs, amounts)
    list_uncovered(mix)
    for of, kept in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(of, kept)


# The parts that both print


def shared_of(*schemes):
    return pair_shared(measure_mix(together(*schemes), "parts"))


SPLIT = [("central_budget", 20), ("local_budget", 20), ("credit", 60)]


def test_over_shared_parts_what_only_the_report_prints_is_left_out():
    """Of 20, 20 and 60 came 2, 4 and 6, and 30 of integrated programmes: 12 of 100, not 42; 2/12, 4/12 and 6/12."""
    plan = funding_of(*SPLIT, period=FOUR)
    came = [("central_budget", 2), ("local_budget", 4), ("integrated_programmes", 30), ("credit", 6)]
    pairs = shared_of(plan, funding_of(*came, **CAME))
    assert list(pairs["group"]) == ["central", "local", "credit"]
    assert pairs["total_execution"].tolist() == pytest.approx([0.12] * 3)
    assert pairs["share"].tolist() == pytest.approx([2 / 12, 4 / 12, 6 / 12])
    assert pairs["reference_share"].tolist() == pytest.approx([0.2, 0.2, 0.6])
    assert pairs["pace"].iloc[0] == pytest.approx(0.12 / (181 / 1461))


@pytest.mark.parametrize(
    ("parts", "own"),
    [
        (("central_budget", "local_budget", "integrated_programmes"), ("integrated_programmes", 0.3)),
        (("central_budget", "local_budget"), ("", None)),
        (("direct_programme", "integrated_programmes"), ("", None)),
        (("state_budget",), ("", None)),
    ],
)
def test_parts_that_only_the_report_prints_are_named_with_their_share(parts, own):
    """30 of 100 million are of each part; direct money may be the plan's central and local money in one line."""
    planned = funding_of(("central_budget", 200), ("local_budget", 100), ("credit", 700), period=FOUR)
    came = funding_of(*((part, 30) for part in parts), ("credit", 100 - 30 * len(parts)), **CAME)
    schemes = together(planned, came)
    pairs = add_own_parts(pair_schemes(measure_mix(schemes), ABOVE), measure_mix(schemes, "parts"))
    state, credit = (pairs[pairs["group"] == group].iloc[0] for group in ("state", "credit"))
    assert (state["own_parts"], None if pd.isna(state["own_share"]) else state["own_share"]) == own
    assert (credit["own_parts"], pd.isna(credit["own_share"])) == ("", True)


def test_schemes_of_one_split_have_no_shared_pair_of_their_own():
    assert shared_of(funding_of(*SPLIT, period=FOUR), funding_of(*SPLIT, **CAME)).empty


def test_pairs_are_numbered_and_their_files_named():
    pairs = pairs_of(PLANNED, scheme("report", HALF, "reported"), scheme("other", HALF, "reported"))
    assert sorted(pairs["pair"].unique()) == [1, 2]
    names = {name_files(rows) for _, rows in pairs.groupby("pair")}
    assert names == {"plan_report", "plan_other"}


def test_pairs_of_the_same_documents_have_files_of_their_own():
    """A plan of four years and one of its first year in one document, and one report of the half-year in both."""
    pairs = pairs_of(PLANNED, scheme("plan", ("2017-01-01", "2017-12-31")), scheme("report", HALF, "reported"))
    executed = pairs[pairs["relation"] == "execution"]
    names = [name_files(rows) for _, rows in executed.groupby("pair")]
    half = "report-lang-son-reported-201701-201706"
    assert names == [f"plan-lang-son-planned-201701-{end}_{half}" for end in ("202012", "201712")]


def test_a_shared_group_without_money_on_one_side_is_no_pair():
    plan = funding_of(("credit", 50), ("community", 10), period=FOUR)
    assert pairs_of(plan, funding_of(("credit", 0), ("enterprises", 5), **CAME)).empty


def test_a_source_that_the_plan_prints_as_zero_has_no_execution():
    """5 of 0 is no share; 5 of 50 is a tenth."""
    plan = funding_of(("state_budget", 0), ("credit", 50), period=FOUR)
    pairs = pairs_of(plan, funding_of(("state_budget", 5), ("credit", 5), **CAME)).set_index("group")
    assert pd.isna(pairs.at["state", "execution"])
    assert pairs.at["credit", "execution"] == 0.1

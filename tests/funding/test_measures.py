"""The mix, measured: small schemes worked by hand."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_analysis.funding.amounts import measure_amounts
from ntm_analysis.funding.measures import (
    add_clr,
    align_schemes,
    compare_bases,
    find_direct,
    fit_bases,
    measure_distances,
    measure_schemes,
)
from ntm_analysis.funding.mix import LEVELS, measure_mix, measure_totals, split_schemes
from ntm_analysis.funding.pairs import pair_schemes

from .schemes import FIVE, FOUR, HALF, PLAN, YEAR, funding_of, groups_of, together

INDEX = pd.Series(dict.fromkeys(range(2011, 2021), 100.0))
CAME = {"document": "report", "basis": "reported", "period": HALF}


def mixes_of(table):
    return {level: measure_mix(table, level) for level in LEVELS}


def measures_of(table, base="parts", level="groups"):
    amounts = measure_amounts(measure_totals(table), lambda document, unit: 10, INDEX, 2020, base)
    return measure_schemes(mixes_of(table), amounts, level)


def measure_of(*lines, **choices):
    (row,) = measures_of(funding_of(*lines), **choices).itertuples()
    return row


# Concentration and diversity


def test_concentration_and_diversity_of_the_groups():
    """Shares 0.3, 0.5, 0.2: 0.09 + 0.25 + 0.04 = 0.38; 0.3612 + 0.3466 + 0.3219 = 1.0297."""
    row = measure_of(*PLAN)
    assert (row.groups, row.concentration) == (3, pytest.approx(0.38))
    assert row.diversity == pytest.approx(1.0297, abs=5e-5)
    assert row.lines == "10,12,13,14,15"


def test_concentration_and_diversity_of_the_parts():
    """0.2, 0.1, 0.5, 0.2: 0.04 + 0.01 + 0.25 + 0.04 = 0.34; 2 * 0.3219 + 0.2303 + 0.3466 = 1.2206.

    What is levered, balanced and missing stays a matter of the groups.
    """
    row = measure_of(*PLAN, level="parts")
    assert (row.groups, row.concentration) == (4, pytest.approx(0.34))
    assert row.diversity == pytest.approx(1.2206, abs=1e-4)
    assert (row.leverage_state, row.missing) == (pytest.approx(10 / 3), "enterprises")


@pytest.mark.parametrize(
    ("lines", "missing"),
    [
        (groups_of(1, 1, 1, 1), ""),
        (groups_of(1, 1, 0, 1), ""),
        (groups_of(None, 1, None, 1), "state,enterprises"),
        ([("local_budget", 1)], "credit,enterprises,community"),
    ],
)
def test_missing_names_the_groups_that_are_not_printed(lines, missing):
    assert measure_of(*lines).missing == missing


# Leverage


def test_leverage_is_money_from_all_sources_per_dong_of_the_state():
    """1000 / 300; on a printed total of 1200, 4."""
    assert measure_of(*PLAN).leverage_state == pytest.approx(10 / 3)
    stated = [("total", 1200), *PLAN[1:]]
    assert measure_of(*stated, base="stated").leverage_state == pytest.approx(4)
    assert measure_of(*stated, base="parts").leverage_state == pytest.approx(10 / 3)


@pytest.mark.parametrize("lines", [groups_of(None, 3, None, 1), groups_of(0, 3, None, 1)])
def test_without_state_money_there_is_no_leverage(lines):
    row = measure_of(*lines)
    assert pd.isna([row.leverage_state, row.leverage_direct]).all()


@pytest.mark.parametrize(
    ("parts", "direct"),
    [
        ({"direct_programme": 50, "integrated_programmes": 100, "credit": 1}, 50),
        ({"direct_programme": 50, "central": 7}, 50),
        ({"central": 20, "local": 10, "integrated_programmes": 70}, 30),
        ({"central": 20, "integrated_programmes": 70}, 20),
        ({"central": 20, "local": 10}, None),
        ({"state": 30, "credit": 5}, None),
        ({"integrated_programmes": 70, "credit": 5}, None),
        ({}, None),
    ],
)
def test_the_own_budget_is_the_direct_line_or_what_stands_beside_integrated_programmes(parts, direct):
    assert find_direct(pd.Series(parts, dtype=float)) == direct


@pytest.mark.parametrize(
    ("lines", "leverage"),
    [
        ([("direct_programme", 50), ("integrated_programmes", 150), ("credit", 800)], 1000 / 50),
        ([("central_budget", 20), ("local_budget", 5), ("integrated_programmes", 75), ("credit", 900)], 1000 / 25),
    ],
)
def test_leverage_of_the_own_budget(lines, leverage):
    """1000 for 50; 1000 for 20 + 5. At either level."""
    for level in ("groups", "parts"):
        assert measure_of(*lines, level=level).leverage_direct == pytest.approx(leverage)


def test_a_budget_that_may_hold_integrated_programmes_has_no_direct_leverage():
    assert pd.isna(measure_of(*PLAN).leverage_direct)
    assert pd.isna(measure_of(("direct_programme", 0), ("integrated_programmes", 5)).leverage_direct)


# Balances


def test_balances_by_hand():
    """Credit 1, enterprises 2 and community 4 have the mean 2: sqrt(1 * 3 / 4) ln(8 / 2) for the state, and
    sqrt(1 * 2 / 3) ln(1 / sqrt(2 * 4)) for credit."""
    row = measure_of(*groups_of(8, 1, 2, 4))
    assert row.balance_state == pytest.approx(math.sqrt(3) / 2 * math.log(4))
    assert row.balance_credit == pytest.approx(-math.sqrt(2 / 3) * 1.5 * math.log(2))


def test_balances_of_equal_groups_are_zero():
    row = measure_of(*groups_of(5, 5, 5, 5))
    assert (row.balance_state, row.balance_credit) == (pytest.approx(0), pytest.approx(0))


@pytest.mark.parametrize(
    ("amounts", "absent"),
    [
        ((8, 1, None, 4), (True, True)),
        ((8, 1, 0, 4), (True, True)),
        ((8, 0, 2, 4), (True, True)),
        ((None, 1, 2, 4), (True, False)),
        ((0, 1, 2, 4), (True, False)),
    ],
)
def test_a_balance_is_absent_where_a_group_is_not_printed_or_zero(amounts, absent):
    row = measure_of(*groups_of(*amounts))
    assert (pd.isna(row.balance_state), pd.isna(row.balance_credit)) == absent


def test_every_scheme_is_measured_for_itself():
    """The past has 2 for 1 of the state, the plan 10 for 3."""
    past = funding_of(*groups_of(1, 1, None, None), document="past", period=FIVE)
    measures = measures_of(together(funding_of(*PLAN), past))
    assert measures["leverage_state"].tolist() == pytest.approx([2, 10 / 3])
    assert measures[["document", "concentration"]].to_numpy().tolist() == [["past", 0.5], ["plan", pytest.approx(0.38)]]
    assert measures_of(funding_of(*PLAN).iloc[:0]).empty


# Log-ratios


def test_log_ratios_of_each_scheme():
    """1, 2 and 4 have the mean 2; 3 and 12 the mean 6."""
    past = funding_of(*groups_of(3, 12, None, None), document="past", period=FIVE)
    mix = add_clr(measure_mix(together(past, funding_of(*groups_of(1, 2, None, 4)))))
    logs = [-math.log(2), math.log(2), -math.log(2), 0, math.log(2)]
    assert mix["clr"].tolist() == pytest.approx(logs)


def test_a_printed_zero_leaves_its_scheme_without_log_ratios():
    zero = funding_of(*groups_of(1, 0, None, 4), document="zero", period=FIVE)
    mix = add_clr(measure_mix(together(zero, funding_of(*groups_of(1, 1, None, None)))))
    assert mix["clr"].isna().tolist() == [True, True, True, False, False]


# Distances


def distances_of(*schemes, level="groups"):
    return measure_distances(measure_mix(together(*schemes), level))


@pytest.mark.parametrize("scale", [1, 1000])
def test_a_distance_worked_by_hand_does_not_depend_on_totals(scale):
    """clr(1, 1) is (0, 0) and clr(4, 1) is (ln 2, -ln 2): the distance is sqrt(2) ln 2."""
    one = funding_of(("state_budget", 1), ("credit", 1))
    other = funding_of(("state_budget", 4 * scale), ("credit", scale), **CAME)
    (row,) = distances_of(one, other).itertuples()
    assert row.distance == pytest.approx(math.sqrt(2) * math.log(2))
    assert row.groups == 2
    assert (row.document, row.basis, row.lines) == ("report", "reported", "10,11")
    assert (row.other_document, row.other_basis, row.other_lines) == ("plan", "planned", "10,11")


def test_only_groups_that_both_print_are_set_beside_each_other():
    """The community of the plan has no counterpart: the distance is that of (1, 1) and (4, 1), on two lines."""
    one = funding_of(("state_budget", 1), ("community", 7), ("credit", 1))
    (row,) = distances_of(one, funding_of(("state_budget", 4), ("credit", 1), **CAME)).itertuples()
    assert (row.groups, row.distance) == (2, pytest.approx(math.sqrt(2) * math.log(2)))
    assert (row.lines, row.other_lines) == ("10,11", "10,12")


@pytest.mark.parametrize(("second", "groups"), [(("credit", 0), 2), (("community", 1), 1)])
def test_a_zero_or_a_single_shared_group_has_no_distance(second, groups):
    one = funding_of(("state_budget", 1), ("credit", 1))
    (row,) = distances_of(one, funding_of(("state_budget", 4), second, **CAME)).itertuples()
    assert (row.groups, pd.isna(row.distance)) == (groups, True)


def test_differently_split_state_budgets_are_one_group():
    """1 + 1 beside 8, with 2 and 2 of credit: 2 : 2 and 8 : 2 are sqrt(2) ln 2 apart."""
    one = funding_of(("central_budget", 1), ("local_budget", 1), ("credit", 2))
    other = funding_of(("direct_programme", 8), ("credit", 2), **CAME)
    (row,) = distances_of(one, other, level="parts").itertuples()
    assert (row.groups, row.distance) == (2, pytest.approx(math.sqrt(2) * math.log(2)))
    assert (row.lines, row.other_lines) == ("10,11", "10,11,12")


def test_equally_split_state_budgets_stay_split():
    """1 : 4 : 2 and 4 : 1 : 2, each with the mean 2: ln 1/2, ln 2, 0 and ln 2, ln 1/2, 0: sqrt(8) ln 2 apart."""
    one = funding_of(("central_budget", 1), ("local_budget", 4), ("credit", 2))
    other = funding_of(("central_budget", 4), ("local_budget", 1), ("credit", 2), **CAME)
    (row,) = distances_of(one, other, level="parts").itertuples()
    assert (row.groups, row.distance) == (3, pytest.approx(math.sqrt(8) * math.log(2)))


def test_an_undivided_state_budget_has_the_sums_of_its_parts():
    """Central 2 and local 1 of 10 are 3; printed shares 20 and 10 are 30, and none where one is not printed."""
    other = funding_of(("state_budget", 1), ("credit", 1), **CAME)
    for share, printed in ((10, 30), ("", None)):
        one = funding_of(("central_budget", 2, 20), ("local_budget", 1, share), ("credit", 7, 70), ("total", 20))
        report, plan = split_schemes(
            measure_mix(together(one, other), "parts").sort_values("document", ascending=False)
        )
        state = align_schemes(plan, report)[0].loc["state"]
        assert (state["amount_million_vnd"], state["lines"]) == (3, "10,11")
        assert (state["share_parts_pct"], state["share_stated_pct"]) == (pytest.approx(30), pytest.approx(15))
        assert pd.isna(state["share_printed_pct"]) if printed is None else state["share_printed_pct"] == printed
        assert list(align_schemes(plan, plan)[0].index) == ["central", "local", "credit"]


def test_every_two_schemes_are_set_beside_each_other_once():
    schemes = [funding_of(("state_budget", 1), ("credit", 2), document=f"d{number}") for number in range(4)]
    found = distances_of(*schemes)
    assert len(set(zip(found["document"], found["other_document"], strict=True))) == 6
    assert found["distance"].tolist() == [pytest.approx(0)] * 6
    assert distances_of(schemes[0]).empty
    assert list(distances_of(schemes[0])) == list(found)


AMOUNTS = st.lists(st.integers(1, 10**6), min_size=4, max_size=4)


@settings(max_examples=20, deadline=None)
@given(AMOUNTS, AMOUNTS, st.integers(2, 1000))
def test_a_distance_has_no_direction_and_no_scale(one, other, factor):
    def apart(first, second):
        schemes = funding_of(*groups_of(*first), document="a"), funding_of(*groups_of(*second), document="b")
        return distances_of(*schemes)["distance"].iloc[0]

    assert apart(other, one) == pytest.approx(apart(one, other), abs=1e-9)
    assert apart([factor * amount for amount in one], other) == pytest.approx(apart(one, other), abs=1e-9)


# What hangs on the base


def bases_of(*schemes):
    mix = measure_mix(together(*schemes))
    return compare_bases(mix, {base: pair_schemes(mix, {}, base) for base in ("parts", "stated")})


@pytest.mark.parametrize(
    ("credit", "total", "verdicts", "moved"),
    [(505, 1020, ("yes", "no"), True), (560, 990, ("yes", "yes"), False), (495, 980, ("no", "yes"), True)],
)
def test_the_majority_of_credit_on_either_base(credit, total, verdicts, moved):
    """Of 1000 in parts: 50.5 % and, of 1020 printed, 49.5 %; 56 and 56.6; 49.5 and, of 980, 50.5."""
    (row,) = bases_of(funding_of(("total", total), ("credit", credit), ("community", 1000 - credit))).itertuples()
    assert (row.conclusion, row.document) == ("credit_majority", "plan")
    assert (row.parts, row.stated) == (pytest.approx(credit / 1000), pytest.approx(credit / total))
    assert (row.verdict_parts, row.verdict_stated, row.moved) == (*verdicts, moved)


def test_half_of_the_money_is_no_majority():
    (row,) = bases_of(funding_of(("total", 999), ("credit", 500), ("community", 500))).itertuples()
    assert (row.verdict_parts, row.verdict_stated) == ("no", "yes")


def test_schemes_whose_total_agrees_or_is_not_printed_are_left_out():
    agrees = funding_of(("total", 1000), ("credit", 505), ("community", 495))
    without = funding_of(("credit", 505), ("community", 495), document="without")
    reported = funding_of(("total", 1020), ("credit", 505), ("community", 495), document="r", basis="reported")
    for scheme in (agrees, without, reported):
        assert bases_of(scheme).empty


def test_pace_and_grade_may_move_with_the_base():
    """Plan 50 + 50 for 366 days, printed total 200; 30 + 30 came in 182 days.

    Parts: 60 / 100 over 182 / 366 = 1.2066, ahead; equal shares vary by 0. Stated: 60 / 200 over 182 / 366 = 0.6033,
    behind; |30 - 50 * 60 / 200| twice is 30, over 60 = 0.5.
    """
    plan = funding_of(("total", 200), ("state_budget", 50), ("credit", 50))
    half = ("2020-01-01", "2020-06-30")
    report = funding_of(
        ("total", 60), ("state_budget", 30), ("credit", 30), document="report", basis="reported", period=half
    )
    bases = bases_of(plan, report).set_index("conclusion")
    assert list(bases.index) == ["credit_majority", "largest", "pace", "grade"]
    pace, grade = bases.loc["pace"], bases.loc["grade"]
    assert (pace["parts"], pace["stated"]) == pytest.approx((0.6 / (182 / 366), 0.3 / (182 / 366)))
    assert (pace["verdict_parts"], pace["verdict_stated"], pace["moved"]) == ("ahead", "behind", True)
    assert (grade["parts"], grade["stated"]) == pytest.approx((0, 0.5))
    assert (grade["verdict_parts"], grade["verdict_stated"], grade["moved"]) == ("a", "d", True)
    for row in (pace, grade):
        assert (row["document"], row["reference_document"]) == ("report", "plan")
    assert pd.isna(bases.loc["credit_majority", "reference_document"])


def test_pace_and_grade_may_stay_what_they_are():
    """Plan 50 + 50, printed 101; 10 + 10 came in 182 of 366 days: 0.2 and 0.198 over 0.497, behind on both."""
    plan = funding_of(("total", 101), ("state_budget", 50), ("credit", 50))
    half = ("2020-01-01", "2020-06-30")
    report = funding_of(
        ("total", 20), ("state_budget", 10), ("credit", 10), document="report", basis="reported", period=half
    )
    bases = bases_of(plan, report).set_index("conclusion")
    assert bases.loc["pace", ["verdict_parts", "verdict_stated", "moved"]].tolist() == ["behind", "behind", False]
    assert bases.loc["grade", ["verdict_parts", "verdict_stated", "moved"]].tolist() == ["a", "a", False]
    assert bases.loc["grade", "stated"] == pytest.approx(1 / 101)


def test_a_pair_whose_totals_both_agree_is_left_out():
    plan = funding_of(("total", 100), ("state_budget", 50), ("credit", 50), period=FOUR)
    report = funding_of(("total", 20), ("state_budget", 10), ("credit", 10), **CAME)
    other = funding_of(("total", 70), ("state_budget", 30), ("credit", 30), document="other")
    assert set(bases_of(plan, report, other)["document"]) == {"other"}


def test_the_source_that_differs_most_may_change_with_the_base():
    """Before 58, 26 and 16; now 56, 26 and 18 of 100 parts, and 60, 27.9 and 19.3 of a printed 93.3."""
    before = [("total", 100), ("credit", 58), ("state_budget", 27), ("community", 15)]
    past = funding_of(*before, document="past", basis="reported", period=("2011-01-01", "2015-12-31"))
    now = funding_of(("total", 96), ("credit", 56), ("state_budget", 27.5), ("community", 16.5))
    row = bases_of(past, now).set_index("conclusion").loc["largest"]
    assert (row["verdict_parts"], row["verdict_stated"], row["moved"]) == ("credit", "community", True)
    assert (row["parts"], row["stated"]) == pytest.approx((-0.02, 16.5 / 96 - 0.15))


# The base of the printed shares


@pytest.mark.parametrize(
    ("shares", "gaps", "fits"),
    [((75, 25), (0, 15), "parts"), ((60, 20), (15, 0), "stated"), ((74, ""), (1, 14), "parts")],
)
def test_printed_shares_tell_their_base(shares, gaps, fits):
    """300 and 100 are 75 and 25 of their sum, 60 and 20 of a printed 500; a share not printed tells nothing."""
    lines = [("total", 500), ("credit", 300, shares[0]), ("community", 100, shares[1])]
    (row,) = fit_bases(measure_mix(funding_of(*lines))).itertuples()
    assert (row.parts, row.stated) == (pytest.approx(gaps[0]), pytest.approx(gaps[1]))
    assert (row.document, row.fits) == ("plan", fits)


def test_schemes_without_printed_shares_or_with_a_true_total_tell_nothing():
    silent = funding_of(("total", 500), ("credit", 300), ("community", 100))
    agrees = funding_of(("total", 400), ("credit", 300, 75), ("community", 100, 25), document="agrees")
    without = funding_of(("credit", 300, 75), ("community", 100, 25), document="without")
    fits = fit_bases(measure_mix(together(silent, agrees, without)))
    assert fits.empty
    assert list(fits) == ["document", "lines", "parts", "stated", "fits"]


def test_the_input_stays_as_it_was():
    table = together(funding_of(*PLAN, period=YEAR), funding_of(("direct_programme", 3), ("credit", 5), **CAME))
    mix = measure_mix(table, "parts")
    pairs = {base: pair_schemes(mix, {}, base) for base in ("parts", "stated")}
    tables = (table, mix, *pairs.values())
    before = [of.copy(deep=True) for of in tables]
    measures_of(table)
    measure_distances(mix)
    compare_bases(mix, pairs)
    fit_bases(mix)
    for of, kept in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(of, kept)


def test_two_units_in_one_document_keep_their_own_direct_budget():
    """3 of the province are undivided; of the district's 200 there are 30 of its own beside 70 of other programmes."""
    province = funding_of(("state_budget", 3), ("credit", 1), document="both")
    lines = [("integrated_programmes", 70), ("central_budget", 30), ("credit", 100)]
    schemes = together(province, funding_of(*lines, document="both", unit="bac-son"))
    amounts = measure_amounts(measure_totals(schemes), lambda document, unit: 10, pd.Series({2020: 100.0}), 2020)
    direct = measure_schemes(mixes_of(schemes), amounts).set_index("unit")["leverage_direct"]
    assert pd.isna(direct["lang-son"])
    assert direct["bac-son"] == pytest.approx(200 / 30)

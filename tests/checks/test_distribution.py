"""Bands, means and criterion counts against each other, by hand and on random states of communes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_analysis.checks.distribution import check_distribution, mean_bounds

from .test_findings import table

STATE = {"document": "plan", "line": 40, "unit": "lang-son", "basis": "planned", "as_of": "2020-12-31"}
NO_TABLE = {name: table(name) for name in ("bands", "criteria", "headlines")}
PLAN_2020 = [(19, 19, 77), (15, 18, 8), (10, 14, 28), (5, 9, 94)]


def bands(*groups, total="", **state):
    rows = [{"band_low": low, "band_high": high, "communes": n} for low, high, n in groups]
    return table("bands", *[STATE | {"printed": "band", "communes_total": total} | row | state for row in rows])


def criteria(counts, total="", **state):
    rows = [{"criterion": number, "communes_attaining": n, "line": 60 + number} for number, n in counts]
    return table("criteria", *[STATE | {"printed": "count", "communes_total": total} | row | state for row in rows])


def headline(low, high=None, measure="mean_criteria", decimals=1, **state):
    row = {"printed": "headline", "measure": measure, "value_low": low, "value_high": low if high is None else high}
    return table("headlines", STATE | row | {"value_decimals": decimals} | state)


def found_in(communes=207, **tables):
    return check_distribution(**NO_TABLE | tables, communes_at=lambda document, unit: communes)


def facts(findings):
    return [(finding["rule"], finding["found"], finding["expected"], finding["difference"]) for finding in findings]


# Bands


def test_bands_that_do_not_add_up_to_the_communes_are_found():
    findings = found_in(bands=bands((19, 19, 7), (15, 18, 1), (5, 9, 8), total=17))
    assert facts(findings) == [("bands_vs_communes", "16", "17", -1)]
    assert findings[0]["message_en"] == "The bands add up to 16 communes; there are 17."


def test_bands_without_a_printed_total_are_held_against_the_communes_in_force():
    """The review of 2011: 1 + 22 + 129 + 55 = 207."""
    review = bands((10, 10, 1), (5, 9, 22), (1, 4, 129), (0, 0, 55))
    assert found_in(bands=review) == []
    assert facts(found_in(bands=review, communes=206)) == [("bands_vs_communes", "207", "206", 1)]


def test_bands_of_two_dates_are_not_added_up():
    both = pd.concat([bands((0, 19, 17), total=17), bands((0, 19, 17), total=17, as_of="2019-12-31")])
    assert found_in(bands=both) == []


def test_bands_printed_twice_count_once():
    twice = pd.concat([bands((0, 9, 8), (10, 19, 9), total=17), bands((0, 9, 8), (10, 19, 9), total=17, line=90)])
    assert found_in(bands=twice) == []


# Means against bands


def test_the_least_and_greatest_mean_of_bands_by_hand():
    """Bắc Sơn 2020: 7x19 + 15 + 10 + 8x5 = 198 and 7x19 + 18 + 14 + 8x9 = 237, over 17 communes."""
    rows = list(bands((19, 19, 7), (15, 18, 1), (10, 14, 1), (5, 9, 8)).itertuples())
    low, high = mean_bounds(rows, 17)
    assert (low, high) == (pytest.approx(198 / 17), pytest.approx(237 / 17))


def test_a_mean_above_what_the_bands_allow_is_found():
    """77x19 + 8x18 + 28x14 + 94x9 = 2845 criteria at most, 13.744 in 207 communes; 13.8 begins at 13.75."""
    findings = found_in(bands=bands(*PLAN_2020, total=207), headlines=headline(13.8, line=41))
    assert facts(findings) == [("mean_vs_bands", "13.8", "13.744", 0.056)]
    assert (findings[0]["line"], findings[0]["other_line"]) == (41, 40)
    assert (
        "13.8 criteria per commune is impossible: the printed bands allow 11.27 to 13.74" in findings[0]["message_en"]
    )


def test_a_mean_below_what_the_bands_allow_is_found_unless_it_is_open_above():
    """77x19 + 8x15 + 28x10 + 94x5 = 2333 criteria at least, 11.2705 in 207 communes."""
    plan = bands(*PLAN_2020, total=207)
    assert facts(found_in(bands=plan, headlines=headline(11.2))) == [("mean_vs_bands", "11.2", "11.2705", -0.0705)]
    assert found_in(bands=plan, headlines=headline(11.2, qualifier="at_least")) == []
    assert found_in(bands=plan, headlines=headline(11.2, qualifier="more_than")) == []
    assert len(found_in(bands=plan, headlines=headline(11.2, qualifier="about"))) == 1


@pytest.mark.parametrize("mean", [11.3, 12.5, 13.7])
def test_a_mean_within_the_bands_gives_no_finding(mean):
    assert found_in(bands=bands(*PLAN_2020, total=207), headlines=headline(mean)) == []


@pytest.mark.parametrize(("mean", "decimals", "count"), [(13.8, 0, 0), (13.75, 1, 0), (13.75, 2, 1)])
def test_a_mean_may_leave_the_bands_by_its_rounding(mean, decimals, count):
    plan = bands(*PLAN_2020, total=207)
    assert len(found_in(bands=plan, headlines=headline(mean, decimals=decimals))) == count


@pytest.mark.parametrize(("low", "high", "found"), [(13.5, 14, []), (14, 14.5, ["14"]), (10, 11, ["11"]), (10, 14, [])])
def test_a_range_is_out_only_when_all_of_it_is(low, high, found):
    findings = found_in(bands=bands(*PLAN_2020, total=207), headlines=headline(low, high))
    assert [finding["found"] for finding in findings] == found


@pytest.mark.parametrize("other", [{"as_of": "2019-12-31"}, {"unit": "bac-son"}, {"basis": "reported"}])
def test_a_mean_of_another_state_is_not_held_against_the_bands(other):
    assert found_in(bands=bands(*PLAN_2020, total=207), headlines=headline(19.0, **other)) == []


# Means against criteria


def test_a_mean_that_the_criterion_counts_rule_out_is_found():
    """Three counts of two communes: 5 of 6, so 2.5 criteria each, and at most 16 more."""
    state = criteria([(1, 2), (2, 2), (3, 1)], total=2)
    findings = found_in(criteria=state, headlines=headline(2.4))
    assert facts(findings) == [("mean_vs_criteria", "2.4", "2.5", -0.1)]
    assert "the counts of 3 criteria give 2.5 to 18.5" in findings[0]["message_en"]
    assert facts(found_in(criteria=state, headlines=headline(18.6))) == [("mean_vs_criteria", "18.6", "18.5", 0.1)]


@pytest.mark.parametrize("mean", [2.5, 10, 18.5])
def test_a_mean_that_the_criterion_counts_allow_gives_no_finding(mean):
    assert found_in(criteria=criteria([(1, 2), (2, 2), (3, 1)], total=2), headlines=headline(mean)) == []


def test_derived_counts_are_held_against_the_reported_mean():
    """Bắc Sơn at the start of 2020: the derived counts add up to 204, which is 12 in each of 17 communes."""
    counts = [17, 8, 13, 6, 8, 7, 17, 7, 11, 6, 10, 17, 10, 17, 14, 8, 6, 6, 16]
    state = criteria(enumerate(counts, start=1), total=17, basis="derived", as_of="2020-01-01")
    reported = {"basis": "reported", "as_of": "2020-01-01"}
    assert found_in(criteria=state, headlines=headline(12, decimals=0, **reported)) == []
    findings = found_in(criteria=state, headlines=headline(12.5, **reported))
    assert facts(findings) == [("mean_vs_criteria", "12.5", "12", 0.5)]


def test_of_two_counts_of_one_criterion_the_later_one_counts():
    state = criteria([(number, 2) for number in range(1, 20)] + [(19, 0)], total=2)
    assert found_in(criteria=state, headlines=headline(18)) == []
    assert facts(found_in(criteria=state, headlines=headline(19))) == [("mean_vs_criteria", "19", "18", 1)]


def test_a_mean_rounded_from_a_half_is_accepted():
    """87 criteria in 20 communes are 4.35, which is printed as 4.4."""
    counts = [20] * 4 + [7] + [0] * 14
    state = criteria(enumerate(counts, start=1), total=20)
    assert found_in(criteria=state, headlines=headline(4.4)) == []


# Communes at all nineteen criteria


def test_more_communes_at_nineteen_than_attain_a_criterion_are_found():
    state = criteria([(1, 17), (10, 7), (11, 11)], total=17)
    findings = found_in(criteria=state, bands=bands((19, 19, 8), (5, 9, 9), total=17))
    assert facts(findings) == [("full_standard_vs_smallest_criterion", "8", "7", 1)]
    assert findings[0]["other_line"] == 70
    assert findings[0]["message_en"] == "8 communes at 19 criteria, but only 7 attain criterion 10."


def test_the_communes_meeting_the_standard_are_held_against_the_criteria_too():
    state = criteria([(10, 7)], total=17)
    standard = {"measure": "communes_meeting_standard", "decimals": 0}
    assert facts(found_in(criteria=state, headlines=headline(8, **standard))) == [
        ("full_standard_vs_smallest_criterion", "8", "7", 1)
    ]
    assert found_in(criteria=state, headlines=headline(7, **standard)) == []


def test_derived_counts_are_held_against_the_reported_number_at_the_standard():
    state = criteria([(10, 7)], total=17, basis="derived")
    standard = headline(8, measure="communes_meeting_standard", decimals=0, basis="reported")
    assert facts(found_in(criteria=state, headlines=standard)) == [("full_standard_vs_smallest_criterion", "8", "7", 1)]


def test_fewer_communes_at_nineteen_than_the_counts_force_are_found():
    """Three communes and one gap among 57 criteria: the gap lies in one commune, so two meet all."""
    state = criteria([(number, 3 if number < 19 else 2) for number in range(1, 20)], total=3)
    findings = found_in(criteria=state, bands=bands((19, 19, 1), (15, 18, 2), total=3))
    assert facts(findings) == [("full_standard_below_bound", "1", "2", -1)]
    assert "the criterion counts force at least 2" in findings[0]["message_en"]
    assert found_in(criteria=state, bands=bands((19, 19, 2), (15, 18, 1), total=3)) == []


def test_without_all_nineteen_counts_no_commune_is_forced_to_meet_them_all():
    state = criteria([(number, 3) for number in range(1, 19)], total=3)
    assert found_in(criteria=state, bands=bands((19, 19, 0), (15, 18, 3), total=3)) == []


# Random states


@st.composite
def states(draw):
    """A commune x criterion matrix and the criteria whose counts are printed."""
    rows = draw(st.lists(st.integers(0, 2**19 - 1), min_size=1, max_size=12))
    known = draw(st.sets(st.integers(1, 19), min_size=1) | st.just(set(range(1, 20))))
    return np.array([[row >> bit & 1 for bit in range(19)] for row in rows], dtype=bool), sorted(known)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(states(), st.booleans())
def test_no_true_state_of_communes_gives_a_finding(state, total_printed):
    met, known = state
    communes, total = len(met), len(met) if total_printed else ""
    sums = met.sum(axis=1)
    edges = [(0, 4), (5, 9), (10, 14), (15, 18), (19, 19)]
    groups = [(low, high, int(((low <= sums) & (sums <= high)).sum())) for low, high in edges]
    counts = [(number, int(met[:, number - 1].sum())) for number in known]
    mean, full = headline(sums.mean(), decimals=6), headline(groups[-1][2], measure="communes_meeting_standard")
    headlines = pd.concat([mean, full], ignore_index=True)
    tables = {"bands": bands(*groups, total=total), "criteria": criteria(counts, total), "headlines": headlines}
    assert found_in(communes, **tables) == []


@settings(max_examples=40, deadline=None, derandomize=True)
@given(states(), st.sampled_from([-1, 1]))
def test_a_mean_beside_the_true_one_is_found_when_every_count_is_printed(state, step):
    met, _ = state
    total = int(met.sum()) + step
    counts = [(number, int(met[:, number - 1].sum())) for number in range(1, 20)]
    findings = found_in(len(met), criteria=criteria(counts), headlines=headline(total / len(met), decimals=6))
    assert [finding["rule"] for finding in findings] == ["mean_vs_criteria"]


def test_the_frames_stay_as_they_were():
    state = criteria([(number, 3) for number in range(1, 20)], total=3, as_of="2020-01-01", basis="derived")
    tables = {"bands": bands(*PLAN_2020, total=207), "criteria": state, "headlines": headline(13.8)}
    before = {name: frame.copy(deep=True) for name, frame in tables.items()}
    found_in(**tables)
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(frame, before[name])

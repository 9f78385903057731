"""The verdict rules on paths worked out by hand, at their cuts, and on the most extreme paths."""

from math import exp, inf, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_analysis.attainment import rules
from ntm_analysis.attainment.rulebook import LEVELS, RULES, SURENESS, compare_growth, judge
from ntm_analysis.attainment.rules import REASONS, Path, RefusedError

BY_NAME = {rule.name: rule for rule in RULES}
HALFWAY = Path((0.0, 5.0), (10.0, 35.0), 10.0, 60.0)


def path(*shares, target=60.0, due=10.0, years=None, base=0):
    """A path with a point every five years, or at the years given."""
    return Path(tuple(years or (5.0 * at for at in range(len(shares)))), tuple(map(float, shares)), due, target, base)


def refusal(measure, of):
    with pytest.raises(RefusedError) as caught:
        measure(of)
    return caught.value.reason


def said(name, of):
    judged = judge(BY_NAME[name], of)
    return judged.level or judged.reason


# Numbers worked out by hand


def test_half_of_the_gain_at_half_time():
    """25 of 50 points in 5 of 10 years; (35/10)^(1/5) is 1.28474 and (60/10)^(1/10) is 1.19623."""
    assert rules.measure_status(HALFWAY) == 5
    assert rules.measure_linear_share(HALFWAY) == 1
    assert rules.measure_recent_growth(HALFWAY) == 1
    assert rules.measure_compound_ratio(HALFWAY) == pytest.approx(0.284735 / 0.196231, abs=1e-4)


def test_the_compound_ratio_of_a_straight_path_reads_145():
    assert round(rules.measure_compound_ratio(HALFWAY), 2) == 1.45
    assert said("eurostat", HALFWAY) == "on_track"


def test_constant_growth_carries_35_on_to_122_percent():
    """35 · 3.5 = 122.5, so (122.5 - 10)/50 of the gain."""
    assert rules.measure_constant_growth(HALFWAY) == pytest.approx(112.5 / 50)


def test_two_points_lie_on_their_line_through_logits_whatever_their_weights():
    slope = (log(35 / 65) - log(10 / 90)) / 5
    predicted = 100 / (1 + exp(-(log(35 / 65) + 5 * slope)))
    assert rules.predict_logit(HALFWAY) == pytest.approx(predicted)
    assert rules.measure_anticipated(HALFWAY) == pytest.approx(10 * (predicted - 10) / 50)


def test_three_points_are_weighted_by_the_time_left_to_the_target():
    """Weights 10/10, 10/6 and 10/2, in the normal equations of a weighted line."""
    of = path(10, 30, 35, years=(0.0, 4.0, 8.0))
    years, weights = np.array([0.0, 4.0, 8.0]), np.array([1, 10 / 6, 5])
    logits = np.log(np.array([10, 30, 35]) / np.array([90, 70, 65]))
    design = np.column_stack([np.ones(3), years])
    level, slope = np.linalg.solve(design.T @ (weights[:, None] * design), design.T @ (weights * logits))
    assert rules.predict_logit(of) == pytest.approx(100 / (1 + exp(-(level + 10 * slope))))


def test_a_point_on_the_day_of_the_target_is_its_own_prediction():
    assert rules.predict_logit(path(0, 20, 50)) == 50
    assert rules.measure_anticipated(path(0, 20, 50)) == pytest.approx(10 * 50 / 60)
    assert rules.extrapolate_and_hold(path(0, 60, 50, target=55)) == 50
    assert refusal(rules.measure_held_line, path(0, 60, 50, target=55)) == "due"


def test_recent_growth_looks_at_the_last_years_only():
    """From year 6 to 10 by 20 points, 5 a year; 60 less 10 over 20 years needs 2.5 a year."""
    of = path(10, 11, 31, years=(0.0, 6.0, 10.0), due=20.0)
    assert rules.measure_recent_growth(of) == pytest.approx(2)
    assert rules.measure_recent_growth(of, recent_years=10) == pytest.approx((21 / 10) / 2.5)


def test_recent_growth_does_not_look_before_the_base():
    """From the base at year 8 to year 10 by 20 points; 60 less 11 over 12 years is needed."""
    of = path(30, 11, 31, years=(6.0, 8.0, 10.0), due=20.0, base=1)
    assert rules.measure_recent_growth(of) == pytest.approx((20 / 2) / (49 / 12))


def test_a_line_is_carried_two_years_and_held_four():
    """Two points a year apart by 5 points a year: 20 at year 5, 30 at year 7 and held to year 11."""
    for due, estimate in ((6, 25), (7, 30), (9, 30), (11, 30)):
        assert rules.extrapolate_and_hold(path(-5, 20, due=due, target=90)) == pytest.approx(estimate)
    assert refusal(rules.extrapolate_and_hold, path(5, 20, due=11.1)) == "too_far"
    assert rules.extrapolate_and_hold(path(5, 20, due=11.1), hold_years=5) == pytest.approx(26)


def test_the_span_of_the_held_line_is_a_parameter():
    of = path(10, 20, years=(0.0, 4.0))
    assert refusal(rules.extrapolate_and_hold, of) == "too_short"
    assert rules.extrapolate_and_hold(of, span_years=4) == pytest.approx(25)


def test_an_estimate_is_a_share():
    assert rules.extrapolate_and_hold(path(10, 95, due=7, target=99)) == 100
    assert rules.extrapolate_and_hold(path(95, 2, due=7, target=99)) == 0


def test_the_base_may_be_a_later_point():
    of = path(10, 20, 40, due=20.0, base=1)
    assert rules.measure_status(of) == pytest.approx(10 * 20 / 40)
    assert rules.measure_linear_share(of) == pytest.approx((20 / 40) * (15 / 5))


# Cuts


@pytest.mark.parametrize(
    ("name", "value", "level", "verdict"),
    [
        ("escap_progress", 9.0, "too_slow", "accelerate"),
        ("escap_progress", 9.01, "on_track", "on_track"),
        ("escap_progress", 0.0, "stalled", "regression"),
        ("eurostat", 0.95, "on_track", "significant"),
        ("eurostat", 0.9499, "too_slow", "moderate"),
        ("eurostat", 0.60, "too_slow", "moderate"),
        ("eurostat", 0.5999, "too_slow", "insufficient"),
        ("eurostat", 0.0, "too_slow", "insufficient"),
        ("eurostat", -0.001, "stalled", "away"),
        ("unsd", 0.95, "on_track", "on_track"),
        ("unsd", 0.10, "too_slow", "accelerate"),
        ("unsd", 0.0999, "stalled", "stagnation"),
        ("sdsn", 1.0, "on_track", "on_track"),
        ("sdsn", 0.5, "too_slow", "improving"),
        ("sdsn", 0.4999, "stalled", "stagnating"),
        ("sdsn", -0.1, "stalled", "decreasing"),
        ("linear", 1.0, "on_track", "reaches"),
        ("linear", 0.9999, "too_slow", "falls_short"),
        ("linear", 0.0, "stalled", "no_rise"),
    ],
)
def test_cuts_belong_to_the_class_that_the_source_gives_them(name, value, level, verdict):
    rule = BY_NAME[name]
    fixed = type(rule)(rule.name, lambda of: value, rule.cuts, rule.growth, rule.sureness)
    judged = judge(fixed, path(10, 20))
    assert (judged.level, judged.verdict, judged.value) == (level, verdict, value)


def test_a_rule_without_classes_gives_its_number():
    judged = judge(BY_NAME["escap_status"], HALFWAY)
    assert (judged.value, judged.level, judged.reason) == (5, None, "no_classes")


# Extreme paths


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_one_point_says_met_or_nothing(rule):
    assert judge(rule, path(60)).level == "met"
    judged = judge(rule, path(59))
    assert (judged.level, judged.verdict, judged.value, judged.reason) == (None, None, None, "one_point")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize(
    "of", [path(100, 100), path(0, 0, target=0), path(30, 30, target=30), path(50, 55, target=40)], ids=str
)
def test_a_target_at_or_below_the_latest_share_is_met_by_every_rule(rule, of):
    assert judge(rule, of).level == "met"


def test_a_series_that_stays_at_zero_is_stalled_or_refused():
    found = {name: said(name, path(0, 0, due=10)) for name in BY_NAME}
    assert found == {
        "escap_status": "no_classes",
        "escap_progress": "at_bound",
        "eurostat": "too_slow",
        "unsd": "zero_base",
        "sdsn": "stalled",
        "jmp": "stalled",
        "linear": "stalled",
    }
    assert judge(BY_NAME["eurostat"], path(0, 0)).verdict == "insufficient"


def test_a_base_of_zero_is_replaced_and_the_choice_decides():
    """From 0.001 to 10 in half the time the growth is 18 times what 60 percent need: on track with a sixth of it."""
    assert said("eurostat", path(0, 10)) == "on_track"
    assert said("linear", path(0, 10)) == "too_slow"
    assert said("unsd", path(0, 10)) == "zero_base"


def test_two_equal_points_are_no_progress():
    found = {name: said(name, path(30, 30)) for name in BY_NAME}
    assert {found[name] for name in ("escap_progress", "unsd", "sdsn", "jmp", "linear")} == {"stalled"}
    assert judge(BY_NAME["eurostat"], path(30, 30)).verdict == "insufficient"


def test_falling_shares_are_stalled_by_every_rule_with_classes():
    assert {said(name, path(40, 30)) for name in BY_NAME} == {"stalled", "no_classes"}
    assert {said(name, path(40, 0)) for name in BY_NAME if name != "escap_progress"} == {"stalled", "no_classes"}


def test_a_target_below_its_base_from_which_the_share_fell_further():
    """From 60 to 30 with 50 planned: no gain was planned; growth away from the target is told as such."""
    found = {name: said(name, path(60, 30, target=50)) for name in BY_NAME}
    assert found["eurostat"] == found["escap_progress"] == "stalled"
    assert {found[name] for name in ("unsd", "sdsn", "linear")} == {"no_gain"}
    assert rules.measure_status(path(60, 30, target=50)) == -30


def test_a_target_equal_to_its_base_is_refused_where_it_is_not_met():
    found = {name: said(name, path(50, 40, target=50)) for name in BY_NAME if name != "jmp"}
    assert set(found.values()) == {"no_gain"}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 100)), min_size=1, max_size=6, unique_by=lambda of: of[0]),
    st.integers(0, 10),
    st.integers(0, 100),
)
def test_any_path_gets_a_level_or_a_reason(points, ahead, target):
    points.sort()
    years, shares = zip(*points, strict=True)
    of = Path(tuple(map(float, years)), tuple(map(float, shares)), float(years[-1] + ahead), float(target))
    for rule in RULES:
        judged = judge(rule, of)
        assert (judged.level in LEVELS) != (judged.reason in REASONS)
        assert (judged.level is None) == (judged.verdict is None)
        assert judged.value is None or abs(judged.value) < inf


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 98), st.integers(0, 100), st.integers(1, 100), st.integers(1, 9))
def test_compound_growth_is_never_stricter_than_the_straight_path(base, last, target, passed):
    of = path(base, last, years=(0.0, float(passed)), target=float(max(base + 1, target)))
    if rules.measure_linear_share(of) >= 1:
        assert rules.measure_compound_ratio(of) >= 1 - 1e-9
        assert rules.measure_constant_growth(of) >= 1 - 1e-9


# The table of compound growth, and what the rules state of themselves


def test_the_nearer_to_zero_a_straight_path_starts_the_more_it_is_rewarded():
    table = compare_growth((40.0, 20.0, 10.0, 5.0, 1.0), 60.0, 10.0)
    assert table["ratio"].is_monotonic_increasing
    assert table["least_share"].is_monotonic_decreasing
    ten = table.set_index("base").loc[10.0]
    assert (round(ten["ratio"], 2), round(ten["least_share"], 2), ten["middle"]) == (1.45, 0.54, 35)
    assert (round(ten["actual"], 4), round(ten["required"], 4)) == (0.2847, 0.1962)


@pytest.mark.parametrize("base", [1.0, 10.0, 40.0])
def test_the_least_share_is_on_track_and_a_little_less_is_not(base):
    row = compare_growth((base,), 60.0, 10.0).iloc[0]
    for share, level in ((row["least_share"] + 1e-6, "on_track"), (row["least_share"] - 1e-3, "too_slow")):
        assert said("eurostat", path(base, base + share * (row["middle"] - base))) == level


def test_every_rule_states_its_source_and_classes_from_the_highest_on():
    for rule in RULES:
        assert (
            "Source" in rule.measure.__doc__ or "Arithmetic" in rule.measure.__doc__ or "memory" in rule.measure.__doc__
        )
        assert rule.sureness in SURENESS
        lows = [cut.low for cut in rule.cuts]
        assert lows == sorted(lows, reverse=True)
        assert not rule.cuts or lows[-1] == -inf
    assert BY_NAME["sdsn"].sureness == BY_NAME["jmp"].sureness == "memory"

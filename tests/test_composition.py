"""Measures of a mix: hand-computed values and the identities that must hold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntm_analysis.composition import (
    NoCompositionError,
    close_parts,
    grade_variance,
    measure_balance,
    measure_clr,
    measure_concentration,
    measure_distance,
    measure_diversity,
    measure_execution,
    measure_variance,
)

PLAN = pd.Series({"state": 40, "credit": 50, "community": 10})
CAME = pd.Series({"state": 30, "credit": 15, "community": 5})
amounts = st.lists(st.integers(1, 10**7), min_size=3, max_size=3)


def mix(values):
    return pd.Series(values, index=["state", "credit", "community"])


def test_shares_are_parts_of_the_sum():
    assert close_parts(CAME).to_dict() == {"state": 0.6, "credit": 0.3, "community": 0.1}


@pytest.mark.parametrize("values", [[1, -1, 2], [0, 0, 0], [1, None, 2]])
def test_amounts_that_have_no_shares_are_refused(values):
    with pytest.raises(NoCompositionError, match="no shares"):
        close_parts(mix(values))


def test_concentration_and_diversity_by_hand():
    """0.36 + 0.09 + 0.01 = 0.46; -(0.6 ln 0.6 + 0.3 ln 0.3 + 0.1 ln 0.1) = 0.8979."""
    assert measure_concentration(CAME) == pytest.approx(0.46)
    assert measure_diversity(CAME) == pytest.approx(0.8979, abs=5e-5)
    assert measure_concentration(mix([5, 5, 5])) == pytest.approx(1 / 3)
    assert measure_diversity(mix([7, 0, 0])) == 0


def test_log_ratios_by_hand():
    """1, 2 and 4 have the geometric mean 2."""
    assert measure_clr(mix([1, 2, 4])).tolist() == pytest.approx([-np.log(2), 0, np.log(2)])
    assert measure_distance(mix([1, 2, 4]), mix([1, 1, 1])) == pytest.approx(np.sqrt(2) * np.log(2))


def test_a_zero_has_no_logarithm_and_is_named():
    with pytest.raises(NoCompositionError, match="zero amounts in credit"):
        measure_clr(mix([1, 0, 4]))


def test_an_absent_part_is_no_zero():
    with pytest.raises(NoCompositionError, match="parts differ"):
        measure_variance(CAME, PLAN.drop("community"))


def test_a_balance_by_hand():
    """sqrt(1 * 2 / 3) ln(4 / sqrt(1 * 2))."""
    expected = np.sqrt(2 / 3) * np.log(4 / np.sqrt(2))
    assert measure_balance(mix([4, 1, 2]), ["state"], ["credit", "community"]) == pytest.approx(expected)


def test_the_composition_variance_by_hand():
    """Shares 0.4, 0.5, 0.1 were planned, 0.6, 0.3, 0.1 came: 0.2 + 0.2 + 0 = 0.4; with A = 50, B = 100:
    |30 - 20| + |15 - 25| + |5 - 5| = 20, over 50."""
    assert measure_variance(CAME, PLAN) == pytest.approx(0.4)
    scaled = PLAN * CAME.sum() / PLAN.sum()
    assert measure_variance(CAME, PLAN) == pytest.approx((CAME - scaled).abs().sum() / CAME.sum())


def test_the_composition_variance_over_other_totals_by_hand():
    """30, 15 and 5 came, with 10 not told apart: A = 60; 40, 50 and 10 of B = 120: halves 20, 25 and 5.
    |30 - 20| + |15 - 25| + 0 = 20, over 60. With B = 120 alone, A = 50: |30 - 16.67| + |15 - 20.83| + |5 - 4.17| = 20,
    over 50; with A = 60 alone, B = 100: |30 - 24| + |15 - 30| + |5 - 6| = 22, over 60."""
    assert measure_variance(CAME, PLAN, 60, 120) == pytest.approx(20 / 60)
    assert measure_variance(CAME, PLAN, plan_total=120) == pytest.approx(20 / 50)
    assert measure_variance(CAME, PLAN, actual_total=60) == pytest.approx(22 / 60)
    assert measure_variance(CAME, PLAN, 50, 100) == measure_variance(CAME, PLAN)


def test_a_variance_over_totals_takes_the_parts_by_name():
    assert measure_variance(CAME, PLAN[["community", "state", "credit"]], 60, 120) == pytest.approx(20 / 60)


@pytest.mark.parametrize("values", [[1, -1, 2], [0, 0, 0], [1, None, 2]])
def test_totals_do_not_excuse_parts_without_shares(values):
    for one, other in ((mix(values), PLAN), (PLAN, mix(values))):
        with pytest.raises(NoCompositionError, match="no shares"):
            measure_variance(one, other, 100, 100)


@pytest.mark.parametrize(
    ("variance", "grade"), [(0, "A"), (0.049, "A"), (0.05, "B"), (0.0999, "B"), (0.10, "C"), (0.15, "D"), (2, "D")]
)
def test_grades_have_their_limits(variance, grade):
    assert grade_variance(variance) == grade


def test_execution_names_the_part_that_fell_behind():
    execution = measure_execution(CAME, PLAN)
    assert execution["execution"].to_dict() == {"state": 0.75, "credit": 0.3, "community": 0.5}
    assert execution["clr_difference"].idxmin() == "credit"


@given(amounts, amounts)
def test_the_execution_identity_holds(actual, plan):
    execution = measure_execution(mix(actual), mix(plan))
    logs = np.log(execution["execution"])
    assert (execution["clr_difference"] - (logs - logs.mean())).abs().max() < 1e-9


@given(amounts, amounts)
def test_over_sums_the_variance_is_the_sum_of_the_share_differences(actual, plan):
    one, other = mix(actual), mix(plan)
    differences = (one / sum(actual) - other / sum(plan)).abs().sum()
    assert measure_variance(one, other) == pytest.approx(differences, abs=1e-12)
    assert measure_variance(one, other, sum(actual), sum(plan)) == pytest.approx(differences, abs=1e-12)
    assert 0 <= measure_variance(one, other) <= 2


@given(amounts, amounts, st.integers(1, 1000), st.integers(1, 10**8), st.integers(1, 10**8))
def test_a_change_of_unit_changes_no_variance_over_totals(actual, plan, factor, actual_total, plan_total):
    variance = measure_variance(mix(actual), mix(plan), actual_total, plan_total)
    scaled = measure_variance(mix(actual) * factor, mix(plan) * factor, actual_total * factor, plan_total * factor)
    assert scaled == pytest.approx(variance, abs=1e-9)


@given(amounts, amounts, st.integers(1, 1000))
def test_scaling_changes_nothing(actual, plan, factor):
    one, other = mix(actual), mix(plan)
    assert measure_variance(one * factor, other) == pytest.approx(measure_variance(one, other))
    assert measure_distance(one * factor, other) == pytest.approx(measure_distance(one, other), abs=1e-9)
    assert measure_clr(one).sum() == pytest.approx(0, abs=1e-9)
    assert 1 / 3 - 1e-9 <= measure_concentration(one) <= 1


def test_the_input_stays_as_it_was():
    before = CAME.copy(), PLAN.copy()
    measure_execution(CAME, PLAN)
    pd.testing.assert_series_equal(CAME, before[0])
    pd.testing.assert_series_equal(PLAN, before[1])

"""Histories: what is refused, what may be compared, and what counting is worth."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit
from scipy.stats import norm

from forecast.cases import END, LATER, RISING, START, graded, history_of, point, two_states
from ntm_analysis.errors import BadInputError
from ntm_analysis.forecast.given import check_history, known_at
from ntm_analysis.forecast.history import empirical_logit, read_series


def series_of(history, **extras):
    return read_series(check_history(history), "a", **extras)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"communes_attaining": 101}, "the history of a, criterion 1, 2016-12-31: found 101 of 100, expected 0 to all"),
        ({"communes_attaining": -1}, "found -1 of 100, expected 0 to all communes; correct the history"),
        ({"communes_attaining": 0, "communes_total": 0}, "found 0 of 0, expected"),
    ],
)
def test_a_count_beyond_its_communes_is_refused(change, message):
    with pytest.raises(BadInputError, match=message):
        check_history(history_of(point(1, 5) | change))


def test_two_counts_for_one_point_are_refused_and_a_repeated_one_is_not():
    with pytest.raises(BadInputError, match=r"criterion 1, 2016-12-31: found two counts, expected one count"):
        check_history(history_of(point(1, 5), point(1, 6)))
    assert len(check_history(history_of(point(1, 5), point(1, 5)))) == 1


def test_a_missing_column_is_named():
    with pytest.raises(BadInputError, match="the history: found no column communes_total"):
        check_history(history_of(point(1, 5)).drop(columns="communes_total"))


def test_a_history_without_sets_has_one_and_rows_without_count_are_left_out():
    rows = history_of(point(1, 5), point(2, None)).drop(columns="criteria_set")
    checked = check_history(rows)
    assert checked["criterion"].tolist() == [1]
    assert checked["criteria_set"].nunique() == 1


def test_what_is_known_is_of_the_day_and_told_by_then():
    rows = history_of(point(1, 5), point(1, 9, END)).assign(known_on=pd.to_datetime([LATER, END]))
    assert known_at(rows, END)["communes_attaining"].tolist() == [9]
    assert known_at(rows.drop(columns="known_on"), END)["communes_attaining"].tolist() == [5, 9]
    assert known_at(rows, START).empty


def test_empirical_logits_are_finite_at_both_ends():
    assert empirical_logit([0, 50, 100], 100).tolist() == pytest.approx([logit(0.5 / 101), 0, logit(100.5 / 101)])


@pytest.mark.parametrize(
    ("grade", "pairs", "jumped", "refused"),
    [("yes", 1, False, {}), ("changed", 1, True, {}), ("redefined", 0, None, {}), (None, 0, None, {})],
)
def test_pairs_across_sets_depend_on_the_grade(grade, pairs, jumped, refused):
    history = history_of(point(1, 20, criteria_set="2009"), point(1, 30, END))
    series = series_of(history, comparable=graded(grade) if grade else None)
    assert len(series.pairs) == pairs
    assert series.refused == refused
    assert not pairs or bool(series.pairs["jumped"].iloc[0]) == jumped
    assert series.points["attaining"].tolist() == [30]


@pytest.mark.parametrize(("grade", "kept"), [("yes", False), ("changed", True), ("redefined", None)])
def test_a_criterion_last_counted_under_an_earlier_set(grade, kept):
    """Its point stands, with a jump ahead where it has changed, and is refused where it was redefined."""
    history = history_of(point(1, 20, criteria_set="2009"), point(2, 30, END))
    series = series_of(history, comparable=graded(grade))
    if kept is None:
        assert series.refused == {1: 0}
        assert series.points["criterion"].tolist() == [2]
    else:
        assert series.points.set_index("criterion").at[1, "jumped"] == kept


def test_the_worst_grade_on_the_way_counts():
    history = history_of(
        point(1, 9, "2010-12-31", criteria_set="a"), point(1, 9, criteria_set="b"), point(1, 9, END, criteria_set="c")
    )
    rows = [("b", 1, "redefined"), ("c", 1, "yes")]
    columns = ["criteria_set", "criterion", "comparable_with_previous"]
    assert len(series_of(history, comparable=pd.DataFrame(rows, columns=columns)).pairs) == 1


def variance_of(start, end, total=100, later=None):
    history = history_of(point(1, start, total=total), point(1, end, END, total=later or total))
    return series_of(history).pairs["variance"].iloc[0]


def test_the_variance_of_a_change_is_that_of_nested_counts():
    """Simulated: each of 400 communes has a threshold; both counts come from the same thresholds."""
    rng = np.random.default_rng(1)
    low, high = 0.3, 0.5
    counts = rng.multinomial(400, [low, high - low, 1 - high], size=40_000)
    first, both = counts[:, 0], counts[:, 0] + counts[:, 1]
    changes = empirical_logit(both, 400) - empirical_logit(first, 400)
    assert variance_of(120, 200, total=400) == pytest.approx(changes.var(), rel=0.05)


def test_a_count_that_stands_still_is_known_to_half_a_commune():
    assert variance_of(50, 50) == pytest.approx((0.5 / 101 / 0.25) ** 2)


def test_mergers_widen_a_change():
    narrow, wide = variance_of(50, 50), variance_of(50, 40, later=80)
    assert wide - narrow > 0.2 / (80 * 0.25) * 0.9


def test_variances_do_not_reward_the_criterion_that_happens_to_stand_still():
    rows = series_of(two_states({1: (50, 50), 2: (40, 60)})).pairs["variance"]
    assert rows[0] == pytest.approx(rows[1], rel=0.05)


def means_of(*rows):
    return pd.DataFrame(rows, columns=["unit", "as_of", "mean", "criteria_set"])


def test_a_pair_of_printed_means_becomes_the_pace_of_a_criterion():
    """Criteria that differ in level move together by 0.4 a year: the mean's logit moves by less, scaled back to 0.4."""
    levels, years = 1.2 * norm.ppf((np.arange(19) + 0.5) / 19) - 0.5, 4
    now = expit(levels)
    before = expit(levels - 0.4 * years)
    rows = history_of(*(point(k + 1, round(1000 * share), END, 1000) for k, share in enumerate(now)))
    means = means_of(("a", "2014-12-31", before.sum(), "2016"), ("a", END, now.sum(), "2016"))
    found = series_of(rows, means=means).means
    assert found["gap"].tolist() == pytest.approx([4], abs=0.01)
    assert found["change"].iloc[0] / found["gap"].iloc[0] == pytest.approx(0.4, rel=0.06)


def test_means_of_other_units_other_sets_or_beside_counts_tell_no_pace():
    history = two_states(RISING)
    across = means_of(("a", "2014-12-31", 5, "2009"), ("a", START, 6, "2016"))
    beside = means_of(("a", START, 5, "2016"), ("a", END, 6, "2016"))
    other = means_of(("b", "2012-12-31", 5, "2016"), ("b", START, 6, "2016"))
    assert [len(series_of(history, means=of).means) for of in (across, beside, other)] == [0, 0, 0]
    before = means_of(("a", "2012-12-31", 5, "2016"), ("a", START, 6, "2016"))
    assert len(series_of(history, means=before).means) == 1


def test_no_input_is_changed():
    history, grades = two_states(RISING), graded("yes")
    kept = [history.copy(deep=True), grades.copy(deep=True)]
    series_of(history, comparable=grades)
    for frame, before in zip((history, grades), kept, strict=True):
        pd.testing.assert_frame_equal(frame, before)

"""What counts, bands, mean and standard allow, held against every matrix of a few communes and criteria."""

import doctest
from functools import cache
from itertools import combinations, combinations_with_replacement, pairwise, product
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_analysis.criteria import claims as module
from ntm_analysis.criteria.claims import KINDS, Claims, bound_at_least, bound_mean, can_hold, find_conflicts

SIZES = ((2, 3), (3, 3), (4, 3), (3, 4))  # communes, criteria
DRAWS = 120
# The targets of the 2017-2020 plan, lines 40 and 68 to 116.
PLAN = Claims(
    communes=207,
    bands=((5, 9, 94), (10, 14, 28), (15, 18, 8), (19, 19, 77)),
    counts=(82, 136, 124, 77, 82, 193, 95, 114, 93, 93, 207, 103, 196, 103, 155, 82, 103, 203),
    mean=(13.75, 13.85),
    standard=77,
)


def test_doctests():
    failed, attempted = doctest.testmod(module)
    assert failed == 0
    assert attempted >= 4


# Every matrix of a few communes and criteria


@cache
def matrices(communes, criteria):
    """The column sums and sorted row sums of every matrix of zeros and ones."""
    rows = list(product((0, 1), repeat=criteria))
    chosen = combinations_with_replacement(rows, communes)
    return sorted({(tuple(map(sum, zip(*of, strict=True))), tuple(sorted(map(sum, of)))) for of in chosen})


def keeps(matrix, claims):
    """Whether a matrix keeps every claim; the told criteria are its first columns."""
    columns, rows = matrix
    low, high = claims.mean or (0, claims.criteria)
    return (
        columns[: len(claims.counts)] == claims.counts
        and all(sum(least <= row <= most for row in rows) == told for least, most, told in claims.bands)
        and low * claims.communes - 1e-9 <= sum(rows) <= high * claims.communes + 1e-9
        and claims.standard in (None, rows.count(claims.criteria))
    )


def allowed(claims):
    return [matrix for matrix in matrices(claims.communes, claims.criteria) if keeps(matrix, claims)]


def draw_claims(random, communes, criteria):
    """Claims read off matrices: half of the time off one that keeps them all, else each kind off another."""
    known = matrices(communes, criteria)
    one, together = random.choice(known), random.random() < 0.5
    source = {kind: one if together else random.choice(known) for kind in KINDS}
    told = {kind for kind in KINDS if random.random() < 0.6}
    edges = sorted({0, criteria + 1, *random.sample(range(1, criteria + 1), random.randint(0, 2))})
    bands = [(low, high - 1) for low, high in pairwise(edges) if random.random() < 0.8]
    rows, total = source["bands"][1], sum(source["mean"][1])
    below, above = random.choice([(0, 0), (0, 1), (0.5, 0.5), (2, 0.5)])
    return Claims(
        communes,
        criteria,
        bands=tuple((low, high, sum(low <= row <= high for row in rows)) for low, high in bands if "bands" in told),
        counts=source["counts"][0][: random.randint(1, criteria)] if "counts" in told else (),
        mean=((total - below) / communes, (total + above) / communes) if "mean" in told else None,
        standard=source["standard"][1].count(criteria) if "standard" in told else None,
    )


def drawn(communes, criteria, draws=DRAWS):
    random = Random(10 * communes + criteria)
    return [draw_claims(random, communes, criteria) for _ in range(draws)]


def test_the_draws_tell_everything_and_nothing_and_both_hold_and_fail():
    claims = [one for size in SIZES for one in drawn(*size)]
    assert {len(one.told) for one in claims} == {0, 1, 2, 3, 4}
    assert {len(one.counts) for one in claims} == {0, 1, 2, 3, 4}
    holding = sum(bool(allowed(one)) for one in claims)
    assert 0.5 * len(claims) < holding < 0.9 * len(claims)


@pytest.mark.parametrize(("communes", "criteria"), SIZES)
def test_claims_hold_together_where_a_matrix_keeps_them(communes, criteria):
    for claims in drawn(communes, criteria):
        assert can_hold(claims) == bool(allowed(claims)), claims


@pytest.mark.parametrize(("communes", "criteria"), SIZES)
def test_the_mean_is_bound_by_the_matrices_that_keep_the_claims(communes, criteria):
    for claims in drawn(communes, criteria):
        means = [sum(rows) / communes for _, rows in allowed(claims)]
        expected = pytest.approx((min(means), max(means))) if means else None
        assert bound_mean(claims) == expected, claims


@pytest.mark.parametrize(("communes", "criteria"), SIZES)
def test_the_communes_with_at_least_some_criteria_are_bound_by_the_matrices(communes, criteria):
    for place, claims in enumerate(drawn(communes, criteria)):
        threshold = place % (criteria + 1)
        numbers = [sum(row >= threshold for row in rows) for _, rows in allowed(claims)]
        expected = (min(numbers), max(numbers)) if numbers else None
        assert bound_at_least(claims, threshold) == expected, (claims, threshold)


@pytest.mark.parametrize(("communes", "criteria"), SIZES)
def test_conflicts_are_the_smallest_groups_that_no_matrix_keeps(communes, criteria):
    for claims in drawn(communes, criteria, 30):
        groups = [kinds for size in range(1, 5) for kinds in combinations(claims.told, size)]
        failing = [kinds for kinds in groups if not allowed(claims.only(kinds))]
        smallest = [kinds for kinds in failing if not any(set(other) < set(kinds) for other in failing)]
        assert find_conflicts(claims) == smallest, claims


# Known bounds

COMMUNES = 30
COUNTS = st.lists(st.integers(0, COMMUNES), min_size=19, max_size=19).map(tuple)
HIGH_COUNTS = st.lists(st.integers(COMMUNES - 2, COMMUNES), min_size=19, max_size=19).map(tuple)


@settings(max_examples=25, deadline=None)
@given(COUNTS | HIGH_COUNTS)
def test_all_counts_bind_the_standard_and_give_the_mean(counts):
    """Each commune below the standard lacks one of the sum (N - N_k) criteria that are missing in all."""
    claims = Claims(COMMUNES, counts=counts)
    assert bound_at_least(claims, 19) == (max(0, sum(counts) - 18 * COMMUNES), min(counts))
    assert bound_mean(claims) == pytest.approx([sum(counts) / COMMUNES] * 2)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, COMMUNES), min_size=1, max_size=18).map(tuple))
def test_criteria_without_a_count_hold_in_no_commune_or_in_all(counts):
    claims = Claims(COMMUNES, counts=counts)
    low = sum(counts) / COMMUNES
    assert bound_at_least(claims, 19) == (0, min(counts))
    assert bound_mean(claims) == pytest.approx((low, low + 19 - len(counts)))


@settings(max_examples=25, deadline=None)
@given(COUNTS)
def test_communes_with_any_criterion_are_at_least_the_largest_count_and_at_most_all_together(counts):
    low, high = bound_at_least(Claims(COMMUNES, counts=counts), 1)
    assert (low, high) == (max(counts), min(COMMUNES, sum(counts)))


@settings(max_examples=25, deadline=None)
@given(COUNTS, st.integers(0, 19))
def test_a_further_claim_never_widens_the_bounds(counts, threshold):
    claims = Claims(COMMUNES, counts=counts)
    wide, narrow = (bound_at_least(of, threshold) for of in (claims.only(()), claims))
    assert (wide[0], wide[1]) == ((0, COMMUNES) if threshold else (COMMUNES, COMMUNES))
    assert wide[0] <= narrow[0] <= narrow[1] <= wide[1]
    assert can_hold(claims)


@settings(max_examples=25, deadline=None)
@given(COUNTS, st.randoms(use_true_random=False))
def test_the_order_of_the_counts_changes_nothing(counts, random):
    mixed = tuple(random.sample(counts, len(counts)))
    one, other = (bound_at_least(Claims(COMMUNES, counts=of), 10) for of in (counts, mixed))
    assert one == other


def test_bands_bound_the_mean_by_their_edges():
    """(5 * 94 + 10 * 28 + 15 * 8 + 19 * 77) / 207 = 11.27 and (9 * 94 + 14 * 28 + 18 * 8 + 19 * 77) / 207 = 13.74."""
    assert bound_mean(PLAN.only(("bands",))) == pytest.approx((2333 / 207, 2845 / 207))


def test_communes_outside_every_printed_band_have_any_number():
    """One commune of two has 3 criteria; the other has 0 to 2 or 4: 1.5 to 3.5 on average."""
    assert bound_mean(Claims(2, 4, bands=((3, 3, 1),))) == pytest.approx((1.5, 3.5))


def test_more_communes_in_bands_than_there_are_conflict_by_themselves():
    assert find_conflicts(Claims(3, 2, bands=((0, 1, 2), (2, 2, 2)))) == [("bands",)]


@pytest.mark.parametrize("claims", [Claims(2, 2, counts=(3,)), Claims(2, 2, standard=3), Claims(2, 2, mean=(2.5, 3))])
def test_more_than_all_cannot_hold(claims):
    assert not can_hold(claims)
    assert bound_mean(claims) is None
    assert bound_at_least(claims, 1) is None
    assert find_conflicts(claims) == [tuple(claims.told)]


def test_a_mean_between_two_whole_sums_cannot_hold():
    """Two communes have 0, 0.5, 1, ... criteria on average, none between 0.6 and 0.9."""
    assert not can_hold(Claims(2, 2, mean=(0.6, 0.9)))
    assert can_hold(Claims(2, 2, mean=(0.6, 1.0)))


def test_criteria_without_a_count_share_what_the_told_ones_leave():
    """Communes with 2, 2 and 1 criteria have 5 together: beside one in all three, two others hold in 2 together."""
    bands = ((2, 2, 2), (1, 1, 1))
    assert can_hold(Claims(3, 3, bands=bands, counts=(3,)))
    assert can_hold(Claims(3, 3, bands=bands, counts=(3, 2)))
    assert not can_hold(Claims(3, 3, bands=bands, counts=(3, 3)))


def test_the_plan_conflicts_with_its_mean_only():
    assert find_conflicts(PLAN) == [("bands", "mean"), ("counts", "mean")]
    assert can_hold(PLAN.only(("bands", "counts", "standard")))


# The claims themselves


def test_a_standard_of_no_commune_is_told():
    assert Claims(2, standard=0).told == ["standard"]
    assert Claims(2).told == []
    assert PLAN.told == list(KINDS)


def test_one_programme_settles_that_nothing_conflicts(monkeypatch):
    asked = []
    monkeypatch.setattr(module, "can_hold", lambda claims: asked.append(claims) or True)
    assert find_conflicts(PLAN) == []
    assert asked == [PLAN]


def test_a_question_asked_again_is_not_solved_again(monkeypatch):
    claims, solve, solved = Claims(6, 4, counts=(5, 3)), module.milp, []
    monkeypatch.setattr(module, "milp", lambda *given, **named: solved.append(1) or solve(*given, **named))
    assert [bound_mean(claims), bound_at_least(claims, 2)] == [bound_mean(claims), bound_at_least(claims, 2)]
    assert len(solved) == 4


def test_only_keeps_some_kinds_and_leaves_the_claims():
    kept = PLAN.only(("counts",))
    assert (kept.communes, kept.criteria, kept.told, kept.counts) == (207, 19, ["counts"], PLAN.counts)
    assert PLAN.told == list(KINDS)
    assert PLAN.only(KINDS) == PLAN


def test_nothing_told_holds_and_leaves_everything_open():
    assert find_conflicts(Claims(5)) == []
    assert bound_mean(Claims(5)) == pytest.approx((0, 19))
    assert bound_at_least(Claims(5), 19) == (0, 5)


def test_a_programme_without_an_answer_is_an_error(monkeypatch):
    unsolved = SimpleNamespace(status=1, success=False, message="out of time", fun=None)
    monkeypatch.setattr(module, "milp", lambda *_, **__: unsolved)
    module._optimum.cache_clear()
    with pytest.raises(ArithmeticError, match=r"no answer for Claims\(communes=3.*out of time"):
        can_hold(Claims(3))

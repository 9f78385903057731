import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntm_analysis import quantities
from ntm_analysis.quantities import (
    AmbiguousRunError,
    CriterionList,
    decimals,
    half_step,
    parse_count,
    parse_criteria,
    parse_numeral,
    parse_range,
    parse_share,
    to_million_vnd,
)


def test_doctests():
    failed, attempted = doctest.testmod(quantities)
    assert failed == 0
    assert attempted >= 5


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.352.449", 1352449),
        ("8.800", 8800),
        ("2,1", 2.1),
        ("13,8", 13.8),
        ("05", 5),
        ("207", 207),
        ("1.065,6", 1065.6),
        (" 37,2 ", 37.2),
    ],
)
def test_numeral(text, value):
    assert parse_numeral(text) == value


@pytest.mark.parametrize(
    "text",
    ["57.91", "57.91%", "1,,9", "1.2345", "12.34.567", "1,2,3", "4O", "-3", "", "1 352", "1.352.44", ",5", "5,"],
)
def test_numeral_left_open(text):
    with pytest.raises(AmbiguousRunError, match="is no Vietnamese numeral"):
        parse_numeral(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [("37,2%", 1), ("40%", 0), ("1.065,6", 1), ("1.352.449", 0), ("20,77%", 2), ("57.91%", 2), ("13,5 - 14", 1)],
)
def test_decimals(text, count):
    assert decimals(text) == count


@pytest.mark.parametrize(
    ("values", "half"),
    [
        ((12.0,), 0.5),
        ((207,), 0.5),
        ((13.8,), 0.05),
        ((7.48,), 0.005),
        ((13.5, 14.0), 0.05),
        ((14, 14.25), 0.005),
        ((100.0, 20.0), 0.5),
        ((0.0,), 0.5),
        ((-2.5,), 0.05),
    ],
)
def test_half_step(values, half):
    assert half_step(*values) == pytest.approx(half)
    assert half_step(*reversed(values)) == half_step(*values)


@given(st.floats(0, 1000), st.integers(0, 4))
def test_rounding_hides_no_more_than_half_a_step(value, places):
    printed = round(value, places)
    assert half_step(printed) >= 0.5 * 10.0**-places * (1 - 1e-9)
    assert abs(printed - value) <= half_step(printed) + 1e-9


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("13,5 - 14", (13.5, 14)),
        ("28-30", (28, 30)),
        ("28–30", (28, 30)),
        ("7,48", (7.48, 7.48)),
        ("1.000 - 1.500", (1000, 1500)),
        ("5-5", (5, 5)),
    ],
)
def test_range(text, ends):
    assert parse_range(text) == ends


@pytest.mark.parametrize("text", ["30-28", "1-2-3", "28-", "-28", "01 đến 02"])
def test_range_left_open(text):
    with pytest.raises(AmbiguousRunError):
        parse_range(text)


@pytest.mark.parametrize(("text", "share"), [("20,77%", 20.77), ("40 %", 40), (r"37,2\%", 37.2), ("100%", 100)])
def test_share(text, share):
    assert parse_share(text) == share


@pytest.mark.parametrize("text", ["57.91%", "%", "vài %"])
def test_share_left_open(text):
    with pytest.raises(AmbiguousRunError):
        parse_share(text)


@pytest.mark.parametrize(("text", "count"), [("05", 5), ("207", 207), ("2.750", 2750)])
def test_count(text, count):
    assert parse_count(text) == count
    assert isinstance(parse_count(text), int)


@pytest.mark.parametrize("text", ["2,5", "-1", "4O/17"])
def test_count_left_open(text):
    with pytest.raises(AmbiguousRunError):
        parse_count(text)


@pytest.mark.parametrize(
    ("amount", "factor", "expected"),
    [(8800, 1000, 8_800_000), (736.34, 1000, 736_340), (155610, 1, 155_610), (0.1, 3, 0.3), (1.0000004, 1, 1)],
)
def test_million_vnd(amount, factor, expected):
    assert to_million_vnd(amount, factor) == expected


@pytest.mark.parametrize(
    ("text", "criteria", "sub_criteria"),
    [
        ("1,3,4,9", (1, 3, 4, 9), ()),
        ("1; 7 ;19", (1, 7, 19), ()),
        ("16 (17.3; 18.3)", (16,), ("17.3", "18.3")),
        ("2,4, 16 (17.3; 18.3)", (2, 4, 16), ("17.3", "18.3")),
        ("4,(2.1)", (4,), ("2.1",)),
        ("17 (17.3), 18 (18.3)", (17, 18), ("17.3", "18.3")),
        ("9, 17.3", (9,), ("17.3",)),
        ("05", (5,), ()),
        ("", (), ()),
    ],
)
def test_criteria(text, criteria, sub_criteria):
    assert parse_criteria(text) == CriterionList(criteria, sub_criteria)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1,,9", "has an empty place"),
        ("1,9,", "has an empty place"),
        ("(17.3), 5", "has an empty place"),
        ("1,2;3", "mixes commas and semicolons"),
        ("9;17,3", "mixes commas and semicolons"),
        ("6,8 (8.3;9)", "has a run in brackets that is no sub-criterion"),
        ("1,1 7", "holds a run that is no criterion number"),
        ("16 (17.3", "holds a run that is no criterion number"),
        ("1,x", "holds a run that is no criterion number"),
        ("-1", "holds a run that is no criterion number"),
    ],
)
def test_criteria_left_open(text, reason):
    with pytest.raises(AmbiguousRunError, match=reason):
        parse_criteria(text)


def test_criteria_beside_a_bracket_stay_apart():
    with pytest.raises(AmbiguousRunError):
        parse_criteria("1 (17.3)5")


def test_numeral_with_leading_zero_before_a_dot_is_left_open():
    with pytest.raises(AmbiguousRunError):
        parse_numeral("0.123")


@given(st.integers(min_value=0, max_value=10**15))
def test_numeral_reads_back_dotted_integers(value):
    assert parse_numeral(f"{value:,}".replace(",", ".")) == value


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=0, max_value=99))
def test_numeral_reads_back_decimals(whole, cents):
    assert parse_numeral(f"{whole:,}".replace(",", ".") + f",{cents:02d}") == float(f"{whole}.{cents:02d}")


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["-", " - ", "–", " – "]))
def test_range_reads_back_its_ends(one, other, mark):
    low, high = sorted((one, other))
    assert parse_range(f"{low}{mark}{high}") == (low, high)


@given(st.lists(st.integers(min_value=1, max_value=19)), st.sampled_from([",", ", ", ";", "; "]))
def test_criteria_read_back_joined_lists(numbers, mark):
    assert parse_criteria(mark.join(map(str, numbers))) == CriterionList(tuple(numbers), ())

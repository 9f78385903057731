import doctest
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntm_analysis import language
from ntm_analysis.language import Words, day, number


def test_doctests():
    failed, attempted = doctest.testmod(language)
    assert failed == 0
    assert attempted >= 2


@pytest.mark.parametrize(
    ("value", "decimals", "en", "vi"),
    [
        (1352449, None, "1,352,449", "1.352.449"),
        (13.8, None, "13.8", "13,8"),
        (41.4, 2, "41.40", "41,40"),
        (13.4, 0, "13", "13"),
        (0.1 + 0.2, None, "0.3", "0,3"),
        (1.23456, None, "1.2346", "1,2346"),
        (-1234.5, 1, "-1,234.5", "-1.234,5"),
        (0, None, "0", "0"),
    ],
)
def test_number(value, decimals, en, vi):
    assert number(value, "en", decimals) == en
    assert number(value, "vi", decimals) == vi


@pytest.mark.xfail(strict=True, reason="a number that rounds to nothing is written with a minus sign")
@pytest.mark.parametrize(("value", "decimals"), [(-0.00001, None), (-0.04, 1)])
def test_number_has_no_negative_zero(value, decimals):
    assert not number(value, "en", decimals).startswith("-")


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_number_parts_thousands(value):
    assert number(value, "en") == f"{value:,}"
    assert number(value, "vi") == f"{value:,}".replace(",", ".")


@pytest.mark.parametrize("value", ["2017-06-30", date(2017, 6, 30)])
def test_day(value):
    assert day(value, "en") == "30 June 2017"
    assert day(value, "vi") == "30/6/2017"


def test_words():
    words = Words("vi", {"share": "tỷ lệ {share}%", "plain": "{chữ}"})
    assert words("share", share=37.2) == "tỷ lệ 37,2%"
    assert words("plain") == "{chữ}"
    with pytest.raises(KeyError):
        words("unknown")

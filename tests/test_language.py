import doctest
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntm_analysis import language
from ntm_analysis.language import day, load_words, number

PLACE = re.compile(r"\{(\w+)")


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
        (6.85, 1, "6.9", "6,9"),
        (18.75, 1, "18.8", "18,8"),
        (-0.25, 1, "-0.3", "-0,3"),
        (2.5, 0, "3", "3"),
    ],
)
def test_number(value, decimals, en, vi):
    assert number(value, "en", decimals) == en
    assert number(value, "vi", decimals) == vi


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


def test_words_write_numbers_by_the_custom_of_their_language():
    sentences = {"share": "{share:1} of {total}: {name}", "plain": "{chữ}"}
    english, vietnamese = (replace(load_words(language), words=sentences) for language in ("en", "vi"))
    assert english("share", share=37.24, total=1207, name="19/19") == "37.2 of 1,207: 19/19"
    assert vietnamese("share", share=37.24, total=1207, name="19/19") == "37,2 of 1.207: 19/19"
    assert vietnamese("plain") == "{chữ}"
    with pytest.raises(KeyError):
        english("unknown")


@pytest.mark.data
def test_words_have_the_same_places_in_both_languages():
    english, vietnamese = load_words("en").words, load_words("vi").words
    assert len(english) > 0
    places = [{key: sorted(PLACE.findall(text)) for key, text in words.items()} for words in (english, vietnamese)]
    assert places[0] == places[1]

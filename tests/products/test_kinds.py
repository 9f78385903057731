"""Types of columns: only where every cell is so, by the custom of the language, and never lists of lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntm_analysis.language import load_words, number
from ntm_analysis.products.kinds import read_columns
from ntm_analysis.products.runs import Sheet

WORDS = {language: load_words(language) for language in ("en", "vi")}


def read(cells, language="en", title="Some", raw=False):
    (column,) = read_columns(Sheet([title], [[cell] for cell in cells]), WORDS[language], raw)
    return column.type, [column.read(cell) for cell in cells if cell]


@pytest.mark.parametrize(
    ("cells", "language", "expected"),
    [
        (["1", "20", ""], "en", ("number", [1, 20])),
        (["1,000", "20"], "en", ("number", [1000, 20])),
        (["1.000", "20"], "vi", ("number", [1000, 20])),
        (["1.000,5", "-20"], "vi", ("number", [1000.5, -20])),
        (["0.42", "3"], "vi", ("number", [0.42, 3])),
        (["0,42"], "vi", ("number", [0.42])),
        (["12.4%"], "en", ("share", [0.124])),
        (["12.4%", "3"], "en", ("text", ["12.4%", "3"])),
        (["012"], "en", ("text", ["012"])),
        (["1 000"], "en", ("text", ["1 000"])),
        (["388,389"], "en", ("text", ["388,389"])),
        (["388,389", "676,690"], "vi", ("text", ["388,389", "676,690"])),
        (["9,241,426", "159,315"], "en", ("number", [9241426, 159315])),
        (["1e400"], "en", ("text", ["1e400"])),
        (["nan"], "en", ("text", ["nan"])),
        (["12345678901234567"], "en", ("text", ["12345678901234567"])),
        (["2020-02-30"], "en", ("text", ["2020-02-30"])),
        (["31/2/2020"], "vi", ("text", ["31/2/2020"])),
        (["1899-01-01"], "en", ("text", ["1899-01-01"])),
        (["=1+1"], "en", ("text", ["=1+1"])),
        (["١٢"], "en", ("text", ["١٢"])),
        ([""], "en", ("text", [])),
    ],
)
def test_a_column_has_the_type_that_all_its_cells_have(cells, language, expected):
    assert read(cells, language) == expected


@pytest.mark.parametrize(("cell", "language"), [("2020-12-31", "en"), ("31 December 2020", "en"), ("31/12/2020", "vi")])
def test_days_are_read_in_both_languages(cell, language):
    kind, (day,) = read([cell], language)
    assert (kind, day.isoformat()) == ("date", "2020-12-31T00:00:00")


def test_what_the_dictionary_calls_text_stays_text():
    assert read(["20", "185"], title="gso_code", raw=True)[0] == "text"
    assert read(["1", "2"], title="Document")[0] == "text"


def test_raw_points_have_a_dot_and_nothing_else():
    assert read(["25.98676870863869"], raw=True) == ("number", [25.98676870863869])
    assert read(["1,352"], raw=True)[0] == "text"


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=5), st.sampled_from(["en", "vi"]), st.integers(0, 3))
def test_numbers_written_in_a_language_are_read_back(values, language, decimals):
    cells = [number(value, language, decimals) for value in values]
    kind, found = read(cells, language)
    if kind == "number":
        half_a_step = 0.5 * 10**-decimals
        assert found == pytest.approx(values, abs=half_a_step * (1 + 1e-6) + 1e-9)
    else:
        # Only what may as well be a list of lines is left as text.
        assert all(len(cell.lstrip("-")) >= 3 for cell in cells if "," in cell)


@given(st.lists(st.text(max_size=12), max_size=4), st.sampled_from(["en", "vi"]), st.booleans())
def test_any_text_has_a_type(cells, language, raw):
    kind, found = read(cells, language, raw=raw)
    assert kind in ("text", "number", "share", "date")
    assert len(found) == sum(map(bool, cells))

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntm_analysis.language import LANGUAGES, load_words, number
from ntm_analysis.notebook import DOOR
from ntm_analysis.output import Output
from ntm_analysis.parameters import MODELS
from ntm_analysis.pieces import columns
from ntm_analysis.pieces.cells import run_cells
from ntm_analysis.pieces.columns import NUMBERS, Number, read_columns, read_number, share_line
from tests.pieces.made import amounts, make_table


def test_doctests():
    assert doctest.testmod(columns) == (0, 1)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("1,352,449", "en", Number(Decimal("1352449"))),
        ("1.352.449", "vi", Number(Decimal("1352449"))),
        ("-32,90", "vi", Number(Decimal("-32.90"), 2)),
        ("+3.5", "en", Number(Decimal("3.5"), 1, signed=True)),
        ("115,3%", "vi", Number(Decimal("115.3"), 1, percent=True)),
        ("1,7,12", "en", None),
        ("13.526", "en", Number(Decimal("13.526"), 3)),
        ("1352,449", "en", None),
        ("27/207", "en", None),
        ("9–35", "en", None),
        ("1e5", "en", None),
        ("1.5 ", "en", None),
        ("٣", "vi", Number(Decimal("3"))),
        ("", "en", None),
    ],
)
def test_a_number_is_read_by_the_custom_of_its_language(text, language, expected):
    assert read_number(text, language) == expected


@given(st.integers(-(10**12), 10**12), st.integers(0, 4), st.sampled_from(LANGUAGES))
def test_what_is_written_is_read_back(value, decimals, language):
    exact = Decimal(value).scaleb(-decimals)
    read = read_number(number(float(exact), language, decimals), language)
    assert (read.value, read.decimals) == (exact, decimals)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_columns_of_numbers_are_numbers(language):
    scheme, amount, share, communes, line = read_columns(amounts(language).rows, load_words(language))
    assert (scheme.numbers, line.numbers) == (None, None)
    assert line.texts == ["388, 389", "7"]
    assert amount.numbers == [Number(Decimal("1352449")), None]
    assert [one.value for one in share.numbers] == [Decimal("26.0"), Decimal("5.5")]
    assert [one.value for one in communes.numbers] == [1207, 8]
    assert communes.texts == [{"en": "1,207", "vi": "1.207"}[language], "8"]


def test_one_cell_that_is_no_number_makes_a_column_text():
    (column,) = read_columns(make_table(**{"column.median": ["1.5", "refused"]}).rows, load_words("en"))
    assert (column.numbers, column.texts) == (None, ["1.5", "refused"])
    (empty,) = read_columns(make_table(**{"column.median": ["", ""]}).rows, load_words("en"))
    assert empty.numbers is None


def test_a_line_is_shared_by_longest_words_and_long_texts():
    table = make_table(**{"column.document": ["a" * 10, "bb"], "column.message": ["word " * 30, ""]})
    short, long = share_line(read_columns(table.rows, load_words("en")), 100)
    assert short + long == pytest.approx(1)
    assert 0.1 < short < 0.2
    crowded = share_line(read_columns(table.rows, load_words("en")), 10)
    assert sum(crowded) == pytest.approx(1)


class Keeping(Output):
    """Keeps every table."""

    kept: dict

    def figure(self, *shown, **named):
        """Show nothing."""

    def table(self, frame, name, title, *more, **named):
        """Keep a table by its name."""
        self.kept[name] = frame


def tables_of(notebook, language):
    Keeping.kept = {}
    import ntm_analysis.pieces.cells as cells

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "_Collector", lambda notebook, wanted, shown, *opened: Keeping("", *opened[1:]))
        run_cells(notebook, {"language": language})
    return Keeping.kept


@pytest.mark.notebooks
@pytest.mark.parametrize("notebook", MODELS)
def test_the_columns_of_numbers_are_the_same_in_both_languages(notebook):
    """Decimal comma and point exchange their meaning: a list taken for a number would differ, or be no number."""
    assert DOOR.get() is Output
    read = {}
    for language in LANGUAGES:
        words = load_words(language)
        tables = tables_of(notebook, language)
        read[language] = {name: [of.numbers for of in read_columns(rows, words)] for name, rows in tables.items()}
    assert read["en"]
    assert read["en"] == read["vi"]


def test_heads_of_lists_and_names_are_not_among_those_of_numbers():
    text = {"column.line", "column.sources", "column.criterion", "column.year", "column.years", "column.no"}
    assert text.isdisjoint(NUMBERS)
    assert len(set(NUMBERS)) == len(NUMBERS)
    words = load_words("en")
    assert {words(key) for key in text}.isdisjoint({words(key) for key in NUMBERS})

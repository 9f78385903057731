"""Constant prices on an index of three years, and the committed index."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntm_analysis.files import read_csv
from ntm_analysis.paths import HERE
from ntm_analysis.prices import INDEX_FILE, cite_prices, find_deflator, load_price_index

INDEX = pd.Series({2018: 100.0, 2019: 110.0, 2020: 132.0})


def deflate(price_year, start, end, index=INDEX):
    return find_deflator(index, price_year, pd.Timestamp(start), pd.Timestamp(end))


def test_money_of_one_year_in_the_prices_of_another():
    """132 / 110 = 1.2, whichever part of the year; and back 110 / 132 = 0.8333."""
    for end in ("2019-01-31", "2019-12-31"):
        factor = deflate(2020, "2019-01-01", end)
        assert (factor.factor, factor.low, factor.high) == pytest.approx((1.2, 1.2, 1.2))
    assert deflate(2019, "2020-01-01", "2020-12-31").factor == pytest.approx(110 / 132)


def test_money_of_several_years_counts_as_evenly_spread():
    """132/100 = 1.32, 132/110 = 1.2 and 1: the mean is 3.52 / 3 (132 over the mean index 114 would give 1.158)."""
    factor = deflate(2020, "2018-01-01", "2020-12-31")
    assert factor.factor == pytest.approx(3.52 / 3)
    assert (factor.low, factor.high) == pytest.approx((1, 1.32))


def test_the_ends_do_not_depend_on_the_order_of_the_years():
    """Prices fell from 2019 to 2020: 100/120, 100/80; the least is 0.8333, the most 1.25."""
    factor = deflate(2018, "2019-01-01", "2020-06-30", pd.Series({2018: 100, 2019: 120, 2020: 80}))
    assert (factor.low, factor.high) == pytest.approx((100 / 120, 1.25))


@pytest.mark.parametrize("year", INDEX.index)
def test_the_year_of_the_prices_itself_changes_nothing(year):
    factor = deflate(year, f"{year}-01-01", f"{year}-12-31")
    assert (factor.factor, factor.low, factor.high) == (1, 1, 1)


@pytest.mark.parametrize(
    ("price_year", "start", "end"),
    [
        (2021, "2019-01-01", "2019-12-31"),
        (2020, "2017-12-31", "2018-12-31"),
        (2020, "2020-01-01", "2021-01-01"),
    ],
)
def test_a_year_without_an_index_gives_no_factor(price_year, start, end):
    assert deflate(price_year, start, end) is None


def test_a_gap_inside_the_period_gives_no_factor():
    assert deflate(2020, "2018-01-01", "2020-12-31", INDEX.drop(2019)) is None


numbers = st.lists(st.floats(1, 1000), min_size=3, max_size=3)


@given(numbers, st.integers(2018, 2020), st.integers(2, 50))
def test_the_base_of_the_index_does_not_matter_and_the_factor_lies_between_its_ends(values, price_year, scale):
    index = pd.Series(values, index=INDEX.index)
    one, other = (deflate(price_year, "2018-01-01", "2020-12-31", of) for of in (index, index * scale))
    assert (other.factor, other.low, other.high) == pytest.approx((one.factor, one.low, one.high))
    assert one.low <= one.factor * (1 + 1e-9)
    assert one.factor <= one.high * (1 + 1e-9)


def test_years_are_cited_by_the_lines_of_the_index():
    """The header is line 1, 2018 stands on line 2, 2020 on line 4; a year without an index has no line."""
    cited = cite_prices(INDEX, [2020, 2018, 2030])
    assert cited.to_numpy().tolist() == [[INDEX_FILE, "2,4"]]
    assert list(cited) == ["document", "lines"]


def test_the_input_stays_as_it_was():
    before = INDEX.copy(deep=True)
    deflate(2020, "2018-01-01", "2020-12-31")
    pd.testing.assert_series_equal(INDEX, before)


# The committed index


@pytest.mark.data
def test_the_committed_index_has_every_year_of_the_documents():
    index = load_price_index()
    assert list(index.index) == list(range(2010, 2022))
    assert index[2010] == 100
    assert index.dtype == float


@pytest.mark.data
def test_the_committed_index_follows_from_the_printed_changes():
    """index_t = index_(t-1) (1 + change / 100) to four decimals; the base year has no change."""
    path = HERE.reference / "price_index.csv"
    rows, index = read_csv(path, path.name), load_price_index()
    assert set(rows["index_base_year"]) == {"2010"}
    assert rows.set_index("year")["change_pct"]["2010"] == ""
    changes = dict(zip(rows["year"].astype(int), rows["change_pct"], strict=True))
    for year in range(2011, 2022):
        assert index[year] == pytest.approx(index[year - 1] * (1 + float(changes[year]) / 100), abs=6e-5)


@pytest.mark.data
def test_the_committed_index_brings_2019_to_2020():
    """168.7836 / 163.5169 = 1.03221, the change printed for 2020 (3.2209 per cent)."""
    assert deflate(2020, "2019-01-01", "2019-12-31", load_price_index()).factor == pytest.approx(1.032209, abs=1e-6)


@pytest.mark.data
@pytest.mark.parametrize("year", [2010, 2015, 2021])
def test_a_cited_line_of_the_committed_index_begins_with_its_year(year):
    lines = (HERE.root / INDEX_FILE).read_text("utf-8").splitlines()
    (line,) = cite_prices(load_price_index(), [year])["lines"]
    assert lines[int(line) - 1].startswith(f"{year},")

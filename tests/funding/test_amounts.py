"""Money per year, per commune and in constant prices, on schemes and an index worked by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_analysis.funding.amounts import measure_amounts, measure_intensity
from ntm_analysis.funding.mix import LEVELS, measure_mix, measure_totals

from .schemes import FIVE, FOUR, HALF, PLAN, YEAR, by_group, funding_of, groups_of, together

# Constant prices of 2020: 2017 counts 1.5, 2018 1.2, 2019 1.1, 2020 1.
INDEX = pd.Series({2017: 88.0, 2018: 110.0, 2019: 120.0, 2020: 132.0})
WITHOUT_TOTAL = [("credit", 800)]


def ten_communes(document, unit):
    return 10


def amounts_of(*schemes, price_year=2020, base="parts", communes_of=ten_communes):
    return measure_amounts(measure_totals(together(*schemes)), communes_of, INDEX, price_year, base)


def amount_of(*lines, period=YEAR, **choices):
    (row,) = amounts_of(funding_of(*lines, period=period), **choices).itertuples()
    return row


# The base


def test_the_total_is_the_sum_of_the_parts_or_the_printed_total():
    """Parts 300 + 100 = 400 on lines 11 and 12; line 10 prints 500."""
    lines = [("total", 500), ("credit", 300), ("community", 100)]
    parts, stated = (amount_of(*lines, base=base) for base in ("parts", "stated"))
    assert (parts.base, parts.total_million_vnd, parts.lines) == ("parts", 400, "11,12")
    assert (stated.base, stated.total_million_vnd, stated.lines) == ("stated", 500, "10")
    assert (parts.per_commune_million_vnd, stated.per_commune_million_vnd) == (40, 50)


def test_without_a_printed_total_the_base_is_the_parts():
    printed = funding_of(("total", 500), ("credit", 400))
    amounts = amounts_of(printed, funding_of(("credit", 300), document="without"), base="stated")
    assert amounts[["document", "base", "total_million_vnd"]].to_numpy().tolist() == [
        ["plan", "stated", 500],
        ["without", "parts", 300],
    ]
    assert list(amounts["lines"]) == ["10", "10"]


# Years and communes


@pytest.mark.parametrize(
    ("period", "years", "a_year", "a_commune_year"),
    [
        (YEAR, 1, 800, 80),
        (("2019-01-01", "2019-12-31"), 1, 800, 80),
        (FOUR, 4, 200, 20),
        (FIVE, 5, 160, 16),
    ],
)
def test_money_per_year_and_commune(period, years, a_year, a_commune_year):
    """800 million for 10 communes are 80 each; over four years 200 a year, over five 160."""
    row = amount_of(*WITHOUT_TOTAL, period=period)
    assert (row.years, row.communes, row.per_commune_million_vnd) == (years, 10, 80)
    assert (row.per_year_million_vnd, row.per_commune_year_million_vnd) == (a_year, a_commune_year)


@pytest.mark.parametrize("period", [HALF, ("2017-01-01", "2017-12-30")])
def test_a_period_under_a_year_has_no_amount_per_year(period):
    row = amount_of(*WITHOUT_TOTAL, period=period)
    assert (row.per_commune_million_vnd, row.real_factor) == (80, pytest.approx(1.5))
    per_year = [row.years, row.per_year_million_vnd, row.per_commune_year_million_vnd, row.real_per_year_million_vnd]
    assert pd.isna(per_year).all()


def test_communes_are_those_of_the_document_and_unit_of_each_scheme():
    """800 / 5 = 160 and 100 / 20 = 5."""
    district = funding_of(("credit", 100), document="district", unit="bac-son")
    counts = {("plan", "lang-son"): 5, ("district", "bac-son"): 20}
    amounts = amounts_of(district, funding_of(*WITHOUT_TOTAL), communes_of=lambda *key: counts[key])
    per_commune = dict(zip(amounts["unit"], amounts["per_commune_million_vnd"], strict=True))
    assert per_commune == {"lang-son": 160, "bac-son": 5}


# Constant prices


def test_real_amounts_are_nominal_amounts_times_the_factor():
    """(1.5 + 1.2 + 1.1 + 1) / 4 = 1.2; 800 over four years are 200: 240 at prices of 2020, between 200 and 300."""
    row = amount_of(*WITHOUT_TOTAL, period=FOUR)
    assert (row.real_factor, row.real_factor_low, row.real_factor_high) == pytest.approx((1.2, 1, 1.5))
    assert row.per_year_million_vnd == 200
    assert row.real_per_year_million_vnd == pytest.approx(240)
    assert (row.real_per_year_million_vnd_low, row.real_per_year_million_vnd_high) == pytest.approx((200, 300))


def test_the_year_of_the_prices_decides_the_factor():
    """Money of 2020 at prices of 2018: 110 / 132."""
    row = amount_of(*WITHOUT_TOTAL, price_year=2018)
    assert row.real_per_year_million_vnd == pytest.approx(800 * 110 / 132)
    assert row.per_year_million_vnd == 800


@pytest.mark.parametrize(("price_year", "period"), [(2021, YEAR), (2020, FIVE)])
def test_a_year_without_an_index_leaves_the_nominal_amounts(price_year, period):
    row = amount_of(*WITHOUT_TOTAL, period=period, price_year=price_year)
    real = [row.real_factor, row.real_factor_low, row.real_factor_high, row.real_per_year_million_vnd]
    assert pd.isna([*real, row.real_per_year_million_vnd_low, row.real_per_year_million_vnd_high]).all()
    assert row.per_commune_million_vnd == 80


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 10**7), st.sampled_from([2017, 2018, 2019, 2020]), st.integers(2, 100))
def test_real_amounts_lie_between_their_ends_and_grow_with_the_money(amount, price_year, factor):
    one, other = (amount_of(("credit", of), period=FOUR, price_year=price_year) for of in (amount, factor * amount))
    ends = (one.real_per_year_million_vnd_low, one.real_per_year_million_vnd_high)
    assert ends[0] < one.real_per_year_million_vnd < ends[1]
    assert one.real_per_year_million_vnd == pytest.approx(one.per_year_million_vnd * one.real_factor)
    assert other.real_per_year_million_vnd == pytest.approx(factor * one.real_per_year_million_vnd)


# Each group per commune


def intensity_of(table, base="parts", prices="nominal", level="groups"):
    amounts = measure_amounts(measure_totals(table), ten_communes, INDEX, 2020, base)
    return measure_intensity(measure_mix(table, level), amounts, prices)


def test_each_group_per_commune_and_year():
    """300, 500 and 200 for 10 communes over four years: 30, 50, 20 each and 7.5, 12.5, 5 a year; 25 in all."""
    intensity = intensity_of(funding_of(*PLAN, period=FOUR))
    assert by_group(intensity, "per_commune_million_vnd") == {"state": 30, "credit": 50, "community": 20}
    assert by_group(intensity, "per_commune_year_million_vnd") == {"state": 7.5, "credit": 12.5, "community": 5}
    assert intensity["total_per_commune_year_million_vnd"].tolist() == [25] * 3
    assert intensity[["years", "communes", "prices"]].drop_duplicates().to_numpy().tolist() == [[4, 10, "nominal"]]


def test_each_group_at_constant_prices():
    """The same times 1.2: 36, 60, 24 and 9, 15, 6 a year; 30 in all."""
    intensity = intensity_of(funding_of(*PLAN, period=FOUR), prices="real")
    assert set(intensity["prices"]) == {"real"}
    assert intensity["per_commune_million_vnd"].tolist() == pytest.approx([36, 60, 24])
    assert intensity["per_commune_year_million_vnd"].tolist() == pytest.approx([9, 15, 6])
    assert intensity["total_per_commune_year_million_vnd"].tolist() == pytest.approx([30] * 3)


def test_the_total_beside_the_groups_is_that_of_the_chosen_base():
    """400 in parts and 500 printed, 10 communes, one year: 30 and 10 beside 50."""
    table = funding_of(("total", 500), ("credit", 300), ("community", 100))
    intensity = intensity_of(table, base="stated")
    assert intensity["per_commune_year_million_vnd"].tolist() == [30, 10]
    assert intensity["total_per_commune_year_million_vnd"].tolist() == [50, 50]


def test_a_half_year_has_money_per_commune_but_none_per_year():
    (row,) = intensity_of(funding_of(*WITHOUT_TOTAL, period=HALF)).itertuples()
    assert row.per_commune_million_vnd == 80
    assert pd.isna([row.per_commune_year_million_vnd, row.total_per_commune_year_million_vnd, row.years]).all()


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(1, 10**7), min_size=4, max_size=4),
    st.sampled_from(["nominal", "real"]),
    st.sampled_from(list(LEVELS)),
)
def test_the_groups_sum_to_the_total_on_the_base_of_the_parts(parts, prices, level):
    intensity = intensity_of(funding_of(*groups_of(*parts), period=FOUR), prices=prices, level=level)
    total = intensity["total_per_commune_year_million_vnd"]
    assert total.nunique() == 1
    assert intensity["per_commune_year_million_vnd"].sum() == pytest.approx(total.iloc[0])
    assert total.iloc[0] == pytest.approx(sum(parts) / 40 * {"nominal": 1, "real": 1.2}[prices])


# Edges


def test_no_schemes_have_no_amounts():
    table = funding_of(*PLAN)
    empty, full = (measure_totals(of) for of in (table.iloc[:0], table))
    amounts, all_amounts = (measure_amounts(of, ten_communes, INDEX, 2020) for of in (empty, full))
    assert amounts.empty
    assert list(amounts) == list(all_amounts)
    intensity = measure_intensity(measure_mix(table.iloc[:0]), amounts)
    assert intensity.empty
    assert list(intensity) == list(measure_intensity(measure_mix(table), all_amounts))


def test_the_input_stays_as_it_was():
    table = funding_of(*PLAN)
    mix, totals = measure_mix(table), measure_totals(table)
    amounts = measure_amounts(totals, ten_communes, INDEX, 2020, "stated")
    given_tables = (mix, totals, amounts, INDEX)
    before = [of.copy(deep=True) for of in given_tables]
    measure_amounts(totals, ten_communes, INDEX, 2020, "stated")
    measure_intensity(mix, amounts, "real")
    for table, kept in zip(given_tables[:3], before[:3], strict=True):
        pd.testing.assert_frame_equal(table, kept)
    pd.testing.assert_series_equal(INDEX, before[3])


def test_eighteen_months_have_no_amount_per_year():
    row = amount_of(("credit", 100), period=("2020-01-01", "2021-06-30"))
    assert pd.isna(row.years)
    assert pd.isna(row.per_year_million_vnd)

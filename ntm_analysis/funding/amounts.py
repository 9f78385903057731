"""Comparable amounts: per year, per commune, in current and in constant prices."""

import pandas as pd

from ntm_analysis.funding.mix import SCHEME
from ntm_analysis.prices import find_deflator

FULL_YEAR_DAYS = 365
# Leap days move whole years by less than this.
SLACK_YEARS = 0.01
DEFLATORS = {"real_factor": "factor", "real_factor_low": "low", "real_factor_high": "high"}


def measure_amounts(
    totals: pd.DataFrame, communes_of, index: pd.Series, price_year: int, base: str = "parts"
) -> pd.DataFrame:
    """Measure the total of every scheme per year and per commune, in current prices and in those of `price_year`.

    `totals` as from mix.measure_totals, `communes_of(document, unit)` gives the communes in force at the document's
    time, `index` is the price index by year. Returns one row per scheme: base (parts, or stated where a total is
    printed and asked for), total_million_vnd, lines, years, communes, per_year_million_vnd, per_commune_million_vnd,
    per_commune_year_million_vnd, price_year, real_factor with real_factor_low and real_factor_high (see
    prices.Deflator), and real_per_year_million_vnd with _low and _high. Amounts per year are absent for periods
    that are no whole years: a half-year is never doubled.
    """
    stated = (base == "stated") & totals["stated_million_vnd"].notna()
    total = totals["stated_million_vnd"].where(stated, totals["parts_million_vnd"])
    days = (totals["period_end"] - totals["period_start"]).dt.days + 1
    whole = (days / 365.25).round()
    years = whole.where((days >= FULL_YEAR_DAYS) & ((days / 365.25 - whole).abs() < SLACK_YEARS))
    communes = [communes_of(*key) for key in zip(totals["document"], totals["unit"], strict=True)]
    amounts = totals[SCHEME].assign(
        base=stated.map({True: "stated", False: "parts"}),
        total_million_vnd=total,
        lines=totals["line"].astype("string").where(stated, totals["lines"]),
        years=years,
        communes=communes,
        per_year_million_vnd=total / years,
        per_commune_million_vnd=total / communes,
        per_commune_year_million_vnd=total / communes / years,
        price_year=price_year,
    )
    periods = zip(totals["period_start"], totals["period_end"], strict=True)
    deflators = [find_deflator(index, price_year, start, end) for start, end in periods]
    for column, part in DEFLATORS.items():
        amounts[column] = pd.Series([getattr(of, part, None) for of in deflators], amounts.index, "Float64")
        real = column.replace("real_factor", "real_per_year_million_vnd")
        amounts[real] = amounts["per_year_million_vnd"] * amounts[column]
    return amounts


def measure_intensity(mix: pd.DataFrame, amounts: pd.DataFrame, prices: str = "nominal") -> pd.DataFrame:
    """Measure each group per commune, and per commune and year where the period has whole years.

    `amounts` as from measure_amounts, `prices` nominal or real. Returns the mix with base, prices, price_year,
    communes, years, per_commune_million_vnd and per_commune_year_million_vnd in those prices, and
    total_per_commune_year_million_vnd (of the scheme, on the base of `amounts`).
    """
    columns = ["base", "years", "communes", "price_year", "real_factor", "per_commune_year_million_vnd"]
    joined = mix.merge(amounts[[*SCHEME, *columns]], on=SCHEME, how="left", validate="many_to_one")
    factor = joined["real_factor"] if prices == "real" else 1.0
    per_commune = joined["amount_million_vnd"] / joined["communes"] * factor
    total = joined["per_commune_year_million_vnd"] * factor
    return joined.drop(columns="real_factor").assign(
        prices=prices,
        per_commune_million_vnd=per_commune,
        per_commune_year_million_vnd=per_commune / joined["years"],
        total_per_commune_year_million_vnd=total,
    )

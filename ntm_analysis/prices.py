"""Constant prices: what money of a period is worth in the prices of one year."""

from dataclasses import dataclass

import pandas as pd

from ntm_analysis.files import read_csv
from ntm_analysis.paths import HERE, Project

INDEX_FILE = "data/reference/price_index.csv"
FIRST_ROW = 2


@dataclass(frozen=True)
class Deflator:
    """Factor from current prices of a period to prices of one year, and its ends.

    `factor` supposes that the money was spread evenly over the years of the period; `low` and `high` that all of it
    fell into the year that gives the least or the most. How it was spread is not printed.
    """

    factor: float
    low: float
    high: float


def load_price_index(project: Project = HERE) -> pd.Series:
    """Load the price index of data/reference/price_index.csv: one number a year, annual averages."""
    path = project.reference / "price_index.csv"
    rows = read_csv(path, project.name(path))
    return pd.Series(rows["price_index"].astype(float).tolist(), rows["year"].astype(int), name="price_index")


def cite_prices(index: pd.Series, years: list[int]) -> pd.DataFrame:
    """Give the lines of the index file that hold some years: document, lines."""
    places = [str(place) for place, year in enumerate(index.index, start=FIRST_ROW) if year in years]
    return pd.DataFrame({"document": [INDEX_FILE], "lines": [",".join(places)]})


def find_deflator(index: pd.Series, price_year: int, start: pd.Timestamp, end: pd.Timestamp) -> Deflator | None:
    """Give the factor from the prices of a period to those of a year; None when a year has no index.

    `index` is the price index by year, annual averages. Part of a year counts as the year.
    """
    years = range(start.year, end.year + 1)
    if not {price_year, *years} <= set(index.index):
        return None
    factors = float(index[price_year]) / index[list(years)].astype(float)
    return Deflator(float(factors.mean()), float(factors.min()), float(factors.max()))

"""Kinds of parameter values, each checked by itself against what the project holds."""

import difflib
from typing import Annotated

import pandas as pd
from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from ntm_analysis.criteria.panel import pick_criteria

FIGURE_FORMATS = ("svg", "png", "pdf")
LONGEST = 1000
LEVELS = ("50", "80", "95")


def _known_unit(unit: str, info: ValidationInfo) -> str:
    units = (info.context or {}).get("units")
    if units is not None and unit not in units:
        raise ValueError(f"expected a unit with figures: {', '.join(units)}")
    return unit


def _known_units(units: str, info: ValidationInfo) -> str:
    named = split_list(units) or [units]
    for unit in named:
        _known_unit(unit, info)
    if len(set(named)) < len(named):
        raise ValueError("expected each unit once")
    return units


def _known_formats(formats: str) -> str:
    named = split_list(formats)
    if not named or not set(named) <= set(FIGURE_FORMATS) or len(set(named)) < len(named):
        raise ValueError(f"expected one or more of {', '.join(FIGURE_FORMATS)} parted by commas, each once")
    return formats


def _known_price_year(year: int, info: ValidationInfo) -> int:
    years = (info.context or {}).get("price_years")
    if years and year not in years:
        raise ValueError(f"expected a year from {min(years)} to {max(years)} (data/reference/price_index.csv)")
    return year


def _whole(value):
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) <= 6 else value


def split_list(text: str) -> list[str]:
    """Give the entries of a list parted by commas.

    >>> split_list("lang-son, bac-son")
    ['lang-son', 'bac-son']
    """
    return [entry.strip(" ") for entry in text.split(",") if entry.strip(" ")]


def _known_indicator(indicator: str, info: ValidationInfo) -> str:
    indicators = (info.context or {}).get("indicators")
    if indicators is not None and indicator not in indicators:
        near = difflib.get_close_matches(indicator, indicators, n=3, cutoff=0.4)
        raise ValueError(f"expected an indicator of the indicators table{hint(near)}")
    return indicator


def _known_criteria(text: str, info: ValidationInfo) -> str:
    criteria = (info.context or {}).get("criteria")
    if criteria is not None:
        pick_criteria(text, criteria)
    return text


def _is_date_or_empty(text: str) -> str:
    return text and _is_date(text)


def _is_date(text: str) -> str:
    if len(text) != 10 or pd.isna(pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")):
        raise ValueError("expected a date as YYYY-MM-DD")
    return text


def _is_printable(text: str) -> str:
    if len(text) > LONGEST or not text.isprintable():
        raise ValueError(f"expected printable text of at most {LONGEST} characters")
    return text


def _known_levels(levels: str) -> str:
    named = split_list(levels)
    if "80" not in named or not set(named) <= set(LEVELS) or len(set(named)) < len(named):
        raise ValueError(f"expected some of {', '.join(LEVELS)} parted by commas, each once and 80 among them")
    return levels


def hint(names: list[str]) -> str:
    """Name what may have been meant, if anything."""
    return f" (did you mean {' or '.join(names)}?)" if names else ""


Unit = Annotated[str, AfterValidator(_known_unit)]
Units = Annotated[str, AfterValidator(_known_units)]
Date = Annotated[str, AfterValidator(_is_date)]
Bound = Annotated[str, AfterValidator(_is_date_or_empty)]
Formats = Annotated[str, AfterValidator(_known_formats)]
PriceYear = Annotated[int, BeforeValidator(_whole), AfterValidator(_known_price_year)]
Text = Annotated[str, AfterValidator(_is_printable)]
Levels = Annotated[str, AfterValidator(_known_levels)]
Draws = Annotated[int, BeforeValidator(_whole), Field(ge=100, le=20_000)]
Seed = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=999_999)]
Criteria = Annotated[str, AfterValidator(_is_printable), AfterValidator(_known_criteria)]
Indicator = Annotated[str, AfterValidator(_known_indicator)]

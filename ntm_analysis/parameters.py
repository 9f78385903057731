"""Parameters of the notebooks, checked before a kernel starts."""

import difflib
from typing import Annotated, Literal

import pandas as pd
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo

from ntm_analysis.criteria.panel import pick_criteria
from ntm_analysis.criteria.plans import plans_of
from ntm_analysis.errors import NtmError
from ntm_analysis.files import read_csv
from ntm_analysis.language import Language
from ntm_analysis.paths import HERE, Project
from ntm_analysis.prices import load_price_index
from ntm_analysis.tables import load_table

FIGURE_FORMATS = ("svg", "png", "pdf")
LONGEST = 1000
SHOWN = 80
EXPECTED = {"string_type": "text", "int_type": "a whole number"}
LONGEST_FORECAST_YEARS = 10


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
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) <= 4 else value


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
        raise ValueError(f"expected an indicator of the indicators table{_near(near)}")
    return indicator


def _known_criteria(text: str, info: ValidationInfo) -> str:
    criteria = (info.context or {}).get("criteria")
    if criteria is not None:
        pick_criteria(text, criteria)
    return text


def _known_place(place: str, info: ValidationInfo) -> str:
    places = (info.context or {}).get(info.field_name)
    if places is not None and place and place not in places:
        near = difflib.get_close_matches(place, places, n=3, cutoff=0.4)
        raise ValueError(f"expected a {info.field_name} of the commune plans of {info.data.get('unit')}{_near(near)}")
    return place


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


Unit = Annotated[str, AfterValidator(_known_unit)]
Units = Annotated[str, AfterValidator(_known_units)]
Date = Annotated[str, AfterValidator(_is_date)]
Bound = Annotated[str, AfterValidator(_is_date_or_empty)]
Formats = Annotated[str, AfterValidator(_known_formats)]
PriceYear = Annotated[int, BeforeValidator(_whole), AfterValidator(_known_price_year)]
Text = Annotated[str, AfterValidator(_is_printable)]
Criteria = Annotated[str, AfterValidator(_is_printable), AfterValidator(_known_criteria)]
Place = Annotated[str, AfterValidator(_known_place)]


class Common(BaseModel):
    """Parameters that every notebook has."""

    model_config = ConfigDict(extra="forbid", strict=True)

    unit: Unit = Field("lang-son", description="administrative unit with figures, such as lang-son or bac-son")
    language: Language = Field("en", description="language of text and figures: en or vi")
    figure_dir: Text = Field(
        "", description="folder for figures and the tables behind them; empty shows without saving"
    )
    formats: Formats = Field("svg,png", description="formats of saved figures, parted by commas: svg, png, pdf")

    @property
    def formats_asked(self) -> tuple[str, ...]:
        """Give the formats of saved figures one by one."""
        return tuple(split_list(self.formats))


class Explore(Common):
    """00_explore."""

    indicator: Annotated[str, AfterValidator(_known_indicator)] = Field(
        "poverty_rate", description="indicator to draw (data/reference/indicators.csv)"
    )
    text: Text = Field("ho ngheo", description="text to search for, with or without diacritics")


class SourcesAndFindings(Common):
    """01_sources_and_findings."""

    severity: Literal["error", "warning", "note"] = Field("note", description="least severity of the findings listed")


class FundingMix(Common):
    """02_funding_mix."""

    unit: Units = Field("lang-son", description="administrative units with figures, parted by commas")
    basis: Literal["all", "planned", "reported"] = Field("all", description="money planned, reported, or both")
    period_start: Bound = Field("", description="only schemes that begin on this day or later; empty: all")
    period_end: Bound = Field("", description="only schemes that end on this day or earlier; empty: all")
    base: Literal["parts", "stated"] = Field(
        "parts", description="base of shares and totals: sum of the parts, or printed total"
    )
    prices: Literal["nominal", "real"] = Field("nominal", description="current prices, or prices of price_year")
    price_year: PriceYear = Field(2020, description="year of the constant prices")
    level: Literal["groups", "parts"] = Field(
        "groups", description="state budget as one group, or in parts where the split is printed"
    )


class CriteriaTrajectories(Common):
    """03_criteria_trajectories."""

    period_start: Bound = Field("", description="only states on this day or later; empty: all")
    period_end: Bound = Field("", description="only states on this day or earlier; empty: all")
    criteria: Criteria = Field("", description="criteria to show, by number or group, such as 2,5,IV; empty: all")
    criteria_set: Literal["show_breaks", "strict", "2009", "2016"] = Field(
        "show_breaks", description="all criteria sets with their break, strictly the latest one, or one by name"
    )
    denominators: Literal["printed", "common"] = Field(
        "printed", description="share of the communes of each time, or of those of the latest state"
    )
    district: Place = Field("", description="district whose commune plans are shown; empty: all of the unit")
    commune: Place = Field("", description="commune whose plan is shown; empty: all of the district or unit")


class AttainmentForecast(Common):
    """04_attainment_forecast."""

    target_date: Date = Field("2020-12-31", description="date of the targets that are compared with what came")
    horizon: Date = Field("2021-12-31", description="date of the forecast")


MODELS: dict[str, type[Common]] = {
    "00_explore": Explore,
    "01_sources_and_findings": SourcesAndFindings,
    "02_funding_mix": FundingMix,
    "03_criteria_trajectories": CriteriaTrajectories,
    "04_attainment_forecast": AttainmentForecast,
}


def check_parameters(notebook: str, values: dict, project: Project = HERE) -> Common:
    """Check the parameters of a notebook and give them with their defaults.

    Raises NtmError for an unknown notebook, an unknown name (with the nearest right one), a wrong type or value.
    """
    model = MODELS.get(notebook)
    if model is None:
        raise NtmError(f"notebook {notebook!r}: not found, expected one of {', '.join(MODELS)}; correct the name.")
    try:
        checked = model.model_validate(values, context=_context(values, project))
    except ValidationError as error:
        raise NtmError(f"notebook {notebook}: {_tell(error, model)}") from None
    if isinstance(checked, FundingMix | CriteriaTrajectories):
        _check_period(notebook, checked)
    if isinstance(checked, CriteriaTrajectories):
        _check_commune(notebook, checked)
    if isinstance(checked, AttainmentForecast):
        _check_horizon(notebook, checked, load_table("criteria", project))
    return checked


def _check_horizon(notebook: str, checked: AttainmentForecast, criteria: pd.DataFrame) -> None:
    known = criteria[(criteria["unit"] == checked.unit) & (criteria["basis"] != "planned")]["as_of"].max()
    latest = known + pd.DateOffset(years=LONGEST_FORECAST_YEARS)
    if not known <= pd.Timestamp(checked.horizon) <= latest:
        expected = f"a date from {known:%Y-%m-%d} (last known state) to {latest:%Y-%m-%d}"
        place = f"notebook {notebook}: parameter 'horizon'"
        raise NtmError(f"{place}: found {checked.horizon!r}, expected {expected}; correct the value.")


def _check_period(notebook: str, checked: FundingMix | CriteriaTrajectories) -> None:
    if checked.period_start and checked.period_end and checked.period_start > checked.period_end:
        place = f"notebook {notebook}: parameter 'period_end'"
        expected = f"{checked.period_start} (period_start) or a later day"
        raise NtmError(f"{place}: found {checked.period_end!r}, expected {expected}; correct the value.")


def _check_commune(notebook: str, checked: CriteriaTrajectories) -> None:
    if checked.commune and checked.district and not checked.commune.startswith(f"{checked.district}."):
        expected = f"a commune of {checked.district} (district)"
        place = f"notebook {notebook}: parameter 'commune'"
        raise NtmError(f"{place}: found {_short(checked.commune)}, expected {expected}; correct the value.")


def _planned_places(unit: str, project: Project) -> dict[str, list[str]]:
    """Give the districts and communes that plan anything in a unit."""
    rows = plans_of(load_table("commune_criteria", project), load_table("units", project), unit)
    return {name: sorted(rows[name].unique()) for name in ("district", "commune")}


def _context(values: dict, project: Project) -> dict:
    units = load_table("documents", project)["unit"].unique().tolist()
    context = {"units": units, "price_years": load_price_index(project).index.tolist()}
    if "indicator" in values:
        context["indicators"] = sorted(load_table("indicators", project)["indicator"].unique())
    if values.keys() & {"district", "commune"}:
        context |= _planned_places(str(values.get("unit", Common.model_fields["unit"].default)), project)
    if "criteria" in values:
        path = project.reference / "criteria.csv"
        context["criteria"] = read_csv(path, project.name(path)).astype({"criterion": int})
    return context


def _tell(error: ValidationError, model: type[Common]) -> str:
    fault = error.errors()[0]
    name = ".".join(map(str, fault["loc"]))
    if fault["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, model.model_fields, n=1)
        known = ", ".join(model.model_fields)
        return f"parameter {name!r}: not known{_near(near)}, expected one of {known}; correct the name."
    return f"parameter {name!r}: found {_short(fault['input'])}, expected {_expected(fault)}; correct the value."


def _expected(fault: dict) -> str:
    if fault["type"] == "value_error":
        return fault["msg"].removeprefix("Value error, expected ")
    return fault.get("ctx", {}).get("expected") or EXPECTED.get(fault["type"], fault["msg"])


def _short(value) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"


def _near(names: list[str]) -> str:
    return f" (did you mean {' or '.join(names)}?)" if names else ""


def read_values(model_name: str, pairs: list[str]) -> dict:
    """Read `name=value` pairs from a command line; raises NtmError for a pair without `=`."""
    values = {}
    for pair in pairs:
        name, mark, value = pair.partition("=")
        if not mark or not name:
            raise NtmError(f"notebook {model_name}: found parameter {pair!r}, expected name=value; write it so.")
        values[name.strip()] = value
    return values

"""The parameters of each notebook: names, types, defaults and help."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ntm_analysis.language import Language
from ntm_analysis.parameters.values import (
    Bound,
    Criteria,
    Date,
    Draws,
    Formats,
    Indicator,
    Levels,
    PriceYear,
    Seed,
    Text,
    Unit,
    Units,
    split_list,
)


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

    page: Literal["search", "funding", "criteria", "forecast", "findings"] = Field(
        "search", description="page shown: search, funding, criteria, forecast or findings"
    )
    indicator: Indicator = Field("poverty_rate", description="indicator to draw (data/reference/indicators.csv)")
    text: Text = Field("ho ngheo", description="text to search for, with or without diacritics")
    source: Literal["all", "state", "credit", "enterprises", "community"] = Field(
        "all", description="source of the money on page funding: all, or one of them"
    )
    basis: Literal["all", "planned", "reported"] = Field("all", description="what is planned, what came, or both")
    period_start: Bound = Field("", description="only what begins on this day or later; empty: all")
    period_end: Bound = Field("", description="only what ends on this day or earlier; empty: all")
    criteria: Criteria = Field("", description="criteria to show, by number or group, such as 2,5,IV; empty: all")
    horizon: Bound = Field(
        "", description="last day on page forecast; empty: end of the third year after the last state"
    )
    severity: Literal["error", "warning", "note"] = Field("note", description="least severity on page findings")


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
    district: Text = Field("", description="district (id or name) whose plans are shown; empty: all of the unit")
    commune: Text = Field("", description="commune (id or name) whose plan is shown; empty: all of the unit")


class AttainmentForecast(Common):
    """04_attainment_forecast."""

    as_of: Bound = Field("", description="day of the figures: documents known only later are not read; empty: all")
    target_date: Date = Field("2020-12-31", description="date of the targets that are compared with what came")
    horizon: Bound = Field(
        "", description="last day of the forecast; empty: end of the third year after the last state"
    )
    method: Literal["pooled", "hazard", "informed", "last_value", "linear", "linear_comparable", "own_slope"] = Field(
        "pooled", description="method of the forecast; the scores of all are shown"
    )
    levels: Levels = Field("50,80,95", description="intervals shown, in per cent, of 50, 80 and 95; 80 always")
    draws: Draws = Field(4000, description="draws of the forecast, from 100 to 20000")
    seed: Seed = Field(0, description="seed of the draws, from 0 to 999999")
    slip: Literal["all", "as_planned", "historical", "stress"] = Field(
        "all", description="slip of the commune plans: none, what came before, twice its odds, or all three"
    )


class PlaceProfile(Common):
    """05_place_profile."""

    place: Text = Field(
        "", description="district or commune of the unit, by id or name, such as bac-son.hung-vu; empty: the unit"
    )


MODELS: dict[str, type[Common]] = {
    "00_explore": Explore,
    "01_sources_and_findings": SourcesAndFindings,
    "02_funding_mix": FundingMix,
    "03_criteria_trajectories": CriteriaTrajectories,
    "04_attainment_forecast": AttainmentForecast,
    "05_place_profile": PlaceProfile,
}

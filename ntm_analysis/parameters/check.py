"""Checks of a notebook's parameters before a kernel starts: each by itself, and together."""

import difflib

import pandas as pd
from pydantic import ValidationError

from ntm_analysis.attainment.known import read_days_known
from ntm_analysis.criteria.places import TELLING, find_place
from ntm_analysis.errors import NtmError
from ntm_analysis.files import read_csv
from ntm_analysis.parameters.models import (
    MODELS,
    AttainmentForecast,
    Common,
    CriteriaTrajectories,
    Explore,
    FundingMix,
    PlaceProfile,
)
from ntm_analysis.parameters.values import hint
from ntm_analysis.paths import HERE, Project
from ntm_analysis.prices import load_price_index
from ntm_analysis.tables import load_table

SHOWN = 80
EXPECTED = {"string_type": "text", "int_type": "a whole number"}
USUAL_FORECAST_YEARS, LONGEST_FORECAST_YEARS = 3, 10


class Lists:
    """The tables and reference lists of a project that parameters are checked against, each read when first needed."""

    def __init__(self, project: Project = HERE):
        self._project, self._read = project, {}

    def table(self, name: str, units: tuple[str, ...] = ()) -> pd.DataFrame:
        """Give a processed table, as load_table does; those of single units are not kept, for there may be many."""
        if units:
            return load_table(name, self._project, units)
        return self._once((name,), lambda: load_table(name, self._project))

    def states(self, unit: str) -> pd.DataFrame:
        """Give as_of and told (when it became known) of every count of a unit that is not planned."""
        return self._once(("states", unit), lambda: self._states(unit))

    def _states(self, unit: str) -> pd.DataFrame:
        counts = self.table("criteria", (unit,))
        counts = counts[(counts["unit"] == unit) & (counts["basis"] != "planned")]
        told = counts["document"].map(read_days_known(self.table("documents")))
        return pd.DataFrame({"as_of": counts["as_of"], "told": told}).drop_duplicates(ignore_index=True)

    def reference(self, name: str) -> pd.DataFrame:
        """Give a reference list as text."""
        path = self._project.reference / f"{name}.csv"
        return self._once(name, lambda: read_csv(path, self._project.name(path)))

    def price_years(self) -> list[int]:
        """Give the years of the price index."""
        return self._once("price_years", lambda: load_price_index(self._project).index.tolist())

    def _once(self, key, read):
        if key not in self._read:
            self._read[key] = read()
        return self._read[key]


def check_parameters(notebook: str, values: dict, project: Project = HERE, lists: Lists | None = None) -> Common:
    """Check the parameters of a notebook and give them with their defaults; `lists` spares reading the same ones again.

    Raises NtmError for an unknown notebook, an unknown name (with the nearest right one), a wrong type or value.
    """
    model, lists = MODELS.get(notebook), lists or Lists(project)
    if model is None:
        raise NtmError(f"notebook {notebook!r}: not found, expected one of {', '.join(MODELS)}; correct the name.")
    try:
        checked = model.model_validate(values, context=_context(values, lists))
    except ValidationError as error:
        raise NtmError(f"notebook {notebook}: {_tell(error, model)}") from None
    if isinstance(checked, FundingMix | CriteriaTrajectories):
        _check_period(notebook, checked)
    if isinstance(checked, CriteriaTrajectories):
        return _check_plans(notebook, checked, lists)
    if isinstance(checked, AttainmentForecast | Explore):
        return _check_horizon(notebook, checked, lists)
    if isinstance(checked, PlaceProfile) and checked.place:
        tables = {name: lists.table(name, (checked.unit,)) for name in TELLING}
        return _place(notebook, checked, "place", checked.unit, tables)
    return checked


def _check_horizon(notebook: str, checked: AttainmentForecast | Explore, lists: Lists) -> Common:
    """Give the parameters with the last day of the forecast, which follows the last state known."""
    known = _last_state(notebook, checked, lists)
    if known is None:
        return checked
    if not checked.horizon:
        return checked.model_copy(update={"horizon": f"{known.year + USUAL_FORECAST_YEARS}-12-31"})
    latest = known + pd.DateOffset(years=LONGEST_FORECAST_YEARS)
    if known < pd.Timestamp(checked.horizon) <= latest:
        return checked
    expected = f"a date after {known:%Y-%m-%d} (last known state) and up to {latest:%Y-%m-%d}"
    place = f"notebook {notebook}: parameter 'horizon'"
    raise NtmError(f"{place}: found {checked.horizon!r}, expected {expected}; correct the value.")


def _last_state(notebook: str, checked: AttainmentForecast | Explore, lists: Lists) -> pd.Timestamp | None:
    """Give the day of the last state that forecasts of a unit rest on; None where no forecast is asked for."""
    unit, as_of = checked.unit, getattr(checked, "as_of", "")
    states = lists.states(unit)
    if states.empty and getattr(checked, "page", "forecast") != "forecast":
        return None
    if states.empty:
        expected = "a unit with counts of criteria that are not planned"
        raise NtmError(
            f"notebook {notebook}: parameter 'unit': found {unit!r}, expected {expected}; correct the value."
        )
    first = states["told"].min()
    if as_of and pd.Timestamp(as_of) < first:
        expected = f"{first:%Y-%m-%d} (first document with counts of {unit}) or a later day"
        place = f"notebook {notebook}: parameter 'as_of'"
        raise NtmError(f"{place}: found {as_of!r}, expected {expected}; correct the value.")
    day = pd.Timestamp(as_of) if as_of else states["told"].max()
    return states.loc[(states["told"] <= day) & (states["as_of"] <= day), "as_of"].max()


def _check_period(notebook: str, checked: FundingMix | CriteriaTrajectories) -> None:
    if checked.period_start and checked.period_end and checked.period_start > checked.period_end:
        place = f"notebook {notebook}: parameter 'period_end'"
        expected = f"{checked.period_start} (period_start) or a later day"
        raise NtmError(f"{place}: found {checked.period_end!r}, expected {expected}; correct the value.")


def _check_plans(notebook: str, checked: CriteriaTrajectories, lists: Lists) -> Common:
    """Give the parameters with the ids of the district and of the commune inside it whose plans are asked for."""
    if not checked.district and not checked.commune:
        return checked
    tables, within = {name: lists.table(name, (checked.unit,)) for name in TELLING}, checked.unit
    for name in filter(lambda name: getattr(checked, name), ("district", "commune")):
        asked, checked = getattr(checked, name), _place(notebook, checked, name, within, tables)
        if getattr(checked, name) not in set(tables["commune_criteria"][name]):
            found = f"parameter {name!r}: found {_short(asked)}"
            raise NtmError(f"notebook {notebook}: {found}, expected a {name} with commune plans; correct the value.")
        within = getattr(checked, name)
    return checked


def _place(notebook: str, checked: Common, name: str, within: str, tables: dict[str, pd.DataFrame]) -> Common:
    """Give the parameters with the id of the place that one of them asks for inside a unit."""
    asked = getattr(checked, name)
    try:
        return checked.model_copy(update={name: find_place(asked, within, tables)})
    except ValueError as error:
        found = f"parameter {name!r}: found {_short(asked)}"
        raise NtmError(f"notebook {notebook}: {found}, {error}; correct the value.") from None


def _context(values: dict, lists: Lists) -> dict:
    units = lists.table("documents")["unit"].unique().tolist()
    context = {"units": units, "price_years": lists.price_years()}
    if "indicator" in values:
        context["indicators"] = sorted(lists.reference("indicators")["indicator"])
    if "criteria" in values:
        context["criteria"] = lists.reference("criteria").astype({"criterion": int})
    return context


def _tell(error: ValidationError, model: type[Common]) -> str:
    fault = error.errors()[0]
    name = ".".join(map(str, fault["loc"]))
    if fault["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, model.model_fields, n=1)
        known = ", ".join(model.model_fields)
        return f"parameter {name!r}: not known{hint(near)}, expected one of {known}; correct the name."
    return f"parameter {name!r}: found {_short(fault['input'])}, expected {_expected(fault)}; correct the value."


def _expected(fault: dict) -> str:
    if fault["type"] == "value_error":
        return fault["msg"].removeprefix("Value error, expected ")
    bounds = fault.get("ctx", {})
    for name, told in (("ge", "a whole number from {} on"), ("le", "a whole number up to {}")):
        if name in bounds:
            return told.format(bounds[name])
    return bounds.get("expected") or EXPECTED.get(fault["type"], fault["msg"])


def _short(value) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"


def read_values(model_name: str, pairs: list[str]) -> dict:
    """Read `name=value` pairs from a command line; raises NtmError for a pair without `=`."""
    values = {}
    for pair in pairs:
        name, mark, value = pair.partition("=")
        if not mark or not name:
            raise NtmError(f"notebook {model_name}: found parameter {pair!r}, expected name=value; write it so.")
        if name.strip() in values:
            raise NtmError(f"parameter {name.strip()!r}: found two values, expected one; give one of them.")
        values[name.strip()] = value
    return values

"""Everything that the documents say of the criteria of a unit, measured once."""

from dataclasses import dataclass

import pandas as pd

from ntm_analysis.criteria.consistency import Told, check_claims, measure_pace, read_claims
from ntm_analysis.criteria.movement import (
    find_binding,
    grade_comparability,
    measure_contributions,
    measure_steps,
    rank_difficulty,
)
from ntm_analysis.criteria.panel import make_bands, make_panel
from ntm_analysis.criteria.plans import (
    find_companions,
    list_slips,
    measure_delay,
    measure_incidence,
    measure_plan_load,
    plans_of,
    rank_plausibility,
    trace_paths,
)
from ntm_analysis.units import document_counter


@dataclass(frozen=True)
class CriteriaStudy:
    """The tables of a study of criteria; each is described where it is made, and empty where nothing is told."""

    panel: pd.DataFrame
    bands: pd.DataFrame
    told: list[Told]
    checked: pd.DataFrame
    pace: pd.DataFrame
    steps: pd.DataFrame
    binding: pd.DataFrame
    ranked: pd.DataFrame
    plans: pd.DataFrame
    load: pd.DataFrame
    district_load: pd.DataFrame
    paths: pd.DataFrame
    incidence: pd.DataFrame
    delay: pd.DataFrame
    companions: pd.DataFrame
    plausibility: pd.DataFrame
    slips: pd.DataFrame


def study_criteria(
    tables: dict[str, pd.DataFrame], criteria: pd.DataFrame, unit: str, criteria_set: str = "all"
) -> CriteriaStudy:
    """Measure the criteria of a unit and the plans of its communes.

    `tables` are the processed tables, `criteria` the reference list; `criteria_set` keeps the counts of one set. The
    plausibility of plans is held against the fastest pace that the province's known states allow.
    """
    communes_of = document_counter(tables["units"], tables["documents"])
    panel = grade_comparability(make_panel(tables["criteria"], unit), criteria)
    panel = panel if criteria_set == "all" else panel[panel["criteria_set"] == criteria_set].reset_index(drop=True)
    told = read_claims(tables, unit, communes_of)
    checked = check_claims(told)
    sets = dict(zip(tables["documents"]["document"], tables["documents"]["criteria_set"], strict=True))
    plans = plans_of(tables["commune_criteria"], tables["units"], unit)
    paths = trace_paths(plans, tables["commune_plans"])
    pace = measure_pace(_province(tables, unit, checked, communes_of), sets)
    return CriteriaStudy(
        panel=panel,
        bands=make_bands(tables["bands"], unit),
        told=told,
        checked=checked,
        pace=pace,
        steps=measure_contributions(measure_steps(panel)),
        binding=find_binding(panel),
        ranked=rank_difficulty(panel),
        plans=plans,
        load=measure_plan_load(plans),
        district_load=measure_plan_load(plans, "district"),
        paths=paths,
        incidence=measure_incidence(plans),
        delay=measure_delay(plans),
        companions=find_companions(plans),
        plausibility=rank_plausibility(paths, float(pace["high"].max())),
        slips=list_slips(plans, tables["commune_plans"]),
    )


def _province(tables: dict, unit: str, checked: pd.DataFrame, communes_of) -> pd.DataFrame:
    """Give the checked states of the province that a unit lies in: the unit itself, or the one above it."""
    units = tables["units"]
    above = units.loc[units["unit"] == unit, "parent"].dropna()
    return check_claims(read_claims(tables, above.iloc[0], communes_of)) if len(above) else checked

"""Everything that the documents say of the criteria of a unit, measured once."""

from dataclasses import dataclass

import pandas as pd

from ntm_analysis.criteria.beside import set_beside
from ntm_analysis.criteria.consistency import Told, bound_thresholds, check_claims, measure_pace, read_claims
from ntm_analysis.criteria.movement import (
    find_binding,
    grade_comparability,
    measure_contributions,
    measure_groups,
    measure_steps,
    rank_difficulty,
)
from ntm_analysis.criteria.panel import LAST, keep_set, make_bands, make_panel, use_common_denominator
from ntm_analysis.criteria.places import find_ends
from ntm_analysis.criteria.plans import (
    find_companions,
    find_cut,
    list_cumulative_gaps,
    list_slips,
    measure_delay,
    measure_incidence,
    measure_plan_load,
    plans_of,
    rank_plausibility,
    trace_paths,
)
from ntm_analysis.units import document_counter

STATES = ("criteria", "bands", "headlines")
# Of fewer communes a share says nothing.
FEWEST_COMMUNES = 3


@dataclass(frozen=True)
class Choice:
    """What of a unit is studied.

    `start` and `end` keep the states between two days (ISO dates; empty: open), `criteria` the criteria shown,
    `criteria_set` is a set or a policy (panel.keep_set), `denominators` printed or common
    (panel.use_common_denominator), `place` the commune or district whose plans are studied (empty: all of the unit).
    """

    unit: str
    start: str = ""
    end: str = ""
    criteria: tuple[int, ...] = tuple(range(1, LAST + 1))
    criteria_set: str = "show_breaks"
    denominators: str = "printed"
    place: str = ""


@dataclass(frozen=True)
class CriteriaStudy:
    """The tables of a study of criteria; each is described where it is made, and empty where nothing is told."""

    choice: Choice
    panel: pd.DataFrame
    bands: pd.DataFrame
    told: list[Told]
    checked: pd.DataFrame
    thresholds: pd.DataFrame
    pace: pd.DataFrame
    steps: pd.DataFrame
    groups: pd.DataFrame
    binding: pd.DataFrame
    ranked: pd.DataFrame
    beside: pd.DataFrame
    plans: pd.DataFrame
    load: pd.DataFrame
    district_load: pd.DataFrame
    paths: pd.DataFrame
    incidence: pd.DataFrame
    delay: pd.DataFrame
    companions: pd.DataFrame
    plausibility: pd.DataFrame
    slips: pd.DataFrame
    gaps: pd.DataFrame
    ends: pd.DataFrame
    cut: pd.DataFrame
    promised: pd.DataFrame


def study_criteria(tables: dict[str, pd.DataFrame], criteria: pd.DataFrame, choice: Choice) -> CriteriaStudy:
    """Measure the criteria of a unit and the plans of its communes.

    `tables` are the processed tables, `criteria` the reference list. Bounds, binding criteria and the order of
    difficulty rest on all criteria, whatever `choice` shows. The plausibility of plans is held against the fastest pace
    that the province's known states allow, whatever is shown.
    """
    whole, pace = tables, _measure_pace(tables, choice.unit)
    tables = tables | {name: keep_between(tables[name], choice.start, choice.end) for name in STATES}
    panel = _make_panel(tables, criteria, choice)
    kept = _documents_of(tables["documents"], panel, choice)
    told = [state for state in _read(tables, choice.unit) if state.document in kept]
    shown = _only(panel, choice)
    steps = measure_contributions(_assign_groups(measure_steps(shown), criteria))
    planned = _measure_plans(whole, choice, float(pace["high"].max()))
    return CriteriaStudy(
        choice=choice,
        panel=shown,
        bands=_add_set(make_bands(tables["bands"][tables["bands"]["document"].isin(kept)], choice.unit), tables),
        told=told,
        checked=check_claims(told),
        thresholds=bound_thresholds(told),
        pace=_between(pace[pace["from_document"].isin(kept)], choice),
        steps=steps,
        groups=measure_groups(steps),
        binding=find_binding(panel),
        ranked=rank_difficulty(panel),
        beside=_only(set_beside(tables["criteria"], tables["units"], choice.unit), choice),
        **planned,
    )


def _add_set(bands: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Add the criteria set that the document of each band counts by."""
    return bands.assign(criteria_set=bands["document"].map(tables["documents"].set_index("document")["criteria_set"]))


def _documents_of(documents: pd.DataFrame, panel: pd.DataFrame, choice: Choice) -> set[str]:
    """Give the documents that count by the criteria sets that are shown; all where no set is chosen."""
    if choice.criteria_set == "show_breaks":
        return set(documents["document"])
    return set(documents.loc[documents["criteria_set"].isin(panel["criteria_set"]), "document"])


def _between(pace: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Keep the paces between the days of a choice."""
    late = pace["from_date"] >= pd.Timestamp(choice.start or "0001-01-01")
    return pace[late & (pace["to_date"] <= pd.Timestamp(choice.end or "9999-12-31"))]


def keep_between(table: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    """Keep the states of a table between two days (ISO dates; empty: open); flows have no day and are kept."""
    days, flows = table["as_of"], table["as_of"].isna()
    late = days >= pd.Timestamp(start) if start else flows | True
    early = days <= pd.Timestamp(end) if end else flows | True
    return table[flows | (late & early)]


def _make_panel(tables: dict[str, pd.DataFrame], criteria: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    panel = make_panel(tables["criteria"], choice.unit)
    panel = use_common_denominator(panel) if choice.denominators == "common" else panel
    return keep_set(grade_comparability(panel, criteria), choice.criteria_set)


def _only(table: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    return table[table["criterion"].isin(choice.criteria)].reset_index(drop=True)


def _assign_groups(steps: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    groups = criteria.set_index(["criteria_set", "criterion"])["group"]
    return steps.assign(group=[groups[row.criteria_set, row.criterion] for row in steps.itertuples()])


def _measure_plans(tables: dict[str, pd.DataFrame], choice: Choice, done_per_year: float) -> dict[str, pd.DataFrame]:
    plans = plans_of(tables["commune_criteria"], tables["units"], choice.place or choice.unit)
    paths = trace_paths(plans, tables["commune_plans"])
    shown, whole = _only(plans, choice), tables["commune_plans"]
    enough = plans.loc[plans["plan_table"] == 1, "commune"].nunique() >= FEWEST_COMMUNES
    incidence = measure_incidence(plans) if enough else measure_incidence(plans).iloc[:0]
    chosen = set(choice.criteria)
    together = find_companions(plans if enough else plans.iloc[:0])
    return {
        "plans": plans,
        "load": _only(measure_plan_load(plans), choice),
        "district_load": measure_plan_load(shown, "district"),
        "paths": paths,
        "incidence": _only(incidence, choice),
        "delay": _only(measure_delay(plans), choice),
        "companions": together[together["criteria"].map(lambda of: {*map(int, of.split(","))} <= chosen).astype(bool)],
        "plausibility": rank_plausibility(paths, done_per_year),
        "slips": _only(list_slips(plans, tables["commune_plans"]), choice),
        "gaps": list_cumulative_gaps(paths),
        "ends": find_ends(paths),
        "cut": find_cut(whole[whole["document"].isin(plans["document"])], tables["headlines"]),
        "promised": find_promised(tables["headlines"], paths),
    }


def find_promised(headlines: pd.DataFrame, paths: pd.DataFrame) -> pd.DataFrame:
    """Find the promise that no commune is left in the lowest band: headlines of the documents of some paths."""
    of_plan = headlines["document"].isin(paths["document"]) & (headlines["basis"] == "planned")
    none_left = (headlines["measure"] == "communes_under_5") & (headlines["value_high"] == 0)
    return headlines[of_plan & none_left]


def _read(tables: dict[str, pd.DataFrame], unit: str) -> list[Told]:
    return read_claims(tables, unit, document_counter(tables["units"], tables["documents"]))


def _measure_pace(tables: dict[str, pd.DataFrame], unit: str) -> pd.DataFrame:
    """Measure the pace of the province that a unit lies in: the unit itself, or the one above it."""
    units = tables["units"]
    above = units.loc[units["unit"] == unit, "parent"].dropna()
    sets = dict(zip(tables["documents"]["document"], tables["documents"]["criteria_set"], strict=True))
    return measure_pace(check_claims(_read(tables, above.iloc[0] if len(above) else unit)), sets)

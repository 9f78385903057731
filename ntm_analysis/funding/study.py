"""Everything that the documents say of the money of some units, measured once."""

from dataclasses import dataclass

import pandas as pd

from ntm_analysis.funding.amounts import measure_amounts, measure_intensity
from ntm_analysis.funding.measures import compare_bases, fit_bases, measure_distances, measure_schemes
from ntm_analysis.funding.mix import measure_mix, measure_totals, select_schemes
from ntm_analysis.funding.pairs import add_ratios, list_uncovered, pair_schemes
from ntm_analysis.funding.results import compare_aims, measure_results
from ntm_analysis.funding.triangle import measure_triangle
from ntm_analysis.units import document_counter

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Choice:
    """What a reader chose: units, basis, period, base of totals, prices and level of the scheme."""

    units: list[str]
    basis: str = "all"
    start: str = ""
    end: str = ""
    base: str = "parts"
    prices: str = "nominal"
    price_year: int = 2020
    level: str = "groups"


@dataclass(frozen=True)
class FundingStudy:
    """The tables of a study of funding; each is described where it is made (empty where the documents have nothing)."""

    choice: Choice
    index: pd.Series
    units: pd.DataFrame
    held: pd.DataFrame
    mix: pd.DataFrame
    groups: pd.DataFrame
    totals: pd.DataFrame
    amounts: pd.DataFrame
    intensity: pd.DataFrame
    measures: pd.DataFrame
    distances: pd.DataFrame
    pairs: pd.DataFrame
    bases: pd.DataFrame
    fits: pd.DataFrame
    results: pd.DataFrame
    aims: pd.DataFrame
    uncovered: pd.DataFrame
    triangle: pd.DataFrame


def study_funding(tables: Tables, index: pd.Series, choice: Choice) -> FundingStudy:
    """Measure the funding of the chosen units.

    `tables` are the processed tables, `index` the price index by year. `units` are the rows of the chosen units,
    `held` the totals of every scheme of theirs, chosen or not; `groups` is the mix at the level of groups, whatever
    the chosen level. Pairs reach beyond the choice of units to the unit above and the units inside, never beyond its
    basis and period; `uncovered` looks at everything that is held.
    """
    funding, communes_of = tables["funding"], document_counter(tables["units"], tables["documents"])
    schemes = _select(funding, choice.units, choice)
    mix, groups, totals = measure_mix(schemes, choice.level), measure_mix(schemes), measure_totals(schemes)
    amounts = measure_amounts(totals, communes_of, index, choice.price_year, choice.base)
    around, parents = _relatives(tables["units"], choice.units)
    near = _select(funding, around, choice)
    near_mix, near_totals = measure_mix(near, choice.level), measure_totals(near)
    near_amounts = measure_amounts(near_totals, communes_of, index, choice.price_year, choice.base)
    pairs = {base: _of_units(pair_schemes(near_mix, parents, base), choice.units) for base in ("parts", "stated")}
    held = select_schemes(funding, choice.units)
    return FundingStudy(
        choice,
        index,
        units=tables["units"][tables["units"]["unit"].isin(choice.units)].drop_duplicates("unit"),
        held=measure_totals(held),
        mix=mix,
        groups=groups,
        totals=totals,
        amounts=amounts,
        intensity=measure_intensity(mix, amounts, choice.prices),
        measures=measure_schemes(schemes, amounts, choice.level),
        distances=measure_distances(mix),
        pairs=add_ratios(pairs[choice.base], near_amounts),
        bases=compare_bases(mix, pairs),
        fits=fit_bases(mix),
        results=measure_results(amounts, tables, communes_of, choice.prices),
        aims=compare_aims(tables, choice.units),
        uncovered=list_uncovered(measure_mix(held)),
        triangle=measure_triangle(groups),
    )


def _select(funding: pd.DataFrame, units: list[str], choice: Choice) -> pd.DataFrame:
    return select_schemes(funding, units, choice.basis, choice.start, choice.end)


def _of_units(pairs: pd.DataFrame, units: list[str]) -> pd.DataFrame:
    return pairs[pairs["unit"].isin(units) | pairs["reference_unit"].isin(units)].reset_index(drop=True)


def _relatives(units: pd.DataFrame, chosen: list[str]) -> tuple[list[str], dict[str, str]]:
    """Give the chosen units with those above and inside, and the unit above each unit."""
    above = units[units["parent"].notna()].drop_duplicates("unit").set_index("unit")["parent"]
    parents = above[above.isin(chosen) | above.index.isin(chosen)].to_dict()
    return sorted({*chosen, *parents, *parents.values()}), parents

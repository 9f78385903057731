"""Everything that the documents say of the money of some units, measured once."""

from dataclasses import dataclass

import pandas as pd

from ntm_analysis.funding.amounts import measure_amounts, measure_intensity
from ntm_analysis.funding.measures import add_clr, compare_bases, fit_bases, measure_distances, measure_schemes
from ntm_analysis.funding.mix import LEVELS, measure_mix, measure_totals, select_schemes
from ntm_analysis.funding.pairs import add_own_parts, add_ratios, list_uncovered, pair_schemes, pair_shared
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
    parts: pd.DataFrame
    totals: pd.DataFrame
    amounts: pd.DataFrame
    intensity: pd.DataFrame
    measures: pd.DataFrame
    distances: pd.DataFrame
    pairs: pd.DataFrame
    shared: pd.DataFrame
    bases: pd.DataFrame
    fits: pd.DataFrame
    results: pd.DataFrame
    aims: pd.DataFrame
    uncovered: pd.DataFrame
    triangle: pd.DataFrame
    details: pd.DataFrame

    @property
    def latest(self) -> str:
        """Give the document of the latest scheme; empty where there is none."""
        return self.totals["document"].iloc[-1] if len(self.totals) else ""


def study_funding(tables: Tables, index: pd.Series, choice: Choice) -> FundingStudy:
    """Measure the funding of the chosen units.

    `tables` are the processed tables, `index` the price index by year. `units` are the rows of the chosen units,
    `held` the totals of every scheme of theirs, chosen or not; `groups` and `parts` are the mix at either level,
    whichever is chosen. Pairs reach beyond the choice of units to the unit above and the units inside, never beyond its
    basis and period; `uncovered` looks at everything that is held.
    """
    funding, communes_of = tables["funding"], document_counter(tables["units"], tables["documents"])
    schemes, mine = _select(funding, choice.units, choice), select_schemes(funding, choice.units)
    mixes, totals = {level: measure_mix(schemes, level) for level in LEVELS}, measure_totals(schemes)
    mix, groups = mixes[choice.level], mixes["groups"]
    amounts = _amounts(schemes, tables, index, choice)
    around, parents = _relatives(tables["units"], choice.units)
    near = _select(funding, around, choice)
    pairs = _pair(near, parents, choice)
    return FundingStudy(
        *(choice, index, _rows_of(tables["units"], choice.units)),
        held=measure_totals(mine),
        mix=add_clr(mix),
        groups=groups,
        parts=mixes["parts"],
        totals=totals,
        amounts=amounts,
        intensity=measure_intensity(mix, amounts, choice.prices),
        measures=measure_schemes(mixes, amounts, choice.level),
        distances=measure_distances(groups),
        shared=pair_shared(mixes["parts"]),
        pairs=add_ratios(pairs[choice.base], _amounts(near, tables, index, choice)),
        bases=compare_bases(mix, pairs),
        fits=fit_bases(mix),
        results=measure_results(amounts, tables, communes_of, choice.prices),
        aims=compare_aims(tables, choice.units),
        uncovered=list_uncovered(measure_mix(mine)),
        triangle=measure_triangle(groups),
        details=_inside(tables["funding_detail"], choice),
    )


def _select(funding: pd.DataFrame, units: list[str], choice: Choice) -> pd.DataFrame:
    return select_schemes(funding, units, choice.basis, choice.start, choice.end)


def _pair(near: pd.DataFrame, parents: dict[str, str], choice: Choice) -> dict[str, pd.DataFrame]:
    """Pair the schemes of the chosen units with each other and with those near, on either base."""
    mixes = {level: measure_mix(near, level) for level in LEVELS}
    pairs = {base: pair_schemes(mixes[choice.level], parents, base) for base in ("parts", "stated")}
    return {base: add_own_parts(_of_units(rows, choice.units), mixes["parts"]) for base, rows in pairs.items()}


def _inside(details: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Give the other printed sums of money of the chosen units; they overlap and are never added up."""
    return select_schemes(details, choice.units, choice.basis, choice.start, choice.end)


def _amounts(schemes: pd.DataFrame, tables: Tables, index: pd.Series, choice: Choice) -> pd.DataFrame:
    communes_of = document_counter(tables["units"], tables["documents"])
    return measure_amounts(measure_totals(schemes), communes_of, index, choice.price_year, choice.base)


def _rows_of(units: pd.DataFrame, chosen: list[str]) -> pd.DataFrame:
    return units[units["unit"].isin(chosen)].drop_duplicates("unit")


def _of_units(pairs: pd.DataFrame, units: list[str]) -> pd.DataFrame:
    return pairs[pairs["unit"].isin(units) | pairs["reference_unit"].isin(units)].reset_index(drop=True)


def _relatives(units: pd.DataFrame, chosen: list[str]) -> tuple[list[str], dict[str, str]]:
    """Give the chosen units with those above and inside, and the unit above each unit."""
    above = units[units["parent"].notna()].drop_duplicates("unit").set_index("unit")["parent"]
    parents = above[above.isin(chosen) | above.index.isin(chosen)].to_dict()
    return sorted({*chosen, *parents, *parents.values()}), parents

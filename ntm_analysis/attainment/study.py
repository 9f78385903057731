"""Everything on the targets of a unit, measured once: facts, pairs of targets, paces, and what the rules say."""

from dataclasses import dataclass

import pandas as pd

from ntm_analysis.attainment.comparability import ACCEPTED
from ntm_analysis.attainment.facts import cite_losses, join_outcomes, pair_targets
from ntm_analysis.attainment.known import read_days_known
from ntm_analysis.attainment.paces import compare_paces
from ntm_analysis.attainment.quantities import gather, read_as_of, read_losses
from ntm_analysis.attainment.rulebook import RULES, Rule, compare_growth
from ntm_analysis.attainment.verdicts import verdicts
from ntm_analysis.criteria.consistency import check_claims, read_claims
from ntm_analysis.units import document_counter

# The straight path that shows what compound growth does, and bases that come nearer to zero (percent, years).
EXAMPLE_BASES, EXAMPLE_TARGET, EXAMPLE_YEARS = (10.0, 40.0, 20.0, 5.0, 1.0), 60.0, 10.0
JUDGED = ("criterion", "standard")


@dataclass(frozen=True)
class AttainmentStudy:
    """The tables of a study of targets; each is described where it is made, and empty where nothing is told."""

    unit: str
    as_of: str | None
    quantities: pd.DataFrame
    facts: pd.DataFrame
    pairs: pd.DataFrame
    paces: pd.DataFrame
    verdicts: pd.DataFrame
    rules: tuple[Rule, ...]
    growth: pd.DataFrame
    checked: pd.DataFrame
    losses: pd.DataFrame


def study_attainment(
    tables: dict[str, pd.DataFrame],
    criteria: pd.DataFrame,
    unit: str,
    *,
    as_of: str | None = None,
    accepted: tuple[str, ...] = ACCEPTED,
    rules: tuple[Rule, ...] = RULES,
) -> AttainmentStudy:
    """Measure what became of the targets of a unit, as it could be read on a day (None: everything).

    `tables` are the processed tables, `criteria` the reference list, `accepted` its grades of comparability across
    criteria sets that are good enough. Figures later than `as_of` and documents that became known later are not
    read. The rules judge targets for criteria and for the communes at the standard (criterion `standard`).
    """
    read = read_as_of(tables, as_of)
    communes_of = document_counter(read["units"], read["documents"])
    told = read_claims(read, unit, communes_of)
    checked = check_claims(told)
    quantities = gather(read, unit, communes_of, told)
    losses = read_losses(read, unit)
    facts = join_outcomes(quantities, read["documents"], checked, criteria, accepted)
    return AttainmentStudy(
        unit=unit,
        as_of=as_of,
        quantities=quantities,
        facts=cite_losses(facts, losses),
        pairs=pair_targets(quantities, read["documents"]),
        paces=compare_paces(facts, quantities[quantities["basis"].isin(("reported", "derived"))]),
        verdicts=_verdicts(quantities, read["documents"], rules, criteria, accepted),
        rules=rules,
        growth=compare_growth(EXAMPLE_BASES, EXAMPLE_TARGET, EXAMPLE_YEARS),
        checked=checked,
        losses=losses,
    )


def _verdicts(
    quantities: pd.DataFrame, documents: pd.DataFrame, rules: tuple[Rule, ...], criteria: pd.DataFrame, accepted
) -> pd.DataFrame:
    """Judge the targets; of counts of one day that documents print differently the one that was known first counts."""
    counts = quantities[quantities["kind"].isin(JUDGED)]
    named = counts.assign(
        criterion=counts["subject"].where(counts["kind"] == "criterion", "standard"),
        communes_attaining=counts["low"],
        communes_total=counts["total"],
        line=counts["lines"],
    )
    known = named[named["basis"].isin(("reported", "derived"))].drop(columns="basis")
    first = known["document"].map(read_days_known(documents)).sort_values(kind="stable").index
    known = known.loc[first].drop_duplicates(["criterion", "criteria_set", "as_of"]).sort_index()
    return verdicts(known, named[named["basis"] == "planned"], rules=rules, criteria=criteria, accepted=accepted)

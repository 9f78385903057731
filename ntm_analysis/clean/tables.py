"""All cleaned tables of the project from all raw and reference tables."""

import pandas as pd

from ntm_analysis.clean import communes, figures, papers
from ntm_analysis.clean.cells import Cells
from ntm_analysis.units import counter

Frame = pd.DataFrame
Tables = dict[str, Frame]


def clean_tables(raw: Tables, reference: Tables) -> Tables:
    """Clean every raw table; columns may still be more than the processed table's definition lists.

    Raises BadInputError for the first cell that cannot be read.
    """
    of = {name: Cells(name, frame, reference) for name, frame in raw.items()}
    names = communes.Names(reference)
    set_of, unit_of = (raw["documents"].set_index("document")[name].to_dict() for name in ("criteria_set", "unit"))
    plans = communes.clean_commune_plans(of["commune_plans"], names)
    listed, subs = communes.clean_commune_criteria(of["commune_plans"], plans)
    return {
        "documents": raw["documents"],
        "funding": figures.clean_funding(of["funding"]),
        "funding_detail": figures.clean_funding_detail(of["funding_detail"]),
        "criteria": figures.clean_criteria(of["criteria"], set_of, counter(reference["units"])),
        "criteria_partial": figures.clean_partial(of["criteria_partial"], set_of),
        "bands": figures.clean_bands(of["bands"]),
        "headlines": figures.clean_headlines(of["headlines"]),
        "commune_plans": plans,
        "commune_criteria": listed,
        "commune_sub_criteria": subs,
        "assignments": communes.clean_assignments(of["assignments"], names, unit_of),
        "commune_roles": communes.clean_roles(of["commune_roles"], names),
        "activities": papers.clean_activities(of["activities"]),
        "indicators": figures.clean_indicators(of["indicators"]),
        "citations": papers.clean_citations(of["citations"]),
        "units": reference["units"],
    }

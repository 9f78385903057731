"""How sentences, tables and figures name what a target is about."""

import pandas as pd

from ntm_analysis.attainment.quantities import AT_LEAST
from ntm_analysis.criteria.panel import COMPARABLE_BANDS
from ntm_analysis.files import read_csv
from ntm_analysis.language import Words, number
from ntm_analysis.paths import HERE, Project

STANDARD_JUDGED = "standard"


def label_subjects(names: pd.Series, indicators: pd.DataFrame, words: Words, project: Project = HERE) -> dict[str, str]:
    """Label the subjects of targets: criteria, bands, headline figures and indicators.

    `names` maps criterion numbers to names, `indicators` is the processed table. Returns subject -> label, with
    `standard` for the communes at the standard as the rules judge them.
    """
    path = project.reference / "headline_measures.csv"
    headlines = read_csv(path, project.name(path)).set_index("measure")[f"label_{words.language}"]
    labels = {str(criterion): f"{criterion}. {name}" for criterion, name in names.items()}
    for low, _ in COMPARABLE_BANDS[1:]:
        labels[f"{AT_LEAST}{low}"] = words("target.at_least", count=low)
    known = indicators.drop_duplicates("indicator").set_index("indicator")[f"indicator_{words.language}"]
    labels |= headlines.to_dict() | known.to_dict()
    return labels | {STANDARD_JUDGED: labels["communes_meeting_standard"]}


def write_value(low: float, high: float, total: float, words: Words) -> str:
    """Write a figure: a count and its whole, a range, or a number; nothing where it is absent."""
    if pd.isna(low):
        return ""
    ends = "–".join(
        dict.fromkeys(number(end, words.language, None if end == round(end, 2) else 2) for end in (low, high))
    )
    return ends if pd.isna(total) else f"{ends}/{number(total, words.language)}"

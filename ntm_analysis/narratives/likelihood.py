"""Words for probabilities, each for one range (data/reference/probability_words.csv)."""

import pandas as pd

from ntm_analysis.files import read_csv
from ntm_analysis.language import Language
from ntm_analysis.paths import HERE, Project


def load_likelihoods(project: Project = HERE) -> pd.DataFrame:
    """Load the words for probabilities, the least first: likelihood, probability_low, label_en, label_vi, origin."""
    path = project.reference / "probability_words.csv"
    rows = read_csv(path, project.name(path)).astype({"probability_low": float})
    return rows.sort_values("probability_low", ignore_index=True)


def name_likelihood(likelihoods: pd.DataFrame, probability: float, language: Language) -> str:
    """Give the word for a probability: that of the last range that begins at it or below.

    After the calibrated language of the IPCC (Mastrandrea and others 2010).
    """
    row = likelihoods[likelihoods["probability_low"] <= probability + 1e-9].iloc[-1]
    return row[f"label_{language}"]

"""What tests of the forecasts share of the real data: figures, names, and the province's outlook in few draws."""

from ntm_analysis.files import read_csv
from ntm_analysis.forecast import simulate_commune_plans
from ntm_analysis.forecast.outlook import Choice, study_outlook
from ntm_analysis.forecast.slips import name_slips
from ntm_analysis.forecast.study import read_figures
from ntm_analysis.language import load_words
from ntm_analysis.narratives.likelihood import load_likelihoods
from ntm_analysis.narratives.subjects import label_subjects
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables

MAIN, END, HORIZON = "2017-06-30", "2021-12-31", "2025-12-31"
TABLES = load_tables()
REFERENCE = read_csv(HERE.reference / "criteria.csv", "criteria.csv").astype({"criterion": int})
FIGURES = read_figures(TABLES, REFERENCE)
HISTORY, PLAN = (of[of["unit"] == "lang-son"] for of in (FIGURES.history, FIGURES.plan))
DISTRICT = FIGURES.history[FIGURES.history["unit"] == "bac-son"]
EXTRAS = FIGURES.extras("comparable", "means", "standard")
COMMUNES = TABLES["commune_criteria"][TABLES["commune_criteria"]["plan_table"] == 1]
SIMULATED = simulate_commune_plans(COMMUNES, slip=name_slips(0.1), draws=400)
LIKELIHOODS = load_likelihoods()
OUTLOOK = study_outlook(TABLES, REFERENCE, Choice("lang-son", HORIZON, draws=400))
# From the main origin of the back-test, on which most criteria are scored.
POINTS = OUTLOOK.points[OUTLOOK.points["origin"] == MAIN]
SCORES = OUTLOOK.scores[OUTLOOK.scores["origin"] == MAIN]
NARROW = OUTLOOK.narrow[OUTLOOK.narrow["origin"] == MAIN]


def names_in(language="en"):
    """The names of the criteria of 2016 by number."""
    return REFERENCE[REFERENCE["criteria_set"] == "2016"].set_index("criterion")[f"name_{language}"]


def labels_in(language="en"):
    """The labels of the subjects of targets."""
    return label_subjects(names_in(language), TABLES["indicators"], load_words(language))

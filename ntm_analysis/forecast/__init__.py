"""Forecasts of communes attaining the criteria that carry their own score: joint draws, back-tests, commune plans.

The public calls are those named in __all__; constants fixed beforehand stand in `constants`.
"""

from ntm_analysis.forecast.backtest import backtest, compare_scores
from ntm_analysis.forecast.communes import simulate_commune_plans
from ntm_analysis.forecast.criteria import forecast_criteria, probability_of_plan
from ntm_analysis.forecast.headline_targets import probability_of_headlines
from ntm_analysis.forecast.headlines import forecast_headlines

__all__ = [
    "backtest",
    "compare_scores",
    "forecast_criteria",
    "forecast_headlines",
    "probability_of_headlines",
    "probability_of_plan",
    "simulate_commune_plans",
]

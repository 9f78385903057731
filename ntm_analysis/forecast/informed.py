"""The plan as a second source: weighed by how earlier plans came out, never by assumption.

On the logit scale outcome = plan + error, error ~ N(0, s2 d) over d years. s2 is the mean square of the earlier plans'
errors: one round cannot tell a lasting bias from a bad spell, so a bias counts as error. A forecast with variance v and
a plan combine with weight v / (v + s2 d) on the plan, draw by draw with perturbed observations (Burgers, van Leeuwen
and Evensen 1998), so that draws stay joint and dates before and after the target move with it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from ntm_analysis.forecast.constants import FEWEST_PLANS, YEAR_DAYS
from ntm_analysis.forecast.history import empirical_logit

KEYS = ["unit", "criterion", "as_of"]


@dataclass(frozen=True)
class PlanErrors:
    """How earlier plans came out: mean square error of the logit a year, the share of it in common, their number."""

    variance: float
    common: float
    outcomes: int


def measure_plan_errors(plan: pd.DataFrame, history: pd.DataFrame, unit: str) -> PlanErrors | None:
    """Measure how the plans of a unit came out in its history; None below five outcomes.

    `plan` holds unit, criterion, as_of, communes_attaining, communes_total and criteria_set (and made_on); without
    made_on a plan is taken to be made at the last known state before its date.
    """
    own = history[history["unit"] == unit]
    keys = [*KEYS, "criteria_set"]
    both = plan[plan["unit"] == unit].merge(own, on=keys, suffixes=("_plan", ""), validate="many_to_many")
    if len(both) < FEWEST_PLANS:
        return None
    error = empirical_logit(both["communes_attaining"], both["communes_total"])
    error = error - empirical_logit(both["communes_attaining_plan"], both["communes_total_plan"])
    error = error / np.sqrt([_lead(row, own) for row in both.itertuples()])
    variance = float(np.mean(error**2))
    return PlanErrors(variance, float(np.mean(error) ** 2 / variance) if variance else 0.0, len(both))


def _lead(row, history: pd.DataFrame) -> float:
    """Give the years that a plan looked ahead, a quarter at least."""
    before = history.loc[history["as_of"] < row.as_of, "as_of"].max()
    made = pd.Timestamp(getattr(row, "made_on", before))
    return max((row.as_of - made).days / YEAR_DAYS, 0.25) if pd.notna(made) else 1.0


def inform(
    counts: np.ndarray, totals: np.ndarray, targets: list[tuple[int, int, float, float]], errors: PlanErrors, rng
) -> tuple[np.ndarray, dict[int, float]]:
    """Give counts (draws, criteria, dates) moved towards the plan, and the weight of the plan by criterion's place.

    `targets`: place of the criterion, place of the date, planned logit, years ahead. Where the draws do not vary the
    plan has no weight.
    """
    logits = empirical_logit(np.maximum(counts, 0), totals)
    shared = rng.standard_normal(len(counts))
    weights = {}
    for criterion, date, planned, ahead in targets:
        own = rng.standard_normal(len(counts))
        error = np.sqrt(errors.variance * ahead)
        error = error * (np.sqrt(errors.common) * shared + np.sqrt(1 - errors.common) * own)
        path = logits[:, criterion]
        here = path[:, date]
        total = here.var() + errors.variance * ahead
        gain = ((path - path.mean(axis=0)) * (here - here.mean())[:, None]).mean(axis=0) / total if total else 0.0
        weights[criterion] = float(here.var() / total) if total else 0.0
        logits[:, criterion] = path + gain * (planned + error - here)[:, None]
    moved = np.rint(expit(logits) * (totals + 1) - 0.5)
    return np.where(counts < 0, counts, np.clip(moved, 0, totals)).astype(np.int32), weights

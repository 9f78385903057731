"""Score the forecasting methods on simulated provinces with a known truth, and write docs/forecast_simulation.csv."""

import argparse

import pandas as pd

from ntm_analysis.files import read_csv
from ntm_analysis.forecast import backtest, compare_scores, pooled
from ntm_analysis.forecast.scores import mean_scores
from ntm_analysis.forecast.simulation import FILE, SCENARIOS, STUDIED, study_scenario
from ntm_analysis.forecast.study import read_figures
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables

METHODS = ["pooled", "hazard", "last_value", "linear_comparable", "own_slope"]
# A criterion with one point has neither a line nor a slope: both then say nothing, and the others are compared.
ONE_POINT = ["pooled", "hazard", "last_value"]
MAIN = "2017-06-30"
VARIED = ("PACE_SD", "SPREAD_SCALE", "NOISE_SCALE", "JUMP_SCALE")
DECIMALS = 4


def vary() -> None:
    """Print the back-test of the main origin with each prior of the default halved and doubled: it chooses nothing."""
    reference = HERE.reference / "criteria.csv"
    figures = read_figures(load_tables(), read_csv(reference, HERE.name(reference)))
    for name in VARIED:
        fixed = getattr(pooled, name)
        for value in (fixed / 2, fixed, fixed * 2):
            setattr(pooled, name, value)
            points = backtest(figures.history, [MAIN], ["pooled", "linear"], plan=figures.plan, **figures.extras())
            own = compare_scores(points).set_index("method").loc["pooled"]
            print(f"{name} {value:g}: MAE {own['mae_points']:.2f}, CRPS {own['crps_points']:.2f}", end=", ")
            print(f"coverage {own['coverage_80']:.2f}")
        setattr(pooled, name, fixed)


def study(repeats: int, draws: int, seed: int) -> pd.DataFrame:
    """Give the scores of every scenario and method, as simulation.load_simulation does."""
    found = []
    for name, truth in SCENARIOS.items():
        methods = ONE_POINT if truth.single else METHODS
        points = study_scenario(truth, methods, repeats, draws, seed)
        scores = mean_scores(points, ["method"]).assign(scenario=name, repeats=repeats, draws=draws, seed=seed)
        print(scores.round(2).to_string(index=False), flush=True)
        found.append(scores)
    return pd.concat(found)[STUDIED]


def main() -> None:
    """Score every scenario and write the table; --vary prints the real back-test with other priors instead."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--repeats", type=int, default=60, help="provinces simulated for each scenario")
    asked.add_argument("--draws", type=int, default=500)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--vary", action="store_true", help="the real back-test with other priors instead")
    options = asked.parse_args()
    if options.vary:
        vary()
        return
    scores = study(options.repeats, options.draws, options.seed)
    numbers = {"float_format": f"%.{DECIMALS}f", "lineterminator": "\n", "encoding": "utf-8"}
    scores.to_csv(HERE.root / FILE, index=False, **numbers)


if __name__ == "__main__":
    main()

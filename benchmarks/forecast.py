"""Score the forecasting methods on simulated provinces with a known truth: coverage and CRPS by scenario and method."""

import argparse

import pandas as pd

from ntm_analysis.files import read_csv
from ntm_analysis.forecast import backtest, compare_scores, pooled
from ntm_analysis.forecast.methods import DEFAULT
from ntm_analysis.forecast.scores import mean_scores
from ntm_analysis.forecast.simulation import BEYOND, SCENARIOS, study_scenario
from ntm_analysis.forecast.study import read_figures
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables

METHODS = ["pooled", "hazard", "last_value", "linear_comparable", "own_slope"]
# A criterion with one point has neither a line nor a slope: both then say nothing, and the others are compared.
ONE_POINT = ["pooled", "hazard", "last_value"]
MAIN = "2017-06-30"
VARIED = ("PACE_SD", "SPREAD_SCALE", "NOISE_SCALE", "JUMP_SCALE")


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


def main() -> None:
    """Print a row per scenario and method: coverage of the 80 % interval, CRPS and error in points."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--repeats", type=int, default=100)
    asked.add_argument("--draws", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--vary", action="store_true", help="the real back-test with other priors instead")
    options = asked.parse_args()
    if options.vary:
        vary()
        return
    found = []
    for name, truth in SCENARIOS.items():
        methods = ONE_POINT if truth.single else METHODS
        points = study_scenario(truth, methods, options.repeats, options.draws, options.seed)
        found.append(mean_scores(points, ["method"]).assign(scenario=name))
    scores = pd.concat(found).set_index(["scenario", "method"])
    print(scores.drop(columns="series").round(3).to_string())
    best = scores["crps_points"].unstack().idxmin(axis=1)
    inner = scores.xs(DEFAULT, level="method").drop(list(BEYOND))
    print(
        f"\ncoverage of {DEFAULT}: {inner['coverage_80'].min():.3f} to {inner['coverage_80'].max():.3f} where the truth"
    )
    print(f"is what it supposes; beyond it: {', '.join(BEYOND)}")
    beaten = [name for name, method in best.items() if method != DEFAULT]
    print(f"{DEFAULT} has the least CRPS in {len(best) - len(beaten)} of {len(best)} scenarios; not in: {beaten}")


if __name__ == "__main__":
    main()

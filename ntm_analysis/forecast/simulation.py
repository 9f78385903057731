"""Histories with a known truth: logit growth with random slopes, over-dispersion, few points, mergers, changed sets."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import expit

from ntm_analysis.files import read_csv
from ntm_analysis.forecast.constants import CRITERIA
from ntm_analysis.forecast.given import check_history
from ntm_analysis.forecast.history import read_series
from ntm_analysis.forecast.methods import draw_counts, trace_shares
from ntm_analysis.forecast.moves import regroup
from ntm_analysis.forecast.scores import score_point
from ntm_analysis.paths import HERE, Project

FILE = "docs/forecast_simulation.csv"
SCORED = ["series", "mae_points", "crps_points", "coverage_80", "width_80_points", "log_score"]
STUDIED = ["scenario", "method", "repeats", "draws", "seed", *SCORED]
YEAR = 365
START = pd.Timestamp("2001-01-01")


@dataclass(frozen=True)
class Truth:
    """How a simulated province moves; years count from the first point.

    pace and spread: mean and standard deviation of the yearly gain of the criteria's logits; noise: standard deviation
    of a year's deviation, of whose variance `common` is shared by all criteria; level and levels: mean and standard
    deviation of the first logits; jump: standard deviation of the jump at a change of the set after `changed` years.
    `readings`: counts are read anew at each date (binomial), else the same communes move. `single`: criteria that have
    their last point only.
    """

    points: tuple[float, ...] = (0, 1.5, 3)
    ahead: float = 3.5
    communes: int = 200
    merged: int | None = None
    pace: float = 0.25
    spread: float = 0.15
    noise: float = 0.2
    common: float = 0.5
    level: float = -0.8
    levels: float = 1.2
    jump: float = 0.0
    changed: float | None = None
    readings: bool = False
    single: int = 0


BASE = Truth()
SCENARIOS = {
    "three_points": BASE,
    "two_points": replace(BASE, points=(0, 3)),
    "four_points": replace(BASE, points=(0, 1, 2, 3)),
    "half_with_one_point": replace(BASE, single=10),
    "over_dispersed": replace(BASE, noise=0.4),
    "nothing_in_common": replace(BASE, common=0.0),
    "much_in_common": replace(BASE, common=0.8),
    "alike": replace(BASE, spread=0.03, noise=0.1),
    "fast": replace(BASE, pace=0.45),
    "standing_still": replace(BASE, pace=0.0),
    "near_all": replace(BASE, level=1.5),
    "near_none": replace(BASE, level=-3.0),
    "merger": replace(BASE, merged=170),
    "changed_set": replace(BASE, points=(0, 2, 4), jump=0.4, changed=3.0),
    "read_anew": replace(BASE, readings=True),
    "few_communes": replace(BASE, communes=20),
}

# Truths at the edge of what the model supposes or beyond it.
BEYOND = ("nothing_in_common", "much_in_common", "alike", "read_anew", "few_communes")


def simulate_history(truth: Truth, rng) -> tuple[pd.DataFrame, pd.Series]:
    """Simulate one province: its history with criteria_set, and the counts that come of it at the horizon."""
    times = np.array([*truth.points, truth.points[-1] + truth.ahead])
    shares = expit(_paths(truth, times, rng))
    totals = np.full(len(times), truth.communes)
    totals[-1] = truth.merged or truth.communes
    counts = rng.binomial(totals, shares) if truth.readings else _move(shares, totals, rng)
    later = times >= (truth.changed if truth.changed is not None else 0)
    days = [START + pd.Timedelta(days=round(YEAR * time)) for time in times]
    rows = [
        (
            "simulated",
            criterion + 1,
            days[at],
            int(counts[criterion, at]),
            int(totals[at]),
            "new" if later[at] else "old",
        )
        for criterion in range(CRITERIA)
        for at in range(len(truth.points))
        if criterion >= truth.single or at == len(truth.points) - 1
    ]
    columns = ["unit", "criterion", "as_of", "communes_attaining", "communes_total", "criteria_set"]
    outcome = pd.Series(counts[:, -1], index=range(1, CRITERIA + 1), name=days[-1])
    return pd.DataFrame(rows, columns=columns), outcome


def _paths(truth: Truth, times: np.ndarray, rng) -> np.ndarray:
    """Draw the logits (criteria, times)."""
    gaps = np.diff(times, prepend=times[0])
    first = truth.level + truth.levels * rng.standard_normal((CRITERIA, 1))
    paces = truth.pace + truth.spread * rng.standard_normal((CRITERIA, 1))
    own = np.cumsum(rng.standard_normal((CRITERIA, len(times))) * np.sqrt(gaps), axis=1)
    shared = np.cumsum(rng.standard_normal(len(times)) * np.sqrt(gaps))
    walk = truth.noise * (np.sqrt(1 - truth.common) * own + np.sqrt(truth.common) * shared)
    jumps = truth.jump * (rng.standard_normal((CRITERIA, 1)) + rng.standard_normal()) / np.sqrt(2)
    after = times >= (truth.changed if truth.changed is not None else np.inf)
    return first + paces * times + walk + jumps * after


def _move(shares: np.ndarray, totals: np.ndarray, rng) -> np.ndarray:
    """Let communes attain and lose criteria one by one: each has a threshold of its own on the share."""
    thresholds = rng.random((len(shares), totals[0]))
    counts = [(thresholds < shares[:, [at]]).sum(axis=1) for at in range(len(totals))]
    counts[-1] = regroup(counts[-1], np.full(len(shares), totals[0]), int(totals[-1]), rng)
    return np.column_stack(counts)


def study_scenario(truth: Truth, methods: list[str], repeats: int, draws: int, seed: int) -> pd.DataFrame:
    """Forecast and score simulated provinces: one row per repeat, method and criterion that every method forecasts.

    Columns of `scores.score_point` with repeat, method, criterion.
    """
    rows = []
    for repeat in range(repeats):
        rng = np.random.default_rng([seed, repeat])
        history, outcome = simulate_history(truth, rng)
        grades = [(name, k, "changed") for name in ("old", "new") for k in range(1, CRITERIA + 1)]
        grades = pd.DataFrame(grades, columns=["criteria_set", "criterion", "comparable_with_previous"])
        series = read_series(check_history(history), "simulated", grades)
        years, total = np.array([series.years(outcome.name)]), truth.merged or truth.communes
        drawn = {of: draw_counts(series, of, years, np.array([total]), draws, rng)[..., 0] for of in methods}
        exact = {of: trace_shares(series, of, years) for of in methods}
        common = np.all([counts.min(axis=0) >= 0 for counts in drawn.values()], axis=0)
        for method, counts in drawn.items():
            for place in np.flatnonzero(common):
                criterion = int(series.points["criterion"].iloc[place])
                share = None if exact[method] is None else float(exact[method][place, 0])
                point = score_point(counts[:, place], total, int(outcome[criterion]), total, share)
                rows.append({"repeat": repeat, "method": method, "criterion": criterion, **point})
    return pd.DataFrame(rows)


def load_simulation(project: Project = HERE) -> pd.DataFrame:
    """Load what the simulation study (benchmarks/forecast.py) came to, from docs/forecast_simulation.csv.

    | scenario | method | repeats | draws | seed | series | mae_points | crps_points | coverage_80 |
    | --- | --- | --- | --- | --- | --- | --- | --- | --- |
    | three_points | pooled | 60 | 500 | 1 | 1140 | 7.5 | 5.3 | 0.83 |
    | three_points | hazard | 60 | 500 | 1 | 1140 | 7.5 | 6.1 | 0.42 |
    | fast | pooled | 60 | 500 | 1 | 1140 | 5.5 | 3.9 | 0.84 |

    and width_80_points, log_score; series are the criteria scored over all repeats. Without rows where a project has no
    such file, as a copy of its data folders.
    """
    path = project.root / FILE
    if not path.is_file():
        return pd.DataFrame(columns=STUDIED)
    whole = dict.fromkeys(("repeats", "draws", "seed", "series"), int)
    return read_csv(path, project.name(path))[STUDIED].astype(whole | dict.fromkeys(SCORED[1:], float))

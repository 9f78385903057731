"""Communes at 19 of 19 by year, from what the communes plan and the chance that a planned criterion slips.

A criterion that is due in a year is done in it unless it slips, and if so it is due again the next year: with a chance
s to slip it is missing at the end of year y, due in year d, with s^(y - d + 1) (a geometric delay). The odds of s move
with a shock that all communes share in a year, and with a commune's own standing. Given the shocks, communes with one
profile of due years all have one chance of 19/19 by each year: it takes one lot a commune, and no criterion need be
drawn. The commune's own standing is integrated out by Gauss and Hermite's rule.
"""

from dataclasses import dataclass
from numbers import Real

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from ntm_analysis.errors import BadInputError
from ntm_analysis.forecast.constants import CRITERIA, LEVELS, SLIP_BETWEEN, SLIP_SHOCK
from ntm_analysis.forecast.given import check_levels, check_whole
from ntm_analysis.forecast.summary import name_bounds, summarise

STANDINGS = 5
NEVER = -80.0
PLANNED, MET = "planned", "met"
PLAN_COLUMNS = ["commune", "criterion", "status", "planned_year"]
MOST_CELLS = 8_000_000


@dataclass(frozen=True)
class Profiles:
    """Communes by what they plan: due (profiles, years) criteria, communes in each, whether all 19 are listed."""

    years: list[int]
    due: np.ndarray
    communes: np.ndarray
    whole: np.ndarray


def read_profiles(plans: pd.DataFrame, until: int | None = None) -> Profiles:
    """Group communes by the number of criteria due in each year.

    `plans` holds commune, criterion, status (planned, or met and what follows it), planned_year; of a criterion listed
    twice the first year counts, and none where it is met. A commune that does not list all 19 never has them. Where
    nothing is planned and `until` is not given there are no years.
    """
    rows = plans[PLAN_COLUMNS]
    year = rows["planned_year"].astype("float64").where(rows["status"] == PLANNED, -np.inf)
    first = rows.assign(year=year).groupby(["commune", "criterion"], sort=True)["year"].min().reset_index()
    due = first[np.isfinite(first["year"])]
    last = [until] if until else []
    planned = [int(due["year"].min()), int(due["year"].max())] if len(due) else []
    years = list(range(min(planned + last), max(planned + last) + 1)) if planned + last else []
    start = years[0] if years else 0
    names = np.sort(first["commune"].unique())
    grid = np.zeros((len(names), len(years) + 1), dtype=np.int64)
    np.add.at(grid, (np.searchsorted(names, due["commune"]), due["year"].astype(int) - start), 1)
    grid[:, -1] = first.groupby("commune")["criterion"].size().reindex(names).to_numpy() == CRITERIA
    kinds, numbers = np.unique(grid, axis=0, return_counts=True)
    return Profiles(years, kinds[:, :-1], numbers, kinds[:, -1].astype(bool))


def draw_commune_plans(
    profiles: Profiles, slip: float, draws: int, seed: int, shock: float = SLIP_SHOCK, between: float = SLIP_BETWEEN
) -> np.ndarray:
    """Draw the communes at 19/19 at the end of each year (draws, years); they never fall.

    `slip` is the yearly chance of a middling commune in a middling year; `shock` and `between` are the standard
    deviations of its logit over years and over communes.
    """
    rng = np.random.default_rng(seed)
    due = profiles.due[profiles.whole].astype(np.float32)
    owner = np.repeat(np.arange(len(due)), profiles.communes[profiles.whole])
    counts = np.zeros((draws, len(profiles.years)), dtype=np.int64)
    step = max(1, MOST_CELLS // max(1, len(owner) * STANDINGS))
    for first in range(0, draws if len(due) else 0, step):
        some = slice(first, min(first + step, draws))
        kept, weights = log_kept(slip, shock * rng.standard_normal((some.stop - first, len(profiles.years))), between)
        lots, chance = rng.random((len(owner), some.stop - first), dtype=np.float32), np.float32(0)
        for year in range(len(profiles.years)):
            chance = np.maximum(chance, chance_of_all(due, kept[:, year], weights))
            counts[some, year] = (lots < chance[owner]).sum(axis=0)
    return counts


def log_kept(slip: float, shocks: np.ndarray, between: float) -> tuple[np.ndarray, np.ndarray]:
    """Give log chances that a criterion due in a year is there by another (due, by, draws, standings), and weights.

    `shocks` (draws, years) move the logit of the yearly slip, `between` is its standard deviation over communes.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(STANDINGS)
    middle = logit(slip) if 0 < slip < 1 else (-np.inf if slip <= 0 else np.inf)
    slips = expit(middle + shocks.T[:, :, None] + between * nodes)
    kept = np.full((len(slips), *slips.shape), NEVER, dtype=np.float32)
    for year in range(len(slips)):
        with np.errstate(divide="ignore"):
            done = np.log1p(-np.cumprod(slips[year:], axis=0))
        kept[year, year:] = np.maximum(done, NEVER)
    return kept, (weights / weights.sum()).astype(np.float32)


def chance_of_all(due: np.ndarray, kept: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Give the chance of each profile to have all criteria by a year (profiles, draws), over all standings."""
    logs = due @ kept.reshape(len(kept), -1)
    return np.exp(logs).reshape(len(due), *kept.shape[1:]) @ weights


def _check_plans(plans: pd.DataFrame) -> pd.DataFrame:
    """Give the commune plans with their numbers read. Raises BadInputError for a faulty row."""
    for name in PLAN_COLUMNS:
        if name not in plans:
            raise BadInputError("the commune plans", f"no column {name}", ", ".join(PLAN_COLUMNS), "add it")
    rows = plans.assign(**{name: pd.to_numeric(plans[name], errors="coerce") for name in ("criterion", "planned_year")})
    is_planned = rows["status"] == PLANNED
    known = is_planned | rows["status"].astype(str).str.startswith(MET)
    faults = {
        "status": (~known, f"{PLANNED}, or {MET} and what follows it"),
        "criterion": (~rows["criterion"].isin(range(1, CRITERIA + 1)), f"a whole number from 1 to {CRITERIA}"),
        "planned_year": (is_planned & ~(rows["planned_year"] % 1 == 0), "a year of every planned criterion"),
    }
    for name, (wrong, expected) in faults.items():
        for row in plans[wrong].head(1).to_dict("records"):
            where = f"the commune plans, {row['commune']}, criterion {row['criterion']}, {name}"
            raise BadInputError(where, repr(row[name]), expected, "correct the row")
    return rows


def simulate_commune_plans(
    plans: pd.DataFrame, *, slip, draws: int = 10_000, seed: int = 0, levels=LEVELS, until: int | None = None
) -> pd.DataFrame:
    """Simulate the communes at 19 of 19 at the end of each year, from the commune plans.

    | commune | criterion | status | planned_year |
    | --- | --- | --- | --- |
    | bac-son.hung-vu | 1 | met_2017_01 | |
    | bac-son.hung-vu | 2 | planned | 2017 |
    | bac-son.hung-vu | 5 | planned | 2018 |

    `slip` is the yearly chance that a criterion due is not done, or a dictionary of scenarios (as from
    slips.name_slips: as_planned, historical, stress); `until` a year after the last one planned. Returns a row per
    scenario and year:

    | scenario | slip | year | communes | planned | median | low_80 | high_80 |
    | --- | --- | --- | --- | --- | --- | --- | --- |
    | given | 0.1 | 2018 | 40 | 12 | 6 | 3 | 9 |
    | given | 0.1 | 2019 | 40 | 21 | 15 | 11 | 18 |
    | given | 0.1 | 2020 | 40 | 35 | 27 | 23 | 31 |

    communes of the plan, planned (would have 19/19 were all kept), mean, median, low and high for every level.
    """
    check_whole("the draws of commune plans", draws, 1)
    check_whole("the seed of commune plans", seed, 0)
    check_levels(levels)
    if until is not None:
        check_whole("the last year of commune plans", until, 1)
    profiles = read_profiles(_check_plans(plans), until)
    scenarios = slip if isinstance(slip, dict) else {"given": slip}
    for chance in scenarios.values():
        if not (isinstance(chance, Real) and 0 <= chance <= 1):
            raise BadInputError("the slip of commune plans", repr(chance), "a chance from 0 to 1", "correct it")
    kept = draw_commune_plans(profiles, 0.0, 1, seed)[0]
    rows = []
    for scenario, chance in scenarios.items():
        counts = draw_commune_plans(profiles, float(chance), draws, seed)
        for at, year in enumerate(profiles.years):
            head = {"scenario": scenario, "slip": float(chance), "year": year, "communes": int(profiles.communes.sum())}
            head |= {"planned": int(kept[at]), "mean": float(counts[:, at].mean())}
            rows.append(head | summarise(counts[:, at], levels))
    columns = ["scenario", "slip", "year", "communes", "planned", "mean", "median", *name_bounds(levels)]
    return pd.DataFrame(rows, columns=columns)

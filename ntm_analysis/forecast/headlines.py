"""Forecasts of the mean, of communes at the standard, and of the bands: from the joint draws of the criteria."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ntm_analysis.forecast.bands import BANDS, MOST_BAND_CELLS, draw_bands, fit_likeness, sum_bands
from ntm_analysis.forecast.constants import CRITERIA, LEVELS, LIKENESS
from ntm_analysis.forecast.draws import Drawn, Extras, draw_unit, spread_counts
from ntm_analysis.forecast.history import STANDARD, check_history, check_levels, empirical_logit
from ntm_analysis.forecast.methods import DEFAULT
from ntm_analysis.forecast.summary import name_bounds, summarise

MEAN, MET = "mean_criteria", "communes_meeting_standard"
FEWEST_BETWEEN = 10
PAIR = ["unit", "as_of"]


@dataclass(frozen=True)
class Headlines:
    """Joint draws: counts (draws, 19, dates), standard and mean (draws, dates), bands (fewer draws, 5, dates).

    Every draw keeps mean = sum of counts / communes, max(0, sum - 18 N) <= standard <= min of counts, and bands that
    sum to the communes, hold the standard, and bound the mean. `likeness` is the correlation behind the bands.
    """

    counts: np.ndarray
    standard: np.ndarray
    mean: np.ndarray
    bands: np.ndarray
    likeness: float


def draw_headlines(drawn: Drawn, likeness: float, seed: int) -> Headlines | None:
    """Draw the headlines that go with drawn criteria; None where one of the 19 criteria is not drawn.

    Communes at the standard are those of their own series, held within what the counts allow; without such a series
    they are those that the ranks of the bands give.
    """
    rows = drawn.series.points["criterion"].tolist()
    places = [rows.index(number) for number in range(1, CRITERIA + 1) if number in rows and number not in drawn.lacking]
    if len(places) < CRITERIA:
        return None
    counts = drawn.counts[:, places].astype(np.int64)
    low = np.maximum(counts.sum(axis=1) - (CRITERIA - 1) * drawn.totals, 0)
    high = counts.min(axis=1)
    has_own = STANDARD in rows and STANDARD not in drawn.lacking
    standard = np.clip(drawn.counts[:, rows.index(STANDARD)], low, high) if has_own else None
    most = max(100, MOST_BAND_CELLS // (int(drawn.totals.max()) * CRITERIA * len(drawn.dates)))
    size = min(len(counts), most)
    bands = []
    for at, total in enumerate(drawn.totals):
        own = None if standard is None else standard[:size, at]
        bands.append(sum_bands(draw_bands(counts[:size, :, at], own, int(total), likeness, seed)))
    bands = np.stack(bands, axis=2)
    standard = bands[:, -1] if standard is None else standard
    return Headlines(counts, standard, counts.sum(axis=1) / drawn.totals, bands, likeness)


def measure_likeness(history: pd.DataFrame, unit: str, bands: pd.DataFrame | None, means: pd.DataFrame | None) -> float:
    """Measure how alike the criteria of one commune are: from the last state with bands, a mean and ten counts or more.

    `bands` holds unit, as_of, band_low, communes (five bands, as criteria.panel.make_bands). Criteria without a count
    stand where the printed mean leaves them. Without such a state it is the value fixed beforehand.
    """
    if bands is None or means is None:
        return LIKENESS
    own = [of[of["unit"] == unit].assign(as_of=lambda x: pd.to_datetime(x["as_of"])) for of in (history, bands, means)]
    dates = sorted(set(own[0]["as_of"]) & set(own[1]["as_of"]) & set(own[2]["as_of"]), reverse=True)
    for date in dates:
        counted, banded, mean = (of[of["as_of"] == date] for of in own)
        counted = counted[counted["criterion"] != STANDARD].drop_duplicates("criterion", keep="last")
        banded = banded.set_index("band_low")["communes"].reindex([0, 5, 10, 15, 19], fill_value=0).to_numpy(int)
        if len(counted) >= FEWEST_BETWEEN and banded.sum() == counted["communes_total"].iloc[0]:
            return fit_likeness(_all_counts(counted, float(mean["mean"].iloc[-1]), int(banded[-1])), banded)
    return LIKENESS


def _all_counts(counted: pd.DataFrame, mean: float, standard: int) -> np.ndarray:
    """Give 19 counts of a state, those without a print from the printed mean, none below the communes at 19."""
    total, missing = int(counted["communes_total"].iloc[0]), CRITERIA - len(counted)
    known = counted["communes_attaining"].to_numpy(int)
    if missing:
        rest = float(np.clip((mean - known.sum() / total) / missing, 0.02, 0.98))
        variance = float(np.var(empirical_logit(known, total), ddof=1))
        known = np.append(known, spread_counts(rest, variance, missing, total))
    return np.clip(known, standard, total)


def forecast_headlines(
    history: pd.DataFrame,
    dates,
    *,
    method: str = DEFAULT,
    levels=LEVELS,
    draws: int = 4000,
    seed: int = 0,
    bands: pd.DataFrame | None = None,
    **extras,
) -> pd.DataFrame:
    """Forecast mean, communes at the standard and bands at dates, from the same draws as `forecast_criteria`.

    `history`, `dates` and extras as there (the same extras give the same draws); a printed mean of the last date stands
    in for criteria without a count, `standard` holds the communes at the standard known so far, and `bands` (unit,
    as_of, band_low, communes) tell how alike the criteria of a commune are. Returns a row per unit, measure and date:

    | unit | measure | as_of | communes_total | median | low_80 | high_80 | draws | missing |
    | --- | --- | --- | --- | --- | --- | --- | --- | --- |
    | a | mean_criteria | 2020-12-31 | 207 | 11.9 | 10.4 | 13.3 | 4000 | |
    | a | communes_meeting_standard | 2020-12-31 | 207 | 60 | 38 | 79 | 4000 | |
    | a | band_0_4 | 2020-12-31 | 207 | 11 | 3 | 25 | 4000 | |

    with low and high for every level; measures are mean_criteria, communes_meeting_standard and band_LOW_HIGH. Where
    criteria are refused there are no numbers, and `missing` tells how many of the 19.
    """
    check_levels(levels)
    checked, rows = check_history(history), []
    for unit in checked["unit"].drop_duplicates():
        drawn = draw_unit(checked, unit, dates, method, draws, seed, Extras(**extras))
        made = draw_headlines(drawn, measure_likeness(checked, unit, bands, extras.get("means")), seed)
        for measure in (MEAN, MET, *BANDS):
            values = None if made is None else values_of(made, measure)
            for at, date in enumerate(drawn.dates):
                head = {"unit": unit, "measure": measure, "as_of": date, "communes_total": int(drawn.totals[at])}
                if values is None:
                    rows.append(head | {"missing": _missing(drawn)})
                else:
                    rows.append(head | {"draws": len(values)} | summarise(values[:, at], levels))
    columns = ["unit", "measure", "as_of", "communes_total", "median", *name_bounds(levels), "draws", "missing"]
    return pd.DataFrame(rows, columns=columns)


def probability_of_headlines(
    history: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    method: str = DEFAULT,
    draws: int = 4000,
    seed: int = 0,
    bands: pd.DataFrame | None = None,
    **extras,
) -> pd.DataFrame:
    """Give the probability that each target for the mean or for communes at the standard is met.

    | unit | measure | as_of | target | target_total |
    | --- | --- | --- | --- | --- |
    | a | mean_criteria | 2021-12-31 | 13.5 | |
    | a | communes_meeting_standard | 2021-12-31 | 75 | 181 |

    `targets` is such a table, of dates after the last known one; communes at the standard are compared as shares of
    target_total (absent: of the communes drawn). Arguments as in `forecast_headlines`, and the same draws. Returns the
    targets with probability and expected_shortfall (mean of what is missing, in communes or criteria); without rows
    where criteria are refused.
    """
    checked, rows = check_history(history), []
    for unit, own in targets.groupby("unit", sort=False):
        dates = pd.DatetimeIndex(sorted(own["as_of"].unique()))
        drawn = draw_unit(checked, unit, dates, method, draws, seed, Extras(**extras))
        made = draw_headlines(drawn, measure_likeness(checked, unit, bands, extras.get("means")), seed)
        for row in own.to_dict("records") if made is not None else ():
            at = drawn.dates.get_loc(row["as_of"])
            total = int(drawn.totals[at])
            whole = row["target"] if row["measure"] == MEAN or pd.isna(row["target_total"]) else None
            needed = row["target"] / row["target_total"] * total if whole is None else whole
            values = values_of(made, row["measure"])[:, at]
            missing = np.clip(needed - values, 0, None)
            reached = float((missing <= 1e-9).mean())
            rows.append(row | {"probability": reached, "expected_shortfall": float(missing.mean())})
    return pd.DataFrame(rows, columns=[*targets, "probability", "expected_shortfall"])


def values_of(made: Headlines, measure: str) -> np.ndarray:
    """Give the draws of one measure (draws, dates)."""
    if measure in BANDS:
        return made.bands[:, BANDS.index(measure)]
    return {MEAN: made.mean, MET: made.standard}[measure]


def _missing(drawn: Drawn) -> int:
    there = set(drawn.series.points["criterion"]) - set(drawn.lacking) - {STANDARD}
    return CRITERIA - len(there)

"""Forecasts of the mean, of communes at the standard, and of the bands: from the joint draws of the criteria."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ntm_analysis.days import as_days
from ntm_analysis.errors import BadInputError
from ntm_analysis.forecast.bands import BANDS, MOST_BAND_CELLS, draw_bands, fit_likeness, sum_bands
from ntm_analysis.forecast.constants import CRITERIA, LEVELS, LIKENESS
from ntm_analysis.forecast.draws import Drawn, Extras, draw_unit, spread_counts
from ntm_analysis.forecast.given import STANDARD, check_history, check_levels, name_units
from ntm_analysis.forecast.history import empirical_logit
from ntm_analysis.forecast.methods import DEFAULT
from ntm_analysis.forecast.summary import name_bounds, summarise

MEAN, MET = "mean_criteria", "communes_meeting_standard"
AT_LEAST = {"at_least_5": 1, "at_least_10": 2, "at_least_15": 3}
HELD = ["held", "held_by", "held_by_share"]
FEWEST_BETWEEN = 10
PAIR = ["unit", "as_of"]


@dataclass(frozen=True)
class Headlines:
    """Joint draws: counts (draws, 19, dates), standard and mean (draws, dates), bands (fewer draws, 5, dates).

    Every draw keeps mean = sum of counts / communes, max(0, sum - 18 N) <= standard <= min of counts, and bands that
    sum to the communes, hold the standard, and bound the mean. `likeness` is the correlation behind the bands.
    `smallest` (draws, dates) is the criterion that holds the standard: that with the smallest count, where as many
    communes are at the standard as it allows, else 0; below 0 where it has no count of its own.
    """

    counts: np.ndarray
    standard: np.ndarray
    mean: np.ndarray
    bands: np.ndarray
    likeness: float
    smallest: np.ndarray


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
    number = np.arange(1, CRITERIA + 1) * np.where(drawn.told[places], -1, 1)
    smallest = np.where(standard == high[: len(standard)], number[counts[: len(standard)].argmin(axis=1)], 0)
    return Headlines(counts, standard, counts.sum(axis=1) / drawn.totals, bands, likeness, smallest)


def measure_likeness(history: pd.DataFrame, unit: str, bands: pd.DataFrame | None, means: pd.DataFrame | None) -> float:
    """Measure how alike the criteria of one commune are: from the last state with bands, a mean and ten counts or more.

    `bands` holds unit, as_of, band_low, communes (five bands, as criteria.panel.make_bands). Criteria without a count
    stand where the printed mean leaves them. Without such a state it is the value fixed beforehand.
    """
    if bands is None or means is None:
        return LIKENESS
    told = means[means["mean"].notna()]
    told = told.assign(unit=name_units(told["unit"]), as_of=as_days(told["as_of"], "the means, as_of"))
    own = [of[of["unit"] == unit] for of in (history, check_bands(bands), told)]
    dates = sorted(set(own[0]["as_of"]) & set(own[1]["as_of"]) & set(own[2]["as_of"]), reverse=True)
    for date in dates:
        counted, banded, mean = (of[of["as_of"] == date] for of in own)
        counted = counted[counted["criterion"] != STANDARD].drop_duplicates("criterion", keep="last")
        banded = banded.set_index("band_low")["communes"].reindex([0, 5, 10, 15, 19], fill_value=0).to_numpy(int)
        if len(counted) >= FEWEST_BETWEEN and banded.sum() == counted["communes_total"].iloc[0]:
            return fit_likeness(_all_counts(counted, float(mean["mean"].iloc[-1]), int(banded[-1])), banded)
    return LIKENESS


def check_bands(bands: pd.DataFrame) -> pd.DataFrame:
    """Give bands with units and days read. Raises BadInputError for a band that stands twice."""
    rows = bands.assign(unit=name_units(bands["unit"]), as_of=as_days(bands["as_of"], "the bands, as_of"))
    for row in rows[rows.duplicated(["unit", "as_of", "band_low"])].itertuples():
        where = f"the bands of {row.unit}, {row.as_of:%Y-%m-%d}"
        raise BadInputError(where, f"the band from {row.band_low:g} twice", "each band once", "keep one of them")
    return rows


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
    as_of, band_low, communes) tell how alike the criteria of a commune are. Returns a row per unit, measure and
    date (here of the province as known in the middle of 2017, with comparable, means and standard):

    | unit | measure | as_of | communes_total | median | low_80 | high_80 | draws | missing |
    | --- | --- | --- | --- | --- | --- | --- | --- | --- |
    | lang-son | mean_criteria | 2020-12-31 | 207 | 13.3 | 11.3 | 14.6 | 4000 | |
    | lang-son | communes_meeting_standard | 2020-12-31 | 207 | 56 | 30 | 83 | 4000 | |
    | lang-son | band_0_4 | 2020-12-31 | 207 | 3 | 0 | 10 | 4000 | |

    with low and high for every level; measures are mean_criteria, communes_meeting_standard and band_LOW_HIGH. Of the
    standard `held` is the share of draws in which as many communes are at it as the smallest criterion allows, held_by
    the criterion with a count of its own that most often is the smallest there, and held_by_share its share of those
    draws. Where criteria are refused there are no numbers, and `missing` tells how many of the 19.
    """
    check_levels(levels)
    checked, tables = check_history(history), []
    for unit in checked["unit"].drop_duplicates():
        drawn = draw_unit(checked, unit, dates, method, draws, seed, Extras(**extras))
        made = draw_headlines(drawn, measure_likeness(checked, unit, bands, extras.get("means")), seed)
        tables.append(summarise_headlines(drawn, made, levels).astype("object"))
    return pd.concat(tables, ignore_index=True).infer_objects() if tables else _empty(levels)


def summarise_headlines(drawn: Drawn, made: Headlines | None, levels) -> pd.DataFrame:
    """Summarise drawn headlines, None where they could not be drawn: rows of one unit as in `forecast_headlines`."""
    rows = []
    for measure in (MEAN, MET, *BANDS):
        values = None if made is None else values_of(made, measure)
        for at, date in enumerate(drawn.dates):
            row = {"unit": drawn.series.unit, "measure": measure, "as_of": date}
            row["communes_total"] = int(drawn.totals[at])
            if values is None:
                rows.append(row | {"missing": _missing(drawn)})
            else:
                rows.append(row | {"draws": len(values)} | summarise(values[:, at], levels))
                rows[-1] |= _held(made.smallest[:, at]) if measure == MET else {}
    return pd.DataFrame(rows, columns=_empty(levels).columns)


def _empty(levels) -> pd.DataFrame:
    columns = ["unit", "measure", "as_of", "communes_total", "median", *name_bounds(levels), "draws", "missing", *HELD]
    return pd.DataFrame(columns=columns)


def _held(smallest: np.ndarray) -> dict[str, float]:
    """Tell in how many draws a smallest criterion holds the standard, and which one most often."""
    held, times = int((smallest != 0).sum()), np.bincount(smallest[smallest > 0], minlength=1)
    found = {"held": held / smallest.size}
    return found | ({"held_by": int(times.argmax()), "held_by_share": float(times.max() / held)} if times.any() else {})


def values_of(made: Headlines, measure: str) -> np.ndarray:
    """Give the draws of one measure (draws, dates); communes with at least so many criteria are sums of bands."""
    if measure in AT_LEAST:
        return made.bands[:, AT_LEAST[measure] :].sum(axis=1)
    if measure in BANDS:
        return made.bands[:, BANDS.index(measure)]
    return {MEAN: made.mean, MET: made.standard}[measure]


def _missing(drawn: Drawn) -> int:
    there = set(drawn.series.points["criterion"]) - set(drawn.lacking) - {STANDARD}
    return CRITERIA - len(there)

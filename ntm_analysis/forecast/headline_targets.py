"""What becomes of the targets for the mean, for communes at the standard, and for communes with so many criteria."""

import numpy as np
import pandas as pd

from ntm_analysis.days import as_days
from ntm_analysis.errors import BadInputError
from ntm_analysis.forecast.constants import CRITERIA
from ntm_analysis.forecast.draws import Drawn, Extras, draw_unit
from ntm_analysis.forecast.given import STANDARD, check_history, check_units, name_units
from ntm_analysis.forecast.headlines import (
    AT_LEAST,
    MEAN,
    MET,
    Headlines,
    check_bands,
    draw_headlines,
    measure_likeness,
    values_of,
)
from ntm_analysis.forecast.methods import DEFAULT
from ntm_analysis.forecast.summary import date_reached, judge_target, search_dates, summarise

LEVEL = 0.8
MEASURES = (MEAN, MET, *AT_LEAST)
JUDGED = ["communes_total", "median", "low_80", "high_80", "probability", "expected_shortfall", "date_half"]
JUDGED += ["last", "pace", "pace_80"]
SCALED = ["median", "low_80", "high_80", "expected_shortfall", "pace", "pace_80"]


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
    """Give the probability that each target for the mean, the standard or the bands is met, and what goes with it.

    | unit | measure | as_of | target | target_total |
    | --- | --- | --- | --- | --- |
    | lang-son | mean_criteria | 2021-12-31 | 13.5 | |
    | lang-son | communes_meeting_standard | 2021-12-31 | 75 | 181 |
    | lang-son | at_least_15 | 2021-12-31 | 76 | 181 |

    `targets` is such a table; those up to the last known date are left out. Bands are targets for communes with at
    least so many criteria (at_least_5, at_least_10, at_least_15): more is better of each. Communes are compared as
    shares of target_total (absent: of the communes drawn). Arguments as in `forecast_headlines` and
    `probability_of_plan`. Returns the targets (here with comparable, means and standard) with

    | unit | measure | as_of | communes_total | median | low_80 | high_80 | probability | expected_shortfall | last |
    | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
    | lang-son | mean_criteria | 2021-12-31 | 181 | 14.2 | 13.4 | 15.0 | 0.89 | 0.05 | 12.7 |
    | lang-son | communes_meeting_standard | 2021-12-31 | 181 | 74 | 58 | 89 | 0.50 | 5.3 | 65 |
    | lang-son | at_least_15 | 2021-12-31 | 181 | 81 | 67 | 95 | 0.70 | 2.5 | |

    communes_total (drawn), expected_shortfall (mean of what is missing), date_half (first of the half-years within ten
    years and the days of targets with a chance of one half), last (the last known value, at the communes drawn; of
    bands only where they are given of the last date), pace (a year, of the median) and pace_80 (a year that would give
    80 %), in communes or criteria; without rows where criteria are refused. Raises BadInputError as
    `probability_of_plan` does, and for an unknown measure.
    """
    checked, tables = check_history(history), []
    for unit, own in _check_targets(targets, checked).groupby("unit", sort=False):
        latest = checked.loc[checked["unit"] == unit, "as_of"].max()
        own = own[own["as_of"] > latest]
        if own.empty:
            continue
        dates = search_dates(latest, own["as_of"])
        drawn = draw_unit(checked, unit, dates, method, draws, seed, Extras(**extras))
        made = draw_headlines(drawn, measure_likeness(checked, unit, bands, extras.get("means")), seed)
        tables.append(judge_headlines(drawn, made, own, bands))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=[*targets, *JUDGED])


def _check_targets(targets: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """Give the targets with their columns checked and their days and numbers read."""
    missing = [name for name in ("unit", "measure", "as_of", "target") if name not in targets]
    if missing:
        raise BadInputError("the targets", f"no column {missing[0]}", "unit, measure, as_of and target", "add it")
    rows = targets.assign(unit=name_units(targets["unit"]), as_of=as_days(targets["as_of"], "the targets, as_of"))
    check_units(rows["unit"], history, "the targets")
    for measure in rows.loc[~rows["measure"].isin(MEASURES), "measure"]:
        raise BadInputError("the targets, measure", repr(measure), " or ".join(MEASURES), "take one of them")
    rows = rows if "target_total" in rows else rows.assign(target_total=np.nan)
    numbers = {name: pd.to_numeric(rows[name], errors="coerce").astype(float) for name in ("target", "target_total")}
    for wrong in rows.loc[numbers["target"].isna(), "target"]:
        raise BadInputError("the targets, target", repr(wrong), "a number", "correct it")
    return rows.assign(**numbers)


def judge_headlines(
    drawn: Drawn, made: Headlines | None, targets: pd.DataFrame, bands: pd.DataFrame | None
) -> pd.DataFrame:
    """Judge the targets of one unit by its draws, as `probability_of_headlines` does.

    Their dates are among those drawn. Without rows where the headlines could not be drawn (None).
    """
    rows = []
    for row in targets.to_dict("records") if made is not None else ():
        last = _last(drawn, row["measure"], bands)
        whole = made.counts.sum(axis=1) if row["measure"] == MEAN else values_of(made, row["measure"])
        rows.append(row | _judge(row, whole, drawn, last))
    return pd.DataFrame(rows, columns=[*targets, *JUDGED])


def _judge(row: dict, values: np.ndarray, drawn: Drawn, last: tuple[float, float] | None) -> dict:
    """Judge one target by whole draws (draws, dates); a mean is counted in criteria of all communes together."""
    at = drawn.dates.get_loc(row["as_of"])
    is_mean = row["measure"] == MEAN
    totals = drawn.totals * (CRITERIA if is_mean else 1)
    of = CRITERIA if is_mean else row["target_total"] if pd.notna(row["target_total"]) else drawn.totals[at]
    share, total = row["target"] / of, int(totals[at])
    start, since = last or (np.nan, drawn.series.years(drawn.series.latest))
    ahead = drawn.series.years(row["as_of"]) - since
    found = judge_target(values[:, at], total, share, start * total, ahead) | summarise(values[:, at], [LEVEL])
    found |= {"last": start * total, "date_half": date_reached(values, totals, share, drawn.dates)}
    unit = drawn.totals[at] if is_mean else 1
    scaled = {name: found[name] / unit for name in (*SCALED, "last")}
    return found | scaled | {"communes_total": int(drawn.totals[at])}


def _last(drawn: Drawn, measure: str, bands: pd.DataFrame | None) -> tuple[float, float] | None:
    """Give the last known value as a share of its whole, and its date in years; None where none is known."""
    points = drawn.series.points.set_index("criterion")
    latest = drawn.series.latest
    if measure == MET:
        own = points.loc[STANDARD] if STANDARD in points.index else None
        return None if own is None else (own["attaining"] / own["total"], own["years"])
    if measure == MEAN:
        of = points.drop(index=STANDARD, errors="ignore")
        return float((of["attaining"] / of["total"]).sum() / CRITERIA), drawn.series.years(latest)
    if bands is None:
        return None
    own = check_bands(bands)
    own = own[(own["unit"] == drawn.series.unit) & (own["as_of"] == latest)]
    inside = own["band_low"] >= int(measure.rpartition("_")[2])
    share = own.loc[inside, "communes"].sum() / drawn.series.total
    return (float(share), drawn.series.years(latest)) if len(own) else None

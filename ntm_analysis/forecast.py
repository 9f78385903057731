"""A first forecast that carries its own score: the pooled pace of the criteria, beside naive baselines and the plan."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ntm_analysis.attainment import measure_paces
from ntm_analysis.errors import NtmError

FEWEST_PACES = 5
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True)
class Study:
    """A forecast with what it rests on: paces, plan for its date, scores; no forecast where the points are too few."""

    paces: pd.DataFrame
    plan: pd.DataFrame
    forecast: pd.DataFrame | None
    scores: pd.DataFrame | None


class EarlyHorizonError(NtmError):
    """A forecast is asked for a date before the last known state."""


class TooFewPointsError(ValueError):
    """Too few criteria with two comparable states to pool a pace."""


def study(panel: pd.DataFrame, compared: pd.DataFrame, date: str) -> Study:
    """Forecast the criteria of a unit's latest set for a date and score the method on the targets that have outcomes.

    `panel` from criteria.make_panel, `compared` from attainment.compare_targets. With too few comparable criteria the
    study holds paces and plan only.
    """
    latest = panel[panel["criteria_set"] == panel["criteria_set"].max()]
    paces = measure_paces(latest)
    plan = latest[(latest["basis"] == "planned") & (latest["as_of"] == pd.Timestamp(date))]
    plan = plan[["criterion", "share", "document", "line"]]
    try:
        forecast = forecast_pooled(latest, paces, date)
    except TooFewPointsError:
        return Study(paces, plan, None, None)
    targets = compared[compared["outcome_share"].notna()].set_index("criterion")["target_share"]
    scores = score_holdout(paces, targets) if paces["criterion"].isin(targets.index).any() else None
    return Study(paces, plan, forecast, scores)


def tabulate(made: Study) -> pd.DataFrame:
    """Put the forecast, the plan for its date and the paces behind it into one table, with documents and lines."""
    plan = made.plan.rename(columns={"share": "plan_share"})
    paces = made.paces[["criterion", "pace", "from_document", "from_line", "to_document", "to_line"]]
    table = made.forecast.merge(plan, on="criterion", how="left", validate="one_to_one")
    return table.merge(paces, on="criterion", how="left", validate="one_to_one")


def forecast_pooled(panel: pd.DataFrame, paces: pd.DataFrame, date: str) -> pd.DataFrame:
    """Carry each criterion's last known share forward by the median pace of all criteria.

    `panel` from criteria.make_panel, `paces` from attainment.measure_paces (one unit, one criteria set). Returns
    criterion, last_date, last_share, median, low, high (shares at `date`, within 0..1): low and high carry the 10 %
    and 90 % quantile of the paces, an empirical 80 % band of how criteria have moved, no sampling interval.
    Raises TooFewPointsError below five paces and EarlyHorizonError for a date before the last known state. No number is
    fitted to the outcomes that `score_holdout` scores.
    """
    _enough(paces)
    known = panel[panel["basis"].isin(["reported", "derived"])].sort_values("as_of", kind="stable")
    last = known.drop_duplicates("criterion", keep="last").set_index("criterion")
    if pd.Timestamp(date) < last["as_of"].max():
        found, latest = f"horizon {date}: found a date before the last known state", f"{last['as_of'].max():%Y-%m-%d}"
        raise EarlyHorizonError(f"{found} ({latest}), expected that date or a later one; choose another horizon.")
    years = (pd.Timestamp(date) - last["as_of"]).dt.days / 365.25
    ends = {
        name: (last["share"].astype(float) + years * pace).clip(0, 1)
        for name, pace in _quantiles(paces["pace"].astype(float)).items()
    }
    frame = pd.DataFrame({"last_date": last["as_of"], "last_share": last["share"].astype(float), **ends})
    return frame.sort_index().reset_index()


def score_holdout(paces: pd.DataFrame, plan: pd.Series) -> pd.DataFrame:
    """Score the pooled pace, the last value and the plan on the outcomes that exist.

    Each criterion's outcome (`to_share`) is predicted from its `from_share` with the paces of the other criteria only.
    `plan` maps criterion to the planned share for the outcome's date. Returns method, criteria, mae_points (mean
    absolute error in points) and coverage (share of outcomes inside the 80 % band, pooled pace only), all on the
    criteria that have a plan. Raises TooFewPointsError below five paces.
    """
    _enough(paces)
    rows = paces[paces["criterion"].isin(plan.index)].astype({"from_share": float, "to_share": float, "pace": float})
    errors, inside = {"pooled_pace": [], "last_value": [], "plan": []}, []
    for row in rows.itertuples():
        others = _quantiles(paces.loc[paces["criterion"] != row.criterion, "pace"].astype(float))
        ends = {name: np.clip(row.from_share + row.years * pace, 0, 1) for name, pace in others.items()}
        errors["pooled_pace"].append(ends["median"] - row.to_share)
        errors["last_value"].append(row.from_share - row.to_share)
        errors["plan"].append(float(plan[row.criterion]) - row.to_share)
        inside.append(ends["low"] <= row.to_share <= ends["high"])
    scores = [(name, len(rows), 100 * float(np.mean(np.abs(error)))) for name, error in errors.items()]
    frame = pd.DataFrame(scores, columns=["method", "criteria", "mae_points"])
    return frame.assign(coverage=[float(np.mean(inside)), None, None])


def _quantiles(paces: pd.Series) -> dict[str, float]:
    return {"median": paces.median(), "low": paces.quantile(LOW), "high": paces.quantile(HIGH)}


def _enough(paces: pd.DataFrame) -> None:
    if len(paces) < FEWEST_PACES:
        raise TooFewPointsError(
            f"{len(paces)} criteria have two comparable states; {FEWEST_PACES} are needed to pool a pace"
        )

"""Targets with what was forecast for them: before the outcome where one is known, else from all that is known."""

import pandas as pd

from ntm_analysis.forecast.headlines import MEAN

JOINED = ["forecast", "forecast_low", "forecast_high", "forecast_from", "probability"]
HUNDRED = 100.0


def join_forecasts(
    facts: pd.DataFrame, points: pd.DataFrame, judged: pd.DataFrame, headlines: pd.DataFrame
) -> pd.DataFrame:
    """Give the facts of attainment with the forecast of each target beside them.

    `facts` as from attainment.facts.join_outcomes; `points` as from backtest, of one method; `judged` as from
    probability_of_plan and `headlines` as from probability_of_headlines, all of one unit and day. A target with an
    outcome has the back-test's forecast from the last origin before its date, one ahead that from all that is known.
    Adds forecast, forecast_low and forecast_high (median and 80 % interval, in percent of communes), forecast_from (the
    origin of the back-test) and, for targets ahead, probability; absent where nothing was forecast, and for figures
    that are no share of communes.
    """
    cells = _tested(points) | _ahead(judged, "criterion")
    cells |= _ahead(headlines[headlines["measure"] != MEAN], "measure")
    keys = zip(facts["subject"].astype(str), facts["as_of"], facts["is_share"], strict=True)
    rows = [cells.get((subject, date), {}) if is_share else {} for subject, date, is_share in keys]
    found = pd.DataFrame(rows, columns=JOINED, index=facts.index)
    numbers = dict.fromkeys([*JOINED[:3], "probability"], float)
    return facts.assign(**found.astype(numbers | {"forecast_from": "datetime64[s]"}))


def _tested(points: pd.DataFrame) -> dict:
    last = points.sort_values("origin", kind="stable").drop_duplicates(["criterion", "as_of"], keep="last")
    return {
        (str(row.criterion), row.as_of): dict(
            zip(JOINED, (*(HUNDRED * end for end in (row.median, row.low_80, row.high_80)), row.origin), strict=False)
        )
        for row in last.itertuples()
    }


def _ahead(judged: pd.DataFrame, subject: str) -> dict:
    found = {}
    for row in judged.dropna(subset="probability").to_dict("records"):
        ends = [HUNDRED * row[name] / row["communes_total"] for name in ("median", "low_80", "high_80")]
        named = dict(zip(JOINED, ends, strict=False)) | {"probability": row["probability"]}
        found[str(row[subject]), row["as_of"]] = named
    return found

"""What the figures of the forecasts say in their titles: one message each."""

import pandas as pd

from ntm_analysis.language import Words

EVEN = 0.5
SLIPPING = {"historical": "fig.commune_years", "stress": "fig.commune_years_stress"}


def title_fans(forecast: pd.DataFrame, words: Words) -> str:
    """Give the fans their title: how far they reach."""
    return words("fig.fans", date=words.month(forecast["as_of"].max()))


def title_chances(judged: pd.DataFrame, words: Words) -> str:
    """Give the chances of one date their message: how many targets are likelier than not to be met."""
    known = judged.dropna(subset="probability")
    values = {"likely": int((known["probability"] > EVEN).sum()), "total": len(known)}
    return words("fig.chances", date=words.month(judged["as_of"].iloc[0]), **values)


def title_calibration(points: pd.DataFrame, words: Words) -> str:
    """Give the back-test of one method, origin and date its message: how many outcomes lie inside the interval."""
    own = points.dropna(subset="low_80")
    when = {"origin": words.month(own["origin"].iloc[0]), "date": words.month(own["as_of"].iloc[0])}
    return words("fig.calibration", inside=int(own["inside"].sum()), count=len(own), **when)


def title_commune_years(simulated: pd.DataFrame, words: Words) -> str:
    """Give the commune plans their message: what is left of them at the slip that came before, or what they plan."""
    last = simulated[simulated["year"] == simulated["year"].max()].set_index("scenario")
    values = {"planned": int(last["planned"].iloc[0]), "year": str(simulated["year"].max())}
    for scenario, key in SLIPPING.items():
        if scenario in last.index:
            return words(key, median=float(last.at[scenario, "median"]), **values)
    return words("fig.commune_years_planned", communes=int(last["communes"].iloc[0]), **values)


def title_standard(forecast: pd.DataFrame, words: Words) -> str:
    """Give the fan of communes at the standard its message: the median at its end."""
    last = forecast.loc[forecast["as_of"].idxmax()]
    return words("fig.headline_standard", median=float(last["median"]), date=words.month(last["as_of"]))

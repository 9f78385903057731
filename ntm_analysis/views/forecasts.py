"""Forecasts, chances, scores and constants, in tables for readers."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ntm_analysis.forecast.constants import REASONED
from ntm_analysis.forecast.headlines import MEAN
from ntm_analysis.forecast.methods import DEFAULT
from ntm_analysis.forecast.simulation import BEYOND
from ntm_analysis.language import Words
from ntm_analysis.narratives.likelihood import name_likelihood
from ntm_analysis.narratives.subjects import write_value
from ntm_analysis.statements import cite
from ntm_analysis.views.titles import titled


def list_forecast(forecast: pd.DataFrame, history: pd.DataFrame, names: pd.Series, words: Words) -> pd.DataFrame:
    """List a forecast of the criteria: median and intervals in communes, or what a refused criterion lacks.

    `history` holds the counts with document and line; the last one of each criterion stands beside it.
    """
    last = history.sort_values("as_of", kind="stable").drop_duplicates("criterion", keep="last").set_index("criterion")
    columns = {
        "column.criterion": [f"{number}. {names[number]}" for number in forecast["criterion"]],
        "column.date": [words.day(date) for date in forecast["as_of"]],
        "column.communes": forecast["communes_total"],
        "column.median": [_whole(value, words) for value in forecast["median"]],
        **_intervals(forecast, words),
        "column.lacks": [_lacks(row, words) for row in forecast.itertuples()],
        "column.last_count": [
            _count(last.loc[[of]], words) if of in last.index else "" for of in forecast["criterion"]
        ],
    }
    return titled(columns, words)


def list_headlines(forecast: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List a forecast of mean, communes at the standard and bands: median and intervals."""
    rows = forecast.dropna(subset="median")
    columns = {
        "column.measure": [words(f"headline.{measure}") for measure in rows["measure"]],
        "column.date": [words.day(date) for date in rows["as_of"]],
        "column.median": [_plain(value, words) for value in rows["median"]],
        **_intervals(rows, words),
    }
    return titled(columns, words)


def list_chances(
    judged: pd.DataFrame, labels: Mapping[str, str], likelihoods: pd.DataFrame, words: Words
) -> pd.DataFrame:
    """List the targets, the least likely first: probability and its word, shortfall, date of an even chance, paces.

    `judged` as from Outlook.chances: criteria first, then mean, standard and bands; `labels` maps subjects to names.
    """
    rows = judged.sort_values(["kind", "probability", "subject"], kind="stable", na_position="last")
    columns = {
        "column.subject": [labels[subject] for subject in rows["subject"]],
        "column.date": [words.day(date) for date in rows["as_of"]],
        "column.target": [_aim(row, words) for row in rows.itertuples()],
        "column.median": ["" if pd.isna(value) else _plain(value, words) for value in rows["median"]],
        "column.interval_80": [_span(row.low_80, row.high_80, words) for row in rows.itertuples()],
        "column.probability": [_percent(value, words) for value in rows["probability"]],
        "column.likelihood": [
            "" if pd.isna(value) else name_likelihood(likelihoods, float(value), words.language)
            for value in rows["probability"]
        ],
        "column.shortfall": [_tenth(value, words) for value in rows["expected_shortfall"]],
        "column.date_half": ["" if pd.isna(date) else words.day(date) for date in rows["date_half"]],
        "column.pace_forecast": [_tenth(value, words) for value in rows["pace"]],
        "column.pace_80": [_tenth(value, words) for value in rows["pace_80"]],
        "column.target_sources": [cite(rows.iloc[[place]]) for place in range(len(rows))],
    }
    return titled(columns, words)


def list_forecast_scores(scores: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the scores of the methods by origin and date, the least CRPS first."""
    columns = {
        "column.origin": [words.day(date) for date in scores["origin"]],
        "column.date": [words.day(date) for date in scores["as_of"]],
        "column.method": [words(f"method.{method}") for method in scores["method"]],
        "column.criteria": scores["series"],
        "column.mae": [_tenth(value, words) for value in scores["mae_points"]],
        "column.crps": [_tenth(value, words) for value in scores["crps_points"]],
        "column.coverage": [_percent(value, words) for value in scores["coverage_80"]],
        "column.width": [_tenth(value, words) for value in scores["width_80_points"]],
        "column.log_score": [_tenth(value, words) for value in scores["log_score"]],
    }
    return titled(columns, words)


def list_constants(words: Words) -> pd.DataFrame:
    """List what the method fixes beforehand, with the reason of each number."""
    columns = {
        "column.constant": [words(f"constant.name_{name}") for name in REASONED],
        "column.value": [
            "; ".join(words("unit.plain", value=of) for of in _each(value)) for value in REASONED.values()
        ],
        "column.reason": [words(f"constant.{name}") for name in REASONED],
    }
    return titled(columns, words)


def _aim(row, words: Words) -> str:
    """Write the target that is judged; of a range its lower end, and the range."""
    text = write_value(row.target, row.target, np.nan if row.subject == MEAN else row.target_total, words)
    if pd.isna(row.target_high) or row.target_high <= row.target:
        return text
    return words("part.lower_end", low=text, range=write_value(row.target, row.target_high, np.nan, words))


def _each(value: float | tuple[float, ...]) -> tuple[float, ...]:
    return value if isinstance(value, tuple) else (value,)


def list_commune_years(simulated: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the communes at 19 of 19 by scenario and year."""
    columns = {
        "column.scenario": [words(f"scenario.{row.scenario}", slip=100 * row.slip) for row in simulated.itertuples()],
        "column.year": [str(year) for year in simulated["year"]],
        "column.communes": simulated["communes"],
        "column.planned": simulated["planned"],
        "column.median": [_whole(value, words) for value in simulated["median"]],
        **_intervals(simulated, words),
    }
    return titled(columns, words)


def list_simulation(scores: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the simulation study by scenario: coverage and CRPS of the default method, and the best other method.

    `scores` as from simulation.load_simulation.
    """
    own = scores[scores["method"] == DEFAULT].set_index("scenario")
    rest = scores[scores["method"] != DEFAULT]
    best = rest.loc[rest.groupby("scenario", sort=False)["crps_points"].idxmin()].set_index("scenario").loc[own.index]
    columns = {
        "column.truth": [words(f"truth.{scenario}") for scenario in own.index],
        "column.supposed": [words("mark.beyond") if scenario in BEYOND else "" for scenario in own.index],
        "column.coverage": [_percent(value, words) for value in own["coverage_80"]],
        "column.width": [_tenth(value, words) for value in own["width_80_points"]],
        "column.crps": [words("unit.bn", value=float(value)) for value in own["crps_points"]],
        "column.best_other": [words(f"method.{method}") for method in best["method"]],
        "column.crps_other": [words("unit.bn", value=float(value)) for value in best["crps_points"]],
    }
    return titled(columns, words)


def _intervals(rows: pd.DataFrame, words: Words) -> dict[str, list[str]]:
    """Give a column for every interval that a table holds, the narrowest first."""
    return {
        f"column.interval_{level}": [
            _span(low, high, words) for low, high in zip(rows[f"low_{level}"], rows[f"high_{level}"], strict=True)
        ]
        for level in (50, 80, 95)
        if f"low_{level}" in rows
    }


def _count(rows: pd.DataFrame, words: Words) -> str:
    """Write a count with its day, document and line."""
    row = rows.iloc[0]
    counted = f"{row['communes_attaining']}/{row['communes_total']}, {words.day(row['as_of'])}"
    return " · ".join(filter(None, (counted, cite(rows))))


def _whole(value, words: Words) -> str:
    return "" if pd.isna(value) else words("unit.whole", value=float(value))


def _tenth(value, words: Words) -> str:
    return "" if pd.isna(value) else words("unit.share", value=float(value))


def _percent(value, words: Words) -> str:
    return "" if pd.isna(value) else words("unit.pct", value=100 * float(value))


def _span(low, high, words: Words) -> str:
    if pd.isna(low):
        return ""
    return "–".join(_plain(end, words) for end in (low, high))


def _plain(value, words: Words) -> str:
    return words("unit.plain", value=round(float(value), 1))


def _lacks(row, words: Words) -> str:
    if pd.isna(row.lacks):
        return ""
    return words(f"lacks.{row.lacks}", found=int(row.found), needed=int(row.needed))

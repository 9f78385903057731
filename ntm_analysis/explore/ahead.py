"""The forecasts of units, each computed once."""

import pandas as pd

from ntm_analysis.criteria.panel import make_panel
from ntm_analysis.forecast.outlook import Choice, cite_history, drawn_dates, forecast_drawn, keep_shown
from ntm_analysis.forecast.reading import Reading, read_unit


class Forecasts:
    """Forecasts of the criteria from all that is known, the very ones that notebook 04 makes with its defaults."""

    def __init__(self, tables: dict[str, pd.DataFrame], criteria: pd.DataFrame):
        self._tables, self._criteria = tables, criteria
        self._readings: dict[str, Reading] = {}
        self._made: dict[tuple, pd.DataFrame] = {}

    def history(self, unit: str) -> pd.DataFrame:
        """Give the known counts of a unit that forecasts rest on, with document and line."""
        return self._read(unit).figures.history

    def panel(self, unit: str) -> pd.DataFrame:
        """Give the known and planned points of the unit's latest criteria set."""
        panel, known = make_panel(self._tables["criteria"], unit), self.history(unit)
        return panel[panel["criteria_set"] == known["criteria_set"].iloc[-1]]

    def forecast(self, unit: str, horizon: str) -> pd.DataFrame:
        """Give the forecast of every criterion at half-years until a day, with the lines that it rests on.

        Days that end a half-year are of the same draws: these are made once for all of them. Raises BadInputError for a
        day before the last known state.
        """
        read, history = self._read(unit), self.history(unit)
        key = (unit, *drawn_dates(read, horizon))
        if key not in self._made:
            self._made[key] = cite_history(forecast_drawn(read, Choice(unit, horizon)), history)
        return keep_shown(self._made[key], history["as_of"].max(), horizon)

    def _read(self, unit: str) -> Reading:
        if unit not in self._readings:
            self._readings[unit] = read_unit(self._tables, self._criteria, unit)
        return self._readings[unit]

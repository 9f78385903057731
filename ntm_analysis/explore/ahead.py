"""The forecasts of units, each computed once."""

import pandas as pd

from ntm_analysis.criteria.panel import make_panel
from ntm_analysis.forecast.criteria import forecast_criteria
from ntm_analysis.forecast.outlook import cite_history
from ntm_analysis.forecast.study import read_figures
from ntm_analysis.forecast.summary import half_years


class Forecasts:
    """Forecasts of the criteria from all that is known, as notebook 04 makes them with its defaults."""

    def __init__(self, tables: dict[str, pd.DataFrame], criteria: pd.DataFrame):
        self._tables, self._criteria = tables, criteria
        self._figures, self._made = None, {}

    def history(self, unit: str) -> pd.DataFrame:
        """Give the known counts of a unit that forecasts rest on, with document and line."""
        self._figures = self._figures or read_figures(self._tables, self._criteria)
        rows = self._figures.history
        return rows[rows["unit"] == unit].reset_index(drop=True)

    def panel(self, unit: str) -> pd.DataFrame:
        """Give the known and planned points of the unit's latest criteria set."""
        panel, known = make_panel(self._tables["criteria"], unit), self.history(unit)
        return panel[panel["criteria_set"] == known["criteria_set"].iloc[-1]]

    def forecast(self, unit: str, horizon: str) -> pd.DataFrame:
        """Give the forecast of every criterion at half-years until a day, with the lines that it rests on.

        Raises BadInputError for a day that is not after the last known state.
        """
        if (unit, horizon) not in self._made:
            history = self.history(unit)
            dates = half_years(history["as_of"].max(), horizon)
            extras = self._figures.extras("comparable", "means", "standard")
            self._made[unit, horizon] = cite_history(forecast_criteria(history, dates, **extras), history)
        return self._made[unit, horizon]

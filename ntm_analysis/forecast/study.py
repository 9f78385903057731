"""The figures of the processed tables as the forecasts take them: history, means, communes at the standard, plan."""

from dataclasses import dataclass

import pandas as pd

from ntm_analysis.attainment.known import read_days_known
from ntm_analysis.tables import lines_of

KNOWN = ("reported", "derived")
DAY = pd.Timedelta(days=1)
STOCK, FLOW, MEAN = "communes_meeting_standard", "communes_meeting_standard_added", "mean_criteria"
COLUMNS = ["unit", "criterion", "as_of", "communes_attaining", "communes_total", "criteria_set", "known_on"]
PLACE = ["document", "line"]


@dataclass(frozen=True)
class Figures:
    """What is known and planned: tables as `forecast_criteria` and `draws.Extras` take them, with document and line."""

    history: pd.DataFrame
    means: pd.DataFrame
    standard: pd.DataFrame
    plan: pd.DataFrame
    comparable: pd.DataFrame

    def extras(self, *names: str) -> dict[str, pd.DataFrame]:
        """Give the extras of a forecast by name, comparable and means where none is named."""
        return {name: getattr(self, name) for name in names or ("comparable", "means")}


def read_figures(tables: dict[str, pd.DataFrame], comparable: pd.DataFrame) -> Figures:
    """Read history, means, standard and plans of all units from the processed tables.

    `comparable` is the reference list of criteria. A figure is known from the day on which the document that first
    prints it is (attainment.known); of counts of one day that documents print differently that one counts. Communes at
    the standard at the end of a year also follow from a plan's target less its printed increase.
    """
    known_on = read_days_known(tables["documents"])
    sets = tables["documents"].set_index("document")["criteria_set"]
    rows = tables["criteria"][tables["criteria"]["communes_attaining"].notna()]
    rows = rows.assign(known_on=rows["document"].map(known_on), lines=lines_of(rows)).sort_values(
        "known_on", kind="stable"
    )
    rows = rows.drop_duplicates(["unit", "criterion", "as_of", "basis", "criteria_set"])
    history, plan = rows[rows["basis"].isin(KNOWN)], rows[rows["basis"] == "planned"]
    history = history.drop_duplicates(["unit", "criterion", "as_of", "criteria_set"])
    headlines = tables["headlines"].assign(criteria_set=tables["headlines"]["document"].map(sets))
    headlines = headlines.assign(known_on=headlines["document"].map(known_on))
    means = headlines[(headlines["measure"] == MEAN) & headlines["basis"].isin(KNOWN)]
    means = means[["unit", "as_of", "value_low", "criteria_set", *PLACE]].rename(columns={"value_low": "mean"})
    made = plan.rename(columns={"known_on": "made_on"})[[*COLUMNS[:-1], "made_on", *PLACE]]
    return Figures(history[[*COLUMNS, *PLACE, "lines"]], means, _standard(headlines, history), made, comparable)


def _standard(headlines: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """Give the communes at the standard as printed, and as a plan's target less its increase."""
    stocks = headlines[headlines["measure"] == STOCK]
    printed = stocks[stocks["basis"].isin(KNOWN)].rename(columns={"value_low": "communes_attaining"})
    flows = headlines[(headlines["measure"] == FLOW) & (headlines["basis"] == "planned")]
    flows = flows[["unit", "document", "period_start", "period_end", "value_low"]].drop_duplicates()
    both = stocks[stocks["basis"] == "planned"].merge(
        flows,
        left_on=["unit", "document", "as_of"],
        right_on=["unit", "document", "period_end"],
        suffixes=("", "_added"),
    )
    both = both.assign(as_of=both["period_start_added"] - DAY)
    both = both.assign(communes_attaining=both["value_low"] - both["value_low_added"], basis="derived")
    totals = history.drop_duplicates(["unit", "as_of"])[["unit", "as_of", "communes_total"]]
    rows = pd.concat([printed, both]).drop(columns="communes_total")
    rows = rows.merge(totals, on=["unit", "as_of"], how="inner", validate="many_to_one")
    rows = rows.drop_duplicates(["unit", "as_of"]).sort_values(["unit", "as_of"])
    columns = ["unit", "as_of", "communes_attaining", "communes_total", "criteria_set", "known_on", "basis", *PLACE]
    return rows[columns].reset_index(drop=True)

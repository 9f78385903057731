"""Small histories for the tests of the forecasts."""

import pandas as pd

from ntm_analysis.forecast.targets import JOINED

START, END, LATER = "2016-12-31", "2018-12-31", "2020-12-31"
SETS = ("2009", "2016")


def point(criterion, count, as_of=START, total=100, criteria_set="2016", unit="a"):
    """One count."""
    values = (unit, criterion, as_of, count, total, criteria_set)
    columns = ("unit", "criterion", "as_of", "communes_attaining", "communes_total", "criteria_set")
    return dict(zip(columns, values, strict=True))


def history_of(*rows):
    """A history of some points."""
    return pd.DataFrame(list(rows)).assign(as_of=lambda of: pd.to_datetime(of["as_of"]))


def two_states(pairs, total=100, **more):
    """A history of two states two years apart: criterion -> its two counts."""
    rows = [
        point(criterion, count, date, total, **more)
        for criterion, ends in pairs.items()
        for count, date in zip(ends, (START, END), strict=True)
    ]
    return history_of(*rows)


def graded(grade, criteria=range(1, 20)):
    """A reference list in which every criterion has one grade."""
    rows = [("2016", criterion, grade) for criterion in criteria] + [
        ("2009", criterion, None) for criterion in criteria
    ]
    return pd.DataFrame(rows, columns=["criteria_set", "criterion", "comparable_with_previous"])


RISING = {criterion: (5 * criterion, 5 * criterion + 4) for criterion in range(1, 20)}


def plans_of(**communes):
    """Commune plans: commune -> years of its 19 criteria, 0 where met."""
    rows = [
        (commune, number + 1, "planned" if year else "met_2017_01", year or None)
        for commune, years in communes.items()
        for number, year in enumerate(years)
    ]
    return pd.DataFrame(rows, columns=["commune", "criterion", "status", "planned_year"])


PLANS = plans_of(
    a=[0] * 15 + [2017, 2018, 2018, 2019], b=[0] * 17 + [2018, 2018], c=[0] * 10 + [2017] * 4 + [2019] * 5, d=[2018] * 5
)


def without_forecast(facts):
    """Facts of attainment of which nothing was forecast."""
    return facts.assign(**dict.fromkeys(JOINED, float("nan")) | {"forecast_from": pd.NaT})

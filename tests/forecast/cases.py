"""Small histories for the tests of the forecasts."""

import pandas as pd

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

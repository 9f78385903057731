"""Years on a time axis: named in their middle, marked where they begin."""

import pandas as pd
import pytest

from ntm_analysis.charts.style import new_figure, new_grid
from ntm_analysis.charts.years import mark_years, shorten_strokes


def marked(low, high, most=4):
    _, axes = new_figure(6)
    mark_years(axes, pd.Timestamp(low), pd.Timestamp(high), most)
    days = [pd.Timestamp("1970-01-01") + pd.Timedelta(days=tick) for tick in axes.get_xticks()]
    begins = [pd.Timestamp("1970-01-01") + pd.Timedelta(days=tick) for tick in axes.get_xticks(minor=True)]
    return [label.get_text() for label in axes.get_xticklabels()], days, begins


def test_a_year_is_named_in_its_middle_and_begins_at_a_stroke():
    names, days, begins = marked("2015-03-01", "2017-12-01")
    assert names == ["2015", "2016", "2017"]
    assert days == [pd.Timestamp(year, 7, 1) for year in (2015, 2016, 2017)]
    assert begins == [pd.Timestamp(year, 1, 1) for year in (2016, 2017)]


def test_the_last_day_of_a_year_stands_in_it():
    *_, begins = marked("2015-07-01", "2021-07-01")
    for day in (pd.Timestamp("2015-12-31"), pd.Timestamp("2020-12-31")):
        assert next(begin for begin in begins if begin > day) == day + pd.Timedelta(days=1)


@pytest.mark.parametrize(("most", "names"), [(2, ["2010", "2016"]), (4, ["2010", "2013", "2016", "2019"])])
def test_no_more_years_are_named_than_there_is_room_for(most, names):
    assert marked("2010-01-01", "2021-01-01", most)[0] == names


def test_a_year_at_the_edge_is_not_named():
    assert marked("2019-07-02", "2021-07-02")[0] == ["2020"]


def test_days_within_a_month_name_no_year_and_are_drawn():
    assert marked("2019-06-20", "2019-07-10")[0] == []


def test_axes_that_share_their_years_have_the_same_strokes():
    _, grid = new_grid(8, 2, 2)
    for axes in grid:
        shorten_strokes(axes, 7)
    mark_years(grid[0], pd.Timestamp("2015-03-01"), pd.Timestamp("2017-12-01"), 4)
    assert grid[0].get_xticks(minor=True).tolist() == grid[1].get_xticks(minor=True).tolist()
    assert [axes.xaxis.get_tick_params(which="major")["length"] for axes in grid] == [0, 0]
    assert min(axes.xaxis.get_tick_params(which="minor")["length"] for axes in grid) > 0

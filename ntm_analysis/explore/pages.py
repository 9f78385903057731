"""The pages of the panel: each makes what it shows of the same functions that the notebooks call."""

from collections import namedtuple

import pandas as pd

from ntm_analysis.charts.ahead import plot_ahead
from ntm_analysis.charts.criteria import plot_panel
from ntm_analysis.charts.forecasts import plot_fans
from ntm_analysis.charts.funding import plot_mix
from ntm_analysis.charts.overview import plot_findings, plot_indicator
from ntm_analysis.charts.style import new_figure, new_grid
from ntm_analysis.criteria.panel import make_panel
from ntm_analysis.criteria.study import keep_between
from ntm_analysis.explore import telling
from ntm_analysis.explore.shown import Shown
from ntm_analysis.forecast.study import KNOWN
from ntm_analysis.funding.measures import add_clr
from ntm_analysis.funding.mix import measure_mix, select_schemes
from ntm_analysis.funding.study import Choice
from ntm_analysis.narratives.forecast_titles import title_fans
from ntm_analysis.narratives.funding_titles import title_mix
from ntm_analysis.narratives.sources import tell_search
from ntm_analysis.parameters.models import Explore
from ntm_analysis.statements import Statements
from ntm_analysis.views.findings import at_least, list_findings
from ntm_analysis.views.forecasts import list_forecast
from ntm_analysis.views.funding import list_mix
from ntm_analysis.views.sources import search

Mix = namedtuple("Mix", "mix choice")


def show_search(explorer, asked: Explore, say: Statements) -> Shown:
    """Show an indicator by date, and what a search finds among indicators, communes and findings."""
    words, indicators = say.words, explorer.tables["indicators"]
    own = indicators[indicators["unit"] == asked.unit]
    rows = own[own["indicator"] == asked.indicator]
    found = search(explorer.tables, asked.text, words)
    found = found if asked.text else found.iloc[:0]
    tell_search(say, explorer.tables, own, asked.indicator, asked.text, found)
    title = words.pick(rows.iloc[0], "indicator") if len(rows) else ""

    def draw():
        figure, axes = new_figure(height_cm=8)
        plot_indicator(rows, axes, words, words.measure(rows["measure"].iloc[0]))
        return figure

    return Shown(
        "explore.page_search", "indicator", title, rows, found, words("head.search"), draw if len(rows) else None, say
    )


def show_funding(explorer, asked: Explore, say: Statements) -> Shown:
    """Show who pays: the funding mix by document, of all sources or of one."""
    words, choice = say.words, Choice([asked.unit], asked.basis, asked.period_start, asked.period_end)
    schemes = select_schemes(explorer.tables["funding"], choice.units, choice.basis, choice.start, choice.end)
    whole = add_clr(measure_mix(schemes))
    mix = whole if asked.source == "all" else whole[whole["group"] == asked.source]
    title = title_mix(Mix(whole, choice), words)
    if asked.source != "all" and len(mix):
        title = telling.title_source(mix, words)
    telling.tell_mix(say, mix, asked.source)

    def draw():
        figure, axes = new_figure(height_cm=3.5 + 1.3 * mix["document"].nunique())
        plot_mix(mix, axes, words)
        return figure

    return Shown(
        "explore.page_funding",
        "funding_mix",
        title,
        mix,
        list_mix(mix, words),
        words("table.funding"),
        draw if len(mix) else None,
        say,
    )


def show_criteria(explorer, asked: Explore, say: Statements) -> Shown:
    """Show how many communes attain each criterion at each date."""
    words, numbers = say.words, explorer.criteria(asked)
    counts = keep_between(explorer.tables["criteria"], asked.period_start, asked.period_end)
    panel = make_panel(counts, asked.unit)
    panel = panel[panel["criterion"].isin(numbers)]
    if asked.basis != "all":
        panel = panel[panel["basis"].isin(KNOWN) == (asked.basis == "reported")]
    panel = panel.reset_index(drop=True)
    names = _names(explorer, asked)
    telling.tell_panel(say, panel, names)

    def draw():
        figure, axes = new_figure(height_cm=4.5 + 0.5 * len(names))
        plot_panel(panel, names, axes, words)
        return figure

    listed = telling.list_panel(panel, names, words)
    return Shown(
        "explore.page_criteria",
        "criteria_panel",
        words("fig.panel"),
        panel,
        listed,
        words("table.criteria"),
        draw if len(panel) else None,
        say,
    )


def show_forecast(explorer, asked: Explore, say: Statements) -> Shown:
    """Show what is likely to come: one criterion as a fan, several on the last day, with intervals."""
    words, names = say.words, _names(explorer, asked)
    forecast = explorer.forecasts.forecast(asked.unit, asked.horizon)
    forecast = forecast[forecast["criterion"].isin(names.index)].reset_index(drop=True)
    last = forecast[forecast["as_of"] == forecast["as_of"].max()]
    one, known = len(names) == 1, last["median"].notna().any()
    history = explorer.forecasts.history(asked.unit)
    telling.tell_forecast(say, last, history, names)

    def draw():
        if one:
            figure, grid = new_grid(9, 1, 1)
            plot_fans(forecast, explorer.forecasts.panel(asked.unit), names, grid, words)
        else:
            figure, axes = new_figure(height_cm=4 + 0.55 * int(last["median"].notna().sum()))
            plot_ahead(last, names, axes, words)
        return figure

    title = title_fans(forecast, words) if one and len(forecast) else telling.title_ahead(last, words)
    listed = list_forecast(forecast if one else last, history, names, words)
    return Shown(
        "explore.page_forecast",
        "forecast",
        title,
        forecast,
        listed,
        words("head.forecast_listed"),
        draw if known else None,
        say,
    )


def show_findings(explorer, asked: Explore, say: Statements) -> Shown:
    """Show what does not agree in the documents about a unit and the units inside it."""
    words, tables = say.words, explorer.tables
    units = tables["units"]
    inside = {asked.unit, *units.loc[units["parent"] == asked.unit, "unit"]}
    documents = tables["documents"].loc[tables["documents"]["unit"].isin(inside), "document"]
    rows = tables["findings"]
    rows = rows[rows["document"].isin(documents) & rows["severity"].isin(at_least(asked.severity))]
    telling.tell_findings(say, rows)

    def draw():
        figure, axes = new_figure(height_cm=3.5 + 0.55 * rows["rule"].nunique())
        plot_findings(rows, axes, words)
        return figure

    listed = list_findings(rows, words)
    return Shown(
        "explore.page_findings",
        "findings",
        words("fig.findings"),
        rows,
        listed,
        words("head.findings"),
        draw if len(rows) else None,
        say,
    )


def _names(explorer, asked: Explore) -> pd.Series:
    """Give the names of the criteria that are asked for, by number."""
    rows = explorer.reference
    rows = rows[(rows["criteria_set"] == "2016") & rows["criterion"].isin(explorer.criteria(asked))]
    return rows.set_index("criterion")[f"name_{asked.language}"]

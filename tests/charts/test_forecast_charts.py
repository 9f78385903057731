"""Figures of the forecasts by their geometry, and as they are printed in both languages."""

import numpy as np
import pandas as pd
import pytest
from forecast.real import OUTLOOK, SIMULATED, TABLES, labels_in, names_in
from forecast.real import POINTS as SCORED
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex

from charts.measure import faults_of
from ntm_analysis.charts import forecasts as charts
from ntm_analysis.charts.style import INK, VERDICT, new_figure, new_grid, put_title
from ntm_analysis.criteria.panel import make_panel
from ntm_analysis.forecast.headlines import MET
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.narratives import forecast_titles as titles

FORECAST, HEADLINES, JUDGED = OUTLOOK.forecast, OUTLOOK.headlines, OUTLOOK.chances()
DATES = FORECAST["as_of"].unique()
POINTS = SCORED[SCORED["method"].isin(["pooled", "plan"])]
PANEL = make_panel(TABLES["criteria"], "lang-son").query("criteria_set == '2016'")
STANDARD = OUTLOOK.known_standard()
AIMS = pd.DataFrame({"as_of": pd.to_datetime(["2020-12-31", "2021-12-31"]), "value": [77, 75], "total": [207, 181]})
MERGES = OUTLOOK.merges_shown()
EN = load_words("en")
pytestmark = pytest.mark.data


def fans(language="en", forecast=FORECAST):
    names = names_in(language)
    figure, grid = new_grid(20, len(names), 4)
    charts.plot_fans(forecast, PANEL, names, grid, load_words(language))
    return figure, grid


def draw(plot, title, table, *of, language="en", height=11):
    words = load_words(language)
    figure, axes = new_figure(height_cm=height)
    plot(table, *of, axes, words)
    put_title(figure, title(table, words))
    return figure, axes


def figure_of(name, language):
    names = names_in(language)
    if name == "fans":
        figure, _ = fans(language)
        put_title(figure, titles.title_fans(FORECAST, load_words(language)))
        return figure
    standard = HEADLINES[HEADLINES["measure"] == MET]
    drawn = {
        "chances": (charts.plot_chances, titles.title_chances, JUDGED, labels_in(language)),
        "calibration": (charts.plot_calibration, titles.title_calibration, POINTS, names),
        "commune_years": (charts.plot_commune_years, titles.title_commune_years, SIMULATED),
        "standard": (charts.plot_standard, titles.title_standard, standard, STANDARD, AIMS, MERGES),
    }
    return draw(*drawn[name], language=language, height=15 if name == "chances" else 10)[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["fans", "chances", "calibration", "commune_years", "standard"])
def test_figures_are_whole_and_readable_in_print(name, language):
    assert faults_of(figure_of(name, language)) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_have_no_empty_place_and_fit(language):
    words = load_words(language)
    made = [
        titles.title_fans(FORECAST, words),
        titles.title_chances(JUDGED, words),
        titles.title_calibration(POINTS, words),
        titles.title_commune_years(SIMULATED, words),
        titles.title_standard(HEADLINES[HEADLINES["measure"] == MET], words),
    ]
    assert [title for title in made if len(title) > 80 or ".0" in title or "nan" in title] == []


def test_a_fan_runs_through_the_medians_and_its_edges_are_the_bounds():
    _, grid = fans()
    rows = FORECAST[FORECAST["criterion"] == 2]
    line = grid[1].lines[0]
    assert line.get_ydata()[1:].tolist() == pytest.approx((100 * rows["median_share"].astype(float)).tolist())
    assert line.get_ydata()[0] == pytest.approx(100 * 78 / 181)
    for area, level in zip(grid[1].collections, charts.FAN, strict=False):
        heights = area.get_paths()[0].vertices[:, 1]
        assert heights.max() == pytest.approx(100 * rows[f"high_{level}_share"].astype(float).max())


def test_a_fan_does_not_start_at_a_point_of_an_earlier_set():
    _, grid = fans()
    assert FORECAST.loc[FORECAST["criterion"] == 19, "last_as_of"].iloc[0] == pd.Timestamp("2015-12-31")
    assert len(grid[18].lines[0].get_xdata()) == len(DATES)


def test_a_refused_criterion_has_no_fan():
    refused = FORECAST.assign(median=FORECAST["median"].where(FORECAST["criterion"] != 2))
    _, grid = fans(forecast=refused)
    assert [len(axes.lines) > 0 for axes in grid[:3]] == [True, False, True]


def test_that_there_is_no_forecast_stands_where_no_point_lies():
    """Criterion 2 has points up to 53 %, criterion 12 targets for all communes."""
    refused = FORECAST.assign(median=FORECAST["median"].where(~FORECAST["criterion"].isin([2, 12])))
    _, grid = fans(forecast=refused)
    (middling,), (high,) = (grid[place].texts for place in (1, 11))
    assert middling.get_text() == high.get_text() == EN("mark.no_forecast")
    assert middling.get_position()[1] > 0.9
    assert high.get_position()[1] < 0.1


def test_a_target_without_its_own_communes_is_one_of_those_forecast():
    rows = JUDGED[JUDGED["subject"] == MET].assign(target_total=np.nan)
    _, axes = draw(charts.plot_chances, titles.title_chances, rows, labels_in())
    row = rows.iloc[0]
    assert axes.texts[-1].get_text().startswith(f"{row['target']:.0f}")
    assert f"{row['communes_total']:.0f}" in axes.texts[-1].get_text()


def test_chances_are_ranked_and_coloured_by_the_even_chance():
    _, axes = draw(charts.plot_chances, titles.title_chances, JUDGED, labels_in(), height=14)
    dots = next(of for of in axes.collections if isinstance(of, PathCollection))
    chances = dots.get_offsets()[:, 0]
    criteria = int((JUDGED["kind"] == "criterion").sum())
    assert (criteria, len(chances)) == (19, 24)
    assert (np.diff(chances[:criteria]) >= 0).all()
    assert (np.diff(chances[criteria:]) >= 0).all()
    assert [line.get_ydata()[0] for line in axes.lines if set(line.get_ydata()) == {criteria - 0.5}] == [criteria - 0.5]
    colours = [to_hex(colour) for colour in dots.get_facecolors()]
    assert colours == [VERDICT["met"].lower() if chance >= 50 else VERDICT["missed"].lower() for chance in chances]
    least = JUDGED[JUDGED["kind"] == "criterion"].sort_values("probability", kind="stable").iloc[0]
    assert axes.get_yticklabels()[0].get_text() == labels_in()[least["subject"]]
    assert axes.texts[-1].get_text() == "13.5, " + f"{JUDGED.set_index('subject').at['mean_criteria', 'median']:.1f}"


def test_the_back_test_draws_interval_median_outcome_and_plan():
    _, axes = draw(charts.plot_calibration, titles.title_calibration, POINTS, names_in())
    rows = POINTS[POINTS["method"] == "pooled"].sort_values(["outcome", "criterion"])
    bars = next(of for of in axes.collections if isinstance(of, LineCollection))
    ends = [(part[0][0], part[1][0]) for part in bars.get_segments()]
    expected = list(zip(100 * rows["low_80"], 100 * rows["high_80"], strict=True))
    assert np.array(ends) == pytest.approx(np.array(expected, dtype=float))
    marks = {of.get_label(): of for of in axes.collections}
    assert len(marks[EN("mark.outcome_inside")].get_offsets()) == rows["inside"].sum()
    outside = marks[EN("mark.outcome_outside")]
    assert len(outside.get_offsets()) == (~rows["inside"].astype(bool)).sum()
    assert to_hex(outside.get_facecolors()[0]) == INK
    assert len(marks[EN("mark.target")].get_offsets()) == len(rows)


def test_commune_years_show_median_and_nested_intervals():
    _, axes = draw(charts.plot_commune_years, titles.title_commune_years, SIMULATED)
    written = [text.get_text() for text in axes.texts]
    assert written == [f"{median:.0f}" for median in SIMULATED["median"]]
    widths = [of.get_linewidths()[0] for of in axes.collections if isinstance(of, LineCollection)]
    assert widths == [3, 7, 12] * 3
    assert [line.get_label() for line in axes.lines] == ["intervals, from thick to thin: 50%, 80%, 95%"]


def test_the_standard_ends_at_its_interval():
    rows = HEADLINES[HEADLINES["measure"] == MET]
    _, axes = draw(charts.plot_standard, titles.title_standard, rows, STANDARD, AIMS, MERGES)
    last = rows.iloc[-1]
    ends = [f"{last[name]:.0f}" for name in ("low_80", "median", "high_80")]
    known = [f"{row.value:.0f}/{row.total:.0f}" for row in STANDARD.sort_values("as_of", ascending=False).itertuples()]
    aims = [f"{row.value:.0f}/{row.total:.0f}" for row in AIMS.sort_values("as_of").itertuples()]
    assert [text.get_text() for text in axes.texts] == [*known, *aims, *ends, "207 communes, then 181"]
    assert axes.lines[0].get_ydata()[0] == 65


def test_known_points_of_the_standard_are_reported_or_derived():
    """65 of 2020 is the later target less its increase; so is 24 of 2016, and 13 and 24 are printed."""
    _, axes = draw(
        charts.plot_standard, titles.title_standard, HEADLINES[HEADLINES["measure"] == MET], STANDARD, AIMS, MERGES
    )
    marks = {of.get_label(): len(of.get_offsets()) for of in axes.collections}
    assert (marks[EN("basis.reported")], marks[EN("basis.derived")]) == (2, 2)
    assert STANDARD.loc[STANDARD["basis"] == "derived", "value"].tolist() == [24, 65]


def test_no_chart_changes_its_table():
    kept = [of.copy(deep=True) for of in (FORECAST, JUDGED, POINTS, SIMULATED)]
    for name in ("fans", "chances", "calibration", "commune_years"):
        figure_of(name, "en")
    for before, after in zip(kept, (FORECAST, JUDGED, POINTS, SIMULATED), strict=True):
        pd.testing.assert_frame_equal(before, after)


def test_the_break_in_the_communes_stands_where_they_merged():
    assert MERGES.to_numpy().tolist() == [[pd.Timestamp("2020-01-01"), 207, 181]]
    _, axes = draw(
        charts.plot_standard, titles.title_standard, HEADLINES[HEADLINES["measure"] == MET], STANDARD, AIMS, MERGES
    )
    assert [line.get_xdata()[0] for line in axes.lines if line.get_linestyle() != "-"] == [pd.Timestamp("2020-01-01")]


@pytest.mark.parametrize("communes", [1, 4, 40])
def test_communes_are_counted_on_whole_ticks(communes):
    rows = SIMULATED.assign(**dict.fromkeys(["median", "low_50", "low_80", "low_95"], 0))
    rows = rows.assign(**dict.fromkeys(["high_50", "high_80", "high_95", "planned"], communes))
    figure, axes = draw(charts.plot_commune_years, titles.title_commune_years, rows)
    figure.canvas.draw()
    assert [tick for tick in axes.get_yticks() if tick % 1] == []
    assert len(axes.get_yticks()) > 1

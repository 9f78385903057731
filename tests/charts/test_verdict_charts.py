"""Figures of targets, by geometry: the matrix of rules, planned beside reported, required beside observed pace."""

import pandas as pd
import pytest
from matplotlib.colors import same_color, to_hex

from ntm_analysis.attainment.rulebook import RULES
from ntm_analysis.attainment.study import study_attainment
from ntm_analysis.charts.forecasts import MIDDLE
from ntm_analysis.charts.style import BASIS, VERDICT, new_figure, put_title
from ntm_analysis.charts.verdicts import LEVEL, NUMBER, SILENT, plot_gaps, plot_paces, plot_verdicts
from ntm_analysis.files import read_csv
from ntm_analysis.forecast.outlook import Choice, study_outlook
from ntm_analysis.forecast.targets import JOINED
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.narratives.subjects import label_subjects
from ntm_analysis.narratives.verdicts import pick_shares, title_gaps, title_paces, title_verdicts
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables

from .geometry import dots, legend_of, places_of, rows_of, segments, texts
from .measure import draw, faults_of, labels_on_colour

WORDS = load_words("en")
LABELS = {"1": "1. One", "2": "2. Two", "3": "3. Three"}
DAY = pd.Timestamp("2020-12-31")


def drawn(plot, table, labels=LABELS, words=WORDS):
    """Draw a table on new axes; give the axes that the function gives back."""
    _, axes = new_figure(12)
    return plot(table, labels, axes, words)


# The matrix


def judged(criterion, *cells, disagree=False):
    """Rows of one target: a level, a number or a reason for each rule."""
    rows = []
    for rule, cell in zip(RULES, cells, strict=False):
        row = {"criterion": criterion, "rule": rule.name, "as_of": DAY, "disagree": disagree}
        said = {"level": None, "value": None, "reason": None}
        of = "level" if cell in LEVEL else "value" if isinstance(cell, float) else "reason"
        rows.append(row | said | {of: cell})
    return rows


MATRIX = pd.DataFrame(
    [*judged("1", 7.25, "on_track", "too_slow", disagree=True), *judged("2", "met", "stalled", "one_point")]
).astype({"value": float})


def cells_of(axes):
    mesh = axes.collections[0]
    mesh.update_scalarmappable()
    colours = mesh.get_facecolors().reshape(*mesh.get_array().shape, 4)
    return [[to_hex(colour) for colour in row] for row in colours]


def test_cells_have_the_colour_and_the_word_of_their_level():
    axes = drawn(plot_verdicts, MATRIX)
    expected = [[NUMBER, LEVEL["on_track"], LEVEL["too_slow"]], [LEVEL["met"], LEVEL["stalled"], SILENT]]
    for row, colours in zip(cells_of(axes), expected, strict=True):
        assert all(same_color(found, colour) for found, colour in zip(row, [*colours, "white"], strict=True))
    assert texts(axes) == ["7.3", "on track", "too slow", "≠", "met", "stalled", "only 1\npoint"]
    assert rows_of(axes) == ["1. One", "2. Two"]


def test_a_column_for_disagreement_has_a_head_only_where_rules_disagree():
    assert drawn(plot_verdicts, MATRIX).get_xticklabels()[-1].get_text() == "rules\ndisagree"
    assert drawn(plot_verdicts, MATRIX.assign(disagree=False)).get_xticklabels()[-1].get_text() == ""


def test_the_first_target_stands_at_the_top():
    axes = drawn(plot_verdicts, MATRIX)
    assert axes.get_ylim() == (2, 0)


def test_the_legend_of_the_matrix_tells_only_what_is_there():
    axes = drawn(
        plot_verdicts, MATRIX[MATRIX["level"].isin(["met", "on_track"])].iloc[[0, 1]].assign(rule="unsd"), LABELS, WORDS
    )
    assert legend_of(axes)[0] == ["already at the target", "on track"]
    assert "number without classes" in legend_of(drawn(plot_verdicts, MATRIX))[0]


# Planned beside reported


def gap(subject, bar, outcome=None, base=None, hangs=None, short=None, **forecast):
    verdict = "unknown" if outcome is None else "met" if outcome >= bar else "missed"
    row = {"subject": subject, "bar": bar, "outcome": outcome, "base": base, "verdict": verdict, "hangs_on": hangs}
    row |= {"gap": None if outcome is None else outcome - bar, "shortfall_communes": short, "as_of": DAY}
    return row | dict.fromkeys(JOINED) | forecast


def typed(*rows):
    return pd.DataFrame(list(rows)).astype(dict.fromkeys(NUMBERS, float) | {"forecast_from": "datetime64[s]"})


NUMBERS = ["bar", "outcome", "base", "gap", "shortfall_communes", "forecast", "forecast_low", "forecast_high"]
NUMBERS += ["probability"]
GAPS = typed(gap("1", 40.0, 60.0, 20.0, "robust", -4), gap("2", 50.0, 30.0, None, "denominator", 7), gap("3", 90.0))
FORECAST = {"forecast": 45.0, "forecast_low": 35.0, "forecast_high": 65.0}


def test_the_largest_shortfall_stands_first_and_unknown_targets_last():
    axes = drawn(plot_gaps, GAPS)
    assert rows_of(axes) == ["2. Two", "1. One", "3. Three"]
    assert places_of(axes, "target") == [(50, 0), (40, 1), (90, 2)]
    assert segments(axes) == [((50, 0), (30, 0)), ((40, 1), (60, 1))]


def test_an_outcome_that_hangs_on_the_number_of_communes_is_hollow():
    axes = drawn(plot_gaps, GAPS)
    blue = to_hex(BASIS["reported"])
    assert [dot for dot in dots(axes) if dot[3] == blue] == [(60, 1, blue, blue), (30, 0, "#ffffff", blue)]


def test_gap_and_communes_short_stand_beside():
    axes = drawn(plot_gaps, GAPS)
    assert texts(axes) == ["Gap\n(points)", "-20.0", "+20.0", "unknown", "Communes\nshort", "7"]


def named(axes):
    return [text.get_text() for text in axes.figure.legends[0].get_texts()]


def test_the_forecast_made_before_stands_between_target_and_outcome():
    made = {**FORECAST, "forecast_from": pd.Timestamp("2017-06-30")}
    axes = drawn(plot_gaps, typed(gap("1", 40.0, 60.0, 20.0, "robust", -4, **made), gap("2", 50.0, 30.0)))
    assert [dot[:2] for dot in dots(axes) if dot[3] == to_hex(MIDDLE)] == [(45, 1)]
    assert ((35, 1), (65, 1)) in segments(axes)
    assert "forecast of Jun 2017 (◆), 80% interval" in named(axes)
    assert texts(axes)[1:3] == ["-20.0", "+20.0"]


def test_targets_ahead_are_ranked_by_the_gap_of_their_forecast():
    ahead = typed(
        gap("1", 40.0, **FORECAST, probability=0.7), gap("2", 50.0, **FORECAST, probability=0.31), gap("3", 9.0)
    )
    axes = drawn(plot_gaps, ahead)
    assert rows_of(axes) == ["2. Two", "1. One", "3. Three"]
    assert texts(axes) == ["Gap\nforecast\n(points)", "-5.0", "+5.0", "unknown", "Chance", "31%", "70%"]
    assert "forecast (◆), 80% interval" in named(axes)
    words = load_words("en")
    assert title_gaps(ahead, words) == "Targets for 31 December 2020: 1 of 2 median forecasts fall short"


def test_targets_without_outcome_and_forecast_have_no_columns_beside():
    assert texts(drawn(plot_gaps, typed(gap("1", 40.0, None, 20.0), gap("2", 50.0)))) == []


def test_lines_have_the_colour_of_the_verdict():
    axes = drawn(plot_gaps, GAPS)
    lines = [item for item in axes.collections if hasattr(item, "get_segments")]
    assert [to_hex(line.get_color()[0]) for line in lines] == [VERDICT["missed"].lower(), VERDICT["met"].lower()]


# Paces


def pace(subject, required, observed=None, kind=None):
    ratio = None if observed is None or required <= 0 else observed / required
    row = {"subject": subject, "required": required, "observed": observed, "observed_kind": kind, "ratio": ratio}
    return row | {"as_of": DAY}


PACES = pd.DataFrame([pace("1", 5.0, 10.0, "came"), pace("2", 4.0, -1.0, "past"), pace("3", 0.0)]).astype(
    {"observed": float, "ratio": float}
)


def test_the_furthest_behind_stands_first():
    axes = drawn(plot_paces, PACES)
    assert rows_of(axes) == ["2. Two", "1. One", "3. Three"]
    assert places_of(axes, "pace required") == [(4, 0), (5, 1), (0, 2)]
    assert places_of(axes, "pace that came") == [(10, 1)]
    assert places_of(axes, "pace before") == [(-1, 0)]
    assert texts(axes) == ["Observed /\nrequired", "-0.25", "2.00"]


def test_a_figure_of_paces_without_any_observed_is_drawn():
    axes = drawn(plot_paces, PACES.iloc[[2]])
    assert segments(axes) == []
    assert texts(axes) == []


@pytest.mark.parametrize(("plot", "table"), [(plot_verdicts, MATRIX), (plot_gaps, GAPS), (plot_paces, PACES)])
def test_no_figure_changes_its_table(plot, table):
    before = table.copy(deep=True)
    drawn(plot, table)
    pd.testing.assert_frame_equal(table, before)


# The real documents, as printed

TABLES = load_tables()
REFERENCE = read_csv(HERE.reference / "criteria.csv", "criteria.csv").astype({"criterion": int})
STUDIES = {unit: study_attainment(TABLES, REFERENCE, unit) for unit in ("lang-son", "bac-son")}
OUTLOOKS = {unit: study_outlook(TABLES, REFERENCE, Choice(unit, "2021-12-31", draws=100)) for unit in STUDIES}
FIGURES = {
    "verdicts": (plot_verdicts, title_verdicts),
    "gaps": (plot_gaps, title_gaps),
    "paces": (plot_paces, title_paces),
}


def rows_for(name, unit, document, date):
    study = STUDIES[unit]
    if name == "verdicts":
        rows = study.verdicts
        return rows[(rows["document"] == document) & (rows["as_of"] == date)]
    return pick_shares(OUTLOOKS[unit].beside(study.facts) if name == "gaps" else study.paces, document, date)


CASES = [
    (name, unit, document, date)
    for name in FIGURES
    for unit, study in STUDIES.items()
    for document, date in study.verdicts[["document", "as_of"]].drop_duplicates().itertuples(index=False)
]


@pytest.mark.data
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "unit", "document", "date"), CASES)
def test_figures_are_whole_and_readable_in_print(name, unit, document, date, language):
    """No text outside or on another, none under 7 points, labels of contrast 4.5, 16 cm wide."""
    words, rows = load_words(language), rows_for(name, unit, document, date)
    plot, title = FIGURES[name]
    names = REFERENCE[REFERENCE["criteria_set"] == "2016"].set_index("criterion")[f"name_{language}"]
    assert len(rows)
    height, subject = (0.6, "criterion") if name == "verdicts" else (0.5, "subject")
    figure, axes = new_figure(5 + height * rows[subject].nunique())
    plot(rows, label_subjects(names, TABLES["indicators"], words), axes, words)
    put_title(figure, title(rows, words))
    assert faults_of(figure) == {}
    if name == "verdicts":
        draw(figure)
        assert len(list(labels_on_colour(figure))) >= rows["criterion"].nunique() * len(RULES)

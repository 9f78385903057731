"""What the figures draw, by their geometry: widths, places, colours and labels of small tables."""

import pandas as pd
import pytest
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.colors import same_color

from ntm_analysis.charts import criteria, funding, overview, pairs, plans
from ntm_analysis.charts.style import BANDS, BASIS, SEVERITY, new_figure
from ntm_analysis.criteria.panel import make_bands, make_panel
from ntm_analysis.criteria.plans import measure_plan_load
from ntm_analysis.funding.study import Choice, study_funding
from ntm_analysis.language import load_words
from ntm_analysis.prices import load_price_index
from ntm_analysis.tables import load_tables
from ntm_analysis.views.sources import count_contents

from .geometry import bars, legend_of, places_of

WORDS = load_words("en")
TABLES = load_tables()
NAMES = pd.Series({number: f"name {number}" for number in range(1, 20)})
PLAN, LATEST = "lang-son-plan-2017-2020", "lang-son-plan-2021"
PANEL = make_panel(TABLES["criteria"], "lang-son")
SETS = TABLES["documents"].set_index("document")["criteria_set"]
BAND_ROWS = make_bands(TABLES["bands"], "lang-son").assign(criteria_set=lambda rows: rows["document"].map(SETS))
MONEY = study_funding(TABLES, load_price_index(), Choice(["lang-son"]))
PAIR = MONEY.pairs[MONEY.pairs["relation"] == "execution"]
INDICATORS = TABLES["indicators"]
POVERTY = INDICATORS[INDICATORS["indicator"] == "poverty_rate"]
TABLES_DRAWN = {
    "mix": (funding.plot_mix, MONEY.mix),
    "amounts": (lambda table, *of: funding.plot_amounts(table, *of, 2020), MONEY.amounts),
    "intensity": (funding.plot_intensity, MONEY.intensity),
    "pairs": (pairs.plot_pairs, PAIR),
    "execution": (pairs.plot_execution, PAIR),
    "slopes": (pairs.plot_slopes, MONEY.groups),
    "triangle": (pairs.plot_triangle, MONEY.triangle),
    "panel": (lambda table, *of: criteria.plot_panel(table, NAMES, *of), PANEL),
    "bands": (criteria.plot_bands, BAND_ROWS),
    "load": (
        lambda table, *of: plans.plot_plan_load(table, NAMES, *of),
        measure_plan_load(TABLES["commune_criteria"]),
    ),
    "timeline": (overview.plot_timeline, TABLES["documents"]),
    "contents": (overview.plot_contents, count_contents(TABLES)),
    "findings": (overview.plot_findings, TABLES["findings"]),
    "indicator": (lambda table, *of: overview.plot_indicator(table, *of, "%"), POVERTY),
}
KINDS = {"triangle": {"projection": "ternary", "ternary_sum": 100}}


def plot(name, table=None):
    draw, whole = TABLES_DRAWN[name]
    _, axes = new_figure(height_cm=12)
    return draw(whole if table is None else table, axes, WORDS)


# All figures


@pytest.mark.parametrize("name", TABLES_DRAWN)
def test_a_plot_gives_its_axes_back_and_leaves_its_table(name):
    draw, table = TABLES_DRAWN[name]
    before = table.copy(deep=True)
    _, axes = new_figure(height_cm=12, **KINDS.get(name, {}))
    assert draw(table, axes, WORDS) is axes
    pd.testing.assert_frame_equal(table, before)


# Heat maps


def cells_of(axes):
    """Texts in the cells by row and column."""
    return {
        (int(y), int(x)): text.get_text() for text in axes.texts for x, y in [text.get_position()] if text.get_text()
    }


def test_labels_in_the_cells_are_the_counts():
    cells = cells_of(plot("panel"))
    states = criteria.list_states(PANEL)[["as_of", "basis"]].to_numpy().tolist()
    expected = {
        (row.criterion - 1, states.index([row.as_of, row.basis])): str(row.communes_attaining)
        for row in PANEL.itertuples()
    }
    assert cells == expected


def test_states_stand_by_date_a_plan_before_the_outcome_of_its_day():
    found = criteria.list_states(PANEL)
    assert found["as_of"].is_monotonic_increasing
    day = found[found["as_of"] == "2020-12-31"]
    assert list(zip(day["basis"], day["communes_total"], strict=True)) == [("planned", 207), ("derived", 181)]


@pytest.mark.parametrize(
    ("language", "ends"), [("en", ["of 207"] * 5 + ["of 181"] * 2), ("vi", ["207 xã"] * 5 + ["181 xã"] * 2)]
)
def test_every_state_of_the_panel_says_of_how_many_communes(language, ends):
    _, axes = new_figure(height_cm=12)
    criteria.plot_panel(PANEL, NAMES, axes, load_words(language))
    assert [label.get_text().splitlines()[-1] for label in axes.get_xticklabels()] == ends


@pytest.mark.parametrize("count", [8, 9, 30])
def test_of_many_states_the_last_and_some_before_are_drawn_and_counted(count):
    one = PANEL[(PANEL["as_of"] == "2020-12-31") & (PANEL["basis"] == "derived")]
    days = pd.date_range("2011-06-30", periods=count, freq="6ME")
    _, axes = new_figure(height_cm=12)
    criteria.plot_panel(pd.concat([one.assign(as_of=day) for day in days]), NAMES, axes, WORDS)
    labels = [label.get_text().splitlines()[0] for label in axes.get_xticklabels()]
    assert len(labels) <= 8
    assert labels[-1] == WORDS.month(days[-1])
    assert axes.get_xlabel().startswith(f"{len(labels)} of {count} states") == (count > 8)


def test_shade_is_the_share_and_a_missing_count_has_no_cell():
    (mesh,) = (item for item in plot("panel").collections if isinstance(item, QuadMesh))
    shades = mesh.get_array()
    first = PANEL[PANEL["as_of"] == "2015-12-31"].set_index("criterion")["share"]
    assert shades.mask[0, 0]  # criterion 1 has no printed count in 2015
    assert shades[1, 0] == pytest.approx(100 * first[2])
    assert (mesh.norm.vmin, mesh.norm.vmax) == (0, 100)


def test_a_line_marks_the_change_of_the_criteria_set():
    (line,) = plot("panel").lines
    assert list(line.get_xdata()) == [1, 1]
    assert not plot("panel", make_panel(TABLES["criteria"], "bac-son")).lines


def test_the_load_shows_every_count():
    load = measure_plan_load(TABLES["commune_criteria"])
    cells = cells_of(plot("load"))
    assert cells == {(row.criterion - 1, row.planned_year - 2017): str(row.communes) for row in load.itertuples()}


def test_a_load_of_nothing_is_drawn():
    assert set(cells_of(plot("load", measure_plan_load(TABLES["commune_criteria"].iloc[:0]))).values()) == {"0"}


def test_contents_leave_empty_cells_empty():
    contents = pd.DataFrame({PLAN: [3, 0], LATEST: [0, 7]}, index=["funding", "criteria"])
    assert cells_of(plot("contents", contents)) == {(0, 0): "3", (1, 1): "7"}


# Bands


def bands_of(**communes):
    """Bands of one state: band5=8 are 8 communes from 5 criteria."""
    cells = {"unit": "lang-son", "as_of": pd.Timestamp("2020-12-31"), "basis": "planned", "document": PLAN}
    cells["criteria_set"] = "2016"
    rows = [{"band_low": int(name[4:]), "communes": number} for name, number in communes.items()]
    return pd.DataFrame(rows).assign(share=lambda rows: rows["communes"] / rows["communes"].sum(), **cells)


def test_every_bar_of_bands_says_of_how_many_communes():
    labels = [label.get_text().splitlines()[0] for label in plot("bands").get_yticklabels()]
    assert labels[0] == "Dec 2011, reported, of 207"
    assert labels[-1] == "Dec 2021, planned, of 181"


def test_bands_fill_a_bar_with_their_shares_and_counts():
    axes = plot("bands", bands_of(band5=10, band10=8, band19=2))
    assert [(left, width) for _, left, width, _ in bars(axes)] == [(0, 50), (50, 40), (90, 10)]
    assert [colour for *_, colour in bars(axes)] == [BANDS[low] for low in (5, 10, 19)]
    assert [text.get_text() for text in axes.texts] == ["10", "8", "2"]


def test_a_narrow_part_of_a_bar_has_its_count_above_it():
    axes = plot("bands", bands_of(band5=99, band15=1))
    inside, above = axes.texts
    assert (inside.get_text(), above.get_text()) == ("99", "1")
    assert above.get_position()[1] < inside.get_position()[1]


def test_a_line_parts_the_bars_of_two_criteria_sets():
    """2015 and 2017 are of two sets, and so are the plans of two documents for 2020 and what stands around them."""
    assert [line.get_ydata()[0] for line in plot("bands").lines if len(line.get_ydata())] == [1.5, 3.5, 4.5]
    assert list(plot("bands", bands_of(band5=9, band10=8)).lines) == []


def test_the_legend_of_the_bands_is_the_same_where_a_band_is_absent():
    for table in (bands_of(band5=10, band19=2), bands_of(band0=1, band5=1, band10=1, band15=1, band19=1)):
        words, colours = legend_of(plot("bands", table))
        assert words == ["under 5", "5–9", "10–14", "15–18", "all 19"]
        assert all(same_color(one, other) for one, other in zip(colours, BANDS.values(), strict=True))


# Documents and findings


def test_findings_are_counted_by_rule_the_gravest_first():
    findings = pd.DataFrame(
        {
            "severity": ["note", "error", "note", "warning"],
            "rule": ["share_truncated", "parts_vs_total", "share_truncated", "planned_twice"],
        }
    )
    axes = plot("findings", findings)
    assert [(row, width) for row, _, width, _ in bars(axes)] == [(0, 1), (1, 1), (2, 2)]
    assert [colour for *_, colour in bars(axes)] == [colour.lower() for colour in SEVERITY.values()]
    assert [text.get_text().strip() for text in axes.texts] == ["1", "1", "2"]


def test_the_timeline_spans_the_days_of_each_period():
    spans = {row: width for row, _, width, _ in bars(plot("timeline"))}
    documents = TABLES["documents"].sort_values(["period_start", "period_end"])
    days = (documents["period_end"] - documents["period_start"]).dt.days + 1
    assert spans == dict(enumerate(days))


def test_values_of_an_indicator_stand_at_their_dots():
    axes = plot("indicator")
    assert sorted(height for _, height in places_of(axes, "reported")) == [11.9, 14.09, 24.06]
    assert sorted(text.get_text() for text in axes.texts) == ["11.9", "14.09", "24.06"]
    assert axes.get_ylim()[0] == 0


def test_reported_and_planned_have_their_colours():
    rows = pd.concat([POVERTY.iloc[:1], POVERTY.iloc[1:2].assign(basis="planned", value_high=13.0)])
    axes = plot("indicator", rows)
    dots = {item.get_label(): item for item in axes.collections if isinstance(item, PathCollection)}
    assert all(same_color(dots[basis].get_edgecolor(), BASIS[basis]) for basis in ("reported", "planned"))
    assert same_color(dots["planned"].get_facecolor(), "white")
    assert sorted(text.get_text() for text in axes.texts) == ["11.9–13", "24.06"]

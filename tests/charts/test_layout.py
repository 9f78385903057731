"""Every figure of the notebooks as it is printed: nothing cut off, nothing on top of something else, all readable."""

import io
import json
from itertools import combinations

import matplotlib
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text

from ntm_analysis.charts.style import CM, ink_on, new_figure
from ntm_analysis.output import FORMATS, Output
from ntm_analysis.paths import HERE

PIXEL = 1
SMALLEST_POINTS = 7
READABLE = 4.5
NOTEBOOKS = sorted(path.stem for path in HERE.notebooks.glob("*.ipynb"))
PLAN = "lang-son-plan-2017-2020"
PAIR = "lang-son-plan-2017-2020_lang-son-report-2017-h1"
PLANS = ["paths_1", "paths_2", "plan_load", "incidence"]
DISTRICT = "pairs_lang-son-plan-2017-2020_bac-son-plan-2020"
MONEY = ["funding_mix", "funding_per_year", "funding_per_commune"]
PAST = [f"pairs_{before}_lang-son-plan-2021" for before in ("lang-son-review-2011-2015", *PAIR.split("_"))]
PAIRS = [f"pairs_{PAIR}", f"execution_{PAIR}", *PAST, DISTRICT, f"shared_{PAIR}"]
PROVINCE = [*MONEY, *PAIRS, "slopes_lang-son", "triangle"]
STATES = ["criteria_panel", "claims", "thresholds", "bands", "criteria", "contributions", "difficulty"]
INDICATORS = ["indicators_stock", "indicators_flow"]
STATES += ["beside_bac-son_known", "beside_bac-son_planned"]
DRAWN = {
    ("00_explore", "lang-son"): ["indicator"],
    ("00_explore", "bac-son"): [],
    ("01_sources_and_findings", "lang-son"): ["timeline", "contents", "findings_by_rule"],
    ("01_sources_and_findings", "bac-son"): ["timeline", "contents", "findings_by_rule"],
    ("02_funding_mix", "lang-son"): PROVINCE,
    ("02_funding_mix", "bac-son"): [*MONEY, DISTRICT],
    ("03_criteria_trajectories", "lang-son"): [*STATES, *PLANS, "district_load", *INDICATORS],
    ("03_criteria_trajectories", "bac-son"): [
        *STATES,
        *(name for name in PLANS if name != "paths_2"),
        "indicators_stock",
    ],
    ("04_attainment_forecast", "lang-son"): [
        f"gaps_{PLAN}",
        *(f"{name}_{of}" for name in ("verdicts", "paces") for of in (f"{PLAN}_2020", "lang-son-plan-2021_2021")),
        *("fans", "chances_2021", "standard", "calibration_201701_202012", "calibration_201706_202012"),
        "commune_years",
    ],
    ("04_attainment_forecast", "bac-son"): [
        "gaps_bac-son-plan-2020",
        *(f"{name}_bac-son-plan-2020_2020" for name in ("verdicts", "paces")),
        "commune_years",
    ],
    ("05_place_profile", "lang-son"): ["grid_1", "grid_2", "paths_1", "paths_2"],
    ("05_place_profile", "bac-son"): ["grid_1", "paths_1"],
}
# A district of both tables, communes of one, of the other and of both, with repeats, parts and printed differences, and
# places of no table.
PLACES = {
    **dict.fromkeys(["cao-loc", "van-quan", "van-quan.huu-le", "cao-loc.thuy-hung"], (1, 2)),
    **dict.fromkeys(["dinh-lap.binh-xa", "chi-lang.gia-loc", "van-lang.an-hung"], (1,)),
    **dict.fromkeys(["loc-binh.mau-son", "chi-lang.van-an"], (2,)),
    **dict.fromkeys(["lang-son-city", "bac-son.vu-le"], ()),
}
# Each is drawn in one language: both are drawn of the whole.
NARROWED = {
    "two-criteria": ("vi", {"criteria": "2,5"}, [name for name in STATES if name != "contributions"]),
    "strict-common": ("en", {"criteria": "II", "criteria_set": "strict", "denominators": "common"}, STATES),
    "common": ("vi", {"denominators": "common"}, STATES),
    "after-2017": ("en", {"period_start": "2018-01-01"}, STATES),
    "before-2016": ("vi", {"period_end": "2015-12-31"}, [*STATES[:5], "difficulty"]),
}
NARROWED_PLANS = {
    "district": ("vi", {"district": "van-quan"}, [*PLANS]),
    "small-district": ("en", {"district": "bac-son"}, [name for name in PLANS if name != "paths_2"]),
    "commune": ("vi", {"commune": "bac-son.hung-vu"}, ["paths_1", "plan_load"]),
    "commune-of-table-2": ("en", {"commune": "loc-binh.mau-son"}, ["paths_2"]),
}
CHOICES = {
    "parts-of-two-units": ({"unit": "lang-son,bac-son", "level": "parts"}, PROVINCE),
    "stated-real": ({"base": "stated", "prices": "real"}, PROVINCE),
    "district-parts-stated-real": (
        {"unit": "bac-son", "level": "parts", "base": "stated", "prices": "real"},
        [*MONEY, DISTRICT],
    ),
    "reported": ({"basis": "reported"}, [*MONEY, "slopes_lang-son", "triangle"]),
    "nothing-in-the-period": ({"period_start": "2030-01-01"}, []),
}


def cells_of(notebook):
    """Code cells of a notebook, the cell with the parameters apart."""
    content = json.loads((HERE.notebooks / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    tagged = [cell for cell in code if "parameters" in cell["metadata"].get("tags", [])]
    others = [cell for cell in code if cell not in tagged]
    return ["".join(cell["source"]) for cell in tagged], ["".join(cell["source"]) for cell in others]


def run_cells(notebook, language, **parameters):
    """Run the cells of a notebook in this process; the figures that go through its output, by name."""
    figures, finish = {}, Output.figure

    def keep(self, figure, name, *of):
        figures[name] = figure
        return finish(self, figure, name, *of)

    parameter_cells, cells = cells_of(notebook)
    names = {"display": lambda shown: None}
    with pytest.MonkeyPatch.context() as patch, matplotlib.rc_context():
        patch.setattr(Output, "figure", keep)
        patch.setattr("ntm_analysis.output._draw", lambda *ignored: b"")
        for cell in parameter_cells:
            exec(cell, names)
        names.update(parameters, language=language, figure_dir="")
        for cell in cells:
            exec(cell, names)
    return figures


def draw(figure):
    """Render a figure; its renderer measures texts."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return canvas.get_renderer()


def texts_of(figure, renderer):
    """Every visible text of a drawn figure with its extent in pixels."""
    undrawn = {id(text) for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for text in labels_beyond(axis)}
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [(text, text.get_window_extent(renderer)) for text in texts if id(text) not in undrawn]


def labels_beyond(axis):
    """Labels of ticks beyond the limits of an axis: they exist and are not drawn."""
    low, high = sorted(axis.get_view_interval())
    for tick in axis.get_major_ticks():
        if not low - 1e-9 <= tick.get_loc() <= high + 1e-9:
            yield from (tick.label1, tick.label2)


def overlap(one, other):
    """Pixels by which two extents overlap in the direction in which they overlap least."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return min(width, height)


def clashes(texts):
    return [
        (one.get_text(), other.get_text())
        for (one, box), (other, other_box) in combinations(texts, 2)
        if overlap(box, other_box) > PIXEL
    ]


def outside(figure, texts):
    width, height = figure.bbox.width, figure.bbox.height
    return [text.get_text() for text, box in texts if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height]


def luminance(colour):
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def labels_on_colour(figure):
    """Texts that stand on a bar or on a cell, with the colour below."""
    for axes in figure.axes:
        bars = [patch for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_width() > 0]
        for text in (text for text in axes.texts if not isinstance(text, Annotation)):
            x, y = text.get_position()
            below = [bar for bar in bars if bar.get_bbox().x0 < x < bar.get_bbox().x1 and covers(bar, y)]
            if below:
                yield text, below[-1].get_facecolor()
        for text, colour in labels_in_cells(axes):
            yield text, colour


def covers(bar, y):
    low, high = sorted((bar.get_bbox().y0, bar.get_bbox().y1))
    return isinstance(y, int | float) and low < y < high


def labels_in_cells(axes):
    meshes = [collection for collection in axes.collections if isinstance(collection, matplotlib.collections.QuadMesh)]
    if meshes and axes.texts:
        colours = meshes[0].get_facecolors().reshape(*meshes[0].get_array().shape, 4)
        for text in axes.texts:
            column, row = map(int, text.get_position())
            yield text, colours[row, column]


def faint(figure):
    """Labels on bars and cells that do not stand off from the colour below."""
    return [
        text.get_text() for text, colour in labels_on_colour(figure) if contrast(text.get_color(), colour) < READABLE
    ]


def faults_of(figure):
    """What is wrong with a figure in print: kind of fault -> the texts."""
    texts = texts_of(figure, draw(figure))
    small = [text.get_text() for text, _ in texts if text.get_fontsize() < SMALLEST_POINTS]
    wide = [] if figure.get_figwidth() == pytest.approx(16 * CM) else [figure.get_figwidth()]
    found = {"outside": outside(figure, texts), "overlap": clashes(texts), "small": small, "faint": faint(figure)}
    return {
        kind: faults for kind, faults in (found | {"width": wide, "empty": [] if texts else [figure]}).items() if faults
    }


def test_every_notebook_is_looked_at_for_both_units():
    assert sorted(DRAWN) == [(notebook, unit) for notebook in NOTEBOOKS for unit in ("bac-son", "lang-son")]


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize(("notebook", "unit"), DRAWN)
def test_figures_are_whole_and_readable_in_print(notebook, unit, language):
    """No text outside or on another, none under 7 points, labels of contrast 4.5, 16 cm wide."""
    figures = run_cells(notebook, language, unit=unit)
    assert list(figures) == DRAWN[notebook, unit]
    assert {name: faults_of(figure) for name, figure in figures.items()} == {name: {} for name in figures}


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("choice", CHOICES)
def test_figures_of_every_choice_are_whole_and_readable_in_print(choice, language):
    parameters, drawn = CHOICES[choice]
    figures = run_cells("02_funding_mix", language, **parameters)
    assert list(figures) == drawn
    assert {name: faults_of(figure) for name, figure in figures.items()} == {name: {} for name in figures}


@pytest.mark.parametrize("choice", NARROWED)
def test_figures_of_chosen_criteria_and_days_are_whole_and_readable_in_print(choice):
    language, parameters, drawn = NARROWED[choice]
    figures = run_cells("03_criteria_trajectories", language, **parameters)
    assert [name for name in figures if name in STATES] == drawn
    assert {name: faults_of(figures[name]) for name in drawn} == {name: {} for name in drawn}


@pytest.mark.parametrize("choice", NARROWED_PLANS)
def test_figures_of_the_plans_of_a_part_are_whole_and_readable_in_print(choice):
    language, parameters, drawn = NARROWED_PLANS[choice]
    figures = run_cells("03_criteria_trajectories", language, **parameters)
    assert [name for name in figures if name not in [*STATES, *INDICATORS]] == drawn
    assert {name: faults_of(figures[name]) for name in drawn} == {name: {} for name in drawn}


def test_figures_of_an_earlier_day_are_whole_and_readable_in_print():
    chosen = {"as_of": "2017-06-30", "horizon": "2021-12-31", "levels": "80", "slip": "as_planned", "draws": 400}
    figures = run_cells("04_attainment_forecast", "vi", **chosen)
    drawn = [f"{name}_{PLAN}_2020" for name in ("verdicts", "paces")]
    drawn = [f"gaps_{PLAN}", *drawn, "fans", "chances_2017", "chances_2020", "standard", "commune_years"]
    assert list(figures) == drawn
    assert {name: faults_of(figure) for name, figure in figures.items()} == {name: {} for name in figures}


@pytest.mark.parametrize(("x", "fault"), [(0.99, "outside"), (0.02, "overlap")])
def test_a_figure_with_a_fault_is_found_out(x, fault):
    figure, axes = new_figure(height_cm=6)
    figure.text(0.02, 0.5, "criterion")
    axes.set_axis_off()
    assert faults_of(figure) == {}
    figure.text(x, 0.5, "commune")
    assert list(faults_of(figure)) == [fault]


def test_figures_with_labels_in_bars_and_cells_are_measured():
    figures = run_cells("03_criteria_trajectories", "en", unit="lang-son")
    counted = {}
    for name, figure in figures.items():
        draw(figure)
        counted[name] = len(list(labels_on_colour(figure)))
    expected = {"criteria_panel": 83, "bands": 26, "paths_1": 161, "paths_2": 109, "plan_load": 76}
    expected |= {"district_load": 92}
    assert {name: count for name, count in counted.items() if count} == expected


def test_ink_reads_on_every_colour():
    greys = [str(level / 100) for level in range(101)]
    assert min(contrast(ink_on(grey), grey) for grey in greys) >= READABLE


@pytest.mark.parametrize(
    ("notebook", "unit"), [("02_funding_mix", "bac-son"), ("03_criteria_trajectories", "lang-son")]
)
def test_saved_figures_are_the_same_in_two_runs(notebook, unit):
    first, second = (run_cells(notebook, "vi", unit=unit) for _ in range(2))
    assert list(first) == DRAWN[notebook, unit]
    with matplotlib.rc_context({"svg.hashsalt": "ntm-analysis"}):
        differing = [
            (name, kind) for kind in FORMATS for name in first if saved(first[name], kind) != saved(second[name], kind)
        ]
    assert differing == []


def saved(figure, kind):
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, metadata=FORMATS[kind])
    return buffer.getvalue()


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("place", PLACES)
def test_figures_of_every_kind_of_place_are_whole_and_readable_in_print(place, language):
    figures = run_cells("05_place_profile", language, place=place)
    assert list(figures) == [f"{name}_{table}" for name in ("grid", "paths") for table in PLACES[place]]
    assert {name: faults_of(figure) for name, figure in figures.items()} == {name: {} for name in figures}

"""Every figure of the notebooks as it is printed: nothing cut off, nothing on top of something else, all readable."""

import json
import re
from itertools import compress

import matplotlib
import numpy as np
import pytest
from scipy.optimize import milp

from ntm_analysis.charts.style import BASIS, INK, ink_on, new_figure, put_legend_above
from ntm_analysis.criteria import claims
from ntm_analysis.language import LANGUAGES
from ntm_analysis.notebook import Notebook
from ntm_analysis.output import Output
from ntm_analysis.paths import HERE

from .measure import READABLE, faults_of
from .vision import contrast

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
    ("00_explore", "lang-son"): ["indicator", "funding_mix", "criteria_panel", "forecast", "findings"],
    ("00_explore", "bac-son"): ["funding_mix", "criteria_panel", "findings"],
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
        *(
            f"{name}_{of}"
            for name in ("gaps", "verdicts", "paces")
            for of in (f"{PLAN}_2020", "lang-son-plan-2021_2021")
        ),
        *("fans", "chances_2021", "standard", "calibration_201702_202012", "calibration_201706_202012"),
        "commune_years",
    ],
    ("04_attainment_forecast", "bac-son"): [
        *(f"{name}_bac-son-plan-2020_2020" for name in ("gaps", "verdicts", "paces")),
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


STUDIES = ("funding", "trajectories", "attainment", "outlook", "place")
KEPT = {}
DRAWS = re.compile(r'out\.figure\(fig, f?"([a-z_]+)')


def cells_of(notebook, only=None):
    """Code cells of a notebook, the cell with the parameters apart; without those that draw no figure of `only`."""
    content = json.loads((HERE.notebooks / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    tagged = [cell for cell in code if "parameters" in cell["metadata"].get("tags", [])]
    others = ["".join(cell["source"]) for cell in code if cell not in tagged]
    begins = [tuple(DRAWS.findall(cell)) for cell in others]
    wanted = [not of or only is None or any(name.startswith(of) for name in only) for of in begins]
    return ["".join(cell["source"]) for cell in tagged], list(compress(others, wanted))


def study_of(name):
    """A notebook's method that studies what its parameters choose, once for both languages."""
    study = getattr(Notebook, name)

    def keep(self):
        asked = self.parameters.model_dump(exclude={"language", "figure_dir", "formats"})
        key = (name, type(self.parameters), *asked.items())
        if key not in KEPT:
            KEPT[key] = study(self)
        return KEPT[key]

    return keep


def optimise(costs, **problem):
    """scipy's milp, each problem once: every run of the criteria asks the same bounds."""
    bounds, constraints = problem["bounds"], problem["constraints"]
    arrays = (costs, bounds.lb, bounds.ub, constraints.A, constraints.lb, constraints.ub)
    key = (*(np.asarray(array).tobytes() for array in arrays), repr(problem.get("integrality")))
    if key not in KEPT:
        KEPT[key] = milp(costs, **problem)
    return KEPT[key]


def run_cells(notebook, language, figure_dir="", once=True, only=None, **parameters):
    """Run the cells of a notebook in this process; the figures that go through its output, by name.

    Without a folder the figures are not drawn yet; `once` takes studies and optima from earlier runs of the same
    parameters; of `only` some figures, cells that draw none of them are left out.
    """
    figures, finish = {}, Output.figure

    def keep(self, figure, name, *of):
        figures[name] = figure
        return finish(self, figure, name, *of)

    parameter_cells, cells = cells_of(notebook, only)
    names = {"display": lambda shown: None}
    with pytest.MonkeyPatch.context() as patch, matplotlib.rc_context():
        patch.setattr(Output, "figure", keep)
        if not figure_dir:
            patch.setattr("ntm_analysis.output._draw", lambda *ignored: b"")
        for name in STUDIES if once else ():
            patch.setattr(Notebook, name, study_of(name))
            patch.setattr(claims, "milp", optimise)
        for cell in parameter_cells:
            exec(cell, names)
        names.update(parameters, language=language, figure_dir=str(figure_dir))
        for cell in cells:
            exec(cell, names)
    return figures


def faults_in_print(notebook, languages, drawn, only=None, **parameters):
    """Faults of the figures of a notebook by language and name; the names drawn are compared on the way."""
    found = {}
    for language in languages:
        figures = run_cells(notebook, language, only=only, **parameters)
        assert [name for name in figures if only is None or name in only] == drawn
        found |= {(language, name): faults for name in drawn if (faults := faults_of(figures[name]))}
    return found


def test_every_notebook_is_looked_at_for_both_units():
    assert sorted(DRAWN) == [(notebook, unit) for notebook in NOTEBOOKS for unit in ("bac-son", "lang-son")]


@pytest.mark.parametrize(("notebook", "unit"), DRAWN)
def test_figures_are_whole_and_readable_in_print(notebook, unit):
    """Nothing outside, cut or on another, none under 7 points, contrast of 4.5, colours apart, 16 cm wide."""
    assert faults_in_print(notebook, LANGUAGES, DRAWN[notebook, unit], unit=unit) == {}


@pytest.mark.parametrize("choice", CHOICES)
def test_figures_of_every_choice_are_whole_and_readable_in_print(choice):
    parameters, drawn = CHOICES[choice]
    assert faults_in_print("02_funding_mix", LANGUAGES, drawn, **parameters) == {}


@pytest.mark.parametrize("choice", NARROWED)
def test_figures_of_chosen_criteria_and_days_are_whole_and_readable_in_print(choice):
    language, parameters, drawn = NARROWED[choice]
    assert faults_in_print("03_criteria_trajectories", [language], drawn, STATES, **parameters) == {}


@pytest.mark.parametrize("choice", NARROWED_PLANS)
def test_figures_of_the_plans_of_a_part_are_whole_and_readable_in_print(choice):
    language, parameters, drawn = NARROWED_PLANS[choice]
    plans = [*PLANS, "district_load"]
    assert faults_in_print("03_criteria_trajectories", [language], drawn, plans, **parameters) == {}


def test_figures_of_an_earlier_day_are_whole_and_readable_in_print():
    chosen = {"as_of": "2017-06-30", "horizon": "2021-12-31", "levels": "80", "slip": "as_planned", "draws": 400}
    drawn = [f"{name}_{PLAN}_2020" for name in ("gaps", "verdicts", "paces")]
    drawn = [*drawn, "fans", "chances_2017", "chances_2020", "standard", "commune_years"]
    assert faults_in_print("04_attainment_forecast", ["vi"], drawn, **chosen) == {}


@pytest.mark.parametrize("place", PLACES)
def test_figures_of_every_kind_of_place_are_whole_and_readable_in_print(place):
    drawn = [f"{name}_{table}" for name in ("grid", "paths") for table in PLACES[place]]
    assert faults_in_print("05_place_profile", LANGUAGES, drawn, place=place) == {}


def page():
    """A figure without a fault, 16 cm wide."""
    figure, axes = new_figure(height_cm=6)
    axes.set(xlim=(0, 10), ylim=(0, 10), xticks=[], yticks=[])
    axes.text(5, 5, "criterion", color=INK)
    return figure, axes


def explain(axes, *colours, **look):
    """Put a legend of dots in some colours above the axes."""
    for place, colour in enumerate(colours):
        axes.scatter([], [], color=colour, label=f"source {place}", **look)
    put_legend_above(axes, 2)


FAULTS = {
    "beyond the figure": ("outside", lambda axes: axes.figure.text(0.99, 0.5, "commune")),
    "cut by the axes": ("outside", lambda axes: axes.text(9.8, 2, "commune", clip_on=True)),
    "at a place out of sight": ("outside", lambda axes: axes.annotate("commune", (11, 5), (5, 2), textcoords="data")),
    "on another text": ("overlap", lambda axes: axes.text(5.2, 5, "commune")),
    "half a dot": ("cut", lambda axes: axes.scatter([3], [0], s=40)),
    "a dot out of sight": ("cut", lambda axes: axes.plot([3], [11], "o")),
    "under 7 points": ("small", lambda axes: axes.text(2, 2, "commune", fontsize=6.9)),
    "pale on paper": ("faint", lambda axes: axes.text(2, 2, "commune", color="#888888")),
    "dark on a dark bar": ("faint", lambda axes: (axes.barh(2, 8, color=INK), axes.text(2, 2, "commune", va="center"))),
    "on a dark line": ("faint", lambda axes: (axes.axhline(2, color=INK), axes.text(2, 2, "commune", va="center"))),
    "on dots": (
        "faint",
        lambda axes: (axes.scatter([2.2, 2.6], [2, 2], color=INK), axes.text(2, 2, "ab", va="center")),
    ),
    "alike to some": ("alike", lambda axes: explain(axes, "#8c6d1f", "#6b7a1f")),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_figure_with_a_fault_is_found_out(kind):
    fault, spoil = FAULTS[kind]
    figure, axes = page()
    assert faults_of(figure) == {}
    spoil(axes)
    assert list(faults_of(figure)) == [fault]


SOUND = {
    "on a pale area": lambda axes: (axes.fill_between([0, 10], 0, 4, color="#dcebf5"), axes.text(2, 2, "commune")),
    "white on a dark bar": lambda axes: (
        axes.barh(2, 8, color=INK),
        axes.text(2, 2, "commune", color="w", va="center"),
    ),
    "on a line of the grid": lambda axes: (
        axes.axhline(2, color="#dddddd", lw=0.6),
        axes.text(2, 2, "ab", va="center"),
    ),
    "over the edge on purpose": lambda axes: axes.scatter([3], [0], s=40, clip_on=False),
    "alike in colour, not in form": lambda axes: (axes.plot([], [], color="k", label="a"), explain(axes, "k")),
    "apart": lambda axes: explain(axes, BASIS["reported"], BASIS["planned"]),
}


@pytest.mark.parametrize("kind", SOUND)
def test_what_is_readable_is_no_fault(kind):
    figure, axes = page()
    SOUND[kind](axes)
    assert faults_of(figure) == {}


def test_ink_reads_on_every_colour():
    greys = [str(level / 100) for level in range(101)]
    assert min(contrast(ink_on(grey), grey) for grey in greys) >= READABLE


@pytest.mark.parametrize(
    ("notebook", "unit"), [("02_funding_mix", "bac-son"), ("03_criteria_trajectories", "lang-son")]
)
def test_saved_figures_are_the_same_in_two_runs(notebook, unit, tmp_path):
    """The whole output in all formats, into two folders: nothing of clock, folder or earlier runs is in it."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        drawn = run_cells(notebook, "vi", folder, once=False, unit=unit, formats="svg,png,pdf")
        assert list(drawn) == DRAWN[notebook, unit]
    first, second = ({file.name: file.read_bytes() for file in folder.iterdir()} for folder in folders)
    assert {f"{name}.{kind}" for name in drawn for kind in ("svg", "png", "pdf")} <= set(first)
    assert [name for name in first.keys() | second.keys() if first.get(name) != second.get(name)] == []

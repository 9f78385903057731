"""The plan: which runs a matrix has, which of them are one, and what is refused before the first kernel starts."""

import pytest

from ntm_analysis.errors import NtmError
from ntm_analysis.parameters import MODELS
from ntm_analysis.paths import HERE
from ntm_analysis.review.matrix import read_matrix, usual_matrix
from ntm_analysis.review.plan import MOST_RUNS, make_plan

pytestmark = pytest.mark.data
FILE = "review.yml"


def plan(text: str):
    return make_plan(read_matrix(text.encode(), FILE), HERE)


def refuse(text: str) -> str:
    with pytest.raises(NtmError) as caught:
        plan(text)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def paths(runs) -> list[str]:
    return [run.path for run in runs]


def test_without_a_file_every_notebook_runs_in_both_languages():
    runs = make_plan(usual_matrix(None, None), HERE)
    assert paths(runs) == [f"{language}/lang-son/{name}" for language in ("en", "vi") for name in MODELS]
    assert {run.parameters["unit"] for run in runs} == {"lang-son"}
    assert [run for run in runs if "figure_dir" in run.parameters] == []


def test_a_matrix_is_the_product_of_its_axes():
    runs = plan(
        "notebooks: [02_funding_mix, 03_criteria_trajectories]\nunits: [lang-son, bac-son]\nlanguages: [vi]\n"
        "scenarios: {base: {}, real: {prices: real}}\n"
    )
    assert [(run.own_path, run.path) for run in runs] == [
        ("vi/lang-son~base/02_funding_mix",) * 2,
        ("vi/lang-son~base/03_criteria_trajectories",) * 2,
        ("vi/lang-son~real/02_funding_mix",) * 2,
        # It has no prices, so that both scenarios are one run.
        ("vi/lang-son~real/03_criteria_trajectories", "vi/lang-son~base/03_criteria_trajectories"),
        ("vi/bac-son~base/02_funding_mix",) * 2,
        ("vi/bac-son~base/03_criteria_trajectories",) * 2,
        ("vi/bac-son~real/02_funding_mix",) * 2,
        ("vi/bac-son~real/03_criteria_trajectories", "vi/bac-son~base/03_criteria_trajectories"),
    ]
    assert [run.parameters["prices"] for run in runs if run.notebook == "02_funding_mix"] == ["nominal", "real"] * 2


def test_a_date_sets_as_of_where_there_is_one():
    runs = plan(
        "notebooks: [00_explore, 04_attainment_forecast]\nlanguages: en\nparameters: {horizon: '2021-12-31'}\n"
        "dates: [2017-06-30, 2020-12-31]\n"
    )
    assert [(run.path, run.date, run.parameters.get("as_of")) for run in runs] == [
        ("en/lang-son/00_explore", None, None),
        ("en/lang-son~2017-06-30/04_attainment_forecast", "2017-06-30", "2017-06-30"),
        ("en/lang-son~2020-12-31/04_attainment_forecast", "2020-12-31", "2020-12-31"),
    ]


def test_a_scenario_may_be_for_some_notebooks():
    runs = plan("languages: en\nscenarios: {real: {notebooks: 02_funding_mix, prices: real}}\n")
    assert paths(runs) == ["en/lang-son~real/02_funding_mix"]


def test_parameters_for_all_reach_the_notebooks_that_have_them_and_scenarios_come_over_them():
    runs = plan(
        "notebooks: [01_sources_and_findings, 02_funding_mix]\nlanguages: en\n"
        "parameters: {severity: error, prices: real, price_year: 2015}\nscenarios: {a: {}, b: {price_year: 2012}}\n"
    )
    told = [(run.scenario, run.parameters.get("severity"), run.parameters.get("price_year")) for run in runs]
    assert told == [("a", "error", None), ("a", None, 2015), ("b", "error", None), ("b", None, 2012)]


def test_included_runs_come_beside_the_product():
    runs = plan(
        "notebooks: 00_explore\nlanguages: [en, vi]\n"
        "include: [{notebook: 05_place_profile, unit: bac-son, name: hung-vu, parameters: {place: Hưng Vũ}},\n"
        " {notebook: 02_funding_mix, unit: 'lang-son, bac-son', language: vi}]\n"
    )
    assert paths(runs) == [
        "en/lang-son/00_explore",
        "vi/lang-son/00_explore",
        "en/bac-son~hung-vu/05_place_profile",
        "vi/bac-son~hung-vu/05_place_profile",
        "vi/lang-son+bac-son/02_funding_mix",
    ]
    assert [run.parameters["place"] for run in runs[2:4]] == ["bac-son.hung-vu"] * 2
    assert runs[4].parameters["unit"] == "lang-son,bac-son"


def test_excluded_runs_are_left_out():
    runs = plan(
        "notebooks: [00_explore, 02_funding_mix]\nunits: [lang-son, bac-son]\n"
        "exclude: [{notebook: 02_funding_mix, unit: bac-son}, {language: vi, notebook: 00_explore}]\n"
    )
    assert paths(runs) == [
        "en/lang-son/00_explore",
        "en/lang-son/02_funding_mix",
        "en/bac-son/00_explore",
        "vi/lang-son/02_funding_mix",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("units: [hanoi]\n", f"{FILE}, line 1, units.1: notebook 00_explore: parameter 'unit': found 'hanoi', expecte"),
        (
            "scenarios: {a: {prices: rael}}\n",
            f"{FILE}, line 1, scenarios.a.prices: notebook 02_funding_mix: parameter 'prices': found 'rael', expected",
        ),
        ("scenarios: {a: {price_year: 1066}}\n", "parameter 'price_year': found '1066', expected a year from 2010 to"),
        ("parameters: {draws: many}\n", "parameter 'draws': found 'many', expected a whole number; correct the value."),
        ("parameters: {place: ../../etc/passwd}\n", f"{FILE}, line 1, parameters.place: notebook 05_place_profile: "),
        ('parameters: {text: "a\\nb"}\n', "parameter 'text': found 'a\\nb', expected printable text"),
        ("dates: [2001-01-01]\n", f"{FILE}, line 1, dates.1: notebook 04_attainment_forecast: parameter 'as_of': foun"),
        ("units: ['lang-son,bac-son']\n", "parameter 'unit': found 'lang-son,bac-son', expected a unit with figures"),
        (
            "dates: [2017-06-30]\nscenarios: {a: {as_of: 2017-06-30}}\n",
            f"{FILE}, line 2, scenarios.a.as_of: found as_of beside a date of the matrix, expected one of the two; giv",
        ),
        (
            "exclude: [{unit: bac-son}]\n",
            f"{FILE}, line 1, exclude.1: found unit 'bac-son' (did you mean lang-son?), expected one of lang-son (a ru",
        ),
        ("exclude: [{notebook: 02_funding_mi}]\n", "'02_funding_mi' (did you mean 02_funding_mix?)"),
        ("exclude: [{scenario: a}]\n", "expected one of none (a run that is there)"),
        ("exclude: [{language: [en, vi]}]\n", "the matrix: found no run in it, expected at least one; exclude less."),
        (
            "exclude: [{notebook: 00_explore, language: en}, {notebook: 00_explore, language: en}]\n",
            f"{FILE}, line 1, exclude.2: found an exclusion that matches no run, expected one or more runs; correct it",
        ),
        (
            "parameters: {text: a}\nnotebooks: 00_explore\nscenarios: {a: {}}\n"
            "include: [{notebook: 02_funding_mix, name: x, parameters: {prices: real}},\n"
            "          {notebook: 02_funding_mix, name: x}]\n",
            "en/lang-son~x/02_funding_mix: found two runs with different parameters, expected one; give the one under",
        ),
    ],
    ids=lambda text: text[:40].strip(),
)
def test_what_is_wrong_is_told_before_anything_runs(text, found):
    assert found in refuse(text)


def test_the_same_run_asked_for_twice_is_one():
    assert len(plan("notebooks: 00_explore\ninclude: [{notebook: 00_explore}]\nlanguages: en\n")) == 1


def test_a_matrix_that_is_too_large_is_refused_before_it_is_made():
    names = ", ".join(f"s{number}: {{}}" for number in range(2000))
    found = refuse(f"scenarios: {{{names}}}\n")
    assert found == f"the matrix: found 24000 runs, expected at most {MOST_RUNS}; split it into several files."


def test_a_missing_notebook_is_told(project):
    with pytest.raises(NtmError, match=r"^notebooks/00_explore\.ipynb: found no such file"):
        make_plan(usual_matrix(None, None), project)

"""The matrix: what review.yml may hold, and the sentence for what it may not."""

import pytest

from ntm_analysis.errors import BadInputError
from ntm_analysis.parameters import MODELS
from ntm_analysis.review.matrix import Given, read_matrix, usual_matrix

FILE = "review.yml"


def read(text: str):
    return read_matrix(text.encode(), FILE)


def refuse(text: str) -> str:
    with pytest.raises(BadInputError) as caught:
        read(text)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def values(given) -> list[str]:
    return [one.value for one in given]


def test_an_empty_file_asks_for_what_no_file_asks_for():
    asked, usual = read(""), usual_matrix(None, None)
    assert values(asked.units) == values(usual.units) == ["lang-son"]
    assert values(asked.languages) == values(usual.languages) == ["en", "vi"]
    assert asked.notebooks == usual.notebooks == tuple(MODELS)
    assert (asked.scenarios, asked.dates, asked.parameters, asked.limits) == ([], [], {}, {})


def test_a_whole_file_is_read():
    matrix = read(
        "title: Đánh giá 2021\nnotebooks: [02_funding_mix, 04_attainment_forecast]\n"
        "units: [lang-son, 'lang-son, bac-son']\n"
        "languages: vi\ndates: [2017-06-30]\nparameters:\n  formats: svg\n"
        "scenarios:\n  base:\n  real:\n    notebooks: 02_funding_mix\n    prices: real\n    price_year: 2015\n"
        "include:\n- {notebook: 05_place_profile, name: hung-vu, unit: bac-son, parameters: {place: Hưng Vũ}}\n"
        "exclude:\n- {unit: lang-son, scenario: [real]}\nlimits: {seconds: 60, megabytes: 900}\n"
    )
    assert (matrix.title, matrix.notebooks) == ("Đánh giá 2021", ("02_funding_mix", "04_attainment_forecast"))
    assert values(matrix.units) == ["lang-son", "lang-son,bac-son"]
    assert matrix.parameters == {"formats": Given("svg", f"{FILE}, line 7, parameters.formats")}
    base, real = matrix.scenarios
    assert (base.name, base.parameters, base.notebooks) == ("base", {}, None)
    assert (real.name, values(real.parameters.values()), real.notebooks) == (
        "real",
        ["real", "2015"],
        ("02_funding_mix",),
    )
    (included,) = matrix.include
    assert (included.scenario.name, included.scenario.notebooks) == ("hung-vu", ("05_place_profile",))
    assert (included.unit.value, included.language, included.date) == ("bac-son", None, None)
    assert matrix.exclude[0].values == {"unit": ["lang-son"], "scenario": ["real"]}
    assert matrix.limits == {"seconds": 60, "megabytes": 900}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("scenarois: {}\n", "line 1, scenarois: found an unknown key (did you mean scenarios?), expected one of title"),
        ("qqq: 1\n", "line 1, qqq: found an unknown key, expected one of title, notebooks, "),
        ("- a\n", "line 1: found a list, expected names with values"),
        ("just text\n", "line 1: found 'just text', expected names with values"),
        ("notebooks: [02_funding]\n", "line 1, notebooks.1: found '02_funding' (did you mean 02_funding_mix?), expect"),
        ("notebooks: {a: b}\n", "line 1, notebooks: found a mapping, expected a list of texts; correct the file."),
        ("notebooks: [../x]\n", "line 1, notebooks.1: found '../x', expected one of 00_explore, "),
        ("languages: [fr]\n", "line 1, languages.1: found 'fr', expected one of en, vi; correct the language."),
        ("units: [../../etc]\n", "line 1, units.1: found '../../etc', expected the id of a unit"),
        ("units: [/etc]\n", "found '/etc', expected the id of a unit"),
        ("units: ['lang-son,../x']\n", "found '../x', expected the id of a unit"),
        ("units: ['']\n", "found '', expected the id of a unit"),
        ("units: ['lang~son']\n", "found 'lang~son', expected the id of a unit"),
        ("units: [C:\\x]\n", "expected the id of a unit"),
        ("scenarios: {'..': {}}\n", "line 1, scenarios...: found '..', expected a scenario's name of small letters"),
        ("scenarios: {a/b: {}}\n", "found 'a/b', expected a scenario's name"),
        ("scenarios: {Real: {}}\n", "found 'Real', expected a scenario's name"),
        ("scenarios: {'': {}}\n", "found '', expected a scenario's name"),
        ('scenarios: {"a\\nb": {}}\n', "found 'a\\nb', expected a scenario's name"),
        (f"scenarios: {{{'a' * 61}: {{}}}}\n", "(at most 60); correct the name."),
        (f"units: [{'x' * 10000}]\n", "… (10000 characters), expected the id of a unit"),
        ("scenarios: [real]\n", "line 1, scenarios: found a list, expected names with values"),
        ("scenarios: {real: {prises: real}}\n", "line 1, scenarios.real.prises: found the parameter 'prises', which n"),
        ("scenarios: {real: {prises: real}}\n", "chosen notebook has (did you mean prices?), expected one of"),
        ("scenarios: {real: {prices: [real]}}\n", "line 1, scenarios.real.prices: found a list, expected text"),
        ("scenarios: {a: {unit: bac-son}}\n", "scenarios.a.unit: found the parameter unit, expected it under units; "),
        ("parameters: {language: vi}\n", "found the parameter language, expected it under languages; move it there."),
        ("parameters: {figure_dir: /x}\n", "found the parameter figure_dir, expected it under --output; move it there"),
        ("notebooks: 00_explore\nparameters: {prices: real}\n", "found the parameter 'prices', which no chosen notebo"),
        (
            "scenarios: {a: {notebooks: 00_explore, prices: real}}\n",
            "found the parameter 'prices', which no chosen notebook has",
        ),
        (
            "notebooks: 00_explore\nscenarios: {a: {notebooks: 02_funding_mix}}\n",
            "found 02_funding_mix, expected a notebook of this matrix: 00_explore; add it under notebooks.",
        ),
        ("dates: [30.6.2017]\n", "line 1, dates.1: found '30.6.2017', expected a date as YYYY-MM-DD; correct the date"),
        ("notebooks: 02_funding_mix\ndates: 2017-06-30\n", "expected a notebook with the parameter as_of, which a dat"),
        ("limits: {seconds: soon}\n", "limits.seconds: found 'soon', expected a whole number from 1 to 86400; correct"),
        ("limits: {seconds: 0}\n", "found '0', expected a whole number from 1 to 86400"),
        ("limits: {second: 5}\n", "found an unknown key (did you mean seconds?), expected one of seconds, megabytes, "),
        ("include: {notebook: 00_explore}\n", "line 1, include: found a mapping, expected a list; correct the file."),
        ("include: [{unit: lang-son}]\n", "include.1: found no notebook, expected the key 'notebook'"),
        ("include: [{notebook: 05_place_profile, parameters: {place: x}}]\n", "found parameters without a name"),
        ("include: [{notebook: 05_place_profile, name: ../x}]\n", "found '../x', expected a name of small letters"),
        ("scenarios: {a: {}}\ninclude: [{notebook: 00_explore, name: a}]\n", "found 'a', expected a name that no scen"),
        ("exclude: [{}]\n", "exclude.1: found nothing, expected one or more of notebook, unit, language, scenario, da"),
        ("exclude: [{notebok: x}]\n", "found an unknown key (did you mean notebook?), expected one of notebook, unit"),
        ("title: [x]\n", "line 1, title: found a list, expected text; correct the file."),
        ('title: "a\\nb"\n', "title: found 'a\\nb', expected one printable line of at most 200 characters"),
    ],
    ids=lambda text: text[:40].strip(),
)
def test_what_is_wrong_is_told_with_its_place(text, found):
    message = refuse(text)
    assert message.startswith(f"{FILE}, line ")
    assert found in message

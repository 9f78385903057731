"""The plan of a review: every run of the matrix with its checked parameters, and the folder that holds its result."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from ntm_analysis.errors import BadInputError, NtmError
from ntm_analysis.parameters import MODELS, Lists, check_parameters
from ntm_analysis.paths import Project
from ntm_analysis.review.document import hint
from ntm_analysis.review.matrix import DATE_PARAMETER, Excluded, Given, Included, Matrix, Scenario
from ntm_analysis.run import check_notebook

MOST_RUNS = 20_000
UNNAMED = Scenario(None, {})


@dataclass(frozen=True)
class Planned:
    """One run of the matrix: `case` names its folder, `path` the folder with its result below the review's.

    Runs with the same notebook and parameters share the path of the first of them.
    """

    notebook: str
    language: str
    unit: str
    scenario: str | None
    date: str | None
    parameters: dict
    path: str

    @property
    def case(self) -> str:
        named = (self.unit.replace(",", "+"), self.scenario, self.date)
        return "~".join(name for name in named if name)

    @property
    def own_path(self) -> str:
        return f"{self.language}/{self.case}/{self.notebook}"


def make_plan(matrix: Matrix, project: Project) -> list[Planned]:
    """Give the runs of a matrix, each with its parameters checked, and the notebooks checked too.

    Order: language, unit, scenario, date, notebook; then what is included beside. Raises NtmError for the first fault.
    """
    asked = [*_exclude(matrix, list(_product(matrix))), *_included(matrix)]
    if not asked:
        raise NtmError("the matrix: found no run in it, expected at least one; exclude less.")
    for notebook in dict.fromkeys(one.notebook for one in asked):
        check_notebook(project, project.notebooks / f"{notebook}.ipynb", MODELS[notebook])
    checked: dict[tuple, dict] = {}
    lists = Lists(project)
    return _share([_check(one, lists, checked) for one in asked])


@dataclass(frozen=True)
class _Asked:
    """One run as the matrix asks for it: names of its axes, and the values given."""

    notebook: str
    language: Given
    unit: Given
    scenario: str | None
    date: Given | None
    values: dict[str, Given]

    def matches(self, excluded: Excluded) -> bool:
        return all(self.axis(name) in values for name, values in excluded.values.items())

    def axis(self, name: str) -> str | None:
        value = getattr(self, name)
        return value.value if isinstance(value, Given) else value


def _product(matrix: Matrix) -> Iterator[_Asked]:
    scenarios, dates = matrix.scenarios or [UNNAMED], matrix.dates or [None]
    size = len(matrix.languages) * len(matrix.units) * len(scenarios) * len(dates) * len(matrix.notebooks)
    if size > MOST_RUNS:
        raise NtmError(f"the matrix: found {size} runs, expected at most {MOST_RUNS}; split it into several files.")
    for language, unit, scenario, date in product(matrix.languages, matrix.units, scenarios, dates):
        for notebook in scenario.notebooks or matrix.notebooks:
            yield _ask(matrix, notebook, language, unit, scenario, date)


def _included(matrix: Matrix) -> Iterator[_Asked]:
    for one in matrix.include:
        yield from _include(matrix, one)


def _include(matrix: Matrix, one: Included) -> Iterator[_Asked]:
    units = [one.unit] if one.unit else matrix.units
    for language, unit in product([one.language] if one.language else matrix.languages, units):
        (notebook,) = one.scenario.notebooks
        yield _ask(matrix, notebook, language, unit, one.scenario, one.date)


def _ask(matrix: Matrix, notebook: str, language: Given, unit: Given, scenario: Scenario, date: Given | None) -> _Asked:
    """Lay the values over each other: those for all, the date, the scenario's."""
    if DATE_PARAMETER not in MODELS[notebook].model_fields:
        date = None
    dated = {DATE_PARAMETER: date} if date else {}
    if DATE_PARAMETER in scenario.parameters and date:
        twice = scenario.parameters[DATE_PARAMETER]
        do = "give the date in one place"
        raise BadInputError(twice.place, f"{DATE_PARAMETER} beside a date of the matrix", "one of the two", do)
    values = {**matrix.parameters, **dated, **scenario.parameters}
    kept = {name: given for name, given in values.items() if name in MODELS[notebook].model_fields}
    kept |= {"unit": unit, "language": language}
    return _Asked(notebook, language, unit, scenario.name, date, kept)


def _exclude(matrix: Matrix, runs: list[_Asked]) -> list[_Asked]:
    for excluded in matrix.exclude:
        for axis, values in excluded.values.items():
            known = list(dict.fromkeys(name for run in runs if (name := run.axis(axis))))
            for value in values:
                if value not in known:
                    found = f"{axis} {value!r}{hint(value, known)}"
                    expected = f"one of {', '.join(known) or 'none'} (a run that is there)"
                    raise BadInputError(excluded.place, found, expected, "exclude what the matrix holds")
        kept = [run for run in runs if not run.matches(excluded)]
        if len(kept) == len(runs):
            do = "correct it or leave it out"
            raise BadInputError(excluded.place, "an exclusion that matches no run", "one or more runs", do)
        runs = kept
    return runs


def _check(asked: _Asked, lists: Lists, checked: dict[tuple, dict]) -> Planned:
    values = {name: given.value for name, given in asked.values.items()}
    key = (asked.notebook, *sorted(values.items()))
    if key not in checked:
        checked[key] = _parameters(asked, values, lists)
    date = asked.date.value if asked.date else None
    run = Planned(asked.notebook, asked.language.value, asked.unit.value, asked.scenario, date, checked[key], "")
    return replace(run, path=run.own_path)


def _parameters(asked: _Asked, values: dict[str, str], lists: Lists) -> dict:
    try:
        given = check_parameters(asked.notebook, values, lists=lists).model_dump()
    except NtmError as error:
        named = re.search(r"parameter '(\w+)'", str(error))
        origin = asked.values.get(named[1]) if named else None
        raise NtmError(f"{origin.place}: {error}") if origin else error from None
    return {name: value for name, value in given.items() if name != "figure_dir"}


def _share(runs: list[Planned]) -> list[Planned]:
    """Let runs with the same notebook and parameters share a path; a path with two different runs is an error."""
    first: dict[tuple, Planned] = {}
    taken: dict[str, dict] = {}
    shared = {}
    for run in runs:
        if taken.setdefault(run.own_path, run.parameters) != run.parameters:
            do = "give the one under 'include' a name"
            raise NtmError(f"{run.own_path}: found two runs with different parameters, expected one; {do}.")
        key = (run.notebook, *sorted(run.parameters.items()))
        leader = first.setdefault(key, run)
        shared.setdefault((run.own_path, key), replace(run, path=leader.own_path))
    return list(shared.values())

"""The matrix of a review: what review.yml asks for, each entry checked by itself."""

import re
from dataclasses import dataclass, field

from ntm_analysis.language import LANGUAGES
from ntm_analysis.parameters import MODELS, split_list
from ntm_analysis.review.document import Part, hint, read_document, short

KEYS = (
    *("title", "notebooks", "units", "languages", "dates", "scenarios", "parameters", "include", "exclude", "limits"),
)
AXES = ("notebook", "unit", "language", "scenario", "date")
INCLUDED = ("notebook", "unit", "language", "date", "name", "parameters")
LIMITS = {"seconds": (1, 86_400), "megabytes": (100, 1_000_000), "disk_megabytes": (1, 1_000_000)}
SET_ELSEWHERE = {"unit": "units", "language": "languages", "figure_dir": "--output"}
# The parameter that a date of the matrix sets, in the notebooks that have it.
DATE_PARAMETER = "as_of"
USUAL_UNIT = "lang-son"
SAFE = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
LONGEST_NAME = 60


@dataclass(frozen=True)
class Given:
    """A value and the place that gave it."""

    value: str
    place: str


@dataclass(frozen=True)
class Scenario:
    """A named set of parameters, for all notebooks of the matrix or for some."""

    name: str | None
    parameters: dict[str, Given]
    notebooks: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Included:
    """Runs beside the product of the axes: one notebook with parameters of its own."""

    scenario: Scenario
    unit: Given | None
    language: Given | None
    date: Given | None


@dataclass(frozen=True)
class Excluded:
    """Runs to leave out: those that match every axis named."""

    place: str
    values: dict[str, list[str]]


@dataclass(frozen=True)
class Matrix:
    """What a review asks for."""

    units: list[Given]
    languages: list[Given]
    title: str = ""
    notebooks: tuple[str, ...] = tuple(MODELS)
    dates: list[Given] = field(default_factory=list)
    scenarios: list[Scenario] = field(default_factory=list)
    parameters: dict[str, Given] = field(default_factory=dict)
    include: list[Included] = field(default_factory=list)
    exclude: list[Excluded] = field(default_factory=list)
    limits: dict[str, int] = field(default_factory=dict)


def usual_matrix(unit: str | None, languages: list[str] | None) -> Matrix:
    """Give the matrix of a review without a file: every notebook of a unit in the languages."""
    chosen = dict.fromkeys(languages or LANGUAGES)
    return Matrix([Given(unit or USUAL_UNIT, "--unit")], [Given(language, "--language") for language in chosen])


def read_matrix(content: bytes, file: str) -> Matrix:
    """Read the matrix of a review.yml; raises BadInputError for the first fault, with line and key."""
    parts = read_document(content, file).mapping(KEYS)
    notebooks = tuple(_notebook(part) for part in _list(parts, "notebooks")) or tuple(MODELS)
    scenarios = _scenarios(parts, notebooks)
    include = [_included(part, scenarios) for part in _entries(parts, "include")]
    return Matrix(
        units=[_unit(part) for part in _list(parts, "units")] or [Given(USUAL_UNIT, f"{file}, units")],
        languages=[_language(part) for part in _list(parts, "languages")]
        or [Given(language, f"{file}, languages") for language in LANGUAGES],
        title=_title(parts),
        notebooks=notebooks,
        dates=[_date(part, notebooks) for part in _list(parts, "dates")],
        scenarios=scenarios,
        parameters=_parameters(parts["parameters"], notebooks) if "parameters" in parts else {},
        include=include,
        exclude=[_excluded(part) for part in _entries(parts, "exclude")],
        limits=_limits(parts),
    )


def parameters_of(notebooks: tuple[str, ...]) -> list[str]:
    """Give the parameters that some of the notebooks have, each once."""
    return list(dict.fromkeys(name for notebook in notebooks for name in MODELS[notebook].model_fields))


def _list(parts: dict[str, Part], key: str) -> list[Part]:
    return parts[key].texts() if key in parts else []


def _entries(parts: dict[str, Part], key: str) -> list[Part]:
    return parts[key].entries() if key in parts else []


def _title(parts: dict[str, Part]) -> str:
    if "title" not in parts:
        return ""
    title = parts["title"].text()
    if len(title) > 200 or not title.isprintable():
        raise parts["title"].fault(short(title), "one printable line of at most 200 characters")
    return title


def _notebook(part: Part) -> str:
    name = part.text()
    if name not in MODELS:
        found = f"{short(name)}{hint(name, MODELS)}"
        raise part.fault(found, f"one of {', '.join(MODELS)}", "correct the name")
    return name


def _safe(part: Part, name: str, what: str) -> str:
    if len(name) > LONGEST_NAME or not SAFE.fullmatch(name):
        expected = f"{what} of small letters a to z, digits, '-', '_' or '.' (at most {LONGEST_NAME})"
        raise part.fault(short(name), expected, "correct the name")
    return name


def _unit(part: Part) -> Given:
    """Take a unit, or several parted by commas for a notebook that takes them together."""
    units = split_list(part.text()) or [part.text()]
    return Given(",".join(_safe(part, unit, "the id of a unit, made") for unit in units), part.place)


def _language(part: Part) -> Given:
    if part.text() not in LANGUAGES:
        raise part.fault(short(part.text()), f"one of {', '.join(LANGUAGES)}", "correct the language")
    return Given(part.text(), part.place)


def _date(part: Part, notebooks: tuple[str, ...]) -> Given:
    if not DATE.fullmatch(part.text()):
        raise part.fault(short(part.text()), "a date as YYYY-MM-DD", "correct the date")
    if DATE_PARAMETER not in parameters_of(notebooks):
        expected = f"a notebook with the parameter {DATE_PARAMETER}, which a date sets"
        raise part.fault("a date", expected, "choose such a notebook or leave the date out")
    return Given(part.text(), part.place)


def _parameters(part: Part, notebooks: tuple[str, ...]) -> dict[str, Given]:
    known = parameters_of(notebooks)
    given = {}
    for name, value in part.mapping().items():
        if name in SET_ELSEWHERE:
            raise value.fault(f"the parameter {name}", f"it under {SET_ELSEWHERE[name]}", "move it there")
        if name not in known:
            free = [one for one in known if one not in SET_ELSEWHERE]
            found = f"the parameter {short(name)}, which no chosen notebook has{hint(name, free)}"
            raise value.fault(found, f"one of {', '.join(free)}", "correct the name")
        given[name] = Given(value.text(), value.place)
    return given


def _scenarios(parts: dict[str, Part], notebooks: tuple[str, ...]) -> list[Scenario]:
    if "scenarios" not in parts:
        return []
    scenarios = []
    for name, part in parts["scenarios"].mapping().items():
        _safe(part, name, "a scenario's name")
        inside = dict(part.mapping())
        chosen = _chosen(inside.pop("notebooks"), notebooks) if "notebooks" in inside else None
        rest = Part(part.file, part.line, part.keys, inside)
        scenarios.append(Scenario(name, _parameters(rest, chosen or notebooks), chosen))
    return scenarios


def _chosen(part: Part, notebooks: tuple[str, ...]) -> tuple[str, ...]:
    chosen = tuple(_notebook(one) for one in part.texts())
    for one, name in zip(part.texts(), chosen, strict=True):
        if name not in notebooks:
            raise one.fault(name, f"a notebook of this matrix: {', '.join(notebooks)}", "add it under notebooks")
    return chosen


def _included(part: Part, scenarios: list[Scenario]) -> Included:
    parts = part.mapping(INCLUDED)
    if "notebook" not in parts:
        raise part.fault("no notebook", "the key 'notebook'", "name the notebook")
    notebook = _notebook(parts["notebook"])
    name = _safe(parts["name"], parts["name"].text(), "a name") if "name" in parts else None
    if name in [scenario.name for scenario in scenarios] and name:
        raise parts["name"].fault(short(name), "a name that no scenario has", "choose another name")
    if "parameters" in parts and not name:
        raise part.fault("parameters without a name", "the key 'name', which names the folder", "give it a name")
    parameters = _parameters(parts["parameters"], (notebook,)) if "parameters" in parts else {}
    return Included(
        Scenario(name, parameters, (notebook,)),
        _unit(parts["unit"]) if "unit" in parts else None,
        _language(parts["language"]) if "language" in parts else None,
        _date(parts["date"], (notebook,)) if "date" in parts else None,
    )


def _excluded(part: Part) -> Excluded:
    parts = part.mapping(AXES)
    if not parts:
        raise part.fault("nothing", f"one or more of {', '.join(AXES)}", "name what to leave out")
    return Excluded(part.place, {axis: [one.text() for one in value.texts()] for axis, value in parts.items()})


def _limits(parts: dict[str, Part]) -> dict[str, int]:
    if "limits" not in parts:
        return {}
    limits = {}
    for name, part in parts["limits"].mapping(LIMITS).items():
        low, high = LIMITS[name]
        text = part.text()
        if not (text.isascii() and text.isdecimal() and len(text) < 9 and low <= int(text) <= high):
            raise part.fault(short(text), f"a whole number from {low} to {high}", "correct the limit")
        limits[name] = int(text)
    return limits

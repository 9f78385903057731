"""Names of runs, units and documents as the reader of a review knows them."""

from collections import Counter
from collections.abc import Callable
from datetime import date

from ntm_analysis.errors import NtmError
from ntm_analysis.files import read_csv
from ntm_analysis.language import Words
from ntm_analysis.narratives.naming import UNITS_FILE
from ntm_analysis.paths import Project
from ntm_analysis.prices import INDEX_FILE
from ntm_analysis.products.runs import Review, Run

HIDDEN = ("figure_dir", "language")
# Reference lists that statements name beside documents.
LISTS = {INDEX_FILE: "front.list_price_index", UNITS_FILE: "front.list_units"}


def notebook_word(notebook: str, part: str, words: Words) -> str:
    """Give title or question of a notebook; its name where the words hold none."""
    number = notebook.split("_")[0]
    return words.words.get(f"nb.{number}.{part}", notebook)


def document_name(document: str, words: Words) -> str:
    """Give the short name of a document or of a reference list; its id where the words hold none."""
    if document in LISTS:
        return words(LISTS[document])
    return words.words.get(f"doc.{document}", document)


def name_cases(review: Review, words: Words, unit_name: Callable) -> Callable[[Run | dict], str]:
    """Give a function run -> name of its case: units, scenario and date, as far as there are any.

    Cases that would share a name (districts of one name in two provinces) have their folder beside it.
    """

    def name(run: Run | dict) -> str:
        about = run if isinstance(run, dict) else vars(run)
        parts = [name_run_units(about, words, unit_name), about["scenario"], _day(about["date"], words)]
        return " · ".join(filter(None, parts))

    names = {run.case: name(run) for run in review.of_language(words.language)}
    shared = {named for named, cases in Counter(names.values()).items() if cases > 1}

    def name_case(run: Run | dict) -> str:
        case = run["case"] if isinstance(run, dict) else run.case
        return f"{name(run)} ({case})" if name(run) in shared else name(run)

    return name_case


def name_run_units(about: dict, words: Words, unit_name: Callable) -> str:
    """Name the units of a run."""
    return unit_name(about["unit"] or about["case"].split("~")[0], words)


def _day(text: str, words: Words) -> str:
    try:
        return words.day(date.fromisoformat(text))
    except ValueError:
        return text


def run_title(run: Run | dict, review: Review, words: Words, name_case: Callable) -> str:
    """Name a run: title of the notebook, and its case where there are several."""
    notebook = run["notebook"] if isinstance(run, dict) else run.notebook
    title = notebook_word(notebook, "title", words)
    return f"{title} ({name_case(run)})" if len(review.cases) > 1 else title


def parameters_text(run: Run) -> str:
    """List the parameters of a run that have a value: `name = value; name = value`."""
    shown = {name: value for name, value in run.parameters.items() if name not in HIDDEN and value != ""}
    return "; ".join(f"{name} = {value}" for name, value in shown.items())


def name_units(project: Project) -> Callable[[str, Words], str]:
    """Give a function (unit ids with commas, words) -> names of the units, from the project's list of units."""
    path = project.reference / "units.csv"
    try:
        units = read_csv(path, project.name(path)).drop_duplicates("unit").set_index("unit")
    except (NtmError, KeyError):
        return lambda asked, words: asked

    def name(asked: str, words: Words) -> str:
        column = f"name_{words.language}"
        named = (unit.strip() for unit in asked.split(","))
        return ", ".join(str(units.at[unit, column]) if unit in units.index else unit for unit in named)

    return name


def about_review(review: Review, words: Words, unit_name: Callable) -> tuple[str, str]:
    """Give title of a review and the line below it: its units."""
    title = review.manifest.get("title")
    title = title.get(words.language) if isinstance(title, dict) else title
    runs = review.of_language(words.language)
    units = [unit.strip() for run in runs for unit in (run.unit or run.case.split("~")[0]).split(",")]
    named = [unit_name(unit, words) for unit in dict.fromkeys(units)]
    return str(title or words("report.title")), ", ".join(dict.fromkeys(named))

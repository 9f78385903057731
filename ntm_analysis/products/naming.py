"""Names of runs, units and documents as the reader of a review knows them."""

from collections.abc import Callable

from ntm_analysis.errors import NtmError
from ntm_analysis.files import read_csv
from ntm_analysis.language import Words
from ntm_analysis.paths import Project
from ntm_analysis.products.runs import Review, Run

HIDDEN = ("figure_dir", "language")


def notebook_word(notebook: str, part: str, words: Words) -> str:
    """Give title or question of a notebook; its name where the words hold none."""
    number = notebook.split("_")[0]
    return words.words.get(f"nb.{number}.{part}", notebook)


def document_name(document: str, words: Words) -> str:
    """Give the short name of a document; its id where the words hold none."""
    return words.words.get(f"doc.{document}", document)


def run_title(run: Run | dict, review: Review, words: Words) -> str:
    """Name a run: title of the notebook, and its case where there are several."""
    notebook, case = (run["notebook"], run["case"]) if isinstance(run, dict) else (run.notebook, run.case)
    title = notebook_word(notebook, "title", words)
    return f"{title} ({case})" if len(review.cases) > 1 else title


def parameters_text(run: Run) -> str:
    """List the parameters of a run that have a value: `name = value; name = value`."""
    shown = {name: value for name, value in run.parameters.items() if name not in HIDDEN and value != ""}
    return "; ".join(f"{name} = {value}" for name, value in shown.items())


def name_units(project: Project) -> Callable[[Run, Words], str]:
    """Give a function (run, words) -> names of the run's units, from the project's list of units."""
    path = project.reference / "units.csv"
    try:
        units = read_csv(path, project.name(path)).drop_duplicates("unit").set_index("unit")
    except (NtmError, KeyError):
        return lambda run, words: run.case

    def name(run: Run, words: Words) -> str:
        asked = [unit.strip() for unit in str(run.parameters.get("unit") or run.case.split("~")[0]).split(",")]
        column = f"name_{words.language}"
        return ", ".join(str(units.at[unit, column]) if unit in units.index else unit for unit in asked)

    return name


def about_review(review: Review, words: Words, unit_name: Callable) -> tuple[str, str]:
    """Give title of a review and the line below it: its units."""
    title = review.manifest.get("title")
    title = title.get(words.language) if isinstance(title, dict) else title
    named = [unit_name(run, words) for run in review.of_language(words.language)]
    return str(title or words("report.title")), ", ".join(dict.fromkeys(named))

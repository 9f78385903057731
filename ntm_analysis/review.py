"""A review: every notebook for a unit, in each language asked for, in one folder with an index."""

import json
from collections.abc import Callable
from pathlib import Path

from ntm_analysis import __version__
from ntm_analysis.errors import NtmError, writing
from ntm_analysis.language import Language
from ntm_analysis.pages import read_items
from ntm_analysis.parameters import MODELS, check_parameters
from ntm_analysis.paths import Project
from ntm_analysis.products import make_products
from ntm_analysis.run import check_notebook, run_notebook


def run_review(
    project: Project, unit: str, languages: list[Language], folder: Path, tell: Callable[[str], None] = print
) -> list[str]:
    """Run every notebook for a unit and each language into `folder`/<unit>-<language>/<notebook>.

    Everything is checked before the first kernel starts. A notebook that fails does not stop the others; what it left
    earlier stays. Returns the messages of failed runs. Raises NtmError for faults that can be seen beforehand.
    """
    for notebook, model in MODELS.items():
        check_notebook(project, project.notebooks / f"{notebook}.ipynb", model)
        for language in languages:
            check_parameters(notebook, {"unit": unit, "language": language}, project)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    failures = []
    for language in languages:
        failures += _run_language(project, unit, language, folder / f"{unit}-{language}", tell)
    return failures


def _run_language(
    project: Project, unit: str, language: Language, folder: Path, tell: Callable[[str], None]
) -> list[str]:
    failures, runs = [], []
    for number, notebook in enumerate(MODELS, start=1):
        tell(f"[{number}/{len(MODELS)}] {notebook} ({unit}, {language})")
        about = {"notebook": notebook, "language": language, "unit": unit, "case": unit, "path": notebook}
        try:
            run = run_notebook(project, notebook, {"unit": unit, "language": language}, folder / notebook)
        except NtmError as error:
            failures.append(str(error))
            runs.append({**about, "status": "failed", "message": str(error), "parameters": {}})
            tell(f"    failed: {error}")
            continue
        items = read_items(run.folder)
        runs.append({**about, "status": "done", "parameters": run.parameters.model_dump(), "items": items})
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {"version": __version__, "languages": [language], "runs": runs}
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    make_products(folder, project, lambda _: None)
    return failures

"""The gallery: the figures of the notebooks in both languages, drawn into figures/ for README and readers."""

import tempfile
from pathlib import Path

from ntm_analysis.language import LANGUAGES
from ntm_analysis.pages import read_items
from ntm_analysis.parameters import MODELS
from ntm_analysis.paths import Project
from ntm_analysis.run import run_notebook

UNIT = "lang-son"


def make_gallery(project: Project, folder: Path) -> list[Path]:
    """Run every notebook of the province in both languages and keep the SVG figures in `folder`/<language>."""
    written = []
    with tempfile.TemporaryDirectory() as scratch:
        for language in LANGUAGES:
            (folder / language).mkdir(parents=True, exist_ok=True)
            for notebook in MODELS:
                values = {"unit": UNIT, "language": language}
                run = run_notebook(project, notebook, values, Path(scratch) / language / notebook)
                for item in (item for item in read_items(run.folder) if item["kind"] == "figure"):
                    target = folder / language / f"{notebook[:2]}_{item['name']}.svg"
                    target.write_bytes((run.folder / f"{item['name']}.svg").read_bytes())
                    written.append(target)
    return written

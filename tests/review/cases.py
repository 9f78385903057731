"""A project with tiny notebooks, and reviews of it in this process and in others."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from ntm_analysis.parameters import MODELS
from ntm_analysis.paths import HERE, Project

START = [sys.executable, "-c", "from ntm_analysis.cli.main import main; main()"]
# Leaves what a reader of a run's folder finds in it, and what it was given.
CODE = """import json
from pathlib import Path
Path(figure_dir, "told.csv").write_text(f"name,value\\nunit,{unit}\\n")
item = {"kind": "table", "name": "told", "title": "Told"}
Path(figure_dir, "index.jsonl").write_text(json.dumps(item) + "\\n")
print("ran", unit, language)"""
# Change from run to run with nothing that the run depends on.
CLOCKED = ("seconds", "started")


def make_tiny(root: Path) -> Project:
    """Copy the project with notebooks that hold their parameters and one small cell."""
    for part in ("data", "notebooks"):
        shutil.copytree(HERE.root / part, root / part)
    project = Project(root)
    for name in MODELS:
        replace_code(project, name, CODE)
    return project


def replace_code(project: Project, name: str, code: str) -> None:
    """Leave a notebook its parameters and one cell with the code (cell 2 of the executed notebook)."""
    path = project.notebooks / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    tagged = next(cell for cell in notebook.cells if cell.metadata.get("tags"))
    notebook.cells = [tagged, nbformat.v4.new_code_cell(code, id="code")]
    nbformat.write(notebook, path)


def write_matrix(project: Project, text: str) -> Path:
    """Write a review.yml beside the project's folders."""
    path = project.root / "review.yml"
    path.write_text(text, encoding="utf-8")
    return path


def review_command(project: Project, *more) -> list[str]:
    """Give the command that reviews the project into its folder `out`."""
    return [*START, "review", *map(str, more), "--project", str(project.root), "--output", str(project.root / "out")]


def ntm(command: list[str], **environment) -> subprocess.CompletedProcess:
    """Run a command to its end."""
    surroundings = {**os.environ, **environment}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, env=surroundings)


def read_manifest(folder: Path) -> dict:
    """Read the manifest of a review."""
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def statuses(folder: Path) -> dict[str, str]:
    """Give the status of each run by path."""
    return {run["path"]: run["status"] for run in read_manifest(folder)["runs"]}


def results(folder: Path) -> dict[str, object]:
    """Give every file of a review's runs, the record without its clock; nothing else may lie beside them."""
    found = {}
    for path in sorted(path for path in folder.glob("*/*/**/*") if path.is_file()):
        content = path.read_bytes()
        if path.name == "run.json":
            content = {name: value for name, value in json.loads(content).items() if name not in CLOCKED}
        found[path.relative_to(folder).as_posix()] = content
    return found

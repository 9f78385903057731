"""Digests of what the products of a review are made from."""

import hashlib
import importlib.metadata
import json
from importlib.resources import files
from pathlib import Path

from ntm_analysis import __version__
from ntm_analysis.paths import Project
from ntm_analysis.products.runs import WELL

LIBRARIES = ("python-docx", "xlsxwriter", "jinja2", "babel")
READ = ("data/reference/words.csv", "data/reference/units.csv", "data/processed/documents.csv", "CITATION.cff")
TOLD = ("path", "notebook", "language", "case", "unit", "scenario", "date", "parameters")


def digest_said(folder: Path, manifest: dict, project: Project) -> str:
    """Digest what the runs of a review said and all that turns it into documents.

    A run taken from the last time says the same as one run anew.
    """
    told = [
        [*(entry.get(name) for name in TOLD), entry.get("status") in WELL, _digest_run(folder / str(entry.get("path")))]
        for entry in manifest["runs"]
    ]
    versions = [__version__, *(importlib.metadata.version(name) for name in LIBRARIES)]
    read = [_digest_file(project.root / name) for name in READ]
    return _digest([told, versions, read, _digest_code(), manifest.get("title"), manifest.get("languages")])


def digest_inputs(said: str, manifest: dict) -> str:
    """Digest what the runs said and how each of them ended."""
    return _digest([said, manifest])


def _digest_run(folder: Path) -> list:
    """Give names and sizes of a run's files, with the sums that its run.json lists; else of the files themselves."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file())
        own = [folder / "run.json"] if (folder / "run.json") in paths else paths
        return [[path.name, path.stat().st_size] for path in paths] + [_digest_file(path) for path in own]
    except (OSError, ValueError):
        return []


def _digest_code() -> str:
    package = files("ntm_analysis")
    parts = [*package.joinpath("products").iterdir(), *package.joinpath("templates").iterdir()]
    code = {part.name: part.read_text("utf-8") for part in parts if part.name.endswith((".py", ".html", ".css"))}
    return _digest(sorted(code.items()))


def _digest_file(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode("utf-8")).hexdigest()

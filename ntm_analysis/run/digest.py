"""What a run's result depends on, as digests: notebook, parameters, library code, data, and versions of packages."""

import hashlib
import json
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ntm_analysis.paths import Project

PACKAGE = Path(__file__).resolve().parents[1]
CODE = (".py", ".html", ".css", ".mplstyle")
# Packages whose version may change what a notebook shows or how its page is written.
PACKAGES = (
    *("babel", "ipykernel", "ipython", "ipywidgets", "jinja2", "matplotlib", "mpltern", "nbclient", "nbconvert"),
    *("nbformat", "numpy", "pandas", "papermill", "pydantic", "scipy", "seaborn", "statsmodels"),
)


def digest_job(job) -> str:
    """Give the SHA-256 of all that the result of a job depends on; raises OSError for a notebook that is not there."""
    return digest_parts(digests_of(job), job)


def digest_parts(digests: dict[str, str], job) -> str:
    """Give one SHA-256 of the digests, the notebook's name, the parameters and the versions."""
    whole = {"notebook": job.notebook, "parameters": job.parameters, "digests": digests, "versions": versions()}
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def digests_of(job) -> dict[str, str]:
    """Give the digests of the notebook file, of the library's code and of the project's data."""
    project = Project(job.project)
    notebook = _digest_file(project.notebooks / f"{job.notebook}.ipynb")
    return {"notebook": notebook, "code": digest_code(), "data": _digest_data(project)}


def digest_code() -> str:
    """Give the digest of the library's code and templates as they lie on disk."""
    files = [path for path in sorted(PACKAGE.rglob("*")) if path.suffix in CODE]
    return _digest_files(files, PACKAGE)


def _digest_data(project: Project) -> str:
    folders = (project.processed, project.reference)
    return _digest_files([path for folder in folders for path in sorted(folder.glob("*"))], project.root)


@cache
def versions() -> dict[str, str]:
    """Give the versions of Python and of the packages that shape a result."""
    return {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _digest_files(files: list[Path], root: Path) -> str:
    lines = [f"{path.relative_to(root).as_posix()} {_digest_file(path)}\n" for path in files if path.is_file()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _digest_file(path: Path) -> str:
    about = path.stat()
    return _digest_content(path, about.st_size, about.st_mtime_ns, about.st_ino)


@cache
def _digest_content(path: Path, *about: int) -> str:
    """Give the digest of a file's content; it is read again only when its size, time or inode have changed."""
    return digest_file(path)


def digest_file(path: Path) -> str:
    """Give the SHA-256 of a file's content."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()

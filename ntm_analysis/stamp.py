"""What the processed tables were made of: a stamp beside them says whether they are still up to date."""

import hashlib
import json
import platform
import secrets
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from ntm_analysis.errors import BadInputError
from ntm_analysis.paths import Project

CODE = Path(__file__).parent
PACKAGES = ("numpy", "pandas")


def is_current(project: Project, inputs: str, standing: dict[str, str]) -> bool:
    """Say whether a build of the same inputs left just the files that stand in data/processed (`read_files`)."""
    try:
        return json.loads(_path(project).read_text("utf-8")) == {"inputs": inputs, "files": standing}
    except (OSError, ValueError):
        return False


def read_files(folder: Path) -> dict[str, str]:
    """Give the SHA-256 of each file of a folder by name."""
    return {path.name: _digest(path) for path in sorted(folder.glob("*")) if path.is_file()}


def write_stamp(project: Project, inputs: str, files: dict[str, str]) -> None:
    """Write down of what (`digest_inputs`) which files (name -> SHA-256) were made; a read-only place stays so."""
    with suppress(OSError):
        write_whole(_path(project), json.dumps({"inputs": inputs, "files": files}, indent=1))


def write_whole(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all, whoever reads or writes it meanwhile."""
    path.parent.mkdir(exist_ok=True)
    # Whoever may read the folder may read the file: one of `tempfile` would be its owner's alone.
    beside = path.with_name(f".{path.name}{secrets.token_hex(8)}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def digest_inputs(project: Project) -> str:
    """Give one digest of data/raw, data/reference, the package's code and the versions that it runs with."""
    parts = {folder.name: _digests(folder, "*.csv") for folder in (project.raw, project.reference)}
    parts["code"] = _digests(CODE, "**/*.py")
    parts["versions"] = {name: version(name) for name in PACKAGES} | {"python": platform.python_version()}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _path(project: Project) -> Path:
    return project.built / "stamp.json"


def _digests(folder: Path, pattern: str) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): _digest(path) for path in sorted(folder.glob(pattern))}


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        found, where = error.strerror or "an error", "/".join(path.parts[-3:])
        raise BadInputError(where, found, "a readable file", "restore the file, or check its rights") from None

"""Whether data/processed was built from what lies in data/raw and data/reference now, without building it again."""

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from ntm_analysis.paths import Project
from ntm_analysis.review.manifest import write_whole
from ntm_analysis.run.digest import digest_code, digest_file, versions

FILE = ".review.json"


def build_when_needed(project: Project, folder: Path) -> dict:
    """Build the tables unless the review's folder knows that they were built from this data by this code.

    Returns the digests to remember with `remember`. Raises BadInputError for faults of the data.
    """
    inputs = _digest_inputs(project)
    known = _known(folder)
    if known.get("inputs") == inputs and known.get("processed") == _digest_folders(project.processed):
        return known
    from ntm_analysis.build import build

    build(project)
    return {"inputs": inputs, "processed": _digest_folders(project.processed)}


def remember(folder: Path, known: dict) -> None:
    """Note in a review's folder what the tables were built from."""
    if _known(folder) != known:
        write_whole(folder / FILE, (json.dumps(known) + "\n").encode("utf-8"))


def _known(folder: Path) -> dict:
    with suppress(OSError, ValueError):
        found = json.loads((folder / FILE).read_bytes())
        return found if isinstance(found, dict) else {}
    return {}


def _digest_inputs(project: Project) -> str:
    return _digest_folders(project.raw, project.reference, beside=[digest_code(), versions()])


def _digest_folders(*folders: Path, beside: list | None = None) -> str:
    total = hashlib.sha256(json.dumps(beside).encode())
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            total.update(f"{folder.name}/{path.relative_to(folder).as_posix()} {digest_file(path)}\n".encode())
    return total.hexdigest()

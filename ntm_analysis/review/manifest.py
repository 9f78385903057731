"""What a review's folder holds: its manifest, the runs that stand in it, and whose folder it is."""

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path

from ntm_analysis import __version__
from ntm_analysis.errors import NtmError, writing
from ntm_analysis.files import staged
from ntm_analysis.language import LANGUAGES
from ntm_analysis.review.lock import FILE as LOCK
from ntm_analysis.review.plan import Planned
from ntm_analysis.run import RECORD, Outcome
from ntm_analysis.run.record import is_whole, written_by

FILE = "manifest.json"
# What a review writes beside its runs.
TOP = (FILE, "index.html", "changes.json", "snapshot.json", "CITATION.cff", *LANGUAGES)


def check_folder(folder: Path) -> None:
    """Raise NtmError when a folder that no review has used holds what a review would write over."""
    if (folder / LOCK).exists() or not folder.is_dir():
        return
    strangers = sorted({path.name for path in folder.iterdir()} & set(TOP))
    if strangers:
        do = "move it away or choose another folder"
        raise NtmError(f"{folder}: found {strangers[0]}, expected an earlier review's folder or a new one; {do}.")


def read_manifest(folder: Path) -> list[dict]:
    """Give the runs of the last review in a folder; none when there is no manifest to read."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        return [run for run in json.loads((folder / FILE).read_bytes())["runs"] if isinstance(run["path"], str)]
    return []


def read_run(folder: Path) -> dict:
    """Give the run.json of a run's folder; empty when there is none to read."""
    with suppress(OSError, ValueError):
        found = json.loads((folder / RECORD).read_bytes())
        return found if isinstance(found, dict) else {}
    return {}


def take_over(folder: Path, paths: dict[str, str], earlier: list[dict]) -> None:
    """Copy results that the last review left under another path to where they stand now (path -> digest)."""
    known = {run.get("digest"): run["path"] for run in earlier}
    listed = {run["path"] for run in earlier}
    for path, digest in paths.items():
        source = folder / known.get(digest, path)
        if known.get(digest, path) != path and path not in listed and is_whole(source, digest):
            with staged(folder / path, written_by(folder / path)) as stage:
                shutil.copytree(source, stage, dirs_exist_ok=True)


def unlisted(folder: Path, runs: list[Planned]) -> list[str]:
    """Give the paths of runs that stand in a review's folder and are not in its matrix."""
    found = (path.parent.relative_to(folder).as_posix() for path in folder.glob(f"*/*/*/{RECORD}"))
    # What a killed run has left begins with a point.
    return sorted({path for path in found if "/." not in path} - {run.path for run in runs})


def write_manifest(folder: Path, title: str, runs: list[Planned], outcomes: dict[str, Outcome]) -> None:
    """Write the manifest whole: what was asked for, where each result lies, and how each run ended."""
    manifest = {"version": __version__, "title": title}
    manifest["languages"] = list(dict.fromkeys(run.language for run in runs))
    manifest["runs"] = [_entry(folder, run, outcomes[run.path]) for run in runs]
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    write_whole(folder / FILE, text.encode("utf-8"))


def _entry(folder: Path, run: Planned, outcome: Outcome) -> dict:
    named = {name: getattr(run, name) for name in ("notebook", "language", "unit", "scenario", "date", "case", "path")}
    # A failed run may leave an earlier result standing: the digest is that of what lies in the folder.
    digest = read_run(folder / run.path).get("digest")
    ended = {"status": outcome.status, "digest": digest, "message": outcome.message, "failure": outcome.failure}
    return {**named, "parameters": run.parameters, **ended}


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the earlier or the new one, never a part."""
    with writing(path):
        beside = path.with_name(f".staging-{path.name}")
        try:
            with beside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)

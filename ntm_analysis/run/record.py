"""The record that a finished run leaves in its folder, by which it is known again."""

import json
from pathlib import Path

from ntm_analysis.errors import NtmError
from ntm_analysis.run.digest import digest_file

LISTING = "files.txt"
RECORD = "run.json"


def write_record(folder: Path, about: dict) -> None:
    """Write the list of a folder's files and the record with their sums; raises NtmError for anything but files."""
    names = sorted({LISTING, RECORD, *(path.name for path in folder.iterdir())})
    (folder / LISTING).write_text("\n".join(names) + "\n", encoding="utf-8", newline="\n")
    record = {**about, "status": "done", "files": sums_of(folder)}
    text = json.dumps(record, ensure_ascii=False, indent=1)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8", newline="\n")


def sums_of(folder: Path) -> dict[str, str]:
    """Give the SHA-256 of each file of a folder but the record; raises NtmError for a link or a device."""
    sums = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            name = path.relative_to(folder).as_posix()
            raise NtmError(f"folder of the run: found {name}, expected plain files; have the notebook write no links.")
        if path.is_file():
            sums[path.relative_to(folder).as_posix()] = digest_file(path)
    sums.pop(RECORD, None)
    return sums


def written_by(folder: Path) -> list[str]:
    """Give the names of the files that an earlier run wrote into a folder."""
    listing = folder / LISTING
    return listing.read_text(encoding="utf-8").splitlines() if listing.is_file() else []


def is_whole(folder: Path, digest: str) -> bool:
    """Say whether a folder holds the finished run with this digest, every file of it as it was written."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return record["status"] == "done" and record["digest"] == digest and record["files"] == sums_of(folder)
    except (OSError, ValueError, KeyError, TypeError, NtmError):
        return False

"""A project that lies in a storage: its data and notebooks fetched to this machine, each state once."""

import hashlib
import json
import os
import shutil
from pathlib import Path

from ntm_analysis.errors import NtmError, writing
from ntm_analysis.files import staged
from ntm_analysis.paths import Project
from ntm_analysis.review.storage import Place, cache_folder, local_folder

FETCHED = ("data/raw/", "data/reference/", "data/processed/", "notebooks/")
# What storages say of a file that changes with its content.
SIGNS = ("ETag", "etag", "md5", "checksum", "size", "LastModified", "last_modified", "mtime", "generation")


def open_project(address: str) -> Project:
    """Give the project at an address: its folder, or a copy on this machine of what the storage holds now.

    A copy is made once for each state of the storage; files that have not changed are taken from the last one.
    """
    folder = local_folder(address)
    if folder:
        return Project(folder)
    place = Place(address)
    signs = {name: _sign(about) for name, about in place.listing().items() if name.startswith(FETCHED)}
    if not any(name.startswith("notebooks/") for name in signs):
        expected = "a project (data/, notebooks/)"
        raise NtmError(f"{address}: found no notebooks in it, expected {expected}; check the address.")
    state = hashlib.sha256(json.dumps(signs, sort_keys=True).encode()).hexdigest()[:16]
    target = cache_folder("projects", address) / state
    if not target.is_dir():
        with writing(target), staged(target, ()) as stage:
            _fetch(place, signs, target.parent / "files", stage)
    return Project(target)


def _sign(about: dict) -> str:
    return json.dumps({name: str(about[name]) for name in SIGNS if name in about}, sort_keys=True)


def _fetch(place: Place, signs: dict[str, str], store: Path, stage: Path) -> None:
    for name, sign in signs.items():
        kept = store / hashlib.sha256(f"{name} {sign}".encode()).hexdigest()
        if not kept.is_file():
            partial = kept.with_name(f"{kept.name}.{os.getpid()}")
            place.download(name, partial)
            partial.replace(kept)
        target = stage / name
        if not target.resolve().is_relative_to(stage.resolve()):
            raise NtmError(f"{place.address}: found the name {name!r}, expected one below it; remove that file.")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(kept, target)

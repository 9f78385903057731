"""A review whose folder lies in a storage: worked on in a folder of this machine, published in a safe order."""

import json
import os
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from ntm_analysis.errors import NtmError, writing
from ntm_analysis.files import staged
from ntm_analysis.review.lock import FILE as LOCK
from ntm_analysis.review.lock import describe_holder, tell_holder
from ntm_analysis.review.manifest import FILE as MANIFEST
from ntm_analysis.review.manifest import TOP
from ntm_analysis.review.storage import Place, cache_folder, local_folder
from ntm_analysis.run.digest import digest_file
from ntm_analysis.run.record import RECORD, is_whole, written_by

LISTING = "published.json"
INDEX = "index.html"
# What comes after everything that it names, in this order.
LAST = (INDEX, MANIFEST)
BEAT_SECONDS = 30
# A holder on another machine whose sign of life is older than this has died.
SILENT_SECONDS = 600


@dataclass(frozen=True)
class Target:
    """Where a review goes: the folder that it works in, and the storage that it is published to (or None)."""

    address: str
    folder: Path
    place: Place | None

    def restore(self, digests: dict[str, str]) -> None:
        """Bring what the storage holds and the folder lacks: the last review's lists, and runs with these digests."""
        if not self.place:
            return
        listed = self._listed()
        for name in (name for name in listed if name.endswith(".json") and "/" not in name):
            if not _same(self.folder / name, listed[name]):
                with writing(self.folder):
                    self.place.download(name, self.folder / name)
        for path, digest in digests.items():
            if f"{path}/{RECORD}" in listed and not is_whole(self.folder / path, digest):
                self._restore_run(path, digest, listed)

    def _restore_run(self, path: str, digest: str, listed: dict[str, str]) -> None:
        record = json.loads(self.place.read(f"{path}/{RECORD}") or b"{}")
        if record.get("digest") != digest:
            return
        with staged(self.folder / path, written_by(self.folder / path)) as stage:
            for name in (name for name in listed if name.startswith(f"{path}/")):
                self.place.download(name, stage / name.removeprefix(f"{path}/"))

    def publish(self, paths: list[str]) -> int:
        """Publish the folder: runs and products, then the page and the manifest that name them; last, what has gone.

        A reader never finds a manifest whose files are not there. Returns how many files were sent.
        """
        if not self.place:
            return 0
        before, there = self._listed(), set(self.place.listing())
        now = {name: digest_file(self.folder / name) for name in _names(self.folder, paths)}
        changed = [name for name, digest in now.items() if before.get(name) != digest or name not in there]
        if LISTING not in there:
            # The place is the review's from now on, also when the publishing breaks off.
            self._list(before)
        for name in sorted(changed, key=lambda name: (LAST.index(name) if name in LAST else -1, name)):
            self.place.upload(self.folder / name, name)
        gone = [name for name in before if name not in now and name.startswith(tuple(f"{path}/" for path in paths))]
        listed = {name: digest for name, digest in {**before, **now}.items() if name not in gone}
        self._list(listed)
        for name in gone:
            self.place.remove(name)
        return len(changed)

    def _list(self, listed: dict[str, str]) -> None:
        self.place.write(LISTING, (json.dumps(listed, indent=1) + "\n").encode("utf-8"))

    def _listed(self) -> dict[str, str]:
        with suppress(ValueError):
            listed = json.loads(self.place.read(LISTING) or b"{}")
            if isinstance(listed, dict):
                return {name: digest for name, digest in listed.items() if _plain(name)}
        return {}

    @contextmanager
    def held(self):
        """Hold the storage for one review; raises NtmError that says who holds it and since when."""
        if not self.place:
            yield
            return
        self._take()
        ended = threading.Event()
        beating = threading.Thread(target=self._beat, args=(ended,), daemon=True)
        beating.start()
        try:
            yield
        finally:
            ended.set()
            beating.join(BEAT_SECONDS)
            self.place.remove(LOCK)

    def _take(self) -> None:
        for _ in range(2):
            if self.place.write(LOCK, _sign_of_life(), new=True):
                return
            with suppress(ValueError, AttributeError):
                holder = json.loads(self.place.read(LOCK) or b"{}")
                if holder and not _has_died(holder):
                    raise NtmError(
                        f"{self.address}: found another review at work there ({tell_holder(holder)}), expected none; "
                        "wait for its end or choose another place."
                    )
            self.place.remove(LOCK)
        raise NtmError(f"{self.address}: found another review that began just now, expected none; wait for its end.")

    def _beat(self, ended: threading.Event) -> None:
        while not ended.wait(BEAT_SECONDS):
            # A storage that fails now fails again when the review is published, and is told then.
            with suppress(NtmError):
                self.place.write(LOCK, _sign_of_life())


def open_target(address: str) -> Target:
    """Give the target of a review; a storage is looked at, so that a wrong address is told before anything runs."""
    folder = local_folder(address)
    if folder:
        return Target(address, folder, None)
    place = Place(address)
    there = set(place.listing())
    strangers = sorted({name.split("/")[0] for name in there} & set(TOP)) if LISTING not in there else []
    if strangers:
        do = "choose another place"
        raise NtmError(f"{address}: found {strangers[0]}, expected an earlier review or nothing; {do}.")
    return Target(address, cache_folder("reviews", address), place)


def _sign_of_life() -> bytes:
    born = psutil.Process(os.getpid()).create_time()
    return json.dumps({**describe_holder(), "born": born, "seen": time.time()}).encode("utf-8")


def _has_died(holder: dict) -> bool:
    """Say whether the holder of a storage is no more: on this machine by its process, elsewhere by its silence."""
    if holder.get("host") == socket.gethostname():
        try:
            return psutil.Process(holder["pid"]).create_time() != holder.get("born")
        except (psutil.Error, KeyError, TypeError, ValueError):
            return True
    seen = holder.get("seen")
    return not isinstance(seen, int | float) or time.time() - seen > SILENT_SECONDS


def _names(folder: Path, paths: list[str]) -> list[str]:
    """Give the files to publish: those of the runs, and the products above them."""
    above = {"", *(path.split("/")[0] for path in paths)}
    files = [path for place in above for path in (folder / place).iterdir()]
    files += [path for run in paths for path in (folder / run).rglob("*")]
    names = (path.relative_to(folder).as_posix() for path in files if path.is_file())
    return sorted(name for name in names if not Path(name).name.startswith("."))


def _same(path: Path, digest: str) -> bool:
    return path.is_file() and digest_file(path) == digest


def _plain(name: str) -> bool:
    return isinstance(name, str) and not name.startswith("/") and ".." not in name.split("/") and "\\" not in name

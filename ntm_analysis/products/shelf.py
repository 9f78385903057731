"""The place where products lie: each file takes its place whole, and edited documents are set aside."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

from ntm_analysis.errors import writing
from ntm_analysis.files import STAGING

STAGED = "products"
EDITABLE = (".docx", ".xlsx")


class Shelf:
    """Puts files into a folder by renaming; a process killed at any moment leaves each file old or new.

    `kept` are the sums of the files put there before, `sums` those of the files that are there now.
    """

    def __init__(self, folder: Path, kept: dict[str, str], tell: Callable[[str], None]):
        self.folder, self.kept, self.tell = folder, kept, tell
        self.sums: dict[str, str] = {}

    def __enter__(self) -> "Shelf":
        with writing(self.folder):
            made = tempfile.mkdtemp(prefix=f"{STAGING}~{os.getpid()}~", suffix=f"~{STAGED}", dir=self.folder)
        self._stage = Path(made)
        return self

    def __exit__(self, *error) -> None:
        shutil.rmtree(self._stage, ignore_errors=True)

    def keep(self, name: str) -> None:
        """Leave a file as it is."""
        self.sums[name] = self.kept.get(name, "")
        self.tell(f"{self._told(name)}: already up to date")

    def put(self, name: str, content: bytes) -> None:
        """Put a file in its place; a document there that was edited is set aside under another name."""
        target, digest = self.folder / name, hashlib.sha256(content).hexdigest()
        self.sums[name] = digest
        with writing(target):
            found = hashlib.sha256(target.read_bytes()).hexdigest() if target.is_file() else ""
            if found == digest:
                return
            if found and found != self.kept.get(name) and target.suffix in EDITABLE:
                self._set_aside(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            staged = self._stage / "file"
            staged.write_bytes(content)
            staged.replace(target)
        self.tell(self._told(name))

    def _set_aside(self, name: str) -> None:
        target = self.folder / name
        names = (f"{target.stem}-edited-{number}{target.suffix}" for number in count(1))
        aside = next(path for path in map(target.with_name, names) if not path.exists())
        shutil.copy2(target, aside)
        self.tell(f"{self._told(name)}: was edited; the edited one is kept as {aside.name}")

    def _told(self, name: str) -> str:
        return (self.folder / name).as_posix()

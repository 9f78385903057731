"""Where the project's folders are."""

import os
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "NTM_PROJECT"


@dataclass(frozen=True)
class Project:
    """A checkout of the project, or a copy of its data folders."""

    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw"

    @property
    def reference(self) -> Path:
        return self.root / "data" / "reference"

    @property
    def processed(self) -> Path:
        return self.root / "data" / "processed"

    @property
    def built(self) -> Path:
        """What the build notes for itself; it may be removed at any time."""
        return self.root / "data" / ".built"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def figures(self) -> Path:
        return self.root / "figures"

    def name(self, path: Path) -> str:
        """Give a path as the project's user knows it, relative to the root where it lies inside."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return str(path)


HERE = Project(Path(os.environ.get(VARIABLE) or Path(__file__).resolve().parents[1]))

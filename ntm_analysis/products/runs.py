"""A review as it lies on the disk: its manifest and the folders of its runs."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from ntm_analysis.errors import BadInputError, NtmError
from ntm_analysis.files import read_csv
from ntm_analysis.pages import read_items

MANIFEST = "manifest.json"
WELL = ("done", "reused")
KINDS = ("figure", "table", "statements")
LANGUAGES = ("en", "vi")
TEXTS = ("notebook", "language", "unit", "scenario", "date", "status", "message")


@dataclass(frozen=True)
class Sheet:
    """A table as text: header and rows of equal length."""

    header: list[str]
    rows: list[list[str]]

    def records(self) -> list[dict[str, str]]:
        """Give the rows by name of column."""
        return [dict(zip(self.header, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Run:
    """One run of the manifest: where it lies, what it left, and how it ended.

    `case` is its folder; unit (several with commas), scenario and date tell what it is the case of.
    `status` is done, reused, failed or missing; `whole` says that the folder can be read, also where this run failed
    and an earlier result stands there.
    """

    notebook: str
    language: str
    case: str
    unit: str
    scenario: str
    date: str
    path: str
    status: str
    message: str
    parameters: dict
    failure: dict
    folder: Path
    items: list[dict] = field(default_factory=list)

    @property
    def well(self) -> bool:
        return self.status in WELL

    @property
    def whole(self) -> bool:
        return bool(self.items)

    def of_kind(self, *kinds: str) -> list[dict]:
        """Give the items of some kinds, in the order of the page."""
        return [item for item in self.items if item["kind"] in kinds]

    def sheet(self, name: str) -> Sheet:
        """Read the CSV file of an item."""
        frame = read_csv(self.folder / f"{name}.csv", f"{self.path}/{name}.csv")
        return Sheet([str(column) for column in frame.columns], frame.to_numpy().tolist())

    @cached_property
    def statements(self) -> list[dict[str, str]]:
        """Give the statements: no, text, values, sources, key."""
        names = [item["name"] for item in self.of_kind("statements")]
        return [row for name in names for row in self.sheet(name).records()]


@dataclass(frozen=True)
class Review:
    """A manifest and its runs, in the order of the manifest."""

    folder: Path
    manifest: dict
    runs: list[Run]

    @property
    def languages(self) -> list[str]:
        named = [language for language in self.manifest.get("languages", []) if language in LANGUAGES]
        return named or list(dict.fromkeys(run.language for run in self.runs))

    def of_language(self, language: str) -> list[Run]:
        """Give the runs of a language."""
        return [run for run in self.runs if run.language == language]

    @property
    def cases(self) -> list[str]:
        return list(dict.fromkeys(run.case for run in self.runs))


def load_review(folder: Path) -> Review:
    """Read the manifest of a review and what each of its runs left.

    A run whose folder is missing or damaged has the status missing. Raises NtmError for a manifest that cannot be read.
    """
    manifest = read_manifest(folder)
    return Review(folder, manifest, [_load_run(folder, entry) for entry in manifest["runs"]])


def read_manifest(folder: Path) -> dict:
    """Read manifest.json; raises NtmError unless it holds a list of runs."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        entries = manifest["runs"]
        right = all(isinstance(entry["notebook"], str) and entry["language"] in LANGUAGES for entry in entries)
    except (OSError, ValueError, KeyError, TypeError):
        right = False
    if not right:
        raise BadInputError(
            str(folder / MANIFEST), "no list of runs", "the manifest of a review", "run the review again"
        )
    return manifest


def _load_run(folder: Path, entry: dict) -> Run:
    path = str(entry.get("path", ""))
    parts = {name: str(entry.get(name) or "") for name in TEXTS}
    case = str(entry.get("case") or entry.get("unit") or "")
    more = {name: entry[name] if isinstance(entry.get(name), dict) else {} for name in ("parameters", "failure")}
    run = Run(**parts, case=case, path=path, folder=folder / path, **more)
    try:
        items = _read_run(run) if _inside(path) else []
    except (OSError, ValueError, KeyError, TypeError, AttributeError, NtmError):
        items = []
    status = run.status if items or not run.well else "missing"
    return Run(**{**vars(run), "items": items, "status": status})


def _read_run(run: Run) -> list[dict]:
    """Read the list of items and every file that it names once."""
    items = read_items(run.folder)
    for item in items:
        if item["kind"] not in KINDS or not _inside(item["name"], parts=1) or not isinstance(item["title"], str):
            raise ValueError(item["kind"])
        run.sheet(item["name"])
        missing = [kind for kind in item.get("formats", []) if not (run.folder / f"{item['name']}.{kind}").is_file()]
        if missing or not all(kind in ("svg", "png", "pdf") for kind in item.get("formats", [])):
            raise FileNotFoundError(item["name"])
    json.loads((run.folder / f"{run.notebook}.ipynb").read_bytes())["cells"]
    (run.folder / f"{run.notebook}.html").stat()
    return items


def _inside(path: str, parts: int = 99) -> bool:
    """Say whether a path stays below the folder that it is taken from."""
    pieces = PurePosixPath(path).parts
    outside = "\\" in path or "\0" in path or path.startswith("/") or ":" in path
    return 0 < len(pieces) <= parts and not outside and ".." not in pieces

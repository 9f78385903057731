"""Running the cells of a notebook in this process, only as far as one figure or table needs."""

import tempfile
import warnings
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import matplotlib
import pandas as pd
from matplotlib.figure import Figure

from ntm_analysis.errors import NtmError
from ntm_analysis.imprint import Imprint
from ntm_analysis.language import Words
from ntm_analysis.lean import nbformat
from ntm_analysis.notebook import DOOR
from ntm_analysis.output import Output
from ntm_analysis.pages import read_items
from ntm_analysis.parameters import MODELS, check_parameters
from ntm_analysis.paths import HERE
from ntm_analysis.run import check_notebook
from ntm_analysis.statements import cited_documents

TAG = "parameters"
Kind = Literal["figure", "table"]


@dataclass(frozen=True)
class Name:
    """A figure or table that a notebook shows, with its title in the language of the run."""

    kind: Kind
    notebook: str
    name: str
    title: str

    @property
    def full(self) -> str:
        """Give the name as a command takes it: `02_funding_mix/amounts`."""
        return f"{self.notebook}/{self.name}"


@dataclass(frozen=True)
class Piece:
    """One figure or table as a notebook showed it.

    `drawn` is the figure with title and source line and `imprint` what its files carry; `rows` are the table for
    readers, or the points behind the figure. `source` and `cites` (documents and lines) are empty where the notebook's
    door noted none.
    """

    name: Name
    words: Words
    rows: pd.DataFrame
    drawn: Figure | None = None
    source: str = ""
    cites: str = ""
    imprint: Imprint | None = None


@dataclass(frozen=True)
class Shown:
    """What a run of the cells showed, in order, and the piece that was asked for, if it came."""

    names: list[Name] = field(default_factory=list)
    taken: list[Piece] = field(default_factory=list)


class _EnoughError(Exception):
    """The piece has come: the cells that follow need not run."""


class _Collector(Output):
    """Notes what a notebook shows and takes one piece of it."""

    def __init__(self, notebook: str, wanted: tuple[Kind, str] | None, shown: Shown, *opened):
        super().__init__(*opened)
        self._notebook, self._wanted, self._shown = notebook, wanted, shown

    def figure(self, figure: Figure, name: str, title: str, rows: pd.DataFrame, *more, **named):
        """Note a figure; finish and take the one asked for."""
        self.cited.update(cited_documents(rows))
        if self._meet("figure", name, title):
            super().figure(figure, name, title, rows, *more, **named)
            self._take(rows, figure)

    def table(self, frame: pd.DataFrame, name: str, title: str, *more, **named):
        """Note a table; take the one asked for."""
        self.gather(frame)
        if self._meet("table", name, title):
            super().table(frame, name, title, *more, **named)
            self._take(frame)

    def statements(self, *ignored, **named):
        """Show no statements: they are no figure and no table."""

    def _meet(self, kind: Kind, name: str, title: str) -> bool:
        self._shown.names.append(Name(kind, self._notebook, name, title))
        return (kind, name) == self._wanted

    def _take(self, rows: pd.DataFrame, drawn: Figure | None = None) -> None:
        noted = read_items(self.folder)[-1]
        told = {of: noted.get(of, "") for of in ("source", "cites")}
        if drawn:
            about = (noted[of] for of in ("name", "title", "alt", "cites"))
            told["imprint"] = Imprint(*about, self.words.language, self.origin)
        self._shown.taken.append(Piece(self._shown.names[-1], self.words, rows, drawn, **told))
        raise _EnoughError


def run_cells(notebook: str, values: dict, wanted: tuple[Kind, str] | None = None) -> Shown:
    """Run the cells of a notebook with parameters, to the end or until the piece that is wanted has come.

    Nothing is saved. Raises NtmError for a wrong parameter, a notebook without its parameters tag or a failing cell.
    """
    for name in ("figure_dir", "formats"):
        if name in values:
            raise NtmError(f"parameter {name!r}: found {values[name]!r}, expected none; use --output and --format.")
    checked = check_parameters(notebook, values)
    path = HERE.notebooks / f"{notebook}.ipynb"
    check_notebook(HERE, path, MODELS[notebook])
    shown = Shown()
    with tempfile.TemporaryDirectory(prefix="ntm-") as scratch, matplotlib.rc_context():
        before = DOOR.set(
            lambda folder, words, formats, *more: _Collector(notebook, wanted, shown, scratch, words, (), *more)
        )
        try:
            with warnings.catch_warnings(), suppress(_EnoughError):
                warnings.simplefilter("ignore")
                _execute(path, checked.model_dump())
        finally:
            DOOR.reset(before)
    return shown


def _execute(path: Path, parameters: dict) -> None:
    names: dict = {"__name__": "__main__", "display": lambda *shown, **how: None}
    for place, cell in enumerate(nbformat.read(path, as_version=4).cells):
        if cell.cell_type != "code":
            continue
        if TAG in cell.metadata.get("tags", []):
            names.update(parameters)
            continue
        try:
            exec(compile(cell.source, f"{path.name}, cell {place}", "exec"), names)
        except (_EnoughError, NtmError):
            raise
        except Exception as error:
            found = " ".join(f"{type(error).__name__}: {error}".split())
            where = f"notebook {path.stem}, cell {place}"
            raise NtmError(
                f"{where}: found {found}, expected the cell to run; mend the notebook or its input."
            ) from error

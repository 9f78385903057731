"""A copied project whose notebook is made of cells that a test gives, and processes that a test looks for."""

import shutil
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from ntm_analysis.parameters import check_parameters
from ntm_analysis.paths import HERE, Project
from ntm_analysis.run import Job, Limits, run_job, stop_servers

NAME = "02_funding_mix"
PATIENCE = 20


@pytest.fixture(scope="session", autouse=True)
def _no_server_is_left():
    """End the servers of warm runs after the last test."""
    yield
    stop_servers()


class Bench:
    """A project with one short notebook, and what runs of it leave."""

    name = NAME

    def __init__(self, root: Path):
        self.project = Project(root)
        self.folder = root / "out" / NAME
        self.path = root / "notebooks" / f"{NAME}.ipynb"
        (root / "notebooks").mkdir()
        shutil.copy(HERE.notebooks / self.path.name, self.path)

    def write(self, *cells: str, tags: tuple[str, ...] = ()) -> None:
        """Leave the parameters of the notebook, and one cell for each code (cells 2 on once they are injected)."""
        notebook = nbformat.read(HERE.notebooks / self.path.name, as_version=4)
        tagged = [cell for cell in notebook.cells if cell.metadata.get("tags")]
        made = [nbformat.v4.new_code_cell(code, metadata={"tags": list(tags)}) for code in cells]
        notebook.cells = [*tagged, *made]
        nbformat.write(notebook, self.path)

    def job(self, folder: Path | None = None, **values) -> Job:
        """Give the job of the notebook with some parameters."""
        checked = check_parameters(NAME, values, self.project)
        parameters = checked.model_dump(exclude={"figure_dir"})
        return Job(self.project.root, NAME, parameters, folder or self.folder)

    def run(self, *cells: str, limits: Limits = Limits(), folder: Path | None = None, anew: bool = True):  # noqa: B008
        """Write the notebook where cells are given, and run it."""
        if cells:
            self.write(*cells)
        return run_job(self.job(folder), limits, anew=anew)

    def cells(self, folder: Path | None = None) -> list:
        """Give the executed cells below the parameters."""
        return nbformat.read((folder or self.folder) / f"{NAME}.ipynb", as_version=4).cells[2:]

    def printed(self, folder: Path | None = None) -> list[str]:
        """Give what each executed cell below the parameters printed."""
        return ["".join(out["text"] for out in cell.outputs if "text" in out) for cell in self.cells(folder)]

    def left(self) -> list[str]:
        """Name what lies beside the result."""
        return sorted(path.name for path in self.folder.parent.iterdir())


@pytest.fixture
def bench(project):
    """Give a copied project with a notebook to write."""
    return Bench(project.root)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Give a copied project with a notebook to write, kept for the tests of a module."""
    root = tmp_path_factory.mktemp("shared")
    shutil.copytree(HERE.root / "data", root / "data")
    return Bench(root)


def wait_for(happened, seconds: float = PATIENCE) -> None:
    """Wait until something has happened."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    """Say whether a process has ended."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True

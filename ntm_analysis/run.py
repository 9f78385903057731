"""Running one notebook through papermill, after everything that can be checked without a kernel."""

import json
import logging
import os
import tempfile
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from traitlets.config import Config

from ntm_analysis.errors import NtmError
from ntm_analysis.files import staged
from ntm_analysis.pages import write_page
from ntm_analysis.parameters import MODELS, Common, check_parameters
from ntm_analysis.paths import VARIABLE, Project

TAG = "parameters"
LISTING = "files.txt"
TIMEOUT_SECONDS = 600


@dataclass(frozen=True)
class Run:
    """One finished run of a notebook."""

    notebook: str
    folder: Path
    parameters: Common


def run_notebook(project: Project, notebook: str, values: dict, folder: Path) -> Run:
    """Run a notebook into a folder: executed notebook, page without code, figures and the tables behind them.

    The folder takes its place whole when the run has succeeded; until then an earlier one stands. Raises NtmError for
    a wrong parameter, a notebook without its parameters tag, a folder that cannot be written, or a failing cell.
    """
    if values.get("figure_dir"):
        found = repr(values["figure_dir"])
        raise NtmError(
            f"parameter 'figure_dir': found {found}, expected none, for a run saves beside its page; use --output."
        )
    checked = check_parameters(notebook, values, project)
    source, folder = project.notebooks / f"{notebook}.ipynb", folder.resolve()
    check_notebook(project, source, MODELS[notebook])
    with staged(folder, _written(folder)) as stage:
        parameters = {**checked.model_dump(), "figure_dir": str(stage)}
        executed = _execute(project, source, stage / f"{notebook}.ipynb", parameters, notebook)
        shown = {**checked.model_dump(), "figure_dir": "."}
        _forget_stage(executed, stage, shown)
        nbformat.write(executed, stage / f"{notebook}.ipynb")
        write_page(executed, stage / f"{notebook}.html", notebook, checked.language, project)
        (stage / "parameters.json").write_text(json.dumps(shown, indent=1) + "\n", encoding="utf-8")
        names = sorted([LISTING, *(path.name for path in stage.iterdir())])
        (stage / LISTING).write_text("\n".join(names) + "\n", encoding="utf-8")
    return Run(notebook, folder, checked)


def _written(folder: Path) -> list[str]:
    """Give the names of the files that an earlier run wrote into a folder."""
    listing = folder / LISTING
    return listing.read_text(encoding="utf-8").splitlines() if listing.is_file() else []


def check_notebook(project: Project, path: Path, model: type[Common]) -> None:
    """Raise NtmError unless the notebook is there, is tagged and has just the parameters of its model."""
    name = project.name(path)
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except FileNotFoundError:
        raise NtmError(f"{name}: found no such file, expected a notebook; restore it from version control.") from None
    except (OSError, ValueError, AttributeError, KeyError, TypeError, nbformat.ValidationError):
        raise NtmError(f"{name}: found no notebook in it, expected JSON; restore it from version control.") from None
    cells = [cell for cell in notebook.cells if TAG in cell.metadata.get("tags", [])]
    if len(cells) != 1:
        do = "give the cell with the parameters that tag"
        raise NtmError(f"{name}: found {len(cells)} cells tagged {TAG!r}, expected one; {do}.")
    names = {line.split("=")[0].strip() for line in cells[0].source.splitlines() if "=" in line.split("#")[0]}
    if names != set(model.model_fields):
        found, expected = ", ".join(sorted(names)), ", ".join(model.model_fields)
        raise NtmError(f"{name}, parameters cell: found {found}, expected {expected}; make cell and model agree.")


def _execute(project: Project, source: Path, target: Path, parameters: dict, notebook: str):
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        with _surroundings(project) as options, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return papermill.execute_notebook(str(source), str(target), parameters=parameters, **options)
    except papermill.exceptions.PapermillExecutionError as error:
        where, found = f"notebook {notebook}, cell {error.cell_index}", f"{error.ename}: {error.evalue}"
    except DeadKernelError:
        where, found = f"notebook {notebook}", "a kernel that died"
    except CellTimeoutError:
        where, found = f"notebook {notebook}", f"a cell that ran longer than {TIMEOUT_SECONDS} seconds"
    found = " ".join(found.split())
    raise NtmError(f"{where}: found {found}, expected the cell to run; mend the notebook or its input.")


@contextmanager
def _surroundings(project: Project):
    """Give papermill's options; the kernel reads this project, and its sockets lie in a folder of their own."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(project.root.resolve())
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    try:
        with tempfile.TemporaryDirectory(prefix="ntm-") as sockets:
            ipc = {} if os.name == "nt" else {"transport": "ipc", "ip": f"{sockets}/kernel"}
            yield {
                "kernel_name": "python3",
                "progress_bar": False,
                "cwd": str(project.root),
                "execution_timeout": TIMEOUT_SECONDS,
                "request_save_on_cell_execute": False,
                "extra_arguments": ["--log-level=CRITICAL"],
                "config": Config({"KernelManager": ipc}),
            }
    finally:
        os.environ.pop(VARIABLE) if before is None else os.environ.update({VARIABLE: before})


def _forget_stage(executed, stage: Path, parameters: dict) -> None:
    """Leave no path of the machine, no clock and nothing random in an executed notebook."""
    executed.metadata["papermill"] = {"parameters": parameters, "version": executed.metadata["papermill"]["version"]}
    for number, cell in enumerate(executed.cells):
        cell.id = f"cell-{number:02d}"
        cell.source = cell.source.replace(str(stage), ".")
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = output["text"].replace(str(stage), ".")

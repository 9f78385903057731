"""Executing a notebook through papermill, and leaving nothing of the machine in what comes of it."""

import logging
import re
import sys
import tempfile
import warnings
from pathlib import Path

from ntm_analysis.parameters import MODELS
from ntm_analysis.run.failure import fail, plain

CELL_FOLDER = re.compile(r"ipykernel_\d+")


def execute(request: dict, tell):
    """Execute a notebook as papermill does and give it; raises RunError for a failing cell or a kernel that dies.

    Each cell that starts is told with its index and source.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    name, current = request["about"]["notebook"], {}

    def note(cell, cell_index: int) -> None:
        current.update(cell=cell_index, source=cell.source)
        tell({"start": current})

    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return papermill.execute_notebook(on_cell_start=note, **_options(request))
    except papermill.exceptions.PapermillExecutionError as error:
        about = {"ename": error.ename, "evalue": error.evalue, "traceback": plain(error.traceback)}
        cell = {"cell": error.cell_index, "source": error.source}
        raise fail(name, cell, f"{error.ename}: {error.evalue}", **about) from None
    except DeadKernelError:
        raise fail(name, current, "a kernel that died", ename="DeadKernelError") from None
    except CellTimeoutError:
        found = f"a cell that ran longer than {request['limits']['cell_seconds']:g} seconds"
        raise fail(name, current, found, ename="CellTimeoutError") from None


def _options(request: dict) -> dict:
    """Give papermill's options; the kernel's sockets lie where no other run's do."""
    from traitlets.config import Config

    name = request["about"]["notebook"]
    manager = {"connection_file": str(Path(request["scratch"]) / "kernel.json")}
    if sys.platform.startswith("linux"):
        manager |= {"transport": "ipc", "ip": f"@ntm-{request['token']}"}
    elif sys.platform != "win32":
        manager |= {"transport": "ipc", "ip": tempfile.mkdtemp(prefix="ntm-", dir="/tmp") + "/kernel"}
    return {
        "input_path": str(Path(request["project"]) / "notebooks" / f"{name}.ipynb"),
        "output_path": str(Path(request["stage"]) / f"{name}.ipynb"),
        "parameters": with_folder(name, request["about"]["parameters"], request["stage"]),
        "kernel_name": "python3",
        "resources": {"metadata": {"path": request["work"]}},
        "progress_bar": False,
        "execution_timeout": int(request["limits"]["cell_seconds"]),
        "request_save_on_cell_execute": False,
        "extra_arguments": ["--log-level=CRITICAL"],
        "config": Config({"KernelManager": manager}),
    }


def with_folder(notebook: str, parameters: dict, folder: str) -> dict:
    """Give the parameters with the folder of figures, in the order of the notebook's model."""
    whole = {**parameters, "figure_dir": folder}
    return {name: whole[name] for name in MODELS[notebook].model_fields if name in whole}


def forget_places(executed, places: list[Path], parameters: dict) -> None:
    """Leave no path of the machine, no clock and nothing random in an executed notebook."""
    executed.metadata["papermill"] = {"parameters": parameters, "version": executed.metadata["papermill"]["version"]}
    for number, cell in enumerate(executed.cells):
        cell.id = f"cell-{number:02d}"
        cell.source = _forget(cell.source, places)
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = _forget(output["text"], places)


def _forget(text: str, places: list[Path]) -> str:
    for place in places:
        text = text.replace(str(place), ".")
    return CELL_FOLDER.sub("ipykernel", text)

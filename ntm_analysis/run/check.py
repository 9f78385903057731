"""Checks of a notebook file before a kernel starts."""

from pathlib import Path

from ntm_analysis.errors import NtmError
from ntm_analysis.parameters import Common
from ntm_analysis.paths import Project

TAG = "parameters"


def check_notebook(project: Project, path: Path, model: type[Common]) -> None:
    """Raise NtmError unless the notebook is there, is tagged and has just the parameters of its model."""
    from ntm_analysis.lean import nbformat

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

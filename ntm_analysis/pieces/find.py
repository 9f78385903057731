"""Finding a figure or table by its name: whole, or alone where one notebook has it."""

import ast
import difflib
import re

from ntm_analysis.errors import NtmError
from ntm_analysis.lean import nbformat
from ntm_analysis.parameters import MODELS
from ntm_analysis.parameters.values import hint
from ntm_analysis.paths import HERE
from ntm_analysis.pieces.cells import Kind, Name, Piece, run_cells


def list_names(kind: Kind, values: dict, notebook: str = "") -> list[Name]:
    """Give the figures or tables of all notebooks, or of one, with titles; notebooks without the parameters are left.

    Runs every cell: what a notebook shows hangs on the parameters and on the data.
    """
    notebooks = [notebook] if notebook else _accepting(values)
    return [name for of in notebooks for name in run_cells(of, values).names if name.kind == kind]


def find_piece(kind: Kind, asked: str, values: dict) -> Piece:
    """Run a notebook as far as the figure or table that is asked for, and give it.

    `asked` is `notebook/name`, or the name alone where only one notebook has it. Raises NtmError for an unknown name,
    naming the nearest right ones, for a name that several notebooks have, and for a wrong parameter.
    """
    notebook, _, name = asked.rpartition("/")
    notebooks = [notebook] if notebook else [of for of in _accepting(values) if _may_show(of, name)]
    shown = [run_cells(of, values, (kind, name)) for of in notebooks]
    found = [piece for run in shown for piece in run.taken]
    if len(found) == 1:
        return found[0]
    if found:
        several = " or ".join(piece.name.full for piece in found)
        raise NtmError(f"{kind} {asked!r}: found in {len(found)} notebooks, expected one; write {several}.")
    raise _unknown(kind, asked, [known for run in shown for known in run.names] or _all_names(values))


def _all_names(values: dict) -> list[Name]:
    return [name for notebook in _accepting(values) for name in run_cells(notebook, values).names]


def _accepting(values: dict) -> list[str]:
    """Name the notebooks that know all parameters given; all notebooks where none does, so that one tells the fault."""
    return [name for name, model in MODELS.items() if values.keys() <= model.model_fields.keys()] or list(MODELS)


def _may_show(notebook: str, name: str) -> bool:
    """Say whether a text in the code of a notebook is the name or, with what it fills in, could become the name."""
    cells = nbformat.read(HERE.notebooks / f"{notebook}.ipynb", as_version=4).cells
    trees = [ast.parse(cell.source) for cell in cells if cell.cell_type == "code"]
    patterns = (_pattern(node) for tree in trees for node in ast.walk(tree))
    return any(pattern is not None and re.fullmatch(pattern, name) for pattern in patterns)


def _pattern(node: ast.AST) -> str | None:
    if isinstance(node, ast.JoinedStr):
        return "".join(_pattern(part) or ".+" for part in node.values)
    return re.escape(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _unknown(kind: Kind, asked: str, known: list[Name]) -> NtmError:
    other = [name.full for name in known if name.kind != kind and asked in (name.full, name.name)]
    if other:
        found = "table" if kind == "figure" else "figure"
        return NtmError(f"{kind} {asked!r}: found a {found}, expected a {kind}; use `ntm {found} {other[0]}`.")
    fulls = {name.name: name.full for name in known if name.kind == kind}
    near = [fulls[name] for name in difflib.get_close_matches(asked.rpartition("/")[2], fulls, n=3, cutoff=0.5)]
    return NtmError(
        f"{kind} {asked!r}: not found{hint(near)}, expected a name that `ntm {kind} --list` shows; correct it."
    )

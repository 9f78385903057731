"""The committed notebooks as files: thin, without outputs, and with the parameters of their models."""

import ast
import json
import re

import nbformat
import pytest

from ntm_analysis.parameters import MODELS
from ntm_analysis.paths import HERE

MOST_CELLS = 20
MOST_LINES = 12
LINE = re.compile(r"^([a-z_]+) = (\S.*?)  # (\S.*)$")
NAME_WITH_DIGITS = re.compile(r"`[^`]*`|\w*[^\W\d]_?\d\w*|\d+_\w+")

each_notebook = pytest.mark.parametrize("name", list(MODELS))


def read(name: str):
    return nbformat.read(HERE.notebooks / f"{name}.ipynb", as_version=4)


def code_of(name: str) -> list[str]:
    return [cell.source for cell in read(name).cells if cell.cell_type == "code"]


def parameters_of(name: str) -> list[str]:
    tagged = [cell.source for cell in read(name).cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    return tagged[0].splitlines()


def test_every_notebook_has_a_model():
    assert sorted(path.stem for path in HERE.notebooks.glob("*.ipynb")) == sorted(MODELS)


@each_notebook
def test_names_and_defaults_are_those_of_the_model(name):
    lines = [LINE.match(line).groups() for line in parameters_of(name)]
    found = {parameter: ast.literal_eval(default) for parameter, default, _ in lines}
    assert found == {parameter: field.default for parameter, field in MODELS[name].model_fields.items()}


@each_notebook
def test_every_parameter_line_has_a_help_comment(name):
    assert [line for line in parameters_of(name) if not LINE.match(line)] == []


@each_notebook
def test_every_parameter_is_used(name):
    nodes = [node for code in code_of(name) for node in ast.walk(ast.parse(code))]
    read_names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    assert set(MODELS[name].model_fields) - read_names == set()


@each_notebook
def test_nothing_of_a_run_is_kept(name):
    cells = [cell for cell in read(name).cells if cell.cell_type == "code"]
    assert cells
    assert [cell.outputs for cell in cells] == [[]] * len(cells)
    assert {cell.execution_count for cell in cells} == {None}
    assert "papermill" not in read(name).metadata
    assert [key for cell in cells for key in ("papermill", "execution") if key in cell.metadata] == []


@each_notebook
def test_code_defines_nothing(name):
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    nodes = [node for code in code_of(name) for node in ast.walk(ast.parse(code))]
    assert nodes
    assert [ast.unparse(node) for node in nodes if isinstance(node, defined)] == []


@each_notebook
def test_notebooks_are_thin(name):
    assert 2 <= len(read(name).cells) <= MOST_CELLS
    parameters = "\n".join(parameters_of(name))
    assert [code for code in code_of(name) if len(code.splitlines()) > MOST_LINES and code != parameters] == []


@each_notebook
def test_no_number_is_typed_in_prose(name):
    prose = [cell.source for cell in read(name).cells if cell.cell_type == "markdown"]
    assert prose
    assert [text for text in prose if re.search(r"\d", NAME_WITH_DIGITS.sub("", text))] == []


@pytest.mark.parametrize(
    ("text", "typed"), [("about 207 communes", True), ("`00_explore` and 02_funding_mix", False), ("1", True)]
)
def test_a_typed_number_would_be_seen(text, typed):
    assert bool(re.search(r"\d", NAME_WITH_DIGITS.sub("", text))) is typed


@each_notebook
def test_the_kernel_is_python3(name):
    kernel = read(name).metadata["kernelspec"]
    assert (kernel["name"], kernel["language"]) == ("python3", "python")


@each_notebook
def test_the_file_is_valid_and_ends_with_one_newline(name):
    content = (HERE.notebooks / f"{name}.ipynb").read_bytes()
    nbformat.validate(json.loads(content))
    assert content.endswith(b"}\n")
    assert b"\r" not in content
    identities = [cell["id"] for cell in json.loads(content)["cells"]]
    assert len(set(identities)) == len(identities)


def unshown(code):
    """Texts, statements and tables that a cell makes and nobody sees: neither displayed nor the cell's last value."""
    tree = ast.parse(code)
    last = tree.body[-1].value if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    alone = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and node.value is not last]
    makers = ("out.text", "out.statements", "out.table", "out.figure")
    return [ast.unparse(of) for of in alone if isinstance(of, ast.Call) and ast.unparse(of.func) in makers]


@each_notebook
def test_everything_that_a_notebook_makes_is_shown(name):
    assert [lost for code in code_of(name) for lost in unshown(code)] == []


def test_what_is_not_shown_would_be_found():
    assert unshown("out.text('a')\nout.text('b')") == ["out.text('a')"]
    assert unshown("if x:\n    out.table(y)") == ["out.table(y)"]
    assert unshown("display(out.table(y))\nout.text('b')") == []

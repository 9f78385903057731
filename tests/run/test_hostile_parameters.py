"""Hostile parameters: refused with one sentence, or passed on as plain text that nobody executes."""

import nbformat
import pytest

from ntm_analysis.errors import NtmError
from ntm_analysis.parameters import MODELS, check_parameters
from ntm_analysis.paths import HERE
from ntm_analysis.run import run_notebook

HOSTILE = {
    "path upwards": "../../../etc",
    "absolute path": "/etc/passwd",
    "path below": "lang-son/../bac-son",
    "path of Windows": "..\\..\\x",
    "quotes": "\"'\"\"\"'''",
    "code": '"; import os; os.system("id")  #',
    "expression": "{unit.__class__}",
    "newline": "lang-son\nimport os",
    "null": "lang-son\0",
    "long": "x" * 10_000,
    "override": "lang-son\u202e",
    "blank": " ",
    "a number": 3,
    "truth": True,
    "nothing": None,
    "a list": ["lang-son"],
    "a mapping": {"unit": "lang-son"},
    "a float": 1.5,
}
FREE = {("00_explore", "text"), ("00_explore", "figure_dir")}
each_value = pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)


def refusal(notebook: str, name: str, value) -> str:
    with pytest.raises(NtmError) as caught:
        check_parameters(notebook, {name: value}, HERE)
    return str(caught.value)


@each_value
def test_every_parameter_that_is_no_free_text_refuses_it(value):
    for notebook, model in MODELS.items():
        for name in set(model.model_fields) - {"figure_dir", "text"}:
            if isinstance(value, str) and value == " " and name in ("criteria", "district", "commune", "place"):
                continue
            if name in ("draws", "seed") and type(value) is int:
                value = -1
            text = refusal(notebook, name, value)
            assert text.startswith(f"notebook {notebook}: parameter '{name}': found "), text
            assert "\n" not in text
            assert len(text) < 700


@each_value
def test_free_text_is_printable_and_bounded(value):
    allowed = isinstance(value, str) and value.isprintable() and len(value) <= 1000
    if allowed:
        assert check_parameters("00_explore", {"text": value}, HERE).text == value
    else:
        assert "\n" not in refusal("00_explore", "text", value)


@each_value
def test_a_name_of_a_notebook_is_no_path(value, tmp_path):
    with pytest.raises(NtmError, match="not found, expected one of 00_explore") as caught:
        run_notebook(HERE, str(value), {}, tmp_path / "out")
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@each_value
def test_a_folder_for_figures_is_refused_in_a_run(value, tmp_path):
    if value:
        with pytest.raises(NtmError):
            run_notebook(HERE, "00_explore", {"figure_dir": value}, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.notebooks
def test_code_in_a_text_is_never_executed(bench, tmp_path):
    name, mark = "00_explore", tmp_path / "executed"
    path = bench.project.notebooks / f"{name}.ipynb"
    notebook = nbformat.read(HERE.notebooks / f"{name}.ipynb", as_version=4)
    notebook.cells = [*notebook.cells[:2], nbformat.v4.new_code_cell("print(ascii(text))")]
    nbformat.write(notebook, path)
    text = f"\\\"'''\"\"\"; open({str(mark)!r}, 'w') # {{0}} %s $(touch {mark}) `touch {mark}` !touch {mark}"
    run = run_notebook(bench.project, name, {"text": text}, bench.folder)
    cells = nbformat.read(run.folder / f"{name}.ipynb", as_version=4).cells
    assert cells[-1].outputs[0]["text"] == f"{text!a}\n"
    assert not mark.exists()

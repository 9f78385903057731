"""The command: help, one line for each error, and what every subcommand tells."""

import os
import re
import shutil
import subprocess
import sys
import time

import nbformat
import pytest

from ntm_analysis.errors import NtmError
from ntm_analysis.parameters import MODELS
from ntm_analysis.paths import HERE

COMMANDS = ["build", "audit", "run", "params", "review", "dictionary", "gallery"]
COMMANDS += ["figure", "table", "guide", "lab", "dashboard"]
START = "from ntm_analysis.cli.main import main; main()"
HEAVY = ("pandas", "matplotlib", "papermill", "numpy", "nbformat", "IPython")
DOCUMENTS = HERE.root.parent / "shared" / "documents"
WRONG_LANGUAGE = ["run", "02_funding_mix", "-p", "language=fr"]

with_documents = pytest.mark.skipif(
    not DOCUMENTS.is_dir(), reason="the original documents are not there (../shared/documents beside the repository)"
)


def ntm(*arguments, code: str = START, cwd=None) -> subprocess.CompletedProcess:
    """Run the command in a process of its own."""
    environment = {**os.environ, "COLUMNS": "100", "TERM": "dumb"}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=90, env=environment, cwd=cwd
    )


def error_of(done: subprocess.CompletedProcess) -> str:
    """Give the message of a command that failed: one line on standard error, nothing else."""
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("ntm: ")
    return line.removeprefix("ntm: ")


# Help


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command):
    done = ntm(command, "--help")
    assert done.returncode == 0
    assert done.stderr == ""
    assert f"ntm {command}" in done.stdout.replace("-c ", "ntm ")
    assert len(done.stdout.splitlines()) > 5


def test_help_lists_every_command():
    done = ntm("--help")
    assert done.returncode == 0
    assert re.findall(r"^\W*([a-z]+)\s{2,}[A-Z]", done.stdout, flags=re.MULTILINE) == COMMANDS


@pytest.mark.parametrize("arguments", [["--help"], *([command, "--help"] for command in COMMANDS)], ids=" ".join)
def test_help_imports_nothing_heavy(arguments):
    told = f"import atexit, sys; atexit.register(lambda: print('heavy', [n for n in {HEAVY} if n in sys.modules]))"
    done = ntm(*arguments, code=f"{told}\n{START}")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "heavy []"


def test_help_takes_little():
    times = []
    for _ in range(3):
        start = time.perf_counter()
        ntm("--help")
        times.append(time.perf_counter() - start)
    assert min(times) < 1.5


def test_the_module_runs_as_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "ntm_analysis.cli", "params", "02_funding_mix"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=90,
    )
    assert done.returncode == 0
    assert done.stdout == ntm("params", "02_funding_mix").stdout
    assert "language" in done.stdout


def test_an_unknown_command_is_refused():
    done = ntm("nope")
    assert done.returncode == 2
    assert "No such command 'nope'" in done.stderr
    assert "Traceback" not in done.stderr


# Errors


def test_an_error_is_one_line():
    assert error_of(ntm(*WRONG_LANGUAGE)).startswith("notebook 02_funding_mix: parameter 'language': found 'fr', ")


def test_an_error_has_its_traceback_when_asked_for():
    done = ntm("--debug", *WRONG_LANGUAGE)
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback (most recent call last):\n")
    assert done.stderr.splitlines()[-1].startswith(f"{NtmError.__module__}.NtmError: notebook 02_funding_mix: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--project"],
        ["run", "02_funding_mix", "--project"],
        ["review", "--project"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_missing_project_is_told(arguments, tmp_path):
    text = error_of(ntm(*arguments, tmp_path / "none", cwd=tmp_path))
    assert re.search(r"documents\.csv: found no such file, expected a CSV file; ", text)
    assert list(tmp_path.iterdir()) == []


# build


def test_build_writes_once_and_then_finds_all_up_to_date(project):
    shutil.rmtree(project.processed)
    first = ntm("build", "--project", project.root)
    built = {path.name: path.read_bytes() for path in project.processed.iterdir()}
    second = ntm("build", "--project", project.root)
    assert (first.returncode, second.returncode) == (0, 0)
    where = f"{len(built)} files in {project.processed.as_posix()}"
    assert first.stdout == f"{where}: written.\n"
    assert second.stdout == f"{where}: already up to date.\n"
    assert {path.name: path.read_bytes() for path in project.processed.iterdir()} == built
    assert len(built) == len(list(HERE.processed.iterdir()))


def test_a_failing_build_is_one_line(project):
    (project.raw / "bands.csv").unlink()
    assert error_of(ntm("build", "--project", project.root)) == (
        "data/raw/bands.csv: found no such file, expected a CSV file; restore it from version control."
    )


# audit


def test_audit_of_unknown_files_names_them(tmp_path):
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text("unknown", encoding="utf-8")
    assert error_of(ntm("audit", "--documents", tmp_path)) == (
        f"{tmp_path}: found a.txt, b.txt, expected a file whose SHA-256 stands in the register; "
        "use the files listed in data/raw/documents.csv, or add the document to the register."
    )


def test_audit_of_an_empty_folder_says_so(tmp_path):
    assert error_of(ntm("audit", "--documents", tmp_path)).startswith(
        f"{tmp_path}: found no files, expected a file whose SHA-256 stands in the register; "
    )


def test_audit_of_a_missing_folder_says_so(tmp_path):
    assert error_of(ntm("audit", "--documents", tmp_path / "none")) == (
        f"{tmp_path / 'none'}: found no such folder, expected the folder with the original text files; check the path."
    )


def test_audit_needs_a_folder():
    done = ntm("audit")
    assert done.returncode == 2
    assert "--documents" in done.stderr


@pytest.mark.data
@with_documents
def test_audit_of_the_documents_finds_every_run():
    done = ntm("audit", "--documents", DOCUMENTS)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == ("0 printed runs not found, 0 numeric runs left out without a reason.")
    assert "not audited" not in done.stdout


@pytest.mark.data
@with_documents
def test_audit_of_some_documents_names_the_others(tmp_path):
    shutil.copy(DOCUMENTS / "002_d7eeb9929072df52.txt", tmp_path / "renamed.txt")
    (tmp_path / "[x].txt").write_text("unknown", encoding="utf-8")
    done = ntm("audit", "--documents", tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-6:] == [
        "NOT AUDITED, no file has its hash: lang-son-plan-2017-2020",
        "NOT AUDITED, no file has its hash: lang-son-plan-2021",
        "NOT AUDITED, no file has its hash: lang-son-report-2017-h1",
        "NOT AUDITED, no file has its hash: lang-son-review-2011-2015",
        "UNKNOWN FILE, its hash stands in no row of the register: [x].txt",
        "The folder is not the register's; complete it, or give --partial to audit what is there.",
    ]
    partial = ntm("audit", "--partial", "--documents", tmp_path)
    assert partial.returncode == 0
    assert partial.stdout.splitlines() == done.stdout.splitlines()[:-1]


@pytest.mark.data
@with_documents
def test_audit_of_a_changed_row_fails(project, edit):
    edit("data/raw/bands.csv", "01 xa dat 10 tiéu chi", "02 xa dat 10 tiéu chi")
    done = ntm("audit", "--documents", DOCUMENTS, "--project", project.root)
    assert done.returncode == 1
    assert "Printed runs that do not stand on their line" in done.stdout
    assert re.match(r"[1-9]\d* printed runs not found, ", done.stdout.splitlines()[-1])


# params and run


def listed(notebook: str, *more: str) -> dict[str, tuple[str, ...]]:
    """Give the parameters that the command lists: name -> type, default, allowed, help (of several lines, joined)."""
    done = ntm("params", notebook, *more)
    assert done.returncode == 0
    rows: dict[str, list[str]] = {}
    for line in done.stdout.splitlines():
        cells = [cell.strip() for cell in line.strip("│").split("│")]
        if line.startswith("│") and cells[0]:
            rows[cells[0]] = cells[1:]
        elif line.startswith("│"):
            last = rows[list(rows)[-1]]
            last[:] = [f"{one} {two}".strip() for one, two in zip(last, cells[1:], strict=True)]
    return {name: tuple(cells) for name, cells in rows.items()}


def test_params_lists_names_types_defaults_allowed_values_and_help():
    rows = listed("04_attainment_forecast")
    assert {name: row[1] for name, row in rows.items()} == {
        name: repr(field.default) for name, field in MODELS["04_attainment_forecast"].model_fields.items()
    }
    assert rows["horizon"] == (
        *("text", "''", "YYYY-MM-DD, or empty"),
        "last day of the forecast; empty: end of the third year after the last state",
    )
    assert rows["draws"] == ("whole number", "4000", "from 100 to 20,000", "draws of the forecast")
    assert rows["slip"][:3] == ("choice", "'all'", "all, as_planned, historical, stress")


@pytest.mark.parametrize("notebook", MODELS)
def test_params_speaks_both_languages(notebook):
    english, vietnamese = listed(notebook), listed(notebook, "--language", "vi")
    assert list(english) == list(vietnamese) == list(MODELS[notebook].model_fields)
    assert [name for name in english if english[name][3] == vietnamese[name][3]] == []
    descriptions = {name: field.description for name, field in MODELS[notebook].model_fields.items()}
    assert [name for name in english if english[name][3] not in descriptions[name]] == []


def test_params_in_another_language_is_refused():
    assert error_of(ntm("params", "02_funding_mix", "--language", "fr")) == (
        "option --language: found 'fr', expected one of en, vi; correct it."
    )


def test_a_price_year_of_the_command_line_is_read_as_a_year(tmp_path):
    assert error_of(ntm("run", "02_funding_mix", "-p", "price_year=2009", cwd=tmp_path)) == (
        "notebook 02_funding_mix: parameter 'price_year': found '2009', "
        "expected a year from 2010 to 2021 (data/reference/price_index.csv); correct the value."
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["params", "4"], ["run", "4"]], ids=" ".join)
def test_an_unknown_notebook_is_told(arguments, tmp_path):
    assert error_of(ntm(*arguments, cwd=tmp_path)).startswith("notebook '4': not found, expected one of 00_explore, ")
    assert list(tmp_path.iterdir()) == []


def test_a_pair_without_equals_sign_is_told(tmp_path):
    assert error_of(ntm("run", "00_explore", "-p", "unit", cwd=tmp_path)) == (
        "notebook 00_explore: found parameter 'unit', expected name=value; write it so."
    )


@pytest.mark.notebooks
def test_run_tells_where_the_page_is(project):
    shutil.copytree(HERE.notebooks, project.notebooks)
    path = project.notebooks / "00_explore.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [*notebook.cells[:2], nbformat.v4.new_code_cell('print(unit, "+", text)')]
    nbformat.write(notebook, path)
    out = project.root / "out"
    done = ntm("run", "00_explore", "-p", "unit=bac-son", "-p", "text=a=b", "--project", project.root, "--output", out)
    page = out / "00_explore" / "00_explore.html"
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{page.as_posix()}\n", "")
    assert "bac-son + a=b" in page.read_text(encoding="utf-8")


# dictionary and gallery


def test_dictionary_writes_the_file(tmp_path):
    done = ntm("dictionary", "--output", tmp_path / "dictionary.md")
    content = (tmp_path / "dictionary.md").read_bytes()
    assert (done.returncode, done.stdout) == (0, f"{(tmp_path / 'dictionary.md').as_posix()}\n")
    assert content.startswith(b"# Data dictionary\n")
    assert b"\r" not in content


def test_dictionary_replaces_no_other_file(tmp_path):
    (tmp_path / "mine.md").write_text("mine", encoding="utf-8")
    assert "found another file, expected a data dictionary" in error_of(
        ntm("dictionary", "--output", tmp_path / "mine.md")
    )
    assert (tmp_path / "mine.md").read_text("utf-8") == "mine"


@pytest.mark.parametrize("command", ["dictionary", "gallery"])
def test_an_output_below_a_file_is_told(command, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert "file" in error_of(ntm(command, "--output", tmp_path / "file" / "below"))


# figure, table and guide


@pytest.mark.notebooks
def test_a_figure_is_written_in_every_format_and_its_text_told(tmp_path):
    arguments = ["figure", "funding_mix", "--language", "vi", "--format", "pdf,png", "--width", "12", "--dpi", "100"]
    done = ntm(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    files, told = done.stdout.splitlines()[:2], done.stdout.splitlines()[2:]
    assert files == ["funding_mix.pdf", "funding_mix.png"] == sorted(path.name for path in tmp_path.iterdir())
    assert told[1].startswith("Nguồn: ")
    assert told[2].startswith("Văn bản và dòng: ")
    assert told[-1] == "12 cm wide; smallest text 5.2 points."
    again = ntm(*arguments, cwd=tmp_path)
    assert (again.returncode, again.stdout) == (0, done.stdout)


@pytest.mark.notebooks
def test_a_table_never_replaces_a_file_unasked(tmp_path):
    file = tmp_path / "mine.md"
    file.write_text("mine", encoding="utf-8")
    arguments = ["table", "02_funding_mix/amounts", "-p", "basis=planned", "--output", file]
    assert (
        error_of(ntm(*arguments))
        == f"{file}: found another file there, expected none; give another --output or --force."
    )
    assert file.read_text(encoding="utf-8") == "mine"
    assert ntm(*arguments, "--force").returncode == 0
    assert file.read_text(encoding="utf-8").startswith("**Amounts**\n")


@pytest.mark.notebooks
def test_names_are_listed_with_titles():
    done = ntm("table", "--list", "01_sources_and_findings", "--language", "vi")
    names = dict(line.split("  ", 1) for line in done.stdout.splitlines())
    assert names["01_sources_and_findings/findings"] == "Tất cả phát hiện"
    assert "01_sources_and_findings/timeline" not in names


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["figure"], "ntm figure: found no NAME, expected one that `ntm figure --list` shows; give it."),
        (
            ["table", "x", "--format", "pdf"],
            "--format: found 'pdf', expected csv, xlsx, md, latex, docx for a table; correct it.",
        ),
        (["table", "x", "-p", "unit"], "notebook x: found parameter 'unit', expected name=value; write it so."),
        (
            ["figure", "x", "--language", "en", "-p", "language=vi"],
            "--language en beside -p language=vi: found two languages, expected one; give one of them.",
        ),
    ],
)
def test_wrong_arguments_for_a_piece_are_one_line(arguments, message, tmp_path):
    assert error_of(ntm(*arguments, cwd=tmp_path)) == message
    assert list(tmp_path.iterdir()) == []

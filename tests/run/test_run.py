"""Running one notebook: what is refused before a kernel starts, what is left behind, and what a failure spares."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from ntm_analysis.errors import NtmError
from ntm_analysis.pages import read_items
from ntm_analysis.parameters import MODELS
from ntm_analysis.paths import HERE, Project
from ntm_analysis.run import LISTING, RECORD, check_notebook, run_notebook

NAME = "02_funding_mix"
FILE = f"notebooks/{NAME}.ipynb"
DEFAULTS = {"unit": "lang-son", "language": "en", "figure_dir": "", "formats": "svg,png", "basis": "all"}
DEFAULTS |= {"period_start": "", "period_end": "", "base": "parts", "prices": "nominal", "price_year": 2020}
DEFAULTS |= {"level": "groups"}
GIVEN = {"base": "stated", "language": "vi", "formats": "svg,png,pdf", "price_year": "2015"}
NTM = [sys.executable, "-c", "from ntm_analysis.cli.main import main; main()"]
SLEEP = """import time
from pathlib import Path
Path(figure_dir, "half.csv").write_text("half")
Path(r"{root}/started").write_text("x")
time.sleep(90)"""
PATIENCE = 30
posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


def copy_project(folder: Path) -> Project:
    """Copy data and notebooks; kernels work in the project's folder, so that each test has its own."""
    for part in ("data", "notebooks"):
        shutil.copytree(HERE.root / part, folder / part)
    return Project(folder)


def rewrite(project: Project, change) -> None:
    """Change the cells of the copied notebook."""
    path = project.root / FILE
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = change(notebook.cells)
    nbformat.write(notebook, path)


def shorten(project: Project, code: str) -> None:
    """Leave the parameters of the copied notebook, and one cell with the code (cell 2 once they are injected)."""
    cell = nbformat.v4.new_code_cell(code)
    rewrite(project, lambda cells: [next(cell for cell in cells if cell.metadata.get("tags")), cell])


def refuse(project: Project) -> str:
    with pytest.raises(NtmError) as caught:
        check_notebook(project, project.root / FILE, MODELS[NAME])
    assert "\n" not in str(caught.value)
    return str(caught.value)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def timeless(files: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out of a run's record when it was and how long it took."""
    if RECORD in files:
        record = json.loads(files[RECORD])
        files[RECORD] = {key: value for key, value in record.items() if key not in ("started", "seconds")}
    return files


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def whole(project):
    """Add the notebooks to the copied data."""
    shutil.copytree(HERE.notebooks, project.notebooks)
    return project


# Before a kernel starts


@pytest.mark.parametrize("name", list(MODELS))
def test_the_committed_notebooks_are_accepted(name):
    assert check_notebook(HERE, HERE.notebooks / f"{name}.ipynb", MODELS[name]) is None


def test_a_notebook_without_its_tag_is_refused(whole):
    rewrite(whole, lambda cells: [cell for cell in cells if not cell.metadata.get("tags")])
    assert refuse(whole) == (
        f"{FILE}: found 0 cells tagged 'parameters', expected one; give the cell with the parameters that tag."
    )


def test_a_notebook_with_two_tagged_cells_is_refused(whole):
    rewrite(whole, lambda cells: [*cells, nbformat.v4.new_code_cell("x = 1", metadata={"tags": ["parameters"]})])
    assert refuse(whole).startswith(f"{FILE}: found 2 cells tagged 'parameters', expected one; ")


@pytest.mark.parametrize(
    ("new", "found"),
    [
        ('extra = 1  # an extra one\nbase = "parts"', [*DEFAULTS, "extra"]),
        ('bass = "parts"', [*(set(DEFAULTS) - {"base"}), "bass"]),
        ('# base = "parts"', set(DEFAULTS) - {"base"}),
    ],
    ids=["extra", "renamed", "missing"],
)
def test_a_notebook_with_other_parameters_is_refused(whole, new, found):
    def change(cells):
        for cell in cells:
            if cell.metadata.get("tags"):
                assert 'base = "parts"' in cell.source
                cell.source = cell.source.replace('base = "parts"', new)
        return cells

    rewrite(whole, change)
    assert refuse(whole) == (
        f"{FILE}, parameters cell: found {', '.join(sorted(found))}, expected {', '.join(DEFAULTS)}; "
        "make cell and model agree."
    )


def test_a_missing_notebook_is_refused(whole):
    (whole.root / FILE).unlink()
    assert refuse(whole) == f"{FILE}: found no such file, expected a notebook; restore it from version control."


@pytest.mark.parametrize("content", [b"", b"no JSON", b'{"cells": [', b"\xff\xfe{}"])
def test_a_notebook_that_is_not_json_is_refused(whole, content):
    (whole.root / FILE).write_bytes(content)
    assert refuse(whole) == f"{FILE}: found no notebook in it, expected JSON; restore it from version control."


@pytest.mark.parametrize("content", [b"[]", b"{}", b"null", b'{"cells": 3, "nbformat": 4}', None], ids=repr)
def test_json_that_is_no_notebook_is_refused(whole, content):
    (whole.root / FILE).unlink()
    if content is None:
        (whole.root / FILE).mkdir()
    else:
        (whole.root / FILE).write_bytes(content)
    assert refuse(whole).startswith(FILE)


def test_a_wrong_parameter_is_refused_before_the_folder_is_made(whole):
    with pytest.raises(NtmError, match="parameter 'unit': found 'hanoi', expected a unit with figures"):
        run_notebook(whole, NAME, {"unit": "hanoi"}, whole.root / "out" / NAME)
    assert not (whole.root / "out").exists()


@pytest.mark.parametrize(("below", "found"), [("file", "File exists"), ("file/deeper", "Not a directory")])
def test_a_folder_below_a_file_cannot_be_written(whole, below, found):
    (whole.root / "file").write_text("x", encoding="utf-8")
    folder = whole.root / below / NAME
    with pytest.raises(NtmError) as caught:
        run_notebook(whole, NAME, {}, folder)
    assert str(caught.value) == f"{folder}: cannot write there ({found}); choose a folder that you may write to."
    assert (whole.root / "file").read_text(encoding="utf-8") == "x"


# A run that succeeds


@pytest.fixture(scope="module")
def twice(tmp_path_factory) -> tuple[Path, Path]:
    """Run one notebook twice with parameters of its own into two folders."""
    project = copy_project(tmp_path_factory.mktemp("twice"))
    folders = project.root / "one" / NAME, project.root / "two" / NAME
    for folder in folders:
        run_notebook(project, NAME, GIVEN, folder)
    return folders


def injected(folder: Path) -> str:
    notebook = nbformat.read(folder / f"{NAME}.ipynb", as_version=4)
    (cell,) = [cell for cell in notebook.cells if "injected-parameters" in cell.metadata.get("tags", [])]
    return cell.source


@pytest.mark.notebooks
def test_figures_and_tables_are_written_and_listed(twice):
    items = read_items(twice[0])
    listed = {
        f"{item['name']}.{kind}"
        for item in items
        for kind in (["svg", "png", "pdf", "csv"] if item["kind"] == "figure" else ["csv"])
    }
    assert [item["name"] for item in items if item["kind"] == "figure"] == [
        "funding_mix",
        "funding_per_year",
        "funding_per_commune",
        "pairs_lang-son-plan-2017-2020_lang-son-report-2017-h1",
        "execution_lang-son-plan-2017-2020_lang-son-report-2017-h1",
        "pairs_lang-son-review-2011-2015_lang-son-plan-2021",
        "pairs_lang-son-plan-2017-2020_lang-son-plan-2021",
        "pairs_lang-son-report-2017-h1_lang-son-plan-2021",
        "pairs_lang-son-plan-2017-2020_bac-son-plan-2020",
        "shared_lang-son-plan-2017-2020_lang-son-report-2017-h1",
        "slopes_lang-son",
        "triangle",
    ]
    assert {tuple(item["formats"]) for item in items if item["kind"] == "figure"} == {("svg", "png", "pdf")}
    assert listed | {f"{NAME}.ipynb", f"{NAME}.html", "parameters.json", "index.jsonl", LISTING, RECORD} == set(
        left_in(twice[0])
    )
    assert all(content for content in contents(twice[0]).values())


@pytest.mark.notebooks
def test_the_executed_notebook_holds_the_injected_parameters(twice):
    given = DEFAULTS | GIVEN | {"figure_dir": ".", "price_year": 2015}
    lines = [f"{name} = {json.dumps(value)}" for name, value in given.items()]
    assert injected(twice[0]).splitlines() == ["# Parameters", *lines]
    assert json.loads((twice[0] / "parameters.json").read_text(encoding="utf-8")) == given
    notebook = nbformat.read(twice[0] / f"{NAME}.ipynb", as_version=4)
    assert notebook.metadata["papermill"]["parameters"] == given


@pytest.mark.notebooks
def test_no_clock_and_no_path_of_the_machine_is_kept(twice):
    notebook = nbformat.read(twice[0] / f"{NAME}.ipynb", as_version=4)
    assert set(notebook.metadata["papermill"]) == {"parameters", "version"}
    assert [cell for cell in notebook.cells if {"papermill", "execution"} & set(cell.metadata)] == []
    machine = [os.fsencode(path) + b"/" for path in (twice[0].parents[1], HERE.root, sys.prefix)]
    for name, content in contents(twice[0]).items():
        assert [path for path in machine if path in content] == [], name
        assert b".staging" not in content, name


@pytest.mark.notebooks
@pytest.mark.parametrize(
    "kind",
    [
        ".svg",
        ".png",
        ".pdf",
        ".csv",
        ".json",
        ".jsonl",
        ".html",
        ".ipynb",
    ],
)
def test_the_same_run_gives_the_same_bytes(twice, kind):
    one, two = ({name: data for name, data in contents(folder).items() if name.endswith(kind)} for folder in twice)
    one, two = (timeless(files) for files in (one, two))
    assert one
    assert one == two


@pytest.mark.notebooks
def test_a_run_with_pdf_leaves_pdf_files_and_lists_them(whole):
    def keep(cells):
        mix = next(
            place for place, cell in enumerate(cells) if "plot_mix(" in cell.source and "import" not in cell.source
        )
        return cells[: mix + 1]

    rewrite(whole, keep)
    run = run_notebook(whole, NAME, {"formats": "pdf"}, whole.root / "out" / NAME)
    names = left_in(run.folder)
    assert {"funding_mix.pdf", "funding_mix.csv"} <= set(names)
    assert [name for name in names if name.endswith((".svg", ".png"))] == []
    (figure,) = [item for item in read_items(run.folder) if item["kind"] == "figure"]
    assert (figure["name"], figure["formats"]) == ("funding_mix", ["pdf"])
    assert "data:image/png;base64," in (run.folder / f"{NAME}.html").read_text(encoding="utf-8")


@pytest.mark.notebooks
def test_a_second_run_replaces_the_first_whole(whole):
    folder = whole.root / "out" / NAME
    folder.mkdir(parents=True)
    (folder / "old.csv").write_text("old", encoding="utf-8")
    (folder / LISTING).write_text(f"{LISTING}\nold.csv\n", encoding="utf-8")
    shorten(whole, "print(unit, base)")
    run = run_notebook(whole, NAME, {"base": "stated"}, folder)
    assert (run.notebook, run.folder, run.parameters.base) == (NAME, folder, "stated")
    assert left_in(folder) == [f"{NAME}.html", f"{NAME}.ipynb", LISTING, "parameters.json", RECORD]
    assert left_in(folder.parent) == [NAME]
    assert "lang-son stated" in (folder / f"{NAME}.html").read_text(encoding="utf-8")


@pytest.mark.notebooks
def test_a_run_keeps_a_folder_with_somebodys_file(whole, earlier):
    (earlier / "notes.docx").write_bytes(b"mine")
    shorten(whole, "print(unit, base)")
    with pytest.raises(NtmError, match=rf"{NAME}: found notes\.docx, expected only files"):
        run_notebook(whole, NAME, {}, earlier)
    assert contents(earlier) == {**EARLIER, "notes.docx": b"mine"}


@pytest.mark.notebooks
def test_a_printed_path_of_the_staging_folder_is_forgotten(whole):
    shorten(whole, "print(figure_dir)")
    run = run_notebook(whole, NAME, {}, whole.root / "out" / NAME)
    content = (run.folder / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert ".staging" not in content
    assert str(whole.root) not in content


@pytest.mark.notebooks
@pytest.mark.parametrize("text", ["a \"b\" 'c'", "back\\slash", "{unit} %s $x$", "hộ nghèo"])
def test_a_text_parameter_reaches_the_notebook_as_it_is(whole, text):
    name = "00_explore"
    path = whole.notebooks / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [*notebook.cells[:2], nbformat.v4.new_code_cell('print("got", ascii(text))')]
    nbformat.write(notebook, path)
    run = run_notebook(whole, name, {"text": text}, whole.root / "out" / name)
    outputs = [cell.get("outputs") for cell in nbformat.read(run.folder / f"{name}.ipynb", as_version=4).cells]
    assert outputs[-1][0]["text"] == f"got {text!a}\n"


@pytest.mark.notebooks
def test_a_run_reads_the_tables_of_its_project(whole):
    rewrite(whole, lambda cells: cells[:3])
    (whole.processed / "findings.csv").unlink()
    with pytest.raises(NtmError, match=r"findings\.csv: found no such file"):
        run_notebook(whole, NAME, {}, whole.root / "out" / NAME)


@pytest.mark.notebooks
def test_a_relative_folder_is_taken_from_where_one_stands(whole, tmp_path_factory, monkeypatch):
    stand = tmp_path_factory.mktemp("stand")
    monkeypatch.chdir(stand)
    shorten(whole, 'from pathlib import Path\nPath(figure_dir, "made.csv").write_text("x")')
    run_notebook(whole, NAME, {}, Path("out") / NAME)
    assert (stand / "out" / NAME / "made.csv").is_file()


# A run that fails


EARLIER = {
    LISTING: f"{LISTING}\nindex.jsonl\n{NAME}.html\n".encode(),
    "index.jsonl": b"earlier\n",
    f"{NAME}.html": b"<p>earlier</p>\n",
}


@pytest.fixture
def earlier(whole):
    """Give the folder of an earlier result."""
    folder = whole.root / "out" / NAME
    folder.mkdir(parents=True)
    for name, content in EARLIER.items():
        (folder / name).write_bytes(content)
    return folder


def run_command(project: Project, *more: str) -> subprocess.CompletedProcess:
    command = [*NTM, *more, "run", NAME, "--project", project.root, "--output", project.root / "out"]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60)


@pytest.mark.notebooks
def test_a_failing_cell_gives_one_message_and_spares_the_earlier_result(whole, earlier):
    shorten(whole, 'raise ValueError("no figures for 2018")')
    done = run_command(whole)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"ntm: notebook {NAME}, cell 2: found ValueError: no figures for 2018, expected the cell to run; "
        "mend the notebook or its input.\n"
    )
    assert contents(earlier) == EARLIER
    assert left_in(earlier.parent) == [NAME]


@pytest.mark.notebooks
def test_a_failing_first_run_leaves_no_folder(whole):
    shorten(whole, "1 / 0")
    with pytest.raises(NtmError, match=f"notebook {NAME}, cell 2: found ZeroDivisionError: division by zero, expected"):
        run_notebook(whole, NAME, {}, whole.root / "out" / NAME)
    assert left_in(whole.root / "out") == []


@pytest.mark.notebooks
def test_an_error_of_several_lines_is_told_in_one(whole):
    shorten(whole, 'raise ValueError("one\\ntwo")')
    with pytest.raises(NtmError) as caught:
        run_notebook(whole, NAME, {}, whole.root / "out" / NAME)
    assert "\n" not in str(caught.value)


@pytest.mark.notebooks
def test_a_kernel_that_dies_is_told_in_one_sentence(whole, earlier):
    shorten(whole, "import os\nos._exit(3)")
    with pytest.raises(NtmError) as caught:
        run_notebook(whole, NAME, {}, earlier)
    assert str(caught.value).startswith(f"notebook {NAME}")


# A run that is killed


@pytest.fixture
def sleeper(whole, earlier):
    """Start a run that has written half of its output and sleeps; give it and its kernels."""
    original = (whole.root / FILE).read_bytes()
    shorten(whole, SLEEP.format(root=whole.root))
    command = [*NTM, "run", NAME, "--project", whole.root, "--output", whole.root / "out"]
    log = whole.root / "log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True, preexec_fn=hear_interrupts
        )
        wait_for((whole.root / "started").exists)
        kernels = psutil.Process(process.pid).children(recursive=True)
        (whole.root / FILE).write_bytes(original)
        yield process, kernels, log
        for leftover in [process, *kernels]:
            if leftover.poll() is None if leftover is process else leftover.is_running():
                leftover.kill()
        process.wait()


def hear_interrupts() -> None:
    """Undo what a shell does to its background jobs: have them ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for(happened, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def ended(kernel) -> bool:
    return not kernel.is_running() or kernel.status() == "zombie"


@posix
@pytest.mark.notebooks
def test_a_killed_run_spares_the_earlier_result_and_the_next_one_works(whole, earlier, sleeper):
    process, kernels, _ = sleeper
    assert kernels
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)
    assert contents(earlier) == EARLIER
    wait_for(lambda: all(map(ended, kernels)), 10)
    run_notebook(whole, NAME, {}, earlier)
    assert left_in(earlier.parent) == [NAME]
    assert re.search(r'"name": "funding_mix"', (earlier / "index.jsonl").read_text(encoding="utf-8"))
    assert "half.csv" not in left_in(earlier)


@posix
@pytest.mark.notebooks
def test_an_interrupted_run_exits_130_and_spares_the_earlier_result(whole, earlier, sleeper):
    process, kernels, log = sleeper
    assert kernels
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 130
    wait_for(lambda: all(map(ended, kernels)), 10)
    assert contents(earlier) == EARLIER
    assert left_in(earlier.parent) == [NAME]
    assert "Traceback" not in log.read_text(encoding="utf-8")


@posix
@pytest.mark.notebooks
def test_an_interrupted_run_says_so_in_one_line(sleeper):
    process, _, log = sleeper
    process.send_signal(signal.SIGINT)
    process.wait(PATIENCE)
    assert log.read_text(encoding="utf-8") == "ntm: interrupted; earlier results stand as they were.\n"


@posix
@pytest.mark.notebooks
def test_a_run_puts_nothing_into_the_project_folder(whole, sleeper):
    assert sleeper[0].poll() is None
    assert left_in(whole.root) == ["data", "log", "notebooks", "out", "started"]

"""Reviews: all notebooks of a unit in a language, an index that opens from disk, and failures that stop nothing."""

import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

from ntm_analysis.errors import NtmError
from ntm_analysis.parameters import MODELS
from ntm_analysis.paths import HERE, Project
from ntm_analysis.review import run_review
from ntm_analysis.run import LISTING

NTM = [sys.executable, "-c", "from ntm_analysis.cli.main import main; main()"]
LOADING = {"script": "src", "link": "href", "img": "src", "iframe": "src", "object": "data", "source": "src"}
REVIEWS = [("lang-son", "en"), ("bac-son", "vi")]

pytestmark = pytest.mark.notebooks
each_review = pytest.mark.parametrize("review", REVIEWS, ids="-".join, indirect=True)


def copy_project(folder: Path) -> Project:
    """Copy data and notebooks; kernels work in the project's folder, so that each module has its own."""
    for part in ("data", "notebooks"):
        shutil.copytree(HERE.root / part, folder / part)
    return Project(folder)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> dict:
    """Hold the reviews made so far: each is made once."""
    return {"project": copy_project(tmp_path_factory.mktemp("reviews"))}


@pytest.fixture
def review(request, made) -> Path:
    """Give the folder of a review; no notebook of it may fail."""
    unit, language = request.param
    if request.param not in made:
        told: list[str] = []
        folder = made["project"].root / "out"
        made[request.param] = run_review(made["project"], unit, [language], folder, told.append), told
    failures, told = made[request.param]
    assert failures == []
    assert told == [f"[{n}/{len(MODELS)}] {name} ({unit}, {language})" for n, name in enumerate(MODELS, 1)]
    return made["project"].root / "out" / f"{unit}-{language}"


class Tags(HTMLParser):
    """The start tags of a page with their attributes."""

    def __init__(self, path: Path):
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def pages(review: Path) -> list[Path]:
    return [review / "index.html", *(review / name / f"{name}.html" for name in MODELS)]


def read_manifest(review: Path) -> dict:
    return json.loads((review / "manifest.json").read_text(encoding="utf-8"))


@each_review
def test_every_notebook_has_its_folder(review):
    assert sorted(path.name for path in review.iterdir()) == sorted([*MODELS, "index.html", "manifest.json"])


@each_review
def test_every_link_of_the_index_exists(review):
    links = [attrs["href"] for tag, attrs in Tags(review / "index.html").found if tag == "a"]
    assert {f"{name}/{name}.html" for name in MODELS} <= set(links)
    assert [link for link in links if not (review / unquote(link)).is_file()] == []
    assert [link for link in links if ".." in link or link.startswith("/")] == []
    assert len(set(links)) == len(links)


@each_review
def test_every_file_of_a_run_can_be_reached_from_the_index(review):
    links = {attrs["href"] for tag, attrs in Tags(review / "index.html").found if tag == "a"}
    files = {
        path.relative_to(review).as_posix() for path in review.glob("*/*") if path.suffix in (".svg", ".png", ".csv")
    }
    assert {path.rsplit(".", 1)[1] for path in files} == {"svg", "png", "csv"}
    assert files - links == set()


@each_review
def test_no_page_loads_anything(review):
    for page in pages(review):
        loaded = [attrs.get(LOADING[tag]) or "" for tag, attrs in Tags(page).found if tag in LOADING]
        assert [source[:60] for source in loaded if not source.startswith("data:image/png;base64,")] == [], page.name
        text = page.read_text(encoding="utf-8")
        assert re.findall(r"@import|url\((?!data:)|https?://", text) == [], page.name


@each_review
def test_every_page_shows_its_figures(review):
    for name in MODELS:
        figures = list((review / name).glob("*.png"))
        tags = Tags(review / name / f"{name}.html").found
        assert len([tag for tag, _ in tags if tag == "img"]) == len(figures), name


@each_review
def test_the_language_of_every_page_is_told(review):
    language = review.name.rsplit("-", 1)[1]
    for page in pages(review):
        assert [attrs.get("lang") for tag, attrs in Tags(page).found if tag == "html"] == [language], page.name


@each_review
def test_the_manifest_lists_what_was_made(review):
    manifest = read_manifest(review)
    unit, language = manifest["unit"], manifest["language"]
    assert f"{unit}-{language}" == review.name
    assert manifest["failed"] == []
    assert [run["notebook"] for run in manifest["notebooks"]] == list(MODELS)
    for run in manifest["notebooks"]:
        assert (run["parameters"]["unit"], run["parameters"]["language"]) == (unit, language)
        figures = {item["name"] for item in run["items"] if item["kind"] == "figure"}
        assert figures == {path.stem for path in (review / run["notebook"]).glob("*.svg")}
        assert [item["name"] for item in run["items"] if item["kind"] == "statements"] == ["statements"]
        names = [item["name"] for item in run["items"]]
        assert len(set(names)) == len(names)


@each_review
def test_nothing_names_a_path_of_the_machine(review):
    machine = [os.fsencode(path) + b"/" for path in (review.parents[1], HERE.root, sys.prefix)]
    files = [path for path in review.rglob("*") if path.is_file()]
    for path in files:
        content = path.read_bytes()
        assert [text for text in machine if text in content] == [], path.name
    assert len(files) > 25


@pytest.mark.parametrize("review", [("bac-son", "vi")], indirect=True)
def test_statements_of_the_district_say_that_no_outcome_is_printed(review):
    text = (review / "04_attainment_forecast" / "statements.csv").read_text(encoding="utf-8")
    assert "mục tiêu chưa kết luận được: Kế hoạch Bắc Sơn 2020" in text


@pytest.mark.parametrize("review", [("lang-son", "en")], indirect=True)
def test_statements_of_the_province_tell_outcomes(review):
    text = (review / "04_attainment_forecast" / "statements.csv").read_text(encoding="utf-8")
    assert "No document prints what came of these targets" not in text
    assert "lang-son-plan-2021" in text


# Failures


@pytest.fixture
def tiny(project):
    """Add the notebooks to the copied data, each cut down to its parameters and an empty list of output."""
    shutil.copytree(HERE.notebooks, project.notebooks)
    for name in MODELS:
        replace_cells(project, name, 'from pathlib import Path\nPath(figure_dir, "index.jsonl").write_text("")')
    return project


def replace_cells(project: Project, name: str, code: str) -> None:
    path = project.notebooks / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    tagged = next(cell for cell in notebook.cells if cell.metadata.get("tags"))
    notebook.cells = [tagged, nbformat.v4.new_code_cell(code)]
    nbformat.write(notebook, path)


def test_a_failing_notebook_does_not_stop_the_others(tiny):
    failing = "01_sources_and_findings"
    replace_cells(tiny, failing, 'raise ValueError("broken")')
    earlier = tiny.root / "out" / "bac-son-vi" / failing / "old.csv"
    earlier.parent.mkdir(parents=True)
    earlier.write_text("earlier", encoding="utf-8")
    earlier.with_name(LISTING).write_text(f"{LISTING}\nold.csv\n", encoding="utf-8")
    command = ["review", "--unit", "bac-son", "--language", "vi", "--project", tiny.root, "--output", tiny.root / "out"]
    done = subprocess.run([*NTM, *command], capture_output=True, text=True, encoding="utf-8", timeout=120)
    message = (
        f"notebook {failing}, cell 2: found ValueError: broken, expected the cell to run; "
        "mend the notebook or its input."
    )
    assert done.returncode == 1
    # A kernel that is shut down may still log of its own; the command's word comes last.
    assert done.stderr.splitlines()[-1] == f"ntm: 1 runs failed: {message}"
    assert f"    failed: {message}" in done.stdout.splitlines()
    folder = tiny.root / "out" / "bac-son-vi"
    assert read_manifest(folder)["failed"] == [message]
    others = [name for name in MODELS if name != failing]
    assert [run["notebook"] for run in read_manifest(folder)["notebooks"]] == others
    assert [name for name in others if not (folder / name / f"{name}.html").is_file()] == []
    assert earlier.read_text(encoding="utf-8") == "earlier"
    assert failing not in (folder / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("unit", "languages", "found"),
    [
        ("hanoi", ["en"], "parameter 'unit': found 'hanoi'"),
        ("lang-son", ["en", "fr"], "parameter 'language': found 'fr'"),
    ],
)
def test_a_wrong_unit_or_language_stops_before_anything_is_made(tiny, unit, languages, found):
    with pytest.raises(NtmError, match=found):
        run_review(tiny, unit, languages, tiny.root / "out", pytest.fail)
    assert not (tiny.root / "out").exists()


def test_a_missing_notebook_stops_before_anything_is_made(tiny):
    (tiny.notebooks / "04_attainment_forecast.ipynb").unlink()
    with pytest.raises(NtmError, match=r"^notebooks/04_attainment_forecast\.ipynb: found no such file"):
        run_review(tiny, "lang-son", ["en"], tiny.root / "out", pytest.fail)
    assert not (tiny.root / "out").exists()


def test_a_folder_below_a_file_cannot_be_written(tiny):
    (tiny.root / "file").write_text("x", encoding="utf-8")
    folder = tiny.root / "file" / "out"
    with pytest.raises(NtmError) as caught:
        run_review(tiny, "lang-son", ["en"], folder, pytest.fail)
    assert str(caught.value) == (f"{folder}: found Not a directory, expected a place to write to; choose another one.")

"""Making the products: whole, stable, cheap when nothing changed, and never over somebody's work."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from ntm_analysis.errors import NtmError
from ntm_analysis.paths import HERE, Project
from ntm_analysis.products import make_products
from ntm_analysis.products.shelf import Shelf
from tests.products.folders import NOTEBOOK, entry, write_manifest, write_review, write_run

NAMES = ["en/review.docx", "en/tables.xlsx", "vi/review.docx", "vi/tables.xlsx"]
NAMES += ["changes.json", "CITATION.cff", "index.html", "snapshot.json"]


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return write_review(tmp_path_factory.mktemp("review"))


@pytest.fixture
def review(original, tmp_path):
    return shutil.copytree(original, tmp_path / "review")


def make(folder):
    """Make the products and give what was told."""
    told = []
    paths = make_products(folder, HERE, told.append)
    assert [path.is_file() for path in paths] == [True] * len(paths)
    return [path.relative_to(folder).as_posix() for path in paths], told


def contents(folder):
    return {name: (folder / name).read_bytes() for name in NAMES}


def test_every_product_is_made_and_nothing_else_stays(review):
    before = {path for path in review.rglob("*") if path.is_file()}
    names, told = make(review)
    assert names == NAMES
    assert told == [f"{review.as_posix()}/{name}" for name in NAMES]
    assert {path for path in review.rglob("*") if path.is_file()} - before == {review / name for name in NAMES}


def test_the_same_runs_give_the_same_bytes_in_another_folder(review, tmp_path):
    other = shutil.copytree(review, tmp_path / "other")
    make(review)
    time.sleep(1.1)
    make(other)
    assert contents(review) == contents(other)


def test_what_is_up_to_date_stays_untouched(review):
    make(review)
    times = {name: (review / name).stat().st_mtime_ns for name in NAMES}
    names, told = make(review)
    assert names == NAMES
    assert told == [f"{review.as_posix()}: the products of the review are already up to date"]
    assert times == {name: (review / name).stat().st_mtime_ns for name in NAMES}


def test_a_review_taken_from_the_last_time_writes_no_document_anew(review):
    make(review)
    documents = {name: (review / name).stat().st_mtime_ns for name in NAMES[:4]}
    write_manifest(review, [entry(language, status="reused") for language in ("en", "vi")])
    _, told = make(review)
    assert told[:4] == [f"{review.as_posix()}/{name}: already up to date" for name in NAMES[:4]]
    assert documents == {name: (review / name).stat().st_mtime_ns for name in NAMES[:4]}
    assert json.loads((review / "changes.json").read_bytes())["state"] == "equal"
    assert "taken from the last time" in (review / "index.html").read_text("utf-8")


@pytest.mark.parametrize("lost", ["en/review.docx", "index.html", "snapshot.json"])
def test_a_lost_product_is_made_again(review, lost):
    make(review)
    before = contents(review)
    (review / lost).unlink()
    make(review)
    assert contents(review) == before


@pytest.mark.parametrize("damage", [b"", b"[1]", b'{"version": 1}', b"\xff", b'{"version": 1, "files": [], "runs": 3}'])
def test_a_damaged_snapshot_counts_as_none(review, damage):
    make(review)
    before = contents(review)
    (review / "snapshot.json").write_bytes(damage)
    make(review)
    assert contents(review) == before


def test_an_edited_document_is_left_alone_while_nothing_changes(review):
    make(review)
    (review / "en/review.docx").write_bytes(b"edited")
    write_manifest(review, [entry(language, status="reused") for language in ("en", "vi")])
    make(review)
    assert (review / "en/review.docx").read_bytes() == b"edited"


def test_an_edited_document_is_set_aside_when_the_review_changes(review):
    make(review)
    for number in (1, 2):
        (review / "en/review.docx").write_bytes(b"edited %d" % number)
        write_run(review / "en" / "lang-son" / NOTEBOOK, share=30.0 + number)
        _, told = make(review)
        aside = f"review-edited-{number}.docx"
        assert f"{review.as_posix()}/en/review.docx: was edited; the edited one is kept as {aside}" in told
        assert (review / "en" / aside).read_bytes() == b"edited %d" % number
    assert [path.name for path in (review / "vi").glob("*edited*")] == []


def test_a_changed_word_makes_the_documents_anew(review, project, edit):
    for folder in ("CITATION.cff",):
        shutil.copy2(HERE.root / folder, project.root / folder)
    make_products(review, project, lambda _: None)
    edit("data/reference/words.csv", "front.toc,Contents,", "front.toc,Inside,")
    told = []
    make_products(review, project, told.append)
    assert f"{review.as_posix()}/en/tables.xlsx" in told


def test_a_project_without_documents_and_citation_still_has_products(review, project):
    shutil.rmtree(project.processed)
    (project.reference / "units.csv").unlink()
    assert len(make_products(review, project, lambda _: None)) == len(NAMES)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"runs": [{"notebook": 3, "language": "en"}]}', '{"runs": [{}]}'])
def test_a_manifest_that_is_none_is_one_sentence(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(NtmError, match=r"manifest\.json: found no list of runs"):
        make_products(tmp_path, HERE, pytest.fail)
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


def spoil(folder, how):
    """Damage the folder of a run in one way."""
    index, notebook = folder / "index.jsonl", folder / f"{NOTEBOOK}.ipynb"
    if how == "folder":
        shutil.rmtree(folder)
    elif how in ("rows.csv", "mix.svg", "index.jsonl", f"{NOTEBOOK}.ipynb", f"{NOTEBOOK}.html"):
        (folder / how).unlink()
    elif how == "half a notebook":
        notebook.write_bytes(notebook.read_bytes()[:1000])
    elif how == "half a table":
        (folder / "rows.csv").write_bytes(b'a,b\n"1')
    elif how == "half an index":
        index.write_bytes(index.read_bytes()[:-20])
    else:
        index.write_text(json.dumps({"kind": "table", "name": how, "title": "x"}) + "\n", encoding="utf-8")


WAYS = ["folder", "rows.csv", "mix.svg", "index.jsonl", f"{NOTEBOOK}.ipynb", f"{NOTEBOOK}.html", "half a notebook"]
WAYS += ["half a table", "half an index", "../../../vi/lang-son/02_funding_mix/rows", "/etc/passwd", "..", "a\\b"]


@pytest.mark.parametrize("how", WAYS)
def test_a_damaged_run_is_told_and_the_rest_stands(review, how):
    spoil(review / "en" / "lang-son" / NOTEBOOK, how)
    make(review)
    text = (review / "index.html").read_text("utf-8")
    english, vietnamese = text.split('<main id="vi"')
    assert "The folder of this run is missing or damaged" in english
    assert "bị thiếu hoặc hỏng" not in vietnamese
    assert f"vi/lang-son/{NOTEBOOK}/mix.svg" in vietnamese
    told = json.loads((review / "changes.json").read_bytes())
    assert [run["path"] for run in told["not_compared"]] == [f"en/lang-son/{NOTEBOOK}"]


@pytest.mark.parametrize("path", ["", "../x", "/etc", "en/../../x", "C:/x", "en\\x", "en/\0"])
def test_a_path_out_of_the_folder_is_never_read(review, path):
    write_manifest(review, [entry("en", path=path), entry("vi")])
    make(review)
    assert "missing or damaged" in (review / "index.html").read_text("utf-8")


def test_a_folder_that_cannot_be_written_is_one_sentence(review, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    make(review)
    before = contents(review)
    write_run(review / "en" / "lang-son" / NOTEBOOK, share=99.0)
    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(NtmError, match="No space left on device"):
        make_products(review, HERE, lambda _: None)
    monkeypatch.undo()
    assert contents(review) == before
    assert list(review.glob(".staging*")) == []


KILLED = """
import sys
from pathlib import Path
from ntm_analysis.paths import HERE
from ntm_analysis.products import make_products
print("ready", flush=True)
make_products(Path(sys.argv[1]), HERE, lambda told: print(told, flush=True))
"""


@pytest.mark.skipif(os.name == "nt", reason="no kill signal")
@pytest.mark.parametrize("after", [1, 3, 6, 8])
def test_a_kill_leaves_each_product_whole_and_the_next_time_mends_it(review, after):
    make(review)
    before = contents(review)
    for language in ("en", "vi"):
        write_run(review / language / "lang-son" / NOTEBOOK, language, share=77.0, amounts=(100, 51))
    command = [sys.executable, "-c", KILLED, str(review)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE.root) as process:
        for _ in range(after):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    torn = contents(review)
    make(review)
    now = contents(review)
    assert all(torn[name] in (before[name], now[name]) for name in NAMES)
    assert now["en/review.docx"] != before["en/review.docx"]
    assert json.loads(now["changes.json"])["state"] == "changed"
    assert list(review.glob(".staging*")) == []


def test_a_shelf_is_empty_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), Shelf(tmp_path, {}, pytest.fail):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_runs_that_point_to_one_folder_stand_once_in_the_documents(review):
    shared = f"en/lang-son/{NOTEBOOK}"
    write_manifest(review, [entry("en"), entry("en", case="other", path=shared), entry("vi")])
    make(review)
    english = (review / "index.html").read_text("utf-8").split('<main id="vi"')[0]
    assert english.count("<article") == 1
    assert english.count(f'<td><a href="{shared}/{NOTEBOOK}.html">') == 2


def test_project_may_be_anywhere(review, project):
    assert isinstance(project, Project)
    assert len(make_products(review, project, lambda _: None)) == len(NAMES)

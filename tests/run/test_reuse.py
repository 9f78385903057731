"""A finished run is taken as it is while nothing of it has changed, and is done anew when anything has."""

import dataclasses
import json

import pytest

from ntm_analysis.run import RECORD, digest, digest_job, run_job
from ntm_analysis.run.digest import PACKAGES, digest_code, versions

DONE = "print(unit)\nfrom pathlib import Path\nPath(figure_dir, 'made.csv').write_text('a,b')"


@pytest.fixture
def done(bench):
    """Give a project whose run is done."""
    assert bench.run(DONE).status == "done"
    return bench


@pytest.fixture(scope="module")
def finished(shared):
    """Give a project whose run is done, kept for tests that leave it whole."""
    assert shared.run(DONE).status == "done"
    return shared


def again(bench, **values) -> str:
    return run_job(bench.job(**values)).status


@pytest.mark.notebooks
def test_an_unchanged_run_is_taken_from_the_last_time(finished):
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in finished.folder.iterdir()}
    outcome = run_job(finished.job())
    assert (outcome.status, outcome.message, outcome.failure) == ("reused", "", None)
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in finished.folder.iterdir()} == before


@pytest.mark.notebooks
def test_the_record_tells_the_run(finished):
    job, record = finished.job(), json.loads((finished.folder / RECORD).read_text(encoding="utf-8"))
    assert list(record) == [
        *("notebook", "parameters", "digest", "digests", "versions", "started", "seconds", "status", "files"),
    ]
    assert (record["digest"], record["status"]) == (digest_job(job), "done")
    assert (record["parameters"], record["notebook"]) == (job.parameters, job.notebook)
    assert set(record["files"]) == {path.name for path in finished.folder.iterdir()} - {RECORD}
    assert record["started"].endswith("+00:00")


@pytest.mark.notebooks
def test_asked_for_anew_it_runs_again(finished):
    assert run_job(finished.job(), anew=True).status == "done"


@pytest.mark.notebooks
@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "made.csv").unlink(),
        lambda folder: (folder / "made.csv").write_text("a,c"),
        lambda folder: (folder / RECORD).write_text("{"),
        lambda folder: (folder / RECORD).write_text("[]"),
        lambda folder: (folder / RECORD).unlink(),
        lambda folder: (folder / "02_funding_mix.html").write_text(""),
    ],
    ids=["missing", "altered", "torn record", "odd record", "no record", "emptied"],
)
def test_a_damaged_folder_is_made_anew(finished, damage):
    before = (finished.folder / "made.csv").read_bytes()
    damage(finished.folder)
    assert again(finished) == "done"
    assert (finished.folder / "made.csv").read_bytes() == before
    assert again(finished) == "reused"


@pytest.mark.notebooks
def test_another_parameter_runs_anew_and_back(done):
    assert again(done, language="vi") == "done"
    assert again(done, language="vi") == "reused"
    assert again(done) == "done"


@pytest.mark.notebooks
def test_a_changed_notebook_runs_anew(done):
    done.write(DONE + "\n")
    assert again(done) == "done"


@pytest.mark.notebooks
def test_a_failed_run_leaves_the_earlier_one_to_be_taken_again(done):
    before = done.path.read_bytes()
    assert done.run("1 / 0", anew=False).status == "failed"
    done.path.write_bytes(before)
    assert again(done) == "reused"


# What the digest covers


def test_every_part_has_its_share_in_the_digest(bench, monkeypatch):
    job = bench.job()
    found = [digest_job(job)]
    found.append(digest_job(bench.job(language="vi")))
    found.append(digest_job(dataclasses.replace(job, notebook="02_funding_mix", parameters={})))
    bench.write("print(2)")
    found.append(digest_job(job))
    for path in ("data/processed/funding.csv", "data/reference/words.csv"):
        with (bench.project.root / path).open("a", encoding="utf-8") as file:
            file.write("x")
        found.append(digest_job(job))
    monkeypatch.setattr(digest, "versions", lambda: {**versions(), "numpy": "9.9"})
    found.append(digest_job(job))
    monkeypatch.setattr(digest, "digest_code", lambda: "other")
    found.append(digest_job(job))
    assert len(set(found)) == len(found)


def test_the_folder_of_the_result_has_no_share(bench):
    job = bench.job()
    assert digest_job(job) == digest_job(dataclasses.replace(job, folder=job.folder / "other"))


def test_a_change_that_keeps_the_size_is_seen(bench):
    path = bench.project.processed / "funding.csv"
    job, text = bench.job(), path.read_text(encoding="utf-8")
    before = digest_job(job)
    path.write_text(text[:-2] + ("1" if text[-2] != "1" else "2") + text[-1], encoding="utf-8")
    assert digest_job(job) != before
    path.write_text(text, encoding="utf-8")
    assert digest_job(job) == before


def test_all_code_is_covered(tmp_path, monkeypatch):
    monkeypatch.setattr(digest, "PACKAGE", tmp_path)
    found = [digest_code()]
    for name in ("a.py", "page.html", "style.css", "deep.py"):
        (tmp_path / name).write_text("x", encoding="utf-8")
        found.append(digest_code())
    assert len(set(found)) == len(found)


def test_the_versions_of_all_packages_are_known():
    assert set(versions()) == {"python", *PACKAGES}
    assert "" not in versions().values()


@pytest.mark.notebooks
def test_a_notebook_that_is_not_there_is_told(bench):
    bench.path.unlink()
    outcome = run_job(bench.job())
    assert outcome.status == "failed"
    assert outcome.message.startswith(f"{bench.path}: cannot read or write there (No such file or directory)")

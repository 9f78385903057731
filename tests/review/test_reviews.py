"""Reviews of a project with tiny notebooks: what runs, what is taken from the last time, what a failure spares."""

import errno
import json
import os
import re
import shutil
from pathlib import Path

import pytest

from ntm_analysis.errors import NtmError
from ntm_analysis.parameters import MODELS
from ntm_analysis.review import manifest
from ntm_analysis.review.lock import locked
from ntm_analysis.review.review import Request, plan_review, run_review
from review.cases import make_tiny, ntm, read_manifest, replace_code, results, review_command, statuses, write_matrix

pytestmark = pytest.mark.notebooks
TWO = "notebooks: [00_explore, 02_funding_mix]\nlanguages: [en]\n"


@pytest.fixture
def tiny(tmp_path):
    return make_tiny(tmp_path / "project")


def request(project, text: str = "", **more) -> Request:
    file = write_matrix(project, text) if text else None
    return Request(str(project.root), str(project.root / "out"), file, **more)


def review(project, text: str = "", **more) -> list[str]:
    """Do a review and give what it told."""
    told: list[str] = []
    run_review(request(project, text, **more), told.append)
    return told


def refuse(project, text: str = "", **more) -> str:
    with pytest.raises(NtmError) as caught:
        run_review(request(project, text, **more), pytest.fail)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Give the project after a review without a file, and what that told."""
    project = make_tiny(tmp_path_factory.mktemp("whole") / "project")
    return project, review(project)


def test_without_a_file_every_notebook_runs_in_both_languages(whole):
    project, told = whole
    paths = [f"{language}/lang-son/{name}" for language in ("en", "vi") for name in MODELS]
    assert statuses(project.root / "out") == dict.fromkeys(paths, "done")
    assert told[0] == "12 runs: 0 unchanged, 12 to do."
    assert {re.sub(r"^\[\d+/12\] (.*): done in \d+\.\d s$", r"\1", line) for line in told[1:13]} == set(paths)
    assert told[-1] == "12 runs: 12 done, 0 unchanged, 0 failed."


def test_the_manifest_says_what_was_run(whole):
    made = read_manifest(whole[0].root / "out")
    assert made["languages"] == ["en", "vi"]
    run = made["runs"][0]
    record = json.loads((whole[0].root / "out" / run["path"] / "run.json").read_text())
    assert run["digest"] == record["digest"]
    assert {name: run[name] for name in run if name not in ("digest", "parameters")} == {
        **{"notebook": "00_explore", "language": "en", "unit": "lang-son", "scenario": None, "date": None},
        **{"case": "lang-son", "path": "en/lang-son/00_explore", "status": "done", "message": "", "failure": None},
    }
    assert run["parameters"] == record["parameters"]


def test_a_second_review_runs_nothing_and_changes_nothing(whole):
    project = whole[0]
    before = results(project.root / "out")
    told = review(project)
    assert told[0] == "12 runs: 12 unchanged, 0 to do."
    assert told[-1] == "12 runs: 0 done, 12 unchanged, 0 failed."
    assert results(project.root / "out") == before
    assert set(statuses(project.root / "out").values()) == {"reused"}


def test_nothing_but_the_review_lies_in_the_folder(whole):
    left = {path.name for path in (whole[0].root / "out").iterdir() if not path.name.startswith(".review.")}
    assert left <= set(manifest.TOP)
    assert {"manifest.json", "index.html", "en", "vi"} <= left


def test_the_unchanged_tables_are_not_built_again(whole, monkeypatch):
    monkeypatch.setattr("ntm_analysis.build.build", lambda project: pytest.fail("built again"))
    review(whole[0])


def test_changed_data_are_built_and_run_again(tiny):
    review(tiny, TWO)
    with (tiny.reference / "words.csv").open("a", encoding="utf-8") as words:
        words.write("one.more,one more word,thêm một từ\n")
    assert review(tiny, TWO)[0] == "2 runs: 0 unchanged, 2 to do."
    (tiny.processed / "findings.csv").write_text("spoilt", encoding="utf-8")
    assert review(tiny, TWO)[0] == "2 runs: 2 unchanged, 0 to do."
    assert (tiny.processed / "findings.csv").read_text("utf-8") != "spoilt"


def test_a_fault_of_the_data_is_told_before_anything_runs(tiny):
    (tiny.raw / "bands.csv").unlink()
    assert refuse(tiny, TWO).startswith("data/raw/bands.csv: found no such file")
    assert not (tiny.root / "out").exists()


def test_a_changed_parameter_runs_only_what_has_it(tiny):
    matrix = TWO + "scenarios: {base: {}, real: {prices: real}}\nparameters: {text: %s}\n"
    assert review(tiny, matrix % "a")[0] == "3 runs: 0 unchanged, 3 to do."
    told = review(tiny, matrix % "b")
    assert told[0] == "3 runs: 2 unchanged, 1 to do."
    assert told[1].startswith("[1/1] en/lang-son~base/00_explore: done")


def test_a_changed_notebook_is_run_again_and_the_others_are_not(tiny):
    review(tiny, TWO)
    replace_code(tiny, "00_explore", "print(1)")
    assert review(tiny, TWO)[0] == "2 runs: 1 unchanged, 1 to do."


def test_anew_runs_everything(tiny):
    review(tiny, TWO)
    assert review(tiny, TWO, anew=True)[0] == "2 runs: 0 unchanged, 2 to do."


def test_a_spoilt_result_is_made_again(tiny):
    review(tiny, TWO)
    before = results(tiny.root / "out")
    (tiny.root / "out/en/lang-son/00_explore/told.csv").write_text("other")
    (tiny.root / "out/en/lang-son/02_funding_mix/02_funding_mix.html").unlink()
    assert review(tiny, TWO)[0] == "2 runs: 0 unchanged, 2 to do."
    assert results(tiny.root / "out") == before


def test_a_run_that_is_asked_for_twice_is_done_once_and_both_point_to_it(tiny):
    told = review(tiny, "notebooks: 00_explore\nlanguages: en\nscenarios: {base: {}, other: {text: ho ngheo}}\n")
    assert told[0] == "1 run: 0 unchanged, 1 to do."
    runs = read_manifest(tiny.root / "out")["runs"]
    assert [(run["case"], run["path"]) for run in runs] == [
        ("lang-son~base", "en/lang-son~base/00_explore"),
        ("lang-son~other", "en/lang-son~base/00_explore"),
    ]


def test_a_result_under_another_name_is_taken_over(tiny):
    matrix = "notebooks: 00_explore\nlanguages: en\nscenarios: {%s: {text: a}}\n"
    review(tiny, matrix % "old")
    told = review(tiny, matrix % "new")
    assert told[0] == "1 run: 1 unchanged, 0 to do."
    assert statuses(tiny.root / "out") == {"en/lang-son~new/00_explore": "reused"}
    assert "No longer in the matrix, kept and not listed: en/lang-son~old/00_explore." in told


def test_what_left_the_matrix_is_kept_and_told_and_not_listed(tiny):
    review(tiny, TWO)
    before = results(tiny.root / "out")
    told = review(tiny, TWO + "exclude: [{notebook: 00_explore}]\n")
    assert told[-2] == "No longer in the matrix, kept and not listed: en/lang-son/00_explore."
    assert results(tiny.root / "out") == before
    assert list(statuses(tiny.root / "out")) == ["en/lang-son/02_funding_mix"]


# Dry run


def test_a_dry_run_tells_every_run_and_writes_nothing(tiny):
    before = sorted(tiny.root.rglob("*"))
    told: list[str] = []
    matrix = TWO + "scenarios: {base: {}, real: {prices: real}}\n"
    asked = request(tiny, matrix)
    plan_review(asked, told.append)
    assert told == [
        "en/lang-son~base/00_explore: to do",
        "en/lang-son~base/02_funding_mix: to do (prices=nominal)",
        "en/lang-son~real/00_explore: same as en/lang-son~base/00_explore",
        "en/lang-son~real/02_funding_mix: to do (prices=real)",
        "3 runs: 0 unchanged, 3 to do.",
    ]
    assert sorted(tiny.root.rglob("*")) == sorted([*before, asked.file])
    run_review(asked, told.append)
    told.clear()
    plan_review(asked, told.append)
    assert told[-1] == "3 runs: 3 unchanged, 0 to do."


def test_a_dry_run_refuses_what_a_review_refuses(tiny):
    done = ntm([*review_command(tiny, write_matrix(tiny, "unit: lang-son\n")), "--dry-run"])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("ntm: review.yml, line 1, unit: found an unknown key (did you mean units?), expected")


def test_a_matrix_that_is_not_there_is_told(tiny):
    done = ntm(review_command(tiny, tiny.root / "none.yml"))
    assert done.stderr.endswith("none.yml: found No such file or directory, expected a file to read; check its name.\n")


def test_a_unit_beside_a_file_is_refused(tiny):
    found = refuse(tiny, TWO, unit="bac-son")
    assert "found --unit or --language beside a file, expected one of the two; give them in the file." in found


def test_a_unit_and_a_language_are_taken_without_a_file(tiny):
    for name in list(MODELS)[2:]:
        replace_code(tiny, name, "1 / 0")
    done = ntm([*review_command(tiny), "--unit", "bac-son", "--language", "vi", "--language", "vi"])
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("ntm: 4 of 6 runs failed: notebook 02_funding_mix, cell 2: found")
    assert [path for path, status in statuses(tiny.root / "out").items() if status == "done"] == [
        "vi/bac-son/00_explore",
        "vi/bac-son/01_sources_and_findings",
    ]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"unit": "hanoi"}, "parameter 'unit': found 'hanoi', expected a unit with figures"),
        ({"languages": ("fr",)}, "parameter 'language': found 'fr'"),
        ({"unit": "../../x"}, "parameter 'unit': found '../../x', expected a unit with figures"),
    ],
)
def test_a_wrong_unit_or_language_stops_before_anything_is_made(tiny, more, found):
    assert found in refuse(tiny, **more)
    assert not (tiny.root / "out").exists()


# Failures


def test_a_failing_notebook_does_not_stop_the_others(tiny):
    review(tiny, TWO)
    earlier = results(tiny.root / "out")
    replace_code(tiny, "00_explore", "wanted = 3\nraise ValueError('no <b>figures</b>')")
    done = ntm(review_command(tiny, write_matrix(tiny, TWO + "parameters: {prices: real}\n")))
    message = (
        "notebook 00_explore, cell 2: found ValueError: no <b>figures</b>, expected the cell to run; "
        "mend the notebook or its input."
    )
    assert done.returncode == 1
    assert done.stderr == f"ntm: 1 of 2 runs failed: {message}\n"
    lines = done.stdout.splitlines()
    at = lines.index(f"FAILED en/lang-son/00_explore: {message}")
    assert lines[at + 1 :] == [
        "    | wanted = 3",
        "    | raise ValueError('no <b>figures</b>')",
        "2 runs: 1 done, 0 unchanged, 1 failed.",
        f"{(tiny.root / 'out').as_posix()}/index.html",
    ]
    failed, other = read_manifest(tiny.root / "out")["runs"]
    assert (failed["status"], failed["message"], other["status"]) == ("failed", message, "done")
    assert failed["failure"]["ename"] == "ValueError"
    kept = {name: content for name, content in results(tiny.root / "out").items() if "00_explore" in name}
    assert kept == {name: content for name, content in earlier.items() if "00_explore" in name}
    assert failed["digest"] == earlier["en/lang-son/00_explore/run.json"]["digest"]


def test_limits_of_the_matrix_end_a_run(tiny):
    replace_code(tiny, "00_explore", "import time\ntime.sleep(60)")
    told = review(tiny, TWO + "limits: {seconds: 8}\n")
    assert told[-1] == "2 runs: 1 done, 0 unchanged, 1 failed."
    assert "8 seconds" in next(line for line in told if line.startswith("FAILED en/lang-son/00_explore"))


def test_a_folder_with_somebodys_files_is_refused(tiny):
    stranger = tiny.root / "out" / "index.html"
    stranger.parent.mkdir()
    stranger.write_text("mine")
    assert refuse(tiny, TWO) == (
        f"{tiny.root / 'out'}: found index.html, expected an earlier review's folder or a new one; "
        "move it away or choose another folder."
    )
    assert [path.name for path in stranger.parent.iterdir()] == ["index.html"]


def test_somebodys_file_beside_the_review_stays(tiny):
    note = tiny.root / "out" / "note.txt"
    note.parent.mkdir()
    note.write_text("mine")
    review(tiny, TWO)
    assert note.read_text() == "mine"


def test_a_run_into_a_folder_with_somebodys_file_fails_and_keeps_it(tiny):
    review(tiny, TWO)
    note = tiny.root / "out/en/lang-son/00_explore/note.docx"
    note.write_bytes(b"mine")
    told = review(tiny, TWO, anew=True)
    failed = next(line for line in told if line.startswith("FAILED"))
    assert "00_explore: found note.docx, expected only files that were written by an earlier run" in failed
    assert note.read_bytes() == b"mine"


def test_a_folder_that_another_review_holds_is_refused(tiny):
    with locked(tiny.root / "out"):
        assert f"found another review at work there (process {os.getpid()} on " in refuse(tiny, TWO)


def test_a_folder_below_a_file_cannot_be_written(tiny):
    asked = Request(str(tiny.root), str(tiny.root / "data/raw/bands.csv/out"), write_matrix(tiny, TWO))
    with pytest.raises(NtmError, match=r"bands\.csv/out: found Not a directory, expected a place to write to; choose"):
        run_review(asked, pytest.fail)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only the system's owner can become somebody else")
def test_a_read_only_folder_is_told(tiny):
    review(tiny, TWO)
    before, asked = results(tiny.root / "out"), request(tiny, TWO, anew=True)
    for path in [tiny.root / "out", *(tiny.root / "out").rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    for path in [tiny.root, *tiny.root.parents][:-1]:
        path.chmod(path.stat().st_mode | 0o055)
    os.seteuid(65534)
    try:
        with pytest.raises(NtmError) as caught:
            run_review(asked, pytest.fail)
    finally:
        os.seteuid(0)
    expected = "found Permission denied, expected a place to write to; choose another one."
    assert str(caught.value) == f"{tiny.root / 'out'}: {expected}"
    assert results(tiny.root / "out") == before


def test_a_full_disk_is_told_and_spares_the_manifest(tiny, monkeypatch):
    review(tiny, TWO)
    before = (tiny.root / "out/manifest.json").read_bytes()
    replace = Path.replace

    def full(path, target):
        if path.name.endswith("manifest.json"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(NtmError, match=r"manifest\.json: found No space left on device, expected a place to write to"):
        review(tiny, TWO)
    assert (tiny.root / "out/manifest.json").read_bytes() == before
    assert [path.name for path in (tiny.root / "out").iterdir() if "staging" in path.name] == []


def test_a_manifest_that_cannot_be_read_is_written_anew(tiny):
    review(tiny, TWO)
    for content in (b"", b"[]", b'{"runs": [1]}', b"\xff"):
        (tiny.root / "out/manifest.json").write_bytes(content)
        review(tiny, TWO)
        assert len(read_manifest(tiny.root / "out")["runs"]) == 2


def test_the_same_review_elsewhere_has_the_same_results(tiny, tmp_path):
    review(tiny, TWO)
    shutil.copytree(tiny.root, tmp_path / "other", ignore=shutil.ignore_patterns("out"))
    run_review(Request(str(tmp_path / "other"), str(tmp_path / "there"), tmp_path / "other/review.yml"), lambda _: None)
    assert results(tmp_path / "there") == results(tiny.root / "out")

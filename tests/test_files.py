import os
import random
import subprocess
import sys
import time
import unicodedata

import pandas as pd
import pytest

from ntm_analysis import files
from ntm_analysis.errors import BadInputError, NtmError
from ntm_analysis.files import csv_bytes, parse_csv, read_csv, recover, staged
from ntm_analysis.paths import HERE

NAME = "data/raw/x.csv"
OWNED = {"old.csv", "new.csv", *map(str, range(10))}
SWAPS = """
import sys
from itertools import count
from pathlib import Path
from ntm_analysis import files

if sys.argv[2] == "fallback":
    files._exchange = lambda one, other: False
names = [str(number) for number in range(10)]
for turn in count():
    with files.staged(Path(sys.argv[1]), ["old.csv", *names]) as folder:
        for name in names:
            (folder / name).write_text("ab"[turn % 2] * 100)
    if turn == 1:
        print("swapping", flush=True)
"""


@pytest.fixture
def csv(tmp_path):
    def write(content: bytes):
        path = tmp_path / "x.csv"
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "processed"
    folder.mkdir()
    (folder / "old.csv").write_bytes(b"old\n")
    return folder


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def beside(folder):
    return sorted(path.name for path in folder.parent.iterdir())


def fill(folder):
    (folder / "new.csv").write_bytes(b"new\n")


def dead_process():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_read_csv_gives_text(csv):
    frame = read_csv(csv('a,b\n05,"x, y"\n,Lạng Sơn\n'.encode()), NAME)
    assert frame.to_dict("list") == {"a": ["05", ""], "b": ["x, y", "Lạng Sơn"]}


def test_read_csv_takes_other_line_ends(csv):
    frame = read_csv(csv(b"a,b\r\n1,2\r\n"), NAME)
    assert frame.to_dict("list") == {"a": ["1"], "b": ["2"]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xef\xbb\xbfa,b\n", r"^data/raw/x\.csv: found a byte order mark, expected UTF-8 without one; save it as"),
        (b"a,b\n\xe1,2\n", r"^data/raw/x\.csv: found byte 0xe1 at offset 4, expected UTF-8 text; save the file"),
        (
            unicodedata.normalize("NFD", "a,b\n1,2\nLạng Sơn,2\n").encode(),
            r"^data/raw/x\.csv, row 3: found text that is not NFC, expected NFC; normalise the file",
        ),
        (b"a,b\n1,2\n1,2,3\n", r"^data/raw/x\.csv, row 3: found 3 cells, expected 2 cells; quote cells that hold"),
        (b"a,b\n1\n", r"^data/raw/x\.csv, row 2: found 1 cells, expected 2 cells; .* fill the missing cells"),
        (b"a,b\n1,2\n\n", r"^data/raw/x\.csv, row 3: found 0 cells, expected 2 cells"),
        (b"", r"^data/raw/x\.csv: found an empty file, expected a header row; restore the file"),
    ],
)
def test_read_csv_names_the_fault(csv, content, message):
    with pytest.raises(BadInputError, match=message):
        read_csv(csv(content), NAME)


def test_read_csv_names_a_missing_file(tmp_path):
    with pytest.raises(BadInputError, match=r"^data/raw/x\.csv: found no such file, expected a CSV file; restore it"):
        read_csv(tmp_path / "x.csv", NAME)


def test_read_csv_names_a_folder(tmp_path):
    with pytest.raises(BadInputError, match=r"^data/raw/x\.csv: found .*, expected a readable file"):
        read_csv(tmp_path, NAME)


def test_read_csv_names_an_open_quote(csv):
    with pytest.raises(BadInputError, match="row 2"):
        read_csv(csv(b'a,b\n1,"2\n3,4\n'), NAME)


def test_csv_bytes():
    nfd = unicodedata.normalize("NFD", "Lạng Sơn")
    frame = pd.DataFrame({"a": ["1", "x, y"], "b": ["", nfd]})
    assert csv_bytes(frame) == 'a,b\n1,\n"x, y",Lạng Sơn\n'.encode()
    assert frame["b"].tolist() == ["", nfd]


def test_staged_makes_a_folder(tmp_path):
    target = tmp_path / "data" / "processed"
    with staged(target, OWNED) as folder:
        fill(folder)
        assert not target.exists()
    assert content(target) == {"new.csv": b"new\n"}
    assert beside(target) == ["processed"]


@pytest.mark.parametrize("exchange", [True, False])
def test_staged_replaces_a_folder_whole(target, monkeypatch, exchange):
    if not exchange:
        monkeypatch.setattr(files, "_exchange", lambda one, other: False)
    with staged(target, OWNED) as folder:
        fill(folder)
        assert content(target) == {"old.csv": b"old\n"}
    assert content(target) == {"new.csv": b"new\n"}
    assert beside(target) == ["processed"]


@pytest.mark.skipif(os.name == "nt", reason="rights are kept otherwise on Windows")
def test_staged_folder_is_readable_by_others(target):
    with staged(target, OWNED) as folder:
        fill(folder)
    assert target.stat().st_mode & 0o777 == 0o755


def test_staged_leaves_the_old_folder_after_an_error(target):
    with pytest.raises(RuntimeError, match="midway"), staged(target, OWNED) as folder:
        fill(folder)
        raise RuntimeError("midway")
    assert content(target) == {"old.csv": b"old\n"}
    assert beside(target) == ["processed"]


def test_staged_keeps_a_folder_with_somebodys_file(target):
    (target / "mine.csv").write_bytes(b"mine\n")
    expected = r"processed: found mine.csv, expected only files .+; move it away or choose another folder\."
    with pytest.raises(NtmError, match=expected), staged(target, OWNED):
        pytest.fail("the block must not be entered")
    assert content(target) == {"old.csv": b"old\n", "mine.csv": b"mine\n"}
    assert beside(target) == ["processed"]


def test_staged_replaces_a_folder_that_was_only_looked_at(target):
    (target / ".DS_Store").write_bytes(b"x")
    (target / ".ipynb_checkpoints").mkdir()
    (target / ".ipynb_checkpoints" / "x-checkpoint.ipynb").write_bytes(b"{}")
    with staged(target, OWNED) as folder:
        fill(folder)
    assert content(target) == {"new.csv": b"new\n"}
    assert beside(target) == ["processed"]


def test_staged_names_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / "file.txt").write_text("no folder")
    target = tmp_path / "file.txt" / "processed"
    with pytest.raises(NtmError, match=r"processed: cannot write there \(.+\); choose a folder"), staged(target, OWNED):
        pass
    assert (tmp_path / "file.txt").read_text() == "no folder"


@pytest.mark.skipif(os.name == "nt", reason="process ids are not looked up on Windows")
def test_staged_removes_leftovers_of_dead_processes_only(target):
    dead, nobody = (
        target.with_name(f".staging~{dead_process()}~x~processed"),
        target.with_name(".staging~x~x~processed"),
    )
    living = target.with_name(f".staging~{os.getppid()}~x~processed")
    for leftover in (dead, nobody, living):
        leftover.mkdir()
        fill(leftover)
    with staged(target, OWNED) as folder:
        fill(folder)
    assert beside(target) == [living.name, "processed"]
    assert content(living) == {"new.csv": b"new\n"}


def test_staged_keeps_staging_folders_of_other_targets(target):
    other = target.with_name(f".staging~{os.getppid()}~x~vi-processed")
    other.mkdir()
    with staged(target, OWNED) as folder:
        fill(folder)
    assert other.exists()


def test_recover_puts_a_backup_back(target):
    target.rename(target.with_name(".backup-processed"))
    recover(target)
    assert content(target) == {"old.csv": b"old\n"}
    assert beside(target) == ["processed"]


def test_recover_removes_a_backup_beside_a_whole_folder(target):
    backup = target.with_name(".backup-processed")
    backup.mkdir()
    fill(backup)
    recover(target)
    assert content(target) == {"old.csv": b"old\n"}
    assert beside(target) == ["processed"]


def test_staged_recovers_before_it_begins(target):
    target.rename(target.with_name(".backup-processed"))
    with pytest.raises(RuntimeError), staged(target, OWNED):
        raise RuntimeError
    assert content(target) == {"old.csv": b"old\n"}


def test_staged_stopped_between_its_renames_can_be_recovered(target, monkeypatch):
    def stop(one, other):
        target.rename(target.with_name(".backup-processed"))
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "_exchange", stop)
    with pytest.raises(KeyboardInterrupt), staged(target, OWNED) as folder:
        fill(folder)
    assert beside(target) == [".backup-processed"]
    recover(target)
    assert content(target) == {"old.csv": b"old\n"}


@pytest.mark.parametrize("way", ["exchange", "fallback"])
def test_killed_swaps_leave_one_whole_content(target, way):
    moments = random.Random(2017)
    whole = [{str(name): letter * 100 for name in range(10)} for letter in (b"a", b"b")]
    for _ in range(10):
        arguments = [sys.executable, "-c", SWAPS, str(target), way]
        with subprocess.Popen(arguments, cwd=HERE.root, stdout=subprocess.PIPE) as process:
            assert process.stdout.readline().strip() == b"swapping"
            time.sleep(moments.uniform(0, 0.05))
            process.kill()
        recover(target)
        assert content(target) in whole
    with staged(target, OWNED) as folder:
        fill(folder)
    assert beside(target) == ["processed"]


@pytest.mark.parametrize(("mark", "told"), [(";", "semicolons"), ("\t", "tabs")])
def test_cells_parted_by_another_mark_are_told(mark, told):
    with pytest.raises(
        BadInputError, match=rf"a.csv, row 1: found cells parted by {told}, expected commas; save it with"
    ):
        parse_csv(f"one{mark}two\n1{mark}2,5\n".encode(), "a.csv")

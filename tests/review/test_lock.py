"""The lock of a review's folder: one at a time, told who, and gone with its process."""

import json
import os
import re
import signal
import subprocess
import sys

import pytest

from ntm_analysis.errors import NtmError
from ntm_analysis.review.lock import FILE, locked

HOLD = """import sys, time
from pathlib import Path
from ntm_analysis.review.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)"""


@pytest.fixture
def holder(tmp_path):
    """Have another process hold a folder."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_the_second_is_told_who_works_there_and_since_when(tmp_path, holder):
    with pytest.raises(NtmError) as caught, locked(tmp_path / "out"):
        pytest.fail("two hold one folder")
    assert re.fullmatch(
        rf"\S+out: found another review at work there \(process {holder.pid} on \S+ since "
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\), expected none; wait for its end or choose another folder\.",
        str(caught.value),
    )


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_the_lock_of_a_killed_process_is_free(tmp_path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait(10)
    assert json.loads((tmp_path / "out" / FILE).read_text())["pid"] == holder.pid
    with locked(tmp_path / "out"):
        assert json.loads((tmp_path / "out" / FILE).read_text())["pid"] == os.getpid()


def test_a_number_of_a_living_process_in_the_file_is_no_lock(tmp_path):
    (tmp_path / FILE).write_text(json.dumps({"pid": os.getppid(), "host": "here", "since": "now"}))
    with locked(tmp_path):
        pass


def test_two_of_the_same_process_cannot_hold_one_folder(tmp_path):
    with locked(tmp_path), pytest.raises(NtmError, match="another review"), locked(tmp_path):
        pytest.fail("two hold one folder")
    with locked(tmp_path):
        pass


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[1]", b"[" * 100_000])
def test_a_holder_that_does_not_say_who_it_is(tmp_path, holder, content):
    (tmp_path / "out" / FILE).write_bytes(content)
    told = r"found another review at work there \(it does not say whose\)"
    with pytest.raises(NtmError, match=told), locked(tmp_path / "out"):
        pytest.fail("two hold one folder")


def test_a_folder_below_a_file_cannot_be_locked(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(NtmError) as caught, locked(tmp_path / "file" / "out"):
        pytest.fail("there is no such folder")
    expected = "found Not a directory, expected a place to write to; choose another one."
    assert str(caught.value) == f"{tmp_path / 'file' / 'out'}: {expected}"

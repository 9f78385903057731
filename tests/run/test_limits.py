"""Runs that take too much or break what they stand on: each ends alone with one sentence, earlier results stay."""

import os
import shutil
import subprocess
import sys

import pytest

from ntm_analysis.paths import HERE
from ntm_analysis.run import Limits, run_job, start
from tests.run.conftest import NAME

pytestmark = [pytest.mark.notebooks, pytest.mark.skipif(not start.WARM, reason="warm runs need Linux")]

DO = "expected the cell to run; mend the notebook or its input."
ENDLESS = "while True: pass"
HUGE = """import tempfile, time
from pathlib import Path
with Path({folder}, "huge").open("wb") as huge:
    while True:
        huge.write(bytes(1 << 22)); huge.flush()"""
SMALL = Limits(seconds=60, cell_seconds=60, megabytes=4096, disk_megabytes=60)


@pytest.fixture
def earlier(shared) -> dict:
    """Make a first result; give the content of its files."""
    assert shared.run("print('earlier')").message == ""
    return contents(shared.folder)


def contents(folder) -> dict:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def refuse(bench, code: str, limits: Limits = Limits()) -> str:  # noqa: B008
    """Run a cell that fails; give the sentence without its ends."""
    outcome = bench.run("print('first')", code, limits=limits)
    begin = f"notebook {NAME}, cell 3: found "
    assert outcome.status == "failed"
    assert "\n" not in outcome.message
    assert outcome.message.startswith(begin), outcome.message
    assert outcome.message.endswith(f", {DO}")
    assert (outcome.failure["cell"], outcome.failure["source"]) == (3, code)
    return outcome.message.removeprefix(begin).removesuffix(f", {DO}")


CASES = {
    "never ends": (ENDLESS, Limits(seconds=2), "a run longer than 2 seconds"),
    "a cell never ends": (ENDLESS, Limits(cell_seconds=1), "a cell that ran longer than 1 seconds"),
    "hears no interrupt": (
        f"try:\n    {ENDLESS}\nexcept BaseException:\n    {ENDLESS}",
        Limits(seconds=12, cell_seconds=1),
        "a cell that ran longer than 1 seconds",
    ),
    "stopped": ("import os\nos.kill(os.getpid(), 19)", Limits(seconds=2), "a run longer than 2 seconds"),
    "stops its client": ("import os\nos.kill(os.getppid(), 19)", Limits(seconds=2), "a run longer than 2 seconds"),
    "memory": (
        "import numpy as np, time\nheld = [np.ones(1 << 20) for _ in range(90)]\ntime.sleep(30)",
        Limits(megabytes=600),
        "more than 600 megabytes of memory in use",
    ),
    "memory of a child": (
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import time; x = b\"1\" * (700 << 20); "
        "time.sleep(30)'])",
        Limits(megabytes=600),
        "more than 600 megabytes of memory in use",
    ),
    "figures": (HUGE.format(folder="figure_dir"), SMALL, "more than 60 megabytes written"),
    "passing files": (HUGE.format(folder="tempfile.gettempdir()"), SMALL, "more than 60 megabytes written"),
    "exits": ("import os\nos._exit(0)", SMALL, "a kernel that died"),
    "is killed": ("import os\nos.kill(os.getpid(), 9)", SMALL, "a kernel that died"),
    "crashes": ("import ctypes\nctypes.string_at(0)", SMALL, "a kernel that died"),
    "kills its client": ("import os\nos.kill(os.getppid(), 9)", SMALL, "its processes ended from outside"),
    "closes all": ("import os\nos.closerange(3, 200)\nos._exit(1)", SMALL, "a kernel that died"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_takes_too_much_ends_alone(shared, earlier, case):
    code, limits, found = CASES[case]
    assert refuse(shared, code, limits) == found
    assert contents(shared.folder) == earlier
    assert [name for name in shared.left() if "staging" in name] == []


def test_a_run_within_its_limits_is_let_be(shared):
    code = (
        "import numpy as np, time\nheld = np.ones(1 << 22)\nopen(figure_dir + '/some.bin', 'wb').write(bytes(1 << 20))"
    )
    limits = Limits(seconds=30, cell_seconds=30, megabytes=800, disk_megabytes=20)
    assert shared.run(f"{code}\ntime.sleep(0.6)", limits=limits).message == ""


def test_a_run_that_deletes_its_folders_is_told(shared, earlier):
    code = "import os, shutil\nshutil.rmtree(os.getcwd())\nshutil.rmtree(figure_dir)"
    outcome = shared.run(code)
    assert outcome.status == "failed"
    assert "No such file or directory" in outcome.message
    assert "\n" not in outcome.message
    assert contents(shared.folder) == earlier
    assert shared.left() == [NAME]


def test_a_run_that_deletes_its_working_folder_alone_goes_on(shared):
    assert shared.run("import os, shutil\nshutil.rmtree(os.getcwd())\nprint('on')").message == ""
    assert shared.printed() == ["on\n"]


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos.symlink('/etc/passwd', figure_dir + '/odd')",
        "import os\nos.mkfifo(figure_dir + '/odd')",
        "import os\nos.mkdir(figure_dir + '/a'); os.symlink('/etc', figure_dir + '/a/odd')",
    ],
)
def test_a_link_or_device_in_the_folder_is_refused(shared, earlier, code):
    outcome = shared.run(code)
    assert outcome.status == "failed"
    assert "odd, expected plain files; have the notebook write no links." in outcome.message
    assert contents(shared.folder) == earlier


def test_text_for_the_terminal_is_kept_from_it(shared, capfd):
    code = (
        "import os, sys\nsys.__stdout__.write('loud'); sys.__stdout__.flush()\nos.write(1, b'loud'); os.write(0, b'x')"
    )
    shared.run(code)
    assert capfd.readouterr().out == ""


# A full disk and a folder that cannot be written


DRIVER = """import json, sys
from pathlib import Path
from ntm_analysis.run import Job, run_job
project, folder, parameters = sys.argv[1:]
outcome = run_job(Job(Path(project), "02_funding_mix", json.loads(parameters), Path(folder)), anew=True)
print(json.dumps([outcome.status, outcome.message]))"""


def in_small_disk(bench, megabytes: int, before: str = "true") -> tuple[str, str, str]:
    """Run the notebook into a disk of some megabytes; give status, message, and what the folder holds then."""
    import json

    disk = bench.project.root / "disk"
    disk.mkdir()
    job = bench.job()
    python = [sys.executable, "-c", DRIVER, str(job.project), str(disk / "out" / NAME), json.dumps(job.parameters)]
    script = f'mount -t tmpfs -o size={megabytes}m tmpfs {disk} || exit 77; cd {disk}; {before}; "$@"; find . -type f'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", *python]
    environment = {**os.environ, "PYTHONPATH": str(HERE.root)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)
    if done.returncode == 77:
        pytest.skip("this system lets nobody mount a small disk")
    first, _, rest = done.stdout.partition("\n")
    return *json.loads(first), rest


@pytest.mark.skipif(not shutil.which("unshare"), reason="unshare is not there")
class TestFullDisk:
    def test_a_disk_that_the_notebook_fills_is_told(self, bench):
        bench.write("open(figure_dir + '/a', 'wb').write(bytes(40 << 20))")
        status, message, left = in_small_disk(bench, 20)
        assert status == "failed"
        assert "No space left on device" in message
        assert "\n" not in message
        assert left == ""

    def test_a_disk_that_is_full_before_is_told(self, bench):
        bench.write("print(1)")
        before = f"mkdir -p out/{NAME}; echo files.txt > out/{NAME}/files.txt; head -c 30000000 /dev/zero > full"
        status, message, left = in_small_disk(bench, 8, before)
        assert status == "failed"
        assert "No space left on device" in message
        assert "\n" not in message
        assert sorted(left.split()) == ["./full", f"./out/{NAME}/files.txt"]


def test_a_folder_that_cannot_be_written_is_told(bench):
    bench.write("print(1)")
    blocked = bench.project.root / "file"
    blocked.write_text("x", encoding="utf-8")
    outcome = run_job(bench.job(blocked / NAME))
    assert (outcome.status, outcome.failure) == ("failed", None)
    assert outcome.message.endswith("choose a folder that you may write to.")


@pytest.mark.skipif(not shutil.which("unshare"), reason="unshare is not there")
def test_a_read_only_folder_is_told(bench):
    bench.write("print(1)")
    status, message, left = in_small_disk(bench, 8, 'mount -o remount,ro "$PWD"')
    assert (status, left) == ("failed", "")
    assert "Read-only file system" in message
    assert message.endswith("choose a folder that you may write to.")

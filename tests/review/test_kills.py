"""Reviews that are killed or interrupted: nothing is torn, nobody is left, and the next one does what is missing."""

import os
import re
import signal
import subprocess
import time
from contextlib import suppress

import psutil
import pytest

from review.cases import CODE, make_tiny, ntm, replace_code, results, review_command, statuses, write_matrix

pytestmark = [pytest.mark.notebooks, pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")]
MATRIX = "notebooks: [00_explore, 01_sources_and_findings, 02_funding_mix]\nlanguages: [en, vi]\n"
PATIENCE = 120


@pytest.fixture
def tiny(tmp_path):
    return make_tiny(tmp_path / "project")


def start(project, **more) -> subprocess.Popen:
    command = review_command(project, write_matrix(project, MATRIX))
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True, **more)


def sleeping(project) -> str:
    """Give code that says that it has started, and then sleeps."""
    return f"import time\nopen({str(project.root / 'started')!r}, 'w').close()\ntime.sleep(90)\n{CODE}"


def hear_interrupts() -> None:
    """Undo what a shell does to its background jobs: have them ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for(happened) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def kill_tree(process: subprocess.Popen) -> list[psutil.Process]:
    """Kill a process and all below it at once."""
    tree = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    for one in tree:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    process.communicate(timeout=PATIENCE)
    return tree


def finished(project) -> int:
    return len(list((project.root / "out").glob("*/*/[!.]*/run.json")))


def gone(processes) -> bool:
    return all(not one.is_running() or one.status() == psutil.STATUS_ZOMBIE for one in processes)


def test_a_review_that_is_killed_again_and_again_ends_like_an_undisturbed_one(tiny, tmp_path):
    undisturbed = make_tiny(tmp_path / "undisturbed")
    assert ntm(review_command(undisturbed, write_matrix(undisturbed, MATRIX))).returncode == 0
    for number, more in ((0, 0.0), (2, 0.1), (4, 0.0)):
        process = start(tiny)
        # Once it holds the folder and has finished so many runs, and a little later.
        wait_for(lambda least=number: (tiny.root / "out/.review.lock").exists() and finished(tiny) >= least)
        time.sleep(more)
        killed = kill_tree(process)
        wait_for(lambda killed=killed: gone(killed))
        assert not (tiny.root / "out/manifest.json").exists()
    before = finished(tiny)
    assert before >= 4
    done = ntm(review_command(tiny, tiny.root / "review.yml"))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"6 runs: {before} unchanged, {6 - before} to do." in done.stdout
    assert results(tiny.root / "out") == results(undisturbed.root / "out")
    assert [path.name for path in (tiny.root / "out").rglob(".staging*")] == []


def test_a_review_whose_main_process_alone_is_killed_leaves_nobody(tiny):
    replace_code(tiny, "00_explore", sleeping(tiny))
    process = start(tiny)
    wait_for((tiny.root / "started").exists)
    children = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate(timeout=PATIENCE)
    assert children
    wait_for(lambda: gone(children))


def test_an_interrupted_review_ends_soon_and_leaves_nobody_and_nothing_torn(tiny):
    replace_code(tiny, "02_funding_mix", sleeping(tiny))
    process = start(tiny, preexec_fn=hear_interrupts)
    wait_for(lambda: (tiny.root / "started").exists() and finished(tiny))
    children = psutil.Process(process.pid).children(recursive=True)
    assert children
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    told, errors = process.communicate(timeout=PATIENCE)
    assert time.monotonic() - begin < 20
    assert (process.returncode, errors) == (130, "ntm: interrupted; earlier results stand as they were.\n")
    assert "FAILED" not in told
    wait_for(lambda: gone(children))
    assert [path.name for path in (tiny.root / "out").rglob(".staging*")] == []
    replace_code(tiny, "02_funding_mix", CODE)
    done = ntm(review_command(tiny, tiny.root / "review.yml"))
    unchanged = int(re.search(r"6 runs: (\d) unchanged", done.stdout)[1])
    assert unchanged >= 1
    assert set(statuses(tiny.root / "out").values()) == {"done", "reused"}


def test_a_second_review_into_the_same_folder_says_so_and_stops(tiny):
    replace_code(tiny, "00_explore", sleeping(tiny))
    process = start(tiny)
    wait_for((tiny.root / "started").exists)
    second = ntm(review_command(tiny, tiny.root / "review.yml"))
    kill_tree(process)
    assert (second.returncode, second.stdout) == (1, "")
    told = f"ntm: {tiny.root / 'out'}: found another review at work there (process {process.pid} on "
    assert second.stderr.startswith(told)
    replace_code(tiny, "00_explore", CODE)
    assert ntm(review_command(tiny, tiny.root / "review.yml")).returncode == 0

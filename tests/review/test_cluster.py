"""Reviews on a real Dask cluster: a scheduler and two workers in processes of their own, one of them killed."""

import json
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import psutil
import pytest

from ntm_analysis.errors import NtmError
from ntm_analysis.review.cluster import pack, run_there, unpack
from ntm_analysis.review.review import Request, run_review
from ntm_analysis.run import Job, Limits
from review.cases import CODE, make_tiny, read_manifest, replace_code, results, statuses, write_matrix

pytest.importorskip("distributed")
pytestmark = pytest.mark.notebooks
MATRIX = "notebooks: [00_explore, 02_funding_mix]\nlanguages: [en]\nscenarios: {a: {formats: svg}, b: {formats: png}}\n"
PATHS = [f"en/lang-son~{scenario}/{name}" for scenario in "ab" for name in ("00_explore", "02_funding_mix")]
PATIENCE = 120


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Start a scheduler and give its address, and a function that starts a worker."""
    folder, started = tmp_path_factory.mktemp("cluster"), []
    file = folder / "scheduler.json"

    def start(*arguments) -> subprocess.Popen:
        command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard", "--scheduler-file", str(file)]
        log = (folder / f"log{len(started)}").open("wb")
        started.append(subprocess.Popen(command, cwd=folder, stdout=log, stderr=log))
        return started[-1]

    start("scheduler", "--port", "0", "--host", "127.0.0.1")
    wait_for(lambda: file.is_file() and file.stat().st_size)
    yield json.loads(file.read_text())["address"], start
    for process in started:
        end_tree(process)


@contextmanager
def workers(cluster, *kinds):
    """Give running workers with one thread each."""
    address, start = cluster
    running = [start("worker", "--nthreads", "1", kind) for kind in kinds]
    try:
        wait_for(lambda: count_workers(address) == len(kinds))
        yield running
    finally:
        for process in running:
            end_tree(process)
        wait_for(lambda: count_workers(address) == 0)


def count_workers(address: str) -> int:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        return len(client.scheduler_info(n_workers=-1)["workers"])


def wait_for(happened, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


def end_tree(process: subprocess.Popen) -> None:
    """Kill a process and all below it at once."""
    if process.poll() is None:
        tree = [*psutil.Process(process.pid).children(recursive=True), process]
        for one in tree:
            one.kill()
    process.wait(PATIENCE)


@pytest.fixture
def tiny(tmp_path):
    return make_tiny(tmp_path / "project")


def review(project, out: str, scheduler: str | None = None, **more) -> list[str]:
    told: list[str] = []
    matrix = write_matrix(project, MATRIX)
    run_review(Request(str(project.root), str(project.root / out), matrix, scheduler=scheduler, **more), told.append)
    return told


def refuse(*arguments, **more) -> str:
    with pytest.raises(NtmError) as caught:
        review(*arguments, **more)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_killed_worker_changes_nothing(cluster, tiny):
    """Have the first worker wait in its run until it is killed; the other one does all."""
    waiting, killed = tiny.root / "waiting", tiny.root / "killed"
    wait = f"import time\nfrom pathlib import Path\nPath({str(waiting)!r}).write_text('x')\n"
    wait += f"while not Path({str(killed)!r}).exists():\n    time.sleep(0.1)\n"
    replace_code(tiny, "00_explore", wait + CODE)
    with workers(cluster, "--no-nanny", "--nanny") as (first, _):
        doing = threading.Thread(target=lambda: told.extend(review(tiny, "there", cluster[0])))
        told: list[str] = []
        doing.start()
        wait_for(waiting.exists)
        end_tree(first)
        killed.write_text("x")
        doing.join(120)
    assert told[-1] == "4 runs: 4 done, 0 unchanged, 0 failed."
    review(tiny, "here")
    assert results(tiny.root / "there") == results(tiny.root / "here")
    assert statuses(tiny.root / "there") == dict.fromkeys(PATHS, "done")


def test_a_failure_at_a_worker_is_told_as_here(cluster, tiny):
    replace_code(tiny, "00_explore", "1 / 0")
    with workers(cluster, "--nanny"):
        told = review(tiny, "there", cluster[0])
        again = review(tiny, "there", cluster[0])
    review(tiny, "here")
    there, here = (read_manifest(tiny.root / out)["runs"] for out in ("there", "here"))
    assert there == [{**one, "status": "reused"} if one["status"] == "done" else one for one in here]
    assert there[0]["failure"]["ename"] == "ZeroDivisionError"
    assert told[-1] == "4 runs: 2 done, 0 unchanged, 2 failed."
    assert again[-1] == "4 runs: 0 done, 2 unchanged, 2 failed."


def test_workers_with_other_data_are_refused(cluster, tiny, monkeypatch):
    monkeypatch.setattr("ntm_analysis.review.review.digest_job", lambda job: "another digest")
    with workers(cluster, "--no-nanny"):
        found = refuse(tiny, "there", cluster[0])
    assert found.startswith(f"--scheduler {cluster[0]}, worker tcp://127.0.0.1:")
    assert found.endswith(
        f": found another one, expected the same version of the project, its packages and its data ({tiny.root}); "
        "install it there, or give --project an address that every worker can read."
    )
    assert not (tiny.root / "there/manifest.json").exists()


def test_workers_that_cannot_read_the_project_are_refused(cluster, tiny):
    job = Job(tiny.root, "00_explore", {}, tiny.root / "there")
    with workers(cluster, "--no-nanny"), pytest.raises(NtmError) as caught:
        list(run_there([job], Limits(), False, cluster[0], f"{tiny.root}/none", {job.folder: "a digest"}))
    assert "No such file or directory" in str(caught.value)
    assert "give --project an address that every worker can read." in str(caught.value)


def test_a_cluster_without_workers_is_refused(cluster, tiny):
    assert refuse(tiny, "there", cluster[0]) == (
        f"--scheduler {cluster[0]}: found no workers, expected at least one; start some."
    )


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "nope://x:1"])
def test_a_scheduler_that_is_not_there_is_told(tiny, address, monkeypatch):
    monkeypatch.setattr("ntm_analysis.review.cluster.PATIENCE_SECONDS", 2)
    found = refuse(tiny, "there", address)
    assert found.startswith(f"--scheduler {address}: found ")
    assert found.endswith(", expected a Dask scheduler; start it or correct the address.")


def test_a_folder_goes_through_a_zip_unchanged(tmp_path):
    source = tmp_path / "source"
    (source / "below").mkdir(parents=True)
    (source / "a.csv").write_bytes(b"\x00\xff")
    (source / "below" / "ấ.txt").write_text("x")
    unpack(pack(source), tmp_path / "target")
    assert {path.name: path.read_bytes() for path in (tmp_path / "target").rglob("*.*")} == {
        "a.csv": b"\x00\xff",
        "ấ.txt": b"x",
    }


@pytest.mark.parametrize("name", ["../out.txt", "/out.txt", "a/../../out.txt", "..\\out.txt"])
def test_a_name_that_leads_out_is_refused(tmp_path, name):
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    with pytest.raises(NtmError, match="from a worker, expected a name inside; check the worker"):
        unpack(buffer.getvalue(), tmp_path / "target")
    assert list(tmp_path.rglob("out.txt")) == []
    assert not (tmp_path / "target").exists()

"""No state passes between runs, nothing of a run outlives it, and whatever kills a part ends the whole."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from ntm_analysis.paths import HERE
from ntm_analysis.run import Limits, run_job, start, stop_servers
from tests.run.conftest import gone, wait_for

pytestmark = [pytest.mark.notebooks, pytest.mark.skipif(not start.WARM, reason="warm runs need Linux")]

DIRTY = """import os, random, sys
import matplotlib, numpy as np, pandas as pd
import json as module
module.left = "dirty"
matplotlib.rcParams["font.size"] = 33
pd.set_option("display.max_rows", 7)
np.seterr(all="raise")
os.environ["NTM_LEFT"] = "dirty"
os.chdir("/")
sys.path.insert(0, "dirty")
random.seed(1); np.random.seed(1)
left = open("/dev/shm/ntm-left", "w") if False else 1"""
LOOK = """import os, sys
import matplotlib, numpy as np, pandas as pd
import json as module
print(hasattr(module, "left"), matplotlib.rcParams["font.size"], pd.get_option("display.max_rows"), np.geterr())
print(os.environ.get("NTM_LEFT"), os.path.basename(os.getcwd()), "dirty" in sys.path, "left" in globals())"""
DRAWN = "import random, uuid, numpy as np\nprint(random.random(), np.random.rand(), np.random.default_rng().random())"
# Processes that one would rather not leave: a child, one in a session of its own, and one whose parents have ended.
LEAVE = """import os, subprocess, sys, time
pids = [subprocess.Popen(["sleep", "300"]).pid]
pids.append(subprocess.Popen(["sleep", "300"], start_new_session=True, stdout=subprocess.DEVNULL).pid)
reader, writer = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.write(writer, str(os.getpid()).encode())
        time.sleep(300)
    os._exit(0)
os.wait()
pids.append(int(os.read(reader, 20)))
from pathlib import Path
Path(r"{told}.part").write_text(" ".join(map(str, [os.getpid(), os.getppid(), *pids])))
os.rename(r"{told}.part", r"{told}")
"""
ENDINGS = {"well": "", "with an error": "1 / 0", "by itself": "os._exit(3)", "killed": "os.kill(os.getpid(), 9)"}
DRIVER = """import json, sys
from pathlib import Path
from ntm_analysis.run import Job, run_job
project, folder, parameters = sys.argv[1:]
run_job(Job(Path(project), "02_funding_mix", json.loads(parameters), Path(folder)))"""


def test_a_run_sees_nothing_of_another(shared):
    folders = [shared.folder.with_name(name) for name in ("clean", "dirty", "after")]
    for folder, code in zip(folders, (LOOK, DIRTY, LOOK), strict=True):
        assert shared.run(code, folder=folder).message == ""
    assert shared.printed(folders[2]) == shared.printed(folders[0])
    assert "False 10.0 60" in shared.printed(folders[0])[0]


def test_every_run_draws_for_itself(shared):
    drawn = []
    for name in ("one", "two"):
        assert shared.run(DRAWN, folder=shared.folder.with_name(name)).message == ""
        drawn += shared.printed(shared.folder.with_name(name))[0].split()
    assert len(set(drawn)) == 6


def test_the_environment_of_the_caller_reaches_the_kernel(shared, monkeypatch):
    monkeypatch.setenv("NTM_GIVEN", "hộ nghèo")
    shared.run("import os\nprint(os.environ['NTM_GIVEN'])")
    assert shared.printed() == ["hộ nghèo\n"]
    monkeypatch.delenv("NTM_GIVEN")
    shared.run("import os\nprint(os.environ.get('NTM_GIVEN'))")
    assert shared.printed() == ["None\n"]


def test_runs_go_on_side_by_side(shared):
    shared.write("import threading, time\nprint(unit)\ntime.sleep(0.3)")
    jobs = [shared.job(shared.folder.with_name(f"side-{n}")) for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(run_job, jobs))
    assert [outcome.message for outcome in outcomes] == [""] * 4
    assert {tuple(shared.printed(job.folder)) for job in jobs} == {("lang-son\n",)}


def test_what_is_forked_has_one_thread_and_no_figures_of_notebooks():
    code = """import random, sys, threading, warnings
from ntm_analysis.run.server import import_all
import_all()
import matplotlib
print(threading.active_count(), "matplotlib_inline.backend_inline" in sys.modules, matplotlib.rcParams["font.size"])"""
    environment = {**os.environ, "PYTHONPATH": str(HERE.root)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=90)
    assert (done.stdout, done.stderr) == ("1 False 10.0\n", "")


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_process_outlives_a_run(bench, tmp_path, ending):
    told = tmp_path / "told"
    outcome = bench.run(LEAVE.format(told=told) + ENDINGS[ending])
    pids = [int(pid) for pid in told.read_text().split()]
    assert len(set(pids)) == 5
    assert outcome.status == ("done" if ending == "well" else "failed")
    wait_for(lambda: all(map(gone, pids)), 3)
    assert bench.left() == (["02_funding_mix"] if ending == "well" else [])


def start_driver(bench, told):
    """Start a process that runs a notebook which leaves processes and sleeps; give it and all pids."""
    import json

    bench.write(LEAVE.format(told=told) + "time.sleep(300)")
    job = bench.job()
    arguments = [str(job.project), str(job.folder), json.dumps(job.parameters)]
    environment = {**os.environ, "PYTHONPATH": str(HERE.root)}
    driver = subprocess.Popen([sys.executable, "-c", DRIVER, *arguments], env=environment)
    wait_for(told.exists, 60)
    return driver, [int(pid) for pid in told.read_text().split()]


@pytest.mark.parametrize("killed", ["driver", "run", "kernel", "server"])
def test_whatever_is_killed_the_whole_ends(bench, tmp_path, killed):
    told = tmp_path / "told"
    driver, pids = start_driver(bench, told)
    kernel, run = pids[:2]
    server = psutil.Process(run).ppid()
    try:
        victim = {"driver": driver.pid, "run": run, "kernel": kernel, "server": server}[killed]
        time.sleep(1 if killed == "server" else 0)
        os.kill(victim, signal.SIGKILL)
        spared = pids[2:] if killed == "server" else []
        wait_for(lambda: all(gone(pid) for pid in {*pids, server} - set(spared)) or killed != "driver", 10)
        assert driver.wait(20) == (-signal.SIGKILL if killed == "driver" else 0)
        wait_for(lambda: all(map(gone, [*pids, server])), 5)
    finally:
        for pid in (driver.pid, *pids, server):
            if not gone(pid):
                os.kill(pid, signal.SIGKILL)


def test_what_a_killed_driver_left_is_cleared_by_the_next_run(bench, tmp_path):
    driver, pids = start_driver(bench, tmp_path / "told")
    os.kill(driver.pid, signal.SIGKILL)
    driver.wait()
    wait_for(lambda: all(map(gone, pids)), 10)
    assert [name for name in bench.left() if name.startswith(".staging~")]
    assert bench.run("print(2)").message == ""
    assert bench.left() == ["02_funding_mix"]


def test_a_run_killed_from_outside_is_told(bench, tmp_path):
    told = tmp_path / "told"
    with ThreadPoolExecutor(1) as pool:
        bench.write(LEAVE.format(told=told) + "time.sleep(300)")
        waiting = pool.submit(run_job, bench.job())
        wait_for(told.exists)
        os.kill(int(told.read_text().split()[1]), signal.SIGKILL)
        outcome = waiting.result(10)
    assert outcome.message == (
        "notebook 02_funding_mix, cell 2: found its processes ended from outside, expected the cell to run; "
        "mend the notebook or its input."
    )
    assert bench.run("print(1)").status == "done"


def test_stopping_the_servers_ends_what_goes_on(bench, tmp_path):
    told = tmp_path / "told"
    with ThreadPoolExecutor(1) as pool:
        bench.write(LEAVE.format(told=told) + "time.sleep(300)")
        waiting = pool.submit(run_job, bench.job())
        wait_for(told.exists)
        stop_servers()
        assert waiting.result(10).status == "failed"
    assert all(gone(int(pid)) for pid in told.read_text().split())
    assert bench.run("print(1)").status == "done"


def test_a_server_that_was_killed_is_replaced(bench):
    assert bench.run("print(1)").status == "done"
    for server in list(start._servers.values()):
        server.process.kill()
        server.process.wait()
    assert bench.run("print(2)", limits=Limits(seconds=60)).status == "done"


def test_nothing_that_a_run_prints_reaches_the_terminal(bench):
    look = "import os\nprint([os.readlink(f'/proc/{os.getppid()}/fd/{stream}') for stream in (1, 2)])"
    assert bench.run(look).status == "done"
    assert bench.cells()[0].outputs[0].text == "['/dev/null', '/dev/null']\n"

"""A warm run shows what plain papermill shows, cell by cell: a battery of awkward cells, failures, a real notebook."""

import json
import logging
import os
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError

from ntm_analysis.parameters import check_parameters
from ntm_analysis.paths import HERE
from ntm_analysis.run import Job, run_job, start
from ntm_analysis.run.execute import CELL_FOLDER, forget_places, with_folder
from ntm_analysis.run.failure import plain

pytestmark = pytest.mark.notebooks

AWKWARD = {
    "unicode": 'print("Lạng Sơn, xã Đình Lập ☃ 𝄞\\x00\\r\\n"); "hộ nghèo"',
    "both streams": 'import sys\nprint("a")\nprint("b", file=sys.stderr)\nprint("c", end="")\nsys.stdout.write("d\\n")',
    "returns": 'print("50%\\r100%\\b!", "\\x1b[31mred\\x1b[0m")',
    "from c": 'import ctypes, os\nlibc = ctypes.CDLL(None)\nlibc.puts(b"from C")\nlibc.fflush(None)\n'
    "import time\ntime.sleep(1)",  # what C prints is read by a thread; a cell may have ended before
    "file handles": 'import os\nos.write(1, b"to 1\\n")\nos.write(2, b"to 2\\n")\nimport time; time.sleep(1)',
    "child": 'import subprocess, time\nsubprocess.run("echo out; echo err >&2; cat", shell=True)\ntime.sleep(1)',
    "shell": "!echo shell $((1 + 1))",
    "bash": "%%bash\necho from bash\nexit 0",
    "update": 'shown = display("first", display_id="one")\nshown.update("second")\nNone',
    "update later": 'shown.update("third")\ndisplay("else", display_id="two")\nNone',
    "clear": 'from IPython.display import clear_output\nprint("gone")\nclear_output()\nprint("kept")',
    "clear wait": 'print("gone")\nclear_output(wait=True)\nprint("kept")',
    "clear wait alone": 'print("kept")\nclear_output(wait=True)',
    "stdin": "print(repr(sys.stdin.read()), sys.stdin.isatty())",
    "plot": "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 3, 2]); ax.set_title('xã')",
    "plot show": "plt.plot([3, 1]); plt.show(); print('after'); plt.bar([1], [2])",
    "plot object": "fig",
    "inline": "%matplotlib inline\nprint(plt.get_backend())",
    "style": "import matplotlib\nprint(sorted((k, repr(v)) for k, v in matplotlib.rcParams.items()))",
    "frame": "import pandas as pd\ndisplay(pd.DataFrame({'a': [1, None], 'b': ['<x>', 'ỹ']}))\npd.Series([1.5])",
    "rich": "from IPython.display import *\ndisplay(HTML('<b>x</b>'), Latex('$x$'), JSON({'a': [1]}), SVG('<svg/>'))",
    "markdown": "Markdown('# x')",
    "large": "print('x' * 3_000_000)\n'y' * 1_000_000",
    "many": "for i in range(3000): print(i, flush=i % 7 == 0)",
    "warning": "import warnings\nwarnings.warn('careful')\nwarnings.warn('old', DeprecationWarning)",
    "filters": "import seaborn, statsmodels.api\nprint(sorted(map(str, warnings.filters)))",
    "logging": "import logging\nlogging.warning('logged')\nprint(logging.root.handlers, logging.root.level)",
    "await": "import asyncio\nawait asyncio.sleep(0)\nprint(type(asyncio.get_running_loop()))",
    "history": "print(_i2, In[2], len(In), sorted(k for k in globals() if not k.startswith('_')))",
    "ranged": "print(list(get_ipython().history_manager.get_range())[:3])",
    "main": "print(__name__, sys.modules['__main__'].__dict__ is globals(), '__file__' in globals(), sys.argv[0])",
    "path": "print(sys.path, sys.flags, sys.stdout.encoding, sys.getrecursionlimit())",
    "signals": "import signal\nprint([str(signal.getsignal(s)) for s in (2, 13, 15)], signal.pthread_sigmask(0, []))",
    "session": "import os\nprint(os.getsid(0) == os.getpid(), os.getpgid(0) == os.getpid(), os.umask(0o22))",
    "handles": "print(os.path.realpath('/proc/self/fd/0') != '', sorted(os.listdir('/proc/self/task')) != [])",
    "threads": "import threading\nprint(sorted(t.name for t in threading.enumerate() if 'Thread-' not in t.name))",
    "seeded": "import random, numpy as np\nrandom.seed(3); np.random.seed(3)\nrandom.random(), np.random.rand(3)",
    "generator": "print(np.random.default_rng(5).normal(size=4), np.linalg.svd(np.random.rand(150, 150))[1].sum())",
    "pool": "from multiprocessing import Pool\nwith Pool(2) as pool:\n    print(pool.map(abs, [-1, 2]))",
    "pickle": "import pickle\nclass A: x = 1\nprint(pickle.loads(pickle.dumps(A())).x)",
    "magics": "%%capture told\nprint('hidden')",
    "captured": "print(repr(told.stdout))\n%precision 3",
    "figures": "3.14159",
    "locale": "import locale\nprint(locale.getlocale(), os.environ.get('LANG'), os.environ['MPLBACKEND'])",
    "nothing": "",
    "comment": "# nothing",
    "options": "print(pd.get_option('display.width'), pd.get_option('display.max_columns'), np.get_printoptions())",
    "widget": "from ipywidgets import IntSlider\nslider = IntSlider(3)\nprint(slider.value)",
    "output widget": "from ipywidgets import Output\nkept = Output()\nwith kept: print('inside')\nprint(kept.outputs)",
    "last": "print('end')",
}
FAILING = {
    "input": 'input("name? ")',
    "getpass": "import getpass\ngetpass.getpass()",
    "raise": "def f(x):\n    return 1 / x\nf(0)",
    "chained": "try:\n    {}['a']\nexcept KeyError as error:\n    raise ValueError('hỏng\\nhai') from error",
    "syntax": "if True print(1)",
    "interrupt": "raise KeyboardInterrupt('mine')",
    "exit": "raise SystemExit(3)",
    "assert": "assert 1 == 2, 'no'",
}


@pytest.fixture(scope="module", autouse=True)
def outside():
    """Hide from kernels that this is a test: ipykernel captures file handles only then."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)
        yield


def run_plainly(notebook: Path, scratch: Path, parameters: dict):
    """Execute a notebook by plain papermill in an empty folder, without the paths of that run.

    Its client was seen waiting without end for a plain kernel that had done its cell; such a run is done once more.
    """
    for name in ("work", "tmpdir", "figures"):
        (scratch / name).mkdir(parents=True)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    given = with_folder(notebook.stem, parameters, str(scratch / "figures"))
    options = {"kernel_name": "python3", "progress_bar": False, "cwd": scratch / "work", "execution_timeout": 60}
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)
        patch.setenv("TMPDIR", str(scratch / "tmpdir"))
        warnings.simplefilter("ignore")
        try:
            executed = papermill.execute_notebook(notebook, scratch / "plain.ipynb", given, **options)
        except CellTimeoutError:
            executed = papermill.execute_notebook(notebook, scratch / "plain.ipynb", given, **options)
    forget_places(executed, [scratch / "figures", scratch], {**parameters, "figure_dir": "."})
    return executed


def shown(cell) -> tuple:
    """Give what one sees of a cell: text by stream, and all else in its order.

    Where a stream is parted into several outputs hangs on the clock, in papermill as well; the machine's addresses
    are no part of what is shown.
    """
    streams, others = {}, []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            streams[output.name] = streams.get(output.name, "") + output.text
        else:
            others.append(output)
    text = re.sub(r"0x[0-9a-f]{6,}", "0x", json.dumps([streams, others], sort_keys=True, ensure_ascii=False))
    return cell.source, cell.get("execution_count"), text


@pytest.fixture(scope="module")
def battery(shared, tmp_path_factory):
    """Run the awkward cells plainly and warm; give both as lists of cells."""
    shared.write(*AWKWARD.values())
    job = shared.job()
    outcome = run_job(job)
    assert outcome.message == ""
    folder = tmp_path_factory.mktemp("plainly")
    executed = run_plainly(shared.path, folder, job.parameters)
    return executed.cells, nbformat.read(shared.folder / f"{shared.name}.ipynb", as_version=4).cells


@pytest.mark.parametrize("name", AWKWARD)
def test_an_awkward_cell_shows_the_same(battery, name):
    place = 2 + list(AWKWARD).index(name)
    one, two = (shown(cells[place]) for cells in battery)
    assert two == one


def test_the_battery_shows_what_it_is_about(battery):
    outputs = {name: json.dumps(cell.outputs) for name, cell in zip(AWKWARD, battery[1][2:], strict=True)}
    assert [name for name in AWKWARD if outputs[name] == "[]"] == ["magics", "nothing", "comment"]
    assert "image/png" in outputs["plot"]
    assert outputs["plot show"].count("image/png") == 2
    assert '"third"' not in outputs["update later"]
    assert "third" in outputs["update"]
    assert "from C" in outputs["from c"]
    assert battery[0][1].metadata.tags == battery[1][1].metadata.tags == ["injected-parameters"]


@pytest.fixture(scope="module")
def failures(shared, tmp_path_factory) -> dict:
    """Run the failing cells plainly, each going on after the one before; give the error of each."""
    shared.write(*FAILING.values(), tags=("raises-exception",))
    folder = tmp_path_factory.mktemp("failing")
    with pytest.raises(papermill.PapermillExecutionError):
        run_plainly(shared.path, folder, shared.job().parameters)
    cells = [cell for cell in nbformat.read(folder / "plain.ipynb", as_version=4).cells if cell.cell_type == "code"]
    errors = [[out for out in cell.outputs if out.output_type == "error"] for cell in cells[2:]]
    return {name: error for name, (error,) in zip(FAILING, errors, strict=True)}


@pytest.mark.parametrize("name", FAILING)
def test_a_failure_in_mid_notebook_is_papermills(shared, failures, name):
    outcome = shared.run("print('before')", FAILING[name], "print('never')", folder=shared.folder.with_name(name))
    error, failure = failures[name], outcome.failure
    assert outcome.status == "failed"
    assert (failure["cell"], failure["source"]) == (3, FAILING[name])
    assert (failure["ename"], failure["evalue"]) == (error.ename, error.evalue)
    own, papermills = (re.sub(r"In\[\d+\]", "In", text) for text in (failure["traceback"], plain(error.traceback)))
    assert CELL_FOLDER.sub("", own) == CELL_FOLDER.sub("", papermills)
    assert "\x1b" not in own
    assert outcome.message.startswith(f"notebook {shared.name}, cell 3: found {error.ename}")


def test_reading_from_the_keyboard_is_refused(failures):
    assert failures["input"].ename == failures["getpass"].ename == "StdinNotImplementedError"


@pytest.mark.parametrize("warm", [True, False], ids=["warm", "plainly started"])
def test_a_real_notebook_shows_and_leaves_the_same(tmp_path, monkeypatch, warm):
    name, values = "01_sources_and_findings", {"language": "vi", "severity": "warning"}
    parameters = check_parameters(name, values).model_dump(exclude={"figure_dir"})
    monkeypatch.setattr(start, "WARM", warm)
    outcome = run_job(Job(HERE.root, name, parameters, tmp_path / "ours" / name))
    assert outcome.message == ""
    executed = run_plainly(HERE.notebooks / f"{name}.ipynb", tmp_path / "plain", parameters)
    ours = nbformat.read(outcome.job.folder / f"{name}.ipynb", as_version=4)
    assert [shown(cell) for cell in ours.cells] == [shown(cell) for cell in executed.cells]
    assert ours.metadata.language_info == executed.metadata.language_info
    drawn = {path.name: path.read_bytes() for path in (tmp_path / "plain" / "figures").iterdir()}
    assert {name: (outcome.job.folder / name).read_bytes() for name in drawn} == drawn
    assert {path.suffix for path in outcome.job.folder.iterdir()} >= {".svg", ".png", ".csv", ".html", ".ipynb"}


def test_papermills_own_command_runs_a_notebook(tmp_path):
    name = "02_funding_mix"
    command = [sys.executable, "-m", "papermill", HERE.notebooks / f"{name}.ipynb", tmp_path / "out.ipynb"]
    command += ["-p", "language", "vi", "--no-progress-bar"]
    environment = {**os.environ, "PYTHONPATH": str(HERE.root)}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, env=environment)
    assert done.returncode == 0, done.stderr
    executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert executed.metadata.kernelspec.name == "python3"
    assert executed.metadata.papermill.exception is None
    assert "Vốn" in json.dumps(executed.cells, ensure_ascii=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.ipynb"]


def test_the_folder_of_the_kernel_is_its_own_and_empty(bench):
    outcome = bench.run("import os\nprint(os.listdir())\nopen('mine', 'w').close()\nprint(os.getcwd())")
    assert outcome.message == ""
    assert bench.printed() == ["[]\n./work\n"]
    assert shutil.os.listdir(bench.folder.parent) == [bench.name]

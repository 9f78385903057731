"""The server of warm runs: a process with one thread that has imported what runs need, and forks itself for each."""

import builtins
import gc
import importlib
import os
import pkgutil
import selectors
import signal
import socket
import sys
import warnings
from contextlib import suppress

from ntm_analysis.run import kernel
from ntm_analysis.run.processes import adopt_orphans, end_below, fall_silent
from ntm_analysis.run.work import serve

ROOMS = ("charts", "narratives", "views", "notebook")
KERNELS = (
    *("pandas", "pandas.io.formats.html", "ipykernel.kernelapp", "ipykernel.zmqshell", "ipykernel.ipkernel"),
    *("ipykernel.debugger", "ipykernel_launcher", "IPython.core.completerlib", "IPython.extensions.storemagic"),
    *("matplotlib.backends.backend_svg", "matplotlib.backends.backend_agg"),
)
CLIENTS = (
    "ntm_analysis.lean",
    "papermill",
    "nbclient",
    "nbconvert",
    "jupyter_client.provisioning",
    "ntm_analysis.pages",
)


def main(control: int) -> None:
    """Serve runs: for each request on the control line, which brings the run's own line, fork a process.

    Ends, with all processes below, when the other end of the control line is closed.
    """
    adopt_orphans()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import_all()
    fall_silent()
    with socket.socket(fileno=control) as line:
        _loop(line)
    end_below(os.getpid())
    os._exit(0)


def import_all() -> None:
    """Import and read what notebooks, kernels and papermill's client need; keep it from the garbage collector.

    What a client alone needs comes last, so that its filters of warnings are not those of kernels.
    """
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    for name in [*KERNELS, *_modules()]:
        importlib.import_module(name)
    kernel.FILTERS.extend(warnings.filters)
    for name in CLIENTS:
        importlib.import_module(name)
    importlib.import_module("ntm_analysis.pages").exporter()
    importlib.import_module("ntm_analysis.tables").read_ahead()
    vars(builtins).pop("get_ipython", None)
    gc.collect()
    gc.freeze()


def _modules() -> list[str]:
    """Name the modules of the library that notebooks import."""
    names = ["ntm_analysis.explore.panel"]
    for room in ROOMS:
        module = importlib.import_module(f"ntm_analysis.{room}")
        names += [
            f"ntm_analysis.{room}.{found.name}" for found in pkgutil.iter_modules(getattr(module, "__path__", []))
        ]
    return names


def _loop(line: socket.socket) -> None:
    wake, waker = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(waker, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker)
    runs: set[int] = set()
    with selectors.DefaultSelector() as selector:
        selector.register(line, selectors.EVENT_READ)
        selector.register(wake, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in selector.select()}
            if wake in ready:
                with suppress(BlockingIOError):
                    os.read(wake, 1 << 12)
                _reap(runs)
            if line in ready:
                message, handles, _, _ = socket.recv_fds(line, 1, 1)
                if not message:
                    return
                runs.add(_fork(handles[0], [line.fileno(), wake, waker, selector.fileno()]))
                os.close(handles[0])


def _fork(handle: int, ours: list[int]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for own in ours:
            os.close(own)
        serve(handle, parent)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    os._exit(0)


def _reap(runs: set[int]) -> None:
    """Take note of ended children; when a run has ended, end what it has left behind."""
    ended = set()
    with suppress(ChildProcessError):
        while pid := os.waitpid(-1, os.WNOHANG)[0]:
            ended.add(pid)
    if ended & runs:
        runs -= ended
        end_below(os.getpid(), tuple(runs))

"""Processes of the system: who adopts orphans, who dies with whom, and ending a whole tree."""

import ctypes
import os
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress

import psutil

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def adopt_orphans() -> None:
    """Have the processes below this one become its children when their parents end (Linux)."""
    _control(PR_SET_CHILD_SUBREAPER, 1)


def die_with(parent: int) -> None:
    """Have this process killed when its parent ends (Linux); end at once when that has happened already."""
    _control(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _control(option: int, value: int) -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def fall_silent() -> None:
    """Have nothing that this process and those below it print reach the terminal."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def below(pid: int) -> list[psutil.Process]:
    """Give all processes below one."""
    with suppress(psutil.Error):
        return psutil.Process(pid).children(recursive=True)
    return []


def end_below(pid: int, spared: tuple[int, ...] = ()) -> None:
    """Kill all processes below one, again until none is left; `spared` are direct children left with their own."""
    while True:
        # First all, then those to leave: what a spared one starts in between is in neither list, or in the second.
        found = below(pid)
        kept = {child.pid for one in spared for child in below(one)} | set(spared)
        alive = [process for process in found if process.pid not in kept and _kill(process)]
        if not alive:
            return
        psutil.wait_procs(alive, timeout=1)


def end_tree(pid: int) -> None:
    """Kill a process and all below it."""
    found = below(pid)
    with suppress(psutil.Error):
        found.insert(0, psutil.Process(pid))
    end_all(found)


def end_all(processes: Iterable[psutil.Process]) -> None:
    """Kill those of some processes that still run."""
    psutil.wait_procs([process for process in processes if _kill(process)], timeout=5)


def _kill(process: psutil.Process) -> bool:
    """Kill a process; say whether there was one that runs."""
    with suppress(psutil.Error):
        if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            process.kill()
            return True
    return False

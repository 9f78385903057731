"""Watching a run from outside: its time, its memory and what it writes; over a limit its processes are ended."""

import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from ntm_analysis.run.failure import RunError, fail
from ntm_analysis.run.processes import below, end_all

PAUSE_SECONDS = 0.25
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Most that a run may take: seconds in all and per cell, megabytes of memory, megabytes written."""

    seconds: float = 1800
    cell_seconds: float = 600
    megabytes: int = 4096
    disk_megabytes: int = 2048


def attend(run, notebook: str, limits: Limits, folders: list[Path]) -> None:
    """Wait for a started run within limits; raises RunError when it fails or is ended."""
    end, seen = time.monotonic() + limits.seconds, set()
    try:
        while not run.wait(PAUSE_SECONDS):
            own = tree_of(run.pid) if run.pid else []
            seen.update(own[1:])
            over = _over(own, end, limits, folders)
            if over:
                raise fail(notebook, _told(run.lines(), "start"), over)
        told = _told(run.lines(), "end")
    finally:
        run.close()
        end_all(seen)
    if told is None:
        raise fail(notebook, _told(run.lines(), "start"), "its processes ended from outside")
    if told["message"]:
        raise RunError(told["message"], told["failure"])


def _told(lines: list[bytes], kind: str) -> dict | None:
    """Give the last thing of a kind that a run has told."""
    for line in reversed(lines):
        with suppress(ValueError):
            said = json.loads(line)
            if isinstance(said, dict) and kind in said:
                return said[kind]
    return None


def _over(own: list[psutil.Process], end: float, limits: Limits, folders: list[Path]) -> str:
    """Name the limit that a run is over, if any."""
    if time.monotonic() > end:
        return f"a run longer than {limits.seconds:g} seconds"
    if written(folders) > limits.disk_megabytes * MEGABYTE:
        return f"more than {limits.disk_megabytes} megabytes written"
    if memory_of(own, limits.megabytes * MEGABYTE) > limits.megabytes * MEGABYTE:
        return f"more than {limits.megabytes} megabytes of memory in use"
    return ""


def written(folders: list[Path]) -> int:
    """Give the bytes that folders take on the disk."""
    return sum(_size(folder) for folder in folders)


def _size(folder: str | Path) -> int:
    total = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                about = entry.stat(follow_symlinks=False)
                total += getattr(about, "st_blocks", about.st_size / 512) * 512
                total += _size(entry.path) if entry.is_dir(follow_symlinks=False) else 0
    return int(total)


def tree_of(pid: int) -> list[psutil.Process]:
    """Give a process and all below it; nothing where it is gone."""
    with suppress(psutil.Error):
        return [psutil.Process(pid), *below(pid)]
    return []


def memory_of(processes: list[psutil.Process], enough: int) -> int:
    """Give the bytes that some processes hold; shared pages count once when that is over `enough`."""
    resident = sum(_held(process, "memory_info", "rss") for process in processes)
    if resident <= enough:
        return resident
    share = "pss" if psutil.LINUX else "uss"
    return sum(_held(process, "memory_full_info", share) for process in processes)


def _held(process: psutil.Process, kind: str, name: str) -> int:
    with suppress(psutil.Error):
        return getattr(getattr(process, kind)(), name)
    return 0

"""Failures of a run, each as one sentence with what is known of the failing cell."""

import errno
import os
import re
from pathlib import Path

from ntm_analysis.errors import NtmError

COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class RunError(NtmError):
    """A run that failed: its sentence, and the failing cell (cell, source, ename, evalue, traceback) where known."""

    def __init__(self, message: str, failure: dict | None = None):
        self.failure = failure
        super().__init__(message)


def fail(notebook: str, cell: dict | None, found: str, **error) -> RunError:
    """Make the error of a cell: `found` is what came instead of its end; `cell` has its index and source."""
    where = f"notebook {notebook}" + (f", cell {cell['cell']}" if cell else "")
    sentence = f"{where}: found {' '.join(found.split())}, expected the cell to run; mend the notebook or its input."
    known = {"ename": "", "evalue": found, "traceback": "", **error}
    return RunError(sentence, {"cell": None, "source": "", **(cell or {}), **known})


def tell_system(place: Path, error: OSError) -> str:
    """Tell an error of the system while reading or writing in a place in one sentence."""
    missing = os.strerror(errno.ENOENT) if isinstance(error, FileNotFoundError) else "an error"
    found = error.strerror or missing
    return f"{place}: cannot read or write there ({found}); free space, or choose a folder that you may write to."


def plain(traceback: list[str]) -> str:
    """Give a traceback as plain text without the codes of colours."""
    return COLOURS.sub("", "\n".join(traceback))

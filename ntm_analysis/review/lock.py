"""One review at a time in a folder: a lock of the operating system, which ends with its process."""

import json
import os
import socket
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ntm_analysis.errors import NtmError, writing

FILE = ".review.lock"
# Windows locks bytes, not files, and lets nobody read locked ones: take one that lies behind the text.
WINDOWS_BYTE = 1 << 20
LONGEST_TEXT = 10_000
# The file may be taken and not yet written: wait so long for the name of its holder.
PATIENCE_SECONDS = 0.5


@contextmanager
def locked(folder: Path):
    """Hold a folder for one review, making it where it is not there.

    The lock belongs to the open file, so that it ends with the process however that ends: no stale lock, whatever
    process has the old number now. Raises NtmError that says who holds it, on which machine and since when.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / FILE).open("a+b")
    with file:
        if not _take(file, folder):
            raise NtmError(
                f"{folder}: found another review at work there ({_holder(file)}), expected none; "
                "wait for its end or choose another folder."
            )
        with writing(folder):
            file.truncate(0)
            file.write(json.dumps(describe_holder()).encode("utf-8"))
            file.flush()
        yield


def describe_holder() -> dict:
    """Say who works: machine, process, and since when (UTC)."""
    return {"host": socket.gethostname(), "pid": os.getpid(), "since": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"}


def tell_holder(holder: dict) -> str:
    """Tell a holder in words."""
    names = (str(holder.get(name, "unknown"))[:100] for name in ("pid", "host", "since"))
    return "process {} on {} since {}".format(*names)


def _take(file, folder: Path) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(WINDOWS_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:
        found = f"a file system without locks ({error.strerror})"
        raise NtmError(f"{folder}: found {found}, expected one with locks; choose another folder.") from None
    return True


def _holder(file) -> str:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        file.seek(0)
        try:
            return tell_holder(json.loads(file.read(LONGEST_TEXT)))
        except (ValueError, AttributeError, RecursionError):
            if time.monotonic() > end:
                return "it does not say whose"
            time.sleep(PATIENCE_SECONDS / 10)

"""Reading CSV strictly, writing bytes that do not depend on the machine, and swapping a folder whole."""

from __future__ import annotations

import csv
import ctypes
import io
import os
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Collection
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ntm_analysis.errors import BadInputError, NtmError

if TYPE_CHECKING:
    import pandas as pd

BOM = b"\xef\xbb\xbf"
STAGING = ".staging"
RENAME_EXCHANGE = 2


def read_csv(path: Path, name: str) -> pd.DataFrame:
    """Read a CSV file as text, every cell a string (empty = absent).

    `name` is how errors call the file. Raises BadInputError for a missing file, a byte order mark, another
    encoding than UTF-8, text that is not NFC, or a row with another number of cells than the header.
    """
    return parse_csv(read_bytes(path, name), name)


# What spreadsheets part cells by where a comma is the decimal mark.
SEPARATORS = {";": "semicolons", "\t": "tabs"}


def parse_csv(data: bytes, name: str) -> pd.DataFrame:
    """Read the bytes of a CSV file as `read_csv` does."""
    import pandas as pd

    text = _decode(data, name)
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), strict=True):
            rows.append(cells)
    except csv.Error as error:
        where = f"{name}, row {len(rows) + 1}"
        raise BadInputError(where, str(error), "well-formed CSV", "close or double the quotes") from None
    if not rows:
        raise BadInputError(name, "an empty file", "a header row", "restore the file")
    header, body = rows[0], rows[1:]
    if len(header) == 1:
        for mark, told in SEPARATORS.items():
            if mark in header[0]:
                raise BadInputError(f"{name}, row 1", f"cells parted by {told}", "commas", "save it with commas")
    for number, row in enumerate(body, start=2):
        if len(row) != len(header):
            do = "quote cells that hold commas, or fill the missing cells"
            raise BadInputError(f"{name}, row {number}", f"{len(row)} cells", f"{len(header)} cells", do)
    return pd.DataFrame(body, columns=header, dtype="str")


def read_bytes(path: Path, name: str) -> bytes:
    """Read a CSV file's bytes; raises BadInputError as `read_csv` does."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise BadInputError(name, "no such file", "a CSV file", "restore it from version control") from None
    except OSError as error:
        raise BadInputError(name, error.strerror or "an error", "a readable file", "check its rights") from None


def _decode(data: bytes, name: str) -> str:
    if data.startswith(BOM):
        raise BadInputError(name, "a byte order mark", "UTF-8 without one", "save it as 'UTF-8', not 'UTF-8 with BOM'")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"byte 0x{data[error.start]:02x} at offset {error.start}"
        raise BadInputError(name, found, "UTF-8 text", "save the file as UTF-8") from None
    if not unicodedata.is_normalized("NFC", text):
        at = next(n for n, row in enumerate(text.split("\n"), 1) if not unicodedata.is_normalized("NFC", row))
        raise BadInputError(f"{name}, row {at}", "text that is not NFC", "NFC", "normalise the file to NFC")
    return text


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Write a table of strings as CSV: UTF-8, LF, quotes only where needed."""
    text = frame.to_csv(index=False, lineterminator="\n")
    return unicodedata.normalize("NFC", text).encode("utf-8")


# What JupyterLab and file managers leave in a folder that was only looked at: nobody's work.
DROPPINGS = (".ipynb_checkpoints", ".DS_Store", "Thumbs.db", "desktop.ini")


@contextmanager
def staged(target: Path, owned: Collection[str]):
    """Give an empty folder beside `target` that takes its place whole when the block ends without an error.

    `owned` names the files that may stand in `target`, beside DROPPINGS. Raises NtmError when another one does:
    nobody's file is lost.
    A process killed at any moment leaves `target` as it was, or (where the system cannot exchange two folders in
    one step) a backup beside it that `recover` puts back.
    """
    recover(target)
    expected = {*owned, *DROPPINGS}
    strangers = sorted(path.name for path in target.iterdir() if path.name not in expected) if target.is_dir() else []
    if strangers:
        do = "move it away or choose another folder"
        raise NtmError(
            f"{target}: found {strangers[0]}, expected only files that were written by an earlier run; {do}."
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        clear_leftovers(target)
        folder = Path(tempfile.mkdtemp(prefix=f"{STAGING}~{os.getpid()}~", suffix=f"~{target.name}", dir=target.parent))
    except OSError as error:
        raise NtmError(
            f"{target}: cannot write there ({error.strerror}); choose a folder that you may write to."
        ) from None
    try:
        yield folder
        folder.chmod(0o755)
        _take_place(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _take_place(folder: Path, target: Path) -> None:
    if not target.exists():
        folder.rename(target)
    elif not _exchange(folder, target):
        backup = _backup(target)
        target.rename(backup)
        folder.rename(target)
        shutil.rmtree(backup, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step where Linux offers it; say whether it was done."""
    if not sys.platform.startswith("linux"):
        return False
    with suppress(OSError, AttributeError):
        call = ctypes.CDLL(None, use_errno=True).renameat2
        at_cwd = -100
        return call(at_cwd, os.fsencode(one), at_cwd, os.fsencode(other), RENAME_EXCHANGE) == 0
    return False


def _backup(target: Path) -> Path:
    return target.with_name(f".backup-{target.name}")


def recover(target: Path) -> None:
    """Put back a folder that an interrupted swap left as its backup."""
    backup = _backup(target)
    if backup.exists() and not target.exists():
        backup.rename(target)
    elif backup.exists():
        shutil.rmtree(backup, ignore_errors=True)


def clear_leftovers(target: Path) -> None:
    """Remove staging folders of runs that were killed."""
    for folder in target.parent.glob(f"{STAGING}~*~{target.name}"):
        if not _alive(folder.name.split("~")[1]):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: str) -> bool:
    if os.name == "nt":
        return True
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True

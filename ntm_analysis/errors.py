"""The one error that a user sees: what, where, expected, and what to do, in one sentence."""

from contextlib import contextmanager
from pathlib import Path


class NtmError(Exception):
    """A fault of the input or the surroundings that the user can mend."""


class BadInputError(NtmError):
    """A file, row or cell that is not what the table's definition asks for."""

    def __init__(self, where: str, found: str, expected: str, do: str):
        self.where, self.found, self.expected, self.do = where, found, expected, do
        super().__init__(f"{where}: found {found}, expected {expected}; {do}.")


def cell(table: str, row: int, column: str) -> str:
    """Name a cell as a reader of the CSV file counts it: the header is row 1."""
    return f"{table}, row {row}, column {column}"


@contextmanager
def writing(target: Path):
    """Turn an error of the system while writing to a place into one sentence."""
    try:
        yield
    except OSError as error:
        found = error.strerror or "an error"
        raise NtmError(f"{target}: found {found}, expected a place to write to; choose another one.") from None

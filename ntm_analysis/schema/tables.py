"""A table: its fields, its key, what one row is, and what to beware of."""

from dataclasses import dataclass

from ntm_analysis.schema.fields import FIELDS, Field


@dataclass(frozen=True)
class Table:
    """One CSV file's definition.

    `fields` names the columns in file order (`*` marks a required one); `key` names those that identify a row.
    """

    name: str
    row: str
    fields: tuple[str, ...]
    key: tuple[str, ...]
    hazards: str = ""

    @property
    def columns(self) -> list[str]:
        return [name.rstrip("*") for name in self.fields]

    @property
    def required(self) -> set[str]:
        return {name.rstrip("*") for name in self.fields if name.endswith("*")}

    def field(self, column: str) -> Field:
        """Give the definition of a column."""
        return FIELDS[column]


def define(name: str, row: str, fields: str, key: str, hazards: str = "") -> tuple[str, Table]:
    """Write a table's definition as one entry of a dictionary of tables."""
    table = Table(name, row, tuple(fields.split()), tuple(key.split()), hazards)
    unknown = [column for column in table.columns if column not in FIELDS]
    unknown += [column for column in table.key if column not in table.columns]
    if unknown:
        raise KeyError(f"table {name}: no such fields {unknown}")
    return name, table

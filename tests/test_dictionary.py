"""The data dictionary for readers is complete and is the one that is committed."""

import re

import pytest

from ntm_analysis.dictionary import make_dictionary
from ntm_analysis.paths import HERE
from ntm_analysis.schema import PROCESSED, RAW, REFERENCE

TABLES = [
    (f"{folder}/{table.name}.csv", table)
    for folder, tables in (("processed", PROCESSED), ("raw", RAW), ("reference", REFERENCE))
    for table in tables.values()
]


def sections() -> dict[str, str]:
    """Split the dictionary at its tables: name of the file -> what is said of it."""
    parts = re.split(r"^### (.*)$", make_dictionary(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_committed_dictionary_is_the_generated_one():
    committed = HERE.root / "docs" / "data_dictionary.md"
    assert committed.is_file(), "docs/data_dictionary.md is missing: run `ntm dictionary`"
    assert committed.read_bytes() == make_dictionary().encode(), "run `ntm dictionary` and commit the file"


def test_every_table_has_one_section():
    assert list(sections()) == [name for name, _ in TABLES]


@pytest.mark.parametrize("folder", ["processed", "raw"])
def test_every_file_of_the_data_has_a_section(folder):
    files = sorted(f"{folder}/{path.name}" for path in (HERE.root / "data" / folder).glob("*.csv"))
    assert files
    assert files == sorted(name for name in sections() if name.startswith(f"{folder}/"))


@pytest.mark.parametrize(("name", "table"), TABLES, ids=[name for name, _ in TABLES])
def test_every_column_is_described(name, table):
    rows = re.findall(r"^\| ([a-z0-9_]+)(\*?) \| (.*?) \| (.*?) \| (.*?) \| ", sections()[name], flags=re.MULTILINE)
    header, *rows = rows
    assert header == ("column", "", "type", "unit", "meaning")
    assert [column for column, *_ in rows] == table.columns
    assert {column for column, mark, *_ in rows if mark} == table.required
    assert [column for column, _, kind, _, meaning in rows if not kind or not meaning] == []


@pytest.mark.parametrize(("name", "table"), TABLES, ids=[name for name, _ in TABLES])
def test_every_row_of_a_section_has_five_cells(name, table):
    rows = [line for line in sections()[name].splitlines() if line.startswith("|")]
    assert len(rows) == len(table.columns) + 2
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}


@pytest.mark.parametrize(("name", "table"), TABLES, ids=[name for name, _ in TABLES])
def test_every_section_names_its_key(name, table):
    assert f"Key: {', '.join(table.key)}." in sections()[name]
    assert set(table.key) <= set(table.columns)

import re

import pytest

from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.schema import FIELDS, PROCESSED, RAW, REFERENCE
from ntm_analysis.schema.tables import define
from ntm_analysis.tables import DTYPES

FOLDERS = {"raw": RAW, "reference": REFERENCE, "processed": PROCESSED}
TABLES = [
    pytest.param(table, id=f"{folder}/{name}") for folder, tables in FOLDERS.items() for name, table in tables.items()
]


def test_every_field_is_used_by_some_table():
    used = {column for tables in FOLDERS.values() for table in tables.values() for column in table.columns}
    assert used == set(FIELDS)


@pytest.mark.parametrize("name", FIELDS)
def test_the_words_give_the_meaning_of_a_field_as_the_dictionary_does(name):
    field, words = FIELDS[name], {language: load_words(language) for language in LANGUAGES}
    assert words["en"](f"field.{name}") == f"{field.meaning}{f' ({field.unit})' if field.unit else ''}."
    assert words["vi"](f"field.{name}") != words["en"](f"field.{name}")


@pytest.mark.parametrize("name", FIELDS)
def test_field(name):
    field = FIELDS[name]
    assert field.name == name
    assert field.meaning.strip()
    assert field.type in DTYPES
    assert bool(field.unit) == (field.type in ("integer", "number"))
    assert re.compile(field.pattern)
    if field.minimum is not None and field.maximum is not None:
        assert field.minimum < field.maximum


@pytest.mark.parametrize("table", TABLES)
def test_table(table):
    assert table.row
    assert len(set(table.columns)) == len(table.columns)
    assert table.key
    assert set(table.key) <= set(table.columns)
    assert table.required <= set(table.columns)


@pytest.mark.parametrize("folder", FOLDERS)
def test_tables_are_kept_under_their_names(folder):
    assert {name: table.name for name, table in FOLDERS[folder].items()} == {name: name for name in FOLDERS[folder]}


def test_define():
    name, table = define("tiny", "a row", "unit* criterion", "unit", "Beware.")
    assert (name, table.name, table.row, table.hazards) == ("tiny", "tiny", "a row", "Beware.")
    assert table.columns == ["unit", "criterion"]
    assert table.required == {"unit"}
    assert table.key == ("unit",)
    assert table.field("criterion").maximum == 19


@pytest.mark.parametrize(("fields", "key"), [("unit* colour", "unit"), ("unit*", "unit criterion")])
def test_define_rejects_unknown_fields(fields, key):
    with pytest.raises(KeyError, match="table tiny: no such fields"):
        define("tiny", "a row", fields, key)


def test_money_columns_name_their_unit():
    assert FIELDS["amount_million_vnd"].unit == "million VND"
    assert FIELDS["share_pct"].unit == "%"


@pytest.mark.parametrize("name", [name for name in PROCESSED if name not in ("units", "documents", "findings")])
def test_processed_rows_say_where_they_are_printed(name):
    assert {"document", "line", "printed"} <= PROCESSED[name].required


@pytest.mark.parametrize("name", ["funding", "funding_detail", "criteria", "bands", "headlines", "indicators"])
def test_processed_figures_say_their_basis(name):
    assert "basis" in PROCESSED[name].required

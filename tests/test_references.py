import pandas as pd
import pytest

from ntm_analysis.errors import BadInputError
from ntm_analysis.references import USED_IN, check_known, check_used
from ntm_analysis.schema import RAW, REFERENCE

READING = {"document": "plan", "line": "300", "column": "met_printed", "text": "1,,9", "reading": "1,9"}


def tables_of(definitions, **rows):
    """Give every table of the definitions, with the rows named and else empty."""

    def frame(name, definition):
        filled = [{column: row.get(column, "") for column in definition.columns} for row in rows.get(name, [])]
        return pd.DataFrame(filled, columns=definition.columns, index=range(2, len(filled) + 2), dtype="str")

    return {name: frame(name, definition) for name, definition in definitions.items()}


def units(*names):
    return [{"unit": name} for name in names]


def fault(raw, reference, check=check_used):
    with pytest.raises(BadInputError) as caught:
        check(raw, reference)
    return str(caught.value)


def test_tables_without_rows_pass():
    check_known(tables_of(RAW), tables_of(REFERENCE))
    check_used(tables_of(RAW), tables_of(REFERENCE))


USES = [(name, columns, table, at) for (name, columns), places in USED_IN.items() for table, at in places]


@pytest.mark.parametrize(("name", "columns", "table", "at"), USES)
def test_a_reference_line_must_be_used(name, columns, table, at):
    values = [f"value {number}" for number in range(len(columns))]
    line = dict(zip(columns, values, strict=True))
    reference = tables_of(REFERENCE, **{name: [line]}, units=units("bac-son"))
    used = {**dict(zip(at, values, strict=True)), "unit": "bac-son"}
    check_used(tables_of(RAW, **{table: [used]}), reference)
    message = fault(tables_of(RAW, **{table: [{**used, at[-1]: "value"}]}), reference)
    assert message.startswith(
        f"data/reference/{name}.csv, row 2: found a line for '{' / '.join(values)}' that no raw row"
    )
    assert message.endswith("correct the line, or remove it if the raw data changed.")


def test_a_used_pair_is_not_made_of_two_rows():
    labels = [{"document": "plan", "label_printed": "Tổng", "source": "total"}]
    rows = [{"document": "plan", "label_printed": "Vốn"}, {"document": "report", "label_printed": "Tổng"}]
    raw = tables_of(RAW, funding=[{**row, "unit": "bac-son"} for row in rows])
    message = fault(raw, tables_of(REFERENCE, funding_labels=labels, units=units("bac-son")))
    assert message.startswith("data/reference/funding_labels.csv, row 2: found a line for 'plan / Tổng'")


@pytest.mark.parametrize("table", [name for name, definition in RAW.items() if "unit" in definition.columns])
def test_unknown_unit(table):
    raw = tables_of(RAW, **{table: [{"unit": "bac-son"}, {"unit": "bac-sonn"}]})
    message = fault(raw, tables_of(REFERENCE, units=units("bac-son")), check_known)
    assert message.startswith(f"data/raw/{table}.csv, row 3, column unit: found 'bac-sonn', expected a unit of ")
    assert message.endswith("correct the id, or add the unit to data/reference/units.csv.")


def test_unknown_unit_of_a_name():
    names = [{"document": "plan", "text": "Xã Vũ Lễ", "unit": "bac-son.vu-le"}]
    message = fault(tables_of(RAW), tables_of(REFERENCE, unit_names=names), check_known)
    assert message.startswith("data/reference/unit_names.csv, row 2, column unit: found 'bac-son.vu-le'")


def test_unknown_parent_of_a_unit():
    reference = tables_of(REFERENCE, units=[{"unit": "bac-son", "parent": "lang-sơn"}])
    assert "units.csv, row 2, column parent: found 'lang-sơn'" in fault(tables_of(RAW), reference, check_known)


@pytest.mark.parametrize(("tree", "placed"), [(["total", "credit"], ["total"]), (["total"], ["total", "credit"])])
def test_every_source_has_one_place_in_the_crosswalk(tree, placed):
    lines = {
        "sources": [{"source": source} for source in tree],
        "funding_crosswalk": [{"source": source} for source in placed],
    }
    message = fault(tables_of(RAW), tables_of(REFERENCE, **lines), check_known)
    assert message.startswith("data/reference/funding_crosswalk.csv: found source 'credit' in only one of the two")


@pytest.mark.parametrize("table", [name for name in RAW if name != "documents"])
def test_unknown_document(table):
    known = {"documents": [{"document": "plan", "unit": "bac-son"}]}
    raw = tables_of(RAW, **known, **{table: [{"document": "paln", "unit": "bac-son"}]})
    message = fault(raw, tables_of(REFERENCE, units=units("bac-son")), check_known)
    assert message.startswith(f"data/raw/{table}.csv, row 2, column document: found 'paln'")


@pytest.mark.parametrize("months", [("", "1", "3"), ("2021", "", ""), ("2021", "9", "4")])
def test_a_timing_that_is_no_period(months):
    line = dict(zip(("year", "start_month", "end_month"), months, strict=True))
    message = fault(tables_of(RAW), tables_of(REFERENCE, timings=[line]), check_known)
    assert message.startswith("data/reference/timings.csv, row 2: found ")


def test_a_used_reading_passes():
    raw = tables_of(RAW, commune_plans=[{"document": "plan", "line": "300", "met_printed": "1,,9"}])
    check_used(raw, tables_of(REFERENCE, readings=[READING]))


@pytest.mark.parametrize(
    "change", [{"document": "report"}, {"line": "301"}, {"text": "1,,8"}, {"column": "n_met_printed"}]
)
def test_an_idle_reading(change):
    raw = tables_of(RAW, commune_plans=[{"document": "plan", "line": "300", "met_printed": "1,,9"}])
    message = fault(raw, tables_of(REFERENCE, readings=[{**READING, **change}]))
    assert message.startswith("data/reference/readings.csv, row 2: found a line for ")


def test_an_idle_reading_of_a_column_of_the_register():
    assert "readings.csv, row 2" in fault(
        tables_of(RAW), tables_of(REFERENCE, readings=[{**READING, "column": "unit"}])
    )


@pytest.mark.parametrize(
    ("table", "row", "text"),
    [
        ("commune_plans", {"name_printed": "Xã Vũ Lễ - Bắc Sơn"}, "Xã Vũ Lễ - Bắc Sơn"),
        ("commune_roles", {"commune_printed": "Vũ Lễ"}, "Vũ Lễ"),
        ("assignments", {"communes_printed": "Xã Vũ Lễ, Tân Lập, Tân Hương"}, "Vũ Lễ"),
        ("assignments", {"communes_printed": "Xã Vũ Lễ, Tân Lập, Tân Hương"}, "Tân Hương"),
    ],
)
def test_a_name_must_be_printed_in_its_document(table, row, text):
    raw = tables_of(RAW, **{table: [{"document": "plan", **row}]})
    name = {"document": "plan", "text": text, "unit": "bac-son.vu-le"}
    check_used(raw, tables_of(REFERENCE, unit_names=[name], units=units("bac-son.vu-le")))
    names = [name, {**name, "document": "report"}]
    message = fault(raw, tables_of(REFERENCE, unit_names=names, units=units("bac-son.vu-le")))
    assert message.startswith(f"data/reference/unit_names.csv, row 3: found a line for 'report / {text}'")


def test_input_is_not_mutated():
    raw = tables_of(RAW, commune_plans=[{"document": "plan", "line": "300", "met_printed": "1,,9"}])
    reference = tables_of(REFERENCE, readings=[READING])
    before = [frame.copy(deep=True) for frame in (*raw.values(), *reference.values())]
    check_used(raw, reference)
    for frame, old in zip((*raw.values(), *reference.values()), before, strict=True):
        pd.testing.assert_frame_equal(frame, old)

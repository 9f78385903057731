import pandas as pd
import pytest

from ntm_analysis.errors import BadInputError
from ntm_analysis.schema import RAW, REFERENCE
from ntm_analysis.validation import validate_text

CRITERIA = RAW["criteria"]
NAME = "data/raw/criteria.csv"
GOOD = {
    "document": "lang-son-plan-2017-2020",
    "line": "72",
    "printed": "75/207 xã",
    "unit": "lang-son",
    "basis": "planned",
    "as_of": "2020-12-31",
    "criterion": "2",
    "count_printed": "75",
    "total_printed": "207",
}


def table_of(definition, *rows):
    filled = [{column: row.get(column, "") for column in definition.columns} for row in rows]
    return pd.DataFrame(filled, columns=definition.columns, index=range(2, len(rows) + 2), dtype="str")


def fault(frame, definition=CRITERIA, name=NAME):
    with pytest.raises(BadInputError) as caught:
        validate_text(frame, definition, name)
    return str(caught.value)


def test_good_rows_pass_and_stay_as_they_are():
    frame = table_of(CRITERIA, GOOD, {**GOOD, "criterion": "19"}, {**GOOD, "criterion": "1", "line_to": "73"})
    before = frame.copy(deep=True)
    validate_text(frame, CRITERIA, NAME)
    pd.testing.assert_frame_equal(frame, before)


def test_a_table_without_rows_passes():
    validate_text(table_of(CRITERIA), CRITERIA, NAME)


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("criterion", "0", "expected 1 or more and 19 or less;"),
        ("criterion", "20", "expected 1 or more and 19 or less;"),
        ("criterion", "2.5", "expected a whole number;"),
        ("criterion", "two", "expected a whole number;"),
        ("criterion", "", "expected Criterion number (must not be empty);"),
        ("line", "0", "expected 1 or more;"),
        ("line", "-7", "expected 1 or more;"),
        ("line_from", "-1", "expected 0 or more;"),
        ("basis", "guessed", "expected one of reported, planned, derived;"),
        ("basis", "", "(must not be empty);"),
        ("printed", "", "(must not be empty);"),
        ("as_of", "2017-13-01", "expected a date as YYYY-MM-DD;"),
        ("as_of", "2017-1-1", "expected a date as YYYY-MM-DD;"),
        ("as_of", "2017-02-29", "expected a date as YYYY-MM-DD;"),
        ("as_of", "31/12/2017", "expected a date as YYYY-MM-DD;"),
        ("base_as_of", "2017", "expected a date as YYYY-MM-DD;"),
        ("unit", "Lạng Sơn", "pattern"),
        ("unit", "lang-son ", "pattern"),
        ("document", "lang son", "pattern"),
    ],
)
def test_cell(column, text, expected):
    message = fault(table_of(CRITERIA, GOOD, {**GOOD, "criterion": "3"}, {**GOOD, column: text}))
    assert message.startswith(f"{NAME}, row 4, column {column}: found {text!r}, expected ")
    assert expected in message
    assert message.endswith("; correct the cell, or the table's definition if the value is right.")


@pytest.mark.parametrize(
    ("definition", "column", "text", "expected"),
    [
        (RAW["citations"], "is_own", "yes", "true or false"),
        (RAW["citations"], "is_own", "True", "true or false"),
        (REFERENCE["uncovered"], "pattern", r"\d+(", "a regular expression"),
        (REFERENCE["money_units"], "factor", "-1000", "0 or more"),
        (REFERENCE["money_units"], "factor", "1,5", "a number"),
        (REFERENCE["timings"], "start_month", "13", "1 or more and 12 or less"),
        (REFERENCE["sources"], "parent_source", "lottery", "one of total, "),
    ],
)
def test_cell_of_another_table(definition, column, text, expected):
    frame = table_of(definition, {column: text})
    for required in definition.required - {column}:
        frame[required] = {"integer": "1", "number": "1"}.get(definition.field(required).type, "total")
    message = fault(frame, definition, "data/x.csv")
    assert message.startswith(f"data/x.csv, row 2, column {column}: found {text!r}, expected {expected}")


def test_the_first_row_with_a_fault_is_named():
    rows = [GOOD, {**GOOD, "criterion": "3", "basis": "guessed"}, {**GOOD, "criterion": "0"}]
    assert fault(table_of(CRITERIA, *rows)).startswith(f"{NAME}, row 3, column basis: ")


def test_duplicate_key():
    rows = [GOOD, {**GOOD, "criterion": "3"}, {**GOOD, "printed": "76/207 xã"}]
    message = fault(table_of(CRITERIA, *rows))
    assert message.startswith(f"{NAME}, row 4: found a second row with document='lang-son-plan-2017-2020', line='72'")
    assert message.endswith("expected one row per key; remove or tell apart.")


def _twice(frame):
    return pd.concat([frame, frame[["unit"]]], axis=1)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda frame: frame.drop(columns="basis"), "missing ['basis']"),
        (lambda frame: frame.assign(colour="red"), "unknown ['colour']"),
        (lambda frame: frame.rename(columns={"unit": "Unit"}), "missing ['unit']"),
        (_twice, "a column twice"),
    ],
)
def test_header(change, found):
    message = fault(change(table_of(CRITERIA, GOOD)))
    assert message.startswith(f"{NAME}, header: found {found}, expected document,line,line_from,")
    assert message.endswith("; correct the header row.")


def test_columns_may_stand_in_another_order():
    frame = table_of(CRITERIA, GOOD)
    validate_text(frame[frame.columns[::-1]], CRITERIA, NAME)

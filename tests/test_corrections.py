import pandas as pd
import pytest

from ntm_analysis.corrections import apply_corrections
from ntm_analysis.errors import BadInputError
from ntm_analysis.schema import REFERENCE

LINE = {
    "table": "commune_plans",
    "document": "plan",
    "line": "376",
    "column": "met_printed",
    "expected_value": "1,7,12,29",
    "action": "set",
    "value": "1,7,12,19",
    "reason": "there is no criterion 29",
}


def ledger(*lines):
    return pd.DataFrame(lines, columns=REFERENCE["corrections"].columns, index=range(2, len(lines) + 2), dtype="str")


@pytest.fixture
def raw():
    plans = {
        "document": ["plan", "plan", "report"],
        "line": ["375", "376", "376"],
        "met_printed": ["1,7,12,29", "1,7,12,29", "1,7,12,29"],
        "note": ["", "blurred", ""],
    }
    documents = {"document": ["plan", "report"], "number": ["41", "42"]}
    return {
        "documents": pd.DataFrame(documents, index=[2, 3], dtype="str"),
        "commune_plans": pd.DataFrame(plans, index=[2, 3, 4], dtype="str"),
    }


def test_a_line_sets_its_cell_and_no_other(raw):
    corrected = apply_corrections(raw, ledger(LINE))
    assert corrected["commune_plans"]["met_printed"].tolist() == ["1,7,12,29", "1,7,12,19", "1,7,12,29"]
    assert corrected["commune_plans"]["note"].tolist() == ["", "blurred", ""]
    assert list(corrected) == ["documents", "commune_plans"]


def test_a_line_blanks_its_cell(raw):
    blank = {"column": "note", "expected_value": "blurred", "action": "blank", "value": ""}
    corrected = apply_corrections(raw, ledger({**LINE, **blank}))
    assert corrected["commune_plans"]["note"].tolist() == ["", "", ""]


def test_a_line_may_not_blank_a_cell_that_is_required(raw):
    with pytest.raises(BadInputError, match=r"corrections\.csv, row 2: found '', expected .+ \(must not be empty\)"):
        apply_corrections(raw, ledger({**LINE, "action": "blank", "value": ""}))


def test_lines_apply_one_after_the_other(raw):
    more = {**LINE, "column": "note", "expected_value": "blurred", "value": "clear"}
    corrected = apply_corrections(raw, ledger(LINE, more))
    assert corrected["commune_plans"].loc[3].tolist() == ["plan", "376", "1,7,12,19", "clear"]


def test_input_stays_as_it_was(raw):
    before = {name: frame.copy(deep=True) for name, frame in raw.items()}
    lines = ledger(LINE)
    apply_corrections(raw, lines)
    for name, frame in raw.items():
        pd.testing.assert_frame_equal(frame, before[name])
    pd.testing.assert_frame_equal(lines, ledger(LINE))


def test_an_empty_ledger_changes_nothing(raw):
    for name, frame in apply_corrections(raw, ledger()).items():
        pd.testing.assert_frame_equal(frame, raw[name])


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"line": "377"}, "found no such row, expected one cell holding '1,7,12,29'"),
        ({"document": "law"}, "found no such row, expected one cell holding '1,7,12,29'"),
        ({"expected_value": "1,7,12,28"}, "found '1,7,12,29', expected one cell holding '1,7,12,28'"),
        ({"table": "plans"}, "found table 'plans', column 'met_printed', expected a table and column of data/raw"),
        ({"column": "met"}, "found table 'commune_plans', column 'met', expected a table and column of data/raw"),
    ],
)
def test_a_line_that_does_not_fit(raw, change, found):
    with pytest.raises(BadInputError) as caught:
        apply_corrections(raw, ledger({**LINE, "line": "375", "value": "7"}, {**LINE, **change}))
    assert str(caught.value).startswith(f"data/reference/corrections.csv, row 3: {found}; correct the line")


def test_the_same_line_twice_does_not_fit(raw):
    with pytest.raises(BadInputError, match=r"row 3: found '1,7,12,19', expected one cell holding '1,7,12,29'"):
        apply_corrections(raw, ledger(LINE, LINE))


def test_two_cells_with_the_expected_value_do_not_fit(raw):
    plans = raw["commune_plans"].assign(line="376", document="plan")
    with pytest.raises(BadInputError, match="row 2: found '1,7,12,29', '1,7,12,29', '1,7,12,29', expected one cell"):
        apply_corrections({**raw, "commune_plans": plans}, ledger(LINE))


def test_a_line_for_the_register_of_documents(raw):
    with pytest.raises(BadInputError, match=r"corrections\.csv, row 2"):
        apply_corrections(raw, ledger({**LINE, "table": "documents", "column": "number", "expected_value": "41"}))

"""Reading cells: decided readings, words for numbers, labels, and errors that name the cell."""

import pandas as pd
import pytest

from ntm_analysis.clean.cells import Cells, not_above
from ntm_analysis.errors import BadInputError
from ntm_analysis.quantities import parse_count, parse_criteria, parse_share

READINGS = ["document", "line", "column", "text", "reading"]
REFERENCE = {
    "readings": pd.DataFrame([["plan", "7", "met_printed", "1,2;3", "1,2,3"]], columns=READINGS),
    "number_words": pd.DataFrame([["duy trì", "0"], ["hang tram", ""]], columns=["text", "value"]),
    "labels": pd.DataFrame([["trên", "more_than"], ["sic", ""]], columns=["text", "code"]),
}


def cells_of(column, *texts, line="7"):
    rows = [["plan", line, text] for text in texts]
    frame = pd.DataFrame(rows, columns=["document", "line", column], index=range(2, len(rows) + 2), dtype="str")
    return Cells("bands", frame, REFERENCE)


def test_numbers_words_and_empty_cells_are_read():
    read = cells_of("n_printed", "05", "1.250", "duy trì", "", "hang tram").read("n_printed", parse_count)
    assert list(read) == [5, 1250, 0, None, None]
    assert list(read.index) == [2, 3, 4, 5, 6]


def test_a_decided_reading_stands_in_for_the_run():
    read = cells_of("met_printed", "1,2;3").read("met_printed", parse_criteria)
    assert read.iloc[0].criteria == (1, 2, 3)


def test_a_reading_holds_for_its_line_only():
    with pytest.raises(BadInputError, match="mixes commas and semicolons"):
        cells_of("met_printed", "1,2;3", line="8").read("met_printed", parse_criteria)


def test_a_reading_holds_for_its_column_only():
    with pytest.raises(BadInputError, match="mixes commas and semicolons"):
        cells_of("list_2017_printed", "1,2;3").read("list_2017_printed", parse_criteria)


def test_an_unreadable_run_is_an_error_that_names_file_row_column_and_remedy():
    with pytest.raises(BadInputError) as caught:
        cells_of("share_printed", "40%", "57.91%").read("share_printed", parse_share)
    error = caught.value
    assert error.where == "data/raw/bands.csv, row 3, column share_printed"
    assert error.found == "'57.91%'"
    assert "57.91" in error.expected
    assert "data/reference/readings.csv" in error.do


def test_labels_are_looked_up_and_empty_ones_stay_absent():
    found = cells_of("qualifier_printed", "trên", "", "sic").look_up("qualifier_printed", "labels", "text", "code")
    assert found.iloc[0] == "more_than"
    assert list(found.isna()) == [False, True, True]


def test_an_unknown_label_is_an_error_that_names_row_and_reference_table():
    with pytest.raises(BadInputError) as caught:
        cells_of("qualifier_printed", "trên", "", "khoảng").look_up("qualifier_printed", "labels", "text", "code")
    assert caught.value.where == "data/raw/bands.csv, row 4, column qualifier_printed"
    assert caught.value.found == "'khoảng'"
    assert "data/reference/labels.csv" in caught.value.expected


def test_check_names_the_first_row_that_fails():
    cells = cells_of("n_printed", "1", "2", "3")
    with pytest.raises(BadInputError) as caught:
        cells.check(pd.Series([True, False, False], index=[2, 3, 4]), "n_printed", "a one")
    assert caught.value.where.endswith("row 3, column n_printed")
    assert (caught.value.found, caught.value.expected) == ("'2'", "a one")


def test_check_passes_when_every_row_is_right():
    assert cells_of("n_printed", "1").check(pd.Series([True], index=[2]), "n_printed", "a one") is None


def test_not_above_asks_only_rows_that_hold_both_figures():
    counts = pd.Series([3, 4, None, 5], dtype="object")
    totals = pd.Series([3, 3, 3, None], dtype="object")
    assert list(not_above(counts, totals)) == [True, False, True, True]


def test_the_raw_frame_stays_as_it_was():
    cells = cells_of("met_printed", "1,2;3", "")
    before = cells.frame.copy(deep=True)
    cells.read("met_printed", parse_criteria)
    pd.testing.assert_frame_equal(cells.frame, before)

"""Work schedules and cited papers: times to periods, dates in all their printed forms."""

import pandas as pd
import pytest

from ntm_analysis.clean.cells import Cells
from ntm_analysis.clean.papers import clean_activities, clean_citations
from ntm_analysis.errors import BadInputError
from ntm_analysis.schema import RAW

TIMINGS = [
    ("plan", "Quý I", "2020", "1", "3"),
    ("plan", "Quý II, III", "2020", "4", "9"),
    ("plan", "Tháng 2", "2020", "2", "2"),
    ("plan", "Tháng 2/2021", "2021", "2", "2"),
    ("plan", "Thường xuyên", "2020", "1", "12"),
    ("plan", "Định kỳ và đột xuất", "", "", ""),
    ("other", "Hàng quý", "2021", "1", "12"),
]
REFERENCE = {
    "readings": pd.DataFrame(columns=["document", "line", "column", "text", "reading"]),
    "number_words": pd.DataFrame(columns=["text", "value"]),
    "timings": pd.DataFrame(TIMINGS, columns=["document", "text", "year", "start_month", "end_month"], dtype="str"),
}


def cells_of(name, *rows):
    filled = [dict.fromkeys(RAW[name].columns, "") | {"document": "plan", "line": "1"} | row for row in rows]
    frame = pd.DataFrame(filled, columns=RAW[name].columns, index=range(2, len(rows) + 2), dtype="str")
    return Cells(name, frame, REFERENCE)


@pytest.mark.parametrize(
    ("timing", "start", "end"),
    [
        ("Quý I", "2020-01-01", "2020-03-31"),
        ("Quý II, III", "2020-04-01", "2020-09-30"),
        ("Tháng 2", "2020-02-01", "2020-02-29"),
        ("Tháng 2/2021", "2021-02-01", "2021-02-28"),
        ("Thường xuyên", "2020-01-01", "2020-12-31"),
        ("Định kỳ và đột xuất", "", ""),
    ],
)
def test_a_printed_time_becomes_a_period(timing, start, end):
    row = clean_activities(cells_of("activities", {"timing_printed": timing})).iloc[0]
    assert (row["period_start"], row["period_end"]) == (start, end)
    assert row["timing_printed"] == timing


@pytest.mark.parametrize("timing", ["Quý V", "Hàng quý"])
def test_a_time_that_is_not_listed_for_the_document_is_an_error(timing):
    rows = [{"timing_printed": "Quý I"}, {"timing_printed": timing}]
    with pytest.raises(BadInputError) as caught:
        clean_activities(cells_of("activities", *rows))
    assert caught.value.where == "data/raw/activities.csv, row 3, column timing_printed"
    assert caught.value.found == repr(timing)
    assert "data/reference/timings.csv" in caught.value.expected


def test_marks_at_the_end_of_the_bodies_are_dropped_and_those_inside_stay():
    row = {"lead_printed": "BCĐ huyện, VPĐP huyện,", "implementers_printed": "UBND xã.", "timing_printed": "Quý I"}
    table = clean_activities(cells_of("activities", row)).iloc[0]
    assert (table["lead"], table["implementers"], table["partners"]) == ("BCĐ huyện, VPĐP huyện", "UBND xã", "")


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("4/6/2010", "2010-06-04"),
        ("04/11/2014", "2014-11-04"),
        ("16 tháng 8 năm 2016", "2016-08-16"),
        ("12 tháng 02 năm 2020", "2020-02-12"),
        ("*27* tháng *02* năm 2017", "2017-02-27"),
        ("/02/2020", None),
        ("", None),
    ],
)
def test_dates_of_papers_are_read_in_their_printed_forms(printed, date):
    table = clean_citations(cells_of("citations", {"date_printed": printed, "number_printed": "37/KH-BCĐ"}))
    assert list(table["cited_on"]) == [date]
    assert list(table["cited_number"]) == ["37/KH-BCĐ"]


def test_a_day_that_is_not_in_the_calendar_is_an_error():
    with pytest.raises(BadInputError) as caught:
        clean_citations(cells_of("citations", {"date_printed": "29/02/2017"}))
    assert caught.value.where == "data/raw/citations.csv, row 2, column date_printed"
    assert caught.value.found == "'29/02/2017'"


def test_a_documents_own_citation_is_marked():
    table = clean_citations(cells_of("citations", {"is_own": "true"}, {"is_own": ""}))
    assert list(table["is_own"]) == [True, False]


def test_the_raw_frames_stay_as_they_were():
    activities = cells_of("activities", {"timing_printed": "Quý I", "lead_printed": "UBND,"})
    citations = cells_of("citations", {"date_printed": "4/6/2010"})
    before = activities.frame.copy(deep=True), citations.frame.copy(deep=True)
    clean_activities(activities)
    clean_citations(citations)
    pd.testing.assert_frame_equal(activities.frame, before[0])
    pd.testing.assert_frame_equal(citations.frame, before[1])

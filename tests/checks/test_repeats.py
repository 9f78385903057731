"""The same quantity in two places, wholes and their parts, and increases between two states."""

import pandas as pd
import pytest

from ntm_analysis.checks.repeats import check_reached, check_relations, check_same, check_steps, check_yearly_gain
from ntm_analysis.errors import BadInputError

from .test_findings import table

KEY = ["unit", "basis", "as_of", "criterion"]
WHAT = ("criterion 2", "tiêu chí số 2")


def facts(findings):
    return [(finding["rule"], finding["found"], finding["expected"], finding["difference"]) for finding in findings]


# The same quantity in two places


def count(n, line, document="plan", basis="planned", as_of="2020-12-31", criterion=2):
    row = {"document": document, "line": line, "printed": f"{n}/207 xã", "unit": "lang-son", "basis": basis}
    return row | {"as_of": as_of, "criterion": criterion, "communes_attaining": n}


def paper(document):
    return f"the {document}", f"bản {document}"


def same(*rows):
    return check_same(
        table("criteria", *rows), KEY, "communes_attaining", lambda row: row.unit, lambda row: WHAT, paper
    )


def test_two_figures_of_one_quantity_in_one_document_are_found():
    findings = same(count(82, 68), count(83, 70))
    assert facts(findings) == [("same_quantity_differs", "83", "82", 1)]
    assert (findings[0]["severity"], findings[0]["line"], findings[0]["other_line"]) == ("error", 70, 68)
    assert findings[0]["message_en"] == "criterion 2: 83 here, 82 on line 68 of the same document."


def test_a_target_that_another_document_states_differently_is_a_note():
    findings = same(count(82, 68, "review"), count(93, 40))
    assert facts(findings) == [("target_restated", "93", "82", 11)]
    assert (findings[0]["severity"], findings[0]["other_document"]) == ("note", "review")
    assert findings[0]["message_en"] == "criterion 2: this document plans 93, the review plans 82."
    assert findings[0]["message_vi"] == "tiêu chí số 2: văn bản này đặt 93, bản review đặt 82."
    assert findings[0]["subject"] == "lang-son"


@pytest.mark.parametrize("basis", ["reported", "derived"])
def test_a_state_that_another_document_reports_differently_is_an_error(basis):
    findings = same(count(82, 68, "review", basis), count(83, 40, "report", basis))
    assert facts(findings) == [("reports_differ", "83", "82", 1)]
    assert findings[0]["message_en"] == "criterion 2: this document states 83, the review states 82."


def test_ranges_are_told_by_the_custom_of_the_language():
    rows = [count(n, line) | {"value_low": n, "value_high": n + 1.5} for n, line in ((82, 68), (83, 70))]
    told = pd.DataFrame(rows).assign(as_of=pd.Timestamp("2020-12-31"))
    (found,) = check_same(told, KEY, "value_low", lambda row: row.unit, lambda row: WHAT, paper)
    assert (found["found"], found["expected"]) == ("83–84.5", "82–83.5")
    assert ("83–84.5 here" in found["message_en"], "là 83–84,5" in found["message_vi"]) == (True, True)


@pytest.mark.parametrize(
    "other",
    [
        count(82, 70),
        count("", 70),
        count(83, 70, criterion=3),
        count(83, 70, as_of="2019-12-31"),
        count(83, 70, basis="reported"),
    ],
)
def test_equal_absent_and_other_quantities_give_no_finding(other):
    assert same(count(82, 68), other) == []


# Relations


def indicator(value, line, printed, total=""):
    row = {"document": "report", "line": line, "printed": printed, "unit": "lang-son", "indicator": "schools"}
    row |= {"basis": "reported", "as_of": "2015-12-31", "value_low": value, "value_high": value, "total": total}
    return row | {"measure": "school", "indicator_en": "Schools", "indicator_vi": "Trường"}


INDICATORS = [indicator(49, 279, "49 truong"), indicator(9, 280, "9 truong"), indicator(40, 281, "40 truong", 2314)]


def related(relation, *lines, column="value_low", rows=INDICATORS):
    """Relate rows given as (part, line, printed)."""
    common = {"relation_key": "schools_2015", "relation": relation, "table": "indicators", "column": column}
    common |= {"document": "report", "reason": "Schools", "reason_vi": "Trường"}
    table_lines = [common | {"part": part, "line": str(line), "printed": printed} for part, line, printed in lines]
    relations = pd.DataFrame(table_lines, index=range(2, len(lines) + 2))
    return check_relations(relations, {"indicators": table("indicators", *rows)})


def test_parts_that_do_not_add_up_to_the_whole_are_found():
    findings = related("sum", ("whole", 279, "49 truong"), ("part", 280, "9 truong"))
    assert facts(findings) == [("parts_vs_whole", "49", "9", 40)]
    assert findings[0]["message_en"] == "Schools: the whole is printed as 49, its parts add up to 9."


def test_parts_that_add_up_to_the_whole_give_no_finding():
    assert related("sum", ("whole", 279, "49 truong"), ("part", 280, "9 truong"), ("part", 281, "40 truong")) == []


def test_decimal_parts_that_add_up_to_the_whole_give_no_finding():
    rows = [indicator(0.3, 1, "0,3"), indicator(0.1, 2, "0,1"), indicator(0.2, 3, "0,2")]
    assert related("sum", ("whole", 1, "0,3"), ("part", 2, "0,1"), ("part", 3, "0,2"), rows=rows) == []


def test_a_part_above_its_whole_is_found_at_the_part():
    findings = related("within", ("whole", 280, "9 truong"), ("part", 281, "40 truong"))
    assert facts(findings) == [("part_above_whole", "40", "9", 31)]
    assert (findings[0]["line"], findings[0]["other_line"]) == (281, 280)
    assert "the part is printed as 40, more than the whole of 9" in findings[0]["message_en"]


def test_a_part_up_to_its_whole_gives_no_finding():
    assert related("within", ("whole", 281, "40 truong"), ("part", 280, "9 truong"), ("part", 281, "40 truong")) == []


@pytest.mark.parametrize(
    ("relation", "rule", "severity"),
    [("equal", "should_be_equal", "warning"), ("alike", "alike_but_different", "note")],
)
def test_figures_that_should_be_equal_or_are_alike_are_compared(relation, rule, severity):
    findings = related(relation, ("whole", 279, "49 truong"), ("part", 281, "40 truong"))
    assert facts(findings) == [(rule, "40", "49", -9)]
    assert (findings[0]["severity"], findings[0]["other_line"]) == (severity, 279)
    assert "40 here, 49 at the other place" in findings[0]["message_en"]
    assert related(relation, ("whole", 279, "49 truong"), ("part", 279, "49 truong")) == []


def test_any_column_of_the_row_can_stand_in_a_relation():
    findings = related("equal", ("whole", 281, "40 truong"), ("part", 281, "40 truong"), column="total")
    assert findings == []
    rows = [*INDICATORS[:2], indicator(40, 281, "40 truong", 2156), indicator(38, 282, "38 truong", 2314)]
    findings = related("equal", ("whole", 281, "40 truong"), ("part", 282, "38 truong"), column="total", rows=rows)
    assert facts(findings) == [("should_be_equal", "2314", "2156", 158)]


@pytest.mark.parametrize(("line", "printed"), [(280, "49 truong"), (279, "48 truong")])
def test_a_relation_with_a_row_that_does_not_exist_is_an_error(line, printed):
    with pytest.raises(BadInputError) as caught:
        related("sum", ("whole", 281, "40 truong"), ("part", line, printed))
    assert caught.value.where == "data/reference/relations.csv, row 3"
    assert f"report line {line} {printed!r}" in caught.value.found


def test_a_relation_needs_one_whole_and_its_parts():
    with pytest.raises(BadInputError, match="row 2: found 2 wholes and 1 parts of schools_2015"):
        related("sum", ("whole", 279, "49 truong"), ("whole", 280, "9 truong"), ("part", 281, "40 truong"))
    with pytest.raises(BadInputError, match="row 2: found 1 wholes and 0 parts of schools_2015"):
        related("sum", ("whole", 279, "49 truong"))


@pytest.mark.parametrize("column", ["indicator", "communes"])
def test_a_relation_needs_a_column_of_numbers(column):
    with pytest.raises(BadInputError, match=f"row 2: found table 'indicators', column '{column}'"):
        related("equal", ("whole", 279, "49 truong"), ("part", 280, "9 truong"), column=column)


def test_a_relation_needs_a_row_with_a_value():
    with pytest.raises(BadInputError, match="row 3: found no value in indicators for report line 279"):
        related("equal", ("whole", 281, "40 truong"), ("part", 279, "49 truong"), column="total")


# Increases


NAME = ("Communes meeting the standard", "Xã đạt chuẩn")
PERIOD = {"period_start": "2017-01-01", "period_end": "2017-12-31"}


def level(value, as_of, line, measure="communes_meeting_standard", basis="reported", **more):
    row = {"document": "report", "line": line, "printed": str(value), "unit": "lang-son", "basis": basis}
    return row | {"as_of": as_of, "measure": measure, "value_low": value, "value_high": value} | more


def gain(value, line, measure="communes_meeting_standard_added", high=None, **more):
    row = level(value, "", line, measure, "planned") | PERIOD
    return row | ({} if high is None else {"value_high": high}) | more


def steps(*rows, bands=()):
    return check_steps(table("headlines", *rows), table("bands", *bands), lambda measure: NAME)


def test_an_increase_that_does_not_lead_to_the_new_number_is_found():
    findings = steps(level(25, "2016-12-31", 51), gain(14, 108), level(38, "2017-12-31", 109, basis="planned"))
    assert facts(findings) == [("added_vs_previous", "25", "24", 1)]
    assert (findings[0]["line"], findings[0]["other_line"]) == (108, 51)
    assert (
        "38 after an increase of 14 means 24 before it; 25 is printed for 31 December 2016" in findings[0]["message_en"]
    )


@pytest.mark.parametrize("eve", ["2016-12-31", "2017-01-01"])
def test_an_increase_that_leads_to_the_new_number_gives_no_finding(eve):
    assert steps(level(24, eve, 51), gain(14, 108), level(38, "2017-12-31", 109, basis="planned")) == []


def test_the_band_of_all_criteria_is_a_number_of_communes_meeting_the_standard():
    place = {"document": "report", "line": 85, "printed": "25/207 xã", "unit": "lang-son", "basis": "reported"}
    band = place | {"as_of": "2016-12-31", "band_low": 19, "band_high": 19, "communes": 25}
    findings = steps(gain(14, 108), level(38, "2017-12-31", 109, basis="planned"), bands=[band])
    assert facts(findings) == [("added_vs_previous", "25", "24", 1)]


def test_the_mean_of_criteria_is_checked_by_its_change():
    """The review of 2015: 7.4 after a rise of 4.83 means 2.57 before it."""
    mean = {"measure": "mean_criteria"}
    rise = gain(4.83, 400, "mean_criteria_change", period_start="2011-12-31", period_end="2015-12-31", basis="reported")
    new = level(7.4, "2015-12-31", 400, **mean)
    assert steps(level(2.57, "2011-12-31", 17, **mean), rise, new) == []
    findings = steps(level(2.75, "2011-12-31", 17, **mean), rise, new)
    assert facts(findings) == [("added_vs_previous", "2.75", "2.57", 0.18)]


@pytest.mark.parametrize(
    "old",
    [
        level(25, "2016-06-30", 51),
        level(25, "2016-12-31", 51, basis="planned"),
        level(25, "2016-12-31", 51, unit="bac-son"),
    ],
)
def test_states_of_another_time_place_or_basis_are_not_held_against_an_increase(old):
    assert steps(old, gain(14, 108), level(38, "2017-12-31", 109, basis="planned")) == []


def test_a_range_of_increases_is_not_checked():
    assert (
        steps(level(25, "2016-12-31", 51), gain(14, 108, high=15), level(38, "2017-12-31", 109, basis="planned")) == []
    )


def test_the_frames_stay_as_they_were():
    criteria = table("criteria", count(82, 68), count(83, 70))
    headlines = table("headlines", level(25, "2016-12-31", 51), gain(14, 108), level(38, "2017-12-31", 109))
    bands = table("bands")
    frames = [criteria, headlines, bands]
    before = [frame.copy(deep=True) for frame in frames]
    check_same(criteria, KEY, "communes_attaining", lambda row: row.unit, lambda row: WHAT, paper)
    check_steps(headlines, bands, lambda measure: NAME)
    for frame, was in zip(frames, before, strict=True):
        pd.testing.assert_frame_equal(frame, was)


# Parts of two documents, open wholes


def test_parts_of_another_document_that_do_not_add_up_are_a_note():
    rows = [indicator(43, 346, "43"), {**indicator(29, 397, "29"), "document": "plan"}]
    relations = pd.DataFrame(
        {
            "relation_key": ["under_five"] * 2,
            "relation": ["sum"] * 2,
            "part": ["whole", "part"],
            "table": ["indicators"] * 2,
            "column": ["value_low"] * 2,
            "document": ["report", "plan"],
            "line": ["346", "397"],
            "printed": ["43", "29"],
            "reason": ["Under five"] * 2,
            "reason_vi": ["Dưới năm"] * 2,
        }
    )
    findings = check_relations(relations, {"indicators": table("indicators", *rows)})
    assert facts(findings) == [("parts_vs_whole_across", "43", "29", 14)]
    assert findings[0]["severity"] == "note"


def test_a_part_above_a_whole_that_is_open_above_is_a_note():
    rows = [{**indicator(20_000, 26, "20.000"), "qualifier": "more_than"}, indicator(65_000, 40, "65.000")]
    findings = related("within", ("whole", 26, "20.000"), ("part", 40, "65.000"), rows=rows)
    assert facts(findings) == [("part_above_open_whole", "65000", "20000", 45_000)]


# Yearly gains and targets already reached


def printed_mean(value, as_of, basis):
    row = {"document": "review", "line": 400, "printed": f"{value}", "unit": "lang-son", "basis": basis}
    return row | {"as_of": as_of, "measure": "mean_criteria", "value_low": value, "value_high": value}


def yearly_gain(low, high):
    row = {"document": "review", "line": 627, "printed": f"{low}-{high}", "unit": "lang-son", "basis": "planned"}
    row |= {"period_start": "2016-01-01", "period_end": "2020-12-31", "measure": "mean_criteria_change_per_year"}
    return row | {"value_low": low, "value_high": high}


@pytest.mark.parametrize(("ends", "fires"), [((1, 1.5), True), ((0.8, 1), False), ((0.88, 0.88), False)])
def test_a_yearly_gain_is_held_against_the_way_from_the_mean_to_its_target(ends, fires):
    rows = [
        printed_mean(7.4, "2015-12-31", "reported"),
        printed_mean(11.8, "2020-12-31", "planned"),
        yearly_gain(*ends),
    ]
    findings = check_yearly_gain(table("headlines", *rows))
    assert facts(findings) == ([("yearly_gain_vs_target", "1–1.5", "0.88", None)] if fires else [])
    assert all("1–1.5 criteria, a year by our reading;" in finding["message_en"] for finding in findings)
    assert all("1–1,5 tiêu chí, chúng tôi hiểu là mỗi năm;" in finding["message_vi"] for finding in findings)


def villages(value, document, basis, as_of):
    row = {**indicator(value, 340, f"{value} thôn"), "document": document, "basis": basis, "as_of": as_of}
    return row | {"indicator": "cultural_villages", "measure": "village"}


DOCUMENTS = pd.DataFrame({"document": ["plan"], "reference_date": pd.to_datetime(["2017-01-31"])})


@pytest.mark.parametrize(
    ("target", "date", "fires"), [(1505, "2015-12-31", True), (1536, "2015-12-31", False), (1505, "2017-06-30", False)]
)
def test_a_target_below_what_was_reached_when_the_plan_was_made_is_a_note(target, date, fires):
    rows = [villages(1536, "review", "reported", date), villages(target, "plan", "planned", "2020-12-31")]
    findings = check_reached(table("indicators", *rows), DOCUMENTS, lambda row: WHAT)
    assert facts(findings) == ([("target_already_reached", "1505", "1536", -31)] if fires else [])

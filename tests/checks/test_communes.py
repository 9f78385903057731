"""The commune tables: stated numbers, running totals, criteria planned twice or never, two tables, groups."""

import pandas as pd
import pytest

from ntm_analysis.checks.communes import check_commune_plans, check_groups, check_numbers
from ntm_analysis.schema import RAW

from .test_findings import table

YEARS = range(2017, 2021)
PLACE = {"document": "plan", "printed": "Xã A", "commune": "bac-son.a", "commune_name": "A", "district": "bac-son"}
MET = [1, 2, 3, 4, 5, 6, 7, 8]
PLANNED = {2017: [9, 10, 11, 12], 2018: [13, 14, 15, 16, 17, 18, 19]}


class Row:
    """A row of the commune tables: its lists, and what it states where that differs from the lists."""

    def __init__(self, met=MET, planned=PLANNED, plan_table=1, line=300, **stated):
        self.place = PLACE | {"plan_table": plan_table, "line": line}
        self.met, self.planned, self.stated = met, planned, stated

    @property
    def plan(self):
        row = {"group_year": 2018, "row_no": 1, "is_specially_difficult": False, "criteria_met": len(self.met)}
        row |= {"criteria_met_printed": len(self.met)}
        for year, numbers in self.planned.items():
            run = len(self.met) + sum(len(self.planned[before]) for before in self.planned if before <= year)
            row |= {f"planned_n_{year}": len(numbers), f"cumulative_{year}": run}
        return self.place | row | self.stated

    @property
    def lists(self):
        rows = [{"criterion": number, "status": "met_2017_01"} for number in self.met]
        for year, numbers in self.planned.items():
            rows += [{"criterion": number, "status": "planned", "planned_year": year} for number in numbers]
        return [self.place | row for row in rows]


def found_in(*rows):
    lists = [entry for row in rows for entry in row.lists]
    return check_commune_plans(table("commune_plans", *[row.plan for row in rows]), table("commune_criteria", *lists))


def facts(findings):
    return [(finding["rule"], finding["found"], finding["expected"], finding["difference"]) for finding in findings]


# One row against itself


def test_a_row_that_agrees_with_its_lists_gives_no_finding():
    assert found_in(Row()) == []


def test_a_stated_number_that_is_not_the_length_of_its_list_is_found():
    """Hồng Phong: seven criteria stated for 2018, six listed."""
    planned = {2017: [9, 10, 11, 12], 2018: [13, 14, 15, 16, 17, 18]}
    findings = found_in(Row(met=[*MET, 19], planned=planned, planned_n_2018=7, cumulative_2018=20))
    assert facts(findings) == [("listed_vs_stated", "6", "7", -1)]
    assert findings[0]["message_en"] == "A: 7 criteria are stated for 2018, 6 are listed."
    assert findings[0]["message_vi"] == "A: ghi 7 tiêu chí cho năm 2018, liệt kê 6."


def test_more_criteria_listed_than_stated_are_found_too():
    findings = found_in(Row(planned_n_2018=6, cumulative_2018=18))
    assert facts(findings) == [("listed_vs_stated", "7", "6", 1)]


def test_a_stated_number_of_criteria_met_is_held_against_its_list():
    findings = found_in(Row(criteria_met_printed=9, cumulative_2017=13, cumulative_2018=20))
    assert facts(findings) == [("listed_vs_stated", "8", "9", -1)]
    assert findings[0]["message_en"] == "A: 9 criteria are stated, 8 are listed."


def test_where_no_number_is_stated_none_is_compared():
    assert found_in(Row(criteria_met_printed="", planned_n_2018="", cumulative_2018="")) == []


def test_a_running_total_that_does_not_add_up_is_found_and_the_next_one_starts_from_it():
    findings = found_in(Row(cumulative_2017=13, cumulative_2018=20))
    assert facts(findings) == [("cumulative_count", "13", "12", 1)]
    assert "the cumulative count for 2017 is printed as 13; 8 and 4 make 12" in findings[0]["message_en"]
    assert findings[0]["subject"] == "bac-son.a, table 1, 2017"


def test_the_running_total_begins_with_the_list_where_no_number_is_printed():
    findings = found_in(Row(criteria_met_printed="", cumulative_2017=13, cumulative_2018=20))
    assert facts(findings) == [("cumulative_count", "13", "12", 1)]


def test_a_running_total_without_a_number_planned_is_held_against_the_one_before():
    findings = found_in(Row(planned={}, plan_table=2, cumulative_2017=9))
    assert facts(findings) == [("cumulative_count", "9", "8", 1)]


def test_a_criterion_planned_for_two_years_is_found():
    planned = {2017: [8, 9, 10, 11], 2018: [8, 12, 13, 14, 15, 16, 17, 18, 19]}
    findings = found_in(Row(met=[1, 2, 3, 4, 5, 6, 7], planned=planned))
    assert facts(findings) == [("planned_twice", "2017 and 2018", "one year", None)]
    assert findings[0]["message_en"] == "A: criterion 8 is planned for 2017 and 2018."
    assert findings[0]["message_vi"] == "A: tiêu chí số 8 được đưa vào kế hoạch của 2017 và 2018."


def test_a_criterion_planned_though_met_is_found():
    findings = found_in(Row(planned={**PLANNED, 2018: [8, *PLANNED[2018]]}))
    assert facts(findings) == [("planned_though_met", "2018", "not planned", None)]
    assert "criterion 8 is planned for 2018 although it is listed as met in January 2017" in findings[0]["message_en"]


def test_a_criterion_neither_met_nor_planned_is_found_in_table_1_only():
    planned = {2017: [9, 10, 11, 12], 2018: [13, 14, 15, 17, 18, 19]}
    findings = found_in(Row(planned=planned))
    assert facts(findings) == [("never_planned", "16", "met or planned", None)]
    assert findings[0]["severity"] == "error"
    assert "criterion 16 is neither met nor planned by 2018" in findings[0]["message_en"]
    assert found_in(Row(planned=planned, plan_table=2)) == []


# A commune in both tables


def second(**changes):
    return Row(**{"planned": {2017: PLANNED[2017]}, "plan_table": 2, "line": 360} | changes)


def test_two_tables_that_agree_on_2017_give_no_finding():
    assert found_in(Row(), second()) == []


def test_criteria_met_that_differ_between_the_tables_are_found():
    findings = found_in(Row(), second(met=MET[:-1], criteria_met_printed=7, cumulative_2017=11))
    assert facts(findings) == [
        ("two_tables_differ", "1,2,3,4,5,6,7", "1,2,3,4,5,6,7,8", None),
        ("two_tables_differ", "11", "12", None),
    ]
    assert [finding["other_line"] for finding in findings] == [300, 300]
    assert [finding["line"] for finding in findings] == [360, 360]
    assert "table 1 prints 12 for the cumulative count for 2017, table 2 prints 11" in findings[1]["message_en"]


def test_criteria_planned_for_2017_that_differ_between_the_tables_are_found():
    findings = found_in(Row(), second(planned={2017: [9, 10, 11, 13]}))
    assert facts(findings) == [("two_tables_differ", "9,10,11,13", "9,10,11,12", None)]
    assert "table 1 prints 9, 10, 11, 12 for the criteria planned for 2017" in findings[0]["message_en"]


def test_criteria_planned_for_2018_that_differ_between_the_tables_are_found():
    """Đội Cấn: table 1 plans 6 and 16 for 2018 and counts six criteria, table 2 plans 6 and counts five."""
    first = Row(
        met=[1, 12, 14],
        planned={2017: [3], 2018: [6, 16], 2019: [7, 9, 19], 2020: [2, 4, 5, 8, 10, 11, 13, 15, 17, 18]},
    )
    findings = found_in(first, second(met=[1, 12, 14], planned={2017: [3], 2018: [6]}))
    assert ("two_tables_differ", "6", "6,16", None) in facts(findings)


def test_a_commune_under_five_criteria_that_table_2_leaves_out_is_found():
    low = Row(met=[1, 7, 12, 14], planned={2017: [8], 2018: list(set(range(1, 20)) - {1, 7, 8, 12, 14})})
    other = second(met=[1, 12, 14], planned={2017: [3], 2018: [6]})
    other.place = other.place | {"commune": "bac-son.b", "commune_name": "B"}
    findings = found_in(low, other)
    assert ("under_five_not_listed", "4", "a row in table 2", None) in facts(findings)
    listed = found_in(low, second(met=[1, 7, 12, 14], planned={2017: [8]}))
    assert "under_five_not_listed" not in {finding["rule"] for finding in listed}


# Numbers that are no criterion


def raw_of(**cells):
    row = dict.fromkeys(RAW["commune_plans"].columns, "")
    row |= {"document": "plan", "line": "376", "printed": "Xã A", "name_printed": "Xã A", "plan_table": "2"}
    return pd.DataFrame([row | cells], dtype="str")


def corrections_of(*values, column="met_printed"):
    """Corrections of a column of the row of raw_of."""
    place = {"table": "commune_plans", "document": "plan", "line": "376", "column": column}
    return pd.DataFrame([place | {"value": value} for value in values], columns=[*place, "value"])


def test_a_number_that_is_no_criterion_is_found_with_its_list():
    (finding,) = check_numbers(raw_of(met_printed="1,7,12,29", list_2017_printed="3"), corrections_of())
    assert (finding["rule"], finding["severity"]) == ("impossible_criterion", "error")
    assert (finding["found"], finding["expected"], finding["difference"]) == ("29", "1 to 19", None)
    assert (finding["line"], finding["printed"]) == (376, "1,7,12,29")
    assert finding["message_en"] == "The list 1,7,12,29 holds 29, which is no criterion number."


def test_how_a_list_with_a_number_that_is_no_criterion_is_read_is_told():
    printed = raw_of(met_printed="1,7,12,29", list_2017_printed="3")
    (finding,) = check_numbers(printed, corrections_of("1,7,12,19"))
    assert finding["message_en"].endswith("no criterion number; the list is read as 1, 7, 12, 19.")
    assert finding["message_vi"].endswith("không phải số tiêu chí; danh sách được đọc là 1, 7, 12, 19.")
    (other,) = check_numbers(printed, corrections_of("3", column="list_2017_printed"))
    assert other["message_en"].endswith("no criterion number.")


def test_every_list_of_the_row_is_read():
    found = check_numbers(raw_of(met_printed="1,0", list_2020_printed="20;3"), corrections_of())
    assert [finding["found"] for finding in found] == ["0", "20"]


def test_criteria_and_sub_criteria_are_accepted():
    assert check_numbers(raw_of(met_printed="1;19", list_2017_printed="16 (17.3; 18.3)"), corrections_of()) == []


# Groups


def group_of(*cumulative, plan_table=2):
    """Rows of table 2 by their cumulative counts for 2017 and 2018."""
    rows = []
    for number, (first, *more) in enumerate(cumulative):
        place = PLACE | {"commune": f"bac-son.a{number}", "line": 348 + number, "plan_table": plan_table}
        row = {"group_year": 2018, "row_no": number, "is_specially_difficult": False, "criteria_met": 4}
        rows.append(place | row | {"cumulative_2017": first, "cumulative_2018": more[0] if more else ""})
    return table("commune_plans", *rows)


def headline(measure, value, **when):
    row = {"document": "plan", "printed": str(value), "unit": "lang-son", "basis": "planned", "line": 346}
    return table("headlines", row | {"measure": measure, "value_low": value, "value_high": value} | when)


def test_a_stated_group_that_has_another_number_of_rows_is_found():
    plans = group_of((9,), (9,), plan_table=1)
    found = check_groups(plans, headline("plan_group_communes", 3, as_of="2018-12-31", line=284))
    assert facts(found) == [("group_size", "3", "2", 1)]
    assert found[0]["message_en"] == "The heading states 3 communes for 2018; the group has 2 rows."
    assert check_groups(plans, headline("plan_group_communes", 2, as_of="2018-12-31")) == []
    assert facts(check_groups(plans, headline("plan_group_communes", 2, as_of="2019-12-31"))) == [
        ("group_size", "2", "0", 2)
    ]


def test_the_communes_stated_above_table_2_are_held_against_its_rows():
    stated = {"as_of": "2017-01-31", "basis": "reported"}
    assert check_groups(group_of((5,), (4, 5)), headline("communes_under_5", 2, **stated)) == []
    found = check_groups(group_of((5,), (4, 5)), headline("communes_under_5", 3, **stated))
    assert facts(found) == [("group_size", "3", "2", 1)]


def test_a_target_below_table_2_is_not_its_number_of_rows():
    assert check_groups(group_of((5,), (4, 5)), headline("communes_under_5", 0, as_of="2018-12-31")) == []


@pytest.mark.parametrize(
    ("value", "start", "end", "expected"),
    [
        (2, "2017-01-01", "2017-12-31", None),
        (3, "2017-01-01", "2017-12-31", "2"),
        (1, "2018-01-01", "2018-12-31", None),
        (2, "2018-01-01", "2018-12-31", "1"),
        (3, "2017-01-01", "2018-12-31", None),
        (4, "2017-01-01", "2018-12-31", "3"),
    ],
)
def test_communes_leaving_the_group_under_five_are_counted_in_the_year_in_which_they_reach_five(
    value, start, end, expected
):
    """Two reach five in 2017 (one of them plans more for 2018), one in 2018."""
    plans = group_of((5,), (5, 6), (4, 5))
    found = check_groups(plans, headline("communes_leaving_under_5", value, period_start=start, period_end=end))
    if expected is None:
        assert found == []
    else:
        assert facts(found) == [("leaving_under_five", str(value), expected, value - int(expected))]
        assert f"table 2 shows {expected}" in found[0]["message_en"]


def test_without_a_second_table_nothing_is_held_against_it():
    stated = headline("communes_under_5", 3, as_of="2017-01-31", basis="reported")
    assert check_groups(table("commune_plans"), stated) == []


def test_the_frames_stay_as_they_were():
    row, other = Row(criteria_met_printed=9), second()
    plans, lists = table("commune_plans", row.plan, other.plan), table("commune_criteria", *row.lists, *other.lists)
    raw, groups = raw_of(met_printed="1,29"), group_of((5,), (4, 5))
    stated = headline("communes_leaving_under_5", 9, period_start="2017-01-01", period_end="2018-12-31")
    frames = [plans, lists, raw, groups, stated]
    before = [frame.copy(deep=True) for frame in frames]
    check_commune_plans(plans, lists)
    check_numbers(raw, corrections_of("1,7"))
    check_groups(groups, stated)
    for frame, was in zip(frames, before, strict=True):
        pd.testing.assert_frame_equal(frame, was)

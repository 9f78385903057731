"""The district annex against its own numbers and the plan's text, and communes named against communes counted."""

import pandas as pd
import pytest

from ntm_analysis.checks.annex import check_annex, check_named

from .test_findings import table

PLAN = {"document": "plan", "unit": "bac-son", "basis": "planned"}
YEAR = {"period_start": "2020-01-01", "period_end": "2020-12-31"}
NAMES = {"a": "Chiêu Vũ", "b": "Vũ Lễ", "c": "Tân Lập"}


def line(criterion, stated, communes, number=251):
    """One line of the annex: the number stated and the letters of the communes named."""
    row = {"document": "plan", "line": number, "printed": f"Tiêu chí {criterion}", "criterion": criterion}
    row |= {"stated_n": stated}
    return [row | {"commune": f"bac-son.{letter}", "commune_name": NAMES[letter]} for letter in communes]


def annex(*lines):
    return table("assignments", *[row for rows in lines for row in rows])


def told(criterion, added, number=36):
    row = {"line": number, "printed": "9/17 xã", "as_of": "2020-12-31", "criterion": criterion, "added": added}
    return PLAN | row | {"communes_attaining": 9, "communes_total": 17}


def headline(measure, value, unit="bac-son", **when):
    row = {"line": 19, "printed": str(value), "unit": unit, "measure": measure, "value_low": value, "value_high": value}
    return PLAN | row | (when or {"as_of": "2020-12-31"})


def found_in(assignments, criteria=(), headlines=()):
    return check_annex(assignments, table("criteria", *criteria), table("headlines", *headlines))


def facts(findings):
    return [(finding["rule"], finding["found"], finding["expected"], finding["difference"]) for finding in findings]


def test_an_annex_that_agrees_with_the_text_gives_no_finding():
    lines = annex(line(2, 1, "a"), line(16, 2, "bc", 258))
    stated = [headline("criteria_assigned_total", 3)]
    stated += [headline("criteria_gained_by_commune", 1, unit="bac-son.b", **YEAR)]
    assert found_in(lines, [told(2, 1), told(16, 2, 68)], stated) == []


def test_fewer_communes_named_than_stated_are_found():
    findings = found_in(annex(line(16, 3, "ab", 258)))
    assert facts(findings) == [("named_vs_stated", "2", "3", -1)]
    assert (findings[0]["line"], findings[0]["subject"]) == (258, "criterion 16")
    assert findings[0]["message_en"] == "The annex states 3 communes for criterion 16 and names 2."


def test_an_increase_that_differs_from_the_text_is_found():
    findings = found_in(annex(line(16, 3, "abc", 258)), [told(16, 2, 68)])
    assert facts(findings) == [("annex_vs_text", "3", "2", 1)]
    assert (findings[0]["line"], findings[0]["other_line"]) == (258, 68)
    assert findings[0]["message_en"] == "Criterion 16: the text states an increase of 2, the annex 3."


def test_an_increase_for_which_the_annex_has_no_line_is_found():
    findings = found_in(annex(line(2, 1, "a")), [told(2, 1), told(11, 1, 56)])
    assert facts(findings) == [("annex_misses_criterion", "0", "1", -1)]
    assert findings[0]["line"] == 56
    assert "the annex has no line for it" in findings[0]["message_en"]


@pytest.mark.parametrize("added", [0, ""])
def test_a_criterion_to_be_maintained_needs_no_line_in_the_annex(added):
    assert found_in(annex(line(2, 1, "a")), [told(9, added)]) == []


def test_the_text_of_another_document_is_not_held_against_the_annex():
    other = {"document": "other"}
    headlines = [headline("criteria_assigned_total", 99) | other]
    assert found_in(annex(line(2, 1, "a")), [told(11, 1) | other], headlines) == []


def test_a_total_that_the_lines_do_not_add_up_to_is_found():
    findings = found_in(annex(line(2, 1, "a"), line(16, 2, "bc")), headlines=[headline("criteria_assigned_total", 18)])
    assert facts(findings) == [("annex_total", "18", "3", 15)]
    assert findings[0]["message_en"] == "The annex states a total of 18 criteria; its lines add up to 3."


def test_a_commune_assigned_another_number_than_the_text_states_is_found():
    gain = [headline("criteria_gained_by_commune", 5, unit="bac-son.b", **YEAR)]
    findings = found_in(annex(line(4, 2, "bc"), line(6, 1, "b")), headlines=gain)
    assert facts(findings) == [("assigned_vs_stated", "5", "2", 3)]
    assert findings[0]["message_en"] == "Vũ Lễ is to gain 5 criteria by the text; the annex assigns it 2."


def test_a_commune_that_the_annex_leaves_out_is_found_under_its_id():
    gain = [headline("criteria_gained_by_commune", 5, unit="bac-son.b", **YEAR)]
    findings = found_in(annex(line(4, 1, "c")), headlines=gain)
    assert facts(findings) == [("assigned_vs_stated", "5", "0", 5)]
    assert "bac-son.b is to gain 5 criteria" in findings[0]["message_en"]


# Communes named in a role


def roles(role, *letters, document="plan"):
    rows = [{"commune": f"bac-son.{letter}", "commune_name": NAMES[letter]} for letter in letters]
    place = {"document": document, "line": 116, "role": role}
    return table("commune_roles", *[place | row | {"printed": row["commune_name"]} for row in rows])


def named(role_rows, stated, measure="communes_advanced_standard", as_indicator=False):
    row = headline(measure, stated)
    if as_indicator:
        row["indicator"] = row.pop("measure")
        return check_named(role_rows, table("headlines"), table("indicators", row))
    return check_named(role_rows, table("headlines", row), table("indicators"))


def test_fewer_communes_named_in_a_role_than_counted_are_found():
    findings = named(roles("advanced", "a", "b"), 3)
    assert facts(findings) == [("named_vs_count", "3", "2", 1)]
    assert findings[0]["message_en"] == "The text states 3 (communes at the advanced standard) and names 2."
    assert "xã đạt chuẩn nâng cao" in findings[0]["message_vi"]


@pytest.mark.parametrize(
    ("measure", "role", "what"),
    [
        ("model_residential_areas_added", "model_area", "model residential areas"),
        ("works_new_not_started", "works_pending", "works not begun"),
    ],
)
def test_counts_among_the_indicators_are_held_against_the_names_too(measure, role, what):
    findings = named(roles(role, "a"), 2, measure, as_indicator=True)
    assert facts(findings) == [("named_vs_count", "2", "1", 1)]
    assert what in findings[0]["message_en"]


def test_names_that_agree_or_are_not_given_give_no_finding():
    assert named(roles("advanced", "a", "b", "c"), 3) == []
    assert named(roles("model_area", "a"), 3) == []
    assert named(roles("advanced", "a", document="other"), 3) == []


def test_the_frames_stay_as_they_were():
    lines, criteria = annex(line(16, 3, "ab")), table("criteria", told(16, 2), told(11, 1))
    headlines, role_rows = table("headlines", headline("communes_advanced_standard", 3)), roles("advanced", "a")
    frames = [lines, criteria, headlines, role_rows]
    before = [frame.copy(deep=True) for frame in frames]
    check_annex(lines, criteria, headlines)
    check_named(role_rows, headlines, table("indicators"))
    for frame, was in zip(frames, before, strict=True):
        pd.testing.assert_frame_equal(frame, was)

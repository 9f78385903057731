"""A finding's fields and sentences, the rules as a whole, and the run of all checks on small tables."""

import re
from string import Formatter
from types import SimpleNamespace

import pandas as pd
import pytest

from ntm_analysis.checks import annex, communes, distribution, money, papers, repeats, run, shares
from ntm_analysis.checks.findings import COLUMNS, Rule, Several, table_of
from ntm_analysis.checks.naming import Naming
from ntm_analysis.schema import PROCESSED, RAW, REFERENCE
from ntm_analysis.tables import typed

MODULES = [annex, communes, distribution, money, papers, repeats, run, shares]
RULES = [value for module in MODULES for value in vars(module).values() if isinstance(value, Rule)]
ROW = SimpleNamespace(document="plan", line=40, printed="13,8 tiêu chí/xã")
RULE = Rule("a_rule", "warning", "{what}: {found}, not {expected}.", "{what}: {found}, không phải {expected}.")
PRECISION = {
    "funding": ["amount_step", "share_decimals"],
    "criteria": ["share_decimals"],
    "criteria_partial": ["share_decimals"],
    "bands": ["share_decimals"],
    "headlines": ["share_decimals", "value_decimals"],
    "indicators": ["share_decimals"],
}


def table(name, *rows):
    """Rows of a processed table with its types; cells left out are absent, further columns are kept."""
    columns = [*PROCESSED[name].columns, *PRECISION.get(name, [])]
    empty = dict.fromkeys(PROCESSED[name].columns, "") | dict.fromkeys(PRECISION.get(name, []))
    return typed(pd.DataFrame([empty | row for row in rows], columns=columns), PROCESSED[name])


# One finding


def test_a_breach_tells_place_figures_and_difference():
    other = SimpleNamespace(document="report", line=108)
    breach = RULE.breach(ROW, "the mean", 13.8, 11.8261, other=other, what=("Mean", "Bình quân"))
    assert breach == {
        "rule": "a_rule",
        "severity": "warning",
        "document": "plan",
        "line": 40,
        "subject": "the mean",
        "printed": "13,8 tiêu chí/xã",
        "expected": "11.8261",
        "found": "13.8",
        "difference": 1.9739,
        "other_document": "report",
        "other_line": 108,
        "message_en": "Mean: 13.8, not 11.8261.",
        "message_vi": "Bình quân: 13,8, không phải 11,8261.",
    }


def test_large_amounts_keep_every_digit_and_are_grouped_by_the_custom_of_the_language():
    breach = RULE.breach(ROW, "", 9_241_426, 9_241_425.5, what="Vốn")
    assert (breach["found"], breach["expected"], breach["difference"]) == ("9241426", "9241425.5", 0.5)
    assert "9,241,426, not 9,241,425.5" in breach["message_en"]
    assert "9.241.426, không phải 9.241.425,5" in breach["message_vi"]


def test_figures_in_words_have_no_difference_and_are_told_in_both_languages():
    breach = RULE.breach(ROW, "", ("2017 and 2018", "2017 và 2018"), "one year", what="8")
    assert (breach["found"], breach["expected"], breach["difference"]) == ("2017 and 2018", "one year", None)
    assert "2017 and 2018" in breach["message_en"]
    assert "2017 và 2018" in breach["message_vi"]


def test_dates_and_several_numbers_are_told_by_the_custom_of_the_language_and_kept_plain_in_the_table():
    breach = RULE.breach(ROW, "", pd.Timestamp("2017-06-30"), Several((1, 1867948.5)), what="8")
    assert (breach["found"], breach["expected"], breach["difference"]) == ("2017-06-30", "1–1867948.5", None)
    assert breach["message_en"] == "8: 30 June 2017, not 1–1,867,948.5."
    assert breach["message_vi"] == "8: 30/6/2017, không phải 1–1.867.948,5."
    listed = RULE.breach(ROW, "", Several((1, 4, 12), ",", ", "), Several(()), what="8")
    assert (listed["found"], listed["expected"], listed["message_vi"]) == ("1,4,12", "", "8: 1, 4, 12, không phải .")


def test_units_documents_and_days_are_named_and_what_is_unknown_keeps_its_id():
    units = pd.DataFrame(
        [("a", "A", "A", "province", ""), ("a.b", "B", "Bê", "district", "a"), ("a.b.c", "C", "Xê", "commune", "a.b")],
        columns=["unit", "name_en", "name_vi", "level", "parent"],
    )
    told = [("doc.plan", "the plan", "bản kế hoạch"), ("place.district", "{name} district", "huyện {name}")]
    told += [("place.commune", "{name} commune ({district})", "xã {name}, {district}"), ("axis.a", "a", "a")]
    naming = Naming(units, pd.DataFrame(told, columns=["word", "en", "vi"]))
    assert naming.document("plan") == ("the plan", "bản kế hoạch")
    assert naming.document("other") == ("other", "other")
    assert (naming.place("a"), naming.place("x")) == (("a", "a"), ("x", "x"))
    assert naming.place("a.b.c") == ("C commune (B)", "xã Xê, Bê")
    stock = SimpleNamespace(unit="a.b", as_of=pd.Timestamp("2020-12-31"))
    assert naming.dated(("Mean", "Bình quân"), stock) == (
        "Mean (B district, 31 December 2020)",
        "Bình quân (huyện Bê, 31/12/2020)",
    )
    ends = {"period_start": pd.Timestamp("2020-01-01"), "period_end": pd.Timestamp("2020-12-31")}
    flow = SimpleNamespace(unit="x", as_of=pd.NaT, **ends)
    assert naming.dated(("Gain", "Mức tăng"), flow)[1] == "Mức tăng (x, 1/1/2020 – 31/12/2020)"


def test_a_breach_can_carry_another_run_than_its_row_and_no_other_place():
    breach = RULE.breach(ROW, "", 1, 2, printed="1,7,12,29", what="list")
    assert (breach["printed"], breach["other_document"], breach["other_line"]) == ("1,7,12,29", None, None)


def test_findings_become_a_table_with_the_columns_of_its_definition():
    found = table_of([RULE.breach(ROW, "", 1, 2, what="x")])
    assert list(found.columns) == COLUMNS == PROCESSED["findings"].columns
    assert len(found) == 1
    assert list(table_of([]).columns) == COLUMNS


# All rules


def test_rule_names_are_slugs_and_stand_for_one_rule_each():
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names) > 30
    assert all(re.fullmatch(PROCESSED["findings"].field("rule").pattern, name) for name in names)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_both_sentences_of_a_rule_tell_the_found_figure_and_end(rule):
    places = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (rule.en, rule.vi)]
    assert all(places)
    assert places[0] ^ places[1] <= {"date"}
    assert places[0] & {"found", "criterion"}
    assert rule.en.endswith(".") and rule.vi.endswith(".")
    assert rule.severity in PROCESSED["findings"].field("severity").allowed


# All checks


UNITS = pd.DataFrame(
    [
        ("lang-son", "province", "", "", ""),
        ("bac-son", "district", "lang-son", "", ""),
        ("bac-son.a", "commune", "bac-son", "", ""),
        ("bac-son.b", "commune", "bac-son", "", ""),
        ("bac-son.c", "commune", "bac-son", "2017-01-31", "2019-12-31"),
        ("bac-son.d", "commune", "bac-son", "2020-01-01", ""),
        ("bac-son.e", "commune", "bac-son", "", "2017-01-30"),
    ],
    columns=["unit", "level", "parent", "valid_from", "valid_to"],
)


def run_on(**tables):
    """Run all checks on one document of January 2017, when the three communes a, b and c were in force."""
    document = {"document": "plan", "kind": "plan", "period_start": "2017-01-01", "reference_date": "2017-01-31"}
    clean = {name: table(name) for name in PROCESSED if name != "findings"}
    clean |= {"documents": table("documents", document)} | tables
    reference = {name: pd.DataFrame(columns=REFERENCE[name].columns, dtype="str") for name in REFERENCE}
    raw = {name: pd.DataFrame(columns=RAW[name].columns, dtype="str") for name in RAW}
    return run.run_checks(clean, raw, reference | {"units": UNITS})


def bands_of(total):
    row = {"document": "plan", "unit": "lang-son", "basis": "planned", "as_of": "2020-12-31", "communes_total": total}
    low = {"line": 40, "printed": "low", "band_low": 0, "band_high": 9, "communes": 1}
    high = {"line": 41, "printed": "high", "band_low": 10, "band_high": 19, "communes": total - 1}
    return table("bands", row | low, row | high)


def test_empty_tables_give_no_findings():
    found = run_on()
    assert found.empty
    assert list(found.columns) == COLUMNS


def test_a_total_that_is_not_the_number_of_communes_in_force_is_found_once():
    found = run_on(bands=bands_of(4))
    assert list(found["rule"]) == ["communes_in_force"]
    finding = found.iloc[0]
    assert (finding["found"], finding["expected"], finding["difference"], finding["line"]) == ("4", "3", 1, 40)
    assert finding["message_en"] == "4 communes are printed; 3 were in force on 31 January 2017."


def test_the_total_of_criteria_is_held_against_the_communes_in_force_too():
    row = {"document": "plan", "line": 68, "printed": "1/2 xã", "unit": "bac-son", "basis": "planned"}
    row |= {"as_of": "2020-12-31", "criterion": 2, "communes_attaining": 1, "communes_total": 2}
    found = run_on(criteria=table("criteria", row))
    assert list(found["rule"]) == ["communes_in_force"]
    assert (found["found"].iloc[0], found["expected"].iloc[0]) == ("2", "3")


def test_the_number_of_communes_in_force_is_accepted():
    assert run_on(bands=bands_of(3)).empty


def labelled(measure):
    row = {"document": "plan", "unit": "lang-son", "basis": "planned", "indicator": measure}
    row |= {"period_start": "2017-01-01", "period_end": "2020-12-31", "indicator_en": "It", "indicator_vi": "Nó"}
    rows = [row | {"line": line, "printed": str(line), "value_low": line, "value_high": line} for line in (1, 2)]
    return table("indicators", *rows)


def test_figures_that_repeat_by_their_nature_are_not_held_against_each_other():
    assert run_on(indicators=labelled("central_allocation_coefficient")).empty
    assert list(run_on(indicators=labelled("jobs_created"))["rule"]) == ["same_quantity_differs"]


def test_two_ranges_that_differ_at_their_upper_ends_are_found():
    indicators = labelled("income_per_head").assign(value_low=28.0, value_high=[30.0, 32.0])
    assert list(run_on(indicators=indicators)["rule"]) == ["same_quantity_differs"]


def test_the_tables_stay_as_they_were():
    bands = bands_of(4)
    before = bands.copy(deep=True)
    run_on(bands=bands)
    pd.testing.assert_frame_equal(bands, before)

"""Targets against outcomes, paces, and the count at the standard that a later plan implies."""

import pandas as pd
import pytest

from ntm_analysis.attainment import compare_targets, derive_standard, measure_paces
from ntm_analysis.criteria.panel import make_panel
from ntm_analysis.schema import PROCESSED
from ntm_analysis.tables import from_text, load_tables

DATE = "2020-12-31"


def state(criterion, share, as_of=DATE, basis="reported", criteria_set="2016", document="report", line=40, unit="ls"):
    """A row of the panel: a share of 100 communes, in hundredths."""
    row = {"unit": unit, "as_of": pd.Timestamp(as_of), "basis": basis, "criterion": criterion}
    row |= {"criteria_set": criteria_set, "communes_attaining": share, "communes_total": 100, "share": share / 100}
    return row | {"document": document, "line": line}


def target(criterion, share, **cells):
    return state(criterion, share, basis="planned", **{"document": "plan", "line": 80} | cells)


def panel_of(*rows):
    """A panel of the rows given, typed as ever when there are none."""
    return pd.DataFrame(rows or [state(1, 0)]).iloc[: len(rows)]


def compared(*rows, date=DATE):
    return compare_targets(panel_of(*rows), date)


# Targets against outcomes


@pytest.mark.parametrize(
    ("outcome", "gap", "verdict"), [(52, 12, "met"), (40, 0, "met"), (25, -15, "missed"), (0, -40, "missed")]
)
def test_an_outcome_is_set_against_its_target(outcome, gap, verdict):
    (row,) = compared(target(2, 40), state(2, outcome, line=98)).itertuples()
    assert (row.target_share, row.outcome_share, row.verdict) == (0.4, outcome / 100, verdict)
    assert row.gap_points == pytest.approx(gap)
    assert (row.target_document, row.target_line, row.outcome_document, row.outcome_line) == ("plan", 80, "report", 98)


def test_shares_are_compared_where_communes_were_merged():
    """82 of 207 communes were the target, 78 of 181 the outcome: fewer communes, a larger share."""
    rows = [target(2, 0) | {"communes_attaining": 82, "communes_total": 207, "share": 82 / 207}]
    rows += [state(2, 0) | {"communes_attaining": 78, "communes_total": 181, "share": 78 / 181}]
    (row,) = compared(*rows).itertuples()
    assert (row.target_communes, row.target_total, row.outcome_communes, row.outcome_total) == (82, 207, 78, 181)
    assert row.gap_points == pytest.approx(3.4803, abs=1e-4)
    assert row.verdict == "met"


def test_a_target_without_an_outcome_is_unknown():
    (row,) = compared(target(19, 98)).itertuples()
    assert row.verdict == "unknown"
    assert pd.isna(row.outcome_share)
    assert pd.isna(row.gap_points)


def test_an_outcome_without_a_target_has_no_row():
    assert compared(state(2, 40)).empty


def test_targets_for_another_date_are_left_out():
    assert compared(target(2, 40, as_of="2021-12-31"), state(2, 40)).empty


def test_a_derived_count_is_an_outcome():
    (row,) = compared(target(2, 40), state(2, 43, basis="derived")).itertuples()
    assert row.verdict == "met"


def test_the_base_is_the_last_earlier_state_of_the_same_set():
    rows = [state(2, 10, as_of="2016-12-31"), state(2, 17, as_of="2017-06-30"), target(2, 40), state(2, 43)]
    rows += [state(2, 90, as_of="2018-06-30", criteria_set="2009"), target(2, 30, as_of="2019-12-31")]
    (row,) = compared(*rows).itertuples()
    assert (row.base_share, row.base_date) == (0.17, pd.Timestamp("2017-06-30"))


def test_nothing_is_compared_across_criteria_sets_in_the_base():
    (row,) = compared(target(2, 40), state(2, 9, as_of="2015-12-31", criteria_set="2009")).itertuples()
    assert pd.isna(row.base_share)


def test_nothing_is_compared_across_criteria_sets_in_the_outcome():
    (row,) = compared(target(2, 40, criteria_set="2009"), state(2, 43, criteria_set="2016")).itertuples()
    assert row.verdict == "unknown"


def test_all_communes_attaining_is_met():
    (row,) = compared(target(12, 100), state(12, 100)).itertuples()
    assert (row.gap_points, row.verdict) == (0, "met")


def test_a_panel_without_rows_compares_nothing():
    empty = compared()
    assert empty.empty
    assert {"gap_points", "verdict", "target_share", "base_date"} <= set(empty)


# Paces


def paces_of(*rows):
    return measure_paces(panel_of(*rows))


def test_a_pace_is_the_gain_in_share_per_year():
    """From 17 to 53 in 1,461 days, four years of 365.25 days: 9 points a year."""
    (row,) = paces_of(state(2, 17, as_of="2017-01-01"), state(2, 53, as_of="2021-01-01", document="plan")).itertuples()
    assert (row.from_share, row.to_share, row.years) == (0.17, 0.53, 4)
    assert row.pace == pytest.approx(0.09)
    assert (row.to_document, row.to_line) == ("plan", 40)


def test_a_pace_spans_first_and_last_known_state_and_may_be_negative():
    middle = state(2, 99, as_of="2019-01-01")
    (row,) = paces_of(state(2, 50, as_of="2021-01-01"), middle, state(2, 54, as_of="2017-01-01")).itertuples()
    assert row.pace == pytest.approx(-0.01)


def test_plans_have_no_pace():
    assert paces_of(state(2, 10, as_of="2017-01-01"), target(2, 50)).empty


def test_no_pace_is_drawn_across_a_change_of_the_criteria_set():
    assert paces_of(state(2, 10, as_of="2015-12-31", criteria_set="2009"), state(2, 50)).empty


def test_one_known_state_gives_no_pace():
    assert paces_of(state(2, 10)).empty
    assert paces_of().empty


def test_two_units_have_their_own_paces():
    rows = [
        state(2, share, as_of=date, unit=unit)
        for unit, end in (("ls", 14), ("bs", 50))
        for share, date in ((10, "2017-01-01"), (end, "2021-01-01"))
    ]
    assert measure_paces(panel_of(*rows)).set_index("unit")["pace"].to_dict() == pytest.approx({"ls": 0.01, "bs": 0.1})


# The standard


def headline(measure, value, basis="planned", document="plan", line=40, **cells):
    row = {"document": document, "line": line, "printed": "x", "unit": "ls", "basis": basis, "measure": measure}
    return row | {"value_low": value, "value_high": value} | cells


def standard_of(*rows, date=DATE):
    columns = PROCESSED["headlines"].columns
    cells = [{key: str(value) for key, value in row.items()} for row in rows]
    headlines = from_text(pd.DataFrame(cells, columns=columns, dtype="object").fillna(""), PROCESSED["headlines"])
    return derive_standard(headlines, date, lambda document, unit: 181 if document == "plan-2021" else 207)


AT, ADDED = "communes_meeting_standard", "communes_meeting_standard_added"
NEXT = {"period_start": "2021-01-01", "period_end": "2021-12-31"}
LATER = [
    headline(AT, 75, document="plan-2021", line=39, as_of="2021-12-31"),
    headline(ADDED, 10, document="plan-2021", line=37, **NEXT),
]


def test_a_later_target_less_its_increase_is_the_count_on_the_eve():
    (row,) = standard_of(headline(AT, 77, as_of=DATE), *LATER).itertuples()
    assert (row.target, row.target_total, row.outcome, row.outcome_total) == (77, 207, 65, 181)
    assert (row.new, row.added) == (75, 10)
    assert (row.documents, row.lines) == (["plan", "plan-2021", "plan-2021"], [40, 39, 37])


@pytest.mark.parametrize(
    "rows", [LATER, [headline(AT, 77, as_of=DATE)], [headline(AT, 77, as_of=DATE), LATER[0]], []], ids=len
)
def test_without_target_or_increase_nothing_is_derived(rows):
    assert standard_of(*rows).empty


def test_a_reported_count_is_no_target():
    assert standard_of(headline(AT, 77, as_of=DATE, basis="reported"), *LATER).empty


@pytest.mark.data
def test_every_plan_for_the_date_is_set_against_the_outcome():
    """The review of 2015 planned 72 communes, the plan of 2017 that replaced it 77."""
    headlines = load_tables()["headlines"]
    rows = derive_standard(headlines[headlines["unit"] == "lang-son"], DATE, lambda *place: 207)
    targets = {row.documents[0]: (row.target, row.outcome) for row in rows.itertuples()}
    assert targets == {"lang-son-review-2011-2015": (72, 65), "lang-son-plan-2017-2020": (77, 65)}


# All


def test_no_function_changes_its_input():
    panel = panel_of(target(2, 40), state(2, 43), state(2, 10, as_of="2017-01-01"))
    before = panel.copy(deep=True)
    compare_targets(panel, DATE)
    measure_paces(panel)
    pd.testing.assert_frame_equal(panel, before)


@pytest.mark.data
def test_targets_of_the_province_for_2020():
    """Culture was planned for 155 of 207 communes and came in 123 of 181: 67.96 less 74.88 is 6.92 points short."""
    rows = compare_targets(make_panel(load_tables()["criteria"], "lang-son"), DATE).set_index("criterion")
    assert rows["verdict"].value_counts().to_dict() == {"met": 12, "missed": 5, "unknown": 1}
    assert rows.loc[16, "gap_points"] == pytest.approx(-6.9234, abs=1e-4)
    assert rows.loc[19, "verdict"] == "unknown"

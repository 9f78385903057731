"""The public call: any table of counts, comparable points only, refusals, and why rules disagree."""

import numpy as np
import pandas as pd
import pytest

from ntm_analysis.attainment.comparability import judge_sets
from ntm_analysis.attainment.rulebook import RULES
from ntm_analysis.attainment.verdicts import CARRIED, FOUND, SAID, verdicts
from ntm_analysis.errors import BadInputError

DUE = "2026-12-31"
CRITERIA = pd.DataFrame(
    [("2009", 1, ""), ("2009", 2, ""), ("2016", 1, "yes"), ("2016", 2, "changed"), ("2022", 1, "yes")],
    columns=["criteria_set", "criterion", "comparable_with_previous"],
)


def count(attaining, as_of, total=100, criterion=1, unit="x", criteria_set="2016"):
    row = {"unit": unit, "criterion": criterion, "as_of": as_of, "communes_attaining": attaining}
    return row | {"communes_total": total, "criteria_set": criteria_set}


def table(*rows):
    return pd.DataFrame(rows or [count(1, DUE)]).iloc[: len(rows)]


HISTORY = table(count(10, "2016-12-31"), count(35, "2021-12-31"))
TARGET = table(count(60, DUE))


def said(history=HISTORY, targets=TARGET, **options):
    return verdicts(history, targets, **options).set_index("rule")


def test_one_row_per_target_and_rule():
    rows = verdicts(HISTORY, table(count(60, DUE), count(70, DUE, criterion=2)))
    assert list(rows) == ["unit", "criterion", "criteria_set", "as_of", *FOUND, *SAID]
    assert rows["rule"].tolist() == 2 * [rule.name for rule in RULES]
    assert rows.loc[rows["criterion"] == 2, "reason"].unique().tolist() == ["no_point"]


def test_half_of_the_gain_at_half_time():
    """Five calendar years of ten, whatever leap years lie in them."""
    rows = said()
    assert rows.loc["linear", "value"] == pytest.approx(1)
    assert rows.loc["eurostat", "value"] == pytest.approx(1.4510, abs=1e-4)
    first = rows.iloc[0]
    assert (first["target_share"], first["base_share"], first["latest_share"], first["points"]) == (60, 10, 35, 2)
    assert (first["base_as_of"], first["latest_as_of"]) == (pd.Timestamp("2016-12-31"), pd.Timestamp("2021-12-31"))
    assert not first["communes_changed"]


def test_document_and_line_of_a_target_are_carried_over_and_nothing_else_is_asked_for():
    rows = verdicts(
        HISTORY.drop(columns="criteria_set"), TARGET.drop(columns="criteria_set").assign(document="p", line=3)
    )
    assert rows[CARRIED].iloc[0].tolist() == ["p", 3]
    assert rows["level"].notna().sum() == 6


def test_the_order_of_rows_and_the_names_of_criteria_do_not_matter():
    named = {1: "roads"}
    shuffled = said(HISTORY.iloc[::-1].replace({"criterion": named}), TARGET.replace({"criterion": named}))
    pd.testing.assert_frame_equal(shuffled.drop(columns="criterion"), said().drop(columns="criterion"))


def test_no_input_is_changed():
    history, targets = HISTORY.copy(deep=True), TARGET.copy(deep=True)
    verdicts(history, targets, criteria=CRITERIA)
    pd.testing.assert_frame_equal(history, HISTORY)
    pd.testing.assert_frame_equal(targets, TARGET)


def test_absent_numbers_of_the_processed_tables_are_read():
    history = table(count(10, "2016-12-31"), count(35, "2021-12-31"), count(None, "2020-12-31"))
    columns = {"communes_attaining": "Int64", "communes_total": "Int64"}
    pd.testing.assert_frame_equal(said(history.astype(columns)), said())
    assert said(targets=table(count(None, DUE)).astype(columns))["reason"].unique().tolist() == ["no_count"]


# What is read


def test_a_target_before_the_last_known_point_reads_nothing_later():
    early = table(count(60, "2019-12-31"))
    assert said(targets=early)["points"].unique().tolist() == [1]
    assert said(targets=early)["reason"].unique().tolist() == ["one_point"]
    changed = HISTORY.assign(communes_attaining=[10, 99])
    pd.testing.assert_frame_equal(said(changed, early), said(targets=early))


def test_later_figures_than_the_day_of_the_study_are_not_read():
    later = pd.concat([HISTORY, table(count(99, "2024-12-31"))])
    pd.testing.assert_frame_equal(said(later, as_of="2022-01-01"), said())
    assert (said(later)["latest_share"] == 99).all()


def test_a_point_on_the_day_of_the_target_tells_the_outcome():
    for attaining, outcome in ((60, "met"), (59, "missed")):
        rows = said(pd.concat([HISTORY, table(count(attaining, DUE))]))
        assert rows["outcome"].unique().tolist() == [outcome]
    assert said()["outcome"].unique().tolist() == ["unknown"]


def test_the_base_may_be_set():
    history = pd.concat([HISTORY, table(count(20, "2019-12-31"))])
    rows = said(history, TARGET.assign(base_as_of="2020-06-30"))
    assert rows["base_share"].unique().tolist() == [20]
    assert rows.loc["escap_status", "value"] == pytest.approx(10 * 15 / 40)
    assert said(history, TARGET.assign(base_as_of="2010-01-01"))["base_share"].unique().tolist() == [10]


def test_two_units_do_not_meet():
    other = table(count(90, "2016-12-31", unit="y"))
    pd.testing.assert_frame_equal(said(pd.concat([HISTORY, other])), said())


# Criteria sets


def test_sets_are_compared_only_as_the_reference_list_says():
    old = table(count(10, "2015-12-31", criteria_set="2009"), count(35, "2021-12-31"))
    of_two = [rows.assign(criterion=2) for rows in (old, TARGET)]
    assert said(old)["points"].max() == 1
    assert said(old, criteria=CRITERIA)["points"].min() == 2
    assert said(*of_two, criteria=CRITERIA)["points"].max() == 1
    assert said(*of_two, criteria=CRITERIA, accepted=("yes", "changed"))["points"].min() == 2


def test_every_step_between_two_sets_must_be_accepted():
    comparable = judge_sets(CRITERIA, ("yes",))
    assert comparable("1", "2009", "2022") and comparable("1", "2022", "2009")
    assert not comparable("2", "2009", "2016")
    assert not judge_sets(CRITERIA, ("yes", "changed"))("2", "2009", "2022")
    assert not comparable("1", "2016", "2026")
    assert comparable("9", "2016", "2016") and not comparable("standard", "2009", "2016")


def test_of_one_day_the_own_set_of_the_target_goes_first():
    both = pd.concat([HISTORY, table(count(30, "2021-12-31", criteria_set="2009"))])
    pd.testing.assert_frame_equal(said(both, criteria=CRITERIA), said(criteria=CRITERIA))


# Extremes


def test_shares_are_compared_where_the_number_of_communes_changed():
    """27 of 207 became 67 of 181, 81 of 181 are planned: 13.04, 37.02 and 44.75 percent."""
    history = table(count(27, "2016-12-31", 207), count(67, "2020-12-31", 181))
    rows = said(history, table(count(81, "2021-12-31", 181)))
    assert rows["communes_changed"].all()
    assert rows.loc["escap_status", "value"] == pytest.approx(10 * (67 / 181 - 27 / 207) / (81 / 181 - 27 / 207))
    assert rows.loc["linear", "level"] == "too_slow"
    assert rows.loc["eurostat", "level"] == rows.loc["unsd", "level"] == "on_track"


def test_all_communes_and_no_commune():
    everything = table(count(100, "2016-12-31"), count(100, "2021-12-31"))
    nothing = everything.assign(communes_attaining=0)
    assert said(everything, table(count(100, DUE)))["level"].unique().tolist() == ["met"]
    assert said(nothing, table(count(0, DUE)))["level"].unique().tolist() == ["met"]
    assert set(said(nothing)["level"].dropna()) == {"stalled", "too_slow"}


def test_more_communes_than_there_are_is_an_impossible_target():
    rows = said(targets=table(count(101, DUE)))
    assert rows["reason"].unique().tolist() == ["impossible_target"]
    assert rows["level"].isna().all()


def test_without_history_or_targets():
    assert said(table())["reason"].unique().tolist() == ["no_point"]
    assert verdicts(HISTORY, table()).empty


@pytest.mark.parametrize(
    ("history", "message"),
    [
        (HISTORY.drop(columns="unit"), "verdicts, history: found no column unit, expected unit, criterion"),
        (HISTORY.assign(basis="planned"), "found a planned row, expected known counts only"),
        (HISTORY.assign(communes_attaining=101), r"x, criterion 1, 2016-12-31: found 101 of 100 communes"),
        (HISTORY.assign(communes_attaining=-1), "found -1 of 100 communes"),
        (HISTORY.assign(as_of="2016-12-31"), "2016-12-31: found two different counts, expected one count a day"),
    ],
    ids=range(5),
)
def test_wrong_input_is_told_in_one_sentence(history, message):
    with pytest.raises(BadInputError, match=message):
        verdicts(history, TARGET)


def test_a_count_told_twice_is_one_point():
    pd.testing.assert_frame_equal(said(pd.concat([HISTORY, HISTORY])), said())


# Disagreement


def split(*shares, target=60):
    """Disagreement and cause on a path with a point every five years up to the middle of the time."""
    days = ["2016-12-31", "2021-12-31"]
    history = table(*(count(share, day) for share, day in zip(shares, days, strict=True)))
    row = said(history, table(count(target, DUE))).iloc[0]
    return row["disagree"], row["cause"]


def test_even_growth_by_percent_parts_from_the_straight_path():
    """30 percent at half time: 20 of 25 points due, but 1.25 times the compound growth; the logit path reaches 62."""
    assert split(10, 30) == (True, "compound_growth+logit_path")


def test_a_replaced_base_of_zero_is_named():
    disagree, cause = split(0, 10)
    assert disagree
    assert cause == "zero_base+compound_growth"


def test_a_lenient_cut_is_named():
    """From 80 to 84.7 with 90 planned: 0.94 of the gain due, 0.97 of the growth needed, which is above 0.95."""
    rows = said(table(count(800, "2016-12-31", 1000), count(847, "2021-12-31", 1000)), table(count(900, DUE, 1000)))
    assert rows.loc["linear", "value"] == pytest.approx(0.94)
    assert rows.loc["eurostat", "level"] == "on_track"
    assert rows["cause"].unique().tolist() == ["cuts"]


def test_at_the_target_s_date_only_cuts_can_part_the_rules():
    history = table(count(13, "2016-12-31"), count(37, DUE))
    row = said(history, table(count(39, DUE))).iloc[0]
    assert (row["outcome"], row["disagree"], row["cause"]) == ("missed", True, "cuts")


def test_rules_that_look_at_other_years_are_told_apart():
    """Fast at first and flat since: the recent window is stalled, the straight path is not."""
    history = table(count(10, "2010-12-31"), count(55, "2016-12-31"), count(55, "2021-12-31"))
    rows = said(history)
    assert rows.loc["linear", "level"] == "on_track"
    assert rows.loc["sdsn", "level"] == "stalled"
    assert "window" in rows["cause"].iloc[0]


def test_agreement_has_no_cause():
    assert split(10, 58) == (False, None)
    assert split(10, 10) == (False, None)


def test_disagreement_is_a_level_of_track_against_another():
    rows = verdicts(HISTORY, table(*(count(target, DUE) for target in range(36, 100))))
    for _, of in rows.groupby(np.arange(len(rows)) // len(RULES)):
        good = of["level"].isin(["met", "on_track"])
        assert of["disagree"].nunique() == 1
        assert of["disagree"].iloc[0] == bool(good.any() and of["level"].isin(["too_slow", "stalled"]).any())
        assert of["cause"].notna().all() == of["disagree"].iloc[0]


@pytest.mark.parametrize("named", ["history", "targets"])
def test_a_table_without_sets_is_of_the_set_of_the_other(named):
    both = {"history": HISTORY, "targets": TARGET}
    bare = both | {name: rows.drop(columns="criteria_set") for name, rows in both.items() if name != named}
    pd.testing.assert_series_equal(verdicts(**bare)["level"], verdicts(**both)["level"])


def test_sets_and_criteria_written_as_numbers_or_text_are_the_same():
    numbers = HISTORY.assign(criteria_set=2016), TARGET.assign(criteria_set=2016.0)
    pd.testing.assert_series_equal(verdicts(*numbers)["level"], verdicts(HISTORY, TARGET)["level"])
    text = HISTORY.assign(criterion=HISTORY["criterion"].astype(str))
    pd.testing.assert_series_equal(verdicts(text, TARGET)["level"], verdicts(HISTORY, TARGET)["level"])


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        ("as_of", "31/12/2016", "verdicts, history, as_of: found '31/12/2016', expected a date as YYYY-MM-DD"),
        ("as_of", 2016, "verdicts, history, as_of: found 2016"),
        ("as_of", None, "verdicts, history, as_of: found None"),
        ("communes_attaining", "27 xã", "verdicts, history, communes_attaining: found '27 xã', expected a number"),
        ("criteria_set", " ", "verdicts, history, criteria_set: found a blank"),
    ],
)
def test_a_wrong_cell_is_named(column, value, found):
    wrong = HISTORY.astype({column: object})
    wrong.loc[wrong.index[0], column] = value
    with pytest.raises(BadInputError, match=found):
        verdicts(wrong, TARGET)


def test_years_do_not_hang_on_leap_years():
    """Points five years apart, and a target one year on, whether a leap year lies between or not."""
    for start, end, due in (("2015-06-30", "2020-06-30", "2021-06-30"), ("2016-06-30", "2021-06-30", "2022-06-30")):
        rows = said(table(count(20, start), count(50, end)), table(count(60, due)))
        assert pd.isna(rows.loc["jmp", "reason"])
        assert rows.loc["linear", "value"] == pytest.approx((30 / 40) * (6 / 5))

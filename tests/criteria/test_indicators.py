"""Series of indicators, what targets ask of them, steps backward and plans beside each other."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from ntm_analysis.criteria.indicators import (
    COLUMNS,
    SERIES,
    TARGETS,
    compare_plans,
    find_reversals,
    load_indicators,
    make_series,
    measure_targets,
)
from ntm_analysis.tables import load_tables

from .printed import DOCUMENTS, JUDGED, LATEST, PLAN, REVIEW, plan, point, series_of, table, targets_of

FIVE_YEARS, HALF = ("2011-01-01", "2015-12-31"), ("2017-01-01", "2017-06-30")
FOUR_YEARS, LAST_YEAR = ("2017-01-01", "2020-12-31"), ("2021-01-01", "2021-12-31")
# From one date to the next are exactly four years of 365.25 days.
EARLY, MIDDLE, LATE = "2010-12-31", "2014-12-31", "2018-12-31"
REAL = load_tables()
LIST = load_indicators()
UNITS = ["lang-son", "bac-son"]
QUALIFIERS = ["", "about", "at_least", "more_than", "at_most", "less_than"]


def flow(indicator, when, value, **more):
    return point(indicator, when, value, **{"measure": "person", **more})


def flow_plan(indicator, when, value, **more):
    return plan(indicator, when, value, **{"measure": "person", **more})


def only(targets):
    (row,) = targets.to_dict("records")
    return row


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([point("roads", EARLY, 1), point("roads", MIDDLE, 2)], 2),
        ([point("roads", EARLY, 1), plan("roads", LATE, 2)], 2),
        ([point("roads", EARLY, 1), point("roads", EARLY, 2, document=PLAN)], 0),
        ([point("roads", EARLY, 1), point("roads", MIDDLE, 2, measure="km")], 0),
        ([point("roads", EARLY, 1), point("farms", MIDDLE, 2)], 0),
        ([point("roads", EARLY, 1), point("roads", MIDDLE, 2, unit="bac-son")], 0),
        ([flow("jobs", FIVE_YEARS, 1), point("jobs", MIDDLE, 2, measure="person")], 0),
        ([], 0),
    ],
    ids=["two dates", "a target", "one date", "two measures", "two indicators", "two units", "two kinds", "nothing"],
)
def test_a_series_has_two_dates_of_one_indicator_measure_and_kind(rows, count):
    series = series_of(*rows)
    assert len(series) == count
    assert list(series) == COLUMNS


def test_amounts_of_periods_stand_per_year_of_whole_months():
    series = series_of(*(flow("jobs", when, 60) for when in (FIVE_YEARS, HALF, FOUR_YEARS, LAST_YEAR)))
    assert dict(zip(series["years"], series["low"], strict=True)) == {5: 12, 0.5: 120, 4: 15, 1: 60}
    assert set(series["kind"]) == {"flow"}
    assert series["value_low"].tolist() == [60] * 4


def test_a_period_shorter_than_half_a_month_has_its_days():
    series = series_of(flow("jobs", ("2017-01-01", "2017-01-05"), 1), flow("jobs", FIVE_YEARS, 1))
    assert series["low"].max() == pytest.approx(365.25 / 5)


def test_a_share_of_a_period_holds_throughout_it():
    series = series_of(point("roads", FIVE_YEARS, 85), point("roads", "2017-06-30", 88))
    assert series[["kind", "low"]].to_numpy().tolist() == [["stock", 85], ["stock", 88]]
    assert series["start"].tolist() == [pd.Timestamp("2011-01-01"), pd.Timestamp("2017-06-30")]


def test_what_is_printed_per_year_joins_the_amounts_of_its_indicator():
    yearly = flow_plan("jobs_per_year", FOUR_YEARS, 30, qualifier="at_least")
    series = series_of(flow("jobs", FIVE_YEARS, 100), yearly)
    assert series["low"].tolist() == [20, 30]
    assert series["yearly"].tolist() == [False, True]
    assert set(series["indicator_en"]) == {"Jobs"}


def test_what_is_printed_per_year_beside_its_amount_is_left_out():
    both = [flow("jobs", FIVE_YEARS, 100), flow("jobs_per_year", FIVE_YEARS, 21)]
    assert series_of(*both, flow("jobs", HALF, 5))["low"].tolist() == [20, 10]


def test_what_a_document_prints_twice_is_one_row():
    twice = [plan("roads", LATE, (28, 30), line=54, qualifier="about"), plan("roads", LATE, (28, 30), line=88)]
    series = series_of(point("roads", EARLY, 20), *twice)
    assert series[["low", "lines", "qualifier"]].to_numpy().tolist() == [[20, "1", ""], [28, "54,88", "about"]]


def test_a_share_is_computed_of_a_printed_total_and_not_of_a_range():
    rows = [point("roads", EARLY, 50, total=200), point("roads", MIDDLE, 50), point("roads", LATE, (1, 2), total=4)]
    assert series_of(*rows)["share"].fillna(-1).tolist() == [0.25, -1, -1]


def test_a_series_has_one_criterion_and_criteria_can_be_chosen():
    rows = [flow("jobs", FIVE_YEARS, 1, criterion=14), flow("jobs", LAST_YEAR, 1, criterion=12)]
    rows += [point("farms", day, 1, criterion=None) for day in (EARLY, LATE)]
    assert series_of(*rows)["criterion"].fillna(0).tolist() == [14, 14, 0, 0]
    assert set(series_of(*rows, criteria=range(1, 20))["indicator"]) == {"jobs"}
    assert series_of(*rows, criteria=[12]).empty


def test_pace_and_required_pace_of_a_stock():
    row = only(targets_of(point("roads", EARLY, 20), point("roads", MIDDLE, 30, line=2), plan("roads", LATE, 50)))
    measured = [row[name] for name in ("pace", "gap", "required", "multiple")]
    assert measured == [2.5, 20, 5, 2]
    assert [row[f"{side}_lines"] for side in ("from", "base", "held", "target")] == ["1", "2", "2", "9"]
    assert (row["direction"], row["passed"], row["verdict"]) == ("higher", False, "unknown")


def test_pace_and_required_pace_where_less_is_better():
    row = only(targets_of(point("poverty", EARLY, 24), point("poverty", MIDDLE, 12), plan("poverty", LATE, (2, 4))))
    assert [row[name] for name in ("pace", "gap", "required")] == [-3, -8, -2]
    assert row["multiple"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("first", [[], [point("roads", EARLY, 20, qualifier="more_than")]], ids=["one point", "open"])
def test_no_pace_without_two_exact_points(first):
    row = only(targets_of(*first, point("roads", MIDDLE, 30), plan("roads", LATE, 50)))
    assert (row["gap"], row["required"]) == (20, 5)
    assert all(np.isnan(row[name]) for name in ("pace", "multiple"))


@pytest.mark.parametrize("known", [{"qualifier": "more_than"}, {"value": (25, 30)}], ids=["open", "range"])
def test_no_gap_from_a_value_that_is_not_exact(known):
    known = {"value": 30} | known
    row = only(targets_of(point("roads", EARLY, 20), point("roads", MIDDLE, **known), plan("roads", LATE, 50)))
    assert all(np.isnan(row[name]) for name in ("pace", "gap", "required", "multiple"))


def test_no_multiple_where_the_pace_goes_the_other_way_or_stands_still():
    for old in (30, 40):
        row = only(targets_of(point("roads", EARLY, old), point("roads", MIDDLE, 30), plan("roads", LATE, 50)))
        assert row["required"] == 5
        assert np.isnan(row["multiple"])


def test_nothing_is_required_where_the_target_is_reached():
    row = only(targets_of(point("roads", EARLY, 20), point("roads", MIDDLE, 60), plan("roads", LATE, 50)))
    assert row["gap"] == -10
    assert np.isnan(row["required"])
    assert row["passed"] is True


def test_a_target_with_no_value_before_it_has_no_base():
    row = only(targets_of(plan("roads", MIDDLE, 28), point("roads", LATE, 30)))
    assert row["base_document"] is None
    assert row["passed"] is None
    assert row["verdict"] == "met"


def test_what_was_known_when_a_target_was_set_is_not_what_came_after():
    rows = [point("roads", "2015-12-31", 40), point("roads", "2017-06-30", 60), plan("roads", "2020-12-31", 50)]
    row = only(targets_of(*rows))
    assert (row["held_low"], row["base_low"], row["passed"]) == (40, 60, False)
    assert row["set_on"] == pd.Timestamp("2017-01-31")


def satisfies(value, target, way):
    aim, strict = target
    return {
        ("higher", False): value >= aim,
        ("higher", True): value > aim,
        ("lower", False): value <= aim,
        ("lower", True): value < aim,
    }[way, strict]


def possible(value, qualifier):
    """Values, by halves, that a printed value leaves possible."""
    around = np.arange(0, 20, 0.5)
    kept = {"at_least": around >= value, "more_than": around > value, "at_most": around <= value}
    return around[kept.get(qualifier, around < value if qualifier == "less_than" else around == value)]


@pytest.mark.parametrize(("way", "indicator"), [("higher", "roads"), ("lower", "poverty")])
def test_a_target_is_reached_where_every_possible_value_reaches_it(way, indicator):
    for value, known, asked in product((9, 10, 11), QUALIFIERS, QUALIFIERS):
        rows = [point(indicator, EARLY, value, qualifier=known), plan(indicator, LATE, 10, qualifier=asked)]
        held = [satisfies(of, (10, asked in ("more_than", "less_than")), way) for of in possible(value, known)]
        expected = True if all(held) else False if not any(held) else None
        assert only(targets_of(*rows))["passed"] is expected, (value, known, asked)


def test_without_a_direction_only_an_open_target_has_one():
    closed, opened = ([point("farms", EARLY, 5), plan("farms", LATE, 3, qualifier=of)] for of in ("", "at_most"))
    assert [only(targets_of(*closed))[name] for name in ("direction", "passed")] == ["", None]
    assert [only(targets_of(*opened))[name] for name in ("direction", "passed")] == ["lower", False]
    row = only(targets_of(point("farms", EARLY, 5), plan("farms", LATE, (1, 3))))
    assert np.isnan(row["gap"])


@pytest.mark.parametrize(("totals", "expected"), [((200, 100), False), ((100, 100), None), ((None, 100), None)])
def test_shares_of_two_totals_are_held_against_each_other(totals, expected):
    known = point("roads", EARLY, 60, total=totals[0], measure="village")
    row = only(targets_of(known, plan("roads", LATE, 50, total=totals[1], measure="village")))
    assert row["passed"] is True
    assert row["passed_share"] is expected


@pytest.mark.parametrize(("outcome", "verdict"), [(50, "met"), (49, "missed"), (None, "unknown")])
@pytest.mark.parametrize("day", [LATE, "2019-06-30"])
def test_the_verdict_is_of_the_first_known_value_from_the_target_on(outcome, verdict, day):
    later = [point("roads", day, outcome), point("roads", "2020-06-30", 1)] if outcome else []
    assert only(targets_of(point("roads", EARLY, 20), plan("roads", LATE, 50), *later))["verdict"] == verdict


def test_the_verdict_of_an_amount_is_of_its_own_period():
    rows = [flow("jobs", FIVE_YEARS, 50), flow_plan("jobs", FOUR_YEARS, 80)]
    assert only(targets_of(*rows, flow("jobs", LAST_YEAR, 99)))["verdict"] == "unknown"
    assert only(targets_of(*rows, flow("jobs", FOUR_YEARS, 80)))["verdict"] == "met"


def test_the_pace_of_an_amount_is_its_last_of_a_year_or_more():
    row = only(targets_of(flow("jobs", FIVE_YEARS, 50), flow("jobs", HALF, 40), flow_plan("jobs", LAST_YEAR, 30)))
    assert [row[name] for name in ("pace", "gap", "required", "multiple")] == [10, 20, 30, 3]
    row = only(targets_of(flow("jobs", HALF, 40), flow_plan("jobs", LAST_YEAR, 30)))
    assert row["base_document"] is None
    assert row["passed"] is None


def test_what_is_done_of_a_period_leaves_the_rest_for_its_other_years():
    rows = [flow("jobs", FIVE_YEARS, 50), flow("jobs", HALF, 10), flow_plan("jobs", FOUR_YEARS, 80)]
    row = only(targets_of(*rows))
    assert row["required"] == pytest.approx(70 / 3.5)
    assert row["done_end"] == pd.Timestamp("2017-06-30")
    yearly = flow_plan("jobs_per_year", FOUR_YEARS, 20)
    assert only(targets_of(*rows[:2], yearly))["required"] == 20


@pytest.mark.parametrize(
    ("indicator", "values", "found"),
    [
        ("roads", (222, 221), [(222, 221)]),
        ("roads", (5, 7, 6), [(7, 6)]),
        ("roads", (7, 5, 6), []),
        ("poverty", (9, 10), [(9, 10)]),
        ("poverty", (10, 9), []),
        ("farms", (10, 9), []),
        ("roads", (9, 9), []),
    ],
)
def test_reversals_are_the_last_steps_against_the_direction(indicator, values, found):
    series = series_of(
        *(point(indicator, day, value) for day, value in zip((EARLY, MIDDLE, LATE), values, strict=False))
    )
    rows = find_reversals(series, measure_targets(series, DOCUMENTS))
    assert list(zip(rows["from_low"], rows["to_low"], strict=True)) == found


def test_an_open_value_makes_no_reversal():
    series = series_of(point("roads", EARLY, 90, qualifier="more_than"), point("roads", LATE, 80))
    assert find_reversals(series, measure_targets(series, DOCUMENTS)).empty


def test_amounts_make_no_reversal():
    series = series_of(flow("jobs", FIVE_YEARS, 90), flow("jobs", LAST_YEAR, 1))
    assert find_reversals(series, measure_targets(series, DOCUMENTS)).empty


@pytest.mark.parametrize(
    ("indicator", "earlier", "later", "relation"),
    [
        ("roads", ("2020-12-31", (28, 30)), ("2021-12-31", 28), ["lowered"]),
        ("roads", ("2020-12-31", 28), ("2021-12-31", 30), []),
        ("roads", ("2020-12-31", 28), ("2021-12-31", 28), []),
        ("roads", ("2020-12-31", 28), ("2020-12-31", 30), ["differs"]),
        ("roads", ("2020-12-31", 28), ("2020-12-31", 28), []),
        ("poverty", ("2020-12-31", 5), ("2021-12-31", 6), ["lowered"]),
        ("poverty", ("2020-12-31", 5), ("2021-12-31", 4), []),
        ("farms", ("2020-12-31", 5), ("2021-12-31", 4), []),
    ],
)
def test_plans_of_two_documents_beside_each_other(indicator, earlier, later, relation):
    rows = [point(indicator, EARLY, 20), plan(indicator, *earlier), plan(indicator, *later, document=LATEST, line=7)]
    found = compare_plans(targets_of(*rows))
    assert found["relation"].tolist() == relation
    assert found[["target_lines", "other_lines"]].to_numpy().tolist() == [["7", "9"]] * len(relation)


def test_targets_of_one_document_are_not_held_against_each_other():
    rows = [plan("roads", "2019-12-31", 30), plan("roads", "2020-12-31", 28)]
    assert compare_plans(targets_of(*rows)).empty


def test_tables_stay_as_they_are():
    rows = table(point("roads", EARLY, 1), plan("roads", LATE, 2))
    before = rows.copy(deep=True)
    series = make_series(rows, JUDGED, "lang-son")
    kept = series.copy(deep=True)
    find_reversals(series, measure_targets(series, DOCUMENTS))
    pd.testing.assert_frame_equal(rows, before)
    pd.testing.assert_frame_equal(series, kept)


def test_nothing_gives_empty_tables():
    targets = targets_of()
    assert targets.empty
    assert list(targets) == TARGETS
    assert compare_plans(targets).empty
    assert find_reversals(series_of(), targets).empty


def test_the_order_of_the_rows_does_not_matter():
    rows = REAL["indicators"]
    mixed = rows.sample(frac=1, random_state=5)
    for unit in UNITS:
        pd.testing.assert_frame_equal(make_series(rows, LIST, unit), make_series(mixed, LIST, unit))


@pytest.mark.data
def test_the_list_judges_every_indicator_and_joins_only_its_own_kind():
    assert set(LIST["better"]) == {"higher", "lower", ""}
    measures = REAL["indicators"].groupby("indicator")["measure"].unique().map(set)
    names = LIST.set_index("indicator")
    for row in LIST[LIST["yearly_of"] != ""].itertuples():
        assert measures[row.indicator] == measures[row.yearly_of]
        assert names.at[row.yearly_of, "yearly_of"] == ""
        assert names.at[row.yearly_of, "better"] in (row.better, "")


@pytest.mark.data
@pytest.mark.parametrize("unit", UNITS)
def test_every_repeated_date_of_the_documents_is_in_a_series(unit):
    rows = REAL["indicators"]
    rows = rows[(rows["unit"] == unit) & rows["as_of"].notna()]
    repeated = rows.groupby(["indicator", "measure"])["as_of"].nunique()
    stocks = make_series(REAL["indicators"], LIST, unit).query("kind == 'stock'")
    spans = stocks[stocks["start"] < stocks["end"]]["indicator"]
    assert set(repeated[repeated > 1].index.get_level_values(0)) | set(spans) == set(stocks["indicator"])


@pytest.mark.data
@pytest.mark.parametrize("unit", UNITS)
def test_amounts_per_year_times_years_are_the_printed_amounts(unit):
    series = make_series(REAL["indicators"], LIST, unit)
    flows = series[(series["kind"] == "flow") & ~series["yearly"]]
    assert (flows["low"] * flows["years"]).tolist() == pytest.approx(flows["value_low"].tolist())
    assert (series.groupby(SERIES)["end"].size() > 1).all()


@pytest.mark.data
def test_the_province_s_roads_by_hand():
    series = make_series(REAL["indicators"], LIST, "lang-son", [2])
    targets = measure_targets(series, REAL["documents"]).set_index("indicator")
    row = targets.loc["hardened_road_share"]
    pace, required = 3.4 / (547 / 365.25), 16.6 / (1645 / 365.25)
    assert [row["pace"], row["required"]] == pytest.approx([pace, required])
    assert (row["target_document"], row["base_document"]) == (LATEST, "lang-son-report-2017-h1")


@pytest.mark.data
def test_the_target_for_culture_villages_lies_below_in_villages_and_above_as_a_share():
    targets = measure_targets(make_series(REAL["indicators"], LIST, "lang-son"), REAL["documents"])
    row = targets.set_index("indicator").loc["cultural_villages"]
    assert (row["passed"], row["passed_share"], row["held_document"]) == (True, False, REVIEW)


@pytest.mark.data
def test_targets_that_the_checks_find_reached_are_passed():
    findings = REAL["findings"]
    places = findings[findings["rule"] == "target_already_reached"][["document", "line"]].astype(str)
    targets = measure_targets(make_series(REAL["indicators"], LIST, "lang-son"), REAL["documents"])
    passed = targets[targets["passed"].fillna(False)]
    assert len(places)
    for document, line in places.itertuples(index=False):
        assert ((passed["target_document"] == document) & (passed["target_lines"] == line)).any()


@pytest.mark.data
def test_the_district_has_three_series_with_one_known_value_and_no_pace():
    targets = measure_targets(make_series(REAL["indicators"], LIST, "bac-son"), REAL["documents"])
    assert targets["pace"].isna().tolist() == [True] * 3
    assert targets["gap"].tolist() == [2, 4, 1]

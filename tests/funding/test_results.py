"""Money against what was gained: small programmes of ten communes worked by hand."""

import pandas as pd
import pytest

from ntm_analysis.funding.amounts import measure_amounts
from ntm_analysis.funding.mix import measure_totals
from ntm_analysis.funding.results import compare_aims, measure_results

from .schemes import FIVE, FOUR, HALF, YEAR, funding_of, table

INDEX = pd.Series({2011: 50.0, 2012: 50.0, 2013: 50.0, 2014: 50.0, 2015: 50.0, 2020: 100.0})
END = {"document": "review", "as_of": "2015-12-31"}
EVE, INSIDE = "2010-12-31", "2011-12-31"


def headline(measure, low, high=None, **cells):
    """A headline of the review, printed on line 40."""
    row = {"document": "review", "line": 40, "unit": "lang-son", "basis": "reported", "measure": measure}
    return row | {"value_low": low, "value_high": low if high is None else high} | cells


def mean(low, high=None, **cells):
    return headline("mean_criteria", low, high, **cells)


def standard(low, high=None, **cells):
    return headline("communes_meeting_standard", low, high, **cells)


def added(low, high=None, **cells):
    return headline("communes_meeting_standard_added", low, high, **cells)


def band(low, high, communes, **cells):
    row = {"document": "review", "line": 50, "unit": "lang-son", "basis": "reported"}
    return row | {"band_low": low, "band_high": high, "communes": communes} | cells


def tables_of(*headlines, bands=(), criteria=(), sets=None):
    """The tables that results are read from; every document counts by the set of 2009 unless said."""
    sets = {"past": "2009", "review": "2009", "plan": "2009"} | (sets or {})
    documents = [
        {"document": document, "criteria_set": of, "reference_date": f"20{10 + place}-01-01"}
        for place, (document, of) in enumerate(sets.items())
    ]
    return {
        "documents": table("documents", *documents),
        "headlines": table("headlines", *headlines),
        "bands": table("bands", *bands),
        "criteria": table("criteria", *criteria),
    }


def results_of(tables, scheme, communes=10, prices="nominal"):
    """The result rows of one scheme, by result."""

    def communes_of(document, unit):
        return communes

    amounts = measure_amounts(measure_totals(scheme), communes_of, INDEX, 2020)
    results = measure_results(amounts, tables, communes_of, prices)
    assert list(results["result"]) == ["criteria", "communes"]
    return results.set_index("result")


def review_of(*headlines, communes=10, prices="nominal", period=FIVE, **tables):
    scheme = funding_of(("credit", 1200), document="review", basis="reported", period=period)
    return results_of(tables_of(*headlines, **tables), scheme, communes, prices)


def plan_of(*headlines, communes=10, period=YEAR, **tables):
    return results_of(tables_of(*headlines, **tables), funding_of(("credit", 1200), period=period), communes)


def gain(row):
    return row["gained_low"], row["gained_high"]


def dates(row):
    return tuple(day.strftime("%Y-%m-%d") for day in (row["from_date"], row["to_date"]))


NOTHING = ["from_date", "to_date", "gained_low", "gained_high", "start_document", "start_lines"]
NOTHING += ["end_document", "end_lines", "cost_low", "cost_high"]


# Criteria from the mean


@pytest.mark.parametrize(
    ("start", "end", "communes", "bounds"),
    [
        (2.5, 7.4, 10, (49, 49)),
        (2, 7, 10, (40, 60)),
        (2.57, 7.4, 207, (989, 1011)),
        (10, 12, 4, (4, 12)),
    ],
)
def test_criteria_are_bounded_by_the_printed_digits_of_the_mean(start, end, communes, bounds):
    """Whole criteria between (mean - half a digit) and (mean + half a digit) times the communes.

    2.5 of 10: 24.5 to 25.5, that is 25; 7.4 of 10: 73.5 to 74.5, that is 74: 49.
    2 of 10: 15 to 25; 7 of 10: 65 to 75: 65 - 25 = 40 to 75 - 15 = 60.
    2.57 of 207: 530.955 to 533.025, 531 to 533; 7.4 of 207: 1521.45 to 1542.15, 1522 to 1542: 989 to 1011.
    10 of 4: 38 to 42; 12 of 4: 46 to 50: 4 to 12.
    """
    states = mean(start, as_of=EVE, line=17), mean(end, as_of="2015-12-31", line=400)
    row = review_of(*states, communes=communes).loc["criteria"]
    assert gain(row) == bounds
    assert (row["total_million_vnd"], row["lines"], row["base"]) == (1200, "10", "parts")
    assert (row["cost_low"], row["cost_high"]) == pytest.approx((1200 / bounds[1], 1200 / bounds[0]))
    assert (row["start_document"], row["start_lines"]) == ("review", "17")
    assert (row["end_document"], row["end_lines"]) == ("review", "400")


@pytest.mark.parametrize("start", [EVE, "2011-01-01"])
def test_a_state_on_the_eve_or_the_first_day_bounds_the_gain_on_both_sides(start):
    """25 to 25 at the start, 74 to 74 at the end: 49."""
    row = review_of(mean(2.5, as_of=start), mean(7.4, **END)).loc["criteria"]
    assert gain(row) == (49, 49)
    assert dates(row) == (start, "2015-12-31")


def test_a_state_inside_the_period_supposes_nothing_before_it():
    """25 at the end of the first year: at least 74 - 25 = 49, at most all 74."""
    row = review_of(mean(2.5, as_of=INSIDE), mean(7.4, **END)).loc["criteria"]
    assert gain(row) == (49, 74)
    assert dates(row) == (INSIDE, "2015-12-31")


def test_the_earliest_state_of_the_period_is_its_start():
    """15 to 25 on the eve (2 is printed), 45 three years later, and 5 to 15 a day too early: the eve counts."""
    states = mean(4.5, as_of="2013-12-31"), mean(2, as_of=EVE), mean(1, as_of="2010-12-30"), mean(7.4, **END)
    row = review_of(*states).loc["criteria"]
    assert (dates(row)[0], gain(row)) == (EVE, (74 - 25, 74 - 15))


@pytest.mark.parametrize(
    "start",
    [
        mean(2.5, as_of=EVE, document="other"),
        mean(2.5, as_of=EVE, basis="planned"),
        mean(2.5, as_of="2010-12-30"),
        mean(2.5, as_of="2016-01-01"),
        mean(2.5, as_of=EVE, unit="bac-son"),
    ],
)
def test_without_a_known_state_of_the_same_criteria_set_there_is_no_gain(start):
    row = review_of(start, mean(7.4, **END), sets={"other": "2016"}).loc["criteria"]
    assert row[NOTHING].isna().all()
    assert row["total_million_vnd"] == 1200


def test_a_state_that_another_document_prints_under_the_same_set_is_a_start():
    row = review_of(mean(2.5, as_of=EVE, document="past"), mean(7.4, **END)).loc["criteria"]
    assert (row["start_document"], gain(row)) == ("past", (49, 49))


@pytest.mark.parametrize(
    "end",
    [
        mean(7.4, as_of="2015-12-31", document="plan"),
        mean(7.4, as_of="2015-12-31", basis="planned"),
        mean(7.4, as_of="2015-12-30"),
    ],
)
def test_what_a_report_reached_is_what_it_reports_for_its_last_day(end):
    assert review_of(mean(2.5, as_of=EVE), end).loc["criteria", NOTHING].isna().all()


def test_what_a_plan_is_to_reach_is_what_it_plans_for_its_last_day():
    """12.1 of 10 is 121 (120.5 to 121.5) before, 13.1 is 131 after; the reported 12.5 of that day is not the aim."""
    start = mean(12.1, as_of="2019-12-31", document="past")
    end = {"document": "plan", "as_of": "2020-12-31"}
    row = plan_of(start, mean(12.5, **end), mean(13.1, **end, basis="planned")).loc["criteria"]
    assert gain(row) == (131 - 121, 131 - 121)


def test_at_least_leaves_the_gain_open_up_to_19_for_every_commune():
    """12 and 13 of 10: 115 to 125 and at least 125, at most 190: 0 to 75; the cost has no upper end."""
    start = mean(12, as_of="2019-12-31", document="past")
    end = {"document": "plan", "as_of": "2020-12-31", "basis": "planned"}
    for qualifier in ("at_least", "more_than"):
        row = plan_of(start, mean(13, **end, qualifier=qualifier)).loc["criteria"]
        assert gain(row) == (0, 75)
        assert row["cost_low"] == pytest.approx(1200 / 75)
        assert pd.isna(row["cost_high"])
    assert gain(plan_of(start, mean(13, **end)).loc["criteria"]) == (0, 135 - 115)


def test_a_range_is_bounded_by_its_ends_and_the_finer_of_its_digits():
    """13.5 to 14 of 10: 13.45 to 14.05, 135 to 140; from 120 (12.0 is printed as 12: 115 to 125)."""
    start = mean(12, as_of="2019-12-31", document="past")
    aim = mean(13.5, 14, document="plan", as_of="2020-12-31", basis="planned")
    assert gain(plan_of(start, aim).loc["criteria"]) == (135 - 125, 140 - 115)


def test_a_gain_that_may_be_negative_has_a_cost_without_an_upper_end():
    """74 before, 7.3 to 7.6 after: 73 to 76, -1 to 2."""
    row = review_of(mean(7.4, as_of=EVE), mean(7.3, 7.6, **END)).loc["criteria"]
    assert gain(row) == (-1, 2)
    assert (row["cost_low"], pd.isna(row["cost_high"])) == (600, True)


def test_a_loss_has_no_cost():
    row = review_of(mean(7.4, as_of=EVE), mean(7, 7.1, **END, qualifier="")).loc["criteria"]
    assert gain(row) == (70 - 74, 71 - 74)
    assert row[["cost_low", "cost_high"]].isna().all()


# Criteria from bands and counts

BEFORE = mean(2.5, as_of=EVE)


def rows_of(*headlines, index=INDEX, prices="nominal", **tables):
    """Every row on the criteria of the review."""
    totals = measure_totals(funding_of(("credit", 1200), document="review", basis="reported", period=FIVE))
    amounts = measure_amounts(totals, lambda document, unit: 10, index, 2020)
    results = measure_results(amounts, tables_of(*headlines, **tables), lambda document, unit: 10, prices)
    return results[results["result"] == "criteria"].to_dict("records")


def bands_of(*bands, as_of="2015-12-31"):
    """Bands of the review: lower end, upper end, communes."""
    return [band(*of, as_of=as_of, line=50 + place) for place, of in enumerate(bands)]


def reached_by(number, attaining=8):
    """Counts of the review for the first criteria, each reached by some of the ten communes."""
    cells = {"document": "review", "basis": "reported", "as_of": "2015-12-31", "communes_total": 10}
    return counts_of([None] * number, attaining, **cells)


def test_bands_bound_the_criteria_by_their_ends():
    """10 communes with 0 to 4: 0 to 40; 6 with 5 to 9 and 4 with 10 to 14: 70 to 110; 30 to 110 gained."""
    bands = bands_of((0, 4, 10), as_of=EVE) + bands_of((5, 9, 6), (10, 14, 4))
    (row,) = rows_of(bands=bands)
    assert (gain(row), row["evidence"], row["contradicted"]) == ((30, 110), "bands", False)
    assert (row["start_lines"], row["end_lines"]) == ("50", "50,51")


@pytest.mark.parametrize(("number", "bounds"), [(19, (152, 152)), (18, (144, 154)), (15, (120, 160))])
def test_counts_bound_the_criteria_where_few_are_missing(number, bounds):
    """8 communes for each criterion that is counted, 0 to 10 for each that is not; from 25."""
    (row,) = rows_of(BEFORE, criteria=reached_by(number))
    assert (gain(row), row["evidence"]) == ((bounds[0] - 25, bounds[1] - 25), "counts")


def test_communes_in_no_printed_band_may_have_no_criterion_or_all():
    """Of 10 communes 6 with 5 to 9 and 1 with 19 are printed: 49 to 73, and 3 more with 0 to 19 each; from 25."""
    (row,) = rows_of(BEFORE, bands=bands_of((5, 9, 6), (19, 19, 1)))
    assert gain(row) == (49 - 25, 73 + 57 - 25)


def test_a_state_that_two_documents_tell_together_names_both():
    """On the eve a mean of 6.5 to 7 (65 to 70) in one document and bands of 70 to 110 in the other: 70; then 110."""
    eve = [of | {"document": "past"} for of in bands_of((5, 9, 6), (10, 14, 4), as_of=EVE)]
    (row,) = rows_of(mean(6.5, 7, as_of=EVE), mean(11.0, 11.04, **END), bands=eve)
    assert gain(row) == (40, 40)
    assert (row["start_document"], row["start_lines"]) == ("review", "40")
    assert (row["start_2_document"], row["start_2_lines"]) == ("past", "50,51")


def test_few_counts_tell_no_gain():
    (row,) = rows_of(BEFORE, criteria=reached_by(14))
    assert pd.Series(row)[NOTHING].isna().all()


def test_a_count_that_is_printed_twice_bounds_once():
    counts = reached_by(19)
    (row,) = rows_of(BEFORE, criteria=[*counts, counts[3] | {"line": 300}])
    assert gain(row) == (152 - 25, 152 - 25)


@pytest.mark.parametrize(
    ("reached", "bounds", "evidence"),
    [(7.4, (74, 74), "mean"), (7, (70, 75), "mean+bands"), (11, (105, 110), "mean+bands")],
)
def test_what_is_printed_in_two_ways_narrows_the_bounds(reached, bounds, evidence):
    """Bands allow 70 to 110; a mean of 7.4 is 74, of 7 is 65 to 75, of 11 is 105 to 115."""
    (row,) = rows_of(BEFORE, mean(reached, **END), bands=bands_of((5, 9, 6), (10, 14, 4)))
    assert (gain(row), row["evidence"]) == ((bounds[0] - 25, bounds[1] - 25), evidence)


def test_bounds_that_meet_in_one_number_agree():
    """A mean of 6.5 to 7 is 65 to 70 (6.45 to 7.05 of 10), bands allow 70 to 110: 70."""
    (row,) = rows_of(BEFORE, mean(6.5, 7, **END), bands=bands_of((5, 9, 6), (10, 14, 4)))
    assert gain(row) == (45, 45)


def test_a_mean_that_contradicts_the_bands_stands_beside_them():
    """A mean of 6.4 is 64; ten communes with 14 to 18 are 140 to 180, and 18 counts within that 144 to 154."""
    rows = rows_of(BEFORE, mean(6.4, **END), bands=bands_of((14, 18, 10)), criteria=reached_by(18))
    assert [(row["evidence"], gain(row)) for row in rows] == [("mean", (39, 39)), ("counts", (119, 129))]
    assert all(row["contradicted"] for row in rows)


def test_a_contradicted_start_is_no_start():
    """On the eve 25 by the mean and 50 to 90 by the bands; the next state is 30 a year later."""
    bands = bands_of((5, 9, 10), as_of=EVE)
    (row,) = rows_of(BEFORE, mean(3.0, 3.1, as_of=INSIDE), mean(7.4, **END), bands=bands)
    assert (row["from_date"], row["inside"]) == (pd.Timestamp(INSIDE), True)
    assert gain(row) == (74 - 31, 74)


@pytest.mark.parametrize(("start", "known"), [(INSIDE, True), ("2012-12-31", False)])
def test_a_printed_change_between_the_two_states_bounds_the_gain_from_below(start, known):
    """25 to 65..75: at least 40; a printed change of 4.9 (4.85 of 10 is 48.5) over just these days: at least 49."""
    flow = {"period_start": INSIDE, "period_end": "2015-12-31", "line": 41}
    change = headline("mean_criteria_change", 4.9, **flow)
    (row,) = rows_of(mean(2.5, as_of=start), mean(7, **END), change)
    assert gain(row) == ((49, 75) if known else (40, 75))
    assert row["end_lines"] == ("40,41" if known else "40")


def test_a_printed_change_from_the_state_of_another_document_does_not_count():
    change = headline("mean_criteria_change", 4.9, period_start=INSIDE, period_end="2015-12-31")
    (row,) = rows_of(mean(2.5, as_of=INSIDE, document="past"), mean(7, **END), change)
    assert gain(row) == (40, 75)


def test_the_cost_at_constant_prices_spans_the_years_of_spending():
    """Four years count 2, one 4: 2.4 on average; 1200 are 2880, 2400 to 4800; 49 criteria."""
    index = pd.Series({2011: 50.0, 2012: 50.0, 2013: 50.0, 2014: 50.0, 2015: 25.0, 2020: 100.0})
    (row,) = rows_of(BEFORE, mean(7.4, **END), index=index, prices="real")
    assert (row["total_million_vnd"], row["total_low"], row["total_high"]) == pytest.approx((2880, 2400, 4800))
    assert (row["cost_low"], row["cost_high"]) == pytest.approx((2400 / 49, 4800 / 49))


def test_without_an_index_the_gain_is_known_and_its_cost_is_not():
    (row,) = rows_of(BEFORE, mean(7.4, **END), index=INDEX.drop(2013), prices="real")
    assert gain(row) == (49, 49)
    assert pd.isna([row["total_million_vnd"], row["cost_low"], row["cost_high"]]).all()


# Criteria from printed increases


def counts_of(increases, attaining=20, base="2019-12-31", **cells):
    """Planned counts by criterion, on the lines 101, 102, ...; None prints no increase."""
    row = {"document": "plan", "unit": "lang-son", "basis": "planned", "as_of": "2020-12-31", "criteria_set": "2009"}
    row |= {"communes_total": 20, "communes_attaining": attaining} | cells
    return [
        row | {"criterion": number, "line": 100 + number}
        | ({} if increase is None else {"added": increase, "base_as_of": base})
        for number, increase in enumerate(increases, start=1)
    ]  # fmt: skip


@pytest.mark.parametrize("base", ["2019-12-31", "2020-01-01"])
def test_increases_printed_for_every_criterion_are_added_up(base):
    """18 criteria gain 2, one 3: 39; 1200 / 39."""
    row = plan_of(criteria=counts_of([2] * 18 + [3], base=base)).loc["criteria"]
    assert gain(row) == (39, 39)
    assert (row["cost_low"], row["cost_high"]) == pytest.approx((1200 / 39, 1200 / 39))
    assert dates(row) == YEAR
    assert row["end_document"] == "plan"
    assert row["end_lines"].split(",") == [str(line) for line in range(101, 120)]
    assert row[["start_document", "start_lines"]].isna().all()


def test_a_criterion_without_an_increase_gains_nothing_or_all_that_it_is_to_have():
    """18 times 2, and 0 to 7."""
    counts = counts_of([2] * 18 + [None])
    counts[-1]["communes_attaining"] = 7
    row = plan_of(criteria=counts).loc["criteria"]
    assert gain(row) == (36, 43)


@pytest.mark.parametrize(
    "counts",
    [
        counts_of([2] * 17 + [None, None]),
        counts_of([2] * 18),
        counts_of([2] * 19, base="2018-12-31"),
        counts_of([2] * 19, as_of="2020-12-30"),
        counts_of([2] * 19, document="past"),
        counts_of([2] * 19, unit="bac-son"),
        counts_of([2] * 19, basis="derived"),
    ],
)
def test_increases_of_fewer_criteria_or_of_another_period_tell_no_gain(counts):
    assert plan_of(criteria=counts).loc["criteria", NOTHING].isna().all()


def test_printed_increases_come_before_the_mean():
    """The mean would say 10 to 30."""
    states = (
        mean(12, as_of="2019-12-31", document="past"),
        mean(14, document="plan", as_of="2020-12-31", basis="planned"),
    )
    assert gain(plan_of(*states).loc["criteria"]) == (10, 30)
    assert gain(plan_of(*states, criteria=counts_of([1] * 19)).loc["criteria"]) == (19, 19)


def test_a_count_that_a_document_prints_twice_is_added_once():
    counts = counts_of([2] * 19)
    again = counts[4] | {"line": 300, "added": 5}
    assert gain(plan_of(criteria=[*counts, again]).loc["criteria"]) == (41, 41)


# Communes at the standard


def test_communes_that_a_plan_adds_are_its_gain():
    """10 communes, printed on two lines; 1200 / 10."""
    flow = {"document": "plan", "basis": "planned", "period_start": YEAR[0], "period_end": YEAR[1]}
    row = plan_of(added(10, **flow, line=37), added(10, **flow, line=161)).loc["communes"]
    assert gain(row) == (10, 10)
    assert (row["cost_low"], row["cost_high"], row["end_lines"]) == (120, 120, "37,161")
    assert dates(row) == YEAR


def test_a_range_of_added_communes_keeps_its_ends():
    """3 to 5, and 4 on another line: 3 to 5, that is 240 to 400 each."""
    flow = {"document": "plan", "basis": "planned", "period_start": YEAR[0], "period_end": YEAR[1]}
    row = plan_of(added(3, 5, **flow), added(4, **flow)).loc["communes"]
    assert (*gain(row), row["cost_low"], row["cost_high"]) == (3, 5, 240, 400)


@pytest.mark.parametrize(
    ("qualifier", "bounds"),
    [("at_least", (3, 10)), ("more_than", (4, 10)), ("at_most", (0, 5)), ("less_than", (0, 4)), ("about", (3, 5))],
)
def test_added_communes_that_are_open_are_open_to_none_or_to_all(qualifier, bounds):
    flow = {"document": "plan", "basis": "planned", "period_start": YEAR[0], "period_end": YEAR[1]}
    assert gain(plan_of(added(3, 5, **flow, qualifier=qualifier)).loc["communes"]) == bounds


@pytest.mark.parametrize(
    ("aim", "rise", "bounds"),
    [
        ("at_least", "at_least", (4, 4)),
        ("at_least", "", (8 - 7, 4)),
        ("", "at_least", (4, 8)),
        ("at_most", "", (4, 8)),
    ],
)
def test_the_eve_of_a_plan_is_as_open_as_its_target_and_its_increase(aim, rise, bounds):
    """A target of 7 less 3 is 4; 8 are reached: 4 gained. Open: 4 to 7 of ten communes before, or 0 to 4."""
    flow = {"document": "plan", "basis": "planned", "period_start": "2011-01-01", "period_end": "2020-12-31"}
    target = standard(7, document="plan", basis="planned", as_of="2020-12-31", qualifier=aim)
    row = review_of(standard(8, **END), target, added(3, **flow, qualifier=rise)).loc["communes"]
    assert gain(row) == bounds


@pytest.mark.parametrize(
    "cells",
    [{"period_start": "2019-01-01"}, {"period_end": "2020-06-30"}, {"document": "past"}, {"unit": "bac-son"}],
)
def test_communes_added_elsewhere_or_in_another_period_are_no_gain_of_a_plan(cells):
    flow = {"document": "plan", "basis": "planned", "period_start": YEAR[0], "period_end": YEAR[1]}
    assert plan_of(added(10, **(flow | cells))).loc["communes", NOTHING].isna().all()


def test_communes_that_a_report_names_as_planned_are_not_what_came():
    """Its own states count: 13 less 4."""
    flow = {"basis": "planned", "period_start": FIVE[0], "period_end": FIVE[1]}
    states = standard(4, as_of=EVE), standard(13, **END)
    assert gain(review_of(added(30, **flow), *states).loc["communes"]) == (9, 9)


def test_the_highest_band_tells_the_communes_at_the_standard():
    """None where the highest band ends at 10, 7 where it is 19 alone, 0 to 8 where it is 15 to 19."""
    ends = {"as_of": "2015-12-31"}
    start = [band(0, 4, 5, as_of=EVE), band(10, 10, 5, as_of=EVE, line=15)]
    row = review_of(bands=[*start, band(19, 19, 7, **ends), band(0, 4, 3, **ends)]).loc["communes"]
    assert (gain(row), row["start_lines"], row["end_lines"]) == ((7, 7), "15", "50")
    row = review_of(bands=[*start, band(0, 4, 2, **ends), band(15, 19, 8, **ends)]).loc["communes"]
    assert gain(row) == (0, 8)
    assert (row["cost_low"], pd.isna(row["cost_high"])) == (150, True)


def test_a_first_state_of_none_holds_for_the_days_before_it():
    """No commune by the end of 2011 means none at the beginning of the period either: 7 is all of its gain."""
    bands = bands_of((10, 10, 10), as_of=INSIDE) + bands_of((15, 18, 3), (19, 19, 7))
    row = review_of(bands=bands).loc["communes"]
    assert (gain(row), row["inside"], dates(row)) == ((7, 7), False, FIVE)


def test_the_communes_before_a_plan_are_its_target_less_its_increase():
    """The plan of four years is to bring 53 to 77: 24 on its eve, and 24 by mid-2017. Nothing gained, no cost."""
    target = standard(77, document="plan", basis="planned", as_of=FOUR[1], line=40)
    flow = {"document": "plan", "basis": "planned", "period_start": FOUR[0], "period_end": FOUR[1]}
    reached = standard(24, as_of=HALF[1], line=51)
    row = review_of(target, added(53, **flow, line=42), reached, period=HALF).loc["communes"]
    assert (gain(row), dates(row)) == ((0, 0), ("2016-12-31", HALF[1]))
    assert (row["start_document"], row["start_lines"], row["end_lines"]) == ("plan", "40,42", "51")
    assert row[["cost_low", "cost_high"]].isna().all()


def test_the_ends_of_target_and_increase_bound_what_was_before():
    """70 to 77 less 50 to 53: 17 to 27 before, 30 by mid-2017: 3 to 13."""
    target = standard(70, 77, document="plan", basis="planned", as_of=FOUR[1])
    flow = {"document": "plan", "basis": "planned", "period_start": FOUR[0], "period_end": FOUR[1]}
    states = target, added(50, 53, **flow), standard(30, as_of=HALF[1])
    assert gain(review_of(*states, period=HALF).loc["communes"]) == (3, 13)
    other_set = review_of(*states, period=HALF, sets={"plan": "2016"}).loc["communes"]
    assert other_set[NOTHING].isna().all()


# Prices and shape


def test_the_money_at_constant_prices():
    """The index doubled from the period to 2020: 2400 for 12 communes are 200 instead of 100."""
    states = standard(0, as_of=EVE), standard(12, **END)
    nominal, real = (review_of(*states, prices=prices).loc["communes"] for prices in ("nominal", "real"))
    assert (nominal["total_million_vnd"], nominal["cost_low"], nominal["prices"]) == (1200, 100, "nominal")
    assert (real["total_million_vnd"], real["cost_low"], real["prices"]) == (2400, 200, "real")


def test_the_lower_cost_is_never_above_the_upper_one():
    row = review_of(mean(2, as_of=EVE), mean(7, **END)).loc["criteria"]
    assert row["cost_low"] < row["cost_high"]
    assert row["cost_low"] * row["gained_high"] == pytest.approx(row["cost_high"] * row["gained_low"])


def test_no_schemes_have_no_results_but_all_columns():
    totals = measure_totals(funding_of(("credit", 1), document="review", basis="reported", period=FIVE))
    tables = tables_of(standard(0, as_of=EVE), standard(12, **END))
    frames = []
    for of in (totals, totals.iloc[:0]):
        amounts = measure_amounts(of, lambda document, unit: 10, INDEX, 2020)
        frames.append(measure_results(amounts, tables, lambda document, unit: 10, "real"))
    assert (len(frames[0]), len(frames[1])) == (2, 0)
    assert list(frames[0]) == list(frames[1])


# Two aims for one day


def aim(document, low, high=None, measure="mean_criteria", **cells):
    row = {"document": document, "basis": "planned", "as_of": "2020-12-31"} | cells
    return headline(measure, low, high, **row)


@pytest.mark.parametrize(("of", "same"), [("2009", True), ("2016", False)])
def test_aims_of_two_documents_stand_beside_each_other(of, same):
    """The review (2011) comes before the plan (2012)."""
    aims = aim("plan", 13.5, 14, line=40), aim("review", 11.8, line=626)
    (row,) = compare_aims(tables_of(*aims, sets={"plan": of}), ["lang-son"]).itertuples()
    assert (row.unit, row.measure, row.as_of) == ("lang-son", "mean_criteria", pd.Timestamp("2020-12-31"))
    assert (row.document, row.line, row.value_low, row.value_high) == ("plan", 40, 13.5, 14)
    assert (row.reference_document, row.reference_line) == ("review", 626)
    assert (row.reference_low, row.reference_high, row.same_set) == (11.8, 11.8, same)


@pytest.mark.parametrize(
    "other",
    [
        aim("review", 72, measure="communes_meeting_standard"),
        aim("review", 11.8, as_of="2019-12-31"),
        aim("review", 11.8, unit="bac-son"),
        aim("review", 11.8, basis="reported"),
        aim("review", 11.8, as_of="", period_start=YEAR[0], period_end=YEAR[1]),
        aim("plan", 11.8),
    ],
)
def test_only_aims_for_one_measure_unit_and_day_are_compared(other):
    aims = compare_aims(tables_of(aim("plan", 13.8), other), ["lang-son", "bac-son"])
    assert aims.empty
    assert list(aims) == list(compare_aims(tables_of(aim("plan", 13.8), aim("past", 1)), ["lang-son"]))


def test_aims_without_a_day_are_not_compared():
    flow = {"as_of": "", "period_start": YEAR[0], "period_end": YEAR[1]}
    assert compare_aims(tables_of(aim("plan", 13.8, **flow), aim("review", 11.8, **flow)), ["lang-son"]).empty


def test_every_two_of_three_aims_are_compared_once_the_later_with_the_earlier():
    tables = tables_of(aim("plan", 3), aim("past", 1), aim("review", 2))
    aims = compare_aims(tables, ["lang-son"])
    assert sorted(zip(aims["document"], aims["reference_document"], strict=True)) == [
        ("plan", "past"),
        ("plan", "review"),
        ("review", "past"),
    ]
    assert compare_aims(tables, ["bac-son"]).empty
    assert compare_aims(tables, []).empty


def test_the_input_stays_as_it_was():
    tables = tables_of(mean(2.5, as_of=EVE), mean(7.4, **END), aim("plan", 13), criteria=counts_of([1] * 19))
    amounts = measure_amounts(measure_totals(funding_of(("credit", 1))), lambda document, unit: 10, INDEX, 2020)
    before = {name: of.copy(deep=True) for name, of in (tables | {"amounts": amounts}).items()}
    measure_results(amounts, tables, lambda document, unit: 10, "real")
    compare_aims(tables, ["lang-son"])
    for name, of in (tables | {"amounts": amounts}).items():
        pd.testing.assert_frame_equal(of, before[name])

"""The states that documents tell: what is read of each, what conflicts, and the pace between them."""

import csv
from datetime import date

import pandas as pd
import pytest

from ntm_analysis.criteria.claims import Claims
from ntm_analysis.criteria.consistency import (
    CHECKED,
    PACE,
    Told,
    bound_thresholds,
    carry_mean,
    check_claims,
    measure_pace,
    read_claims,
)
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables
from ntm_analysis.units import document_counter

from .states import band, count, counts, headline, table

MEAN, STANDARD = "mean_criteria", "communes_meeting_standard"


# What is read


def tables_of(criteria=(), bands=(), headlines=()):
    names = {"criteria": criteria, "bands": bands, "headlines": headlines}
    return {name: table(name, *rows) for name, rows in names.items()}


def ten_communes(document, unit):
    return 10


def told_of(unit="lang-son", communes_of=ten_communes, **rows):
    return read_claims(tables_of(**rows), unit, communes_of)


def test_everything_told_of_a_state_is_one_claim():
    (told,) = told_of(
        criteria=[count(2, 5, line=41), count(3, 8, line=42), count(4, "", line=43)],
        bands=[band(0, 9, 12, line=10), band(10, 19, 8, line=11)],
        headlines=[headline(MEAN, 7.48, line=50), headline(STANDARD, 3, line=51), headline("districts", 2, line=52)],
    )
    assert (told.document, told.unit, told.basis) == ("report", "lang-son", "reported")
    assert told.as_of == pd.Timestamp("2017-06-30")
    assert (told.claims.communes, told.claims.bands) == (20, ((0, 9, 12), (10, 19, 8)))
    assert (told.claims.counts, told.claims.standard) == ((5, 8), 3)
    assert told.claims.mean == pytest.approx((7.475, 7.485))
    assert told.lines == {"bands": "10,11", "counts": "41,42", "mean": "50", "standard": "51"}


def test_derived_counts_belong_to_the_reported_state():
    (told,) = told_of(criteria=[count(2, 5, basis="derived", line_added=38)], headlines=[headline(MEAN, 7)])
    assert (told.basis, told.claims.told) == ("derived", ["counts", "mean"])
    assert told.lines["counts"] == "38,40"


def test_a_state_with_a_reported_count_keeps_its_basis():
    (told,) = told_of(criteria=[count(2, 5, basis="derived"), count(3, 5)], headlines=[headline(MEAN, 7)])
    assert (told.basis, told.claims.counts) == ("reported", (5, 5))
    planned = told_of(criteria=[count(2, 5, basis="derived")], headlines=[headline(MEAN, 7, basis="planned")])
    assert sorted(of.basis for of in planned) == ["derived", "planned"]


@pytest.mark.parametrize(
    "cells", [{"document": "plan"}, {"as_of": "2018-06-30"}, {"basis": "planned"}], ids=lambda cells: next(iter(cells))
)
def test_another_document_day_or_basis_is_another_state(cells):
    told = told_of(criteria=[count(2, 5)], headlines=[headline(MEAN, 7, **cells)])
    assert sorted(state.claims.told for state in told) == [["counts"], ["mean"]]


def test_states_come_by_day_and_document():
    days = [("b", "2017-06-30"), ("a", "2017-06-30"), ("c", "2015-12-31")]
    told = told_of(criteria=[count(2, 5, document=document, as_of=day) for document, day in days])
    assert [state.document for state in told] == ["c", "a", "b"]


@pytest.mark.parametrize(
    "rows", [{"criteria": [count(2, 5, total=12)]}, {"bands": [band(0, 19, 5, communes_total=12)]}]
)
def test_printed_communes_go_before_those_in_force(rows):
    (told,) = told_of(**rows)
    assert told.claims.communes == 12


def test_communes_in_force_are_those_of_the_document_and_unit():
    asked = []
    (told,) = told_of(
        bands=[band(0, 19, 7, unit="bac-son")], unit="bac-son", communes_of=lambda *key: asked.append(key) or 7
    )
    assert (told.claims.communes, asked) == (7, [("report", "bac-son")])


@pytest.mark.parametrize(
    ("low", "high", "qualifier", "ends"),
    [
        (7.48, 7.48, "", (7.475, 7.485)),
        (13.8, 13.8, "", (13.75, 13.85)),
        (12, 12, "", (11.5, 12.5)),
        (13.5, 14, "", (13.45, 14.05)),
        (13.5, 14, "at_least", (13.45, 19)),
        (13, 13, "more_than", (12.5, 19)),
    ],
)
def test_a_mean_is_as_exact_as_its_digits(low, high, qualifier, ends):
    (told,) = told_of(headlines=[headline(MEAN, low, high, qualifier=qualifier)])
    assert told.claims.mean == pytest.approx(ends)


def test_a_standard_of_no_commune_is_read():
    (told,) = told_of(headlines=[headline(STANDARD, 0)])
    assert (told.claims.standard, told.claims.told) == (0, ["standard"])


def test_another_unit_tells_nothing():
    assert told_of(criteria=[count(2, 5)], unit="bac-son") == []


def test_the_tables_stay_as_they_were():
    tables = tables_of([count(2, 5, basis="derived")], [band(0, 19, 20)], [headline(MEAN, 7), headline(STANDARD, 1)])
    before = {name: frame.copy(deep=True) for name, frame in tables.items()}
    checked = check_claims(read_claims(tables, "lang-son", ten_communes))
    kept = checked.copy(deep=True)
    measure_pace(checked, {"report": "2016"})
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(frame, before[name])
    pd.testing.assert_frame_equal(checked, kept)


# What conflicts


def checked_of(**rows):
    (row,) = check_claims(told_of(**rows)).to_dict("records")
    return row


def test_a_state_that_holds():
    """Half of 20 communes have 0 to 9 criteria, half 10 to 19: 5 to 14 each; 38 attainments of two criteria are 1.9."""
    row = checked_of(
        criteria=[count(1, 20, line=41), count(2, 18, line=42)],
        bands=[band(0, 9, 10, line=10), band(10, 19, 10, line=11)],
        headlines=[headline(MEAN, 9.5, line=50), headline(STANDARD, 4, line=51)],
    )
    assert list(row) == CHECKED
    assert (row["communes"], row["known"], row["standard"]) == (20, 2, 4)
    assert (row["told"], row["conflicts"]) == ("bands,counts,mean,standard", "")
    assert row["lines"] == "10,11,41,42,50,51"
    assert (row["mean_low"], row["mean_high"]) == pytest.approx((9.45, 9.55))
    assert (row["bands_low"], row["bands_high"]) == pytest.approx((5, 14))
    assert (row["counts_low"], row["counts_high"]) == pytest.approx((1.9, 18.9))
    assert (row["standard_low"], row["standard_high"]) == (0, 18)


def test_the_smallest_conflicts_are_named():
    """At most 14 criteria per commune by bands, 15 printed; criterion 2 in 3 communes, 4 at the standard."""
    row = checked_of(
        criteria=[count(2, 3)],
        bands=[band(0, 9, 10), band(10, 19, 10)],
        headlines=[headline(MEAN, 15), headline(STANDARD, 4)],
    )
    assert row["conflicts"] == "bands+mean,counts+standard"


def test_counts_that_fail_alone_have_no_bounds():
    row = checked_of(criteria=[count(2, 21)])
    assert row["conflicts"] == "counts"
    assert pd.isna([row[name] for name in ("counts_low", "counts_high", "standard_low", "standard_high")]).all()


def test_what_is_not_told_is_absent():
    row = checked_of(headlines=[headline(STANDARD, 4)])
    told = {"document", "unit", "as_of", "basis", "communes", "told", "conflicts", "lines", "known", "standard"}
    assert {name for name, value in row.items() if pd.notna(value)} == told
    assert (row["communes"], row["known"], row["standard"]) == (10, 0, 4)


def test_all_19_counts_give_the_mean_and_the_standard():
    """18 criteria in all 20 communes and one in 7: 18 + 7/20 on average, 7 at the standard."""
    row = checked_of(criteria=counts(dict.fromkeys(range(1, 19), 20) | {19: 7}))
    assert (row["counts_low"], row["counts_high"]) == pytest.approx((18.35, 18.35))
    assert (row["standard_low"], row["standard_high"]) == (7, 7)


def test_no_states_are_an_empty_table():
    checked = check_claims([])
    assert (list(checked), len(checked)) == (CHECKED, 0)
    assert measure_pace(checked, {}).empty
    assert list(measure_pace(checked, {})) == PACE


# The pace

SETS = {"review": "2009", "report": "2016", "plan": "2016"}


def state(as_of, mean=None, known=0, by_counts=None, document="report", basis="reported", unit="lang-son", communes=20):
    """A checked state, its means as (low, high)."""
    row = {"document": document, "unit": unit, "as_of": pd.Timestamp(as_of), "basis": basis, "known": known}
    row |= dict(zip(("mean_low", "mean_high"), mean or (None, None), strict=True))
    row |= dict(zip(("counts_low", "counts_high"), by_counts or (None, None), strict=True))
    return row | {"lines": as_of[:4], "communes": communes}


def pace_of(*states):
    rows = pd.DataFrame(states, columns=CHECKED)
    numbers = [name for name in CHECKED if name.endswith(("_low", "_high")) or name == "standard"]
    return measure_pace(rows.astype(dict.fromkeys(numbers, "Float64")), SETS)


def test_the_pace_by_hand():
    """From 6.95-7.05 to 10.95-11.05 in four years: (10.95 - 7.05) / 4 = 0.975, (11.05 - 6.95) / 4 = 1.025."""
    (row,) = pace_of(
        state("2021-01-01", (10.95, 11.05), document="plan"), state("2017-01-01", (6.95, 7.05))
    ).itertuples()
    assert (row.unit, row.years) == ("lang-son", 4)
    assert (row.from_date, row.to_date) == (pd.Timestamp("2017-01-01"), pd.Timestamp("2021-01-01"))
    assert (row.low, row.high) == pytest.approx((0.975, 1.025))
    assert (row.from_communes, row.to_communes, row.merged) == (20, 20, False)
    assert (row.from_document, row.from_lines) == ("report", "2017")
    assert (row.to_document, row.to_lines) == ("plan", "2021")


def test_the_pace_over_merging_by_hand():
    """A mean of 10 over 20 communes is 200 criteria; over 19 left it is (200 - 19) / 19 to 200 / 19. To 12 in 4 years:
    (12 - 200/19) / 4 = 0.3684 to (12 - 181/19) / 4 = 0.6184.
    """
    (row,) = pace_of(
        state("2017-01-01", (10, 10)), state("2021-01-01", (12, 12), communes=19, basis="derived")
    ).itertuples()
    assert (row.low, row.high) == pytest.approx((0.368421, 0.618421), abs=1e-6)
    assert (row.from_communes, row.to_communes, row.merged) == (20, 19, True)


@pytest.mark.parametrize(
    ("mean", "before", "after", "carried"),
    [((5, 6), 10, 10, (5, 6)), ((1, 1), 20, 10, (0, 2)), ((18, 18), 20, 10, (17, 19)), ((9, 9), 10, 20, (4.5, 14))],
)
def test_a_mean_over_other_communes_stays_between_none_and_all_criteria(mean, before, after, carried):
    """20 communes with 18 are 360; ten that go take at most 190, so ten are left with 170 or more, at most all."""
    assert carry_mean(mean, before, after) == pytest.approx(carried)


def test_the_printed_mean_goes_before_the_counts_and_the_counts_stand_in_for_it():
    """From exactly 8 (counts say 5 to 9) to 11 to 13 by 17 counts in four years: 3/4 to 5/4."""
    start = state("2017-01-01", (8, 8), known=15, by_counts=(5, 9))
    (row,) = pace_of(start, state("2021-01-01", known=17, by_counts=(11, 13))).itertuples()
    assert (row.low, row.high) == pytest.approx((0.75, 1.25))


def test_few_counts_without_a_mean_are_no_state():
    few = state("2018-01-01", known=14, by_counts=(1, 6))
    enough = state("2018-01-01", known=15, by_counts=(1, 5))
    ends = [state("2017-01-01", (8, 8)), state("2021-01-01", (12, 12))]
    assert len(pace_of(*ends, few)) == 1
    assert len(pace_of(*ends, enough)) == 2


def test_plans_have_no_pace():
    assert pace_of(state("2017-01-01", (8, 8)), state("2021-01-01", (12, 12), basis="planned")).empty


def test_two_criteria_sets_are_never_set_against_each_other():
    """2009 set in 2011 and 2015, 2016 set in 2017 and 2021: two paces, none between 2015 and 2017."""
    old = [state(day, (2, 2), document="review") for day in ("2011-01-01", "2015-01-01")]
    pace = pace_of(*old, state("2017-01-01", (8, 8)), state("2021-01-01", (12, 12)))
    assert pace["from_date"].dt.year.tolist() == [2011, 2017]
    assert pace["to_date"].dt.year.tolist() == [2015, 2021]


def test_units_are_apart():
    assert pace_of(state("2017-01-01", (8, 8)), state("2021-01-01", (12, 12), unit="bac-son")).empty


# The committed data


def printed(name, **cells):
    """Rows of a committed table as text."""
    with (HERE.processed / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[key] == value for key, value in cells.items())]


def committed(unit):
    tables = load_tables()
    return check_claims(read_claims(tables, unit, document_counter(tables["units"], tables["documents"])))


@pytest.mark.data
def test_only_the_plan_for_2020_conflicts_in_the_committed_data():
    checked = pd.concat([committed(unit) for unit in ("lang-son", "bac-son", "lang-son-city")])
    assert len(checked) == 13
    (conflict,) = checked[checked["conflicts"] != ""].itertuples()
    assert (conflict.document, conflict.as_of.isoformat()[:10]) == ("lang-son-plan-2017-2020", "2020-12-31")
    assert (conflict.basis, conflict.conflicts) == ("planned", "bands+mean,counts+mean")


@pytest.mark.data
def test_why_the_plan_for_2020_conflicts():
    """By bands at most (94 * 9 + 28 * 14 + 8 * 18 + 77 * 19) / 207 = 13.744; by counts (2241 + 207) / 207 = 11.826.

    The plan prints 13.8, at least 13.75.
    """
    where = {"document": "lang-son-plan-2017-2020", "as_of": "2020-12-31", "basis": "planned"}
    (mean,) = printed("headlines", measure=MEAN, **where)
    bands = {int(row["band_high"]): int(row["communes"]) for row in printed("bands", **where)}
    attaining = [int(row["communes_attaining"]) for row in printed("criteria", **where)]
    assert (mean["value_low"], bands) == ("13.8", {9: 94, 14: 28, 18: 8, 19: 77})
    assert (len(attaining), sum(attaining), sum(bands.values())) == (18, 2241, 207)
    by_bands = (94 * 9 + 28 * 14 + 8 * 18 + 77 * 19) / 207
    by_counts = (sum(attaining) + 207) / 207
    assert (round(by_bands, 2), round(by_counts, 2)) == (13.74, 11.83)
    checked = committed("lang-son").set_index(["document", "as_of"])
    row = checked.loc[("lang-son-plan-2017-2020", pd.Timestamp("2020-12-31"))]
    assert (row["mean_low"], row["mean_high"]) == pytest.approx((13.75, 13.85))
    assert (row["bands_high"], row["counts_high"]) == pytest.approx((by_bands, by_counts))
    assert max(row["bands_high"], row["counts_high"]) < row["mean_low"]


@pytest.mark.data
def test_the_pace_of_the_committed_states():
    """2.57 to 7.4 from 2011 to 2015; 7.48 at mid-2017 to 11.91-12.91 by 18 counts (2156 of 181) at the end of 2020."""
    documents = {row["document"]: row["criteria_set"] for row in printed("documents")}
    pace = measure_pace(committed("lang-son"), documents)
    where = {"document": "lang-son-plan-2021", "as_of": "2020-12-31", "unit": "lang-son"}
    total = sum(int(row["communes_attaining"]) for row in printed("criteria", **where) if row["communes_attaining"])
    years = [
        (date(2015, 12, 31) - date(2011, 12, 31)).days / 365.25,
        (date(2020, 12, 31) - date(2017, 6, 30)).days / 365.25,
    ]
    assert pace["years"].tolist() == pytest.approx(years)
    least, most = (207 * 7.475 - 26 * 19) / 181, 207 * 7.485 / 181
    assert pace["low"].tolist() == pytest.approx([(7.35 - 2.575) / years[0], (total / 181 - most) / years[1]])
    assert pace["high"].tolist() == pytest.approx([(7.45 - 2.565) / years[0], (total / 181 + 1 - least) / years[1]])
    assert pace["low"].round(2).tolist() == [1.19, 0.96]
    assert pace["high"].round(2).tolist() == [1.22, 2.02]
    assert pace["merged"].tolist() == [False, True]


def test_a_told_state_can_be_checked_without_tables():
    """Two criteria in 2 and 1 of 2 communes: no more than one commune has both."""
    told = Told(
        "report", "lang-son", pd.Timestamp("2017-06-30"), "reported", Claims(2, 2, counts=(2, 1)), {"counts": "4"}
    )
    (row,) = check_claims([told]).itertuples()
    assert (row.told, row.conflicts, row.lines, row.known) == ("counts", "", "4", 2)
    assert (row.counts_low, row.counts_high) == pytest.approx((1.5, 1.5))


# Thresholds


def state_of(communes, bands=(), attaining=()):
    claims = Claims(communes, bands=bands, counts=attaining)
    lines = {"bands": "10,11", "counts": "40"}
    kinds = {kind: lines[kind] for kind in claims.told}
    return Told("report", "lang-son", pd.Timestamp("2017-06-30"), "reported", claims, kinds)


def test_bands_tell_their_edges_and_counts_leave_room():
    """Of 4 communes, 18 criteria in all and one in 2: with all 19 are 0 to 2, with 18 are 2 to 4."""
    bands = ((0, 4, 0), (5, 9, 0), (10, 14, 0), (15, 18, 3), (19, 19, 1))
    rows = bound_thresholds([state_of(4, bands, (4,) * 18 + (2,))]).set_index("at_least")
    assert rows.index.tolist() == list(range(1, 20))
    assert rows.loc[19, ["counts_low", "counts_high", "bands_low", "bands_high"]].tolist() == [2, 2, 1, 1]
    assert rows.loc[18, ["counts_low", "counts_high", "bands_low", "bands_high"]].tolist() == [4, 4, 1, 4]
    assert rows.loc[15, ["counts_low", "counts_high", "bands_low", "bands_high"]].tolist() == [4, 4, 4, 4]
    assert not rows["holds"].any()
    assert (rows["bands_lines"] + ";" + rows["counts_lines"]).unique().tolist() == ["10,11;40"]


def test_thresholds_fall_and_low_is_never_above_high():
    rows = bound_thresholds([state_of(20, attaining=tuple(range(1, 17)))])
    assert rows[["bands_low", "bands_high"]].isna().all(axis=None)
    assert rows["holds"].all()
    assert (rows["counts_low"] <= rows["counts_high"]).all()
    for end in ("counts_low", "counts_high"):
        assert rows[end].is_monotonic_decreasing


def test_states_of_few_counts_have_no_thresholds():
    rows = bound_thresholds([state_of(20, attaining=(5,) * 14), state_of(20, bands=((0, 19, 20),))])
    assert rows.empty
    assert "counts_high" in rows


@pytest.mark.parametrize(("qualifier", "ends"), [("at_most", (0, 7.55)), ("less_than", (0, 7.55)), ("", (7.45, 7.55))])
def test_a_mean_open_below_has_no_lower_bound(qualifier, ends):
    cells = {"qualifier": qualifier} if qualifier else {}
    (told,) = read_claims(tables_of(headlines=[headline(MEAN, 7.5, **cells)]), "lang-son", lambda *_: 20)
    assert told.claims.mean == pytest.approx(ends)


def test_two_states_of_one_day_have_no_pace():
    rows = pd.DataFrame(
        {
            "document": ["report", "plan"],
            "unit": "lang-son",
            "as_of": pd.Timestamp("2017-06-30"),
            "basis": "reported",
            "mean_low": [7.0, 8.0],
            "mean_high": [7.0, 8.0],
            "counts_low": [7.0, 8.0],
            "counts_high": [7.0, 8.0],
            "known": 19,
            "communes": 20,
            "lines": "1",
        }
    )
    assert measure_pace(rows, {"report": "2016", "plan": "2016"}).empty


# Communes below a number of criteria


@pytest.mark.parametrize(
    ("under", "bands"),
    [
        (headline("communes_under_2", 0), ((5, 9, 10), (0, 1, 0), (2, 4, 10))),
        (headline("communes_under_7", 13), ((0, 4, 10), (5, 6, 3), (7, 9, 7))),
        (headline("communes_under_2", 11), ((0, 4, 10), (5, 9, 10))),
        (headline("communes_under_2", 0, 3), ((0, 4, 10), (5, 9, 10))),
        (headline("communes_under_5", 10), ((0, 4, 10), (5, 9, 10))),
        (headline("communes_under_2", 0, as_of="2016-06-30"), ((0, 4, 10), (5, 9, 10))),
    ],
)
def test_a_headline_of_communes_below_a_number_splits_a_band(under, bands):
    tables = tables_of(bands=[band(0, 4, 10), band(5, 9, 10)], headlines=[under])
    (told,) = read_claims(tables, "lang-son", lambda *_: 20)
    assert told.claims.bands == bands


@pytest.mark.data
def test_no_commune_under_two_criteria_raises_the_lower_bound_of_2015():
    """(50 * 2 + 109 * 5 + 34 * 10 + 1 * 15 + 13 * 19) / 207 = 6.024; without the headline 1147 / 207 = 5.54."""
    tables = load_tables()
    told = read_claims(tables, "lang-son", document_counter(tables["units"], tables["documents"]))
    (state,) = [of for of in told if f"{of.as_of:%Y-%m-%d}" == "2015-12-31"]
    low = check_claims([state])["bands_low"].iloc[0]
    assert low == pytest.approx((50 * 2 + 109 * 5 + 34 * 10 + 15 + 13 * 19) / 207)
    assert "411" in state.lines["bands"].split(",")

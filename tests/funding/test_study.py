"""The study of the committed documents: which tables have rows, and figures worked from the printed ones."""

from dataclasses import fields
from itertools import product

import pandas as pd
import pytest

from ntm_analysis.funding.mix import LEVELS
from ntm_analysis.funding.study import Choice, study_funding
from ntm_analysis.prices import load_price_index
from ntm_analysis.tables import load_tables

pytestmark = pytest.mark.data
TABLES, INDEX = load_tables(), load_price_index()
REVIEW, HALF = "lang-son-review-2011-2015", "lang-son-report-2017-h1"
PLAN, YEAR = "lang-son-plan-2017-2020", "lang-son-plan-2021"
DISTRICT = "bac-son-plan-2020"
UNITS = [["lang-son"], ["bac-son"], ["lang-son", "bac-son"], [], ["lang-son-city"]]


def study_of(*units, **choices):
    return study_funding(TABLES, INDEX, Choice(list(units), **choices))


def frames_of(study):
    """The tables of a study by name."""
    of = {field.name: getattr(study, field.name) for field in fields(study)}
    return {name: table for name, table in of.items() if isinstance(table, pd.DataFrame)}


def rows_of(table, **cells):
    """The rows of a table that hold some cells."""
    for column, value in cells.items():
        table = table[table[column] == value]
    return table


def row_of(table, **cells):
    (row,) = rows_of(table, **cells).to_dict("records")
    return row


PROVINCE, BOTH = study_of("lang-son"), study_of("lang-son", "bac-son")


# What has rows


@pytest.mark.parametrize(
    ("units", "empty"),
    [
        (["lang-son"], []),
        (["bac-son"], ["distances", "shared", "bases", "fits", "aims", "triangle", "details"]),
        (["lang-son", "bac-son"], []),
    ],
)
def test_the_tables_without_rows(units, empty):
    """The district has one plan, whose total agrees, which prints no enterprises; no other document prints its aims."""
    assert [name for name, table in frames_of(study_of(*units)).items() if table.empty] == empty


@pytest.mark.parametrize("units", [[], ["lang-son-city"], ["no-such-unit"]])
def test_units_without_money_have_no_rows(units):
    frames = frames_of(study_of(*units))
    assert [name for name, table in frames.items() if len(table)] == (["units"] if units == ["lang-son-city"] else [])


@pytest.mark.parametrize(
    ("units", "base", "prices", "level"), list(product(UNITS, ("parts", "stated"), ("nominal", "real"), LEVELS))
)
def test_every_choice_can_be_studied(units, base, prices, level):
    """One row per scheme in each table of schemes, one per group in each table of the mix."""
    study = study_of(*units, base=base, prices=prices, level=level)
    schemes = {"lang-son": 4, "bac-son": 1}
    expected = sum(schemes.get(unit, 0) for unit in units)
    assert {len(table) for table in (study.held, study.totals, study.amounts, study.measures)} == {expected}
    assert len(study.results) == 2 * expected + ("lang-son" in units)
    assert len(study.distances) == expected * (expected - 1) / 2
    assert len(study.mix) == len(study.intensity) >= len(study.groups)
    assert set(study.intensity["prices"]) <= {prices}
    assert study.choice.base == base


@pytest.mark.parametrize(
    "choice", [{"start": "2022-01-01"}, {"end": "2010-12-31"}, {"start": "2017-01-02", "end": "2019-12-31"}]
)
def test_a_period_without_schemes_leaves_what_is_held_and_what_is_uncovered(choice):
    frames = frames_of(study_of("lang-son", **choice))
    assert {name for name, table in frames.items() if len(table)} == {"units", "held", "aims", "uncovered"}
    assert len(frames["held"]) == 4


def test_the_basis_bounds_the_pairs_too():
    """Plans alone: nothing is executed; the plan of 2021 stands beside that of 2017-2020, the district's too."""
    pairs = study_of("lang-son", basis="planned").pairs
    found = set(zip(pairs["relation"], pairs["document"], pairs["reference_document"], strict=True))
    assert found == {("past", YEAR, PLAN), ("province", DISTRICT, PLAN)}
    assert study_of("lang-son", basis="reported").pairs.empty


def test_the_pairs_of_the_documents():
    found = set(zip(*(BOTH.pairs[name] for name in ("relation", "document", "reference_document")), strict=True))
    past = {("past", PLAN, REVIEW), ("past", YEAR, REVIEW), ("past", YEAR, PLAN), ("past", YEAR, HALF)}
    assert found == {("execution", HALF, PLAN), ("province", DISTRICT, PLAN), *past}


def test_the_district_is_set_beside_the_province_from_either_side():
    for study in (PROVINCE, BOTH, study_of("bac-son")):
        assert set(rows_of(study.pairs, relation="province")["document"]) == {DISTRICT}
    assert set(study_of("bac-son").pairs["relation"]) == {"province"}


# Figures


def test_the_credit_of_the_plan_on_either_base():
    """4 972.8 of 8 880 in parts is 56.0; of the printed 8 800, 56.509. The printed 56 fits the parts."""
    credit = row_of(PROVINCE.mix, document=PLAN, group="credit")
    assert credit["share_parts_pct"] == pytest.approx(56.0)
    assert credit["share_stated_pct"] == pytest.approx(56.509, abs=5e-4)
    assert credit["share_printed_pct"] == 56
    fits = PROVINCE.fits.set_index("document")["fits"]
    assert fits.to_dict() == {PLAN: "parts", YEAR: "stated"}
    base = row_of(PROVINCE.bases, document=PLAN, conclusion="credit_majority")
    assert (base["parts"], base["stated"]) == (pytest.approx(4972.8 / 8880), pytest.approx(4972.8 / 8800))
    moved = PROVINCE.bases[PROVINCE.bases["moved"].astype(bool)]
    assert moved[["conclusion", "document", "reference_document"]].to_numpy().tolist() == [["largest", PLAN, REVIEW]]


def test_the_totals_that_contradict_their_parts():
    """8 800 less 8 880 and 4 756 less 4 766 billion."""
    gaps = BOTH.held.set_index("document")["gap_million_vnd"]
    assert gaps.to_dict() == {REVIEW: 0, PLAN: -80000, HALF: 0, DISTRICT: 0, YEAR: -10000}


def test_half_a_year_of_the_plan_of_four_years():
    """1 352 449 of 8 880 000 (8 800 000 as printed) in 181 of 1461 days."""
    for base, total in (("parts", 8880000), ("stated", 8800000)):
        pairs = rows_of(study_of("lang-son", base=base).pairs, relation="execution")
        assert set(pairs["base"]) == {base}
        assert pairs["total_execution"].tolist() == pytest.approx([1352449 / total] * 4)
        assert pairs["time_share"].tolist() == pytest.approx([181 / 1461] * 4)
        assert pairs["pace"].tolist() == pytest.approx([1352449 / total / (181 / 1461)] * 4)
    credit = row_of(PROVINCE.pairs, relation="execution", group="credit")
    assert credit["execution"] == pytest.approx(312756 / 4972800)


def test_the_composition_variance_of_that_half_year():
    """Of 1 352 449: state 922 520 (0.6821, planned 0.26), credit 312 756 (0.2313, 0.56), enterprises 5 891
    (0.0044, 0.12), community 111 282 (0.0823, 0.06): 0.4221 + 0.3287 + 0.1156 + 0.0223 = 0.8888."""
    variance = rows_of(PROVINCE.pairs, relation="execution")["variance"]
    assert variance.tolist() == pytest.approx([0.8888] * 4, abs=5e-5)


def test_leverage_of_the_programmes_own_budget():
    """Direct lines 533 600 and 643 000; 229 160 + 89 832 beside integrated programmes; else not told apart."""
    leverage = BOTH.measures.set_index("document")["leverage_direct"]
    assert leverage[REVIEW] == pytest.approx(9241426 / 533600)
    assert leverage[YEAR] == pytest.approx(4766000 / 643000)
    assert leverage[HALF] == pytest.approx(1352449 / 318992)
    assert leverage[[PLAN, DISTRICT]].isna().all()
    stated = study_of("lang-son", base="stated").measures.set_index("document")["leverage_direct"]
    assert stated[YEAR] == pytest.approx(4756000 / 643000)


def test_money_per_commune_and_year():
    """207 communes to the end of 2019, 181 since; 17 in the district."""
    amounts = BOTH.amounts.set_index("document")
    assert amounts["communes"].to_dict() == {REVIEW: 207, PLAN: 207, HALF: 207, DISTRICT: 17, YEAR: 181}
    per_year = amounts["per_commune_year_million_vnd"]
    assert per_year[REVIEW] == pytest.approx(9241426 / 207 / 5)
    assert per_year[PLAN] == pytest.approx(8880000 / 207 / 4)
    assert per_year[DISTRICT] == pytest.approx(222500 / 17)
    assert pd.isna(per_year[HALF])


def test_the_district_beside_the_province_per_commune():
    """222 500 / 17 at prices of 2020; 8 880 000 / 207 / 4 times the mean of 168.7836 over the index of four years."""
    factor = sum(168.7836 / index for index in (153.6317, 159.0696, 163.5169, 168.7836)) / 4
    ratio = rows_of(BOTH.pairs, relation="province")["intensity_ratio"]
    assert ratio.tolist() == pytest.approx([222500 / 17 / (8880000 / 207 / 4 * factor)] * 4)


def test_the_criteria_that_plans_are_to_gain():
    """Bac Son prints 18; 2021 prints increases that sum to 201 and none for criterion 19, which 171 are to have."""
    results = rows_of(BOTH.results, result="criteria").set_index("document")
    assert (results.loc[DISTRICT, "gained_low"], results.loc[DISTRICT, "gained_high"]) == (18, 18)
    assert (results.loc[YEAR, "gained_low"], results.loc[YEAR, "gained_high"]) == (201, 372)
    assert results.loc[DISTRICT, "cost_low"] == pytest.approx(222500 / 18)
    assert results.loc[YEAR, ["cost_low", "cost_high"]].tolist() == pytest.approx([4766000 / 372, 4766000 / 201])


def test_the_criteria_that_the_review_gained():
    """7.4 of 207 is at most 1542 at the end of 2015; the printed 4.83 since 2011 is at least 4.825 * 207 = 998.8."""
    row = row_of(PROVINCE.results, document=REVIEW, result="criteria")
    assert (row["gained_low"], row["gained_high"]) == (999, 1542)
    assert (row["start_lines"], row["end_lines"]) == ("17", "400")
    assert pd.isna(row_of(PROVINCE.results, document=HALF, result="criteria")["gained_high"])


def test_the_communes_that_reached_the_standard():
    """13 by 2015 from a highest band of 10 criteria; 53, 10 and 1 to be added; 24 = 77 - 53 before mid-2017: none."""
    results = rows_of(BOTH.results, result="communes").set_index("document")
    assert results["gained_low"].to_dict() == {REVIEW: 13, PLAN: 53, HALF: 0, DISTRICT: 1, YEAR: 10}
    assert results["gained_high"].to_dict() == results["gained_low"].to_dict()
    assert results.loc[REVIEW, "cost_low"] == pytest.approx(9241426 / 13)
    assert results.loc[HALF, ["cost_low", "cost_high"]].isna().all()


def test_the_aims_that_were_raised():
    aims = PROVINCE.aims.set_index("measure")
    assert set(zip(aims["document"], aims["reference_document"], strict=True)) == {(PLAN, REVIEW)}
    assert aims[["reference_low", "value_low"]].to_dict("index") == {
        "mean_criteria": {"reference_low": 11.8, "value_low": 13.8},
        "communes_meeting_standard": {"reference_low": 72, "value_low": 77},
    }
    assert not aims["same_set"].any()


def test_the_days_without_a_report():
    days = BOTH.uncovered.set_index("document")[["period_start", "period_end"]]
    assert days.apply(lambda day: day.dt.strftime("%Y-%m-%d")).T.to_dict("list") == {
        PLAN: ["2017-07-01", "2020-12-31"],
        DISTRICT: ["2020-01-01", "2020-12-31"],
        YEAR: ["2021-01-01", "2021-12-31"],
    }


def test_the_plan_in_the_triangle():
    """26 of the state, 56 of credit, 12 + 6 of enterprises and community; the district prints no enterprises."""
    point = row_of(BOTH.triangle, document=PLAN)
    assert (point["state"], point["credit"], point["others"]) == pytest.approx((26, 56, 18))
    assert DISTRICT not in set(BOTH.triangle["document"])


@pytest.mark.parametrize("level", LEVELS)
def test_the_triangle_and_the_distances_do_not_depend_on_the_level(level):
    study = study_of("lang-son", level=level)
    pd.testing.assert_frame_equal(study.triangle, PROVINCE.triangle)
    pd.testing.assert_frame_equal(study.distances, PROVINCE.distances)


def test_the_parts_of_the_plan():
    """1 045 + 375.8 = 1 420.8 of 8 880 is 16, 888 is 10."""
    study = study_of("lang-son", level="parts")
    parts = rows_of(study.mix, document=PLAN).set_index("group")["share_parts_pct"]
    assert parts[["central", "local"]].tolist() == pytest.approx([16, 10])
    assert rows_of(study.groups, document=PLAN).set_index("group")["share_parts_pct"]["state"] == pytest.approx(26)


# Identities


@pytest.mark.parametrize("level", LEVELS)
def test_shares_and_money_of_the_groups_sum_to_the_whole(level):
    study = study_of("lang-son", "bac-son", level=level, prices="real")
    sums = study.mix.groupby("document")["share_parts_pct"].sum().astype(float)
    assert sums.tolist() == pytest.approx([100] * 5)
    intensity = study.intensity.dropna(subset="years").groupby("document")
    by_group = intensity["per_commune_year_million_vnd"].sum().astype(float)
    total = intensity["total_per_commune_year_million_vnd"].first().astype(float)
    assert len(total) == 4
    assert by_group.tolist() == pytest.approx(total.tolist())


def test_the_tables_stay_as_they_were():
    before = {name: table.copy(deep=True) for name, table in TABLES.items()}
    index = INDEX.copy(deep=True)
    study_of("lang-son", "bac-son", base="stated", prices="real", level="parts", start="2011-01-01", end="2021-12-31")
    for name, table in TABLES.items():
        pd.testing.assert_frame_equal(table, before[name])
    pd.testing.assert_series_equal(INDEX, index)


def test_the_criteria_that_the_plan_is_to_gain_by_either_reading():
    """13.8 of 207 is 2847 to 2866; 18 counts give 2241 to 2448 and the bands 2333 to 2845; 1548 or 1549 in mid-2017."""
    rows = rows_of(PROVINCE.results, document=PLAN, result="criteria").set_index("evidence")
    assert rows["contradicted"].all()
    assert rows["gained_low"].to_dict() == {"mean": 2847 - 1549, "bands+counts": 2333 - 1549}
    assert rows["gained_high"].to_dict() == {"mean": 2866, "bands+counts": 2448}


def test_without_integrated_programmes_the_money_fell_behind_the_time():
    """1,352,449 less 603,528 of 8,880,000 in 181 of 1,461 days; credit 312,756 of 748,921."""
    (pace,), (credit,) = PROVINCE.shared["pace"].unique(), rows_of(PROVINCE.shared, group="credit")["share"]
    assert pace == pytest.approx((1352449 - 603528) / 8880000 / (181 / 1461))
    assert credit == pytest.approx(312756 / 748921)

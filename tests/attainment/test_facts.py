"""Targets joined to outcomes: verdicts, what hangs on the number of communes, bases, pairs, impossible targets."""

from itertools import product

import pandas as pd
import pytest

from ntm_analysis.attainment.facts import FACT, find_culprits, join_outcomes, pair_targets
from ntm_analysis.attainment.quantities import gather
from ntm_analysis.criteria.consistency import check_claims, read_claims
from ntm_analysis.files import read_csv
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables
from ntm_analysis.units import document_counter

from .planning import BASE, DUE, PLANNED, REPORTED, band, count, fact, headline, indicator, study, tables

PLAN, REVIEW = "lang-son-plan-2017-2020", "lang-son-review-2011-2015"


def planned(attaining, total=20, **cells):
    return count(6, attaining, total, **PLANNED | cells)


def came(attaining, total=20, **cells):
    return count(6, attaining, total, **REPORTED | cells)


def base(attaining, total=20, **cells):
    return count(6, attaining, total, **BASE | cells)


# Verdicts of shares of communes


@pytest.mark.parametrize(
    ("outcome", "verdict", "gap", "short", "achieved"),
    [(14, "met", 20, -4, 5 / 3), (10, "met", 0, 0, 1), (9, "missed", -5, 1, 5 / 6), (3, "missed", -35, 7, -1 / 6)],
)
def test_an_outcome_is_set_against_its_target_and_its_base(outcome, verdict, gap, short, achieved):
    row = fact(criteria=[base(4), planned(10), came(outcome)])
    assert (row.verdict, row.bar, row.base, row.outcome) == (verdict, 50, 20, 5 * outcome)
    assert row.gap == pytest.approx(gap)
    assert row.shortfall_communes == short
    assert row.achieved == pytest.approx(achieved)
    assert (row.by_share, row.by_count, row.hangs_on) == (verdict, verdict, "robust")
    assert (row.document, row.lines, row.outcome_document, row.outcome_lines, row.base_document, row.base_lines) == (
        ("plan", "20", "report", "90", "old", "5")
    )


def test_a_target_without_an_outcome_is_not_known_yet():
    row = fact(criteria=[base(4), planned(10)])
    assert (row.verdict, row.reason) == ("unknown", "none")
    assert pd.isna(row.outcome) and pd.isna(row.gap) and pd.isna(row.shortfall_communes) and pd.isna(row.achieved)


@pytest.mark.parametrize(
    ("target", "outcome", "by_share", "by_count", "hangs"),
    [
        (10, 10, "met", "met", "robust"),
        (10, 9, "met", "missed", "denominator"),
        (10, 8, "met", "missed", "denominator"),
        (10, 7, "missed", "missed", "merging"),
        (10, 6, "missed", "missed", "merging"),
        (10, 5, "missed", "missed", "robust"),
        (20, 16, "met", "met", "robust"),
        (20, 15, "missed", "missed", "robust"),
        (18, 15, "met", "missed", "denominator"),
        (0, 0, "met", "met", "robust"),
    ],
)
def test_what_hangs_on_the_number_of_communes(target, outcome, by_share, by_count, hangs):
    """20 communes became 16: a target of 10 is 8.0 by share, and 6 to 10 after merging alone."""
    row = fact(criteria=[planned(target), came(outcome, 16)], later=16)
    assert (row.by_share, row.by_count, row.hangs_on) == (by_share, by_count, hangs)


def merged_counts(attaining, before, after):
    """Every number of attaining communes that merging can leave; a mixed commune may attain or not."""
    found = set()
    for groups in product(range(after), repeat=before):
        if set(groups) == set(range(after)):
            members = [{place < attaining for place, group in enumerate(groups) if group == of} for of in range(after)]
            sure, mixed = members.count({True}), members.count({True, False})
            found |= set(range(sure, sure + mixed + 1))
    return found


def test_a_robust_verdict_is_turned_by_no_way_of_merging():
    """Every target and outcome of five communes that became three, held against every way of merging them."""
    for target, outcome in product(range(6), range(4)):
        row = fact(criteria=[planned(target, 5), came(outcome, 3)], communes=5, later=3)
        turned = {outcome >= of for of in merged_counts(target, 5, 3)}
        assert (len(turned) == 1) == (row.hangs_on == "robust")
        assert len(turned) == 2 or turned == {row.verdict == "met"}


def test_a_shortfall_is_told_at_the_later_number_of_communes():
    """155 of 207 are 135.5 of 181: 136 would have met the target, 123 came."""
    row = fact(criteria=[planned(155, 207), came(123, 181)], communes=207, later=181)
    assert row.shortfall_communes == 13
    assert row.gap == pytest.approx(100 * (123 / 181 - 155 / 207))


def test_more_communes_than_before_turn_no_share_into_a_hanging_one_beyond_both():
    row = fact(criteria=[planned(10), came(18, 30)], later=30)
    assert (row.verdict, row.hangs_on) == ("met", "robust")
    row = fact(criteria=[planned(10), came(12, 30)], later=30)
    assert (row.verdict, row.by_count, row.hangs_on) == ("missed", "met", "denominator")


@pytest.mark.parametrize(
    ("start", "target", "flags"), [(10, 10, "no_gain"), (12, 10, "below_base"), (20, 20, "no_gain"), (4, 10, "")]
)
def test_a_target_that_asks_for_nothing_is_flagged_and_has_no_share_achieved(start, target, flags):
    row = fact(criteria=[base(start), planned(target), came(11)])
    assert row.flags == flags
    assert pd.isna(row.achieved) == bool(flags)


def test_a_target_above_all_communes_is_flagged():
    assert fact(criteria=[planned(21), came(20)]).flags == "above_total"


# Bases


def test_the_base_is_the_last_state_known_when_the_plan_was_written():
    mid = base(7, document="report", as_of="2018-06-30")
    early = base(2, document="old", as_of="2015-12-31")
    assert fact(criteria=[early, base(4), mid, planned(10)]).base == 20
    assert fact(criteria=[mid, planned(10)]).base == 35
    assert pd.isna(fact(criteria=[planned(10), came(9)]).base)


# Criteria sets


def test_an_outcome_of_another_set_is_shown_and_not_judged():
    rows = [base(4), planned(10), came(9, criteria_set="2009")]
    row = fact(criteria=rows)
    assert (row.verdict, row.reason, row.outcome) == ("unknown", "other_set", 45)
    assert pd.isna(row.gap)
    assert pd.isna(row.by_share)
    assert fact(criteria=rows, accepted=("yes", "changed")).verdict == "missed"


def test_a_base_of_another_set_is_none():
    assert pd.isna(fact(criteria=[base(4, criteria_set="2009"), planned(10)]).base)


# Mean, standard, bands


def test_a_mean_is_held_against_what_the_counts_allow():
    """Of 10 communes 18 criteria hold in 5 each and one is not told: 9.0 to 10.0 criteria a commune."""
    counts = [count(number, 5, 10, **REPORTED) for number in range(1, 19)]
    for mean, verdict, reason in ((9.0, "met", None), (9.5, "unknown", "open"), (10.1, "missed", None)):
        row = fact(criteria=counts, headlines=[headline("mean_criteria", mean, **PLANNED)], communes=10, later=10)
        assert (row.verdict, row.outcome_low, row.outcome_high) == (verdict, 9, 10)
        assert row.reason == reason or pd.isna(row.reason)
        assert pd.isna(row.outcome)


def test_a_printed_mean_goes_before_one_that_is_bounded():
    rows = [headline("mean_criteria", 13, **PLANNED), headline("mean_criteria", 12.4, **REPORTED)]
    row = fact(criteria=[], headlines=rows)
    assert (row.verdict, row.outcome, row.outcome_basis) == ("missed", 12.4, "reported")
    assert row.gap == pytest.approx(-0.6)


def test_the_lower_end_of_a_range_is_the_bar():
    rows = [headline("mean_criteria", 13, 14, **PLANNED), headline("mean_criteria", 13.2, **REPORTED)]
    assert fact(headlines=rows).verdict == "met"


def test_the_standard_on_the_eve_of_a_later_period_is_an_outcome():
    """A later plan of 12 communes less 3 to be added: 9 of 20 where 10 were planned."""
    later = {"document": "later", "basis": "planned", "line": 39}
    rows = [headline("communes_meeting_standard", 10, **PLANNED)]
    rows += [headline("communes_meeting_standard", 12, **later | {"as_of": "2021-12-31"})]
    period = {"as_of": "", "period_start": "2021-01-01", "period_end": "2021-12-31"}
    rows += [headline("communes_meeting_standard_added", 3, **later | period | {"line": 37})]
    facts = study(headlines=rows).facts
    first = facts[facts["as_of"] == DUE].iloc[0]
    assert (first["verdict"], first["outcome_low"], first["outcome_lines"]) == ("missed", 9, "39,37")
    assert facts[facts["subject"] == "communes_meeting_standard_added"]["verdict"].tolist() == ["unknown"]


@pytest.mark.parametrize(("later", "low", "high", "verdict"), [(20, 5, 5, "missed"), (16, 5, 9, "unknown")])
def test_what_was_added_to_the_standard_is_bounded_where_communes_were_merged(later, low, high, verdict):
    """4 became 9: 5 more, but if 4 of 20 communes were merged away all 4 may have gone: up to 9 new ones."""
    period = {"as_of": "", "period_start": "2017-01-01", "period_end": DUE}
    rows = [headline("communes_meeting_standard_added", 6, **PLANNED | period)]
    rows += [headline("communes_meeting_standard", 4, communes_total=20, **BASE)]
    rows += [headline("communes_meeting_standard", 9, communes_total=later, **REPORTED)]
    row = fact(headlines=rows, later=later)
    assert (row.outcome_low, row.outcome_high, row.verdict) == (low, high, verdict)


def lost(count, unit="d", **cells):
    """So many communes at the standard lost by merging, as a document prints it."""
    place = {"document": "report", "as_of": "2020-01-01", "line": 23}
    return headline("communes_meeting_standard_lost", count, **place | {"unit": unit} | cells)


@pytest.mark.parametrize(
    ("losses", "low"),
    [
        ([lost(2)], 7),
        ([lost(2), lost(1, "d.1")], 7),
        ([lost(2), lost(3, "lang-son")], 8),
        ([lost(2), lost(1, as_of="2018-06-30")], 8),
        ([lost(2, as_of="2016-12-31")], 5),
        ([lost(2, "elsewhere")], 5),
        ([lost(2, basis="planned")], 5),
    ],
)
def test_communes_that_merging_took_were_added_too(losses, low):
    """4 became 9 and 2 of a district went: at least 7 were added; a unit's own loss stands for those inside it."""
    period = {"as_of": "", "period_start": "2017-01-01", "period_end": DUE}
    rows = [headline("communes_meeting_standard_added", 6, **PLANNED | period)]
    rows += [headline("communes_meeting_standard", 4, communes_total=20, **BASE)]
    rows += [headline("communes_meeting_standard", 9, communes_total=16, **REPORTED)]
    made = study(headlines=[*rows, *losses], later=16)
    row = made.facts[made.facts["subject"] == "communes_meeting_standard_added"].iloc[0]
    assert (row["outcome_low"], row["outcome_high"]) == (low, 9)
    assert row["verdict"] == ("met" if low > 5 else "unknown")


def test_communes_that_came_after_the_base_may_have_been_merged_away():
    """1 became 9 while 4 of 20 communes disappeared: some of those 4 may have come to the standard just before."""
    period = {"as_of": "", "period_start": "2017-01-01", "period_end": DUE}
    rows = [headline("communes_meeting_standard_added", 10, **PLANNED | period)]
    rows += [headline("communes_meeting_standard", 1, communes_total=20, **BASE)]
    rows += [headline("communes_meeting_standard", 9, communes_total=16, **REPORTED)]
    row = fact(headlines=rows, later=16)
    assert (row.outcome_low, row.outcome_high, row.verdict) == (8, 12, "unknown")


def test_bands_are_told_as_communes_with_at_least_so_many_criteria():
    """19: 3, 15 to 18: 2, 10 to 14: 5, 5 to 9: 10 of 20 communes; 3, 4, 9 and 18 came."""
    plan = [
        band(19, 19, 3, **PLANNED),
        band(15, 18, 2, **PLANNED),
        band(10, 14, 5, **PLANNED),
        band(5, 9, 10, **PLANNED),
    ]
    report = [band(19, 19, 3, **REPORTED), band(15, 18, 1, **REPORTED), band(10, 14, 5, **REPORTED)]
    report += [band(5, 9, 9, **REPORTED), band(0, 4, 2, **REPORTED)]
    facts = study(bands=plan + report).facts.set_index("subject")
    assert facts["target_low"].to_dict() == {
        "at_least_5": 20,
        "at_least_10": 10,
        "at_least_15": 5,
        "communes_meeting_standard": 3,
    }
    assert facts["verdict"].to_dict() == {
        "at_least_5": "missed",
        "at_least_10": "missed",
        "at_least_15": "missed",
        "communes_meeting_standard": "met",
    }
    assert facts["shortfall_communes"].tolist() == [2, 1, 1, 0]


def test_a_band_that_is_not_printed_tells_nothing():
    facts = study(bands=[band(19, 19, 3, **PLANNED), band(10, 14, 5, **PLANNED)]).facts
    assert set(facts["subject"]) == {"at_least_10", "communes_meeting_standard"}


def test_a_target_printed_as_band_and_as_headline_is_one():
    rows = study(
        bands=[band(19, 19, 3, **PLANNED)], headlines=[headline("communes_meeting_standard", 3, **PLANNED)]
    ).facts
    assert rows["lines"].tolist() == ["20"]
    other = headline("communes_meeting_standard", 4, **PLANNED | {"line": 21})
    assert len(study(bands=[band(19, 19, 3, **PLANNED)], headlines=[other]).facts) == 2


# Indicators


@pytest.mark.parametrize(
    ("qualifier", "target", "outcome", "verdict"),
    [
        ("", 60, 60, "met"),
        ("more_than", 60, 60, "missed"),
        ("more_than", 60, 61, "met"),
        ("at_least", 60, 59, "missed"),
        ("at_most", 20, 20, "met"),
        ("at_most", 20, 21, "missed"),
        ("less_than", 20, 20, "missed"),
    ],
)
def test_an_indicator_is_judged_in_the_direction_that_is_printed(qualifier, target, outcome, verdict):
    rows = [indicator("share", target, qualifier=qualifier, basis="planned", as_of=DUE)]
    rows += [indicator("share", outcome, basis="reported", as_of=DUE, document="report")]
    row = fact(indicators=rows)
    assert (row.verdict, row.gap) == (verdict, outcome - target)
    assert not row.is_share


def test_a_flow_is_compared_with_the_same_period_only():
    period = {"period_start": "2017-01-01", "period_end": DUE}
    half = {"period_start": "2017-01-01", "period_end": "2017-06-30", "basis": "reported", "document": "report"}
    rows = [indicator("jobs", 100, basis="planned", **period), indicator("jobs", 400, **half)]
    assert fact(indicators=rows).reason == "none"
    rows.append(indicator("jobs", 90, basis="reported", document="report", **period))
    assert fact(indicators=rows).verdict == "missed"


def test_a_slip_in_a_heading_is_no_target():
    assert study(headlines=[headline("stated_year", 2019, **PLANNED)]).facts.empty


# Pairs and impossible targets


def test_targets_that_two_documents_state_differently_stand_side_by_side():
    rows = [planned(8, document="old"), planned(10), planned(10, document="report")]
    (pair,) = study(criteria=rows).pairs.itertuples()
    assert (pair.document, pair.low, pair.other_document, pair.other_low) == ("old", 8, "plan", 10)
    assert pair.change == pytest.approx(10)


def test_equal_targets_and_targets_of_one_document_make_no_pair():
    assert study(criteria=[planned(10, document="old"), planned(10)]).pairs.empty
    assert study(criteria=[planned(10, line=1), planned(11, line=2)]).pairs.empty


@pytest.mark.parametrize(
    ("conflicts", "claim", "groups"),
    [
        ("", "mean", ""),
        ("bands+mean,counts+mean", "mean", "bands+mean,counts+mean"),
        ("bands+mean,counts+mean", "counts", ""),
        ("bands+mean", "bands", "bands+mean"),
        ("bands+mean,counts+standard", "bands", "bands+mean"),
        ("counts", "counts", "counts"),
        ("counts", None, ""),
    ],
)
def test_the_claim_that_stands_in_every_conflict_is_the_impossible_one(conflicts, claim, groups):
    assert find_culprits(conflicts, claim) == groups


def test_a_standard_above_the_rarest_criterion_is_impossible():
    rows = study(criteria=[planned(5)], headlines=[headline("communes_meeting_standard", 6, **PLANNED)]).facts
    assert set(rows["impossible"]) == {"counts+standard"}


def test_nothing_told_gives_empty_tables_with_their_columns():
    made = study()
    assert made.facts.empty and list(made.facts) == FACT
    assert made.pairs.empty and made.paces.empty and made.verdicts.empty


def test_no_table_is_changed():
    given = tables(criteria=[base(4), planned(10), came(9)], bands=[band(19, 19, 3, **PLANNED)])
    before = {name: table.copy(deep=True) for name, table in given.items()}
    communes_of = document_counter(given["units"], given["documents"])
    told = read_claims(given, "lang-son", communes_of)
    found = gather(given, "lang-son", communes_of, told)
    kept = found.copy(deep=True)
    join_outcomes(found, given["documents"], check_claims(told))
    pair_targets(found, given["documents"])
    pd.testing.assert_frame_equal(found, kept)
    for name, table in given.items():
        pd.testing.assert_frame_equal(table, before[name])


# The real documents


@pytest.fixture(scope="module")
def province():
    from ntm_analysis.attainment.study import study_attainment

    reference = read_csv(HERE.reference / "criteria.csv", "criteria.csv").astype({"criterion": int})
    return study_attainment(load_tables(), reference, "lang-son")


@pytest.mark.data
def test_the_criterion_targets_of_2020(province):
    rows = province.facts[(province.facts["document"] == PLAN) & (province.facts["kind"] == "criterion")]
    assert rows["verdict"].value_counts().to_dict() == {"met": 12, "missed": 5, "unknown": 1}
    assert rows["hangs_on"].value_counts().to_dict() == {"robust": 9, "denominator": 5, "merging": 3}
    short = rows.set_index("subject")["shortfall_communes"]
    assert {name: short[name] for name in ("16", "7", "10", "6", "17")} == {"16": 13, "7": 12, "10": 7, "6": 5, "17": 4}


@pytest.mark.data
def test_the_mean_of_the_plan_was_impossible_and_missed(province):
    rows = province.facts[(province.facts["kind"] == "mean") & (province.facts["document"] == PLAN)]
    (mean,) = rows.itertuples()
    assert (mean.bar, mean.verdict, mean.impossible) == (13.8, "missed", "bands+mean,counts+mean")
    assert mean.outcome_high == pytest.approx(12.9116, abs=1e-4)


@pytest.mark.data
def test_the_targets_that_review_and_plan_state_differently(province):
    pairs = province.pairs.set_index("subject")
    assert set(pairs["document"]) == {REVIEW} and set(pairs["other_document"]) == {PLAN}
    assert pairs.loc["communes_meeting_standard", ["low", "other_low"]].tolist() == [72, 77]
    assert pairs.loc["mean_criteria", ["low", "other_low"]].tolist() == [11.8, 13.8]


@pytest.mark.data
def test_every_planned_row_of_the_documents_is_a_fact(province):
    """Each planned line of the unit's criteria, indicators and headlines is told by some fact."""
    told = {(row.document, line) for row in province.facts.itertuples() for line in row.lines.split(",")}
    read = load_tables()
    for name in ("criteria", "bands", "indicators", "headlines"):
        rows = read[name][(read[name]["unit"] == "lang-son") & (read[name]["basis"] == "planned")]
        if name == "headlines":
            rows = rows[~rows["measure"].isin(["stated_year", "criteria_assigned_total", "plan_group_communes"])]
        if name == "criteria":
            rows = rows[rows["communes_attaining"].notna()]
        if name == "bands":
            rows = rows[rows["band_low"] > 0]
        assert {(row.document, str(row.line)) for row in rows.itertuples()} <= told, name

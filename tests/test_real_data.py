"""The committed tables against figures worked out by hand from the documents."""

import re

import pandas as pd
import pytest

from ntm_analysis.tables import load_tables

pytestmark = pytest.mark.data

REVIEW, PLAN = "lang-son-review-2011-2015", "lang-son-plan-2017-2020"
REPORT, DISTRICT, LATEST = "lang-son-report-2017-h1", "bac-son-plan-2020", "lang-son-plan-2021"


@pytest.fixture(scope="module")
def tables():
    return load_tables()


def having(tables, *columns):
    """The tables that have all these columns."""
    return {name: table for name, table in tables.items() if set(columns) <= set(table.columns)}


# Keys and forms


def test_every_unit_and_every_document_that_a_row_names_exists(tables):
    units, documents = set(tables["units"]["unit"]), set(tables["documents"]["document"])
    known = dict.fromkeys(("unit", "commune", "district", "parent"), units)
    known |= dict.fromkeys(("document", "other_document"), documents)
    for name, table in tables.items():
        for column in table.columns.intersection(list(known)):
            assert set(table[column].dropna()) <= known[column], (name, column)


def test_communes_lie_in_the_district_that_the_row_names(tables):
    parent = tables["units"].set_index("unit")["parent"]
    for name, table in having(tables, "commune", "district").items():
        assert (table["commune"].map(parent) == table["district"]).all(), name


def test_every_row_carries_a_short_printed_run_and_a_line(tables):
    for name, table in having(tables, "printed", "line").items():
        assert table["printed"].str.len().between(1, 89).all(), name
        assert (table["line"] >= 1).all(), name


def test_shares_lie_between_none_and_all(tables):
    for name, table in having(tables, "share_pct").items():
        assert table["share_pct"].dropna().between(0, 100).all(), name


@pytest.mark.parametrize("column", ["as_of", "period_end"])
def test_targets_lie_after_the_documents_present_and_states_do_not(tables, column):
    present = tables["documents"].set_index("document")["reference_date"]
    for name, table in having(tables, "basis", column).items():
        rows = table[table[column].notna()]
        later = rows[column] > rows["document"].map(present)
        assert later[rows["basis"] == "planned"].all(), name
        if column == "as_of":
            assert not later[rows["basis"] != "planned"].any(), name


def test_a_figure_is_of_a_date_or_of_a_period_and_never_of_both(tables):
    for name, table in having(tables, "basis").items():
        stock = table["as_of"].notna() if "as_of" in table else pd.Series(False, index=table.index)
        flow = table["period_start"].notna() if "period_start" in table else pd.Series(False, index=table.index)
        assert (stock ^ flow).all(), name


def test_periods_have_both_ends_in_order(tables):
    for name, table in having(tables, "period_start", "period_end").items():
        assert (table["period_start"].notna() == table["period_end"].notna()).all(), name
        rows = table[table["period_start"].notna()]
        assert (rows["period_start"] <= rows["period_end"]).all(), name


def test_only_counts_of_criteria_are_derived(tables):
    with_derived = [name for name, table in having(tables, "basis").items() if (table["basis"] == "derived").any()]
    assert with_derived == ["criteria"]
    criteria = tables["criteria"]
    assert set(criteria.loc[criteria["basis"] == "derived", "count_basis"]) == {"difference"}


# Units and commune tables


@pytest.mark.parametrize(
    ("unit", "date", "communes"),
    [("lang-son", "2019-12-31", 207), ("lang-son", "2020-01-01", 181), ("bac-son", "2020-01-01", 17)],
)
def test_communes_in_force_are_as_many_as_the_documents_print(tables, unit, date, communes):
    units = tables["units"]
    inside = units["parent"].isin([unit, *units.loc[units["parent"] == unit, "unit"]]) & (units["level"] == "commune")
    began = units["valid_from"].isna() | (units["valid_from"] <= date)
    lasts = units["valid_to"].isna() | (units["valid_to"] >= date)
    assert int((inside & began & lasts).sum()) == communes


def test_the_commune_tables_hold_83_rows_on_77_communes(tables):
    plans = tables["commune_plans"]
    assert len(plans) == 83
    assert plans["commune"].nunique() == 77
    assert plans.groupby(["plan_table", "group_year"]).size().to_dict() == {
        (1, 2017): 1,
        (1, 2018): 13,
        (1, 2019): 10,
        (1, 2020): 16,
        (2, 2017): 20,
        (2, 2018): 23,
    }


def test_every_commune_of_table_1_is_to_reach_nineteen_in_its_year(tables):
    plans = tables["commune_plans"]
    for row in plans[plans["plan_table"] == 1].itertuples():
        assert getattr(row, f"cumulative_{row.group_year}") == 19, row.commune


def test_the_five_specially_difficult_communes_of_table_1_are_marked(tables):
    plans = tables["commune_plans"]
    marked = plans[(plans["plan_table"] == 1) & plans["is_specially_difficult"]]
    assert set(marked["commune"]) == {
        "trang-dinh.cao-minh",
        "van-quan.huu-le",
        "binh-gia.vinh-yen",
        "bac-son.nhat-tien",
        "dinh-lap.kien-moc",
    }


def test_the_district_annex_assigns_17_criteria_by_name(tables):
    given = tables["assignments"].groupby("commune_name").size()
    assert given.sum() == 17
    assert (given["Tân Lập"], given["Vũ Lễ"]) == (5, 4)


# Money


@pytest.mark.parametrize(
    ("document", "total", "parts"),
    [
        (REPORT, 1_352_449, 229_160 + 89_832 + 603_528 + 312_756 + 5_891 + 111_282),
        (REVIEW, 9_241_426, 533_600 + 1_867_948 + 5_351_257 + 1_087_780 + 400_841),
        (DISTRICT, 222_500, 50_000 + 60_000 + 110_000 + 2_500),
        (PLAN, 8_800_000, 8_880_000),
        (LATEST, 4_756_000, 643_000 + 580_000 + 70_000 + 3_200_000 + 273_000),
    ],
)
def test_funding_has_the_printed_total_and_its_leaves_add_up_as_by_hand(tables, document, total, parts):
    funding = tables["funding"][tables["funding"]["document"] == document]
    assert funding.loc[funding["source"] == "total", "amount_million_vnd"].tolist() == [total]
    assert funding.loc[~funding["is_subtotal"], "amount_million_vnd"].sum() == parts


# Criteria


@pytest.mark.parametrize(
    ("document", "basis", "as_of", "criteria", "total"),
    [
        (LATEST, "planned", "2021-12-31", 19, 2528),
        (DISTRICT, "planned", "2020-12-31", 19, 222),
        (DISTRICT, "derived", "2020-01-01", 19, 12 * 17),
        (PLAN, "planned", "2020-12-31", 18, 2241),
        (REVIEW, "reported", "2015-12-31", 15, 1001),
    ],
)
def test_the_counts_of_a_state_add_up_as_by_hand(tables, document, basis, as_of, criteria, total):
    counts = tables["criteria"]
    state = counts[(counts["document"] == document) & (counts["basis"] == basis) & (counts["as_of"] == as_of)]
    state = state[state["communes_attaining"].notna()]
    assert state["criterion"].nunique() == len(state) == criteria
    assert state["communes_attaining"].sum() == total


def test_derived_bac_son_counts_are_the_printed_ones_less_eighteen_assigned_criteria(tables):
    counts = tables["criteria"][tables["criteria"]["document"] == DISTRICT]
    derived = counts[counts["basis"] == "derived"].set_index("criterion")["communes_attaining"]
    assert derived.sort_index().tolist() == [17, 8, 13, 6, 8, 7, 17, 7, 11, 6, 10, 17, 10, 17, 14, 8, 6, 6, 16]
    assert counts["added"].sum() == 18


def test_two_documents_lead_to_the_same_count_for_criterion_6_at_the_end_of_2016(tables):
    """The plan: 82 with 55 more by 2020. The report: 38 with 11 more in 2017. Both leave 27."""
    counts = tables["criteria"]
    derived = counts[(counts["basis"] == "derived") & (counts["as_of"] == "2016-12-31") & (counts["criterion"] == 6)]
    assert derived.set_index("document")["communes_attaining"].to_dict() == {PLAN: 27, REPORT: 27}


def test_criterion_1_of_2021_stands_for_all_communes(tables):
    counts = tables["criteria"]
    row = counts[(counts["document"] == LATEST) & (counts["criterion"] == 1) & (counts["basis"] == "planned")]
    assert row[["communes_attaining", "communes_total"]].to_numpy().tolist() == [[181, 181]]
    assert row["count_basis"].tolist() == ["from_share"]


@pytest.mark.parametrize(
    ("document", "as_of", "communes"),
    [
        (REVIEW, "2011-12-31", {0: 55, 1: 129, 5: 22, 10: 1}),
        (REVIEW, "2015-12-31", {0: 50, 5: 109, 10: 34, 15: 1, 19: 13}),
        (REPORT, "2017-06-30", {0: 46, 5: 120, 10: 15, 15: 2, 19: 24}),
        (REPORT, "2017-12-31", {0: 23, 5: 108, 10: 30, 15: 8, 19: 38}),
        (DISTRICT, "2020-12-31", {5: 8, 10: 1, 15: 1, 19: 7}),
        (LATEST, "2021-12-31", {5: 35, 10: 70, 15: 1, 19: 75}),
    ],
)
def test_bands_are_as_printed(tables, document, as_of, communes):
    bands = tables["bands"]
    state = bands[(bands["document"] == document) & (bands["as_of"] == as_of)]
    assert state.set_index("band_low")["communes"].to_dict() == communes


@pytest.mark.parametrize(
    ("line", "indicator", "value"),
    [
        (269, "poor_household_loan_turns", 124_000),
        (182, "road_workdays", 2_100_000),
        (114, "criteria_boards_distributed", 2_750),
    ],
)
def test_indicators_with_a_factor_or_a_split_numeral_are_read(tables, line, indicator, value):
    rows = tables["indicators"]
    row = rows[(rows["document"] == REVIEW) & (rows["line"] == line) & (rows["indicator"] == indicator)]
    assert row["value_low"].tolist() == [value]


# Findings


def test_every_finding_is_told_in_both_languages_and_lies_within_its_document(tables):
    findings = tables["findings"]
    others = {name: table for name, table in having(tables, "document", "line").items() if name != "findings"}
    last = pd.concat([table[["document", "line"]] for table in others.values()]).groupby("document")["line"].max()
    assert (findings["line"].between(1, findings["document"].map(last))).all()
    second = findings[findings["other_line"].notna()]
    assert (second["other_line"].between(1, second["other_document"].map(last))).all()
    for column in ("message_en", "message_vi"):
        assert (findings[column].str.len() > 20).all()
        assert not findings[column].str.contains(r"[{}]|<NA>|\bnan\b|\bNone\b").any()
    assert (findings["message_en"] != findings["message_vi"]).all()


def test_findings_name_units_documents_and_days_as_readers_do(tables):
    texts = " ".join(tables["findings"][["message_en", "message_vi"]].to_numpy().ravel())
    ids = {*tables["documents"]["document"], *tables["units"]["unit"]}
    assert ids & set(re.findall(r"[a-z0-9.-]+", texts)) == set()
    assert re.findall(r"\d{4}-\d\d-\d\d", texts) == []


def test_the_difference_of_a_finding_is_the_one_of_its_figures(tables):
    findings = tables["findings"]
    numeric = findings[findings["difference"].notna()]
    by_hand = numeric["found"].astype(float) - numeric["expected"].astype(float)
    assert len(numeric) > 40
    assert (by_hand - numeric["difference"].astype(float)).abs().max() < 1e-4


def figures_of(tables, rule, document, line):
    findings = tables["findings"]
    rows = findings[(findings["rule"] == rule) & (findings["document"] == document) & (findings["line"] == line)]
    return list(rows[["found", "expected"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("rule", "document", "line", "found", "expected"),
    [
        ("parts_vs_total", PLAN, 120, 8_800_000, 8_880_000),
        ("parts_vs_total", LATEST, 676, 4_756_000, 4_766_000),
        ("share_fits_parts", PLAN, 128, 56, 100 * 4972.8 / 8800),
        ("share_vs_count", REVIEW, 196, 20.77, 100 * 53 / 207),
        ("share_vs_count", PLAN, 40, 3.4, 100 * 8 / 207),
        ("share_truncated", REPORT, 61, 73.63, 100 * 1704 / 2314),
        ("share_truncated", DISTRICT, 36, 52, 100 * 9 / 17),
        ("share_rounded_up", LATEST, 283, 95, 100 * 171 / 181),
        ("mean_vs_bands", PLAN, 40, 13.8, (77 * 19 + 8 * 18 + 28 * 14 + 94 * 9) / 207),
        ("mean_vs_criteria", PLAN, 40, 13.8, 2241 / 207 + 1),
        ("listed_vs_stated", PLAN, 296, 6, 7),
        ("two_tables_differ", PLAN, 363, 8, 9),
        ("two_tables_differ", PLAN, 389, 5, 6),
        ("annex_vs_text", DISTRICT, 258, 3, 2),
        ("named_vs_stated", DISTRICT, 258, 2, 3),
        ("annex_misses_criterion", DISTRICT, 56, 0, 1),
        ("assigned_vs_stated", DISTRICT, 19, 5, 4),
        ("heading_year", DISTRICT, 246, 2019, 2020),
        ("should_be_equal", REVIEW, 340, 2314, 2156),
        ("part_above_whole", REPORT, 40, 40_500, 15_000),
        ("part_above_whole", REPORT, 40, 235_000, 80_000),
        ("parts_vs_whole_across", PLAN, 346, 43, 29 + 23),
        ("target_restated", PLAN, 40, 13.8, 11.8),
        ("target_restated", PLAN, 40, 77, 72),
    ],
)
def test_a_known_contradiction_is_found_with_its_figures(tables, rule, document, line, found, expected):
    told = [tuple(map(float, pair)) for pair in figures_of(tables, rule, document, line) if is_number(pair)]
    assert any(pair == pytest.approx((found, expected), abs=0.006) for pair in told), told


def is_number(pair):
    return all(text.replace(".", "", 1).isdigit() for text in pair)


@pytest.mark.parametrize(
    ("rule", "document", "by_line"),
    [
        ("never_planned", PLAN, {294: "9", 296: "2", 300: "16", 329: "11", 331: "6"}),
        ("planned_twice", PLAN, {294: "2017 and 2018", 331: "2019 and 2020"}),
        ("planned_though_met", PLAN, {300: "2018", 329: "2020", 353: "2017"}),
        ("impossible_criterion", PLAN, {376: "29"}),
        ("number_year_vs_date", PLAN, {24: "2005", 26: "2005"}),
        ("own_date_differs", PLAN, {339: "2017-12-27"}),
        ("own_number_differs", PLAN, {339: "11/KH-UBND"}),
        ("received_before_issue", PLAN, {20: "2017-02-06"}),
        ("one_paper_two_symbols", REPORT, {23: "37/QĐ-UBND"}),
        ("period_outside_document", REPORT, {35: "2015"}),
    ],
)
def test_a_known_fault_in_words_is_found_on_its_line(tables, rule, document, by_line):
    findings = tables["findings"]
    rows = findings[(findings["rule"] == rule) & (findings["document"] == document)]
    assert dict(zip(rows["line"], rows["found"], strict=True)) == by_line


def test_documents_that_agree_with_themselves_have_no_finding_on_it(tables):
    """The money of three documents, and the bands and means of four, are free of contradiction."""
    findings = tables["findings"]
    money = findings[findings["rule"].isin(["parts_vs_total", "share_fits_parts"])]
    assert set(money["document"]) == {PLAN, LATEST}
    state = findings[findings["rule"].str.contains("^mean_vs|^bands_vs|^full_standard|communes_in_force")]
    assert set(state["document"]) == {PLAN}

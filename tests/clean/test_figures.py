"""Money, counts, bands, headlines and indicators: units, words, derived rows and errors."""

import pandas as pd
import pytest

from ntm_analysis.clean import figures
from ntm_analysis.clean.cells import Cells
from ntm_analysis.errors import BadInputError
from ntm_analysis.schema import RAW

LABELS = {"label_en": "An English label", "label_vi": "Nhãn"}
SETS = {"plan": "2016"}


def reference_of(columns, *rows):
    return pd.DataFrame(rows, columns=columns.split(), dtype="str")


REFERENCE = {
    "readings": reference_of("document line column text reading"),
    "number_words": reference_of(
        "text value", ("duy trì", "0"), ("Khong con", "0"), ("không còn", "0"), ("hang tram", "")
    ),
    "money_units": reference_of("text factor", ("tỷ đồng", "1000"), ("triệu đồng", "1"), ("ty dong", "1000")),
    "scales": reference_of("text factor", ("ngan luot ho", "1000"), ("triéu ngay cong", "1000000")),
    "qualifiers": reference_of(
        "text qualifier", ("trên", "more_than"), ("trở lên", "at_least"), ("1én t6i", "at_most")
    ),
    "funding_labels": reference_of(
        "document label_printed source",
        ("plan", "Tổng", "total"),
        ("plan", "Nhà nước", "state_budget"),
        ("plan", "Trung ương", "central_budget"),
        ("plan", "Trực tiếp", "direct_programme"),
        ("plan", "Lồng ghép", "integrated_programmes"),
        ("plan", "Tín dụng", "credit"),
        ("other", "Tín dụng ưu đãi", "credit"),
    ),
    "sources": reference_of(
        "source parent_source",
        ("total", ""),
        ("state_budget", "total"),
        ("central_budget", "state_budget"),
        ("direct_programme", "state_budget"),
        ("integrated_programmes", "state_budget"),
        ("credit", "total"),
    ),
    "funding_crosswalk": reference_of(
        "source funding_group funding_part",
        ("total", "", ""),
        ("state_budget", "state", ""),
        ("central_budget", "state", "central"),
        ("direct_programme", "state", "direct_programme"),
        ("integrated_programmes", "state", "integrated_programmes"),
        ("credit", "credit", ""),
    ),
    "purposes": reference_of("purpose label_en label_vi", ("works_new", *LABELS.values())),
    "partials": reference_of("what label_en label_vi", ("communes_with_electricity", *LABELS.values())),
    "indicators": reference_of("indicator label_en label_vi", ("jobs_created", *LABELS.values())),
    "measures": reference_of("measure label_en", ("person", "people"), ("household_turn", "household turns")),
    "headline_measures": reference_of("measure label_en", ("mean_criteria", "Mean"), ("communes_under_5", "Under 5")),
}


def cells_of(name, *rows):
    place = {"document": "plan", "line": "40", "printed": "run", "unit": "lang-son", "basis": "planned"}
    filled = [dict.fromkeys(RAW[name].columns, "") | place | row for row in rows]
    frame = pd.DataFrame(filled, columns=RAW[name].columns, index=range(2, len(rows) + 2), dtype="str")
    return Cells(name, frame, REFERENCE)


def money(label, amount, unit="tỷ đồng", share="", **more):
    row = {"period_start": "2017-01-01", "period_end": "2020-12-31", "label_printed": label, "share_printed": share}
    return row | {"amount_printed": amount, "money_unit_printed": unit} | more


def count(criterion, count_printed, total="17", **more):
    row = {"as_of": "2020-12-31", "criterion": str(criterion), "count_printed": count_printed, "total_printed": total}
    return row | more


def no_communes(unit, date):
    raise AssertionError("the number of communes in force is not needed here")


# Funding


def test_funding_is_put_into_million_vnd_and_into_the_tree():
    cells = cells_of("funding", money("Tổng", "8.800"), money("Tín dụng", "4.972,8", share="56%"))
    table = figures.clean_funding(cells)
    assert list(table["amount_million_vnd"]) == [8_800_000, 4_972_800]
    assert list(table["source"]) == ["total", "credit"]
    assert list(table["parent_source"]) == ["", "total"]
    assert list(table["share_pct"]) == [None, 56.0]
    assert table["share_decimals"].iloc[1] == 0


@pytest.mark.parametrize(
    ("amount", "unit", "step"),
    [
        ("8.800", "tỷ đồng", 1000),
        ("1.420,8", "tỷ đồng", 100),
        ("9.241.426", "triệu đồng", 1),
        ("736,34", "ty dong", 10),
    ],
)
def test_the_step_of_an_amount_is_the_value_of_its_last_printed_digit(amount, unit, step):
    table = figures.clean_funding(cells_of("funding", money("Tổng", amount, unit)))
    assert table["amount_step"].iloc[0] == pytest.approx(step)


def test_a_row_is_a_subtotal_when_its_parts_are_printed_in_the_same_scheme():
    rows = [money("Tổng", "2"), money("Nhà nước", "1"), money("Trung ương", "1")]
    later = money("Nhà nước", "3", period_start="2021-01-01", period_end="2021-12-31")
    table = figures.clean_funding(cells_of("funding", *rows, later))
    assert list(table["is_subtotal"]) == [True, True, False, False]


def test_a_total_is_a_subtotal_when_only_parts_of_its_parts_are_printed():
    rows = [money("Tổng", "100"), money("Trực tiếp", "60"), money("Lồng ghép", "40")]
    table = figures.clean_funding(cells_of("funding", *rows))
    assert list(table["is_subtotal"]) == [True, False, False]


def test_every_source_has_its_place_in_the_shared_scheme_and_a_split_that_is_not_printed_has_none():
    rows = [money("Tổng", "100"), money("Nhà nước", "60"), money("Tín dụng", "40")]
    later = money("Trực tiếp", "3", period_start="2021-01-01", period_end="2021-12-31")
    table = figures.clean_funding(cells_of("funding", *rows, later))
    assert list(table["funding_group"]) == ["", "state", "credit", "state"]
    assert list(table["funding_part"]) == ["", "", "", "direct_programme"]


@pytest.mark.parametrize("label", ["Vốn khác", "Tín dụng ưu đãi"])
def test_a_label_that_is_not_listed_for_the_document_is_an_error(label):
    with pytest.raises(BadInputError) as caught:
        figures.clean_funding(cells_of("funding", money("Tổng", "2"), money(label, "1")))
    assert caught.value.where == "data/raw/funding.csv, row 3, column label_printed"
    assert "data/reference/funding_labels.csv" in caught.value.expected


def test_an_unknown_unit_of_money_is_an_error():
    with pytest.raises(BadInputError, match=r"row 2, column money_unit_printed.*money_units\.csv"):
        figures.clean_funding(cells_of("funding", money("Tổng", "2", "nghìn đồng")))


def test_other_sums_of_money_keep_bound_and_purpose_and_words_have_no_amount():
    rows = [
        money("", "26.118", "triệu đồng", purpose="works_new", qualifier_printed="trên"),
        money("", "hang tram", "ty dong", purpose="works_new", qualifier_printed="1én t6i"),
    ]
    table = figures.clean_funding_detail(cells_of("funding_detail", *rows))
    assert table["amount_million_vnd"].iloc[0] == 26_118
    assert pd.isna(table["amount_million_vnd"].iloc[1])
    assert list(table["qualifier"]) == ["more_than", "at_most"]
    assert list(table["purpose_en"]) == [LABELS["label_en"]] * 2
    assert list(table["purpose_vi"]) == [LABELS["label_vi"]] * 2


def test_an_unknown_purpose_is_an_error():
    with pytest.raises(BadInputError, match=r"funding_detail\.csv, row 2, column purpose"):
        figures.clean_funding_detail(cells_of("funding_detail", money("", "1", purpose="works_old")))


# Criteria


def derived_from(*rows):
    table = figures.clean_criteria(cells_of("criteria", *rows), SETS, no_communes)
    return table[table["basis"] == "derived"], table


def test_a_count_less_its_increase_is_the_count_at_the_base_date():
    """Bắc Sơn 2020, criterion 4: three more communes make 9 of 17, so there were 6."""
    derived, table = derived_from(count(4, "9", share_printed="52%", added_printed="03", base_as_of="2020-01-01"))
    assert len(table) == 2
    row = derived.iloc[0]
    assert (row["communes_attaining"], row["communes_total"]) == (6, 17)
    assert (row["as_of"], row["base_as_of"]) == ("2020-01-01", "")
    assert (row["count_basis"], row["criteria_set"], row["printed"]) == ("difference", "2016", "run")
    assert row[["share_pct", "added"]].isna().all()


def test_the_line_of_the_increase_stands_with_the_derived_count_alone():
    """The 2021 plan, criterion 2: 18 more on line 96 make 96 on line 98."""
    increase = {"added_printed": "18", "base_as_of": "2020-12-31", "line": "98", "line_from": "96"}
    _, table = derived_from(count(2, "96", "181", **increase))
    assert table[["basis", "line", "line_added"]].to_numpy().tolist() == [
        ["planned", "98", ""],
        ["derived", "98", "96"],
    ]


def test_the_printed_row_stays_as_printed_beside_its_derived_row():
    _, table = derived_from(count(4, "9", share_printed="52%", added_printed="03", base_as_of="2020-01-01"))
    row = table[table["basis"] == "planned"].iloc[0]
    assert (row["communes_attaining"], row["added"], row["share_pct"]) == (9, 3, 52)
    assert (row["as_of"], row["base_as_of"], row["count_basis"]) == ("2020-12-31", "2020-01-01", "printed")


def test_to_maintain_means_an_increase_of_none():
    derived, table = derived_from(count(5, "8", added_printed="duy trì", base_as_of="2020-01-01"))
    assert table["added"].iloc[0] == 0
    assert derived["communes_attaining"].iloc[0] == 8


def test_without_an_increase_or_without_a_count_nothing_is_derived():
    derived, table = derived_from(
        count(19, "171", "181", share_printed="95%"),
        count(7, "", "", added_printed="11", base_as_of="2016-12-31"),
    )
    assert derived.empty
    assert table["communes_attaining"].iloc[0] == 171
    assert pd.isna(table["communes_attaining"].iloc[1])


def test_a_share_of_all_communes_without_a_count_means_every_commune_in_force():
    asked = []

    def in_force(unit, date):
        asked.append((unit, date))
        return 181

    row = {"as_of": "2021-12-31", "criterion": "1", "share_printed": "100%"}
    row |= {"added_printed": "duy trì", "base_as_of": "2020-12-31"}
    table = figures.clean_criteria(cells_of("criteria", row), SETS, in_force)
    assert asked == [("lang-son", "2021-12-31")]
    assert list(table["communes_attaining"]) == [181, 181]
    assert list(table["communes_total"]) == [181, 181]
    assert list(table["count_basis"]) == ["from_share", "difference"]


def test_a_printed_count_is_not_replaced_by_a_share_of_all_communes():
    _, table = derived_from(count(1, "17", share_printed="100%"))
    assert list(table["count_basis"]) == ["printed"]


def test_a_share_below_all_communes_gives_no_count():
    _, table = derived_from(count(2, "", "", share_printed="99,9%"))
    assert table["communes_attaining"].isna().all()


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("criteria", lambda cells: figures.clean_criteria(cells, SETS, no_communes)),
        ("criteria_partial", lambda cells: figures.clean_partial(cells, SETS)),
        ("bands", figures.clean_bands),
    ],
)
def test_a_count_above_its_total_is_an_error_that_names_the_row(name, clean):
    named = {"what": "communes_with_electricity"} if name == "criteria_partial" else {}
    rows = [{"count_printed": "17", "total_printed": "17"}, {"count_printed": "18", "total_printed": "17"}]
    with pytest.raises(BadInputError) as caught:
        clean(cells_of(name, *[row | named for row in rows]))
    assert caught.value.where == f"data/raw/{name}.csv, row 3, column count_printed"
    assert caught.value.found == "'18'"
    assert "not above its total" in caught.value.expected


def test_a_share_of_all_communes_in_a_part_of_a_criterion_is_not_turned_into_a_count():
    row = {"what": "communes_with_electricity", "share_printed": "100%", "criterion": "4"}
    table = figures.clean_partial(cells_of("criteria_partial", row), SETS)
    assert table["communes_attaining"].isna().all()
    assert (table["share_pct"].iloc[0], table["what_en"].iloc[0]) == (100, LABELS["label_en"])


def test_an_unknown_part_of_a_criterion_is_an_error():
    with pytest.raises(BadInputError, match=r"criteria_partial\.csv, row 2, column what: found 'communes_rich'"):
        figures.clean_partial(cells_of("criteria_partial", {"what": "communes_rich"}), SETS)


# Bands, headlines and indicators


def test_a_band_in_words_holds_no_commune():
    row = {"count_printed": "Khong con", "band_low": "0", "band_high": "4"}
    assert list(figures.clean_bands(cells_of("bands", row))["communes"]) == [0]


def test_headlines_are_ranges_or_single_values_with_their_precision():
    rows = [
        {"measure": "mean_criteria", "value_printed": "13,5 - 14", "qualifier_printed": "trở lên"},
        {"measure": "mean_criteria", "value_printed": "7,48"},
        {"measure": "communes_under_5", "value_printed": "không còn"},
    ]
    table = figures.clean_headlines(cells_of("headlines", *rows))
    assert list(table["value_low"]) == [13.5, 7.48, 0]
    assert list(table["value_high"]) == [14, 7.48, 0]
    assert list(table["value_decimals"]) == [1, 2, 0]
    assert table["qualifier"].iloc[0] == "at_least"
    assert table["qualifier"].iloc[1:].isna().all()


def test_an_unknown_headline_measure_is_an_error():
    with pytest.raises(BadInputError, match=r"headlines\.csv, row 2, column measure.*headline_measures\.csv"):
        figures.clean_headlines(cells_of("headlines", {"measure": "median_criteria", "value_printed": "9"}))


@pytest.mark.parametrize(
    ("printed", "measure", "low", "high"),
    [
        ("124", "ngan luot ho", 124_000, 124_000),
        ("2,1", "triéu ngay cong", 2_100_000, 2_100_000),
        ("1.704", "khu dân cư", 1704, 1704),
        ("28 - 30", "triệu đồng", 28, 30),
        ("2- 3%", "%", 2, 3),
        (r"26,7\%", r"\%", 26.7, 26.7),
    ],
)
def test_indicators_are_read_in_the_unit_of_their_measure(printed, measure, low, high):
    row = {"indicator": "jobs_created", "measure": "person", "value_printed": printed, "measure_printed": measure}
    table = figures.clean_indicators(cells_of("indicators", row))
    assert table["value_low"].iloc[0] == pytest.approx(low)
    assert table["value_high"].iloc[0] == pytest.approx(high)
    assert table["indicator_vi"].iloc[0] == LABELS["label_vi"]


@pytest.mark.parametrize(("column", "label"), [("indicator", "jobs_lost"), ("measure", "soul")])
def test_an_unknown_indicator_or_measure_is_an_error(column, label):
    row = {"indicator": "jobs_created", "measure": "person", "value_printed": "1"}
    with pytest.raises(BadInputError, match=rf"indicators\.csv, row 2, column {column}: found '{label}'"):
        figures.clean_indicators(cells_of("indicators", row | {column: label}))


@pytest.mark.parametrize("name", ["headlines", "indicators"])
def test_a_word_without_a_number_is_an_error_where_a_value_is_required(name):
    row = {"measure": "mean_criteria" if name == "headlines" else "person", "value_printed": "hang tram"}
    clean = figures.clean_headlines if name == "headlines" else figures.clean_indicators
    with pytest.raises(BadInputError):
        clean(cells_of(name, row | ({"indicator": "jobs_created"} if name == "indicators" else {})))


def test_the_raw_frames_stay_as_they_were():
    row = count(1, "", "", share_printed="100%", added_printed="duy trì", base_as_of="2020-01-01")
    cells = cells_of("criteria", row)
    before = cells.frame.copy(deep=True)
    figures.clean_criteria(cells, SETS, lambda unit, date: 17)
    pd.testing.assert_frame_equal(cells.frame, before)

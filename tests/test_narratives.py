"""The sentences of the notebooks: chosen and filled from tables, the same facts in both languages."""

import csv

import pandas as pd
import pytest

from ntm_analysis import attainment, criteria, forecast, funding
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.narratives.attainment import tell_outcome, tell_standard, tell_targets
from ntm_analysis.narratives.criteria import tell_criteria, tell_load
from ntm_analysis.narratives.funding import tell_distances, tell_funding, tell_pairs
from ntm_analysis.narratives.sources import tell_sources, tell_tables
from ntm_analysis.notebook import open_notebook
from ntm_analysis.paths import HERE
from ntm_analysis.statements import Statements
from ntm_analysis.tables import load_tables
from ntm_analysis.views.sources import count_contents, search

DATE, HORIZON = "2020-12-31", "2021-12-31"
TABLES = load_tables()
PLAN, LATEST, REPORT = "lang-son-plan-2017-2020", "lang-son-plan-2021", "lang-son-report-2017-h1"


def statements(language="en"):
    return Statements(load_words(language))


def texts(say):
    return say.table()["text"].tolist()


def read_rows(name, **cells):
    """Rows of a processed file as plain text, without the library's own reading."""
    with (HERE.processed / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[key] == value for key, value in cells.items())]


def tell_all(unit, language):
    """Every statement of the notebooks of a unit, by notebook."""
    book = open_notebook("02_funding_mix", unit=unit, language=language)
    names, indicators = book.criterion_names(), book.of_unit("indicators", unit)
    found = search(TABLES, "ho ngheo", book.words)
    panel = criteria.make_panel(TABLES["criteria"], unit)
    compared = attainment.compare_targets(panel, DATE)
    study = forecast.study(panel, compared, HORIZON)
    plans = criteria.plans_of(TABLES["commune_criteria"], TABLES["units"], unit)
    headlines = book.of_unit("headlines", unit)
    mix, totals = funding.measure_mix(TABLES["funding"], unit), funding.measure_totals(TABLES["funding"], unit)
    told = [statements(language) for _ in range(5)]
    tell_tables(told[0], TABLES, indicators, "poverty_rate", "ho ngheo", found)
    tell_sources(told[1], TABLES, count_contents(TABLES))
    tell_funding(told[2], mix, totals, funding.measure_intensity(mix, book.communes_of()))
    tell_distances(tell_pairs(told[2], funding.pair_schemes(mix)), funding.measure_distances(mix))
    tell_criteria(told[3], panel, headlines, book.criteria())
    tell_load(told[3], criteria.measure_plan_load(plans), names, plans)
    tell_outcome(told[4], panel, compared, study, names, DATE, HORIZON)
    tell_standard(told[4], headlines, DATE, book.communes_of())
    return told


@pytest.mark.data
def test_the_scope_of_a_unit_is_its_documents_and_those_of_units_inside_it():
    province, district = (
        open_notebook("01_sources_and_findings", unit=unit).scope(unit) for unit in ("lang-son", "bac-son")
    )
    assert len(province["documents"]) == 5
    assert set(district["documents"]["document"]) == {"bac-son-plan-2020"}
    assert set(district["findings"]["document"]) <= {"bac-son-plan-2020"}
    assert len(province["findings"]) == len(TABLES["findings"])
    assert len(district["units"]) == len(TABLES["units"])


@pytest.fixture(scope="module", params=["lang-son", "bac-son"])
def told(request):
    return {language: tell_all(request.param, language) for language in LANGUAGES}


@pytest.mark.data
def test_both_languages_tell_the_same_facts(told):
    """All but the search, which looks at the texts of the language."""
    for english, vietnamese in zip(told["en"], told["vi"], strict=True):
        assert len(english.table()) == len(vietnamese.table()) > 0
        assert english.table()["sources"].tolist() == vietnamese.table()["sources"].tolist()
        for one, other in zip(english.table()["values"], vietnamese.table()["values"], strict=True):
            assert one.startswith("text=") or numbers(one) == numbers(other)


def numbers(values):
    """The numeric values of a statement by name."""
    pairs = [pair.partition("=")[::2] for pair in values.split("; ") if "=" in pair]
    return {name: value for name, value in pairs if value.replace(".", "").replace("e+", "").lstrip("-").isdigit()}


@pytest.mark.data
def test_sentences_have_no_empty_places(told):
    for language in LANGUAGES:
        for text in (text for say in told[language] for text in texts(say)):
            assert text.endswith((".", "!"))
            assert not any(mark in text for mark in ("{", "}", "nan", "<NA>", "  "))


@pytest.mark.data
def test_plan_and_report_of_the_province_are_told_together():
    """1,352,449 of 8,880,000 million came in 181 of 1,461 days; 5,891 of 1,065,600 from enterprises."""
    mix = funding.measure_mix(TABLES["funding"], "lang-son")
    said = texts(tell_pairs(Statements(load_words("en")), funding.pair_schemes(mix)))
    assert said[0].endswith(": 15.2% of the money of Province plan 2017–2020 came in 12.4% of its time.")
    assert said[1].startswith("Enterprises fell furthest behind Province plan 2017–2020: 0.6% of it came")
    assert "composition variance 89%, grade D" in said[2]


@pytest.mark.data
def test_the_mixes_that_are_closest_and_furthest_apart_are_told():
    """The review of 2011-2015 and the plan of 2017-2020 have nearly the same shares; the report of 2017 differs."""
    distances = funding.measure_distances(funding.measure_mix(TABLES["funding"], "lang-son"))
    say = tell_distances(Statements(load_words("en")), distances)
    near, far = texts(say)
    assert near.startswith(
        "Closest in mix, whatever their totals: Province review 2011–2015 and Province plan 2017–2020 ("
    )
    assert "Province report, first half of 2017" in far
    assert say.table()["sources"].str.count("lang-son-").tolist() == [2, 2]


def test_a_single_distance_is_not_told_as_closest():
    distances = funding.measure_distances(funding.measure_mix(TABLES["funding"], "bac-son"))
    assert texts(tell_distances(Statements(load_words("en")), distances)) == []


# Three central sentences, recomputed from the files


@pytest.fixture(scope="module")
def province():
    return [texts(say) for say in tell_all("lang-son", "en")]


@pytest.mark.data
def test_credit_in_the_report_of_2017(province):
    parts = [row for row in read_rows("funding", document=REPORT) if row["is_subtotal"] == "false"]
    total = sum(float(row["amount_million_vnd"]) for row in parts)
    credit = sum(float(row["amount_million_vnd"]) for row in parts if row["source"] == "credit")
    other = {"credit", "enterprises", "community"}
    state = sum(float(row["amount_million_vnd"]) for row in parts if row["source"] not in other)
    assert (credit, state, total) == (312756, 229160 + 89832 + 603528, 1352449)
    sentence = "{}: credit brought {:.1f}% of the money reported, the state budget {:.1f}%."
    shares = (100 * credit / total, 100 * state / total)
    assert sentence.format("Province report, first half of 2017", *shares) in province[2]


@pytest.mark.data
def test_the_largest_shortfall_of_2020(province):
    (planned,) = read_rows("criteria", document=PLAN, criterion="16", basis="planned", as_of=DATE)
    (came,) = read_rows("criteria", document=LATEST, criterion="16", basis="derived", as_of=DATE)
    shares = [100 * int(row["communes_attaining"]) / int(row["communes_total"]) for row in (came, planned)]
    assert shares == pytest.approx([100 * 123 / 181, 100 * 155 / 207])
    sentence = "The largest shortfall is Culture: {:.1f}% of communes against a target of {:.1f}%."
    assert sentence.format(*shares) in province[4]


@pytest.mark.data
def test_the_mean_that_the_derived_counts_allow(province):
    rows = read_rows("criteria", document=LATEST, basis="derived", as_of=DATE)
    low = sum(int(row["communes_attaining"]) / int(row["communes_total"]) for row in rows)
    known = f"the counts derived for {len(rows)} criteria put the mean between {low:.2f} and {low + 1:.2f}"
    assert len(rows) == 18
    assert f"31 December 2020: {known} criteria per commune." in province[3]


@pytest.mark.data
def test_the_standard_is_set_against_the_target_of_the_plan(province):
    (planned,) = read_rows("headlines", document=PLAN, measure="communes_meeting_standard", as_of=DATE)
    assert planned["value_low"] == "77"
    assert any("target 77 of 207 (37.2%), outcome 65 of 181 (35.9%)" in text for text in province[4])


# Small tables


def mix_of(*schemes):
    """A mix of schemes: (document, basis, credit share); the rest is the state's."""
    rows = []
    for document, basis, credit in schemes:
        cells = {"document": document, "basis": basis, "lines": "7", "amount_million_vnd": 1.0}
        for group, share in (("state", 100 - credit), ("credit", credit)):
            rows.append(cells | {"group": group, "share_parts_pct": float(share), "share_stated_pct": float(share)})
    return pd.DataFrame(rows)


NO_TOTALS = pd.DataFrame({"document": [], "gap_million_vnd": []})
NO_YEARS = pd.DataFrame({"document": [], "years": []})


def credit_told(*schemes, language="en"):
    return texts(tell_funding(statements(language), mix_of(*schemes), NO_TOTALS, NO_YEARS))


def test_credit_of_plans_in_words_that_fit_the_table():
    most = credit_told((PLAN, "planned", 56), (LATEST, "planned", 67))
    assert most == ["Credit carries more than half of the planned money in every plan of the unit: 56.0 to 67.0%."]
    assert credit_told((PLAN, "planned", 49), (LATEST, "planned", 67)) == [
        "Credit carries 49.0 to 67.0% of the planned money."
    ]
    assert credit_told((PLAN, "planned", 50), (LATEST, "planned", 67))[0].startswith("Credit carries 50.0 to")


def test_one_scheme_is_told_without_a_range():
    assert credit_told((PLAN, "planned", 56)) == [
        "Credit carries 56.0% of the planned money (Province plan 2017–2020)."
    ]
    assert credit_told((PLAN, "planned", 56), language="vi") == [
        "Vốn tín dụng chiếm 56,0% vốn kế hoạch (Kế hoạch tỉnh 2017–2020)."
    ]


def test_without_plans_nothing_is_told_of_plans():
    (text,) = credit_told((REPORT, "reported", 23))
    assert text.endswith("credit brought 23.0% of the money reported, the state budget 77.0%.")


@pytest.mark.parametrize(("gap", "words"), [(-80000, "80,000 million less"), (80000, "80,000 million more")])
def test_a_total_that_contradicts_its_parts(gap, words):
    total = {"document": [PLAN], "line": [120], "stated_million_vnd": [8800000.0], "gap_million_vnd": [float(gap)]}
    say = tell_funding(statements(), mix_of((PLAN, "planned", 56)), pd.DataFrame(total), NO_YEARS)
    assert f"the printed total of 8,800,000 million VND is {words} than the sum of its parts" in texts(say)[1]
    assert say.table()["sources"].tolist()[1] == f"{PLAN}: 120"


def test_money_per_commune_of_one_year_and_of_more():
    rows = {"document": [PLAN, LATEST], "lines": ["1", "2"], "years": [4.0, 1.0], "communes": [207, 181]}
    intensity = pd.DataFrame(rows | {"per_commune_year_million_vnd": [10720.0, 26330.0]})
    assert texts(tell_funding(statements(), mix_of((REPORT, "other", 1)), NO_TOTALS, intensity)) == [
        "Province plan 2017–2020: 10.72 billion VND per commune and year, over 4 years and 207 communes.",
        "Province plan 2021: 26.33 billion VND per commune in the year, for 181 communes.",
    ]


NAMES = pd.Series({2: "Transport", 3: "Irrigation", 16: "Culture"})


def compared_of(*gaps):
    """Targets of 50%, outcomes by the gap; None where there is no outcome."""
    rows = []
    for criterion, gap in zip(NAMES.index, gaps, strict=False):
        outcome = float("nan") if gap is None else 0.5 + gap / 100
        verdict = "unknown" if gap is None else "met" if gap >= 0 else "missed"
        row = {"criterion": criterion, "target_share": 0.5, "outcome_share": outcome, "verdict": verdict}
        row |= {"gap_points": float("nan") if gap is None else float(gap)}
        row |= {"target_document": PLAN, "target_line": 80, "outcome_document": LATEST, "outcome_line": 98}
        rows.append(row)
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("gaps", "told"),
    [
        (
            (5, -7, None),
            [
                "1 were met, 1 were missed and 1 cannot",
                "shortfall is Irrigation: 43.0%",
                "excess is Transport: 55.0%",
            ],
        ),
        ((0, 0), ["2 were met, 0 were missed and 0 cannot"]),
        ((-1,), ["0 were met, 1 were missed", "shortfall is Transport: 49.0%"]),
        ((None, None), ["0 were met, 0 were missed and 2 cannot", "No document prints what came"]),
    ],
)
def test_targets(gaps, told):
    said = texts(tell_targets(statements(), compared_of(*gaps), NAMES, DATE))
    assert len(said) == len(told)
    assert all(words in text for words, text in zip(told, said, strict=True))


def test_another_table_gives_another_sentence():
    one, other = (texts(tell_targets(statements(), compared_of(gap), NAMES, DATE)) for gap in (-3, -4))
    assert one[0] == other[0]
    assert (one[1], other[1]) == (one[1], one[1].replace("47.0%", "46.0%"))
    assert one[1] != other[1]


LOAD = pd.DataFrame({"criterion": [2, 3], "planned_year": [2020, 2020], "communes": [4, 9]})
PLANS = pd.DataFrame({"document": [PLAN, PLAN], "line": [300, 301], "plan_table": [1, 2]})


def test_the_load_of_the_last_year():
    say = tell_load(statements(), LOAD, NAMES, PLANS)
    (text,) = texts(say)
    assert "Irrigation" in text
    assert "9" in text
    assert "Transport" not in text
    assert say.table()["sources"].tolist() == [f"{PLAN}: 300"]
    assert texts(tell_load(statements(), LOAD.assign(communes=0), NAMES, PLANS)) == []


def test_criteria_that_share_the_first_place_are_all_named():
    (text,) = texts(tell_load(statements(), LOAD.assign(communes=9), NAMES, PLANS))
    assert "Transport" in text
    assert "Irrigation" in text


def test_no_targets_and_no_forecast():
    panel = criteria.make_panel(TABLES["criteria"], "bac-son")
    compared = attainment.compare_targets(panel, "2019-12-31")
    made = forecast.study(panel, compared, HORIZON)
    said = texts(tell_outcome(statements(), panel, compared, made, NAMES, "2019-12-31", HORIZON))
    assert "for 31 December 2019; plans with such targets exist for: 31 December 2020." in said[0]
    assert said[1].startswith("No forecast: 0 criteria have two comparable states, 5 are needed.")


def test_an_indicator_that_is_not_printed_is_told_with_others():
    none = TABLES["indicators"].iloc[:2]
    said = texts(tell_tables(statements(), TABLES, none, "poverty_rate", "x", none.iloc[:0]))
    assert "no printed value of Poverty rate" in said[1]
    assert "“x” is found in 0 rows." in said[2]


def test_without_findings_no_document_has_most_of_them():
    tables = TABLES | {"findings": TABLES["findings"].iloc[:0]}
    said = texts(tell_sources(statements(), tables, count_contents(TABLES)))
    assert "The checks find 0 places" in said[1]
    assert not any("has most of them" in text for text in said)

"""Who pays, in sentences: the committed documents, small made-up schemes, and titles of figures."""

from dataclasses import replace
from itertools import product

import pandas as pd
import pytest

from narratives.telling import DISTRICT, LATEST, PLAN, REPORT, REVIEW, Kept, facts, faulty, read_rows, texts
from ntm_analysis.files import read_csv
from ntm_analysis.funding.mix import LEVELS
from ntm_analysis.funding.study import Choice, study_funding
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.narratives.funding import tell_amounts, tell_answer, tell_pairs
from ntm_analysis.narratives.funding_measures import tell_measures, tell_results
from ntm_analysis.narratives.funding_titles import (
    title_amounts,
    title_execution,
    title_intensity,
    title_mix,
    title_pair,
    title_slopes,
    title_triangle,
)
from ntm_analysis.paths import HERE
from ntm_analysis.prices import load_price_index
from ntm_analysis.schema import PROCESSED
from ntm_analysis.tables import from_text, load_tables

TABLES, INDEX = load_tables(), load_price_index()
WORDS = {language: load_words(language) for language in LANGUAGES}
PROVINCE, BOTH = ["lang-son"], ["lang-son", "bac-son"]
STATE = {"central_budget", "central_budget.ntm", "central_budget.poverty", "local_budget"}
STATE |= {"direct_programme", "integrated_programmes"}
# A title of two lines at most: longer ones would run into the figure.
LONGEST_TITLE = 80


def chosen(units=PROVINCE, **choice):
    return study_funding(TABLES, INDEX, Choice(list(units), **choice))


def tell_all(study, language="en"):
    """What the notebook 02 says of a study."""
    say = Kept(language)
    for tell in (tell_answer, tell_amounts, tell_pairs, tell_measures, tell_results):
        assert tell(say, study) is say
    return say


def scheme(document, basis, start, end, total=None, **billions):
    """Rows of the processed table for a scheme of the province: the groups' amounts, printed from line 10 on."""
    of = {"document": document, "unit": "lang-son", "basis": basis, "period_start": start, "period_end": end}
    of |= {"printed": "-", "parent_source": "total", "is_subtotal": "false", "share_pct": "", "funding_part": ""}
    rows = [
        of | {"line": str(line), "source": group, "funding_group": group, "amount_million_vnd": str(1000 * amount)}
        for line, (group, amount) in enumerate(billions.items(), 10)
    ]
    if total is not None:
        whole = {"line": "9", "source": "total", "parent_source": "", "is_subtotal": "true", "funding_group": ""}
        rows.append(of | whole | {"amount_million_vnd": str(1000 * total)})
    return rows


def plan_of(total=None, **billions):
    return scheme(PLAN, "planned", "2017-01-01", "2020-12-31", total, **billions)


def report_of(total=None, **billions):
    return scheme(REPORT, "reported", "2017-01-01", "2017-06-30", total, **billions)


def study_of(*schemes, index=INDEX, **choice):
    """A study of made-up schemes, without any results printed."""
    rows = pd.DataFrame([row for rows in schemes for row in rows])
    empty = {name: TABLES[name].iloc[:0] for name in ("headlines", "criteria", "bands")}
    tables = TABLES | empty | {"funding": from_text(rows, PROCESSED["funding"])}
    return study_funding(tables, index, Choice(PROVINCE, **choice))


FOUR = {"state": 40, "credit": 50, "enterprises": 6, "community": 4}
# 51 of 100 in the parts, 51 of 104 printed: more than half on one base only.
MOVED = plan_of(total=104, state=40, credit=51, enterprises=5, community=4)


def open_cost():
    study = chosen()
    row = study.results[study.results["cost_high"].notna()].iloc[[0]]
    return replace(study, results=row.assign(gained_low=0.0, cost_high=float("nan")))


STUDIES = {
    "province": chosen,
    "district": lambda: chosen(["bac-son"]),
    "province and district": lambda: chosen(BOTH),
    "other parameters": lambda: chosen(BOTH, base="stated", prices="real", price_year=2015, level="parts"),
    "plans": lambda: chosen(basis="planned"),
    "reports": lambda: chosen(basis="reported"),
    "nothing": lambda: chosen(["bac-son"], basis="reported"),
    "nothing before": lambda: chosen(basis="planned", end="2010-12-31"),
    "one scheme": lambda: chosen(start="2011-01-01", end="2015-12-31"),
    "a moved conclusion": lambda: study_of(MOVED, report_of(total=13, state=4, credit=5, enterprises=1, community=2)),
    "the planned mix": lambda: study_of(
        plan_of(**FOUR), report_of(state=4.1, credit=4.9, enterprises=0.61, community=0.39)
    ),
    "sources that only the plan prints": lambda: study_of(plan_of(**FOUR), report_of(state=4.8, credit=5.2)),
    "no line of the state": lambda: study_of(report_of(credit=23, community=77)),
    "a pace that stands": lambda: (study := chosen()) and replace(study, shared=study.shared.assign(pace=1.1)),
    "a zero": lambda: study_of(plan_of(**FOUR), report_of(state=5, credit=5, enterprises=0, community=2)),
    "no index": lambda: study_of(plan_of(**FOUR), report_of(**FOUR), index=INDEX.loc[[2020]]),
    "nothing gained for sure": open_cost,
    "aims of one criteria set": lambda: (study := chosen()) and replace(study, aims=study.aims.assign(same_set=True)),
}


@pytest.fixture(scope="module", params=STUDIES)
def study(request):
    return STUDIES[request.param]()


@pytest.fixture(scope="module")
def province():
    return chosen()


# What holds of every sentence


@pytest.mark.data
def test_every_sentence_is_said_of_some_documents():
    path = HERE.reference / "words.csv"
    written = {word for word in read_csv(path, HERE.name(path))["word"] if word.startswith("say.02.")}
    said = {key for make in STUDIES.values() for key in tell_all(make()).keys}
    assert sorted(written - said) == []


def test_both_languages_tell_the_same_facts(study):
    english, vietnamese = (facts(tell_all(study, language)) for language in LANGUAGES)
    assert english == vietnamese != []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_have_no_empty_places(study, language):
    assert faulty(tell_all(study, language)) == []


def test_no_sentence_is_said_twice(study):
    said = texts(tell_all(study))
    assert [text for text in said if said.count(text) > 1] == []


def test_every_number_has_documents_and_lines(study):
    for key, sources, values in facts(tell_all(study)):
        if values:
            assert sources, key
            named = [source for source in sources.split("; ") if source != "data/reference/units.csv"]
            assert named and all(": " in source for source in named), (key, sources)


def test_the_one_sentence_without_documents_has_no_number(study):
    bare = [(key, values) for key, sources, values in facts(tell_all(study)) if not sources]
    assert set(dict(bare)) <= {"say.02.no_effect"}
    assert not any(values for _, values in bare)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_document_that_a_sentence_names_is_among_its_sources(study, language):
    names = {document: WORDS[language](f"doc.{document}") for document in TABLES["documents"]["document"]}
    say = tell_all(study, language)
    for text, sources in zip(texts(say), say.table()["sources"], strict=True):
        cited = {source.partition(":")[0] for source in sources.split("; ")}
        assert {document for document, name in names.items() if name in text} <= cited, text


def test_telling_does_not_change_the_study():
    kept, told = chosen(BOTH), chosen(BOTH)
    tell_all(told)
    for name in ("mix", "groups", "totals", "amounts", "intensity", "measures", "distances", "pairs", "results"):
        pd.testing.assert_frame_equal(getattr(told, name), getattr(kept, name))


# The answer for the province, computed again from the files


def parts_of(document):
    """Amounts of a document's funding groups in million VND, from the file's rows that are no subtotal."""
    rows = [row for row in read_rows("funding", document=document) if row["is_subtotal"] == "false"]
    amounts = {"state": 0.0}
    for row in rows:
        group = "state" if row["source"] in STATE else row["source"]
        amounts[group] = amounts.get(group, 0.0) + float(row["amount_million_vnd"])
    return amounts


def share(document, group):
    parts = parts_of(document)
    return 100 * parts[group] / sum(parts.values())


def years_of_prices():
    """The price index by year as printed in the reference file."""
    path = HERE.reference / "price_index.csv"
    rows = [line.split(",") for line in path.read_text("utf-8").splitlines()[1:]]
    return {int(row[0]): float(row[2]) for row in rows}


@pytest.mark.data
def test_credit_in_the_plans(province):
    shares = [share(document, "credit") for document in (PLAN, LATEST)]
    assert [round(value, 1) for value in shares] == [56.0, 67.1]
    (text,) = texts(tell_answer(Kept(), province), "say.02.credit_majority")
    assert text == "Credit carries more than half of the planned money in every plan of the unit: 56.0 to 67.1%."


@pytest.mark.data
def test_credit_in_the_report_of_2017(province):
    """312,756 of 1,352,449 million VND, and 229,160 + 89,832 + 603,528 of the state."""
    parts = parts_of(REPORT)
    assert (parts["credit"], parts["state"], sum(parts.values())) == (312756, 229160 + 89832 + 603528, 1352449)
    sentence = "{}: credit brought {:.1f}% of the money reported, the state budget {:.1f}% "
    sentence += "(integrated programmes alone {:.1f}%)."
    shares = (share(REPORT, "credit"), share(REPORT, "state"), 100 * 603528 / 1352449)
    assert [round(value, 1) for value in shares] == [23.1, 68.2, 44.6]
    said = texts(tell_answer(Kept(), province), "say.02.credit_reported_with")
    assert sentence.format("Province report, first half of 2017", *shares) in said


@pytest.mark.data
def test_the_verdict_names_what_moved_up_and_down_most(province):
    (text,) = texts(tell_answer(Kept(), province), "say.02.mix_other")
    moves = {group: share(REPORT, group) - share(PLAN, group) for group in parts_of(PLAN)}
    assert (max(moves, key=moves.get), min(moves, key=moves.get)) == ("state", "credit")
    told = [f"{share(document, group):.1f}%" for group in ("state", "credit") for document in (REPORT, PLAN)]
    unplanned = "(with integrated programmes, 44.6%, for which the plan has no line)"
    assert "state budget {} brought {} instead of {}, credit {} instead of {}".format(unplanned, *told) in text


@pytest.mark.data
def test_the_pace_of_the_first_half_of_2017(province):
    """1,352,449 of 8,880,000 million in 181 of 1,461 days; 5,891 of 1,065,600 from enterprises.

    Without the 603,528 million of integrated programmes, which the plan does not print, 748,921 of 8,880,000.
    """
    came, planned = parts_of(REPORT), parts_of(PLAN)
    money, time = sum(came.values()) / sum(planned.values()), 181 / 1461
    assert (round(100 * money, 1), round(100 * time, 1)) == (15.2, 12.4)
    say = tell_answer(Kept(), province)
    (pace,) = texts(say, "say.02.pace_with")
    assert f"what came is {100 * money:.1f}% of the total of Province plan 2017–2020" in pace
    assert "(with integrated programmes, for which the plan has no line; 8.4% over the parts that both print)" in pace
    assert round(100 * 748921 / 8880000, 1) == 8.4 and f" in {100 * time:.1f}% of its time" in pace
    assert f"a pace of {money / time:.2f} " in pace
    carried = {group: 100 * came[group] / planned[group] for group in planned}
    assert min(carried, key=carried.get) == "enterprises"
    (behind,) = texts(say, "say.02.behind")
    assert behind.startswith("Enterprises fell furthest behind Province plan 2017–2020: 0.6% of it came")
    assert round(carried["enterprises"], 1) == 0.6


@pytest.mark.data
def test_the_variance_of_the_mix_that_came(province):
    """PEFA: the sum of |came - planned, scaled to what came| over what came; D from 15% on."""
    came, planned = parts_of(REPORT), parts_of(PLAN)
    scale = sum(came.values()) / sum(planned.values())
    variance = sum(abs(came[group] - scale * planned[group]) for group in planned) / sum(came.values())
    assert round(100 * variance) == 89
    (text,) = texts(tell_answer(Kept(), province), "say.02.variance")
    assert "composition variance 89%, grade D on the PEFA scale" in text


@pytest.mark.data
def test_money_per_year_at_constant_prices(province):
    """The review's 9,241,426 million of 2011-2015, spread evenly or all in the dearest or the cheapest year."""
    prices = years_of_prices()
    factors = [prices[2020] / prices[year] for year in range(2011, 2016)]
    yearly = sum(parts_of(REVIEW).values()) / 5 / 1000
    ends = [yearly * factor for factor in (1, sum(factors) / 5, min(factors), max(factors))]
    told = (
        "{:,.1f} billion VND a year at current prices, {:,.1f} at prices of 2020 if spread evenly, {:,.1f} to {:,.1f} "
    )
    (text, _) = texts(tell_amounts(Kept(), province), "say.02.per_year_spread")
    assert text.startswith("Province review 2011–2015: " + told.format(*ends))


@pytest.mark.data
def test_the_rise_of_prices_is_told_with_the_lines_of_the_index(province):
    prices = years_of_prices()
    say = tell_amounts(Kept(), province)
    (text,) = texts(say, "say.02.prices")
    assert f"rose by {100 * (prices[2021] / prices[2011] - 1):.1f}% from 2011 to 2021" in text
    (sources,) = [sources for key, sources, _ in facts(say) if key == "say.02.prices"]
    path, _, lines = sources.partition(": ")
    printed = (HERE.root / path).read_text("utf-8").splitlines()
    assert {int(printed[int(line) - 1][:4]) for line in lines.split(", ")} == {2011, 2020, 2021}


@pytest.mark.data
def test_money_per_commune(province):
    say = tell_amounts(Kept(), province)
    values = [sum(parts_of(document).values()) / years / 207 / 1000 for document, years in ((REVIEW, 5), (PLAN, 4))]
    told = [text.split(": ")[1].split(" ")[0] for text in texts(say, "say.02.intensity")]
    assert told == [f"{value:.2f}" for value in values]
    (one,) = texts(say, "say.02.intensity_one")
    assert f"{sum(parts_of(LATEST).values()) / 181 / 1000:.2f} billion VND per commune in the year" in one
    (half,) = texts(say, "say.02.half_year")
    assert f"{sum(parts_of(REPORT).values()) / 207 / 1000:.2f} billion VND per commune in 181 days" in half


@pytest.mark.data
def test_the_plan_of_2021_against_the_plan_before(province):
    prices = years_of_prices()
    factor = sum(prices[2020] / prices[year] for year in (2017, 2018, 2019, 2020)) / 4
    before = factor * sum(parts_of(PLAN).values()) / 207 / 4
    after = prices[2020] / prices[2021] * sum(parts_of(LATEST).values()) / 181
    say = tell_pairs(Kept(), province)
    change = f"{share(LATEST, 'credit'):.1f}% against {share(PLAN, 'credit'):.1f}%."
    pair = "Province plan 2021 beside Province plan 2017–2020"
    assert f"{pair}: the largest change is in credit, {change}" in texts(say, "say.02.past")
    ratio = f"Province plan 2021 has {after / before:.2f} times the money per commune and year of "
    assert any(text.startswith(f"{ratio}Province plan 2017–2020") for text in texts(say, "say.02.ratio"))


@pytest.mark.data
def test_the_district_beside_its_province():
    say = tell_pairs(Kept(), chosen(["bac-son"]))
    change = f"{share(DISTRICT, 'state'):.1f}% against {share(PLAN, 'state'):.1f}%."
    assert texts(say, "say.02.province") == [
        f"Bắc Sơn plan 2020 beside Province plan 2017–2020: the largest difference is in state budget, {change}"
    ]
    assert "enterprises" not in parts_of(DISTRICT)
    (text,) = texts(say, "say.02.not_printed")
    assert text.startswith("Bắc Sơn plan 2020 prints no line for enterprises:")


@pytest.mark.data
def test_aims_that_two_documents_print_for_one_day(province):
    aims = {
        document: read_rows("headlines", document=document, measure="communes_meeting_standard", basis="planned")
        for document in (PLAN, REVIEW)
    }
    values = {document: rows[0]["value_low"] for document, rows in aims.items() if rows[0]["as_of"] == "2020-12-31"}
    assert values == {PLAN: "77", REVIEW: "72"}
    say = tell_pairs(Kept(), province)
    told = "Aims for 31 December 2020: Province plan 2017–2020 has 77 communes at the standard"
    assert any(text.startswith(f"{told}, Province review 2011–2015 has 72,") for text in texts(say, "say.02.aims_sets"))
    (text,) = texts(say, "say.02.aims_no_money")
    assert text.startswith("Province review 2011–2015 prints aims for 31 December 2020 and no money for them")


@pytest.mark.data
def test_dong_per_dong_of_state_budget(province):
    parts = parts_of(LATEST)
    (direct,) = read_rows("funding", document=LATEST, source="direct_programme")
    total = sum(parts.values())
    told = f"{total / parts['state']:.2f} dong from all sources per dong of state budget, "
    told += f"{total / float(direct['amount_million_vnd']):.2f} per dong of the programme's own budget."
    assert f"Province plan 2021: {told}" in texts(tell_measures(Kept(), province), "say.02.leverage")


@pytest.mark.data
def test_the_mixes_that_are_closest_and_furthest_apart(province):
    """The review of 2011-2015 and the plan of 2017-2020 have nearly the same shares; the report of 2017 differs."""
    say = tell_measures(Kept(), province)
    (near,), (far,) = texts(say, "say.02.near"), texts(say, "say.02.far")
    assert "Province review 2011–2015 and Province plan 2017–2020 (" in near
    assert "Province report, first half of 2017" in far
    cited = [sources for key, sources, _ in facts(say) if key in ("say.02.near", "say.02.far")]
    assert [sources.count("lang-son-") for sources in cited] == [2, 2]


def test_a_single_distance_is_not_told_as_closest():
    say = tell_measures(Kept(), study_of(plan_of(**FOUR), report_of(state=1, credit=2, enterprises=3, community=4)))
    assert not {"say.02.near", "say.02.far"} & set(say.keys)


@pytest.mark.data
def test_criteria_to_be_gained_in_2021(province):
    """18 increases are printed; criterion 19 has none and may gain nothing or all that it is to have."""
    rows = read_rows("criteria", document=LATEST, basis="planned", as_of="2021-12-31")
    low = sum(int(row["added"]) for row in rows if row["added"])
    (open_row,) = [row for row in rows if not row["added"]]
    high, total = low + int(open_row["communes_attaining"]), sum(parts_of(LATEST).values()) / 1000
    told = f"Province plan 2021: {total / high:.1f} to {total / low:.1f} billion VND (current prices) per criterion, "
    assert open_row["criterion"] == "19"
    assert any(text.startswith(told) for text in texts(tell_results(Kept(), province), "say.02.result"))


@pytest.mark.data
def test_money_per_commune_that_reaches_the_standard(province):
    (added,) = read_rows(
        "headlines",
        document=PLAN,
        measure="communes_meeting_standard_added",
        period_start="2017-01-01",
        period_end="2020-12-31",
    )
    cost = sum(parts_of(PLAN).values()) / float(added["value_low"]) / 1000
    told = f"Province plan 2017–2020: {cost:.1f} billion VND (current prices) per commune at the standard"
    assert any(text.startswith(told) for text in texts(tell_results(Kept(), province), "say.02.result_one"))


@pytest.mark.data
def test_what_no_report_covers_is_told_by_the_day(province):
    told = texts(tell_results(Kept(), province), "say.02.uncovered")
    plans = [text.split(" came of ")[1].split(":")[0] for text in told]
    assert plans == [
        "Province plan 2017–2020 from 1 July 2017 to 31 December 2020",
        "Province plan 2021 from 1 January 2021 to 31 December 2021",
    ]


# A parameter that is changed changes the sentences


@pytest.mark.data
@pytest.mark.parametrize(
    ("changed", "key", "before", "after"),
    [
        ({"base": "stated"}, "credit_majority", "56.0 to 67.1%", "56.5 to 67.3%"),
        ({"base": "stated"}, "pace_with", "15.2% of the total", "15.4% of the total"),
        ({"base": "stated"}, "per_year_real", "4,766.0 billion", "4,756.0 billion"),
        ({"base": "stated"}, "per_year_real", "(sum of the parts)", "(printed total)"),
        ({"prices": "real"}, "intensity", "8.93 billion VND per commune", "11.24 billion VND per commune"),
        ({"prices": "real"}, "half_year", "at current prices", "at prices of 2020"),
        ({"prices": "real"}, "result", "(current prices)", "(prices of 2020)"),
        ({"price_year": 2010}, "per_year_real", "at prices of 2020", "at prices of 2010"),
        ({"price_year": 2010}, "ratio", "at prices of 2020", "at prices of 2010"),
        ({"level": "parts"}, "concentrated", "(Herfindahl 0.53)", None),
        ({"units": BOTH}, "credit_range", None, "49.4 to 67.1%"),
        ({"units": ["bac-son"]}, "credit_one", None, "49.4% of the planned money (Bắc Sơn plan 2020)"),
        ({"basis": "planned"}, "credit_reported_with", "23.1%", None),
        ({"basis": "reported"}, "credit_majority", "56.0 to 67.1%", None),
        ({"basis": "reported"}, "pace_with", "15.2%", None),
        ({"end": "2015-12-31"}, "credit_majority", "56.0 to 67.1%", None),
        ({"start": "2017-01-01"}, "credit_reported_with", "57.9%", None),
        ({"start": "2017-01-01", "end": "2020-12-31"}, "credit_one", None, "56.0%"),
    ],
)
def test_a_changed_parameter_changes_sentences(province, changed, key, before, after):
    one, other = (" ".join(texts(tell_all(study), f"say.02.{key}")) for study in (province, chosen(**changed)))
    assert (before is None and one == "") or before in one
    assert (after is None and (other == "" or before not in other)) or after in other
    assert one != other


@pytest.mark.data
def test_a_year_of_prices_changes_constant_amounts_alone(province):
    """Prices of 2010 are lower by the index 168.7836 of 2020; a ratio of two amounts stays what it is."""
    other = chosen(price_year=2010)
    for key, name in (("say.02.per_year_real", "real"), ("say.02.ratio", "ratio")):
        told = [facts(tell_all(study)) for study in (province, other)]
        now, then = ([float(values[name]) for of, _, values in said if of == key] for said in told)
        factor = 168.7836 / 100 if name == "real" else 1
        assert now == pytest.approx([value * factor for value in then], rel=1e-4)
        assert now


# Nothing to tell


@pytest.mark.data
def test_an_empty_selection_says_what_is_needed_and_what_is_held():
    (text,) = texts(tell_answer(Kept(), chosen(["bac-son"], basis="reported")))
    assert text.startswith("The documents print no funding of Bắc Sơn that is reported")
    assert "a report on money mobilised" in text
    assert text.endswith("Held are: Bắc Sơn plan 2020 (planned).")


@pytest.mark.data
def test_an_empty_time_is_named_with_its_ends():
    study = chosen(basis="planned", start="2005-01-01", end="2010-12-31")
    say = tell_answer(Kept(), study)
    (text,) = texts(say)
    assert "Lạng Sơn that is planned" in text
    assert "lies between 1 January 2005 and 31 December 2010" in text
    assert "a plan with its funding" in text
    held = text.partition("Held are: ")[2]
    for name in ("Province review 2011–2015 (reported)", "Province plan 2021 (planned)"):
        assert name in held
    assert say.table()["sources"].iloc[0].count("lang-son-") == 4
    (vietnamese,) = texts(tell_answer(Kept("vi"), study))
    assert "1/1/2005" in vietnamese
    assert "Kế hoạch tỉnh 2021 (kế hoạch)" in vietnamese


# Made-up schemes


def test_credit_of_plans_in_words_that_fit_the_amounts():
    latest = scheme(LATEST, "planned", "2021-01-01", "2021-12-31", state=33, credit=67)

    def told(credit):
        say = tell_answer(Kept(), study_of(plan_of(state=100 - credit, credit=credit), latest))
        return [text for key, text in zip(say.keys, texts(say), strict=True) if "credit" in key]

    assert told(56) == ["Credit carries more than half of the planned money in every plan of the unit: 56.0 to 67.0%."]
    assert told(49) == ["Credit carries 49.0 to 67.0% of the planned money."]
    assert told(50) == ["Credit carries 50.0 to 67.0% of the planned money."]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Credit carries 50.0% of the planned money (Province plan 2017–2020)."),
        ("vi", "Vốn tín dụng chiếm 50,0% vốn kế hoạch (Kế hoạch tỉnh 2017–2020)."),
    ],
)
def test_one_plan_is_told_without_a_range(language, told):
    assert texts(tell_answer(Kept(language), study_of(plan_of(**FOUR))), "say.02.credit_one") == [told]


def test_without_plans_nothing_is_told_of_plans():
    say = tell_answer(Kept(), study_of(report_of(state=77, credit=23)))
    assert say.keys == ["say.02.credit_reported", "say.02.base"]
    assert texts(say)[0].endswith("credit brought 23.0% of the money reported, the state budget 77.0%.")


def test_a_report_without_a_state_line_says_so():
    say = tell_answer(Kept(), study_of(report_of(credit=23, community=77)))
    assert texts(say)[0].endswith("credit brought 23.0% of the money reported; no state budget is printed.")


def test_a_verdict_on_shared_sources_that_all_gained_names_the_one_that_gained_most():
    """48 and 52% of the whole against 40 and 50%; of the two alone 0.48 against 0.44: a variance of 7%."""
    say = tell_answer(Kept(), STUDIES["sources that only the plan prints"]())
    (text,) = texts(say, "say.02.mix_other_one")
    assert "state budget has 48.0% instead of 40.0%" in text


def test_a_zero_fell_furthest_behind():
    """No log-ratio of a zero is known, but 0 of 10 is the least: the sentence needs no logarithm."""
    (text,) = texts(tell_answer(Kept(), STUDIES["a zero"]()), "say.02.behind")
    assert text.startswith("Enterprises fell furthest behind Province plan 2017–2020: 0.0% of it came")


def test_sources_that_came_alike_did_not_fall_behind():
    say = tell_answer(
        Kept(), study_of(plan_of(**FOUR), report_of(**{group: part / 10 for group, part in FOUR.items()}))
    )
    assert texts(say, "say.02.behind") == []
    assert len(texts(say, "say.02.mix_same")) == 1


@pytest.mark.parametrize(("start", "end", "told"), [("", "2010-12-31", "the beginning and 31 December 2010")])
def test_an_open_end_of_the_time_is_named(start, end, told):
    (text,) = texts(tell_answer(Kept(), chosen(basis="planned", start=start, end=end)))
    assert f"lies between {told}" in text


def test_a_plan_without_a_report_leaves_the_question_open():
    say = tell_answer(Kept(), study_of(plan_of(**FOUR)))
    (text,) = texts(say, "say.02.not_known")
    assert "Province plan 2017–2020" in text
    assert not {"say.02.mix_same", "say.02.mix_other", "say.02.pace"} & set(say.keys)


def test_a_mix_that_came_nearly_as_planned():
    """4.1 of 10 from the state instead of 40%: a variance of 2%, below the best grade's 5%."""
    say = tell_answer(Kept(), STUDIES["the planned mix"]())
    (text,) = texts(say, "say.02.mix_same")
    assert "credit with 49.0% instead of 50.0%" in text
    assert "grade A" in texts(say, "say.02.variance")[0]


@pytest.mark.parametrize(
    ("total", "key", "told"),
    [
        (99, "gap_less", "the printed total of 99,000 million VND is 1,000 million less than the sum of its parts"),
        (104, "gap_more", "the printed total of 104,000 million VND is 4,000 million more than the sum of its parts"),
    ],
)
def test_a_total_that_contradicts_its_parts(total, key, told):
    """Credit moves most: 50% of 100, 50.51% of 99, 48.08% of 104."""
    say = tell_amounts(Kept(), study_of(plan_of(total=total, **FOUR)))
    (text,) = texts(say, f"say.02.{key}")
    assert told in text
    assert f"at most {abs(50 - 5000 / total):.2f} points" in text
    assert [sources for of, sources, _ in facts(say) if of == f"say.02.{key}"] == [f"{PLAN}: 9, 10, 11, 12, 13"]


def test_a_total_that_equals_its_parts_is_not_told():
    say = tell_amounts(Kept(), study_of(plan_of(total=100, **FOUR)))
    assert not {"say.02.gap_less", "say.02.gap_more", "say.02.base_moved", "say.02.base_unmoved"} & set(say.keys)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("credit is more than half", "yes on the sum of the parts, no on the printed total")),
        ("vi", ("tín dụng trên một nửa", "có theo tổng các phần, không theo tổng số ghi")),
    ],
)
def test_a_base_that_moves_a_conclusion_is_told(language, told):
    say = tell_amounts(Kept(language), study_of(MOVED))
    (text,) = texts(say, "say.02.base_moved")
    assert all(words in text for words in told)
    assert "say.02.base_unmoved" not in say.keys


@pytest.mark.data
def test_a_base_that_moves_a_pair_names_both_schemes(province):
    (text,) = texts(tell_amounts(Kept(), province), "say.02.base_moved_pair")
    assert text.startswith("Province plan 2017–2020 beside Province review 2011–2015: ")


@pytest.mark.data
def test_results_name_all_that_they_are_read_from(province):
    said = [" ".join(texts(tell_results(Kept(language), province), "say.02.result_one")) for language in LANGUAGES]
    assert "by the printed number and the bands)" in said[0]
    assert "căn cứ số đã ghi và các nhóm xã)" in said[1]


def test_moved_verdicts_of_pace_and_grade_are_told():
    """12.41 of 100 are in step with 181 of 1,461 days, of 104 they are not."""
    came = report_of(total=12.41, state=5, credit=6.2, enterprises=0.7, community=0.51)
    say = tell_amounts(Kept(), study_of(plan_of(total=104, **FOUR), came))
    assert any("ahead on the sum of the parts, behind on the printed total" in text for text in texts(say))


def test_without_an_index_only_current_prices_are_told():
    study = study_of(plan_of(**FOUR), index=INDEX.loc[[2020]])
    say = tell_amounts(Kept(), study)
    (text,) = texts(say, "say.02.per_year")
    assert text == "Province plan 2017–2020: 25.0 billion VND a year at current prices (sum of the parts)."


def test_a_line_that_is_not_printed_is_no_zero():
    say = tell_measures(Kept(), study_of(plan_of(state=40, credit=60)))
    (text,) = texts(say, "say.02.no_point")
    assert text.startswith("Province plan 2017–2020 prints no line for enterprises, community:")


def test_a_cost_without_an_upper_end_is_told_as_a_least():
    (text,) = texts(tell_results(Kept(), open_cost()), "say.02.result_open")
    assert ": at least " in text


@pytest.mark.data
def test_that_amounts_per_result_are_no_effect_is_said_where_there_are_some(province):
    without = replace(province, results=province.results.assign(cost_low=float("nan"), cost_high=float("nan")))
    assert tell_results(Kept(), province).keys.count("say.02.no_effect") == 1
    assert "say.02.no_effect" not in tell_results(Kept(), without).keys


# Titles of figures


def without(study, document):
    return replace(study, mix=study.mix[study.mix["document"] != document])


@pytest.mark.data
@pytest.mark.parametrize(
    ("make", "english", "vietnamese"),
    [
        (
            lambda: chosen(basis="planned"),
            "Credit: 56–67% of the money planned",
            "Tín dụng: 56–67% vốn kế hoạch",
        ),
        (lambda: chosen(["bac-son"]), "Credit: 49% of the money planned", "Tín dụng: 49% vốn kế hoạch"),
        (
            lambda: chosen(basis="reported"),
            "Who pays: funding mix by document",
            "Ai chi trả: cơ cấu nguồn vốn theo văn bản",
        ),
        (
            chosen,
            "Credit: 56–67% in plans, 23% of what came in the first half of 2017",
            "Tín dụng: 56–67% kế hoạch, 23% vốn huy động 6 tháng đầu 2017",
        ),
        (
            lambda: chosen(start="2017-01-01", end="2020-12-31"),
            "Credit: 56% in the plan, 23% of what came in the first half of 2017",
            "Tín dụng: 56% kế hoạch, 23% vốn huy động 6 tháng đầu 2017",
        ),
        (
            lambda: without(chosen(), REPORT),
            "Credit: 56–67% in plans, 58% of what came in 2011–2015",
            "Tín dụng: 56–67% kế hoạch, 58% vốn huy động giai đoạn 2011–2015",
        ),
    ],
)
def test_title_of_the_mix(make, english, vietnamese):
    titles = [title_mix(make(), WORDS[language]) for language in LANGUAGES]
    assert titles == [english, vietnamese]


def test_a_report_of_one_year_is_named_by_the_year():
    year = scheme(REPORT, "reported", "2017-01-01", "2017-12-31", **FOUR)
    assert title_mix(study_of(plan_of(**FOUR), year), WORDS["en"]).endswith("50% of what came in 2017")


@pytest.mark.data
@pytest.mark.parametrize(
    ("title", "relation", "english", "vietnamese"),
    [
        (
            title_pair,
            "execution",
            "State budget with integrated programmes: 26% planned, 68% of what came",
            "Ngân sách nhà nước, kể cả vốn lồng ghép: 26% kế hoạch, 68% vốn huy động",
        ),
        (
            title_pair,
            "province",
            "State budget: 49% of the district's plan, 26% of the province's",
            "Ngân sách nhà nước: 49% kế hoạch huyện, 26% kế hoạch tỉnh",
        ),
        (
            title_execution,
            "execution",
            "Enterprises fell furthest behind the plan, whatever the total",
            "Doanh nghiệp chậm nhất so với kế hoạch, không kể quy mô",
        ),
    ],
)
def test_titles_of_pairs(province, title, relation, english, vietnamese):
    rows = province.pairs[province.pairs["relation"] == relation]
    assert [title(rows, WORDS[language]) for language in LANGUAGES] == [english, vietnamese]


@pytest.mark.data
def test_titles_of_slopes_by_base(province):
    """Credit: 312,756 of 1,352,449 to 3,200,000 of 4,766,000, or of the printed 4,756,000."""
    for base in ("parts", "stated"):
        english, vietnamese = (title_slopes(province.groups, WORDS[language], base) for language in LANGUAGES)
        assert english == "Credit differs most: between 23% and 67% of the money"
        assert vietnamese == "Vốn tín dụng khác nhau nhiều nhất: từ 23% đến 67% vốn"


def test_the_title_of_slopes_keeps_to_the_base():
    """Credit is 50% of the parts and 62.5% of the printed 80; 20 of 100 in the report."""
    groups = study_of(plan_of(total=80, **FOUR), report_of(state=45, credit=20, enterprises=25, community=10)).groups
    assert title_slopes(groups, WORDS["en"], "parts").endswith("between 20% and 50% of the money")
    assert title_slopes(groups, WORDS["en"], "stated").endswith("between 20% and 63% of the money")


@pytest.mark.data
def test_titles_of_amounts_and_intensity(province):
    assert title_amounts(province, WORDS["en"]) == "Money per year: 2,325.7 to 4,680.1 billion VND at prices of 2020"
    assert title_intensity(province, WORDS["vi"]) == "Vốn mỗi xã mỗi năm: từ 8,9 đến 26,3 tỷ đồng"
    one = chosen(["bac-son"])
    assert title_amounts(one, WORDS["vi"]) == "Vốn mỗi năm: 222,5 tỷ đồng theo giá năm 2020"
    assert title_intensity(one, WORDS["en"]) == "Money per commune and year: 13.1 billion VND"


@pytest.mark.parametrize(("language", "told"), [("en", "Money of periods under"), ("vi", "Vốn của kỳ ngắn hơn")])
def test_titles_of_amounts_of_half_a_year_alone(language, told):
    half = study_of(report_of(**FOUR))
    for title in (title_amounts, title_intensity):
        assert title(half, WORDS[language]).startswith(told)


@pytest.mark.data
def test_title_of_the_triangle_names_the_point_furthest_from_the_others(province):
    assert title_triangle(province.triangle, WORDS["en"]).endswith("Province report, first half of 2017")
    assert title_triangle(province.triangle, WORDS["vi"]).endswith("Báo cáo tỉnh 6 tháng đầu 2017")
    assert title_triangle(province.triangle.iloc[:2], WORDS["en"]) == WORDS["en"]("fig.triangle")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_title_of_a_study_is_long(study, language):
    words = WORDS[language]
    titles = [title(study, words) for title in (title_mix, title_amounts, title_intensity)]
    titles.append(title_triangle(study.triangle, words))
    titles += [title_slopes(rows, words, study.choice.base) for _, rows in study.groups.groupby("unit")]
    drawn = study.pairs[study.pairs["relation"] != "past"]
    titles += [title_pair(rows, words) for _, rows in drawn.groupby(["reference_document", "document", "relation"])]
    assert [title for title in titles if len(title) > LONGEST_TITLE] == []


GROUPS = dict.fromkeys(group for level in LEVELS.values() for group in level)


@pytest.mark.parametrize(("language", "group"), list(product(LANGUAGES, GROUPS)))
def test_no_group_makes_a_title_long(language, group):
    words = WORDS[language]
    row = {"group": group, "document": DISTRICT, "share": 0.995, "reference_share": 0.105, "change_points": 89.0}
    rows = [pd.DataFrame([row | {"relation": of, "clr_difference": -1.0}]) for of in ("execution", "province")]
    mix = pd.DataFrame({"group": [group] * 2, "share_parts_pct": [10.5, 99.5], "share_stated_pct": [10.5, 99.5]})
    titles = [
        *(title_pair(of, words) for of in rows),
        title_execution(rows[0], words),
        title_slopes(mix, words, "parts"),
    ]
    assert [title for title in titles if len(title) > LONGEST_TITLE] == []

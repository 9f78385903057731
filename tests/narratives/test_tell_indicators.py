"""What targets ask of indicators, in sentences and in titles."""

import pandas as pd
import pytest
from criteria.printed import DOCUMENTS, LATEST, plan, point, series_of

from narratives.telling import PLAN, REVIEW, Kept, facts, faulty, texts
from ntm_analysis.criteria.indicators import load_indicators, make_series, measure_targets
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.narratives.indicators import name_value, name_when, tell_indicators, title_indicators
from ntm_analysis.tables import load_tables

TABLES, LIST = load_tables(), load_indicators()
WORDS = {language: load_words(language) for language in LANGUAGES}
UNITS = ["lang-son", "bac-son", "cao-loc"]
EARLY, MIDDLE, LATE = "2010-12-31", "2014-12-31", "2018-12-31"
FIVE_YEARS, HALF, FOUR_YEARS = ("2011-01-01", "2015-12-31"), ("2017-01-01", "2017-06-30"), ("2017-01-01", "2020-12-31")
LONGEST_TITLE = 80


def real(unit):
    series = make_series(TABLES["indicators"], LIST, unit)
    return series, measure_targets(series, TABLES["documents"])


def tell(of, language="en"):
    say = Kept(language)
    assert tell_indicators(say, *of) is say
    return say


def told(*rows, language="en"):
    series = series_of(*rows)
    return tell((series, measure_targets(series, DOCUMENTS)), language)


def flow(when, value, **more):
    return point("jobs", when, value, measure="person", **more)


def undated(told):
    """Facts without dates: a year is a bare number in English alone."""
    return [
        (key, of, {name: value for name, value in values.items() if "date" not in name}) for key, of, values in told
    ]


@pytest.mark.data
@pytest.mark.parametrize("unit", UNITS)
def test_both_languages_tell_the_same_facts_whole(unit):
    english, vietnamese = (tell(real(unit), language) for language in LANGUAGES)
    assert undated(facts(english)) == undated(facts(vietnamese))
    assert faulty(english) == faulty(vietnamese) == []


@pytest.mark.data
def test_the_province_answers_first_and_cites_everything():
    say = tell(real("lang-son"))
    assert say.keys[0] == "say.03.ind_count"
    assert say.keys.index("say.03.ind_passed") < say.keys.index("say.03.ind_passed_one")
    assert (say.table()["sources"] != "").all()


@pytest.mark.data
def test_the_sentence_on_culture_villages_tells_count_and_share():
    say = tell(real("lang-son"))
    (sentence,) = [text for text in texts(say, "say.03.ind_passed_one") if "1,505 villages" in text]
    assert "1,536 villages had been reported for 31 December 2015" in sentence
    (share,) = texts(say, "say.03.ind_passed_share")
    assert "70.0% of 2,150, against 66.4% of 2,314" in share
    source = say.table()["sources"].iloc[say.keys.index("say.03.ind_passed_share")]
    assert source == f"{PLAN}: 106; {REVIEW}: 340"


@pytest.mark.data
def test_counts_of_the_sentences_are_those_of_the_tables():
    series, targets = real("lang-son")
    say = tell((series, targets))
    values = dict(zip(say.keys, (values for _, _, values in facts(say)), strict=True))
    passed = targets["passed"].dropna()
    assert values["say.03.ind_passed"] == {"count": str(int(passed.sum())), "total": str(len(passed))}
    assert values["say.03.ind_paces"]["total"] == str(targets["multiple"].notna().sum())
    assert say.keys.count("say.03.ind_passed_one") == passed.sum()
    first = values["say.03.ind_count"]
    assert int(first["stocks"]) + int(first["flows"]) == int(first["count"]) == series["indicator"].nunique()


@pytest.mark.data
def test_multiples_come_largest_first():
    say = tell(real("lang-son"))
    rows = [(key, values) for key, _, values in facts(say) if key.startswith("say.03.ind_multiple")]
    multiples = [float(values["multiple"]) for _, values in rows]
    assert multiples == sorted(multiples, reverse=True)
    assert multiples[0] == pytest.approx(2500 / 315)


@pytest.mark.data
def test_an_added_amount_is_told_beside_the_later_pace_of_its_level():
    """133 schools at the end of 2015 and 164 in mid-2017, 547 days later: 31 / 1.4976 = 20.7 a year."""
    say = tell(real("lang-son"))
    (flow,) = [text for text in texts(say, "say.03.ind_multiple_flow") if text.startswith("Schools newly")]
    assert flow.endswith("2.0 times the 9.8 schools a year of 2011–2015, the last yearly pace that is printed.")
    (text,) = texts(say, "say.03.ind_stock_pace")
    pace = (164 - 133) / (547 / 365.25)
    told = f"from 133 schools (31 December 2015) to 164 schools (30 June 2017), {pace:.1f} schools a year; "
    assert text.endswith(f"{told}20 schools a year for 2021 is {20 / pace:.1f} times that.")
    (source,) = [sources for key, sources, _ in facts(say) if key == "say.03.ind_stock_pace"]
    assert source == "lang-son-review-2011-2015: 281; lang-son-report-2017-h1: 43; lang-son-plan-2021: 126"


def test_targets_that_ask_for_no_more_are_counted():
    (text,) = texts(tell(real("lang-son")), "say.03.ind_passed")
    assert text.startswith("7 of the 16 targets")
    assert text.endswith("ask for no more than what had been recorded before.")


def test_officials_are_counted_per_commune():
    series, _ = real("lang-son")
    own = series[series["indicator"] == "dedicated_officers_per_commune"].iloc[0]
    values = (own["value_low"], own["value_high"], "", own["measure"])
    assert [name_value(*values, WORDS[language]) for language in LANGUAGES] == ["1 per commune", "1 người/xã"]


def test_nothing_printed_twice_says_nothing():
    assert told().table().empty
    assert told(point("roads", EARLY, 5)).table().empty


def test_outcomes_are_counted():
    rows = [point("roads", EARLY, 20), plan("roads", LATE, 50), point("roads", LATE, 51, line=3)]
    say = told(*rows, point("farms", EARLY, 9), plan("farms", LATE, 5, qualifier="at_least"), point("farms", LATE, 4))
    assert texts(say, "say.03.ind_met") == ["1 of the 2 targets that a later value speaks of were met."]


def test_without_a_target_reached_before_or_a_pace_the_sentences_say_so():
    say = told(point("roads", EARLY, 20), plan("roads", LATE, 50))
    assert say.keys == ["say.03.ind_count", "say.03.ind_none_passed", "say.03.ind_no_pace"]


def test_without_targets_only_the_count_is_told():
    assert told(point("roads", EARLY, 20), point("roads", LATE, 30)).keys == ["say.03.ind_count"]


def test_a_pace_that_is_enough_is_counted_and_not_named():
    rows = [point("roads", EARLY, 20), point("roads", MIDDLE, 30), plan("roads", LATE, 31)]
    say = told(*rows)
    (text,) = texts(say, "say.03.ind_paces")
    assert text.startswith("0 of the 1 targets")
    assert not [key for key in say.keys if "multiple" in key]


def test_a_stock_far_off_tells_its_points_of_share():
    rows = [point("roads", EARLY, 20), point("roads", MIDDLE, 30), plan("roads", LATE, 50, qualifier="more_than")]
    (text,) = texts(told(*rows), "say.03.ind_multiple")
    expected = "Roads: more than 50% by 31 December 2018 needs 5 percentage points a year from 31 December 2014 on, "
    assert text == f"{expected}2.0 times the 2.5 percentage points a year from 31 December 2010 to 31 December 2014."


def test_an_amount_half_done_tells_what_is_left():
    rows = [flow(FIVE_YEARS, 50), flow(HALF, 10), plan("jobs", FOUR_YEARS, 80, measure="person")]
    (text,) = texts(told(*rows), "say.03.ind_multiple_left")
    assert "with what was done by 30 June 2017, 20 people a year are left to do" in text
    (text,) = texts(told(*rows, language="vi"), "say.03.ind_multiple_left")
    assert "trừ phần đã làm đến 30/6/2017, còn phải làm 20 người/năm" in text


def test_values_that_moved_away_are_told():
    (text,) = texts(told(point("poverty", EARLY, 9), point("poverty", LATE, 10.5, line=4)), "say.03.ind_away")
    assert text.endswith(": 9% on 31 December 2010, 10.5% on 31 December 2018.")


@pytest.mark.parametrize(
    ("day", "value", "key", "end"),
    [
        ("2020-12-31", 45, "say.03.ind_differs", "Province plan 2021 sets 45%, Province plan 2017–2020 50%."),
        ("2021-12-31", 45, "say.03.ind_lowered", "asked for more by an earlier day: 50% for 31 December 2020."),
    ],
)
def test_two_plans_of_one_indicator(day, value, key, end):
    rows = [plan("roads", "2020-12-31", 50), plan("roads", day, value, document=LATEST), point("roads", EARLY, 1)]
    (text,) = texts(told(*rows), key)
    assert text.endswith(end)


@pytest.mark.parametrize(
    ("low", "high", "qualifier", "measure", "yearly", "english", "vietnamese"),
    [
        (48, 48, "at_least", "pct", False, "at least 48%", "từ 48%"),
        (
            28,
            30,
            "about",
            "million_vnd_per_person",
            False,
            "about 28–30 million VND per person",
            "khoảng 28–30 triệu đồng/người",
        ),
        (12639.2, 12639.2, "more_than", "person", True, "more than 12,639 people a year", "trên 12.639 người/năm"),
    ],
)
def test_values_are_named(low, high, qualifier, measure, yearly, english, vietnamese):
    named = [name_value(low, high, qualifier, measure, words, yearly=yearly) for words in WORDS.values()]
    assert named == [english, vietnamese]


@pytest.mark.parametrize(
    ("start", "end", "english", "vietnamese"),
    [
        ("2020-12-31", "2020-12-31", "31 December 2020", "31/12/2020"),
        ("2021-01-01", "2021-12-31", "2021", "năm 2021"),
        ("2011-01-01", "2015-12-31", "2011–2015", "giai đoạn 2011–2015"),
        ("2017-01-01", "2017-06-30", "the first half of 2017", "6 tháng đầu 2017"),
    ],
)
def test_dates_and_periods_are_named(start, end, english, vietnamese):
    ends = pd.Timestamp(start), pd.Timestamp(end)
    assert [name_when(*ends, words) for words in WORDS.values()] == [english, vietnamese]


@pytest.mark.data
@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("unit", ["lang-son", "bac-son"])
def test_titles_fit_on_one_line_and_count_their_own_kind(unit, words):
    series, targets = real(unit)
    for kind, rows in series.groupby("kind"):
        title = title_indicators(rows, targets, words)
        passed = targets.loc[targets["kind"] == kind, "passed"].dropna()
        assert len(title) <= LONGEST_TITLE
        assert title.startswith(f"{passed.sum()} ")


def test_titles_without_targets_name_what_is_shown():
    series = series_of(point("roads", EARLY, 20), point("roads", LATE, 30))
    assert title_indicators(series, measure_targets(series, DOCUMENTS), WORDS["en"]) == WORDS["en"]("fig.levels")
    flows = series_of(flow(FIVE_YEARS, 20), flow(HALF, 30))
    assert title_indicators(flows, measure_targets(flows, DOCUMENTS), WORDS["en"]) == WORDS["en"]("fig.rates")


@pytest.mark.data
def test_amounts_of_people_by_two_documents_come_with_a_warning():
    say = tell(real("lang-son"))
    (text,) = texts(say, "say.03.ind_people")
    source = say.table()["sources"].iloc[say.keys.index("say.03.ind_people")]
    assert "lang-son-plan-2021: 205" in source
    assert f"{REVIEW}: 265" in source or f"{REVIEW}: 266" in source or ", 267" in source
    names = LIST.set_index("indicator")["label_en"]
    assert text.count(names["jobs_created"]) == text.count(names["workers_trained"]) == 1


def test_amounts_of_one_document_have_no_warning():
    rows = [flow(FIVE_YEARS, 20, document=PLAN), plan("jobs", FOUR_YEARS, 30, measure="person")]
    assert "say.03.ind_people" not in told(*rows).keys
    both = told(flow(FIVE_YEARS, 20), plan("jobs", FOUR_YEARS, 30, measure="person"))
    assert both.keys.count("say.03.ind_people") == 1

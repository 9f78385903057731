"""Cited papers and years: numbers, dates and headings that do not agree."""

import pandas as pd
import pytest

from ntm_analysis.checks.papers import check_papers, check_years, symbol

from .test_findings import table

DOCUMENTS = [
    {
        "document": "plan",
        "kind": "plan",
        "number": "41/KH-UBND",
        "issued_on": "2017-02-27",
        "period_start": "2017-01-01",
        "period_end": "2020-12-31",
    },
    {"document": "report", "kind": "report", "period_start": "2017-01-01", "period_end": "2017-06-30"},
]


def paper(number, date="", line=9, document="report", own=False, kind="plan"):
    row = {"document": document, "line": line, "printed": f"{number} {date}", "kind": kind}
    return row | {"cited_number": number, "cited_on": date, "is_own": own}


def found_in(*papers):
    return check_papers(table("citations", *papers), table("documents", *DOCUMENTS))


def facts(findings):
    return [(finding["rule"], finding["found"], finding["expected"], finding["difference"]) for finding in findings]


# Cited papers


def test_one_number_with_two_dates_is_found():
    findings = found_in(paper("1600/QĐ-TTg", "2016-08-16"), paper("1600/QĐ-TTg", "2016-08-26", 23))
    assert facts(findings) == [("one_number_two_dates", "2016-08-26", "2016-08-16", None)]
    assert (findings[0]["line"], findings[0]["other_line"]) == (23, 9)
    assert findings[0]["message_en"] == "Paper 1600/QĐ-TTg is dated 26 August 2016 here and 16 August 2016 elsewhere."
    assert findings[0]["message_vi"] == "Văn bản 1600/QĐ-TTg ghi ngày 26/8/2016 ở đây và 16/8/2016 ở chỗ khác."


def test_one_number_is_known_through_lost_diacritics_and_between_documents():
    findings = found_in(paper("800/QD-TTg", "2010-06-04", document="plan"), paper("800/QĐ-TTg", "2010-06-14"))
    assert facts(findings) == [("one_number_two_dates", "2010-06-14", "2010-06-04", None)]
    assert (findings[0]["document"], findings[0]["other_document"]) == ("report", "plan")


@pytest.mark.parametrize("number", ["1003/QĐ-BNN- KTHT", "1003/qd-bnn-ktht", "1003 /QD-BNN-KTHT"])
def test_a_symbol_is_letters_and_digits_only(number):
    assert symbol(number) == "1003QDBNNKTHT"


def test_one_paper_with_two_symbols_is_found():
    findings = found_in(paper("37/KH-BCĐ", "2017-02-24"), paper("37/QĐ-UBND", "2017-02-24", 23))
    assert facts(findings) == [("one_paper_two_symbols", "37/QĐ-UBND", "37/KH-BCĐ", None)]
    assert (
        "A paper of 24 February 2017 is cited as 37/QĐ-UBND here and as 37/KH-BCĐ elsewhere"
        in findings[0]["message_en"]
    )


def test_a_number_with_another_year_than_its_date_is_found():
    findings = found_in(paper("100/2005/QH13", "2015-11-12", 24))
    assert facts(findings) == [("number_year_vs_date", "2005", "2015-11-12", None)]
    assert "The number 100/2005/QH13 holds the year 2005" in findings[0]["message_en"]
    assert found_in(paper("13/2020/TT-BGDĐT", "2020-05-26")) == []


@pytest.mark.parametrize(
    "other",
    [
        paper("1600/QĐ-TTg", "2016-08-16", 23),  # the same paper again
        paper("1600/QĐ-TTg", "", 23),  # cited without a date
        paper("", "2016-08-16", 23),  # cited without a number
        paper("1980/QĐ-TTg", "2016-10-17", 23),  # another paper
        paper("1601/QĐ-TTg", "2016-08-16", 23),  # another number of the same day
    ],
)
def test_papers_that_agree_give_no_finding(other):
    assert found_in(paper("1600/QĐ-TTg", "2016-08-16"), other) == []


# The document's own number and date


def found_beside(*papers):
    """The findings of papers that stand beside a paper cited without fault."""
    return found_in(paper("398/QĐ-TTg", "2016-03-11", 26, "plan", kind="decision"), *papers)


def own(number="41/KH-UBND", date="2017-02-27", kind="plan", document="plan"):
    return paper(number, date, 339, document, own=True, kind=kind)


def test_an_own_date_that_is_not_the_date_of_issue_is_found():
    findings = found_beside(own(date="2017-12-27"))
    assert facts(findings) == [("own_date_differs", "2017-12-27", "2017-02-27", None)]
    assert (findings[0]["severity"], findings[0]["line"]) == ("warning", 339)
    assert findings[0]["message_en"] == "The document dates itself 27 February 2017; here 27 December 2017 is printed."


def test_a_stamp_of_receipt_before_the_date_of_issue_is_noted():
    findings = found_beside(own("", "2017-02-06", "receipt"))
    assert facts(findings) == [("received_before_issue", "2017-02-06", "2017-02-27", None)]
    assert findings[0]["severity"] == "note"
    assert "The stamp of receipt prints 6 February 2017, before the date of issue" in findings[0]["message_en"]


def test_a_stamp_of_receipt_after_the_date_of_issue_gives_no_finding():
    assert found_beside(own("", "2017-03-06", "receipt")) == []


def test_an_own_number_that_is_not_the_register_s_is_found():
    findings = found_beside(own("11/KH-UBND"))
    assert facts(findings) == [("own_number_differs", "11/KH-UBND", "41/KH-UBND", None)]
    assert "cited as 41/KH-UBND; here it calls itself 11/KH-UBND" in findings[0]["message_en"]


@pytest.mark.parametrize(
    "row",
    [
        own(),
        own("41 /KH-UBND"),
        own("/KH-UBND", ""),
        own("*HA* /KH-UBND"),
        own("7/BC-UBND", "2017-07-20", document="report"),
    ],
)
def test_own_numbers_and_dates_that_agree_are_blank_or_unknown_give_no_finding(row):
    assert found_beside(row) == []


def test_a_register_of_own_citations_only_gives_no_finding():
    assert found_in(own()) == []


def test_two_own_dates_are_held_against_the_date_of_issue_only():
    assert facts(found_in(own(), own(date="2017-12-27"))) == [("own_date_differs", "2017-12-27", "2017-02-27", None)]


def test_an_own_citation_is_not_held_against_the_papers_of_others():
    assert found_beside(own(), paper("41/KH-UBND", "2017-02-28")) == []


# Years


def years(headlines=(), money=()):
    return check_years(table("headlines", *headlines), table("funding_detail", *money), table("documents", *DOCUMENTS))


def heading(year, document="plan", measure="stated_year"):
    row = {"document": document, "line": 246, "printed": f"NĂM {year}", "unit": "bac-son", "basis": "planned"}
    return row | {"as_of": "2020-12-31", "measure": measure, "value_low": year, "value_high": year}


def sum_of(year, document="report", until=None):
    row = {"document": document, "line": 35, "printed": "168.000 triệu đồng", "unit": "lang-son", "basis": "reported"}
    row |= {"period_start": f"{year}-01-01", "period_end": f"{until or year}-12-31", "purpose": "works_new"}
    return row | {"amount_million_vnd": 168_000, "purpose_en": "New works", "purpose_vi": "Công trình mới"}


def test_a_heading_of_another_year_is_found():
    findings = years([heading(2016)])
    assert facts(findings) == [("heading_year", "2016", "2017", None)]
    assert findings[0]["message_en"] == "A heading prints the year 2016 in a document for 2017."
    assert years([heading(2017), heading(2016, measure="communes_total")]) == []


def test_a_sum_of_a_report_from_before_its_period_is_noted():
    findings = years(money=[sum_of(2015)])
    assert facts(findings) == [("period_outside_document", "2015", "2017-01-01", None)]
    assert findings[0]["severity"] == "note"
    assert findings[0]["message_en"].startswith("The text dates New works 2015, before the period of the document")
    assert years(money=[sum_of(2017), sum_of(2015, document="plan"), sum_of(2015, until=2017)]) == []


def test_the_frames_stay_as_they_were():
    citations, documents = table("citations", paper("37/KH-BCĐ", "2017-02-24"), own()), table("documents", *DOCUMENTS)
    headlines, money = table("headlines", heading(2016)), table("funding_detail", sum_of(2015))
    frames = [citations, documents, headlines, money]
    before = [frame.copy(deep=True) for frame in frames]
    check_papers(citations, documents)
    check_years(headlines, money, documents)
    for frame, was in zip(frames, before, strict=True):
        pd.testing.assert_frame_equal(frame, was)

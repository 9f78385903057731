"""Cited papers: one number with two dates, one date with two numbers, years that do not fit."""

import re
import unicodedata

import pandas as pd

from ntm_analysis.checks.findings import Rule

TWO_DATES = Rule(
    "one_number_two_dates",
    "warning",
    "Paper {number} is dated {found} here and {expected} elsewhere.",
    "Văn bản {number} ghi ngày {found} ở đây và {expected} ở chỗ khác.",
)
TWO_SYMBOLS = Rule(
    "one_paper_two_symbols",
    "warning",
    "A paper of {date} is cited as {found} here and as {expected} elsewhere.",
    "Văn bản ngày {date} được dẫn là {found} ở đây và {expected} ở chỗ khác.",
)
YEAR = Rule(
    "number_year_vs_date",
    "warning",
    "The number {number} holds the year {found}, the paper is dated {expected}.",
    "Số {number} có năm {found}, văn bản ghi ngày {expected}.",
)
OWN_DATE = Rule(
    "own_date_differs",
    "warning",
    "The document dates itself {expected}; here {found} is printed.",
    "Văn bản ghi ngày ban hành {expected}; ở đây ghi {found}.",
)
RECEIVED = Rule(
    "received_before_issue",
    "note",
    "The stamp of receipt prints {found}, before the date of issue ({expected}).",
    "Dấu công văn đến ghi ngày {found}, trước ngày ban hành ({expected}).",
)
OWN_NUMBER = Rule(
    "own_number_differs",
    "warning",
    "The document is cited as {expected}; here it calls itself {found}.",
    "Văn bản được dẫn với số {expected}; ở đây tự ghi số {found}.",
)
HEADING = Rule(
    "heading_year",
    "warning",
    "A heading prints the year {found} in a document for {expected}.",
    "Tiêu đề ghi năm {found} trong văn bản của năm {expected}.",
)
PERIOD = Rule(
    "period_outside_document",
    "note",
    "The text dates {what} {found}, before the period of the document ({expected}): perhaps a slip.",
    "Phần lời ghi {what} vào {found}, trước kỳ của văn bản ({expected}): có thể là lỗi in.",
)


def check_papers(citations: pd.DataFrame, documents: pd.DataFrame) -> list[dict]:
    """Check cited numbers and dates within and between documents."""
    others = citations[~citations["is_own"].astype(bool) & citations[["cited_number", "cited_on"]].notna().all(axis=1)]
    return _check_others(others) + _own_dates(citations, documents)


def _check_others(papers: pd.DataFrame) -> list[dict]:
    if papers.empty:
        return []
    papers = papers.assign(symbol=papers["cited_number"].map(symbol))
    findings = _two_values(papers, "symbol", "cited_on", TWO_DATES) + _two_symbols(papers)
    for row in papers.itertuples():
        year = re.search(r"/(20\d\d)/", row.cited_number)
        if year and year[1] != f"{row.cited_on:%Y}":
            values = {"number": row.cited_number}
            findings.append(YEAR.breach(row, row.cited_number, year[1], row.cited_on, **values))
    return findings


def symbol(number: str) -> str:
    """Reduce a paper's number to letters and digits without diacritics, as text recognition leaves them."""
    plain = unicodedata.normalize("NFD", number.upper().replace("Đ", "D"))
    return re.sub(r"[^0-9A-Z]", "", plain)


def _two_values(papers: pd.DataFrame, key: str, value: str, rule: Rule) -> list[dict]:
    findings = []
    for _, rows in papers.groupby(key, sort=False):
        first = next(rows.itertuples())
        for row in rows.iloc[1:].itertuples():
            if getattr(row, value) != getattr(first, value):
                values = {"number": row.cited_number}
                findings.append(
                    rule.breach(
                        row,
                        row.cited_number,
                        getattr(row, value),
                        getattr(first, value),
                        other=first,
                        **values,
                    )
                )
    return findings


def _two_symbols(papers: pd.DataFrame) -> list[dict]:
    leading = papers.assign(leading=papers["cited_number"].str.extract(r"^(\d+)")[0])
    findings = []
    for (_, date), rows in leading.groupby(["leading", "cited_on"], sort=False):
        first = next(rows.itertuples())
        for row in rows.iloc[1:].itertuples():
            if row.symbol != first.symbol:
                values = {"date": date}
                found = TWO_SYMBOLS.breach(
                    row, row.cited_number, row.cited_number, first.cited_number, other=first, **values
                )
                findings.append(found)
    return findings


def _own_dates(citations: pd.DataFrame, documents: pd.DataFrame) -> list[dict]:
    register = documents.set_index("document")
    findings = []
    for row in citations[citations["is_own"].astype(bool)].itertuples():
        date, number = register.at[row.document, "issued_on"], register.at[row.document, "number"]
        if pd.notna(date) and pd.notna(row.cited_on) and row.cited_on != date:
            rule = RECEIVED if row.kind == "receipt" else OWN_DATE
            if rule is OWN_DATE or row.cited_on < date:
                findings.append(rule.breach(row, row.document, row.cited_on, date))
        if pd.notna(number) and _leading(row.cited_number) not in ("", _leading(number)):
            findings.append(OWN_NUMBER.breach(row, row.document, row.cited_number, number))
    return findings


def _leading(number) -> str:
    match = re.match(r"\d+", number) if isinstance(number, str) else None
    return match[0] if match else ""


def check_years(headlines: pd.DataFrame, money: pd.DataFrame, documents: pd.DataFrame) -> list[dict]:
    """Check years in headings, and flows of reports that end before the report's period begins."""
    period = documents.set_index("document")[["kind", "period_start"]]
    findings = []
    for row in headlines[headlines["measure"] == "stated_year"].itertuples():
        year = period.at[row.document, "period_start"].year
        if row.value_low != year:
            findings.append(HEADING.breach(row, "heading", str(int(row.value_low)), str(year)))
    for row in money.itertuples():
        start = period.at[row.document, "period_start"]
        if period.at[row.document, "kind"] == "report" and row.period_end < start:
            what = (row.purpose_en, row.purpose_vi)
            findings.append(PERIOD.breach(row, row.purpose, str(row.period_end.year), start, what=what))
    return findings

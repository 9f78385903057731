"""Cleaning the work schedules and the cited papers."""

import calendar
import re
from datetime import date

import pandas as pd

from ntm_analysis.clean.cells import Cells
from ntm_analysis.quantities import AmbiguousRunError

Frame = pd.DataFrame
DAY = re.compile(r"(\d{1,2})\D+?(\d{1,2})\D+?(\d{4})")


def clean_activities(cells: Cells) -> Frame:
    """Give each activity the period that data/reference/timings.csv reads from its printed time."""
    raw, timings = cells.frame, cells.reference["timings"]
    period_of = {(row.document, row.text): _period(row) for row in timings.itertuples()}
    keys = list(zip(raw["document"], raw["timing_printed"], strict=True))
    known = pd.Series([key in period_of for key in keys], index=raw.index)
    cells.check(known, "timing_printed", "a time listed for the document in data/reference/timings.csv")
    return raw.assign(
        period_start=[period_of[key][0] for key in keys],
        period_end=[period_of[key][1] for key in keys],
        **{
            column: raw[f"{column}_printed"].str.replace(r"\s+", " ", regex=True).str.rstrip(" ,.")
            for column in ("lead", "implementers", "partners")
        },
    )


def _period(row) -> tuple[str, str]:
    if not row.start_month:
        return "", ""
    year, start, end = int(row.year), int(row.start_month), int(row.end_month)
    return f"{year}-{start:02d}-01", f"{year}-{end:02d}-{calendar.monthrange(year, end)[1]:02d}"


def clean_citations(cells: Cells) -> Frame:
    """Read number and date of cited papers; a date without a day stays absent."""
    raw = cells.frame
    return raw.assign(
        cited_number=raw["number_printed"],
        cited_on=cells.read("date_printed", _day),
        is_own=raw["is_own"] == "true",
    )


def _day(text: str) -> str | None:
    match = DAY.search(text.replace("*", ""))
    if not match:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
    except ValueError:
        raise AmbiguousRunError(f"{text!r} is no day of the calendar") from None

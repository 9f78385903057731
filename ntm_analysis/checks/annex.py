"""The district annex: communes named against the number stated, and against the plan's own text."""

from collections import defaultdict

import pandas as pd

from ntm_analysis.checks.findings import Rule

NAMED = Rule(
    "named_vs_stated",
    "warning",
    "The annex states {expected} communes for criterion {criterion} and names {found}.",
    "Biểu ghi {expected} xã cho tiêu chí số {criterion} nhưng nêu tên {found} xã.",
)
TEXT = Rule(
    "annex_vs_text",
    "warning",
    "Criterion {criterion}: the text states an increase of {expected}, the annex {found}.",
    "Tiêu chí số {criterion}: phần lời ghi tăng thêm {expected} xã, biểu ghi {found} xã.",
)
MISSING = Rule(
    "annex_misses_criterion",
    "warning",
    "Criterion {criterion}: the text states an increase of {expected}, the annex has no line for it.",
    "Tiêu chí số {criterion}: phần lời ghi tăng thêm {expected} xã, biểu không có dòng nào.",
)
TOTAL = Rule(
    "annex_total",
    "warning",
    "The annex states a total of {found} criteria; its lines add up to {expected}.",
    "Biểu ghi tổng cộng {found} tiêu chí; các dòng cộng lại là {expected}.",
)
COMMUNE = Rule(
    "assigned_vs_stated",
    "warning",
    "{commune} is to gain {found} criteria by the text; the annex assigns it {expected}.",
    "{commune} phải đạt thêm {found} tiêu chí theo phần lời; biểu giao {expected} tiêu chí.",
)
ROLES = Rule(
    "named_vs_count",
    "warning",
    "The text states {found} ({what}) and names {expected}.",
    "Phần lời ghi {found} ({what}) và nêu tên {expected}.",
)
COUNTED_ROLES = {
    "communes_advanced_standard": ("advanced", "communes at the advanced standard", "xã đạt chuẩn nâng cao"),
    "communes_advanced_standard_added": (
        "striving_advanced",
        "communes to gain the advanced standard",
        "xã phấn đấu đạt chuẩn nâng cao",
    ),
    "model_residential_areas_added": ("model_area", "model residential areas", "khu dân cư kiểu mẫu"),
    "works_new_not_started": ("works_pending", "works not begun", "công trình chưa triển khai"),
}


def check_annex(assignments: pd.DataFrame, criteria: pd.DataFrame, headlines: pd.DataFrame) -> list[dict]:
    """Check the annex line by line, its total, and each commune for which the text states a number."""
    told = criteria[criteria["document"].isin(assignments["document"].unique()) & (criteria["added"].fillna(0) > 0)]
    totals = headlines[headlines["measure"] == "criteria_assigned_total"]
    gains = headlines[headlines["measure"] == "criteria_gained_by_commune"]
    told, totals, gains = (_by_document(rows) for rows in (told, totals, gains))
    findings = []
    for document, rows in _by_document(assignments).items():
        annex = defaultdict(list)
        for row in rows:
            annex[row.criterion].append(row)
        findings += _named(annex) + _against_text(annex, told[document])
        stated = sum(int(lines[0].stated_n) for lines in annex.values())
        findings += [
            TOTAL.breach(row, "total", int(row.value_low), stated)
            for row in totals[document]
            if row.value_low != stated
        ]
        for row in gains[document]:
            given = [line for line in rows if line.commune == row.unit]
            if len(given) != row.value_low:
                name = given[0].commune_name if given else row.unit
                findings.append(COMMUNE.breach(row, row.unit, int(row.value_low), len(given), commune=name))
    return findings


def _by_document(table: pd.DataFrame) -> dict[str, list]:
    rows = defaultdict(list)
    for row in table.itertuples():
        rows[row.document].append(row)
    return rows


def _named(annex: dict[int, list]) -> list[dict]:
    return [
        NAMED.breach(rows[0], f"criterion {criterion}", len(rows), int(rows[0].stated_n), criterion=int(criterion))
        for criterion, rows in sorted(annex.items())
        if len(rows) != rows[0].stated_n
    ]


def _against_text(annex: dict[int, list], told: list) -> list[dict]:
    findings = []
    for row in told:
        subject, values = f"criterion {row.criterion}", {"criterion": int(row.criterion)}
        if row.criterion not in annex:
            findings.append(MISSING.breach(row, subject, 0, int(row.added), **values))
            continue
        line = annex[row.criterion][0]
        if line.stated_n != row.added:
            findings.append(TEXT.breach(line, subject, int(line.stated_n), int(row.added), other=row, **values))
    return findings


def check_named(roles: pd.DataFrame, headlines: pd.DataFrame, indicators: pd.DataFrame) -> list[dict]:
    """Check the number of communes or works that a text states against those it names in that role."""
    stated = pd.concat([headlines, indicators.assign(measure=indicators["indicator"])])
    findings = []
    for row in stated[stated["measure"].isin(list(COUNTED_ROLES))].itertuples():
        role, *what = COUNTED_ROLES[row.measure]
        named = roles[(roles["document"] == row.document) & (roles["role"] == role)]
        if len(named) and len(named) != row.value_low:
            findings.append(ROLES.breach(row, role, int(row.value_low), len(named), what=tuple(what)))
    return findings

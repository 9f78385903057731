"""The commune tables: stated numbers against lists, cumulative counts, criteria planned twice or never, two tables."""

import re
from collections import Counter, defaultdict

import pandas as pd

from ntm_analysis.checks.findings import Rule, Several

YEARS = range(2017, 2021)
ALL_CRITERIA = set(range(1, 20))
FEW = 5
COUNT = Rule(
    "listed_vs_stated",
    "warning",
    "{commune}: {stated} criteria are stated{when}, {found} are listed.",
    "{commune}: ghi {stated} tiêu chí{when}, liệt kê {found}.",
)
CUMULATIVE = Rule(
    "cumulative_count",
    "warning",
    "{commune}: the cumulative count for {year} is printed as {found}; {before} and {planned} make {expected}.",
    "{commune}: lũy kế năm {year} ghi là {found}; {before} cộng {planned} là {expected}.",
)
TWICE = Rule(
    "planned_twice",
    "warning",
    "{commune}: criterion {criterion} is planned for {found}.",
    "{commune}: tiêu chí số {criterion} được đưa vào kế hoạch của {found}.",
)
ALREADY = Rule(
    "planned_though_met",
    "warning",
    "{commune}: criterion {criterion} is planned for {year} although it is listed as met in January 2017.",
    "{commune}: tiêu chí số {criterion} nằm trong kế hoạch năm {year} dù đã đạt vào tháng 01/2017.",
)
NEVER = Rule(
    "never_planned",
    "error",
    "{commune}: criterion {found} is neither met nor planned by {year}, when the commune is to meet the standard.",
    "{commune}: tiêu chí số {found} không đạt và không có trong kế hoạch đến {year}, năm xã phải đạt chuẩn.",
)
TWO_TABLES = Rule(
    "two_tables_differ",
    "warning",
    "{commune}: table 1 prints {expected} for {what}, table 2 prints {found}.",
    "{commune}: biểu 1 ghi {expected} cho {what}, biểu 2 ghi {found}.",
)
UNLISTED = Rule(
    "under_five_not_listed",
    "warning",
    "{commune}: table 1 lists {found} criteria met, fewer than five, but table 2 does not list the commune.",
    "{commune}: biểu 1 liệt kê {found} tiêu chí đạt, dưới 5, nhưng biểu 2 không có xã này.",
)
IMPOSSIBLE = Rule(
    "impossible_criterion",
    "error",
    "The list {list} holds {found}, which is no criterion number{read}.",
    "Danh sách {list} có số {found}, không phải số tiêu chí{read}.",
)
GROUP = Rule(
    "group_size",
    "error",
    "The heading states {found} communes for {year}; the group has {expected} rows.",
    "Tiêu đề ghi {found} xã cho năm {year}; nhóm có {expected} dòng.",
)
LEAVING = Rule(
    "leaving_under_five",
    "error",
    "{found} communes are to leave the group under five criteria in {year}; table 2 shows {expected}.",
    "{found} xã ra khỏi nhóm dưới 5 tiêu chí năm {year}; biểu 2 cho thấy {expected} xã.",
)


def check_commune_plans(plans: pd.DataFrame, criteria: pd.DataFrame) -> list[dict]:
    """Check every row of the commune tables against its own lists and against the other table."""
    findings = []
    lists = _lists(criteria)
    for row in plans.itertuples():
        listed = lists[(row.plan_table, row.commune)]
        findings += _counts(row, listed) + _running(row) + _repeats(row, listed)
        if row.plan_table == 1:
            findings += _gaps(row, listed)
    both = plans[plans["plan_table"] == 2].merge(
        plans[plans["plan_table"] == 1], on="commune", suffixes=("", "_other"), validate="one_to_one"
    )
    for row in both.itertuples():
        findings += _two_tables(row, lists[(1, row.commune)], lists[(2, row.commune)])
    return findings + _unlisted(plans)


def _lists(criteria: pd.DataFrame) -> dict[tuple[int, str], dict]:
    """Give what each row of the commune tables lists: the criteria met (key 0), and those planned for each year."""
    lists = defaultdict(lambda: defaultdict(list))
    columns = ["plan_table", "commune", "planned_year", "criterion"]
    years = criteria["planned_year"].where(criteria["status"] == "planned", 0)
    rows = criteria.assign(planned_year=years)[columns].astype(object)
    for table, commune, year, criterion in rows.itertuples(index=False):
        lists[(table, commune)][year].append(criterion)
    return lists


def _unlisted(plans: pd.DataFrame) -> list[dict]:
    second = plans.loc[plans["plan_table"] == 2, "commune"]
    low = plans[(plans["plan_table"] == 1) & (plans["criteria_met"] < FEW) & ~plans["commune"].isin(second)]
    rows = low.itertuples() if len(second) else ()
    return [
        UNLISTED.breach(row, row.commune, int(row.criteria_met), "a row in table 2", commune=row.commune_name)
        for row in rows
    ]


def _subject(row) -> str:
    return f"{row.commune}, table {row.plan_table}"


def _counts(row, listed: dict) -> list[dict]:
    stated = {0: (("", ""), row.criteria_met_printed)}
    for year in YEARS:
        stated[year] = ((f" for {year}", f" cho năm {year}"), getattr(row, f"planned_n_{year}"))
    return [
        COUNT.breach(
            row,
            _subject(row),
            len(listed[year]),
            int(number),
            commune=row.commune_name,
            stated=int(number),
            when=words,
        )
        for year, (words, number) in stated.items()
        if pd.notna(number) and number != len(listed[year])
    ]


def _running(row) -> list[dict]:
    findings = []
    before = int(row.criteria_met if pd.isna(row.criteria_met_printed) else row.criteria_met_printed)
    for year in YEARS:
        planned, printed = getattr(row, f"planned_n_{year}"), getattr(row, f"cumulative_{year}")
        if pd.isna(printed):
            continue
        added = 0 if pd.isna(planned) else int(planned)
        if printed != before + added:
            values = {"commune": row.commune_name, "year": str(year), "before": before, "planned": added}
            findings.append(CUMULATIVE.breach(row, f"{_subject(row)}, {year}", int(printed), before + added, **values))
        before = int(printed)
    return findings


def _repeats(row, listed: dict) -> list[dict]:
    findings = []
    times = Counter(criterion for criteria in listed.values() for criterion in criteria)
    for criterion in sorted(criterion for criterion, count in times.items() if count > 1):
        years = sorted(int(year) for year, criteria in listed.items() if year and criterion in criteria)
        values = {"commune": row.commune_name, "criterion": int(criterion)}
        subject = f"{_subject(row)}, criterion {criterion}"
        if len(years) > 1:
            spoken = (" and ".join(map(str, years)), " và ".join(map(str, years)))
            findings.append(TWICE.breach(row, subject, spoken, "one year", **values))
        if years and criterion in listed[0]:
            findings.append(ALREADY.breach(row, subject, str(years[0]), "not planned", year=str(years[0]), **values))
    return findings


def _gaps(row, listed: dict) -> list[dict]:
    missing = sorted(ALL_CRITERIA - {int(criterion) for criteria in listed.values() for criterion in criteria})
    return [
        NEVER.breach(
            row,
            f"{_subject(row)}, criterion {criterion}",
            str(criterion),
            "met or planned",
            commune=row.commune_name,
            year=str(row.group_year),
        )
        for criterion in missing
    ]


def _two_tables(row, first: dict, second: dict) -> list[dict]:
    one, two = _facts(row, first, "_other"), _facts(row, second, "")
    other = type("Place", (), {"document": row.document_other, "line": row.line_other})
    return [
        TWO_TABLES.breach(
            row,
            f"{row.commune}, {what[0]}",
            two[what],
            one[what],
            other=other,
            commune=row.commune_name,
            what=what,
        )
        for what in one
        if one[what] != two[what]
    ]


def _facts(row, listed: dict, suffix: str) -> dict[tuple[str, str], Several | str]:
    facts = {("the criteria met in January 2017", "các tiêu chí đạt tháng 01/2017"): _join(listed[0])}
    for year in (year for year in YEARS if pd.notna(getattr(row, f"cumulative_{year}"))):
        facts[(f"the criteria planned for {year}", f"các tiêu chí kế hoạch năm {year}")] = _join(listed[year])
        cumulative = getattr(row, f"cumulative_{year}{suffix}")
        facts[(f"the cumulative count for {year}", f"lũy kế năm {year}")] = str(cumulative)
    return facts


def _join(criteria: list[int]) -> Several:
    return Several(tuple(sorted(criteria)), ",", ", ")


def check_numbers(raw: pd.DataFrame, corrections: pd.DataFrame) -> list[dict]:
    """Find numbers that are no criterion in the printed lists (raw text), and tell how `corrections` read the list."""
    findings, keys = [], corrections[["table", "document", "line", "column"]].itertuples(index=False, name=None)
    corrected = dict(zip(keys, corrections["value"], strict=True))
    columns = ["met_printed", *(f"list_{year}_printed" for year in YEARS)]
    for row in raw.itertuples():
        for column in columns:
            text = getattr(row, column)
            for token in re.findall(r"\d+", text):
                if not 1 <= int(token) <= 19:
                    subject = f"{row.name_printed}, table {row.plan_table}"
                    read = _tell_reading(corrected.get(("commune_plans", row.document, row.line, column)))
                    values = {"list": text, "read": read}
                    findings.append(IMPOSSIBLE.breach(row, subject, token, "1 to 19", printed=text, **values))
    return [{**finding, "line": int(finding["line"])} for finding in findings]


def _tell_reading(corrected: str | None) -> tuple[str, str]:
    if corrected is None:
        return "", ""
    numbers = ", ".join(re.findall(r"\d+", corrected))
    return f"; the list is read as {numbers}", f"; danh sách được đọc là {numbers}"


def check_groups(plans: pd.DataFrame, headlines: pd.DataFrame) -> list[dict]:
    """Check stated group sizes and numbers of communes leaving the group under five against the rows."""
    findings = []
    for row in headlines[headlines["measure"] == "plan_group_communes"].itertuples():
        rows = plans[(plans["plan_table"] == 1) & (plans["group_year"] == row.as_of.year)]
        if len(rows) != row.value_low:
            year = str(row.as_of.year)
            findings.append(GROUP.breach(row, f"table 1, {year}", int(row.value_low), len(rows), year=year))
    second = plans[plans["plan_table"] == 2]
    if second.empty:
        return findings
    size = (headlines["measure"] == "communes_under_5") & headlines["line"].between(
        second["line"].min() - 9, second["line"].max()
    )
    for row in headlines[size & (headlines["document"] == second["document"].iloc[0])].itertuples():
        if row.basis == "reported" and row.value_low != len(second):
            findings.append(GROUP.breach(row, "table 2", int(row.value_low), len(second), year="2017-2018"))
    left = {2017: second["cumulative_2017"] >= 5, 2018: second["cumulative_2018"].fillna(0) >= 5}
    left[2018] &= ~left[2017]
    same = (headlines["measure"] == "communes_leaving_under_5") & (headlines["document"] == second["document"].iloc[0])
    for row in headlines[same].itertuples():
        years = range(row.period_start.year, row.period_end.year + 1)
        shown = sum(int(left[year].sum()) for year in years)
        if shown != row.value_low:
            spoken = "-".join(dict.fromkeys((str(years[0]), str(years[-1]))))
            findings.append(LEAVING.breach(row, f"table 2, {spoken}", int(row.value_low), shown, year=spoken))
    return findings

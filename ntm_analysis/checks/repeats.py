"""The same quantity in two places, wholes against their parts, and increases against the counts they lead to."""

import pandas as pd

from ntm_analysis.checks.findings import Rule, Several
from ntm_analysis.distinct import repeats
from ntm_analysis.errors import BadInputError

RELATIONS = "data/reference/relations.csv"
SLACK = 1e-9
SAME = Rule(
    "same_quantity_differs",
    "error",
    "{what}: {found} here, {expected} on line {line} of the same document.",
    "{what}: ở đây là {found}, ở dòng {line} của cùng văn bản là {expected}.",
)
TARGET = Rule(
    "target_restated",
    "note",
    "{what}: this document plans {found}, {document} plans {expected}.",
    "{what}: văn bản này đặt {found}, {document} đặt {expected}.",
)
REPORTED = Rule(
    "reports_differ",
    "error",
    "{what}: this document states {found}, {document} states {expected}.",
    "{what}: văn bản này ghi {found}, {document} ghi {expected}.",
)
EQUAL = Rule(
    "should_be_equal",
    "warning",
    "{what}: {found} here, {expected} at the other place.",
    "{what}: ở đây là {found}, ở chỗ kia là {expected}.",
)
ALIKE = Rule(
    "alike_but_different",
    "note",
    "{what}: {found} here, {expected} at the other place: two groups, or a slip.",
    "{what}: ở đây là {found}, ở chỗ kia là {expected}: hai nhóm khác nhau hoặc lỗi in.",
)
SUM = Rule(
    "parts_vs_whole",
    "warning",
    "{what}: the whole is printed as {found}, its parts add up to {expected}.",
    "{what}: tổng số ghi là {found}, các phần cộng lại là {expected}.",
)
SUM_ACROSS = Rule(
    "parts_vs_whole_across",
    "note",
    "{what}: the whole is printed as {found}, parts printed in two documents add up to {expected}.",
    "{what}: tổng số ghi là {found}, các phần ghi ở hai văn bản cộng lại là {expected}.",
)
WITHIN_OPEN = Rule(
    "part_above_open_whole",
    "note",
    "{what}: the part is printed as {found}, far above a whole of more than {expected}.",
    "{what}: phần được ghi là {found}, vượt xa tổng số ghi là trên {expected}.",
)
WITHIN = Rule(
    "part_above_whole",
    "warning",
    "{what}: the part is printed as {found}, more than the whole of {expected}.",
    "{what}: phần được ghi là {found}, lớn hơn tổng số {expected}.",
)
YEARLY = Rule(
    "yearly_gain_vs_target",
    "warning",
    "The mean is to gain {found} criteria, a year by our reading; from {old} to {new} it is {expected} a year.",
    "Bình quân tăng {found} tiêu chí, chúng tôi hiểu là mỗi năm; từ {old} lên {new} là {expected} mỗi năm.",
)
REACHED = Rule(
    "target_already_reached",
    "note",
    "{what}: the target of {found} lies below the {expected} reported for {date}.",
    "{what}: mục tiêu {found} thấp hơn {expected} đã ghi nhận ngày {date}.",
)
STEP = Rule(
    "added_vs_previous",
    "error",
    "{what}: {new} after an increase of {added} means {expected} before it; {found} is printed for {date}.",
    "{what}: {new} sau khi tăng {added} nghĩa là trước đó {expected}; số ghi cho ngày {date} là {found}.",
)


def check_same(table: pd.DataFrame, key: list[str], value: str, subject, what, paper) -> list[dict]:
    """Find rows that agree in `key` and differ in `value`; each is compared with the first of its group.

    `subject(row)` names the row; `what(row)` names the quantity and `paper(document)` a document, in English and
    Vietnamese. Targets that two documents state differently are
    notes: a later plan may replace an earlier one.
    """
    findings = []
    absent = table[value].isna()
    printed = table[~absent] if absent.any() else table
    repeated = printed[repeats(printed, key, keep=False)]
    upper = value.replace("_low", "_high")
    for _, rows in repeated.groupby(key, sort=False, dropna=False):
        first = next(rows.itertuples())
        for row in rows.iloc[1:].itertuples():
            found, expected = _range(row, value, upper), _range(first, value, upper)
            if found != expected:
                rule = SAME if row.document == first.document else TARGET if row.basis == "planned" else REPORTED
                values = {"what": what(row), "document": paper(first.document), "line": str(first.line)}
                findings.append(rule.breach(row, subject(row), found, expected, other=first, **values))
    return findings


def _range(row, low: str, high: str) -> float | Several:
    ends = tuple(dict.fromkeys((float(getattr(row, low)), float(getattr(row, high)))))
    return ends[0] if len(ends) == 1 else Several(ends)


def check_relations(relations: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> list[dict]:
    """Check the relations that data/reference/relations.csv lists: equal or alike, sum of parts, part within whole."""
    findings = []
    for _, lines in relations.groupby("relation_key", sort=False):
        rows = [(line, _row(line, tables)) for line in lines.itertuples()]
        what = (rows[0][0].reason, rows[0][0].reason_vi)
        whole = [row for line, row in rows if line.part == "whole"]
        parts = [row for line, row in rows if line.part == "part"]
        if len(whole) != 1 or not parts:
            found = f"{len(whole)} wholes and {len(parts)} parts of {rows[0][0].relation_key}"
            raise BadInputError(
                f"{RELATIONS}, row {rows[0][0].Index}", found, "one whole and its parts", "correct the lines"
            )
        findings += _judge(lines["relation"].iloc[0], whole[0], parts, what, rows[0][0].relation_key)
    return findings


def _row(line, tables: dict[str, pd.DataFrame]):
    where, do = f"{RELATIONS}, row {line.Index}", "correct the line, or remove it if the raw data changed"
    table = tables.get(line.table)
    if table is None or line.column not in table or table[line.column].dtype not in ("Int64", "Float64"):
        found = f"table {line.table!r}, column {line.column!r}"
        raise BadInputError(where, found, "a processed table and a column of numbers in it", do)
    same = (table["document"] == line.document) & (table["line"] == int(line.line)) & (table["printed"] == line.printed)
    values = table.loc[same, line.column].dropna()
    if values.empty:
        found = f"no value in {line.table} for {line.document} line {line.line} {line.printed!r}"
        raise BadInputError(where, found, "a row of that table with a value", do)
    return table.loc[values.index[0]], float(values.iloc[0])


def _judge(relation: str, whole, parts, what, subject: str) -> list[dict]:
    row, value = whole
    if relation == "sum":
        total = round(sum(part for _, part in parts), 6)
        one_document = {place.document for place, _ in parts} == {row.document}
        rule = SUM if one_document else SUM_ACROSS
        return [rule.breach(row, subject, value, total, what=what)] if abs(total - value) > SLACK else []
    open_above = relation == "within" and str(row.get("qualifier")) in ("more_than", "at_least")
    rule = WITHIN_OPEN if open_above else {"equal": EQUAL, "alike": ALIKE, "within": WITHIN}[relation]
    wrong = (lambda part: part > value) if relation == "within" else (lambda part: part != value)
    return [rule.breach(place, subject, part, value, other=row, what=what) for place, part in parts if wrong(part)]


def check_steps(headlines: pd.DataFrame, bands: pd.DataFrame, name) -> list[dict]:
    """Check new = added + previous for the communes meeting the standard and for the mean of criteria."""
    standard = bands[bands["band_low"] == 19].assign(measure="communes_meeting_standard", value_low=bands["communes"])
    levels = pd.concat([headlines, standard])
    findings = []
    for stock, flow in (("communes_meeting_standard",) * 2, ("mean_criteria", "mean_criteria_change")):
        step = flow if flow != stock else f"{flow}_added"
        for row in headlines[
            (headlines["measure"] == step) & (headlines["value_low"] == headlines["value_high"])
        ].itertuples():
            findings += _step(row, levels[(levels["unit"] == row.unit) & (levels["measure"] == stock)], name(stock))
    return findings


def _step(row, levels: pd.DataFrame, what: tuple[str, str]) -> list[dict]:
    after = levels[(levels["document"] == row.document) & (levels["as_of"] == row.period_end)]
    eve = row.period_start - pd.Timedelta(days=1)
    before = levels[(levels["basis"] == "reported") & levels["as_of"].isin([eve, row.period_start])]
    findings = []
    for new in after.drop_duplicates("value_low").itertuples():
        implied = round(float(new.value_low - row.value_low), 6)
        for old in before.drop_duplicates("value_low").itertuples():
            if old.value_low != implied:
                values = {"what": what, "new": float(new.value_low), "added": float(row.value_low)}
                values["date"] = old.as_of
                findings.append(STEP.breach(row, what[0], float(old.value_low), implied, other=old, **values))
    return findings


def check_yearly_gain(headlines: pd.DataFrame) -> list[dict]:
    """Check a printed yearly gain of the mean against the target and the mean that it starts from."""
    means = headlines[headlines["measure"] == "mean_criteria"]
    findings = []
    for row in headlines[headlines["measure"] == "mean_criteria_change_per_year"].itertuples():
        own = means[(means["document"] == row.document) & (means["unit"] == row.unit)]
        start = own[own["as_of"] == row.period_start - pd.Timedelta(days=1)]
        years = round((row.period_end - row.period_start).days / 365.25)
        for old, new in zip(start.itertuples(), own[own["as_of"] == row.period_end].itertuples(), strict=False):
            needed = round(float(new.value_low - old.value_low) / years, 2)
            if not row.value_low - SLACK <= needed <= row.value_high + SLACK:
                found = Several((float(row.value_low), float(row.value_high)))
                values = {"old": float(old.value_low), "new": float(new.value_low)}
                findings.append(YEARLY.breach(row, row.unit, found, needed, other=new, **values))
    return findings


def check_reached(indicators: pd.DataFrame, documents: pd.DataFrame, what) -> list[dict]:
    """Find targets of stocks below what the same indicator of the unit had reached when the plan was made."""
    made = documents.set_index("document")["reference_date"]
    stocks = indicators[indicators["as_of"].notna()]
    reported = stocks[stocks["basis"] == "reported"].sort_values("as_of", kind="stable")
    findings = []
    for row in stocks[stocks["basis"] == "planned"].itertuples():
        same = (reported["indicator"] == row.indicator) & (reported["unit"] == row.unit)
        earlier = reported[same & (reported["as_of"] <= made[row.document])].tail(1)
        for old in earlier.itertuples():
            if row.value_high < old.value_low:
                values = {"what": what(row), "date": old.as_of}
                found, expected = float(row.value_high), float(old.value_low)
                findings.append(REACHED.breach(row, row.indicator, found, expected, other=old, **values))
    return findings

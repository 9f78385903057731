"""Parts of the funding against their total, and printed shares against amounts."""

from collections import defaultdict

import pandas as pd

from ntm_analysis.checks.findings import Rule
from ntm_analysis.checks.shares import judge_share
from ntm_analysis.clean.figures import printed_parent

PARTS = Rule(
    "parts_vs_total",
    "error",
    "{what}: the printed amount is {found} million VND, its printed parts add up to {expected} million VND.",
    "{what}: số ghi là {found} triệu đồng, các phần cộng lại là {expected} triệu đồng.",
)
BASE = Rule(
    "share_fits_parts",
    "warning",
    "{what}: the printed share of {found}% does not fit the printed total ({expected}%) but the sum of the parts.",
    "{what}: tỷ lệ ghi {found}% không khớp tổng số ghi ({expected}%) mà khớp tổng các phần.",
)
GROUP = ["document", "unit", "basis", "period_start", "period_end"]


def check_funding(funding: pd.DataFrame, sources: pd.DataFrame) -> list[dict]:
    """Check every printed funding scheme (rows of `funding` with amount_step and share_decimals)."""
    names = {row.source: (row.name_en, row.name_vi) for row in sources.itertuples()}
    parent = dict(zip(sources["source"], sources["parent_source"], strict=True))
    schemes = defaultdict(list)
    for row in funding.itertuples():
        schemes[tuple(getattr(row, column) for column in GROUP)].append(row)
    findings = []
    for scheme in schemes.values():
        findings += _parts(scheme, parent, names)
        findings += _shares(scheme, names)
    return findings


def _parts(scheme: list, parent: dict, names: dict) -> list[dict]:
    printed = {row.source for row in scheme}
    above = {source: printed_parent(source, printed, parent) for source in printed}
    findings = []
    for row in scheme:
        parts = [part for part in scheme if above[part.source] == row.source]
        tolerance = (row.amount_step + sum(part.amount_step for part in parts)) / 2
        total = float(sum(part.amount_million_vnd for part in parts))
        if parts and abs(total - row.amount_million_vnd) > tolerance:
            subject = f"funding of {row.unit}, {row.source}"
            findings.append(PARTS.breach(row, subject, float(row.amount_million_vnd), total, what=names[row.source]))
    return findings


def _shares(scheme: list, names: dict) -> list[dict]:
    totals = [row for row in scheme if row.source == "total"]
    if not totals:
        return []
    stated = float(totals[0].amount_million_vnd)
    parts = float(sum(row.amount_million_vnd for row in scheme if not row.is_subtotal))
    findings = []
    for row in (row for row in scheme if pd.notna(row.share_pct)):
        exact = 100 * row.amount_million_vnd / stated
        subject = f"funding of {row.unit}, {row.source}"
        finding = judge_share(row, subject, exact, names[row.source])
        if finding and judge_share(row, "", 100 * row.amount_million_vnd / parts, ("", "")) is None:
            finding = BASE.breach(row, subject, float(row.share_pct), round(exact, 4), what=names[row.source])
        findings += [finding] if finding else []
    return findings

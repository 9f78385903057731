"""Parts of the funding against their total, and printed shares against amounts."""

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
    findings = []
    for _, scheme in funding.groupby(GROUP, sort=False):
        findings += _parts(scheme, parent, names)
        findings += _shares(scheme, parent, names)
    return findings


def _parts(scheme: pd.DataFrame, parent: dict, names: dict) -> list[dict]:
    above = scheme["source"].map(lambda source: printed_parent(source, set(scheme["source"]), parent))
    findings = []
    for row in scheme.itertuples():
        parts = scheme[above == row.source]
        tolerance = (row.amount_step + parts["amount_step"].sum()) / 2
        total = float(parts["amount_million_vnd"].sum())
        if len(parts) and abs(total - row.amount_million_vnd) > tolerance:
            subject = f"funding of {row.unit}, {row.source}"
            findings.append(PARTS.breach(row, subject, float(row.amount_million_vnd), total, what=names[row.source]))
    return findings


def _shares(scheme: pd.DataFrame, parent: dict, names: dict) -> list[dict]:
    totals = scheme[scheme["source"] == "total"]
    if totals.empty:
        return []
    stated = float(totals["amount_million_vnd"].iloc[0])
    leaves = scheme[~scheme["is_subtotal"].astype(bool)]
    parts = float(leaves["amount_million_vnd"].sum())
    findings = []
    for row in scheme[scheme["share_pct"].notna()].itertuples():
        exact = 100 * row.amount_million_vnd / stated
        finding = judge_share(row, f"funding of {row.unit}, {row.source}", exact, names[row.source])
        if finding and judge_share(row, "", 100 * row.amount_million_vnd / parts, ("", "")) is None:
            subject = f"funding of {row.unit}, {row.source}"
            finding = BASE.breach(row, subject, float(row.share_pct), round(exact, 4), what=names[row.source])
        findings += [finding] if finding else []
    return findings

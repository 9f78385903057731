"""Printed shares against count and denominator; rounding, truncation and error are told apart."""

import math

import numpy as np
import pandas as pd

from ntm_analysis.checks.findings import Rule

TRUNCATED = Rule(
    "share_truncated",
    "note",
    "{what}: the printed share of {found}% is cut off, not rounded ({expected}%).",
    "{what}: tỷ lệ ghi {found}% bị cắt bớt chứ không làm tròn ({expected}%).",
)
RAISED = Rule(
    "share_rounded_up",
    "note",
    "{what}: the printed share of {found}% is rounded up past the nearest value ({expected}%).",
    "{what}: tỷ lệ ghi {found}% được làm tròn lên quá giá trị gần nhất ({expected}%).",
)
WRONG = Rule(
    "share_vs_count",
    "error",
    "{what}: the printed share is {found}%, the printed figures give {expected}%{hint}.",
    "{what}: tỷ lệ ghi là {found}%, tính từ các số đã ghi là {expected}%{hint}.",
)
SLACK = 1e-9
DECIMALS = "share_decimals"


def judge_share(row, subject: str, exact: float, what: tuple[str, str], total: float | None = None) -> dict | None:
    """Compare a printed share (row.share_pct with row.share_decimals) with the exact one; None when it rounds to it."""
    unit = 10.0 ** -int(row.share_decimals)
    printed = float(row.share_pct)
    off = (exact - printed) / unit
    if abs(off) <= 0.5 + SLACK:
        return None
    told = round(exact, min(int(row.share_decimals) + 3, 4))
    if 0 < off < 1:
        return TRUNCATED.breach(row, subject, printed, told, what=what)
    if -1 < off < 0:
        return RAISED.breach(row, subject, printed, told, what=what)
    return WRONG.breach(row, subject, printed, told, what=what, hint=_hint(printed, unit, total))


def _hint(printed: float, unit: float, total: float | None) -> tuple[str, str]:
    """Name the whole count that the printed share would fit, where there is exactly one."""
    if not total or total != int(total):
        return "", ""
    low, high = ((printed + side * unit / 2) * total / 100 for side in (-1, 1))
    fitting = range(math.ceil(low - SLACK), math.floor(high + SLACK) + 1)
    if len(fitting) != 1:
        return "", ""
    return f" (it would fit {fitting[0]} of {int(total)})", f" (khớp với {fitting[0]}/{int(total)})"


def check_shares(table: pd.DataFrame, count: str, total: str, subject, what) -> list[dict]:
    """Check every row that prints a count, a denominator and a share.

    `subject(row)` names the row; `what(row)` gives its name in English and Vietnamese.
    """
    full = table[table[count].notna() & table[total].notna() & table["share_pct"].notna()]
    counts, wholes, shares, digits = (full[name].to_numpy("float64") for name in (count, total, "share_pct", DECIMALS))
    doubtful = np.abs(100 * counts / wholes - shares) * 10.0**digits > 0.5 - SLACK
    found = []
    for row in full[doubtful].itertuples():
        whole = float(getattr(row, total))
        exact = 100 * float(getattr(row, count)) / whole
        found.append(judge_share(row, subject(row), exact, what(row), whole))
    return [finding for finding in found if finding]

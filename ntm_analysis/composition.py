"""Measures of a mix of parts: concentration, diversity, log-ratios, and how a mix that came departs from a plan.

Zeros and absent parts are told apart: an absent part is no part, a zero has no logarithm and is refused.
scipy serves for entropy and geometric mean; the compositional libraries of the registry are either unmaintained or far
larger than these formulas.
"""

import numpy as np
import pandas as pd
from scipy.stats import entropy, gmean

PEFA_GRADES = ((0.05, "A"), (0.10, "B"), (0.15, "C"))
LOWEST_GRADE = "D"


class NoCompositionError(ValueError):
    """Amounts that have no shares, or parts that have no logarithm."""


def close_parts(amounts: pd.Series) -> pd.Series:
    """Give the shares of some amounts; they sum to 1 and do not change when all amounts are scaled.

    Raises NoCompositionError for a negative amount, an absent one, or a sum of zero.
    """
    values = amounts.astype(float)
    if values.isna().any() or (values < 0).any() or values.sum() == 0:
        raise NoCompositionError(
            f"no shares: the amounts {values.to_dict()} must be known, not negative and not all zero"
        )
    return values / values.sum()


def measure_concentration(amounts: pd.Series) -> float:
    """Measure concentration by Herfindahl's index, the sum of squared shares: 1 for one part, 1/n for n equal ones."""
    return float((close_parts(amounts) ** 2).sum())


def measure_diversity(amounts: pd.Series) -> float:
    """Measure diversity by Shannon's entropy in nats: 0 for one part, ln n for n equal ones."""
    return float(entropy(close_parts(amounts)))


def measure_clr(amounts: pd.Series) -> pd.Series:
    """Give the centred log-ratios ln(x / g(x)), g the geometric mean; they sum to 0.

    Raises NoCompositionError when a part is zero: what stands for a zero is a choice that the caller has to show.
    """
    shares = close_parts(amounts)
    if (shares == 0).any():
        raise NoCompositionError(f"no log-ratios: zero amounts in {', '.join(map(str, shares.index[shares == 0]))}")
    return np.log(shares / gmean(shares))


def measure_distance(amounts: pd.Series, others: pd.Series) -> float:
    """Measure Aitchison's distance between two mixes of the same parts: the length of the difference of their clr."""
    return float(np.linalg.norm(measure_clr(amounts) - measure_clr(_aligned(others, amounts))))


def measure_balance(amounts: pd.Series, above: list[str], below: list[str]) -> float:
    """Measure the balance of one group of parts against another: sqrt(rs/(r+s)) ln(g(above)/g(below))."""
    shares = np.exp(measure_clr(amounts))
    weight = np.sqrt(len(above) * len(below) / (len(above) + len(below)))
    return float(weight * np.log(gmean(shares[above]) / gmean(shares[below])))


def measure_variance(
    actual: pd.Series, plan: pd.Series, actual_total: float | None = None, plan_total: float | None = None
) -> float:
    """Measure PEFA's composition variance, sum |a - b A/B| / A: 0 where the mix came as planned.

    Source: PEFA framework, indicator PI-2 (a: actual, b: plan, A and B their totals, by default their sums). With
    sums for totals it equals the sum of the share differences. Raises NoCompositionError for parts that differ or
    have no shares.
    """
    planned = _aligned(plan, actual)
    close_parts(actual), close_parts(planned)
    came, total = actual.astype(float), actual_total or float(actual.sum())
    adjusted = planned.astype(float) * total / (plan_total or float(planned.sum()))
    return float((came - adjusted).abs().sum() / total)


def grade_variance(variance: float) -> str:
    """Grade a composition variance: A below 5 %, B below 10 %, C below 15 %, else D.

    PEFA grades two of three years of one budget; a grade of one period here is only a yardstick.
    """
    return next((grade for limit, grade in PEFA_GRADES if variance < limit), LOWEST_GRADE)


def measure_execution(actual: pd.Series, plan: pd.Series) -> pd.DataFrame:
    """Measure how each part of a plan was carried out.

    Returns one row per part: plan_share, actual_share, execution (actual / plan), clr_difference. The identity
    clr(actual) - clr(plan) = ln(execution) - mean ln(execution) holds: the part with the lowest clr_difference fell
    behind the others, whatever the total.
    """
    planned = _aligned(plan, actual)
    return pd.DataFrame(
        {
            "plan_share": close_parts(planned),
            "actual_share": close_parts(actual),
            "execution": actual.astype(float) / planned.astype(float),
            "clr_difference": measure_clr(actual) - measure_clr(planned),
        }
    )


def _aligned(others: pd.Series, amounts: pd.Series) -> pd.Series:
    if set(others.index) != set(amounts.index):
        raise NoCompositionError(
            f"parts differ: {sorted(map(str, others.index))} and {sorted(map(str, amounts.index))}"
        )
    return others.reindex(amounts.index)

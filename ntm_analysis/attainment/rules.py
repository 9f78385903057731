"""The formulas of published rules that say from a history whether a target will be met, with their sources and needs.

Sureness of each source: `read` (formula and cuts read in a source text or code), `restated` (told by a secondary
source), `memory` (from memory, to be confirmed before it is cited), `own` (arithmetic of this project). The rules were
made for indicators of countries; here the value is the share of communes attaining a criterion, in percent, and more
is better.
"""

from dataclasses import dataclass

import numpy as np

SLACK = 1e-9
HUNDRED = 100.0
# Open SDG replaces a base of zero by this value (percent): the ratio then hangs on this choice alone.
ZERO_BASE = 0.001
# Sustainable Development Solutions Network: growth of the last years is held against the need; how many, from memory.
RECENT_YEARS = 5.0
# WHO/UNICEF Joint Monitoring Programme, from memory: years between the first and the last point, years that the line
# is carried beyond the last point, and years that it is held flat after that.
SPAN_YEARS, CARRY_YEARS, HOLD_YEARS = 5.0, 2.0, 4.0
REASONS = ("no_point", "one_point", "no_gain", "zero_base", "at_bound", "too_short", "too_far", "not_recent")
REASONS += ("due", "impossible_target", "no_count", "no_classes")


class RefusedError(ValueError):
    """A rule cannot say anything of a path; `reason` is one of REASONS."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Path:
    """Known values of one quantity up to the date of its target.

    `years` are decimal years in ascending order, `shares` percent of communes (0..100) at them, `due` the decimal year
    of the target, `target` in percent, `base` the index of the point that gains are counted from.
    """

    years: tuple[float, ...]
    shares: tuple[float, ...]
    due: float
    target: float
    base: int = 0

    @property
    def start(self) -> tuple[float, float]:
        """Give year and share of the base."""
        return self.years[self.base], self.shares[self.base]

    @property
    def latest(self) -> tuple[float, float]:
        """Give year and share of the last point."""
        return self.years[-1], self.shares[-1]

    @property
    def is_met(self) -> bool:
        """Say whether the last point reaches the target."""
        return self.shares[-1] >= self.target - SLACK

    @property
    def is_due(self) -> bool:
        """Say whether the last point lies on the target's own date."""
        return self.due - self.years[-1] <= SLACK


def _spanned(path: Path) -> tuple[float, float, float, float]:
    """Give year and share of base and last point; refuses one point."""
    if path.years[-1] <= path.years[path.base]:
        raise RefusedError("one_point")
    return *path.start, *path.latest


def _gain(path: Path) -> float:
    """Give the planned gain in points; refuses a target that is not above its base."""
    gain = path.target - path.start[1]
    if gain <= SLACK:
        raise RefusedError("no_gain")
    return gain


def measure_status(path: Path) -> float:
    """Measure ESCAP's current status: 10·(v_t - v_b)/|T - v_b|, 10 where the last point is the target itself.

    Source: UN ESCAP, current status index [read in an implementation of UNICEF's regional office]. Needs a base and a
    later point. Refuses one point and a target equal to its base. The index has no classes.

    >>> measure_status(Path((0.0, 5.0), (10.0, 35.0), 10.0, 60.0))
    5.0
    """
    _, base, _, last = _spanned(path)
    return 10 * (last - base) / _distance(path)


def _distance(path: Path) -> float:
    distance = abs(path.target - path.start[1])
    if distance <= SLACK:
        raise RefusedError("no_gain")
    return distance


def predict_logit(path: Path) -> float:
    """Predict the share at the target's date by a time-weighted straight line through the logits of all points.

    Source: UN ESCAP, anticipated progress index, weights (y - t_1)/(y - t_i) [read in an implementation of UNICEF's
    regional office]. A point on the target's own date is the answer. Refuses one point, and points where no or all
    communes attain: their logit does not exist.
    """
    _spanned(path)
    years, shares = np.array(path.years), np.array(path.shares) / HUNDRED
    if path.is_due:
        return path.shares[-1]
    if (shares <= 0).any() or (shares >= 1).any():
        raise RefusedError("at_bound")
    weights = (path.due - years[0]) / (path.due - years)
    _, level = np.polyfit(years - path.due, np.log(shares / (1 - shares)), 1, w=np.sqrt(weights))
    return float(HUNDRED / (1 + np.exp(-level)))


def measure_anticipated(path: Path) -> float:
    """Measure ESCAP's anticipated progress: 10·(p - v_b)/|T - v_b| with p of predict_logit.

    Source and needs as of measure_status and predict_logit; classes above 9 on track, above 0 to 9 accelerate, else
    regression [read in an implementation of UNICEF's regional office; ESCAP's own dashboard cuts from memory: the
    remaining gap at 10 % and 100 %, which are the same cuts].
    """
    return 10 * (predict_logit(path) - path.start[1]) / _distance(path)


def measure_compound_ratio(path: Path) -> float:
    """Measure actual over required compound growth: CAGR(b, t) / |CAGR(b, y)|.

    Source: Open SDG, progress methodology [read]; Eurostat, with the same cuts [restated]: 0.95 significant, 0.60
    moderate, 0 insufficient, below 0 away. A base of zero becomes ZERO_BASE, as Open SDG does. Needs a base and a later
    point; refuses one point and a target equal to its base.

    >>> round(measure_compound_ratio(Path((0.0, 5.0), (10.0, 35.0), 10.0, 60.0)), 2)
    1.45
    """
    start, base, end, last = _spanned(path)
    _distance(path)
    if last == base:
        return 0.0
    base = base or ZERO_BASE
    required = (path.target / base) ** (1 / (path.due - start)) - 1
    return ((last / base) ** (1 / (end - start)) - 1) / abs(required)


def measure_constant_growth(path: Path) -> float:
    """Measure the share of the planned gain that constant compound growth brings: (p - v_b)/(T - v_b).

    Source: UN Statistics Division, Progress Chart Technical Note 2023 [restated by a statistical office]: 0.95 met or
    on track, 0.10 to 0.95 accelerate, below 0.10 stagnation or regression; p may exceed all communes. Needs a base and
    a later point; refuses one point, a base of zero, and a target not above its base.
    """
    start, base, end, last = _spanned(path)
    gain = _gain(path)
    if base <= 0:
        raise RefusedError("zero_base")
    predicted = last * (last / base) ** ((path.due - end) / (end - start))
    return (predicted - base) / gain


def measure_recent_growth(path: Path, recent_years: float = RECENT_YEARS) -> float:
    """Measure yearly growth over the recent window against the linear growth needed from the base to the target.

    Source: SDSN, Sustainable Development Report, trend arrows: linear growth of the latest years since the base, over
    that needed from the base to the target [read in the methods annex of its Benin report of 2022]; the cuts [memory]:
    1 on track, 0.5 to 1 improving, 0 to 0.5 stagnating, below 0 decreasing. The window starts with the first point at
    most `recent_years` before the last one, and not before the base. Needs a base and two points in the window; refuses
    fewer, and a target not above its base.
    """
    start, _, end, last = _spanned(path)
    recent = max(start, end - recent_years)
    first = next(at for at, year in enumerate(path.years) if year >= recent - SLACK)
    if first == len(path.years) - 1:
        raise RefusedError("not_recent")
    growth = (last - path.shares[first]) / (end - path.years[first])
    return growth / (_gain(path) / (path.due - start))


def extrapolate_and_hold(
    path: Path, span_years: float = SPAN_YEARS, carry_years: float = CARRY_YEARS, hold_years: float = HOLD_YEARS
) -> float:
    """Estimate the share at the target's date: a straight line carried on, then held flat, then no estimate.

    Source: WHO/UNICEF Joint Monitoring Programme: a straight line by least squares through all points [read in its page
    on method]; points at least `span_years` apart, carried `carry_years` beyond the last one, held `hold_years` more
    [memory]. Shares stay in 0..100. A point on the target's own date is the answer. Refuses one point, a shorter span,
    and a later date.
    """
    start, end = path.years[0], path.years[-1]
    if end <= start:
        raise RefusedError("one_point")
    if end - start < span_years - SLACK:
        raise RefusedError("too_short")
    if path.is_due:
        return path.shares[-1]
    if path.due > end + carry_years + hold_years + SLACK:
        raise RefusedError("too_far")
    slope, level = np.polyfit(np.array(path.years) - end, path.shares, 1)
    return float(np.clip(level + slope * min(path.due - end, carry_years), 0, HUNDRED))


def measure_held_line(path: Path) -> float:
    """Measure the share of the gap still open that extrapolate_and_hold closes: 1 where its line reaches the target.

    The estimate is the programme's habit [memory]; to hold it against a target, and the cuts 1 and 0, are our own.
    Refuses what extrapolate_and_hold refuses, a target that is met, for no gap is open, and one whose date has come.
    """
    if path.is_met:
        raise RefusedError("no_gain")
    last, estimate = path.latest[1], extrapolate_and_hold(path)
    if path.is_due:
        raise RefusedError("due")
    return (estimate - last) / (path.target - last)


def measure_linear_share(path: Path) -> float:
    """Measure the gain made against the gain due by now on a straight line: (v_t - v_b)/(T - v_b) · (y - b)/(t - b).

    Arithmetic of this project; cuts 1 and 0. Needs a base and a later point; refuses one point and a target not above
    its base. The number is SDSN's where its window starts at the base; only the cuts differ.

    >>> measure_linear_share(Path((0.0, 5.0), (10.0, 35.0), 10.0, 60.0))
    1.0
    """
    start, base, end, last = _spanned(path)
    return (last - base) / _gain(path) * (path.due - start) / (end - start)

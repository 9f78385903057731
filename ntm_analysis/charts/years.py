"""Years on a time axis: a stroke where a year begins, its number in its middle."""

import pandas as pd
from matplotlib.axes import Axes

# A year is named where at least this much of both its halves is seen.
SEEN = pd.Timedelta(days=60)


def mark_years(axes: Axes, low: pd.Timestamp, high: pd.Timestamp, most: int) -> None:
    """Name the years between two days, at most `most` of them at equal steps, and mark where each begins.

    Also of axes that share theirs: only the length of strokes is each one's own (shorten_strokes).
    """
    middles = {year: pd.Timestamp(year, 7, 1) for year in range(low.year, high.year + 1)}
    seen = [year for year, middle in middles.items() if low + SEEN <= middle <= high - SEEN]
    named = seen[:: -(-len(seen) // most) or 1]
    axes.set_xlim(low, high)
    axes.set_xticks([middles[year] for year in named], [str(year) for year in named])
    begins = [pd.Timestamp(year, 1, 1) for year in range(low.year + 1, high.year + 1)]
    axes.set_xticks(begins, minor=True)


def shorten_strokes(axes: Axes, size: float) -> None:
    """Write ticks in a size; only the strokes where years begin are drawn on the time axis."""
    axes.tick_params(labelsize=size, length=2)
    axes.tick_params(axis="x", which="major", length=0)
    axes.tick_params(axis="x", which="minor", length=3)

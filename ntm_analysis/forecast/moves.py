"""From shares to whole communes: who attains anew, who loses, and what a merger leaves."""

import numpy as np
import pandas as pd


def move_counts(points: pd.DataFrame, shares: np.ndarray, totals: np.ndarray, rng) -> np.ndarray:
    """Draw counts (draws, criteria, dates), within 0..communes, along paths of shares (draws, criteria, 1 + dates).

    The first share of a path is the chance at the last point. From one date to the next the communes without a
    criterion attain it with probability h = (q - p) / (1 - p) where the share is to rise from p to q, and those with it
    lose it with probability 1 - q / p where it is to fall: on the date of the last point the count is that point. Where
    the communes change in number, those that go are drawn at random (hypergeometric), those that come attain as the
    rest do.
    """
    count = np.broadcast_to(points["attaining"].to_numpy(int), shares.shape[:2])
    total = np.broadcast_to(points["total"].to_numpy(int), shares.shape[:2])
    found = np.empty((*shares.shape[:2], len(totals)), dtype=np.int32)
    for place, later in enumerate(totals):
        count = regroup(count, total, int(later), rng)
        total = np.broadcast_to(int(later), shares.shape[:2])
        before, share = shares[..., place], shares[..., place + 1]
        gain = np.clip((share - before) / np.maximum(1 - before, 1e-12), 0, 1)
        loss = np.clip(1 - share / np.maximum(before, 1e-12), 0, 1)
        count = count + rng.binomial(total - count, gain) - rng.binomial(count, loss)
        found[..., place] = count
    return found


def regroup(count: np.ndarray, total: np.ndarray, later: int, rng) -> np.ndarray:
    """Carry counts over to another number of communes."""
    gone = np.maximum(total - later, 0)
    if gone.any():
        count = count - np.where(gone > 0, rng.hypergeometric(count, total - count, gone), 0)
    come = np.maximum(later - total, 0)
    return count + rng.binomial(come, count / np.maximum(np.minimum(total, later), 1)) if come.any() else count

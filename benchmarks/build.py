"""Measure `ntm build` against reading the same files bare: CPU seconds after imports, as a ratio in one run."""

import statistics
import time

import pandas as pd

from ntm_analysis.build import make_files
from ntm_analysis.paths import HERE

ROUNDS = 5


def _cpu(work) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _bare() -> None:
    for folder in (HERE.raw, HERE.reference):
        for path in sorted(folder.glob("*.csv")):
            pd.read_csv(path, dtype="str", keep_default_na=False)


def main() -> None:
    """Print the first (cold) build, and the median of both over some rounds."""
    print(f"cold build: {_cpu(lambda: make_files(HERE)):.2f} s of CPU after imports")
    build = statistics.median(_cpu(lambda: make_files(HERE)) for _ in range(ROUNDS))
    bare = statistics.median(_cpu(_bare) for _ in range(ROUNDS))
    print(f"build: {build:.2f} s, bare reading: {bare:.3f} s, ratio {build / bare:.0f} (median of {ROUNDS})")


if __name__ == "__main__":
    main()

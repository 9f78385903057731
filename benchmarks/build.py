"""Measure `ntm build` against reading the same files bare, as a ratio in one run.

    python benchmarks/build.py
    python benchmarks/build.py --national [--provinces N] [--years N] [--folder FOLDER]

The second form makes national data first (tools/national_data.py). Bare there means: pandas reads all raw and reference
files, labels as categories and numbers as numbers, and adds up the communes attaining by level of unit, criterion and
date. The build validates, cleans, checks and writes all tables. Each runs in a process of its own.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from ntm_analysis.assembly import make_files
from ntm_analysis.build import build
from ntm_analysis.paths import HERE, Project
from ntm_analysis.schema import RAW, REFERENCE

ROUNDS = 5
MAKER = HERE.root / "tools" / "national_data.py"
# How a reader who knows the columns would type them: labels as categories, numbers as numbers (empty cells are NaN).
TYPES = {"integer": "float32", "number": "float64"}
COUNTS = {"count_printed": "float32", "total_printed": "float32", "criterion_printed": "float32"}


def _cpu(work) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _bare() -> None:
    for folder in (HERE.raw, HERE.reference):
        for path in sorted(folder.glob("*.csv")):
            pd.read_csv(path, dtype="str", keep_default_na=False)


def _read_and_aggregate(project: Project) -> pd.DataFrame:
    tables = {}
    for folder, defined in ((project.raw, RAW), (project.reference, REFERENCE)):
        for name, table in defined.items():
            types = {column: TYPES.get(table.field(column).type, "category") for column in table.columns}
            types |= COUNTS if name == "criteria" and folder == project.raw else {}
            tables[folder.name, name] = pd.read_csv(folder / f"{name}.csv", dtype=types)
    counts, units = tables["raw", "criteria"], tables["reference", "units"]
    level = counts["unit"].map(units.set_index("unit")["level"].astype("str").to_dict())
    return counts.groupby([level, "criterion", "as_of"], observed=True)["count_printed"].sum()


def _peak_mb() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(work: str, folder: Path) -> dict[str, float]:
    """Measure one piece of work on a project: seconds of the clock and of CPU after imports, peak memory in MB."""
    work = {"build": lambda: build(Project(folder)), "bare": lambda: _read_and_aggregate(Project(folder))}[work]
    start = time.perf_counter()
    cpu = _cpu(work)
    return {"wall": time.perf_counter() - start, "cpu": cpu, "peak_mb": _peak_mb()}


def _measured(work: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--measure", work, "--folder", str(folder)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def compare_national(folder: Path, provinces: int, years: int) -> dict[str, dict[str, float]]:
    """Make national data in a folder, unless they stand there, and measure bare reading, a build, and a second one."""
    if not (folder / "data").exists():
        size = ["--provinces", str(provinces), "--years", str(years)]
        subprocess.run([sys.executable, str(MAKER), str(folder), *size], check=True)
    for path in (Project(folder).processed, Project(folder).built):
        if path.exists():
            shutil.rmtree(path)
    return {"bare": _measured("bare", folder), "build": _measured("build", folder), "again": _measured("build", folder)}


def _national(folder: Path, provinces: int, years: int) -> None:
    found = compare_national(folder, provinces, years)
    for name, one in found.items():
        print(f"{name}: {one['wall']:.1f} s, {one['cpu']:.1f} s of CPU, peak {one['peak_mb']:.0f} MB")
    for name in ("build", "again"):
        wall, cpu = (found[name][key] / found["bare"][key] for key in ("wall", "cpu"))
        print(f"{name}: {wall:.2f} times the bare reading by the clock, {cpu:.2f} times by CPU")


def main() -> None:
    """Print the ratios."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--national", action="store_true")
    asked.add_argument("--provinces", type=int, default=63)
    asked.add_argument("--years", type=int, default=15)
    asked.add_argument("--folder", type=Path, help="keep the data there; without it they are removed at the end")
    asked.add_argument("--measure", choices=["build", "bare"], help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure, options.folder)))
    elif options.national:
        with tempfile.TemporaryDirectory() as scratch:
            _national(options.folder or Path(scratch) / "national", options.provinces, options.years)
    else:
        print(f"cold build: {_cpu(lambda: make_files(HERE)):.2f} s of CPU after imports")
        full = statistics.median(_cpu(lambda: make_files(HERE)) for _ in range(ROUNDS))
        bare = statistics.median(_cpu(_bare) for _ in range(ROUNDS))
        print(f"build: {full:.2f} s, bare reading: {bare:.3f} s, ratio {full / bare:.0f} (median of {ROUNDS})")


if __name__ == "__main__":
    main()

"""Long trials: the build of national data, reviews killed at random moments, a thousand runs watched.

    python benchmarks/soak.py [--project FOLDER]

FOLDER holds national data, which are made where they are missing. Prints the results in Markdown: `make soak` keeps
them in docs/soak.md.
"""

import argparse
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
from build import compare_national

from ntm_analysis.paths import HERE, Project
from ntm_analysis.run.record import RECORD, is_whole
from ntm_analysis.tables import load_table

NTM = [sys.executable, "-m", "ntm_analysis.cli", "review"]
KILLED = "notebooks: [00_explore, 01_sources_and_findings, 02_funding_mix]\nlanguages: [en, vi]\n"
MANY = "notebooks: [00_explore, 01_sources_and_findings]\nlanguages: [en, vi]\n"
SEVERITIES = ("note", "warning", "error")
CLOCKED = ("seconds", "started")
PAUSE_SECONDS = 0.5
MEGABYTE = 1 << 20
EDGE = 100
PROVINCES, YEARS = 63, 15
Rows = list[tuple[str, str]]


def start(project: Path, matrix: Path, output: Path, *more: str) -> subprocess.Popen:
    """Start a review in a process of its own."""
    command = [*NTM, str(matrix), "--project", str(project), "--output", str(output), *more]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)


def finish(project: Path, matrix: Path, output: Path) -> float:
    """Do a review to its end and give its seconds."""
    begin = time.monotonic()
    if start(project, matrix, output).wait():
        raise SystemExit("soak: a review failed; run it by itself to see why.")
    return time.monotonic() - begin


def kill_often(project: Path, matrix: Path, scratch: Path, kills: int, seed: int) -> Rows:
    """Kill a review with all its processes at random moments, go on each time, and compare with an undisturbed one."""
    moments, torn, survivors, different, done, ended = random.Random(seed), 0, 0, 0, 0, 0
    seconds = finish(project, matrix, scratch / "undisturbed")
    expected, output = results(scratch / "undisturbed"), scratch / "killed"
    while done < kills:
        process = start(project, matrix, output)
        try:
            process.wait(moments.uniform(0, seconds))
        except subprocess.TimeoutExpired:
            tree = kill_tree(process)
            done += 1
            torn += len([folder for folder in run_folders(output) if not is_whole(folder, digest_of(folder))])
            survivors += len(psutil.wait_procs(tree, timeout=10)[1])
            continue
        different += results(output) != expected
        shutil.rmtree(output)
        ended += 1
    finish(project, matrix, output)
    different += results(output) != expected
    return [
        ("reviews killed with all their processes", f"{done} (seed {seed})"),
        ("reviews that came to their end between and after the kills", str(ended + 1)),
        ("of these, with other results than an undisturbed one", str(different)),
        ("torn run folders found after a kill", str(torn)),
        ("processes that outlived their killing", str(survivors)),
    ]


def run_many(project: Path, units: list[str], scratch: Path, runs: int) -> Rows:
    """Do many runs and give the memory of each run's processes, early and late, and what is left at the end.

    Two notebooks in two languages for each unit, in as many scenarios as make that many runs, or a few more.
    """
    scenarios = ""
    for number in range(-(-runs // (4 * len(units)))):
        severity, formats = SEVERITIES[number % 3], "svg" if number // 3 % 2 else "svg,png"
        scenarios += f"  s{number}: {{text: word {number}, severity: {severity}, formats: '{formats}'}}\n"
    matrix = scratch / "many.yml"
    matrix.write_text(f"{MANY}units: [{', '.join(units)}]\nscenarios:\n{scenarios}", encoding="utf-8")
    begin, process = time.monotonic(), start(project, matrix, scratch / "many")
    watch = Watch(process)
    status = process.wait()
    seconds, peaks = time.monotonic() - begin, watch.end()
    left = sum(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in watch.seen.values())
    done = [run["status"] for run in json.loads((scratch / "many/manifest.json").read_text())["runs"]]
    return [
        (f"runs asked for, and done (exit status {status})", f"{len(done)}, {done.count('done')}"),
        ("seconds in all; seconds a run", f"{seconds:.0f}; {seconds / len(done):.2f}"),
        (f"largest process of a run, first and last {EDGE} processes, MB", f"{peaks[0]:.0f}; {peaks[1]:.0f}"),
        ("largest process of all, MB", f"{peaks[2]:.0f}"),
        ("main process at its largest, MB", f"{watch.main / MEGABYTE:.0f}"),
        ("processes left at the end", str(left)),
    ]


class Watch(threading.Thread):
    """Looks at a process and all below it until it ends: who there was, and the most memory that each held."""

    def __init__(self, process: subprocess.Popen):
        super().__init__(daemon=True)
        self.root, self.seen, self.held, self.main = psutil.Process(process.pid), {}, {}, 0
        self.start()

    def run(self) -> None:
        """Look again and again."""
        while self.root.is_running() and self.root.status() != psutil.STATUS_ZOMBIE:
            try:
                self.main = max(self.main, self.root.memory_info().rss)
                for child in self.root.children(recursive=True):
                    self._look(child)
            except psutil.Error:
                pass
            time.sleep(PAUSE_SECONDS)

    def _look(self, child: psutil.Process) -> None:
        key = child.pid, child.create_time()
        self.seen.setdefault(key, child)
        self.held[key] = max(self.held.get(key, 0), child.memory_info().rss)

    def end(self) -> tuple[float, float, float]:
        """Give the most megabytes that a process held: among the first, among the last, among all."""
        self.join()
        held = [self.held[key] / MEGABYTE for key in sorted(self.held, key=lambda key: key[1])]
        return max(held[:EDGE]), max(held[-EDGE:]), max(held)


def kill_tree(process: subprocess.Popen) -> list[psutil.Process]:
    """Kill a process and all below it at once."""
    tree = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    for one in tree:
        try:
            one.kill()
        except psutil.NoSuchProcess:
            continue
    process.wait()
    return tree


def run_folders(output: Path) -> list[Path]:
    """Give the folders of finished runs."""
    return [path.parent for path in output.glob(f"*/*/[!.]*/{RECORD}")]


def digest_of(folder: Path) -> str:
    """Give the digest that a run's record names."""
    return json.loads((folder / RECORD).read_text(encoding="utf-8"))["digest"]


def results(output: Path) -> dict[str, object]:
    """Give every file of the runs, the record without its clock."""
    found: dict[str, object] = {}
    for path in (path for folder in run_folders(output) for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if path.name == RECORD:
            content = {name: value for name, value in json.loads(content).items() if name not in CLOCKED}
        found[path.relative_to(output).as_posix()] = content
    return found


def build_often(project: Path) -> Rows:
    """Build the data bare and whole, and give seconds and memory; makes national data where there are none."""
    found = compare_national(project, PROVINCES, YEARS)
    bare, whole, again = (found[name] for name in ("bare", "build", "again"))
    told = {"bare reading and adding up": bare, "build with all checks": whole, "built again, unchanged": again}
    named = [
        (f"{name}: seconds, seconds of CPU, MB at most", f"{one['wall']:.1f}; {one['cpu']:.1f}; {one['peak_mb']:.0f}")
        for name, one in told.items()
    ]
    times = f"{whole['wall'] / bare['wall']:.2f} by the clock, {whole['cpu'] / bare['cpu']:.2f} by CPU"
    return [*named, ("the build takes so many times the bare reading", times)]


def tell(heading: str, rows: Rows) -> None:
    """Print the results of a trial as a table."""
    print(f"\n## {heading}\n\n| trial | result |\n| --- | --- |")
    for name, result in rows:
        print(f"| {name} | {result} |", flush=True)


def main() -> None:
    """Do the trials and print their results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--project", type=Path, default=HERE.root / "national", help="project of national data")
    parser.add_argument("--units", nargs="+", help="units of the many runs, the first is killed; usually all provinces")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="seed of the moments of the kills")
    parser.add_argument("--built", action="store_true", help="take the project as it is built")
    asked = parser.parse_args()
    print("# Long trials\n\nWritten by `make soak` on national data that are made up (tools/national_data.py).")
    print(f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}.")
    if not asked.built:
        tell("Build", build_often(asked.project))
    units = asked.units or provinces_of(asked.project)
    with tempfile.TemporaryDirectory(prefix="ntm-soak-") as folder:
        scratch = Path(folder)
        (scratch / "killed.yml").write_text(f"{KILLED}units: [{units[0]}]\n", encoding="utf-8")
        if asked.kills:
            found = kill_often(asked.project, scratch / "killed.yml", scratch, asked.kills, asked.seed)
            tell("Reviews killed at random moments", found)
        if asked.runs:
            tell("Many runs", run_many(asked.project, units, scratch, asked.runs))


def provinces_of(project: Path) -> list[str]:
    """Give the provinces that documents are about."""
    tables = {name: load_table(name, Project(project)) for name in ("documents", "units")}
    provinces = tables["units"].loc[tables["units"]["level"] == "province", "unit"]
    return sorted(set(tables["documents"]["unit"]) & set(provinces))


if __name__ == "__main__":
    main()

"""Long trials of reviews: killed at random moments, and a thousand runs with memory and processes watched.

`python benchmarks/soak.py --project FOLDER` prints its results as a table in Markdown.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

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


def kill_often(project: Path, matrix: Path, scratch: Path, kills: int, seed: int) -> list[tuple[str, str]]:
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


def run_many(project: Path, units: list[str], scratch: Path, runs: int) -> list[tuple[str, str]]:
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


def main() -> None:
    """Do the trials and print their results."""
    parser = argparse.ArgumentParser(description="Long trials of reviews.")
    parser.add_argument("--project", type=Path, default=HERE.root, help="project that is killed and run often")
    parser.add_argument("--units", nargs="+", help="units of the many runs, the first is killed; all without it")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="seed of the moments of the kills")
    asked = parser.parse_args()
    units = asked.units or sorted(load_table("documents", Project(asked.project))["unit"].unique())
    with tempfile.TemporaryDirectory(prefix="ntm-soak-") as folder:
        scratch = Path(folder)
        (scratch / "killed.yml").write_text(f"{KILLED}units: [{units[0]}]\n", encoding="utf-8")
        rows = (
            kill_often(asked.project, scratch / "killed.yml", scratch, asked.kills, asked.seed) if asked.kills else []
        )
        rows += run_many(asked.project, units, scratch, asked.runs) if asked.runs else []
    print("| trial | result |\n| --- | --- |")
    for name, result in rows:
        print(f"| {name} | {result} |")


if __name__ == "__main__":
    main()

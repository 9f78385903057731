"""Measure 24 runs against papermill in the same minutes: three notebooks, two languages, four scenarios each.

Papermill's loop and papermill in two processes start plain kernels; ours forks warm ones, as many at a time as a review
does. The outputs of all three are compared cell by cell.
"""

import argparse
import json
import logging
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

from ntm_analysis.parameters import check_parameters
from ntm_analysis.paths import HERE, VARIABLE
from ntm_analysis.review.schedule import run_here, usual_workers
from ntm_analysis.run import Job, Limits, stop_servers
from ntm_analysis.run.execute import forget_places, with_folder

SCENARIOS = {
    "00_explore": [{"text": text} for text in ("ho ngheo", "giao thong", "nuoc sach", "nha o")],
    "01_sources_and_findings": [
        {"severity": "note"},
        {"severity": "warning"},
        {"severity": "error"},
        {"formats": "svg"},
    ],
    "02_funding_mix": [{}, {"base": "stated"}, {"prices": "real"}, {"level": "parts"}],
    "03_criteria_trajectories": [{}, {"denominators": "common"}, {"criteria_set": "strict"}, {"criteria": "2,5"}],
    "04_attainment_forecast": [{}, {"method": "hazard"}, {"slip": "stress"}, {"horizon": "2025-12-31"}],
    "05_place_profile": [{}, {"place": "bac-son"}, {"formats": "svg"}, {"place": "bac-son", "formats": "png"}],
}
DEFAULT = ("00_explore", "01_sources_and_findings", "02_funding_mix")
PROCESSES = 2


def make_jobs(notebooks: list[str], scenarios: int, root: Path) -> list[Job]:
    """Give the jobs of the notebooks in both languages and some scenarios each, with folders below one."""
    jobs = []
    for notebook in notebooks:
        for language in ("en", "vi"):
            for number, values in enumerate(SCENARIOS[notebook][:scenarios]):
                checked = check_parameters(notebook, {**values, "language": language})
                parameters = checked.model_dump(exclude={"figure_dir"})
                folder = root / f"{notebook}-{language}-{number}" / notebook
                jobs.append(Job(HERE.root, notebook, parameters, folder))
    return jobs


def loop(work: Path) -> None:
    """Run the jobs of a file one after another as papermill does, plain kernels and all.

    Kernels of two processes may choose the same ports; one that dies of it is started once more.
    """
    import papermill

    logging.getLogger("papermill").setLevel(logging.ERROR)
    for notebook, parameters, folder in json.loads(work.read_text(encoding="utf-8")):
        figures = Path(folder) / "figures"
        figures.mkdir(parents=True)
        given = with_folder(notebook, parameters, str(figures))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            source, target = HERE.notebooks / f"{notebook}.ipynb", Path(folder) / f"{notebook}.ipynb"
            try:
                papermill.execute_notebook(source, target, given, progress_bar=False)
            except RuntimeError:
                papermill.execute_notebook(source, target, given, progress_bar=False)


def run_plainly(jobs: list[Job], processes: int, scratch: Path) -> float:
    """Share the jobs among processes that loop over them; give the seconds that all took."""
    started = time.perf_counter()
    running = []
    for number in range(processes):
        rows = [[job.notebook, job.parameters, str(job.folder)] for job in jobs[number::processes]]
        work = scratch / f"work-{processes}-{number}.json"
        work.write_text(json.dumps(rows), encoding="utf-8")
        environment = {**os.environ, VARIABLE: str(HERE.root.resolve())}
        running.append(subprocess.Popen([sys.executable, __file__, "--work", str(work)], env=environment))
    for process in running:
        if process.wait():
            raise SystemExit("papermill failed")
    return time.perf_counter() - started


def run_warm(jobs: list[Job]) -> float:
    """Run the jobs in warm kernels as a review does, the start of their server included; give the seconds."""
    stop_servers()
    started = time.perf_counter()
    for outcome in run_here(jobs, Limits(), usual_workers(), anew=False):
        if outcome.status != "done":
            raise SystemExit(outcome.message)
    return time.perf_counter() - started


def shown(job: Job, figures: Path) -> list:
    """Give what the cells of a run show, without the folder of its figures."""
    import nbformat

    executed = nbformat.read(job.folder / f"{job.notebook}.ipynb", as_version=4)
    forget_places(executed, [figures], {})
    return [[cell.source, cell.get("outputs")] for cell in executed.cells]


def differing(plain: list[Job], warm: list[Job]) -> list[str]:
    """Name the runs whose cells or saved files are not the same."""
    found = []
    for one, two in zip(plain, warm, strict=True):
        figures = one.folder / "figures"
        same = shown(one, figures) == shown(two, two.folder)
        for path in figures.iterdir():
            same &= (two.folder / path.name).read_bytes() == path.read_bytes()
        if not same:
            found.append(str(two.folder.parent.name))
    return found


def measure(notebooks: list[str], scenarios: int) -> tuple[dict[str, float], list[str], int]:
    """Do one round; give the seconds of each way, the runs that differ, and how many runs there were."""
    with tempfile.TemporaryDirectory() as folder:
        roots = {way: Path(folder) / way for way in ("loop", "two", "warm")}
        jobs = {way: make_jobs(notebooks, scenarios, root) for way, root in roots.items()}
        seconds = {"warm": run_warm(jobs["warm"])}
        seconds["loop"] = run_plainly(jobs["loop"], 1, Path(folder))
        seconds["two"] = run_plainly(jobs["two"], PROCESSES, Path(folder))
        found = differing(jobs["loop"], jobs["warm"]) + differing(jobs["two"], jobs["warm"])
    return seconds, found, len(jobs["warm"])


def main() -> None:
    """Print a table of the medians over some rounds."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--notebooks", nargs="+", default=list(DEFAULT), choices=list(SCENARIOS))
    asked.add_argument("--scenarios", type=int, default=4, help="of each notebook and language, at most 4")
    asked.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.work:
        loop(options.work)
        return
    rounds = [measure(options.notebooks, options.scenarios) for _ in range(options.rounds)]
    seconds = {way: statistics.median(found[0][way] for found in rounds) for way in rounds[0][0]}
    print(f"# Runs against papermill\n\nWritten by `make bench`. Rounds: {len(rounds)}; seconds are medians.")
    print(f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}.\n")
    print(f"| {rounds[0][2]} runs: {', '.join(options.notebooks)} | seconds | loop takes | two processes take |")
    print("| --- | --- | --- | --- |")
    for way, name in {
        "loop": "papermill's loop",
        "two": "papermill in two processes",
        "warm": f"ntm, {usual_workers()} at a time",
    }.items():
        ratios = " | ".join(f"{seconds[other] / seconds[way]:.2f} ×" for other in ("loop", "two"))
        print(f"| {name} | {seconds[way]:.1f} | {ratios} |")
    differ = sorted({name for found in rounds for name in found[1]})
    print(f"\nRuns whose cells or files differ: {', '.join(differ) or 'none'}.")
    stop_servers()


if __name__ == "__main__":
    main()

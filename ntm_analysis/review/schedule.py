"""Runs of a review spread over the cores of this machine."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from ntm_analysis.run import Job, Limits, Outcome, run_job, stop_servers
from ntm_analysis.run.processes import end_below
from ntm_analysis.run.start import WARM

# On some systems a wait without an end cannot be interrupted.
GLANCE_SECONDS = 0.5
PAUSE_SECONDS = 0.05


def usual_workers() -> int:
    """Give one more than the cores that this process may use: while a run waits for its kernel, another goes on."""
    return 1 + (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def run_here(jobs: list[Job], limits: Limits, workers: int, anew: bool) -> Iterator[Outcome]:
    """Run jobs in processes of their own, so many at a time, and give each outcome as it comes.

    When the caller is interrupted, every process is ended at once and nothing more is begun.
    """
    pool = ThreadPoolExecutor(workers)
    futures = [pool.submit(run_job, job, limits, anew=anew) for job in jobs]
    waiting: set[Future] = set(futures)
    try:
        while waiting:
            done, waiting = wait(waiting, GLANCE_SECONDS, FIRST_COMPLETED)
            for future in done:
                yield future.result()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        while not all(future.done() for future in futures):
            _end_runs()
            time.sleep(PAUSE_SECONDS)
        raise
    finally:
        pool.shutdown()


def _end_runs() -> None:
    stop_servers()
    if not WARM:
        end_below(os.getpid())

"""One run of one notebook: in a process of its own, within limits, whole or not at all, reused when unchanged."""

from ntm_analysis.run.check import check_notebook
from ntm_analysis.run.digest import digest_job
from ntm_analysis.run.job import Job, Limits, Outcome, Run, run_job, run_notebook
from ntm_analysis.run.record import LISTING, RECORD
from ntm_analysis.run.start import stop_servers, warm_up

__all__ = [
    "LISTING",
    "RECORD",
    "Job",
    "Limits",
    "Outcome",
    "Run",
    "check_notebook",
    "digest_job",
    "run_job",
    "run_notebook",
    "stop_servers",
    "warm_up",
]

"""A run as its caller sees it: a job within limits, and what came of it."""

import os
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from ntm_analysis.errors import NtmError
from ntm_analysis.files import STAGING, staged
from ntm_analysis.parameters import MODELS, Common, check_parameters
from ntm_analysis.paths import Project
from ntm_analysis.run.check import check_notebook
from ntm_analysis.run.digest import digest_parts, digests_of, versions
from ntm_analysis.run.failure import RunError, tell_system
from ntm_analysis.run.record import is_whole, written_by
from ntm_analysis.run.start import start_run
from ntm_analysis.run.watch import Limits, attend


@dataclass(frozen=True)
class Job:
    """One run to do: notebook of a project (its root), checked parameters without figure_dir, folder of the result."""

    project: Path
    notebook: str
    parameters: dict
    folder: Path


@dataclass(frozen=True)
class Outcome:
    """What came of a job: status done, reused or failed; a sentence and the failing cell (or None); seconds taken."""

    job: Job
    status: str
    message: str
    failure: dict | None
    seconds: float


@dataclass(frozen=True)
class Run:
    """One finished run of a notebook."""

    notebook: str
    folder: Path
    parameters: Common


def run_notebook(project: Project, notebook: str, values: dict, folder: Path) -> Run:
    """Run a notebook into a folder: executed notebook, page without code, figures and the tables behind them.

    The folder takes its place whole when the run has succeeded; until then an earlier one stands. Raises NtmError for
    a wrong parameter, a notebook without its parameters tag, a folder that cannot be written, or a failing cell.
    """
    if values.get("figure_dir"):
        found = repr(values["figure_dir"])
        raise NtmError(
            f"parameter 'figure_dir': found {found}, expected none, for a run saves beside its page; use --output."
        )
    checked = check_parameters(notebook, values, project)
    folder = folder.resolve()
    check_notebook(project, project.notebooks / f"{notebook}.ipynb", MODELS[notebook])
    outcome = run_job(Job(project.root.resolve(), notebook, checked.model_dump(exclude={"figure_dir"}), folder))
    if outcome.status == "failed":
        raise NtmError(outcome.message)
    return Run(notebook, folder, checked)


def run_job(job: Job, limits: Limits = Limits(), *, anew: bool = False) -> Outcome:  # noqa: B008
    """Do a job, or find it done: a folder whose record has the job's digest is taken as it is unless `anew`.

    Faults of the notebook and of the folder are told in the outcome, never raised; an earlier folder stays whole then.
    May be called from several threads at a time.
    """
    start, failure, message = time.monotonic(), None, ""
    try:
        status = _do(job, limits, anew)
    except NtmError as error:
        status, message, failure = "failed", str(error), getattr(error, "failure", None)
    except OSError as error:
        status, message = "failed", tell_system(job.folder, error)
    return Outcome(job, status, message, failure, time.monotonic() - start)


def _do(job: Job, limits: Limits, anew: bool) -> str:
    try:
        digests = digests_of(job)
    except OSError as error:
        raise RunError(tell_system(Path(error.filename or job.project), error)) from None
    digest = digest_parts(digests, job)
    if not anew and is_whole(job.folder, digest):
        return "reused"
    about = {"notebook": job.notebook, "parameters": job.parameters, "digest": digest}
    about |= {"digests": digests, "versions": versions()}
    with staged(job.folder, written_by(job.folder)) as stage, _scratch(job.folder) as scratch:
        request = {"project": str(job.project), "stage": str(stage), "scratch": str(scratch), "about": about}
        request |= {"folder": str(job.folder), "environment": dict(os.environ), "limits": asdict(limits)}
        attend(start_run(request), job.notebook, limits, [stage, scratch])
    return "done"


@contextmanager
def _scratch(target: Path):
    """Give a folder beside `target` for what a run needs only while it lasts; named so that leftovers are known."""
    prefix, suffix = f"{STAGING}~{os.getpid()}~", f"~{target.name}"
    with tempfile.TemporaryDirectory(
        prefix=prefix, suffix=suffix, dir=target.parent, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)

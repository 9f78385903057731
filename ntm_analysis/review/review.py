"""A review from its matrix to its products: checked whole, run where needed, written down, published."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ntm_analysis.build import build
from ntm_analysis.errors import BadInputError, writing
from ntm_analysis.paths import Project
from ntm_analysis.review import manifest
from ntm_analysis.review.account import Tell, count, tell_end, tell_outcome, tell_plan, tell_start
from ntm_analysis.review.lock import locked
from ntm_analysis.review.matrix import Matrix, read_matrix, usual_matrix
from ntm_analysis.review.mirror import open_project
from ntm_analysis.review.plan import Planned, make_plan
from ntm_analysis.review.publish import Target, open_target
from ntm_analysis.review.schedule import run_here, usual_workers
from ntm_analysis.review.storage import local_folder
from ntm_analysis.run import Job, Limits, Outcome, digest_job
from ntm_analysis.run.record import is_whole


@dataclass(frozen=True)
class Request:
    """What `ntm review` was asked for; `project` and `output` are folders or addresses of fsspec."""

    project: str
    output: str
    file: Path | None = None
    unit: str | None = None
    languages: tuple[str, ...] = ()
    workers: int | None = None
    scheduler: str | None = None
    anew: bool = False


@dataclass(frozen=True)
class _Work:
    """The runs of a review in its folder, each result once, with the digest that it must have."""

    request: Request
    target: Target
    project: Project
    matrix: Matrix
    runs: list[Planned]
    jobs: dict[str, Job]
    digests: dict[str, str]

    def standing(self) -> set[str]:
        """Give the paths of the results that need no run."""
        if self.request.anew:
            return set()
        return {path for path, job in self.jobs.items() if is_whole(job.folder, self.digests[path])}


def run_review(request: Request, tell: Tell = print) -> dict[str, Outcome]:
    """Do a review and give the outcome of each of its results by path (language/case/notebook).

    Everything is checked before the first kernel starts. A run that fails does not stop the others; what it left
    earlier stays. Raises NtmError for faults that can be seen beforehand and for a folder that another review holds.
    """
    matrix = _read(request)
    target, project = open_target(request.output), open_project(request.project)
    manifest.check_folder(target.folder)
    build(project)
    work = _plan(request, target, project, matrix)
    with locked(target.folder), target.held():
        target.restore(work.digests)
        with writing(target.folder):
            manifest.take_over(target.folder, work.digests, manifest.read_manifest(target.folder))
        outcomes = _run(work, tell)
        _finish(work, outcomes, tell)
    tell_end(outcomes, manifest.unlisted(target.folder, work.runs), tell)
    return outcomes


def plan_review(request: Request, tell: Tell = print) -> list[Planned]:
    """Check a review whole and tell its plan, without building, running or writing anything."""
    matrix = _read(request)
    target, project = open_target(request.output), open_project(request.project)
    work = _plan(request, target, project, matrix)
    tell_plan(work.runs, work.standing(), tell)
    return work.runs


def _read(request: Request) -> Matrix:
    if not request.file:
        return usual_matrix(request.unit, list(request.languages))
    if request.unit or request.languages:
        found = "--unit or --language beside a file"
        raise BadInputError(str(request.file), found, "one of the two", "give them in the file")
    try:
        content = request.file.read_bytes()
    except OSError as error:
        found = error.strerror or "an error"
        raise BadInputError(str(request.file), found, "a file to read", "check its name") from None
    return read_matrix(content, request.file.name)


def _plan(request: Request, target: Target, project: Project, matrix: Matrix) -> _Work:
    runs, root = make_plan(matrix, project), project.root.resolve()
    first = {run.path: run for run in reversed(runs) if run.path == run.own_path}
    paths = [run.path for run in runs if run.path == run.own_path]
    folder = target.folder.resolve()
    jobs = {path: Job(root, first[path].notebook, first[path].parameters, folder / path) for path in paths}
    digests = {path: digest_job(job) for path, job in jobs.items()}
    return _Work(request, replace(target, folder=folder), project, matrix, runs, jobs, digests)


def _run(work: _Work, tell: Tell) -> dict[str, Outcome]:
    standing = work.standing()
    outcomes = {path: Outcome(work.jobs[path], "reused", "", None, 0.0) for path in standing}
    waiting = {path: job for path, job in work.jobs.items() if path not in standing}
    tell_start(len(standing), len(waiting), tell)
    path_of = {job.folder: path for path, job in work.jobs.items()}
    for number, outcome in enumerate(_outcomes(work, list(waiting.values())), start=1):
        path = path_of[outcome.job.folder]
        outcomes[path] = outcome
        tell_outcome(outcome, path, number, len(waiting), tell)
    return {path: outcomes[path] for path in work.jobs}


def _outcomes(work: _Work, jobs: list[Job]) -> Iterator[Outcome]:
    request, limits = work.request, Limits(**work.matrix.limits)
    if not jobs:
        return iter(())
    if request.scheduler:
        from ntm_analysis.review.cluster import run_there

        project = request.project if not local_folder(request.project) else str(work.project.root.resolve())
        digests = {job.folder: work.digests[path] for path, job in work.jobs.items()}
        return run_there(jobs, limits, request.anew, request.scheduler, project, digests)
    return run_here(jobs, limits, request.workers or usual_workers(), request.anew)


def _finish(work: _Work, outcomes: dict[str, Outcome], tell: Tell) -> None:
    """Write the manifest and the products, and publish them where the review lies in a storage."""
    from ntm_analysis.products import make_products

    manifest.write_manifest(work.target.folder, work.matrix.title, work.runs, outcomes)
    with writing(work.target.folder):
        make_products(work.target.folder, work.project, tell)
    sent = work.target.publish([path for path, job in work.jobs.items() if job.folder.is_dir()])
    if work.target.place:
        tell(f"{count(sent, 'file')} published.")

"""Runs of a review on an existing Dask cluster: workers run them and send back the folder of each."""

import io
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ntm_analysis.build import build
from ntm_analysis.errors import NtmError, writing
from ntm_analysis.files import staged
from ntm_analysis.review.mirror import open_project
from ntm_analysis.review.storage import local_folder
from ntm_analysis.run import Job, Limits, Outcome, digest_job, run_job
from ntm_analysis.run.record import written_by

PATIENCE_SECONDS = 10
PREPARING = threading.Lock()
PACKAGES = "pip install 'ntm-analysis[cluster]'"


@dataclass(frozen=True)
class Order:
    """What a worker needs to know of a run; `project` is an address that it reads, `digest` what it must agree on."""

    project: str
    notebook: str
    parameters: dict
    digest: str
    anew: bool
    limits: Limits


def run_there(
    jobs: list[Job], limits: Limits, anew: bool, address: str, project: str, digests: dict[Path, str]
) -> Iterator[Outcome]:
    """Run jobs on the workers of a scheduler and give each outcome as it comes, its folder in place.

    `project` is the project's address as the workers read it. A worker that dies has its runs done by the others.
    Raises NtmError for a scheduler that cannot be reached, and for workers that have another version of the library,
    its packages, the notebooks or the data.
    """
    orders = [Order(project, job.notebook, job.parameters, digests[job.folder], anew, limits) for job in jobs]
    with _connected(address) as client:
        if orders:
            _check_workers(client, address, orders[0])
        yield from _collect(client, address, jobs, orders)


@contextmanager
def _connected(address: str):
    try:
        from distributed import Client
    except ImportError:
        raise NtmError(f"--scheduler: found no package distributed, expected it; {PACKAGES}.") from None
    try:
        client = Client(address, timeout=PATIENCE_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        found = " ".join(str(error).split())[:160]
        do = "start it or correct the address"
        raise NtmError(f"--scheduler {address}: found {found}, expected a Dask scheduler; {do}.") from None
    try:
        yield client
    finally:
        client.close(timeout=PATIENCE_SECONDS)


def _check_workers(client, address: str, order: Order) -> None:
    """Raise NtmError unless there are workers and each would run the same code on the same data."""
    if not client.scheduler_info(n_workers=-1)["workers"]:
        raise NtmError(f"--scheduler {address}: found no workers, expected at least one; start some.")
    for worker, found in client.run(digest_order, order, on_error="return").items():
        if found == order.digest:
            continue
        told = " ".join(str(found).split())[:200] if isinstance(found, Exception) else "another one"
        expected = f"the same version of the project, its packages and its data ({order.project})"
        do = "install it there, or give --project an address that every worker can read"
        raise NtmError(f"--scheduler {address}, worker {worker}: found {told}, expected {expected}; {do}.")


def digest_order(order: Order) -> str:
    """Give the digest that a run would have where this is called; raises NtmError for a project that is not there."""
    return digest_job(_job(order, Path()))


def do_order(order: Order) -> tuple[str, str, dict | None, float, bytes]:
    """Run an order where this is called: status, message, failure, seconds, and the folder as a zip."""
    if digest_order(order) != order.digest:
        message = f"notebook {order.notebook}: found another version of the project at a worker, expected the same one"
        return "failed", f"{message}; install it there.", None, 0.0, b""
    with tempfile.TemporaryDirectory(prefix="ntm-") as scratch:
        outcome = run_job(_job(order, Path(scratch) / "run"), order.limits, anew=order.anew)
        content = b"" if outcome.status == "failed" else pack(outcome.job.folder)
    return outcome.status, outcome.message, outcome.failure, outcome.seconds, content


def pack(folder: Path) -> bytes:
    """Give the files of a run's folder as a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.write(path, path.relative_to(folder).as_posix())
    return buffer.getvalue()


def unpack(content: bytes, folder: Path) -> None:
    """Put the files of a zip in the place of a run's folder; raises NtmError for a name that leads out of it."""
    with writing(folder), staged(folder, written_by(folder)) as stage, zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            target = stage / name
            if "\\" in name or not target.resolve().is_relative_to(stage.resolve()):
                raise NtmError(f"{folder}: found {name!r} from a worker, expected a name inside; check the worker.")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))


def _job(order: Order, folder: Path) -> Job:
    return Job(_project(order.project), order.notebook, order.parameters, folder)


def _project(address: str) -> Path:
    """Give the project's folder at a worker; a copy out of a storage has its tables built here."""
    with PREPARING:
        project = open_project(address)
        if not local_folder(address):
            build(project)
    return project.root


def _collect(client, address: str, jobs: list[Job], orders: list[Order]) -> Iterator[Outcome]:
    from distributed import as_completed

    futures = client.map(do_order, orders, pure=False, batch_size=1)
    jobs_of = {future.key: job for future, job in zip(futures, jobs, strict=True)}
    try:
        for future in as_completed(futures, loop=client.loop):
            yield _outcome(future, jobs_of[future.key], address)
            future.release()
    except BaseException:
        client.cancel(futures, force=True)
        raise


def _outcome(future, job: Job, address: str) -> Outcome:
    if future.status == "cancelled":
        do = "start it and run the review again"
        raise NtmError(f"--scheduler {address}: found the scheduler gone, expected it until the end; {do}.")
    error = future.exception()
    if error:
        found = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        message = f"notebook {job.notebook}: found {found}, expected a worker that finishes it; look at the workers."
        return Outcome(job, "failed", message, None, 0.0)
    status, message, failure, seconds, content = future.result()
    if status != "failed":
        try:
            unpack(content, job.folder)
        except NtmError as fault:
            return Outcome(job, "failed", str(fault), None, seconds)
    return Outcome(job, status, message, failure, seconds)

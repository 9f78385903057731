"""The process of one run: papermill executes the notebook, then the page and the record are written."""

import json
import os
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from ntm_analysis.errors import NtmError
from ntm_analysis.paths import VARIABLE, Project
from ntm_analysis.run.execute import execute, forget_places, with_folder
from ntm_analysis.run.failure import fail, tell_system
from ntm_analysis.run.processes import adopt_orphans, die_with, end_below, fall_silent
from ntm_analysis.run.record import write_record

Tell = Callable[[dict], None]


def serve(handle: int, parent: int) -> None:
    """Do the run whose request comes on a line, in a process just forked; tell on the line what comes of it."""
    from ntm_analysis.run import kernel

    os.setsid()
    die_with(parent)
    adopt_orphans()
    kernel.waiting.append(kernel.Forked([handle]))
    kernel.prefer_warm()
    with socket.socket(fileno=handle) as line:
        tell = lambda said: line.sendall(json.dumps(said).encode() + b"\n")  # noqa: E731
        tell({"pid": os.getpid()})
        with line.makefile("rb") as request:
            text = request.readline()
        if text:
            tell({"end": do(json.loads(text), tell)})
        end_below(os.getpid())


def main(parent: int) -> None:
    """Do the run whose request comes on standard input, in a process started for it; end when `parent` ends."""
    threading.Thread(target=_end_with, args=[parent], daemon=True).start()
    request = json.loads(sys.stdin.buffer.read())
    line = os.fdopen(os.dup(1), "wb")
    fall_silent()

    def tell(said: dict) -> None:
        line.write(json.dumps(said).encode() + b"\n")
        line.flush()

    tell({"end": do(request, tell)})


def _end_with(parent: int) -> None:
    import psutil

    watched = psutil.Process(parent)
    while watched.is_running():
        time.sleep(0.5)
    end_below(os.getpid())
    os._exit(1)


def do(request: dict, tell: Tell) -> dict:
    """Do a run; give its message, empty when all went well, and what is known of the failing cell."""
    stage = Path(request["stage"])
    try:
        _run(request, tell, stage)
    except NtmError as error:
        return {"message": str(error), "failure": getattr(error, "failure", None)}
    except OSError as error:
        return {"message": tell_system(Path(request["folder"]), error), "failure": None}
    except Exception as error:
        found = fail(request["about"]["notebook"], None, f"{type(error).__name__}: {error}")
        return {"message": str(found), "failure": found.failure}
    return {"message": "", "failure": None}


def _run(request: dict, tell: Tell, stage: Path) -> None:
    from ntm_analysis.lean import nbformat
    from ntm_analysis.pages import write_page

    started, start, about = datetime.now(UTC), time.monotonic(), request["about"]
    name, project = about["notebook"], Project(Path(request["project"]))
    _settle(request)
    executed = execute(request, tell)
    end_below(os.getpid())
    shown = with_folder(name, about["parameters"], ".")
    forget_places(executed, [stage, Path(request["scratch"])], shown)
    nbformat.write(executed, stage / f"{name}.ipynb")
    write_page(executed, stage / f"{name}.html", name, about["parameters"]["language"], project)
    text = json.dumps(shown, indent=1)
    (stage / "parameters.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    times = {"started": started.isoformat(timespec="seconds"), "seconds": round(time.monotonic() - start, 3)}
    write_record(stage, {**about, **times})


def _settle(request: dict) -> None:
    """Take the environment of the process that asks, with folders of this run's own for all that is passing."""
    scratch = Path(request["scratch"])
    own = {name: str(scratch / name.lower()) for name in ("TMPDIR", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "WORK")}
    for folder in own.values():
        Path(folder).mkdir()
    os.chdir(scratch.anchor)
    request["work"] = own.pop("WORK")
    os.environ.clear()
    os.environ.update({**request["environment"], **own, VARIABLE: request["project"]})
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    request["token"] = secrets.token_hex(8)

"""Serving the launch page and the dashboard from this machine: loopback unless others are let in explicitly."""

import atexit
import ipaddress
import os
import secrets
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path

from ntm_analysis.errors import NtmError
from ntm_analysis.explore.panel import SERVED
from ntm_analysis.paths import VARIABLE, Project

LOOPBACK = "127.0.0.1"
LAUNCH = "lab/workspaces/ntm/tree/notebooks/00_explore.ipynb"
TOKEN_BYTES = 24
IDLE_SECONDS = 3600
# What the dashboard's page may load: itself. The engine of its widgets compiles code of its own (unsafe-eval).
POLICY = "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; connect-src 'self' ws: wss:; "
POLICY += "frame-ancestors 'self'; form-action 'self'; base-uri 'self'"


def open_lab(project: Project, port: int, has_browser: bool, tell) -> None:
    """Run JupyterLab on the launch page until it is stopped; `tell` gets the address with its token.

    The token goes to the server in its environment, which other users of the machine cannot read, and to the browser
    in a file of the user's own: it never stands in a list of processes.
    """
    from jupyterlab.labapp import main

    token = secrets.token_urlsafe(TOKEN_BYTES)
    os.environ |= {"JUPYTER_TOKEN": token, VARIABLE: str(project.root.resolve())}
    _lead("JUPYTER_CONFIG_PATH")
    with hold_port(LOOPBACK, port) as held:
        tell(f"http://{LOOPBACK}:{held}/{LAUNCH}?reset&token={token}")
        main(list_lab_options(project, held, has_browser))


def list_lab_options(project: Project, port: int, has_browser: bool) -> list[str]:
    """List the options of JupyterLab: loopback, one port, the launch page, and nothing asked of a network."""
    return [
        f"--ServerApp.root_dir={project.root.resolve()}",
        f"--ServerApp.ip={LOOPBACK}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.open_browser={has_browser}",
        f"--LabApp.default_url=/{LAUNCH}?reset",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        "--ServerApp.allow_root=True",
        "--ServerApp.log_level=ERROR",
        "--LabApp.log_level=ERROR",
    ]


def open_dashboard(project: Project, host: str, port: int, has_browser: bool, lets_others: bool, tell) -> None:
    """Serve the dashboard until it is stopped; `tell` gets its address with the token that opens it.

    Raises NtmError for an address that others can reach, unless `lets_others`; and for a port that is taken.
    """
    check_host(host, lets_others)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    os.environ[VARIABLE] = str(project.root.resolve())
    if not is_loopback(host):
        os.environ[SERVED] = "1"
    _lead("JUPYTER_PATH")
    with hold_port(host, port) as held:
        address = f"http://{_name_host(host)}:{held}/?token={token}"
        tell(address)
        if has_browser:
            _open_browser(address)
        _run_voila(host, held, token)


def _name_host(host: str) -> str:
    """Name an address as a browser takes it; where all addresses are served, the machine's name."""
    if host in ("", "0.0.0.0", "::"):
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _run_voila(host: str, port: int, token: str) -> None:
    from traitlets.config import Config
    from voila.app import Voila

    settings = {"headers": {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}}
    idle = {"cull_idle_timeout": IDLE_SECONDS, "cull_interval": 60, "cull_connected": True}
    chosen = {"ip": host, "port": port, "port_retries": 0, "token": token, "open_browser": False, "log_level": "ERROR"}
    page = {"template": "ntm", "strip_sources": True, "show_tracebacks": False}
    page["multi_kernel_manager_class"] = "ntm_analysis.explore.visitors.FewPages"
    config = {"Voila": {**chosen, "tornado_settings": settings}, "VoilaConfiguration": page}
    sockets = {} if os.name == "nt" else {"transport": "ipc"}
    application = Voila(config=Config({**config, "MappingKernelManager": idle, "KernelManager": sockets}))
    application.initialize([str(files("ntm_analysis").joinpath("explore/dashboard.ipynb"))])
    application.start()


def _lead(variable: str) -> None:
    """Set the project's own settings before those of a path variable."""
    own = str(files("ntm_analysis").joinpath("explore/server"))
    os.environ[variable] = os.pathsep.join(filter(None, (own, os.environ.get(variable))))


def check_host(host: str, lets_others: bool) -> None:
    """Raise NtmError for an address that others can reach, unless they are let in."""
    if not is_loopback(host) and not lets_others:
        found = f"option --host: found {host}, which others can reach, expected {LOOPBACK}"
        raise NtmError(f"{found}; read docs/serving.md, then add --allow-others.")


def is_loopback(host: str) -> bool:
    """Say whether an address can be reached from this machine alone."""
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


@contextmanager
def hold_port(host: str, port: int) -> Iterator[int]:
    """Give the port if it is free, 0 standing for any free one; raises NtmError otherwise.

    On Linux it is held until the server takes it over: there two sockets may share a port of which one alone listens.
    """
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(kind) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            found = f"option --port: found {port}, which cannot be used on {host}"
            raise NtmError(f"{found}, expected a free port; choose another one.") from None
        given = probe.getsockname()[1]
        if sys.platform != "linux":
            probe.close()
        yield given


def _open_browser(address: str) -> None:
    """Open the browser through a file of the user's own, so that no list of processes shows the token."""
    with suppress(webbrowser.Error):
        browser = webbrowser.get()
        handle, name = tempfile.mkstemp(suffix=".html")
        atexit.register(Path(name).unlink, missing_ok=True)
        page = f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="1;url={address}">'
        os.close(handle)
        Path(name).write_text(page, encoding="utf-8")
        browser.open(Path(name).as_uri())

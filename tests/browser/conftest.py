"""Servers started by the project's commands, and a browser that reaches this machine alone."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from ntm_analysis.paths import HERE

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-dev-shm-usage",
]
FLAGS += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
SCREENS = HERE.root / "reviews" / "screens"
PATIENCE = 60_000
RECIPE = re.compile(r"^(lab|dashboard):.*\n\t(.*)$", re.MULTILINE)


@pytest.fixture(scope="session")
def chromium():
    """Chromium of the system, driven by playwright."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium), so no page can be opened")
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed (pip install playwright)"
    )
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def project_copy(tmp_path_factory):
    """A copy of data and notebooks: what a page saves does not come into the repository."""
    folder = tmp_path_factory.mktemp("project")
    for part in ("data", "notebooks"):
        shutil.copytree(HERE.root / part, folder / part)
    return folder


def command_of(target: str) -> list[str]:
    """Give the command that a target of the Makefile runs, with this Python in place of the environment's."""
    recipes = dict(RECIPE.findall((HERE.root / "Makefile").read_text(encoding="utf-8")))
    program, *options = shlex.split(recipes[target].replace("$(BIN)/", ""))
    assert program == "ntm"
    return [sys.executable, "-m", "ntm_analysis.cli", *options]


class Server:
    """A command that serves pages, and the address that it tells."""

    def __init__(self, target: str, project: Path, folder: Path):
        self.log, self.address = folder / f"{target}.log", ""
        environment = os.environ | {"PYTHONPATH": str(HERE.root), "PYTHONUNBUFFERED": "1"}
        environment |= {
            f"JUPYTER_{name}_DIR": str(folder / f"{target}-{name}") for name in ("CONFIG", "DATA", "RUNTIME")
        }
        environment |= {"JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"), "IPYTHONDIR": str(folder / "ipython")}
        environment |= {"JUPYTERLAB_SETTINGS_DIR": str(folder / "settings")}
        own = ["--no-browser", "--port", "0", "--project", str(project)]
        with self.log.open("w", encoding="utf-8") as log:
            streams = {"stdout": subprocess.PIPE, "stderr": log, "text": True, "encoding": "utf-8"}
            command = [*command_of(target), *own]
            self.process = subprocess.Popen(command, env=environment, cwd=folder, start_new_session=True, **streams)

    def wait(self) -> str:
        """Give the address once something answers there."""
        self.address = address = self.address or self.process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), self.log.read_text(encoding="utf-8")
        while self.process.poll() is None:
            try:
                urllib.request.urlopen(address.partition("?")[0], timeout=5).close()
                return address
            except urllib.error.HTTPError:
                return address
            except OSError:
                continue
        raise AssertionError(self.log.read_text(encoding="utf-8"))

    def stop(self) -> None:
        """Wait until the server has ended as it was told; kill it where it does not."""
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)


@pytest.fixture(scope="session")
def servers(chromium, project_copy, tmp_path_factory):
    """Both servers, started side by side."""
    folder = tmp_path_factory.mktemp("servers")
    started = {target: Server(target, project_copy, folder) for target in ("lab", "dashboard")}
    yield started
    for server in started.values():
        server.process.send_signal(signal.SIGTERM)
    for server in started.values():
        server.stop()


@pytest.fixture
def page(chromium):
    """A page that reaches this machine alone; what it asks elsewhere and what its console tells are kept."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    opened.faults, opened.elsewhere = [], []
    opened.on("console", lambda message: opened.faults.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: opened.faults.append(str(error)))
    opened.on("dialog", lambda dialog: (opened.faults.append(f"dialog {dialog.message}"), dialog.accept()))

    def let_through(route):
        address = route.request.url
        if re.match(r"(https?://127\.0\.0\.1[:/]|data:|blob:)", address):
            route.continue_()
        else:
            opened.elsewhere.append(address)
            route.abort()

    context.route("**/*", let_through)
    yield opened
    context.close()


@pytest.fixture(scope="session")
def screens():
    """The folder for screenshots to look at: reviews/screens."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    return SCREENS

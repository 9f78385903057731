"""Starting the process of a run: forked from a warm server where the system forks safely, else started plainly."""

import json
import os
import select
import socket
import subprocess
import sys
import threading
from contextlib import suppress

from ntm_analysis.paths import VARIABLE
from ntm_analysis.run.digest import PACKAGE, digest_code
from ntm_analysis.run.processes import end_tree

WARM = sys.platform.startswith("linux")
# Some libraries ask at import whether they are in a kernel, and choose by that how wide a table is.
IN_KERNEL = "import builtins, types; builtins.get_ipython = lambda: types.SimpleNamespace(kernel=None)"
LEAVE_OUT = ("MPLBACKEND", "JPY_PARENT_PID", "JPY_SESSION_NAME")
_servers: dict[tuple[int, str], "Server"] = {}
_lock = threading.Lock()


class Server:
    """A process that has imported what runs need and forks itself for each of them; it ends with this one."""

    def __init__(self, project: str):
        self.control, theirs = socket.socketpair()
        environment = {name: value for name, value in os.environ.items() if name not in LEAVE_OUT}
        with theirs:
            command = _command("server", theirs.fileno(), IN_KERNEL)
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                env={**environment, VARIABLE: project},
            )
        self.runs = 0

    def fork(self) -> socket.socket:
        """Give the line to a new run process; raises OSError when the server is gone."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self.control, [b"f"], [theirs.fileno()])
        return ours

    def stop(self) -> None:
        """End the server and the runs that go on in it."""
        self.control.close()
        self.process.wait()


class WarmRun:
    """A run in a process forked from the server."""

    def __init__(self, server: Server, request: dict):
        self.server, self.pid, self._heard = server, None, b""
        self._line = server.fork()
        with suppress(OSError):
            self._line.sendall(json.dumps(request).encode() + b"\n")

    def wait(self, seconds: float) -> bool:
        """Listen for some seconds; say whether the run has ended."""
        if not select.select([self._line], [], [], seconds)[0]:
            return False
        heard = b""
        with suppress(OSError):
            heard = self._line.recv(1 << 16)
        self._heard += heard
        if self.pid is None and b"\n" in self._heard:
            self.pid = json.loads(self._heard.split(b"\n")[0])["pid"]
        return not heard

    def lines(self) -> list[bytes]:
        """Give what the run has told so far, line by line."""
        return self._heard.split(b"\n")

    def close(self) -> None:
        """End the run's processes."""
        if self.pid:
            end_tree(self.pid)
        self._line.close()
        _give_back(self.server)


class PlainRun:
    """A run in a process started anew, with a kernel that papermill starts its own way."""

    def __init__(self, request: dict):
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(_command("work", os.getpid()), stdin=pipe, stdout=pipe)
        self.pid, self._request, self._heard = self._process.pid, json.dumps(request).encode(), b""

    def wait(self, seconds: float) -> bool:
        """Listen for some seconds; say whether the run has ended."""
        request, self._request = self._request, None
        try:
            self._heard = self._process.communicate(request, timeout=seconds)[0]
        except subprocess.TimeoutExpired as silent:
            self._heard = silent.output or b""
            return False
        return True

    def lines(self) -> list[bytes]:
        """Give what the run has told so far, line by line."""
        return self._heard.split(b"\n")

    def close(self) -> None:
        """End the run's processes."""
        end_tree(self.pid)
        self._process.wait()


def start_run(request: dict) -> WarmRun | PlainRun:
    """Start the process of a run."""
    if not WARM:
        return PlainRun(request)
    server = _take(request["project"])
    try:
        return WarmRun(server, request)
    except OSError:
        _give_back(server)
        raise


def warm_up(project: str) -> None:
    """Start the server of warm runs, if it is not there, so that its imports go on while other things are checked."""
    if WARM:
        _give_back(_take(project))


def _take(project: str) -> Server:
    """Give the server that has the library's code as it lies on disk, counted as in use; end older idle ones."""
    key = os.getpid(), digest_code()
    with _lock:
        for other in list(_servers):
            gone = _servers[other].process.poll() is not None
            if other[0] == key[0] and (gone or (other != key and not _servers[other].runs)):
                _servers.pop(other).stop()
        if key not in _servers:
            _servers[key] = Server(project)
        _servers[key].runs += 1
        return _servers[key]


def _give_back(server: Server) -> None:
    with _lock:
        server.runs -= 1


def stop_servers() -> None:
    """End the servers of this process and the runs that go on in them."""
    with _lock:
        for key in [key for key in _servers if key[0] == os.getpid()]:
            _servers.pop(key).stop()


def _command(module: str, argument: int, before: str = "pass") -> list[str]:
    """Give the command that runs a module's main without the current folder on the path.

    The library's folder is put there only where this library would not be found without it: kernels see that path.
    """
    root, origin = str(PACKAGE.parent), str(PACKAGE / "__init__.py")
    path = "sys.path[:] = [p for p in sys.path if p]; found = importlib.util.find_spec('ntm_analysis')"
    path += f"; found and found.origin == {origin!r} or sys.path.insert(0, {root!r})"
    start = f"from ntm_analysis.run.{module} import main; main({argument})"
    return [sys.executable, "-c", f"{before}; import importlib.util, sys; {path}; {start}"]

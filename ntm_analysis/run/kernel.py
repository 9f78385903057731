"""A warm kernel: forked before the run process has threads or sockets, it waits for the command that makes it one."""

import atexit
import contextlib
import json
import os
import random
import signal
import sys
import tempfile
import warnings
from importlib.metadata import EntryPoint
from pathlib import Path

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from ntm_analysis import paths
from ntm_analysis.run.processes import die_with

NAME = "warm"
FILTERS: list[tuple] = []
waiting: list["Forked"] = []


class Forked:
    """A forked child with as much of subprocess.Popen as a kernel's provisioner asks for."""

    stdin = stdout = stderr = None

    def __init__(self, close: list[int]):
        reader, self._writer = os.pipe()
        parent = os.getpid()
        self.pid, self.returncode = os.fork(), None
        if self.pid == 0:
            for handle in [*close, self._writer]:
                os.close(handle)
            _become_kernel(reader, parent)
        os.close(reader)

    def order(self, order: dict) -> None:
        """Hand the child its command, environment and folder."""
        with os.fdopen(self._writer, "w", encoding="utf-8") as line:
            json.dump(order, line)

    def poll(self) -> int | None:
        """Give the child's exit status once it has ended."""
        if self.returncode is None:
            with contextlib.suppress(ChildProcessError):
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self) -> int:
        """Wait for the child's end and give its exit status."""
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send the child a signal unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill the child."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the child to end."""
        self.send_signal(signal.SIGTERM)


class WarmProvisioner(LocalProvisioner):
    """Has the waiting child become the kernel instead of starting a process."""

    async def launch_kernel(self, cmd: list[str], **kwargs):
        """Hand the kernel's arguments, environment and folder to the waiting child."""
        self.process = waiting.pop()
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        environment = {**(kwargs.get("env") or os.environ), "JPY_PARENT_PID": str(os.getpid())}
        arguments = cmd[cmd.index("-f") :]
        self.process.order({"arguments": arguments, "environment": environment, "folder": str(self.cwd)})
        return self.connection_info


def prefer_warm() -> None:
    """Have jupyter_client take the waiting child for kernels whose specification names no provisioner."""
    factory = KernelProvisionerFactory.instance()
    value = f"{WarmProvisioner.__module__}:{WarmProvisioner.__qualname__}"
    factory.provisioners[NAME] = EntryPoint(NAME, value, factory.GROUP_NAME)
    factory.default_provisioner_name = NAME


def _become_kernel(reader: int, parent: int) -> None:
    """Wait for the order, be the kernel until it is shut down, and end this process."""
    try:
        os.setsid()
        die_with(parent)
        with os.fdopen(reader, encoding="utf-8") as line:
            order = line.read()
        if order:
            _serve(json.loads(order))
    except SystemExit:
        pass
    except BaseException:
        sys.excepthook(*sys.exc_info())
    with contextlib.suppress(BaseException):
        atexit._run_exitfuncs()
    os._exit(0)


def _serve(order: dict) -> None:
    import ipykernel_launcher
    from ipykernel.kernelapp import IPKernelApp

    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    sys.argv = [ipykernel_launcher.__file__, *order["arguments"]]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    forget_past()
    IPKernelApp.launch_instance(order["arguments"])


def forget_past() -> None:
    """Undo in a forked process what it shares with others: random states, folders, the project that was imported."""
    import matplotlib
    import numpy as np

    random.seed()
    np.random.seed()
    tempfile.tempdir = None
    warnings.resetwarnings()
    warnings.filters.extend(FILTERS)
    backend = os.environ.get("MPLBACKEND") or "module://matplotlib_inline.backend_inline"
    matplotlib.rcParams["backend"] = backend
    if Path(os.environ[paths.VARIABLE]) != paths.HERE.root:
        for name in [name for name in sys.modules if name.split(".")[0] == "ntm_analysis"]:
            del sys.modules[name]

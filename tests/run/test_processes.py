"""Ending processes: all that is left behind, and nothing of those that go on."""

from itertools import count
from types import SimpleNamespace

from ntm_analysis.run import processes

SERVER, SPARED, ENDED = 1, 2, 3


class Forking:
    """A server with a run that goes on, one process left by a run that has ended, and a new child at every look."""

    def __init__(self):
        self.pids, self.children, self.left, self.killed = count(10), [], [ENDED], []

    def below(self, pid: int) -> list:
        self.children.append(next(self.pids))
        seen = self.children if pid == SPARED else [SPARED, *self.children, *self.left]
        return [SimpleNamespace(pid=pid) for pid in seen]

    def kill(self, process) -> bool:
        assert process.pid == ENDED, "a process of the run that goes on"
        self.killed.append(process.pid)
        self.left.clear()
        return True


def test_what_a_spared_process_starts_meanwhile_is_spared_too(monkeypatch):
    system = Forking()
    monkeypatch.setattr(processes, "below", system.below)
    monkeypatch.setattr(processes, "_kill", system.kill)
    monkeypatch.setattr(processes.psutil, "wait_procs", lambda *_, **__: None)
    processes.end_below(SERVER, (SPARED,))
    assert system.killed == [ENDED]

"""What is served to whom: loopback unless others are let in explicitly, and no token in a list of processes."""

import asyncio
import json
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import pytest
from tornado.web import HTTPError

from ntm_analysis.errors import NtmError
from ntm_analysis.explore import serve
from ntm_analysis.explore.serve import check_host, hold_port, is_loopback, list_lab_options
from ntm_analysis.explore.visitors import MOST_PAGES, AsyncMappingKernelManager, FewPages
from ntm_analysis.paths import HERE

LOCAL = ["127.0.0.1", "127.8.8.8", "::1", "localhost"]
OPEN = ["0.0.0.0", "::", "", "192.168.1.7", "example.org", "127.0.0.1.example.org", "localhost.example.org"]


@pytest.mark.parametrize("host", LOCAL)
def test_loopback_is_served_without_asking(host):
    assert is_loopback(host)
    check_host(host, lets_others=False)


@pytest.mark.parametrize("host", OPEN)
def test_an_address_that_others_reach_has_to_be_allowed(host):
    assert not is_loopback(host)
    with pytest.raises(NtmError, match=r"read docs/serving\.md, then add --allow-others\.$"):
        check_host(host, lets_others=False)
    check_host(host, lets_others=True)


def test_a_port_that_is_taken_is_refused():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(NtmError, match="expected a free port"), hold_port("127.0.0.1", other.getsockname()[1]):
            pass
    with pytest.raises(NtmError, match="expected a free port"), hold_port("127.0.0.1", 70_000):
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="two sockets share a port on Linux alone")
def test_a_port_is_held_until_the_server_listens():
    with hold_port("127.0.0.1", 0) as port, socket.socket() as stranger, socket.socket() as server:
        assert port > 1023
        with pytest.raises(OSError, match="in use"):
            stranger.bind(("127.0.0.1", port))
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", port))
        server.listen()
        socket.create_connection(("127.0.0.1", port), timeout=5).close()


def apart(coroutine):
    """Run a coroutine in a thread of its own: a browser's test may have left a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def test_one_page_more_than_the_most_is_refused(monkeypatch):
    kernels = FewPages()
    open_pages = []
    monkeypatch.setattr(kernels, "list_kernel_ids", lambda: list(open_pages))

    async def start(_self, **_how):
        await asyncio.sleep(0)
        open_pages.append("kernel")
        return "kernel"

    monkeypatch.setattr(AsyncMappingKernelManager, "start_kernel", start)

    async def ask(count):
        return await asyncio.gather(*(kernels.start_kernel() for _ in range(count)), return_exceptions=True)

    answers = apart(ask(MOST_PAGES + 2))
    assert answers.count("kernel") == len(open_pages) == MOST_PAGES
    assert {answer.status_code for answer in answers if isinstance(answer, HTTPError)} == {503}
    open_pages.pop()
    assert apart(ask(1)) == ["kernel"]


def test_jupyterlab_is_bound_to_loopback_and_keeps_its_token(monkeypatch):
    told, run = [], []
    monkeypatch.setattr("jupyterlab.labapp.main", run.append)
    for variable in ("JUPYTER_TOKEN", "JUPYTER_CONFIG_PATH", "NTM_PROJECT"):
        monkeypatch.setenv(variable, "before")
    serve.open_lab(HERE, 0, False, told.append)
    (address,), (options,) = told, run
    token = address.rpartition("token=")[2]
    assert len(token) >= 32
    assert address.startswith("http://127.0.0.1:")
    assert "notebooks/00_explore.ipynb" in address
    assert "--ServerApp.ip=127.0.0.1" in options
    assert "--ServerApp.open_browser=False" in options
    assert not any(token in option or "token" in option.lower() for option in options)
    assert serve.os.environ["JUPYTER_TOKEN"] == token


def test_jupyterlab_asks_nothing_of_a_network():
    options = list_lab_options(HERE, 8888, True)
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in options
    assert "--LabApp.extension_manager=readonly" in options
    settings = json.loads(files("ntm_analysis").joinpath("explore/server/labconfig/page_config.json").read_text())
    assert settings["disabledExtensions"] == {"@jupyterlab/apputils-extension:announcements": True}


def test_the_policy_of_the_dashboard_names_no_other_server():
    assert "http" not in serve.POLICY
    assert serve.POLICY.startswith("default-src 'self' ")


def test_the_dashboard_holds_nothing_of_a_run():
    content = files("ntm_analysis").joinpath("explore/dashboard.ipynb").read_bytes()
    (cell,) = json.loads(content)["cells"]
    assert (cell["outputs"], cell["execution_count"]) == ([], None)
    assert content.endswith(b"}\n")

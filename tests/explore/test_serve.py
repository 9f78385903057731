"""What is served to whom: loopback unless others are let in explicitly, and no token in a list of processes."""

import json
import socket
from importlib.resources import files

import pytest

from ntm_analysis.errors import NtmError
from ntm_analysis.explore import serve
from ntm_analysis.explore.serve import check_host, find_port, is_loopback, list_lab_options
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
        with pytest.raises(NtmError, match="expected a free port"):
            find_port("127.0.0.1", other.getsockname()[1])
    with pytest.raises(NtmError, match="expected a free port"):
        find_port("127.0.0.1", 70_000)
    assert find_port("127.0.0.1", 0) > 1023


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

"""Reviews out of and into a storage: a real S3-compatible server, started here."""

import json
import urllib.request
from pathlib import Path

import pytest

from ntm_analysis.errors import NtmError
from ntm_analysis.review import publish
from ntm_analysis.review.mirror import open_project
from ntm_analysis.review.publish import LISTING, open_target
from ntm_analysis.review.review import Request, run_review
from ntm_analysis.review.storage import Place, local_folder
from review.cases import make_tiny, replace_code, results, write_matrix

moto_server = pytest.importorskip("moto.server")
s3fs = pytest.importorskip("s3fs")
TWO = "notebooks: [00_explore, 02_funding_mix]\nlanguages: [en]\n"
OUT = "s3://bucket/reviews"


@pytest.fixture(scope="module")
def server():
    running = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def store(server, monkeypatch, tmp_path):
    """Give the file system of an empty bucket; the environment names server and credentials."""
    urllib.request.urlopen(urllib.request.Request(f"{server}/moto-api/reset", method="POST")).close()
    setting = {"AWS_ENDPOINT_URL": server, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    setting |= {"AWS_DEFAULT_REGION": "us-east-1", "NTM_CACHE": str(tmp_path / "cache")}
    for name, value in setting.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    system = s3fs.S3FileSystem(use_listings_cache=False)
    system.mkdir("bucket")
    yield system
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.fixture
def tiny(tmp_path):
    return make_tiny(tmp_path / "project")


def review(project: str | Path, output: str, matrix: Path, **more) -> list[str]:
    told: list[str] = []
    run_review(Request(str(project), output, matrix, **more), told.append)
    return told


def download(system, address: str, folder: Path) -> Path:
    system.get(address, str(folder), recursive=True)
    return folder


def refuse(call) -> str:
    with pytest.raises(NtmError) as caught:
        call()
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.notebooks
def test_a_review_goes_to_a_storage_as_it_goes_to_a_folder(store, tiny, tmp_path):
    matrix = write_matrix(tiny, TWO)
    told = review(tiny.root, OUT, matrix)
    review(tiny.root, str(tmp_path / "local"), matrix)
    there = download(store, "bucket/reviews", tmp_path / "there")
    assert results(there) == results(tmp_path / "local")
    assert (there / "index.html").read_bytes() == (tmp_path / "local/index.html").read_bytes()
    assert json.loads((there / "manifest.json").read_bytes())["runs"][0]["status"] == "done"
    assert not store.exists("bucket/reviews/.review.lock")
    assert any(line.endswith("files published.") for line in told)


@pytest.mark.notebooks
def test_another_machine_takes_the_runs_from_the_storage(store, tiny, tmp_path, monkeypatch):
    matrix = write_matrix(tiny, TWO)
    review(tiny.root, OUT, matrix)
    monkeypatch.setenv("NTM_CACHE", str(tmp_path / "other machine"))
    assert review(tiny.root, OUT, matrix)[0] == "2 runs: 2 unchanged, 0 to do."
    assert (tmp_path / "other machine").is_dir()


@pytest.mark.notebooks
def test_only_what_has_changed_is_published(store, tiny):
    matrix = write_matrix(tiny, TWO)
    review(tiny.root, OUT, matrix)
    assert "0 files published." not in review(tiny.root, OUT, matrix)  # done has become reused
    assert "0 files published." in review(tiny.root, OUT, matrix)
    replace_code(tiny, "00_explore", "print(1)")
    sent: list[str] = []
    upload = Place.upload
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Place, "upload", lambda place, path, name: [sent.append(name), upload(place, path, name)])
        review(tiny.root, OUT, matrix)
    assert sent[-1] == "manifest.json"
    assert [name for name in sent if "02_funding_mix" in name] == []
    assert "en/lang-son/00_explore/run.json" in sent
    assert not store.exists("bucket/reviews/en/lang-son/00_explore/told.csv")


@pytest.mark.notebooks
def test_a_reader_never_sees_a_manifest_whose_files_are_not_there(store, tiny, monkeypatch):
    """Stop the publishing before every file in turn, and look."""
    matrix = write_matrix(tiny, TWO)
    review(tiny.root, str(tiny.root / "out"), matrix)
    names = sorted(name for name in _files(tiny.root / "out"))
    target = publish.Target(OUT, tiny.root / "out", Place(OUT))
    paths = ["en/lang-son/00_explore", "en/lang-son/02_funding_mix"]
    upload, seen = Place.upload, []

    def watched(place, path, name):
        seen.append(store.exists("bucket/reviews/manifest.json"))
        upload(place, path, name)

    monkeypatch.setattr(Place, "upload", watched)
    assert target.publish(paths) == len(names) == len(seen)
    assert not any(seen)
    assert store.exists("bucket/reviews/manifest.json")


def _files(folder: Path) -> list[str]:
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return [name for name in files if not name.startswith(".")]


@pytest.mark.notebooks
def test_a_publishing_that_broke_off_is_finished_by_the_next(store, tiny, tmp_path, monkeypatch):
    matrix, upload, left = write_matrix(tiny, TWO), Place.upload, [5]

    def broken(place, path, name):
        left[0] -= 1
        if left[0] < 0:
            raise NtmError("the line broke")
        upload(place, path, name)

    with monkeypatch.context() as patch:
        patch.setattr(Place, "upload", broken)
        assert refuse(lambda: review(tiny.root, OUT, matrix)) == "the line broke"
    assert not store.exists("bucket/reviews/manifest.json")
    assert review(tiny.root, OUT, matrix)[0] == "2 runs: 2 unchanged, 0 to do."
    review(tiny.root, str(tmp_path / "local"), matrix)
    assert results(download(store, "bucket/reviews", tmp_path / "there")) == results(tmp_path / "local")


@pytest.mark.notebooks
def test_a_project_in_a_storage_is_fetched_and_run(store, tiny, tmp_path):
    matrix = write_matrix(tiny, TWO)
    for part in ("data", "notebooks"):
        store.put(str(tiny.root / part), f"bucket/project/{part}", recursive=True)
    store.pipe_file("bucket/project/secret.txt", b"not asked for")
    review("s3://bucket/project", str(tmp_path / "out"), matrix)
    review(tiny.root, str(tmp_path / "local"), matrix)
    assert results(tmp_path / "out") == results(tmp_path / "local")
    first = open_project("s3://bucket/project").root
    assert not (first / "secret.txt").exists()
    notebook = (tiny.notebooks / "00_explore.ipynb").read_bytes()
    store.pipe_file("bucket/project/notebooks/00_explore.ipynb", notebook + b"\n")
    fetched: list[str] = []
    download_one = Place.download
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Place, "download", lambda place, name, to: [fetched.append(name), download_one(place, name, to)])
        second = open_project("s3://bucket/project").root
        assert open_project("s3://bucket/project").root == second != first
    assert fetched == ["notebooks/00_explore.ipynb"]
    assert (second / "notebooks/00_explore.ipynb").read_bytes() == notebook + b"\n"
    assert (first / "notebooks/00_explore.ipynb").read_bytes() == notebook


# Whose place it is


def test_a_place_that_another_review_holds_is_refused(store, tmp_path):
    target = open_target(OUT)
    with target.held():
        found = refuse(lambda: open_target(OUT).held().__enter__())
    assert found.startswith(f"{OUT}: found another review at work there (process ")
    with open_target(OUT).held():
        pass


@pytest.mark.parametrize(
    "holder",
    [
        {"host": "elsewhere", "pid": 1, "seen": 0},
        {"host": "elsewhere", "pid": 1},
        {"host": "HERE", "pid": 2**22 + 1, "born": 1.0, "seen": 9e9},
        {"host": "HERE", "pid": 1, "born": 1.0, "seen": 9e9},
    ],
    ids=["silent", "wordless", "dead", "number of another process"],
)
def test_the_hold_of_a_dead_review_is_taken_over(store, holder):
    import socket

    holder = {**holder, "host": socket.gethostname() if holder["host"] == "HERE" else holder["host"]}
    store.pipe_file("bucket/reviews/.review.lock", json.dumps(holder).encode())
    with open_target(OUT).held():
        assert json.loads(store.cat_file("bucket/reviews/.review.lock"))["host"] == socket.gethostname()
    assert not store.exists("bucket/reviews/.review.lock")


def test_a_living_review_elsewhere_is_respected(store):
    holder = {"host": "elsewhere", "pid": 7, "seen": 9e9, "since": "2021-01-01 00:00:00 UTC"}
    store.pipe_file("bucket/reviews/.review.lock", json.dumps(holder).encode())
    found = refuse(lambda: open_target(OUT).held().__enter__())
    assert "(process 7 on elsewhere since 2021-01-01 00:00:00 UTC), expected none; wait for its end or" in found


def test_a_place_with_somebodys_files_is_refused(store):
    store.pipe_file("bucket/reviews/index.html", b"mine")
    assert refuse(lambda: open_target(OUT)) == (
        f"{OUT}: found index.html, expected an earlier review or nothing; choose another place."
    )


def test_names_that_lead_out_are_not_followed(store, tmp_path):
    store.pipe_file(f"bucket/reviews/{LISTING}", json.dumps({"../x.json": "0", "/x.json": "0"}).encode())
    open_target(OUT).restore({})
    assert list(tmp_path.rglob("x.json")) == []


# Storages that cannot be used


def test_a_missing_bucket_is_told(store):
    for call in (lambda: open_target("s3://no-such-bucket/x"), lambda: open_project("s3://no-such-bucket/x")):
        found = refuse(call)
        assert found.startswith("s3://no-such-bucket/x: found no such bucket (")
        assert found.endswith("expected a storage to use; check the address, the server and the credentials.")


def test_a_project_without_notebooks_is_told(store):
    assert refuse(lambda: open_project("s3://bucket/none")) == (
        "s3://bucket/none: found no notebooks in it, expected a project (data/, notebooks/); check the address."
    )


def test_a_server_that_cannot_be_reached_is_told(store, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    s3fs.S3FileSystem.clear_instance_cache()
    assert refuse(lambda: open_target(OUT)).startswith(f"{OUT}: found a server that cannot be reached (")


def allow(server: str, calls: bytes) -> None:
    """Have the server let pass so many more calls without looking at the credentials."""
    plain = {"Content-Type": "text/plain"}
    asked = urllib.request.Request(f"{server}/moto-api/reset-auth", data=calls, method="POST", headers=plain)
    urllib.request.urlopen(asked).close()


def test_wrong_credentials_are_told(store, server, monkeypatch):
    allow(server, b"0")
    try:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAWRONG")
        s3fs.S3FileSystem.clear_instance_cache()
        found = refuse(lambda: open_target(OUT))
    finally:
        allow(server, b"inf")
    assert found.startswith(f"{OUT}: found credentials that are not valid (")


def test_no_credentials_are_told(store, monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    s3fs.S3FileSystem.clear_instance_cache()
    assert refuse(lambda: open_target(OUT)).startswith(f"{OUT}: found no credentials (")


def test_an_unknown_kind_of_address_is_told():
    found = refuse(lambda: open_target("nope://x/y"))
    assert found.startswith("nope://x/y: found ValueError: Protocol not known: nope")


def test_addresses_of_files_are_folders(tmp_path):
    assert local_folder(f"file://{tmp_path}/a%20b") == tmp_path / "a b"
    assert local_folder("reviews/x") == Path("reviews/x")
    assert local_folder("s3://x/y") is None
    assert open_project(f"file://{tmp_path}").root == tmp_path

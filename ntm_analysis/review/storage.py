"""Addresses of fsspec (s3://…, file://…): told from folders, and reached with one sentence for a fault."""

import hashlib
import os
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from ntm_analysis.errors import NtmError

CACHE = "NTM_CACHE"
PACKAGES = "pip install 'ntm-analysis[cluster]'"
LOCAL = ("file", "local")
# Seconds until a server that does not answer is given up, and how often it is asked again.
S3_PATIENCE = {"connect_timeout": 10, "read_timeout": 60, "retries": {"max_attempts": 2}}
MEANINGS = {
    "InvalidAccessKeyId": "credentials that are not valid",
    "SignatureDoesNotMatch": "credentials that are not valid",
    "NoCredentialsError": "no credentials",
    "AccessDenied": "no right to do so",
    "NoSuchBucket": "no such bucket",
    "EndpointConnectionError": "a server that cannot be reached",
    "ConnectTimeoutError": "a server that does not answer",
    "ReadTimeoutError": "a server that does not answer",
    "ClientConnectorError": "a server that cannot be reached",
}


def local_folder(address: str) -> Path | None:
    """Give the folder on this machine that an address names; None for a place elsewhere.

    >>> local_folder("reviews").as_posix(), local_folder("s3://bucket/reviews")
    ('reviews', None)
    """
    if "://" not in address:
        return Path(address)
    if address.split("://")[0] in LOCAL:
        return Path(unquote(urlsplit(address).path))
    return None


def cache_folder(kind: str, address: str) -> Path:
    """Give this machine's folder for what belongs to an address; the environment variable NTM_CACHE moves it."""
    usual = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ntm-analysis"
    key = hashlib.sha256(address.rstrip("/").encode()).hexdigest()[:16]
    return Path(os.environ.get(CACHE) or usual) / kind / key


class Place:
    """A place that fsspec reaches, such as s3://bucket/reviews; every name is relative to it."""

    def __init__(self, address: str):
        import fsspec

        self.address = address.rstrip("/")
        options = {"config_kwargs": S3_PATIENCE} if address.startswith("s3://") else {}
        with self._reaching():
            self.system, self.root = fsspec.core.url_to_fs(self.address, **options)
            self.root = self.root.rstrip("/")
            # What an earlier call has listed may have changed since.
            self.system.invalidate_cache()

    def listing(self) -> dict[str, dict]:
        """Give every file of the place with what the storage says of it; empty where there is none."""
        with self._reaching():
            try:
                found = self.system.find(self.root, detail=True)
            except FileNotFoundError:
                self._check_container()
                return {}
            if not found:
                self._check_container()
        return {path.removeprefix(self.root).lstrip("/"): about for path, about in found.items()}

    def read(self, name: str) -> bytes | None:
        """Read a file; None when it is not there."""
        with self._reaching():
            try:
                return self.system.cat_file(self._path(name))
            except FileNotFoundError:
                return None

    def write(self, name: str, content: bytes, *, new: bool = False) -> bool:
        """Write a file; with `new` only when it is not there, and say whether it was written."""
        with self._reaching():
            try:
                if new and self.system.exists(self._path(name)):
                    return False
                self.system.pipe_file(self._path(name), content, **({"mode": "create"} if new else {}))
            except FileExistsError:
                return False
        return True

    def upload(self, source: Path, name: str) -> None:
        """Copy a file of this machine into the place."""
        with self._reaching():
            self.system.put_file(str(source), self._path(name))

    def download(self, name: str, target: Path) -> None:
        """Copy a file of the place to this machine."""
        with self._reaching():
            target.parent.mkdir(parents=True, exist_ok=True)
            self.system.get_file(self._path(name), str(target))

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        with self._reaching():
            try:
                self.system.rm_file(self._path(name))
            except FileNotFoundError:
                return

    def _path(self, name: str) -> str:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise NtmError(f"{self.address}: found the name {name!r}, expected one below it; remove that file.")
        return f"{self.root}/{name}"

    def _check_container(self) -> None:
        """Have the storage complain when not even the bucket is there."""
        container = self.root.split("/")[0]
        if container:
            self.system.ls(container, refresh=True) if self.address.startswith("s3://") else None

    @contextmanager
    def _reaching(self):
        try:
            yield
        except NtmError:
            raise
        except ImportError as error:
            raise NtmError(f"{self.address}: found no package for it ({error}), expected one; {PACKAGES}.") from None
        except Exception as error:
            do = "check the address, the server and the credentials"
            raise NtmError(f"{self.address}: found {_meaning(error)}, expected a storage to use; {do}.") from None


def _meaning(error: Exception) -> str:
    """Tell an error of a storage library in a few words."""
    chain, texts = error, []
    while chain and len(texts) < 5:
        texts.append(f"{type(chain).__name__} {chain}")
        chain = chain.__cause__ or chain.__context__
    told = next((words for sign, words in MEANINGS.items() if any(sign in text for text in texts)), "")
    detail = " ".join(str(error).split())[:160]
    return f"{told} ({detail})" if told else f"{type(error).__name__}: {detail}"

"""A copy of the project's data that a test may spoil."""

import shutil

import pytest

from ntm_analysis.paths import HERE, Project


@pytest.fixture
def project(tmp_path):
    """Copy the data folders of the repository."""
    for folder in (HERE.raw, HERE.reference, HERE.processed):
        shutil.copytree(folder, tmp_path / folder.relative_to(HERE.root))
    return Project(tmp_path)


@pytest.fixture
def edit(project):
    """Give a function that replaces a text which stands exactly once in a copied file.

    A lone surrogate such as U+DCE1 in the new text becomes the byte 0xe1.
    """

    def replace(path: str, old: str, new: str) -> None:
        file = project.root / path
        text = file.read_bytes().decode("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        file.write_bytes(text.replace(old, new).encode("utf-8", "surrogateescape"))

    return replace

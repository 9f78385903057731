"""The stamp of a build: a second build makes nothing anew, and anything that differs is built again."""

import os

import pytest

from ntm_analysis import assembly
from ntm_analysis.build import build
from ntm_analysis.errors import BadInputError
from ntm_analysis.stamp import digest_inputs, is_current, read_files, write_stamp

CHANGES = {
    "a file edited": lambda project: (project.processed / "bands.csv").write_bytes(b"spoilt\n"),
    "a file removed": lambda project: (project.processed / "bands.csv").unlink(),
    "the stamp damaged": lambda project: (project.built / "stamp.json").write_text("{"),
    "the stamp removed": lambda project: (project.built / "stamp.json").unlink(),
}


@pytest.fixture
def made(monkeypatch):
    """Count how often tables are made."""
    times, make = [], assembly.make_tables
    monkeypatch.setattr(assembly, "make_tables", lambda project: times.append(1) or make(project))
    return times


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_differs_is_built_again(project, made, change):
    build(project)
    whole = read_files(project.processed)
    build(project)
    assert len(made) == 1
    change(project)
    build(project)
    assert len(made) == 2
    assert read_files(project.processed) == whole


def test_a_changed_input_is_built_again(project, made, edit):
    build(project)
    edit("data/reference/corrections.csv", "neighbouring rows", "rows beside it")
    build(project)
    assert len(made) == 2


def test_a_stamp_holds_for_its_inputs_and_files_only(project):
    inputs, files = digest_inputs(project), read_files(project.processed)
    assert not is_current(project, inputs, files)
    write_stamp(project, inputs, files)
    assert is_current(project, inputs, files)
    assert not is_current(project, inputs, files | {"bands.csv": "0"})
    assert not is_current(project, "0", files)


@pytest.mark.skipif(os.name == "nt", reason="no permissions by bits")
def test_whoever_may_read_the_folder_may_read_the_stamp(project):
    before = os.umask(0o022)
    try:
        build(project)
    finally:
        os.umask(before)
    assert (project.built / "stamp.json").stat().st_mode & 0o777 == 0o644
    assert [path.name for path in project.built.glob(".stamp*")] == []


@pytest.mark.parametrize("spoil", [lambda path: path.mkdir(), lambda path: path.symlink_to("nowhere")])
def test_a_folder_or_a_dead_link_in_place_of_a_file_is_named(project, spoil):
    path = project.raw / "funding.csv"
    path.unlink()
    spoil(path)
    with pytest.raises(
        BadInputError, match=r"data/raw/funding.csv: found .*, expected a readable file; restore the file"
    ):
        build(project)

"""Building data/processed from data/raw and data/reference: same input, same bytes."""

from contextlib import suppress
from dataclasses import dataclass

from ntm_analysis.files import recover, staged
from ntm_analysis.paths import HERE, Project
from ntm_analysis.stamp import digest_inputs, is_current, read_files, write_stamp


@dataclass(frozen=True)
class Built:
    """What a build made: the SHA-256 of each file by name, and whether they differ from what stood there before."""

    files: dict[str, str]
    changed: bool


class _UnchangedError(Exception):
    """Leaves what stands in place."""


def build(project: Project = HERE) -> Built:
    """Build every processed table and datapackage.json, and put them in place whole.

    Where inputs, code and processed files are those of the last build, nothing is made anew. Raises BadInputError for
    the first fault of raw or reference data; data/processed then stays as it was.
    """
    recover(project.processed)
    inputs, standing = digest_inputs(project), read_files(project.processed)
    if is_current(project, inputs, standing):
        return Built(standing, False)
    from ntm_analysis.assembly import PACKAGE, make_tables, write_blocks
    from ntm_analysis.excerpts import index_rows, is_short

    tables, files = make_tables(project), {}
    with suppress(_UnchangedError), staged(project.processed, [f"{name}.csv" for name in tables] + [PACKAGE]) as folder:
        for name, blocks in write_blocks(tables, files):
            with (folder / name).open("wb") as file:
                file.writelines(blocks)
        if files == standing:
            raise _UnchangedError
    write_stamp(project, inputs, files)
    for name, text in tables.items():
        if not is_short(project.processed / f"{name}.csv"):
            index_rows(project, name, text)
    return Built(files, files != standing)

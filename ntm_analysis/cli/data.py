"""Commands on the data: build, audit, dictionary."""

from pathlib import Path
from typing import Annotated

import typer

from ntm_analysis.cli.options import ProjectOption
from ntm_analysis.errors import NtmError, writing
from ntm_analysis.paths import HERE, Project


def build(project: ProjectOption = HERE.root) -> None:
    """Build data/processed from data/raw and data/reference."""
    from ntm_analysis.build import build as run_build

    built = run_build(Project(project))
    state = "written" if built.changed else "already up to date"
    typer.echo(f"{len(built.files)} files in {Project(project).processed.as_posix()}: {state}.")


def audit(
    documents: Annotated[Path, typer.Option("--documents", help="Folder with the original text files.")],
    project: ProjectOption = HERE.root,
    full: Annotated[bool, typer.Option("--full", help="List every numeric run that no raw row holds.")] = False,
    partial: Annotated[bool, typer.Option("--partial", help="Accept unknown files and missing documents.")] = False,
) -> None:
    """Check that every printed run stands on its line, and report what was left out."""
    from ntm_analysis.report import report_audit

    if not report_audit(Project(project), documents, full, partial):
        raise typer.Exit(1)


def dictionary(
    output: Annotated[Path, typer.Option("--output", help="File to write.")] = Path("docs/data_dictionary.md"),
) -> None:
    """Write the data dictionary from the field dictionary."""
    from ntm_analysis.dictionary import TITLE, make_dictionary

    if output.is_file() and not output.read_bytes().startswith(TITLE.encode()):
        raise NtmError(f"{output}: found another file, expected a data dictionary or a new name; choose a new name.")
    with writing(output):
        output.write_text(make_dictionary(), encoding="utf-8", newline="\n")
    typer.echo(output.as_posix())

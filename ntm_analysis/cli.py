"""The command `ntm`; each subcommand imports only what it needs."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ntm_analysis.errors import NtmError, writing
from ntm_analysis.paths import HERE, Project

INTERRUPTED = 130
app = typer.Typer(
    help="Checked figures and parameterised notebooks on Vietnam's New Rural Development programme.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
ProjectOption = Annotated[Path, typer.Option("--project", help="Folder of the project (data/, notebooks/).")]
Output = Annotated[Path, typer.Option("--output", help="Folder for the results.")]


@app.command()
def build(project: ProjectOption = HERE.root) -> None:
    """Build data/processed from data/raw and data/reference."""
    from ntm_analysis.build import build as run_build

    built = run_build(Project(project))
    state = "written" if built.changed else "already up to date"
    typer.echo(f"{len(built.files)} files in {Project(project).processed.as_posix()}: {state}.")


@app.command()
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


@app.command()
def run(
    notebook: Annotated[str, typer.Argument(help="Name of the notebook, such as 02_funding_mix.")],
    parameter: Annotated[
        list[str] | None, typer.Option("-p", "--parameter", help="name=value; may be repeated.")
    ] = None,
    output: Output = Path("reviews/single"),
    project: ProjectOption = HERE.root,
) -> None:
    """Run one notebook with parameters."""
    from ntm_analysis.parameters import read_values
    from ntm_analysis.run import run_notebook

    done = run_notebook(Project(project), notebook, read_values(notebook, parameter or []), output / notebook)
    typer.echo(f"{done.folder.as_posix()}/{notebook}.html")


@app.command()
def params(notebook: Annotated[str, typer.Argument(help="Name of the notebook.")]) -> None:
    """List the parameters of a notebook."""
    from ntm_analysis.report import report_parameters

    report_parameters(notebook)


@app.command()
def review(
    unit: Annotated[str, typer.Option("--unit", help="Administrative unit with figures.")] = "lang-son",
    language: Annotated[list[str] | None, typer.Option("--language", help="en or vi; may be repeated.")] = None,
    output: Output = Path("reviews"),
    project: ProjectOption = HERE.root,
) -> None:
    """Build the tables, run every notebook and leave a review that can be opened."""
    from ntm_analysis.build import build as run_build
    from ntm_analysis.review import run_review

    run_build(Project(project))
    languages = list(dict.fromkeys(language or ["en", "vi"]))
    failures = run_review(Project(project), unit, languages, output, typer.echo)
    for chosen in languages:
        typer.echo(f"{output.as_posix()}/{unit}-{chosen}/index.html")
    if failures:
        raise NtmError(f"{len(failures)} runs failed: {failures[0]}")


@app.command()
def dictionary(
    output: Annotated[Path, typer.Option("--output", help="File to write.")] = Path("docs/data_dictionary.md"),
) -> None:
    """Write the data dictionary from the field dictionary."""
    from ntm_analysis.dictionary import make_dictionary

    with writing(output):
        output.write_text(make_dictionary(), encoding="utf-8", newline="\n")
    typer.echo(output.as_posix())


@app.command()
def gallery(output: Output = HERE.figures, project: ProjectOption = HERE.root) -> None:
    """Draw the figures of a review into figures/."""
    from ntm_analysis.gallery import make_gallery

    with writing(output):
        written = make_gallery(Project(project), output)
    for path in written:
        typer.echo(path.as_posix())


@app.callback()
def main_options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Options of every command."""
    app.debug = debug


def main() -> None:
    """Run the command; an error is one sentence on standard error and exit status 1."""
    app.debug = False
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")
    try:
        app()
    except NtmError as error:
        if app.debug:
            raise
        typer.echo(f"ntm: {error}", err=True)
        sys.exit(1)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            typer.echo("ntm: interrupted; earlier results stand as they were.", err=True)
        raise


if __name__ == "__main__":
    main()

"""Commands that run notebooks: run, params, review, gallery."""

from pathlib import Path
from typing import Annotated

import typer

from ntm_analysis.cli.options import Output, ProjectOption
from ntm_analysis.errors import NtmError, writing
from ntm_analysis.paths import HERE, Project


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


def params(
    notebook: Annotated[str, typer.Argument(help="Name of the notebook.")],
    language: Annotated[str, typer.Option("--language", help="Language of the list: en or vi.")] = "en",
) -> None:
    """List the parameters of a notebook: name, type, default, allowed values, help."""
    from ntm_analysis.language import LANGUAGES
    from ntm_analysis.report import report_parameters

    if language not in LANGUAGES:
        raise NtmError(f"option --language: found {language!r}, expected one of {', '.join(LANGUAGES)}; correct it.")
    report_parameters(notebook, language)


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


def gallery(output: Output = HERE.figures, project: ProjectOption = HERE.root) -> None:
    """Draw the figures of a review into figures/."""
    from ntm_analysis.gallery import make_gallery

    with writing(output):
        written = make_gallery(Project(project), output)
    for path in written:
        typer.echo(path.as_posix())

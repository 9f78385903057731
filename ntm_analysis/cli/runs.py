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
    file: Annotated[Path | None, typer.Argument(help="Matrix of runs (docs/review_runs.md).")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Unit with figures, when there is no file.")] = None,
    language: Annotated[
        list[str] | None, typer.Option("--language", help="en or vi, when there is no file; may be repeated.")
    ] = None,
    output: Annotated[str, typer.Option("--output", help="Folder or address (s3://…) for the review.")] = "reviews",
    project: Annotated[
        str, typer.Option("--project", help="Folder or address (s3://…) of the project (data/, notebooks/).")
    ] = str(HERE.root),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything and list the runs; do nothing.")] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, max=256, help="Runs at a time; usually one more than cores.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="Run on this Dask cluster, such as tcp://host:8786.")
    ] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Run also what has not changed.")] = False,
) -> None:
    """Build the tables, run the notebooks of a matrix (or all) and leave a review that can be opened."""
    from ntm_analysis.review.review import Request, plan_review, run_review

    request = Request(project, output, file, unit, tuple(language or ()), workers, scheduler, anew)
    if dry_run:
        plan_review(request, typer.echo)
        return
    outcomes = run_review(request, typer.echo)
    typer.echo(f"{Path(output).as_posix() if '://' not in output else output}/index.html")
    failed = [outcome.message for outcome in outcomes.values() if outcome.status == "failed"]
    if failed:
        raise NtmError(f"{len(failed)} of {len(outcomes)} runs failed: {failed[0]}")


def gallery(output: Output = HERE.figures, project: ProjectOption = HERE.root) -> None:
    """Draw the figures of a review into figures/."""
    from ntm_analysis.gallery import make_gallery

    with writing(output):
        written = make_gallery(Project(project), output)
    for path in written:
        typer.echo(path.as_posix())

"""Commands that open pages in a browser: lab, dashboard."""

from typing import Annotated

import typer

from ntm_analysis.cli.options import ProjectOption
from ntm_analysis.paths import HERE, Project

Browser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser, or only print the address.")]


def lab(
    port: Annotated[int, typer.Option("--port", help="Port on this machine; 0 takes any free one.")] = 8888,
    browser: Browser = True,
    project: ProjectOption = HERE.root,
) -> None:
    """Open JupyterLab on the launch page; only this machine reaches it."""
    from ntm_analysis.explore.serve import open_lab

    open_lab(Project(project), port, browser, typer.echo)


def dashboard(
    host: Annotated[str, typer.Option("--host", help="Address to serve on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port; 0 takes any free one.")] = 8866,
    allow_others: Annotated[
        bool, typer.Option("--allow-others", help="Serve an address that others can reach (docs/serving.md).")
    ] = False,
    browser: Browser = True,
    project: ProjectOption = HERE.root,
) -> None:
    """Serve the panel without code; only this machine reaches it unless others are let in."""
    from ntm_analysis.explore.serve import open_dashboard

    open_dashboard(Project(project), host, port, browser, allow_others, typer.echo)

"""The command `ntm`; each subcommand imports only what it needs."""

import sys
from typing import Annotated

import typer

from ntm_analysis.cli import data, interactive, pieces, runs
from ntm_analysis.errors import NtmError

INTERRUPTED = 130
app = typer.Typer(
    help="Checked figures and parameterised notebooks on Vietnam's New Rural Development programme.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (data.build, data.audit, runs.run, runs.params, runs.review, data.dictionary, runs.gallery):
    app.command()(command)
for command in (pieces.figure, pieces.table, pieces.guide, interactive.lab, interactive.dashboard):
    app.command()(command)


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

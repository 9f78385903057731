"""Commands for one figure or one table: figure, table; and the guide made of them: guide."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from ntm_analysis.errors import NtmError

Name = Annotated[str | None, typer.Argument(help="Such as 02_funding_mix/funding_mix; alone where it is unique.")]
Parameters = Annotated[
    list[str] | None, typer.Option("-p", "--parameter", help="name=value of the notebook; may be repeated.")
]
Tongue = Annotated[Literal["en", "vi"] | None, typer.Option("--language", help="en (default) or vi.")]
Target = Annotated[Path | None, typer.Option("--output", help="File (with its suffix) or folder; default: here.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that holds anything else.")]
Listing = Annotated[bool, typer.Option("--list", help="List names and titles, of one notebook where NAME is one.")]


def figure(
    name: Name = None,
    parameter: Parameters = None,
    language: Tongue = None,
    format: Annotated[
        list[str] | None,
        typer.Option("--format", help="svg (default), pdf, png, or csv (points, document and line); several: a,b."),
    ] = None,
    width: Annotated[
        float, typer.Option("--width", help="Width in cm; the whole drawing is scaled, its text not below 5 points.")
    ] = 16.0,
    dpi: Annotated[int, typer.Option("--dpi", help="Resolution of PNG, from 50 to 1200.")] = 300,
    output: Target = None,
    force: Force = False,
    listing: Listing = False,
) -> None:
    """Write one figure of a notebook for a text of your own."""
    from ntm_analysis.pieces.drawing import scale_of, smallest_text

    if listing:
        return _list("figure", name, parameter, language)
    piece, formats = _find("figure", name, parameter, language, format, output)
    _save(piece, formats, output, force, width, dpi)
    if formats != ("csv",):
        smallest = smallest_text(piece.drawn) * scale_of(piece.drawn, width)
        typer.echo(f"{width:g} cm wide; smallest text {smallest:.1f} points.")


def table(
    name: Name = None,
    parameter: Parameters = None,
    language: Tongue = None,
    format: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            help="csv (default; columns of numbers with decimal points in either language), xlsx (numbers as numbers), "
            "md, latex, docx (numbers as written in the language); several: a,b.",
        ),
    ] = None,
    output: Target = None,
    force: Force = False,
    listing: Listing = False,
) -> None:
    """Write one table of a notebook for a text of your own."""
    if listing:
        return _list("table", name, parameter, language)
    piece, formats = _find("table", name, parameter, language, format, output)
    _save(piece, formats, output, force)


def guide() -> None:
    """Run the examples of the first steps and write what they print below each."""
    from ntm_analysis.guide import write_guides

    for path in write_guides():
        typer.echo(path.as_posix())


def _values(notebook: str, parameter: list[str] | None, language: str | None) -> dict:
    from ntm_analysis.parameters import read_values

    values = read_values(notebook, parameter or [])
    if language and values.setdefault("language", language) != language:
        found = f"--language {language} beside -p language={values['language']}"
        raise NtmError(f"{found}: found two languages, expected one; give one of them.")
    return values


def _list(kind: Literal["figure", "table"], name: str | None, parameter: list[str] | None, language) -> None:
    from ntm_analysis.pieces.find import list_names

    notebook = (name or "").rstrip("/")
    for known in list_names(kind, _values(notebook or "of every kind", parameter, language), notebook):
        typer.echo(f"{known.full}  {known.title}")


def _find(kind: Literal["figure", "table"], name: str | None, parameter, language, format, output):
    from ntm_analysis.pieces.find import find_piece
    from ntm_analysis.pieces.saving import choose_formats

    if not name:
        raise NtmError(f"ntm {kind}: found no NAME, expected one that `ntm {kind} --list` shows; give it.")
    formats = choose_formats(kind, format or [], output)
    return find_piece(kind, name, _values(name.rpartition("/")[0] or name, parameter, language)), formats


def _save(piece, formats, output: Path | None, force: bool, *size) -> None:
    from ntm_analysis.pieces.provenance import tell_source
    from ntm_analysis.pieces.saving import make_piece, save_piece

    for path in save_piece(make_piece(piece, formats, *size), piece.name.name, output, force):
        typer.echo(path.as_posix())
    typer.echo("\n".join([piece.name.title, *tell_source(piece)]))

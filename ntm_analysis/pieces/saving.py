"""Writing a figure or table in the formats asked for, never over a file of somebody else."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ntm_analysis.charts.style import WIDTH_CM
from ntm_analysis.errors import NtmError, writing
from ntm_analysis.parameters import split_list
from ntm_analysis.pieces import drawing, spreadsheet, texts, word
from ntm_analysis.pieces.cells import Kind, Piece

TABLES = {
    "csv": texts.write_csv,
    "xlsx": spreadsheet.write_workbook,
    "md": texts.write_markdown,
    "latex": texts.write_latex,
    "docx": word.write_word,
}
FORMATS: dict[Kind, tuple[str, ...]] = {"figure": drawing.FORMATS, "table": tuple(TABLES)}
SUFFIXES = {"latex": ".tex"}


def choose_formats(kind: Kind, asked: Sequence[str], output: Path | None) -> tuple[str, ...]:
    """Give the formats asked for, each once; without any, that of the file to write, else the first of the kind.

    Raises NtmError for a format that the kind does not have.
    """
    named = list(dict.fromkeys(name for entry in asked for name in split_list(entry)))
    known = FORMATS[kind]
    for name in named:
        if name not in known:
            raise NtmError(f"--format: found {name!r}, expected {', '.join(known)} for a {kind}; correct it.")
    of_file = [name for name in known if output and output.suffix == suffix_of(name)]
    return tuple(named or of_file or known[:1])


def suffix_of(name: str) -> str:
    """Give the suffix of the files of a format."""
    return SUFFIXES.get(name, f".{name}")


def make_piece(piece: Piece, formats: Sequence[str], width_cm: float = WIDTH_CM, dpi: int = 300) -> dict[str, bytes]:
    """Give the content of a figure or table in each format, by format; a figure at a width, PNG at a resolution."""
    if piece.drawn is not None:
        return {name: drawing.draw(piece, name, width_cm, dpi) for name in formats}
    made = {name: TABLES[name](piece) for name in formats}
    return {name: content.encode("utf-8") if isinstance(content, str) else content for name, content in made.items()}


def save_piece(made: dict[str, bytes], name: str, output: Path | None = None, force: bool = False) -> list[Path]:
    """Write the content of each format into a folder (by default this one) as `name` with its suffix, or as one file.

    A file that is there and holds the same stays; one that holds anything else is replaced only with `force`. Raises
    NtmError for that, for a suffix of another format, and where nothing can be written; then nothing is written.
    """
    targets = {_target(kind, name, output, len(made)): content for kind, content in made.items()}
    for path, content in targets.items():
        with writing(path):
            held = path.read_bytes() if path.is_file() else None
        if (held is not None and held != content and not force) or path.is_dir():
            do = "give another --output" + (" or --force" if held is not None else "")
            raise NtmError(
                f"{path}: found another {'file' if held is not None else 'folder'} there, expected none; {do}."
            )
    for path, content in targets.items():
        with writing(path):
            _write(path, content)
    return list(targets)


def _target(kind: str, name: str, output: Path | None, count: int) -> Path:
    if output is None or not output.suffix or output.is_dir():
        return (output or Path()) / f"{name}{suffix_of(kind)}"
    if count > 1:
        raise NtmError(f"--output {output}: found one file for {count} formats, expected a folder; give a folder.")
    if output.suffix != suffix_of(kind):
        raise NtmError(
            f"--output {output}: found {output.suffix}, expected {suffix_of(kind)}; make name and format agree."
        )
    return output


def _write(path: Path, content: bytes) -> None:
    """Put a file in its place whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".ntm-", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        beside.chmod(0o644)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)

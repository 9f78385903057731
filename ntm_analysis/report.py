"""What the commands tell on the terminal."""

from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo
from rich.console import Console
from rich.table import Table

from ntm_analysis.audit import audit, find_documents, unknown_files
from ntm_analysis.errors import NtmError
from ntm_analysis.language import Language, Words, load_words
from ntm_analysis.parameters import MODELS, Common
from ntm_analysis.paths import Project
from ntm_analysis.raw import load_raw, load_reference

WIDTH = 120


def report_audit(project: Project, folder: Path, full: bool, partial: bool) -> bool:
    """Audit the raw data against the originals in a folder and tell the result; say whether all is well.

    Unless `partial`, all is well only when the folder holds every document of the register and nothing else.
    """
    raw, reference = load_raw(project), load_reference(project)
    documents = find_documents(folder, raw["documents"])
    result = audit(raw, documents, reference["uncovered"])
    console = Console(width=WIDTH, highlight=False)
    absent, unknown = (
        sorted(set(raw["documents"]["document"]) - set(documents)),
        unknown_files(folder, raw["documents"]),
    )
    _print(console, "Numeric runs of the documents", result.coverage)
    kinds = reference["uncovered"].drop_duplicates("kind").set_index("kind")["explanation"]
    left = result.uncovered[result.uncovered["kind"] != ""].groupby("kind").size().rename("runs").reset_index()
    _print(console, "Left out, with the reason", left.assign(explanation=left["kind"].map(kinds)))
    unexplained = result.uncovered[result.uncovered["kind"] == ""]
    _print(console, "Left out without a reason", unexplained)
    if full:
        _print(console, "Every run left out", result.uncovered)
    _print(console, "Printed runs that do not stand on their line", result.missing)
    console.print(
        f"{len(result.missing)} printed runs not found, {len(unexplained)} numeric runs left out without a reason."
    )
    for name in absent:
        console.print(f"NOT AUDITED, no file has its hash: {name}")
    for name in unknown:
        console.print(f"UNKNOWN FILE, its hash stands in no row of the register: {name}", markup=False)
    if (absent or unknown) and not partial:
        console.print("The folder is not the register's; complete it, or give --partial to audit what is there.")
    return result.missing.empty and unexplained.empty and (partial or not (absent or unknown))


def report_parameters(notebook: str, language: Language = "en") -> None:
    """Tell the parameters of a notebook in a language: name, type, default, allowed values and help."""
    model, words = MODELS.get(notebook), load_words(language)
    if model is None:
        raise NtmError(f"notebook {notebook!r}: not found, expected one of {', '.join(MODELS)}; correct the name.")
    heads = ("params.name", "params.type", "params.default", "params.allowed", "params.help")
    table = Table(*map(words, heads), title=notebook, title_justify="left")
    for name, field in model.model_fields.items():
        kind, allowed = _describe(name, field, words)
        table.add_row(name, kind, repr(field.default), allowed, words(key_of_help(notebook, name)))
    Console(width=WIDTH, highlight=False).print(table)


def key_of_help(notebook: str, name: str) -> str:
    """Give the word that helps with a parameter: of all notebooks, or of this one where it has a meaning of its own."""
    shared = Common.model_fields.get(name)
    own = MODELS[notebook].model_fields[name]
    if shared is not None and shared.description == own.description:
        return f"help.{name}"
    return f"help.{notebook.split('_')[0]}_{name}"


def _describe(name: str, field: FieldInfo, words: Words) -> tuple[str, str]:
    """Give type and allowed values of a parameter."""
    if get_origin(field.annotation) is Literal:
        return words("params.choice"), ", ".join(get_args(field.annotation))
    kind = words("params.whole" if field.annotation is int else "params.text")
    bounds = {key: getattr(found, key) for found in field.metadata for key in ("ge", "le") if hasattr(found, key)}
    return kind, words("params.range", **bounds) if bounds else words(f"allowed.{name}")


def _print(console: Console, title: str, frame) -> None:
    if frame.empty:
        return
    table = Table(*frame.columns, title=title, title_justify="left")
    for row in frame.astype(str).itertuples(index=False):
        table.add_row(*(cell.replace("[", r"\[") for cell in row))
    console.print(table)

"""Building data/processed from data/raw and data/reference: same input, same bytes."""

import hashlib
import json
from dataclasses import dataclass

import pandas as pd

from ntm_analysis.checks import run_checks
from ntm_analysis.clean import clean_tables
from ntm_analysis.corrections import apply_corrections
from ntm_analysis.datapackage import describe
from ntm_analysis.files import csv_bytes, recover, staged
from ntm_analysis.paths import HERE, Project
from ntm_analysis.raw import load_raw, load_reference
from ntm_analysis.references import check_known, check_used
from ntm_analysis.schema import PROCESSED
from ntm_analysis.tables import to_text, typed
from ntm_analysis.validation import validate_text


@dataclass(frozen=True)
class Built:
    """What a build made: the files by name, and whether they differ from what stood there before."""

    files: dict[str, bytes]
    changed: bool


def build(project: Project = HERE) -> Built:
    """Build every processed table and datapackage.json, and put them in place whole.

    Raises BadInputError for the first fault of raw or reference data; data/processed then stays as it was.
    """
    files = make_files(project)
    recover(project.processed)
    changed = _standing(project) != files
    if changed:
        with staged(project.processed, files) as folder:
            for name, content in files.items():
                (folder / name).write_bytes(content)
    return Built(files, changed)


def make_files(project: Project) -> dict[str, bytes]:
    """Make the bytes of every processed file without writing them."""
    texts = make_tables(project)
    files = {f"{name}.csv": csv_bytes(text) for name, text in texts.items()}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    sizes = {name: len(content) for name, content in files.items()}
    package = describe(digests, sizes)
    files["datapackage.json"] = (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    return files


def make_tables(project: Project) -> dict[str, pd.DataFrame]:
    """Make the text of every processed table, findings included."""
    raw, reference = load_raw(project), load_reference(project)
    corrected = apply_corrections(raw, reference["corrections"])
    check_known(corrected, reference)
    cleaned = clean_tables(corrected, reference)
    check_used(corrected, reference)
    tables = {name: typed(frame, PROCESSED[name]) for name, frame in cleaned.items()}
    findings = run_checks(tables, raw, reference)
    texts = {name: to_text(frame, PROCESSED[name]) for name, frame in {**cleaned, "findings": findings}.items()}
    for name, text in texts.items():
        text.index = pd.RangeIndex(2, len(text) + 2)
        validate_text(text, PROCESSED[name], f"data/processed/{name}.csv")
    return {name: texts[name] for name in PROCESSED}


def _standing(project: Project) -> dict[str, bytes]:
    if not project.processed.is_dir():
        return {}
    return {path.name: path.read_bytes() for path in sorted(project.processed.iterdir()) if path.is_file()}

"""Making the processed tables from data/raw and data/reference: same input, same bytes."""

import hashlib
import json
from collections.abc import Iterable, Iterator

import pandas as pd

from ntm_analysis.bulk import csv_blocks
from ntm_analysis.checks import run_checks
from ntm_analysis.clean import clean_tables
from ntm_analysis.corrections import apply_corrections
from ntm_analysis.datapackage import describe
from ntm_analysis.paths import Project
from ntm_analysis.raw import load_raw, load_reference
from ntm_analysis.references import check_known, check_used
from ntm_analysis.schema import PROCESSED
from ntm_analysis.tables import as_text, sort_text, typed
from ntm_analysis.validation import validate_text

PACKAGE = "datapackage.json"


def make_files(project: Project) -> dict[str, bytes]:
    """Make the bytes of every processed file without writing them."""
    return {name: b"".join(blocks) for name, blocks in write_blocks(make_tables(project), {})}


def write_blocks(tables: dict[str, pd.DataFrame], digests: dict[str, str]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Give name and bytes of every processed file, block by block, datapackage.json last.

    Each file's blocks must have been taken before the next file is asked for; its SHA-256 then stands in `digests`.
    """
    sizes = {}

    def noted(name: str, blocks: Iterable[bytes]) -> Iterator[bytes]:
        digest, sizes[name] = hashlib.sha256(), 0
        for block in blocks:
            digest.update(block)
            sizes[name] += len(block)
            yield block
        digests[name] = digest.hexdigest()

    for table, text in tables.items():
        yield f"{table}.csv", noted(f"{table}.csv", csv_blocks(text))
    package = json.dumps(describe(digests, sizes), ensure_ascii=False, indent=1) + "\n"
    yield PACKAGE, noted(PACKAGE, [package.encode("utf-8")])


def make_tables(project: Project) -> dict[str, pd.DataFrame]:
    """Make the text of every processed table, findings included."""
    raw, reference = load_raw(project), load_reference(project)
    corrected = apply_corrections(raw, reference["corrections"])
    check_known(corrected, reference)
    cleaned = clean_tables(corrected, reference)
    check_used(corrected, reference)
    texts = {name: as_text(frame, PROCESSED[name]) for name, frame in cleaned.items()}
    tables = {name: typed(frame, PROCESSED[name], texts[name]) for name, frame in cleaned.items()}
    del cleaned, corrected
    texts["findings"] = as_text(run_checks(tables, raw, reference), PROCESSED["findings"])
    del tables, raw
    texts = {name: sort_text(text, PROCESSED[name]) for name, text in texts.items()}
    for name, text in texts.items():
        text.index = pd.RangeIndex(2, len(text) + 2)
        validate_text(text, PROCESSED[name], f"data/processed/{name}.csv")
    return {name: texts[name] for name in PROCESSED}

"""Making the products of a review from its manifest and runs: only what is not up to date."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from ntm_analysis.files import clear_leftovers
from ntm_analysis.language import Words, load_words
from ntm_analysis.paths import Project
from ntm_analysis.products import citation, runs
from ntm_analysis.products.changes import compare_reviews
from ntm_analysis.products.digests import digest_inputs, digest_said
from ntm_analysis.products.index import make_index
from ntm_analysis.products.naming import about_review, name_units
from ntm_analysis.products.shelf import STAGED, Shelf
from ntm_analysis.products.snapshot import take_snapshot

SNAPSHOT, CHANGES, INDEX = "snapshot.json", "changes.json", "index.html"
VERSION = 2


def make_products(folder: Path, project: Project, tell: Callable[[str], None] = print) -> list[Path]:
    """Make what the reader of a review opens, beside its manifest: index.html, changes.json, CITATION.cff,
    snapshot.json, and review.docx and tables.xlsx for each language.

    Reads manifest.json and the folders of the runs (and the project's words, units and documents). The same runs give
    the same bytes; what is up to date stays untouched, and a document that somebody has edited is set aside, never
    lost. Gives the paths of the products. Raises NtmError for a manifest that cannot be read and a folder that cannot
    be written.
    """
    clear_leftovers(folder / STAGED)
    before = read_snapshot(folder / SNAPSHOT)
    manifest = runs.read_manifest(folder)
    said = digest_said(folder, manifest, project)
    inputs = digest_inputs(said, manifest)
    kept = before.get("files", {})
    again, earlier = before.get("inputs") == inputs, read_json(folder / CHANGES)
    if again and all((folder / name).is_file() for name in kept):
        tell(f"{folder.as_posix()}: the products of the review are already up to date")
        return [folder / name for name in (*kept, SNAPSHOT)]
    review = runs.load_review(folder)
    same = before.get("said") == said
    with Shelf(folder, kept, tell) as shelf:
        taken = before["runs"] if same else take_snapshot(review, before)
        for name, make in _list_products(review, project, before, taken, earlier, again):
            if same and Path(name).suffix in (".docx", ".xlsx") and (folder / name).is_file():
                shelf.keep(name)
            else:
                shelf.put(name, make())
        shelf.put(
            SNAPSHOT, as_json({"version": VERSION, "inputs": inputs, "said": said, "files": shelf.sums, "runs": taken})
        )
    return [folder / name for name in shelf.sums]


def _list_products(
    review: runs.Review, project: Project, before: dict, taken: dict, earlier: dict, again: bool
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Give the name of each product in the review's folder, and what makes it.

    `earlier` are the changes told last; they stay where products of the same review are made `again`.
    """
    words = {language: load_words(language, project) for language in review.languages}
    documents, unit_name = citation.read_documents(project), name_units(project)
    day = citation.latest_day(documents[-1]) if documents else ""
    for language in review.languages:
        yield f"{language}/review.docx", lambda of=words[language]: _write_word(review, of, documents, unit_name)
        yield f"{language}/tables.xlsx", lambda of=words[language]: _write_workbook(review, of, documents, unit_name)
    title = ": ".join(about_review(review, words[review.languages[0]], unit_name))
    told = earlier if again and earlier else compare_reviews(review, before.get("runs", {}), taken, earlier)
    yield CHANGES, lambda: as_json(told)
    yield citation.NAME, lambda: citation.make_citation(project, title, documents).encode("utf-8")
    yield INDEX, lambda: make_index(review, words, told, unit_name, day).encode("utf-8")


def _write_word(review: runs.Review, words: Words, documents: list[dict], unit_name: Callable) -> bytes:
    from ntm_analysis.products.word import make_word

    return make_word(review, words, documents, unit_name)


def _write_workbook(review: runs.Review, words: Words, documents: list[dict], unit_name: Callable) -> bytes:
    from ntm_analysis.products.workbook import make_workbook

    return make_workbook(review, words, documents, unit_name)


def read_snapshot(path: Path) -> dict:
    """Read what the last review said; nothing where it left no snapshot that can be read."""
    found = read_json(path)
    right = found.get("version") == VERSION and all(isinstance(found.get(name), dict) for name in ("files", "runs"))
    return found if right else {}


def read_json(path: Path) -> dict:
    """Read a JSON object that an earlier review left; an empty one where there is none that can be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def as_json(content: dict) -> bytes:
    """Write an object as JSON that does not depend on the machine."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return (text + "\n").encode("utf-8", "replace")

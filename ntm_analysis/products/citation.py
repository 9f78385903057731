"""CITATION.cff of a review, from the project's own and the register of documents."""

from pathlib import Path

from ntm_analysis import __version__
from ntm_analysis.errors import NtmError
from ntm_analysis.files import read_csv
from ntm_analysis.paths import Project
from ntm_analysis.products.signs import printable

NAME = "CITATION.cff"
KEPT = ("cff-version", "message", "license", "authors", "keywords")
PLAIN = {
    "cff-version": "1.2.0",
    "message": "If you use this review, please cite it.",
    "authors": [{"name": "ntm_analysis"}],
}


def read_documents(project: Project) -> list[dict[str, str]]:
    """Read the register of documents, oldest first by their latest day; none where it cannot be read."""
    path = project.processed / "documents.csv"
    try:
        rows = read_csv(path, project.name(path)).to_dict("records")
    except NtmError:
        return []
    return sorted(rows, key=lambda row: (latest_day(row), row["document"]))


def latest_day(row: dict[str, str]) -> str:
    """Give the day of a document: when it was issued, or the end of its period where that is not printed."""
    return row["issued_on"] or row["reference_date"] or row["period_end"]


def make_citation(project: Project, title: str, documents: list[dict[str, str]]) -> str:
    """Make CITATION.cff: title of the review, day of its latest document, and the documents as references."""
    import yaml

    cited = {**PLAIN, **_read_own(project.root / NAME)}
    cited |= {"title": printable(title), "type": "dataset", "version": __version__}
    if documents:
        cited |= {"date-released": latest_day(documents[-1]), "references": [_refer(row) for row in documents]}
    return yaml.safe_dump(cited, allow_unicode=True, sort_keys=False, width=110)


def _read_own(path: Path) -> dict:
    import yaml

    try:
        own = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return {name: own[name] for name in KEPT if name in own} if isinstance(own, dict) else {}


def _refer(row: dict[str, str]) -> dict:
    """Give a document as a reference of the Citation File Format."""
    told = {
        "type": "government-document",
        "title": row["title_vi"],
        "authors": [{"name": row["issuer"] or row["unit"]}],
    }
    told |= {"number": row["number"], "date-released": row["issued_on"]}
    return {
        name: [{"name": printable(value[0]["name"])}] if name == "authors" else printable(value)
        for name, value in told.items()
        if value
    }

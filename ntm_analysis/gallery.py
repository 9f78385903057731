"""The gallery: the figures of the notebooks in both languages, drawn into figures/ for README and readers."""

import re
import tempfile
from pathlib import Path

from ntm_analysis.errors import NtmError
from ntm_analysis.language import LANGUAGES, load_words
from ntm_analysis.pages import read_items
from ntm_analysis.parameters import MODELS
from ntm_analysis.paths import Project
from ntm_analysis.run import run_notebook
from ntm_analysis.statements import as_markdown

UNIT = "lang-son"
PAGE = "README.md"
LISTED = re.compile(rf"\(((?:{'|'.join(LANGUAGES)})/[^()/]+\.svg)\)")


def make_gallery(project: Project, folder: Path) -> list[Path]:
    """Run every notebook of the province in both languages, keep the SVG figures in `folder`/<language>, list them.

    The list is `folder`/README.md. Figures that an earlier list names and no notebook draws any more are removed.
    Raises NtmError where that file is no such list.
    """
    page = folder / PAGE
    listed = _read_listed(page, project)
    found: dict[str, dict[str, list[dict]]] = {notebook: {} for notebook in MODELS}
    written = []
    with tempfile.TemporaryDirectory() as scratch:
        for language in LANGUAGES:
            (folder / language).mkdir(parents=True, exist_ok=True)
            for notebook in MODELS:
                values = {"unit": UNIT, "language": language}
                run = run_notebook(project, notebook, values, Path(scratch) / language / notebook)
                found[notebook][language] = [item for item in read_items(run.folder) if item["kind"] == "figure"]
                for item in found[notebook][language]:
                    target = folder / _file(language, notebook, item)
                    target.write_bytes((run.folder / f"{item['name']}.svg").read_bytes())
                    written.append(target)
    for other in {folder / name for name in listed} - {*written}:
        other.unlink(missing_ok=True)
    page.write_text(write_gallery_page(found, project), encoding="utf-8", newline="\n")
    return [*written, page]


def write_gallery_page(found: dict[str, dict[str, list[dict]]], project: Project) -> str:
    """Write the page of the gallery: every figure of every notebook, its titles and files in both languages.

    `found` maps notebook and language to the figures that the run listed (name, title, alt), the same names in both.
    """
    first, *others = LANGUAGES
    words = {language: load_words(language, project) for language in LANGUAGES}
    lines = [_title(project)]
    for notebook, figures in found.items():
        if figures[first]:
            titles = (of(f"nb.{notebook.split('_')[0]}.title") for of in words.values())
            lines += [f"## {' · '.join(map(as_markdown, titles))}", f"`{notebook}`"]
        for items in zip(*(figures[language] for language in LANGUAGES), strict=True):
            lines.append(f"### {as_markdown(items[0]['title'])}")
            told = zip(others, items[1:], strict=True)
            links = [f"[{as_markdown(of['title'])}]({_file(language, notebook, of)})" for language, of in told]
            lines += [*links, f"![{as_markdown(items[0]['alt'])}]({_file(first, notebook, items[0])})"]
    return "\n\n".join(lines) + "\n"


def _title(project: Project) -> str:
    return f"# {' · '.join(load_words(language, project)('gallery.title') for language in LANGUAGES)}"


def _read_listed(page: Path, project: Project) -> set[str]:
    """Read which figures an earlier page of the gallery lists; a page of anything else is not to be replaced."""
    if not page.is_file():
        return set()
    text = page.read_text(encoding="utf-8", errors="replace")
    if not text.startswith(_title(project)):
        raise NtmError(f"{page}: found another page, expected a page of the gallery; choose another folder.")
    return set(LISTED.findall(text))


def _file(language: str, notebook: str, item: dict) -> str:
    return f"{language}/{notebook.split('_')[0]}_{item['name']}.svg"

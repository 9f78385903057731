"""An executed notebook as a sequence of headings, texts, figures and tables, in the order of its page."""

import base64
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ntm_analysis.language import Words
from ntm_analysis.lean import nbformat
from ntm_analysis.products.runs import Run

HEADING = re.compile(r"(#{1,6})\s+(.*)")
TITLE = re.compile(r"<h3>(.*?)</h3>", re.DOTALL)
WRAPPED = re.compile(r"(?<!\\)(\*\*|`)(.+?)(?<!\\)\1")
MARKED = re.compile(r"\\([\\`*_\[\]#|~])")


@dataclass(frozen=True)
class Block:
    """A piece of a page: heading (with its level), paragraph, bullet, figure or table (with the item of the run)."""

    kind: str
    text: str = ""
    level: int = 0
    item: dict | None = None
    image: bytes = b""


def read_story(run: Run) -> list[Block]:
    """Read the blocks of a run from its executed notebook; figures and tables are matched with the run's items.

    The title (a heading of the first level) is left out, for the reader of the blocks gives it.
    """
    path = run.folder / f"{run.notebook}.ipynb"
    notebook = nbformat.v4.reads(path.read_text(encoding="utf-8"))
    figures, tables = run.of_kind("figure"), run.of_kind("table")
    return [block for cell in notebook.cells for block in _read_cell(cell, figures, tables)]


def read_answer(blocks: list[Block], words: Words) -> list[str]:
    """Give the sentences under the first heading `Answer`."""
    heads = [n for n, block in enumerate(blocks) if block.kind == "heading" and block.text == words("head.answer")]
    told = []
    for block in blocks[heads[0] + 1 :] if heads else []:
        if block.kind != "bullet":
            break
        told.append(block.text)
    return told


def _read_cell(cell, figures: list[dict], tables: list[dict]) -> Iterator[Block]:
    if cell.cell_type == "markdown":
        yield from (block for block in _read_markdown(cell.source) if block.level != 1)
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "image/png" in data:
            alt = output.get("metadata", {}).get("image/png", {}).get("alt", "")
            yield _figure(figures, alt, base64.b64decode(data["image/png"]))
        elif "text/html" in data:
            found = TITLE.search(data["text/html"])
            yield from _table(tables, html.unescape(found[1]) if found else "")
        elif "text/markdown" in data:
            yield from _read_markdown(data["text/markdown"])


def _figure(items: list[dict], alt: str, image: bytes) -> Block:
    item = _take(items, lambda item: item.get("alt") == alt or alt.startswith(item["title"]))
    return Block("figure", alt, item=item or {"kind": "figure", "name": "", "title": alt, "alt": alt}, image=image)


def _table(items: list[dict], title: str) -> Iterator[Block]:
    item = _take(items, lambda item: item["title"] == title)
    if item:
        yield Block("table", title, item=item)


def _take(items: list[dict], fits) -> dict | None:
    """Take the first item that fits out of a list."""
    item = next(filter(fits, items), None)
    if item:
        items.remove(item)
    return item


def _read_markdown(text: str) -> Iterator[Block]:
    for line in filter(None, map(str.strip, text.split("\n"))):
        heading = HEADING.fullmatch(line)
        if heading:
            yield Block("heading", _plain(heading[2]), level=len(heading[1]))
        elif line.startswith("- "):
            yield Block("bullet", _plain(line[2:]))
        else:
            yield Block("paragraph", _plain(line))


def _plain(text: str) -> str:
    """Undo what marks text for Markdown: bold and code lose their signs, escaped signs stay."""
    return html.unescape(MARKED.sub(r"\1", WRAPPED.sub(r"\2", text)))

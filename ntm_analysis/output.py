"""The one door through which notebooks show and save figures, tables and statements."""

import io
import json
import re
import textwrap
from html import escape
from pathlib import Path

import pandas as pd
from IPython.display import HTML, Image, Markdown
from matplotlib import rc_context
from matplotlib.figure import Figure

from ntm_analysis.charts.describe import describe_figure
from ntm_analysis.charts.style import SOURCE, put_title, read_style
from ntm_analysis.errors import writing
from ntm_analysis.files import csv_bytes
from ntm_analysis.imprint import Imprint, Origin
from ntm_analysis.language import Words
from ntm_analysis.statements import Statements, cite, cited_documents

USUAL = ("svg", "png")
SHOWN_WIDTH = 760
SOURCE_WIDTH = 108
MOST_SOURCES = 6
NAME = re.compile(r"[a-z0-9-]+")
# A comma between numbers of lines, which alone would look like a decimal sign.
PARTED = re.compile(r",(?=\d)")


class Output:
    """Shows figures, tables and statements; saves them too when a folder is given.

    `cited` holds the ids of the documents that its figures and tables name.
    """

    def __init__(self, folder: str, words: Words, formats: tuple[str, ...] = USUAL, origin: Origin | None = None):
        self.folder, self.words, self.formats = Path(folder) if folder else None, words, formats
        self.origin = origin or Origin()
        self.cited: set[str] = set()
        self._told = False
        labels = {key.removeprefix("doc."): label for key, label in words.words.items() if key.startswith("doc.")}
        self._named = {name: document for document, label in labels.items() for name in (document, label)}
        if self.folder:
            with writing(self.folder):
                self.folder.mkdir(parents=True, exist_ok=True)
                (self.folder / "index.jsonl").write_text("", encoding="utf-8")

    def figure(self, figure: Figure, name: str, title: str, rows: pd.DataFrame, more: str = "") -> Image:
        """Give a figure its title and its source line, save it in the formats asked for with the rows behind
        it, and show it. Nothing else saves figures.

        `rows` (document, line or lines) are the table behind the figure: its source line names their documents, and
        `more` a source beside them. The files carry title, description, source and origin (imprint.Imprint).
        """
        self.cited.update(cited_documents(rows))
        source = " ".join([self.words("fig.source", documents=self._sources(rows)), more]).strip()
        alt = " ".join([f"{title}.", describe_figure(figure, self.words), source]).replace("  ", " ")
        put_title(figure, title)
        figure.supxlabel(textwrap.fill(source, SOURCE_WIDTH), x=0.01, ha="left", fontsize=7, color=SOURCE)
        imprint = Imprint(name, title, alt, cite(rows), self.words.language, self.origin)
        files = {kind: _draw(figure, kind, imprint) for kind in dict.fromkeys(("png", *self.formats))}
        for kind in self.formats:
            self._save(f"{name}.{kind}", files[kind])
        self._save(f"{name}.csv", csv_bytes(rows))
        about = {"formats": list(self.formats), "source": source, "cites": imprint.cites, "alt": alt}
        self._note({"kind": "figure", "name": name, "title": title, **about})
        return Image(data=files["png"], format="png", width=SHOWN_WIDTH, alt=alt)

    def _sources(self, rows: pd.DataFrame) -> str:
        """Name the documents of some rows; of many the first, and how many more there are."""
        named = [self.words(f"doc.{document}") for document in cited_documents(rows)]
        told, others = "; ".join(named[:MOST_SOURCES]), len(named) - MOST_SOURCES
        return self.words("fig.more_sources", documents=told, others=others) if others > 0 else told

    def text(self, *keys: str, **values) -> Markdown:
        """Show words: the first key as a heading when there are more."""
        texts = [self.words(key, **values) for key in keys]
        return Markdown("\n\n".join([f"## {texts[0]}", *texts[1:]] if len(texts) > 1 else texts))

    def heading(self, key: str) -> Markdown:
        """Show a word as a heading."""
        return Markdown(f"## {self.words(key)}")

    def table(self, frame: pd.DataFrame, name: str, title: str) -> HTML:
        """Save a table and show it under its title, every row of it, spaces between the numbers of its lines."""
        self.gather(frame)
        self._save(f"{name}.csv", csv_bytes(frame))
        self._note({"kind": "table", "name": name, "title": title})
        line = self.words("column.line")
        lines = {line: [PARTED.sub(", ", str(cell)) for cell in frame[line].fillna("")]} if line in frame else {}
        shown = frame.assign(**lines).to_html(index=False, na_rep="", border=0, classes="ntm-table", escape=True)
        return HTML(f"<h3>{escape(title)}</h3><div class='ntm-scroll'>{shown}</div>")

    def gather(self, frame: pd.DataFrame) -> None:
        """Take note of the documents that the texts of a table name, by id anywhere or by label alone (`cited`)."""
        texts = {cell for _, cells in frame.items() for cell in cells.unique() if isinstance(cell, str)}
        told = texts.union(*(NAME.findall(text) for text in texts))
        self.cited.update(self._named[name] for name in told & self._named.keys())

    def statements(self, statements: Statements, heading: str = "head.answer", name: str = "statements") -> Markdown:
        """Save all statements with values and sources, and show those not shown yet as a list under a heading."""
        self._save(f"{name}.csv", csv_bytes(statements.table()))
        if not self._told:
            self._note({"kind": "statements", "name": name, "title": self.words("head.statements")})
        self._told = True
        fresh = statements.markdown()
        return Markdown(f"## {self.words(heading)}\n\n{fresh}" if fresh else "")

    def _save(self, name: str, content: bytes) -> None:
        if self.folder:
            (self.folder / name).write_bytes(content)

    def _note(self, entry: dict) -> None:
        if self.folder:
            with (self.folder / "index.jsonl").open("a", encoding="utf-8", newline="\n") as index:
                index.write(json.dumps(entry, ensure_ascii=False) + "\n")


def _draw(figure: Figure, kind: str, imprint: Imprint) -> bytes:
    """Draw a figure as the content of a file; before the first of its files it is laid out, for all of them.

    Left to savefig, laying out would draw the whole figure once for nothing.
    """
    buffer = io.BytesIO()
    with rc_context(read_style()):
        if engine := figure.get_layout_engine():
            engine.execute(figure)
            figure.set_layout_engine(None)
        figure.savefig(buffer, format=kind, **imprint.options(kind))
    return imprint.label_svg(buffer.getvalue()) if kind == "svg" else buffer.getvalue()

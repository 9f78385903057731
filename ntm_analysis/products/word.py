"""review.docx: the pages of a review's runs as one document, in Word's own styles."""

import io
from collections.abc import Callable
from datetime import datetime

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Cm
from docx.text.paragraph import Paragraph

from ntm_analysis.language import Words
from ntm_analysis.products import naming
from ntm_analysis.products.citation import latest_day
from ntm_analysis.products.fields import (
    add_bookmark,
    add_entry,
    add_field,
    close_field,
    element,
    open_field,
    pack_again,
)
from ntm_analysis.products.grid import is_narrow, make_grid
from ntm_analysis.products.naming import about_review, document_name, name_cases, notebook_word, parameters_text
from ntm_analysis.products.pictures import Pictures
from ntm_analysis.products.runs import Review, Run
from ntm_analysis.products.signs import printable, shorten
from ntm_analysis.products.story import Block, read_story
from ntm_analysis.products.styles import PAGE, TEXT_WIDTH, set_margins_text, set_properties, set_styles
from ntm_analysis.products.workbook import list_tables

MOST_RUNS = 60
WHOLE_ROWS, FIRST_ROWS = 20, 10
LONGEST_SOURCE = 240
LONGEST_TITLE = 250
# The lists of a page's statements and documents: each statement carries its sources here, the end names documents.
LISTED = ("statements_listed", "documents_cited")


def make_word(review: Review, words: Words, documents: list[dict[str, str]], unit_name: Callable) -> bytes:
    """Make the document of a language: title, contents, the page of each run in its order, and the documents used."""
    writer = Writer(review, words)
    title, units = about_review(review, words, unit_name)
    day = latest_day(documents[-1]) if documents else "2000-01-01"
    until = words("front.until", date=words.day(day)) if documents else ""
    writer.begin(title, [units, until], datetime.fromisoformat(day))
    runs = list({run.path: run for run in review.of_language(words.language) if run.well}.values())
    case, name_case = None, name_cases(review, words, unit_name)
    for run in runs[:MOST_RUNS]:
        if len(review.cases) > 1 and run.case != case:
            writer.heading(name_case(run), 1)
            case = run.case
        writer.add_run(run, depth=int(len(review.cases) > 1))
    if len(runs) > MOST_RUNS:
        writer.paragraph(words("front.left_out", count=len(runs) - MOST_RUNS))
    writer.add_troubled([run for run in review.of_language(words.language) if not run.well], name_case)
    writer.add_documents(documents)
    return writer.finish()


class Writer:
    """Writes a document from the top to the end; the table of contents is filled when the headings are known."""

    def __init__(self, review: Review, words: Words):
        self.review, self.words = review, words
        self.document = docx.Document()
        self.headings: list[tuple[int, str, str]] = []
        self.counts = {"front.figure_label": 0, "front.table_label": 0}
        self._upright = True
        self.sheets = {(run.path, item["name"]): name for run, item, name in list_tables(review, words)}
        set_styles(self.document, words.language)
        self._styles = {style.name: style.style_id for style in self.document.styles}
        self._end = self.document.element.body.sectPr
        self._pictures = Pictures(self.document.part)

    def begin(self, title: str, lines: list[str], day: datetime) -> None:
        """Write the title, the lines below it and the place of the contents."""
        title = printable(title)
        set_properties(self.document, shorten(title, LONGEST_TITLE), self.words.language, day)
        set_margins_text(self.document, shorten(title, LONGEST_TITLE), self.words)
        self.paragraph(title, "Title")
        for line in filter(None, lines):
            self.paragraph(line, "Subtitle")
        self._contents = self._add("Normal")

    def add_run(self, run: Run, depth: int = 0) -> None:
        """Write a run: its title, its parameters and the blocks of its page."""
        self.heading(notebook_word(run.notebook, "title", self.words), 1 + depth)
        self._add_source(self.paragraph(""), f"{self.words('report.parameters')}: {parameters_text(run)}")
        sources = {row["text"]: row["sources"] for row in run.statements}
        for block in read_story(run):
            if block.kind == "heading":
                self.heading(block.text, min(block.level + depth, 3))
            elif block.kind == "bullet":
                self.bullet(block.text, sources.get(block.text, ""))
            elif block.kind == "figure":
                self.figure(block)
            elif block.kind == "table" and block.item["name"] not in LISTED:
                self.table(run, block)
            elif block.kind == "paragraph":
                self.paragraph(block.text)

    def heading(self, text: str, level: int) -> None:
        """Write a heading that the contents list."""
        self._turn(upright=True)
        written = self._add(f"Heading {level}", printable(text))
        self.headings.append((level, printable(text), add_bookmark(written, len(self.headings) + 1)))

    def paragraph(self, text: str, style: str = "Normal"):
        """Write a paragraph and give it."""
        self._turn(upright=True)
        return self._add(style, printable(text))

    def bullet(self, text: str, sources: str) -> None:
        """Write a statement with the documents and lines that it comes from."""
        written = self.paragraph(text, "List Bullet")
        if sources:
            self._add_source(written, f" [{shorten(self._name_sources(sources), LONGEST_SOURCE)}]")

    def figure(self, block: Block) -> None:
        """Write a figure as wide as the text, its text for those who cannot see it, and its numbered caption."""
        holder = self.paragraph("")
        holder.paragraph_format.keep_with_next = True
        alt = block.item.get("alt") or f"{block.item['title']}. {block.item.get('source', '')}"
        self._caption("front.figure_label", block.item["title"])
        self._pictures.add(holder.add_run(), block.image, Cm(TEXT_WIDTH), printable(alt))

    def table(self, run: Run, block: Block) -> None:
        """Write a table under its numbered caption: whole where it is short, its first rows where it is long."""
        sheet = run.sheet(block.item["name"])
        if not sheet.header:
            return
        count = len(sheet.rows)
        shown = count if count <= WHOLE_ROWS else FIRST_ROWS
        upright = is_narrow(sheet, shown)
        self._turn(upright)
        self._caption("front.table_label", block.item["title"]).paragraph_format.keep_with_next = True
        self._end.addprevious(make_grid(sheet, shown, upright, self._styles))
        name = self.sheets.get((run.path, block.item["name"]), "")
        note = self.words("front.cut", shown=shown, count=count, sheet=name) if shown < count else ""
        self._add_source(self._add("Normal"), note)

    def add_troubled(self, runs: list[Run], name_case: Callable) -> None:
        """Write which runs failed or are missing, and why."""
        if runs:
            self.heading(self.words("front.trouble"), 1)
        for run in runs:
            told = run.message or self.words("front.no_folder")
            title = naming.run_title(run, self.review, self.words, name_case)
            self.bullet(shorten(f"{title}: {told}", 2000), "")

    def add_documents(self, documents: list[dict[str, str]]) -> None:
        """Write the list of the documents used."""
        self.heading(self.words("front.sources_used"), 1)
        for row in documents:
            told = [row[f"title_{self.words.language}"], row["number"], row["issuer"]]
            told.append(self.words.day(row["issued_on"]) if row["issued_on"] else "")
            self.bullet(f"{document_name(row['document'], self.words)}: {', '.join(filter(None, told))}", "")

    def finish(self) -> bytes:
        """Fill in the contents and give the document's bytes."""
        self._turn(upright=True)
        shown = [entry for entry in self.headings if entry[0] <= 2]
        self._contents.add_run(self.words("front.toc")).bold = True
        place = self._contents
        for number, (level, text, bookmark) in enumerate(shown):
            entry = self._add(f"toc {level}")
            if number == 0:
                open_field(entry, 'TOC \\o "1-2" \\h \\z \\u')
            add_entry(entry, text, bookmark)
            if number == len(shown) - 1:
                close_field(entry)
            place._p.addnext(entry._p)
            place = entry
        content = io.BytesIO()
        self.document.save(content)
        return pack_again(content.getvalue())

    def _add(self, style: str, text: str = "") -> Paragraph:
        """Add a paragraph at the end; the library's own call reads the whole document each time."""
        made = element("w:p")
        self._end.addprevious(made)
        made.style = self._styles[style]
        paragraph = Paragraph(made, self.document._body)
        if text:
            paragraph.add_run(text)
        return paragraph

    def _add_source(self, paragraph: Paragraph, text: str) -> None:
        paragraph.add_run(printable(text))._r.style = self._styles["Source"]

    def _caption(self, label: str, title: str):
        self.counts[label] += 1
        caption, name = self._add("Caption"), self.words(label)
        caption.add_run(f"{name} ")
        add_field(caption, f"SEQ {name} \\* ARABIC", str(self.counts[label]))
        caption.add_run(f". {printable(title)}")
        return caption

    def _name_sources(self, sources: str) -> str:
        """Name documents and lines in words: `lang-son-plan-2021: 676, 690`."""
        told = []
        for source in sources.split("; "):
            document, _, lines = source.partition(": ")
            name = document_name(document, self.words)
            told.append(self.words("front.place", document=name, line=lines) if lines else name)
        return "; ".join(told)

    def _turn(self, upright: bool) -> None:
        """Begin a new section where the page must be turned."""
        if upright == self._upright:
            return
        self._upright = upright
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.PORTRAIT if upright else WD_ORIENT.LANDSCAPE
        sides = PAGE["page_width"], PAGE["page_height"]
        section.page_width, section.page_height = sides if upright else sides[::-1]
        section.different_first_page_header_footer = False

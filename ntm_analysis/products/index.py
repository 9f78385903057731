"""The front page of a review: questions and answers, what is new, findings, and links to all that the runs left."""

import base64
import re
from collections.abc import Callable
from functools import cached_property
from urllib.parse import quote

from markupsafe import Markup

from ntm_analysis import pages
from ntm_analysis.language import Words, number
from ntm_analysis.products import naming
from ntm_analysis.products.naming import about_review, document_name, name_cases, notebook_word, parameters_text
from ntm_analysis.products.runs import Review, Run
from ntm_analysis.products.signs import printable
from ntm_analysis.products.story import Block, read_answer, read_story

# Numbers with more decimals than a reader needs.
LONG = re.compile(r"-?\d+\.\d{5,}", re.ASCII)
MOST_SENTENCES = 5
MOST_CELLS = 12
SEVERITIES = ("severity.error", "severity.warning", "severity.note")
STATUS = {"done": "front.done", "reused": "front.reused", "failed": "front.failed", "missing": "front.missing"}


def make_index(review: Review, words: dict[str, Words], told: dict, unit_name: Callable, day: str) -> str:
    """Make the front page: one part for each language, with a switch between them that needs no script.

    `told` are the changes (see compare_reviews), `unit_name` gives the name of a unit in a language, `day` is that of
    the latest document (empty where none is known).
    """
    parts = [Part(review, words[language], unit_name, day) for language in review.languages]
    style = Markup(pages.read_template("index.css"))
    told = {"earlier": None, **told}
    sizes = {"most_cells": MOST_CELLS, "most_sentences": MOST_SENTENCES}
    return pages.render("index.html", _finalize, parts=parts, told=told, front_style=style, **sizes)


def _finalize(value):
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def address(*parts: str) -> str:
    """Give the relative address of a file in the review's folder."""
    return quote("/".join(parts))


class Part:
    """What the front page shows in one language."""

    def __init__(self, review: Review, words: Words, unit_name: Callable, day: str):
        self.review, self.words, self.language = review, words, words.language
        self.name_case = name_cases(review, words, unit_name)
        self.heading, units = about_review(review, words, unit_name)
        self.about = " · ".join([units, words("front.until", date=words.day(day))] if day else [units])
        self.listed = [Shown(run, self, number) for number, run in enumerate(review.of_language(self.language), 1)]
        self.runs = list({run.run.path: run for run in reversed(self.listed) if run.run.well}.values())[::-1]
        self.troubled = [run for run in self.listed if not run.run.well]

    @property
    def downloads(self) -> list[dict]:
        files = {
            "front.word": address(self.language, "review.docx"),
            "front.workbook": address(self.language, "tables.xlsx"),
            "front.citation": "CITATION.cff",
            "front.manifest": "manifest.json",
            "front.changes": "changes.json",
        }
        return [{"text": self.words(key), "address": link} for key, link in files.items()]

    def title(self, about: dict | Run) -> str:
        """Name a run: title of the notebook, and its case where there are several."""
        return naming.run_title(about, self.review, self.words, self.name_case)

    def ours(self, told: list[dict]) -> list[dict]:
        """Give what is of this language of a list of changes or runs."""
        return [one for one in told if one["language"] == self.language]

    def shown_pair(self, cell: dict) -> list[str]:
        """Give the old and new text of a cell: long decimals as the language writes them, if that tells them apart."""
        texts = [cell["old"], cell["new"]]
        short = [number(float(text), self.language) if LONG.fullmatch(text) else text for text in texts]
        return texts if short[0] == short[1] else short

    def has_news(self, told: dict) -> bool:
        """Say whether the changes tell anything in this language."""
        return any(self.ours(told[name]) for name in ("changes", "added", "removed"))

    @cached_property
    def findings(self) -> dict[str, list[dict]]:
        """Give the findings of all runs, each once, by severity in the order of the tables."""
        severity, message, place = (self.words(f"column.{name}") for name in ("severity", "message", "document"))
        line, seen = self.words("column.line"), {}
        for run in self.runs:
            for item in (item for item in run.run.of_kind("table") if item["name"] == "findings"):
                for row in run.run.sheet(item["name"]).records():
                    seen.setdefault(
                        (row.get(message, ""), row.get(place, ""), row.get(line, "")), row.get(severity, "")
                    )
        grouped: dict[str, list[dict]] = {self.words(key): [] for key in SEVERITIES}
        for (text, document, at), kind in seen.items():
            where = self.words("front.place", document=document_name(document, self.words), line=str(at))
            grouped.setdefault(kind, []).append({"text": text, "place": where})
        return {kind: rows for kind, rows in grouped.items() if rows}

    @property
    def finding_count(self) -> int:
        return sum(map(len, self.findings.values()))


class Shown:
    """One run as the front page shows it."""

    def __init__(self, run: Run, part: Part, number: int):
        self.run, self._part, self._words = run, part, part.words
        self.title, self.case = part.title(run), part.name_case(run)
        self.message = run.message or self._words("front.no_folder")
        self.anchor = f"{run.language}-{number}"
        self.status = self._words(STATUS.get(run.status, "front.missing"))
        self.page = address(run.path, f"{run.notebook}.html") if run.whole else ""
        self.question = notebook_word(run.notebook, "question", self._words)
        self.parameters = parameters_text(run)
        self.kicker = f"{run.notebook.split('_')[0]} · {self.case}"
        failure = run.failure
        self.cell = "" if failure.get("cell") is None else str(failure["cell"])
        self.source, self.traceback = failure.get("source", ""), failure.get("traceback", "")

    @cached_property
    def _story(self) -> list[Block]:
        return read_story(self.run)

    @property
    def answer(self) -> list[str]:
        return read_answer(self._story, self._words)

    @property
    def figures(self) -> list[dict]:
        return [self._figure(item) for item in self.run.of_kind("figure")]

    @property
    def tables(self) -> list[dict]:
        return self.run.of_kind("table", "statements")

    def links(self, item: dict) -> list[dict]:
        """Give the files of a figure or table: formats and the CSV behind it."""
        kinds = [*item.get("formats", []), "csv"]
        return [{"text": kind.upper(), "address": address(self.run.path, f"{item['name']}.{kind}")} for kind in kinds]

    def _figure(self, item: dict) -> dict:
        shown = next((kind for kind in ("svg", "png") if kind in item["formats"]), "")
        alt = item.get("alt") or f"{item['title']}. {item.get('source', '')}"
        if shown:
            link = thumbnail = address(self.run.path, f"{item['name']}.{shown}")
        else:
            link, thumbnail = self.page, self._drawn(item)
        return {**item, "alt": alt, "address": link, "thumbnail": thumbnail}

    def _drawn(self, item: dict) -> str:
        """Give the picture of a figure inside an address, from the notebook, where no file can be shown."""
        image = next((block.image for block in self._story if block.item and block.item["name"] == item["name"]), b"")
        return f"data:image/png;base64,{base64.b64encode(image).decode()}" if image else ""

"""What the tests of the sentences share: statements that remember their keys, their facts, and the files as text."""

import csv

from ntm_analysis.language import load_words
from ntm_analysis.paths import HERE
from ntm_analysis.statements import Statements

DATE, HORIZON = "2020-12-31", "2021-12-31"
REVIEW, REPORT = "lang-son-review-2011-2015", "lang-son-report-2017-h1"
PLAN, LATEST, DISTRICT = "lang-son-plan-2017-2020", "lang-son-plan-2021", "bac-son-plan-2020"


class Kept(Statements):
    """Statements that remember the key of each sentence."""

    def __init__(self, language="en"):
        super().__init__(load_words(language))
        self.keys = []

    def say(self, key, rows, /, **values):
        self.keys.append(key)
        super().say(key, rows, **values)


def texts(say, key=None):
    """The sentences, or those of one key."""
    return [text for of, text in zip(say.keys, say.table()["text"], strict=True) if key in (None, of)]


def facts(say):
    """What the statements say in any language: key, documents and lines, and the numbers by name."""
    rows = zip(say.keys, say.table()["sources"], say.table()["values"], strict=True)
    return [(key, sources, numbers(values)) for key, sources, values in rows]


def numbers(values):
    """The numeric values of a statement by name."""
    pairs = [pair.partition("=")[::2] for pair in values.split("; ") if "=" in pair]
    return {name: value for name, value in pairs if value.replace(".", "").replace("e+", "").lstrip("-").isdigit()}


def faulty(say):
    """The sentences that have an empty place, a doubled space or no end."""
    marks = ("{", "}", "nan", "<NA>", "None", "  ", " ,", " .", "()", ": .")
    return [text for text in texts(say) if not text.endswith((".", "!")) or any(mark in text for mark in marks)]


def read_rows(name, **cells):
    """Rows of a processed file as plain text, without the library's own reading."""
    with (HERE.processed / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[key] == value for key, value in cells.items())]

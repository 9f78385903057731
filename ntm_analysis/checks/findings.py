"""A finding: two figures that do not agree, where they are printed, and a sentence on it in both languages."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from ntm_analysis.language import LANGUAGES, day, number

COLUMNS = [
    "rule",
    "severity",
    "document",
    "line",
    "subject",
    "printed",
    "expected",
    "found",
    "difference",
    "other_document",
    "other_line",
    "message_en",
    "message_vi",
]


@dataclass(frozen=True)
class Several:
    """Several numbers as one figure: both ends of a range, or a list; the two marks part them in tables and sentences.

    >>> str(Several((1, 1.5))), Several((1, 4), ",", ", ").spoken("vi")
    ('1–1.5', '1, 4')
    """

    numbers: tuple[float, ...]
    mark: str = "–"
    spoken_mark: str = "–"

    def __str__(self) -> str:
        return self.mark.join(f"{value:.10g}" for value in self.numbers)

    def spoken(self, language) -> str:
        """Write the numbers by the custom of a language."""
        return self.spoken_mark.join(number(value, language) for value in self.numbers)


@dataclass(frozen=True)
class Rule:
    """A named check: how much a breach matters and how it is told.

    `{found}` and `{expected}` in the sentences are the two figures; other places take the finding's values. Numbers and
    dates are written by the custom of the language, a pair of texts stands for both languages.
    """

    name: str
    severity: str
    en: str
    vi: str

    def breach(self, row, subject: str, found, expected, *, other=None, printed: str | None = None, **values) -> dict:
        """Tell one breach of the rule at a row (with document, line, printed), and at `other` where there is one."""
        texts = {
            f"message_{language}": sentence.format(
                **_spoken({**values, "found": found, "expected": expected}, language)
            )
            for language, sentence in zip(LANGUAGES, (self.en, self.vi), strict=True)
        }
        numeric = all(isinstance(value, int | float) for value in (found, expected))
        return {
            "rule": self.name,
            "severity": self.severity,
            "document": row.document,
            "line": row.line,
            "subject": subject,
            "printed": row.printed if printed is None else printed,
            "expected": _plain(expected),
            "found": _plain(found),
            "difference": round(found - expected, 6) if numeric else None,
            "other_document": None if other is None else other.document,
            "other_line": None if other is None else other.line,
            **texts,
        }


def _spoken(values: dict[str, Any], language) -> dict[str, str]:
    index = LANGUAGES.index(language)
    return {key: _say(value[index] if isinstance(value, tuple) else value, language) for key, value in values.items()}


def _say(value, language) -> str:
    if isinstance(value, Several):
        return value.spoken(language)
    if isinstance(value, date):
        return day(value, language)
    return number(value, language) if isinstance(value, int | float) else str(value)


def _plain(value) -> str:
    if isinstance(value, tuple):
        return str(value[0])
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)


def table_of(findings: list[dict]) -> pd.DataFrame:
    """Put findings into a table, one row each."""
    return pd.DataFrame(findings, columns=COLUMNS)

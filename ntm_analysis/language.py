"""Numbers, dates and words in English and Vietnamese."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite
from numbers import Real
from typing import Literal

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal

from ntm_analysis.files import read_csv
from ntm_analysis.paths import HERE, Project

Language = Literal["en", "vi"]
LANGUAGES: tuple[Language, ...] = ("en", "vi")


def number(value: float, language: Language, decimals: int | None = None) -> str:
    """Write a number by the custom of the language; without `decimals`, as many as it has, at most four.

    A half is rounded up, away from zero, as it stands in decimals.

    >>> number(1352449, "vi"), number(13.8, "vi"), number(41.4, "en", 2), number(6.85, "vi", 1), number(8.25, "vi", 1)
    ('1.352.449', '13,8', '41.40', '6,9', '8,3')
    """
    pattern = "#,##0.####" if decimals is None else f"#,##0.{'0' * decimals}".rstrip(".")
    plain, places = round(float(value), 9), 4 if decimals is None else decimals
    halves_up = Decimal(repr(plain)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if isfinite(plain) else plain
    return format_decimal(halves_up or 0, format=pattern, locale=language)


def day(value: date | str, language: Language) -> str:
    """Write a date by the custom of the language.

    >>> day("2017-06-30", "en"), day("2017-06-30", "vi")
    ('30 June 2017', '30/6/2017')
    """
    pattern = "d MMMM y" if language == "en" else "d/M/y"
    return format_date(pd.Timestamp(value).date(), format=pattern, locale=language)


class Spoken(float):
    """A number that formats itself by the custom of a language: `{share:1}` gives one decimal."""

    def __new__(cls, value: float, language: Language) -> "Spoken":
        spoken = super().__new__(cls, value)
        spoken.language = language
        return spoken

    def __format__(self, decimals: str) -> str:
        return number(self, self.language, int(decimals) if decimals else None)


def plain(text: str) -> str:
    """Give a text as it is searched and sorted: in small letters without diacritics.

    >>> plain("Lạng Sơn, Đình Lập")
    'lang son, dinh lap'
    """
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


@dataclass(frozen=True)
class Words:
    """Words of figures and notebooks in one language (data/reference/words.csv)."""

    language: Language
    words: dict[str, str]
    measures: dict[str, str]

    def __call__(self, key: str, **values) -> str:
        """Give a word or sentence; numbers in its `{places}` are written by the custom of the language."""
        spoken = {name: self._speak(value) for name, value in values.items()}
        return self.words[key].format(**spoken) if spoken else self.words[key]

    def _speak(self, value):
        is_number = isinstance(value, Real) and not isinstance(value, bool)
        return Spoken(value, self.language) if is_number else value

    def measure(self, key: str) -> str:
        """Give the name of a unit of measure."""
        return self.measures[key]

    def day(self, value: date | str) -> str:
        """Write a date by the custom of the language: `30 June 2017`, `30/6/2017`."""
        return day(value, self.language)

    def month(self, value: date | str) -> str:
        """Write month and year by the custom of the language: `Dec 2020`, `12/2020`."""
        pattern = "MMM y" if self.language == "en" else "M/y"
        return format_date(pd.Timestamp(value).date(), format=pattern, locale=self.language)

    def pick(self, row, name: str) -> str:
        """Give the column of a row that is in this language: `name_en` or `name_vi`."""
        return getattr(row, f"{name}_{self.language}")


def load_words(language: Language, project: Project = HERE) -> Words:
    """Load the words of a language."""
    words, measures = (_read(name, project) for name in ("words", "measures"))
    names = dict(zip(measures["measure"], measures[f"label_{language}"], strict=True))
    return Words(language, dict(zip(words["word"], words[language], strict=True)), names)


def _read(name: str, project: Project) -> pd.DataFrame:
    path = project.reference / f"{name}.csv"
    return read_csv(path, project.name(path))

"""Numbers, dates and words in English and Vietnamese."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal

Language = Literal["en", "vi"]
LANGUAGES: tuple[Language, ...] = ("en", "vi")


def number(value: float, language: Language, decimals: int | None = None) -> str:
    """Write a number by the custom of the language; without `decimals`, as many as it has, at most four.

    >>> number(1352449, "vi"), number(13.8, "vi"), number(41.4, "en", 2)
    ('1.352.449', '13,8', '41.40')
    """
    pattern = "#,##0.####" if decimals is None else f"#,##0.{'0' * decimals}".rstrip(".")
    return format_decimal(round(float(value), 9), format=pattern, locale=language)


def day(value: date | str, language: Language) -> str:
    """Write a date by the custom of the language.

    >>> day("2017-06-30", "en"), day("2017-06-30", "vi")
    ('30 June 2017', '30/6/2017')
    """
    pattern = "d MMMM y" if language == "en" else "d/M/y"
    return format_date(pd.Timestamp(value).date(), format=pattern, locale=language)


@dataclass(frozen=True)
class Words:
    """Words of figures and notebooks in one language (data/reference/words.csv)."""

    language: Language
    words: dict[str, str]

    def __call__(self, key: str, **values) -> str:
        """Give a word; `{name}` places in it take the values."""
        return self.words[key].format(**values) if values else self.words[key]

"""How findings name units, documents and times, in English and Vietnamese."""

import pandas as pd

from ntm_analysis.language import LANGUAGES, day

Pair = tuple[str, str]


class Naming:
    """Names from the lists of units and words (data/reference); what they do not hold is named by its id."""

    def __init__(self, units: pd.DataFrame, words: pd.DataFrame):
        self._units = {row.unit: row for row in units.drop_duplicates("unit").itertuples()}
        named = words[words["word"].str.startswith(("doc.", "place."))]
        self._words = {row.word: (row.en, row.vi) for row in named.itertuples()}

    def document(self, document: str) -> Pair:
        """Give the short name of a document."""
        return self._words.get(f"doc.{document}", (document, document))

    def place(self, unit: str) -> Pair:
        """Give the name of a unit with its level."""
        of = self._units.get(unit)
        if of is None or f"place.{of.level}" not in self._words:
            return unit, unit
        above = self._units.get(of.parent, of)
        names = zip((of.name_en, of.name_vi), (above.name_en, above.name_vi), strict=True)
        told = zip(self._words[f"place.{of.level}"], names, strict=True)
        return tuple(text.format(name=name, district=district) for text, (name, district) in told)

    def dated(self, names: Pair, row) -> Pair:
        """Name a quantity with the unit and the time of its row."""
        told = zip(names, self.place(row.unit), _when(row), strict=True)
        return tuple(f"{name} ({place}, {when})" for name, place, when in told)


def _when(row) -> Pair:
    """Tell the day of a row, or the days that its period begins and ends."""
    stock = hasattr(row, "as_of") and pd.notna(row.as_of)
    ends = [row.as_of] if stock else [row.period_start, row.period_end]
    return tuple(" – ".join(day(end, language) for end in ends) for language in LANGUAGES)

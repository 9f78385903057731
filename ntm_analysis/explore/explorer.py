"""The data loaded once, and the pages that a choice asks for."""

from ntm_analysis.criteria.panel import pick_criteria
from ntm_analysis.explore import pages
from ntm_analysis.explore.ahead import Forecasts
from ntm_analysis.explore.options import COMMON, FIELDS, Options, list_options
from ntm_analysis.explore.shown import Shown
from ntm_analysis.imprint import Origin
from ntm_analysis.language import Words, load_words
from ntm_analysis.notebook import Notebook, open_notebook
from ntm_analysis.parameters import Lists, check_parameters
from ntm_analysis.parameters.models import Explore
from ntm_analysis.statements import Statements

NOTEBOOK = "00_explore"
PAGES = {
    "search": pages.show_search,
    "funding": pages.show_funding,
    "criteria": pages.show_criteria,
    "forecast": pages.show_forecast,
    "findings": pages.show_findings,
}


class Explorer:
    """The tables and reference lists of the project; what was computed once is kept."""

    def __init__(self, book: Notebook | None = None):
        book = book or open_notebook(NOTEBOOK)
        self.asked: Explore = book.parameters
        self.project, self.tables = book.project, book.tables
        self.reference = book.criteria()
        self.forecasts = Forecasts(self.tables, self.reference)
        self._lists = Lists(self.project)
        self._words = {book.words.language: book.words}

    def words(self, asked: Explore) -> Words:
        """Give the words of the language that is asked for."""
        if asked.language not in self._words:
            self._words[asked.language] = load_words(asked.language, self.project)
        return self._words[asked.language]

    def change(self, asked: Explore, **values) -> Explore:
        """Give a choice with other values; raises NtmError for a value that the notebook would refuse as well.

        An indicator that is not printed of another unit makes way for the first one that is.
        """
        changed = check_parameters(NOTEBOOK, {**asked.model_dump(), **values}, self.project, self._lists)
        rows = self.tables["indicators"]
        own = rows.loc[rows["unit"] == changed.unit, "indicator"]
        if changed.unit == asked.unit or changed.indicator in set(own) or own.empty:
            return changed
        return changed.model_copy(update={"indicator": own.iloc[0]})

    def criteria(self, asked: Explore) -> tuple[int, ...]:
        """Give the numbers of the criteria that are asked for."""
        return pick_criteria(asked.criteria, self.reference)

    def options(self, asked: Explore) -> Options:
        """Give the values that each field of the page offers, under their names."""
        return list_options(self.tables, self.reference, asked, self.words(asked))

    def show(self, asked: Explore, say: Statements | None = None) -> Shown:
        """Give the page that a choice asks for; its sentences are added to `say` where that is given."""
        return PAGES[asked.page](self, asked, say or Statements(self.words(asked)))

    def origin(self, asked: Explore) -> Origin:
        """Give notebook and parameters as a run of the page's first command records them, other fields by default."""
        own = {name: getattr(asked, name) for name in ("page", *COMMON, *FIELDS[asked.page])}
        run = check_parameters(NOTEBOOK, own, self.project, self._lists)
        return Origin(NOTEBOOK, run.model_dump(exclude={"figure_dir", "formats"}))

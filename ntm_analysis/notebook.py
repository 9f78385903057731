"""What every notebook starts from: tables, words, and the door for its output."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

import pandas as pd

from ntm_analysis.attainment.study import AttainmentStudy, study_attainment
from ntm_analysis.criteria import study as criteria_study
from ntm_analysis.criteria.indicators import load_indicators, make_series, measure_targets
from ntm_analysis.criteria.panel import LAST, pick_criteria
from ntm_analysis.criteria.places import PlaceStudy, study_place
from ntm_analysis.files import read_csv
from ntm_analysis.forecast import outlook
from ntm_analysis.funding.study import Choice, FundingStudy, study_funding
from ntm_analysis.imprint import Origin
from ntm_analysis.language import Language, Words, load_words
from ntm_analysis.output import Output
from ntm_analysis.parameters import Common, check_parameters, split_list
from ntm_analysis.paths import HERE, Project
from ntm_analysis.prices import load_price_index
from ntm_analysis.statements import Statements
from ntm_analysis.tables import load_tables
from ntm_analysis.units import document_counter

# What opens the output of a notebook; whoever runs the cells of one may put another door in its place for a while.
DOOR: ContextVar[Callable[..., Output]] = ContextVar("door", default=Output)


@dataclass(frozen=True)
class Notebook:
    """A notebook's checked parameters, tables, words and output."""

    parameters: Common
    tables: dict[str, pd.DataFrame]
    words: Words
    out: Output
    say: Statements
    project: Project

    def of_unit(self, name: str, unit: str) -> pd.DataFrame:
        """Give the rows of a table that are about a unit."""
        table = self.tables[name]
        return table[table["unit"] == unit]

    def scope(self, unit: str) -> dict[str, pd.DataFrame]:
        """Give the tables with only the rows of documents about a unit or a unit inside it."""
        units = self.tables["units"]
        inside = {unit, *units.loc[units["parent"] == unit, "unit"]}
        documents = self.tables["documents"]
        ours = documents.loc[documents["unit"].isin(inside), "document"]
        return {
            name: table[table["document"].isin(ours)] if "document" in table else table
            for name, table in self.tables.items()
        }

    def funding(self) -> FundingStudy:
        """Study the funding that the parameters of 02_funding_mix choose."""
        asked = self.parameters
        choice = Choice(
            split_list(asked.unit),
            asked.basis,
            asked.period_start,
            asked.period_end,
            asked.base,
            asked.prices,
            asked.price_year,
            asked.level,
        )
        return study_funding(self.tables, load_price_index(self.project), choice)

    def trajectories(self) -> criteria_study.CriteriaStudy:
        """Study the criteria of the unit that the parameters of 03_criteria_trajectories choose."""
        asked = self.parameters
        reference = self.criteria()
        choice = criteria_study.Choice(
            asked.unit,
            asked.period_start,
            asked.period_end,
            pick_criteria(asked.criteria, reference),
            asked.criteria_set,
            asked.denominators,
            asked.commune or asked.district,
        )
        return criteria_study.study_criteria(self.tables, reference, choice)

    def headlines_between(self, study: criteria_study.CriteriaStudy) -> pd.DataFrame:
        """Give the headlines of the unit between the days, and by the criteria sets of a study, that are chosen."""
        rows = self.of_unit("headlines", self.parameters.unit)
        documents = self.tables["documents"]
        if self.parameters.criteria_set != "show_breaks":
            chosen = documents["criteria_set"].isin(study.panel["criteria_set"])
            rows = rows[rows["document"].isin(documents.loc[chosen, "document"])]
        return criteria_study.keep_between(rows, self.parameters.period_start, self.parameters.period_end)

    def indicator_series(self, criteria) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Give the indicators printed more than once and their targets; with all 19 criteria those of none as well."""
        whole = len(criteria) == LAST
        printed, judged = self.tables["indicators"], load_indicators(self.project)
        series = make_series(printed, judged, self.parameters.unit, None if whole else criteria)
        return series, measure_targets(series, self.tables["documents"])

    def attainment(self) -> AttainmentStudy:
        """Study the targets of the unit that the parameters of 04_attainment_forecast choose."""
        asked = self.parameters
        return study_attainment(self.tables, self.criteria(), asked.unit, as_of=asked.as_of or None)

    def outlook(self) -> outlook.Outlook:
        """Forecast the unit that the parameters of 04_attainment_forecast choose."""
        asked = self.parameters
        choice = outlook.Choice(
            asked.unit,
            asked.horizon,
            asked.as_of,
            asked.method,
            tuple(int(level) / 100 for level in split_list(asked.levels)),
            asked.draws,
            asked.seed,
            outlook.SCENARIOS if asked.slip == "all" else (asked.slip,),
        )
        return outlook.study_outlook(self.tables, self.criteria(), choice)

    def place(self) -> PlaceStudy:
        """Study the place that the parameters of 05_place_profile choose: the unit itself where none is named."""
        return study_place(self.tables, self.parameters.place or self.parameters.unit)

    def findings_of(self, *names: str, units: list[str]) -> pd.DataFrame:
        """Give the findings at lines from which rows of the named tables and units are printed."""
        printed = [self.of_unit(name, unit)[["document", "line"]] for name in names for unit in units]
        places = pd.concat(printed).drop_duplicates()
        return self.tables["findings"].merge(places, on=["document", "line"], validate="many_to_one")

    def findings_cited(self) -> pd.DataFrame:
        """Give the findings at the lines that the statements made so far rest on."""
        places = pd.DataFrame(self.say.places(), columns=["document", "line"], dtype="object").drop_duplicates()
        places = places.astype(self.tables["findings"][["document", "line"]].dtypes.to_dict())
        return self.tables["findings"].merge(places, on=["document", "line"], validate="many_to_one")

    def documents_cited(self) -> pd.DataFrame:
        """Give the documents that the statements, tables and figures made so far name."""
        self.out.gather(self.say.table())
        documents = self.tables["documents"]
        return documents[documents["document"].isin(self.out.cited)]

    def criteria(self) -> pd.DataFrame:
        """Give the reference list of criteria, `name` in the notebook's language."""
        path = self.project.reference / "criteria.csv"
        rows = read_csv(path, self.project.name(path)).astype({"criterion": int})
        return rows.assign(name=rows[f"name_{self.words.language}"])

    def criterion_names(self, criteria_set: str = "2016") -> pd.Series:
        """Give the names of the criteria of a set by number."""
        rows = self.criteria()
        return rows[rows["criteria_set"] == criteria_set].set_index("criterion")["name"]

    def names_by_set(self) -> pd.Series:
        """Give the names of all criteria by set and number."""
        return self.criteria().set_index(["criteria_set", "criterion"])["name"]

    def labels(self, name: str) -> pd.Series:
        """Give the labels of a reference list (roles, headline_measures) by its first column."""
        path = self.project.reference / f"{name}.csv"
        rows = read_csv(path, self.project.name(path))
        return rows.set_index(rows.columns[0])[f"label_{self.words.language}"]

    def unit_names(self, parent: str = "") -> pd.Series:
        """Give the names of all units, or of those inside one, in the notebook's language."""
        units = self.tables["units"].drop_duplicates("unit")
        units = units[units["parent"] == parent] if parent else units
        return units.set_index("unit")[f"name_{self.words.language}"]

    def communes_of(self):
        """Give a function (document, unit) -> communes in force at the document's time."""
        return document_counter(self.tables["units"], self.tables["documents"])


def open_notebook(notebook: str, project: Project = HERE, **parameters) -> Notebook:
    """Check a notebook's parameters, load the tables and open its output.

    Raises NtmError for a wrong parameter, a damaged table or a folder that cannot be written.
    """
    checked = check_parameters(notebook, parameters, project)
    language: Language = checked.language
    words = load_words(language, project)
    asked = checked.model_dump(exclude={"figure_dir", "formats"})
    return Notebook(
        checked,
        load_tables(project, split_list(checked.unit)),
        words,
        DOOR.get()(checked.figure_dir, words, checked.formats_asked, Origin(notebook, asked)),
        Statements(words),
        project,
    )

"""Cleaning the commune tables, the district annex and the roles in which texts name communes."""

import re

import pandas as pd

from ntm_analysis.clean.cells import Cells
from ntm_analysis.quantities import LAST_CRITERION, CriterionList, parse_count, parse_criteria

Frame = pd.DataFrame
YEARS = range(2017, 2021)
PLACE = ["document", "line", "printed", "plan_table", "commune", "commune_name", "district"]
SPECIALLY_DIFFICULT = re.compile(r"\([ĐD]B\s*KK\)")


class Names:
    """Printed names of communes and the units they mean (data/reference/unit_names.csv)."""

    def __init__(self, reference: dict[str, Frame]):
        names = reference["unit_names"]
        keys = names[["document", "text", "within"]].itertuples(index=False, name=None)
        self._unit = dict(zip(keys, names["unit"], strict=True))
        units = reference["units"].set_index("unit")
        self._name, self._parent = units["name_vi"].to_dict(), units["parent"].to_dict()

    def columns(self, cells: Cells, column: str, texts: list[str], within: list[str]) -> dict[str, list[str]]:
        """Give commune, its name and its district for each row; raises BadInputError for an unknown name."""
        documents = cells.frame["document"]
        keys = list(zip(documents, texts, within, strict=True))
        known = pd.Series([key in self._unit for key in keys], index=cells.frame.index)
        cells.check(known, column, "a name listed for the document in data/reference/unit_names.csv")
        units = [self._unit[key] for key in keys]
        return {
            "commune": units,
            "commune_name": [self._name[unit] for unit in units],
            "district": [self._parent[unit] for unit in units],
        }


def clean_commune_plans(cells: Cells, names: Names) -> Frame:
    """Read the rows of the commune tables: numbers as printed, criteria met counted from the list."""
    raw = cells.frame
    met = read_lists(cells, "met_printed")
    frame = raw[["document", "line", "printed", "plan_table", "group_year"]].assign(
        row_no=cells.read("row_no_printed", parse_count),
        **names.columns(cells, "name_printed", list(raw["name_printed"]), [""] * len(raw)),
        is_specially_difficult=raw["name_printed"].str.contains(SPECIALLY_DIFFICULT),
        criteria_met=[len(set(row.criteria)) for row in met],
        criteria_met_printed=cells.read("n_met_printed", parse_count),
        met_list_printed=raw["met_printed"],
    )
    for year in YEARS:
        frame[f"planned_n_{year}"] = cells.read(f"n_{year}_printed", parse_count)
        frame[f"cumulative_{year}"] = cells.read(f"cum_{year}_printed", parse_count)
    return frame


def read_lists(cells: Cells, column: str) -> pd.Series:
    """Read a column of criterion lists; raises BadInputError for a number that is no criterion."""
    lists = cells.read(column, parse_criteria).map(lambda row: row or CriterionList((), ()))
    real = lists.map(lambda row: all(1 <= number <= LAST_CRITERION for number in row.criteria))
    cells.check(real.astype(bool), column, f"criteria from 1 to {LAST_CRITERION}")
    return lists


def clean_commune_criteria(cells: Cells, plans: Frame) -> tuple[Frame, Frame]:
    """List every criterion and every sub-criterion of the commune tables, one a row."""
    columns = {"": "met_printed"} | {str(year): f"list_{year}_printed" for year in YEARS}
    lists = {year: read_lists(cells, column) for year, column in columns.items()}
    place = plans[PLACE].itertuples(index=False, name=None)
    criteria, subs = [], []
    for where, *of_row in zip(place, *lists.values(), strict=True):
        of_year = dict(zip(lists, of_row, strict=True))
        sub = [(year, number) for year, printed in of_year.items() for number in printed.sub_criteria]
        subs += [(*where, number.split(".")[0], number, year) for year, number in sub]
        for year, printed in of_year.items():
            for number in dict.fromkeys(printed.criteria):
                beside = " ".join(f"{y or '2017-01'}:{s}" for y, s in sub if s.split(".")[0] == str(number))
                criteria.append((*where, number, "planned" if year else "met_2017_01", year, beside))
    listed = pd.DataFrame(criteria, columns=[*PLACE, "criterion", "status", "planned_year", "sub_criteria"])
    return listed, pd.DataFrame(subs, columns=[*PLACE, "criterion", "sub_criterion", "planned_year"])


def clean_assignments(cells: Cells, names: Names, unit_of: dict[str, str]) -> Frame:
    """List the communes that a district's annex assigns each criterion to, one a row; `unit_of` a document's unit."""
    raw = cells.frame
    communes = raw["communes_printed"].str.replace(r"^Xã\s+", "", regex=True).str.split(r",\s*", regex=True)
    frame = raw.assign(commune_printed=communes, stated_n=cells.read("stated_n_printed", parse_count))
    frame = frame.explode("commune_printed")
    one = Cells(cells.name, frame, cells.reference)
    named = names.columns(
        one, "communes_printed", list(frame["commune_printed"]), [unit_of[document] for document in frame["document"]]
    )
    return frame.assign(**named, agency=frame["agency_printed"]).reset_index(drop=True)


def clean_roles(cells: Cells, names: Names) -> Frame:
    """Find the commune of each named role."""
    cells.look_up("role", "roles", "role", "label_en")
    raw = cells.frame
    within = [district or unit for district, unit in zip(raw["district_printed"], raw["within"], strict=True)]
    return raw.assign(**names.columns(cells, "commune_printed", list(raw["commune_printed"]), within))

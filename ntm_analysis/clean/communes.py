"""Cleaning the commune tables, the district annex and the roles in which texts name communes."""

import re

import pandas as pd

from ntm_analysis.clean.cells import Cells
from ntm_analysis.quantities import LAST_CRITERION, CriterionList, parse_count, parse_criteria

Frame = pd.DataFrame
YEARS = range(2017, 2021)
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
    place = plans[["document", "line", "printed", "plan_table", "commune", "commune_name", "district"]]
    criteria, subs = [], []
    for row, where in place.iterrows():
        sub = [(year, number) for year, of in lists.items() for number in of[row].sub_criteria]
        subs += [{**where, **_sub(year, number)} for year, number in sub]
        for year, of in lists.items():
            for number in dict.fromkeys(of[row].criteria):
                beside = " ".join(f"{y or '2017-01'}:{s}" for y, s in sub if s.split(".")[0] == str(number))
                status = "planned" if year else "met_2017_01"
                entry = {"criterion": number, "status": status, "planned_year": year, "sub_criteria": beside}
                criteria.append({**where, **entry})
    return pd.DataFrame(criteria), pd.DataFrame(subs)


def _sub(year: str, number: str) -> dict[str, str]:
    return {"planned_year": year, "sub_criterion": number, "criterion": number.split(".")[0]}


def clean_assignments(cells: Cells, names: Names) -> Frame:
    """List the communes that the district annex assigns each criterion to, one a row."""
    raw = cells.frame
    communes = raw["communes_printed"].str.replace(r"^Xã\s+", "", regex=True).str.split(r",\s*", regex=True)
    frame = raw.assign(commune_printed=communes, stated_n=cells.read("stated_n_printed", parse_count))
    frame = frame.explode("commune_printed")
    one = Cells(cells.name, frame, cells.reference)
    named = names.columns(one, "communes_printed", list(frame["commune_printed"]), ["bac-son"] * len(frame))
    return frame.assign(**named, agency=frame["agency_printed"]).reset_index(drop=True)


def clean_roles(cells: Cells, names: Names) -> Frame:
    """Find the commune of each named role."""
    cells.look_up("role", "roles", "role", "label_en")
    raw = cells.frame
    within = [district or unit for district, unit in zip(raw["district_printed"], raw["within"], strict=True)]
    return raw.assign(**names.columns(cells, "commune_printed", list(raw["commune_printed"]), within))

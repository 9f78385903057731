"""Make national data for trials at scale, in the shape of data/raw and data/reference: all of it made up.

    python tools/national_data.py FOLDER [--provinces N] [--years N] [--seed S]

The whole country (63 provinces, 15 years) is about 5.5 million counts, 0.5 GB. The same numbers give the same bytes.
FOLDER then is a project: `ntm build --project FOLDER`, `ntm run 03_criteria_trajectories --project FOLDER -p unit=...`.
FOLDER/planted_faults.csv lists the findings that the checks must make of the planted faults.
"""

import argparse
import csv
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from national.faults import HEADER, Planter
from national.papers import PLAN_YEARS, Paper, write_district_plan, write_plan, write_report
from national.places import FIRST_YEAR, PROVINCES, Province, make_provinces

from ntm_analysis.errors import NtmError
from ntm_analysis.paths import HERE, Project
from ntm_analysis.schema import RAW, REFERENCE

YEARS = 15
COPIED = ("criteria", "sources", "funding_crosswalk", "price_index", "probability_words", "words")
# Lines of the project's lists that the made-up documents use.
USED = {
    "indicators": ("poverty_rate", "clean_water_share", "income_per_head", "poverty_rate_reduction"),
    "measures": ("pct", "pct_point", "million_vnd_per_person"),
    "headline_measures": ("mean_criteria", "communes_meeting_standard"),
    "purposes": ("cash_from_people",),
    "money_units": ("tỷ đồng",),
}
MILLION = ["triệu đồng", "1"]
ORIGIN = "made up for trials at scale"


def make_papers(provinces: list[Province], years: int, rng: np.random.Generator) -> Iterator[Paper]:
    """Give each document, province by province."""
    first = max(FIRST_YEAR, PLAN_YEARS[0] + 1 - years)
    for province in provinces:
        for year in range(first, first + years):
            yield write_report(province, year, 1, rng)
            yield write_report(province, year, 2, rng)
        yield write_plan(province)
        for district in province.districts:
            yield write_district_plan(district, first + years - 1)


def make_national_data(folder: Path, provinces: int = PROVINCES, years: int = YEARS, seed: int = 0) -> None:
    """Write a project of made-up data into a folder that does not exist yet or is empty.

    `provinces` from 1 to 63 and `years` from 1 to 15 make smaller forms; `seed` another country.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NtmError(f"{folder}: found something there, expected no or an empty folder; choose another one.")
    project, rng = Project(folder), np.random.default_rng(seed)
    for place in (project.raw, project.reference):
        place.mkdir(parents=True)
    country = make_provinces(provinces, rng)
    _write_lists(project, country)
    lines = {"unit_names": [], "funding_labels": []}
    planted, titles = [], []
    with ExitStack() as files:
        raw = {name: _open(files, project.raw / f"{name}.csv", table.columns) for name, table in RAW.items()}
        planter = Planter(rng)
        for paper in make_papers(country, years, rng):
            planted += planter.plant(paper)
            titles.append([f"doc.{paper.document}", *paper.titles[::-1]])
            for table, rows in paper.rows.items():
                raw[table].writerows(rows)
            for name in lines:
                lines[name] += paper.lines[name]
    for name, rows in lines.items():
        _write(project.reference / f"{name}.csv", REFERENCE[name].columns, rows)
    with (project.reference / "words.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(titles)
    _write(folder / "planted_faults.csv", HEADER, planted)
    shutil.copytree(HERE.notebooks, project.notebooks, ignore=shutil.ignore_patterns(".*"))


def _write_lists(project: Project, country: list[Province]) -> None:
    """Write the lists of data/reference: units made up, names of things from the project's own, the rest empty."""
    for name in COPIED:
        shutil.copy(HERE.reference / f"{name}.csv", project.reference)
    for name, table in REFERENCE.items():
        if name not in COPIED:
            _write(project.reference / f"{name}.csv", table.columns, _used(name))
    _write(project.reference / "units.csv", REFERENCE["units"].columns, list(_units(country)))


def _used(name: str) -> list[list[str]]:
    with (HERE.reference / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [line for line in csv.reader(file) if line[0] in USED.get(name, ())]
    return [MILLION, *rows] if name == "money_units" else rows


def _units(country: list[Province]) -> Iterator[list[str]]:
    for province in country:
        yield [province.unit, province.name, province.name, "province", "", "", "", "", ORIGIN]
        for district in province.districts:
            yield [district.unit, district.name, district.name, "district", province.unit, "", "", "", ORIGIN]
            for unit, name in district.communes:
                yield [unit, name, name, "commune", district.unit, "", "", "", ORIGIN]


def _open(files: ExitStack, path: Path, header: list[str]):
    writer = csv.writer(files.enter_context(path.open("w", encoding="utf-8", newline="")), lineterminator="\n")
    writer.writerow(header)
    return writer


def _write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with ExitStack() as files:
        _open(files, path, header).writerows(rows)


def main() -> None:
    """Read the command line and make the data."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--provinces", type=int, default=PROVINCES, choices=range(1, PROVINCES + 1), metavar="N")
    asked.add_argument("--years", type=int, default=YEARS, choices=range(1, YEARS + 1), metavar="N")
    asked.add_argument("--seed", type=int, default=0)
    options = asked.parse_args()
    try:
        make_national_data(options.folder, options.provinces, options.years, options.seed)
    except NtmError as error:
        sys.exit(f"national_data: {error}")


if __name__ == "__main__":
    main()

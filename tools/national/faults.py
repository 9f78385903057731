"""Faults planted into the made-up reports and plans, and the findings that must come of each."""

from collections.abc import Callable

import numpy as np

from national.papers import Paper
from national.rows import count_row, numeral
from ntm_analysis.schema import RAW

HEADER = ["fault", "rule", "document", "line", "table"]
SECOND_LINE = 9_500


def _at(table: str, column: str) -> int:
    return RAW[table].columns.index(column)


def _money(paper: Paper, label: str) -> list[str]:
    return next(row for row in paper.rows["funding"] if row[_at("funding", "label_printed")] == label)


def _total_off(paper: Paper, rng: np.random.Generator) -> list[tuple[str, str, str]]:
    """Print a total that its parts do not add up to (no shares are printed then)."""
    for row in paper.rows["funding"]:
        row[_at("funding", "share_printed")] = ""
    row, at = _money(paper, "Tổng nguồn vốn"), _at("funding", "amount_printed")
    wrong = numeral(int(row[at].replace(".", "")) + int(rng.integers(10, 5_000)))
    row[at], row[_at("funding", "printed")] = wrong, f"{wrong} triệu đồng"
    return [("parts_vs_total", row[1], "funding")]


def _unit_confused(paper: Paper, rng: np.random.Generator) -> list[tuple[str, str, str]]:
    """Print one amount of million VND as billion: the parts exceed the total, its share contradicts it."""
    row, total = _money(paper, "Nhân dân đóng góp"), _money(paper, "Tổng nguồn vốn")
    row[_at("funding", "money_unit_printed")] = "tỷ đồng"
    row[_at("funding", "printed")] = row[_at("funding", "printed")].replace("triệu", "tỷ")
    return [("parts_vs_total", total[1], "funding"), ("share_vs_count", row[1], "funding")]


def _district_row(paper: Paper, rng: np.random.Generator) -> list[str]:
    """Choose a count of a district that is neither none nor all of its communes."""
    count, total, share = (_at("criteria", f"{name}_printed") for name in ("count", "total", "share"))
    unit = paper.rows["documents"][0][_at("documents", "unit")]
    rows = [row for row in paper.rows["criteria"] if row[share] and row[_at("criteria", "unit")] != unit]
    rows = [row for row in rows if 0 < int(row[count]) < int(row[total])]
    return rows[rng.integers(len(rows))]


def _share_wrong(paper: Paper, rng: np.random.Generator) -> list[tuple[str, str, str]]:
    """Print a share that the count contradicts."""
    row, at = _district_row(paper, rng), _at("criteria", "share_printed")
    value = float(row[at].removesuffix("%").replace(",", "."))
    row[at] = f"{numeral(value + (11.3 if value < 50 else -11.3), 1)}%"
    return [("share_vs_count", row[1], "criteria")]


def _count_twice(paper: Paper, rng: np.random.Generator) -> list[tuple[str, str, str]]:
    """Print a count a second time, one commune apart from the first."""
    first = dict(zip(RAW["criteria"].columns, _district_row(paper, rng), strict=True))
    where = {name: first[name] for name in ("document", "unit", "basis", "as_of")}
    other = count_row(
        {**where, "line": SECOND_LINE}, first["criterion"], int(first["count_printed"]) - 1, first["total_printed"]
    )
    paper.rows["criteria"].append(other)
    return [("same_quantity_differs", str(SECOND_LINE), "criteria")]


def _total_wrong(paper: Paper, rng: np.random.Generator) -> list[tuple[str, str, str]]:
    """Print a count out of one commune more than there are (no share is printed then)."""
    row = _district_row(paper, rng)
    count, total = row[_at("criteria", "count_printed")], int(row[_at("criteria", "total_printed")]) + 1
    row[_at("criteria", "total_printed")], row[_at("criteria", "share_printed")] = str(total), ""
    row[_at("criteria", "printed")] = f"{count}/{total} xã"
    return [("communes_in_force", row[1], "criteria")]


def _bands_off(paper: Paper, rng: np.random.Generator) -> list[tuple[str, str, str]]:
    """Print two communes too many in the lowest band."""
    row, at = paper.rows["bands"][0], _at("bands", "count_printed")
    row[at] = str(min(int(row[at]) + 2, int(row[_at("bands", "total_printed")])))
    row[_at("bands", "printed")] = f"{row[at]} xã đạt 0-4 tiêu chí"
    return [("bands_vs_communes", row[1], "bands")]


def _mean_impossible(paper: Paper, rng: np.random.Generator) -> list[tuple[str, str, str]]:
    """Print a mean of criteria that neither bands nor counts allow."""
    row, at = paper.rows["headlines"][0], _at("headlines", "value_printed")
    value = float(row[at].replace(",", "."))
    row[at] = numeral(value + 6 if value < 10 else value - 6, 2)
    row[_at("headlines", "printed")] = f"{row[at]} tiêu chí/xã"
    return [(rule, row[1], "headlines") for rule in ("mean_vs_bands", "mean_vs_criteria")]


def _criterion_forgotten(paper: Paper, rng: np.random.Generator) -> list[tuple[str, str, str]]:
    """Leave a criterion out of the last list of a commune's plan."""
    last = [f"list_{year}_printed" for year in (2020, 2019, 2018, 2017)]
    rows = paper.rows["commune_plans"]
    row = rows[rng.integers(len(rows))]
    at = next(_at("commune_plans", column) for column in last if row[_at("commune_plans", column)])
    row[at] = row[at].rpartition(",")[0]
    return [(rule, row[1], "commune_plans") for rule in ("listed_vs_stated", "never_planned")]


REPORTS: dict[str, Callable] = {
    "share that contradicts": _share_wrong,
    "total that does not add": _total_off,
    "count printed twice": _count_twice,
    "unit confused": _unit_confused,
    "total of communes wrong": _total_wrong,
    "bands that do not sum": _bands_off,
    "mean impossible": _mean_impossible,
}
PLANS: dict[str, Callable] = {"criterion forgotten in a plan": _criterion_forgotten}
IN_DECEMBER = {"total that does not add", "unit confused"}
FIRST, ONE_IN = 14, 9


class Planter:
    """Plants faults in turn: into the first reports, then into every ninth, and into every plan of communes."""

    def __init__(self, rng: np.random.Generator):
        self._rng, self._waiting, self._reports = rng, list(REPORTS), 0

    def plant(self, paper: Paper) -> list[list[str]]:
        """Plant at most one fault into a document; give its rows of planted_faults.csv: the findings it must make."""
        if paper.rows["commune_plans"]:
            return self._rows("criterion forgotten in a plan", PLANS, paper)
        if "-report-" not in paper.document:
            return []
        self._reports += 1
        if self._reports > FIRST and self._reports % ONE_IN:
            return []
        name = next(name for name in self._waiting if paper.rows["funding"] or name not in IN_DECEMBER)
        self._waiting.remove(name)
        self._waiting.append(name)
        return self._rows(name, REPORTS, paper)

    def _rows(self, name: str, kinds: dict[str, Callable], paper: Paper) -> list[list[str]]:
        return [[name, rule, paper.document, line, table] for rule, line, table in kinds[name](paper, self._rng)]

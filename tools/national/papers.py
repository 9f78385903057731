"""Made-up documents: half-yearly reports of provinces, their plan for 2017-2020, and a yearly plan of each district."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from national.places import CRITERIA, District, Province
from national.rows import band_rows, count_row, headline_rows, indicator_row, numeral, row, share

GENERATED = "Made-up figures: made by tools/national_data.py for trials at scale; not printed anywhere."
GENERATED_VI = "Số liệu tự tạo để thử nghiệm ở quy mô lớn; không có trong văn bản nào."
PLAN_YEARS = range(2017, 2021)
PLAN_START = "2017-01-31"
# How many years ahead of what comes a plan sets its targets.
OPTIMISM = 1.0
SOURCES = {
    "Tổng nguồn vốn": "total",
    "Ngân sách nhà nước": "state_budget",
    "Ngân sách trung ương": "central_budget",
    "Ngân sách địa phương": "local_budget",
    "Vốn tín dụng": "credit",
    "Vốn doanh nghiệp": "enterprises",
    "Nhân dân đóng góp": "community",
}
LEAVES = ("central_budget", "local_budget", "credit", "enterprises", "community")


@dataclass
class Paper:
    """One document's title in Vietnamese and in English, its raw rows by table, and the reference lines it needs."""

    document: str
    titles: tuple[str, str]
    rows: dict[str, list] = field(default_factory=lambda: defaultdict(list))
    lines: dict[str, list] = field(default_factory=lambda: defaultdict(list))


def register(paper: Paper, unit: str, kind: str, days: tuple[str, str, str]) -> None:
    """Put a document on the register, marked as made up; `days` are first and last day and the day of reference."""
    start, end, reference = days
    cells = {
        "document": paper.document,
        "title_vi": paper.titles[0],
        "title_en": paper.titles[1],
        "issuer": f"UBND {unit}",
    }
    cells |= {"unit": unit, "kind": kind, "period_start": start, "period_end": end, "reference_date": reference}
    cells |= {"criteria_set": "2009" if reference < "2017" else "2016", "file_name": "generated.txt"}
    digest = hashlib.sha256(paper.document.encode()).hexdigest()
    cells |= {"file_sha256": digest, "text_quality": "good"}
    paper.rows["documents"].append(row("documents", **cells, known_gaps=GENERATED, known_gaps_vi=GENERATED_VI))


def write_report(province: Province, year: int, half: int, rng: np.random.Generator) -> Paper:
    """Write a province's report on a half-year: its own counts, those of its districts, and each commune's state."""
    day, time = (f"{year}-06-30", year + 0.5) if half == 1 else (f"{year}-12-31", year + 1.0)
    titles = (f"Báo cáo (tự tạo) {half}/{year}, {province.name}", f"Report (generated) {half}/{year}, {province.name}")
    paper = Paper(f"{province.unit}-report-{year}-h{half}", titles)
    register(paper, province.unit, "report", (f"{year}-01-01", day, day))
    states = {district.unit: district.attains(time) for district in province.districts}
    everywhere = np.vstack(list(states.values()))
    where = {"document": paper.document, "unit": province.unit, "basis": "reported", "as_of": day}
    met = everywhere.sum(axis=1)
    paper.rows["bands"] += band_rows(where, met, 10)
    paper.rows["headlines"] += headline_rows(where, met, 20)
    progress = float(everywhere.mean())
    told = {"poverty_rate": 30 * (1 - progress) + 1, "clean_water_share": 30 + 60 * progress}
    told["income_per_head"] = 10 * 1.08 ** (time - 2011) * (1 + progress)
    for line, (indicator, value) in enumerate(told.items(), start=30):
        paper.rows["indicators"].append(indicator_row(where, line, indicator, value))
    paper.rows["criteria"] += _counts(where, 40, everywhere)
    line = 60
    for district in province.districts:
        at = {**where, "unit": district.unit}
        paper.rows["criteria"] += _counts(at, line, states[district.unit], step=0)
        paper.rows["indicators"].append(
            indicator_row(at, line, "poverty_rate", 32 * (1 - states[district.unit].mean()))
        )
        line += 1
    paper.rows["criteria"] += _communes(where, line, province.districts, states)
    if half == 2:
        _write_money(paper, province, year, len(everywhere), rng)
    return paper


def _counts(where: dict, line: int, state: np.ndarray, step: int = 1) -> list[list[str]]:
    total = len(state)
    return [
        count_row({**where, "line": line + step * at}, at + 1, count, total, share_printed=share(count, total))
        for at, count in enumerate(state.sum(axis=0).tolist())
    ]


def _communes(where: dict, line: int, districts: list[District], states: dict) -> list[list[str]]:
    rows = []
    for district in districts:
        for (unit, _), state in zip(district.communes, states[district.unit].tolist(), strict=True):
            at = {**where, "unit": unit, "line": line}
            rows += [count_row(at, criterion, int(is_met), 1) for criterion, is_met in enumerate(state, start=1)]
            line += 1
    return rows


def _write_money(paper: Paper, province: Province, year: int, communes: int, rng: np.random.Generator) -> None:
    amounts = dict(zip(LEAVES, (communes * rng.gamma(4, 300, len(LEAVES))).round().astype(int).tolist(), strict=True))
    amounts["state_budget"] = amounts["central_budget"] + amounts["local_budget"]
    amounts["total"] = sum(amounts[leaf] for leaf in LEAVES)
    where = {"document": paper.document, "unit": province.unit, "basis": "reported"}
    where |= {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
    for line, (label, source) in enumerate(SOURCES.items(), start=9_000):
        text = numeral(amounts[source])
        cells = {"label_printed": label, "amount_printed": text, "money_unit_printed": "triệu đồng"}
        cells["share_printed"] = "" if source == "total" else share(amounts[source], amounts["total"])
        paper.rows["funding"].append(row("funding", **where, line=line, printed=f"{text} triệu đồng", **cells))
        paper.lines["funding_labels"].append([paper.document, label, source, ""])
    paper.rows["indicators"].append(indicator_row(where, 9_020, "poverty_rate_reduction", rng.uniform(1, 3)))
    gift = numeral(amounts["community"] / 2_000, 1)
    cells = {"purpose": "cash_from_people", "amount_printed": gift, "money_unit_printed": "tỷ đồng"}
    paper.rows["funding_detail"].append(row("funding_detail", **where, line=9_010, printed=f"{gift} tỷ đồng", **cells))


def write_plan(province: Province) -> Paper:
    """Write a province's plan for 2017-2020: targets for its end, and the table of its communes."""
    titles = (f"Kế hoạch (tự tạo) 2017-2020, {province.name}", f"Plan (generated) 2017-2020, {province.name}")
    paper = Paper(f"{province.unit}-plan-2017-2020", titles)
    register(paper, province.unit, "plan", ("2017-01-01", "2020-12-31", PLAN_START))
    where = {"document": paper.document, "unit": province.unit, "basis": "planned", "as_of": "2020-12-31"}
    target = np.vstack([district.attains(2021 + OPTIMISM) for district in province.districts])
    met = target.sum(axis=1)
    paper.rows["bands"] += band_rows(where, met, 10)
    paper.rows["headlines"] += headline_rows(where, met, 20)
    paper.rows["criteria"] += _counts(where, 40, target)
    paper.rows["indicators"].append(indicator_row(where, 30, "clean_water_share", 95.0))
    line, numbers = 100, defaultdict(int)
    for district in province.districts:
        for (unit, name), since in zip(district.communes, district.since, strict=True):
            line += _write_commune(paper, line, (unit, f"Xã {name} - {district.name}"), since, numbers)
    cells = {"kind": "decision", "number_printed": "800/QĐ-TTg", "date_printed": "04/6/2010"}
    paper.rows["citations"].append(row("citations", document=paper.document, line=5, printed="800/QĐ-TTg", **cells))
    return paper


def _write_commune(paper: Paper, line: int, commune: tuple[str, str], since: np.ndarray, numbers: dict) -> int:
    """Write a commune's row, if it still misses a criterion; give the number of lines written."""
    unit, name = commune
    met = [at + 1 for at in range(CRITERIA) if since[at] <= PLAN_YEARS[0]]
    order = [at + 1 for at in np.argsort(since, kind="stable").tolist() if at + 1 not in met]
    if not met or not order:
        return 0
    years = list(PLAN_YEARS[: 1 + min(3, len(order) // 3)])
    cells = {"met_printed": ",".join(map(str, met)), "n_met_printed": len(met), "group_year": years[-1]}
    for year, part in zip(years, np.array_split(order, len(years)), strict=True):
        met += part.tolist()
        cells |= {f"list_{year}_printed": ",".join(map(str, sorted(part.tolist()))), f"n_{year}_printed": len(part)}
        cells[f"cum_{year}_printed"] = len(met)
    numbers[years[-1]] += 1
    cells |= {"row_no_printed": numbers[years[-1]], "communes_printed": 1, "plan_table": 1, "name_printed": name}
    paper.rows["commune_plans"].append(row("commune_plans", document=paper.document, line=line, printed=name, **cells))
    paper.lines["unit_names"].append([paper.document, name, "", unit, ""])
    return 1


def write_district_plan(district: District, year: int) -> Paper:
    """Write a district's plan for a year: its targets with their increases, and the annex that names the communes."""
    titles = (f"Kế hoạch (tự tạo) {year}, {district.name}", f"Plan (generated) {year}, {district.name}")
    paper = Paper(f"{district.unit}-plan-{year}", titles)
    register(paper, district.unit, "plan", (f"{year}-01-01", f"{year}-12-31", f"{year}-01-31"))
    now, then = district.attains(year), district.attains(year + 1 + OPTIMISM)
    where = {"document": paper.document, "unit": district.unit, "basis": "planned", "as_of": f"{year}-12-31"}
    paper.rows["bands"] += band_rows(where, then.sum(axis=1), 10)
    paper.rows["headlines"] += headline_rows(where, then.sum(axis=1), 20)
    for at, (old, new) in enumerate(zip(now.sum(axis=0).tolist(), then.sum(axis=0).tolist(), strict=True)):
        cells = {"added_printed": new - old, "base_as_of": f"{year - 1}-12-31"}
        paper.rows["criteria"].append(count_row({**where, "line": 40 + at}, at + 1, new, len(then), **cells))
        gaining = [name for (_, name), is_new in zip(district.communes, (then & ~now)[:, at], strict=True) if is_new]
        if gaining:
            names, told = f"Xã {', '.join(gaining)}", f"Tiêu chí {at + 1}"
            cells = {"criterion": at + 1, "stated_n_printed": len(gaining), "communes_printed": names, "printed": told}
            paper.rows["assignments"].append(row("assignments", document=paper.document, line=80 + at, **cells))
    used = {name for line in paper.rows["assignments"] for name in line[8].removeprefix("Xã ").split(", ")}
    named = [[paper.document, name, district.unit, unit, ""] for unit, name in district.communes if name in used]
    paper.lines["unit_names"] += named
    return paper

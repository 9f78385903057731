"""All checks over all cleaned tables."""

import pandas as pd

from ntm_analysis.checks import annex, communes, distribution, money, papers, shares
from ntm_analysis.checks import repeats as twice
from ntm_analysis.checks.findings import Rule, table_of
from ntm_analysis.checks.naming import Naming
from ntm_analysis.distinct import repeats
from ntm_analysis.units import document_counter

Tables = dict[str, pd.DataFrame]
COMMUNES = Rule(
    "communes_in_force",
    "warning",
    "{found} communes are printed; {expected} were in force on {date}.",
    "Văn bản ghi {found} xã; ngày {date} có {expected} xã.",
)
FLOW = ["period_start", "period_end"]
NAMES = {
    "criteria": lambda row: (f"criterion {row.criterion}", f"tiêu chí số {row.criterion}"),
    "criteria_partial": lambda row: (row.what_en, row.what_vi),
    "bands": lambda row: (
        f"communes with {_band(row)} criteria",
        f"xã đạt {_band(row)} tiêu chí",
    ),
    "indicators": lambda row: (row.indicator_en, row.indicator_vi),
}
COUNTED = {
    "criteria": ("communes_attaining", "communes_total"),
    "criteria_partial": ("communes_attaining", "communes_total"),
    "bands": ("communes", "communes_total"),
    "headlines": ("value_low", "communes_total"),
    "indicators": ("value_low", "total"),
}
SAME = {
    "criteria": (["unit", "basis", "as_of", "criterion"], "communes_attaining"),
    "bands": (["unit", "basis", "as_of", "band_low", "band_high"], "communes"),
    "headlines": (["unit", "basis", "as_of", *FLOW, "measure"], "value_low"),
    "indicators": (["unit", "basis", "as_of", *FLOW, "indicator"], "value_low"),
}
REPEATING = {"central_allocation_coefficient", "criteria_gained_per_commune"}


def run_checks(tables: Tables, raw: Tables, reference: Tables) -> pd.DataFrame:
    """Run every check and give the findings, one row each.

    `tables` are the cleaned tables with types and the precision columns; `raw` the text as printed.
    """
    names, naming = _names(reference), Naming(reference["units"], reference["words"])
    reference_date = tables["documents"].set_index("document")["reference_date"]
    communes_at = document_counter(reference["units"], tables["documents"])
    findings = money.check_funding(tables["funding"], reference["sources"])
    for table, (count, total) in COUNTED.items():
        subject = lambda row, table=table: f"{table}, {names[table](row)[0]}, {row.unit}, {_when(row)}"  # noqa: E731
        findings += shares.check_shares(tables[table], count, total, subject, names[table])
    findings += distribution.check_distribution(tables["bands"], tables["criteria"], tables["headlines"], communes_at)
    findings += communes.check_commune_plans(tables["commune_plans"], tables["commune_criteria"])
    findings += communes.check_numbers(raw["commune_plans"], reference["corrections"])
    findings += communes.check_groups(tables["commune_plans"], tables["headlines"])
    findings += annex.check_annex(tables["assignments"], tables["criteria"], tables["headlines"])
    for table, (key, value) in SAME.items():
        rows = tables[table]
        rows = rows[~rows[key[-1]].isin(REPEATING)] if table in ("headlines", "indicators") else rows
        subject = lambda row, table=table: f"{names[table](row)[0]} ({row.unit}, {_when(row)})"  # noqa: E731
        what = lambda row, table=table: naming.dated(names[table](row), row)  # noqa: E731
        findings += twice.check_same(rows, key, value, subject, what, naming.document)
    findings += twice.check_relations(reference["relations"], tables)
    findings += twice.check_steps(tables["headlines"], tables["bands"], lambda measure: names["measure"][measure])
    findings += twice.check_yearly_gain(tables["headlines"])
    findings += twice.check_reached(tables["indicators"], tables["documents"], names["indicators"])
    findings += papers.check_papers(tables["citations"], tables["documents"])
    findings += papers.check_years(tables["headlines"], tables["funding_detail"], tables["documents"])
    findings += annex.check_named(tables["commune_roles"], tables["headlines"], tables["indicators"])
    findings += _communes_total(tables, communes_at, reference_date)
    return table_of(findings)


def _band(row) -> str:
    return str(row.band_low) if row.band_low == row.band_high else f"{row.band_low}-{row.band_high}"


def _names(reference: Tables) -> dict:
    measures = reference["headline_measures"].set_index("measure")
    labels = {key: (row.label_en, row.label_vi) for key, row in measures.iterrows()}
    return {**NAMES, "headlines": lambda row: labels[row.measure], "measure": labels}


def _when(row) -> str:
    if hasattr(row, "as_of") and pd.notna(row.as_of):
        return f"{row.as_of:%Y-%m-%d}"
    return f"{row.period_start:%Y-%m-%d} to {row.period_end:%Y-%m-%d}"


def _communes_total(tables: Tables, communes_at, reference_date: pd.Series) -> list[dict]:
    findings, seen = [], set()
    level = tables["units"].set_index("unit")["level"].to_dict()
    for table in ("criteria", "bands"):
        once = ~repeats(tables[table], ["document", "unit", "communes_total"])
        rows = tables[table][once & tables[table]["communes_total"].notna()]
        expected = [
            1 if level.get(unit) == "commune" else communes_at(document, unit)
            for document, unit in zip(rows["document"], rows["unit"], strict=True)
        ]
        rows = rows.assign(in_force=expected)
        for row in rows[rows["communes_total"] != rows["in_force"]].itertuples():
            found = int(row.communes_total)
            if (row.document, row.unit, found) not in seen:
                seen.add((row.document, row.unit, found))
                findings.append(COMMUNES.breach(row, row.unit, found, row.in_force, date=reference_date[row.document]))
    return findings

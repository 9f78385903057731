"""One place in tables for readers: its criteria, roles, assignments and figures."""

import pandas as pd

from ntm_analysis.criteria.plans import BASE_YEAR
from ntm_analysis.language import Words
from ntm_analysis.narratives.places import name_value, name_when
from ntm_analysis.views.titles import titled


def list_grid(listed: pd.DataFrame, parts: pd.DataFrame, names: pd.Series, words: Words) -> pd.DataFrame:
    """List criterion by criterion when each commune has it by its list, with repeats, parts and the line.

    `listed` as from criteria.places.list_criteria, `parts` rows of commune_sub_criteria, `names` maps criteria.
    """
    told = {
        key: ", ".join(f"{row.sub_criterion} ({row.planned_year})" for row in of.itertuples())
        for key, of in parts.groupby(["plan_table", "commune", "criterion"])
    }
    columns = {
        "column.plan_table": listed["plan_table"],
        "column.commune": listed["commune_name"],
        "column.criterion": [f"{number}. {names[number]}" for number in listed["criterion"]],
        "column.status": [_status(year, words) for year in listed["year"]],
        "column.year": ["" if pd.isna(year) or year == BASE_YEAR else str(year) for year in listed["year"]],
        "column.again": [again.replace(",", ", ") for again in listed["again"]],
        "column.parts": [told.get((row.plan_table, row.commune, row.criterion), "") for row in listed.itertuples()],
        "column.document": [words(f"doc.{document}") for document in listed["document"]],
        "column.line": listed["line"],
    }
    return titled(columns, words)


def list_communes(ends: pd.DataFrame, ranked: pd.DataFrame, districts: pd.Series, words: Words) -> pd.DataFrame:
    """List the communes of a place with where their lists start and end, the most demanding of each table first.

    `ends` and `ranked` as from criteria.places; `districts` maps district to its name.
    """
    keys = ["plan_table", "commune"]
    rows = ranked.merge(ends[[*keys, "start", "reached", "end"]], on=keys, validate="one_to_one")
    rows = rows.sort_values(["plan_table", "rank"], kind="stable")
    columns = {
        "column.plan_table": rows["plan_table"],
        "column.commune": rows["commune_name"],
        "column.district": [districts[district] for district in rows["district"]],
        "column.start": rows["start"],
        "column.end": rows["end"],
        "column.reached": ["" if pd.isna(year) else str(year) for year in rows["reached"]],
        "column.steepest": [int(count) for count in rows["steepest"]],
        "column.steepest_year": [str(int(year)) for year in rows["steepest_year"]],
        "column.multiple": [words("unit.share", value=float(value)) for value in rows["multiple"]],
        "column.rank": [f"{row.rank}/{row.of}" for row in rows.itertuples()],
        "column.document": [words(f"doc.{document}") for document in rows["document"]],
        "column.line": rows["line"],
    }
    return titled(columns, words)


def list_roles(roles: pd.DataFrame, labels: pd.Series, words: Words) -> pd.DataFrame:
    """List the roles that texts name for communes; `labels` maps role to its label."""
    columns = {
        "column.commune": roles["commune_name"],
        "column.role": [labels[role] for role in roles["role"]],
        "column.date": [name_when(row, words) for row in roles.itertuples()],
        "column.printed": roles["printed"],
        "column.document": [words(f"doc.{document}") for document in roles["document"]],
        "column.line": roles["line"],
    }
    return titled(columns, words)


def list_assignments(assignments: pd.DataFrame, names: pd.Series, words: Words) -> pd.DataFrame:
    """List the criteria that an annex assigns to communes, with the agency as printed."""
    columns = {
        "column.commune": assignments["commune_name"],
        "column.criterion": [f"{number}. {names[number]}" for number in assignments["criterion"]],
        "column.agency": assignments["agency"],
        "column.document": [words(f"doc.{document}") for document in assignments["document"]],
        "column.line": assignments["line"],
    }
    return titled(columns, words)


def list_counts(counts: pd.DataFrame, names: pd.Series, words: Words) -> pd.DataFrame:
    """List the latest counts by criterion of a unit: communes that attain it, of how many; `names` maps criterion."""
    columns = {
        "column.criterion": [f"{number}. {names[number]}" for number in counts["criterion"]],
        "column.communes": [f"{row.communes_attaining}/{row.communes_total}" for row in counts.itertuples()],
        "column.share": [words("unit.share", value=100 * float(share)) for share in counts["share"]],
        "column.date": [words.day(date) for date in counts["as_of"]],
        "column.basis": [words(f"basis.{basis}") for basis in counts["basis"]],
        "column.document": [words(f"doc.{document}") for document in counts["document"]],
        "column.line": counts["lines"],
    }
    return titled(columns, words)


def list_headlines(headlines: pd.DataFrame, labels: pd.Series, words: Words) -> pd.DataFrame:
    """List the headline figures of a place; `labels` maps measure to its label."""
    columns = {
        "column.measure": [labels[measure] for measure in headlines["measure"]],
        "column.value": [name_value(row, words) for row in headlines.itertuples()],
        "column.date": [name_when(row, words) for row in headlines.itertuples()],
        "column.basis": [words(f"basis.{basis}") for basis in headlines["basis"]],
        "column.document": [words(f"doc.{document}") for document in headlines["document"]],
        "column.line": headlines["line"],
    }
    return titled(columns, words)


def _status(year, words: Words) -> str:
    if pd.isna(year):
        return words("status.not_listed")
    return words("status.met" if year == BASE_YEAR else "status.planned")

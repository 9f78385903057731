"""Where the criteria stand and what communes plan, in tables for readers."""

import pandas as pd

from ntm_analysis.language import Words
from ntm_analysis.narratives.bounds import name_bound
from ntm_analysis.statements import cite
from ntm_analysis.views.titles import titled

EDGES = (5, 10, 15, 19)
MOST_TOGETHER = 5


def list_claims(checked: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List every state with its printed mean, the means that bands and counts allow, and what cannot hold together."""
    columns = {
        "column.document": [words(f"doc.{document}") for document in checked["document"]],
        "column.date": [words.day(date) for date in checked["as_of"]],
        "column.basis": [words(f"basis.{basis}") for basis in checked["basis"]],
        "column.mean": [_span(row.mean_low, row.mean_high, words) for row in checked.itertuples()],
        "column.by_bands": [_span(row.bands_low, row.bands_high, words) for row in checked.itertuples()],
        "column.by_counts": [_span(row.counts_low, row.counts_high, words) for row in checked.itertuples()],
        "column.known": checked["known"],
        "column.standard": ["" if pd.isna(value) else int(value) for value in checked["standard"]],
        "column.standard_most": ["" if pd.isna(value) else int(value) for value in checked["standard_high"]],
        "column.conflicts": [_conflicts(text, words) for text in checked["conflicts"]],
        "column.line": checked["lines"],
    }
    return titled(columns, words)


def list_steps(steps: pd.DataFrame, names: pd.Series, words: Words) -> pd.DataFrame:
    """List how each criterion moved or is to move: counts, communes and points a year, what merging alone could leave.

    `names` maps criteria set and number to the name of a criterion.
    """
    columns = {
        "column.criterion": [
            f"{row.criterion}. {names[row.criteria_set, row.criterion]}" for row in steps.itertuples()
        ],
        "column.from": [
            f"{row.from_communes}/{row.from_total}, {words.day(row.from_date)} ({words(f'basis.{row.from_basis}')})"
            for row in steps.itertuples()
        ],
        "column.to": [
            f"{row.to_communes}/{row.to_total}, {words.day(row.to_date)} ({words(f'basis.{row.to_basis}')})"
            for row in steps.itertuples()
        ],
        "column.per_year_communes": [words("unit.share", value=float(value)) for value in steps["per_year"]],
        "column.per_year_points": _points(steps, words),
        "column.contribution": [words("unit.bn", value=float(value)) for value in steps["contribution"]],
        "column.merging": [f"{row.merging_low}–{row.merging_high}" if row.merged else "" for row in steps.itertuples()],
        "column.sources": [cite(steps.iloc[[place]]) for place in range(len(steps))],
    }
    return titled(columns, words)


def list_thresholds(thresholds: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List how many communes can have at least so many criteria by the counts of each state, and by its bands."""
    rows = thresholds[thresholds["at_least"].isin(EDGES)]
    columns = {
        "column.document": [words(f"doc.{document}") for document in rows["document"]],
        "column.date": [words.day(date) for date in rows["as_of"]],
        "column.basis": [words(f"basis.{basis}") for basis in rows["basis"]],
        "column.at_least": rows["at_least"],
        "column.room": [f"{row.counts_low}–{row.counts_high}" for row in rows.itertuples()],
        "column.told_bands": ["" if pd.isna(row.bands_low) else str(row.bands_low) for row in rows.itertuples()],
        "column.known": rows["known"],
        "column.line": [",".join(filter(None, (row.bands_lines, row.counts_lines))) for row in rows.itertuples()],
    }
    return titled(columns, words)


def list_groups(groups: pd.DataFrame, steps: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the gains by group of criteria; `steps`, with their group, hold the documents and lines."""
    keys = ["to_date", "to_basis", "group"]
    cited = {place: cite(of) for place, of in steps.groupby(keys)}
    columns = {
        "column.criteria_group": [words(f"criteria_group.{group.lower()}") for group in groups["group"]],
        "column.from": [words.day(date) for date in groups["from_date"]],
        "column.to": [f"{words.day(row.to_date)} ({words(f'basis.{row.to_basis}')})" for row in groups.itertuples()],
        "column.known": groups["criteria"],
        "column.per_year_communes": [words("unit.share", value=float(value)) for value in groups["per_year"]],
        "column.per_year_points": _points(groups, words),
        "column.mean_change": [words("unit.share", value=100 * float(value)) for value in groups["change"]],
        "column.sources": [cited[place] for place in groups[keys].itertuples(index=False, name=None)],
    }
    return titled(columns, words)


def list_companions(companions: pd.DataFrame, names: pd.Series, words: Words) -> pd.DataFrame:
    """List the criteria that most communes put off to their last year together, some of each size."""
    rows = companions.groupby("size").head(MOST_TOGETHER)
    named = [[f"{number}. {names[int(number)]}" for number in of.split(",")] for of in rows["criteria"]]
    columns = {
        "column.together": ["; ".join(of) for of in named],
        "column.communes": rows["communes"],
        "column.lift": [words("unit.bn", value=float(value)) for value in rows["lift"]],
    }
    return titled(columns, words)


def list_plausibility(ranked: pd.DataFrame, districts: pd.Series, words: Words) -> pd.DataFrame:
    """List the communes by the most that they plan for one year, the most demanding first."""
    columns = {
        "column.commune": ranked["commune_name"],
        "column.district": [districts[district] for district in ranked["district"]],
        "column.plan_table": ranked["plan_table"],
        "column.steepest": [int(value) for value in ranked["steepest"]],
        "column.steepest_year": [str(int(year)) for year in ranked["steepest_year"]],
        "column.multiple": [words("unit.share", value=float(value)) for value in ranked["multiple"]],
        "column.document": [words(f"doc.{document}") for document in ranked["document"]],
        "column.line": ranked["line"],
    }
    return titled(columns, words)


def list_slips(slips: pd.DataFrame, names: pd.Series, districts: pd.Series, words: Words) -> pd.DataFrame:
    """List repeats and gaps in the criterion lists of the communes."""
    columns = {
        "column.commune": slips["commune_name"],
        "column.district": [districts[district] for district in slips["district"]],
        "column.slip": [words(f"slip.{kind}") for kind in slips["kind"]],
        "column.criterion": [f"{number}. {names[number]}" for number in slips["criterion"]],
        "column.years": slips["years"],
        "column.document": [words(f"doc.{document}") for document in slips["document"]],
        "column.line": slips["line"],
    }
    return titled(columns, words)


def list_cumulative_gaps(gaps: pd.DataFrame, districts: pd.Series, words: Words) -> pd.DataFrame:
    """List the printed cumulative numbers that differ from what the lists of the communes count."""
    columns = {
        "column.commune": gaps["commune_name"],
        "column.district": [districts[district] for district in gaps["district"]],
        "column.plan_table": gaps["plan_table"],
        "column.year": gaps["year"].astype(str),
        "column.printed_cumulative": gaps["printed"],
        "column.counted_cumulative": gaps["cumulative"],
        "column.document": [words(f"doc.{document}") for document in gaps["document"]],
        "column.line": gaps["line"],
    }
    return titled(columns, words)


def _points(rows: pd.DataFrame, words: Words) -> list[str]:
    return [
        name_bound(row, words) + words("unit.share", value=float(row["points_per_year"])) for _, row in rows.iterrows()
    ]


def _span(low, high, words: Words) -> str:
    if pd.isna(low) or pd.isna(high):
        return ""
    return "–".join(dict.fromkeys(words("unit.bn", value=float(end)) for end in (low, high)))


def _conflicts(text: str, words: Words) -> str:
    groups = [group.split("+") for group in text.split(",") if group]
    return "; ".join(" + ".join(words(f"claim.{kind}") for kind in group) for group in groups)

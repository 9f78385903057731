"""What cannot be said of a unit: the limits of a page that hold for its figures, by key, with what fills them."""

import pandas as pd

from ntm_analysis.attainment.quantities import COMMUNES
from ntm_analysis.attainment.study import AttainmentStudy
from ntm_analysis.charts.indicators import is_part
from ntm_analysis.criteria.study import CriteriaStudy
from ntm_analysis.forecast.outlook import Outlook
from ntm_analysis.language import Words

TOTALS = ["target_total", "outcome_total"]
Limits = tuple[list[str], dict[str, str | int]]


def limit_trajectories(study: CriteriaStudy, series: pd.DataFrame, words: Words) -> Limits:
    """Pick the limits of criteria through time; `series` are the indicators as from make_series."""
    panel, ranked = study.panel, study.ranked
    sizes = panel.sort_values("as_of", kind="stable").drop_duplicates("communes_total", keep="last")
    ends = sizes.iloc[[0, -1]] if len(sizes) > 1 else sizes.iloc[:0]
    values = dict(zip(("before", "after"), ends["communes_total"].astype(int), strict=False))
    older = ranked[ranked["criteria_set"] != ranked["criteria_set"].max()].head(1)
    for row in older.itertuples():
        values |= {"date": words.day(row.as_of), "counted": int(row.counted)}
    holds = {
        "limits.03.sets": panel["criteria_set"].nunique() > 1,
        "limits.03.merged": len(ends),
        "limits.03.derived": (panel["basis"] == "derived").any(),
        "limits.03.ranked": len(older),
        "limits.03.pairs": True,
        "limits.03.cut": (study.plans["plan_table"] == 1).any(),
        "limits.03.unlisted": len(study.incidence),
        "limits.03.beside": len(study.beside),
        "limits.03.part_of_year": any(is_part(row) for row in series.itertuples()),
        "limits.03.indicators": series["document"].nunique() > 1,
    }
    return [key for key, of in holds.items() if of], values


def limit_forecast(study: AttainmentStudy, ahead: Outlook, words: Words) -> Limits:
    """Pick the limits of targets, rules and forecasts."""
    known = study.facts[study.facts["outcome_document"].notna() & (study.facts["measure"] == COMMUNES)]
    merged = known[known["target_total"] > known["outcome_total"]]
    merged = merged[(merged[TOTALS] == merged[TOTALS].iloc[:1].squeeze()).all(axis=1)] if len(merged) else merged
    derived = known[known["outcome_basis"] == "derived"].head(1)
    values = {}
    for row in merged.head(1).itertuples():
        named = "; ".join(words(f"doc.{document}") for document in merged["document"].unique())
        values |= {"target_documents": named, "before": int(row.target_total), "after": int(row.outcome_total)}
    for row in derived.itertuples():
        values |= {"date": words.day(row.as_of), "document": words(f"doc.{row.outcome_document}")}
    forecast = ahead.forecast["median"].notna().any()
    holds = {
        "limits.04.merged": len(merged),
        "limits.04.derived": len(derived),
        "limits.04.rules": True,
        "limits.04.few": forecast,
        "limits.04.scores": len(ahead.scores),
        "limits.04.sets": forecast,
        "limits.04.cause": forecast,
        "limits.04.plans": len(ahead.simulated),
    }
    return [key for key, of in holds.items() if of], values

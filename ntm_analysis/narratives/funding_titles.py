"""What the figures of funding say in their titles: one message each."""

import pandas as pd

from ntm_analysis.funding.study import FundingStudy
from ntm_analysis.funding.triangle import CORNERS
from ntm_analysis.language import Words
from ntm_analysis.narratives.naming import name_group, name_groups, name_period

BILLION = 1000.0


def title_mix(study: FundingStudy, words: Words) -> str:
    """Give the figure of the mix its message: credit's share in the plans, and in the last report."""
    credit = base_shares(study.mix[study.mix["group"] == "credit"], study.choice.base)
    planned, came = (credit[credit["basis"] == basis] for basis in ("planned", "reported"))
    if planned.empty:
        return words("fig.mix")
    low, high = float(planned["share"].min()), float(planned["share"].max())
    if came.empty:
        return words("fig.mix_planned_one" if len(planned) == 1 else "fig.mix_planned", low=low, high=high)
    last = came.sort_values("period_end", kind="stable").iloc[-1]
    key = "fig.mix_both_one" if len(planned) == 1 else "fig.mix_both"
    return words(
        key,
        low=low,
        high=high,
        share=float(last["share"]),
        period=name_period(words, last["period_start"], last["period_end"]),
    )


def title_pair(rows: pd.DataFrame, words: Words, key: str | None = None) -> str:
    """Give the figure of a pair its message: the source whose share differs most, by the words of its relation."""
    both = rows.dropna(subset="change_points")
    most = both.loc[both["change_points"].abs().idxmax()]
    names = {"source": name_group(words, most["group"]) if key else words(f"group.{most['group']}")}
    key = f"fig.pairs_{most['relation']}" if key is None else key
    values = {"share": 100 * float(most["share"]), "other_share": 100 * float(most["reference_share"])}
    if most.get("own_parts") and key == "fig.pairs_execution":
        key, names["parts"] = "fig.pairs_with_parts", name_groups(words, most["own_parts"].split(","))
    return words(key, **names, **values)


def title_execution(rows: pd.DataFrame, words: Words) -> str:
    """Give the figure of log-ratio execution its message: the source that fell furthest behind.

    `rows` is a pair with log-ratios.
    """
    behind = rows.loc[rows["clr_difference"].astype(float).idxmin(), "group"]
    return words("fig.execution", source=words(f"group.{behind}"))


def title_slopes(mix: pd.DataFrame, words: Words, base: str) -> str:
    """Give the figure of slopes its message: the source whose share differs most."""
    shares = base_shares(mix, base).groupby("group", observed=True)["share"].agg(["min", "max"])
    most = (shares["max"] - shares["min"]).idxmax()
    low, high = shares.loc[most]
    return words("fig.slopes", source=words(f"group.{most}"), low=low, high=high)


def title_triangle(triangle: pd.DataFrame, words: Words) -> str:
    """Give the triangle its message: the scheme whose point lies furthest from the others."""
    if len(triangle) < 3:
        return words("fig.triangle")
    points = triangle[list(CORNERS)].astype(float)
    apart = [((points - point) ** 2).sum(axis=1).sum() for _, point in points.iterrows()]
    document = triangle["document"].iloc[apart.index(max(apart))]
    return words("fig.triangle_apart", document=words(f"doc.{document}"))


def title_amounts(study: FundingStudy, words: Words) -> str:
    """Give the figure of amounts per year its message: least and most at constant prices."""
    return _title_range("fig.amounts", study.amounts["real_per_year_million_vnd"], words, str(study.choice.price_year))


def title_intensity(study: FundingStudy, words: Words) -> str:
    """Give the figure of amounts per commune its message: least and most per commune and year."""
    return _title_range("fig.intensity", study.intensity["total_per_commune_year_million_vnd"], words)


def base_shares(rows: pd.DataFrame, base: str) -> pd.DataFrame:
    """Add the share on the chosen base; of the parts where no total is printed."""
    return rows.assign(share=rows[f"share_{base}_pct"].fillna(rows["share_parts_pct"]).astype(float))


def _title_range(key: str, values: pd.Series, words: Words, year: str = "") -> str:
    known = values.dropna().astype(float) / BILLION
    if known.empty:
        return words("fig.no_year")
    return words(key if known.nunique() > 1 else f"{key}_one", low=known.min(), high=known.max(), year=year)

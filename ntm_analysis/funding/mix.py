"""The mix of every scheme on the one scheme that all documents share (data/reference/funding_crosswalk.csv)."""

import pandas as pd

from ntm_analysis.errors import BadInputError
from ntm_analysis.schema.fields import FUNDING_GROUPS, STATE_PARTS

GROUPS = FUNDING_GROUPS
STATE = (*STATE_PARTS, "state")
LEVELS = {"groups": GROUPS, "parts": (*STATE, *GROUPS[1:])}
SCHEME = ["document", "unit", "basis", "period_start", "period_end"]
PERIOD = ["period_start", "period_end"]
TOTALS = ["parts_million_vnd", "stated_million_vnd"]


def select_schemes(
    funding: pd.DataFrame, units: list[str], basis: str = "all", start: str = "", end: str = ""
) -> pd.DataFrame:
    """Give the rows of the processed table that are of some units and a basis (or all), within two days.

    A scheme is kept when its whole period lies between `start` and `end` (ISO dates; empty sets no bound).
    """
    rows = funding[funding["unit"].isin(units)]
    if basis != "all":
        rows = rows[rows["basis"] == basis]
    if start:
        rows = rows[rows["period_start"] >= pd.Timestamp(start)]
    return rows[rows["period_end"] <= pd.Timestamp(end)] if end else rows


def measure_mix(funding: pd.DataFrame, level: str = "groups") -> pd.DataFrame:
    """Measure the funding mix of every scheme among some rows of the processed table.

    `level` is groups (state, credit, enterprises, community) or parts (the state budget split where it is printed,
    `state` where it is not). Returns one row per scheme and group that is printed (an absent group has no row): the
    columns of SCHEME, group, amount_million_vnd, share_parts_pct (of the sum of the parts), share_stated_pct (of the
    printed total), share_printed_pct (as printed; absent unless printed for the whole group), lines (where the parts
    are printed), scheme_lines (of all parts and the printed total), parts_million_vnd, stated_million_vnd. Shares of
    the parts sum to 100 within a scheme. Only rows that are no subtotal are added up.
    """
    placed = funding[funding["source"] != "total"]
    placed = placed.assign(group=_categories(placed, level))
    leaves = placed[~placed["is_subtotal"]]
    keys = [*SCHEME, "group"]
    mix = leaves.groupby(keys, as_index=False, sort=False).agg(
        amount_million_vnd=("amount_million_vnd", "sum"), lines=("line", join_lines)
    )
    totals = measure_totals(funding)
    totals["scheme_lines"] = [_all_lines(row) for row in totals.itertuples()]
    mix = mix.merge(totals[[*SCHEME, *TOTALS, "scheme_lines"]], on=SCHEME, validate="many_to_one")
    mix = mix.merge(_printed_shares(placed), on=keys, how="left", validate="one_to_one")
    for base in ("parts", "stated"):
        mix[f"share_{base}_pct"] = 100 * mix["amount_million_vnd"] / mix[f"{base}_million_vnd"]
    mix["group"] = pd.Categorical(mix["group"], LEVELS[level], ordered=True)
    shares = [f"share_{base}_pct" for base in ("parts", "stated", "printed")]
    columns = [*keys, "amount_million_vnd", *shares, "lines", "scheme_lines", *TOTALS]
    return order_schemes(mix, "group")[columns]


def measure_totals(funding: pd.DataFrame) -> pd.DataFrame:
    """Set the printed total of each scheme beside the sum of its parts.

    Returns one row per scheme: parts_million_vnd and lines (of the parts), stated_million_vnd and line of the printed
    total (absent where none is printed), gap_million_vnd (stated less parts). Raises BadInputError where all are zero.
    """
    stated = funding[funding["source"] == "total"].rename(columns={"amount_million_vnd": "stated_million_vnd"})
    parts = (
        funding[~funding["is_subtotal"]]
        .groupby(SCHEME, as_index=False)
        .agg(parts_million_vnd=("amount_million_vnd", "sum"), lines=("line", join_lines))
    )
    totals = parts.merge(stated[[*SCHEME, "stated_million_vnd", "line"]], on=SCHEME, how="left", validate="one_to_one")
    nothing = totals[totals["parts_million_vnd"] == 0]
    if len(nothing):
        where = f"data/processed/funding.csv, document {nothing['document'].iloc[0]}"
        do = "correct or remove its rows in data/raw/funding.csv"
        raise BadInputError(where, "a scheme of zeros alone", "an amount above zero", do)
    totals["gap_million_vnd"] = totals["stated_million_vnd"] - totals["parts_million_vnd"]
    return order_schemes(totals)


def order_schemes(frame: pd.DataFrame, *more: str) -> pd.DataFrame:
    """Sort rows of schemes by the beginning of the period, a plan before the reports on its years."""
    keys = [*PERIOD, "basis", "document", "unit", *more]
    rising = [name != "period_end" for name in keys]
    return frame.sort_values(keys, ascending=rising, kind="stable").reset_index(drop=True)


def join_lines(lines: pd.Series) -> str:
    """Join line numbers, or runs of them, into one run: each once, in order."""
    numbers = {int(number) for run in lines for number in str(run).split(",")}
    return ",".join(map(str, sorted(numbers)))


def _all_lines(row) -> str:
    return row.lines if pd.isna(row.line) else join_lines(pd.Series([row.lines, row.line]))


def split_schemes(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """Give each scheme of a mix as a frame of its own, indexed by group."""
    return [scheme.set_index("group") for _, scheme in frame.groupby(SCHEME, sort=False)]


def _categories(placed: pd.DataFrame, level: str) -> pd.Series:
    groups = placed["funding_group"]
    return groups if level == "groups" else placed["funding_part"].fillna(groups)


def _printed_shares(placed: pd.DataFrame) -> pd.DataFrame:
    """Add up the printed shares of a group's uppermost lines; absent where one of them has none."""
    keys = [*SCHEME, "group"]
    rows = placed[[*keys, "source", "parent_source", "share_pct"]]
    above = rows[keys].assign(parent_source=rows["source"], below=True)
    rows = rows.merge(above, on=[*keys, "parent_source"], how="left", validate="many_to_one")
    tops = rows[rows["below"].isna()]
    shares = tops.groupby(keys, as_index=False, sort=False)["share_pct"].agg(lambda part: part.sum(skipna=False))
    return shares.rename(columns={"share_pct": "share_printed_pct"})

"""The mix as a point in a triangle: state, credit, enterprises with community."""

import pandas as pd

from ntm_analysis.funding.mix import GROUPS, SCHEME, split_schemes

CORNERS = ("state", "credit", "others")
OTHERS = ["enterprises", "community"]


def measure_triangle(mix: pd.DataFrame) -> pd.DataFrame:
    """Give each scheme's shares of state, credit, and enterprises with community, in per cent; they sum to 100.

    `mix` at the level of groups. Returns one row per scheme that prints all four groups: the columns of SCHEME, state,
    credit, others, lines. A scheme without one of them has no point: an absent part is no zero.
    """
    rows = []
    for scheme in split_schemes(mix):
        if set(scheme.index) == set(GROUPS):
            shares = scheme["share_parts_pct"].astype(float)
            place = {name: scheme[name].iloc[0] for name in SCHEME} | {"lines": scheme["scheme_lines"].iloc[0]}
            values = {"state": shares["state"], "credit": shares["credit"], "others": shares[OTHERS].sum()}
            rows.append(place | values)
    return pd.DataFrame(rows, columns=[*SCHEME, *CORNERS, "lines"])

"""The mix, measured: concentration, diversity, leverage, balances, distances, and what hangs on the base."""

from itertools import combinations

import numpy as np
import pandas as pd

from ntm_analysis.composition import (
    grade_variance,
    measure_balance,
    measure_concentration,
    measure_distance,
    measure_diversity,
)
from ntm_analysis.funding.mix import GROUPS, SCHEME, STATE, split_schemes

OWN_BUDGET = ("central", "local")
NON_STATE = ["credit", "enterprises", "community"]
MEASURES = ["concentration", "diversity", "leverage_state", "leverage_direct", "balance_state", "balance_credit"]
DISTANCE = ["document", "basis", "lines", "other_document", "other_basis", "other_lines", "groups", "distance"]
BASES = ["conclusion", "document", "lines", "reference_document", "reference_lines"]
BASES += ["parts", "stated", "verdict_parts", "verdict_stated", "moved"]


def measure_schemes(mixes: dict[str, pd.DataFrame], amounts: pd.DataFrame, level: str = "groups") -> pd.DataFrame:
    """Measure concentration, diversity, leverage and balances of every scheme.

    `mixes` are those of mix.measure_mix at each level, `amounts` as from amounts.measure_amounts (their totals are what
    is levered). Returns one row per scheme: base and lines, groups (how many are printed at the level), concentration
    (Herfindahl) and diversity (Shannon, nats) over them, missing (groups that are not printed, parted by commas),
    leverage_state (dong from all sources per dong of state budget), leverage_direct (per dong of the programme's own
    budget, see find_direct), balance_state (state against credit, enterprises and community) and balance_credit
    (credit against enterprises and community). A measure is absent where a part that it needs is not printed or zero.
    """
    levels = {of: split_schemes(mix) for of, mix in mixes.items()}
    rows = []
    for at_level, groups, parts in zip(levels[level], levels["groups"], levels["parts"], strict=True):
        key = {name: groups[name].iloc[0] for name in SCHEME}
        by_level, by_group, by_part = (_amounts(scheme) for scheme in (at_level, groups, parts))
        total = _total(amounts, key)
        rows.append(
            key
            | {"lines": groups["scheme_lines"].iloc[0], "base": _base(amounts, key), "groups": len(by_level)}
            | {"concentration": measure_concentration(by_level), "diversity": measure_diversity(by_level)}
            | {"missing": ",".join(group for group in GROUPS if group not in by_group)}
            | {
                "leverage_state": _per(total, by_group.get("state")),
                "leverage_direct": _per(total, find_direct(by_part)),
            }
            | _balances(by_group)
        )
    measures = pd.DataFrame(rows, columns=[*SCHEME, "base", "lines", "groups", "missing", *MEASURES])
    return measures.astype(dict.fromkeys(MEASURES, "Float64"))


def find_direct(parts: pd.Series) -> float | None:
    """Find the programme's own budget among the amounts of a scheme's parts; None where it is not told apart.

    It is the direct line; or central and local budget together where integrated programmes are printed beside them.
    """
    if "direct_programme" in parts:
        return float(parts["direct_programme"])
    if "integrated_programmes" in parts:
        return float(sum(parts.get(part, 0.0) for part in OWN_BUDGET)) or None
    return None


def add_clr(mix: pd.DataFrame) -> pd.DataFrame:
    """Add clr, the centred log-ratio of each group in its scheme; absent where one of its groups is printed as zero."""
    amounts = mix["amount_million_vnd"].astype(float)
    logs = np.log(amounts.where(amounts > 0))
    means = logs.groupby([mix[name] for name in SCHEME]).transform(lambda part: part.mean(skipna=False))
    return mix.assign(clr=logs - means)


def measure_distances(mix: pd.DataFrame) -> pd.DataFrame:
    """Measure how far any two schemes are apart, whatever their totals.

    Returns one row per two schemes: document, basis and lines of either (other_ for the second), groups (how many both
    print), distance (Aitchison's over those groups; 0 for equal shares; absent when one of them is printed as zero or
    fewer than two are shared). Where two schemes split the state budget differently it is one group.
    """
    return pd.DataFrame([_measure_apart(*two) for two in combinations(split_schemes(mix), 2)], columns=DISTANCE)


def align_schemes(one: pd.DataFrame, other: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bring two schemes (indexed by group) to the same split of the state budget: as printed, or else undivided."""
    split = [set(scheme.index) & set(STATE) for scheme in (one, other)]
    return (one, other) if split[0] == split[1] else (_undivide(one), _undivide(other))


def compare_bases(mix: pd.DataFrame, pairs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Set conclusions drawn on the sum of the parts beside the same on the printed totals, where the two differ.

    `pairs` are the pairs of pairs.pair_schemes on either base. Returns one row per conclusion and scheme or pair:
    conclusion (credit_majority: credit is above half of a plan | pace: money ahead of time | grade: of composition
    variance | largest: the source whose share differs most), document and lines, reference_document and
    reference_lines (absent for a scheme), parts and stated (the value on either base), verdict_parts and
    verdict_stated, moved (whether the verdicts differ).
    """
    differs = mix[(mix["stated_million_vnd"] - mix["parts_million_vnd"]).fillna(0) != 0]
    rows = []
    for row in differs[(differs["group"] == "credit") & (differs["basis"] == "planned")].itertuples():
        values = [float(share) / 100 for share in (row.share_parts_pct, row.share_stated_pct)]
        verdicts = ["yes" if value > 0.5 else "no" for value in values]
        place = {"conclusion": "credit_majority", "document": row.document, "lines": row.scheme_lines}
        rows.append(_base_row(place, values, verdicts))
    for number, parts in pairs["parts"].groupby("pair", sort=False):
        stated = pairs["stated"][pairs["stated"]["pair"] == number]
        if {parts["document"].iloc[0], parts["reference_document"].iloc[0]} & set(differs["document"]):
            rows += _compare_pair(parts, stated)
    return pd.DataFrame(rows, columns=BASES)


def _compare_pair(parts: pd.DataFrame, stated: pd.DataFrame) -> list[dict]:
    """Draw each conclusion on one pair, on either base."""
    names = ["document", "scheme_lines", "reference_document", "reference_scheme_lines"]
    place = dict(zip(BASES[1:5], parts[names].iloc[0], strict=True))
    rows, largest = [], [side.loc[side["change_points"].abs().idxmax()] for side in (parts, stated)]
    values = [float(row["change_points"]) / 100 for row in largest]
    rows.append(_base_row({"conclusion": "largest"} | place, values, [row["group"] for row in largest]))
    if parts["relation"].iloc[0] == "execution":
        for conclusion, column, judge in (("pace", "pace", _judge_pace), ("grade", "variance", _judge_variance)):
            values = [float(side[column].iloc[0]) for side in (parts, stated)]
            rows.append(_base_row({"conclusion": conclusion} | place, values, [judge(value) for value in values]))
    return rows


def fit_bases(mix: pd.DataFrame) -> pd.DataFrame:
    """Tell on which base the printed shares were computed, where the total contradicts its parts.

    Returns one row per such scheme with printed shares: document, lines, parts and stated (the largest difference of a
    printed share from the share on that base, in points), fits (parts | stated, the base with the smaller one).
    """
    differs = mix[(mix["stated_million_vnd"] - mix["parts_million_vnd"]).fillna(0) != 0]
    rows = []
    for _, scheme in differs.dropna(subset="share_printed_pct").groupby(SCHEME, sort=False):
        gaps = {
            base: float((scheme["share_printed_pct"] - scheme[f"share_{base}_pct"]).abs().max())
            for base in ("parts", "stated")
        }
        place = {"document": scheme["document"].iloc[0], "lines": scheme["scheme_lines"].iloc[0]}
        rows.append(place | gaps | {"fits": min(gaps, key=gaps.get)})
    return pd.DataFrame(rows, columns=["document", "lines", "parts", "stated", "fits"])


def _base_row(place: dict, values: list[float], verdicts: list[str]) -> dict:
    sides = dict(zip(("parts", "stated", "verdict_parts", "verdict_stated"), [*values, *verdicts], strict=True))
    return place | sides | {"moved": verdicts[0] != verdicts[1]}


def _judge_pace(pace: float) -> str:
    return "ahead" if pace >= 1 else "behind"


def _judge_variance(variance: float) -> str:
    return grade_variance(variance).lower()


def _amounts(scheme: pd.DataFrame) -> pd.Series:
    return scheme["amount_million_vnd"].astype(float)


def _row_of(amounts: pd.DataFrame, key: dict) -> pd.Series:
    return amounts[(amounts[list(key)] == pd.Series(key)).all(axis=1)].iloc[0]


def _total(amounts: pd.DataFrame, key: dict) -> float:
    return float(_row_of(amounts, key)["total_million_vnd"])


def _base(amounts: pd.DataFrame, key: dict) -> str:
    return _row_of(amounts, key)["base"]


def _per(total: float, part: float | None) -> float | None:
    return total / part if part else None


def _balances(amounts: pd.Series) -> dict:
    known = {group for group in amounts.index if amounts[group] > 0}
    state = measure_balance(amounts, ["state"], NON_STATE) if known == set(GROUPS) else None
    credit = measure_balance(amounts[NON_STATE], NON_STATE[:1], NON_STATE[1:]) if known >= set(NON_STATE) else None
    return {"balance_state": state, "balance_credit": credit}


def _undivide(scheme: pd.DataFrame) -> pd.DataFrame:
    rows = scheme.reset_index()
    rows["group"] = rows["group"].astype(str).where(~rows["group"].isin(STATE), "state")
    sums = {f"share_{base}_pct": lambda part: part.sum(skipna=False) for base in ("parts", "stated", "printed")}
    sums |= {"amount_million_vnd": "sum", "lines": ",".join}
    first = {name: "first" for name in rows if name not in sums and name != "group"}
    return rows.groupby("group", sort=False).agg({**first, **sums})


def _measure_apart(one: pd.DataFrame, other: pd.DataFrame) -> dict:
    schemes = align_schemes(one, other)
    both = [group for group in schemes[0].index if group in schemes[1].index]
    amounts = [_amounts(scheme.loc[both]) for scheme in schemes]
    known = len(both) > 1 and not any((parts == 0).any() for parts in amounts)
    row = {"groups": len(both), "distance": measure_distance(*amounts) if known else None}
    for side, scheme in zip(("", "other_"), schemes, strict=True):
        row |= {f"{side}{name}": scheme[name].iloc[0] for name in ("document", "basis")}
        row[f"{side}lines"] = ",".join(scheme.loc[both, "lines"])
    return row

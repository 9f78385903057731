"""Cleaning the tables of money, counts and other figures."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import pandas as pd

from ntm_analysis.clean.cells import Cells, not_above
from ntm_analysis.distinct import spread_text, stack, text_column
from ntm_analysis.quantities import (
    decimals,
    parse_count,
    parse_numeral,
    parse_range,
    parse_share,
    to_million_vnd,
)

Frame = pd.DataFrame
PLACE = ["document", "line", "printed"]
STOCK = ["unit", "basis", "as_of"]
FLOW = ["unit", "basis", "period_start", "period_end"]
EITHER = ["unit", "basis", "as_of", "period_start", "period_end"]


def clean_funding(cells: Cells) -> Frame:
    """Turn printed amounts into million VND, printed labels into sources of the tree and of the shared scheme."""
    raw = cells.frame
    labels = cells.reference["funding_labels"]
    source_of = {(d, text): source for d, text, source in labels[["document", "label_printed", "source"]].to_numpy()}
    keys = list(zip(raw["document"], raw["label_printed"], strict=True))
    known = pd.Series([key in source_of for key in keys], index=raw.index)
    cells.check(known, "label_printed", "a label listed for the document in data/reference/funding_labels.csv")
    parents = cells.reference["sources"].set_index("source")["parent_source"]
    frame = raw[PLACE + FLOW].assign(
        source=[source_of[key] for key in keys],
        amount_million_vnd=_amount(cells),
        share_pct=cells.read("share_printed", parse_share),
        share_decimals=cells.read("share_printed", decimals),
        amount_step=_step(cells),
    )
    frame["parent_source"] = frame["source"].map(parents)
    crosswalk = cells.reference["funding_crosswalk"].set_index("source")
    for column in ("funding_group", "funding_part"):
        frame[column] = frame["source"].map(crosswalk[column])
    schemes = list(frame[["document", *FLOW]].itertuples(index=False, name=None))
    printed = defaultdict(set)
    for scheme, source in zip(schemes, frame["source"], strict=True):
        printed[scheme].add(source)
    above = {scheme: {printed_parent(source, of, parents) for source in of} for scheme, of in printed.items()}
    subtotal = [source in above[scheme] for scheme, source in zip(schemes, frame["source"], strict=True)]
    return frame.assign(is_subtotal=subtotal)


def printed_parent(source: str, printed: set[str], parents: Mapping[str, str]) -> str:
    """Give the nearest node above a source of funding that a scheme prints ('' above the top)."""
    above = parents[source]
    while above and above not in printed:
        above = parents[above]
    return above


def clean_funding_detail(cells: Cells) -> Frame:
    """Turn the other sums of money into million VND."""
    frame = cells.frame[[*PLACE, *FLOW, "purpose", "criterion"]]
    return frame.assign(
        amount_million_vnd=_amount(cells),
        qualifier=cells.look_up("qualifier_printed", "qualifiers", "text", "qualifier"),
        purpose_en=cells.look_up("purpose", "purposes", "purpose", "label_en"),
        purpose_vi=cells.look_up("purpose", "purposes", "purpose", "label_vi"),
    )


def _amount(cells: Cells) -> list[float | None]:
    amounts = cells.read("amount_printed", parse_numeral)
    factors = cells.look_up("money_unit_printed", "money_units", "text", "factor")
    return [None if a is None else to_million_vnd(a, float(f)) for a, f in zip(amounts, factors, strict=True)]


def _step(cells: Cells) -> list[float]:
    """Give the value of the last printed digit of each amount, in million VND: its precision."""
    digits = cells.read("amount_printed", decimals)
    factors = cells.look_up("money_unit_printed", "money_units", "text", "factor")
    return [float(factor) * 10.0**-digit for digit, factor in zip(digits, factors, strict=True)]


def _counts(cells: Cells) -> Frame:
    counts = {
        "communes_attaining": cells.numbers("count_printed", parse_count),
        "communes_total": cells.numbers("total_printed", parse_count),
        "share_pct": cells.numbers("share_printed", parse_share),
        "share_decimals": cells.numbers("share_printed", decimals),
        "added": cells.numbers("added_printed", parse_count),
    }
    within = not_above(counts["communes_attaining"], counts["communes_total"])
    cells.check(within, "count_printed", "a count that is not above its total")
    return pd.DataFrame(counts, copy=False)


def clean_criteria(cells: Cells, set_of: dict[str, str], communes_in_force) -> Frame:
    """Count the communes attaining each criterion.

    `communes_in_force(unit, date)` gives the number of communes: a printed share of exactly 100 % without a count
    means all of them. Rows of basis `derived` follow: a count less its printed increase, at the increase's base date.
    """
    counts = _counts(cells)
    frame = cells.frame[[*PLACE, *STOCK, "criterion", "base_as_of", "line_from"]].join(counts)
    frame["criteria_set"] = spread_text(frame["document"], set_of.get)
    whole = (frame["share_pct"] == 100) & frame["communes_attaining"].isna()
    basis = text_column(whole.to_numpy().astype(np.int8), ["printed", "from_share"], frame.index)
    frame["count_basis"] = basis
    if whole.any():
        places = frame.loc[whole, ["unit", "as_of"]].drop_duplicates().itertuples(index=False, name=None)
        in_force = {place: communes_in_force(*place) for place in places}
        counts = [in_force[place] for place in zip(frame["unit"][whole], frame["as_of"][whole], strict=True)]
        frame.loc[whole, "communes_attaining"] = frame.loc[whole, "communes_total"] = np.array(counts, dtype="float64")
    return stack(frame.assign(line_added=""), _derived(frame))


def _derived(frame: Frame) -> Frame:
    known = frame[frame["added"].notna() & frame["communes_attaining"].notna()]
    return known.assign(
        as_of=known["base_as_of"],
        basis="derived",
        communes_attaining=known["communes_attaining"] - known["added"],
        share_pct=np.nan,
        added=np.nan,
        base_as_of="",
        count_basis="difference",
        line_added=known["line_from"],
    )


def clean_partial(cells: Cells, set_of: dict[str, str]) -> Frame:
    """Count communes for parts of a criterion."""
    frame = cells.frame[[*PLACE, *STOCK, "criterion", "base_as_of", "what"]].join(_counts(cells))
    return frame.assign(
        criteria_set=frame["document"].map(set_of),
        what_en=cells.look_up("what", "partials", "what", "label_en"),
        what_vi=cells.look_up("what", "partials", "what", "label_vi"),
    )


def clean_bands(cells: Cells) -> Frame:
    """Count communes in bands by number of criteria."""
    frame = cells.frame[[*PLACE, *STOCK, "band_low", "band_high"]].assign(
        communes=cells.read("count_printed", parse_count),
        communes_total=cells.read("total_printed", parse_count),
        share_pct=cells.read("share_printed", parse_share),
        share_decimals=cells.read("share_printed", decimals),
    )
    cells.check(not_above(frame["communes"], frame["communes_total"]), "count_printed", "a count not above its total")
    return frame


def _values(cells: Cells, parse) -> pd.Series:
    ends = cells.read("value_printed", parse)
    cells.check(ends.notna(), "value_printed", "a number, a range or a word that stands for a number")
    return ends


def clean_headlines(cells: Cells) -> Frame:
    """Read headline figures; a single value is both ends of its range."""
    cells.look_up("measure", "headline_measures", "measure", "label_en")
    ends = _values(cells, parse_range)
    return cells.frame[[*PLACE, *EITHER, "measure"]].assign(
        value_low=[low for low, _ in ends],
        value_high=[high for _, high in ends],
        value_decimals=cells.read("value_printed", decimals),
        communes_total=cells.read("total_printed", parse_count),
        share_pct=cells.read("share_printed", parse_share),
        share_decimals=cells.read("share_printed", decimals),
        qualifier=cells.look_up("qualifier_printed", "qualifiers", "text", "qualifier"),
    )


def clean_indicators(cells: Cells) -> Frame:
    """Read the other figures in the unit of their measure (`124 ngan` becomes 124,000)."""
    cells.look_up("measure", "measures", "measure", "label_en")
    scales = cells.reference["scales"]
    factor_of = {text: float(factor) for text, factor in scales[["text", "factor"]].to_numpy()}
    factors = [factor_of.get(text, 1.0) for text in cells.frame["measure_printed"]]
    ends = _values(cells, lambda text: parse_range(text.replace("%", "").replace("\\", "")))
    return cells.frame[[*PLACE, *EITHER, "criterion", "indicator", "measure"]].assign(
        value_low=[low * factor for (low, _), factor in zip(ends, factors, strict=True)],
        value_high=[high * factor for (_, high), factor in zip(ends, factors, strict=True)],
        total=cells.read("total_printed", parse_numeral),
        share_pct=cells.read("share_printed", parse_share),
        share_decimals=cells.read("share_printed", decimals),
        qualifier=cells.look_up("qualifier_printed", "qualifiers", "text", "qualifier"),
        indicator_en=cells.look_up("indicator", "indicators", "indicator", "label_en"),
        indicator_vi=cells.look_up("indicator", "indicators", "indicator", "label_vi"),
    )

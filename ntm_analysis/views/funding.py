"""Who pays, in tables for readers."""

import pandas as pd

from ntm_analysis.composition import grade_variance
from ntm_analysis.funding.naming import name_schemes
from ntm_analysis.language import Words
from ntm_analysis.narratives.naming import cite_whole, name_evidence, name_verdict
from ntm_analysis.statements import cite
from ntm_analysis.views.titles import titled

BILLION = 1000.0


def list_mix(mix: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the funding mix for readers: amounts, shares on both bases and as printed, centred log-ratios."""
    columns = {
        "column.scheme": _schemes(mix, words),
        "column.group": [words(f"group.{group}") for group in mix["group"]],
        "column.amount": _numbers(mix["amount_million_vnd"], words, "unit.plain"),
        "column.share_parts": _numbers(mix["share_parts_pct"], words, "unit.pct"),
        "column.share_stated": _numbers(mix["share_stated_pct"], words, "unit.pct"),
        "column.share_printed": _numbers(mix["share_printed_pct"], words, "unit.plain"),
        "column.clr": _numbers(mix["clr"], words, "unit.bn"),
        "column.line": mix["lines"],
    }
    return titled(columns, words)


def list_amounts(amounts: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the amounts of the schemes for readers: total, per year at both prices, per commune."""
    columns = {
        "column.scheme": _schemes(amounts, words),
        "column.base": [words(f"base.{base}") for base in amounts["base"]],
        "column.amount": _numbers(amounts["total_million_vnd"], words, "unit.whole"),
        "column.per_year": _numbers(amounts["per_year_million_vnd"], words, "unit.whole"),
        "column.per_year_real": [_real(row, words) for row in amounts.itertuples()],
        "column.communes": amounts["communes"],
        "column.per_commune": _numbers(amounts["per_commune_million_vnd"], words, "unit.whole"),
        "column.per_commune_year": _numbers(amounts["per_commune_year_million_vnd"], words, "unit.whole"),
        "column.line": amounts["lines"],
    }
    return titled(columns, words)


def list_measures(measures: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List concentration, diversity, leverage and balances of the funding schemes for readers."""
    names = ["concentration", "diversity", "leverage_state", "leverage_direct", "balance_state", "balance_credit"]
    numbers = {f"column.{name}": _numbers(measures[name], words, "unit.bn") for name in names}
    first = {"column.scheme": _schemes(measures, words), "column.groups": measures["groups"]}
    bases = [words(f"base.{base}") for base in measures["base"]]
    return titled({**first, "column.base": bases, **numbers, "column.sources": _cited(measures)}, words)


def list_distances(distances: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List how far apart the funding mixes are for readers, the closest first."""
    rows = distances.sort_values("distance", kind="stable")
    columns = {
        "column.scheme": [words(f"doc.{document}") for document in rows["document"]],
        "column.other_scheme": [words(f"doc.{document}") for document in rows["other_document"]],
        "column.groups": rows["groups"],
        "column.distance": _numbers(rows["distance"], words, "unit.bn"),
        "column.sources": _cited(rows),
    }
    return titled(columns, words)


def list_pairs(pairs: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List every pair of schemes for readers, source by source."""
    columns = {
        "column.relation": [words(f"relation.{relation}") for relation in pairs["relation"]],
        "column.scheme": [words(f"doc.{document}") for document in pairs["document"]],
        "column.other_scheme": [words(f"doc.{document}") for document in pairs["reference_document"]],
        "column.group": [words(f"group.{group}") for group in pairs["group"]],
        "column.share": _numbers(100 * pairs["share"], words, "unit.share"),
        "column.reference_share": _numbers(100 * pairs["reference_share"], words, "unit.share"),
        "column.change": _numbers(pairs["change_points"], words, "unit.share"),
        "column.execution": _numbers(100 * pairs["execution"], words, "unit.share"),
        "column.log_execution": _numbers(pairs["clr_difference"], words, "unit.bn"),
        "column.sources": _cited(pairs),
    }
    return titled(columns, words)


def list_executions(pairs: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List for each report and its plan how much came in how much time, the pace, and the variance with its grade."""
    executed = pairs[pairs["relation"] == "execution"].dropna(subset="execution")
    keys = ["pair"]
    cited = [cite(cite_whole(parts)) for _, parts in executed.groupby(keys, sort=False)]
    rows = executed.drop_duplicates(keys)
    columns = {
        "column.scheme": [words(f"doc.{document}") for document in rows["document"]],
        "column.other_scheme": [words(f"doc.{document}") for document in rows["reference_document"]],
        "column.base": [words(f"base.{base}") for base in rows["totals_base"]],
        "column.execution": _numbers(100 * rows["total_execution"], words, "unit.share"),
        "column.time": _numbers(100 * rows["time_share"], words, "unit.share"),
        "column.pace": _numbers(rows["pace"], words, "unit.bn"),
        "column.variance": _numbers(100 * rows["variance"], words, "unit.share"),
        "column.grade": [grade_variance(float(variance)) for variance in rows["variance"]],
        "column.sources": cited,
    }
    return titled(columns, words)


def list_bases(bases: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the conclusions that were drawn on either base, with the value in its unit and the verdict."""

    def told(base: str) -> list[str]:
        values = zip(bases[base], bases["conclusion"], bases[f"verdict_{base}"], strict=True)
        return [f"{_value(float(value), of[0], words)} ({name_verdict(words, *of)})" for value, *of in values]

    columns = {
        "column.conclusion": [words(f"conclusion.{conclusion}") for conclusion in bases["conclusion"]],
        "column.scheme": [words(f"doc.{document}") for document in bases["document"]],
        "column.other_scheme": ["" if pd.isna(of) else words(f"doc.{of}") for of in bases["reference_document"]],
        "column.on_parts": told("parts"),
        "column.on_stated": told("stated"),
        "column.sources": _cited(bases),
    }
    return titled(columns, words)


def list_aims(aims: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List what two documents aim at for one day: measure, both values, and where they are printed."""
    columns = {
        "column.measure": [words(f"aim.{measure}") for measure in aims["measure"]],
        "column.date": [words.day(date) for date in aims["as_of"]],
        "column.document": [words(f"doc.{document}") for document in aims["document"]],
        "column.value": [_range(row.value_low, row.value_high, words, "unit.plain") for row in aims.itertuples()],
        "column.other_scheme": [words(f"doc.{document}") for document in aims["reference_document"]],
        "column.other_value": [
            _range(row.reference_low, row.reference_high, words, "unit.plain") for row in aims.itertuples()
        ],
        "column.sources": _cited(aims),
    }
    return titled(columns, words)


def list_details(details: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List the other printed sums of money: purpose, amount, document and line."""
    columns = {
        "column.document": [words(f"doc.{document}") for document in details["document"]],
        "column.purpose": [words.pick(row, "purpose") for row in details.itertuples()],
        "column.amount": _numbers(details["amount_million_vnd"], words, "unit.plain"),
        "column.line": details["line"],
    }
    return titled(columns, words)


def list_results(results: pd.DataFrame, words: Words) -> pd.DataFrame:
    """List money per result for readers: what was gained, from when to when, and the range per result."""
    periods = [_counted(row, words) for row in results.itertuples()]
    columns = {
        "column.scheme": _schemes(results, words),
        "column.result": [words(f"result.{result}") for result in results["result"]],
        "column.evidence": [_evidence(text, words) for text in results["evidence"]],
        "column.gained": [_range(row.gained_low, row.gained_high, words, "unit.whole") for row in results.itertuples()],
        "column.period": periods,
        "column.cost": [_costs(row, words) for row in results.itertuples()],
        "column.sources": _cited(results),
    }
    return titled(columns, words)


def _value(value: float, conclusion: str, words: Words) -> str:
    """Write what a conclusion rests on: a pace, a difference of shares in points, or a share."""
    if conclusion == "pace":
        return words("unit.times", value=value)
    return words("unit.difference" if conclusion == "largest" else "unit.pct", value=100 * value)


def _cited(rows: pd.DataFrame) -> list[str]:
    return [cite(rows.iloc[[place]]) for place in range(len(rows))]


def _real(row, words: Words) -> str:
    """Write an amount at constant prices, and in brackets what it may be by the years of spending."""
    real = row.real_per_year_million_vnd
    if pd.isna(real):
        return ""
    text = words("unit.whole", value=float(real))
    ends = _range(row.real_per_year_million_vnd_low, row.real_per_year_million_vnd_high, words, "unit.whole")
    return text if ends == text else f"{text} ({ends})"


def _counted(row, words: Words) -> str:
    """Write from when to when a gain is counted, and whether the first state lies inside the period."""
    if pd.isna(row.from_date):
        return ""
    start = words.day(row.from_date) + (f" ({words('mark.inside')})" if row.inside else "")
    return f"{start} – {words.day(row.to_date)}"


def _evidence(text, words: Words) -> str:
    return "" if pd.isna(text) else name_evidence(words, text)


def _costs(row, words: Words) -> str:
    if pd.notna(row.cost_low) and pd.isna(row.cost_high):
        return f"≥ {words('unit.share', value=float(row.cost_low) / BILLION)}"
    return _range(row.cost_low / BILLION, row.cost_high / BILLION, words, "unit.share")


def _range(low, high, words: Words, unit: str) -> str:
    if pd.isna(low) or pd.isna(high):
        return ""
    return "–".join(dict.fromkeys(words(unit, value=float(end)) for end in (low, high)))


def _numbers(values: pd.Series, words: Words, unit: str) -> list[str]:
    return ["" if pd.isna(value) else words(unit, value=float(value)) for value in values]


def _schemes(rows: pd.DataFrame, words: Words) -> list[str]:
    return [f"{document} ({', '.join(rest)})" for document, *rest in name_schemes(rows, words)]

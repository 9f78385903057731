"""Who pays, in sentences."""

import pandas as pd

from ntm_analysis.composition import PEFA_GRADES, grade_variance
from ntm_analysis.funding.mix import SCHEME, STATE
from ntm_analysis.funding.study import FundingStudy
from ntm_analysis.narratives.funding_measures import tell_bases
from ntm_analysis.narratives.funding_titles import base_shares
from ntm_analysis.narratives.naming import (
    as_frame,
    cite_communes,
    cite_real,
    cite_whole,
    name_document,
    name_group,
    name_groups,
    name_pair,
    name_period,
    name_prices,
    name_source,
)
from ntm_analysis.prices import cite_prices
from ntm_analysis.statements import Statements

BILLION = 1000.0
INTEGRATED = "integrated_programmes"
HALF_PCT = 50
SEEN = 0.005
WHOLE = ["unit", "document", "period_start", "period_end"]
BEST_GRADE = PEFA_GRADES[0][1]
PAIR_KEYS = ["document", "period_start", "reference_document", "reference_period_start"]
RATIO = {"ratio": "", "low": "_low", "high": "_high"}


def tell_answer(say: Statements, study: FundingStudy) -> Statements:
    """Tell credit's share in plans and reports, and whether the mix that came is the mix that was planned."""
    if study.mix.empty:
        return _tell_nothing(say, study)
    _tell_filter(say, study)
    executions = [rows for _, rows in _of(study, "execution").groupby("pair", sort=False)]
    for rows in executions:
        _tell_verdict(say, rows)
    for _, rows in study.shared.groupby("pair", sort=False):
        _tell_shared(say, rows, executions)
    unknown = study.amounts.merge(study.uncovered[WHOLE], on=WHOLE, validate="one_to_one")
    if len(unknown):
        plans = "; ".join(say.words(f"doc.{document}") for document in unknown["document"])
        say.say("say.02.not_known", unknown, plans=plans)
    _tell_credit(say, study)
    for rows in executions:
        _tell_execution(say, rows, study.shared)
    say.say("say.02.base", study.amounts, base=say.words(f"base.{study.choice.base}"))
    return say


def _tell_credit(say: Statements, study: FundingStudy) -> None:
    """Tell credit's share in the plans together, and in each report beside the state budget."""
    shares, parts = (base_shares(rows, study.choice.base) for rows in (study.mix, study.parts))
    credit, integrated = shares[shares["group"] == "credit"], parts[parts["group"] == INTEGRATED]
    _tell_planned_credit(say, credit[credit["basis"] == "planned"])
    for row in credit[credit["basis"] == "reported"].itertuples():
        of = [getattr(row, name) for name in SCHEME]
        scheme, part = (rows[(rows[SCHEME] == of).all(axis=1)] for rows in (shares, integrated))
        state = scheme[scheme["group"].isin(STATE)]
        values = {"share": row.share} | ({"state": float(state["share"].sum())} if len(state) else {})
        values |= {"part": float(part["share"].iloc[0])} if len(part) else {}
        key = "say.02.credit_reported" if len(state) else "say.02.credit_reported_only"
        key = "say.02.credit_reported_with" if len(part) else key
        say.say(key, cite_whole(scheme), **name_document(say, row.document), **values)


def _tell_execution(say: Statements, rows: pd.DataFrame, shared: pd.DataFrame) -> None:
    """Tell for a report and its plan how much came in how much time, what fell behind, and the variance."""
    first, execution, cited = rows.iloc[0], rows["execution"].astype(float), cite_whole(rows)
    names = _plan_names(say, first)
    share, time = 100 * first["total_execution"], 100 * first["time_share"]
    own, both = rows[rows["own_parts"] != ""], shared[(shared[PAIR_KEYS] == first[PAIR_KEYS]).all(axis=1)]
    values = {"share": share, "time": time, "pace": first["pace"]}
    if len(own) and len(both):
        values["parts"] = name_groups(say.words, own["own_parts"].iloc[0].split(","))
        values["without"] = 100 * both["total_execution"].iloc[0]
    say.say("say.02.pace_with" if "parts" in values else "say.02.pace", cited, **names, **values)
    if execution.max() - execution.min() > SEEN:
        source = say.words(f"group.{rows.loc[execution.idxmin(), 'group']}")
        values = {"execution": 100 * execution.min(), "share": share}
        say.say("say.02.behind", cited, source=source, plan=names["plan"], **values)
    grade = grade_variance(float(first["variance"]))
    say.say("say.02.variance", cited, **names, variance=100 * float(first["variance"]), grade=grade)


def _tell_shared(say: Statements, rows: pd.DataFrame, executions: list[pd.DataFrame]) -> None:
    """Tell the same pair over the parts that both print, and whether the verdict on the pace turns."""
    first = rows.iloc[0]
    whole = next(of.iloc[0] for of in executions if (of[PAIR_KEYS].iloc[0] == first[PAIR_KEYS]).all())
    credit = rows[rows["group"] == "credit"].iloc[0] if (rows["group"] == "credit").any() else first
    values = {"share": 100 * first["total_execution"], "time": 100 * first["time_share"], "pace": first["pace"]}
    values |= {"credit": 100 * credit["share"], "planned": 100 * credit["reference_share"]}
    names = _plan_names(say, first) | {"source": name_group(say.words, credit["group"])}
    turned = (whole["pace"] >= 1) != (first["pace"] >= 1)
    say.say("say.02.shared_turns" if turned else "say.02.shared", cite_whole(rows), **names, **values)


def _plan_names(say: Statements, row: pd.Series) -> dict[str, str]:
    return {"document": say.words(f"doc.{row['document']}"), "plan": say.words(f"doc.{row['reference_document']}")}


def _tell_filter(say: Statements, study: FundingStudy) -> None:
    """Tell what the choice of basis and period leaves out of what is held."""
    kept = set(study.totals[SCHEME].itertuples(index=False, name=None))
    left = [row for row in study.held.itertuples() if tuple(getattr(row, name) for name in SCHEME) not in kept]
    if left:
        names = [f"{say.words(f'doc.{row.document}')} ({say.words(f'basis.{row.basis}')})" for row in left]
        say.say("say.02.filtered", pd.concat([as_frame(row) for row in left]), left="; ".join(names))


def tell_amounts(say: Statements, study: FundingStudy) -> Statements:
    """Tell amounts per year and per commune, totals that contradict their parts, and whether the base matters."""
    year = str(study.choice.price_year)
    for row in study.amounts[study.amounts["years"].notna()].itertuples():
        values = {"nominal": float(row.per_year_million_vnd) / BILLION, "base": say.words(f"base.{row.base}")}
        key = "say.02.per_year"
        if pd.notna(row.real_factor):
            ends = {"real": "", "low": "_low", "high": "_high"}
            real = {name: getattr(row, f"real_per_year_million_vnd{end}") for name, end in ends.items()}
            values |= {name: float(value) / BILLION for name, value in real.items()} | {"year": year}
            key = "say.02.per_year_spread" if values["low"] < values["high"] else "say.02.per_year_real"
        rows = as_frame(row) if key == "say.02.per_year" else cite_real(as_frame(row), study.index, row.price_year)
        say.say(key, rows, **name_document(say, row.document), **values)
    _tell_prices(say, study)
    _tell_intensity(say, study)
    for row in study.totals[study.totals["gap_million_vnd"].fillna(0) != 0].itertuples():
        scheme = study.mix[(study.mix[SCHEME] == [getattr(row, name) for name in SCHEME]).all(axis=1)]
        points = float((scheme["share_parts_pct"] - scheme["share_stated_pct"]).abs().max())
        values = {"stated": float(row.stated_million_vnd), "gap": abs(float(row.gap_million_vnd)), "points": points}
        key = "say.02.gap_less" if row.gap_million_vnd < 0 else "say.02.gap_more"
        say.say(key, cite_whole(scheme), **name_document(say, row.document), **values)
    for row in study.fits.itertuples():
        other = "stated" if row.fits == "parts" else "parts"
        values = {"fit": getattr(row, row.fits), "other": getattr(row, other)}
        bases = {"base": say.words(f"base.{row.fits}"), "other_base": say.words(f"base.{other}")}
        say.say("say.02.fit", as_frame(row), **name_document(say, row.document), **bases, **values)
    return tell_bases(say, study.bases)


def tell_pairs(say: Statements, study: FundingStudy) -> Statements:
    """Tell plans against the past, districts against their province, and aims that no money is printed for."""
    for relation in ("past", "province"):
        for _, rows in _of(study, relation).groupby("pair", sort=False):
            _tell_pair(say, rows, study)
    for row in study.aims.itertuples():
        values = {
            "value": _aim(say, row.value_low, row.value_high, row.qualifier),
            "other_value": _aim(say, row.reference_low, row.reference_high, row.reference_qualifier),
        }
        names = name_pair(say, row.document, row.reference_document) | {"measure": say.words(f"aim.{row.measure}")}
        key = "say.02.aims" if row.same_set else "say.02.aims_sets"
        say.say(key, as_frame(row), **names, date=say.words.day(row.as_of), **values)
    for other, rows in study.aims.groupby("reference_document", sort=False):
        held = study.held[(study.held["document"] == other) & (study.held["basis"] == "planned")]
        if held.empty:
            places = rows[["reference_document", "reference_line"]]
            date = say.words.day(rows["as_of"].max())
            say.say("say.02.aims_no_money", places, document=say.words(f"doc.{other}"), date=date)
    return say


def _tell_verdict(say: Statements, rows: pd.DataFrame) -> None:
    """Tell whether the mix that came is the planned one, by PEFA's best grade, and what moved up and down most."""
    first, cited = rows.iloc[0], cite_whole(rows)
    names = _plan_names(say, first)
    names["period"] = name_period(say.words, first["period_start"], first["period_end"])
    same = grade_variance(float(first["variance"])) == BEST_GRADE
    both = rows.dropna(subset="change_points").sort_values("change_points", kind="stable")
    ends = {"more": both.iloc[-1], "less": both.iloc[0]}
    if same or ends["less"]["change_points"] >= 0 or ends["more"]["change_points"] <= 0:
        most = max(ends.values(), key=lambda row: abs(row["change_points"]))
        values = {"share": 100 * most["share"], "planned": 100 * most["reference_share"]}
        key = "say.02.mix_same" if same else "say.02.mix_other_one"
        say.say(key, cited, **names, source=name_source(say.words, most), **values)
        return
    values = {}
    for side, row in ends.items():
        values |= {side: name_source(say.words, row), f"{side}_share": 100 * row["share"]}
        values |= {f"{side}_planned": 100 * row["reference_share"]}
    say.say("say.02.mix_other", cited, **names, **values)


def _tell_pair(say: Statements, rows: pd.DataFrame, study: FundingStudy) -> None:
    both, cited = rows.dropna(subset="change_points"), cite_whole(rows)
    most, year = both.loc[both["change_points"].abs().idxmax()], study.choice.price_year
    names = name_pair(say, most["document"], most["reference_document"])
    values = {"share": 100 * most["share"], "other_share": 100 * most["reference_share"]}
    say.say(f"say.02.{most['relation']}", cited, **names, source=name_group(say.words, most["group"]), **values)
    if pd.notna(most["intensity_ratio"]):
        ends = {name: float(most[f"intensity_ratio{end}"]) for name, end in RATIO.items()}
        key = "say.02.ratio_open" if ends["low"] <= 1 <= ends["high"] else "say.02.ratio"
        rows = cite_communes(cite_real(cited, study.index, year))
        say.say(key, rows, **names, **ends, year=str(year))
    for side, document in (("share", "document"), ("reference_share", "other_document")):
        lacking = cited[cited[side].isna()]
        if len(lacking):
            sources = name_groups(say.words, lacking["group"])
            say.say("say.02.not_printed", cited, document=names[document], sources=sources)


def _aim(say: Statements, low: float, high: float, qualifier) -> float | str:
    """Give an aim: its value, or a range or bounded value in words."""
    if low == high and pd.isna(qualifier):
        return float(low)
    text = "–".join(dict.fromkeys(say.words("unit.plain", value=float(end)) for end in (low, high)))
    return text if pd.isna(qualifier) else f"{say.words(f'qualifier.{qualifier}')} {text}"


def _tell_nothing(say: Statements, study: FundingStudy) -> Statements:
    choice = study.choice
    held = [
        f"{say.words(f'doc.{row.document}')} ({say.words(f'basis.{row.basis}')})" for row in study.held.itertuples()
    ]
    values = {"units": ", ".join(say.words.pick(row, "name") for row in study.units.itertuples())}
    values |= {"basis": say.words(f"basis.{choice.basis}"), "needed": say.words(f"needed.{choice.basis}")}
    ends = {"start": choice.start, "end": choice.end}
    if any(ends.values()):
        values |= {name: say.words.day(day) if day else say.words(f"bound.{name}") for name, day in ends.items()}
    key = "say.02.nothing_between" if any(ends.values()) else "say.02.nothing"
    say.say(key, study.held, **values, held="; ".join(held) or say.words("needed.none"))
    return say


def _tell_planned_credit(say: Statements, plans: pd.DataFrame) -> None:
    shares = plans["share"].astype(float)
    if len(plans) == 1:
        document = say.words(f"doc.{plans['document'].iloc[0]}")
        say.say("say.02.credit_one", cite_whole(plans), share=shares.iloc[0], document=document)
    elif len(plans):
        key = "say.02.credit_majority" if shares.min() > HALF_PCT else "say.02.credit_range"
        say.say(key, cite_whole(plans), low=shares.min(), high=shares.max())


def _tell_prices(say: Statements, study: FundingStudy) -> None:
    known = study.amounts[study.amounts["real_factor"].notna()]
    if len(known):
        ends = [int(known["period_start"].min().year), int(known["period_end"].max().year)]
        first, last = (float(study.index[year]) for year in ends)
        values = {"start": str(ends[0]), "end": str(ends[1]), "year": str(study.choice.price_year)}
        key = "say.02.prices" if ends[0] < ends[1] else "say.02.prices_one"
        rise = {"rise": 100 * (last / first - 1)} if ends[0] < ends[1] else {}
        say.say(key, cite_prices(study.index, [*ends, study.choice.price_year]), **values, **rise)


def _tell_intensity(say: Statements, study: FundingStudy) -> None:
    prices = name_prices(say.words, study.choice.prices, study.choice.price_year)
    for _, scheme in study.intensity.groupby(SCHEME, sort=False):
        row = scheme.iloc[0]
        name = say.words(f"doc.{row['document']}")
        if scheme["per_commune_million_vnd"].isna().any():
            continue
        if pd.isna(row["years"]):
            value, days = scheme["per_commune_million_vnd"].sum(), (row["period_end"] - row["period_start"]).days + 1
            say.say(
                "say.02.half_year",
                _priced(scheme, study),
                document=name,
                value=float(value) / BILLION,
                days=days,
                prices=prices,
            )
        else:
            value, years = float(row["total_per_commune_year_million_vnd"]) / BILLION, float(row["years"])
            key = "say.02.intensity_one" if years == 1 else "say.02.intensity"
            values = {"value": value, "communes": int(row["communes"])} | ({} if years == 1 else {"years": years})
            say.say(key, _priced(scheme, study), document=name, prices=prices, **values)


def _priced(scheme: pd.DataFrame, study: FundingStudy) -> pd.DataFrame:
    """Give the rows that money per commune rests on: the scheme, the list of communes, and the prices if constant."""
    rows = cite_whole(scheme)
    rows = cite_real(rows, study.index, study.choice.price_year) if study.choice.prices == "real" else rows
    return cite_communes(rows)


def _of(study: FundingStudy, relation: str) -> pd.DataFrame:
    return study.pairs[study.pairs["relation"] == relation]

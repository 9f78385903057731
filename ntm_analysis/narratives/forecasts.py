"""What the forecasts say, answer first, in sentences: chances of a plan, headlines, refusals, commune plans."""

from collections.abc import Mapping

import pandas as pd

from ntm_analysis.attainment.known import pick_undated
from ntm_analysis.attainment.quantities import pick_losses
from ntm_analysis.forecast.draws import INFORMED
from ntm_analysis.forecast.headlines import AT_LEAST, MEAN, MET
from ntm_analysis.forecast.slips import CRITERIA
from ntm_analysis.narratives.likelihood import name_likelihood
from ntm_analysis.narratives.naming import as_frame, name_units
from ntm_analysis.statements import Statements

EVEN = 0.5
LACKS = {"points": "say.04.lacks_points", "pairs": "say.04.lacks_pairs", "plans": "say.04.lacks_plans"}
SLIPS = {"standard": "say.04.slip_standard", "criteria": "say.04.slip_criteria"}


def tell_chances(
    say: Statements, judged: pd.DataFrame, plan: pd.DataFrame, names: pd.Series, likelihoods: pd.DataFrame
) -> Statements:
    """Tell how many targets have more than an even chance, and the least and the most likely one.

    `judged` as from probability_of_plan, `plan` its targets with document and line, `names` criterion to its name,
    `likelihoods` as from load_likelihoods. A sentence set for each date of targets.
    """
    cited = plan.drop_duplicates(["criterion", "as_of"], keep="last")[["criterion", "as_of", "document", "line"]]
    known = judged.dropna(subset="probability").merge(cited, on=["criterion", "as_of"], validate="one_to_one")
    for date, rows in known.groupby("as_of", sort=True):
        likely = int((rows["probability"] > EVEN).sum())
        day = say.words.day(date)
        say.say("say.04.chances", rows, date=day, likely=likely, total=len(rows))
        _tell_chance(say, "say.04.chance_least", rows.loc[[rows["probability"].idxmin()]], names, likelihoods)
        _tell_chance(say, "say.04.chance_most", rows.loc[[rows["probability"].idxmax()]], names, likelihoods)
        behind = rows[(rows["pace_80"] > rows["pace"]) & (rows["probability"] <= EVEN)]
        if len(behind):
            row = behind.loc[(behind["pace_80"] - behind["pace"]).idxmax()]
            values = {"pace": float(row["pace"]), "needed": float(row["pace_80"])}
            say.say("say.04.pace_needed", behind.loc[[row.name]], name=names[row["criterion"]], **values)
    return say


def _tell_chance(say: Statements, key: str, row: pd.DataFrame, names: pd.Series, likelihoods: pd.DataFrame) -> None:
    of = row.iloc[0]
    values = {"probability": 100 * float(of["probability"]), "target": int(of["target"])}
    values |= {"total": int(of["target_total"])}
    word = name_likelihood(likelihoods, float(of["probability"]), say.words.language)
    short = _short(say, "part.shortfall_communes", float(of["expected_shortfall"]))
    say.say(key, row, name=names[of["criterion"]], word=word, short=short, **values)


def _short(say: Statements, key: str, shortfall: float) -> str:
    """Tell an expected shortfall, unless it rounds to nothing."""
    return say.words(key, shortfall=shortfall) if round(shortfall, 1) else ""


def tell_headline_chances(say: Statements, judged: pd.DataFrame, likelihoods: pd.DataFrame) -> Statements:
    """Tell the chance of each target for the mean and for communes at the standard.

    `judged` as from probability_of_headlines, with document, lines and target_high: of a range the lower end is judged.
    """
    for row in judged[judged["measure"].isin((MEAN, MET))].itertuples():
        is_range = row.target_high > row.target
        values = {"target": float(row.target), "probability": 100 * float(row.probability)}
        values |= {"high": float(row.target_high)} if is_range else {}
        values |= {"short": _short(say, "part.shortfall", float(row.expected_shortfall))}
        word = name_likelihood(likelihoods, float(row.probability), say.words.language)
        named = {"name": say.words(f"headline.{row.measure}"), "date": say.words.day(row.as_of), "word": word}
        document = say.words(f"doc.{row.document}")
        key = "say.04.chance_range" if is_range else "say.04.chance_headline"
        say.say(key, as_frame(row), document=document, **named, **values)
    return say


def tell_band_chances(
    say: Statements, judged: pd.DataFrame, labels: Mapping[str, str], likelihoods: pd.DataFrame
) -> Statements:
    """Tell the chances of the targets for communes with at least so many criteria, a sentence a document and date.

    `judged` as from probability_of_headlines, with document and lines; `labels` maps measures to names.
    """
    for (document, date), rows in judged[judged["measure"].isin(AT_LEAST)].groupby(["document", "as_of"], sort=False):
        named = []
        for row in rows.itertuples():
            word = name_likelihood(likelihoods, float(row.probability), say.words.language)
            values = {"target": int(row.target), "total": int(row.target_total)}
            values |= {"probability": 100 * float(row.probability)}
            named.append(say.words("part.chance_band", name=labels[row.measure], word=word, **values))
        where = {"document": say.words(f"doc.{document}"), "date": say.words.day(date)}
        say.say("say.04.chance_bands", rows, list="; ".join(named), **where)
    return say


def tell_headlines(
    say: Statements, headlines: pd.DataFrame, sources: pd.DataFrame, date, names: pd.Series
) -> Statements:
    """Tell communes at the standard and the mean that are forecast for a date, with their 80 % intervals.

    `headlines` as from forecast_headlines, of one unit; `sources` the rows (document, line) that it rests on; `names`
    criterion to its name, for the criterion that holds the standard.
    """
    rows = headlines[headlines["as_of"] == pd.Timestamp(date)].set_index("measure")
    if rows["median"].isna().any():
        say.say("say.04.no_headlines", sources, missing=int(rows["missing"].iloc[0]), date=say.words.day(date))
        return say
    for measure, key in ((MET, "say.04.headline_standard"), (MEAN, "say.04.headline_mean")):
        values = {name: float(rows.at[measure, name]) for name in ("median", "low_80", "high_80")}
        values |= {"total": int(rows.at[measure, "communes_total"])} if measure == MET else {}
        say.say(key, sources, date=say.words.day(date), **values)
    held = rows.loc[MET]
    if pd.notna(held["held_by"]):
        shares = {"held": 100 * float(held["held"]), "share": 100 * float(held["held_by_share"])}
        say.say("say.04.held", sources, date=say.words.day(date), name=names[int(held["held_by"])], **shares)
    return say


def tell_refusals(say: Statements, forecast: pd.DataFrame, sources: pd.DataFrame, names: pd.Series) -> Statements:
    """Tell which criteria have no forecast, what they lack, and how many would do.

    `forecast` as from forecast_criteria; `sources` the rows (document, line) of the history.
    """
    refused = forecast.dropna(subset="lacks").drop_duplicates(["unit", "criterion"])
    for (lacks, found, needed), rows in refused.groupby(["lacks", "found", "needed"], sort=True):
        values = {"count": len(rows), "found": int(found), "needed": int(needed)}
        listed = ", ".join(names[criterion] for criterion in rows["criterion"])
        say.say(LACKS[lacks], sources, names=listed, **values)
    return say


def tell_weights(say: Statements, forecast: pd.DataFrame, plan: pd.DataFrame, method: str) -> Statements:
    """Tell the weight that the plan has in an informed forecast, from how earlier plans came out.

    `method` is that of the forecast shown: where it is another one, the sentence says so.
    """
    weights = forecast["plan_weight"].dropna().astype(float)
    if len(weights):
        values = {"low": 100 * weights.min(), "high": 100 * weights.max(), "middle": 100 * weights.median()}
        key = "say.04.plan_weight" if method == INFORMED else "say.04.plan_weight_other"
        say.say(key, plan, **values, method=say.words(f"method.{INFORMED}"))
    return say


def tell_commune_plans(say: Statements, simulated: pd.DataFrame, plans: pd.DataFrame) -> Statements:
    """Tell what becomes of the commune plans when all is kept, at the slip that came before, and under stress.

    `simulated` as from simulate_commune_plans, `plans` the commune rows with document and line.
    """
    last = simulated[simulated["year"] == simulated["year"].max()].set_index("scenario")
    values = {"year": str(simulated["year"].max()), "communes": int(last["communes"].iloc[0])}
    if list(last.index) == ["as_planned"]:
        say.say("say.04.no_slip", plans)
    say.say("say.04.plans_kept", plans, planned=int(last["planned"].iloc[0]), **values)
    for scenario, key in (("historical", "say.04.plans_historical"), ("stress", "say.04.plans_stress")):
        if scenario in last.index:
            row = last.loc[scenario]
            numbers = {name: float(row[name]) for name in ("median", "low_80", "high_80")}
            say.say(key, plans, year=values["year"], slip=100 * float(row["slip"]), **numbers)
    return say


def tell_slips(say: Statements, slips: pd.DataFrame, losses: pd.DataFrame) -> Statements:
    """Tell how much of the commune plans slips by each reading of how the last plan came out, and which one is used.

    `slips` as from compare_slips, `losses` as from attainment.quantities.read_losses: those of the plan's period are
    told with the reading by the net gain.
    """
    for row in slips.itertuples():
        values = {name: float(getattr(row, name)) for name in ("planned", "came", "communes")}
        values |= {"slip": 100 * float(row.slip)}
        if row.reading == CRITERIA:
            values |= {"count": int(row.series), "share": 100 * float(row.share)}
        say.say(SLIPS[row.reading], as_frame(row), **values)
        taken = losses.iloc[:0] if row.reading == CRITERIA else pick_losses(losses, row.period_start, row.period_end)
        if len(taken):
            say.say("say.04.slip_net", taken, lost=float(taken["lost"].sum()), names=name_units(say, taken))
    return say


def tell_known(say: Statements, documents: pd.DataFrame) -> Statements:
    """Tell which documents print no day of issue, and on which day they then count as known.

    `documents` is the register, or some of its rows.
    """
    undated = pick_undated(documents)
    if len(undated):
        named = "; ".join(say.words(f"doc.{document}") for document in undated["document"])
        say.say("say.04.undated", undated[["document"]], count=len(undated), total=len(documents), names=named)
    return say

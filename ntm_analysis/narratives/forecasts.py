"""What the forecasts say, answer first, in sentences: chances of a plan, headlines, scores, refusals, commune plans."""

from collections.abc import Mapping

import pandas as pd

from ntm_analysis.attainment.known import pick_undated
from ntm_analysis.forecast.headlines import AT_LEAST, MEAN, MET
from ntm_analysis.forecast.methods import DEFAULT
from ntm_analysis.forecast.simulation import BEYOND
from ntm_analysis.forecast.slips import CRITERIA
from ntm_analysis.narratives.likelihood import name_likelihood
from ntm_analysis.narratives.naming import as_frame
from ntm_analysis.statements import Statements

EVEN = 0.5
LACKS = {"points": "say.04.lacks_points", "pairs": "say.04.lacks_pairs", "plans": "say.04.lacks_plans"}
COMPARABLE = "linear_comparable"
SLIPS = {"standard": "say.04.slip_standard", "criteria": "say.04.slip_criteria"}
BASELINES = ("linear", "last_value", "plan")
MOST_PLACES = 6


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
    values = {"probability": 100 * float(of["probability"]), "shortfall": float(of["expected_shortfall"])}
    values |= {"target": int(of["target"]), "total": int(of["target_total"])}
    word = name_likelihood(likelihoods, float(of["probability"]), say.words.language)
    say.say(key, row, name=names[of["criterion"]], word=word, **values)


def tell_headline_chances(say: Statements, judged: pd.DataFrame, likelihoods: pd.DataFrame) -> Statements:
    """Tell the chance of each target for the mean and for communes at the standard.

    `judged` as from probability_of_headlines, with document and line.
    """
    for row in judged[judged["measure"].isin((MEAN, MET))].itertuples():
        values = {"target": float(row.target), "probability": 100 * float(row.probability)}
        values |= {"shortfall": float(row.expected_shortfall)}
        word = name_likelihood(likelihoods, float(row.probability), say.words.language)
        named = {"name": say.words(f"headline.{row.measure}"), "date": say.words.day(row.as_of), "word": word}
        document = say.words(f"doc.{row.document}")
        say.say("say.04.chance_headline", pd.DataFrame([row._asdict()]), document=document, **named, **values)
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


def tell_scores(say: Statements, scores: pd.DataFrame, sources: pd.DataFrame, method: str) -> Statements:
    """Tell how well a method would have forecast, beside the baselines, one origin and date at a time.

    `scores` as from compare_scores, `sources` the rows (document, line, as_of) of the history and the outcomes. Of many
    origins and dates some at equal steps are told, the last among them; the table of scores has all.
    """
    grouped = scores.groupby(["origin", "as_of"], sort=True)
    places = [(place, rows) for place, rows in grouped if _is_scored(rows, method)]
    step = max(1, -(-len(places) // MOST_PLACES))
    for (origin, date), rows in places[(len(places) - 1) % step :: step]:
        errors = rows.set_index("method")["mae_points"].astype(float)
        own = rows[rows["method"] == method]
        values = {name: errors[name] for name in BASELINES} | {
            "error": errors[method],
            "count": int(own["series"].iloc[0]),
        }
        values |= {"ratio": 100 * errors[method] / errors["linear"]}
        when = {"origin": say.words.day(origin), "date": say.words.day(date)}
        used = sources[pd.to_datetime(sources["as_of"]) <= date]
        say.say("say.04.scored", used, **when, **values)
        inside = {"coverage": 100 * float(own["coverage_80"].iloc[0]), "width": float(own["width_80_points"].iloc[0])}
        say.say("say.04.covered", used, **when, **inside)
    return say


def _is_scored(rows: pd.DataFrame, method: str) -> bool:
    """Say whether a method has an interval among the scores of one origin and date, beside every baseline."""
    covered = rows.loc[rows["method"] == method, "coverage_80"]
    return bool(covered.notna().any()) and set(BASELINES) <= set(rows["method"])


def tell_default(say: Statements, scores: pd.DataFrame, sources: pd.DataFrame) -> Statements:
    """Tell which method the scores support: the least CRPS from the origin that scores most criteria.

    `scores` as from compare_scores, `sources` the rows (document, line) of the history and the outcomes.
    """
    if scores.empty:
        return say
    main = scores.loc[[scores["series"].astype(int).idxmax()], ["origin", "as_of"]].iloc[0]
    rows = scores[(scores["origin"] == main["origin"]) & (scores["as_of"] == main["as_of"])]
    ranked = rows.sort_values("crps_points", kind="stable")
    if len(ranked) > 1:
        first, second = ranked.iloc[0], ranked.iloc[1]
        named = {"method": say.words(f"method.{first['method']}"), "other": say.words(f"method.{second['method']}")}
        values = {"crps": float(first["crps_points"]), "other_crps": float(second["crps_points"]), "count": len(ranked)}
        say.say("say.04.default", sources, **named, **values, series=int(first["series"]))
    return say


def tell_comparable(say: Statements, narrow: pd.DataFrame, sources: pd.DataFrame, method: str) -> Statements:
    """Tell how a method does against the line through comparable points, or that it could not be scored at all.

    `narrow` as from compare_scores of all methods, `sources` the rows (document, line) of the history and outcomes.
    """
    scored = narrow[narrow["method"].isin((method, COMPARABLE))]
    both = scored.groupby(["origin", "as_of"])["method"].transform("nunique") == len({method, COMPARABLE})
    rows = scored[both]
    if len(narrow) and method not in set(narrow["method"]):
        say.say("say.04.unscored", sources, method=say.words(f"method.{method}"))
    if rows.empty or method == COMPARABLE:
        return say
    first = rows.loc[rows["series"].astype(int).idxmax()]
    main = rows[(rows["origin"] == first["origin"]) & (rows["as_of"] == first["as_of"])].set_index("method")
    errors = main["mae_points"].astype(float)
    values = {"count": int(main["series"].iloc[0]), "error": errors[method], "linear": errors[COMPARABLE]}
    say.say("say.04.scored_comparable", sources, **values, ratio=100 * errors[method] / errors[COMPARABLE])
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


def tell_weights(say: Statements, forecast: pd.DataFrame, plan: pd.DataFrame) -> Statements:
    """Tell the weight that the plan has in an informed forecast, from how earlier plans came out."""
    weights = forecast["plan_weight"].dropna().astype(float)
    if len(weights):
        values = {"low": 100 * weights.min(), "high": 100 * weights.max(), "middle": 100 * weights.median()}
        say.say("say.04.plan_weight", plan, **values)
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


def tell_slips(say: Statements, slips: pd.DataFrame) -> Statements:
    """Tell how much of the commune plans slips by each reading of how the last plan came out, and which one is used.

    `slips` as from compare_slips.
    """
    for row in slips.itertuples():
        values = {name: float(getattr(row, name)) for name in ("planned", "came", "communes")}
        values |= {"slip": 100 * float(row.slip)}
        if row.reading == CRITERIA:
            values |= {"count": int(row.series), "share": 100 * float(row.share)}
        say.say(SLIPS[row.reading], as_frame(row), **values)
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


def tell_simulation(say: Statements, scores: pd.DataFrame) -> Statements:
    """Tell how the default method does on simulated histories with a known truth, and where another one does better.

    `scores` as from simulation.load_simulation; nothing is told without rows.
    """
    if scores.empty:
        return say
    own = scores[scores["method"] == DEFAULT].set_index("scenario")
    inner, outer = (100 * own.loc[own.index.isin(BEYOND) == is_beyond, "coverage_80"] for is_beyond in (False, True))
    values = {"count": len(own), "repeats": int(own["repeats"].iloc[0]), "inner": len(inner)}
    values |= {"low": inner.min(), "high": inner.max(), "outer_low": outer.min(), "outer_high": outer.max()}
    say.say("say.04.simulated", pd.DataFrame(), method=say.words(f"method.{DEFAULT}"), **values)
    best = scores.loc[scores.groupby("scenario", sort=False)["crps_points"].idxmin()]
    beaten = best[best["method"] != DEFAULT]
    named = [_beaten(say, row, float(own.at[row.scenario, "crps_points"])) for row in beaten.itertuples()]
    counts = {"count": len(own), "best": len(own) - len(beaten), "methods": int(scores["method"].nunique())}
    key = "say.04.simulated_best" if named else "say.04.simulated_all"
    say.say(key, pd.DataFrame(), **counts, **({"list": "; ".join(named)} if named else {}))
    return say


def _beaten(say: Statements, row, crps: float) -> str:
    named = {"scenario": say.words(f"truth.{row.scenario}"), "method": say.words(f"method.{row.method}")}
    return say.words("part.beaten", crps=float(row.crps_points), own=crps, **named)

"""What the forecasts say, answer first, in sentences: chances of a plan, headlines, scores, refusals, commune plans."""

import pandas as pd

from ntm_analysis.forecast.headlines import MEAN, MET
from ntm_analysis.narratives.likelihood import name_likelihood
from ntm_analysis.statements import Statements

EVEN = 0.5
LACKS = {"points": "say.04.lacks_points", "pairs": "say.04.lacks_pairs", "plans": "say.04.lacks_plans"}
COMPARABLE = "linear_comparable"
BASELINES = ("linear", "last_value", "plan")


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
    for row in judged.itertuples():
        values = {"target": float(row.target), "probability": 100 * float(row.probability)}
        values |= {"shortfall": float(row.expected_shortfall)}
        word = name_likelihood(likelihoods, float(row.probability), say.words.language)
        named = {"name": say.words(f"headline.{row.measure}"), "date": say.words.day(row.as_of), "word": word}
        document = say.words(f"doc.{row.document}")
        say.say("say.04.chance_headline", pd.DataFrame([row._asdict()]), document=document, **named, **values)
    return say


def tell_headlines(say: Statements, headlines: pd.DataFrame, sources: pd.DataFrame, date) -> Statements:
    """Tell communes at the standard and the mean that are forecast for a date, with their 80 % intervals.

    `headlines` as from forecast_headlines, of one unit; `sources` the rows (document, line) that it rests on.
    """
    rows = headlines[headlines["as_of"] == pd.Timestamp(date)].set_index("measure")
    if rows["median"].isna().any():
        say.say("say.04.no_headlines", sources, missing=int(rows["missing"].iloc[0]), date=say.words.day(date))
        return say
    for measure, key in ((MET, "say.04.headline_standard"), (MEAN, "say.04.headline_mean")):
        values = {name: float(rows.at[measure, name]) for name in ("median", "low_80", "high_80")}
        values |= {"total": int(rows.at[measure, "communes_total"])} if measure == MET else {}
        say.say(key, sources, date=say.words.day(date), **values)
    return say


def tell_scores(say: Statements, scores: pd.DataFrame, sources: pd.DataFrame, method: str) -> Statements:
    """Tell how well a method would have forecast, beside the baselines, one origin and date at a time.

    `scores` as from compare_scores, `sources` the rows (document, line, as_of) of the history and the outcomes.
    """
    for (origin, date), rows in scores.groupby(["origin", "as_of"], sort=True):
        errors = rows.set_index("method")["mae_points"].astype(float)
        own = rows[rows["method"] == method]
        if own.empty or pd.isna(own["coverage_80"].iloc[0]) or not set(BASELINES) <= set(errors.index):
            continue
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
    main = rows[rows["series"] == rows["series"].max()].set_index("method")
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

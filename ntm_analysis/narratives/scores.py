"""How well the forecasts would have done, in sentences: back-test, the best method, simulated histories."""

import pandas as pd

from ntm_analysis.forecast.methods import DEFAULT
from ntm_analysis.forecast.simulation import BEYOND
from ntm_analysis.statements import Statements

COMPARABLE = "linear_comparable"
BASELINES = ("linear", "last_value", "plan")
MOST_PLACES = 6


def tell_scores(
    say: Statements, scores: pd.DataFrame, points: pd.DataFrame, sources: pd.DataFrame, method: str
) -> Statements:
    """Tell how well a method would have forecast, beside the baselines, one origin and date at a time.

    `scores` as from compare_scores, `points` as from backtest, `sources` the rows (document, line, as_of) of the
    history and the outcomes. Of many origins and dates some at equal steps are told, the last among them; the table of
    scores has all.
    """
    grouped = scores.groupby(["origin", "as_of"], sort=True)
    places = [(place, rows) for place, rows in grouped if _is_scored(rows, method)]
    step = max(1, -(-len(places) // MOST_PLACES))
    for (origin, date), rows in places[(len(places) - 1) % step :: step]:
        errors = rows.set_index("method")["mae_points"].astype(float)
        own = rows[rows["method"] == method].iloc[0]
        count = {"count": int(own["series"])}
        values = {name: errors[name] for name in BASELINES} | {"error": errors[method]}
        values |= {"ratio": 100 * errors[method] / errors["linear"], "methods": _name_methods(say, rows["method"])}
        when = {"origin": say.words.day(origin), "date": say.words.day(date)}
        used = sources[pd.to_datetime(sources["as_of"]) <= date]
        say.say("say.04.scored", used, **when, **count, **values)
        made = points[(points["origin"] == origin) & (points["as_of"] == date) & (points["method"] == method)]
        inside = {"inside": int(made["inside"].sum()), "total": len(made), "all": 100 * float(made["inside"].mean())}
        inside |= {"coverage": 100 * float(own["coverage_80"]), "width": float(own["width_80_points"])}
        say.say("say.04.covered", used, **when, **count, **inside)
    return say


def _name_methods(say: Statements, methods) -> str:
    return "; ".join(say.words(f"method.{method}") for method in methods)


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
    alike = narrow[(narrow["origin"] == first["origin"]) & (narrow["as_of"] == first["as_of"])]
    values |= {"methods": _name_methods(say, alike["method"])}
    say.say("say.04.scored_comparable", sources, **values, ratio=100 * errors[method] / errors[COMPARABLE])
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

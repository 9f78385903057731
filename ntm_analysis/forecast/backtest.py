"""Rolling-origin back-tests: what would have been forecast from what was known, against what came."""

from dataclasses import replace

import pandas as pd

from ntm_analysis.days import as_days
from ntm_analysis.forecast.draws import INFORMED, Drawn, Extras, draw_unit
from ntm_analysis.forecast.given import STANDARD, check_history, check_plan, known_at, put_in_force, set_in_force
from ntm_analysis.forecast.scores import mean_scores, score_point

PLAN = "plan"
METHODS = ("pooled", "hazard", "last_value", "linear", PLAN)
POINT = ["unit", "origin", "as_of", "method", "criterion"]
SCORE = [
    "point",
    "median",
    "low_80",
    "high_80",
    "outcome",
    "error_points",
    "crps_points",
    "width_points",
    "inside",
    "log_score",
]


def backtest(
    history: pd.DataFrame, origins, methods=METHODS, *, draws: int = 4000, seed: int = 0, **extras
) -> pd.DataFrame:
    """Forecast every later outcome from each origin by every method, and score each one.

    | unit | criterion | as_of | communes_attaining | communes_total | criteria_set | known_on |
    | --- | --- | --- | --- | --- | --- | --- |
    | lang-son | 2 | 2015-12-31 | 19 | 207 | 2009 | 2015-12-31 |
    | lang-son | 2 | 2017-06-30 | 35 | 207 | 2016 | 2017-06-30 |
    | lang-son | 2 | 2020-12-31 | 78 | 181 | 2016 | 2020-12-31 |

    From an origin only rows are known that are of that day or before, and whose known_on, where it is given, is too;
    printed means and the like are cut at the origin, and the communes stay those known then. An outcome counts when it
    is of the criteria set in force at the origin. `plan` among the methods is the official plan (extras: plan), a point
    forecast: its CRPS is its error, it has no interval and no log score. A naive method is scored by its own
    exact line (point), every other one by the grouped median of its draws; draws give CRPS and interval. Returns one
    row per unit, origin, as_of, method and criterion that the method can forecast (here with comparable, means, plan):

    | unit | origin | as_of | method | criterion | point | low_80 | high_80 | outcome | error_points | crps_points |
    | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
    | lang-son | 2017-06-30 | 2020-12-31 | pooled | 2 | 0.48 | 0.31 | 0.65 | 0.43 | 4.9 | 3.7 |
    | lang-son | 2017-06-30 | 2020-12-31 | linear | 2 | 0.35 | 0.21 | 0.49 | 0.43 | -8.1 | 4.9 |
    | lang-son | 2017-06-30 | 2020-12-31 | plan | 2 | 0.40 | | | 0.43 | -3.5 | 3.5 |

    and median (of the draws, in whole communes), width_points, inside, log_score. Average them with `compare_scores`.
    """
    checked, rows = check_history(history), []
    methods, given = list(dict.fromkeys(methods)), Extras(**extras)
    plan = None if given.plan is None else given.plan.assign(**_days_made(given.plan))
    given = replace(given, plan=plan)
    for origin in as_days(origins, "the origins of a back-test").drop_duplicates():
        known = known_at(checked, origin)
        for unit, own in known.groupby("unit", sort=True):
            current = set_in_force(own, given.comparable)
            later = checked[(checked["unit"] == unit) & (checked["criteria_set"] == current)]
            later = later[(later["as_of"] > origin) & (later["criterion"] != STANDARD)]
            if len(later):
                rows += _score_origin(known, unit, origin, later, methods, draws, seed, given)
    return pd.DataFrame(rows, columns=[*POINT, *SCORE])


def _score_origin(
    known, unit: str, origin, later: pd.DataFrame, methods, draws: int, seed: int, extras: Extras
) -> list:
    dates = pd.DatetimeIndex(sorted(later["as_of"].unique()))
    rows = []
    for method in methods:
        head = {"unit": unit, "origin": origin, "method": method}
        if method == PLAN:
            rows += _score_plan(head, known, later, _made(extras.plan, origin))
            continue
        plan = _made(extras.plan, origin) if method == INFORMED else None
        cut = Extras(extras.comparable, _cut(extras.means, origin), None, plan, None)
        drawn = draw_unit(known, unit, dates, method, draws, seed, cut)
        rows += [head | _score(drawn, row) for row in later.itertuples() if _place(drawn, row.criterion) is not None]
    return rows


def _cut(means: pd.DataFrame | None, origin) -> pd.DataFrame | None:
    return None if means is None else means[as_days(means["as_of"], "the means, as_of") <= origin]


def _days_made(plan: pd.DataFrame) -> dict[str, pd.Series]:
    """Read when plans were made; a day that is absent lies before all others."""
    if "made_on" not in plan:
        return {}
    return {"made_on": as_days(plan["made_on"], "the plan, made_on", may_be_absent=True).fillna(pd.Timestamp.min)}


def _made(plan: pd.DataFrame | None, origin) -> pd.DataFrame | None:
    """Give the plans that were made by a date, where it is told when they were."""
    has_date = plan is not None and "made_on" in plan
    return plan[plan["made_on"] <= origin] if has_date else plan


def _place(drawn: Drawn, criterion: int) -> int | None:
    criteria = drawn.series.points["criterion"].tolist()
    place = criteria.index(criterion) if criterion in criteria and criterion not in drawn.lacking else None
    return None if place is None or drawn.told[place] else place


def _score(drawn: Drawn, row) -> dict:
    at = drawn.dates.get_loc(row.as_of)
    place = _place(drawn, row.criterion)
    point = None if drawn.exact is None else float(drawn.exact[place, at])
    outcome = row.communes_attaining, row.communes_total
    scored = score_point(drawn.counts[:, place, at], int(drawn.totals[at]), *outcome, point)
    return {"as_of": row.as_of, "criterion": row.criterion} | scored


def _score_plan(head: dict, known: pd.DataFrame, later: pd.DataFrame, plan: pd.DataFrame | None) -> list[dict]:
    """Score the official plan; of several plans for one date the last."""
    if plan is None:
        return []
    keys = ["unit", "criterion", "as_of", "criteria_set"]
    aims = put_in_force(check_plan(plan), plan, known)
    both = later.merge(aims, on=keys, suffixes=("", "_plan"), validate="one_to_one")
    planned = both["communes_attaining_plan"] / both["communes_total_plan"]
    outcome = both["communes_attaining"] / both["communes_total"]
    rows = both[["as_of", "criterion"]].assign(point=planned, median=planned, outcome=outcome)
    rows = rows.assign(error_points=100 * (planned - outcome))
    return [head | row for row in rows.assign(crps_points=rows["error_points"].abs()).to_dict("records")]


def compare_scores(points: pd.DataFrame) -> pd.DataFrame:
    """Average the scores of a back-test over the points that all its methods forecast, by origin and date.

    Methods that forecast nothing from an origin are left out there. Returns unit, origin, as_of, method, series (number
    of criteria), mae_points, crps_points, coverage_80, width_80_points, log_score; the least CRPS first.
    """
    keys = ["unit", "origin", "as_of"]
    asked = points.groupby(keys)["method"].transform("nunique")
    having = points.groupby([*keys, "criterion"])["method"].transform("nunique")
    scored = mean_scores(points[asked == having], [*keys, "method"])
    return scored.sort_values([*keys, "crps_points"], kind="stable", ignore_index=True)

"""Forecasts of the communes that attain each criterion, and of what becomes of a plan."""

import pandas as pd

from ntm_analysis.forecast.constants import LEVELS
from ntm_analysis.forecast.draws import Drawn, Extras, draw_unit
from ntm_analysis.forecast.given import check_history, check_levels, check_units, put_in_force
from ntm_analysis.forecast.methods import DEFAULT
from ntm_analysis.forecast.summary import (
    columns_of,
    date_reached,
    judge_target,
    search_dates,
    summarise,
    summarise_criteria,
)

LEVEL = 0.8
JUDGED = ["unit", "criterion", "as_of", "target", "target_total", "last_attaining", "last_total", "communes_total"]
JUDGED += [
    "median",
    "low_80",
    "high_80",
    "probability",
    "expected_shortfall",
    "date_half",
    "pace",
    "pace_80",
    "lacks",
    "found",
    "needed",
]


def forecast_criteria(
    history: pd.DataFrame, dates, *, method: str = DEFAULT, levels=LEVELS, draws: int = 4000, seed: int = 0, **extras
) -> pd.DataFrame:
    """Forecast the communes attaining each criterion at dates, from all that the history holds.

    | unit | criterion | as_of | communes_attaining | communes_total | criteria_set |
    | --- | --- | --- | --- | --- | --- |
    | lang-son | 2 | 2015-12-31 | 19 | 207 | 2009 |
    | lang-son | 2 | 2017-06-30 | 35 | 207 | 2016 |
    | lang-son | 3 | 2017-06-30 | 105 | 207 | 2016 |

    `history` is such a table of any units, `dates` rise from its last date on, `method` is pooled, hazard, informed
    (pooled and the plan), last_value, linear, linear_comparable or own_slope; `extras` are those of `draws.Extras`:
    comparable, means, standard, plan, communes. Returns one row per unit, criterion and date (here of the province as
    known in the middle of 2017, with comparable and means):

    | unit | criterion | as_of | communes_total | median | low_80 | high_80 | median_share | lacks | found | needed |
    | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
    | lang-son | 2 | 2020-12-31 | 207 | 99 | 65 | 134 | 0.478 | | | |
    | lang-son | 18 | 2020-12-31 | 207 | | | | | points | 0 | 1 |

    with low and high for every level, in communes and (name_share) as a share, last_as_of, last_attaining, last_total,
    and plan_weight. A series with too few points has no numbers: `lacks` says what (points, pairs or plans), `found`
    and `needed` how many. The draws are joint and end within 0..communes. Raises BadInputError for a faulty history, an
    unknown method, and dates before the last known state.
    """
    check_levels(levels)
    checked = check_history(history)
    units = checked["unit"].drop_duplicates()
    tables = [
        summarise_criteria(draw_unit(checked, unit, dates, method, draws, seed, Extras(**extras)), levels)
        for unit in units
    ]
    filled = [table.astype("object") for table in tables]
    found = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=columns_of(levels))
    return found.infer_objects()


def probability_of_plan(
    history: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    method: str = DEFAULT,
    draws: int = 4000,
    seed: int = 0,
    **extras,
) -> pd.DataFrame:
    """Give the probability that each target is met, with the shortfall to expect and the pace that would do.

    | unit | criterion | as_of | communes_attaining | communes_total |
    | --- | --- | --- | --- | --- |
    | lang-son | 2 | 2021-12-31 | 96 | 181 |
    | lang-son | 3 | 2021-12-31 | 176 | 181 |
    | lang-son | 4 | 2021-12-31 | 121 | 181 |

    `targets` is such a table; targets are compared as shares. Targets up to the last known date are left out; one of a
    criteria set whose counts do not compare with those in force is refused (lacks: set). Returns (with comparable,
    means and standard)

    | unit | criterion | as_of | target | target_total | median | low_80 | high_80 | probability | date_half |
    | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
    | lang-son | 2 | 2021-12-31 | 96 | 181 | 98 | 80 | 119 | 0.57 | 2021-12-31 |
    | lang-son | 3 | 2021-12-31 | 176 | 181 | 175 | 171 | 178 | 0.40 | 2022-06-30 |
    | lang-son | 4 | 2021-12-31 | 121 | 181 | 123 | 105 | 142 | 0.57 | 2021-12-31 |

    and last_attaining, last_total, communes_total, expected_shortfall (communes; mean of what is missing, nil where
    met), pace (communes a year that the median gains), pace_80 (communes a year that would give 80 %), and lacks,
    found, needed where the criterion is refused. date_half is the first of the half-years within ten years and the days
    of targets at which it is met with probability one half. Raises BadInputError as forecast_criteria does, and for a
    target of an unknown unit.
    """
    checked = check_history(history)
    aims = put_in_force(check_history(targets, "the targets"), targets, checked, extras.get("comparable"))
    check_units(aims["unit"], checked, "the targets")
    rows = []
    for unit, own in aims.groupby("unit", sort=False):
        latest = checked.loc[checked["unit"] == unit, "as_of"].max()
        ahead = own[own["as_of"] > latest]
        if len(ahead):
            drawn = draw_unit(
                checked, unit, search_dates(latest, ahead["as_of"]), method, draws, seed, Extras(**extras)
            )
            rows.append(judge_criteria(drawn, ahead))
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=JUDGED)


def judge_criteria(drawn: Drawn, targets: pd.DataFrame) -> pd.DataFrame:
    """Judge the targets of one unit by its draws, as `probability_of_plan` does; their dates are among those drawn."""
    aims = check_history(targets, "the targets")
    aims = aims if "criteria_set" in targets else aims.assign(criteria_set=drawn.series.force)
    judged = pd.DataFrame([_judge(drawn, row) for row in aims.itertuples()], columns=JUDGED)
    return judged.astype({name: aims[name].dtype for name in ("criterion", "as_of")})


def _judge(drawn: Drawn, row) -> dict:
    criteria = drawn.series.points["criterion"].tolist()
    series, lacks = drawn.series, drawn.lacking.get(row.criterion, None)
    if series.grade(row.criterion, row.criteria_set, series.force) == "redefined":
        lacks = ("set", 0, 1)
    head = {"unit": row.unit, "criterion": row.criterion, "as_of": row.as_of}
    head |= {"target": row.communes_attaining, "target_total": row.communes_total}
    place = criteria.index(row.criterion) if row.criterion in criteria else None
    if lacks or place is None or drawn.told[place]:
        return head | dict(zip(["lacks", "found", "needed"], lacks or ("points", 0, 1), strict=True))
    at = drawn.dates.get_loc(row.as_of)
    total, share = int(drawn.totals[at]), row.communes_attaining / row.communes_total
    last = drawn.series.points.iloc[place]
    years = drawn.series.years(row.as_of) - drawn.series.years(last["as_of"])
    counts = drawn.counts[:, place]
    start = float(last["attaining"] / last["total"] * total)
    head |= {"last_attaining": int(last["attaining"]), "last_total": int(last["total"]), "communes_total": total}
    head |= {name: int(value) for name, value in summarise(counts[:, at], [LEVEL]).items()}
    head |= judge_target(counts[:, at], total, share, start, years)
    return head | {"date_half": date_reached(counts, drawn.totals, share, drawn.dates)}

"""Everything forecast for a unit from what was known on a day, with the scores of the methods."""

from dataclasses import dataclass

import pandas as pd

from ntm_analysis.criteria.panel import make_bands, make_panel
from ntm_analysis.criteria.plans import plans_of
from ntm_analysis.forecast.backtest import METHODS, PLAN, backtest, compare_scores
from ntm_analysis.forecast.communes import SCENARIOS, estimate_slip, name_slips, read_profiles, simulate_commune_plans
from ntm_analysis.forecast.constants import LEVELS
from ntm_analysis.forecast.criteria import forecast_criteria, probability_of_plan
from ntm_analysis.forecast.draws import INFORMED
from ntm_analysis.forecast.headlines import MEAN, forecast_headlines, probability_of_headlines
from ntm_analysis.forecast.history import known_at
from ntm_analysis.forecast.methods import DEFAULT
from ntm_analysis.forecast.study import FLOW, KNOWN, STOCK, Figures, read_figures
from ntm_analysis.forecast.summary import half_years

NARROW = ("linear_comparable", "own_slope")
FIRST_TABLE = 1


@dataclass(frozen=True)
class Choice:
    """What is forecast.

    `as_of` is the day on which the figures are read (ISO date; empty: all are known), `horizon` the last day forecast,
    `scenarios` the slips of commune plans, of `communes.SCENARIOS`.
    """

    unit: str
    horizon: str
    as_of: str = ""
    method: str = DEFAULT
    levels: tuple[float, ...] = LEVELS
    draws: int = 4000
    seed: int = 0
    scenarios: tuple[str, ...] = SCENARIOS


@dataclass(frozen=True)
class Outlook:
    """The forecasts of a unit, each described where it is made and empty where nothing can be said.

    history, standard, plan: what was known and planned, with document and line. panel: the same as make_panel gives it,
    of the latest criteria set. forecast, headlines at half-years; judged, judged_headlines: the targets ahead;
    informed: the forecast at their dates that the plan informs; points and scores of the back-test; simulated: communes
    at 19/19 by year from plans, the commune rows behind it; narrow: scores on the fewer criteria that baselines of
    comparable points know; kept: the share of the planned gain at the standard that came (None: not known).
    """

    choice: Choice
    history: pd.DataFrame
    standard: pd.DataFrame
    plan: pd.DataFrame
    panel: pd.DataFrame
    forecast: pd.DataFrame
    headlines: pd.DataFrame
    judged: pd.DataFrame
    judged_headlines: pd.DataFrame
    informed: pd.DataFrame
    points: pd.DataFrame
    scores: pd.DataFrame
    narrow: pd.DataFrame
    simulated: pd.DataFrame
    plans: pd.DataFrame
    kept: float | None

    def cite(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Give rows of a table about criteria with the documents and lines of the history that they rest on."""
        lines = self.history.groupby("document")["line"].agg(lambda of: ",".join(map(str, sorted(set(of)))))
        named = {f"history_{place}_document": document for place, document in enumerate(lines.index, start=1)}
        cited = {f"history_{place}_lines": text for place, text in enumerate(lines, start=1)}
        return rows.assign(**named, **cited)

    def of_standard(self) -> pd.DataFrame:
        """Give the forecast of the communes at the standard."""
        return self.headlines[self.headlines["measure"] == STOCK]

    def known_standard(self) -> pd.DataFrame:
        """Give the communes at the standard that are known: as_of, value."""
        return self.standard.rename(columns={"communes_attaining": "value"})[["as_of", "value"]]

    def aimed_standard(self, facts: pd.DataFrame) -> pd.DataFrame:
        """Give the targets for communes at the standard, from the facts of attainment: as_of, value."""
        rows = facts[facts["subject"] == STOCK]
        return rows.rename(columns={"target_low": "value"})[["as_of", "value"]]

    def pick_scored(self, method: str) -> list[tuple[tuple, pd.DataFrame]]:
        """Pick the points of a method's back-test with those of the official plan, by origin and date with plans."""
        rows = self.points[self.points["method"].isin((method, PLAN))]
        grouped = rows.groupby(["origin", "as_of"])
        return [(place, own) for place, own in grouped if own["method"].nunique() == len({method, PLAN})]


def study_outlook(tables: dict[str, pd.DataFrame], criteria: pd.DataFrame, choice: Choice) -> Outlook:
    """Forecast a unit: criteria, mean, standard and bands, the chances of its targets, and the commune plans.

    `tables` are the processed tables, `criteria` the reference list. Nothing that was printed after `choice.as_of` is
    read. Raises BadInputError for a horizon before the last known state.
    """
    read = _read(tables, criteria, choice)
    figures, latest = read.figures, read.figures.history["as_of"].max()
    extras = figures.extras("comparable", "means", "standard")
    drawn = {"method": choice.method, "draws": choice.draws, "seed": choice.seed}
    planned = extras | ({"plan": figures.plan} if choice.method == INFORMED else {})
    dates = half_years(latest, choice.horizon)
    ahead = figures.plan[figures.plan["as_of"] > latest]
    points = _backtest(figures, choice)
    told = read.headlines[read.headlines["document"].isin(read.plans["document"])]
    kept = measure_kept(told, figures.standard)
    return Outlook(
        choice=choice,
        history=figures.history,
        standard=figures.standard,
        plan=ahead,
        panel=_latest_set(make_panel(read.criteria, choice.unit)),
        forecast=forecast_criteria(figures.history, dates, levels=choice.levels, **drawn, **planned),
        headlines=forecast_headlines(
            figures.history, dates, levels=choice.levels, bands=read.bands, **drawn, **planned
        ),
        judged=probability_of_plan(figures.history, ahead, **drawn, **planned),
        judged_headlines=_judge_headlines(read, latest, drawn | planned),
        informed=_inform(figures, ahead, choice),
        points=points,
        scores=compare_scores(points[~points["method"].isin(NARROW)]),
        narrow=compare_scores(points),
        simulated=_simulate(read.plans, kept, choice),
        plans=read.plans,
        kept=kept,
    )


@dataclass(frozen=True)
class _Read:
    """What was known of a unit on a day."""

    figures: Figures
    criteria: pd.DataFrame
    headlines: pd.DataFrame
    bands: pd.DataFrame
    plans: pd.DataFrame


def _read(tables: dict[str, pd.DataFrame], criteria: pd.DataFrame, choice: Choice) -> _Read:
    made = dict(zip(tables["documents"]["document"], tables["documents"]["reference_date"], strict=True))
    day = pd.Timestamp(choice.as_of) if choice.as_of else max(made.values())

    def told(rows: pd.DataFrame) -> pd.DataFrame:
        """Keep what documents of the day or before tell: plans for any day, and states of the day or before."""
        known = rows[rows["document"].map(made) <= day]
        late = (known["as_of"] > day) & (known["basis"] != "planned") if "as_of" in known else False
        return known[~late] if "as_of" in known else known

    cut = tables | {name: told(tables[name]) for name in ("criteria", "headlines", "bands", "commune_criteria")}
    figures = read_figures(cut, criteria)
    own = {name: getattr(figures, name) for name in ("history", "means", "standard", "plan")}
    own = {name: rows[rows["unit"] == choice.unit].reset_index(drop=True) for name, rows in own.items()}
    own["standard"] = known_at(own["standard"], day).reset_index(drop=True)
    bands = cut["bands"][cut["bands"]["basis"].isin(KNOWN)]
    headlines = cut["headlines"][cut["headlines"]["unit"] == choice.unit]
    plans = plans_of(cut["commune_criteria"], tables["units"], choice.unit)
    plans = plans[plans["plan_table"] == FIRST_TABLE]
    return _Read(
        Figures(**own, comparable=figures.comparable),
        cut["criteria"],
        headlines,
        make_bands(bands, choice.unit),
        plans,
    )


def _judge_headlines(read: _Read, latest: pd.Timestamp, how: dict) -> pd.DataFrame:
    """Judge the targets for mean and standard after the last known date, of the communes that their plan counts."""
    rows = read.headlines[(read.headlines["basis"] == "planned") & read.headlines["measure"].isin((MEAN, STOCK))]
    rows = rows[rows["as_of"] > latest]
    counted = read.figures.plan.drop_duplicates("document").set_index("document")["communes_total"]
    total = rows["communes_total"].fillna(rows["document"].map(counted))
    rows = rows.assign(target=rows["value_low"], target_total=total.astype("float64"))
    targets = rows[["unit", "measure", "as_of", "target", "target_total", "document", "line"]]
    return probability_of_headlines(read.figures.history, targets, bands=read.bands, **how)


def _latest_set(panel: pd.DataFrame) -> pd.DataFrame:
    known = panel[panel["basis"].isin(KNOWN)]
    return panel[panel["criteria_set"] == known["criteria_set"].iloc[-1]] if len(known) else panel


def _backtest(figures: Figures, choice: Choice) -> pd.DataFrame:
    """Score the methods from every day on which something became known and after which something came."""
    origins = sorted(set(figures.history["known_on"]) - {figures.history["known_on"].max()})
    methods = list(dict.fromkeys([choice.method, *METHODS, *NARROW]))
    drawn = {"draws": choice.draws, "seed": choice.seed}
    return backtest(figures.history, origins, methods, plan=figures.plan, **drawn, **figures.extras())


def _inform(figures: Figures, ahead: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Forecast the dates of the targets ahead with the plan as a second source."""
    if ahead.empty:
        return pd.DataFrame(columns=["criterion", "unit", "lacks", "found", "needed", "plan_weight"])
    dates = sorted(ahead["as_of"].unique())
    extras = figures.extras("comparable", "means", "standard", "plan")
    return forecast_criteria(figures.history, dates, method=INFORMED, draws=choice.draws, seed=choice.seed, **extras)


def _simulate(plans: pd.DataFrame, kept: float | None, choice: Choice) -> pd.DataFrame:
    """Simulate the commune plans in the scenarios that can be: without what came before, only as planned."""
    if plans.empty:
        return pd.DataFrame(columns=["scenario", "slip", "year", "communes", "planned", "median"])
    slips = name_slips(0.0 if kept is None else estimate_slip(read_profiles(plans), kept, seed=choice.seed))
    possible = SCENARIOS if kept is not None else SCENARIOS[:1]
    chosen = {name: slips[name] for name in possible if name in choice.scenarios}
    return simulate_commune_plans(
        plans, slip=chosen or {"as_planned": 0.0}, levels=choice.levels, draws=choice.draws, seed=choice.seed
    )


def measure_kept(headlines: pd.DataFrame, standard: pd.DataFrame) -> float | None:
    """Measure what came of the last planned gain of communes at the standard that has an outcome, 0..1.

    `headlines` are those of one unit and plan, `standard` its communes at the standard (study.read_figures). A plan
    prints target and gain: the base is their difference. None where no plan has come out.
    """
    flows = headlines[(headlines["measure"] == FLOW) & (headlines["basis"] == "planned")]
    stocks = headlines[(headlines["measure"] == STOCK) & (headlines["basis"] == "planned")]
    plans = stocks.merge(flows, left_on=["document", "as_of"], right_on=["document", "period_end"], suffixes=("", "_f"))
    both = plans.merge(standard[["as_of", "communes_attaining"]], on="as_of").sort_values("as_of", kind="stable")
    if both.empty:
        return None
    last = both.iloc[-1]
    base = float(last["value_low"] - last["value_low_f"])
    return min(1.0, max(0.0, (float(last["communes_attaining"]) - base) / float(last["value_low_f"])))

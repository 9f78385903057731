"""Everything forecast for a unit from what was known on a day, with the scores of the methods."""

from dataclasses import dataclass

import pandas as pd

from ntm_analysis.criteria.panel import make_panel
from ntm_analysis.forecast.backtest import METHODS, PLAN, backtest, compare_scores
from ntm_analysis.forecast.communes import read_profiles, simulate_commune_plans
from ntm_analysis.forecast.constants import LEVELS
from ntm_analysis.forecast.criteria import forecast_criteria, judge_criteria
from ntm_analysis.forecast.draws import INFORMED, Drawn, Extras, draw_unit
from ntm_analysis.forecast.given import check_history, check_levels
from ntm_analysis.forecast.headline_targets import judge_headlines
from ntm_analysis.forecast.headlines import draw_headlines, measure_likeness, summarise_headlines
from ntm_analysis.forecast.methods import DEFAULT
from ntm_analysis.forecast.reading import Reading, read_unit
from ntm_analysis.forecast.slips import SCENARIOS, compare_slips, measure_added, measure_gained, name_slips
from ntm_analysis.forecast.study import KNOWN, STOCK, Figures
from ntm_analysis.forecast.summary import half_years, search_dates, summarise_criteria
from ntm_analysis.forecast.targets import join_forecasts
from ntm_analysis.funding.mix import join_lines

NARROW = ("linear_comparable", "own_slope")
AIM = ["criterion", "as_of", "target"]


@dataclass(frozen=True)
class Choice:
    """What is forecast.

    `as_of` is the day on which the figures are read (ISO date; empty: all are known), `horizon` the last day forecast,
    `scenarios` the slips of commune plans, of `slips.SCENARIOS`.
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
    comparable points know; merges: days on which communes changed in number, before and after; slips: how much of the
    commune plans slips, by each reading of how the last plan came out.
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
    merges: pd.DataFrame
    slips: pd.DataFrame

    def cite(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Give rows of a table about criteria with the documents and lines of the history that they rest on."""
        return cite_history(rows, self.history)

    def of_standard(self) -> pd.DataFrame:
        """Give the forecast of the communes at the standard."""
        return self.headlines[self.headlines["measure"] == STOCK]

    def known_standard(self) -> pd.DataFrame:
        """Give the communes at the standard that are known: as_of, value, total, basis (reported or derived)."""
        named = {"communes_attaining": "value", "communes_total": "total"}
        return self.standard.rename(columns=named)[["as_of", "value", "total", "basis"]]

    def merges_shown(self) -> pd.DataFrame:
        """Give the days between the known states on which the communes changed in number: as_of, before, after."""
        days = self.standard["as_of"]
        return self.merges[self.merges["as_of"].between(days.min(), days.max(), inclusive="right")]

    def aimed_standard(self, facts: pd.DataFrame) -> pd.DataFrame:
        """Give the targets for communes at the standard, from the facts of attainment: as_of, value, total."""
        rows = facts[facts["subject"] == STOCK].drop_duplicates(["as_of", "target_low", "target_total"])
        return rows.rename(columns={"target_low": "value", "target_total": "total"})[["as_of", "value", "total"]]

    def chances(self) -> pd.DataFrame:
        """Give the targets ahead with their probability, criteria first: kind, subject, and the columns of both.

        document and lines are those of the target, target_high is the upper end of one that is a range.
        """
        aims = self.plan.rename(columns={"communes_attaining": "target", "line": "lines"})
        aims = aims[[*AIM, "document", "lines"]].drop_duplicates(AIM).astype({"lines": str})
        criteria = self.judged.merge(aims, how="left", on=AIM, validate="many_to_one")
        named = {"kind": "criterion", "subject": criteria["criterion"].astype(str), "target_high": criteria["target"]}
        criteria = criteria.assign(**named)
        headlines = self.judged_headlines.assign(kind="headline", subject=self.judged_headlines["measure"])
        parts = [rows.astype("object") for rows in (criteria, headlines) if len(rows)]
        return pd.concat(parts, ignore_index=True).infer_objects() if parts else criteria

    def beside(self, facts: pd.DataFrame) -> pd.DataFrame:
        """Give the facts of attainment with what was forecast for each target."""
        own = self.points[self.points["method"] == self.choice.method]
        return join_forecasts(facts, own, self.judged, self.judged_headlines)

    def pick_scored(self, method: str) -> list[tuple[tuple, pd.DataFrame]]:
        """Pick the points of a method's back-test with those of the official plan, by origin and date with plans."""
        rows = self.points[self.points["method"].isin((method, PLAN))]
        grouped = rows.groupby(["origin", "as_of"])
        return [(place, own) for place, own in grouped if own["method"].nunique() == len({method, PLAN})]


def cite_history(rows: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """Give rows with the documents and lines of a history: history_1_document, history_1_lines, and so on."""
    lines = history.groupby("document")["lines"].agg(join_lines)
    named = {f"history_{place}_document": document for place, document in enumerate(lines.index, start=1)}
    cited = {f"history_{place}_lines": text for place, text in enumerate(lines, start=1)}
    return rows.assign(**named, **cited)


def study_outlook(tables: dict[str, pd.DataFrame], criteria: pd.DataFrame, choice: Choice) -> Outlook:
    """Forecast a unit: criteria, mean, standard and bands, the chances of its targets, and the commune plans.

    `tables` are the processed tables, `criteria` the reference list. Nothing that was printed after `choice.as_of` is
    read. Raises BadInputError for a horizon before the last known state.
    """
    read = read_unit(tables, criteria, choice.unit, choice.as_of)
    figures, latest = read.figures, read.figures.history["as_of"].max()
    ahead = figures.plan[figures.plan["as_of"] > latest]
    points, slips = _backtest(figures, choice), _read_slips(read)
    return Outlook(
        choice=choice,
        history=figures.history,
        standard=figures.standard,
        plan=ahead,
        panel=_latest_set(make_panel(read.criteria, choice.unit)),
        **_look_ahead(read, ahead, latest, choice),
        informed=_inform(figures, ahead, choice),
        points=points,
        scores=compare_scores(points[~points["method"].isin(NARROW)]),
        narrow=compare_scores(points),
        simulated=_simulate(read.plans, slips, choice),
        plans=read.plans,
        merges=read.merges,
        slips=slips,
    )


def _look_ahead(read: Reading, ahead: pd.DataFrame, latest: pd.Timestamp, choice: Choice) -> dict[str, pd.DataFrame]:
    """Forecast criteria and headlines, and judge their targets, all on the same draws: no tables differ by chance."""
    check_levels(choice.levels)
    figures, drawn = read.figures, _draw(read, choice)
    aims = read.aims[read.aims["as_of"] > latest]
    likeness = measure_likeness(check_history(figures.history), choice.unit, read.bands, figures.means)
    made = draw_headlines(drawn, likeness, choice.seed)
    return {
        "forecast": keep_shown(summarise_criteria(drawn, choice.levels), latest, choice.horizon),
        "headlines": keep_shown(summarise_headlines(drawn, made, choice.levels), latest, choice.horizon),
        "judged": judge_criteria(drawn, ahead),
        "judged_headlines": judge_headlines(drawn, made, aims, read.bands),
    }


def drawn_dates(read: Reading, horizon: str) -> pd.DatetimeIndex:
    """Give the dates on which a unit is drawn: half-years for ten years, its targets ahead, and the last day asked for.

    Horizons that end a half-year have the same dates, thus the same draws.
    """
    latest = read.figures.history["as_of"].max()
    targets = (*read.figures.plan["as_of"], *read.aims["as_of"])
    return search_dates(latest, [*(day for day in targets if day > latest), horizon])


def forecast_drawn(read: Reading, choice: Choice) -> pd.DataFrame:
    """Forecast the criteria of a unit at all dates on which it is drawn, as forecast_criteria describes it."""
    return summarise_criteria(_draw(read, choice), choice.levels)


def _draw(read: Reading, choice: Choice) -> Drawn:
    figures, history = read.figures, check_history(read.figures.history)
    plan = figures.plan if choice.method == INFORMED else None
    extras = Extras(**figures.extras("comparable", "means", "standard"), plan=plan)
    dates = drawn_dates(read, choice.horizon)
    return draw_unit(history, choice.unit, dates, choice.method, choice.draws, choice.seed, extras)


def keep_shown(forecast: pd.DataFrame, latest: pd.Timestamp, horizon: str) -> pd.DataFrame:
    """Keep of a forecast the half-years after the last known state up to the last day asked for."""
    return forecast[forecast["as_of"].isin(half_years(latest, horizon))].reset_index(drop=True)


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


def _read_slips(read: Reading) -> pd.DataFrame:
    """Read how much slips from the documents that hold the commune plans."""
    if read.plans.empty:
        return compare_slips(None, None, None)
    documents = read.plans["document"].unique()
    told = read.headlines[read.headlines["document"].isin(documents)]
    plan = read.figures.plan[read.figures.plan["document"].isin(documents)]
    profiles = read_profiles(read.plans)
    added = measure_added(told, read.figures.standard)
    return compare_slips(profiles, added, measure_gained(plan, read.figures.history))


def _simulate(plans: pd.DataFrame, read_slips: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Simulate the commune plans in the scenarios that can be: without what came before, only as planned."""
    if plans.empty:
        return pd.DataFrame(columns=["scenario", "slip", "year", "communes", "planned", "median"])
    used = read_slips.loc[read_slips["used"].astype(bool), "slip"]
    slips = name_slips(float(used.iloc[0]) if len(used) else 0.0)
    possible = SCENARIOS if len(used) else SCENARIOS[:1]
    chosen = {name: slips[name] for name in possible if name in choice.scenarios}
    return simulate_commune_plans(
        plans, slip=chosen or {"as_planned": 0.0}, levels=choice.levels, draws=choice.draws, seed=choice.seed
    )

"""How much of what communes plan slips in a year, from how the province's last plan came out: two readings of it.

One is the communes at the standard that the plan was to add, against the net gain: it is the one used, since communes
at the standard are what is simulated. Those that merging took were added too, so the true slip may be lower. The other
is the plan's gain in each criterion, which covers communes without a plan of their own as well, and stands beside the
first.
"""

from itertools import product

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import logit

from ntm_analysis.forecast.communes import Profiles, chance_of_all, log_kept
from ntm_analysis.forecast.constants import SLIP_BETWEEN, SLIP_SHOCK, STRESS
from ntm_analysis.forecast.study import FLOW, STOCK

SCENARIOS = ("as_planned", "historical", "stress")
NODES = 5
MOST_POINTS = 5000
STANDARD, CRITERIA = "standard", "criteria"
SLIP = ["reading", "planned", "came", "series", "share", "slip", "communes", "used", "document", "lines"]
SLIP += ["outcome_document", "outcome_lines", "period_start", "period_end"]
PLACES = ["document", "line", "outcome_document", "outcome_line"]
LEAST, MOST = float(logit(1e-9)), float(logit(1 - 1e-9))


def measure_added(headlines: pd.DataFrame, standard: pd.DataFrame) -> dict | None:
    """Measure what came of the last planned gain of communes at the standard that has an outcome.

    `headlines` are those of one unit and plan, `standard` its communes at the standard (study.read_figures). A plan
    prints target and gain: the base is their difference. Returns planned, came (communes, net of those that merging
    took), share (0..1), period_start and period_end of the gain, and the places; None where no plan has come out.
    """
    flows = headlines[(headlines["measure"] == FLOW) & (headlines["basis"] == "planned")]
    stocks = headlines[(headlines["measure"] == STOCK) & (headlines["basis"] == "planned")]
    plans = stocks.merge(flows, left_on=["document", "as_of"], right_on=["document", "period_end"], suffixes=("", "_f"))
    came = standard[["as_of", "communes_attaining", "document", "line"]]
    both = plans.merge(came, on="as_of", suffixes=("", "_came")).sort_values("as_of", kind="stable")
    if both.empty:
        return None
    last = both.iloc[-1]
    planned = float(last["value_low_f"])
    gained = float(last["communes_attaining"]) - (float(last["value_low"]) - planned)
    places = {"document": last["document"], "lines": f"{last['line']},{last['line_f']}"}
    places |= {"outcome_document": last["document_came"], "outcome_lines": str(last["line_came"])}
    places |= {"period_start": last["period_start_f"], "period_end": last["period_end_f"]}
    return {"planned": planned, "came": gained, "share": min(1.0, max(0.0, gained / planned))} | places


def measure_gained(plan: pd.DataFrame, history: pd.DataFrame) -> dict | None:
    """Measure what came of the gain that the last plan with outcomes planned over the criteria.

    `plan` and `history` of one unit (study.read_figures), plan with made_on. Base of a criterion is its last count
    known of by the plan, else the first one before the target's date, of the target's criteria set; a criterion without
    base, target and outcome, or without a gain planned, is left out. Of what came no more counts than was planned for
    the criterion: no commune can have more of its plan than all. Returns planned and came (points a criterion), series
    (criteria), share (0..1) and the places; None where there is none.
    """
    keys = ["criterion", "as_of", "criteria_set"]
    both = plan.merge(history, on=keys, suffixes=("_plan", ""))
    last = both[both["as_of"] == both["as_of"].max()]
    rows = pd.DataFrame([found for row in last.itertuples() for found in _gain(row, history)])
    rows = rows[rows["planned"] > 0] if len(rows) else rows
    if rows.empty:
        return None
    planned, came = float(rows["planned"].mean()), float(rows["came"].mean())
    places = {f"{name}s" if name.endswith("line") else name: _join(rows[name]) for name in PLACES}
    return {"planned": planned, "came": came, "series": len(rows), "share": came / planned} | places


def _gain(row, history: pd.DataFrame) -> list[dict]:
    """Give planned gain and what came of it, in points, of one target with an outcome; nothing without a base."""
    same = (history["criterion"] == row.criterion) & (history["criteria_set"] == row.criteria_set)
    points = history[same & (history["as_of"] < row.as_of)].sort_values("as_of", kind="stable")
    before = points[points["as_of"] <= row.made_on].tail(1)
    found = []
    for base in (before if len(before) else points.head(1)).itertuples():
        start = base.communes_attaining / base.communes_total
        planned = 100 * (row.communes_attaining_plan / row.communes_total_plan - start)
        came = 100 * (row.communes_attaining / row.communes_total - start)
        places = dict(zip(PLACES, (row.document_plan, row.line_plan, row.document, row.line), strict=True))
        found.append({"planned": planned, "came": min(max(came, 0.0), planned)} | places)
    return found


def _join(places: pd.Series) -> str:
    return ",".join(map(str, sorted(set(places))))


def expect_full(profiles: Profiles, slip: float) -> float:
    """Give the communes expected at 19/19 at the plan's end, over all shocks and standings."""
    kept, weights, chances = _average(profiles, slip)
    full = chance_of_all(profiles.due[profiles.whole].astype(np.float32), kept[:, -1], weights) @ chances
    return float(full @ profiles.communes[profiles.whole])


def expect_done(profiles: Profiles, slip: float) -> float:
    """Give the share of the criteria planned by communes that is expected to be there at the plan's end."""
    kept, weights, chances = _average(profiles, slip)
    done = np.exp(kept[:, -1]) @ weights @ chances
    due = profiles.communes @ profiles.due
    return float(done @ due / due.sum())


def _average(profiles: Profiles, slip: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give log chances as communes.log_kept at Gauss and Hermite's nodes of the years' shocks, and both weights."""
    years = len(profiles.years)
    size = max(2, min(NODES, int(MOST_POINTS ** (1 / years))))
    nodes, weights = np.polynomial.hermite_e.hermegauss(size)
    shocks = np.array(list(product(nodes, repeat=years)))
    chances = np.array(list(product(weights / weights.sum(), repeat=years))).prod(axis=1)
    kept, standings = log_kept(slip, SLIP_SHOCK * shocks, SLIP_BETWEEN)
    return kept.astype(float), standings.astype(float), chances


def estimate_slip(profiles: Profiles, share: float, expect=expect_full) -> float:
    """Give the yearly chance to slip at which a share (0..1) of what the communes plan is there at the plan's end.

    What is expected is `expect_full` (communes at 19/19) or `expect_done` (criteria). It rests on figures of the whole
    province: which communes of the plan came is not printed, so those without a plan table are taken to slip alike.
    """
    whole = expect(profiles, 0.0)
    if share >= 1 or not whole:
        return 0.0
    if share <= 0:
        return 1.0
    odds = brentq(lambda at: expect(profiles, float(1 / (1 + np.exp(-at)))) / whole - share, LEAST, MOST, xtol=1e-6)
    return float(1 / (1 + np.exp(-odds)))


def compare_slips(profiles: Profiles | None, added: dict | None, gained: dict | None) -> pd.DataFrame:
    """Give the slip by each reading of how the last plan came out, the one used first; empty where none has.

    `added` as from measure_added, `gained` as from measure_gained. Returns reading (standard | criteria), planned, came
    (communes, or points a criterion), series (criteria), share, slip (a year), communes (expected at 19/19 at the end
    of the commune plans), used, the places, and for communes the period of the gain.
    """
    readings = {STANDARD: (added, expect_full), CRITERIA: (gained if added else None, expect_done)}
    rows = []
    for reading, (found, expect) in readings.items():
        if found:
            slip = estimate_slip(profiles, found["share"], expect)
            judged = {"reading": reading, "slip": slip, "communes": expect_full(profiles, slip)}
            rows.append(found | judged | {"used": reading == STANDARD})
    return pd.DataFrame(rows, columns=SLIP)


def name_slips(historical: float) -> dict[str, float]:
    """Give the chance to slip of each scenario: none as planned, what came before, and twice its odds for stress."""
    odds = STRESS * historical / max(1 - historical, 1e-12)
    return dict(zip(SCENARIOS, (0.0, historical, odds / (1 + odds)), strict=True))

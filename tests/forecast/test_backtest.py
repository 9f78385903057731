"""The back-test: nothing is known too early, all methods face the same points, and what the real data say."""

import pandas as pd
import pytest

from forecast.cases import END, LATER, RISING, START, graded, history_of, point, two_states
from ntm_analysis.files import read_csv
from ntm_analysis.forecast import backtest, compare_scores, forecast_criteria
from ntm_analysis.forecast.study import read_figures
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables

OUTCOME = {k: 5 * k + 5 for k in RISING}
HISTORY = pd.concat([two_states(RISING), history_of(*(point(k, count, LATER) for k, count in OUTCOME.items()))])
MAIN = "2017-06-30"


def test_outcomes_do_not_enter_the_forecast():
    """Whatever comes after the origin, the same was forecast."""
    other = HISTORY.assign(communes_attaining=HISTORY["communes_attaining"].where(HISTORY["as_of"] < LATER, 1))
    one, two = (backtest(of, [END], ["pooled", "hazard", "linear"], draws=200) for of in (HISTORY, other))
    forecast = ["method", "criterion", "median", "low_80", "high_80", "width_points"]
    pd.testing.assert_frame_equal(one[forecast], two[forecast])
    assert (two["outcome"] == 0.01).all()


def test_the_forecast_is_that_of_the_history_cut_at_the_origin():
    points = backtest(HISTORY, [END], ["pooled"], draws=300, seed=4).set_index("criterion")
    rows = forecast_criteria(two_states(RISING), [LATER], draws=300, seed=4).set_index("criterion")
    assert points["low_80"].to_dict() == rows["low_80_share"].to_dict()
    assert points["median"].to_dict() == rows["median_share"].to_dict()
    assert points.at[3, "error_points"] == pytest.approx(100 * (points.at[3, "point"] - 0.2))
    assert (points["point"] - points["median"]).abs().max() <= 0.005 + 1e-9


def test_what_was_told_later_is_not_known():
    late = HISTORY.assign(known_on=[LATER if date == pd.Timestamp(START) else date for date in HISTORY["as_of"]])
    assert backtest(late, [END], ["linear"], draws=50).empty
    assert len(backtest(HISTORY, [END], ["linear"], draws=50)) == 19


def test_outcomes_of_another_set_are_not_scored():
    changed = HISTORY.assign(
        criteria_set=["2026" if date == pd.Timestamp(LATER) else "2016" for date in HISTORY["as_of"]]
    )
    assert backtest(changed, [END], ["pooled"], draws=50, comparable=graded("changed")).empty


def test_the_plan_is_scored_as_it_stands():
    plan = history_of(point(3, 30, LATER), point(4, 25, LATER))
    points = backtest(HISTORY, [END], ["plan"], plan=plan).set_index("criterion")
    assert points["error_points"].to_dict() == pytest.approx({3: 10, 4: 0})
    assert points["crps_points"].to_dict() == pytest.approx({3: 10, 4: 0})
    assert points[["low_80", "inside", "log_score"]].isna().all(axis=None)


def test_a_plan_made_after_the_origin_is_not_scored():
    plan = history_of(point(3, 30, LATER), point(4, 25, LATER)).assign(made_on=pd.to_datetime([END, LATER]))
    assert backtest(HISTORY, [END], ["plan"], plan=plan)["criterion"].tolist() == [3]


def test_all_methods_are_compared_on_the_same_points():
    plan = history_of(point(3, 30, LATER), point(4, 25, LATER))
    scores = compare_scores(backtest(HISTORY, [END], ["pooled", "last_value", "plan"], plan=plan, draws=100))
    assert scores["series"].tolist() == [2, 2, 2]
    assert scores["crps_points"].is_monotonic_increasing


def test_every_origin_rolls():
    points = backtest(HISTORY, [START, END], ["last_value"], draws=100)
    assert points.groupby("origin")["as_of"].nunique().tolist() == [2, 1]


# The real data


@pytest.fixture(scope="module")
def figures():
    return read_figures(load_tables(), read_csv(HERE.reference / "criteria.csv", "criteria.csv"))


@pytest.fixture(scope="module")
def main(figures):
    points = backtest(figures.history, [MAIN], plan=figures.plan, **figures.extras())
    return compare_scores(points).set_index("method")


@pytest.mark.data
def test_figures_hold_what_is_known_and_when(figures):
    standard = figures.standard.set_index("as_of")["communes_attaining"]
    assert standard["2015-12-31"] == 13
    assert standard["2017-06-30"] == 24
    assert standard["2020-12-31"] == 75 - 10
    assert figures.history[figures.history["known_on"] == "2017-01-31"].empty
    early = figures.history[figures.history["known_on"] <= "2017-02-27"]
    assert early.loc[early["criteria_set"] == "2016", "criterion"].tolist() == [6, 16, 17]
    assert figures.means["mean"].tolist() == [12.0, 7.48, 2.57, 7.4]


@pytest.mark.data
def test_the_default_beats_every_other_method_on_the_main_origin(main):
    assert (main["series"] == 11).all()
    assert main["crps_points"].idxmin() == main["mae_points"].idxmin() == "pooled"
    assert 0.65 <= main.at["pooled", "coverage_80"] <= 0.95


@pytest.mark.data
def test_the_scores_are_those_of_a_hand_count(figures, main):
    """Line and plan without the library: outcome of 181 against both points' line, cut at 0 and 1, and the target."""
    rows = {
        key: of.set_index("criterion")
        for key, of in figures.history[figures.history["unit"] == "lang-son"].groupby("as_of")
    }
    first, last = (
        rows[pd.Timestamp("2015-12-31")],
        pd.concat([rows[pd.Timestamp("2016-12-31")], rows[pd.Timestamp(MAIN)]]),
    )
    outcome = rows[pd.Timestamp("2020-12-31")]["communes_attaining"] / 181
    plan = figures.plan[(figures.plan["unit"] == "lang-son") & (figures.plan["as_of"] == "2020-12-31")]
    plan = plan.set_index("criterion")["communes_attaining"] / 207
    before, now = first["communes_attaining"][last.index] / 207, last["communes_attaining"] / 207
    days = (last["as_of"] - pd.Timestamp("2015-12-31")).dt.days
    line = (before + (now - before) * (pd.Timestamp("2020-12-31") - pd.Timestamp("2015-12-31")).days / days).clip(0, 1)
    assert main.at["linear", "mae_points"] == pytest.approx(100 * (line - outcome[last.index]).abs().mean())
    assert main.at["plan", "mae_points"] == pytest.approx(100 * (plan - outcome)[last.index].abs().mean())


@pytest.mark.data
def test_the_errors_of_naive_methods_do_not_hang_on_the_seed(figures):
    naive = ["last_value", "linear", "linear_comparable", "own_slope"]
    one, two = (backtest(figures.history, [MAIN], naive, draws=50, seed=seed, **figures.extras()) for seed in (0, 1))
    pd.testing.assert_series_equal(one["error_points"], two["error_points"])
    assert not one["crps_points"].equals(two["crps_points"])


@pytest.mark.data
def test_no_plan_has_come_out_by_the_main_origin(figures):
    known = figures.history[(figures.history["known_on"] <= MAIN) & (figures.history["unit"] == "lang-son")]
    rows = forecast_criteria(known, [LATER], method="informed", draws=50, plan=figures.plan, **figures.extras())
    assert set(rows["lacks"]) == {"plans"} | set(rows.loc[rows["lacks"] == "points", "lacks"])
    assert rows["median"].isna().all()


@pytest.mark.data
@pytest.mark.parametrize(("unit", "possible"), [("lang-son", True), ("bac-son", False)])
def test_the_district_is_refused_for_want_of_pairs(figures, unit, possible):
    own = figures.history[figures.history["unit"] == unit]
    rows = forecast_criteria(own, ["2021-12-31"], draws=100, **figures.extras())
    assert rows["median"].notna().all() == possible
    assert possible or (rows[["lacks", "found", "needed"]] == ["pairs", 0, 3]).all(axis=None)

"""The outlook of a unit: what is read on a day, what is forecast from it, and what came of a planned gain."""

from dataclasses import replace

import pandas as pd
import pytest

from ntm_analysis.attainment.known import read_days_known
from ntm_analysis.attainment.study import study_attainment
from ntm_analysis.files import read_csv
from ntm_analysis.forecast import forecast_criteria, probability_of_plan
from ntm_analysis.forecast.outlook import Choice, study_outlook
from ntm_analysis.forecast.reading import read_unit
from ntm_analysis.forecast.summary import search_dates
from ntm_analysis.paths import HERE
from ntm_analysis.tables import load_tables

pytestmark = pytest.mark.data
TABLES = load_tables()
REFERENCE = read_csv(HERE.reference / "criteria.csv", "criteria.csv").astype({"criterion": int})
CUT = "2017-06-30"
CHOICE = Choice("lang-son", "2021-12-31", draws=300)
NAMES = (
    "judged_headlines",
    "history",
    "standard",
    "plan",
    "panel",
    "forecast",
    "headlines",
    "judged",
    "informed",
    "points",
    "scores",
)


@pytest.fixture(scope="module")
def whole():
    return study_outlook(TABLES, REFERENCE, CHOICE)


@pytest.fixture(scope="module")
def earlier():
    return study_outlook(TABLES, REFERENCE, replace(CHOICE, as_of=CUT))


def spoil(tables):
    """The tables with every figure that was printed after the cut turned into nonsense."""
    made = read_days_known(tables["documents"])
    spoiled = dict(tables)
    for name, column in (("criteria", "communes_attaining"), ("bands", "communes"), ("headlines", "value_low")):
        late = tables[name]["document"].map(made) > pd.Timestamp(CUT)
        spoiled[name] = tables[name].assign(**{column: tables[name][column].mask(late, 1)})
    return spoiled


def test_nothing_printed_later_is_read(earlier):
    spoiled = study_outlook(spoil(TABLES), REFERENCE, replace(CHOICE, as_of=CUT))
    for name in NAMES:
        pd.testing.assert_frame_equal(getattr(spoiled, name), getattr(earlier, name), obj=name)
    assert spoiled.slips.empty
    assert earlier.slips.empty
    assert earlier.merges_shown().empty
    assert earlier.history["as_of"].max() == pd.Timestamp(CUT)
    assert earlier.simulated["scenario"].unique().tolist() == ["as_planned"]


def test_what_is_spoiled_changes_the_outlook_of_today(whole):
    spoiled = study_outlook(spoil(TABLES), REFERENCE, CHOICE)
    assert not spoiled.forecast.equals(whole.forecast)


def test_the_same_seed_gives_the_same_numbers(whole):
    again = study_outlook(TABLES, REFERENCE, CHOICE)
    for name in (*NAMES, "simulated"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(whole, name), check_exact=True, obj=name)
    other = study_outlook(TABLES, REFERENCE, replace(CHOICE, seed=1))
    assert not other.forecast.equals(whole.forecast)


def test_forecasts_run_over_half_years_to_the_horizon(whole):
    days = [f"{day:%Y-%m-%d}" for day in whole.forecast["as_of"].unique()]
    assert days == ["2021-06-30", "2021-12-31"]
    assert whole.forecast.groupby("criterion").size().to_dict() == dict.fromkeys(range(1, 20), 2)
    assert set(whole.judged["criterion"]) == set(range(1, 20))


def test_the_default_has_the_least_crps_at_the_main_origin_and_beats_the_line_and_the_plan(whole):
    """The main origin scores most criteria; no number of it is fitted to them, so the bounds leave room."""
    main = whole.scores[whole.scores["series"] == whole.scores["series"].max()].set_index("method")
    assert main["origin"].unique().tolist() == [pd.Timestamp(CUT)]
    assert main["crps_points"].astype(float).idxmin() == Choice("lang-son", "2021-12-31").method
    errors = main["mae_points"].astype(float)
    assert errors["pooled"] < 0.65 * errors["linear"]
    assert errors["pooled"] < errors["plan"]
    assert 0.65 <= main.at["pooled", "coverage_80"] <= 0.95


def test_every_scored_method_has_the_same_series(whole):
    for table in (whole.scores, whole.narrow):
        assert table.groupby(["origin", "as_of"])["series"].nunique().eq(1).all()
    assert set(whole.narrow["method"]) > set(whole.scores["method"])


def test_a_unit_with_one_state_has_refusals_and_no_scores():
    study = study_outlook(TABLES, REFERENCE, replace(CHOICE, unit="bac-son"))
    assert study.forecast["median"].isna().all()
    assert set(study.forecast["lacks"]) == {"pairs"}
    assert study.scores.empty
    assert study.points.empty
    assert study.simulated["communes"].unique().tolist() == [4]


def test_the_slip_used_leaves_the_share_of_the_plan_that_came(whole):
    """77 targeted less 53 to be added leaves 24; 65 came: 41 of 53."""
    used, other = whole.slips.to_dict("records")
    assert (used["used"], used["share"]) == (True, pytest.approx(41 / 53))
    assert (other["used"], other["series"], other["document"]) == (False, 11, "lang-son-plan-2017-2020")
    historical = whole.simulated[whole.simulated["scenario"] == "historical"].iloc[-1]
    assert historical["slip"] == used["slip"]
    assert historical["mean"] / historical["planned"] == pytest.approx(41 / 53, abs=0.03)


def test_the_slip_does_not_hang_on_seed_or_draws(whole):
    other = study_outlook(TABLES, REFERENCE, replace(CHOICE, seed=5, draws=100))
    pd.testing.assert_frame_equal(other.slips, whole.slips, check_exact=True)


def test_scenarios_are_those_asked_for():
    study = study_outlook(TABLES, REFERENCE, replace(CHOICE, scenarios=("stress",)))
    assert study.simulated["scenario"].unique().tolist() == ["stress"]


def test_cited_rows_name_the_lines_of_the_history(whole):
    cited = whole.cite(whole.forecast)
    columns = [name for name in cited if name.endswith("_document")]
    assert set(cited[columns].iloc[0]) == set(whole.history["document"])
    first = cited.columns[cited.columns.get_loc("history_1_document")]
    lines = cited["history_1_lines"].iloc[0].split(",")
    own = whole.history[whole.history["document"] == cited[first].iloc[0]]
    assert lines == [str(line) for line in sorted({int(line) for run in own["lines"] for line in run.split(",")})]
    assert {96, 98} <= {int(line) for text in cited.filter(like="_lines").iloc[0] for line in text.split(",")}


def test_the_chances_of_mean_standard_and_bands_are_those_of_the_draws(whole):
    """An interval of 80 % that lies above a target leaves less than a tenth below it."""
    rows = whole.judged_headlines.set_index("measure")
    assert rows["target"].to_dict() == {
        "communes_meeting_standard": 75,
        "mean_criteria": 13.5,
        "at_least_5": 35 + 70 + 1 + 75,
        "at_least_10": 70 + 1 + 75,
        "at_least_15": 1 + 75,
    }
    assert rows.at["at_least_10", "lines"] == "43,45,47"
    assert rows["probability"].between(0, 1).all()
    assert ((rows["probability"] >= 0.5) == (rows["median"] >= rows["target"])).all()
    assert (rows.loc[rows["low_80"] > rows["target"], "probability"] >= 0.9).all()
    assert study_outlook(TABLES, REFERENCE, replace(CHOICE, unit="bac-son")).judged_headlines.empty


def test_all_tables_of_one_day_are_of_the_same_draws(whole):
    day = pd.Timestamp("2021-12-31")
    ahead = whole.headlines[whole.headlines["as_of"] == day].set_index("measure")
    judged = whole.judged_headlines.set_index("measure")
    for measure in ("communes_meeting_standard", "mean_criteria"):
        assert judged.at[measure, "median"] == pytest.approx(ahead.at[measure, "median"])
        assert judged.at[measure, "high_80"] == pytest.approx(ahead.at[measure, "high_80"])
    forecast = whole.forecast[whole.forecast["as_of"] == day].set_index("criterion")
    for row in whole.judged.itertuples():
        assert (row.median, row.low_80) == tuple(forecast.loc[row.criterion, ["median", "low_80"]])


def test_the_public_call_gives_the_same_numbers(whole):
    """With the dates that an outlook searches: half-years for ten years."""
    figures = read_unit(TABLES, REFERENCE, "lang-son").figures
    dates, extras = search_dates("2020-12-31", []), figures.extras("comparable", "means", "standard")
    rows = forecast_criteria(figures.history, dates, draws=300, **extras)
    rows = rows[rows["as_of"] <= pd.Timestamp("2021-12-31")].reset_index(drop=True)
    pd.testing.assert_frame_equal(rows, whole.forecast, check_exact=True)
    aims = probability_of_plan(figures.history, whole.plan, draws=300, **extras)
    pd.testing.assert_frame_equal(aims, whole.judged, check_exact=True)


def test_targets_of_another_criteria_set_are_not_judged(earlier):
    """The review's targets for 2020 are of the set of 2009, those of the plan and the report of that of 2016."""
    assert set(earlier.judged_headlines["document"]) == {"lang-son-plan-2017-2020", "lang-son-report-2017-h1"}


def test_targets_stand_beside_the_forecast_made_before_their_outcome(whole):
    facts = study_attainment(TABLES, REFERENCE, "lang-son").facts
    rows = whole.beside(facts)
    pd.testing.assert_frame_equal(rows[facts.columns], facts)
    came = rows[(rows["as_of"] == "2020-12-31") & (rows["subject"] == "2") & (rows["document"].str.contains("plan"))]
    points = whole.points[(whole.points["method"] == "pooled") & (whole.points["origin"] == CUT)].set_index("criterion")
    assert came["forecast"].tolist() == [pytest.approx(100 * points.at[2, "median"])]
    assert came["forecast_from"].tolist() == [pd.Timestamp(CUT)]
    ahead = rows[(rows["as_of"] == "2021-12-31") & rows["forecast"].notna()].set_index("subject")
    judged = whole.judged.set_index("criterion")
    assert ahead.at["2", "forecast"] == pytest.approx(100 * judged.at[2, "median"] / 181)
    assert ahead.at["2", "probability"] == judged.at[2, "probability"]
    assert {"communes_meeting_standard", "at_least_15"} <= set(ahead.index)
    assert ahead["forecast_from"].isna().all()
    assert rows.loc[~rows["is_share"].astype(bool), "forecast"].isna().all()


def test_a_plan_issued_later_than_it_speaks_of_is_not_known_before(whole):
    """The plan of 2017 speaks of January and was issued on 27 February: its counts are no part of what was known."""
    eve, day = (
        study_outlook(TABLES, REFERENCE, replace(CHOICE, as_of=date, horizon="2017-12-31"))
        for date in ("2017-02-26", "2017-02-27")
    )
    assert set(eve.history["document"]) == {"lang-son-review-2011-2015"}
    assert "lang-son-plan-2017-2020" in set(day.history["document"])
    assert eve.plans.empty

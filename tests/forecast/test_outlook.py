"""The outlook of a unit: what is read on a day, what is forecast from it, and what came of a planned gain."""

from dataclasses import replace

import pandas as pd
import pytest

from ntm_analysis.files import read_csv
from ntm_analysis.forecast.outlook import Choice, measure_kept, study_outlook
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
    made = tables["documents"].set_index("document")["reference_date"]
    spoiled = dict(tables)
    for name, column in (("criteria", "communes_attaining"), ("bands", "communes"), ("headlines", "value_low")):
        late = tables[name]["document"].map(made) > pd.Timestamp(CUT)
        spoiled[name] = tables[name].assign(**{column: tables[name][column].mask(late, 1)})
    return spoiled


def test_nothing_printed_later_is_read(earlier):
    spoiled = study_outlook(spoil(TABLES), REFERENCE, replace(CHOICE, as_of=CUT))
    for name in NAMES:
        pd.testing.assert_frame_equal(getattr(spoiled, name), getattr(earlier, name), obj=name)
    assert spoiled.kept is earlier.kept is None
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
    """The main origin scores most criteria; the default is to have at most 0.65 of the error of the straight line."""
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


def test_the_planned_gain_that_came(whole):
    """77 targeted less 53 to be added leaves 24; 65 came: 41 of 53."""
    assert whole.kept == pytest.approx(41 / 53)
    historical = whole.simulated[whole.simulated["scenario"] == "historical"].iloc[-1]
    assert historical["mean"] / historical["planned"] == pytest.approx(41 / 53, abs=0.03)


def test_a_plan_that_did_not_come_out_has_no_share(whole):
    rows = TABLES["headlines"][TABLES["headlines"]["document"] == "lang-son-plan-2021"]
    assert measure_kept(rows, whole.standard) is None
    assert measure_kept(rows.iloc[:0], whole.standard) is None


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
    assert lines == [str(line) for line in sorted(set(own["line"]))]


def test_the_chances_of_mean_and_standard_are_those_of_the_draws(whole):
    """An interval of 80 % that lies above a target leaves less than a tenth below it."""
    rows = whole.judged_headlines.set_index("measure")
    assert rows["target"].to_dict() == {"communes_meeting_standard": 75, "mean_criteria": 13.5}
    assert rows["probability"].between(0, 1).all()
    ahead = whole.headlines[whole.headlines["as_of"] == "2021-12-31"].set_index("measure")
    for measure, row in rows.iterrows():
        if ahead.at[measure, "low_80"] > row["target"]:
            assert row["probability"] >= 0.9
        median = float(ahead.at[measure, "median"])
        assert (row["probability"] >= 0.5) == (median >= row["target"])
    assert study_outlook(TABLES, REFERENCE, replace(CHOICE, unit="bac-son")).judged_headlines.empty

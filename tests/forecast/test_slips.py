"""The slip of the commune plans: both readings of a plan that came out, by hand, and quadrature against draws."""

import numpy as np
import pandas as pd
import pytest

from forecast.cases import PLANS, history_of, plans_of, point
from ntm_analysis.forecast import simulate_commune_plans
from ntm_analysis.forecast.communes import draw_commune_plans, read_profiles
from ntm_analysis.forecast.slips import (
    SCENARIOS,
    compare_slips,
    estimate_slip,
    expect_done,
    expect_full,
    measure_added,
    measure_gained,
    name_slips,
)

PROFILES = read_profiles(PLANS)


def test_scenarios_are_named_and_stress_has_twice_the_odds():
    slips = name_slips(0.2)
    assert tuple(slips) == SCENARIOS
    assert slips == pytest.approx({"as_planned": 0, "historical": 0.2, "stress": 1 / 3})
    assert simulate_commune_plans(PLANS, slip=0.1, draws=10)["scenario"].unique().tolist() == ["given"]


@pytest.mark.parametrize("slip", [0.02, 0.1, 0.4, 0.8])
def test_what_is_expected_is_the_mean_of_the_draws(slip):
    drawn = draw_commune_plans(PROFILES, slip, 40_000, 0)[:, -1]
    assert expect_full(PROFILES, slip) == pytest.approx(drawn.mean(), abs=4 * drawn.std() / 200 + 0.002)


def test_one_criterion_due_in_the_last_year_slips_with_the_mean_chance():
    """One commune, one criterion: chance of 19/19 and share done are both one less the mean slip."""
    profiles = read_profiles(plans_of(a=[0] * 18 + [2017]))
    rng = np.random.default_rng(0)
    logits = np.log(0.3 / 0.7) + 0.5 * rng.standard_normal(400_000) + rng.standard_normal(400_000)
    mean = 1 - (1 / (1 + np.exp(-logits))).mean()
    assert expect_full(profiles, 0.3) == pytest.approx(mean, abs=0.002)
    assert expect_done(profiles, 0.3) == pytest.approx(expect_full(profiles, 0.3))


@pytest.mark.parametrize("slip", [0.01, 0.1, 0.4])
@pytest.mark.parametrize("expect", [expect_full, expect_done])
def test_the_slip_behind_a_share_is_found_again(slip, expect):
    share = expect(PROFILES, slip) / expect(PROFILES, 0.0)
    assert estimate_slip(PROFILES, share, expect) == pytest.approx(slip, abs=1e-5)
    assert (estimate_slip(PROFILES, 1, expect), estimate_slip(PROFILES, 0, expect)) == (0, 1)


def test_nothing_planned_does_not_slip():
    profiles = read_profiles(plans_of(a=[2017] * 5))
    assert estimate_slip(profiles, 0.5) == 0


HEADLINES = pd.DataFrame(
    [
        ("communes_meeting_standard", "planned", "2020-12-31", None, None, 77, "plan", 40),
        ("communes_meeting_standard_added", "planned", None, "2017-01-01", "2020-12-31", 53, "plan", 42),
    ],
    columns=["measure", "basis", "as_of", "period_start", "period_end", "value_low", "document", "line"],
)
STANDARD = pd.DataFrame(
    {
        "as_of": ["2016-12-31", "2020-12-31"],
        "communes_attaining": [24, 65],
        "document": ["plan", "later"],
        "line": [40, 39],
    }
)


def test_the_communes_added_by_hand():
    """77 targeted less 53 to be added leaves 24; 65 came: 41 of 53."""
    found = measure_added(HEADLINES, STANDARD)
    assert (found["planned"], found["came"], found["share"]) == (53, 41, pytest.approx(41 / 53))
    assert (found["document"], found["lines"]) == ("plan", "40,42")
    assert (found["outcome_document"], found["outcome_lines"]) == ("later", "39")
    assert (found["period_start"], found["period_end"]) == ("2017-01-01", "2020-12-31")
    assert measure_added(HEADLINES, STANDARD.iloc[:1]) is None
    assert measure_added(HEADLINES.iloc[:1], STANDARD) is None


def test_the_gain_in_the_criteria_by_hand():
    """From 10 to 30 planned, 25 came; from 20 to 30, 40 came: 10 of it counts. 25 of 30."""
    place = {"document": "report", "line": 7}
    known = [(2, 10, "2016-12-31"), (2, 25, "2020-12-31"), (3, 20, "2017-06-30"), (3, 40, "2020-12-31")]
    known += [(4, 50, "2020-12-31"), (5, 60, "2016-12-31"), (5, 70, "2020-12-31")]
    history = history_of(*(point(k, n, day) for k, n, day in known)).assign(**place)
    aims = history_of(*(point(k, n, "2020-12-31") for k, n in ((2, 30), (3, 30), (4, 80), (5, 60))))
    plan = aims.assign(document="plan", line=[1, 2, 3, 4], made_on=pd.Timestamp("2017-02-27"))
    found = measure_gained(plan, history)
    assert (found["series"], found["planned"], found["came"]) == (2, pytest.approx(15), pytest.approx(12.5))
    assert found["share"] == pytest.approx(25 / 30)
    assert (found["document"], found["lines"], found["outcome_lines"]) == ("plan", "1,2", "7")
    assert measure_gained(plan.iloc[[2, 3]], history) is None
    assert measure_gained(plan.assign(as_of=pd.Timestamp("2030-12-31")), history) is None


def test_the_reading_at_the_standard_is_the_one_used():
    gained = {"planned": 15.0, "came": 12.5, "series": 2, "share": 0.8}
    rows = compare_slips(PROFILES, measure_added(HEADLINES, STANDARD), gained)
    assert rows[["reading", "used"]].to_numpy().tolist() == [["standard", True], ["criteria", False]]
    full = expect_full(PROFILES, 0.0)
    assert rows["communes"].iloc[0] == pytest.approx(41 / 53 * full, abs=1e-4)
    assert expect_done(PROFILES, rows["slip"].iloc[1]) == pytest.approx(0.8, abs=1e-5)
    assert compare_slips(PROFILES, None, gained).empty

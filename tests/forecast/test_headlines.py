"""Headlines: the identities on every draw, agreement with the criteria, and what stands in for absent counts."""

import numpy as np
import pandas as pd
import pytest

from forecast.cases import END, LATER, RISING, START, history_of, point, two_states
from ntm_analysis.forecast import forecast_criteria, forecast_headlines, probability_of_headlines, probability_of_plan
from ntm_analysis.forecast.bands import BANDS
from ntm_analysis.forecast.draws import Extras, draw_unit, spread_counts
from ntm_analysis.forecast.given import check_history
from ntm_analysis.forecast.headlines import draw_headlines, measure_likeness, values_of

LOWS, HIGHS = np.array([0, 5, 10, 15, 19]), np.array([4, 9, 14, 18, 19])
DATES = pd.to_datetime([LATER, "2022-12-31", "2030-12-31"])
STANDARD = pd.DataFrame(
    {"unit": "a", "as_of": [START, END], "communes_attaining": [2, 3], "communes_total": 100}
).assign(criteria_set="2016")


def made_of(history, draws=600, method="pooled", **extras):
    drawn = draw_unit(check_history(history), "a", DATES, method, draws, 0, Extras(**extras))
    return draw_headlines(drawn, 0.3, 0), drawn


@pytest.mark.parametrize("method", ["pooled", "hazard", "last_value", "own_slope"])
@pytest.mark.parametrize("standard", [STANDARD, None], ids=["series", "ranks"])
@pytest.mark.parametrize("history", [RISING, dict.fromkeys(range(1, 20), (97, 99))], ids=["rising", "near all"])
def test_every_draw_keeps_the_identities(method, standard, history):
    made, drawn = made_of(two_states(history), method=method, standard=standard)
    total, sums = drawn.totals, made.counts.sum(axis=1)
    assert (made.mean == sums / total).all()
    assert (made.standard >= np.maximum(0, sums - 18 * total)).all()
    assert (made.standard <= made.counts.min(axis=1)).all()
    size = len(made.bands)
    assert size == 600
    assert (made.bands.sum(axis=1) == total).all()
    assert (made.bands[:, -1] == made.standard[:size]).all()
    assert (np.einsum("sbt,b->st", made.bands, LOWS) <= sums[:size]).all()
    assert (np.einsum("sbt,b->st", made.bands, HIGHS) >= sums[:size]).all()


def test_the_mean_is_that_of_the_same_draws_as_the_criteria():
    history = two_states(RISING)
    drawn = draw_unit(check_history(history), "a", DATES, "pooled", 500, 3, Extras())
    made = draw_headlines(drawn, 0.3, 3)
    criteria = forecast_criteria(history, DATES, draws=500, seed=3).set_index(["criterion", "as_of"])["median"]
    headlines = forecast_headlines(history, DATES, draws=500, seed=3).set_index(["measure", "as_of"])["median"]
    for at, date in enumerate(DATES):
        assert criteria[7, date] == np.quantile(made.counts[:, 6, at], 0.5, method="inverted_cdf")
        assert headlines["mean_criteria", date] == np.quantile(made.mean[:, at], 0.5, method="inverted_cdf")


def test_many_communes_have_bands_on_fewer_draws():
    history = two_states({k: (300 * k, 320 * k) for k in range(1, 20)}, 9000)
    rows = forecast_headlines(history, DATES[:1], draws=4000).set_index("measure")
    assert rows.at["mean_criteria", "draws"] == 4000
    assert 100 <= rows.at["band_0_4", "draws"] < 4000


@pytest.mark.parametrize("total", [1, 2])
def test_one_and_two_communes_hold(total):
    history = two_states({k: (0, total * (k % 2)) for k in range(1, 20)}, total)
    rows = forecast_headlines(history, DATES, draws=50).set_index(["measure", "as_of"])
    bands = sum(rows.loc[band, "median"] for band in BANDS)
    assert (bands <= total + 1).all()


def test_where_a_criterion_has_no_count_and_no_mean_is_printed_headlines_are_refused():
    history = two_states(dict.fromkeys(range(1, 18), (20, 30)))
    rows = forecast_headlines(history, DATES, draws=50)
    assert rows["median"].isna().all()
    assert (rows["missing"] == 2).all()


def test_the_printed_mean_stands_in_for_criteria_without_a_count():
    """17 criteria at 30 of 100 are 5.1; the mean is 6.5, so the other two have 70 of 100 together each."""
    history = two_states(dict.fromkeys(range(1, 18), (20, 30)))
    means = pd.DataFrame({"unit": ["a"], "as_of": [END], "mean": [6.5], "criteria_set": ["2016"]})
    rows = forecast_headlines(history, [END, LATER], draws=50, means=means).set_index(["measure", "as_of"])
    assert rows.at[("mean_criteria", pd.Timestamp(END)), "median"] == pytest.approx(6.5, abs=0.02)
    assert rows.at[("mean_criteria", pd.Timestamp(LATER)), "median"] > 7
    criteria = forecast_criteria(history, [LATER], draws=50, means=means)
    assert criteria["criterion"].tolist() == list(range(1, 18))


def test_a_criterion_that_the_mean_stands_in_for_is_still_refused_by_itself():
    history = pd.concat(
        [two_states(dict.fromkeys(range(1, 18), (20, 30))), history_of(point(18, 5, criteria_set="2009"))]
    )
    means = pd.DataFrame({"unit": ["a"], "as_of": [END], "mean": [6.5], "criteria_set": ["2016"]})
    rows = forecast_criteria(history, [LATER], draws=50, means=means).set_index("criterion")
    assert rows.loc[18, ["lacks", "found", "needed"]].tolist() == ["points", 0, 1]
    assert rows.loc[:17, "median"].notna().all()
    assert forecast_headlines(history, [LATER], draws=50, means=means)["median"].notna().all()


def test_spread_counts_have_the_mean_asked_for():
    counts = spread_counts(0.4, 1.0, 5, 1000)
    assert sum(counts) == pytest.approx(2000, abs=3)
    assert counts == sorted(counts)
    assert counts[0] < 250 < 600 < counts[-1]


def test_likeness_is_that_of_the_last_state_with_bands_mean_and_counts():
    history = check_history(history_of(*(point(k, 5 * k, END) for k in range(1, 20))))
    means = pd.DataFrame({"unit": ["a"], "as_of": [END], "mean": [9.5]})
    rows = [("a", END, low, communes) for low, communes in zip(LOWS, (20, 30, 25, 23, 2), strict=True)]
    wide = pd.DataFrame(rows, columns=["unit", "as_of", "band_low", "communes"])
    narrow = wide.assign(communes=[0, 48, 50, 0, 2])
    assert measure_likeness(history, "a", wide, means) > measure_likeness(history, "a", narrow, means)
    assert measure_likeness(history, "a", None, means) == 0.3
    assert measure_likeness(history, "a", wide.assign(communes=1), means) == 0.3


def test_communes_with_so_many_criteria_are_sums_of_bands():
    made, _ = made_of(two_states(RISING))
    assert (values_of(made, "at_least_5") == 100 - made.bands[:, 0]).all()
    assert (values_of(made, "at_least_15") == made.bands[:, 3] + made.bands[:, 4]).all()


def test_the_smallest_criterion_is_named_where_it_holds_the_standard():
    made, _ = made_of(two_states(RISING), standard=STANDARD)
    held = made.smallest > 0
    assert (held == (made.standard == made.counts.min(axis=1))).all()
    assert 0 < held.mean() < 1
    assert (made.smallest[held] == made.counts.argmin(axis=1)[held] + 1).all()
    rows = forecast_headlines(two_states(RISING), DATES, draws=600, standard=STANDARD).set_index(["measure", "as_of"])
    own = rows.loc[("communes_meeting_standard", DATES[0])]
    assert own["held"] == pytest.approx(held[:, 0].mean())
    times = np.bincount(made.smallest[:, 0][held[:, 0]])
    assert (own["held_by"], own["held_by_share"]) == (times.argmax(), pytest.approx(times.max() / times.sum()))
    assert rows.loc["mean_criteria", "held"].isna().all()


def test_a_criterion_that_only_the_mean_tells_of_is_not_named_as_the_smallest():
    history = two_states(dict.fromkeys(range(1, 18), (60, 70)))
    means = pd.DataFrame({"unit": ["a"], "as_of": [END], "mean": [12.3], "criteria_set": ["2016"]})
    drawn = draw_unit(check_history(history), "a", DATES, "pooled", 200, 0, Extras(means=means, standard=STANDARD))
    smallest = draw_headlines(drawn, 0.3, 0).smallest
    assert set(np.unique(smallest[smallest < 0])) <= {-18, -19}
    assert (smallest < 0).any()
    rows = forecast_headlines(history, DATES, draws=200, means=means, standard=STANDARD)
    assert not rows["held_by"].isin([18, 19]).any()


def targets_of(*rows):
    cells = [("a", measure, pd.Timestamp(LATER), target, total) for measure, target, total in rows]
    return pd.DataFrame(cells, columns=["unit", "measure", "as_of", "target", "target_total"])


def test_targets_for_mean_standard_and_bands_are_judged_by_the_draws():
    """All are asked for what every draw has, for what none has, and for the median."""
    history = two_states(RISING)
    sure = targets_of(("mean_criteria", 0.1, np.nan), ("communes_meeting_standard", 0, 50), ("at_least_5", 1, 100))
    never = targets_of(("mean_criteria", 19, np.nan), ("communes_meeting_standard", 50, 50), ("at_least_15", 100, 100))
    found = [probability_of_headlines(history, of, draws=300, standard=STANDARD) for of in (sure, never)]
    assert found[0]["probability"].tolist() == [1, 1, 1]
    assert found[0]["expected_shortfall"].tolist() == [0, 0, 0]
    assert found[1]["probability"].tolist() == [0, 0, 0]
    row = found[1].set_index("measure").loc["communes_meeting_standard"]
    assert (row["last"], row["communes_total"]) == (3, 100)
    assert row["pace"] == pytest.approx((row["median"] - 3) / (731 / 365.25))
    assert row["expected_shortfall"] > 100 - row["high_80"]
    assert pd.isna(found[1]["date_half"]).all()
    assert found[0]["last"].isna().tolist() == [False, False, True]
    mean = found[0].set_index("measure").loc["mean_criteria"]
    assert mean["last"] == pytest.approx(sum(end for _, end in RISING.values()) / 100)
    assert mean["low_80"] < mean["median"] < mean["high_80"]


def test_bands_that_were_printed_last_are_where_their_pace_starts():
    rows = [("a", END, low, communes) for low, communes in zip(LOWS, (20, 30, 25, 23, 2), strict=True)]
    bands = pd.DataFrame(rows, columns=["unit", "as_of", "band_low", "communes"])
    found = probability_of_headlines(two_states(RISING), targets_of(("at_least_10", 60, 100)), draws=100, bands=bands)
    assert found["last"].tolist() == [50]
    assert found["pace"].iloc[0] == pytest.approx((found["median"].iloc[0] - 50) / (731 / 365.25))


def test_headlines_and_criteria_are_judged_on_the_same_draws():
    """Where one criterion alone is not attained by all, the mean meets its target exactly when that one does."""
    history = two_states(dict.fromkeys(range(2, 20), (100, 100)) | {1: (20, 40)})
    plan = history_of(point(1, 60, LATER))
    one = probability_of_plan(history, plan, draws=400, method="hazard")["probability"].iloc[0]
    aim = targets_of(("mean_criteria", 18 + 0.6, np.nan))
    assert probability_of_headlines(history, aim, draws=400, method="hazard")["probability"].iloc[0] == one
    assert 0 < one < 1

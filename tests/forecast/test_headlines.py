"""Headlines: the identities on every draw, agreement with the criteria, and what stands in for absent counts."""

import numpy as np
import pandas as pd
import pytest

from forecast.cases import END, LATER, RISING, START, history_of, point, two_states
from ntm_analysis.forecast import forecast_criteria, forecast_headlines
from ntm_analysis.forecast.bands import BANDS
from ntm_analysis.forecast.draws import Extras, draw_unit, spread_counts
from ntm_analysis.forecast.headlines import draw_headlines, measure_likeness
from ntm_analysis.forecast.history import check_history

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

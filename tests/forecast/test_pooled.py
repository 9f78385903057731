"""The pooled model: against brute force, against statsmodels, and in the limits that are known."""

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import halfnorm, multivariate_normal
from statsmodels.regression.mixed_linear_model import MixedLM

from forecast.cases import END, LATER, RISING, START, graded, history_of, point, two_states
from ntm_analysis.forecast import constants
from ntm_analysis.forecast.given import check_history
from ntm_analysis.forecast.history import read_series
from ntm_analysis.forecast.pooled import can_pool, draw_logits, draw_pooled, fit

DRAWS = 20_000


def series_of(history, **extras):
    return read_series(check_history(history), "a", **extras)


def paces_of(series):
    fitted = fit(series)
    return fitted.weights @ fitted.mean


def brute_force(series, samples=400_000):
    """Posterior mean of the paces by importance sampling from the priors: no formula of the model's own."""
    rng = np.random.default_rng(3)
    steps = (np.arange(constants.NODES) + 0.5) / constants.NODES
    scales = (constants.SPREAD_SCALE, constants.NOISE_SCALE)
    tau, sigma = (rng.choice(halfnorm.ppf(steps, scale=scale), samples) for scale in scales)
    common = rng.choice((np.arange(constants.SHARE_NODES) + 0.5) / constants.SHARE_NODES, samples)
    mu = constants.PACE_MEAN + constants.PACE_SD * rng.standard_normal(samples)
    count, gap = len(series.pairs), float(series.pairs["gap"].iloc[0])
    paces = mu[:, None] + tau[:, None] * rng.standard_normal((samples, count))
    shared = np.sqrt(common * gap) * sigma * rng.standard_normal(samples)
    own = (1 - common) * gap * sigma**2
    variance = own[:, None] + series.pairs["variance"].to_numpy()
    left = series.pairs["change"].to_numpy() - gap * paces - shared[:, None]
    score = -0.5 * (left**2 / variance + np.log(variance)).sum(axis=1)
    weights = np.exp(score - score.max())
    return weights @ paces / weights.sum()


def test_the_posterior_is_that_of_brute_force():
    series = series_of(two_states({1: (10, 20), 2: (40, 50), 3: (60, 90)}))
    assert paces_of(series)[:3] == pytest.approx(brute_force(series), abs=0.01)


def test_the_marginal_likelihood_is_that_of_the_normal():
    """The weights of the grid against scipy's density, with the covariance written out for two pairs of a criterion."""
    rows = [point(1, 10, START), point(1, 20, END), point(1, 35, LATER)]
    series = series_of(history_of(*rows))
    fitted, gaps = fit(series), series.pairs["gap"].to_numpy()
    scores = []
    for tau, sigma, common in zip(fitted.tau, fitted.sigma, fitted.common, strict=True):
        cov = (constants.PACE_SD**2 + tau**2) * np.outer(gaps, gaps)
        cov += np.diag(sigma**2 * (common + 1 - common) * gaps + series.pairs["variance"])
        scores.append(multivariate_normal.logpdf(series.pairs["change"], constants.PACE_MEAN * gaps, cov))
    weights = np.exp(np.array(scores) - max(scores))
    assert fitted.weights == pytest.approx(weights / weights.sum(), rel=1e-4)


def test_the_average_pace_agrees_with_a_mixed_model_of_statsmodels():
    """Criteria with four points each: the pooled mean lies within a standard error of MixedLM's."""
    rng = np.random.default_rng(5)
    paces = 0.3 + 0.1 * rng.standard_normal(19)
    dates = pd.date_range("2014-12-31", periods=4, freq="YE")
    share = 1 / (1 + np.exp(1 - np.outer(paces, np.arange(4)) - 0.05 * rng.standard_normal((19, 4))))
    rows = [point(k + 1, round(2000 * share[k, at]), dates[at], 2000) for k in range(19) for at in range(4)]
    series = series_of(history_of(*rows))
    data = series.printed
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exog = np.column_stack([np.ones(len(data)), data["years"]])
        model = MixedLM(data["logit"], exog, groups=data["criterion"], exog_re=exog).fit()
    assert paces_of(series)[:-1].mean() == pytest.approx(model.fe_params["x1"], abs=0.05)
    own = np.array([effect["x1" if "x1" in effect else effect.index[-1]] for effect in model.random_effects.values()])
    assert np.corrcoef(paces_of(series)[:-1], own)[0, 1] > 0.9


def test_a_criterion_with_one_point_has_the_pace_of_the_others():
    series = series_of(pd.concat([two_states(dict.fromkeys(range(1, 19), (30, 50))), history_of(point(19, 30, END))]))
    paces = paces_of(series)
    assert paces[18] == pytest.approx(paces[0], rel=0.05)
    counts = draw_pooled(series, np.array([series.years(LATER)]), np.array([100]), DRAWS, np.random.default_rng(0))
    assert np.median(counts[:, 18, 0]) == pytest.approx(50, abs=2)


def test_the_own_point_of_a_criterion_moves_its_pace_from_that_of_the_others():
    series = series_of(two_states(dict.fromkeys(range(1, 19), (30, 40)) | {19: (30, 70)}, total=1000))
    paces = paces_of(series)
    assert paces[0] < paces[18] < series.pairs["change"].iloc[-1] / 2


def test_a_printed_mean_alone_gives_a_pace():
    history = history_of(*(point(k, 20 + 2 * k, END) for k in range(1, 20)))
    means = pd.DataFrame({"unit": "a", "as_of": ["2014-12-31", END], "mean": [4.0, 7.6], "criteria_set": "2016"})
    bare, told = series_of(history), series_of(history, means=means)
    assert (can_pool(bare), can_pool(told)) == (False, True)
    assert paces_of(told)[-1] == pytest.approx(told.means["change"].iloc[0] / 4, rel=0.1)


def test_on_the_date_of_the_last_point_the_count_is_that_point():
    series = series_of(two_states(RISING))
    counts = draw_pooled(series, np.array([series.years(END)]), np.array([100]), 500, np.random.default_rng(0))
    assert (counts[:, :, 0] == series.points["attaining"].to_numpy()).all()


def test_a_jump_widens_and_does_not_move():
    series = series_of(two_states(RISING))
    jumped = replace(series, points=series.points.assign(jumped=True))
    years = np.array([series.years(LATER)])
    plain, wide = (draw_logits(of, fit(of), years, DRAWS, np.random.default_rng(1))[:, 9, 1] for of in (series, jumped))
    assert wide.std() > plain.std() * 1.1
    assert np.median(wide) == pytest.approx(np.median(plain), abs=0.02)


def test_changed_pairs_tell_less_than_pairs_of_one_set():
    plain = two_states(RISING)
    changed = plain.assign(criteria_set=["2009" if date == pd.Timestamp(START) else "2016" for date in plain["as_of"]])
    spread = []
    for history in (plain, changed):
        fitted = fit(series_of(history, comparable=graded("changed")))
        cov = np.einsum("gkl,gml->gkm", fitted.factor, fitted.factor)[:, -1, -1]
        spread.append(fitted.weights @ (cov + fitted.mean[:, -1] ** 2) - (fitted.weights @ fitted.mean[:, -1]) ** 2)
    assert spread[1] > spread[0] * 1.3


def test_criteria_move_together():
    """What is common to them shows in the draws: a sum of criteria is wider than it were if they were drawn apart."""
    series = series_of(two_states(RISING))
    paths = draw_logits(series, fit(series), np.array([series.years(LATER)]), DRAWS, np.random.default_rng(2))[..., 1]
    correlations = np.corrcoef(paths[:, 5:15].T)[np.triu_indices(10, 1)]
    assert correlations.min() > 0.15


def test_intervals_widen_with_time():
    series = series_of(two_states(RISING))
    years = np.array([series.years(date) for date in ("2019-12-31", "2021-12-31", "2026-12-31")])
    paths = draw_logits(series, fit(series), years, 4000, np.random.default_rng(2))
    assert (np.diff(paths.std(axis=0), axis=1) > 0).all()

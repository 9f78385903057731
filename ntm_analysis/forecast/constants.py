"""What the forecasts fix beforehand: reasoned on the logit scale and on simulated histories, not on outcomes held back.

The reasons stand in data/reference/words.csv under `constant.` and the name, in both languages.
"""

# Priors of the pooled model. A logit of 0.1 is 2.5 points a year for a criterion at one half.
PACE_MEAN = 0.0
PACE_SD = 0.5
SPREAD_SCALE = 0.2
NOISE_SCALE = 0.25
JUMP_SCALE = 0.5
NODES = 6
SHARE_NODES = 3

# The hazard of communes without a criterion.
HAZARD_MEANS = (0.01, 0.02, 0.04, 0.06, 0.09, 0.13, 0.18, 0.25, 0.35)
HAZARD_STRENGTHS = (2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
HAZARD_SHOCK = 0.3
JUMP_WEIGHT = 0.5

# What a series needs.
FEWEST_PAIRS = 3
FEWEST_PLANS = 5

# Bands: how alike the criteria of one commune are where no state tells, and how many layouts of communes are drawn.
LIKENESS = 0.3
LIKENESSES = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
LAYOUTS = 16

# Commune plans, on the logit scale of the yearly chance to slip.
SLIP_SHOCK = 0.5
SLIP_BETWEEN = 1.0
STRESS = 2.0

CRITERIA = 19
YEAR_DAYS = 365.25
LEVELS = (0.5, 0.8, 0.95)

REASONED = {
    "pace_mean": PACE_MEAN,
    "pace_sd": PACE_SD,
    "spread_scale": SPREAD_SCALE,
    "noise_scale": NOISE_SCALE,
    "jump_scale": JUMP_SCALE,
    "share_nodes": SHARE_NODES,
    "nodes": NODES,
    "hazard_means": HAZARD_MEANS,
    "hazard_strengths": HAZARD_STRENGTHS,
    "hazard_shock": HAZARD_SHOCK,
    "jump_weight": JUMP_WEIGHT,
    "fewest_pairs": FEWEST_PAIRS,
    "fewest_plans": FEWEST_PLANS,
    "likeness": LIKENESS,
    "likenesses": LIKENESSES,
    "layouts": LAYOUTS,
    "slip_shock": SLIP_SHOCK,
    "slip_between": SLIP_BETWEEN,
    "stress": STRESS,
}

"""Forecasts that claim little: baselines, a nowcast from the flash, and how well they did.

Every model is a function of the past alone. `evaluate` asks it again at every origin of the past,
`scores` sums up the errors, and intervals come from the errors known at the origin. The values
used are those handed in: with revised figures the errors may be other than they were on the day.
"""

from helpers.forecasting.ahead import Outlook, outlook
from helpers.forecasting.evaluation import evaluate, mape, mase, rmsse, scores
from helpers.forecasting.intervals import (
    ENOUGH_ERRORS,
    Coverage,
    coverage_reached,
    interval,
    with_intervals,
)
from helpers.forecasting.models import (
    BASELINE,
    BASELINES,
    Model,
    flash_nowcast,
    last_growth_carried,
    seasonal_naive,
)

__all__ = [
    "BASELINE",
    "BASELINES",
    "ENOUGH_ERRORS",
    "Coverage",
    "Model",
    "Outlook",
    "coverage_reached",
    "evaluate",
    "flash_nowcast",
    "interval",
    "last_growth_carried",
    "mape",
    "mase",
    "outlook",
    "rmsse",
    "scores",
    "seasonal_naive",
    "with_intervals",
]

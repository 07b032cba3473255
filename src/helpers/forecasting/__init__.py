"""Forecasts judged in public: the months ahead, the month under way, and how well they did.

Every model is a function of what was known at its origin. `outlook` forecasts exports, imports and
their balance and judges the same rule at every origin of the past; `nowcast` estimates a month
from the flash of its first days. Ranges come from the errors known when they are drawn.
"""

from helpers.forecasting.adjustment import adjust, first_adjusted, residue, x13_program
from helpers.forecasting.ahead import (
    NEAR,
    SHOWN,
    Outlook,
    annual_forecast,
    next_month,
    outlook,
    year_with_forecasts,
)
from helpers.forecasting.calendar import SATURDAY
from helpers.forecasting.chances import Distribution, month_range, year_range
from helpers.forecasting.combined import COMBINED
from helpers.forecasting.evaluation import HORIZON, MODELS, ORIGINS
from helpers.forecasting.intervals import LEVELS, with_intervals
from helpers.forecasting.models import BASELINE, BASELINES
from helpers.forecasting.nowcast import nowcast, ratio_bridge
from helpers.forecasting.parts import REST, known_series, parts, second_opinion
from helpers.forecasting.scenario import scenarios
from helpers.forecasting.vintages import bridged, history

__all__ = [
    "BASELINE",
    "BASELINES",
    "COMBINED",
    "HORIZON",
    "LEVELS",
    "MODELS",
    "NEAR",
    "ORIGINS",
    "REST",
    "SATURDAY",
    "SHOWN",
    "Distribution",
    "Outlook",
    "adjust",
    "annual_forecast",
    "bridged",
    "first_adjusted",
    "history",
    "known_series",
    "month_range",
    "next_month",
    "nowcast",
    "outlook",
    "parts",
    "ratio_bridge",
    "residue",
    "scenarios",
    "second_opinion",
    "with_intervals",
    "x13_program",
    "year_range",
    "year_with_forecasts",
]

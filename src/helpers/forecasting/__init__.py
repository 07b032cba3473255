"""Forecasts judged in public: the months ahead, the month under way, and how well they did.

Every model is a function of what was known at its origin. `outlook` forecasts exports, imports and
their balance and judges the same rule at every origin of the past; `nowcast` estimates a month
from the flash of its first days. Intervals come from the errors known when they are drawn.
"""

from helpers.forecasting.adjustment import (
    Adjusted,
    Residue,
    adjust,
    first_adjusted,
    residue,
    sliding_spans,
    x13_program,
)
from helpers.forecasting.ahead import (
    CALIBRATED,
    NEAR,
    SHOWN,
    Outlook,
    annual_forecast,
    made_on,
    next_month,
    outlook,
    year_with_forecasts,
)
from helpers.forecasting.calendar import SATURDAY
from helpers.forecasting.combined import COMBINED, LEAST
from helpers.forecasting.comparison import Tested, against_baselines, diebold_mariano
from helpers.forecasting.evaluation import (
    HORIZON,
    MODELS,
    ORIGINS,
    evaluate,
    forecasts,
    judged,
    mape,
    mase,
    rmsse,
    scores,
)
from helpers.forecasting.intervals import (
    ENOUGH_ERRORS,
    LEVELS,
    Coverage,
    coverages,
    half_widths,
    sample_crps,
    with_intervals,
)
from helpers.forecasting.models import (
    BASELINE,
    BASELINES,
    Model,
    drift,
    last_growth_carried,
    last_yoy_carried,
    seasonal_naive,
)
from helpers.forecasting.nowcast import Nowcast, day_of_flash, nowcast, ratio_bridge
from helpers.forecasting.opinion import Opinion, second_opinion
from helpers.forecasting.parts import Parts, parts
from helpers.forecasting.remarks import (
    cross_check,
    disagreement,
    first_figures,
    month_range,
    nowcast_change,
    run_of_errors,
    skilful_months,
    year_range,
)
from helpers.forecasting.scenario import Effect, scenarios
from helpers.forecasting.vintages import History, history, plain_history
from helpers.forecasting.words import (
    NAMES,
    TOO_FEW,
    bridged,
    flow_name,
    model_name,
    no_forecast,
    steps_ahead,
)

__all__ = [
    "BASELINE",
    "BASELINES",
    "CALIBRATED",
    "COMBINED",
    "ENOUGH_ERRORS",
    "HORIZON",
    "LEAST",
    "LEVELS",
    "MODELS",
    "NAMES",
    "NEAR",
    "ORIGINS",
    "SATURDAY",
    "SHOWN",
    "TOO_FEW",
    "Adjusted",
    "Coverage",
    "Effect",
    "History",
    "Model",
    "Nowcast",
    "Opinion",
    "Outlook",
    "Parts",
    "Residue",
    "Tested",
    "adjust",
    "against_baselines",
    "annual_forecast",
    "bridged",
    "coverages",
    "cross_check",
    "day_of_flash",
    "diebold_mariano",
    "disagreement",
    "drift",
    "evaluate",
    "first_adjusted",
    "first_figures",
    "flow_name",
    "forecasts",
    "half_widths",
    "history",
    "judged",
    "last_growth_carried",
    "last_yoy_carried",
    "made_on",
    "mape",
    "mase",
    "model_name",
    "month_range",
    "next_month",
    "no_forecast",
    "nowcast",
    "nowcast_change",
    "outlook",
    "parts",
    "plain_history",
    "ratio_bridge",
    "residue",
    "rmsse",
    "run_of_errors",
    "sample_crps",
    "scenarios",
    "scores",
    "seasonal_naive",
    "second_opinion",
    "skilful_months",
    "sliding_spans",
    "steps_ahead",
    "with_intervals",
    "x13_program",
    "year_range",
    "year_with_forecasts",
]

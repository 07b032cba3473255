"""Charts: the facts of a month as figures, one module for each subject.

Every chart is a function of the panel that gives a `Chart`, or a `Missing` with a sentence where
the data are not held.
"""

from helpers.charts.chart import Chart, described, drawing, finish
from helpers.charts.exports import growth, level
from helpers.charts.forecasts import calibration, errors_by_horizon, forecast
from helpers.charts.imports import (
    balance,
    balance_quarterly,
    energy_contributions,
    energy_history,
)
from helpers.charts.items import item_contributions, items_ranked, quarterly_items
from helpers.charts.items_over_time import items_heatmap, items_small
from helpers.charts.outlook import inflation, institutions, peers
from helpers.charts.regions import (
    contributions,
    market_shares,
    market_slope,
    partner_balance,
    partner_balances,
    partners,
    usa_china,
)
from helpers.charts.revision import revision
from helpers.charts.strip import strip
from helpers.charts.theme import canvas, theme
from helpers.charts.trend import trend
from helpers.display import Missing

__all__ = [
    "Chart",
    "Missing",
    "balance",
    "balance_quarterly",
    "calibration",
    "canvas",
    "contributions",
    "described",
    "drawing",
    "energy_contributions",
    "energy_history",
    "errors_by_horizon",
    "finish",
    "forecast",
    "growth",
    "inflation",
    "institutions",
    "item_contributions",
    "items_heatmap",
    "items_ranked",
    "items_small",
    "level",
    "market_shares",
    "market_slope",
    "partner_balance",
    "partner_balances",
    "partners",
    "peers",
    "quarterly_items",
    "revision",
    "strip",
    "theme",
    "trend",
    "usa_china",
]

"""Charts: the facts of a month as figures, one module for each subject.

Every chart is a function of the panel that gives a `Chart`, or a `Missing` with a sentence where
the data are not held.
"""

from helpers.charts.chart import Chart, described, drawing, finish
from helpers.charts.exports import growth, level
from helpers.charts.imports import (
    balance,
    balance_quarterly,
    energy_contributions,
    energy_history,
)
from helpers.charts.items import item_contributions, items_ranked, quarterly_items
from helpers.charts.items_over_time import items_heatmap, items_small
from helpers.charts.outlook import (
    errors,
    flash,
    forecast,
    inflation,
    institutions,
    past,
    trend,
)
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
from helpers.display import Missing

__all__ = [
    "Chart",
    "Missing",
    "balance",
    "balance_quarterly",
    "canvas",
    "contributions",
    "described",
    "drawing",
    "energy_contributions",
    "energy_history",
    "errors",
    "finish",
    "flash",
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
    "past",
    "quarterly_items",
    "revision",
    "strip",
    "theme",
    "trend",
    "usa_china",
]

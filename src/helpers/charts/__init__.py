"""Charts: one module for each subject, one function for each picture.

Every chart is a function of a frame that returns a `Chart`, or a `Missing` with a sentence where
the data are not available.
"""

from helpers.charts.chart import Chart, described, drawing
from helpers.charts.exports import (
    chip_share,
    growth,
    level,
    long_view,
    price_volume,
    this_year,
    without,
)
from helpers.charts.imports import balance, balance_parts, balance_quarters, energy, fuels
from helpers.charts.items import items_by_growth, movers, quarters
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
    "balance_parts",
    "balance_quarters",
    "canvas",
    "chip_share",
    "contributions",
    "described",
    "drawing",
    "energy",
    "errors",
    "flash",
    "forecast",
    "fuels",
    "growth",
    "inflation",
    "institutions",
    "items_by_growth",
    "level",
    "long_view",
    "market_shares",
    "market_slope",
    "movers",
    "partner_balance",
    "partner_balances",
    "partners",
    "past",
    "price_volume",
    "quarters",
    "revision",
    "strip",
    "theme",
    "this_year",
    "trend",
    "usa_china",
    "without",
]

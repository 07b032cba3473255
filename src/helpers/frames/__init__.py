"""Frames: what a chart or table shows, as tidy DataFrames.

Each function takes a panel and returns one DataFrame. The same frame feeds the chart, the table,
the download and the checks of the sentence beside them, so that they cannot differ.
"""

from helpers.frames.about import (
    checks,
    differences,
    gaps,
    growth_steps,
    revision_sizes,
    then_and_now,
    vintages,
)
from helpers.frames.exports import items, level
from helpers.frames.frame import described, missing, nothing
from helpers.frames.outlook import (
    accuracy,
    adjustment,
    ahead,
    chances,
    coverage,
    errors,
    flash,
    forecast,
    imf,
    inflation,
    institutions,
    nowcasts,
    parts,
    past,
    scenarios,
    second,
    trend,
)
from helpers.frames.regions import (
    contributions,
    crossings,
    market_shares,
    partner_balances,
    partners,
    usa_china,
)
from helpers.frames.totals import totals

__all__ = [
    "accuracy",
    "adjustment",
    "ahead",
    "chances",
    "checks",
    "contributions",
    "coverage",
    "crossings",
    "described",
    "differences",
    "errors",
    "flash",
    "forecast",
    "gaps",
    "growth_steps",
    "imf",
    "inflation",
    "institutions",
    "items",
    "level",
    "market_shares",
    "missing",
    "nothing",
    "nowcasts",
    "partner_balances",
    "partners",
    "parts",
    "past",
    "revision_sizes",
    "scenarios",
    "second",
    "then_and_now",
    "totals",
    "trend",
    "usa_china",
    "vintages",
]

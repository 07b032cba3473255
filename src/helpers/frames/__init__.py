"""Frames: what a chart or table shows, as tidy DataFrames.

Each function takes a panel and returns one DataFrame. The same frame feeds the chart, the table,
the download and the checks of the sentence beside them, so that they cannot differ.
"""

from helpers.frames.exports import items, level
from helpers.frames.frame import described, missing, nothing
from helpers.frames.regions import (
    contributions,
    crossings,
    market_shares,
    partner_balances,
    partners,
    usa_china,
)

__all__ = [
    "contributions",
    "crossings",
    "described",
    "items",
    "level",
    "market_shares",
    "missing",
    "nothing",
    "partner_balances",
    "partners",
    "usa_china",
]

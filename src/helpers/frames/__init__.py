"""Frames: what a chart or table shows, as tidy DataFrames.

Each function takes a panel and returns one DataFrame. The same frame feeds the chart, the table,
the download and the checks of the sentence beside them, so that they cannot differ.
"""

from helpers.frames.exports import items, level
from helpers.frames.frame import described, missing

__all__ = ["described", "items", "level", "missing"]

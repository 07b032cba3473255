"""What a reader sees when pointing at a chart: the values of that place, and no script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from helpers.wording import month_name

POINTS = 72  # an inch, as in the SVG


@dataclass(frozen=True)
class Spot:
    """A rectangle of a figure, in points from its upper left corner, and what it says."""

    left: float
    top: float
    width: float
    height: float
    text: str

    def svg(self) -> str:
        """Return the rectangle, to be seen by the pointer alone."""
        sizes = (self.left, self.top, self.width, self.height)
        x, y, width, height = (f"{size:.1f}".removesuffix(".0") for size in sizes)
        path = f"M{x} {y}h{width}v{height}h-{width}z"
        return f'<path d="{path}"><title>{escape(self.text)}</title></path>'


def by_period(
    axis: Axes, table: pd.DataFrame | pd.Series, write: Callable[[float], str]
) -> list[Spot]:
    """Return a strip for every month or quarter, from the top of a panel to its foot.

    Parameters
    ----------
    axis : matplotlib.axes.Axes
        With its limits set; the months stand at their ordinals.
    table : pandas.DataFrame or pandas.Series
        The values by month; a column's name is said before its value, that of a series is not.
        What is missing is left out.
    write : callable
        Writes a value.
    """
    places = [period.ordinal for period in pd.PeriodIndex(table.index)]
    return by_column(axis, places, said(table, write))


def said(table: pd.DataFrame | pd.Series, write: Callable[[float], str]) -> list[str]:
    """Write the values of each row of a table of periods; nothing where there is none.

    Examples
    --------
    >>> months = pd.period_range("2023-11", periods=2, freq="M")
    >>> said(pd.DataFrame({"USA": [10.9, 11.3], "China": [11.4, None]}, months), str)
    ['Nov 2023: USA 10.9, China 11.4', 'Dec 2023: USA 11.3']
    """
    frame = table.to_frame("") if isinstance(table, pd.Series) else table
    texts = []
    for period, row in zip(pd.PeriodIndex(frame.index), frame.to_numpy(dtype=float), strict=True):
        parts = [
            f"{name} {write(value)}".strip()
            for name, value in zip(frame.columns, row, strict=True)
            if not np.isnan(value)
        ]
        texts.append(f"{month_name(period, short=True)}: {', '.join(parts)}" if parts else "")
    return texts


def by_column(axis: Axes, x: Sequence[float], texts: Sequence[str]) -> list[Spot]:
    """Return a strip one unit wide around each x that has a text."""
    left, top, width, height = _panel(axis)
    low = _across(axis, [place - 0.5 for place in x])
    high = _across(axis, [place + 0.5 for place in x])
    return [
        Spot(left + start * width, top, (end - start) * width, height, text)
        for start, end, text in zip(low, high, texts, strict=True)
        if text
    ]


def by_row(axis: Axes, y: Sequence[float], texts: Sequence[str]) -> list[Spot]:
    """Return a strip over the whole width of the figure around each y that has a text."""
    _, top, _, height = _panel(axis)
    low, high = axis.get_ylim()
    figure: Any = axis.figure
    whole = figure.get_figwidth() * POINTS
    row_height = height / (high - low)
    return [
        Spot(0, top + (high - place - 0.5) * row_height, whole, row_height, text)
        for place, text in zip(y, texts, strict=True)
        if text
    ]


def _panel(axis: Axes) -> tuple[float, float, float, float]:
    """Return left, top, width and height of a panel in points."""
    figure: Any = axis.figure
    wide, high = figure.get_figwidth() * POINTS, figure.get_figheight() * POINTS
    box = axis.get_position()
    return box.x0 * wide, (1 - box.y1) * high, box.width * wide, box.height * high


def _across(axis: Axes, x: Sequence[float]) -> Any:
    """Return places on the horizontal axis as shares of its width, none outside."""
    low, high = axis.get_xlim()
    return np.clip((np.asarray(x, dtype=float) - low) / (high - low), 0, 1)

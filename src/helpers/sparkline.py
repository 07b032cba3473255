"""Lines as inline SVG: small trends beside a figure, and the long charts of all months."""

from __future__ import annotations

from html import escape

import pandas as pd


def line(
    series: pd.Series, label: str, width: int = 120, height: int = 28, end: bool = False
) -> str:
    """Draw a series as a line that takes the colour of the text around it.

    Parameters
    ----------
    series : pandas.Series
        By period, in order. The line is broken where a value is missing; nothing is filled.
    label : str
        What the line shows, for those who cannot see it.
    width, height : int
        Of the picture, in CSS pixels.
    end : bool
        Whether a dot marks the last value.

    Returns
    -------
    str
        SVG; empty where there are fewer than two values.

    Examples
    --------
    >>> print(line(pd.Series([1.0, None, 3.0, 2.0]), "made up", 32, 12)[-83:])
    d="M2 10M20.7 2L30 6" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>
    """
    if series.count() < 2:
        return ""
    low, high = series.min(), series.max()
    across = (width - 4) / max(len(series) - 1, 1)
    up = (height - 4) / ((high - low) or 1)
    path, pen = "", "M"
    for place, value in enumerate(series):
        if pd.isna(value):
            pen = "M"
            continue
        x, y = 2 + place * across, height - 2 - (value - low) * up
        path += f"{pen}{round(x, 1):g} {round(y, 1):g}"
        pen = "L"
    dot = f'<circle cx="{round(x, 1):g}" cy="{round(y, 1):g}" r="2" fill="currentColor"/>'
    return (
        f'<svg class="line" role="img" aria-label="{escape(label)}" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}">'
        f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        f"{dot if end and pen == 'L' else ''}</svg>"
    )

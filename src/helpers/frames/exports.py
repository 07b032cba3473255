"""Frames of the exports page."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, metrics
from helpers.frames.frame import described, missing
from helpers.loading import Panel
from helpers.months import working_days_of

LEVEL = [
    *("value", "three_month_mean", "growth", "working_days", "daily_average"),
    *("daily_average_growth", "status", "published", "later"),
]


def level(trade: Panel, flow: str = "exports") -> pd.DataFrame:
    """Return the monthly total of a flow with its growth, in all and per working day.

    Parameters
    ----------
    trade : Panel
        The month, the last one of the frame.
    flow : str
        exports or imports.

    Returns
    -------
    pandas.DataFrame
        By month, months without a number absent: value and three_month_mean (USD million), growth
        (per cent on the same month of the year before), working_days (by the ministry's rule),
        daily_average (USD million a working day) and daily_average_growth, status, published and
        later (first published after the date asked for). NaN where it cannot be computed.

    Examples
    --------
    >>> from helpers import load
    >>> level(load("2023-12"))[["value", "growth"]].round(1).loc["2023-12"].tolist()
    [57573.2, 5.0]
    """
    facts = trade.facts(flow, "total")
    if trade.month not in facts.index:
        return missing(LEVEL, trade, flow, f"{flow}.total")
    values = facts["value"]
    days = working_days_of(pd.PeriodIndex(values.index))
    rows = pd.DataFrame(
        {
            "value": values,
            "three_month_mean": metrics.moving_sum(values, 3) / 3,
            "growth": metrics.year_on_year(values),
            "working_days": days,
            "daily_average": metrics.daily_average(values, days),
            "daily_average_growth": metrics.daily_average_growth(values, days),
            "status": facts["status"],
            "published": facts["published"],
            "later": facts["stand_in"],
        }
    ).rename_axis("period")
    shown = facts.loc[trade.month - 120 :]
    return described(rows[LEVEL], trade, shown, flow=flow)


ITEMS = ["value", "before", "growth", "share", "contribution", "later"]


def items(trade: Panel) -> pd.DataFrame:
    """Return the month's exports by the 20 main items, the rest and the total.

    Returns
    -------
    pandas.DataFrame
        By code, the largest item first, "other" and "total" last: value and before (USD million,
        the month and the same month a year earlier), growth (per cent), share (per cent of the
        total), contribution (to the growth of the total, percentage points) and later. The parts
        and other add up to the total; items that are not available are within other. NaN where it
        cannot be computed.

    Examples
    --------
    >>> from helpers import load
    >>> items(load("2023-12")).loc["semiconductors", ["value", "growth"]].round(1).tolist()
    [11017.5, 21.7]
    """
    rows = breakdowns.items(trade)
    codes = [code for code in rows.index if code not in (breakdowns.OTHER, breakdowns.TOTAL)]
    if not codes:
        return missing(ITEMS, trade, "products", "exports.semiconductors")
    ends = rows.loc[[breakdowns.OTHER, breakdowns.TOTAL]]
    rows = pd.concat([rows.loc[codes].sort_values("value", ascending=False), ends])
    rows = rows.assign(later=rows["stand_in"].astype(bool))[ITEMS]
    facts = [trade.facts("exports", code).loc[trade.month - 12 :] for code in codes]
    return described(rows, trade, trade.facts("exports", "total"), *facts, at=trade.month)

"""The frame of the main numbers of a month, as the brief shows them in one line."""

from __future__ import annotations

import pandas as pd

from helpers import metrics
from helpers.frames.frame import described
from helpers.loading import Panel
from helpers.months import working_days_of


def totals(trade: Panel) -> pd.DataFrame:
    """Return total exports, their daily average, imports and the balance by month.

    Returns
    -------
    pandas.DataFrame
        By month: exports, daily_average (of exports, by working day), imports and balance (USD
        million); NaN where it is not available.

    Examples
    --------
    >>> from helpers import load
    >>> totals(load("2023-12")).round(0).loc["2023-12"].tolist()
    [57573.0, 2559.0, 53123.0, 4450.0]
    """
    observations = {
        flow: trade.observations(flow, "total") for flow in ("exports", "imports", "balance")
    }
    exports, imports, balance = (table["value"] for table in observations.values())
    daily = metrics.daily_average(exports, working_days_of(pd.PeriodIndex(exports.index)))
    rows = pd.DataFrame(
        {"exports": exports, "daily_average": daily, "imports": imports, "balance": balance}
    )
    return described(rows.rename_axis("period"), trade, *observations.values(), at=trade.month)

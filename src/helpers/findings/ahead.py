"""Findings about the months ahead: what may come, with its range."""

from __future__ import annotations

import pandas as pd

from helpers import metrics
from helpers.breakdowns import at
from helpers.findings import series as of
from helpers.findings.finding import Finding
from helpers.forecasters import annual_exports
from helpers.forecasting import COMBINED, outlook, year_with_forecasts
from helpers.loading import Panel
from helpers.months import release_date

AHEAD = "outlook.html#tab-ahead"
INSTITUTIONS = "outlook.html#tab-institutions"
TRILLION = 1e6  # USD million


def next_month(trade: Panel) -> Finding | None:
    """Return the forecast of exports and imports of the month ahead, with the range of exports."""
    made = {flow: outlook(trade, flow) for flow in ("exports", "imports")}
    if any(each.missing for each in made.values()):
        return None
    exports, imports = (each.path.iloc[0] for each in made.values())
    return Finding(
        "outlook.next_month",
        "exports.total",
        trade.month + 1,
        {
            "month": trade.month + 1,
            "exports": float(exports["forecast"]),
            "low": of.known(exports["low80"]),
            "high": of.known(exports["high80"]),
            "imports": float(imports["forecast"]),
        },
        evidence=AHEAD,
    )


def error(trade: Panel) -> Finding | None:
    """Return how far such forecasts of exports were off on average, and over how many months."""
    scores = outlook(trade, "exports").scores
    if (COMBINED, 1) not in scores.index:
        return None
    row = scores.T[(COMBINED, 1)]
    return Finding(
        "outlook.error",
        "exports.total",
        trade.month,
        {"error": at(row, "mape"), "months": int(at(row, "n"))},
        evidence="outlook.html#tab-errors-exports",
    )


def year(trade: Panel) -> Finding | None:
    """Return the forecast of the year's exports, the round number it passes, and in which month."""
    value = year_with_forecasts(trade, "exports")
    if value is None:
        return None
    months = pd.period_range(f"{trade.month.year}-01", trade.month, freq="M")
    path = outlook(trade, "exports").path
    ahead = pd.Series(path["forecast"].to_numpy(float), pd.PeriodIndex(path["period"], freq="M"))
    sums = pd.concat([trade.series("exports", "total").reindex(months), ahead])
    sums = sums[sums.index.year == trade.month.year].cumsum()
    earlier = metrics.yearly(trade.series("exports", "total")).max()
    passes = value >= TRILLION and float(sums[trade.month]) < TRILLION and not earlier >= TRILLION
    if passes:
        numbers = {
            "value": value,
            "threshold": TRILLION,
            "passed": sums.index[sums >= TRILLION][0],
        }
    else:
        numbers = {"value": value, "highest": _institutions(trade)}
    kind = "outlook.passing" if passes else "outlook.year"
    return Finding(kind, "exports.total", trade.month, numbers, evidence=AHEAD)


def _institutions(trade: Panel) -> float | None:
    """Return the highest forecast of the year's exports that an institution had published."""
    day = str(trade.as_of or release_date(trade.month))
    rows = annual_exports(trade)
    rows = rows[rows["period"].eq(str(trade.month.year)) & rows["published"].le(day)]
    return of.known(rows["value"].max())

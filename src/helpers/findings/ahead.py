"""Findings about the months ahead: what may come, with its range."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from helpers import metrics
from helpers.breakdowns import at
from helpers.findings import series as of
from helpers.findings.finding import Finding
from helpers.findings.judgement import FIRST_DAYS, FLOWS, nowcast_change
from helpers.forecasters import INFLATION_TARGET, annual_exports, newest_forecasts
from helpers.forecasting import (
    COMBINED,
    LEVELS,
    nowcast,
    outlook,
    year_with_forecasts,
)
from helpers.loading import Panel
from helpers.months import release_date

AHEAD = "outlook.html#tab-ahead"
INSTITUTIONS = "outlook.html#tab-institutions"
NOWCAST = "outlook.html#tab-nowcast"
TRILLION = 1e6  # USD million


def next_month(trade: Panel) -> Finding | None:
    """Return the forecast of exports and imports of the month ahead, with the range of exports."""
    outlooks = {flow: outlook(trade, flow) for flow in ("exports", "imports")}
    if any(forecast.missing for forecast in outlooks.values()):
        return None
    exports, imports = (forecast.path.iloc[0] for forecast in outlooks.values())
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
        evidence="outlook.html#tab-accuracy",
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


def last(trade: Panel) -> Finding | None:
    """Return what was expected of the month a month before, and what came."""
    rows = outlook(trade, "exports").evaluation
    rows = rows[rows["model"].eq(COMBINED) & rows["horizon"].eq(1)].set_index("period")
    forecast, actual = (at(rows[name], trade.month) for name in ("forecast", "actual"))
    if of.known(forecast) is None or of.known(actual) is None:
        return None
    return Finding(
        "outlook.last",
        "exports.total",
        trade.month,
        {"forecast": forecast, "actual": actual, "error": 100 * (actual / forecast - 1)},
        evidence="outlook.html#tab-accuracy",
    )


def coverage(trade: Panel) -> Finding | None:
    """Return how many past outcomes lay in the range drawn a month before."""
    reached = outlook(trade, "exports").coverage(LEVELS[0], 1)
    if not reached.n:
        return None
    return Finding(
        "outlook.coverage",
        "exports.total",
        trade.month,
        {"inside": reached.inside, "of": reached.n},
        evidence="outlook.html#tab-coverage",
    )


def nowcasts(trade: Panel) -> list[Finding]:
    """Return what the first twenty days made of the month, or of the one under way, and why."""
    findings = []
    for flow in FLOWS:
        rows = nowcast(trade, flow, FIRST_DAYS)
        rows = rows[rows.index >= trade.month].dropna(subset=["nowcast"])
        for month in rows.index:
            row = rows.loc[month]
            numbers = {
                "flow": flow,
                "days": FIRST_DAYS,
                "month": month,
                "value": float(row["nowcast"]),
                "date": dt.date.fromisoformat(str(row["known"])),
                "actual": of.known(row["actual"]),
            }
            findings.append(
                Finding("outlook.nowcast", f"{flow}.total", month, numbers, evidence=NOWCAST)
            )
        change = nowcast_change(trade, flow)
        findings += [] if change is None else [change]
    return findings


def institutions(trade: Panel) -> Finding | None:
    """Return what institutions had published of the exports of the year, the next in December."""
    year = trade.month.year + (trade.month.month == 12)
    newest = newest_forecasts(trade, year)
    if newest.empty:
        return None
    forecasts = list(zip(newest["code"], newest["value"].map(float), strict=True))
    return Finding(
        "outlook.institutions",
        "exports.total",
        trade.month,
        {"year": pd.Period(str(year), "Y"), "forecasts": forecasts},
        evidence=INSTITUTIONS,
    )


def inflation(trade: Panel) -> Finding | None:
    """Return inflation against its target, in the month or the newest one of the year before it."""
    rates = trade.macro("kr_cpi_yoy").sort_values(["period", "published"])
    rates = rates[rates["period"].between(str(trade.month - 12), str(trade.month))]
    if rates.empty:
        return None
    month = pd.Period(rates["period"].iloc[-1], "M")
    return Finding(
        "outlook.inflation",
        "none.kr_cpi_yoy",
        month,
        {"month": month, "rate": float(rates["value"].iloc[-1]), "target": INFLATION_TARGET},
        evidence="outlook.html#fig-inflation",
    )

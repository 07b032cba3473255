"""Findings a forecaster adds to a number: how sure it is, what changed it, what it may pass."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import catalogue, revisions
from helpers.findings.finding import Finding
from helpers.forecasters import newest_forecasts
from helpers.forecasting import (
    HORIZON,
    LEVELS,
    Distribution,
    known_series,
    month_range,
    nowcast,
    outlook,
    second_opinion,
    year_range,
    year_with_forecasts,
)
from helpers.loading import Panel
from helpers.months import working_days_to

FLOWS = ("exports", "imports")
FIRST_DAYS = 20  # of the flash that nowcasts are told from
LEAST_RUN = 3  # nowcasts in a row off on one side that are worth a sentence
YEARS_OF_REVISIONS = 3
SMALL = 0.05  # per cent, written as zero
WIDE = 0.04  # spread of institutions' forecasts, relative to their mean, that is called wide


def first_release(trade: Panel) -> Finding | None:
    """Return which flows rest on first releases of the month; None where none does."""
    observations = {flow: trade.observations(flow, "total") for flow in FLOWS}
    flows = [
        flow
        for flow, rows in observations.items()
        if rows.loc[rows.index == trade.month, "status"].eq("preliminary").any()
    ]
    if not flows:
        return None
    numbers = {"month": trade.month, "flows": flows}
    return Finding("outlook.first_release", "exports.total", trade.month, numbers)


def revised(trade: Panel) -> Finding | None:
    """Return how far first releases of exports were revised on average in recent years."""
    size = revisions.size(trade, "exports", "total", last=12 * YEARS_OF_REVISIONS)
    if size is None or size.months < revisions.FEW:
        return None
    return Finding(
        "outlook.revised",
        "exports.total",
        trade.month,
        {"mean": size.mean, "years": YEARS_OF_REVISIONS},
        evidence="about.html#tab-revision-sizes",
    )


def chances(trade: Panel) -> list[Finding]:
    """Return what exports of the next month and of the year may pass, and with which chance."""
    findings = []
    ranges = {trade.month + 1: month_range(trade), trade.month.asfreq("Y"): year_range(trade)}
    for period, distribution in ranges.items():
        if distribution is not None:
            numbers = {
                "of": period,
                "whole_year": period.freqstr[0] in "YA",
                **_passing(distribution),
            }
            evidence = "outlook.html#tab-chances"
            findings.append(
                Finding("outlook.chance", "exports.total", period, numbers, evidence=evidence)
            )
    return findings


def _passing(distribution: Distribution) -> dict[str, object]:
    low, high = distribution.between(LEVELS[0])
    return {
        "value": distribution.middle,
        "low": low,
        "high": high,
        "record_in": distribution.record_in,
        "chance": 100 * distribution.chance_above(distribution.record),
        "round": distribution.round_number,
        "chance_round": 100 * distribution.chance_above(distribution.round_number),
    }


def run_of_errors(trade: Panel, flow: str) -> Finding | None:
    """Return the run of nowcasts off on the same side that ends with the last outcome.

    Its mean is of outcome less nowcast, per cent of the nowcast: above zero they were too low.
    None where it is shorter than `LEAST_RUN`.
    """
    rows = nowcast(trade, flow, FIRST_DAYS).dropna(subset=["nowcast", "actual"])
    errors = 100 * (rows["actual"] / rows["nowcast"] - 1)
    sides = np.sign(errors.to_numpy(dtype=float))
    other = np.flatnonzero(sides != sides[-1]) if len(sides) else np.array([0])
    run = errors.iloc[other[-1] + 1 :] if len(other) else errors
    if len(run) < LEAST_RUN:
        return None
    return Finding(
        "outlook.run_of_errors",
        f"{flow}.total",
        run.index[-1],
        {
            "flow": flow,
            "count": len(run),
            "mean": float(run.mean()),
            "first": run.index[0],
            "last": run.index[-1],
        },
        evidence="outlook.html#tab-accuracy",
    )


def nowcast_change(trade: Panel, flow: str) -> Finding | None:
    """Return what the newest numbers of twenty days changed, and why; None without a nowcast.

    The growth of the first twenty days is told with their working days and with the item that moved
    it most, by its share in the month a year before; `carried` is what comes from the errors of
    earlier nowcasts, per cent of the forecast.
    """
    rows = nowcast(trade, flow, FIRST_DAYS).dropna(subset=["nowcast"])
    rows = rows[rows.index >= trade.month]
    rates = trade.flash(flow, FIRST_DAYS, "yoy_pct")["value"].to_dict()
    if rows.empty or rows.index[-1] not in rates:
        return None
    month, row = rows.index[-1], rows.iloc[-1]
    before, days = working_days_to(pd.PeriodIndex([month - 12, month]), FIRST_DAYS).tolist()
    item, points = _item(trade, flow, month)
    carried = 100 * float(row["nowcast"] - row["bridged"]) / float(row["forecast"])
    return Finding(
        "outlook.change",
        f"{flow}.total",
        month,
        {
            "flow": flow,
            "month": month,
            "first_days": FIRST_DAYS,
            "forecast": float(row["forecast"]),
            "percent": 100 * float(row["nowcast"] / row["forecast"] - 1),
            "growth": float(rates[month]),
            "days": days if days != before else None,
            "days_before": before,
            "item": item,
            "moved": "taken" if points is not None and points < 0 else "added",
            "points": points,
            "carried": carried if abs(carried) >= SMALL else None,
        },
        evidence="outlook.html#tab-nowcast",
    )


def _item(trade: Panel, flow: str, month: pd.Period) -> tuple[str | None, float | None]:
    """Return the item that moved the first twenty days most, and by how many points."""
    total = known_series(trade, flow, "total").to_dict().get(month - 12, np.nan)
    points = {}
    for code in catalogue.group("items_20", trade.data_dir):
        rate = trade.flash(flow, FIRST_DAYS, "yoy_pct", code)["value"].to_dict().get(month, np.nan)
        before = known_series(trade, flow, code).to_dict().get(month - 12, np.nan)
        points[code] = rate * before / total
    moved = pd.Series(points, dtype=float).dropna()
    if moved.empty:
        return None, None
    code = str(moved.abs().idxmax())
    return code, float(moved[code])


def skill(trade: Panel, flow: str) -> Finding | None:
    """Return beyond how many months forecasts are no better than the average of recent years."""
    months = outlook(trade, flow).skilful
    if not 0 < months < HORIZON:
        return None
    evidence = f"outlook.html#tab-errors-{flow}"
    numbers = {"flow": flow, "months": months}
    return Finding("outlook.skill", f"{flow}.total", trade.month, numbers, evidence=evidence)


def cross_check(trade: Panel) -> Finding | None:
    """Return how chips and the rest forecast apart compare with the first forecast.

    The first month in which both differ by more than the 80 % range; else, where both put the year
    on the same side of the institutions' mean, the year; None otherwise.
    """
    opinion = second_opinion(trade)
    if opinion is None:
        return None
    ahead, band = opinion.ahead, outlook(trade, "exports").path
    half = (band["high80"] - band["forecast"]).to_numpy(dtype=float)
    moved = ahead["forecast"] - ahead["first"]
    apart = np.flatnonzero(moved.abs().to_numpy() > half)
    evidence = "outlook.html#tab-second"
    if len(apart):
        row, month = ahead.iloc[apart[0]], ahead.index[apart[0]]
        numbers = {"month": month, "first": float(row["first"]), "second": float(row["forecast"])}
        return Finding("outlook.apart", "exports.total", month, numbers, evidence=evidence)
    year = year_with_forecasts(trade, "exports")
    consensus = rival_forecasts(trade)["value"].mean()
    if year is None or pd.isna(consensus):
        return None
    second = year + float(moved.iloc[: 12 - trade.month.month].sum())
    if np.sign(year - consensus) != np.sign(second - consensus):
        return None
    side = "above" if year > consensus else "below"
    numbers = {"year": trade.month.asfreq("Y"), "side": side}
    numbers |= {"first": year, "second": second, "consensus": float(consensus)}
    return Finding("outlook.consensus", "exports.total", trade.month, numbers, evidence=evidence)


def disagreement(trade: Panel) -> Finding | None:
    """Return the institutions furthest apart on exports of the year; None where they are close."""
    rows = rival_forecasts(trade).sort_values("value")
    if len(rows) < 2:
        return None
    low, high = rows.iloc[0], rows.iloc[-1]
    if 2 * (high["value"] - low["value"]) / (high["value"] + low["value"]) <= WIDE:
        return None
    return Finding(
        "outlook.disagreement",
        "exports.total",
        trade.month,
        {
            "year": trade.month.asfreq("Y"),
            **{
                f"{name}{part}": value
                for name, row in (("low", low), ("high", high))
                for part, value in (
                    ("", float(row["value"])),
                    ("_by", str(row["code"])),
                    ("_on", pd.Timestamp(row["published"]).date()),
                )
            },
        },
        evidence="outlook.html#tab-institutions",
    )


def rival_forecasts(trade: Panel) -> pd.DataFrame:
    """Return each institution's newest forecast of exports of the year, targets left out."""
    rows = newest_forecasts(trade, trade.month.year)
    return rows[~rows["code"].str.endswith("_target")]

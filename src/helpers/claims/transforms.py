"""Functions of the language that turn a series into another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from helpers import metrics
from helpers.claims.bounds import Bounds, joined
from helpers.claims.lines import ArgumentError, Condition, Line, Ref, line_of, working_days
from helpers.claims.rates_and_sums import (
    aggregated,
    growth,
    laid_over,
    reindexed,
    summed,
    to_date,
    with_stated,
)
from helpers.claims.reckoning import comparison, daily, derived
from helpers.loading import Panel
from helpers.metrics.alignment import before, per_year, periods
from helpers.metrics.ordinals import numbers, places
from helpers.translation import phrase


def change(trade: Panel, line: Line, steps: float = 12) -> Line:
    """Return the difference from some periods before, in the unit of the series."""
    back = _whole(steps, "number of periods")
    values = line.values - before(line.values, back)
    unit = "pp" if line.unit == "pct" else line.unit

    def bounds(index: pd.PeriodIndex) -> Bounds:
        return joined(line.on(index), "-", line.on(index, back))

    return derived(f"change({line.label}, {back})", [line], values, unit, bounds, back=back)


def summed_by(freq: str, trade: Panel, line: Line) -> Line:
    """Sum by quarter (Q), half-year (2Q) or year (Y)."""
    sums = aggregated(trade, line, freq)
    if sums is None:
        raise ArgumentError(f"{line.label} does not add up: only monthly amounts do")
    return sums


def ytd(trade: Panel, line: Line) -> Line:
    """Sum from January on."""

    def months(period: pd.Period) -> list[pd.Period]:
        return [period - back for back in range(period.month - 1, -1, -1)]

    sums = _summed(
        f"ytd({line.label})", line, metrics.year_to_date, months, lambda index: index.month
    )
    sums = replace(sums, cumulated=True)
    sums = with_stated(trade, line, sums, to_date(trade, line))
    years = aggregated(trade, line, "Y")
    if years is None or not len(years.values):
        return sums
    closed = reindexed(
        years, np.ones(len(years.values), dtype=bool), lambda y: y.asfreq("M", "END")
    )
    return laid_over(sums, closed, places(periods(sums.values), periods(closed.values)) >= 0)


def moving_sum(trade: Panel, line: Line, length: float = 12) -> Line:
    """Sum the last months."""
    n = _whole(length, "number of months")

    def months(period: pd.Period) -> list[pd.Period]:
        return [period - back for back in range(n - 1, -1, -1)]

    return _summed(
        f"moving_sum({line.label}, {n})",
        line,
        lambda s: metrics.moving_sum(s, n),
        months,
        lambda index: np.full(len(index), n),
    )


def _summed(
    label: str,
    line: Line,
    add: Callable[[pd.Series], pd.Series],
    months: Callable[[pd.Period], list[pd.Period]],
    lengths: Callable[[pd.PeriodIndex], Any],
) -> Line:
    """Return sums over months that answer for all of them; `lengths` counts their months."""
    if line.frequency != "M" or line.kind != "level":
        raise ArgumentError(f"{line.label} is no monthly amount")

    def bounds(index: pd.PeriodIndex) -> Bounds:
        return summed(line, numbers(index), np.asarray(lengths(index), dtype=np.int64))

    sums = derived(label, [line], add(line.values), line.unit, bounds)
    return replace(
        sums,
        later=add(line.later.astype(float)).reindex(sums.values.index).gt(0),
        observations=lambda p: tuple(
            observation for m in months(p) for observation in line.observations(m)
        ),
    )


def daily_average(trade: Panel, line: Line) -> Line:
    """Divide by the working days of the month, quarter, half-year or year."""
    if line.stored in ("D10", "D20"):
        return daily(line, working_days(trade, int(line.stored[1:])))
    days = working_days(trade)
    return daily(line, days if line.frequency == "M" else summed_by(line.frequency, trade, days))


def first_days(trade: Panel, line: Line, days: float) -> Line:
    """Return the first 10 or 20 days of each month of a series."""
    if days not in FIRST_DAYS:
        raise ArgumentError(f"{days:g} days are not reported: 10 and 20 are")
    if line.ref is None:
        raise ArgumentError(f"{line.label} is not a series of the store")
    ref = replace(line.ref, basis="flash")
    first = line_of(trade, ref, f"first_days({line.label}, {days:g})", f"D{days:g}")
    return replace(first, name=line.name)


FIRST_DAYS = (10, 20)


def share(trade: Panel, line: Line, whole: Line | None = None) -> Line:
    """Return the share of the total of the flow, or of another series, per cent."""
    total = total_of(trade, line) if whole is None else whole
    values = metrics.share(line.values, total.values)

    def bounds(index: pd.PeriodIndex) -> Bounds:
        return _percent(joined(line.on(index), "/", total.on(index)))

    shares = derived(f"share({line.label})", [line, total], values, "pct", bounds, "share")
    if whole is None:
        return replace(shares, phrase="share_of_total")
    return replace(shares, phrase="share_of", whole=whole.label)


def contribution(trade: Panel, line: Line, whole: Line | None = None) -> Line:
    """Return the contribution to the growth of the total, percentage points."""
    total = total_of(trade, line) if whole is None else whole
    values = metrics.contribution(line.values, total.values)
    back = per_year(periods(line.values))

    def bounds(index: pd.PeriodIndex) -> Bounds:
        changed = joined(line.on(index), "-", line.on(index, back))
        return _percent(joined(changed, "/", total.on(index, back)))

    label = f"contribution({line.label})"
    return derived(label, [line, total], values, "pp", bounds, back=back)


def contribution_to_change(trade: Panel, line: Line, whole: Line | None = None) -> Line:
    """Return the share of the change of the total, per cent; not where it hardly changes."""
    total = total_of(trade, line) if whole is None else whole
    values = metrics.contribution_to_change(line.values, total.values)
    back = per_year(periods(line.values))

    def bounds(index: pd.PeriodIndex) -> Bounds:
        part, all_ = (joined(side.on(index), "-", side.on(index, back)) for side in (line, total))
        return _percent(joined(part, "/", all_))

    label = f"contribution_to_change({line.label})"
    shares = derived(label, [line, total], values, "pct", bounds, "share", back=back)
    return replace(shares, phrase="share_of_change", absent="no_share_of_change")


def _percent(bounds: Bounds) -> Bounds:
    return Bounds(100 * bounds.low, 100 * bounds.high)


def mainly(trade: Panel, line: Line, whole: Line | None = None) -> Condition:
    """Return where more than half of the change of the total on the year falls to a part."""
    return comparison(contribution_to_change(trade, line, whole), ">", 50.0)


def pace(sign: int, trade: Panel, line: Line) -> Condition:
    """Return whether growth on the year is above (1) or below (-1) that of the period before.

    As with growth itself, a difference that prints as 0.0 is none.
    """
    rates = growth(trade, line)
    changed = replace(change(trade, rates, 1), kind="growth")
    condition = comparison(changed, ">" if sign > 0 else "<", 0.0)

    def text(period: pd.Period) -> str:
        return phrase("value_after", now=rates.text(period), before=rates.text(period - 1))

    return replace(condition, text=text)


def total_of(trade: Panel, line: Line) -> Line:
    """Return the total of the flow a series belongs to, by the same periods."""
    if line.ref is None:
        raise ArgumentError(f"name the total that {line.label} is a part of")
    ref = Ref(line.ref.flow, "total", "value", None)
    total = line_of(trade, ref, f"{line.ref.flow}.total")
    return total if line.frequency == "M" else _required(aggregated(trade, total, line.frequency))


def _required(line: Line | None) -> Line:
    assert line is not None
    return line


def printed(trade: Panel, line: Line, measure: str) -> Line:
    """Return another measure of a series as reported."""
    if line.ref is None:
        raise ArgumentError(f"{line.label} is not a series of the store")
    ref = replace(line.ref, measure=measure)
    return line_of(trade, ref, f"printed({line.label}, {measure})", line.frequency)


def volume(trade: Panel, line: Line) -> Line:
    """Return the volume of a series as reported."""
    return replace(printed(trade, line, "volume"), label=f"volume({line.label})")


def _whole(number: float, what: str) -> int:
    if not float(number).is_integer() or not 1 <= number <= 600:
        raise ArgumentError(f"{number:g} is no {what}: 1 to 600 are allowed")
    return int(number)

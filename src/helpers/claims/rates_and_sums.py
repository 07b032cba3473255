"""Growth, and sums by quarter and year: computed, or as a release printed them.

Each is computed from the values in force. Where the printed figure is the firmer one, it is taken,
and the line knows for which periods.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers import metrics
from helpers.claims.lines import RATES, Line, Ref, held
from helpers.claims.reckoning import later_among
from helpers.loading import Fact, Panel
from helpers.metrics.alignment import per_year, periods
from helpers.metrics.ordinals import numbers, places

Mask = npt.NDArray[np.bool_]

# On these a figure is held as a release printed it, so its printed growth rate comes first.
RELEASES = {"classic", "mti2026", "ministry_group", "ministry"}
ADDITIVE = {"usd_million", "kilotonne", "tonne", "days", "million_bbl"}


def growth(trade: Panel, line: Line, steps: int | None = None) -> Line:
    """Give growth on the year (or on `steps` periods earlier), per cent.

    Computed from the values in force. A rate that a release printed is taken instead where a value
    is missing or only stands in; on the bases of the releases it always comes first, for their
    values are printed in rounded form.
    """
    yearly_steps = per_year(periods(line.values)) if len(line.values) else 1
    back = yearly_steps if steps is None else steps
    rates = (metrics.year_on_year if steps is None else metrics.month_on_month)(line.values)
    rates = rates[np.isfinite(rates.to_numpy())]
    later = later_among([line.later], periods(rates), back)
    printed = _printed_rates(trade, line) if steps is None else None
    taken = pd.Index([])
    if printed is not None and len(printed.values):
        at = rates.index.get_indexer(printed.values.index)
        absent, stands_in = at < 0, (at >= 0) & later.to_numpy()[at] if len(later) else at >= 0
        needed = absent | (stands_in & ~printed.later.to_numpy())
        if line.ref is not None and line.ref.basis in RELEASES:
            needed[:] = True
        taken = printed.values.index[needed]
        rates, later = _overlay(rates, later, printed, needed)

    def facts(period: pd.Period) -> tuple[Fact, ...]:
        if period in taken and printed is not None:
            return printed.facts(period)
        return line.facts(period) + line.facts(period - back)

    def error(period: pd.Period) -> float:
        if period in taken:
            return 0.0
        now, base = (
            line.number(period),
            line.number(period - back),
        )
        return 100 * (line.error(period) / base + now * line.error(period - back) / base**2)

    return Line(
        label=f"{'yoy' if steps is None else 'mom'}({line.label})",
        values=rates,
        later=later,
        unit="pct",
        facts=facts,
        error=error,
        kind="growth",
        how=lambda period: "printed rate" if period in taken else "computed",
        name=line.name,
    )


def aggregated(trade: Panel, line: Line, freq: str) -> Line | None:
    """Sum a line by quarter (Q), half-year (2Q) or year (Y); None when its kind does not add up."""
    if freq not in line.sums:
        line.sums[freq] = _aggregated(trade, line, freq)
    return line.sums[freq]


def _aggregated(trade: Panel, line: Line, freq: str) -> Line | None:
    """Sum a line, or take what was printed.

    Where a release printed the figure of the whole quarter or year, the firmer of the two is
    taken: the one known on the date asked, then the one published last; at a tie the printed one.
    """
    if line.unit not in ADDITIVE or line.kind != "level" or line.frequency != "M":
        return None
    how = {"Q": metrics.quarterly, "2Q": metrics.half_yearly, "Y": metrics.yearly}[freq]
    sums = how(line.values)
    flagged = _span(periods(line.later)[line.later.to_numpy(dtype=bool)], freq)
    later = pd.Series(np.isin(numbers(periods(sums)), numbers(flagged)), sums.index)
    printed, taken = None, pd.Index([])
    if freq != "2Q" and line.ref is not None:
        printed = held(trade, line.ref, line.label, freq)
        if len(printed.values):
            firmer = _firmer(trade, line.ref, printed, later)
            taken = printed.values.index[firmer]
            sums, later = _overlay(sums, later, printed, firmer)

    def parts(period: pd.Period) -> list[pd.Period]:
        first = pd.Period(period.start_time, freq="M")
        return [first + i for i in range(12 // per_year(periods(sums)))]

    def facts(period: pd.Period) -> tuple[Fact, ...]:
        if period in taken and printed is not None:
            return printed.facts(period)
        return tuple(fact for month in parts(period) for fact in line.facts(month))

    def error(period: pd.Period) -> float:
        if period in taken and printed is not None:
            return printed.error(period)
        return sum(line.error(month) for month in parts(period))

    name = {"Q": "quarterly", "2Q": "half_yearly", "Y": "yearly"}[freq]
    return replace(
        line, label=f"{name}({line.label})", values=sums, later=later, facts=facts, error=error
    )


def _printed_rates(trade: Panel, line: Line) -> Line | None:
    if line.ref is None or line.ref.measure not in RATES or line.ref.flow == "balance":
        return None
    ref = replace(line.ref, measure=RATES[line.ref.measure])
    return held(trade, ref, line.label, line.frequency)


def _overlay(
    values: pd.Series, later: pd.Series, printed: Line, taken: Mask
) -> tuple[pd.Series, pd.Series]:
    """Put the printed figures picked in `taken` in the place of the computed ones."""
    if not taken.any():
        return values, later
    index = periods(values).union(periods(printed.values)[taken])
    figures, flags = np.empty(len(index)), np.empty(len(index), dtype=bool)
    for line, stand_in, rows in (
        (values, later, slice(None)),
        (printed.values, printed.later, taken),
    ):
        at = places(index, periods(line)[rows])
        figures[at], flags[at] = line.to_numpy()[rows], stand_in.to_numpy()[rows]
    return pd.Series(figures, index), pd.Series(flags, index)


def _firmer(trade: Panel, ref: Ref, printed: Line, later: pd.Series) -> Mask:
    """Pick the periods whose printed figure is firmer than the sum of its months."""
    dated, monthly = _published(trade, ref, printed.frequency), _published(trade, ref, "M")
    taken = []
    for period, stands_in in printed.later.items():
        assert isinstance(period, pd.Period)
        summed = later.get(period)
        newer = False
        if summed is not None and summed == stands_in:
            months = range(period.asfreq("M", "start").ordinal, period.asfreq("M").ordinal + 1)
            newer = dated[period.ordinal] >= max(monthly[month] for month in months)
        taken.append(summed is None or (summed and not stands_in) or newer)
    return np.array(taken, dtype=bool)


def _published(trade: Panel, ref: Ref, freq: str) -> dict[int, str]:
    """Give the day of each figure by its period; a balance is as old as the older of its sides."""
    sides, computed = [], ref.flow == "balance" and ref.basis != "printed"
    flows = ["exports", "imports"] if computed else [ref.flow]
    for flow in flows:
        held = trade.figures(flow, ref.code, ref.measure, ref.basis, freq)
        days = held.columns["published"].tolist()
        sides.append(dict(zip(held.ordinals.tolist(), days, strict=True)))
    return {when: min(side[when] for side in sides) for when in sides[0] if when in sides[-1]}


def _span(index: pd.PeriodIndex, freq: str) -> pd.PeriodIndex:
    if freq != "2Q":
        return index.asfreq(freq)
    quarters = index.asfreq("Q-DEC")
    return quarters.where(quarters.quarter % 2 == 1, quarters - 1).asfreq("2Q-DEC")

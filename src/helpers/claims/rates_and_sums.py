"""Growth, and sums by quarter and year: as a release reported them, or computed.

Which of the two counts is one rule, see `growth`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers import catalogue, intervals, metrics, tidy
from helpers.claims import bounds as limits
from helpers.claims.bounds import Bounds, around
from helpers.claims.lines import RATES, Line, Ref, line_of, together
from helpers.loading import Observation, Panel
from helpers.metrics.alignment import multiple, per_year, periods
from helpers.metrics.ordinals import numbers, places

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

# On these the store has values as a release reported them, so its reported growth comes first.
RELEASES = {"classic", "mti2026", "ministry_group", "ministry"}
ADDITIVE = {"usd_million", "kilotonne", "tonne", "days", "million_bbl"}
TENTH = 0.1  # a rate printed more coarsely counts only where nothing can be computed


def growth(trade: Panel, line: Line, steps: int | None = None) -> Line:
    """Return growth on the year (or on `steps` periods earlier), per cent.

    Of a reported rate and one computed from the current values, the reported one counts

    - where nothing can be computed,
    - on the definitions of the releases, whose values are printed in rounded form,
    - where it was known on the date asked and the value has not been revised since it was
      published, or is itself a later vintage,
    - where both are later vintages and the rate is the earlier one,

    each time if it is printed to a tenth. Else growth is computed from the values current on the
    date asked. Where one of them is a later vintage, the bounds are those of an ordinary revision
    of growth, and not of the two values apart, which are revised together.
    """
    if line.definitions:
        parts = [growth(trade, definition, steps) for definition in line.definitions]
        return replace(together(trade, list(line.definitions), parts), label=parts[0].label)
    back = (per_year(periods(line.values)) if len(line.values) else 1) if steps is None else steps
    rates, later, bounds = _computed(trade, line, back)
    printed = _printed_rates(trade, line) if steps is None else None
    taken = pd.PeriodIndex([], freq=periods(rates).freq)
    if printed is not None and len(printed.values):
        needed = _reported_first(trade, line, printed, rates, later)
        taken = periods(printed.values)[needed]
        rates, later, bounds = _overlay((rates, later, bounds), printed, needed)

    def observations(period: pd.Period) -> tuple[Observation, ...]:
        if period in taken and printed is not None:
            return printed.observations(period)
        return line.observations(period) + line.observations(period - back)

    return Line(
        label=f"{'yoy' if steps is None else 'mom'}({line.label})",
        values=rates,
        later=later,
        bounds=bounds,
        unit="pct",
        observations=observations,
        kind="growth",
        how=lambda period: "reported rate" if period in taken else "computed",
        name=line.name,
    )


def _computed(trade: Panel, line: Line, back: int) -> tuple[pd.Series, pd.Series, Bounds]:
    """Return growth computed from values, with its later vintages and bounds; see `growth`."""
    index, values = periods(line.values), line.values.to_numpy(dtype=float)
    base = _places_before(numbers(index), back * multiple(index))
    rows = np.flatnonzero((base >= 0) & np.isfinite(values) & (values[base] > 0))
    base = base[rows]
    rates = 100 * (values[rows] / values[base] - 1)
    flags = line.later.to_numpy(dtype=bool)
    flags = flags[rows] | flags[base]
    ratio = limits.joined(line.bounds.at(rows), "/", line.bounds.at(base))
    bounds = Bounds(100 * ratio.low - 100, 100 * ratio.high - 100)
    if line.ref is not None and line.ref.flow in ("exports", "imports") and flags.any():
        kind = catalogue.breakdown(line.ref.code, trade.data_dir)
        size = intervals.width(line.ref.flow, kind, "rate", "first", "final", trade.data_dir).size
        by = np.maximum(size * np.maximum(1, 1 + rates / 100), intervals.LEAST["rate"])
        revised = around(rates, bounds.digits, by)
        low, high = (np.where(flags, a, b) for a, b in
                     ((revised.low, bounds.low), (revised.high, bounds.high)))  # fmt: skip
        bounds = Bounds(low, high)
    index = index[rows]
    return pd.Series(rates, index), pd.Series(flags, index), bounds


def _places_before(when: Numbers, step: int) -> Numbers:
    """Return the place of each number less `step`, -1 where it is not among them."""
    at = np.searchsorted(when, when - step)
    return np.where(when[np.minimum(at, len(when) - 1)] == when - step, at, -1) if len(when) else at


def _reported_first(
    trade: Panel, line: Line, printed: Line, rates: pd.Series, later: pd.Series
) -> Mask:
    """Pick the reported rates that come before the computed ones; the rule is that of `growth`."""
    assert line.ref is not None and printed.ref is not None
    at = places(periods(rates), periods(printed.values))
    computed, late = at >= 0, printed.later.to_numpy(dtype=bool)
    flags = later.to_numpy(dtype=bool)
    value_late = flags[at] & computed if len(flags) else np.zeros(len(at), dtype=bool)
    fine = printed.bounds.digits <= TENTH / 2
    if line.ref.basis in RELEASES:
        return np.asarray(~computed | fine)
    reported = _published(trade, printed.ref, printed.stored)
    valued = _valued(trade, line)
    when = numbers(periods(printed.values)).tolist()
    no_newer = np.array([valued.get(p, "") <= reported.get(p, "") for p in when], dtype=bool)
    no_later = np.array([reported.get(p, "9") <= valued.get(p, "9") for p in when], dtype=bool)
    known = ~late & (value_late | no_newer)
    both_later = late & value_late & no_later
    return np.asarray(~computed | (fine & (known | both_later)))


def _valued(trade: Panel, line: Line) -> dict[int, str]:
    """Return the day of the values that growth would be computed from: of a sum, of its months."""
    assert line.ref is not None
    ref = replace(line.ref, measure="value")
    days = dict(_published(trade, ref, _stored(line)))
    if line.frequency != "M":
        days |= _days_of_months(_published(trade, ref, "M"), periods(line.values))
    return days


def _days_of_months(
    monthly: dict[int, str], index: pd.PeriodIndex, to_date: bool = False
) -> dict[int, str]:
    """Return the newest day of the months of each longer period, or from January on.

    Periods without one of their months are left out.
    """
    length = 12 // per_year(index) if len(index) else 0
    days = {}
    for number in numbers(index).tolist():
        first = number // 12 * 12 if to_date else number * (length // multiple(index))
        last = number + 1 if to_date else first + length
        parts = [monthly.get(month, "") for month in range(first, last)]
        if all(parts):
            days[number] = max(parts)
    return days


def aggregated(trade: Panel, line: Line, freq: str) -> Line | None:
    """Sum a line by quarter (Q), half-year (2Q) or year (Y); None when its kind does not add up."""
    if freq not in line.sums:
        line.sums[freq] = _aggregated(trade, line, freq)
    return line.sums[freq]


def _aggregated(trade: Panel, line: Line, freq: str) -> Line | None:
    if line.unit not in ADDITIVE or line.kind != "level":
        return None
    if line.frequency != "M" or line.stored != "M":
        return None
    how = {"Q": metrics.quarterly, "2Q": metrics.half_yearly, "Y": metrics.yearly}[freq]
    sums = how(line.values)
    flagged = _span(periods(line.later)[line.later.to_numpy(dtype=bool)], freq)
    later = pd.Series(np.isin(numbers(periods(sums)), numbers(flagged)), sums.index)
    length = 12 // per_year(periods(sums)) if len(sums) else 0
    ends = numbers(periods(sums)) * (length // multiple(periods(sums))) + length - 1

    def observations(period: pd.Period) -> tuple[Observation, ...]:
        first = pd.Period(period.start_time, freq="M")
        return tuple(
            observation for i in range(length) for observation in line.observations(first + i)
        )

    name = {"Q": "quarterly", "2Q": "half_yearly", "Y": "yearly"}[freq]
    totals = replace(
        line, label=f"{name}({line.label})", values=sums, later=later, observations=observations,
        bounds=summed(line, ends, np.full(len(sums), length)), definitions=(), spread=None,
    )  # fmt: skip
    if freq != "2Q":
        return with_stated(
            trade, line, totals, [line_of(trade, ref, line.label, freq) for ref in _stated(line)]
        )
    halves = [
        reindexed(
            stated, np.asarray(periods(stated.values).month) == 6, lambda index: _span(index, freq)
        )
        for stated in to_date(trade, line)
    ]
    return with_stated(trade, line, totals, halves)


def with_stated(trade: Panel, line: Line, sums: Line, stated: list[Line]) -> Line:
    """Put what releases state of whole periods in the place of the sums of their months.

    Of the two the firmer one: the one known on the date asked, then the one published last, of
    later vintages the earlier one; at a tie the stated one.

    Parameters
    ----------
    line : Line
        The months.
    sums : Line
        Their sums.
    stated : list of Line
        By the same periods; a later one of the list goes before an earlier one.
    """
    for other in stated:
        if len(other.values):
            sums = laid_over(sums, other, _firmer(trade, line, other, sums))
    return sums


def laid_over(line: Line, other: Line, taken: Mask) -> Line:
    """Put the observations of another line picked in `taken` in the place of those of a line."""
    values, later, bounds = _overlay((line.values, line.later, line.bounds), other, taken)
    chosen, below = set(periods(other.values)[taken]), line.observations
    return replace(
        line, values=values, later=later, bounds=bounds,
        observations=lambda period: (other.observations if period in chosen else below)(period),
    )  # fmt: skip


def reindexed(line: Line, kept: Mask, index: Callable[[pd.PeriodIndex], pd.PeriodIndex]) -> Line:
    """Return some observations of a line under other periods."""
    rows = np.flatnonzero(kept)
    old = periods(line.values)[rows]
    new = index(old)
    back = dict(zip(new, old, strict=True))
    return replace(
        line,
        values=line.values.iloc[rows].set_axis(new),
        later=line.later.iloc[rows].set_axis(new),
        bounds=line.bounds.at(rows),
        observations=lambda period: line.observations(back[period]),
    )


def to_date(trade: Panel, line: Line) -> list[Line]:
    """Return the sums from January on that releases state, by their last month."""
    if line.ref is None or line.definitions or line.ref.measure != "value":
        return []
    return [line_of(trade, replace(line.ref, measure="cumulative_value"), line.label)]


def _stated(line: Line) -> list[Ref]:
    """List where a release may state the sum itself: a balance also as printed."""
    if line.ref is None or line.definitions:
        return []
    return [line.ref] + ([replace(line.ref, basis="printed")] if line.ref.flow == "balance" else [])


def summed(line: Line, ends: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> Bounds:
    """Return the bounds of sums: those of their months added up.

    Parameters
    ----------
    line : Line
        By month.
    ends, lengths : arrays of int
        The last month of each sum, by its number, and how many months it has; all are available.
    """
    stops = np.searchsorted(numbers(periods(line.values)), ends) + 1
    spans = np.column_stack([stops - lengths, stops]).ravel()

    def added(side: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        padded = np.concatenate([side, np.zeros((2, 1))], axis=1)
        return np.add.reduceat(padded, spans, axis=1)[:, ::2] if len(spans) else side[:, :0]

    return Bounds(added(line.bounds.low), added(line.bounds.high))


def _printed_rates(trade: Panel, line: Line) -> Line | None:
    if line.ref is None or line.ref.measure not in RATES or line.ref.flow == "balance":
        return None
    if line.frequency == "2Q":
        return None
    ref = replace(line.ref, measure=RATES[line.ref.measure])
    return line_of(trade, ref, line.label, _stored(line))


def _stored(line: Line) -> str:
    """Return how the store names the frequency of a line."""
    return line.stored if line.frequency == "M" else line.frequency


def _overlay(
    computed: tuple[pd.Series, pd.Series, Bounds], printed: Line, taken: Mask
) -> tuple[pd.Series, pd.Series, Bounds]:
    """Put the reported observations picked in `taken` in the place of the computed ones."""
    values, later, bounds = computed
    if not taken.any():
        return computed
    rows = np.flatnonzero(taken)
    old, new = numbers(periods(values)), numbers(periods(printed.values))[rows]
    when = np.union1d(old, new)
    places_ = np.searchsorted(when, old), np.searchsorted(when, new)

    def over(below: npt.NDArray[Any], above: npt.NDArray[Any]) -> npt.NDArray[Any]:
        merged = np.empty((*below.shape[:-1], len(when)), dtype=below.dtype)
        merged[..., places_[0]], merged[..., places_[1]] = below, above[..., rows]
        return merged

    index: pd.PeriodIndex = pd.PeriodIndex.from_ordinals(when, freq=periods(values).freq)  # type: ignore[attr-defined]
    return (
        pd.Series(over(values.to_numpy(float), printed.values.to_numpy(float)), index),
        pd.Series(over(later.to_numpy(bool), printed.later.to_numpy(bool)), index),
        Bounds(over(bounds.low, printed.bounds.low), over(bounds.high, printed.bounds.high)),
    )


def _firmer(trade: Panel, line: Line, stated: Line, sums: Line) -> Mask:
    """Pick the periods whose stated number is firmer than the sum; the rule is `with_stated`."""
    assert line.ref is not None and stated.ref is not None
    index, flags = periods(stated.values), sums.later.to_numpy(dtype=bool)
    days = _days_of_months(_published(trade, line.ref, "M"), index, sums.cumulated)
    at = places(periods(sums.values), index).tolist()
    taken = []
    for period, place, late in zip(index, at, stated.later.tolist(), strict=True):
        if place < 0 or flags[place] != late:
            taken.append(place < 0 or not late)
        else:
            day, day_of_sum = stated.observations(period)[0].published, days[period.ordinal]
            taken.append(day <= day_of_sum if late else day >= day_of_sum)
    return np.array(taken, dtype=bool)


def _published(trade: Panel, ref: Ref, freq: str) -> dict[int, str]:
    """Return the day of each observation by period; that of a balance is of its older side."""
    return _days(trade.origin or trade, ref, freq)  # what may be revised is of the same days


@tidy.kept
def _days(trade: Panel, ref: Ref, freq: str) -> dict[int, str]:
    computed = ref.flow == "balance" and ref.basis != "printed"
    sides = []
    for flow in ["exports", "imports"] if computed else [ref.flow]:
        figures = trade.arrays(flow, ref.code, ref.measure, ref.basis, freq)
        days = figures.columns["published"].tolist()
        sides.append(dict(zip(figures.ordinals.tolist(), days, strict=True)))
    first, last = sides[0], sides[-1]
    return {when: min(day, last[when]) for when, day in first.items() if when in last}


def _span(index: pd.PeriodIndex, freq: str) -> pd.PeriodIndex:
    if freq != "2Q":
        return index.asfreq(freq)
    quarters = index.asfreq("Q-DEC")
    return quarters.where(quarters.quarter % 2 == 1, quarters - 1).asfreq("2Q-DEC")

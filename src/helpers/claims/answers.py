"""Functions of the language that give one answer from a series or a condition."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from helpers import metrics
from helpers.claims import transforms
from helpers.claims.bounds import around
from helpers.claims.lines import FREQUENCIES, ArgumentError, Condition, Line, not_available
from helpers.claims.reckoning import comparison
from helpers.claims.result import (
    Result,
    both,
    compare,
    dated,
    distinct,
    either,
    frequency,
    named,
    unknown,
    why_open,
    written,
)
from helpers.loading import Observation, Panel
from helpers.metrics.alignment import multiple, per_year, periods, steps_between
from helpers.metrics.ordinals import numbers
from helpers.translation import phrase

SHOWN_CROSSINGS = 3  # the latest ones are named
LEAST_HISTORY = 3  # periods without a gap from which a record is spoken of


def latest(trade: Panel, freq: str) -> pd.Period:
    """Return the last period of a frequency that ends with the panel's month or earlier."""
    if freq == "M":
        return trade.month
    if freq == "2Q":
        first_half = pd.Period(year=trade.month.year, quarter=1, freq="2Q-DEC")
        return first_half + trade.month.month // 6 - 1
    period = trade.month.asfreq(freq)
    whole = period.asfreq("M", "end") == trade.month
    return period if whole else period - 1


def last_month(period: pd.Period) -> pd.Period:
    """Return the last month of a period.

    Examples
    --------
    >>> str(last_month(pd.Period(year=2023, quarter=3, freq="2Q-DEC")))
    '2023-12'
    """
    first = pd.Period(period.start_time, freq="M")
    return first + 12 // per_year(pd.PeriodIndex([period])) - 1


def at_month(trade: Panel, answer: Line | Condition | Result) -> Result:
    """Return the answer of a line or condition for the panel's month (or its last whole period)."""
    return answer if isinstance(answer, Result) else answer.at(latest(trade, answer.frequency))


def value(trade: Panel, line: Line | Condition, period: pd.Period | None = None) -> Result:
    """Return the value of a period, summed from months where the period is longer."""
    if period is None:
        return at_month(trade, line)
    own, asked = line.frequency, frequency(period)
    if own == asked:
        answer = line.at(period)
    elif isinstance(line, Line) and own == "M":
        answer = transforms.summed_by(asked, trade, line).at(period)
    else:
        raise ArgumentError(f"{line.label} has no value for {named(period)}")
    if answer.value is None:
        return answer
    return replace(answer, text=phrase("value_in", value=answer.text, period=_of(line, period)))


def _of(line: Line | Condition, period: pd.Period) -> str:
    """Write a period: the first days of a month, or January to it, where that is meant."""
    if isinstance(line, Line) and line.cumulated and period.month > 1:
        january = pd.Period(year=period.year, month=1, freq="M")
        return phrase("first_to_last", first=dated(january), last=dated(period))
    if isinstance(line, Line) and line.stored != "M":
        return phrase("first_days", days=line.stored[1:], month=dated(period))
    return dated(period)


def every(trade: Panel, label: str, line: Line, ask: Callable[..., Result]) -> Condition:
    """Return a condition: a question about one period, asked of every period of a series."""
    end = latest(trade, line.frequency)
    index = periods(line.values)
    index = index[index <= end]
    results = {period: ask(at=period) for period in index}
    answers = {
        period: bool(result.value) for period, result in results.items() if result.value is not None
    }
    when = pd.PeriodIndex(list(answers), freq=index.freq)
    return Condition(
        label=label,
        answers=pd.Series(pd.array(list(answers.values()), dtype="boolean"), when),
        later=pd.Series([result.later for result in results.values()], index, dtype=bool),
        observations=lambda period: results[period].evidence,
        text=lambda period: results[period].text,
        name=line.name,
        undecided=frozenset(index.difference(when)),
        limits=lambda period: results[period].since,
    )


def streak(trade: Panel, condition: Condition, at: pd.Period | None = None) -> Result:
    """Count the periods in a row, back from one, in which a condition holds."""
    end = end_of(trade, condition, at)
    run = metrics.streak(condition.answers, end)
    unit = FREQUENCIES[condition.frequency]
    start = end if run.since is None else run.since
    stop = start if run.length == 0 else start - 1
    count = written(run.length, unit)
    span = phrase("run_span", first=dated(start), last=dated(end)) if run.length else ""
    reason = condition.missing(stop) if run.at_least else ""
    text = phrase("run", count=count, span=span)
    if run.at_least:
        text = phrase("run_at_least", count=count, span=span, reason=reason)
    return Result(
        value=run.length,
        unit=unit,
        period=end,
        at_least=run.at_least,
        reason=reason,
        text=text if run.length or not run.at_least else reason,
        **_resting_on(condition, [end, start, stop], stop, end),
    )


def since(sign: int, months: bool, trade: Panel, line: Line, at: pd.Period | None = None) -> Result:
    """Look back for a period as high (sign 1) or as low (-1).

    With `months` it counts the periods back to it, else it names the period. A missing period in
    between leaves a lower bound; a value never reached before is "never", or at least so long. An
    earlier value whose bounds overlap leaves it open between the periods named.
    """
    end = end_of(trade, line, at)
    now = line.at(end)
    if now.value is None:
        return now
    if line.cumulated and line.frequency == "M":
        return _of_month(since(sign, months, trade, _by_year(line, end), end.asfreq("Y-DEC")), end)
    find = metrics.highest_since if sign > 0 else metrics.lowest_since
    record = find(line.values, end)
    certain, possible = _as_high(line, end, sign)
    gap = end - record.proven if record.at_least else None
    nearest = max((p for p in (possible, gap) if p is not None), default=None)
    start = record.period if record.period is not None else record.sample_start
    if record.at_least:  # nothing before the gap decides
        start = end - record.proven + 1
    assert start is not None
    unit = FREQUENCIES[line.frequency]
    common = Result(None, period=end, **_resting_on(line, [end, start], start, end))
    if possible is not None and nearest == possible and possible != certain:
        earlier = phrase("value_then", period=dated(possible), value=line.text(possible))
        observations = _observations(line, [end, possible])
        reason = why_open(observations, f"{now.text}, {earlier}")
        last = None if gap is not None else certain
        common = replace(common, evidence=observations, reason=reason, text=reason)
        if months:
            steps = float(end.ordinal - possible.ordinal) / multiple(periods(line.values))
            most = math.inf if last is None else float(steps_between(last, end))
            return replace(common, value=steps, unit=unit, at_least=True, most=most)
        early = possible if last is None else last
        return replace(common, span=(early, possible)) if last is not None else common
    if record.at_least:
        assert gap is not None
        reason = not_available(line, gap)
        text = phrase(
            "none_as_high" if sign > 0 else "none_as_low", start=dated(gap + 1), reason=reason
        )
        if months:
            return replace(common, value=record.proven, unit=unit, at_least=True,
                           reason=reason, text=text)  # fmt: skip
        return replace(common, reason=text, text=text)
    if record.period is None:
        text = phrase(
            "highest_of_data" if sign > 0 else "lowest_of_data", now=now.text, start=dated(start)
        )
        if months:  # the period before the first available one may have been as high
            return replace(common, value=record.proven + 1, unit=unit, at_least=True,
                           reason=text, text=text)  # fmt: skip
        return replace(common, never=True, start=start, reason=text, text=text)
    steps = record.periods or 0
    then = line.text(record.period)
    earlier = phrase("value_then", period=dated(record.period), value=then)
    text = phrase(
        "last_as_high" if sign > 0 else "last_as_low", earlier=earlier, span=written(steps, unit)
    )
    if months:
        return replace(common, value=steps, unit=unit, text=text)
    return replace(common, value=record.period, text=text)


def _as_high(line: Line, end: pd.Period, sign: int) -> tuple[pd.Period | None, pd.Period | None]:
    """Find the last earlier periods that certainly and that possibly were as high (or as low)."""
    place = line.place(end)
    low, high = line.bounds.low[1], line.bounds.high[1]
    low, high = (low, high) if sign > 0 else (-high, -low)
    index = periods(line.values)
    certain = np.flatnonzero(low[:place] >= high[place])
    possible = np.flatnonzero(high[:place] >= low[place])
    return tuple(index[at[-1]] if len(at) else None for at in (certain, possible))  # type: ignore[return-value]


def first_in(trade: Panel, condition: Condition, at: pd.Period | None = None) -> Result:
    """Count the periods back to the last one in which a condition was true that is true now.

    "First in 13 months" means 12 months without it in between.
    """
    end = end_of(trade, condition, at)
    now = condition.at(end)
    if now.value is None:
        return now
    if now.value is False:
        asked = {"condition": condition.label, "period": dated(end)}
        return unknown(phrase("not_so", value=now.text, **asked), now)
    last, before_it = _last_before(condition, end)
    unit = FREQUENCIES[condition.frequency]
    steps = before_it + 1
    stop = end - steps
    reason = "" if last is not None else _none_before(condition, stop)
    count = written(steps, unit)
    text = (
        phrase("first_in_at_least", count=count, reason=reason)
        if last is None
        else phrase("first_in_count", count=count, period=dated(last))
    )
    return Result(
        value=steps,
        unit=unit,
        period=end,
        at_least=last is None,
        reason=reason,
        text=text,
        **_resting_on(condition, [end, end - 1, stop], stop, end),
    )


def first_since(trade: Panel, condition: Condition, month: pd.Period, usage: str = "") -> Result:
    """Return whether a condition holds now for the first time since a month.

    "Since M" is written in two ways: M had it too ("inclusive", the ministry's way), or none had
    it from M on ("exclusive"). Left out, either will do, and the text names the one that holds.
    """
    if usage not in ("", *USAGES):
        raise ArgumentError(f"usage {usage!r}: {', '.join(USAGES)} are allowed")
    end = end_of(trade, condition, None)
    if frequency(month) != condition.frequency or month.ordinal >= end.ordinal:
        raise ArgumentError(f"{named(month)} is no earlier period of {condition.label}")
    now = condition.at(end)
    if now.value is not True:
        return now
    last = last_time(trade, condition)
    inclusive = compare(last, "==", Result(month))
    exclusive = compare(last, "==", Result(month - 1))
    chosen = {"inclusive": [inclusive], "exclusive": [exclusive]}.get(usage, [inclusive, exclusive])
    answer = either(chosen)
    text = last.text
    if answer.value is True:
        text = (
            phrase("month_included", text=text)
            if inclusive.value is True
            else phrase("none_from", text=text, month=dated(month))
        )
    return replace(last, value=answer.value, reason=answer.reason, text=text, span=None)


USAGES = ("inclusive", "exclusive")


def run_length(trade: Panel, condition: Condition) -> Line:
    """Return for every period how many in a row, up to it, a condition holds.

    A run that may have begun before the data, or before a period that is missing or open, is a
    lower bound.
    """
    index = periods(condition.answers)
    answers, when = condition.answers.to_numpy(dtype=bool), numbers(index)
    step = multiple(index)
    lengths, open_ = np.zeros(len(index)), np.zeros(len(index), dtype=bool)
    for i, holds in enumerate(answers):
        follows = i > 0 and when[i] - when[i - 1] == step
        if holds:
            lengths[i] = 1 + (lengths[i - 1] if follows else 0)
            open_[i] = open_[i - 1] if follows else True
    exact = around(lengths, 0.0)
    return Line(
        label=f"run_length({condition.label})",
        values=pd.Series(lengths, index),
        later=condition.later.reindex(index, fill_value=False).astype(bool),
        bounds=exact.hull(lengths, np.where(open_, np.inf, lengths)),
        unit=FREQUENCIES[condition.frequency],
        observations=lambda period: condition.observations(period),
        name=condition.name,
    )


def last_time(trade: Panel, condition: Condition, at: pd.Period | None = None) -> Result:
    """Find the last earlier period in which a condition was true; a gap after it hides it."""
    end = end_of(trade, condition, at)
    last, false = _last_before(condition, end)
    stop = end - false - 1
    common = {"period": end} | _resting_on(condition, [stop, end], stop, end)
    if last is None:
        before = _none_before(condition, stop)
        reason = phrase("not_from", period=dated(stop + 1), reason=before)
        return Result(None, reason=reason, text=reason, **common)
    text = phrase("last_in", period=dated(last), value=condition.text(last))
    return Result(last, text=text, **common)


def _last_before(condition: Condition, end: pd.Period) -> tuple[pd.Period | None, int]:
    """Find the last period before `end` in which a condition was true, and the noes since."""
    noes = metrics.streak(~condition.answers, end - 1)
    if noes.at_least:
        return None, noes.length
    return end - noes.length - 1, noes.length


def first(trade: Panel, condition: Condition) -> Result:
    """Find the first period of all in which a condition holds.

    "Of all" is the run without a gap that leads up to it, of three periods at least.
    """
    end = latest(trade, condition.frequency)
    answers = condition.answers
    if not len(answers):
        return unknown(phrase("no_observation", name=condition.label))
    true = answers.index[answers.astype(bool)]
    run = metrics.streak(answers.notna(), true[0] if len(true) else end)
    start = run.since
    open_ = [p for p in condition.undecided if not len(true) or p.ordinal < true[0].ordinal]
    if open_:
        return unknown(condition.missing(max(open_, key=lambda p: p.ordinal)))
    if start is None or run.length < LEAST_HISTORY:
        return unknown(phrase("no_months_before", name=condition.label))
    if not len(true):
        text = phrase("never", first=dated(start), last=dated(end))
        return Result(
            None, never=True, start=start, reason=text, text=text,
            evidence=_observations(condition, [end]),
            later=has_later(condition, start, end),
        )  # fmt: skip
    earliest = true[0]
    return Result(
        value=earliest,
        period=earliest,
        text=phrase(
            "first_of_data",
            period=dated(earliest), value=condition.text(earliest), start=dated(start),
        ),
        **_resting_on(condition, [earliest, earliest - 1], start, earliest),
    )  # fmt: skip


def first_where(symbol: str, trade: Panel, line: Line, other: Line | Result) -> Result:
    """Find the first period of all above (or not below) another series or a number."""
    return first(trade, comparison(line, symbol, other))


def crossed(trade: Panel, line: Line, other: Line, at: pd.Period | None = None) -> Result:
    """Return whether a series is above another now and was not in the period before."""
    condition = comparison(line, ">", other)
    end = end_of(trade, condition, at)
    now, earlier = condition.at(end), condition.at(end - 1)
    for result in (now, earlier):
        if result.value is None:
            return result
    return Result(
        value=bool(now.value) and not earlier.value,
        period=end,
        evidence=_observations(condition, [end, end - 1]),
        later=has_later(condition, end - 1, end),
        text=phrase(
            "now_and_before",
            now=now.text, end=dated(end), before=earlier.text, start=dated(end - 1),
        ),
    )  # fmt: skip


def crossings(trade: Panel, line: Line, other: Line, at: pd.Period | None = None) -> Result:
    """Count how often two series changed places so far, either way; a count since the data start.

    Before the data start there may have been more, so the count is a lower bound.
    """
    condition = comparison(line, ">", other)
    end = end_of(trade, condition, at)
    now = condition.at(end)
    if now.value is None and end not in condition.undecided:
        return now
    index = condition.answers.index[condition.answers.index <= end]
    changes = metrics.crossings(line.values.reindex(index), other.values.reindex(index))
    above = {"a": line.name or line.label, "b": other.name or other.label}
    shown = []
    for change in changes[-SHOWN_CROSSINGS:]:
        entry = phrase("above_in", name=above[change.above], period=dated(change.period))
        if change.last_before != change.period - 1:
            entry += phrase("other_still_in", period=dated(change.last_before))
        shown.append(entry)
    dates = [when for change in changes for when in (change.period, change.last_before)]
    start = dated(index[0])
    text = phrase("no_crossing", start=start)
    if changes:
        text = phrase(
            "one_crossing" if len(changes) == 1 else "crossings", count=len(changes), start=start
        )
    open_ = sum(period <= end for period in condition.undecided)
    missing = steps_between(index[0], end) + 1 - len(index) - open_
    unit = FREQUENCIES[condition.frequency]
    text += phrase("crossings_not_available", count=written(missing, unit)) if missing > 0 else ""
    text += phrase("crossings_open", count=written(open_, unit)) if open_ > 0 else ""
    return Result(
        value=len(changes),
        unit="times",
        period=end,
        at_least=True,
        reason=_none_before(condition, index[0] - 1),
        evidence=_observations(condition, [end, *dates[-2 * SHOWN_CROSSINGS :]]),
        later=has_later(condition, index[0], end),
        text="; ".join([text, *shown[-SHOWN_CROSSINGS:]]),
    )


def monotone(sign: int, trade: Panel, line: Line, first: pd.Period, last: pd.Period) -> Result:
    """Return whether a series rises (sign 1) or falls (-1) throughout."""
    if frequency(first) != frequency(last) or not 1 <= last.ordinal - first.ordinal <= 600:
        raise ArgumentError(f"{named(first)} to {named(last)} is no stretch of periods")
    results = [
        value(trade, line, period) for period in pd.period_range(first, last, freq=first.freqstr)
    ]
    for result in results:
        if result.value is None:
            return result
    steps = [compare(a, "<" if sign > 0 else ">", b) for a, b in itertools.pairwise(results)]
    joint = both(steps)
    return Result(
        value=joint.value,
        period=last,
        reason=joint.reason,
        subject=line.name,
        evidence=distinct(observation for result in results for observation in result.evidence),
        later=any(result.later for result in results),
        text=", ".join(result.text for result in results),
    )


def _none_before(condition: Condition, stop: pd.Period) -> str:
    if stop in condition.undecided:
        return condition.missing(stop)
    return phrase("none_earlier", period=dated(stop))


def end_of(trade: Panel, line: Line | Condition, at: pd.Period | None) -> pd.Period:
    """Return the period asked, or the latest one of the series."""
    if at is None:
        return latest(trade, line.frequency)
    if frequency(at) != line.frequency:
        raise ArgumentError(f"{named(at)} is no period of {line.label}")
    return at


def _observations(line: Line | Condition, when: list[pd.Period]) -> tuple[Observation, ...]:
    return distinct(
        observation for period in dict.fromkeys(when) if _is_available(line, period)
        for observation in line.observations(period)
    )  # fmt: skip


def _is_available(line: Line | Condition, period: pd.Period) -> bool:
    if isinstance(line, Line):
        return period in line.values.index
    return period in line.answers.index or period in line.undecided


def _by_year(line: Line, end: pd.Period) -> Line:
    """Return the same month of every year by year: sums from January on compare like with like."""
    kept = np.flatnonzero([period.month == end.month for period in periods(line.values)])
    years = periods(line.values)[kept].asfreq("Y-DEC")
    month = partial(_month_of, end)
    return replace(
        line,
        values=line.values.iloc[kept].set_axis(years),
        later=line.later.iloc[kept].set_axis(years),
        bounds=line.bounds.at(kept),
        observations=lambda year: line.observations(month(year)),
        how=lambda year: line.how(month(year)),
        cumulated=False,
    )


def _month_of(end: pd.Period, year: pd.Period) -> pd.Period:
    return pd.Period(year=year.year, month=end.month, freq="M")


def _of_month(result: Result, end: pd.Period) -> Result:
    """Turn years in a result into the month of them that was asked."""
    month = partial(_month_of, end)
    changed: dict[str, Any] = {"period": end}
    if isinstance(result.value, pd.Period):
        changed["value"] = month(result.value)
    if result.start is not None:
        changed["start"] = month(result.start)
    if result.span is not None and result.span[1] is not None:
        changed["span"] = month(result.span[0]), month(result.span[1])
    return replace(result, **changed)


def _resting_on(
    line: Line | Condition, when: list[pd.Period], first: pd.Period, last: pd.Period
) -> dict[str, Any]:
    """Return the fields of a result that rests on some periods of a stretch of them."""
    return {
        "evidence": _observations(line, when),
        "later": has_later(line, first, last),
        "subject": line.name,
    }


def has_later(line: Line | Condition, first: pd.Period, last: pd.Period) -> bool:
    """Return whether a value of a stretch of periods is of a later vintage."""
    when, flags = numbers(periods(line.later)), line.later.to_numpy(dtype=bool)
    start, stop = np.searchsorted(when, [first.ordinal, last.ordinal + 1])
    return bool(flags[start:stop].any())

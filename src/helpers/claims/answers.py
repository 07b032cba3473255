"""Functions of the language that give one answer from a series or a condition."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd

from helpers import metrics
from helpers.claims import transforms
from helpers.claims.lines import FREQUENCIES, ArgumentError, Condition, Line, not_held
from helpers.claims.reckoning import judged
from helpers.claims.result import Result, dated, distinct, frequency, named, unknown, written
from helpers.loading import Fact, Panel
from helpers.metrics.alignment import periods, steps_between
from helpers.metrics.ordinals import numbers
from helpers.translation import tr

SHOWN_CROSSINGS = 3  # the latest ones are named
LEAST_HISTORY = 3  # periods without a gap from which a record is spoken of


def latest(trade: Panel, freq: str) -> pd.Period:
    """Give the last period of a frequency that ends with the panel's month or earlier."""
    if freq == "M":
        return trade.month
    if freq == "2Q":
        first_half = pd.Period(year=trade.month.year, quarter=1, freq="2Q-DEC")
        return first_half + trade.month.month // 6 - 1
    period = trade.month.asfreq(freq)
    whole = period.asfreq("M", "end") == trade.month
    return period if whole else period - 1


def at_month(trade: Panel, found: Line | Condition | Result) -> Result:
    """Give what a line or condition says of the panel's month (or its last whole period)."""
    return found if isinstance(found, Result) else found.at(latest(trade, found.frequency))


def value(trade: Panel, line: Line | Condition, period: pd.Period | None = None) -> Result:
    """Give the figure of a period, summed from months where the period is longer."""
    if period is None:
        return at_month(trade, line)
    own, asked = line.frequency, frequency(period)
    if own == asked:
        found = line.at(period)
    elif isinstance(line, Line) and own == "M":
        found = transforms.summed_by(asked, trade, line).at(period)
    else:
        raise ArgumentError(f"{line.label} has no value for {named(period)}")
    if found.value is None:
        return found
    return replace(found, text=tr("{value} in {period}", value=found.text, period=dated(period)))


def streak(trade: Panel, condition: Condition, at: pd.Period | None = None) -> Result:
    """Count the periods in a row, back from one, in which a condition holds."""
    end = end_of(trade, condition, at)
    run = metrics.streak(condition.answers, end)
    unit = FREQUENCIES[condition.frequency]
    start = end if run.since is None else run.since
    stop = start if run.length == 0 else start - 1
    count = written(run.length, unit)
    span = tr(" ({} to {})", dated(start), dated(end)) if run.length else ""
    reason = not_held(condition, stop) if run.at_least else ""
    text = tr("{count}{span}", count=count, span=span)
    if run.at_least:
        text = tr("at least {count}{span}: {reason}", count=count, span=span, reason=reason)
    return Result(
        value=run.length,
        unit=unit,
        period=end,
        at_least=run.at_least,
        reason=reason,
        evidence=_facts(condition, [end, start, stop]),
        stand_in=stands_in(condition, stop, end),
        text=text if run.length or not run.at_least else reason,
        subject=condition.name,
    )


def since(sign: int, months: bool, trade: Panel, line: Line, at: pd.Period | None = None) -> Result:
    """Look back for a period as high (sign 1) or as low (-1).

    With `months` it counts the periods back to it, else it names the period. A missing period in
    between leaves a lower bound; a value never reached before is "never", or at least so long.
    """
    end = end_of(trade, line, at)
    now = line.at(end)
    if now.value is None:
        return now
    find = metrics.highest_since if sign > 0 else metrics.lowest_since
    found = find(line.values, end)
    start = found.period if found.period is not None else found.sample_start
    if found.at_least:  # nothing before the gap decides
        start = end - found.proven + 1
    assert start is not None
    unit = FREQUENCIES[line.frequency]
    common = Result(
        value=None,
        period=end,
        evidence=_facts(line, [end, start]),
        stand_in=stands_in(line, start, end),
        subject=line.name,
    )
    if found.at_least:
        gap = end - found.proven
        reason = not_held(line, gap)
        bounds = {"start": dated(gap + 1), "reason": reason}
        text = (
            tr("none as high from {start} on; {reason}", **bounds)
            if sign > 0
            else tr("none as low from {start} on; {reason}", **bounds)
        )
        if months:
            return replace(common, value=found.proven, unit=unit, at_least=True,
                           reason=reason, text=text)  # fmt: skip
        return replace(common, reason=text, text=text)
    if found.period is None:
        bounds = {"now": now.text, "start": dated(start)}
        text = (
            tr("{now}: highest since the data start in {start}", **bounds)
            if sign > 0
            else tr("{now}: lowest since the data start in {start}", **bounds)
        )
        if months:  # the period before the first one held may have been as high
            return replace(common, value=found.proven + 1, unit=unit, at_least=True,
                           reason=text, text=text)  # fmt: skip
        return replace(common, never=True, start=start, reason=text, text=text)
    steps = found.periods or 0
    then = line.text(found.period)
    earlier = tr("{period} ({value})", period=dated(found.period), value=then)
    back = {"earlier": earlier, "span": written(steps, unit)}
    text = (
        tr("last as high in {earlier}, {span} earlier", **back)
        if sign > 0
        else tr("last as low in {earlier}, {span} earlier", **back)
    )
    if months:
        return replace(common, value=steps, unit=unit, text=text)
    return replace(common, value=found.period, text=text)


def first_in(trade: Panel, condition: Condition, at: pd.Period | None = None) -> Result:
    """Count the periods back to the last one in which a condition held that holds now.

    "First in 13 months" means 12 months without it in between.
    """
    end = end_of(trade, condition, at)
    now = condition.at(end)
    if now.value is None:
        return now
    if now.value is False:
        reason = tr("{} is not so in {}: {}", condition.label, dated(end), now.text)
        return unknown(reason, now)
    last, before_it = _last_before(condition, end)
    unit = FREQUENCIES[condition.frequency]
    steps = before_it + 1
    stop = end - steps
    reason = "" if last is not None else _none_before(stop)
    count = written(steps, unit)
    text = (
        tr("first in at least {count}: {reason}", count=count, reason=reason)
        if last is None
        else tr("first in {count}: last in {period}", count=count, period=dated(last))
    )
    return Result(
        value=steps,
        unit=unit,
        period=end,
        at_least=last is None,
        reason=reason,
        evidence=_facts(condition, [end, end - 1, stop]),
        stand_in=stands_in(condition, stop, end),
        text=text,
        subject=condition.name,
    )


def last_time(trade: Panel, condition: Condition, at: pd.Period | None = None) -> Result:
    """Find the last earlier period in which a condition held; a missing one before it hides it."""
    end = end_of(trade, condition, at)
    last, false = _last_before(condition, end)
    stop = end - false - 1
    common = {
        "period": end,
        "evidence": _facts(condition, [stop, end]),
        "stand_in": stands_in(condition, stop, end),
        "subject": condition.name,
    }
    if last is None:
        reason = tr("not from {} on; {}", dated(stop + 1), _none_before(stop))
        return Result(None, reason=reason, text=reason, **common)  # type: ignore[arg-type]
    text = tr("last in {}: {}", dated(last), condition.text(last))
    return Result(last, text=text, **common)  # type: ignore[arg-type]


def _last_before(condition: Condition, end: pd.Period) -> tuple[pd.Period | None, int]:
    """Find the last period before `end` in which a condition held, and the noes in between."""
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
        return unknown(tr("no figure is held for {}", condition.label))
    true = answers.index[answers.astype(bool)]
    run = metrics.streak(answers.notna(), true[0] if len(true) else end)
    start = run.since
    if start is None or run.length < LEAST_HISTORY:
        return unknown(tr("the months before are not held for {}", condition.label))
    if not len(true):
        text = tr("never from {} to {}", dated(start), dated(end))
        return Result(
            None, never=True, start=start, reason=text, text=text,
            evidence=_facts(condition, [end]),
            stand_in=stands_in(condition, start, end),
        )  # fmt: skip
    found = true[0]
    return Result(
        value=found,
        period=found,
        evidence=_facts(condition, [found, found - 1]),
        stand_in=stands_in(condition, start, found),
        text=tr(
            "{period}: {value}, first since the data start in {start}",
            period=dated(found), value=condition.text(found), start=dated(start),
        ),
        subject=condition.name,
    )  # fmt: skip


def first_at_least(trade: Panel, line: Line, threshold: float) -> Result:
    """Find the first period of all with at least a threshold."""
    return first(trade, judged(line, ">=", threshold))


def first_above(trade: Panel, line: Line, other: Line | float) -> Result:
    """Find the first period of all above another series or a number."""
    return first(trade, judged(line, ">", other))


def crossed(trade: Panel, line: Line, other: Line, at: pd.Period | None = None) -> Result:
    """Tell whether a series is above another now and was not in the period before."""
    condition = judged(line, ">", other)
    end = end_of(trade, condition, at)
    now, earlier = condition.at(end), condition.at(end - 1)
    for each in (now, earlier):
        if each.value is None:
            return each
    return Result(
        value=bool(now.value) and not earlier.value,
        period=end,
        evidence=_facts(condition, [end, end - 1]),
        stand_in=stands_in(condition, end - 1, end),
        text=tr(
            "{now} in {end}; {before} in {start}",
            now=now.text, end=dated(end), before=earlier.text, start=dated(end - 1),
        ),
    )  # fmt: skip


def crossings(trade: Panel, line: Line, other: Line, at: pd.Period | None = None) -> Result:
    """Count how often two series changed places so far, either way; a count since the data start.

    Before the data start there may have been more, so the count is a lower bound.
    """
    condition = judged(line, ">", other)
    end = end_of(trade, condition, at)
    now = condition.at(end)
    if now.value is None:
        return now
    index = condition.answers.index[condition.answers.index <= end]
    found = metrics.crossings(line.values.reindex(index), other.values.reindex(index))
    above = {"a": line.name or line.label, "b": other.name or other.label}
    shown = []
    for each in found[-SHOWN_CROSSINGS:]:
        said = tr("{name} above in {period}", name=above[each.above], period=dated(each.period))
        if each.last_before != each.period - 1:
            said += tr(" (the other one still in {})", dated(each.last_before))
        shown.append(said)
    dates = [when for each in found for when in (each.period, each.last_before)]
    start = dated(index[0])
    text = tr("no change of places since {start}", start=start)
    if found:
        text = (
            tr("changed places at least once since {start}", start=start)
            if len(found) == 1
            else tr("changed places at least {n} times since {start}", n=len(found), start=start)
        )
    missing = steps_between(index[0], end) + 1 - len(index)
    if missing:
        text += tr(", {} not held", written(missing, FREQUENCIES[condition.frequency]))
    return Result(
        value=len(found),
        unit="times",
        period=end,
        at_least=True,
        reason=_none_before(index[0] - 1),
        evidence=_facts(condition, [end, *dates[-2 * SHOWN_CROSSINGS :]]),
        stand_in=stands_in(condition, index[0], end),
        text="; ".join([text, *shown[-SHOWN_CROSSINGS:]]),
    )


def monotone(sign: int, trade: Panel, line: Line, first: pd.Period, last: pd.Period) -> Result:
    """Tell whether a series rises (sign 1) or falls (-1) throughout."""
    if frequency(first) != frequency(last) or not 1 <= last.ordinal - first.ordinal <= 600:
        raise ArgumentError(f"{named(first)} to {named(last)} is no stretch of periods")
    founds = [value(trade, line, each) for each in pd.period_range(first, last, freq=first.freqstr)]
    for each in founds:
        if each.value is None:
            return each
    numbers = [sign * float(each.value) for each in founds]  # type: ignore[arg-type]
    return Result(
        value=all(a < b for a, b in itertools.pairwise(numbers)),
        period=last,
        subject=line.name,
        evidence=distinct(fact for each in founds for fact in each.evidence),
        stand_in=any(each.stand_in for each in founds),
        text=", ".join(each.text for each in founds),
    )


def _none_before(stop: pd.Period) -> str:
    return tr("{} and earlier are not held", dated(stop))


def end_of(trade: Panel, found: Line | Condition, at: pd.Period | None) -> pd.Period:
    """Give the period asked, or the latest one of the series."""
    if at is None:
        return latest(trade, found.frequency)
    if frequency(at) != found.frequency:
        raise ArgumentError(f"{named(at)} is no period of {found.label}")
    return at


def _facts(found: Line | Condition, when: list[pd.Period]) -> tuple[Fact, ...]:
    index = found.values.index if isinstance(found, Line) else found.answers.index
    return distinct(
        fact for each in dict.fromkeys(when) if each in index for fact in found.facts(each)
    )


def stands_in(found: Line | Condition, first: pd.Period, last: pd.Period) -> bool:
    """Tell whether a figure of a stretch of periods only stands in."""
    when, flags = numbers(periods(found.later)), found.later.to_numpy(dtype=bool)
    start, stop = np.searchsorted(when, [first.ordinal, last.ordinal + 1])
    return bool(flags[start:stop].any())

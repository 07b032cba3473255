"""Records: values above (or below) all earlier ones of a scope, which is always said."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from helpers import metrics
from helpers.claims.answers import LEAST_HISTORY, end_of, stands_in
from helpers.claims.lines import ArgumentError, Line
from helpers.claims.result import Result, dated, distinct, frequency, unknown, written
from helpers.loading import Panel
from helpers.metrics.alignment import periods
from helpers.translation import tr
from helpers.wording import calendar_month

SCOPES = ("all", "month", "year")


def record(
    sign: int, trade: Panel, line: Line, scope: str = "all", at: pd.Period | None = None
) -> Result:
    """Tell whether a value is above (1) or below (-1) all earlier ones.

    Of the scope, and equal is no record. With periods missing, a "yes" needs a run without a gap up
    to now, and its start is said; any held higher value makes it a "no". A "no" names the narrower
    scopes that hold, a "yes" for a narrow scope the wider one that does.
    """
    if scope not in SCOPES:
        raise ArgumentError(f"scope {scope!r}: {', '.join(SCOPES)} are allowed")
    if line.cumulated and scope != "month":
        raise ArgumentError('sums from January on compare with the same months: scope "month"')
    end = end_of(trade, line, at)
    now = line.at(end)
    if now.value is None:
        return now
    turned = replace(line, values=sign * line.values)
    whole = metrics.record(turned.values, end, scope)  # type: ignore[arg-type]
    if whole.previous is None:
        return unknown(tr("no earlier value of {} is held to compare with", line.label), now)
    when = whole.previous[0]
    amount = written(line.number(when), line.unit)
    earlier = tr("{period} with {amount}", period=dated(when), amount=amount)
    common = Result(
        value=whole.is_record,
        period=end,
        evidence=distinct(now.evidence + line.facts(when)),
        stand_in=now.stand_in or stands_in(line, whole.sample_start or end, end),
        subject=line.name,
    )
    if not whole.is_record:
        narrower = _other_scopes(turned, end, scope, sign)
        said = {"now": now.text, "earlier": earlier, "narrower": narrower}
        said["word"] = _no_record(line, end, scope, sign, whole.equal)
        text = (
            tr("{now}: {word}; highest {earlier}{narrower}", **said)
            if sign > 0
            else tr("{now}: {word}; lowest {earlier}{narrower}", **said)
        )
        return replace(common, text=text)
    start = whole.sample_start
    if whole.missing:
        start = _unbroken(line, end, scope)
        if start is None:
            within = _within(line, end, scope)
            counts: dict[str, object] = {"held": whole.n, "missing": whole.missing}
            counts["within"] = f" {within}" if within else ""
            text = (
                tr("highest{within} of the {held} held, but {missing} are not held", **counts)
                if sign > 0
                else tr("lowest{within} of the {held} held, but {missing} are not held", **counts)
            )
            return replace(common, value=None, reason=text, text=text)
    assert start is not None
    if scope == "year":
        kind = tr("highest of the year") if sign > 0 else tr("lowest of the year")
    else:
        name = _record(line, end, scope, sign)
        kind = tr("{record} since {start}", record=name, start=dated(start))
    wider = _other_scopes(turned, end, scope, sign)
    text = tr(
        "{now}: {record}; before it {earlier}{wider}",
        now=now.text, record=kind, earlier=earlier, wider=wider,
    )  # fmt: skip
    return replace(common, text=text)


def _record(line: Line, end: pd.Period, scope: str, sign: int) -> str:
    within = _within(line, end, scope)
    if not within:
        return tr("record") if sign > 0 else tr("record low")
    return tr("record {within}", within=within) if sign > 0 else tr("record low {}", within)


def _no_record(line: Line, end: pd.Period, scope: str, sign: int, equal: bool) -> str:
    if equal:
        return tr("equal to the highest") if sign > 0 else tr("equal to the lowest")
    within = _within(line, end, scope)
    return tr("no record {}", within) if within else tr("no record")


def _within(line: Line, end: pd.Period, scope: str) -> str:
    """Say of what a value is a record: of all, for a December, for a Q4, of the year."""
    if scope == "year":
        return tr("of the year")
    if scope == "all" or line.frequency == "Y":
        return ""
    if line.cumulated:
        month = calendar_month(end.month)
        return tr("for January") if end.month == 1 else tr("for January to {}", month)
    if line.frequency == "M":
        month = calendar_month(end.month)
        return tr("for an {}", month) if end.month in (4, 8, 10) else tr("for a {}", month)
    return tr("for a {part}", part=_part(end))


def _part(end: pd.Period) -> str:
    """Name a quarter or half without its year."""
    if frequency(end) == "Q":
        return tr("Q{}", end.quarter)
    return tr("H1") if end.quarter < 3 else tr("H2")


def _other_scopes(turned: Line, end: pd.Period, scope: str, sign: int) -> str:
    """Name the wider scope in which a narrow record holds too, or the narrower that are left."""
    if turned.frequency == "Y" or turned.cumulated:
        return ""
    found = {each: metrics.record(turned.values, end, each) for each in SCOPES}  # type: ignore[arg-type]
    holds = [
        each
        for each in SCOPES
        if found[each].is_record and _proven_from(turned, end, each, found[each]) is not None
    ]
    this = found[scope].is_record
    if this and scope != "all" and "all" in holds:
        return tr("; weaker than what holds: a record of all held")
    if not this:
        left = [_record(turned, end, each, sign) for each in holds if each != "all"]
        if not left:
            return ""
        one, *more = left
        return tr("; only a {} and a {}", one, more[0]) if more else tr("; only a {}", one)
    return ""


def _proven_from(line: Line, end: pd.Period, scope: str, found: metrics.Record) -> pd.Period | None:
    """Give since when a record is proven; None where what is held is too thin to say."""
    return _unbroken(line, end, scope) if found.missing else found.sample_start


def _unbroken(line: Line, end: pd.Period, scope: str) -> pd.Period | None:
    """Give the start of the run without a gap that ends at `end`; None when it is too short."""
    if scope == "year":
        return None
    answers = line.values.notna()
    if scope == "month":
        same = answers[[period.month == end.month for period in answers.index]]
        years = same.set_axis(periods(same).asfreq("Y-DEC"))
        run = metrics.streak(years, end.asfreq("Y-DEC"))
        start = (
            None if run.since is None else pd.Period(year=run.since.year, month=end.month, freq="M")
        )
    else:
        run = metrics.streak(answers, end)
        start = run.since
    return start if run.length >= LEAST_HISTORY else None

"""Records: values above (or below) all earlier ones of a scope, which the answer names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from helpers import catalogue, metrics
from helpers.claims.answers import LEAST_HISTORY, end_of, has_later
from helpers.claims.lines import ArgumentError, Line
from helpers.claims.result import Result, dated, distinct, frequency, unknown, why_open, written
from helpers.loading import Panel
from helpers.metrics.alignment import periods
from helpers.translation import phrase
from helpers.wording import calendar_month

SCOPES = ("all", "month", "year")


def record(
    sign: int, trade: Panel, line: Line, scope: str = "all", at: pd.Period | None = None
) -> Result:
    """Return whether a value is above (1) or below (-1) all earlier ones.

    Of the scope, and equal is no record. With periods missing, a "yes" needs a run without a gap up
    to now, and its start is named; any higher value makes it a "no". A "no" names the narrower
    scopes that hold, a "yes" for a narrow scope the wider one that does.
    """
    _require_scope(line, scope)
    end = end_of(trade, line, at)
    now = line.at(end)
    if now.value is None:
        return now
    turned = replace(line, values=sign * line.values)
    whole = metrics.record(turned.values, end, scope)  # type: ignore[arg-type]
    if whole.previous is None:
        return unknown(phrase("none_to_compare", name=line.label), now)
    when, above = whole.previous[0], standing(line, end, scope, sign)
    amount = written(line.number(when), line.unit)
    earlier = phrase("period_with", period=dated(when), amount=amount)
    common = Result(
        value=whole.is_record,
        period=end,
        evidence=distinct(now.evidence + line.observations(when)),
        later=now.later or has_later(line, whole.sample_start or end, end),
        subject=line.name,
    )
    if not above.certain and above.possible:
        when = above.nearest or when
        observations = distinct(now.evidence + line.observations(when))
        earlier = phrase("value_then", period=dated(when), value=line.text(when))
        text = f"{now.text}, {earlier}"
        return replace(
            common,
            value=None,
            evidence=observations,
            reason=why_open(observations, text),
            text=text,
        )
    if not whole.is_record:
        text = phrase(
            "not_highest" if sign > 0 else "not_lowest",
            now=now.text,
            word=_no_record(line, end, scope, sign, whole.equal),
            earlier=earlier,
            narrower=_other_scopes(turned, end, scope, sign),
        )
        return replace(common, value=False, text=text)
    start = whole.sample_start
    if whole.missing:
        start = _unbroken(line, end, scope)
        if start is None:
            within = _within(line, end, scope)
            text = phrase(
                "highest_available" if sign > 0 else "lowest_available",
                within=f" {within}" if within else "",
                count=whole.n,
                missing=whole.missing,
            )
            return replace(common, value=None, reason=text, text=text)
    assert start is not None
    if scope == "year":
        kind = phrase("highest_of_year" if sign > 0 else "lowest_of_year")
    else:
        name = _record(line, end, scope, sign)
        kind = phrase("record_since", record=name, start=dated(start))
    wider = _other_scopes(turned, end, scope, sign)
    text = phrase("record_before", now=now.text, record=kind, earlier=earlier, wider=wider)
    return replace(common, value=True, text=text, since=_shorter(trade, line, start, scope))


def rank_in_history(
    trade: Panel, line: Line, scope: str = "all", at: pd.Period | None = None
) -> Result:
    """Return the place of a value among the earlier ones of its scope, 1 for the highest.

    Missing earlier values, and those whose bounds overlap, leave a range.
    """
    _require_scope(line, scope)
    end = end_of(trade, line, at)
    now = line.at(end)
    if now.value is None:
        return now
    history = metrics.record(line.values, end, scope)  # type: ignore[arg-type]
    above = standing(line, end, scope, 1)
    start = history.sample_start or end
    within = _within(line, end, scope)
    missing = phrase("number_not_available", count=history.missing) if history.missing else ""
    open_ = above.possible - above.certain
    reason = missing
    if open_:
        reason = "; ".join(filter(None, [missing, why_open(now.evidence, now.text)]))
    text = phrase(
        "rank_between" if open_ else "rank_in_history",
        now=now.text,
        rank=1 + above.certain,
        most=1 + above.possible,
        count=history.n,
        within=f" {within}" if within else "",
        start=dated(start),
    )
    return Result(
        value=1 + above.certain,
        unit="rank",
        period=end,
        at_least=bool(history.missing or open_),
        most=float(1 + above.possible + history.missing),
        reason=reason,
        evidence=distinct(
            now.evidence + (line.observations(above.nearest) if above.nearest else ())
        ),
        later=now.later or has_later(line, start, end),
        text=f"{text}; {reason}" if reason else text,
        subject=line.name,
        since=_shorter(trade, line, start, scope),
    )


def _require_scope(line: Line, scope: str) -> None:
    if scope not in SCOPES:
        raise ArgumentError(f"scope {scope!r}: {', '.join(SCOPES)} are allowed")
    if line.cumulated and scope != "month":
        raise ArgumentError('sums from January on compare with the same months: scope "month"')


@dataclass(frozen=True)
class Standing:
    """How many earlier values are above one, certainly and possibly."""

    certain: int
    possible: int
    nearest: pd.Period | None  # the possible one with the highest value, where it is not certain


def standing(line: Line, end: pd.Period, scope: str, sign: int) -> Standing:
    """Count the earlier values of a scope above (sign 1) or below (-1) that of a period."""
    place, index = line.place(end), periods(line.values)
    low, high = line.bounds.low[1], line.bounds.high[1]
    low, high = (low, high) if sign > 0 else (-high, -low)
    within = np.array([_in_scope(period, end, scope, line.cumulated) for period in index[:place]])
    if not len(within):
        return Standing(0, 0, None)
    certain = within & (low[:place] >= high[place])
    possible = within & (high[:place] >= low[place])
    open_ = np.flatnonzero(possible & ~certain)
    nearest = index[open_[np.argmax(high[open_])]] if len(open_) else None
    return Standing(int(certain.sum()), int(possible.sum()), nearest)


def _in_scope(period: pd.Period, end: pd.Period, scope: str, cumulated: bool) -> bool:
    if scope == "year":
        return period.year == end.year
    if scope == "month" or cumulated:
        return (period.month, period.freqstr) == (end.month, end.freqstr)
    return True


def _shorter(trade: Panel, line: Line, start: pd.Period, scope: str) -> pd.Period | None:
    """Return the start of the data where they do not reach back to the declared history.

    A year is allowed for growth and sums, which begin later than the series itself.
    """
    if scope == "year" or (line.ref is None and not line.observations(start)):
        return None
    of: Any = next(iter(line.observations(start)), line.ref)
    declared = catalogue.history_start(of.flow, of.code, trade.data_dir)
    return start if pd.Period(start.start_time, "M") > declared + 12 else None


def _record(line: Line, end: pd.Period, scope: str, sign: int) -> str:
    within = _within(line, end, scope)
    if not within:
        return phrase("record" if sign > 0 else "record_low")
    return phrase("record_within" if sign > 0 else "record_low_within", within=within)


def _no_record(line: Line, end: pd.Period, scope: str, sign: int, equal: bool) -> str:
    if equal:
        return phrase("equal_to_highest" if sign > 0 else "equal_to_lowest")
    within = _within(line, end, scope)
    return phrase("no_record_within", within=within) if within else phrase("no_record")


def _within(line: Line, end: pd.Period, scope: str) -> str:
    """Write of what a value is a record: of all, for a December, for a Q4, of the year."""
    if scope == "year":
        return phrase("of_the_year")
    if scope == "all" or line.frequency == "Y":
        return ""
    if line.cumulated:
        january = end.month == 1
        month = calendar_month(end.month)
        return phrase("for_january") if january else phrase("for_january_to", month=month)
    if line.frequency == "M":
        vowel = end.month in (4, 8, 10)
        return phrase("for_an" if vowel else "for_a", period=calendar_month(end.month))
    return phrase("for_a", period=_part(end))


def _part(end: pd.Period) -> str:
    """Write a quarter or half without its year."""
    if frequency(end) == "Q":
        return phrase("quarter", quarter=end.quarter)
    return phrase("first_half" if end.quarter < 3 else "second_half")


def _other_scopes(turned: Line, end: pd.Period, scope: str, sign: int) -> str:
    """Write the wider scope in which a narrow record holds too, or the narrower that are left."""
    if turned.frequency == "Y" or turned.cumulated:
        return ""
    records = {name: metrics.record(turned.values, end, name) for name in SCOPES}  # type: ignore[arg-type]
    holds = [
        name
        for name in SCOPES
        if records[name].is_record and _proven_from(turned, end, name, records[name]) is not None
    ]
    if records[scope].is_record:
        return phrase("record_of_all") if scope != "all" and "all" in holds else ""
    left = [_record(turned, end, name, sign) for name in holds if name != "all"]
    if len(left) > 1:
        return phrase("only_both", record=left[0], other=left[1])
    return phrase("only", record=left[0]) if left else ""


def _proven_from(line: Line, end: pd.Period, scope: str, top: metrics.Record) -> pd.Period | None:
    """Return since when a record is proven; None where too little is available."""
    return _unbroken(line, end, scope) if top.missing else top.sample_start


def _unbroken(line: Line, end: pd.Period, scope: str) -> pd.Period | None:
    """Return the start of the run without a gap that ends at `end`; None when it is too short."""
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

"""The functions of the claims language: one table, each with its meaning and an example.

Every function takes the panel and its arguments, already worked out, and gives a `Line`, a
`Condition` or a `Finding`. The examples are those of December 2023 as known on 2024-01-01.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from helpers import metrics
from helpers.claims.finding import (
    Finding,
    distinct,
    frequency,
    named,
    unknown,
    written,
)
from helpers.claims.lines import (
    FREQUENCIES,
    Condition,
    Line,
    Ref,
    aggregated,
    calculated,
    daily,
    derived,
    growth,
    held,
    judged,
    working_days,
)
from helpers.loading import Panel
from helpers.metrics.alignment import before, per_year, periods

USD_BILLION = 1000.0  # the store keeps USD million
UNITS = {"usd_billion": ("usd_million", 1 / USD_BILLION), "usd_million": ("usd_million", 1.0)}
SLIPS = {10: "ten", 100: "a hundred", 1000: "a thousand"}
LEAST_HISTORY = 3  # periods without a gap from which a record is spoken of


class ArgumentError(ValueError):
    """An argument a function cannot use; becomes a `ClaimError` that names the place."""


@dataclass(frozen=True)
class Printed:
    """A number as it was said, with its printed decimals."""

    value: float
    decimals: int


@dataclass(frozen=True)
class Function:
    """One function of the language.

    Attributes
    ----------
    call : callable
        Takes the panel and the arguments.
    takes : tuple of str
        The kind of each argument: series, condition, value (a series or one number), number,
        period, word, printed, group, each (worked out for each member of the group). A "?" marks
        those that may be left out; the last one may be repeated where it ends in "...".
    meaning, example, answer : str
        What it gives; an expression; the text or value it has on 2024-01-01 for 2023-12.
    """

    call: Callable[..., Line | Condition | Finding]
    takes: tuple[str, ...]
    meaning: str
    example: str
    answer: str


def latest(trade: Panel, freq: str) -> pd.Period:
    """Give the last period of a frequency that ends with the panel's month or earlier."""
    if freq == "M":
        return trade.month
    if freq == "2Q":
        first = pd.Period(year=trade.month.year, quarter=1, freq="2Q-DEC")
        return first + trade.month.month // 6 * 1 - 1
    period = trade.month.asfreq(freq)
    whole = period.asfreq("M", "end") == trade.month
    return period if whole else period - 1


def at_month(trade: Panel, found: Line | Condition | Finding) -> Finding:
    """Give what a line or condition says of the panel's month (or its last whole period)."""
    return found if isinstance(found, Finding) else found.at(latest(trade, found.frequency))


# ---------------------------------------------------------------- series from series


def _yoy(trade: Panel, line: Line) -> Line:
    return growth(trade, line)


def _mom(trade: Panel, line: Line) -> Line:
    return growth(trade, line, 1)


def _change(trade: Panel, line: Line, steps: float = 12) -> Line:
    back = _whole(steps, "a number of periods")
    values = line.values - before(line.values, back)
    made = derived(f"change({line.label}, {back})", [line], values, line.unit, back=back)
    return replace(made, error=lambda p: line.error(p) + line.error(p - back))


def _sum(freq: str) -> Callable[[Panel, Line], Line]:
    def call(trade: Panel, line: Line) -> Line:
        made = aggregated(trade, line, freq)
        if made is None:
            raise ArgumentError(f"{line.label} does not add up: only monthly amounts do")
        return made

    return call


def _ytd(trade: Panel, line: Line) -> Line:
    values = metrics.year_to_date(line.values)
    made = derived(f"ytd({line.label})", [line], values, line.unit)

    def months(period: pd.Period) -> pd.PeriodIndex:
        return pd.period_range(pd.Period(year=period.year, month=1, freq="M"), period, freq="M")

    return _spread(made, line, months)


def _moving_sum(trade: Panel, line: Line, length: float = 12) -> Line:
    n = _whole(length, "a number of months")
    made = derived(
        f"moving_sum({line.label}, {n})", [line], metrics.moving_sum(line.values, n), line.unit
    )
    return _spread(made, line, lambda period: pd.period_range(end=period, periods=n, freq="M"))


def _spread(made: Line, line: Line, months: Callable[[pd.Period], pd.PeriodIndex]) -> Line:
    """Let a sum over months answer for all of them."""
    if line.frequency != "M":
        raise ArgumentError(f"{line.label} is not monthly")
    flags = line.later
    later = [any(bool(flags.get(m, False)) for m in months(p)) for p in made.values.index[-36:]]
    whole = made.later.copy()
    whole.iloc[-36:] = later
    return replace(
        made,
        later=whole,
        facts=lambda p: tuple(fact for m in months(p) for fact in line.facts(m)),
        error=lambda p: sum(line.error(m) for m in months(p)),
    )


def _daily_average(trade: Panel, line: Line) -> Line:
    if line.frequency != "M":
        raise ArgumentError(f"{line.label} is not monthly")
    return daily(line, working_days(trade))


def _share(trade: Panel, line: Line, whole: Line | None = None) -> Line:
    total = _total(trade, line) if whole is None else whole
    values = metrics.share(line.values, total.values)
    return derived(f"share({line.label})", [line, total], values, "pct", "share")


def _contribution(trade: Panel, line: Line, whole: Line | None = None) -> Line:
    total = _total(trade, line) if whole is None else whole
    values = metrics.contribution(line.values, total.values)
    back = per_year(periods(line.values))
    return derived(f"contribution({line.label})", [line, total], values, "pp", back=back)


def _contribution_to_change(trade: Panel, line: Line, whole: Line | None = None) -> Line:
    total = _total(trade, line) if whole is None else whole
    values = metrics.contribution_to_change(line.values, total.values)
    back = per_year(periods(line.values))
    label = f"contribution_to_change({line.label})"
    return derived(label, [line, total], values, "pct", "share", back=back)


def _total(trade: Panel, line: Line) -> Line:
    """Give the total of the flow a series belongs to, by the same periods."""
    if line.ref is None:
        raise ArgumentError(f"name the total that {line.label} is a part of")
    total = held(trade, Ref(line.ref.flow, "total", "value", None), f"{line.ref.flow}.total")
    return total if line.frequency == "M" else _required(aggregated(trade, total, line.frequency))


def _required(line: Line | None) -> Line:
    assert line is not None
    return line


def _printed(trade: Panel, line: Line, measure: str) -> Line:
    if line.ref is None:
        raise ArgumentError(f"{line.label} is not a series of the store")
    ref = replace(line.ref, measure=measure)
    return held(trade, ref, f"printed({line.label}, {measure})", line.frequency)


def _volume(trade: Panel, line: Line) -> Line:
    return replace(_printed(trade, line, "volume"), label=f"volume({line.label})")


# ---------------------------------------------------------------- one answer from a series


def _value(trade: Panel, line: Line | Condition, period: pd.Period | None = None) -> Finding:
    if period is None:
        return at_month(trade, line)
    own, asked = line.frequency, frequency(period)
    if own == asked:
        found = line.at(period)
    elif isinstance(line, Line) and own == "M":
        found = _sum(asked)(trade, line).at(period)
    else:
        raise ArgumentError(f"{line.label} has no value for {named(period)}")
    if found.value is None:
        return found
    return replace(found, text=f"{found.text} in {named(period)}")


def _streak(trade: Panel, condition: Condition, at: pd.Period | None = None) -> Finding:
    end = _end(trade, condition, at)
    run = metrics.streak(condition.answers, end)
    unit = FREQUENCIES[condition.frequency]
    start = end if run.since is None else run.since
    stop = start if run.length == 0 else start - 1
    count = written(run.length, unit)
    span = f" ({named(start)} to {named(end)})" if run.length else ""
    reason = f"{named(stop)} is not held for {condition.label}" if run.at_least else ""
    return Finding(
        value=run.length,
        unit=unit,
        period=end,
        at_least=run.at_least,
        reason=reason,
        evidence=_facts(condition, [end, start, stop]),
        stand_in=_stands_in(condition, stop, end),
        text=f"at least {count}{span}: {reason}" if run.at_least else f"{count}{span}",
    )


def _since(sign: int, months: bool) -> Callable[..., Finding]:
    def call(trade: Panel, line: Line, at: pd.Period | None = None) -> Finding:
        end = _end(trade, line, at)
        now = line.at(end)
        if now.value is None:
            return now
        find = metrics.highest_since if sign > 0 else metrics.lowest_since
        found = find(line.values, end)
        start = found.period if found.period is not None else found.sample_start
        assert start is not None
        unit = FREQUENCIES[line.frequency]
        common = Finding(
            value=None,
            period=end,
            evidence=_facts(line, [end, start]),
            stand_in=_stands_in(line, start, end),
        )
        extreme = "high" if sign > 0 else "low"
        if found.at_least:
            gap = end - found.proven
            reason = f"{named(gap)} is not held for {line.label}"
            text = f"none as {extreme} from {named(gap + 1)} on; {reason}"
            if months:
                return replace(common, value=found.proven, unit=unit, at_least=True,
                               reason=reason, text=text)  # fmt: skip
            return replace(common, reason=text, text=text)
        if found.period is None:
            text = f"{now.text}: {extreme}est since the data start in {named(start)}"
            if months:
                return replace(common, value=found.proven, unit=unit, at_least=True,
                               reason=text, text=text)  # fmt: skip
            return replace(common, value=pd.NaT, text=text)
        steps = found.periods or 0
        earlier = line.at(found.period).text
        text = f"{named(found.period)} ({earlier}), {written(steps, unit)} earlier"
        if months:
            return replace(common, value=steps, unit=unit, text=text)
        return replace(common, value=found.period, text=text)

    return call


def _first_in(trade: Panel, condition: Condition, at: pd.Period | None = None) -> Finding:
    end = _end(trade, condition, at)
    now = condition.at(end)
    if now.value is None:
        return now
    if now.value is False:
        return unknown(f"{condition.label} is not so in {named(end)}: {now.text}", now)
    last, before_it = _last_time(condition, end)
    unit = FREQUENCIES[condition.frequency]
    steps = before_it + 1
    stop = end - steps
    reason = "" if last is not None else f"{named(stop)} and earlier are not held"
    count = written(steps, unit)
    tail = f": last in {named(last)}" if last is not None else f": {reason}"
    return Finding(
        value=steps,
        unit=unit,
        period=end,
        at_least=last is None,
        reason=reason,
        evidence=_facts(condition, [end, end - 1, stop]),
        stand_in=_stands_in(condition, stop, end),
        text=f"first in {'at least ' if last is None else ''}{count}{tail}",
    )


def _last_time_function(
    trade: Panel, condition: Condition, at: pd.Period | None = None
) -> Finding:
    end = _end(trade, condition, at)
    last, false = _last_time(condition, end)
    stop = end - false - 1
    common = {
        "period": end,
        "evidence": _facts(condition, [stop, end]),
        "stand_in": _stands_in(condition, stop, end),
    }
    if last is None:
        reason = f"not from {named(stop + 1)} on; {named(stop)} and earlier are not held"
        return Finding(None, reason=reason, text=reason, **common)  # type: ignore[arg-type]
    text = f"last in {named(last)}: {condition.text(last)}"
    return Finding(last, text=text, **common)  # type: ignore[arg-type]


def _last_time(condition: Condition, end: pd.Period) -> tuple[pd.Period | None, int]:
    """Find the last period before `end` in which a condition held, and the noes in between."""
    noes = metrics.streak(~condition.answers, end - 1)
    if noes.at_least:
        return None, noes.length
    return end - noes.length - 1, noes.length


def _first(trade: Panel, condition: Condition) -> Finding:
    end = latest(trade, condition.frequency)
    answers = condition.answers
    if not len(answers):
        return unknown(f"no figure is held for {condition.label}")
    true = answers.index[answers.astype(bool)]
    run = metrics.streak(answers.notna(), true[0] if len(true) else end)
    start = run.since
    if start is None or run.length < LEAST_HISTORY:
        return unknown(f"the months before are not held for {condition.label}")
    if not len(true):
        text = f"never from {named(start)} to {named(end)}"
        return Finding(pd.NaT, text=text, stand_in=_stands_in(condition, start, end))
    found = true[0]
    return Finding(
        value=found,
        period=found,
        evidence=_facts(condition, [found, found - 1]),
        stand_in=_stands_in(condition, start, found),
        text=f"{named(found)}: {condition.text(found)}, first since the data start "
        f"in {named(start)}",
    )


def _first_at_least(trade: Panel, line: Line, threshold: float) -> Finding:
    return _first(trade, judged(line, ">=", threshold))


def _first_above(trade: Panel, line: Line, other: Line | float) -> Finding:
    return _first(trade, judged(line, ">", other))


def _crossed(trade: Panel, line: Line, other: Line, at: pd.Period | None = None) -> Finding:
    condition = judged(line, ">", other)
    end = _end(trade, condition, at)
    now, earlier = condition.at(end), condition.at(end - 1)
    for each in (now, earlier):
        if each.value is None:
            return each
    return Finding(
        value=bool(now.value) and not earlier.value,
        period=end,
        evidence=_facts(condition, [end, end - 1]),
        stand_in=_stands_in(condition, end - 1, end),
        text=f"{now.text} in {named(end)}; {earlier.text} in {named(end - 1)}",
    )


def _record(
    trade: Panel, line: Line, scope: str = "all", at: pd.Period | None = None
) -> Finding:
    scopes = {"all": "", "month": "for this month of the year ", "year": "of the year "}
    if scope not in scopes:
        raise ArgumentError(f"scope {scope!r}: {', '.join(scopes)} are allowed")
    end = _end(trade, line, at)
    now = line.at(end)
    if now.value is None:
        return now
    whole = metrics.record(line.values, end, scope)  # type: ignore[arg-type]
    if whole.previous is None:
        return unknown(f"no earlier value of {line.label} is held to compare with", now)
    when, highest = whole.previous
    earlier = f"{named(when)} had {written(highest, line.unit)}"
    common = Finding(
        value=whole.is_record,
        period=end,
        evidence=distinct(now.evidence + line.facts(when)),
        stand_in=now.stand_in or _stands_in(line, whole.sample_start or end, end),
    )
    if not whole.is_record:
        word = "equal to the highest" if whole.equal else f"no record {scopes[scope]}".strip()
        return replace(common, text=f"{now.text}: {word}, {earlier}")
    start = whole.sample_start
    if whole.missing:
        start = _unbroken(line, end, scope)
        if start is None:
            text = f"highest {scopes[scope]}of the {whole.n} held, but {whole.missing} are not held"
            return replace(common, value=None, reason=text, text=text)
    assert start is not None
    kind = {"all": "record", "month": f"record for a {end:%B}", "year": "highest of the year"}
    scale = f" since {named(start)}" if scope != "year" else ""
    return replace(common, text=f"{now.text}: {kind[scope]}{scale}, before it {earlier}")


def _unbroken(line: Line, end: pd.Period, scope: str) -> pd.Period | None:
    """Give the start of the run without a gap that ends at `end`; None when it is too short."""
    if scope == "year":
        return None
    answers = line.values.notna()
    if scope == "month":
        same = answers[[period.month == end.month for period in answers.index]]
        years = same.set_axis(periods(same).asfreq("Y-DEC"))
        run = metrics.streak(years, end.asfreq("Y-DEC"))
        start = None if run.since is None else pd.Period(year=run.since.year, month=end.month, freq="M")
    else:
        run = metrics.streak(answers, end)
        start = run.since
    return start if run.length >= LEAST_HISTORY else None


def _rank(trade: Panel, line: Line, group: list[Line], at: pd.Period | None = None) -> Finding:
    end = _end(trade, line, at)
    now = line.at(end)
    if now.value is None:
        return now
    own = float(now.value)  # type: ignore[arg-type]
    others = [each for each in group if each.ref is None or each.ref != line.ref]
    founds = [(each, _value(trade, each, end)) for each in others]
    known = [(each, found) for each, found in founds if found.value is not None]
    missing = [each.label for each, found in founds if found.value is None]
    larger = [each for each in known if float(each[1].value) > own]  # type: ignore[arg-type]
    shown = [f"{each.label} {found.text}" for each, found in larger]
    text = f"rank {1 + len(larger)} of {1 + len(known)}: {line.label} {now.text}"
    if shown:
        text += f", above it {'; '.join(shown)}"
    if missing:
        text += f"; not held: {', '.join(missing)}"
    return Finding(
        value=1 + len(larger),
        unit="rank",
        period=end,
        at_least=bool(missing),
        most=1.0 + len(larger) + len(missing),
        reason=f"not held: {', '.join(missing)}" if missing else "",
        evidence=distinct(now.evidence + tuple(f for _, k in known for f in k.evidence)),
        stand_in=now.stand_in or any(found.stand_in for _, found in known),
        text=text,
    )


def _count(trade: Panel, group: list[tuple[str, Condition]], at: pd.Period | None = None) -> Finding:
    founds = [(name, each.at(at or latest(trade, each.frequency))) for name, each in group]
    yes = [name for name, found in founds if found.value is True]
    missing = [name for name, found in founds if found.value is None]
    text = f"{len(yes)} of {len(founds)}"
    if missing:
        text = f"{len(yes)} to {len(yes) + len(missing)} of {len(founds)}"
    text += f": {', '.join(yes)}" if yes else ""
    reason = f"not held: {', '.join(missing)}" if missing else ""
    return Finding(
        value=len(yes),
        unit=f"of {len(founds)}",
        period=at or trade.month,
        at_least=bool(missing),
        most=float(len(yes) + len(missing)),
        reason=reason,
        evidence=distinct(fact for _, found in founds for fact in found.evidence),
        stand_in=any(found.stand_in for _, found in founds),
        text=f"{text}; {reason}" if reason else text,
    )


def _monotone(sign: int) -> Callable[..., Finding]:
    def call(trade: Panel, line: Line, first: pd.Period, last: pd.Period) -> Finding:
        if frequency(first) != frequency(last) or not 1 <= last.ordinal - first.ordinal <= 600:
            raise ArgumentError(f"{named(first)} to {named(last)} is no stretch of periods")
        founds = [
            _value(trade, line, each) for each in pd.period_range(first, last, freq=first.freqstr)
        ]
        for each in founds:
            if each.value is None:
                return each
        numbers = [sign * float(each.value) for each in founds]  # type: ignore[arg-type]
        return Finding(
            value=all(a < b for a, b in zip(numbers, numbers[1:], strict=False)),
            period=last,
            evidence=distinct(fact for each in founds for fact in each.evidence),
            stand_in=any(each.stand_in for each in founds),
            text=", ".join(each.text for each in founds),
        )

    return call


def _says(trade: Panel, found: Line | Finding, said: Printed, unit: str) -> Finding:
    now = at_month(trade, found)
    if now.value is None:
        return now
    if isinstance(now.value, bool) or not isinstance(now.value, int | float):
        raise ArgumentError("a yes or no and a period say no number")
    own, scale = UNITS.get(unit, (unit, 1.0))
    if own != now.unit:
        allowed = [u for u, (base, _) in UNITS.items() if base == now.unit] or [now.unit]
        raise ArgumentError(f"unit {unit!r} does not fit: {', '.join(allowed)} is allowed")
    if now.at_least:
        return unknown(now.reason, now)
    exact = float(now.value) * scale
    how = reading(exact, said, now.error * scale)
    slip = "" if how else _slip(exact, said)
    figure = now.text
    if how in ("truncated", "within the rounding of the figures"):
        figure += f" ({how} to {said.value:.{said.decimals}f})"
    elif slip:
        figure += f": {said.value:.{said.decimals}f} is {slip}"
    return replace(now, value=bool(how), unit="", text=figure, slip=slip, how=how, error=0.0)


def reading(exact: float, said: Printed, error: float = 0.0) -> str:
    """Tell how a printed number agrees with a value: rounded, truncated, or within rounding.

    Parameters
    ----------
    exact : float
        The value, in the unit said.
    said : Printed
        The number as printed.
    error : float
        Half the last digit of the printed figures that the value was computed from.

    Returns
    -------
    str
        "rounded", "truncated", "within the rounding of the figures", or empty: it does not agree.

    Examples
    --------
    >>> reading(57.66, Printed(57.7, 1)), reading(57.66, Printed(57.6, 1))
    ('rounded', 'truncated')
    >>> reading(14.44, Printed(14.5, 1)), reading(14.44, Printed(14.5, 1), error=0.02)
    ('', 'within the rounding of the figures')
    """
    step = 10.0**-said.decimals
    if math.isclose(metrics.rounded(exact, said.decimals), said.value, abs_tol=step / 1e3):
        return "rounded"
    cut = math.trunc(round(exact / step, 6)) * step
    if math.isclose(cut, said.value, abs_tol=step / 1e3):
        return "truncated"
    if abs(exact - said.value) <= step / 2 + error + 1e-9 and error > 0:
        return "within the rounding of the figures"
    return ""


def _slip(exact: float, said: Printed) -> str:
    """Recognise a number that is ten, a hundred or a thousand times off, or has the wrong sign."""
    step = 10.0**-said.decimals

    def near(value: float) -> bool:
        return abs(value - said.value) <= step + 1e-9 and value != 0

    if said.value == 0:
        return ""
    if near(-exact):
        return "the wrong sign"
    for factor, word in SLIPS.items():
        if near(exact * factor):
            return f"too large by a factor of {word}"
        if near(exact / factor) and abs(exact / factor) > step:
            return f"too small by a factor of {word}"
    return ""


def _forecast(trade: Panel, code: str, period: str) -> Finding:
    known = trade.macro(code)
    known = known[known["period"].eq(period)]
    if known.empty:
        return unknown(f"no {code} for {period} is held")
    row = known.iloc[-1]
    text = f"{row['value']:g} {row['unit']} ({row['vintage']}, {row['published']})"
    if len(known) > 1:
        earlier = known.iloc[-2]
        text += f"; before it {earlier['value']:g} ({earlier['vintage']})"
    return Finding(float(row["value"]), unit=str(row["unit"]), text=text)


# ---------------------------------------------------------------- the table


def _end(trade: Panel, found: Line | Condition, at: pd.Period | None) -> pd.Period:
    if at is None:
        return latest(trade, found.frequency)
    if frequency(at) != found.frequency:
        raise ArgumentError(f"{named(at)} is no period of {found.label}")
    return at


def _facts(found: Line | Condition, when: list[pd.Period]) -> tuple:  # type: ignore[type-arg]
    index = found.values.index if isinstance(found, Line) else found.answers.index
    return distinct(fact for each in dict.fromkeys(when) if each in index for fact in found.facts(each))


def _stands_in(found: Line | Condition, first: pd.Period, last: pd.Period) -> bool:
    flags = found.later
    return bool(flags[(flags.index >= first) & (flags.index <= last)].any())


def _whole(number: float, what: str) -> int:
    if not float(number).is_integer() or not 1 <= number <= 600:
        raise ArgumentError(f"{number:g} is no {what}: 1 to 600 are allowed")
    return int(number)


FUNCTIONS: dict[str, Function] = {
    "yoy": Function(
        _yoy, ("series",), "Growth on the year, per cent.",
        "yoy(exports.total)", "+5.1%",
    ),
    "mom": Function(
        _mom, ("series",), "Growth on the period before, per cent; not seasonally adjusted.",
        "mom(exports.total)", "+3.5%",
    ),
    "change": Function(
        _change, ("series", "number?"), "Difference from 12 (or n) periods before.",
        "change(working_days)", "-2 days",
    ),
    "quarterly": Function(
        _sum("Q"), ("series",), "Sum, or printed figure, by quarter.",
        "quarterly(balance.total)", "",
    ),
    "half_yearly": Function(
        _sum("2Q"), ("series",), "Sum by half-year.",
        "half_yearly(exports.total)", "",
    ),
    "yearly": Function(
        _sum("Y"), ("series",), "Sum, or printed figure, by year.",
        "yearly(exports.total)", "USD 632.69 billion",
    ),
    "ytd": Function(
        _ytd, ("series",), "Sum from January on.",
        "ytd(imports.total)", "",
    ),
    "moving_sum": Function(
        _moving_sum, ("series", "number?"), "Sum of the last 12 (or n) months.",
        "moving_sum(exports.total, 3)", "",
    ),
    "daily_average": Function(
        _daily_average, ("series",), "Value per working day.",
        "daily_average(exports.total)", "USD 2.56 billion a day",
    ),
    "share": Function(
        _share, ("series", "series?"), "Share of the total of the flow (or of another series).",
        "share(exports.usa)", "19.6%",
    ),
    "contribution": Function(
        _contribution, ("series", "series?"), "Contribution to growth, percentage points.",
        "contribution(imports.energy_total)", "",
    ),
    "contribution_to_change": Function(
        _contribution_to_change, ("series", "series?"), "Share of the change on the year.",
        "contribution_to_change(imports.energy_total)", "",
    ),
    "volume": Function(
        _volume, ("series",), "The series in tonnes; its growth is the printed one.",
        "yoy(volume(exports.total))", "+4.7% (printed rate)",
    ),
    "printed": Function(
        _printed, ("series", "word"), "Another measure of the series as it was printed.",
        'printed(exports.china, "share_pct")', "",
    ),
    "value": Function(
        _value, ("series|condition", "period?"), "The figure of a month, quarter, half or year.",
        'value(exports.total, "2023-Q4")', "",
    ),
    "streak": Function(
        _streak, ("condition", "period?"), "Periods in a row in which a condition holds.",
        "streak(yoy(exports.total) > 0)", "3 months (2023-10 to 2023-12)",
    ),
    "since": Function(
        _since(1, False), ("series", "period?"), "Last earlier period at least as high.",
        "since(exports.total)", "",
    ),
    "lowest_since": Function(
        _since(-1, False), ("series", "period?"), "Last earlier period at least as low.",
        "lowest_since(imports.total)", "",
    ),
    "highest_in": Function(
        _since(1, True), ("series", "period?"), "Periods back to the last one at least as high.",
        "highest_in(balance.total)", "",
    ),
    "lowest_in": Function(
        _since(-1, True), ("series", "period?"), "Periods back to the last one at least as low.",
        "lowest_in(exports.china)", "",
    ),
    "first_in": Function(
        _first_in, ("condition", "period?"),
        "Periods back to the last one in which a condition held that holds now.",
        'first_in(yoy(exports.total) > 0, "2023-10")', "first in 13 months: last in 2022-09",
    ),
    "last_time": Function(
        _last_time_function, ("condition", "period?"), "Last earlier period of a condition.",
        "last_time(balance.total < 0)", "",
    ),
    "first": Function(
        _first, ("condition",), "First period of all in which a condition holds.",
        "first(exports.usa > exports.china)", "",
    ),
    "first_at_least": Function(
        _first_at_least, ("series", "number"), "First period of all with at least a threshold.",
        "first_at_least(exports.usa, 11 * usd_billion)", "",
    ),
    "first_above": Function(
        _first_above, ("series", "series|number"), "First period of all above a series or number.",
        "first_above(exports.usa, exports.china)", "",
    ),
    "crossed": Function(
        _crossed, ("series", "series", "period?"),
        "Whether the first passed the second: above it now, not the period before.",
        "crossed(exports.usa, exports.china)", "",
    ),
    "record": Function(
        _record, ("series", "word?", "period?"),
        'Whether a value is above all earlier ones: of "all", of the same "month", of the "year".',
        'record(exports.total, "year")', "",
    ),
    "rank": Function(
        _rank, ("series", "group", "period?"), "Place of a series among a group, 1 the largest.",
        "rank(exports.usa, countries)", "",
    ),
    "count": Function(
        _count, ("group", "each", "period?"), "Members of a group of which a condition holds.",
        "count(items_20, yoy > 0)", "",
    ),
    "rising": Function(
        _monotone(1), ("series", "period", "period"), "Whether each period is above the one before.",
        'rising(exports.semiconductors, "2023-Q1", "2023-Q4")', "",
    ),
    "falling": Function(
        _monotone(-1), ("series", "period", "period"), "Whether each is below the one before.",
        'falling(exports.total, "2023-10", "2023-12")', "",
    ),
    "says": Function(
        _says, ("value", "printed", "word"),
        "Whether a value is printed so, rounded or truncated; knows slips of ten and of sign.",
        'says(balance.total, 44.8, "usd_billion")',
        "USD 4.48 billion: 44.8 is too large by a factor of ten",
    ),
    "forecast": Function(
        _forecast, ("word", "word"), "The newest vintage of a forecast or other statistic.",
        'forecast("imf_kr_cpi_inflation_forecast", "2024")', "",
    ),
}  # fmt: skip

__all__ = ["FUNCTIONS", "Function", "Printed", "at_month", "calculated", "latest", "reading"]

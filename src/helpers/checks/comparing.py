"""Reported numbers against what follows from the other numbers of the same release.

A reported rate, average, balance, share or sum is computed again from the values of the same
definition that were current on the day it was published. Every number is taken as the interval
that its printed digits allow, so that two numbers agree when their intervals meet: no tolerance is
chosen. A number whose further digits were cut off, not rounded, is named so. What cannot be
computed because a value of that vintage is not available is not compared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from helpers.months import working_days_between
from helpers.translation import phrase, spoken

AGREES, DIFFERS, EXPLAINED, OPEN = "agrees", "differs", "explained", "not compared"
CUT_OFF = "cut off"
EPSILON = 1e-9
YEAR = {"M": 12, "D10": 12, "D20": 12, "Q": 4, "Y": 1}
LEVELS = {"yoy_pct": "value", "volume_yoy_pct": "volume", "unit_value_yoy_pct": "unit_value"}
LATE = ("confirmed", "final")
WINDOWS = ("D10", "D20")


@dataclass(frozen=True)
class Comparison:
    """One reported number and what follows from the others.

    Attributes
    ----------
    rule : str
        What was compared, one of `RULES`.
    breakdown : str
        total, item, region, energy or other.
    period, flow, code, measure, basis, published, source : str
        The reported observation.
    printed : float
        As reported, in the unit of its measure.
    computed : float or None
        What the other numbers give; None where they are not available.
    outcome : str
        agrees, differs, explained (differs for a known cause) or not compared.
    why : str
        The cause in English, "cut off" for digits cut off instead of rounded; or what is not
        available; empty where it agrees.
    why_ko : str
        The cause in Korean, where the list of known differences has it.
    """

    rule: str
    breakdown: str
    period: str
    flow: str
    code: str
    measure: str
    basis: str
    published: str
    source: str
    printed: float
    computed: float | None
    outcome: str
    why: str = ""
    why_ko: str = ""

    @property
    def cause(self) -> str:
        """The cause in the language spoken, empty where it is not known."""
        if self.why == CUT_OFF:
            return phrase("cut_off")
        return (spoken() == "ko" and self.why_ko) or self.why


class Reported(NamedTuple):
    """An observation of the store in one vintage."""

    period: str
    flow: str
    breakdown: str
    code: str
    measure: str
    basis: str
    freq: str
    ordinal: int
    value: float
    unit: str
    precision: float
    status: str
    published: str
    source: str


class Span(NamedTuple):
    """The values that printed digits allow, and the one that was reported or computed."""

    low: float
    value: float
    high: float

    def meets(self, other: Span) -> bool:
        """Return whether a value lies in both."""
        return self.low <= other.high + EPSILON and other.low <= self.high + EPSILON

    def minus(self, other: Span) -> Span:
        """Subtract."""
        return Span(self.low - other.high, self.value - other.value, self.high - other.low)

    def over(self, other: Span) -> Span:
        """Divide, both above zero."""
        return Span(self.low / other.high, self.value / other.value, self.high / other.low)

    def times(self, factor: float, plus: float = 0.0) -> Span:
        """Multiply by a number above zero, and add one."""
        return Span(*(bound * factor + plus for bound in self))


class Gap(str):
    """What is not available, in words, where something would be compared."""

    __slots__ = ()


class Vintages:
    """Observations in the order in which they became known."""

    def __init__(self, rows: pd.DataFrame) -> None:
        columns = (rows[name].to_numpy(object) for name in Reported._fields)
        self.rows = list(map(Reported._make, zip(*columns, strict=True)))
        self.vintages: dict[tuple[str, str, str, str, str, int], list[Reported]] = {}
        for row in self.rows:
            if row.status != "unknown":
                key = (row.flow, row.code, row.measure, row.basis, row.freq, row.ordinal)
                self.vintages.setdefault(key, []).append(row)

    def of(self, row: Reported, **changed: str | int) -> list[Reported]:
        """Return the dated vintages of an observation that differs from a row in some respects."""
        key = row._replace(**changed)  # type: ignore[arg-type]
        figure = (key.flow, key.code, key.measure, key.basis, key.freq, key.ordinal)
        return self.vintages.get(figure, [])

    def same_day(self, row: Reported, **changed: str | int) -> Reported | None:
        """Return the value published together with a row, the one with most digits.

        The closing of a year is dated by rule to the release of 1 February, which reports its own
        values: the two are not compared.
        """
        return _last(
            vintage
            for vintage in self.of(row, **changed)
            if vintage.published == row.published and _closed(vintage) == _closed(row)
        )

    def in_force(self, row: Reported, **changed: str | int) -> Reported | None:
        """Return the vintage current on the day a row was published, if it was the one of that day.

        A vintage of an earlier day is that of the day only when it was final by then: others are
        revised month by month, and what they were in between is not available. The first days of a
        month are compared with those of the year before as that release counts them, never with
        the closed ones.
        """
        base = self.same_day(row, **changed) or _last(
            vintage for vintage in self.of(row, **changed) if vintage.published < row.published
        )
        closed = base and _closed(base) and row.freq not in WINDOWS
        current = base and (base.published == row.published or closed)
        return base if current else None


def compare(rows: pd.DataFrame, periods: Collection[str] | None = None) -> list[Comparison]:
    """Compare every reported number with what follows from the others.

    Parameters
    ----------
    rows : pandas.DataFrame
        Of the store, as `observations.read` gives it, in its order.
    periods : collection of str, optional
        Only numbers of these periods are compared; the others serve to compute.

    Returns
    -------
    list of Comparison
        In the order of `RULES`, then of the rows.

    Examples
    --------
    >>> from helpers import observations
    >>> comparisons = compare(observations.read(), ["2023-12"])
    >>> [(c.printed, round(c.computed, 1)) for c in comparisons if c.rule == "daily average"]
    [(2560.0, 2562.7)]
    """
    vintages = Vintages(rows[rows["breakdown"].ne("macro") & rows["status"].ne("forecast")])
    comparisons = []
    for rule, (applies, computed) in RULES.items():
        for row in vintages.rows:
            if (periods is None or row.period in periods) and applies(row):
                expected = computed(vintages, row)
                comparisons += [] if expected is None else [_compared(rule, row, expected)]
    return comparisons


def _compared(rule: str, row: Reported, expected: Span | Gap) -> Comparison:
    fields = (
        *(rule, row.breakdown, row.period, row.flow, row.code, row.measure, row.basis),
        *(row.published, row.source, row.value),
    )
    if row.status == "unknown" and rule != "working days":
        return Comparison(*fields, None, OPEN, "it is not known when it was reported")
    if isinstance(expected, Gap):
        return Comparison(*fields, None, OPEN, expected)
    if _span(row).meets(expected):
        return Comparison(*fields, expected.value, AGREES)
    if _cut(row).meets(expected):
        return Comparison(*fields, expected.value, EXPLAINED, CUT_OFF)
    return Comparison(*fields, expected.value, DIFFERS)


def _growth(vintages: Vintages, row: Reported) -> Span | Gap:
    """Divide the value of the release by that of a year before as revised by then."""
    level = LEVELS[row.measure]
    now = vintages.same_day(row, measure=level)
    if now is None:
        return _price(vintages, row) if row.measure == "unit_value_yoy_pct" else Gap(NO_VALUE)
    before = row.ordinal - YEAR[row.freq]
    base = vintages.in_force(row, measure=level, ordinal=before)
    span = _span(base) if base else _sum(vintages, row, before)
    if span is None or span.low <= 0:
        return Gap(NO_BASE + _on_another(vintages, row, now, level, before))
    return _rate(_span(now), span)


def _on_another(vintages: Vintages, row: Reported, now: Reported, level: str, before: int) -> str:
    """Write the rate on the base that is available instead, without deciding by it."""
    known = vintages.of(row, measure=level, ordinal=before)
    later = [v for v in known if v.published >= row.published and v.status in LATE]
    other = later[0] if later else _last(known)
    if other is None or other.value <= 0:
        return ""
    rate = _rate(_span(now), _span(other))
    outcome = "agrees" if rate.meets(_span(row)) else f"would be {rate.value:.2f}"
    return f"; on the one of {other.published} it {outcome}"


def _price(vintages: Vintages, row: Reported) -> Span | Gap:
    """Divide the reported growth of the value by that of the volume."""
    value = vintages.same_day(row, measure="yoy_pct")
    volume = vintages.same_day(row, measure="volume_yoy_pct")
    if value is None or volume is None:
        return Gap(NO_VALUE)
    ratio = _span(value).times(1, 100).over(_span(volume).times(1, 100))
    return ratio.times(100, -100)


def _daily_average(vintages: Vintages, row: Reported) -> Span | Gap:
    value = vintages.same_day(row, measure="value")
    return _span(value).times(1 / _days(row, row.ordinal)) if value else Gap(NO_VALUE)


def _daily_growth(vintages: Vintages, row: Reported) -> Span | Gap:
    """Take the working days out of growth, that of the values or else the one reported with it."""
    growth = _growth(vintages, row._replace(measure="yoy_pct"))
    if isinstance(growth, Gap):
        printed = vintages.same_day(row, measure="yoy_pct")
        if printed is None:
            return growth
        growth = _span(printed)
    days, before = _days(row, row.ordinal), _days(row, row.ordinal - YEAR[row.freq])
    return growth.times(1, 100).times(before / days, -100)


def _working_days(vintages: Vintages, row: Reported) -> Span | Gap:
    days = _days(row, row.ordinal)
    return Span(days, days, days)


def _balance(vintages: Vintages, row: Reported) -> Span | Gap:
    sold, bought = (vintages.in_force(row, flow=flow) for flow in ("exports", "imports"))
    if sold is None or bought is None:
        return Gap(NO_VALUE)
    return _span(sold).minus(_span(bought))


def _share(vintages: Vintages, row: Reported) -> Span | Gap:
    part = vintages.same_day(row, measure="value")
    whole = vintages.same_day(row, measure="value", code="total", basis="customs")
    if part is None or whole is None:
        return Gap(NO_VALUE)
    return _span(part).over(_span(whole)).times(100)


def _unit_value(vintages: Vintages, row: Reported) -> Span | Gap | None:
    """Divide value by volume; a market price has neither."""
    if row.flow == "none":
        return None
    value, volume = (vintages.same_day(row, measure=measure) for measure in ("value", "volume"))
    if value is None or volume is None or (volume.unit, row.unit) not in PER:
        return Gap(NO_VALUE)
    return _span(value).over(_span(volume)).times(PER[volume.unit, row.unit])


def _of_months(vintages: Vintages, row: Reported) -> Span | Gap:
    """Sum up the months of a quarter or year."""
    return _sum(vintages, row, row.ordinal) or Gap("its months of that vintage are not available")


def _sum(vintages: Vintages, row: Reported, ordinal: int) -> Span | None:
    """Sum the months of a quarter or year current on the day of a row; None where one is not."""
    if row.freq not in PARTS:
        return None
    count = PARTS[row.freq]
    first = ordinal * count
    level = LEVELS.get(row.measure, row.measure)
    months = [
        vintages.in_force(row, freq="M", ordinal=month, measure=level)
        for month in range(first, first + count)
    ]
    spans = [_span(month) for month in months if month]
    return Span(*map(sum, zip(*spans, strict=True))) if len(spans) == count else None


def _other_source(vintages: Vintages, row: Reported) -> Span | None:
    """Return the value as another source of the same release reported it, with more digits."""
    same = [
        other
        for other in vintages.of(row)
        if (other.published, other.status) == (row.published, row.status)
    ]
    return _span(same[-1]) if same and same[-1].source != row.source else None


def _cut(row: Reported) -> Span:
    """Return the values that a reported number allows if its further digits were cut off."""
    digit = 0.0 if row.measure == "working_days" else row.precision
    if row.value < 0:
        return Span(row.value - digit, row.value, row.value)
    return Span(row.value, row.value, row.value + digit)


def _span(row: Reported) -> Span:
    half = 0.0 if row.measure == "working_days" else row.precision / 2  # days are counted
    return Span(row.value - half, row.value, row.value + half)


def _rate(now: Span, base: Span) -> Span:
    return now.over(base).times(100, -100)


def _days(row: Reported, ordinal: int) -> float:
    """Count the working days of a month, quarter or year, or of the first days of a month."""
    if row.freq in WINDOWS:
        start = pd.Period(ordinal=ordinal, freq="M").start_time.date()
        return working_days_between(start, start.replace(day=int(row.freq[1:])))
    period = pd.Period(ordinal=ordinal, freq={"Q": "Q-DEC", "Y": "Y-DEC"}.get(row.freq, "M"))
    return working_days_between(period.start_time.date(), period.end_time.date())


def _closed(row: Reported) -> bool:
    return row.status == "final"


def _last(rows: Iterator[Reported] | list[Reported]) -> Reported | None:
    return next(iter([*rows][::-1]), None)


def _printed(*measures: str) -> Callable[[Reported], bool]:
    return lambda row: row.measure in measures


NO_VALUE = "the values of that release are not available"
NO_BASE = "the value of a year before as known on that day is not available"
PARTS = {"Q": 3, "Y": 12}
PER = {  # what USD million by a unit of volume is in the unit of the price
    ("million_bbl", "usd_per_bbl"): 1.0,
    ("kilotonne", "usd_per_tonne"): 1000.0,
}
Computed = Callable[[Vintages, Reported], Span | Gap | None]
RULES: dict[str, tuple[Callable[[Reported], bool], Computed]] = {
    "growth": (_printed(*LEVELS), _growth),
    "daily average": (
        lambda row: row.measure == "daily_avg" and row.basis != "unstated",
        _daily_average,
    ),
    "daily growth": (_printed("daily_avg_yoy_pct"), _daily_growth),
    "working days": (_printed("working_days"), _working_days),
    "balance": (lambda row: row.flow == "balance" and row.measure == "value", _balance),
    "share": (_printed("share_pct"), _share),
    "unit value": (_printed("unit_value"), _unit_value),
    "sum of months": (
        lambda row: row.freq in PARTS and row.measure == "value" and row.flow != "balance",
        _of_months,
    ),
    "other source": (lambda row: row.measure == "value", _other_source),
}

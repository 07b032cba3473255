"""Printed figures against what follows from the other figures of the same release.

A rate, average, balance, share or sum that was printed is computed again from the values of the
same definition that were in force on the day it was printed. Every figure is taken as the interval
that its printed digits allow, so that two figures agree when their intervals meet: no tolerance is
chosen. A figure whose further digits were cut off, not rounded, is named so. What cannot be
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
    """One printed figure and what follows from the others.

    Attributes
    ----------
    rule : str
        What was compared, one of `RULES`.
    breakdown : str
        total, item, region, energy or other.
    period, flow, code, measure, basis, published, source : str
        The printed figure.
    printed : float
        As printed, in the unit of its measure.
    computed : float or None
        What the other figures give; None where they are not available.
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
    """The values that printed digits allow, and the one that was printed or computed."""

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
        return Span(*(each * factor + plus for each in self))


class Gap(str):
    """What is not available, in words, where something would be compared."""

    __slots__ = ()


class Vintages:
    """Observations in the order in which they became known."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = [
            Reported(*each) for each in rows[list(Reported._fields)].itertuples(index=False)
        ]
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

        The closing of a year is dated by rule to the release of 1 February, which prints its own
        values: the two are not compared.
        """
        return _last(
            each
            for each in self.of(row, **changed)
            if each.published == row.published and _closed(each) == _closed(row)
        )

    def in_force(self, row: Reported, **changed: str | int) -> Reported | None:
        """Return the figure in force on the day a row was published, if it was the one of that day.

        A figure of an earlier day is that of the day only when it was final by then: others are
        revised month by month, and what they were in between is not available. The first days of a
        month are compared with those of the year before as that release counts them, never with
        the closed ones.
        """
        held = self.same_day(row, **changed) or _last(
            each for each in self.of(row, **changed) if each.published < row.published
        )
        closed = held and _closed(held) and row.freq not in WINDOWS
        current = held and (held.published == row.published or closed)
        return held if current else None


def compare(rows: pd.DataFrame, periods: Collection[str] | None = None) -> list[Comparison]:
    """Compare every printed figure with what follows from the others.

    Parameters
    ----------
    rows : pandas.DataFrame
        Of the store, as `observations.read` gives it, in its order.
    periods : collection of str, optional
        Only figures of these periods are compared; the others serve to compute.

    Returns
    -------
    list of Comparison
        In the order of `RULES`, then of the rows.

    Examples
    --------
    >>> from helpers import observations
    >>> made = compare(observations.read(), ["2023-12"])
    >>> [(c.printed, round(c.computed, 1)) for c in made if c.rule == "daily average"]
    [(2560.0, 2562.7)]
    """
    held = Vintages(rows[rows["breakdown"].ne("macro") & rows["status"].ne("forecast")])
    made = []
    for rule, (applies, computed) in RULES.items():
        for row in held.rows:
            if (periods is None or row.period in periods) and applies(row):
                found = computed(held, row)
                made += [] if found is None else [_compared(rule, row, found)]
    return made


def _compared(rule: str, row: Reported, found: Span | Gap) -> Comparison:
    said = (
        *(rule, row.breakdown, row.period, row.flow, row.code, row.measure, row.basis),
        *(row.published, row.source, row.value),
    )
    if row.status == "unknown" and rule != "working days":
        return Comparison(*said, None, OPEN, "it is not known when it was reported")
    if isinstance(found, Gap):
        return Comparison(*said, None, OPEN, found)
    if _span(row).meets(found):
        return Comparison(*said, found.value, AGREES)
    if _cut(row).meets(found):
        return Comparison(*said, found.value, EXPLAINED, CUT_OFF)
    return Comparison(*said, found.value, DIFFERS)


def _growth(held: Vintages, row: Reported) -> Span | Gap:
    """Divide the value of the release by that of a year before as revised by then."""
    level = LEVELS[row.measure]
    now = held.same_day(row, measure=level)
    if now is None:
        return _price(held, row) if row.measure == "unit_value_yoy_pct" else Gap(NO_VALUE)
    before = row.ordinal - YEAR[row.freq]
    base = held.in_force(row, measure=level, ordinal=before)
    span = _span(base) if base else _sum(held, row, before)
    if span is None or span.low <= 0:
        return Gap(NO_BASE + _on_another(held, row, now, level, before))
    return _rate(_span(now), span)


def _on_another(held: Vintages, row: Reported, now: Reported, level: str, before: int) -> str:
    """Write what comes out on the base that is available instead, without deciding by it."""
    known = held.of(row, measure=level, ordinal=before)
    later = [each for each in known if each.published >= row.published and each.status in LATE]
    other = later[0] if later else _last(known)
    if other is None or other.value <= 0:
        return ""
    rate = _rate(_span(now), _span(other))
    said = "agrees" if rate.meets(_span(row)) else f"would be {rate.value:.2f}"
    return f"; on the one of {other.published} it {said}"


def _price(held: Vintages, row: Reported) -> Span | Gap:
    """Divide the printed growth of the value by that of the volume."""
    value = held.same_day(row, measure="yoy_pct")
    volume = held.same_day(row, measure="volume_yoy_pct")
    if value is None or volume is None:
        return Gap(NO_VALUE)
    ratio = _span(value).times(1, 100).over(_span(volume).times(1, 100))
    return ratio.times(100, -100)


def _daily_average(held: Vintages, row: Reported) -> Span | Gap:
    value = held.same_day(row, measure="value")
    return _span(value).times(1 / _days(row, row.ordinal)) if value else Gap(NO_VALUE)


def _daily_growth(held: Vintages, row: Reported) -> Span | Gap:
    """Take the working days out of growth, that of the values or else the one printed with it."""
    growth = _growth(held, row._replace(measure="yoy_pct"))
    if isinstance(growth, Gap):
        printed = held.same_day(row, measure="yoy_pct")
        if printed is None:
            return growth
        growth = _span(printed)
    days, before = _days(row, row.ordinal), _days(row, row.ordinal - YEAR[row.freq])
    return growth.times(1, 100).times(before / days, -100)


def _working_days(held: Vintages, row: Reported) -> Span | Gap:
    days = _days(row, row.ordinal)
    return Span(days, days, days)


def _balance(held: Vintages, row: Reported) -> Span | Gap:
    sold, bought = (held.in_force(row, flow=flow) for flow in ("exports", "imports"))
    if sold is None or bought is None:
        return Gap(NO_VALUE)
    return _span(sold).minus(_span(bought))


def _share(held: Vintages, row: Reported) -> Span | Gap:
    part = held.same_day(row, measure="value")
    whole = held.same_day(row, measure="value", code="total", basis="customs")
    if part is None or whole is None:
        return Gap(NO_VALUE)
    return _span(part).over(_span(whole)).times(100)


def _unit_value(held: Vintages, row: Reported) -> Span | Gap | None:
    """Divide value by volume; a market price has neither."""
    if row.flow == "none":
        return None
    value, volume = (held.same_day(row, measure=each) for each in ("value", "volume"))
    if value is None or volume is None or (volume.unit, row.unit) not in PER:
        return Gap(NO_VALUE)
    return _span(value).over(_span(volume)).times(PER[volume.unit, row.unit])


def _of_months(held: Vintages, row: Reported) -> Span | Gap:
    """Sum up the months of a quarter or year."""
    return _sum(held, row, row.ordinal) or Gap("its months of that vintage are not available")


def _sum(held: Vintages, row: Reported, ordinal: int) -> Span | None:
    """Sum the months of a quarter or year in force on the day of a row; None where one is not."""
    if row.freq not in PARTS:
        return None
    count = PARTS[row.freq]
    first = ordinal * count
    level = LEVELS.get(row.measure, row.measure)
    months = [
        held.in_force(row, freq="M", ordinal=month, measure=level)
        for month in range(first, first + count)
    ]
    spans = [_span(month) for month in months if month]
    return Span(*map(sum, zip(*spans, strict=True))) if len(spans) == count else None


def _other_source(held: Vintages, row: Reported) -> Span | None:
    """Return the figure as another source of the same release printed it, with more digits."""
    same = [
        each
        for each in held.of(row)
        if (each.published, each.status) == (row.published, row.status)
    ]
    return _span(same[-1]) if same and same[-1].source != row.source else None


def _cut(row: Reported) -> Span:
    """Return the values that a printed figure allows if its further digits were cut off."""
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

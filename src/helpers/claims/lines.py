"""Series and conditions while an expression is worked out: values by period, with their origin.

A `Line` is a series that still knows which observations each of its values rests on, which of them
are later vintages, and between which bounds the true value lies. A `Condition` is a yes or no by
period, open where the bounds do not decide it. Neither fills a missing period.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd

from helpers import catalogue, intervals
from helpers.claims.bounds import Bounds, Floats, around
from helpers.claims.result import (
    Result,
    dated,
    frequency,
    turned_by_vintage,
    unknown,
    why_open,
    written,
)
from helpers.loading import Observation, Panel
from helpers.metrics.alignment import multiple, periods
from helpers.metrics.ordinals import numbers, places
from helpers.months import DAYS_FROM, working_days_of, working_days_to
from helpers.tidy import kept
from helpers.translation import labels, phrase, spoken

Observations = Callable[[pd.Period], tuple[Observation, ...]]

RATES = {
    "value": "yoy_pct",
    "volume": "volume_yoy_pct",
    "daily_avg": "daily_avg_yoy_pct",
    "unit_value": "unit_value_yoy_pct",
}
FREQUENCIES = {"M": "months", "Q": "quarters", "2Q": "half-years", "Y": "years"}


class ArgumentError(ValueError):
    """Something a function or an operator cannot use; becomes a `ClaimError` with the place."""


@dataclass(frozen=True)
class Ref:
    """Key of a series in the store."""

    flow: str
    code: str
    measure: str
    basis: str | None


@dataclass(frozen=True, eq=False)
class Line:
    """A series with its origin.

    Attributes
    ----------
    label : str
        How an expression writes it.
    values : pandas.Series
        Floats by period, missing periods absent.
    later : pandas.Series
        By the same periods: True where a value rests on a vintage known only after the date asked.
    bounds : Bounds
        By the same periods: how low and how high the true value may be.
    unit, kind : str
        The unit; whether it is a level, a growth rate or a share.
    observations : callable
        The observations behind the value of a period.
    how : callable
        "reported rate" or "computed" for the growth rate of a period, else empty.
    ref : Ref or None
        Its place in the store, for a series that is available as it is.
    name : str
        What it is about, in words; empty where it is about several things.
    phrase : str
        How a value is written, with {} for the number and its unit, and {whole} for the next one.
    whole : str
        What a share is of, where it is not the total.
    absent : str
        Key of the text for a period without a value.
    cumulated : bool
        Sums from January on, so that only the same months compare.
    stored : str
        How the store names its frequency: D10 and D20 for the first days of months.
    definitions : tuple of Line
        The same series on each of its definitions, the wanted one first, where it is put together
        from several.
    spread : callable or None
        Lowest and highest of the vintages known of each observation that may still be revised.
    sums, results : dict
        Cache: the line summed by Q, 2Q or Y (None where it does not add up), and
        the result of a period.
    """

    label: str
    values: pd.Series
    later: pd.Series
    bounds: Bounds
    unit: str
    observations: Observations
    kind: Literal["level", "growth", "share"] = "level"
    how: Callable[[pd.Period], str] = lambda _: ""
    ref: Ref | None = None
    name: str = ""
    phrase: str = ""
    whole: str = ""
    absent: str = "not_available_for"
    cumulated: bool = False
    stored: str = "M"
    definitions: tuple[Line, ...] = ()
    spread: Callable[[], tuple[Floats, Floats]] | None = None
    sums: dict[str, Line | None] = field(default_factory=dict, init=False, repr=False)
    results: dict[pd.Period, Result] = field(default_factory=dict, init=False, repr=False)

    @property
    def frequency(self) -> str:
        """M, Q, 2Q (half-years) or Y."""
        return frequency(periods(self.values))

    def at(self, period: pd.Period) -> Result:
        """Return the value of a period as a result; unknown when it is not available."""
        if period not in self.results:
            self.results[period] = self._at(period)
        return self.results[period]

    def _at(self, period: pd.Period) -> Result:
        place = self.place(period)
        if place < 0:
            return unknown(not_available(self, period))
        bounds = self.bounds
        return Result(
            value=float(self.values.to_numpy()[place]),
            unit=self.unit,
            period=period,
            evidence=self.observations(period),
            later=bool(self.later.to_numpy()[place]),
            text=self.text(period),
            how=self.how(period),
            low=float(bounds.low[1, place]),
            high=float(bounds.high[1, place]),
            error=float(bounds.digits[place]),
            subject=self.name,
            kind=self.kind,
        )

    def place(self, period: pd.Period) -> int:
        """Return the place of a period among the values, -1 where it is not available."""
        index = periods(self.values)
        if period.freqstr != index.freqstr:
            return -1
        when = numbers(index)
        at = int(np.searchsorted(when, period.ordinal))
        return at if at < len(when) and when[at] == period.ordinal else -1

    def on(self, index: pd.PeriodIndex, back: int = 0) -> Bounds:
        """Return the bounds for periods, or those `back` earlier, that are all available."""
        wanted = numbers(index) - back * multiple(index)
        return self.bounds.at(np.searchsorted(numbers(periods(self.values)), wanted))

    def number(self, period: pd.Period) -> float:
        """Return the value of a period that is available."""
        return float(self.values.to_numpy()[self.place(period)])

    def text(self, period: pd.Period) -> str:
        """Write the value of a period that is available."""
        number = written(self.number(period), self.unit, signed=self.kind == "growth")
        text = phrase(self.phrase, share=number, whole=self.whole) if self.phrase else number
        return phrase("reported_rate", value=text) if self.how(period) == "reported rate" else text


@dataclass(frozen=True, eq=False)
class Condition:
    """A yes or no by period; a period without an answer is absent.

    `undecided` are the periods whose values are available but whose bounds do not decide, `turned`
    those of them that are open because the vintages published so far do not agree.
    """

    label: str
    answers: pd.Series
    later: pd.Series
    observations: Observations
    text: Callable[[pd.Period], str]
    name: str = ""
    absent: str = "not_available_for"
    undecided: frozenset[pd.Period] = frozenset()
    turned: frozenset[pd.Period] = frozenset()
    limits: Callable[[pd.Period], pd.Period | None] = lambda _: None
    results: dict[pd.Period, Result] = field(default_factory=dict, init=False, repr=False)

    @property
    def frequency(self) -> str:
        """M, Q, 2Q (half-years) or Y."""
        return frequency(periods(self.answers))

    def at(self, period: pd.Period) -> Result:
        """Return the answer of a period as a result; unknown when it has none."""
        if period not in self.results:
            self.results[period] = self._at(period)
        return self.results[period]

    def _at(self, period: pd.Period) -> Result:
        if period in self.undecided:
            observations, text = self.observations(period), self.text(period)
            why = turned_by_vintage if period in self.turned else why_open
            return Result(
                None, period=period, evidence=observations, later=bool(self.later.get(period)),
                reason=why(observations, text), text=text, subject=self.name,
            )  # fmt: skip
        if period not in self.answers.index:
            return unknown(not_available(self, period))
        return Result(
            value=bool(self.answers.get(period)),
            period=period,
            evidence=self.observations(period),
            later=bool(self.later.get(period)),
            text=self.text(period),
            subject=self.name,
            since=self.limits(period),
        )

    def missing(self, period: pd.Period) -> str:
        """Write why a period has no answer."""
        return self.at(period).reason if period in self.undecided else not_available(self, period)


def not_available(line: Line | Condition, period: pd.Period) -> str:
    """Write that a period is missing."""
    return phrase(line.absent, period=dated(period), name=line.name or line.label)


def line_of(trade: Panel, ref: Ref, label: str, freq: str = "M") -> Line:
    """Return a series of the store (cached); balances are exports minus imports."""
    if is_as_before(trade, ref, freq):
        assert trade.origin is not None
        return line_of(trade.origin, ref, label, freq)
    return _line_of(trade, ref, label, freq)


def is_as_before(trade: Panel, ref: Ref, freq: str = "M") -> bool:
    """Return whether a panel that may be revised leaves a series as it is."""
    if trade.origin is None:
        return False
    key = (ref.flow, ref.code, ref.measure, ref.basis, freq)
    return trade.arrays(*key) is trade.origin.arrays(*key)


@kept
def _line_of(trade: Panel, ref: Ref, label: str, freq: str) -> Line:
    figures = trade.arrays(ref.flow, ref.code, ref.measure, ref.basis, freq)
    basis = figures.last("basis") or ref.basis

    @cache
    def observations(period: pd.Period) -> tuple[Observation, ...]:
        if ref.flow == "balance" and ref.measure == "value" and ref.basis != "printed":
            return trade.sides(ref.code, period, ref.basis)
        observation = trade.observation(ref.flow, ref.code, period, ref.measure, ref.basis, freq)
        return () if observation is None else (observation,)

    def spread() -> tuple[Floats, Floats]:
        return trade.spread(ref.flow, ref.code, ref.measure, ref.basis, freq)

    columns = figures.columns
    return Line(
        label=label,
        values=figures.column("value"),
        later=figures.column("later"),
        bounds=around(columns["value"], columns["precision"] / 2, columns["doubt"]),
        unit=figures.last("unit"),
        observations=observations,
        kind="growth" if ref.measure.endswith("yoy_pct") else "level",
        how=lambda _: "reported rate" if ref.measure in RATES.values() else "",
        ref=replace(ref, basis=ref.basis if ref.basis == "printed" else basis),
        name=_name(trade, ref),
        stored=freq,
        spread=spread,
    )


def _name(trade: Panel, ref: Ref) -> str:
    """Return what a series is about, in words."""
    if ref.code == "total":
        return labels("rows")[ref.flow]
    name = catalogue.name(ref.code, data_dir=trade.data_dir)
    if ref.basis is None:
        return name
    basis = ref.basis if spoken() == "en" else _basis_name(trade, ref.basis)
    return phrase("series_on_definition", name=name, definition=basis)


def released(trade: Panel, ref: Ref, label: str) -> Line:
    """Return a series on the definition that the ministry's release of the month uses.

    Where it is not available on that definition, the next one of `catalogue/bases.csv` is taken,
    month by month; the bounds then include how far the two definitions differ
    (`catalogue/definition_widths.csv`), and the evidence names the one used.
    """
    if ref.flow == "balance":
        return line_of(trade, ref, label)
    refs = [
        replace(ref, basis=basis)
        for basis in catalogue.ranked_bases(ref.code, trade.month, trade.data_dir)
    ]
    lines = [
        line_of(trade, candidate, label)
        for candidate in refs
        if any(
            len(trade.arrays(candidate.flow, candidate.code, measure, candidate.basis).ordinals)
            for measure in ("value", RATES["value"])
        )
    ]
    if not lines:
        return line_of(trade, ref, label)
    line = lines[0] if len(lines) == 1 else together(trade, lines)
    return replace(line, name=_name(trade, ref))


def together(trade: Panel, lines: list[Line], rates: list[Line] | None = None) -> Line:
    """Put a series, or its growth, together from its definitions, the wanted one first.

    Parameters
    ----------
    lines : list of Line
        The series on each definition.
    rates : list of Line, optional
        The growth of each; left out, the levels themselves are put together.
    """
    parts = lines if rates is None else rates
    first = parts[0]
    index = periods(first.values)
    for part in parts[1:]:
        index = index.union(periods(part.values))
    values, laters = np.empty(len(index)), np.zeros(len(index), dtype=bool)
    low, high = np.empty((2, len(index))), np.empty((2, len(index)))
    chosen = np.full(len(index), -1)
    for rank, (line, part) in enumerate(zip(lines, parts, strict=True)):
        at = places(index, periods(part.values))
        new = chosen[at] < 0
        at, bounds = at[new], part.bounds.at(np.flatnonzero(new))
        numbers_ = part.values.to_numpy(dtype=float)[new]
        apart = rank and _difference(trade, lines[0], line)
        if apart and rates is None:
            bounds = bounds.scaled(apart.low, apart.high)
        elif apart:
            by = apart.growth * np.maximum(1, 1 + numbers_ / 100)
            bounds = bounds.hull(numbers_ - by, numbers_ + by)
        elif rank:  # the two were never compared
            nothing = np.full(len(at), np.inf)
            bounds = bounds.hull(-nothing, nothing)
        values[at], laters[at] = numbers_, part.later.to_numpy(dtype=bool)[new]
        low[:, at], high[:, at], chosen[at] = bounds.low, bounds.high, rank

    ranks = dict(zip(numbers(index).tolist(), chosen.tolist(), strict=True))

    def of(period: pd.Period) -> Line:
        return parts[ranks.get(period.ordinal, 0)]

    return replace(
        first,
        values=pd.Series(values, index),
        later=pd.Series(laters, index),
        bounds=Bounds(low, high),
        unit=next((part.unit for part in parts if part.unit), ""),
        observations=lambda period: of(period).observations(period),
        how=lambda period: of(period).how(period),
        definitions=tuple(lines) if rates is None else (),
        spread=None,
    )


def _difference(trade: Panel, wanted: Line, used: Line) -> intervals.Difference | None:
    if wanted.ref is None or used.ref is None or not wanted.ref.basis or not used.ref.basis:
        return None
    ref = used.ref
    return intervals.difference(
        ref.flow, ref.code, wanted.ref.basis, used.ref.basis or "", trade.data_dir
    )


def _basis_name(trade: Panel, basis: str) -> str:
    if basis == "printed":
        return phrase("reported_definition")
    return catalogue.basis_name(basis, data_dir=trade.data_dir)


@kept
def working_days(trade: Panel, days: int | None = None) -> Line:
    """Return the working days of every month since 2000, or of its first days, by the rule."""
    index = pd.period_range(DAYS_FROM, trade.month, freq="M")
    values = working_days_of(index) if days is None else working_days_to(index, days)

    def observations(period: pd.Period) -> tuple[Observation, ...]:
        observation = (
            trade.observation("none", "total", period, "working_days") if days is None else None
        )
        return () if observation is None else (observation,)

    return Line(
        label="working_days",
        values=values.astype(float),
        later=pd.Series(False, index),
        bounds=around(np.asarray(values, dtype=np.float64), 0.0),
        unit="days",
        observations=observations,
        name=labels("rows")["working_days"],
    )

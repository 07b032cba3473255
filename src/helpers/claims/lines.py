"""Series and conditions while an expression is worked out: values by period, with their origin.

A `Line` is a series that still knows which published figures each of its values rests on, which of
them only stand in, and how far their printed digits leave it open. A `Condition` is a yes or no by
period. Neither fills a missing period, and neither joins figures of different basis in time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

import pandas as pd

from helpers import catalogue
from helpers.claims.result import Result, dated, frequency, unknown, written
from helpers.loading import Fact, Panel
from helpers.metrics.alignment import periods
from helpers.months import DAYS_FROM, working_days_of
from helpers.translation import later, spoken, tr

Facts = Callable[[pd.Period], tuple[Fact, ...]]

RATES = {
    "value": "yoy_pct",
    "volume": "volume_yoy_pct",
    "daily_avg": "daily_avg_yoy_pct",
    "unit_value": "unit_value_yoy_pct",
}
FREQUENCIES = {"M": "months", "Q": "quarters", "2Q": "half-years", "Y": "years"}
TOTALS = {
    "exports": later("Exports"), "imports": later("Imports"), "balance": later("Balance"),
}  # fmt: skip
NOT_HELD = later("{period} is not held for {name}")


class ArgumentError(ValueError):
    """Something a function or an operator cannot use; becomes a `ClaimError` with the place."""


@dataclass(frozen=True)
class Ref:
    """Where a series stands in the store."""

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
        By the same periods: True where a value rests on a figure known only after the date asked.
    unit, kind : str
        The unit; whether it is a level, a growth rate or a share.
    facts : callable
        The published figures behind the value of a period.
    error : callable
        Half the last printed digit of those figures, in the unit of the line.
    how : callable
        "printed rate" or "computed" for the growth rate of a period, else empty.
    ref : Ref or None
        Its place in the store, for a series that is held as it is.
    name : str
        What it is about, in words; empty where it is about several things.
    phrase : str
        How a value is written, with {} for the number and its unit, and {whole} for the next one.
    whole : str
        What a share is of, where it is not the total.
    absent : str
        What is said of a period without a value.
    cumulated : bool
        Sums from January on, so that only the same months compare.
    sums, found : dict
        What was asked for once: the line summed by Q, 2Q or Y (None where it does not add up), and
        the finding of a period.
    """

    label: str
    values: pd.Series
    later: pd.Series
    unit: str
    facts: Facts
    error: Callable[[pd.Period], float]
    kind: Literal["level", "growth", "share"] = "level"
    how: Callable[[pd.Period], str] = lambda _: ""
    ref: Ref | None = None
    name: str = ""
    phrase: str = "{}"
    whole: str = ""
    absent: str = NOT_HELD
    cumulated: bool = False
    sums: dict[str, Line | None] = field(default_factory=dict, init=False, repr=False)
    found: dict[pd.Period, Result] = field(default_factory=dict, init=False, repr=False)

    @property
    def frequency(self) -> str:
        """M, Q, 2Q (half-years) or Y."""
        return frequency(periods(self.values))

    def at(self, period: pd.Period) -> Result:
        """Give the value of a period as a finding; unknown when it is not held."""
        if period not in self.found:
            self.found[period] = self._at(period)
        return self.found[period]

    def _at(self, period: pd.Period) -> Result:
        if period not in self.values.index:
            return unknown(not_held(self, period))
        return Result(
            value=self.number(period),
            unit=self.unit,
            period=period,
            evidence=self.facts(period),
            stand_in=bool(self.later.get(period)),
            text=self.text(period),
            how=self.how(period),
            error=self.error(period),
            subject=self.name,
        )

    def number(self, period: pd.Period) -> float:
        """Give the value of a period that is held."""
        return float(self.values.at[period])  # type: ignore[arg-type]

    def text(self, period: pd.Period) -> str:
        """Write the value of a period that is held."""
        number = written(self.number(period), self.unit, signed=self.kind == "growth")
        text = number if self.phrase == "{}" else tr(self.phrase, number, whole=self.whole)
        return tr("{} (printed rate)", text) if self.how(period) == "printed rate" else text


@dataclass(frozen=True, eq=False)
class Condition:
    """A yes or no by period; a period without an answer is absent."""

    label: str
    answers: pd.Series
    later: pd.Series
    facts: Facts
    text: Callable[[pd.Period], str]
    name: str = ""
    absent: str = NOT_HELD
    found: dict[pd.Period, Result] = field(default_factory=dict, init=False, repr=False)

    @property
    def frequency(self) -> str:
        """M, Q, 2Q (half-years) or Y."""
        return frequency(periods(self.answers))

    def at(self, period: pd.Period) -> Result:
        """Give the answer of a period as a finding; unknown when it has none."""
        if period not in self.found:
            self.found[period] = self._at(period)
        return self.found[period]

    def _at(self, period: pd.Period) -> Result:
        if period not in self.answers.index:
            return unknown(not_held(self, period))
        return Result(
            value=bool(self.answers.get(period)),
            period=period,
            evidence=self.facts(period),
            stand_in=bool(self.later.get(period)),
            text=self.text(period),
            subject=self.name,
        )


def not_held(found: Line | Condition, period: pd.Period) -> str:
    """Say that a period is missing."""
    return tr(found.absent, period=dated(period), name=found.name or found.label)


def held(trade: Panel, ref: Ref, label: str, freq: str = "M") -> Line:
    """Give a series as the store holds it; balances are exports minus imports."""
    name = catalogue.name(ref.code, data_dir=trade.data_dir)
    if ref.basis is not None:
        basis_name = ref.basis if spoken() == "en" else _basis_name(trade, ref.basis)
        name = tr("{name} ({basis})", name=name, basis=basis_name)
    figures = trade.figures(ref.flow, ref.code, ref.measure, ref.basis, freq)
    basis = figures.last("basis") or ref.basis
    flows = [ref.flow]
    if ref.flow == "balance" and ref.measure == "value" and ref.basis != "printed":
        flows = ["exports", "imports"]
    lookups = [_lookup(trade, replace(ref, flow=flow)) for flow in flows]

    def facts(period: pd.Period) -> tuple[Fact, ...]:
        return tuple(fact for fact in (look(period) for look in lookups) if fact is not None)

    return Line(
        label=label,
        values=figures.column("value"),
        later=figures.column("stand_in"),
        unit=figures.last("unit"),
        facts=facts,
        error=lambda period: sum(fact.precision / 2 for fact in facts(period)),
        kind="growth" if ref.measure.endswith("yoy_pct") else "level",
        how=lambda _: "printed rate" if ref.measure in RATES.values() else "",
        ref=replace(ref, basis=ref.basis if ref.basis == "printed" else basis),
        name=tr(TOTALS[ref.flow]) if ref.code == "total" else name,
    )


def _basis_name(trade: Panel, basis: str) -> str:
    if basis == "printed":
        return tr("printed")
    return catalogue.basis_name(basis, data_dir=trade.data_dir)


def working_days(trade: Panel) -> Line:
    """Give the working days of every month since 2000, by the published rule."""
    if trade.origin is not None:  # nothing of the days is moved
        return working_days(trade.origin)
    key = (spoken(), "line", "working_days")
    if key not in trade.worked_out:
        trade.worked_out[key] = _working_days(trade)
    line: Line = trade.worked_out[key]
    return line


def _working_days(trade: Panel) -> Line:
    index = pd.period_range(DAYS_FROM, trade.month, freq="M")

    def facts(period: pd.Period) -> tuple[Fact, ...]:
        fact = trade.fact("none", "total", period, "working_days")
        return () if fact is None else (fact,)

    return Line(
        label="working_days",
        values=working_days_of(index).astype(float),
        later=pd.Series(False, index),
        unit="days",
        facts=facts,
        error=lambda _: 0.0,
        name=tr("Working days"),
    )


def _lookup(trade: Panel, ref: Ref) -> Callable[[pd.Period], Fact | None]:
    """Give what finds the published figure of a period, each looked up once."""
    return cache(lambda period: trade.fact(ref.flow, ref.code, period, ref.measure, ref.basis))

"""Series and conditions while an expression is worked out: values by period, with their origin.

A `Line` is a series that still knows which published figures each of its values rests on, which of
them only stand in, and how far their printed digits leave it open. A `Condition` is a yes or no by
period. Neither fills a missing period, and neither joins figures of different basis in time.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

import numpy as np
import pandas as pd

from helpers import catalogue, metrics
from helpers.claims.finding import Finding, frequency, listed, named, unknown, written
from helpers.loading import Fact, Panel
from helpers.metrics.alignment import before, per_year, periods
from helpers.months import working_days_of

Facts = Callable[[pd.Period], tuple[Fact, ...]]

# On these a figure is held as a release printed it, so its printed growth rate comes first.
RELEASES = {"classic", "mti2026", "ministry_group", "ministry"}
RATES = {
    "value": "yoy_pct",
    "volume": "volume_yoy_pct",
    "daily_avg": "daily_avg_yoy_pct",
    "unit_value": "unit_value_yoy_pct",
}
ADDITIVE = {"usd_million", "kilotonne", "tonne", "days", "million_bbl"}
COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip
FREQUENCIES = {"M": "months", "Q": "quarters", "2Q": "half-years", "Y": "years"}


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
        How a value is written, with {} for the number and its unit.
    sums : dict
        By Q, 2Q or Y: the line summed so, once it was asked for; None where it does not add up.
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
    sums: dict[str, Line | None] = field(default_factory=dict, init=False, repr=False)

    @property
    def frequency(self) -> str:
        """M, Q, 2Q (half-years) or Y."""
        return frequency(periods(self.values))

    def at(self, period: pd.Period) -> Finding:
        """Give the value of a period as a finding; unknown when it is not held."""
        if period not in self.values.index:
            return unknown(not_held(self, period))
        return Finding(
            value=float(_at(self.values, period)),
            unit=self.unit,
            period=period,
            evidence=self.facts(period),
            stand_in=bool(_at(self.later, period)),
            text=self.text(period),
            how=self.how(period),
            error=self.error(period),
            subject=self.name,
        )

    def text(self, period: pd.Period) -> str:
        """Write the value of a period that is held."""
        number = written(float(_at(self.values, period)), self.unit, signed=self.kind == "growth")
        text = self.phrase.format(number)
        return f"{text} (printed rate)" if self.how(period) == "printed rate" else text


@dataclass(frozen=True, eq=False)
class Condition:
    """A yes or no by period; a period without an answer is absent."""

    label: str
    answers: pd.Series
    later: pd.Series
    facts: Facts
    text: Callable[[pd.Period], str]
    name: str = ""

    @property
    def frequency(self) -> str:
        """M, Q, 2Q (half-years) or Y."""
        return frequency(periods(self.answers))

    def at(self, period: pd.Period) -> Finding:
        """Give the answer of a period as a finding; unknown when it has none."""
        if period not in self.answers.index:
            return unknown(not_held(self, period))
        return Finding(
            value=bool(_at(self.answers, period)),
            period=period,
            evidence=self.facts(period),
            stand_in=bool(_at(self.later, period)),
            text=self.text(period),
            subject=self.name,
        )


def not_held(found: Line | Condition, period: pd.Period) -> str:
    """Say that a period is missing."""
    return f"{named(period)} is not held for {found.name or found.label}"


def held(trade: Panel, ref: Ref, label: str, freq: str = "M") -> Line:
    """Give a series as the store holds it; balances are exports minus imports."""
    name = catalogue.name(ref.code, data_dir=trade.data_dir)
    if ref.basis is not None:
        name += f" ({ref.basis})"
    table = trade.facts(ref.flow, ref.code, ref.measure, ref.basis, freq)
    basis = str(table["basis"].iloc[-1]) if len(table) else ref.basis
    flows = [ref.flow]
    if ref.flow == "balance" and ref.measure == "value" and ref.basis != "printed":
        flows = ["exports", "imports"]
    lookups = [_lookup(trade, replace(ref, flow=flow)) for flow in flows]

    def facts(period: pd.Period) -> tuple[Fact, ...]:
        return tuple(fact for fact in (look(period) for look in lookups) if fact is not None)

    return Line(
        label=label,
        values=table["value"].astype(float),
        later=table["stand_in"].astype(bool),
        unit=str(table["unit"].iloc[-1]) if len(table) else "",
        facts=facts,
        error=lambda period: sum(fact.precision / 2 for fact in facts(period)),
        kind="growth" if ref.measure.endswith("yoy_pct") else "level",
        how=lambda _: "printed rate" if ref.measure in RATES.values() else "",
        ref=replace(ref, basis=ref.basis if ref.basis == "printed" else basis),
        name=ref.flow.capitalize() if ref.code == "total" else name,
    )


def working_days(trade: Panel) -> Line:
    """Give the working days of every month since 2000, by the published rule."""
    index = pd.period_range("2000-01", trade.month, freq="M")

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
        name="Working days",
    )


def growth(trade: Panel, line: Line, steps: int | None = None) -> Line:
    """Give growth on the year (or on `steps` periods earlier), per cent.

    Computed from the values in force. A rate that a release printed is taken instead where a value
    is missing or only stands in; on the bases of the releases it always comes first, for their
    values are printed in rounded form.
    """
    yearly_steps = per_year(periods(line.values)) if len(line.values) else 1
    back = yearly_steps if steps is None else steps
    rates = (metrics.year_on_year if steps is None else metrics.month_on_month)(line.values)
    rates = rates.replace([np.inf, -np.inf], np.nan).dropna()
    later = _with_base(line.later, rates.index, back)
    printed = _printed_rates(trade, line) if steps is None else None
    taken = pd.Index([])
    if printed is not None and len(printed.values):
        firm = printed.values[~printed.later]
        if line.ref is not None and line.ref.basis in RELEASES:
            taken = printed.values.index
        else:
            needed = ~firm.index.isin(rates.index) | firm.index.isin(later.index[later])
            only_late = printed.values.index.difference(rates.index).difference(firm.index)
            taken = firm.index[needed].union(only_late)
        rates, later = _overlay(rates, later, printed, taken)

    def facts(period: pd.Period) -> tuple[Fact, ...]:
        if period in taken and printed is not None:
            return printed.facts(period)
        return line.facts(period) + line.facts(period - back)

    def error(period: pd.Period) -> float:
        if period in taken:
            return 0.0
        now, base = float(_at(line.values, period)), float(_at(line.values, period - back))
        return 100 * (line.error(period) / base + now * line.error(period - back) / base**2)

    return Line(
        label=f"{'yoy' if steps is None else 'mom'}({line.label})",
        values=rates,
        later=later,
        unit="pct",
        facts=facts,
        error=error,
        kind="growth",
        how=lambda period: "printed rate" if period in taken else "computed",
        name=line.name,
    )


def aggregated(trade: Panel, line: Line, freq: str) -> Line | None:
    """Sum a line by quarter (Q), half-year (2Q) or year (Y); None when its kind does not add up."""
    if freq not in line.sums:
        line.sums[freq] = _aggregated(trade, line, freq)
    return line.sums[freq]


def _aggregated(trade: Panel, line: Line, freq: str) -> Line | None:
    """Sum a line, or take what was printed.

    Where a release printed the figure of the whole quarter or year, the firmer of the two is
    taken: the one known on the date asked, then the one published last; at a tie the printed one.
    """
    if line.unit not in ADDITIVE or line.kind != "level" or line.frequency != "M":
        return None
    how = {"Q": metrics.quarterly, "2Q": metrics.half_yearly, "Y": metrics.yearly}[freq]
    sums = how(line.values)
    flags = line.later.groupby(_span(periods(line.later), freq)).any()
    later = flags.reindex(sums.index, fill_value=False).astype(bool)
    printed, taken = None, pd.Index([])
    if freq != "2Q" and line.ref is not None:
        printed = held(trade, line.ref, line.label, freq)
        if len(printed.values):
            taken = _firmer(trade, line.ref, printed, later)
            sums, later = _overlay(sums, later, printed, taken)

    def parts(period: pd.Period) -> pd.PeriodIndex:
        first = pd.Period(period.start_time, freq="M")
        return pd.period_range(first, periods=12 // per_year(periods(sums)), freq="M")

    def facts(period: pd.Period) -> tuple[Fact, ...]:
        if period in taken and printed is not None:
            return printed.facts(period)
        return tuple(fact for month in parts(period) for fact in line.facts(month))

    def error(period: pd.Period) -> float:
        if period in taken and printed is not None:
            return printed.error(period)
        return sum(line.error(month) for month in parts(period))

    name = {"Q": "quarterly", "2Q": "half_yearly", "Y": "yearly"}[freq]
    return replace(
        line, label=f"{name}({line.label})", values=sums, later=later, facts=facts, error=error
    )


def derived(
    label: str,
    lines: list[Line],
    values: pd.Series,
    unit: str,
    kind: Literal["level", "growth", "share"] = "level",
    back: int = 0,
) -> Line:
    """Give a line about the first of others, computed from them (and from `back` earlier)."""
    _require_same_periods(lines)
    values = values.replace([np.inf, -np.inf], np.nan).dropna().astype(float)
    later = pd.Series(False, values.index)
    for line in lines:
        later |= _with_base(line.later, values.index, back)

    def facts(period: pd.Period) -> tuple[Fact, ...]:
        when = [period] if back == 0 else [period, period - back]
        return tuple(fact for line in lines for each in when for fact in line.facts(each))

    name = lines[0].name if lines else ""
    return Line(label, values, later, unit, facts, lambda _: 0.0, kind, name=name)


def daily(line: Line, days: Line) -> Line:
    """Divide a monthly line by the working days."""
    values = metrics.daily_average(line.values, days.values)
    made = derived(f"daily_average({line.label})", [line], values, f"{line.unit}_per_day")
    return replace(
        made,
        facts=lambda period: line.facts(period) + days.facts(period),
        error=lambda period: line.error(period) / float(_at(days.values, period)),
    )


def calculated(left: Line | float, symbol: str, right: Line | float) -> Line:
    """Add, subtract, multiply or divide lines and numbers, period by period."""
    lines = [each for each in (left, right) if isinstance(each, Line)]
    _require_same_periods(lines)
    label = f"{_label(left)} {symbol} {_label(right)}"
    values = ARITHMETIC[symbol](_operand(left), _operand(right))
    units = {line.unit for line in lines}
    unit = ""
    kind: Literal["level", "growth", "share"] = "level"
    if symbol in "+-" and len(units) == 1:
        unit = units.pop()
        if len(lines) == 2 and symbol == "-" and unit == "pct":
            unit = "pp"
        elif unit == "pct":
            kind = lines[0].kind
    elif symbol in "*/" and len(lines) == 1 and isinstance(left, Line):
        unit, kind = left.unit, left.kind
    made = derived(label, lines, values, unit, kind)
    made = replace(made, name=made.name if len({line.name for line in lines}) == 1 else "")
    if symbol in "+-":
        return replace(made, error=lambda period: sum(line.error(period) for line in lines))
    return made


def judged(left: Line | float, symbol: str, right: Line | float) -> Condition:
    """Compare lines and numbers period by period.

    Growth against zero is judged as printed to one decimal: 0.0 is neither above nor below.
    """
    lines = [each for each in (left, right) if isinstance(each, Line)]
    _require_same_periods(lines)
    a, b = _operand(left), _operand(right)
    index = _common(a, b)
    a = a.reindex(index) if isinstance(a, pd.Series) else a
    b = b.reindex(index) if isinstance(b, pd.Series) else b
    answers: pd.Series = COMPARE[symbol](a, b)
    if isinstance(left, Line) and left.kind == "growth" and right == 0 and symbol in "<>":
        answers = metrics.rising(left.values) if symbol == ">" else metrics.falling(left.values)
    later = pd.Series(False, index)
    for line in lines:
        later |= line.later.reindex(index, fill_value=False)

    names = list(dict.fromkeys(line.name for line in lines))

    def text(period: pd.Period) -> str:
        if len(names) == 1:
            return " against ".join(line.text(period) for line in lines)
        return " against ".join(f"{line.name} {line.text(period)}".strip() for line in lines)

    return Condition(
        label=f"{_label(left)} {symbol} {_label(right)}",
        answers=answers.astype("boolean"),
        later=later,
        facts=lambda period: tuple(fact for line in lines for fact in line.facts(period)),
        text=text,
        name=names[0] if len(names) == 1 else "",
    )


def joined(symbol: str, conditions: list[Condition]) -> Condition:
    """Join conditions period by period; unknown where the held ones do not decide."""
    answers = conditions[0].answers
    for each in conditions[1:]:
        index = answers.index.union(each.answers.index)
        a, b = answers.reindex(index), each.answers.reindex(index)
        answers = a & b if symbol == "and" else a | b
    if symbol == "not":
        answers = ~answers
    answers = answers.dropna()
    later = pd.Series(False, answers.index)
    for each in conditions:
        later |= each.later.reindex(answers.index, fill_value=False)
    word = "not " if symbol == "not" else ""

    names = list(dict.fromkeys(each.name for each in conditions))

    def text(period: pd.Period) -> str:
        known = [each for each in conditions if period in each.answers.index]
        return listed([(each.name, each.text(period)) for each in known])

    return Condition(
        label=word + f" {symbol} ".join(each.label for each in conditions),
        answers=answers,
        later=later,
        facts=lambda period: tuple(
            fact for c in conditions if period in c.answers.index for fact in c.facts(period)
        ),
        text=text,
        name=names[0] if len(names) == 1 else "",
    )


def _lookup(trade: Panel, ref: Ref) -> Callable[[pd.Period], Fact | None]:
    """Give what finds the published figure of a period, each looked up once."""
    return cache(lambda period: trade.fact(ref.flow, ref.code, period, ref.measure, ref.basis))


def _require_same_periods(lines: list[Line]) -> None:
    if len({line.frequency for line in lines}) > 1:
        labels = " and ".join(dict.fromkeys(line.label for line in lines))
        raise ArgumentError(f"{labels} do not have periods of the same length")


def _at(series: pd.Series, period: pd.Period) -> Any:
    return series.get(period)


def _label(operand: Line | float) -> str:
    return operand.label if isinstance(operand, Line) else f"{operand:g}"


def _operand(operand: Line | float) -> pd.Series | float:
    return operand.values if isinstance(operand, Line) else operand


def _common(*operands: pd.Series | float) -> pd.Index:
    """Give the periods that all the series among the operands hold."""
    held_by = [each.index for each in operands if isinstance(each, pd.Series)]
    index = held_by[0]
    for each in held_by[1:]:
        index = index.intersection(each)
    return index


def _printed_rates(trade: Panel, line: Line) -> Line | None:
    if line.ref is None or line.ref.measure not in RATES or line.ref.flow == "balance":
        return None
    ref = replace(line.ref, measure=RATES[line.ref.measure])
    return held(trade, ref, line.label, "M" if line.frequency == "M" else line.frequency)


def _with_base(later: pd.Series, index: pd.Index, back: int) -> pd.Series:
    """Say for each period whether its figure, or the one `back` periods earlier, stands in."""
    now = later.reindex(index, fill_value=False)
    return now | before(later, back).reindex(index).eq(True) if back else now


def _overlay(
    values: pd.Series, later: pd.Series, printed: Line, taken: pd.Index
) -> tuple[pd.Series, pd.Series]:
    """Put the printed figures of the periods `taken` in the place of the computed ones."""
    if not len(taken):
        return values, later
    index = values.index.union(taken)
    at = index.get_indexer(taken)
    figures, flags = values.reindex(index), later.reindex(index, fill_value=False)
    figures.iloc[at] = printed.values.reindex(taken).to_numpy()
    flags.iloc[at] = printed.later.reindex(taken).to_numpy()
    return figures, flags


def _firmer(trade: Panel, ref: Ref, printed: Line, later: pd.Series) -> pd.Index:
    """Pick the periods whose printed figure is firmer than the sum of its months."""
    dated, monthly = _published(trade, ref, printed.frequency), _published(trade, ref, "M")
    taken = []
    for period, stands_in in printed.later.items():
        assert isinstance(period, pd.Period)
        summed = _at(later, period)
        newer = False
        if summed is not None and summed == stands_in:
            months = range(period.asfreq("M", "start").ordinal, period.asfreq("M").ordinal + 1)
            newer = dated[period.ordinal] >= max(monthly[month] for month in months)
        taken.append(summed is None or (summed and not stands_in) or newer)
    return printed.values.index[taken]


def _published(trade: Panel, ref: Ref, freq: str) -> dict[int, str]:
    """Give the day of each figure by its period; a balance is as old as the older of its sides."""
    sides, computed = [], ref.flow == "balance" and ref.basis != "printed"
    flows = ["exports", "imports"] if computed else [ref.flow]
    for flow in flows:
        table = trade.facts(flow, ref.code, ref.measure, ref.basis, freq)
        sides.append(dict(zip(_ordinals(table), table["published"].tolist(), strict=True)))
    return {when: min(side[when] for side in sides) for when in sides[0] if when in sides[-1]}


def _ordinals(table: pd.DataFrame) -> list[int]:
    ordinals: list[int] = periods(table).astype("int64").tolist()
    return ordinals


def _span(index: pd.PeriodIndex, freq: str) -> pd.PeriodIndex:
    if freq != "2Q":
        return index.asfreq(freq)
    quarters = index.asfreq("Q-DEC")
    return quarters.where(quarters.quarter % 2 == 1, quarters - 1).asfreq("2Q-DEC")

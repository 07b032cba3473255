"""Lines reckoned with period by period: arithmetic, comparisons, and conditions joined."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers.claims import bounds as limits
from helpers.claims.bounds import HAIR, Bounds, around, compared
from helpers.claims.lines import ArgumentError, Condition, Line
from helpers.claims.result import Result, against, both, distinct, listed, unknown, written
from helpers.loading import Observation
from helpers.metrics.alignment import multiple, periods
from helpers.metrics.ordinals import numbers, places
from helpers.metrics.records import NO_CHANGE
from helpers.translation import phrase

ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip
# Amounts are written with their unit: a bare number beside one is refused.
AMOUNTS = {
    "usd_million": "usd_billion, usd_million or usd_100m",
    "usd_million_per_day": "usd_billion_per_day, usd_million_per_day or usd_100m_per_day",
}

Series = TypeVar("Series", Line, Condition)


def derived(
    label: str,
    lines: list[Line],
    values: pd.Series,
    unit: str,
    bounds: Callable[[pd.PeriodIndex], Bounds],
    kind: Literal["level", "growth", "share"] = "level",
    back: int = 0,
) -> Line:
    """Return a line about the first of others, computed from them (and from `back` earlier).

    `bounds` gives those of the values on the periods that have one.
    """
    _require_same_periods(lines)
    values = values.astype(float)
    finite = np.isfinite(values.to_numpy())
    values = values if finite.all() else values[finite]
    later = later_among([line.later for line in lines], periods(values), back)

    def observations(period: pd.Period) -> tuple[Observation, ...]:
        when = [period] if back == 0 else [period, period - back]
        return tuple(
            observation for line in lines for at in when for observation in line.observations(at)
        )

    name = lines[0].name if lines else ""
    return Line(label, values, later, bounds(periods(values)), unit, observations, kind, name=name)


def daily(line: Line, days: Line) -> Line:
    """Divide an amount by the working days of its periods."""
    index = periods(line.values)[places(periods(days.values), periods(line.values)) >= 0]
    values = line.values.loc[index] / days.values.loc[index]

    def bounds(index: pd.PeriodIndex) -> Bounds:
        return limits.joined(line.on(index), "/", days.on(index))

    unit = f"{line.unit}_per_day"
    average = derived(f"daily_average({line.label})", [line], values, unit, bounds)
    return replace(
        average,
        observations=lambda period: line.observations(period) + days.observations(period),
        ref=None if line.ref is None else replace(line.ref, measure="daily_avg"),
    )


def calculated(left: Line | Result, symbol: str, right: Line | Result) -> Line:
    """Add, subtract, multiply or divide lines, or a line and a number, period by period."""
    operands = (left, right)
    lines = [operand for operand in operands if isinstance(operand, Line)]
    _require_same_periods(lines)
    label = f"{_label(left)} {symbol} {_label(right)}"
    values = ARITHMETIC[symbol](_operand(left), _operand(right))
    unit, kind = _unit(left, symbol, right), lines[0].kind
    if symbol not in "+-" or unit == "pp":
        whole = symbol in "*/" and isinstance(left, Line) and not right.unit
        kind = left.kind if whole and isinstance(left, Line) else "level"

    def bounds(index: pd.PeriodIndex) -> Bounds:
        x, y = (_bounds(operand, index) for operand in operands)
        return limits.joined(x, symbol, y)

    result = derived(label, lines, values, unit, bounds, kind)
    result = replace(result, name=result.name if len({line.name for line in lines}) == 1 else "")
    return resting_on(result, operands)


def _unit(left: Line | Result, symbol: str, right: Line | Result) -> str:
    """Return the unit of a result of arithmetic; refuse amounts beside other things."""
    a, b = left.unit, right.unit
    if symbol == "*":
        a, b = (unit if unit != "pct" else "" for unit in (a, b)) if a and b else (a, b)
        return "" if a and b else a or b
    if symbol == "/":
        return "" if b else a
    require_units(left, right)
    return "pp" if symbol == "-" and a == b == "pct" else a or b


def require_units(left: Line | Result | float, right: Line | Result | float) -> None:
    """Refuse to compare, add or subtract what is of different units, or an amount and a number.

    Zero fits every unit, a plain number every unit that is no amount; an amount per day may be
    written as an amount.
    """
    sides = [side for side in (left, right) if not _is_zero(side) and not _is_empty(side)]
    units = [side.unit if isinstance(side, Line | Result) else "" for side in sides]
    if len(sides) < 2 or any(isinstance(s, Result) and not s.is_number for s in sides):
        return
    a, b = (unit.removesuffix("_per_day") for unit in units)
    if a == b or {a, b} <= {"pct", "pp"}:
        return
    amounts = [unit for unit in units if unit in AMOUNTS]
    if amounts and "" in units:
        number = sides[units.index("")]
        allowed = AMOUNTS[amounts[0]]
        raise ArgumentError(f"{_label(number)} has no unit: write it times {allowed}")
    if "" not in units:
        raise ArgumentError(f"{units[0]} and {units[1]} are different units")


def reckoned(a: Result, symbol: str, b: Result) -> Result:
    """Add, subtract, multiply or divide two single numbers."""
    for operand in (a, b):
        if operand.value is None:
            return operand
        if operand.at_least:
            return unknown(operand.reason, a, b)
    x, y = float(a.value), float(b.value)  # type: ignore[arg-type]
    if symbol == "/" and y == 0:
        return unknown(phrase("division_by_zero"), a, b)
    unit = _unit(a, symbol, b)
    value = float(ARITHMETIC[symbol](x, y))
    bounds = limits.joined(_single(a), symbol, _single(b))
    joint = both([replace(a, value=True), replace(b, value=True)])
    return Result(
        value=value,
        unit=unit,
        period=a.period or b.period,
        evidence=joint.evidence,
        later=joint.later,
        text=written(value, unit) if unit or joint.evidence else f"{value:g}",
        low=float(bounds.low[1, 0]),
        high=float(bounds.high[1, 0]),
        error=float(bounds.digits[0]),
        subject=joint.subject,
    )


def resting_on(series: Series, operands: Iterable[Line | Result | float]) -> Series:
    """Let the answers of a line or condition rest on the single numbers among its operands too."""
    figures = [number for number in operands if isinstance(number, Result) and number.evidence]
    if not figures:
        return series
    observations = distinct(observation for figure in figures for observation in figure.evidence)
    subjects = {figure.subject for figure in figures if figure.subject}
    return replace(
        series,
        observations=lambda period: series.observations(period) + observations,
        later=series.later | any(figure.later for figure in figures),
        name=series.name if subjects <= {series.name} else "",
    )


def comparison(left: Line | Result | float, symbol: str, right: Line | Result | float) -> Condition:
    """Compare lines and numbers period by period; open where the bounds overlap.

    Growth is compared with zero as printed to one decimal: 0.0 is neither above nor below; a
    number that growth prints as is reached only where its bounds say so as well. A value that is
    printed as the number it is compared with is at least and at most that number. Two series are
    compared over all the vintages known of a period that is not final: what a revision has already
    turned is open.
    """
    lines = [side for side in (left, right) if isinstance(side, Line)]
    _require_same_periods(lines)
    require_units(left, right)
    index = _common(*(side for side in (left, right) if isinstance(side, Line)))
    x, y = (_bounds(side, index) for side in (left, right))
    plain = np.zeros(len(index), dtype=bool)
    if len(lines) == 2 and lines[0].spread and lines[1].spread:
        plain = np.logical_or(*compared(x, symbol, y))
        x, y = (_over_vintages(line, index, side) for line, side in zip(lines, (x, y), strict=True))
    rate, number = (left, right) if isinstance(left, Line) else (right, left)
    if len(lines) == 1 and lines[0].kind == "growth" and _is_zero(number) and symbol in "<>":
        sign = 1 if (symbol == ">") == (rate is left) else -1
        low, high = (x if rate is left else y).low[1], (x if rate is left else y).high[1]
        low, high = (low, high) if sign > 0 else (-high, -low)
        true, false = low >= NO_CHANGE * HAIR, high < NO_CHANGE
    else:
        if len(lines) == 1 and lines[0].kind == "growth":
            x, y = (_as_printed(b) if s is rate else b for s, b in ((left, x), (right, y)))
        true, false = compared(x, symbol, y)
        if symbol in ("<=", ">=", "=="):
            same = np.equal(_on(_operand(left), index), _on(_operand(right), index))
            true = true | (same & _is_settled(x) & _is_settled(y))
            false = false & ~true
        elif symbol == "!=":
            same = np.equal(_on(_operand(left), index), _on(_operand(right), index))
            false = false | (same & _is_settled(x) & _is_settled(y))
    decided = true | false
    later = later_among([line.later for line in lines], index)
    names = list(dict.fromkeys(line.name for line in lines))

    def text(period: pd.Period) -> str:
        if len(names) == 1:
            return against([line.text(period) for line in lines])
        return against([f"{line.name} {line.text(period)}".strip() for line in lines])

    condition = Condition(
        label=f"{_label(left)} {symbol} {_label(right)}",
        answers=pd.Series(pd.array(true[decided], dtype="boolean"), index[decided]),
        later=later,
        observations=lambda period: tuple(
            observation for line in lines for observation in line.observations(period)
        ),
        text=text,
        name=names[0] if len(names) == 1 else "",
        absent=lines[0].absent,
        undecided=_among(index, ~decided),
        turned=_among(index, plain & ~decided) if len(lines) == 2 else frozenset(),
    )
    return resting_on(condition, (left, right))


def _among(index: pd.PeriodIndex, chosen: npt.NDArray[np.bool_]) -> frozenset[pd.Period]:
    return frozenset(index[chosen]) if chosen.any() else frozenset()


def _as_printed(bounds: Bounds) -> Bounds:
    """Let bounds of growth reach to what they print as to one decimal, where that is further."""
    return bounds.hull(np.round(bounds.low[1], 1), np.round(bounds.high[1], 1))


def _is_settled(bounds: Bounds) -> npt.NDArray[np.bool_]:
    """Return where no revision widens the bounds beyond the printed digits."""
    wide = bounds.high - bounds.low
    return np.asarray(wide[1] <= wide[0] * (1 + 1e-6) + 1e-12)


def _over_vintages(line: Line, index: pd.PeriodIndex, bounds: Bounds) -> Bounds:
    """Let bounds reach over all the vintages known of what may still be revised."""
    assert line.spread is not None
    at = places(periods(line.values), index)
    low, high = (side[at] for side in line.spread())
    return bounds.hull(low, high)


def joined(symbol: str, conditions: list[Condition]) -> Condition:
    """Join conditions period by period; unknown where those that have an answer do not decide."""
    index = periods(conditions[0].answers)
    undecided = set().union(*(condition.undecided for condition in conditions))
    for condition in conditions:
        index = index.union(periods(condition.answers))
    if undecided:
        index = index.union(pd.PeriodIndex(sorted(undecided, key=lambda p: p.ordinal)))
    yes, no = np.ones(len(index), dtype=bool), np.zeros(len(index), dtype=bool)
    if symbol == "or":
        yes, no = no, yes
    for condition in conditions:
        state = np.full(len(index), -1)
        state[places(index, periods(condition.answers))] = condition.answers.to_numpy(dtype=int)
        if symbol == "and":
            yes, no = yes & (state == 1), no | (state == 0)
        elif symbol == "or":
            yes, no = yes | (state == 1), no & (state == 0)
        else:
            yes, no = state == 0, state == 1
    decided = yes | no
    later = later_among([condition.later for condition in conditions], index)
    word = "not " if symbol == "not" else ""
    names = list(dict.fromkeys(condition.name for condition in conditions))

    def known(period: pd.Period) -> list[Condition]:
        return [c for c in conditions if period in c.answers.index or period in c.undecided]

    def text(period: pd.Period) -> str:
        return listed([(condition.name, condition.text(period)) for condition in known(period)])

    return Condition(
        label=word + f" {symbol} ".join(condition.label for condition in conditions),
        answers=pd.Series(pd.array(yes[decided], dtype="boolean"), index[decided]),
        later=later,
        observations=lambda period: tuple(
            observation for c in known(period) for observation in c.observations(period)
        ),
        text=text,
        name=names[0] if len(names) == 1 else "",
        undecided=frozenset(undecided & set(index[~decided])),
    )


def later_among(laters: list[pd.Series], index: pd.PeriodIndex, back: int = 0) -> pd.Series:
    """Return for each period whether it, or the one `back` earlier, is of a later vintage."""
    wanted, flags = numbers(index), np.zeros(len(index), dtype=bool)
    for later in laters:
        when = numbers(periods(later))[later.to_numpy(dtype=bool)]
        for steps in {0, back} if len(when) else ():
            flags |= np.isin(wanted, when + steps * multiple(index))
    return pd.Series(flags, index)


def _require_same_periods(lines: list[Line]) -> None:
    if len({line.frequency for line in lines}) > 1:
        labels = " and ".join(dict.fromkeys(line.label for line in lines))
        raise ArgumentError(f"{labels} do not have periods of the same length")


def _label(operand: Line | Result | float) -> str:
    return operand.label if isinstance(operand, Line) else f"{_number(operand):g}"


def _operand(operand: Line | Result | float) -> pd.Series | float:
    return operand.values if isinstance(operand, Line) else _number(operand)


def _bounds(operand: Line | Result | float, index: pd.PeriodIndex) -> Bounds:
    """Return the bounds of an operand on periods that are all available."""
    if isinstance(operand, Line):
        return operand.on(index)
    if isinstance(operand, Result):
        return _single(operand)
    return around(np.array([operand], dtype=float), 0.0)


def _single(result: Result) -> Bounds:
    """Return the bounds of one number."""
    assert isinstance(result.value, int | float)
    value, (low, high) = float(result.value), result.bounds
    return around(np.array([value]), result.error).hull(np.array([low]), np.array([high]))


def _is_empty(operand: Line | Result | float) -> bool:
    return isinstance(operand, Line) and not len(operand.values)


def _is_zero(operand: Line | Result | float) -> bool:
    if isinstance(operand, Line) or (isinstance(operand, Result) and not operand.is_number):
        return False
    return _number(operand) == 0


def _number(operand: Result | float) -> float:
    return float(operand.value if isinstance(operand, Result) else operand)  # type: ignore[arg-type]


def _on(operand: pd.Series | float, index: pd.PeriodIndex) -> npt.NDArray[np.float64] | float:
    """Return the values on periods that are all available."""
    if isinstance(operand, pd.Series):
        return operand.to_numpy()[places(periods(operand), index)]
    return operand


def _common(*lines: Line) -> pd.PeriodIndex:
    """Return the periods that all the lines have."""
    index = periods(lines[0].values)
    for line in lines[1:]:
        index = index[places(periods(line.values), index) >= 0]
    return index

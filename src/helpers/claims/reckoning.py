"""Lines reckoned with period by period: arithmetic, comparisons, and conditions joined."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers import metrics
from helpers.claims.lines import ArgumentError, Condition, Line
from helpers.claims.result import Result, against, both, distinct, listed, unknown, written
from helpers.loading import Fact
from helpers.metrics.alignment import multiple, periods
from helpers.metrics.ordinals import numbers, places
from helpers.translation import tr

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip

Series = TypeVar("Series", Line, Condition)


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
    values = values.astype(float)
    finite = np.isfinite(values.to_numpy())
    values = values if finite.all() else values[finite]
    later = later_among([line.later for line in lines], periods(values), back)

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
        error=lambda period: line.error(period) / days.number(period),
    )


def calculated(left: Line | Result, symbol: str, right: Line | Result) -> Line:
    """Add, subtract, multiply or divide lines, or a line and a figure, period by period."""
    operands = (left, right)
    lines = [each for each in operands if isinstance(each, Line)]
    _require_same_periods(lines)
    label = f"{_label(left)} {symbol} {_label(right)}"
    values = ARITHMETIC[symbol](_operand(left), _operand(right))
    units = {each.unit for each in operands if each.unit}
    unit = ""
    kind: Literal["level", "growth", "share"] = "level"
    if symbol in "+-" and len(units) == 1:
        unit = units.pop()
        if symbol == "-" and left.unit == right.unit == "pct":
            unit = "pp"
        elif unit == "pct":
            kind = lines[0].kind
    elif symbol in "*/" and isinstance(left, Line) and not right.unit:
        unit, kind = left.unit, left.kind
    made = derived(label, lines, values, unit, kind)
    made = replace(made, name=made.name if len({line.name for line in lines}) == 1 else "")

    def number_and_error(operand: Line | Result, period: pd.Period) -> tuple[float, float]:
        if isinstance(operand, Line):
            return operand.number(period), operand.error(period)
        return _number(operand), operand.error

    def error(period: pd.Period) -> float:
        return carried(*number_and_error(left, period), symbol, *number_and_error(right, period))

    return resting_on(replace(made, error=error), operands)


def reckoned(a: Result, symbol: str, b: Result) -> Result:
    """Reckon with two single figures."""
    for each in (a, b):
        if each.value is None:
            return each
        if each.at_least:
            return unknown(each.reason, a, b)
    x, y = float(a.value), float(b.value)  # type: ignore[arg-type]
    if symbol == "/" and y == 0:
        return unknown(tr("division by zero"), a, b)
    value = {"+": x + y, "-": x - y, "*": x * y}.get(symbol, 0.0) if symbol != "/" else x / y
    unit = a.unit or b.unit if symbol in "+-" else ("" if a.unit and b.unit else a.unit or b.unit)
    if symbol == "-" and a.unit == b.unit == "pct":
        unit = "pp"
    joint = both([replace(a, value=True), replace(b, value=True)])
    return Result(
        value=value,
        unit=unit,
        period=a.period or b.period,
        evidence=joint.evidence,
        stand_in=joint.stand_in,
        text=written(value, unit) if unit or joint.evidence else f"{value:g}",
        error=carried(x, a.error, symbol, y, b.error),
        subject=joint.subject,
    )


def carried(x: float, x_error: float, symbol: str, y: float, y_error: float) -> float:
    """Carry half the last digits of two figures through a reckoning, to first order.

    Examples
    --------
    >>> carried(57.66, 0.005, "-", 53.18, 0.005), round(carried(57.66, 0.005, "/", 22.5, 0.0), 6)
    (0.01, 0.000222)
    """
    if symbol in "+-":
        return x_error + y_error
    if symbol == "*":
        return abs(y) * x_error + abs(x) * y_error
    return (x_error + abs(x / y) * y_error) / abs(y)


def resting_on(made: Series, operands: Iterable[Line | Result | float]) -> Series:
    """Let each answer of a line or condition rest on the single figures among its operands too."""
    figures = [each for each in operands if isinstance(each, Result) and each.evidence]
    if not figures:
        return made
    facts = distinct(fact for figure in figures for fact in figure.evidence)
    subjects = {figure.subject for figure in figures if figure.subject}
    return replace(
        made,
        facts=lambda period: made.facts(period) + facts,
        later=made.later | any(figure.stand_in for figure in figures),
        name=made.name if subjects <= {made.name} else "",
    )


def judged(left: Line | Result | float, symbol: str, right: Line | Result | float) -> Condition:
    """Compare lines and figures period by period.

    Growth against zero is judged as printed to one decimal: 0.0 is neither above nor below.
    """
    lines = [each for each in (left, right) if isinstance(each, Line)]
    _require_same_periods(lines)
    a, b = _operand(left), _operand(right)
    index = _common(a, b)
    said = COMPARE[symbol](_on(a, index), _on(b, index))
    answers = pd.Series(pd.array(said, dtype="boolean"), index)
    if isinstance(left, Line) and left.kind == "growth" and symbol in "<>" and _is_zero(right):
        answers = metrics.rising(left.values) if symbol == ">" else metrics.falling(left.values)
    later = later_among([line.later for line in lines], index)

    names = list(dict.fromkeys(line.name for line in lines))

    def text(period: pd.Period) -> str:
        if len(names) == 1:
            return against([line.text(period) for line in lines])
        return against([f"{line.name} {line.text(period)}".strip() for line in lines])

    made = Condition(
        label=f"{_label(left)} {symbol} {_label(right)}",
        answers=answers,
        later=later,
        facts=lambda period: tuple(fact for line in lines for fact in line.facts(period)),
        text=text,
        name=names[0] if len(names) == 1 else "",
        absent=lines[0].absent,
    )
    return resting_on(made, (left, right))


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
    later = later_among([each.later for each in conditions], periods(answers))
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


def later_among(laters: list[pd.Series], index: pd.PeriodIndex, back: int = 0) -> pd.Series:
    """Say for each period whether one of its figures, or of those `back` earlier, stands in."""
    wanted, found = numbers(index), np.zeros(len(index), dtype=bool)
    for later in laters:
        when = numbers(periods(later))[later.to_numpy(dtype=bool)]
        for steps in {0, back} if len(when) else ():
            found |= np.isin(wanted, when + steps * multiple(index))
    return pd.Series(found, index)


def _require_same_periods(lines: list[Line]) -> None:
    if len({line.frequency for line in lines}) > 1:
        labels = " and ".join(dict.fromkeys(line.label for line in lines))
        raise ArgumentError(f"{labels} do not have periods of the same length")


def _label(operand: Line | Result | float) -> str:
    return operand.label if isinstance(operand, Line) else f"{_number(operand):g}"


def _operand(operand: Line | Result | float) -> pd.Series | float:
    return operand.values if isinstance(operand, Line) else _number(operand)


def _is_zero(operand: Line | Result | float) -> bool:
    return not isinstance(operand, Line) and _number(operand) == 0


def _number(operand: Result | float) -> float:
    return float(operand.value if isinstance(operand, Result) else operand)  # type: ignore[arg-type]


def _on(operand: pd.Series | float, index: pd.PeriodIndex) -> npt.NDArray[np.float64] | float:
    """Give the values on periods that are all held."""
    if isinstance(operand, pd.Series):
        return operand.to_numpy()[places(periods(operand), index)]
    return operand


def _common(*operands: pd.Series | float) -> pd.PeriodIndex:
    """Give the periods that all the series among the operands hold."""
    held_by = [periods(each) for each in operands if isinstance(each, pd.Series)]
    index = held_by[0]
    for each in held_by[1:]:
        index = index[places(each, index) >= 0]
    return index

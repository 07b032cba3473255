"""The number of a statement, and whether the check of the claim has the same one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from helpers.claims.functions import FUNCTIONS
from helpers.claims.grammar import Call, Name, Node, Number, Operation, TextNode
from helpers.claims.printed import UNITS as DOLLARS
from helpers.claims.result import frequency, read_period
from helpers.claims.tree import parts
from helpers.errors import MonthError, nearest

PERIODS = {"month": "M", "quarter": "Q", "half": "2Q", "year": "Y"}  # a period itself
SPANS = {"months": 1, "quarters": 3, "half-years": 6, "years": 12}  # a length, in months
RATES = ("pct", "pp", "pct_points")
COUNTS = ("days", "rank", "times", "items", "markets", "regions", "countries")
KNOWN_UNITS = (*DOLLARS, *RATES, *SPANS, *PERIODS, *COUNTS)
STEPS = {"quarterly": 3, "half_yearly": 6, "yearly": 12}
COUNTING = ("streak", "highest_in", "lowest_in", "first_in")  # periods in a row, or back
THRESHOLDS = ("first_at_least", "first_above")
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


class Said(NamedTuple):
    """The number of a statement: a number with its unit, or a period (a text such as 2022-06)."""

    value: float | str | None = None
    unit: str | None = None

    def __str__(self) -> str:
        number = f"{self.value:g}" if isinstance(self.value, float) else self.value
        return f"{number} {self.unit}"


class Checked(NamedTuple):
    """A number in a check: its unit ("" where the check has none), and how it is compared."""

    value: float | pd.Period
    unit: str
    operator: str
    text: str


def read_said(value: object, unit: object) -> Said | str:
    """Return the number of a statement, or what is allowed where it is none.

    Examples
    --------
    >>> read_said(44.8, "usd_billion")
    Said(value=44.8, unit='usd_billion')
    >>> read_said("2022-06", "month")
    Said(value='2022-06', unit='month')
    >>> read_said("2022-06", "months")
    'a number as value; a period has the unit month, quarter, half, year'
    """
    if not isinstance(unit, str) or not unit.strip():
        return f"a text as unit, such as {', '.join(KNOWN_UNITS)}"
    if unit not in KNOWN_UNITS and (near := nearest(unit, KNOWN_UNITS)) and _misspelt(unit, near):
        return f"a unit such as {', '.join(KNOWN_UNITS)}; did you mean {near!r}?"
    if unit in PERIODS:
        try:
            if frequency(read_period(str(value))) == PERIODS[unit]:
                return Said(str(value), unit)
        except MonthError:
            pass
        return f"as value a {unit}, such as {EXAMPLES[unit]}"
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return f"a number as value; a period has the unit {', '.join(PERIODS)}"
    return Said(float(value), unit)


def difference(quote: Said, check: Node, period: pd.Period) -> str:
    """Return the numbers of a check where none of them is the one of the statement.

    A check without a number, such as `record(exports.total)`, differs from nothing. A fall may be
    written without its sign. A length of time and the period at its start are the same number. Two
    limits may enclose the number of the statement.

    Parameters
    ----------
    quote : Said
        The number of the statement.
    check : Node
        The tree of the check.
    period : pandas.Period
        The period that the claim is about.

    Returns
    -------
    str
        Empty where the numbers agree.

    Examples
    --------
    >>> from helpers.claims.grammar import parse
    >>> check = parse(
    ...     'since(exports.total) == "2022-07" and says(exports.total, 57.6, "usd_billion")'
    ... )
    >>> for quote in (Said(576.0, "usd_100m"), Said("2022-07", "month"), Said(17.0, "months")):
    ...     assert difference(quote, check, pd.Period("2023-12", "M")) == ""
    >>> difference(Said(56.7, "usd_billion"), check, pd.Period("2023-12", "M"))
    '2022-07, 57.6 usd_billion'
    """
    every = list(dict.fromkeys(_numbers(check)))
    numbers = [number for number in every if number.value != 0]
    if not numbers or any(_same(quote, number, period) for number in numbers):
        return ""
    return "" if _between(quote, every) else ", ".join(number.text for number in numbers)


# ---------------------------------------------------------------- the numbers of a check


def _numbers(node: Node) -> Iterator[Checked]:
    """Return the numbers that a check compares with, 0 as well."""
    if isinstance(node, Operation) and node.operators[0] in COMPARISONS:
        for side, other in (node.operands, node.operands[::-1]):
            yield from _compared(side, other, node.operators[0])
    if isinstance(node, Call) and node.name == "says" and len(node.arguments) == 3:
        _, number, unit = node.arguments
        constant = _constant(number)
        if constant and isinstance(unit, TextNode):
            yield Checked(constant[0], unit.text, "==", f"{constant[0]:g} {unit.text}")
        return
    if isinstance(node, Call) and node.name in THRESHOLDS and len(node.arguments) == 2:
        yield from _compared(node.arguments[1], node.arguments[0], ">=")
    for part in parts(node):
        yield from _numbers(part)


def _compared(side: Node, other: Node, operator: str) -> Iterator[Checked]:
    if isinstance(side, TextNode):
        try:
            yield Checked(read_period(side.text), "", operator, side.text)
        except MonthError:
            return
    constant = _constant(side)
    if not constant:
        return
    value, unit = constant
    if not unit and isinstance(other, Call) and other.name in COUNTING:
        value, unit = value * _step(other), "months"
    yield Checked(value, unit, operator, f"{value:g} {unit}".strip())


def _constant(node: Node) -> tuple[float, str] | None:
    """Return a number written out, such as `20 * 12` or `10 * usd_billion`, and its unit."""
    if isinstance(node, Number):
        return float(node.text), ""
    if isinstance(node, Name) and node.name in DOLLARS:
        return 1.0, node.name
    if not isinstance(node, Operation):
        return None
    constants = [_constant(operand) for operand in node.operands]
    if node.operators[0] in ("neg", "pos") and constants[0]:
        value, unit = constants[0]
        return (-value if node.operators[0] == "neg" else value), unit
    if not set(node.operators) <= {"*", "/"}:
        return None
    result, unit = 1.0, ""
    for operator, constant in zip(("*", *node.operators), constants, strict=True):
        if constant is None or (operator == "/" and constant[0] == 0):
            return None
        result = result * constant[0] if operator == "*" else result / constant[0]
        unit = unit or constant[1]
    return result, unit


def _step(node: Node) -> int:
    """Return the months of one of the periods that a function counts."""
    if isinstance(node, Call) and node.name in STEPS:
        return STEPS[node.name]
    return max((_step(part) for part in parts(node)), default=1)


# ---------------------------------------------------------------- the same number


def _same(quote: Said, number: Checked, period: pd.Period) -> bool:
    if isinstance(number.value, pd.Period) or isinstance(quote.value, str):
        return _same_period(quote, number, period)
    assert isinstance(quote.value, float) and quote.unit is not None
    value, unit = _base(quote.value, quote.unit)
    other, other_unit = _base(number.value, number.unit)
    if unit in KNOWN and other_unit and unit != other_unit:
        return False
    if unit == "months" and not other_unit:  # a count, of periods of the statement's length
        value = quote.value
    return math.isclose(value, other, rel_tol=1e-9) or (
        other < 0 < value and math.isclose(value, -other, rel_tol=1e-9)
    )


def _same_period(quote: Said, number: Checked, period: pd.Period) -> bool:
    """Compare periods, and a length of time with the period at its start."""
    start = read_period(quote.value) if isinstance(quote.value, str) else None
    other = number.value
    if start is not None and isinstance(other, pd.Period):
        return start == other
    if start is not None:
        assert isinstance(other, float)
        back = _months(period) - _months(start)
        return number.unit in ("months", "") and other == (back if number.unit else back / 12)
    assert isinstance(other, pd.Period) and isinstance(quote.value, float)
    back = _months(period) - _months(other)
    return quote.unit in SPANS and quote.value * SPANS[quote.unit] == back


def _months(period: pd.Period) -> int:
    return int(period.asfreq("M", "end").ordinal)


def _between(quote: Said, numbers: list[Checked]) -> bool:
    """Return whether the number lies between two limits, where the check has only limits."""
    if isinstance(quote.value, str) or any(number.operator in ("==", "!=") for number in numbers):
        return False
    assert quote.value is not None and quote.unit is not None
    value, unit = _base(quote.value, quote.unit)
    bases = [_base(n.value, n.unit) for n in numbers if isinstance(n.value, float)]
    limits = [other for other, other_unit in bases if other_unit in ("", unit)]
    return bool(limits) and min(limits) < value < max(limits)


def _base(value: float, unit: str) -> tuple[float, str]:
    """Return a number in the unit in which it is compared."""
    if unit in DOLLARS:
        return value / DOLLARS[unit][1], "usd_million"
    if unit in SPANS:
        return value * SPANS[unit], "months"
    return value, "pct" if unit in RATES else unit


def _misspelt(unit: str, near: str) -> bool:
    return abs(len(unit) - len(near)) <= 2 and " " not in unit


KNOWN = {_base(1.0, unit)[1] for unit in KNOWN_UNITS}
EXAMPLES = {"month": "2022-06", "quarter": "2022-Q2", "half": "2022-H1", "year": "2022"}
assert set(COUNTING) | set(THRESHOLDS) | set(STEPS) <= set(FUNCTIONS)

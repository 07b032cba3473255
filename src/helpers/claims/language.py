"""The claims language: a question to the panel in one line, answered with its evidence.

`ask(trade, expression)` is the way to compute a statement; the verdicts on what others wrote and
the sentences of the reports use it alike. An expression is read by `grammar.parse` and worked out
by the visitor below, which knows the functions of `functions.FUNCTIONS` and nothing else.

Words of the language
---------------------
series
    ``exports.total``, ``imports.crude_oil``, ``balance.china``; ``exports.semiconductors@classic``
    names the definition. ``working_days`` is a series too.
units
    An amount is written with its unit, ``exports.china >= 10 * usd_billion``; also
    ``usd_million``, ``usd_100m``, and ``usd_billion_per_day`` for daily averages.
periods
    ``"2023-12"``, ``"2023-Q4"``, ``"2023-H2"``, ``"2023"``, ``"2023-12-D20"`` (first 20 days),
    ``"2023-01..2023-11"`` (January to November). Left out: the panel's month, or the last whole
    quarter, half-year or year.
groups
    ``items_15``, ``items_20``, ``markets_9``, ``countries``, ``fuels`` (with a flow or basis where
    needed: ``imports.fuels``, ``exports.items_15@classic``).
operators
    ``+ - * /``, ``== != < <= > >=``, ``and or not``. A comparison of series is a condition by
    period; where one answer is wanted it is that of the panel's month. Numbers are intervals
    (`bounds`): what they do not decide is open, with the reason, and stays so through ``and``,
    ``or`` and ``not``.

Growth
------
``yoy`` is the reported rate of the day, or computed from the vintages current on that day, see
`rates_and_sums.growth`; the result says which. A month with neither is missing, and a streak that
meets it is "at least" so long. Growth of 0.0 to one decimal neither rises nor falls.

Functions
---------
The table `functions.FUNCTIONS` has the meaning of each, with an example and its answer:

>>> from helpers.claims.functions import FUNCTIONS
>>> ", ".join(FUNCTIONS)  # doctest: +ELLIPSIS
'yoy, mom, change, quarterly, ..., says, agrees, forecast'

Examples
--------
>>> from helpers.loading import load
>>> trade = load("2023-12", as_of="2024-01-01")
>>> ask(trade, "streak(yoy(exports.total) > 0)").text
'3 months (2023-10 to 2023-12)'
>>> ask(trade, 'since(yoy(daily_average(exports.total))) == "2022-06"').value
True
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from helpers import catalogue
from helpers.claims.answers import at_month, every, last_month, latest
from helpers.claims.functions import FUNCTIONS, Function
from helpers.claims.grammar import Call, Name, Node, Number, Operation, Series, TextNode, parse
from helpers.claims.lines import (
    ArgumentError,
    Condition,
    Line,
    Ref,
    is_as_before,
    line_of,
    released,
    working_days,
)
from helpers.claims.printed import UNITS, Printed
from helpers.claims.reckoning import calculated, comparison, joined, reckoned, require_units
from helpers.claims.result import (
    Result,
    both,
    compare,
    either,
    frequency,
    named,
    negated,
    read_period,
    unknown,
)
from helpers.claims.tree import other_periods, over_period, parts, series_in
from helpers.errors import ClaimError, KtradeError, MonthError, nearest
from helpers.loading import Panel, load
from helpers.months import release_date
from helpers.translation import phrase, spoken

FLOWS = ("exports", "imports", "balance")
CODES = "a code of data/catalogue/codes.csv"
FUNCTIONS_ALLOWED = "a function of docs/claims.md"
NAMES_ALLOWED = "a series such as exports.total, or a name of docs/claims.md"
# These read the total of the flow unless another is named.
OF_TOTAL = ("share", "contribution", "contribution_to_change", "mainly")
Worked = Line | Condition | Result


def ask(trade: Panel, expression: str, bare: str = "release") -> Result:
    """Work out an expression on a panel.

    Parameters
    ----------
    trade : Panel
        The series up to a month as known on a date.
    expression : str
        See the module's docstring.
    bare : {"release", "panel"}
        The definition of a series that names none: the one that the ministry's release of the month
        uses, or the panel's own default, which the tables of the pages follow.

    Returns
    -------
    Result
        The answer with its unit, its reading in words and the observations that decide it.
        Its value is None, with a reason, where the data cannot give it.

    Raises
    ------
    ClaimError
        When the text is no expression, or names what does not exist; the message marks the place
        and gives the nearest name.

    Examples
    --------
    >>> from helpers.loading import load
    >>> trade = load("2023-12", as_of="2024-01-01")
    >>> answer = ask(trade, 'says(balance.total, 44.8, "usd_billion")')
    >>> answer.value, answer.text
    (False, 'USD 4.48 billion: 44.8 is too large by a factor of ten')
    >>> ask(trade, "streak(yoy(export.total) > 0)")
    Traceback (most recent call last):
        ...
    helpers.errors.ClaimError: claim 'streak(yoy(export.total) > 0)': unknown flow 'export'; ...
    """
    root = parse(expression)
    answer = at_month(trade, _Visitor(trade, expression, bare=bare).visit(root))
    if isinstance(answer.value, float) and not math.isfinite(answer.value):
        return unknown(phrase("too_large"))
    return answer


def ask_panel(trade: Panel, expression: str) -> Result:
    """Work out an expression as the tables of a page show it: see `bare` of `ask`."""
    return ask(trade, expression, "panel")


def values(trade: Panel, expression: str) -> pd.Series:
    """Return the values of a series by period, as far as they are available.

    Raises
    ------
    ClaimError
        When the expression is no series.

    Examples
    --------
    >>> from helpers.loading import load
    >>> values(load("2023-12"), "balance.total").round(0).tail(2).tolist()
    [3563.0, 4450.0]
    """
    root = parse(expression)
    line = _Visitor(trade, expression, bare="panel").visit(root)
    if not isinstance(line, Line):
        raise ClaimError(expression, "is no series of numbers, such as exports.total", 0)
    return line.values


def faults_in(trade: Panel, expression: str) -> list[ClaimError]:
    """Return every fault of an expression, each with its place; none where `ask` answers.

    Examples
    --------
    >>> from helpers.loading import load
    >>> faults = faults_in(load("2023-12"), "streek(yoy(export.total) > 0) == 3")
    >>> [fault.problem for fault in faults]
    ["unknown function 'streek'", "unknown flow 'export'"]
    """
    try:
        root = parse(expression)
    except ClaimError as error:
        return [error]
    visitor, faults = _Visitor(trade, expression), dict[tuple[int | None, str], ClaimError]()

    def check(node: Node) -> None:
        for part in parts(node):
            check(part)
        try:
            visitor.visit(node)
        except ClaimError as error:
            faults.setdefault((error.position, error.problem), error)

    check(root)
    return sorted(faults.values(), key=lambda fault: fault.position or 0)


class _Visitor:
    """Work out a tree from the leaves up; the panel keeps the results."""

    def __init__(
        self, trade: Panel, text: str, member: Series | None = None, bare: str = "release"
    ) -> None:
        self.trade = trade
        self.text = text
        self.member = member  # the member of a group that a bare function name speaks of
        self.bare = bare
        self.done = trade.worked_out

    def visit(self, node: Node) -> Worked:
        key = (spoken(), node, self.member, self.bare)
        if key not in self.done:
            origin = self.trade.origin
            if origin is not None and self._is_as_before(node):
                self.done[key] = _Visitor(origin, self.text, self.member, self.bare).visit(node)
                return self.visit(node)
            try:
                self.done[key] = self._visit(node)
            except ArgumentError as error:
                name = f"{node.name}: " if isinstance(node, Call) else ""
                raise self._error(node, f"{name}{error}") from None
        answer: Worked = self.done[key]
        return answer

    def _is_as_before(self, node: Node) -> bool:
        """Return whether nothing that a part of an expression reads may be revised."""
        if isinstance(node, Series):
            return is_as_before(self.trade, Ref(node.flow, node.code, "value", node.basis)) and (
                self.bare == "panel" or node.basis is not None or node.flow == "balance"
            )
        if isinstance(node, Call):
            function = FUNCTIONS.get(node.name)
            alone = function is not None and "group" not in function.takes
            return (
                alone and node.name not in OF_TOTAL and all(map(self._is_as_before, node.arguments))
            )
        if isinstance(node, Operation):
            return all(map(self._is_as_before, node.operands))
        return not isinstance(node, Name) or self.member is None

    def _visit(self, node: Node) -> Worked:
        if isinstance(node, Number):
            return Result(float(node.text), text=node.text)
        if isinstance(node, TextNode):
            return self._period(node)
        if isinstance(node, Series):
            return self._series(node)
        if isinstance(node, Name):
            return self._name(node)
        if isinstance(node, Call):
            return self._call(node)
        assert isinstance(node, Operation)
        return self._operation(node)

    # ------------------------------------------------------------ leaves

    def _period(self, node: TextNode) -> Result:
        try:
            period = read_period(node.text)
        except MonthError as error:
            raise self._error(node, str(error)) from None
        return Result(period, text=node.text)

    def _series(self, node: Series) -> Line:
        folder = self.trade.data_dir
        if node.flow not in FLOWS:
            raise self._error(
                node, f"unknown flow {node.flow!r}", nearest(node.flow, FLOWS), ", ".join(FLOWS)
            )
        codes = catalogue.codes(folder)
        if node.code not in codes:
            hint = nearest(node.code, codes)
            hint = hint and f"{node.flow}.{hint}"
            raise self._error(node, f"unknown code {node.code!r}", hint, CODES)
        bases = [*catalogue.bases(folder), "printed"]
        if node.basis is not None and node.basis not in bases:
            hint = nearest(node.basis, bases)
            hint = hint and f"{node.flow}.{node.code}@{hint}"
            raise self._error(node, f"unknown definition {node.basis!r}", hint, ", ".join(bases))
        ref = Ref(node.flow, node.code, "value", node.basis)
        if node.basis is None and self.bare == "release":
            return released(self.trade, ref, str(node))
        return line_of(self.trade, ref, str(node))

    def _name(self, node: Name) -> Worked:
        if node.name == "working_days":
            return working_days(self.trade)
        if node.name in UNITS:
            unit, scale = UNITS[node.name]
            return Result(1 / scale, unit=unit, text=node.name)
        if node.name in FUNCTIONS:
            if self.member is not None:
                return self.visit(Call(node.position, node.name, (self.member,)))
            raise self._error(node, f"{node.name} needs a series, as in {node.name}(exports.total)")
        known = [*FUNCTIONS, *UNITS, "working_days", *catalogue.groups(self.trade.data_dir)]
        if node.name in known:
            raise self._error(node, f"{node.name} is a group: count and rank take it")
        raise self._error(
            node, f"unknown name {node.name!r}", nearest(node.name, known), NAMES_ALLOWED
        )

    # ------------------------------------------------------------ calls

    def _call(self, node: Call) -> Worked:
        function = FUNCTIONS.get(node.name)
        if function is None:
            hint = nearest(node.name, FUNCTIONS)
            raise self._error(node, f"unknown function {node.name!r}", hint, FUNCTIONS_ALLOWED)
        needed = sum(not kind.endswith("?") for kind in function.takes)
        if not needed <= len(node.arguments) <= len(function.takes):
            takes = ", ".join(function.takes)
            raise self._error(node, f"{node.name} takes {takes}, not {len(node.arguments)}")
        self._require_one_basis(node)
        node = over_period(node, function.takes)
        arguments = self._arguments(node, function)
        if node.name == "says":
            arguments.append(partial(self._over_other_periods, node.arguments[0]))
        answer = function.call(self.trade, *arguments)
        return self._as_released(node, answer) if node.name == "says" else answer

    def _over_other_periods(self, node: Node) -> dict[str, Result]:
        """Return the answers of an expression over the periods that it may be mistaken for."""
        month = self.trade.month
        names = {
            "month": named(month),
            "year": named(latest(self.trade, "Y")),
            "year to date": f"{month.year}-01..{named(month)}",
        }
        answers = {}
        for span, other in other_periods(node).items():
            try:
                answers[names[span]] = at_month(self.trade, self.visit(other))
            except ClaimError:  # a share of a year, say, is not a sum of months
                continue
        return answers

    def _as_released(self, node: Call, answer: Any) -> Result:
        """Accept a number of an earlier period that was right when that period was released.

        A text about a month may quote an earlier one, or a half-year, as it was known then; it is
        not wrong for a revision since.
        """
        assert isinstance(answer, Result)
        month = None if answer.period is None else last_month(answer.period)
        if answer.value is not False or month is None or month >= self.trade.month:
            return answer
        try:
            past = load(month, release_date(month), self.trade.data_dir)
        except KtradeError:  # the month lies before the data
            return answer
        then = _Visitor(past, self.text, self.member, self.bare).visit(node)
        if not isinstance(then, Result) or then.value is not True:
            return answer
        text = phrase("first_released", then=then.text, now=answer.text.partition(",")[0])
        return replace(answer, value=True, slip="", text=text)

    def _arguments(self, node: Call, function: Function) -> list[Any]:
        read: dict[str, Callable[[Node], Any]] = {
            "series": self._line,
            "condition": self._condition,
            "series|condition": self._line_or_condition,
            "series|threshold": self._line_or_threshold,
            "value": self._value,
            "number": self._number,
            "threshold": self._threshold,
            "period": self._when,
            "word": self._word,
            "printed": self._printed,
            "group": self._members,
        }
        arguments: list[Any] = []
        for kind, argument in zip(function.takes, node.arguments, strict=False):
            if kind == "each":
                arguments[0] = self._for_each(arguments[0], argument)
            else:
                arguments.append(read[kind.removesuffix("?")](argument))
        if "group" in function.takes and "each" not in function.takes:
            at = function.takes.index("group")
            arguments[at] = [self._line(member) for member in arguments[at]]
        return arguments

    def _for_each(self, members: list[Series], argument: Node) -> list[tuple[str, Condition]]:
        conditions = []
        for member in members:
            condition = _Visitor(self.trade, self.text, member, self.bare).visit(argument)
            if not isinstance(condition, Condition):
                raise self._error(argument, "needs a condition, such as yoy > 0")
            name = catalogue.name(member.code, data_dir=self.trade.data_dir)
            conditions.append((name, condition))
        return conditions

    def _line(self, node: Node) -> Line:
        line = self.visit(node)
        if isinstance(line, Line):
            return line
        raise self._error(node, "needs a series, such as exports.total")

    def _condition(self, node: Node) -> Condition:
        condition = self.visit(node)
        if isinstance(condition, Condition):
            return condition
        if isinstance(node, Call) and FUNCTIONS[node.name].each_period:
            return self._at_every_period(node)
        raise self._error(node, "needs a condition on a series, such as yoy(exports.total) > 0")

    def _at_every_period(self, node: Call) -> Condition:
        """Ask a question about one period of every period there is."""
        function = FUNCTIONS[node.name]
        arguments = self._arguments(node, function)
        line = next(argument for argument in arguments if isinstance(argument, Line))
        question: Callable[..., Any] = partial(function.call, self.trade, *arguments)
        return every(self.trade, node.name, line, question)

    def _line_or_condition(self, node: Node) -> Line | Condition:
        line = self.visit(node)
        if isinstance(line, Result):
            raise self._error(node, "needs a series, such as exports.total")
        return line

    def _line_or_threshold(self, node: Node) -> Line | Result:
        line = self.visit(node)
        return line if isinstance(line, Line) else self._threshold(node)

    def _threshold(self, node: Node) -> Result:
        self._number(node)
        threshold = self.visit(node)
        assert isinstance(threshold, Result)
        return threshold

    def _value(self, node: Node) -> Line | Result:
        value = self.visit(node)
        if isinstance(value, Condition):
            raise self._error(node, "needs a series or a number, not a condition")
        return value

    def _number(self, node: Node) -> float:
        number = self.visit(node)
        if isinstance(number, Result) and number.is_number and not number.at_least:
            return float(number.value)  # type: ignore[arg-type]
        raise self._error(node, "needs a number")

    def _printed(self, node: Node) -> Printed:
        inner, sign = node, 1
        if isinstance(node, Operation) and node.operators == ("neg",):
            inner, sign = node.operands[0], -1
        if not isinstance(inner, Number):
            raise self._error(node, "needs the number as it was written, such as 57.6")
        return Printed(sign * float(inner.text), len(inner.text.partition(".")[2]))

    def _when(self, node: Node) -> pd.Period:
        if isinstance(node, Number) and "." not in node.text:
            node = TextNode(node.position, node.text)
        if isinstance(node, TextNode):
            return self._period(node).value  # type: ignore[return-value]
        raise self._error(node, 'needs a period, such as "2023-12" or "2023-Q4"')

    def _word(self, node: Node) -> str:
        if isinstance(node, TextNode):
            return node.text
        raise self._error(node, 'needs a word in quotes, such as "usd_billion"')

    def _members(self, node: Node) -> list[Series]:
        if isinstance(node, Name):
            flow, group, basis = "exports", node.name, None
        elif isinstance(node, Series) and node.flow in FLOWS:
            flow, group, basis = node.flow, node.code, node.basis
        else:
            raise self._error(node, "needs a group, such as items_15 or imports.fuels")
        groups = catalogue.groups(self.trade.data_dir)
        if group not in groups:
            raise self._error(
                node, f"unknown group {group!r}", nearest(group, groups), ", ".join(groups)
            )
        codes = catalogue.group(group, self.trade.data_dir)
        return [Series(node.position, flow, code, basis) for code in codes]

    # ------------------------------------------------------------ operators

    def _operation(self, node: Operation) -> Worked:
        symbol = node.operators[0]
        if symbol in ("and", "or", "not"):
            return self._logic(node, symbol)
        if symbol in ("neg", "pos"):
            return self._arithmetic(Result(0.0, text="0"), "-" if symbol == "neg" else "+", node, 0)
        if symbol in ("==", "!=", "<", "<=", ">", ">="):
            return self._comparison(node, symbol)
        self._require_one_basis(node)
        result = self.visit(node.operands[0])
        for i, sign in enumerate(node.operators, start=1):
            result = self._arithmetic(result, sign, node, i)
        return result

    def _logic(self, node: Operation, symbol: str) -> Condition | Result:
        answers = [self.visit(operand) for operand in node.operands]
        for operand, answer in zip(node.operands, answers, strict=True):
            if isinstance(answer, Line) or not (
                isinstance(answer, Condition) or isinstance(answer.value, bool | None)
            ):
                raise self._error(operand, f"{symbol} joins conditions, not numbers")
        conditions = [answer for answer in answers if isinstance(answer, Condition)]
        if len(conditions) == len(answers) and len({c.frequency for c in conditions}) == 1:
            self._require_one_basis(node)
            return joined(symbol, conditions)
        single = [at_month(self.trade, answer) for answer in answers]
        if symbol == "not":
            return negated(single[0])
        return both(single) if symbol == "and" else either(single)

    def _comparison(self, node: Operation, symbol: str) -> Condition | Result:
        left, right = (self.visit(operand) for operand in node.operands)
        self._require_one_basis(node)
        if isinstance(left, Condition) or isinstance(right, Condition):
            raise self._error(node, "compares numbers, not conditions")
        lines = [side for side in (left, right) if isinstance(side, Line)]
        numbers = [side for side in (left, right) if isinstance(side, Result)]
        if lines and all(number.is_number and not number.at_least for number in numbers):
            return comparison(left, symbol, right)
        a, b = at_month(self.trade, left), at_month(self.trade, right)
        require_units(a, b)
        if any(result.value is None and not result.never for result in (a, b)):
            return compare(a, symbol, b)
        if isinstance(a.value, bool) or isinstance(b.value, bool):
            raise self._error(node, "compares numbers, not a yes or no")
        dated = [isinstance(result.value, pd.Period) or result.never for result in (a, b)]
        if dated[0] != dated[1]:
            raise self._error(node, "compares a period with a number")
        kinds = {
            frequency(result.value) for result in (a, b) if isinstance(result.value, pd.Period)
        }
        if len(kinds) > 1:
            raise self._error(node, f"{named(a.value)} and {named(b.value)} differ in length")  # type: ignore[arg-type]
        return compare(a, symbol, b)

    def _arithmetic(self, left: Worked, symbol: str, node: Operation, operand: int) -> Worked:
        right = self.visit(node.operands[operand])
        for side in (left, right):
            if isinstance(side, Condition) or (
                isinstance(side, Result) and side.value is not None and not side.is_number
            ):
                raise self._error(node, f"{symbol} needs numbers")
        lines = [side for side in (left, right) if isinstance(side, Line)]
        numbers = [side for side in (left, right) if isinstance(side, Result)]
        if lines and all(number.value is not None and not number.at_least for number in numbers):
            assert not isinstance(left, Condition) and not isinstance(right, Condition)
            return calculated(left, symbol, right)
        a, b = at_month(self.trade, left), at_month(self.trade, right)
        return reckoned(a, symbol, b)

    def _require_one_basis(self, node: Node) -> None:
        """Refuse a series that is asked for on two bases: they follow different definitions."""
        leaves = list(series_in([node]))
        named_twice = len({(leaf.flow, leaf.code) for leaf in leaves}) < len(leaves)
        bases: dict[str, str] = {}
        for leaf in leaves if named_twice else []:
            line = self.visit(leaf)
            assert isinstance(line, Line) and line.ref is not None
            basis, name = line.ref.basis, f"{leaf.flow}.{leaf.code}"
            if line.definitions:
                basis = " or ".join(str(d.ref.basis) for d in line.definitions if d.ref)
            if basis is None or basis == "printed":
                continue
            other = bases.setdefault(name, basis)
            if other != basis:
                problem = (
                    f"{name} is asked for on two bases, {other} and {basis}: they follow different "
                    "definitions, so they are neither compared nor reckoned with"
                )
                raise self._error(leaf, problem, f"{name}@{other}")

    def _error(
        self, node: Node, problem: str, hint: str | None = None, allowed: str = ""
    ) -> ClaimError:
        return ClaimError(self.text, problem, node.position, hint, allowed)

"""A result: the answer of the data to one expression, with what it rests on.

A result may be known only within bounds (a streak whose earlier months are not available is "at
least" so long), or not at all, with the reason. Comparisons and `and`, `or`, `not` carry that on:
what the bounds cannot decide is unknown, never false.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypedDict

import pandas as pd

from helpers import catalogue, wording
from helpers.claims.bounds import between, compared
from helpers.errors import MonthError
from helpers.loading import Observation
from helpers.translation import labels, phrase, spoken
from helpers.wording import month_name

Value = float | int | bool | pd.Period | None

PERIOD = re.compile(
    r"(?P<year>[12]\d{3})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>\d\d)))?"
)


@dataclass(frozen=True)
class Result:
    """Answer of the data to one expression.

    Attributes
    ----------
    value : float, int, bool, pandas.Period or None
        The answer; None when the data cannot give it.
    unit : str
        usd_million, pct, pp, days, months and so on; empty for a yes, a no or a period.
    period : pandas.Period or None
        The period the answer is about.
    at_least : bool
        The value is a lower bound: what would settle it is not available.
    reason : str
        Why there is no answer, or why it is only a bound.
    evidence : tuple of Observation
        The observations that decide.
    later : bool
        An observation that decides became known only after the date asked.
    text : str
        The answer in words.
    how : str
        For a growth rate: "reported rate" or "computed".
    most : float or None
        Upper bound, where only bounds are known.
    slip : str
        For a number that is wrong in a way that shows: a factor of ten, a sign.
    error : float
        Half the last digit of the reported numbers the value was computed from, in its unit.
    subject : str
        What the answer is about, in words; empty where it is about several things.
    never : bool
        The answer to "when" is: at no time in the data. No value, but no gap either.
    start : pandas.Period or None
        For `never`: the first period of the data; of those before it nothing is known.
    low, high : float or None
        Bounds of the value, with ordinary revisions; None where it is known exactly.
    since : pandas.Period or None
        For a yes that only the data from here on support, though the series is older.
    kind : str
        level, growth or share, for the value of a series.
    span : pair of pandas.Period or None
        For an answer that is a period but open: the earliest and the latest it may be.
    """

    value: Value
    unit: str = ""
    period: pd.Period | None = None
    at_least: bool = False
    reason: str = ""
    evidence: tuple[Observation, ...] = ()
    later: bool = False
    text: str = ""
    how: str = ""
    most: float | None = None
    slip: str = ""
    error: float = 0.0
    subject: str = ""
    never: bool = False
    start: pd.Period | None = None
    low: float | None = None
    high: float | None = None
    since: pd.Period | None = None
    kind: str = ""
    span: tuple[pd.Period, pd.Period | None] | None = None

    @property
    def bounds(self) -> tuple[float, float]:
        """The lowest and the highest number the value may be."""
        assert isinstance(self.value, int | float)
        if self.low is not None and self.high is not None:
            return self.low, self.high
        if self.most is not None:
            return self.value, self.most
        return self.value, math.inf if self.at_least else self.value

    @property
    def is_number(self) -> bool:
        """Whether the value is a number: no period, no yes or no, not unknown."""
        return isinstance(self.value, int | float) and not isinstance(self.value, bool)

    @property
    def settled(self) -> bool:
        """Whether no revision and no other definition widens the bounds beyond printed digits."""
        low, high = self.bounds
        return high - low <= 2 * self.error * (1 + 1e-6) + 1e-12

    @property
    def ordinals(self) -> tuple[float, float] | None:
        """The earliest and the latest period the answer may be, by number; None where unknown."""
        if isinstance(self.value, pd.Period):
            return self.value.ordinal, self.value.ordinal
        if self.span is None:
            return None
        first, last = self.span[0], self.span[1]
        return first.ordinal, math.inf if last is None else last.ordinal


def unknown(reason: str, *results: Result) -> Result:
    """Return a result without an answer, and why."""
    return Result(None, reason=reason, text=reason, **_joint(results))


def compare(left: Result, operator: str, right: Result) -> Result:
    """Compare two results: True, False or unknown."""
    names = list(dict.fromkeys(side.subject for side in (left, right) if side.subject))
    text = left.text
    if right.evidence:
        sides = [(side.subject if len(names) > 1 else "", side.text) for side in (left, right)]
        text = against([f"{name} {words}".strip() for name, words in sides])
    never = left.never or right.never
    answer: bool | None
    spans = left.ordinals, right.ordinals
    missing = next((side for side in (left, right) if side.value is None and not side.never), None)
    if missing is not None:
        decided = None if None in spans else _compare_bounds(spans[0], operator, spans[1])  # type: ignore[arg-type]
        if decided is None:
            return unknown(missing.reason, left, right)
        return replace(unknown(text, left, right), value=decided, reason="")
    if never:  # no period is before, after or the same as one that never was
        answer = None if _before_data(left, right) else operator == "!="
    elif isinstance(left.value, pd.Period) and isinstance(right.value, pd.Period):
        x, y = left.value.ordinal, right.value.ordinal
        answer = _compare_bounds((x, x), operator, (y, y))
    else:
        answer = _compare_numbers(left, operator, right)
    joint = _joint((left, right))
    reason = "" if answer is not None else left.reason or right.reason
    return Result(
        value=answer,
        period=left.period,
        reason=why_open(joint["evidence"], text) if answer is None and not reason else reason,
        text=text,
        subject=names[0] if len(names) == 1 else "",
        **joint,
    )


def _compare_numbers(left: Result, operator: str, right: Result) -> bool | None:
    """Compare two numbers; one that prints as the other one was written is as large as that."""
    assert isinstance(left.value, int | float) and isinstance(right.value, int | float)
    exact = not (left.at_least or right.at_least) and left.settled and right.settled
    if exact and left.value == right.value:
        return operator in (">=", "<=", "==")
    return _compare_bounds(left.bounds, operator, right.bounds)


def _before_data(left: Result, right: Result) -> bool:
    """Return whether what never was in the data is compared with a period before they start."""
    return any(
        side.start is not None
        and isinstance(other.value, pd.Period)
        and other.value.ordinal < side.start.ordinal
        for side, other in ((left, right), (right, left))
    )


def both(results: list[Result]) -> Result:
    """Join by "and": False as soon as one is, unknown if one is among trues."""
    return _kleene(results, decisive=False)


def either(results: list[Result]) -> Result:
    """Join by "or": True as soon as one is, unknown if one is among falses."""
    return _kleene(results, decisive=True)


def negated(result: Result) -> Result:
    """Return the opposite; the unknown stays unknown."""
    return result if result.value is None else replace(result, value=not result.value)


def read_period(text: str) -> pd.Period:
    """Read a month, quarter, half-year or year.

    Raises
    ------
    MonthError
        When the text is none of them.

    Examples
    --------
    >>> [named(read_period(text)) for text in ("2023-12", "2023-Q4", "2023-H2", "2023")]
    ['2023-12', '2023-Q4', '2023-H2', '2023']
    """
    match = PERIOD.fullmatch(text)
    if match is None:
        raise MonthError(text, "is no period", "write 2023-12, 2023-Q4, 2023-H2 or 2023")
    year = int(match["year"])
    if match["quarter"]:
        return pd.Period(year=year, quarter=int(match["quarter"]), freq="Q-DEC")
    if match["half"]:
        return pd.Period(year=year, quarter=2 * int(match["half"]) - 1, freq="2Q-DEC")
    if match["month"]:
        month = int(match["month"])
        if not 1 <= month <= 12:
            raise MonthError(text, "is no period", "months run from 01 to 12")
        return pd.Period(year=year, month=month, freq="M")
    return pd.Period(year=year, freq="Y-DEC")


def named(period: pd.Period) -> str:
    """Write a period as the language reads it."""
    kind = frequency(period)
    if kind == "2Q":
        return f"{period.year}-H{(period.quarter + 1) // 2}"
    if kind == "Q":
        return f"{period.year}-Q{period.quarter}"
    return str(period)


def dated(period: pd.Period) -> str:
    """Write a period in a reading: as the language of the claims does, in Korean in words.

    Examples
    --------
    >>> [dated(read_period(text)) for text in ("2023-12", "2023-Q4", "2023-H2", "2023")]
    ['2023-12', '2023-Q4', '2023-H2', '2023']
    """
    kind, year = frequency(period), period.year
    if kind == "2Q":
        first = period.quarter < 3
        return phrase("code_of_first_half" if first else "code_of_second_half", year=year)
    if kind == "Q":
        return phrase("code_of_quarter", year=year, quarter=period.quarter)
    if kind == "M":
        return phrase("code_of_month", year=year, month=period.month)
    return phrase("year", year=year)


def frequency(period: pd.Period | pd.PeriodIndex) -> str:
    """Return M, Q, 2Q (half-years) or Y."""
    return str(period.freqstr).removesuffix("-DEC")


def written(value: float, unit: str, signed: bool = False) -> str:
    """Write a number with its unit.

    Examples
    --------
    >>> written(57660.0, "usd_million"), written(5.1, "pct", signed=True), written(3, "months")
    ('USD 57.66 billion', '+5.1%', '3 months')
    """
    if unit in ("usd_million", "usd_million_per_day"):
        amount = wording.usd(value, 2 if abs(value) >= 100 else 3)
        return phrase("per_day", amount=amount) if unit.endswith("_per_day") else amount
    if unit == "pct":
        return wording.pct(value, sign=signed)
    if unit == "pp":
        return wording.pp(value)
    if unit == "kilotonne":
        return phrase("million_tonnes", number=wording.number(value / 1000))
    one = labels("measured_one")
    decimals = 0 if float(value).is_integer() else 1 if unit in one else 2
    known = labels("measured") | (one if abs(value) == 1 else {})
    return known.get(unit, f"{{}} {unit}".strip()).format(wording.number(value, decimals))


def against(sides: list[str]) -> str:
    """Write what is compared, one number or two."""
    if len(sides) != 2:
        return sides[0]
    return phrase("against", left=sides[0], right=sides[1])


def why_open(observations: tuple[Observation, ...], text: str) -> str:
    """Write why the data leave a statement open, naming the observation that would decide it.

    That is the one that an ordinary revision may move furthest; where none may move, the one
    printed to the fewest digits.
    """
    if not observations:
        return phrase("open", reading=text)
    worst = max(observations, key=lambda f: (f.doubt / max(abs(f.value), 1e-9), f.precision))
    parts = {"series": _in_words(worst), "period": month_name(worst.period), "reading": text}
    if worst.later:
        return phrase("open_first_release", **parts)
    return phrase("open_revision" if worst.doubt else "open_digits", **parts)


def _in_words(observation: Observation) -> str:
    """Write the series of an observation: as the language writes it, in Korean in words."""
    if spoken() == "en":
        return observation.series
    flow = labels("rows")[observation.flow] if observation.flow != "none" else ""
    if observation.code == "total":
        return flow
    return phrase("flow_of_item", flow=flow, name=catalogue.name(observation.code)).strip()


def turned_by_vintage(observations: tuple[Observation, ...], text: str) -> str:
    """Write that the vintages published so far do not agree on a statement."""
    series = ", ".join(dict.fromkeys(observation.series for observation in observations))
    parts = {"series": series, "period": month_name(observations[0].period), "reading": text}
    return phrase("open_vintages", **parts)


def distinct(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Return every observation once, in order of appearance."""
    return tuple(dict.fromkeys(observations))


def listed(readings: list[tuple[str, str]]) -> str:
    """Join readings, each with what it is about where they are about different things.

    Examples
    --------
    >>> listed([("USA", "+20.8%"), ("China", "-2.9%")]), listed([("USA", "+20.8%")])
    ('USA: +20.8%; China: -2.9%', '+20.8%')
    """
    several = len({name for name, _ in readings}) > 1
    texts = (f"{name}: {text}" if several and name else text for name, text in readings)
    return "; ".join(dict.fromkeys(texts))


class _Joint(TypedDict):
    evidence: tuple[Observation, ...]
    later: bool


def _joint(results: Iterable[Result]) -> _Joint:
    every = list(results)
    return {
        "evidence": distinct(observation for result in every for observation in result.evidence),
        "later": any(result.later for result in every),
    }


def _kleene(results: list[Result], decisive: bool) -> Result:
    deciding = [result for result in results if result.value is decisive]
    open_ = [result for result in results if result.value is None]
    shown = deciding if decisive and deciding else results
    sinces = [result.since for result in results if result.since is not None]
    value = decisive if deciding else (None if open_ else not decisive)
    return Result(
        value=value,
        period=results[0].period,
        reason="" if deciding else "; ".join(dict.fromkeys(result.reason for result in open_)),
        text=_parts(results)
        if value is not True
        else listed([(f.subject, f.text) for f in shown if f.text]),
        since=max(sinces, key=lambda p: p.ordinal) if sinces and value is True else None,
        slip="; ".join(result.slip for result in deciding if result.slip),
        subject=shown[0].subject if len({result.subject for result in shown}) == 1 else "",
        **_joint(shown),
    )


def _parts(results: list[Result]) -> str:
    """Write every part of a statement with its own verdict, the true ones first."""
    known = labels("verdicts")
    words: dict[Any, str] = {True: known["holds"], False: known["does not hold"]}
    words[None] = phrase("undecided")
    ranked = sorted(results, key=lambda result: list(words).index(result.value))
    several = len({result.subject for result in results}) > 1
    texts = [
        f"{result.subject + ': ' if several and result.subject else ''}{result.text}"
        + (f" ({words[result.value]})" if len(results) > 1 else "")
        for result in ranked
        if result.text
    ]
    return "; ".join(dict.fromkeys(texts))


def _compare_bounds(
    left: tuple[float, float], operator: str, right: tuple[float, float]
) -> bool | None:
    true, false = compared(between(*left), operator, between(*right))
    return True if true[0] else False if false[0] else None

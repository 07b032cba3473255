"""Numbers as others wrote them: rounded, truncated, or wrong in a way that shows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from helpers import metrics, wording
from helpers.claims import answers, slips
from helpers.claims.lines import ArgumentError, Line
from helpers.claims.result import Result, against, compare, unknown, why_open, written
from helpers.forecasters import report_name
from helpers.loading import Panel
from helpers.translation import labels, phrase, spoken

USD_BILLION = 1000.0  # the store keeps USD million
AMOUNTS = {
    "usd_billion": ("usd_million", 1 / USD_BILLION),
    "usd_million": ("usd_million", 1.0),
    "usd_100m": ("usd_million", 10 / USD_BILLION),  # 억 달러, as Korean texts print
}
UNITS = AMOUNTS | {
    f"{unit}_per_day": (f"{base}_per_day", scale) for unit, (base, scale) in AMOUNTS.items()
}
TRUNCATED, WITHIN = "truncated", "within the rounding of the numbers"
SAME_DAY = "by another source of that day"


@dataclass(frozen=True)
class Printed:
    """A number as written, with its decimals."""

    value: float
    decimals: int

    def __str__(self) -> str:
        return f"{self.value:.{max(self.decimals, 0)}f}"

    @property
    def step(self) -> float:
        """The unit of the last digit that counts: zeros at the end of a large number are rounding.

        Examples
        --------
        >>> Printed(57.6, 1).step, Printed(54850, 0).step, Printed(600, 0).step
        (0.1, 10.0, 1.0)
        """
        step = 10.0**-self.decimals
        while (
            step in (1.0, 10.0) and not self.value % (10 * step) and abs(self.value) >= 1000 * step
        ):
            step *= 10
        return step


def says(
    trade: Panel,
    answer: Line | Result,
    number: Printed,
    unit: str,
    others: Callable[[], Mapping[str, Result]] = dict,
) -> Result:
    """Return whether a value agrees with a number as written; see `reading` for the rule.

    A number that is wrong by a slip is named so, see `helpers.claims.slips`; `others` gives the
    answers for other periods, by their names, and is asked only where no other slip explains it.
    """
    now = answers.at_month(trade, answer)
    if now.value is None:
        return now
    if not now.is_number:
        raise ArgumentError("a yes or no and a period say no number")
    own, scale = UNITS.get(unit, (unit, 1.0))
    if own != now.unit:
        allowed = [u for u, (base, _) in UNITS.items() if base == now.unit]
        allowed = [f'"{name}"' for name in allowed or [now.unit]]
        raise ArgumentError(f"unit {unit!r} does not fit: {', '.join(allowed)} is allowed")
    if now.at_least:
        return unknown(now.reason, now)
    exact, error = float(now.value) * scale, now.error * scale  # type: ignore[arg-type]
    how = reading(exact, number, error)
    low, high = (bound * scale for bound in now.bounds)
    days = [] if how else _printed_on(trade, now, number, scale)
    if days and max(observation.published for observation in now.evidence) in days:
        how = SAME_DAY
    revised = trade.revision is not None and not all(reading(x, number, error) for x in (low, high))
    if (how and revised) or (not how and within(low, high, number)):
        reason = why_open(now.evidence, now.text)
        return replace(now, value=None, unit="", text=now.text, reason=reason)
    slip = "" if how or days else slips.slip(exact, str(number), unit=unit)
    if not how and not days and not slip:
        slip = slips.slip(exact, str(number), _numbers(others(), now.unit, scale), unit=unit)
    parts = {"value": now.text, "quoted": _as_said(number, unit)}
    text = now.text
    if how == TRUNCATED:
        text = phrase("truncated", **parts)
    elif how == WITHIN:
        text = phrase("within_rounding", **parts)
    elif how == SAME_DAY:
        text = phrase("same_day", **parts)
    elif slip:
        text = phrase("slip", slip=slip, **parts)
    elif not how:
        text = phrase("other_number", **parts)
    return replace(
        now, value=bool(how), unit="", text=text, slip=slip, how=how, error=0.0, low=None,
        high=None,
    )  # fmt: skip


def _numbers(others: Mapping[str, Result], unit: str, scale: float) -> dict[str, float]:
    """Return the numbers among answers, in the unit of the statement."""
    return {
        period: float(result.value) * scale
        for period, result in others.items()
        if isinstance(result.value, int | float) and result.unit == unit and not result.at_least
    }


def _printed_on(trade: Panel, now: Result, number: Printed, scale: float) -> list[str]:
    """List the days on which a source reported the value as the statement has it."""
    observations = now.evidence
    sides = {observation.flow for observation in observations} == {"exports", "imports"} and len(
        observations
    ) == 2
    if (
        not observations
        or (len(observations) > 1 and not sides)
        or observations[0].unit != now.unit
    ):
        return []
    observation = (
        replace(observations[0], flow="balance", basis="printed") if sides else observations[0]
    )
    known = trade.vintages(
        observation.flow,
        observation.code,
        observation.period,
        observation.measure,
        observation.basis,
    )
    rows = zip(known["published"], known["value"], known["precision"], strict=True)
    return [
        str(day)
        for day, value, precision in rows
        if reading(float(value) * scale, number, float(precision) / 2 * scale)
    ]


def _as_said(number: Printed, unit: str) -> str:
    """Write the number of a statement, in Korean in the unit of the value beside it.

    Examples
    --------
    >>> from helpers.translation import speaking
    >>> with speaking("ko"):
    ...     _as_said(Printed(57.6, 1), "usd_billion"), _as_said(Printed(5.1, 1), "pct")
    ('576억 달러', '5.1')
    """
    base, scale = UNITS.get(unit, ("", 1.0))
    if spoken() == "en" or base != "usd_million":
        return wording.number(number.value, number.decimals)
    shift = round(math.log10(1 / (100 * scale)))  # to the unit of the value
    decimals = max(number.decimals - shift, 0)
    return phrase("usd_billion", amount=wording.number(number.value * 10**shift, decimals))


def reading(exact: float, number: Printed, error: float = 0.0) -> str:
    """Return how a printed number agrees with a value: rounded, truncated, or within rounding.

    Parameters
    ----------
    exact : float
        The value, in the unit of the statement.
    number : Printed
        The number as written.
    error : float
        Half the last digit of the reported numbers that the value was computed from.

    Returns
    -------
    str
        "rounded", "truncated", "within the rounding of the numbers", or empty: it does not agree.

    Examples
    --------
    >>> reading(57.66, Printed(57.7, 1)), reading(57.66, Printed(57.6, 1))
    ('rounded', 'truncated')
    >>> reading(14.44, Printed(14.5, 1)), reading(14.44, Printed(14.5, 1), error=0.02)
    ('', 'within the rounding of the numbers')
    """
    step = number.step
    whole = step * metrics.rounded(exact / step, 0) if step > 1 else None
    if math.isclose(
        metrics.rounded(exact, number.decimals) if whole is None else whole,
        number.value,
        abs_tol=step / 1e3,
    ):
        return "rounded"
    cut = math.trunc(round(exact / step, 6)) * step
    if math.isclose(cut, number.value, abs_tol=step / 1e3):
        return TRUNCATED
    if abs(exact - number.value) <= step / 2 + error + 1e-9 and 0 < error < step / 2 * (1 - 1e-6):
        return WITHIN
    return ""


def within(low: float, high: float, number: Printed) -> bool:
    """Return whether a number between two bounds may be printed so, rounded or truncated.

    Examples
    --------
    >>> within(57.2, 57.9, Printed(57.6, 1)), within(57.2, 57.9, Printed(58.1, 1))
    (True, False)
    """
    step = number.step
    least, most = number.value - step / 2, number.value + step / 2
    if number.value > 0 or (number.value == 0 and high > 0):
        most = number.value + step
    if number.value < 0 or (number.value == 0 and low < 0):
        least = number.value - step
    return low < most - 1e-9 and high > least + 1e-9


def agrees(trade: Panel, left: Line | Result, right: Line | Result) -> Result:
    """Return whether two numbers are equal within the rounding of the reported ones behind them.

    Half the last printed digits of both sides are carried through the arithmetic.
    """
    a, b = answers.at_month(trade, left), answers.at_month(trade, right)
    for result in (a, b):
        if result.value is None:
            return result
        if not result.is_number:
            raise ArgumentError("only numbers agree, no yes or no and no period")
        if result.at_least:
            return unknown(result.reason, a, b)
    units = {result.unit for result in (a, b)} - {""}
    if len(units) > 1:
        raise ArgumentError(f"{' and '.join(sorted(units))} are different units")
    unit = units.pop() if units else ""
    apart = abs(float(a.value) - float(b.value))  # type: ignore[arg-type]
    room = a.error + b.error
    open_ = sum((result.bounds[1] - result.bounds[0]) / 2 for result in (a, b))
    agree: bool | None = apart <= room * (1 + 1e-9) + 1e-9 * abs(float(b.value))  # type: ignore[arg-type]
    both_ = compare(a, "==", b)
    text = against([written(float(result.value), unit) for result in (a, b)])  # type: ignore[arg-type]
    if not agree:
        unit = "pp" if unit == "pct" else unit
        far, near = written(apart, unit), written(room, unit)
        text += phrase("apart", difference=far, rounding=near)
    elif apart > 0:
        text += phrase("equal_within_rounding")
    reason = ""
    if not agree and apart <= open_:
        agree, reason = None, why_open(both_.evidence, text)
    return replace(both_, value=agree, text=text, reason=reason)


def forecast(trade: Panel, code: str, period: str) -> Result:
    """Return the newest vintage of a forecast, or another statistic, for a period."""
    known = trade.macro(code)
    known = known[known["period"].eq(period)]
    if known.empty:
        return unknown(phrase("no_forecast", code=code, period=period))
    row = known.iloc[-1]
    text = _vintage(row)
    if len(known) > 1:
        text += phrase("forecast_before", forecast=_vintage(known.iloc[-2]))
    return Result(float(row["value"]), unit=str(row["unit"]), text=text)


def _vintage(row: pd.Series) -> str:
    """Write a forecast with its report and the day of that."""
    unit, amount = str(row["unit"]), f"{row['value']:g}"
    value = labels("measured").get(unit, f"{{}} {unit}").format(amount)
    report = report_name(str(row["vintage"]))
    return phrase("forecast", value=value, report=report, date=row["published"])

"""Numbers as others printed them: rounded, truncated, or wrong in a way that shows."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pandas as pd

from helpers import metrics, wording
from helpers.claims import answers, slips
from helpers.claims.lines import ArgumentError, Line
from helpers.claims.result import UNITS as WORDS
from helpers.claims.result import Result, against, compare, unknown, written
from helpers.forecasters import report_name
from helpers.loading import Panel
from helpers.translation import spoken, tr

USD_BILLION = 1000.0  # the store keeps USD million
UNITS = {
    "usd_billion": ("usd_million", 1 / USD_BILLION),
    "usd_million": ("usd_million", 1.0),
    "usd_100m": ("usd_million", 10 / USD_BILLION),  # 억 달러, as Korean texts print
}
TRUNCATED, WITHIN = "truncated", "within the rounding of the figures"


@dataclass(frozen=True)
class Printed:
    """A number as it was said, with its printed decimals."""

    value: float
    decimals: int

    def __str__(self) -> str:
        return f"{self.value:.{max(self.decimals, 0)}f}"


def says(trade: Panel, found: Line | Result, said: Printed, unit: str) -> Result:
    """Tell whether a value is printed as it was said; see `reading` for what agrees.

    A number that is wrong by a slip is named so, see `helpers.claims.slips`.
    """
    now = answers.at_month(trade, found)
    if now.value is None:
        return now
    if isinstance(now.value, bool) or not isinstance(now.value, int | float):
        raise ArgumentError("a yes or no and a period say no number")
    own, scale = UNITS.get(unit, (unit, 1.0))
    if own != now.unit:
        allowed = [u for u, (base, _) in UNITS.items() if base == now.unit] or [now.unit]
        raise ArgumentError(f"unit {unit!r} does not fit: {', '.join(allowed)} is allowed")
    if now.at_least:
        return unknown(now.reason, now)
    exact = float(now.value) * scale
    how = reading(exact, said, now.error * scale)
    slip = "" if how else slips.slip(exact, str(said), unit=unit)
    told = {"figure": now.text, "said": _as_said(said, unit)}
    figure = now.text
    if how == TRUNCATED:
        figure = tr("{figure} (truncated to {said})", **told)
    elif how == WITHIN:
        figure = tr("{figure} (within the rounding of the figures to {said})", **told)
    elif slip:
        figure = tr("{figure}: {said} is {slip}", slip=slip, **told)
    elif not how:
        figure = tr("{figure}, not {said}", **told)
    return replace(now, value=bool(how), unit="", text=figure, slip=slip, how=how, error=0.0)


def _as_said(said: Printed, unit: str) -> str:
    """Write the number that was said, in Korean in the unit in which the figure stands beside it.

    Examples
    --------
    >>> from helpers.translation import speaking
    >>> with speaking("ko"):
    ...     _as_said(Printed(57.6, 1), "usd_billion"), _as_said(Printed(5.1, 1), "pct")
    ('576억 달러', '5.1')
    """
    base, scale = UNITS.get(unit, ("", 1.0))
    if spoken() == "en" or base != "usd_million":
        return wording.number(said.value, said.decimals)
    shift = round(math.log10(1 / (100 * scale)))  # to the unit of the figure
    decimals = max(said.decimals - shift, 0)
    return tr("USD {} billion", wording.number(said.value * 10**shift, decimals))


def reading(exact: float, said: Printed, error: float = 0.0) -> str:
    """Tell how a printed number agrees with a value: rounded, truncated, or within rounding.

    Parameters
    ----------
    exact : float
        The value, in the unit said.
    said : Printed
        The number as printed.
    error : float
        Half the last digit of the printed figures that the value was computed from.

    Returns
    -------
    str
        "rounded", "truncated", "within the rounding of the figures", or empty: it does not agree.

    Examples
    --------
    >>> reading(57.66, Printed(57.7, 1)), reading(57.66, Printed(57.6, 1))
    ('rounded', 'truncated')
    >>> reading(14.44, Printed(14.5, 1)), reading(14.44, Printed(14.5, 1), error=0.02)
    ('', 'within the rounding of the figures')
    """
    step = 10.0**-said.decimals
    if math.isclose(metrics.rounded(exact, said.decimals), said.value, abs_tol=step / 1e3):
        return "rounded"
    cut = math.trunc(round(exact / step, 6)) * step
    if math.isclose(cut, said.value, abs_tol=step / 1e3):
        return TRUNCATED
    if abs(exact - said.value) <= step / 2 + error + 1e-9 and error > 0:
        return WITHIN
    return ""


def agrees(trade: Panel, left: Line | Result, right: Line | Result) -> Result:
    """Tell whether two figures are equal within the rounding of the printed figures behind them.

    Half the last printed digits of both sides are carried through what was reckoned with them.
    """
    a, b = answers.at_month(trade, left), answers.at_month(trade, right)
    for each in (a, b):
        if each.value is None:
            return each
        if isinstance(each.value, bool) or not isinstance(each.value, int | float):
            raise ArgumentError("only figures agree, no yes or no and no period")
        if each.at_least:
            return unknown(each.reason, a, b)
    units = {each.unit for each in (a, b)} - {""}
    if len(units) > 1:
        raise ArgumentError(f"{' and '.join(sorted(units))} are different units")
    unit = units.pop() if units else ""
    apart = abs(float(a.value) - float(b.value))  # type: ignore[arg-type]
    room = a.error + b.error
    agree = apart <= room * (1 + 1e-9) + 1e-9 * abs(float(b.value))  # type: ignore[arg-type]
    both_ = compare(a, "==", b)
    text = against([written(float(each.value), unit) for each in (a, b)])  # type: ignore[arg-type]
    if not agree:
        unit = "pp" if unit == "pct" else unit
        far, near = written(apart, unit), written(room, unit)
        text += tr(": {} apart, more than the rounding ({})", far, near)
    elif apart > 0:
        text += tr(": equal within the rounding of the figures")
    return replace(both_, value=agree, text=text, reason="")


def forecast(trade: Panel, code: str, period: str) -> Result:
    """Give the newest vintage of a forecast, or another statistic, for a period."""
    known = trade.macro(code)
    known = known[known["period"].eq(period)]
    if known.empty:
        return unknown(tr("no {} for {} is held", code, period))
    row = known.iloc[-1]
    text = _vintage(row)
    if len(known) > 1:
        text += tr("; before it {}", _vintage(known.iloc[-2]))
    return Result(float(row["value"]), unit=str(row["unit"]), text=text)


def _vintage(row: pd.Series) -> str:
    """Write a forecast with the report it stands in and the day of that."""
    unit, amount = str(row["unit"]), f"{row['value']:g}"
    amount = tr(WORDS[unit], amount) if unit in WORDS else f"{amount} {unit}"
    report = {"report": report_name(str(row["vintage"])), "day": row["published"]}
    return tr("{value} ({report}, {day})", value=amount, **report)

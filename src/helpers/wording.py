"""Numbers and dates as words: one way to write a number in prose, tables and charts.

Values come in as the store keeps them (USD million, per cent, percentage points) and leave as text
in the language chosen. Rounding is half away from zero, as the ministry prints; the minus is the
typographic "−", in Korean the "△" of official tables. A number that is missing (None or NaN) is
written "not available", never as zero or as nothing. Amounts are written in USD billion, in Korean
in 억 달러, a hundred million dollars.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from typing import TypeVar

import pandas as pd

from helpers.metrics import rounded
from helpers.translation import labels, phrase, spoken

MINUS, FALL = "−", "△"
ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)
MONTHS = calendar.month_name  # January is 1

Number = float | int | None
Scaled = TypeVar("Scaled", float, pd.Series, pd.DataFrame)


def number(value: Number, decimals: int = 2) -> str:
    """Write a number with a fixed count of decimals and commas between thousands.

    Examples
    --------
    >>> number(1234.565), number(-4.5, 1), number(float("nan"))
    ('1,234.57', '−4.5', 'not available')
    """
    if is_missing(value):
        return absent()
    assert value is not None
    exact = rounded(float(value), decimals) + 0.0  # no minus before a zero
    return f"{exact:,.{decimals}f}".replace("-", minus())


def signed(value: Number, decimals: int = 1) -> str:
    """Write a number with its sign; what rounds to zero has none.

    Examples
    --------
    >>> signed(5.06), signed(-10.84), signed(-0.03), signed(None)
    ('+5.1', '−10.8', '0.0', 'not available')
    """
    text = number(value, decimals)
    if is_missing(value) or text.startswith(minus()):
        return text
    return text if not any(digit in text for digit in "123456789") else f"+{text}"


def usd_billion(value: Number, decimals: int = 2, sign: bool = False) -> str:
    """Write USD million as USD billion, without the unit; in Korean as 억 달러, ten to a billion.

    Examples
    --------
    >>> usd_billion(57565.0), usd_billion(-1234.6), usd_billion(4446.5, decimals=1, sign=True)
    ('57.57', '−1.23', '+4.4')
    >>> from helpers.translation import speaking
    >>> with speaking("ko"):
    ...     usd_billion(57565.0), usd_billion(-1234.6)
    ('575.7', '△12.3')
    """
    if is_missing(value):
        return absent()
    assert value is not None
    shown, places = in_unit(float(value)), max(decimals - (spoken() == "ko"), 0)
    return signed(shown, places) if sign else number(shown, places)


def usd(value: Number, decimals: int = 2, sign: bool = False) -> str:
    """Write USD million as USD billion with the unit.

    Examples
    --------
    >>> usd(57565.0), usd(None)
    ('USD 57.57 billion', 'not available')
    """
    text = usd_billion(value, decimals, sign)
    return text if is_missing(value) else phrase("usd_billion", amount=text)


def in_unit(usd_million: Scaled) -> Scaled:
    """Turn USD million into the unit that amounts are shown in, for the axis of a chart.

    Examples
    --------
    >>> in_unit(57565.0)
    57.565
    """
    return usd_million / (100 if spoken() == "ko" else 1000)


def unit() -> str:
    """Return the unit that amounts are shown in.

    Examples
    --------
    >>> unit()
    'USD billion'
    """
    return labels("units")["billions"]


def minus() -> str:
    """Return the sign before a negative number."""
    return FALL if spoken() == "ko" else MINUS


def absent() -> str:
    """Write that a number is not available."""
    return labels("display")["not_available"]


def pct(value: Number, decimals: int = 1, sign: bool = True) -> str:
    """Write a rate or a share in per cent, with its sign unless told otherwise.

    Examples
    --------
    >>> pct(5.06), pct(-17.64), pct(19.73, sign=False), pct(None)
    ('+5.1%', '−17.6%', '19.7%', 'not available')
    """
    text = signed(value, decimals) if sign else number(value, decimals)
    return text if is_missing(value) else f"{text}%"


def pp(value: Number, decimals: int = 2) -> str:
    """Write a difference of rates or a contribution in percentage points, with its sign.

    Examples
    --------
    >>> pp(3.614), pp(-0.5)
    ('+3.61 pp', '−0.50 pp')
    """
    text = signed(value, decimals)
    return text if is_missing(value) else phrase("percentage_points", number=text)


def ordinal(rank: int) -> str:
    """Write a rank: in letters to ten, in figures from 11; in Korean the bare figure.

    Examples
    --------
    >>> ordinal(3), ordinal(12), ordinal(21), ordinal(36)
    ('third', '12th', '21st', '36th')
    """
    if spoken() == "ko":
        return f"{rank:,}"
    if 1 <= rank <= len(ORDINALS):
        return ORDINALS[rank - 1]
    teens = 11 <= rank % 100 <= 13
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank:,}{ending}"


def month_name(period: pd.Period, short: bool = False) -> str:
    """Write a month, quarter, half or year as in a sentence.

    Examples
    --------
    >>> month_name(pd.Period("2023-12", "M")), month_name(pd.Period("2023-12", "M"), short=True)
    ('December 2023', 'Dec 2023')
    >>> month_name(pd.Period("2023Q4", "Q")), month_name(pd.Period("2023", "Y"))
    ('Q4 2023', '2023')
    """
    kind = period.freqstr[0]
    if kind == "Q":
        return phrase("quarter_of_year", quarter=period.quarter, year=period.year)
    if kind in "YA":
        return phrase("year", year=period.year)
    name = calendar_month(period.month, short)
    return phrase("month_of_year", month=name, year=period.year)


def calendar_month(month: int, short: bool = False) -> str:
    """Return the name of a month of the year, from 1 to 12.

    Examples
    --------
    >>> calendar_month(12), calendar_month(9, short=True)
    ('December', 'Sep')
    """
    if spoken() == "ko":
        return f"{month}월"
    return MONTHS[month][:3] if short else MONTHS[month]


def joined(names: Sequence[str], last: str = "and") -> str:
    """Join names as in a sentence.

    Examples
    --------
    >>> joined(["semiconductors", "automobiles", "ships"]), joined(["coal"])
    ('semiconductors, automobiles and ships', 'coal')
    """
    if len(names) < 2:
        return "".join(names)
    if spoken() == "ko":
        return ", ".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def is_missing(value: object) -> bool:
    """Return whether a number is missing (None, NaN or NA).

    Examples
    --------
    >>> is_missing(None), is_missing(float("nan")), is_missing(0.0)
    (True, True, False)
    """
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))  # type: ignore[call-overload]

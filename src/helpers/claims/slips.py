"""Slips of writing and counting: what explains that a text has another number than the data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from types import MappingProxyType

from helpers.translation import labels

FACTORS = (10, 100, 1000)
SLACK = 0.01  # a factor or a sign still shows when the number was revised by one per cent
LEAST_DIGITS = {"other": 2, "swapped": 3, "lost": 2}  # fewer agree too easily by chance
FAR = 5  # units of the last digit: closer ones are as likely a wrong digit as another period
EXACTLY = Context(prec=400)  # holds any float
NO_OTHERS: Mapping[str, float] = MappingProxyType({})


def slip(
    exact: float, text: str, others: Mapping[str, float] = NO_OTHERS, *, unit: str = ""
) -> str:
    """Return the slip that explains why a text has another number than the data.

    To be asked once a number is known to differ. The first of these that fits is returned: the
    sign; the number of another period; a factor of ten, a hundred or a thousand; two neighbouring
    digits swapped; the first digit lost. Digits are compared with the number as rounded or
    truncated to the decimals of the text, a sign and a factor within one per cent.

    Parameters
    ----------
    exact : float
        The right number, in the unit of the text.
    text : str
        The number as written, such as "44.8" or "-704.9".
    others : mapping of str to float
        Numbers that may have been taken for the right one, in the same unit, each under the
        period it is of: for a month the year, or the year to date.
    unit : str
        The unit of the text. In dollars a factor of a thousand is a million for a billion.

    Returns
    -------
    str
        Words that complete "44.8 is …", in the language chosen; empty where no slip explains it.

    Examples
    --------
    >>> slip(4.48, "44.8")
    'too large by a factor of ten'
    >>> slip(57657.0, "57.7", unit="usd_million")
    'too small by a factor of a thousand (million for billion)'
    >>> slip(-10.8, "10.8"), slip(709.4, "704.9")
    ('right except for its sign', 'the right number with two digits swapped')
    >>> slip(16.41, "6.41")
    'the right number without its first digit'
    >>> slip(5.1, "-7.4", {"2023": -7.4})
    'the number of 2023'
    >>> slip(5.1, "6.3")
    ''
    """
    number, words = Decimal(text), labels("slips")
    decimals = max(-int(number.as_tuple().exponent), 0)
    if number == 0 or not math.isfinite(exact):
        return ""
    if _is(-exact, number, decimals):
        return words["sign"]
    far = abs(exact - float(number)) > FAR * 10.0**-decimals
    far = far and _significant(number) >= LEAST_DIGITS["other"]
    for period, other in others.items():
        if far and math.isfinite(other) and number in _printed(other, decimals):
            return words["period"].format(period)
    for factor in FACTORS:
        size = "billion" if factor == 1000 and unit.startswith("usd_") else f"{factor}"
        if _is(exact * factor, number, decimals):
            return words[f"large_{size}"]
        if _is(exact / factor, number, decimals) and abs(exact / factor) > 10.0**-decimals:
            return words[f"small_{size}"]
    for right in _printed(exact, decimals):
        if (right < 0) == (number < 0):
            if _swapped(_digits(right), _digits(number)):
                return words["swapped"]
            if _lost(_digits(right), _digits(number)):
                return words["first_digit"]
    return ""


def _is(value: float, number: Decimal, decimals: int) -> bool:
    """Return whether a number is printed so, or was before an ordinary revision."""
    if not math.isfinite(value):
        return False
    room = abs(float(number)) * SLACK + 10.0**-decimals / 2
    return abs(value - float(number)) <= room or number in _printed(value, decimals)


def _printed(exact: float, decimals: int) -> set[Decimal]:
    """Return a number as it may be printed: rounded or truncated."""
    number, step = Decimal(f"{exact:.9f}"), Decimal(1).scaleb(-decimals)
    return {number.quantize(step, rounding, EXACTLY) for rounding in (ROUND_HALF_UP, ROUND_DOWN)}


def _digits(number: Decimal) -> str:
    return "".join(map(str, number.as_tuple().digits))


def _significant(number: Decimal) -> int:
    return len(_digits(number).lstrip("0"))


def _swapped(right: str, wrong: str) -> bool:
    """Return whether two neighbouring digits changed places."""
    length = max(len(right), len(wrong))
    right, wrong = right.zfill(length), wrong.zfill(length)
    if length < LEAST_DIGITS["swapped"] or right == wrong:
        return False
    return any(
        right[:i] + right[i + 1] + right[i] + right[i + 2 :] == wrong for i in range(length - 1)
    )


def _lost(right: str, wrong: str) -> bool:
    """Return whether the first digit is lost."""
    short = right[1:].lstrip("0")
    return len(short) >= LEAST_DIGITS["lost"] and short == wrong.lstrip("0")

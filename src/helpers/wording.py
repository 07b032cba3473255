"""Numbers and dates as words: one way to write a figure in prose, tables and charts.

Values come in as the store keeps them (USD million, per cent, percentage points) and leave as text.
Rounding is half away from zero, as the ministry prints; the minus is the typographic "−". A figure
that is missing (None or NaN) is written "not held", never as zero or as nothing.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence

import pandas as pd

from helpers.errors import ParameterError
from helpers.metrics import rounded

MINUS = "−"
NOT_HELD = "not held"
ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)
MONTHS = calendar.month_name  # January is 1

Number = float | int | None


def number(value: Number, decimals: int = 2) -> str:
    """Write a number with a fixed count of decimals and commas between thousands.

    Examples
    --------
    >>> number(1234.565), number(-4.5, 1), number(float("nan"))
    ('1,234.57', '−4.5', 'not held')
    """
    if is_missing(value):
        return NOT_HELD
    assert value is not None
    exact = rounded(float(value), decimals) + 0.0  # no minus before a zero
    return f"{exact:,.{decimals}f}".replace("-", MINUS)


def signed(value: Number, decimals: int = 1) -> str:
    """Write a number with its sign; what rounds to zero has none.

    Examples
    --------
    >>> signed(5.06), signed(-10.84), signed(-0.03), signed(None)
    ('+5.1', '−10.8', '0.0', 'not held')
    """
    text = number(value, decimals)
    if is_missing(value) or text.startswith(MINUS):
        return text
    return text if not any(digit in text for digit in "123456789") else f"+{text}"


def usd_billion(value: Number, decimals: int = 2, sign: bool = False) -> str:
    """Write USD million as USD billion, without the unit.

    Examples
    --------
    >>> usd_billion(57565.0), usd_billion(-1234.6), usd_billion(4446.5, decimals=1, sign=True)
    ('57.57', '−1.23', '+4.4')
    """
    if is_missing(value):
        return NOT_HELD
    assert value is not None
    billion = float(value) / 1000
    return signed(billion, decimals) if sign else number(billion, decimals)


def pct(value: Number, decimals: int = 1, sign: bool = True) -> str:
    """Write a rate or a share in per cent, with its sign unless told otherwise.

    Examples
    --------
    >>> pct(5.06), pct(-17.64), pct(19.73, sign=False), pct(None)
    ('+5.1%', '−17.6%', '19.7%', 'not held')
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
    return text if is_missing(value) else f"{text} pp"


def days(value: Number) -> str:
    """Write a count of working days, halves shown only where there are any.

    Examples
    --------
    >>> days(22.5), days(24.0), days(1.0)
    ('22.5 days', '24 days', '1 day')
    """
    if is_missing(value):
        return NOT_HELD
    assert value is not None
    text = number(value, 0 if float(value).is_integer() else 1)
    return f"{text} day" if abs(value) == 1 else f"{text} days"


def months(count: int) -> str:
    """Write a count of months.

    Examples
    --------
    >>> months(1), months(17)
    ('1 month', '17 months')
    """
    return f"{count:,} month" if count == 1 else f"{count:,} months"


def ordinal(rank: int) -> str:
    """Write a rank: in letters to ten, in figures from 11.

    Examples
    --------
    >>> ordinal(3), ordinal(12), ordinal(21), ordinal(36)
    ('third', '12th', '21st', '36th')
    """
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
        return f"Q{period.quarter} {period.year}"
    if kind in "YA":
        return str(period.year)
    name = MONTHS[period.month]
    return f"{name[:3] if short else name} {period.year}"


def moved(growth: Number) -> str:
    """Write the direction of a growth rate in per cent, judged as printed at one decimal.

    Examples
    --------
    >>> moved(5.1), moved(-10.8), moved(0.04)
    ('rose', 'fell', 'were unchanged')
    """
    if is_missing(growth):
        return "have no rate held"
    assert growth is not None
    printed = rounded(growth)
    if printed == 0:
        return "were unchanged"
    return "rose" if printed > 0 else "fell"


def joined(names: Sequence[str], last: str = "and") -> str:
    """Join names as in a sentence.

    Examples
    --------
    >>> joined(["semiconductors", "automobiles", "ships"]), joined(["coal"])
    ('semiconductors, automobiles and ships', 'coal')
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def in_sentence(name: str) -> str:
    """Write a name of the catalogue as inside a sentence: "Auto parts", but "USA" and "D-RAM".

    Examples
    --------
    >>> in_sentence("Semiconductors"), in_sentence("LNG (JKM)"), in_sentence("Bio-health")
    ('semiconductors', 'LNG (JKM)', 'bio-health')
    """
    return name if name[1:2].isupper() or name[1:2] == "-" else name[:1].lower() + name[1:]


def is_missing(value: object) -> bool:
    """Tell whether a figure is missing (None, NaN or NA).

    Examples
    --------
    >>> is_missing(None), is_missing(float("nan")), is_missing(0.0)
    (True, True, False)
    """
    return value is None or bool(pd.isna(value))  # type: ignore[call-overload]


def require_language(lang: str) -> None:
    """Refuse a language that the sentences are not written in.

    Raises
    ------
    ParameterError
        Naming the languages there are.

    Examples
    --------
    >>> require_language("en")
    """
    if lang not in LANGUAGES:
        raise ParameterError("lang", LANGUAGES, lang)


LANGUAGES = ("en",)

"""Figures of live sources as rows of the store: numbers, units, status, dates, gaps."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

import pandas as pd

from helpers.months import annual_closing, confirmed_date, parse_month, release_date
from helpers.observations import COLUMNS

BLANK = ("", "-")
NUMBER = re.compile(r"-?\d{1,3}(,\d{3})*|-?\d{1,18}")

Span = tuple[pd.Period, pd.Period]
Row = dict[str, str]


def whole(text: str | None) -> int | None:
    """Read a whole number, with thousands commas or without; a blank is missing, not zero.

    Raises
    ------
    ValueError
        When it is no whole number.

    Examples
    --------
    >>> whole("          29,827,757"), whole("-"), whole("-700")
    (29827757, None, -700)
    """
    plain = (text or "").strip()
    if plain in BLANK:
        return None
    if not NUMBER.fullmatch(plain):
        raise ValueError(f"{plain[:40]!r} is no whole number")
    return int(plain.replace(",", ""))


def millions(number: int | Decimal, per_million: int = 1_000_000) -> str:
    """Write an amount in millions, exactly; three decimals at least, so its digits are known.

    Parameters
    ----------
    number : int or decimal.Decimal
        The amount in the unit of the source.
    per_million : int
        How many of that unit make a million US dollars: 1,000,000 dollars, 1,000 thousands.

    Examples
    --------
    >>> millions(57573193000), millions(4796498764), millions(57660000, 1000), millions(-700)
    ('57573.193', '4796.498764', '57660.000', '-0.0007')
    """
    text = f"{Decimal(number) / per_million:f}"
    before, _, after = text.partition(".")
    return f"{before}.{after.rstrip('0').ljust(3, '0')}"


def status_on(month: pd.Period, day: dt.date) -> str:
    """Tell the status of a month's figures by the day on which they were answered.

    Examples
    --------
    >>> december = pd.Period("2023-12", "M")
    >>> [status_on(december, dt.date(2024, *day)) for day in ((1, 14), (1, 15), (2, 1))]
    ['preliminary', 'confirmed', 'final']
    """
    if day < confirmed_date(month):
        return "preliminary"
    return "confirmed" if day < annual_closing(month.year) else "final"


def askable(
    months: Sequence[pd.Period], day: dt.date, what: str
) -> tuple[list[pd.Period], list[str]]:
    """Part the months that can be asked for from those that have not ended in Korea.

    Returns
    -------
    tuple
        The months, each once and in order, and a sentence for each of the others.
    """
    wanted = sorted({parse_month(month) for month in months})
    ended = [month for month in wanted if release_date(month) <= day]
    running = [
        f"{what} {month}: not published yet (the month has not ended on {day} in Korea)"
        for month in wanted
        if release_date(month) > day
    ]
    return ended, running


def absent(month: pd.Period, day: dt.date, what: str, due: dt.date | None = None) -> str:
    """Say of a month that the source answered and held nothing, which of two things it means.

    Examples
    --------
    >>> november = pd.Period("2023-11", "M")
    >>> absent(november, dt.date(2023, 12, 5), "kcs totals")
    'kcs totals 2023-11: not published yet (expected about 2023-12-15)'
    >>> absent(november, dt.date(2024, 3, 1), "kcs totals")
    'kcs totals 2023-11: empty by fact (the source answered and holds nothing)'
    """
    due = due or confirmed_date(month)
    if day <= due:
        return f"{what} {month}: not published yet (expected about {due})"
    return f"{what} {month}: empty by fact (the source answered and holds nothing)"


def spans(months: Sequence[pd.Period], longest: int) -> list[Span]:
    """Cover sorted months by as few spans as `longest` months each allow.

    Examples
    --------
    >>> [f"{a}..{b}" for a, b in spans(list(pd.period_range("2022-11", "2023-12", freq="M")), 12)]
    ['2022-11..2023-10', '2023-11..2023-12']
    """
    found: list[Span] = []
    for month in months:
        if found and (month - found[-1][0]).n < longest:
            found[-1] = (found[-1][0], month)
        else:
            found.append((month, month))
    return found


def frame(rows: Iterable[Row]) -> pd.DataFrame:
    """Give rows as a table of text with the columns of the store and `place`."""
    return pd.DataFrame(list(rows), columns=[*COLUMNS, "place"], dtype=str)

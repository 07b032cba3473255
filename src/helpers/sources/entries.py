"""Numbers of live sources as rows of the store: units, status, dates and what is missing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pandas as pd

from helpers import catalogue
from helpers.errors import SourceAnswerError
from helpers.months import annual_closing, confirmed_date, parse_month, release_date
from helpers.observations import COLUMNS
from helpers.sources import Fetched
from helpers.sources.http import Client

BLANK = ("", "-")
NUMBER = re.compile(r"-?\d{1,3}(,\d{3})*|-?\d{1,18}")

COMPACT_MONTH = re.compile(r"(\d{4})(0[1-9]|1[0-2])")  # 202312

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


def read_month(
    client: Client, name: str, text: str, form: re.Pattern[str], span: Span | None = None
) -> pd.Period:
    """Read the month of a row, which has to be one of those asked for.

    Raises
    ------
    SourceAnswerError
        When it is none, or outside the span.
    """
    at = form.fullmatch(text)
    client.expect(at, f"{name} is {text[:40]!r}", "a month")
    month = pd.Period("-".join(at.groups()) if at else text, "M")
    inside = span is None or span[0] <= month <= span[1]
    client.expect(inside, f"{month} came unasked", "no other month than asked for")
    return month


def read_whole(
    client: Client, row: Row, field: str, *, needed: bool = True, signed: bool = False
) -> int | None:
    """Read a whole number of a row; None where it is blank.

    Raises
    ------
    SourceAnswerError
        When it is none, below zero unless `signed`, or missing where it is `needed`.
    """
    client.expect(field in row or not needed, f"no field {field}", "it in every row")
    try:
        number = whole(row.get(field))
    except ValueError as error:
        raise client.error(SourceAnswerError, f"{field}: {error}", "expected as 1000") from None
    client.expect(signed or number is None or number >= 0, f"{field} is {number}", "0 or more")
    return number


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
    """Return the status of a month's numbers by the day on which they were answered.

    Examples
    --------
    >>> december = pd.Period("2023-12", "M")
    >>> [status_on(december, dt.date(2024, *day)) for day in ((1, 14), (1, 15), (2, 1))]
    ['preliminary', 'confirmed', 'final']
    """
    if day < confirmed_date(month):
        return "preliminary"
    return "confirmed" if day < annual_closing(month.year) else "final"


def why_absent(day: dt.date, due: dt.date) -> str:
    """Return why a month has no row in an answer of a day: not published yet, or not reported.

    Examples
    --------
    >>> why_absent(dt.date(2023, 12, 5), confirmed_date(pd.Period("2023-11", "M")))
    'not published yet (expected about 2023-12-15)'
    >>> why_absent(dt.date(2024, 3, 1), confirmed_date(pd.Period("2023-11", "M")))
    'not reported (the source answered without it)'
    """
    if day <= due:
        return f"not published yet (expected about {due})"
    return "not reported (the source answered without it)"


def spans(months: Sequence[pd.Period], longest: int) -> list[Span]:
    """Cover sorted months by as few spans as `longest` months each allow.

    Examples
    --------
    >>> [f"{a}..{b}" for a, b in spans(list(pd.period_range("2022-11", "2023-12", freq="M")), 12)]
    ['2022-11..2023-10', '2023-11..2023-12']
    """
    covered: list[Span] = []
    for month in months:
        if covered and (month - covered[-1][0]).n < longest:
            covered[-1] = (covered[-1][0], month)
        else:
            covered.append((month, month))
    return covered


@dataclass
class Collection:
    """Rows of one fetch, and a sentence for everything that was asked for and is missing.

    Attributes
    ----------
    source : str
        The short name of the source.
    rows : list of dict
        Column of the store to text.
    missing : list of str
        See `helpers.sources.Fetched`.
    """

    source: str
    rows: list[Row] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def miss(self, what: str, why: str) -> None:
        """Record that something is missing: "ecos imports total 2023-12: not reported (...)"."""
        self.missing.append(f"{self.source} {what}: {why}")

    def ended(self, months: Sequence[pd.Period], day: dt.date) -> list[pd.Period]:
        """Return the months that have ended in Korea, in order; record the others as missing."""
        wanted = sorted({parse_month(month) for month in months})
        for month in wanted:
            if release_date(month) > day:
                why = f"not published yet (the month has not ended on {day} in Korea)"
                self.miss(str(month), why)
        return [month for month in wanted if release_date(month) <= day]

    def add(
        self,
        period: pd.Period | str,
        flow: str,
        code: str,
        value: str | int | Decimal | None,
        day: dt.date,
        *,
        per_million: int = 1_000_000,
        basis: str,
        url: str,
        note: str,
        place: str,
        measure: str = "value",
        unit: str = "usd_million",
        status: str = "",
    ) -> None:
        """Add a number that was answered on a day; None is recorded as missing, never as zero.

        A number is written in millions, `per_million` as in `millions`; a text as it is. The status
        follows from month and day where none is given.
        """
        if value is None:
            self.miss(f"{flow} {code} {period}", "not reported (the source has a blank)")
            return
        text = value if isinstance(value, str) else millions(value, per_million)
        self.rows.append(
            {
                "period": str(period), "flow": flow, "breakdown": catalogue.breakdown(code),
                "code": code, "measure": measure, "value": text, "unit": unit, "basis": basis,
                "status": status or status_on(parse_month(period), day), "published": str(day),
                "source": url, "note": note, "place": place,
            }
        )  # fmt: skip

    def fetched(self) -> Fetched:
        """Return the rows with the columns of the store and `place`, and what is missing."""
        table = pd.DataFrame(self.rows, columns=[*COLUMNS, "place"], dtype=str)
        return Fetched(table, tuple(self.missing))

"""A statement: one thing worth saying about a month, with what proves it and how rare it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from string import Formatter

import pandas as pd

from helpers.claims import Result
from helpers.claims.result import frequency
from helpers.loading import Panel
from helpers.translation import later, tr, with_particles
from helpers.wording import in_unit, month_name, months, number, ordinal, usd

MONTHS_IN = {"M": 1, "Q": 3, "Y": 12}
SMALL = 100.0  # USD million: below it a digit more is written


class Figure(str):
    """A number inside a sentence; where there is a table that shows it, prose links it."""

    __slots__ = ()


Words = tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """One thing that is so in a month.

    Attributes
    ----------
    kind : str
        A name of `kinds.KINDS`.
    idea : str
        What it is about (height, run, share and so on): one statement a series and idea is kept.
    series : str
        The series, as the claims language writes it.
    family : str
        The flow and code behind it; a quarter, a year and a month of one series are one family.
    topic : str
        exports, products, regions, imports or balance.
    expression : str
        A yes/no question of the claims language; the panel answers it with yes.
    subject, head, clause : str, tuple of str, tuple of str
        The sentence in three pieces; its numbers are of the type `Figure`.
    late : str
        A word on figures that were not known on the date asked; empty where all were.
    finding : Result
        The answer to the expression, with the published figures that decide it.
    periods : int
        Comparable periods (months, quarters, years, or the same month of all years) that a look
        back passes before it finds its like; 0 for a plain reading, which says nothing rare.
    at_least : bool
        The data start too late to say more than that there are at least so many.
    weight : float
        Share of the series in its total, between 0 and 1; a total weighs 1.
    lasting : bool
        A state that goes on, such as a run.
    months_in : int
        Months from one of the periods looked at to the next: 1, 3 or 12.
    trade : Panel
        The panel it was made on.
    """

    kind: str
    idea: str
    series: str
    family: str
    topic: str
    expression: str
    subject: str
    head: Words
    clause: Words
    late: str
    finding: Result = field(repr=False)
    periods: int
    at_least: bool
    weight: float
    lasting: bool
    months_in: int
    trade: Panel = field(repr=False, compare=False)

    @property
    def rarity(self) -> int:
        """Months since something like it was last so."""
        return self.periods * self.months_in

    @property
    def sentence(self) -> str:
        """The whole sentence, with a word on figures that were not known on the date asked."""
        comma = ", " if self.head and self.clause else ""
        said = f"{self.subject}{''.join(self.head)}{comma}{''.join(self.clause)}"
        return with_particles(f"{said}{self.late}.")

    @property
    def stand_in(self) -> bool:
        """Whether a figure that decides became known only after the date asked."""
        return self.finding.stand_in

    @cached_property
    def robust(self) -> bool | None:
        """Whether it survives an ordinary revision of the month; None where that is not known."""
        from helpers.claims.robustness import robust

        return robust(self.trade, self.expression, "panel")


def phrase(template: str, *parts: str | Words, **named: str | Words) -> Words:
    """Fill a template in the language spoken with figures that stay figures.

    Examples
    --------
    >>> phrase(" rose {} on the year", Figure("5.1%"))
    (' rose ', '5.1%', ' on the year')
    """
    words: list[str] = []
    filled = iter(parts)
    for text, name, _, _ in Formatter().parse(tr(template)):
        words += [text] if text else []
        if name is not None:
            part = named[name] if name in named else parts[int(name)] if name else next(filled)
            words += [part] if isinstance(part, str) else part
    return tuple(words)


def spans(n: int, freq: str) -> str:
    """Write a count of months, quarters or years.

    Examples
    --------
    >>> spans(17, "M"), spans(1, "Y")
    ('17 months', '1 year')
    """
    if freq == "M":
        return months(n)
    if freq == "Q":
        return tr("{} quarter", f"{n:,}") if n == 1 else tr("{} quarters", f"{n:,}")
    return tr("{} year", f"{n:,}") if n == 1 else tr("{} years", f"{n:,}")


def back(n: int, end: pd.Period) -> Figure:
    """Say how far back and since when.

    Examples
    --------
    >>> back(17, pd.Period("2023-12", "M"))
    '17 months, since July 2022'
    """
    span, month = spans(n, frequency(end)), month_name(end - n)
    return Figure(tr("{span}, since {month}", span=span, month=month))


def scope(start: pd.Period) -> Words:
    """Say what all the periods held are.

    Examples
    --------
    >>> "".join(scope(pd.Period("2016-01", "M")))
    'of all months held, from January 2016 on'
    """
    since = onwards(start)
    if frequency(start) == "M":
        return phrase("of all months held, {}", since)
    if frequency(start) == "Q":
        return phrase("of all quarters held, {}", since)
    return phrase("of all years held, {}", since)


def onwards(start: pd.Period) -> Figure:
    """Say from when on.

    Examples
    --------
    >>> onwards(pd.Period("2016-01", "M")), onwards(pd.Period("1980", "Y"))
    ('from January 2016 on', 'from 1980 on')
    """
    return Figure(tr("from {} on", month_name(start)))


def amount(value: float, unit: str = "usd_million") -> str:
    """Write an amount with its unit; a small one in dollars with a digit more.

    Examples
    --------
    >>> amount(57660.0), amount(23.4), amount(16740.0, "kilotonne")
    ('USD 57.66 billion', 'USD 0.023 billion', '16.74 million tonnes')
    """
    if unit == "kilotonne":  # in Korean 만 톤, ten thousand tonnes
        korean = number(value / 10, 0)
        return tr("{tonnes} million tonnes", tonnes=number(value / 1000), korean=korean)
    return usd(value, 2 if abs(value) >= SMALL else 3)


def or_more(level: float) -> Figure:
    """Write a round number in USD million as a threshold.

    Examples
    --------
    >>> or_more(11000.0)
    'USD 11 billion or more'
    """
    return Figure(tr("USD {} billion or more", f"{in_unit(level):,g}"))


def on_the_year(freq: str) -> str:
    """Say what growth on the year is against: in Korean 동월 of a month, 동기 of a quarter.

    Examples
    --------
    >>> on_the_year("M"), on_the_year("Q"), on_the_year("Y")
    ('on the year', 'on the year', 'on the year before')
    """
    if freq == "Q":
        return tr("on the year{of_a_quarter}", of_a_quarter="")
    return tr("on the year before") if freq == "Y" else tr("on the year")


def times(n: int, word: str, freq: str, at_least: bool) -> Words:
    """Say that something is so for the nth time in a row; Korean gives the length.

    Examples
    --------
    >>> "".join(times(3, RISE, "M", at_least=False))
    'the third rise in a row'
    """
    nth, span, what = Figure(ordinal(n)), Figure(spans(n, freq)), tr(word)
    if at_least:
        return phrase("at least the {nth} {word} in a row", nth=nth, word=what, span=span)
    return phrase("the {nth} {word} in a row", nth=nth, word=what, span=span)


RISE, FALL, SURPLUS, DEFICIT = later("rise"), later("fall"), later("surplus"), later("deficit")

"""A statement: one thing worth saying about a month, with what proves it and how rare it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from string import Formatter

import pandas as pd

from helpers.claims import Finding
from helpers.claims.finding import frequency
from helpers.loading import Panel
from helpers.translation import tr, with_particles
from helpers.wording import month_name

MONTHS_IN = {"M": 1, "Q": 3, "Y": 12}
SPANS = {"M": "month", "Q": "quarter", "Y": "year"}


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
    finding : Finding
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
    finding: Finding = field(repr=False)
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
        if self.stand_in:
            published = " (resting in part on figures published after {})"
            said += tr(published, self.trade.as_of)
        return with_particles(f"{said}.")

    @property
    def stand_in(self) -> bool:
        """Whether a figure that decides became known only after the date asked."""
        return self.finding.stand_in

    @cached_property
    def robust(self) -> bool | None:
        """Whether it survives an ordinary revision of the month; None where that is not known."""
        from helpers.claims.robustness import robust

        return robust(self.trade, self.expression)


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
    return f"{n:,} {SPANS[freq]}{'' if n == 1 else 's'}"


def back(n: int, end: pd.Period) -> Figure:
    """Say how far back and since when.

    Examples
    --------
    >>> back(17, pd.Period("2023-12", "M"))
    '17 months, since July 2022'
    """
    return Figure(f"{spans(n, frequency(end))}, since {month_name(end - n)}")


def scope(start: pd.Period) -> Words:
    """Say what all the periods held are.

    Examples
    --------
    >>> "".join(scope(pd.Period("2016-01", "M")))
    'of all months held, from January 2016 on'
    """
    held = f"of all {SPANS[frequency(start)]}s held, "
    return (held, Figure(f"from {month_name(start)} on"))

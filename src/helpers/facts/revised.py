"""Statements that were true on the first release of a month and no longer are."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.claims import Result
from helpers.claims import ask_panel as ask
from helpers.facts.ranking import fold, ranked
from helpers.facts.single import of_subject
from helpers.facts.statement import Statement
from helpers.facts.subjects import Subject, subjects
from helpers.facts.wholes import of_wholes
from helpers.loading import Panel


@dataclass(frozen=True)
class Turned:
    """A statement that the revisions overturned.

    Attributes
    ----------
    statement : Statement
        As it was true on the day of the first release.
    now : Result
        What the panel at hand answers to its expression.
    """

    statement: Statement
    now: Result

    @property
    def then(self) -> Result:
        """What the first release answered."""
        return self.statement.finding


def turned(trade: Panel, topic: str = "") -> list[Turned]:
    """Give the statements of the month's first release that no longer hold, the rarest first.

    Where a figure of the month was not released that early, its first vintage held stands in, as
    the sentence then says; where there is no other vintage, nothing is said of it. What the panel
    can no longer decide has not turned.

    Parameters
    ----------
    trade : Panel
        The month as known now or on a date.
    topic : str
        Only those about exports, products, regions, imports or balance; all of them by default.

    Examples
    --------
    >>> from helpers.loading import load
    >>> print(turned(load("2023-11"))[0].statement.sentence)
    The trade surplus was USD 3.80 billion, the largest in 26 months, since September 2021.
    """
    first = trade.first_release()
    if trade.as_of == first.as_of:
        return []
    made = [
        statement
        for each in subjects(first, topic)
        if _said_then(first, trade, each)
        for statement in of_subject(first, each)
    ]
    made += of_wholes(first, topic)
    asked = [Turned(each, ask(trade, each.expression)) for each in ranked(fold(made))]
    return [each for each in asked if each.now.value is False]


def _said_then(first: Panel, now: Panel, about: Subject) -> bool:
    """Tell whether a figure was known on the day, or at least another vintage of it is held."""
    then = first.fact(about.flow, about.code)
    if then is None or not then.stand_in:
        return True
    held = now.fact(about.flow, about.code)
    return held is None or held.published != then.published

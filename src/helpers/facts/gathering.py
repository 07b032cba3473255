"""The statements of a month, all of them or those about one series."""

from __future__ import annotations

from helpers.facts.ranking import fold, ranked
from helpers.facts.single import of_subject
from helpers.facts.statement import Statement
from helpers.facts.subjects import subject, subjects, topic_of
from helpers.facts.wholes import of_wholes
from helpers.loading import Panel
from helpers.translation import spoken


def facts(trade: Panel, topic: str = "") -> list[Statement]:
    """Make every statement worth making about a month, the most remarkable first.

    Parameters
    ----------
    trade : Panel
        The month as known on a date.
    topic : str
        Only those about exports, products, regions, imports or balance; all of them by default.

    Returns
    -------
    list of Statement
        Each with an expression that the panel answers with yes; see `ranking` for the order. What
        the panel does not hold, or holds too short a time, is not spoken of.

    Examples
    --------
    >>> from helpers.loading import load
    >>> print(facts(load("2023-12", as_of="2024-01-01"))[0].sentence)
    The trade surplus was USD 4.48 billion, the largest in 36 months, since December 2020.
    """
    key = ("facts", topic, spoken())
    if key not in trade.worked_out:
        trade.worked_out[key] = ranked(fold(every(trade, topic)))
    found: list[Statement] = trade.worked_out[key]
    return found


def every(trade: Panel, topic: str = "") -> list[Statement]:
    """Make every statement of a month or topic, before those that say the same are folded."""
    single = [made for each in subjects(trade, topic) for made in of_subject(trade, each)]
    return single + of_wholes(trade, topic)


def of_series(trade: Panel, flow: str, code: str, how: str = "") -> dict[str, Statement]:
    """Give the statements about one series by their idea; empty where it is not held.

    Examples
    --------
    >>> from helpers.loading import load
    >>> found = of_series(load("2023-12", as_of="2024-01-01"), "exports", "total")
    >>> "".join(found["height"].clause)
    'the highest in 17 months, since July 2022'
    """
    about = subject(trade, flow, code, how)
    return {} if about is None else {each.idea: each for each in of_subject(trade, about)}


def of_whole(trade: Panel, kind: str, family: str) -> Statement | None:
    """Give the statement of a kind that compares or counts series; None where there is none.

    Examples
    --------
    >>> from helpers.loading import load
    >>> print(of_whole(load("2023-12"), "path", "exports.usa").sentence)
    Exports to the USA rose from each quarter of 2023 to the next.
    """
    made = of_wholes(trade, topic_of(trade, family), kind)
    return next((each for each in made if each.family == family), None)

"""The lead of the brief: what of the month a reader should know first, in one sentence."""

from __future__ import annotations

from markupsafe import Markup

from helpers import metrics
from helpers.claims import ask_panel as ask
from helpers.facts import of_series, of_whole
from helpers.loading import Panel
from helpers.prose.words import (
    Text,
    clauses,
    known,
    linked,
    listed,
    number,
    rises,
    say,
    size,
    text,
    usd,
    written,
)
from helpers.wording import month_name


def lead(trade: Panel, exports: str = "", imports: str = "", regions: str = "") -> Text:
    """Say in one sentence what exports, the balance and the order of the markets did.

    Parameters
    ----------
    trade : Panel
        The month as known on a date.
    exports, imports, regions : str
        The pages that hold the tables of each.

    Examples
    --------
    >>> from helpers.loading import load
    >>> print(lead(load("2023-12", as_of="2024-01-01")).plain)
    In December 2023 exports rose 5.1% to USD 57.66 billion, the highest in 17 months, since July
    2022; the trade surplus of USD 4.48 billion was the largest in 36 months, since December 2020;
    the USA passed China as the larger market.
    """
    said = _exports(trade, f"{exports}#tab-headline-exports")
    more = (_balance(trade, f"{imports}#tab-balance"), _order(trade, f"{regions}#tab-crossings"))
    for each in more:
        if each:
            said = say("{}; {another}", said, another=each)
    return text(say("In {} {}.", month_name(trade.month), said))


def _exports(trade: Panel, to: str) -> Markup:
    value, growth = ask(trade, "exports.total"), ask(trade, "yoy(exports.total)")
    came = linked(usd(value), to)
    height = listed(clauses(of_series(trade, "exports", "total"), to, "height"))
    if not known(growth):
        return say("exports were {}{}", came, height)
    rate = linked(size(growth), to)
    if metrics.rounded(number(growth)) == 0:
        return say("exports were unchanged {} to {}{}", rate, came, height)
    if rises(growth):
        return say("exports rose {} to {}{}", rate, came, height)
    return say("exports fell {} to {}{}", rate, came, height)


def _balance(trade: Panel, to: str) -> Markup | None:
    value = ask(trade, "balance.total")
    if not known(value):
        return None
    up, amount = number(value) > 0, linked(usd(value, size=True), to)
    found = of_series(trade, "balance", "total")
    news = [idea for idea in ("height", "run") if idea in found and not found[idea].lasting]
    if news:
        told = clauses(found, to, *news)[0]
        if up:
            return say("the trade surplus of {} was {}", amount, told)
        return say("the trade deficit of {} was {}", amount, told)
    return (
        say("the trade surplus was {}", amount) if up else say("the trade deficit was {}", amount)
    )


def _order(trade: Panel, to: str) -> Markup | None:
    for first, second in (("usa", "china"), ("china", "usa")):
        passed = of_whole(trade, "crossing", f"exports.{first} > {second}")
        if passed is not None:
            name = passed.subject.replace("The ", "the ", 1)
            return say("{}{}", name, written(passed.head, to))
    return None

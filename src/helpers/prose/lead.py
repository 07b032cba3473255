"""The lead of the brief: what of the month a reader should know first, in one sentence."""

from __future__ import annotations

from markupsafe import Markup

from helpers.claims import ask
from helpers.facts import of_series, of_whole
from helpers.loading import Panel
from helpers.prose.words import (
    Text,
    clauses,
    known,
    linked,
    listed,
    number,
    say,
    text,
    usd,
    verb,
    written,
)
from helpers.wording import month_name, pct


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
    parts = [
        _exports(trade, f"{exports}#tab-headline-exports"),
        _balance(trade, f"{imports}#tab-balance"),
        _order(trade, f"{regions}#tab-crossings"),
    ]
    said = Markup("; ").join(each for each in parts if each)
    return text(say("In {} {}.", month_name(trade.month), said))


def _exports(trade: Panel, to: str) -> Markup:
    value, growth = ask(trade, "exports.total"), ask(trade, "yoy(exports.total)")
    moved = (
        say("{} {} to", verb(growth), linked(pct(abs(number(growth)), sign=False), to))
        if known(growth)
        else Markup("were")
    )
    height = listed(clauses(of_series(trade, "exports", "total"), to, "height"))
    return say("exports {} {}{}", moved, linked(usd(value), to), height)


def _balance(trade: Panel, to: str) -> Markup | None:
    value = ask(trade, "balance.total")
    if not known(value):
        return None
    kind = "surplus" if number(value) > 0 else "deficit"
    amount = linked(usd(value, size=True), to)
    found = of_series(trade, "balance", "total")
    news = [idea for idea in ("height", "run") if idea in found and not found[idea].lasting]
    if news:
        return say("the trade {} of {} was {}", kind, amount, clauses(found, to, *news)[0])
    return say("the trade {} was {}", kind, amount)


def _order(trade: Panel, to: str) -> Markup | None:
    for first, second in (("usa", "china"), ("china", "usa")):
        passed = of_whole(trade, "crossing", f"exports.{first} > {second}")
        if passed is not None:
            name = passed.subject.replace("The ", "the ", 1)
            return say("{}{}", name, written(passed.head, to))
    return None

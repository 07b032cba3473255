"""The lead of the brief: what of the month a reader should know first, in one sentence."""

from __future__ import annotations

from markupsafe import Markup

from helpers.claims import ask
from helpers.loading import Panel
from helpers.prose.words import Text, back, known, linked, notable, number, say, text, usd, verb
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
    >>> lead(load("2023-12", as_of="2024-01-01")).plain
    'In December 2023 exports rose 5.1% to USD 57.66 billion, the highest in 17 months, since July \
2022; the trade surplus of USD 4.48 billion was the largest in 36 months, since December 2020; the \
USA passed China as the larger market.'
    """
    clauses = [
        _exports(trade, f"{exports}#tab-headline-exports"),
        _balance(trade, f"{imports}#tab-balance"),
        _order(trade),
    ]
    said = Markup("; ").join(each for each in clauses if each)
    return text(say("In {} {}.", month_name(trade.month), said))


def _exports(trade: Panel, to: str) -> Markup:
    value, growth = ask(trade, "exports.total"), ask(trade, "yoy(exports.total)")
    moved = (
        say("{} {} to", verb(growth), linked(pct(abs(number(growth)), sign=False), to))
        if known(growth)
        else Markup("were")
    )
    told = say("exports {} {}", moved, linked(usd(value), to))
    if ask(trade, "record(exports.total)").value is True:
        return told + say(", the highest of all months held")
    for word, function in (("highest", "highest_in"), ("lowest", "lowest_in")):
        found = ask(trade, f"{function}(exports.total)")
        if notable(found):
            return told + say(", the {} in {}", word, linked(back(found), to))
    return told


def _balance(trade: Panel, to: str) -> Markup | None:
    found = ask(trade, "balance.total")
    if not known(found):
        return None
    surplus = number(found) > 0
    kind = "surplus" if surplus else "deficit"
    high = ask(trade, f"{'highest' if surplus else 'lowest'}_in(balance.total)")
    amount = linked(usd(found, size=True), to)
    if notable(high):
        return say("the trade {} of {} was the largest in {}", kind, amount, linked(back(high), to))
    return say("the trade {} was {}", kind, amount)


def _order(trade: Panel) -> Markup | None:
    if ask(trade, "crossed(exports.usa, exports.china)").value is True:
        return say("the USA passed China as the larger market")
    if ask(trade, "crossed(exports.china, exports.usa)").value is True:
        return say("China passed the USA as the larger market")
    return None

"""Sentences about imports and the balance."""

from __future__ import annotations

from markupsafe import Markup

from helpers import wording
from helpers.claims import Finding, ask
from helpers.loading import Panel
from helpers.prose.words import (
    FIRST,
    Text,
    back,
    known,
    linked,
    listed,
    months,
    not_held,
    notable,
    nth,
    number,
    say,
    signed,
    size,
    stand_in,
    text,
    total,
    usd,
    verb,
    went,
    year,
)
from helpers.wording import month_name, ordinal


def imports(trade: Panel, page: str = "") -> Text:
    """Say how much was imported."""
    to = f"{page}#tab-headline-imports"
    return text(
        total(trade, "imports", to),
        year(trade, "imports", to),
        stand_in(trade, "imports", "total"),
    )


def energy(trade: Panel, page: str = "") -> Text:
    """Say what energy did to imports, and whether the change was mainly energy.

    Mainly means more than half of the change of total imports on the year.
    """
    to = f"{page}#tab-energy"
    value, growth = ask(trade, "imports.energy_total"), ask(trade, "yoy(imports.energy_total)")
    if value.value is None or growth.value is None:
        return text(not_held(f"Energy imports of {month_name(trade.month)}"))
    part = ask(trade, "contribution_to_change(imports.energy_total)")
    whole = ask(trade, "yoy(imports.total)")
    rest = ask(trade, "yoy(imports.non_energy)")
    return text(
        say(
            "Imports of crude oil, gas and coal were {}, {} on the year.",
            linked(usd(value), to),
            linked(went(growth), to),
        ),
        _mainly(part, whole, to),
        say("All other imports {} {}.", verb(rest), linked(size(rest), to))
        if known(rest)
        else None,
    )


def balance(trade: Panel, page: str = "") -> Text:
    """Say how large the balance was, since when it was not larger, its run, quarters and year."""
    to = f"{page}#tab-balance"
    found = ask(trade, "balance.total")
    if not known(found):
        return text(not_held(f"The balance of {month_name(trade.month)}"))
    kind = "surplus" if number(found) > 0 else "deficit"
    sign = ">" if kind == "surplus" else "<"
    run = ask(trade, f"streak(balance.total {sign} 0)")
    high = ask(
        trade, "highest_in(balance.total)" if kind == "surplus" else "lowest_in(balance.total)"
    )
    clauses = [say("the largest in {}", linked(back(high), to))] if notable(high) else []
    if known(run):
        if number(run) > 1:
            clauses.append(nth(run, kind, to))
        else:
            first = ask(trade, f"first_in(balance.total {sign} 0)")
            if notable(first, FIRST):
                clauses.append(say("the first {} in {}", kind, linked(months(first), to)))
    return text(
        say(
            "The trade {} was {}{}.",
            kind,
            linked(usd(found, size=True), to),
            listed(clauses),
        ),
        _quarters(trade, to),
        _balance_of_year(trade, to),
        stand_in(trade, "balance", "total"),
    )


def _mainly(part: Finding, whole: Finding, to: str) -> Markup | None:
    if not (known(part) and known(whole)):
        return None
    change, share = "rise" if number(whole) > 0 else "fall", number(part)
    if share < 0:
        return say("They moved against the {} of total imports.", change)
    so = "so the {} was mainly energy" if share > 50 else "so the {} was not mainly energy"
    return say(
        "That is {} of the {} of total imports, {}.",
        linked(wording.pct(share, 0, sign=False), to),
        change,
        so.format(change),
    )


def _quarters(trade: Panel, to: str) -> Markup | None:
    asked = [f"{trade.month.year}-Q{q}" for q in range(1, (trade.month.month + 2) // 3 + 1)]
    found = [(q, ask(trade, f'value(quarterly(balance.total), "{q}")')) for q in asked]
    held = [(q, each) for q, each in found if known(each)]
    if len(held) < 2:
        return None
    (first, a), (last, b) = held[0], held[-1]
    return say(
        "By quarter it went from {} in {} to {} in {}.",
        linked(signed(a), to),
        first[5:],
        linked(signed(b), to),
        last[5:],
    )


def _balance_of_year(trade: Panel, to: str) -> Markup | None:
    if trade.month.month != 12:
        return None
    now, before = (
        ask(trade, "yearly(balance.total)"),
        ask(trade, f'value(yearly(balance.total), "{trade.month.year - 1}")'),
    )
    if not (known(now) and known(before)):
        return None
    kind = "surplus" if number(now) > 0 else "deficit"
    run = ask(trade, f"streak(yearly(balance.total) {'>' if kind == 'surplus' else '<'} 0)")
    row = (
        say(", the {} year in a row", linked(ordinal(int(number(run))), to))
        if known(run) and number(run) > 1
        else ""
    )
    return say(
        "The year closed with a {} of {}{}, after {} the year before.",
        kind,
        linked(usd(now, size=True), to),
        row,
        linked(signed(before), to),
    )

"""Sentences about imports and the balance."""

from __future__ import annotations

from markupsafe import Markup

from helpers.claims import ask
from helpers.facts import of_series, of_whole, subject
from helpers.loading import Panel
from helpers.prose.words import (
    Text,
    clauses,
    known,
    level,
    linked,
    listed,
    movement,
    not_held,
    number,
    say,
    sentence,
    signed,
    size,
    stand_in,
    text,
    total,
    usd,
    verb,
    year,
)
from helpers.wording import month_name


def imports(trade: Panel, page: str = "") -> Text:
    """Say how much was imported."""
    to = f"{page}#tab-headline-imports"
    return text(
        *total(trade, "imports", to),
        sentence(of_whole(trade, "path", "imports.total"), to),
        year(trade, "imports", to),
        stand_in(trade, "imports", "total"),
    )


def energy(trade: Panel, page: str = "") -> Text:
    """Say what energy did to imports, and whether the change was mainly energy.

    Mainly means more than half of the change of total imports on the year.
    """
    to = f"{page}#tab-energy"
    value, growth = ask(trade, "imports.energy_total"), ask(trade, "yoy(imports.energy_total)")
    if value.value is None or growth.value is None or subject(trade, *ENERGY) is None:
        return text(not_held(f"Energy imports of {month_name(trade.month)}"))
    rest = ask(trade, "yoy(imports.non_energy)")
    return text(
        level(trade, *ENERGY, to),
        movement(trade, *ENERGY, to),
        sentence(of_whole(trade, "mainly", "imports.energy_total"), to, "They"),
        _against(trade),
        say("All other imports {} {}.", verb(rest), linked(size(rest), to))
        if known(rest)
        else None,
    )


def balance(trade: Panel, page: str = "") -> Text:
    """Say how large the balance was, since when it was not larger, its run, quarters and year."""
    to = f"{page}#tab-balance"
    if subject(trade, "balance", "total") is None:
        return text(not_held(f"The balance of {month_name(trade.month)}"))
    return text(
        level(trade, "balance", "total", to),
        sentence(of_whole(trade, "turning", "balance.total"), to) or _quarters(trade, to),
        sentence(of_whole(trade, "path", "balance.total"), to, "It"),
        _balance_of_year(trade, to),
        stand_in(trade, "balance", "total"),
    )


def _against(trade: Panel) -> Markup | None:
    part = ask(trade, "contribution_to_change(imports.energy_total)")
    whole = ask(trade, "yoy(imports.total)")
    if not (known(part) and known(whole)) or number(part) >= 0:
        return None
    change = "rise" if number(whole) > 0 else "fall"
    return say("They moved against the {} of total imports.", change)


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
    """Say how the year closed, after what the year before."""
    found = of_series(trade, "balance", "total", "yearly")
    before = ask(trade, f'value(yearly(balance.total), "{trade.month.year - 1}")')
    if subject(trade, "balance", "total", "yearly") is None or not known(before):
        return None
    now = ask(trade, "yearly(balance.total)")
    return say(
        "The year closed with a {} of {}{}, after {} the year before.",
        "surplus" if number(now) > 0 else "deficit",
        linked(usd(now, size=True), to),
        listed(clauses(found, to, "height", "run")),
        linked(signed(before), to),
    )


ENERGY = ("imports", "energy_total")

"""Sentences about imports and the balance."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from helpers.claims import ask_panel as ask
from helpers.claims.result import named
from helpers.facts import of_series, of_whole, subject
from helpers.facts.wholes import quarter
from helpers.loading import Panel
from helpers.prose.words import (
    Text,
    clauses,
    known,
    level,
    linked,
    listed,
    moved,
    movement,
    not_held,
    number,
    say,
    sentence,
    signed,
    stand_in,
    text,
    total,
    usd,
    year,
)
from helpers.translation import tr
from helpers.wording import month_name


def imports(trade: Panel, page: str = "") -> Text:
    """Say how much was imported."""
    to = f"{page}#tab-headline-imports"
    return text(
        *total(trade, "imports", to),
        sentence(of_whole(trade, "path", "imports.total"), to),
        year(trade, "imports", f"{page}#tab-balance"),
        stand_in(trade, "imports", "total"),
    )


def energy(trade: Panel, page: str = "") -> Text:
    """Say what energy did to imports, and whether the change was mainly energy.

    Mainly means more than half of the change of total imports on the year.
    """
    to = f"{page}#tab-energy"
    value, growth = ask(trade, "imports.energy_total"), ask(trade, "yoy(imports.energy_total)")
    if value.value is None or growth.value is None or subject(trade, *ENERGY) is None:
        return text(not_held(tr("Energy imports of {}", month_name(trade.month))))
    rest = ask(trade, "yoy(imports.non_energy)")
    return text(
        level(trade, *ENERGY, to),
        movement(trade, *ENERGY, to),
        sentence(of_whole(trade, "mainly", "imports.energy_total"), to, tr("They")),
        _against(trade),
        say("All other imports {}.", moved(rest, to)) if known(rest) else None,
    )


def balance(trade: Panel, page: str = "") -> Text:
    """Say how large the balance was, since when it was not larger, its run, quarters and year."""
    to = f"{page}#tab-balance"
    if subject(trade, "balance", "total") is None:
        return text(not_held(tr("The balance of {}", month_name(trade.month))))
    return text(
        level(trade, "balance", "total", to),
        sentence(of_whole(trade, "turning", "balance.total"), to) or _quarters(trade, to),
        sentence(of_whole(trade, "path", "balance.total"), to, tr("It")),
        _balance_of_year(trade, to),
        stand_in(trade, "balance", "total"),
    )


def _against(trade: Panel) -> Markup | None:
    part = ask(trade, "contribution_to_change(imports.energy_total)")
    whole = ask(trade, "yoy(imports.total)")
    if not (known(part) and known(whole)) or number(part) >= 0:
        return None
    if number(whole) > 0:
        return say("They moved against the rise of total imports.")
    return say("They moved against the fall of total imports.")


def _quarters(trade: Panel, to: str) -> Markup | None:
    last_one = trade.month.asfreq("Q-DEC")
    asked = pd.period_range(last_one - last_one.quarter + 1, last_one)
    found = [(q, ask(trade, f'value(quarterly(balance.total), "{named(q)}")')) for q in asked]
    held = [(q, each) for q, each in found if known(each)]
    if len(held) < 2:
        return None
    (first, a), (last, b) = held[0], held[-1]
    return say(
        "By quarter it went from {} in {} to {} in {}.",
        linked(signed(a), to),
        quarter(first),
        linked(signed(b), to),
        quarter(last),
    )


def _balance_of_year(trade: Panel, to: str) -> Markup | None:
    """Say how the year closed, after what the year before."""
    found = of_series(trade, "balance", "total", "yearly")
    before = ask(trade, f'value(yearly(balance.total), "{trade.month.year - 1}")')
    if subject(trade, "balance", "total", "yearly") is None or not known(before):
        return None
    now = ask(trade, "yearly(balance.total)")
    came, told = linked(usd(now, size=True), to), listed(clauses(found, to, "height", "run"))
    size = linked(usd(before, size=True), to)
    surplus = number(before) > 0
    earlier = say("a surplus of {}", size) if surplus else say("a deficit of {}", size)
    if number(now) > 0:
        return say(
            "The year closed with a surplus of {}{}, after {} the year before.", came, told, earlier
        )
    return say(
        "The year closed with a deficit of {}{}, after {} the year before.", came, told, earlier
    )


ENERGY = ("imports", "energy_total")

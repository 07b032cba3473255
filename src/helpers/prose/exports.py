"""Sentences about exports: the total, the items, single items."""

from __future__ import annotations

from markupsafe import Markup

from helpers import breakdowns, catalogue, wording
from helpers.claims import ask_panel as ask
from helpers.facts import of_series, of_whole
from helpers.loading import Panel
from helpers.prose.words import (
    SUMS,
    Text,
    clauses,
    known,
    level,
    linked,
    listed,
    moved,
    movement,
    movers,
    not_held,
    number,
    remarkable,
    risen,
    say,
    sentence,
    stand_in,
    text,
    total,
    usd,
    went,
    written,
    year,
)
from helpers.translation import tr
from helpers.wording import month_name

LONGER = {"semiconductors": "semiconductors_hs", "automobiles": "automobiles_hs"}


def exports(trade: Panel, page: str = "") -> Text:
    """Say how much was exported: value, growth, run, record, working days, volume, year.

    Parameters
    ----------
    trade : Panel
        The month as known on a date.
    page : str
        The page that holds the tables when it is another one, for example exports.html.

    Examples
    --------
    >>> from helpers.loading import load
    >>> text = exports(load("2023-12", as_of="2024-01-01")).plain
    >>> "USD 57.66 billion" in text and "third rise in a row" in text
    True
    """
    to = f"{page}#tab-headline-exports"
    return text(
        *total(trade, "exports", to),
        _working_days(trade, to),
        _volume(trade, to),
        sentence(of_whole(trade, "both", "exports.total"), to),
        _quarter(trade, SUMS),
        sentence(of_whole(trade, "path", "exports.total"), to),
        sentence(of_whole(trade, "halves", "exports.total"), SUMS),
        year(trade, "exports", SUMS),
        stand_in(trade, "exports", "total"),
    )


def items(trade: Panel, page: str = "") -> Text:
    """Say which items rose, which moved total exports most, and what else of them is remarkable.

    On the panel of 20 items.
    """
    to = f"{page}#tab-items"
    codes = catalogue.group("items_20", trade.data_dir)
    rows = breakdowns.items(trade)
    parts = rows["contribution"].drop([breakdowns.OTHER, breakdowns.TOTAL], errors="ignore")
    month = parts.dropna().sort_values()
    if month.empty:
        name = month_name(trade.month)
        if rows.empty:
            return text(not_held(tr("The 20 main items in {}", name)))
        return text(not_held(tr("Growth rates of the 20 main items in {}", name)))
    told = {f"exports.{code}" for code in LONGER}
    count, which = risen(trade, codes, to)
    return text(
        say("{} of the {} main items rose{}.", count, linked(len(codes), to), which),
        _risen_of_release(trade, to),
        movers(month[month > 0][::-1][:3], to, trade),
        movers(month[month < 0][:3], to, trade),
        *remarkable(trade, "products", told, {"exports": to}),
        stand_in(trade, "exports", *rows.index.drop([breakdowns.OTHER, breakdowns.TOTAL])),
    )


def item(trade: Panel, code: str, page: str = "") -> Text:
    """Say what one item did: value, growth, run, height; and what the release printed."""
    to = f"{page}#tab-items"
    if not known(ask(trade, f"exports.{code}")):
        name, month = catalogue.inside(code, trade.data_dir), month_name(trade.month)
        what = tr("Exports of {} in {}", name, month)
        return text(*(_longer(trade, code) or [not_held(what)]))
    return text(
        level(trade, "exports", code, to),
        movement(trade, "exports", code, to),
        sentence(of_whole(trade, "path", f"exports.{code}"), to, tr("They")),
        sentence(of_whole(trade, "mainly", f"exports.{code}"), to, tr("They")),
        _printed(trade, code, f"{page}#tab-items-classic"),
        *_longer(trade, code),
        stand_in(trade, "exports", code),
    )


def _risen_of_release(trade: Panel, to: str) -> Markup | None:
    """Count the items of the ministry's list before 2026."""
    codes = catalogue.group("items_15", trade.data_dir)
    found = ask(trade, "count(items_15, yoy > 0)")
    if not known(found) or found.at_least:
        return None
    return say(
        "Of the {} on the ministry’s earlier list {} rose.",
        linked(len(codes), to),
        linked(int(number(found)), to),
    )


def _longer(trade: Panel, code: str) -> list[Markup | None]:
    """Say what a customs line adds that is most of an item and is held for longer."""
    line = LONGER.get(code)
    if line is None or not known(ask(trade, f"exports.{line}")):
        return []
    own, found = of_series(trade, "exports", code), of_series(trade, "exports", line)
    further = [
        each
        for idea, each in found.items()
        if each.clause and each.periods > (own[idea].periods if idea in own else 0)
    ]
    said: list[Markup | None] = []
    if further:
        whole = tr(" (most of the item, and held for longer)")
        said += [
            level(trade, "exports", line, "", after=whole),
            movement(trade, "exports", line, ""),
        ]
    if "height" in of_series(trade, "exports", line, "yearly"):
        said.append(level(trade, "exports", line, "", "yearly"))
    return said


def _working_days(trade: Panel, to: str) -> Markup | None:
    """Say how many working days there were, and what exports did per working day."""
    days = of_whole(trade, "days", "exports.total")
    growth = ask(trade, "yoy(daily_average(exports.total))")
    if days is None or not known(growth):
        return None
    found = of_series(trade, "exports", "total", "daily_average")
    return say(
        "{}{}, {}; per working day exports {}{}.",
        days.subject,
        written(days.head, to),
        written(days.clause, to),
        moved(growth, to),
        listed(clauses(found, to, "pace")),
    )


def _volume(trade: Panel, to: str) -> Markup | None:
    """Say what exports did by weight."""
    growth = ask(trade, "yoy(volume(exports.total))")
    if not known(growth):
        return None
    found = of_series(trade, "exports", "total", "volume")
    told = listed(clauses(found, to, "pace", "run"))
    return say("By weight they {}{}.", moved(growth, to), told)


def _quarter(trade: Panel, to: str) -> Markup | None:
    """Say how the quarter moved that the month ends; the first one is the year so far."""
    if trade.month.month % 3 or trade.month.month == 3:
        return None
    quarter = "quarterly(exports.total)"
    value, growth = ask(trade, quarter), ask(trade, f"yoy({quarter})")
    if not (known(value) and known(growth)):
        return None
    found = of_series(trade, "exports", "total", "quarterly")
    return say(
        "In the quarter they were {}, {}{}.",
        linked(usd(value), to),
        linked(went(growth), to),
        listed(clauses(found, to, "run")),
    )


def _printed(trade: Panel, code: str, to: str) -> Markup | None:
    """Say what the release printed on its own definition of the item."""
    series = f"exports.{code}@classic"
    rate, whole = ask(trade, f"yoy({series})"), ask(trade, f"yearly({series})")
    if rate.value is None or rate.how != "printed rate":
        return None
    growth = ask(trade, f"yoy(yearly({series}))")
    year = ""
    if trade.month.month == 12 and known(whole) and known(growth):
        year = say(", and for the year {}, {}", linked(usd(whole), to), linked(went(growth), to))
    return say(
        "The release itself printed {} on its classic items{}.",
        linked(wording.pct(number(rate)), to),
        year,
        went=linked(went(rate), to),
    )

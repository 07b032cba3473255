"""Sentences about exports: the total, the items, single items."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from helpers import catalogue, metrics, wording
from helpers.claims import ask
from helpers.loading import Panel
from helpers.prose.words import (
    Text,
    back,
    count,
    height,
    inside,
    known,
    linked,
    listed,
    movers,
    not_held,
    notable,
    number,
    run,
    say,
    size,
    stand_in,
    text,
    total,
    usd,
    verb,
    went,
    year,
)
from helpers.wording import month_name


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
        total(trade, "exports", to),
        _working_days(trade, to),
        _volume(trade, to),
        year(trade, "exports", to),
        stand_in(trade, "exports", "total"),
    )


def items(trade: Panel, page: str = "") -> Text:
    """Say which items rose and which moved total exports most, on the panel of 20 items."""
    to = f"{page}#tab-items"
    codes = catalogue.group("items_20", trade.data_dir)
    values, whole = trade.frame("exports", codes), trade.series("exports", "total")
    risen = ask(trade, "count(items_20, yoy > 0)")
    if values.dropna(how="all").empty or not known(risen):
        return text(not_held(f"The 20 main items of {month_name(trade.month)}"))
    parts = metrics.contribution(values, whole)
    if trade.month not in parts.index:
        return text(not_held(f"The contributions of the items in {month_name(trade.month)}"))
    month = parts.loc[[trade.month]].iloc[0].dropna().sort_values()
    return text(
        say("{} of the {} main items rose.", linked(count(risen), to), linked(str(len(codes)), to)),
        movers("Most was added by", month[month > 0][::-1][:3], to, trade),
        movers("Most was taken away by", month[month < 0][:3], to, trade),
        stand_in(trade, "exports", *values.columns),
    )


def item(trade: Panel, code: str, page: str = "") -> Text:
    """Say what one item did: value, growth, run, height; and what the release printed."""
    to = f"{page}#tab-items"
    series = f"exports.{code}"
    value, growth = ask(trade, series), ask(trade, f"yoy({series})")
    if not known(value):
        return text(not_held(f"Exports of {inside(trade, code)} in {month_name(trade.month)}"))
    year_by_quarter = pd.PeriodIndex([f"{trade.month.year}Q{q}" for q in range(1, 5)], freq="Q-DEC")
    quarters = metrics.quarterly(trade.series("exports", code)).reindex(year_by_quarter)
    rising = bool(quarters.diff().iloc[1:].gt(0).all())
    return text(
        say(
            "Exports of {} were {}{}{}.",
            inside(trade, code),
            linked(usd(value), to),
            say(", {} on the year", linked(went(growth), to)) if known(growth) else "",
            listed(height(trade, series, to) + run(trade, series, to)),
        ),
        say("They rose from every quarter of {} to the next.", str(trade.month.year))
        if rising
        else None,
        _printed(trade, code, f"{page}#tab-items-classic"),
        stand_in(trade, "exports", code),
    )


def _working_days(trade: Panel, to: str) -> Markup | None:
    days, change = ask(trade, "working_days"), ask(trade, "change(working_days)")
    growth = ask(trade, "yoy(daily_average(exports.total))")
    if not (known(days) and known(change) and known(growth)):
        return None
    difference = number(change)
    fewer = "fewer" if difference < 0 else "more"
    against = (
        say("{} {} than", linked(wording.days(abs(difference)), to), fewer)
        if difference
        else Markup("as many as")
    )
    high = ask(trade, "highest_in(yoy(daily_average(exports.total)))")
    low = ask(trade, "lowest_in(yoy(daily_average(exports.total)))")
    best = next(
        (
            say(", the {} rate in {}", word, linked(back(each), to))
            for word, each in (("highest", high), ("lowest", low))
            if notable(each)
        ),
        "",
    )
    return say(
        "The month had {}, {} a year before; per working day exports {} {}{}.",
        linked(wording.days(number(days)).replace("day", "working day"), to),
        against,
        verb(growth),
        linked(size(growth), to),
        best,
    )


def _volume(trade: Panel, to: str) -> Markup | None:
    growth = ask(trade, "yoy(volume(exports.total))")
    if not known(growth):
        return None
    run = ask(trade, f"streak(yoy(volume(exports.total)) {'>' if number(growth) > 0 else '<'} 0)")
    least = "at least " if run.at_least else ""
    months = (
        say(", for {} in a row", linked(f"{least}{wording.months(int(number(run)))}", to))
        if known(run) and number(run) > 1
        else ""
    )
    return say("By weight they {} {}{}.", verb(growth), linked(size(growth), to), months)


def _printed(trade: Panel, code: str, to: str) -> Markup | None:
    rate = ask(trade, f"yoy(exports.{code}@classic)")
    if rate.value is None or rate.how != "printed rate":
        return None
    return say(
        "The release itself printed {} on its classic items.", linked(wording.pct(number(rate)), to)
    )

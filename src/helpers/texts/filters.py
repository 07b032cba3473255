"""Filters of the texts: numbers, months, names and lists in the language spoken."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from helpers import catalogue, wording
from helpers.metrics import rounded
from helpers.translation import labels, spoken, texts

DAGGER = "†"  # at a number first published after the date asked for
COUNTS = ("count", "day_count", "days", "figure", "nth")  # no dagger at these
WHOLE = 19.95  # USD billion, from which a headline has no decimal
SMALL = 100.0  # USD million, below which an amount is written in millions
TRILLION = 1e6  # USD million
LITTLE = 0.1  # percentage points, below which a contribution has a second decimal


class Link:
    """Where the numbers of a finding are shown; a dagger for the first one if they came later."""

    def __init__(self, to: str, later: bool) -> None:
        self.to, self.mark = to, DAGGER if later else ""

    def __call__(self, text: str, marked: bool) -> Markup:
        """Link a number."""
        mark = ""
        if marked:
            mark, self.mark = self.mark, ""
        shown = Markup('<a class="n" href="{}">{}</a>').format(self.to, text) if self.to else text
        return escape(shown) + mark


class Shown(float):
    """A number of a finding, with its link."""

    link: Link

    @classmethod
    def of(cls, value: float, link: Link) -> Shown:
        """Return the number as one that links."""
        number = cls(value)
        number.link = link
        return number


def linked(write: Callable[..., str]) -> Callable[..., str]:
    """Let a filter for numbers link what it writes."""

    @wraps(write)
    def written(value: float, *args: Any, **named: Any) -> str:
        text = write(float(value), *args, **named)
        if not isinstance(value, Shown):
            return text
        return value.link(text, marked=write.__name__ not in COUNTS)

    return written


def cell_text(notebook: str, cell: str, english: str) -> str:
    """Return the Markdown of a cell of a notebook in the language spoken.

    Examples
    --------
    >>> cell_text("brief", "title", "# Brief")
    '# Brief'
    """
    cells = {} if spoken() == "en" else texts("ko", "cells")
    translated: str = cells.get(notebook, {}).get(cell, english)
    return translated


@linked
def usd(value: float, decimals: int = 1) -> str:
    """Write an amount in USD million without its sign.

    Examples
    --------
    >>> usd(30391.6), usd(-640.0)
    ('$30.4 billion', '$0.6 billion')
    """
    if spoken() == "ko":
        return _hundreds(abs(value), decimals)
    if abs(value) >= TRILLION:
        trillions = abs(value) / TRILLION
        return f"${wording.number(trillions, 0 if trillions.is_integer() else 2)} trillion"
    if abs(value) < SMALL:
        return f"${wording.number(abs(value), 0)} million"
    return f"${wording.number(abs(value) / 1000, decimals)} billion"


def _hundreds(value: float, decimals: int) -> str:
    """Write an amount in 억 달러 (USD 100 million), from ten thousand of them on in 조."""
    hundreds = value / 100
    if value < TRILLION:
        return f"{wording.number(hundreds, decimals)}억 달러"
    whole, rest = divmod(round(hundreds), 10_000)
    return f"{whole}조 {rest:,}억 달러" if rest else f"{whole}조 달러"


@linked
def us_dollars(value: float) -> str:
    """Write the first amount of a page, which names the currency.

    Examples
    --------
    >>> us_dollars(98956.3)
    'USD 99.0 billion'
    """
    if spoken() == "ko":
        return f"{wording.usd_billion(abs(value))}억 달러"
    return f"USD {wording.number(abs(value) / 1000, 1)} billion"


@linked
def bare(value: float) -> str:
    """Write an amount without its unit, for the bounds of a range.

    Examples
    --------
    >>> bare(89508.8)
    '90'
    """
    return wording.number(value / (100 if spoken() == "ko" else 1000), 0)


@linked
def short_usd(value: float) -> str:
    """Write an amount for a headline: no decimal from twenty billion on.

    Examples
    --------
    >>> short_usd(98956.3), short_usd(8620.0), short_usd(-410.0)
    ('$99bn', '$8.6bn', '$0.4bn')
    """
    billions = abs(value) / 1000
    if spoken() == "ko":
        return f"{wording.number(abs(value) / 100, 0)}억 달러"
    return f"${wording.number(billions, 0 if billions >= WHOLE else 1)}bn"


@linked
def pct(value: float, decimals: int = 1) -> str:
    """Write a rate or share without its sign.

    Examples
    --------
    >>> pct(-17.64), pct(62.98, 0)
    ('17.6%', '63%')
    """
    places = 1 if abs(value) < 1 else decimals  # no rate is written as 0%
    return f"{wording.number(abs(value), places)}%"


@linked
def points(value: float) -> str:
    """Write percentage points without their sign and unit.

    Examples
    --------
    >>> points(43.31), points(-0.04)
    ('43.3', '0.0')
    """
    return wording.number(abs(value), 1)


@linked
def signed_points(value: float) -> str:
    """Write percentage points with their sign; a second decimal for parts that moved little.

    Examples
    --------
    >>> signed_points(3.59), signed_points(-0.04)
    ('+3.6', '−0.04')
    """
    shown = wording.signed(value, 2 if abs(value) < LITTLE else 1)
    return f"{shown}%p" if spoken() == "ko" else shown


@linked
def signed_usd(value: float) -> str:
    """Write an amount with its sign and without its unit, as in tables.

    Examples
    --------
    >>> signed_usd(-4774.4)
    '−4.77'
    """
    return wording.usd_billion(value, sign=True)


@linked
def signed_pct(value: float) -> str:
    """Write a rate with its sign.

    Examples
    --------
    >>> signed_pct(-2.63)
    '−2.6%'
    """
    return wording.pct(value)


@linked
def days(value: float) -> str:
    """Write a count of days.

    Examples
    --------
    >>> days(22.5), days(-1.0)
    ('22.5', 'one')
    """
    whole = float(value).is_integer()
    return count(abs(value)) if whole else wording.number(abs(value), 1)


@linked
def day_count(value: float) -> str:
    """Write working days with their unit.

    Examples
    --------
    >>> day_count(15.5)
    '15.5 working days'
    """
    return labels("display")["working_days"].format(
        wording.number(value, 0 if value % 1 == 0 else 1)
    )


@linked
def chance(value: float) -> str:
    """Write a chance in per cent, no nearer to none and to certain than the past can say.

    Examples
    --------
    >>> chance(0.2), chance(47.6), chance(100.0)
    ('less than 1%', '48%', 'more than 99%')
    """
    if 1 <= value <= 99:
        return f"{wording.number(value, 0)}%"
    return labels("display")["nearly_certain" if value > 50 else "nearly_none"]


@linked
def count(value: float) -> str:
    """Write a count: in letters to ten.

    Examples
    --------
    >>> count(9), count(14)
    ('nine', '14')
    """
    if spoken() == "ko" or value > len(NUMERALS):
        return f"{value:,.0f}"
    return NUMERALS[int(value) - 1] if value >= 1 else "none"


@linked
def figure(value: float) -> str:
    """Write a count in figures.

    Examples
    --------
    >>> figure(9)
    '9'
    """
    return f"{value:,.0f}"


@linked
def nth(value: float) -> str:
    """Write a rank.

    Examples
    --------
    >>> nth(3), nth(14)
    ('third', '14th')
    """
    return wording.ordinal(int(value))


def flat(value: float) -> bool:
    """Return whether a rate is written as no change.

    Examples
    --------
    >>> flat(0.04), flat(-0.06)
    (True, False)
    """
    return rounded(float(value)) == 0


def month(period: pd.Period) -> str:
    """Write a month with its year.

    Examples
    --------
    >>> month(pd.Period("2023-12", "M"))
    'December 2023'
    """
    return wording.month_name(period)


def month_of_year(period: pd.Period) -> str:
    """Write a month without its year.

    Examples
    --------
    >>> month_of_year(pd.Period("2023-12", "M"))
    'December'
    """
    return wording.calendar_month(period.month)


def day(date: dt.date) -> str:
    """Write a date.

    Examples
    --------
    >>> day(dt.date(2024, 1, 1))
    '1 January 2024'
    """
    if spoken() == "ko":
        return f"{date.year}년 {date.month}월 {date.day}일"
    return f"{date.day} {wording.calendar_month(date.month)} {date.year}"


def label(key: str, group: str) -> str:
    """Write a label of a group.

    Examples
    --------
    >>> label("energy", "missing")
    'energy imports'
    """
    return labels(group)[key]


def organisation(definition: str) -> str:
    """Write who publishes the numbers of a definition.

    Examples
    --------
    >>> organisation("classic"), organisation("bok")
    ('Trade ministry', 'Bank of Korea')
    """
    known = labels("organisations")
    return known.get(definition, known["other"])


def definition(key: str) -> str:
    """Write the name of a definition as inside a sentence.

    Examples
    --------
    >>> definition("customs"), definition("hs"), definition("imf")
    ('customs clearance', 'Harmonised System', 'IMF')
    """
    shown = catalogue.basis_name(key)
    first = shown.split(" ", 1)[0]
    proper = first in labels("proper").values() or first.isupper()
    return shown if proper else shown[0].lower() + shown[1:]


def row_name(code: str) -> str:
    """Write the name of a code at the head of a row or beside a bar.

    Examples
    --------
    >>> row_name("semiconductors"), row_name("other")
    ('Semiconductors', 'Other')
    """
    return labels("rows").get(code) or catalogue.name(code)


def series_name(series: str) -> str:
    """Write the name of a series at the head of a row.

    Examples
    --------
    >>> series_name("exports.total"), series_name("exports.usa"), series_name("exports.ships")
    ('Exports', 'Exports to the United States', 'Exports of ships')
    """
    flow, code = series.split(".", 1)
    if flow == "none":
        return catalogue.name(code)
    if code == "total":
        return str(capital(labels("flows")[flow]))
    place = catalogue.breakdown(code) == "region"
    shown = (labels("to").get(code) if place else "") or name(code)
    return labels("series_names")[f"{flow}_{'place' if place else 'item'}"].format(shown)


def name(code: str) -> str:
    """Write the name of a code as inside a sentence.

    Examples
    --------
    >>> name("usa"), name("semiconductors")
    ('the United States', 'semiconductors')
    """
    return labels("names").get(code) or catalogue.inside(code)


def short(code: str) -> str:
    """Write the name of a code for a headline.

    Examples
    --------
    >>> short("semiconductors"), short("ships")
    ('chips', 'ships')
    """
    return labels("short").get(code) or name(code)


def to(code: str) -> str:
    """Write exports to a market: "exports to China", in Korean one word.

    Examples
    --------
    >>> to("china")
    'exports to China'
    """
    return labels("exports_to")["pattern"].format(labels("to").get(code) or name(code))


def names(codes: Sequence[str]) -> str:
    """Write a list of names.

    Examples
    --------
    >>> names(["usa", "china"])
    'the United States and China'
    """
    shown = [name(code) for code in codes]
    return "·".join(shown) if spoken() == "ko" else wording.joined(shown)


def capital(text: str) -> Markup:
    """Begin a text with a capital letter; marks before it are passed over.

    Examples
    --------
    >>> capital("ships"), capital(Markup("<a>ten</a>"))
    (Markup('Ships'), Markup('<a>Ten</a>'))
    """
    return Markup(re.sub(r"^((?:<[^>]*>)*)(.)", lambda m: m[1] + m[2].upper(), str(escape(text))))


def an(text: str) -> Markup:
    """Set the article before a rank.

    Examples
    --------
    >>> an("eighth"), an("14th")
    (Markup('an eighth'), Markup('a 14th'))
    """
    bare = Markup(text).striptags()
    return Markup("an " if re.match(r"8|11(th|,)|18(th|,)|eighth", bare) else "a ") + escape(text)


NUMERALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
FILTERS: dict[str, Callable[..., object]] = {
    function.__name__: function
    for function in (
        an, capital, day, definition, flat, label, month, month_of_year, name, names,
        organisation, row_name, series_name, short, to,
    )
} | {
    "bare": bare, "chance": chance, "count": count, "day_count": day_count,
    "days": days, "figure": figure, "nth": nth, "pct": pct,
    "points": points, "short_usd": short_usd, "signed_points": signed_points,
    "signed_pct": signed_pct, "signed_usd": signed_usd,
    "us_dollars": us_dollars, "usd": usd,
}  # fmt: skip

"""The kinds of statement about several series: order, contributions, counts, quarters, halves."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from helpers import breakdowns, catalogue, wording
from helpers.claims import Result
from helpers.claims import ask_panel as ask
from helpers.claims.result import frequency, named
from helpers.facts.single import FIRST, LARGE, NOTABLE, THIN, make, start_of
from helpers.facts.statement import (
    Figure,
    Statement,
    Words,
    amount,
    back,
    phrase,
    scope,
    spans,
)
from helpers.facts.subjects import Subject, figure, markets, subject
from helpers.loading import Panel
from helpers.translation import later, spoken, tr

MAINLY = 50  # per cent of a change


def of_wholes(trade: Panel, topic: str = "", kind: str = "") -> list[Statement]:
    """Make every statement that compares series or counts over a group.

    Parameters
    ----------
    trade : Panel
        The month as known on a date.
    topic, kind : str
        Only those of a topic or a kind; what other ones need is not asked of the panel.

    Examples
    --------
    >>> from helpers.loading import load
    >>> made = of_wholes(load("2023-12", as_of="2024-01-01"), kind="days")
    >>> [each.sentence for each in made]
    ['The month had 22.5 working days, 2 days fewer than a year before.']
    """
    found: list[Statement] = []
    for number, maker in enumerate(MAKERS):
        if kind not in ("", maker.kind) or topic not in ("", maker.topic):
            continue
        key = ("wholes", number, spoken())
        if key not in trade.worked_out:
            trade.worked_out[key] = [each for each in maker.make(trade) if each is not None]
        found += trade.worked_out[key]
    return found


def item_crossings(trade: Panel) -> list[Statement | None]:
    """Say which large item passed another in the month."""
    codes = catalogue.group("items_20", trade.data_dir)
    return _crossings(trade, codes, "")


def market_crossings(trade: Panel) -> list[Statement | None]:
    """Say which large market passed another in the month, or in the year it ends."""
    codes = markets(trade, "exports")
    return [*_crossings(trade, codes, ""), *_crossings(trade, codes, "yearly")]


def _crossings(trade: Panel, codes: list[str], how: str) -> list[Statement | None]:
    held = [each for each in (subject(trade, "exports", code) for code in codes) if each]
    wanted = [each.code for each in held if each.weight >= LARGE]
    large = [each for each in (subject(trade, "exports", code, how) for code in wanted) if each]
    return [
        _crossing(trade, first, second)
        for first, second in itertools.permutations(large, 2)
        if first.value > second.value and _was_behind(trade, first, second)
    ]


def _was_behind(trade: Panel, first: Subject, second: Subject) -> bool:
    """Tell whether it is worth asking: in the period before the order was another."""
    before = first.end - 1
    if frequency(before) == "Y":
        return ask(trade, f"crossed({first.series}, {second.series})").value is True
    one, other = (figure(trade, each.flow, each.code, before) for each in (first, second))
    return one is not None and other is not None and one <= other


def _crossing(trade: Panel, first: Subject, second: Subject) -> Statement | None:
    pair, other = _pair(trade, first, second), catalogue.inside(second.code, trade.data_dir)
    if first.topic != "regions":
        head = phrase(" passed {} as the larger item", other)
    elif first.freq == "Y":
        head = phrase(" passed {} as the larger market of the year", other)
    else:
        head = phrase(" passed {} as the larger market", other)
    found = ask(trade, f"first_in({pair.series})")
    n = 0 if found.value is None else _number(found)
    passed = f"crossed({first.series}, {second.series})"
    if n < (THIN if found.at_least else NOTABLE)[pair.freq]:
        return make(trade, "crossing", pair, passed, head)
    clause = phrase("for the first time in {back}", back=back(n, pair.end))
    if found.at_least:
        seen = scope(start_of(trade, pair.series, pair.end, n))
        clause = phrase("for the first time {scope}", scope=seen)
    sign = ">=" if found.at_least else "=="
    expression = f"{passed} and first_in({pair.series}) {sign} {n}"
    return make(trade, "crossing", pair, expression, head, clause, n, found.at_least)


def _pair(trade: Panel, first: Subject, second: Subject) -> Subject:
    """Give two series as one subject, named after the larger."""
    name = catalogue.inside(first.code, trade.data_dir)
    return Subject(
        series=f"{first.series} > {second.series}", flow=first.flow,
        code=f"{first.code} > {second.code}", noun=name[0].upper() + name[1:], topic=first.topic,
        weight=min(first.weight + second.weight, 1.0), value=first.value - second.value,
        unit=first.unit, end=first.end,
    )  # fmt: skip


def ahead(trade: Panel) -> Statement | None:
    """Say which of the USA and China is the larger market, by how much and for how long."""
    pair = [subject(trade, "exports", code) for code in ("usa", "china")]
    held = sorted((each for each in pair if each), key=lambda each: -each.value)
    if len(held) < len(pair):
        return None
    first, second = held
    found = ask(trade, f"streak({first.series} > {second.series})")
    if found.value is None or not _number(found):
        return None
    n = _number(found)
    whole = _pair(trade, first, second)
    gap, span = Figure(amount(whole.value, whole.unit)), spans(n, "M")
    other = catalogue.inside(second.code, trade.data_dir)
    length = Figure(tr("at least {}", span) if found.at_least else span)
    clause = phrase("for {span} in a row", span=length) if n > 1 else ()
    expression = f"streak({whole.series}) {'>=' if found.at_least else '=='} {n}"
    head = phrase(" has been the larger market than {}, by {}", other, gap)
    if n == 1:
        head, expression = phrase(" was the larger market than {}, by {}", other, gap), whole.series
    return make(trade, "ahead", whole, expression, head, clause, n, found.at_least)


def item_contributions(trade: Panel) -> list[Statement | None]:
    """Say which item added most to the growth of exports, and which took most away."""
    most = tr("more than any other main item held")
    return _extremes(trade, breakdowns.items(trade), most)


def market_contributions(trade: Panel) -> list[Statement | None]:
    """Say which market added most to the growth of exports, and which took most away."""
    most = tr("more than any other main market held")
    return _extremes(trade, breakdowns.markets(trade), most)


def _extremes(trade: Panel, rows: pd.DataFrame, words: str) -> list[Statement | None]:
    parts = rows["contribution"].drop([breakdowns.OTHER, breakdowns.TOTAL], errors="ignore")
    order = parts.dropna().sort_values().index.tolist()
    if len(order) < MANY:
        return []
    return [
        _added(trade, order[-1], order[-2], words),
        _added(trade, order[0], order[1], words),
    ]


def causes(flow: str, *codes: str) -> Callable[[Panel], list[Statement | None]]:
    """Say whether the change of a total was mainly that of a part."""
    return lambda trade: [_mainly(trade, subject(trade, flow, code)) for code in codes]


def _added(trade: Panel, most: str, next_one: str, words: str) -> Statement | None:
    part = subject(trade, "exports", most)
    found = ask(trade, f"contribution(exports.{most})")
    if part is None or found.value is None:
        return None
    up = _exact(found) > 0
    size = Figure(wording.pp(abs(_exact(found))).lstrip("+"))
    head = phrase(" took {} from the growth of exports", size)
    if up:
        head = phrase(" added {} to the growth of exports", size)
    expression = (
        f"contribution(exports.{most}) {'>' if up else '<'} contribution(exports.{next_one})"
    )
    return make(trade, "added", part, expression, head, (words,))


def _mainly(trade: Panel, part: Subject | None) -> Statement | None:
    if part is None:
        return None
    share, total = ask(trade, f"contribution_to_change({part.series})"), f"{part.flow}.total"
    whole = ask(trade, f"yoy({total})")
    if share.value is None or whole.value is None or _exact(share) < 0:
        return None
    size = Figure(wording.pct(_exact(share), 0, sign=False))
    mainly = _exact(share) > MAINLY
    if not mainly and part.code != "energy_total":  # of energy it is always asked
        return None
    expression = f"contribution_to_change({part.series}) {'>' if mainly else '<='} {MAINLY}"
    flow = tr("exports") if part.flow == "exports" else tr("imports")
    name = catalogue.inside(part.code, trade.data_dir)
    if _exact(whole) > 0:
        head = phrase(" made up {} of the rise of total {}", size, flow)
        so = phrase("so the rise was mainly {}", name)
        so = so if mainly else phrase("so the rise was not mainly {}", name)
    else:
        head = phrase(" made up {} of the fall of total {}", size, flow)
        so = phrase("so the fall was mainly {}", name)
        so = so if mainly else phrase("so the fall was not mainly {}", name)
    return make(trade, "mainly", part, expression, head, so)


def count(topic: str, group: str, noun: str) -> Callable[[Panel], list[Statement | None]]:
    """Say how many of a group rose, where each of it is held."""

    def make_it(trade: Panel) -> list[Statement | None]:
        found = ask(trade, f"count({group}, yoy > 0)")
        codes = catalogue.group(group, trade.data_dir)
        if found.value is None or found.at_least:
            return []
        n = _number(found)
        whole = Subject(
            series=f"count({group}, yoy > 0)", flow="exports", code=group, noun=tr(noun),
            topic=topic, weight=1.0, value=float(n), unit="", end=trade.month,
        )  # fmt: skip
        head = phrase(" rose in {} of {} cases", Figure(str(n)), Figure(str(len(codes))))
        return [make(trade, "count", whole, f"{whole.series} == {n}", head)]

    return make_it


def both(trade: Panel) -> Statement | None:
    """Say for how long exports have risen on the year with trade in surplus, and since when not."""
    condition = "yoy(exports.total) > 0 and balance.total > 0"
    found, whole = ask(trade, f"streak({condition})"), subject(trade, "exports", "total")
    if whole is None or found.value is None or found.at_least or not _number(found):
        return None
    n = _number(found)
    start = trade.month - n + 1
    before = ask(trade, f'last_time({condition}, "{named(start)}")')
    if not isinstance(before.value, pd.Period):
        return None
    gap = start.ordinal - before.value.ordinal
    if gap < NOTABLE["M"]:
        return None
    expression = (
        f'streak({condition}) == {n} and last_time({condition}, "{named(start)}")'
        f' == "{named(before.value)}"'
    )
    head = phrase(" have grown while trade was in surplus for {}", Figure(spans(n, "M")))
    if n == 1:
        head = phrase(" grew while trade was in surplus")
    month = Figure(wording.month_name(start))
    clause = phrase("{} being the first such month in {}", month, back(gap, start))
    return make(trade, "both", whole, expression, head, clause, n)


def turning(trade: Panel) -> Statement | None:
    """Say that the balance of the first quarter held and of the last have another sign."""
    now, whole = trade.month.asfreq("Q-DEC"), subject(trade, "balance", "total")
    if whole is None or trade.month.month % 3 or now.quarter == 1:
        return None
    start = now - now.quarter + 1
    first, last = named(start), named(now)
    pair = [ask(trade, f'value(balance.total, "{each}")') for each in (first, last)]
    if any(each.value is None for each in pair):
        return None
    a, b = (_exact(each) for each in pair)
    if a * b >= 0:
        return None
    signs = [">" if x > 0 else "<" for x in (a, b)]
    expression = " and ".join(
        f'value(balance.total, "{each}") {sign} 0'
        for each, sign in zip((first, last), signs, strict=True)
    )
    named_whole = _named(whole, tr("The trade balance"), "balance by quarter")
    sizes = [Figure(amount(abs(x))) for x in (a, b)]
    begin, end = quarter(start), quarter(now)
    if a < 0:
        head = phrase(
            " turned from a deficit of {} in {} to a surplus of {} in {}",
            sizes[0], begin, sizes[1], end,
        )  # fmt: skip
    else:
        head = phrase(
            " turned from a surplus of {} in {} to a deficit of {} in {}",
            sizes[0], begin, sizes[1], end,
        )  # fmt: skip
    return make(trade, "turning", named_whole, expression, head)


def quarter(period: pd.Period) -> str:
    """Write a quarter without its year.

    Examples
    --------
    >>> quarter(pd.Period("2023Q4", "Q"))
    'Q4'
    """
    return tr("Q{}", period.quarter)


def paths(flow: str, *codes: str) -> Callable[[Panel], list[Statement | None]]:
    """Say which series rose, or fell, from each quarter of the year to the next."""
    return lambda trade: [
        made for code in codes for made in _path(trade, subject(trade, flow, code))
    ]


def _path(trade: Panel, each: Subject | None) -> list[Statement | None]:
    now = trade.month.asfreq("Q-DEC")
    if each is None or trade.month.month % 3 or now.quarter < FIRST:
        return []
    first, last = named(now - now.quarter + 1), named(now)
    noun = tr("The trade balance") if each.flow == "balance" else each.noun
    whole = _named(each, noun, f"{each.series} by quarter")
    made = []
    for function, head in _directions(each.flow, str(now.year)):
        expression = f'{function}({each.series}, "{first}", "{last}")'
        made.append(make(trade, "path", whole, expression, head, (), now.quarter, False, 3))
    return made


def _directions(flow: str, year: str) -> list[tuple[str, Words]]:
    """Say both ways from quarter to quarter; a balance rises in Korean by another verb."""
    if flow == "balance":
        up = phrase(" rose from each quarter of {year} to the next", year=year)
        down = phrase(" fell from each quarter of {year} to the next", year=year)
    else:
        up = phrase(" rose from each quarter of {} to the next", year)
        down = phrase(" fell from each quarter of {} to the next", year)
    return [("rising", up), ("falling", down)]


def halves(trade: Panel) -> Statement | None:
    """Say whether the second half of the year came to more than the first."""
    whole = subject(trade, "exports", "total")
    if whole is None or trade.month.month != 12:
        return None
    year = trade.month.year
    pair = [ask(trade, f'value(exports.total, "{year}-H{half}")') for half in (1, 2)]
    if any(each.value is None for each in pair):
        return None
    first, second = (_exact(each) for each in pair)
    more = second > first
    expression = (
        f'value(exports.total, "{year}-H2") {">" if more else "<"}'
        f' value(exports.total, "{year}-H1")'
    )
    now, before = Figure(amount(second)), Figure(amount(first))
    head = phrase(
        " of the second half of the year were {}, less than the {} of the first", now, before
    )
    if more:
        head = phrase(
            " of the second half of the year were {}, more than the {} of the first", now, before
        )
    return make(trade, "halves", _named(whole, whole.noun, "exports by half"), expression, head)


def days(trade: Panel) -> Statement | None:
    """Say how many working days the month had, and how many more or fewer than a year before."""
    found, change = ask(trade, "working_days"), ask(trade, "change(working_days)")
    whole = subject(trade, "exports", "total")
    if whole is None or found.value is None or change.value is None:
        return None
    n = _exact(change)
    size = Figure(wording.days(abs(n)))
    against = phrase("as many as a year before")
    if n < 0:
        against = phrase("{} fewer than a year before", size)
    if n > 0:
        against = phrase("{} more than a year before", size)
    month = _named(whole, tr("The month"), "working_days")
    head = phrase(" had {}", Figure(_working_days(_exact(found))))
    expression = f'says(change(working_days), {n:g}, "days")'
    return make(trade, "days", month, expression, head, against)


def _working_days(count: float) -> str:
    text = wording.number(count, 0 if count.is_integer() else 1)
    return tr("{} working day", text) if count == 1 else tr("{} working days", text)


def _named(whole: Subject, noun: str, series: str) -> Subject:
    """Give a subject another name, for a statement about it as a whole."""
    return Subject(
        series, whole.flow, whole.code, noun, whole.topic, whole.weight, math.nan, "", whole.end
    )


def _number(found: Result) -> int:
    return int(_exact(found))


def _exact(found: Result) -> float:
    assert isinstance(found.value, int | float)
    return float(found.value)


MANY = 5  # parts: among fewer "most" says nothing


def one(make_it: Callable[[Panel], Statement | None]) -> Callable[[Panel], list[Statement | None]]:
    """Give what makes one statement the form of those that make several."""
    return lambda trade: [make_it(trade)]


@dataclass(frozen=True)
class Maker:
    """What makes the statements of a kind about a topic."""

    kind: str
    topic: str
    make: Callable[[Panel], list[Statement | None]]


MAKERS = (
    Maker("crossing", "products", item_crossings),
    Maker("crossing", "regions", market_crossings),
    Maker("ahead", "regions", one(ahead)),
    Maker("added", "products", item_contributions),
    Maker("added", "regions", market_contributions),
    Maker("mainly", "imports", causes("imports", "energy_total")),
    Maker("mainly", "products", causes("exports", "semiconductors", "automobiles")),
    Maker("count", "products", count("products", "items_20", later("Exports of the main items"))),
    Maker("count", "regions", count("regions", "markets_9", later("Exports to the main markets"))),
    Maker("both", "exports", one(both)),
    Maker("turning", "balance", one(turning)),
    Maker("path", "exports", paths("exports", "total")),
    Maker("path", "imports", paths("imports", "total")),
    Maker("path", "balance", paths("balance", "total")),
    Maker("path", "products", paths("exports", "semiconductors", "automobiles")),
    Maker("path", "regions", paths("exports", "usa", "china")),
    Maker("halves", "exports", one(halves)),
    Maker("days", "exports", one(days)),
)

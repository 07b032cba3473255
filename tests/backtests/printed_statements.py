"""Statements about a month made of printed figures, with what is true of them.

Each says a number as printed, or one beside it, and carries a function that works out whether it
is so from what was known on a day; `published_figures` does the reckoning. Nothing here uses the
package but its language, in which the statements are written.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from .published_figures import (
    NOW,
    Figure,
    Known,
    Run,
    Series,
    back,
    change,
    firmer,
    members,
    reached,
    rounded,
    rows_of,
    run,
    says,
    slip,
    store,
    truncated,
)

TOTALS = [Series("exports", "total"), Series("imports", "total")]
BALANCE = Series("balance", "total")
USA, CHINA = Series("exports", "usa"), Series("exports", "china")
ITEMS = [Series("exports", code) for code in members("items_20")]
CLASSIC = [Series("exports", c, "classic") for c in ("semiconductors", "automobiles", "ships")]
PARTNERS = [Series("exports", c) for c in ("china", "usa", "japan", "asean", "eu", "india", "cis")]
FIRST_YEAR = 1960  # before any figure of the store
BILLION = 1000  # the store keeps USD million

Truth = Callable[[Known], bool | None]


class Statement(NamedTuple):
    kind: str
    check: str
    truth: Truth
    slipped: Callable[[Known], bool] = lambda _: False
    how: Callable[[Known], str] = lambda _: ""

    def verdict(self, known: Known) -> str:
        """What somebody must answer who knew only what was known on that day."""
        truth = self.truth(known)
        if truth is None:
            return "cannot be decided"
        return "holds" if truth else "misstated" if self.slipped(known) else "does not hold"


class Number(NamedTuple):
    """A number that can be said of a month: how it is asked for, and where it stands in print."""

    check: str
    unit: str
    decimals: int
    figure: Callable[[Known], Figure | None]
    per: int = 1

    def said(self, kind: str, number: Fraction) -> Statement:
        text = f"{float(number):.{self.decimals}f}"

        def truth(known: Known) -> bool | None:
            return says(self.figure(known), number, self.decimals, self.per)

        def how(known: Known) -> str:
            figure = self.figure(known)
            value = figure.value / self.per if figure else number
            only_cut = rounded(value, self.decimals) != number == truncated(value, self.decimals)
            return f"truncated to {text}" if only_cut else ""

        return Statement(
            kind, f'says({self.check}, {text}, "{self.unit}")', truth,
            lambda known: slip(self.figure(known), number, self.decimals, self.per), how,
        )  # fmt: skip

    def variants(self, kind: str, known: Known, off: str = "0.2") -> Iterator[Statement]:
        """Say it right, then off, cut, ten times too large and with the wrong sign."""
        figure = self.figure(known)
        if figure is None:
            return
        right = rounded(figure.value / self.per, self.decimals)
        yield self.said(kind, right)
        yield self.said(f"{kind}, off", right + Fraction(off))
        if (cut := truncated(figure.value / self.per, self.decimals)) != right:
            yield self.said(f"{kind}, truncated", cut)
        yield self.said(f"{kind}, ten times", 10 * right)
        yield self.said(f"{kind}, wrong sign", -right)


# ---------------------------------------------------------------- the statements of a month


def values(known: Known, month: str) -> Iterator[Statement]:
    for series in (*TOTALS, turn(PARTNERS, month), turn(ITEMS, month)):
        yield from Number(str(series), "usd_billion", 1, level(series, month), BILLION).variants(
            "value", known
        )


def balances(known: Known, month: str) -> Iterator[Statement]:
    number = Number("balance.total", "usd_billion", 2, level(BALANCE, month), BILLION)
    yield from number.variants("balance", known, off="0.05")
    surplus = known.above(BALANCE, 0)
    yield from streaks("balance streak", "balance.total > 0", lambda k: k.above(BALANCE, 0),
                       known, month)  # fmt: skip
    if surplus(month) is not None:
        yield Statement("balance sign", "balance.total > 0", lambda k: k.above(BALANCE, 0)(month))
        yield Statement("balance sign", "balance.total < 0",
                        lambda k: negated(k.above(BALANCE, -1)(month)))  # fmt: skip


def growth(known: Known, month: str) -> Iterator[Statement]:
    for series in (*TOTALS, turn(PARTNERS, month), turn(ITEMS, month), turn(CLASSIC, month)):
        number = Number(f"yoy({series})", "pct", 1, rate(series, month))
        yield from number.variants("growth", known)
        printed = known.printed(series, "yoy_pct", month)
        if printed and not printed.later:
            yield number.said("growth as printed", rounded(printed.value, 1))
    yield from Number("mom(exports.total)", "pct", 1, rate(TOTALS[0], month, 1)).variants(
        "growth on the month", known
    )


def streaks_of_growth(known: Known, month: str) -> Iterator[Statement]:
    for series in (*TOTALS, turn(PARTNERS, month), turn(ITEMS, month), turn(CLASSIC, month)):
        for sign, symbol in ((1, ">"), (-1, "<")):
            yield from streaks(
                "streak", f"yoy({series}) {symbol} 0",
                lambda k, series=series, sign=sign: k.rose(series, sign), known, month,
            )  # fmt: skip
    yield from streaks("streak above a threshold", "exports.china > 10 * usd_billion",
                       lambda k: k.above(CHINA, 10_000), known, month)  # fmt: skip
    yield from first_in(known, month)


def streaks(
    kind: str,
    condition: str,
    ask_of: Callable[[Known], Callable[[str], bool | None]],
    known: Known,
    month: str,
) -> Iterator[Statement]:
    found = run(ask_of(known), month)
    if not found.length:
        return
    n = found.length
    for said in (n - 1, n, n + 1):
        name = kind if said == n else f"{kind}, off by one"
        name = name if found.closed else f"{kind}, open"
        yield Statement(name, f"streak({condition}) == {said}",
                        lambda k, said=said: run(ask_of(k), month).equals(said))  # fmt: skip
    if not found.closed:
        for said in (n, n + 1):
            yield Statement(f"{kind}, at least", f"streak({condition}) >= {said}",
                            lambda k, said=said: run(ask_of(k), month).at_least(said))  # fmt: skip


def first_in(known: Known, month: str) -> Iterator[Statement]:
    """A first rise in N months has N - 1 months without one before it."""
    for series in TOTALS:
        for sign, symbol in ((1, ">"), (-1, "<")):

            def truth(k: Known, said: int, series=series, sign=sign) -> bool | None:
                answer = k.rose(series, sign)
                if answer(month) is not True:
                    return None
                without = run(lambda m: negated(answer(m)), back(month, 1))
                return Run(without.length + 1, without.closed).equals(said)

            n = 1
            while n < 60 and truth(known, n) is False:
                n += 1
            for said in (n, n + 1) if truth(known, n) and n > 1 else ():
                kind = "first in" if said == n else "first in, off by one"
                yield Statement(kind, f"first_in(yoy({series}) {symbol} 0) == {said}",
                                lambda k, said=said, truth=truth: truth(k, said))  # fmt: skip


def since(known: Known, month: str) -> Iterator[Statement]:
    for series in (*TOTALS, BALANCE, turn(PARTNERS, month), turn(ITEMS, month)):
        for sign, word in ((1, "highest_in"), (-1, "lowest_in")):

            def found(k: Known, series=series, sign=sign) -> Run | None:
                return reached(k, series, month, sign)

            said = found(known)
            if said is None or said.length == 1:
                continue
            kind = "since" if said.closed else "since, open"
            for n in (said.length - 1, said.length, said.length + 1):
                name = kind if n == said.length or not said.closed else "since, wrong month"
                yield Statement(name, f"{word}({series}) == {n}",
                                lambda k, n=n, found=found: equals(found(k), n))  # fmt: skip
            if not said.closed:
                yield Statement(
                    "since, at least", f"{word}({series}) >= {said.length}",
                    lambda k, n=said.length, found=found: at_least(found(k), n),
                )  # fmt: skip
            name = {"highest_in": "since", "lowest_in": "lowest_since"}[word]
            for n in (said.length, said.length + 1):
                kind_of = kind if n == said.length or not said.closed else "since, wrong month"
                when = back(month, n)
                yield Statement(kind_of, f'{name}({series}) == "{when}"',
                                lambda k, n=n, found=found: equals(found(k), n))  # fmt: skip


def records(known: Known, month: str) -> Iterator[Statement]:
    for series in (*TOTALS, turn(PARTNERS, month), turn(ITEMS, month)):
        for scope in ("all", "month", "year"):
            yield Statement(
                f"record, {scope}", f'record({series}, "{scope}")',
                lambda k, series=series, scope=scope: is_record(k, series, month, scope),
            )  # fmt: skip


def is_record(known: Known, series: Series, month: str, scope: str) -> bool | None:
    """Above all that is held of the scope, with at least three in a row without a gap."""
    now = known.level(series, month)
    if now is None:
        return None
    step = 12 if scope == "month" else 1
    last = int(month[5:]) - 1 if scope == "year" else 12 * (int(month[:4]) - FIRST_YEAR)
    earlier = [known.level(series, back(month, n)) for n in range(step, last + 1, step)]
    held = [each.value for each in earlier if each]
    if not held:
        return None
    if now.value <= max(held):
        return False
    unbroken = next((i for i, each in enumerate(earlier) if each is None), len(earlier))
    if scope == "year":
        return True if unbroken == len(earlier) else None
    return True if unbroken + 1 >= 3 or unbroken == len(held) else None


def ranks(known: Known, month: str) -> Iterator[Statement]:
    for group, series in (("items_20", turn(ITEMS, month)), ("markets_9", turn(PARTNERS, month))):
        place = rank(known, series, month, group)
        if place is None:
            continue
        first = place[0]
        for said in (first - 1, first, first + 1):
            kind = "rank" if said == first else "rank, neighbouring"
            yield Statement(
                kind, f"rank({series}, {group}) == {said}",
                lambda k, said=said, series=series, group=group: between(
                    rank(k, series, month, group), said
                ),
            )  # fmt: skip
    yield Statement("rank", "exports.usa > exports.china", lambda k: larger(k, month))
    yield Statement("crossing", "crossed(exports.usa, exports.china)", lambda k: crossed(k, month))


def rank(known: Known, series: Series, month: str, group: str) -> tuple[int, int] | None:
    own = known.level(series, month)
    if own is None:
        return None
    others = [known.level(Series("exports", c), month) for c in members(group) if c != series.code]
    best = 1 + sum(each is not None and each.value > own.value for each in others)
    return best, best + others.count(None)


def larger(known: Known, month: str) -> bool | None:
    usa, china = known.level(USA, month), known.level(CHINA, month)
    return None if usa is None or china is None else usa.value > china.value


def crossed(known: Known, month: str) -> bool | None:
    now, before = larger(known, month), larger(known, back(month, 1))
    return None if now is None or before is None else now and not before


def shares(known: Known, month: str) -> Iterator[Statement]:
    for series in (turn(PARTNERS, month), turn(ITEMS, month), Series("imports", "energy_total")):
        for name, unit, figure in (
            ("share", "pct", share(series, month)),
            ("contribution", "pp", contribution(series, month)),
        ):
            yield from Number(f"{name}({series})", unit, 1, figure).variants(name, known)


def share(series: Series, month: str) -> Callable[[Known], Figure | None]:
    def figure(known: Known) -> Figure | None:
        part, whole = known.level(series, month), known.level(total(series), month)
        if part is None or whole is None:
            return None
        ratio = part.value / whole.value
        half = 100 * (part.half + ratio * whole.half) / whole.value
        return Figure(100 * ratio, half, False, "")

    return figure


def contribution(series: Series, month: str) -> Callable[[Known], Figure | None]:
    def figure(known: Known) -> Figure | None:
        now, before = (known.level(series, m) for m in (month, back(month, 12)))
        whole = known.level(total(series), back(month, 12))
        if now is None or before is None or whole is None:
            return None
        points = 100 * (now.value - before.value) / whole.value
        return Figure(points, Fraction(0), False, "")

    return figure


def counts(known: Known, month: str) -> Iterator[Statement]:
    groups = [("items_20", ""), ("items_15", "classic"), ("markets_9", "")]
    for group, basis in (turn(groups, month),):
        name = f"exports.{group}@{basis}" if basis else group

        def found(k: Known, group=group, basis=basis) -> tuple[int, int]:
            answers = [k.rose(Series("exports", c, basis))(month) for c in members(group)]
            return answers.count(True), answers.count(True) + answers.count(None)

        fewest, most = found(known)
        if most - fewest == len(members(group)):
            yield Statement("count, nothing held", f"count({name}, yoy > 0) >= 1",
                            lambda k, found=found: between(found(k), 1, or_more=True))  # fmt: skip
            continue
        kind = "count" if fewest == most else "count, open"
        for said in (fewest - 1, fewest, most, most + 1):
            wrong = not fewest <= said <= most
            yield Statement(
                f"{kind}, off by one" if wrong else kind, f"count({name}, yoy > 0) == {said}",
                lambda k, said=said, found=found: between(found(k), said),
            )  # fmt: skip


def quarters(known: Known, month: str) -> Iterator[Statement]:
    year, number = int(month[:4]), int(month[5:]) // 3
    if int(month[5:]) % 3:
        return
    for series in (*TOTALS, BALANCE, Series("exports", "semiconductors")):

        def summed(k: Known, series=series, back_by=0) -> Figure | None:
            return k.quarter(series, year - back_by, number)

        asked = f"quarterly({series})"
        yield from Number(asked, "usd_billion", 1, summed, BILLION).variants("quarter", known)
        if series != BALANCE:
            yield from Number(
                f"yoy({asked})", "pct", 1,
                lambda k, s=summed, q=series: firmer(
                    k.printed(q, "yoy_pct", f"{year}-Q{number}"),
                    change(s(k), s(k, back_by=1)), s(k),
                ),
            ).variants("growth of the quarter", known)  # fmt: skip
    if number == 4:
        for series in TOTALS:
            yield from Number(
                f"yearly({series})", "usd_billion", 1,
                lambda k, series=series: k.year(series, year), BILLION,
            ).variants("year", known)  # fmt: skip
        for asked, symbol in (("rising", 1), ("falling", -1)):

            def monotone(k: Known, symbol=symbol) -> bool | None:
                held = [k.quarter(TOTALS[0], year, n) for n in (1, 2, 3, 4)]
                if None in held:
                    return None
                sums = [symbol * each.value for each in held]
                return all(a < b for a, b in itertools.pairwise(sums))

            check = f'{asked}(exports.total, "{year}-Q1", "{year}-Q4")'
            yield Statement("direction", check, monotone)


def daily(known: Known, month: str) -> Iterator[Statement]:
    """Only for months whose working days were printed."""
    days = printed_days()
    if month not in days:
        return

    def average(k: Known, m: str = month) -> Figure | None:
        value = k.level(TOTALS[0], m)
        if value is None or m not in days:
            return None
        return value._replace(value=value.value / days[m], half=value.half / days[m])

    asked = "daily_average(exports.total)"
    yield from Number(asked, "usd_million_per_day", 0, average).variants(
        "daily average", known, "9"
    )
    if back(month, 12) not in days:
        return
    number = Number(
        f"yoy({asked})",
        "pct",
        1,
        lambda k: firmer(
            k.printed(TOTALS[0], "daily_avg_yoy_pct", month),
            change(average(k), average(k, back(month, 12))),
            average(k),
        ),
    )
    yield from number.variants("growth of the daily average", known)
    printed = known.printed(TOTALS[0], "daily_avg_yoy_pct", month)
    if printed and not printed.later:
        yield number.said("growth of the daily average as printed", rounded(printed.value, 1))


def thresholds(known: Known, month: str) -> Iterator[Statement]:
    """The first month of all with exports above a round number, since the data start."""
    for billions in (50, 60):

        def first(k: Known, billions=billions) -> str | None:
            at, found = month, None
            while (value := k.level(TOTALS[0], at)) is not None:
                found = at if value.value >= billions * BILLION else found
                at = back(at, 1)
            return found

        if first(known):
            for when in (first(known), back(first(known), 1)):
                kind = "threshold" if when == first(known) else "threshold, wrong month"
                check = f"first_at_least(exports.total, {billions} * usd_billion)"
                yield Statement(kind, f'{check} == "{when}"',
                                lambda k, when=when, first=first: first(k) == when)  # fmt: skip


def unknowns(known: Known, month: str) -> Iterator[Statement]:
    """What is not available cannot be decided, whatever is said of it."""
    for check, held in (
        ("yoy(exports.cosmetics) > 0", rate(Series("exports", "cosmetics"), month)),
        ("imports.energy_total > 0", level(Series("imports", "energy_total"), month)),
        ("exports.ships@classic > 0", level(Series("exports", "ships", "classic"), month)),
        ("imports.total > 0", level(TOTALS[1], month)),
    ):  # fmt: skip
        if held(known) is None and held(Known(NOW, month)) is None:
            yield Statement("not available", check, lambda k: None)


KINDS = (values, balances, growth, streaks_of_growth, since, records, ranks, shares, counts,
         quarters, daily, thresholds, unknowns)  # fmt: skip


# ---------------------------------------------------------------- small parts


def turn(choices: list, month: str):
    """Take another one each month."""
    return choices[(int(month[:4]) * 12 + int(month[5:])) % len(choices)]


def total(series: Series) -> Series:
    return Series(series.flow, "total")


def level(series: Series, month: str) -> Callable[[Known], Figure | None]:
    return lambda known: known.level(series, month)


def rate(series: Series, month: str, steps: int = 12) -> Callable[[Known], Figure | None]:
    return lambda known: known.growth(series, month, steps)


def negated(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def equals(found: Run | None, n: int) -> bool | None:
    return None if found is None else found.equals(n)


def at_least(found: Run | None, n: int) -> bool | None:
    return None if found is None else found.at_least(n)


def between(bounds: tuple[int, int] | None, said: int, or_more: bool = False) -> bool | None:
    if bounds is None:
        return None
    fewest, most = bounds
    if or_more:
        return True if fewest >= said else False if most < said else None
    if not fewest <= said <= most:
        return False
    return True if fewest == most else None


@cache
def printed_days() -> dict[str, Fraction]:
    return {
        key[4]: vintages[-1].value
        for key, vintages in store().items()
        if key[:4] == ("none", "total", "working_days", "customs")
    }


@cache
def releases() -> dict[str, str]:
    """Months whose exports were printed on the first of the month after, with that day."""
    days = {}
    for r in rows_of("observations/totals.csv"):
        figure = (r["flow"], r["code"], r["measure"]) == ("exports", "total", "value")
        month = figure and re.fullmatch(r"\d{4}-\d\d", r["period"])
        first = month and r["published"] == f"{back(r['period'], -1)}-01"
        if first and r["status"] == "preliminary":
            days[r["period"]] = r["published"]
    return days


@cache
def statements(month: str, day: str) -> list[Statement]:
    """Make the statements of a month from what was printed by a day, each once."""
    known = Known(day, month)
    made = [each for kind in KINDS for each in kind(known, month)]
    return list({each.check: each for each in made}.values())

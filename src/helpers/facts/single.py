"""Statements about one series: how high, how fast, for how long, since when."""

from __future__ import annotations

import math

import pandas as pd

from helpers import metrics, wording
from helpers.claims import Result
from helpers.claims import ask_panel as ask
from helpers.claims.language import values
from helpers.claims.result import named
from helpers.facts.kinds import KINDS, LONG
from helpers.facts.statement import (
    DEFICIT,
    FALL,
    MONTHS_IN,
    RISE,
    SURPLUS,
    Figure,
    Statement,
    Words,
    amount,
    back,
    on_the_year,
    onwards,
    or_more,
    phrase,
    scope,
    spans,
    times,
)
from helpers.facts.subjects import Subject, figure
from helpers.loading import Panel
from helpers.translation import later, spoken, tr
from helpers.wording import calendar_month, ordinal

NOTABLE = {"M": 6, "Q": 4, "Y": 3}  # a "highest in N" below this is no news
THIN = {"M": 24, "Q": 8, "Y": 5}  # a record among fewer says nothing
FIRST = 3  # a "first rise in N" below this is no news
FEW = 5  # years: a record for a month of the year among fewer says nothing


def of_subject(trade: Panel, subject: Subject) -> list[Statement]:
    """Make every statement about one series, one for each idea that has something to say.

    Examples
    --------
    >>> from helpers.facts.subjects import subject
    >>> from helpers.loading import load
    >>> trade = load("2023-12", as_of="2024-01-01")
    >>> [each.kind for each in of_subject(trade, subject(trade, "balance", "total"))]
    ['value', 'high', 'run']
    """
    key = ("statements", subject.series, spoken())
    if key not in trade.worked_out:
        makers = (_value, _growth, _height, _pace, _run, _strong_run, _level_run, _share)
        made = [each for maker in makers if (each := maker(trade, subject)) is not None]
        turn = next((each for each in made if each.kind == "first_turn"), None)
        trade.worked_out[key] = [each for each in made if not _implied(each, turn)]
    found: list[Statement] = trade.worked_out[key]
    return found


def _implied(statement: Statement, turn: Statement | None) -> bool:
    """Tell whether a statement only repeats a turn: the first fall in N is the sharpest in N."""
    repeats = "height" if turn is not None and turn.series.startswith("balance") else "pace"
    return turn is not None and statement.idea == repeats and statement.periods <= turn.periods


def make(
    trade: Panel,
    kind: str,
    subject: Subject,
    expression: str,
    head: Words,
    clause: Words = (),
    periods: int = 0,
    at_least: bool = False,
    months_in: int | None = None,
) -> Statement | None:
    """Make a statement of an expression, if the panel answers it with yes."""
    finding = ask(trade, expression)
    if finding.value is not True:
        return None
    late = tr(" (resting in part on figures published after {})", trade.as_of)
    return Statement(
        kind=kind,
        idea=KINDS[kind].idea,
        series=subject.series,
        family=subject.family,
        topic=subject.topic,
        expression=expression,
        subject=subject.noun,
        head=head,
        clause=clause,
        late=late if finding.stand_in else "",
        finding=finding,
        periods=periods,
        at_least=at_least,
        weight=subject.weight,
        lasting=KINDS[kind].lasting,
        months_in=months_in or MONTHS_IN[subject.freq],
        trade=trade,
    )


# ---------------------------------------------------------------- plain readings


def _value(trade: Panel, subject: Subject) -> Statement | None:
    if subject.unit != "usd_million" or subject.weight < PLAIN:
        return None
    said = f"{metrics.rounded(subject.value / 1000, 2):.2f}"
    expression = f'says({subject.series}, {said}, "usd_billion")'
    return make(trade, "value", subject, expression, _stood(subject))


def _growth(trade: Panel, subject: Subject) -> Statement | None:
    growth = _rate(trade, subject) if subject.weight >= PLAIN else None
    if growth is None:
        return None
    expression = f'says(yoy({subject.series}), {metrics.rounded(growth):.1f}, "pct")'
    return make(trade, "growth", subject, expression, _grew(growth, subject))


# ---------------------------------------------------------------- how high, how fast


def _height(trade: Panel, subject: Subject) -> Statement | None:
    """Say the rarest of: a threshold or record, a record for the month, highest or lowest in N."""
    if not _long_enough(trade, subject):
        return None
    s, head = subject.series, _stood(subject)
    above, below = subject.value > 0 or subject.flow != "balance", subject.flow == "balance"
    high = ask(trade, f"highest_in({s})")
    if above and high.at_least and ask(trade, f"record({s})").value is True:
        return _record(trade, subject, _number(high))
    names = (HIGHEST, LOWEST)
    if below:
        names = (LARGEST, SMALLEST) if subject.value > 0 else (SMALLEST, LARGEST)
    return _rarer(
        _extreme(trade, subject, s, ("high", "low"), head, names),
        _record_for_month(trade, subject, head) if above else None,
    )


def _record(trade: Panel, subject: Subject, n: int) -> Statement | None:
    """Say that a value is above all earlier ones, and which round number it is the first to reach.

    The first value at or above a number is above all before it, so this says both.
    """
    if n < THIN[subject.freq]:
        return None
    word = LARGEST if subject.flow == "balance" else HIGHEST
    seen = scope(start_of(trade, subject.series, subject.end, n))
    clause = phrase("the {word} {scope}", word=tr(word), scope=seen)
    head = _stood(subject)
    if subject.unit == "usd_million":
        level = round_number(subject.value)
        said = make(
            trade,
            "threshold",
            subject,
            f"first_at_least({subject.series}, {level / 1000:g} * usd_billion)"
            f' == "{named(subject.end)}"',
            head,
            (*clause, *phrase(" and the first at {}", or_more(level))),
            n,
            True,
        )
        if said is not None:
            return said
    return make(trade, "record", subject, f"record({subject.series})", head, clause, n, True)


def _record_for_month(trade: Panel, subject: Subject, head: Words) -> Statement | None:
    """Say that a value is above those of the same month of all years; it is as rare as these."""
    if subject.freq != "M" or "(" in subject.series:
        return None
    held = set(trade.series(subject.flow, subject.code).index)
    years = 0
    while subject.end - 12 * (years + 1) in held:
        years += 1
    if years <= FEW:
        return None
    word = LARGEST if subject.flow == "balance" else HIGHEST
    clause = phrase(
        "the {word} for a {month} of all years held, {since}",
        word=tr(word),
        month=calendar_month(subject.end.month),
        since=onwards(pd.Period(year=subject.end.year - years, freq="Y")),
    )
    return make(
        trade,
        "record_for_month",
        subject,
        f'record({subject.series}, "month")',
        head,
        clause,
        years,
        True,
        12,
    )


def _pace(trade: Panel, subject: Subject) -> Statement | None:
    growth = _rate(trade, subject)
    if growth is None or not _long_enough(trade, subject):
        return None
    s, head = f"yoy({subject.series})", _grew(growth, subject)
    if metrics.rounded(growth) == 0:
        return None
    words = (SMALLEST_FALL, SHARPEST_FALL) if growth < 0 else (STRONGEST_RISE, WEAKEST_RISE)
    return _extreme(trade, subject, s, ("fast", "slow"), head, words)


def _share(trade: Panel, subject: Subject) -> Statement | None:
    whole = subject.code == "total" or subject.flow == "balance" or subject.freq != "M"
    if whole or subject.weight < LARGE:
        return None
    s = f"share({subject.series})"
    share = ask(trade, s)
    if share.value is None or not _long_enough(trade, subject):
        return None
    size = Figure(wording.pct(_exact(share), sign=False))
    if subject.flow == "exports":
        head = phrase(" made up {} of all exports", size)
    else:
        head = phrase(" made up {} of all imports", size)
    words = (LARGEST_SHARE, SMALLEST_SHARE)
    return _extreme(trade, subject, s, ("large_share", "small_share"), head, words)


def _extreme(
    trade: Panel,
    subject: Subject,
    series: str,
    kinds: tuple[str, str],
    head: Words,
    words: tuple[str, str],
) -> Statement | None:
    """Say since when a series was not as high, or else not as low.

    What is above the period before it is not the lowest in two, so at most one can be said.
    """
    if not _stands_out(values(trade, series), subject.end, NOTABLE[subject.freq]):
        return None
    for function, kind, word in zip(("highest_in", "lowest_in"), kinds, words, strict=True):
        found = ask(trade, f"{function}({series})")
        if found.value is None or _number(found) > 1:
            return _reaching(trade, subject, series, function, kind, head, word)
    return None


def _stands_out(held: pd.Series, end: pd.Period, n: int) -> bool:
    """Tell whether it is worth asking: a value above, or below, all of the n - 1 before it."""
    past = held.to_numpy()[held.index <= end][-n:]
    return len(past) == n and bool(past[-1] > past[:-1].max() or past[-1] < past[:-1].min())


def _reaching(
    trade: Panel, subject: Subject, series: str, function: str, kind: str, head: Words, word: str
) -> Statement | None:
    found = ask(trade, f"{function}({series})")
    if found.value is None:
        return None
    n = _number(found)
    if n < (THIN if found.at_least else NOTABLE)[subject.freq]:
        return None
    if found.at_least:
        seen = scope(start_of(trade, series, subject.end, n))
        clause = phrase("the {word} {scope}", word=tr(word), scope=seen)
    else:
        clause = phrase("the {word} in {back}", word=tr(word), back=back(n, subject.end))
    expression = f"{function}({series}) {'>=' if found.at_least else '=='} {n}"
    return make(trade, kind, subject, expression, head, clause, n, found.at_least)


# ---------------------------------------------------------------- how long


def _run(trade: Panel, subject: Subject) -> Statement | None:
    """Say the nth rise, fall, surplus or deficit in a row; or the first one in N periods."""
    if subject.series.startswith("daily_average"):
        return None  # the total has one
    if subject.flow == "balance":
        up = subject.value > 0
        condition, word = f"{subject.series} {'>' if up else '<'} 0", SURPLUS if up else DEFICIT
        head = _stood(subject)
    else:
        growth = _rate(trade, subject)
        if growth is None or metrics.rounded(growth) == 0:
            return None
        up = growth > 0
        condition, word = f"yoy({subject.series}) {'>' if up else '<'} 0", RISE if up else FALL
        head = _grew(growth, subject)
    streak = ask(trade, f"streak({condition})")
    if streak.value is None:
        return None
    n = _number(streak)
    if n > 1:
        expression = f"streak({condition}) {'>=' if streak.at_least else '=='} {n}"
        clause = times(n, word, subject.freq, streak.at_least)
        return make(trade, "run", subject, expression, head, clause, n, streak.at_least)
    first = ask(trade, f"first_in({condition})")
    if first.value is None:
        return None
    n = _number(first)
    if n < (THIN[subject.freq] if first.at_least else FIRST):
        return None
    sign = ">=" if first.at_least else "=="
    expression = f"{condition} and first_in({condition}) {sign} {n}"
    ago = back(n, subject.end)
    if first.at_least:
        ago = Figure(tr("at least {}", spans(n, subject.freq)))
    clause = phrase("the first {word} in {ago}", word=tr(word), ago=ago)
    return make(trade, "first_turn", subject, expression, head, clause, n, first.at_least)


def _strong_run(trade: Panel, subject: Subject) -> Statement | None:
    large = subject.freq == "M" and subject.weight >= LARGE
    growth = _rate(trade, subject)
    if growth is None or growth < STRONG or not large or "(" in subject.series:
        return None
    condition = f"yoy({subject.series}) >= {STRONG}"
    found = ask(trade, f"streak({condition})")
    if found.value is None or _number(found) < FIRST:
        return None
    n = _number(found)
    expression = f"streak({condition}) {'>=' if found.at_least else '=='} {n}"
    nth, rise = Figure(ordinal(n)), Figure(tr("{}% or more", STRONG))
    if found.at_least:
        clause = phrase("at least the {} month in a row with a rise of {}", nth, rise)
    else:
        clause = phrase("the {} month in a row with a rise of {}", nth, rise)
    return make(
        trade, "strong_run", subject, expression, _grew(growth, subject), clause, n, found.at_least
    )


def _level_run(trade: Panel, subject: Subject) -> Statement | None:
    """Say for how many months a series has been at the round number below it, or above."""
    whole = subject.code == "total" or subject.flow == "balance" or subject.freq != "M"
    if whole or subject.value < LEAST_LEVEL:
        return None
    round_one = round_number(subject.value)
    level = f"{round_one / 1000:g}"
    condition = f"{subject.series} >= {level} * usd_billion"
    found = ask(trade, f"streak({condition})")
    if found.value is None or found.at_least or not FIRST <= _number(found) <= LONG:
        return None
    n = _number(found)
    clause = phrase("at {level} for {span}", level=or_more(round_one), span=Figure(spans(n, "M")))
    return make(trade, "above", subject, f"streak({condition}) == {n}", _stood(subject), clause, n)


# ---------------------------------------------------------------- pieces


def round_number(value: float) -> float:
    """Give the round number at or below a value: steps of a tenth, half or whole leading digit.

    Examples
    --------
    >>> [round_number(x) for x in (11290.0, 25600.0, 57660.0, 104.0)]
    [11000.0, 25000.0, 50000.0, 100.0]
    """
    power = 10.0 ** math.floor(math.log10(value))
    lead = value / power
    step = 0.1 if lead < 2 else 0.5 if lead < 5 else 1.0
    return round(math.floor(lead / step + 1e-9) * step * power, 6)


def start_of(trade: Panel, series: str, end: pd.Period, n: int) -> pd.Period:
    """Give the first of the periods that a look `n` back has seen.

    That is `n` back where the data start there, and the one after it where `n` back is a gap.
    """
    seen = ask(trade, f'value({series}, "{named(end - n)}")').value is not None
    return end - n if seen else end - n + 1


def _rate(trade: Panel, subject: Subject) -> float | None:
    """Give growth on the year; a balance has none."""
    if subject.flow == "balance":
        return None
    found = ask(trade, f"yoy({subject.series})")
    return None if found.value is None else _exact(found)


def _stood(subject: Subject) -> Words:
    unit = subject.unit.removesuffix("_per_day")
    if subject.flow == "balance":
        return phrase(" was {}", Figure(amount(abs(subject.value), unit)))
    return phrase(" were {}", Figure(amount(subject.value, unit)))


def _grew(growth: float, subject: Subject) -> Words:
    base, printed = on_the_year(subject.freq), metrics.rounded(growth)
    size = Figure(wording.pct(abs(growth), sign=False))
    if printed == 0:
        return phrase(" were unchanged {}", base)
    return phrase(" rose {} {}", size, base) if printed > 0 else phrase(" fell {} {}", size, base)


def _long_enough(trade: Panel, subject: Subject) -> bool:
    """Tell whether the series is held in the period before, so that a look back can say anything.

    Most series are either held without a gap or hardly at all; the second sort is not asked.
    """
    if subject.freq != "M":
        return True
    return figure(trade, subject.flow, subject.code, subject.end - 1) is not None


def _rarer(*statements: Statement | None) -> Statement | None:
    held = [each for each in statements if each is not None]
    return max(held, key=lambda each: each.periods, default=None)


def _number(found: Result) -> int:
    return int(_exact(found))


def _exact(found: Result) -> float:
    assert isinstance(found.value, int | float)
    return float(found.value)


LARGE = 0.05  # of its total: of smaller parts only height, pace and run are asked
PLAIN = 0.15  # of its total: of smaller parts no plain reading is made
STRONG = 10  # per cent
HIGHEST, LOWEST = later("highest"), later("lowest")
LARGEST, SMALLEST = later("largest"), later("smallest")
STRONGEST_RISE, WEAKEST_RISE = later("strongest rise"), later("weakest rise")
SMALLEST_FALL, SHARPEST_FALL = later("smallest fall"), later("sharpest fall")
LARGEST_SHARE, SMALLEST_SHARE = later("largest share"), later("smallest share")
LEAST_LEVEL = 1000.0  # USD million: round numbers below a billion are no news

"""The building blocks of sentences: numbers that link to their table, runs, heights, movers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup, escape

from helpers import catalogue, metrics, wording
from helpers.claims import Finding, ask
from helpers.loading import Panel
from helpers.wording import joined, month_name, ordinal, usd_billion

NOTABLE = 6  # months: a "highest in N months" below this is no news
FIRST = 3  # months: a "first rise in N months" below this is no news
FEW = 5  # years: a record for a month of the year among fewer says nothing
WITH_ARTICLE = {"usa", "eu", "cis", "middle_east", "middle_east_incl_turkiye"}


@dataclass(frozen=True)
class Text:
    """A paragraph of findings.

    Attributes
    ----------
    sentences : tuple of Markup
        Each a whole sentence, escaped, with its numbers linked.
    """

    sentences: tuple[Markup, ...]

    @property
    def plain(self) -> str:
        """The sentences without their links."""
        return " ".join(str(each.striptags()) for each in self.sentences)

    def _repr_html_(self) -> str:
        if not self.sentences:
            return (
                '<div class="finding"><p class="missing">The data held say nothing here.</p></div>'
            )
        return f'<div class="finding"><p>{Markup(" ").join(self.sentences)}</p></div>'


@dataclass(frozen=True)
class Titled:
    """Paragraphs under a heading of their own."""

    title: str
    texts: tuple[Text, ...]

    def _repr_html_(self) -> str:
        paragraphs = "".join(each._repr_html_() for each in self.texts)
        return f"<h3>{escape(self.title)}</h3>{paragraphs}"


def titled(title: str, *texts: Text) -> Titled:
    """Put paragraphs under a heading."""
    return Titled(title, texts)


def say(template: str, *parts: object) -> Markup:
    """Fill a sentence; what is not marked up already is escaped."""
    return Markup(template).format(*parts)


def linked(text: object, to: str) -> Markup:
    """Link a number to the table that shows it."""
    return Markup('<a class="n" href="{}">{}</a>').format(to, text)


def text(*sentences: Markup | None) -> Text:
    """Make a paragraph of the sentences there are."""
    return Text(tuple(each for each in sentences if each))


def listed(clauses: Iterable[Markup]) -> Markup:
    """Append clauses after a comma."""
    held = list(clauses)
    return Markup(", ") + Markup(joined(held)) if held else Markup("")


def not_held(what: str) -> Markup:
    """Say that something is not held; it reads as missing."""
    return Markup('<span class="missing">{} are not held.</span>').format(escape(what))


def known(found: Finding) -> bool:
    """Tell whether the data gave an answer."""
    return found.value is not None


def number(found: Finding) -> float:
    """Give the number found."""
    assert isinstance(found.value, int | float)
    return float(found.value)


def usd(found: Finding, size: bool = False) -> str:
    """Write an amount, or only its size."""
    return usd_of(abs(number(found)) if size else number(found))


def usd_of(value: float) -> str:
    """Write USD million as USD billion with the unit."""
    return f"USD {usd_billion(value)} billion"


def signed(found: Finding) -> str:
    """Write an amount with its sign."""
    return f"USD {usd_billion(number(found), sign=True)} billion"


def verb(growth: Finding) -> str:
    """Write the direction of a rate: rose, fell, were unchanged."""
    return wording.moved(number(growth))


def size(growth: Finding) -> str:
    """Write a rate without its sign."""
    return wording.pct(abs(number(growth)), sign=False)


def went(growth: Finding) -> str:
    """Write a rate with its direction: up 5.1%."""
    rate = metrics.rounded(number(growth))
    if rate == 0:
        return "unchanged"
    return f"{'up' if rate > 0 else 'down'} {size(growth)}"


def count(found: Finding) -> str:
    """Write a count."""
    return str(int(number(found)))


def months(found: Finding) -> str:
    """Write a count of months."""
    return wording.months(int(number(found)))


def back(found: Finding) -> str:
    """Say how far back and since when: 17 months, since July 2022."""
    assert found.period is not None
    months = int(number(found))
    return f"{wording.months(months)}, since {month_name(found.period - months)}"


def notable(found: Finding, least: int = NOTABLE) -> bool:
    """Tell whether a span of months is certain and long enough to be news."""
    return (
        isinstance(found.value, int | float)
        and not isinstance(found.value, bool)
        and not found.at_least
        and found.value >= least
    )


def inside(trade: Panel, code: str) -> str:
    """Write the name of a code as inside a sentence: markets keep their capitals, items do not."""
    name = catalogue.name(code, data_dir=trade.data_dir)
    if catalogue.breakdown(code, trade.data_dir) == "region":
        return f"the {name}" if code in WITH_ARTICLE else name
    return name if name.split()[0].isupper() else name[0].lower() + name[1:]


def unbroken(index: pd.Index, end: pd.Period) -> pd.Period:
    """Give the first month of the run without a gap that ends at `end`."""
    held = set(index)
    start = end
    while start - 1 in held:
        start -= 1
    return start


def stand_in(trade: Panel, flow: str, *codes: str) -> Markup | None:
    """Say which figures were not known on the date asked, of the month or of its past.

    A statement about a run, a record or a change rests on earlier months too.
    """
    facts = {code: trade.facts(flow, code) for code in codes}
    of_month = [c for c, f in facts.items() if f["stand_in"].get(trade.month, False)]
    if of_month and len(of_month) == len(codes):
        return say("On {} these figures were not known yet: later ones stand in.", trade.as_of)
    if of_month:
        names = joined([inside(trade, code) for code in of_month])
        return say("On {} the figures of {} were not known yet: later ones stand in.",
                   trade.as_of, names)  # fmt: skip
    if any(bool(f["stand_in"].any()) for f in facts.values()):
        return say(
            "What is said of earlier months rests in part on figures published after {}.",
            trade.as_of,
        )
    return None


def movers(words: str, parts: pd.Series, to: str, trade: Panel) -> Markup | None:
    """Name the parts that moved a total most, with their contributions."""
    if parts.empty:
        return None
    named = [
        say("{} ({})", inside(trade, str(code)), linked(wording.pp(v), to))
        for code, v in parts.items()
    ]
    return say("{} {}.", words, Markup(joined(named)))


def nth(run: Finding, what: str, to: str) -> Markup:
    """Say that this is the nth of a run: the third rise in a row."""
    least = "at least " if run.at_least else ""
    return say("{}the {} {} in a row", least, linked(ordinal(int(number(run))), to), what)


def run(trade: Panel, series: str, to: str) -> list[Markup]:
    """Say how long a series has been rising or falling on the year."""
    growth = ask(trade, f"yoy({series})")
    if not known(growth) or metrics.rounded(number(growth)) == 0:
        return []
    up = number(growth) > 0
    word, sign = ("rise", ">") if up else ("fall", "<")
    held = ask(trade, f"streak(yoy({series}) {sign} 0)")
    if not known(held):
        return []
    if number(held) > 1:
        return [nth(held, word, to)]
    first = ask(trade, f"first_in(yoy({series}) {sign} 0)")
    return (
        [say("the first {} in {}", word, linked(months(first), to))]
        if notable(first, FIRST)
        else []
    )


def height(trade: Panel, series: str, to: str) -> list[Markup]:
    """Say the strongest true record, with its scope; else since when it was not so high or low."""
    flow, code = series.split(".")
    held = trade.series(flow, code).index
    start = say("held, {}", linked(f"from {month_name(held.min())} on", to))
    if ask(trade, f"record({series})").value is True:
        return [say("the highest of all months {}", start)]
    same = [each for each in held if each.month == trade.month.month]
    if len(same) > FEW and ask(trade, f'record({series}, "month")').value is True:
        return [say("the highest for a {} {}", f"{trade.month:%B}", start)]
    for word, function in (("highest", "highest_in"), ("lowest", "lowest_in")):
        found = ask(trade, f"{function}({series})")
        if notable(found):
            return [say("the {} in {}", word, linked(back(found), to))]
    if trade.month.month >= NOTABLE and ask(trade, f'record({series}, "year")').value is True:
        return [say("the highest of the year so far")]
    return []


def total(trade: Panel, flow: str, to: str) -> Markup:
    """Say what a flow came to: value, growth, run and height."""
    series = f"{flow}.total"
    value, growth = ask(trade, series), ask(trade, f"yoy({series})")
    if not known(value):
        return not_held(f"{flow.capitalize()} of {month_name(trade.month)}")
    return say(
        "{} were {} in {}{}{}.",
        flow.capitalize(),
        linked(usd(value), to),
        month_name(trade.month),
        say(", {} on the year", linked(went(growth), to)) if known(growth) else "",
        listed(run(trade, series, to) + height(trade, series, to)),
    )


def year(trade: Panel, flow: str, to: str) -> Markup | None:
    """Say what a flow came to since January; in January that is the month itself."""
    if trade.month.month == 1:
        return None
    whole = trade.month.month == 12
    kind = "yearly" if whole else "ytd"
    value = ask(trade, f"{kind}({flow}.total)")
    growth = ask(trade, f"yoy({kind}({flow}.total))")
    if not (known(value) and known(growth)):
        return None
    span = f"In {trade.month.year} as a whole" if whole else f"From January to {trade.month:%B}"
    return say("{} they were {}, {}.", span, linked(usd(value), to), linked(went(growth), to))

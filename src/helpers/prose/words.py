"""The building blocks of sentences: numbers that link to their table, and statements as clauses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup, escape

from helpers import catalogue, metrics, wording
from helpers.claims import Result
from helpers.claims import ask_panel as ask
from helpers.facts import Figure, Statement, Words, facts, of_series, subject, worth
from helpers.facts.statement import amount
from helpers.loading import Panel
from helpers.translation import spoken, tr, with_particles
from helpers.wording import calendar_month, joined, month_name, usd_billion

MISSING = 'class="missing"'
REMARKABLE = 1.0  # score of a statement below which it is left to the tables
SUMS = "imports.html#tab-balance"  # quarters, the year to date and years, of both flows


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

    @property
    def speaks(self) -> bool:
        """Whether it says more than that something is not held."""
        return any(MISSING not in each for each in self.sentences)

    def _repr_html_(self) -> str:
        if not self.sentences:
            nothing = escape(tr("The data held say nothing here."))
            return f'<div class="finding"><p class="missing">{nothing}</p></div>'
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
    """Put paragraphs under a heading: the first, and the others that have something to say.

    What is not held is named once a topic, and with the gaps.
    """
    return Titled(tr(title), tuple(each for each in texts if each.speaks or each is texts[0]))


# ---------------------------------------------------------------- sentences


def say(template: str, *parts: object, **named: object) -> Markup:
    """Fill a sentence in the language spoken; what is not marked up already is escaped."""
    return Markup(with_particles(Markup(tr(template)).format(*parts, **named)))


def linked(text: object, to: str) -> Markup:
    """Link a number to the table that shows it; without a table it stands as it is."""
    return Markup('<a class="n" href="{}">{}</a>').format(to, text) if to else escape(text)


def text(*sentences: Markup | None) -> Text:
    """Make a paragraph of the sentences there are."""
    return Text(tuple(each for each in sentences if each))


def listed(clauses: Iterable[Markup]) -> Markup:
    """Append clauses after a comma."""
    held = list(clauses)
    if not held:
        return Markup("")
    last = ", and" if any("," in each.striptags() for each in held[:-1]) else " and"
    last = "," if spoken() == "ko" else last
    rest = Markup(", ").join(held[:-1])
    return Markup(", ") + (rest + Markup(f"{last} ") + held[-1] if len(held) > 1 else held[0])


def not_held(what: str) -> Markup:
    """Say that something is not held; it reads as missing."""
    return say("<span {}>{} are not held.</span>", Markup(MISSING), what)


# ---------------------------------------------------------------- statements


def written(words: Words, to: str) -> Markup:
    """Write a piece of a statement with its figures linked."""
    pieces = (linked(each, to) if isinstance(each, Figure) else escape(each) for each in words)
    return Markup("").join(pieces)


def clauses(found: dict[str, Statement], to: str, *ideas: str) -> list[Markup]:
    """Give the clauses of the statements about these ideas, in this order."""
    return [written(found[idea].clause, to) for idea in ideas if idea in found]


def sentence(statement: Statement | None, to: str, noun: str = "") -> Markup | None:
    """Write a whole statement, if there is one; `noun` replaces its beginning.

    Korean has no word for "they" and "it": its sentence begins with the subject itself.
    """
    if statement is None:
        return None
    tail = [written(statement.clause, to)] if statement.clause else []
    return say("{}{}{}.", noun or statement.subject, written(statement.head, to), listed(tail))


def level(
    trade: Panel,
    flow: str,
    code: str,
    to: str,
    how: str = "",
    after: object = "",
    when: str = "",
) -> Markup:
    """Say what a series came to and since when it was not so high or low; `after` its value.

    Of a balance, which has no growth, its run is told too. `when` stands before `after`, in Korean
    at the beginning.
    """
    about, found = subject(trade, flow, code, how), of_series(trade, flow, code, how)
    assert about is not None
    ideas = ("height", "level run") if flow != "balance" else ("height", "run")
    value = linked(usd_of(abs(about.value) if flow == "balance" else about.value), to)
    told = listed(clauses(found, to, *ideas))
    if flow == "balance":
        return say("{} was {}{}{}.", about.noun, value, after, told)
    return say("{} were {}{}{}{}.", about.noun, value, when, after, told)


def movement(trade: Panel, flow: str, code: str, to: str) -> Markup | None:
    """Say how a series moved on the year, since when it was not so fast, and for how long."""
    growth, found = ask(trade, f"yoy({flow}.{code})"), of_series(trade, flow, code)
    if not known(growth):
        return None
    ideas = ["pace", "run", "strong run"]
    if "strong run" in found and found["strong run"].periods == found["run"].periods:
        ideas.remove("run")
    told = listed(clauses(found, to, *ideas))
    if not metrics.rounded(number(growth)):
        return say("They were unchanged on the year{}.", told)
    return say("They {} on the year{}.", moved(growth, to), told)


def remarkable(
    trade: Panel, topic: str, told: set[str], to: dict[str, str], most: int = 3
) -> list[Markup]:
    """Say the most remarkable of a topic that no other sentence told.

    Parameters
    ----------
    trade : Panel
        The month as known on a date.
    topic : str
        A topic of `helpers.facts`.
    told : set of str
        Families of series that have sentences of their own.
    to : dict
        The table that shows the figures of a flow.
    most : int
        Sentences at most, each about another series. States that go on are left out.
    """
    found: dict[str, Statement] = {}
    for each in facts(trade, topic):
        news = not each.lasting and each.clause and each.periods and worth(each) >= REMARKABLE
        if news and each.family not in told:
            found.setdefault(each.family, each)
    chosen = list(found.values())[:most]
    return [said for each in chosen if (said := sentence(each, to[each.family.split(".")[0]]))]


def stand_in(trade: Panel, flow: str, *codes: str) -> Markup | None:
    """Say which figures were not known on the date asked, of the month or of its past.

    A statement about a run, a record or a change rests on earlier months too.
    """
    facts = {code: trade.facts(flow, code) for code in codes}
    of_month = [c for c, f in facts.items() if f["stand_in"].get(trade.month, False)]
    if of_month and len(of_month) == len(codes):
        return say("On {} these figures were not known yet: later ones stand in.", trade.as_of)
    if of_month:
        names = joined([catalogue.inside(code, trade.data_dir) for code in of_month])
        return say("On {} the figures of {} were not known yet: later ones stand in.",
                   trade.as_of, names)  # fmt: skip
    if any(bool(f["stand_in"].any()) for f in facts.values()):
        return say(
            "What is said of earlier months rests in part on figures published after {}.",
            trade.as_of,
        )
    return None


def movers(parts: pd.Series, to: str, trade: Panel) -> Markup | None:
    """Name the parts that moved a total most, all up or all down, with their contributions."""
    if parts.empty:
        return None
    named = [
        say("{} ({})", catalogue.inside(str(code), trade.data_dir), linked(wording.pp(v), to))
        for code, v in parts.items()
    ]
    if parts.iloc[0] > 0:
        return say("Most was added by {}.", Markup(joined(named)))
    return say("Most was taken away by {}.", Markup(joined(named)))


def risen(trade: Panel, codes: list[str], to: str) -> tuple[Markup, str]:
    """Count the exports that rose, and name them; where most did, those that did not."""
    rates = {code: ask(trade, f"yoy(exports.{code})") for code in codes}
    up = [code for code, rate in rates.items() if known(rate) and rises(rate)]
    rest = [code for code in codes if code not in up]
    few = rest if len(rest) <= FEW < len(up) else up
    names = joined([catalogue.inside(code, trade.data_dir) for code in few])
    if not few:
        return linked(len(up), to), ""
    told = tr(", all but {names}", names=names) if few is rest else tr(": {names}", names=names)
    return linked(len(up), to), told


# ---------------------------------------------------------------- totals


def total(trade: Panel, flow: str, to: str) -> list[Markup | None]:
    """Say what a flow came to in the month, how high that is, and how it moved."""
    if not known(ask(trade, f"{flow}.total")):
        return [not_held(of_month(flow, trade.month))]
    when = tr(" in {month}", month=month_name(trade.month))
    return [level(trade, flow, "total", to, when=when), movement(trade, flow, "total", to)]


def of_month(flow: str, month: pd.Period) -> str:
    """Name a flow of a month."""
    name = month_name(month)
    return tr("Exports of {month}", month=name) if flow == "exports" else tr("Imports of {}", name)


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
    what = tr("exports") if flow == "exports" else tr("imports")
    came, moves = linked(usd(value), to), linked(went(growth), to)
    if not whole:
        until = calendar_month(trade.month.month)
        return say("From January to {} they were {}, {}.", until, came, moves, flow=what)
    found = of_series(trade, flow, "total", "yearly")
    told = listed(clauses(found, to, "pace") or clauses(found, to, "run"))
    return say(
        "In {} as a whole they were {}, {}{}.",
        str(trade.month.year),
        came,
        moves,
        told,
        flow=what,
    )


# ---------------------------------------------------------------- numbers


def known(found: Result) -> bool:
    """Tell whether the data gave an answer."""
    return found.value is not None


def number(found: Result) -> float:
    """Give the number found."""
    assert isinstance(found.value, int | float)
    return float(found.value)


def usd(found: Result, size: bool = False) -> str:
    """Write an amount, or only its size."""
    return usd_of(abs(number(found)) if size else number(found))


def usd_of(value: float) -> str:
    """Write USD million as USD billion with the unit; a small amount with a digit more."""
    return amount(value)


def signed(found: Result) -> str:
    """Write a balance with its sign; Korean says surplus or deficit instead."""
    shown, plain = usd_billion(number(found), sign=True), usd_billion(abs(number(found)))
    if number(found) < 0:
        return tr("USD {deficit} billion", deficit=shown, size=plain)
    return tr("USD {surplus} billion", surplus=shown, size=plain)


def rises(growth: Result) -> bool:
    """Tell whether a rate is a rise as printed."""
    return metrics.rounded(number(growth)) > 0


def moved(growth: Result, to: str) -> Markup:
    """Write a rate with its verb: rose 5.1%."""
    rate = linked(size(growth), to)
    if metrics.rounded(number(growth)) == 0:
        return say("were unchanged {}", rate)
    return say("rose {}", rate) if rises(growth) else say("fell {}", rate)


def size(growth: Result) -> str:
    """Write a rate without its sign."""
    return wording.pct(abs(number(growth)), sign=False)


def went(growth: Result) -> str:
    """Write a rate with its direction: up 5.1%."""
    rate = metrics.rounded(number(growth))
    if rate == 0:
        return tr("unchanged")
    return tr("up {}", size(growth)) if rate > 0 else tr("down {}", size(growth))


FEW = 5  # names

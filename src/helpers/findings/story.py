"""The story of a month: which finding makes the headline, which the lead, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from helpers.errors import UnknownNameError
from helpers.findings import ahead, judgement, parts, totals
from helpers.findings import series as of
from helpers.findings.about import notes
from helpers.findings.finding import Extreme, Finding, thinned
from helpers.loading import Panel
from helpers.metrics import rounded
from helpers.tidy import kept

FAST = 10.0  # per cent, from which the pace of exports is a story by itself
SENTENCES = 4  # of the lead
# What drove the total, price or quantity, the year's pace where it makes news, the balance.
LEAD = (
    "exports.level", "products.driver", "exports.volume", "exports.indices", "outlook.passing",
    "balance.level", "exports.to_date", "exports.year",
)  # fmt: skip
PARAGRAPHS = ("exports", "products", "markets", "imports", "outlook")
MONTH = ("exports", "products", "markets", "imports", "balance", "outlook")  # of the brief
LONG = 6  # months in a row that make a headline


@dataclass(frozen=True)
class Story:
    """What the brief says of a month, in order.

    Attributes
    ----------
    headline : Finding
        Of section "headline".
    lead : list of Finding
        Three or four: what drove the total, price or quantity, the balance, the year's pace.
    paragraphs : dict
        Findings by paragraph (exports, products, markets, imports, outlook), without those of the
        lead; at most one extreme a paragraph.
    notes : list of Finding
        What the numbers are, what is missing, what was published later, what was checked.
    """

    headline: Finding
    lead: list[Finding]
    paragraphs: dict[str, list[Finding]]
    notes: list[Finding]


@kept
def story(trade: Panel) -> Story:
    """Return what is worth saying about a month, in the order in which it is told.

    Examples
    --------
    >>> from helpers.loading import load
    >>> june = story(load("1990-06"))
    >>> june.headline.kind, [finding.kind for finding in june.lead]
    ('headline.surplus', ['exports.level', 'balance.level', 'exports.to_date'])
    """
    pages = {name: section(trade, name) for name in MONTH}
    by_kind = {finding.kind: finding for findings in pages.values() for finding in findings}
    first = [by_kind[kind] for kind in LEAD if kind in by_kind][:SENTENCES]
    lead = thinned(first)
    rest = {
        name: [finding for finding in findings if finding not in first]
        for name, findings in pages.items()
    }
    paragraphs = {name: thinned(rest[name]) for name in PARAGRAPHS}
    paragraphs["imports"] = thinned(paragraphs["imports"] + rest["balance"])
    foot = notes(trade, {"lead": lead, **paragraphs})
    return Story(headline(trade), lead, paragraphs, foot)


def sections(trade: Panel, *names: str) -> dict[str, list[Finding]]:
    """Return findings by section, each in the order in which they are told.

    Parameters
    ----------
    trade : Panel
        The month.
    names : str
        The sections a page shows, of `SECTIONS`; left out: those of the brief.

    Raises
    ------
    UnknownNameError
        For a section that is none.

    Examples
    --------
    >>> from helpers.loading import load
    >>> by_section = sections(load("1990-06"))
    >>> [name for name, findings in by_section.items() if findings]
    ['exports', 'markets', 'imports', 'balance']
    >>> [finding.kind for finding in sections(load("1990-06"), "imports")["imports"]]
    ['imports.level']
    """
    return {name: thinned(section(trade, name)) for name in names or MONTH}


def every(trade: Panel, forecasts: bool = True) -> list[Finding]:
    """Return every finding of the brief, the most important first; forecasts may be left out.

    Examples
    --------
    >>> from helpers.loading import load
    >>> every(load("2020-04"), forecasts=False)[0].kind
    'exports.per_day'
    """
    names = [name for name in MONTH if forecasts or name != "outlook"]
    findings = [finding for name in names for finding in section(trade, name)]
    return sorted(findings, key=lambda finding: -round(finding.importance, 9))


@kept
def section(trade: Panel, name: str) -> list[Finding]:
    """Return the findings of one section of `SECTIONS`, each with its extreme."""
    if name not in SECTIONS:
        raise UnknownNameError("section", name, list(SECTIONS))
    return [finding for finding in SECTIONS[name](trade) if finding is not None]


SECTIONS: Mapping[str, Callable[[Panel], Iterable[Finding | None]]] = {
    "exports": lambda trade: (
        totals.level(trade, "exports"), totals.run(trade, "exports"),
        totals.per_day(trade), totals.volume(trade) or totals.indices(trade),
        totals.to_date(trade, "exports"),
    ),
    "products": lambda trade: (
        parts.driver(trade), parts.movers(trade, "products"),
        parts.item(trade, "semiconductors"), parts.memory(trade),
        parts.item(trade, "automobiles"),
    ),
    "markets": lambda trade: (
        parts.movers(trade, "markets"), parts.market(trade, "china"),
        parts.market(trade, "usa"), parts.order(trade), parts.runs(trade),
    ),
    "imports": lambda trade: (totals.level(trade, "imports"), totals.energy(trade)),
    "balance": lambda trade: (
        totals.balance(trade), totals.both(trade) or totals.balance_run(trade),
        totals.to_date(trade, "balance"),
    ),
    "outlook": lambda trade: (ahead.next_month(trade), ahead.year(trade), ahead.error(trade)),
    "ahead": lambda trade: (
        ahead.next_month(trade), *judgement.chances(trade)[:1], ahead.year(trade),
        *judgement.chances(trade)[1:], judgement.first_release(trade),
        judgement.revised(trade) if judgement.first_release(trade) else None,
    ),
    "nowcast": ahead.nowcasts,
    "past": lambda trade: (
        ahead.last(trade), ahead.error(trade), ahead.coverage(trade),
        *(judgement.run_of_errors(trade, flow) for flow in judgement.FLOWS),
        *(judgement.skill(trade, flow) for flow in judgement.FLOWS),
    ),
    "others": lambda trade: (
        ahead.institutions(trade), judgement.disagreement(trade), judgement.cross_check(trade),
    ),
    "inflation": lambda trade: (ahead.inflation(trade),),
}  # fmt: skip


def headline(trade: Panel) -> Finding:
    """Return the finding of the title: the first that holds of what makes a story.

    Examples
    --------
    >>> from helpers.loading import load
    >>> headline(load("2020-04")).kind
    'headline.balance_turn'
    """
    exports, driver = totals.level(trade, "exports"), parts.driver(trade)
    balance = totals.balance(trade)
    assert exports is not None  # a panel has the exports of its month
    growth, value = exports.numbers["growth"], exports.numbers["value"]
    run = of.growth_run(trade, "exports.total")
    pace = _pace(trade)
    share = driver.numbers["share"] if driver is not None else 0.0
    shown = {"value": value, "growth": growth}
    extreme = exports.numbers["extreme"]
    frames: list[tuple[str, bool, dict[str, object]]] = [
        ("carried", 0 < share <= 100, shown | _of(driver)),
        ("alone", share > 100, shown | _of(driver)),
        *_balance_frames(trade, balance),
        ("turn", bool(run and run.before), shown | {"run": run}),
        ("pace", pace is not None, shown | {"extreme": pace}),
        ("record", _is(extreme, "high", "all"), shown),
        ("record_for_month", _is(extreme, "high", "month"), shown),
        ("since", _is(extreme, "any", "since"), shown | {"extreme": extreme}),
        ("run", bool(run and run.months >= LONG), shown | {"run": run}),
        *_gap_frames(trade, balance),
        ("plain", growth is not None, shown),
        ("value", True, {"value": value}),
    ]
    name, numbers = next((name, numbers) for name, holds, numbers in frames if holds)
    # Two wordings take turns: not the same one in two months, or half a year, in a row.
    second = (trade.month.ordinal + trade.month.ordinal // 6) % 2 == 0
    return Finding(f"headline.{name}", "exports.total", trade.month, numbers | {"second": second})


def _is(extreme: Extreme | None, side: str, scope: str) -> bool:
    return extreme is not None and side in (extreme.side, "any") and extreme.scope == scope


def _of(driver: Finding | None) -> dict[str, object]:
    return {} if driver is None else dict(driver.numbers)


def _pace(trade: Panel) -> Extreme | None:
    """Return how far back growth of ten per cent or more in size has no equal."""
    rate = of.growth(trade, "exports.total")
    if rate is None or abs(rate) < FAST:
        return None
    slack = of.tolerance_of_growth(trade, "exports", "total", rate)
    pace = of.extreme(trade, "yoy(exports.total)", slack, low=rate < 0)
    return None if pace is None or pace.scope == "month" else pace


def _balance_frames(
    trade: Panel, balance: Finding | None
) -> list[tuple[str, bool, dict[str, object]]]:
    if balance is None:
        return []
    run = of.sign_run(trade)
    turned = run is not None and bool(run.before)
    return [("balance_turn", turned, {"value": balance.numbers["value"], "run": run})]


def _gap_frames(trade: Panel, balance: Finding | None) -> list[tuple[str, bool, dict[str, object]]]:
    """Return the frames that tell the balance beside the growth of both flows."""
    pair = [of.growth(trade, f"{flow}.total") for flow in ("exports", "imports")]
    if balance is None or None in pair:
        return []
    exports, imports = (rounded(rate, 0) for rate in pair if rate is not None)
    value = balance.numbers["value"]
    numbers = {"value": value, "exports": pair[0], "imports": pair[1]}

    def outgrow(one: str, other: str) -> bool:
        return of.holds(trade, f"yoy({one}.total) > yoy({other}.total)")

    return [
        ("deficit", value < 0 and imports > exports > 0 and outgrow("imports", "exports"), numbers),
        ("surplus", value > 0 and exports > imports > 0 and outgrow("exports", "imports"), numbers),
    ]

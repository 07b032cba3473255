"""The story of a month: which finding makes the headline, which the lead, and in what order."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers import metrics
from helpers.breakdowns import at
from helpers.findings import ahead, parts, totals
from helpers.findings import series as of
from helpers.findings.about import notes
from helpers.findings.finding import Finding, thinned
from helpers.loading import Panel
from helpers.metrics import rounded

FAST = 10.0  # per cent, from which the pace of exports is a story by itself
LEAD = 4  # sentences
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
        lead; at most one highest and one lowest a paragraph.
    notes : list of Finding
        What the numbers are, what is missing, what was published later, what was checked.
    """

    headline: Finding
    lead: list[Finding]
    paragraphs: dict[str, list[Finding]]
    notes: list[Finding]


def story(trade: Panel) -> Story:
    """Return what is worth saying about a month, in the order in which it is told.

    Examples
    --------
    >>> from helpers.loading import load
    >>> told = story(load("1990-06"))
    >>> told.headline.kind, [each.kind for each in told.lead]
    ('headline.surplus', ['exports.level', 'balance.level', 'exports.to_date'])
    """
    if "story" not in trade.worked_out:
        trade.worked_out["story"] = _story(trade)
    found: Story = trade.worked_out["story"]
    return found


def _story(trade: Panel) -> Story:
    exports, balance = totals.level(trade, "exports"), totals.balance(trade)
    driver = parts.driver(trade)
    price = totals.volume(trade) or totals.indices(trade)
    year = ahead.year(trade)
    to_date = totals.to_date(trade, "exports")
    passing = year if year is not None and year.kind == "outlook.passing" else None
    lead = [each for each in (exports, driver, price, passing or balance, to_date) if each][:LEAD]
    paragraphs = {
        "exports": [totals.run(trade, "exports"), totals.per_day(trade), price, to_date],
        "products": [
            parts.movers(trade, "products"), parts.item(trade, "semiconductors"),
            parts.memory(trade), parts.item(trade, "automobiles"),
        ],
        "markets": [
            parts.movers(trade, "markets"), parts.market(trade, "china"),
            parts.market(trade, "usa"), parts.order(trade), parts.runs(trade),
        ],
        "imports": [
            totals.level(trade, "imports"), totals.energy(trade), balance,
            totals.both(trade) or totals.balance_run(trade), totals.to_date(trade, "balance"),
        ],
        "outlook": [ahead.next_month(trade), year, ahead.error(trade)],
    }  # fmt: skip
    used = {id(each) for each in lead}
    rest = {
        name: thinned([each for each in found if each is not None and id(each) not in used])
        for name, found in paragraphs.items()
    }
    told = thinned(lead)
    shown = [*told, *(each for found in rest.values() for each in found)]
    return Story(_headline(trade, exports, driver, balance), told, rest, notes(trade, shown))


def _headline(
    trade: Panel, exports: Finding | None, driver: Finding | None, balance: Finding | None
) -> Finding:
    """Return the finding of the title: the first that holds of what makes a story."""
    assert exports is not None  # a panel has the exports of its month
    growth, value = exports.numbers["growth"], exports.numbers["value"]
    run = of.growth_run(trade.series("exports", "total"), trade.month)
    pace = _pace(trade)
    share = driver.numbers["share"] if driver is not None and abs(growth) >= 1 else 0.0
    shown = {"value": value, "growth": growth}
    extreme = exports.numbers["extreme"]
    frames: list[tuple[str, bool, dict[str, object]]] = [
        ("carried", 0 < share <= 100, shown | _of(driver)),
        ("alone", share > 100, shown | _of(driver)),
        *_balance_frames(trade, balance),
        ("turn", bool(run and run.before), shown | {"run": run}),
        ("pace", pace is not None, shown | {"extreme": pace}),
        ("extreme", extreme is not None, shown | {"extreme": extreme}),
        ("run", bool(run and run.months >= LONG), shown | {"run": run}),
        *_gap_frames(trade, balance),
        ("plain", growth is not None, shown),
        ("value", True, {"value": value}),
    ]
    name, numbers = next((name, numbers) for name, holds, numbers in frames if holds)
    return Finding(f"headline.{name}", "exports.total", trade.month, numbers)


def _of(driver: Finding | None) -> dict[str, object]:
    return {} if driver is None else dict(driver.numbers)


def _pace(trade: Panel) -> object | None:
    """Return how far back growth of ten per cent or more in size has no equal."""
    exports = trade.series("exports", "total")
    rates = metrics.year_on_year(exports)
    rate = at(rates, trade.month)
    if pd.isna(rate) or abs(rate) < FAST:
        return None
    slack = of.tolerance_of_growth(trade, "exports", "total", rate)
    found = of.extreme(rates, trade.month, slack, low=rate < 0)
    return None if found is None or found.scope == "month" else found


def _balance_frames(
    trade: Panel, balance: Finding | None
) -> list[tuple[str, bool, dict[str, object]]]:
    if balance is None:
        return []
    run = of.sign_run(trade.series("balance", "total"), trade.month)
    turned = run is not None and bool(run.before)
    return [("balance_turn", turned, {"value": balance.numbers["value"], "run": run})]


def _gap_frames(trade: Panel, balance: Finding | None) -> list[tuple[str, bool, dict[str, object]]]:
    """Return the frames that tell the balance beside the growth of both flows."""
    pair = [of.growth(trade, flow, "total") for flow in ("exports", "imports")]
    if balance is None or None in pair:
        return []
    exports, imports = (rounded(each, 0) for each in pair if each is not None)
    numbers = {"value": balance.numbers["value"], "exports": pair[0], "imports": pair[1]}
    return [
        ("deficit", balance.numbers["value"] < 0 and imports > exports > 0, numbers),
        ("surplus", balance.numbers["value"] > 0 and exports > imports > 0, numbers),
    ]

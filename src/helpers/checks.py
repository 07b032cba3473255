"""Reconciliation: do the figures of a month agree with each other and with what was printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers import catalogue, metrics, wording
from helpers.loading import Fact, Panel
from helpers.months import working_days


@dataclass(frozen=True)
class Check:
    """One thing that must hold before a report may replace the last good one."""

    name: str
    passed: bool
    detail: str


def reconcile(trade: Panel) -> list[Check]:
    """Check the figures of a month against each other and against the printed ones.

    A printed growth rate, daily average or balance is compared with what follows from the values
    of the same release, within the rounding of the printed digits. Where the release's own values
    are not held there is nothing to compare, and the check says so.

    Returns
    -------
    list of Check
        In a fixed order, one or more for each rule.

    Examples
    --------
    >>> from helpers.loading import load
    >>> all(check.passed for check in reconcile(load("2023-12")))
    True
    """
    return [
        _period(trade),
        _headline(trade),
        _named_gaps(trade),
        *_parts(trade),
        *_printed_growth(trade),
        _printed_days(trade),
        _printed_daily_average(trade),
        _printed_balance(trade),
    ]


def _period(trade: Panel) -> Check:
    last = trade.series("exports", "total").index.max()
    return Check("Data are of the month asked", last == trade.month, f"exports end with {last}")


def _headline(trade: Panel) -> Check:
    exports = trade.series("exports", "total")
    growth = metrics.year_on_year(exports).get(trade.month)
    figures = {"exports": exports.get(trade.month)}
    if trade.fact("exports", "total", trade.month - 12):
        figures["growth of exports"] = growth
    if trade.fact("imports", "total"):
        figures["balance"] = trade.series("balance", "total").get(trade.month)
    missing = [name for name, value in figures.items() if wording.is_missing(value)]
    said = f"{wording.joined(missing)} missing" if missing else wording.joined(list(figures))
    return Check("No headline figure is missing", not missing, said)


def _named_gaps(trade: Panel) -> Check:
    said = " ".join(trade.gaps)
    groups = {
        "items_20": "The 20 main items are not held",
        "markets_9": "Exports by market are not held",
    }
    expected = [(code, whole) for g, whole in groups.items() for code in _group(trade, g)]
    missing = [each for each in expected if trade.fact("exports", each[0]) is None]
    named = [catalogue.name(c, data_dir=trade.data_dir) in said or w in said for c, w in missing]
    held = f"{len(expected) - len(missing)} of {len(expected)} items and markets held"
    return Check("What is missing is named", all(named), f"{held}, {sum(named)} named as gaps")


def _group(trade: Panel, group: str) -> list[str]:
    return catalogue.group(group, trade.data_dir)


def _parts(trade: Panel) -> Iterable[Check]:
    sums = (
        ("The items do not exceed total exports", "exports", "items_20"),
        ("The markets do not exceed total exports", "exports", "markets_9"),
        ("The markets do not exceed total imports", "imports", "markets_9"),
        ("The fuels do not exceed total imports", "imports", "fuels"),
    )
    for name, flow, group in sums:
        total = trade.fact(flow, "total")
        facts = [trade.fact(flow, code) for code in _group(trade, group)]
        held = [fact.value for fact in facts if fact]
        if total is None or not held:
            yield Check(name, True, "nothing held to compare")
            continue
        ok = sum(held) <= total.value
        yield Check(name, ok, f"{_billion(sum(held))} of {_billion(total.value)}")


def _printed_growth(trade: Panel) -> Iterable[Check]:
    for flow in ("exports", "imports"):
        name = f"Printed growth of {flow} follows from the values"
        printed = trade.fact(flow, "total", measure="yoy_pct")
        if printed is None:
            yield Check(name, True, "no printed rate held")
            continue
        now = _as_of(trade, flow, trade.month, printed)
        base = _as_of(trade, flow, trade.month - 12, printed)
        if now is None or base is None or now.published != printed.published:
            yield Check(name, True, f"{_rate(printed.value)} printed, its values are not held")
            continue
        if base.published != printed.published and base.status != "final":
            yield Check(name, True, f"{_rate(printed.value)} printed, its revised base is not held")
            continue
        growth = 100 * (now.value / base.value - 1)
        slack = 0.05 + _share_of_digit(now) * now.value / base.value + _share_of_digit(base)
        ok = abs(growth - printed.value) <= slack + 1e-9
        detail = f"{_rate(printed.value)} printed, {wording.pct(growth, 2)} computed"
        yield Check(name, ok, f"{detail}, release of {printed.published}")


def _printed_days(trade: Panel) -> Check:
    name = "Printed working days equal the rule"
    printed = trade.fact("none", "total", measure="working_days")
    counted = working_days(trade.month)
    if printed is None:
        return Check(name, True, f"none printed is held; {counted:g} by the rule")
    ok = printed.value == counted
    return Check(name, ok, f"{printed.value:g} printed, {counted:g} by the rule")


def _printed_daily_average(trade: Panel) -> Check:
    name = "Printed daily average is exports by working days"
    printed = trade.fact("exports", "total", measure="daily_avg", basis="customs")
    if printed is None:
        return Check(name, True, "none printed is held")
    value = _as_of(trade, "exports", trade.month, printed)
    if value is None or value.published != printed.published:
        return Check(name, True, "printed, but its value is not held")
    days = working_days(trade.month)
    slack = printed.precision / 2 + value.precision / 2 / days
    ok = abs(value.value / days - printed.value) <= slack + 1e-9
    return Check(
        name, ok, f"{_billion(printed.value)} printed, {_billion(value.value / days)} computed"
    )


def _printed_balance(trade: Panel) -> Check:
    name = "Printed balance is exports minus imports"
    printed = trade.fact("balance", "total", basis="printed")
    if printed is None:
        return Check(name, True, "none printed is held; it is computed so")
    sold = _as_of(trade, "exports", trade.month, printed)
    bought = _as_of(trade, "imports", trade.month, printed)
    if sold is None or bought is None or {sold.published, bought.published} != {printed.published}:
        return Check(name, True, "printed, but its values are not held")
    slack = (printed.precision + sold.precision + bought.precision) / 2
    difference = sold.value - bought.value
    ok = abs(difference - printed.value) <= slack + 1e-9
    return Check(name, ok, f"{_billion(printed.value)} printed, {_billion(difference)} computed")


def _as_of(trade: Panel, flow: str, month: pd.Period, printed: Fact) -> Fact | None:
    """Give the value in force on the day of a printed figure; None when none was known then."""
    held = trade.vintages(flow, "total", month)
    held = held[held["published"].le(printed.published) & held["status"].ne("unknown")]
    if held.empty:
        return None
    row: Any = held.iloc[-1].to_dict()
    return Fact(flow, "total", "value", month, **row, stand_in=False)


def _share_of_digit(fact: Fact) -> float:
    return 100 * fact.precision / 2 / fact.value


def _rate(value: float) -> str:
    return wording.pct(value)


def _billion(value: float) -> str:
    return f"USD {wording.usd_billion(value)} billion"

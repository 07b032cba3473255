"""Findings about the numbers themselves: what they are, what is missing, what came later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from helpers import catalogue
from helpers.breakdowns import items, markets
from helpers.findings.finding import Finding
from helpers.findings.totals import SUMS
from helpers.loading import Panel

VISIBLE = 5.0  # USD million, half of the last digit shown


def definitions(trade: Panel) -> Finding:
    """Return what kind of numbers these are."""
    return Finding("about.definitions", "exports.total", trade.month, {})


def missing(trade: Panel) -> Finding | None:
    """Return which parts of the brief have no data in the month; None where nothing is missing.

    Whole groups by their key in the labels, single items and markets by their code.
    """
    groups = [key for key, there in _groups(trade).items() if not there]
    codes = [] if "products" in groups else _absent(trade, "items_20", items(trade).index)
    if "markets" not in groups:
        there = set(markets(trade).index)
        codes += [
            code
            for code in _absent(trade, "markets_9", there)
            if catalogue.PROXIES.get(code) not in there
        ]
    if not groups and not codes:
        return None
    return Finding(
        "about.missing", "exports.total", trade.month, {"groups": groups, "codes": codes}
    )


def _groups(trade: Panel) -> dict[str, bool]:
    return {
        "imports": trade.observation("imports", "total") is not None,
        "products": bool(len(items(trade))),
        "markets": bool(len(markets(trade))),
        "energy": trade.observation("imports", "energy_total") is not None,
    }


def _absent(trade: Panel, group: str, there: object) -> list[str]:
    return [code for code in catalogue.group(group, trade.data_dir) if code not in there]  # type: ignore[operator]


def balance(trade: Panel) -> Finding | None:
    """Return the date of the balance where exports or imports have been revised since.

    None where exports less imports is the balance to two decimals of a billion dollars.
    """
    rows = {flow: trade.observation(flow, "total") for flow in ("exports", "imports", "balance")}
    exports, imports, reported = rows.values()
    if exports is None or imports is None or reported is None:
        return None
    newer = [flow for flow, row in rows.items() if row and row.published > reported.published]
    if not newer or abs(exports.value - imports.value - reported.value) < VISIBLE:
        return None
    numbers = {"date": dt.date.fromisoformat(reported.published), "flows": newer}
    return Finding("about.balance", "balance.total", trade.month, numbers, evidence=SUMS)


def later(trade: Panel, shown: list[Finding]) -> Finding | None:
    """Return the date to which the dagger refers, if a finding shown has one."""
    if not any(finding.later for finding in shown):
        return None
    return Finding("about.later", "exports.total", trade.month, {"date": trade.as_of})


def notes(trade: Panel, sections: Mapping[str, list[Finding]] | None = None) -> list[Finding]:
    """Return the findings for the foot of a page that shows the findings given by section."""
    shown = [finding for part in (sections or {}).values() for finding in part]
    candidates = (
        *(definitions(trade), missing(trade), later(trade, shown)),
        *(balance(trade), checks(trade)),
    )
    return [finding for finding in candidates if finding is not None]


def checks(trade: Panel) -> Finding:
    """Return how many checks of the numbers passed."""
    from helpers.checks import reconcile

    tested = [check for check in reconcile(trade) if check.tested]
    return Finding(
        "about.checks",
        "exports.total",
        trade.month,
        {"passed": sum(check.passed for check in tested), "of": len(tested)},
        evidence="about.html#tab-checks",
    )

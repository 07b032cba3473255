"""Whether an answer would survive an ordinary revision of the month's figures.

First releases are revised. An answer is robust when it stays the same while the month's figures it
rests on are moved, one series at a time, up and down by the usual size of a revision of that series
(`helpers.revisions.ordinary`). A part is moved without its total and a total without its parts;
balances, printed rates and shares follow, see `helpers.loading.Panel.moved`. Final figures are not
moved: they are not revised any more.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import pandas as pd

from helpers import revisions
from helpers.claims.language import ask
from helpers.claims.result import Result
from helpers.loading import LEVELS, RATES, Fact, Panel
from helpers.translation import speaking, tr
from helpers.wording import pct

NOT_REVISED = {"working_days"}


@dataclass(frozen=True)
class Robustness:
    """Whether an answer withstands an ordinary revision, and what would turn it.

    Attributes
    ----------
    robust : bool or None
        False where an ordinary revision of one series changes the answer; None where there is no
        answer to change, or the usual size of the revisions is not known.
    series : str
        The series that turns it, such as `exports.usa`; empty where none does.
    percent : float or None
        The size of the revision that turns it, in per cent of the series.
    """

    robust: bool | None
    series: str = ""
    percent: float | None = None


def robust(trade: Panel, expression: str) -> bool | None:
    """Tell whether the answer to an expression survives an ordinary revision.

    See `robustness`, which also says what would turn it.

    Examples
    --------
    >>> from helpers.loading import load
    >>> trade = load("2023-12", as_of="2024-01-01")
    >>> robust(trade, "balance.total > 0"), robust(trade, "exports.total >= 57.65 * usd_billion")
    (True, False)
    >>> robust(load("2023-12"), "exports.total >= 57.57 * usd_billion")  # final figures
    True
    """
    return robustness(trade, expression).robust


def robustness(trade: Panel, expression: str) -> Robustness:
    """Ask again on panels in which one series of the evidence is moved, and compare the answers.

    Parameters
    ----------
    trade : Panel
        The figures of a month as known on a date; the figures moved are those of that month.
    expression : str
        Of the claims language. A number counts as changed when it is written differently.

    Raises
    ------
    ClaimError
        As `ask` does.

    Examples
    --------
    >>> from helpers.loading import load
    >>> trade = load("2023-12", as_of="2024-01-01")
    >>> robustness(trade, "exports.total >= 57.65 * usd_billion").series
    'exports.total'
    """
    with speaking("en"):  # whether a number is written differently is no matter of language
        return _robustness(trade, expression)


def _robustness(trade: Panel, expression: str) -> Robustness:
    found = ask(trade, expression)
    if (found.value is None and not found.never) or not found.evidence:
        return Robustness(None)
    open_ = [each for each in found.evidence if _may_move(each, trade.month)]
    series = {(each.flow, each.code) for each in open_}
    sized = {(each.flow, each.code) for each in open_ if each.measure in LEVELS | RATES}
    known = sized == series
    for flow, code in sorted(sized):
        percent = _ordinary(trade, flow, code)
        if percent is None:
            known = False
            continue
        for side in (1, -1):
            moved = ask(_moved(trade, flow, code, side * percent), expression)
            if _answer(moved) != _answer(found):
                return Robustness(False, f"{flow}.{code}", percent)
    return Robustness(True if known else None)


def could_turn(percent: float) -> str:
    """Say that a revision of a usual size would change the answer.

    Examples
    --------
    >>> could_turn(0.87)
    'An ordinary revision (0.9%) could turn this.'
    """
    return tr("An ordinary revision ({}) could turn this.", pct(percent, sign=False))


def _may_move(fact: Fact, month: pd.Period) -> bool:
    """Tell whether a figure is of the panel's month (or a period that ends with it) and open."""
    of_month = fact.period.asfreq("M", "end") == month
    return of_month and fact.status != "final" and fact.measure not in NOT_REVISED


def _ordinary(trade: Panel, flow: str, code: str) -> float | None:
    key = ("ordinary revision", flow, code)
    if key not in trade.worked_out:
        trade.worked_out[key] = revisions.ordinary(trade, flow, code)
    size: float | None = trade.worked_out[key]
    return size


def _moved(trade: Panel, flow: str, code: str, percent: float) -> Panel:
    """Give a moved copy, the same one for every question."""
    key = ("moved", flow, code, percent)
    if key not in trade.worked_out:
        trade.worked_out[key] = trade.moved(flow, code, percent)
    panel: Panel = trade.worked_out[key]
    return panel


def _answer(found: Result) -> Hashable:
    """Give what counts as the answer: a yes, a count or a period itself, a number as written."""
    if isinstance(found.value, float):
        return found.text
    return found.value, found.at_least, found.never

"""Do the numbers of one month agree with each other and with what was reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers import catalogue, metrics, wording
from helpers.checks.comparing import AGREES, DIFFERS, EXPLAINED, OPEN, Comparison, compare
from helpers.checks.known import explain, read_known
from helpers.loading import Panel
from helpers.tidy import kept


@dataclass(frozen=True)
class Check:
    """One thing that must hold before a report may replace the last good one, in English."""

    name: str
    passed: bool
    detail: str
    tested: bool = True  # False where the numbers to compare are not available

    @property
    def result(self) -> str:
        """What came out: passed, failed or not tested."""
        if not self.passed:
            return "failed"
        return "passed" if self.tested else "not tested"


class Detail(str):
    """What a check found, in English, with the key of its text and the numbers in it."""

    key: str
    numbers: Mapping[str, Any]


def detail(key: str, english: str, **numbers: Any) -> Detail:
    """Return what a check found.

    Parameters
    ----------
    key : str
        Of the text in `texts/*/checks.j2`.
    english : str
        As the log shows it.
    **numbers : Any
        What the text needs.

    Examples
    --------
    >>> detail("part", "110 of 120", part=110.0, total=120.0).numbers["part"]
    110.0
    """
    text = Detail(english)
    text.key, text.numbers = key, numbers
    return text


def reconcile(trade: Panel) -> list[Check]:
    """Check the numbers of a month against each other and against the reported ones.

    Reported growth rates, daily averages, working days, balances and shares are compared with what
    follows from the values of the same release, see `helpers.checks.comparing`.

    Returns
    -------
    list of Check
        In a fixed order, one or more for each rule; their names are keys of the labels "checks",
        their details a `Detail`.

    Examples
    --------
    >>> from helpers.loading import load
    >>> all(check.passed for check in reconcile(load("2023-12")))
    True
    """
    return [_period(trade), _headline(trade), *_parts(trade), _reported(trade)]


def _period(trade: Panel) -> Check:
    last = trade.series("exports", "total").index.max()
    text = detail("ends", f"exports end with {last}", last=last)
    return Check("month of the data", last == trade.month, text)


def _headline(trade: Panel) -> Check:
    exports = trade.series("exports", "total")
    numbers = {"exports": exports.get(trade.month)}
    if trade.observation("exports", "total", trade.month - 12):
        numbers["growth"] = metrics.year_on_year(exports).get(trade.month)
    if trade.observation("imports", "total"):
        numbers["balance"] = trade.series("balance", "total").get(trade.month)
    missing = [name for name, value in numbers.items() if wording.is_missing(value)]
    text = f"{', '.join(missing)} missing" if missing else ", ".join(numbers)
    return Check(
        "main numbers", not missing, detail("main", text, names=list(numbers), missing=missing)
    )


def _parts(trade: Panel) -> Iterable[Check]:
    sums = (
        ("items within exports", "exports", "items_20"),
        ("markets within exports", "exports", "markets_9"),
        ("markets within imports", "imports", "markets_9"),
        ("fuels within imports", "imports", "fuels"),
    )
    for name, flow, group in sums:
        total = trade.observation(flow, "total")
        rows = [trade.observation(flow, code) for code in catalogue.group(group, trade.data_dir)]
        values = [row.value for row in rows if row]
        if total is None or not values:
            yield Check(name, True, detail("nothing", "no numbers to compare"), tested=False)
            continue
        text = detail(
            "part",
            f"{sum(values):,.0f} of {total.value:,.0f} USD million, {len(values)} of {len(rows)}",
            part=sum(values), total=total.value, some=len(values), of=len(rows),
        )  # fmt: skip
        yield Check(name, sum(values) <= total.value, text)


@kept
def compared(trade: Panel) -> list[Comparison]:
    """Compare what was reported of the month, and of the quarter or year it ends, with the rest.

    Returns
    -------
    list of Comparison
        Of every vintage known on the panel's date, differences that are known with their cause.

    Examples
    --------
    >>> from helpers.loading import load
    >>> comparisons = compared(load("2023-12", as_of="2024-01-01"))
    >>> [(c.printed, c.computed) for c in comparisons if c.rule == "working days"]
    [(22.5, 22.5), (7.0, 7.0)]
    """
    rows = trade.since(pd.Period(year=trade.month.year - 1, month=1, freq="M"))
    ended = {str(trade.month), f"{trade.month}-D10", f"{trade.month}-D20"}
    if trade.month.month % 3 == 0:
        ended.add(f"{trade.month.year}-Q{trade.month.quarter}")
    if trade.month.month == 12:
        ended.add(str(trade.month.year))
    known = read_known(trade.data_dir)
    return explain(compare(rows, ended), known)


def _reported(trade: Panel) -> Check:
    comparisons = compared(trade)
    counts = Counter(row.outcome for row in comparisons)
    agree, of = counts[AGREES], len(comparisons) - counts[OPEN]
    differ = [
        f"{row.flow}.{row.code} {row.measure} {row.period}: {row.printed:g} reported"
        f" {row.published}, {row.computed:.2f} computed"
        for row in comparisons
        if row.outcome == DIFFERS
    ]
    summary = "; ".join([f"{agree} of {of} agree, {counts[EXPLAINED]} explained", *differ])
    return Check(
        "reported numbers",
        not differ,
        detail("compared", summary, agree=agree, of=of, explained=counts[EXPLAINED], differ=differ),
        tested=of > 0,
    )

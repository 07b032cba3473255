"""Do the figures of one month agree with each other and with what was printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from helpers import catalogue, metrics, reads, wording
from helpers.checks.comparing import AGREES, DIFFERS, EXPLAINED, OPEN, Comparison, compare
from helpers.checks.known import explain, read_known
from helpers.loading import Panel


@dataclass(frozen=True)
class Check:
    """One thing that must hold before a report may replace the last good one."""

    name: str
    passed: bool
    detail: str


def reconcile(trade: Panel) -> list[Check]:
    """Check the figures of a month against each other and against the printed ones.

    Printed growth rates, daily averages, working days, balances and shares are compared with what
    follows from the values of the same release, see `helpers.checks.comparing`.

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
    printed = _printed(trade)
    with reads.apart():  # what is found is noted: a page shows that, and not every figure behind it
        held = [_period(trade), _headline(trade), _named_gaps(trade), *_parts(trade)]
    made = [*held, printed]
    reads.note(("reconciled", str(trade.month), str(trade.as_of or "")), repr(made).encode())
    return made


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


def compared(trade: Panel) -> list[Comparison]:
    """Compare what was printed of the month, and of the quarter or year it ends, with the rest.

    Returns
    -------
    list of Comparison
        Of every vintage known on the panel's date, differences that are known with their cause.

    Examples
    --------
    >>> from helpers.loading import load
    >>> made = compared(load("2023-12", as_of="2024-01-01"))
    >>> [(each.printed, each.computed) for each in made if each.rule == "working days"]
    [(22.5, 22.5), (7.0, 7.0)]
    """
    if "compared" not in trade.worked_out:
        with reads.apart():  # what is found is noted, not the thousands of rows it is found in
            rows = trade.since(pd.Period(year=trade.month.year - 1, month=1, freq="M"))
        ended = {str(trade.month), f"{trade.month}-D10", f"{trade.month}-D20"}
        if trade.month.month % 3 == 0:
            ended.add(f"{trade.month.year}-Q{trade.month.quarter}")
        if trade.month.month == 12:
            ended.add(str(trade.month.year))
        made = compare(rows, ended)
        question = ("compared", str(trade.month), str(trade.as_of or ""))
        reads.note(question, repr(made).encode())
        trade.worked_out["compared"] = explain(made, read_known(trade.data_dir))
    found: list[Comparison] = trade.worked_out["compared"]
    return found


def _printed(trade: Panel) -> Check:
    name = "What was printed follows from the values"
    made = compared(trade)
    differ = [each for each in made if each.outcome == DIFFERS]
    counts = Counter(each.outcome for each in made)
    said = f"{counts[AGREES]} of {len(made) - counts[OPEN]} that can be compared agree"
    if counts[EXPLAINED]:
        said += f", {counts[EXPLAINED]} differ for a known cause"
    said += "".join(
        f"; {each.flow}.{each.code} {each.measure} {each.period}: {each.printed:g} printed"
        f" {each.published}, {each.computed:.2f} computed"
        for each in differ
    )
    return Check(name, not differ, said if made else "nothing printed is held")


def _billion(value: float) -> str:
    return f"USD {wording.usd_billion(value)} billion"

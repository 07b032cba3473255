"""Do the figures of one month agree with each other and with what was printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from helpers import catalogue, metrics, wording
from helpers.checks.comparing import AGREES, DIFFERS, EXPLAINED, OPEN, Comparison, compare
from helpers.checks.known import explain, read_known
from helpers.loading import Panel
from helpers.translation import later, speaking, tr


@dataclass(frozen=True)
class Check:
    """One thing that must hold before a report may replace the last good one, in English."""

    name: str
    passed: bool
    detail: str
    tested: bool = True  # False where the figures to compare are not held

    @property
    def result(self) -> str:
        """Say what came out, in English."""
        if not self.passed:
            return later("failed")
        return later("passed") if self.tested else later("not tested")


class Both(str):
    """A text in English that knows itself in the language spoken when it was made."""

    spoken: str


def both(make: Callable[[], str]) -> Both:
    """Make a text in English, and in the language spoken beside it.

    Examples
    --------
    >>> with speaking("ko"):
    ...     said = both(lambda: tr("nothing held to compare"))
    >>> said
    'nothing held to compare'
    """
    with speaking("en"):
        made = Both(make())
    made.spoken = make()
    return made


def told(detail: str) -> str:
    """Give what a check found in the language spoken when it was made, if it knows it.

    Examples
    --------
    >>> told("20 items")
    '20 items'
    """
    return detail.spoken if isinstance(detail, Both) else detail


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
    return [_period(trade), _headline(trade), _named_gaps(trade), *_parts(trade), printed]


def _period(trade: Panel) -> Check:
    last = trade.series("exports", "total").index.max()
    said = both(lambda: tr("exports end with {}", last))
    return Check(later("Data are of the month asked"), last == trade.month, said)


def _headline(trade: Panel) -> Check:
    exports = trade.series("exports", "total")
    growth = metrics.year_on_year(exports).get(trade.month)
    figures = {later("exports"): exports.get(trade.month)}
    if trade.fact("exports", "total", trade.month - 12):
        figures[later("growth of exports")] = growth
    if trade.fact("imports", "total"):
        figures[later("balance")] = trade.series("balance", "total").get(trade.month)
    missing = [name for name, value in figures.items() if wording.is_missing(value)]

    def said() -> str:
        names = wording.joined([tr(name) for name in missing or figures])
        return tr("{} missing", names) if missing else names

    return Check(later("No headline figure is missing"), not missing, both(said))


def _named_gaps(trade: Panel) -> Check:
    groups = {
        "items_20": "The 20 main items are not held",
        "markets_9": "Exports by market are not held",
    }
    expected = [(code, whole) for g, whole in groups.items() for code in _group(trade, g)]
    missing = [each for each in expected if trade.fact("exports", each[0]) is None]
    with speaking("en"):  # the sentences of every language name the same
        said = " ".join(trade.gaps)
        names = [(catalogue.inside(c, trade.data_dir), whole) for c, whole in missing]
    named = [name in said or whole in said for name, whole in names]

    def found() -> str:
        counts = {"some": len(expected) - len(missing), "all": len(expected)}
        if not missing:
            return tr("all {all} main items and markets of exports held", **counts)
        return tr(
            "{some} of {all} main items and markets of exports held, {named} of {missing} others"
            " named",
            **counts,
            named=sum(named),
            missing=len(missing),
        )

    return Check(later("What is missing is named"), all(named), both(found))


def _group(trade: Panel, group: str) -> list[str]:
    return catalogue.group(group, trade.data_dir)


def _parts(trade: Panel) -> Iterable[Check]:
    sums = (
        (later("The items do not exceed total exports"), "exports", "items_20"),
        (later("The markets do not exceed total exports"), "exports", "markets_9"),
        (later("The markets do not exceed total imports"), "imports", "markets_9"),
        (later("The fuels do not exceed total imports"), "imports", "fuels"),
    )
    for name, flow, group in sums:
        total = trade.fact(flow, "total")
        facts = [trade.fact(flow, code) for code in _group(trade, group)]
        held = [fact.value for fact in facts if fact]
        if total is None or not held:
            yield Check(name, True, both(lambda: tr("nothing held to compare")), tested=False)
            continue
        yield Check(name, sum(held) <= total.value, _part(held, len(facts), total.value))


def _part(held: list[float], parts: int, total: float) -> Both:
    def said() -> str:
        sums = {"part": wording.usd(sum(held)), "total": wording.usd(total)}
        if len(held) == parts:
            return tr("{part} of {total}", **sums)
        counts = {"some": len(held), "all": parts}
        return tr("{part} of {total}, with {some} of {all} held", **sums, **counts)

    return both(said)


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
        rows = trade.since(pd.Period(year=trade.month.year - 1, month=1, freq="M"))
        ended = {str(trade.month), f"{trade.month}-D10", f"{trade.month}-D20"}
        if trade.month.month % 3 == 0:
            ended.add(f"{trade.month.year}-Q{trade.month.quarter}")
        if trade.month.month == 12:
            ended.add(str(trade.month.year))
        made = compare(rows, ended)
        trade.worked_out["compared"] = explain(made, read_known(trade.data_dir))
    found: list[Comparison] = trade.worked_out["compared"]
    return found


def _printed(trade: Panel) -> Check:
    name = later("What was printed follows from the values")
    made = compared(trade)
    differ = [each for each in made if each.outcome == DIFFERS]
    counts = Counter(each.outcome for each in made)

    def said() -> str:
        if not made:
            return tr("nothing printed is held")
        some, every, explained = counts[AGREES], len(made) - counts[OPEN], counts[EXPLAINED]
        if explained:
            agree = tr(
                "{some} of {all} that can be compared agree, {explained} differ for a known cause",
                **{"some": some, "all": every, "explained": explained},
            )
        else:
            agree = tr("{some} of {all} that can be compared agree", some=some, all=every)
        return "; ".join([agree, *map(_differing, differ)])

    tested = len(made) > counts[OPEN]
    return Check(name, not differ, both(said), tested)


def _differing(made: Comparison) -> str:
    return tr(
        "{series} {measure} {period}: {printed} printed {date}, {computed} computed",
        series=f"{made.flow}.{made.code}",
        measure=made.measure,
        period=made.period,
        printed=f"{made.printed:g}",
        date=made.published,
        computed=f"{made.computed:.2f}",
    )

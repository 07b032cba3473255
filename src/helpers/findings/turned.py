"""What the first release said and the revisions have overturned."""

from __future__ import annotations

from helpers.findings.finding import Extreme, Finding, Run
from helpers.findings.story import every
from helpers.loading import Panel


def turned(trade: Panel) -> list[tuple[Finding, Finding | None]]:
    """Return findings of the month's first release that no longer hold, and what holds now.

    A finding is overturned where it told how far back a value has no equal, or a run, and that is
    no longer so. The most important first; None where nothing of the kind is found any more.

    Examples
    --------
    >>> from helpers.loading import load
    >>> turned(load("2023-12", as_of="2024-01-01"))
    []
    """
    first = trade.first_release()
    if trade.as_of == first.as_of:
        return []
    now = {(each.kind, each.series): each for each in every(trade, forecasts=False)}
    found = [(each, now.get((each.kind, each.series))) for each in every(first, forecasts=False)]
    return sorted(
        ((then, later) for then, later in found if _overturned(then, later)),
        key=lambda pair: (-pair[0].importance, pair[0].kind, pair[0].series),
    )


def _overturned(then: Finding, now: Finding | None) -> bool:
    return any(
        isinstance(value, Extreme | Run) and (now is None or now.numbers.get(name) != value)
        for name, value in then.numbers.items()
    )

"""What the first release said and the revisions have overturned."""

from __future__ import annotations

import pandas as pd

from helpers.findings.finding import Extreme, Finding, Run
from helpers.findings.story import every
from helpers.frames import described, nothing
from helpers.loading import Panel

COLUMNS = ["kind", "series", "then", "now"]


def turned(trade: Panel) -> pd.DataFrame:
    """Return findings of the month's first release that no longer hold, and what holds now.

    A finding is overturned where it told how far back a value has no equal, or a run, and that is
    no longer so.

    Returns
    -------
    pandas.DataFrame
        A row for each, the most important first: kind, series, then and now (findings; None where
        nothing of the kind is found any more).

    Examples
    --------
    >>> from helpers.loading import load
    >>> turned(load("2022-09"))["kind"].tolist()
    ['balance.run']
    """
    first = trade.first_release()
    if trade.as_of == first.as_of:
        return nothing(COLUMNS, trade, "turned")
    now = {(finding.kind, finding.series): finding for finding in every(trade, forecasts=False)}
    matches = [(then, now.get((then.kind, then.series))) for then in every(first, forecasts=False)]
    pairs = sorted(
        ((then, later) for then, later in matches if _overturned(then, later)),
        key=lambda pair: (-pair[0].importance, pair[0].kind, pair[0].series),
    )
    if not pairs:
        return nothing(COLUMNS, trade, "turned")
    rows = [(then.kind, then.series, then, later) for then, later in pairs]
    return described(
        pd.DataFrame(rows, columns=COLUMNS),
        trade,
        *(trade.observations(flow, "total") for flow in ("exports", "imports")),
        at=trade.month,
    )


def _overturned(then: Finding, now: Finding | None) -> bool:
    return any(
        isinstance(value, Extreme | Run) and (now is None or now.numbers.get(name) != value)
        for name, value in then.numbers.items()
    )

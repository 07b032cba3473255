"""Revisions: what a month's figure was when it was first released, and what it is now."""

from __future__ import annotations

import pandas as pd

from helpers import metrics
from helpers.loading import Panel

FEW = 6  # revised months below which the size of a revision says nothing
COLUMNS = ["first", "first_published", "latest", "latest_published"]


def first_and_latest(trade: Panel, flow: str, code: str, measure: str = "value") -> pd.DataFrame:
    """Give the first release and the newest known figure of every month that has both.

    Parameters
    ----------
    trade : Panel
        Nothing published after its date counts.
    flow, code, measure : str
        The series, as `Panel.facts` takes them. A first release of a balance is exports minus
        imports of the same day.

    Returns
    -------
    pandas.DataFrame
        By month: first and latest in the unit of the series, first_published and
        latest_published. Months whose first release is not held, or was not followed by another
        figure yet, are absent.

    Examples
    --------
    >>> from helpers.loading import load
    >>> float(first_and_latest(load("2023-12"), "exports", "total").loc["2023-12", "latest"])
    57573.193
    """
    key = ("first_and_latest", flow, code, measure)
    if key not in trade.worked_out:
        made = _balance(trade, code) if flow == "balance" else _series(trade, flow, code, measure)
        trade.worked_out[key] = made
    found: pd.DataFrame = trade.worked_out[key]
    return found


def ordinary(trade: Panel, flow: str, code: str) -> float | None:
    """Give the usual size of a revision of a series: nine in ten are smaller.

    Returns
    -------
    float or None
        Per cent of the first release; that of the flow's total where fewer than six months of the
        series itself are held with both figures, None where those are too few as well.

    Examples
    --------
    >>> from helpers.loading import load
    >>> 0 < ordinary(load("2026-07"), "exports", "total") < 1
    True
    """
    for each in (code, "total"):
        both = first_and_latest(trade, flow, each)
        if len(both) >= FEW:
            return metrics.revision_size(both["first"], both["latest"])
    return None


def _series(trade: Panel, flow: str, code: str, measure: str) -> pd.DataFrame:
    every = trade.all_vintages(flow, code, measure)
    released = every[every["status"].eq("preliminary")].drop_duplicates("period")
    first = released.set_index("period")[["value", "published"]].set_axis(COLUMNS[:2], axis=1)
    facts = trade.facts(flow, code, measure)
    latest = facts.loc[~facts["stand_in"], ["value", "published"]].set_axis(COLUMNS[2:], axis=1)
    both = first.join(latest, how="inner")
    return both[both["latest_published"].gt(both["first_published"])]


def _balance(trade: Panel, code: str) -> pd.DataFrame:
    sold, bought = (first_and_latest(trade, flow, code) for flow in ("exports", "imports"))
    both = sold.join(bought, how="inner", rsuffix="_bought")
    both = both[both["first_published"].eq(both["first_published_bought"])]
    later = both[["latest_published", "latest_published_bought"]].max(axis=1)
    return both.assign(
        first=both["first"] - both["first_bought"],
        latest=both["latest"] - both["latest_bought"],
        latest_published=later,
    )[COLUMNS]

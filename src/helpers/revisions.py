"""Revisions: what the first release of a month printed, and what is known of the month since."""

from __future__ import annotations

import pandas as pd

from helpers import metrics
from helpers.loading import Panel
from helpers.months import release_date

COLUMNS = ["first", "first_published", "latest", "latest_published"]
FEW = 6  # revised months below which the size of a revision says nothing


def first_and_latest(
    trade: Panel, flow: str, code: str, measure: str = "value", basis: str | None = None
) -> pd.DataFrame:
    """Give what the first release of each month printed beside the figure in force.

    Parameters
    ----------
    trade : Panel
        Months after its own, and what was published after its date, do not count.
    flow : str
        exports or imports; for balance both are subtracted, as of the release and now.
    code, measure, basis : str
        As for `Panel.facts`; both figures follow the same basis.

    Returns
    -------
    pandas.DataFrame
        By month, ascending: first and latest (in the unit of the measure), first_published and
        latest_published (dates as text). Only months whose newest figure is of another publication
        than the ministry's release on the first of the next month; what was not printed on that
        day is absent. A later figure that only repeats it in coarser digits does not count.

    Examples
    --------
    >>> from helpers.loading import load
    >>> both = first_and_latest(load("2023-12"), "exports", "total")
    >>> both.loc["2023-12", ["first", "latest"]].tolist()
    [57660.0, 57573.193]
    """
    key = ("first and latest", flow, code, measure, basis)
    if key not in trade.worked_out:
        first = first_releases(trade, flow, code, measure, basis)[["value", "published"]]
        facts = trade.facts(flow, code, measure, basis)
        latest = facts.loc[~facts["stand_in"], ["value", "published"]]
        both = first.set_axis(COLUMNS[:2], axis=1).join(
            latest.set_axis(COLUMNS[2:], axis=1), how="inner"
        )
        trade.worked_out[key] = both[both["first_published"].ne(both["latest_published"])]
    found: pd.DataFrame = trade.worked_out[key]
    return found


def first_releases(
    trade: Panel, flow: str, code: str, measure: str = "value", basis: str | None = None
) -> pd.DataFrame:
    """Give the figures of each month as the ministry printed them on the day of its release.

    Returns
    -------
    pandas.DataFrame
        By month, ascending: value, published, source, note, precision; of two sources the one with
        more digits. Empty when none is held.

    Examples
    --------
    >>> from helpers.loading import load
    >>> first_releases(load("2023-12"), "exports", "total")["value"].tail(2).tolist()
    [55800.0, 57660.0]
    """
    key = ("first releases", flow, code, measure, basis)
    if key not in trade.worked_out:
        if flow == "balance" and basis != "printed":
            trade.worked_out[key] = _first_balance(trade, code, basis)
        else:
            rows = trade.all_vintages(flow, code, measure, basis)
            rows = rows[rows["status"].eq("preliminary")]
            days = rows["period"].map(lambda month: str(release_date(month)))
            rows = rows[rows["published"].eq(days)].drop_duplicates("period", keep="last")
            index = pd.PeriodIndex(rows["period"], freq="M", name="period")
            trade.worked_out[key] = rows[RELEASED].set_axis(index, axis=0)
    found: pd.DataFrame = trade.worked_out[key]
    return found


def ordinary(trade: Panel, flow: str, code: str) -> float | None:
    """Give the usual size of a revision: nine in ten are smaller.

    The 0.9 quantile of |latest / first - 1| over the months known to the panel, see
    `metrics.revision_size`. First releases are rounded to USD 10 or 100 million, and that rounding
    is part of it. Balances have none: they follow from exports and imports.

    Returns
    -------
    float or None
        Per cent of the first release; that of the flow's total where fewer than six months of the
        series itself were revised, None where those are too few as well.

    Examples
    --------
    >>> from helpers.loading import load
    >>> 0 < ordinary(load("2026-07"), "exports", "total") < 1
    True
    >>> print(ordinary(load("2001-01"), "exports", "total"))
    None
    """
    if flow == "balance":
        return None
    for each in (code, "total"):
        both = first_and_latest(trade, flow, each)
        if len(both) >= FEW:
            return metrics.revision_size(both["first"], both["latest"])
    return None


def _first_balance(trade: Panel, code: str, basis: str | None) -> pd.DataFrame:
    sold, bought = (first_releases(trade, each, code, "value", basis) for each in FLOWS)
    months = sold.index.intersection(bought.index)
    sold, bought = sold.loc[months], bought.loc[months]
    return sold.assign(
        value=sold["value"] - bought["value"],
        precision=sold["precision"] + bought["precision"],
        note="computed: exports minus imports",
    )


FLOWS = ("exports", "imports")
RELEASED = ["value", "published", "source", "note", "precision"]

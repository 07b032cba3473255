"""Revisions: what the first release of a month printed, and what is known of the month since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from helpers import metrics
from helpers.loading import Panel
from helpers.months import release_date
from helpers.store import Figures

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
            known = trade.vintage_figures(flow, code, measure, basis)
            at = np.flatnonzero(known.columns["status"] == "preliminary")
            days = [str(release_date(month)) for month in known.index[at]]
            at = at[known.columns["published"][at] == np.array(days, dtype=object)]
            at = at[np.diff(known.ordinals[at], append=-1) != 0]  # the last one of each month
            columns = {name: known.columns[name][at] for name in RELEASED}
            trade.worked_out[key] = Figures(known.ordinals[at], "M", columns).frame
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
        if len(first_releases(trade, flow, each)) < FEW:
            continue
        both = first_and_latest(trade, flow, each)
        if len(both) >= FEW:
            return metrics.revision_size(both["first"], both["latest"])
    return None


def growth(trade: Panel, flow: str, code: str) -> pd.DataFrame:
    """Give growth on the year as the first release printed it beside what follows from now.

    Returns
    -------
    pandas.DataFrame
        By month: first (per cent, as printed on the day) and latest (computed from the values in
        force). Only months whose value was revised since and whose printed rate is held.

    Examples
    --------
    >>> from helpers.loading import load
    >>> growth(load("2023-12"), "exports", "total").round(2).loc["2023-12"].tolist()
    [5.1, 4.97]
    """
    facts = trade.facts(flow, code)
    now = metrics.year_on_year(facts.loc[~facts["stand_in"], "value"]).rename("latest")
    printed = first_releases(trade, flow, code, "yoy_pct")["value"].rename("first")
    months = first_and_latest(trade, flow, code).index
    return pd.concat([printed, now], axis=1, join="inner").reindex(months).dropna()


@dataclass(frozen=True)
class Size:
    """How the first releases of a series were revised.

    Attributes
    ----------
    months : int
        Months whose first release and a later figure are held.
    mean, mean_absolute : float
        Of the revisions: per cent of the first release, for a balance USD million.
    largest, largest_in : float, pandas.Period
        The largest revision and its month.
    directions : int
        Months whose direction can be told on both: growth as printed to one decimal, for a balance
        its sign.
    turned : tuple of pandas.Period
        Those of them in which the direction changed.
    growth_absolute : float
        Mean absolute revision of growth, percentage points; NaN where it is not held.
    """

    months: int
    mean: float
    mean_absolute: float
    largest: float
    largest_in: pd.Period
    directions: int
    turned: tuple[pd.Period, ...]
    growth_absolute: float


def size(trade: Panel, flow: str, code: str, last: int | None = None) -> Size | None:
    """Sum up the revisions of a series, of all its months or of the last ones; None without any.

    Parameters
    ----------
    last : int, optional
        Only months among this many that end with the panel's own.

    Examples
    --------
    >>> from helpers.loading import load
    >>> found = size(load("2023-12"), "exports", "total")
    >>> found.months, round(found.mean, 1), found.turned
    (44, -0.3, ())
    """
    both = first_and_latest(trade, flow, code)
    both = both if last is None else both[both.index > trade.month - last]
    if both.empty:
        return None
    change = both["latest"] - both["first"]
    if flow != "balance":
        change = 100 * change / both["first"]
    rates = both if flow == "balance" else growth(trade, flow, code)
    rates = rates[rates.index.isin(both.index)]
    shown = rates[["first", "latest"]].astype(float)
    signs = shown.map(metrics.rounded).apply(np.sign)
    largest: Any = change.abs().idxmax()
    return Size(
        months=len(both),
        mean=float(change.mean()),
        mean_absolute=float(change.abs().mean()),
        largest=float(change[largest]),
        largest_in=largest,
        directions=len(signs),
        turned=tuple(signs.index[signs["first"].ne(signs["latest"])]),
        growth_absolute=(
            float("nan")
            if flow == "balance"
            else float((shown["latest"] - shown["first"]).abs().mean())
        ),
    )


def vintages(trade: Panel, flow: str, code: str) -> pd.DataFrame:
    """Give every vintage of the month's value, oldest first; a balance follows from both flows.

    Returns
    -------
    pandas.DataFrame
        Columns value (USD million), status, published and source; of one day the figure with more
        digits, without later ones that repeat it in coarser digits and without undated ones.

    Examples
    --------
    >>> from helpers.loading import load
    >>> vintages(load("2022-03"), "balance", "total")["value"].round(1).tolist()
    [-140.0, 212.0, -24.3]
    """
    if flow != "balance":
        held = trade.all_vintages(flow, code)
        of_month = (held["period"] == trade.month) & held["status"].ne("unknown")
        held = held[held["newer"] & of_month]
        return held.drop_duplicates("published", keep="last")[VINTAGE].reset_index(drop=True)
    sold, bought = (vintages(trade, each, code).set_index("published") for each in FLOWS)
    days = sold.index.union(bought.index)
    sold, bought = sold.reindex(days).ffill(), bought.reindex(days).ffill()
    both = sold.assign(value=sold["value"] - bought["value"]).dropna()
    return both.rename_axis("published").reset_index()[VINTAGE]


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
VINTAGE = ["value", "status", "published", "source"]
RELEASED = ["value", "published", "source", "note", "precision"]

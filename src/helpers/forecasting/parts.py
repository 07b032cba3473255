"""Items and partners ahead: shares of the total's forecast, so that parts and total agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers import catalogue
from helpers.forecasting.ahead import outlook
from helpers.forecasting.combined import COMBINED
from helpers.forecasting.intervals import ENOUGH_ERRORS, LEVELS
from helpers.loading import Panel

LEAST_PARTS = 15  # months up to the origin: a year before each of the last three
RECENT = 3
JUDGED = 24
REST = "rest"


@dataclass(frozen=True, eq=False)
class Parts:
    """Forecasts of the parts of a flow.

    Attributes
    ----------
    ahead : pandas.DataFrame
        Month by code and `REST`, USD million; each row adds up to the forecast of the total.
    errors : pandas.Series
        By code, mean absolute error one month ahead of the last months, per cent; NaN where fewer
        than half of them can be had.
    spreads: pd.Series
        By code, half the width of the interval of 80 in 100 one month ahead, in logs: that quantile
        of the same errors; NaN with fewer than `ENOUGH_ERRORS`.
    """

    ahead: pd.DataFrame
    errors: pd.Series
    spreads: pd.Series


def parts(trade: Panel, flow: str, group: str) -> Parts | None:
    """Forecast the parts of a flow.

    Each part's share of the total in a month ahead is its share in that month a year before, times
    the change on the year of its share over the last three months; the shares, that of what is not
    among the parts included, are scaled to add up to one, and the total's forecast is shared out by
    them (top-down).

    Parameters
    ----------
    trade : Panel
        Figures published by its date count.
    flow : str
        exports or imports.
    group : str
        A group of the catalogue: items_20 or markets_9.

    Returns
    -------
    Parts or None
        None where the total is not forecast, or no part is held for the last fifteen months.
    """
    key = ("parts", flow, group)
    if key not in trade.worked_out:
        trade.worked_out[key] = _parts(trade, flow, group)
    found: Parts | None = trade.worked_out[key]
    return found


def _parts(trade: Panel, flow: str, group: str) -> Parts | None:
    total = outlook(trade, flow)
    held = _held(trade, flow, group)
    if total.missing or held is None:
        return None
    path = pd.Series(total.path["forecast"].to_numpy(dtype=float), total.path["period"])
    ahead = _shares(held, trade.month, len(path)).mul(path.to_numpy(), axis=0)
    made = total.evaluation
    made = made[made["model"].eq(COMBINED) & made["horizon"].eq(1)]
    off = []
    for origin, value in zip(
        made["origin"].tail(JUDGED), made["forecast"].tail(JUDGED), strict=True
    ):
        past = held[held.index <= origin]
        if len(past) < LEAST_PARTS or past.index[-1] != origin or origin + 1 not in held.index:
            continue
        came = held.loc[origin + 1]
        off.append(_shares(past, origin, 1).iloc[0] * value / came)
    none = pd.Series(np.nan, held.columns)
    ratios = pd.DataFrame(off)
    errors = (ratios - 1).abs().mean() * 100 if len(off) >= JUDGED // 2 else none
    enough = len(off) >= ENOUGH_ERRORS
    spreads = ratios.map(np.log).abs().quantile(LEVELS[0]) if enough else none
    return Parts(ahead, errors, spreads)


def _held(trade: Panel, flow: str, group: str) -> pd.DataFrame | None:
    """Return the parts held without a gap up to the month, and the rest, each above zero."""
    whole = known_series(trade, flow, "total")
    recent = pd.period_range(trade.month - LEAST_PARTS + 1, trade.month, freq="M")
    held = {}
    for code in catalogue.group(group, trade.data_dir):
        values = known_series(trade, flow, code)
        if set(recent) <= set(values.index):
            held[code] = values
    table = pd.DataFrame(held).reindex(whole.index)
    if table.empty or not set(recent) <= set(whole.index):
        return None
    table = table[table.notna().all(axis=1)]
    gaps = np.flatnonzero(np.diff([month.ordinal for month in table.index]) > 1)
    table = table.iloc[gaps[-1] + 1 :] if len(gaps) else table
    table[REST] = whole.reindex(table.index) - table.sum(axis=1)
    fine = bool((table.tail(LEAST_PARTS) > 0).all(axis=None)) and len(table) >= LEAST_PARTS
    return table if fine else None


def known_series(trade: Panel, flow: str, code: str, measure: str = "value") -> pd.Series:
    """Return a series by month without later vintages: only what was known on the panel's date."""
    facts = trade.facts(flow, code, measure=measure)
    return facts.loc[~facts["stand_in"], "value"]


def _shares(held: pd.DataFrame, origin: pd.Period, horizon: int) -> pd.DataFrame:
    shares = held.div(held.sum(axis=1), axis=0)
    now = shares[shares.index > origin - RECENT].mean()
    then = shares[(shares.index > origin - RECENT - 12) & (shares.index <= origin - 12)].mean()
    months = pd.period_range(origin + 1, periods=horizon, freq="M")
    before = pd.PeriodIndex([month - 12 for month in months])
    moved = shares.reindex(before).set_axis(months, axis=0) * (now / then)
    return moved.div(moved.sum(axis=1), axis=0)

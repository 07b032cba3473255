"""Parts of a flow ahead.

Items and partners take shares of the forecast of the total, so that they agree with it; chips and
the rest, forecast apart and added, are a second opinion on exports.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers import catalogue
from helpers.forecasting.ahead import judged_store, kept_forecasts, outlook
from helpers.forecasting.combined import COMBINED, forecast, usable
from helpers.forecasting.evaluation import HORIZON, ORIGINS, fitted
from helpers.forecasting.intervals import ENOUGH_ERRORS, LEVELS
from helpers.forecasting.store import ForecastStore
from helpers.forecasting.vintages import History, history
from helpers.loading import Panel
from helpers.metrics import year_on_year
from helpers.tidy import kept

LEAST_PARTS = 15  # months up to the origin: a year before each of the last three
RECENT = 3
JUDGED = 24
REST = "rest"
CHIPS = "semiconductors_hs"  # HS 8542, the only definition with a past long enough


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


@kept
def parts(trade: Panel, flow: str, group: str) -> Parts | None:
    """Forecast the parts of a flow.

    Each part's share of the total in a month ahead is its share in that month a year before, times
    the change on the year of its share over the last three months; the shares, that of what is not
    among the parts included, are scaled to add up to one, and the total's forecast is shared out by
    them (top-down).

    Parameters
    ----------
    trade : Panel
        Observations published by its date count.
    flow : str
        exports or imports.
    group : str
        A group of the catalogue: items_20 or markets_9.

    Returns
    -------
    Parts or None
        None where the total is not forecast, or no part is available for the last fifteen months.
    """
    total = outlook(trade, flow)
    table = _unbroken_parts(trade, flow, group)
    if total.missing or table is None:
        return None
    path = pd.Series(total.path["forecast"].to_numpy(dtype=float), total.path["period"])
    shares = table.div(table.sum(axis=1), axis=0)
    moves = shares.rolling(RECENT).mean()
    moves = moves / moves.shift(12)
    shifted = shares.reindex(pd.PeriodIndex(path.index) - 12).set_axis(path.index, axis=0)
    ahead = _to_one(shifted * moves.iloc[-1]).mul(path, axis=0)
    rows = total.evaluation
    rows = rows[rows["model"].eq(COMBINED) & rows["horizon"].eq(1)].tail(JUDGED)
    forecast_then = rows.set_index("origin")["forecast"]
    expected = _to_one(shares.shift(11) * moves).reindex(forecast_then.index)
    came = table.shift(-1).reindex(forecast_then.index)
    ratios = (expected.mul(forecast_then, axis=0) / came).dropna()
    none = pd.Series(np.nan, table.columns)
    errors = (ratios - 1).abs().mean() * 100 if len(ratios) >= JUDGED // 2 else none
    enough = len(ratios) >= ENOUGH_ERRORS
    spreads = ratios.map(np.log).abs().quantile(LEVELS[0]) if enough else none
    return Parts(ahead, errors, spreads)


def _unbroken_parts(trade: Panel, flow: str, group: str) -> pd.DataFrame | None:
    """Return the parts without a gap up to the month, and the rest, each above zero."""
    whole = known_series(trade, flow, "total")
    recent = pd.period_range(trade.month - LEAST_PARTS + 1, trade.month, freq="M")
    series = {}
    for code in catalogue.group(group, trade.data_dir):
        values = known_series(trade, flow, code)
        if set(recent) <= set(values.index):
            series[code] = values
    table = pd.DataFrame(series).reindex(whole.index)
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
    arrays = trade.arrays(flow, code, measure)
    return arrays.column("value")[~arrays.columns["later"]]


def _to_one(shares: pd.DataFrame) -> pd.DataFrame:
    return shares.div(shares.sum(axis=1, skipna=False), axis=0)


@dataclass(frozen=True, eq=False)
class Opinion:
    """Exports as the sum of chips and the rest, each forecast by the combination.

    Attributes
    ----------
    ahead : pandas.DataFrame
        By month: forecast and chips (USD million), and first, the forecast of the total as one.
    evaluation : pandas.DataFrame
        origin, horizon, period, forecast, first and actual, at the last `ORIGINS` origins with an
        outcome at each horizon.
    """

    ahead: pd.DataFrame
    evaluation: pd.DataFrame

    def errors(self, horizon: int) -> pd.Series:
        """Return the mean absolute error in per cent, of both opinions: forecast and first."""
        rows = self.evaluation[self.evaluation["horizon"].eq(horizon)]
        ratio = rows[["forecast", "first"]].div(rows["actual"], axis=0)
        return 100 * (ratio - 1).abs().mean()


@kept
def second_opinion(trade: Panel) -> Opinion | None:
    """Forecast exports of semiconductors and all others apart, and judge the sum on its past.

    Months of chips not available in customs headings yet are those of a year before times the
    growth the ministry reports.

    Returns
    -------
    Opinion or None
        None where exports are not forecast, or chips not known up to the month.
    """
    first = outlook(trade, "exports")
    total, chips = history(trade, "exports"), history(trade, "exports", CHIPS)
    if first.missing or not len(chips.months):
        return None
    known = _filled(trade, chips.now())
    if known.index[-1] != trade.month:
        return None
    store, state = kept_forecasts(trade), judged_store(trade, total)
    now = _apart(_Halves(total, chips), trade.month, (known, total.now() - known), store)
    if now is None:
        return None
    numbers = state.remember(
        f"opinion-{total.fingerprint}-{chips.fingerprint}",
        lambda: _evaluated(_Halves(total, chips), trade.month, store),
    )
    store.save()
    both = pd.DataFrame(
        np.array(numbers, dtype=float).reshape(-1, 3), columns=["ordinal", "horizon", "forecast"]
    )
    rows = first.evaluation[first.evaluation["model"].eq(COMBINED)].dropna(subset=["error"])
    rows = rows.assign(ordinal=[origin.ordinal for origin in rows["origin"]])
    rows = rows.rename(columns={"forecast": "first"}).merge(both, on=["ordinal", "horizon"])
    place = rows.sort_values("ordinal").groupby("horizon").cumcount(ascending=False)
    rows = rows[place.reindex(rows.index) < ORIGINS]
    return Opinion(
        now.assign(first=first.path["forecast"].to_numpy(dtype=float)),
        rows[["origin", "horizon", "period", "forecast", "first", "actual"]],
    )


class _Halves(NamedTuple):
    total: History
    chips: History

    def known(self, origin: pd.Period) -> tuple[pd.Series, pd.Series]:
        """Return chips and the rest as known at an origin, later vintages standing in."""
        chips, _ = self.chips.known(origin)
        return chips, self.total.known(origin)[0] - chips


def _apart(
    halves: _Halves, origin: pd.Period, known: tuple[pd.Series, pd.Series], store: ForecastStore
) -> pd.DataFrame | None:
    """Forecast both parts with parameters of the last December; None with too short a past."""
    year_end = origin if origin.month == 12 else pd.Period(f"{origin.year - 1}-12", "M")
    paths = []
    for part, before in zip(known, halves.known(year_end), strict=True):
        logs, basis = usable(part.dropna()), usable(before.dropna())
        if logs is None or logs.index[-1] != origin:
            return None
        basis = logs if basis is None or basis.index[-1] != year_end else basis
        estimated = fitted(basis, store, halves.total.saturday)
        paths.append(forecast(logs, estimated, HORIZON, halves.total.saturday)[COMBINED])
    return pd.DataFrame({"forecast": paths[0] + paths[1], "chips": paths[0]})


def _evaluated(halves: _Halves, month: pd.Period, store: ForecastStore) -> list[float]:
    """Return ordinal of the origin, months ahead and forecast, one after the other."""
    numbers: list[float] = []
    for origin in list(pd.period_range(end=month - 1, periods=ORIGINS + HORIZON, freq="M")):
        rows = _apart(halves, origin, halves.known(origin), store)
        if rows is not None:
            for step, value in enumerate(rows["forecast"], start=1):
                numbers += [origin.ordinal, step, float(value)]
    return numbers


def _filled(trade: Panel, chips: pd.Series) -> pd.Series:
    """Add the months since by the growth the ministry reports of its own semiconductors."""
    reported = known_series(trade, "exports", "semiconductors", "yoy_pct")
    growth = year_on_year(known_series(trade, "exports", "semiconductors")).combine_first(reported)
    rates = growth.dropna().to_dict()
    values = chips.to_dict()
    for month in list(pd.period_range(chips.index[-1] + 1, trade.month, freq="M")):
        if month not in rates or month - 12 not in values:
            break
        values[month] = values[month - 12] * (1 + rates[month] / 100)
    return pd.Series(values, pd.PeriodIndex(list(values), freq="M"), dtype=float)

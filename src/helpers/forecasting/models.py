"""Forecasts that claim little: the baselines every model has to beat."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from helpers.metrics import daily_average_growth, moving_sum
from helpers.metrics.alignment import ordered, per_year, periods

Model = Callable[[pd.Series, pd.Series, int], pd.Series]

BASELINE = "seasonal_naive"


def seasonal_naive(x: pd.Series, horizon: int = 12) -> pd.Series:
    """Forecast the value of a year before: x(t-12).

    Parameters
    ----------
    x : pandas.Series
        Values by period; the last one available is the origin.
    horizon : int
        Periods ahead. Beyond a year the forecasts of the year before are repeated.

    Returns
    -------
    pandas.Series
        The next `horizon` periods, in the unit of `x`; NaN where the value needed is missing.

    Raises
    ------
    ValueError
        When no value is available.

    Examples
    --------
    >>> s = pd.Series([5.0, 7.0], pd.PeriodIndex(["2022-12", "2023-11"], freq="M"))
    >>> seasonal_naive(s, 2).tolist()
    [5.0, nan]
    """
    return _carried(x, horizon, lambda period, year_before: 1.0)


def last_growth_carried(x: pd.Series, days: pd.Series, horizon: int = 12) -> pd.Series:
    """Carry the last growth of the daily average on: x(t-12) W(t)/W(t-12) (1 + g).

    g is the growth on the year of the daily average at the origin, the last period of `x`.

    Parameters
    ----------
    x : pandas.Series
        Values by period.
    days : pandas.Series
        Working days of the past and of the periods to come: the calendar is known beforehand.
    horizon : int
        Periods ahead. Beyond a year the forecasts of the year before are carried on again.

    Returns
    -------
    pandas.Series
        The next `horizon` periods, in the unit of `x`; NaN where a value or a day count needed is
        missing.

    Raises
    ------
    ValueError
        When no value is available.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2022-11", "2022-12", "2023-11", "2023-12"], freq="M")
    >>> x = pd.Series([100.0, 90.0, 110.0], months[:3])
    >>> last_growth_carried(x, pd.Series([20.0, 18.0, 20.0, 20.0], months), 1).round(6).tolist()
    [110.0]
    """
    known = ordered(x).dropna()
    growth = daily_average_growth(known, days)
    last = float(growth.iloc[-1]) / 100 if len(growth) else float("nan")
    counts = days.to_dict()
    nan = float("nan")
    return _carried(
        known,
        horizon,
        lambda period, year_before: (
            counts.get(period, nan) / counts.get(year_before, nan) * (1 + last)
        ),
    )


def drift(x: pd.Series, horizon: int = 12) -> pd.Series:
    """Let the value of a year before grow as the last ten years did: x(t-12) (1 + g).

    g is the mean growth a year of the sum of twelve months, from ten years before the origin to
    the origin; over fewer years where fewer are available, NaN with less than two.

    Examples
    --------
    >>> months = pd.period_range("2021-01", periods=36, freq="M")
    >>> x = pd.Series([1.06 ** (k // 12) for k in range(36)], months)
    >>> drift(x, 1).round(4).tolist()
    [1.191]
    """
    known = ordered(x).dropna()
    sums = moving_sum(known, per_year(periods(known))).dropna()
    rate = float("nan")
    if len(sums) > 12:
        years = min(10, (len(sums) - 1) // 12)
        rate = float(sums.iloc[-1] / sums.iloc[-1 - 12 * years]) ** (1 / years)
    return _carried(known, horizon, lambda period, year_before: rate)


BASELINES: Mapping[str, Model] = {
    BASELINE: lambda x, days, horizon: seasonal_naive(x, horizon),
    "last_growth_carried": last_growth_carried,
    "drift": lambda x, days, horizon: drift(x, horizon),
}


def _carried(
    x: pd.Series, horizon: int, factor: Callable[[pd.Period, pd.Period], float]
) -> pd.Series:
    """Forecast x(t-12) times a factor, step by step, on forecasts where the past ends."""
    known = ordered(x).dropna()
    if known.empty:
        raise ValueError("no value is available to forecast from")
    origin, steps = known.index[-1], per_year(periods(known))
    index = pd.period_range(origin + 1, periods=horizon, freq=periods(known).freqstr)
    values = known.to_dict()
    for period in index:
        year_before = period - steps
        values[period] = values.get(year_before, float("nan")) * factor(period, year_before)
    forecast = pd.Series([values[period] for period in index], index, dtype=float, name=x.name)
    forecast.attrs = dict(x.attrs)
    return forecast

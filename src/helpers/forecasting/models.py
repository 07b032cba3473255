"""Models that claim little: the baselines to beat, and a nowcast from the flash."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from helpers.metrics import daily_average_growth
from helpers.metrics.alignment import before, ordered, per_year, periods

Model = Callable[[pd.Series, pd.Series, int], pd.Series]

BASELINE = "seasonal_naive"


def seasonal_naive(x: pd.Series, horizon: int = 12) -> pd.Series:
    """Forecast the value of a year before: x(t-12).

    Parameters
    ----------
    x : pandas.Series
        Values by period; the last held one is the origin.
    horizon : int
        Periods ahead. Beyond a year the forecasts of the year before are repeated.

    Returns
    -------
    pandas.Series
        The next `horizon` periods, in the unit of `x`; NaN where the value needed is missing.

    Raises
    ------
    ValueError
        When no value is held.

    Examples
    --------
    >>> s = pd.Series([5.0, 7.0], pd.PeriodIndex(["2022-12", "2023-11"], freq="M"))
    >>> seasonal_naive(s, 2).tolist()
    [5.0, nan]
    """
    return _carried(x, horizon, lambda period, year_before: 1.0)


def last_growth_carried(x: pd.Series, days: pd.Series, horizon: int = 12) -> pd.Series:
    """Carry the last growth of the daily average on: x(t-12) W(t)/W(t-12) (1 + g).

    g is the growth on the year of the daily average at the origin, the last held period of `x`.

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
        When no value is held.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2022-11", "2022-12", "2023-11", "2023-12"], freq="M")
    >>> x = pd.Series([100.0, 90.0, 110.0], months[:3])
    >>> last_growth_carried(x, pd.Series([20.0, 18.0, 20.0, 20.0], months), 1).round(6).tolist()
    [110.0]
    """
    held = ordered(x).dropna()
    growth = daily_average_growth(held, days)
    last = float(growth.iloc[-1]) / 100 if len(growth) else float("nan")
    counts = days.to_dict()
    nan = float("nan")
    return _carried(
        held,
        horizon,
        lambda period, year_before: (
            counts.get(period, nan) / counts.get(year_before, nan) * (1 + last)
        ),
    )


BASELINES: Mapping[str, Model] = {
    BASELINE: lambda x, days, horizon: seasonal_naive(x, horizon),
    "last_growth_carried": last_growth_carried,
}


def flash_nowcast(
    x: pd.Series, flash: pd.Series, days: pd.Series, flash_days: pd.Series
) -> pd.Series:
    """Stretch the flash of the first days of a month to the whole month, by last year's ratio.

    X(t) = X(t-12) F(t)/F(t-12) (W/w)(t) / (W/w)(t-12), with F the value of the first 10 or 20 days,
    w their working days and W those of the month.

    Parameters
    ----------
    x : pandas.Series
        Values of whole months; those of t and later are not used.
    flash : pandas.Series
        Values of the first days, indexed by month, in the unit of `x`.
    days, flash_days : pandas.Series
        Working days of the months and of their first days.

    Returns
    -------
    pandas.Series
        On the months of `flash`, in the unit of `x`; NaN where a value needed is missing or the
        flash a year before is not above zero. The rush at the end of a month is taken to be that
        of the year before.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2022-12", "2023-12"], freq="M")
    >>> nowcast = flash_nowcast(
    ...     pd.Series([200.0], months[:1]),
    ...     flash=pd.Series([120.0, 132.0], months),
    ...     days=pd.Series([24.0, 22.0], months),
    ...     flash_days=pd.Series([16.0, 16.0], months),
    ... )
    >>> round(nowcast["2023-12"], 3)
    np.float64(201.667)
    """
    flash = ordered(flash)
    index, steps = periods(flash), per_year(periods(flash))
    year_before = ordered(x).reindex(index - steps).set_axis(index)
    early, late = (
        flash_days.reindex(index.union(index - steps)),
        days.reindex(index.union(index - steps)),
    )
    stretch = ordered(late / early.where(early > 0))
    base = before(flash, steps)
    ratio = stretch.reindex(index) / before(stretch, steps).reindex(index)
    nowcast = year_before * (flash / base.where(base > 0)) * ratio
    nowcast.attrs, nowcast.name = dict(x.attrs), x.name
    return nowcast


def _carried(
    x: pd.Series, horizon: int, factor: Callable[[pd.Period, pd.Period], float]
) -> pd.Series:
    """Forecast x(t-12) times a factor, step by step, on forecasts where the past ends."""
    held = ordered(x).dropna()
    if held.empty:
        raise ValueError("no value is held to forecast from")
    origin, steps = held.index[-1], per_year(periods(held))
    index = pd.period_range(origin + 1, periods=horizon, freq=periods(held).freqstr)
    values = held.to_dict()
    for period in index:
        year_before = period - steps
        values[period] = values.get(year_before, float("nan")) * factor(period, year_before)
    forecast = pd.Series([values[period] for period in index], index, dtype=float, name=x.name)
    forecast.attrs = dict(x.attrs)
    return forecast

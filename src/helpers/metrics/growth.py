"""Growth, sums over longer periods, and averages per working day."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from helpers.metrics.alignment import (
    Table,
    before,
    complete,
    multiple,
    ordered,
    per_year,
    periods,
)
from helpers.metrics.ordinals import numbers

Array = npt.NDArray[np.float64]
Number = TypeVar("Number", float, pd.Series)


def year_on_year(s: Table) -> Table:
    """Growth against the same period of the year before.

    100 (x(t) / x(t-12) - 1); t-4 for quarters, t-1 for years.

    Parameters
    ----------
    s : pandas.Series or pandas.DataFrame
        Values by period, in any unit.

    Returns
    -------
    pandas.Series or pandas.DataFrame
        Per cent, on the same periods in order. NaN where either value is missing or the earlier
        one is not above zero.

    Examples
    --------
    >>> s = pd.Series([100.0, 112.5], index=pd.PeriodIndex(["2022-12", "2023-12"], freq="M"))
    >>> year_on_year(s).tolist()
    [nan, 12.5]
    """
    s = ordered(s)
    return _growth(s, per_year(periods(s)))


def month_on_month(s: Table) -> Table:
    """Growth against the period before: 100 (x(t) / x(t-1) - 1), per cent.

    Only telling on seasonally adjusted data; else say "not adjusted" beside it. NaN as in
    `year_on_year`.

    Examples
    --------
    >>> s = pd.Series([200.0, 190.0], index=pd.period_range("2023-11", periods=2, freq="M"))
    >>> month_on_month(s).round(9).tolist()
    [nan, -5.0]
    """
    return _growth(ordered(s), 1)


def log_growth(s: Table) -> Table:
    """Growth on the year in logarithms: 100 ln(x(t) / x(t-12)).

    Adds up over time and over factors (value = price times volume), so it serves decompositions,
    not headlines. NaN where either value is missing or not above zero.

    Examples
    --------
    >>> s = pd.Series([100.0, 110.0], index=pd.PeriodIndex(["2022", "2023"], freq="Y"))
    >>> log_growth(s).round(4).tolist()
    [nan, 9.531]
    """
    s = ordered(s)
    positive = s.where(s > 0)
    ratio = positive / before(positive, per_year(periods(s)))
    return _with_unit(100 * ratio.apply(np.log), s, "pct")


def annualised_three_months(s: pd.Series) -> pd.Series:
    """Growth of the last three months on the three before, at an annual rate.

    100 ((mean of t-2..t / mean of t-5..t-3)^4 - 1), per cent. Only telling on seasonally adjusted
    months. NaN where one of the six is missing or the earlier mean is not above zero.

    Examples
    --------
    >>> months = pd.period_range("2023-01", periods=6, freq="M")
    >>> s = pd.Series([100.0, 100.0, 100.0, 101.0, 101.0, 101.0], months)
    >>> annualised_three_months(s).round(4).iloc[-1]
    np.float64(4.0604)
    """
    sums = moving_sum(s, 3)
    earlier = before(sums, 3)
    return _with_unit(100 * ((sums / earlier.where(earlier > 0)) ** 4 - 1), s, "pct")


def year_to_date(s: pd.Series) -> pd.Series:
    """Sum from the first period of the year to t, in the unit of `s`.

    NaN from the first missing period of a year onwards. Growth of the year to date is
    `year_on_year(year_to_date(s))`.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2023-01", "2023-02", "2023-04"], freq="M")
    >>> s = pd.Series([1.0, 2.0, 4.0], months)
    >>> year_to_date(s).tolist()
    [1.0, 3.0, nan]
    """
    s = ordered(s)
    if s.empty:
        return s
    index = periods(s)
    a_year = per_year(index)
    places = (numbers(index) - _january(index)) // multiple(index)
    by_year = np.full((places[-1] // a_year + 1) * a_year, np.nan)
    by_year[places] = s.to_numpy(dtype=float)
    sums = by_year.reshape(-1, a_year).cumsum(axis=1).ravel()[places]
    return _with_unit(_like(s, sums, index), s)


def moving_sum(s: pd.Series, length: int = 12) -> pd.Series:
    """Sum of the last `length` periods, in the unit of `s`; NaN where one of them is missing.

    Twelve months remove the season and most of the shifts of Seollal and Chuseok.

    Examples
    --------
    >>> s = pd.Series([1.0, 2.0, 4.0], index=pd.period_range("2023-01", periods=3, freq="M"))
    >>> moving_sum(s, 2).tolist()
    [nan, 3.0, 6.0]
    """
    s = ordered(s)
    return _with_unit(complete(s).rolling(length, min_periods=length).sum().reindex(s.index), s)


def quarterly(s: Table) -> Table:
    """Sum by quarter, in the unit of `s`; a quarter with a missing month is absent.

    Examples
    --------
    >>> s = pd.Series([1.0, 2.0, 4.0, 8.0], index=pd.period_range("2023-01", periods=4, freq="M"))
    >>> quarterly(s)
    2023Q1    7.0
    Freq: Q-DEC, dtype: float64
    """
    return _sums(s, "Q")


def half_yearly(s: Table) -> Table:
    """Sum by half-year, in the unit of `s`; a half-year with a missing period is absent.

    The index has the frequency "2Q": the first half of 2023 is written 2023Q1, the second 2023Q3.

    Examples
    --------
    >>> months = pd.period_range("2023-01", periods=12, freq="M")
    >>> s = pd.Series(range(12), months, dtype=float)
    >>> half_yearly(s).tolist()
    [15.0, 51.0]
    """
    quarters = quarterly(s)
    halves = quarters + before(quarters, -1)
    halves = halves[periods(halves).quarter % 2 == 1].dropna(how="all")
    return _with_unit(halves.set_axis(periods(halves).asfreq("2Q-DEC"), axis=0), s)


def yearly(s: Table) -> Table:
    """Sum by year, in the unit of `s`; a year with a missing period is absent.

    Examples
    --------
    >>> s = pd.Series([1.0] * 12, index=pd.period_range("2023-01", periods=12, freq="M"))
    >>> yearly(s).loc["2023"]
    np.float64(12.0)
    """
    return _sums(s, "Y")


def daily_average(s: Table, days: pd.Series) -> Table:
    """Value per working day: x(t) / W(t), in the unit of `s` per day.

    Parameters
    ----------
    s : pandas.Series or pandas.DataFrame
        Values by period.
    days : pandas.Series
        Working days by period, as `helpers.months.working_days_of` gives them.

    Returns
    -------
    pandas.Series or pandas.DataFrame
        On the periods of `s`; NaN where the value or the days are missing or there are none.

    Examples
    --------
    >>> month = pd.PeriodIndex(["2023-12"], freq="M")
    >>> daily_average(pd.Series([45.0], month), pd.Series([22.5], month)).tolist()
    [2.0]
    """
    s = ordered(s)
    count = ordered(days).reindex(s.index)
    average = s.div(count.where(count > 0), axis=0)
    unit = s.attrs.get("unit")
    return _with_unit(average, s, f"{unit}_per_day" if unit else None)


def daily_average_growth(s: Table, days: pd.Series) -> Table:
    """Growth on the year of the daily average, per cent; `year_on_year(daily_average(s, days))`.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2022-12", "2023-12"], freq="M")
    >>> growth = daily_average_growth(
    ...     pd.Series([100.0, 105.1], months), pd.Series([24.5, 22.5], months)
    ... )
    >>> round(growth["2023-12"], 2)
    np.float64(14.44)
    """
    return year_on_year(daily_average(s, days))


def working_day_adjusted(growth: Number, days: Number, days_before: Number) -> Number:
    """Turn growth of a value into growth per working day.

    100 ((1 + g/100) W(t-12) / W(t) - 1), per cent; equal to `daily_average_growth`.

    Parameters
    ----------
    growth : float or pandas.Series
        Growth on the year, per cent.
    days, days_before : float or pandas.Series
        Working days now and a year before.

    Examples
    --------
    >>> round(working_day_adjusted(5.1, 22.5, 24.5), 2)
    14.44
    """
    return 100 * ((1 + growth / 100) * days_before / days - 1)


def elasticity_adjusted_growth(
    growth: Number, days: Number, days_before: Number, beta: float
) -> Number:
    """Return growth less the effect of the working days, with a given elasticity.

    100 ((1 + g/100) (W(t-12) / W(t))^beta - 1), per cent: with x(t) proportional to W(t)^beta, the
    growth with as many working days as a year before (log of working days as a regressor: Bell and
    Hillmer 1983). With beta = 1 it is `working_day_adjusted`; an estimate is commonly lower.

    Parameters
    ----------
    growth : float or pandas.Series
        Growth on the year, per cent.
    days, days_before : float or pandas.Series
        Working days now and a year before.
    beta : float
        Per cent by which one per cent more working days raises the value.

    Examples
    --------
    >>> round(elasticity_adjusted_growth(5.1, 22.5, 24.5, beta=1.0), 2)
    14.44
    >>> round(elasticity_adjusted_growth(5.1, 22.5, 24.5, beta=0.8), 2)
    12.51
    """
    adjusted: Number = 100 * ((1 + growth / 100) * (days_before / days) ** beta - 1)
    return adjusted


def price_change(value_growth: Number, volume_growth: Number) -> Number:
    """Change of the unit value that goes with a growth of value and of volume.

    100 ((1 + v/100) / (1 + q/100) - 1), per cent. A unit value is moved by the mix of goods too:
    it is no price index.

    Examples
    --------
    >>> round(price_change(5.1, 4.7), 2)
    0.38
    """
    return 100 * ((1 + value_growth / 100) / (1 + volume_growth / 100) - 1)


def rounded(value: float, decimals: int = 1) -> float:
    """Round half away from zero, as the ministry prints its rates; NaN stays NaN.

    Noise of binary fractions below 1e-9 is taken off first, so that 0.15 becomes 0.2.

    Examples
    --------
    >>> rounded(0.15), rounded(-0.05), rounded(2.25), round(2.25, 1)
    (0.2, -0.1, 2.3, 2.2)
    """
    if not np.isfinite(value):
        return float(value)
    exact = Decimal(repr(round(float(value), 9)))
    return float(exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def _growth(s: Table, steps: int) -> Table:
    now, base = (series.to_numpy(dtype=float) for series in (s, before(s, steps)))
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = np.where(base > 0, 100 * (now / base - 1), np.nan)
    return _with_unit(_like(s, rates, periods(s)), s, "pct")


def _january(index: pd.PeriodIndex) -> int:
    """Return the number of the first period of the first year."""
    return int(pd.Period(year=index[0].year, month=1, freq=index.freqstr).ordinal)


def _sums(s: Table, freq: str) -> Table:
    s = ordered(s)
    target = periods(s).asfreq(freq)
    first = np.flatnonzero(np.diff(numbers(target), prepend=-(2**62)))
    whole = np.diff(first, append=len(s)) == per_year(periods(s)) // per_year(target)
    sums = np.add.reduceat(s.to_numpy(dtype=float), first, axis=0)[whole]
    return _with_unit(_like(s, sums, target[first][whole]).dropna(how="all"), s)


def _like(s: Table, values: Array, index: pd.PeriodIndex) -> Table:
    """Return other values as a series or frame like `s`; far faster than reckoning with those."""
    if isinstance(s, pd.Series):
        return pd.Series(values, index, name=s.name)
    return pd.DataFrame(values, index, s.columns)


def _with_unit(result: Table, s: Table, unit: str | None = None) -> Table:
    """Hand on what is known of the series, with the new unit where it changes."""
    result.attrs = {**s.attrs, **({"unit": unit} if unit else {})}
    return result

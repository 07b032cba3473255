"""The forecast: three models of the calendar-corrected series, and their average.

How it was chosen: models, regressors, windows and weights were compared on the figures of 1999 to
2020 only, by the mean error at horizons of 1 to 12 months. There the regression with ARIMA errors
was best up to half a year ahead, and its average with the two smoothing models at nine months and
more; so its weight falls from one to a third over the year.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from helpers.forecasting.calendar import NAMES, regressors
from helpers.metrics.alignment import steps_between

ARIMA, LEVEL, TREND, COMBINED = "regression_arima", "level", "damped_trend", "combined"
MODELS = (ARIMA, LEVEL, TREND, COMBINED)
WINDOW, SEASONS = 240, 180  # months the regression and the seasonal pattern are estimated on
LEAST = 84  # months of past without which nothing is forecast
GAPS = 3  # single months that may be missing in them
DAMPING = 0.8  # of the trend, a month
# Where the search for the regression's parameters starts: elasticities, AR(3), seasonal MA.
START = (0.7, -0.3, -0.6, 0.03, -0.03, -0.1, 0.1, 0.1, -0.85)
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Fitted:
    """Parameters as estimated at one time.

    Attributes
    ----------
    beta : numpy.ndarray
        Effects of the calendar on the log of the month, in the order of `calendar.NAMES`.
    arma : numpy.ndarray
        AR(3) and seasonal MA of what the regression leaves, differenced.
    level, trend : numpy.ndarray
        Smoothing of the level model, and of level and trend of the damped trend.
    """

    beta: Array
    arma: Array
    level: Array
    trend: Array

    @classmethod
    def of(cls, numbers: list[float]) -> Fitted:
        """Take the numbers apart that `fit` gives."""
        each = np.array(numbers)
        count = len(NAMES)
        return cls(each[:count], each[count:-3], each[-3:-2], each[-2:])


def usable(past: pd.Series) -> pd.Series | None:
    """Give the logs of the last months of a series without a gap, or None when they are too few.

    A single missing month between two that are held is bridged, for the models only: by the log
    of the year before plus the mean growth on the year of its two neighbours.

    Parameters
    ----------
    past : pandas.Series
        Values by month, above zero; the last one is the origin.
    """
    held = past[past > 0]
    if held.empty:
        return None
    if steps_between(held.index[0], held.index[-1]) == len(held) - 1:  # nothing to bridge
        logs = np.log(held.iloc[-WINDOW:])
        return logs if len(logs) >= LEAST else None
    months = pd.period_range(held.index[0], held.index[-1], freq="M")
    logs = np.log(held.reindex(months).to_numpy(dtype=float))[-(WINDOW + 24) :]
    months = months[-len(logs) :]
    for at in np.flatnonzero(np.isnan(logs)):
        around = (
            logs[[at - 1, at + 1]] - logs[[at - 13, at - 11]] if at >= 13 else np.array([np.nan])
        )
        logs[at] = logs[at - 12] + around.mean()
    gone = np.flatnonzero(np.isnan(logs))
    first = gone[-1] + 1 if len(gone) else 0
    bridged = int(held.reindex(months[first:]).isna()[-LEAST:].sum())
    if len(logs) - first < LEAST or bridged > GAPS:
        return None
    return pd.Series(logs[first:][-WINDOW:], months[first:][-WINDOW:])


def fit(logs: pd.Series) -> list[float]:
    """Estimate the parameters of the three models on the months given.

    Parameters
    ----------
    logs : pandas.Series
        As `usable` gives them.

    Returns
    -------
    list of float
        What `Fitted.of` takes.
    """
    from statsmodels.tools.sm_exceptions import ConvergenceWarning
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    calendar = regressors(_months(logs)).to_numpy()
    model = SARIMAX(
        logs.to_numpy(),
        exog=calendar,
        order=(3, 1, 0),
        seasonal_order=(0, 1, 1, 12),
        simple_differencing=True,
        concentrate_scale=True,
    )
    with warnings.catch_warnings():  # forty steps come close enough; the errors are judged
        warnings.simplefilter("ignore", ConvergenceWarning)
        # On matrices as small as these, more threads than one only wait for each other.
        with threadpool_limits(1):
            fitted = model.fit(start_params=START, disp=0, maxiter=40, cov_type="none")
    params = np.asarray(fitted.params)
    adjusted, _ = _seasons(logs.to_numpy() - calendar @ params[: len(NAMES)])
    smoothing = [*_smoothing(adjusted, damped=False), *_smoothing(adjusted, damped=True)]
    return [float(value) for value in [*params, *smoothing]]


def forecast(logs: pd.Series, fitted: Fitted, horizon: int = 12) -> pd.DataFrame:
    """Forecast the months after the last one with every model.

    Parameters
    ----------
    logs : pandas.Series
        As `usable` gives them; the last month is the origin.
    fitted : Fitted
        Parameters, estimated on the same or an earlier state of the series.
    horizon : int
        Months ahead.

    Returns
    -------
    pandas.DataFrame
        Month by model, USD million. The combination is the weighted mean of the logs.
    """
    months = pd.period_range(logs.index[-1] + 1, periods=horizon, freq="M")
    corrected = logs.to_numpy() - regressors(_months(logs)).to_numpy() @ fitted.beta
    ahead = regressors(months).to_numpy() @ fitted.beta
    adjusted, season = _seasons(corrected)
    season = np.resize(season, horizon)
    made = {
        ARIMA: _arima(corrected, fitted.arma, horizon) + ahead,
        LEVEL: _smoothed(adjusted, fitted.level, horizon) + season + ahead,
        TREND: _smoothed(adjusted, fitted.trend, horizon) + season + ahead,
    }
    weight = weights(horizon)
    made[COMBINED] = weight * made[ARIMA] + (1 - weight) / 2 * (made[LEVEL] + made[TREND])
    return pd.DataFrame({name: np.exp(values) for name, values in made.items()}, months)


def weights(horizon: int) -> Array:
    """Give the weight of the regression by months ahead: one falling to a third over a year.

    Examples
    --------
    >>> weights(14).round(2)[[0, 5, 11, 13]].tolist()
    [1.0, 0.7, 0.33, 0.33]
    """
    steps = np.minimum(np.arange(horizon), 11)
    return np.asarray(1 - 2 / 3 * steps / 11)


def _months(logs: pd.Series) -> pd.PeriodIndex:
    return pd.PeriodIndex(logs.index)


def _seasons(corrected: Array) -> tuple[Array, Array]:
    """Take a slow season out of the last months; give what is left, and the last year's."""
    from statsmodels.tsa.seasonal import STL

    last = corrected[-SEASONS:]
    season = STL(last, period=12, seasonal=121).fit().seasonal
    return last - season, season[-12:]


def _arima(corrected: Array, arma: Array, horizon: int) -> Array:
    """Forecast the differences by their ARMA model and sum them up again."""
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    changes = np.diff(corrected[12:] - corrected[:-12])
    model = SARIMAX(changes, order=(3, 0, 0), seasonal_order=(0, 0, 1, 12))
    with threadpool_limits(1):
        expected = model.filter(np.append(arma, 1.0), cov_type="none").forecast(horizon)
    path = list(corrected[-13:])
    for change in expected:
        path.append(path[-1] + path[-12] - path[-13] + float(change))
    return np.array(path[13:])


def _smoothing(adjusted: Array, damped: bool) -> list[float]:
    """Estimate how fast level and trend follow the series."""
    fixed = {"damping_trend": DAMPING} if damped else {}
    params = _holt(adjusted, damped).fit(**fixed).params
    names = ("smoothing_level", "smoothing_trend")[: 1 + damped]
    return [round(float(params[name]), 6) for name in names]


def _smoothed(adjusted: Array, smoothing: Array, horizon: int) -> Array:
    names = ("smoothing_level", "smoothing_trend")[: len(smoothing)]
    known = dict(zip(names, smoothing.tolist(), strict=True))
    damped = len(smoothing) == 2
    if damped:
        known["damping_trend"] = DAMPING
    made = _holt(adjusted, damped).fit(optimized=False, **known)
    return np.asarray(made.forecast(horizon), dtype=float)


def _holt(adjusted: Array, damped: bool) -> Any:
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    return ExponentialSmoothing(
        adjusted,
        trend="add" if damped else None,
        damped_trend=damped,
        initialization_method="heuristic",
    )

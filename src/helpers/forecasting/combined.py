"""The forecast: three models of the calendar-corrected series, and their average.

How it was chosen: models, regressors, windows and weights were compared on the data of 1999 to
2020 only, by the mean error at horizons of 1 to 12 months. There the regression with ARIMA errors
was best up to half a year ahead, and its average with the two smoothing models at nine months and
more; so its weight falls from one to a third over the year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from helpers.forecasting.calendar import NAMES, SATURDAY, regressors
from helpers.metrics.alignment import steps_between

ARIMA, LEVEL, TREND, COMBINED = "regression_arima", "level", "damped_trend", "combined"
MODELS = (ARIMA, LEVEL, TREND, COMBINED)
WINDOW, SEASONS = 240, 180  # months the regression and the seasonal pattern are estimated on
LEAST = 84  # months of past without which nothing is forecast
GAPS = 3  # single months that may be missing in them
DAMPING = 0.8  # of the trend, a month
START = (-0.1, 0.1, 0.1, -0.7)  # AR(3) and seasonal MA from which the search starts
INSIDE = 0.99  # bound of the seasonal MA, and of each AR parameter
LAGS = 256  # of the moving average that the ARMA model is written as
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
        array = np.array(numbers)
        count = len(NAMES)
        return cls(array[:count], array[count:-3], array[-3:-2], array[-2:])


def usable(past: pd.Series) -> pd.Series | None:
    """Return the logs of the last months of a series without a gap, or None when they are too few.

    A single missing month between two available ones is bridged, for the models only: by the log
    of the year before plus the mean growth on the year of its two neighbours.

    Parameters
    ----------
    past : pandas.Series
        Values by month, above zero; the last one is the origin.
    """
    past = past[past > 0]
    if past.empty:
        return None
    if steps_between(past.index[0], past.index[-1]) == len(past) - 1:  # nothing to bridge
        logs = np.log(past.iloc[-WINDOW:])
        return logs if len(logs) >= LEAST else None
    months = pd.period_range(past.index[0], past.index[-1], freq="M")
    logs = np.log(past.reindex(months).to_numpy(dtype=float))[-(WINDOW + 24) :]
    months = months[-len(logs) :]
    for at in np.flatnonzero(np.isnan(logs)):
        around = (
            logs[[at - 1, at + 1]] - logs[[at - 13, at - 11]] if at >= 13 else np.array([np.nan])
        )
        logs[at] = logs[at - 12] + around.mean()
    gone = np.flatnonzero(np.isnan(logs))
    first = gone[-1] + 1 if len(gone) else 0
    bridged = int(past.reindex(months[first:]).isna()[-LEAST:].sum())
    if len(logs) - first < LEAST or bridged > GAPS:
        return None
    return pd.Series(logs[first:][-WINDOW:], months[first:][-WINDOW:])


def fit(logs: pd.Series, saturday: float = SATURDAY["exports"]) -> list[float]:
    """Estimate the parameters of the three models on the months given.

    The regression is estimated by exact maximum likelihood: at each trial of the ARMA parameters
    the calendar effects follow by generalised least squares, so that only four are searched for.

    Parameters
    ----------
    logs : pandas.Series
        As `usable` gives them.
    saturday : float
        Weight of a Saturday.

    Returns
    -------
    list of float
        What `Fitted.of` takes.
    """
    from scipy.optimize import minimize

    calendar = regressors(_months(logs), saturday).to_numpy()
    changes = _changes(np.column_stack([logs.to_numpy(), calendar]))
    arma = minimize(
        lambda trial: _regressed(changes, trial)[1],
        START,
        method="L-BFGS-B",
        bounds=[(-INSIDE, INSIDE)] * len(START),
    ).x
    beta, _ = _regressed(changes, arma)
    adjusted, _ = _seasons(logs.to_numpy() - calendar @ beta)
    smoothing = [*_smoothing(adjusted, damped=False), *_smoothing(adjusted, damped=True)]
    return [float(value) for value in [*beta, *arma, *smoothing]]


def forecast(
    logs: pd.Series, fitted: Fitted, horizon: int = 12, saturday: float = SATURDAY["exports"]
) -> pd.DataFrame:
    """Forecast the months after the last one with every model.

    Parameters
    ----------
    logs : pandas.Series
        As `usable` gives them; the last month is the origin.
    fitted : Fitted
        Parameters, estimated on the same or an earlier state of the series.
    horizon : int
        Months ahead.
    saturday : float
        Weight of a Saturday.

    Returns
    -------
    pandas.DataFrame
        Month by model, USD million. The combination is the weighted mean of the logs.
    """
    months = pd.period_range(logs.index[-1] + 1, periods=horizon, freq="M")
    corrected = logs.to_numpy() - regressors(_months(logs), saturday).to_numpy() @ fitted.beta
    ahead = regressors(months, saturday).to_numpy() @ fitted.beta
    adjusted, season = _seasons(corrected)
    season = np.resize(season, horizon)
    paths = {
        ARIMA: _arima(corrected, fitted.arma, horizon) + ahead,
        LEVEL: _smoothed(adjusted, fitted.level, horizon) + season + ahead,
        TREND: _smoothed(adjusted, fitted.trend, horizon) + season + ahead,
    }
    weight = weights(horizon)
    paths[COMBINED] = weight * paths[ARIMA] + (1 - weight) / 2 * (paths[LEVEL] + paths[TREND])
    return pd.DataFrame({name: np.exp(values) for name, values in paths.items()}, months)


def weights(horizon: int) -> Array:
    """Return the weight of the regression by months ahead: one falling to a third over a year.

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


def _changes(levels: Array) -> Array:
    """Difference over a year and over a month."""
    return np.asarray(np.diff(levels[12:] - levels[:-12], axis=0))


def effect_errors(logs: pd.Series, fitted: Fitted, saturday: float = SATURDAY["exports"]) -> Array:
    """Return the standard errors of the calendar effects, in the order of `calendar.NAMES`.

    Of generalised least squares with the ARMA parameters taken as known.

    Parameters
    ----------
    logs : pandas.Series
        The months `fitted` was estimated on.
    fitted : Fitted
        Effects and ARMA parameters.
    saturday : float
        Weight of a Saturday.
    """
    calendar = regressors(_months(logs), saturday).to_numpy()
    white, _ = _whitened(_changes(np.column_stack([logs.to_numpy(), calendar])), fitted.arma)
    left = white[:, 0] - white[:, 1:] @ fitted.beta
    variance = left @ left / (len(white) - len(fitted.beta))
    return np.sqrt(variance * np.diag(np.linalg.inv(white[:, 1:].T @ white[:, 1:])))


def _regressed(changes: Array, arma: Array) -> tuple[Array, float]:
    """Regress the first column on the others, with ARMA errors.

    Returns
    -------
    tuple of numpy.ndarray and float
        The effects, and the negative log likelihood per month, its scale concentrated out;
        infinite where the parameters are not stationary.
    """
    if np.abs(np.roots(np.r_[1, -arma[:3]])).max() >= 1:
        return np.full(changes.shape[1] - 1, np.nan), np.inf
    white, scale = _whitened(changes, arma)
    effects, *_ = np.linalg.lstsq(white[:, 1:], white[:, 0], rcond=None)
    left = white[:, 0] - white[:, 1:] @ effects
    likelihood = np.log(left @ left / len(left)) / 2 + scale
    return np.asarray(effects, dtype=float), float(likelihood)


def _whitened(changes: Array, arma: Array) -> tuple[Array, float]:
    """Return the columns with the ARMA correlation taken out, and the mean log of its scale."""
    from scipy.linalg import cholesky, solve_triangular, toeplitz

    root = cholesky(toeplitz(_autocovariance(arma, len(changes))), lower=True)
    scale = np.log(np.diag(root)).mean()
    return np.asarray(solve_triangular(root, changes, lower=True), dtype=float), float(scale)


def _autocovariance(arma: Array, lags: int) -> Array:
    """Return the autocovariances of the ARMA model from lag 0, for innovations of variance 1."""
    from scipy.signal import lfilter

    impulse = np.r_[1.0, np.zeros(LAGS - 1)]
    moving = lfilter(np.r_[1.0, np.zeros(11), arma[3]], np.r_[1.0, -arma[:3]], impulse)
    return np.resize(np.r_[np.correlate(moving, moving, "full")[LAGS - 1 :], np.zeros(lags)], lags)


def _arima(corrected: Array, arma: Array, horizon: int) -> Array:
    """Forecast the differences by their best linear predictor and sum them up again."""
    from scipy.linalg import solve_toeplitz, toeplitz

    changes = _changes(corrected)
    n = len(changes)
    covariance = _autocovariance(arma, n + horizon)
    ahead = toeplitz(covariance[n:0:-1], covariance[n:])[:, :horizon]
    expected = solve_toeplitz(covariance[:n], changes) @ ahead
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
    """Forecast by exponential smoothing, with a damped trend where a second weight is given.

    What `ExponentialSmoothing.forecast` gives, without its overhead at every origin.
    """
    alpha, beta = [*smoothing.tolist(), 0.0][:2]
    trend, level = np.polyfit(np.arange(1, 11), adjusted[:10], 1).tolist()
    trend = trend if len(smoothing) == 2 else 0.0
    for value in adjusted.tolist():
        before, trend = level, DAMPING * trend
        level = alpha * value + (1 - alpha) * (level + trend)
        trend = beta * (level - before) + (1 - beta) * trend
    if len(smoothing) == 1:
        return np.full(horizon, level)
    return np.asarray(level + trend * np.cumsum(DAMPING ** np.arange(1, horizon + 1)))


def _holt(adjusted: Array, damped: bool) -> Any:
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    return ExponentialSmoothing(
        adjusted,
        trend="add" if damped else None,
        damped_trend=damped,
        initialization_method="heuristic",
    )

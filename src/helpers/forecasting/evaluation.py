"""How well the models would have done: forecasts from every origin of the past, in real time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from helpers.forecasting import combined
from helpers.forecasting.models import BASELINES
from helpers.forecasting.store import ForecastStore, series_key
from helpers.forecasting.vintages import History
from helpers.metrics.alignment import before, ordered
from helpers.months import working_days_of
from helpers.progress import track

HORIZON = 12
LOOKED_AT = 134  # months a baseline looks back: eleven years and a little
ORIGINS = 60  # the last ones with an outcome, at each horizon: what is judged
EARLIER = 108  # origins before those: what the first intervals are drawn from
Array = np.ndarray[Any, np.dtype[np.float64]]
MODELS = (*BASELINES, *combined.MODELS)
COLUMNS = [
    "origin",
    "horizon",
    "period",
    "model",
    "forecast",
    "actual",
    "scale",
    "later",
    "error",
]


def evaluate(
    history: History,
    origins: int = ORIGINS + EARLIER + HORIZON,
    horizon: int = HORIZON,
    store: ForecastStore | None = None,
    state: ForecastStore | None = None,
) -> pd.DataFrame:
    """Forecast again from every origin of the past and set the outcome beside it.

    Parameters
    ----------
    history : History
        At an origin the models see what was known on the day of its first release. The parameters
        of the three models are those estimated on the last December known by then.
    origins : int
        The number of last origins, the month of the panel not being one.
    horizon : int
        Months ahead, 1 to `horizon`.
    store : ForecastStore, optional
        Cache of earlier forecasts.
    state : ForecastStore, optional
        Where the whole of an evaluation is kept for one state of the history.

    Returns
    -------
    pandas.DataFrame
        One row for each origin, horizon and model whose month is not after that of the panel:
        origin, horizon, period, model, forecast, actual (in the newest vintage), scale (mean
        absolute change on the year up to the origin, the denominator of MASE), later
        (values of a later vintage, for want of one of the time) and error (actual - forecast).
        Origins with too short a past are not there; missing values stay NaN.

    Raises
    ------
    ValueError
        When the number of origins or the horizon is below 1.
    """
    if horizon < 1 or origins < 1:
        raise ValueError(f"origins {origins}, horizon {horizon}: numbers from 1 up are allowed")
    store = ForecastStore() if store is None else store
    state = ForecastStore() if state is None else state
    numbers = state.remember(
        f"evaluation-{history.fingerprint}-{origins}-{horizon}",
        lambda: _numbers(history, origins, horizon, store),
    )
    return _rows(numbers, history, horizon)


def _numbers(history: History, origins: int, horizon: int, store: ForecastStore) -> list[float]:
    """Return by origin: ordinal, later vintages, scale, forecasts by model and horizon."""
    months = history.now().index
    numbers: list[float] = []
    for origin in track(list(months[months < history.month][-origins:]), "past forecasts"):
        past, later = history.known(origin)
        rows = forecasts(history, origin, past, horizon, store)
        if rows is not None:
            numbers += [origin.ordinal, later, _scale(past), *rows["forecast"]]
    store.save()
    return numbers


def _rows(numbers: list[float], history: History, horizon: int) -> pd.DataFrame:
    """Set the outcomes beside the forecasts, as far as there are any."""
    if not numbers:
        return pd.DataFrame(columns=COLUMNS)
    per_origin = len(MODELS) * horizon
    table = np.array(numbers, dtype=float).reshape(-1, 3 + per_origin)
    origin, later, scale = (np.repeat(table[:, k], per_origin) for k in range(3))
    step = np.tile(np.arange(1, horizon + 1), len(MODELS) * len(table))
    period = origin.astype(int) + step
    frame = pd.DataFrame(
        {
            "origin": _months(origin.astype(int)),
            "horizon": step,
            "period": _months(period),
            "model": np.tile(np.repeat(MODELS, horizon), len(table)),
            "forecast": table[:, 3:].ravel(),
            "actual": history.now().reindex(_months(period)).to_numpy(dtype=float),
            "scale": scale,
            "later": later.astype(int),
        }
    )
    frame = frame[period <= history.month.ordinal].reset_index(drop=True)
    return frame.assign(error=frame["actual"] - frame["forecast"])


def _months(ordinals: Any) -> pd.PeriodIndex:
    index: pd.PeriodIndex = pd.PeriodIndex.from_ordinals(ordinals, freq="M")  # type: ignore[attr-defined]
    return index


def forecasts(
    history: History,
    origin: pd.Period,
    past: pd.Series,
    horizon: int = HORIZON,
    store: ForecastStore | None = None,
) -> pd.DataFrame | None:
    """Forecast the months after an origin with the baselines and the models.

    Parameters
    ----------
    history : History
        The series and its vintages, on which the parameters are estimated.
    origin : pandas.Period
        Its value has to be among those of the past.
    past : pandas.Series
        The values known at the origin, by month.
    horizon : int
        Months ahead.
    store : ForecastStore, optional
        Cache of earlier forecasts.

    Returns
    -------
    pandas.DataFrame or None
        model, horizon, period, forecast; None when the past is too short or has too many gaps.
    """
    logs = combined.usable(past)
    if logs is None or past.index[-1] != origin:
        return None
    store = ForecastStore() if store is None else store
    basis = estimated_on(history, origin, logs)
    last = past.iloc[-LOOKED_AT:]
    key = f"{series_key(logs, basis, last)}-{history.saturday}-{horizon}"
    kept = store.get(key)
    if kept is None:
        estimated = fitted(basis, store, history.saturday)
        table = combined.forecast(logs, estimated, horizon, history.saturday)
        days = working_days_of(pd.period_range(last.index[0], origin + horizon, freq="M"))
        for name, baseline in BASELINES.items():
            table[name] = baseline(last, days, horizon).reindex(table.index)
        kept = [round(float(value), 3) for model in MODELS for value in table[model]]
        store.put(key, kept)
    ahead = np.tile(np.arange(1, horizon + 1), len(MODELS))
    return pd.DataFrame(
        {
            "model": np.repeat(MODELS, horizon),
            "horizon": ahead,
            "period": _months(origin.ordinal + ahead),
            "forecast": kept,
        }
    )


def parameters(
    history: History, origin: pd.Period, logs: pd.Series, store: ForecastStore
) -> combined.Fitted:
    """Return the parameters the forecasts at an origin rest on, those of the last December.

    Parameters
    ----------
    history : History
        Where the values known on that December's release are found.
    origin : pandas.Period
        The last month of `logs`.
    logs : pandas.Series
        As `combined.usable` gives them; used themselves where that December is not available.
    store : ForecastStore
        Cache of earlier estimates.
    """
    return fitted(estimated_on(history, origin, logs), store, history.saturday)


def estimated_on(history: History, origin: pd.Period, logs: pd.Series) -> pd.Series:
    """Return the logs up to the last December as known then."""
    year_end = origin if origin.month == 12 else pd.Period(f"{origin.year - 1}-12", "M")
    basis = _logs_known(history, year_end) if year_end < origin else logs
    return logs if basis is None or basis.index[-1] != year_end else basis


def _logs_known(history: History, origin: pd.Period) -> pd.Series | None:
    if origin not in history.worked_out:
        history.worked_out[origin] = combined.usable(history.known(origin)[0])
    return history.worked_out[origin]


def scores(evaluation: pd.DataFrame, origins: int = ORIGINS) -> pd.DataFrame:
    """Sum up the errors by model and horizon.

    MAPE = mean 100 |e| / |y|; MASE = mean |e| / scale, each error measured by the scale of its own
    origin (Hyndman and Koehler 2006).

    Parameters
    ----------
    evaluation : pandas.DataFrame
        As `evaluate` gives it. Only origins and horizons count for which every model gave a
        forecast and the outcome is known, so that all models are judged by the same cases.
    origins : int
        How many of the last ones count, at each horizon.

    Returns
    -------
    pandas.DataFrame
        By (model, horizon): n, mape (per cent) and mase; a score whose denominator is zero is NaN.
    """
    rows = common_cases(evaluation, origins)
    size = rows["error"].abs()
    parts = pd.DataFrame(
        {
            "model": rows["model"],
            "horizon": rows["horizon"],
            "mape": 100 * size / rows["actual"].abs().where(lambda actual: actual > 0),
            "mase": size / rows["scale"].where(rows["scale"] > 0),
        }
    )
    groups = parts.groupby(["model", "horizon"])
    table = groups.mean(skipna=False)  # no score unless every case has a denominator
    table.insert(0, "n", groups.size())
    return table


def common_cases(evaluation: pd.DataFrame, origins: int = ORIGINS) -> pd.DataFrame:
    """Keep the last origins of each horizon for which every model's error is known."""
    rows = evaluation.sort_values(["model", "horizon", "origin"])
    whole = rows["error"].notna().groupby([rows["origin"], rows["horizon"]]).transform("all")
    rows = rows[whole.astype(bool)]
    place = rows.groupby(["model", "horizon"]).cumcount(ascending=False)
    return rows[place < origins]


def fitted(basis: pd.Series, store: ForecastStore, saturday: float) -> combined.Fitted:
    """Estimate the parameters, or reuse those estimated on the same values."""
    key = f"parameters-{series_key(basis)}-{saturday}"
    kept = store.get(key)
    if kept is None:
        kept = combined.fit(basis, saturday)
        store.put(key, kept)
    return combined.Fitted.of(kept)


def _scale(past: pd.Series) -> float:
    """Return the mean absolute change on the year."""
    past = ordered(past)
    return float((past - before(past, 12)).abs().mean())


def diebold_mariano(difference: Array, horizon: int) -> tuple[float, float]:
    """Test whether the mean difference of two losses is zero.

    DM = mean d / sqrt((g0 + 2 sum over k < h of gk) / n), corrected by
    sqrt((n + 1 - 2h + h(h - 1)/n) / n) (Diebold and Mariano 1995; Harvey, Leybourne and Newbold
    1997).

    Parameters
    ----------
    difference : numpy.ndarray
        Loss of the first less loss of the second forecast, by origin, none missing.
    horizon : int
        Months ahead.

    Returns
    -------
    tuple of float
        The statistic, below zero where the first forecast is the better one, and its two-sided p
        of t with n - 1 degrees of freedom. Where the variance over overlapping forecasts comes out
        negative, that without their correlation is used. NaN with fewer than 2 cases, no spread, or
        fewer cases than horizons.

    Examples
    --------
    >>> d = np.array([0.5, 0.6, 0.3, 0.4, -0.1, -0.2, 0.2, 0.3, 0.5, 0.1, 0.2, 0.4])
    >>> [round(each, 6) for each in diebold_mariano(d, 2)]
    [2.694018, 0.020879]
    """
    from scipy.stats import t

    n = len(difference)
    if n < 2 or n <= horizon:
        return float("nan"), float("nan")
    centred = difference - difference.mean()
    gammas = [float(centred[k:] @ centred[: n - k]) / n for k in range(horizon)]
    variance = gammas[0] + 2 * sum(gammas[1:])
    variance = gammas[0] if variance <= 0 else variance
    if variance <= 0:
        return float("nan"), float("nan")
    correction = np.sqrt((n + 1 - 2 * horizon + horizon * (horizon - 1) / n) / n)
    statistic = float(difference.mean() / np.sqrt(variance / n) * correction)
    return statistic, float(2 * t.sf(abs(statistic), n - 1))


def against_baselines(evaluation: pd.DataFrame, origins: int = ORIGINS) -> pd.DataFrame:
    """Test the combination against every baseline at every horizon, by the scaled absolute error.

    Returns
    -------
    pandas.DataFrame
        By (baseline, horizon): ratio (MASE of the combination by that of the baseline, below 1
        where the combination is better), statistic and p.
    """
    rows = common_cases(evaluation, origins)
    loss = (rows["error"].abs() / rows["scale"]).rename("loss")
    wide = pd.concat([rows[["model", "horizon", "origin"]], loss], axis=1).pivot(
        index=["horizon", "origin"], columns="model", values="loss"
    )
    results = {}
    for step, losses in wide.groupby(level="horizon"):
        for name in BASELINES:
            ours, theirs = losses[combined.COMBINED].to_numpy(), losses[name].to_numpy()
            statistic, p = diebold_mariano(ours - theirs, int(str(step)))
            ratio = float(ours.mean() / theirs.mean())
            results[name, step] = {"ratio": ratio, "statistic": statistic, "p": p}
    table = pd.DataFrame.from_dict(results, orient="index")
    if len(table):
        table.index = pd.MultiIndex.from_tuples(table.index, names=["baseline", "horizon"])
    return table

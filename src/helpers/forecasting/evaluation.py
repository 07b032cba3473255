"""How well the models would have done: forecasts from every origin of the past, in real time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from helpers.forecasting import combined
from helpers.forecasting.models import BASELINES
from helpers.forecasting.store import Store, series_key
from helpers.forecasting.vintages import History
from helpers.metrics.alignment import before, ordered
from helpers.months import working_days_of
from helpers.progress import track

HORIZON = 12
LOOKED_AT = 134  # months a baseline looks back: eleven years and a little
ORIGINS = 60  # the last ones with an outcome, at each horizon: what is judged
EARLIER = 108  # origins before those: what the first intervals are drawn from
MODELS = (*BASELINES, *combined.MODELS)
COLUMNS = [
    "origin",
    "horizon",
    "period",
    "model",
    "forecast",
    "actual",
    "scale",
    "scale_square",
    "stand_ins",
]


def evaluate(
    history: History,
    origins: int = ORIGINS + EARLIER + HORIZON,
    horizon: int = HORIZON,
    store: Store | None = None,
    state: Store | None = None,
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
    store : Store, optional
        Where forecasts made before are kept, whatever else is held.
    state : Store, optional
        Where the whole of an evaluation is kept for one state of the history.

    Returns
    -------
    pandas.DataFrame
        One row for each origin, horizon and model whose month is not after that of the panel:
        origin, horizon, period, model, forecast, actual (in the newest vintage), scale and
        scale_square (mean absolute and mean squared change on the year up to the origin, the
        denominators of MASE and RMSSE), stand_ins (figures of the last 25 months that are of a
        later day, for want of one of the time) and error (actual - forecast). Origins with too
        short a past are not there; missing values stay NaN.

    Raises
    ------
    ValueError
        When the number of origins or the horizon is below 1.
    """
    if horizon < 1 or origins < 1:
        raise ValueError(f"origins {origins}, horizon {horizon}: numbers from 1 up are allowed")
    store = Store() if store is None else store
    state = Store() if state is None else state
    numbers = state.remember(
        state_key("evaluation", history, origins, horizon),
        lambda: _numbers(history, origins, horizon, store),
    )
    return _rows(numbers, history, horizon)


def state_key(what: str, history: History, origins: int, horizon: int) -> str:
    """Return the key of what is worked out from one state of a history."""
    return f"{what}-{history.fingerprint}-{origins}-{horizon}"


def _numbers(history: History, origins: int, horizon: int, store: Store) -> list[float]:
    """Return by origin: its ordinal, stand-ins, scales, and the forecasts by model and horizon."""
    held = history.now().index
    numbers: list[float] = []
    for origin in track(list(held[held < history.month][-origins:]), "past forecasts"):
        past, stand_ins = history.known(origin)
        made = _forecasts(history, origin, past, horizon, store)
        if made is not None:
            numbers += [origin.ordinal, stand_ins, *_scales(past, 12), *made]
    store.save()
    return numbers


def _rows(numbers: list[float], history: History, horizon: int) -> pd.DataFrame:
    """Set the outcomes beside the forecasts, as far as there are any."""
    if not numbers:
        return pd.DataFrame(columns=[*COLUMNS, "error"])
    each = len(MODELS) * horizon
    table = np.array(numbers, dtype=float).reshape(-1, 4 + each)
    origin, stand_ins, scale, square = (np.repeat(table[:, k], each) for k in range(4))
    step = np.tile(np.arange(1, horizon + 1), len(MODELS) * len(table))
    period = origin.astype(int) + step
    frame = pd.DataFrame(
        {
            "origin": _months(origin.astype(int)),
            "horizon": step,
            "period": _months(period),
            "model": np.tile(np.repeat(MODELS, horizon), len(table)),
            "forecast": table[:, 4:].ravel(),
            "actual": history.now().reindex(_months(period)).to_numpy(dtype=float),
            "scale": scale,
            "scale_square": square,
            "stand_ins": stand_ins.astype(int),
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
    store: Store | None = None,
) -> pd.DataFrame | None:
    """Forecast the months after an origin with the baselines and the models.

    Parameters
    ----------
    history : History
        Where the figures are found on which the parameters are estimated.
    origin : pandas.Period
        Its value has to be among those of the past.
    past : pandas.Series
        The values known at the origin, by month.
    horizon : int
        Months ahead.
    store : Store, optional
        Where forecasts made before are kept.

    Returns
    -------
    pandas.DataFrame or None
        model, horizon, period, forecast; None when the past is too short or has too many gaps.
    """
    made = _forecasts(history, origin, past, horizon, Store() if store is None else store)
    if made is None:
        return None
    ahead = range(1, horizon + 1)
    return pd.DataFrame(
        {
            "model": [model for model in MODELS for _ in ahead],
            "horizon": [step for _ in MODELS for step in ahead],
            "period": [origin + step for _ in MODELS for step in ahead],
            "forecast": made,
        }
    )


def _forecasts(
    history: History, origin: pd.Period, past: pd.Series, horizon: int, store: Store
) -> list[float] | None:
    """Return the forecasts by model and months ahead; see `forecasts`."""
    logs = combined.usable(past)
    if logs is None or past.index[-1] != origin:
        return None
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
    return kept


def parameters(
    history: History, origin: pd.Period, logs: pd.Series, store: Store
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
    store : Store
        Where estimates made before are kept.
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

    MAPE = mean 100 |e| / |y|; MASE = mean |e| / scale; RMSSE = sqrt(mean e^2 / scale_square), each
    error measured by the scale of its own origin.

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
        By (model, horizon): n, mape (per cent), mase, rmsse; a score whose denominator is zero is
        NaN.
    """
    rows = judged(evaluation, origins)
    size = rows["error"].abs()
    parts = pd.DataFrame(
        {
            "model": rows["model"],
            "horizon": rows["horizon"],
            "mape": 100 * size / positive(rows["actual"].abs()),
            "mase": size / positive(rows["scale"]),
            "rmsse": rows["error"] ** 2 / positive(rows["scale_square"]),
        }
    )
    groups = parts.groupby(["model", "horizon"])
    table = groups.mean(skipna=False)  # no score unless every case has a denominator
    table["rmsse"] = np.sqrt(table["rmsse"])
    table.insert(0, "n", groups.size())
    return table


def judged(evaluation: pd.DataFrame, origins: int = ORIGINS) -> pd.DataFrame:
    """Keep the last origins of each horizon for which every model's error is known."""
    rows = evaluation.sort_values(["model", "horizon", "origin"])
    whole = rows["error"].notna().groupby([rows["origin"], rows["horizon"]]).transform("all")
    rows = rows[whole.astype(bool)]
    place = rows.groupby(["model", "horizon"]).cumcount(ascending=False)
    return rows[place < origins]


def mape(actual: pd.Series, forecast: pd.Series) -> float:
    """Mean absolute error in per cent of the outcome: mean 100 |y - f| / |y|.

    Not for growth rates and balances, which pass through zero. NaN when an outcome is zero or a
    value is missing.

    Examples
    --------
    >>> mape(pd.Series([15.0, 16.0]), pd.Series([13.5, 15.0]))
    8.125
    """
    ratio = 100 * (actual - forecast).abs() / positive(actual.abs())
    return float(ratio.mean(skipna=False))


def mase(actual: pd.Series, forecast: pd.Series, train: pd.Series, season: int = 12) -> float:
    """Mean absolute scaled error: mean |y - f| / mean of |y(t) - y(t-m)| over the training part.

    NaN when the denominator is zero or not known, or a value is missing. (Hyndman and Koehler
    2006.)

    Parameters
    ----------
    actual, forecast : pandas.Series
        Outcomes and forecasts of the same periods.
    train : pandas.Series
        Values up to the origin, by period.
    season : int
        m, the step of the naive forecast that sets the scale.

    Examples
    --------
    >>> months = pd.period_range("2023-01", periods=6, freq="M")
    >>> train = pd.Series([10.0, 12.0, 11.0, 13.0, 14.0, 12.0], months)
    >>> mase(pd.Series([15.0, 16.0]), pd.Series([13.5, 15.0]), train, season=1)
    0.78125
    """
    scale, _ = _scales(train, season)
    return float((actual - forecast).abs().mean(skipna=False)) / scale if scale > 0 else np.nan


def rmsse(actual: pd.Series, forecast: pd.Series, train: pd.Series, season: int = 12) -> float:
    """Root mean squared scaled error: sqrt(mean (y - f)^2 / mean of (y(t) - y(t-m))^2 in training).

    Parameters and missing values as in `mase`. (Makridakis, Spiliotis and Assimakopoulos 2022.)

    Examples
    --------
    >>> months = pd.period_range("2023-01", periods=6, freq="M")
    >>> train = pd.Series([10.0, 12.0, 11.0, 13.0, 14.0, 12.0], months)
    >>> round(rmsse(pd.Series([15.0, 16.0]), pd.Series([13.5, 15.0]), train, season=1), 6)
    0.761812
    """
    _, scale = _scales(train, season)
    square = float(((actual - forecast) ** 2).mean(skipna=False))
    return float(np.sqrt(square / scale)) if scale > 0 else np.nan


def positive(denominator: pd.Series) -> pd.Series:
    """Let a denominator that is not above zero be missing."""
    return denominator.where(denominator > 0)


def fitted(basis: pd.Series, store: Store, saturday: float) -> combined.Fitted:
    """Estimate the parameters, or find those estimated on the same figures."""
    key = f"parameters-{series_key(basis)}-{saturday}"
    kept = store.get(key)
    if kept is None:
        kept = combined.fit(basis, saturday)
        store.put(key, kept)
    return combined.Fitted.of(kept)


def _scales(train: pd.Series, season: int) -> tuple[float, float]:
    """Mean absolute and mean squared change over `season` periods."""
    train = ordered(train)
    change = (train - before(train, season)).dropna().to_numpy()
    if not len(change):
        return float("nan"), float("nan")
    return float(np.abs(change).mean()), float((change**2).mean())

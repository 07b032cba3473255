"""How well a model would have done: forecasts from every origin of the past, and their scores."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from helpers.forecasting.models import BASELINE, BASELINES, Model
from helpers.metrics.alignment import before, ordered, per_year, periods, steps_between

COLUMNS = [
    "origin",
    "horizon",
    "period",
    "model",
    "forecast",
    "actual",
    "scale",
    "scale_square",
]


def evaluate(
    x: pd.Series,
    days: pd.Series,
    origins: int | pd.Period = 60,
    horizon: int = 12,
    models: Mapping[str, Model] = BASELINES,
) -> pd.DataFrame:
    """Forecast again from every origin of the past and set the outcome beside it.

    Parameters
    ----------
    x : pandas.Series
        Values by period. At an origin a model sees those up to the origin, and nothing later.
    days : pandas.Series
        Working days, known beforehand for every period.
    origins : int or pandas.Period
        The number of last origins, or the first one; the last origin is the period before the last
        held one, and a missing period is no origin.
    horizon : int
        Periods ahead, 1 to `horizon`.
    models : mapping of str to callable
        Functions of (past values, days, horizon) to the forecasts of the next periods.

    Returns
    -------
    pandas.DataFrame
        One row for each origin, horizon and model whose period is not after the last held one:
        origin, horizon, period, model, forecast, actual, scale and scale_square (mean absolute and
        mean squared change on the year up to the origin, the denominators of MASE and RMSSE) and
        error (actual - forecast). Missing values stay NaN.

    Raises
    ------
    ValueError
        When the number of origins or the horizon is below 1.

    Examples
    --------
    >>> months = pd.period_range("2021-01", periods=36, freq="M")
    >>> x = pd.Series(range(100, 136), months, dtype=float)
    >>> rows = evaluate(x, pd.Series(20.0, months), origins=1, horizon=1)
    >>> rows[["model", "forecast", "actual"]].head(1).to_dict("records")
    [{'model': 'seasonal_naive', 'forecast': 123.0, 'actual': 135.0}]
    """
    if horizon < 1 or (isinstance(origins, int) and origins < 1):
        raise ValueError(f"origins {origins}, horizon {horizon}: numbers from 1 up are allowed")
    held = ordered(x).dropna()
    known = periods(held)[:-1]
    asked = known[known >= origins] if isinstance(origins, pd.Period) else known[-origins:]
    rows: list[dict[str, object]] = []
    for origin in asked:
        past = held[periods(held) <= origin]
        scale, scale_square = _scales(past, per_year(periods(held)))
        for name, model in models.items():
            forecast = model(past, days, horizon).to_dict()
            rows += [
                {
                    "origin": origin,
                    "horizon": step,
                    "period": origin + step,
                    "model": name,
                    "forecast": float(forecast[origin + step]),
                    "actual": float(held.get(origin + step, np.nan)),
                    "scale": scale,
                    "scale_square": scale_square,
                }
                for step in range(1, min(horizon, steps_between(origin, held.index[-1])) + 1)
            ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.assign(error=frame["actual"] - frame["forecast"])


def scores(evaluation: pd.DataFrame) -> pd.DataFrame:
    """Sum up the errors by model and horizon.

    MAPE = mean 100 |e| / |y|; MASE = mean |e| / scale; RMSSE = sqrt(mean e^2 / scale_square), each
    error measured by the scale of its own origin; skill = 1 - MASE / MASE of the seasonal naive,
    above 0 where the model is the better one.

    Parameters
    ----------
    evaluation : pandas.DataFrame
        As `evaluate` gives it. Only origins and horizons count for which every model gave a
        forecast and the outcome is known, so that all models are judged by the same cases.

    Returns
    -------
    pandas.DataFrame
        By (model, horizon): n, mape (per cent), mase, rmsse, skill; a score whose denominator is
        zero is NaN, and so is the skill without the seasonal naive among the models.
    """
    rows = evaluation.sort_values(["model", "horizon", "origin"])
    whole = rows["error"].notna().groupby([rows["origin"], rows["horizon"]]).transform("all")
    rows = rows[whole]
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
    return table.assign(skill=_skill(table["mase"]))


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


def _scales(train: pd.Series, season: int) -> tuple[float, float]:
    """Mean absolute and mean squared change over `season` periods."""
    train = ordered(train)
    change = train - before(train, season)
    return float(change.abs().mean()), float((change**2).mean())


def positive(denominator: pd.Series) -> pd.Series:
    """Let a denominator that is not above zero be missing."""
    return denominator.where(denominator > 0)


def _skill(score: pd.Series) -> pd.Series:
    horizons = score.index.get_level_values("horizon")
    names = score.index.get_level_values("model")
    baseline = positive(score[names == BASELINE].droplevel("model")).reindex(horizons)
    skill: pd.Series = 1 - score / baseline.to_numpy(dtype=float)
    return skill

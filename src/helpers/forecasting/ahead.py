"""The months ahead of one series: forecasts with intervals, and how well the models did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from helpers.forecasting.evaluation import evaluate, scores
from helpers.forecasting.intervals import interval
from helpers.forecasting.models import BASELINES, Model
from helpers.months import working_days_of


@dataclass(frozen=True)
class Outlook:
    """What is expected of a series.

    Attributes
    ----------
    forecasts : pandas.DataFrame
        One row for each model and period ahead: model, horizon, period, forecast, and the bounds
        low80, high80, low95 and high95 (NaN with too few past errors).
    evaluation : pandas.DataFrame
        As `evaluate` gives it.
    scores : pandas.DataFrame
        As `scores` gives it, by model and horizon.
    """

    forecasts: pd.DataFrame
    evaluation: pd.DataFrame
    scores: pd.DataFrame


def outlook(
    x: pd.Series,
    horizon: int = 12,
    origins: int = 60,
    models: Mapping[str, Model] = BASELINES,
) -> Outlook:
    """Forecast a monthly series with every model, and judge the models on its past.

    Parameters
    ----------
    x : pandas.Series
        Values by month, USD million; the last one held is the origin.
    horizon : int
        Months ahead.
    origins : int
        Origins of the past the models are judged on.
    models : mapping of str to callable
        See `evaluate`.

    Examples
    --------
    >>> months = pd.period_range("2010-01", periods=120, freq="M")
    >>> ahead = outlook(pd.Series(100.0, months), horizon=2).forecasts
    >>> ahead.loc[ahead["model"].eq("seasonal_naive"), ["horizon", "forecast"]].values.tolist()
    [[1.0, 100.0], [2.0, 100.0]]
    """
    days = working_days_of(pd.period_range(x.index.min(), x.index.max() + horizon, freq="M"))
    past = evaluate(x, days, origins, horizon, models)
    rows = []
    for name, model in models.items():
        forecast = model(x, days, horizon)
        bounds = {c: interval(forecast, past, name, c / 100) for c in (80, 95)}
        made = pd.DataFrame({"forecast": forecast.to_numpy()}, index=forecast.index)
        for c, each in bounds.items():
            made[f"low{c}"], made[f"high{c}"] = each["lower"], each["upper"]
        made.insert(0, "horizon", range(1, horizon + 1))
        rows.append(made.rename_axis("period").reset_index().assign(model=name))
    return Outlook(pd.concat(rows, ignore_index=True), past, scores(past))

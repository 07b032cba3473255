"""Intervals drawn from the errors a model made before, and how often they held."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.forecasting.evaluation import positive
from helpers.metrics.alignment import periods

ENOUGH_ERRORS = 24  # two years of past errors before an interval is drawn from them
Errors = np.ndarray[tuple[int], np.dtype[np.float64]]


def interval(
    forecast: pd.Series,
    evaluation: pd.DataFrame,
    model: str,
    coverage: float = 0.8,
    least: int = ENOUGH_ERRORS,
) -> pd.DataFrame:
    """Draw an interval around a forecast from the errors the model made before.

    f (1 + q), with q the quantiles (1 - c)/2 and (1 + c)/2 of y/f - 1 at the same horizon, over the
    past forecasts whose outcome was known at the origin.

    Parameters
    ----------
    forecast : pandas.Series
        The periods after the origin, the first one being one step ahead.
    evaluation : pandas.DataFrame
        As `evaluate` gives it; outcomes after the origin are not used.
    model : str
        Whose errors to use; usually the one that made the forecast.
    coverage : float
        Share of outcomes the interval shall hold, between 0 and 1.
    least : int
        With fewer past errors the bounds are NaN.

    Returns
    -------
    pandas.DataFrame
        Period by forecast, lower, upper, n (past errors used).

    Raises
    ------
    ValueError
        When the coverage is not between 0 and 1, or the evaluation holds other models only.
    """
    if not 0 < coverage < 1:
        raise ValueError(f"coverage {coverage!r}: a share between 0 and 1 is allowed")
    held = sorted(set(evaluation["model"]))
    if held and model not in held:
        raise ValueError(f"model {model!r} is not evaluated: {', '.join(held)} are")
    rows = evaluation[evaluation["model"] == model]
    origin = periods(forecast)[0] - 1
    known = rows[(rows["period"] <= origin).to_numpy(dtype=bool)]
    errors = {step: _relative(group) for step, group in known.groupby("horizon")}
    none = np.array([])
    bounds = [
        _around(value, errors.get(step, none), coverage, least)
        for step, value in enumerate(forecast, start=1)
    ]
    table = pd.DataFrame(bounds, index=forecast.index, columns=["lower", "upper", "n"])
    table.insert(0, "forecast", forecast.astype(float))
    return table


def with_intervals(
    evaluation: pd.DataFrame, coverage: float = 0.8, least: int = ENOUGH_ERRORS
) -> pd.DataFrame:
    """Add to past forecasts the interval that could have been drawn at the time; see `interval`.

    Returns
    -------
    pandas.DataFrame
        The evaluation with lower, upper and n; only outcomes up to each origin are used, so the
        errors it rests on grow from origin to origin.
    """
    bounds = pd.DataFrame(np.nan, index=evaluation.index, columns=["lower", "upper", "n"])
    for _, group in evaluation.groupby(["model", "horizon"]):
        outcomes, errors = group["period"].tolist(), _relative(group)
        bounds.loc[group.index] = [
            _around(value, errors[[period <= origin for period in outcomes]], coverage, least)
            for origin, value in zip(group["origin"], group["forecast"], strict=True)
        ]
    return evaluation.join(bounds.astype({"n": int}))


@dataclass(frozen=True)
class Coverage:
    """How often past outcomes fell into their intervals."""

    inside: int
    n: int

    @property
    def share(self) -> float:
        """Share of outcomes inside, from 0 to 1; NaN without cases."""
        return self.inside / self.n if self.n else float("nan")


def coverage_reached(evaluation: pd.DataFrame) -> Coverage:
    """Count the outcomes inside their intervals, over the rows that have an interval.

    Parameters
    ----------
    evaluation : pandas.DataFrame
        As `with_intervals` gives it, whole or a part of it.
    """
    rows = evaluation.dropna(subset=["actual", "lower", "upper"])
    return Coverage(int(rows["actual"].between(rows["lower"], rows["upper"]).sum()), len(rows))


def _relative(rows: pd.DataFrame) -> Errors:
    """Errors of past forecasts relative to the forecast."""
    ratio = rows["actual"] / positive(rows["forecast"]) - 1
    return ratio.to_numpy(dtype=float)


def _around(
    value: float,
    errors: Errors,
    coverage: float,
    least: int,
) -> tuple[float, float, int]:
    errors = errors[~np.isnan(errors)]
    if len(errors) < least:
        return float("nan"), float("nan"), len(errors)
    low, high = np.quantile(errors, [(1 - coverage) / 2, (1 + coverage) / 2])
    return value * (1 + float(low)), value * (1 + float(high)), len(errors)

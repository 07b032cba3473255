"""Intervals drawn from the errors made before, the latest of which weigh most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

LEVELS = (0.8, 0.95)
ENOUGH_ERRORS = 24  # two years of past errors before an interval is drawn from them
# Weight of an error relative to the next one. Chosen by the interval score over outcomes up to
# April 2023, for both flows, both levels and all horizons together, among 0.9 to 1, windows of 48
# to 132 errors, and steps up to 0.06 by which a miss widens the next interval (adaptive conformal
# inference): without window and step the score was best.
DECAY = 0.95
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Coverage:
    """How often past outcomes fell into their intervals, and how well these were drawn.

    Attributes
    ----------
    inside, n : int
        Outcomes inside, and outcomes with an interval.
    score : float
        Mean interval score in per cent of the forecast; lower is better.
    """

    inside: int
    n: int
    score: float = float("nan")

    @property
    def share(self) -> float:
        """Share of outcomes inside, from 0 to 1; NaN without cases."""
        return self.inside / self.n if self.n else float("nan")

    @property
    def wilson(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share; too narrow where forecasts overlap.

        Examples
        --------
        >>> [round(bound, 3) for bound in Coverage(48, 60).wilson]
        [0.682, 0.882]
        """
        if not self.n:
            return float("nan"), float("nan")
        z = 1.959964
        middle = (self.share + z * z / (2 * self.n)) / (1 + z * z / self.n)
        half = z * np.sqrt(self.share * (1 - self.share) / self.n + (z / (2 * self.n)) ** 2)
        half = half / (1 + z * z / self.n)
        return float(middle - half), float(middle + half)


def half_widths(
    origins: Array, errors: Array, levels: Sequence[float], last: int | None = None
) -> dict[float, Array]:
    """Return half the width of the intervals of each forecast, from the errors known when made.

    The quantile of the absolute errors at the same horizon (split conformal), each weighted `DECAY`
    times as much as the one after it, because errors drift (Barber, Candes, Ramdas and Tibshirani
    2023). Widths are means with those of the month before and the month after, at the first and
    the last horizon their own.

    Parameters
    ----------
    origins : numpy.ndarray
        When each forecast was made, as a number of months, ascending.
    errors : numpy.ndarray
        One row for each time, one column for each horizon from one month on: the error, NaN where
        the outcome is not known; in any unit, the result's too.
    levels : sequence of float
        Shares of outcomes the intervals shall cover, between 0 and 1.
    last : int, optional
        Work out the last so many forecasts only.

    Returns
    -------
    dict
        By level, an array like the errors; NaN for forecasts with fewer than `ENOUGH_ERRORS` known
        errors, and for those left out.

    Raises
    ------
    ValueError
        When a level is not between 0 and 1.

    Examples
    --------
    >>> errors = np.r_[np.tile([-1.0, 2.0], 20), np.nan].reshape(-1, 1)
    >>> half_widths(np.arange(41), errors, [0.8])[0.8][[0, 23, 24], 0]
    array([nan, nan,  2.])
    """
    if not all(0 < level < 1 for level in levels):
        raise ValueError(f"coverage {levels!r}: shares between 0 and 1 are allowed")
    size = np.abs(errors)
    widths = np.full((len(levels), *size.shape), np.nan)
    rows = np.arange(len(origins))[-(last or len(origins)) :]
    for column in range(size.shape[1]):
        at = np.flatnonzero(~np.isnan(size[:, column]))
        order = np.argsort(size[at, column], kind="stable")
        values, since = size[at, column][order], at[order]
        weights = DECAY ** (len(at) - 1.0 - order)
        settled = np.searchsorted(origins, np.asarray(origins) - column - 1, side="right")
        for row, until in zip(rows.tolist(), np.minimum(settled[rows], rows), strict=True):
            known = since < until
            if np.count_nonzero(known) >= ENOUGH_ERRORS:
                quantiles = _weighted_quantiles(values[known], weights[known], levels)
                widths[:, row, column] = quantiles
    return dict(zip(levels, map(_smoothed, widths), strict=True))


def _weighted_quantiles(ascending: Array, weights: Array, shares: Sequence[float]) -> Array:
    """Return quantiles of ascending values, between the two nearest.

    With equal weights they would be those of `numpy.quantile`.
    """
    place = np.cumsum(weights) - weights / 2
    place = (place - place[0]) / (place[-1] - place[0])
    return np.asarray(np.interp(shares, place, ascending))


def _smoothed(widths: Array) -> Array:
    """Return means of a width and its two neighbours; the ends, and beside a gap, its own."""
    means = widths.copy()
    means[:, 1:-1] = (widths[:, :-2] + widths[:, 1:-1] + widths[:, 2:]) / 3
    return np.where(np.isnan(means), widths, means)


def interval_score(size: Array, width: Array, level: float) -> Array:
    """Return the interval score of central intervals, in the unit of the errors.

    (u - l) + (2/a) (l - y) where y < l, or (2/a) (y - u) where y > u, with a = 1 - level: the width
    plus a penalty for each miss in proportion to its size (Gneiting and Raftery 2007).

    Parameters
    ----------
    size : numpy.ndarray
        Absolute errors.
    width : numpy.ndarray
        Half the widths of the intervals.
    level : float
        Share of outcomes promised, between 0 and 1.

    Examples
    --------
    >>> interval_score(np.array([2.0]), np.array([1.0]), 0.8).round(9).tolist()
    [12.0]
    """
    return np.asarray(2 * width + 2 / (1 - level) * np.maximum(0, size - width))


def with_intervals(evaluation: pd.DataFrame, model: str) -> pd.DataFrame:
    """Return the past forecasts of a model with the intervals that could have been drawn then.

    Returns
    -------
    pandas.DataFrame
        The rows of the model, by horizon and origin, with low80, high80, low95 and high95.
    """
    rows = of_model(evaluation, model)
    origins, errors = by_horizon(rows, log_errors(rows))
    at = np.searchsorted(origins, _origins(rows)), rows["horizon"].to_numpy(dtype=int) - 1
    for level, widths in half_widths(origins, errors, LEVELS).items():
        reach = np.exp(widths[at])
        rows[f"low{round(100 * level)}"] = rows["forecast"] / reach
        rows[f"high{round(100 * level)}"] = rows["forecast"] * reach
    return rows


def coverages(
    evaluation: pd.DataFrame, model: str, levels: Sequence[float], last: int
) -> dict[tuple[float, int], Coverage]:
    """Count the outcomes inside the intervals that could have been drawn, by level and horizon.

    Over the last outcomes known at each horizon; those without an interval do not count.
    """
    rows = of_model(evaluation, model)
    origins, errors = by_horizon(rows, log_errors(rows))
    widths = half_widths(origins, errors, levels)
    counts = {}
    for column in range(errors.shape[1]):
        at = np.flatnonzero(~np.isnan(errors[:, column]))[-last:]
        size = np.abs(errors[at, column])
        for level in levels:
            width = widths[level][at, column]
            inside, drawn = int((size <= width).sum()), ~np.isnan(width)
            scores = 100 * interval_score(size[drawn], width[drawn], level)
            mean = float(scores.mean()) if len(scores) else float("nan")
            counts[level, column + 1] = Coverage(inside, len(scores), mean)
    return counts


def of_model(evaluation: pd.DataFrame, model: str) -> pd.DataFrame:
    """Return the rows of a model, by horizon and origin."""
    rows = evaluation[evaluation["model"].eq(model)]
    return rows.sort_values(["horizon", "origin"])


def by_horizon(rows: pd.DataFrame, errors: Array) -> tuple[Array, Array]:
    """Lay the errors of rows out by origin and horizon, NaN where there is none.

    Returns
    -------
    tuple of numpy.ndarray
        The origins as numbers of months, ascending, and one row for each of them.
    """
    origins, at = np.unique(_origins(rows), return_inverse=True)
    steps = rows["horizon"].to_numpy(dtype=int)
    table = np.full((len(origins), max(steps, default=0)), np.nan)
    table[at, steps - 1] = errors
    return origins, table


def log_errors(rows: pd.DataFrame) -> Array:
    """Return ln(actual / forecast), NaN where either is missing or not above zero."""
    actual, forecast = (rows[name].to_numpy(dtype=float) for name in ("actual", "forecast"))
    fine = (actual > 0) & (forecast > 0)
    return np.log(np.where(fine, actual, np.nan) / np.where(fine, forecast, np.nan))


def _origins(rows: pd.DataFrame) -> Array:
    """Return when forecasts were made, as numbers of months."""
    ordinals: Array = pd.PeriodIndex(rows["origin"], freq="M").astype("int64").to_numpy()
    return ordinals

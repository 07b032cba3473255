"""Intervals drawn from the errors made before, widened or narrowed by how often they held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

# Chosen on outcomes up to April 2023, for both flows together, over 36 to 96 errors and steps up to
# 0.08: all shares of 80 and 95 in 100 came within seven points, with smaller steps they did not. A
# step of 0.08 came as close, but drew intervals of 80 in 100 wider than those of 95.
LOOKED_BACK = 48  # errors an interval is drawn from at most
ENOUGH_ERRORS = 24  # two years of past errors before an interval is drawn from them
STEP = 0.06  # how far one miss moves the share of misses allowed for
BEYOND = 1.2  # where no miss is allowed any more: so many times the largest error
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Coverage:
    """How often past outcomes fell into their intervals."""

    inside: int
    n: int

    @property
    def share(self) -> float:
        """Share of outcomes inside, from 0 to 1; NaN without cases."""
        return self.inside / self.n if self.n else float("nan")

    @property
    def wilson(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share; forecasts that overlap tell less than it says.

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


def half_widths(made: Array, errors: Array, horizon: int, coverage: float) -> Array:
    """Give for each forecast half the width of its interval, from the errors known when made.

    The quantile of the last absolute errors at the same horizon (split conformal). Errors drift,
    so the share of misses allowed for is moved at every outcome: by `STEP` times the difference of
    the share promised and the outcome, 1 for a miss (adaptive conformal inference, Gibbs and
    Candes 2021).

    Parameters
    ----------
    made : numpy.ndarray
        When each forecast was made, as a number of months, ascending.
    errors : numpy.ndarray
        The error of each, NaN where the outcome is not known; in any unit, the result's too.
    horizon : int
        Months from a forecast to its outcome.
    coverage : float
        Share of outcomes the interval shall hold, between 0 and 1.

    Returns
    -------
    numpy.ndarray
        NaN for forecasts with fewer than `ENOUGH_ERRORS` known errors.

    Raises
    ------
    ValueError
        When the coverage is not between 0 and 1.

    Examples
    --------
    >>> errors = np.r_[np.tile([-1.0, 2.0], 20), np.nan]
    >>> half_widths(np.arange(41), errors, 1, 0.8)[[0, 23, 24]]
    array([nan, nan,  2.])
    """
    if not 0 < coverage < 1:
        raise ValueError(f"coverage {coverage!r}: a share between 0 and 1 is allowed")
    size = np.abs(errors)
    widths = np.full(len(size), np.nan)
    there = ~np.isnan(size)
    held, counts = size[there], np.concatenate([[0], np.cumsum(there)])
    allowed, settled = 1 - coverage, 0
    for at, now in enumerate(made):
        while settled < at and made[settled] + horizon <= now:
            if not np.isnan(size[settled] + widths[settled]):
                miss = size[settled] > widths[settled]
                allowed += STEP * (1 - coverage - miss)
            settled += 1
        known = held[: counts[settled]][-LOOKED_BACK:]
        if len(known) >= ENOUGH_ERRORS:
            share = min(max(allowed, 0.0), 1.0)
            widths[at] = _quantile(known, 1 - share) if share else BEYOND * known.max()
    return widths


def _quantile(values: Array, share: float) -> float:
    """Give a quantile, between the two nearest values; `numpy.quantile` without its overhead."""
    held = np.sort(values)
    place = share * (len(held) - 1)
    low = int(place)
    high = min(low + 1, len(held) - 1)
    return float(held[low] + (place - low) * (held[high] - held[low]))


def with_intervals(evaluation: pd.DataFrame, model: str, coverage: float) -> pd.DataFrame:
    """Give the past forecasts of a model with the interval that could have been drawn then.

    Returns
    -------
    pandas.DataFrame
        The rows of the model with width (half the interval, in logs), lower and upper.
    """
    rows = evaluation[evaluation["model"].eq(model)].sort_values(["horizon", "origin"])
    parts = []
    for step, group in rows.groupby("horizon"):
        width = half_widths(_made(group), log_errors(group), int(str(step)), coverage)
        parts.append(
            group.assign(
                width=width,
                lower=group["forecast"] * np.exp(-width),
                upper=group["forecast"] * np.exp(width),
            )
        )
    return pd.concat(parts) if parts else rows.assign(width=[], lower=[], upper=[])


def coverages(
    evaluation: pd.DataFrame, model: str, levels: Sequence[float], last: int
) -> dict[tuple[float, int], Coverage]:
    """Count the outcomes inside the intervals that could have been drawn, by level and horizon.

    Over the last outcomes known at each horizon; those without an interval do not count.
    """
    found = {}
    rows = evaluation[evaluation["model"].eq(model)].sort_values(["horizon", "origin"])
    for step, group in rows.groupby("horizon"):
        made, errors = _made(group), log_errors(group)
        forecast, actual = (group[name].to_numpy(dtype=float) for name in ("forecast", "actual"))
        at = np.flatnonzero(~np.isnan(actual))[-last:]
        for level in levels:
            width = half_widths(made, errors, int(str(step)), level)[at]
            low, high = forecast[at] * np.exp(-width), forecast[at] * np.exp(width)
            inside = (low <= actual[at]) & (actual[at] <= high)
            found[level, int(str(step))] = Coverage(int(inside.sum()), int((~np.isnan(low)).sum()))
    return found


def log_errors(rows: pd.DataFrame) -> Array:
    """Give ln(actual / forecast), NaN where either is missing or not above zero."""
    actual, forecast = (rows[name].to_numpy(dtype=float) for name in ("actual", "forecast"))
    fine = (actual > 0) & (forecast > 0)
    return np.log(np.where(fine, actual, np.nan) / np.where(fine, forecast, np.nan))


def crps(evaluation: pd.DataFrame, model: str, among: pd.Index) -> pd.Series:
    """Score the whole distribution of each forecast: CRPS in per cent of the outcome.

    mean|x - y| - mean|x - x'| / 2 over the sample x = forecast exp(+-e), with e the last errors
    known at the origin (Gneiting and Raftery 2007).

    Parameters
    ----------
    evaluation : pandas.DataFrame
        As `evaluation.evaluate` gives it.
    model : str
        Its forecasts are scored.
    among : pandas.Index
        Rows of the evaluation to score; the others only lend their errors.

    Returns
    -------
    pandas.Series
        Indexed like the rows of the model; NaN where too few errors are known.
    """
    rows = evaluation[evaluation["model"].eq(model)].sort_values(["horizon", "origin"])
    parts = []
    for step, group in rows.groupby("horizon"):
        made, errors = _made(group), log_errors(group)
        scores = np.full(len(group), np.nan)
        there = ~np.isnan(errors)
        held, counts = errors[there], np.concatenate([[0], np.cumsum(there)])
        settled = counts[np.searchsorted(made + int(str(step)), made, side="right")]
        for at in np.flatnonzero(group.index.isin(among) & there):
            known = held[: settled[at]][-LOOKED_BACK:]
            if len(known) >= ENOUGH_ERRORS:
                sample = np.exp(np.concatenate([known, -known]) - errors[at])  # outcome = 1
                scores[at] = 100 * sample_crps(sample, 1.0)
        parts.append(pd.Series(scores, group.index))
    return pd.concat(parts) if parts else pd.Series(dtype=float)


def _made(group: pd.DataFrame) -> Array:
    """Give when the forecasts of one horizon were made, as numbers of months."""
    ordinals: Array = pd.PeriodIndex(group["origin"]).astype("int64").to_numpy()
    return ordinals


def sample_crps(sample: Array, outcome: float) -> float:
    """CRPS of a sample: mean|x - y| - 1/2 mean|x - x'|.

    Examples
    --------
    >>> round(sample_crps(np.array([1.0, 2.0, 4.0]), 3.0), 6)
    0.666667
    """
    x = np.sort(sample)
    n = len(x)
    between = 2 * float(np.sum((2 * np.arange(1, n + 1) - n - 1) * x)) / (n * n)
    return float(np.mean(np.abs(x - outcome))) - between / 2

"""Intervals drawn from the errors made before, widened or narrowed by how often they held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

# Chosen on outcomes up to April 2023, for both flows together, over 36 to 96 errors, steps up to
# 0.08, means over neighbouring months or none: all shares of 80 and 95 in 100 came within 7 points.
LEVELS = (0.8, 0.95)  # drawn together
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


def half_widths(made: Array, errors: Array, levels: Sequence[float]) -> dict[float, Array]:
    """Give for each forecast half the width of its intervals, from the errors known when made.

    The quantile of the last absolute errors at the same horizon (split conformal). Errors drift,
    so the share of misses allowed for is moved at every outcome: by `STEP` times the difference of
    the share promised and the outcome, 1 for a miss (adaptive conformal inference, Gibbs and
    Candes 2021). A wider promise reaches at least as far beyond a narrower one as its plain
    quantile does. Shares and widths are means with those of the month before and the month after,
    at the first and the last horizon their own.

    Parameters
    ----------
    made : numpy.ndarray
        When each forecast was made, as a number of months, ascending.
    errors : numpy.ndarray
        One row for each time, one column for each horizon from one month on: the error, NaN where
        the outcome is not known; in any unit, the result's too.
    levels : sequence of float
        Shares of outcomes the intervals shall hold, between 0 and 1, ascending.

    Returns
    -------
    dict
        By level, an array like the errors; NaN for forecasts with fewer than `ENOUGH_ERRORS` known
        errors.

    Raises
    ------
    ValueError
        When a level is not between 0 and 1, or they do not ascend.

    Examples
    --------
    >>> errors = np.r_[np.tile([-1.0, 2.0], 20), np.nan].reshape(-1, 1)
    >>> half_widths(np.arange(41), errors, [0.8])[0.8][[0, 23, 24], 0]
    array([nan, nan,  2.])
    """
    if not all(0 < level < 1 for level in levels) or sorted(set(levels)) != list(levels):
        raise ValueError(f"coverage {levels!r}: shares between 0 and 1 are allowed, ascending")
    size = np.abs(errors)
    steps = np.arange(size.shape[1])
    known = np.searchsorted(made, np.asarray(made)[:, None] - steps - 1, side="right")
    known = np.minimum(known, np.arange(len(made))[:, None])  # rows settled, by time and horizon
    widths = {level: np.full(size.shape, np.nan) for level in levels}
    allowed = {level: np.full(len(steps), 1 - level) for level in levels}
    settled = np.zeros_like(steps)
    for at, until in enumerate(known):
        for step, row in _between(settled.tolist(), until.tolist()):
            for level in levels:
                width = widths[level][row, step]
                if not np.isnan(size[row, step] + width):
                    allowed[level][step] += STEP * (1 - level - (size[row, step] > width))
        settled = until
        past = [size[:rows, step] for step, rows in enumerate(until.tolist())]
        samples = [np.sort(held[~np.isnan(held)][-LOOKED_BACK:]) for held in past]
        for level, drawn in _drawn(samples, allowed).items():
            widths[level][at] = drawn
    return widths


def _between(settled: list[int], known: list[int]) -> Iterator[tuple[int, int]]:
    """Give horizon and row of each error that became known between two times."""
    for step, (first, last) in enumerate(zip(settled, known, strict=True)):
        for row in range(first, last):
            yield step, row


def _drawn(samples: list[Array], allowed: dict[float, Array]) -> dict[float, Array]:
    """Give half the widths at one time by level, from sorted errors and shares of misses allowed.

    One value for each horizon, NaN where too few errors are known.
    """
    rows: dict[float, Array] = {}
    narrower: tuple[Array, Array] | None = None
    for level, shares in allowed.items():
        plain = _quantiles(samples, np.full(len(samples), level))
        row = _quantiles(samples, 1 - np.clip(_smoothed(shares), 0, 1))
        if narrower is not None:
            row = np.maximum(row, narrower[0] + plain - narrower[1])
        narrower = row, plain
        rows[level] = _smoothed(row)
    return rows


def _quantiles(samples: list[Array], shares: Array) -> Array:
    """Give a quantile of each sample, NaN of one with too few errors."""
    return np.array(
        [
            _quantile(sample, share) if len(sample) >= ENOUGH_ERRORS else np.nan
            for sample, share in zip(samples, shares, strict=True)
        ]
    )


def _smoothed(row: Array) -> Array:
    """Give means of a value and its two neighbours; the ends, and beside a gap, its own."""
    means = row.copy()
    means[1:-1] = (row[:-2] + row[1:-1] + row[2:]) / 3 if len(row) > 2 else row[1:-1]
    return np.where(np.isnan(means), row, means)


def _quantile(held: Array, share: float) -> float:
    """Give a quantile of sorted values, between the two nearest; all of them: `BEYOND` the last.

    `numpy.quantile` without its overhead.
    """
    if share == 1:
        return float(BEYOND * held[-1])
    place = share * (len(held) - 1)
    low = int(place)
    high = min(low + 1, len(held) - 1)
    return float(held[low] + (place - low) * (held[high] - held[low]))


def with_intervals(evaluation: pd.DataFrame, model: str) -> pd.DataFrame:
    """Give the past forecasts of a model with the intervals that could have been drawn then.

    Returns
    -------
    pandas.DataFrame
        The rows of the model, by horizon and origin, with low80, high80, low95 and high95.
    """
    rows = of_model(evaluation, model)
    made, errors = by_horizon(rows, log_errors(rows))
    at = np.searchsorted(made, _made(rows)), rows["horizon"].to_numpy(dtype=int) - 1
    for level, widths in half_widths(made, errors, LEVELS).items():
        reach = np.exp(widths[at])
        rows[f"low{round(100 * level)}"] = rows["forecast"] / reach
        rows[f"high{round(100 * level)}"] = rows["forecast"] * reach
    return rows


def coverages(
    evaluation: pd.DataFrame, model: str, levels: Sequence[float], last: int
) -> dict[tuple[float, int], Coverage]:
    """Count the outcomes inside the intervals that could have been drawn, by level and horizon.

    Over the last outcomes known at each horizon; those without an interval do not count. `LEVELS`
    are those drawn, each other level is counted by itself.
    """
    rows = of_model(evaluation, model)
    made, errors = by_horizon(rows, log_errors(rows))
    widths = half_widths(made, errors, LEVELS)
    for level in levels:
        widths |= {} if level in widths else half_widths(made, errors, [level])
    found = {}
    for column in range(errors.shape[1]):
        at = np.flatnonzero(~np.isnan(errors[:, column]))[-last:]
        size = np.abs(errors[at, column])
        for level in levels:
            width = widths[level][at, column]
            inside = int((size <= width).sum())
            found[level, column + 1] = Coverage(inside, int((~np.isnan(width)).sum()))
    return found


def of_model(evaluation: pd.DataFrame, model: str) -> pd.DataFrame:
    """Give the rows of a model, by horizon and origin."""
    rows = evaluation[evaluation["model"].eq(model)]
    return rows.sort_values(["horizon", "origin"])


def by_horizon(rows: pd.DataFrame, errors: Array) -> tuple[Array, Array]:
    """Lay the errors of rows out by origin and horizon, NaN where there is none.

    Returns
    -------
    tuple of numpy.ndarray
        The origins as numbers of months, ascending, and one row for each of them.
    """
    made, at = np.unique(_made(rows), return_inverse=True)
    steps = rows["horizon"].to_numpy(dtype=int)
    table = np.full((len(made), max(steps, default=0)), np.nan)
    table[at, steps - 1] = errors
    return made, table


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
    parts = []
    for step, group in of_model(evaluation, model).groupby("horizon"):
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


def _made(rows: pd.DataFrame) -> Array:
    """Give when forecasts were made, as numbers of months."""
    ordinals: Array = pd.PeriodIndex(rows["origin"], freq="M").astype("int64").to_numpy()
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

"""The chance that a month or a year passes an amount, from errors of whole past paths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.forecasting.ahead import outlook, year_with_forecasts
from helpers.forecasting.combined import COMBINED
from helpers.forecasting.intervals import (
    DECAY,
    ENOUGH_ERRORS,
    Array,
    by_horizon,
    log_errors,
    of_model,
)
from helpers.forecasting.parts import known_series
from helpers.loading import Panel
from helpers.metrics import yearly


@dataclass(frozen=True, eq=False)
class Distribution:
    """A sum of months ahead with its distribution.

    Attributes
    ----------
    middle : float
        As forecast, USD million.
    sums : numpy.ndarray
        What it would come to with the errors of each past origin, ascending.
    weights : numpy.ndarray
        Of these, adding up to one.
    record : float
        The largest one before, USD million.
    record_in : pandas.Period
        When that was.
    step : float
        Distance of round numbers, USD million.
    """

    middle: float
    sums: Array
    weights: Array
    record: float
    record_in: pd.Period
    step: float

    def between(self, level: float) -> tuple[float, float]:
        """Return the bounds that hold a share of the outcomes, as many below as above."""
        place = np.cumsum(self.weights) - self.weights / 2
        low, high = np.interp([(1 - level) / 2, (1 + level) / 2], place, self.sums)
        return float(low), float(high)

    def chance_above(self, value: float) -> float:
        """Return the share of the distribution above a value."""
        return float(np.average(self.sums > value, weights=self.weights))  # 1 at most

    @property
    def round_number(self) -> float:
        """The round number nearest to the middle, USD million."""
        return float(self.step * round(self.middle / self.step))


def year_range(trade: Panel, flow: str = "exports") -> Distribution | None:
    """Return the running year, its months known and those forecast together.

    The errors of all months ahead are taken together, as they were made at each past origin, so
    that the range is not that of the months added up: each past path of errors, and its mirror
    image, gives one sum, weighted by age as the intervals are.

    Returns
    -------
    Distribution or None
        None in December, where nothing is forecast, a month is not known, or too few past paths.
    """
    middle = year_with_forecasts(trade, flow)
    if middle is None or flow == "balance":
        return None
    before = yearly(known_series(trade, flow, "total"))
    return _distribution(trade, flow, 12 - trade.month.month, middle, before, 50_000.0)


def month_range(trade: Panel, flow: str = "exports") -> Distribution | None:
    """Return the next month, as `year_range` the year."""
    path = outlook(trade, flow).path
    if path.empty or flow == "balance":
        return None
    before = known_series(trade, flow, "total")
    return _distribution(trade, flow, 1, float(path["forecast"].iloc[0]), before, 5_000.0)


def _distribution(
    trade: Panel, flow: str, steps: int, middle: float, before: pd.Series, round_step: float
) -> Distribution | None:
    expected = outlook(trade, flow)
    rows = of_model(expected.evaluation, COMBINED)
    paths = by_horizon(rows, log_errors(rows))[1][:, :steps]
    paths = paths[~np.isnan(paths).any(axis=1)]
    if len(paths) < ENOUGH_ERRORS or before.empty:
        return None
    ahead = expected.path["forecast"].to_numpy(dtype=float)[:steps]
    sums = middle - ahead.sum() + (ahead * np.exp(np.concatenate([paths, -paths]))).sum(axis=1)
    weights = np.tile(DECAY ** np.arange(len(paths) - 1, -1, -1), 2)
    order = np.argsort(sums)
    return Distribution(
        middle,
        sums[order],
        weights[order] / weights.sum(),
        record=float(before.max()),
        record_in=pd.PeriodIndex(before.index)[int(before.argmax())],
        step=round_step,
    )

"""What the next month would be under other assumptions, with the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helpers.errors import ParameterError
from helpers.forecasting.ahead import kept_forecasts, outlook
from helpers.forecasting.calendar import NAMES
from helpers.forecasting.combined import usable
from helpers.forecasting.evaluation import fitted
from helpers.forecasting.parts import parts
from helpers.forecasting.vintages import history
from helpers.loading import Panel
from helpers.months import working_days


@dataclass(frozen=True)
class Scenario:
    """The next month's exports as forecast and under two assumptions, USD million.

    Attributes
    ----------
    forecast : float
        Of the combination.
    chips_before, chips_forecast, chips_assumed : float or None
        Semiconductors a year before, as forecast within the total, and as assumed; None where they
        are not held.
    chips_effect : float
        What the assumption on semiconductors adds; 0 where they are not held.
    days, days_assumed : float
        Working days of the month, and those assumed.
    elasticity : float
        Per cent of exports by which one per cent more weekdays moves them, as estimated.
    days_effect : float
        What the other count of days adds to the forecast and the effect before.
    """

    forecast: float
    chips_before: float | None
    chips_forecast: float | None
    chips_assumed: float | None
    chips_effect: float
    days: float
    days_assumed: float
    elasticity: float
    days_effect: float

    @property
    def total(self) -> float:
        """The forecast with both effects."""
        return self.forecast + self.chips_effect + self.days_effect


def scenario(
    trade: Panel, semiconductors_growth: float, working_days_change: float
) -> Scenario | None:
    """Work out exports of the next month under two assumptions.

    Parameters
    ----------
    trade : Panel
        The month before.
    semiconductors_growth : float
        Growth on the year of exports of semiconductors, per cent; 0 is flat.
    working_days_change : float
        Working days more, or fewer where below zero, than the calendar has.

    Returns
    -------
    Scenario or None
        None where exports are not forecast.

    Raises
    ------
    ParameterError
        When growth is not above -100 and at most 1000, or fewer than 5 or more than 31 days are
        left.
    """
    month = trade.month + 1
    days = working_days(month)
    if not -100 < semiconductors_growth <= 1000:
        raise ParameterError(
            "semiconductors_growth",
            ["per cent above -100 and up to 1000"],
            str(semiconductors_growth),
        )
    if not 5 <= days + working_days_change <= 31:
        raise ParameterError(
            "working_days_change",
            [f"changes that leave 5 to 31 of the {days:g} days of {month}"],
            str(working_days_change),
        )
    ahead = outlook(trade, "exports")
    held = history(trade, "exports")
    logs = usable(held.now())
    if ahead.missing or logs is None:
        return None
    store = kept_forecasts(trade)
    elasticity = float(fitted(logs, store, held.saturday).beta[NAMES.index("weekdays")])
    store.save()
    forecast = float(ahead.path["forecast"].iloc[0])
    chips = _chips(trade, semiconductors_growth)
    effect = chips[2] - chips[1] if chips else 0.0
    factor = np.exp(elasticity * np.log((days + working_days_change) / days))
    before, expected, assumed = chips or (None, None, None)
    return Scenario(
        forecast=forecast,
        chips_before=before,
        chips_forecast=expected,
        chips_assumed=assumed,
        chips_effect=effect,
        days=days,
        days_assumed=days + working_days_change,
        elasticity=elasticity,
        days_effect=float((forecast + effect) * (factor - 1)),
    )


def _chips(trade: Panel, growth: float) -> tuple[float, float, float] | None:
    """Give semiconductors a year before the next month, as forecast, and as assumed."""
    made = parts(trade, "exports", "items_20")
    before = trade.series("exports", "semiconductors").to_dict().get(trade.month - 11)
    if made is None or before is None or "semiconductors" not in made.ahead:
        return None
    return before, float(made.ahead["semiconductors"].iloc[0]), before * (1 + growth / 100)

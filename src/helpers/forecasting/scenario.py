"""What other prices, another won and other working days would change of the next month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from helpers.errors import ParameterError
from helpers.forecasting.ahead import kept_forecasts, next_month
from helpers.forecasting.calendar import NAMES
from helpers.forecasting.combined import effect_errors, usable
from helpers.forecasting.evaluation import estimated_on, parameters
from helpers.forecasting.parts import CHIPS, RECENT, known_series
from helpers.forecasting.vintages import history
from helpers.loading import Panel
from helpers.metrics import log_growth
from helpers.months import working_days, working_days_of

DRIVERS = {"won": "krw_usd_avg", "oil": "dubai_crude_avg"}
LEAST = 60  # months with growth of both before an effect is estimated
LAGS = 12  # growth on the year overlaps over so many months
CLEAR = 1.96  # standard errors from zero


@dataclass(frozen=True)
class Effect:
    """What one assumption changes of a flow in the next month.

    Attributes
    ----------
    assumption : str
        chip_price, won, oil or working_days.
    flow : str
        exports or imports.
    before, assumed : float
        What is assumed to change, as last known and as assumed: unit value of chip exports (USD
        million per tonne), won per dollar, dollars per barrel, or working days.
    known : pandas.Period
        The month of `before`.
    base : float
        What the elasticity is applied to, USD million: the forecast of the flow; for chip prices
        the share of it that chips had over the last three months known.
    elasticity, error : float
        Per cent of the base by which one per cent more moves it, and the standard error.
    first, last : pandas.Period
        The months it is estimated on.
    n : int
        How many these are.
    """

    assumption: str
    flow: str
    before: float
    assumed: float
    known: pd.Period
    base: float
    elasticity: float
    error: float
    first: pd.Period
    last: pd.Period
    n: int

    @property
    def effect(self) -> float:
        """What the assumption adds, USD million: base ((assumed / before)^elasticity - 1)."""
        return float(self.base * ((self.assumed / self.before) ** self.elasticity - 1))

    @property
    def effect_error(self) -> float:
        """Standard error of the effect, USD million (delta method)."""
        moved = np.log(self.assumed / self.before)
        return float((self.base + self.effect) * abs(moved) * self.error)

    @property
    def is_clear(self) -> bool:
        """Whether the elasticity can be told from zero at 5 %."""
        return abs(self.elasticity) > CLEAR * self.error


def scenarios(
    trade: Panel,
    chip_price: float = -30.0,
    won: float = 10.0,
    oil: float = 100.0,
    working_days_change: float = 1.0,
) -> list[Effect]:
    """Return what each assumption would change of the next month, all else as it used to go along.

    Elasticities are those of growth on the year, beside the growth of the working days, by least
    squares with standard errors for overlapping growth (Newey and West 1987); that of the working
    days is the one the forecasts use. They describe what moved together, not what caused what.

    Parameters
    ----------
    trade : Panel
        The month before.
    chip_price : float
        Change of the unit value of chip exports, per cent.
    won : float
        Change of the won per dollar, per cent; the opposite change is shown too.
    oil : float
        Price of Dubai crude, dollars per barrel.
    working_days_change : float
        Working days more, or fewer where below zero, than the calendar has.

    Returns
    -------
    list of Effect
        Without those for which no forecast can be made or too little is known.

    Raises
    ------
    ParameterError
        When a change is not above -100 and at most 1000 per cent, the oil price not above 0 and at
        most 1000, or fewer than 5 or more than 31 days are left.
    """
    month = trade.month + 1
    days = working_days(month)
    for name, value in (("chip_price", chip_price), ("won", won)):
        if not -100 < value <= 1000:
            raise ParameterError(name, ["per cent above -100 and up to 1000"], str(value))
    if not 0 < oil <= 1000:
        raise ParameterError("oil", ["dollars per barrel above 0 and up to 1000"], str(oil))
    if not 5 <= days + working_days_change <= 31:
        allowed = f"changes that leave 5 to 31 of the {days:g} days of {month}"
        raise ParameterError("working_days_change", [allowed], str(working_days_change))
    effects = [_chips(trade, chip_price)]
    for flow in ("exports", "imports"):
        weaker = _moved(trade, flow, "won", lambda last: last * (1 + won / 100))
        stronger = weaker and replace(weaker, assumed=weaker.before / (1 + won / 100))
        oil_at = _moved(trade, flow, "oil", lambda last: oil)
        effects += [weaker, stronger, oil_at, _days(trade, flow, working_days_change)]
    return [effect for effect in effects if effect is not None]


def _chips(trade: Panel, change: float) -> Effect | None:
    value, weight = (known_series(trade, "exports", CHIPS, name) for name in ("value", "volume"))
    price, total = (value / weight).dropna(), known_series(trade, "exports", "total")
    forecast = next_month(trade, "exports")
    recent = price.index[-RECENT:]
    if forecast is None or recent.empty:
        return None
    share = float(value.reindex(recent).sum() / total.reindex(recent).sum(skipna=False))
    if not share > 0:
        return None
    last = float(price.iloc[-1])
    return _estimated(
        "chip_price", "exports", price, last * (1 + change / 100), value, forecast * share
    )


def _moved(trade: Panel, flow: str, name: str, assume: Callable[[float], float]) -> Effect | None:
    rows = trade.macro(DRIVERS[name]).drop_duplicates("period", keep="last")
    rows = rows[rows["period"].str.len().eq(len("2000-01"))]
    forecast = next_month(trade, flow)
    if forecast is None or rows.empty:
        return None
    driver = pd.Series(
        rows["value"].to_numpy(dtype=float), pd.PeriodIndex(rows["period"], freq="M")
    )
    assumed = assume(float(driver.iloc[-1]))
    return _estimated(name, flow, driver, assumed, known_series(trade, flow, "total"), forecast)


def _estimated(
    name: str, flow: str, driver: pd.Series, assumed: float, x: pd.Series, base: float
) -> Effect | None:
    from statsmodels.regression.linear_model import OLS

    growth = pd.DataFrame({"x": log_growth(x), "driver": log_growth(driver)}).dropna()
    months = pd.PeriodIndex(growth.index)
    if len(growth) < LEAST:
        return None
    days = working_days_of(months).to_numpy() / working_days_of(months - 12).to_numpy()
    design = np.column_stack([np.ones(len(days)), growth["driver"], 100 * np.log(days)])
    regression = OLS(growth["x"].to_numpy(), design).fit(
        cov_type="HAC", cov_kwds={"maxlags": LAGS, "use_correction": True}
    )
    return Effect(
        assumption=name,
        flow=flow,
        before=float(driver.iloc[-1]),
        assumed=assumed,
        known=driver.index[-1],
        base=base,
        elasticity=float(regression.params[1]),
        error=float(regression.bse[1]),
        first=months[0],
        last=months[-1],
        n=len(months),
    )


def _days(trade: Panel, flow: str, change: float) -> Effect | None:
    vintages, store = history(trade, flow), kept_forecasts(trade)
    logs, forecast = usable(vintages.now()), next_month(trade, flow)
    if logs is None or forecast is None:
        return None
    basis = estimated_on(vintages, trade.month, logs)
    fitted = parameters(vintages, trade.month, logs, store)
    place, days = NAMES.index("weekdays"), working_days(trade.month + 1)
    return Effect(
        assumption="working_days",
        flow=flow,
        before=days,
        assumed=days + change,
        known=trade.month + 1,
        base=forecast,
        elasticity=float(fitted.beta[place]),
        error=float(effect_errors(basis, fitted, vintages.saturday)[place]),
        first=basis.index[0],
        last=basis.index[-1],
        n=len(basis),
    )

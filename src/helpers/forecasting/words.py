"""What a reader meets of forecasts by name: models, flows, months ahead, and why there is none."""

from __future__ import annotations

from helpers.forecasting.ahead import outlook
from helpers.forecasting.combined import LEAST, usable
from helpers.forecasting.vintages import history
from helpers.loading import Panel
from helpers.translation import later, tr
from helpers.wording import joined, month_name, months

NAMES = {
    "combined": later("Combination"),
    "regression_arima": later("Regression with ARIMA errors"),
    "level": later("Smoothed level"),
    "damped_trend": later("Damped trend"),
    "seasonal_naive": later("Year before"),
    "last_growth_carried": later("Last daily growth"),
    "last_yoy_carried": later("Last growth"),
    "drift": later("Year before with drift"),
}
FLOWS = {"exports": later("exports"), "imports": later("imports"), "balance": later("balance")}
TOO_FEW = later("Enough past months to forecast again and judge them are not held.")


def model_name(model: str) -> str:
    """Return the name of a model.

    Examples
    --------
    >>> model_name("drift")
    'Year before with drift'
    """
    return tr(NAMES[model])


def flow_name(flow: str, first: bool = False) -> str:
    """Return the name of exports, imports or the balance; `first` where a text begins with it.

    Examples
    --------
    >>> flow_name("exports"), flow_name("balance", first=True)
    ('exports', 'Balance')
    """
    name = tr(FLOWS[flow])
    return name.capitalize() if first else name


def steps_ahead(count: int) -> str:
    """Return how many months ahead, in words.

    Examples
    --------
    >>> steps_ahead(1), steps_ahead(3)
    ('1 month ahead', '3 months ahead')
    """
    return tr("{} ahead", months(count))


def bridged(trade: Panel) -> list[str]:
    """Return a note on the months not held that the models bridge; none where there is none.

    Examples
    --------
    >>> from helpers.loading import load
    >>> bridged(load("2023-12"))
    []
    """
    notes = []
    for flow in ("exports", "imports"):
        past = history(trade, flow).now()
        logs = usable(past)
        gone = [] if logs is None else [m for m in logs.index if m not in past.index]
        if gone:
            names = joined([month_name(month) for month in gone])
            notes.append(
                tr(
                    "{flow} of {months} are not held; the models bridge them.",
                    flow=flow_name(flow, first=True),
                    months=names,
                )
            )
    return notes


def no_forecast(trade: Panel, flow: str) -> str:
    """Return why a flow is not forecast, in the language spoken; empty where it is.

    Examples
    --------
    >>> from helpers.loading import load
    >>> no_forecast(load("1986-03"), "exports")
    'No forecast of exports: 84 months without a longer gap are needed and not held.'
    >>> no_forecast(load("2023-12"), "exports")
    ''
    """
    if not outlook(trade, flow).missing:
        return ""
    name = flow_name(flow)
    if flow == "balance":
        return tr(
            "No forecast of {}: forecasts of both exports and imports are needed, and not held.",
            name,
        )
    past = history(trade, flow).now()
    if len(past) and past.index[-1] == trade.month:
        return tr(
            "No forecast of {}: {} months without a longer gap are needed and not held.",
            name,
            LEAST,
        )
    month = month_name(trade.month)
    if trade.as_of is None:
        return tr("No forecast of {}: the figure of {} is not held as known.", name, month)
    return tr(
        "No forecast of {}: the figure of {} is not held as known on {}.", name, month, trade.as_of
    )

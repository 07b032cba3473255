"""The months ahead of exports, imports and their balance, and how well such forecasts did."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from helpers.forecasting.combined import COMBINED
from helpers.forecasting.evaluation import (
    COLUMNS,
    HORIZON,
    ORIGINS,
    against_baselines,
    evaluate,
    forecasts,
    scores,
)
from helpers.forecasting.intervals import (
    LEVELS,
    Array,
    Coverage,
    by_horizon,
    coverages,
    half_widths,
    log_errors,
    of_model,
)
from helpers.forecasting.store import ForecastStore
from helpers.forecasting.vintages import History, history
from helpers.loading import Panel
from helpers.tidy import kept

SHOWN = (1, 3, 6, 12)
AVERAGE = "drift"  # the year before with the mean growth of ten years
NEAR = 6  # months ahead that are shown first; the others are in an appendix
LONGEST = 26  # months a forecast of the next year may reach


@dataclass(frozen=True, eq=False)
class Outlook:
    """What is expected of a series, and how the same rule did before.

    Attributes
    ----------
    flow : str
        exports, imports or balance.
    forecasts : pandas.DataFrame
        One row for each model and month ahead: model, horizon, period, forecast (USD million) and,
        for the combination, the bounds low80, high80, low95 and high95 (NaN with too few errors).
    evaluation : pandas.DataFrame
        As `evaluate` gives it; for the balance only the combination, with balances.
    """

    flow: str
    forecasts: pd.DataFrame
    evaluation: pd.DataFrame

    @property
    def missing(self) -> bool:
        """Whether nothing can be forecast."""
        return self.forecasts.empty

    @property
    def path(self) -> pd.DataFrame:
        """The rows of the combination."""
        return self.forecasts[self.forecasts["model"].eq(COMBINED)]

    @cached_property
    def scores(self) -> pd.DataFrame:
        """By (model, horizon): n, mape (per cent) and mase; empty where nothing can be judged."""
        return scores(self.evaluation) if len(self.evaluation) else pd.DataFrame()

    @cached_property
    def tests(self) -> pd.DataFrame:
        """As `against_baselines` gives it."""
        return against_baselines(self.evaluation) if len(self.evaluation) else pd.DataFrame()

    @cached_property
    def skilful(self) -> int:
        """Months ahead up to which the combination beats the average of recent years.

        By the mean scaled error of the last origins. 0 where it never does, or nothing is judged.
        """
        if AVERAGE not in self.tests.index.get_level_values(0):
            return 0
        ratios = self.tests["ratio"].xs(AVERAGE).sort_index()
        worse = ratios.index[ratios >= 1]
        return int(worse[0]) - 1 if len(worse) else int(ratios.index[-1])

    def coverage(self, level: float, horizon: int | None = None) -> Coverage:
        """Return how many of the last outcomes lay in the intervals drawn at the time.

        Parameters
        ----------
        level : float
            One of `LEVELS`.
        horizon : int, optional
            Months ahead; left out: all horizons together, the last outcomes of each.
        """
        if horizon is not None:
            return self._coverages.get((level, horizon), Coverage(0, 0))
        counts = [c for (of, _), c in self._coverages.items() if of == level and c.n]
        n = sum(c.n for c in counts)
        score = sum(c.n * c.score for c in counts) / n if n else float("nan")
        return Coverage(sum(c.inside for c in counts), n, score)

    @cached_property
    def _coverages(self) -> dict[tuple[float, int], Coverage]:
        return coverages(self.evaluation, COMBINED, LEVELS, ORIGINS)


@kept
def outlook(trade: Panel, flow: str = "exports", horizon: int = HORIZON) -> Outlook:
    """Forecast the total of a flow from the month of the panel, and judge the rule on its past.

    Only observations published by the date of the panel are used. The forecasts of the balance are
    those of exports less those of imports, model by model.

    Parameters
    ----------
    trade : Panel
        Its month is the origin.
    flow : str
        exports, imports or balance.
    horizon : int
        Months ahead.

    Examples
    --------
    >>> from helpers.loading import load
    >>> outlook(load("1986-03")).missing
    True
    """
    return _balance(trade, horizon) if flow == "balance" else _flow(trade, flow, horizon)


def next_month(trade: Panel, flow: str) -> float | None:
    """Return the combination's forecast of the month after the panel's, not judged on its past.

    The same as the first of `outlook`, in far less time where that was not asked for before.

    Returns
    -------
    float or None
        USD million; None where nothing can be forecast.

    Examples
    --------
    >>> from helpers.loading import load
    >>> f"{next_month(load('2023-12', as_of='2024-01-01'), 'exports') / 1000:.1f}"
    '56.5'
    """
    rows = _panel_forecasts(trade, flow, HORIZON)
    if rows is None:
        return None
    first = rows["model"].eq(COMBINED) & rows["horizon"].eq(1)
    return float(rows.loc[first, "forecast"].iloc[0])


def year_with_forecasts(trade: Panel, flow: str) -> float | None:
    """Sum the months of the running year: observed up to the panel's, then forecast.

    Returns
    -------
    float or None
        USD million; None in December, where nothing is forecast and where a month is not available.
    """
    path = outlook(trade, flow).path
    year = pd.period_range(trade.month - trade.month.month + 1, periods=12, freq="M")
    ahead = pd.Series(
        path["forecast"].to_numpy(dtype=float), pd.PeriodIndex(path["period"], freq="M")
    )
    whole = pd.concat([trade.series(flow, "total"), ahead]).reindex(year)
    return None if trade.month.month == 12 or whole.isna().any() else float(whole.sum())


def annual_forecast(trade: Panel, year: int, day: str, flow: str = "exports") -> float | None:
    """Return the sum of a year as the same rule would have put it on a day of the past.

    The months released by that day, in the vintages then known, and the combination's forecasts
    made at the last of them for the other months of the year.

    Parameters
    ----------
    trade : Panel
        Observations published by its date count.
    year : int
        The year forecast.
    day : str
        YYYY-MM-DD.
    flow : str
        exports or imports.

    Returns
    -------
    float or None
        USD million; None where no forecast can be made, or the year was over.
    """
    origin = pd.Period(day, "M") - 1
    months = pd.period_range(f"{year}-01", f"{year}-12", freq="M")
    ahead = (months[-1] - origin).n
    if origin > trade.month or not 0 < ahead <= LONGEST:
        return None
    vintages, store = history(trade, flow), kept_forecasts(trade)
    past, _ = vintages.known(origin)
    rows = forecasts(vintages, origin, past, LONGEST, store)
    store.save()
    if rows is None:
        return None
    ours = rows[rows["model"].eq(COMBINED)]
    path = pd.Series(ours["forecast"].to_numpy(dtype=float), pd.PeriodIndex(ours["period"]))
    whole = pd.concat([past, path]).reindex(months)
    return None if whole.isna().any() else float(whole.sum())


@kept
def kept_forecasts(trade: Panel) -> ForecastStore:
    """Return the store of forecasts beside the data of a panel, read once for it."""
    return ForecastStore(trade.data_dir)


def judged_store(trade: Panel, vintages: History) -> ForecastStore:
    """Return the store of what was worked out from one state of a history."""
    return ForecastStore(trade.data_dir, f"judged-{vintages.fingerprint}")


def _flow(trade: Panel, flow: str, horizon: int) -> Outlook:
    vintages = history(trade, flow)
    rows = _panel_forecasts(trade, flow, horizon)
    if rows is None:
        return _none(flow)
    store, state = kept_forecasts(trade), judged_store(trade, vintages)
    evaluation = evaluate(vintages, horizon=horizon, store=store, state=state)
    store.save()
    ours = of_model(evaluation, COMBINED)
    widths = _live_widths(ours, log_errors(ours), trade.month, horizon)
    for level, width in widths.items():
        mine = rows["model"].eq(COMBINED)
        bound = rows["forecast"].where(mine)
        spread = rows["horizon"].map(width)
        rows[f"low{level}"] = bound * np.exp(-spread)
        rows[f"high{level}"] = bound * np.exp(spread)
    return Outlook(flow, rows, evaluation)


def _panel_forecasts(trade: Panel, flow: str, horizon: int) -> pd.DataFrame | None:
    """Forecast from the month of the panel; None where it or too much of its past is missing."""
    vintages, store = history(trade, flow), kept_forecasts(trade)
    past = vintages.now()
    if past.empty or past.index[-1] != trade.month:
        return None
    rows = forecasts(vintages, trade.month, past, horizon, store)
    store.save()
    return rows


def _balance(trade: Panel, horizon: int) -> Outlook:
    sold, bought = (outlook(trade, flow, horizon) for flow in ("exports", "imports"))
    if sold.missing or bought.missing:
        return _none("balance")
    on = ["model", "horizon", "period"]
    rows = sold.forecasts[[*on, "forecast"]].merge(bought.forecasts[[*on, "forecast"]], on=on)
    rows["forecast"] = rows["forecast_x"] - rows["forecast_y"]
    both = sold.evaluation.merge(bought.evaluation, on=["origin", *on])
    both = both[both["model"].eq(COMBINED)]
    for name in ("forecast", "actual", "error"):
        both[name] = both[f"{name}_x"] - both[f"{name}_y"]
    # Errors of a balance have no natural unit: they are measured in proportion to the exports.
    errors = (both["error"] / both["forecast_x"]).to_numpy(dtype=float)
    for level, width in _live_widths(both, errors, trade.month, horizon).items():
        spread = rows["horizon"].map(width) * rows["forecast_x"].where(rows["model"].eq(COMBINED))
        rows[f"low{level}"] = rows["forecast"] - spread
        rows[f"high{level}"] = rows["forecast"] + spread
    keep = ["origin", *on, "forecast", "actual", "error"]
    return Outlook("balance", rows.drop(columns=["forecast_x", "forecast_y"]), both[keep])


def _live_widths(
    rows: pd.DataFrame, errors: Array, origin: pd.Period, horizon: int
) -> dict[int, dict[int, float]]:
    """Return half the width of the intervals drawn now, by level in per cent and months ahead."""
    origins, past = by_horizon(rows, errors)
    table = np.full((len(origins) + 1, horizon), np.nan)
    table[:-1, : past.shape[1]] = past
    drawn = half_widths(np.append(origins, origin.ordinal), table, LEVELS, last=1)
    return {
        round(100 * level): dict(enumerate(widths[-1].tolist(), start=1))
        for level, widths in drawn.items()
    }


def _none(flow: str) -> Outlook:
    columns = ["model", "horizon", "period", "forecast", "low80", "high80", "low95", "high95"]
    return Outlook(flow, pd.DataFrame(columns=columns), pd.DataFrame(columns=COLUMNS))

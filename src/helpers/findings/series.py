"""What is remarkable about one series: extremes and runs, each certain or not said at all."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from helpers import metrics, revisions
from helpers.breakdowns import at
from helpers.findings.finding import Extreme, Run
from helpers.loading import Panel

HISTORY = 10  # years below which a highest or lowest is not told
NOTABLE = 12  # months below which "the highest since" is no news
TURN = 6  # months of the other sign below which a turn is no news
STRONG = 10.0  # per cent, from which growth counts as strong
# Series whose first month in the data is the first of the monthly statistics.
FROM_BEGINNING = ("exports.total", "imports.total", "balance.total")


def value(trade: Panel, flow: str, code: str, month: pd.Period | None = None) -> float | None:
    """Return a value of a series in USD million, by default of the month; None if not available.

    Examples
    --------
    >>> from helpers.loading import load
    >>> value(load("2023-12", as_of="2024-01-01"), "exports", "total")
    57660.0
    """
    return known(at(trade.series(flow, code), trade.month if month is None else month))


def growth(trade: Panel, flow: str, code: str) -> float | None:
    """Return growth on the same month of the year before, in per cent; None if not available.

    Examples
    --------
    >>> from helpers.loading import load
    >>> round(growth(load("2023-12", as_of="2024-01-01"), "exports", "total"), 1)
    5.1
    """
    return known(at(metrics.year_on_year(trade.series(flow, code)), trade.month))


def known(number: float) -> float | None:
    """Return a number, None where it is missing."""
    return None if pd.isna(number) else float(number)


def later(trade: Panel, *series: str, back: int = 12) -> bool:
    """Return whether the month or the one compared was first published after the date asked for."""
    names = (name.split(".") for name in series)
    facts = (
        trade.fact(flow, code, month)
        for flow, code in names
        for month in (trade.month, trade.month - back)
    )
    return any(fact is not None and fact.stand_in for fact in facts)


def tolerance_of_growth(trade: Panel, flow: str, code: str, rate: float) -> float:
    """Return the size of an ordinary revision of a growth rate, in percentage points."""
    now = value(trade, flow, code)
    return tolerance(trade, flow, code) / now * (100 + rate) if now else float("inf")


def tolerance(trade: Panel, flow: str, code: str) -> float:
    """Return the size of an ordinary revision of the month's value, in USD million.

    Nine revisions in ten are smaller. Infinite where too few are known, so that no difference
    exceeds it; zero for a final value, which is not revised any more.
    """
    if flow == "balance":
        return sum(tolerance(trade, each, code) for each in ("exports", "imports"))
    fact = trade.fact(flow, code)
    if fact is None or fact.status == "final":
        return 0.0
    percent = revisions.ordinary(trade, flow, code)
    return float("inf") if percent is None else fact.value * percent / 100


def extreme(
    values: pd.Series, month: pd.Period, slack: float, origin: bool = False, low: bool = False
) -> Extreme | None:
    """Return how far back a value has no equal, if that is news and certain.

    Parameters
    ----------
    values : pandas.Series
        Values or rates by month.
    month : pandas.Period
        The month asked.
    slack : float
        Difference, in the unit of the values, that a revision may make: smaller ones decide
        nothing.
    origin : bool
        Whether the series begins with the statistics.
    low : bool
        Whether to look for lows.

    Returns
    -------
    Extreme or None
        None below ten years without a gap, for less than twelve months, and where the order of
        two values could turn with an ordinary revision.

    Examples
    --------
    >>> months = pd.period_range("2000-01", periods=150, freq="M")
    >>> extreme(pd.Series(range(150), months, dtype=float), months[-1], 0.5).scope
    'all'
    >>> extreme(pd.Series(range(150), months, dtype=float), months[-1], 20.0) is None
    True
    """
    side = -values if low else values
    run = unbroken(side, month)
    if len(run) <= 12 * HISTORY:
        return None
    now, earlier = float(run.iloc[-1]), run.iloc[:-1]
    name: Literal["high", "low"] = "low" if low else "high"
    as_high = earlier[earlier >= now - slack]
    if as_high.empty:
        return Extreme(name, "all", run.index[0], len(earlier), origin)
    last = as_high.index[-1]
    certain = float(as_high.iloc[-1]) > now + slack or slack == 0
    back = (month - last).n
    same = earlier[earlier.index.month == month.month]  # type: ignore[attr-defined]
    if len(same) >= HISTORY and (same < now - slack).all():
        return Extreme(name, "month", same.index[0], len(same), origin)
    return Extreme(name, "since", last, back, origin) if certain and back >= NOTABLE else None


def unbroken(values: pd.Series, month: pd.Period) -> pd.Series:
    """Return the months without a gap that end with the one asked; empty where that is missing.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2023-09", "2023-11", "2023-12"], freq="M")
    >>> unbroken(pd.Series([1.0, 2.0, 3.0], months), months[-1]).tolist()
    [2.0, 3.0]
    """
    held = values.dropna().sort_index()
    held = held[held.index <= month]
    if held.empty or held.index[-1] != month:
        return held.iloc[:0]
    ordinals = held.index.astype("int64").to_numpy()
    steps = ordinals[1:] - ordinals[:-1]
    breaks = (steps != 1).nonzero()[0]
    return held.iloc[breaks[-1] + 1 if len(breaks) else 0 :]


def growth_run(values: pd.Series, month: pd.Period) -> Run | None:
    """Return for how many months in a row a series has risen or fallen on the year before.

    None where the month neither rose nor fell, or where the run reaches a missing month: its length
    is not certain then.

    Examples
    --------
    >>> months = pd.period_range("2022-01", periods=16, freq="M")
    >>> growth_run(pd.Series([1.0] * 12 + [0.9, 0.9, 1.1, 1.2], months), months[-1])
    Run(up=True, months=2, before=0, strong=2)
    """
    rates = metrics.year_on_year(values)
    rising, falling = metrics.rising(rates), metrics.falling(rates)
    strong = metrics.streak(rates >= STRONG, month)
    return _run(rising, falling, month, 0 if strong.at_least else strong.length)


def sign_run(balance: pd.Series, month: pd.Period) -> Run | None:
    """Return for how many months in a row a balance has been in surplus or deficit."""
    whole = balance.reindex(pd.period_range(balance.index[0], month, freq="M"))
    surplus = (whole > 0).astype("boolean").mask(whole.isna())
    return _run(surplus, (~surplus).astype("boolean"), month, 0)


def _run(up: pd.Series, down: pd.Series, month: pd.Period, strong: int) -> Run | None:
    for this, other, rises in ((up, down, True), (down, up, False)):
        run = metrics.streak(this, month)
        if run.length and not run.at_least:
            before = metrics.streak(other, month - 1) if run.length == 1 else None
            turned = before is not None and not before.at_least and before.length >= TURN
            length = before.length if before is not None and turned else 0
            return Run(rises, run.length, length, strong)
    return None

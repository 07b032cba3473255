"""What is remarkable about one series: extremes and runs, each certain or not said at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pandas as pd

from helpers import catalogue, revisions
from helpers.breakdowns import at
from helpers.claims import ask_panel, values
from helpers.findings.finding import Extreme, Run
from helpers.loading import Panel
from helpers.metrics import rounded

HISTORY = 10  # years below which a highest or lowest is not told
NOTABLE = 12  # months below which "the highest since" is no news
TURN = 6  # months of the other sign below which a turn is no news
STRONG = 10.0  # per cent, from which growth counts as strong


def value(trade: Panel, flow: str, code: str, month: pd.Period | None = None) -> float | None:
    """Return a value of a series in USD million, by default of the month; None if not available.

    Examples
    --------
    >>> from helpers.loading import load
    >>> value(load("2023-12", as_of="2024-01-01"), "exports", "total")
    57660.0
    """
    return known(at(trade.series(flow, code), trade.month if month is None else month))


def growth(trade: Panel, series: str) -> float | None:
    """Return growth on the same period of the year before, in per cent.

    As the claims language does: the reported rate of the day, else computed. None where it is not
    available, and where ordinary
    revisions or printed digits leave open whether it is a rise or a fall.

    Examples
    --------
    >>> from helpers.loading import load
    >>> growth(load("2023-12", as_of="2024-01-01"), "exports.total")
    5.1
    """
    rate = number(trade, f"yoy({series})")
    if rate is None or not rounded(rate):
        return rate
    return rate if holds(trade, f"yoy({series}) {'>' if rate > 0 else '<'} 0") else None


def number(trade: Panel, expression: str) -> float | None:
    """Return the number of an expression of the claims language; None if open or a lower bound."""
    answer = ask_panel(trade, expression)
    if answer.at_least or not isinstance(answer.value, int | float):
        return None
    return float(answer.value)


def holds(trade: Panel, condition: str) -> bool:
    """Return whether a condition of the claims language is true: neither false nor open."""
    return ask_panel(trade, condition).value is True


def known(number: float) -> float | None:
    """Return a number, None where it is missing."""
    return None if pd.isna(number) else float(number)


def later(trade: Panel, *series: str, back: int = 12) -> bool:
    """Return whether the month or the one compared was first published after the date asked for."""
    names = (name.split(".") for name in series)
    observations = (
        trade.observation(flow, code, month)
        for flow, code in names
        for month in (trade.month, trade.month - back)
    )
    return any(observation is not None and observation.later for observation in observations)


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
        return sum(tolerance(trade, side, code) for side in ("exports", "imports"))
    observation = trade.observation(flow, code)
    if observation is None or observation.status == "final":
        return 0.0
    percent = revisions.ordinary(trade, flow, code)
    return float("inf") if percent is None else observation.value * percent / 100


def extreme(
    trade: Panel, series: str, slack: float, origin: bool = False, low: bool = False
) -> Extreme | None:
    """Return how far back the month's value has no equal, if that is news and certain.

    Parameters
    ----------
    trade : Panel
        The month.
    series : str
        A series of the claims language, as "yoy(exports.total)".
    slack, origin, low
        See `unequalled`.

    Returns
    -------
    Extreme or None
        None also where the claims language denies it or leaves it open.

    Examples
    --------
    >>> from helpers.loading import load
    >>> trade = load("2023-12")
    >>> extreme(trade, "exports.total", 0.0).since
    Period('2022-07', 'M')
    """
    news = unequalled(values(trade, series), trade.month, slack, origin, low)
    if news is None:
        return None
    record, since = ("record_low", "lowest_since") if low else ("record", "since")
    question = f'{record}({series}, "{news.scope}")'
    if news.scope == "since":
        question = f'{since}({series}) == "{news.since}"'
    return news if holds(trade, question) else None


def unequalled(
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
        Whether the statistics begin with the store: then a series that is whole from there on is
        one "since records began".
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
    >>> unequalled(pd.Series(range(150), months, dtype=float), months[-1], 0.5).scope
    'all'
    >>> unequalled(pd.Series(range(150), months, dtype=float), months[-1], 20.0) is None
    True
    """
    side = -values if low else values
    run = unbroken(side, month)
    if len(run) <= 12 * HISTORY:
        return None
    now, earlier = float(run.iloc[-1]), run.iloc[:-1]
    reaches_back = run.index[0] <= catalogue.history_start("", "") + 12  # growth needs a year
    name: Literal["high", "low"] = "low" if low else "high"
    as_high = earlier[earlier >= now - slack]
    if as_high.empty:
        return Extreme(name, "all", run.index[0], len(earlier), origin and reaches_back)
    last = as_high.index[-1]
    certain = float(as_high.iloc[-1]) > now + slack or slack == 0
    back = (month - last).n
    same = earlier[earlier.index.month == month.month]  # type: ignore[attr-defined]
    if len(same) >= HISTORY and (same < now - slack).all():
        return Extreme(name, "month", same.index[0], len(same), origin and reaches_back)
    return Extreme(name, "since", last, back) if certain and back >= NOTABLE else None


def unbroken(values: pd.Series, month: pd.Period) -> pd.Series:
    """Return the months without a gap that end with the one asked; empty where that is missing.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2023-09", "2023-11", "2023-12"], freq="M")
    >>> unbroken(pd.Series([1.0, 2.0, 3.0], months), months[-1]).tolist()
    [2.0, 3.0]
    """
    present = values.dropna().sort_index()
    present = present[present.index <= month]
    if present.empty or present.index[-1] != month:
        return present.iloc[:0]
    ordinals = present.index.astype("int64").to_numpy()
    steps = ordinals[1:] - ordinals[:-1]
    breaks = (steps != 1).nonzero()[0]
    return present.iloc[breaks[-1] + 1 if len(breaks) else 0 :]


def growth_run(trade: Panel, series: str) -> Run | None:
    """Return for how many months in a row a series has risen or fallen on the year before.

    None where the month neither rose nor fell, and where the length of the run is open: it reaches
    a month that is missing, or one that ordinary revisions leave undecided.

    Examples
    --------
    >>> from helpers.loading import load
    >>> growth_run(load("2023-12", as_of="2024-01-01"), "exports.total")
    Run(up=True, months=3, before=0, strong=0)
    """
    rate = f"yoy({series})"
    run = _run(trade, f"{rate} > 0", f"{rate} < 0")
    strong = number(trade, f"streak({rate} >= {STRONG:g})") if run and run.up else 0
    return run and replace(run, strong=int(strong or 0))


def sign_run(trade: Panel) -> Run | None:
    """Return for how many months in a row the balance has been in surplus or deficit."""
    return _run(trade, "balance.total > 0", "balance.total < 0")


def _run(trade: Panel, up: str, down: str) -> Run | None:
    for this, other in ((up, down), (down, up)):
        if months := number(trade, f"streak({this})"):
            before = number(trade, f'streak({other}, "{trade.month - 1}")') if months == 1 else 0
            turned = before is not None and before >= TURN
            return Run(this == up, int(months), int(before) if before and turned else 0)
    return None

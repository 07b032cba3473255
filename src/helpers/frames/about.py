"""Frames of the page about the numbers: vintages, revisions, checks and gaps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from helpers import revisions
from helpers.checks import compared, reconcile
from helpers.checks.comparing import AGREES, OPEN
from helpers.frames.frame import described, missing, nothing
from helpers.loading import Panel
from helpers.revisions import STEPS

MAIN = (
    *("exports.total", "imports.total", "exports.semiconductors", "exports.usa"),
    *("exports.china", "exports.asean", "imports.energy_total"),
)
REVISED = ("exports.total", "imports.total", "balance.total", "exports.usa", "exports.china")
RECENT = 24  # months that tell how large revisions are at present
LEAST = 10  # earlier months below which there is no range of eight in ten
VINTAGES = ["definition", "status", "published", "first", "last", "months", "later"]
THEN_AND_NOW = [
    *("first", "now", "change", "growth_first", "growth_now", "first_published", "published")
]
SIZES = [
    *("months", "mean", "mean_absolute", "recent", "largest", "largest_in", "growth", "turned")
]
STEP = ["growth", "published", "printed", "status", "low", "median", "high", "months"]
DIFFERENCES = [
    "rule",
    "series",
    "period",
    "reported",
    "computed",
    "published",
    "cause",
    "why",
    "source",
]


def vintages(trade: Panel) -> pd.DataFrame:
    """Return where the main series stand: definition, status, date and months available.

    Returns
    -------
    pandas.DataFrame
        By series (as "exports.usa"): definition, status and published of the month, missing where
        the month is not available; first, last and months (periods and their count); later.

    Examples
    --------
    >>> from helpers import load
    >>> vintages(load("2023-12")).loc["exports.total", ["status", "published"]].tolist()
    ['final', '2024-02-01']
    """
    rows = {}
    for series in MAIN:
        flow, code = series.split(".")
        observations, observation = trade.observations(flow, code), trade.observation(flow, code)
        known = (
            (observation.basis, observation.status, observation.published)
            if observation
            else (None,) * 3
        )
        span = (
            (observations.index.min(), observations.index.max())
            if len(observations)
            else (None, None)
        )
        rows[series] = (*known, *span, len(observations), bool(observation and observation.later))
    frame = pd.DataFrame.from_dict(rows, "index", columns=VINTAGES).rename_axis("series")
    return described(frame, trade, *_observations(trade, MAIN), at=trade.month)


def then_and_now(trade: Panel) -> pd.DataFrame:
    """Return the month's numbers at their first release beside those known now.

    Returns
    -------
    pandas.DataFrame
        By series: first, now and change (USD million), growth_first (per cent, as reported) and
        growth_now (computed from the values known), NaN for a balance; first_published and
        published. Series without a first release or a later number are absent.

    Examples
    --------
    >>> from helpers import load
    >>> then_and_now(load("2023-12")).loc["exports.total", ["first", "now"]].tolist()
    [57660.0, 57573.193]
    """
    rows = {}
    for series in REVISED:
        flow, code = series.split(".")
        both: Any = revisions.first_and_latest(trade, flow, code)
        if trade.month not in both.index:
            continue
        then, day, now, published = both.loc[trade.month].tolist()
        rates: Any = both[:0] if flow == "balance" else revisions.growth(trade, flow, code)
        known = trade.month in rates.index
        growth = rates.loc[trade.month].astype(float).tolist() if known else [float("nan")] * 2
        rows[series] = (then, now, now - then, *growth, day, published)
    if not rows:
        released = any(
            trade.month in revisions.first_releases(trade, *series.split(".")).index
            for series in REVISED
        )
        if released:
            return nothing(THEN_AND_NOW, trade, "then_and_now")
        return missing(THEN_AND_NOW, trade, "first_release")
    frame = pd.DataFrame.from_dict(rows, "index", columns=THEN_AND_NOW).rename_axis("series")
    return described(frame, trade, *_observations(trade, rows), at=trade.month)


def revision_sizes(trade: Panel) -> pd.DataFrame:
    """Return how far first releases were revised, over all months that have both numbers.

    Returns
    -------
    pandas.DataFrame
        By series: months; mean, mean_absolute, recent (the same of the last `RECENT` months) and
        largest (per cent of the first release), largest_in (a month); growth (mean absolute
        revision of growth, percentage points) and turned (months whose growth changed its sign).

    Examples
    --------
    >>> from helpers import load
    >>> round(float(revision_sizes(load("2023-12")).loc["exports.total", "mean_absolute"]), 1)
    0.4
    """
    rows, last = {}, {}
    for series in REVISED:
        flow, code = series.split(".")
        size = revisions.size(trade, flow, code) if flow != "balance" else None
        if size is None:
            continue
        recent = revisions.size(trade, flow, code, RECENT)
        rows[series] = (
            *(size.months, size.mean, size.mean_absolute),
            recent.mean_absolute if recent else float("nan"),
            *(size.largest, size.largest_in, size.growth_absolute, len(size.turned)),
        )
        last[series] = revisions.first_and_latest(trade, flow, code).index
    if not rows:
        return missing(SIZES, trade, "first_release")
    frame = pd.DataFrame.from_dict(rows, "index", columns=SIZES).rename_axis("series")
    return described(
        frame,
        trade,
        *_observations(trade, rows),
        lead=frame.index[0],
        recent=frame["recent"].iloc[0],
        start=min(index.min() for index in last.values()),
        end=max(index.max() for index in last.values()),
    )


def growth_steps(trade: Panel, flow: str = "exports") -> pd.DataFrame:
    """Return how the growth of a total became known, and how far earlier months moved then.

    Parameters
    ----------
    trade : Panel
        The month; only what was known on its date counts.
    flow : str
        exports or imports.

    Returns
    -------
    pandas.DataFrame
        By step (days_10, days_20, first, interim, closing; see `helpers.revisions.steps`): growth
        (per cent), published, printed (whether the rate is as reported), status; low, median and
        high (the range of eight in ten earlier months at that step, percentage points from their
        first release; NaN with fewer than `LEAST`) and months behind it. NaN where it is not known.
    """
    every, moved = revisions.steps(trade, flow), revisions.moves(trade, flow)
    own = every.loc[every.index.get_level_values("period") == trade.month].droplevel("period")
    counted = moved.loc[:, moved.notna().sum().ge(LEAST)]
    fan = counted.quantile([0.1, 0.5, 0.9]).T.set_axis(["low", "median", "high"], axis=1)
    fan["months"] = counted.notna().sum()
    if len(own) < 2 and not ("first" in own.index and len(fan)):
        empty = missing(STEP, trade, f"steps_{flow}")
        empty.attrs["flow"] = flow
        return empty
    frame = own.drop(columns="value").join(fan, how="outer")
    frame = frame.reindex([step for step in STEPS if step in frame.index])[STEP]
    return described(
        frame.rename_axis("step"),
        trade,
        trade.observations(flow, "total"),
        at=trade.month,
        flow=flow,
    )


def checks(trade: Panel) -> pd.DataFrame:
    """Return what was checked of the month's numbers.

    Returns
    -------
    pandas.DataFrame
        A row for each check: check (a key of the labels "checks"), result (passed, failed or not
        tested) and detail (see `helpers.checks.Detail`). `.attrs` has passed and of, the checks
        that could be made.
    """
    results = reconcile(trade)
    rows = [(check.name, check.result, check.detail) for check in results]
    frame = pd.DataFrame(rows, columns=["check", "result", "detail"], dtype=object)
    tested = [check for check in results if check.tested]
    return described(frame, trade, passed=sum(c.passed for c in tested), of=len(tested))


def differences(trade: Panel) -> pd.DataFrame:
    """Return the reported numbers of the month that do not follow from the others.

    Returns
    -------
    pandas.DataFrame
        A row for each: rule, series, period, reported and computed (in the unit of the measure),
        published, cause (in the language spoken, empty where it is not known), why (in English) and
        source. `.attrs` has agree and of, the numbers that could be compared.
    """
    comparisons = [row for row in compared(trade) if row.outcome != OPEN]
    rows = [
        (row.rule, f"{row.flow}.{row.code}", row.period, row.printed, row.computed,
         row.published, row.cause, row.why, row.source)
        for row in comparisons if row.outcome != AGREES
    ]  # fmt: skip
    if not comparisons:
        return missing(DIFFERENCES, trade, "reported")
    agree, of = len(comparisons) - len(rows), len(comparisons)
    if not rows:
        return nothing(DIFFERENCES, trade, "differences", agree=agree, of=of)
    return described(pd.DataFrame(rows, columns=DIFFERENCES), trade, agree=agree, of=of)


def gaps(trade: Panel) -> pd.DataFrame:
    """Return which parts of the month are available, and which are not.

    Returns
    -------
    pandas.DataFrame
        A row for each group: group (as "exports.items_20"), available and of (counts), absent (the
        codes not available) and later (the codes first published after the date asked for).

    Examples
    --------
    >>> from helpers import load
    >>> gaps(load("2023-12")).set_index("group").loc["exports.items_20", "available"]
    np.int64(20)
    """
    return described(trade.gaps, trade)


def _observations(trade: Panel, series: Iterable[str]) -> list[pd.DataFrame]:
    return [trade.observations(*name.split(".")) for name in series]

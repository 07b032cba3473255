"""Revisions: what the first release of a month reported, and what is known of it since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from helpers import metrics
from helpers.metrics.alignment import periods
from helpers.metrics.ordinals import places
from helpers.months import release_date
from helpers.store import Arrays, as_frame
from helpers.tidy import Trade, kept

COLUMNS = ["first", "first_published", "latest", "latest_published"]
FEW = 6  # revised months below which the size of a revision says nothing


@kept
def first_and_latest(
    trade: Trade, flow: str, code: str, measure: str = "value", basis: str | None = None
) -> pd.DataFrame:
    """Return the value of each month in its first release beside the current one.

    Parameters
    ----------
    trade : Panel
        Months after its own, and what was published after its date, do not count.
    flow : str
        exports or imports; for balance both are subtracted, as of the release and now.
    code, measure, basis : str
        As for `Panel.observations`; both values follow the same basis.

    Returns
    -------
    pandas.DataFrame
        By month, ascending: first and latest (in the unit of the measure), first_published and
        latest_published (dates as text). Only months whose newest vintage is of another publication
        than the ministry's release on the first of the next month; what was not reported on that
        day is absent. A later vintage that only repeats it in coarser digits does not count.

    Examples
    --------
    >>> from helpers.loading import load
    >>> both = first_and_latest(load("2023-12"), "exports", "total")
    >>> both.loc["2023-12", ["first", "latest"]].tolist()
    [57660.0, 57573.193]
    """
    first = first_releases(trade, flow, code, measure, basis)
    current = trade.arrays(flow, code, measure, basis)
    at = places(current.index, periods(first))
    now = {name: current.columns[name][at] for name in ("value", "published", "later")}
    printed = first["published"].to_numpy(dtype=object)
    later = (at >= 0) & ~now["later"] & (now["published"] != printed)
    figures = (first["value"].to_numpy(), printed, now["value"], now["published"])
    columns = {name: values[later] for name, values in zip(COLUMNS, figures, strict=True)}
    return as_frame(columns, first.index[later])


@kept
def first_releases(
    trade: Trade, flow: str, code: str, measure: str = "value", basis: str | None = None
) -> pd.DataFrame:
    """Return the values of each month as the ministry reported them on the day of its release.

    Returns
    -------
    pandas.DataFrame
        By month, ascending: value, published, source, note, precision; of two sources the one with
        more digits. Empty when none is available.

    Examples
    --------
    >>> from helpers.loading import load
    >>> first_releases(load("2023-12"), "exports", "total")["value"].tail(2).tolist()
    [55800.0, 57660.0]
    """
    if flow == "balance" and basis != "printed":
        return _first_balance(trade, code, basis)
    known = trade.vintage_arrays(flow, code, measure, basis)
    at = np.flatnonzero(known.columns["status"] == "preliminary")
    days = [str(release_date(month)) for month in known.index[at]]
    at = at[known.columns["published"][at] == np.array(days, dtype=object)]
    at = at[np.diff(known.ordinals[at], append=-1) != 0]  # the last one of each month
    columns = {name: known.columns[name][at] for name in RELEASED}
    return Arrays(known.ordinals[at], "M", columns).frame


@kept
def ordinary(trade: Trade, flow: str, code: str) -> float | None:
    """Return the usual size of a revision: nine in ten are smaller.

    The 0.9 quantile of |latest / first - 1| over the months known to the panel, see
    `metrics.revision_size`. First releases are rounded to USD 10 or 100 million, and that rounding
    is part of it. Balances have none: they follow from exports and imports.

    Returns
    -------
    float or None
        Per cent of the first release; that of the flow's total where fewer than six months of the
        series itself were revised, None where those are too few as well.

    Examples
    --------
    >>> from helpers.loading import load
    >>> 0 < ordinary(load("2026-07"), "exports", "total") < 1
    True
    >>> print(ordinary(load("2001-01"), "exports", "total"))
    None
    """
    if flow == "balance":
        return None
    enough = len(first_releases(trade, flow, code)) >= FEW
    both = first_and_latest(trade, flow, code) if enough else pd.DataFrame()
    if len(both) >= FEW:
        return metrics.revision_size(both["first"], both["latest"])
    return None if code == "total" else ordinary(trade, flow, "total")


def growth(trade: Trade, flow: str, code: str) -> pd.DataFrame:
    """Return growth on the year as first reported beside growth computed from current values.

    Returns
    -------
    pandas.DataFrame
        By month: first (per cent, as reported on the day) and latest (computed from the current
        values). Only months whose value was revised since and whose reported rate is available.

    Examples
    --------
    >>> from helpers.loading import load
    >>> growth(load("2023-12"), "exports", "total").round(2).loc["2023-12"].tolist()
    [5.1, 4.97]
    """
    current = trade.arrays(flow, code)
    now = metrics.year_on_year(current.column("value")[~current.columns["later"]]).rename("latest")
    printed = first_releases(trade, flow, code, "yoy_pct")["value"].rename("first")
    months = first_and_latest(trade, flow, code).index
    return pd.concat([printed, now], axis=1, join="inner").reindex(months).dropna()


@kept
def steps(trade: Trade, flow: str) -> pd.DataFrame:
    """Return the growth of a total on the year as it became known step by step, by month.

    The steps are those of `STEPS`: the first 10 and 20 days and the first release as reported, then
    a vintage between release and closing (the customs service's, or a revised one quoted elsewhere)
    and the yearly closing, both computed: 100 * (value / value of a year before - 1), each as known
    on the day. A first release without a reported rate is computed too.

    Parameters
    ----------
    trade : Panel
        Months after its own, and what was published after its date, do not count.
    flow : str
        exports or imports.

    Returns
    -------
    pandas.DataFrame
        By period and step, in their order: published (a date as text), status, value (USD million
        of the days or the month; NaN where only the rate is available), growth (per cent) and
        printed (whether the rate is as reported). What is not available is absent, and so are whole
        months without a first release, but the panel's own. Of two vintages of a step the later one
        counts.

    Examples
    --------
    >>> from helpers.loading import load
    >>> rates = steps(load("2023-12"), "exports").loc["2023-12", "growth"]
    >>> rates.round(2).to_dict()
    {'days_10': 3.3, 'days_20': 13.0, 'first': 5.1, 'interim': 5.04, 'closing': 4.97}
    """
    rows = pd.concat([_of_first_days(trade, flow), _of_whole_months(trade, flow)])
    rows["period"] = pd.PeriodIndex(rows["period"], freq="M")
    rows["step"] = pd.Categorical(rows["step"], STEPS, ordered=True)
    rows = rows.dropna(subset="growth").sort_values(["period", "step", "published"])
    rows = rows.drop_duplicates(["period", "step"], keep="last")
    kinds = {"step": str, "value": float, "growth": float, "printed": bool}
    return rows.astype(kinds).set_index(["period", "step"])


def moves(trade: Trade, flow: str) -> pd.DataFrame:
    """Return how far the growth of earlier months was from their first release, by step.

    Parameters
    ----------
    trade : Panel
        Only months before its own count, as known on its date.
    flow : str
        exports or imports.

    Returns
    -------
    pandas.DataFrame
        By month, ascending; a column for each of `STEPS` but the first release: growth at the step
        less growth at the first release, percentage points, NaN where the step is missing. Only
        months whose first release is available.

    Examples
    --------
    >>> from helpers.loading import load
    >>> moves(load("2024-01"), "exports").round(2).loc["2023-12"].tolist()
    [-1.8, 7.9, -0.06, -0.13]
    """
    rates = steps(trade, flow)["growth"].unstack("step").reindex(columns=list(STEPS))
    first = rates["first"].dropna()
    first = first[first.index < trade.month]
    return rates.drop(columns="first").loc[first.index].sub(first, axis=0)


@dataclass(frozen=True)
class Size:
    """How the first releases of a series were revised.

    Attributes
    ----------
    months : int
        Months whose first release and a later vintage are available.
    mean, mean_absolute : float
        Of the revisions: per cent of the first release, for a balance USD million.
    largest, largest_in : float, pandas.Period
        The largest revision and its month.
    directions : int
        Months whose direction is known of both: growth to one decimal, for a balance
        its sign.
    turned : tuple of pandas.Period
        Those of them in which the direction changed.
    growth_absolute : float
        Mean absolute revision of growth, percentage points; NaN where it is not available.
    """

    months: int
    mean: float
    mean_absolute: float
    largest: float
    largest_in: pd.Period
    directions: int
    turned: tuple[pd.Period, ...]
    growth_absolute: float


def size(trade: Trade, flow: str, code: str, last: int | None = None) -> Size | None:
    """Sum up the revisions of a series, of all its months or of the last ones; None without any.

    Parameters
    ----------
    last : int, optional
        Only months among this many that end with the panel's own.

    Examples
    --------
    >>> from helpers.loading import load
    >>> revisions = size(load("2023-12"), "exports", "total")
    >>> revisions.months, round(revisions.mean, 1), revisions.turned
    (44, -0.3, ())
    """
    both = first_and_latest(trade, flow, code)
    both = both if last is None else both[both.index > trade.month - last]
    if both.empty:
        return None
    change = both["latest"] - both["first"]
    if flow != "balance":
        change = 100 * change / both["first"]
    rates = both if flow == "balance" else growth(trade, flow, code)
    rates = rates[rates.index.isin(both.index)]
    shown = rates[["first", "latest"]].astype(float)
    signs = shown.map(metrics.rounded).apply(np.sign)
    largest: Any = change.abs().idxmax()
    return Size(
        months=len(both),
        mean=float(change.mean()),
        mean_absolute=float(change.abs().mean()),
        largest=float(change[largest]),
        largest_in=largest,
        directions=len(signs),
        turned=tuple(signs.index[signs["first"].ne(signs["latest"])]),
        growth_absolute=(
            float("nan")
            if flow == "balance"
            else float((shown["latest"] - shown["first"]).abs().mean())
        ),
    )


def vintages(trade: Trade, flow: str, code: str) -> pd.DataFrame:
    """Return every vintage of the month's value, oldest first; a balance follows from both flows.

    Returns
    -------
    pandas.DataFrame
        Columns value (USD million), status, published and source; of one day the one with more
        digits, without later ones that repeat it in coarser digits and without undated ones.

    Examples
    --------
    >>> from helpers.loading import load
    >>> vintages(load("2022-03"), "balance", "total")["value"].round(1).tolist()
    [-140.0, 212.0, 193.3, -24.3]
    """
    if flow != "balance":
        known = trade.vintage_arrays(flow, code)
        dated = known.columns["newer"] & (known.columns["status"] != "unknown")
        of_month = dated & (known.ordinals == trade.month.ordinal)
        frame = as_frame({name: known.columns[name][of_month] for name in VINTAGE})
        return frame.drop_duplicates("published", keep="last", ignore_index=True)
    sold, bought = (vintages(trade, side, code).set_index("published") for side in FLOWS)
    days = sold.index.union(bought.index)
    sold, bought = sold.reindex(days).ffill(), bought.reindex(days).ffill()
    both = sold.assign(value=sold["value"] - bought["value"]).dropna()
    return both.rename_axis("published").reset_index()[VINTAGE]


def _first_balance(trade: Trade, code: str, basis: str | None) -> pd.DataFrame:
    sold, bought = (first_releases(trade, flow, code, "value", basis) for flow in FLOWS)
    months = sold.index.intersection(bought.index)
    sold, bought = sold.loc[months], bought.loc[months]
    return sold.assign(
        value=sold["value"] - bought["value"],
        precision=sold["precision"] + bought["precision"],
        note="computed: exports minus imports",
    )


def _of_first_days(trade: Trade, flow: str) -> pd.DataFrame:
    """Return the first 10 and 20 days of months, where published in that month."""
    frames = [pd.DataFrame(columns=STEP)]
    for days in (10, 20):
        rates = trade.flash(flow, days, "yoy_pct")
        released = [str(release_date(month)) for month in rates.index]
        rates = rates[rates["published"].lt(released) & (rates.index <= trade.month)]
        frames.append(
            pd.DataFrame(
                {
                    "period": rates.index,
                    "step": f"days_{days}",
                    "published": rates["published"].to_numpy(),
                    "status": "flash",
                    "value": trade.flash(flow, days)["value"].reindex(rates.index).to_numpy(),
                    "growth": rates["value"].to_numpy(),
                    "printed": True,
                }
            )
        )
    return pd.concat([frame for frame in frames if len(frame)] or frames)


def _of_whole_months(trade: Trade, flow: str) -> pd.DataFrame:
    """Return each dated vintage of each month with its step, and growth as known on its day."""
    rows = trade.all_vintages(flow, "total")
    rows = rows[rows["newer"] & rows["status"].ne("unknown")]
    rows = rows.drop_duplicates(["period", "published"], keep="last")
    released = first_releases(trade, flow, "total").index.union([trade.month])
    by_month = {month: rows[rows["period"].eq(month)] for month in released.union(released - 12)}
    printed = first_releases(trade, flow, "total", "yoy_pct")["value"]
    records: list[dict[str, Any]] = []
    row: Any
    for row in rows[rows["period"].isin(released)].itertuples():
        first = row.status == "preliminary" and row.published == str(release_date(row.period))
        as_printed = first and row.period in printed.index
        earlier = by_month[row.period - 12]
        before = earlier.loc[earlier["published"].le(row.published), "value"]
        computed = 100 * (row.value / before.iloc[-1] - 1) if len(before) else float("nan")
        records.append(
            {
                "period": row.period,
                "step": "first" if first else "closing" if row.status == "final" else "interim",
                "published": row.published,
                "status": row.status,
                "value": row.value,
                "growth": printed[row.period] if as_printed else computed,
                "printed": as_printed,
            }
        )
    return pd.DataFrame(records, columns=STEP)


FLOWS = ("exports", "imports")
STEPS = ("days_10", "days_20", "first", "interim", "closing")
STEP = ["period", "step", "published", "status", "value", "growth", "printed"]
VINTAGE = ["value", "status", "published", "source"]
RELEASED = ["value", "published", "source", "note", "precision"]

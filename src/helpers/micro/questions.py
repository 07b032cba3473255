"""What researchers ask of the detail: growth, concentration, price and volume."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from helpers import metrics
from helpers.errors import ParameterError
from helpers.micro.asking import (
    LEVELS,
    PARTNER,
    Months,
    asked_months,
    breaks_between,
    held,
    micro,
)
from helpers.micro.items import NO_SUM, items_of, not_mapped

YEAR = 12
FACTOR = 3.0  # unit values that moved further in a year are taken for errors or other goods
FINE = ("hs10", "hs6", "hs4")  # levels whose codes change with the revisions of the HS


def growth(
    flow: str, months: Months, of: str = PARTNER, top: int | None = 20, **filters: Any
) -> pd.DataFrame:
    """Growth on the year of the largest partners, or codes: 100 (x(t) / x(t-12) - 1), per cent.

    Parameters
    ----------
    flow, months
        As in `micro`.
    of : str
        partner, hs10, hs6, hs4, hs2 or item.
    top : int, optional
        How many, the largest by value over the months asked first; all with None.
    **filters
        codes, partners, data_dir, memory, as in `micro`.

    Returns
    -------
    pandas.DataFrame
        Month by partner or code. NaN where a month is not held, nothing was declared a year
        before, a figure is missing, or (hs10, hs6, hs4) the HS was revised in between; such months
        stand in `.attrs["not_compared"]`. The rest of `.attrs` as in `micro`.

    Raises
    ------
    ParameterError, MonthError, DetailError
        As `micro`.
    """
    if top is not None and top < 1:
        raise ParameterError("top", ["1 or more", "None for all"], top)
    asked = asked_months(months)
    frame = micro(flow, _with_year_before(asked), by=_one(of), **filters)
    values = table(frame, of, _held_of(frame, _with_year_before(asked)))
    inside = values[values.index.isin(asked)]
    order = inside.sum().sort_values(ascending=False, kind="stable").index[:top]
    grown = metrics.year_on_year(values[order]).reindex(asked)
    broken = _broken(asked) if of in FINE else []
    grown.loc[grown.index.isin(pd.PeriodIndex(broken, freq="M"))] = float("nan")
    grown.attrs = {**values.attrs, "unit": "pct", "not_compared": broken}
    return grown


def concentration(
    flow: str, months: Months, of: str = PARTNER, within: str | None = None, **filters: Any
) -> pd.DataFrame:
    """Herfindahl-Hirschman index of a flow on its markets or products; see `metrics.hhi`.

    Parameters
    ----------
    flow, months
        As in `micro`.
    of : str
        What the shares are of: partner (markets), or hs10, hs6, hs4, hs2, item (products; with
        item, everything outside the mapped items is one part).
    within : str, optional
        An index for each of these: of each item over its markets (of partner, within item), or of
        each partner over its products.
    **filters
        codes, partners, data_dir, memory, as in `micro`.

    Returns
    -------
    pandas.DataFrame
        By month, or month and `within`: hhi (1/n to 1; times 10,000 on the usual scale),
        normalised, effective, lower, upper. NaN where a month is not held or a figure is missing.

    Raises
    ------
    ParameterError, MonthError, DetailError
        As `micro`, and when not exactly one of `of` and `within` is partner.
    """
    asked = asked_months(months)
    if within is not None and (of == PARTNER) == (within == PARTNER):
        raise ParameterError("within", LEVELS if of == PARTNER else [PARTNER], within)
    frame = micro(flow, asked, by=_one(of) if within is None else (of, within), **filters)
    if within is None:
        months_held = _held_of(frame, asked)
        found = metrics.concentration(table(frame, of, months_held)).reindex(asked)
    else:
        pieces = {
            name: metrics.concentration(table(rows, of))
            for name, rows in frame.groupby(_column(within), sort=True)
        }
        found = pd.concat(pieces, names=[within, "month"]).swaplevel().sort_index()
    found.attrs = frame.attrs
    return found


def price_volume(
    flow: str,
    months: Months,
    by: Sequence[str] = (),
    factor: float | None = FACTOR,
    **filters: Any,
) -> pd.DataFrame:
    """Growth on the year split into price and volume, by Fisher indices over customs lines.

    Lines are HS10 by partner, paired with the same line a year before; see
    `metrics.price_volume` for the formulas. Months are compared with the same month a year before
    only: from month to month the lines are seasonal and the indices would drift.

    Parameters
    ----------
    flow, months
        As in `micro`.
    by : sequence of str
        Groups: one of hs2 and item, and partner; none gives the whole.
    factor : float, optional
        Lines whose unit value moved by more than this factor are not paired; None pairs all.
    **filters
        codes, partners, data_dir, memory, as in `micro`.

    Returns
    -------
    pandas.DataFrame
        By month and group: the columns of `metrics.price_volume`. Read coverage first: what is
        not paired is neither price nor volume. Months that are not held, have no year before, or
        for which the HS was revised in between, have no rows; they stand in
        `.attrs["not_compared"]`.

    Raises
    ------
    ParameterError, MonthError, DetailError
        As `micro`.
    """
    asked = asked_months(months)
    groups = [by] if isinstance(by, str) else list(by)
    for name in groups:
        if name not in ("hs2", "item", PARTNER):
            raise ParameterError("by", ["hs2", "item", PARTNER], name)
    if factor is not None and not factor > 1:
        raise ParameterError("factor", ["a number above 1", "None"], factor)
    months_held = held(flow, filters.get("data_dir")).index
    whole = asked[asked.isin(months_held) & asked.isin(months_held + YEAR)]
    compared = whole[~whole.isin(pd.PeriodIndex(_broken(asked), freq="M"))]
    attrs = micro(flow, _with_year_before(asked), by=(), **filters).attrs
    pieces = {month: _split(flow, month, groups, factor, filters) for month in compared}
    found = pd.concat(pieces, names=["month"]) if pieces else pd.DataFrame()
    found.attrs = {**attrs, "not_compared": [str(m) for m in asked if m not in compared]}
    if "item" in groups:
        found.attrs |= {"basis": NO_SUM, "not_mapped": not_mapped(filters.get("data_dir"))}
    return found


def table(frame: pd.DataFrame, of: str, months: pd.PeriodIndex | None = None) -> pd.DataFrame:
    """Turn a frame of `micro` into values by month and partner or code.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `micro` gives it, split by what is asked here.
    of : str
        partner, or a level of code.
    months : pandas.PeriodIndex, optional
        The months held; those of the frame if left out.

    Returns
    -------
    pandas.DataFrame
        Month by partner or code: USD million, 0 where nothing was declared in a month held, NaN
        where a figure is missing.
    """
    column = _column(of)
    known = frame.set_index(["month", column])["value"].unstack(fill_value=0)
    if months is not None:
        known = known.reindex(months, fill_value=0.0)
    known.columns.name = of
    known.attrs = frame.attrs
    return known


def _split(
    flow: str,
    month: pd.Period,
    groups: list[str],
    factor: float | None,
    filters: dict[str, Any],
) -> pd.DataFrame:
    """Split the growth of one month."""
    lines = micro(flow, [month - YEAR, month], by=("hs10", PARTNER), **filters)
    lines = lines.rename(columns={"code": "hs10"})
    if "hs2" in groups:
        lines["hs2"] = lines["hs10"].str[:2]
    if "item" in groups:
        items = items_of(lines["hs10"].unique(), month, filters.get("data_dir"))
        lines["item"] = lines["hs10"].map(items)
    index = list(dict.fromkeys([*groups, "hs10", PARTNER]))
    before, now = (lines[lines["month"] == each].set_index(index) for each in (month - YEAR, month))
    return metrics.price_volume(before, now, groups, factor)


def _held_of(frame: pd.DataFrame, asked: pd.PeriodIndex) -> pd.PeriodIndex:
    """Give the months asked that are held, lines or not."""
    return asked.difference(pd.PeriodIndex(frame.attrs["missing"], freq="M"))


def _with_year_before(months: pd.PeriodIndex) -> pd.PeriodIndex:
    return months.union(months - YEAR)


def _broken(months: pd.PeriodIndex) -> list[str]:
    """List the months that have a revision of the HS between them and the month a year before."""
    return [
        str(month)
        for month in months
        if breaks_between(pd.PeriodIndex([month - YEAR, month], freq="M"))
    ]


def _one(of: str) -> tuple[str]:
    if of not in (*LEVELS, PARTNER):
        raise ParameterError("of", [*LEVELS, PARTNER], of)
    return (of,)


def _column(of: str) -> str:
    return PARTNER if of == PARTNER else "code"

"""A total and its parts in one month, side by side: what tables and charts of structure show."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from helpers import catalogue
from helpers.claims import ask
from helpers.loading import Observation, Panel
from helpers.metrics import yearly
from helpers.tidy import kept

FUELS = ("crude_oil", "gas", "coal")
COLUMNS = ["value", "before", "growth", "share", "share_before", "contribution"]
OTHER, TOTAL = "other", "total"
Pair = tuple[Observation | None, Observation | None]


@kept
def items(trade: Panel) -> pd.DataFrame:
    """Break the month's exports down by the 20 main items; see `parts`.

    Examples
    --------
    >>> from helpers.loading import load
    >>> rows = items(load("2023-12"))
    >>> round(cell(rows, "semiconductors", "growth"), 1), len(rows)
    (21.7, 22)
    """
    return parts(trade, "exports", catalogue.group("items_20", trade.data_dir))


@kept
def markets(trade: Panel, flow: str = "exports") -> pd.DataFrame:
    """Break the month's exports or imports down by the nine markets; see `parts`.

    Where a group of the ministry is not available for the month and the year before, its proxy (a
    sum of countries by another definition) takes its place, under its own code.

    Examples
    --------
    >>> from helpers.loading import load
    >>> markets(load("2023-12")).index[:3].tolist()
    ['china', 'usa', 'asean']
    """
    chosen = []
    for code in catalogue.group("markets_9", trade.data_dir):
        proxy = catalogue.PROXIES.get(code)
        both = trade.observation(flow, code) and trade.observation(flow, code, trade.month - 12)
        chosen.append(proxy if proxy and not both and trade.observation(flow, proxy) else code)
    return parts(trade, flow, chosen)


def parts(trade: Panel, flow: str, codes: list[str], basis: str | None = None) -> pd.DataFrame:
    """Set the parts of a total in the month beside those of a year before.

    Parameters
    ----------
    trade : Panel
        The month.
    flow : str
        exports or imports.
    codes : list of str
        The parts; those not available for the month are left out.
    basis : str, optional
        Definition of the parts; that of `Panel.observations` by default.

    Returns
    -------
    pandas.DataFrame
        By code, with the rows "other" and "total" at the end: value and before (USD million),
        growth and shares (per cent), contribution to the growth of the total (percentage points),
        and later (either number became known only after the date asked). The parts and other
        add up to the total. What cannot be computed is NaN: growth of a part whose earlier value
        is not available, and with it growth of other, which then takes up its contribution. Empty
        when the total or all parts are missing.

    Examples
    --------
    >>> from helpers.loading import load
    >>> rows = parts(load("2023-12"), "exports", ["usa", "china"])
    >>> bool(abs(rows.drop("total")["contribution"].sum() - rows.at["total", "growth"]) < 1e-9)
    True
    """
    pairs = {code: _pair(trade, flow, code, basis) for code in codes}
    available = {code: _row(pair) for code, pair in pairs.items() if pair[0] is not None}
    whole = _pair(trade, flow, "total")
    if whole[0] is None or not available:
        return pd.DataFrame(columns=[*COLUMNS, "later"], dtype=float)
    rows = pd.DataFrame.from_dict(available, "index", columns=["value", "before", "later"])
    value, before, later = _row(whole)
    rest = value - rows["value"].sum(), before - rows["before"].sum(skipna=False)
    ends = pd.DataFrame([(*rest, False), (value, before, later)], [OTHER, TOTAL], rows.columns)
    rows = measured(pd.concat([rows, ends]))
    known = rows["contribution"].drop([OTHER, TOTAL]).sum()
    rows.loc[OTHER, "contribution"] = cell(rows, TOTAL, "growth") - float(known)
    return rows


def energy(trade: Panel) -> pd.DataFrame:
    """Break the month's imports down into energy, with its fuels, and everything else.

    Contributions follow from the values; where that of a year before is not available, from the one
    the reported rate implies: value / (1 + rate / 100). Growth is the rate the ministry reported,
    where it did: it knows a revision of the year before that may not be available.

    Returns
    -------
    pandas.DataFrame
        Columns as in `parts`, and printed (growth is the reported rate); rows energy_total,
        crude_oil, gas, coal (as far as available; parts of the first), non_energy (total less
        energy, computed) and total. Empty when total imports or energy are not available.

    Examples
    --------
    >>> from helpers.loading import load
    >>> rows = energy(load("2023-12"))
    >>> round(cell(rows, "energy_total", "growth"), 1)
    -17.6
    """
    rows = parts(trade, "imports", ["energy_total", *FUELS]).drop(OTHER, errors="ignore")
    if "energy_total" not in rows.index:
        return rows.iloc[:0]
    observations = {
        code: trade.observation("imports", code, measure="yoy_pct", basis="ministry")
        for code in ("energy_total", *FUELS, "non_energy")
    }
    rates = pd.Series(
        {code: observation.value for code, observation in observations.items() if observation},
        dtype=float,
    )
    implied = rows["value"] / (1 + rates.reindex(rows.index) / 100)
    rows["before"] = rows["before"].fillna(implied)
    energy, total = rows.loc[["energy_total"]], rows.loc[[TOTAL]]
    rest = energy.copy().set_axis(["non_energy"])
    for column in ("value", "before"):
        rest[column] = cell(total, TOTAL, column) - cell(energy, "energy_total", column)
    rows = measured(pd.concat([rows.drop(TOTAL), rest, total]))
    printed = rates.reindex(rows.index)
    return rows.assign(growth=printed.fillna(rows["growth"]), printed=printed.notna())


def annual(trade: Panel, flow: str, code: str) -> pd.Series:
    """Return the complete years of a series: as published, or the sum of its twelve months.

    Both of the same basis. Where they differ, the firmer of them, the one that sentences tell. USD
    million by year, up to the last year that ends with the month.

    Examples
    --------
    >>> from helpers.loading import load
    >>> int(annual(load("2023-12"), "exports", "usa").index[0].year)
    1965
    """
    published = trade.observations(flow, code, freq="Y")
    months = trade.observations(flow, code)
    same = months["basis"].isin(published["basis"]) if len(published) else slice(None)
    summed = yearly(months.loc[same, "value"])
    both = published["value"].combine_first(summed).sort_index()
    for year in published.index.intersection(summed.index):
        if published.at[year, "value"] != summed[year]:
            both[year] = ask(trade, f'value({flow}.{code}, "{year}")').value
    return both


def measured(rows: pd.DataFrame) -> pd.DataFrame:
    """Add growth, shares and contributions to the values of now and before.

    Per cent, and percentage points of the growth of the row "total"; NaN where a value is missing.

    Examples
    --------
    >>> rows = pd.DataFrame({"value": [6.0, 12.0], "before": [5.0, 10.0]}, index=["usa", TOTAL])
    >>> measured(rows)["contribution"].tolist()
    [10.0, 20.0]
    """
    value, before = cell(rows, TOTAL, "value"), cell(rows, TOTAL, "before")
    return rows.assign(
        growth=100 * (rows["value"] / rows["before"].where(rows["before"] > 0) - 1),
        share=100 * rows["value"] / value,
        share_before=100 * rows["before"] / before,
        contribution=100 * (rows["value"] - rows["before"]) / before,
    ).rename_axis("code")


def _pair(trade: Panel, flow: str, code: str, basis: str | None = None) -> Pair:
    """Return the observation of the month and the one of a year before."""
    now, before = trade.month, trade.month - 12
    return tuple(trade.observation(flow, code, at, basis=basis) for at in (now, before))  # type: ignore[return-value]


def _row(pair: Pair) -> tuple[float, float, bool]:
    """Return both values, NaN for one that is not available, and whether either is later."""
    now, before = (math.nan if observation is None else observation.value for observation in pair)
    return now, before, any(observation is not None and observation.later for observation in pair)


def cell(rows: pd.DataFrame, row: Any, column: str) -> float:
    """Return one number of a frame; NaN where the row is absent.

    Examples
    --------
    >>> frame = pd.DataFrame({"value": [1.5]}, index=["usa"])
    >>> cell(frame, "usa", "value"), cell(frame, "china", "value")
    (1.5, nan)
    """
    return at(rows[column], row)


def at(series: pd.Series, row: Any) -> float:
    """Return one number of a series; NaN where the row is absent.

    Examples
    --------
    >>> at(pd.Series({"usa": 1.5}), "china")
    nan
    """
    value: Any = series.get(row, float("nan"))
    return float(value)

"""Frames of the exports page."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, catalogue, metrics
from helpers.breakdowns import OTHER, TOTAL, at
from helpers.frames.frame import described, missing, none_of, over, reported_growth
from helpers.loading import Panel
from helpers.metrics.alignment import periods
from helpers.months import working_days_of

LEVEL = [
    *("value", "three_month_mean", "growth", "working_days", "daily_average"),
    *("daily_average_growth", "reported", "status", "published", "later"),
]
YEARS = 10  # before the year of the month, to compare it with
LAG = 12  # months that the newest number may lie before the month asked for
CHIPS = ("semiconductors", "semiconductors_hs")  # the ministry's item; a narrower one, from 2006


def level(trade: Panel, flow: str = "exports") -> pd.DataFrame:
    """Return the monthly total of a flow with its growth, in all and per working day.

    Parameters
    ----------
    trade : Panel
        The month, the last one of the frame.
    flow : str
        exports or imports.

    Returns
    -------
    pandas.DataFrame
        By month, months without a number absent: value and three_month_mean (USD million), growth
        (per cent on the same month of the year before), working_days (by the ministry's rule),
        daily_average (USD million a working day) and daily_average_growth, reported (growth is the
        rate of the release, for the last month), status, published and later (first published
        after the date asked for). NaN where it cannot be computed.
        `.attrs["weight"]` is the growth by weight that the release reports, None where it does not;
        `.attrs["contractions"]` the first and last months of those of the economy known by then.

    Examples
    --------
    >>> from helpers import load
    >>> level(load("2023-12"))[["value", "growth"]].round(1).loc["2023-12"].tolist()
    [57573.2, 5.0]
    """
    observations = trade.observations(flow, "total")
    if trade.month not in observations.index:
        return missing(LEVEL, trade, flow, f"{flow}.total")
    values = observations["value"]
    days = working_days_of(pd.PeriodIndex(values.index))
    rows = pd.DataFrame(
        {
            "value": values,
            "three_month_mean": metrics.moving_sum(values, 3) / 3,
            "growth": metrics.year_on_year(values),
            "working_days": days,
            "daily_average": metrics.daily_average(values, days),
            "daily_average_growth": metrics.daily_average_growth(values, days),
            "reported": False,
            "status": observations["status"],
            "published": observations["published"],
            "later": observations["later"],
        }
    ).rename_axis("period")
    total = f"{flow}.total"
    growth, reported = reported_growth(trade, total, at(rows["growth"], trade.month))
    daily = at(rows["daily_average_growth"], trade.month)
    rates = growth, reported, reported_growth(trade, f"daily_average({total})", daily)[0]
    rows.loc[trade.month, ["growth", "reported", "daily_average_growth"]] = rates
    shown = observations.loc[trade.month - 120 :]
    weight = trade.observation(flow, "total", measure="volume_yoy_pct")
    return described(
        rows[LEVEL],
        trade,
        shown,
        flow=flow,
        weight=weight and weight.value,
        contractions=catalogue.contractions(trade.as_of, trade.data_dir),
    )


ITEMS = ["value", "before", "growth", "share", "contribution", "reported", "later"]


def items(trade: Panel) -> pd.DataFrame:
    """Return the month's exports by the 20 main items, the rest and the total.

    Returns
    -------
    pandas.DataFrame
        By code, the largest item first, "other" and "total" last: value and before (USD million,
        the month and the same month a year earlier), growth (per cent), share (per cent of the
        total), contribution (to the growth of the total, percentage points, from the values),
        reported (growth is the rate of the release) and later. The parts and other add up to the
        total; items that are not available are within other. NaN where it
        cannot be computed.

    Examples
    --------
    >>> from helpers import load
    >>> items(load("2023-12")).loc["semiconductors", ["value", "growth"]].round(1).tolist()
    [11028.7, 21.7]
    """
    rows = breakdowns.items(trade)
    codes = [code for code in rows.index if code not in (OTHER, TOTAL)]
    if not codes:
        return missing(ITEMS, trade, "products", "exports.semiconductors", basis="mti2026_panel")
    ends = rows.loc[[OTHER, TOTAL]]
    rows = pd.concat([rows.loc[codes].sort_values("value", ascending=False), ends])
    pairs = [
        reported_growth(trade, f"exports.{code}", at(rows["growth"], code))
        for code in rows.index[:-2]
    ]
    rates = pd.DataFrame(pairs, rows.index[:-2], ["growth", "reported"])
    rows = rows.assign(later=rows["later"].astype(bool), reported=False)
    rows.loc[rates.index, ["growth", "reported"]] = rates
    rows = rows.astype({"growth": float, "reported": bool})[ITEMS]
    observations = [trade.observations("exports", code).loc[trade.month - 12 :] for code in codes]
    return described(
        rows, trade, trade.observations("exports", "total"), *observations, at=trade.month
    )


def largest(rows: pd.DataFrame, count: int = 6) -> pd.DataFrame:
    """Return the parts that moved a total most, the others as one, and the total.

    Parameters
    ----------
    rows : pandas.DataFrame
        By code, with the rows "other" and "total" and the column contribution, as `items`.
    count : int
        How many parts.

    Returns
    -------
    pandas.DataFrame
        The column contribution (percentage points), from the largest to the smallest; "other" and
        "total" last. Without rows where no part has one.

    Examples
    --------
    >>> from helpers import load
    >>> largest(items(load("2023-12")), 2).index.tolist()
    ['semiconductors', 'ships', 'other', 'total']
    """
    points = rows["contribution"].dropna()
    parts = points.drop([OTHER, TOTAL], errors="ignore")
    chosen = parts[parts.abs().nlargest(count).index].sort_values(ascending=False)
    if parts.empty or TOTAL not in points:
        return none_of(rows[["contribution"]], "contribution")
    rest = points[TOTAL] - chosen.sum()
    shown = pd.concat([chosen, pd.Series({OTHER: rest, TOTAL: points[TOTAL]})])
    table: pd.DataFrame = shown.rename("contribution").rename_axis("code").to_frame()
    table.attrs = {**rows.attrs, "of": len(parts), "rose": int((parts > 0).sum())}
    return table


def having(rows: pd.DataFrame, column: str, *needed: str) -> pd.DataFrame:
    """Return the parts of a total whose number in a column is known, with the total.

    Parameters
    ----------
    rows : pandas.DataFrame
        By code, as `items` or `energy`.
    column : str
        growth or contribution.
    *needed : str
        Parts without which there is nothing to show.

    Returns
    -------
    pandas.DataFrame
        All columns. Without rows where only the total has the number, or a needed part has not.

    Examples
    --------
    >>> from helpers import load
    >>> len(having(items(load("2023-12")), "growth")), len(having(items(load("2022-07")), "growth"))
    (22, 0)
    """
    known = rows.dropna(subset=[column])
    parts = set(known.index) - {OTHER, TOTAL}
    return known if parts and parts.issuperset(needed) else none_of(known, column)


INDICES = ["value", "volume", "price", "value_growth", "volume_growth", "price_growth"]


def price_volume(trade: Panel) -> pd.DataFrame:
    """Return the Bank of Korea's indices of exports: value, volume and price; ships are left out.

    Returns
    -------
    pandas.DataFrame
        By month up to the newest one available: value, volume and price (2020 = 100; the price is
        that of an average unit, value over volume) and the growth of each (per cent on the same
        month of the year before).

    Examples
    --------
    >>> from helpers import load
    >>> price_volume(load("2023-12"))[["volume_growth", "price_growth"]].round(1).iloc[-1].tolist()
    [6.6, -3.1]
    """
    value, volume = (
        trade.observations("exports", f"export_{measure}_index", "index")
        for measure in ("value", "volume")
    )
    return _split(trade, value, volume, "indices", "exports.export_volume_index", 100.0)


def memory(trade: Panel) -> pd.DataFrame:
    """Return exports of memory chips by value, weight and price a kilogram (HS 854232).

    Weight says little about bits. Columns as in `price_volume`: value (USD million), volume
    (tonnes), price (USD a kilogram) and the growth of each.

    Examples
    --------
    >>> from helpers import load
    >>> memory(load("2023-12"))[["volume_growth", "price_growth"]].round(0).iloc[-1].tolist()
    [14.0, 37.0]
    """
    code = "memory_semiconductors_hs"
    value, weight = (
        trade.observations("exports", code, measure) for measure in ("value", "volume")
    )
    return _split(trade, value, weight, "memory", f"exports.{code}", 1000.0)


def _split(
    trade: Panel, value: pd.DataFrame, volume: pd.DataFrame, of: str, series: str, scale: float
) -> pd.DataFrame:
    """Return value, volume and price with the growth of each."""
    months = value.index.intersection(volume.index)
    rows = pd.DataFrame({"value": value["value"], "volume": volume["value"]}).reindex(months)
    rows["price"] = scale * rows["value"] / rows["volume"]
    rates = metrics.year_on_year(rows).add_suffix("_growth")
    rows = rows.join(rates).rename_axis("period")
    if rows.empty or (trade.month - rows.index[-1]).n >= LAG or rates.iloc[-1].isna().any():
        empty = missing(INDICES, trade, of, series)
        empty.attrs["slug"] = of
        return empty
    return described(rows[INDICES], trade, value, volume, unit="index", of=of)


WITHOUT = ["total", "part", "rest", "total_growth", "part_growth", "rest_growth", "share"]


def without(trade: Panel, codes: tuple[str, ...] = CHIPS) -> pd.DataFrame:
    """Return exports with and without one item, semiconductors by default.

    Parameters
    ----------
    trade : Panel
        The month.
    codes : tuple of str
        The item by its definitions; the first that has the month and the year before is taken.

    Returns
    -------
    pandas.DataFrame
        By month: total, part and rest (USD million), the growth of each (per cent on the same month
        of the year before) and share (of the part in the total, per cent). `.attrs["code"]` is the
        definition taken; months of another definition are not joined to it.

    Examples
    --------
    >>> from helpers import load
    >>> without(load("2023-12"))[["total_growth", "rest_growth"]].round(1).loc["2023-12"].tolist()
    [5.0, 1.7]
    """
    total = trade.observations("exports", "total")
    for code in codes:
        part = trade.observations("exports", code)
        if {trade.month, trade.month - 12} <= set(part.index) & set(total.index):
            break
    else:
        return missing(WITHOUT, trade, "chips", *(f"exports.{code}" for code in codes))
    rows = pd.DataFrame({"total": total["value"], "part": part["value"]}).dropna()
    rows["rest"] = rows["total"] - rows["part"]
    rows = rows.join(metrics.year_on_year(rows).add_suffix("_growth"))
    rows = rows.assign(share=100 * rows["part"] / rows["total"]).rename_axis("period")
    return described(rows[WITHOUT], trade, total, part, code=code)


def shares(trade: Panel, codes: tuple[str, ...] = CHIPS) -> pd.DataFrame:
    """Return the share of an item in exports by its definitions, each in a column of its own.

    Returns
    -------
    pandas.DataFrame
        By month: a column for each definition (per cent of total exports). They differ in what
        they count and are not joined.

    Examples
    --------
    >>> from helpers import load
    >>> shares(load("2023-12")).round(1).loc["2023-12"].tolist()
    [19.2, 15.6]
    """
    total = trade.observations("exports", "total")
    observations = {code: trade.observations("exports", code) for code in codes}
    known = {code: 100 * table["value"] / total["value"] for code, table in observations.items()}
    rows = pd.DataFrame(known).dropna(how="all").rename_axis("period")
    if rows.empty or (trade.month - rows.index[-1]).n >= LAG:
        return missing(list(codes), trade, "chips", *(f"exports.{code}" for code in codes))
    rows = rows.reindex(pd.period_range(rows.index[0], rows.index[-1], freq="M", name="period"))
    return described(rows, trade, *observations.values(), unit="per_cent")


def this_year(trade: Panel, flow: str = "exports") -> pd.DataFrame:
    """Return the year of the month and the ten before it, cumulated from January.

    Returns
    -------
    pandas.DataFrame
        By month: year, month (1 to 12) and value (USD million, the sum of the year so far; absent
        where a month is missing). `.attrs` has value and growth of the year so far, as reported
        where that is the firmer number.

    Examples
    --------
    >>> from helpers import load
    >>> round(this_year(load("2023-12", as_of="2024-01-01")).attrs["value"])
    632690
    """
    observations = trade.observations(flow, "total")
    first = pd.Period(year=trade.month.year - YEARS, month=1, freq="M")
    sums = metrics.year_to_date(observations["value"]).loc[first:].dropna()
    if trade.month not in sums.index:
        return missing(["year", "month", "value"], trade, flow, f"{flow}.total")
    now, before = (
        over(trade, flow, month, to_date=True) for month in (trade.month, trade.month - 12)
    )
    months = periods(sums)
    rows = pd.DataFrame({"year": months.year, "month": months.month, "value": sums})
    growth = 100 * (now / before - 1)
    return described(
        rows.rename_axis("period"),
        trade,
        observations.loc[first:],
        flow=flow,
        value=now,
        growth=growth,
    )


def long_view(trade: Panel) -> pd.DataFrame:
    """Return exports and imports summed over twelve months, as far back as months go.

    Returns
    -------
    pandas.DataFrame
        By month: exports and imports (USD million in the twelve months up to it).

    Examples
    --------
    >>> from helpers import load
    >>> str(long_view(load("2023-12")).index[0])
    '1985-12'
    """
    observations = {flow: trade.observations(flow, "total") for flow in ("exports", "imports")}
    rows = pd.DataFrame(
        {flow: metrics.moving_sum(table["value"]) for flow, table in observations.items()}
    )
    rows = rows.dropna(subset=["exports"]).rename_axis("period")
    if trade.month not in rows.index or len(rows) < LAG:
        return missing(list(observations), trade, "exports", "exports.total")
    return described(rows, trade, *observations.values())


def quarters(trade: Panel, *items: tuple[str, ...]) -> pd.DataFrame:
    """Return quarterly exports of semiconductors and cars, or of other items.

    Parameters
    ----------
    trade : Panel
        The month.
    *items : tuple of str
        Each item by its definitions; the first that has the newest complete quarter is taken.

    Returns
    -------
    pandas.DataFrame
        A row for each item and complete quarter, up to 13 of each: code, quarter, value (USD
        million) and growth (per cent on the same quarter of the year before).

    Examples
    --------
    >>> from helpers import load
    >>> rows = quarters(load("2023-12"))
    >>> rows[rows["code"] == "semiconductors"]["growth"].round(1).iloc[-1]
    np.float64(10.4)
    """
    chosen = items or (CHIPS, ("automobiles", "automobiles_hs"))
    parts, used = [], []
    for codes in chosen:
        for code in codes:
            observations = trade.observations("exports", code)
            values = metrics.quarterly(observations["value"])
            if len(values) and values.index[-1] >= (trade.month - 2).asfreq("Q"):
                rows = pd.DataFrame({"value": values, "growth": metrics.year_on_year(values)})
                parts.append(rows.iloc[-13:].rename_axis("quarter").reset_index().assign(code=code))
                used.append(observations)
                break
    if not parts:
        series = (f"exports.{code}" for codes in chosen for code in codes)
        return missing(["code", "quarter", "value", "growth"], trade, "quarters", *series)
    rows = pd.concat(parts, ignore_index=True)[["code", "quarter", "value", "growth"]]
    return described(rows, trade, *used)

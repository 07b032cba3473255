"""Frames of the regions page: trade by partner, the USA and China, and the long view."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, catalogue, metrics
from helpers.breakdowns import OTHER, TOTAL, at
from helpers.frames.frame import described, missing, nothing, reported_growth
from helpers.loading import Panel

PAIR = ("usa", "china")
LONG = ("usa", "china", "japan", "vietnam")  # countries with years since records began
PARTNERS = [
    *("exports", "exports_before", "exports_growth", "share", "share_before", "contribution"),
    *("imports", "imports_before", "imports_growth", "balance", "balance_before", "later"),
]
CROSSINGS = ["by", "ahead", "usa", "china", "gap"]


def partners(trade: Panel, group: str = "markets_9") -> pd.DataFrame:
    """Return the month's trade with each partner, the rest of the world and the total.

    Parameters
    ----------
    trade : Panel
        The month.
    group : str
        markets_9 for the main markets of the ministry, where a sum of countries takes the place of
        a group that is not available; or another group of partners of the catalogue.

    Returns
    -------
    pandas.DataFrame
        By code, the largest market first, "other" and "total" last. Of exports, imports and
        balance the month and the same month a year earlier ("_before"), USD million; exports_growth
        (as reported where a release does) and imports_growth (per cent), share and share_before
        (per cent of exports), contribution
        (to the growth of exports, percentage points) and later. NaN where it is not available.
        `.attrs` has proxies (codes of such sums) and absent (codes that are within other).

    Examples
    --------
    >>> from helpers import load
    >>> rows = partners(load("2023-12"))
    >>> rows.loc["usa", ["exports", "imports", "balance"]].round(0).tolist()
    [11281.0, 6279.0, 5002.0]
    """
    wanted = catalogue.group(group, trade.data_dir)
    main = group == "markets_9"
    sold = breakdowns.markets(trade) if main else breakdowns.parts(trade, "exports", wanted)
    codes = sold["value"].drop([OTHER, TOTAL], errors="ignore").sort_values(ascending=False).index
    if codes.empty:
        return missing(PARTNERS, trade, "markets", "exports.china")
    order = [*codes, OTHER, TOTAL]
    bought = breakdowns.parts(trade, "imports", list(codes)).reindex(order)
    if bought.loc[codes, "value"].isna().any():  # then other is no longer the same places
        bought.loc[OTHER, ["value", "before", "growth"]] = float("nan")
    rows = sold.loc[order].rename(
        columns={"value": "exports", "before": "exports_before", "growth": "exports_growth"}
    )
    rates = {
        c: reported_growth(trade, f"exports.{c}", at(rows["exports_growth"], c))[0] for c in codes
    }
    rows["exports_growth"] = pd.Series(rates).reindex(rows.index).fillna(rows["exports_growth"])
    rows["imports"], rows["imports_before"] = bought["value"], bought["before"]
    rows["imports_growth"] = bought["growth"]
    rows["balance"] = rows["exports"] - rows["imports"]
    rows["balance_before"] = rows["exports_before"] - rows["imports_before"]
    rows["later"] = rows["later"].eq(True) | bought["later"].eq(True)
    proxies = [code for code in codes if code in catalogue.PROXIES.values()]
    shown = {*codes, *(code for code, other in catalogue.PROXIES.items() if other in proxies)}
    observations = [trade.observations(flow, code).loc[trade.month - 12 :]
             for code in (TOTAL, *codes) for flow in ("exports", "imports")]  # fmt: skip
    absent = [code for code in wanted if code not in shown] if main else []
    return described(
        rows[PARTNERS], trade, *observations, at=trade.month, proxies=proxies, absent=absent
    )


def usa_china(trade: Panel) -> pd.DataFrame:
    """Return monthly exports to the USA and to China, and how far the first exceed the second.

    Returns
    -------
    pandas.DataFrame
        By month: usa, china and gap (USD million); NaN where one is not available.

    Examples
    --------
    >>> from helpers import load
    >>> usa_china(load("2023-12")).round(0).loc["2023-12"].tolist()
    [11281.0, 10864.0, 417.0]
    """
    observations = {code: trade.observations("exports", code) for code in PAIR}
    if not all(trade.month in table.index for table in observations.values()):
        return missing(["usa", "china", "gap"], trade, "pair", *(f"exports.{c}" for c in PAIR))
    rows = pd.DataFrame({code: table["value"] for code, table in observations.items()})
    rows["gap"] = rows["usa"] - rows["china"]
    return described(rows.rename_axis("period"), trade, *observations.values())


def contributions(trade: Panel) -> pd.DataFrame:
    """Return what the USA, China and the rest of the world added to the growth of exports.

    Returns
    -------
    pandas.DataFrame
        By month: usa, china and rest (percentage points, they add up to growth) and growth (per
        cent on the same month of the year before). Months that lack a number are absent.

    Examples
    --------
    >>> from helpers import load
    >>> contributions(load("2023-12")).round(1).loc["2023-12"].tolist()
    [3.5, -0.6, 2.1, 5.0]
    """
    observations = {code: trade.observations("exports", code) for code in (*PAIR, TOTAL)}
    values = pd.DataFrame({code: table["value"] for code, table in observations.items()})
    values = values.asfreq("M") if len(values) else values
    points = 100 * values.diff(12).div(values[TOTAL].shift(12), axis=0)
    rows = points[list(PAIR)].assign(
        rest=points[TOTAL] - points[list(PAIR)].sum(axis=1, skipna=False), growth=points[TOTAL]
    )
    rows = rows.dropna()
    if trade.month not in rows.index:
        columns = [*PAIR, "rest", "growth"]
        return missing(columns, trade, "pair", *(f"exports.{c}" for c in PAIR))
    return described(rows.rename_axis("period"), trade, *observations.values())


def crossings(trade: Panel) -> pd.DataFrame:
    """Return when the USA and China changed places as the larger market, the newest first.

    Months before the two series run without a gap are left out: a crossing between two distant
    months cannot be dated.

    Returns
    -------
    pandas.DataFrame
        By period (months, then years): by ("by_month" or "by_year"), ahead (the code of the larger
        market from then on), usa, china and gap (USD million). `.attrs` has start, the month from
        which on months are compared, None where none are.

    Examples
    --------
    >>> from helpers import load
    >>> crossings(load("2023-12"))["ahead"].tolist()
    ['usa', 'china']
    """
    months = [trade.series("exports", code) for code in PAIR]
    both = months[0].index.intersection(months[1].index)
    run = metrics.streak(pd.Series(True, both, dtype="boolean"), trade.month) if len(both) else None
    start = run.since if run is not None and run.length else None
    compared = {"by_year": [breakdowns.annual(trade, "exports", code) for code in PAIR]}
    if start is not None:
        compared = {"by_month": [monthly.loc[start:] for monthly in months]} | compared
    rows = [
        (point.period, by, PAIR[point.above != "a"], at(usa, point.period), at(china, point.period))
        for by, (usa, china) in compared.items()
        for point in reversed(metrics.crossings(usa, china))
    ]
    if not rows:
        return nothing(CROSSINGS, trade, "crossings", start=start)
    frame = pd.DataFrame(rows, columns=["period", *CROSSINGS[:-1]]).set_index("period")
    frame["gap"] = (frame["usa"] - frame["china"]).abs()
    observations = [
        trade.observations("exports", code, freq=freq) for code in PAIR for freq in ("M", "Y")
    ]
    return described(frame, trade, *observations, start=start)


def market_shares(trade: Panel) -> pd.DataFrame:
    """Return the shares of four countries in exports, by complete year.

    Returns
    -------
    pandas.DataFrame
        By year, ascending: a column for each country, per cent of total exports; a year is as
        published, or else the sum of its months. NaN where it is not available.

    Examples
    --------
    >>> from helpers import load
    >>> market_shares(load("2023-12")).round(1).loc["2023", ["usa", "china"]].tolist()
    [18.3, 19.7]
    """
    total = breakdowns.annual(trade, "exports", TOTAL)
    years = {code: breakdowns.annual(trade, "exports", code) for code in LONG}
    rows = pd.DataFrame({code: 100 * exports / total for code, exports in years.items()})
    return _of_years(trade, rows, "years", ["exports"])


def partner_balances(trade: Panel) -> pd.DataFrame:
    """Return exports less imports of four countries, by complete year.

    Returns
    -------
    pandas.DataFrame
        By year, ascending: a column for each country, USD million. NaN where it is not available.

    Examples
    --------
    >>> from helpers import load
    >>> partner_balances(load("2023-12")).round(0).loc["2023", ["usa", "china"]].tolist()
    [44424.0, -18040.0]
    """
    flows = ("exports", "imports")
    years = {c: [breakdowns.annual(trade, flow, c) for flow in flows] for c in LONG}
    rows = pd.DataFrame({code: sold - bought for code, (sold, bought) in years.items()})
    return _of_years(trade, rows, "balances", list(flows))


def _of_years(trade: Panel, rows: pd.DataFrame, what: str, flows: list[str]) -> pd.DataFrame:
    rows = rows.dropna(how="all")
    if len(rows) < 2:
        return missing(list(LONG), trade, what)
    observations = [
        trade.observations(flow, code, freq=f) for flow in flows for code in LONG for f in "YM"
    ]
    return described(rows.rename_axis("year"), trade, *observations)

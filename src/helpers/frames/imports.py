"""Frames of the imports page: energy and the rest, single goods, and the balance."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, catalogue, metrics
from helpers.breakdowns import FUELS, OTHER, TOTAL, at
from helpers.frames.frame import described, missing, over
from helpers.loading import Observation, Panel

ENERGY = [
    *("value", "growth", "share", "contribution"),
    *("price", "price_unit", "price_of", "reported", "later"),
]
MARKETS = {"crude_oil": "dubai", "gas": "lng_jkm", "coal": "coal_australia"}
THREE_YEARS, TWO_YEARS = 37, 25  # months


def energy(trade: Panel) -> pd.DataFrame:
    """Return the month's imports by energy, its fuels, all other goods and the total.

    Returns
    -------
    pandas.DataFrame
        By code energy_total, crude_oil, gas, coal (parts of the first, as far as available),
        non_energy and total: value (USD million), growth (per cent; as the ministry reported it
        where `reported`, which may know a later value of the year before), share and contribution
        (per cent, percentage points), price, price_unit and price_of (of the imports themselves
        where known, else of a market), and later. See `helpers.breakdowns.energy`.

    Examples
    --------
    >>> from helpers import load
    >>> energy(load("2023-12")).loc["energy_total", ["value", "growth"]].tolist()
    [13760.0, -17.6]
    """
    rows = breakdowns.energy(trade)
    if rows.empty:
        return missing(ENERGY, trade, "energy", "imports.energy_total")
    prices = {fuel: price for fuel in FUELS if (price := _price(trade, fuel))}
    quotes = {code: (quote.value, quote.unit, quote.code) for code, quote in prices.items()}
    columns = ["price", "price_unit", "price_of"]
    rows = rows.join(pd.DataFrame.from_dict(quotes, "index", columns=columns))
    rows = rows.rename(columns={"printed": "reported"})
    observations = [
        trade.observations("imports", str(code)) for code in rows.index if code != "non_energy"
    ]
    return described(
        rows[ENERGY], trade, *observations, *prices.values(), at=trade.month,
        reported=bool(rows["reported"].any()),
    )  # fmt: skip


def _price(trade: Panel, fuel: str) -> Observation | None:
    """Return the price of a fuel: that of the imports, else a market's."""
    for flow, code in (("imports", fuel), ("none", MARKETS[fuel])):
        for basis in ("ministry", "knoc", "market"):
            if price := trade.observation(flow, code, measure="unit_value", basis=basis):
                return price
    return None


def fuels(trade: Panel, months: int = THREE_YEARS) -> pd.DataFrame:
    """Return imports of crude oil, gas and coal by month, by one definition.

    Parameters
    ----------
    trade : Panel
        The month, the last one of the frame.
    months : int
        How many months back.

    Returns
    -------
    pandas.DataFrame
        By month: crude_oil, gas, coal and energy, their sum (USD million), as the customs service
        counts them, within 0.4 per cent of the ministry's energy; months of which one is not
        available are absent.

    Examples
    --------
    >>> from helpers import load
    >>> round(fuels(load("2026-09"))["energy"].iloc[-1])
    12965
    """
    observations = {
        fuel: trade.observations("imports", fuel, basis="customs_item") for fuel in FUELS
    }
    rows = pd.DataFrame({fuel: table["value"] for fuel, table in observations.items()}).dropna()
    rows = rows.loc[trade.month - months + 1 : trade.month].rename_axis("period")
    if trade.month not in rows.index:
        columns, series = [*FUELS, "energy"], (f"imports.{fuel}" for fuel in FUELS)
        return missing(columns, trade, "fuels", *series, basis="customs_item")
    rows = rows.assign(energy=rows.sum(axis="columns"))
    return described(rows, trade, *observations.values(), at=trade.month)


GOODS = ["value", "growth", "share", "later"]


def goods(trade: Panel) -> pd.DataFrame:
    """Return imports of single goods as the customs service counts them.

    Returns
    -------
    pandas.DataFrame
        By code, the largest first: value (USD million), growth (per cent), share (per cent of total
        imports) and later. The goods do not add up to the total. Energy is not among them.

    Examples
    --------
    >>> from helpers import load
    >>> goods(load("2026-09")).index[0]
    'semiconductors'
    """
    codes = [code for code in catalogue.codes(trade.data_dir)
             if catalogue.breakdown(code, trade.data_dir) == "item"]  # fmt: skip
    observations = {
        code: trade.observations("imports", code, basis="customs_item") for code in codes
    }
    observations = {code: item for code, item in observations.items() if trade.month in item.index}
    total = at(trade.series("imports", "total"), trade.month)
    rows = pd.DataFrame(
        {
            code: {
                "value": at(item["value"], trade.month),
                "growth": at(metrics.year_on_year(item["value"]), trade.month),
                "later": bool(item["later"].get(trade.month)),
            }
            for code, item in observations.items()
        }
    ).T
    if rows.empty or pd.isna(total):
        return missing(
            GOODS, trade, "goods", *(f"imports.{code}" for code in codes), basis="customs_item"
        )
    rows = rows.astype({"value": float, "growth": float, "later": bool})
    rows = rows.assign(share=100 * rows["value"] / total).sort_values("value", ascending=False)
    return described(rows[GOODS].rename_axis("code"), trade, *observations.values(), at=trade.month)


PAIR, FLOWS = ("china", "usa"), ("exports", "imports", "balance")


def balance_parts(trade: Panel) -> pd.DataFrame:
    """Return what the balance of the month is made of: energy, China, the USA and the rest.

    Returns
    -------
    pandas.DataFrame
        By code energy_total (its imports, negative), china, usa (balances), other and total: value
        and before (USD million, the month and the same month a year earlier). Energy bought from
        the USA and China is within both; other takes it back, so that the parts add up.

    Examples
    --------
    >>> from helpers import load
    >>> rows = balance_parts(load("2026-09"))["value"]
    >>> bool(abs(rows.drop("total").sum() - rows["total"]) < 1e-6)
    True
    """
    columns = ["value", "before"]
    energy = trade.observations("imports", "energy_total")
    observations = {code: trade.observations("balance", code) for code in (*PAIR, TOTAL)}
    values = {"energy_total": -energy["value"]} | {
        k: table["value"] for k, table in observations.items()
    }
    rows = pd.DataFrame(
        {
            code: [at(by_month, trade.month), at(by_month, trade.month - 12)]
            for code, by_month in values.items()
        },
        index=columns,
    ).T.rename_axis("code")
    if rows["value"].isna().any():
        gone = rows.index[rows["value"].isna()]
        series = ["imports.energy_total" if c == "energy_total" else f"imports.{c}" for c in gone]
        return missing(columns, trade, "balance_parts", *series)
    parts, total = rows.drop(TOTAL), rows.loc[[TOTAL]]
    rest = total.set_axis([OTHER]) - parts.sum(skipna=False)
    rows = pd.concat([parts, rest, total])
    return described(
        rows.rename_axis("code"), trade, energy, *observations.values(), at=trade.month
    )


def balance(trade: Panel) -> pd.DataFrame:
    """Return the monthly balance, exports (FOB) minus imports (CIF).

    Returns
    -------
    pandas.DataFrame
        By month: value (USD million, negative where imports are larger), status, published and
        later. Months without either side are absent.

    Examples
    --------
    >>> from helpers import load
    >>> round(balance(load("2023-12"))["value"].iloc[-1])
    4450
    """
    observations = trade.observations("balance", "total")
    columns = ["value", "status", "published", "later"]
    if trade.month not in observations.index:
        return missing(columns, trade, "imports", "imports.total")
    rows = observations[columns].rename_axis("period")
    return described(rows, trade, observations)


def balance_quarters(trade: Panel, quarters: int = 9) -> pd.DataFrame:
    """Return the balance of complete quarters, USD million; NaN where a month is missing.

    Examples
    --------
    >>> from helpers import load
    >>> round(balance_quarters(load("2023-12"))["value"].iloc[-1])
    9563
    """
    observations = trade.observations("balance", "total")
    sums = metrics.quarterly(observations["value"])
    last = (trade.month + 1).asfreq("Q") - 1
    shown = sums.reindex(pd.period_range(last - quarters + 1, last, freq="Q", name="quarter"))
    if shown.notna().sum() < 2:
        return missing(["value"], trade, "imports", "imports.total")
    shown = shown.loc[shown.first_valid_index() :]
    return described(shown.rename("value").to_frame(), trade, observations)


def sums(trade: Panel) -> pd.DataFrame:
    """Return exports, imports and balance of the month, its quarters, its year and the last year.

    Returns
    -------
    pandas.DataFrame
        By period, as text ("2026-09", "2026-Q3", "2026-01..2026-09", "2025"): exports,
        exports_growth, imports, imports_growth, balance and balance_before (USD million, per cent;
        a year earlier). A sum that a release reports is taken where it is the firmer number. NaN
        where a month is missing.

    Examples
    --------
    >>> from helpers import load
    >>> round(sums(load("2023-12", as_of="2024-01-01")).at["2023", "balance"])
    -9970
    """
    columns = [
        "exports",
        "exports_growth",
        "imports",
        "imports_growth",
        "balance",
        "balance_before",
    ]
    observations, month = trade.observations("balance", "total"), trade.month
    if month not in observations.index:
        return missing(columns, trade, "imports", "imports.total")
    rows = {}
    for name, period, to_date in _spans(month):
        year = 1 if period.freqstr[0] == "Y" else 4 if period.freqstr[0] == "Q" else 12
        now, before = (
            {flow: over(trade, flow, when, to_date) for flow in FLOWS}
            for when in (period, period - year)
        )
        rates = {f"{flow}_growth": 100 * (now[flow] / before[flow] - 1) for flow in FLOWS[:2]}
        rows[name] = {**now, **rates, "balance_before": before["balance"]}
    table = pd.DataFrame.from_dict(rows, "index")[columns].rename_axis("span")
    return described(table, trade, observations)


def _spans(month: pd.Period) -> list[tuple[str, pd.Period, bool]]:
    """Return month, ended quarters, the year so far and the last whole year."""
    spans = [(str(month), month, False)]
    for quarter in range(1, month.month // 3 + 1):
        period = pd.Period(year=month.year, quarter=quarter, freq="Q")
        spans.append((f"{month.year}-Q{quarter}", period, False))
    if 1 < month.month < 12:
        spans.append((f"{month.year}-01..{month}", month, True))
    year = month.asfreq("Y") if month.month == 12 else month.asfreq("Y") - 1
    return [*spans, (str(year), year, False)]

"""Tables of the imports page: energy and the balance."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, catalogue, metrics
from helpers.breakdowns import at, cell
from helpers.display import PRINTED, STAND_IN, Missing, not_held, source_line, stand_in_note
from helpers.loading import Fact, Panel
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.translation import later, speaking, tr
from helpers.wording import absent, calendar_month, month_name, number, pct, signed, usd_billion

HALF = 6  # months of half a year
VOLUME_BASES = ("ministry", "knoc", "jodi")
PRICES = {"crude_oil": ("dubai",), "gas": ("lng_jkm",), "coal": ("coal_australia",)}
UNITS = {
    "million_bbl": later("{} million barrels"),
    "usd_per_bbl": later("{} USD a barrel"),
    "usd_per_tonne": later("{} USD a tonne"),
    "usd_per_mmbtu": later("{} USD a million BTU"),
}


def energy(trade: Panel) -> Table | Missing:
    """Show energy imports by fuel and the rest: value, growth, contribution, volume, price."""
    rows = breakdowns.energy(trade)
    if rows.empty:
        return Missing("tab-energy", not_held(tr("Energy imports"), trade, "imports.energy_total"))
    shown, data, sources = [], [], []
    for code in rows.index:
        volume, price = _volume(trade, str(code)), _price(trade, str(code))
        name = (
            tr("Total imports")
            if code == breakdowns.TOTAL
            else catalogue.name(str(code), data_dir=trade.data_dir)
        )
        mark = f" {PRINTED}" if rows.at[code, "printed"] else ""
        mark += f" {STAND_IN}" if rows.at[code, "stand_in"] else ""
        shown.append(
            Row(
                (
                    name + mark,
                    usd_billion(cell(rows, code, "value")),
                    signed(cell(rows, code, "growth")),
                    number(cell(rows, code, "share"), 1),
                    signed(cell(rows, code, "contribution"), 2),
                    _measured(trade, volume),
                    _measured(trade, price),
                ),
                kind="total" if code == breakdowns.TOTAL else "",
            )
        )
        data.append(
            {
                "volume": volume.value if volume else None,
                "volume_unit": volume.unit if volume else "",
                "volume_basis": volume.basis if volume else "",
                "price": price.value if price else None,
                "price_unit": price.unit if price else "",
                "price_of": price.code if price else "",
            }
        )
        facts = [trade.fact("imports", str(code)), volume, price]
        sources += [fact.source for fact in facts if fact is not None]
    whole, part = cell(rows, "total", "growth"), cell(rows, "energy_total", "contribution")
    share = 100 * part / whole if abs(whole) >= 1 else float("nan")
    notes = []
    if share > 0:
        said = pct(share, sign=False)
        notes.append(
            tr("Energy makes up {} of the fall in imports.", said)
            if whole < 0
            else tr("Energy makes up {} of the rise in imports.", said)
        )
    if bool(rows["printed"].any()):
        notes.append(
            tr(
                "{mark} Growth as printed, which may know a revision of the year before that is not"
                " held; the contribution follows from the values held.",
                mark=PRINTED,
            )
        )
    frames = [
        trade.facts("imports", str(c)) for c in rows.index if c not in ("total", "non_energy")
    ]
    missing = [f for f in breakdowns.FUELS if f not in rows.index]
    names = [catalogue.name(f, data_dir=trade.data_dir).lower() for f in missing]
    if names:
        notes.append(tr("Not held for the month: {}.", ", ".join(names)))
    known = {fuel: price for fuel in missing if (price := _price(trade, fuel)) is not None}
    notes += [tr("Price: {}.", _measured(trade, price)) for price in known.values()]
    sources += [price.source for price in known.values()]
    recent = [f.loc[f.index >= trade.month - 12] for f in frames]
    return tabulate(
        "energy",
        title=tr("Energy and other imports in {month}", month=month_name(trade.month)),
        subtitle=tr("Energy is crude oil, gas and coal; non-energy is the total less energy"),
        columns=texts(tr("Goods"))
        + numbers(
            tr("USD billion"), tr("Growth on the year, %"), tr("Share, %"), tr("Contribution, pp")
        )
        + texts(tr("Volume"), tr("Price")),
        rows=shown,
        source=source_line(trade.facts("imports", "total"), *frames, at=trade.month),
        data=rows.drop(columns=["stand_in", "printed"]).join(pd.DataFrame(data, index=rows.index)),
        notes=[*notes, *stand_in_note(trade.as_of, *recent)],
        sources=sources,
    )


def import_items(trade: Panel) -> Table | Missing:
    """Show the imports of single items that a release printed for the month."""
    shown, data, sources = [], [], []
    for code in catalogue.codes(trade.data_dir):
        if catalogue.breakdown(code, trade.data_dir) != "item":
            continue
        value = trade.fact("imports", code)
        rate = trade.fact("imports", code, measure="yoy_pct")
        some = value or rate
        if some is None:
            continue
        name = catalogue.name(code, data_dir=trade.data_dir)
        basis = catalogue.basis_name(some.basis, data_dir=trade.data_dir)
        mark = f" {STAND_IN}" if some.stand_in else ""
        amount, growth = value.value if value else None, rate.value if rate else None
        shown.append(Row((name + mark, basis, usd_billion(amount), signed(growth), some.published)))
        data.append({"code": code, "basis": some.basis, "value": amount, "growth": growth})
        sources += [fact.source for fact in (value, rate) if fact is not None]
    if not shown:
        return Missing("tab-import-items", not_held(tr("Imports of single items"), trade))
    return tabulate(
        "import-items",
        title=tr("Imports of single items in {month}", month=month_name(trade.month)),
        subtitle=tr("As far as a release printed them; definitions differ"),
        columns=texts(tr("Item"), tr("Basis"))
        + numbers(tr("USD billion"), tr("Growth on the year, %"))
        + texts(tr("Published")),
        rows=shown,
        source=tr("the releases named under basis, as printed"),
        data=pd.DataFrame(data),
        sources=sources,
    )


def balance(trade: Panel) -> Table | Missing:
    """Show exports, imports and balance of the month, the quarters, the year, the year to date."""
    facts = trade.facts("balance", "total")
    if trade.month not in facts.index:
        return Missing(
            "tab-balance", not_held(tr("Imports, and so the balance"), trade, "imports.total")
        )
    flows = {flow: trade.series(flow, "total") for flow in ("exports", "imports", "balance")}
    month, year = trade.month, trade.month.asfreq("Y")
    quarter = month.asfreq("Q")
    wanted = [(flows, month)]
    quarters = {flow: metrics.quarterly(series) for flow, series in flows.items()}
    wanted += [
        (quarters, q)
        for q in pd.period_range(pd.Period(year=month.year, quarter=1, freq="Q"), quarter, freq="Q")
        if q in quarters["balance"].index
    ]
    halves = {flow: metrics.moving_sum(series, HALF) for flow, series in flows.items()}
    if month.month == 12:
        wanted += [(halves, end) for end in (month - HALF, month)]
    to_date = {flow: metrics.year_to_date(series) for flow, series in flows.items()}
    if 1 < month.month < 12:
        wanted.append((to_date, month))
    years = {flow: metrics.yearly(series) for flow, series in flows.items()}
    last = year if month.month == 12 else year - 1
    if last in years["balance"].index:
        wanted.append((years, last))
    shown, data = [], []
    for series, period in wanted:
        named = _so_far if series is to_date else _half if series is halves else month_name
        with speaking("en"):
            english = named(period)
        step = {"M": 12, "Q": 4, "Y": 1}[period.freqstr[0]]
        now = {flow: at(each, period) for flow, each in series.items()}
        before = at(series["balance"], period - step)
        growth = {
            flow: at(metrics.year_on_year(series[flow]), period) for flow in ("exports", "imports")
        }
        shown.append(
            Row(
                (
                    named(period),
                    usd_billion(now["exports"]),
                    signed(growth["exports"]),
                    usd_billion(now["imports"]),
                    signed(growth["imports"]),
                    usd_billion(now["balance"], sign=True),
                    usd_billion(before, sign=True),
                )
            )
        )
        data.append({"period": english, **now, "balance_before": before}
                    | {f"{flow}_growth": rate for flow, rate in growth.items()})  # fmt: skip
    return tabulate(
        "balance",
        title=tr("Trade balance to {month}", month=month_name(month)),
        subtitle=tr("Exports (FOB) minus imports (CIF), customs clearance, USD billion"),
        columns=texts(tr("Period"))
        + numbers(
            *(tr("Exports"), tr("Growth, %"), tr("Imports"), tr("Growth, %")),
            *(tr("Balance"), tr("Balance a year before")),
        ),
        rows=shown,
        source=source_line(facts),
        data=pd.DataFrame(data),
        notes=[
            tr("Only complete quarters, years and years to date are summed."),
            *stand_in_note(trade.as_of, facts.loc[facts.index >= month - 24], marked=False),
        ],
        sources=[fact.source for fact in (
            trade.fact("exports", "total"), trade.fact("imports", "total")) if fact],
    )  # fmt: skip


def _so_far(end: pd.Period) -> str:
    """Name the months of a year up to a month."""
    return tr("January to {month} {year}", month=calendar_month(end.month), year=end.year)


def _half(end: pd.Period) -> str:
    """Name the half of a year that ends with a month."""
    if end.month == HALF:
        return tr("First half of {year}", year=end.year)
    return tr("Second half of {year}", year=end.year)


def _volume(trade: Panel, code: str) -> Fact | None:
    """Give the volume of a fuel from the first statistic that holds the month."""
    for basis in VOLUME_BASES:
        fact = trade.fact("imports", code, measure="volume", basis=basis)
        if fact is not None:
            return fact
    return None


def _price(trade: Panel, code: str) -> Fact | None:
    """Give the price that goes with a fuel: that of the imports, else a market price."""
    for basis in ("ministry", "knoc"):
        fact = trade.fact("imports", code, measure="unit_value", basis=basis)
        if fact is not None:
            return fact
    for market in PRICES.get(code, ()):
        for basis in ("ministry", "market"):
            fact = trade.fact("none", market, measure="unit_value", basis=basis)
            if fact is not None:
                return fact
    return None


def _measured(trade: Panel, fact: Fact | None) -> str:
    """Write a volume or price with its unit and where it is from, or which market it is of."""
    if fact is None:
        return absent()
    if fact.flow == "none":
        origin = catalogue.name(fact.code, data_dir=trade.data_dir)
    else:
        origin = catalogue.basis_name(fact.basis, data_dir=trade.data_dir)
    amount = number(fact.value, 1)
    measured = tr(UNITS[fact.unit], amount) if fact.unit in UNITS else f"{amount} {fact.unit}"
    text = f"{measured} ({origin})"
    return f"{text} {STAND_IN}" if fact.stand_in else text

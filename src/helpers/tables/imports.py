"""Tables of the imports page: energy and the balance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from helpers import breakdowns, catalogue
from helpers.breakdowns import cell
from helpers.claims import ask_panel as ask
from helpers.display import PRINTED, STAND_IN, Missing, not_held, source_line, stand_in_note
from helpers.loading import Fact, Panel
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.translation import later, speaking, tr
from helpers.wording import absent, calendar_month, month_name, number, pct, signed, usd_billion

FLOWS = ("exports", "imports", "balance")
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
    shown, data = [], []
    for span in _spans(trade.month):
        with speaking("en"):
            english = span.name()
        now, before = ({flow: _over(trade, span.series, flow, period) for flow in FLOWS}
                       for period in (span.period, span.before))  # fmt: skip
        growth = {
            flow: 100 * (now[flow] / before[flow] - 1) if before[flow] > 0 else float("nan")
            for flow in FLOWS[:2]
        }
        shown.append(
            Row(
                (
                    span.name(),
                    usd_billion(now["exports"]),
                    signed(growth["exports"]),
                    usd_billion(now["imports"]),
                    signed(growth["imports"]),
                    usd_billion(now["balance"], sign=True),
                    usd_billion(before["balance"], sign=True),
                )
            )
        )
        data.append({"period": english, **now, "balance_before": before["balance"]}
                    | {f"{flow}_growth": rate for flow, rate in growth.items()})  # fmt: skip
    return tabulate(
        "balance",
        title=tr("Trade balance to {month}", month=month_name(trade.month)),
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
            tr(
                "Only complete quarters, years and years to date are summed; a printed sum stands"
                " where it is the firmer figure."
            ),
            *stand_in_note(trade.as_of, facts.loc[facts.index >= trade.month - 24], marked=False),
        ],
        sources=[fact.source for fact in (
            trade.fact("exports", "total"), trade.fact("imports", "total")) if fact],
    )  # fmt: skip


@dataclass(frozen=True)
class Span:
    """Months summed in a row of the balance, and the same ones of the year before, as asked for."""

    name: Callable[[], str]
    series: str
    period: str
    before: str


def _spans(month: pd.Period) -> list[Span]:
    """Give the month, the quarters ended in its year, halves or the year so far, and the year."""
    single, so_far = "{}.total", "ytd({}.total)"
    spans = [Span(partial(month_name, month), single, str(month), str(month - 12))]
    for part, ended, named in (
        ("Q", month.month // 3, _quarter),
        ("H", 2 if month.month == 12 else 0, _half),
    ):
        spans += [
            Span(partial(named, month.year, k), single, f"{month.year}-{part}{k}",
                 f"{month.year - 1}-{part}{k}")
            for k in range(1, ended + 1)
        ]  # fmt: skip
    if 1 < month.month < 12:
        spans.append(Span(partial(_so_far, month), so_far, str(month), str(month - 12)))
    last = month.asfreq("Y") if month.month == 12 else month.asfreq("Y") - 1
    return [*spans, Span(partial(month_name, last), single, str(last), str(last - 1))]


def _over(trade: Panel, series: str, flow: str, period: str) -> float:
    """Give what sentences tell of a period, NaN where it is not held."""
    found = ask(trade, f'value({series.format(flow)}, "{period}")').value
    return found if isinstance(found, float) else float("nan")


def _quarter(year: int, quarter: int) -> str:
    return month_name(pd.Period(year=year, quarter=quarter, freq="Q"))


def _so_far(end: pd.Period) -> str:
    """Name the months of a year up to a month."""
    return tr("January to {month} {year}", month=calendar_month(end.month), year=end.year)


def _half(year: int, half: int) -> str:
    return tr("First half of {year}", year=year) if half == 1 else tr(
        "Second half of {year}", year=year)  # fmt: skip


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

"""Tables of the exports page, and the headline of a flow."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, catalogue, metrics
from helpers.breakdowns import at, cell
from helpers.display import STAND_IN, Missing, not_held, source_line, stand_in_note
from helpers.loading import Panel
from helpers.months import working_days, working_days_of
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.wording import (
    absent,
    days,
    is_missing,
    month_name,
    number,
    ordinal,
    signed,
    usd_billion,
)

FEW = 5  # with fewer of a calendar month a record among them says nothing
CLASSIC = ("classic", "mti2026")  # as the ministry printed them, before and since 2026


def headline(trade: Panel, flow: str = "exports") -> Table | Missing:
    """Set the main figures of exports or imports as first released beside those known now.

    Parameters
    ----------
    trade : Panel
        The month.
    flow : str
        exports or imports.
    """
    slug = f"headline-{flow}"
    fact = trade.fact(flow, "total")
    if fact is None:
        return Missing(
            f"tab-{slug}", not_held(f"Total {flow}", trade, f"{flow}.total", basis="customs")
        )
    first = trade.first_release()
    released = first.fact(flow, "total")
    known_then = released is not None and not released.stand_in
    columns = texts("Measure") + texts("Unit")
    panels = []
    if known_then and (released != fact):
        panels.append((f"First release, {released.published}" if released else "", first))
    panels.append((f"As published {fact.published}", trade))
    figures = [(label, _headline(panel, flow)) for label, panel in panels]
    columns += numbers(*(label for label, _ in figures))
    measures = list(figures[-1][1])
    rows = [
        Row((name, unit, *(each[name, unit] for _, each in figures))) for name, unit in measures
    ]
    facts = trade.facts(flow, "total")
    return tabulate(
        slug,
        title=f"{flow.capitalize()} in {month_name(trade.month)}",
        subtitle=f"All goods, {catalogue.basis_name(fact.basis, data_dir=trade.data_dir).lower()}",
        columns=columns,
        rows=rows,
        source=source_line(facts),
        data=pd.DataFrame(
            [row.cells for row in rows], columns=[column.header for column in columns]
        ),
        notes=[
            "Growth, averages, streaks and ranks are computed from the values of the vintage."
            " Working days by the ministry's rule.",
            *stand_in_note(trade.as_of, facts.loc[facts.index >= trade.month - 12], marked=False),
        ],
        sources=[fact.source, released.source if released else ""],
    )


def items(trade: Panel) -> Table | Missing:
    """Show the 20 main items: value, growth, share, contribution, run, rank and record."""
    rows = breakdowns.items(trade)
    codes = [code for code in rows.index if code not in (breakdowns.OTHER, breakdowns.TOTAL)]
    if not codes:
        return Missing(
            "tab-items",
            not_held(
                "Exports of the 20 main items", trade,
                *(f"exports.{code}" for code in catalogue.group("items_20", trade.data_dir)),
                basis="mti2026_panel",
            ),
        )  # fmt: skip
    facts = {code: trade.facts("exports", code) for code in codes}
    total = trade.facts("exports", "total")
    shown, data = [], []
    for code in rows.index:
        frame = facts.get(code, total if code == breakdowns.TOTAL else None)
        history = pd.Series(dtype=float) if frame is None else frame["value"]
        place = _place(history, trade.month) if frame is not None else ("", "", "")
        name = _item_name(trade, code)
        marked = f"{name} {STAND_IN}" if rows.at[code, "stand_in"] else name
        shown.append(
            Row(
                (
                    marked,
                    usd_billion(cell(rows, code, "value")),
                    signed(cell(rows, code, "growth")),
                    number(cell(rows, code, "share"), 1),
                    signed(cell(rows, code, "contribution"), 2),
                    *place,
                ),
                kind="total" if code == breakdowns.TOTAL else "",
            )
        )
        data.append({"name": name, "run": place[0], "rank": place[1], "record": place[2]})
    starts = sorted({str(frame.index.min()) for frame in facts.values()})
    missing = [
        catalogue.name(code, data_dir=trade.data_dir)
        for code in catalogue.group("items_20", trade.data_dir)
        if code not in codes
    ]
    return tabulate(
        "items",
        title=f"Exports by main item in {month_name(trade.month)}",
        subtitle="The 20 main items by the list of 2026; items and other add up to the total",
        columns=texts("Item")
        + numbers("USD billion", "Growth on the year, %", "Share, %", "Contribution, pp")
        + texts("Run of growth", "Rank", "Record"),
        rows=shown,
        source=source_line(total, *facts.values(), at=trade.month),
        data=rows.drop(columns="stand_in").join(pd.DataFrame(data, index=rows.index)),
        notes=[
            f"Ranks and records of items are judged on the months held, from {starts[0]} on.",
            *([f"Not held: {', '.join(missing)}."] if missing else []),
            *stand_in_note(
                trade.as_of, *(f.loc[f.index >= trade.month - 12] for f in facts.values())
            ),
        ],
        sources=[str(frame["source"].get(trade.month, "")) for frame in facts.values()],
    )


def items_classic(trade: Panel) -> Table | Missing:
    """Set what the ministry printed for its items beside the customs panel."""
    shown, data, sources, printed_facts = [], [], [], []
    for code in catalogue.group("items_20", trade.data_dir):
        printed = {
            (basis, measure): trade.fact("exports", code, measure=measure, basis=basis)
            for basis in CLASSIC
            for measure in ("value", "yoy_pct")
        }
        held = {key: fact for key, fact in printed.items() if fact is not None}
        if not held:
            continue
        basis = next(iter(held))[0]
        value, rate = printed[basis, "value"], printed[basis, "yoy_pct"]
        panel = trade.facts("exports", code, basis="mti2026_panel")["value"]
        now, growth = at(panel, trade.month), at(metrics.year_on_year(panel), trade.month)
        later = any(fact.stand_in for fact in held.values())
        name = catalogue.name(code, data_dir=trade.data_dir)
        some = value or rate
        assert some is not None
        shown.append(
            Row(
                (
                    f"{name} {STAND_IN}" if later else name,
                    usd_billion(value.value if value else None),
                    signed(rate.value if rate else None),
                    usd_billion(now),
                    signed(growth),
                    some.published,
                )
            )
        )
        data.append(
            {
                "code": code,
                "basis": basis,
                "printed_value": value.value if value else None,
                "printed_growth": rate.value if rate else None,
                "panel_value": now,
                "panel_growth": growth,
                "published": some.published,
                "status": some.status,
            }
        )
        sources += [fact.source for fact in held.values()]
        printed_facts += [trade.facts("exports", code, basis=basis)]
    if not shown:
        codes = catalogue.group("items_15", trade.data_dir)
        return Missing(
            "tab-items-classic",
            not_held(
                "Items as the ministry printed them", trade,
                *(f"exports.{code}" for code in codes), basis="classic",
            ),
        )  # fmt: skip
    used = sorted({str(row["basis"]) for row in data})
    names = [catalogue.basis_name(basis, data_dir=trade.data_dir) for basis in used]
    return tabulate(
        "items-classic",
        title=f"Items as the ministry printed them for {month_name(trade.month)}",
        subtitle=f"{'; '.join(names)}; beside them the customs panel by the list of 2026",
        columns=texts("Item")
        + numbers(
            "Printed, USD billion", "Printed growth, %", "Panel, USD billion", "Panel growth, %"
        )
        + texts("Published"),
        rows=shown,
        source="Trade ministry, as printed; Korea Customs Service, aggregated by a third party",
        data=pd.DataFrame(data),
        notes=[
            "The two lists define some items differently and are never joined into one series.",
            *([f"{STAND_IN} Published after {trade.as_of}."] if trade.as_of and any(
                STAND_IN in row.cells[0] for row in shown) else []),
        ],
        sources=sources,
    )  # fmt: skip


def _headline(trade: Panel, flow: str) -> dict[tuple[str, str], str]:
    """Give the figures of one vintage, by name and unit."""
    month = trade.month
    values = trade.facts(flow, "total")["value"]
    growth = metrics.year_on_year(values)
    daily = metrics.daily_average(values, working_days_of(pd.PeriodIndex(values.index)))
    daily_growth = metrics.year_on_year(daily)
    printed = trade.fact(flow, "total", measure="yoy_pct")
    volume = trade.fact(flow, "total", measure="volume")
    volume_growth = trade.fact(flow, "total", measure="volume_yoy_pct")
    run, rank, record = _place(values, month)
    difference = working_days(month) - working_days(month - 12)
    return {
        ("Value", "USD billion"): usd_billion(at(values, month)),
        ("Growth on the year", "%"): signed(at(growth, month)),
        ("Growth as printed", "%"): signed(printed.value if printed else None),
        ("Working days", "days"): days(working_days(month)).split()[0],
        ("Difference on the year", "days"): signed(difference),
        ("Daily average", "USD billion"): usd_billion(at(daily, month)),
        ("Growth of the daily average", "%"): signed(at(daily_growth, month)),
        ("Highest since, daily growth", ""): _since(daily_growth, month),
        ("Volume", "million tonnes"): number(volume.value / 1000 if volume else None),
        ("Growth of the volume", "%"): signed(volume_growth.value if volume_growth else None),
        ("Run of growth", ""): run or absent(),
        ("Highest since", ""): _since(values, month),
        ("Rank", ""): rank or absent(),
        ("Record", ""): record or "none",
    }


def _place(values: pd.Series, month: pd.Period) -> tuple[str, str, str]:
    """Give the run of growth, the rank and the records of a value among those before it."""
    growth = metrics.year_on_year(values)
    rate = at(growth, month)
    run = ""
    if not is_missing(rate):
        rising = rate > 0
        found = metrics.streak((metrics.rising if rising else metrics.falling)(growth), month)
        least = "at least " if found.at_least else ""
        word = "rise" if rising else "fall"
        run = f"{least}{ordinal(found.length)} {word}" if found.length else "no change"
    every = metrics.record(values, month)
    rank = absent() if every.rank is None else f"{every.rank:,}\u00a0of\u00a0{every.n:,}"
    records = []
    if every.is_record and every.sample_start is not None:
        records.append(f"since {every.sample_start}")
    else:
        same = metrics.record(values, month, "month")
        year = metrics.record(values, month, "year")
        if same.is_record and same.n >= FEW:
            records.append(f"for {'an' if month.month in (4, 8, 10) else 'a'} {month:%B}")
        if year.is_record and not year.missing:
            records.append(f"of {month.year} so far")
    return run or absent(), rank, " and ".join(records)


def _since(values: pd.Series, month: pd.Period) -> str:
    """Say since when a value is the highest: the month, and how many months ago."""
    found = metrics.highest_since(values, month)
    least = ", with gaps between" if found.at_least else ""
    if is_missing(at(values, month)):
        return absent()
    if found.record:
        return f"record since {found.sample_start}{least}"
    if found.period is None:
        return absent()
    ago = f"{found.months} month{'s' if found.months != 1 else ''}"
    return f"{month_name(found.period)}, {ago} before{least}"


def _item_name(trade: Panel, code: str) -> str:
    if code in (breakdowns.OTHER, breakdowns.TOTAL):
        return {"other": "Other items", "total": "Total exports"}[code]
    return catalogue.name(code, data_dir=trade.data_dir)

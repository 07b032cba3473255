"""Tables of the exports page, and the headline of a flow."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, catalogue, metrics
from helpers.breakdowns import at
from helpers.display import (
    STAND_IN,
    Missing,
    flow_name,
    not_held,
    source_line,
    stand_in_note,
)
from helpers.loading import Fact, Panel
from helpers.months import DAYS_FROM, working_days, working_days_of
from helpers.tables.show import Column
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.translation import later, speaking, tr
from helpers.wording import (
    absent,
    calendar_month,
    is_missing,
    joined,
    month_name,
    months,
    number,
    ordinal,
    signed,
    usd_billion,
)

LONG = 6  # months: of a shorter time nothing is said
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
            f"tab-{slug}",
            not_held(flow_name(flow, total=True), trade, f"{flow}.total", basis="customs"),
        )
    first = trade.first_release()
    released = first.fact(flow, "total")
    known_then = released is not None and not released.stand_in
    panels = [first, trade] if known_then and released != fact else [trade]
    columns = [*texts(tr("Measure"), tr("Unit")), *numbers(*_vintages(panels, flow))]
    rows = [Row(cells) for cells in _measures(panels, flow)]
    with speaking("en"):
        heads = ["Measure", "Unit", *_vintages(panels, flow)]
        data = pd.DataFrame(_measures(panels, flow), columns=heads)
    facts = trade.facts(flow, "total")
    return tabulate(
        slug,
        title=tr("{flow} in {month}", flow=flow_name(flow), month=month_name(trade.month)),
        subtitle=tr(
            "All goods, {basis}",
            basis=catalogue.basis_name(fact.basis, data_dir=trade.data_dir).lower(),
        ),
        columns=columns,
        rows=rows,
        source=source_line(facts),
        data=data,
        notes=[
            tr(
                "Growth, averages, streaks and ranks are computed from the values of the vintage."
                " Working days by the ministry's rule."
            ),
            *stand_in_note(trade.as_of, facts.loc[facts.index >= trade.month - 12], marked=False),
        ],
        sources=[fact.source, released.source if released else ""],
    )


ITEMS = (
    Column("code", "code", "item"),
    Column("value", "usd"),
    Column("growth", "rate"),
    Column("share", "share"),
    Column("contribution", "points"),
)


def items_classic(trade: Panel) -> Table | Missing:
    """Set what the ministry printed for its items beside the customs panel."""
    shown, data, sources = [], [], []
    year = trade.month.asfreq("Y") if trade.month.month == 12 else None
    for code in catalogue.group("items_20", trade.data_dir):
        printed = _printed(trade, code, trade.month)
        held = {key: fact for key, fact in printed.items() if fact is not None}
        if not held:
            continue
        basis = next(iter(held))[0]
        value, rate = printed[basis, "value"], printed[basis, "yoy_pct"]
        panel = trade.facts("exports", code, basis="mti2026_panel")["value"]
        now, growth = at(panel, trade.month), at(metrics.year_on_year(panel), trade.month)
        replaced = any(fact.stand_in for fact in held.values())
        name = catalogue.name(code, data_dir=trade.data_dir)
        some = value or rate
        assert some is not None
        yearly = _printed(trade, code, year) if year else {}
        whole, growth_of_year = (yearly.get((basis, m)) for m in ("value", "yoy_pct"))
        shown.append(
            Row(
                (
                    f"{name} {STAND_IN}" if replaced else name,
                    usd_billion(value.value if value else None),
                    signed(rate.value if rate else None),
                    usd_billion(now),
                    signed(growth),
                    *(_of_year(whole, growth_of_year) if year else ()),
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
                "year_value": whole.value if whole else None,
                "year_growth": growth_of_year.value if growth_of_year else None,
                "published": some.published,
                "status": some.status,
            }
        )
        sources += [f.source for f in (*held.values(), whole, growth_of_year) if f]
    if not shown:
        codes = catalogue.group("items_15", trade.data_dir)
        return Missing(
            "tab-items-classic",
            not_held(
                tr("Items as the ministry printed them"), trade,
                *(f"exports.{code}" for code in codes), basis="classic",
            ),
        )  # fmt: skip
    used = sorted({str(row["basis"]) for row in data})
    names = [catalogue.basis_name(basis, data_dir=trade.data_dir) for basis in used]
    return tabulate(
        "items-classic",
        title=tr("Items as the ministry printed them for {month}", month=month_name(trade.month)),
        subtitle=tr("{}; beside them the customs panel by the list of 2026", "; ".join(names)),
        columns=texts(tr("Item"))
        + numbers(
            tr("Printed, USD billion"),
            tr("Printed growth, %"),
            tr("Panel, USD billion"),
            tr("Panel growth, %"),
            *([tr("Printed year, USD billion")] if year else []),
            *([tr("Printed growth of the year, %")] if year else []),
        )
        + texts(tr("Published")),
        rows=shown,
        source=tr(
            "Trade ministry, as printed; Korea Customs Service, aggregated by a third party"
        ),
        data=pd.DataFrame(data),
        notes=[
            tr("The two lists define some items differently and are never joined into one series."),
            *([tr("{mark} Published after {date}.", mark=STAND_IN, date=trade.as_of)]
              if trade.as_of and any(STAND_IN in row.cells[0] for row in shown) else []),
        ],
        sources=sources,
    )  # fmt: skip


def _printed(trade: Panel, code: str, period: pd.Period) -> dict[tuple[str, str], Fact | None]:
    """Give what the ministry printed of an item, by basis and measure."""
    return {
        (basis, measure): trade.fact("exports", code, period, measure, basis)
        for basis in CLASSIC
        for measure in ("value", "yoy_pct")
    }


def _of_year(value: Fact | None, growth: Fact | None) -> tuple[str, str]:
    return usd_billion(value.value if value else None), signed(growth.value if growth else None)


def _vintages(panels: list[Panel], flow: str) -> list[str]:
    """Name the vintages of the panels, the last one that is known now, one before it the first."""
    facts = [panel.fact(flow, "total") for panel in panels]
    dates = [fact.published for fact in facts if fact]
    first = [tr("First release, {}", date) for date in dates[:-1]]
    return [*first, tr("As published {}", dates[-1])]


def _measures(panels: list[Panel], flow: str) -> list[tuple[str, ...]]:
    """Give name, unit and the figure in each vintage of every measure."""
    figures = [_headline(panel, flow) for panel in panels]
    return [
        (tr(name), tr(unit) if unit else "", *(each[name, unit] for each in figures))
        for name, unit in figures[-1]
    ]


def _headline(trade: Panel, flow: str) -> dict[tuple[str, str], str]:
    """Give the figures of one vintage, by name and unit in English."""
    month = trade.month
    facts = trade.facts(flow, "total")
    values, known = facts["value"], facts["published"].get(month)
    growth = metrics.year_on_year(values)
    daily = metrics.daily_average(values, working_days_of(pd.PeriodIndex(values.index)))
    daily_growth = metrics.year_on_year(daily[daily.index >= DAYS_FROM])
    printed = trade.fact(flow, "total", measure="yoy_pct")
    printed = printed if printed and printed.published == known else None  # of this vintage
    volume = trade.fact(flow, "total", measure="volume")
    volume_growth = trade.fact(flow, "total", measure="volume_yoy_pct")
    run, rank, record = _place(values, month)
    held = float(working_days(month))
    difference = held - working_days(month - 12)
    return {
        (later("Value"), later("USD billion")): usd_billion(at(values, month)),
        (later("Growth on the year"), "%"): signed(at(growth, month)),
        (later("Growth as printed"), "%"): signed(printed.value if printed else None),
        (later("Working days"), later("days")): number(held, 0 if held.is_integer() else 1),
        (later("Difference on the year"), "days"): signed(difference),
        (later("Daily average"), "USD billion"): usd_billion(at(daily, month)),
        (later("Growth of the daily average"), "%"): signed(at(daily_growth, month)),
        (later("Highest or lowest since, daily growth"), ""): _since(
            daily_growth, month, amount=False
        ),
        (later("Volume"), later("million tonnes")): number(volume.value / 1000 if volume else None),
        (later("Growth of the volume"), "%"): signed(
            volume_growth.value if volume_growth else None
        ),
        (later("Run of growth"), ""): run or absent(),
        (later("Highest or lowest since"), ""): _since(values, month, amount=True),
        (later("Rank"), ""): rank or absent(),
        (later("Record high"), ""): record or tr("none"),
    }


def _place(values: pd.Series, month: pd.Period) -> tuple[str, str, str]:
    """Give the run of growth, the rank and the records of a value among those before it."""
    growth = metrics.year_on_year(values)
    rate = at(growth, month)
    run = ""
    if not is_missing(rate):
        rising = rate > 0
        found = metrics.streak((metrics.rising if rising else metrics.falling)(growth), month)
        run = _run(found, rising) if found.length else tr("no change")
    every = metrics.record(values, month)
    rank = (
        absent()
        if every.rank is None
        else tr("{rank}\u00a0of\u00a0{months}", rank=f"{every.rank:,}", months=f"{every.n:,}")
    )
    records = []
    if every.is_record and every.sample_start is not None:
        gaps = (
            later("since {start}, with gaps between") if every.missing else later("since {start}")
        )
        records.append(tr(gaps, start=every.sample_start))
    else:
        same = metrics.record(values, month, "month")
        year = metrics.record(values, month, "year")
        if same.is_record and same.n >= FEW:
            name = calendar_month(month.month)
            vowel = month.month in (4, 8, 10)
            records.append(
                tr("for an {month}", month=name) if vowel else tr("for a {month}", month=name)
            )
        if year.is_record and not year.missing:
            words = later("of {year}") if month.month == 12 else later("of {year} so far")
            records.append(tr(words, year=month.year))
    return run or absent(), rank, joined(records)


def _run(found: metrics.Streak, rising: bool) -> str:
    """Say how many months in a row growth has had the same sign."""
    said = {"nth": ordinal(found.length), "span": months(found.length)}
    if found.at_least:
        return tr("at least {nth} rise", **said) if rising else tr("at least {nth} fall", **said)
    if found.length == 1:
        return (
            tr("{first} rise", first=said["nth"])
            if rising
            else tr("{first} fall", first=said["nth"])
        )
    return tr("{nth} rise", **said) if rising else tr("{nth} fall", **said)


def _since(values: pd.Series, month: pd.Period, amount: bool) -> str:
    """Say since when a value is the highest, or the lowest if that is longer, and how long ago.

    A value that is neither in half a year is between its neighbours, whatever the last one was.
    """
    high, low = metrics.highest_since(values, month), metrics.lowest_since(values, month)
    fell = not high.record and (low.record or (low.months or 0) > (high.months or 0))
    found = low if fell else high
    if is_missing(at(values, month)) or not (found.record or found.period):
        return absent()
    if not found.record and (found.months or 0) < LONG:
        return tr("neither in {}", months(LONG))
    if found.record:
        said = tr((LOWEST_HELD if fell else HIGHEST_HELD)[amount], found.sample_start)
    else:
        assert found.period is not None and found.months is not None
        words = (LOWEST if fell else HIGHEST)[amount]
        said = tr(words, month_name(found.period), months(found.months))
    return tr("{}, with gaps between", said) if found.at_least else said


# Of a rate and of an amount: Korean has a word for each.
HIGHEST = (later("highest since {}, {} before"), later("largest since {}, {} before"))
LOWEST = (later("lowest since {}, {} before"), later("smallest since {}, {} before"))
HIGHEST_HELD = (later("highest on record, from {}"), later("largest on record, from {}"))
LOWEST_HELD = (later("lowest on record, from {}"), later("smallest on record, from {}"))


def _item_name(trade: Panel, code: str) -> str:
    if code in (breakdowns.OTHER, breakdowns.TOTAL):
        return tr("Other items") if code == breakdowns.OTHER else tr("Total exports")
    return catalogue.name(code, data_dir=trade.data_dir)

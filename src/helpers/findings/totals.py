"""Findings about total exports, total imports and the balance."""

from __future__ import annotations

import pandas as pd

from helpers import metrics
from helpers.breakdowns import at
from helpers.findings import series as of
from helpers.findings.finding import Extreme, Finding
from helpers.loading import Panel
from helpers.months import working_days_of

SUMS = "imports.html#tab-balance"
HEADLINE = {flow: f"{flow}.html#tab-headline-{flow}" for flow in ("exports", "imports")}
MONTHS_OF_INDICES = 3  # how far back the newest price index may lie to be told


def level(trade: Panel, flow: str) -> Finding | None:
    """Return the value of a flow, its growth and how far back it has no equal."""
    values = trade.series(flow, "total")
    value = of.value(trade, flow, "total")
    if value is None:
        return None
    slack = of.tolerance(trade, flow, "total")
    high = of.extreme(values, trade.month, slack, origin=True)
    low = of.extreme(values, trade.month, slack, origin=True, low=True)
    extreme = high or low
    return Finding(
        f"{flow}.level",
        f"{flow}.total",
        trade.month,
        {"value": value, "growth": of.growth(trade, flow, "total"), "extreme": extreme},
        trade.month - 12,
        HEADLINE[flow],
        of.later(trade, f"{flow}.total"),
        passed(extreme),
    )


def passed(extreme: Extreme | None) -> int:
    """Return the comparable periods that an extreme passes, 0 without one."""
    return extreme.periods if extreme else 0


def per_day(trade: Panel) -> Finding | None:
    """Return exports per working day: growth, and how many days the month had."""
    exports = trade.series("exports", "total")
    if trade.month not in exports.index or trade.month - 12 not in exports.index:
        return None
    days = working_days_of(pd.PeriodIndex([trade.month - 12, trade.month], freq="M"))
    rates = metrics.year_on_year(
        metrics.daily_average(exports, working_days_of(pd.PeriodIndex(exports.index)))
    )
    rate = at(rates, trade.month)
    slack = of.tolerance_of_growth(trade, "exports", "total", rate)
    extreme = of.extreme(rates, trade.month, slack, origin=True, low=rate < 0)
    return Finding(
        "exports.per_day",
        "exports.total",
        trade.month,
        {
            "growth": rate,
            "days": float(days.iloc[1]),
            "change": float(days.iloc[1] - days.iloc[0]),
            "extreme": extreme if extreme is None or extreme.scope != "month" else None,
        },
        trade.month - 12,
        HEADLINE["exports"],
        of.later(trade, "exports.total"),
        passed(extreme),
    )


def run(trade: Panel, flow: str) -> Finding | None:
    """Return for how many months in a row a flow has risen or fallen, if that is more than one."""
    found = of.growth_run(trade.series(flow, "total"), trade.month)
    if found is None or (found.months == 1 and not found.before):
        return None
    return Finding(
        f"{flow}.run",
        f"{flow}.total",
        trade.month,
        {"run": found},
        evidence=HEADLINE[flow],
        rarity=found.before or min(found.months, of.NOTABLE),
    )


def volume(trade: Panel) -> Finding | None:
    """Return growth of exports by weight, as reported, and what follows for prices."""
    fact = trade.fact("exports", "total", measure="volume_yoy_pct")
    total = of.growth(trade, "exports", "total")
    if fact is None or total is None:
        return None
    return Finding(
        "exports.volume",
        "exports.total",
        trade.month,
        {"volume": fact.value, "price": metrics.price_change(total, fact.value)},
        trade.month - 12,
        HEADLINE["exports"],
        fact.stand_in,
    )


def indices(trade: Panel) -> Finding | None:
    """Return growth of the Bank of Korea's volume and price of exports in the newest month."""
    values = trade.facts("exports", "export_value_index", "index")
    volumes = trade.facts("exports", "export_volume_index", "index")
    if values.empty or volumes.empty:
        return None
    month = min(values.index[-1], volumes.index[-1])
    if (trade.month - month).n >= MONTHS_OF_INDICES:
        return None
    value, volume = (
        of.known(at(metrics.year_on_year(index["value"]), month)) for index in (values, volumes)
    )
    if value is None or volume is None:
        return None
    return Finding(
        "exports.indices",
        "exports.export_volume_index",
        month,
        {
            "month": None if month == trade.month else month,
            "volume": volume,
            "price": metrics.price_change(value, volume),
        },
        month - 12,
        HEADLINE["exports"],
        bool(values.at[month, "stand_in"] or volumes.at[month, "stand_in"]),
    )


def to_date(trade: Panel, flow: str) -> Finding | None:
    """Return the sum of the year so far and its growth; none in January, all of it in December."""
    now, before = (_so_far(trade, flow, month) for month in (trade.month, trade.month - 12))
    if trade.month.month == 1 or pd.isna(now):
        return None
    growth = of.known(100 * (now / before - 1)) if flow != "balance" and before else None
    return Finding(
        f"{flow}.{'year' if trade.month.month == 12 else 'to_date'}",
        f"{flow}.total",
        trade.month,
        {"value": now, "growth": growth, "before": of.known(before)},
        trade.month - 12,
        SUMS,
    )


def _so_far(trade: Panel, flow: str, month: pd.Period) -> float:
    """Return the sum of a year up to a month; of a whole year as reported, where that is newer."""
    if month.month == 12:
        basis = "printed" if flow == "balance" else None
        reported = trade.fact(flow, "total", month.asfreq("Y-DEC"), basis=basis)
        newest = trade.fact("exports", "total", month)
        if reported and newest and reported.published >= newest.published:
            return reported.value
    if flow == "balance":
        return _so_far(trade, "exports", month) - _so_far(trade, "imports", month)
    return at(metrics.year_to_date(trade.series(flow, "total")), month)


def balance(trade: Panel) -> Finding | None:
    """Return the balance, that of a year before, its extreme, and its run."""
    values = trade.series("balance", "total")
    value = of.value(trade, "balance", "total")
    if value is None:
        return None
    slack = of.tolerance(trade, "balance", "total")
    extreme = of.extreme(values, trade.month, slack, origin=True, low=value < 0)
    return Finding(
        "balance.level",
        "balance.total",
        trade.month,
        {
            "value": value,
            "before": of.known(at(values, trade.month - 12)),
            "extreme": extreme,
        },
        trade.month - 12,
        SUMS,
        of.later(trade, "exports.total", "imports.total"),
        passed(extreme),
    )


def balance_run(trade: Panel) -> Finding | None:
    """Return for how many months in a row the balance has been in surplus or deficit."""
    run = of.sign_run(trade.series("balance", "total"), trade.month)
    if run is None or (run.months == 1 and not run.before):
        return None
    return Finding(
        "balance.run", "balance.total", trade.month, {"run": run}, evidence=SUMS, rarity=run.before
    )


def both(trade: Panel) -> Finding | None:
    """Return since when exports have grown with trade in surplus, if that had been long ago."""
    rates = metrics.year_on_year(trade.series("exports", "total"))
    balance = trade.series("balance", "total").reindex(rates.index)
    holds = (metrics.rising(rates) & (balance > 0)).mask(balance.isna())
    run = metrics.streak(holds, trade.month)
    if run.length < 2 or run.at_least or run.since is None:
        return None
    not_so = metrics.streak(~holds, run.since - 1)
    if not_so.at_least or not_so.length < of.TURN or run.length > of.NOTABLE:
        return None
    return Finding(
        "balance.both",
        "balance.total",
        trade.month,
        {"months": run.length, "start": run.since, "last": run.since - not_so.length - 1},
        evidence=SUMS,
        rarity=not_so.length,
    )


def energy(trade: Panel) -> Finding | None:
    """Return how far energy moved total imports, and what the rest did."""
    from helpers.breakdowns import cell
    from helpers.breakdowns import energy as rows_of

    rows = rows_of(trade)
    if rows.empty:
        return None
    value, growth = (cell(rows, "energy_total", name) for name in ("value", "growth"))
    rest = cell(rows, "non_energy", "growth")
    if any(pd.isna(each) for each in (value, growth, rest)):
        return None
    return Finding(
        "imports.energy",
        "imports.energy_total",
        trade.month,
        {"value": value, "growth": growth, "rest": rest},
        trade.month - 12,
        "imports.html#tab-energy",
        bool(rows.at["energy_total", "stand_in"]),
        weight=value / cell(rows, "total", "value"),
    )

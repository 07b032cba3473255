"""Findings about total exports, total imports and the balance."""

from __future__ import annotations

import pandas as pd

from helpers import metrics
from helpers.breakdowns import at
from helpers.claims import ask_panel
from helpers.findings import series as of
from helpers.findings.finding import Extreme, Finding
from helpers.loading import Panel
from helpers.months import working_days_of

SUMS = "imports.html#tab-balance"
HEADLINE = {flow: f"{flow}.html#tab-headline-{flow}" for flow in ("exports", "imports")}
MONTHS_OF_INDICES = 3  # how far back the newest price index may lie to be told


def level(trade: Panel, flow: str) -> Finding | None:
    """Return the value of a flow, its growth and how far back it has no equal."""
    series, value = f"{flow}.total", of.value(trade, flow, "total")
    if value is None:
        return None
    slack = of.tolerance(trade, flow, "total")
    high = of.extreme(trade, series, slack, origin=True)
    extreme = high or of.extreme(trade, series, slack, origin=True, low=True)
    return Finding(
        f"{flow}.level",
        series,
        trade.month,
        {"value": value, "growth": of.growth(trade, series), "extreme": extreme},
        trade.month - 12,
        HEADLINE[flow],
        of.later(trade, series),
        passed(extreme),
    )


def passed(extreme: Extreme | None) -> int:
    """Return the comparable periods that an extreme passes, 0 without one."""
    return extreme.periods if extreme else 0


def per_day(trade: Panel) -> Finding | None:
    """Return exports per working day: growth, and how many days the month had."""
    average = "daily_average(exports.total)"
    rate = of.growth(trade, average)
    if rate is None:
        return None
    days = working_days_of(pd.PeriodIndex([trade.month - 12, trade.month], freq="M"))
    slack = of.tolerance_of_growth(trade, "exports", "total", rate)
    fast = abs(rate) >= of.STRONG
    extreme = (
        of.extreme(trade, f"yoy({average})", slack, origin=True, low=rate < 0) if fast else None
    )
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
    streak = of.growth_run(trade, f"{flow}.total")
    if streak is None or (streak.months == 1 and not streak.before):
        return None
    return Finding(
        f"{flow}.run",
        f"{flow}.total",
        trade.month,
        {"run": streak},
        evidence=HEADLINE[flow],
        rarity=streak.before or min(streak.months, of.NOTABLE),
    )


def volume(trade: Panel) -> Finding | None:
    """Return growth of exports by weight, as reported, and what follows for prices."""
    observation = trade.observation("exports", "total", measure="volume_yoy_pct")
    total = of.growth(trade, "exports.total")
    volume = of.growth(trade, "volume(exports.total)")
    if observation is None or volume is None or total is None:
        return None
    return Finding(
        "exports.volume",
        "exports.total",
        trade.month,
        {"volume": volume, "price": metrics.price_change(total, volume)},
        trade.month - 12,
        HEADLINE["exports"],
        observation.later,
    )


def indices(trade: Panel) -> Finding | None:
    """Return growth of the Bank of Korea's volume and price of exports in the newest month."""
    values = trade.observations("exports", "export_value_index", "index")
    volumes = trade.observations("exports", "export_volume_index", "index")
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
        "exports.html#fig-indices",
        bool(values.at[month, "later"] or volumes.at[month, "later"]),
    )


def to_date(trade: Panel, flow: str) -> Finding | None:
    """Return the sum of the year so far and its growth; none in January, all of it in December."""
    sums = f"ytd({flow}.total)"
    value = of.number(trade, sums)
    if trade.month.month == 1 or value is None:
        return None
    if flow == "balance" and not of.holds(trade, f"{sums} {'>' if value > 0 else '<'} 0"):
        return None
    return Finding(
        f"{flow}.{'year' if trade.month.month == 12 else 'to_date'}",
        f"{flow}.total",
        trade.month,
        {
            "value": value,
            "growth": None if flow == "balance" else of.growth(trade, sums),
            "before": of.number(trade, f'value({sums}, "{trade.month - 12}")'),
        },
        trade.month - 12,
        SUMS,
    )


def balance(trade: Panel) -> Finding | None:
    """Return the balance, that of a year before, its extreme, and its run."""
    value = of.value(trade, "balance", "total")
    if value is None or not of.holds(trade, f"balance.total {'>' if value > 0 else '<'} 0"):
        return None
    before = of.value(trade, "balance", "total", trade.month - 12)
    wider = ">" if before is not None and value > before else "<"
    if before is not None and value * before > 0:  # whether it widened may be open
        before = before if of.holds(trade, f"change(balance.total) {wider} 0") else None
    slack = of.tolerance(trade, "balance", "total")
    extreme = of.extreme(trade, "balance.total", slack, origin=True, low=value < 0)
    return Finding(
        "balance.level",
        "balance.total",
        trade.month,
        {
            "value": value,
            "before": before,
            "extreme": extreme,
        },
        trade.month - 12,
        SUMS,
        of.later(trade, "exports.total", "imports.total"),
        passed(extreme),
    )


def balance_run(trade: Panel) -> Finding | None:
    """Return for how many months in a row the balance has been in surplus or deficit."""
    run = of.sign_run(trade)
    if run is None or (run.months == 1 and not run.before):
        return None
    return Finding(
        "balance.run", "balance.total", trade.month, {"run": run}, evidence=SUMS, rarity=run.before
    )


def both(trade: Panel) -> Finding | None:
    """Return since when exports have grown with trade in surplus, if that had been long ago."""
    so = "yoy(exports.total) > 0 and balance.total > 0"
    months = of.number(trade, f"streak({so})")
    if months is None or not 2 <= months <= of.NOTABLE:
        return None
    start = trade.month - int(months) + 1
    last = ask_panel(trade, f'last_time({so}, "{start}")').value
    if not isinstance(last, pd.Period) or (start - last).n <= of.TURN:
        return None
    return Finding(
        "balance.both",
        "balance.total",
        trade.month,
        {"months": int(months), "start": start, "last": last},
        evidence=SUMS,
        rarity=(start - last).n - 1,
    )


def energy(trade: Panel) -> Finding | None:
    """Return what became of energy imports, and of the rest where that can be computed."""
    series, rest = "imports.energy_total", "imports.non_energy"
    value, total = (of.value(trade, "imports", code) for code in ("energy_total", "total"))
    growth = of.growth(trade, series)
    if of.number(trade, f"yoy({rest})") is None:
        rest = f"(imports.total - {series})"
    others = of.growth(trade, rest)
    if value is None or not total or growth is None:
        return None
    return Finding(
        "imports.energy",
        series,
        trade.month,
        {"value": value, "growth": growth, "rest": others},
        trade.month - 12,
        "imports.html#tab-energy",
        of.later(trade, series),
        weight=value / total,
    )

"""Findings about products and markets: what moved the total, and what is new of each."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, metrics
from helpers.breakdowns import at, cell
from helpers.claims import ask_panel
from helpers.findings import series as of
from helpers.findings.finding import Finding
from helpers.loading import Panel
from helpers.metrics import rounded

ITEMS, MARKETS = "exports.html#tab-items", "regions.html#tab-partners"
WHOLE = 100.0  # per cent of the change, beyond which the rest went the other way
DRIVER = 50.0  # per cent of the change of the total, from which a part carries it
SHOWN, OTHERS = 3, 2  # parts named that moved with the total, and against it
SMALL = 0.05  # percentage points below which a part moved nothing
LEAST = 0.1  # of what the first part moved, below which another is not named with it
LONG_RUN = 6  # months in a row that are worth telling of a market
MOST_EXCEPTIONS = 3
PAIR = ("usa", "china")
WEIGHED = "memory_semiconductors_hs"


def rows_of(trade: Panel, kind: str) -> pd.DataFrame:
    """Return the rows of `breakdowns.items` or `breakdowns.markets` that have a contribution."""
    rows = breakdowns.items(trade) if kind == "products" else breakdowns.markets(trade)
    parts = rows.drop([breakdowns.OTHER, breakdowns.TOTAL], errors="ignore")
    return parts.dropna(subset=["contribution"]).sort_values("contribution", ascending=False)


def driver(trade: Panel) -> Finding | None:
    """Return the item that carried the change of exports, and what the rest did without it."""
    rows = rows_of(trade, "products")
    total = of.growth(trade, "exports.total")
    if rows.empty or not total:
        return None
    code = rows.index[0] if total > 0 else rows.index[-1]
    series = f"exports.{code}"
    share = of.number(trade, f"contribution_to_change({series})")
    without = of.growth(trade, f"(exports.total - {series})")
    if share is None or without is None:
        return None
    mark = WHOLE if share > WHOLE else DRIVER
    if not of.holds(trade, f"contribution_to_change({series}) > {mark:g}"):
        return None
    return Finding(
        "products.driver",
        series,
        trade.month,
        {"code": code, "share": share, "growth": total, "without": without},
        trade.month - 12,
        ITEMS,
        of.later(trade, series),
        weight=cell(rows, code, "share") / 100,
    )


def movers(trade: Panel, kind: str) -> Finding | None:
    """Return how many parts rose, which moved the total most, and which the other way.

    Where few parts fell while the total rose, these are named instead of the other way.
    """
    rows = rows_of(trade, kind)
    if len(rows) < 2 * SHOWN:
        return None
    points = rows["contribution"]
    rates = [of.growth(trade, f"exports.{code}") for code in rows.index]
    rose, fell = (
        [
            code
            for code, rate in zip(rows.index, rates, strict=True)
            if rate and rounded(sign * rate) > 0
        ]
        for sign in (1, -1)
    )
    falling = (of.growth(trade, "exports.total") or 0.0) < 0
    only = not falling and len(fell) <= MOST_EXCEPTIONS and len(rose) + len(fell) == len(rows)
    up = _largest(points, OTHERS if falling else SHOWN)
    down = [] if only else _largest(points[::-1], SHOWN if falling else OTHERS, sign=-1)
    if not (down if falling else up):
        return None
    return Finding(
        f"{kind}.movers",
        "exports.total",
        trade.month,
        {
            "rose": None if None in rates else len(rose),
            "of": len(rows),
            "fell": list(points[fell].items()) if only else [],
            "up": up,
            "down": down,
            "falling": falling,
        },
        trade.month - 12,
        ITEMS if kind == "products" else MARKETS,
        bool(rows["later"].any()),
    )


def _largest(points: pd.Series, most: int, sign: int = 1) -> list[tuple[str, float]]:
    """Return the first parts of a ranking that moved the total one way, without the small ones."""
    least = max(SMALL, LEAST * sign * float(points.iloc[0]))
    shown = points[sign * points >= least][:most]
    return list(zip(map(str, shown.index), map(float, shown), strict=True))


def item(trade: Panel, code: str) -> Finding | None:
    """Return value, growth and run of an item."""
    value, total = of.value(trade, "exports", code), of.value(trade, "exports", "total")
    if value is None:
        return None
    return Finding(
        "products.item",
        f"exports.{code}",
        trade.month,
        {
            "code": code,
            "value": value,
            "growth": of.growth(trade, f"exports.{code}"),
            "run": of.growth_run(trade, f"exports.{code}"),
        },
        trade.month - 12,
        ITEMS,
        of.later(trade, f"exports.{code}"),
        weight=value / total if total else 0.0,
    )


def memory(trade: Panel) -> Finding | None:
    """Return growth of weight and price per kilogram of memory chips in the newest month."""
    values = trade.series("exports", WEIGHED)
    weights = trade.series("exports", WEIGHED, "volume")
    both = values.index.intersection(weights.index)
    if both.empty or (trade.month - both[-1]).n >= 3:
        return None
    month = both[-1]
    value, weight = (of.known(at(metrics.year_on_year(x), month)) for x in (values, weights))
    if value is None or weight is None:
        return None
    return Finding(
        "products.memory",
        f"exports.{WEIGHED}",
        month,
        {
            "month": None if month == trade.month else month,
            "weight": weight,
            "price": metrics.price_change(value, weight),
        },
        month - 12,
        "exports.html#fig-memory",
        bool(trade.observations("exports", WEIGHED).at[month, "later"]),
    )


def market(trade: Panel, code: str) -> Finding | None:
    """Return value, growth, share and extreme of exports to a market."""
    series = f"exports.{code}"
    value, share = of.value(trade, "exports", code), of.number(trade, f"share({series})")
    if value is None or share is None:
        return None
    slack = of.tolerance(trade, "exports", code)
    extreme = of.extreme(trade, series, slack) or of.extreme(trade, series, slack, low=True)
    return Finding(
        "markets.market",
        series,
        trade.month,
        {
            "code": code,
            "value": value,
            "growth": of.growth(trade, series),
            "share": share,
            "extreme": extreme,
        },
        trade.month - 12,
        MARKETS,
        of.later(trade, series),
        extreme.periods if extreme else 0,
        share / 100,
    )


def order(trade: Panel) -> Finding | None:
    """Return which of the USA and China is the larger market, and since when.

    Told on a run of months without a gap; `last` is the last month before in which the order was
    the same one as now, None where no such month is known. None where the start of the run is open:
    the vintages published so far, or the printed digits, do not agree on it.
    """
    usa, china = (of.unbroken(trade.series("exports", code), trade.month) for code in PAIR)
    gap = (usa - china).dropna()
    slack = sum(of.tolerance(trade, "exports", code) for code in PAIR)
    if gap.empty or abs(gap.iloc[-1]) <= slack:
        return None
    ahead, behind = PAIR if gap.iloc[-1] > 0 else PAIR[::-1]
    leads = f"exports.{ahead} > exports.{behind}"
    months = of.number(trade, f"streak({leads})")
    if not months:
        return None
    start = trade.month - int(months) + 1
    last = ask_panel(trade, f'last_time({leads}, "{start}")').value
    return Finding(
        "markets.order",
        f"exports.{ahead}",
        trade.month,
        {
            "ahead": ahead,
            "behind": behind,
            "months": int(months),
            "gap": abs(float(gap.iloc[-1])),
            "last": last if isinstance(last, pd.Period) and last >= gap.index[0] else None,
            "start": gap.index[0],
        },
        evidence="regions.html#tab-crossings",
        later=of.later(trade, *(f"exports.{code}" for code in PAIR)),
        rarity=int(months) if months > 1 else (trade.month - gap.index[0]).n,
        weight=0.4,
    )


def runs(trade: Panel) -> Finding | None:
    """Return the markets beside the USA and China that have risen or fallen for half a year."""
    up: dict[int, list[str]] = {}
    down: dict[int, list[str]] = {}
    for code in breakdowns.markets(trade).index:
        if code in (*PAIR, breakdowns.OTHER, breakdowns.TOTAL):
            continue
        run = of.growth_run(trade, f"exports.{code}")
        if run and run.months >= LONG_RUN:
            (up if run.up else down).setdefault(run.months, []).append(code)
    if not up and not down:
        return None
    return Finding(
        "markets.runs",
        "exports.total",
        trade.month,
        {"up": _longest(up), "down": _longest(down)},
        evidence=MARKETS,
    )


def _longest(by_months: dict[int, list[str]]) -> list[tuple[list[str], int]]:
    return sorted(((codes, months) for months, codes in by_months.items()), key=lambda x: -x[1])

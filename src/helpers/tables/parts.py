"""Tables of items and partners ahead, and of other assumptions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import catalogue
from helpers.display import Missing, between, source_line
from helpers.forecasting import Effect, flow_name, outlook, scenarios
from helpers.forecasting import parts as forecast_parts
from helpers.loading import Panel
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.translation import later, tr
from helpers.wording import days, is_missing, joined, month_name, number, pct, signed, usd_billion

SHOWN = 8
GROUPS = {"items_20": "items", "markets_9": "markets"}
AHEAD = {
    ("exports", "items_20"): later("Exports ahead, the largest items"),
    ("exports", "markets_9"): later("Exports ahead, the largest markets"),
    ("imports", "items_20"): later("Imports ahead, the largest items"),
    ("imports", "markets_9"): later("Imports ahead, the largest markets"),
}
NONE = {
    ("exports", "items_20"): later(
        "Forecasts of exports by item: fifteen months up to {month} in one definition, known on the"
        " day, are not held."
    ),
    ("exports", "markets_9"): later(
        "Forecasts of exports by market: fifteen months up to {month} in one definition, known on"
        " the day, are not held."
    ),
    ("imports", "items_20"): later(
        "Forecasts of imports by item: fifteen months up to {month} in one definition, known on the"
        " day, are not held."
    ),
    ("imports", "markets_9"): later(
        "Forecasts of imports by market: fifteen months up to {month} in one definition, known on"
        " the day, are not held."
    ),
}


def parts(trade: Panel, flow: str = "exports", group: str = "items_20") -> Table | Missing:
    """Show the forecasts of the largest items or partners, which add up to the total.

    Parameters
    ----------
    trade : Panel
        The month from which is forecast.
    flow : str
        exports or imports.
    group : str
        items_20 or markets_9.
    """
    slug = f"parts-{flow}-{GROUPS[group]}"
    made = forecast_parts(trade, flow, group)
    if made is None:
        return Missing(f"tab-{slug}", tr(NONE[flow, group], month=month_name(trade.month)))
    sums = made.ahead.sum()
    codes = [code for code in sums.sort_values(ascending=False).index if code != "rest"]
    first, last = made.ahead.index[0], made.ahead.index[-1]

    def row(
        name: str, values: pd.Series, before: pd.Series | None, off: float, spread: float, kind: str
    ) -> Row:
        sum_before = None if before is None or len(before) < 12 else float(before.tail(12).sum())
        growth = None if sum_before is None else 100 * (float(values.sum()) / sum_before - 1)
        cells = (
            name,
            usd_billion(float(values.iloc[0])),
            _between(float(values.iloc[0]), spread),
            usd_billion(float(values.sum()), 1),
            signed(growth),
            number(off, 1),
        )
        return Row(cells, kind)

    rows = [
        row(
            catalogue.name(code, data_dir=trade.data_dir),
            made.ahead[code],
            trade.series(flow, code),
            float(made.errors[code]),
            float(made.spreads[code]),
            "",
        )
        for code in codes[:SHOWN]
    ]
    others = made.ahead[[*codes[SHOWN:], "rest"]].sum(axis=1)
    nan, total = float("nan"), trade.series(flow, "total")
    ours = outlook(trade, flow).path.iloc[0]
    spread = float(np.log(ours["high80"] / ours["forecast"]))
    rows.append(row(tr("All others"), others, None, nan, nan, ""))
    rows.append(
        row(
            catalogue.name("total", data_dir=trade.data_dir),
            made.ahead.sum(axis=1),
            total,
            nan,
            spread,
            "total",
        )
    )
    return tabulate(
        slug,
        title=tr(AHEAD[flow, group]),
        subtitle=tr(
            "{first} and the sum to {last}", first=month_name(first), last=month_name(last)
        ),
        columns=texts(tr("Part"))
        + numbers(
            *(tr("Next month, USD billion"), tr("80 in 100"), tr("Sum")),
            *(tr("On the last twelve, %"), tr("Mean error, %")),
        ),
        rows=rows,
        source=tr("computed from {source}", source=source_line(trade.facts(flow, codes[0]))),
        data=made.ahead.round(1).rename_axis("period"),
        notes=[
            tr(
                "The forecast of the total is shared out (top-down): a part's share is that of a"
                " year before, times the change of its share over the last three months; parts and"
                " total agree. Mean error: one month ahead, of up to 24 past months, as far as"
                " held. 80 in 100: where the next month should lie, by the same errors, from 24 of"
                " them; further ahead too few are held."
            ),
            tr(
                "What one part gains of the total the others lose: while one part surges, the"
                " forecasts of the others are low."
            ),
        ],
    )


def _between(value: float, spread: float) -> str:
    """Write the interval of 80 in 100; what cannot be drawn is written as missing."""
    if is_missing(spread):
        return usd_billion(None)
    low, high = value * np.exp(-spread), value * np.exp(spread)
    return between(usd_billion(low), usd_billion(high))


def scenario(
    trade: Panel,
    chip_price: float = -30.0,
    won: float = 10.0,
    oil: float = 100.0,
    working_days_change: float = 1.0,
) -> Table | Missing:
    """Show what other assumptions change of the next month; see `forecasting.scenarios`."""
    made = scenarios(trade, chip_price, won, oil, working_days_change)
    month = month_name(trade.month + 1)
    if not made:
        return Missing(
            "tab-scenario", tr("A forecast of {month} to vary is not held.", month=month)
        )
    rows = [
        Row(
            (
                _assumption(each),
                flow_name(each.flow, first=True),
                usd_billion(each.effect, sign=True),
                usd_billion(each.effect_error),
                number(each.elasticity, 2),
                tr("{first} to {last}", first=str(each.first), last=str(each.last)),
                "" if each.is_clear else tr("not told from zero"),
            )
        )
        for each in made
    ]
    notes = [
        tr(
            "Elasticity: per cent by which one per cent more of what is assumed went with more"
            " exports or imports on the year, working days held apart, in the months named; for"
            " chip prices, with more chip exports (HS 8542), applied to their share of the last"
            " three months. It says what went together, not what caused what."
        ),
        tr("Not told from zero: the elasticity is less than 1.96 standard errors from it."),
    ]
    gone = [tr(name) for code, name in ASSUMPTIONS.items() if code not in _codes(made)]
    if gone:
        notes.append(tr("Too little is available to estimate: {}.", joined(gone)))
    return tabulate(
        "scenario",
        title=tr("{month} under other assumptions", month=month),
        subtitle=tr("What each alone would change; the assumptions are parameters of the notebook"),
        columns=texts(tr("Assumption"), tr("Flow"))
        + numbers(tr("Effect, USD billion"), tr("Standard error"), tr("Elasticity"))
        + texts(tr("Estimated on"), tr("Result")),
        rows=rows,
        source=tr("computed from {source}", source=source_line(trade.facts("exports", "total"))),
        data=pd.DataFrame(
            [
                vars(each) | {"effect": each.effect, "effect_error": each.effect_error}
                for each in made
            ]
        ),
        notes=notes,
    )


ASSUMPTIONS = {
    "chip_price": later("chip prices"),
    "won": later("the won"),
    "oil": later("the oil price"),
    "working_days": later("working days"),
}


def _codes(made: list[Effect]) -> set[str]:
    return {each.assumption for each in made}


def _assumption(effect: Effect) -> str:
    """Write an assumption with what is last known beside it."""
    moved = 100 * (effect.assumed / effect.before - 1)
    known = month_name(effect.known, short=True)
    if effect.assumption == "chip_price":
        return tr("Chip prices {}, from those of {}", pct(moved, 0), known)
    if effect.assumption == "oil":
        told = (f"{effect.assumed:g}", number(effect.before, 1), known)
        return tr("Oil at USD {} a barrel, after {} in {}", *told)
    if effect.assumption == "working_days":
        return tr("{} instead of {}", days(effect.assumed), f"{effect.before:g}")
    told = (f"{effect.assumed:,.0f}", f"{effect.before:,.0f}", known)
    return tr("Won at {} to the dollar, after {} in {}", *told)

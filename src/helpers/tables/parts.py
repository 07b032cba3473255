"""Tables of items and partners ahead, and of the scenario."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import catalogue
from helpers.display import Missing, between, source_line
from helpers.forecasting import outlook
from helpers.forecasting import parts as forecast_parts
from helpers.forecasting import scenario as work_out
from helpers.loading import Panel
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.translation import later, tr
from helpers.wording import days, is_missing, month_name, number, signed, usd_billion

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
    trade: Panel, semiconductors_growth: float = 0.0, working_days_change: float = -2.0
) -> Table | Missing:
    """Show the next month under two assumptions, step by step; see `forecasting.scenario`."""
    made = work_out(trade, semiconductors_growth, working_days_change)
    month = trade.month + 1
    if made is None:
        said = tr("A forecast of {month} to vary is not held.", month=month_name(month))
        return Missing("tab-scenario", said)
    rows = [Row((tr("Forecast of the combination"), "", usd_billion(made.forecast)))]
    notes, together = [], tr("Under both")
    if made.chips_before is None:
        together = tr("Under this assumption")
        notes.append(tr("Semiconductors on one definition, known on the day, are not held here."))
    else:
        rows.append(
            Row(
                (
                    tr("Semiconductors {} % on the year", signed(semiconductors_growth)),
                    tr(
                        "{before} × (1 {growth}) − {forecast} as forecast",
                        before=usd_billion(made.chips_before),
                        growth=_plus(semiconductors_growth / 100),
                        forecast=usd_billion(made.chips_forecast),
                    ),
                    usd_billion(made.chips_effect, sign=True),
                )
            )
        )
    rows += [
        Row(
            (
                tr(
                    "{assumed} instead of {days}",
                    assumed=days(made.days_assumed),
                    days=f"{made.days:g}",
                ),
                f"{usd_billion(made.forecast + made.chips_effect)} ×"
                f" (({made.days_assumed:g}/{made.days:g})^{number(made.elasticity, 2)} − 1)",
                usd_billion(made.days_effect, sign=True),
            )
        ),
        Row((together, "", usd_billion(made.total)), "total"),
    ]
    return tabulate(
        "scenario",
        title=tr("{month} under other assumptions", month=month_name(month)),
        subtitle=tr("Exports; the assumptions are parameters of the notebook"),
        columns=texts(tr("Step"), tr("Arithmetic")) + numbers(tr("USD billion")),
        rows=rows,
        source=tr("computed from {source}", source=source_line(trade.facts("exports", "total"))),
        data=pd.DataFrame([vars(made) | {"total": made.total}]),
        notes=[
            *notes,
            tr(
                "The exponent is the estimated elasticity of a month's exports to its weekdays; the"
                " daily average takes it to be one."
            ),
        ],
    )


def _plus(share: float) -> str:
    return f"{'−' if share < 0 else '+'} {number(abs(share), 3)}"

"""Tables of items and partners ahead, and of the scenario."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import catalogue
from helpers.display import Missing, source_line
from helpers.forecasting import outlook
from helpers.forecasting import parts as forecast_parts
from helpers.forecasting import scenario as work_out
from helpers.loading import Panel
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.wording import days, is_missing, month_name, number, signed, usd_billion

SHOWN = 8
GROUPS = {"items_20": "items", "markets_9": "markets"}


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
        return Missing(
            f"tab-{slug}",
            f"Forecasts of {flow} by {GROUPS[group][:-1]}: fifteen months up to"
            f" {month_name(trade.month)} in one definition, known on the day, are not held.",
        )
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
    rows.append(row("All others", others, None, nan, nan, ""))
    rows.append(row("Total", made.ahead.sum(axis=1), total, nan, spread, "total"))
    return tabulate(
        slug,
        title=f"{flow.capitalize()} ahead, the largest {GROUPS[group]}",
        subtitle=f"{month_name(first)} and the sum to {month_name(last)}",
        columns=texts("Part")
        + numbers(
            "Next month, USD billion", "80 in 100", "Sum", "On the last twelve, %", "Mean error, %"
        ),
        rows=rows,
        source=f"computed from {source_line(trade.facts(flow, codes[0]))}",
        data=made.ahead.round(1).rename_axis("period"),
        notes=[
            "The forecast of the total is shared out (top-down): a part's share is that of a year"
            " before, times the change of its share over the last three months; parts and total"
            " agree. Mean error: one month ahead, of up to 24 past months, as far as held. 80 in"
            " 100: where the next month should lie, by the same errors, from 24 of them; further"
            " ahead too few are held."
        ],
    )


def _between(value: float, spread: float) -> str:
    """Write the interval of 80 in 100; what cannot be drawn is written as missing."""
    if is_missing(spread):
        return usd_billion(None)
    low, high = value * np.exp(-spread), value * np.exp(spread)
    return f"{usd_billion(low)} to {usd_billion(high)}"


def scenario(
    trade: Panel, semiconductors_growth: float = 0.0, working_days_change: float = -2.0
) -> Table | Missing:
    """Show the next month under two assumptions, step by step; see `forecasting.scenario`."""
    made = work_out(trade, semiconductors_growth, working_days_change)
    month = trade.month + 1
    if made is None:
        return Missing("tab-scenario", f"A forecast of {month_name(month)} to vary is not held.")
    rows = [Row(("Forecast of the combination", "", usd_billion(made.forecast)))]
    notes = []
    if made.chips_before is None:
        notes.append("Semiconductors on one definition, known on the day, are not held here.")
    else:
        rows.append(
            Row(
                (
                    f"Semiconductors {signed(semiconductors_growth)} % on the year",
                    f"{usd_billion(made.chips_before)} × (1 {_plus(semiconductors_growth / 100)})"
                    f" − {usd_billion(made.chips_forecast)} as forecast",
                    usd_billion(made.chips_effect, sign=True),
                )
            )
        )
    rows += [
        Row(
            (
                f"{days(made.days_assumed)} instead of {made.days:g}",
                f"{usd_billion(made.forecast + made.chips_effect)} ×"
                f" (({made.days_assumed:g}/{made.days:g})^{number(made.elasticity, 2)} − 1)",
                usd_billion(made.days_effect, sign=True),
            )
        ),
        Row(("Under both", "", usd_billion(made.total)), "total"),
    ]
    return tabulate(
        "scenario",
        title=f"{month_name(month)} under other assumptions",
        subtitle="Exports; set semiconductors_growth and working_days_change in the first cell",
        columns=texts("Step", "Arithmetic") + numbers("USD billion"),
        rows=rows,
        source=f"computed from {source_line(trade.facts('exports', 'total'))}",
        data=pd.DataFrame([vars(made) | {"total": made.total}]),
        notes=[
            *notes,
            "The exponent is the estimated elasticity of a month's exports to its weekdays; the"
            " daily average takes it to be one.",
        ],
    )


def _plus(share: float) -> str:
    return f"{'−' if share < 0 else '+'} {number(abs(share), 3)}"

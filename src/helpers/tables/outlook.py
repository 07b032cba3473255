"""Tables of the outlook page: errors of forecasts, and what institutions expected."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, forecasters
from helpers.breakdowns import at
from helpers.display import Missing, not_held, source_line
from helpers.loading import Panel
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.wording import is_missing, month_name, number, signed, usd_billion

HORIZONS = (1, 2, 3, 6, 12)


def errors(trade: Panel, scores: pd.DataFrame) -> Table | Missing:
    """Show how far each model was off, by months ahead.

    Parameters
    ----------
    trade : Panel
        The month from which is forecast.
    scores : pandas.DataFrame
        By (model, horizon), as `helpers.forecasting.scores` gives it.
    """
    table = scores.reset_index()
    table = table[table["horizon"].isin(HORIZONS)].sort_values(["horizon", "model"])
    if table.empty:
        return Missing("tab-errors", not_held("Enough past months to forecast again", trade))
    rows = [
        Row(
            (
                f"{ahead} ahead",
                model.replace("_", " ").capitalize(),
                f"{n:,}",
                number(mape, 1),
                number(mase, 2),
                number(rmsse, 2),
                signed(100 * skill, 0),
            )
        )
        for ahead, model, n, mape, mase, rmsse, skill in table[
            ["horizon", "model", "n", "mape", "mase", "rmsse", "skill"]
        ].itertuples(index=False)
    ]
    return tabulate(
        "errors",
        title="How well the simple forecasts did",
        subtitle=f"Exports forecast again from each past month up to {month_name(trade.month)}",
        columns=texts("Months", "Model")
        + numbers("Forecasts", "Mean error, %", "MASE", "RMSSE", "Skill, %"),
        rows=rows,
        source=f"computed from {source_line(trade.facts('exports', 'total'))}",
        data=scores.reset_index(),
        notes=[
            "MASE and RMSSE: error relative to the mean change on the year before the origin; below"
            " 1 is better than that. Skill: reduction of MASE against the seasonal naive forecast.",
            "The values are those known now, not those of each past day.",
        ],
    )


def imf(trade: Panel) -> Table | Missing:
    """Show the IMF's successive forecasts of inflation, with the outturn where it is held."""
    rows = forecasters.imf_inflation(trade)
    if rows.empty:
        return Missing(
            "tab-imf",
            f"Inflation forecasts of the IMF for {trade.month.year} and the two years after it are"
            " not held.",
        )
    known = trade.macro("kr_cpi_yoy").drop_duplicates("period", keep="last")
    outturns = known.set_index("period")["value"]
    before: dict[str, float] = {}
    shown = []
    for row in rows.to_dict("records"):
        change = row["value"] - before.get(row["period"], float("nan"))
        before[row["period"]] = row["value"]
        shown.append(
            Row(
                (
                    str(row["period"]),
                    str(row["published"]),
                    str(row["vintage"]),
                    number(row["value"], 1),
                    "first held" if is_missing(change) else signed(change),
                    number(at(outturns, row["period"]), 1),
                )
            )
        )
    return tabulate(
        "imf",
        title="Inflation as the IMF saw it, forecast by forecast",
        subtitle="Consumer prices of Korea, annual average, per cent",
        columns=texts("Year", "Date", "Report")
        + numbers("Forecast, %", "Change, points", "Outturn, %"),
        rows=shown,
        source="International Monetary Fund, as quoted on the dates shown; Statistics Korea",
        data=rows,
        notes=["The outturn is shown where it was known on the date of this page."],
        sources=rows["source"],
    )


def institutions(trade: Panel) -> Table | Missing:
    """Show what institutions forecast for annual exports, with the outturn of complete years."""
    rows = forecasters.annual_exports(trade)
    rows = rows[rows["period"].astype(int).between(trade.month.year - 1, trade.month.year + 1)]
    if rows.empty:
        return Missing(
            "tab-institutions",
            f"Forecasts of institutions for exports of {trade.month.year} are not held.",
        )
    years = breakdowns.annual(trade, "exports", "total")
    outturns = {str(period): float(value) for period, value in years.items()}
    shown = []
    for row in rows.to_dict("records"):
        outturn = outturns.get(str(row["period"]))
        off = None if outturn is None else row["value"] - outturn
        rate = None if outturn is None or off is None else 100 * off / outturn
        shown.append(
            Row(
                (
                    str(row["period"]),
                    str(row["name"]),
                    str(row["published"]),
                    usd_billion(row["value"], 1),
                    usd_billion(outturn, 1),
                    usd_billion(off, 1, sign=True),
                    signed(rate),
                )
            )
        )
    return tabulate(
        "institutions",
        title="Exports as institutions forecast them",
        subtitle="Annual exports, forecasts and targets by date, USD billion",
        columns=texts("Year", "Institution", "Date")
        + numbers("Forecast", "Outturn", "Forecast less outturn", "In per cent"),
        rows=shown,
        source=f"the institutions, as quoted; {source_line(trade.facts('exports', 'total'))}",
        data=rows.assign(outturn=rows["period"].map(outturns)),
        notes=["A target is what the ministry aims at, not what it expects."],
        sources=rows["source"],
    )

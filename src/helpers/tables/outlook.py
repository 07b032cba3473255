"""Tables of what others expected: the IMF of prices and growth, institutions of exports."""

from __future__ import annotations

from helpers import breakdowns, forecasters
from helpers.breakdowns import at
from helpers.display import Missing, source_line
from helpers.loading import Panel
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.wording import is_missing, number, signed, usd_billion


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

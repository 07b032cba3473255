"""Tables of what others expected: the IMF of prices and growth, institutions of exports."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, forecasters
from helpers.breakdowns import at
from helpers.display import Missing, source_line
from helpers.forecasting import annual_forecast
from helpers.loading import Panel
from helpers.tables.table import Row, Table, numbers, tabulate, texts
from helpers.translation import tr
from helpers.wording import is_missing, number, signed, usd_billion


def imf(trade: Panel) -> Table | Missing:
    """Show the IMF's successive forecasts of inflation, with the outturn where it is held."""
    known = trade.macro("kr_cpi_yoy").drop_duplicates("period", keep="last")
    outturns = known.set_index("period")["value"]
    return _successive(
        trade,
        forecasters.imf_inflation(trade),
        slug="imf",
        title=tr("Inflation as the IMF saw it, forecast by forecast"),
        subtitle=tr("Consumer prices of Korea, annual average, per cent"),
        missing=tr(
            "Inflation forecasts of the IMF for {} and the two years after it are not held.",
            trade.month.year,
        ),
        outturns=outturns,
    )


def imf_growth(trade: Panel) -> Table | Missing:
    """Show the IMF's successive forecasts of growth; outturns of GDP are not held."""
    return _successive(
        trade,
        forecasters.imf_growth(trade),
        slug="imf-growth",
        title=tr("Growth as the IMF saw it, forecast by forecast"),
        subtitle=tr(
            "Real GDP of Korea, change on the year before, per cent; outturns are not held"
        ),
        missing=tr(
            "Growth forecasts of the IMF for {} and the two years after it are not held.",
            trade.month.year,
        ),
        outturns=pd.Series(dtype=float),
    )


def _successive(
    trade: Panel,
    rows: pd.DataFrame,
    slug: str,
    title: str,
    subtitle: str,
    missing: str,
    outturns: pd.Series,
) -> Table | Missing:
    if rows.empty:
        return Missing(f"tab-{slug}", missing)
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
                    forecasters.report_name(str(row["vintage"])),
                    number(row["value"], 1),
                    tr("first held") if is_missing(change) else signed(change),
                    number(at(outturns, row["period"]), 1),
                )
            )
        )
    return tabulate(
        slug,
        title=title,
        subtitle=subtitle,
        columns=texts(tr("Year"), tr("Date"), tr("Report"))
        + numbers(tr("Forecast, %"), tr("Change, points"), tr("Outturn, %")),
        rows=shown,
        source=tr("International Monetary Fund, as quoted on the dates shown; Statistics Korea"),
        data=rows,
        notes=[
            tr("The outturn is shown where it was known on {}.", trade.as_of)
            if trade.as_of
            else tr("Reports and outturns are those known now, later than the month or not.")
        ],
        sources=rows["source"],
    )


def institutions(trade: Panel) -> Table | Missing:
    """Show what institutions forecast for annual exports, with the outturn of complete years."""
    rows = forecasters.annual_exports(trade)
    rows = rows[rows["period"].astype(int).between(trade.month.year - 1, trade.month.year + 1)]
    if rows.empty:
        return Missing(
            "tab-institutions",
            tr("Forecasts of institutions for exports of {} are not held.", trade.month.year),
        )
    years = breakdowns.annual(trade, "exports", "total")
    outturns = {str(period): float(value) for period, value in years.items()}
    shown = []
    for row in rows.to_dict("records"):
        outturn = outturns.get(str(row["period"]))
        off = None if outturn is None else row["value"] - outturn
        rate = None if outturn is None or off is None else 100 * off / outturn
        ours = annual_forecast(trade, int(row["period"]), str(row["published"]))
        ours_off = None if outturn is None or ours is None else 100 * (ours - outturn) / outturn
        shown.append(
            Row(
                (
                    str(row["period"]),
                    tr(str(row["name"])),
                    str(row["published"]),
                    usd_billion(row["value"], 1),
                    usd_billion(outturn, 1),
                    usd_billion(off, 1, sign=True),
                    signed(rate),
                    usd_billion(ours, 1),
                    signed(ours_off),
                )
            )
        )
    return tabulate(
        "institutions",
        title=tr("Exports as institutions forecast them"),
        subtitle=tr("Annual exports, forecasts and targets by date, USD billion"),
        columns=texts(tr("Year"), tr("Institution"), tr("Date"))
        + numbers(
            tr("Forecast"),
            tr("Outturn"),
            tr("Forecast less outturn"),
            tr("Off, %"),
            tr("Ours that day"),
            tr("Ours off, %"),
        ),
        rows=shown,
        source=tr("the institutions, as quoted; {}", source_line(trade.facts("exports", "total"))),
        data=rows.assign(outturn=rows["period"].map(outturns)),
        notes=[
            tr("A target is what the ministry aims at, not what it expects."),
            tr(
                "Ours that day: the months of the year released by that date, in the figures of the"
                " day, and forecasts of the combination made then for the others."
            ),
        ],
        sources=rows["source"],
    )

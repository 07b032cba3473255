"""Charts of the exports: the total, and its growth with and without the calendar."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import metrics
from helpers.breakdowns import at, cell
from helpers.charts import hover
from helpers.charts.chart import Chart, described, drawing, finish
from helpers.charts.marks import key, label, months_axis
from helpers.charts.theme import COLOURS, canvas, theme, zero_line
from helpers.display import Missing, not_held, source_line, span, stand_in_note
from helpers.loading import Panel
from helpers.months import working_days_of
from helpers.translation import tr
from helpers.wording import (
    in_unit,
    month_name,
    moved,
    pct,
    usd_billion,
)

TEN_YEARS, TWO_YEARS = 120, 25  # months
LONG = 12  # months for which "the highest in" is worth a title


@drawing
def level(frame: pd.DataFrame, months: int = TEN_YEARS) -> Chart:
    """Draw a monthly total and its three-month mean, the highest month and the last one marked.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `frames.level` returns it.
    months : int
        How many months back from the last one.
    """
    flow, last = str(frame.attrs["flow"]), frame.index[-1]
    months_shown = pd.period_range(max(frame.index[0], last - months + 1), last, freq="M")
    shown = frame.reindex(months_shown)
    values, mean = in_unit(shown["value"]), in_unit(shown["three_month_mean"])
    fig, (axis,) = canvas(right=0.55)
    x = [period.ordinal for period in months_shown]
    axis.plot(x, values.to_numpy(), color=COLOURS["context"], linewidth=1.0)
    axis.plot(x, mean.to_numpy(), color=COLOURS[flow.removesuffix("s")])
    best = shown["value"].idxmax()
    for month in dict.fromkeys((best, last)):
        amount = usd_billion(at(shown["value"], month), 1)
        axis.plot([month.ordinal], [values[month]], "o", color=COLOURS["highlight"], markersize=6)
        label(axis, month.ordinal, values[month], amount, bold=month == last, dx=6, dy=7)
    months_axis(axis, months_shown[0], last, room=2)
    return described(
        "level",
        frame,
        fig,
        spots=hover.by_period(axis, shown["value"], usd_billion),
        slug=f"{flow}-level",
        value=at(shown["value"], last),
        growth=at(shown["growth"], last),
        start=months_shown[0],
        best=best,
        best_value=at(shown["value"], best),
    )


@theme()
def growth(trade: Panel) -> Chart | Missing:
    """Draw growth of exports on the year, in total and per working day, over 25 months."""
    facts = trade.facts("exports", "total")
    exports = facts["value"]
    rates = pd.DataFrame(
        {
            "growth": metrics.year_on_year(exports),
            "growth_per_working_day": metrics.daily_average_growth(
                exports, working_days_of(pd.PeriodIndex(exports.index))
            ),
        }
    )
    rates = rates[rates.index > trade.month - TWO_YEARS].dropna()
    if trade.month not in rates.index:
        return Missing(
            "fig-exports-growth", not_held(tr("Exports of a year before"), trade, "exports.total")
        )
    total = cell(rates, trade.month, "growth")
    daily = cell(rates, trade.month, "growth_per_working_day")
    fig, (axis,) = canvas(right=0.75, top=0.4, bottom=0.45)
    x = [p.ordinal for p in rates.index]
    axis.bar(x, rates["growth"], width=0.7, color=COLOURS["export"], zorder=2)
    axis.plot(
        x, rates["growth_per_working_day"], "o-", color=COLOURS["highlight"], linewidth=1.2,
        markersize=5, zorder=4,
    )  # fmt: skip
    zero_line(axis)
    months_axis(axis, rates.index[0], trade.month, room=0.8)
    apart = abs(total - daily) > 0.08 * (axis.get_ylim()[1] - axis.get_ylim()[0])
    shift = (6 if daily > total else -6) if not apart else 0
    label(axis, x[-1], daily, pct(daily), bold=True, dx=8, dy=shift)
    label(axis, x[-1], total, pct(total), dx=8, dy=-shift)
    key(
        axis,
        [
            ("bar", COLOURS["export"], tr("Exports")),
            ("dot", COLOURS["highlight"], tr("Per working day")),
        ],
    )
    finding = _growth_finding(total, daily)
    return finish(
        fig,
        title=finding,
        subtitle=tr(
            "Exports and their daily average, change on a year before, {}", span(rates.index)
        ),
        unit=tr("per cent"),
        source=tr("{}; working days by the ministry's rule", source_line(facts)),
        alt=tr(
            "Bars of growth of exports with dots for growth per working day. {finding} in {month}.",
            finding=finding,
            month=month_name(trade.month),
        ),
        slug="exports-growth",
        data=rates,
        notes=stand_in_note(trade.as_of, facts.loc[rates.index], marked=False),
        spots=hover.by_period(
            axis, rates.set_axis([tr("exports"), tr("per working day")], axis=1), pct
        ),
    )


def _growth_finding(total: float, daily: float) -> str:
    parts = {
        "moved": moved(total),
        "rate": pct(abs(total), sign=False),
        "daily_moved": moved(daily),
        "daily": pct(abs(daily), sign=False),
    }
    if np.sign(metrics.rounded(total)) == np.sign(metrics.rounded(daily)):
        return tr("Exports {moved} {rate}; per working day, {daily}", **parts)
    return tr("Exports {moved} {rate}; per working day, they {daily_moved} {daily}", **parts)


def _with_status(facts: pd.DataFrame) -> pd.DataFrame:
    return facts[["value", "unit", "basis", "status", "published"]].rename_axis("period")

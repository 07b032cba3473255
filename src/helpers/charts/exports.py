"""Charts of the exports: the total, and its growth with and without the calendar."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import metrics
from helpers.breakdowns import at, cell
from helpers.charts import hover
from helpers.charts.marks import key, label, months_axis, record_month, star, star_note
from helpers.charts.svg import INK
from helpers.charts.theme import COLOURS, Chart, canvas, finish, theme, zero_line
from helpers.display import Missing, not_held, source_line, span, stand_in_note
from helpers.loading import Panel
from helpers.months import working_days_of
from helpers.translation import tr
from helpers.wording import (
    in_unit,
    is_missing,
    month_name,
    moved,
    pct,
    unit,
    usd,
    usd_billion,
)

TEN_YEARS, TWO_YEARS = 120, 25  # months
LONG = 12  # months for which "the highest in" is worth a title


@theme()
def level(trade: Panel) -> Chart | Missing:
    """Draw monthly exports over ten years, the month marked, and the last month above it."""
    facts = trade.facts("exports", "total")
    exports = facts["value"]
    shown = exports[exports.index > trade.month - TEN_YEARS]
    value = at(shown, trade.month)
    height = in_unit(value)
    since = metrics.highest_since(exports)
    lowest = metrics.lowest_since(exports)
    growth = at(metrics.year_on_year(exports), trade.month)
    fig, (axis,) = canvas(right=0.85)
    full = shown.reindex(pd.period_range(shown.index[0], trade.month, freq="M"))
    axis.plot([p.ordinal for p in full.index], in_unit(full).to_numpy(), color=COLOURS["export"])
    best = record_month(exports, trade.month)
    if best != trade.month:
        axis.plot([trade.month.ordinal], [height], "o", color=COLOURS["highlight"], markersize=8)
    label(axis, trade.month.ordinal, height, usd_billion(value), bold=True, dx=8)
    if since.period is not None and since.period in shown.index and (since.months or 0) >= LONG:
        earlier = at(shown, since.period)
        x = [since.period.ordinal, trade.month.ordinal]
        axis.plot(x, [height, height], color=INK, linewidth=0.9, linestyle=(0, (2, 2)))
        axis.plot(x[0], in_unit(earlier), "o", markerfacecolor="none", color=COLOURS["highlight"])
        text = f"{month_name(since.period, short=True)}: {usd_billion(earlier)}"
        # Nothing later is as high: there is room on the right.
        label(axis, x[0], in_unit(earlier), text, dx=4, dy=13)
    starred = best is not None and best in shown.index
    if best is not None and starred:
        star(axis, best.ordinal, in_unit(at(shown, best)))
    months_axis(axis, shown.index[0], trade.month, room=2)
    if since.record:
        finding = tr("Exports reached a record {}", usd(value))
    elif since.months and since.months >= LONG and not since.at_least:
        finding = tr("Exports at their highest in {} months", since.months)
    elif growth < 0 and lowest.months and lowest.months >= LONG and not lowest.at_least:
        finding = tr("Exports at their lowest in {} months", lowest.months)
    elif is_missing(growth):
        finding = tr("Exports of {value}", value=usd(value))
    else:
        rate = pct(abs(growth), sign=False)
        finding = tr("Exports {moved} {rate} on a year before", moved=moved(growth), rate=rate)
    before = (
        ""
        if since.period is None
        else tr(
            " The last month at least as high was {month} ({value}).",
            month=month_name(since.period),
            value=usd(at(exports, since.period)),
        )
    )
    return finish(
        fig,
        title=finding,
        subtitle=tr("Monthly exports, {}", span(shown.index)),
        unit=unit(),
        source=source_line(facts),
        alt=tr(
            "Line chart of monthly exports. {finding}: {value} in {month}, {rate} on the year."
            "{before}",
            finding=finding,
            value=usd(value),
            month=month_name(trade.month),
            rate=pct(growth),
            before=before,
        ),
        slug="exports-level",
        data=_with_status(facts.loc[shown.index]),
        notes=[
            *star_note([exports] if starred else []),
            *stand_in_note(trade.as_of, facts.loc[shown.index], marked=False),
        ],
        spots=hover.by_period(axis, shown, usd_billion),
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

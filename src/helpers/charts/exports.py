"""Charts of the exports: the total, and its growth with and without the calendar."""

from __future__ import annotations

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
from helpers.wording import (
    is_missing,
    month_name,
    moved,
    number,
    pct,
    usd_billion,
)

TEN_YEARS, TWO_YEARS = 120, 25  # months
LONG = 12  # months for which "the highest in" is worth a title


@theme()
def level(trade: Panel) -> Chart | Missing:
    """Draw monthly exports over ten years, the month marked, and the last month above it."""
    facts = trade.facts("exports", "total")
    exports = facts["value"]
    shown = exports[exports.index > trade.month - TEN_YEARS] / 1000
    value = at(shown, trade.month)
    since = metrics.highest_since(exports)
    lowest = metrics.lowest_since(exports)
    growth = at(metrics.year_on_year(exports), trade.month)
    fig, (axis,) = canvas(right=0.85)
    full = shown.reindex(pd.period_range(shown.index[0], trade.month, freq="M"))
    axis.plot([p.ordinal for p in full.index], full.to_numpy(), color=COLOURS["export"])
    best = record_month(exports, trade.month)
    if best != trade.month:
        axis.plot([trade.month.ordinal], [value], "o", color=COLOURS["highlight"], markersize=8)
    label(axis, trade.month.ordinal, value, usd_billion(1000 * value), bold=True, dx=8)
    if since.period is not None and since.period in shown.index and (since.months or 0) >= LONG:
        earlier = at(shown, since.period)
        x = [since.period.ordinal, trade.month.ordinal]
        axis.plot(x, [value, value], color=INK, linewidth=0.9, linestyle=(0, (2, 2)))
        axis.plot(x[0], earlier, "o", markerfacecolor="none", color=COLOURS["highlight"])
        text = f"{month_name(since.period, short=True)}: {usd_billion(1000 * earlier)}"
        label(axis, x[0], earlier, text, dx=4, dy=10)  # nothing later is as high: room on the right
    starred = best is not None and best in shown.index
    if best is not None and starred:
        star(axis, best.ordinal, at(shown, best))
    months_axis(axis, shown.index[0], trade.month, room=2)
    if since.record:
        finding = f"Exports reached a record USD {usd_billion(1000 * value)} billion"
    elif since.months and since.months >= LONG and not since.at_least:
        finding = f"Exports at their highest in {since.months} months"
    elif growth < 0 and lowest.months and lowest.months >= LONG and not lowest.at_least:
        finding = f"Exports at their lowest in {lowest.months} months"
    else:
        finding = f"Exports {moved(growth)} {pct(abs(growth), sign=False)} on a year before"
        if is_missing(growth):
            finding = f"Exports of USD {usd_billion(1000 * value)} billion"
    before = (
        ""
        if since.period is None
        else (
            f" The last month at least as high was {month_name(since.period)}"
            f" (USD {usd_billion(at(exports, since.period))} billion)."
        )
    )
    return finish(
        fig,
        title=finding,
        subtitle=f"Monthly exports, {span(shown.index)}",
        unit="USD billion",
        source=source_line(facts),
        alt=(
            f"Line chart of monthly exports. {finding}: USD {usd_billion(1000 * value)} billion in"
            f" {month_name(trade.month)}, {pct(growth)} on the year.{before}"
        ),
        slug="exports-level",
        data=_with_status(facts.loc[shown.index]),
        notes=[
            *star_note("exports", [exports] if starred else []),
            *stand_in_note(trade.as_of, facts.loc[shown.index], marked=False),
        ],
        spots=hover.by_period(axis, shown, number),
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
            "fig-exports-growth", not_held("Exports of a year before", trade, "exports.total")
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
        [("bar", COLOURS["export"], "Exports"), ("dot", COLOURS["highlight"], "Per working day")],
    )
    same = "" if moved(daily) == moved(total) else f"they {moved(daily)} "
    finding = (
        f"Exports {moved(total)} {pct(abs(total), sign=False)};"
        f" per working day, {same}{pct(abs(daily), sign=False)}"
    )
    return finish(
        fig,
        title=finding,
        subtitle=f"Exports and their daily average, change on a year before, {span(rates.index)}",
        unit="per cent",
        source=f"{source_line(facts)}; working days by the ministry's rule",
        alt=(
            f"Bars of growth of exports with dots for growth per working day. {finding} in"
            f" {month_name(trade.month)}."
        ),
        slug="exports-growth",
        data=rates,
        notes=stand_in_note(trade.as_of, facts.loc[rates.index], marked=False),
        spots=hover.by_period(axis, rates.set_axis(["exports", "per working day"], axis=1), pct),
    )


def _with_status(facts: pd.DataFrame) -> pd.DataFrame:
    return facts[["value", "unit", "basis", "status", "published"]].rename_axis("period")

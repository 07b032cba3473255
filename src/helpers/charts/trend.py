"""Charts of the trend: exports and imports less their season and calendar."""

from __future__ import annotations

import pandas as pd

from helpers.charts.chart import Chart, finish
from helpers.charts.marks import months_axis, panel_title
from helpers.charts.theme import COLOURS, canvas, theme
from helpers.display import Missing, source_line
from helpers.forecasting import adjust, bridged
from helpers.loading import Panel
from helpers.translation import tr
from helpers.wording import in_unit, joined, month_name, pct, unit

MONTHS = 72


@theme()
def trend(trade: Panel) -> Chart | Missing:
    """Draw exports and imports as they were, adjusted, and their trend, over six years."""
    made = {flow: adjust(trade, flow) for flow in ("exports", "imports")}
    held = {flow: each for flow, each in made.items() if each is not None}
    if not held:
        return Missing(
            "fig-outlook-trend",
            tr(
                "Seven years before {} without a longer gap are not held, so nothing is adjusted"
                " for the season.",
                month_name(trade.month),
            ),
        )
    fig, axes = canvas(height=3.0, panels=len(held), right=0.15, top=0.35, bottom=0.45, gap=0.45)
    said, frames = [], []
    for axis, (flow, each) in zip(axes, held.items(), strict=True):
        months = pd.PeriodIndex(each.adjusted.index)[-MONTHS:]
        x = [month.ordinal for month in months]
        colour = COLOURS["export" if flow == "exports" else "import"]
        axis.plot(x, in_unit(each.original[-MONTHS:]), color=COLOURS["context"], linewidth=0.9)
        axis.plot(x, in_unit(each.adjusted[-MONTHS:]), color=colour, linewidth=1.3)
        axis.plot(
            x, in_unit(each.trend[-MONTHS:]), color=COLOURS["highlight"], linewidth=2.2, alpha=0.8
        )
        months_axis(axis, months[0], months[-1], room=1)
        panel_title(axis, tr("Exports") if flow == "exports" else tr("Imports"))
        change = 100 * (float(each.adjusted.iloc[-1]) / float(each.adjusted.iloc[-2]) - 1)
        name = tr("exports") if flow == "exports" else tr("imports")
        said.append(f"{name} {pct(change)}")
        parts = {"original": each.original, "adjusted": each.adjusted, "trend": each.trend}
        frames.append(pd.DataFrame(parts).tail(MONTHS).round(1).assign(flow=flow))
    finding = tr(
        "{month} on the month before, adjusted: {rates}",
        month=month_name(trade.month),
        rates=joined(said),
    )
    return finish(
        fig,
        title=finding,
        subtitle=tr(
            "Monthly values (grey), adjusted for season and calendar (thin) and trend (thick)"
        ),
        unit=unit(),
        source=tr("computed from {}", source_line(*(trade.facts(flow, "total") for flow in held))),
        alt=tr("Lines of exports and imports, adjusted, with their trend. {}.", finding),
        slug="outlook-trend",
        data=pd.concat(frames).rename_axis("period"),
        notes=bridged(trade),
    )

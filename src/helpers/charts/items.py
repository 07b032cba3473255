"""Charts of the items exported in a month: what each added, how it grew, and its quarters."""

from __future__ import annotations

import pandas as pd

from helpers.breakdowns import OTHER, TOTAL
from helpers.charts import hover
from helpers.charts.chart import Chart, described, drawing
from helpers.charts.exports import names_of
from helpers.charts.marks import label, panel_title, ranked_bars, waterfall
from helpers.charts.theme import COLOURS, canvas
from helpers.texts.filters import capital, short
from helpers.wording import in_unit, month_name, pct, signed, usd_billion


@drawing
def movers(frame: pd.DataFrame) -> Chart:
    """Draw what the largest movers added to growth as a waterfall, as `frames.largest`."""
    points = frame["contribution"]
    fig = waterfall(points, names_of(points.index), lambda value: signed(value, 1))
    parts, total = points.drop([OTHER, TOTAL]), points[TOTAL]
    top = str(parts.idxmax() if total >= 0 else parts.idxmin())
    return described(
        "movers", frame, fig, slug="exports-contributions", top=top, points=parts[top],
        total=total, rest=points[OTHER], parts=list(parts.items()),
    )  # fmt: skip


@drawing
def items_by_growth(frame: pd.DataFrame) -> Chart:
    """Draw growth of each item, its value beside it, as `frames.items` returns them."""
    frame = frame.drop([OTHER, TOTAL], errors="ignore").sort_values("growth", ascending=False)
    texts = [
        f"{pct(rate)} ({usd_billion(value, 1)})"
        for rate, value in zip(frame["growth"], frame["value"], strict=True)
    ]
    rates = frame["growth"].set_axis(names_of(frame.index))
    fig = ranked_bars(rates, texts=texts, step=0.235)
    best = str(frame["value"].idxmax())
    return described(
        "items_by_growth", frame, fig, slug="exports-items",
        rose=int((frame["growth"] >= 0.05).sum()), of=len(frame), best=best,
        best_value=frame.at[best, "value"], best_growth=frame.at[best, "growth"],
    )  # fmt: skip


@drawing
def quarters(frame: pd.DataFrame) -> Chart:
    """Draw quarterly values of two items in two panels, as `frames.quarters` returns them."""
    fig, axes = canvas(height=2.5, panels=2, top=0.4, bottom=0.5, right=0.1, gap=0.45)
    spots, ends = [], []
    for axis, (code, rows) in zip(axes, frame.groupby("code", sort=False), strict=False):
        heights = in_unit(rows["value"]).to_numpy()
        x, last = range(len(rows)), len(rows) - 1
        colours = [COLOURS["context"]] * last + [COLOURS["export"]]
        axis.bar(x, heights, color=colours, width=0.72, zorder=2)
        ticks = [i for i, quarter in enumerate(rows["quarter"]) if quarter.quarter == 1]
        axis.set_xticks(ticks, [str(rows["quarter"].iloc[i].year) for i in ticks])
        axis.set_ylim(0, 1.18 * heights.max())
        value = usd_billion(rows["value"].iloc[-1], 1)
        label(axis, last + 0.5, heights[-4:].max(), value, right=False, bold=True, dx=0, dy=8)
        panel_title(axis, str(capital(short(str(code)))))
        hints = [
            f"{month_name(q)}: {usd_billion(v)}"
            for q, v in zip(rows["quarter"], rows["value"], strict=True)
        ]
        spots += hover.by_column(axis, x, hints)
        end = rows.iloc[-1]
        ends.append(
            {
                "code": code,
                "value": end["value"],
                "growth": end["growth"],
                "quarter": end["quarter"],
            }
        )
    for axis in axes[len(ends) :]:
        axis.set_visible(False)
    return described("quarters", frame, fig, spots, slug="exports-quarters", ends=ends,
                     quarter=max(end["quarter"] for end in ends))  # fmt: skip

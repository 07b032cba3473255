"""Charts of the items exported over time: their path over years, their growth by month."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from helpers import catalogue, metrics
from helpers.charts import hover
from helpers.charts.chart import Chart, finish
from helpers.charts.items import items_not_held
from helpers.charts.marks import (
    name_room,
    record_month,
    short_month,
    star,
    star_note,
)
from helpers.charts.svg import INK
from helpers.charts.theme import COLOURS, SMALL, canvas, theme
from helpers.display import Missing, source_line, span, stand_in_note
from helpers.loading import Panel
from helpers.translation import tr
from helpers.wording import (
    in_sentence,
    is_missing,
    joined,
    month_name,
    number,
    unit,
    usd_billion,
)

THREE_YEARS, NINE_MONTHS = 36, 9  # months
IN_A_LINE = 3  # small panels side by side
LEAST = 12  # months held, for a small panel


@theme()
def items_small(trade: Panel) -> Chart | Missing:
    """Draw each of the 20 items over three years in a small panel of its own, from zero."""
    codes = catalogue.group("items_20", trade.data_dir)
    months = pd.period_range(trade.month - THREE_YEARS + 1, trade.month, freq="M")
    whole = trade.wide("exports", codes)
    frame = whole.reindex(months)
    now = frame.iloc[-1].sort_values(ascending=False)
    frame = frame[now[now.gt(0) & frame.notna().sum().ge(LEAST)].index]
    if len(frame.columns) < 3:
        return Missing("fig-exports-small", items_not_held(trade))
    frame = frame.loc[frame.notna().any(axis=1).idxmax() :]
    best = {code: record_month(whole[code], trade.month) for code in frame}
    fig, spots = _small_panels(trade, frame, best)
    high = [
        in_sentence(catalogue.name(str(code), data_dir=trade.data_dir))
        for code in frame
        if frame[code].iloc[-1] == frame[code].max()
    ]
    finding = _highs_finding(len(high), len(frame.columns), len(frame))
    facts = [trade.facts("exports", str(code)) for code in frame.columns]
    return finish(
        fig,
        title=finding,
        subtitle=tr("Exports of each main item, {}, each from zero", span(frame.index)),
        unit=unit(),
        source=source_line(*facts, at=trade.month),
        alt=tr(
            "{count} small lines. {finding}.",
            count=len(frame.columns),
            finding=f"{finding}: {joined(high)}" if high else finding,
        ),
        slug="exports-small",
        data=frame.rename_axis("period"),
        notes=[
            *star_note([whole[c] for c in frame if best[c] in frame.index], items=True),
            *stand_in_note(trade.as_of, *(f.loc[frame.index[0] :] for f in facts), marked=False),
        ],
        spots=spots,
    )


@theme()
def items_heatmap(trade: Panel) -> Chart | Missing:
    """Draw growth on the year by item and month, nine months side by side."""
    import seaborn  # slow to import, and needed by this chart alone

    codes = catalogue.group("items_20", trade.data_dir)
    months = pd.period_range(trade.month - NINE_MONTHS + 1, trade.month, freq="M")
    whole = trade.wide("exports", codes)
    rates = metrics.year_on_year(whole).reindex(months)
    rates = rates.dropna(axis="columns", how="all")
    if trade.month not in rates.dropna(how="all").index:
        return Missing("fig-exports-heatmap", items_not_held(trade))
    grid = rates.set_axis([str(month) for month in months]).T
    names = [catalogue.name(c, data_dir=trade.data_dir) for c in grid.index]
    fig, (axis,) = canvas(
        height=0.27 * len(grid) + 0.6, left=name_room(names, 2.35), right=0.1, top=0.1, bottom=0.45
    )
    seaborn.heatmap(
        grid, ax=axis, cmap=FALL_TO_RISE, vmin=-STRONG, vmax=STRONG, cbar=False, linewidths=1.2,
        linecolor=PAPER, annot=grid.map(lambda x: "" if is_missing(x) else number(x, 0)), fmt="",
        annot_kws={"fontsize": SMALL, "color": PRINT}, xticklabels=False, yticklabels=False,
    )  # fmt: skip
    axis.grid(False)
    axis.set(xlabel="", ylabel="")
    axis.tick_params(length=0)
    starred = _star_cells(axis, whole[rates.columns], months)
    columns = [short_month(m, with_year=m.month == 1 or m == months[0]) for m in months]
    axis.set_yticks(np.arange(len(names)) + 0.5, names, va="center")
    axis.set_xticks(np.arange(len(columns)) + 0.5, columns)
    rose = rates.ge(0.05).sum(axis="columns")
    always = [
        catalogue.name(str(c), data_dir=trade.data_dir) for c in rates if rates[c].ge(0.05).all()
    ]
    finding = tr(
        "{rose} of {count} main items rose, {before} in {month}",
        rose=rose.iloc[-1],
        count=len(grid),
        before=rose.iloc[0],
        month=month_name(months[0]),
    )
    facts = [trade.facts("exports", code) for code in rates.columns]
    steady = tr(" Rising in all months: {}.", joined(always)) if always else ""
    return finish(
        fig,
        title=finding,
        subtitle=tr("Growth of the main items on a year before, {}", span(months)),
        unit=tr("per cent"),
        source=source_line(*facts, at=trade.month),
        alt=tr(
            "Table of coloured cells, {count} items by nine months. {finding}.{steady}",
            count=len(grid),
            finding=finding,
            steady=steady,
        ),
        slug="exports-heatmap",
        data=rates.rename_axis("period"),
        notes=[
            *star_note(starred, items=True),
            *stand_in_note(
                trade.as_of,
                *(f.loc[f.index > trade.month - NINE_MONTHS - 12] for f in facts),
                marked=False,
            ),
        ],
    )


def _small_panels(
    trade: Panel, frame: pd.DataFrame, best: dict[Hashable, pd.Period | None]
) -> tuple[Figure, list[hover.Spot]]:
    """Draw a line for each column, all in one panel: twenty of their own take five times longer."""
    lines = -(-len(frame.columns) // IN_A_LINE)
    fig, (axis,) = canvas(height=0.9 * lines + 0.1, left=0.05, right=0.05, top=0.05, bottom=0.05)
    axis.set(xlim=(0, IN_A_LINE), ylim=(lines, 0))
    axis.axis("off")
    steps = np.linspace(0.03, 0.88, len(frame))
    spots = []
    for place, (code, values) in enumerate(frame.items()):
        row, column = divmod(place, IN_A_LINE)
        foot = row + 0.95
        heights = foot - 0.44 * values.to_numpy(dtype=float) / float(values.max())
        axis.plot(column + steps[[0, -1]], [foot, foot], color=INK, linewidth=0.5)
        axis.plot(column + steps, heights, color=COLOURS["export"], linewidth=1.4)
        if best[code] != trade.month:
            axis.plot(
                column + steps[-1], heights[-1], "o", color=COLOURS["highlight"], markersize=5
            )
        if best[code] in frame.index:
            at = list(frame.index).index(best[code])
            star(axis, float(column + steps[at]), float(heights[at]), size=9)
        name = catalogue.name(str(code), data_dir=trade.data_dir)
        text = textwrap.fill(f"{name} {usd_billion(values.iloc[-1])}", 24)
        axis.text(column + steps[0], row + 0.04, text, fontsize=SMALL, va="top", linespacing=1.1)
        now, low, high = hover.said(
            values.loc[[frame.index[-1], values.idxmin(), values.idxmax()]], usd_billion
        )
        said = tr(
            "{name}, {now}; lowest {low}; highest {high}", name=name, now=now, low=low, high=high
        )
        spots += hover.by_cell(axis, column, row, said)
    return fig, spots


def _highs_finding(high: int, items: int, months: int) -> str:
    parts = {"high": high, "one": high, "items": items, "months": months}
    if not high:
        return tr("None of {items} main items at its highest in the {months} months shown", **parts)
    if high == 1:
        return tr(
            "{one} of {items} main items at its highest in the {months} months shown", **parts
        )
    return tr("{high} of {items} main items at their highest in the {months} months shown", **parts)


def _star_cells(axis: Axes, values: pd.DataFrame, months: pd.PeriodIndex) -> list[pd.Series]:
    """Star the months in which an item was exported most; give the series of these items."""
    starred, shown = [], list(months)
    for row, code in enumerate(values):
        best = record_month(values[code], months[-1])
        if best in shown:
            star(axis, shown.index(best) + 0.87, row + 0.2, size=6.5, colour=PRINT)
            starred.append(values[code])
    return starred


FALL_TO_RISE = LinearSegmentedColormap.from_list("fall to rise", ["#eda08c", "#f4f3ef", "#8fc3e8"])
PAPER, PRINT = "#ffffff", "#16181d"
STRONG = 40.0  # per cent; the colour is fullest from here on

"""Charts of the items exported: what each adds, its rank, its path and its growth by month."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from helpers import breakdowns, catalogue, metrics
from helpers.breakdowns import cell
from helpers.charts import hover
from helpers.charts.marks import (
    carried,
    key,
    name_room,
    panel_title,
    ranked_bars,
    record_month,
    short_month,
    short_quarter,
    star,
    star_note,
)
from helpers.charts.svg import INK
from helpers.charts.theme import COLOURS, SMALL, Chart, canvas, finish, theme
from helpers.display import Missing, not_held, source_line, span, stand_in_note
from helpers.loading import Panel
from helpers.translation import tr
from helpers.wording import (
    in_sentence,
    in_unit,
    is_missing,
    joined,
    month_name,
    number,
    pct,
    signed,
    unit,
    usd,
    usd_billion,
)

THREE_YEARS, NINE_MONTHS = 36, 9  # months
TICKS = (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)  # USD million
IN_A_LINE = 3  # small panels side by side
LEAST = 12  # months held, for a small panel


@theme()
def item_contributions(trade: Panel) -> Chart | Missing:
    """Draw what each of the 20 items and the rest added to the growth of exports."""
    rows = breakdowns.items(trade)
    shown = rows["contribution"].dropna()
    if len(shown) < 3 or is_missing(rows["growth"].get("total")):
        return Missing("fig-exports-contributions", _items_not_held(trade))
    parts = shown.drop("total").sort_values(ascending=False)
    other = parts.pop("other")
    ordered = pd.concat([parts, pd.Series({"other": other})])
    names = _names(trade, ordered.index, rows)
    total = cell(rows, "total", "growth")
    chart = ordered.set_axis(names)
    chart[tr("Total exports")] = total
    fig = ranked_bars(chart, bold=[tr("Total exports")], left=2.35)
    top = parts.index[0] if total >= 0 else parts.index[-1]
    finding = carried(catalogue.name(top, data_dir=trade.data_dir), float(parts[top]), total)
    facts = [trade.facts("exports", code) for code in parts.index]
    up, down = int((parts > 0).sum()), int((parts < 0).sum())
    return finish(
        fig,
        title=finding,
        subtitle=tr(
            "Contribution of each main item to the growth of exports, {} on a year before",
            month_name(trade.month),
        ),
        unit=tr("percentage points; total in per cent"),
        source=source_line(trade.facts("exports", "total"), *facts, at=trade.month),
        alt=tr(
            "Horizontal bars, one for each of {count} items, the rest and the total. {finding}."
            " {up} items added to growth, {down} took from it; the rest {other} points. The bars"
            " add up to {total}.",
            count=len(parts),
            finding=finding,
            up=up,
            down=down,
            other=signed(other, 2),
            total=pct(total),
        ),
        slug="exports-contributions",
        data=rows[rows["contribution"].notna()].drop(columns="stand_in"),
        notes=[
            tr("Main items by the list of 2026; the parts and other add up to the total."),
            *stand_in_note(trade.as_of, *(f.loc[f.index >= trade.month - 12] for f in facts)),
        ],
    )


@theme()
def items_ranked(trade: Panel) -> Chart | Missing:
    """Draw the value of each item beside that of a year before, on a scale of equal growth."""
    rows = breakdowns.items(trade).drop(["other", "total"], errors="ignore")
    rows = rows[rows["value"].gt(0)].sort_values("value", ascending=False)
    if len(rows) < 3:
        return Missing("fig-exports-items", _items_not_held(trade))
    held = rows[rows["before"].gt(0)]
    earlier = held["before"].rank(ascending=False, method="min").astype(int)
    names = _names(trade, rows.index, rows)
    fig, (axis,) = canvas(
        height=0.27 * len(rows) + 0.75, left=name_room(names, 2.35), right=0.85, top=0.4,
        bottom=0.3,
    )  # fmt: skip
    places = pd.Series(range(len(rows))[::-1], rows.index)
    for code in held.index:
        pair = held.loc[code, ["before", "value"]]
        axis.plot(
            in_unit(pair), [places[code]] * 2, color=COLOURS["context"], linewidth=2, zorder=2
        )
    axis.plot(
        in_unit(held["before"]), places[held.index], "o", markerfacecolor="none", markersize=7,
        color=COLOURS["context"], zorder=3,
    )  # fmt: skip
    axis.plot(
        in_unit(rows["value"]), places, "o", color=COLOURS["export"], markersize=7.5, zorder=4
    )
    axis.set_xscale("log")
    ticks = [in_unit(t) for t in TICKS if 0.8 * _low(rows) <= t <= 1.3 * _high(rows)]
    axis.set_xticks(ticks, [f"{t:g}" for t in ticks])
    axis.set_xticks([], minor=True)
    axis.grid(True, axis="x")
    axis.grid(False, axis="y")
    axis.set_ylim(-0.7, len(rows) - 0.3)
    axis.set_yticks(places, names)
    for place, rank in zip(places[earlier.index], earlier, strict=True):
        axis.text(
            1.1, place, str(rank), transform=axis.get_yaxis_transform(), va="center", ha="center"
        )
    year_ago = month_name(trade.month - 12, short=True)
    axis.text(
        1.1, 1.0, tr("Rank in\n{}", year_ago), transform=axis.transAxes, va="bottom", ha="center",
        fontsize=SMALL,
    )  # fmt: skip
    key(
        axis,
        [
            ("hollow", COLOURS["context"], year_ago),
            ("dot", COLOURS["export"], month_name(trade.month, short=True)),
        ],
    )
    rose = int((held["growth"] >= 0.05).sum())
    best = str(rows.index[0])
    finding = tr(
        "{rose} of {count} main items were exported more than a year before",
        rose=rose,
        count=len(held),
    )
    if not len(held):
        finding = tr("{} lead the main items", catalogue.name(best, data_dir=trade.data_dir))
    facts = [trade.facts("exports", code) for code in rows.index]
    each = [
        f"{catalogue.name(c, data_dir=trade.data_dir)} {usd_billion(cell(rows, c, 'value'))}"
        f" ({pct(cell(rows, c, 'growth'))})"
        for c in rows.index
    ]
    return finish(
        fig,
        title=finding,
        subtitle=tr(
            "Exports of the main items by rank, {} and a year before;"
            " logarithmic scale, so that equal distances are equal growth",
            month_name(trade.month),
        ),
        unit=unit(),
        source=source_line(*facts, at=trade.month),
        alt=tr(
            "Dot chart of {count} items by value. {finding}. Largest: {largest}.",
            count=len(rows),
            finding=finding,
            largest=joined(each[:3]),
        ),
        slug="exports-items",
        data=rows.drop(columns=["stand_in", "contribution"]).assign(rank_before=earlier),
        notes=stand_in_note(trade.as_of, *(f.loc[f.index >= trade.month - 12] for f in facts)),
        spots=hover.by_row(axis, places.tolist(), each),
    )


@theme()
def items_small(trade: Panel) -> Chart | Missing:
    """Draw each of the 20 items over three years in a small panel of its own, from zero."""
    codes = catalogue.group("items_20", trade.data_dir)
    months = pd.period_range(trade.month - THREE_YEARS + 1, trade.month, freq="M")
    whole = trade.frame("exports", codes)
    frame = whole.reindex(months)
    now = frame.iloc[-1].sort_values(ascending=False)
    frame = frame[now[now.gt(0) & frame.notna().sum().ge(LEAST)].index]
    if len(frame.columns) < 3:
        return Missing("fig-exports-small", _items_not_held(trade))
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
    whole = trade.frame("exports", codes)
    rates = metrics.year_on_year(whole).reindex(months)
    rates = rates.dropna(axis="columns", how="all")
    if trade.month not in rates.dropna(how="all").index:
        return Missing("fig-exports-heatmap", _items_not_held(trade))
    grid = rates.set_axis([str(month) for month in months]).T
    names = [catalogue.name(c, data_dir=trade.data_dir) for c in grid.index]
    fig, (axis,) = canvas(
        height=0.27 * len(grid) + 0.6, left=name_room(names, 2.35), right=0.1, top=0.1, bottom=0.45
    )
    seaborn.heatmap(
        grid, ax=axis, cmap=FALL_TO_RISE, vmin=-STRONG, vmax=STRONG, cbar=False, linewidths=1.2,
        linecolor=PAPER, annot=grid.map(lambda x: "" if is_missing(x) else number(x, 0)), fmt="",
        annot_kws={"fontsize": SMALL, "color": PRINT},
    )  # fmt: skip
    axis.grid(False)
    axis.set(xlabel="", ylabel="")
    axis.tick_params(length=0)
    starred = _star_cells(axis, whole[rates.columns], months)
    axis.set_yticklabels(names, rotation=0)
    axis.set_xticklabels(
        [short_month(m, with_year=m.month == 1 or m == months[0]) for m in months], rotation=0
    )
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


@theme()
def quarterly_items(trade: Panel) -> Chart | Missing:
    """Draw quarterly exports of semiconductors and cars, twelve complete quarters."""
    series = {}
    for code, narrower in (
        ("semiconductors", "semiconductors_hs"),
        ("automobiles", "automobiles_hs"),
    ):
        for each in (code, narrower):
            facts = trade.facts("exports", each)
            quarters = metrics.quarterly(facts["value"])
            if len(quarters) and quarters.index[-1] >= (trade.month - 2).asfreq("Q"):
                series[each] = (facts, quarters.iloc[-12:])
                break
    if not series:
        return Missing(
            "fig-exports-quarters",
            not_held(
                tr("A complete quarter of exports of semiconductors or cars"),
                trade,
                "exports.semiconductors_hs",
                "exports.automobiles_hs",
            ),
        )
    fig, axes = canvas(height=2.9, panels=2, top=0.4, bottom=0.5)
    said, texts = [], []
    for axis, (code, (facts, quarters)) in zip(axes, series.items(), strict=False):
        x = list(range(len(quarters)))
        last = len(quarters) - 1
        colours = [COLOURS["context"]] * last + [COLOURS["export"]]
        heights = in_unit(quarters)
        axis.bar(x, heights.to_numpy(), color=colours, width=0.72, zorder=2)
        ticks = [i for i, q in enumerate(quarters.index) if q.quarter == 1]
        firsts = [quarters.index[i] for i in ticks]
        axis.set_xticks(ticks, [f"{short_quarter(q)}\n{q.year}" for q in firsts])
        axis.text(
            last, heights.iloc[-1], usd_billion(quarters.iloc[-1], 1), ha="center", va="bottom",
            fontsize=SMALL, fontweight=600,
        )  # fmt: skip
        axis.margins(y=0.12)
        name = catalogue.name(code, data_dir=trade.data_dir)
        panel_title(axis, name)
        rate = metrics.year_on_year(metrics.quarterly(facts["value"])).iloc[-1]
        said.append(in_sentence(name) + ("" if is_missing(rate) else f" {pct(rate)}"))
        texts.append(
            tr(
                "{name}: {value} in {quarter}, {rate} on the year",
                name=name,
                value=usd(quarters.iloc[-1]),
                quarter=month_name(quarters.index[-1]),
                rate=pct(rate),
            )
        )
    for axis in axes[len(series) :]:
        axis.set_visible(False)
    quarters_shown = [q.index[-1] for _, q in series.values()]
    finding = tr(
        "{quarter} on a year before: {rates}",
        quarter=month_name(max(quarters_shown)),
        rates=joined(said),
    )
    return finish(
        fig,
        title=finding,
        subtitle=tr("Exports by complete quarter; the last one in colour"),
        unit=unit(),
        source=source_line(*(facts for facts, _ in series.values())),
        alt=tr("Two bar charts of quarterly exports. {}.", "; ".join(texts)),
        slug="exports-quarters",
        data=pd.DataFrame({code: q for code, (_, q) in series.items()}).rename_axis("quarter"),
        notes=stand_in_note(
            trade.as_of, *(facts.iloc[-3:] for facts, _ in series.values()), marked=False
        ),
        spots=[
            spot
            for axis, (_, quarters) in zip(axes, series.values(), strict=False)
            for spot in hover.by_column(
                axis, range(len(quarters)), hover.said(quarters, usd_billion)
            )
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
        heights = foot - 0.56 * values.to_numpy(dtype=float) / float(values.max())
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


def _names(trade: Panel, codes: pd.Index, rows: pd.DataFrame) -> list[str]:
    names = []
    for code in codes:
        named = catalogue.name(code, data_dir=trade.data_dir) if code != "other" else None
        name = named or tr("Other items")
        names.append(f"{name} †" if rows.at[code, "stand_in"] else name)
    return names


def _items_not_held(trade: Panel) -> str:
    return not_held(
        tr("Exports of the 20 main items with those of a year before"), trade,
        *(f"exports.{code}" for code in catalogue.group("items_20", trade.data_dir)),
        basis="mti2026_panel",
    )  # fmt: skip


def _low(rows: pd.DataFrame) -> float:
    return float(rows[["value", "before"]].min().min())


def _high(rows: pd.DataFrame) -> float:
    return float(rows[["value", "before"]].max().max())


# Pale enough at both ends for dark figures on it, on a light page and on a dark one.
FALL_TO_RISE = LinearSegmentedColormap.from_list("fall to rise", ["#eda08c", "#f4f3ef", "#8fc3e8"])
PAPER, PRINT = "#ffffff", "#16181d"
STRONG = 40.0  # per cent; the colour is fullest from here on

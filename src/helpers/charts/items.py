"""Charts of the items exported in a month: what each adds, its rank, and its quarters."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, catalogue, metrics
from helpers.breakdowns import cell
from helpers.charts import hover
from helpers.charts.chart import Chart, finish
from helpers.charts.marks import (
    carried,
    key,
    name_room,
    panel_title,
    ranked_bars,
    short_quarter,
)
from helpers.charts.theme import COLOURS, SMALL, canvas, theme
from helpers.display import Missing, not_held, source_line, stand_in_note
from helpers.loading import Panel
from helpers.translation import tr
from helpers.wording import (
    in_sentence,
    in_unit,
    is_missing,
    joined,
    month_name,
    pct,
    signed,
    unit,
    usd,
    usd_billion,
)

TICKS = (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)  # USD million


@theme()
def item_contributions(trade: Panel) -> Chart | Missing:
    """Draw what each of the 20 items and the rest added to the growth of exports."""
    rows = breakdowns.items(trade)
    shown = rows["contribution"].dropna()
    if len(shown) < 3 or is_missing(rows["growth"].get("total")):
        return Missing("fig-exports-contributions", items_not_held(trade))
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
        return Missing("fig-exports-items", items_not_held(trade))
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


def _names(trade: Panel, codes: pd.Index, rows: pd.DataFrame) -> list[str]:
    names = []
    for code in codes:
        named = catalogue.name(code, data_dir=trade.data_dir) if code != "other" else None
        name = named or tr("Other items")
        names.append(f"{name} †" if rows.at[code, "stand_in"] else name)
    return names


def items_not_held(trade: Panel) -> str:
    """Say that the items cannot be drawn, and for which months they can."""
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

"""Charts of the imports page: energy against the rest, and the balance."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, catalogue, metrics
from helpers.breakdowns import at, cell
from helpers.charts import hover
from helpers.charts.marks import key, label, months_axis, panel_title, ranked_bars
from helpers.charts.theme import COLOURS, SMALL, Chart, canvas, finish, theme, zero_line
from helpers.display import Missing, not_held, source_line, span, stand_in_note
from helpers.loading import Panel
from helpers.wording import (
    in_sentence,
    is_missing,
    joined,
    month_name,
    moved,
    number,
    ordinal,
    pct,
    signed,
    usd_billion,
)

FIVE_YEARS, QUARTERS = 60, 12


@theme()
def energy_contributions(trade: Panel) -> Chart | Missing:
    """Draw what energy and everything else added to the growth of imports."""
    rows = breakdowns.energy(trade)
    total = cell(rows, "total", "growth")
    energy = cell(rows, "energy_total", "contribution")
    if is_missing(energy) or is_missing(total):
        facts = trade.facts("imports", "energy_total")
        return Missing(
            "fig-imports-contributions",
            not_held("Energy imports with those of a year before", trade, "imports.energy_total"),
        )
    shown = rows["contribution"].dropna()
    names = {
        code: catalogue.name(code, data_dir=trade.data_dir)
        for code in shown.index
        if code != "total"
    }
    names |= {
        fuel: f"of which {in_sentence(names[fuel])}" for fuel in breakdowns.FUELS if fuel in names
    }
    names["total"] = "Total imports"
    fig = ranked_bars(shown.rename(index=names), bold=["Total imports"], left=2.0)
    part = 100 * energy / total
    if abs(total) >= 1 and part > 0:
        change = "rise" if total > 0 else "fall"
        finding = f"Energy made up {pct(part, 0, sign=False)} of the {change} in imports"
    else:
        verb, where = ("added", "to") if energy > 0 else ("took", "off")
        finding = (
            f"Energy {verb} {abs(energy):.2f} points {where} imports,"
            f" which {moved(total)} {pct(abs(total), sign=False)}"
        )
    facts = trade.facts("imports", "energy_total")
    return finish(
        fig,
        title=finding,
        subtitle=(
            "Contribution of energy (crude oil, gas and coal) and of other goods to the growth of"
            f" imports, {month_name(trade.month)} on a year before"
        ),
        unit="percentage points; total in per cent",
        source=source_line(trade.facts("imports", "total"), facts, at=trade.month),
        alt=(
            f"Horizontal bars. {finding}. Energy {signed(energy, 2)} points, other goods"
            f" {signed(cell(rows, 'non_energy', 'contribution'), 2)} points, total {pct(total)}."
        ),
        slug="imports-contributions",
        data=rows.drop(columns=["stand_in", "printed"]),
        notes=[
            *stand_in_note(trade.as_of, facts.loc[facts.index >= trade.month - 12], marked=False),
        ],
    )


@theme()
def energy_history(trade: Panel) -> Chart | Missing:
    """Draw the monthly values held of energy, crude oil, gas and coal over five years."""
    codes = ["energy_total", *breakdowns.FUELS]
    facts = {code: trade.facts("imports", code) for code in codes}
    held = {
        code: frame["value"][frame.index > trade.month - FIVE_YEARS] / 1000
        for code, frame in facts.items()
    }
    if sum(len(values) for values in held.values()) < 6:
        return Missing(
            "fig-imports-energy",
            not_held("Values of energy imports", trade, *(f"imports.{code}" for code in codes)),
        )
    fig, axes = canvas(height=2.7, panels=4, left=0.4, gap=0.3, top=0.4, bottom=0.5)
    first = min(values.index.min() for values in held.values() if len(values))
    top = max(float(values.max()) for values in held.values() if len(values))
    for axis, (code, values) in zip(axes, held.items(), strict=True):
        axis.vlines([p.ordinal for p in values.index], 0, values, color=COLOURS["context"], lw=1)
        axis.plot([p.ordinal for p in values.index], values, "o", color=COLOURS["import"], ms=4)
        if trade.month in values.index:
            value = at(values, trade.month)
            axis.plot([trade.month.ordinal], [value], "o", color=COLOURS["highlight"], ms=7)
            axis.text(
                1, 0.97, f"{value:.1f}", transform=axis.transAxes, ha="right", va="top",
                fontsize=SMALL, fontweight=600,
            )  # fmt: skip
        axis.set_ylim(0, 1.25 * top)
        axis.set_xlim(first.ordinal - 3, trade.month.ordinal + 3)
        years = [y for y in range(first.year, trade.month.year + 1) if y % 2 == 0]
        axis.set_xticks(
            [
                pd.Period(f"{y}-01", "M").ordinal
                for y in years
                if pd.Period(f"{y}-01", "M") >= first
            ],
            [f"’{y % 100:02d}" for y in years if pd.Period(f"{y}-01", "M") >= first],
        )
        if axis is not axes[0]:
            axis.set_yticklabels([])
        panel_title(axis, catalogue.name(code, data_dir=trade.data_dir))
    names = {code: catalogue.name(code, data_dir=trade.data_dir) for code in held}
    now = [
        f"{in_sentence(names[code])} {usd_billion(1000 * at(values, trade.month), 1)}"
        for code, values in held.items()
        if trade.month in values.index
    ]
    if now:
        finding = f"Imports in {month_name(trade.month)}, USD billion: {joined(now)}"
    else:
        last = max(values.index.max() for values in held.values() if len(values))
        finding = f"Energy imports are held up to {month_name(last)}"
    counts = [
        f"{catalogue.name(c, data_dir=trade.data_dir)} {len(v)} months" for c, v in held.items()
    ]
    return finish(
        fig,
        title=finding,
        subtitle=(
            f"Monthly energy imports as far as held, {month_name(first)} to"
            f" {month_name(trade.month)}"
        ),
        unit="USD billion",
        source=source_line(*facts.values()),
        alt=f"Four panels of dots, one a month held. {finding}. {joined(counts)}.",
        slug="imports-energy",
        data=pd.DataFrame({code: 1000 * values for code, values in held.items()}).rename_axis(
            "period"
        ),
        notes=["Months without a dot are not held."],
        spots=[
            spot
            for axis, values in zip(axes, held.values(), strict=True)
            for spot in hover.by_period(axis, values, number)
        ],
    )


@theme()
def balance(trade: Panel) -> Chart | Missing:
    """Draw the monthly trade balance over five years: surpluses up, deficits down."""
    facts = trade.facts("balance", "total")
    if trade.month not in facts.index:
        return Missing(
            "fig-imports-balance", not_held("Imports, and so the balance", trade, "imports.total")
        )
    values = facts["value"]
    shown = values[values.index > trade.month - FIVE_YEARS] / 1000
    value = at(values, trade.month)
    fig, (axis,) = canvas(right=0.75, top=0.4)
    colours = [COLOURS["surplus"] if v >= 0 else COLOURS["deficit"] for v in shown]
    axis.bar([p.ordinal for p in shown.index], shown.to_numpy(), width=0.8, color=colours, zorder=2)
    zero_line(axis)
    months_axis(axis, shown.index[0], trade.month, room=1)
    label(axis, trade.month.ordinal, value / 1000, usd_billion(value, sign=True), bold=True)
    key(axis, [("bar", COLOURS["surplus"], "Surplus"), ("bar", COLOURS["deficit"], "Deficit")])
    finding = _balance_finding(values, trade.month)
    return finish(
        fig,
        title=finding,
        subtitle=f"Monthly trade balance, exports (FOB) minus imports (CIF), {span(shown.index)}",
        unit="USD billion",
        source=source_line(facts),
        alt=(
            f"Bars of the monthly balance. {finding}: USD {usd_billion(value, sign=True)} billion"
            f" in {month_name(trade.month)}; {int((shown > 0).sum())} surpluses and"
            f" {int((shown < 0).sum())} deficits in {len(shown)} months shown."
        ),
        slug="imports-balance",
        data=facts.loc[shown.index, ["value", "unit", "basis", "status", "published"]].rename_axis(
            "period"
        ),
        notes=stand_in_note(trade.as_of, facts.loc[shown.index], marked=False),
        spots=hover.by_period(axis, shown, lambda value: signed(value, 2)),
    )


@theme()
def balance_quarterly(trade: Panel) -> Chart | Missing:
    """Draw the quarterly balance, the complete quarters of three years."""
    facts = trade.facts("balance", "total")
    quarters = metrics.quarterly(facts["value"])
    shown = quarters[quarters.index > trade.month.asfreq("Q") - QUARTERS] / 1000
    if len(shown) < 2:
        return Missing(
            "fig-imports-quarters", not_held("Quarters of the balance", trade, "imports.total")
        )
    fig, (axis,) = canvas(left=0.45, right=0.15, bottom=0.5, top=0.2)
    x = list(range(len(shown)))
    periods = list(pd.PeriodIndex(shown.index))
    colours = [COLOURS["surplus"] if v >= 0 else COLOURS["deficit"] for v in shown]
    axis.bar(x, shown.to_numpy(), width=0.78, color=colours, zorder=2)
    room = 0.02 * float(shown.max() - shown.min())
    for i, value in enumerate(shown):
        axis.text(
            i, value + (room if value >= 0 else -room), signed(value), ha="center",
            va="bottom" if value >= 0 else "top", fontsize=SMALL,
        )  # fmt: skip
    zero_line(axis)
    axis.margins(x=0.02, y=0.12)
    years = [f"\n{q.year}" if q.quarter == 1 or i == 0 else "" for i, q in enumerate(periods)]
    marks = [f"Q{q.quarter}{year}" for q, year in zip(periods, years, strict=True)]
    axis.set_xticks(x, marks)
    finding = _quarters_finding(quarters)
    said = [
        f"{month_name(q)} {signed(v, 2)}" for q, v in list(zip(periods, shown, strict=True))[-4:]
    ]
    return finish(
        fig,
        title=finding,
        subtitle=f"Trade balance by complete quarter, {span(shown.index)}",
        unit="USD billion",
        source=source_line(facts),
        alt=f"Bars of the quarterly balance. {finding}. USD billion: {joined(said)}.",
        slug="imports-quarters",
        data=quarters.loc[shown.index].rename("value").to_frame().rename_axis("quarter"),
        notes=stand_in_note(trade.as_of, facts.iloc[-3 * len(shown) :], marked=False),
    )


def _balance_finding(values: pd.Series, month: pd.Period) -> str:
    value = at(values, month)
    surplus = value >= 0
    kind = "surplus" if surplus else "deficit"
    run = metrics.streak((values > 0 if surplus else values < 0).astype("boolean"), month)
    since = (metrics.highest_since if surplus else metrics.lowest_since)(values, month)
    first = kind.capitalize()
    if run.length > 1:
        least = "At least the " if run.at_least else ""
        first = f"{least}{ordinal(run.length)} {kind} in a row"
        first = first[0].upper() + first[1:]
    if since.record and since.sample_start is not None:
        return f"{first}, the largest since the data begin in {month_name(since.sample_start)}"
    if since.months is not None and since.months >= 6 and not since.at_least:
        return f"{first}, the largest in {since.months} months"
    return f"{first}: USD {usd_billion(abs(value))} billion"


def _quarters_finding(quarters: pd.Series) -> str:
    last, value = quarters.index[-1], float(quarters.iloc[-1])
    kind = "surplus" if value >= 0 else "deficit"
    start = at(quarters, pd.Period(year=last.year, quarter=1, freq="Q"))
    if start * value < 0:
        before = "deficit" if kind == "surplus" else "surplus"
        return (
            f"From a {before} of USD {usd_billion(abs(start), 1)} billion in Q1"
            f" to a {kind} of {usd_billion(abs(value), 1)} in {month_name(last)}"
        )
    return f"A {kind} of USD {usd_billion(abs(value), 1)} billion in {month_name(last)}"

"""Charts of the imports page: energy against the rest, and the balance."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, catalogue, metrics
from helpers.breakdowns import at, cell
from helpers.charts import hover
from helpers.charts.chart import Chart, finish
from helpers.charts.marks import (
    key,
    label,
    months_axis,
    panel_title,
    ranked_bars,
    short_quarter,
)
from helpers.charts.theme import COLOURS, SMALL, canvas, theme, zero_line
from helpers.display import Missing, not_held, source_line, span, stand_in_note
from helpers.loading import Panel
from helpers.translation import tr
from helpers.wording import (
    absent,
    in_sentence,
    in_unit,
    is_missing,
    joined,
    month_name,
    moved,
    number,
    ordinal,
    pct,
    signed,
    unit,
    usd,
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
            not_held(
                tr("Energy imports with those of a year before"), trade, "imports.energy_total"
            ),
        )
    shown = rows["contribution"].dropna()
    names = {
        code: catalogue.name(code, data_dir=trade.data_dir)
        for code in shown.index
        if code != "total"
    }
    names |= {
        fuel: tr("of which {}", in_sentence(names[fuel]))
        for fuel in breakdowns.FUELS
        if fuel in names
    }
    names["total"] = tr("Total imports")
    fig = ranked_bars(shown.rename(index=names), bold=[names["total"]], left=2.0)
    finding = _energy_finding(energy, total)
    facts = trade.facts("imports", "energy_total")
    return finish(
        fig,
        title=finding,
        subtitle=tr(
            "Contribution of energy (crude oil, gas and coal) and of other goods to the growth of"
            " imports, {} on a year before",
            month_name(trade.month),
        ),
        unit=tr("percentage points; total in per cent"),
        source=source_line(trade.facts("imports", "total"), facts, at=trade.month),
        alt=tr(
            "Horizontal bars. {finding}. Energy {energy} points, other goods {other} points,"
            " total {total}.",
            finding=finding,
            energy=signed(energy, 2),
            other=signed(cell(rows, "non_energy", "contribution"), 2),
            total=pct(total),
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
        code: frame["value"][frame.index > trade.month - FIVE_YEARS]
        for code, frame in facts.items()
    }
    if sum(len(values) for values in held.values()) < 6:
        return Missing(
            "fig-imports-energy",
            not_held(tr("Values of energy imports"), trade, *(f"imports.{code}" for code in codes)),
        )
    names = {code: catalogue.name(code, data_dir=trade.data_dir) for code in held}
    fig, axes = canvas(height=2.7, panels=4, left=0.4, gap=0.3, top=0.4, bottom=0.5)
    first = min(values.index.min() for values in held.values() if len(values))
    top = in_unit(max(float(values.max()) for values in held.values() if len(values)))
    for axis, (code, values) in zip(axes, held.items(), strict=True):
        x, heights = [p.ordinal for p in values.index], in_unit(values)
        axis.vlines(x, 0, heights, color=COLOURS["context"], lw=1)
        axis.plot(x, heights, "o", color=COLOURS["import"], ms=4)
        if trade.month in values.index:
            value = at(values, trade.month)
            axis.plot(
                [trade.month.ordinal], [in_unit(value)], "o", color=COLOURS["highlight"], ms=7
            )
            axis.text(
                1, 0.97, usd_billion(value, 1), transform=axis.transAxes, ha="right", va="top",
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
        panel_title(axis, names[code])
    now = [
        f"{in_sentence(names[code])} {usd_billion(at(values, trade.month), 1)}"
        for code, values in held.items()
        if trade.month in values.index
    ]
    if now:
        finding = tr(
            "Imports in {month}, USD billion: {values}",
            month=month_name(trade.month),
            values=joined(now),
        )
    else:
        last = max(values.index.max() for values in held.values() if len(values))
        finding = tr("Energy imports are held up to {}", month_name(last))
    counts = [tr("{name} {count} months", name=names[c], count=len(v)) for c, v in held.items()]
    return finish(
        fig,
        title=finding,
        subtitle=tr(
            "Monthly energy imports as far as held, {first} to {last}",
            first=month_name(first),
            last=month_name(trade.month),
        ),
        unit=unit(),
        source=source_line(*facts.values()),
        alt=tr(
            "Four panels of dots, one a month held. {finding}. {counts}.",
            finding=finding,
            counts=joined(counts),
        ),
        slug="imports-energy",
        data=pd.DataFrame(held).rename_axis("period"),
        notes=[tr("Months without a dot are not held.")],
        spots=[
            spot
            for axis, values in zip(axes, held.values(), strict=True)
            for spot in hover.by_period(axis, values, usd_billion)
        ],
    )


@theme()
def balance(trade: Panel) -> Chart | Missing:
    """Draw the monthly trade balance over five years: surpluses up, deficits down."""
    facts = trade.facts("balance", "total")
    if trade.month not in facts.index:
        return Missing(
            "fig-imports-balance",
            not_held(tr("Imports, and so the balance"), trade, "imports.total"),
        )
    values = facts["value"]
    shown = values[values.index > trade.month - FIVE_YEARS]
    value = at(values, trade.month)
    fig, (axis,) = canvas(right=0.75, top=0.4)
    colours = [COLOURS["surplus"] if v >= 0 else COLOURS["deficit"] for v in shown]
    axis.bar(
        [p.ordinal for p in shown.index], in_unit(shown).to_numpy(), width=0.8, color=colours,
        zorder=2,
    )  # fmt: skip
    zero_line(axis)
    months_axis(axis, shown.index[0], trade.month, room=1)
    label(axis, trade.month.ordinal, in_unit(value), usd_billion(value, sign=True), bold=True)
    key(
        axis,
        [
            ("bar", COLOURS["surplus"], tr("Surplus")),
            ("bar", COLOURS["deficit"], tr("Deficit")),
        ],
    )
    finding = _balance_finding(values, trade.month)
    return finish(
        fig,
        title=finding,
        subtitle=tr(
            "Monthly trade balance, exports (FOB) minus imports (CIF), {}", span(shown.index)
        ),
        unit=unit(),
        source=source_line(facts),
        alt=tr(
            "Bars of the monthly balance. {finding}: {value} in {month}; {up} surpluses and"
            " {down} deficits in {count} months shown.",
            finding=finding,
            value=usd(value, sign=True),
            month=month_name(trade.month),
            up=int((shown > 0).sum()),
            down=int((shown < 0).sum()),
            count=len(shown),
        ),
        slug="imports-balance",
        data=facts.loc[shown.index, ["value", "unit", "basis", "status", "published"]].rename_axis(
            "period"
        ),
        notes=stand_in_note(trade.as_of, facts.loc[shown.index], marked=False),
        spots=hover.by_period(axis, shown, lambda value: usd_billion(value, sign=True)),
    )


@theme()
def balance_quarterly(trade: Panel) -> Chart | Missing:
    """Draw the quarterly balance, the complete quarters of three years."""
    facts = trade.facts("balance", "total")
    quarters = metrics.quarterly(facts["value"])
    shown = quarters[quarters.index > trade.month.asfreq("Q") - QUARTERS]
    if len(shown) < 2:
        return Missing(
            "fig-imports-quarters", not_held(tr("Quarters of the balance"), trade, "imports.total")
        )
    whole = pd.period_range(shown.index[0], (trade.month + 1).asfreq("Q") - 1, freq="Q")
    shown = shown.reindex(whole)  # a quarter with a month not held keeps its place
    heights = in_unit(shown)
    fig, (axis,) = canvas(left=0.15, right=0.15, bottom=0.5, top=0.2)
    x = list(range(len(shown)))
    periods = list(whole)
    colours = [COLOURS["surplus"] if v >= 0 else COLOURS["deficit"] for v in shown]
    axis.bar(x, heights.to_numpy(), width=0.78, color=colours, zorder=2)
    room = 0.02 * float(heights.max() - heights.min())
    for i, (value, height) in enumerate(zip(shown, heights, strict=True)):
        gone = is_missing(height)
        axis.text(
            i, room if gone else height + (room if value >= 0 else -room),
            absent() if gone else usd_billion(value, 1, sign=True),
            ha="center", va="top" if value < 0 else "bottom", fontsize=SMALL,
            rotation=90 if gone else 0,
        )  # fmt: skip
    zero_line(axis)
    axis.set_yticks([])  # each bar says its value
    axis.margins(x=0.02, y=0.12)
    years = [f"\n{q.year}" if q.quarter == 1 or i == 0 else "" for i, q in enumerate(periods)]
    axis.set_xticks(x, [short_quarter(q) + year for q, year in zip(periods, years, strict=True)])
    finding = _quarters_finding(quarters)
    said = [
        f"{month_name(q)} {usd_billion(v, sign=True)}"
        for q, v in list(zip(periods, shown, strict=True))[-4:]
    ]
    return finish(
        fig,
        title=finding,
        subtitle=tr("Trade balance by complete quarter, {}", span(shown.index)),
        unit=unit(),
        source=source_line(facts),
        alt=tr(
            "Bars of the quarterly balance. {finding}. USD billion: {values}.",
            finding=finding,
            values=joined(said),
        ),
        slug="imports-quarters",
        data=shown.rename("value").to_frame().rename_axis("quarter"),
        notes=stand_in_note(trade.as_of, facts.iloc[-3 * len(shown) :], marked=False),
    )


def _energy_finding(energy: float, total: float) -> str:
    part = 100 * energy / total
    if abs(total) >= 1 and part > 0:
        rounded = pct(part, 0, sign=False)
        return (
            tr("Energy made up {} of the rise in imports", rounded)
            if total > 0
            else tr("Energy made up {} of the fall in imports", rounded)
        )
    parts = {
        "points": number(abs(energy)),
        "moved": moved(total),
        "rate": pct(abs(total), sign=False),
    }
    if energy > 0:
        return tr("Energy added {points} points to imports, which {moved} {rate}", **parts)
    return tr("Energy took {points} points off imports, which {moved} {rate}", **parts)


def _balance_finding(values: pd.Series, month: pd.Period) -> str:
    value = at(values, month)
    surplus = value >= 0
    alike = values > 0 if surplus else values < 0
    run = metrics.streak(alike.astype("boolean"), month)
    since = (metrics.highest_since if surplus else metrics.lowest_since)(values, month)
    first = tr("Surplus") if surplus else tr("Deficit")
    if run.length > 1:
        nth = ordinal(run.length)
        nth = tr("at least the {}", nth) if run.at_least else nth
        first = (
            tr("{nth} surplus in a row", nth=nth)
            if surplus
            else tr("{nth} deficit in a row", nth=nth)
        )
        first = first[0].upper() + first[1:]
    if since.record and since.sample_start is not None:
        start = month_name(since.sample_start)
        return tr("{first}, the largest since the data begin in {start}", first=first, start=start)
    if since.months is not None and since.months >= 6 and not since.at_least:
        if since.period == alike.index[alike & (alike.index < month)].max():
            return (
                tr("First surplus in {months} months", months=since.months)
                if surplus
                else tr("First deficit in {months} months", months=since.months)
            )
        return tr("{first}, the largest in {months} months", first=first, months=since.months)
    return f"{first}: {usd(abs(value))}"


def _quarters_finding(quarters: pd.Series) -> str:
    last, value = quarters.index[-1], float(quarters.iloc[-1])
    start = at(quarters, pd.Period(year=last.year, quarter=1, freq="Q"))
    quarter, now = month_name(last), usd(abs(value), 1)
    if start * value < 0:
        parts = {"before": usd(abs(start), 1), "now": usd_billion(abs(value), 1)}
        return (
            tr("From a deficit of {before} in Q1 to a surplus of {now} in {quarter}", **parts,
               quarter=quarter)
            if value >= 0
            else tr("From a surplus of {before} in Q1 to a deficit of {now} in {quarter}", **parts,
                    quarter=quarter)
        )  # fmt: skip
    return (
        tr("A surplus of {now} in {quarter}", now=now, quarter=quarter)
        if value >= 0
        else tr("A deficit of {now} in {quarter}", now=now, quarter=quarter)
    )

"""Charts of what others said and did: prices and their forecasts, institutions, peers."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, catalogue, forecasters, metrics
from helpers.breakdowns import at
from helpers.charts import hover
from helpers.charts.chart import Chart, finish
from helpers.charts.marks import end_labels, key, label, months_axis, panel_title
from helpers.charts.svg import INK
from helpers.charts.theme import COLOURS, canvas, theme, zero_line
from helpers.display import Missing, not_held, source_line
from helpers.forecasters import INFLATION_TARGET
from helpers.loading import Panel
from helpers.translation import later, tr
from helpers.wording import (
    calendar_month,
    in_unit,
    is_missing,
    joined,
    month_name,
    number,
    pct,
    unit,
    usd,
    usd_billion,
)

PEERS = {
    "china": ("china_exports_yoy", "US dollars"),
    "japan": ("japan_exports_yoy", "yen"),
    "taiwan": ("taiwan_exports_yoy", "US dollars"),
}
KOREA = later("Korea")
ROLES = ("highlight", "context", "import", "surplus")
DASHES = ("-", (0, (5, 1.5)), (0, (2, 1.2)), (0, (6, 1.5, 1, 1.5)))


@theme()
def inflation(trade: Panel) -> Chart | Missing:
    """Draw consumer price inflation against its target, and the IMF's successive forecasts."""
    known = trade.macro("kr_cpi_yoy")
    known = known[known["period"].str.len().eq(7)].drop_duplicates("period", keep="last")
    rates = pd.Series(
        known["value"].to_numpy(dtype=float), pd.PeriodIndex(known["period"], freq="M"), name="cpi"
    )
    rates = rates[(rates.index <= trade.month) & (rates.index > trade.month - 60)]
    forecasts = forecasters.imf_inflation(trade)
    if len(rates) < 2:
        return Missing(
            "fig-outlook-inflation",
            not_held(tr("Consumer price inflation"), trade, "none.kr_cpi_yoy"),
        )
    fig, axes = canvas(panels=2 if len(forecasts) else 1, right=0.75, top=0.45, bottom=0.5, gap=1.0)
    axis = axes[0]
    months = pd.period_range(rates.index[0], rates.index[-1], freq="M")
    axis.plot([p.ordinal for p in months], rates.reindex(months), color=COLOURS["highlight"])
    axis.axhline(INFLATION_TARGET, color=INK, linewidth=1, linestyle=(0, (3, 2)))
    months_axis(axis, months[0], months[-1], room=1)
    if len(forecasts):  # one scale for both panels, with room for the labels
        low, high = axis.get_ylim()
        seen = forecasts["value"]
        axis.set_ylim(min(low, seen.min() - 0.5), max(high, seen.max() + 0.5))
    last, target = float(rates.iloc[-1]), number(INFLATION_TARGET, 0)
    end_labels(
        axis,
        [
            (months[-1].ordinal, last, COLOURS["highlight"], number(last, 1)),
            (months[-1].ordinal, INFLATION_TARGET, INK, tr("Target {}", target)),
        ],
    )
    panel_title(axis, tr("Inflation"))
    said = []
    if len(forecasts):
        dates = sorted(set(forecasts["published"]))
        ends = []
        for i, (year, path) in enumerate(forecasts.groupby("period")):
            colour = COLOURS[ROLES[i % len(ROLES)]]
            x = [dates.index(d) for d in path["published"]]
            axes[1].plot(x, path["value"], "o", color=colour, markersize=6)
            axes[1].plot(x, path["value"], color=colour, linestyle=DASHES[i % len(DASHES)], lw=1.6)
            ends.append((x[-1], float(path["value"].iloc[-1]), colour, str(year)))
            steps = [
                tr("{value} ({date})", value=number(v, 1), date=d)
                for v, d in zip(path["value"], path["published"], strict=True)
            ]
            said.append(tr("for {year} {steps}", year=year, steps=joined(steps)))
        axes[1].set_xlim(-0.4, len(dates) - 0.6)
        axes[1].set_xticks(range(len(dates)), [_short(d) for d in dates])
        axes[1].set_ylim(axis.get_ylim())
        end_labels(axes[1], ends)
        panel_title(axes[1], tr("IMF forecasts by date"))
    gap = last - INFLATION_TARGET
    told = (number(last, 1), month_name(rates.index[-1]), number(abs(gap), 1))
    finding = (
        tr("Inflation of {}% in {}, {} points above target", *told)
        if gap > 0
        else tr("Inflation of {}% in {}, {} points below target", *told)
    )
    return finish(
        fig,
        title=finding,
        subtitle=(
            tr(
                "Consumer prices, change on a year before, against the Bank of Korea's target of"
                " {}; right, the IMF's forecasts of annual averages",
                target,
            )
            if len(forecasts)
            else tr("Consumer prices, change on a year before, against the Bank of Korea's target")
        ),
        unit=tr("per cent"),
        source=tr("Statistics Korea (newest vintage held); IMF, as quoted on the dates shown"),
        alt=tr("{}. IMF forecasts: {}.", finding, "; ".join(said) or tr("none held")),
        slug="outlook-inflation",
        data=pd.concat(
            [
                known[known["period"].isin([str(p) for p in rates.index])].assign(
                    series="kr_cpi_yoy"
                ),
                forecasts.assign(series="imf_kr_cpi_inflation_forecast"),
            ]
        )[["series", "period", "value", "unit", "vintage", "published"]].reset_index(drop=True),
        spots=hover.by_period(axis, rates, lambda rate: pct(rate, sign=False)),
    )


@theme()
def peers(trade: Panel) -> Chart | Missing:
    """Draw growth of exports of Korea, China, Japan and Taiwan over fourteen months."""
    first = trade.month - 13
    facts = trade.facts("exports", "total")
    growth = metrics.year_on_year(facts["value"])
    lines = {KOREA: growth[growth.index >= first].dropna()}
    names = {KOREA: tr(KOREA)}
    for code, (series, _) in PEERS.items():
        known = trade.macro(series).drop_duplicates("period", keep="last")
        known = known[known["period"].str.len().eq(7)]
        index = pd.PeriodIndex(known["period"], freq="M")
        line = pd.Series(known["value"].to_numpy(dtype=float), index)
        english = catalogue.name(code, "en", trade.data_dir)
        lines[english] = line[(line.index >= first) & (line.index <= trade.month)]
        names[english] = catalogue.name(code, data_dir=trade.data_dir)
    others = [name for name, line in lines.items() if len(line) and name != KOREA]
    if not others:
        return Missing(
            "fig-outlook-peers",
            tr(
                "Exports of China, Japan and Taiwan: not held for {} and the year before it.",
                month_name(trade.month),
            ),
        )
    fig, axes = canvas(height=2.8, panels=4, left=0.45, right=0.1, gap=0.2, top=0.4, bottom=0.5)
    low = min(float(line.min()) for line in lines.values() if len(line))
    high = max(float(line.max()) for line in lines.values() if len(line))
    said = []
    for axis, (name, line) in zip(axes, lines.items(), strict=True):
        colours = [COLOURS["export"] if v >= 0 else COLOURS["deficit"] for v in line]
        axis.bar(
            [p.ordinal for p in line.index], line.to_numpy(), width=0.8, color=colours, zorder=2
        )
        zero_line(axis)
        axis.set_ylim(min(low, 0) * 1.1 - 1, max(high, 0) * 1.25 + 1)
        axis.set_xlim(first.ordinal - 0.8, trade.month.ordinal + 0.8)
        january = pd.Period(f"{trade.month.year}-01", "M")
        axis.set_xticks([january.ordinal], [f"{calendar_month(1, short=True)}\n{january.year}"])
        if axis is not axes[0]:
            axis.set_yticklabels([])
        panel_title(axis, names[name])
        value = at(line, trade.month)
        if not is_missing(value):
            axis.text(
                1, 0.98, pct(value), transform=axis.transAxes, ha="right", va="top", fontweight=600
            )
            said.append(f"{names[name]} {pct(value)}")
    finding = tr("{month}: {rates}", month=month_name(trade.month), rates=joined(said))
    if len(said) < 2:
        last = max(lines[name].index.max() for name in others)
        told = joined([names[name] for name in others])
        finding = tr("Exports of {} are held up to {}", told, month_name(last))
    return finish(
        fig,
        title=finding,
        subtitle=tr(
            "Growth of goods exports on a year before, fourteen months; Korea, China and Taiwan in"
            " US dollars, Japan in yen"
        ),
        unit=tr("per cent"),
        source=tr("{}; national customs data as first released", source_line(facts)),
        alt=tr("Four bar charts of export growth. {}. Months without a bar are not held.", finding),
        slug="outlook-peers",
        data=pd.DataFrame(lines).sort_index().rename_axis("period"),
        notes=[tr("Months without a bar are not held.")],
        spots=[
            spot
            for axis, (name, line) in zip(axes, lines.items(), strict=True)
            for spot in hover.by_period(axis, line.rename(name), pct)
        ],
    )


@theme()
def institutions(trade: Panel) -> Chart | Missing:
    """Draw what institutions forecast for exports of the year, and what came out."""
    year = trade.month.year
    rows = forecasters.annual_exports(trade)
    rows = rows[rows["period"].eq(str(year))].sort_values("published")
    if rows.empty:
        return Missing(
            "fig-outlook-institutions",
            tr("Forecasts of institutions for exports of {} are not held.", year),
        )
    outcome = at(breakdowns.annual(trade, "exports", "total"), trade.month.asfreq("Y"))
    ended = trade.month.month == 12 and not is_missing(outcome)
    fig, (axis,) = canvas(height=0.34 * len(rows) + 0.85, left=2.3, right=0.6, top=0.4, bottom=0.35)
    places = range(len(rows))[::-1]
    shown = in_unit(rows["value"])
    names = [tr(name) for name in rows["name"]]
    axis.plot(shown, places, "o", color=COLOURS["highlight"], markersize=8, zorder=4)
    for place, value in zip(places, rows["value"], strict=True):
        label(axis, in_unit(value), place, usd_billion(value, 0), not value < outcome, dx=8)
    axis.set_yticks(
        places, [f"{n}, {d[:7]}" for n, d in zip(names, rows["published"], strict=True)]
    )
    values = [*shown, *([in_unit(outcome)] if ended else [])]
    room = 0.12 * (max(values) - min(values) or 0.1 * max(values))
    longest = max(len(usd_billion(value, 0)) for value in rows["value"])
    before = 2.5 if longest <= 3 else 3.5  # room for a label left of its dot
    axis.set_xlim(min(values) - before * room, max(values) + 2 * room)
    if longest > 3:
        axis.xaxis.set_major_formatter("{x:,.0f}")
    axis.set_ylim(-0.6, len(rows) - 0.4)
    axis.grid(True, axis="x")
    axis.grid(False, axis="y")
    marks = [("dot", COLOURS["highlight"], tr("Forecast or target"))]
    if ended:
        axis.axvline(in_unit(outcome), color=COLOURS["export"], linewidth=2.2, zorder=3)
        marks.append(("line", COLOURS["export"], tr("Exports {}", usd_billion(outcome, 1))))
    key(axis, marks)
    if ended:
        off = (rows["value"] - outcome).abs()
        closest = int(off.argmin())
        finding = tr(
            "Forecasts for {} missed by {} to {} billion; closest, {} of {}",
            year,
            f"{in_unit(off.min()):,.0f}",
            f"{in_unit(off.max()):,.0f}",
            names[closest],
            rows["published"].iloc[closest],
        )
    else:
        low, high = usd_billion(rows["value"].min(), 0), usd_billion(rows["value"].max(), 0)
        finding = (
            tr("Exports of {} are seen at {}", year, usd(rows["value"].min(), 0))
            if low == high
            else tr("Exports of {} are seen at USD {} to {} billion", year, low, high)
        )
    said = [
        tr("{name} ({date}) {value}", name=n, date=d, value=usd_billion(v, 1))
        for n, d, v in zip(names, rows["published"], rows["value"], strict=True)
    ]
    quoted = tr("the institutions, as quoted on the dates shown")
    held = f"; {source_line(trade.facts('exports', 'total'))}" if ended else ""
    return finish(
        fig,
        title=finding,
        subtitle=tr("Forecasts and targets for exports of {}, by date", year),
        unit=unit(),
        source=f"{quoted}{held}",
        alt=tr("Dots, one for each forecast. {}. {}: {}.", finding, unit(), joined(said)),
        slug="outlook-institutions",
        data=rows[["period", "code", "name", "value", "published", "source"]],
    )


def _short(day: str) -> str:
    """Write the month of a date as 10/23."""
    return tr("{month}/{year}", month=day[5:7], year=day[2:4])

"""Charts of what others said and did: prices and their forecasts, institutions, peers."""

from __future__ import annotations

import pandas as pd

from helpers import breakdowns, catalogue, forecasters, metrics
from helpers.breakdowns import at
from helpers.charts import hover
from helpers.charts.marks import end_labels, key, label, months_axis, panel_title
from helpers.charts.svg import INK
from helpers.charts.theme import COLOURS, Chart, canvas, finish, theme, zero_line
from helpers.display import Missing, not_held, source_line
from helpers.forecasters import INFLATION_TARGET
from helpers.loading import Panel
from helpers.wording import is_missing, joined, month_name, number, pct, usd_billion

PEERS = {
    "china": ("china_exports_yoy", "US dollars"),
    "japan": ("japan_exports_yoy", "yen"),
    "taiwan": ("taiwan_exports_yoy", "US dollars"),
}
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
            "fig-outlook-inflation", not_held("Consumer price inflation", trade, "none.kr_cpi_yoy")
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
    last = float(rates.iloc[-1])
    end_labels(
        axis,
        [
            (months[-1].ordinal, last, COLOURS["highlight"], f"{last:.1f}"),
            (months[-1].ordinal, INFLATION_TARGET, INK, f"Target {INFLATION_TARGET:.0f}"),
        ],
    )
    panel_title(axis, "Inflation")
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
                f"{v:.1f} ({d})" for v, d in zip(path["value"], path["published"], strict=True)
            ]
            said.append(f"for {year} {joined(steps)}")
        axes[1].set_xlim(-0.4, len(dates) - 0.6)
        axes[1].set_xticks(range(len(dates)), [f"{d[5:7]}/{d[2:4]}" for d in dates])
        axes[1].set_ylim(axis.get_ylim())
        end_labels(axes[1], ends)
        panel_title(axes[1], "IMF forecasts by date")
    gap = last - INFLATION_TARGET
    side = "above" if gap > 0 else "below"
    now = month_name(rates.index[-1])
    finding = f"Inflation of {last:.1f}% in {now}, {abs(gap):.1f} points {side} target"
    return finish(
        fig,
        title=finding,
        subtitle=(
            "Consumer prices, change on a year before, against the Bank of Korea's target of"
            f" {INFLATION_TARGET:.0f}; right, the IMF's forecasts of annual averages"
            if len(forecasts)
            else "Consumer prices, change on a year before, against the Bank of Korea's target"
        ),
        unit="per cent",
        source="Statistics Korea (newest vintage held); IMF, as quoted on the dates shown",
        alt=f"{finding}. IMF forecasts: {'; '.join(said) or 'none held'}.",
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
    lines = {"Korea": growth[growth.index >= first].dropna()}
    for code, (series, _) in PEERS.items():
        known = trade.macro(series).drop_duplicates("period", keep="last")
        known = known[known["period"].str.len().eq(7)]
        index = pd.PeriodIndex(known["period"], freq="M")
        line = pd.Series(known["value"].to_numpy(dtype=float), index)
        lines[catalogue.name(code, data_dir=trade.data_dir)] = line[
            (line.index >= first) & (line.index <= trade.month)
        ]
    others = [name for name, line in lines.items() if len(line) and name != "Korea"]
    if not others:
        return Missing(
            "fig-outlook-peers",
            f"Exports of China, Japan and Taiwan: not held for {month_name(trade.month)} and the"
            " year before it.",
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
        axis.set_xticks([january.ordinal], [f"Jan\n{january.year}"])
        if axis is not axes[0]:
            axis.set_yticklabels([])
        panel_title(axis, name)
        value = at(line, trade.month)
        if not is_missing(value):
            axis.text(
                1, 0.98, pct(value), transform=axis.transAxes, ha="right", va="top", fontweight=600
            )
            said.append(f"{name} {pct(value)}")
    finding = f"{month_name(trade.month)}: {joined(said)}"
    if len(said) < 2:
        last = max(lines[name].index.max() for name in others)
        finding = f"Exports of {joined(others)} are held up to {month_name(last)}"
    return finish(
        fig,
        title=finding,
        subtitle=(
            "Growth of goods exports on a year before, fourteen months; Korea, China and Taiwan in"
            " US dollars, Japan in yen"
        ),
        unit="per cent",
        source=f"{source_line(facts)}; national customs data as first released",
        alt=f"Four bar charts of export growth. {finding}. Months without a bar are not held.",
        slug="outlook-peers",
        data=pd.DataFrame(lines).sort_index().rename_axis("period"),
        notes=["Months without a bar are not held."],
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
            f"Forecasts of institutions for exports of {year} are not held.",
        )
    outcome = at(breakdowns.annual(trade, "exports", "total"), trade.month.asfreq("Y"))
    ended = trade.month.month == 12 and not is_missing(outcome)
    fig, (axis,) = canvas(height=0.34 * len(rows) + 0.85, left=2.3, right=0.6, top=0.4, bottom=0.35)
    places = range(len(rows))[::-1]
    axis.plot(rows["value"] / 1000, places, "o", color=COLOURS["highlight"], markersize=8, zorder=4)
    for place, value in zip(places, rows["value"], strict=True):
        label(axis, value / 1000, place, usd_billion(value, 0), not value < outcome, dx=8)
    axis.set_yticks(
        places, [f"{n}, {d[:7]}" for n, d in zip(rows["name"], rows["published"], strict=True)]
    )
    values = [*(rows["value"] / 1000), *([outcome / 1000] if ended else [])]
    room = 0.12 * (max(values) - min(values) or 0.1 * max(values))
    axis.set_xlim(min(values) - 2.5 * room, max(values) + 2 * room)
    axis.set_ylim(-0.6, len(rows) - 0.4)
    axis.grid(True, axis="x")
    axis.grid(False, axis="y")
    marks = [("dot", COLOURS["highlight"], "Forecast or target")]
    if ended:
        axis.axvline(outcome / 1000, color=COLOURS["export"], linewidth=2.2, zorder=3)
        marks.append(("line", COLOURS["export"], f"Exports {usd_billion(outcome, 1)}"))
    key(axis, marks)
    off = (rows["value"] - outcome) / 1000
    if ended:
        closest = rows.iloc[int(off.abs().argmin())]
        finding = (
            f"Forecasts for {year} missed by {off.abs().min():.0f} to {off.abs().max():.0f}"
            f" billion; closest, {closest['name']} of {closest['published']}"
        )
    else:
        low, high = usd_billion(rows["value"].min(), 0), usd_billion(rows["value"].max(), 0)
        finding = f"Exports of {year} are seen at USD {low} billion"
        finding = (
            finding if low == high else f"Exports of {year} are seen at USD {low} to {high} billion"
        )
    said = [
        f"{n} ({d}) {number(v / 1000, 1)}"
        for n, d, v in zip(rows["name"], rows["published"], rows["value"], strict=True)
    ]
    return finish(
        fig,
        title=finding,
        subtitle=f"Forecasts and targets for exports of {year}, by date",
        unit="USD billion",
        source="the institutions, as quoted on the dates shown"
        + (f"; {source_line(trade.facts('exports', 'total'))}" if ended else ""),
        alt=f"Dots, one for each forecast. {finding}. USD billion: {joined(said)}.",
        slug="outlook-institutions",
        data=rows[["period", "code", "name", "value", "published", "source"]],
    )

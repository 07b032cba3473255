"""Charts of the outlook: forecasts, the month under way, past outcomes, trend, other forecasts."""

from __future__ import annotations

import pandas as pd

from helpers.breakdowns import at
from helpers.charts import hover
from helpers.charts.chart import Chart, described, drawing
from helpers.charts.marks import end_labels, label, months_axis, panel_title
from helpers.charts.svg import INK
from helpers.charts.theme import COLOURS, SMALL, canvas
from helpers.texts.filters import row_name
from helpers.translation import labels
from helpers.wording import in_unit, is_missing, number, pct, usd_billion

LINES = {  # rules compared: colour and dash
    "combined": ("highlight", "-"),
    "last_growth_carried": ("import", (0, (5, 1.5))),
    "drift": ("surplus", (0, (6, 1.5, 1, 1.5))),
    "seasonal_naive": ("context", (0, (2, 1.2))),
}
DASHED = (0, (3, 2))


@drawing
def forecast(frame: pd.DataFrame) -> Chart:
    """Draw the last months of a flow and its forecasts with the 80 % range."""
    flow = str(frame.attrs["flow"])
    known, ahead = frame["value"].dropna(), frame.dropna(subset=["forecast"])
    fig, (axis,) = canvas(height=2.4, right=0.6, top=0.1)
    months = pd.period_range(frame.index[0], frame.index[-1], freq="M")
    x, last = [month.ordinal for month in months], known.index[-1]
    colour = COLOURS[flow.removesuffix("s")]
    axis.plot(x, in_unit(known.reindex(months)).to_numpy(), color=colour)
    path = pd.concat([known.tail(1), ahead["forecast"]])
    axis.plot(
        [month.ordinal for month in path.index], in_unit(path), color=COLOURS["highlight"], lw=1.8
    )
    _band(axis, ahead)
    months_axis(axis, months[0], months[-1], room=1)
    first, end = ahead.iloc[0], ahead.iloc[-1]
    end_labels(
        axis,
        [
            (
                ahead.index[-1].ordinal,
                in_unit(float(end["forecast"])),
                COLOURS["highlight"],
                usd_billion(end["forecast"], 0),
            )
        ],
    )
    return described(
        "forecast",
        frame,
        fig,
        spots=[
            *hover.by_period(axis, known, usd_billion),
            *hover.by_period(axis, _named(ahead[["forecast", "low80", "high80"]]), usd_billion),
        ],
        slug=f"forecast-{flow}",
        next=ahead.index[0],
        last=last,
        value=first["forecast"],
        low=first["low80"],
        high=first["high80"],
        end=ahead.index[-1],
        end_value=end["forecast"],
        start=months[0],
    )


@drawing
def flash(frame: pd.DataFrame) -> Chart:
    """Draw the daily average of the first days of the month under way beside the years before."""
    flow, newest = str(frame.attrs["flow"]), frame.attrs["newest"]
    counts = list(dict.fromkeys(frame["days"]))
    fig, axes = canvas(height=2.4, panels=len(counts), left=0.45, right=0.1, top=0.35, gap=0.45)
    years = range(newest.year - 10, newest.year + 1)
    top = 1.18 * float(frame["daily_average"].max())
    spots = []
    for axis, days in zip(axes, counts, strict=True):
        rows = frame[frame["days"].eq(days)]
        x = [month.year for month in rows.index]
        colours = [COLOURS["highlight" if year == newest.year else "context"] for year in x]
        axis.bar(x, in_unit(rows["daily_average"]), width=0.75, color=colours, zorder=2)
        axis.set_xlim(years[0] - 0.6, years[-1] + 0.6)
        axis.set_ylim(0, in_unit(top))
        axis.set_xticks([year for year in years[1:] if year % 4 == 0])
        panel_title(axis, labels("charts")["first_days"].format(days))
        if newest in rows.index:
            value = at(rows["daily_average"], newest)
            axis.annotate(
                usd_billion(value),
                (newest.year, in_unit(value)),
                xytext=(2, 4),
                textcoords="offset points",
                ha="right",
                fontweight=600,
            )
        spots += hover.by_column(axis, x, [usd_billion(v) for v in rows["daily_average"]])
    row = frame.iloc[-1]
    return described(
        "flash",
        frame,
        fig,
        spots=spots,
        slug=f"flash-{flow}",
        days=row["days"],
        value=row["value"],
        growth=row["growth"],
        average=row["daily_average"],
        first=frame.index.min(),
    )


@drawing
def past(frame: pd.DataFrame) -> Chart:
    """Draw outcomes and what was forecast a month before, with the 80 % range."""
    flow = str(frame.attrs["flow"])
    fig, (axis,) = canvas(height=2.4, right=0.2, top=0.1)
    x = [month.ordinal for month in frame.index]
    _band(axis, frame)
    axis.plot(x, in_unit(frame["forecast"]), color=COLOURS["highlight"], lw=1.6)
    axis.plot(x, in_unit(frame["value"]), "o", color=COLOURS[flow.removesuffix("s")], markersize=4)
    months_axis(axis, frame.index[0], frame.index[-1], room=1)
    drawn = frame.dropna(subset=["low80", "value"])
    inside = drawn["value"].between(drawn["low80"], drawn["high80"])
    off = 100 * (frame["value"] / frame["forecast"] - 1).astype(float)
    return described(
        "past",
        frame,
        fig,
        spots=hover.by_period(axis, _named(frame[["value", "forecast"]]), usd_billion),
        slug=f"past-{flow}",
        inside=int(inside.sum()),
        of=len(drawn),
        below=int((off > 0).tail(12).sum()),
        twelve=min(12, len(off)),
        bias=float(off.tail(12).mean()),
        start=frame.index[0],
    )


@drawing
def errors(frame: pd.DataFrame) -> Chart:
    """Draw how far forecasts and simple rules were off, by months ahead."""
    flow = str(frame.attrs["flow"])
    table = frame.set_index("model", append=True)["mape"].unstack("model")[list(LINES)]
    fig, (axis,) = canvas(height=2.9, right=1.35, bottom=0.55)
    ends = []
    for model, (role, dash) in LINES.items():
        line = table[model].dropna()
        axis.plot(line.index, line, color=COLOURS[role], linestyle=dash, lw=1.8)
        ends.append((float(line.index[-1]), float(line.iloc[-1]), COLOURS[role], row_name(model)))
    axis.set_ylim(bottom=0)
    axis.set_xlim(0.7, float(table.index.max()) + 0.3)
    axis.set_xticks([step for step in table.index if step == 1 or step % 3 == 0])
    axis.set_xlabel(labels("heads")["horizon"], fontsize=SMALL)
    end_labels(axis, ends)
    first = table.iloc[0]
    names = {model: row_name(model) for model in LINES}
    texts = [
        ", ".join(f"{names[str(m)]} {pct(v, sign=False)}" for m, v in row.items())
        for _, row in table.iterrows()
    ]
    return described(
        "errors",
        frame,
        fig,
        spots=hover.by_column(axis, list(table.index), texts),
        slug=f"errors-{flow}",
        error=first["combined"],
        simple=first.drop("combined").min(),
        n=int(frame["n"].max()),
    )


@drawing
def trend(frame: pd.DataFrame) -> Chart:
    """Draw a flow as published, less its season and calendar, and its trend."""
    flow = str(frame.attrs["flow"])
    fig, (axis,) = canvas(height=2.4, right=0.55, top=0.1)
    x = [month.ordinal for month in frame.index]
    axis.plot(x, in_unit(frame["original"]), color=COLOURS["context"], linewidth=0.9)
    axis.plot(x, in_unit(frame["adjusted"]), color=COLOURS[flow.removesuffix("s")], linewidth=1.3)
    axis.plot(x, in_unit(frame["trend"]), color=COLOURS["highlight"], linewidth=2.2, alpha=0.8)
    months_axis(axis, frame.index[0], frame.index[-1], room=1)
    last = frame.iloc[-1]
    label(
        axis, x[-1], in_unit(float(last["adjusted"])), usd_billion(last["adjusted"], 1), bold=True
    )
    return described(
        "trend",
        frame,
        fig,
        spots=hover.by_period(axis, _named(frame[["original", "adjusted", "trend"]]), usd_billion),
        slug=f"trend-{flow}",
        value=last["adjusted"],
        change=last["change"],
        start=frame.index[0],
        quarter=100 * (last["trend"] / frame["trend"].iloc[-4] - 1),
    )


@drawing
def institutions(frame: pd.DataFrame) -> Chart:
    """Draw what institutions forecast for the year of the month, and what came where it is over."""
    year = frame.attrs["month"].asfreq("Y")
    rows = (
        frame[frame.index == year] if year in frame.index else frame[frame.index == frame.index[-1]]
    )
    year, outcome = rows.index[0], float(rows["outcome"].iloc[-1])
    names = [
        f"{row_name(code)}, {day[:7]}"
        for code, day in zip(rows["code"], rows["published"], strict=True)
    ]
    fig, (axis,) = canvas(height=0.32 * len(rows) + 0.7, left=1.85, right=0.45, top=0.2)
    places = list(range(len(rows)))[::-1]
    axis.plot(in_unit(rows["value"]), places, "o", color=COLOURS["highlight"], markersize=8)
    for place, value in zip(places, rows["value"], strict=True):
        label(axis, in_unit(value), place, usd_billion(value, 0), not value < outcome, dx=8)
    values = [*in_unit(rows["value"]), *([] if is_missing(outcome) else [in_unit(outcome)])]
    room = 0.3 * (max(values) - min(values) or 0.2 * max(values))
    axis.set_xlim(min(values) - 1.6 * room, max(values) + room)
    axis.locator_params(axis="x", nbins=4)
    axis.xaxis.set_major_formatter("{x:,.0f}")
    axis.set_yticks(places, names)
    axis.set_ylim(-0.6, len(rows) - 0.4)
    axis.grid(True, axis="x")
    axis.grid(False, axis="y")
    if not is_missing(outcome):
        axis.axvline(in_unit(outcome), color=COLOURS["export"], linewidth=2.2, zorder=1)
    return described(
        "institutions",
        frame,
        fig,
        year=year,
        outcome=outcome,
        low=rows["value"].min(),
        high=rows["value"].max(),
        forecasts=list(zip(rows["code"], rows["value"], strict=True)),
        spots=hover.by_row(axis, places, [usd_billion(value, 1) for value in rows["value"]]),
    )


@drawing
def inflation(frame: pd.DataFrame) -> Chart:
    """Draw consumer price inflation, the target, and the IMF's newest forecasts of the years."""
    rates, target = frame["rate"], float(frame.attrs["target"])
    years = {pd.Period(year, "Y"): value for year, value in frame.attrs["imf"].items()}
    months = pd.period_range(rates.index[0], rates.index[-1], freq="M")
    end = max([months[-1], *(year.asfreq("M", "end") for year in years)])
    fig, (axis,) = canvas(height=2.4, right=0.6, top=0.1)
    x = [month.ordinal for month in months]
    axis.plot(x, rates.reindex(months).to_numpy(), color=COLOURS["export"])
    axis.axhline(target, color=INK, linewidth=1, linestyle=DASHED)
    for year, value in years.items():
        span = (year.asfreq("M", "start").ordinal, year.asfreq("M", "end").ordinal)
        axis.plot(span, [value, value], color=COLOURS["highlight"], lw=2.4, solid_capstyle="butt")
    months_axis(axis, months[0], end, room=1)
    last = float(rates.iloc[-1])
    label(axis, x[-1], last, number(last, 1), bold=True, dy=6)
    return described(
        "inflation",
        frame,
        fig,
        last=rates.index[-1],
        rate=last,
        gap=last - target,
        expected=list(frame.attrs["imf"].items()),
        spots=hover.by_period(axis, rates, lambda rate: pct(rate, sign=False)),
    )


def _band(axis: object, frame: pd.DataFrame) -> None:
    axis.fill_between(  # type: ignore[attr-defined]
        [month.ordinal for month in frame.index],
        in_unit(frame["low80"]).to_numpy(dtype=float),
        in_unit(frame["high80"]).to_numpy(dtype=float),
        color=COLOURS["highlight"],
        alpha=0.22,
        linewidth=0,
        zorder=1,
    )


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Rename the columns to the heads of a table, for the values at the pointer."""
    known = labels("series")
    return frame.rename(columns=lambda name: known.get(str(name), str(name))).astype(float)

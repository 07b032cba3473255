"""Charts of the imports page: energy against the rest, and the balance."""

from __future__ import annotations

import pandas as pd

from helpers.breakdowns import FUELS, OTHER, TOTAL, at
from helpers.charts import hover
from helpers.charts.chart import Chart, described, drawing
from helpers.charts.exports import names_of
from helpers.charts.marks import key, label, months_axis, waterfall
from helpers.charts.theme import COLOURS, SMALL, canvas, zero_line
from helpers.metrics.alignment import periods
from helpers.texts.filters import label as word
from helpers.texts.filters import row_name
from helpers.wording import absent, in_unit, is_missing, month_name, signed, usd_billion

FIVE_YEARS = 60
ENERGY, REST = "energy_total", "non_energy"
FUEL_COLOURS = {"crude_oil": "import", "gas": "export", "coal": "context"}


@drawing
def energy(frame: pd.DataFrame) -> Chart:
    """Draw what energy, its fuels and all other goods added to imports, as `frames.energy`."""
    points = frame["contribution"]
    fuels = [fuel for fuel in FUELS if not is_missing(points.get(fuel))]
    order = [ENERGY, *fuels, REST, TOTAL]
    names = [
        word("of_which", "charts").format(n) if c in fuels else n
        for c, n in zip(order, names_of(pd.Index(order)), strict=True)
    ]
    fig = waterfall(
        points[order], names, lambda value: signed(value, 1), ("import", "context"), len(fuels)
    )
    return described(
        "energy", frame, fig, slug="imports-energy", energy=points[ENERGY], rest=points[REST],
        total=points[TOTAL],
    )  # fmt: skip


@drawing
def fuels(frame: pd.DataFrame) -> Chart:
    """Draw imports of crude oil, gas and coal by month, stacked, as `frames.fuels`."""
    fig, (axis,) = canvas(height=2.7, right=0.5, top=0.4, bottom=0.45)
    x = [month.ordinal for month in frame.index]
    foot = pd.Series(0.0, frame.index)
    for fuel, role in FUEL_COLOURS.items():
        axis.bar(
            x, in_unit(frame[fuel]), bottom=in_unit(foot), width=0.8, color=COLOURS[role], zorder=2
        )
        foot = foot + frame[fuel]
    last = frame.index[-1]
    months_axis(axis, frame.index[0], last, room=1)
    label(
        axis, x[-1], in_unit(foot[last]), usd_billion(foot[last], 1), False, bold=True, dx=-14, dy=8
    )
    axis.margins(y=0.1)
    names = {fuel: row_name(fuel) for fuel in FUEL_COLOURS}
    key(axis, [("bar", COLOURS[role], names[fuel]) for fuel, role in FUEL_COLOURS.items()])
    spots = hover.by_period(axis, frame[list(FUEL_COLOURS)].rename(columns=names), usd_billion)
    return described(
        "fuels",
        frame,
        fig,
        spots,
        slug="imports-fuels",
        start=frame.index[0],
        **frame.loc[last].to_dict(),
    )


@drawing
def balance(frame: pd.DataFrame, months: int = FIVE_YEARS) -> Chart:
    """Draw the monthly balance, surpluses up and deficits down, as `frames.balance`."""
    last = frame.index[-1]
    shown = frame.loc[last - months + 1 :, "value"].astype(float)
    fig, (axis,) = canvas(height=2.7, right=0.65, top=0.2)
    colours = [COLOURS["surplus" if value >= 0 else "deficit"] for value in shown]
    axis.bar(
        [month.ordinal for month in shown.index], in_unit(shown), width=0.8, color=colours, zorder=2
    )
    zero_line(axis)
    months_axis(axis, shown.index[0], last, room=1)
    value = shown[last]
    label(axis, last.ordinal, in_unit(value), usd_billion(value, 1, sign=True), bold=True)
    return described(
        "balance", frame.loc[shown.index[0] :], fig,
        hover.by_period(axis, shown, lambda value: usd_billion(value, sign=True)),
        slug="imports-balance", start=shown.index[0], value=value, up=int((shown > 0).sum()),
        down=int((shown < 0).sum()),
    )  # fmt: skip


@drawing
def balance_quarters(frame: pd.DataFrame) -> Chart:
    """Draw the balance of complete quarters, as `frames.balance_quarters` returns them."""
    heights = in_unit(frame["value"])
    fig, (axis,) = canvas(height=2.7, left=0.1, right=0.1, bottom=0.5, top=0.2)
    x, colours = range(len(heights)), [COLOURS["surplus" if v >= 0 else "deficit"] for v in heights]
    axis.bar(x, heights, width=0.78, color=colours, zorder=2)
    for place, (value, height) in enumerate(zip(frame["value"], heights, strict=True)):
        gone = is_missing(value)
        axis.annotate(
            absent() if gone else usd_billion(value, 0, sign=True), (place, 0 if gone else height),
            xytext=(0, -3 if value < 0 else 3), textcoords="offset points", ha="center",
            va="top" if value < 0 else "bottom", fontsize=SMALL, rotation=90 if gone else 0,
        )  # fmt: skip
    zero_line(axis)
    axis.set_yticks([])  # each bar says its value
    axis.margins(x=0.02, y=0.2)
    texts = [
        word("quarter", "charts").format(q.quarter) + (f"\n{q.year}" if q.quarter == 1 else "")
        for q in frame.index
    ]
    axis.set_xticks(x, texts)
    last = frame["value"].last_valid_index()
    quarters = zip(periods(frame), frame["value"], strict=True)
    hints = [f"{month_name(quarter)}: {usd_billion(v, sign=True)}" for quarter, v in quarters]
    return described(
        "balance_quarters", frame, fig, hover.by_column(axis, x, hints), slug="imports-quarters",
        start=frame.index[0], last=last, value=at(frame["value"], last),
    )  # fmt: skip


@drawing
def balance_parts(frame: pd.DataFrame) -> Chart:
    """Draw the balance as energy, China, the USA and the rest, as `frames.balance_parts`."""
    values = frame["value"]
    own = {OTHER: word("other_trade", "charts"), TOTAL: word("balance", "charts")}
    names = [own.get(str(code)) or row_name(str(code)) for code in values.index]
    fig = waterfall(
        values, names, lambda value: usd_billion(value, 1, sign=True), ("surplus", "deficit")
    )
    return described(
        "balance_parts",
        frame,
        fig,
        slug="imports-parts",
        **{str(code): value for code, value in values.items()},
    )

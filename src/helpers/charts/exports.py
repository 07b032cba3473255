"""Charts of the exports page: the total, its growth, what is behind it, and the years before."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from helpers.breakdowns import at
from helpers.charts import hover
from helpers.charts.chart import Chart, described, drawing
from helpers.charts.marks import end_labels, key, label, lines, months_axis
from helpers.charts.theme import COLOURS, canvas, zero_line
from helpers.metrics.alignment import periods
from helpers.texts.filters import capital, row_name
from helpers.texts.filters import label as word
from helpers.wording import (
    calendar_month,
    in_unit,
    is_missing,
    month_name,
    number,
    pct,
    usd_billion,
)

TEN_YEARS, FIVE_YEARS, TWO_YEARS = 120, 60, 25  # months


@drawing
def level(frame: pd.DataFrame, months: int = TEN_YEARS) -> Chart:
    """Draw a monthly total and its three-month mean, the highest month and the last one marked.

    Contractions of the economy within the range are shaded.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `frames.level` returns it.
    months : int
        How many months back from the last one.
    """
    flow, last = str(frame.attrs["flow"]), frame.index[-1]
    months_shown = pd.period_range(max(frame.index[0], last - months + 1), last, freq="M")
    shown = frame.reindex(months_shown)
    values, mean = in_unit(shown["value"]), in_unit(shown["three_month_mean"])
    fig, (axis,) = canvas(height=2.7, right=0.55)
    x = [period.ordinal for period in months_shown]
    spans = [
        (start, end)
        for start, end in frame.attrs["contractions"]
        if end >= months_shown[0] and start <= last
    ]
    for start, end in spans:
        edges = start.ordinal - 0.5, min(end, last).ordinal + 0.5
        axis.axvspan(*edges, color=COLOURS["context"], alpha=0.16, linewidth=0, zorder=0)
    axis.plot(x, values.to_numpy(), color=COLOURS["context"], linewidth=1.0)
    axis.plot(x, mean.to_numpy(), color=COLOURS[flow.removesuffix("s")])
    best = shown["value"].idxmax()
    for month in dict.fromkeys((best, last)):
        text = usd_billion(at(shown["value"], month), 1)
        if month != last and (last - month).n > 3:
            text = f"{month_name(month, short=True)}: {text}"
        axis.plot([month.ordinal], [values[month]], "o", color=COLOURS["highlight"], markersize=6)
        left = month != last and month.ordinal > x[len(x) // 2]
        label(axis, month.ordinal, values[month], text, not left, bold=month == last, dx=6, dy=7)
    months_axis(axis, months_shown[0], last, room=2)
    return described(
        "level",
        frame.loc[months_shown[0] :],
        fig,
        spots=hover.by_period(axis, shown["value"], usd_billion),
        slug=f"{flow}-level",
        value=at(shown["value"], last),
        growth=at(shown["growth"], last),
        start=months_shown[0],
        best=best,
        best_value=at(shown["value"], best),
        shaded=[(start, end if end <= last else None) for start, end in spans],
    )


@drawing
def growth(frame: pd.DataFrame, months: int = TWO_YEARS) -> Chart:
    """Draw growth on the year, in total as bars and per working day as dots.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `frames.level` returns it.
    months : int
        How many months back from the last one.
    """
    flow, last = str(frame.attrs["flow"]), frame.index[-1]
    rates = frame.loc[last - months + 1 :, ["growth", "daily_average_growth"]].astype(float)
    total, daily = (at(rates[column], last) for column in rates)
    fig, (axis,) = canvas(height=2.7, right=0.75, top=0.4, bottom=0.45)
    x, colour = [month.ordinal for month in rates.index], COLOURS[flow.removesuffix("s")]
    axis.bar(x, rates["growth"], width=0.7, color=colour, zorder=2)
    axis.plot(x, rates["daily_average_growth"], "o-", color=COLOURS["highlight"], linewidth=1.2,
              markersize=4, zorder=4)  # fmt: skip
    zero_line(axis)
    months_axis(axis, rates.index[0], last, room=0.8)
    near = abs(total - daily) < 0.08 * (axis.get_ylim()[1] - axis.get_ylim()[0])
    shift = (7 if daily > total else -7) if near else 0
    label(axis, x[-1], daily, pct(daily), bold=True, dx=8, dy=shift)
    label(axis, x[-1], total, pct(total), dx=8, dy=-shift)
    names = [
        str(capital(word(name, group))) for name, group in ((flow, "flows"), ("per_day", "charts"))
    ]
    marks = ("bar", "dot"), (colour, COLOURS["highlight"])
    key(axis, list(zip(*marks, names, strict=True)))
    return described(
        "growth",
        frame.loc[rates.index[0] :],
        fig,
        spots=hover.by_period(axis, rates.set_axis(names, axis=1), pct),
        slug=f"{flow}-growth",
        total=total,
        daily=daily,
        start=rates.index[0],
    )


@drawing
def price_volume(frame: pd.DataFrame, months: int = FIVE_YEARS) -> Chart:
    """Draw growth of volume and of price; a frame of `frames.price_volume` or `frames.memory`."""
    shown = frame.dropna(subset=["price_growth"]).iloc[-months:]
    of, last = frame.attrs["of"], shown.index[-1]
    looks = {
        "price_growth": ("highlight", word(f"{of}_price", "charts")),
        "volume_growth": ("export", word(f"{of}_volume", "charts")),
    }
    fig, spots = lines(shown, looks, pct)
    rates: dict[str, Any] = {
        name: at(shown[f"{name}_growth"], last) for name in ("price", "volume", "value")
    }
    return described(str(of), shown, fig, spots, start=shown.index[0], last=last, **rates)


@drawing
def without(frame: pd.DataFrame, months: int = FIVE_YEARS) -> Chart:
    """Draw growth of exports with and without an item, as `frames.without` returns it."""
    shown = frame.dropna(subset=["rest_growth"]).iloc[-months:]
    looks = {
        "total_growth": ("export", word("total", "charts")),
        "rest_growth": ("highlight", word("rest", "charts")),
    }
    fig, spots = lines(shown, looks, pct)
    rates: dict[str, Any] = {
        name: at(shown[f"{name}_growth"], shown.index[-1]) for name in ("total", "rest")
    }
    return described("without", shown, fig, spots, start=shown.index[0], **rates)


@drawing
def chip_share(frame: pd.DataFrame) -> Chart:
    """Draw the share of an item in exports by its definitions, as `frames.shares` returns it."""
    roles = ("highlight", "context")
    columns = [str(column) for column in frame]
    known = [column for column in columns if frame[column].notna().any()]
    looks = {code: (role, word(code, "charts")) for code, role in zip(columns, roles, strict=True)}
    fig, spots = lines(
        frame, {c: looks[c] for c in known}, lambda share: pct(share, sign=False), bottom=0
    )
    code = frame.iloc[-1].first_valid_index()
    return described(
        "chip_share", frame, fig, spots, start=frame.index[0], last=frame.index[-1], code=code,
        share=frame[code].iloc[-1], first=frame[known[-1]].dropna().iloc[0],
    )  # fmt: skip


@drawing
def long_view(frame: pd.DataFrame) -> Chart:
    """Draw exports and imports of twelve months on a logarithmic scale, as `frames.long_view`."""
    looks = {
        flow: (flow.removesuffix("s"), str(capital(word(flow, "flows"))))
        for flow in map(str, frame)
    }
    fig, spots = lines(in_unit(frame), looks, lambda x: number(x, 0), 0.62, 0.85, zero=False)
    axis = fig.axes[0]
    for text in list(axis.texts):
        text.remove()
    axis.set_yscale("log")
    axis.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axis.yaxis.set_minor_locator(NullLocator())
    axis.set_ylim(top=1.45 * in_unit(frame.max().max()))
    axis.yaxis.set_major_formatter(FuncFormatter(lambda x, _: number(x, 0)))
    over = frame.iloc[-1].fillna(0).idxmax()
    for flow, (_, name) in looks.items():
        value = in_unit(frame[flow]).dropna().iloc[-1]
        label(axis, frame.index[-1].ordinal, value, f"{name}\n{number(value, 0)}", bold=True, dx=8,
              dy=12 if flow == over else -14)  # fmt: skip
    ends = frame["exports"].iloc[[0, -1]]
    return described(
        "long_view", frame, fig, spots, start=frame.index[0], exports=ends.iloc[-1],
        imports=at(frame["imports"], frame.index[-1]), times=ends.iloc[-1] / ends.iloc[0],
    )  # fmt: skip


@drawing
def this_year(frame: pd.DataFrame) -> Chart:
    """Draw the year so far over the ten before it, cumulated, as `frames.this_year` returns it."""
    wide = in_unit(frame.pivot(index="month", columns="year", values="value"))
    year, role = int(wide.columns[-1]), str(frame.attrs["flow"]).removesuffix("s")
    fig, (axis,) = canvas(height=2.7, left=0.55, right=0.75, top=0.15)
    for column in wide:
        now, before = column == year, column == year - 1
        axis.plot(wide.index, wide[column], color=COLOURS[role if now else "context"],
                  linewidth=2.6 if now else 1.6 if before else 0.9,
                  alpha=1 if now or before else 0.55)  # fmt: skip
    axis.set(xlim=(0.6, 12), ylim=(0, None))
    axis.set_xticks([1, 4, 7, 10], [calendar_month(month, short=True) for month in (1, 4, 7, 10)])
    value, ends = wide[year].dropna(), []
    before_it = wide.get(year - 1, value).get(12, float("nan"))
    if year - 1 in wide and not is_missing(before_it):
        ends.append((12.0, float(before_it), COLOURS["context"], f"{year - 1}"))
    if value.index[-1] > 10:
        ends.append((float(value.index[-1]), float(value.iloc[-1]), COLOURS[role], f"{year}"))
    else:
        axis.plot(value.index[-1], value.iloc[-1], "o", color=COLOURS[role])
        early = value.index[-1] <= 3  # the numbers of the axis are beside it
        dx, dy = (-6, 26) if early else (6, 0)
        label(axis, value.index[-1], value.iloc[-1], f"{year}", early, bold=True, dx=dx, dy=dy)
    end_labels(axis, ends)
    months = periods(frame)
    hints = [
        f"{month_name(m)}: {usd_billion(x)}" for m, x in zip(months, frame["value"], strict=True)
    ]
    return described(
        "this_year", frame, fig,
        spots=hover.by_column(axis, range(1, len(value) + 1), hints[-len(value) :]),
        first=frame.index[0].year, year=year,
    )  # fmt: skip


def names_of(codes: pd.Index) -> list[str]:
    """Write codes as the names of rows."""
    return [row_name(str(code)) for code in codes]

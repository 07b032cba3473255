"""Charts of the regions page: markets, balances by partner, the USA and China, the long view."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.breakdowns import OTHER, TOTAL, at
from helpers.charts import hover
from helpers.charts.chart import Chart, described, drawing
from helpers.charts.marks import end_labels, key, label, months_axis, name_room, years_axis
from helpers.charts.svg import INK
from helpers.charts.theme import COLOURS, WIDTH, canvas, spread, zero_line
from helpers.texts.filters import row_name
from helpers.wording import in_unit, number, pct, signed

EIGHT_YEARS, TWO_YEARS = 96, 25  # months
PARTS = {"usa": "highlight", "china": "context", "rest": "export"}
LINES = {
    "usa": ("highlight", "-"),
    "china": ("context", "-"),
    "japan": ("import", (0, (5, 1.5))),
    "vietnam": ("export", (0, (2, 1.2))),
}


@drawing
def partners(frame: pd.DataFrame) -> Chart:
    """Draw what each market added to the growth of exports, the rest and the total last.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `frames.partners` returns it.
    """
    points = frame["contribution"].dropna()
    parts = points.drop([OTHER, TOTAL], errors="ignore").sort_values(ascending=False)
    total = at(points, TOTAL)
    leader = parts.index[0 if total >= 0 else -1] if len(parts) else None
    return described(
        "partners",
        frame,
        _bars(points.reindex([*parts.index, OTHER, TOTAL]).dropna(), decimals=1),
        slug="regions-contributions",
        leader=leader,
        points=at(parts, leader),
        growth=total,
        parts=list(parts.items()),
    )


@drawing
def market_slope(frame: pd.DataFrame) -> Chart:
    """Draw the share of each market in exports a year ago and now, those that moved most marked.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `frames.partners` returns it.
    """
    shares = frame[["share_before", "share"]].drop([OTHER, TOTAL], errors="ignore").dropna()
    change = (shares["share"] - shares["share_before"]).sort_values()
    fig, (axis,) = canvas(height=3.2, left=0.65, right=1.75, top=0.2, bottom=0.35)
    roles = dict.fromkeys(shares.index, "context")
    roles |= {code: "deficit" for code in change.index[:1] if change[code] < 0}
    roles |= {code: "export" for code in change.index[-1:] if change[code] > 0}
    axis.set_ylim(0, max([1.0, *(1.08 * shares.to_numpy()).ravel().tolist()]))
    per_point = axis.get_ylim()[1] / (axis.get_position().height * 3.2 * 72)
    for place, column in enumerate(shares.columns):
        values = shares[column].tolist()
        heights = spread(values, 13.5 * per_point)
        for code, share, height in zip(shares.index, values, heights, strict=True):
            text = f"{share:.1f}" + (f" {row_name(code)}" if place else "")
            moved = roles[code] != "context"
            label(axis, place, share, text, bool(place), moved, 8, (height - share) / per_point)
    for code, role in roles.items():
        axis.plot(
            [0, 1], shares.loc[code], "o-", color=COLOURS[role], markersize=5, clip_on=False,
            linewidth=1.2 if role == "context" else 2.2, zorder=3 if role == "context" else 4,
        )  # fmt: skip
    axis.set_xlim(0, 1)
    month = frame.attrs["month"]
    axis.set_xticks([0, 1], [str(month.year - 1), str(month.year)])
    axis.set_yticks([])
    return described(
        "market_slope",
        frame,
        fig,
        change=list(change.items()),
        shares=list(zip(shares.index, shares["share_before"], shares["share"], strict=True)),
    )


@drawing
def partner_balance(frame: pd.DataFrame) -> Chart:
    """Draw the balance with each partner, a tick where it was a year earlier.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `frames.partners` returns it.
    """
    parts = frame.drop([OTHER, TOTAL], errors="ignore").dropna(subset=["balance"])
    parts = parts.sort_values("balance", ascending=False)
    ticks = in_unit(parts["balance_before"]).tolist()
    balances = list(parts["balance"].items())
    return described(
        "partner_balance",
        frame,
        _bars(in_unit(parts["balance"]), 1, ("surplus", "deficit"), ticks),
        balances=balances,
        highest=balances[0] if balances else None,
        lowest=balances[-1] if balances else None,
    )


@drawing
def usa_china(frame: pd.DataFrame, months: int = EIGHT_YEARS) -> Chart:
    """Draw monthly exports to the USA and to China, so that their crossings show.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `frames.usa_china` returns it.
    months : int
        How many months back from the last one.
    """
    last = frame.index[-1]
    start = max(last - months + 1, frame["usa"].first_valid_index())
    shown = frame.reindex(pd.period_range(start, last, freq="M"))
    fig, (axis,) = canvas(height=3.0, right=1.25)
    x = [period.ordinal for period in shown.index]
    both = in_unit(shown[["usa", "china"]])
    _lines(axis, x, both)
    months_axis(axis, start, last, room=7)
    axis.set_ylim(bottom=0)
    _name_ends(axis, x, both, lambda value: number(value, 1))
    now = shown.iloc[-1]
    return described(
        "usa_china",
        frame,
        fig,
        spots=hover.by_period(axis, both.rename(columns=row_name), number),
        slug="regions-usa-china",
        start=start,
        usa=now["usa"],
        china=now["china"],
        ahead="usa" if now["gap"] >= 0 else "china",
        behind="china" if now["gap"] >= 0 else "usa",
        gap=abs(now["gap"]),
    )


@drawing
def contributions(frame: pd.DataFrame, months: int = TWO_YEARS) -> Chart:
    """Draw month by month what the USA, China and the rest added to the growth of exports.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `frames.contributions` returns it.
    months : int
        How many months back from the last one.
    """
    last = frame.index[-1]
    shown = frame.loc[last - months + 1 :]
    fig, (axis,) = canvas(height=3.0, right=0.1, top=0.45, bottom=0.45)
    x = [period.ordinal for period in shown.index]
    above, below = np.zeros(len(x)), np.zeros(len(x))
    for code, colour in PARTS.items():
        values = shown[code].to_numpy()
        base = np.where(values >= 0, above, below)
        axis.bar(x, values, bottom=base, width=0.75, color=COLOURS[colour], zorder=2)
        above, below = above + np.maximum(values, 0), below + np.minimum(values, 0)
    zero_line(axis)
    months_axis(axis, shown.index[0], last)
    key(axis, [("bar", COLOURS[colour], row_name(code)) for code, colour in PARTS.items()])
    now = shown.iloc[-1]
    return described(
        "contributions",
        frame,
        fig,
        spots=hover.by_period(
            axis, shown[list(PARTS)].rename(columns=row_name), lambda value: signed(value, 2)
        ),
        start=shown.index[0],
        both=now["usa"] + now["china"],
        **{code: now[code] for code in ("usa", "china", "rest", "growth")},
    )


@drawing
def market_shares(frame: pd.DataFrame) -> Chart:
    """Draw the shares of four countries in exports by year.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `frames.market_shares` returns it.
    """
    return _years("market_shares", frame, frame, lambda share: pct(share, sign=False))


@drawing
def partner_balances(frame: pd.DataFrame) -> Chart:
    """Draw the balance with four countries by year.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `frames.partner_balances` returns it.
    """
    return _years("partner_balances", frame, in_unit(frame), lambda value: signed(value, 1))


def _years(
    name: str, frame: pd.DataFrame, shown: pd.DataFrame, write: Callable[[float], str]
) -> Chart:
    """Draw a line for each country over complete years."""
    fig, (axis,) = canvas(height=3.0, right=1.3)
    x = [period.year for period in shown.index]
    _lines(axis, x, shown)
    if float(np.nanmin(shown)) < 0:
        zero_line(axis)
    else:
        axis.set_ylim(bottom=0)
    axis.set_xlim(x[0] - 0.5, x[-1] + 0.5)
    years_axis(axis, x)
    _name_ends(axis, x, shown, write)
    last = frame.iloc[-1].dropna().sort_values(ascending=False)
    return described(
        name,
        frame,
        fig,
        spots=hover.by_column(axis, x, hover.said(shown.rename(columns=row_name), write)),
        first=frame.index[0],
        last=frame.index[-1],
        values=list(last.items()),
    )


def _lines(axis: Axes, x: list[int], rows: pd.DataFrame) -> None:
    for code, (role, dashes) in LINES.items():
        if code in rows:
            axis.plot(x, rows[code], color=COLOURS[role], linestyle=dashes, linewidth=1.9)


def _name_ends(axis: Axes, x: list[int], rows: pd.DataFrame, write: Callable[[float], str]) -> None:
    """Write name and last value beside the end of each line, the name alone if it ends earlier."""
    ends = []
    for code in rows.columns.intersection(list(LINES)):
        known = rows[code].reset_index(drop=True).dropna()
        if len(known):
            place, value = x[known.index[-1]], known.iloc[-1]
            amount = f" {write(value)}" if place == x[-1] else ""
            ends.append((place, value, COLOURS[LINES[code][0]], f"{row_name(code)}{amount}"))
    end_labels(axis, ends)


def _bars(
    values: pd.Series,
    decimals: int,
    roles: tuple[str, str] = ("export", "deficit"),
    ticks: Sequence[float] = (),
) -> Figure:
    """Draw signed values as horizontal bars in the order given, each with its number."""
    names = [row_name(str(code)) for code in values.index]
    left = name_room(names, 1.4)
    fig, (axis,) = canvas(0.27 * max(len(values), 2) + 0.2, left, 0.1, 0.1, 0.1)
    places = list(range(len(values)))[::-1]
    colours = [COLOURS[roles[int(value < 0)]] for value in values]
    axis.barh(places, values.to_numpy(), height=0.68, color=colours, zorder=2)
    reach = np.array([*values, *ticks, 0.0], dtype=float)
    low, high = float(np.nanmin(reach)), float(np.nanmax(reach))
    room = 0.75 / (WIDTH - left - 1.5) * ((high - low) or 1.0)  # for the numbers
    axis.set_xlim(low - room * (low < 0), high + room * (high > 0))
    axis.set_ylim(-0.6, len(values) - 0.4)
    axis.grid(False)
    axis.spines["bottom"].set_visible(False)
    axis.set_xticks([])
    axis.set_yticks(places, names)
    for place, tick in zip(places, ticks, strict=False):
        axis.plot([tick, tick], [place - 0.42, place + 0.42], color=INK, linewidth=2, zorder=4)
    beyond = [*ticks] or [0.0] * len(values)
    for (code, value), place, tick in zip(values.items(), places, beyond, strict=True):
        beside = 0 < (tick - value) * (1 if value >= 0 else -1) < 0.8 * room
        label(
            axis,
            tick if beside else value,
            place,
            signed(value, decimals),
            value >= 0,
            code == TOTAL,
            4,
        )
    zero_line(axis, vertical=True)
    return fig

"""The marks that charts share: axes of months, ranked bars, labels beside lines, a key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from helpers.charts import hover
from helpers.charts.svg import INK
from helpers.charts.theme import COLOURS, PLAIN, SMALL, WIDTH, canvas, spread, zero_line
from helpers.translation import spoken
from helpers.wording import calendar_month, signed

LONG = 130  # months, from which only every twelfth says its values
SHORT = 30  # months, up to which their names stand on the axis
STEPS = (1, 2, 5, 10, 20)
HANGUL, LATIN = 0.137, 0.08  # inches of a letter at the smaller size


def months_axis(axis: Axes, first: pd.Period, last: pd.Period, room: float = 0.5) -> None:
    """Mark the months on the horizontal axis: years for long spans, half-years for short ones.

    Parameters
    ----------
    axis : matplotlib.axes.Axes
        Drawn over the ordinals of the months.
    first, last : pandas.Period
        Range shown.
    room : float
        Months left free at both ends.
    """
    axis.set_xlim(first.ordinal - room, last.ordinal + room)
    months = pd.period_range(first, last, freq="M")
    if len(months) <= SHORT:
        ticks = [m for m in months if m.month in (1, 7)]
        labels = [short_month(m, with_year=m.month == 1) for m in ticks]
    else:
        years = [m for m in months if m.month == 1]
        step = next((s for s in STEPS if len(years) / s <= _most_years(axis)), STEPS[-1])
        ticks = [m for m in years if m.year % step == 0]
        labels = [str(m.year) for m in ticks]
    axis.set_xticks([m.ordinal for m in ticks], labels)


def short_month(month: pd.Period, with_year: bool) -> str:
    r"""Write a month below an axis, the year under it where it is wanted.

    Examples
    --------
    >>> short_month(pd.Period("2023-01", "M"), with_year=True)
    'Jan\n2023'
    """
    name = calendar_month(month.month, short=True)
    return f"{name}\n{month.year}" if with_year else name


def years_axis(axis: Axes, years: Sequence[int]) -> None:
    """Mark the years on the horizontal axis, as many as have room."""
    span = years[-1] - years[0] + 1
    step = next((s for s in STEPS if span / s <= _most_years(axis)), STEPS[-1])
    axis.set_xticks([y for y in range(years[0], years[-1] + 1) if y % step == 0])


def _most_years(axis: Axes) -> int:
    """Count the years that have room on a horizontal axis, at most seven."""
    return min(7, int(WIDTH * axis.get_position().width / 0.6))


def label(
    axis: Axes,
    x: float,
    y: float,
    text: str,
    right: bool = True,
    bold: bool = False,
    dx: float = 6.0,
    dy: float = 0.0,
) -> None:
    """Write a label beside a point, `dx` and `dy` points away from it."""
    axis.annotate(
        text,
        (x, y),
        xytext=(dx if right else -dx, dy),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center",
        fontsize=SMALL,
        fontweight=600 if bold else 400,
        annotation_clip=False,
    )


def end_labels(axis: Axes, ends: Sequence[tuple[float, float, str, str]], gap: float = 13) -> None:
    """Write the names of lines beside their ends, moved apart where they would overlap.

    Parameters
    ----------
    axis : matplotlib.axes.Axes
        With its limits set.
    ends : sequence of (x, y, colour, text)
        Ends of the lines; x and y in data.
    gap : float
        Least distance of two labels, in points.
    """
    low, high = axis.get_ylim()
    height = axis.get_position().height * axis.figure.get_figheight() * 72  # type: ignore[union-attr]
    per_point = (high - low) / height
    places = np.array(spread([end[1] for end in ends], gap * per_point))
    rank = places.argsort(kind="stable").argsort()  # the lowest stays above the foot of the panel
    places = np.maximum(places, low + (rank + 0.5) * gap * per_point)
    for (x, y, colour, text), at in zip(ends, places, strict=True):
        axis.plot([x], [y], "o", color=colour, markersize=6, clip_on=False, zorder=5)
        label(axis, x, y, text, bold=True, dx=8, dy=(at - y) / per_point)


def key(axis: Axes, entries: Sequence[tuple[str, str, str]]) -> None:
    """Write above the panel what the marks are: entries of (mark, colour, text).

    A mark is "bar", "line" or "dot".
    """
    styles = {
        "bar": {"marker": "s", "linestyle": "", "markersize": 9},
        "dot": {"marker": "o", "linestyle": "", "markersize": 7},
        "line": {"linestyle": "-"},
    }
    handles = [Line2D([], [], color=colour, **styles[mark]) for mark, colour, _ in entries]  # type: ignore[arg-type]
    legend = axis.legend(
        handles,
        [text for _, _, text in entries],
        loc="lower left",
        bbox_to_anchor=(-0.01, 1.0),
        ncols=len(entries),
        frameon=False,
        fontsize=SMALL,
        handlelength=1.4,
        handletextpad=0.5,
        columnspacing=1.4,
        borderaxespad=0.1,
        borderpad=0.1,
    )
    legend.set_zorder(6)


def name_room(names: Iterable[str], english: float = 0.0) -> float:
    """Return the inches that names left of a panel need; `english`, if given, in English.

    Examples
    --------
    >>> name_room(["Household and consumer goods"], 2.35)
    2.35
    """
    if english and spoken() == "en":
        return english
    return 0.15 + max(sum(HANGUL if letter > "가" else LATIN for letter in name) for name in names)


def ranked_bars(
    values: pd.Series,
    bold: Sequence[str] = (),
    decimals: int = 2,
    left: float = 0.0,
    texts: Sequence[str] = (),
    step: float = 0.27,
) -> Figure:
    """Draw signed values as horizontal bars from zero, in the order given, each with its number.

    Parameters
    ----------
    values : pandas.Series
        By the name to be shown.
    bold : sequence of str
        Names to stand out.
    decimals : int
        Of the numbers.
    left : float
        Room for the names, in inches; what they need where left out, and in Korean.
    texts : sequence of str
        What is written right of the bars instead of the numbers.
    step : float
        Inches from bar to bar.
    """
    left = name_room(values.index, left)
    aside = bool(texts)
    texts = texts or [signed(value, decimals) for value in values]
    fig, (axis,) = canvas(
        height=step * len(values) + 0.2, left=left, right=0.1, top=0.1, bottom=0.1
    )
    places = np.arange(len(values))[::-1]
    colours = [COLOURS["export"] if v >= 0 else COLOURS["deficit"] for v in values]
    axis.barh(places, values.to_numpy(), height=0.68, color=colours, zorder=2)
    low, high = min(values.min(), 0.0), max(values.max(), 0.0)
    width = high - low or 1.0
    inches, sides = 0.1 + LATIN * max(map(len, texts)), int(low < 0 and not aside) + int(high > 0)
    room = inches * width / (WIDTH - left - 0.1 - inches * sides)  # on the sides that have any
    axis.set_xlim(low - (room if low < 0 and not aside else 0), high + (room if high > 0 else 0))
    axis.set_ylim(-0.6, len(values) - 0.4)
    axis.grid(False)
    axis.spines["bottom"].set_visible(False)
    axis.set_xticks([])
    axis.set_yticks(places, list(values.index))
    for tick in axis.get_yticklabels():
        tick.set_fontweight(600 if tick.get_text() in bold else 400)
    for place, (name, value), text in zip(places, values.items(), texts, strict=True):
        end = max(value, 0) if aside else value
        label(axis, end, place, text, aside or value >= 0, bold=name in bold, dx=4)
    zero_line(axis, vertical=True)
    return fig


def lines(
    frame: pd.DataFrame,
    looks: Mapping[str, tuple[str, str]],
    write: Callable[[float], str],
    left: float = 0.5,
    right: float = 0.95,
    zero: bool = True,
    bottom: float | None = None,
) -> tuple[Figure, list[hover.Spot]]:
    """Draw columns over months, gaps as gaps, each named at its end with its last value.

    Parameters
    ----------
    frame : pandas.DataFrame
        By month, in the unit shown.
    looks : mapping
        Column to its colour (a role of `COLOURS`) and its name.
    write : callable
        Writes a value.
    left, right : float
        Inches for the numbers of the axis and for the names.
    zero : bool
        Draw the line of zero.
    bottom : float, optional
        Lower end of the axis.
    """
    months = pd.period_range(frame.index[0], frame.index[-1], freq="M")
    fig, (axis,) = canvas(
        height=2.7, left=left, right=right, top=0.15, bottom=0.35 if len(months) > SHORT else 0.5
    )
    ends = []
    for column, (role, name) in looks.items():
        values = frame[column].reindex(months).to_numpy(dtype=float)
        x = np.array([month.ordinal for month in months])
        axis.plot(x, values, color=COLOURS[role], linewidth=1.8)
        if (there := ~np.isnan(values)).any():
            end = float(values[there][-1])
            ends.append((float(x[there][-1]), end, COLOURS[role], f"{name}\n{write(end)}"))
    months_axis(axis, months[0], months[-1], room=min(1, len(months) / 48))  # ends at the labels
    if bottom is not None:
        axis.set_ylim(bottom=bottom)
    if zero:
        zero_line(axis)
    end_labels(axis, ends, gap=28)
    named = frame[list(looks)].rename(columns={key: name for key, (_, name) in looks.items()})
    if len(named) > LONG:  # a place to point at for every month would be most of the picture
        named = named[[month.month == named.index[-1].month for month in named.index]]
    return fig, hover.by_period(axis, named, write)


def waterfall(
    values: pd.Series,
    names: Sequence[str],
    write: Callable[[float], str],
    roles: tuple[str, str] = ("export", "deficit"),
    within: int = 0,
) -> Figure:
    """Draw parts one after the other and, last, the total from zero, each with its number.

    Parameters
    ----------
    values : pandas.Series
        The parts and the total.
    names : sequence of str
        Of the rows.
    write : callable
        Writes a value.
    roles : tuple of str
        Colours of what adds and of what takes away.
    within : int
        How many rows after the first are parts of the first one.
    """
    left = name_room(names)
    fig, (axis,) = canvas(
        height=0.29 * len(values) + 0.2, left=left, right=0.1, top=0.1, bottom=0.1
    )
    steps = values.to_numpy(dtype=float)
    inner, outer = steps[1 : 1 + within], np.delete(steps[:-1], range(1, 1 + within))
    starts = np.concatenate([[0.0], np.cumsum(inner) - inner, np.cumsum(outer)[:-1], [0.0]])
    ends, places = starts + steps, np.arange(len(steps))[::-1]
    colours = [COLOURS[roles[int(step < 0)]] for step in steps]
    colours[-1] = INK
    opacity = [0.45 if 1 <= row <= within else 1 for row in range(len(steps))]
    bars = axis.barh(places, steps, left=starts, height=0.66, color=colours, zorder=2)
    for bar, alpha in zip(bars, opacity, strict=True):
        bar.set_alpha(alpha)
    low, high = min(0.0, starts.min(), ends.min()), max(0.0, starts.max(), ends.max())
    room = 0.75 / (WIDTH - left - 0.75) * (high - low or 1.0)
    axis.set_xlim(low - (room if steps.min() < 0 else 0), high + room)
    axis.set_ylim(-0.6, len(steps) - 0.4)
    axis.set(xticks=[])
    axis.grid(False)
    axis.spines["bottom"].set_visible(False)
    axis.set_yticks(places, names)
    axis.get_yticklabels()[-1].set_fontweight(600)
    inch = float(np.ptp(axis.get_xlim())) / (WIDTH - left - 0.1)
    for start, end, place, step in zip(starts, ends, places, steps, strict=True):
        text, right = write(step), step >= 0
        reach = end + (1 if right else -1) * (0.1 + LATIN * len(text)) * inch
        if end * reach < 0:  # the line of zero would strike it through
            end, right = start, not right
        label(axis, end, place, text, right, bold=place == 0, dx=4)
    zero_line(axis, vertical=True)
    return fig


def panel_title(axis: Axes, text: str) -> None:
    """Write the name of a panel above it."""
    axis.set_title(text, loc="left", fontsize=PLAIN, fontweight=600, color=INK, pad=6)
